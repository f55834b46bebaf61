//! The pages: the data of each template. Texts are chosen here; rules are the library's.

pub(crate) mod desk;
pub(crate) mod portal;

use crate::http::errors::Refusal;
use crate::texts::{Texts, texts};
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use casegate::foundation::error::{Code, Error};
use serde::Deserialize;

/// A message at the top of a page about what was just done.
pub(crate) struct Flash {
    pub(crate) tone: &'static str,
    pub(crate) text: String,
}

/// An error of one input, for the summary that links to the input.
pub(crate) struct FieldError {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// An input with what was typed into it, and its error.
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

/// The valid values of the parameter `done` in addresses.
const DONE: [&str; 8] = ["saved", "added", "decided", "revoked", "removed", "discarded", "undone", "ended"];

impl Flash {
    /// Returns the message for the parameter `done` of a redirect.
    pub(crate) fn done(t: &Texts, done: Option<&str>) -> Option<Self> {
        let done = DONE.into_iter().find(|known| Some(*known) == done)?;
        Some(Self { tone: "ok", text: t.of("done", done) })
    }
}

/// The parameters of the address of a page of a list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct PageQuery {
    after: String,
}

impl PageQuery {
    /// Returns the cursor of the page that is asked for; `None` for the first page.
    pub(crate) fn cursor(&self) -> Option<String> {
        cursor(&self.after)
    }
}

/// Returns the cursor in an address; `None` for the first page.
pub(crate) fn cursor(after: &str) -> Option<String> {
    Some(after.to_owned()).filter(|after| !after.is_empty())
}

/// Reads all pages of a list. `read` returns the rows of the page at a cursor, and the cursor of the next page.
pub(crate) fn all_pages<T>(
    mut read: impl FnMut(Option<String>) -> Result<(Vec<T>, Option<String>), Error>,
) -> Result<Vec<T>, Error> {
    let (mut all, mut next) = read(None)?;
    while next.is_some() {
        let (rows, after) = read(next)?;
        all.extend(rows);
        next = after;
    }
    Ok(all)
}

/// Returns the text of an error.
pub(crate) fn sentence(code: Code) -> String {
    texts().of("error", code.name())
}

/// An input of a page: the operation's field, the html id, the message id of its label, and its contents.
pub(crate) type Asked<'a> = (&'static str, &'static str, &'static str, &'a mut Input);

/// Puts an error beside its input, and returns it for the summary; `None` if it belongs
/// to none of the page's inputs.
pub(crate) fn blame(error: &Error, inputs: &mut [Asked<'_>]) -> Option<Vec<FieldError>> {
    let field = error.field()?;
    let (_, id, label, input) = inputs.iter_mut().find(|(name, ..)| *name == field)?;
    input.error = sentence(error.code());
    Some(vec![FieldError { id: (*id).to_owned(), text: format!("{}: {}", texts().text(label), input.error) }])
}

/// Renders a page as a response.
pub(crate) fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            eprintln!("a page could not be made: {error}");
            Refusal::from(Error::new(Code::DEFECT)).json()
        }
    }
}

/// Redirects after a form was handled, so that reloading the page does not repeat it.
pub(crate) fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(path) {
        Ok(path) => (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response(),
        Err(_) => Refusal::from(Error::new(Code::DEFECT)).json(),
    }
}

/// Formats a size, as in `240 KB` or `1.2 MB`.
pub(crate) fn size(bytes: i64) -> String {
    let kilobytes = (bytes.max(1) + 1023) / 1024;
    if kilobytes < 1024 {
        format!("{kilobytes} KB")
    } else {
        format!("{}.{} MB", kilobytes / 1024, kilobytes % 1024 * 10 / 1024)
    }
}

/// Returns the common name of a media type.
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

/// Returns the host of a web address, which tells people where a button leads.
pub(crate) fn provider(address: &str) -> String {
    url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns a sensitive number masked except for its last four characters.
pub(crate) fn mask(last_four: &str) -> String {
    format!("\u{2022}\u{2022}\u{2022}\u{2022} {last_four}")
}
