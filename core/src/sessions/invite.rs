//! Invites: the grant that a case link opens. Everything is stored but the secret.

use crate::access::credential::{Binding, Credential, Credentialed};
use crate::foundation::env::Keys;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, InviteId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::secret::TokenKind;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{
    After, Column, ColumnKind, Key, Query, ReadTx, Record, Records, Reference, Stored, Table, Value,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) static INVITES: Table = Table {
    columns: &[
        Column::new("firm", ColumnKind::Bytes),
        Column::new("selector", ColumnKind::Text),
        Column::nullable("request", ColumnKind::Text),
    ],
    unique: &[&["selector"], &["parent", "request"]],
    references: &[Reference { columns: &["firm", "parent"], table: "cases" }],
    ..Table::named("invites")
};

/// An invite, clustered by its case.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct InviteRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) label: String,
    pub(crate) credential: Credential,
    pub(crate) minted_by: String,
    /// The caller's idempotency key: a repeated request rotates the secret of this very invite instead of minting a second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) first_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) last_used_at: Option<Timestamp>,
}

impl InviteRecord {
    pub(crate) fn id(&self) -> InviteId {
        InviteId::from_uuid(self.id)
    }

    /// Stores that the invite was opened at `now`.
    pub(super) fn mark_used(&mut self, now: Timestamp, keys: &dyn Keys) -> Result<()> {
        self.last_used_at = Some(now);
        if self.first_used_at.is_none() {
            self.first_used_at = Some(now);
            let binding = self.binding();
            self.credential.reseal(Self::KIND, &binding, keys)?;
        }
        Ok(())
    }
}

impl Credentialed for InviteRecord {
    const KIND: TokenKind = TokenKind::Invite;
    fn credential(&self) -> &Credential {
        &self.credential
    }
    fn binding(&self) -> Binding {
        binding(self.id, &self.label, &self.minted_by, self.request.as_deref(), self.first_used_at)
    }
}

/// What an invite's seal covers besides its credential: everything that clients and reviewers rely on.
pub(crate) fn binding(
    id: Uuid,
    label: &str,
    minted_by: &str,
    request: Option<&str>,
    first_used_at: Option<Timestamp>,
) -> Binding {
    let request = request.unwrap_or_default();
    Binding::default().id(id).text(label).text(minted_by).text(request).instant(first_used_at)
}

impl Record for InviteRecord {
    const TABLE: &'static Table = &INVITES;
    fn key(&self) -> Key {
        Key::under(self.credential.case.uuid(), self.id)
    }
    fn set_key(&mut self, key: Key) {
        (self.credential.case, self.id) = (CaseId::from_uuid(key.parent), key.id);
    }
    fn columns(&self) -> Vec<Value> {
        let request = self.request.as_deref().map(Value::from);
        vec![
            self.credential.firm.uuid().into(),
            self.credential.selector.as_str().into(),
            request.unwrap_or(Value::Null),
        ]
    }
}

/// Returns all invites of a case, newest first.
pub(crate) fn invites_of(tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<Vec<Stored<InviteRecord>>> {
    let mut invites: Vec<Stored<InviteRecord>> = Vec::new();
    loop {
        let after = invites.last().map(|last| After { value: Value::Null, key: last.record.key() });
        let query =
            Query::of(&INVITES, limits::ITEMS_PER_CASE).under(case.uuid()).newest_first().after(after);
        let page = tx.list::<InviteRecord>(&query)?;
        let is_last = page.len() < limits::ITEMS_PER_CASE as usize;
        invites.extend(page);
        if is_last {
            return Ok(invites);
        }
    }
}

redacted!(InviteRecord);
