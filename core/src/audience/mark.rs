//! Marks: what one person has seen of a thing. For a document, its download.

use super::delivery::paired;
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::sessions::grant::Person;
use crate::sessions::viewer::Viewer;
use crate::store::{Filter, Key, ReadTx, Record, Records, RecordsMut};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The fact that a person has seen a thing, clustered by the case.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "marks", parent = case, id = id)]
#[record(unique[case, person, thing], index[case, thing])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct MarkRecord {
    #[serde(skip)]
    id: Uuid,
    #[record(column)]
    firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    case: CaseId,
    /// The person's [key](Person::key).
    #[record(column)]
    person: Uuid,
    pub(crate) label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) party: Option<PartyId>,
    #[record(column)]
    pub(crate) thing: Uuid,
    /// When the person first saw it.
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

/// Records that the viewer has seen a thing. Only the first time is recorded, and nothing if staff look through the session.
pub(crate) fn mark(act: &mut Act<'_>, viewer: &Viewer, case: CaseId, thing: Uuid) -> Result<()> {
    if !viewer.mode.is_client() || has_marked(act, &viewer.person, case, thing)? {
        return Ok(());
    }
    let person = &viewer.person;
    act.add(&MarkRecord {
        id: paired(thing, person.key()),
        firm: viewer.firm,
        case,
        person: person.key(),
        label: person.label.clone(),
        party: person.party.map(|named| named.party),
        thing,
        at: act.now,
    })
}

/// Returns whether a person has seen a thing.
pub(crate) fn has_marked(
    tx: &(impl ReadTx + ?Sized),
    person: &Person,
    case: CaseId,
    thing: Uuid,
) -> Result<bool> {
    let key = Key::under(case.uuid(), paired(thing, person.key()));
    Ok(tx.load::<MarkRecord>(key)?.is_some())
}

/// Returns which of `things` a person has seen.
pub(crate) fn marked_by(
    tx: &(impl ReadTx + ?Sized),
    person: &Person,
    case: CaseId,
    things: &[Uuid],
) -> Result<BTreeSet<Uuid>> {
    let mut marked = BTreeSet::new();
    for things in things.chunks(Filter::MOST_VALUES) {
        let marks = MarkRecord::select(Filter::MOST_VALUES as u32).under(case);
        let marks = marks.equal(MarkRecord::PERSON, &person.key()).only(MarkRecord::THING.one_of(things));
        marked.extend(tx.list(&marks)?.into_iter().map(|mark| mark.record.thing));
    }
    Ok(marked)
}

/// Returns every mark on `things`, for staff.
pub(crate) fn marks_on(
    tx: &(impl ReadTx + ?Sized),
    case: CaseId,
    things: &[Uuid],
) -> Result<Vec<MarkRecord>> {
    let mut marks = Vec::new();
    for things in things.chunks(Filter::MOST_VALUES) {
        let selection = MarkRecord::select(Filter::MOST_VALUES as u32).under(case);
        let selection = selection.only(MarkRecord::THING.one_of(things));
        let mut after = None;
        loop {
            let page = tx.list(&selection.clone().after_key(after))?;
            after = page.last().map(|last| last.record.key());
            let is_last = page.len() < Filter::MOST_VALUES;
            marks.extend(page.into_iter().map(|mark| mark.record));
            if is_last {
                break;
            }
        }
    }
    Ok(marks)
}

/// Removes every mark on a thing that is removed.
pub(crate) fn remove_marks(act: &mut Act<'_>, case: CaseId, thing: Uuid) -> Result<()> {
    for mark in marks_on(act, case, &[thing])? {
        act.remove::<MarkRecord>(mark.key())?;
    }
    Ok(())
}

redacted!(MarkRecord);
