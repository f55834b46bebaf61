//! The financial profile of a case: its tiers side by side, and where they differ.

use super::figures::{Names, answer_text, sort_key};
use super::shell::{DeskShell, OnCase, named};
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::html;
use crate::pages::portal::intake_form::html_id;
use crate::texts::{Texts, texts};
use crate::when::When;
use askama::Template;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use casegate::intake::desk::{ClientAnswers, GivenAnswer};
use casegate::intake::form::{FieldPath, Section, Tier, schema};
use casegate::intake::profile::{AnswerOf, Contradiction, Profile, ProfileFigure, UnmaskAnswer};
use casegate::intake::record::Authority;
use casegate::intake::rules::ShownAnswer;
use std::collections::BTreeSet;

/// The tiers, the highest first.
const TIERS: [(&str, AnswerOf); 3] = [
    ("irsRecord", AnswerOf::IrsRecord),
    ("firmVerified", AnswerOf::FirmVerified),
    ("client", AnswerOf::Client),
];

#[derive(Template)]
#[template(path = "desk/profile.html")]
struct ProfilePage {
    t: &'static Texts,
    shell: DeskShell,
    contradictions: Vec<Disagreement>,
    groups: Vec<ProfileGroup>,
    has_sealed: bool,
    choices: Vec<ChoiceGroup>,
}

struct Disagreement {
    id: String,
    label: String,
    said: Vec<Said>,
}

struct Said {
    of: &'static str,
    text: String,
}

struct ProfileGroup {
    section: &'static str,
    rows: Vec<ProfileRow>,
}

struct ProfileRow {
    id: String,
    /// The figure's identifier in forms and addresses.
    target: String,
    label: String,
    disagrees: bool,
    tiers: Vec<TierCell>,
}

/// The value of a figure in one tier.
pub(super) struct TierCell {
    pub(super) of: &'static str,
    pub(super) text: String,
    pub(super) by: String,
    pub(super) at: Option<When>,
    pub(super) is_from_client: bool,
    pub(super) is_sealed: bool,
    pub(super) revealed: String,
}

/// The figures of a section that can be entered by hand.
struct ChoiceGroup {
    section: &'static str,
    figures: Vec<FigureChoice>,
}

struct FigureChoice {
    target: String,
    label: String,
}

/// A profile and the client's present answers.
pub(super) struct Known {
    pub(super) profile: Profile,
    answers: ClientAnswers,
    pub(super) names: Names,
}

impl Known {
    pub(super) fn of(staff: &Staff, on: &OnCase) -> Outcome<Self> {
        let profile = staff.desk.get_profile(named(on.case)?)?;
        let answers = staff.desk.get_answers(named(on.case)?)?;
        let names = Names::of(&answers).and(&profile);
        Ok(Self { profile, answers, names })
    }

    fn of_tier(&self, section: Section, path: &FieldPath, tier: Authority) -> Option<&ProfileFigure> {
        self.profile.figures.iter().find(|figure| {
            figure.section == section && figure.authority == tier && figure.answer.path == *path
        })
    }

    /// Returns the client's present answer.
    fn now(&self, section: Section, path: &FieldPath) -> Option<&GivenAnswer> {
        let of_section = self.answers.sections.iter().filter(|answers| answers.section == section);
        of_section.flat_map(|answers| &answers.answers).find(|given| given.answer.path == *path)
    }

    /// Returns the value of a figure in each tier.
    pub(super) fn tiers(&self, section: Section, path: &FieldPath) -> Vec<TierCell> {
        let cell = |(name, tier): (&'static str, AnswerOf)| match tier {
            AnswerOf::IrsRecord => of_profile(name, self.of_tier(section, path, Authority::IrsRecord)),
            AnswerOf::FirmVerified => of_profile(name, self.of_tier(section, path, Authority::FirmVerified)),
            AnswerOf::Client => of_client(name, section, self.now(section, path)),
        };
        TIERS.into_iter().map(cell).collect()
    }
}

fn of_profile(of: &'static str, figure: Option<&ProfileFigure>) -> TierCell {
    let Some(figure) = figure else { return cell(of, String::new(), None) };
    TierCell {
        by: figure.by.clone(),
        at: Some(When::day(texts(), figure.at)),
        is_from_client: figure.is_from_client,
        ..cell(of, answer_text(figure.section, Some(&figure.answer)), Some(&figure.answer))
    }
}

fn of_client(of: &'static str, section: Section, given: Option<&GivenAnswer>) -> TierCell {
    let Some(given) = given else { return cell(of, String::new(), None) };
    TierCell {
        by: given.provenance.label.clone(),
        at: Some(When::day(texts(), given.provenance.at)),
        ..cell(of, answer_text(section, Some(&given.answer)), Some(&given.answer))
    }
}

fn cell(of: &'static str, text: String, answer: Option<&ShownAnswer>) -> TierCell {
    TierCell {
        of,
        text,
        by: String::new(),
        at: None,
        is_from_client: false,
        is_sealed: answer.is_some_and(|answer| answer.last_four.is_some()),
        revealed: String::new(),
    }
}

/// Returns a figure's identifier for forms and addresses, such as `accounts:bank[r1].current_balance`.
pub(super) fn target(section: Section, path: &impl std::fmt::Display) -> String {
    format!("{}:{path}", section.name())
}

