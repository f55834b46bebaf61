#![doc = include_str!("../../README.md")]
#![forbid(unsafe_code)]

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
pub mod operations;
pub mod portal;
pub mod progress;
pub mod schema;
pub mod signatures;
pub mod store;
mod wire;
