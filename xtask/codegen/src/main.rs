//! Writes the files that are generated from the code, or with `--check` reports which of them are out of date.
//! With `--phones` it writes those of the phones' packages, which are not committed.

mod documents;
mod mobile;
mod python;
mod shapes;
mod typescript;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(root) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: casegate-codegen <workspace root> [--check | --phones]");
        return ExitCode::FAILURE;
    };
    let wish = arguments.next();
    let only_check = wish.as_deref() == Some("--check");
    let mut outdated = false;
    let files = if wish.as_deref() == Some("--phones") { mobile::built() } else { committed() };
    for (path, text) in files {
        let file = root.join(&path);
        let is_current = std::fs::read_to_string(&file).is_ok_and(|present| present == text);
        if is_current {
            continue;
        }
        if only_check {
            eprintln!("{path} is out of date: run `cargo xtask gen` and read the difference");
            outdated = true;
        } else if let Err(error) = std::fs::write(&file, text) {
            eprintln!("{path} cannot be written: {error}");
            outdated = true;
        }
    }
    if outdated { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn committed() -> Vec<(String, String)> {
    let documents = documents::all().into_iter().map(|(path, text)| (path.to_owned(), text));
    documents.chain(mobile::committed()).collect()
}
