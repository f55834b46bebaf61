//! What a member of staff can reach: their own offices of their own firm, and nothing else (DESIGN, SPEC M1).
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
use casegate::operations::{Door, Operation};
use casegate::portal::Desk;
use casegate::store::Row;
use casegate_tests::examples::Stage;
use casegate_tests::reach::{Cell, From};
use casegate_tests::world::{Call, World, settle, text};
use serde_json::{Value, json};
use uuid::Uuid;

fn other_firm() -> FirmId {
    FirmId::from_uuid(Uuid::from_u128(77))
}

/// Returns a desk of `role` with this relation to the stage's case and clients.
fn desk(stage: &Stage, role: Role, from: From) -> Desk {
    let world = &stage.world;
    let offices = world.desk().tell("list_offices", json!({}));
    let own = OfficeId::parse(&text(&offices["offices"][0], "officeId")).unwrap();
    match from {
        From::OwnOffice => world.desk_in(world.firm, role, Some(vec![own])),
        From::OtherOffice => {
            let other = world.desk().tell("create_office", json!({ "name": "Elsewhere" }));
            let other = OfficeId::parse(&text(&other, "officeId")).unwrap();
            world.desk_in(world.firm, role, Some(vec![other]))
        }
        From::OtherFirm => {
            settle(&world.desk_of(other_firm(), Role::Administrator));
            world.desk_of(other_firm(), role)
        }
    }
}

/// Runs every operation of the desk for every role, from the input's office, from another office and from
/// another firm. Who has the permission but is elsewhere gets `not_found`, and no other information.
#[test]
fn every_operation_is_kept_to_its_offices() {
    for operation in Operation::ALL {
        let Door::Desk(permission) = operation.door() else { continue };
        for (from, role) in From::ALL.into_iter().flat_map(|from| Role::ALL.map(|role| (from, role))) {
            let stage = Stage::set(World::in_memory());
            let input = stage.input(*operation).cloned().unwrap_or(Value::Null);
            let desk = desk(&stage, role, from);
            let before = kept(&stage.world);
            let answer = desk.ask(operation.name(), &input).map(drop).map_err(|error| error.code());
            let label = format!("{} as {} from {from:?}", operation.name(), role.name());
            match Cell::of(role, permission, &input, from) {
                Cell::Denied => assert_eq!(answer, Err(Code::PERMISSION_MISSING), "{label}"),
                Cell::Hidden => assert_eq!(answer, Err(Code::NOT_FOUND), "{label}"),
                Cell::Answered => {
                    let is_there = from == From::OwnOffice && *operation != Operation::REGISTER_FIRM;
                    assert!(answer.is_ok() || !is_there, "{label}: {answer:?}");
                    continue;
                }
            }
            assert_eq!(kept(&stage.world), before, "{label} changed something");
        }
    }
}

/// Returns what is stored, except for the audit of the refusal itself.
fn kept(world: &World) -> Vec<(String, Row)> {
    let own = ["audit_events", "audit_heads", "clock"];
    world.dump().into_iter().filter(|(table, _)| !own.contains(&table.as_str())).collect()
}

/// Lists read from another office or another firm contain none of the stage's clients and cases.
#[test]
fn lists_show_the_own_offices_alone() {
    let shown = |from: From, operation: &str, list: &str| {
        let stage = Stage::set(World::in_memory());
        let page = desk(&stage, Role::Administrator, from).tell(operation, json!({}));
        page[list].as_array().unwrap().len()
    };
    for (operation, list) in [("list_clients", "clients"), ("list_cases", "cases")] {
        assert!(shown(From::OwnOffice, operation, list) > 0, "{operation}");
        assert_eq!(shown(From::OtherOffice, operation, list), 0, "{operation}");
        assert_eq!(shown(From::OtherFirm, operation, list), 0, "{operation}");
    }
    let tin = |from| {
        let stage = Stage::set(World::in_memory());
        desk(&stage, Role::Administrator, from).tell("list_cases", json!({ "tin": "123456789" }))
    };
    assert_eq!(tin(From::OwnOffice)["cases"].as_array().unwrap().len(), 1);
    assert_eq!(tin(From::OtherOffice)["cases"].as_array().unwrap().len(), 0);
    assert_eq!(shown(From::OtherOffice, "list_offices", "offices"), 1);
    let stage = Stage::set(World::in_memory());
    let nowhere = stage.world.desk_in(stage.world.firm, Role::Administrator, Some(Vec::new()));
    assert_eq!(nowhere.tell("list_clients", json!({}))["clients"].as_array().unwrap().len(), 0);
    let refused = nowhere.ask("create_client", &json!({ "name": "Lee" })).unwrap_err();
    assert_eq!((refused.code(), refused.field()), (Code::NOT_FOUND, Some("officeId")));
}

