//! How a credential is stored, and the only code that verifies one (SECURITY A.2, A.3).

use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::secret::{Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity, millis};
use crate::store::Stored;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// A credential as it is stored: never the secret itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) firm: FirmId,
    /// The selector, as index key and name for the audit.
    pub(crate) selector: String,
    /// HMAC-SHA-256 of the domain, firm, selector and verifier under the token key, or their SHA-256 if there was none.
    hash: String,
    /// The number of the token key; `None` for plain SHA-256.
    key: Option<u32>,
    #[serde(with = "millis")]
    pub(crate) from: Timestamp,
    #[serde(with = "millis")]
    pub(crate) until: Timestamp,
    state: State,
}

/// Whether a credential opens anything, with what proves it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum State {
    /// It does, and was stored while the host had no token key.
    Unsealed,
    /// It does. The seal is a MAC over the credential and what else its row says, so that a row cannot be moved to another case
    /// or given a longer life by somebody who can write the database but has no key.
    Sealed(String),
    /// It does not any more. Without its seal the row opens nothing even if somebody takes the end back.
    Ended(#[serde(with = "millis")] Timestamp),
}

/// Why a credential was refused; for the audit alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Unknown,
    WrongVerifier,
    Tampered,
    KeyMissing,
    Expired,
    Ended,
    Throttled,
    /// The client's portal access is switched off.
    Suspended,
}

impl Refusal {
    /// Every reason, for the test that each is seen.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 8] = [
        Self::Unknown,
        Self::WrongVerifier,
        Self::Tampered,
        Self::KeyMissing,
        Self::Expired,
        Self::Ended,
        Self::Throttled,
        Self::Suspended,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::WrongVerifier => "wrong_verifier",
            Self::Tampered => "tampered",
            Self::KeyMissing => "key_missing",
            Self::Expired => "expired",
            Self::Ended => "ended",
            Self::Throttled => "throttled",
            Self::Suspended => "suspended",
        }
    }
}

impl Credential {
    /// Makes what is stored of a fresh credential. `binding` is what else the row says: [`verify`] checks it again.
    pub(crate) fn issue(
        token: &Token,
        firm: FirmId,
        life: Validity,
        binding: &Binding,
        keys: &dyn Keys,
    ) -> Result<Self> {
        let key = keys.current(KeyPurpose::Token);
        let hash = hash(token, firm, key, keys).ok_or_else(|| Error::new(Code::KEY_UNAVAILABLE))?;
        let mut credential = Self {
            firm,
            selector: token.selector().to_string(),
            hash: BASE64.encode(hash),
            key,
            from: life.from,
            until: life.until,
            state: State::Unsealed,
        };
        credential.reseal(token.kind(), binding, keys)?;
        Ok(credential)
    }

    /// Ends the credential for good. That never needs a key.
    pub(crate) fn end(&mut self, now: Timestamp) {
        if self.ended_at().is_none() {
            self.state = State::Ended(now);
        }
    }

