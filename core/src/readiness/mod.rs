//! Readiness: whether a case is ready to invite its client, and what deserves attention (SPEC R15).

pub mod desk;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use desk::Guidance;

room! {
    readiness
    desk {
        /// Whether a case is ready to invite its client, and what deserves attention.
        GET_GUIDANCE = get_guidance(CaseRef) -> Guidance, See, Reads;
    }
}
