//! `cargo xtask`: the commands of this repository, which are the same on a laptop and in CI.
//!
//! Each command is one entry of [`COMMANDS`]; the parts of `test` are in the table in [`parts`].

mod digest;
mod install;
mod mobile;
mod mobile_bench;
mod parts;
mod python;
mod shell;
mod wasm;

use shell::{Failure, Shell};
use std::process::ExitCode;

struct Command {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    run: fn(&Shell, &[String]) -> Result<(), Failure>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "test",
        usage: "test [part ...]",
        about: "run every part of the tests, or the named ones",
        run: test,
    },
    Command {
        name: "check",
        usage: "check",
        about: "format, lints, generated files, dependency rules",
        run: check,
    },
    Command {
        name: "gen",
        usage: "gen [--check]",
        about: "rewrite what is generated, or only compare it",
        run: generate,
    },
    Command {
        name: "bench",
        usage: "bench [args ...]",
        about: "run the benchmarks in release mode; `bench python`, `browser` and `mobile` those of the packages",
        run: bench,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.is_told() {
                eprintln!("xtask: {failure}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<(), Failure> {
    let Some((name, rest)) = args.split_first() else {
        return Err(Failure::new(format!("which errand?\n{}", help())));
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        println!("{}", help());
        return Ok(());
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(&Shell::at_workspace_root()?, rest),
        None => Err(Failure::new(format!("there is no errand `{name}`\n{}", help()))),
    }
}

fn help() -> String {
    let mut text = String::from("usage: cargo xtask <errand>\n");
    for command in COMMANDS {
        text += &format!("  {:<18} {}\n", command.usage, command.about);
    }
    text += "parts of the tests:\n";
    for part in parts::PARTS {
        text += &format!("  {:<18} {}\n", part.name, part.about);
    }
    text
}

/// Runs the parts and stops at the first that fails, so that the last lines printed are always
/// those of the failing program.
fn test(shell: &Shell, args: &[String]) -> Result<(), Failure> {
    for part in parts::select(args)? {
        (part.run)(shell)?;
    }
    Ok(())
}

fn check(shell: &Shell, args: &[String]) -> Result<(), Failure> {
    no_arguments("check", args)?;
    shell.cargo(["fmt", "--all", "--check"])?;
    shell.cargo(["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"])?;
    generate(shell, &[String::from("--check")])?;
    dependency_rules(shell)
}

/// Checks the rules for dependencies. Advisories are left out: they are fetched from the network, and the same
/// commit must not fail on a later day.
fn dependency_rules(shell: &Shell) -> Result<(), Failure> {
    if shell.has("cargo-deny") {
        return shell.cargo(["deny", "--all-features", "check", "bans", "licenses", "sources"]);
    }
    eprintln!("xtask: skipped the dependency rules of deny.toml, because cargo-deny is not installed");
    Ok(())
}

fn generate(shell: &Shell, args: &[String]) -> Result<(), Failure> {
    let check = match args {
        [] => false,
        [only] if only == "--check" => true,
        _ => return Err(Failure::new("usage: cargo xtask gen [--check]")),
    };
    let mut command = shell.cargo_command(["run", "--quiet", "-p", "casegate-codegen", "--"]);
    command.arg(shell.root());
    if check {
        command.arg("--check");
    }
    shell.run(command)?;
    mobile::generate(shell, check)
}

fn bench(shell: &Shell, args: &[String]) -> Result<(), Failure> {
    match args.split_first() {
        Some((name, rest)) if name == "python" => return python::bench(shell, rest),
        Some((name, [])) if name == "mobile" => return mobile_bench::run(shell),
        Some((name, [])) if name == "browser" => return parts::bench_browser(shell),
        _ => {}
    }
    let mut command =
        shell.cargo_command(["run", "--release", "-p", "casegate-bench", "--bin", "casegate-bench", "--"]);
    command.args(args);
    shell.run(command)
}

fn no_arguments(errand: &str, args: &[String]) -> Result<(), Failure> {
    match args {
        [] => Ok(()),
        _ => Err(Failure::new(format!("`{errand}` takes no arguments"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_errand_is_refused_with_the_list() {
        let failure = dispatch(&[String::from("tset")]).unwrap_err().to_string();
        assert!(COMMANDS.iter().all(|command| failure.contains(command.usage)), "{failure}");
    }

    #[test]
    fn arguments_that_an_errand_does_not_know_are_refused() {
        assert!(no_arguments("check", &[String::from("--fast")]).is_err());
    }
}
