//! What a member of staff gets from an operation, by their role and by their relation to what the input names.
//!
//! `docs/permissions.txt` is printed from this; `tests/tests/reach.rs` runs every cell.

use casegate::access::permission::{Permission, Role, allows};
use serde_json::Value;

/// The relation of a member of staff to what an operation's input names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// They are in its office.
    OwnOffice,
    /// They are in another office of the firm.
    OtherOffice,
    /// They are in another firm.
    OtherFirm,
}

impl From {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OwnOffice, Self::OtherOffice, Self::OtherFirm];
}

/// The result for the member of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The operation's result.
    Answered,
    /// `not_found`, because it is hidden from them.
    Hidden,
    /// `permission_missing`.
    Denied,
}

impl Cell {
    /// Returns the cell of `role` for an operation with this permission and input.
    #[must_use]
    pub fn of(role: Role, permission: Permission, input: &Value, from: From) -> Self {
        let is_hidden = match from {
            From::OwnOffice => false,
            From::OtherOffice => names_of_office(input),
            From::OtherFirm => names_anything(input),
        };
        match allows(role, permission) {
            false => Self::Denied,
            true if is_hidden => Self::Hidden,
            true => Self::Answered,
        }
    }

    /// Returns the mark in the printed matrix.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Answered => '+',
            Self::Hidden => '0',
            Self::Denied => '-',
        }
    }
}

/// Whether an input names something that belongs to an office.
fn names_of_office(input: &Value) -> bool {
    ["caseId", "clientId", "officeId"].iter().any(|name| input.get(name).is_some_and(|id| !id.is_null()))
}

/// Whether an input names something that belongs to a firm.
fn names_anything(input: &Value) -> bool {
    input.as_object().into_iter().flatten().any(|(name, id)| name.ends_with("Id") && !id.is_null())
}
