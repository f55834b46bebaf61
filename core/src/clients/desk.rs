//! The firm's operations on clients.

use super::copies::{update_cases, update_invites, update_parties};
use super::index::replace_indexed;
use super::new::{NewClient, add_client, check_number};
use super::record::{ClientKind, ClientRecord, ClientRef, NumberOf, PortalAccess, SealedNumber};
use super::rules;
use super::taxpayer_number::{remember_index_key, sealed, unsealed};
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{ClientId, OfficeId};
use crate::foundation::time::Timestamp;
use crate::foundation::tin::UnmaskedNumber;
use crate::portal::Desk;
use crate::store::Stored;
use casegate_macros::wire;

/// A client to add.
#[wire(input)]
#[derive(Default)]
pub struct CreateClient {
    /// The client's name, as the client sees it.
    pub name: String,
    /// The kind of client; a person if absent.
    pub kind: Option<ClientKind>,
    /// The firm's own client number. It is unique within the firm.
    pub number: Option<String>,
    /// The office it belongs to; the first one that the staff member may see if absent.
    pub office_id: Option<OfficeId>,
    /// The taxpayer number, by which the client can be found; for a couple, the taxpayer's. It is stored sealed.
    pub tin: Option<String>,
    /// The spouse's taxpayer number. Only a joint couple has one. It is stored sealed.
    pub spouse_tin: Option<String>,
}

/// Changes to a client. A field that is absent stays as it is.
#[wire(input)]
pub struct UpdateClient {
    /// The client.
    pub client_id: ClientId,
    /// The version that the caller saw. If another one is stored, the change is refused.
    pub version: Option<i64>,
    /// The client's name.
    pub name: Option<String>,
    /// The kind of client.
    pub kind: Option<ClientKind>,
    /// The firm's own client number; an empty text removes it.
    pub number: Option<String>,
    /// The client's office.
    pub office_id: Option<OfficeId>,
    /// The client's taxpayer number; an empty text removes it.
    pub tin: Option<String>,
    /// The spouse's taxpayer number; an empty text removes it.
    pub spouse_tin: Option<String>,
    /// Whether the client's parties may use the portal.
    pub portal_access: Option<PortalAccess>,
}

/// A reference to one of a client's taxpayer numbers.
#[wire(prints)]
pub struct UnmaskClientNumber {
    /// The client.
    pub client_id: ClientId,
    /// The person whose number it is.
    pub of: NumberOf,
}

/// A client as staff see it, with sensitive numbers masked.
#[wire]
pub struct ClientDetails {
    /// The client.
    pub client_id: ClientId,
    /// The version of the client. An update that states it is refused if the client was changed since.
    pub version: i64,
    /// The kind of client.
    pub kind: ClientKind,
    /// The client's name.
    pub name: String,
    /// The firm's own client number.
    pub number: Option<String>,
    /// The client's office.
    pub office_id: OfficeId,
    /// The last four digits of the client's taxpayer number.
    pub tin_last_four: Option<String>,
    /// The last four digits of the spouse's taxpayer number.
    pub spouse_tin_last_four: Option<String>,
    /// Whether the client's parties may use the portal.
    pub portal_access: PortalAccess,
    /// When it was added.
    pub added_at: Timestamp,
}

impl Desk {
    /// Adds a client.
    ///
    /// # Errors
    /// `client_number_taken` at `number`; `not_found` at `officeId`, or before the firm is registered; `state_forbids` at `spouseTin`
    /// unless it is a couple; `tin_invalid`, `sealing_key_missing`; `text_required`, `text_too_long` or `text_invalid`, naming the
    /// field.
    pub fn create_client(&self, input: CreateClient) -> Result<ClientDetails> {
        self.act(Operation::CREATE_CLIENT, |act| {
            let firm = firm_of(act, self.staff().firm)?.record.id;
            let new = NewClient {
                firm,
                office: self.office_or_first(act, input.office_id)?,
                kind: input.kind.unwrap_or_default(),
                name: ("name", &input.name),
                number: input.number.as_deref(),
                tin: ("tin", stated(&input.tin)),
                spouse_tin: stated(&input.spouse_tin),
                added_with_case: None,
            };
            let client = add_client(act, &new)?;
            act.event.on(firm, Chain::Client(client.id));
            act.event.subject(client.id);
            Ok(details(Stored { version: 1, record: client }))
        })
    }

