//! Who acts for a firm, as the host vouches for them.

use super::permission::{Permission, Role, allows};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{FirmId, OfficeId};
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
    /// What they may do: all that any of these roles may. Without a role, nothing.
    pub roles: Vec<Role>,
    /// The offices whose clients and cases they may see; every office if absent.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub offices: Option<Vec<OfficeId>>,
}

impl Staff {
    /// Returns whether any of their roles has `permission`.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| allows(*role, permission))
    }

    /// Returns whether they may see the clients and cases of `office`.
    #[must_use]
    pub fn may_see(&self, office: OfficeId) -> bool {
        self.offices.as_ref().is_none_or(|offices| offices.contains(&office))
    }

    /// Returns the member of staff with id and name normalized, and each role and office once.
    ///
    /// # Errors
    /// `text_required`, `text_too_long` or `text_invalid` at `staff.id` or `staff.name`; `list_too_long` at `staff.offices`.
    pub(crate) fn normalized(mut self) -> Result<Self> {
        self.roles.sort_unstable();
        self.roles.dedup();
        if let Some(offices) = &mut self.offices {
            if offices.len() > limits::OFFICES as usize {
                return Err(Error::at(Code::LIST_TOO_LONG, "staff.offices"));
            }
            offices.sort_unstable();
            offices.dedup();
        }
        Ok(Self {
            id: text::line("staff.id", &self.id, limits::IDENTITY)?,
            name: text::line("staff.name", &self.name, limits::IDENTITY)?,
            ..self
        })
    }
}
