//! Minting an invite on one case after the other, including its link.

use crate::Result;
use crate::floor::Floor;
use crate::harness::{Aim, Name, Operation};
use crate::ours::{FIRM, Ours};
use crate::stock::Stock;
use casegate::foundation::ids::CaseId;
use casegate::invites::types::{MintInvite, MintedInvite};
use std::hint::black_box;

pub(crate) const NAME: Name = Name { text: "mint an invite", aim: Aim { normal: 1.25, full: 1.25 } };

pub(crate) struct Mint<'a> {
    cases: &'a [CaseId],
}

impl<'a> Mint<'a> {
    pub(crate) fn over(stock: &'a Stock) -> Self {
        Self { cases: &stock.cases }
    }

    fn case(&self, number: usize) -> Result<CaseId> {
        Ok(*self.cases.get(number % self.cases.len()).ok_or("there is no such case")?)
    }
}

impl Operation for Mint<'_> {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()> {
        let case_id = self.case(number)?;
        let label = "spouse".into();
        let input = MintInvite { case_id, label, party_id: None, expires_at: None, idempotency_key: None };
        let MintedInvite { invite, secret, origin } = ours.desk.mint_invite(input)?;
        black_box((invite, secret.into_link(&origin)));
        Ok(())
    }

    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()> {
        black_box(floor.mint(FIRM, self.case(number)?.uuid(), "spouse")?);
        Ok(())
    }
}
