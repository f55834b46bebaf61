//! Cases: one engagement of one client with the firm (SPEC R1, R15).

pub mod desk;
pub mod guidance;
pub mod record;
mod taxpayer_number;
pub mod visit;
