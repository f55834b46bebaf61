//! Casegate's values as JavaScript values: plain objects, bytes as `Uint8Array`, instants and dates as ISO
//! strings, amounts as whole cents, secrets as objects that the package makes. It contains no rules.

mod failure;
mod hooks;
mod read;
mod wire;
mod write;

pub use failure::{calmly, thrown};
pub use hooks::plug;
pub use wire::{JsWire, read, write};
