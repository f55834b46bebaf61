#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "mobile")]
uniffi::setup_scaffolding!("casegate");

pub mod access;
mod act;
pub mod audit;
pub mod cases;
pub mod documents;
pub mod firm;
pub mod forms;
pub mod foundation;
pub mod home;
pub mod intake;
pub mod invites;
#[cfg(feature = "mobile")]
pub mod mobile;
pub mod operations;
pub mod portal;
pub mod progress;
pub mod schema;
pub mod signatures;
pub mod store;
mod wire;

pub use access::actor::{Source, Staff};
pub use access::permission::Role;
pub use foundation::error::{Code, Error, Kind, Result};
pub use foundation::link::{repair_link, scan};
pub use foundation::origin::Origin;
pub use operations::Operation;
pub use portal::{Desk, Portal, Visit};
pub use wire::{Wire, malformed, parse};
