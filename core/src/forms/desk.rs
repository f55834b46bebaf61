//! The firm's operations on forms.

use super::record::{FormRecord, FormState};
use crate::act::Act;
use crate::act::Operation;
use crate::audience::addressee::Audience;
use crate::audience::delivery::{remove_deliveries, store_deliveries};
use crate::audience::notice::notify;
use crate::cases::record::{check_limit, on_case};
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FormId, PartyId};
use crate::foundation::origin::https_address;
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{By, List};
use crate::store::{Record, Records, RecordsMut, Stored, Value};
use casegate_macros::wire;

/// A link to a form, to add to a case. Those whom it is for see it at once.
#[wire(input)]
pub struct AddForm {
    /// The case.
    pub case_id: CaseId,
    /// The title that the client sees, such as "Form 433-A" or "Tax Organizer 2026".
    pub title: String,
    /// The address of the form; https only.
    pub url: String,
    /// The parties that it is for; an empty list is refused. If absent, it is for everyone: the parties that see everything, and
    /// every link that names no party.
    pub party_ids: Option<Vec<PartyId>>,
}

/// A reference to a form of a case.
#[wire(prints)]
pub struct FormRef {
    /// The case.
    pub case_id: CaseId,
    /// The form.
    pub form_id: FormId,
}

/// A new state of a form.
#[wire(prints)]
pub struct SetFormState {
    /// The case.
    pub case_id: CaseId,
    /// The form.
    pub form_id: FormId,
    /// The form's state.
    pub state: FormState,
}

/// A form as staff see it.
#[wire]
pub struct FormDetails {
    /// The form.
    pub form_id: FormId,
    /// The title that the client sees.
    pub title: String,
    /// The address of the form.
    pub url: String,
    /// The form's state.
    pub state: FormState,
    /// When it was added.
    pub added_at: Timestamp,
    /// When its state last changed.
    pub changed_at: Timestamp,
    /// Whether it is for everyone.
    pub is_for_everyone: bool,
    /// The parties that it was delivered to.
    pub party_ids: Vec<PartyId>,
}

/// A request for a page of the forms of a case.
#[wire(input)]
pub struct ListForms {
    /// The case.
    pub case_id: CaseId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

impl ListForms {
    /// Returns the request for the first page of a case.
    #[must_use]
    pub const fn first_page(case_id: CaseId) -> Self {
        Self { case_id, cursor: None, limit: None }
    }
}

/// A page of the forms of a case.
#[wire]
pub struct FormPage {
    /// The forms on this page, newest first.
    pub forms: Vec<FormDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// The result of removing a form.
#[wire(prints)]
pub struct FormRemoved {
    /// The form.
    pub form_id: FormId,
}

impl Desk {
    /// Adds a link to a form to a case.
    ///
    /// # Errors
    /// `link_address_invalid` at `url`; `too_many`; `audience_empty` or `list_too_long` at `partyIds`; `not_found`, at `partyIds` for what is no party of
    /// the case's client; `text_required`, `text_too_long` or `text_invalid` at `title`.
    pub fn add_form(&self, input: AddForm) -> Result<FormDetails> {
        self.act(Operation::ADD_FORM, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            let title = text::line("title", &input.title, limits::NAME)?;
            let url = https_address("url", &input.url)?;
            check_limit::<FormRecord>(act, case.id)?;
            let (id, now) = (act.new_id()?, act.now);
            let state = FormState::Open;
            let audience = Audience::resolve(act, &case, input.party_ids.as_deref(), now)?;
            audience.record_in(&mut act.event);
            let form = FormRecord {
                id,
                firm: case.firm,
                case: case.id,
                title,
                url,
                state,
                audience,
                added_at: now,
                changed_at: now,
            };
            act.event.subject(form.id());
            act.add(&form)?;
            store_deliveries(act, None, &form)?;
            notify(act, &case, "mail-form-added", None, &form)?;
            Ok(details(form))
        })
    }

    /// Sets a form's state.
    ///
    /// # Errors
    /// `not_found`.
    pub fn set_form_state(&self, input: SetFormState) -> Result<FormDetails> {
        self.act(Operation::SET_FORM_STATE, |act| {
            let mut form = self.open_form(act, input.case_id, input.form_id)?;
            act.event.fact("state", input.state.name());
            if form.record.state != input.state {
                form.record.state = input.state;
                form.record.changed_at = act.now;
                act.replace(form.version, &form.record)?;
                store_deliveries(act, None, &form.record)?;
                if input.state == FormState::Completed {
                    act.void_messages(form.record.id)?;
                }
            }
            Ok(details(form.record))
        })
    }

    /// Removes a form from a case.
    ///
    /// # Errors
    /// `not_found`.
    pub fn remove_form(&self, input: FormRef) -> Result<FormRemoved> {
        self.act(Operation::REMOVE_FORM, |act| {
            let form = self.open_form(act, input.case_id, input.form_id)?;
            remove_deliveries(act, &form.record)?;
            act.void_messages(form.record.id)?;
            act.remove::<FormRecord>(form.record.key())?;
            Ok(FormRemoved { form_id: input.form_id })
        })
    }

    /// Returns a page of the forms of a case, newest first.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_forms(&self, input: ListForms) -> Result<FormPage> {
        self.look(Operation::LIST_FORMS, |look| {
            self.case(look, input.case_id)?;
            let asked = (input.cursor.as_deref(), input.limit);
            let forms = FormRecord::select(limits::PAGE).under(input.case_id).newest_first();
            let list = List::of::<FormRecord>(By::Key, input.case_id);
            let (rows, next) = list.read(look, forms, asked, |_| Value::Null)?;
            Ok(FormPage { forms: rows.into_iter().map(|row| details(row.record)).collect(), next })
        })
    }

    fn open_form(&self, act: &mut Act<'_>, case: CaseId, form: FormId) -> Result<Stored<FormRecord>> {
        self.open_case(act, case)?;
        let found = act.require::<FormRecord>(on_case(case, form.uuid()))?;
        act.event.subject(form);
        Ok(found)
    }
}

fn details(form: FormRecord) -> FormDetails {
    FormDetails {
        form_id: form.id(),
        title: form.title,
        url: form.url,
        state: form.state,
        added_at: form.added_at,
        changed_at: form.changed_at,
        is_for_everyone: form.audience.is_everyone(),
        party_ids: form.audience.party_ids(),
    }
}
