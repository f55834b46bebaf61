//! Roles, permissions, and the one matrix of both. `docs/permissions.txt` is generated from it.

use serde::{Deserialize, Serialize};

/// A staff role, given by the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum Role {
    /// Everything, the firm's settings included.
    Administrator,
    /// All work on cases, but not the firm's settings.
    Practitioner,
    /// Reads cases and their audit; changes nothing and sees no sensitive number.
    ReadOnly,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Practitioner, Self::ReadOnly];

    /// Returns the role's name in the generated matrix.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Practitioner => "practitioner",
            Self::ReadOnly => "read-only",
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
    match role {
        Role::Administrator => true,
        Role::Practitioner => match permission.right {
            See | Change | Unmask => true,
            Configure => false,
        },
        Role::ReadOnly => match permission.right {
            See => true,
            Change | Configure | Unmask => false,
        },
    }
}
