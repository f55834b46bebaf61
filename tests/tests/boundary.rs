//! The boundary (SPEC B1): what differs inside a firm makes no difference to what a client receives.

use casegate::access::permission::Role;
use casegate::operations::{Door, Effect, Need, Operation};
use casegate_tests::examples::{Stage, account_entries};
use casegate_tests::world::{
    Call, PDF, World, keys, link_party, open_case, open_party_visit, open_visit, settle, text,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

/// An act that a client may see; it is done alike in both worlds.
#[derive(Clone, Debug)]
enum Shown {
    Deliver(u8),
    Withdraw,
    Sign(u8),
    Form(u8),
    Answer(u16),
    Submit,
    Ask(String),
    Stage(u8),
    Firm(String),
}

/// An act that a client may not see; it differs between the worlds.
#[derive(Clone, Debug)]
enum Hidden {
    Stage(String),
    Notes(String),
    Blockers(Vec<String>),
    Undelivered(u8, String),
    NeverShown(u8, String),
    Draft(String),
    OtherInvite(String),
    OtherCase(String),
    OtherCaseOfTheClient(String),
    Party(u8, String),
    ForAnotherParty(u8, String),
    SeenByAnother,
    ClientNumber(String),
    SpouseTin(u32),
    OtherOffice(String),
    OtherFirm(String),
    IrsFigure(u16),
    Tin(u32),
    Refused(String),
}

fn words() -> impl Strategy<Value = String> {
    "[a-z]{3,12}( [a-z]{3,12}){0,2}"
}

fn shown() -> impl Strategy<Value = Shown> {
    prop_oneof![
        (0..9_u8).prop_map(Shown::Deliver),
        Just(Shown::Withdraw),
        (0..6_u8).prop_map(Shown::Sign),
        (0..3_u8).prop_map(Shown::Form),
        any::<u16>().prop_map(Shown::Answer),
        Just(Shown::Submit),
        words().prop_map(Shown::Ask),
        (0..5_u8).prop_map(Shown::Stage),
        words().prop_map(Shown::Firm),
    ]
}

fn hidden() -> impl Strategy<Value = Hidden> {
    prop_oneof![
        words().prop_map(Hidden::Stage),
        words().prop_map(Hidden::Notes),
        proptest::collection::vec(words(), 0..3).prop_map(Hidden::Blockers),
        (0..9_u8, words()).prop_map(|(kind, title)| Hidden::Undelivered(kind, title)),
        (0..5_u8, words()).prop_map(|(kind, title)| Hidden::NeverShown(kind, title)),
        words().prop_map(Hidden::Draft),
        words().prop_map(Hidden::OtherInvite),
        words().prop_map(Hidden::OtherCase),
        words().prop_map(Hidden::OtherCaseOfTheClient),
        (0..4_u8, words()).prop_map(|(role, name)| Hidden::Party(role, name)),
        (0..3_u8, words()).prop_map(|(thing, title)| Hidden::ForAnotherParty(thing, title)),
        Just(Hidden::SeenByAnother),
        words().prop_map(Hidden::ClientNumber),
        (100_000_000..999_999_999_u32).prop_map(Hidden::SpouseTin),
        words().prop_map(Hidden::OtherOffice),
        words().prop_map(Hidden::OtherFirm),
        any::<u16>().prop_map(Hidden::IrsFigure),
        (100_000_000..999_999_999_u32).prop_map(Hidden::Tin),
        words().prop_map(Hidden::Refused),
    ]
}

/// One visible act, and the hidden acts in each of the worlds.
type Turn = (Shown, Vec<Hidden>, Vec<Hidden>);

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let behind = || proptest::collection::vec(hidden(), 0..3);
    proptest::collection::vec((shown(), behind(), behind()), 1..6)
}

/// One of the two worlds.
struct Twin {
    world: World,
    case: String,
    client: String,
    session: String,
    delivered: Vec<String>,
    delay: i64,
    /// What both worlds draw their ids from in this turn.
    seed: u64,
}

