//! Where a request came from.

use crate::foundation::{limits, text};

/// Where a request came from, for the audit and for throttling. The host fills it in from a connection it trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct Source {
    /// The peer's address, or whatever tells one source from another.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub address: Option<String>,
    /// The host's own number of this request, to find it in the host's logs.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub request: Option<String>,
    /// What the device calls itself, to tell sessions apart.
    #[cfg_attr(feature = "mobile", uniffi(default))]
    pub device: Option<String>,
}

impl Source {
    /// Returns a source known by its address alone.
    #[must_use]
    pub fn address(address: impl Into<String>) -> Self {
        Self { address: Some(address.into()), ..Self::default() }
    }

    /// Returns the parts bounded and without control characters; what does not parse is left out.
    pub(crate) fn normalized(&self) -> Self {
        let normalize = |part: &Option<String>| {
            let part = part.as_deref().map(|part| part.chars().take(limits::IDENTITY).collect::<String>())?;
            text::line("source", &part, limits::IDENTITY).ok()
        };
        Self {
            address: normalize(&self.address),
            request: normalize(&self.request),
            device: normalize(&self.device),
        }
    }
}
