//! Lists: pages, search by words, and how many rows there are (SPEC M1, P2).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::access::permission::Role;
use casegate::foundation::error::Code;
use casegate::foundation::ids::{FirmId, OfficeId};
use casegate::portal::Desk;
use casegate_tests::world::{
    Call, PDF, World, begin, link_party, open_case, open_party_visit, open_visit, refused, settle, text,
    whole_list,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

fn names(page: &Value, list: &str, field: &str) -> Vec<String> {
    let mut names: Vec<_> = page[list].as_array().unwrap().iter().map(|row| text(row, field)).collect();
    names.sort();
    names
}

fn clients(desk: &Desk, search: &str) -> Vec<String> {
    names(&desk.tell("list_clients", json!({ "search": search })), "clients", "name")
}

fn cases(desk: &Desk, search: &str) -> Vec<String> {
    names(&desk.tell("list_cases", json!({ "search": search })), "cases", "title")
}

fn contacts(desk: &Desk, search: &str) -> Vec<String> {
    names(&desk.tell("list_contacts", json!({ "search": search })), "contacts", "name")
}

fn create_client(desk: &Desk, name: &str, number: &str) -> String {
    let client = desk.tell("create_client", json!({ "name": name, "number": number }));
    text(&client, "clientId")
}

#[test]
fn m1_clients_are_found_by_name_number_and_their_people() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    create_client(&desk, "José O’Brien-Núñez", "C-1023");
    let bakery = create_client(&desk, "Vega Bakery LLC", "C-1024");
    create_client(&desk, "Brienne Smith", "");
    for (search, found) in [
        ("jose", &["José O’Brien-Núñez"][..]),
        ("NUNEZ obrien", &["José O’Brien-Núñez"]),
        ("O'Brien", &["José O’Brien-Núñez"]),
        ("c-10", &["José O’Brien-Núñez", "Vega Bakery LLC"]),
        ("1024", &["Vega Bakery LLC"]),
        ("bri", &["Brienne Smith"]),
        ("bakery smith", &[]),
        ("ega", &[]),
        ("?!", &[]),
    ] {
        assert_eq!(clients(&desk, search), found, "{search}");
    }
    assert_eq!(clients(&desk, "  ").len(), 3, "a blank search narrows nothing");

    let person =
        json!({ "name": "Ana Vidal", "emails": ["ana.v@vega.example"], "phones": ["(555) 010-7788"] });
    let contact = text(&desk.tell("create_contact", person), "contactId");
    assert_eq!(contacts(&desk, "vidal"), ["Ana Vidal"]);
    for phone in ["020 7946 0958", "+44 20 7946 0958", "442079"] {
        assert_eq!(contacts(&desk, phone), Vec::<String>::new(), "{phone}");
    }
    for (stored, wanted) in [("020 7946 0958", "020-7946 0958"), ("+44 20 7946 0958", "(44) 207 946 0958")] {
        let person = json!({ "name": "Una Ward", "emails": [], "phones": [stored] });
        let id = text(&desk.tell("create_contact", person), "contactId");
        assert_eq!(contacts(&desk, wanted), ["Una Ward"], "{wanted}");
        desk.tell("update_contact", json!({ "contactId": id, "phones": [] }));
        assert_eq!(contacts(&desk, wanted), Vec::<String>::new(), "{wanted}");
    }
    for phone in [
        "555010",
        "(555) 010-7788",
        "555.010.7788",
        "+1 555 010 7788",
        "1-555-010-7788",
        "+1 (555) 01",
        "010-7788",
        "0107788",
    ] {
        assert_eq!(contacts(&desk, phone), ["Ana Vidal"], "{phone}");
    }
    let link = json!({ "clientId": bakery, "contactId": contact, "role": "owner" });
    let party = text(&desk.tell("link_party", link), "partyId");
    assert_eq!(clients(&desk, "ana.v@vega"), ["Vega Bakery LLC"]);
    let emails = json!({ "contactId": contact, "emails": ["office@bread.example"], "name": "Ana Moor" });
    desk.tell("update_contact", emails);
    assert_eq!(clients(&desk, "vidal"), Vec::<String>::new());
    assert_eq!(clients(&desk, "moor bread vega"), ["Vega Bakery LLC"]);
    desk.tell("unlink_party", json!({ "clientId": bakery, "partyId": party }));
    assert_eq!(clients(&desk, "moor"), Vec::<String>::new());
    assert_eq!(clients(&desk, "vega"), ["Vega Bakery LLC"]);
    assert_eq!(contacts(&desk, "office bread"), ["Ana Moor"]);

    desk.tell("update_client", json!({ "clientId": bakery, "name": "Corner Bakery LLC", "number": "" }));
    assert_eq!(clients(&desk, "vega"), Vec::<String>::new());
    assert_eq!(clients(&desk, "1024"), Vec::<String>::new());
    assert_eq!(clients(&desk, "corner"), ["Corner Bakery LLC"]);
}

