//! The stored records of a firm and of its logo.

use crate::foundation::error::Result;
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, Stored};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A firm: one tenant.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "firms", id = id)]
pub(crate) struct FirmRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) id: FirmId,
    pub(crate) name: String,
    /// The logo's media type and fingerprint. The bytes are in [`LogoRecord`].
    pub(crate) logo: Option<LogoInfo>,
    pub(crate) accent_color: String,
    pub(crate) contact: String,
    /// The numbers of all index keys with which its clients' taxpayer numbers were indexed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(crate) index_keys: BTreeSet<u32>,
    /// The office that was created with the firm. It is the first in every list of offices.
    pub(crate) first_office: OfficeId,
    #[serde(with = "millis")]
    pub(crate) registered_at: Timestamp,
}

/// The data that a page needs to show a logo.
#[wire(prints)]
pub struct LogoInfo {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// A hash of the image, for caches.
    pub fingerprint: String,
}

/// The bytes of a firm's logo.
#[derive(Clone, Record)]
#[record(table = "logos", id = firm)]
pub(crate) struct LogoRecord {
    pub(crate) firm: FirmId,
    #[record(column)]
    pub(crate) media_type: String,
    #[record(body)]
    pub(crate) data: Vec<u8>,
}

/// Returns the record of `firm`.
pub(crate) fn firm_of(tx: &(impl ReadTx + ?Sized), firm: FirmId) -> Result<Stored<FirmRecord>> {
    tx.require(Key::top(firm.uuid()))
}

redacted!(FirmRecord, LogoRecord);
