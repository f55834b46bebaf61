//! Grants: the person whom a credential lets in, and what that person reaches (SPEC R2, S3, S11).

use crate::access::credential::Binding;
use crate::audit::record::Actor;
use crate::foundation::ids::{CaseId, ClientId, ContactId, InviteId, PartyId};
use crate::foundation::redacted::redacted;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The access that a credential gives: a person and what the person reaches.
pub(crate) struct Grant {
    pub(crate) person: Person,
    pub(crate) reach: Reach,
}

/// A person on the client's side.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The label of the person's invite, such as "spouse".
    pub(crate) label: String,
    /// The party that the person is; `None` for an invite that has a label alone.
    pub(crate) party: Option<NamedParty>,
}

/// A party as an invite names it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NamedParty {
    /// The client at which the contact is a party.
    pub(crate) client: ClientId,
    pub(crate) party: PartyId,
    pub(crate) contact: ContactId,
}

/// The cases that a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// One case. It never becomes more.
    Case(CaseId),
    /// Every case of these clients.
    #[cfg_attr(not(test), expect(dead_code, reason = "no credential opens clients before accounts do"))]
    Clients(Vec<ClientId>),
}

impl Person {
    /// Returns the key of what is stored about this person, such as a download. It is the same for all invites of one party, and
    /// for all invites with one label and no party.
    pub(crate) fn key(&self) -> Uuid {
        match self.party {
            Some(named) => named.party.uuid(),
            None => {
                let digest: [u8; 32] = Sha256::new()
                    .chain_update(b"casegate/label/v1\0")
                    .chain_update(&self.label)
                    .finalize()
                    .into();
                let (start, _) = digest.split_at(16);
                Uuid::from_slice(start).unwrap_or_default()
            }
        }
    }

    /// Returns the person as the audit names them, let in by `invite`.
    pub(crate) fn actor(&self, invite: InviteId) -> Actor {
        let party = self.party.map(|named| named.party.to_string());
        Actor::Client { invite: invite.to_string(), label: self.label.clone(), party }
    }
}

impl Binding {
    /// Adds what a grant reaches.
    pub(super) fn reach(self, reach: &Reach) -> Self {
        match reach {
            Reach::Case(case) => self.text("case").id(case.uuid()),
            Reach::Clients(clients) => {
                clients.iter().fold(self.text("clients"), |bound, client| bound.id(client.uuid()))
            }
        }
    }

    /// Adds a grant.
    pub(super) fn grant(self, grant: &Grant) -> Self {
        self.reach(&grant.reach).text(&grant.person.label).party(grant.person.party)
    }

    /// Adds a party, or that there is none.
    fn party(self, named: Option<NamedParty>) -> Self {
        match named {
            None => self.flag(false),
            Some(NamedParty { client, party, contact }) => {
                self.flag(true).id(client.uuid()).id(party.uuid()).id(contact.uuid())
            }
        }
    }
}

redacted!(Grant, Person, NamedParty);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_party_or_else_by_label() {
        let named = NamedParty {
            client: ClientId::from_uuid(Uuid::from_u128(1)),
            party: PartyId::from_uuid(Uuid::from_u128(2)),
            contact: ContactId::from_uuid(Uuid::from_u128(3)),
        };
        let key = |label: &str, party| Person { label: label.into(), party }.key();
        assert_eq!(key("spouse", Some(named)), key("wife", Some(named)));
        assert_eq!(key("spouse", None), key("spouse", None));
        assert_ne!(key("spouse", None), key("taxpayer", None));
        assert_ne!(key("spouse", None), key("spouse", Some(named)));
    }
}
