//! Every input is handled without a panic, a hang or internal details (SECURITY D-17).
//!
//! `fuzz-corpus` has the fuzzer's first inputs and all that it ever found: a failing input is written
//! there and replayed in every later run. The random numbers are the same in every run;
//! `CASEGATE_THOROUGH` uses more of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod fuzzing;

use casegate::foundation::error::{Error, Kind};
use casegate::foundation::link::{repair_link, scan};
use casegate::foundation::money::Money;
use casegate::foundation::origin::Origin;
use casegate::foundation::secret::{Token, TokenKind};
use casegate::foundation::time::{CalendarDate, Timestamp};
use casegate::foundation::tin;
use casegate::intake::form::entry::{Entry, EntryValue};
use casegate::intake::form::{parse, schema};
use casegate::operations::{Door, Operation};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, Folder, World, forged, parts, repeats, unknown_link};
use fuzzing::{change_value, fuzz, fuzz_in};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// Whether a text is a credential, by a separate implementation.
fn is_canonical(text: &str) -> bool {
    let (head, verifier, _) = parts(text);
    text.len() == 76 && text.is_ascii() && forged(head, verifier) == text
}

#[test]
fn d_17_any_pasted_link_is_mended_or_refused() {
    let seeds =
        (0..4).map(|number| format!("https://portal.example/i/x#{}", unknown_link(number)).into_bytes());
    fuzz("link", seeds.collect(), repeats(10_000, 2_000_000), |input| {
        let pasted = text(input);
        if let Some(token) = repair_link(&pasted) {
            assert_eq!(token.kind(), TokenKind::Invite);
        }
        for kind in TokenKind::ALL {
            // Only the canonical form is accepted, whatever else would mean the same.
            assert!(Token::parse(kind, &pasted).is_err() || is_canonical(&pasted), "{pasted:?}");
        }
    });
}

#[test]
fn d_17_any_text_is_scanned() {
    let seeds = (0..4).map(|number| format!("GET /{} 200", unknown_link(number)).into_bytes());
    fuzz("scan", seeds.collect(), repeats(10_000, 2_000_000), |input| {
        let text = text(input);
        let leaks = scan(&text);
        assert!(leaks.iter().all(|leak| is_canonical(&text[leak.range.clone()])), "{text:?}");
        // A credential in a text is found at every position.
        let planted = format!("{text}{}{text}", unknown_link(9));
        assert!(scan(&planted).len() > leaks.len(), "{text:?}");
    });
}

#[test]
fn d_17_any_amount_date_or_number_is_read_or_refused() {
    fuzz("figures", Vec::new(), repeats(20_000, 5_000_000), |input| {
        let text = text(input);
        if let Ok(amount) = Money::parse(&text) {
            assert_eq!(Money::parse(&amount.to_string()), Ok(amount), "{text:?}");
        }
        if let Ok(date) = CalendarDate::parse(&text) {
            assert_eq!(date.to_string(), text);
        }
        if let Ok(at) = Timestamp::parse(&text) {
            assert_eq!(Timestamp::parse(&at.to_string()), Ok(at), "{text:?}");
        }
        if let Ok(number) = tin::digits("tin", &text) {
            assert!(number.len() == 9 && number.bytes().all(|digit| digit.is_ascii_digit()), "{text:?}");
        }
        if let Ok(origin) = Origin::parse(&text) {
            assert_eq!(Origin::parse(origin.as_str()).unwrap().as_str(), origin.as_str(), "{text:?}");
        }
    });
}

#[test]
fn d_17_any_entry_of_any_field_is_read_or_refused() {
    let fields: Vec<_> =
        schema::all().flat_map(|form| form.fields.iter().map(|field| (form.section, field))).collect();
    let mut next = 0;
    fuzz("figures", Vec::new(), repeats(20_000, 5_000_000), |input| {
        let (section, field) = fields[next % fields.len()];
        next += 1;
        let row = field.list.as_ref().map(|_| "r1".to_owned());
        let entry = Entry { field: field.id.clone(), row, value: EntryValue::Text { text: text(input) } };
        if let Err(error) = parse::parse(section, &entry) {
            answered(&error);
            assert!(matches!(error.kind(), Kind::Invalid), "{error:?}");
        }
        let anywhere = Entry { field: text(input), row: Some(text(input)), ..entry };
        if let Err(error) = parse::parse(section, &anywhere) {
            answered(&error);
        }
    });
}

/// Checks a refusal: it names only fields of the library, never a name that somebody
/// invented, and is not a defect.
fn answered(error: &Error) {
    assert_ne!(error.kind(), Kind::Internal, "{error:?}");
    let field = error.field().unwrap_or_default();
    // Rows are numbered, or named by the client.
    let named = field.split(']').filter_map(|part| part.split('[').next());
    let is_name = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "_.?".contains(c));
    assert!(!field.as_bytes().windows(5).any(|piece| piece.iter().all(u8::is_ascii_digit)), "{error:?}");
    assert!(named.into_iter().all(is_name) && field.len() < 200, "{error:?}");
}

