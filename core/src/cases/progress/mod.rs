//! Progress: the firm's internal stages, shown to the client as five phases (SPEC R7).

pub mod desk;
pub mod record;
pub(crate) mod rules;
pub mod types;
pub(crate) mod visit;
