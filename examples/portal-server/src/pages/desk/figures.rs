//! The texts of figures on the firm's pages: their labels and their values.

use crate::pages::mask;
use crate::texts::texts;
use casegate::intake::desk::ClientAnswers;
use casegate::intake::form::{FieldPath, Section, schema};
use casegate::intake::profile::Profile;
use casegate::intake::rules::ShownAnswer;
use std::collections::BTreeMap;

/// Returns an answer as a readable text, or an empty text for no answer.
pub(crate) fn answer_text(section: Section, answer: Option<&ShownAnswer>) -> String {
    let Some(answer) = answer else { return String::new() };
    match (answer.amount, &answer.last_four, &answer.text) {
        (Some(amount), _, _) => amount.to_string(),
        (None, Some(last_four), _) => mask(last_four),
        (None, None, Some(text)) => option_text(section, answer.path.field(), text),
        (None, None, None) => texts().text("field-not-applicable"),
    }
}

/// Returns chosen options by their labels, and any other text as it is.
fn option_text(section: Section, field: &str, text: &str) -> String {
    let label = |option: &str| texts().text(&schema::option_label(option));
    let has_options = schema::field(section, field).is_some_and(|field| !field.options.is_empty());
    match text {
        "yes" | "no" => label(text),
        _ if has_options => text.split(',').map(label).collect::<Vec<_>>().join(", "),
        _ => text.to_owned(),
    }
}

/// The names of rows in lists, by section, list and row.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<(Section, String, String), String>);

impl Names {
    /// Takes the names from the client's answers.
    pub(crate) fn of(answers: &ClientAnswers) -> Self {
        let mut names = Self::default();
        for section in &answers.sections {
            let given: Vec<_> = section.answers.iter().map(|given| &given.answer).collect();
            names.learn(section.section, &given);
        }
        names
    }

    /// Adds the names from the profile.
    pub(crate) fn and(mut self, profile: &Profile) -> Self {
        for section in Section::ALL {
            let of_section = profile.figures.iter().filter(|figure| figure.section == section);
            self.learn(section, &of_section.map(|figure| &figure.answer).collect::<Vec<_>>());
        }
        self
    }

    fn learn(&mut self, section: Section, answers: &[&ShownAnswer]) {
        for list in &schema::section(section).lists {
            for answer in answers.iter().filter(|answer| answer.path.field() == list.naming) {
                let Some(row) = answer.path.row() else { continue };
                let mut name = answer.text.clone().unwrap_or_default();
                // The number distinguishes two accounts at one bank.
                let mut in_row = answers.iter().filter(|other| {
                    other.path.row() == Some(row) && list_of(&other.path) == Some(list.id.as_str())
                });
                if let Some(number) = in_row.find_map(|other| other.last_four.as_deref()) {
                    name = format!("{name} ({})", mask(number));
                }
                self.0.insert((section, list.id.clone(), row.to_owned()), name);
            }
        }
    }

    /// Returns the label of a figure, as in "First Bank (•••• 1234): Balance today".
    pub(crate) fn label(&self, section: Section, path: &FieldPath) -> String {
        let label =
            schema::field(section, path.field()).map(|field| texts().text(&field.label)).unwrap_or_default();
        match list_of(path).zip(path.row()) {
            Some((list, row)) => format!("{}: {label}", self.row(section, list, row)),
            None => label,
        }
    }

    /// Returns the name of a row, or a general name for rows of its list if it has none.
    fn row(&self, section: Section, list: &str, row: &str) -> String {
        let name = self.0.get(&(section, list.to_owned(), row.to_owned()));
        name.cloned().unwrap_or_else(|| texts().of("intake-row", &list.replace('_', "-")))
    }

    /// Returns the rows of a list, with their names.
    pub(crate) fn rows<'a>(
        &'a self,
        section: Section,
        list: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let of_list = self.0.iter().filter(move |((of, id, _), _)| *of == section && id == list);
        of_list.map(|((_, _, row), name)| (row.as_str(), name.as_str()))
    }
}

/// Returns the list of a field that is in a row.
fn list_of(path: &FieldPath) -> Option<&str> {
    path.row().and(path.field().split_once('.')).map(|(list, _)| list)
}

/// Returns a sort key that puts figures in the order of the form: fields in the order of
/// the schema, with rows together.
pub(crate) fn sort_key(section: Section, path: &FieldPath) -> (Section, usize, Option<String>, usize) {
    let fields = &schema::section(section).fields;
    let of_field = |id: &str| fields.iter().position(|field| field.id == id).unwrap_or_default();
    let of_list =
        |list: &str| fields.iter().position(|field| field.list.as_deref() == Some(list)).unwrap_or_default();
    let field = of_field(path.field());
    (section, list_of(path).map_or(field, of_list), path.row().map(str::to_owned), field)
}
