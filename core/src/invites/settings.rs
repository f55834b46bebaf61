//! A firm's settings for invites: how long they are valid, and what is required before the first one.

use crate::firm::settings::Settings;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use casegate_macros::wire;
use serde::{Deserialize, Serialize};

/// A firm's settings for invites.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct InviteSettings {
    /// The number of days for which an invite is valid.
    pub(crate) days: u32,
    pub(crate) identity_check: IdentityCheck,
}

impl Settings for InviteSettings {
    const ROOM: &'static str = "invites";
}

impl Default for InviteSettings {
    fn default() -> Self {
        Self { days: limits::INVITE_DAYS, identity_check: IdentityCheck::Required }
    }
}

/// The check that the firm has a name and a logo before an invite is minted (SPEC R6).
#[wire]
pub enum IdentityCheck {
    /// The first invite is refused until name and logo are set.
    Required,
    /// The firm switched the check off.
    Off,
}

/// Checks a firm's setting of how many days an invite is valid.
///
/// # Errors
/// `expiry_out_of_range` at `field`.
pub(crate) fn invite_days(field: &'static str, days: u32) -> Result<u32> {
    if (1..=limits::INVITE_DAYS_MOST).contains(&days) {
        Ok(days)
    } else {
        Err(Error::at(Code::EXPIRY_OUT_OF_RANGE, field))
    }
}
