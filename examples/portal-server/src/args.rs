//! The command line.

use crate::Trouble;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

/// The text that `--help` prints.
pub(crate) const HELP: &str = "\
Casegate's demonstration host: a client portal with an embedded database and a demonstration firm.

Usage: portal-server [options]

  --data DIR      where the database and keys are kept (default: ./casegate-demo)
  --listen ADDR   address and port; port 0 takes any free one (default: 127.0.0.1:8787)
  --origin URL    the https address under which clients reach the portal, if a proxy stands before it
  --import FILE   adds your own cases from a JSON file: all of them, or none and a list of the rows that are bad or
                  there already (the same client, title and end of the taxpayer number)
  --colleagues    prints one `colleague <role> <url>` for each of the other staff too: a practitioner and a reader
  --help          this text

It prints one `staff <url>` and one `client <label> <url>` per line, and serves until it is stopped.
Everything it makes is in the data folder; delete that folder to begin anew.
";

/// The arguments of the command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Args {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) origin: Option<String>,
    pub(crate) import: Option<PathBuf>,
    pub(crate) colleagues: bool,
}

/// Reads the command line. Returns `None` if help was requested.
pub(crate) fn read(given: impl Iterator<Item = OsString>) -> Result<Option<Args>, Trouble> {
    let mut args = Args {
        data: PathBuf::from("casegate-demo"),
        listen: SocketAddr::from(([127, 0, 0, 1], 8787)),
        origin: None,
        import: None,
        colleagues: false,
    };
    let mut given = given;
    while let Some(name) = given.next() {
        let name = name.into_string().map_err(|_| "an option is not readable text".to_owned())?;
        if matches!(name.as_str(), "--help" | "-h") {
            return Ok(None);
        }
        if name == "--colleagues" {
            args.colleagues = true;
            continue;
        }
        let mut value = || given.next().ok_or_else(|| format!("{name} needs a value; see --help"));
        match name.as_str() {
            "--data" => args.data = PathBuf::from(value()?),
            "--import" => args.import = Some(PathBuf::from(value()?)),
            "--origin" => args.origin = Some(text(&name, value()?)?),
            "--listen" => {
                let address = text(&name, value()?)?;
                let wrong =
                    |_| format!("--listen takes an address and port such as 127.0.0.1:8787, not {address}");
                args.listen = address.parse().map_err(wrong)?;
            }
            _ => return Err(format!("there is no option {name}; see --help")),
        }
    }
    Ok(Some(args))
}

fn text(name: &str, value: OsString) -> Result<String, Trouble> {
    value.into_string().map_err(|_| format!("the value of {name} is not readable text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Result<Option<Args>, Trouble> {
        read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_defaults_are_what_help_says() {
        let args = of("").unwrap().unwrap();
        assert!(HELP.contains(&format!("default: {}", args.listen)));
        assert!(HELP.contains(&format!("./{}", args.data.display())));
    }

    #[test]
    fn options_are_read_or_refused() {
        let args = of("--data d --listen 127.0.0.1:0 --import f.json").unwrap().unwrap();
        assert_eq!((args.data, args.listen.port(), args.import), ("d".into(), 0, Some("f.json".into())));
        assert_eq!(of("--data d --help").unwrap(), None);
        assert!(of("--colleagues --data d").unwrap().is_some_and(|args| args.colleagues));
        for line in ["--data", "--listen x", "--port 1", "here"] {
            assert!(of(line).is_err(), "{line}");
        }
    }
}
