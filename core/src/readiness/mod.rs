//! Readiness: checks before a case's client is invited, and warnings (SPEC R15).

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
