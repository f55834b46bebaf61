//! What the phones' library weighs on each system that can be built for here, and what a call from the JVM costs.

use crate::install;
use crate::shell::{Failure, Shell};
use std::path::Path;

/// A system: its name, Rust's target (`None` for this machine), and the programs that link and strip for it.
struct System {
    name: &'static str,
    target: Option<&'static str>,
    linker: &'static str,
    strip: &'static str,
}

const SYSTEMS: [System; 2] = [
    System { name: "this machine", target: None, linker: "cc", strip: "strip" },
    System {
        name: "Linux on aarch64",
        target: Some("aarch64-unknown-linux-gnu"),
        linker: "aarch64-linux-gnu-gcc",
        strip: "aarch64-linux-gnu-strip",
    },
];

pub(crate) fn run(shell: &Shell) -> Result<(), Failure> {
    for system in &SYSTEMS {
        weigh(shell, system)?;
    }
    install::ensure(shell, &[&install::JDK, &install::MAVEN])?;
    let mut command = shell.command("mvn");
    command.args(["--batch-mode", "--no-transfer-progress", "--quiet", "--file"]);
    command.arg(shell.root().join("bindings-mobile/kotlin/pom.xml"));
    command.arg(format!("-Dcasegate.library={}", shell.root().join("target/release").display()));
    command.args(["-Dtest=Bench", "test"]);
    shell.run(command)
}

/// Builds the library for a system and says how large it is once stripped.
fn weigh(shell: &Shell, system: &System) -> Result<(), Failure> {
    let known = shell.output("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    let is_known = system.target.is_none_or(|target| known.lines().any(|line| line == target));
    if !(is_known && shell.has(system.linker) && shell.has(system.strip)) {
        eprintln!("xtask: skipped {}: it needs Rust's target and `{}`", system.name, system.linker);
        return Ok(());
    }
    let mut build = shell.cargo_command(["build", "--release", "--quiet", "--package", "casegate-mobile"]);
    let mut folder = shell.root().join("target");
    if let Some(target) = system.target {
        build.args(["--target", target]);
        let name = target.replace('-', "_");
        build.env(format!("CARGO_TARGET_{}_LINKER", name.to_uppercase()), system.linker);
        build.env(format!("CC_{name}"), system.linker);
        folder.push(target);
    }
    shell.run(build)?;
    let library = folder.join("release/libcasegate.so");
    let stripped = library.with_extension("stripped");
    let mut strip = shell.command(system.strip);
    strip.arg("--strip-unneeded").arg("-o").arg(&stripped).arg(&library);
    shell.run(strip)?;
    println!("{:<34} {:>10} bytes stripped", system.name, size(&stripped)?);
    Ok(())
}

fn size(file: &Path) -> Result<u64, Failure> {
    let data = file.metadata();
    data.map(|data| data.len()).map_err(|error| Failure::new(format!("{}: {error}", file.display())))
}
