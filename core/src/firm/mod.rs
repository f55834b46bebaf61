//! The firm: its identity on the client's page, and the rows of its settings (SPEC R6).

pub mod record;
pub(crate) mod rules;
pub(crate) mod settings;
pub mod visit;

use crate::binding::room;
use crate::store::Table;
pub use visit::LogoView;

pub(crate) const TABLES: &[&Table] = &[&record::FIRMS, &record::LOGOS, &settings::SETTINGS];

room! {
    firm
    visit {
        /// The firm's logo.
        GET_LOGO = get_logo() -> LogoView, Session, Reads;
    }
}
