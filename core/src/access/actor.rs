//! The two kinds of callers, as the host vouches for them.

use crate::access::permission::Role;
use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
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
    /// A source known by its address alone.
    #[must_use]
    pub fn address(address: impl Into<String>) -> Self {
        Self { address: Some(address.into()), ..Self::default() }
    }

    /// The parts as they are kept: bounded, without control characters; what does not parse is left out.
    pub(crate) fn kept(&self) -> Self {
        let keep = |part: &Option<String>| {
            let part = part.as_deref().map(|part| part.chars().take(limits::IDENTITY).collect::<String>())?;
            text::line("source", &part, limits::IDENTITY).ok()
        };
        Self { address: keep(&self.address), request: keep(&self.request), device: keep(&self.device) }
    }
}

/// A member of a firm's staff. The host has authenticated them; Casegate takes its word and audits it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "mobile", derive(uniffi::Record))]
pub struct Staff {
    /// The firm they act for; nothing of another firm is within their reach.
    pub firm: FirmId,
    /// The host's id of this person.
    pub id: String,
    /// Their name, as reviewers and the audit show it.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Staff {
    /// # Errors
    /// `text_required`, `text_too_long` or `text_invalid` at `staff.id` or `staff.name`.
    pub(crate) fn kept(self) -> Result<Self> {
        Ok(Self {
            id: text::line("staff.id", &self.id, limits::IDENTITY)?,
            name: text::line("staff.name", &self.name, limits::IDENTITY)?,
            ..self
        })
    }
}
