//! A secret on its way to whoever keeps or sends it.

use super::PortalError;
use crate::foundation::error::{Code, Error};
use crate::foundation::secret::ShownSecret;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A secret that is revealed once and never printed. Put it where secrets are kept, such as the platform's key store.
#[derive(uniffi::Object)]
#[uniffi::export(Debug, Display)]
pub struct Secret(Mutex<Option<ShownSecret>>);

#[uniffi::export]
impl Secret {
    /// The secret as text, the one time that it is shown.
    ///
    /// # Errors
    /// `state_forbids` if it was revealed before.
    pub fn reveal(&self) -> Result<String, PortalError> {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        shown.map(|secret| secret.expose().to_owned()).ok_or_else(|| Error::new(Code::STATE_FORBIDS).into())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(redacted)")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

uniffi::custom_type!(
    /// A secret that is revealed once and never printed.
    ShownSecret,
    Arc<Secret>,
    {
        lower: |secret| Arc::new(Secret(Mutex::new(Some(secret)))),
        // A record on its way back, to be printed or compared: that reveals nothing.
        try_lift: |_secret| Ok(ShownSecret::of("")),
    }
);