    /// Returns when the credential was ended; `None` if it was not.
    pub(crate) fn ended_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Ended(at) => Some(at),
            State::Unsealed | State::Sealed(_) => None,
        }
    }

    /// Sets the expiry, as the use of a session does.
    pub(crate) fn prolong(
        &mut self,
        until: Timestamp,
        kind: TokenKind,
        binding: &Binding,
        keys: &dyn Keys,
    ) -> Result<()> {
        self.until = until;
        self.reseal(kind, binding, keys)
    }

    /// Returns whether the credential would open something, were its secret presented.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        self.ended_at().is_none() && self.is_in_time(now)
    }

    // Its first instant does not matter: of two processes whose clocks differ, one may present what the other has just made.
    fn is_in_time(&self, now: Timestamp) -> bool {
        Validity { from: self.from.min(now), until: self.until }.contains(now)
    }

    /// Seals the row's present state. A credential that ended stays ended.
    pub(crate) fn reseal(&mut self, kind: TokenKind, binding: &Binding, keys: &dyn Keys) -> Result<()> {
        if let (Some(number), None) = (self.key, self.ended_at()) {
            let mac = self.mac(kind, binding, number, keys);
            let mac = mac.ok_or_else(|| Error::new(Code::KEY_UNAVAILABLE))?;
            self.state = State::Sealed(BASE64.encode(mac.finalize().into_bytes()));
        }
        Ok(())
    }

    fn check_row(
        &self,
        kind: TokenKind,
        binding: &Binding,
        now: Timestamp,
        keys: &dyn Keys,
    ) -> Result<(), Refusal> {
        if self.ended_at().is_some() {
            return Err(Refusal::Ended);
        }
        self.check_seal(kind, binding, keys)?;
        if self.is_in_time(now) { Ok(()) } else { Err(Refusal::Expired) }
    }

    fn mac(&self, kind: TokenKind, binding: &Binding, number: u32, keys: &dyn Keys) -> Option<Hmac<Sha256>> {
        let key = keys.key(KeyPurpose::Token, number)?;
        let mut mac = key.mac()?;
        mac.update(b"casegate/row/v1\0");
        mac.update(kind.domain().as_bytes());
        mac.update(&[0]);
        mac.update(self.firm.uuid().as_bytes());
        let texts = Binding::default().text(&self.selector).text(&self.hash);
        mac.update(&texts.0);
        mac.update(&binding.0);
        for instant in [self.from, self.until] {
            mac.update(&instant.as_millis().to_be_bytes());
        }
        Some(mac)
    }

    /// Checks that the row was written by somebody with the key. A row without a seal is believed only where no key exists: a
    /// planted row would carry the plain hash of a token that its author knows.
    fn check_seal(&self, kind: TokenKind, binding: &Binding, keys: &dyn Keys) -> Result<(), Refusal> {
        let is_sealed = match (&self.state, self.key) {
            (State::Unsealed, None) => keys.current(KeyPurpose::Token).is_none(),
            (State::Sealed(seal), Some(number)) => {
                let mac = self.mac(kind, binding, number, keys).ok_or(Refusal::KeyMissing)?;
                BASE64.decode(seal).is_ok_and(|stored| mac.verify_slice(&stored).is_ok())
            }
            _ => false,
        };
        if is_sealed { Ok(()) } else { Err(Refusal::Tampered) }
    }
}

/// A stored row that a credential opens.
pub(crate) trait Credentialed {
    /// The kind of token that opens it.
    const KIND: TokenKind;

    /// Returns its credential.
    fn credential(&self) -> &Credential;

    /// Returns what else the row says that its seal covers.
    fn binding(&self) -> Binding;

    /// Checks the row's seal and life without its secret: for a row that another one refers to.
    fn check_row(&self, now: Timestamp, keys: &dyn Keys) -> Result<(), Refusal> {
        self.credential().check_row(Self::KIND, &self.binding(), now, keys)
    }
}

impl<T: Credentialed> Credentialed for Stored<T> {
    const KIND: TokenKind = T::KIND;
    fn credential(&self) -> &Credential {
        self.record.credential()
    }
    fn binding(&self) -> Binding {
        self.record.binding()
    }
}

/// What a row's seal covers besides its credential, field by field, each with its length.
#[derive(Clone, Debug, Default)]
pub(crate) struct Binding(Vec<u8>);

impl Binding {
    /// Adds a text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        self.0.extend_from_slice(&(text.len() as u64).to_be_bytes());
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// Adds an id.
    pub(crate) fn id(mut self, id: Uuid) -> Self {
        self.0.extend_from_slice(id.as_bytes());
        self
    }

    /// Adds a yes or no.
    pub(crate) fn flag(mut self, flag: bool) -> Self {
        self.0.push(u8::from(flag));
        self
    }

    /// Adds an instant, or that there is none.
    pub(crate) fn instant(mut self, at: Option<Timestamp>) -> Self {
        self.0.extend_from_slice(&at.map_or(-1, Timestamp::as_millis).to_be_bytes());
        self
    }
}