/// A client that moves to another office takes its cases along, from the next request on.
#[test]
fn a_client_that_moves_is_reached_from_its_new_office_alone() {
    let stage = Stage::set(World::in_memory());
    let (own, other) = (desk(&stage, Role::Practitioner, From::OwnOffice), stage.world.desk());
    let case = json!({ "caseId": stage.case });
    let client = text(&own.tell("get_case", case.clone()), "clientId");
    let harbour = text(&other.tell("create_office", json!({ "name": "Harbour" })), "officeId");
    let refused = own.ask("update_client", &json!({ "clientId": client, "officeId": harbour })).unwrap_err();
    assert_eq!(
        (refused.code(), refused.field()),
        (Code::NOT_FOUND, Some("officeId")),
        "not theirs to give to"
    );
    other.tell("update_client", json!({ "clientId": client, "officeId": harbour }));
    assert_eq!(own.ask("get_case", &case).unwrap_err().code(), Code::NOT_FOUND);
    let there = OfficeId::parse(&harbour).unwrap();
    let there = stage.world.desk_in(stage.world.firm, Role::Practitioner, Some(vec![there]));
    assert_eq!(text(&there.tell("get_case", case), "officeId"), harbour);
}

/// A contact is visible from the offices of the clients that it is a party of, and from everywhere
/// while it is a party of none.
#[test]
fn contacts_are_seen_from_their_clients_offices_alone() {
    let stage = Stage::set(World::in_memory());
    let (own, elsewhere) = (
        desk(&stage, Role::Practitioner, From::OwnOffice),
        desk(&stage, Role::Practitioner, From::OtherOffice),
    );
    let contact = text(stage.input(Operation::GET_CONTACT).unwrap(), "contactId");
    let named = json!({ "contactId": contact });
    let listed = |desk: &Desk| desk.tell("list_contacts", json!({}))["contacts"].as_array().unwrap().len();
    assert!(own.ask("get_contact", &named).is_ok());
    for (operation, input) in [
        ("get_contact", named.clone()),
        ("update_contact", json!({ "contactId": contact, "phones": [] })),
        ("list_audit", named.clone()),
        ("verify_audit", named.clone()),
    ] {
        assert_eq!(elsewhere.ask(operation, &input).unwrap_err().code(), Code::NOT_FOUND, "{operation}");
    }
    let stranger = text(&stage.world.desk().tell("create_contact", json!({ "name": "Zoe" })), "contactId");
    assert_eq!((listed(&own), listed(&elsewhere)), (4, 1), "one who is nobody's party yet is seen by all");
    let theirs = text(&elsewhere.tell("create_client", json!({ "name": "Mine" })), "clientId");
    let link = |contact: &str| json!({ "clientId": theirs, "contactId": contact, "role": "owner" });
    let refused = elsewhere.ask("link_party", &link(&contact)).unwrap_err();
    assert_eq!((refused.code(), refused.field()), (Code::NOT_FOUND, Some("contactId")));
    elsewhere.tell("link_party", link(&stranger));
    assert_eq!((listed(&own), listed(&elsewhere)), (3, 1));
    let names = |page: &Value| {
        page["contacts"].as_array().unwrap().iter().map(|row| text(row, "name")).collect::<Vec<_>>()
    };
    let page = elsewhere.tell("list_contacts", json!({ "limit": 1 }));
    assert_eq!(
        (names(&page), &page["next"]),
        (vec!["Zoe".to_owned()], &Value::Null),
        "a page is filled past what is hidden"
    );
}

