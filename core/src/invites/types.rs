//! The inputs and outputs of the firm's operations on invites.

use crate::foundation::ids::{CaseId, InviteId, PartyId, SessionId};
use crate::foundation::origin::Origin;
use crate::foundation::redacted::redacted;
use crate::foundation::secret::{InviteSecret, ShownSecret};
use crate::foundation::time::Timestamp;
use crate::wire::reveals;
use casegate_macros::wire;

/// An invite to mint.
#[wire(input)]
pub struct MintInvite {
    /// The case it opens.
    pub case_id: CaseId,
    /// The label of its holder, such as "taxpayer" or "spouse". Where no party is named, the label is who the holder is: what was
    /// opened or answered under it counts for every link to this case with the same label.
    pub label: String,
    /// The party of the case's client whom it is for. The invite then shows what is delivered to this party. Without a party, it
    /// shows what is delivered to everyone.
    pub party_id: Option<PartyId>,
    /// The time at which it expires, an hour to 366 days from now; if absent, by the firm's setting.
    pub expires_at: Option<Timestamp>,
    /// A text that identifies this request. If the answer was lost, repeat the request: the same invite gets a new secret, unless
    /// it was opened already. There is never more than one live secret.
    pub idempotency_key: Option<String>,
}

/// A reference to an invite of a case.
#[wire(prints)]
pub struct InviteRef {
    /// The case.
    pub case_id: CaseId,
    /// The invite.
    pub invite_id: InviteId,
}

/// A reference to a session of a case.
#[wire(prints)]
pub struct SessionRef {
    /// The case.
    pub case_id: CaseId,
    /// The session.
    pub session_id: SessionId,
}

/// A new invite and its secret. The secret cannot be read again.
pub struct MintedInvite {
    /// The invite.
    pub invite: InviteDetails,
    /// The secret; [`InviteSecret::into_link`] makes the link.
    pub secret: InviteSecret,
    /// The web address that links start with.
    pub origin: Origin,
}

/// A new invite with its link, as it is written on the wire. The link cannot be read again.
#[wire]
pub struct RevealedInvite {
    /// The invite.
    pub invite: InviteDetails,
    /// The link to send. It cannot be shown again.
    pub link: ShownSecret,
}

/// Reveals the secret.
impl From<MintedInvite> for RevealedInvite {
    fn from(minted: MintedInvite) -> Self {
        let MintedInvite { invite, secret, origin } = minted;
        Self { invite, link: ShownSecret::of(secret.into_link(&origin).expose()) }
    }
}

/// An invite without its secret.
#[wire]
pub struct InviteDetails {
    /// The invite.
    pub invite_id: InviteId,
    /// The label of its holder.
    pub label: String,
    /// The party whom it is for.
    pub party_id: Option<PartyId>,
    /// The public half of its credential, which is part of the link's path.
    pub selector: String,
    /// Its present state.
    pub state: InviteState,
    /// When it was minted.
    pub minted_at: Timestamp,
    /// The name of the staff member who minted it.
    pub minted_by: String,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was first opened.
    pub first_used_at: Option<Timestamp>,
    /// When it was last opened, to the minute.
    pub last_used_at: Option<Timestamp>,
}

/// The state of an invite.
#[wire]
pub enum InviteState {
    /// The invite can be opened.
    Live,
    /// The portal access of the client is off. The invite opens nothing until it is on again.
    Suspended,
    /// The invite has expired.
    Expired,
    /// Staff revoked or replaced the invite.
    Revoked,
}

/// A request for a page of the invites of a case.
#[wire(input)]
pub struct ListInvites {
    /// The case.
    pub case_id: CaseId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

impl ListInvites {
    /// Returns the request for the first page of a case.
    #[must_use]
    pub const fn first_page(case_id: CaseId) -> Self {
        Self { case_id, cursor: None, limit: None }
    }
}

/// A page of the invites of a case.
#[wire]
pub struct InvitePage {
    /// The invites on this page, newest first.
    pub invites: Vec<InviteDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A session of a case.
#[wire]
pub struct SessionDetails {
    /// The session.
    pub session_id: SessionId,
    /// The invite that opened it.
    pub invite_id: InviteId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When it ends if it is not used again.
    pub ends_at: Timestamp,
    /// Whether it is live.
    pub is_live: bool,
    /// The device's own name.
    pub device: Option<String>,
}

/// A request for a page of the sessions of a case.
#[wire(input)]
pub struct ListSessions {
    /// The case.
    pub case_id: CaseId,
    /// The cursor that the previous page gave as `next`; absent for the first page.
    pub cursor: Option<String>,
    /// The largest number of rows, 1 to 200; 50 if absent.
    pub limit: Option<u32>,
}

impl ListSessions {
    /// Returns the request for the first page of a case.
    #[must_use]
    pub const fn first_page(case_id: CaseId) -> Self {
        Self { case_id, cursor: None, limit: None }
    }
}

/// A page of the sessions of a case.
#[wire]
pub struct SessionPage {
    /// The sessions on this page, newest first, with those that ended and are not deleted yet.
    pub sessions: Vec<SessionDetails>,
    /// The cursor of the next page; absent on the last page.
    pub next: Option<String>,
}

reveals!(MintedInvite as RevealedInvite);
redacted!(MintedInvite);
