//! Changing the firm's identity and the settings of all rooms (SPEC S1).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, .. } = example()?;
//! use casegate::settings::UpdateFirm;
//!
//! let firm = desk.update_firm(UpdateFirm { invite_days: Some(14), ..UpdateFirm::default() })?;
//! assert_eq!(firm.invite_days, 14);
//! # Ok(()) }
//! ```

pub mod desk;

use crate::binding::room;
pub use desk::{FirmDetails, FirmLogo, RegisterFirm, SetLogo, UpdateFirm};

room! {
    settings
    codes {
        /// Not a colour as #rrggbb.
        COLOR_INVALID = "color_invalid", Invalid, "this is not a usable colour";
        /// A logo that is not a PNG, JPEG or WebP image of at most 256 KiB.
        LOGO_INVALID = "logo_invalid", Invalid, "this is not a usable logo image";
        /// The firm exists already.
        FIRM_EXISTS = "firm_exists", Conflict, "the firm is registered already";
    }
    desk {
        /// Registers the firm that the caller acts for.
        REGISTER_FIRM = register_firm(RegisterFirm) -> FirmDetails, Configure, Acts;
        /// Returns the firm's settings.
        GET_FIRM = get_firm() -> FirmDetails, See, Reads;
        /// Changes some of the firm's settings.
        UPDATE_FIRM = update_firm(UpdateFirm) -> FirmDetails, Configure, Acts;
        /// Sets or removes the firm's logo.
        SET_LOGO = set_logo(SetLogo) -> FirmDetails, Configure, Acts;
        /// Returns the firm's logo, for staff.
        GET_FIRM_LOGO = get_firm_logo() -> FirmLogo, See, Reads;
    }
}
