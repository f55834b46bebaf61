//! History: reading and verifying the audit (SPEC B5).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, .. } = example()?;
//! use casegate::history::{ListAudit, VerifyAudit};
//!
//! let case_id = Some(case.case_id);
//! let page = desk.list_audit(ListAudit { case_id, ..ListAudit::default() })?;
//! assert!(!page.events.is_empty());
//! assert!(desk.verify_audit(VerifyAudit { case_id, ..VerifyAudit::default() })?.intact);
//! # Ok(()) }
//! ```

pub mod desk;
mod host;
pub mod verification;

pub use crate::audit::report::ChainReport;
use crate::binding::room;
pub use desk::{AuditPage, ListAudit, VerifyAudit};
pub use verification::{FirmRef, JobAdded};

room! {
    history
    desk {
        /// Returns a page of the audit of a case, a client, a contact or the firm.
        LIST_AUDIT = list_audit(ListAudit) -> AuditPage, See, Reads;
        /// Verifies an audit chain and returns whether it is intact.
        VERIFY_AUDIT = verify_audit(VerifyAudit) -> ChainReport, See, Reads;
    }
    host {
        /// Adds a job that verifies the audit chains of a firm: its own, and that of each case, client and contact.
        VERIFY_CHAINS = verify_chains(FirmRef) -> JobAdded, Acts;
    }
}
