//! A case's financial profile: the figures that the firm verified, and the agency's own record, which ranks
//! above them (SPEC R14).

use super::form::{Answer, Entry, FieldPath, ParsedEntry, Section, check_rows, parse};
use super::record::{
    Authority, FigureRecord, IntakeRecord, ProfileRecord, SectionRecord, intake_of, profile_by, profile_key,
    profile_of, renew_section, section_of,
};
use super::rows::{store_figure, store_intake};
use super::rules::{ShownAnswer, is_staged, shown};
use super::sealed::{Location, is_same_answer, sealed_entry, unmasked};
use super::staged::FigureRef;
use crate::act::Operation;
use crate::act::{Act, Host};
use crate::cases::record::{CaseRef, on_case};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::CaseId;
use crate::foundation::time::Timestamp;
use crate::foundation::tin::UnmaskedNumber;
use crate::portal::Desk;
use crate::store::{ReadTx, Records, RecordsMut};
use casegate_macros::wire;

/// A figure to write to the profile, with the firm's or the agency's authority. A blank removes it.
#[wire]
pub struct SetFigure {
    /// The case.
    pub case_id: CaseId,
    /// The section.
    pub section: Section,
    /// The authority with which the figure is written.
    pub authority: Authority,
    /// The profile revision that the caller saw.
    pub profile_revision: i64,
    /// The figure.
    pub entry: Entry,
}

/// A reference to one sensitive answer.
#[wire(prints)]
pub struct UnmaskAnswer {
    /// The case.
    pub case_id: CaseId,
    /// The section.
    pub section: Section,
    /// The field.
    pub path: FieldPath,
    /// The source of the answer.
    pub of: AnswerOf,
}

/// The source of an answer.
#[wire]
pub enum AnswerOf {
    /// The client's present answer.
    Client,
    /// The firm-verified profile.
    FirmVerified,
    /// The agency's record.
    IrsRecord,
}

/// A case's whole financial profile.
#[wire]
pub struct Profile {
    /// The revision of the profile. A change has to state it, and is refused if the profile was changed since.
    pub profile_revision: i64,
    /// Every figure, by section and field.
    pub figures: Vec<ProfileFigure>,
    /// The fields on which the tiers disagree. They are listed, never averaged.
    pub contradictions: Vec<Contradiction>,
}

/// One figure of the profile.
#[wire]
pub struct ProfileFigure {
    /// The section of the figure.
    pub section: Section,
    /// The authority of the figure.
    pub authority: Authority,
    /// The value. A sensitive one is masked.
    pub answer: ShownAnswer,
    /// The name of the staff member who wrote it.
    pub by: String,
    /// When it was written.
    pub at: Timestamp,
    /// Whether it came from a client's answer.
    pub is_from_client: bool,
}

/// A field on which the tiers disagree.
#[wire]
pub struct Contradiction {
    /// The section.
    pub section: Section,
    /// The field.
    pub path: FieldPath,
    /// The value in the agency's record.
    pub irs_record: Option<ShownAnswer>,
    /// The value that the firm verified.
    pub firm_verified: Option<ShownAnswer>,
    /// The client's present answer.
    pub client: Option<ShownAnswer>,
}

impl Desk {
    /// Writes a figure of the profile, with the firm's or the agency's authority. A blank removes it.
    ///
    /// # Errors
    /// `base_stale` if the profile is not the one that the caller saw; `field_unknown` for a field of the
    /// client's story, which is never a figure; `list_too_long` if the list has too many rows; the entry's
    /// own error, naming the field; `not_found`.
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
            let location =
                Location::in_profile_of(case.firm, case.id.uuid(), input.section, &path, input.authority);
            match sealed_entry(parsed, &location, act.host)
                .map_err(|error| error.in_field(path.to_string()))?
            {
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

    /// Returns the profile, with the fields where its tiers and the client's answers disagree.
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

    /// Returns the sensitive answer that a staged figure proposes, in full. The call is audited.
    ///
    /// # Errors
    /// `not_found` if there is no such answer; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_figure(&self, input: FigureRef) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_FIGURE, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.subject(input.figure_id);
            let figure = act.require::<FigureRecord>(on_case(case.id, input.figure_id.uuid()))?.record;
            match &figure.proposed {
                Some(Answer::Sealed { sealed, .. }) => {
                    let number = unmasked(sealed, &Location::in_figure(&figure), act.host)?;
                    Ok(UnmaskedNumber { number: number.to_string() })
                }
                _ => Err(Error::new(Code::NOT_FOUND)),
            }
        })
    }

    /// Returns one sensitive answer in full. The call is audited.
    ///
    /// # Errors
    /// `not_found` if there is no such answer; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_answer(&self, input: UnmaskAnswer) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_ANSWER, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.fact("section", input.section.name());
            act.event.fact("field", input.path.field());
            let found = match input.of {
                AnswerOf::Client => {
                    let section = section_of(act, case.firm, case.id, input.section)?.record;
                    let location = Location::in_section(&section, &input.path);
                    section.answers.get(&input.path).map(|given| (given.answer.clone(), location))
                }
                AnswerOf::FirmVerified => in_profile(act, &input, Authority::FirmVerified)?,
                AnswerOf::IrsRecord => in_profile(act, &input, Authority::IrsRecord)?,
            };
            match found {
                Some((Answer::Sealed { sealed, .. }, location)) => {
                    Ok(UnmaskedNumber { number: unmasked(&sealed, &location, act.host)?.to_string() })
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
) -> Result<Option<(Answer, Location<'a>)>> {
    let key = profile_key(input.case_id, input.section, &input.path, authority);
    let found = act.load::<ProfileRecord>(key)?.map(|stored| stored.record);
    let location =
        |firm| Location::in_profile_of(firm, input.case_id.uuid(), input.section, &input.path, authority);
    Ok(found.map(|record| (record.answer, location(record.firm))))
}

/// Stores a figure that staff entered. A list in the profile has the same limit of rows as in an intake.
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
        for path in rows.iter().map(|row| &row.path).collect::<std::collections::BTreeSet<_>>() {
            contradictions.extend(contradiction(host, path, &rows, &answers)?);
        }
        figures.extend(rows.into_iter().map(profile_figure));
    }
    Ok(Profile { profile_revision: intake.profile_revision, figures, contradictions })
}

/// Returns the disagreement on `path`, if the highest tier with a value is contradicted by a lower one.
fn contradiction(
    host: &Host,
    path: &FieldPath,
    rows: &[ProfileRecord],
    answers: &SectionRecord,
) -> Result<Option<Contradiction>> {
    let tier = |authority| rows.iter().find(|row| row.path == *path && row.authority == authority);
    let (irs, firm, client) =
        (tier(Authority::IrsRecord), tier(Authority::FirmVerified), answers.answers.get(path));
    let in_section = Location::in_section(answers, path);
    let mut said: Vec<(&Answer, Location)> = Vec::new();
    said.extend(irs.map(|row| (&row.answer, Location::in_profile(row))));
    said.extend(firm.map(|row| (&row.answer, Location::in_profile(row))));
    said.extend(client.map(|given| (&given.answer, in_section)));
    let agree = |pair: &[(&Answer, Location)]| match pair {
        [(a, at), (b, bt)] => is_same_answer(Some((a, at)), Some((b, bt)), host),
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
