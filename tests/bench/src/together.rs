//! Opening many links at once, with shared flushes to the disk, compared with as many one after the other.

use crate::Result;
use crate::args::Args;
use crate::harness::{Bench, Round, lap};
use crate::ours::Ours;
use crate::report;
use crate::stock::Stock;
use casegate::invites::visit::OpenLink;
use std::sync::Barrier;
use std::thread;

/// The number of links.
const MANY: usize = 64;
/// The number of threads, each of which opens links one after the other.
const AT_ONCE: usize = 16;

/// Measures both in turns and prints the comparison.
pub(crate) fn measure(bench: &Bench, stock: &mut Stock, args: &Args) -> Result<()> {
    if !"redeem together".contains(&args.only) {
        return Ok(());
    }
    let mut rounds = Vec::with_capacity(args.rounds);
    for _ in 0..args.rounds {
        let links = stock.fresh_links(MANY);
        let one_by_one = lap(0..1, |_| links.iter().try_for_each(|link| open(&bench.ours, link)))?;
        let links = stock.fresh_links(MANY);
        let together = lap(0..1, |_| all_at_once(&bench.ours, &links))?;
        rounds.push(Round { ours: together, floor: one_by_one });
    }
    report::together(MANY, AT_ONCE, &rounds);
    Ok(())
}

fn all_at_once(ours: &Ours, links: &[String]) -> Result<()> {
    let start = Barrier::new(AT_ONCE);
    let opened = thread::scope(|scope| {
        let visitors: Vec<_> = links
            .chunks(MANY / AT_ONCE)
            .map(|links| {
                scope.spawn(|| {
                    start.wait();
                    links.iter().all(|link| open(ours, link).is_ok())
                })
            })
            .collect();
        visitors.into_iter().all(|visitor| visitor.join().unwrap_or(false))
    });
    if opened { Ok(()) } else { Err("a link was not opened".into()) }
}

fn open(ours: &Ours, link: &str) -> Result<()> {
    ours.portal.visitor(&ours.source).open_link(OpenLink { link: link.to_owned() })?;
    Ok(())
}
