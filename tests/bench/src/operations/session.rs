//! Checking a session: lists the forms of a case that has none. Besides the check it reads an empty list, the
//! least that any page behind a session reads. No session is old enough for its use to be stored.

use crate::Result;
use crate::floor::Floor;
use crate::harness::{Aim, Bench, Name, Operation};
use crate::ours::Ours;
use crate::stock::{BARE, Secrets, Stock};
use casegate::forms::ListOwnForms;
use std::hint::black_box;

pub(crate) const NAME: Name =
    Name { text: "session check (list no forms)", aim: Aim { normal: 1.3, full: 1.3 } };

pub(crate) struct Check {
    sessions: Vec<Secrets>,
}

impl Check {
    pub(crate) fn over(bench: &Bench, stock: &Stock) -> Result<Self> {
        let sessions = BARE.map(|place| stock.session(&bench.ours, &bench.floor, place));
        Ok(Self { sessions: sessions.collect::<Result<_>>()? })
    }

    fn session(&self, number: usize) -> Result<&Secrets> {
        Ok(self.sessions.get(number % self.sessions.len()).ok_or("there is no session")?)
    }
}

impl Operation for Check {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        black_box(
            ours.portal
                .visit(&self.session(number)?.ours, &ours.source)
                .list_my_forms(ListOwnForms::default())?,
        );
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        black_box(floor.forms(&self.session(number)?.floor)?);
        Ok(())
    }
}
