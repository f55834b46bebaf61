//! The operation that returns everything on the portal's first page. It combines the views of several rooms.
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { visit, .. } = example()?;
//! use casegate::cases::OwnCaseRef;
//!
//! let home = visit.home(OwnCaseRef::default())?;
//! assert_eq!(home.case.client_name, "Dana Whitfield");
//! assert_eq!(home.document_count, 0);
//! # Ok(()) }
//! ```

use crate::act::Operation;
use crate::binding::room;
use crate::cases::progress::types::ProgressView;
use crate::cases::progress::visit::progress_of;
use crate::cases::record::OwnCaseRef;
use crate::cases::visit::CaseView;
use crate::documents::visit::{self as documents, DocumentView, documents_of};
use crate::firm::record::firm_of;
use crate::firm::settings::settings_of;
use crate::firm::visit::FirmView;
use crate::forms::visit::{self as forms, FormView, forms_of};
use crate::foundation::error::Result;
use crate::foundation::limits::{HOME_COUNT, HOME_ROWS};
use crate::foundation::time::Timestamp;
use crate::intake::types::SectionStatusView;
use crate::intake::visit::statuses_of;
use crate::portal::Visit;
use crate::signatures::visit::{self as envelopes, EnvelopeView, envelopes_of};
use casegate_macros::wire;

room! {
    home
    visit {
        /// Returns everything that the portal's first page shows.
        HOME = home(OwnCaseRef) -> HomeView, Session, Reads;
    }
}

/// Everything a portal's first page shows.
#[wire]
pub struct HomeView {
    /// The firm's identity.
    pub firm: FirmView,
    /// The case.
    pub case: CaseView,
    /// The label of the invite that was opened, such as "taxpayer".
    pub label: String,
    /// The progress of the case; absent for a party that sees only what names it.
    pub progress: Option<ProgressView>,
    /// The five newest documents to download.
    pub documents: Vec<DocumentView>,
    /// The number of documents, counted up to 100. Show 100 as "99+".
    pub document_count: u32,
    /// The first five envelopes: those to sign, then the last changed.
    pub envelopes: Vec<EnvelopeView>,
    /// The number of envelopes, counted up to 100. Show 100 as "99+".
    pub envelope_count: u32,
    /// The first five forms: those to fill in, then the newest.
    pub forms: Vec<FormView>,
    /// The number of forms, counted up to 100. Show 100 as "99+".
    pub form_count: u32,
    /// The status of each section of the intake; empty for a party that sees only what names it.
    pub intake: Vec<SectionStatusView>,
    /// The time at which the session ends even if it is still in use.
    pub session_ends_at: Timestamp,
}

impl Visit {
    /// Returns everything that the portal's first page shows, in one call.
    ///
    /// # Errors
    /// `link_invalid`; `case_required` or `not_found` for the case.
    pub fn home(&self, input: OwnCaseRef) -> Result<HomeView> {
        self.look(Operation::HOME, |look, viewer| {
            let case = viewer.case(look, input.case_id)?.record;
            let id = case.id;
            let sees_everything = viewer.sees_everything(look)?;
            let firm = firm_of(look, viewer.firm)?.record;
            let shown = settings_of(look, viewer.firm)?;
            Ok(HomeView {
                case: CaseView::of(&case),
                label: viewer.person.label.clone(),
                progress: sees_everything.then(|| progress_of(look, &case)).transpose()?,
                documents: documents_of(look, viewer, id, &shown, HOME_ROWS)?,
                document_count: documents::seen_by(look, viewer, id, &shown, HOME_COUNT)?.count(look)?,
                envelopes: envelopes_of(look, viewer, id, HOME_ROWS)?,
                envelope_count: envelopes::seen_by(look, viewer, id, HOME_COUNT)?.count(look)?,
                forms: forms_of(look, viewer, id, HOME_ROWS)?,
                form_count: forms::seen_by(look, viewer, id, HOME_COUNT)?.count(look)?,
                intake: if sees_everything { statuses_of(look, viewer.firm, id)? } else { Vec::new() },
                session_ends_at: viewer.ends_at,
                firm: FirmView::of(firm),
            })
        })
    }
}