impl Twin {
    /// A world whose visit is by a link with a label alone, or by one that names a party.
    fn new(delay: i64, is_party: bool) -> Self {
        let world = World::in_memory();
        let desk = world.desk();
        settle(&desk);
        let case = open_case(&desk);
        let client = text(&desk.tell("get_case", json!({ "caseId": case })), "clientId");
        let party = link_party(&desk, &case, "taxpayer", "Dana Whitfield");
        let session = match is_party {
            true => open_party_visit(&world, &case, "taxpayer", &party),
            false => open_visit(&world, &desk, &case, "taxpayer").1,
        };
        Self { world, case, client, session, delivered: Vec::new(), delay, seed: 0 }
    }

    /// Both worlds draw the same ids for visible acts, and different ids for hidden ones.
    fn turn(&mut self, number: u64, shown: &Shown, hidden: &[Hidden], salt: u64) {
        for (i, act) in (0..).zip(hidden) {
            self.world.entropy.reseed(number * 1_000 + i * 10 + salt);
            self.hide(act);
        }
        self.seed = number;
        self.draw_anew();
        self.world.clock.advance(61_000);
        self.show(shown);
    }

    /// Makes both worlds draw the same ids from here on. What is hidden, such as a message to a hidden party, draws its own.
    fn draw_anew(&self) {
        self.world.entropy.reseed(self.seed);
    }

    fn show(&mut self, act: &Shown) {
        let desk = self.world.desk();
        let visit = self.world.visit(&self.session);
        match act {
            Shown::Deliver(kind) => {
                // The time between adding and delivering a document is internal to the firm.
                self.world.clock.advance(-self.delay);
                let document = self.add(KINDS[usize::from(*kind)], "A document");
                self.world.clock.advance(self.delay);
                desk.tell("deliver_document", json!({ "caseId": self.case, "documentId": document }));
                self.delivered.push(document);
            }
            Shown::Withdraw => {
                if let Some(document) = self.delivered.pop() {
                    let _ = desk
                        .ask("withdraw_document", &json!({ "caseId": self.case, "documentId": document }));
                }
            }
            Shown::Sign(how) => self.sign(*how),
            Shown::Form(state) => {
                let form =
                    json!({ "caseId": self.case, "title": "Form 433-A", "url": "https://forms.example/a" });
                let form = text(&desk.tell("add_form", form), "formId");
                let state = ["open", "inProgress", "completed"][usize::from(*state)];
                desk.tell("set_form_state", json!({ "caseId": self.case, "formId": form, "state": state }));
            }
            Shown::Answer(dollars) => {
                let entries = account_entries(&dollars.to_string());
                visit.tell("save_section", json!({ "section": "accounts", "entries": entries }));
            }
            Shown::Submit => {
                let section = visit.tell("get_section", json!({ "section": "accounts" }));
                let _ = visit
                    .ask("submit_section", &json!({ "section": "accounts", "version": section["version"] }));
            }
            Shown::Ask(question) => {
                let review = desk.tell("get_review", json!({ "caseId": self.case }));
                let decision = json!({ "kind": "ask", "question": question });
                let input = json!({
                    "caseId": self.case, "section": "accounts", "profileRevision": review["profileRevision"], "decision": decision,
                });
                let _ = desk.ask("decide_section", &input);
            }
            Shown::Stage(stage) => {
                let stage = ["lead", "transcripts requested", "intake out", "plan", "offer filed"]
                    [usize::from(*stage)];
                desk.tell("update_case", json!({ "caseId": self.case, "stage": stage }));
            }
            Shown::Firm(name) => drop(desk.tell("update_firm", json!({ "name": name }))),
        }
    }

