//! Invites: links to one case, and the sessions they open (SPEC R2 to R5, B4).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, case, .. } = example()?;
//! use casegate::invites::{InviteRef, ListInvites, MintInvite};
//!
//! let minted = desk.mint_invite(MintInvite {
//!     case_id: case.case_id,
//!     label: "spouse".into(),
//!     party_id: None,
//!     expires_at: None,
//!     idempotency_key: None,
//! })?;
//! let link = minted.secret.into_link(&minted.origin); // send it; it cannot be shown again
//! assert!(link.expose().starts_with("https://portal.example/"));
//! desk.revoke_invite(InviteRef { case_id: case.case_id, invite_id: minted.invite.invite_id })?;
//! assert_eq!(desk.list_invites(ListInvites::first_page(case.case_id))?.invites.len(), 2);
//! # Ok(()) }
//! ```

pub mod desk;
pub mod revocation;
pub(crate) mod rules;
pub mod settings;
pub mod types;
pub mod visit;

use crate::binding::room;
pub use crate::cases::record::CaseRef;
pub use revocation::Revocation;
pub use settings::IdentityCheck;
pub use types::{
    InvitePage, InviteRef, ListInvites, ListSessions, MintInvite, MintedInvite, RevealedInvite, SessionPage,
    SessionRef,
};
pub use visit::{
    LeakReport, OpenLink, OpenedVisit, OwnSessionRef, ReportLeak, RevealedVisit, SessionEnded, SessionsView,
};

room! {
    invites
    codes {
        /// The validity of an invite is shorter than an hour or longer than the limit.
        EXPIRY_OUT_OF_RANGE = "expiry_out_of_range", Invalid, "the expiry is out of range";
        /// The first invite was asked for before the firm's name and logo were set (SPEC R6).
        FIRM_IDENTITY_MISSING = "firm_identity_missing", Conflict, "set the firm's name and logo before the first invite";
        /// No portal address is configured, so no link can be made.
        ORIGIN_MISSING = "origin_missing", Conflict, "the portal's https address is not configured";
        /// The idempotency key was used for another request, or its invite was used already.
        REPEATED_REQUEST = "repeated_request", Conflict, "this request was carried out already";
    }
    desk {
        /// Mints an invite. Its link is returned only once.
        MINT_INVITE = mint_invite(MintInvite) -> MintedInvite, Change, Acts;
        /// Revokes one invite and ends every session it opened.
        REVOKE_INVITE = revoke_invite(InviteRef) -> Revocation, Change, Acts;
        /// Revokes every invite of a case.
        REVOKE_ALL_INVITES = revoke_all_invites(CaseRef) -> Revocation, Change, Acts;
        /// Revokes an invite and mints another with the same label.
        REISSUE_INVITE = reissue_invite(InviteRef) -> MintedInvite, Change, Acts;
        /// Returns a page of the invites of a case, without their secrets.
        LIST_INVITES = list_invites(ListInvites) -> InvitePage, See, Reads;
        /// Returns a page of the sessions of a case.
        LIST_SESSIONS = list_sessions(ListSessions) -> SessionPage, See, Reads;
        /// Ends one session of a case.
        END_SESSION = end_session(SessionRef) -> Revocation, Change, Acts;
    }
    visit {
        /// Exchanges a link for a short session.
        OPEN_LINK = open_link(OpenLink) -> OpenedVisit, Nothing, Acts;
        /// Revokes every credential in a text, and ends every session that they opened.
        REPORT_LEAK = report_leak(ReportLeak) -> LeakReport, Nothing, Acts;
        /// Returns the live sessions of the client's own invite.
        LIST_MY_SESSIONS = list_my_sessions() -> SessionsView, Session, Reads;
        /// Ends another session of the client's own invite.
        END_MY_SESSION = end_my_session(OwnSessionRef) -> SessionEnded, Session, Acts;
        /// Ends this session.
        LEAVE = leave() -> SessionEnded, Session, Acts;
    }
}
