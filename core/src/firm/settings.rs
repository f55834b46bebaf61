//! Settings: one row for each room under the firm, so that a room declares its own settings.
//!
//! A room's `settings.rs` has a struct with its settings, which implements [`Settings`]. A firm that never set them has the default.

use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, Stored, Table, WriteTx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The table of the settings of all rooms.
pub(crate) const TABLE: &Table = SettingsRecord::<NoSettings>::TABLE;

/// A room's settings of one firm. A struct with `#[serde(default)]`, so that rows from before a setting existed are read.
pub(crate) trait Settings: Clone + Default + Serialize + DeserializeOwned {
    /// The name of the room. The key of the row is derived from it, so that it never changes and no other room has it.
    const ROOM: &'static str;
}

/// A room's settings, clustered by the firm.
#[derive(Serialize, Deserialize, Record)]
#[serde(bound = "")]
#[record(table = "firm_settings", parent = firm, id = settings_id::<S>(), refers[firm -> "firms"])]
struct SettingsRecord<S: Settings> {
    #[serde(skip, default = "FirmId::nil")]
    firm: FirmId,
    settings: S,
}

/// Stands for any room where only the table matters.
#[derive(Clone, Default, Serialize, Deserialize)]
struct NoSettings {}

impl Settings for NoSettings {
    const ROOM: &'static str = "";
}

fn settings_id<S: Settings>() -> Uuid {
    let digest: [u8; 32] = Sha256::digest(S::ROOM.as_bytes()).into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

fn settings_key<S: Settings>(firm: FirmId) -> Key {
    Key::under(firm.uuid(), settings_id::<S>())
}

/// Returns a room's settings of `firm`.
pub(crate) fn settings_of<S: Settings>(tx: &(impl ReadTx + ?Sized), firm: FirmId) -> Result<S> {
    let stored = tx.load::<SettingsRecord<S>>(settings_key::<S>(firm))?;
    Ok(stored.map(|stored| stored.record.settings).unwrap_or_default())
}

/// Stores a room's settings of `firm`.
pub(crate) fn store_settings<S: Settings>(
    tx: &mut (impl WriteTx + ?Sized),
    firm: FirmId,
    settings: S,
) -> Result<()> {
    let before = tx.load::<SettingsRecord<S>>(settings_key::<S>(firm))?;
    let record = SettingsRecord { firm, settings };
    match before {
        Some(Stored { version, .. }) => tx.replace(version, &record),
        None => tx.add(&record),
    }
}
