//! The parts of the tests. A new part is one entry in [`PARTS`].

use crate::install;
use crate::mobile;
use crate::python;
use crate::shell::{Failure, Shell};
use crate::wasm;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// One part of the tests, with everything that it has to install or build first.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) run: fn(&Shell) -> Result<(), Failure>,
}

/// The parts in the order in which they run: the fastest to fail come first.
pub(crate) const PARTS: &[Part] = &[
    Part { name: "core", about: "the Rust workspace, documentation examples included", run: core },
    Part { name: "python", about: "the Python package, installed from its wheel", run: python::test },
    Part {
        name: "mobile",
        about: "the phones' packages: Python, Kotlin, and Swift where there is a compiler",
        run: mobile::test,
    },
    Part {
        name: "browser",
        about: "the npm package in Node.js, and it and the demo host in a real Chromium",
        run: browser,
    },
];

/// Returns the named parts, or all of them.
pub(crate) fn select(names: &[String]) -> Result<Vec<&'static Part>, Failure> {
    if names.is_empty() {
        return Ok(PARTS.iter().collect());
    }
    names.iter().map(|name| find(name)).collect()
}

fn find(name: &str) -> Result<&'static Part, Failure> {
    PARTS.iter().find(|part| part.name == name).ok_or_else(|| {
        let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
        Failure::new(format!("the tests have no part `{name}`; there are: {}", known.join(", ")))
    })
}

fn core(shell: &Shell) -> Result<(), Failure> {
    shell.cargo(["test", "--workspace", "--all-features"])
}

fn browser(shell: &Shell) -> Result<(), Failure> {
    install::ensure(shell, &[&install::PYTHON])?;
    install::ensure_chromium(shell)?;
    install::ensure_node(shell)?;
    let folder = shell.root().join("tests").join("browser");
    node_modules(shell, &folder)?;
    // Without --all-features, so that the tests use the host as people run it.
    shell.cargo(["build", "--package", "portal-server"])?;
    let mut node = shell.command("node");
    // Run inside the folder, because newer versions of Node.js do not accept a folder as an argument.
    node.arg("--test").current_dir(&folder).env("CASEGATE_SERVER", beside_this_program("portal-server")?);
    shell.run(node)?;
    package(shell)
}

/// Tests the npm package: its declarations, Node.js, Chromium, a bundler's output, and Firefox if it is
/// installed. The files run one after the other, because the tests must also run on two cores.
fn package(shell: &Shell) -> Result<(), Failure> {
    let folder = wasm::package(shell);
    build_package(shell)?;
    node_modules(shell, &folder.join("tests").join("bundlers"))?;
    wasm::build_for_test(
        shell,
        "casegate-wasm-conformance",
        "conformance",
        &folder.join("tests/browser/dist"),
    )?;
    let mut compiler = shell.command(folder.join("node_modules/.bin/tsc"));
    compiler.args(["--project", "tests/types"]).current_dir(&folder);
    shell.run(compiler)?;
    let mut node = shell.command("node");
    node.args(["--expose-gc", "--test", "--test-concurrency=1"]).current_dir(&folder);
    shell.run(node)
}

fn build_package(shell: &Shell) -> Result<(), Failure> {
    install::ensure_node(shell)?;
    node_modules(shell, &wasm::package(shell))?;
    wasm::build(shell)
}

/// Measures the npm package's sizes and speed, and compares them with plain TypeScript.
pub(crate) fn bench_browser(shell: &Shell) -> Result<(), Failure> {
    install::ensure_chromium(shell)?;
    build_package(shell)?;
    let mut node = shell.command("node");
    node.arg("bench/main.mjs").current_dir(wasm::package(shell));
    shell.run(node)
}

/// Runs `npm ci`, which starts from an empty folder each time. It is skipped if the installed packages are
/// newer than the lock file.
fn node_modules(shell: &Shell, folder: &Path) -> Result<(), Failure> {
    let installed = modified(&folder.join("node_modules").join(".package-lock.json"));
    let wanted = modified(&folder.join("package-lock.json"));
    if installed.is_some() && installed >= wanted {
        return Ok(());
    }
    let mut npm = shell.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
    shell.run(npm)
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}

/// Returns the path of a program that was built. Cargo puts all programs of a profile into one folder,
/// wherever the target folder is.
fn beside_this_program(name: &str) -> Result<PathBuf, Failure> {
    std::env::current_exe()
        .map(|this| this.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        .map_err(|error| Failure::new(format!("the folder of built programs is unknown: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Result<Vec<&'static str>, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let parts = select(&words).map_err(|failure| failure.to_string())?;
        Ok(parts.into_iter().map(|part| part.name).collect())
    }

    #[test]
    fn no_name_means_every_part() {
        assert_eq!(names(&[]).map(|all| all.len()), Ok(PARTS.len()));
    }

    #[test]
    fn parts_run_as_named() {
        assert_eq!(names(&["browser", "core"]), Ok(vec!["browser", "core"]));
    }

    #[test]
    fn an_unknown_part_is_refused_with_the_list() {
        let refusal = names(&["core", "moon"]).unwrap_err();
        assert!(refusal.contains("`moon`"), "{refusal}");
        assert!(PARTS.iter().all(|part| refusal.contains(part.name)), "{refusal}");
    }

    #[test]
    fn every_name_is_its_own() {
        for (index, part) in PARTS.iter().enumerate() {
            assert!(PARTS.iter().skip(index + 1).all(|other| other.name != part.name), "{}", part.name);
        }
    }
}
