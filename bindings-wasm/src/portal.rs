//! The native portal, which the JavaScript half of the package wraps.

use crate::setup::{EngineEntropy, GivenSource, GivenStaff, HandedClock, Setup};
use casegate::foundation::error::{Code, Error, Result};
use casegate::store::Store;
use casegate::{Operation, Portal, Source, Visit};
use casegate_sqlite::{SqliteOptions, SqliteStore};
use casegate_wasm_values::{JsWire, calmly, read, write};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// A portal with its store. Desks and visits are made anew for each call, so JavaScript has nothing to free.
#[wasm_bindgen]
pub struct NativePortal {
    // A panic is caught inside each call, and the store rolls back the transaction it was in.
    open: AssertUnwindSafe<RefCell<Option<Rc<Open>>>>,
}

struct Open {
    portal: Portal,
    store: Arc<SqliteStore>,
    clock: HandedClock,
}

impl NativePortal {
    fn on(setup: &Setup, store: SqliteStore) -> Result<Self> {
        let (store, clock) = (Arc::new(store), HandedClock::default());
        let shared: Arc<dyn Store> = Arc::<SqliteStore>::clone(&store);
        let mut builder =
            Portal::on_shared(shared).clock(clock.clone()).entropy(EngineEntropy).keys(setup.keys()?);
        if let Some(origin) = setup.origin()? {
            builder = builder.origin(origin);
        }
        let open = Open { portal: builder.build()?, store, clock };
        Ok(Self { open: AssertUnwindSafe(RefCell::new(Some(Rc::new(open)))) })
    }

    fn open(&self) -> Result<Rc<Open>> {
        self.open.borrow().clone().ok_or_else(|| Error::new(Code::STATE_FORBIDS))
    }

    fn host(&self, now: f64, call: impl FnOnce(&Open) -> Result<JsValue>) -> Result<JsValue, JsValue> {
        calmly(|| {
            let open = self.open()?;
            open.clock.set(now)?;
            call(&open)
        })
    }
}

fn source(given: &JsValue) -> Result<Source> {
    Ok(read::<Option<GivenSource>>(given)?.map(Source::from).unwrap_or_default())
}

fn visit(open: &Open, session: Option<&str>, given: &JsValue) -> Result<Visit> {
    let source = source(given)?;
    Ok(match session {
        Some(session) => open.portal.visit(session, &source),
        None => open.portal.visitor(&source),
    })
}

fn at(operation: usize) -> Result<Operation> {
    Operation::ALL.get(operation).copied().ok_or_else(|| Error::new(Code::OPERATION_UNKNOWN))
}

#[wasm_bindgen]
impl NativePortal {
    /// Opens a portal in memory, empty or with the contents of a database.
    ///
    /// # Errors
    /// Those of keys, addresses and databases.
    #[wasm_bindgen(js_name = inMemory)]
    pub fn in_memory(setup: JsValue, contents: Option<Vec<u8>>) -> Result<NativePortal, JsValue> {
        calmly(|| {
            let options = SqliteOptions::new();
            let store = match contents {
                Some(contents) => options.open_bytes(contents)?,
                None => options.open_in_memory()?,
            };
            Self::on(&read(&setup)?, store)
        })
    }

    /// Runs an operation of the desk, given by its index in the table.
    ///
    /// # Errors
    /// The operation's refusals.
    pub fn desk(
        &self,
        operation: usize,
        staff: JsValue,
        from: JsValue,
        input: JsValue,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        self.host(now, |open| {
            let staff = read::<GivenStaff>(&staff).map_err(|error| in_part("staff", error))?.known()?;
            let source = source(&from).map_err(|error| in_part("source", error))?;
            open.portal.desk(staff, &source)?.answer(at(operation)?, &JsWire::new(input))
        })
    }

    /// Runs an operation of a visit, given by its index in the table.
    ///
    /// # Errors
    /// The operation's refusals.
    pub fn visit(
        &self,
        operation: usize,
        session: Option<String>,
        from: JsValue,
        input: JsValue,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        self.host(now, |open| {
            let visit = visit(open, session.as_deref(), &from).map_err(|error| in_part("source", error))?;
            visit.answer(at(operation)?, &JsWire::new(input))
        })
    }

