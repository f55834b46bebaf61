//! Types that hold a secret allow nothing but to reveal it once (SECURITY TOK-07, TOK-08).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::env::{Key, KeyRing};
use casegate::foundation::ids::CaseId;
use casegate::foundation::origin::Origin;
use casegate::foundation::secret::{InviteSecret, RevealedLink, SessionSecret, Token, TokenKind};
use casegate::invites::types::{MintInvite, MintedInvite, RevealedInvite};
use casegate::invites::visit::{OpenLink, OpenedVisit, ReportLeak, RevealedVisit};
use casegate_tests::world::{Call, World, keys, open_case, parts, settle, text};
use serde_json::json;
use std::fmt::Debug;

/// Checks whether a type implements a trait: if it does, the inherent constant is found before the trait's.
macro_rules! has {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(dead_code, reason = "one of the two constants is found, and the other is not used")]
        trait Otherwise {
            const HAS: bool = false;
        }
        impl<T: ?Sized> Otherwise for T {}
        struct Probe<T: ?Sized>(std::marker::PhantomData<T>);
        #[allow(dead_code, reason = "as above")]
        impl<T: ?Sized + $($bound)+> Probe<T> {
            const HAS: bool = true;
        }
        <Probe<$type>>::HAS
    }};
}

/// Every way in which a secret could be copied, printed, compared or turned into text,
/// and whether the type has it.
macro_rules! ways_out {
    ($type:ty) => {
        [
            ("Clone", has!($type: Clone)),
            ("Copy", has!($type: Copy)),
            ("ToOwned", has!($type: ToOwned)),
            ("Display", has!($type: std::fmt::Display)),
            ("ToString", has!($type: ToString)),
            ("LowerHex", has!($type: std::fmt::LowerHex)),
            ("Serialize", has!($type: serde::Serialize)),
            ("Deserialize", has!($type: serde::de::DeserializeOwned)),
            ("JsonSchema", has!($type: schemars::JsonSchema)),
            ("PartialEq", has!($type: PartialEq)),
            ("PartialEq<str>", has!($type: PartialEq<str>)),
            ("PartialEq<String>", has!($type: PartialEq<String>)),
            ("PartialOrd", has!($type: PartialOrd)),
            ("Hash", has!($type: std::hash::Hash)),
            ("Default", has!($type: Default)),
            ("Deref", has!($type: std::ops::Deref)),
            ("AsRef<str>", has!($type: AsRef<str>)),
            ("AsRef<[u8]>", has!($type: AsRef<[u8]>)),
            ("Borrow<str>", has!($type: std::borrow::Borrow<str>)),
            ("Into<String>", has!($type: Into<String>)),
            ("Into<Vec<u8>>", has!($type: Into<Vec<u8>>)),
            ("FromStr", has!($type: std::str::FromStr)),
            ("From<String>", has!($type: From<String>)),
            ("Iterator", has!($type: IntoIterator)),
            ("Error", has!($type: std::error::Error)),
        ]
    };
}

