//! A case's financial profile: what the firm verified, and the agency's own record above it (SPEC R14).

use super::form::{Answer, Entry, FieldPath, ParsedEntry, Section, check_rows, parse};
use super::record::{
    Authority, FigureRecord, IntakeRecord, ProfileRecord, SectionRecord, intake_of, profile_by, profile_key,
    profile_of, renew_section, section_of,
};
use super::rows::{store_figure, store_intake};
use super::rules::{ShownAnswer, is_staged, shown};
use super::sealed::{Spot, kept, same, unmasked};
use super::staged::FigureRef;
use crate::act::Operation;
use crate::act::{Act, Host};
use crate::cases::record::{CaseRef, on_case};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use crate::foundation::tin::UnmaskedNumber;
use crate::portal::Desk;
use crate::store::{ReadTx, Records, RecordsMut};
use serde::{Deserialize, Serialize};

/// Writes a figure of the profile by the firm's or the agency's authority; a blank takes it out.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct SetFigure {
    /// The case.
    pub case_id: CaseId,
    /// The section.
    pub section: Section,
    /// By whose authority.
    pub authority: Authority,
    /// The profile that the caller saw.
    pub profile_revision: i64,
    /// The figure.
    pub entry: Entry,
}

/// Names one sensitive answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct UnmaskAnswer {
    /// The case.
    pub case_id: CaseId,
    /// The section.
    pub section: Section,
    /// The field.
    pub path: FieldPath,
    /// Whose answer.
    pub of: AnswerOf,
}

/// Whose answer is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum AnswerOf {
    /// The client's present answer.
    Client,
    /// The firm-verified profile.
    FirmVerified,
    /// The agency's record.
    IrsRecord,
}

/// The whole profile.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Profile {
    /// Names this state of it.
    pub profile_revision: i64,
    /// Every figure, by section and field.
    pub figures: Vec<ProfileFigure>,
    /// Where the tiers say different things; listed, never averaged.
    pub contradictions: Vec<Contradiction>,
}

/// One figure of the profile.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ProfileFigure {
    /// Its section.
    pub section: Section,
    /// By whose authority.
    pub authority: Authority,
    /// What it says.
    pub answer: ShownAnswer,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether it came from a client's answer.
    pub is_from_client: bool,
}

/// A field on which the tiers disagree.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Contradiction {
    /// Its section.
    pub section: Section,
    /// The field.
    pub path: FieldPath,
    /// What the agency's record says.
    pub irs_record: Option<ShownAnswer>,
    /// What the firm verified.
    pub firm_verified: Option<ShownAnswer>,
    /// What the client answers at present.
    pub client: Option<ShownAnswer>,
}

redacted!(SetFigure, Profile, ProfileFigure, Contradiction);

impl Desk {
    /// Writes a figure of the profile by the firm's or the agency's authority; a blank takes it out.
    ///
    /// # Errors
    /// `base_stale` if the profile is not the one the caller saw; `field_unknown` for what is story rather than figure;
    /// `list_too_long` for a row too many; the entry's own error, its field named; `not_found`.
    pub fn set_figure(&self, input: SetFigure) -> Result<Profile> {
        self.act(Operation::SET_FIGURE, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            let mut intake = intake_of(act, case.firm, case.id)?;
            if intake.record.profile_revision != input.profile_revision {
                return Err(Error::at(Code::BASE_STALE, "profileRevision"));
            }
            let ParsedEntry { path, field, parsed } = parse(input.section, &input.entry)?;
            if !is_staged(field.tier) {
                return Err(Error::at(Code::FIELD_UNKNOWN, path.to_string()));
            }
            act.event.fact("field", path.field());
            act.event.fact("authority", input.authority.name());
            let spot = Spot::in_profile_of(case.firm, case.id.uuid(), input.section, &path, input.authority);
            match kept(parsed, &spot, act.host).map_err(|error| error.in_field(path.to_string()))? {
                Some(answer) => store_entered(
                    act,
                    ProfileRecord {
                        firm: case.firm,
                        case: case.id,
                        section: input.section,
                        path,
                        authority: input.authority,
                        answer,
                        figure: None,
                        by: self.staff().name.clone(),
                        at: act.now,
                    },
                )?,
                None => {
                    if input.authority == Authority::FirmVerified {
                        renew_section(act, case.firm, case.id, input.section)?;
                    }
                    act.remove::<ProfileRecord>(profile_key(case.id, input.section, &path, input.authority))?;
                }
            }
            intake.record.profile_revision += 1;
            store_intake(act, &intake)?;
            profile(act, act.host, &intake.record)
        })
    }

    /// The profile, and where its tiers and the client's answers disagree.
    ///
    /// # Errors
    /// `not_found`; `key_unavailable`.
    pub fn get_profile(&self, input: CaseRef) -> Result<Profile> {
        self.look(Operation::GET_PROFILE, |look| {
            let case = self.case(look, input.case_id)?.record;
            let intake = intake_of(look, case.firm, case.id)?.record;
            profile(look, look.host, &intake)
        })
    }

    /// The sensitive answer that a staged figure proposes, in full; audited.
    ///
    /// # Errors
    /// `not_found` if there is none; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_figure(&self, input: FigureRef) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_FIGURE, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.subject(input.figure_id);
            let figure = act.require::<FigureRecord>(on_case(case.id, input.figure_id.uuid()))?.record;
            match &figure.proposed {
                Some(Answer::Sealed { sealed, .. }) => {
                    let number = unmasked(sealed, &Spot::in_figure(&figure), act.host)?;
                    Ok(UnmaskedNumber { number: number.to_string() })
                }
                _ => Err(Error::new(Code::NOT_FOUND)),
            }
        })
    }

    /// One sensitive answer in full; audited.
    ///
    /// # Errors
    /// `not_found` if there is none; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_answer(&self, input: UnmaskAnswer) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_ANSWER, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.fact("section", input.section.name());
            act.event.fact("field", input.path.field());
            let found = match input.of {
                AnswerOf::Client => {
                    let section = section_of(act, case.firm, case.id, input.section)?.record;
                    let spot = Spot::in_section(&section, &input.path);
                    section.answers.get(&input.path).map(|given| (given.answer.clone(), spot))
                }
                AnswerOf::FirmVerified => in_profile(act, &input, Authority::FirmVerified)?,
                AnswerOf::IrsRecord => in_profile(act, &input, Authority::IrsRecord)?,
            };
            match found {
                Some((Answer::Sealed { sealed, .. }, spot)) => {
                    Ok(UnmaskedNumber { number: unmasked(&sealed, &spot, act.host)?.to_string() })
                }
                _ => Err(Error::new(Code::NOT_FOUND)),
            }
        })
    }
}

