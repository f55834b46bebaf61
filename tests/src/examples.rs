//! One working call of every operation, in a world made for it.
//!
//! The permission matrix, the fault sweep and the matrix of strangers' ids run over these. An operation that is added
//! without an example fails them.

use crate::world::{Call, PDF, PNG, World, link_party, open_case, open_visit, settle, text};
use casegate::operations::{Door, Need, Operation};
use serde_json::{Value, json};

/// Whether an operation is one transaction. `run_jobs` is one for each step; `tests/jobs.rs` stops it at each of them.
#[must_use]
pub fn is_one_transaction(operation: Operation) -> bool {
    operation != Operation::RUN_JOBS
}

/// A world with a case, and a valid input for each operation.
pub struct Stage {
    /// The world.
    pub world: World,
    /// The case.
    pub case: String,
    /// The credential of a valid session on the case.
    pub session: String,
    /// A valid link to the case.
    pub link: String,
    /// A party of the case's client.
    pub party: String,
    inputs: Vec<(Operation, Value)>,
}

impl Stage {
    /// Prepares `world`, which has to be empty, and opens a case in it.
    #[must_use]
    pub fn set(world: World) -> Self {
        settle(&world.desk());
        let case = open_case(&world.desk());
        Self::on(world, case)
    }

    /// Prepares a case of a registered firm.
    #[must_use]
    pub fn on(world: World, case: String) -> Self {
        let desk = world.desk();
        let (link, session) = open_visit(&world, &desk, &case, "taxpayer");
        let (_, other_session) = open_visit(&world, &desk, &case, "spouse");
        let party = link_party(&desk, &case, "spouse", "Lee Whitfield");
        let mut stage = Self { world, case, session, link, party, inputs: Vec::new() };
        stage.firm_and_case();
        stage.clients_and_contacts();
        stage.invites(&other_session);
        stage.documents();
        stage.signatures_and_forms();
        stage.intake();
        stage.host();
        stage
    }

    /// Returns a valid input for `operation`.
    #[must_use]
    pub fn input(&self, operation: Operation) -> Option<&Value> {
        self.inputs.iter().find(|(named, _)| *named == operation).map(|(_, input)| input)
    }

