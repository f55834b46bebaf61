//! Minting and revoking invites, and ending the sessions they opened.

use super::revocation::{Revocation, revoke};
use super::rules;
use super::settings::InviteSettings;
use super::types::{
    InviteDetails, InvitePage, InviteRef, InviteState, ListInvites, ListSessions, MintInvite, MintedInvite,
    SessionDetails, SessionPage, SessionRef,
};
use crate::access::credential::{Binding, Credential, Credentialed as _, Refusal};
use crate::act::Act;
use crate::act::Operation;
use crate::cases::record::{CaseRecord, CaseRef, on_case};
use crate::clients::record::{ClientRecord, PortalAccess, client_key};
use crate::contacts::record::{PartyRecord, party_key};
use crate::firm::record::firm_of;
use crate::firm::settings::settings_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::{CaseId, InviteId, PartyId};
use crate::foundation::origin::Origin;
use crate::foundation::secret::{InviteSecret, Token, TokenKind};
use crate::foundation::time::{Timestamp, Validity};
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::sessions::end::end;
use crate::sessions::grant::{NamedParty, Person};
use crate::sessions::invite::{InviteRecord, invites_of};
use crate::sessions::session::SessionRecord;
use crate::store::page::{By, List};
use crate::store::{Record, Records, RecordsMut, Stored, Value};

impl Desk {
    /// Mints an invite. The returned link cannot be read again.
    ///
    /// # Errors
    /// `firm_identity_missing` before the firm's name and logo are set; `origin_missing`; `expiry_out_of_range`;
    /// `too_many`; `repeated_request` if the idempotency key's invite was opened already; `not_found`, at `partyId` for what is no
    /// party of the case's client.
    pub fn mint_invite(&self, input: MintInvite) -> Result<MintedInvite> {
        self.act(Operation::MINT_INVITE, |act| {
            let firm = firm_of(act, self.staff().firm)?.record;
            let settings: InviteSettings = settings_of(act, firm.id)?;
            let case = self.open_case(act, input.case_id)?.record;
            rules::may_invite(&firm, &settings)?;
            let label = text::line("label", &input.label, limits::LABEL)?;
            let party = input.party_id.map(|party| named_party(act, &case, party)).transpose()?;
            let person = Person { label, party };
            let life = rules::life(act.now, input.expires_at, settings.days)?;
            let request = input
                .idempotency_key
                .as_deref()
                .map(|key| text::line("idempotencyKey", key, limits::IDENTITY));
            let request = request.transpose()?;
            if let Some(before) =
                request.as_deref().map(|key| by_request(act, case.id, key)).transpose()?.flatten()
            {
                return rotate(act, &case, before, &person, life);
            }
            self.mint(act, &case, person, life, request)
        })
    }

    /// Revokes one invite and ends every session that it opened. Revoking it again changes nothing.
    ///
    /// # Errors
    /// `not_found`.
    pub fn revoke_invite(&self, input: InviteRef) -> Result<Revocation> {
        self.act(Operation::REVOKE_INVITE, |act| {
            self.open_case(act, input.case_id)?;
            act.event.subject(input.invite_id);
            let invite = act.require::<InviteRecord>(on_case(input.case_id, input.invite_id.uuid()))?;
            revoke(act, invite)
        })
    }

    /// Revokes every invite of a case and ends every session.
    ///
    /// # Errors
    /// `not_found`.
    pub fn revoke_all_invites(&self, input: CaseRef) -> Result<Revocation> {
        self.act(Operation::REVOKE_ALL_INVITES, |act| {
            self.open_case(act, input.case_id)?;
            let mut total = Revocation { invites: 0, sessions: 0 };
            for invite in invites_of(act, input.case_id)? {
                let ended = revoke(act, invite)?;
                total.invites += ended.invites;
                total.sessions += ended.sessions;
            }
            act.event.fact("invites", total.invites);
            Ok(total)
        })
    }

