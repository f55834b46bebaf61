//! Does the same acts with the library and compares the results with the model.

use super::model::{Answer, FIELDS, Model, Op, SECTION, Seen, State, Verdict};
use casegate::foundation::error::Error;
use casegate::store::{Query, Row};
use casegate_tests::examples::figure_id;
use casegate_tests::world::{Call, World, open_case, open_visit, table, text};
use serde_json::{Value, json};
use uuid::Uuid;

/// The library, together with the model.
pub(crate) struct Library<'a> {
    pub(crate) world: &'a World,
    pub(crate) case: String,
    pub(crate) devices: [String; 2],
}

pub(crate) fn entry(field: usize, answer: Option<Answer>) -> Value {
    let value = match answer {
        None => json!({ "kind": "blank" }),
        Some(Answer::NotApplicable) => json!({ "kind": "notApplicable" }),
        Some(Answer::Dollars(dollars)) => json!({ "kind": "text", "text": format!("{dollars}.00") }),
    };
    json!({ "field": FIELDS[field], "value": value })
}

pub(crate) fn decision(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Accept => json!({ "kind": "accept" }),
        Verdict::AcceptOverStale => json!({ "kind": "acceptOverStale" }),
        Verdict::Reject => json!({ "kind": "reject", "reason": "why not" }),
        Verdict::Ask => json!({ "kind": "ask", "question": "is that so?" }),
    }
}

/// Converts a shown answer to the model's terms.
pub(crate) fn shown(value: &Value) -> Option<Answer> {
    match value["state"].as_str()? {
        "notApplicable" => Some(Answer::NotApplicable),
        _ => Some(Answer::Dollars(
            text(value, "text").trim_start_matches('$').trim_end_matches(".00").parse().unwrap(),
        )),
    }
}

impl<'a> Library<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let case = open_case(&world.desk());
        let devices = [(); 2].map(|()| open_visit(world, &world.desk(), &case, "taxpayer").1);
        Self { world, case, devices }
    }

    pub(crate) fn desk(&self, operation: &str, mut input: Value) -> Result<Value, Error> {
        input["caseId"] = self.case.as_str().into();
        self.world.desk().ask(operation, &input)
    }

    pub(crate) fn visit(&self, device: bool, operation: &str, mut input: Value) -> Result<Value, Error> {
        input["section"] = SECTION.into();
        self.world.visit(&self.devices[usize::from(device)]).ask(operation, &input)
    }

    pub(crate) fn apply(&self, op: &Op, before: &Model) -> Result<Value, Error> {
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

    /// Returns the id of a field's present figure, or one that names nothing.
    pub(crate) fn figure(&self, field: usize) -> String {
        let id = figure_id(&self.desk("get_review", json!({})).unwrap(), FIELDS[field]);
        if id.is_empty() { "figure_00000000000070008000000000000000".into() } else { id }
    }

    /// Returns the stored rows of the profile.
    pub(crate) fn profile(&self) -> Vec<Row> {
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

    pub(crate) fn compare(&self, model: &Model) {
        let section = self.visit(false, "get_section", json!({})).unwrap();
        assert_eq!(
            (&section["status"], &section["version"]),
            (&json!(model.status()), &json!(model.version))
        );
        self.compare_section(model, &section);
        self.compare_review(model);
        self.compare_profile(model);
    }

    /// Compares what the client sees.
    pub(crate) fn compare_section(&self, model: &Model, section: &Value) {
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

    /// Compares what the reviewer sees.
    pub(crate) fn compare_review(&self, model: &Model) {
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

    /// Compares the profile of the case.
    pub(crate) fn compare_profile(&self, model: &Model) {
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

pub(crate) fn step(library: &Library<'_>, model: &mut Model, op: &Op) {
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
    // AZ-06: no act of a client changes the profile, and no refused act does.
    let is_clients = matches!(op, Op::Save { .. } | Op::Submit { .. } | Op::Discard);
    if is_clients || answer.is_err() {
        assert!(library.profile() == rows, "{op:?} changed the profile");
    }
}
