//! The fields of every section, as data: `schema.json`, read once.
//!
//! The file contains what a person decides: a field's id, kind, group, options and bounds. What follows from
//! a rule is derived here: the authority tier, the sensitivity of a kind, message ids and list membership.

use casegate_macros::wire;
use serde::Deserialize;
use std::sync::LazyLock;

use super::kind::{FieldKind, Tier};
use super::revision::Revision;
use super::section::Section;
use crate::foundation::limits;
use crate::foundation::tree::json;

/// The fields of one section, in the order in which a form shows them.
#[wire(output, prints)]
pub struct SectionSchema {
    /// The section.
    pub section: Section,
    /// The letter on Form 433-F; absent for the consultation and the header.
    pub letter: Option<String>,
    /// The message id of its title.
    pub title: String,
    /// Its lists.
    pub lists: Vec<ListSchema>,
    /// Its fields, those in lists included.
    pub fields: Vec<FieldSchema>,
}

/// A list of rows that all have the same fields, such as bank accounts or properties.
#[wire(output, prints)]
pub struct ListSchema {
    /// The list's id: the part of its fields' ids before the dot.
    pub id: String,
    /// The message id of its heading.
    pub label: String,
    /// The number of rows that the current revision of Form 433-F prints. Absent if it does not print the
    /// list, or if the number is not known.
    pub printed_rows: Option<u32>,
    /// The largest number of rows in an intake.
    pub limit: u32,
    /// The field that names a row. It is required in a row that was started.
    pub naming: String,
    /// The main amount of a row. It is required in a row that was started.
    pub amount: Option<String>,
    /// The field that makes the amount optional, if it is answered with yes.
    pub amount_unless: Option<String>,
}

/// One field.
#[wire(output, prints)]
pub struct FieldSchema {
    /// The stable id, unique in its section: `cash_on_hand`, `bank.current_balance`.
    pub id: String,
    /// The kind of the field.
    pub kind: FieldKind,
    /// The list that the field belongs to.
    pub list: Option<String>,
    /// The heading in the section under which the field is shown (`intake-form-group-{group}`).
    pub group: Option<String>,
    /// The tier of an answer.
    pub tier: Tier,
    /// Whether the answer is sensitive: sealed at rest, shown only in part (the last four characters, or the
    /// year of a date of birth), and never in audit text or an error.
    pub sensitive: bool,
    /// Whether the section cannot be submitted without an answer.
    pub required: bool,
    /// Whether the field is computed and cannot be entered.
    pub derived: bool,
    /// Whether the amount can be negative.
    pub may_be_negative: bool,
    /// Whether the amount is per month.
    pub monthly: bool,
    /// The smallest number or year.
    pub min: Option<i64>,
    /// The largest number or year.
    pub max: Option<i64>,
    /// The ids of the options (`intake-choice-{option}`).
    pub options: Vec<String>,
    /// The message id of the label.
    pub label: String,
    /// The message id of the hint, if there is one.
    pub hint: Option<String>,
}

impl SectionSchema {
    /// Returns the field with this id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldSchema> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// Returns the list with this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&ListSchema> {
        self.lists.iter().find(|list| list.id == id)
    }

    fn empty(section: Section) -> Self {
        build(RawSection { section, lists: Vec::new(), fields: Vec::new() })
    }
}

/// Returns the fields of `section`.
#[must_use]
pub fn section(section: Section) -> &'static SectionSchema {
    SCHEMA.iter().find(|schema| schema.section == section).unwrap_or(&NOTHING)
}

/// Returns the field `id` of `section`, if it has one.
#[must_use]
pub fn field(section: Section, id: &str) -> Option<&'static FieldSchema> {
    self::section(section).field(id)
}

/// Returns the fields of every section, in order.
pub fn all() -> impl Iterator<Item = &'static SectionSchema> {
    Section::ALL.into_iter().map(section)
}

/// Returns the message id of an option's text.
#[must_use]
pub fn option_label(option: &str) -> String {
    format!("intake-choice-{}", dashed(option))
}

/// Returns the message id of a group's heading.
#[must_use]
pub fn group_label(group: &str) -> String {
    format!("intake-form-group-{}", dashed(group))
}

/// Returns a field id as part of a message id. Fluent ids have no dots.
pub(super) fn dashed(id: &str) -> String {
    id.replace(['_', '.'], "-")
}

const SOURCE: &str = include_str!("schema.json");

// INVARIANT: the file parses and has every section. The tests below ensure it. Otherwise the schema would be
// empty, and every entry would be refused as unknown instead of being accepted unchecked.
static SCHEMA: LazyLock<Vec<SectionSchema>> = LazyLock::new(|| {
    let raw: Vec<RawSection> = json::read(SOURCE).unwrap_or_default();
    raw.into_iter().map(build).collect()
});
static NOTHING: LazyLock<SectionSchema> = LazyLock::new(|| SectionSchema::empty(Section::Consultation));

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawSection {
    section: Section,
    #[serde(default)]
    lists: Vec<RawList>,
    fields: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawList {
    id: String,
    naming: String,
    amount: Option<String>,
    amount_unless: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawField {
    id: String,
    kind: FieldKind,
    group: Option<String>,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    derived: bool,
    #[serde(default)]
    may_be_negative: bool,
    #[serde(default)]
    monthly: bool,
    min: Option<i64>,
    max: Option<i64>,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default)]
    hint: bool,
}

fn build(raw: RawSection) -> SectionSchema {
    let section = raw.section;
    let lists: Vec<_> = raw.lists.into_iter().map(|list| build_list(section, list)).collect();
    let fields = raw.fields.into_iter().map(|field| build_field(section, &lists, field)).collect();
    SectionSchema {
        section,
        letter: section.letter().map(String::from),
        title: format!("intake-form-title-{}", section.message_name()),
        lists,
        fields,
    }
}

fn build_list(section: Section, raw: RawList) -> ListSchema {
    let inside = |name: String| format!("{}.{name}", raw.id);
    ListSchema {
        label: format!("intake-{}-{}-list", section.message_name(), dashed(&raw.id)),
        printed_rows: Revision::current().and_then(|revision| revision.rows(section, &raw.id)),
        limit: u32::try_from(limits::INTAKE_ROWS).unwrap_or(u32::MAX),
        naming: inside(raw.naming),
        amount: raw.amount.map(inside),
        amount_unless: raw.amount_unless.map(inside),
        id: raw.id,
    }
}

fn build_field(section: Section, lists: &[ListSchema], raw: RawField) -> FieldSchema {
    let list = raw.id.split_once('.').map(|(list, _)| list);
    let label = format!("intake-{}-{}", section.message_name(), dashed(&raw.id));
    FieldSchema {
        list: list.filter(|id| lists.iter().any(|list| list.id == *id)).map(str::to_owned),
        tier: Tier::of(section, raw.kind),
        sensitive: raw.sensitive || raw.kind.is_sensitive(),
        hint: raw.hint.then(|| format!("{label}-hint")),
        label,
        id: raw.id,
        kind: raw.kind,
        group: raw.group,
        required: raw.required,
        derived: raw.derived,
        may_be_negative: raw.may_be_negative,
        monthly: raw.monthly,
        min: raw.min,
        max: raw.max,
        options: raw.options,
    }
}

#[cfg(test)]
mod tests;
