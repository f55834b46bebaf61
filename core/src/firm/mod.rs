//! The firm: its identity on the client's page, its offices, and the rows of its settings (SPEC R6).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, .. } = example()?;
//! use casegate::firm::CreateOffice;
//!
//! desk.create_office(CreateOffice { name: "Harbour office".into() })?;
//! assert_eq!(desk.list_offices()?.offices.len(), 2); // a firm begins with one
//! # Ok(()) }
//! ```

pub mod desk;
pub(crate) mod office;
pub mod record;
pub(crate) mod rules;
pub(crate) mod settings;
pub mod staff;
pub mod visit;

use crate::binding::room;
use crate::store::{Record as _, Table};
pub use desk::{CreateOffice, OfficeDetails, OfficeList, UpdateOffice};
pub use staff::{ListStaff, RecordStaff, StaffDetails, StaffPage, StaffRef, StaffRemoved};
pub use visit::LogoView;

pub(crate) const TABLES: &[&Table] =
    &[record::FirmRecord::TABLE, record::LogoRecord::TABLE, settings::TABLE, office::OfficeRecord::TABLE];

room! {
    firm
    desk {
        /// Opens an office.
        CREATE_OFFICE = create_office(CreateOffice) -> OfficeDetails, Configure, Acts;
        /// Changes an office.
        UPDATE_OFFICE = update_office(UpdateOffice) -> OfficeDetails, Configure, Acts;
        /// Returns the firm's offices that the staff member may see.
        LIST_OFFICES = list_offices() -> OfficeList, See, Reads;
    }
    visit {
        /// Returns the firm's logo.
        GET_LOGO = get_logo() -> LogoView, Session, Reads;
    }
    host {
        /// Records a member of a firm's staff, or what has changed about them.
        RECORD_STAFF = record_staff(RecordStaff) -> StaffDetails, Acts;
        /// Removes a member of a firm's staff.
        REMOVE_STAFF = remove_staff(StaffRef) -> StaffRemoved, Acts;
        /// Returns a page of a firm's staff.
        LIST_STAFF = list_staff(ListStaff) -> StaffPage, Reads;
    }
}
