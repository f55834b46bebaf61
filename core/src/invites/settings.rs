//! How long a firm's invites live, and what has to be there before the first one.

use crate::firm::settings::Settings;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use serde::{Deserialize, Serialize};

/// A firm's settings of invites.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct InviteSettings {
    /// How many days an invite lives.
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

/// Whether minting waits for the firm's name and logo (SPEC R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum IdentityCheck {
    /// The first invite is refused until name and logo are set.
    Required,
    /// The firm switched the check off.
    Off,
}

/// Checks a firm-wide life of invites in days.
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
