//! The audit's hash chain: how a link is hashed, appended and verified.

use super::record::{Chain, EventRecord, HeadRecord};
use crate::foundation::env::{KeyPurpose, Keys};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::tree::json;
use crate::store::{NewRow, Record, Records, RecordsMut, Row, WriteTx};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Returns the hash of one stored link, over its exact bytes and its position in the chain.
pub(crate) fn hash(chain: Uuid, sequence: u64, body: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(b"casegate/audit/v1\0");
    sha.update(chain.as_bytes());
    sha.update(sequence.to_be_bytes());
    sha.update(body.as_bytes());
    BASE64.encode(sha.finalize())
}

/// Adds `event` at the end of `chain`, and fills in its sequence number and previous hash.
pub(crate) fn append(
    tx: &mut (impl WriteTx + ?Sized),
    chain: Chain,
    mut event: EventRecord,
    keys: &dyn Keys,
) -> Result<()> {
    let head = tx.load::<HeadRecord>(crate::store::Key::top(chain.id()))?;
    event.chain = chain.id();
    (event.sequence, event.previous) = match &head {
        Some(head) => (head.record.sequence + 1, head.record.hash.clone()),
        None => (1, String::new()),
    };
    let body = json::write(&event).map_err(|_| Error::new(Code::DEFECT))?;
    let mut next = HeadRecord {
        chain: event.chain,
        sequence: event.sequence,
        hash: hash(event.chain, event.sequence, &body),
        at: event.at,
        key: keys.current(KeyPurpose::Token),
        seal: None,
    };
    next.seal = next.mac(keys).map(|mac| BASE64.encode(mac.finalize().into_bytes()));
    tx.insert(EventRecord::TABLE, &NewRow { key: event.key(), columns: event.columns(), body: body.into() })?;
    match head {
        Some(head) => tx.replace(head.version, &next),
        None => tx.add(&next),
    }
}

impl HeadRecord {
    fn mac(&self, keys: &dyn Keys) -> Option<Hmac<Sha256>> {
        let key = keys.key(KeyPurpose::Token, self.key?)?;
        let mut mac = key.mac()?;
        mac.update(b"casegate/audit-head/v1\0");
        mac.update(self.chain.as_bytes());
        mac.update(&self.sequence.to_be_bytes());
        mac.update(self.hash.as_bytes());
        mac.update(&self.at.as_millis().to_be_bytes());
        Some(mac)
    }

    /// Returns whether the head was sealed with the key, where there is one. A head from before the first key counts as
    /// broken until its next event, because otherwise a seal could simply be removed.
    fn is_sealed(&self, keys: &dyn Keys) -> bool {
        match (self.mac(keys), self.seal.as_deref().and_then(|seal| BASE64.decode(seal).ok())) {
            (Some(mac), Some(seal)) => mac.verify_slice(&seal).is_ok(),
            (None, None) => self.key.is_none() && keys.current(KeyPurpose::Token).is_none(),
            _ => false,
        }
    }
}

/// Returns whether a link's body begins with the hash of the previous link. The bytes themselves are compared, because
/// the next link's hash is over these.
fn follows(body: &str, previous: &str) -> bool {
    let rest = body.strip_prefix("{\"previous\":\"").and_then(|rest| rest.strip_prefix(previous));
    rest.is_some_and(|rest| rest.starts_with("\","))
}

/// A walk along a chain that detects every edit, insertion, deletion and change of order.
#[derive(Debug)]
pub(crate) struct Verifier {
    chain: Uuid,
    sequence: u64,
    hash: String,
}

impl Verifier {
    pub(crate) fn new(chain: Uuid) -> Self {
        Self { chain, sequence: 0, hash: String::new() }
    }

    /// Checks the next stored link.
    ///
    /// # Errors
    /// The sequence number at which the chain is broken.
    pub(crate) fn take(&mut self, row: &Row) -> Result<(), u64> {
        let expected = self.sequence + 1;
        let in_place = row.key == super::record::event_key(self.chain, expected) && row.version == 1;
        let body = row.body.json().filter(|body| in_place && follows(body, &self.hash)).ok_or(expected)?;
        self.sequence = expected;
        self.hash = hash(self.chain, expected, body);
        Ok(())
    }

    /// Returns how many links were checked, and the hash of the last.
    pub(crate) fn so_far(&self) -> (u64, &str) {
        (self.sequence, &self.hash)
    }

    /// Compares the walked chain with its head and returns the number of links.
    ///
    /// # Errors
    /// The sequence number from which on links are missing or changed.
    pub(crate) fn finish(self, head: Option<&HeadRecord>, keys: &dyn Keys) -> Result<u64, u64> {
        match head {
            Some(head)
                if head.sequence == self.sequence && head.hash == self.hash && head.is_sealed(keys) =>
            {
                Ok(self.sequence)
            }
            None if self.sequence == 0 => Ok(0),
            Some(head) if head.sequence == self.sequence => Err(self.sequence),
            _ => Err(self.sequence + 1),
        }
    }
}
