//! One working call of every operation, in a world made for it.
//!
//! The permission matrix, the fault sweep and the matrix of strangers' ids run over these. An operation that is added
//! without an example fails them.

use crate::world::{Call, PDF, PNG, World, open_case, open_visit, settle, text};
use casegate::operations::{Door, Need, Operation};
use serde_json::{Value, json};

/// A world with a case, and an input with which each operation works in it.
pub struct Stage {
    /// The world.
    pub world: World,
    /// The case.
    pub case: String,
    /// The credential of a live session on it.
    pub session: String,
    /// A live link to it.
    pub link: String,
    inputs: Vec<(Operation, Value)>,
}

impl Stage {
    /// Sets the stage in `world`, which has to be empty. `first` is the operation that is to be called first, if that is
    /// one after which nothing else could be set.
    #[must_use]
    pub fn set(world: World) -> Self {
        let desk = world.desk();
        settle(&desk);
        let case = open_case(&desk);
        let (link, session) = open_visit(&world, &desk, &case, "taxpayer");
        let (_, other_session) = open_visit(&world, &desk, &case, "spouse");
        let mut stage = Self { world, case, session, link, inputs: Vec::new() };
        stage.firm_and_case();
        stage.invites(&other_session);
        stage.documents();
        stage.signatures_and_forms();
        stage.intake();
        stage
    }

    /// The input with which `operation` works.
    #[must_use]
    pub fn input(&self, operation: Operation) -> Option<&Value> {
        self.inputs.iter().find(|(named, _)| *named == operation).map(|(_, input)| input)
    }

    /// Calls `operation` with its example, through its door.
    ///
    /// # Errors
    /// The operation's.
    pub fn call(&self, operation: Operation) -> casegate::foundation::error::Result<Value> {
        let input = self.input(operation).cloned().unwrap_or(Value::Null);
        match operation.door() {
            Door::Desk(_) if operation == Operation::RegisterFirm => {
                let other = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(2));
                let desk = self.world.desk_of(other, casegate::access::permission::Role::Administrator);
                desk.ask(operation.name(), &input)
            }
            Door::Desk(_) => self.world.desk().ask(operation.name(), &input),
            Door::Visit(Need::Nothing) => self.world.visitor().ask(operation.name(), &input),
            Door::Visit(Need::Session) => self.world.visit(&self.session).ask(operation.name(), &input),
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
        use Operation::{
            CreateCase, Doctor, GetCase, GetFirm, GetFirmLogo, GetGuidance, GetPhaseMap, GetProgress,
            ListAudit, ListCases, RegisterFirm, SetLogo, SetPhaseMap, UnmaskClientTin, UpdateCase,
            UpdateFirm, VerifyAudit,
        };
        self.put(RegisterFirm, json!({ "name": "Another Firm" }));
        self.put(GetFirm, json!({}));
        self.put(UpdateFirm, json!({ "name": "Hartwell & Co", "inviteDays": 30 }));
        self.put(SetLogo, json!({ "image": PNG }));
        self.put(GetFirmLogo, json!({}));
        let stages = json!([{ "stage": "intake out", "phase": "discovery", "waitingFor": "client" }]);
        self.put(SetPhaseMap, json!({ "stages": stages }));
        self.put(GetPhaseMap, json!({}));
        self.put(Doctor, json!({}));
        self.put(CreateCase, json!({ "clientName": "Lee Okafor", "title": "Payroll tax", "stage": "lead" }));
        self.put(ListCases, json!({ "nameStarts": "dana" }));
        self.put(UpdateCase, json!({ "caseId": self.case, "stage": "plan", "notes": "called" }));
        self.put(ListAudit, json!({ "caseId": self.case }));
        self.put(VerifyAudit, json!({ "caseId": self.case }));
        self.on_case(&[GetCase, UnmaskClientTin, GetProgress, GetGuidance]);
    }

