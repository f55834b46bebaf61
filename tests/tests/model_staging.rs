//! Staging against a plain model of it (SPEC R11 to R14, SECURITY AZ-06).
//!
//! The model keeps for each field what the client answers, what the profile said when they first touched it, the figure that
//! waits for a decision, and the two tiers of the profile. It is written from the rules, not from the library.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::{Code, Error};
use casegate::operations::{Door, Operation};
use casegate::store::{Query, Row};
use casegate_tests::examples::{Stage, figure_id};
use casegate_tests::world::{Call, World, open_case, open_visit, repeats, rows, settle, table, text};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const SECTION: &str = "nonWageIncome";
/// Three fields of the section, in the order of their paths.
const FIELDS: [&str; 3] = ["alimony", "net_rental", "pension"];

/// An answer: dollars, or "not applicable". A blank is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Dollars(u8),
    NotApplicable,
}

/// Whether a caller has seen the present state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Present,
    Older,
    /// Only where it may be left out.
    Unsaid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Accept,
    AcceptOverStale,
    Reject,
    Ask,
}

#[derive(Clone, Debug)]
enum Op {
    Save { device: bool, seen: Seen, entries: Vec<(usize, Option<Answer>)> },
    Submit { device: bool, seen: Seen },
    Discard,
    Decide { field: usize, verdict: Verdict, seen: Seen },
    DecideSection { verdict: Verdict, seen: Seen },
    Undo { field: usize },
    Set { field: usize, is_irs: bool, answer: Option<Answer>, seen: Seen },
}

fn answer() -> impl Strategy<Value = Option<Answer>> {
    // Few values, so that the same one comes back and is nothing new.
    prop_oneof![
        1 => Just(None),
        1 => Just(Some(Answer::NotApplicable)),
        6 => (0..4_u8).prop_map(|dollars| Some(Answer::Dollars(dollars))),
    ]
}

fn seen() -> impl Strategy<Value = Seen> {
    prop_oneof![8 => Just(Seen::Present), 1 => Just(Seen::Older)]
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        4 => Just(Verdict::Accept), 1 => Just(Verdict::AcceptOverStale), 1 => Just(Verdict::Reject), 1 => Just(Verdict::Ask),
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let entries = proptest::collection::vec((0..3_usize, answer()), 0..4);
    let said = prop_oneof![4 => seen(), 1 => Just(Seen::Unsaid)];
    prop_oneof![
        5 => (any::<bool>(), said, entries).prop_map(|(device, seen, entries)| Op::Save { device, seen, entries }),
        4 => (any::<bool>(), seen()).prop_map(|(device, seen)| Op::Submit { device, seen }),
        1 => Just(Op::Discard),
        4 => (0..3_usize, verdict(), seen()).prop_map(|(field, verdict, seen)| Op::Decide { field, verdict, seen }),
        1 => (verdict(), seen()).prop_map(|(verdict, seen)| Op::DecideSection { verdict, seen }),
        2 => (0..3_usize).prop_map(|field| Op::Undo { field }),
        2 => (0..3_usize, any::<bool>(), answer(), seen())
            .prop_map(|(field, is_irs, answer, seen)| Op::Set { field, is_irs, answer, seen }),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Pending,
    Accepted,
    Rejected,
    Asked,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Asked => "asked",
        }
    }
}

impl State {
    /// What the client reads of it.
    fn notice(self) -> Option<Value> {
        match self {
            Self::Rejected => Some(json!(["notTaken", "why not"])),
            Self::Asked => Some(json!(["question", "is that so?"])),
            Self::Pending | Self::Accepted => None,
        }
    }
}

/// A figure that waits, or has been decided on.
#[derive(Clone, Debug)]
struct Figure {
    base: Option<Answer>,
    proposed: Option<Answer>,
    state: State,
    /// What the firm had verified when it was accepted.
    replaced: Option<Verified>,
}

/// What the firm verified of a field.
#[derive(Clone, Copy, Debug)]
struct Verified {
    answer: Answer,
    /// Whether it is the proposal of the field's present figure.
    is_the_figures: bool,
    /// Whether a client's answer was accepted for it.
    is_from_client: bool,
}

