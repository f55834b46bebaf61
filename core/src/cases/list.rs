//! The list of cases, with its filters and its search by words.

use super::index::{LIST, counted};
use super::record::{CaseRecord, case_key};
use crate::act::{Look, Operation};
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, ClientId, OfficeId};
use crate::foundation::text::folded;
use crate::foundation::time::Timestamp;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::page::{self, By, List};
use crate::store::terms::Search;
use crate::store::{Record, Records, Stored};
use casegate_macros::wire;

/// A request for a page of cases.
#[wire(input)]
#[derive(Default)]
pub struct ListCases {
    /// The beginning of the client's name, in upper or lower case. If absent, every name matches.
    pub name_starts: Option<String>,
    /// The client's taxpayer number. Without an index key nothing is found. If absent, every client matches.
    pub tin: Option<String>,
    /// The client of the cases. If absent, every client matches.
    pub client_id: Option<ClientId>,
    /// The office of the cases' clients. If absent, every office matches.
    pub office_id: Option<OfficeId>,
    /// Words to search by: the beginnings of words of the client's name and the title, without regard to case and accents. If absent or
    /// blank, every case matches.
    pub search: Option<String>,
    /// The cursor that the previous page gave as `next`; absent for the first page. Send it with the same filters and search as
    /// before.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

/// A case in a list.
#[wire]
pub struct CaseSummary {
    /// The case.
    pub case_id: CaseId,
    /// The client.
    pub client_id: ClientId,
    /// The office that the client belongs to.
    pub office_id: OfficeId,
    /// The client's name.
    pub client_name: String,
    /// The subject of the engagement.
    pub title: String,
    /// The internal stage.
    pub stage: String,
    /// The last four digits of the client's taxpayer number.
    pub client_tin_last_four: Option<String>,
    /// When the case itself or its intake last changed.
    pub touched_at: Timestamp,
}

/// A page of cases, ordered by client name; in a search, by the words that were found. A page of a search can have fewer rows than asked
/// for, and a next page.
#[wire]
pub struct CasePage {
    /// The cases on this page.
    pub cases: Vec<CaseSummary>,
    /// The number of cases in the requested office, or in all offices that the caller may see; absent with any other filter or a search.
    pub total: Option<i64>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// What a case must be to be listed, parsed from the input.
struct Wanted {
    office: Option<OfficeId>,
    client: Option<ClientId>,
    /// The folded beginning of the client's name.
    start: Option<String>,
    /// The clients with the taxpayer number.
    with_tin: Option<Vec<ClientId>>,
}

impl Desk {
    /// Returns a page of the cases of the offices that the staff member may see, ordered by client name, or by words that are found.
    ///
    /// # Errors
    /// `number_out_of_range` at `limit`; `cursor_invalid`, in a search also if the row that the previous page ended at was changed;
    /// `text_too_long` or `text_invalid`, naming the field; `tin_invalid`; `too_many` at `tin`; `not_found` at `officeId`.
    pub fn list_cases(&self, input: ListCases) -> Result<CasePage> {
        self.look(Operation::LIST_CASES, |look| {
            let (limit, cursor) = (page::limit(input.limit)?, input.cursor.as_deref());
            let wanted = self.wanted_cases(look, &input)?;
            let search =
                text::optional_line("search", input.search.as_deref().unwrap_or_default(), limits::NAME)?;
            let firm = self.staff().firm;
            if let Some(search) = Search::of(firm.uuid(), LIST, &search) {
                let (cases, next) = search.page(look, look.host.keys.as_ref(), cursor, limit, |owner| {
                    let case = look.load::<CaseRecord>(case_key(firm, CaseId::from_uuid(owner)))?;
                    let case = case.map(|Stored { record, .. }| record);
                    Ok(case.filter(|case| self.is_wanted(&wanted, case)).map(summary))
                })?;
                return Ok(CasePage { cases, total: None, next });
            }
            let is_of_client = wanted.with_tin.as_ref().map(|clients| CaseRecord::CLIENT.one_of(clients));
            let cases = CaseRecord::select(limits::PAGE)
                .under(firm)
                .by(CaseRecord::CLIENT_NAME_FOLDED)
                .only_if(self.in_offices(CaseRecord::OFFICE, wanted.office))
                .only_if(wanted.start.as_ref().map(|start| CaseRecord::CLIENT_NAME_FOLDED.starts_with(start)))
                .only_if(wanted.client.map(|client| CaseRecord::CLIENT.equals(&client)))
                .only_if(is_of_client);
            let list = List::of::<CaseRecord>(By::Text, firm);
            let (rows, next) =
                list.read(look, cases, (cursor, input.limit), |case| folded(&case.client_name).into())?;
            let is_whole = wanted.start.is_none() && wanted.client.is_none() && wanted.with_tin.is_none();
            let is_listed = |office| self.is_listed(wanted.office, OfficeId::from_uuid(office));
            let total = is_whole.then(|| counted(firm).total(look, is_listed)).transpose()?;
            Ok(CasePage { cases: rows.into_iter().map(|row| summary(row.record)).collect(), total, next })
        })
    }

    fn wanted_cases(&self, look: &Look<'_>, input: &ListCases) -> Result<Wanted> {
        let start = |start: &String| text::optional_line("nameStarts", start, limits::NAME);
        let start = input.name_starts.as_ref().map(start).transpose()?.map(|start| folded(&start));
        let office = input.office_id.map(|office| self.office_or_first(look, Some(office))).transpose()?;
        let with_tin = input.tin.as_ref().map(|tin| self.clients_with_tin(look, tin)).transpose()?;
        Ok(Wanted {
            office,
            client: input.client_id,
            start: start.filter(|start| !start.is_empty()),
            with_tin,
        })
    }

    fn is_wanted(&self, wanted: &Wanted, case: &CaseRecord) -> bool {
        self.is_listed(wanted.office, case.office)
            && wanted.client.is_none_or(|client| client == case.client)
            && wanted.start.as_ref().is_none_or(|start| folded(&case.client_name).starts_with(start))
            && wanted.with_tin.as_ref().is_none_or(|clients| clients.contains(&case.client))
    }
}

fn summary(case: CaseRecord) -> CaseSummary {
    CaseSummary {
        case_id: case.id,
        client_id: case.client,
        office_id: case.office,
        client_name: case.client_name,
        title: case.title,
        stage: case.stage,
        client_tin_last_four: case.client_tin_last_four,
        touched_at: case.touched_at,
    }
}
