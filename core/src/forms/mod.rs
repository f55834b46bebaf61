//! Forms that staff generated, with links to resume them (SPEC R10).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::forms::{AddForm, OwnCaseRef};
//!
//! desk.add_form(AddForm {
//!     case_id: case.case_id,
//!     title: "Form 433-A".into(),
//!     url: "https://forms.example/433a".into(),
//!     party_ids: None, // for everyone
//! })?;
//! assert_eq!(visit.list_my_forms(OwnCaseRef::default())?.forms[0].title, "Form 433-A");
//! # Ok(()) }
//! ```

pub mod desk;
pub mod record;
pub mod visit;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use crate::cases::record::OwnCaseRef;
use crate::store::{Record as _, Table};
pub use desk::{AddForm, FormDetails, FormList, FormRef, FormRemoved, SetFormState};
pub use visit::FormsView;

pub(crate) const TABLES: &[&Table] = &[record::FormRecord::TABLE];

room! {
    forms
    desk {
        /// Adds a link to a form to a case.
        ADD_FORM = add_form(AddForm) -> FormDetails, Change, Acts;
        /// Sets a form's state.
        SET_FORM_STATE = set_form_state(SetFormState) -> FormDetails, Change, Acts;
        /// Removes a form from a case.
        REMOVE_FORM = remove_form(FormRef) -> FormRemoved, Change, Acts;
        /// Returns the forms of a case.
        LIST_FORMS = list_forms(CaseRef) -> FormList, See, Reads;
    }
    visit {
        /// Returns the forms to fill in, and the completed ones.
        LIST_MY_FORMS = list_my_forms(OwnCaseRef) -> FormsView, Session, Reads;
    }
}
