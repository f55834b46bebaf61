//! Figures that both sides change (SPEC R11, R13, R14).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod staging;

use casegate::foundation::error::Code;
use casegate_tests::world::{Call, World, open_case, settle, text};
use serde_json::json;
use staging::library::{Library, entry, shown, step};
use staging::model::{Answer, Model, Op, SECTION, Seen, Verdict};
use std::collections::BTreeSet;

/// A case in which the firm verified 2 while the client proposed 3 on top of 1.
struct Stale<'a> {
    library: Library<'a>,
    revision: i64,
}

impl<'a> Stale<'a> {
    fn new(world: &'a World) -> Self {
        settle(&world.desk());
        let (library, mut model) = (Library::new(world), Model::default());
        let dollars = |dollars| Some(Answer::Dollars(dollars));
        let set = |dollars| Op::Set {
            field: 0,
            is_irs: false,
            answer: Some(Answer::Dollars(dollars)),
            seen: Seen::Present,
        };
        let save = Op::Save { device: false, seen: Seen::Unsaid, entries: vec![(0, dollars(3))] };
        for op in [set(1), save, Op::Submit { device: false, seen: Seen::Present }, set(2)] {
            step(&library, &mut model, &op);
        }
        Self { library, revision: model.revision }
    }

    fn verified(&self) -> Option<Answer> {
        let profile = self.library.desk("get_profile", json!({})).unwrap();
        shown(&profile["figures"][0]["answer"])
    }

    fn decide_over_stale(&self) {
        let decision =
            json!({ "figureId": self.library.figure(0), "decision": { "kind": "acceptOverStale" } });
        self.library
            .desk("decide_figures", json!({ "profileRevision": self.revision, "decisions": [decision] }))
            .unwrap();
    }
}

/// R13: a stale base is shown and never silently overwritten.
#[test]
fn r13_a_stale_figure_wants_a_decision_of_its_own() {
    let world = World::in_memory();
    let stale = Stale::new(&world);
    let review = stale.library.desk("get_review", json!({})).unwrap();
    assert_eq!(review["figures"][0]["isStale"], true);
    let accept =
        json!({ "section": SECTION, "profileRevision": stale.revision, "decision": { "kind": "accept" } });
    let decided = stale.library.desk("decide_section", accept).unwrap();
    assert_eq!((&decided["decided"], &decided["leftOpen"]), (&json!(0), &json!(1)));
    assert_eq!(stale.verified(), Some(Answer::Dollars(2)));
    stale.decide_over_stale();
    assert_eq!(stale.verified(), Some(Answer::Dollars(3)));
}

/// R13: after a change meanwhile each figure has to be decided on; the whole section
/// cannot be accepted at once.
#[test]
fn r13_a_section_is_not_accepted_over_stale_bases() {
    let world = World::in_memory();
    let stale = Stale::new(&world);
    let over_stale = json!({ "kind": "acceptOverStale" });
    let input = json!({ "section": SECTION, "profileRevision": stale.revision, "decision": over_stale });
    let error = stale.library.desk("decide_section", input).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::CHOICE_INVALID, Some("decision")));
    assert_eq!(stale.verified(), Some(Answer::Dollars(2)));
}

/// R13: undoing an acceptance restores the profile as it was before, even over a stale base.
#[test]
fn r13_undoing_brings_back_what_was_replaced() {
    let world = World::in_memory();
    let stale = Stale::new(&world);
    stale.decide_over_stale();
    stale.library.desk("undo_acceptance", json!({ "figureId": stale.library.figure(0) })).unwrap();
    assert_eq!(stale.verified(), Some(Answer::Dollars(2)));
    let review = stale.library.desk("get_review", json!({})).unwrap();
    assert_eq!(review["figures"][0]["isStale"], true);
}

