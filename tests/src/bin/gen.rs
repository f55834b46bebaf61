//! Writes the documents that follow from the code, or with `--check` says which of them are out of date.

use casegate_tests::documents;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(root) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: casegate-gen <workspace root> [--check]");
        return ExitCode::FAILURE;
    };
    let only_check = arguments.next().as_deref() == Some("--check");
    let mut outdated = false;
    for (name, text) in documents::all() {
        let file = root.join(name);
        let is_current = std::fs::read_to_string(&file).is_ok_and(|present| present == text);
        if is_current {
            continue;
        }
        if only_check {
            eprintln!("{name} is out of date: run `cargo xtask gen` and read the difference");
            outdated = true;
        } else if let Err(error) = std::fs::write(&file, text) {
            eprintln!("{name} cannot be written: {error}");
            outdated = true;
        }
    }
    if outdated { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
