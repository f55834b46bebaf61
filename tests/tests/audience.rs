//! Audiences: who sees a document, envelope or form, and what each person has seen of it (SPEC P6, P7, S11, M6).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate_tests::world::{
    Call, PDF, World, begin, events, is_live, last_event, link_party, open_party_visit, open_visit, refused,
    rows, text,
};
use serde_json::{Value, json};

/// A case with a taxpayer and a spouse who see everything, a bookkeeper who sees what names them, and a link that has a label alone.
struct Household {
    world: World,
    case: String,
    taxpayer: String,
    spouse: String,
    bookkeeper: String,
    /// Credentials of sessions.
    by_taxpayer: String,
    by_spouse: String,
    by_bookkeeper: String,
    by_label: String,
}

impl Household {
    fn new() -> Self {
        let (world, case) = begin(World::in_memory());
        let desk = world.desk();
        let [taxpayer, spouse, bookkeeper] =
            [("taxpayer", "Dana Whitfield"), ("spouse", "Lee Whitfield"), ("bookkeeper", "Kim Cho")].map(
                |(role, name)| {
                    // Parties are listed by when they were linked.
                    world.clock.advance(1);
                    link_party(&desk, &case, role, name)
                },
            );
        let by_taxpayer = open_party_visit(&world, &case, "taxpayer", &taxpayer);
        let by_spouse = open_party_visit(&world, &case, "spouse", &spouse);
        let by_bookkeeper = open_party_visit(&world, &case, "bookkeeper", &bookkeeper);
        let (_, by_label) = open_visit(&world, &desk, &case, "taxpayer");
        Self { world, case, taxpayer, spouse, bookkeeper, by_taxpayer, by_spouse, by_bookkeeper, by_label }
    }

    fn on_case(&self, mut input: Value) -> Value {
        input["caseId"] = self.case.as_str().into();
        input
    }

    fn add(&self, title: &str) -> String {
        let document = json!({
            "kind": "invoice", "title": title, "fileName": "a.pdf", "mediaType": "application/pdf", "content": PDF,
        });
        text(&self.world.desk().tell("add_document", self.on_case(document)), "documentId")
    }

    fn deliver(&self, document: &str, parties: &[&str]) -> Value {
        self.world.clock.advance(1_000);
        let input = json!({ "documentId": document, "partyIds": named(parties) });
        self.world.desk().tell("deliver_document", self.on_case(input))
    }

    /// The titles on a person's list, which are the same on the first page and counted there.
    fn sees(&self, session: &str, what: &str) -> Vec<String> {
        let visit = self.world.visit(session);
        let listed = visit.tell(&format!("list_my_{what}"), json!({}))[what].clone();
        let home = visit.tell("home", json!({}));
        assert_eq!(home[what], listed);
        let count = format!("{}Count", what.trim_end_matches('s'));
        assert_eq!(home[count.as_str()], listed.as_array().unwrap().len());
        listed.as_array().unwrap().iter().map(|thing| text(thing, "title")).collect()
    }
}

/// The list of parties in an input; none for everyone.
fn named(parties: &[&str]) -> Option<Vec<String>> {
    (!parties.is_empty()).then(|| parties.iter().map(|party| (*party).to_owned()).collect())
}

#[test]
fn p6_a_document_for_one_party_is_for_no_other() {
    let home = Household::new();
    let document = home.add("For Lee");
    let delivered = home.deliver(&document, &[&home.spouse]);
    assert_eq!(delivered["isForEveryone"], false);
    assert_eq!(delivered["partyIds"], json!([home.spouse]));
    assert_eq!(home.sees(&home.by_spouse, "documents"), ["For Lee"]);
    for session in [&home.by_taxpayer, &home.by_bookkeeper, &home.by_label] {
        assert_eq!(home.sees(session, "documents"), Vec::<String>::new());
        let visit = home.world.visit(session);
        let open = json!({ "documentId": document });
        assert_eq!(refused(&visit, "open_document", open.clone()).code(), Code::NOT_FOUND);
        let read = json!({ "documentId": document, "chunk": 0 });
        assert_eq!(refused(&visit, "read_my_document", read).code(), Code::NOT_FOUND);
    }
}

