//! Cases: one engagement of one client with the firm (SPEC R1), and its progress (SPEC R7).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::cases::{OwnCaseRef, SetPhaseMap, UpdateCase};
//! use casegate::cases::progress::desk::MappedStage;
//! use casegate::cases::progress::record::{Phase, WaitingFor};
//!
//! desk.set_phase_map(SetPhaseMap {
//!     stages: vec![MappedStage {
//!         stage: "transcripts ordered".into(),
//!         phase: Phase::Discovery,
//!         waiting_for: WaitingFor::Agency,
//!         sentence: None,
//!         next: None,
//!     }],
//! })?;
//! desk.update_case(UpdateCase {
//!     case_id: case.case_id,
//!     version: None, // or the version that was read, to be refused if another has changed the case since
//!     client_name: None,
//!     title: None,
//!     stage: Some("transcripts ordered".into()),
//!     blockers: None,
//!     notes: None,
//!     client_tin: None,
//! })?;
//! assert_eq!(visit.home(OwnCaseRef::default())?.progress.map(|progress| progress.waiting_for), Some(WaitingFor::Agency));
//! # Ok(()) }
//! ```

pub mod desk;
pub(crate) mod index;
pub mod list;
pub mod progress;
mod reach;
pub mod record;
pub mod visit;

use crate::binding::room;
pub use crate::foundation::tin::UnmaskedNumber;
use crate::store::{Record as _, Table};
pub use desk::{CaseDetails, CreateCase, UpdateCase};
pub use list::{CasePage, CaseSummary, ListCases};
pub use progress::desk::{CaseProgress, PhaseMap, SetPhaseMap};
pub use record::{CaseRef, OwnCaseRef};

pub(crate) const TABLES: &[&Table] = &[progress::record::StageRecord::TABLE, record::CaseRecord::TABLE];

room! {
    cases
    codes {
        /// The input names an existing client and also describes a new one.
        CLIENT_AMBIGUOUS = "client_ambiguous", Invalid, "name a client or describe one, not both";
        /// The session reaches more than one case, and the input names none.
        CASE_REQUIRED = "case_required", Invalid, "name the case";
    }
    desk {
        /// Replaces the firm's map from internal stages to phases.
        SET_PHASE_MAP = set_phase_map(SetPhaseMap) -> PhaseMap, Configure, Acts;
        /// Returns the firm's map from internal stages to phases.
        GET_PHASE_MAP = get_phase_map() -> PhaseMap, See, Reads;
        /// Opens a case.
        CREATE_CASE = create_case(CreateCase) -> CaseDetails, Change, Acts;
        /// Returns a case as staff see it.
        GET_CASE = get_case(CaseRef) -> CaseDetails, See, Reads;
        /// Returns a page of the firm's cases.
        LIST_CASES = list_cases(ListCases) -> CasePage, See, Reads;
        /// Changes fields of a case and of its client.
        UPDATE_CASE = update_case(UpdateCase) -> CaseDetails, Change, Acts;
        /// Returns the client's taxpayer number in full. The call is audited.
        UNMASK_CLIENT_TIN = unmask_client_tin(CaseRef) -> UnmaskedNumber, Unmask, Acts;
        /// Returns the progress of a case as its client sees it.
        GET_PROGRESS = get_progress(CaseRef) -> CaseProgress, See, Reads;
    }
}