#[derive(Clone, Debug, Default)]
struct Field {
    client: Option<Answer>,
    submitted: Option<Answer>,
    /// What the firm had verified when the client first touched the field since the last submission.
    base: Option<Option<Answer>>,
    figure: Option<Figure>,
    firm: Option<Verified>,
    irs: Option<Answer>,
}

impl Field {
    fn verified(&self) -> Option<Answer> {
        self.firm.map(|firm| firm.answer)
    }

    fn is_stale(&self) -> bool {
        let open = self.figure.as_ref().filter(|figure| figure.state != State::Accepted);
        open.is_some_and(|figure| figure.base != self.verified())
    }

    /// Stages what the client answered, if it says something new. What is accepted stays so if it does not.
    fn propose(&mut self, base: Option<Answer>) {
        let is_new = self.client != self.verified() || self.client != base;
        let is_accepted = self.figure.as_ref().is_some_and(|figure| figure.state == State::Accepted);
        if is_new || !is_accepted {
            self.firm.iter_mut().for_each(|firm| firm.is_the_figures = false);
            let figure = Figure { base, proposed: self.client, state: State::Pending, replaced: None };
            self.figure = is_new.then_some(figure);
        }
    }

    /// Puts the figure's proposal into the profile.
    fn accept(&mut self) {
        let before = self.firm;
        let figure = self.figure.as_mut().unwrap();
        figure.replaced = before;
        figure.state = State::Accepted;
        self.firm =
            figure.proposed.map(|answer| Verified { answer, is_the_figures: true, is_from_client: true });
    }

    /// The tiers that say something, the weightiest first, contradict each other.
    fn is_contradictory(&self) -> bool {
        let said: Vec<_> = [self.irs, self.verified(), self.client].into_iter().flatten().collect();
        (self.irs.is_some() || self.firm.is_some()) && said.windows(2).any(|pair| pair[0] != pair[1])
    }
}

#[derive(Clone, Debug, Default)]
struct Model {
    fields: [Field; 3],
    version: i64,
    revision: i64,
    is_changed: bool,
    is_submitted: bool,
    is_read: bool,
    /// What the firm said of a section without figures.
    notice: Option<State>,
}

/// How the library has to answer: with what was decided and left open, or with a refusal and its field.
type Expected = Result<Option<(u32, u32)>, (Code, Option<String>)>;

fn refusal(code: Code, field: Option<&str>) -> Expected {
    Err((code, field.map(str::to_owned)))
}

impl Model {
    fn apply(&mut self, op: &Op) -> Expected {
        match op {
            Op::Save { seen, entries, .. } => self.save(*seen, entries),
            Op::Submit { seen, .. } => self.submit(*seen),
            Op::Discard => self.discard(),
            Op::Decide { field, verdict, seen } => self.decide(*field, *verdict, *seen),
            Op::DecideSection { verdict, seen } => self.decide_section(*verdict, *seen),
            Op::Undo { field } => self.undo(*field),
            Op::Set { field, is_irs, answer, seen } => self.set(*field, *is_irs, *answer, *seen),
        }
    }

