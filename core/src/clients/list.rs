//! The list of clients, with its filters and its search by words.

use super::index::{LIST, counted};
use super::record::{ClientKind, ClientRecord, PortalAccess, client_key};
use super::taxpayer_number::clients_with;
use crate::act::{Look, Operation};
use crate::foundation::error::Result;
use crate::foundation::ids::{ClientId, OfficeId};
use crate::foundation::text::folded;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{self, By, List};
use crate::store::terms::Search;
use crate::store::{Record, Records, Selection, Stored};
use casegate_macros::wire;

/// A request for a page of clients.
#[wire(input)]
#[derive(Default)]
pub struct ListClients {
    /// The beginning of the client's name, in upper or lower case. If absent, every name matches.
    pub name_starts: Option<String>,
    /// The firm's own client number. If absent, every number matches.
    pub number: Option<String>,
    /// A taxpayer number of the client. Without an index key nothing is found. If absent, every client matches.
    pub tin: Option<String>,
    /// The office of the clients. If absent, every office matches.
    pub office_id: Option<OfficeId>,
    /// Words to search by: the beginnings of words of the name, of the client number, and of its parties' names, e-mail addresses and phone
    /// numbers, without regard to case and accents. If absent or blank, every client matches.
    pub search: Option<String>,
    /// The cursor that the previous page gave as `next`; absent for the first page. Send it with the same filters and search as
    /// before.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A client in a list.
#[wire]
pub struct ClientSummary {
    /// The client.
    pub client_id: ClientId,
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
    /// Whether the client's parties may use the portal.
    pub portal_access: PortalAccess,
}

/// A page of clients, ordered by name; in a search, by the words that were found. A page of a search can have fewer rows than asked for, and
/// a next page.
#[wire]
pub struct ClientPage {
    /// The clients on this page.
    pub clients: Vec<ClientSummary>,
    /// The number of clients in the requested office, or in all offices that the caller may see; absent with any other filter or a search.
    pub total: Option<i64>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// What a client must be to be listed, parsed from the input.
struct Wanted {
    office: Option<OfficeId>,
    /// The folded beginning of the name.
    start: Option<String>,
    number: Option<String>,
}

impl Desk {
    /// Returns a page of the clients of the offices that the staff member may see, ordered by name, or by words that are found.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`, in a search also if the row that the previous page ended at was changed;
    /// `text_too_long` or `text_invalid`, naming the field; `tin_invalid`; `too_many` at `tin` in a search; `not_found` at `officeId`.
    pub fn list_clients(&self, input: ListClients) -> Result<ClientPage> {
        self.look(Operation::LIST_CLIENTS, |look| {
            let (limit, cursor) = (page::limit(input.limit)?, input.cursor.as_deref());
            let wanted = self.wanted_clients(look, &input)?;
            let search =
                text::optional_line("search", input.search.as_deref().unwrap_or_default(), limits::NAME)?;
            let firm = self.staff().firm;
            let total = |is_whole: bool| -> Result<Option<i64>> {
                let is_listed = |office| self.is_listed(wanted.office, OfficeId::from_uuid(office));
                is_whole.then(|| counted(firm).total(look, is_listed)).transpose()
            };
            if let Some(search) = Search::of(firm.uuid(), LIST, &text::searched(&search)) {
                let (clients, next) = self.found_clients(look, &input, &wanted, &search, limit)?;
                return Ok(ClientPage { clients, total: None, next });
            }
            let clients = self.selected_clients(&wanted, limit + 1);
            let list = List::of::<ClientRecord>(By::Text, firm);
            let clients = clients.by(ClientRecord::NAME_FOLDED).after(list.after(cursor)?);
            let rows = match &input.tin {
                None => look.list(&clients)?,
                Some(tin) => clients_with(look, firm, tin, &clients, look.host.keys.as_ref())?,
            };
            let (rows, next) = list.cut(rows, limit, |client| folded(&client.name).into());
            let is_whole = wanted.start.is_none() && wanted.number.is_none() && input.tin.is_none();
            let clients = rows.into_iter().map(|row| summary(row.record)).collect();
            Ok(ClientPage { clients, total: total(is_whole)?, next })
        })
    }

    fn wanted_clients(&self, look: &Look<'_>, input: &ListClients) -> Result<Wanted> {
        let office = input.office_id.map(|office| self.office_or_first(look, Some(office))).transpose()?;
        let start = |start: &String| text::optional_line("nameStarts", start, limits::NAME);
        let start = input.name_starts.as_ref().map(start).transpose()?;
        let number = |number: &String| text::optional_line("number", number, limits::LABEL);
        let number = input.number.as_ref().map(number).transpose()?;
        Ok(Wanted {
            office,
            start: start.map(|start| folded(&start)).filter(|start| !start.is_empty()),
            number,
        })
    }

    fn selected_clients(&self, wanted: &Wanted, limit: u32) -> Selection<ClientRecord> {
        ClientRecord::select(limit)
            .under(self.staff().firm)
            .only_if(self.in_offices(ClientRecord::OFFICE, wanted.office))
            .only_if(wanted.start.as_ref().map(|start| ClientRecord::NAME_FOLDED.starts_with(start)))
            .only_if(wanted.number.as_ref().map(|number| ClientRecord::NUMBER.equals(number)))
    }

    fn found_clients(
        &self,
        look: &Look<'_>,
        input: &ListClients,
        wanted: &Wanted,
        search: &Search,
        limit: u32,
    ) -> Result<(Vec<ClientSummary>, Option<String>)> {
        let firm = self.staff().firm;
        let with_tin = input.tin.as_ref().map(|tin| self.clients_with_tin(look, tin)).transpose()?;
        let is_wanted = |client: &ClientRecord| {
            self.is_listed(wanted.office, client.office)
                && wanted.start.as_ref().is_none_or(|start| folded(&client.name).starts_with(start))
                && wanted.number.as_ref().is_none_or(|number| client.number.as_ref() == Some(number))
                && with_tin.as_ref().is_none_or(|found| found.contains(&client.id))
        };
        search.page(look, look.host.keys.as_ref(), input.cursor.as_deref(), limit, |owner| {
            let client = look.load::<ClientRecord>(client_key(firm, ClientId::from_uuid(owner)))?;
            Ok(client.map(|Stored { record, .. }| record).filter(|client| is_wanted(client)).map(summary))
        })
    }
}

fn summary(client: ClientRecord) -> ClientSummary {
    ClientSummary {
        client_id: client.id,
        kind: client.kind,
        name: client.name,
        number: client.number,
        office_id: client.office,
        tin_last_four: client.tin.map(|tin| tin.last_four),
        portal_access: client.portal_access,
    }
}
