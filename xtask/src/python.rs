//! The Python part of the tests: wheels as they are shipped, in fresh environments,
//! checked and tested on two versions.

use crate::install;
use crate::shell::{Failure, Shell};
use std::fs;
use std::path::{Path, PathBuf};

/// The oldest version that the package supports.
const OLDEST: (u32, u32) = (3, 10);
/// The newest version that is searched for by name.
const NEWEST: u32 = 15;

/// An interpreter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Python {
    program: PathBuf,
    version: (u32, u32),
}

/// Builds the wheels, and tests them as an installation has them.
pub(crate) fn test(shell: &Shell) -> Result<(), Failure> {
    install::ensure_venv(shell)?;
    // One of the type checkers runs on Node.js.
    install::ensure_node(shell)?;
    let pythons = interpreters(shell)?;
    let (Some(main), second) = (pythons.first(), pythons.get(1)) else { return Err(none_found()) };
    let place = shell.root().join("target").join("python");
    let tools = environment(shell, &place.join("tools"), main, Keep::Yes)?;
    let binding = shell.root().join("bindings-python");
    let requirements = binding.join("requirements-tests.txt");
    pip(shell, &tools, &["--requirement", text(&requirements)?])?;
    let wheels = place.join("wheels");
    clear(&wheels)?;
    build(shell, &tools, &binding, &wheels)?;
    build(shell, &tools, &binding.join("conformance"), &wheels)?;
    sources(shell, &tools, main, &binding, &place)?;
    if let Some(second) = second {
        let fresh = fresh(shell, &place, second, &requirements, &wheels)?;
        run_tests(shell, &fresh, &binding.join("tests"))?;
    }
    let fresh = fresh(shell, &place, main, &requirements, &wheels)?;
    check_types(shell, &fresh, &binding)?;
    for example in ["python-fastapi", "python-django"] {
        run_tests(shell, &fresh, &shell.root().join("examples").join(example))?;
    }
    run_tests(shell, &fresh, &binding.join("tests"))
}

/// Runs the benchmark in an environment with the compared packages and the wheel as it is shipped.
pub(crate) fn bench(shell: &Shell, args: &[String]) -> Result<(), Failure> {
    install::ensure_venv(shell)?;
    let pythons = interpreters(shell)?;
    let main = pythons.first().ok_or_else(none_found)?;
    let place = shell.root().join("target").join("python");
    let tools = environment(shell, &place.join("bench"), main, Keep::Yes)?;
    let binding = shell.root().join("bindings-python");
    pip(shell, &tools, &["--requirement", text(&binding.join("bench").join("requirements.txt"))?])?;
    let wheels = place.join("release");
    clear(&wheels)?;
    let mut maturin = shell.command(tools.join("maturin"));
    maturin.args(["build", "--release", "--out"]).arg(&wheels).current_dir(&binding);
    shell.run(maturin)?;
    install_wheels(shell, &tools, &wheels)?;
    shell.cargo([
        "build",
        "--release",
        "--quiet",
        "--package",
        "casegate-bench",
        "--bin",
        "casegate-bench-calls",
    ])?;
    let mut run = shell.command(tools.join("python"));
    run.arg(binding.join("bench").join("bench.py")).args(args);
    shell.run(run)
}

/// Whether an environment is kept from run to run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Yes,
    No,
}

/// Returns the folder of a virtual environment's programs. The environment is created if it does not exist.
fn environment(shell: &Shell, folder: &Path, python: &Python, keep: Keep) -> Result<PathBuf, Failure> {
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if keep == Keep::Yes && programs.join("python").exists() {
        return Ok(programs);
    }
    let mut venv = shell.command(&python.program);
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    shell.run(venv)?;
    Ok(programs)
}

/// Creates an environment in which the wheels are installed.
fn fresh(
    shell: &Shell,
    place: &Path,
    python: &Python,
    requirements: &Path,
    wheels: &Path,
) -> Result<PathBuf, Failure> {
    let (major, minor) = python.version;
    let fresh = environment(shell, &place.join(format!("fresh-{major}.{minor}")), python, Keep::No)?;
    pip(shell, &fresh, &["--requirement", text(requirements)?])?;
    install_wheels(shell, &fresh, wheels)?;
    Ok(fresh)
}

fn install_wheels(shell: &Shell, programs: &Path, wheels: &Path) -> Result<(), Failure> {
    let wheels = files(wheels)?;
    let names = wheels.iter().map(|wheel| text(wheel)).collect::<Result<Vec<_>, _>>()?;
    let words: Vec<&str> = ["--force-reinstall", "--no-deps"].into_iter().chain(names).collect();
    pip(shell, programs, &words)
}

