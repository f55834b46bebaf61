//! Checks that every backend makes before it asks its database: rows and queries must fit the table's declaration.

use super::{After, Body, BodyKind, ColumnKind, Filter, NewRow, Query, StoreError, Table, Value};

/// Checks that `row` fits `table`: it has as many values as there are columns, each of its column's kind, its body is of the table's
/// kind, and its key has a parent exactly if the table is clustered.
///
/// # Errors
/// [`StoreError::Misused`] if not.
pub fn check_row(table: &Table, row: &NewRow) -> Result<(), StoreError> {
    let fits = row.columns.len() == table.columns.len()
        && table.columns.iter().zip(&row.columns).all(|(column, value)| match value {
            Value::Null => column.nullable,
            Value::Bytes(bytes) if refers(table, column.name) && bytes.len() != 16 => false,
            value => is_kind(value, column.kind),
        });
    let is_body = match row.body {
        Body::Json(_) => table.body == BodyKind::Json,
        Body::Bytes(_) => table.body == BodyKind::Bytes,
    };
    let clustered_right = table.clustered != row.key.parent.is_nil();
    if fits && is_body && clustered_right { Ok(()) } else { Err(StoreError::Misused) }
}

/// Checks that `query` names declared columns only, compares each with values of its kind, and has no more values in a
/// [`Filter::OneOf`] than the contract allows.
///
/// # Errors
/// [`StoreError::Misused`] if not.
pub fn check_query(query: &Query) -> Result<(), StoreError> {
    let declared = |name: &str| query.table.columns.iter().find(|column| column.name == name);
    let filters_fit = query.filters.iter().all(|filter| match filter {
        Filter::Equals(name, value) | Filter::AtLeast(name, value) | Filter::Below(name, value) => {
            declared(name).is_some_and(|column| is_kind(value, column.kind))
        }
        Filter::OneOf(name, values) => {
            let all_fit = |kind| values.iter().all(|value| is_kind(value, kind));
            values.len() <= Filter::MOST_VALUES && declared(name).is_some_and(|column| all_fit(column.kind))
        }
        Filter::StartsWith(name, _) => declared(name).is_some_and(|column| column.kind == ColumnKind::Text),
        Filter::IsNull(name) => declared(name).is_some(),
    });
    let after_fits = |kind: Option<ColumnKind>| match &query.after {
        None | Some(After { value: Value::Null, .. }) => true,
        Some(After { value, .. }) => kind.is_some_and(|kind| is_kind(value, kind)),
    };
    let order_fits = match query.order.column {
        None => after_fits(None),
        Some(name) => declared(name).is_some_and(|column| after_fits(Some(column.kind))),
    };
    if filters_fit && order_fits { Ok(()) } else { Err(StoreError::Misused) }
}

/// Returns whether the column holds half of another row's key.
fn refers(table: &Table, column: &str) -> bool {
    table.references.iter().any(|reference| reference.columns.contains(&column))
}

fn is_kind(value: &Value, kind: ColumnKind) -> bool {
    matches!(
        (value, kind),
        (Value::Bool(_), ColumnKind::Bool)
            | (Value::Integer(_), ColumnKind::Integer)
            | (Value::Text(_), ColumnKind::Text)
            | (Value::Bytes(_), ColumnKind::Bytes)
    )
}
