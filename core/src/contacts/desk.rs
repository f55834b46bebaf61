//! The firm's operations on contacts.

use super::address::{email, phone};
use super::index::{add_indexed, replace_indexed};
use super::reach::parties_of;
use super::record::{ContactRecord, ContactRef, PartyRecord};
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::ContactId;
use crate::foundation::text::folded;
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::{RecordsMut, Stored};
use casegate_macros::wire;

/// A contact to add.
#[wire]
#[derive(Default)]
pub struct CreateContact {
    /// The person's name.
    pub name: String,
    /// Their e-mail addresses, the preferred one first; at most 15.
    #[wire(default)]
    pub emails: Vec<String>,
    /// Their phone numbers; at most 15.
    #[wire(default)]
    pub phones: Vec<String>,
}

/// Changes to a contact. A field that is absent stays as it is.
#[wire(input)]
pub struct UpdateContact {
    /// The contact.
    pub contact_id: ContactId,
    /// The version that the caller saw. If another one is stored, the change is refused.
    pub version: Option<i64>,
    /// The person's name.
    pub name: Option<String>,
    /// All of their e-mail addresses, the preferred one first.
    pub emails: Option<Vec<String>>,
    /// All of their phone numbers.
    pub phones: Option<Vec<String>>,
}

/// A contact.
#[wire]
pub struct ContactDetails {
    /// The contact.
    pub contact_id: ContactId,
    /// The version of the contact. An update that states it is refused if the contact was changed since.
    pub version: i64,
    /// The person's name.
    pub name: String,
    /// Their e-mail addresses, the preferred one first.
    pub emails: Vec<String>,
    /// Their phone numbers.
    pub phones: Vec<String>,
    /// When the contact was added.
    pub added_at: Timestamp,
}

impl Desk {
    /// Adds a contact.
    ///
    /// # Errors
    /// `address_invalid` at `emails`; `list_too_long`, `value_repeated`; `not_found` before the firm is registered;
    /// `text_required`, `text_too_long` or `text_invalid`, naming the field.
    pub fn create_contact(&self, input: CreateContact) -> Result<ContactDetails> {
        self.act(Operation::CREATE_CONTACT, |act| {
            let firm = firm_of(act, self.staff().firm)?.record.id;
            let id = ContactId::from_uuid(act.new_id()?);
            let contact = ContactRecord {
                id,
                firm,
                name: text::line("name", &input.name, limits::NAME)?,
                emails: parsed("emails", &input.emails, email)?,
                phones: parsed("phones", &input.phones, phone)?,
                added_at: act.now,
            };
            act.event.on(firm, Chain::Contact(id));
            act.event.subject(id);
            add_indexed(act, &contact)?;
            Ok(details(Stored { version: 1, record: contact }))
        })
    }

    /// Returns a contact with its addresses and phones.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_contact(&self, input: ContactRef) -> Result<ContactDetails> {
        self.look(Operation::GET_CONTACT, |look| Ok(details(self.contact(look, input.contact_id)?)))
    }

    /// Changes fields of a contact.
    ///
    /// # Errors
    /// `not_found`; `changed_meanwhile`; and as [`Desk::create_contact`].
    pub fn update_contact(&self, input: UpdateContact) -> Result<ContactDetails> {
        self.act(Operation::UPDATE_CONTACT, |act| {
            let contact = self.open_contact(act, input.contact_id)?;
            if input.version.is_some_and(|version| version != contact.version) {
                return Err(Error::new(Code::CHANGED_MEANWHILE));
            }
            let Stored { version, record: mut contact } = contact;
            let before = contact.clone();
            let mut changed = Vec::new();
            if let Some(name) = &input.name {
                contact.name = text::line("name", name, limits::NAME)?;
                changed.push("name");
            }
            if let Some(emails) = &input.emails {
                contact.emails = parsed("emails", emails, email)?;
                changed.push("emails");
            }
            if let Some(phones) = &input.phones {
                contact.phones = parsed("phones", phones, phone)?;
                changed.push("phones");
            }
            act.event.fact("changed", changed.join(","));
            let parties = parties_of(act, &contact)?;
            replace_indexed(act, version, &before, &contact, &parties)?;
            update_addresses(act, &contact, parties)?;
            Ok(details(Stored { version: version + 1, record: contact }))
        })
    }
}

/// Has the parties of a contact use an address that it still has: the preferred one in place of a removed one.
fn update_addresses(
    act: &mut Act<'_>,
    contact: &ContactRecord,
    parties: Vec<Stored<PartyRecord>>,
) -> Result<()> {
    for mut party in parties {
        let is_present =
            party.record.address.as_ref().is_some_and(|address| contact.emails.contains(address));
        if !is_present && party.record.address != contact.emails.first().cloned() {
            party.record.address = contact.emails.first().cloned();
            act.event.subject(party.record.id);
            act.replace(party.version, &party.record)?;
        }
    }
    Ok(())
}

/// Parses a list of e-mail addresses or phone numbers. Each may occur once.
fn parsed(
    field: &'static str,
    texts: &[String],
    parse: impl Fn(&'static str, &str) -> Result<String>,
) -> Result<Vec<String>> {
    if texts.len() > limits::ADDRESSES {
        return Err(Error::at(Code::LIST_TOO_LONG, field));
    }
    let mut parsed: Vec<String> = Vec::new();
    for text in texts {
        let one = parse(field, text)?;
        if parsed.iter().any(|known| folded(known) == folded(&one)) {
            return Err(Error::at(Code::VALUE_REPEATED, field));
        }
        parsed.push(one);
    }
    Ok(parsed)
}

pub(super) fn details(contact: Stored<ContactRecord>) -> ContactDetails {
    let Stored { version, record } = contact;
    ContactDetails {
        contact_id: record.id,
        version,
        name: record.name,
        emails: record.emails,
        phones: record.phones,
        added_at: record.added_at,
    }
}
