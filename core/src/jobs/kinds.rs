//! The kinds of jobs. A room that has jobs has one line here.

use crate::act::JobKind;

/// Every kind.
const ALL: &[&JobKind] =
    &[&crate::documents::removal::DELETE_BYTES, &crate::history::verification::VERIFY_CHAINS];

/// Returns the kind with this name; `None` for a kind of another version of the library.
pub(super) fn named(name: &str) -> Option<&'static JobKind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}