    /// Calls `operation` with its example input.
    ///
    /// # Errors
    /// The operation's.
    pub fn call(&self, operation: Operation) -> casegate::foundation::error::Result<Value> {
        let input = self.input(operation).cloned().unwrap_or(Value::Null);
        match operation.door() {
            Door::Desk(_) if operation == Operation::REGISTER_FIRM => {
                let other = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(2));
                let desk = self.world.desk_of(other, casegate::access::permission::Role::Administrator);
                desk.ask(operation.name(), &input)
            }
            Door::Desk(_) => self.world.desk().ask(operation.name(), &input),
            Door::Visit(Need::Nothing) => self.world.visitor().ask(operation.name(), &input),
            Door::Visit(Need::Session) => self.world.visit(&self.session).ask(operation.name(), &input),
            Door::Host => self.world.portal.host().ask(operation.name(), &input),
        }
    }

    fn put(&mut self, operation: Operation, input: Value) {
        self.inputs.push((operation, input));
    }

    fn on_case(&mut self, operations: &[Operation]) {
        for operation in operations {
            self.put(*operation, json!({ "caseId": self.case }));
        }
    }

    fn firm_and_case(&mut self) {
        self.put(Operation::REGISTER_FIRM, json!({ "name": "Another Firm" }));
        self.put(Operation::GET_FIRM, json!({}));
        self.put(Operation::UPDATE_FIRM, json!({ "name": "Hartwell & Co", "inviteDays": 30 }));
        self.put(Operation::SET_LOGO, json!({ "image": PNG }));
        self.put(Operation::GET_FIRM_LOGO, json!({}));
        let stages = json!([{ "stage": "intake out", "phase": "discovery", "waitingFor": "client" }]);
        self.put(Operation::SET_PHASE_MAP, json!({ "stages": stages }));
        self.put(Operation::GET_PHASE_MAP, json!({}));
        self.put(Operation::DOCTOR, json!({}));
        self.put(
            Operation::CREATE_CASE,
            json!({ "clientName": "Lee Okafor", "title": "Payroll tax", "stage": "lead" }),
        );
        self.put(Operation::LIST_CASES, json!({ "nameStarts": "dana" }));
        self.put(Operation::UPDATE_CASE, json!({ "caseId": self.case, "stage": "plan", "notes": "called" }));
        self.put(Operation::LIST_AUDIT, json!({ "caseId": self.case }));
        self.put(Operation::VERIFY_AUDIT, json!({ "caseId": self.case }));
        self.on_case(&[
            Operation::GET_CASE,
            Operation::UNMASK_CLIENT_TIN,
            Operation::GET_PROGRESS,
            Operation::GET_GUIDANCE,
        ]);
    }

    fn clients_and_contacts(&mut self) {
        let desk = self.world.desk();
        let offices = desk.tell("list_offices", json!({}));
        let office = text(&offices["offices"][0], "officeId");
        let client = json!({
            "name": "Ana and Luis Vega", "kind": "jointCouple", "number": self.case, "officeId": office,
            "tin": "321-54-9876", "spouseTin": "123-45-6789",
        });
        let client_id = text(&desk.tell("create_client", client.clone()), "clientId");
        let contact =
            json!({ "name": "Ana Vega", "emails": ["ana@vega.example"], "phones": ["555 010 7788"] });
        let contact_id = text(&desk.tell("create_contact", contact.clone()), "contactId");
        let link = |role: &str| json!({ "clientId": client_id, "contactId": contact_id, "role": role });
        let party = text(&desk.tell("link_party", link("other")), "partyId");
        let mut another = client;
        another["number"] = "V-17".into();
        self.put(Operation::CREATE_OFFICE, json!({ "name": "Harbour office" }));
        self.put(Operation::UPDATE_OFFICE, json!({ "officeId": office, "name": "Town office" }));
        self.put(Operation::LIST_OFFICES, json!({}));
        self.put(Operation::CREATE_CLIENT, another);
        self.put(Operation::GET_CLIENT, json!({ "clientId": client_id }));
        self.put(
            Operation::UPDATE_CLIENT,
            json!({ "clientId": client_id, "name": "Ana Vega and Luis Vega" }),
        );
        self.put(Operation::LIST_CLIENTS, json!({ "nameStarts": "ana" }));
        self.put(Operation::UNMASK_CLIENT_NUMBER, json!({ "clientId": client_id, "of": "spouse" }));
        self.put(Operation::CREATE_CONTACT, contact);
        self.put(Operation::GET_CONTACT, json!({ "contactId": contact_id }));
        self.put(Operation::UPDATE_CONTACT, json!({ "contactId": contact_id, "phones": [] }));
        self.put(Operation::LIST_CONTACTS, json!({ "nameStarts": "ana" }));
        self.put(Operation::LINK_PARTY, link("taxpayer"));
        let hidden = json!({ "clientId": client_id, "partyId": party, "sees": "onlyNamed" });
        self.put(Operation::UPDATE_PARTY, hidden);
        self.put(Operation::UNLINK_PARTY, json!({ "clientId": client_id, "partyId": party }));
        self.put(Operation::LIST_PARTIES, json!({ "clientId": client_id }));
    }

    fn invites(&mut self, other_session: &str) {
        let desk = self.world.desk();
        let spare = desk.tell("mint_invite", json!({ "caseId": self.case, "label": "adviser" }));
        let spare_id = spare.pointer("/invite/inviteId").cloned().unwrap_or_default();
        let sessions = desk.tell("list_sessions", json!({ "caseId": self.case }));
        let session = text(&sessions["sessions"][0], "sessionId");
        let own = self.world.visit(&self.session).tell("list_my_sessions", json!({}));
        let own_session = text(&own["sessions"][0], "sessionId");
        let mint = json!({ "caseId": self.case, "label": "daughter", "partyId": self.party });
        self.put(Operation::MINT_INVITE, mint);
        self.put(Operation::REVOKE_INVITE, json!({ "caseId": self.case, "inviteId": spare_id }));
        self.put(Operation::REISSUE_INVITE, json!({ "caseId": self.case, "inviteId": spare_id }));
        self.put(Operation::END_SESSION, json!({ "caseId": self.case, "sessionId": session }));
        self.on_case(&[Operation::REVOKE_ALL_INVITES, Operation::LIST_INVITES, Operation::LIST_SESSIONS]);
        self.put(Operation::OPEN_LINK, json!({ "link": self.link }));
        self.put(Operation::REPORT_LEAK, json!({ "text": format!("posted: {other_session} !") }));
        self.put(Operation::END_MY_SESSION, json!({ "sessionId": own_session }));
        for operation in [Operation::GET_LOGO, Operation::LIST_MY_SESSIONS, Operation::LEAVE] {
            self.put(operation, json!({}));
        }
        self.on_case(&[Operation::HOME]);
    }

    fn documents(&mut self) {
        let desk = self.world.desk();
        let document = |title: &str| {
            json!({
                "caseId": self.case, "kind": "engagementLetter", "title": title, "fileName": "letter.pdf",
                "mediaType": "application/pdf", "content": PDF,
            })
        };
        let held = text(&desk.tell("add_document", document("Engagement letter")), "documentId");
        let delivered = text(&desk.tell("add_document", document("Delivered letter")), "documentId");
        desk.tell("deliver_document", json!({ "caseId": self.case, "documentId": delivered }));
        self.world.visit(&self.session).tell("open_document", json!({ "documentId": delivered }));
        self.put(Operation::ADD_DOCUMENT, document("Another letter"));
        let deliver = json!({ "caseId": self.case, "documentId": held, "partyIds": [self.party] });
        self.put(Operation::DELIVER_DOCUMENT, deliver);
        self.put(Operation::WITHDRAW_DOCUMENT, json!({ "caseId": self.case, "documentId": delivered }));
        self.put(Operation::REMOVE_DOCUMENT, json!({ "caseId": self.case, "documentId": held }));
        self.put(Operation::GET_DOCUMENT, json!({ "caseId": self.case, "documentId": held }));
        self.put(Operation::READ_DOCUMENT, json!({ "caseId": self.case, "documentId": held, "chunk": 0 }));
        self.on_case(&[Operation::LIST_DOCUMENTS, Operation::LIST_MY_DOCUMENTS]);
        self.put(Operation::OPEN_DOCUMENT, json!({ "caseId": self.case, "documentId": delivered }));
        let read = json!({ "caseId": self.case, "documentId": delivered, "chunk": 0 });
        self.put(Operation::READ_MY_DOCUMENT, read);
    }

    fn signatures_and_forms(&mut self) {
        let desk = self.world.desk();
        let envelope = json!({ "caseId": self.case, "title": "Form 2848", "signer": "Dana Whitfield" });
        let draft = text(&desk.tell("create_envelope", envelope.clone()), "envelopeId");
        let sent = text(&desk.tell("create_envelope", envelope.clone()), "envelopeId");
        let case = self.case.clone();
        let send =
            |id: &str| json!({ "caseId": case, "envelopeId": id, "signUrl": "https://sign.example/e/1" });
        desk.tell("send_envelope", send(&sent));
        let form = json!({ "caseId": self.case, "title": "Form 433-A", "url": "https://forms.example/433a" });
        let form_id = text(&desk.tell("add_form", form.clone()), "formId");
        self.put(Operation::CREATE_ENVELOPE, envelope.clone());
        let mut to_one = send(&draft);
        to_one["partyIds"] = json!([self.party]);
        self.put(Operation::SEND_ENVELOPE, to_one);
        self.put(
            Operation::RECORD_ENVELOPE_EVENT,
            json!({ "caseId": self.case, "envelopeId": sent, "event": "viewed" }),
        );
        let complete = |id: &str| json!({ "caseId": case, "envelopeId": id, "fileName": "2848.pdf", "mediaType": "application/pdf", "content": PDF });
        let signed = text(&desk.tell("create_envelope", envelope.clone()), "envelopeId");
        desk.tell("send_envelope", send(&signed));
        desk.tell("complete_envelope", complete(&signed));
        let mut replace = complete(&signed);
        replace["reason"] = "the pages of another form".into();
        self.put(Operation::COMPLETE_ENVELOPE, complete(&sent));
        self.put(Operation::REPLACE_SIGNED_DOCUMENT, replace);
        let mut for_one = form;
        for_one["partyIds"] = json!([self.party]);
        self.put(Operation::ADD_FORM, for_one);
        self.put(
            Operation::SET_FORM_STATE,
            json!({ "caseId": self.case, "formId": form_id, "state": "completed" }),
        );
        self.put(Operation::REMOVE_FORM, json!({ "caseId": self.case, "formId": form_id }));
        self.on_case(&[Operation::LIST_ENVELOPES, Operation::LIST_FORMS]);
        self.on_case(&[Operation::LIST_MY_ENVELOPES, Operation::LIST_MY_FORMS]);
    }

    fn intake(&mut self) {
        let (desk, visit) = (self.world.desk(), self.world.visit(&self.session));
        let saved = visit
            .tell("save_section", json!({ "section": "accounts", "entries": account_entries("1,200.00") }));
        visit.tell("submit_section", json!({ "section": "accounts", "version": saved.get("version") }));
        let cards = json!({ "caseId": self.case, "section": "creditCards", "entries": card_entries() });
        let changed = visit.tell("save_section", cards.clone());
        let review = desk.tell("get_review", json!({ "caseId": self.case }));
        let figure = |path: &str| figure_id(&review, path);
        let accept = |path: &str| json!([{ "figureId": figure(path), "decision": { "kind": "accept" } }]);
        let case = self.case.clone();
        let decide = |revision: i64, path: &str| json!({ "caseId": case, "profileRevision": revision, "decisions": accept(path) });
        desk.tell("decide_figures", decide(0, "cash_on_hand"));
        let entry =
            |text: &str| json!({ "field": "cash_on_hand", "value": { "kind": "text", "text": text } });
        self.on_case(&[Operation::GET_ANSWERS, Operation::GET_REVIEW, Operation::GET_PROFILE]);
        self.put(Operation::DECIDE_FIGURES, decide(1, "bank[r1].current_balance"));
        let section = json!({ "caseId": self.case, "section": "accounts", "profileRevision": 1, "decision": { "kind": "accept" } });
        self.put(Operation::DECIDE_SECTION, section);
        let submission = review.pointer("/figures/0/submissionId");
        self.put(Operation::GET_SUBMISSION, json!({ "caseId": self.case, "submissionId": submission }));
        let number = figure("bank[r1].account_number");
        self.put(Operation::UNMASK_FIGURE, json!({ "caseId": self.case, "figureId": number }));
        self.put(
            Operation::UNDO_ACCEPTANCE,
            json!({ "caseId": self.case, "figureId": figure("cash_on_hand") }),
        );
        let set = json!({
            "caseId": self.case, "section": "accounts", "authority": "irsRecord", "profileRevision": 1, "entry": entry("55"),
        });
        self.put(Operation::SET_FIGURE, set);
        let unmask = json!({ "caseId": self.case, "section": "accounts", "path": "bank[r1].account_number", "of": "client" });
        self.put(Operation::UNMASK_ANSWER, unmask);
        self.on_case(&[Operation::GET_INTAKE]);
        let accounts = json!({ "caseId": self.case, "section": "accounts" });
        self.put(Operation::GET_SECTION_FORM, accounts.clone());
        self.put(Operation::GET_SECTION, accounts.clone());
        let mut check = accounts;
        check["entries"] = json!([entry("12.345")]);
        self.put(Operation::CHECK_SECTION, check);
        self.put(Operation::SAVE_SECTION, cards);
        let mut submit = json!({ "caseId": self.case, "section": "creditCards" });
        self.put(Operation::DISCARD_SECTION, submit.clone());
        submit["version"] = changed.get("version").cloned().unwrap_or_default();
        self.put(Operation::SUBMIT_SECTION, submit);
    }
}