    /// Revokes an invite and mints another with the same label (SPEC R4).
    ///
    /// # Errors
    /// `state_forbids` if it was revoked already; as [`Desk::revoke_invite`] and [`Desk::mint_invite`]. An error changes nothing.
    pub fn reissue_invite(&self, input: InviteRef) -> Result<MintedInvite> {
        self.act(Operation::REISSUE_INVITE, |act| {
            let firm = firm_of(act, self.staff().firm)?.record;
            let settings: InviteSettings = settings_of(act, firm.id)?;
            let case = self.open_case(act, input.case_id)?.record;
            rules::may_invite(&firm, &settings)?;
            act.event.subject(input.invite_id);
            let old = act.require::<InviteRecord>(on_case(case.id, input.invite_id.uuid()))?;
            if old.record.credential.ended_at().is_some() {
                // A second request would create a second live link, although one was meant.
                return Err(Error::at(Code::STATE_FORBIDS, "inviteId"));
            }
            check_genuine(act, &old.record)?;
            let person = old.record.grant().person;
            let life = rules::life(act.now, None, settings.days)?;
            revoke(act, old)?;
            self.mint(act, &case, person, life, None)
        })
    }

    /// Returns a page of the invites of a case, newest first, the ended ones included.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_invites(&self, input: ListInvites) -> Result<InvitePage> {
        self.look(Operation::LIST_INVITES, |look| {
            self.case(look, input.case_id)?;
            let asked = (input.cursor.as_deref(), input.limit);
            let invites = InviteRecord::select(limits::PAGE).under(input.case_id).newest_first();
            let list = List::of::<InviteRecord>(By::Key, input.case_id);
            let (rows, next) = list.read(look, invites, asked, |_| Value::Null)?;
            let invites = rows.iter().map(|invite| details(&invite.record, look.now)).collect();
            Ok(InvitePage { invites, next })
        })
    }

    /// Returns a page of the sessions of a case, newest first.
    ///
    /// # Errors
    /// `not_found`; `number_out_of_range` at `limit`; `cursor_invalid`.
    pub fn list_sessions(&self, input: ListSessions) -> Result<SessionPage> {
        self.look(Operation::LIST_SESSIONS, |look| {
            self.case(look, input.case_id)?;
            let asked = (input.cursor.as_deref(), input.limit);
            let sessions = SessionRecord::select(limits::PAGE).under(input.case_id).newest_first();
            let list = List::of::<SessionRecord>(By::Key, input.case_id);
            let (rows, next) = list.read(look, sessions, asked, |_| Value::Null)?;
            let sessions = rows.iter().map(|session| session_details(&session.record, look.now)).collect();
            Ok(SessionPage { sessions, next })
        })
    }

    /// Ends one session of a case.
    ///
    /// # Errors
    /// `not_found`.
    pub fn end_session(&self, input: SessionRef) -> Result<Revocation> {
        self.act(Operation::END_SESSION, |act| {
            self.open_case(act, input.case_id)?;
            act.event.subject(input.session_id);
            let session = act.require::<SessionRecord>(on_case(input.case_id, input.session_id.uuid()))?;
            let sessions = end(act, session)?;
            Ok(Revocation { invites: 0, sessions })
        })
    }

    fn mint(
        &self,
        act: &mut Act<'_>,
        case: &CaseRecord,
        person: Person,
        life: Validity,
        request: Option<String>,
    ) -> Result<MintedInvite> {
        let origin = origin(act)?;
        check_limit(act, case.id)?;
        let client = act.require::<ClientRecord>(client_key(case.firm, case.client))?.record;
        let token = Token::generate(TokenKind::Invite, act.host.entropy.as_ref())?;
        let keys = act.host.keys.as_ref();
        let mut invite = InviteRecord {
            id: act.new_id()?,
            case: case.id,
            label: person.label,
            party: person.party,
            credential: Credential::issue(&token, case.firm, life, &Binding::default(), keys)?,
            minted_by: self.staff().name.clone(),
            minted_by_id: self.staff().id.clone(),
            request,
            first_used_at: None,
            last_used_at: None,
            is_suspended: client.portal_access == PortalAccess::Off,
        };
        let binding = invite.binding();
        invite.credential.reseal(InviteRecord::KIND, &binding, keys)?;
        act.event.subject(invite.id());
        act.event.fact("label", &invite.label);
        if let Some(named) = invite.party {
            act.event.subject(named.party);
        }
        act.add(&invite)?;
        Ok(MintedInvite { invite: details(&invite, act.now), secret: InviteSecret::of(&token), origin })
    }
}

