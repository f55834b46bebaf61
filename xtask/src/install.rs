//! The programs that the tests need. As root on Debian they are installed; elsewhere
//! the error says what to install.

use crate::shell::{Failure, Shell};

/// A program, and the Debian packages that provide it.
pub(crate) struct Need {
    pub(crate) program: &'static str,
    pub(crate) packages: &'static [&'static str],
}

pub(crate) const CHROMIUM: Need = Need { program: "chromium", packages: &["chromium"] };
pub(crate) const PYTHON: Need = Need { program: "python3", packages: &["python3"] };

pub(crate) const JDK: Need = Need { program: "javac", packages: &["default-jdk-headless"] };
pub(crate) const MAVEN: Need = Need { program: "mvn", packages: &["maven"] };

/// The oldest Node.js that the bundlers support: its major and minor version.
const NODE: (u32, u32) = (20, 19);

/// Checks that every program exists, and installs missing ones.
pub(crate) fn ensure(shell: &Shell, needs: &[&Need]) -> Result<(), Failure> {
    let missing = absent(shell, needs);
    if missing.is_empty() {
        return Ok(());
    }
    if !may_install(shell) {
        return Err(please_install(&missing));
    }
    let names: Vec<&str> = missing.iter().flat_map(|need| need.packages.iter().copied()).collect();
    fetch(shell, &names)?;
    let still = absent(shell, needs);
    if still.is_empty() { Ok(()) } else { Err(please_install(&still)) }
}

/// Installs packages whose absence cannot be detected by the name of a program.
pub(crate) fn packages(shell: &Shell, names: &[&str]) -> Result<(), Failure> {
    if may_install(shell) {
        return fetch(shell, names);
    }
    Err(Failure::new(format!("please install on Debian: apt-get install {}", names.join(" "))))
}

/// Whether packages can be installed: as root on Debian.
fn may_install(shell: &Shell) -> bool {
    shell.has("apt-get") && shell.output("id", &["-u"]).as_deref() == Some("0")
}

fn fetch(shell: &Shell, names: &[&str]) -> Result<(), Failure> {
    apt(shell, &["update", "-qq"])?;
    let install = ["install", "-qq", "-y", "--no-install-recommends"];
    apt(shell, &install.into_iter().chain(names.iter().copied()).collect::<Vec<_>>())
}

/// Checks the version of Node.js. It is never installed, because distributions often have one that is too old.
pub(crate) fn ensure_node(shell: &Shell) -> Result<(), Failure> {
    let found = shell.output("node", &["--version"]);
    match found.as_deref().and_then(node_version) {
        Some(version) if version >= NODE && shell.has("npm") => Ok(()),
        _ => Err(Failure::new(format!(
            "please install Node.js {}.{} or newer with npm (found: {})",
            NODE.0,
            NODE.1,
            found.as_deref().unwrap_or("none")
        ))),
    }
}

/// Provides Chromium, unless `CASEGATE_CHROMIUM` names the one to use.
pub(crate) fn ensure_chromium(shell: &Shell) -> Result<(), Failure> {
    if std::env::var_os("CASEGATE_CHROMIUM").is_some() { Ok(()) } else { ensure(shell, &[&CHROMIUM]) }
}

/// Provides virtual environments, which Debian packages apart from Python.
pub(crate) fn ensure_venv(shell: &Shell) -> Result<(), Failure> {
    ensure(shell, &[&PYTHON])?;
    let is_there = || shell.output("python3", &["-c", "import ensurepip, venv"]).is_some();
    if is_there() {
        return Ok(());
    }
    if may_install(shell) {
        fetch(shell, &["python3-venv"])?;
    }
    if is_there() {
        return Ok(());
    }
    Err(Failure::new("please install Python's `venv` (on Debian: apt-get install python3-venv)"))
}

fn absent<'a>(shell: &Shell, needs: &[&'a Need]) -> Vec<&'a Need> {
    needs.iter().copied().filter(|need| !shell.has(need.program)).collect()
}

fn please_install(needs: &[&Need]) -> Failure {
    let programs: Vec<&str> = needs.iter().map(|need| need.program).collect();
    let packages: Vec<&str> = needs.iter().flat_map(|need| need.packages.iter().copied()).collect();
    Failure::new(format!(
        "please install {} (on Debian: apt-get install {})",
        programs.join(" and "),
        packages.join(" ")
    ))
}

fn apt(shell: &Shell, args: &[&str]) -> Result<(), Failure> {
    let mut command = shell.command("apt-get");
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    shell.run(command)
}

/// Returns the major and minor version.
fn node_version(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(node_version("v20.20.2"), Some((20, 20)));
        assert!(node_version("v22.1.0").unwrap() > NODE && node_version("v20.9.0").unwrap() < NODE);
        for odd in ["", "20.1.0", "v", "v20", "vx.1"] {
            assert_eq!(node_version(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_missing_program_is_named_with_its_package() {
        let text = please_install(&[&CHROMIUM, &PYTHON]).to_string();
        assert_eq!(text, "please install chromium and python3 (on Debian: apt-get install chromium python3)");
    }
}
