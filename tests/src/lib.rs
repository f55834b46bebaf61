//! Helpers of the tests that check Casegate's guarantees.
//!
//! * [`world`]: a portal whose clock, randomness and store a test controls.
//! * [`examples`]: one working call of every operation; an operation without one fails the tests.
//! * [`reach`]: the result for each member of staff, by role and office.
//! * [`scenario`]: flows as data, which are shared by all languages.
//! * [`shown_once`]: what must not compile.
//!
//! The store contract's cases are in a separate crate, `tests/conformance`, so that any backend can use them.

pub mod examples;
pub mod reach;
pub mod scenario;
pub mod shown_once;
pub mod world;