fn pip(shell: &Shell, programs: &Path, words: &[&str]) -> Result<(), Failure> {
    let mut pip = shell.command(programs.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(words);
    shell.run(pip)
}

/// Builds a wheel with the profile of the tests. They test conversions, and a release takes minutes to link.
fn build(shell: &Shell, tools: &Path, project: &Path, wheels: &Path) -> Result<(), Failure> {
    let mut maturin = shell.command(tools.join("maturin"));
    maturin.args(["build", "--profile", "dev", "--out"]).arg(wheels).current_dir(project);
    shell.run(maturin)
}

/// Tests that the source distribution is complete: it is unpacked, built and installed by itself. Its path is
/// the same each time, so that Cargo can reuse what it has built.
fn sources(
    shell: &Shell,
    tools: &Path,
    python: &Python,
    project: &Path,
    place: &Path,
) -> Result<(), Failure> {
    let (packed, unpacked) = (place.join("sources"), place.join("unpacked"));
    clear(&packed)?;
    clear(&unpacked)?;
    let mut maturin = shell.command(tools.join("maturin"));
    maturin.args(["sdist", "--out"]).arg(&packed).current_dir(project);
    shell.run(maturin)?;
    let fresh = environment(shell, &place.join("from-sources"), python, Keep::No)?;
    for archive in files(&packed)? {
        let mut unpack = shell.command(fresh.join("python"));
        unpack.args(["-m", "tarfile", "--extract"]).arg(archive).arg(&unpacked);
        shell.run(unpack)?;
    }
    for folder in files(&unpacked)? {
        let mut pip = shell.command(fresh.join("python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        pip.args(["--config-settings", "build-args=--profile dev"]).arg(folder);
        pip.env("CARGO_TARGET_DIR", shell.root().join("target"));
        shell.run(pip)?;
    }
    let mut used = shell.command(fresh.join("python"));
    used.args(["-c", "import casegate; casegate.Portal.in_memory().doctor()"]).current_dir(&fresh);
    shell.run(used)
}

/// Checks the types: the sources, the stubs against the native half, and the types as two
/// checkers see them from outside.
fn check_types(shell: &Shell, programs: &Path, binding: &Path) -> Result<(), Failure> {
    let mut mypy = shell.command(programs.join("mypy"));
    mypy.args(["--strict", "--package", "casegate"]).current_dir(binding.join("tests"));
    shell.run(mypy)?;
    let mut mypy = shell.command(programs.join("mypy"));
    mypy.args(["--strict", "."]).current_dir(binding.join("tests"));
    shell.run(mypy)?;
    let mut pyright = shell.command(programs.join("pyright"));
    pyright.arg("--pythonpath").arg(programs.join("python")).current_dir(binding);
    shell.run(pyright)?;
    let mut stubtest = shell.command(programs.join("stubtest"));
    stubtest.args(["casegate", "--allowlist"]).arg(binding.join("stubtest-allowlist.txt"));
    shell.run(stubtest)
}

fn run_tests(shell: &Shell, programs: &Path, folder: &Path) -> Result<(), Failure> {
    let mut pytest = shell.command(programs.join("python"));
    pytest.args(["-m", "pytest", "-p", "no:cacheprovider"]).current_dir(folder);
    shell.run(pytest)
}

/// Finds two interpreters of supported versions, or as many as there are.
fn interpreters(shell: &Shell) -> Result<Vec<Python>, Failure> {
    let named = (OLDEST.1..=NEWEST).rev().map(|minor| PathBuf::from(format!("python3.{minor}")));
    let programs = std::iter::once(PathBuf::from("python3")).chain(named).chain(side_by_side());
    let mut found: Vec<Python> = Vec::new();
    for program in programs {
        let version = shell.output(text(&program)?, &["--version"]);
        let Some(version) = version.as_deref().and_then(version_of).filter(|version| *version >= OLDEST)
        else {
            continue;
        };
        if found.iter().all(|python| python.version != version) {
            found.push(Python { program, version });
        }
    }
    Ok(chosen(found))
}

/// Chooses the machine's default Python, and the one whose version differs most from it.
fn chosen(mut found: Vec<Python>) -> Vec<Python> {
    if found.len() > 1 {
        let main = found.remove(0);
        found.sort_by_key(|python| std::cmp::Reverse(python.version.1.abs_diff(main.version.1)));
        found.truncate(1);
        found.insert(0, main);
    }
    found
}

/// Returns the interpreters that pyenv has installed.
fn side_by_side() -> Vec<PathBuf> {
    let home = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".pyenv")));
    let versions = home.and_then(|home| fs::read_dir(home.join("versions")).ok());
    let folders = versions.into_iter().flatten().filter_map(Result::ok);
    let mut programs: Vec<PathBuf> =
        folders.map(|folder| folder.path().join("bin").join("python3")).collect();
    programs.sort();
    programs
}

fn version_of(told: &str) -> Option<(u32, u32)> {
    let mut parts = told.strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn none_found() -> Failure {
    Failure::new(format!("please install Python {}.{} or newer", OLDEST.0, OLDEST.1))
}

fn clear(folder: &Path) -> Result<(), Failure> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("{} cannot be made: {error}", folder.display())))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed =
        fs::read_dir(folder).map_err(|error| Failure::new(format!("no wheels were built: {error}")))?;
    Ok(listed.filter_map(Result::ok).map(|file| file.path()).collect())
}

fn text(path: &Path) -> Result<&str, Failure> {
    path.to_str().ok_or_else(|| Failure::new(format!("{} is not a path in UTF-8", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(minor: u32) -> Python {
        Python { program: PathBuf::from(format!("python3.{minor}")), version: (3, minor) }
    }

    #[test]
    fn versions_are_read() {
        assert_eq!(version_of("Python 3.11.7"), Some((3, 11)));
        assert_eq!(version_of("Python 3.15.0a1+"), Some((3, 15)));
        assert_eq!(version_of("pyenv: no such command"), None);
    }

    #[test]
    fn the_second_version_is_far_from_the_first() {
        assert_eq!(chosen(vec![python(11), python(12), python(13), python(10)]), [python(11), python(13)]);
        assert_eq!(chosen(vec![python(12)]), [python(12)]);
    }
}
