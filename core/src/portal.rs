//! The portal and its three doors.

use crate::access::credential;
use crate::access::roster::record_staff;
use crate::access::source::Source;
use crate::access::staff::Staff;
use crate::act::{Act, Door, Event, Host, Look, Operation, act, look, quietly};
use crate::audit::record::{Actor, Chain};
use crate::foundation::env::{Clock, Entropy, KeyRing, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::origin::Origin;
use crate::foundation::secret::{Token, TokenKind};
use crate::sessions::authenticate::{authenticate, touch};
use crate::sessions::viewer::Viewer;
use crate::store::Store;
use crate::store::blobs::Blobs;
use std::fmt;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// A client portal over a host's store. It is cheap to clone and can be shared between threads.
///
/// Staff use [`Portal::desk`], clients use [`Portal::visit`], and the host itself uses [`Portal::host`].
#[derive(Clone)]
pub struct Portal {
    host: Arc<Host>,
}

/// A builder for [`Portal`]. Everything but the store has a default.
pub struct PortalBuilder {
    store: Arc<dyn Store>,
    blobs: Option<Arc<dyn Blobs>>,
    clock: Option<Arc<dyn Clock>>,
    entropy: Option<Arc<dyn Entropy>>,
    keys: Arc<dyn Keys>,
    origin: Option<Origin>,
}

impl PortalBuilder {
    /// Stores the bytes of documents in `blobs` instead of the store.
    #[must_use]
    pub fn blobs(mut self, blobs: impl Blobs + 'static) -> Self {
        self.blobs = Some(Arc::new(blobs));
        self
    }

    /// Uses this clock instead of the system clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Uses this source of random bytes instead of the operating system's generator.
    #[must_use]
    pub fn entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Some(Arc::new(entropy));
        self
    }

    /// Uses these keys to seal sensitive values and to bind credentials to rows. Without keys, sensitive fields are refused.
    #[must_use]
    pub fn keys(mut self, keys: impl Keys + 'static) -> Self {
        self.keys = Arc::new(keys);
        self
    }

    /// Sets the web address that links start with.
    #[must_use]
    pub fn origin(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Builds the portal.
    ///
    /// # Errors
    /// `defect` if there is no clock or no generator: none was given and the `system` feature is off.
    pub fn build(self) -> Result<Portal> {
        let clock = self.clock.or_else(system_clock).ok_or_else(|| Error::at(Code::DEFECT, "clock"))?;
        let entropy =
            self.entropy.or_else(system_entropy).ok_or_else(|| Error::at(Code::DEFECT, "entropy"))?;
        Ok(Portal {
            host: Arc::new(Host::new(self.store, self.blobs, clock, entropy, self.keys, self.origin)),
        })
    }
}

#[cfg(feature = "system")]
fn system_clock() -> Option<Arc<dyn Clock>> {
    Some(Arc::new(crate::foundation::env::SystemClock))
}
#[cfg(not(feature = "system"))]
fn system_clock() -> Option<Arc<dyn Clock>> {
    None
}
#[cfg(feature = "system")]
fn system_entropy() -> Option<Arc<dyn Entropy>> {
    Some(Arc::new(crate::foundation::env::SystemEntropy))
}
#[cfg(not(feature = "system"))]
fn system_entropy() -> Option<Arc<dyn Entropy>> {
    None
}

impl Portal {
    /// Returns a builder for a portal on `store`.
    #[must_use]
    pub fn on(store: impl Store + 'static) -> PortalBuilder {
        Self::on_shared(Arc::new(store))
    }

    /// Returns a builder for a portal on a store that is shared with others.
    #[must_use]
    pub fn on_shared(store: Arc<dyn Store>) -> PortalBuilder {
        PortalBuilder {
            store,
            blobs: None,
            clock: None,
            entropy: None,
            keys: Arc::new(KeyRing::new()),
            origin: None,
        }
    }

    pub(crate) fn parts(&self) -> &Host {
        &self.host
    }

    /// Returns the host's own operations: the outbox and the jobs of all firms. No credential opens them, so a host must not offer
    /// them over a network.
    #[must_use]
    pub fn host(&self) -> HostDoor {
        HostDoor { host: Arc::clone(&self.host) }
    }

    /// Returns the desk of a member of staff whom the host has authenticated.
    ///
    /// # Errors
    /// `text_required`, `text_too_long` or `text_invalid` at `staff.id` or `staff.name`; `list_too_long` at `staff.offices`.
    pub fn desk(&self, staff: Staff, source: &Source) -> Result<Desk> {
        Ok(Desk { host: Arc::clone(&self.host), staff: staff.normalized()?, source: source.normalized() })
    }

    /// Returns a visit without a session. Only opening a link and reporting a leak are possible.
    #[must_use]
    pub fn visitor(&self, source: &Source) -> Visit {
        Visit { host: Arc::clone(&self.host), session: None, source: source.normalized() }
    }

    /// Returns a visit with a session's credential, as it is in the host's cookie. Every operation verifies it again.
    #[must_use]
    pub fn visit(&self, session: &str, source: &Source) -> Visit {
        let session = Token::parse(TokenKind::Session, session).ok();
        Visit { host: Arc::clone(&self.host), session, source: source.normalized() }
    }
}

impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Portal")
    }
}

/// The desk: the operations of one member of staff in their firm.
#[derive(Clone)]
pub struct Desk {
    host: Arc<Host>,
    staff: Staff,
    source: Source,
}