#[test]
fn m1_cases_are_found_by_client_and_title() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    let open = |client: &str, title: &str| {
        let case = json!({ "clientName": client, "title": title, "stage": "lead", "clientTin": "123456789" });
        text(&desk.tell("create_case", case), "caseId")
    };
    let payroll = open("Lee Okafor", "Payroll tax 2024");
    open("Dana Whitfield", "Offer in compromise");
    assert_eq!(cases(&desk, "payroll okafor"), ["Payroll tax 2024"]);
    assert_eq!(cases(&desk, "2024"), ["Payroll tax 2024"]);
    desk.tell(
        "update_case",
        json!({ "caseId": payroll, "clientName": "Leigh Adams", "title": "Trust fund" }),
    );
    assert_eq!(cases(&desk, "okafor"), Vec::<String>::new());
    assert_eq!(cases(&desk, "payroll"), Vec::<String>::new());
    assert_eq!(cases(&desk, "trust leigh"), ["Trust fund"]);
    assert_eq!(clients(&desk, "leigh"), ["Leigh Adams"]);
    // All filters hold together.
    let both = |more: Value| {
        let mut input = json!({ "search": "t" });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        names(&desk.tell("list_cases", input), "cases", "title")
    };
    assert_eq!(both(json!({ "nameStarts": "LEIGH" })), ["Trust fund"]);
    assert_eq!(both(json!({ "nameStarts": "dana" })), Vec::<String>::new());
    assert_eq!(both(json!({ "tin": "123456789" })), ["Trust fund"]);
    assert_eq!(both(json!({ "tin": "123456788" })), Vec::<String>::new());
}

