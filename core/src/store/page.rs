//! Pages of lists: bounded, with an opaque cursor that marks where the previous page ended.

use super::{After, Key, Record, Stored, Value};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

const DEFAULT: u32 = 50;

/// Returns the number of rows that a caller asked for, from 1 to [`limits::PAGE`]; 50 by default.
pub(crate) fn limit(asked: Option<u32>) -> Result<u32> {
    match asked.unwrap_or(DEFAULT) {
        limit @ 1..=limits::PAGE => Ok(limit),
        _ => Err(Error::at(Code::NUMBER_OUT_OF_RANGE, "limit")),
    }
}

/// What a list is ordered by, besides the key.
#[derive(Clone, Copy)]
pub(crate) enum Order {
    Key,
    Text,
    Number,
}

/// The written form of a position in a list: which list it is, and the last row's key and ordering value.
pub(crate) struct Cursor;

impl Cursor {
    /// Writes a position in the list of this name.
    pub(crate) fn write(list: &str, place: &After) -> String {
        let (order, text) = match &place.value {
            Value::Text(text) => (Order::Text, text.clone()),
            Value::Integer(number) => (Order::Number, number.to_string()),
            _ => (Order::Key, String::new()),
        };
        let mut bytes = Vec::with_capacity(36 + text.len());
        bytes.extend_from_slice(&tag(list, order));
        bytes.extend_from_slice(place.key.parent.as_bytes());
        bytes.extend_from_slice(place.key.id.as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        BASE64.encode(bytes)
    }

    /// Parses the position that `cursor` marks in the list of this name and order, if one is given.
    ///
    /// # Errors
    /// `cursor_invalid`, also for the cursor of another list.
    pub(crate) fn read(list: &str, order: Order, cursor: Option<&str>) -> Result<Option<After>> {
        let invalid = || Error::at(Code::CURSOR_INVALID, "cursor");
        let Some(cursor) = cursor else { return Ok(None) };
        if cursor.len() > limits::ADDRESS {
            return Err(invalid());
        }
        let bytes = BASE64.decode(cursor).map_err(|_| invalid())?;
        let (own, rest) = bytes.split_first_chunk::<4>().ok_or_else(invalid)?;
        if *own != tag(list, order) {
            return Err(invalid());
        }
        let (parent, rest) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let (id, text) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| invalid())?;
        let value = match order {
            Order::Key => Value::Null,
            Order::Text => Value::Text(text),
            Order::Number => Value::Integer(text.parse().map_err(|_| invalid())?),
        };
        Ok(Some(After { value, key: Key::under(Uuid::from_bytes(*parent), Uuid::from_bytes(*id)) }))
    }
}

/// Returns the bytes that mark the cursors of a list.
fn tag(list: &str, order: Order) -> [u8; 4] {
    let order: &[u8] = match order {
        Order::Key => b"/key",
        Order::Text => b"/text",
        Order::Number => b"/number",
    };
    let digest: [u8; 32] = Sha256::new().chain_update(list).chain_update(order).finalize().into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Parses the position in a list of records, as [`into_page`] writes it.
///
/// # Errors
/// `cursor_invalid`.
pub(crate) fn after<T: Record>(order: Order, cursor: Option<&str>) -> Result<Option<After>> {
    Cursor::read(T::TABLE.name, order, cursor)
}

/// Cuts `limit + 1` fetched rows to a page, and returns it with the cursor of the next one if there is one. `value` returns what
/// the list is ordered by.
pub(crate) fn into_page<T: Record>(
    mut rows: Vec<Stored<T>>,
    limit: u32,
    value: impl Fn(&T) -> Value,
) -> (Vec<Stored<T>>, Option<String>) {
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let last = rows.last().filter(|_| has_more).map(|last| &last.record);
    let next = last.map(|last| Cursor::write(T::TABLE.name, &After { value: value(last), key: last.key() }));
    (rows, next)
}
