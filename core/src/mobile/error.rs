//! The one error that crosses into other languages.

use super::code::Code;
use crate::foundation::error::{Error, Kind};

/// A refusal, by what a caller can do about it. It names a stable code, one fixed sentence and the input field at fault where
/// there is one; it never carries what a person typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
#[uniffi::export(Display)]
pub enum PortalError {
    /// The input is wrong; mend it and try again.
    #[error("{reason}")]
    Invalid {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
    /// This caller may not do this.
    #[error("{reason}")]
    Denied {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
    /// There is no such thing, or none that this caller may know of.
    #[error("{reason}")]
    NotFound {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
    /// The input is fine, but not in this state; load again and decide anew.
    #[error("{reason}")]
    Conflict {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
    /// The store, a key or another plug-in is not available now; nothing was changed unless the code says so.
    #[error("{reason}")]
    Unavailable {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
    /// A defect: stored data or the library broke its own rules.
    #[error("{reason}")]
    Internal {
        /// The stable code.
        code: Code,
        /// One fixed sentence.
        reason: String,
        /// The input field at fault.
        field: Option<String>,
    },
}

impl From<Error> for PortalError {
    fn from(error: Error) -> Self {
        let (code, field) = (Code::from(error.code()), error.field().map(str::to_owned));
        let reason = error.message().to_owned();
        match error.kind() {
            Kind::Invalid => Self::Invalid { code, reason, field },
            Kind::Denied => Self::Denied { code, reason, field },
            Kind::NotFound => Self::NotFound { code, reason, field },
            Kind::Conflict => Self::Conflict { code, reason, field },
            Kind::Unavailable => Self::Unavailable { code, reason, field },
            Kind::Internal => Self::Internal { code, reason, field },
        }
    }
}
