//! Who acts for a firm, as the host vouches for them.

use super::permission::Role;
use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use crate::foundation::{limits, text};

/// A member of a firm's staff. The host has authenticated them; Casegate takes its word and audits it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct Staff {
    /// The firm they act for; nothing of another firm is within their reach.
    pub firm: FirmId,
    /// The host's id of this person.
    pub id: String,
    /// Their name, as reviewers and the audit show it.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Staff {
    /// Returns the member of staff with id and name normalized.
    ///
    /// # Errors
    /// `text_required`, `text_too_long` or `text_invalid` at `staff.id` or `staff.name`.
    pub(crate) fn normalized(self) -> Result<Self> {
        Ok(Self {
            id: text::line("staff.id", &self.id, limits::IDENTITY)?,
            name: text::line("staff.name", &self.name, limits::IDENTITY)?,
            ..self
        })
    }
}
