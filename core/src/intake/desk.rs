//! What clients told: every answer with its provenance, for the firm to read (SPEC R12).

use super::form::{FinancialSummary, Section, Total, totals};
use super::record::{Provenance, section_of};
use super::rules::{ShownAnswer, shown};
use crate::cases::record::{CaseRef, case_of};
use crate::foundation::error::Result;
use crate::foundation::redacted::redacted;
use crate::operations::Operation;
use crate::portal::Desk;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every present answer of a case's client.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClientAnswers {
    /// The sections in which something was answered.
    pub sections: Vec<SectionAnswers>,
    /// Income, expenses and equity by these answers.
    pub summary: FinancialSummary,
}

/// The answers to one section.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SectionAnswers {
    /// The section.
    pub section: Section,
    /// The answers, by field.
    pub answers: Vec<GivenAnswer>,
    /// What follows from them.
    pub totals: Vec<Total>,
}

/// An answer with its provenance.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GivenAnswer {
    /// The answer; sensitive ones by their last four characters.
    pub answer: ShownAnswer,
    /// Who entered it, when, and how far it reaches.
    pub provenance: Provenance,
}

redacted!(ClientAnswers, SectionAnswers, GivenAnswer);

impl Desk {
    /// Every present answer of a case's client, submitted or not, with its provenance.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_answers(&self, input: CaseRef) -> Result<ClientAnswers> {
        self.look(Operation::GetAnswers, |look| {
            let case = case_of(look, self.staff().firm, input.case_id)?.record;
            let (mut sections, mut plain) = (Vec::new(), BTreeMap::new());
            for section in Section::ALL {
                let record = section_of(look, case.firm, case.id, section)?.record;
                if record.answers.is_empty() {
                    continue;
                }
                let answers = record.plain();
                let given = |(path, given): (_, super::record::Given)| GivenAnswer {
                    answer: shown(&path, &given.answer),
                    provenance: given.provenance,
                };
                let totals = totals(section, &answers)?;
                plain.insert(section, answers);
                let answers = record.answers.into_iter().map(given).collect();
                sections.push(SectionAnswers { section, answers, totals });
            }
            Ok(ClientAnswers { sections, summary: FinancialSummary::of(&plain)? })
        })
    }
}
