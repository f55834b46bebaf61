//! A small fuzzer. It replays stored inputs and then changes them by the same random numbers in every run.
#![allow(dead_code, reason = "each test file uses a part")]
#![expect(clippy::disallowed_methods, reason = "what grows out of hand is known by the time that it takes")]

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest time for an input. All inputs are short, so it detects runaway growth and not slow machines.
const LONGEST: Duration = Duration::from_secs(2);

/// Pieces that have a meaning for some parser.
const WORDS: [&str; 40] = [
    "cgi1_",
    "cgs1_",
    "cg",
    "%23",
    "%2523",
    "%",
    "=\r\n",
    "\u{ad}",
    "\u{200b}",
    "#",
    "/i/",
    "\0",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "-0",
    "1e999",
    "9223372036854775808",
    "-9223372036854775809",
    "0.005",
    "$",
    "(",
    ")",
    "2024-02-30",
    "9999-12-31",
    "0000-00-00",
    "\u{202e}",
    "é",
    "\u{fffd}",
    "__proto__",
    "１",
];

/// Returns the folder of the stored inputs of `target`.
fn folder(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz-corpus").join(target)
}

/// Returns the inputs in a folder, by name.
fn kept(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap_or_else(|_| panic!("{} is not there", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

fn dice(target: &str) -> StdRng {
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    StdRng::seed_from_u64(hasher.finish())
}

/// Checks every stored input and every seed, and then `rounds` changed ones. If `check` panics, the input is
/// stored and replayed in later runs.
pub(crate) fn fuzz(target: &str, seeds: Vec<Vec<u8>>, rounds: u32, check: impl FnMut(&[u8])) {
    let folder = folder(target);
    assert!(!kept(&folder).is_empty(), "{target} has no seeds");
    fuzz_in(&folder, seeds, rounds, check);
}

/// Does the same as [`fuzz`], with the inputs in `folder`.
pub(crate) fn fuzz_in(folder: &Path, seeds: Vec<Vec<u8>>, rounds: u32, mut check: impl FnMut(&[u8])) {
    let mut inputs = kept(folder);
    inputs.extend(seeds);
    let mut rng = dice(&folder.file_name().unwrap_or_default().to_string_lossy());
    let mut checked = |input: &[u8]| {
        let begun = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| check(input)));
        let is_quick = begun.elapsed() < LONGEST;
        if ended.is_err() || !is_quick {
            keep(folder, input);
        }
        ended.unwrap_or_else(|panic| resume_unwind(panic));
        assert!(is_quick, "it takes {:?} for {:?}", begun.elapsed(), String::from_utf8_lossy(input));
    };
    inputs.iter().for_each(|input| checked(input));
    for _ in 0..rounds {
        let mut input = inputs[rng.random_range(0..inputs.len())].clone();
        for _ in 0..rng.random_range(1..4) {
            change(&mut input, &inputs, &mut rng);
        }
        checked(&input);
    }
}

fn keep(folder: &Path, input: &[u8]) {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    let path = folder.join(format!("found-{:016x}", hasher.finish()));
    println!("kept as {}: {:?}", path.display(), String::from_utf8_lossy(input));
    let _ = fs::write(path, input);
}

/// Changes an input in one way.
pub(crate) fn change(input: &mut Vec<u8>, others: &[Vec<u8>], rng: &mut StdRng) {
    let place = rng.random_range(0..=input.len());
    let end = (place + rng.random_range(0..12)).min(input.len());
    match rng.random_range(0..8) {
        0 if place < input.len() => input[place] ^= 1 << rng.random_range(0..8),
        1 => input.insert(place, rng.random()),
        2 => drop(input.drain(place..end)),
        3 => {
            let piece = input[place..end].to_vec();
            let times = rng.random_range(1..40);
            input.splice(end..end, piece.repeat(times));
        }
        4 => input.truncate(place),
        5 => {
            let other = &others[rng.random_range(0..others.len())];
            let from = rng.random_range(0..=other.len());
            input.truncate(place);
            input.extend(&other[from..]);
        }
        _ => drop(input.splice(place..end, WORDS[rng.random_range(0..WORDS.len())].bytes())),
    }
}

/// Values that a field does not expect.
fn hostile(rng: &mut StdRng) -> Value {
    match rng.random_range(0..12) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(i64::MIN),
        4 => json!(u64::MAX),
        5 => json!(1e300),
        6 => json!("x".repeat(5_000)),
        7 => (0..60).fold(json!(1), |inner, _| json!([inner])),
        8 => json!(true),
        9 => json!({ "kind": "text", "text": "0" }),
        10 => json!(vec![json!({}); 300]),
        _ => json!(WORDS[rng.random_range(0..WORDS.len())]),
    }
}

/// Changes one value in a record: replaces it, adds or removes a field, or changes a text a little.
pub(crate) fn change_value(value: &mut Value, rng: &mut StdRng) {
    let goes_on = rng.random_range(0..4) > 0;
    match value {
        Value::Object(fields) if goes_on && !fields.is_empty() => {
            let name = fields.keys().nth(rng.random_range(0..fields.len())).cloned().unwrap();
            match rng.random_range(0..12) {
                0 => drop(fields.remove(&name)),
                1 => drop(fields.insert(WORDS[rng.random_range(0..WORDS.len())].to_owned(), hostile(rng))),
                _ => change_value(&mut fields[&name], rng),
            }
        }
        Value::Array(items) if goes_on && !items.is_empty() => {
            let place = rng.random_range(0..items.len());
            match rng.random_range(0..8) {
                0 => drop(items.remove(place)),
                1 => items.insert(place, items[place].clone()),
                _ => change_value(&mut items[place], rng),
            }
        }
        Value::String(text) if goes_on => {
            let mut bytes = text.clone().into_bytes();
            change(&mut bytes, &[b"".to_vec()], rng);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        other => *other = hostile(rng),
    }
}
