//! The firm as its client sees it.

use super::record::{FirmRecord, LogoInfo, LogoRecord};
use crate::act::Operation;
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error, Result};
use crate::portal::Visit;
use crate::store::{Key, Records};
use casegate_macros::wire;

/// The firm's identity on the client's page (SPEC R6).
#[wire]
pub struct FirmView {
    /// The firm's name.
    pub name: String,
    /// The accent colour as `#rrggbb`.
    pub accent_color: String,
    /// A sentence that says how a client reaches the firm; may be empty.
    pub contact: String,
    /// The logo, if there is one; its bytes come from `get_logo`.
    pub logo: Option<LogoInfo>,
}

/// The firm's logo.
#[wire]
pub struct LogoView {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub media_type: String,
    /// The image.
    pub image: Bytes,
}

impl FirmView {
    pub(crate) fn of(firm: FirmRecord) -> Self {
        Self { name: firm.name, accent_color: firm.accent_color, contact: firm.contact, logo: firm.logo }
    }
}

impl Visit {
    /// Returns the firm's logo.
    ///
    /// # Errors
    /// `link_invalid`; `not_found` if the firm has none.
    pub fn get_logo(&self) -> Result<LogoView> {
        self.look(Operation::GET_LOGO, |look, viewer| {
            let logo = look.load::<LogoRecord>(Key::top(viewer.firm.uuid()))?;
            let logo = logo.ok_or_else(|| Error::new(Code::NOT_FOUND))?.record;
            Ok(LogoView { media_type: logo.media_type, image: logo.data.into() })
        })
    }
}
