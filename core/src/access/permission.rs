//! One matrix of roles and permissions. `docs/permissions.txt` is generated from it.

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

    /// The role's name in the generated matrix.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Practitioner => "practitioner",
            Self::ReadOnly => "read-only",
        }
    }
}

/// What an operation of the desk needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Register the firm and change its settings.
    ConfigureFirm,
    /// See the firm's settings and cases without sensitive numbers.
    ReadCases,
    /// Create and change cases.
    ManageCases,
    /// Mint and revoke invites, end sessions.
    Invite,
    /// Put documents, envelopes and forms on a case and deliver them.
    Deliver,
    /// Decide staged figures and write the profile.
    Review,
    /// See a sealed number in full.
    Unmask,
    /// Read and verify the audit.
    ReadAudit,
}

/// Whether `role` has `permission`.
#[must_use]
pub fn allows(role: Role, permission: Permission) -> bool {
    use Permission::{ConfigureFirm, Deliver, Invite, ManageCases, ReadAudit, ReadCases, Review, Unmask};
    match role {
        Role::Administrator => true,
        Role::Practitioner => match permission {
            ReadCases | ManageCases | Invite | Deliver | Review | Unmask | ReadAudit => true,
            ConfigureFirm => false,
        },
        Role::ReadOnly => match permission {
            ReadCases | ReadAudit => true,
            ConfigureFirm | ManageCases | Invite | Deliver | Review | Unmask => false,
        },
    }
}