#[test]
fn p6_everyone_is_who_sees_everything_when_it_is_delivered() {
    let home = Household::new();
    let document = home.add("For all");
    let delivered = home.deliver(&document, &[]);
    assert_eq!(delivered["isForEveryone"], true);
    assert_eq!(delivered["partyIds"], json!([home.taxpayer, home.spouse]));
    for session in [&home.by_taxpayer, &home.by_spouse, &home.by_label] {
        assert_eq!(home.sees(session, "documents"), ["For all"]);
    }
    assert_eq!(home.sees(&home.by_bookkeeper, "documents"), Vec::<String>::new());

    // Who joins later sees it when it is delivered again; nobody else notices that.
    let owner = link_party(&home.world.desk(), &home.case, "owner", "Ana Vega");
    let by_owner = open_party_visit(&home.world, &home.case, "owner", &owner);
    assert_eq!(home.sees(&by_owner, "documents"), Vec::<String>::new());
    let before = home.world.visit(&home.by_taxpayer).tell("list_my_documents", json!({}));
    let again = home.deliver(&document, &[]);
    assert_eq!(again["partyIds"], json!([home.taxpayer, home.spouse, owner]));
    assert_eq!(again["deliveredAt"], delivered["deliveredAt"]);
    assert_eq!(home.sees(&by_owner, "documents"), ["For all"]);
    assert_eq!(home.world.visit(&home.by_taxpayer).tell("list_my_documents", json!({})), before);

    // One more by name; and a delivery that adds nobody changes nothing.
    home.deliver(&document, &[&home.bookkeeper]);
    assert_eq!(home.sees(&home.by_bookkeeper, "documents"), ["For all"]);
    let rows_before = rows(home.world.store.as_ref(), "documents");
    home.deliver(&document, &[&home.bookkeeper]);
    assert_eq!(rows(home.world.store.as_ref(), "documents"), rows_before);
}

#[test]
fn p6_what_is_withdrawn_is_withdrawn_from_all_and_may_go_to_fewer() {
    let home = Household::new();
    let document = home.add("Letter");
    home.deliver(&document, &[]);
    let withdrawn =
        home.world.desk().tell("withdraw_document", home.on_case(json!({ "documentId": document })));
    assert_eq!((&withdrawn["isForEveryone"], &withdrawn["partyIds"]), (&json!(false), &json!([])));
    for session in [&home.by_taxpayer, &home.by_spouse, &home.by_label] {
        assert_eq!(home.sees(session, "documents"), Vec::<String>::new());
    }
    home.deliver(&document, &[&home.taxpayer]);
    assert_eq!(home.sees(&home.by_taxpayer, "documents"), ["Letter"]);
    for session in [&home.by_spouse, &home.by_label] {
        assert_eq!(home.sees(session, "documents"), Vec::<String>::new());
    }
}

#[test]
fn p7_a_download_is_one_persons() {
    let home = Household::new();
    let document = home.add("Letter");
    home.deliver(&document, &[]);
    let is_new = |session: &str| {
        home.world.visit(session).tell("list_my_documents", json!({}))["documents"][0]["isNew"].clone()
    };
    let open = json!({ "documentId": document });
    let read = json!({ "documentId": document, "chunk": 0 });
    home.world.visit(&home.by_taxpayer).tell("open_document", open.clone());
    home.world.visit(&home.by_taxpayer).tell("read_my_document", read.clone());
    assert_eq!(is_new(&home.by_taxpayer), false);

    // The spouse has not seen it, and does not read it without an event of their own.
    for session in [&home.by_spouse, &home.by_label] {
        assert_eq!(is_new(session), true);
        let refusal = refused(&home.world.visit(session), "read_my_document", read.clone());
        assert_eq!(refusal.code(), Code::STATE_FORBIDS);
    }
    home.world.clock.advance(5_000);
    home.world.visit(&home.by_spouse).tell("open_document", open.clone());
    home.world.visit(&home.by_spouse).tell("open_document", open.clone());
    home.world.visit(&home.by_spouse).tell("read_my_document", read);
    let event = last_event(&home.world.desk(), Some(&home.case));
    assert_eq!(event["operation"], "open_document");
    assert_eq!(event["actor"]["party"], home.spouse);

    // Another device of the same person, and another link with the same label.
    let device = open_party_visit(&home.world, &home.case, "wife", &home.spouse);
    assert_eq!(is_new(&device), false);
    home.world.clock.advance(5_000);
    home.world.visit(&home.by_label).tell("open_document", open);
    let (_, reissued) = open_visit(&home.world, &home.world.desk(), &home.case, "taxpayer");
    assert_eq!(is_new(&reissued), false);

    let listed = home.world.desk().tell("list_documents", json!({ "caseId": home.case }));
    let downloads = listed["documents"][0]["downloads"].as_array().unwrap();
    let who: Vec<_> = downloads.iter().map(|one| (text(one, "label"), one["partyId"].clone())).collect();
    let expected =
        [("taxpayer", json!(home.taxpayer)), ("spouse", json!(home.spouse)), ("taxpayer", Value::Null)];
    assert_eq!(who, expected.map(|(label, party)| (label.to_owned(), party)));
    assert_eq!(listed["documents"][0]["downloadedAt"], downloads[0]["at"]);
}