/// Staff of one office find nothing of another one, in no list and in no count.
#[test]
fn m1_a_search_stays_in_the_offices_of_who_searches() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    let harbour = text(&desk.tell("create_office", json!({ "name": "Harbour" })), "officeId");
    create_client(&desk, "Vega Main", "");
    let there = json!({ "name": "Vega Harbour", "officeId": harbour });
    let client = text(&desk.tell("create_client", there), "clientId");
    let case = desk.tell("create_case", json!({ "clientId": client, "title": "Vega case", "stage": "lead" }));
    let _ = link_party(&desk, &text(&case, "caseId"), "taxpayer", "Vega Contact");
    let office = OfficeId::parse(&harbour).unwrap();
    let here = world.desk_in(world.firm, Role::Practitioner, Some(vec![office]));
    assert_eq!(clients(&here, "vega"), ["Vega Harbour"]);
    assert_eq!(cases(&here, "vega"), ["Vega case"]);
    assert_eq!(here.tell("list_clients", json!({}))["total"], 1);
    assert_eq!(desk.tell("list_clients", json!({}))["total"], 2);
    assert_eq!(desk.tell("list_clients", json!({ "officeId": harbour }))["total"], 1);
    let main = text(&desk.tell("list_offices", json!({}))["offices"][0], "officeId");
    desk.tell("update_client", json!({ "clientId": client, "officeId": main }));
    assert_eq!(clients(&here, "vega"), Vec::<String>::new());
    assert_eq!(cases(&here, "vega"), Vec::<String>::new());
    assert_eq!(contacts(&here, "vega"), Vec::<String>::new());
    assert_eq!(here.tell("list_clients", json!({}))["total"], 0);
    assert_eq!(here.tell("list_cases", json!({}))["total"], 0);
    assert_eq!(desk.tell("list_cases", json!({ "officeId": main }))["total"], 1);
    assert_eq!(desk.tell("list_cases", json!({ "nameStarts": "v" }))["total"], Value::Null);
    assert_eq!(desk.tell("list_clients", json!({ "search": "vega" }))["total"], Value::Null);

    let stranger = world.desk_of(FirmId::from_uuid(Uuid::from_u128(77)), Role::Administrator);
    settle(&stranger);
    assert_eq!(clients(&stranger, "vega"), Vec::<String>::new());
    assert_eq!(stranger.tell("list_clients", json!({}))["total"], 0);
}

/// What a search finds, and what is counted, is what a look at every row finds.
#[test]
fn m1_search_and_count_follow_every_change() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    let offices: Vec<_> = ["A", "B"]
        .map(|name| text(&desk.tell("create_office", json!({ "name": name })), "officeId"))
        .into_iter()
        .collect();
    let words = ["ana", "anabel", "bo", "boris", "cy"];
    let mut rng = StdRng::seed_from_u64(8);
    let mut model: Vec<(String, String, String)> = Vec::new();
    for step in 0..300 {
        let name = [words[rng.random_range(0..5)], words[rng.random_range(0..5)]].join(" ");
        let office = offices[rng.random_range(0..2)].clone();
        if model.len() < 5 || rng.random_range(0..3) == 0 {
            let client = desk.tell("create_client", json!({ "name": name, "officeId": office }));
            let id = text(&client, "clientId");
            desk.tell(
                "create_case",
                json!({ "clientId": id, "title": format!("case {step}"), "stage": "lead" }),
            );
            model.push((id, name, office));
        } else {
            let place = rng.random_range(0..model.len());
            let id = model[place].0.clone();
            desk.tell("update_client", json!({ "clientId": id, "name": name, "officeId": office }));
            model[place] = (id, name, office);
        }
    }
    let whole = |list: &str, operation: &str, search: &str| {
        let rows = whole_list(&desk, operation, json!({ "search": search, "limit": 7 }), list);
        let mut found: Vec<_> = rows.iter().map(|row| text(row, "clientId")).collect();
        found.sort();
        found
    };
    for search in ["a", "ana", "anab", "bo ana", "boris bo", "cy cy", "d"] {
        let wanted: Vec<_> = search.split(' ').collect();
        let matches = |name: &str| wanted.iter().all(|word| name.split(' ').any(|own| own.starts_with(word)));
        let mut expected: Vec<_> =
            model.iter().filter(|(_, name, _)| matches(name)).map(|(id, ..)| id.clone()).collect();
        expected.sort();
        assert_eq!(whole("clients", "list_clients", search), expected, "{search}");
        assert_eq!(whole("cases", "list_cases", search), expected, "{search}");
    }
    for office in &offices {
        let expected = model.iter().filter(|(.., own)| own == office).count();
        assert_eq!(desk.tell("list_clients", json!({ "officeId": office }))["total"], expected);
        assert_eq!(desk.tell("list_cases", json!({ "officeId": office }))["total"], expected);
    }
}

