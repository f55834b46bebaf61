//! History: reading and verifying the audit (SPEC B5).

pub mod desk;
mod host;

pub use crate::audit::report::ChainReport;
use crate::binding::room;
pub use desk::{AuditPage, ListAudit, VerifyAudit};

room! {
    history
    desk {
        /// Returns a page of the audit of a case, a client or the firm.
        LIST_AUDIT = list_audit(ListAudit) -> AuditPage, See, Reads;
        /// Verifies an audit chain and returns whether it is intact.
        VERIFY_AUDIT = verify_audit(VerifyAudit) -> ChainReport, See, Reads;
    }
}
