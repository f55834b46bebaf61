//! The parts of a web address.

/// A web address as the URL standard parses it.
pub(in super::super) struct WebAddress {
    /// The whole address in its normalized spelling.
    pub(in super::super) href: String,
    /// The scheme, without the colon.
    pub(in super::super) scheme: String,
    /// The scheme, the host in ASCII, and the port if it is not the scheme's default.
    pub(in super::super) origin: String,
    /// The host in ASCII, an IPv6 address in brackets.
    pub(in super::super) host: String,
    /// Whether it contains a user name or a password.
    pub(in super::super) has_credentials: bool,
}
