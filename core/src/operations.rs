//! The list of all operations, each with its door, input and output, and of all error codes.
//!
//! Bindings, the HTTP example, the permission matrix and the tests read this list. A room declares its operations and codes in
//! its own module (`mod.rs` or a single file) and has one line here, besides those in `lib.rs` and `schema.rs`.

use crate::foundation::concat::concat_lists;
use crate::foundation::error::{Code, Error, Result};
use crate::portal::{Desk, HostDoor, Visit};
use crate::wire::{Json, Wire};

pub use crate::access::permission::{Permission, Right};
pub use crate::act::{Door, Effect, Need, Operation};
#[cfg(feature = "schema")]
pub use crate::binding::SchemaOf;

macro_rules! rooms {
    ($($room:ident)+) => {
        /// The input and output types of all operations.
        #[expect(ambiguous_glob_reexports, reason = "rooms have modules of the same names, which are not used from here")]
        pub mod types {
            $(pub use crate::$room::*;)+
        }

        impl Operation {
            /// Every operation: the desk's, then the visit's, then the host's.
            pub const ALL: &'static [Self] =
                concat_lists![Operation; $(crate::$room::DESK,)+ $(crate::$room::VISIT,)+ $(crate::$room::HOST,)+];
        }

        impl Code {
            /// Every code: the library's own, then each room's.
            pub const ALL: &'static [Self] =
                concat_lists![Code; crate::foundation::error::CODES, $(crate::$room::CODES,)+];
        }

        impl Desk {
            /// Runs an operation. `wire` supplies the input and takes the output as values of another language.
            /// A secret in the output is revealed.
            ///
            /// # Errors
            /// As [`Desk::call`].
            pub fn answer<W: Wire>(&self, operation: Operation, wire: &W) -> Result<W::Output> {
                $(
                    if let Some(answer) = crate::$room::call_desk(self, operation, wire) {
                        return answer;
                    }
                )+
                Err(Error::new(Code::OPERATION_UNKNOWN))
            }
        }

        impl Visit {
            /// Runs an operation. `wire` supplies the input and takes the output as values of another language.
            /// A secret in the output is revealed.
            ///
            /// # Errors
            /// As [`Visit::call`].
            pub fn answer<W: Wire>(&self, operation: Operation, wire: &W) -> Result<W::Output> {
                $(
                    if let Some(answer) = crate::$room::call_visit(self, operation, wire) {
                        return answer;
                    }
                )+
                Err(Error::new(Code::OPERATION_UNKNOWN))
            }
        }

        impl HostDoor {
            /// Runs an operation. `wire` supplies the input and takes the output as values of another language.
            /// A secret in the output is revealed.
            ///
            /// # Errors
            /// As [`HostDoor::call`].
            pub fn answer<W: Wire>(&self, operation: Operation, wire: &W) -> Result<W::Output> {
                $(
                    if let Some(answer) = crate::$room::call_host(self, operation, wire) {
                        return answer;
                    }
                )+
                Err(Error::new(Code::OPERATION_UNKNOWN))
            }
        }

        #[cfg(feature = "schema")]
        fn schemas(operation: Operation) -> crate::binding::Schemas {
            let none = crate::binding::Schemas { input: None, output: |_| schemars::Schema::default() };
            [$(crate::$room::schemas(operation)),+].into_iter().flatten().next().unwrap_or(none)
        }
    };
}

rooms! {
    settings
    firm
    clients
    contacts
    cases
    doctor
    readiness
    invites
    documents
    signatures
    forms
    intake
    history
    home
    outbox
    jobs
}

impl Desk {
    /// Runs an operation with its input and output as JSON. A secret in the output is revealed.
    ///
    /// # Errors
    /// `operation_unknown`; `input_malformed`, naming the field; the errors of the operation.
    pub fn call(&self, operation: Operation, json: &[u8]) -> Result<String> {
        self.answer(operation, &Json(json))
    }
}

impl Visit {
    /// Runs an operation with its input and output as JSON. A secret in the output is revealed.
    ///
    /// # Errors
    /// `operation_unknown`; `input_malformed`, naming the field; the errors of the operation.
    pub fn call(&self, operation: Operation, json: &[u8]) -> Result<String> {
        self.answer(operation, &Json(json))
    }
}

impl HostDoor {
    /// Runs an operation with its input and output as JSON. A secret in the output is revealed.
    ///
    /// # Errors
    /// `operation_unknown`; `input_malformed`, naming the field; the errors of the operation.
    pub fn call(&self, operation: Operation, json: &[u8]) -> Result<String> {
        self.answer(operation, &Json(json))
    }
}

impl Operation {
    /// Returns the desk's operation with this name.
    ///
    /// # Errors
    /// `operation_unknown`.
    pub fn of_desk(name: &str) -> Result<Self> {
        Self::named(name, |operation| matches!(operation.door(), Door::Desk(_)))
    }

    /// Returns the visit's operation with this name.
    ///
    /// # Errors
    /// `operation_unknown`.
    pub fn of_visit(name: &str) -> Result<Self> {
        Self::named(name, |operation| matches!(operation.door(), Door::Visit(_)))
    }

    /// Returns the host's operation with this name.
    ///
    /// # Errors
    /// `operation_unknown`.
    pub fn of_host(name: &str) -> Result<Self> {
        Self::named(name, |operation| operation.door() == Door::Host)
    }

    fn named(name: &str, is_behind: impl Fn(Self) -> bool) -> Result<Self> {
        let found =
            Self::ALL.iter().copied().find(|operation| is_behind(*operation) && operation.name() == name);
        found.ok_or_else(|| Error::new(Code::OPERATION_UNKNOWN))
    }

    /// Returns the schema of its input; `None` if it takes none.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn input_schema(self) -> Option<SchemaOf> {
        schemas(self).input
    }

    /// Returns the schema of its output.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn output_schema(self) -> SchemaOf {
        schemas(self).output
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique() {
        let operations: HashSet<_> = Operation::ALL.iter().map(|operation| operation.name()).collect();
        assert_eq!(operations.len(), Operation::ALL.len());
        let codes: HashSet<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }

    #[test]
    fn messages_of_codes_are_plain() {
        for code in Code::ALL {
            assert!(!code.message().ends_with('.'), "{code:?}");
            assert!(code.message().starts_with(char::is_lowercase), "{code:?}");
            assert!(code.name().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code:?}");
        }
    }
}