    /// Runs an operation of the host, given by its index in the table.
    ///
    /// # Errors
    /// The operation's refusals.
    #[wasm_bindgen(js_name = hostDoor)]
    pub fn host_door(&self, operation: usize, input: JsValue, now: f64) -> Result<JsValue, JsValue> {
        self.host(now, |open| open.portal.host().answer(at(operation)?, &JsWire::new(input)))
    }

    /// Returns the anti-forgery value of a session's pages.
    ///
    /// # Errors
    /// `state_forbids` once closed.
    pub fn csrf(&self, session: Option<String>) -> Result<Option<String>, JsValue> {
        calmly(|| Ok(visit(&*self.open()?, session.as_deref(), &JsValue::NULL)?.csrf()))
    }

    /// Whether `presented` is the anti-forgery value of the session's pages.
    ///
    /// # Errors
    /// `state_forbids` once closed.
    #[wasm_bindgen(js_name = csrfMatches)]
    pub fn csrf_matches(&self, session: Option<String>, presented: &str) -> Result<bool, JsValue> {
        calmly(|| Ok(visit(&*self.open()?, session.as_deref(), &JsValue::NULL)?.csrf_matches(presented)))
    }

    /// Checks that the host is set up as the library's promises require.
    ///
    /// # Errors
    /// The store's errors.
    pub fn doctor(&self, now: f64) -> Result<JsValue, JsValue> {
        self.host(now, |open| write(&open.portal.doctor()?))
    }

    /// Returns a page of the store's own audit chain.
    ///
    /// # Errors
    /// `number_out_of_range`; `input_malformed`.
    #[wasm_bindgen(js_name = listStoreAudit)]
    pub fn list_store_audit(
        &self,
        order: JsValue,
        after: JsValue,
        limit: JsValue,
        now: f64,
    ) -> Result<JsValue, JsValue> {
        self.host(now, |open| {
            let order = read(&order).map_err(|error| error.in_field("order"))?;
            let after = read(&after).map_err(|error| error.in_field("after"))?;
            let limit = read(&limit).map_err(|error| error.in_field("limit"))?;
            write(&open.portal.list_store_audit(order, after, limit)?)
        })
    }

    /// Verifies the store's own audit chain.
    ///
    /// # Errors
    /// The store's errors.
    #[wasm_bindgen(js_name = verifyStoreAudit)]
    pub fn verify_store_audit(&self, now: f64) -> Result<JsValue, JsValue> {
        self.host(now, |open| write(&open.portal.verify_store_audit()?))
    }

    /// Accepts the clock's time although it is far from the last act. The change is audited.
    ///
    /// # Errors
    /// The store's errors.
    #[wasm_bindgen(js_name = acceptClock)]
    pub fn accept_clock(&self, now: f64) -> Result<JsValue, JsValue> {
        self.host(now, |open| write(&open.portal.accept_clock()?))
    }

    /// Searches the whole store for damage.
    ///
    /// # Errors
    /// `store_corrupt` if there is any.
    pub fn check(&self) -> Result<(), JsValue> {
        calmly(|| Ok(self.open()?.store.check()?))
    }

    /// Returns the store as the bytes of a database file.
    ///
    /// # Errors
    /// The store's errors.
    #[wasm_bindgen(js_name = exportDatabase)]
    pub fn export_database(&self) -> Result<js_sys::Uint8Array, JsValue> {
        calmly(|| Ok(js_sys::Uint8Array::from(self.open()?.store.to_bytes()?.as_slice())))
    }

    /// Closes the portal and its store, once a call that is still running has ended.
    pub fn close(&self) {
        drop(self.open.take());
    }
}

fn in_part(part: &'static str, error: Error) -> Error {
    let field = error.field().map_or_else(|| part.to_owned(), |field| format!("{part}.{field}"));
    Error::at(error.code(), field)
}

#[cfg(target_family = "wasm")]
#[wasm_bindgen]
impl NativePortal {
    /// Opens a portal on the private files, which must be open already.
    ///
    /// # Errors
    /// Those of keys, addresses and stores.
    #[wasm_bindgen(js_name = onPrivateFiles)]
    pub fn on_private_files(setup: JsValue, contents: Option<Vec<u8>>) -> Result<NativePortal, JsValue> {
        calmly(|| {
            let setup = read(&setup)?;
            if let Some(contents) = contents {
                SqliteOptions::new().open_bytes(contents)?.backup_to(crate::private_files::NAME)?;
            }
            Self::on(&setup, SqliteOptions::new().open(crate::private_files::NAME)?)
        })
    }
}
