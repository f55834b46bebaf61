//! Storing the intake's rows.

use super::record::{
    Authority, FigureRecord, IntakeRecord, ProfileRecord, SectionRecord, profile_key, renew_section,
};
use crate::act::Act;
use crate::foundation::error::Result;
use crate::store::{Records, RecordsMut, Stored};

/// Stores an intake that was read.
pub(super) fn store_intake(act: &mut Act<'_>, intake: &Stored<IntakeRecord>) -> Result<()> {
    match intake.version {
        0 => act.add(&intake.record),
        version => act.replace(version, &intake.record),
    }
}

/// Stores a section that was read, and sets its version to the new one.
pub(super) fn store_section(act: &mut Act<'_>, section: &mut Stored<SectionRecord>) -> Result<()> {
    match section.version {
        0 => act.add(&section.record)?,
        version => act.replace(version, &section.record)?,
    }
    section.version += 1;
    Ok(())
}

/// Stores a figure of the profile. It replaces the one with the same authority.
pub(super) fn store_figure(act: &mut Act<'_>, record: ProfileRecord) -> Result<()> {
    let key = profile_key(record.case, record.section, &record.path, record.authority);
    if record.authority == Authority::FirmVerified {
        renew_section(act, record.firm, record.case, record.section)?;
    }
    match act.load::<ProfileRecord>(key)? {
        Some(Stored { version, .. }) => act.replace(version, &record),
        None => act.add(&record),
    }
}

/// Removes the firm-verified value of a figure from the profile.
pub(super) fn remove_figure(act: &mut Act<'_>, figure: &FigureRecord) -> Result<()> {
    let key = profile_key(figure.case, figure.section, &figure.path, Authority::FirmVerified);
    renew_section(act, figure.firm, figure.case, figure.section)?;
    act.remove::<ProfileRecord>(key).map(drop)
}
