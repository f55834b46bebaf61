//! Intake: what the client fills in, staged field by field until the firm decides (SPEC R11 to R14).
//!
//! Three stores of one figure, never mixed: what the client answered (`sections`, `submissions`), what waits for the firm's
//! decision (`staged_figures`), and what the case goes by (`profile_figures`), in which the agency's own record stands
//! beside, and above, what the firm verified. Only a decision by a named reviewer carries a figure from the second to
//! the third.

mod comparison;
pub mod decision;
pub mod desk;
mod draft;
pub mod form;
pub mod offline;
pub mod profile;
pub mod record;
pub mod review;
pub mod rules;
pub(crate) mod sealed;
mod stored;
pub mod visit;
