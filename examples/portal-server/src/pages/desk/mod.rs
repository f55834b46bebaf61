//! The firm's pages.

pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod case_edit;
pub(crate) mod cases;
pub(crate) mod documents;
pub(crate) mod enter;
pub(crate) mod envelopes;
pub(crate) mod error;
pub(crate) mod figures;
pub(crate) mod forms;
pub(crate) mod invites;
pub(crate) mod outbox;
pub(crate) mod profile;
pub(crate) mod profile_figure;
pub(crate) mod review;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod submission;