/// An accountant can be a party of hundreds of clients.
#[test]
fn m1_every_client_of_a_contact_is_found_by_the_contact() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    let harbour = text(&desk.tell("create_office", json!({ "name": "Harbour" })), "officeId");
    let person = json!({ "name": "Noor Haddad", "emails": ["noor@books.example"], "phones": [] });
    let contact = text(&desk.tell("create_contact", person), "contactId");
    let link = |client: String| {
        let link = json!({ "clientId": client, "contactId": contact, "role": "representative" });
        desk.tell("link_party", link);
    };
    for n in 0..230 {
        link(create_client(&desk, &format!("Company {n}"), ""));
    }
    let there = json!({ "name": "Company 230", "officeId": harbour });
    link(text(&desk.tell("create_client", there), "clientId"));
    let count = |desk: &Desk, search: &str| {
        let page = desk.tell("list_clients", json!({ "search": search, "limit": 200 }));
        let next =
            desk.tell("list_clients", json!({ "search": search, "limit": 200, "cursor": page["next"] }));
        page["clients"].as_array().unwrap().len() + next["clients"].as_array().unwrap().len()
    };
    assert_eq!(count(&desk, "haddad"), 231);
    let changes = json!({ "contactId": contact, "name": "Noor Saab", "emails": ["noor@saab.example"] });
    desk.tell("update_contact", changes);
    assert_eq!((count(&desk, "saab company"), clients(&desk, "haddad").len()), (231, 0));
    let office = OfficeId::parse(&harbour).unwrap();
    let here = world.desk_in(world.firm, Role::Practitioner, Some(vec![office]));
    assert_eq!(contacts(&here, "saab"), ["Noor Saab"]);
    let last = text(&here.tell("list_clients", json!({}))["clients"][0], "clientId");
    let parties = here.tell("list_parties", json!({ "clientId": last }));
    assert_eq!(parties["parties"][0]["address"], "noor@saab.example");
}

#[test]
fn m1_a_cursor_is_of_one_list() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    for name in ["Vega One", "Vega Two"] {
        let client = create_client(&desk, name, "");
        desk.tell("create_case", json!({ "clientId": client, "title": "Vega case", "stage": "lead" }));
    }
    let next = |operation: &str, mut input: Value| {
        input["limit"] = json!(1);
        text(&desk.tell(operation, input), "next")
    };
    let lists = [
        ("list_clients", json!({})),
        ("list_clients", json!({ "search": "vega" })),
        ("list_cases", json!({})),
        ("list_cases", json!({ "search": "vega" })),
    ];
    for (from, (operation, input)) in lists.iter().enumerate() {
        let cursor = next(operation, input.clone());
        for (to, (operation, input)) in lists.iter().enumerate() {
            let mut input = input.clone();
            input["cursor"] = json!(cursor);
            let answer = desk.ask(operation, &input);
            match answer {
                Ok(page) => assert!(from == to && page["next"].is_null(), "{from} in {to}"),
                Err(error) => assert!(from != to && error.field() == Some("cursor"), "{from} in {to}"),
            }
        }
    }
}

/// A number that very many clients have narrows no search; a list of its clients is in pages.
#[test]
fn m1_a_number_of_too_many_clients_narrows_no_search() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    for n in 0..200 {
        desk.tell("create_client", json!({ "name": format!("Vega {n}"), "tin": "123456789" }));
    }
    let refused = refused(&desk, "list_clients", json!({ "search": "vega", "tin": "123456789" }));
    assert_eq!((refused.code(), refused.field()), (Code::TOO_MANY, Some("tin")));
    let page = desk.tell("list_clients", json!({ "tin": "123456789", "limit": 200 }));
    assert_eq!(page["clients"].as_array().unwrap().len(), 200);
}

/// A case with seven of everything, and a link of a party that sees everything and of one that is named in some.
struct Full {
    world: World,
    case: String,
    by_label: String,
    by_taxpayer: String,
    by_partner: String,
}

