//! HTTP: authentication, the routes, and the headers of every response.

pub(crate) mod api;
pub(crate) mod assets;
pub(crate) mod client;
pub(crate) mod cookies;
pub(crate) mod download;
pub(crate) mod errors;
pub(crate) mod form;
pub(crate) mod headers;
pub(crate) mod language;
pub(crate) mod openapi;
pub(crate) mod provenance;
pub(crate) mod router;
pub(crate) mod source;
pub(crate) mod staff;
