//! Imports a firm's own cases from a file. Each row is first tried on a portal in memory by the same
//! operations, so that all bad rows can be named. Then all rows are loaded into a copy of the database,
//! which replaces the original.

use super::clock::PastClock;
use super::files::CaseFile;
use super::load::{Link, Problem, load};
use crate::Trouble;
use crate::data_dir::random;
use crate::state::administrator;
use casegate::access::source::Source;
use casegate::cases::ListCases;
use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::error::Result;
use casegate::foundation::ids::FirmId;
use casegate::foundation::origin::Origin;
use casegate::invites::settings::IdentityCheck;
use casegate::portal::{Desk, Portal};
use casegate::settings::desk::{RegisterFirm, UpdateFirm};
use casegate_sqlite::SqliteStore;
use serde::Deserialize as _;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The cases of a file, each of which was tried.
pub(crate) struct Import {
    file: PathBuf,
    cases: Vec<CaseFile>,
}

impl Import {
    /// Reads and tries the cases in `file`. The error says what is wrong with each bad row.
    pub(crate) fn prepare(file: &Path, origin: &Origin) -> std::result::Result<Self, Trouble> {
        let text = std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        let cases = read(&text)?;
        match rehearse(origin, &cases) {
            Ok(problems) if problems.is_empty() => Ok(Self { file: file.to_owned(), cases }),
            Ok(problems) => Err(told(file, &problems)),
            Err(error) => Err(format!("the cases could not be tried: {error}")),
        }
    }

    /// Loads the cases, unless some of them exist already.
    pub(crate) fn load(&self, portal: &Portal, desk: &Desk) -> std::result::Result<Vec<Link>, Trouble> {
        let known =
            Known::of(desk).map_err(|error| format!("the cases cannot be listed: {}", error.message()))?;
        let repeated = repeated(&self.cases, known);
        if !repeated.is_empty() {
            return Err(told(&self.file, &repeated));
        }
        load(portal, desk, &PastClock::default(), &self.cases).map_err(|problems| told(&self.file, &problems))
    }

    pub(crate) fn count(&self) -> usize {
        self.cases.len()
    }
}

/// The cases that are known, by the client's name and the title. Each has the last four digits of its
/// taxpayer number, if it has one.
#[derive(Default)]
struct Known(HashMap<(String, String), Vec<Option<String>>>);

impl Known {
    /// Lists the firm's cases.
    fn of(desk: &Desk) -> Result<Self> {
        let (mut known, mut cursor) = (Self::default(), None);
        loop {
            let page = desk.list_cases(ListCases { cursor, limit: Some(200), ..ListCases::default() })?;
            for case in page.cases {
                known.add(&case.client_name, &case.title, case.client_tin_last_four.as_deref());
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(known),
            }
        }
    }

    /// Adds a case, and returns whether the same case was known. A case without a number is the
    /// same as one with any number.
    fn add(&mut self, name: &str, title: &str, tin: Option<&str>) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let last_four = tin.map(|tin| {
            let digits: Vec<_> = tin.chars().filter(char::is_ascii_digit).collect();
            digits.iter().skip(digits.len().saturating_sub(4)).collect::<String>()
        });
        let alike = self.0.entry((plain(name), plain(title))).or_default();
        let is_known =
            alike.iter().any(|other| other.is_none() || last_four.is_none() || *other == last_four);
        alike.push(last_four);
        is_known
    }
}

/// Returns the rows that repeat a known case or another row of the file.
fn repeated(cases: &[CaseFile], mut known: Known) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        if known.add(&case.client_name, &case.title, case.client_tin.as_deref()) {
            let (field, code) = ("clientName".to_owned(), "this client has a case with this title already");
            problems.push(Problem { row: place + 1, field, code });
        }
    }
    problems
}

fn told(file: &Path, problems: &[Problem]) -> Trouble {
    let mut text = format!("nothing was imported from {}:", file.display());
    for Problem { row, field, code } in problems {
        let field = if field.is_empty() { "-" } else { field };
        text.push_str(&format!("\n  row {row}: {field}: {code}"));
    }
    text
}

/// Reads the rows of the file. The error names every row that does not have the shape of a case.
fn read(text: &[u8]) -> std::result::Result<Vec<CaseFile>, Trouble> {
    let rows: Vec<serde_json::Value> = serde_json::from_slice(text)
        .map_err(|error| format!("the file is not a JSON list of cases: {error}"))?;
    let (mut cases, mut problems) = (Vec::new(), Vec::new());
    for (place, row) in rows.into_iter().enumerate() {
        let mut track = serde_path_to_error::Track::new();
        match CaseFile::deserialize(serde_path_to_error::Deserializer::new(row, &mut track)) {
            Ok(case) => cases.push(case),
            Err(error) => problems.push((place + 1, track.path().to_string(), error.to_string())),
        }
    }
    if problems.is_empty() {
        return Ok(cases);
    }
    let lines =
        problems.iter().map(|(row, field, why)| format!("\n  row {row}: {field}: input_malformed ({why})"));
    Err(format!("nothing was imported:{}", lines.collect::<String>()))
}

/// Tries the rows and returns what is wrong with them.
fn rehearse(origin: &Origin, cases: &[CaseFile]) -> Result<Vec<Problem>> {
    let store = SqliteStore::open_in_memory().map_err(|_| {
        casegate::foundation::error::Error::new(casegate::foundation::error::Code::STORE_UNAVAILABLE)
    })?;
    let mut keys = KeyRing::new();
    for purpose in KeyPurpose::ALL {
        keys = keys.with(purpose, 1, Key::new(random().unwrap_or_default())?);
    }
    let clock = PastClock::default();
    let portal = Portal::on(store).keys(keys).clock(clock.clone()).origin(origin.clone()).build()?;
    let firm = FirmId::from_uuid(uuid::Uuid::from_u128(1));
    let desk = portal.desk(administrator(firm), &Source::default())?;
    desk.register_firm(RegisterFirm { name: String::new() })?;
    desk.update_firm(UpdateFirm { identity_check: Some(IdentityCheck::Off), ..UpdateFirm::default() })?;
    Ok(load(&portal, &desk, &clock, cases).err().unwrap_or_default())
}
