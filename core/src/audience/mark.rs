//! Marks: what one person has seen of a thing. For a document, its download.

use super::delivery::paired;
use crate::act::Act;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId, PartyId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::sessions::grant::Person;
use crate::sessions::viewer::Viewer;
use crate::store::{
    After, Column, ColumnKind, Filter, Key, Query, ReadTx, Record, Records, RecordsMut, Reference, Table,
    Value,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

pub(crate) static MARKS: Table = Table {
    columns: &[
        Column::new("firm", ColumnKind::Bytes),
        Column::new("person", ColumnKind::Bytes),
        Column::new("thing", ColumnKind::Bytes),
    ],
    unique: &[&["parent", "person", "thing"]],
    indexes: &[&["parent", "thing"]],
    references: &[Reference { columns: &["firm", "parent"], table: "cases" }],
    ..Table::named("marks")
};

/// The fact that a person has seen a thing, clustered by the case.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MarkRecord {
    #[serde(skip)]
    id: Uuid,
    firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    case: CaseId,
    /// The person's [key](Person::key).
    person: Uuid,
    pub(crate) label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) party: Option<PartyId>,
    pub(crate) thing: Uuid,
    /// When the person first saw it.
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

impl Record for MarkRecord {
    const TABLE: &'static Table = &MARKS;
    fn key(&self) -> Key {
        Key::under(self.case.uuid(), self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        vec![self.firm.uuid().into(), self.person.into(), self.thing.into()]
    }
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
        let query = Query::of(&MARKS, Filter::MOST_VALUES as u32).under(case.uuid());
        let query = query.equal("person", person.key()).only(among(things));
        marked.extend(tx.list::<MarkRecord>(&query)?.into_iter().map(|mark| mark.record.thing));
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
        let mut query = Query::of(&MARKS, Filter::MOST_VALUES as u32).under(case.uuid()).only(among(things));
        loop {
            let page = tx.list::<MarkRecord>(&query)?;
            query.after = page.last().map(|last| After { value: Value::Null, key: last.record.key() });
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

fn among(things: &[Uuid]) -> Filter {
    Filter::OneOf("thing", things.iter().map(|thing| (*thing).into()).collect())
}

redacted!(MarkRecord);
