//! The firm's operations on contacts.

use super::address::{email, phone};
use super::listing::{LIST, add_listed, replace_listed};
use super::reach::parties_of;
use super::record::{ContactRecord, ContactRef};
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::ContactId;
use crate::foundation::text::folded;
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{self, Cursor};
use crate::store::terms::Search;
use crate::store::{Record, RecordsMut, Stored};
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

/// A request for a page of contacts.
#[wire(input)]
#[derive(Default)]
pub struct ListContacts {
    /// The beginning of the contact's name, in upper or lower case. If absent, every name matches.
    pub name_starts: Option<String>,
    /// Words to search by: the beginnings of words of the name, the e-mail addresses and the phone numbers, without regard to case and
    /// accents. If absent or blank, every contact matches.
    pub search: Option<String>,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
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

/// A page of contacts, ordered by name; in a search, by the words that were found. A page of a search can have fewer rows than asked for,
/// and a next page.
#[wire]
pub struct ContactPage {
    /// The contacts on this page.
    pub contacts: Vec<ContactDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
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
            add_listed(act, &contact)?;
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
                update_addresses(act, &contact)?;
                changed.push("emails");
            }
            if let Some(phones) = &input.phones {
                contact.phones = parsed("phones", phones, phone)?;
                changed.push("phones");
            }
            act.event.fact("changed", changed.join(","));
            let parties: Vec<_> = parties_of(act, &contact)?.into_iter().map(|party| party.record).collect();
            replace_listed(act, version, &before, &contact, &parties)?;
            Ok(details(Stored { version: version + 1, record: contact }))
        })
    }

    /// Returns a page of the firm's contacts, ordered by name.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_contacts(&self, input: ListContacts) -> Result<ContactPage> {
        self.look(Operation::LIST_CONTACTS, |look| {
            let limit = page::limit(input.limit)?;
            let start = input.name_starts.as_deref().unwrap_or_default();
            let start = folded(&text::optional_line("nameStarts", start, limits::NAME)?);
            let after = Cursor::read(input.cursor.as_deref())?;
            let search =
                text::optional_line("search", input.search.as_deref().unwrap_or_default(), limits::NAME)?;
            if let Some(search) = Search::of(self.staff().firm.uuid(), LIST, &search) {
                let (contacts, next) = search.page(look, after, limit, |owner| {
                    let contact = self.contact_in_reach(look, ContactId::from_uuid(owner))?;
                    Ok(contact
                        .filter(|contact| folded(&contact.record.name).starts_with(&start))
                        .map(details))
                })?;
                return Ok(ContactPage { contacts, next });
            }
            let contacts = ContactRecord::select(limit + 1)
                .under(self.staff().firm)
                .by(ContactRecord::NAME_FOLDED)
                .only(ContactRecord::NAME_FOLDED.starts_with(start))
                .after(after);
            let place = |contact: &ContactRecord| (folded(&contact.name), contact.key());
            let rows = self.contacts_in_reach(look, contacts, limit + 1)?;
            let (rows, next) = page::into_page(rows, limit, place);
            Ok(ContactPage { contacts: rows.into_iter().map(details).collect(), next })
        })
    }
}

/// Has the parties of a contact use an address that it still has: the preferred one in place of a removed one.
fn update_addresses(act: &mut Act<'_>, contact: &ContactRecord) -> Result<()> {
    for mut party in parties_of(act, contact)? {
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

fn details(contact: Stored<ContactRecord>) -> ContactDetails {
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
