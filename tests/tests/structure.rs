//! The house keeps its shape: which room may use which, and how long a file may get.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file may have this many lines, its tests apart.
const LONGEST_FILE: usize = 450;

const ROOMS: [&str; 9] =
    ["audit", "cases", "documents", "firm", "forms", "intake", "invites", "progress", "signatures"];

fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The file's own part, without its tests.
fn own_part(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
}

/// Modules of the crate that a file names, as `room::file`.
fn uses(file: &Path) -> Vec<String> {
    let text = own_part(file);
    let paths = text.split("crate::").skip(1);
    paths
        .map(|path| path.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect())
        .collect()
}

fn violations(folder: &str, forbidden: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let folder = core().join(folder);
    let mut found = Vec::new();
    for file in sources(&folder) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for used in uses(&file) {
            if forbidden(&name, &used) {
                found.push(format!("{} uses {used}", file.strip_prefix(core()).unwrap().display()));
            }
        }
    }
    found
}

#[test]
fn the_foundation_knows_nothing_above_it() {
    let above = |_: &str, used: &str| !used.starts_with("foundation");
    assert_eq!(violations("foundation", above), Vec::<String>::new());
}

#[test]
fn the_store_knows_no_room() {
    let known = ["foundation", "store", "schema"];
    let above = |_: &str, used: &str| !known.iter().any(|room| used.starts_with(room));
    assert_eq!(violations("store", above), Vec::<String>::new());
}

#[test]
fn rooms_meet_by_their_records_and_rules_alone() {
    for room in ROOMS {
        let others_doors = |_: &str, used: &str| {
            let mut parts = used.split("::");
            let (other, door) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            ROOMS.contains(&other) && other != room && matches!(door, "desk" | "visit")
        };
        assert_eq!(violations(room, others_doors), Vec::<String>::new());
    }
}

#[test]
fn a_visit_uses_no_desk() {
    let crossing = |name: &str, used: &str| name == "visit.rs" && used.contains("::desk");
    assert_eq!(violations("", crossing), Vec::<String>::new());
    for file in sources(&core()).iter().filter(|file| file.ends_with("visit.rs")) {
        assert!(!own_part(file).contains("super::desk"), "{}", file.display());
    }
}

#[test]
fn rules_are_pure() {
    let impure = |name: &str, used: &str| {
        name == "rules.rs"
            && (used.starts_with("store") || used.starts_with("act") || used.starts_with("portal"))
    };
    assert_eq!(violations("", impure), Vec::<String>::new());
}

#[test]
fn files_are_short() {
    let long: Vec<_> = sources(&core())
        .into_iter()
        .map(|file| (own_part(&file).lines().count(), file))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, file)| format!("{} has {lines} lines", file.strip_prefix(core()).unwrap().display()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

/// TOK-10: what says nothing leaks nothing. Neither the library nor its store writes to the terminal, and nothing that they
/// are built with keeps a log; who brings one in has to look at what it says, at every level.
#[test]
fn tok_10_the_library_prints_and_logs_nothing() {
    let speaking = ["print!", "println!", "eprint!", "eprintln!", "dbg!", "stdout()", "stderr()"];
    for folder in ["../core/src", "../storage-sqlite/src"] {
        for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
            let text = own_part(&file);
            let said: Vec<_> = speaking.iter().filter(|word| text.contains(*word)).collect();
            assert!(said.is_empty(), "{} has {said:?}", file.display());
        }
    }
    let used = packages_behind(&["casegate", "casegate-sqlite"]);
    assert!(
        used.contains("serde_json") && used.contains("rusqlite"),
        "the lock file is read wrongly: {used:?}"
    );
    for logger in ["log", "tracing", "tracing-core", "slog", "defmt"] {
        assert!(!used.contains(logger), "{logger} came in");
    }
}

/// Every package that these are built with, by the lock file.
fn packages_behind(names: &[&str]) -> BTreeSet<String> {
    let lock = fs::read_to_string(core().join("../../Cargo.lock")).unwrap();
    let name_in = |line: &str| line.split('"').nth(1)?.split(' ').next().map(str::to_owned);
    let packages: Vec<(String, Vec<String>)> = lock
        .split("[[package]]")
        .filter_map(|package| {
            let name = package.lines().find(|line| line.starts_with("name = "))?;
            let needs = package.lines().filter(|line| line.starts_with(" \""));
            Some((name_in(name)?, needs.filter_map(name_in).collect()))
        })
        .collect();
    let mut found = BTreeSet::new();
    let mut next: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = next.pop() {
        if found.insert(name.clone()) {
            next.extend(
                packages.iter().filter(|package| package.0 == name).flat_map(|package| package.1.clone()),
            );
        }
    }
    found
}
