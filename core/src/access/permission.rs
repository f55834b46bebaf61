//! Roles, permissions, and the one matrix of both. `docs/permissions.txt` is generated from it.

use casegate_macros::wire;

/// A staff role, given by the host.
#[wire]
#[derive(PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sets what concerns the whole firm: its offices and settings (SPEC S1). Sees clients and cases, and does no work on them.
    SystemAdministrator,
    /// Does everything, the firm's settings included.
    Administrator,
    /// Does all work on clients and cases, but does not change the firm's settings.
    Practitioner,
    /// Reads clients, cases and their audit; changes nothing and sees no sensitive number.
    ReadOnly,
    /// Looks at the portal as one named person sees it (SPEC P1), and does nothing else: who works as well has a second role.
    Impersonator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::SystemAdministrator,
        Self::Administrator,
        Self::Practitioner,
        Self::ReadOnly,
        Self::Impersonator,
    ];

    /// Returns the role's name on the wire, in the generated matrix and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SystemAdministrator => "systemAdministrator",
            Self::Administrator => "administrator",
            Self::Practitioner => "practitioner",
            Self::ReadOnly => "readOnly",
            Self::Impersonator => "impersonator",
        }
    }
}

/// What an operation of the desk needs: a right in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Permission {
    room: &'static str,
    right: Right,
}

/// What may be done in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// See what is in it, without sensitive numbers.
    See,
    /// Change what is in it.
    Change,
    /// Change the firm's settings.
    Configure,
    /// See a sealed number in full.
    Unmask,
}

impl Right {
    /// Returns the right's name in the generated matrix.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Change => "change",
            Self::Configure => "configure",
            Self::Unmask => "unmask",
        }
    }
}

impl Permission {
    pub(crate) const fn new(room: &'static str, right: Right) -> Self {
        Self { room, right }
    }

    /// Returns the room.
    #[must_use]
    pub const fn room(self) -> &'static str {
        self.room
    }

    /// Returns the right.
    #[must_use]
    pub const fn right(self) -> Right {
        self.right
    }
}

/// Returns whether `role` has `permission`.
#[must_use]
pub fn allows(role: Role, permission: Permission) -> bool {
    use Right::{Change, Configure, See, Unmask};
    match (role, permission.right) {
        (Role::SystemAdministrator, See | Configure) => true,
        (Role::SystemAdministrator, Change | Unmask) => false,
        (Role::Administrator, See | Change | Configure | Unmask) => true,
        (Role::Practitioner, See | Change | Unmask) => true,
        (Role::Practitioner, Configure) => false,
        (Role::ReadOnly, See) => true,
        (Role::ReadOnly, Change | Configure | Unmask) => false,
        (Role::Impersonator, See | Change | Configure | Unmask) => false,
    }
}