    /// Returns a client as staff see it.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_client(&self, input: ClientRef) -> Result<ClientDetails> {
        self.look(Operation::GET_CLIENT, |look| Ok(details(self.client(look, input.client_id)?)))
    }

    /// Changes fields of a client. From the next request on, its cases show the new name and belong to the new office.
    ///
    /// # Errors
    /// `not_found`, for a client or at `officeId`; `changed_meanwhile`; and as [`Desk::create_client`].
    pub fn update_client(&self, input: UpdateClient) -> Result<ClientDetails> {
        self.act(Operation::UPDATE_CLIENT, |act| {
            let mut client = self.open_client(act, input.client_id)?;
            if input.version.is_some_and(|version| version != client.version) {
                return Err(Error::new(Code::CHANGED_MEANWHILE));
            }
            let before = client.record.clone();
            let mut changed = apply(act, &input, &mut client.record)?;
            if let Some(office) = input.office_id {
                client.record.office = self.office_or_first(act, Some(office))?;
                changed.push("officeId");
            }
            act.event.fact("changed", changed.join(","));
            replace_indexed(act, client.version, &before, &client.record)?;
            if input.name.is_some() || input.office_id.is_some() || input.tin.is_some() {
                update_cases(act, &client.record)?;
            }
            if input.office_id.is_some() {
                update_parties(act, &client.record)?;
            }
            if input.portal_access.is_some() {
                update_invites(act, &client.record)?;
            }
            if input.tin.is_some() || input.spouse_tin.is_some() {
                remember_index_key(act, client.record.firm)?;
            }
            Ok(details(Stored { version: client.version + 1, record: client.record }))
        })
    }

    /// Returns one of a client's taxpayer numbers in full. The call is audited.
    ///
    /// # Errors
    /// `not_found` if there is no such client or number; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_client_number(&self, input: UnmaskClientNumber) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_CLIENT_NUMBER, |act| {
            let client = self.open_client(act, input.client_id)?.record;
            let number = client.number_of(input.of).ok_or_else(|| Error::new(Code::NOT_FOUND))?;
            let number = unsealed(&client, input.of, number, act.host.keys.as_ref())?;
            Ok(UnmaskedNumber { number: number.to_string() })
        })
    }
}

/// The text of a field that a form may send empty.
fn stated(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.trim().is_empty())
}

/// Applies the fields of the input to a client, except its office. Returns the names of the changed fields.
fn apply(act: &mut Act<'_>, input: &UpdateClient, client: &mut ClientRecord) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    if let Some(name) = &input.name {
        client.name = rules::name("name", name)?;
        changed.push("name");
    }
    if let Some(kind) = input.kind {
        client.kind = kind;
        changed.push("kind");
    }
    if let Some(number) = &input.number {
        client.number = rules::number(Some(number))?;
        check_number(act, client.firm, client.id, client.number.as_deref())?;
        changed.push("number");
    }
    if let Some(access) = input.portal_access {
        client.portal_access = access;
        changed.push("portalAccess");
    }
    if let Some(tin) = &input.tin {
        client.tin = changed_number(act, client, NumberOf::Client, "tin", tin)?;
        changed.push("tin");
    }
    if let Some(tin) = &input.spouse_tin {
        client.spouse_tin = changed_number(act, client, NumberOf::Spouse, "spouseTin", tin)?;
        changed.push("spouseTin");
    }
    rules::check_spouse(client.kind, client.spouse_tin.is_some())?;
    Ok(changed)
}

/// Seals a new number. Returns `None` for an empty text, which removes the number.
fn changed_number(
    act: &mut Act<'_>,
    client: &ClientRecord,
    whose: NumberOf,
    field: &'static str,
    number: &str,
) -> Result<Option<SealedNumber>> {
    if number.trim().is_empty() {
        return Ok(None);
    }
    sealed(act, client.firm, client.id, whose, field, number).map(Some)
}

fn details(client: Stored<ClientRecord>) -> ClientDetails {
    let Stored { version, record } = client;
    ClientDetails {
        client_id: record.id,
        version,
        kind: record.kind,
        name: record.name,
        number: record.number,
        office_id: record.office,
        tin_last_four: record.tin.map(|tin| tin.last_four),
        spouse_tin_last_four: record.spouse_tin.map(|tin| tin.last_four),
        portal_access: record.portal_access,
        added_at: record.added_at,
    }
}
