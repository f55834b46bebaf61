//! The firm's operations that read the clients' answers, each with its provenance (SPEC R12).

use super::form::{FieldPath, FinancialSummary, Section, Total, totals};
use super::given::{Given, Provenance};
use super::record::{SubmissionRecord, section_of};
use super::rules::{ShownAnswer, shown};
use crate::act::Operation;
use crate::cases::record::{CaseRef, on_case};
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, InviteId, PartyId, SubmissionId};
use crate::foundation::time::Timestamp;
use crate::portal::Desk;
use crate::store::Records;
use casegate_macros::wire;
use std::collections::BTreeMap;

/// Every present answer of a case's client.
#[wire(output)]
pub struct ClientAnswers {
    /// The sections that have answers.
    pub sections: Vec<SectionAnswers>,
    /// Income, expenses and equity, computed from these answers.
    pub summary: FinancialSummary,
}

/// The answers to one section.
#[wire(output)]
pub struct SectionAnswers {
    /// The section.
    pub section: Section,
    /// The answers, by field.
    pub answers: Vec<GivenAnswer>,
    /// The totals derived from the answers.
    pub totals: Vec<Total>,
}

/// An answer with its provenance.
#[wire]
pub struct GivenAnswer {
    /// The answer. A sensitive one is masked.
    pub answer: ShownAnswer,
    /// Who entered it, when, and its tier.
    pub provenance: Provenance,
}

/// A reference to a submission of a case.
#[wire(prints)]
pub struct SubmissionRef {
    /// The case.
    pub case_id: CaseId,
    /// The submission, as in a staged figure.
    pub submission_id: SubmissionId,
}

/// A section as it was submitted.
#[wire]
pub struct Submission {
    /// The section.
    pub section: Section,
    /// The revision of the form that was filled in.
    pub form_revision: String,
    /// The invite of the person who submitted it.
    pub submitted_by: InviteId,
    /// The party who submitted; absent if the invite names none.
    pub submitted_by_party: Option<PartyId>,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// The answers at that time.
    pub answers: Vec<GivenAnswer>,
}

impl Desk {
    /// Returns a section as it was submitted. A submission never changes.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_submission(&self, input: SubmissionRef) -> Result<Submission> {
        self.look(Operation::GET_SUBMISSION, |look| {
            let case = self.case(look, input.case_id)?.record;
            let key = on_case(case.id, input.submission_id.uuid());
            let submission: SubmissionRecord = look.require::<SubmissionRecord>(key)?.record;
            Ok(Submission {
                section: submission.section,
                form_revision: submission.form_revision,
                submitted_by: submission.by,
                submitted_by_party: submission.party,
                submitted_at: submission.at,
                answers: submission.answers.into_iter().map(given_answer).collect(),
            })
        })
    }

    /// Returns every present answer of a case's client, submitted or not, with its provenance.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_answers(&self, input: CaseRef) -> Result<ClientAnswers> {
        self.look(Operation::GET_ANSWERS, |look| {
            let case = self.case(look, input.case_id)?.record;
            let (mut sections, mut plain) = (Vec::new(), BTreeMap::new());
            for section in Section::ALL {
                let record = section_of(look, case.firm, case.id, section)?.record;
                if record.answers.is_empty() {
                    continue;
                }
                let answers = record.plain();
                let totals = totals(section, &answers)?;
                plain.insert(section, answers);
                let answers = record.answers.into_iter().map(given_answer).collect();
                sections.push(SectionAnswers { section, answers, totals });
            }
            Ok(ClientAnswers { sections, summary: FinancialSummary::of(&plain)? })
        })
    }
}

fn given_answer((path, given): (FieldPath, Given)) -> GivenAnswer {
    GivenAnswer { answer: shown(&path, &given.answer), provenance: given.provenance }
}
