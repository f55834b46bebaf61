//! A section of the intake as a form: its parts and fields, built from the library's schema and the answers so far.

use crate::pages::desk::figures::answer_text;
use crate::pages::mask;
use crate::texts::texts;
use casegate::foundation::env::{Clock as _, SystemClock};
use casegate::foundation::money::Money;
use casegate::intake::form::{
    FieldKind, FieldPath, FieldSchema, ListSchema, SectionSchema, Total as Derived,
};
use casegate::intake::types::SectionView;
use std::collections::BTreeMap;

pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) legend: String,
    pub(crate) hint: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) is_list: bool,
    pub(crate) rows: Vec<Row>,
    pub(crate) row_title: String,
    pub(crate) add_label: String,
    pub(crate) full: bool,
}

pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) path: String,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    /// The type of a sensitive field's input.
    pub(crate) input: &'static str,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) value: String,
    pub(crate) mask: String,
    pub(crate) required: bool,
    pub(crate) error: String,
    pub(crate) options: Vec<Choice>,
    pub(crate) offers_na: bool,
    pub(crate) na: bool,
    pub(crate) wide: bool,
    pub(crate) period: String,
}

pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

pub(crate) struct Total {
    pub(crate) label: String,
    pub(crate) text: String,
    pub(crate) main: bool,
}

/// The contents of one field.
#[derive(Clone, Default)]
pub(crate) struct Stands {
    pub(crate) text: String,
    pub(crate) mask: String,
    pub(crate) na: bool,
    pub(crate) error: String,
    pub(crate) on_record: String,
}

/// The contents of a section's fields, by path.
pub(crate) type Standing = BTreeMap<String, Stands>;

/// Returns the saved answers and the values that the firm has on record.
pub(crate) fn standing(view: &SectionView) -> Standing {
    let mut standing = Standing::new();
    for answer in &view.answers {
        let stands = standing.entry(answer.path.to_string()).or_default();
        stands.na = answer.text.is_none() && answer.last_four.is_none();
        stands.mask = answer.last_four.as_deref().map(mask).unwrap_or_default();
        stands.text = answer.amount.map(typed).or_else(|| answer.text.clone()).unwrap_or_default();
    }
    for record in &view.on_record {
        let is_same = view.answers.contains(record);
        let text = answer_text(view.section, Some(record));
        // A value on record is shown only if it differs from the answer.
        standing.entry(record.path.to_string()).or_default().on_record =
            if is_same { String::new() } else { text };
    }
    standing
}

/// Formats an amount for an input, without the dollar sign, which is beside it.
fn typed(amount: Money) -> String {
    amount.to_string().replace('$', "")
}

/// Returns the html id of a field's input.
pub(crate) fn html_id(path: &str) -> String {
    let id: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("f-{id}")
}

/// Returns a row id that sorts after the existing ones: the time, in base 36.
/// `<casegate-intake>` makes them in the same way.
pub(crate) fn new_row() -> String {
    let mut left = u64::try_from(SystemClock.now().as_millis()).unwrap_or_default();
    let mut digits = Vec::new();
    while left > 0 {
        digits.extend(char::from_digit(u32::try_from(left % 36).unwrap_or_default(), 36));
        left /= 36;
    }
    std::iter::once('r').chain(digits.into_iter().rev()).collect()
}

/// A section's form while it is built.
pub(crate) struct Sheet<'a> {
    pub(crate) schema: &'a SectionSchema,
    pub(crate) standing: &'a Standing,
    pub(crate) totals: &'a [Derived],
    /// The list that gets one more empty row.
    pub(crate) add: &'a str,
}