    fn sign(&self, how: u8) {
        let desk = self.world.desk();
        let envelope = desk.tell("create_envelope", json!({ "caseId": self.case, "title": "Form 2848" }));
        let id = text(&envelope, "envelopeId");
        let named = |mut more: Value| {
            more["caseId"] = self.case.as_str().into();
            more["envelopeId"] = id.as_str().into();
            more
        };
        desk.tell("send_envelope", named(json!({ "signUrl": "https://sign.example/e/1" })));
        if how < 4 {
            let event = ["viewed", "declined", "voided", "expired"][usize::from(how)];
            desk.tell("record_envelope_event", named(json!({ "event": event })));
        } else {
            self.world.entropy.reseed(self.seed + 50);
            let signed = json!({ "fileName": "signed.pdf", "mediaType": "application/pdf", "content": PDF });
            desk.tell("complete_envelope", named(signed));
        }
    }

    fn hide(&mut self, act: &Hidden) {
        let desk = self.world.desk();
        match act {
            Hidden::Stage(stage) => {
                // A stage that the map does not contain: the client still sees the last known phase.
                desk.tell(
                    "update_case",
                    json!({ "caseId": self.case, "stage": format!("internal {stage}") }),
                );
            }
            Hidden::Notes(notes) => {
                drop(desk.tell("update_case", json!({ "caseId": self.case, "notes": notes })))
            }
            Hidden::Blockers(blockers) => {
                drop(desk.tell("update_case", json!({ "caseId": self.case, "blockers": blockers })))
            }
            Hidden::Undelivered(kind, title) => drop(self.add(KINDS[usize::from(*kind)], title)),
            Hidden::NeverShown(kind, title) => {
                let kind =
                    ["transcriptDiagnostic", "operatorStrategyReport", "feeWorksheet", "draft", "memo"]
                        [usize::from(*kind)];
                let document = self.add(kind, title);
                let refused =
                    desk.ask("deliver_document", &json!({ "caseId": self.case, "documentId": document }));
                assert!(refused.is_err());
            }
            Hidden::Draft(title) => {
                drop(desk.tell("create_envelope", json!({ "caseId": self.case, "title": title })))
            }
            Hidden::OtherInvite(label) => drop(open_visit(&self.world, &desk, &self.case, label)),
            Hidden::OtherCase(name) => {
                let case = json!({ "clientName": name, "title": name, "stage": name });
                let case = text(&desk.tell("create_case", case), "caseId");
                drop(open_visit(&self.world, &desk, &case, name));
            }
            Hidden::OtherCaseOfTheClient(title) => {
                let case = json!({ "clientId": self.client, "title": title, "stage": "plan" });
                let case = text(&desk.tell("create_case", case), "caseId");
                drop(open_visit(&self.world, &desk, &case, title));
            }
            Hidden::Party(role, name) => drop(self.hide_party(*role, name)),
            Hidden::ForAnotherParty(thing, title) => {
                let party = self.hide_party(*thing, title);
                self.deliver_to(&party, *thing, title);
            }
            Hidden::SeenByAnother => {
                let (_, session) = open_visit(&self.world, &desk, &self.case, "adviser");
                for document in &self.delivered {
                    let open = json!({ "documentId": document });
                    let _ = self.world.visit(&session).ask("open_document", &open);
                }
            }
            Hidden::ClientNumber(number) => {
                drop(desk.tell("update_client", json!({ "clientId": self.client, "number": number })))
            }
            Hidden::SpouseTin(number) => {
                // Some numbers are invalid, such as those that begin with 000.
                let spouse = number.to_string();
                let input = json!({ "clientId": self.client, "kind": "jointCouple", "spouseTin": spouse });
                let _ = desk.ask("update_client", &input);
            }
            Hidden::OtherOffice(name) => {
                let office = text(&desk.tell("create_office", json!({ "name": name })), "officeId");
                let client = json!({ "name": name, "officeId": office });
                let client = text(&desk.tell("create_client", client), "clientId");
                let case = json!({ "clientId": client, "title": name, "stage": name });
                let case = text(&desk.tell("create_case", case), "caseId");
                drop(open_visit(&self.world, &desk, &case, name));
            }
            Hidden::OtherFirm(name) => {
                let firm = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(
                    name.len() as u128 + 50,
                ));
                let _ = self
                    .world
                    .desk_of(firm, Role::Administrator)
                    .ask("register_firm", &json!({ "name": name }));
            }
            Hidden::IrsFigure(dollars) => {
                let review = desk.tell("get_review", json!({ "caseId": self.case }));
                let entry = json!({ "field": "cash_on_hand", "value": { "kind": "text", "text": dollars.to_string() } });
                let input = json!({
                    "caseId": self.case, "section": "accounts", "authority": "irsRecord",
                    "profileRevision": review["profileRevision"], "entry": entry,
                });
                desk.tell("set_figure", input);
            }
            Hidden::Tin(number) => {
                let _ =
                    desk.ask("update_case", &json!({ "caseId": self.case, "clientTin": number.to_string() }));
            }
            Hidden::Refused(text) => {
                assert!(self.world.visitor().ask("open_link", &json!({ "link": text })).is_err());
                assert!(desk.ask("get_case", &json!({ "caseId": text })).is_err());
            }
        }
    }

    /// Links a contact to the client of the visit.
    fn hide_party(&self, role: u8, name: &str) -> String {
        let desk = self.world.desk();
        let role = ["spouse", "bookkeeper", "representative", "other"][usize::from(role)];
        let email = format!("{}@people.example", name.replace(' ', "."));
        let contact = json!({ "name": name, "emails": [email], "phones": ["555 010 7788"] });
        let contact = text(&desk.tell("create_contact", contact), "contactId");
        let party = json!({ "clientId": self.client, "contactId": contact, "role": role });
        text(&desk.tell("link_party", party), "partyId")
    }

    /// Delivers a document, sends an envelope or adds a form to one party alone.
    fn deliver_to(&self, party: &str, thing: u8, title: &str) {
        let desk = self.world.desk();
        let on_case = |mut more: Value| {
            (more["caseId"], more["partyIds"]) = (self.case.as_str().into(), json!([party]));
            more
        };
        match thing {
            0 => {
                let document = self.add("invoice", title);
                desk.tell("deliver_document", on_case(json!({ "documentId": document })));
            }
            1 => {
                let envelope = desk.tell("create_envelope", json!({ "caseId": self.case, "title": title }));
                let sent =
                    json!({ "envelopeId": envelope["envelopeId"], "signUrl": "https://sign.example/e/2" });
                desk.tell("send_envelope", on_case(sent));
            }
            _ => {
                let form = json!({ "title": title, "url": "https://forms.example/b" });
                desk.tell("add_form", on_case(form));
            }
        }
    }

    fn add(&self, kind: &str, title: &str) -> String {
        let document = json!({
            "caseId": self.case, "kind": kind, "title": title, "fileName": "file.pdf", "mediaType": "application/pdf", "content": PDF,
        });
        text(&self.world.desk().tell("add_document", document), "documentId")
    }

    /// Returns the results of every visit operation that reads, and of some that are refused, as bytes.
    fn seen(&self) -> String {
        let visit = self.world.visit(&self.session);
        let mut seen = String::new();
        // What this person has downloaded, and not what anybody has.
        seen.push_str(&format!("{}\n", visit.tell("home", json!({}))));
        for document in self.documents() {
            let answer = visit.call(
                Operation::OPEN_DOCUMENT,
                json!({ "documentId": document["documentId"] }).to_string().as_bytes(),
            );
            seen.push_str(&format!("{answer:?}\n"));
        }
        for operation in Operation::ALL {
            if operation.door() != Door::Visit(Need::Session) || operation.effect() != Effect::Reads {
                continue;
            }
            let inputs = match *operation {
                Operation::GET_SECTION | Operation::GET_SECTION_FORM => {
                    vec![json!({ "section": "accounts" }), json!({ "section": "consultation" })]
                }
                Operation::CHECK_SECTION => {
                    vec![json!({ "section": "accounts", "entries": account_entries("1.234") })]
                }
                Operation::READ_MY_DOCUMENT => self.documents(),
                _ => vec![json!({})],
            };
            for input in inputs {
                let answer = visit.call(*operation, input.to_string().as_bytes());
                seen.push_str(&format!("{} {answer:?}\n", operation.name()));
            }
        }
        seen
    }

    /// Returns the ids that a client could try: of documents that were delivered once,
    /// and one that does not exist.
    fn documents(&self) -> Vec<Value> {
        let nobody = "doc_00000000000070008000000000000000".to_owned();
        self.delivered
            .iter()
            .cloned()
            .chain([nobody])
            .map(|id| json!({ "documentId": id, "chunk": 0 }))
            .collect()
    }
}

