//! Saving and submitting a section of the intake: twenty amounts on a case without answers.

use crate::Result;
use crate::floor::Floor;
use crate::harness::{Aim, Bench, Name, Operation};
use crate::ours::Ours;
use crate::stock::{Secrets, Stock};
use casegate::intake::form::{Entry, EntryValue, Section};
use casegate::intake::types::{SaveSection, SubmitSection};
use std::collections::BTreeMap;
use std::hint::black_box;

const AIM: Aim = Aim { normal: 1.3, full: 1.3 };
pub(crate) const SAVE: Name = Name { text: "save a section (20 answers)", aim: AIM };
pub(crate) const SUBMIT: Name = Name { text: "submit a section (20 figures)", aim: AIM };
pub(crate) const BOTH: Name = Name { text: "save and submit", aim: AIM };

const SECTION: Section = Section::LivingExpenses;
/// The section's number on the floor.
const NUMBER: i64 = 9;
const FIELDS: [&str; 20] = [
    "food",
    "housekeeping",
    "clothing",
    "personal_care",
    "misc",
    "vehicle_operating",
    "public_transport",
    "rent",
    "utilities_energy",
    "utilities_phone_internet",
    "real_estate_taxes_insurance",
    "maintenance_repairs",
    "health_insurance",
    "out_of_pocket",
    "child_dependent_care",
    "estimated_tax",
    "term_life",
    "retirement_required",
    "union_dues",
    "student_loans",
];

/// Cases without answers, each with a session and the entries to save.
pub(crate) struct Sections {
    sessions: Vec<Secrets>,
    inputs: Vec<Option<SaveSection>>,
    typed: Vec<(String, String)>,
    /// The versions that saving returned, on both sides.
    versions: Vec<(i64, i64)>,
}

impl Sections {
    /// Makes as many as a measurement needs with this many in a round.
    pub(crate) fn over(bench: &Bench, stock: &mut Stock, in_a_round: usize) -> Result<Self> {
        let calls = bench.calls(in_a_round);
        let first = stock.answered;
        stock.answered += calls;
        if stock.answered > stock.cases.len() {
            return Err("there are too few cases for so many submissions".into());
        }
        let sessions = (first..stock.answered).map(|place| stock.session(&bench.ours, &bench.floor, place));
        Ok(Self {
            sessions: sessions.collect::<Result<_>>()?,
            inputs: (0..calls).map(|_| Some(input())).collect(),
            typed: typed(),
            versions: vec![(0, 0); calls],
        })
    }

    fn session(&self, number: usize) -> Result<&Secrets> {
        Ok(self.sessions.get(number).ok_or("there is no session")?)
    }

    fn versions(&mut self, number: usize) -> Result<&mut (i64, i64)> {
        Ok(self.versions.get_mut(number).ok_or("there is no version")?)
    }
}

/// Saves and submits the section by one session.
pub(crate) fn answer_on(ours: &Ours, floor: &Floor, session: &Secrets) -> Result<()> {
    let visit = ours.portal.visit(&session.ours, &ours.source);
    let version = visit.save_section(input())?.version;
    let submitted = visit.submit_section(SubmitSection { section: SECTION, version, case_id: None })?;
    let version = floor.save(&session.floor, NUMBER, &typed())?.version;
    let theirs = floor.submit(&session.floor, NUMBER, version)?;
    let amounts =
        submitted.answers.iter().filter_map(|answer| Some((answer.path.to_string(), answer.amount?.cents())));
    if amounts.collect::<BTreeMap<_, _>>() != theirs.answers.into_iter().collect() {
        return Err("the two sides keep different answers".into());
    }
    Ok(())
}

pub(crate) struct Save<'a>(pub(crate) &'a mut Sections);

impl Operation for Save<'_> {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        let input = self.0.inputs.get_mut(number).and_then(Option::take).ok_or("it was saved already")?;
        let visit = ours.portal.visit(&self.0.session(number)?.ours, &ours.source);
        let saved = black_box(visit.save_section(input)?);
        self.0.versions(number)?.0 = saved.version;
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        let saved = black_box(floor.save(&self.0.session(number)?.floor, NUMBER, &self.0.typed)?);
        self.0.versions(number)?.1 = saved.version;
        Ok(())
    }
}

pub(crate) struct Submit<'a>(pub(crate) &'a mut Sections);

impl Operation for Submit<'_> {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        let (version, _) = *self.0.versions(number)?;
        let visit = ours.portal.visit(&self.0.session(number)?.ours, &ours.source);
        black_box(visit.submit_section(SubmitSection { section: SECTION, version, case_id: None })?);
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        let (_, version) = *self.0.versions(number)?;
        black_box(floor.submit(&self.0.session(number)?.floor, NUMBER, version)?);
        Ok(())
    }
}

fn typed() -> Vec<(String, String)> {
    FIELDS
        .iter()
        .zip(1..)
        .map(|(field, number)| ((*field).to_owned(), format!("1,2{number:02}.50")))
        .collect()
}

fn input() -> SaveSection {
    let entry = |(field, text)| Entry { field, row: None, value: EntryValue::Text { text } };
    let entries = typed().into_iter().map(entry).collect();
    SaveSection { section: SECTION, entries, version: None, case_id: None }
}
