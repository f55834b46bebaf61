//! Invites: what case links open. The secret itself is not stored.

use super::grant::{Grant, NamedParty, Person, Reach};
use crate::access::credential::{Binding, Credential, Credentialed, Refusal};
use crate::act::Act;
use crate::foundation::env::Keys;
use crate::foundation::error::Result;
use crate::foundation::ids::{CaseId, FirmId, InviteId};
use crate::foundation::limits;
use crate::foundation::redacted::redacted;
use crate::foundation::secret::TokenKind;
use crate::foundation::time::{Timestamp, millis};
use crate::store::{ReadTx, Record, Records, RecordsMut, Stored};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An invite, clustered by its case.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "invites", parent = case, id = id)]
#[record(column(firm: FirmId = self.credential.firm), column(selector: str = self.credential.selector))]
#[record(unique[selector], unique[case, request])]
#[record(refers[firm, case -> "cases"])]
pub(crate) struct InviteRecord {
    #[serde(skip)]
    pub(crate) id: Uuid,
    #[serde(skip, default = "CaseId::nil")]
    pub(crate) case: CaseId,
    pub(crate) label: String,
    /// The party whom the invite is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) party: Option<NamedParty>,
    pub(crate) credential: Credential,
    pub(crate) minted_by: String,
    /// The host's id of the staff member who minted it, who is told of what the client does.
    pub(crate) minted_by_id: String,
    /// The caller's idempotency key. A repeated request gives this invite a new secret instead of minting a second invite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[record(column)]
    pub(crate) request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) first_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::option")]
    pub(crate) last_used_at: Option<Timestamp>,
    /// Whether the client's portal access is switched off: the invite then opens nothing until it is on again (SPEC M3).
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) is_suspended: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl InviteRecord {
    pub(crate) fn id(&self) -> InviteId {
        InviteId::from_uuid(self.id)
    }

    /// Returns what the invite opens: its case, as its person.
    pub(crate) fn grant(&self) -> Grant {
        Grant {
            person: Person { label: self.label.clone(), party: self.party },
            reach: Reach::Case(self.case),
        }
    }

    /// Sets the time of the last opening to `now`, and that of the first opening if there was none.
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

/// The seal covers, besides the credential, everything that clients and reviewers rely on.
impl Credentialed for InviteRecord {
    const KIND: TokenKind = TokenKind::Invite;
    fn credential(&self) -> &Credential {
        &self.credential
    }
    fn binding(&self) -> Binding {
        let request = self.request.as_deref().unwrap_or_default();
        let grant = Binding::default().id(self.id).grant(&self.grant());
        let texts = grant.text(&self.minted_by).text(&self.minted_by_id).text(request);
        texts.instant(self.first_used_at).flag(self.is_suspended)
    }
}

/// Suspends every invite of a case, or lets them open again. What is not genuine stays as it is.
pub(crate) fn suspend_invites(act: &mut Act<'_>, case: CaseId, is_suspended: bool) -> Result<()> {
    for Stored { version, record: mut invite } in invites_of(act, case)? {
        let keys = act.host.keys.as_ref();
        let verdict = invite.check_row(act.now, keys);
        let is_genuine = matches!(verdict, Ok(()) | Err(Refusal::Expired));
        if invite.is_suspended == is_suspended || !is_genuine {
            continue;
        }
        invite.is_suspended = is_suspended;
        let binding = invite.binding();
        invite.credential.reseal(InviteRecord::KIND, &binding, keys)?;
        act.replace(version, &invite)?;
    }
    Ok(())
}

/// Returns all invites of a case, newest first.
pub(crate) fn invites_of(tx: &(impl ReadTx + ?Sized), case: CaseId) -> Result<Vec<Stored<InviteRecord>>> {
    let mut invites: Vec<Stored<InviteRecord>> = Vec::new();
    loop {
        let after = invites.last().map(|last| last.record.key());
        let query = InviteRecord::select(limits::ITEMS_PER_CASE).under(case).newest_first().after_key(after);
        let page = tx.list::<InviteRecord>(&query)?;
        let is_last = page.len() < limits::ITEMS_PER_CASE as usize;
        invites.extend(page);
        if is_last {
            return Ok(invites);
        }
    }
}

redacted!(InviteRecord);