/// Reads an identifier that [`target`] made. A text that names no field of the profile is `NoPage`.
pub(super) fn parse_target(text: &str) -> Outcome<(Section, FieldPath)> {
    let (section, path) = text.split_once(':').ok_or(Refusal::NoPage)?;
    let section = Section::parse(section).map_err(|_| Refusal::NoPage)?;
    let path = FieldPath::parse(path).map_err(|_| Refusal::NoPage)?;
    let field = schema::field(section, path.field()).ok_or(Refusal::NoPage)?;
    if is_entered(field) { Ok((section, path)) } else { Err(Refusal::NoPage) }
}

/// Whether a field is part of the profile; narratives and computed fields are not.
fn is_entered(field: &casegate::intake::form::FieldSchema) -> bool {
    field.tier == Tier::HouseholdEconomics && !field.derived
}

/// GET /desk/cases/{id}/profile
pub(crate) async fn show(staff: Staff, on: OnCase) -> Response {
    staff.page(move |staff| Ok(html(StatusCode::OK, &page(staff, &on)?))).await
}

fn page(staff: &Staff, on: &OnCase) -> Outcome<ProfilePage> {
    let (_, shell) = on.open(staff, "profile")?;
    let known = Known::of(staff, on)?;
    let groups = groups(&known);
    let sealed = |row: &ProfileRow| row.tiers.iter().any(|tier| tier.is_sealed);
    Ok(ProfilePage {
        t: texts(),
        shell,
        contradictions: known.profile.contradictions.iter().map(|one| disagreement(&known, one)).collect(),
        has_sealed: groups.iter().flat_map(|group| &group.rows).any(sealed),
        groups,
        choices: choices(),
    })
}

fn row_id(section: Section, path: &FieldPath) -> String {
    html_id(&target(section, path))
}

fn groups(known: &Known) -> Vec<ProfileGroup> {
    let figures = known.profile.figures.iter();
    let paths: BTreeSet<_> =
        figures.map(|figure| (sort_key(figure.section, &figure.answer.path), &figure.answer.path)).collect();
    let mut groups: Vec<ProfileGroup> = Vec::new();
    for ((section, ..), path) in paths {
        let row = ProfileRow {
            id: row_id(section, path),
            target: target(section, path),
            label: known.names.label(section, path),
            disagrees: known
                .profile
                .contradictions
                .iter()
                .any(|one| one.section == section && one.path == *path),
            tiers: known.tiers(section, path),
        };
        match groups.last_mut().filter(|group| group.section == section.name()) {
            Some(group) => group.rows.push(row),
            None => groups.push(ProfileGroup { section: section.name(), rows: vec![row] }),
        }
    }
    groups
}

fn disagreement(known: &Known, one: &Contradiction) -> Disagreement {
    let said =
        [("irsRecord", &one.irs_record), ("firmVerified", &one.firm_verified), ("client", &one.client)];
    let said = said.into_iter().filter_map(|(of, answer)| {
        let text = answer_text(one.section, Some(answer.as_ref()?));
        Some(Said { of, text })
    });
    Disagreement {
        id: row_id(one.section, &one.path),
        label: known.names.label(one.section, &one.path),
        said: said.collect(),
    }
}

/// Returns the figures that can be entered by hand, for the list of choices.
fn choices() -> Vec<ChoiceGroup> {
    let t = texts();
    let group = |schema: &schema::SectionSchema| {
        let label = |field: &schema::FieldSchema| {
            let list = field.list.as_deref().and_then(|list| schema.list(list));
            let group = field.group.as_deref().map(schema::group_label);
            match list.map(|list| list.label.clone()).or(group) {
                Some(heading) => format!("{}: {}", t.text(&heading), t.text(&field.label)),
                None => t.text(&field.label),
            }
        };
        let entered = schema.fields.iter().filter(|field| is_entered(field));
        let figures = entered
            .map(|field| FigureChoice { target: target(schema.section, &field.id), label: label(field) });
        ChoiceGroup { section: schema.section.name(), figures: figures.collect() }
    };
    schema::all().map(group).filter(|group| !group.figures.is_empty()).collect()
}

/// POST /desk/cases/{id}/profile/unmask: shows the page again, with one sensitive number in full.
/// The number is in no address.
pub(crate) async fn unmask(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (section, path, (tier, of)) = wanted(form)?;
            let id = row_id(section, &path);
            let number =
                staff.desk.unmask_answer(UnmaskAnswer { case_id: on.case, section, path, of })?.number;
            let mut page = page(staff, &on)?;
            let mut rows = page.groups.iter_mut().flat_map(|group| &mut group.rows);
            let tiers = rows.find(|row| row.id == id).map(|row| &mut row.tiers);
            if let Some(cell) = tiers.and_then(|tiers| tiers.iter_mut().find(|cell| cell.of == tier)) {
                cell.revealed = number;
            }
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn wanted(form: &Form) -> Outcome<(Section, FieldPath, (&'static str, AnswerOf))> {
    let (section, path) = parse_target(form.get("figure"))?;
    let tier = TIERS.into_iter().find(|(name, _)| *name == form.get("of"));
    Ok((section, path, tier.ok_or_else(Refusal::malformed)?))
}
