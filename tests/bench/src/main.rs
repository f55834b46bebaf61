//! Measures how long Casegate's operations take, and compares them with the same
//! work written by hand on SQLite.
//!
//! Both sides run in one process, in alternating rounds of equally many operations. A ratio is taken within
//! one round, and the median of all rounds is reported. Microseconds of different runs or machines must not be
//! compared. [`floor`] describes what the floor does and what it leaves out.

mod args;
mod audit;
mod binary;
mod counting;
mod floor;
mod folder;
mod harness;
mod memory;
mod operations;
mod ours;
mod report;
mod stock;
mod together;

use args::Args;
use casegate_sqlite::Durability;
use folder::Folder;
use harness::Bench;
use operations::{home, mint, redeem, section, session};
use std::process::ExitCode;
use stock::Stock;

/// Any error. A benchmark that fails in any way is not valid.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let args = match Args::read(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::FAILURE;
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("casegate-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<()> {
    let folder = Folder::beside_the_program()?;
    let mut bench = Bench::open(&folder, args, Durability::ProcessKill)?;
    println!("{} cases with {} invites each, {} rounds", args.cases, args.invites, args.rounds);
    let alone = memory::peak();
    let mut stock = Stock::fill(&bench, args)?;

    println!("\nsynchronous NORMAL: what the processor does");
    report::heading();
    writes(&mut bench, &mut stock)?;
    bench.measure(&session::NAME, 1_000, &mut session::Check::over(&bench, &stock)?)?;
    bench.measure(&home::NAME, 200, &mut home::Home::over(&bench, &stock)?)?;
    let used = memory::peak();
    audit::measure(&bench, args)?;
    let verified = memory::peak();
    let counts = std::mem::take(&mut bench.counts);
    drop(bench);

    println!("\nsynchronous FULL: one flush to the disk for each transaction");
    report::heading();
    let mut bench = Bench::open(&folder, args, Durability::PowerLoss)?;
    writes(&mut bench, &mut stock)?;
    together::measure(&bench, &mut stock, args)?;

    report::counts(&counts);
    println!();
    report::memory(alone, used, verified);
    binary::report(&folder);
    Ok(())
}

/// The operations that write.
fn writes(bench: &mut Bench, stock: &mut Stock) -> Result<()> {
    bench.measure(&mint::NAME, 200, &mut mint::Mint::over(stock))?;
    bench.measure(&redeem::NAME, 200, &mut redeem::Redeem::over(stock))?;
    // A section has to be saved before it is submitted, so these are measured together.
    if [section::SAVE, section::SUBMIT, section::BOTH].iter().any(|name| bench.wants(name)) {
        let mut sections = section::Sections::over(bench, stock, 40)?;
        let saved = bench.measure_anyway(&section::SAVE, 40, &mut section::Save(&mut sections))?;
        let submitted = bench.measure_anyway(&section::SUBMIT, 40, &mut section::Submit(&mut sections))?;
        report::sum(&section::BOTH, saved, submitted);
    }
    Ok(())
}
