//! The pages: what each template is given. Texts are chosen here, rules are not.

pub(crate) mod desk;
pub(crate) mod portal;

use crate::http::errors::Refusal;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use casegate::foundation::error::{Code, Error};

/// A word at the top of a page about what was just done.
pub(crate) struct Flash {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// What is wrong with one input, for the summary that links to it.
pub(crate) struct FieldError {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// An input with what was typed into it, and what is wrong with that.
#[derive(Clone, Default)]
pub(crate) struct Input {
    pub(crate) value: String,
    pub(crate) error: String,
}

impl Input {
    pub(crate) fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: String::new() }
    }
}

/// What the address after `?done=` may say.
const DONE: [&str; 8] = ["saved", "added", "decided", "revoked", "removed", "discarded", "undone", "ended"];

impl Flash {
    /// The word for what the redirect that led here names.
    pub(crate) fn done(t: &Texts, done: Option<&str>) -> Option<Self> {
        let done = DONE.into_iter().find(|known| Some(*known) == done)?;
        Some(Self { tone: "ok", text: t.of("done", done) })
    }
}

/// What an error says to a person.
pub(crate) fn sentence(code: Code) -> String {
    texts().of("error", code.name())
}

/// An input of a page: the operation's field, the html id, the message id of its label, and what stands in it.
pub(crate) type Asked<'a> = (&'static str, &'static str, &'static str, &'a mut Input);

/// A refused form: the error beside its input and in the summary; `None` if it is about none of the page's inputs.
pub(crate) fn blame(error: &Error, inputs: &mut [Asked<'_>]) -> Option<Vec<FieldError>> {
    let field = error.field()?;
    let (_, id, label, input) = inputs.iter_mut().find(|(name, ..)| *name == field)?;
    input.error = sentence(error.code());
    Some(vec![FieldError { id: (*id).to_owned(), text: format!("{}: {}", texts().text(label), input.error) }])
}

/// A page as an answer.
pub(crate) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            eprintln!("a page could not be made: {error}");
            Refusal::from(Error::new(Code::DEFECT)).json()
        }
    }
}

/// After a form was carried out: a page that can be loaded again without doing it twice.
pub(crate) fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        Err(_) => Refusal::from(Error::new(Code::DEFECT)).json(),
    }
}

/// `240 KB`, `1.2 MB`.
pub(crate) fn size(bytes: i64) -> String {
    let kilobytes = (bytes.max(1) + 1023) / 1024;
    if kilobytes < 1024 {
        format!("{kilobytes} KB")
    } else {
        format!("{}.{} MB", kilobytes / 1024, kilobytes % 1024 * 10 / 1024)
    }
}

/// What people call a media type.
pub(crate) fn media_name(media_type: &str) -> String {
    let known = [
        ("application/pdf", "PDF"),
        ("image/png", "PNG"),
        ("image/jpeg", "JPEG"),
        ("text/plain", "Text"),
        ("text/csv", "CSV"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    ];
    known.iter().find(|(known, _)| *known == media_type).map_or(media_type, |(_, name)| name).to_owned()
}

/// The host of a web address, so that people know where a button leads.
pub(crate) fn provider(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A sensitive number by its last characters.
pub(crate) fn mask(last_four: &str) -> String {
    format!("\u{2022}\u{2022}\u{2022}\u{2022} {last_four}")
}
