//! What holds Casegate to its promises.
//!
//! * [`conformance`]: the store contract as plain functions, for anyone's backend.
//! * [`world`]: a portal whose clock, randomness and store a test controls.
//! * [`documents`]: the generated documents under `docs/`.
//! * [`python`]: the generated half of the Python package.
//! * [`typescript`]: the generated half of the npm package.
//! * [`examples`]: one working call of every operation; an operation without one fails the tests.
//! * [`mobile`]: the generated sources under `bindings-mobile/`.
//! * [`reach`]: who is answered what, by role and office.
//! * [`scenario`]: flows as data, which every face of the library runs alike.
//! * [`shown_once`]: what must not compile.

pub mod conformance;
pub mod documents;
pub mod examples;
pub mod mobile;
pub mod python;
pub mod reach;
pub mod scenario;
mod shapes;
pub mod shown_once;
pub mod typescript;
pub mod world;