#[test]
fn p6_a_party_who_sees_what_names_them_gets_no_progress_and_no_intake() {
    let home = Household::new();
    let visit = home.world.visit(&home.by_bookkeeper);
    let page = visit.tell("home", json!({}));
    assert_eq!((&page["progress"], &page["intake"]), (&Value::Null, &json!([])));
    assert_eq!(page["case"]["clientName"], "Dana Whitfield");
    let section = json!({ "section": "accounts" });
    let mut save = section.clone();
    save["entries"] = json!([]);
    for (operation, input) in [
        ("get_intake", json!({})),
        ("get_section_form", section.clone()),
        ("get_section", section.clone()),
        ("check_section", save.clone()),
        ("save_section", save),
        ("submit_section", json!({ "section": "accounts", "version": 0 })),
        ("discard_section", section),
    ] {
        assert_eq!(refused(&visit, operation, input).code(), Code::NOT_FOUND, "{operation}");
    }

    // Staff can set it, from the next request on.
    let client = text(&home.world.desk().tell("get_case", json!({ "caseId": home.case })), "clientId");
    let sees = |sees: &str| json!({ "clientId": client, "partyId": home.bookkeeper, "sees": sees });
    home.world.desk().tell("update_party", sees("everything"));
    assert_ne!(visit.tell("home", json!({}))["progress"], Value::Null);
    visit.tell("get_intake", json!({}));
    home.world.desk().tell("update_party", sees("onlyNamed"));
    assert_eq!(refused(&visit, "get_intake", json!({})).code(), Code::NOT_FOUND);
}

#[test]
fn r9_an_envelope_and_what_came_back_signed_are_for_the_same() {
    let home = Household::new();
    let desk = home.world.desk();
    let send = |title: &str, parties: &[&str]| {
        home.world.clock.advance(1_000);
        let envelope = desk.tell("create_envelope", home.on_case(json!({ "title": title })));
        let id = text(&envelope, "envelopeId");
        let sent =
            json!({ "envelopeId": id, "signUrl": "https://sign.example/e", "partyIds": named(parties) });
        let sent = desk.tell("send_envelope", home.on_case(sent));
        assert_eq!(sent["isForEveryone"], parties.is_empty());
        id
    };
    let joint = send("Form 8879", &[]);
    let own = send("Form 2848", &[&home.spouse]);
    send("Form 8821", &[&home.spouse]);
    assert_eq!(home.sees(&home.by_spouse, "envelopes"), ["Form 8821", "Form 2848", "Form 8879"]);
    for session in [&home.by_taxpayer, &home.by_label] {
        assert_eq!(home.sees(session, "envelopes"), ["Form 8879"]);
    }
    assert_eq!(home.sees(&home.by_bookkeeper, "envelopes"), Vec::<String>::new());

    // What is finished comes last, on the list of a party as on that of a link.
    let complete = |id: &str| {
        home.world.clock.advance(1_000);
        let signed =
            json!({ "envelopeId": id, "fileName": "s.pdf", "mediaType": "application/pdf", "content": PDF });
        desk.tell("complete_envelope", home.on_case(signed))
    };
    complete(&own);
    assert_eq!(home.sees(&home.by_spouse, "envelopes"), ["Form 8821", "Form 8879", "Form 2848"]);
    assert_eq!(home.sees(&home.by_spouse, "documents"), ["Form 2848"]);
    for session in [&home.by_taxpayer, &home.by_bookkeeper, &home.by_label] {
        assert_eq!(home.sees(session, "documents"), Vec::<String>::new());
    }
    complete(&joint);
    assert_eq!(home.sees(&home.by_taxpayer, "documents"), ["Form 8879"]);

    // The wrong paper goes from every list, the right one comes on each.
    home.world.clock.advance(1_000);
    let right = json!({
        "envelopeId": own, "reason": "another form", "fileName": "r.pdf", "mediaType": "application/pdf", "content": PDF,
    });
    let replaced = desk.tell("replace_signed_document", home.on_case(right));
    let documents = home.world.visit(&home.by_spouse).tell("list_my_documents", json!({}));
    let ids: Vec<_> = documents["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| text(document, "documentId"))
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], text(&replaced, "signedDocumentId"));
}

