//! Verification of a copy of an audit chain, without the store that it was copied from.

use super::chain::Verifier;
use super::record::{Chain, event_key};
use super::report::ChainReport;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, ClientId, ContactId, FirmId};
use crate::foundation::redacted::redacted;
use crate::store::Row;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A copy of an audit chain.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditReceipt {
    /// The owner of the chain: the id of a case, of a client for what happened outside its cases, or of a firm for what
    /// happened outside both.
    pub of: String,
    /// The stored texts of the links (the column `body` of `audit_events`), byte for byte, from the first on.
    pub links: Vec<String>,
    /// The hash of the last link as it was noted elsewhere. Without it, missing links at the end are not detected.
    #[serde(default)]
    pub head: Option<String>,
}

redacted!(AuditReceipt);

/// The result of verifying a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReceiptReport {
    /// Whether the links are intact, and up to which.
    pub chain: ChainReport,
    /// The hash of the last intact link, to be noted elsewhere.
    pub head: String,
}

/// Verifies the links of a copy. It takes no key: an edit, insertion, deletion or change of order is detected, but not
/// a chain that was rewritten as a whole. To detect that, note the head elsewhere.
///
/// # Errors
/// `id_invalid` at `of`.
pub fn verify(receipt: &AuditReceipt) -> Result<ReceiptReport> {
    let chain = chain_of(&receipt.of)?;
    let mut verifier = Verifier::new(chain);
    let mut broken_at = None;
    for (place, body) in (1_u64..).zip(&receipt.links) {
        let (key, body) = (event_key(chain, place), body.clone().into());
        let row = Row { key, version: 1, columns: Vec::new(), body };
        if verifier.take(&row).is_err() {
            broken_at = Some(place);
            break;
        }
    }
    let (events, head) = verifier.so_far();
    let is_cut = receipt.head.as_deref().is_some_and(|noted| noted != head);
    let broken_at = broken_at.or(is_cut.then_some(events + 1)).map(number);
    let chain = ChainReport { intact: broken_at.is_none(), events: number(events), broken_at };
    Ok(ReceiptReport { chain, head: head.to_owned() })
}

fn chain_of(id: &str) -> Result<Uuid> {
    let case = CaseId::parse(id).map(Chain::Case);
    let client = case.or_else(|_| ClientId::parse(id).map(Chain::Client));
    let contact = client.or_else(|_| ContactId::parse(id).map(Chain::Contact));
    let chain = contact.or_else(|_| FirmId::parse(id).map(Chain::Firm));
    chain.map(Chain::id).map_err(|_| Error::at(Code::ID_INVALID, "of"))
}

fn number(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::chain::hash;

    const FIRM: &str = "firm_00000000000000000000000000000001";

    fn links(count: u64) -> Vec<String> {
        let mut previous = String::new();
        let link = |place: u64| {
            let body = format!("{{\"previous\":\"{previous}\",\"operation\":\"act {place}\"}}");
            previous = hash(Uuid::from_u128(1), place, &body);
            body
        };
        (1..=count).map(link).collect()
    }

    fn broken_at(links: Vec<String>, head: Option<String>) -> Option<i64> {
        verify(&AuditReceipt { of: FIRM.into(), links, head }).unwrap().chain.broken_at
    }

    #[test]
    fn a_copy_is_verified_without_its_store() {
        let whole = verify(&AuditReceipt { of: FIRM.into(), links: links(4), head: None }).unwrap();
        assert_eq!((whole.chain.intact, whole.chain.events), (true, 4));
        assert_eq!(broken_at(links(4), Some(whole.head.clone())), None);
        assert_eq!(broken_at(links(3), Some(whole.head)), Some(4));
        assert_eq!(broken_at(Vec::new(), None), None);
    }

    #[test]
    fn every_change_of_a_copy_is_noticed() {
        let edited = |place: usize| {
            let mut links = links(4);
            links[place] = links[place].replace("act", "fact");
            links
        };
        assert_eq!(broken_at(edited(0), None), Some(2));
        assert_eq!(broken_at(edited(2), None), Some(4));
        let mut links = links(4);
        links.swap(1, 2);
        assert_eq!(broken_at(links.clone(), None), Some(2));
        links.remove(0);
        assert_eq!(broken_at(links, None), Some(1));
    }

    #[test]
    fn a_chain_belongs_to_somebody() {
        for of in ["", "doc_00000000000000000000000000000001", "__proto__"] {
            let receipt = AuditReceipt { of: of.into(), links: links(1), head: None };
            assert_eq!(verify(&receipt).unwrap_err().field(), Some("of"), "{of}");
        }
    }
}