/// A refused credential: why, and the row that it aimed at, if there is one.
#[derive(Debug)]
pub(crate) struct Refused<R> {
    pub(crate) reason: Refusal,
    pub(crate) row: Option<R>,
}

/// Dummy hash compared when no row exists, so that timing reveals nothing.
const DUMMY_HASH: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Verifies that `token` is the secret of the found row, and that the row is genuine and alive at `now`.
///
/// Does the same work whether or not a row was found, so that the answer's time tells nothing.
pub(crate) fn verify<R: Credentialed>(
    token: &Token,
    found: Option<R>,
    now: Timestamp,
    keys: &dyn Keys,
) -> Result<R, Refused<R>> {
    let binding = found.as_ref().map(R::binding).unwrap_or_default();
    let verdict = check(token, found.as_ref().map(R::credential), &binding, now, keys);
    match (verdict, found) {
        (Ok(()), Some(row)) => Ok(row),
        (Ok(()), None) => Err(Refused { reason: Refusal::Unknown, row: None }),
        (Err(reason), row) => Err(Refused { reason, row }),
    }
}

fn check(
    token: &Token,
    found: Option<&Credential>,
    binding: &Binding,
    now: Timestamp,
    keys: &dyn Keys,
) -> Result<(), Refusal> {
    let no_firm = FirmId::from_uuid(Uuid::nil());
    let (firm, key) =
        found.map_or((no_firm, keys.current(KeyPurpose::Token)), |found| (found.firm, found.key));
    let presented = hash(token, firm, key, keys).ok_or(Refusal::KeyMissing)?;
    let stored = BASE64.decode(found.map_or(DUMMY_HASH, |found| &found.hash)).unwrap_or_default();
    let is_same = bool::from(presented.as_slice().ct_eq(&stored));
    let credential = found.ok_or(Refusal::Unknown)?;
    if is_same { credential.check_row(token.kind(), binding, now, keys) } else { Err(Refusal::WrongVerifier) }
}

/// The hash of a presented credential; `None` if the key it needs is not there.
fn hash(token: &Token, firm: FirmId, key: Option<u32>, keys: &dyn Keys) -> Option<[u8; 32]> {
    let firm = firm.uuid().into_bytes();
    let parts: [&[u8]; 5] =
        [token.kind().domain().as_bytes(), &[0], &firm, &token.selector.0, token.verifier.as_slice()];
    match key {
        None => {
            let mut sha = Sha256::new();
            parts.iter().for_each(|part| sha.update(part));
            Some(sha.finalize().into())
        }
        Some(number) => {
            let key = keys.key(KeyPurpose::Token, number)?;
            let mut mac = key.mac()?;
            parts.iter().for_each(|part| mac.update(part));
            Some(mac.finalize().into_bytes().into())
        }
    }
}

/// The anti-forgery value of a session: derived from its secret, so that only its holder's pages can send it.
pub(crate) fn csrf(token: &Token) -> String {
    let mut sha = Sha256::new();
    sha.update(b"casegate/csrf/v1\0");
    sha.update(token.verifier.as_slice());
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(sha.finalize())
}

