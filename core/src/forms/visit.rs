//! Forms as the client sees them.

use super::record::{FormRecord, FormState};
use crate::act::Operation;
use crate::audience::viewer::ListOf;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FormId};
use crate::foundation::limits;
use crate::foundation::time::Timestamp;
use crate::portal::Visit;
use crate::sessions::viewer::Viewer;
use crate::store::ReadTx;
use casegate_macros::wire;

/// A form to fill in, or a completed one.
#[wire]
pub struct FormView {
    /// The form.
    pub form_id: FormId,
    /// The form's title.
    pub title: String,
    /// The address of the form; absent if it is completed.
    pub url: Option<String>,
    /// The form's state.
    pub state: FormState,
    /// When it was added.
    pub added_at: Timestamp,
}

/// A request for a page of the forms on a case.
#[wire(input)]
#[derive(Default)]
pub struct ListOwnForms {
    /// The case; the one that the link opens if absent.
    pub case_id: Option<CaseId>,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A page of the forms on a case.
#[wire]
pub struct FormsView {
    /// The forms on this page: those to fill in first, then the completed ones, each with the newest first.
    pub forms: Vec<FormView>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

impl Visit {
    /// Returns a page of the forms: those to fill in first, then the completed ones.
    ///
    /// # Errors
    /// `link_invalid`; `case_required` or `not_found` for the case; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_my_forms(&self, input: ListOwnForms) -> Result<FormsView> {
        self.look(Operation::LIST_MY_FORMS, |look, viewer| {
            let case = viewer.case_id(look, input.case_id)?;
            let seen = seen_by(look, viewer, case, limits::PAGE)?;
            let (rows, next) = viewer.page_of(look, case, seen, (input.cursor.as_deref(), input.limit))?;
            Ok(FormsView { forms: rows.into_iter().map(|row| form_view(row.record, viewer)).collect(), next })
        })
    }
}

/// Returns the first forms of the viewer's list.
pub(crate) fn forms_of(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    limit: u32,
) -> Result<Vec<FormView>> {
    let rows = viewer.things(tx, &seen_by(tx, viewer, case, limit)?)?;
    Ok(rows.into_iter().map(|row| form_view(row.record, viewer)).collect())
}

/// Returns the list of the forms that the viewer sees: those to fill in first, then the newest first.
pub(crate) fn seen_by(
    tx: &(impl ReadTx + ?Sized),
    viewer: &Viewer,
    case: CaseId,
    limit: u32,
) -> Result<ListOf<FormRecord>> {
    viewer.list_of(tx, case, &[], limit)
}

fn form_view(form: FormRecord, viewer: &Viewer) -> FormView {
    FormView {
        form_id: form.id(),
        url: (form.state != FormState::Completed && viewer.mode.is_client()).then_some(form.url),
        title: form.title,
        state: form.state,
        added_at: form.added_at,
    }
}
