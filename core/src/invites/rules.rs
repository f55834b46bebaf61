//! Pure decisions about invites.

use super::settings::{IdentityCheck, InviteSettings};
use crate::firm::record::FirmRecord;
use crate::firm::rules::has_identity;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::time::{DAY, Timestamp, Validity};

/// Returns the validity of an invite: the requested one, or the firm's setting. It is always bounded (SPEC R3).
pub(crate) fn life(now: Timestamp, asked: Option<Timestamp>, firm_days: u32) -> Result<Validity> {
    let until = asked.unwrap_or_else(|| now.plus(i64::from(firm_days) * DAY));
    let length = until.since(now);
    let longest = i64::from(limits::INVITE_DAYS_MOST) * DAY;
    if (limits::INVITE_SHORTEST..=longest).contains(&length) {
        Ok(Validity { from: now, until })
    } else {
        Err(Error::at(Code::EXPIRY_OUT_OF_RANGE, "expiresAt"))
    }
}

/// Checks that an invite may be minted (SPEC R6).
///
/// # Errors
/// `firm_identity_missing`, naming what is missing.
pub(crate) fn may_invite(firm: &FirmRecord, settings: &InviteSettings) -> Result<()> {
    let field = if firm.name.is_empty() { "firm.name" } else { "firm.logo" };
    match settings.identity_check {
        IdentityCheck::Required if !has_identity(firm) => Err(Error::at(Code::FIRM_IDENTITY_MISSING, field)),
        IdentityCheck::Required | IdentityCheck::Off => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::time::HOUR;

    #[test]
    fn tok_12_there_is_no_never() {
        let now = Timestamp::from_millis(1_000_000);
        assert_eq!(life(now, None, 90).unwrap().until, now.plus(90 * DAY));
        assert_eq!(life(now, Some(now.plus(HOUR)), 90).unwrap().until, now.plus(HOUR));
        for length in [-1, 0, HOUR - 1, 366 * DAY + 1, i64::MAX] {
            let error = life(now, Some(now.plus(length)), 90).unwrap_err();
            assert_eq!(
                (error.code(), error.field()),
                (Code::EXPIRY_OUT_OF_RANGE, Some("expiresAt")),
                "{length}"
            );
        }
    }
}
