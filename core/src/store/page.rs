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

/// The written form of a position in a list: which list it is, the last row's key and its ordering text.
pub(crate) struct Cursor;

impl Cursor {
    /// Writes a position in the list of this name.
    pub(crate) fn write(list: &str, text: &str, key: Key) -> String {
        let mut bytes = Vec::with_capacity(36 + text.len());
        bytes.extend_from_slice(&tag(list));
        bytes.extend_from_slice(key.parent.as_bytes());
        bytes.extend_from_slice(key.id.as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        BASE64.encode(bytes)
    }

    /// Parses the position that `cursor` marks in the list of this name, if one is given.
    ///
    /// # Errors
    /// `cursor_invalid`, also for the cursor of another list.
    pub(crate) fn read(list: &str, cursor: Option<&str>) -> Result<Option<After>> {
        let Some(cursor) = cursor else { return Ok(None) };
        let invalid = || Error::at(Code::CURSOR_INVALID, "cursor");
        if cursor.len() > limits::ADDRESS {
            return Err(invalid());
        }
        let bytes = BASE64.decode(cursor).map_err(|_| invalid())?;
        let (own, rest) = bytes.split_first_chunk::<4>().ok_or_else(invalid)?;
        if *own != tag(list) {
            return Err(invalid());
        }
        let (parent, rest) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let (id, text) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| invalid())?;
        let key = Key::under(Uuid::from_bytes(*parent), Uuid::from_bytes(*id));
        Ok(Some(After { value: Value::Text(text), key }))
    }
}

/// Returns the bytes that mark the cursors of a list.
fn tag(list: &str) -> [u8; 4] {
    let digest: [u8; 32] = Sha256::digest(list).into();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Parses the position in the list of all records of a type, as [`into_page`] writes it.
pub(crate) fn after<T: Record>(cursor: Option<&str>) -> Result<Option<After>> {
    Cursor::read(T::TABLE.name, cursor)
}

/// Cuts `limit + 1` fetched rows to a page, and returns it with the cursor of the next one if there is one.
pub(crate) fn into_page<T: Record>(
    mut rows: Vec<Stored<T>>,
    limit: u32,
    place: impl Fn(&T) -> (String, Key),
) -> (Vec<Stored<T>>, Option<String>) {
    let has_more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let (text, key) = place(&last.record);
        Cursor::write(T::TABLE.name, &text, key)
    });
    (rows, next)
}
