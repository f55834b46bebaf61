//! Converts a posted form to entries, and saves those that are valid.

use super::intake_form::{Standing, Stands};
use crate::http::client::Client;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::Form;
use crate::pages::sentence;
use casegate::foundation::error::Code;
use casegate::intake::form::{Entry, EntryValue, FieldKind, FieldPath, FieldSchema, SectionSchema};
use casegate::intake::types::{CheckSection, ProblemView, SaveSection, SectionView};
use std::collections::BTreeSet;

/// An entry with its path in the page.
pub(crate) struct Named {
    pub(crate) path: String,
    pub(crate) entry: Entry,
}

impl Named {
    pub(crate) fn of(path: &FieldPath, value: EntryValue) -> Self {
        let entry = Entry { field: path.field().to_owned(), row: path.row().map(str::to_owned), value };
        Self { path: path.to_string(), entry }
    }
}

/// Returns the entries of a posted section. An input that is missing from the form has no entry, but a set of
/// boxes without a tick has one.
pub(crate) fn entries(schema: &SectionSchema, form: &Form) -> Vec<Named> {
    let mut seen = BTreeSet::new();
    let mut named = Vec::new();
    let names = form.fields().map(|(name, _)| name.strip_suffix(":na").unwrap_or(name));
    let paths =
        names.filter_map(|name| FieldPath::parse(name).ok()).filter(|path| seen.insert(path.to_string()));
    for path in paths.collect::<Vec<_>>() {
        if let Some(field) = schema.field(path.field())
            && let Some(value) = value(field, &path, form)
        {
            named.push(Named::of(&path, value));
        }
    }
    for field in
        schema.fields.iter().filter(|field| field.kind == FieldKind::Choices && !seen.contains(&field.id))
    {
        if let Ok(path) = FieldPath::new(&field.id, None) {
            named.push(Named::of(&path, EntryValue::Blank {}));
        }
    }
    named
}

/// Returns the value of one field in a form. An empty sensitive input has none.
pub(crate) fn value(field: &FieldSchema, path: &FieldPath, form: &Form) -> Option<EntryValue> {
    let name = path.to_string();
    if field.derived {
        return None;
    }
    if form.has(&format!("{name}:na")) {
        return Some(EntryValue::NotApplicable {});
    }
    let text = form.all(&name).collect::<Vec<_>>().join(",");
    match text.trim().is_empty() {
        // An empty sensitive input keeps what is stored, because the input never shows it.
        true if field.sensitive && !form.has(&format!("{name}:clear")) => None,
        true => Some(EntryValue::Blank {}),
        false => Some(EntryValue::Text { text }),
    }
}

/// Returns a blank entry for every field of the row `list[row]`.
pub(crate) fn removal(schema: &SectionSchema, row: &str) -> Vec<Named> {
    let Some((list, row)) = row.strip_suffix(']').and_then(|row| row.split_once('[')) else {
        return Vec::new();
    };
    let fields = schema.fields.iter().filter(|field| field.list.as_deref() == Some(list) && !field.derived);
    let paths = fields.filter_map(|field| FieldPath::new(&field.id, Some(row)).ok());
    paths.map(|path| Named::of(&path, EntryValue::Blank {})).collect()
}

/// Saves every valid entry. Returns the section as it is then, and the errors.
pub(crate) fn save(
    client: &Client,
    schema: &SectionSchema,
    entries: Vec<Named>,
) -> Outcome<(SectionView, Vec<ProblemView>)> {
    let section = schema.section;
    let all = entries.iter().map(|named| named.entry.clone()).collect();
    let refused = client.visit.check_section(CheckSection { section, entries: all, case_id: None })?.refused;
    let is_ours = |problem: &ProblemView| entries.iter().any(|named| named.path == problem.path);
    if !refused.iter().all(is_ours) {
        return Err(Refusal::malformed());
    }
    let kept = entries.into_iter().filter(|named| refused.iter().all(|problem| problem.path != named.path));
    let entries = kept.map(|named| named.entry).collect();
    Ok((client.visit.save_section(SaveSection { section, entries, version: None, case_id: None })?, refused))
}

/// Restores refused values in their fields, so that they can be corrected there.
pub(crate) fn put_back(standing: &mut Standing, refused: &[ProblemView], form: &Form) {
    for problem in refused {
        let stands = standing.entry(problem.path.clone()).or_default();
        let Stands { mask, on_record, .. } = stands.clone();
        *stands = Stands {
            text: form.all(&problem.path).collect::<Vec<_>>().join(","),
            mask,
            on_record,
            na: false,
            error: problem_text(&problem.code),
        };
    }
}

/// Returns the text of a problem.
pub(crate) fn problem_text(code: &str) -> String {
    let known = Code::ALL.iter().find(|known| known.name() == code);
    sentence(known.copied().unwrap_or(Code::INPUT_MALFORMED))
}
