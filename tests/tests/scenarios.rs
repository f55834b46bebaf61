//! The flows that are shared by all languages, run in Rust on both stores.

use casegate::store::{MemoryStore, Store};
use casegate_sqlite::SqliteStore;
use casegate_tests::scenario::Scenario;
use casegate_tests::world::World;
use std::path::Path;
use std::sync::Arc;

fn scenarios() -> Vec<(String, Scenario)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |file: &Path| serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    files.iter().map(|file| (file.display().to_string(), read(file))).collect()
}

fn play(name: &str, scenario: &Scenario, store: Arc<dyn Store>) {
    if let Err(what) = scenario.play(&World::on(store)) {
        panic!("{name} ({}): {what}", scenario.shows);
    }
}

#[test]
fn every_scenario_plays_in_memory() {
    let scenarios = scenarios();
    assert!(scenarios.len() >= 7);
    for (name, scenario) in scenarios {
        play(&name, &scenario, Arc::new(MemoryStore::new()));
    }
}

#[test]
fn every_scenario_plays_on_sqlite() {
    for (name, scenario) in scenarios() {
        play(&name, &scenario, Arc::new(SqliteStore::open_in_memory().unwrap()));
    }
}

/// A scenario with a wrong expectation fails, and names the step.
#[test]
fn a_wrong_expectation_is_noticed() {
    let json = r#"{ "shows": "nothing", "steps": [
        { "as": "administrator", "do": "register_firm", "with": { "name": "A" }, "expect": { "inviteDays": 91 } } ] }"#;
    let scenario: Scenario = serde_json::from_str(json).unwrap();
    let what = scenario.play(&World::in_memory()).unwrap_err();
    assert!(what.contains("/inviteDays is 90, not 91"), "{what}");
}