/// R14: a value restored by an undo keeps its author.
#[test]
fn r14_undoing_keeps_the_provenance_of_what_it_brings_back() {
    let world = World::in_memory();
    settle(&world.desk());
    let (library, mut model) = (Library::new(&world), Model::default());
    for dollars in [1, 2] {
        let save = Op::Save {
            device: false,
            seen: Seen::Unsaid,
            entries: vec![(0, Some(Answer::Dollars(dollars)))],
        };
        let accept = Op::Decide { field: 0, verdict: Verdict::Accept, seen: Seen::Present };
        for op in [save, Op::Submit { device: false, seen: Seen::Present }, accept] {
            step(&library, &mut model, &op);
        }
    }
    step(&library, &mut model, &Op::Undo { field: 0 });
    let profile = library.desk("get_profile", json!({})).unwrap();
    assert_eq!(shown(&profile["figures"][0]["answer"]), Some(Answer::Dollars(1)));
    assert_eq!(profile["figures"][0]["isFromClient"], true);
}

/// R11: two devices edit one section. The second to save is refused because its version
/// is old, and nothing is lost.
#[test]
fn r11_a_second_device_does_not_overwrite_the_first() {
    let world = World::in_memory();
    settle(&world.desk());
    let library = Library::new(&world);
    let save = |device, version: Option<i64>, dollars| {
        let entries = json!([entry(0, Some(Answer::Dollars(dollars)))]);
        library.visit(device, "save_section", json!({ "entries": entries, "version": version }))
    };
    assert_eq!(save(false, Some(0), 1).unwrap()["version"], 1);
    assert_eq!(save(true, Some(0), 2).unwrap_err().code(), Code::CHANGED_MEANWHILE);
    assert_eq!(
        library.visit(true, "submit_section", json!({ "version": 0 })).unwrap_err().code(),
        Code::CHANGED_MEANWHILE
    );
    let section = library.visit(true, "get_section", json!({})).unwrap();
    assert_eq!((&section["version"], shown(&section["answers"][0])), (&json!(1), Some(Answer::Dollars(1))));
    assert_eq!(save(true, Some(1), 2).unwrap()["version"], 2);
}

/// R14: a client's answers never change the agency's tier, and an answer that contradicts it is listed.
#[test]
fn r14_contradictions_are_listed() {
    let world = World::in_memory();
    settle(&world.desk());
    let (library, mut model) = (Library::new(&world), Model::default());
    let irs = Op::Set { field: 2, is_irs: true, answer: Some(Answer::Dollars(1)), seen: Seen::Present };
    let save = Op::Save { device: false, seen: Seen::Unsaid, entries: vec![(2, Some(Answer::Dollars(3)))] };
    let accept = Op::DecideSection { verdict: Verdict::Accept, seen: Seen::Present };
    for op in [irs, save, Op::Submit { device: true, seen: Seen::Present }, accept] {
        step(&library, &mut model, &op);
        library.compare(&model);
    }
    let profile = library.desk("get_profile", json!({})).unwrap();
    let contradiction = &profile["contradictions"][0];
    let said = ["irsRecord", "firmVerified", "client"].map(|tier| shown(&contradiction[tier]));
    assert_eq!(said, [1, 3, 3].map(|dollars| Some(Answer::Dollars(dollars))));
    let names: BTreeSet<_> =
        profile["figures"].as_array().unwrap().iter().map(|one| text(one, "authority")).collect();
    assert_eq!(names, BTreeSet::from(["firmVerified".to_owned(), "irsRecord".to_owned()]));
}

/// R14: figures entered by the firm have the same limits as the client's answers.
#[test]
fn r14_a_profile_has_as_many_rows_as_an_intake() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let set = |row: usize, revision: usize| {
        let entry = json!({
            "field": "bank.current_balance",
            "row": format!("r{row}"),
            "value": { "kind": "text", "text": "1" },
        });
        let input = json!({
            "caseId": case, "section": "accounts", "authority": "irsRecord", "profileRevision": revision, "entry": entry,
        });
        world.desk().ask("set_figure", &input)
    };
    (0..60).for_each(|row| drop(set(row, row).unwrap()));
    let refused = set(60, 60).unwrap_err();
    assert_eq!((refused.code(), refused.field()), (Code::LIST_TOO_LONG, Some("bank")));
    assert!(set(59, 60).is_ok(), "a row that is there can be changed");
}