impl Stage {
    /// Sets the host's examples: a message that was given up, two that are taken, and one to take.
    fn host(&mut self) {
        let host = self.world.portal.host();
        let named = json!({ "firmId": self.world.firm });
        let take =
            || host.tell("take_outbox", named.clone())["messages"].as_array().cloned().unwrap_or_default();
        let lease = |message: &Value| json!({ "outboxId": message["outboxId"], "lease": message["lease"] });
        let fail = |message: &Value, failure: &str| {
            let mut input = lease(message);
            (input["failure"], input["reason"]) = (failure.into(), "the mail server refused it".into());
            input
        };
        let (to_staff, to_party): (Vec<_>, Vec<_>) =
            take().into_iter().partition(|message| message["to"]["kind"] == "staff");
        if let Some(first) = to_party.first() {
            host.tell("fail_outbox", fail(first, "permanent"));
            self.put(Operation::RETRY_OUTBOX, json!({ "outboxId": first["outboxId"] }));
        }
        if let Some(second) = take().first() {
            self.put(Operation::FAIL_OUTBOX, fail(second, "temporary"));
        }
        if let Some(staff) = to_staff.first() {
            self.put(Operation::ACKNOWLEDGE_OUTBOX, lease(staff));
        }
        let desk = self.world.desk();
        let owner = link_party(&desk, &self.case, "owner", "Ana Vega");
        let form = json!({ "title": "x", "url": "https://forms.example/x", "partyIds": [owner] });
        let mut on_case = form;
        on_case["caseId"] = self.case.as_str().into();
        desk.tell("add_form", on_case);
        let job = host.tell("verify_chains", named.clone());
        let job = json!({ "jobId": job["jobId"] });
        let staff =
            json!({ "firmId": self.world.firm, "staffId": "u-7", "name": "Kim Cho", "roles": ["readOnly"] });
        self.put(Operation::RECORD_STAFF, staff);
        self.put(Operation::REMOVE_STAFF, json!({ "firmId": self.world.firm, "staffId": "u-1" }));
        self.put(Operation::LIST_STAFF, named.clone());
        self.put(Operation::TAKE_OUTBOX, named.clone());
        self.put(Operation::LIST_OUTBOX, named.clone());
        self.put(Operation::VERIFY_CHAINS, named.clone());
        self.put(Operation::RUN_JOBS, json!({ "budget": 1 }));
        self.put(Operation::LIST_JOBS, named);
        self.put(Operation::GET_JOB, job.clone());
        self.put(Operation::CANCEL_JOB, job);
    }
}

/// Returns the id of the staged figure at `path` of a review.
#[must_use]
pub fn figure_id(review: &Value, path: &str) -> String {
    let figures = review.pointer("/figures").and_then(Value::as_array);
    let found = figures.into_iter().flatten().find(|figure| text(figure, "path") == path);
    found.map(|figure| text(figure, "figureId")).unwrap_or_default()
}

/// Returns entries for one bank account and cash, as a client enters them.
#[must_use]
pub fn account_entries(balance: &str) -> Value {
    let bank = |name: &str, text: &str| json!({ "field": format!("bank.{name}"), "row": "r1", "value": { "kind": "text", "text": text } });
    json!([
        bank("institution", "First Community"),
        bank("account_number", "000123456789"),
        bank("current_balance", balance),
        { "field": "cash_on_hand", "value": { "kind": "text", "text": "80" } },
    ])
}

fn card_entries() -> Value {
    let card = |name: &str, text: &str| json!({ "field": format!("card.{name}"), "row": "r1", "value": { "kind": "text", "text": text } });
    json!([card("type", "Visa"), card("balance_owed", "3,100"), card("minimum_monthly_payment", "85")])
}
