//! Measures the size of the phones' library on each system that it can be built for here, and
//! the cost of calls from the JVM.

use crate::install;
use crate::mobile;
use crate::shell::{Failure, Shell};
use std::path::Path;

/// The profile of the library that apps ship, which strips it.
const PROFILE: &str = "phone";

/// A system: its name, Rust's target (`None` for this machine), and the linker for it.
struct System {
    name: &'static str,
    target: Option<&'static str>,
    linker: &'static str,
}

const SYSTEMS: [System; 2] = [
    System { name: "this machine", target: None, linker: "cc" },
    System {
        name: "Linux on aarch64",
        target: Some("aarch64-unknown-linux-gnu"),
        linker: "aarch64-linux-gnu-gcc",
    },
];

pub(crate) fn run(shell: &Shell) -> Result<(), Failure> {
    for system in &SYSTEMS {
        weigh(shell, system)?;
    }
    install::ensure(shell, &[&install::JDK, &install::MAVEN])?;
    mobile::build_sources(shell)?;
    let mut command = shell.command("mvn");
    command.args(["--batch-mode", "--no-transfer-progress", "--quiet", "--file"]);
    command.arg(shell.root().join("bindings-mobile/kotlin/pom.xml"));
    command.arg(format!("-Dcasegate.library={}", shell.root().join("target").join(PROFILE).display()));
    command.args(["-Dtest=Bench", "test"]);
    shell.run(command)
}

/// Builds the library for a system and prints its size.
fn weigh(shell: &Shell, system: &System) -> Result<(), Failure> {
    let known = shell.output("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    let is_known = system.target.is_none_or(|target| known.lines().any(|line| line == target));
    if !(is_known && shell.has(system.linker)) {
        eprintln!("xtask: skipped {}: it needs Rust's target and `{}`", system.name, system.linker);
        return Ok(());
    }
    let mut build = shell.cargo_command(["build", "--quiet", "--package", "casegate-mobile"]);
    build.args(["--profile", PROFILE]);
    let mut folder = shell.root().join("target");
    if let Some(target) = system.target {
        build.args(["--target", target]);
        let name = target.replace('-', "_");
        build.env(format!("CARGO_TARGET_{}_LINKER", name.to_uppercase()), system.linker);
        build.env(format!("CC_{name}"), system.linker);
        folder.push(target);
    }
    shell.run(build)?;
    println!("{:<34} {:>10} bytes", system.name, size(&folder.join(PROFILE).join("libcasegate.so"))?);
    Ok(())
}

fn size(file: &Path) -> Result<u64, Failure> {
    let data = file.metadata();
    data.map(|data| data.len()).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}
