//! A firm's settings for documents: which kinds it shows.

use super::kind::{ALLOWLIST, DocumentKind};
use crate::firm::settings::Settings;
use crate::foundation::error::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A firm's settings for documents.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DocumentSettings {
    /// The kinds that this firm shows. They are on the fixed allowlist and always include signed documents.
    pub(crate) shown_kinds: BTreeSet<DocumentKind>,
}

impl Settings for DocumentSettings {
    const ROOM: &'static str = "documents";
}

impl Default for DocumentSettings {
    fn default() -> Self {
        Self { shown_kinds: ALLOWLIST.into_iter().collect() }
    }
}

/// Checks the kinds that a firm shows. They must be on the fixed allowlist. Signed documents are always added (SPEC R8, R9).
///
/// # Errors
/// `kind_never_visible` at `field`.
pub(crate) fn shown_kinds(field: &'static str, wanted: &[DocumentKind]) -> Result<BTreeSet<DocumentKind>> {
    let mut shown: BTreeSet<_> = wanted.iter().cloned().collect();
    if let Some(_never) = shown.iter().find(|kind| !ALLOWLIST.contains(kind)) {
        return Err(Error::at(Code::KIND_NEVER_VISIBLE, field));
    }
    shown.insert(DocumentKind::SignedDocument);
    Ok(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_setting_shows_what_is_never_shown() {
        for kind in
            [DocumentKind::TranscriptDiagnostic, DocumentKind::Draft, DocumentKind::Other("memo".into())]
        {
            assert_eq!(shown_kinds("shownKinds", &[kind]).unwrap_err().code(), Code::KIND_NEVER_VISIBLE);
        }
        assert!(shown_kinds("shownKinds", &[]).unwrap().contains(&DocumentKind::SignedDocument));
    }
}
