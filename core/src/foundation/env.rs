//! Interfaces that a host implements: the clock, the random generator and the keys.

use crate::foundation::error::{Code, Error, Result};
use crate::foundation::time::Timestamp;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};
use uuid::Uuid;
use zeroize::Zeroizing;

/// A source of the time. The portal reads it once for each operation.
pub trait Clock: Send + Sync {
    /// Returns the present instant in UTC.
    fn now(&self) -> Timestamp;
}

/// A source of random bytes that are fit for secrets.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` completely.
    ///
    /// # Errors
    /// [`EntropyFailed`] if the generator is not available; then nothing that needs the bytes is created.
    fn fill(&self, bytes: &mut [u8]) -> std::result::Result<(), EntropyFailed>;
}

/// A failure of the random generator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the random generator failed")]
pub struct EntropyFailed;

impl From<EntropyFailed> for Error {
    fn from(_: EntropyFailed) -> Self {
        Self::new(Code::ENTROPY_UNAVAILABLE)
    }
}

/// Returns a new time-ordered UUID (version 7) from the host's clock and generator.
pub(crate) fn new_uuid(now: Timestamp, entropy: &dyn Entropy) -> Result<Uuid> {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random)?;
    let millis = u64::try_from(now.as_millis()).unwrap_or_default();
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

/// Returns a new UUID that does not reveal when it was made.
pub(crate) fn new_timeless_uuid(entropy: &dyn Entropy) -> Result<Uuid> {
    let mut random = [0; 16];
    entropy.fill(&mut random)?;
    Ok(uuid::Builder::from_random_bytes(random).into_uuid())
}

/// The purpose of a key. A key never serves two purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum KeyPurpose {
    /// Sealing of taxpayer and account numbers (XChaCha20-Poly1305).
    Seal,
    /// Binding of credentials to their rows, of the audit's chains, and of search cursors (HMAC-SHA-256). Without a key a plain SHA-256 is used.
    Token,
    /// Look-ups of sealed numbers (HMAC-SHA-256, truncated). Without a key such a search finds nothing.
    Index,
    /// Sealing of secrets in messages that wait to be sent (XChaCha20-Poly1305). Without a key such a message is refused.
    Outbox,
}

impl KeyPurpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::Seal, Self::Token, Self::Index, Self::Outbox];
}

/// A key of 32 secret bytes, wiped when the last copy is dropped.
#[derive(Clone)]
pub struct Key(Arc<Material>);

struct Material {
    bytes: Zeroizing<[u8; 32]>,
    /// The initial state of every MAC under this key; wiped as well.
    mac: OnceLock<Hmac<Sha256>>,
}

impl Key {
    /// Creates a key of these bytes.
    ///
    /// # Errors
    /// `key_unavailable` if all bytes are equal: a zeroed buffer is not a key.
    pub fn new(bytes: [u8; 32]) -> Result<Self> {
        let bytes = Zeroizing::new(bytes);
        if bytes.iter().all(|b| Some(b) == bytes.first()) {
            return Err(Error::new(Code::KEY_UNAVAILABLE));
        }
        Ok(Self(Arc::new(Material { bytes, mac: OnceLock::new() })))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0.bytes
    }

    /// Returns a new MAC (HMAC-SHA-256) under this key, without any input yet.
    pub(crate) fn mac(&self) -> Option<Hmac<Sha256>> {
        match self.0.mac.get() {
            Some(mac) => Some(mac.clone()),
            None => {
                let mac = Hmac::<Sha256>::new_from_slice(self.bytes()).ok()?;
                Some(self.0.mac.get_or_init(|| mac).clone())
            }
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(redacted)")
    }
}

/// A source of keys by purpose and number. To rotate a key, the host adds one with a higher number and keeps the old
/// ones, with which stored data is read and found.
pub trait Keys: Send + Sync {
    /// Returns the number of the key for new data; `None` if there is none for this purpose.
    fn current(&self, purpose: KeyPurpose) -> Option<u32>;
    /// Returns the key with this number; `None` if it does not exist or no longer exists.
    fn key(&self, purpose: KeyPurpose, number: u32) -> Option<Key>;
}

/// Keys held in memory.
#[derive(Clone, Debug, Default)]
pub struct KeyRing {
    keys: BTreeMap<(KeyPurpose, u32), Key>,
}

impl KeyRing {
    /// Creates a ring without keys. Sensitive fields are refused, and credentials are stored as plain SHA-256.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key to the ring. The highest number of a purpose is the current one.
    #[must_use]
    pub fn with(mut self, purpose: KeyPurpose, number: u32, key: Key) -> Self {
        self.keys.insert((purpose, number), key);
        self
    }
}

impl Keys for KeyRing {
    fn current(&self, purpose: KeyPurpose) -> Option<u32> {
        self.keys.keys().filter(|(p, _)| *p == purpose).map(|(_, number)| *number).max()
    }

    fn key(&self, purpose: KeyPurpose, number: u32) -> Option<Key> {
        self.keys.get(&(purpose, number)).cloned()
    }
}

/// The operating system's clock.
#[cfg(feature = "system")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg(feature = "system")]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now(&self) -> Timestamp {
        let elapsed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random generator.
#[cfg(feature = "system")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

#[cfg(feature = "system")]
impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> std::result::Result<(), EntropyFailed> {
        use rand::TryRng;
        rand::rngs::SysRng.try_fill_bytes(bytes).map_err(|_| EntropyFailed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zeroed_buffer_is_not_a_key() {
        assert_eq!(Key::new([0; 32]).unwrap_err().code(), Code::KEY_UNAVAILABLE);
        assert_eq!(Key::new([7; 32]).unwrap_err().code(), Code::KEY_UNAVAILABLE);
        assert!(Key::new(std::array::from_fn(|i| i as u8)).is_ok());
    }

    #[test]
    fn the_highest_number_is_current() {
        let key = || Key::new(std::array::from_fn(|i| i as u8)).unwrap();
        let ring = KeyRing::new().with(KeyPurpose::Seal, 2, key()).with(KeyPurpose::Seal, 1, key());
        assert_eq!(ring.current(KeyPurpose::Seal), Some(2));
        assert_eq!(ring.current(KeyPurpose::Token), None);
        assert!(ring.key(KeyPurpose::Seal, 1).is_some());
    }
}
