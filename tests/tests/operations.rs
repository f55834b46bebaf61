//! Every operation works, is permitted to whom the matrix says, and keeps to its case.

use casegate::access::permission::{Role, allows};
use casegate::foundation::error::Code;
use casegate::operations::{Door, Operation};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, World, open_case};
use serde_json::Value;

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

/// AZ-01: an id of another case, another firm or nobody is refused in the same words, whatever the operation.
#[test]
fn az_01_strangers_ids_are_all_alike() {
    for operation in Operation::ALL {
        let stage = Stage::set(World::in_memory());
        let own = open_case(&stage.world.desk());
        let elsewhere = another_firms_case(&stage.world);
        let input = stage.input(*operation).cloned().unwrap_or_default();
        let cases = [own.as_str(), elsewhere.as_str(), "case_00000000000070008000000000000000"];
        for (name, id) in ids_in(&input) {
            let mut answers = Vec::new();
            for case in cases {
                let mut strange = input.clone();
                strange[&name] = if name == "caseId" { case.into() } else { swapped(&id).into() };
                let is_own_case = name == "caseId" && case == own;
                if is_own_case && ids_in(&input).len() == 1 {
                    continue;
                }
                let answer = match operation.door() {
                    Door::Desk(_) => stage.world.desk().ask(operation.name(), &strange),
                    Door::Visit(_) => stage.world.visit(&stage.session).ask(operation.name(), &strange),
                };
                answers.push(answer.map_err(|error| (error.code(), error.field().map(str::to_owned))));
            }
            assert!(
                answers.windows(2).all(|pair| pair[0].as_ref().err() == pair[1].as_ref().err())
                    || answers.iter().any(|answer| matches!(answer, Err((Code::BASE_STALE, _)))),
                "{} with a strange {name}: {answers:?}",
                operation.name()
            );
            for answer in answers {
                // What an input merely refers to is named.
                let alike = matches!(&answer, Err((Code::NOT_FOUND, field)) if field.as_ref().is_none_or(|field| *field == name));
                let stale = matches!(&answer, Err((Code::BASE_STALE, _)));
                assert!(alike || stale, "{} with a strange {name}: {answer:?}", operation.name());
            }
        }
    }
}

fn another_firms_case(world: &World) -> String {
    let other = casegate::foundation::ids::FirmId::from_uuid(uuid::Uuid::from_u128(99));
    let desk = world.desk_of(other, Role::Administrator);
    casegate_tests::world::settle(&desk);
    open_case(&desk)
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
