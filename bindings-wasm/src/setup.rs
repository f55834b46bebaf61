//! What a host plugs in: keys and the portal's address as values, the time with each
//! call, randomness from the engine.

use casegate::foundation::bytes::Bytes;
use casegate::foundation::env::{Clock, Entropy, EntropyFailed, Key, KeyPurpose, KeyRing};
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::{FirmId, OfficeId};
use casegate::foundation::time::Timestamp;
use casegate::{Origin, Role, Source, Staff};
use js_sys::Uint8Array;
use serde::Deserialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use wasm_bindgen::prelude::*;

/// The settings of a portal.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Setup {
    /// The address of the portal's pages.
    #[serde(default)]
    origin: Option<String>,
    /// Its keys.
    #[serde(default)]
    keys: Vec<GivenKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GivenKey {
    purpose: Purpose,
    number: u32,
    bytes: Bytes,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Purpose {
    Seal,
    Token,
    Index,
    Outbox,
}

impl Setup {
    pub(crate) fn origin(&self) -> Result<Option<Origin>> {
        let parse = |origin: &String| Origin::parse(origin).map_err(|error| error.in_field("origin"));
        self.origin.as_ref().map(parse).transpose()
    }

    pub(crate) fn keys(&self) -> Result<KeyRing> {
        self.keys.iter().try_fold(KeyRing::new(), |ring, given| {
            let purpose = match given.purpose {
                Purpose::Seal => KeyPurpose::Seal,
                Purpose::Token => KeyPurpose::Token,
                Purpose::Index => KeyPurpose::Index,
                Purpose::Outbox => KeyPurpose::Outbox,
            };
            let bytes = given.bytes.as_slice().and_then(|bytes| bytes.try_into().ok());
            let bytes = bytes.ok_or_else(|| Error::at(Code::KEY_UNAVAILABLE, "keys"))?;
            Ok(ring.with(purpose, given.number, Key::new(bytes).map_err(|error| error.in_field("keys"))?))
        })
    }
}

/// The member of staff at the desk, whom the host has authenticated.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GivenStaff {
    firm: FirmId,
    id: String,
    name: String,
    roles: Vec<String>,
    #[serde(default)]
    offices: Option<Vec<OfficeId>>,
}

impl GivenStaff {
    pub(crate) fn known(self) -> Result<Staff> {
        let role = |name: &String| {
            let role = Role::ALL.into_iter().find(|role| role.name() == *name);
            role.ok_or_else(|| Error::at(Code::INPUT_MALFORMED, "staff.roles"))
        };
        let roles = self.roles.iter().map(role).collect::<Result<_>>()?;
        Ok(Staff { firm: self.firm, id: self.id, name: self.name, roles, offices: self.offices })
    }
}

/// Where a request came from.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GivenSource {
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    request: Option<String>,
    #[serde(default)]
    device: Option<String>,
}

impl From<GivenSource> for Source {
    fn from(given: GivenSource) -> Self {
        Self { address: given.address, request: given.request, device: given.device }
    }
}

/// A clock that returns the instant passed with the present call. The package's JavaScript reads the host's
/// clock before each call, so no foreign code runs inside one.
#[derive(Clone, Default)]
pub(crate) struct HandedClock(Arc<AtomicI64>);

impl HandedClock {
    /// Sets the instant that the clock returns.
    ///
    /// # Errors
    /// `instant_invalid` at `clock`, if `millis` is not an instant from 1970 on.
    pub(crate) fn set(&self, millis: f64) -> Result<()> {
        #[expect(clippy::cast_possible_truncation, reason = "it is checked to be in the range")]
        if (0.0..=8.64e15).contains(&millis) {
            self.0.store(millis as i64, Ordering::Relaxed);
            Ok(())
        } else {
            Err(Error::at(Code::INSTANT_INVALID, "clock"))
        }
    }
}

impl Clock for HandedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::Relaxed))
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &Uint8Array) -> Result<Uint8Array, JsValue>;
}

/// The most bytes that the engine returns at once.
const AT_ONCE: usize = 65_536;

/// The engine's random generator.
pub(crate) struct EngineEntropy;

impl Entropy for EngineEntropy {
    fn fill(&self, bytes: &mut [u8]) -> std::result::Result<(), EntropyFailed> {
        for piece in bytes.chunks_mut(AT_ONCE) {
            let length = u32::try_from(piece.len()).map_err(|_| EntropyFailed)?;
            // A separate buffer, because the engine may refuse one that is shared with other workers.
            let random = Uint8Array::new_with_length(length);
            get_random_values(&random).map_err(|_| EntropyFailed)?;
            random.copy_to(piece);
            random.fill(0, 0, length);
        }
        Ok(())
    }
}
