//! Form revisions as data: the fields that each one prints, and the letters of its sections.
//!
//! Letters and printed row counts change between revisions, and line numbers change more often. Fields are
//! keyed by stable ids; a revision only contains where a form prints them. The files contain letters, titles
//! and row counts, but no line numbers. The intake also asks for fields that a file leaves out.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use super::section::Section;
use crate::foundation::tree::json;

/// One revision of a printed form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revision {
    /// The stable id: `433f-2024-07`.
    pub id: String,
    /// The form: `433-F`.
    pub form: String,
    /// The revision as the form prints it: `7-2024`.
    pub revision: String,
    /// Where the data comes from, and what to check before relying on it.
    pub note: String,
    /// The printed sections.
    pub sections: Vec<PrintedSection>,
}

/// A section as one revision prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrintedSection {
    /// The section.
    pub section: Section,
    /// The printed letter; absent for the header.
    #[serde(default)]
    pub letter: Option<String>,
    /// The printed title; absent for the header.
    #[serde(default)]
    pub title: Option<String>,
    /// Lists with a known number of printed rows.
    #[serde(default)]
    pub lists: Vec<PrintedList>,
    /// The ids of the fields that the form prints.
    pub fields: Vec<String>,
}

/// A list as one revision prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrintedList {
    /// The list's id.
    pub list: String,
    /// The number of printed rows. Further rows go on additional sheets.
    pub rows: u32,
}

impl Revision {
    /// Returns every known revision, oldest first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &REVISIONS
    }

    /// Returns the newest revision. Returns `None` only if no revision could be read, which the tests
    /// exclude.
    #[must_use]
    pub fn current() -> Option<&'static Self> {
        REVISIONS.last()
    }

    /// Returns the id of the newest revision.
    pub(crate) fn current_id() -> String {
        Self::current().map_or_else(String::new, |revision| revision.id.clone())
    }

    /// Returns the revision with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        REVISIONS.iter().find(|revision| revision.id == id)
    }

    /// Returns the printed form of `section`, or `None` if this revision has no such section.
    #[must_use]
    pub fn section(&self, section: Section) -> Option<&PrintedSection> {
        self.sections.iter().find(|printed| printed.section == section)
    }

    /// Returns how many rows of `list` this revision prints.
    #[must_use]
    pub fn rows(&self, section: Section, list: &str) -> Option<u32> {
        self.section(section)?.lists.iter().find(|printed| printed.list == list).map(|printed| printed.rows)
    }

    /// Returns whether this revision prints the field.
    #[must_use]
    pub fn prints(&self, section: Section, field: &str) -> bool {
        self.section(section).is_some_and(|printed| printed.fields.iter().any(|id| id == field))
    }
}

const SOURCES: [&str; 2] =
    [include_str!("revisions/433f-2019-02.json"), include_str!("revisions/433f-2024-07.json")];

// INVARIANT: every source parses. The tests below ensure it.
static REVISIONS: LazyLock<Vec<Revision>> =
    LazyLock::new(|| SOURCES.iter().filter_map(|source| json::read(source).ok()).collect());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::form::schema;
    use std::collections::BTreeSet;

    #[test]
    fn every_revision_is_read() {
        for source in SOURCES {
            serde_json::from_str::<Revision>(source).unwrap();
        }
        let ids: Vec<_> = Revision::all().iter().map(|revision| &*revision.id).collect();
        assert_eq!(ids, ["433f-2019-02", "433f-2024-07"]);
        assert_eq!(Revision::current().unwrap().revision, "7-2024");
        assert_eq!(Revision::find("433f-2019-02").unwrap().revision, "2-2019");
        assert!(Revision::find("433f-2030-01").is_none());
    }

    #[test]
    fn revisions_print_fields_that_exist_once() {
        for printed in Revision::all().iter().flat_map(|revision| &revision.sections) {
            let schema = schema::section(printed.section);
            for id in &printed.fields {
                assert!(schema.field(id).is_some(), "{id}");
            }
            assert_eq!(printed.fields.iter().collect::<BTreeSet<_>>().len(), printed.fields.len());
            for list in &printed.lists {
                assert!(schema.list(&list.list).is_some() && list.rows > 0, "{}", list.list);
            }
        }
    }

    #[test]
    fn both_revisions_print_the_letters_that_sections_carry() {
        for revision in Revision::all() {
            assert!(revision.section(Section::Consultation).is_none(), "no form prints the client's story");
            for section in Section::ALL.into_iter().skip(1) {
                let printed = revision.section(section).unwrap();
                assert_eq!(printed.letter, section.letter().map(String::from));
                assert_eq!(printed.title.is_some(), printed.letter.is_some());
            }
        }
    }

    #[test]
    fn a_revision_says_what_it_prints() {
        let current = Revision::current().unwrap();
        assert!(current.prints(Section::RealEstate, "property.equity"));
        assert!(!current.prints(Section::Business, "profit_and_loss.net"), "it is an attachment");
        assert_eq!(current.rows(Section::Business, "merchant_account"), Some(3));
        assert_eq!(current.rows(Section::Business, "nothing"), None);
    }
}
