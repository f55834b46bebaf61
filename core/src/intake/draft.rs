//! The steps from a draft to a submission, and from a submission to staged figures (SPEC R12, R13).

use super::form::{Answers, FieldPath, ParsedEntry, Revision, Section, Tier, schema};
use super::given::{Given, Provenance};
use super::record::{
    Authority, FigureRecord, FigureState, IntakeRecord, Progress, SectionRecord, SubmissionRecord, Touch,
    figures_of,
};
use super::rows::store_intake;
use super::rules::{counted, decided, is_staged};
use super::sealed::{Location, is_same_answer, resealed, sealed_entry};
use crate::act::{Act, NewMessage, Recipient};
use crate::cases::record::{CaseRecord, case_key, on_case};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::SubmissionId;
use crate::foundation::limits;
use crate::foundation::time::{DAY, Timestamp};
use crate::sessions::grant::Person;
use crate::sessions::viewer::Viewer;
use crate::store::{Record, Records, RecordsMut, Stored};
use std::collections::BTreeMap;

/// Records one parsed entry in the client's answers. The first change of a field since the last submission
/// also records the profile's value as its base.
pub(super) fn record_entry(
    act: &mut Act<'_>,
    viewer: &Viewer,
    section: &mut SectionRecord,
    verified: &Answers,
    entry: ParsedEntry,
) -> Result<()> {
    let ParsedEntry { path, field, parsed } = entry;
    let provenance = provenance(viewer, act.now, field.tier);
    let base = match section.touched.get(&path) {
        Some(touch) => touch.base.clone(),
        None => verified.get(&path).cloned(),
    };
    let location = Location::in_section(section, &path);
    let answer =
        sealed_entry(parsed, &location, act.host).map_err(|error| error.in_field(path.to_string()))?;
    let was_there = section.answers.contains_key(&path);
    if answer.is_none() && !was_there && base.is_none() {
        // A blank for a field without an answer and without a base changes nothing.
        return Ok(());
    }
    let taken_out = match answer {
        Some(answer) => {
            section.answers.insert(path.clone(), Given { answer, provenance });
            None
        }
        None => {
            section.answers.remove(&path);
            Some(provenance)
        }
    };
    section.touched.insert(path, Touch { base, taken_out });
    if section.touched.len() > limits::INTAKE_TOUCHED {
        return Err(Error::at(Code::TOO_MANY, "entries"));
    }
    Ok(())
}

fn provenance(viewer: &Viewer, at: Timestamp, tier: Tier) -> Provenance {
    let Person { label, party } = viewer.person.clone();
    let party_id = party.map(|named| named.party);
    Provenance { invite_id: viewer.invite, label, party_id, at, client_entered: true, tier }
}

pub(super) fn update_progress(
    act: &mut Act<'_>,
    mut intake: Stored<IntakeRecord>,
    section: Section,
    change: impl FnOnce(&mut Progress, Timestamp),
) -> Result<IntakeRecord> {
    change(intake.record.sections.entry(section).or_default(), act.now);
    store_intake(act, &intake)?;
    let mut case = act.require::<CaseRecord>(case_key(intake.record.firm, intake.record.case))?;
    // The case is not written on every save, because a page may save after each field.
    if act.now.since(case.record.touched_at) >= limits::CASE_TOUCH {
        case.record.touched_at = act.now;
        act.replace(case.version, &case.record)?;
    }
    Ok(intake.record)
}

/// Stores the section as submitted. The stored submission never changes.
pub(super) fn submit(
    act: &mut Act<'_>,
    viewer: &Viewer,
    section: &mut SectionRecord,
) -> Result<SubmissionId> {
    let earlier = SubmissionRecord::select(limits::SUBMISSIONS).under(section.case);
    if act.tally(&earlier)? >= limits::SUBMISSIONS {
        return Err(Error::new(Code::TOO_MANY));
    }
    let id = act.new_id()?;
    let mut answers = BTreeMap::new();
    for (path, given) in &section.answers {
        let (from, to) = (Location::in_section(section, path), Location::in_submission(section, id, path));
        let answer = resealed(&given.answer, &from, &to, act.host)?;
        answers.insert(path.clone(), Given { answer, provenance: given.provenance.clone() });
    }
    act.add(&SubmissionRecord {
        id,
        firm: section.firm,
        case: section.case,
        section: section.section,
        answers,
        form_revision: Revision::current_id(),
        by: viewer.invite,
        party: viewer.person.party.map(|named| named.party),
        at: act.now,
    })?;
    section.submission = Some(id);
    Ok(SubmissionId::from_uuid(id))
}

