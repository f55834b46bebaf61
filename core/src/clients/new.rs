//! Adding a client, by itself or with its first case.

use super::index::add_indexed;
use super::record::{ClientKind, ClientRecord, NumberOf, PortalAccess};
use super::rules;
use super::taxpayer_number::{remember_index_key, sealed};
use crate::act::Act;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, FirmId, OfficeId};
use crate::store::{Record, Records};

/// A client to add.
pub(crate) struct NewClient<'a> {
    pub(crate) firm: FirmId,
    pub(crate) office: OfficeId,
    pub(crate) kind: ClientKind,
    /// The name, and the input field that it came in.
    pub(crate) name: (&'static str, &'a str),
    pub(crate) number: Option<&'a str>,
    /// The taxpayer number, and the input field that it came in.
    pub(crate) tin: (&'static str, Option<&'a str>),
    pub(crate) spouse_tin: Option<&'a str>,
    /// The case that the client is added with.
    pub(crate) added_with_case: Option<CaseId>,
}

/// Checks and stores a client.
///
/// # Errors
/// `client_number_taken` at `number`; `state_forbids` at `spouseTin` unless it is a couple; `tin_invalid`, `sealing_key_missing`;
/// `text_required`, `text_too_long` or `text_invalid`, naming the field.
pub(crate) fn add_client(act: &mut Act<'_>, new: &NewClient<'_>) -> Result<ClientRecord> {
    let id = ClientId::from_uuid(act.new_id()?);
    rules::check_spouse(new.kind, new.spouse_tin.is_some())?;
    let number = rules::number(new.number)?;
    check_number(act, new.firm, id, number.as_deref())?;
    let (field, tin) = new.tin;
    let client = ClientRecord {
        id,
        firm: new.firm,
        kind: new.kind,
        name: rules::name(new.name.0, new.name.1)?,
        number,
        office: new.office,
        tin: tin.map(|tin| sealed(act, new.firm, id, NumberOf::Client, field, tin)).transpose()?,
        spouse_tin: new
            .spouse_tin
            .map(|tin| sealed(act, new.firm, id, NumberOf::Spouse, "spouseTin", tin))
            .transpose()?,
        portal_access: PortalAccess::On,
        added_with_case: new.added_with_case,
        added_at: act.now,
    };
    add_indexed(act, &client)?;
    if client.tin.is_some() || client.spouse_tin.is_some() {
        remember_index_key(act, new.firm)?;
    }
    Ok(client)
}

/// Checks that no other client of the firm has this client number.
///
/// # Errors
/// `client_number_taken` at `number`.
pub(super) fn check_number(
    act: &Act<'_>,
    firm: FirmId,
    client: ClientId,
    number: Option<&str>,
) -> Result<()> {
    let Some(number) = number else { return Ok(()) };
    let others = ClientRecord::select(1).under(firm).equal(ClientRecord::NUMBER, number);
    let is_taken = act.list(&others)?.iter().any(|other| other.record.id != client);
    if is_taken { Err(Error::at(Code::CLIENT_NUMBER_TAKEN, "number")) } else { Ok(()) }
}