    fn save(&mut self, seen: Seen, entries: &[(usize, Option<Answer>)]) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::ChangedMeanwhile, None);
        }
        for (field, answer) in entries {
            let field = &mut self.fields[*field];
            let base = field.base.unwrap_or(field.verified());
            if answer.is_some() || field.client.is_some() || base.is_some() {
                (field.client, field.base) = (*answer, Some(base));
            }
        }
        (self.version, self.is_changed) = (self.version + 1, true);
        Ok(None)
    }

    fn submit(&mut self, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::ChangedMeanwhile, None);
        }
        if !self.is_changed {
            return refusal(Code::StateForbids, None);
        }
        for field in &mut self.fields {
            if let Some(base) = field.base.take() {
                field.propose(base);
            }
            field.submitted = field.client;
        }
        self.version += 1;
        (self.is_changed, self.is_submitted, self.is_read, self.notice) = (false, true, false, None);
        Ok(None)
    }

    fn discard(&mut self) -> Expected {
        if !self.is_changed {
            return refusal(Code::StateForbids, None);
        }
        for field in &mut self.fields {
            (field.client, field.base) = (field.submitted, None);
        }
        (self.version, self.is_changed) = (self.version + 1, false);
        Ok(None)
    }

    fn decide(&mut self, field: usize, verdict: Verdict, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BaseStale, Some("profileRevision"));
        }
        let (name, field) = (FIELDS[field], &mut self.fields[field]);
        let Some(figure) = &mut field.figure else { return refusal(Code::NotFound, None) };
        match (figure.state, verdict) {
            (State::Accepted, _) => return refusal(Code::StateForbids, None),
            (_, Verdict::Reject) => figure.state = State::Rejected,
            (_, Verdict::Ask) => figure.state = State::Asked,
            (_, Verdict::Accept) if field.is_stale() => return refusal(Code::BaseStale, Some(name)),
            (_, Verdict::Accept | Verdict::AcceptOverStale) => {
                field.accept();
                self.revision += 1;
                self.version += 1;
            }
        }
        Ok(Some((1, 0)))
    }

    fn decide_section(&mut self, verdict: Verdict, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BaseStale, Some("profileRevision"));
        }
        if verdict == Verdict::AcceptOverStale {
            return refusal(Code::ChoiceInvalid, Some("decision"));
        }
        let has_figures = self.fields.iter().any(|field| field.figure.is_some());
        let is_about_the_whole = !has_figures || verdict == Verdict::Accept;
        if is_about_the_whole && !self.is_submitted {
            return refusal(Code::StateForbids, None);
        }
        let (mut decided, mut left_open) = (0, 0);
        for number in 0..FIELDS.len() {
            let field = &self.fields[number];
            if field.figure.as_ref().is_none_or(|figure| figure.state != State::Pending) {
                continue;
            }
            if verdict == Verdict::Accept && field.is_stale() {
                left_open += 1;
                continue;
            }
            self.decide(number, verdict, Seen::Present).unwrap();
            decided += 1;
        }
        if is_about_the_whole {
            (self.is_read, self.notice) = match verdict {
                Verdict::Reject => (false, Some(State::Rejected)),
                Verdict::Ask => (false, Some(State::Asked)),
                Verdict::Accept | Verdict::AcceptOverStale => (true, None),
            };
        }
        Ok(Some((decided, left_open)))
    }

    fn undo(&mut self, field: usize) -> Expected {
        let field = &mut self.fields[field];
        let Some(figure) = &mut field.figure else { return refusal(Code::NotFound, None) };
        let stands = match (figure.proposed, field.firm) {
            (Some(_), Some(firm)) => firm.is_the_figures,
            (None, None) => true,
            _ => false,
        };
        if figure.state != State::Accepted || !stands {
            return refusal(Code::StateForbids, None);
        }
        figure.state = State::Pending;
        field.firm = figure.replaced.map(|before| Verified { is_the_figures: false, ..before });
        self.revision += 1;
        self.version += 1;
        Ok(Some((1, 0)))
    }

    fn set(&mut self, field: usize, is_irs: bool, answer: Option<Answer>, seen: Seen) -> Expected {
        if seen == Seen::Older {
            return refusal(Code::BaseStale, Some("profileRevision"));
        }
        let field = &mut self.fields[field];
        if is_irs {
            field.irs = answer;
        } else {
            field.firm =
                answer.map(|answer| Verified { answer, is_the_figures: false, is_from_client: false });
            self.version += 1;
        }
        self.revision += 1;
        Ok(None)
    }

    fn status(&self) -> &'static str {
        let in_state = |wanted: &[State]| {
            let figures = self.fields.iter().filter_map(|field| field.figure.as_ref());
            figures.filter(|figure| wanted.contains(&figure.state)).count()
        };
        let returned = in_state(&[State::Rejected, State::Asked]);
        let (pending, accepted) = (in_state(&[State::Pending]), in_state(&[State::Accepted]));
        match () {
            () if self.is_changed => "inProgress",
            () if !self.is_submitted => "notStarted",
            () if returned > 0 || self.notice.is_some() => "pleaseCheck",
            () if pending > 0 && accepted == 0 => "submitted",
            () if pending > 0 => "beingReviewed",
            () if accepted == 0 && !self.is_read => "submitted",
            () => "accepted",
        }
    }
}

