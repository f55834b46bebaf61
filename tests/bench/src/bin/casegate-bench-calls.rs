//! The operations that the Python benchmark measures, called from Rust: it reads commands and answers with microseconds.
//!
//! `home SESSION COUNT`, `sessions SESSION COUNT`, `list FIRM COUNT` and `redeem LINK...`; one line each, and one line back:
//! the microseconds of one call, on the average, and of `redeem` those of the call in the middle.

use casegate::cases::ListCases;
use casegate::cases::OwnCaseRef;
use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::ids::FirmId;
use casegate::invites::visit::OpenLink;
use casegate::{Portal, Role, Source, Staff};
use casegate_sqlite::{Durability, SqliteOptions};
use std::hint::black_box;
use std::io::{BufRead as _, Write as _};
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let path = std::env::args().nth(1).ok_or("usage: casegate-bench-calls <database> [normal]")?;
    let mut purposes = KeyPurpose::ALL.into_iter().zip([1_u8, 71, 141, 201]);
    let ring = purposes.try_fold(KeyRing::new(), |ring, (purpose, start)| {
        let key = Key::new(std::array::from_fn(|i| start + u8::try_from(i).unwrap_or_default()))?;
        Ok::<_, casegate::Error>(ring.with(purpose, 1, key))
    });
    let durability = match std::env::args().nth(2).as_deref() {
        Some("normal") => Durability::ProcessKill,
        _ => Durability::PowerLoss,
    };
    let store = SqliteOptions::new().durability(durability).open(path).map_err(casegate::Error::from)?;
    let portal = Portal::on(store).keys(ring?).build()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let micros = answer(&portal, &words)?;
        writeln!(std::io::stdout(), "{micros}")?;
        std::io::stdout().flush()?;
    }
    Ok(())
}

fn answer(portal: &Portal, words: &[&str]) -> Result<f64> {
    let source = Source::address("203.0.113.7");
    match words {
        ["home", session, count] => {
            let visit = portal.visit(session, &source);
            timed(count.parse()?, || visit.home(OwnCaseRef::default()))
        }
        ["sessions", session, count] => {
            let visit = portal.visit(session, &source);
            timed(count.parse()?, || visit.list_my_sessions())
        }
        ["list", firm, count] => {
            let (id, name) = ("u-1".into(), "Rosa".into());
            let staff = Staff {
                firm: FirmId::parse(firm)?,
                id,
                name,
                roles: vec![Role::Practitioner],
                offices: None,
            };
            let desk = portal.desk(staff, &source)?;
            timed(count.parse()?, || pages(&desk))
        }
        ["redeem", links @ ..] => {
            let mut next = links.iter();
            middle(links.len(), || {
                let link = next.next().map(|link| (*link).to_owned()).unwrap_or_default();
                portal.visitor(&source).open_link(OpenLink { link })
            })
        }
        _ => Err("there is no such command".into()),
    }
}

/// Lists a thousand cases, page by page.
fn pages(desk: &casegate::Desk) -> casegate::Result<()> {
    let mut cursor: Option<String> = None;
    loop {
        let page =
            desk.list_cases(ListCases { cursor: cursor.take(), limit: Some(200), ..ListCases::default() })?;
        cursor.clone_from(&page.next);
        black_box(page);
        if cursor.is_none() {
            return Ok(());
        }
    }
}

/// Some calls also checkpoint the log into the file; the median call does not.
fn middle<T>(count: usize, mut call: impl FnMut() -> casegate::Result<T>) -> Result<f64> {
    let mut taken = (0..count).map(|_| timed(1, &mut call)).collect::<Result<Vec<_>>>()?;
    taken.sort_by(f64::total_cmp);
    taken.get(count / 2).copied().ok_or_else(|| "no links".into())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn timed<T>(count: usize, mut call: impl FnMut() -> casegate::Result<T>) -> Result<f64> {
    let start = Instant::now();
    for _ in 0..count {
        black_box(call()?);
    }
    Ok(start.elapsed().as_secs_f64() * 1e6 / count.max(1) as f64)
}
