//! The firm: its identity on the client's page, its settings, and whether its host is set up right.

pub mod desk;
pub mod doctor;
pub mod record;
pub(crate) mod rules;
pub mod visit;