#[cfg(test)]
mod timing;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::env::{Key, KeyRing, SystemEntropy};

    fn ring() -> KeyRing {
        KeyRing::new().with(KeyPurpose::Token, 1, Key::new(std::array::from_fn(|i| i as u8)).unwrap())
    }

    fn firm(n: u128) -> FirmId {
        FirmId::from_uuid(Uuid::from_u128(n))
    }

    fn life() -> Validity {
        Validity { from: Timestamp::from_millis(1_000), until: Timestamp::from_millis(2_000) }
    }

    fn issued(kind: TokenKind, keys: &dyn Keys) -> (Token, Credential) {
        let token = Token::generate(kind, &SystemEntropy).unwrap();
        let credential = Credential::issue(&token, firm(1), life(), &on_case(2), keys).unwrap();
        (token, credential)
    }

    /// What the seal of a row on case `n` covers.
    fn on_case(n: u128) -> Binding {
        Binding::default().id(Uuid::from_u128(n))
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn tok_05_known_answer() {
        let token = Token {
            kind: TokenKind::Invite,
            selector: crate::foundation::secret::Selector([1; 16]),
            verifier: zeroize::Zeroizing::new([2; 32]),
        };
        let hex = |bytes: [u8; 32]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        // sha256("casegate/invite/v1" 00 03*16 01*16 02*32), worked out with another implementation.
        let firm = FirmId::from_uuid(Uuid::from_bytes([3; 16]));
        assert_eq!(
            hex(hash(&token, firm, None, &KeyRing::new()).unwrap()),
            "8d8eaaba37ccaaf3ffaa2e3afb01314b90654c293186400ca3f4113051e8f70a"
        );
        assert_eq!(
            hex(hash(&token, firm, Some(1), &ring()).unwrap()),
            "e85d71ad3398b2086bb3a7982d0447777bdc6b4c11149f3fe3983cc0b65432c6"
        );
    }

    #[test]
    fn tok_12_dead_at_its_expiry() {
        for keys in [ring(), KeyRing::new()] {
            let (token, credential) = issued(TokenKind::Invite, &keys);
            let outcome = |ms| check(&token, Some(&credential), &on_case(2), at(ms), &keys);
            assert_eq!(outcome(999), Ok(()));
            assert_eq!(outcome(1_000), Ok(()));
            assert_eq!(outcome(1_999), Ok(()));
            assert_eq!(outcome(2_000), Err(Refusal::Expired));
        }
    }

    #[test]
    fn tok_05_kinds_firms_and_cases_do_not_mix() {
        let keys = ring();
        for kind in TokenKind::ALL {
            let (token, credential) = issued(kind, &keys);
            for other in TokenKind::ALL.into_iter().filter(|other| *other != kind) {
                let confused =
                    Token { kind: other, selector: token.selector, verifier: token.verifier.clone() };
                assert!(check(&confused, Some(&credential), &on_case(2), at(1_500), &keys).is_err());
            }
            assert_eq!(
                check(&token, Some(&credential), &on_case(9), at(1_500), &keys),
                Err(Refusal::Tampered)
            );
            let mut moved = credential.clone();
            moved.firm = firm(9);
            assert_eq!(
                check(&token, Some(&moved), &on_case(2), at(1_500), &keys),
                Err(Refusal::WrongVerifier)
            );
            let mut longer = credential.clone();
            longer.until = at(9_000);
            assert_eq!(check(&token, Some(&longer), &on_case(2), at(1_500), &keys), Err(Refusal::Tampered));
        }
    }

    #[test]
    fn tok_05_a_planted_row_is_not_believed() {
        let (token, planted) = issued(TokenKind::Invite, &KeyRing::new());
        assert_eq!(check(&token, Some(&planted), &on_case(2), at(1_500), &ring()), Err(Refusal::Tampered));
    }

    #[test]
    fn tok_06_every_other_refusal() {
        let keys = ring();
        let (token, mut credential) = issued(TokenKind::Session, &keys);
        let (stranger, _) = issued(TokenKind::Session, &keys);
        assert_eq!(check(&token, None, &on_case(2), at(1_500), &keys), Err(Refusal::Unknown));
        assert_eq!(
            check(&stranger, Some(&credential), &on_case(2), at(1_500), &keys),
            Err(Refusal::WrongVerifier)
        );
        assert_eq!(
            check(&token, Some(&credential), &on_case(2), at(1_500), &KeyRing::new()),
            Err(Refusal::KeyMissing)
        );
        credential.end(at(1_400));
        assert_eq!(check(&token, Some(&credential), &on_case(2), at(1_500), &keys), Err(Refusal::Ended));
        credential.state = State::Unsealed;
        assert_eq!(check(&token, Some(&credential), &on_case(2), at(1_500), &keys), Err(Refusal::Tampered));
    }

    #[test]
    fn names_of_refusals_are_unique() {
        let names: std::collections::HashSet<_> = Refusal::ALL.iter().map(|refusal| refusal.name()).collect();
        assert_eq!(names.len(), Refusal::ALL.len());
    }
}
