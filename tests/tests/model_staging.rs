//! Staging compared with a simple model (SPEC R11 to R14, SECURITY AZ-06).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod staging;

use casegate::operations::{Door, Operation};
use casegate_tests::examples::Stage;
use casegate_tests::world::{Call, World, against_model, repeats, rows};
use serde_json::json;
use staging::library::{Library, step};
use staging::model::{Model, op};

/// Runs `sequences` random sequences, starting from `seed`.
fn run(sequences: u32, seed: u8, length: usize) {
    against_model(sequences, seed, length, op(), |world, ops| {
        let (library, mut model) = (Library::new(world), Model::default());
        for (number, op) in ops.iter().enumerate() {
            step(&library, &mut model, op);
            if number % 3 == 0 {
                library.compare(&model);
            }
        }
        library.compare(&model);
    });
}

#[test]
fn az_06_short_sequences_are_as_the_model_says() {
    run(repeats(500, 20_000), 1, 15);
}

#[test]
fn az_06_long_sequences_are_as_the_model_says() {
    run(repeats(100, 4_000), 2, 80);
}

/// AZ-06: no operation of a visit writes the profile, whatever its input.
#[test]
fn az_06_no_operation_of_a_client_writes_the_profile() {
    for operation in Operation::ALL.iter().filter(|operation| matches!(operation.door(), Door::Visit(_))) {
        let stage = Stage::set(World::in_memory());
        let profile = || {
            rows(stage.world.store.as_ref(), "profile_figures")
                .into_iter()
                .map(|(row, _)| row)
                .collect::<Vec<_>>()
        };
        let before = profile();
        assert!(!before.is_empty());
        stage.call(*operation).unwrap();
        assert!(profile() == before, "{}", operation.name());
        let mut forged = stage.input(*operation).cloned().unwrap_or_default();
        for (name, value) in [
            ("authority", json!("irsRecord")),
            ("decision", json!({ "kind": "accept" })),
            ("status", json!("accepted")),
        ] {
            forged[name] = value;
            assert!(
                stage.world.visit(&stage.session).ask(operation.name(), &forged).is_err(),
                "{}",
                operation.name()
            );
        }
        assert!(profile() == before, "{}", operation.name());
    }
}
