//! The client's pages.

pub(crate) mod documents;
pub(crate) mod door;
pub(crate) mod error;
pub(crate) mod forms;
pub(crate) mod home;
pub(crate) mod intake;
pub(crate) mod intake_form;
pub(crate) mod intake_review;
pub(crate) mod intake_save;
pub(crate) mod intake_section;
pub(crate) mod sessions;
pub(crate) mod shell;
pub(crate) mod signatures;
