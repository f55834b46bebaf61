//! The places where a secret must not be stored (SECURITY TOK-04).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use casegate::foundation::ids::CaseId;
use casegate::invites::types::MintInvite;
use casegate::invites::visit::OpenLink;
use casegate::store::Store;
use casegate_sqlite::{Durability, SqliteOptions};
use casegate_tests::world::{Call, Folder, World, number_of, open_case, parts, settle};
use serde_json::json;
use std::collections::HashMap;
use std::sync::Arc;

/// Texts that are searched for at every position, looked up by their first bytes.
struct Needles {
    begins: Vec<bool>,
    by_start: HashMap<[u8; 8], Vec<Vec<u8>>>,
}

impl Needles {
    fn of(texts: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let (mut begins, mut by_start) = (vec![false; 1 << 16], HashMap::<_, Vec<_>>::new());
        for text in texts {
            begins[usize::from(u16::from_be_bytes([text[0], text[1]]))] = true;
            by_start.entry(*text.first_chunk().unwrap()).or_default().push(text);
        }
        Self { begins, by_start }
    }

    fn hits(&self, haystack: &[u8]) -> usize {
        let found = |(at, window): (usize, &[u8])| {
            let may_begin = self.begins[usize::from(u16::from_be_bytes([window[0], window[1]]))];
            let here = if may_begin { self.by_start.get(window) } else { None };
            here.is_some_and(|texts| texts.iter().any(|text| haystack[at..].starts_with(text)))
        };
        haystack.windows(8).enumerate().filter(|place| found(*place)).count()
    }
}

/// Returns every encoding in which a secret could be stored.
fn spellings(verifier: &str) -> Vec<Vec<u8>> {
    let raw = number_of(verifier);
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    vec![
        raw.to_vec(),
        verifier.into(),
        hex.to_uppercase().into(),
        hex.into(),
        STANDARD_NO_PAD.encode(raw).into(),
        URL_SAFE_NO_PAD.encode(raw).into(),
    ]
}

/// Mints and opens `count` links by the typed operations. Returns every credential, and
/// everything that `Debug` printed.
fn mint_and_open(world: &World, count: u32) -> (Vec<String>, String) {
    let desk = world.desk();
    let (mut tokens, mut printed, mut case) = (Vec::new(), String::new(), String::new());
    for number in 0..count {
        if number % 40 == 0 {
            case = open_case(&desk);
        }
        let case_id = CaseId::parse(&case).unwrap();
        let label = format!("client {number}");
        let input = MintInvite { case_id, label, party_id: None, expires_at: None, idempotency_key: None };
        let minted = desk.mint_invite(input.clone()).unwrap();
        printed.push_str(&format!("{input:?} {minted:?} {:?}", minted.secret));
        let link = minted.secret.into_link(&minted.origin);
        let input = OpenLink { link: link.expose().to_owned() };
        printed.push_str(&format!("{link:?} {input:?}"));
        tokens.push(parts(link.expose()).0.to_owned() + parts(link.expose()).1);
        let opened = world.visitor().open_link(input).unwrap();
        printed.push_str(&format!("{opened:?} {:?}", opened.secret));
        let session = opened.secret.reveal(str::to_owned);
        let visit = world.visit(&session);
        printed.push_str(&format!("{visit:?} {desk:?} {:?}", visit.list_my_sessions().unwrap()));
        tokens.push(parts(&session).0.to_owned() + parts(&session).1);
    }
    (tokens, printed)
}

#[test]
fn tok_04_no_secret_is_at_rest_or_printed() {
    let folder = Folder::new("tok-04");
    let options = SqliteOptions::new().durability(Durability::ProcessKill);
    let store = Arc::new(options.open(folder.at("store.db")).unwrap());
    let world = World::on(Arc::clone(&store) as Arc<dyn Store>);
    settle(&world.desk());
    let (tokens, printed) = mint_and_open(&world, 1_000);
    store.backup_to(folder.at("backup.db")).unwrap();
    let listed = world.desk().tell("list_audit", json!({ "limit": 200 })).to_string();

    let verifiers = Needles::of(tokens.iter().flat_map(|token| spellings(&token[27..])));
    let selectors = Needles::of(tokens.iter().map(|token| token.as_bytes()[5..27].to_vec()));
    let files = folder.files();
    assert!(files.iter().any(|(name, bytes)| name.ends_with("-wal") && !bytes.is_empty()));
    for (name, bytes) in &files {
        assert_eq!(verifiers.hits(bytes), 0, "a secret lies in {name}");
    }
    assert_eq!(
        verifiers.hits(printed.as_bytes()) + verifiers.hits(listed.as_bytes()),
        0,
        "a secret was printed"
    );

    // Checks the search itself: it finds the public halves, and a secret where there is one.
    let found: usize = files.iter().map(|(_, bytes)| selectors.hits(bytes)).sum();
    assert!(found >= 2_000, "only {found} selectors were found");
    assert!(selectors.hits(printed.as_bytes()) >= 2_000);
    assert_eq!(verifiers.hits(format!("x{}", tokens[0]).as_bytes()), 1);
}
