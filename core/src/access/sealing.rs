//! Sealing of taxpayer and account numbers: XChaCha20-Poly1305, each value bound to its row and column (SECURITY DAT-01, DAT-02).

use crate::foundation::env::{Entropy, KeyPurpose, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::FirmId;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::Mac;
use uuid::Uuid;
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const HEADER: usize = 1 + 4;
const NONCE: usize = 24;
/// The length of a blind index, in bytes: 8 of 32 are enough to find a row, and too few to confirm a guess without the key.
const INDEX_BYTES: usize = 8;

/// The one row and column in which a sealed value is valid. It is part of what is authenticated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SealContext<'a> {
    /// The purpose of the key.
    pub(crate) purpose: KeyPurpose,
    pub(crate) firm: FirmId,
    pub(crate) table: &'static str,
    pub(crate) column: &'a str,
    pub(crate) row: Uuid,
}

impl SealContext<'_> {
    fn bytes(&self, key: u32) -> Vec<u8> {
        let mut bytes = b"casegate/seal/v1\0".to_vec();
        bytes.extend_from_slice(self.firm.uuid().as_bytes());
        bytes.extend_from_slice(self.row.as_bytes());
        bytes.extend_from_slice(&key.to_be_bytes());
        bytes.extend_from_slice(self.table.as_bytes());
        bytes.push(0);
        bytes.extend_from_slice(self.column.as_bytes());
        bytes
    }
}

/// Seals `plain` for `context`.
///
/// # Errors
/// `sealing_key_missing` if the host supplied no key: nothing sensitive is ever stored as plain text.
pub(crate) fn seal(
    plain: &str,
    context: SealContext<'_>,
    keys: &dyn Keys,
    entropy: &dyn Entropy,
) -> Result<String> {
    let number = keys.current(context.purpose).ok_or_else(|| Error::new(Code::SEALING_KEY_MISSING))?;
    let cipher = cipher(context.purpose, number, keys)?;
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce)?;
    let payload = Payload { msg: plain.as_bytes(), aad: &context.bytes(number) };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Error::new(Code::DEFECT))?;
    let mut bytes = Vec::with_capacity(HEADER + NONCE + sealed.len());
    bytes.push(FORMAT);
    bytes.extend_from_slice(&number.to_be_bytes());
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&sealed);
    Ok(BASE64.encode(bytes))
}

/// Opens a value that [`seal`] made for the same context.
///
/// # Errors
/// `key_unavailable` if its key is no longer in the ring; `stored_data_tampered` if a bit or the context differs.
pub(crate) fn open(sealed: &str, context: SealContext<'_>, keys: &dyn Keys) -> Result<Zeroizing<String>> {
    let tampered = || Error::new(Code::STORED_DATA_TAMPERED);
    let bytes = BASE64.decode(sealed).map_err(|_| tampered())?;
    let (format, rest) = bytes.split_first().ok_or_else(tampered)?;
    let (number, rest) = rest.split_first_chunk::<4>().ok_or_else(tampered)?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or_else(tampered)?;
    if *format != FORMAT {
        return Err(tampered());
    }
    let number = u32::from_be_bytes(*number);
    let payload = Payload { msg: rest, aad: &context.bytes(number) };
    let plain = cipher(context.purpose, number, keys)?
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| tampered())?;
    String::from_utf8(plain).map(Zeroizing::new).map_err(|_| tampered())
}

fn cipher(purpose: KeyPurpose, number: u32, keys: &dyn Keys) -> Result<XChaCha20Poly1305> {
    let key = keys.key(purpose, number).ok_or_else(|| Error::new(Code::KEY_UNAVAILABLE))?;
    XChaCha20Poly1305::new_from_slice(key.bytes()).map_err(|_| Error::new(Code::KEY_UNAVAILABLE))
}

