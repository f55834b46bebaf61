//! Refusals of the library and of the host, and their responses.

use crate::when;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use casegate::foundation::error::{Code, Error, Kind};
use serde_json::json;
use std::fmt;

/// A reason why a request is refused.
pub(crate) enum Refusal {
    /// The library refused it.
    Casegate(Error),
    /// The request does not prove that a page of this portal sent it.
    Unproven,
    /// The staff code or session is not valid.
    NotStaff,
    /// The body is larger than the route allows.
    TooLarge,
    /// The body is not of the type that the route takes.
    WrongType,
    /// There is no such page.
    NoPage,
    /// The page does not take this method.
    WrongMethod,
}

/// The result of a handler.
pub(crate) type Outcome<T = Response> = Result<T, Refusal>;

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Casegate(error)
    }
}

impl Refusal {
    /// Makes the refusal of an input that cannot come from this host's own pages.
    pub(crate) fn malformed() -> Self {
        Error::new(Code::INPUT_MALFORMED).into()
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Casegate(error) => status(error),
            Self::Unproven => StatusCode::FORBIDDEN,
            Self::NotStaff => StatusCode::UNAUTHORIZED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoPage => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// Returns the stable code, from the library's registry or one of the host's own.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Casegate(error) => error.code().name(),
            Self::Unproven => "request_unproven",
            Self::NotStaff => "staff_unknown",
            Self::TooLarge => "request_too_large",
            Self::WrongType => "request_type_wrong",
            Self::NoPage => "not_found",
            Self::WrongMethod => "method_wrong",
        }
    }

    pub(crate) fn field(&self) -> Option<&str> {
        match self {
            Self::Casegate(error) => error.field(),
            _ => None,
        }
    }

    /// Whether the client's session or link is not valid.
    pub(crate) fn is_closed_link(&self) -> bool {
        matches!(self, Self::Casegate(error) if error.code() == Code::LINK_INVALID)
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Casegate(error) => error.kind().name(),
            Self::Unproven | Self::NotStaff => Kind::Denied.name(),
            Self::NoPage => Kind::NotFound.name(),
            Self::TooLarge | Self::WrongType | Self::WrongMethod => Kind::Invalid.name(),
        }
    }

    fn message(&self) -> &'static str {
        match self {
            Self::Casegate(error) => error.message(),
            Self::Unproven => "the request does not prove that a page of this portal sent it",
            Self::NotStaff => "this does not open the desk",
            Self::TooLarge => "the request is too large",
            Self::WrongType => "the request is not of the type taken here",
            Self::NoPage => "there is no such thing here",
            Self::WrongMethod => "this method is not taken here",
        }
    }

    /// Returns the response for a program.
    pub(crate) fn json(&self) -> Response {
        self.note();
        let body = json!({
            "kind": self.kind(), "code": self.code(), "message": self.message(), "field": self.field(),
        });
        (self.status(), Json(body)).into_response()
    }

    /// Logs what an operator has to look at, and never what a person sent.
    pub(crate) fn note(&self) {
        if self.status().is_server_error() {
            eprintln!("{} {self}", when::now());
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.message())
    }
}

/// Returns the status of an error. All closed links and sessions have the same one.
fn status(error: &Error) -> StatusCode {
    match (error.code(), error.kind()) {
        (Code::LINK_INVALID, _) => StatusCode::UNAUTHORIZED,
        (Code::OPERATION_UNKNOWN, _) => StatusCode::NOT_FOUND,
        (_, Kind::Invalid) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Kind::Denied) => StatusCode::FORBIDDEN,
        (_, Kind::NotFound) => StatusCode::NOT_FOUND,
        (_, Kind::Conflict) => StatusCode::CONFLICT,
        (_, Kind::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        (_, Kind::Internal) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
