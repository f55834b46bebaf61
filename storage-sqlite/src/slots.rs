//! A bounded pool of things that are lent in the order of the requests.

use crate::platform::Deadline;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A pool that lends a bounded number of things at once. What is returned is lent again before anything new is made.
pub(crate) struct Slots<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    idle: Vec<T>,
    free: usize,
    /// The waiting callers, oldest first. Without the queue a thread that works in a loop would overtake all others.
    queue: VecDeque<Waiting>,
}

#[derive(Clone)]
struct Waiting {
    /// The caller's own condition, so that a slot that becomes free wakes only the caller whose turn it is.
    wake: Arc<Condvar>,
    joins: bool,
}

/// The right to use one thing, and the thing if it was made already. It is returned when dropped.
pub(crate) struct Slot<'a, T> {
    slots: &'a Slots<T>,
    thing: Option<T>,
}

impl<T> Slots<T> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { state: Mutex::new(State { idle: Vec::new(), free: limit, queue: VecDeque::new() }) }
    }

    pub(crate) fn holding(thing: T) -> Self {
        let slots = Self::new(1);
        slots.lock().idle.push(thing);
        slots
    }

    /// Takes a slot, waiting at most `wait` for one.
    pub(crate) fn take(&self, wait: Duration) -> Option<Slot<'_, T>> {
        self.take_as(false, wait)
    }

    /// Takes a slot as [`Slots::take`] does, for a caller that continues where the one before [stopped](Slot::hand_on).
    pub(crate) fn take_and_join(&self, wait: Duration) -> Option<Slot<'_, T>> {
        self.take_as(true, wait)
    }

    fn take_as(&self, joins: bool, wait: Duration) -> Option<Slot<'_, T>> {
        let mut state = self.lock();
        if state.queue.is_empty() && state.free > 0 {
            return Some(self.lend(&mut state));
        }
        let deadline = Deadline::after(wait);
        let me = Waiting { wake: Arc::new(Condvar::new()), joins };
        state.queue.push_back(me.clone());
        loop {
            // Checked before the time: the caller that a slot was handed to takes it, however late.
            if state.free > 0 && state.queue.front().is_some_and(|first| Arc::ptr_eq(&first.wake, &me.wake)) {
                state.queue.pop_front();
                let slot = self.lend(&mut state);
                state.wake_next();
                return Some(slot);
            }
            let left = deadline.left();
            if left.is_zero() {
                state.queue.retain(|waiting| !Arc::ptr_eq(&waiting.wake, &me.wake));
                state.wake_next();
                return None;
            }
            state = me.wake.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Removes and returns everything that is not lent.
    pub(crate) fn drain(&self) -> Vec<T> {
        std::mem::take(&mut self.lock().idle)
    }

    /// Returns whether a caller waits and the one that waits longest [joins](Self::take_and_join).
    pub(crate) fn next_joins(&self) -> bool {
        self.lock().next_joins()
    }

    /// Returns whether a slot is free.
    #[cfg(test)]
    pub(crate) fn is_free(&self) -> bool {
        self.lock().free > 0
    }

    /// Returns the number of waiting callers.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.lock().queue.len()
    }

    fn lend(&self, state: &mut State<T>) -> Slot<'_, T> {
        state.free -= 1;
        Slot { slots: self, thing: state.idle.pop() }
    }

    /// Locks the state, even if poisoned. No code that can panic runs under this lock, so the state is whole.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn next_joins(&self) -> bool {
        self.queue.front().is_some_and(|next| next.joins)
    }

    fn give_back(&mut self, thing: Option<T>) {
        self.idle.extend(thing);
        self.free += 1;
        self.wake_next();
    }

    fn wake_next(&self) {
        if self.free > 0
            && let Some(next) = self.queue.front()
        {
            next.wake.notify_one();
        }
    }
}

impl<T> Slot<'_, T> {
    /// Returns the thing, which `make` makes if this slot has none yet.
    pub(crate) fn get_or_make<E>(&mut self, make: impl FnOnce() -> Result<T, E>) -> Result<&mut T, E> {
        match &mut self.thing {
            Some(thing) => Ok(thing),
            empty => Ok(empty.insert(make()?)),
        }
    }

    /// Hands the slot to the caller that waits longest, if that one [joins](Slots::take_and_join). No other caller can
    /// come between.
    pub(crate) fn hand_on(mut self) -> Result<(), Self> {
        let mut state = self.slots.lock();
        if !state.next_joins() {
            drop(state);
            return Err(self);
        }
        state.give_back(self.thing.take());
        drop(state);
        std::mem::forget(self);
        Ok(())
    }
}

impl<T> Drop for Slot<'_, T> {
    fn drop(&mut self) {
        let thing = self.thing.take();
        self.slots.lock().give_back(thing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    const LONG: Duration = Duration::from_secs(20);

    #[test]
    fn lends_no_more_than_its_limit_and_gives_up_in_time() {
        let slots = Slots::<u8>::new(2);
        let first = slots.take(Duration::ZERO);
        let second = slots.take(Duration::ZERO);
        assert!(first.is_some() && second.is_some());
        assert!(slots.take(Duration::from_millis(5)).is_none());
        drop(first);
        assert!(slots.take(Duration::ZERO).is_some());
    }

    #[test]
    fn a_waiter_is_not_overtaken_by_a_busy_loop() {
        let slots = Slots::holding(0_u8);
        let mine = slots.take(Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| slots.take(LONG).is_some());
            await_queue(&slots, 1);
            drop(mine);
            // The queue is not empty, so this caller has to queue behind the waiter.
            assert!(slots.take(LONG).is_some());
            assert!(waiter.join().unwrap());
        });
    }

    #[test]
    fn a_slot_is_handed_on_only_to_the_next_and_only_if_that_one_joins() {
        let slots = Slots::holding(0_u8);
        let mine = slots.take(Duration::ZERO).unwrap();
        let mine = mine.hand_on().expect_err("nobody waits");
        thread::scope(|scope| {
            let apart = scope.spawn(|| slots.take(LONG).is_some());
            await_queue(&slots, 1);
            let joining = scope.spawn(|| slots.take_and_join(LONG).is_some());
            await_queue(&slots, 2);
            let mine = mine.hand_on().expect_err("the next one stays apart");
            drop(mine);
            assert!(apart.join().unwrap() && joining.join().unwrap());

            let mine = slots.take(Duration::ZERO).unwrap();
            let joining = scope.spawn(|| slots.take_and_join(LONG).is_some());
            await_queue(&slots, 1);
            assert!(mine.hand_on().is_ok());
            assert!(joining.join().unwrap());
        });
        assert!(slots.take(Duration::ZERO).is_some(), "it came back once");
    }

    fn await_queue(slots: &Slots<u8>, count: usize) {
        while slots.waiting() < count {
            thread::yield_now();
        }
    }
}
