//! How a credential is kept, and the only code that verifies one (SECURITY A.2, A.3).

use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, FirmId};
use crate::foundation::secret::{Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity, millis};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

/// What a store keeps of a credential: never the secret itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Credential {
    pub(crate) firm: FirmId,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
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
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) ended: Option<Timestamp>,
    /// MAC over everything above and what else the row binds to it, so that a row cannot be moved to another case or given a longer life by someone who can
    /// write the database but has no key.
    seal: Option<String>,
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
}

impl Refusal {
    /// Every reason, for the test that each is seen.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 7] = [
        Self::Unknown,
        Self::WrongVerifier,
        Self::Tampered,
        Self::KeyMissing,
        Self::Expired,
        Self::Ended,
        Self::Throttled,
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
        }
    }
}

impl Credential {
    /// What to keep of a fresh credential.
    pub(crate) fn issue(
        token: &Token,
        firm: FirmId,
        case: CaseId,
        life: Validity,
        keys: &dyn Keys,
    ) -> Result<Self> {
        Self::issue_bound(token, firm, case, life, "", keys)
    }

    /// As [`Credential::issue`], with something more of its row bound to it: [`verify`] has to be told the same again.
    pub(crate) fn issue_bound(
        token: &Token,
        firm: FirmId,
        case: CaseId,
        life: Validity,
        binding: &str,
        keys: &dyn Keys,
    ) -> Result<Self> {
        let key = keys.current(KeyPurpose::Token);
        let hash = hash(token, firm, key, keys).ok_or_else(|| Error::new(Code::KeyUnavailable))?;
        let mut credential = Self {
            firm,
            case,
            selector: token.selector().to_string(),
            hash: BASE64.encode(hash),
            key,
            from: life.from,
            until: life.until,
            ended: None,
            seal: None,
        };
        credential.seal_again(token.kind(), binding, keys)?;
        Ok(credential)
    }

    /// Ends the credential for good. That never needs a key: without its seal the row is dead even if somebody takes the end
    /// back.
    pub(crate) fn end(&mut self, now: Timestamp) {
        self.ended.get_or_insert(now);
        self.seal = None;
    }

    /// Moves the expiry, as the use of a session does.
    pub(crate) fn prolong(
        &mut self,
        until: Timestamp,
        kind: TokenKind,
        binding: &str,
        keys: &dyn Keys,
    ) -> Result<()> {
        self.until = until;
        self.seal_again(kind, binding, keys)
    }

    /// Whether the credential would open something, were its secret presented.
    pub(crate) fn is_live(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.is_in_time(now)
    }

    /// Its first instant does not matter: of two processes whose clocks differ, one may present what the other has just made.
    fn is_in_time(&self, now: Timestamp) -> bool {
        Validity { from: self.from.min(now), until: self.until }.contains(now)
    }

    fn seal_again(&mut self, kind: TokenKind, binding: &str, keys: &dyn Keys) -> Result<()> {
        self.seal = match self.key {
            None => None,
            Some(number) => {
                let mac =
                    self.mac(kind, binding, number, keys).ok_or_else(|| Error::new(Code::KeyUnavailable))?;
                Some(BASE64.encode(mac.finalize().into_bytes()))
            }
        };
        Ok(())
    }

    fn mac(&self, kind: TokenKind, binding: &str, number: u32, keys: &dyn Keys) -> Option<Hmac<Sha256>> {
        let key = keys.key(KeyPurpose::Token, number)?;
        let mut mac = key.mac()?;
        mac.update(b"casegate/row/v1\0");
        mac.update(kind.domain().as_bytes());
        mac.update(&[0]);
        mac.update(self.firm.uuid().as_bytes());
        mac.update(self.case.uuid().as_bytes());
        mac.update(self.selector.as_bytes());
        mac.update(self.hash.as_bytes());
        mac.update(binding.as_bytes());
        for instant in [Some(self.from), Some(self.until), self.ended] {
            mac.update(&instant.map_or(-1, Timestamp::as_millis).to_be_bytes());
        }
        Some(mac)
    }

    fn is_sealed(&self, kind: TokenKind, binding: &str, keys: &dyn Keys) -> bool {
        let Some(number) = self.key else { return true };
        let stored = self.seal.as_deref().and_then(|seal| BASE64.decode(seal).ok());
        match (self.mac(kind, binding, number, keys), stored) {
            (Some(mac), Some(stored)) => mac.verify_slice(&stored).is_ok(),
            _ => false,
        }
    }
}