fn full() -> Full {
    let (world, case) = begin(World::in_memory());
    let desk = world.desk();
    let taxpayer = link_party(&desk, &case, "taxpayer", "Dana Whitfield");
    let partner = link_party(&desk, &case, "partner", "Lee Okafor");
    for n in 0..7 {
        world.clock.advance(1_000);
        let parties = if n % 3 == 0 { json!([partner]) } else { Value::Null };
        let document = json!({
            "caseId": case, "kind": "invoice", "title": format!("Invoice {n}"), "fileName": "x.pdf",
            "mediaType": "application/pdf", "content": PDF,
        });
        let document = text(&desk.tell("add_document", document), "documentId");
        let deliver = json!({ "caseId": case, "documentId": document, "partyIds": parties });
        desk.tell("deliver_document", deliver);
        let envelope = json!({ "caseId": case, "title": format!("Form {n}"), "signer": "Dana" });
        let envelope = text(&desk.tell("create_envelope", envelope), "envelopeId");
        let url = "https://sign.example/1";
        desk.tell(
            "send_envelope",
            json!({ "caseId": case, "envelopeId": envelope, "signUrl": url, "partyIds": parties }),
        );
        let url = "https://forms.example/1";
        desk.tell(
            "add_form",
            json!({ "caseId": case, "title": format!("Form {n}"), "url": url, "partyIds": parties }),
        );
    }
    let visits = (0..7).map(|_| open_visit(&world, &desk, &case, "taxpayer").1).collect::<Vec<_>>();
    let by_taxpayer = open_party_visit(&world, &case, "taxpayer", &taxpayer);
    let by_partner = open_party_visit(&world, &case, "partner", &partner);
    Full { by_label: visits[0].clone(), world, case, by_taxpayer, by_partner }
}

/// Every page is a part of the whole list, in its order, whoever reads it and however long the pages are.
#[test]
fn p2_pages_are_the_whole_list() {
    let full = full();
    let compare = |door: &dyn Fn(&str, Value) -> Value, operation: &str, list: &str, count: usize| {
        struct Through<'a>(&'a dyn Fn(&str, Value) -> Value);
        impl Call for Through<'_> {
            fn ask(&self, operation: &str, input: &Value) -> casegate::foundation::error::Result<Value> {
                Ok((self.0)(operation, input.clone()))
            }
        }
        let own = json!({ "caseId": full.case, "limit": 200 });
        let whole = whole_list(&Through(door), operation, own, list);
        assert_eq!(whole.len(), count, "{operation}");
        for limit in [1, 3, count, count + 1] {
            let input = json!({ "caseId": full.case, "limit": limit });
            assert_eq!(whole_list(&Through(door), operation, input, list), whole, "{operation} by {limit}");
        }
    };
    let desk = full.world.desk();
    for (operation, list, title) in [
        ("list_documents", "documents", "Invoice"),
        ("list_envelopes", "envelopes", "Form"),
        ("list_forms", "forms", "Form"),
    ] {
        let rows = whole_list(&desk, operation, json!({ "caseId": full.case, "limit": 2 }), list);
        let titles: Vec<_> = rows.iter().map(|row| text(row, "title")).collect();
        let newest_first: Vec<_> = (0..7).rev().map(|n| format!("{title} {n}")).collect();
        assert_eq!(titles, newest_first, "{operation}");
    }
    for (operation, list, count) in [
        ("list_documents", "documents", 7),
        ("list_envelopes", "envelopes", 7),
        ("list_forms", "forms", 7),
        ("list_invites", "invites", 9),
        ("list_sessions", "sessions", 9),
    ] {
        compare(&|operation, input| desk.tell(operation, input), operation, list, count);
    }
    for (session, count) in [(&full.by_label, 4), (&full.by_taxpayer, 4), (&full.by_partner, 3)] {
        let visit = full.world.visit(session);
        for list in ["documents", "envelopes", "forms"] {
            let operation = format!("list_my_{list}");
            compare(&|operation, input| visit.tell(operation, input), &operation, list, count);
        }
    }
}

