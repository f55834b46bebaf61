//! The context of a running operation, the same for reads and writes.

use super::event::Event;
use super::host::Host;
use super::look::Look;
use super::perform::Act;
use crate::foundation::time::Timestamp;
use crate::store::ReadTx;

/// The context of a running operation: its transaction, its instant, its host and its audit event.
pub(crate) trait Context: ReadTx {
    fn now(&self) -> Timestamp;
    fn host(&self) -> &Host;
    fn event(&mut self) -> &mut Event;
}

impl Context for Act<'_> {
    fn now(&self) -> Timestamp {
        self.now
    }
    fn host(&self) -> &Host {
        self.host
    }
    fn event(&mut self) -> &mut Event {
        &mut self.event
    }
}

impl Context for Look<'_> {
    fn now(&self) -> Timestamp {
        self.now
    }
    fn host(&self) -> &Host {
        self.host
    }
    fn event(&mut self) -> &mut Event {
        &mut self.event
    }
}
