//! The one coarse call that a portal's first page is made of: it composes what the rooms show.

use crate::act::Operation;
use crate::binding::room;
use crate::cases::progress::types::ProgressView;
use crate::cases::progress::visit::progress_of;
use crate::cases::visit::CaseView;
use crate::documents::visit::{DocumentView, documents_of};
use crate::firm::record::firm_of;
use crate::firm::settings::settings_of;
use crate::firm::visit::FirmView;
use crate::forms::visit::{FormView, forms_of};
use crate::foundation::error::Result;
use crate::foundation::redacted::redacted;
use crate::foundation::time::Timestamp;
use crate::intake::visit::{SectionStatusView, statuses_of};
use crate::portal::Visit;
use crate::signatures::visit::{EnvelopeView, envelopes_of};
use serde::{Deserialize, Serialize};

room! {
    home
    visit {
        /// Everything the portal's first page shows.
        HOME = home() -> HomeView, Session, Reads;
    }
}

/// Everything a portal's first page shows.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Record), uniffi::export(Debug))]
pub struct HomeView {
    /// The firm's face.
    pub firm: FirmView,
    /// The case.
    pub case: CaseView,
    /// The label of the invite that was opened, such as "taxpayer".
    pub label: String,
    /// Where the case stands.
    pub progress: ProgressView,
    /// Documents to download, newest first.
    pub documents: Vec<DocumentView>,
    /// Envelopes to sign, and those signed.
    pub envelopes: Vec<EnvelopeView>,
    /// Forms to fill in elsewhere.
    pub forms: Vec<FormView>,
    /// The intake's sections.
    pub intake: Vec<SectionStatusView>,
    /// When the session ends, however much it is used.
    pub session_ends_at: Timestamp,
}

redacted!(HomeView);

impl Visit {
    /// Everything the portal's first page shows, in one call.
    ///
    /// # Errors
    /// `link_invalid`.
    pub fn home(&self) -> Result<HomeView> {
        self.look(Operation::HOME, |look, viewer| {
            let case = viewer.case(look)?.record;
            let firm = firm_of(look, viewer.firm)?.record;
            Ok(HomeView {
                case: CaseView::of(&case),
                label: viewer.label.clone(),
                progress: progress_of(look, &case)?,
                documents: documents_of(look, viewer, &settings_of(look, viewer.firm)?)?,
                envelopes: envelopes_of(look, viewer)?,
                forms: forms_of(look, viewer)?,
                intake: statuses_of(look, viewer)?,
                session_ends_at: viewer.ends_at,
                firm: FirmView::of(firm),
            })
        })
    }
}
