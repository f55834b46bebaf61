//! What a member of staff is answered, by role and by where they stand to what an operation names.
//!
//! `docs/permissions.txt` prints it; `tests/tests/reach.rs` runs every cell.

use casegate::access::permission::{Permission, Role, allows};
use serde_json::Value;

/// Where a member of staff stands to what an operation's input names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// In its office.
    OwnOffice,
    /// In another office of the firm.
    OtherOffice,
    /// In another firm.
    OtherFirm,
}

impl From {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::OwnOffice, Self::OtherOffice, Self::OtherFirm];
}

/// What they are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// What the operation answers.
    Answered,
    /// `not_found`: it is hidden from them.
    Hidden,
    /// `permission_missing`.
    Denied,
}

impl Cell {
    /// The cell of `role` for an operation with this permission and input.
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

    /// The mark in the printed matrix.
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

/// Whether an input names something of its firm.
fn names_anything(input: &Value) -> bool {
    input.as_object().into_iter().flatten().any(|(name, id)| name.ends_with("Id") && !id.is_null())
}
