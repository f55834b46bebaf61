//! The frame of every page of the firm.

use crate::http::errors::{Outcome, Refusal};
use crate::http::staff::{self, Staff};
use crate::pages::{Flash, cursor};
use crate::state::{App, Face};
use crate::texts::texts;
use crate::when;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::response::Response;
use casegate::cases::desk::CaseDetails;
use casegate::foundation::error::{Code, Error};
use casegate::foundation::ids::CaseId;
use casegate::foundation::limits;
use casegate::foundation::time::Timestamp;
use casegate::{Role, Staff as Member};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

pub(crate) struct DeskShell {
    pub(crate) firm_name: String,
    pub(crate) staff: String,
    pub(crate) member: Option<Member>,
    pub(crate) csrf: String,
    pub(crate) nav: &'static str,
    pub(crate) flash: Option<Flash>,
    pub(crate) case: Option<CaseHead>,
    pub(crate) tab: &'static str,
}

pub(crate) struct CaseHead {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) engagement: String,
    pub(crate) paused: bool,
    pub(crate) to_review: u32,
}

impl DeskShell {
    /// Makes the frame of a page outside of a session.
    pub(crate) fn outside(face: &Face) -> Self {
        Self {
            firm_name: face.name.clone(),
            staff: String::new(),
            member: None,
            csrf: String::new(),
            nav: "",
            flash: None,
            case: None,
            tab: "",
        }
    }

    /// Makes the frame of a page that does not belong to a case.
    pub(crate) fn inside(staff: &Staff, nav: &'static str) -> Self {
        let who = staff.desk.staff();
        Self {
            staff: who.name.clone(),
            member: Some(who.clone()),
            csrf: staff.csrf.clone(),
            nav,
            ..Self::outside(&staff.app.face())
        }
    }

    /// Makes the frame of a case's page.
    pub(crate) fn on_case(staff: &Staff, case: &CaseDetails, tab: &'static str) -> Outcome<Self> {
        let review = staff.desk.get_review(named(case.case_id)?)?;
        let head = CaseHead {
            id: case.case_id.to_string(),
            client: case.client_name.clone(),
            engagement: case.title.clone(),
            paused: is_paused(case.touched_at),
            to_review: review.sections.iter().map(|section| section.pending).sum(),
        };
        Ok(Self { case: Some(head), tab, ..Self::inside(staff, "cases") })
    }

    /// Whether the viewer may use an operation. Pages leave out what the library would refuse.
    pub(crate) fn may(&self, operation: &str) -> bool {
        self.member.as_ref().is_some_and(|member| staff::may(member, operation))
    }

    /// Returns the role that the page shows: the member of staff's first one.
    pub(crate) fn role(&self) -> Option<Role> {
        self.member.as_ref().and_then(|member| member.roles.first().copied())
    }

    /// Adds a message about what was just done.
    pub(crate) fn after(mut self, done: Option<&str>) -> Self {
        self.flash = Flash::done(texts(), done);
        self
    }
}

/// Whether a case has not been touched for months (SPEC R15).
pub(crate) fn is_paused(touched_at: Timestamp) -> bool {
    when::now().since(touched_at) >= limits::PAUSED_AFTER
}

/// The parameters of a desk page's address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    pub(crate) q: String,
    pub(crate) after: String,
    pub(crate) done: Option<String>,
    pub(crate) decided: String,
}

impl Wanted {
    /// Returns the cursor of the page that is asked for; `None` for the first page.
    pub(crate) fn cursor(&self) -> Option<String> {
        cursor(&self.after)
    }
}

/// The case in the path, and the parameters of the address.
pub(crate) struct OnCase {
    pub(crate) case: CaseId,
    pub(crate) wanted: Wanted,
    /// The ids after the case's, in the order of the path.
    rest: Vec<String>,
}

impl OnCase {
    /// Returns the path of this case's page `tab`.
    pub(crate) fn path(&self, tab: &str) -> String {
        case_path(self.case, tab)
    }

    /// Returns the first id after the case's. An invalid one is `NoPage`.
    pub(crate) fn item<T>(
        &self,
        parse: impl Fn(&str) -> casegate::foundation::error::Result<T>,
    ) -> Outcome<T> {
        let id = self.rest.first().map(String::as_str).unwrap_or_default();
        parse(id).map_err(|_| Refusal::NoPage)
    }

    /// Loads the case and makes the frame of its pages.
    pub(crate) fn open(&self, staff: &Staff, tab: &'static str) -> Outcome<(CaseDetails, DeskShell)> {
        let case = staff.desk.get_case(named(self.case)?)?;
        let shell = DeskShell::on_case(staff, &case, tab)?.after(self.wanted.done.as_deref());
        Ok((case, shell))
    }
}

/// Returns the path of a case's page `tab`.
pub(crate) fn case_path(case: CaseId, tab: &str) -> String {
    let slash = if tab.is_empty() { "" } else { "/" };
    format!("/desk/cases/{case}{slash}{tab}")
}

impl FromRequestParts<App> for OnCase {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &App) -> Result<Self, Response> {
        let path = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let mut ids = path.map(|path| path.0).unwrap_or_default().into_iter().map(|(_, id)| id);
        let case_id = ids.next().and_then(|id| CaseId::parse(&id).ok());
        let case_id = case_id.ok_or_else(|| super::error::at_the_door(state, &Refusal::NoPage))?;
        let wanted =
            Query::<Wanted>::from_request_parts(parts, state).await.map(|query| query.0).unwrap_or_default();
        Ok(Self { case: case_id, wanted, rest: ids.collect() })
    }
}

/// Makes an operation's input that names a case, from its wire form, because the type has no public path.
pub(crate) fn named<T: DeserializeOwned>(case: CaseId) -> Result<T, Error> {
    serde_json::from_value(json!({ "caseId": case })).map_err(|_| Error::new(Code::DEFECT))
}
