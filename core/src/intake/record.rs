//! The stored records of an intake.

use super::form::{Answer, Answers, FieldPath, Section};
use super::given::{Given, Provenance};
use super::stored::{self, StoredAnswer, StoredProvenance};
use crate::act::Act;
use crate::cases::record::on_case;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FigureId, FirmId, InviteId, PartyId, SubmissionId};
use crate::foundation::redacted::redacted;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, ReadTx, Record, Records, RecordsMut, Stored};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An upper bound of the figures in one case's intake: every row of every list, answered in full.
const FIGURES: u32 = 50_000;

/// The progress of every section of a case's intake. It is one small row, so that a first page need not read
/// the answers.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "intakes", parent = case, id = Uuid::from_u128(1), refers[firm, case -> "cases"])]
pub(crate) struct IntakeRecord {
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) sections: BTreeMap<Section, Progress>,
    /// The number of changes of the profile. A decision is refused if the reviewer saw another number.
    pub(crate) profile_revision: i64,
}

/// The progress of one section.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Whether anything was saved that is not submitted.
    pub(crate) is_changed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) saved_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) submitted_at: Option<Timestamp>,
    /// When staff acknowledged the section as read. It applies to answers that are not decided on.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) acknowledged_at: Option<Timestamp>,
    pub(crate) pending: u32,
    pub(crate) accepted: u32,
    /// The number of figures that were rejected or asked about.
    pub(crate) returned: u32,
    /// The firm's question or rejection for a section that has no figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) notice: Option<SectionNotice>,
}

/// The firm's question or rejection for a section as a whole.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SectionNotice {
    /// `Asked` or `Rejected`.
    pub(crate) state: FigureState,
    pub(crate) text: String,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

fn intake_key(case: CaseId) -> Key {
    on_case(case, Uuid::from_u128(1))
}

/// Returns the intake of a case and its version. The version is 0 if nothing is stored yet.
pub(crate) fn intake_of(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    case: CaseId,
) -> Result<Stored<IntakeRecord>> {
    let stored = tx.load::<IntakeRecord>(intake_key(case))?;
    let empty = IntakeRecord { firm, case, sections: BTreeMap::new(), profile_revision: 0 };
    Ok(stored.unwrap_or(Stored { version: 0, record: empty }))
}

/// The record of a changed answer. It remains if the answer is removed again.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Touch {
    /// The profile's value when the answer was first changed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "stored::answer")]
    pub(crate) base: Option<Answer>,
    /// The provenance of the removal. An answer that exists has its own provenance.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "stored::provenance")]
    pub(crate) taken_out: Option<Provenance>,
}

/// The client's present answers to one section.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "intake_sections", parent = case, id = section_id(self.section), refers[firm, case -> "cases"])]
pub(crate) struct SectionRecord {
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) section: Section,
    #[serde(with = "stored::answers")]
    pub(crate) answers: BTreeMap<FieldPath, Given>,
    /// The answers that were changed since the last submission.
    pub(crate) touched: BTreeMap<FieldPath, Touch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) submission: Option<Uuid>,
}

impl SectionRecord {
    pub(crate) fn empty(firm: FirmId, case: CaseId, section: Section) -> Self {
        Self { firm, case, section, answers: BTreeMap::new(), touched: BTreeMap::new(), submission: None }
    }

    /// Returns the answers without their provenance.
    pub(crate) fn plain(&self) -> Answers {
        self.answers.iter().map(|(path, given)| (path.clone(), given.answer.clone())).collect()
    }
}

fn section_id(section: Section) -> Uuid {
    let position = Section::ALL.iter().position(|other| *other == section).unwrap_or_default();
    Uuid::from_u128(position as u128 + 1)
}

/// Returns the client's answers to a section and their version. The version is 0 if nothing is stored yet.
pub(crate) fn section_of(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    case: CaseId,
    section: Section,
) -> Result<Stored<SectionRecord>> {
    let stored = tx.load::<SectionRecord>(on_case(case, section_id(section)))?;
    Ok(stored.unwrap_or(Stored { version: 0, record: SectionRecord::empty(firm, case, section) }))
}

/// A section as it was submitted. It never changes.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "intake_submissions", parent = case, id = id, append_only)]
#[record(column(section_name: str = self.section.name()), refers[firm, case -> "cases"])]
pub(crate) struct SubmissionRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) section: Section,
    #[serde(with = "stored::answers")]
    pub(crate) answers: BTreeMap<FieldPath, Given>,
    /// The revision of the form that was filled in.
    pub(crate) form_revision: String,
    pub(crate) by: InviteId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) party: Option<PartyId>,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

/// The state of a staged figure.
#[wire]
pub enum FigureState {
    /// Awaits the firm's decision.
    Pending,
    /// Accepted into the profile.
    Accepted,
    /// Not accepted. The client reads the reason.
    Rejected,
    /// The firm has asked the client a question.
    Asked,
    /// The client has submitted another value since.
    Superseded,
}