impl Sheet<'_> {
    /// Returns the section's parts in the order of the schema. Each list is a part, and so are
    /// the single fields of a group.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for field in &self.schema.fields {
            let list = field.list.as_deref().and_then(|id| self.schema.list(id));
            let id = list.map_or_else(
                || format!("group-{}", field.group.as_deref().unwrap_or("all")),
                |list| list.id.clone(),
            );
            let place = parts.iter().position(|part| part.id == id).unwrap_or_else(|| {
                parts.push(match list {
                    Some(list) => self.list_part(list),
                    None => group_part(id, field.group.as_deref()),
                });
                parts.len() - 1
            });
            if list.is_none()
                && let Some(part) = parts.get_mut(place)
            {
                part.fields.push(self.field(field, None));
            }
        }
        parts
    }

    fn list_part(&self, list: &ListSchema) -> Part {
        let mut ids = self.rows(list);
        if self.add == list.id {
            ids.push(new_row());
        }
        let rows: Vec<_> = ids.into_iter().map(|id| self.row(list, id)).collect();
        let t = texts();
        let message = list.id.replace('_', "-");
        Part {
            id: list.id.clone(),
            legend: t.text(&list.label),
            hint: String::new(),
            fields: Vec::new(),
            is_list: true,
            full: rows.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX),
            rows,
            row_title: t.of("intake-row", &message),
            add_label: t.of("intake-add", &message),
        }
    }

    /// Returns the ids of a list's rows, in order.
    fn rows(&self, list: &ListSchema) -> Vec<String> {
        let prefix = format!("{}[", list.id);
        let ids = self.standing.keys().filter_map(|path| path.strip_prefix(&prefix)?.split_once(']'));
        let mut ids: Vec<_> = ids.map(|(id, _)| id.to_owned()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    fn row(&self, list: &ListSchema, id: String) -> Row {
        let of_list =
            self.schema.fields.iter().filter(|field| field.list.as_deref() == Some(list.id.as_str()));
        Row { fields: of_list.map(|field| self.field(field, Some((list, &id)))).collect(), id }
    }

    /// Returns the input of one field.
    pub(crate) fn at(&self, path: &FieldPath) -> Option<Field> {
        let field = self.schema.field(path.field())?;
        let list = field.list.as_deref().and_then(|list| self.schema.list(list));
        Some(self.field(field, list.zip(path.row())))
    }

    fn field(&self, field: &FieldSchema, row: Option<(&ListSchema, &str)>) -> Field {
        let path = match (row, field.id.split_once('.')) {
            (Some((list, row)), Some((_, name))) => format!("{}[{row}].{name}", list.id),
            _ => field.id.clone(),
        };
        let t = texts();
        let stands = self.standing.get(&path).cloned().unwrap_or_default();
        let derived = self.totals.iter().find(|total| total_path(total) == path);
        let names_its_row = row.is_some_and(|(list, _)| field.id == list.naming);
        let mut hint = field.hint.as_ref().map(|hint| t.text(hint)).unwrap_or_default();
        if !stands.on_record.is_empty() {
            hint = format!("{hint} {}", t.with("field-on-record", &[("value", &stands.on_record)]))
                .trim()
                .to_owned();
        }
        Field {
            id: html_id(&path),
            kind: kind(field),
            input: input(field.kind),
            label: t.text(&field.label),
            hint,
            value: if field.derived {
                derived.map(|total| total.amount.to_string()).unwrap_or_default()
            } else {
                stands.text.clone()
            },
            mask: stands.mask,
            required: field.required || names_its_row,
            error: stands.error,
            options: options(field, &stands.text),
            offers_na: offers_na(field),
            na: stands.na,
            wide: matches!(field.kind, FieldKind::Narrative | FieldKind::Choices)
                || field.id.ends_with("address"),
            period: if field.monthly { t.text("period-month") } else { String::new() },
            path,
        }
    }
}

fn group_part(id: String, group: Option<&str>) -> Part {
    let legend = group.map(casegate::intake::form::schema::group_label).map(|label| texts().text(&label));
    Part {
        id,
        legend: legend.unwrap_or_default(),
        hint: String::new(),
        fields: Vec::new(),
        is_list: false,
        rows: Vec::new(),
        row_title: String::new(),
        add_label: String::new(),
        full: false,
    }
}

/// Returns the name of a field's kind in the templates.
fn kind(field: &FieldSchema) -> &'static str {
    if field.derived {
        return "derived";
    }
    if field.sensitive {
        return "secret";
    }
    match field.kind {
        FieldKind::Line => "text",
        FieldKind::Narrative => "lines",
        FieldKind::Money => "money",
        FieldKind::Integer | FieldKind::Year => "number",
        FieldKind::Date => "date",
        FieldKind::Month => "month",
        FieldKind::Flag => "yesNo",
        FieldKind::Choice => "choice",
        FieldKind::Choices => "choices",
        FieldKind::Years => "years",
        FieldKind::Tin | FieldKind::Ein | FieldKind::AccountNumber => "secret",
        FieldKind::Phone => "phone",
        FieldKind::Email => "email",
    }
}

fn input(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Date => "date",
        FieldKind::Email => "email",
        _ => "text",
    }
}

/// Whether a field has a box for "does not apply". Only amounts outside of lists that are not required have
/// it, because only for these do the forms distinguish it from zero.
fn offers_na(field: &FieldSchema) -> bool {
    field.kind == FieldKind::Money && field.list.is_none() && !field.required && !field.derived
}

fn options(field: &FieldSchema, chosen: &str) -> Vec<Choice> {
    let t = texts();
    let option = |value: &str, is_chosen: bool| Choice {
        value: value.to_owned(),
        label: t.text(&casegate::intake::form::schema::option_label(value)),
        chosen: is_chosen,
    };
    match field.kind {
        FieldKind::Flag => ["yes", "no"].into_iter().map(|value| option(value, chosen == value)).collect(),
        _ => {
            let chosen: Vec<_> = chosen.split(',').collect();
            field.options.iter().map(|value| option(value, chosen.contains(&value.as_str()))).collect()
        }
    }
}

/// Returns the path of a total that is a field, or the id of one that is not.
pub(crate) fn total_path(total: &Derived) -> String {
    let path = FieldPath::new(&total.id, total.row.as_deref());
    path.map_or_else(|_| total.id.clone(), |path| path.to_string())
}

/// Returns the totals below the form, which are no fields of it. The last is that of the whole section.
pub(crate) fn totals(schema: &SectionSchema, derived: &[Derived]) -> Vec<Total> {
    let below: Vec<_> = derived.iter().filter(|total| schema.field(&total.id).is_none()).collect();
    let last = below.len();
    let total = |(place, total): (usize, &&Derived)| Total {
        label: texts().text(&total.label),
        text: total.amount.to_string(),
        main: place + 1 == last,
    };
    below.iter().enumerate().map(total).collect()
}
