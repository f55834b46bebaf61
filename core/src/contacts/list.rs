//! The list of contacts, with its filter and its search by words.

use super::desk::{ContactDetails, details};
use super::index::LIST;
use super::record::ContactRecord;
use crate::act::Operation;
use crate::foundation::error::Result;
use crate::foundation::ids::ContactId;
use crate::foundation::text::folded;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::Record;
use crate::store::page::{self, By, List};
use crate::store::terms::Search;
use casegate_macros::wire;

/// A request for a page of contacts.
#[wire(input)]
#[derive(Default)]
pub struct ListContacts {
    /// The beginning of the contact's name, in upper or lower case. If absent, every name matches.
    pub name_starts: Option<String>,
    /// Words to search by: the beginnings of words of the name, the e-mail addresses and the phone numbers, without regard to case and
    /// accents. If absent or blank, every contact matches.
    pub search: Option<String>,
    /// The cursor that the previous page gave as `next`; absent for the first page. Send it with the same filters and search as
    /// before.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
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
    /// Returns a page of the firm's contacts, ordered by name.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`, in a search also if the row that the previous page ended at was changed;
    /// `text_too_long` or `text_invalid`, naming the field.
    pub fn list_contacts(&self, input: ListContacts) -> Result<ContactPage> {
        self.look(Operation::LIST_CONTACTS, |look| {
            let (limit, cursor) = (page::limit(input.limit)?, input.cursor.as_deref());
            let start = input.name_starts.as_deref().unwrap_or_default();
            let start = folded(&text::optional_line("nameStarts", start, limits::NAME)?);
            let search =
                text::optional_line("search", input.search.as_deref().unwrap_or_default(), limits::NAME)?;
            if let Some(search) = Search::of(self.staff().firm.uuid(), LIST, &text::searched(&search)) {
                let keys = look.host.keys.as_ref();
                let (contacts, next) = search.page(look, keys, cursor, limit, |owner| {
                    let contact = self.contact_in_reach(look, ContactId::from_uuid(owner))?;
                    Ok(contact
                        .filter(|contact| folded(&contact.record.name).starts_with(&start))
                        .map(details))
                })?;
                return Ok(ContactPage { contacts, next });
            }
            let list = List::of::<ContactRecord>(By::Text, self.staff().firm);
            let contacts = ContactRecord::select(limit + 1)
                .under(self.staff().firm)
                .by(ContactRecord::NAME_FOLDED)
                .only(ContactRecord::NAME_FOLDED.starts_with(start))
                .after(list.after(cursor)?);
            let rows = self.contacts_in_reach(look, contacts, limit + 1)?;
            let (rows, next) = list.cut(rows, limit, |contact| folded(&contact.name).into());
            Ok(ContactPage { contacts: rows.into_iter().map(details).collect(), next })
        })
    }
}
