//! An operation's input and result as JavaScript values.

use crate::failure::keep_cause;
use crate::read::tree_of;
use crate::write::value_of;
use casegate::Wire;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::tree::{self, Format};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// One call. Its input is a plain object, or nothing.
pub struct JsWire(JsValue);

impl JsWire {
    /// Makes a call with this input.
    #[must_use]
    pub fn new(input: JsValue) -> Self {
        Self(input)
    }
}

/// Reads a value from the caller.
///
/// # Errors
/// `input_malformed`, naming the field.
pub fn read<T: DeserializeOwned>(input: &JsValue) -> Result<T> {
    tree_of(input).and_then(|tree| tree::read(tree, Format::Wire)).map_err(Error::from)
}

/// Writes a value for the caller.
///
/// # Errors
/// `defect` if it cannot be made.
pub fn write<T: Serialize + ?Sized>(answer: &T) -> Result<JsValue> {
    let tree = tree::write(answer, Format::Wire).map_err(|_| Error::new(Code::DEFECT))?;
    value_of(tree).map_err(|cause| {
        keep_cause(cause);
        Error::new(Code::DEFECT)
    })
}

impl Wire for JsWire {
    type Output = JsValue;

    fn read<T: DeserializeOwned>(&self) -> Result<T> {
        read(&self.0)
    }

    fn run<R: Send>(&self, operation: impl FnOnce() -> R + Send) -> R {
        operation()
    }

    fn write<T: Serialize>(&self, answer: &T) -> Result<JsValue> {
        write(answer)
    }
}
