//! Rows between SQLite's values and the contract's.

use casegate::store::{Body, BodyKind, Column, ColumnKind, Key, Row, Table, Value};
use rusqlite::{Result, Statement};

/// Binds a row's body to the parameter with this number.
pub(crate) fn bind_body(statement: &mut Statement<'_>, number: usize, body: &Body) -> Result<()> {
    match body {
        Body::Json(json) => statement.raw_bind_parameter(number, json),
        Body::Bytes(bytes) => statement.raw_bind_parameter(number, bytes),
    }
}

/// Returns the row whose version is the value at `place`, followed by the body and, if the table returns them, the columns.
pub(crate) fn read_row(table: &Table, key: Key, row: &rusqlite::Row<'_>, place: usize) -> Result<Row> {
    let body = match table.body {
        BodyKind::Json => Body::Json(row.get(place + 1)?),
        BodyKind::Bytes => Body::Bytes(row.get(place + 1)?),
    };
    let returned = if table.returns_columns { table.columns } else { &[] };
    let columns = (place + 2..)
        .zip(returned)
        .map(|(place, column)| value(column, row, place))
        .collect::<Result<_>>()?;
    Ok(Row { key, version: row.get(place)?, columns, body })
}

fn value(column: &Column, row: &rusqlite::Row<'_>, place: usize) -> Result<Value> {
    Ok(match column.kind {
        ColumnKind::Bool => row.get::<_, Option<bool>>(place)?.into(),
        ColumnKind::Integer => row.get::<_, Option<i64>>(place)?.into(),
        ColumnKind::Text => row.get::<_, Option<String>>(place)?.map_or(Value::Null, Value::Text),
        ColumnKind::Bytes => row.get::<_, Option<Vec<u8>>>(place)?.map_or(Value::Null, Value::Bytes),
    })
}
