//! Reading the first page of a case with some sixty rows, as values.

use super::section::answer_on;
use crate::Result;
use crate::floor::Floor;
use crate::harness::{Aim, Bench, Name, Operation};
use crate::ours::Ours;
use crate::stock::{FURNISHED, Secrets, Stock};
use casegate::cases::OwnCaseRef;
use casegate::home::HomeView;
use std::hint::black_box;

pub(crate) const NAME: Name = Name { text: "portal home (60 rows)", aim: Aim { normal: 1.3, full: 1.3 } };

pub(crate) struct Home {
    sessions: Vec<Secrets>,
}

impl Home {
    /// Opens a session on each furnished case, and submits a section in it.
    pub(crate) fn over(bench: &Bench, stock: &Stock) -> Result<Self> {
        let mut sessions = Vec::with_capacity(FURNISHED.len());
        for place in FURNISHED {
            let session = stock.session(&bench.ours, &bench.floor, place)?;
            answer_on(&bench.ours, &bench.floor, &session)?;
            compare(&bench.ours, &bench.floor, &session)?;
            sessions.push(session);
        }
        Ok(Self { sessions })
    }

    fn session(&self, number: usize) -> Result<&Secrets> {
        Ok(self.sessions.get(number % self.sessions.len()).ok_or("there is no session")?)
    }
}

/// Refuses to measure if the two sides return different results.
fn compare(ours: &Ours, floor: &Floor, session: &Secrets) -> Result<()> {
    let page = ours.portal.visit(&session.ours, &ours.source).home(OwnCaseRef::default())?;
    let theirs = floor.home(&session.floor)?;
    let sizes = |page: &HomeView| {
        [
            (page.documents.len(), page.document_count),
            (page.envelopes.len(), page.envelope_count),
            (page.forms.len(), page.form_count),
        ]
    };
    let submitted = page.intake.iter().filter(|section| section.submitted_at.is_some()).count();
    let is_same = sizes(&page) == theirs.sizes()
        && (page.firm.name, page.label) == (theirs.firm.name, theirs.label)
        && submitted == theirs.sections.iter().filter(|section| section.submitted_at.is_some()).count();
    if is_same { Ok(()) } else { Err("the two first pages differ".into()) }
}

impl Operation for Home {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        black_box(ours.portal.visit(&self.session(number)?.ours, &ours.source).home(OwnCaseRef::default())?);
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        black_box(floor.home(&self.session(number)?.floor)?);
        Ok(())
    }
}
