//! The stored record of a client.

use crate::foundation::ids::{CaseId, ClientId, FirmId, OfficeId};
use crate::foundation::redacted::redacted;
use crate::foundation::text::folded;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{Key, Record};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};

/// The kind of a client.
#[wire]
#[derive(Default)]
pub enum ClientKind {
    /// One person.
    #[default]
    Person,
    /// A couple filing jointly.
    JointCouple,
    /// A company or partnership.
    Business,
    /// A trust.
    Trust,
    /// An estate.
    Estate,
}

/// The access of a client's parties to the portal (SPEC M3).
#[wire]
pub enum PortalAccess {
    /// The client's parties may use the portal.
    On,
    /// Nobody may use the portal for this client, from the next request on.
    Off,
}

/// The person that a taxpayer number belongs to.
#[wire]
pub enum NumberOf {
    /// The client; for a couple, the taxpayer.
    Client,
    /// The spouse. Only a joint couple has one.
    Spouse,
}

/// A reference to a client.
#[wire(prints)]
pub struct ClientRef {
    /// The client.
    pub client_id: ClientId,
}

/// A client, clustered by its firm.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "clients", parent = firm, id = id)]
#[record(column(name_folded: str = folded(&self.name)))]
#[record(column(tin_index: Option<Vec<u8>> = index_of(&self.tin)))]
#[record(column(spouse_tin_index: Option<Vec<u8>> = index_of(&self.spouse_tin)))]
#[record(unique[firm, number])]
#[record(
    index[firm, name_folded],
    index[firm, office, name_folded],
    index[firm, tin_index],
    index[firm, spouse_tin_index]
)]
#[record(refers[firm -> "firms"], refers[firm, office -> "offices"])]
pub(crate) struct ClientRecord {
    #[serde(skip, default = "ClientId::nil")]
    pub(crate) id: ClientId,
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    pub(crate) kind: ClientKind,
    pub(crate) name: String,
    /// The firm's own client number.
    #[record(column)]
    pub(crate) number: Option<String>,
    #[record(column)]
    pub(crate) office: OfficeId,
    pub(crate) tin: Option<SealedNumber>,
    pub(crate) spouse_tin: Option<SealedNumber>,
    pub(crate) portal_access: PortalAccess,
    /// The case that the client was added with: its addition is recorded there.
    pub(crate) added_with_case: Option<CaseId>,
    #[serde(with = "millis")]
    pub(crate) added_at: Timestamp,
}

/// A stored sensitive number: sealed, with its last four digits and its blind index.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SealedNumber {
    pub(crate) sealed: String,
    pub(crate) last_four: String,
    pub(crate) index: Option<Vec<u8>>,
}

impl ClientRecord {
    /// Returns one of the client's taxpayer numbers.
    pub(crate) fn number_of(&self, whose: NumberOf) -> Option<&SealedNumber> {
        match whose {
            NumberOf::Client => self.tin.as_ref(),
            NumberOf::Spouse => self.spouse_tin.as_ref(),
        }
    }
}

fn index_of(number: &Option<SealedNumber>) -> Option<Vec<u8>> {
    number.as_ref().and_then(|number| number.index.clone())
}

/// Returns a client's key. It contains the firm, so a client of another firm is never found.
pub(crate) fn client_key(firm: FirmId, client: ClientId) -> Key {
    Key::under(firm.uuid(), client.uuid())
}

redacted!(ClientRecord, SealedNumber);
