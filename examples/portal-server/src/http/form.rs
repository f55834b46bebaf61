//! Posted forms, read as fields in the order of the page. The anti-forgery value is checked first.

use crate::http::errors::{Outcome, Refusal};
use crate::http::provenance::{Provenance, provenance};
use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use casegate::foundation::origin::Origin;

/// The name of the hidden field, and of the header that scripts send.
pub(crate) const CSRF_FIELD: &str = "csrf";
/// See [`CSRF_FIELD`].
pub(crate) const CSRF_HEADER: &str = "x-casegate-csrf";

/// A posted form.
#[derive(Default)]
pub(crate) struct Form {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
}

/// A file in a form.
pub(crate) struct Upload {
    field: String,
    pub(crate) file_name: String,
    pub(crate) bytes: Bytes,
}

impl Form {
    /// Returns the first field of this name, or an empty text if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// Returns the values of all fields of this name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Whether there is a field of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Returns every field, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the file of this field, if one was chosen.
    pub(crate) fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !file.bytes.is_empty())
    }
}

/// Reads a form that changes something. `is_proof` returns whether a value is the
/// session's own anti-forgery value.
pub(crate) async fn read(request: Request, ours: &Origin, is_proof: impl Fn(&str) -> bool) -> Outcome<Form> {
    if provenance(request.headers(), ours) == Provenance::Foreign {
        return Err(Refusal::Unproven);
    }
    let form = match content_type(&request) {
        ContentType::Multipart => multipart(request, &is_proof).await?,
        ContentType::UrlEncoded => url_encoded(request).await?,
        ContentType::Other => Form::default(),
    };
    if is_proof(form.get(CSRF_FIELD)) { Ok(form) } else { Err(Refusal::Unproven) }
}

/// Reads a form that opens a session. There is no anti-forgery value yet, so it must
/// come from a page of this portal.
pub(crate) async fn read_at_the_door(request: Request, ours: &Origin) -> Outcome<Form> {
    if provenance(request.headers(), ours) != Provenance::Ours {
        return Err(Refusal::Unproven);
    }
    match content_type(&request) {
        ContentType::UrlEncoded => url_encoded(request).await,
        ContentType::Multipart | ContentType::Other => Err(Refusal::WrongType),
    }
}

enum ContentType {
    UrlEncoded,
    Multipart,
    Other,
}

fn content_type(request: &Request) -> ContentType {
    match essence(request).as_str() {
        "application/x-www-form-urlencoded" => ContentType::UrlEncoded,
        "multipart/form-data" => ContentType::Multipart,
        _ => ContentType::Other,
    }
}

/// Returns the content type without its parameters.
pub(crate) fn essence(request: &Request) -> String {
    let stated =
        request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads the whole body, up to the route's limit.
pub(crate) async fn body(request: Request) -> Outcome<Bytes> {
    let read = Bytes::from_request(request.with_limited_body(), &()).await;
    read.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
        _ => Refusal::malformed(),
    })
}

async fn url_encoded(request: Request) -> Outcome<Form> {
    let body = body(request).await?;
    let pairs = url::form_urlencoded::parse(&body);
    Ok(Form {
        fields: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect(),
        files: Vec::new(),
    })
}

async fn multipart(request: Request, is_proof: &impl Fn(&str) -> bool) -> Outcome<Form> {
    let parts = Multipart::from_request(request.with_limited_body(), &()).await;
    let mut parts = parts.map_err(|_| Refusal::malformed())?;
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|error| unreadable(&error))? {
        let field = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_none() {
            form.fields.push((field, text(part).await?));
            continue;
        }
        // Files are only read from a sender who proved that the form is ours.
        if !is_proof(form.get(CSRF_FIELD)) {
            return Err(Refusal::Unproven);
        }
        let file_name = part.file_name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
        form.files.push(Upload { field, file_name, bytes });
    }
    Ok(form)
}

async fn text(part: Field<'_>) -> Outcome<String> {
    part.text().await.map_err(|error| unreadable(&error))
}

fn unreadable(error: &MultipartError) -> Refusal {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Refusal::TooLarge } else { Refusal::malformed() }
}