/// Returns the blind index of a sensitive value, by which it is found without being readable, under the index key of
/// this number; `None` if the host has no such key. Equal values have different indexes in different firms or columns.
pub(crate) fn blind_index(
    plain: &str,
    firm: FirmId,
    column: &str,
    number: u32,
    keys: &dyn Keys,
) -> Option<Vec<u8>> {
    let key = keys.key(KeyPurpose::Index, number)?;
    let mut mac = key.mac()?;
    mac.update(b"casegate/index/v1\0");
    mac.update(firm.uuid().as_bytes());
    mac.update(column.as_bytes());
    mac.update(&[0]);
    mac.update(plain.as_bytes());
    let full = mac.finalize().into_bytes();
    Some(full.iter().copied().take(INDEX_BYTES).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::env::{Key, KeyRing, SystemEntropy};

    fn key(start: u8) -> Key {
        Key::new(std::array::from_fn(|i| start.wrapping_add(i as u8))).unwrap()
    }

    fn ring() -> KeyRing {
        KeyRing::new().with(KeyPurpose::Seal, 1, key(1)).with(KeyPurpose::Index, 1, key(9))
    }

    fn context(firm: u128, column: &str, row: u128) -> SealContext<'_> {
        SealContext {
            purpose: KeyPurpose::Seal,
            firm: FirmId::from_uuid(Uuid::from_u128(firm)),
            table: "profile",
            column,
            row: Uuid::from_u128(row),
        }
    }

    #[test]
    fn dat_01_every_bit_and_the_place_are_authenticated() {
        let keys = ring();
        let sealed = seal("123456789", context(1, "taxpayer_tin", 2), &keys, &SystemEntropy).unwrap();
        assert_eq!(*open(&sealed, context(1, "taxpayer_tin", 2), &keys).unwrap(), "123456789");
        assert!(!sealed.contains("123456789"));
        for elsewhere in
            [context(9, "taxpayer_tin", 2), context(1, "spouse_tin", 2), context(1, "taxpayer_tin", 9)]
        {
            assert_eq!(open(&sealed, elsewhere, &keys).unwrap_err().code(), Code::STORED_DATA_TAMPERED);
        }
        let bytes = BASE64.decode(&sealed).unwrap();
        for i in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[i] ^= 1;
            assert!(open(&BASE64.encode(flipped), context(1, "taxpayer_tin", 2), &keys).is_err(), "byte {i}");
        }
    }

    #[test]
    fn dat_01_rotation_keeps_old_values_readable() {
        let old = ring();
        let sealed = seal("123456789", context(1, "taxpayer_tin", 2), &old, &SystemEntropy).unwrap();
        let rotated = old.with(KeyPurpose::Seal, 2, key(77));
        assert_eq!(*open(&sealed, context(1, "taxpayer_tin", 2), &rotated).unwrap(), "123456789");
        let only_new = KeyRing::new().with(KeyPurpose::Seal, 2, key(77));
        assert_eq!(
            open(&sealed, context(1, "taxpayer_tin", 2), &only_new).unwrap_err().code(),
            Code::KEY_UNAVAILABLE
        );
    }

    #[test]
    fn dat_07_without_a_key_nothing_is_sealed() {
        let error =
            seal("123456789", context(1, "taxpayer_tin", 2), &KeyRing::new(), &SystemEntropy).unwrap_err();
        assert_eq!(error.code(), Code::SEALING_KEY_MISSING);
    }

    #[test]
    fn dat_02_indexes_differ_by_firm_and_column() {
        let keys = ring();
        let index = |firm: u128, column| {
            blind_index("123456789", FirmId::from_uuid(Uuid::from_u128(firm)), column, 1, &keys)
        };
        assert_eq!(index(1, "tin"), index(1, "tin"));
        assert_ne!(index(1, "tin"), index(2, "tin"));
        assert_ne!(index(1, "tin"), index(1, "account"));
        assert_eq!(blind_index("1", FirmId::from_uuid(Uuid::nil()), "tin", 1, &KeyRing::new()), None);
    }
}
