//! The firm's operations on cases.

use super::index::{add_indexed, replace_indexed};
use super::record::{CaseRecord, CaseRef};
use crate::act::{Act, Operation};
use crate::audit::record::Chain;
use crate::cases::progress::record::{self as progress, Standing};
use crate::clients::copies::update_cases;
use crate::clients::index;
use crate::clients::new::{NewClient, add_client};
use crate::clients::record::{ClientKind, ClientRecord, NumberOf, client_key};
use crate::clients::rules;
use crate::clients::taxpayer_number::{remember_index_key, sealed, unsealed};
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, FirmId, OfficeId};
use crate::foundation::time::Timestamp;
use crate::foundation::tin::UnmaskedNumber;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::{ReadTx, Record, Records, Stored};
use casegate_macros::wire;

/// A case to open.
#[wire(input)]
#[derive(Default)]
pub struct CreateCase {
    /// The name of the client to add, as the client sees it.
    pub client_name: Option<String>,
    /// The subject of the engagement, as the client sees it.
    pub title: String,
    /// The firm's internal stage.
    pub stage: String,
    /// The taxpayer number of the client to add. It is stored sealed, and the client can be found by it.
    pub client_tin: Option<String>,
    /// The client of the case. If absent, the other fields describe a client to add.
    pub client_id: Option<ClientId>,
    /// The kind of the client to add; a person if absent.
    pub client_kind: Option<ClientKind>,
    /// The office of the client to add; the first one that the staff member may see if absent.
    pub office_id: Option<OfficeId>,
}

/// Changes to a case. A field that is absent stays as it is.
#[wire(input)]
pub struct UpdateCase {
    /// The case.
    pub case_id: CaseId,
    /// The version that the caller saw. If another one is stored, the change is refused.
    pub version: Option<i64>,
    /// The client's name. It changes in all cases of the client.
    pub client_name: Option<String>,
    /// The subject of the engagement.
    pub title: Option<String>,
    /// The internal stage.
    pub stage: Option<String>,
    /// The reasons why the case does not proceed; internal.
    pub blockers: Option<Vec<String>>,
    /// The firm's notes; internal.
    pub notes: Option<String>,
    /// The client's taxpayer number; an empty text removes it.
    pub client_tin: Option<String>,
}

/// A case as staff see it, with sensitive numbers masked.
#[wire]
pub struct CaseDetails {
    /// The case.
    pub case_id: CaseId,
    /// The version of the case. An update that states it is refused if the case was changed since.
    pub version: i64,
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
    /// Whether the firm's phase map has that stage. If not, the client sees the last known progress (SPEC R7).
    pub stage_is_mapped: bool,
    /// The reasons why the case does not proceed.
    pub blockers: Vec<String>,
    /// The firm's notes.
    pub notes: String,
    /// The last four digits of the client's taxpayer number.
    pub client_tin_last_four: Option<String>,
    /// When the case was opened.
    pub opened_at: Timestamp,
    /// When the case itself or its intake last changed.
    pub touched_at: Timestamp,
}

impl Desk {
    /// Opens a case. If the input names no client, it also adds the client.
    ///
    /// # Errors
    /// `client_ambiguous` if the input both names and describes a client; `too_many` at `clientId`; `not_found` at `clientId` or
    /// `officeId`, or before the firm is registered; `tin_invalid`, `sealing_key_missing`; `text_required`, `text_too_long` or
    /// `text_invalid`, naming the field.
    pub fn create_case(&self, input: CreateCase) -> Result<CaseDetails> {
        self.act(Operation::CREATE_CASE, |act| {
            let firm = firm_of(act, self.staff().firm)?.record.id;
            let id = CaseId::from_uuid(act.new_id()?);
            let client = self.client_of_new_case(act, firm, id, &input)?;
            let stage = text::line("stage", &input.stage, limits::STAGE)?;
            let title = text::line("title", &input.title, limits::NAME)?;
            act.event.on(firm, Chain::Case(id));
            act.event.subject(id);
            let case = CaseRecord {
                id,
                firm,
                client: client.id,
                client_name: client.name,
                office: client.office,
                client_tin_last_four: client.tin.map(|tin| tin.last_four),
                title,
                standing: progress::standing(act, firm, &stage, &Standing::start())?,
                stage,
                blockers: Vec::new(),
                notes: String::new(),
                opened_at: act.now,
                touched_at: act.now,
            };
            act.event.subject(case.client);
            add_indexed(act, &case)?;
            details(act, Stored { version: 1, record: case })
        })
    }

    /// Returns the client of a new case. If the input describes a client, adds it.
    fn client_of_new_case(
        &self,
        act: &mut Act<'_>,
        firm: FirmId,
        case: CaseId,
        input: &CreateCase,
    ) -> Result<ClientRecord> {
        let tin = input.client_tin.as_deref().filter(|tin| !tin.trim().is_empty());
        let is_described = input.client_name.is_some()
            || input.client_kind.is_some()
            || tin.is_some()
            || input.office_id.is_some();
        match input.client_id {
            Some(_) if is_described => Err(Error::at(Code::CLIENT_AMBIGUOUS, "clientId")),
            Some(client) => {
                let client = self.client(act, client).map_err(|error| error.in_field("clientId"))?.record;
                let most = limits::CASES_PER_CLIENT;
                let cases = CaseRecord::select(most).under(firm);
                let count = act.tally(&cases.equal(CaseRecord::CLIENT, &client.id))?;
                if count < most { Ok(client) } else { Err(Error::at(Code::TOO_MANY, "clientId")) }
            }
            None => add_client(
                act,
                &NewClient {
                    firm,
                    office: self.office_or_first(act, input.office_id)?,
                    kind: input.client_kind.unwrap_or_default(),
                    name: ("clientName", input.client_name.as_deref().unwrap_or_default()),
                    number: None,
                    tin: ("clientTin", tin),
                    spouse_tin: None,
                    added_with_case: Some(case),
                },
            ),
        }
    }

