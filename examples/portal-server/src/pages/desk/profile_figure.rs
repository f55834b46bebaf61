//! Sets a figure of the profile by hand, by the firm's or the agency's authority.

use super::profile::{Known, TierCell, parse_target, target};
use super::shell::{DeskShell, OnCase};
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::http::staff::Staff;
use crate::pages::portal::intake_form::{Field, Sheet, Standing, Stands, html_id, new_row};
use crate::pages::portal::intake_save::value;
use crate::pages::{FieldError, html, see_other, sentence};
use crate::texts::{Texts, texts};
use askama::Template;
use axum::extract::{Query, Request};
use axum::http::StatusCode;
use axum::response::Response;
use casegate::foundation::error::{Code, Error};
use casegate::intake::form::{Entry, EntryValue, FieldPath, FieldSchema, Section, schema};
use casegate::intake::profile::SetFigure;
use casegate::intake::record::Authority;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/profile_figure.html")]
struct FigurePage {
    t: &'static Texts,
    shell: DeskShell,
    errors: Vec<FieldError>,
    section: &'static str,
    target: String,
    label: String,
    revision: i64,
    authority: &'static str,
    tiers: Vec<TierCell>,
    field: Field,
}

/// The page before, which chooses the row of a list.
#[derive(Template)]
#[template(path = "desk/profile_row.html")]
struct RowPage {
    t: &'static Texts,
    shell: DeskShell,
    section: &'static str,
    label: String,
    rows: Vec<RowChoice>,
    /// The field in a new row, if it is the one that names rows. Otherwise `naming` leads to that field.
    new: Option<String>,
    naming: RowChoice,
}

struct RowChoice {
    target: String,
    name: String,
}

/// The parameters of the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    figure: String,
}

/// GET /desk/cases/{id}/profile/figure?figure=
pub(crate) async fn show(staff: Staff, on: OnCase, Query(wanted): Query<Wanted>) -> Response {
    staff
        .page(move |staff| {
            staff.is_for("set_figure")?;
            if wanted.figure.is_empty() {
                return Ok(see_other(&format!("{}#enter-title", on.path("profile"))));
            }
            let (section, path) = parse_target(&wanted.figure)?;
            let field = schema::field(section, path.field()).ok_or(Refusal::NoPage)?;
            if field.list.is_some() && path.row().is_none() {
                return Ok(html(StatusCode::OK, &row_page(staff, &on, section, field)?));
            }
            let page = page(staff, &on, section, &path, Stands::default())?;
            Ok(html(StatusCode::OK, &page))
        })
        .await
}

fn row_page(staff: &Staff, on: &OnCase, section: Section, field: &FieldSchema) -> Outcome<RowPage> {
    let (_, shell) = on.open(staff, "profile")?;
    let known = Known::of(staff, on)?;
    let list = field.list.as_deref().unwrap_or_default();
    let list = schema::section(section).list(list).ok_or(Refusal::NoPage)?;
    let at = |id: &str, row: &str| FieldPath::new(id, Some(row)).map(|path| target(section, &path));
    let mut rows = Vec::new();
    for (row, name) in known.names.rows(section, &list.id) {
        rows.push(RowChoice { target: at(&field.id, row)?, name: name.to_owned() });
    }
    let t = texts();
    let naming = schema::field(section, &list.naming).map(|naming| t.text(&naming.label));
    Ok(RowPage {
        t,
        shell,
        section: section.name(),
        label: format!("{}: {}", t.text(&list.label), t.text(&field.label)),
        rows,
        new: if field.id == list.naming { Some(at(&field.id, &new_row())?) } else { None },
        naming: RowChoice { target: target(section, &list.naming), name: naming.unwrap_or_default() },
    })
}

