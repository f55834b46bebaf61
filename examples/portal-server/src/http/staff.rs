//! A staff member's request.

use crate::http::client::blocking;
use crate::http::cookies;
use crate::http::errors::{Outcome, Refusal};
use crate::http::form::{self, Form};
use crate::http::source::source;
use crate::pages::desk;
use crate::staff_door::{Inside, same};
use crate::state::App;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::Response;
use casegate::Staff as Member;
use casegate::foundation::error::{Code, Error};
use casegate::operations::{Door, Operation};
use casegate::portal::Desk;

/// A member of staff with a live session.
pub(crate) struct Staff {
    pub(crate) app: App,
    pub(crate) desk: Desk,
    pub(crate) csrf: String,
}

impl FromRequestParts<App> for Staff {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let session = cookies::STAFF.of(&parts.headers);
        let inside = session.and_then(|session| app.door.session(&session));
        let refused = |refusal: Refusal| desk::error::at_the_door(app, &refusal);
        let Inside { staff, csrf } = inside.ok_or_else(|| refused(Refusal::NotStaff))?;
        let desk = app.desk(staff, &source(parts)).map_err(|error| refused(error.into()))?;
        Ok(Self { app: App::clone(app), desk, csrf })
    }
}

/// Whether a member of staff may use an operation, by the library's table.
pub(crate) fn may(staff: &Member, operation: &str) -> bool {
    let needed = Operation::of_desk(operation).map(Operation::door);
    matches!(needed, Ok(Door::Desk(permission)) if staff.may(permission))
}

impl Staff {
    /// Checks that the member of staff may use the only operation of a page.
    pub(crate) fn is_for(&self, operation: &str) -> Result<(), Error> {
        if may(self.desk.staff(), operation) { Ok(()) } else { Err(Error::new(Code::PERMISSION_MISSING)) }
    }

    /// Returns an error that was found before the library was called, or `permission_missing` if the
    /// member of staff may not call it.
    pub(crate) fn slip(&self, operation: &str, slip: Error) -> Error {
        self.is_for(operation).err().unwrap_or(slip)
    }

    /// Makes a page on a blocking thread, because the library's calls block.
    pub(crate) async fn page(self, body: impl FnOnce(&Self) -> Outcome + Send + 'static) -> Response {
        blocking(move || body(&self).unwrap_or_else(|refusal| desk::error::page(&self, &refusal))).await
    }

    /// Handles a form, if it proves that it comes from a page of this session.
    pub(crate) async fn act(
        self,
        request: Request,
        body: impl FnOnce(&Self, &Form) -> Outcome + Send + 'static,
    ) -> Response {
        let form = form::read(request, &self.app.origin, |csrf| same(csrf, &self.csrf)).await;
        self.page(move |staff| body(staff, &form?)).await
    }
}
