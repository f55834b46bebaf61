//! A client's request.

use crate::http::cookies;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::{self, Form};
use crate::http::source::source;
use crate::pages::portal;
use crate::state::App;
use crate::texts;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use casegate::access::source::Source;
use casegate::portal::Visit;
use std::convert::Infallible;

/// A request with its visit. The library verifies the session again in every operation.
pub(crate) struct Client {
    pub(crate) app: App,
    pub(crate) visit: Visit,
    pub(crate) source: Source,
}

impl FromRequestParts<App> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let source = source(parts);
        let visit = match cookies::CLIENT.of(&parts.headers) {
            Some(session) => app.portal.visit(&session, &source),
            None => app.portal.visitor(&source),
        };
        Ok(Self { app: App::clone(app), visit, source })
    }
}

impl Client {
    /// Makes a page on a blocking thread, because the library's calls block.
    pub(crate) async fn page(self, body: impl FnOnce(&Self) -> Outcome + Send + 'static) -> Response {
        blocking(move || body(&self).unwrap_or_else(|refusal| portal::error::page(&self, &refusal))).await
    }

    /// Handles a form, if it proves that it comes from a page of this session.
    pub(crate) async fn act(
        self,
        request: Request,
        body: impl FnOnce(&Self, &Form) -> Outcome + Send + 'static,
    ) -> Response {
        let form = form::read(request, &self.app.origin, |csrf| self.visit.csrf_matches(csrf)).await;
        self.page(move |client| body(client, &form?)).await
    }
}

/// Runs `body` on a thread where it may block.
pub(crate) async fn blocking(body: impl FnOnce() -> Response + Send + 'static) -> Response {
    tokio::task::spawn_blocking(texts::carried(body)).await.unwrap_or_else(|_| {
        let refusal = Refusal::Casegate(casegate::foundation::error::Error::new(
            casegate::foundation::error::Code::DEFECT,
        ));
        refusal.note();
        (refusal.status(), "something went wrong on our side").into_response()
    })
}