impl Desk {
    /// Returns the member of staff who acts.
    #[must_use]
    pub fn staff(&self) -> &Staff {
        &self.staff
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn act<T>(
        &self,
        operation: Operation,
        mut body: impl FnMut(&mut Act<'_>) -> Result<T>,
    ) -> Result<T> {
        act(&self.host, &self.event(operation), |act| {
            self.permit(operation)?;
            let value = body(act)?;
            record_staff(act, &self.staff, act.now)?;
            Ok(value)
        })
    }

    pub(crate) fn look<T>(
        &self,
        operation: Operation,
        mut body: impl FnMut(&mut Look<'_>) -> Result<T>,
    ) -> Result<T> {
        look(&self.host, &self.event(operation), |look| {
            self.permit(operation)?;
            body(look)
        })
    }

    pub(crate) fn permit(&self, operation: Operation) -> Result<()> {
        match operation.door() {
            Door::Desk(permission) if self.staff.may(permission) => Ok(()),
            Door::Desk(_) | Door::Visit(_) | Door::Host => Err(Error::new(Code::PERMISSION_MISSING)),
        }
    }

    fn event(&self, operation: Operation) -> Event {
        let actor = Actor::Staff { id: self.staff.id.clone(), name: self.staff.name.clone() };
        let firm = self.staff.firm;
        Event::new(operation, actor, self.source.clone(), Chain::Firm(firm), Some(firm))
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles: Vec<_> = self.staff.roles.iter().map(|role| role.name()).collect();
        write!(f, "Desk({} of {})", roles.join(", "), self.staff.firm)
    }
}

/// A visit: the operations of the holder of one session within what the session reaches.
pub struct Visit {
    host: Arc<Host>,
    session: Option<Token>,
    source: Source,
}

impl Visit {
    /// Returns the anti-forgery value for the forms of this session's pages; `None` without a well-formed session.
    #[must_use]
    pub fn csrf(&self) -> Option<String> {
        self.session.as_ref().map(credential::csrf)
    }

    /// Returns whether `presented` is this session's anti-forgery value.
    #[must_use]
    pub fn csrf_matches(&self, presented: &str) -> bool {
        self.csrf().is_some_and(|csrf| bool::from(csrf.as_bytes().ct_eq(presented.as_bytes())))
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    /// Runs an operation without a session: opening a link, reporting a leak.
    pub(crate) fn act_unknown<T>(
        &self,
        operation: Operation,
        body: impl FnMut(&mut Act<'_>) -> Result<T>,
    ) -> Result<T> {
        act(&self.host, &self.event(operation), body)
    }

    /// Runs an operation that writes within the session's reach.
    pub(crate) fn act<T>(
        &self,
        operation: Operation,
        mut body: impl FnMut(&mut Act<'_>, &Viewer) -> Result<T>,
    ) -> Result<T> {
        let token = self.credential()?;
        act(&self.host, &self.event(operation), |act| {
            let viewer = authenticate(act, token)?;
            viewer.mode.check(operation)?;
            let value = body(act, &viewer)?;
            touch(act, &viewer)?;
            Ok(value)
        })
    }

    /// Runs an operation that reads within the session's reach.
    pub(crate) fn look<T>(
        &self,
        operation: Operation,
        mut body: impl FnMut(&mut Look<'_>, &Viewer) -> Result<T>,
    ) -> Result<T> {
        let token = self.credential()?;
        let mut touch_is_due = false;
        let value = look(&self.host, &self.event(operation), |look| {
            let viewer = authenticate(look, token)?;
            touch_is_due = viewer.is_touch_due(look.now);
            body(look, &viewer)
        })?;
        if touch_is_due {
            self.keep_alive(operation, token);
        }
        Ok(value)
    }

    /// Stores the time of the last use after an operation that only read. A failure is ignored: the session then ends earlier,
    /// but reads keep working while the store cannot be written.
    fn keep_alive(&self, operation: Operation, token: &Token) {
        let mut event = self.event(operation);
        event.suppress();
        let _ = act(&self.host, &event, |act| {
            let viewer = authenticate(act, token)?;
            touch(act, &viewer)
        });
    }

    /// Returns the session's credential. One that is not well-formed is refused without a read of the store.
    fn credential(&self) -> Result<&Token> {
        self.session.as_ref().ok_or_else(|| Error::new(Code::LINK_INVALID))
    }

    fn event(&self, operation: Operation) -> Event {
        Event::new(operation, Actor::Unknown {}, self.source.clone(), Chain::Store, None)
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Visit({})", if self.session.is_some() { "session redacted" } else { "no session" })
    }
}

/// The host's own operations, for all firms.
#[derive(Clone)]
pub struct HostDoor {
    host: Arc<Host>,
}

impl HostDoor {
    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn act<T>(
        &self,
        operation: Operation,
        body: impl FnMut(&mut Act<'_>) -> Result<T>,
    ) -> Result<T> {
        act(&self.host, &host_event(operation), body)
    }

    /// Runs a write that leaves no event.
    pub(crate) fn act_quietly<T>(
        &self,
        operation: Operation,
        body: impl FnMut(&mut Act<'_>) -> Result<T>,
    ) -> Result<T> {
        quietly(&self.host, operation, body)
    }

    pub(crate) fn look<T>(
        &self,
        operation: Operation,
        body: impl FnMut(&mut Look<'_>) -> Result<T>,
    ) -> Result<T> {
        look(&self.host, &host_event(operation), body)
    }
}

fn host_event(operation: Operation) -> Event {
    Event::new(operation, Actor::Host {}, Source::default(), Chain::Store, None)
}

impl fmt::Debug for HostDoor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostDoor")
    }
}