/// Calls the operation named in the first line with the rest of the input.
fn call(stage: &Stage, input: &[u8]) -> Result<String, Error> {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (name, json) = input.split_at(end);
    let name = text(name);
    let json = json.strip_prefix(b"\n").unwrap_or(json);
    match Operation::of_desk(&name) {
        Ok(operation) => stage.world.desk().call(operation, json),
        Err(_) => stage.world.visit(&stage.session).call(Operation::of_visit(&name)?, json),
    }
}

/// A prepared world that is renewed from time to time, because inputs that succeed leave less and less to do.
struct Fresh {
    stage: Stage,
    calls: u32,
}

impl Fresh {
    fn new() -> Self {
        Self { stage: Stage::set(World::in_memory()), calls: 0 }
    }

    fn next(&mut self) -> &Stage {
        self.calls += 1;
        if self.calls.is_multiple_of(100) {
            let report = self.stage.world.desk().tell("verify_audit", json!({ "caseId": self.stage.case }));
            assert_eq!(report["intact"], true);
            self.stage = Stage::set(World::in_memory());
        }
        &self.stage
    }
}

/// Returns the valid example of every operation, in the form that [`call`] reads.
fn examples(stage: &Stage) -> Vec<(Operation, Value)> {
    Operation::ALL
        .iter()
        .map(|operation| (*operation, stage.input(*operation).cloned().unwrap_or(json!({}))))
        .collect()
}

#[test]
fn d_17_any_json_is_answered() {
    let mut fresh = Fresh::new();
    let seed = |(operation, input): (Operation, Value)| format!("{}\n{input}", operation.name()).into_bytes();
    let seeds = examples(&fresh.stage).into_iter().map(seed).collect();
    let mut done = 0;
    fuzz("json", seeds, repeats(6_000, 1_000_000), |input| match call(fresh.next(), input) {
        Ok(answer) => {
            done += 1;
            assert!(serde_json::from_str::<Value>(&answer).is_ok());
        }
        Err(error) => answered(&error),
    });
    assert!(done > 100, "only {done} calls did anything");
}

/// The same with changed values instead of changed bytes, which gets further into the code.
#[test]
fn d_17_any_value_in_any_field_is_answered() {
    let mut rng = StdRng::seed_from_u64(17);
    let mut fresh = Fresh::new();
    for number in 0..repeats(6_000, 1_000_000) {
        let stage = fresh.next();
        let (operation, mut input) = examples(stage).swap_remove(number as usize % Operation::ALL.len());
        change_value(&mut input, &mut rng);
        let json = input.to_string();
        let outcome = match operation.door() {
            Door::Desk(_) => stage.world.desk().call(operation, json.as_bytes()),
            Door::Visit(_) => stage.world.visit(&stage.session).call(operation, json.as_bytes()),
            Door::Host => stage.world.portal.host().call(operation, json.as_bytes()),
        };
        if let Err(error) = outcome {
            assert_ne!(error.kind(), Kind::Internal, "{} {json:.600}: {error:?}", operation.name());
            answered(&error);
        }
    }
}

/// Whether the fuzzer finds an input at which `check` panics, and stores it.
fn is_found(name: &str, seeds: Vec<Vec<u8>>, check: impl FnMut(&[u8])) -> bool {
    let folder = Folder::new(name);
    let outcome = catch_unwind(AssertUnwindSafe(|| fuzz_in(&folder.at("."), seeds, 20_000, check)));
    let kept = folder.files();
    assert_eq!(outcome.is_err(), kept.len() == 1, "{kept:?}");
    outcome.is_err()
}

/// Checks the fuzzer itself: it finds a fault in each target that only a changed, but
/// still meaningful, input reaches.
#[test]
fn d_17_a_seeded_fault_is_found() {
    let link = format!("https://portal.example/i/x#{}", unknown_link(1)).into_bytes();
    assert!(is_found("teeth-link", vec![link.clone()], |input| {
        let pasted = text(input);
        assert!(
            pasted.as_bytes() == link || pasted.contains(&unknown_link(1)) || repair_link(&pasted).is_none()
        );
    }));
    assert!(is_found("teeth-scan", vec![unknown_link(1).into_bytes()], |input| {
        assert!(scan(&text(input)).iter().all(|leak| leak.range.start < 9));
    }));
    assert!(is_found("teeth-figures", vec![b"1,234.50".to_vec(), b"-7".to_vec()], |input| {
        assert!(
            !Money::parse(&text(input)).is_ok_and(|amount| amount.is_negative() && amount.cents() % 100 != 0)
        );
    }));
    let mut fresh = Fresh::new();
    let seed = format!("create_case\n{}", fresh.stage.input(Operation::CREATE_CASE).unwrap());
    assert!(is_found("teeth-json", vec![seed.clone().into_bytes()], |input| {
        assert!(input == seed.as_bytes() || call(fresh.next(), input).is_err());
    }));
    assert!(!is_found("teeth-none", vec![b"x".to_vec()], |_| {}), "what is right is let through");
}
