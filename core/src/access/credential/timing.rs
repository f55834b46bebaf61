//! Whether the time that a verification takes tells how near a wrong secret is (SECURITY TOK-06, D-30).
//!
//! After dudect (Reparaz, Balasch, Verbauwhede 2017): two kinds of input are measured in random order, the slowest measurements,
//! which other work on the machine caused, are left out, and Welch's t says whether the rest differ.
#![expect(clippy::disallowed_methods, reason = "here it is the time that is tested")]

use super::*;
use crate::foundation::env::{Key, KeyRing, SystemEntropy};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::cell::RefCell;
use std::hint::black_box;
use std::time::Instant;
use uuid::Uuid;

/// Verifications of one kind in a row, for a clock is coarser than one of them.
const BATCH: u32 = 8;

/// From here on a difference is a difference.
const THRESHOLD: f64 = 4.5;

/// How many measurements: as many verifications in a thorough run as SECURITY asks for.
fn measurements() -> usize {
    if std::env::var_os("CASEGATE_THOROUGH").is_some() { 1_000_000 / BATCH as usize } else { 4_000 }
}

/// Two kinds of input to one and the same code.
struct Kinds<'a> {
    /// Sets the input of a kind, before the time is taken.
    set: &'a dyn Fn(usize),
    /// What is measured.
    act: &'a dyn Fn(usize),
}

/// Nanoseconds of each of two kinds of input, measured in random order.
fn measure(seed: u64, count: usize, kinds: &Kinds<'_>) -> [Vec<f64>; 2] {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..count {
        let kind = usize::from(rng.random::<bool>());
        (kinds.set)(kind);
        let begun = Instant::now();
        (0..BATCH).for_each(|_| (kinds.act)(kind));
        times[kind].push(begun.elapsed().as_nanos() as f64);
    }
    times
}

/// Welch's t of the two kinds, with all that is slower than most of both left out.
fn welch(times: [Vec<f64>; 2]) -> f64 {
    let mut all = times.concat();
    all.sort_unstable_by(f64::total_cmp);
    let longest = all[all.len() * 8 / 10];
    let [(mean, spread), (other, other_spread)] = times.map(|times| {
        let kept: Vec<_> = times.into_iter().filter(|time| *time <= longest).collect();
        let count = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / count;
        (mean, kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0) / count)
    });
    (mean - other) / (spread + other_spread).sqrt()
}

/// The middle one of five attempts: noise comes and goes, what the code itself tells is there most of the time.
fn usual(statistic: fn([Vec<f64>; 2]) -> f64, kinds: &Kinds<'_>) -> f64 {
    let attempt = |seed| statistic(measure(seed, measurements(), kinds)).abs();
    let mut attempts: Vec<_> = (0..5).map(attempt).collect();
    attempts.sort_unstable_by(f64::total_cmp);
    attempts[2]
}

/// By how much the medians of the two kinds differ, in parts of one.
fn difference(times: [Vec<f64>; 2]) -> f64 {
    let [one, other] = times.map(|mut times| {
        times.sort_unstable_by(f64::total_cmp);
        times[times.len() / 2]
    });
    (one - other) / one.max(other)
}

/// A credential and its token.
fn issued(keys: &dyn Keys) -> (Token, Credential) {
    let token = Token::generate(TokenKind::Invite, &SystemEntropy).unwrap();
    let life = Validity { from: Timestamp::from_millis(1_000), until: Timestamp::from_millis(2_000) };
    let firm = FirmId::from_uuid(Uuid::from_u128(1));
    let credential = Credential::issue(&token, firm, life, &Binding::default(), keys).unwrap();
    (token, credential)
}

fn ring() -> KeyRing {
    KeyRing::new().with(KeyPurpose::Token, 1, Key::new(std::array::from_fn(|i| i as u8)).unwrap())
}

