//! A bounded set of things lent one at a time, first come first served.

use crate::platform::Deadline;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// At most so many lent at once; what comes back is lent again before anything new is made.
pub(crate) struct Slots<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    idle: Vec<T>,
    free: usize,
    /// Who waits, oldest first: without it a thread that writes in a loop would overtake everyone for ever.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// A right to use one thing, and the thing if it was made already. Comes back when dropped.
pub(crate) struct Slot<'a, T> {
    slots: &'a Slots<T>,
    thing: Option<T>,
}

impl<T> Slots<T> {
    pub(crate) fn new(limit: usize) -> Self {
        let state = State { idle: Vec::new(), free: limit, queue: VecDeque::new(), next_ticket: 0 };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    pub(crate) fn holding(thing: T) -> Self {
        let slots = Self::new(1);
        slots.lock().idle.push(thing);
        slots
    }

    /// Takes a slot, waiting at most `wait` for one.
    pub(crate) fn take(&self, wait: Duration) -> Option<Slot<'_, T>> {
        let mut state = self.lock();
        if state.queue.is_empty() && state.free > 0 {
            return Some(self.lend(&mut state));
        }
        let deadline = Deadline::after(wait);
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(ticket);
        loop {
            let left = deadline.left();
            if state.free > 0 && state.queue.front() == Some(&ticket) {
                state.queue.pop_front();
                self.changed.notify_all();
                return Some(self.lend(&mut state));
            }
            if left.is_zero() {
                state.queue.retain(|waiting| *waiting != ticket);
                self.changed.notify_all();
                return None;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Takes out everything that is not lent.
    pub(crate) fn drain(&self) -> Vec<T> {
        std::mem::take(&mut self.lock().idle)
    }

    fn lend(&self, state: &mut State<T>) -> Slot<'_, T> {
        state.free -= 1;
        Slot { slots: self, thing: state.idle.pop() }
    }

    /// No code that can panic runs under this lock, so a poisoned one holds a whole state.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Slot<'_, T> {
    /// The thing; `make` makes it if this slot has none yet.
    pub(crate) fn get_or_make<E>(&mut self, make: impl FnOnce() -> Result<T, E>) -> Result<&mut T, E> {
        match &mut self.thing {
            Some(thing) => Ok(thing),
            empty => Ok(empty.insert(make()?)),
        }
    }
}

impl<T> Drop for Slot<'_, T> {
    fn drop(&mut self) {
        let mut state = self.slots.lock();
        state.idle.extend(self.thing.take());
        state.free += 1;
        if !state.queue.is_empty() {
            self.slots.changed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::thread;

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
        let slots = Arc::new(Slots::holding(0_u8));
        let mine = slots.take(Duration::ZERO).unwrap();
        let other = Arc::clone(&slots);
        let waiter = thread::spawn(move || other.take(Duration::from_secs(20)).is_some());
        while slots.lock().queue.is_empty() {
            thread::yield_now();
        }
        drop(mine);
        // The queue is not empty, so this one has to stand behind the waiter.
        assert!(slots.take(Duration::from_secs(20)).is_some());
        assert!(waiter.join().unwrap());
    }
}