/// What is added or removed between two pages neither repeats nor hides another row.
#[test]
fn p2_pages_follow_changes_between_them() {
    let full = full();
    let desk = full.world.desk();
    let visit = full.world.visit(&full.by_label);
    let first = visit.tell("list_my_documents", json!({ "limit": 2 }));
    let titles = |page: &Value| {
        page["documents"].as_array().unwrap().iter().map(|row| text(row, "title")).collect::<Vec<_>>()
    };
    assert_eq!(titles(&first), ["Invoice 5", "Invoice 4"]);
    let last = text(&first["documents"][1], "documentId");
    desk.tell("remove_document", json!({ "caseId": full.case, "documentId": last }));
    full.world.clock.advance(1_000);
    let document = json!({
        "caseId": full.case, "kind": "invoice", "title": "Invoice 8", "fileName": "x.pdf",
        "mediaType": "application/pdf", "content": PDF,
    });
    let document = text(&desk.tell("add_document", document), "documentId");
    desk.tell("deliver_document", json!({ "caseId": full.case, "documentId": document }));
    let second = visit.tell("list_my_documents", json!({ "limit": 2, "cursor": first["next"] }));
    assert_eq!(titles(&second), ["Invoice 2", "Invoice 1"]);
    assert_eq!(second["next"], Value::Null);
}

#[test]
fn p2_a_wrong_page_is_refused() {
    let full = full();
    let desk = full.world.desk();
    let visit = full.world.visit(&full.by_label);
    let by_partner = full.world.visit(&full.by_partner);
    let cursor = |page: Value| page["next"].clone();
    let other = open_case(&desk);
    let document = json!({
        "caseId": other, "kind": "invoice", "title": "Elsewhere", "fileName": "x.pdf",
        "mediaType": "application/pdf", "content": PDF,
    });
    desk.tell("add_document", document.clone());
    desk.tell("add_document", document);
    let cursors = [
        cursor(desk.tell("list_documents", json!({ "caseId": full.case, "limit": 1 }))),
        cursor(desk.tell("list_sessions", json!({ "caseId": full.case, "limit": 1 }))),
        cursor(visit.tell("list_my_documents", json!({ "limit": 1 }))),
        cursor(by_partner.tell("list_my_forms", json!({ "limit": 1 }))),
        cursor(desk.tell("list_documents", json!({ "caseId": other, "limit": 1 }))),
        json!(""),
        json!("AAAA"),
        json!("?"),
    ];
    for (n, cursor) in cursors.iter().enumerate() {
        for own in ["documents", "envelopes", "forms"] {
            let input = json!({ "caseId": full.case, "cursor": cursor });
            let at_desk = desk.ask(&format!("list_{own}"), &input);
            let at_visit = visit.ask(&format!("list_my_{own}"), &input);
            let at_partners = by_partner.ask(&format!("list_my_{own}"), &input);
            for (own_cursor, answer) in [(0, at_desk), (2, at_visit), (2, at_partners)] {
                let is_own =
                    (own == "documents" && n == own_cursor) || (own == "forms" && n == 3 && own_cursor == 2);
                match answer {
                    Ok(_) => assert!(is_own, "{n} {own}"),
                    Err(error) => assert_eq!(
                        (error.code(), error.field()),
                        (Code::CURSOR_INVALID, Some("cursor")),
                        "{n} {own}"
                    ),
                }
            }
        }
    }
    for limit in [0, 201] {
        let input = json!({ "caseId": full.case, "limit": limit });
        for (door, operation) in [(0, "list_documents"), (0, "list_invites"), (1, "list_my_forms")] {
            let error = if door == 0 {
                refused(&desk, operation, input.clone())
            } else {
                refused(&visit, operation, input.clone())
            };
            assert_eq!((error.code(), error.field()), (Code::NUMBER_OUT_OF_RANGE, Some("limit")));
        }
    }
}
