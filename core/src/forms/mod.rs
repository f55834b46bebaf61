//! Forms that staff generated, with links to resume them (SPEC R10).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, visit, .. } = example()?;
//! use casegate::forms::{AddForm, ListOwnForms};
//!
//! desk.add_form(AddForm {
//!     case_id: case.case_id,
//!     title: "Form 433-A".into(),
//!     url: "https://forms.example/433a".into(),
//!     party_ids: None, // for everyone
//! })?;
//! assert_eq!(visit.list_my_forms(ListOwnForms::default())?.forms[0].title, "Form 433-A");
//! # Ok(()) }
//! ```

pub mod desk;
pub mod record;
pub mod visit;

use crate::binding::room;
use crate::store::{Record as _, Table};
pub use desk::{AddForm, FormDetails, FormPage, FormRef, FormRemoved, ListForms, SetFormState};
pub use visit::{FormsView, ListOwnForms};

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
        /// Returns a page of the forms of a case.
        LIST_FORMS = list_forms(ListForms) -> FormPage, See, Reads;
    }
    visit {
        /// Returns a page of the forms to fill in and of the completed ones.
        LIST_MY_FORMS = list_my_forms(ListOwnForms) -> FormsView, Session, Reads;
    }
}