#[test]
fn r10_a_form_is_for_whom_it_names() {
    let home = Household::new();
    let desk = home.world.desk();
    let add = |title: &str, parties: &[&str]| {
        home.world.clock.advance(1_000);
        let form = json!({ "title": title, "url": "https://forms.example/a", "partyIds": named(parties) });
        text(&desk.tell("add_form", home.on_case(form)), "formId")
    };
    add("Organizer", &[]);
    let own = add("Payroll", &[&home.bookkeeper]);
    add("Bank letters", &[&home.bookkeeper]);
    assert_eq!(home.sees(&home.by_bookkeeper, "forms"), ["Bank letters", "Payroll"]);
    for session in [&home.by_taxpayer, &home.by_spouse, &home.by_label] {
        assert_eq!(home.sees(session, "forms"), ["Organizer"]);
    }
    desk.tell("set_form_state", home.on_case(json!({ "formId": own, "state": "completed" })));
    assert_eq!(home.sees(&home.by_bookkeeper, "forms"), ["Bank letters", "Payroll"]);
    desk.tell("remove_form", home.on_case(json!({ "formId": own })));
    assert_eq!(home.sees(&home.by_bookkeeper, "forms"), ["Bank letters"]);
}

#[test]
fn what_is_removed_leaves_no_rows() {
    let home = Household::new();
    let document = home.add("Letter");
    home.deliver(&document, &[]);
    home.world.visit(&home.by_spouse).tell("open_document", json!({ "documentId": document }));
    let count = |name: &str| rows(home.world.store.as_ref(), name).len();
    assert_eq!((count("deliveries"), count("marks")), (2, 1));
    home.world.desk().tell("remove_document", home.on_case(json!({ "documentId": document })));
    assert_eq!((count("deliveries"), count("marks")), (0, 0));
}

#[test]
fn p3_a_party_that_is_unlinked_is_out_at_once_and_for_good() {
    let home = Household::new();
    let document = home.add("Letter");
    home.deliver(&document, &[]);
    let desk = home.world.desk();
    let client = text(&desk.tell("get_case", json!({ "caseId": home.case })), "clientId");
    let parties = desk.tell("list_parties", json!({ "clientId": client }));
    let contact = parties["parties"].as_array().unwrap().iter().find(|party| party["partyId"] == home.spouse);
    let contact = text(contact.unwrap(), "contactId");
    desk.tell("unlink_party", json!({ "clientId": client, "partyId": home.spouse }));
    assert!(!is_live(&home.world, &home.by_spouse));
    assert!(is_live(&home.world, &home.by_taxpayer));
    let invites = desk.tell("list_invites", json!({ "caseId": home.case }));
    let of_spouse = invites["invites"].as_array().unwrap().iter().find(|one| one["partyId"] == home.spouse);
    assert_eq!(of_spouse.unwrap()["state"], "revoked");
    let again = json!({ "clientId": client, "contactId": contact, "role": "spouse" });
    let again = text(&desk.tell("link_party", again), "partyId");
    let session = open_party_visit(&home.world, &home.case, "spouse", &again);
    assert_eq!(home.sees(&session, "documents"), Vec::<String>::new());
}

