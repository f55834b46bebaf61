//! Verifying a long chain of events.

use crate::Result;
use crate::args::Args;
use crate::floor::{Actor, Event, Floor};
use crate::harness::{Bench, Round, lap};
use crate::ours::{ADDRESS, FIRM, Ours, STAFF};
use crate::report;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use casegate::audit::desk::VerifyAudit;
use casegate::cases::desk::{CreateCase, UpdateCase};
use casegate::foundation::ids::CaseId;
use casegate::store::{Abort, Key, NewRow, Query, Row, StoreError, Table, Value, WriteTx};
use serde_json::{Map, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Makes a chain on either side, verifies it in turns and prints how fast that was.
pub(crate) fn measure(bench: &Bench, args: &Args) -> Result<()> {
    if !"verify the audit".contains(&args.only) {
        return Ok(());
    }
    let case = grow(&bench.ours, args.events)?;
    grow_floor(&bench.floor, case.uuid(), args.events)?;
    let mut rounds = Vec::with_capacity(args.rounds);
    for _ in 0..args.rounds {
        let ours = lap(0..1, |_| {
            let report = bench.ours.desk.verify_audit(VerifyAudit { case_id: Some(case) })?;
            held(report.intact && usize::try_from(report.events) == Ok(args.events))
        })?;
        let floor = lap(0..1, |_| {
            let events = bench.floor.verify(case.uuid())?;
            held(events.and_then(|events| usize::try_from(events).ok()) == Some(args.events))
        })?;
        rounds.push(Round { ours, floor });
    }
    report::chain(args.events, &rounds);
    Ok(())
}

fn held(intact: bool) -> Result<()> {
    if intact { Ok(()) } else { Err("the chain does not hold".into()) }
}

/// A case with a chain of so many events: copies of a real one, written into the store with the links worked out here.
fn grow(ours: &Ours, events: usize) -> Result<CaseId> {
    let (client_name, title, stage) = ("Lee Okafor".into(), "Payroll tax".into(), "intake out".into());
    let case = ours.desk.create_case(CreateCase { client_name, title, stage, client_tin: None })?.case_id;
    ours.desk.update_case(UpdateCase { notes: Some("called".into()), ..nothing_of(case) })?;
    let real = events_of(ours, case)?;
    let last = real.last().ok_or("nothing is on record")?;
    let record: Map<String, serde_json::Value> = serde_json::from_str(&last.body)?;
    ours.store.write(&mut |tx| {
        let copies = Copies { case: case.uuid(), record: record.clone(), body: last.body.clone() };
        copies.write(tx, real.len() as u64, events as u64).map_err(|_| Abort)
    })?;
    Ok(case)
}

/// The last event of a chain, to be repeated.
struct Copies {
    case: Uuid,
    record: Map<String, serde_json::Value>,
    body: String,
}

impl Copies {
    /// Writes links until the chain has `events`, and its new head.
    fn write(
        mut self,
        tx: &mut dyn WriteTx,
        mut sequence: u64,
        events: u64,
    ) -> std::result::Result<(), StoreError> {
        let table_of_events = table("audit_events")?;
        let at = self.record.get("at").and_then(serde_json::Value::as_i64).ok_or(StoreError::Corrupt)?;
        let columns = vec![Value::from(FIRM), Value::from(at)];
        let mut previous = hash(self.case, sequence, &self.body);
        while sequence < events {
            sequence += 1;
            self.record.insert("sequence".to_owned(), json!(sequence));
            self.record.insert("previous".to_owned(), json!(previous));
            let key = Key::under(self.case, Uuid::from_u128(sequence.into()));
            let row = NewRow { key, columns: columns.clone(), body: json!(self.record).to_string() };
            previous = hash(self.case, sequence, &row.body);
            tx.insert(table_of_events, &row)?;
        }
        let (heads, key) = (table("audit_heads")?, Key::top(self.case));
        let head = json!({ "chain": self.case, "sequence": sequence, "hash": previous });
        let version = tx.get(heads, key)?.map_or(0, |row| row.version);
        tx.update(heads, version, &NewRow { key, columns: Vec::new(), body: head.to_string() })
    }
}

fn nothing_of(case_id: CaseId) -> UpdateCase {
    UpdateCase {
        case_id,
        version: None,
        client_name: None,
        title: None,
        stage: None,
        blockers: None,
        notes: None,
        client_tin: None,
    }
}

fn events_of(ours: &Ours, case: CaseId) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    ours.store.read(&mut |tx| {
        let read = || tx.select(&Query::of(table("audit_events")?, 10).under(case.uuid()));
        rows = read().map_err(|_| Abort)?;
        Ok(())
    })?;
    Ok(rows)
}

fn table(name: &str) -> std::result::Result<&'static Table, StoreError> {
    let found = casegate::schema::TABLES.iter().find(|table| table.name == name);
    found.copied().ok_or(StoreError::Misused)
}

/// The hash of one link, as the library documents it.
fn hash(chain: Uuid, sequence: u64, body: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(b"casegate/audit/v1\0");
    sha.update(chain.as_bytes());
    sha.update(sequence.to_be_bytes());
    sha.update(body.as_bytes());
    BASE64.encode(sha.finalize())
}

fn grow_floor(floor: &Floor, case: Uuid, events: usize) -> Result<()> {
    let subject = format!("case_{}", case.simple());
    let event = |number| Event {
        chain: case,
        firm: FIRM,
        at: number,
        actor: Actor { kind: 0, id: STAFF.0, name: STAFF.1 },
        operation: "update_case",
        subjects: &subject,
        facts: "",
        source: ADDRESS,
    };
    Ok(floor.record_all((1..=i64::try_from(events)?).map(event))?)
}
