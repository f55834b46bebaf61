//! Whether an audit chain is intact.

use serde::{Deserialize, Serialize};

/// Whether a record is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct ChainReport {
    /// Whether every link holds.
    pub intact: bool,
    /// How many links were found to hold.
    pub events: i64,
    /// The first place at which the chain does not hold.
    pub broken_at: Option<i64>,
}
