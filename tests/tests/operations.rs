//! Every operation works, is permitted to whom the matrix says, and keeps to its case.

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

/// What is stored, but for the record of the refusal itself.
fn without_audit(world: &World) -> Vec<(String, casegate::store::Row)> {
    let own = ["audit_events", "audit_heads", "clock"];
    world.dump().into_iter().filter(|(table, _)| !own.contains(&table.as_str())).collect()
}

/// What staff may name by its id alone, if it is of their firm.
const OF_THE_FIRM: [&str; 4] = ["caseId", "clientId", "contactId", "officeId"];

/// AZ-01: an id of another case of the same client, of another client, of another firm and of nobody are refused in the
/// same words, whatever the operation. Each names a row that is there, but for the last.
#[test]
fn az_01_strangers_ids_are_all_alike() {
    let stage = Stage::set(World::in_memory());
    let (of_the_firm, elsewhere) = strangers(&stage);
    let mut tried = 0;
    for operation in Operation::ALL {
        let input = stage.input(*operation).cloned().unwrap_or_default();
        let ids = ids_in(&input);
        let is_free = matches!(operation.door(), Door::Desk(_))
            && ids.iter().all(|(name, _)| OF_THE_FIRM.contains(&name.as_str()));
        for (name, id) in &ids {
            let theirs = |other: &Stage| {
                let input = other.input(*operation).unwrap();
                ids_in(input).into_iter().find(|(theirs, _)| theirs == name).map(|(_, id)| id).unwrap()
            };
            let own_firm = of_the_firm.iter().filter(|_| !is_free).map(theirs);
            let foreign: Vec<_> =
                own_firm.chain([theirs(&elsewhere), swapped(id)]).filter(|other| other != id).collect();
            tried += foreign.len();
            let answers = foreign.into_iter().map(|other| {
                let mut strange = input.clone();
                strange[name] = other.into();
                let error = match operation.door() {
                    Door::Desk(_) => stage.world.desk().ask(operation.name(), &strange),
                    Door::Visit(_) => stage.world.visit(&stage.session).ask(operation.name(), &strange),
                };
                error.map_err(|error| (error.code(), error.field().map(str::to_owned)))
            });
            let answers: Vec<_> = answers.collect();
            // What an input merely refers to is named.
            let [bare, named] = [None, Some(name.clone())].map(|field| Err((Code::NOT_FOUND, field)));
            let are_alike = [bare, named].iter().any(|alike| answers.iter().all(|answer| answer == alike));
            assert!(are_alike, "{} with a strange {name}: {answers:?}", operation.name());
        }
    }
    assert!(tried > 150, "only {tried} ids were tried");
}

/// A stage on another case of the same client, one on a case of another client, and one of another firm.
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

fn ids_in(input: &Value) -> Vec<(String, String)> {
    let fields = input.as_object().into_iter().flatten();
    fields
        .filter(|(name, _)| name.ends_with("Id"))
        .map(|(name, id)| (name.clone(), id.as_str().unwrap_or_default().to_owned()))
        .collect()
}

/// An id of the same kind that names nothing.
fn swapped(id: &str) -> String {
    let (prefix, _) = id.split_once('_').unwrap_or((id, ""));
    format!("{prefix}_00000000000070008000000000000000")
}
