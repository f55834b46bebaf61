//! Readiness: checks before a case's client is invited, and warnings (SPEC R15).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, .. } = example()?;
//! use casegate::readiness::CaseRef;
//!
//! let guidance = desk.get_guidance(CaseRef { case_id: case.case_id })?;
//! let failed: Vec<_> = guidance.checks.iter().filter(|check| !check.passed).map(|check| &check.code).collect();
//! assert_eq!(failed, ["firm_identity", "stage_mapped", "document_delivered"]);
//! assert!(!guidance.ready_to_invite);
//! # Ok(()) }
//! ```

pub mod desk;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use desk::Guidance;

room! {
    readiness
    desk {
        /// Checks whether a case is ready to invite its client, and returns warnings about it.
        GET_GUIDANCE = get_guidance(CaseRef) -> Guidance, See, Reads;
    }
}
