//! JavaScript as a wire.

use crate::failure::keep_cause;
use crate::read::FromJs;
use crate::write::ToJs;
use casegate::Wire;
use casegate::foundation::error::{Code, Error, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// One call: its input is a plain object, or nothing.
pub struct JsWire(JsValue);

impl JsWire {
    /// A call with this input.
    #[must_use]
    pub fn new(input: JsValue) -> Self {
        Self(input)
    }
}

/// Reads a value that the caller handed over.
///
/// # Errors
/// `input_malformed`, naming the field.
pub fn read<T: DeserializeOwned>(input: &JsValue) -> Result<T> {
    T::deserialize(FromJs::new(input.clone(), &FromJs::budget()))
        .map_err(|error| casegate::malformed(error.path(), &error))
}

/// Writes a value for the caller.
///
/// # Errors
/// `defect` if it cannot be made.
pub fn write<T: Serialize + ?Sized>(answer: &T) -> Result<JsValue> {
    answer.serialize(ToJs::plain()).map_err(|error| {
        keep_cause(error.into_cause());
        Error::new(Code::Defect)
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