/// The credential with one byte of its hash changed.
fn off_at(credential: &Credential, place: usize) -> Credential {
    let mut hash = BASE64.decode(&credential.hash).unwrap();
    hash[place] ^= 1;
    Credential { hash: BASE64.encode(hash), ..credential.clone() }
}

/// The same answer by a comparison that stops at the first difference.
fn leaky(token: &Token, found: &Credential, keys: &dyn Keys) -> bool {
    let presented = hash(token, found.firm, found.key, keys).unwrap();
    let stored = BASE64.decode(&found.hash).unwrap();
    presented.iter().zip(&stored).all(|(a, b)| black_box(a == b))
}

/// A credential whose hash is replaced in place. Both kinds are then the same code on the same memory: addresses make a
/// difference to the processor that has nothing to do with the secret.
struct Replaced {
    credential: RefCell<Credential>,
    hashes: [String; 2],
}

impl Replaced {
    /// Hashes that differ from the right one in the first and in the last byte.
    fn near_and_far(credential: &Credential) -> Self {
        let hashes = [0, 31].map(|place| off_at(credential, place).hash);
        Self { credential: RefCell::new(credential.clone()), hashes }
    }

    fn set(&self, kind: usize) {
        self.credential.borrow_mut().hash.replace_range(.., &self.hashes[kind]);
    }
}

#[test]
fn tok_06_a_near_secret_takes_no_longer_than_a_far_one() {
    let keys = ring();
    let (token, credential) = issued(&keys);
    let found = Replaced::near_and_far(&credential);
    let now = Timestamp::from_millis(1_500);
    let ask = |_| {
        let found = found.credential.borrow();
        let refused =
            black_box(check(black_box(&token), Some(black_box(&found)), &Binding::default(), now, &keys));
        assert_eq!(refused, Err(Refusal::WrongVerifier));
    };
    let kinds = Kinds { set: &|kind| found.set(kind), act: &ask };
    // A machine that is busy enough can make one round say anything; what is there would be found by every round.
    let rounds: Vec<_> = (0..3).map(|_| usual(welch, &kinds)).collect();
    assert!(rounds.iter().any(|t| *t < THRESHOLD), "t is {rounds:?}");
}

/// Teeth: a comparison that stops early is found by the same means.
#[test]
fn tok_06_a_comparison_that_stops_early_is_found() {
    let keys = ring();
    let (token, credential) = issued(&keys);
    let found = Replaced::near_and_far(&credential);
    let ask = |_| assert!(!black_box(leaky(black_box(&token), black_box(&found.credential.borrow()), &keys)));
    let t = usual(welch, &Kinds { set: &|kind| found.set(kind), act: &ask });
    assert!(t > THRESHOLD, "t is {t}");
}

/// An unknown selector costs what a known one with a wrong secret does. The two differ by a branch or so, which enough
/// measurements would tell apart here, but not an answer that took a store and a network besides.
#[test]
fn tok_06_an_unknown_link_takes_as_long_as_a_wrong_one() {
    let keys = ring();
    let (token, credential) = issued(&keys);
    let wrong = off_at(&credential, 0);
    let now = Timestamp::from_millis(1_500);
    let ask = |found: Option<&Credential>| {
        assert!(
            black_box(check(black_box(&token), black_box(found), &Binding::default(), now, &keys)).is_err()
        );
    };
    let unset = |_| {};
    let either = |kind| ask([None, Some(&wrong)][kind]);
    let apart = usual(difference, &Kinds { set: &unset, act: &either });
    assert!(apart < 0.02, "{apart}");

    // Teeth: nothing is hashed where there is no row.
    let shortcut = |kind| match kind {
        0 => drop(black_box(BASE64.decode(black_box(DUMMY_HASH)))),
        _ => ask(Some(&wrong)),
    };
    let apart = usual(difference, &Kinds { set: &unset, act: &shortcut });
    assert!(apart > 0.1, "{apart}");
}
