//! Processes that end in the middle of a write.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use casegate::store::{Store, StoreError};
use common::{Dice, Folder, again, argument, insert_pair, open, pairs};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// Kills in the default run.
const KILLS: u64 = 60;

/// How many write at once, so that they share commits.
const WRITERS: u64 = 4;

/// The child: writes pairs from `first` on and says each number when it is written; or, as a known-bad variant, before.
fn write_until_killed(path: &Path, first: u64, too_early: bool) {
    let store = open(path).unwrap();
    let say = |n: u64| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "ack {n}").unwrap();
        out.flush().unwrap();
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let store = &store;
            scope.spawn(move || {
                for n in (first + writer..).step_by(WRITERS as usize) {
                    if too_early {
                        say(n);
                    }
                    insert_pair(store, n).unwrap();
                    if !too_early {
                        say(n);
                    }
                }
            });
        }
    });
}

/// Not a test by itself: what [`kills`] starts.
#[test]
fn child_writes_until_killed() {
    let Some(argument) = argument() else { return };
    let mut parts = argument.splitn(3, ' ');
    let (mode, first) = (parts.next().unwrap(), parts.next().unwrap().parse().unwrap());
    write_until_killed(Path::new(parts.next().unwrap()), first, mode == "early");
}

/// Starts writers and kills them; how many acknowledged pairs were not there afterwards.
fn kills(name: &str, mode: &str, times: u64) -> usize {
    let folder = Folder::new(name);
    let path = folder.file("a.db");
    let mut dice = Dice(42);
    let mut acknowledged = Vec::new();
    let mut lost = 0;
    for round in 0..times {
        let argument = format!("{mode} {} {}", round * 1_000_000, path.display());
        let mut child = again("child_writes_until_killed", &argument).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut heard = Vec::new();
        let mut hear = |line: String| {
            let number = line.strip_prefix("ack ").and_then(|number| number.parse::<u64>().ok());
            heard.extend(number);
            number.is_some()
        };
        // The time to die runs from the first acknowledgement, for starting takes longer than writing.
        while !hear(lines.next().expect("the child ended by itself").unwrap()) {}
        thread::sleep(Duration::from_micros(dice.below(30_000)));
        child.kill().unwrap();
        for line in lines.map_while(Result::ok) {
            hear(line);
        }
        child.wait().unwrap();
        acknowledged.extend(heard);
        let store = open(&path).unwrap();
        // Panics at half a pair.
        let stored = pairs(&store);
        lost += acknowledged.iter().filter(|n| stored.binary_search(n).is_err()).count();
        store.check().unwrap();
    }
    println!("{name}: {times} kills, {} acknowledged, {lost} lost", acknowledged.len());
    lost
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    assert_eq!(kills("kills", "late", KILLS), 0);
}

#[test]
fn a_writer_that_acknowledges_too_early_is_found() {
    assert!(kills("early kills", "early", 30) > 0, "the test would not see a lost write");
}

/// The child: writes until writing fails, in a process whose files may not grow past a limit, so that the failure comes
/// from the system in the middle of a commit.
#[test]
fn child_writes_until_it_cannot() {
    let Some(path) = argument() else { return };
    let store = open(Path::new(&path)).unwrap();
    let mut out = std::io::stdout().lock();
    for n in 0..100_000 {
        match insert_pair(&store, n) {
            Ok(()) => writeln!(out, "ack {n}").unwrap(),
            Err(error) => {
                writeln!(out, "failed {error:?}").unwrap();
                writeln!(out, "then {:?}", insert_pair(&store, n)).unwrap();
                writeln!(out, "read {:?}", store.read(&mut |_| Ok(()))).unwrap();
                writeln!(out, "finding {}", store.findings()[0].code).unwrap();
                return;
            }
        }
    }
}

#[test]
fn a_failed_commit_is_of_unknown_outcome_and_ends_the_handle() {
    let folder = Folder::new("failed commit");
    let path = folder.file("a.db");
    drop(open(&path).unwrap());
    let child = again("child_writes_until_it_cannot", &path.display().to_string());
    // Blocks of 512 or 1024 bytes, as the shell likes; both are far more than one transaction.
    let limit = "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\"";
    let output = Command::new("sh")
        .args(["-c", limit])
        .arg(child.get_program())
        .args(child.get_args())
        .envs(child.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let unknown = StoreError::OutcomeUnknown;
    for line in [
        format!("failed {unknown:?}"),
        format!("then Err({unknown:?})"),
        format!("read Err({unknown:?})"),
        "finding store_must_be_reopened".to_owned(),
    ] {
        assert!(said.contains(&line), "{line} is not in {said}");
    }
    let acknowledged = said.lines().filter(|line| line.starts_with("ack ")).count() as u64;
    let store = open(&path).unwrap();
    let stored = pairs(&store).len() as u64;
    assert!(
        acknowledged > 10 && (acknowledged..=acknowledged + 1).contains(&stored),
        "{acknowledged} {stored}"
    );
    store.check().unwrap();
    insert_pair(&store, 1_000_000).unwrap();
}

/// The child: a user who may read but not write.
#[test]
fn child_may_not_write() {
    let Some(path) = argument() else { return };
    println!("answer {:?}", open(Path::new(&path)).err());
}

#[test]
fn a_store_that_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = Folder::new("read-only");
    let path = folder.file("a.db");
    insert_pair(&open(&path).unwrap(), 1).unwrap();
    let entries = || std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path());
    let ask = |modes: &dyn Fn(&Path) -> u32, folder_mode: u32| {
        for file in entries() {
            std::fs::set_permissions(&file, PermissionsExt::from_mode(modes(&file))).unwrap();
        }
        std::fs::set_permissions(&folder.0, PermissionsExt::from_mode(folder_mode)).unwrap();
        let mut child = again("child_may_not_write", &path.display().to_string());
        let is_root =
            std::fs::metadata("/proc/self").is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
        if is_root {
            // Nothing is forbidden to root, so the child is nobody.
            child.uid(65_534).gid(65_534);
        }
        let said = child.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        std::fs::set_permissions(&folder.0, PermissionsExt::from_mode(0o755)).unwrap();
        said
    };
    let is_database = |file: &Path| file.extension().is_some_and(|ending| ending == "db");
    for (modes, folder_mode) in [
        (&(|_: &Path| 0o444_u32) as &dyn Fn(&Path) -> u32, 0o555),
        (&|file: &Path| if is_database(file) { 0o444 } else { 0o666 }, 0o777),
    ] {
        let Ok(said) = ask(modes, folder_mode) else { return };
        assert!(said.contains("answer Some(ReadOnly)"), "{said}");
    }
    for file in entries() {
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    }
    assert_eq!(pairs(&open(&path).unwrap()), [1]);
}
