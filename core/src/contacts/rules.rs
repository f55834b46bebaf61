//! Pure decisions about contacts and parties.

use super::record::{PartyRole, Sees};

impl PartyRole {
    /// Returns the role's name on the wire and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Taxpayer => "taxpayer",
            Self::Spouse => "spouse",
            Self::Owner => "owner",
            Self::Partner => "partner",
            Self::Officer => "officer",
            Self::Bookkeeper => "bookkeeper",
            Self::Representative => "representative",
            Self::Trustee => "trustee",
            Self::Executor => "executor",
            Self::Other => "other",
        }
    }

    /// Returns what a party in this role may see by default. A taxpayer, spouse, owner, trustee or executor sees everything;
    /// every other role sees only what is delivered to it by name.
    #[must_use]
    pub fn usually_sees(self) -> Sees {
        match self {
            Self::Taxpayer | Self::Spouse | Self::Owner | Self::Trustee | Self::Executor => Sees::Everything,
            Self::Partner | Self::Officer | Self::Bookkeeper | Self::Representative | Self::Other => {
                Sees::OnlyNamed
            }
        }
    }
}

impl Sees {
    /// Returns the name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::OnlyNamed => "onlyNamed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_wire() {
        use PartyRole::{
            Bookkeeper, Executor, Officer, Other, Owner, Partner, Representative, Spouse, Taxpayer, Trustee,
        };
        for role in
            [Taxpayer, Spouse, Owner, Partner, Officer, Bookkeeper, Representative, Trustee, Executor, Other]
        {
            assert_eq!(serde_json::to_value(role).unwrap(), role.name());
        }
    }
}