fn page(
    staff: &Staff,
    on: &OnCase,
    section: Section,
    path: &FieldPath,
    stands: Stands,
) -> Outcome<FigurePage> {
    let (_, shell) = on.open(staff, "profile")?;
    let known = Known::of(staff, on)?;
    let standing = Standing::from([(path.to_string(), stands)]);
    let sheet = Sheet { schema: schema::section(section), standing: &standing, totals: &[], add: "" };
    let mut field = sheet.at(path).ok_or(Refusal::NoPage)?;
    // Removing a figure has a separate button, so an empty field is a mistake.
    field.required = true;
    Ok(FigurePage {
        t: texts(),
        shell,
        errors: Vec::new(),
        section: section.name(),
        target: target(section, path),
        label: known.names.label(section, path),
        revision: known.profile.profile_revision,
        authority: "firmVerified",
        tiers: known.tiers(section, path),
        field,
    })
}

/// POST /desk/cases/{id}/profile/figure
pub(crate) async fn set(staff: Staff, on: OnCase, request: Request) -> Response {
    staff
        .act(request, move |staff, form| {
            let (section, path) = parse_target(form.get("figure"))?;
            let profile_revision = form.get("revision").parse().map_err(|_| Refusal::malformed())?;
            let (authority, name) = authority(form)?;
            let entered = entered(section, &path, form).map_err(|slip| staff.slip("set_figure", slip));
            let set = entered.and_then(|value| {
                let entry =
                    Entry { field: path.field().to_owned(), row: path.row().map(str::to_owned), value };
                staff.desk.set_figure(SetFigure {
                    case_id: on.case,
                    section,
                    authority,
                    profile_revision,
                    entry,
                })
            });
            match set {
                Ok(_) => {
                    let row = html_id(&target(section, &path));
                    Ok(see_other(&format!("{}?done=saved#{row}", on.path("profile"))))
                }
                Err(error) => refused(staff, &on, form, (section, &path, name), &error),
            }
        })
        .await
}

fn authority(form: &Form) -> Outcome<(Authority, &'static str)> {
    match form.get("authority") {
        "firmVerified" => Ok((Authority::FirmVerified, "firmVerified")),
        "irsRecord" => Ok((Authority::IrsRecord, "irsRecord")),
        _ => Err(Refusal::malformed()),
    }
}

/// Returns the value for the pressed button: the entered one, or a blank to remove the figure.
fn entered(section: Section, path: &FieldPath, form: &Form) -> Result<EntryValue, Error> {
    if form.get("do") == "remove" {
        return Ok(EntryValue::Blank {});
    }
    let entered = schema::field(section, path.field()).and_then(|field| value(field, path, form));
    match entered {
        None | Some(EntryValue::Blank {}) => Err(Error::at(Code::TEXT_REQUIRED, path.to_string())),
        Some(value) => Ok(value),
    }
}

/// Shows the page again with what was typed, unless it is sensitive. The error is
/// beside the field, or at the top.
fn refused(
    staff: &Staff,
    on: &OnCase,
    form: &Form,
    (section, path, authority): (Section, &FieldPath, &'static str),
    error: &Error,
) -> Outcome {
    let is_about_it = error.field() == Some(path.to_string().as_str());
    if !is_about_it && error.code() != Code::BASE_STALE {
        return Err(error.clone().into());
    }
    let is_sensitive = schema::field(section, path.field()).is_some_and(|field| field.sensitive);
    let typed = form.all(&path.to_string()).collect::<Vec<_>>().join(",");
    let stands = Stands {
        text: if is_sensitive { String::new() } else { typed },
        na: form.has(&format!("{path}:na")),
        error: if is_about_it { sentence(error.code()) } else { String::new() },
        ..Stands::default()
    };
    let mut page = page(staff, on, section, path, stands)?;
    page.authority = authority;
    let place = if is_about_it { page.field.id.clone() } else { "tiers".to_owned() };
    page.errors.push(FieldError { id: place, text: format!("{}: {}", page.label, sentence(error.code())) });
    let status = if is_about_it { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    Ok(html(status, &page))
}