/// A figure that awaits a decision, or had one.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "staged_figures", parent = case, id = id)]
#[record(column(open_section: Option<&'static str> = self.open_section()))]
#[record(index[case, open_section], refers[firm, case -> "cases"])]
pub(crate) struct FigureRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) section: Section,
    pub(crate) path: FieldPath,
    /// The profile's value when the client answered.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "stored::answer")]
    pub(crate) base: Option<Answer>,
    /// The value that the client proposes; `None` to remove the figure.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "stored::answer")]
    pub(crate) proposed: Option<Answer>,
    pub(crate) submission: SubmissionId,
    #[serde(with = "StoredProvenance")]
    pub(crate) provenance: Provenance,
    pub(crate) state: FigureState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<DecisionRecord>,
    /// The profile's record before the acceptance, restored when the acceptance is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) replaced: Option<Box<ProfileRecord>>,
}

/// A decision: who made it, when, and the text for the client.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DecisionRecord {
    pub(crate) by: String,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
    /// The reason or the question; empty for an acceptance.
    pub(crate) text: String,
}

impl FigureRecord {
    pub(crate) fn id(&self) -> FigureId {
        FigureId::from_uuid(self.id)
    }

    /// Returns the section by which the figure is listed. A superseded figure is history and has none.
    fn open_section(&self) -> Option<&'static str> {
        (self.state != FigureState::Superseded).then(|| self.section.name())
    }
}

/// Returns the figures of a section that were not superseded, oldest first.
pub(crate) fn figures_of(
    tx: &(impl ReadTx + ?Sized),
    case: CaseId,
    section: Section,
) -> Result<Vec<Stored<FigureRecord>>> {
    tx.list(&FigureRecord::select(FIGURES).under(case).equal(FigureRecord::OPEN_SECTION, section.name()))
}

/// The authority of a figure of the profile (SPEC R14). A client's answer has none, because it is not in the
/// profile.
#[wire]
#[derive(PartialOrd, Ord)]
pub enum Authority {
    /// The firm verified it.
    FirmVerified,
    /// The agency's own record. It ranks above everything else.
    IrsRecord,
}

impl Authority {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::FirmVerified => "firmVerified",
            Self::IrsRecord => "irsRecord",
        }
    }
}

/// One figure of a case's financial profile.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "profile_figures", parent = case, id = profile_id(self.section, &self.path, self.authority))]
#[record(column(section_name: str = self.section.name()))]
#[record(index[case, section_name], refers[firm, case -> "cases"])]
pub(crate) struct ProfileRecord {
    #[record(column)]
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) section: Section,
    pub(crate) path: FieldPath,
    pub(crate) authority: Authority,
    #[serde(with = "StoredAnswer")]
    pub(crate) answer: Answer,
    /// The staged figure it came from; `None` if staff entered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) figure: Option<Uuid>,
    pub(crate) by: String,
    #[serde(with = "millis")]
    pub(crate) at: Timestamp,
}

/// Returns the id of a figure's row in the profile, derived from the section, the path and the authority.
fn profile_id(section: Section, path: &FieldPath, authority: Authority) -> Uuid {
    let name = format!("{}/{path}/{}", section.name(), authority.name());
    let digest: [u8; 32] = Sha256::digest(name.as_bytes()).into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

/// Returns the key of a figure of the profile.
pub(crate) fn profile_key(case: CaseId, section: Section, path: &FieldPath, authority: Authority) -> Key {
    on_case(case, profile_id(section, path, authority))
}

/// Returns the profile's figures of a section, with every authority.
pub(crate) fn profile_of(
    tx: &(impl ReadTx + ?Sized),
    case: CaseId,
    section: Section,
) -> Result<Vec<Stored<ProfileRecord>>> {
    tx.list(&ProfileRecord::select(FIGURES).under(case).equal(ProfileRecord::SECTION_NAME, section.name()))
}

/// Returns the profile's values of a section with one authority.
pub(crate) fn profile_by(
    tx: &(impl ReadTx + ?Sized),
    authority: Authority,
    case: CaseId,
    section: Section,
) -> Result<Answers> {
    let rows = profile_of(tx, case, section)?.into_iter().map(|row| row.record);
    Ok(rows.filter(|row| row.authority == authority).map(|row| (row.path, row.answer)).collect())
}

/// Returns the firm-verified values of a section.
pub(crate) fn verified_of(tx: &(impl ReadTx + ?Sized), case: CaseId, section: Section) -> Result<Answers> {
    profile_by(tx, Authority::FirmVerified, case, section)
}

/// Raises the version of the client's section, because the firm changed what it has on record. A page that
/// shows the section becomes out of date.
pub(crate) fn renew_section(act: &mut Act<'_>, firm: FirmId, case: CaseId, section: Section) -> Result<()> {
    let stored = section_of(act, firm, case, section)?;
    match stored.version {
        0 => act.add(&stored.record),
        version => act.replace(version, &stored.record),
    }
}

redacted!(
    SectionNotice,
    Touch,
    IntakeRecord,
    SectionRecord,
    SubmissionRecord,
    FigureRecord,
    DecisionRecord,
    ProfileRecord
);
