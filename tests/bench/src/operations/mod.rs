//! The operations that are measured, each as a host calls it.

pub(crate) mod home;
pub(crate) mod mint;
pub(crate) mod redeem;
pub(crate) mod section;
pub(crate) mod session;