    /// Returns a case as staff see it.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_case(&self, input: CaseRef) -> Result<CaseDetails> {
        self.look(Operation::GET_CASE, |look| {
            let case = self.case(look, input.case_id)?;
            details(look, case)
        })
    }

    /// Changes fields of a case and of its client.
    ///
    /// # Errors
    /// `not_found`; `changed_meanwhile`; `list_too_long`; those of texts and taxpayer numbers as for [`Desk::create_case`].
    pub fn update_case(&self, input: UpdateCase) -> Result<CaseDetails> {
        self.act(Operation::UPDATE_CASE, |act| {
            let mut case = self.open_case(act, input.case_id)?;
            if input.version.is_some_and(|version| version != case.version) {
                return Err(Error::new(Code::CHANGED_MEANWHILE));
            }
            let before = case.record.clone();
            let mut changed = apply(act, &input, &mut case.record)?;
            case.record.touched_at = act.now;
            replace_indexed(act, case.version, &before, &case.record)?;
            if input.client_name.is_some() || input.client_tin.is_some() {
                act.event.subject(case.record.client);
                changed.extend(apply_client(act, &input, &case.record)?);
            }
            act.event.fact("changed", changed.join(","));
            let case = self.case(act, input.case_id)?;
            details(act, case)
        })
    }

    /// Returns the client's taxpayer number in full. The call is audited.
    ///
    /// # Errors
    /// `not_found` if there is no such case or number; `key_unavailable`; `stored_data_tampered`.
    pub fn unmask_client_tin(&self, input: CaseRef) -> Result<UnmaskedNumber> {
        self.act(Operation::UNMASK_CLIENT_TIN, |act| {
            let case = self.open_case(act, input.case_id)?.record;
            act.event.subject(case.client);
            let client = self.client(act, case.client)?.record;
            let tin = client.tin.as_ref().ok_or_else(|| Error::new(Code::NOT_FOUND))?;
            let number = unsealed(&client, NumberOf::Client, tin, act.host.keys.as_ref())?;
            Ok(UnmaskedNumber { number: number.to_string() })
        })
    }
}

fn apply(act: &mut Act<'_>, input: &UpdateCase, case: &mut CaseRecord) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    if let Some(title) = &input.title {
        case.title = text::line("title", title, limits::NAME)?;
        changed.push("title");
    }
    if let Some(stage) = &input.stage {
        let next = text::line("stage", stage, limits::STAGE)?;
        // The progress at the present stage, which is used if the map does not have the next stage.
        let last = progress::standing(act, case.firm, &case.stage, &case.standing)?;
        case.standing = progress::standing(act, case.firm, &next, &last)?;
        case.stage = next;
        changed.push("stage");
    }
    if let Some(blockers) = &input.blockers {
        if blockers.len() > limits::BLOCKERS {
            return Err(Error::at(Code::LIST_TOO_LONG, "blockers"));
        }
        case.blockers =
            blockers.iter().map(|text| text::line("blockers", text, limits::STAGE)).collect::<Result<_>>()?;
        changed.push("blockers");
    }
    if let Some(notes) = &input.notes {
        case.notes = text::optional_lines("notes", notes, limits::NARRATIVE)?;
        changed.push("notes");
    }
    Ok(changed)
}

/// Applies the client's fields of the input to the client and its cases. Returns the names of the changed fields.
fn apply_client(act: &mut Act<'_>, input: &UpdateCase, case: &CaseRecord) -> Result<Vec<&'static str>> {
    let mut changed = Vec::new();
    let key = client_key(case.firm, case.client);
    let Stored { version, record: mut client } = act.require::<ClientRecord>(key)?;
    let before = client.clone();
    if let Some(name) = &input.client_name {
        client.name = rules::name("clientName", name)?;
        changed.push("clientName");
    }
    if let Some(number) = &input.client_tin {
        client.tin = match number.trim() {
            "" => None,
            number => Some(sealed(act, case.firm, client.id, NumberOf::Client, "clientTin", number)?),
        };
        changed.push("clientTin");
    }
    index::replace_indexed(act, version, &before, &client)?;
    update_cases(act, &client)?;
    remember_index_key(act, case.firm)?;
    Ok(changed)
}

fn details(tx: &(impl ReadTx + ?Sized), case: Stored<CaseRecord>) -> Result<CaseDetails> {
    let Stored { version, record } = case;
    let stage_is_mapped = progress::mapped(tx, record.firm, &record.stage)?.is_some();
    Ok(CaseDetails {
        case_id: record.id,
        version,
        client_id: record.client,
        office_id: record.office,
        client_name: record.client_name,
        title: record.title,
        stage: record.stage,
        stage_is_mapped,
        blockers: record.blockers,
        notes: record.notes,
        client_tin_last_four: record.client_tin_last_four,
        opened_at: record.opened_at,
        touched_at: record.touched_at,
    })
}