/// Returns a party of the case's client, as an invite names it.
fn named_party(act: &Act<'_>, case: &CaseRecord, party: PartyId) -> Result<NamedParty> {
    let found = act.require::<PartyRecord>(party_key(case.client, party));
    let found = found.map_err(|error| error.in_field("partyId"))?.record;
    Ok(NamedParty { client: found.client, party: found.id, contact: found.contact })
}

/// Checks that a case may have one more live invite. The first count avoids reading the invites of most cases.
fn check_limit(act: &Act<'_>, case: CaseId) -> Result<()> {
    if act.tally(&InviteRecord::select(limits::LIVE_INVITES).under(case))? < limits::LIVE_INVITES {
        return Ok(());
    }
    let invites = invites_of(act, case)?;
    let live = invites.iter().filter(|invite| invite.record.credential.is_live(act.now)).count();
    if live >= limits::LIVE_INVITES as usize { Err(Error::new(Code::TOO_MANY)) } else { Ok(()) }
}

fn origin(act: &Act<'_>) -> Result<Origin> {
    act.host.origin.clone().ok_or_else(|| Error::new(Code::ORIGIN_MISSING))
}

fn by_request(act: &Act<'_>, case: CaseId, key: &str) -> Result<Option<Stored<InviteRecord>>> {
    act.first(&InviteRecord::select(1).under(case).equal(InviteRecord::REQUEST, key))
}

/// Gives an invite a new secret, because the old one may have been lost. The old secret stops working.
fn rotate(
    act: &mut Act<'_>,
    case: &CaseRecord,
    before: Stored<InviteRecord>,
    person: &Person,
    life: Validity,
) -> Result<MintedInvite> {
    let origin = origin(act)?;
    let Stored { version, record: mut invite } = before;
    let is_same = invite.grant().person == *person;
    if invite.first_used_at.is_some() || invite.credential.ended_at().is_some() || !is_same {
        return Err(Error::at(Code::REPEATED_REQUEST, "idempotencyKey"));
    }
    check_genuine(act, &invite)?;
    let token = Token::generate(TokenKind::Invite, act.host.entropy.as_ref())?;
    let bound = invite.binding();
    invite.credential = Credential::issue(&token, case.firm, life, &bound, act.host.keys.as_ref())?;
    act.event.subject(invite.id());
    act.event.fact("rotated", true);
    act.replace(version, &invite)?;
    Ok(MintedInvite { invite: details(&invite, act.now), secret: InviteSecret::of(&token), origin })
}

/// Refuses to go by a row that was not written with the key.
///
/// # Errors
/// `stored_data_tampered`; `key_unavailable`.
fn check_genuine(act: &Act<'_>, invite: &InviteRecord) -> Result<()> {
    match invite.check_row(act.now, act.host.keys.as_ref()) {
        Ok(()) | Err(Refusal::Expired | Refusal::Ended) => Ok(()),
        Err(Refusal::KeyMissing) => Err(Error::new(Code::KEY_UNAVAILABLE)),
        Err(_) => Err(Error::new(Code::STORED_DATA_TAMPERED)),
    }
}

fn details(invite: &InviteRecord, now: Timestamp) -> InviteDetails {
    let credential = &invite.credential;
    let state = match credential.ended_at() {
        Some(_) => InviteState::Revoked,
        None if !credential.is_live(now) => InviteState::Expired,
        None if invite.is_suspended => InviteState::Suspended,
        None => InviteState::Live,
    };
    InviteDetails {
        invite_id: invite.id(),
        label: invite.label.clone(),
        party_id: invite.party.map(|named| named.party),
        selector: credential.selector.clone(),
        state,
        minted_at: credential.from,
        minted_by: invite.minted_by.clone(),
        expires_at: credential.until,
        revoked_at: credential.ended_at(),
        first_used_at: invite.first_used_at,
        last_used_at: invite.last_used_at,
    }
}

fn session_details(session: &SessionRecord, now: Timestamp) -> SessionDetails {
    SessionDetails {
        session_id: session.id(),
        invite_id: InviteId::from_uuid(session.invite),
        opened_at: session.credential.from,
        last_used_at: session.last_used_at,
        ends_at: session.credential.until,
        is_live: session.credential.is_live(now),
        device: session.device.clone(),
    }
}
