//! The SQL of a query, with its values.
//!
//! The text is built anew for each call, which costs less than looking it up; the connection keeps the prepared
//! statement by its text. Values are always bound, so the number of texts is the number of shapes.

use crate::catalog::Entry;
use casegate::store::{After, Direction, Filter, Query, Value};
use rusqlite::{Statement, ToSql};
use uuid::Uuid;

pub(crate) struct Select<'q> {
    pub(crate) sql: String,
    values: Vec<Bound<'q>>,
    has_condition: bool,
}

enum Bound<'q> {
    Id(&'q Uuid),
    Value(&'q Value),
    Text(&'q str),
    Owned(String),
    Limit(u32),
}

/// The result of comparing rows that have the cursor's value in the order's column with the cursor's key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
    /// All of them come later.
    All,
    /// None of them comes later.
    None,
    /// The id decides, because the parent is the same for all of them.
    Id,
    /// Parent and id decide.
    Key,
}

/// Returns the statement for one page; `None` if nothing can match.
pub(crate) fn page<'q>(entry: &Entry, query: &'q Query) -> Option<Select<'q>> {
    let mut select = Select::starting(&entry.select);
    select.filters(query)?;
    if let Some(after) = &query.after {
        select.after(query, after)?;
    }
    select.order(query);
    Some(select)
}

/// Returns the statement that counts; `None` if nothing can match.
pub(crate) fn count<'q>(entry: &Entry, query: &'q Query) -> Option<Select<'q>> {
    let mut select = Select::starting(&entry.count);
    select.filters(query)?;
    select.sql.push_str(" LIMIT ?)");
    select.values.push(Bound::Limit(query.limit));
    Some(select)
}

impl<'q> Select<'q> {
    fn starting(head: &str) -> Self {
        let mut sql = String::with_capacity(head.len() + 256);
        sql.push_str(head);
        Self { sql, values: Vec::with_capacity(8), has_condition: false }
    }

    pub(crate) fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        for (i, value) in self.values.iter().enumerate() {
            match value {
                Bound::Id(id) => statement.raw_bind_parameter(i + 1, id.as_bytes().as_slice())?,
                Bound::Value(value) => bind_value(statement, i + 1, value)?,
                Bound::Text(text) => statement.raw_bind_parameter(i + 1, text)?,
                Bound::Owned(text) => statement.raw_bind_parameter(i + 1, text)?,
                Bound::Limit(limit) => statement.raw_bind_parameter(i + 1, limit)?,
            }
        }
        Ok(())
    }

    fn filters(&mut self, query: &'q Query) -> Option<()> {
        match &query.parent {
            Some(parent) if query.table.clustered => self.when(&["\"parent\" = ?"], [Bound::Id(parent)]),
            Some(parent) if !parent.is_nil() => return None,
            _ => {}
        }
        for filter in &query.filters {
            match filter {
                Filter::Equals(name, value) => self.compare(name, " = ?", Bound::Value(value)),
                Filter::OneOf(name, values) => self.one_of(name, values)?,
                Filter::AtLeast(name, value) => self.compare(name, " >= ?", Bound::Value(value)),
                Filter::Below(name, value) => self.compare(name, " < ?", Bound::Value(value)),
                Filter::IsNull(name) => self.when(&["\"", name, "\" IS NULL"], []),
                Filter::StartsWith(name, prefix) => {
                    self.compare(name, " >= ?", Bound::Text(prefix));
                    if let Some(end) = after_prefix(prefix) {
                        self.compare(name, " < ?", Bound::Owned(end));
                    }
                }
            }
        }
        Some(())
    }

    fn compare(&mut self, name: &str, operator: &str, value: Bound<'q>) {
        self.when(&["\"", name, "\"", operator], [value]);
    }

    /// Adds the condition that the column has one of the values. Returns `None` if there are none, because nothing can match then.
    fn one_of(&mut self, name: &str, values: &'q [Value]) -> Option<()> {
        let (_, others) = values.split_first()?;
        let marks = format!("?{}", ", ?".repeat(others.len()));
        self.when(&["\"", name, "\" IN (", &marks, ")"], []);
        self.values.extend(values.iter().map(Bound::Value));
        Some(())
    }

    fn when<const N: usize>(&mut self, condition: &[&str], values: [Bound<'q>; N]) {
        self.sql.push_str(if self.has_condition { " AND " } else { " WHERE " });
        self.has_condition = true;
        for part in condition {
            self.sql.push_str(part);
        }
        self.values.extend(values);
    }

    /// Adds the condition for rows after a position. It uses row values, because SQLite can start reading an index at one.
    fn after(&mut self, query: &'q Query, after: &'q After) -> Option<()> {
        let ascending = query.order.direction == Direction::Ascending;
        let (strictly, or_same) = if ascending { (" > ", " >= ?") } else { (" < ", " <= ?") };
        let tie = tie(query, after, ascending);
        let Some(column) = query.order.column else {
            return match tie {
                Tie::All => Some(()),
                Tie::None => None,
                Tie::Id | Tie::Key => {
                    self.when(&["(", key_names(tie), ")", strictly, "(", key_marks(tie), ")"], []);
                    self.key(tie, after);
                    Some(())
                }
            };
        };
        match (&after.value, tie) {
            (Value::Null, Tie::All) if ascending => {}
            (Value::Null, Tie::None) if ascending => self.when(&["\"", column, "\" IS NOT NULL"], []),
            (Value::Null, Tie::None) => return None,
            (Value::Null, Tie::All) => self.when(&["\"", column, "\" IS NULL"], []),
            (Value::Null, _) => {
                let link = if ascending { "\" IS NOT NULL OR (" } else { "\" IS NULL AND (" };
                self.when(
                    &["(\"", column, link, key_names(tie), ")", strictly, "(", key_marks(tie), "))"],
                    [],
                );
                self.key(tie, after);
            }
            (value, Tie::All) => {
                self.beyond(query, column, &["\"", column, "\"", or_same], Bound::Value(value))
            }
            (value, Tie::None) => {
                self.beyond(query, column, &["\"", column, "\"", strictly, "?"], Bound::Value(value));
            }
            (value, _) => {
                let position =
                    ["(\"", column, "\", ", key_names(tie), ")", strictly, "(?, ", key_marks(tie), ")"];
                self.beyond(query, column, &position, Bound::Value(value));
                self.key(tie, after);
            }
        }
        Some(())
    }

    /// Adds a condition that also admits nulls where they come last.
    fn beyond(&mut self, query: &Query, column: &str, condition: &[&str], value: Bound<'q>) {
        let nullable =
            query.table.columns.iter().any(|declared| declared.name == column && declared.nullable);
        if query.order.direction == Direction::Descending && nullable {
            let mut parts = vec!["("];
            parts.extend(condition);
            parts.extend([" OR \"", column, "\" IS NULL)"]);
            self.when(&parts, [value]);
        } else {
            self.when(condition, [value]);
        }
    }

    fn key(&mut self, tie: Tie, after: &'q After) {
        if tie == Tie::Key {
            self.values.push(Bound::Id(&after.key.parent));
        }
        self.values.push(Bound::Id(&after.key.id));
    }

    fn order(&mut self, query: &Query) {
        let direction = if query.order.direction == Direction::Ascending { "" } else { " DESC" };
        let parent = (query.table.clustered && query.parent.is_none()).then_some("parent");
        self.sql.push_str(" ORDER BY ");
        for name in query.order.column.into_iter().chain(parent) {
            for part in ["\"", name, "\"", direction, ", "] {
                self.sql.push_str(part);
            }
        }
        for part in ["\"id\"", direction, " LIMIT ?"] {
            self.sql.push_str(part);
        }
        self.values.push(Bound::Limit(query.limit));
    }
}