/// A removed address is not used for a client any more.
#[test]
fn a_party_uses_an_address_that_its_contact_has() {
    let world = World::in_memory();
    let desk = world.desk();
    settle(&desk);
    let client = text(&desk.tell("create_client", json!({ "name": "Ana" })), "clientId");
    let contact = json!({ "name": "Ana", "emails": ["a@x.example", "b@x.example"] });
    let contact = text(&desk.tell("create_contact", contact), "contactId");
    let link =
        json!({ "clientId": client, "contactId": contact, "role": "taxpayer", "address": "b@x.example" });
    let party = text(&desk.tell("link_party", link), "partyId");
    let address =
        || desk.tell("list_parties", json!({ "clientId": client }))["parties"][0]["address"].clone();
    let update =
        |emails: Value| desk.tell("update_contact", json!({ "contactId": contact, "emails": emails }));
    update(json!(["c@x.example", "b@x.example"]));
    assert_eq!(address(), "b@x.example", "it is still theirs");
    update(json!(["c@x.example"]));
    assert_eq!(address(), "c@x.example");
    update(json!([]));
    assert_eq!(address(), Value::Null);
    update(json!(["d@x.example", "e@x.example"]));
    let chosen =
        json!({ "clientId": client, "partyId": party, "address": "E@x.example", "sees": "onlyNamed" });
    assert_eq!(desk.tell("update_party", chosen)["sees"], "onlyNamed");
    assert_eq!(address(), "e@x.example");
}

/// M3: while a client's access is off, its links and sessions are refused, from the next request on.
/// When it is on again, they work.
#[test]
fn m3_switched_off_access_opens_nothing() {
    use casegate_tests::world::{is_live, is_open, mint};
    let stage = Stage::set(World::in_memory());
    let desk = stage.world.desk();
    let client = text(&desk.tell("get_case", json!({ "caseId": stage.case })), "clientId");
    let switch =
        |access: &str| desk.tell("update_client", json!({ "clientId": client, "portalAccess": access }));
    assert!(is_open(&stage.world, &stage.link) && is_live(&stage.world, &stage.session));
    switch("off");
    assert!(!is_open(&stage.world, &stage.link) && !is_live(&stage.world, &stage.session));
    let minted = text(&mint(&desk, &stage.case, "adviser"), "link");
    assert!(!is_open(&stage.world, &minted), "a link that is minted meanwhile neither");
    let states = || {
        let list = desk.tell("list_invites", json!({ "caseId": stage.case }));
        list["invites"].as_array().unwrap().iter().map(|invite| text(invite, "state")).collect::<Vec<_>>()
    };
    assert!(states().iter().all(|state| state == "suspended"), "staff are told so: {:?}", states());
    let second = json!({ "clientId": client, "title": "Another", "stage": "lead" });
    let second = text(&desk.tell("create_case", second), "caseId");
    let other = text(&mint(&desk, &second, "taxpayer"), "link");
    assert!(!is_open(&stage.world, &other));
    switch("on");
    assert!(is_open(&stage.world, &stage.link) && is_live(&stage.world, &stage.session));
    assert!(is_open(&stage.world, &minted) && is_open(&stage.world, &other));
    assert!(states().iter().all(|state| state == "live"), "{:?}", states());
}

/// A refusal to create a case is audited for the firm, because there is no case yet.
#[test]
fn a_refused_case_is_on_the_firms_record() {
    let stage = Stage::set(World::in_memory());
    let elsewhere = desk(&stage, Role::Practitioner, From::OtherOffice);
    let client = text(stage.input(Operation::GET_CLIENT).unwrap(), "clientId");
    let input = json!({ "clientId": client, "title": "x", "stage": "x" });
    elsewhere.ask("create_case", &input).unwrap_err();
    let page = stage.world.desk().tell("list_audit", json!({ "order": "newestFirst", "limit": 1 }));
    assert_eq!(
        (&page["events"][0]["operation"], &page["events"][0]["outcome"]["code"]),
        (&json!("create_case"), &json!("not_found"))
    );
}

