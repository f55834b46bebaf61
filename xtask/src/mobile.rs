//! The packages for phones: their generated sources, and the tests that run them in each language.

use crate::digest::digest;
use crate::install;
use crate::shell::{Failure, Shell};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// UniFFI's output that is built and not committed: language, generated file, and its path in the package.
const SOURCES: [(&str, &str, &str); 4] = [
    ("kotlin", "dev/casegate/casegate.kt", "kotlin/src/main/kotlin/dev/casegate/casegate.kt"),
    ("swift", "Casegate.swift", "swift/Sources/Casegate/Casegate.swift"),
    ("swift", "CasegateFFI.h", "swift/Sources/CasegateFFI/CasegateFFI.h"),
    ("swift", "CasegateFFI.modulemap", "swift/Sources/CasegateFFI/module.modulemap"),
];

/// The folders with a committed digest of their public API: language, folder of the sources, and the digest.
const DIGESTS: [(&str, &str, &str); 2] = [
    ("Kotlin", "kotlin/src/main/kotlin/dev/casegate", "docs/api-kotlin.txt"),
    ("Swift", "swift/Sources/Casegate", "docs/api-swift.txt"),
];

/// Writes the sources that are generated from the built library, and the digests of their public API. With
/// `check` the digests are only compared.
pub(crate) fn generate(shell: &Shell, check: bool) -> Result<(), Failure> {
    write_sources(shell, &build(shell)?)?;
    let mut outdated = false;
    for (language, sources, to) in DIGESTS {
        let text = digest(language, &sources_in(&folder(shell).join(sources))?);
        let kept = shell.root().join(to);
        if std::fs::read_to_string(&kept).is_ok_and(|present| present == text) {
            continue;
        }
        if check {
            eprintln!("{to} is out of date: run `cargo xtask gen` and read the difference");
            outdated = true;
        } else {
            write(&kept, &text)?;
        }
    }
    if outdated { Err(Failure::already_told()) } else { Ok(()) }
}

/// Builds the library, and writes the sources that are generated from it.
pub(crate) fn build_sources(shell: &Shell) -> Result<(), Failure> {
    write_sources(shell, &build(shell)?)
}

/// Writes the packages' generated sources, by UniFFI's generator and by the project's own.
fn write_sources(shell: &Shell, built: &Path) -> Result<(), Failure> {
    for language in ["kotlin", "swift"] {
        let made = bindgen(shell, built, language)?;
        for (_, from, to) in SOURCES.iter().filter(|(of, _, _)| *of == language) {
            write(&folder(shell).join(to), &read(&made.join(from))?)?;
        }
    }
    let mut command = shell.cargo_command(["run", "--quiet", "-p", "casegate-codegen", "--"]);
    command.arg(shell.root()).arg("--phones");
    shell.run(command)
}

/// Returns the sources in a folder with their names, in order.
fn sources_in(folder: &Path) -> Result<Vec<(String, String)>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let is_source = |file: &PathBuf| file.extension().is_some_and(|end| end == "kt" || end == "swift");
    let mut files: Vec<_> = files.filter(is_source).collect();
    files.sort();
    let named = |file: &PathBuf| Ok((file.display().to_string(), read(file)?));
    files.iter().map(named).collect()
}

/// Plays the scenarios in Python, which tests the shared layer, in Kotlin, and in
/// Swift if there is a compiler.
pub(crate) fn test(shell: &Shell) -> Result<(), Failure> {
    install::ensure(shell, &[&install::PYTHON, &install::JDK, &install::MAVEN])?;
    let built = build(shell)?;
    write_sources(shell, &built)?;
    python(shell, &built)?;
    swift(shell, &built)?;
    kotlin(shell, &built)
}

fn python(shell: &Shell, built: &Path) -> Result<(), Failure> {
    let made = bindgen(shell, built, "python")?;
    // The generated module expects the library in its own folder.
    let library = made.join(library());
    std::fs::copy(built.join(self::library()), &library).map_err(|error| failed(&library, &error))?;
    let mut command = shell.command("python3");
    command
        .args(["-B", "-m", "unittest", "-v"])
        .current_dir(folder(shell).join("tests"))
        .env("PYTHONPATH", &made);
    shell.run(command)
}

fn kotlin(shell: &Shell, built: &Path) -> Result<(), Failure> {
    let mut command = shell.command("mvn");
    command.args(["--batch-mode", "--no-transfer-progress", "--file"]);
    command.arg(folder(shell).join("pom.xml"));
    command.arg(format!("-Dcasegate.library={}", built.display()));
    // The example reads from standard input, which is empty here.
    command.args(["-Dexample.phase=test", "test"]).stdin(Stdio::null());
    shell.run(command)
}