fn present(ways: &[(&'static str, bool)]) -> Vec<&'static str> {
    ways.iter().filter(|(_, has)| *has).map(|(name, _)| *name).collect()
}

#[test]
fn tok_07_a_secret_has_no_way_out_but_one() {
    assert_eq!(present(&ways_out!(InviteSecret)), [""; 0]);
    assert_eq!(present(&ways_out!(SessionSecret)), [""; 0]);
    assert_eq!(present(&ways_out!(Token)), [""; 0]);
    assert_eq!(present(&ways_out!(RevealedLink)), [""; 0]);
}

/// Types that carry a secret to the host do not leak it either.
#[test]
fn tok_07_what_carries_a_secret_has_no_way_out() {
    assert_eq!(present(&ways_out!(MintedInvite)), [""; 0]);
    assert_eq!(present(&ways_out!(OpenedVisit)), [""; 0]);
    assert!(!has!(Key: serde::Serialize) && !has!(KeyRing: serde::Serialize));
    assert!(!has!(Key: PartialEq) && !has!(Key: AsRef<[u8]>) && !has!(Key: std::fmt::Display));
}

/// Checks the test itself with types that do implement these traits.
#[test]
fn tok_07_the_questions_have_teeth() {
    let of_text = present(&ways_out!(String));
    assert_eq!(of_text.len(), ways_out!(String).len() - 4, "{of_text:?}");
    assert!(["Copy", "LowerHex", "Iterator", "Error"].iter().all(|way| !of_text.contains(way)));
    assert!(has!(u8: Copy) && has!(u8: std::fmt::LowerHex) && has!(Vec<u8>: IntoIterator));
    assert!(has!(std::fmt::Error: std::error::Error));
}

/// A method that reveals and takes the secret by value.
type Reveal<T> = fn(T, fn(&str) -> usize) -> usize;

/// Revealing consumes the secret, which cannot be copied, so it cannot be revealed twice.
#[test]
fn tok_07_a_secret_is_given_up_by_revealing_it() {
    let _: Reveal<InviteSecret> = InviteSecret::reveal;
    let _: Reveal<SessionSecret> = SessionSecret::reveal;
    let _: fn(InviteSecret, &Origin) -> RevealedLink = InviteSecret::into_link;
}

fn shows(value: &impl Debug, secret: &str) -> bool {
    let shown = format!("{value:?} {value:#?}");
    (0..secret.len() - 8).any(|at| shown.contains(&secret[at..at + 8]))
}

#[test]
fn tok_08_debug_shows_no_secret() {
    let world = World::in_memory();
    settle(&world.desk());
    let case_id = CaseId::parse(&open_case(&world.desk())).unwrap();
    let label = "taxpayer".into();
    let input = MintInvite { case_id, label, party_id: None, expires_at: None, idempotency_key: None };
    let minted = world.desk().mint_invite(input).unwrap();
    let (of_invite, of_minted) = (format!("{:?}", minted.secret), format!("{minted:?}"));
    let selector = minted.secret.selector().to_string();
    assert_eq!(of_invite, format!("InviteSecret({selector} redacted)"));
    assert_eq!(of_minted, "MintedInvite(redacted)");
    let link = minted.secret.into_link(&minted.origin);
    assert_eq!(format!("{link:?}"), "RevealedLink(redacted)");
    let verifier = parts(link.expose()).1.to_owned();

    let opened = world.visitor().open_link(OpenLink { link: link.expose().to_owned() }).unwrap();
    assert_eq!(format!("{opened:?}"), "OpenedVisit(redacted)");
    assert_eq!(
        format!("{:?}", opened.secret),
        format!("SessionSecret({} redacted)", opened.secret.selector())
    );
    assert_eq!(format!("{:?}", world.visitor()), "Visit(no session)");
    let csrf = opened.csrf.clone();
    opened.secret.reveal(|session| {
        let visit = world.visit(session);
        assert_eq!(format!("{visit:?}"), "Visit(session redacted)");
        assert!(!shows(&visit, parts(session).1) && !shows(&visit, &csrf));
        let token = Token::parse(TokenKind::Session, session).unwrap();
        assert!(!shows(&token, parts(session).1));
    });
    for text in [link.expose(), &verifier] {
        assert!(!shows(&OpenLink { link: text.to_owned() }, &verifier));
        assert!(!shows(&ReportLeak { text: text.to_owned() }, &verifier));
    }
    assert!(shows(&verifier, &verifier), "the search has teeth");
}

/// The results on the wire contain the secret, because this is the one time it is shown.
/// Their `Debug` output does not.
#[test]
fn tok_08_answers_on_the_wire_do_not_print_it() {
    let world = World::in_memory();
    settle(&world.desk());
    let case = open_case(&world.desk());
    let minted = world.desk().tell("mint_invite", json!({ "caseId": case, "label": "taxpayer" }));
    let opened = world.visitor().tell("open_link", json!({ "link": minted["link"] }));
    let (link, session) = (text(&minted, "link"), text(&opened, "session"));
    let minted: RevealedInvite = serde_json::from_value(minted).unwrap();
    let opened: RevealedVisit = serde_json::from_value(opened).unwrap();
    assert!(!shows(&minted, parts(&link).1));
    assert!(!shows(&opened, parts(&session).1) && !shows(&opened, &opened.csrf));
}

#[test]
fn tok_08_keys_do_not_print() {
    let key = Key::new(std::array::from_fn(|i| b'a' + i as u8 % 26)).unwrap();
    assert_eq!(format!("{key:?}"), "Key(redacted)");
    assert!(!format!("{:?} {:#?}", keys(), keys()).contains("141"));
}