#[test]
fn r12_answers_submissions_and_the_audit_name_the_person() {
    let home = Household::new();
    let visit = home.world.visit(&home.by_spouse);
    let entries = json!([{ "field": "cash_on_hand", "value": { "kind": "text", "text": "80" } }]);
    let saved = visit.tell("save_section", json!({ "section": "accounts", "entries": entries }));
    let bank = |name: &str, text: &str| json!({ "field": format!("bank.{name}"), "row": "r1", "value": { "kind": "text", "text": text } });
    let entries = json!([
        bank("institution", "First Community"),
        bank("account_number", "000123456789"),
        bank("current_balance", "12"),
    ]);
    let saved = home.world.visit(&home.by_label).tell(
        "save_section",
        json!({ "section": "accounts", "entries": entries, "version": saved["version"] }),
    );
    visit.tell("submit_section", json!({ "section": "accounts", "version": saved["version"] }));
    let desk = home.world.desk();
    let answers = desk.tell("get_answers", json!({ "caseId": home.case }));
    let given = answers["sections"][0]["answers"].as_array().unwrap();
    let by = |path: &str| {
        let answer = given.iter().find(|one| one["answer"]["path"] == path).unwrap();
        answer["provenance"]["partyId"].clone()
    };
    assert_eq!(by("cash_on_hand"), json!(home.spouse));
    assert_eq!(by("bank[r1].institution"), Value::Null);
    let review = desk.tell("get_review", json!({ "caseId": home.case }));
    let submission = review["figures"][0]["submissionId"].clone();
    let submission = desk.tell("get_submission", home.on_case(json!({ "submissionId": submission })));
    assert_eq!(submission["submittedByParty"], json!(home.spouse));
    let by_party = |event: &&Value| event["actor"]["party"] == json!(home.spouse);
    let events = events(&desk, Some(&home.case));
    let operations: Vec<_> = events.iter().filter(by_party).map(|event| text(event, "operation")).collect();
    assert_eq!(operations, ["open_link", "save_section", "submit_section"]);
}

#[test]
fn parties_of_another_client_are_no_audience() {
    let home = Household::new();
    let desk = home.world.desk();
    let other = json!({ "clientName": "Somebody Else", "title": "2026", "stage": "lead" });
    let other = text(&desk.tell("create_case", other), "caseId");
    let foreign = link_party(&desk, &other, "taxpayer", "Somebody Else");
    let document = home.add("Letter");
    let deliver = home.on_case(json!({ "documentId": document, "partyIds": [home.spouse, foreign] }));
    let refusal = refused(&desk, "deliver_document", deliver);
    assert_eq!((refusal.code(), refusal.field()), (Code::NOT_FOUND, Some("partyIds")));
    let many = home.on_case(json!({ "documentId": document, "partyIds": vec![&home.spouse; 201] }));
    let refusal = refused(&desk, "deliver_document", many);
    assert_eq!((refusal.code(), refusal.field()), (Code::LIST_TOO_LONG, Some("partyIds")));
    // A list that somebody's filter left empty is not taken for everyone.
    let nobody = home.on_case(json!({ "documentId": document, "partyIds": [] }));
    let refusal = refused(&desk, "deliver_document", nobody);
    assert_eq!((refusal.code(), refusal.field()), (Code::AUDIENCE_EMPTY, Some("partyIds")));
    assert_eq!(home.sees(&home.by_label, "documents"), Vec::<String>::new());
    assert_eq!(home.sees(&home.by_spouse, "documents"), Vec::<String>::new());
    let mint = home.on_case(json!({ "label": "spouse", "partyId": foreign }));
    let refusal = refused(&desk, "mint_invite", mint);
    assert_eq!((refusal.code(), refusal.field()), (Code::NOT_FOUND, Some("partyId")));
}