/// The host records staff before they have acted, and removes those who have left.
#[test]
fn the_host_keeps_the_roster() {
    let world = World::in_memory();
    settle(&world.desk());
    let host = world.portal.host();
    let named = json!({ "firmId": world.firm });
    let names = || {
        let page = host.tell("list_staff", named.clone());
        page["staff"].as_array().unwrap().iter().map(|one| text(one, "name")).collect::<Vec<_>>()
    };
    assert_eq!(names(), ["Rosa Reviewer"], "who has acted is known");
    let kim = json!({ "firmId": world.firm, "staffId": " u-7 ", "name": "Kim Cho", "roles": ["readOnly", "readOnly"] });
    let recorded = host.tell("record_staff", kim.clone());
    assert_eq!(
        recorded,
        json!({ "staffId": "u-7", "name": "Kim Cho", "roles": ["readOnly"], "offices": null, "lastSeenAt": null })
    );
    assert_eq!(host.tell("record_staff", kim), recorded, "said again");
    assert_eq!(names(), ["Kim Cho", "Rosa Reviewer"]);
    let page = host.tell("list_staff", json!({ "firmId": world.firm, "limit": 1 }));
    let rest = host.tell("list_staff", json!({ "firmId": world.firm, "limit": 1, "cursor": page["next"] }));
    assert_eq!((text(&rest["staff"][0], "name"), &rest["next"]), ("Rosa Reviewer".to_owned(), &Value::Null));
    // It gives nobody access, and takes none away.
    let gone = json!({ "firmId": world.firm, "staffId": "u-1" });
    host.tell("remove_staff", gone.clone());
    assert_eq!(host.ask("remove_staff", &gone).unwrap_err().code(), Code::NOT_FOUND);
    assert!(world.desk().ask("get_firm", &json!({})).is_ok());
    for (input, code, field) in [
        (
            json!({ "firmId": world.firm, "staffId": "", "name": "x", "roles": [] }),
            Code::TEXT_REQUIRED,
            Some("staffId"),
        ),
        (
            json!({ "firmId": world.firm, "staffId": "x", "name": "", "roles": [] }),
            Code::TEXT_REQUIRED,
            Some("name"),
        ),
        (json!({ "firmId": other_firm(), "staffId": "x", "name": "x", "roles": [] }), Code::NOT_FOUND, None),
    ] {
        let refused = host.ask("record_staff", &input).unwrap_err();
        assert_eq!((refused.code(), refused.field()), (code, field));
    }
}

/// The roster shows who acted, when their details last changed, and when they were last seen.
#[test]
fn the_roster_knows_who_acted() {
    use casegate::foundation::time::{HOUR, MINUTE};
    use casegate_tests::world::rows;
    let world = World::in_memory();
    settle(&world.desk());
    let roster =
        || rows(world.store.as_ref(), "staff").into_iter().map(|(_, record)| record).collect::<Vec<_>>();
    let seen = roster();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (text(&seen[0], "staff_id"), seen[0]["roles"].clone()),
        ("u-1".to_owned(), json!(["administrator"]))
    );
    let act = |role| world.desk_as(role).tell("create_contact", json!({ "name": "Ana" }));
    world.clock.advance(MINUTE);
    act(Role::Administrator);
    assert_eq!(roster(), seen, "a minute later nothing is written again");
    act(Role::Practitioner);
    assert_eq!(roster()[0]["roles"], json!(["practitioner"]), "what changed is");
    let before = roster()[0]["last_seen_at"].as_i64().unwrap();
    world.clock.advance(2 * HOUR);
    act(Role::Practitioner);
    assert_eq!(roster()[0]["last_seen_at"].as_i64().unwrap(), before + 2 * HOUR);
    world.desk_as(Role::ReadOnly).tell("list_contacts", json!({}));
    assert_eq!(roster()[0]["roles"], json!(["practitioner"]), "reading writes nothing");
}
