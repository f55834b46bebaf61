//! The result of verifying an audit chain.

use serde::{Deserialize, Serialize};

/// The result of verifying an audit chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct ChainReport {
    /// Whether every link is intact.
    pub intact: bool,
    /// The number of links found intact.
    pub events: i64,
    /// The first sequence number at which the chain is broken.
    pub broken_at: Option<i64>,
}