#[test]
fn a_repeated_request_names_the_same_party() {
    let home = Household::new();
    let desk = home.world.desk();
    let mint = |party: Value| home.on_case(json!({ "label": "x", "partyId": party, "idempotencyKey": "k" }));
    desk.tell("mint_invite", mint(json!(home.spouse)));
    desk.tell("mint_invite", mint(json!(home.spouse)));
    let refusal = refused(&desk, "mint_invite", mint(json!(home.taxpayer)));
    assert_eq!(refusal.code(), Code::REPEATED_REQUEST);
    let reissued = home.on_case(
        json!({ "inviteId": desk.tell("mint_invite", mint(json!(home.spouse)))["invite"]["inviteId"] }),
    );
    assert_eq!(desk.tell("reissue_invite", reissued)["invite"]["partyId"], json!(home.spouse));
}

/// Whoever is set to see what names them alone loses what they had as one of everyone, and gets nothing new of it.
#[test]
fn m6_a_party_that_was_one_of_everyone_loses_what_does_not_name_them() {
    let home = Household::new();
    let desk = home.world.desk();
    let client = text(&desk.tell("get_case", json!({ "caseId": home.case })), "clientId");
    let sees = |sees: &str| {
        desk.tell("update_party", json!({ "clientId": client, "partyId": home.spouse, "sees": sees }));
    };
    let (joint, own) = (home.add("Joint"), home.add("Own"));
    home.deliver(&joint, &[]);
    home.deliver(&own, &[]);
    home.deliver(&own, &[&home.spouse]);
    let envelope = desk.tell("create_envelope", home.on_case(json!({ "title": "Form 8879" })));
    let id = text(&envelope, "envelopeId");
    desk.tell(
        "send_envelope",
        home.on_case(json!({ "envelopeId": id, "signUrl": "https://sign.example/e" })),
    );
    assert_eq!(home.sees(&home.by_spouse, "documents"), ["Own", "Joint"]);
    sees("onlyNamed");
    let signed =
        json!({ "envelopeId": id, "fileName": "s.pdf", "mediaType": "application/pdf", "content": PDF });
    desk.tell("complete_envelope", home.on_case(signed));
    assert_eq!(home.sees(&home.by_spouse, "documents"), ["Own"]);
    assert_eq!(home.sees(&home.by_spouse, "envelopes"), Vec::<String>::new());
    let open = json!({ "documentId": joint });
    assert_eq!(refused(&home.world.visit(&home.by_spouse), "open_document", open).code(), Code::NOT_FOUND);
    sees("everything");
    assert_eq!(home.sees(&home.by_spouse, "documents").len(), 3);
}

/// When a document came to one person does not tell when it came to another.
#[test]
fn b1_a_delivery_has_each_persons_own_time() {
    let home = Household::new();
    let (first, second) = (home.add("First"), home.add("Second"));
    home.deliver(&first, &[&home.spouse]);
    home.deliver(&second, &[&home.taxpayer]);
    let later = home.deliver(&first, &[&home.taxpayer]);
    let to_all = home.deliver(&second, &[]);
    assert_eq!(
        home.sees(&home.by_taxpayer, "documents"),
        ["First", "Second"],
        "the last delivered comes first"
    );
    let at = |session: &str, place: usize| {
        let listed = home.world.visit(session).tell("list_my_documents", json!({}));
        text(&listed["documents"][place], "deliveredAt")
    };
    assert!(at(&home.by_taxpayer, 0) > text(&later, "deliveredAt"), "not when the spouse got it");
    assert!(at(&home.by_label, 0) > text(&to_all, "deliveredAt"), "a link got it with everyone");
}

#[test]
fn the_audit_says_to_whom_a_thing_went_and_what_a_party_sees() {
    let home = Household::new();
    let document = home.add("Letter");
    home.deliver(&document, &[]);
    let event = last_event(&home.world.desk(), Some(&home.case));
    assert_eq!(event["facts"]["everyone"], "true");
    let subjects = event["subjects"].to_string();
    assert!(
        [&home.taxpayer, &home.spouse].iter().all(|party| subjects.contains(party.as_str())),
        "{subjects}"
    );
    let client = text(&home.world.desk().tell("get_case", json!({ "caseId": home.case })), "clientId");
    let party = json!({ "clientId": client, "partyId": home.bookkeeper, "sees": "everything" });
    home.world.desk().tell("update_party", party);
    let page = home
        .world
        .desk()
        .tell("list_audit", json!({ "clientId": client, "order": "newestFirst", "limit": 1 }));
    assert_eq!(page["events"][0]["facts"]["sees"], "everything");
}
