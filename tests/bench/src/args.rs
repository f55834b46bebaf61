//! The command line.

/// The arguments.
#[derive(Clone, Debug)]
pub(crate) struct Args {
    /// The number of cases in the store.
    pub(crate) cases: usize,
    /// The number of invites of each case.
    pub(crate) invites: usize,
    /// The number of rounds of each measurement.
    pub(crate) rounds: usize,
    /// The number of events on the chain that is verified.
    pub(crate) events: usize,
    /// Measures only operations whose name contains this.
    pub(crate) only: String,
}

/// The submissions of both durabilities each need a case.
const FEWEST_CASES: usize = 1_000;
const FEWEST_ROUNDS: usize = 5;

const USAGE: &str =
    "usage: cargo xtask bench [-- --cases N] [--invites N] [--rounds N] [--events N] [--only NAME]
  --cases    cases in the store, 2000 unless told, 1000 at least
  --invites  invites of each case, 10 unless told
  --rounds   rounds of each measurement, 7 unless told, 5 at least
  --events   events on the verified chain, 100000 unless told
  --only     only operations whose name contains this";

impl Args {
    /// Reads the arguments. The error is a text to print.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self { cases: 2_000, invites: 10, rounds: 7, events: 100_000, only: String::new() };
        while let Some(word) = words.next() {
            if word == "--" {
                continue;
            }
            let value = words.next().ok_or_else(|| USAGE.to_owned())?;
            let number = || value.parse().map_err(|_| format!("{word} takes a number\n{USAGE}"));
            match word.as_str() {
                "--cases" => args.cases = number()?,
                "--invites" => args.invites = number()?,
                "--rounds" => args.rounds = number()?,
                "--events" => args.events = number()?,
                "--only" => args.only = value,
                _ => return Err(USAGE.to_owned()),
            }
        }
        args.rounds = args.rounds.max(FEWEST_ROUNDS);
        args.cases = args.cases.max(FEWEST_CASES * args.rounds.div_ceil(7));
        args.invites = args.invites.max(1);
        Ok(args)
    }
}
