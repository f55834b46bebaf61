//! The state that all requests share.

use crate::sender::SentLog;
use crate::staff_door::StaffDoor;
use casegate::access::permission::Role;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::FirmId;
use casegate::foundation::origin::Origin;
use casegate::portal::{Desk, Portal};
use casegate::settings::desk::FirmDetails;
use casegate::{Source, Staff};
use std::sync::{Arc, PoisonError, RwLock};

/// The shared state, cheap to clone.
pub(crate) type App = Arc<Host>;

/// The host.
pub(crate) struct Host {
    pub(crate) portal: Portal,
    pub(crate) origin: Origin,
    pub(crate) door: StaffDoor,
    pub(crate) sent: SentLog,
    face: RwLock<Arc<Face>>,
}

/// The firm's name, contact, colour and logo, which pages show without a session. This host has one firm, so
/// showing them reveals nothing about a link, and the landing page reads nothing from the store.
#[derive(Default)]
pub(crate) struct Face {
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) color: String,
    pub(crate) logo: Option<Logo>,
}

/// An image with its media type.
pub(crate) struct Logo {
    pub(crate) media_type: String,
    pub(crate) image: Vec<u8>,
}

/// Returns the staff of the demonstration, as a real host's login would. The first is the administrator.
pub(crate) fn team(firm: FirmId) -> [Staff; 3] {
    let member = |id: &str, name: &str, role| Staff {
        firm,
        id: id.to_owned(),
        name: name.to_owned(),
        roles: vec![role],
        offices: None,
    };
    [
        member("staff-1", "Dana Whitfield", Role::Administrator),
        member("staff-2", "Luis Ortega", Role::Practitioner),
        member("staff-3", "Priya Raman", Role::ReadOnly),
    ]
}

/// Returns the member of staff as whom the host itself acts, to load the demonstration
/// and to read the firm's logo.
pub(crate) fn administrator(firm: FirmId) -> Staff {
    let [administrator, ..] = team(firm);
    administrator
}

impl Host {
    pub(crate) fn new(portal: Portal, firm: FirmId, origin: Origin, door: StaffDoor) -> Result<App> {
        let (sent, face) = (SentLog::default(), RwLock::default());
        let host = Self { portal, origin, door, sent, face };
        let desk = host.desk(administrator(firm), &Source::default())?;
        host.show(&desk, desk.get_firm()?)?;
        Ok(Arc::new(host))
    }

    /// Returns the desk of a member of the firm's staff.
    pub(crate) fn desk(&self, staff: Staff, source: &Source) -> Result<Desk> {
        self.portal.desk(staff, source)
    }

    pub(crate) fn face(&self) -> Arc<Face> {
        Arc::clone(&self.face.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Updates the shown name, contact, colour and logo to the firm's settings.
    pub(crate) fn show(&self, desk: &Desk, firm: FirmDetails) -> Result<()> {
        let logo = if firm.logo.is_some() { Some(logo(desk)?) } else { None };
        let face = Face { name: firm.name, contact: firm.contact, color: firm.accent_color, logo };
        *self.face.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(face);
        Ok(())
    }
}

fn logo(desk: &Desk) -> Result<Logo> {
    let logo = desk.get_firm_logo()?;
    let image = logo.image.as_slice().map(<[u8]>::to_vec).ok_or_else(|| Error::new(Code::DEFECT))?;
    Ok(Logo { media_type: logo.media_type, image })
}