fn tie(query: &Query, after: &After, ascending: bool) -> Tie {
    let parent = if query.table.clustered { query.parent } else { Some(Uuid::nil()) };
    match parent {
        None => Tie::Key,
        Some(parent) if parent == after.key.parent => Tie::Id,
        Some(parent) if (parent > after.key.parent) == ascending => Tie::All,
        Some(_) => Tie::None,
    }
}

fn key_names(tie: Tie) -> &'static str {
    if tie == Tie::Key { "\"parent\", \"id\"" } else { "\"id\"" }
}

fn key_marks(tie: Tie) -> &'static str {
    if tie == Tie::Key { "?, ?" } else { "?" }
}

/// Returns the first text after all that start with `prefix`; `None` if there is none. UTF-8 sorts bytewise as its characters do.
fn after_prefix(prefix: &str) -> Option<String> {
    let mut characters: Vec<char> = prefix.chars().collect();
    while let Some(last) = characters.pop() {
        if last < char::MAX {
            characters.extend((last..=char::MAX).nth(1));
            return Some(characters.into_iter().collect());
        }
    }
    None
}

pub(crate) fn bind_value(statement: &mut Statement<'_>, i: usize, value: &Value) -> rusqlite::Result<()> {
    let value: &dyn ToSql = match value {
        Value::Null => &rusqlite::types::Null,
        Value::Bool(flag) => flag,
        Value::Integer(number) => number,
        Value::Text(text) => text,
        Value::Bytes(bytes) => bytes,
    };
    statement.raw_bind_parameter(i, value)
}

#[cfg(test)]
mod tests {
    use super::after_prefix;

    #[test]
    fn the_end_of_a_prefix_is_the_next_text_that_does_not_start_with_it() {
        assert_eq!(after_prefix("ab").as_deref(), Some("ac"));
        assert_eq!(after_prefix("a%").as_deref(), Some("a&"));
        assert_eq!(after_prefix("z\u{d7ff}").as_deref(), Some("z\u{e000}"));
        assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after_prefix("\u{10ffff}"), None);
        assert_eq!(after_prefix(""), None);
    }
}
