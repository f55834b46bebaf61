#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "mobile")]
uniffi::setup_scaffolding!("casegate");

pub mod access;
mod act;
pub mod audience;
pub mod audit;
mod binding;
pub mod cases;
pub mod clients;
pub mod contacts;
pub mod doctor;
pub mod documents;
pub mod firm;
pub mod forms;
pub mod foundation;
pub mod history;
pub mod home;
pub mod intake;
pub mod invites;
pub mod jobs;
#[cfg(feature = "mobile")]
pub mod mobile;
pub mod operations;
pub mod outbox;
pub mod portal;
pub mod readiness;
pub mod schema;
mod sessions;
pub mod settings;
pub mod signatures;
pub mod store;
mod wire;

pub use access::permission::Role;
pub use access::source::Source;
pub use access::staff::Staff;
pub use act::Operation;
pub use foundation::error::{Code, Error, Kind, Result};
pub use foundation::link::{repair_link, scan};
pub use foundation::origin::Origin;
pub use portal::{Desk, HostDoor, Portal, Visit};
pub use wire::{Wire, malformed, parse};