/// Stages every figure that the client changed since the last submission, if it differs from the profile's
/// value, now or when the client answered. Returns the number of staged figures, and the section's figures
/// counted by state.
pub(super) fn stage(
    act: &mut Act<'_>,
    section: &SectionRecord,
    verified: &Answers,
    submission: SubmissionId,
) -> Result<(u32, Progress)> {
    let mut figures = figures_of(act, section.case, section.section)?;
    let mut staged = 0;
    for (path, touch) in &section.touched {
        let tier = schema::field(section.section, path.field()).map(|field| field.tier);
        if !tier.is_some_and(is_staged) {
            continue;
        }
        let is_new = says_something_new(act, section, verified, path, touch)?;
        // An accepted figure stays accepted unless another value is proposed for its field.
        let gives_way =
            |figure: &FigureRecord| figure.path == *path && (is_new || figure.state != FigureState::Accepted);
        for figure in figures.iter_mut().filter(|figure| gives_way(&figure.record)) {
            supersede(act, figure)?;
        }
        if is_new {
            propose(act, section, path, touch, submission)?;
            staged += 1;
        }
    }
    figures.retain(|figure| figure.record.state != FigureState::Superseded);
    let states = figures.iter().map(|figure| figure.record.state);
    Ok((staged, counted(states.chain((0..staged).map(|_| FigureState::Pending)))))
}

/// Returns whether an answer differs from the profile's value, now or when the client answered.
fn says_something_new(
    act: &Act<'_>,
    section: &SectionRecord,
    verified: &Answers,
    path: &FieldPath,
    touch: &Touch,
) -> Result<bool> {
    let in_profile = in_profile(section, path);
    let in_section = Location::in_section(section, path);
    let proposed = section.answers.get(path).map(|given| (&given.answer, &in_section));
    let is_current =
        is_same_answer(proposed, verified.get(path).map(|current| (current, &in_profile)), act.host)?;
    let is_base = is_same_answer(proposed, touch.base.as_ref().map(|base| (base, &in_profile)), act.host)?;
    Ok(!(is_current && is_base))
}

fn propose(
    act: &mut Act<'_>,
    section: &SectionRecord,
    path: &FieldPath,
    touch: &Touch,
    submission: SubmissionId,
) -> Result<()> {
    let given = section.answers.get(path);
    let provenance = given.map(|given| &given.provenance).or(touch.taken_out.as_ref());
    let mut figure = FigureRecord {
        id: act.new_id()?,
        firm: section.firm,
        case: section.case,
        section: section.section,
        path: path.clone(),
        base: touch.base.clone(),
        proposed: None,
        submission,
        provenance: provenance.cloned().ok_or_else(|| Error::new(Code::STORED_DATA_INVALID))?,
        state: FigureState::Pending,
        decision: None,
        replaced: None,
    };
    let (from, to) = (Location::in_section(section, path), Location::in_figure(&figure));
    figure.proposed = given.map(|given| resealed(&given.answer, &from, &to, act.host)).transpose()?;
    act.add(&figure)
}

/// Tells the staff member who gave the viewer access that a section was submitted.
pub(super) fn tell_staff(act: &mut Act<'_>, viewer: &Viewer, section: &SectionRecord) -> Result<()> {
    let subject = section.key().id;
    // One message about a section is enough.
    act.void_messages(subject)?;
    act.enqueue(NewMessage {
        firm: section.firm,
        case: Some(section.case),
        message: "mail-section-submitted",
        parameters: BTreeMap::from([("section".to_owned(), section.section.name().to_owned())]),
        to: Recipient::Staff { id: viewer.invited_by.clone() },
        subject: Some(subject),
        not_before: act.now,
        gives_up_after: act.now.plus(7 * DAY),
        secret: None,
    })
}

fn in_profile<'a>(section: &SectionRecord, path: &'a FieldPath) -> Location<'a> {
    Location::in_profile_of(section.firm, section.case.uuid(), section.section, path, Authority::FirmVerified)
}

fn supersede(act: &mut Act<'_>, figure: &mut Stored<FigureRecord>) -> Result<()> {
    figure.record.state = decided(figure.record.state, FigureState::Superseded)?;
    act.replace(figure.version, &figure.record)
}

/// Restores the answers of the last submission.
pub(super) fn restore(act: &mut Act<'_>, section: &mut SectionRecord) -> Result<()> {
    let mut answers = BTreeMap::new();
    if let Some(id) = section.submission {
        let submission: SubmissionRecord = act.require::<SubmissionRecord>(on_case(section.case, id))?.record;
        for (path, given) in submission.answers {
            let (from, to) =
                (Location::in_submission(section, id, &path), Location::in_section(section, &path));
            let answer = resealed(&given.answer, &from, &to, act.host)?;
            answers.insert(path, Given { answer, provenance: given.provenance });
        }
    }
    section.answers = answers;
    section.touched.clear();
    Ok(())
}