/// The library, beside the model.
struct Library<'a> {
    world: &'a World,
    case: String,
    devices: [String; 2],
}

fn entry(field: usize, answer: Option<Answer>) -> Value {
    let value = match answer {
        None => json!({ "kind": "blank" }),
        Some(Answer::NotApplicable) => json!({ "kind": "notApplicable" }),
        Some(Answer::Dollars(dollars)) => json!({ "kind": "text", "text": format!("{dollars}.00") }),
    };
    json!({ "field": FIELDS[field], "value": value })
}

fn decision(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Accept => json!({ "kind": "accept" }),
        Verdict::AcceptOverStale => json!({ "kind": "acceptOverStale" }),
        Verdict::Reject => json!({ "kind": "reject", "reason": "why not" }),
        Verdict::Ask => json!({ "kind": "ask", "question": "is that so?" }),
    }
}

/// An answer as it is shown, brought to the model's terms.
fn shown(value: &Value) -> Option<Answer> {
    match value["state"].as_str()? {
        "notApplicable" => Some(Answer::NotApplicable),
        _ => Some(Answer::Dollars(
            text(value, "text").trim_start_matches('$').trim_end_matches(".00").parse().unwrap(),
        )),
    }
}

impl<'a> Library<'a> {
    fn new(world: &'a World) -> Self {
        let case = open_case(&world.desk());
        let devices = [(); 2].map(|()| open_visit(world, &world.desk(), &case, "taxpayer").1);
        Self { world, case, devices }
    }

    fn desk(&self, operation: &str, mut input: Value) -> Result<Value, Error> {
        input["caseId"] = self.case.as_str().into();
        self.world.desk().ask(operation, &input)
    }

    fn visit(&self, device: bool, operation: &str, mut input: Value) -> Result<Value, Error> {
        input["section"] = SECTION.into();
        self.world.visit(&self.devices[usize::from(device)]).ask(operation, &input)
    }

    fn apply(&self, op: &Op, before: &Model) -> Result<Value, Error> {
        let version = |seen| before.version - i64::from(seen == Seen::Older);
        let revision = |seen| before.revision - i64::from(seen == Seen::Older);
        match op {
            Op::Save { device, seen, entries } => {
                let entries: Vec<_> = entries.iter().map(|(field, answer)| entry(*field, *answer)).collect();
                let version = (*seen != Seen::Unsaid).then(|| version(*seen));
                self.visit(*device, "save_section", json!({ "entries": entries, "version": version }))
            }
            Op::Submit { device, seen } => {
                self.visit(*device, "submit_section", json!({ "version": version(*seen) }))
            }
            Op::Discard => self.visit(true, "discard_section", json!({})),
            Op::Decide { field, verdict, seen } => {
                let decision = json!({ "figureId": self.figure(*field), "decision": decision(*verdict) });
                self.desk(
                    "decide_figures",
                    json!({ "profileRevision": revision(*seen), "decisions": [decision] }),
                )
            }
            Op::DecideSection { verdict, seen } => {
                let input = json!({ "section": SECTION, "profileRevision": revision(*seen), "decision": decision(*verdict) });
                self.desk("decide_section", input)
            }
            Op::Undo { field } => self.desk("undo_acceptance", json!({ "figureId": self.figure(*field) })),
            Op::Set { field, is_irs, answer, seen } => {
                let authority = if *is_irs { "irsRecord" } else { "firmVerified" };
                let input = json!({
                    "section": SECTION, "authority": authority, "profileRevision": revision(*seen), "entry": entry(*field, *answer),
                });
                self.desk("set_figure", input)
            }
        }
    }

    /// The id of a field's present figure, or one that names nothing.
    fn figure(&self, field: usize) -> String {
        let id = figure_id(&self.desk("get_review", json!({})).unwrap(), FIELDS[field]);
        if id.is_empty() { "figure_00000000000070008000000000000000".into() } else { id }
    }

    /// The stored rows of the profile.
    fn profile(&self) -> Vec<Row> {
        let case = Uuid::parse_str(&self.case[5..]).unwrap();
        let mut rows = Vec::new();
        let query = Query::of(table("profile_figures"), 1_000).under(case);
        self.world
            .store
            .read(&mut |tx| {
                rows = tx.select(&query).unwrap();
                Ok(())
            })
            .unwrap();
        rows
    }

