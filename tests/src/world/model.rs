//! Random sequences of acts, compared with a model.

use super::{World, settle};
use proptest::collection::vec;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fmt::Debug;

/// Plays `sequences` random sequences of fewer than `length` acts in one prepared world, starting from `seed`.
/// `play` panics where the library and its model differ; the shortest such sequence is reported.
#[expect(clippy::panic, reason = "tests call this, and it is how they fail")]
pub fn against_model<T: Debug>(
    sequences: u32,
    seed: u8,
    length: usize,
    act: impl Strategy<Value = T>,
    play: impl Fn(&World, &[T]),
) {
    let world = World::in_memory();
    settle(&world.desk());
    let config = Config { cases: sequences, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let outcome = TestRunner::new_with_rng(config, rng).run(&vec(act, 1..length), |acts| {
        play(&world, &acts);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}
