//! A case as its client sees it.

use super::record::CaseRecord;
use casegate_macros::wire;

/// A case as its client sees it.
#[wire]
pub struct CaseView {
    /// The client's name.
    pub client_name: String,
    /// The subject of the engagement.
    pub title: String,
}

impl CaseView {
    pub(crate) fn of(case: &CaseRecord) -> Self {
        Self { client_name: case.client_name.clone(), title: case.title.clone() }
    }
}
