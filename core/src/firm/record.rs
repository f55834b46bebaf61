//! The stored records of a firm and of its logo.

use crate::foundation::bytes::{self, Bytes};
use crate::foundation::error::Result;
use crate::foundation::ids::{FirmId, OfficeId};
use crate::foundation::redacted::redacted;
use crate::foundation::sorted::Set;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, Stored, Table, Value};
use serde::{Deserialize, Serialize};

pub(crate) static FIRMS: Table = Table { clustered: false, ..Table::named("firms") };
pub(crate) static LOGOS: Table = Table { clustered: false, ..Table::named("logos") };

/// A firm: one tenant.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct FirmRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) id: FirmId,
    pub(crate) name: String,
    /// The logo's media type and fingerprint. The bytes are in [`LogoRecord`].
    pub(crate) logo: Option<LogoInfo>,
    pub(crate) accent_color: String,
    pub(crate) contact: String,
    /// The numbers of all index keys with which its clients' taxpayer numbers were indexed.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    pub(crate) index_keys: Set<u32>,
    /// The office that was created with the firm. It is the first in every list of offices.
    pub(crate) first_office: OfficeId,
    #[serde(with = "millis")]
    pub(crate) registered_at: Timestamp,
}

impl Record for FirmRecord {
    const TABLE: &'static Table = &FIRMS;
    fn key(&self) -> Key {
        Key::top(self.id.uuid())
    }
    fn set_key(&mut self, key: Key) {
        self.id = FirmId::from_uuid(key.id);
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// The data that a page needs to show a logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct LogoInfo {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// A hash of the image, for caches.
    pub fingerprint: String,
}

/// The bytes of a firm's logo.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct LogoRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    pub(crate) media_type: String,
    #[serde(deserialize_with = "bytes::stored")]
    pub(crate) data: Bytes,
}

impl Record for LogoRecord {
    const TABLE: &'static Table = &LOGOS;
    fn key(&self) -> Key {
        Key::top(self.firm.uuid())
    }
    fn set_key(&mut self, key: Key) {
        self.firm = FirmId::from_uuid(key.id);
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// Returns the record of `firm`.
pub(crate) fn firm_of(tx: &(impl ReadTx + ?Sized), firm: FirmId) -> Result<Stored<FirmRecord>> {
    tx.require(Key::top(firm.uuid()))
}

redacted!(FirmRecord, LogoRecord);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_logo_is_legible_or_no_record() {
        let logo = |data: &str| {
            let row = serde_json::json!({ "media_type": "image/png", "data": data }).to_string();
            serde_json::from_str::<LogoRecord>(&row).map(|logo| logo.data)
        };
        assert_eq!(logo("aGk=").unwrap().as_slice(), Some(&b"hi"[..]));
        assert!(logo("aGk").is_err());
    }
}
