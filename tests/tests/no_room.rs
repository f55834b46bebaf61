//! The operating system refuses: no space, a limit on file size, no more open files (SECURITY D-05, DUR-08).
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::Code;
use casegate_sqlite::SqliteStore;
use casegate_tests::world::{
    Call, Folder, World, events, mint, open_case, refused, settle, text, whole_list,
};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

fn open(path: &Path) -> World {
    World::on(Arc::new(SqliteStore::open(path).unwrap()))
}

/// A store with a case in it.
fn begin(path: &Path) -> (World, String) {
    let world = open(path);
    settle(&world.desk());
    let case = open_case(&world.desk());
    (world, case)
}

/// A document of a hundred kilobytes.
fn document(case: &str, title: &str) -> Value {
    let content = "YWJj".repeat(25_000);
    json!({
        "caseId": case, "kind": "invoice", "title": title, "fileName": "a.txt", "mediaType": "text/plain", "content": content,
    })
}

/// Adds documents until one is refused. Returns their number and the refusal's code.
fn add_until_refused(world: &World, case: &str) -> (usize, Code) {
    for number in 0..10_000 {
        if let Err(error) = world.desk().ask("add_document", &document(case, &format!("document {number}"))) {
            return (number, error.code());
        }
    }
    panic!("there is always room");
}

/// Checks that every document has its event and the other way round, and that the audit is intact.
fn consistent(world: &World, case: &str) -> usize {
    let desk = world.desk();
    let documents = whole_list(&desk, "list_documents", json!({ "caseId": case }), "documents").len();
    let is_its = |event: &&Value| event["operation"] == "add_document";
    assert_eq!(events(&desk, Some(case)).iter().filter(is_its).count(), documents);
    assert_eq!(desk.tell("verify_audit", json!({ "caseId": case }))["intact"], true);
    documents
}

/// A mounted file system of two megabytes, which is unmounted when dropped.
struct SmallDisk(Folder);

impl SmallDisk {
    /// Mounts it, or returns `None` where this process may not.
    fn mount() -> Option<Self> {
        let folder = Folder::new("small-disk");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
            .arg(folder.at("."))
            .output()
            .is_ok_and(|output| output.status.success());
        done.then(|| Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(self.0.at(".")).status();
    }
}

#[test]
fn d_05_a_full_disk_refuses_and_then_goes_on() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: this process may not mount a small disk");
        return;
    };
    // Freed later, as when somebody makes space.
    let ballast = disk.0.at("ballast");
    fs::write(&ballast, vec![1; 300_000]).unwrap();
    let (world, case) = begin(&disk.0.at("store.db"));
    let (added, code) = add_until_refused(&world, &case);
    assert!(added > 2, "{added}");
    assert_eq!(code, Code::STORE_FULL);
    assert_eq!(consistent(&world, &case), added, "reads go on, and nothing is there in part");
    assert_eq!(refused(&world.desk(), "add_document", document(&case, "x")).code(), Code::STORE_FULL);
    fs::remove_file(ballast).unwrap();
    world.desk().tell("add_document", document(&case, "x"));
    assert_eq!(consistent(&world, &case), added + 1);
    drop(world);
    let world = open(&disk.0.at("store.db"));
    assert_eq!(consistent(&world, &case), added + 1);
}

/// Runs this test binary again, with only `test`, under a limit of the shell.
fn child(test: &str, limit: &str, path: &Path) -> Output {
    Command::new("sh")
        .args(["-c", &format!("{limit}; exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("CASEGATE_CHILD", path)
        .output()
        .unwrap()
}

/// Returns the folder that the parent set, if this process is a child.
fn told() -> Option<PathBuf> {
    std::env::var_os("CASEGATE_CHILD").map(PathBuf::from)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The child: adds documents until its files may not grow any more, and opens the store again.
#[test]
fn child_may_not_grow_its_files() {
    let Some(path) = told() else { return };
    let (world, case) = begin(&path);
    let (added, code) = add_until_refused(&world, &case);
    println!("case {case}\nadded {added} {code:?}");
    drop(world);
    println!("stored {}", consistent(&open(&path), &case));
}

#[test]
fn d_05_a_limit_on_files_ends_in_a_typed_error() {
    let folder = Folder::new("file-limit");
    let path = folder.at("store.db");
    // The shell counts in blocks of 512 or 1024 bytes; either is enough for a few documents.
    let output = child("child_may_not_grow_its_files", "trap '' XFSZ; ulimit -f 3000", &path);
    let said = said(&output);
    let after = |word: &str| {
        said.split(word).nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default().to_owned()
    };
    let (case, added, stored) = (after("case "), after("added "), after("stored "));
    let (added, code) = added.split_once(' ').unwrap_or_else(|| panic!("{said}"));
    assert!(["outcome_unknown", "store_full", "store_unavailable"].contains(&code), "{said}");
    let (added, stored): (usize, usize) = (added.parse().unwrap(), stored.parse().unwrap());
    assert!(added > 2 && (added..=added + 1).contains(&stored), "{said}");
    let world = open(&path);
    assert_eq!(consistent(&world, &case), stored);
    assert!(!text(&mint(&world.desk(), &case, "x"), "link").is_empty());
}

/// The child: opens as many files as it may, and closes them again.
#[test]
fn child_has_no_file_left() {
    let Some(path) = told() else { return };
    let (world, case) = begin(&path);
    drop(world);
    let world = open(&path);
    let mut held = Vec::new();
    while let Ok(file) = File::open("/dev/null") {
        held.push(file);
    }
    assert!(held.len() < 100, "there is no limit");
    let listed =
        || world.desk().ask("list_invites", &json!({ "caseId": case })).map_err(|error| error.code());
    println!("read {:?}", listed().map(drop));
    println!("open {:?}", SqliteStore::open(&path).err());
    println!("minted {}", world.desk().ask("mint_invite", &json!({ "caseId": case, "label": "x" })).is_ok());
    drop(held);
    println!("listed {}", listed().unwrap()["invites"].as_array().unwrap().len());
    println!("minted {}", world.desk().ask("mint_invite", &json!({ "caseId": case, "label": "y" })).is_ok());
    println!("stored {}", listed().unwrap()["invites"].as_array().unwrap().len());
    assert_eq!(world.desk().tell("verify_audit", json!({ "caseId": case }))["intact"], true);
}

#[test]
fn d_05_no_file_left_to_open_ends_in_a_typed_error() {
    let folder = Folder::new("no-file-left");
    let output = child("child_has_no_file_left", "ulimit -n 48", &folder.at("store.db"));
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("read Err(store_unavailable)") && said.contains("open Some(Io)"), "{said}");
    let minted = said.matches("minted true").count();
    assert!(said.contains(&format!("stored {minted}")) && minted >= 1, "{said}");
}