/// Compiles and runs the Swift tests with the compiler alone, because some toolchains have no package manager.
fn swift(shell: &Shell, built: &Path) -> Result<(), Failure> {
    if !shell.has("swiftc") {
        eprintln!(
            "xtask: skipped Swift, because there is no `swiftc` (bindings-mobile/swift/README.md says how to get one)"
        );
        return Ok(());
    }
    let package = folder(shell).join("swift");
    let out = built.join("casegate-bindings").join("swift");
    let sources = swift_sources(&package.join("Sources").join("Casegate"))?;
    let mut library = swiftc(shell, &package, built);
    library
        .args(["-parse-as-library", "-emit-module", "-emit-library", "-module-name", "Casegate"])
        .args(sources);
    library.arg("-emit-module-path").arg(out.join("Casegate.swiftmodule"));
    library.arg("-o").arg(out.join(format!(
        "{}CasegateSwift{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    )));
    shell.run(library)?;
    let (wire, checks) = (out.join("Wire.swift"), out.join("checks"));
    let mut bindgen = shell.command(built.join("casegate-bindgen"));
    bindgen.arg(built.join(self::library())).arg("swift-wire").arg(&wire);
    shell.run(bindgen)?;
    let mut sources = swift_sources(&package.join("Tests").join("CasegateChecks"))?;
    sources.push(wire);
    shell.run(swift_program(shell, built, &sources, &checks))?;
    let mut run = shell.command(checks);
    run.arg(shell.root().join("tests").join("scenarios"));
    shell.run(run)?;
    let example = shell.root().join("examples").join("swift-intake").join("Sources").join("Intake");
    let intake = out.join("intake");
    shell.run(swift_program(shell, built, &swift_sources(&example)?, &intake))?;
    // It reads from standard input, which is empty here.
    let mut run = shell.command(intake);
    run.stdin(Stdio::null());
    shell.run(run)
}

/// Compiles a program that uses the package.
fn swift_program(shell: &Shell, built: &Path, sources: &[PathBuf], program: &Path) -> Command {
    let out = built.join("casegate-bindings").join("swift");
    let mut command = swiftc(shell, &folder(shell).join("swift"), built);
    command.args(sources).arg("-I").arg(&out).arg("-L").arg(&out);
    for folder in [out.as_path(), built] {
        command.args(["-Xlinker", "-rpath", "-Xlinker"]).arg(folder);
    }
    command.arg("-lCasegateSwift").arg("-o").arg(program);
    command
}

fn swiftc(shell: &Shell, package: &Path, built: &Path) -> Command {
    let mut command = shell.command("swiftc");
    command.args(["-swift-version", "6", "-I"]).arg(package.join("Sources").join("CasegateFFI"));
    command.arg("-L").arg(built).arg("-lcasegate");
    command
}

fn swift_sources(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let files = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    Ok(files.filter(|file| file.extension().is_some_and(|extension| extension == "swift")).collect())
}

fn folder(shell: &Shell) -> PathBuf {
    shell.root().join("bindings-mobile")
}

/// Builds the library and the generator of sources, and returns their folder.
fn build(shell: &Shell) -> Result<PathBuf, Failure> {
    shell.cargo(["build", "--quiet", "--package", "casegate-mobile", "--package", "casegate-bindgen"])?;
    let this = std::env::current_exe().ok();
    this.as_deref()
        .and_then(Path::parent)
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::new("the folder of built programs is unknown"))
}

/// Generates one language's sources, and returns their folder.
fn bindgen(shell: &Shell, built: &Path, language: &str) -> Result<PathBuf, Failure> {
    let out = built.join("casegate-bindings").join(language);
    // Removed first, so that files of an earlier version are not mistaken for this one's.
    let _ = std::fs::remove_dir_all(&out);
    let program = built.join(format!("casegate-bindgen{}", std::env::consts::EXE_SUFFIX));
    let mut command = shell.command(program);
    command.arg(built.join(library())).arg(folder(shell)).arg(language).arg(&out);
    shell.run(command)?;
    Ok(out)
}

fn library() -> String {
    format!("{}casegate{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| failed(file, &error))
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(file, text)).map_err(|error| failed(file, &error))
}

fn failed(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{}: {error}", file.display()))
}
