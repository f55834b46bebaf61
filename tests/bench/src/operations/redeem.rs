//! Opening a link for the first time: the credential is checked, failures are looked up, a session is added,
//! the first use is stored, and all of it is audited.

use crate::Result;
use crate::floor::Floor;
use crate::harness::{Aim, Name, Operation};
use crate::ours::Ours;
use crate::stock::{Secrets, Stock};
use casegate::invites::visit::OpenLink;
use std::hint::black_box;

pub(crate) const NAME: Name = Name { text: "redeem (open a link)", aim: Aim { normal: 1.3, full: 1.2 } };

/// Continues with the links after the last one used, so that each is opened only once
/// as long as there are enough.
pub(crate) struct Redeem<'a> {
    stock: &'a mut Stock,
    first: usize,
}

impl<'a> Redeem<'a> {
    pub(crate) fn over(stock: &'a mut Stock) -> Self {
        Self { first: stock.opened, stock }
    }

    fn link(&mut self, number: usize) -> Result<Secrets> {
        let place = self.first + number;
        self.stock.opened = self.stock.opened.max(place + 1);
        Ok(self.stock.spare_link(place).ok_or("there is no link")?.clone())
    }
}

impl Operation for Redeem<'_> {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        let link = self.link(number)?.ours;
        black_box(ours.portal.visitor(&ours.source).open_link(OpenLink { link })?);
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        let link = self.link(number)?.floor;
        black_box(floor.open_link(&link)?);
        Ok(())
    }
}
