//! Every operation works, is permitted to the roles in the matrix, and is confined to its case.

use casegate::access::permission::{Role, allows};
use casegate::foundation::error::Code;
use casegate::operations::{Door, Operation};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, World, open_case, text};
use serde_json::{Value, json};

#[test]
fn every_operation_has_an_example_that_works() {
    for operation in Operation::ALL {
        let stage = Stage::set(World::in_memory());
        assert!(stage.input(*operation).is_some(), "{} has no example", operation.name());
        let answer = stage.call(*operation);
        assert!(answer.is_ok(), "{}: {answer:?}", operation.name());
    }
}

#[test]
fn the_matrix_decides_and_a_refusal_changes_nothing() {
    let stage = Stage::set(World::in_memory());
    for operation in Operation::ALL {
        let Door::Desk(permission) = operation.door() else { continue };
        for role in Role::ALL {
            if allows(role, permission) {
                continue;
            }
            let before = without_audit(&stage.world);
            let input = stage.input(*operation).cloned().unwrap_or_default();
            let error = stage.world.desk_as(role).ask(operation.name(), &input).unwrap_err();
            assert_eq!(error.code(), Code::PERMISSION_MISSING, "{} as {}", operation.name(), role.name());
            assert!(
                without_audit(&stage.world) == before,
                "{} as {} changed something",
                operation.name(),
                role.name()
            );
        }
    }
}

/// Returns what is stored, except for the audit of the refusal itself.
fn without_audit(world: &World) -> Vec<(String, casegate::store::Row)> {
    let own = ["audit_events", "audit_heads", "clock"];
    world.dump().into_iter().filter(|(table, _)| !own.contains(&table.as_str())).collect()
}

/// The objects that staff may name by their id alone, if they belong to the firm.
const OF_THE_FIRM: [&str; 4] = ["caseId", "clientId", "contactId", "officeId"];

/// AZ-01: an id of another case of the same client, of another client, of another firm and of nothing are
/// refused in the same words by every operation. All but the last name an existing row.
#[test]
fn az_01_strangers_ids_are_all_alike() {
    let stage = Stage::set(World::in_memory());
    let (of_the_firm, elsewhere) = strangers(&stage);
    let (of_the_firm, elsewhere) = (of_the_firm.map(|other| asked(&other)), asked(&elsewhere));
    let mut tried = 0;
    for (number, (operation, input)) in asked(&stage).into_iter().enumerate() {
        let ids = ids_in(&input);
        let is_of_client = |place: &str| place.contains("/party") && input.get("caseId").is_some();
        let is_free = matches!(operation.door(), Door::Desk(_))
            && ids.iter().all(|(place, _)| OF_THE_FIRM.contains(&name_of(place)) || is_of_client(place));
        for (place, id) in &ids {
            let theirs = |other: &Vec<(Operation, Value)>| text_at(&other[number].1, place);
            let own_firm: &[_] = match is_of_client(place) {
                // Every party of the client may be named, whatever the case.
                true => &of_the_firm[1..],
                false if is_free => &[],
                false => &of_the_firm,
            };
            let own_firm = own_firm.iter().map(theirs);
            let foreign = own_firm.chain([theirs(&elsewhere), swapped(id)]).filter(|other| other != id);
            let answers = foreign.map(|other| {
                let mut strange = input.clone();
                *strange.pointer_mut(place).unwrap() = other.into();
                let answer = match operation.door() {
                    Door::Desk(_) => stage.world.desk().ask(operation.name(), &strange),
                    _ => stage.world.visit(&stage.session).ask(operation.name(), &strange),
                };
                answer.map_err(|error| (error.code(), error.field().map(str::to_owned)))
            });
            let answers: Vec<_> = answers.collect();
            tried += answers.len();
            // An error about an id that the input merely refers to names its field, or its list.
            let place = place.trim_end_matches(|end: char| end == '/' || end.is_ascii_digit());
            let named = Some(name_of(place).to_owned());
            let are_alike = [None, named].into_iter().any(|field| {
                let alike = Err((Code::NOT_FOUND, field));
                answers.iter().all(|answer| *answer == alike)
            });
            assert!(are_alike, "{} with a strange {place}: {answers:?}", operation.name());
        }
    }
    assert!(tried > 200, "only {tried} ids were tried");
}

/// Returns an input of every operation, and for some another one with the ids that the examples leave out.
fn asked(stage: &Stage) -> Vec<(Operation, Value)> {
    let id = |operation: Operation, name: &str| text(stage.input(operation).unwrap(), name);
    let client = id(Operation::GET_CLIENT, "clientId");
    let contact = id(Operation::GET_CONTACT, "contactId");
    let office = id(Operation::UPDATE_OFFICE, "officeId");
    let examples = Operation::ALL.iter().filter(|operation| operation.door() != Door::Host);
    let examples = examples.map(|operation| (*operation, stage.input(*operation).unwrap().clone()));
    let more = [
        (Operation::CREATE_CASE, json!({ "clientId": client, "title": "Appeal", "stage": "plan" })),
        (
            Operation::CREATE_CASE,
            json!({ "clientName": "Lee", "officeId": office, "title": "x", "stage": "plan" }),
        ),
        (Operation::UPDATE_CLIENT, json!({ "clientId": client, "officeId": office })),
        (Operation::LIST_AUDIT, json!({ "clientId": client })),
        (Operation::VERIFY_AUDIT, json!({ "clientId": client })),
        (Operation::LIST_AUDIT, json!({ "contactId": contact })),
        (Operation::VERIFY_AUDIT, json!({ "contactId": contact })),
    ];
    examples.chain(more).collect()
}

/// Returns the field at the end of a JSON pointer.
fn name_of(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

fn text_at(input: &Value, place: &str) -> String {
    input.pointer(place).and_then(Value::as_str).unwrap().to_owned()
}

/// Makes a stage on another case of the same client, one on a case of another client, and one of another firm.
fn strangers(stage: &Stage) -> ([Stage; 2], Stage) {
    let world = &stage.world;
    let beside = |case: String| Stage::on(world.beside(world.firm), case);
    let client = text(&world.desk().tell("get_case", json!({ "caseId": stage.case })), "clientId");
    let same_client = json!({ "clientId": client, "title": "Appeal", "stage": "intake out" });
    let same_client = text(&world.desk().tell("create_case", same_client), "caseId");
    let other_client = open_case(&world.desk());
    let firm = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(99));
    ([beside(same_client), beside(other_client)], Stage::set(world.beside(firm)))
}

/// Returns the ids in an input, each by its JSON pointer.
fn ids_in(input: &Value) -> Vec<(String, String)> {
    let inside = |name: &str, value: &Value| {
        let below = ids_in(value).into_iter().map(|(pointer, id)| (format!("/{name}{pointer}"), id));
        let listed = value.as_array().filter(|_| name.ends_with("Ids"));
        let listed = (0..).zip(listed.into_iter().flatten());
        let listed = listed.map(|(index, id)| (format!("/{name}/{index}"), id.as_str().unwrap().to_owned()));
        let own =
            value.as_str().filter(|_| name.ends_with("Id")).map(|id| (format!("/{name}"), id.to_owned()));
        own.into_iter().chain(listed).chain(below).collect::<Vec<_>>()
    };
    match input {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| inside(name, value)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, value)| inside(&index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns an id of the same kind that names nothing.
fn swapped(id: &str) -> String {
    let (prefix, _) = id.split_once('_').unwrap_or((id, ""));
    format!("{prefix}_00000000000070008000000000000000")
}
