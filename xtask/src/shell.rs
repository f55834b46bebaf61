//! Runs other programs. Their output is passed through, and the first that fails ends the command.

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The reason why a command stopped, for the person who started it. It is empty if a program
/// has printed the reason already.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Makes the failure of a program that has printed why. Nothing is added, because people and CI
    /// look for its own last lines.
    pub(crate) fn already_told() -> Self {
        Self(String::new())
    }

    pub(crate) fn is_told(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Runs programs in the workspace.
pub(crate) struct Shell {
    root: PathBuf,
}

impl Shell {
    /// Finds the workspace. Cargo sets the folder of this program's manifest, whatever
    /// folder the command was started in.
    pub(crate) fn at_workspace_root() -> Result<Self, Failure> {
        std::env::var_os("CARGO_MANIFEST_DIR")
            .and_then(|manifest| PathBuf::from(manifest).parent().map(Path::to_path_buf))
            .map(|root| Self { root })
            .ok_or_else(|| Failure::new("start this as `cargo xtask`, so that it knows the workspace"))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Makes a command that runs in the workspace root.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// Makes a command of the cargo, and so the toolchain, that runs this program.
    pub(crate) fn cargo_command<const N: usize>(&self, args: [&str; N]) -> Command {
        let mut command = self.command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(args);
        command
    }

    pub(crate) fn cargo<const N: usize>(&self, args: [&str; N]) -> Result<(), Failure> {
        self.run(self.cargo_command(args))
    }

    /// Runs a command to its end. Anything but success is a failure.
    pub(crate) fn run(&self, mut command: Command) -> Result<(), Failure> {
        let line = line_of(&command);
        eprintln!("xtask: {line}");
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Failure::already_told()),
            Err(error) => Err(Failure::new(format!("`{line}` did not start: {error}"))),
        }
    }

    /// Returns what a program prints, or nothing if it is missing or fails.
    pub(crate) fn output(&self, program: &str, args: &[&str]) -> Option<String> {
        let output =
            self.command(program).args(args).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Whether a program is on the search path.
    pub(crate) fn has(&self, program: &str) -> bool {
        let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
        std::env::var_os("PATH")
            .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(&file).is_file()))
    }
}

fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_it_would_be_typed() {
        let mut command = Command::new("/opt/tools/cargo");
        command.args(["fmt", "--all"]);
        assert_eq!(line_of(&command), "cargo fmt --all");
    }

    #[test]
    fn a_program_that_fails_or_is_missing_is_a_failure() {
        let shell = Shell { root: std::env::temp_dir() };
        let missing = shell.run(Command::new("casegate-no-such-program")).unwrap_err();
        assert!(missing.to_string().contains("casegate-no-such-program"), "{missing}");
        let failed = shell.cargo(["casegate-no-such-command"]).unwrap_err();
        assert!(failed.is_told(), "{failed}");
        assert_eq!(shell.output("casegate-no-such-program", &[]), None);
        assert!(!shell.has("casegate-no-such-program"));
    }
}
