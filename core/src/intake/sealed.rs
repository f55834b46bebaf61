//! The contexts in which sensitive answers are sealed, and resealing from one context to another.

use super::form::{Answer, FieldPath, Parsed, Section};
use super::record::{Authority, FigureRecord, ProfileRecord, SectionRecord};
use crate::access::sealing::{SealContext, open, seal};
use crate::act::Host;
use crate::foundation::env::KeyPurpose;
use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The location of one answer, used as the context of its seal. A ciphertext cannot be opened in another
/// context.
pub(crate) struct Location<'a> {
    firm: FirmId,
    table: &'static str,
    row: Uuid,
    section: Section,
    path: &'a FieldPath,
    more: &'static str,
}

impl<'a> Location<'a> {
    pub(crate) fn in_section(section: &SectionRecord, path: &'a FieldPath) -> Self {
        Self::at(section.firm, "intake_sections", section.case.uuid(), section.section, path, "")
    }

    pub(crate) fn in_submission(section: &SectionRecord, submission: Uuid, path: &'a FieldPath) -> Self {
        Self::at(section.firm, "intake_submissions", submission, section.section, path, "")
    }

    pub(crate) fn in_figure(figure: &'a FigureRecord) -> Self {
        Self::at(figure.firm, "staged_figures", figure.id, figure.section, &figure.path, "")
    }

    pub(crate) fn in_profile(record: &'a ProfileRecord) -> Self {
        let authority = record.authority;
        Self::in_profile_of(record.firm, record.case.uuid(), record.section, &record.path, authority)
    }

    pub(crate) fn in_profile_of(
        firm: FirmId,
        case: Uuid,
        section: Section,
        path: &'a FieldPath,
        by: Authority,
    ) -> Self {
        Self::at(firm, "profile_figures", case, section, path, by.name())
    }

    fn at(
        firm: FirmId,
        table: &'static str,
        row: Uuid,
        section: Section,
        path: &'a FieldPath,
        more: &'static str,
    ) -> Self {
        Self { firm, table, row, section, path, more }
    }

    fn column(&self) -> String {
        format!("{}/{}/{}", self.section.name(), self.path, self.more)
    }

    fn context<'b>(&self, column: &'b str) -> SealContext<'b> {
        let purpose = KeyPurpose::Seal;
        SealContext { purpose, firm: self.firm, table: self.table, column, row: self.row }
    }
}

/// Returns a parsed entry as it is stored at `location`. A sensitive text is sealed. Returns `None` for a blank.
///
/// # Errors
/// `sealing_key_missing` for a sensitive answer if the host supplied no key.
pub(crate) fn sealed_entry(parsed: Parsed, location: &Location<'_>, host: &Host) -> Result<Option<Answer>> {
    match parsed {
        Parsed::Blank => Ok(None),
        Parsed::Plain(answer) => Ok(Some(answer)),
        Parsed::Sensitive(text) => {
            let last_four = text.last_four().to_owned();
            let sealed = seal(
                &text.reveal(),
                location.context(&location.column()),
                host.keys.as_ref(),
                host.entropy.as_ref(),
            )?;
            Ok(Some(Answer::Sealed { sealed, last_four }))
        }
    }
}

/// Returns the same answer, resealed for another context.
pub(crate) fn resealed(
    answer: &Answer,
    from: &Location<'_>,
    to: &Location<'_>,
    host: &Host,
) -> Result<Answer> {
    match answer {
        Answer::Sealed { sealed, last_four } => {
            let plain = open(sealed, from.context(&from.column()), host.keys.as_ref())?;
            let sealed = seal(&plain, to.context(&to.column()), host.keys.as_ref(), host.entropy.as_ref())?;
            Ok(Answer::Sealed { sealed, last_four: last_four.clone() })
        }
        plain => Ok(plain.clone()),
    }
}

/// Returns whether two answers are equal. Each is opened in its own context.
pub(crate) fn is_same_answer(
    a: Option<(&Answer, &Location<'_>)>,
    b: Option<(&Answer, &Location<'_>)>,
    host: &Host,
) -> Result<bool> {
    match (a, b) {
        (None, None) => Ok(true),
        (Some((Answer::Sealed { sealed: a, .. }, at)), Some((Answer::Sealed { sealed: b, .. }, bt))) => {
            let (a, b) = (
                open(a, at.context(&at.column()), host.keys.as_ref())?,
                open(b, bt.context(&bt.column()), host.keys.as_ref())?,
            );
            Ok(*a == *b)
        }
        (Some((a, _)), Some((b, _))) => Ok(a == b),
        (None, Some(_)) | (Some(_), None) => Ok(false),
    }
}

/// Returns a sensitive answer in full.
pub(crate) fn unmasked(sealed: &str, location: &Location<'_>, host: &Host) -> Result<Zeroizing<String>> {
    open(sealed, location.context(&location.column()), host.keys.as_ref())
}