/// What stands in for the hash of a row that is not there.
const NOBODYS_HASH: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Decides whether `token` is the secret of `found`, to which `binding` was bound, and whether that is alive at `now`.
///
/// Does the same work whether or not a row was found, so that the answer's time tells nothing.
pub(crate) fn verify(
    token: &Token,
    found: Option<&Credential>,
    binding: &str,
    now: Timestamp,
    keys: &dyn Keys,
) -> Result<(), Refusal> {
    let nobody = FirmId::from_uuid(uuid::Uuid::nil());
    let (firm, key) =
        found.map_or((nobody, keys.current(KeyPurpose::Token)), |found| (found.firm, found.key));
    let presented = hash(token, firm, key, keys).ok_or(Refusal::KeyMissing)?;
    let stored = BASE64.decode(found.map_or(NOBODYS_HASH, |found| &found.hash)).unwrap_or_default();
    let same = bool::from(presented.as_slice().ct_eq(&stored));
    let credential = found.ok_or(Refusal::Unknown)?;
    if !same {
        return Err(Refusal::WrongVerifier);
    }
    if credential.ended.is_some() {
        return Err(Refusal::Ended);
    }
    // A row without a MAC where there is a key today is either older than the key or planted; a planted one would have
    // to carry the plain hash of a token its author knows, so once a key exists only MACed rows are believed.
    let downgraded = credential.key.is_none() && keys.current(KeyPurpose::Token).is_some();
    if downgraded || !credential.is_sealed(token.kind(), binding, keys) {
        return Err(Refusal::Tampered);
    }
    if credential.is_in_time(now) { Ok(()) } else { Err(Refusal::Expired) }
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
    use uuid::Uuid;

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
        let credential =
            Credential::issue(&token, firm(1), CaseId::from_uuid(Uuid::from_u128(2)), life(), keys).unwrap();
        (token, credential)
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
            let outcome = |ms| verify(&token, Some(&credential), "", at(ms), &keys);
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
                assert!(verify(&confused, Some(&credential), "", at(1_500), &keys).is_err());
            }
            let mut moved = credential.clone();
            moved.case = CaseId::from_uuid(Uuid::from_u128(9));
            assert_eq!(verify(&token, Some(&moved), "", at(1_500), &keys), Err(Refusal::Tampered));
            let mut moved = credential.clone();
            moved.firm = firm(9);
            assert_eq!(verify(&token, Some(&moved), "", at(1_500), &keys), Err(Refusal::WrongVerifier));
            let mut longer = credential.clone();
            longer.until = at(9_000);
            assert_eq!(verify(&token, Some(&longer), "", at(1_500), &keys), Err(Refusal::Tampered));
        }
    }

    #[test]
    fn tok_05_a_planted_row_is_not_believed() {
        let (token, planted) = issued(TokenKind::Invite, &KeyRing::new());
        assert_eq!(verify(&token, Some(&planted), "", at(1_500), &ring()), Err(Refusal::Tampered));
    }

    #[test]
    fn tok_06_every_other_refusal() {
        let keys = ring();
        let (token, mut credential) = issued(TokenKind::Session, &keys);
        let (stranger, _) = issued(TokenKind::Session, &keys);
        assert_eq!(verify(&token, None, "", at(1_500), &keys), Err(Refusal::Unknown));
        assert_eq!(verify(&stranger, Some(&credential), "", at(1_500), &keys), Err(Refusal::WrongVerifier));
        assert_eq!(
            verify(&token, Some(&credential), "", at(1_500), &KeyRing::new()),
            Err(Refusal::KeyMissing)
        );
        credential.end(at(1_400));
        assert_eq!(verify(&token, Some(&credential), "", at(1_500), &keys), Err(Refusal::Ended));
        credential.ended = None;
        assert_eq!(verify(&token, Some(&credential), "", at(1_500), &keys), Err(Refusal::Tampered));
    }

    #[test]
    fn names_of_refusals_are_unique() {
        let names: std::collections::HashSet<_> = Refusal::ALL.iter().map(|refusal| refusal.name()).collect();
        assert_eq!(names.len(), Refusal::ALL.len());
    }
}
