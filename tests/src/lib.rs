//! What holds Casegate to its promises.
//!
//! * [`world`]: a portal whose clock, randomness and store a test controls.
//! * [`examples`]: one working call of every operation; an operation without one fails the tests.
//! * [`reach`]: who is answered what, by role and office.
//! * [`scenario`]: flows as data, which every face of the library runs alike.
//! * [`shown_once`]: what must not compile.
//!
//! The store contract's cases are a crate of their own, `tests/conformance`, for anyone's backend.

pub mod examples;
pub mod reach;
pub mod scenario;
pub mod shown_once;
pub mod world;
