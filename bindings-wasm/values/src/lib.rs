//! Casegate's values as JavaScript's: plain objects in and out, bytes as `Uint8Array`, instants and dates as ISO strings, amounts
//! as whole cents, secrets as what the package makes of them. No rule lives here.

mod failure;
mod hooks;
mod read;
mod wire;
mod write;

pub use failure::{calmly, thrown};
pub use hooks::plug;
pub use wire::{JsWire, read, write};
