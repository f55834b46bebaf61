//! Runs alternating rounds of the library and the floor.

use crate::Result;
use crate::args::Args;
use crate::counting::CountingStore;
use crate::floor::Floor;
use crate::folder::Folder;
use crate::ours::Ours;
use crate::report::{self, Counted};
use casegate_sqlite::{Durability, SqliteOptions};
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

/// One operation on both sides. The number of a call selects the same data on both sides.
pub(crate) trait Operation {
    fn ours(&mut self, ours: &Ours, number: usize) -> Result<()>;
    fn floor(&mut self, floor: &Floor, number: usize) -> Result<()>;
}

/// The name of an operation, and its limit as a multiple of the floor's time.
pub(crate) struct Name {
    pub(crate) text: &'static str,
    pub(crate) aim: Aim,
}

/// The limit as a multiple of the floor's time, without and with a flush to the disk.
pub(crate) struct Aim {
    pub(crate) normal: f64,
    pub(crate) full: f64,
}

/// The microseconds of one operation in one round.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lap {
    pub(crate) median: f64,
    pub(crate) mean: f64,
}

/// One round.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Round {
    pub(crate) ours: Lap,
    pub(crate) floor: Lap,
}

/// Both sides with their stores open.
pub(crate) struct Bench {
    pub(crate) ours: Ours,
    pub(crate) floor: Floor,
    pub(crate) counts: Vec<Counted>,
    counted: Ours,
    counting: Arc<CountingStore>,
    rounds: usize,
    only: String,
    durability: Durability,
}

/// The number of calls before the first round, which are not measured.
pub(crate) const WARM_UP: usize = 30;
/// The number of calls whose statements are counted.
pub(crate) const COUNTED: usize = 10;

impl Bench {
    /// Opens both stores, which are created if they do not exist.
    pub(crate) fn open(folder: &Folder, args: &Args, durability: Durability) -> Result<Self> {
        let store = Arc::new(SqliteOptions::new().durability(durability).open(folder.at("ours.db"))?);
        let counting = Arc::new(CountingStore::new(store.clone()));
        Ok(Self {
            ours: Ours::over(store)?,
            floor: Floor::open(&folder.at("floor.db"), durability)?,
            counts: Vec::new(),
            counted: Ours::over(counting.clone())?,
            counting,
            rounds: args.rounds,
            only: args.only.clone(),
            durability,
        })
    }

    /// Whether an operation was selected.
    pub(crate) fn wants(&self, name: &Name) -> bool {
        name.text.contains(&self.only)
    }

    /// Returns the number of calls that a measurement makes with this many in a round.
    pub(crate) fn calls(&self, in_a_round: usize) -> usize {
        WARM_UP + COUNTED + self.rounds * in_a_round
    }

    /// Measures one operation, if it was selected, and prints its line.
    pub(crate) fn measure(
        &mut self,
        name: &Name,
        in_a_round: usize,
        operation: &mut dyn Operation,
    ) -> Result<()> {
        if self.wants(name) {
            self.measure_anyway(name, in_a_round, operation)?;
        }
        Ok(())
    }

    /// Measures one operation and prints its line.
    pub(crate) fn measure_anyway(
        &mut self,
        name: &Name,
        in_a_round: usize,
        operation: &mut dyn Operation,
    ) -> Result<Vec<Round>> {
        self.warm_up(name, operation)?;
        let mut rounds = Vec::with_capacity(self.rounds);
        let mut from = WARM_UP + COUNTED;
        for _ in 0..self.rounds {
            let calls = from..from + in_a_round;
            let ours = lap(calls.clone(), |number| operation.ours(&self.ours, number))?;
            let floor = lap(calls, |number| operation.floor(&self.floor, number))?;
            rounds.push(Round { ours, floor });
            from += in_a_round;
        }
        report::line(name, self.durability, &rounds);
        Ok(rounds)
    }

    fn warm_up(&mut self, name: &Name, operation: &mut dyn Operation) -> Result<()> {
        for number in 0..WARM_UP {
            operation.ours(&self.ours, number)?;
            operation.floor(&self.floor, number)?;
        }
        self.counting.take();
        self.floor.take_statements();
        for number in WARM_UP..WARM_UP + COUNTED {
            operation.ours(&self.counted, number)?;
            operation.floor(&self.floor, number)?;
        }
        let (ours, floor) = (self.counting.take(), self.floor.take_statements());
        self.counts.push(Counted { name: name.text, calls: COUNTED, ours, floor });
        Ok(())
    }
}

/// Times each of a run of calls.
pub(crate) fn lap(calls: Range<usize>, mut call: impl FnMut(usize) -> Result<()>) -> Result<Lap> {
    let mut times = Vec::with_capacity(calls.len());
    for number in calls {
        let start = now();
        call(number)?;
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
    Ok(Lap { median: median(times), mean })
}

#[expect(clippy::disallowed_methods, reason = "a benchmark is what measures time")]
fn now() -> Instant {
    Instant::now()
}

/// Returns the median of numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
