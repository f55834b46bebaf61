//! Credentials: a selector that finds the row, and a verifier of which only the MAC is stored.

use super::{Floor, random};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hmac::Mac as _;
use rusqlite::Result;
use subtle::ConstantTimeEq as _;

const SELECTOR: usize = 16;
const VERIFIER: usize = 32;

pub(super) struct Credential {
    pub(super) selector: [u8; SELECTOR],
    verifier: [u8; VERIFIER],
}

impl Credential {
    pub(super) fn generate() -> Result<Self> {
        Ok(Self { selector: random()?, verifier: random()? })
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; SELECTOR + VERIFIER];
        let length = BASE64.decode_slice(text, &mut bytes).ok()?;
        let (selector, verifier) = bytes.split_first_chunk()?;
        Some(Self {
            selector: *selector,
            verifier: verifier.try_into().ok().filter(|_| length == bytes.len())?,
        })
    }

    pub(super) fn write(&self) -> String {
        let mut bytes = [0; SELECTOR + VERIFIER];
        let (selector, verifier) = bytes.split_at_mut(SELECTOR);
        selector.copy_from_slice(&self.selector);
        verifier.copy_from_slice(&self.verifier);
        BASE64.encode(bytes)
    }
}

impl Floor {
    /// Returns the stored hash of a credential of this kind and firm.
    pub(super) fn hash(&self, kind: &[u8], firm: &[u8; 16], credential: &Credential) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for part in [kind, firm, &credential.selector, &credential.verifier] {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    pub(super) fn opens(
        &self,
        kind: &[u8],
        firm: &[u8; 16],
        credential: &Credential,
        stored: &[u8; 32],
    ) -> bool {
        self.hash(kind, firm, credential).ct_eq(stored).into()
    }
}