const KINDS: [&str; 9] = [
    "engagementLetter",
    "signedAddendum",
    "signedDocument",
    "invoice",
    "clientRetentionReport",
    "retentionCoverSheet",
    "taxOrganizer",
    "profitAndLoss",
    "irsFormFill",
];

/// The number of pairs of worlds that are compared; fewer in a quick run.
fn pairs() -> u32 {
    std::env::var("CASEGATE_TWINS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(10_000)
}

#[test]
fn b1_twin_worlds_give_the_same_bytes() {
    const HANDS: u32 = 2;
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS).map(|_| scope.spawn(|| compare(pairs() / HANDS))).collect();
        for hand in hands {
            if let Err(what) = hand.join().unwrap() {
                panic!("{what}");
            }
        }
    });
}

fn compare(pairs: u32) -> Result<(), String> {
    let mut runner = TestRunner::new(Config { cases: pairs, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(any::<bool>(), turns()), |(is_party, turns)| {
        let (mut one, mut other) = (Twin::new(1_000, is_party), Twin::new(40_000, is_party));
        for (number, (shown, here, there)) in (100..).zip(&turns) {
            one.turn(number, shown, here, 1);
            other.turn(number, shown, there, 2);
        }
        prop_assert_eq!(one.seen(), other.seen());
        Ok(())
    });
    outcome.map_err(|error| error.to_string())
}

/// Checks the comparison itself: a change that a client may see is detected.
#[test]
fn b1_the_comparison_has_teeth() {
    let (mut one, mut other) = (Twin::new(1_000, false), Twin::new(40_000, false));
    one.turn(100, &Shown::Deliver(0), &[], 1);
    other.turn(100, &Shown::Deliver(3), &[], 2);
    assert_ne!(one.seen(), other.seen());
}

/// No client operation, error or `Debug` output contains the words that are in every internal field.
#[test]
fn az_04_canaries_stay_inside() {
    const CANARY: &str = "CANARY";
    let stage = Stage::set(World::in_memory());
    let (desk, case) = (stage.world.desk(), stage.case.clone());
    let marked = |what: &str| format!("{CANARY} {what}");
    let map = json!([
        { "stage": marked("mapped stage"), "phase": "discovery", "waitingFor": "client" },
        { "stage": "intake out", "phase": "discovery", "waitingFor": "client" },
    ]);
    desk.tell("set_phase_map", json!({ "stages": map }));
    for stage in ["mapped stage", "unmapped stage"] {
        desk.tell("update_case", json!({ "caseId": case, "stage": marked(stage) }));
    }
    desk.tell(
        "update_case",
        json!({ "caseId": case, "notes": marked("notes"), "blockers": [marked("blocker")] }),
    );
    for (kind, title) in
        [("transcriptDiagnostic", "diagnostic"), ("invoice", "undelivered"), ("CANARYkind", "kind")]
    {
        let document = json!({
            "caseId": case, "kind": kind, "title": marked(title), "fileName": "CANARY.pdf", "mediaType": "application/pdf",
            "content": PDF,
        });
        desk.tell("add_document", document);
    }
    desk.tell(
        "create_envelope",
        json!({ "caseId": case, "title": marked("draft"), "signer": marked("signer") }),
    );
    // A wrong file and the reason for its replacement.
    for file in ["CANARY.pdf", "2848.pdf"] {
        let mut replaced = stage.input(Operation::REPLACE_SIGNED_DOCUMENT).unwrap().clone();
        (replaced["fileName"], replaced["reason"]) = (file.into(), marked("reason").into());
        desk.tell("replace_signed_document", replaced);
    }
    desk.tell(
        "mint_invite",
        json!({ "caseId": case, "label": marked("label"), "idempotencyKey": marked("request") }),
    );
    desk.tell(
        "create_case",
        json!({ "clientName": marked("client"), "title": marked("title"), "stage": marked("stage") }),
    );
    plant_people(&desk, &case, marked);
    let irs = json!({ "field": "bank.institution", "row": "r1", "value": { "kind": "text", "text": marked("irs") } });
    let revision = desk.tell("get_review", json!({ "caseId": case }))["profileRevision"].clone();
    let figure = json!({ "caseId": case, "section": "accounts", "authority": "irsRecord", "profileRevision": revision, "entry": irs });
    desk.tell("set_figure", figure);

    let visit = stage.world.visit(&stage.session);
    let mut out = format!("{visit:?} {desk:?} {:?} {:?}", stage.world.portal, keys());
    for operation in Operation::ALL.iter().filter(|operation| matches!(operation.door(), Door::Visit(_))) {
        if [Operation::LEAVE, Operation::END_MY_SESSION].contains(operation) {
            continue;
        }
        let input = stage.input(*operation).cloned().unwrap_or_default();
        let answer = visit.call(*operation, input.to_string().as_bytes());
        // A write may make a later write fail, which is ignored.
        let must_answer = operation.effect() == Effect::Reads;
        assert!(answer.is_ok() || !must_answer, "{}: {answer:?}", operation.name());
        out.push_str(&format!("{answer:?}"));
        out.push_str(&format!("{:?}", visit.call(*operation, marked("junk").as_bytes())));
        out.push_str(&format!(
            "{:?}",
            visit.call(*operation, json!({ marked("field"): marked("value") }).to_string().as_bytes())
        ));
    }
    let at = out.find(CANARY);
    assert!(at.is_none(), "a canary came out: {}", &out[at.unwrap_or(0).saturating_sub(200)..][..300]);
    assert!(
        desk.tell("get_case", json!({ "caseId": case })).to_string().contains(CANARY),
        "the canaries are in"
    );
}

/// Fills the internal fields of the client of `case`, and those of another client
/// and another case, with marks.
fn plant_people(desk: &casegate::Desk, case: &str, marked: impl Fn(&str) -> String) {
    let client = text(&desk.tell("get_case", json!({ "caseId": case })), "clientId");
    desk.tell("update_client", json!({ "clientId": client, "number": marked("number") }));
    let another = json!({ "clientId": client, "title": marked("other case"), "stage": marked("its stage") });
    desk.tell("create_case", another);
    let contact = json!({
        "name": marked("contact"), "emails": ["CANARY@people.example"], "phones": ["555 010 7788"],
    });
    let contact = text(&desk.tell("create_contact", contact), "contactId");
    let party = json!({
        "clientId": client, "contactId": contact, "role": "spouse", "address": "CANARY@people.example",
    });
    desk.tell("link_party", party);
    let office = text(&desk.tell("create_office", json!({ "name": marked("office") })), "officeId");
    let client =
        json!({ "name": marked("client of the office"), "officeId": office, "number": marked("its number") });
    desk.tell("create_client", client);
}
