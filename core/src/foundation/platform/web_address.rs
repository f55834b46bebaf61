//! A web address in its parts.

/// A web address as the URL standard reads it.
pub(in super::super) struct WebAddress {
    /// The whole in its normal spelling.
    pub(in super::super) href: String,
    /// The scheme, without the colon.
    pub(in super::super) scheme: String,
    /// The scheme, the host in ASCII, and the port if it is not the scheme's own.
    pub(in super::super) origin: String,
    /// The host in ASCII, an IPv6 address in brackets.
    pub(in super::super) host: String,
    /// Whether a user or a password stands in it.
    pub(in super::super) has_credentials: bool,
}
