//! Prints the results.

use crate::counting::Counts;
use crate::harness::{Name, Round, median};
use casegate_sqlite::Durability;

/// The counts of one operation on both sides.
pub(crate) struct Counted {
    pub(crate) name: &'static str,
    pub(crate) calls: usize,
    pub(crate) ours: Counts,
    pub(crate) floor: Statements,
}

/// The statements that the floor ran.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Statements {
    pub(crate) transactions: u64,
    pub(crate) statements: u64,
}

pub(crate) fn heading() {
    println!(
        "{:<34} {:>9} {:>9} {:>7} {:>7}  {:>12}",
        "", "ours us", "floor us", "ratio", "aim", "ratio, means"
    );
}

/// Prints one operation, with the medians of its rounds.
pub(crate) fn line(name: &Name, durability: Durability, rounds: &[Round]) {
    let aim = if durability == Durability::PowerLoss { name.aim.full } else { name.aim.normal };
    print_line(name.text, aim, rounds);
}

/// Prints two operations as one.
pub(crate) fn sum(name: &Name, first: Vec<Round>, second: Vec<Round>) {
    let rounds: Vec<_> = first
        .iter()
        .zip(&second)
        .map(|(a, b)| {
            let mut both = *a;
            for (sum, more) in [(&mut both.ours, b.ours), (&mut both.floor, b.floor)] {
                sum.median += more.median;
                sum.mean += more.mean;
            }
            both
        })
        .collect();
    if !rounds.is_empty() {
        print_line(name.text, name.aim.normal, &rounds);
    }
}

fn print_line(name: &str, aim: f64, rounds: &[Round]) {
    let middle = |of: fn(&Round) -> f64| median(rounds.iter().map(of).collect());
    let aim = format!("<={aim:.2}");
    println!(
        "{name:<34} {:>9.1} {:>9.1} {:>6.2}x {aim:>7}  {:>11.2}x",
        middle(|round| round.ours.median),
        middle(|round| round.floor.median),
        middle(|round| round.ours.median / round.floor.median),
        middle(|round| round.ours.mean / round.floor.mean),
    );
}

/// Prints the counts that explain the figures.
pub(crate) fn counts(counted: &[Counted]) {
    println!("\nof one operation");
    println!(
        "{:<34} {:>4} {:>5} {:>8} {:>7} {:>6} {:>13} {:>14}  {:>16}",
        "", "tx", "gets", "selects", "writes", "rows", "bytes parsed", "bytes written", "floor tx/stmts"
    );
    for Counted { name, calls, ours, floor } in counted {
        let each = |count: u64| count as f64 / *calls as f64;
        println!(
            "{name:<34} {:>4.1} {:>5.1} {:>8.1} {:>7.1} {:>6.1} {:>13.0} {:>14.0}  {:>8.1} of {:>4.1}",
            each(ours.transactions),
            each(ours.gets),
            each(ours.selects),
            each(ours.writes),
            each(ours.rows),
            each(ours.parsed),
            each(ours.written),
            each(floor.transactions),
            each(floor.statements),
        );
    }
}

/// Prints how much faster concurrent calls are than sequential ones.
pub(crate) fn together(many: usize, at_once: usize, rounds: &[Round]) {
    let each = |of: fn(&Round) -> f64| median(rounds.iter().map(of).collect()) / many as f64;
    println!(
        "redeem {many} links, {at_once} at once: {:.1} us each; one by one: {:.1} us; {:.1} times as fast (aim >=7)",
        each(|round| round.ours.median),
        each(|round| round.floor.median),
        median(rounds.iter().map(|round| round.floor.median / round.ours.median).collect())
    );
}

/// Prints how fast a chain of events is verified.
pub(crate) fn chain(events: usize, rounds: &[Round]) {
    let speed = |of: fn(&Round) -> f64| events as f64 / median(rounds.iter().map(of).collect());
    let name = format!("verify a chain ({events} events)");
    print_line(&name, 1.3, rounds);
    println!(
        "{:<34} {:>9.2} {:>9.2}",
        "  million events a second",
        speed(|round| round.ours.median),
        speed(|round| round.floor.median)
    );
}

/// Prints the peaks of this process's memory, given in kilobytes.
pub(crate) fn memory(alone: Option<u64>, used: Option<u64>, verified: Option<u64>) {
    let mib = |peak: Option<u64>| peak.map_or("?".to_owned(), |kb| format!("{:.1} MiB", kb as f64 / 1_024.0));
    println!(
        "peak memory, both sides together: {} with new stores, {} after every operation, {} after verifying",
        mib(alone),
        mib(used),
        mib(verified)
    );
}