    fn compare(&self, model: &Model) {
        let section = self.visit(false, "get_section", json!({})).unwrap();
        assert_eq!(
            (&section["status"], &section["version"]),
            (&json!(model.status()), &json!(model.version))
        );
        self.compare_section(model, &section);
        self.compare_review(model);
        self.compare_profile(model);
    }

    /// What the client sees.
    fn compare_section(&self, model: &Model, section: &Value) {
        let list = |name: &str| section[name].as_array().unwrap().clone();
        for (name, field) in FIELDS.iter().zip(&model.fields) {
            let of_field = |list: Vec<Value>| list.into_iter().find(|one| one["path"] == *name);
            assert_eq!(of_field(list("answers")).and_then(|one| shown(&one)), field.client, "{name}");
            assert_eq!(of_field(list("onRecord")).and_then(|one| shown(&one)), field.verified(), "{name}");
            let notice = field.figure.as_ref().and_then(|figure| figure.state.notice());
            assert_eq!(
                of_field(list("notices")).map(|one| json!([one["kind"], one["text"]])),
                notice,
                "{name}"
            );
        }
        let of_the_whole = list("notices").into_iter().find(|one| one["path"].is_null());
        let of_the_whole = of_the_whole.map(|one| json!([one["kind"], one["text"]]));
        assert_eq!(of_the_whole, model.notice.and_then(State::notice));
    }

    /// What the reviewer sees.
    fn compare_review(&self, model: &Model) {
        let review = self.desk("get_review", json!({})).unwrap();
        assert_eq!(review["profileRevision"], model.revision);
        let staged = review["figures"].as_array().unwrap();
        let expected = model.fields.iter().filter(|field| field.figure.is_some()).count();
        assert_eq!(staged.len(), expected);
        for (name, field) in FIELDS.iter().zip(&model.fields) {
            let Some(figure) = &field.figure else { continue };
            let one = staged.iter().find(|one| one["path"] == *name).unwrap();
            let answers = ["base", "proposed", "current", "irsRecord"].map(|name| shown(&one[name]));
            assert_eq!(answers, [figure.base, figure.proposed, field.verified(), field.irs], "{name}");
            assert_eq!(one["state"], figure.state.name(), "{name}");
            assert_eq!(one["isStale"], field.is_stale(), "{name}");
            assert_eq!(one["contradictsIrs"], field.irs.is_some() && field.irs != figure.proposed, "{name}");
            assert_eq!(one["provenance"]["clientEntered"], true);
        }
    }

    /// What the case goes by.
    fn compare_profile(&self, model: &Model) {
        let profile = self.desk("get_profile", json!({})).unwrap();
        let figures = profile["figures"].as_array().unwrap();
        for (name, field) in FIELDS.iter().zip(&model.fields) {
            let by = |authority: &str| {
                let is_it = |one: &&Value| one["answer"]["path"] == *name && one["authority"] == authority;
                figures.iter().find(is_it)
            };
            let says = |authority: &str| by(authority).and_then(|one| shown(&one["answer"]));
            assert_eq!((says("irsRecord"), says("firmVerified")), (field.irs, field.verified()), "{name}");
            let is_from_client = by("firmVerified").map(|one| one["isFromClient"] == true);
            assert_eq!(is_from_client, field.firm.map(|firm| firm.is_from_client), "{name}");
            let contradictions = profile["contradictions"].as_array().unwrap();
            let is_listed = contradictions.iter().any(|one| one["path"] == *name);
            assert_eq!(is_listed, field.is_contradictory(), "{name}: {field:?}");
        }
    }
}

