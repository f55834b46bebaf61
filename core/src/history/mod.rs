//! History: reading and verifying the audit (SPEC B5).

pub mod desk;
mod host;

pub use crate::audit::report::ChainReport;
use crate::binding::room;
pub use desk::{AuditPage, ListAudit, VerifyAudit};

room! {
    history
    desk {
        /// A page of the audit of a case or of the firm.
        LIST_AUDIT = list_audit(ListAudit) -> AuditPage, See, Reads;
        /// Walks along an audit chain and says whether it is intact.
        VERIFY_AUDIT = verify_audit(VerifyAudit) -> ChainReport, See, Reads;
    }
}