    fn invites(&mut self, other_session: &str) {
        use Operation::{
            EndMySession, EndSession, GetLogo, Home, Leave, ListInvites, ListMySessions, ListSessions,
            MintInvite, OpenLink, ReissueInvite, ReportLeak, RevokeAllInvites, RevokeInvite,
        };
        let desk = self.world.desk();
        let spare = desk.tell("mint_invite", json!({ "caseId": self.case, "label": "adviser" }));
        let spare_id = spare.pointer("/invite/inviteId").cloned().unwrap_or_default();
        let sessions = desk.tell("list_sessions", json!({ "caseId": self.case }));
        let ids: Vec<_> = sessions
            .pointer("/sessions")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|s| text(s, "sessionId"))
            .collect();
        self.put(MintInvite, json!({ "caseId": self.case, "label": "daughter" }));
        self.put(RevokeInvite, json!({ "caseId": self.case, "inviteId": spare_id }));
        self.put(ReissueInvite, json!({ "caseId": self.case, "inviteId": spare_id }));
        self.put(EndSession, json!({ "caseId": self.case, "sessionId": ids.first() }));
        self.on_case(&[RevokeAllInvites, ListInvites, ListSessions]);
        self.put(OpenLink, json!({ "link": self.link }));
        self.put(ReportLeak, json!({ "text": format!("posted: {other_session} !") }));
        self.put(EndMySession, json!({ "sessionId": ids.last() }));
        for operation in [Home, GetLogo, ListMySessions, Leave] {
            self.put(operation, json!({}));
        }
    }

    fn documents(&mut self) {
        use Operation::{
            AddDocument, DeliverDocument, ListDocuments, ListMyDocuments, OpenDocument, ReadDocument,
            ReadMyDocument, RemoveDocument, WithdrawDocument,
        };
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
        self.put(AddDocument, document("Another letter"));
        self.put(DeliverDocument, json!({ "caseId": self.case, "documentId": held }));
        self.put(WithdrawDocument, json!({ "caseId": self.case, "documentId": delivered }));
        self.put(RemoveDocument, json!({ "caseId": self.case, "documentId": held }));
        self.put(ReadDocument, json!({ "caseId": self.case, "documentId": held, "chunk": 0 }));
        self.on_case(&[ListDocuments]);
        self.put(ListMyDocuments, json!({}));
        self.put(OpenDocument, json!({ "documentId": delivered }));
        self.put(ReadMyDocument, json!({ "documentId": delivered, "chunk": 0 }));
    }

    fn signatures_and_forms(&mut self) {
        use Operation::{
            AddForm, CompleteEnvelope, CreateEnvelope, ListEnvelopes, ListForms, ListMyEnvelopes,
            ListMyForms, RecordEnvelopeEvent, RemoveForm, ReplaceSignedDocument, SendEnvelope, SetFormState,
        };
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
        self.put(CreateEnvelope, envelope.clone());
        self.put(SendEnvelope, send(&draft));
        self.put(RecordEnvelopeEvent, json!({ "caseId": self.case, "envelopeId": sent, "event": "viewed" }));
        let complete = |id: &str| json!({ "caseId": case, "envelopeId": id, "fileName": "2848.pdf", "mediaType": "application/pdf", "content": PDF });
        let signed = text(&desk.tell("create_envelope", envelope.clone()), "envelopeId");
        desk.tell("send_envelope", send(&signed));
        desk.tell("complete_envelope", complete(&signed));
        let mut replace = complete(&signed);
        replace["reason"] = "the pages of another form".into();
        self.put(CompleteEnvelope, complete(&sent));
        self.put(ReplaceSignedDocument, replace);
        self.put(AddForm, form);
        self.put(SetFormState, json!({ "caseId": self.case, "formId": form_id, "state": "completed" }));
        self.put(RemoveForm, json!({ "caseId": self.case, "formId": form_id }));
        self.on_case(&[ListEnvelopes, ListForms]);
        self.put(ListMyEnvelopes, json!({}));
        self.put(ListMyForms, json!({}));
    }

    fn intake(&mut self) {
        use Operation::{
            CheckSection, DecideFigures, DecideSection, DiscardSection, GetAnswers, GetIntake, GetProfile,
            GetReview, GetSection, GetSectionForm, GetSubmission, SaveSection, SetFigure, SubmitSection,
            UndoAcceptance, UnmaskAnswer, UnmaskFigure,
        };
        let (desk, visit) = (self.world.desk(), self.world.visit(&self.session));
        let saved = visit
            .tell("save_section", json!({ "section": "accounts", "entries": account_entries("1,200.00") }));
        visit.tell("submit_section", json!({ "section": "accounts", "version": saved.get("version") }));
        let cards = json!({ "section": "creditCards", "entries": card_entries() });
        let changed = visit.tell("save_section", cards.clone());
        let review = desk.tell("get_review", json!({ "caseId": self.case }));
        let figure = |path: &str| figure_id(&review, path);
        let accept = |path: &str| json!([{ "figureId": figure(path), "decision": { "kind": "accept" } }]);
        let case = self.case.clone();
        let decide = |revision: i64, path: &str| json!({ "caseId": case, "profileRevision": revision, "decisions": accept(path) });
        desk.tell("decide_figures", decide(0, "cash_on_hand"));
        let entry =
            |text: &str| json!({ "field": "cash_on_hand", "value": { "kind": "text", "text": text } });
        self.on_case(&[GetAnswers, GetReview, GetProfile]);
        self.put(DecideFigures, decide(1, "bank[r1].current_balance"));
        let section = json!({ "caseId": self.case, "section": "accounts", "profileRevision": 1, "decision": { "kind": "accept" } });
        self.put(DecideSection, section);
        let submission = review.pointer("/figures/0/submissionId");
        self.put(GetSubmission, json!({ "caseId": self.case, "submissionId": submission }));
        let number = figure("bank[r1].account_number");
        self.put(UnmaskFigure, json!({ "caseId": self.case, "figureId": number }));
        self.put(UndoAcceptance, json!({ "caseId": self.case, "figureId": figure("cash_on_hand") }));
        let set = json!({
            "caseId": self.case, "section": "accounts", "authority": "irsRecord", "profileRevision": 1, "entry": entry("55"),
        });
        self.put(SetFigure, set);
        let unmask = json!({ "caseId": self.case, "section": "accounts", "path": "bank[r1].account_number", "of": "client" });
        self.put(UnmaskAnswer, unmask);
        self.put(GetIntake, json!({}));
        self.put(GetSectionForm, json!({ "section": "accounts" }));
        self.put(GetSection, json!({ "section": "accounts" }));
        self.put(CheckSection, json!({ "section": "accounts", "entries": [entry("12.345")] }));
        self.put(SaveSection, cards);
        self.put(SubmitSection, json!({ "section": "creditCards", "version": changed.get("version") }));
        self.put(DiscardSection, json!({ "section": "creditCards" }));
    }
}

/// The id of the staged figure at `path` of a review.
#[must_use]
pub fn figure_id(review: &Value, path: &str) -> String {
    let figures = review.pointer("/figures").and_then(Value::as_array);
    let found = figures.into_iter().flatten().find(|figure| text(figure, "path") == path);
    found.map(|figure| text(figure, "figureId")).unwrap_or_default()
}

/// One bank account and cash, as a client enters them.
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
