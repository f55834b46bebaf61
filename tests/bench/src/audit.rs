//! Measures how long it takes to verify a long chain of events.

use crate::Result;
use crate::args::Args;
use crate::floor::{Actor, Event, Floor};
use crate::harness::{Bench, Round, lap};
use crate::ours::{ADDRESS, FIRM, Ours, STAFF};
use crate::report;
use casegate::cases::desk::CreateCase;
use casegate::foundation::ids::CaseId;
use casegate::history::desk::VerifyAudit;
use casegate::operations::Operation;
use serde_json::json;
use uuid::Uuid;

/// Makes a chain on either side, verifies both in turns and prints the speed.
pub(crate) fn measure(bench: &Bench, args: &Args) -> Result<()> {
    if !"verify the audit".contains(&args.only) {
        return Ok(());
    }
    let case = grow(&bench.ours, args.events)?;
    grow_floor(&bench.floor, case.uuid(), args.events)?;
    let mut rounds = Vec::with_capacity(args.rounds);
    for _ in 0..args.rounds {
        let ours = lap(0..1, |_| {
            let report = bench.ours.desk.verify_audit(VerifyAudit {
                case_id: Some(case),
                client_id: None,
                contact_id: None,
            })?;
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

/// Makes a case with this many events: its creation, and repeated revocations of its
/// invites, of which it has none.
fn grow(ours: &Ours, events: usize) -> Result<CaseId> {
    let (client_name, title, stage) = ("Lee Okafor".into(), "Payroll tax".into(), "intake out".into());
    let case_id = ours
        .desk
        .create_case(CreateCase { client_name: Some(client_name), title, stage, ..CreateCase::default() })?
        .case_id;
    let input = json!({ "caseId": case_id }).to_string();
    for _ in 1..events {
        ours.desk.call(Operation::REVOKE_ALL_INVITES, input.as_bytes())?;
    }
    Ok(case_id)
}

fn grow_floor(floor: &Floor, case: Uuid, events: usize) -> Result<()> {
    let subject = format!("case_{}", case.simple());
    let event = |number| Event {
        chain: case,
        firm: FIRM,
        at: number,
        actor: Actor { kind: 0, id: STAFF.0, name: STAFF.1 },
        operation: "revoke_all_invites",
        subjects: &subject,
        facts: "invites=0",
        source: ADDRESS,
    };
    Ok(floor.record_all((1..=i64::try_from(events)?).map(event))?)
}
