//! The result of verifying an audit chain.

use casegate_macros::wire;

/// The result of verifying an audit chain.
#[wire(prints)]
pub struct ChainReport {
    /// Whether every link is intact.
    pub intact: bool,
    /// The number of links found intact.
    pub events: i64,
    /// The first sequence number at which the chain is broken.
    pub broken_at: Option<i64>,
}