fn in_profile<'a>(
    act: &Act<'_>,
    input: &'a UnmaskAnswer,
    authority: Authority,
) -> Result<Option<(Answer, Spot<'a>)>> {
    let key = profile_key(input.case_id, input.section, &input.path, authority);
    let found = act.load::<ProfileRecord>(key)?.map(|stored| stored.record);
    let spot = |firm| Spot::in_profile_of(firm, input.case_id.uuid(), input.section, &input.path, authority);
    Ok(found.map(|record| (record.answer, spot(record.firm))))
}

/// Stores a figure that somebody entered; a list of the profile has as many rows as an intake's may have.
fn store_entered(act: &mut Act<'_>, record: ProfileRecord) -> Result<()> {
    let mut answers = profile_by(act, record.authority, record.case, record.section)?;
    answers.insert(record.path.clone(), record.answer.clone());
    check_rows(record.section, &answers)?;
    store_figure(act, record)
}

fn profile(tx: &impl ReadTx, host: &Host, intake: &IntakeRecord) -> Result<Profile> {
    let mut figures = Vec::new();
    let mut contradictions = Vec::new();
    for section in Section::ALL {
        let mut rows: Vec<_> =
            profile_of(tx, intake.case, section)?.into_iter().map(|row| row.record).collect();
        rows.sort_by(|a, b| a.path.cmp(&b.path).then(a.authority.cmp(&b.authority)));
        let answers = section_of(tx, intake.firm, intake.case, section)?.record;
        for path in rows.iter().map(|row| &row.path).collect::<crate::foundation::sorted::Set<_>>() {
            contradictions.extend(contradiction(host, path, &rows, &answers)?);
        }
        figures.extend(rows.into_iter().map(profile_figure));
    }
    Ok(Profile { profile_revision: intake.profile_revision, figures, contradictions })
}

/// The disagreement on `path`, if the highest tier that speaks is contradicted by a lower one.
fn contradiction(
    host: &Host,
    path: &FieldPath,
    rows: &[ProfileRecord],
    answers: &SectionRecord,
) -> Result<Option<Contradiction>> {
    let tier = |authority| rows.iter().find(|row| row.path == *path && row.authority == authority);
    let (irs, firm, client) =
        (tier(Authority::IrsRecord), tier(Authority::FirmVerified), answers.answers.get(path));
    let in_section = Spot::in_section(answers, path);
    let mut said: Vec<(&Answer, Spot)> = Vec::new();
    said.extend(irs.map(|row| (&row.answer, Spot::in_profile(row))));
    said.extend(firm.map(|row| (&row.answer, Spot::in_profile(row))));
    said.extend(client.map(|given| (&given.answer, in_section)));
    let agree = |pair: &[(&Answer, Spot)]| match pair {
        [(a, at), (b, bt)] => same(Some((a, at)), Some((b, bt)), host),
        _ => Ok(true),
    };
    for pair in said.windows(2) {
        if !agree(pair)? {
            return Ok(Some(Contradiction {
                section: answers.section,
                path: path.clone(),
                irs_record: irs.map(|row| shown(path, &row.answer)),
                firm_verified: firm.map(|row| shown(path, &row.answer)),
                client: client.map(|given| shown(path, &given.answer)),
            }));
        }
    }
    Ok(None)
}

fn profile_figure(record: ProfileRecord) -> ProfileFigure {
    ProfileFigure {
        section: record.section,
        authority: record.authority,
        answer: shown(&record.path, &record.answer),
        by: record.by,
        at: record.at,
        is_from_client: record.figure.is_some(),
    }
}
