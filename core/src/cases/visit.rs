//! A case as its client sees it.

use super::record::CaseRecord;
use crate::foundation::redacted::redacted;
use serde::{Deserialize, Serialize};

/// A case as its client sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CaseView {
    /// The client's name.
    pub client_name: String,
    /// The subject of the engagement.
    pub title: String,
}

redacted!(CaseView);

impl CaseView {
    pub(crate) fn of(case: &CaseRecord) -> Self {
        Self { client_name: case.client_name.clone(), title: case.title.clone() }
    }
}
