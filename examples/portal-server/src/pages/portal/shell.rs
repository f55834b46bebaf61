//! The frame of every page of the client.

use super::home::{has_more_todos, todos};
use crate::http::client::Client;
use crate::pages::Flash;
use crate::state::Face;
use crate::texts::texts;
use casegate::home::HomeView;

pub(crate) struct Firm {
    pub(crate) name: String,
    pub(crate) logo: bool,
    pub(crate) contact: String,
}

pub(crate) struct PortalShell {
    pub(crate) firm: Firm,
    pub(crate) csrf: String,
    pub(crate) signed_in: bool,
    pub(crate) nav: &'static str,
    pub(crate) waiting: u32,
    /// `+` if more things wait than were counted.
    pub(crate) more: &'static str,
    pub(crate) flash: Option<Flash>,
}

impl PortalShell {
    /// Makes the frame of a page outside of a session.
    pub(crate) fn outside(face: &Face) -> Self {
        Self {
            firm: Firm { name: face.name.clone(), logo: face.logo.is_some(), contact: face.contact.clone() },
            csrf: String::new(),
            signed_in: false,
            nav: "",
            waiting: 0,
            more: "",
            flash: None,
        }
    }

    /// Makes the frame of a page within a session.
    pub(crate) fn inside(client: &Client, home: &HomeView, nav: &'static str) -> Self {
        let firm = &home.firm;
        Self {
            firm: Firm { name: firm.name.clone(), logo: firm.logo.is_some(), contact: firm.contact.clone() },
            csrf: client.visit.csrf().unwrap_or_default(),
            signed_in: true,
            nav,
            waiting: u32::try_from(todos(texts(), home).len()).unwrap_or(u32::MAX),
            more: if has_more_todos(home) { "+" } else { "" },
            flash: None,
        }
    }
}
