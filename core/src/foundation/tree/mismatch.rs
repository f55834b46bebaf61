//! The reason why a value could not be read.

use crate::foundation::error::{Code, Error};
use serde::de;
use std::borrow::Cow;
use std::fmt::{self, Display};

/// The reason why a value could not be read. It contains no text of the value itself.
#[derive(Debug)]
pub struct Mismatch(Box<Why>);

#[derive(Debug)]
struct Why {
    fault: Fault,
    /// The path to the value, as in `decisions[0].figureId`.
    path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A value of another type, or one that the type does not have.
    Wrong,
    /// A name that the type does not have.
    Unknown,
    /// A required field that is missing.
    Missing(&'static str),
    /// A missing field whose name is not known yet: the field itself, or (`AbsentAt`) its position in the type.
    Absent,
    AbsentAt(usize),
}

impl Mismatch {
    pub(super) fn of(fault: Fault) -> Self {
        Self(Box::new(Why { fault, path: String::new() }))
    }

    /// Creates a mismatch at `path` for a value that cannot be read.
    #[must_use]
    pub fn at(path: String) -> Self {
        Self(Box::new(Why { fault: Fault::Wrong, path }))
    }

    /// Returns the path to the field at fault, if it is one that the library knows; empty for the value as a whole.
    #[must_use]
    pub fn field(&self) -> Cow<'_, str> {
        let path = self.0.path.trim_start_matches('.');
        match self.0.fault {
            Fault::Unknown => Cow::Borrowed(""),
            Fault::Missing(name) if path.is_empty() => Cow::Borrowed(name),
            Fault::Missing(name) => Cow::Owned([path, ".", name].concat()),
            _ => Cow::Borrowed(path),
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        self.0.fault == Fault::Absent
    }

    pub(super) fn within_name(mut self, name: &str) -> Self {
        self.0.path.insert_str(0, name);
        self.0.path.insert(0, '.');
        self
    }

    pub(super) fn within_item(mut self, position: usize) -> Self {
        self.0.path.insert_str(0, &format!("[{position}]"));
        self
    }

    /// Replaces the position of a missing field by its name in `names`.
    pub(super) fn named(mut self, names: &[&'static str]) -> Self {
        if let Fault::AbsentAt(position) = self.0.fault {
            self.0.fault = names.get(position).map_or(Fault::Wrong, |name| Fault::Missing(name));
        }
        self
    }
}

impl From<Mismatch> for Error {
    fn from(unfit: Mismatch) -> Self {
        match &*unfit.field() {
            "" => Self::new(Code::INPUT_MALFORMED),
            field => Self::at(Code::INPUT_MALFORMED, field.to_owned()),
        }
    }
}

impl Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value could not be read")
    }
}

impl std::error::Error for Mismatch {}

/// Discards the messages of types. Inlining keeps them out of the compiled code.
#[expect(
    clippy::inline_always,
    reason = "the texts that every type would say are left out of what is loaded"
)]
impl de::Error for Mismatch {
    #[inline(always)]
    fn custom<T: Display>(_: T) -> Self {
        Self::of(Fault::Wrong)
    }

    #[inline(always)]
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::of(Fault::Wrong)
    }

    #[inline(always)]
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::of(Fault::Wrong)
    }

    /// Records a missing field by its position, as a type reports it.
    #[inline(always)]
    fn invalid_length(position: usize, _: &dyn de::Expected) -> Self {
        Self::of(Fault::AbsentAt(position))
    }

    #[inline(always)]
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::of(Fault::Wrong)
    }

    #[inline(always)]
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::of(Fault::Unknown)
    }

    #[inline(always)]
    fn missing_field(name: &'static str) -> Self {
        Self::of(Fault::Missing(name))
    }

    #[inline(always)]
    fn duplicate_field(_: &'static str) -> Self {
        Self::of(Fault::Wrong)
    }
}
