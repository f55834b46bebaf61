//! Pages of lists: bounded, with an opaque cursor that marks where the previous page ended.
//!
//! A cursor holds the id and the ordering value of the last row of a page, which its reader has seen.

use super::{After, Key, KeyPart, ReadTx, Record, Records as _, Selection, Stored, Value};
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

/// The order of a list's rows. Rows that are equal in it are ordered by key.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Key,
    Text,
    Number,
    /// The rank of what was delivered to a viewer.
    Rank,
}

/// A list that is read in pages. It has a name, an order and the parent of its rows. A cursor is valid for one list only.
#[derive(Clone, Copy)]
pub(crate) struct List {
    name: &'static str,
    by: By,
    parent: Uuid,
}

impl List {
    /// Returns the list of this name.
    pub(crate) fn new(name: &'static str, by: By, parent: impl KeyPart) -> Self {
        Self { name, by, parent: parent.uuid() }
    }

    /// Returns the list of all records of a type under `parent`.
    pub(crate) fn of<T: Record>(by: By, parent: impl KeyPart) -> Self {
        Self::new(T::TABLE.name, by, parent)
    }

    /// Returns the bytes that mark the list's cursors.
    fn tag(self) -> [u8; TAG] {
        let by: &[u8] = match self.by {
            By::Key => b"/key/",
            By::Text => b"/text/",
            By::Number => b"/number/",
            By::Rank => b"/rank/",
        };
        let digest: [u8; 32] = Sha256::new()
            .chain_update(self.name)
            .chain_update(by)
            .chain_update(self.parent)
            .finalize()
            .into();
        digest.first_chunk().copied().unwrap_or_default()
    }

    /// Writes the position of the row with this id and ordering value.
    fn cursor(self, value: &Value, id: Uuid) -> String {
        let text = match value {
            Value::Text(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            _ => String::new(),
        };
        let mut bytes = Vec::with_capacity(TAG + 16 + text.len());
        bytes.extend_from_slice(&self.tag());
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(text.as_bytes());
        BASE64.encode(bytes)
    }

    /// Parses the position that `cursor` marks, if one is given.
    ///
    /// # Errors
    /// `cursor_invalid`, also for the cursor of another list.
    pub(crate) fn after(self, cursor: Option<&str>) -> Result<Option<After>> {
        let Some(cursor) = cursor else { return Ok(None) };
        let bytes = decoded(cursor)?;
        let (tag, rest) = bytes.split_first_chunk::<TAG>().ok_or_else(invalid)?;
        if *tag != self.tag() {
            return Err(invalid());
        }
        let (id, text) = rest.split_first_chunk::<16>().ok_or_else(invalid)?;
        let text = String::from_utf8(text.to_vec()).map_err(|_| invalid())?;
        let value = match self.by {
            By::Key if text.is_empty() => Value::Null,
            By::Key => return Err(invalid()),
            By::Text => Value::Text(text),
            By::Number | By::Rank => Value::Integer(text.parse().map_err(|_| invalid())?),
        };
        Ok(Some(After { value, key: Key::under(self.parent, Uuid::from_bytes(*id)) }))
    }

    /// Cuts `limit + 1` fetched rows to a page, and returns it with the cursor of the next one if there is one. `value` returns what
    /// the list is ordered by.
    pub(crate) fn cut<T: Record>(
        self,
        mut rows: Vec<Stored<T>>,
        limit: u32,
        value: impl Fn(&T) -> Value,
    ) -> (Vec<Stored<T>>, Option<String>) {
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let last = rows.last().filter(|_| has_more).map(|last| &last.record);
        let next = last.map(|last| self.cursor(&value(last), last.key().id));
        (rows, next)
    }

    /// Reads a page of `selection`, which is in the list's order. `value` returns what it is ordered by.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`.
    pub(crate) fn read<T: Record>(
        self,
        tx: &(impl ReadTx + ?Sized),
        selection: Selection<T>,
        asked: (Option<&str>, Option<u32>),
        value: impl Fn(&T) -> Value,
    ) -> Result<(Vec<Stored<T>>, Option<String>)> {
        let (cursor, limit) = (asked.0, limit(asked.1)?);
        let rows = tx.list(&selection.limited(limit + 1).after(self.after(cursor)?))?;
        Ok(self.cut(rows, limit, value))
    }
}

const TAG: usize = 8;

/// Returns the error for a cursor that is none of the list's.
pub(crate) fn invalid() -> Error {
    Error::at(Code::CURSOR_INVALID, "cursor")
}

/// Returns the bytes of a cursor.
pub(crate) fn decoded(cursor: &str) -> Result<Vec<u8>> {
    if cursor.len() > limits::ADDRESS {
        return Err(invalid());
    }
    BASE64.decode(cursor).map_err(|_| invalid())
}

/// Returns the written form of a cursor's bytes.
pub(crate) fn encoded(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}