fn step(library: &Library<'_>, model: &mut Model, op: &Op) {
    let (rows, before) = (library.profile(), model.clone());
    let (expected, answer) = (model.apply(op), library.apply(op, &before));
    match (&expected, &answer) {
        (Ok(None), Ok(_)) => {}
        (Ok(Some((decided, left_open))), Ok(answer)) => {
            assert_eq!(
                (&answer["decided"], &answer["leftOpen"]),
                (&json!(decided), &json!(left_open)),
                "{op:?}"
            );
            assert_eq!(answer["profileRevision"], model.revision);
        }
        (Err((code, field)), Err(error)) => {
            assert_eq!((error.code(), error.field()), (*code, field.as_deref()), "{op:?}");
        }
        _ => panic!("{op:?} should be {expected:?} and is {answer:?} at {before:#?}"),
    }
    // AZ-06: whatever a client does, the profile stays as it is, and so it does where anybody is refused.
    let is_clients = matches!(op, Op::Save { .. } | Op::Submit { .. } | Op::Discard);
    if is_clients || answer.is_err() {
        assert!(library.profile() == rows, "{op:?} changed the profile");
    }
}

/// Runs `sequences` random sequences, begun from `seed`.
fn run(sequences: u32, seed: u8, length: usize) {
    let world = World::in_memory();
    settle(&world.desk());
    let config = Config { cases: sequences, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let outcome =
        TestRunner::new_with_rng(config, rng).run(&proptest::collection::vec(op(), 1..length), |ops| {
            let (library, mut model) = (Library::new(&world), Model::default());
            for (number, op) in ops.iter().enumerate() {
                step(&library, &mut model, op);
                if number % 3 == 0 {
                    library.compare(&model);
                }
            }
            library.compare(&model);
            Ok(())
        });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn az_06_short_sequences_are_as_the_model_says() {
    run(repeats(500, 20_000), 1, 15);
}

#[test]
fn az_06_long_sequences_are_as_the_model_says() {
    run(repeats(100, 4_000), 2, 80);
}

/// AZ-06: no operation of the client's door writes the profile, whatever its input.
#[test]
fn az_06_no_operation_of_a_client_writes_the_profile() {
    for operation in Operation::ALL.iter().filter(|operation| matches!(operation.door(), Door::Visit(_))) {
        let stage = Stage::set(World::in_memory());
        let profile = || {
            rows(stage.world.store.as_ref(), "profile_figures")
                .into_iter()
                .map(|(row, _)| row)
                .collect::<Vec<_>>()
        };
        let before = profile();
        assert!(!before.is_empty());
        stage.call(*operation).unwrap();
        assert!(profile() == before, "{}", operation.name());
        let mut forged = stage.input(*operation).cloned().unwrap_or_default();
        for (name, value) in [
            ("authority", json!("irsRecord")),
            ("decision", json!({ "kind": "accept" })),
            ("status", json!("accepted")),
        ] {
            forged[name] = value;
            assert!(
                stage.world.visit(&stage.session).ask(operation.name(), &forged).is_err(),
                "{}",
                operation.name()
            );
        }
        assert!(profile() == before, "{}", operation.name());
    }
}

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

/// R13: a stale base is shown, never silently overwritten.
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

/// R13: what changed meanwhile wants a look at each figure; a whole section is not accepted over it.
#[test]
fn r13_a_section_is_not_accepted_over_stale_bases() {
    let world = World::in_memory();
    let stale = Stale::new(&world);
    let over_stale = json!({ "kind": "acceptOverStale" });
    let input = json!({ "section": SECTION, "profileRevision": stale.revision, "decision": over_stale });
    let error = stale.library.desk("decide_section", input).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::ChoiceInvalid, Some("decision")));
    assert_eq!(stale.verified(), Some(Answer::Dollars(2)));
}

/// R13: an acceptance taken back leaves the profile as it was before it, over a stale base too.
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

/// R14: what an undone acceptance brings back is still whose it was.
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

/// R11: two devices on one section; the second to save what it saw before is told so, and nothing is lost.
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
    assert_eq!(save(true, Some(0), 2).unwrap_err().code(), Code::ChangedMeanwhile);
    assert_eq!(
        library.visit(true, "submit_section", json!({ "version": 0 })).unwrap_err().code(),
        Code::ChangedMeanwhile
    );
    let section = library.visit(true, "get_section", json!({})).unwrap();
    assert_eq!((&section["version"], shown(&section["answers"][0])), (&json!(1), Some(Answer::Dollars(1))));
    assert_eq!(save(true, Some(1), 2).unwrap()["version"], 2);
}

/// R14: a client's answers never reach the agency's tier, and one that contradicts it is listed.
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
