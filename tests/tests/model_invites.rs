//! Invites and sessions compared with a simple model (SECURITY TOK-13).
//!
//! The model is written from the rules, not from the library. An invite is valid from its minting
//! until its expiry or revocation. A session is valid for half an hour after its last stored use.
//! Both are checked at every use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use casegate::foundation::error::{Code, Error};
use casegate::foundation::time::{DAY, HOUR, MINUTE, Timestamp};
use casegate_tests::world::{
    Call, World, against_model, invite_id, open_case, repeats, settle, text, whole_list,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An act. Numbers select among the existing objects.
#[derive(Clone, Debug)]
enum Op {
    Mint { hours: i64 },
    MintKeyed { key: u8, label: u8 },
    Revoke(usize),
    RevokeAll,
    Reissue(usize),
    Open(usize),
    OpenOld(usize),
    Use(usize),
    Write(usize),
    Leave(usize),
    End(usize),
    EndOther(usize, usize),
    Wait(i64),
}

/// There are few validity periods, so that waiting often ends near their ends.
fn hours() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![1, 2, 13, 30])
}

fn op() -> impl Strategy<Value = Op> {
    let any = 0..1_000_usize;
    // Each step takes a millisecond itself, so that instants just before and just after a limit occur.
    let around = |limit: i64| (0..5_i64).prop_map(move |early| limit - early);
    let wait = prop_oneof![
        1..MINUTE,
        MINUTE..31 * MINUTE,
        around(MINUTE),
        around(30 * MINUTE),
        around(12 * HOUR),
        (hours(), 0..5_i64).prop_map(|(hours, early)| hours * HOUR - early),
        DAY..100 * DAY,
    ];
    prop_oneof![
        2 => hours().prop_map(|hours| Op::Mint { hours }),
        1 => (0..3_u8, 0..2_u8).prop_map(|(key, label)| Op::MintKeyed { key, label }),
        2 => any.clone().prop_map(Op::Revoke),
        1 => Just(Op::RevokeAll),
        1 => any.clone().prop_map(Op::Reissue),
        5 => any.clone().prop_map(Op::Open),
        1 => any.clone().prop_map(Op::OpenOld),
        5 => any.clone().prop_map(Op::Use),
        1 => any.clone().prop_map(Op::Write),
        1 => any.clone().prop_map(Op::Leave),
        1 => any.clone().prop_map(Op::End),
        1 => (any.clone(), any).prop_map(|(a, b)| Op::EndOther(a, b)),
        3 => wait.prop_map(Op::Wait),
    ]
}

struct Invite {
    id: String,
    link: String,
    label: String,
    key: Option<u8>,
    until: i64,
    is_revoked: bool,
    is_used: bool,
}

struct Session {
    id: String,
    secret: String,
    invite: usize,
    used_at: i64,
    until: i64,
    ends_at: i64,
    is_ended: bool,
    /// Whether it was past its absolute end when another was opened. From then on it is not listed.
    is_forgotten: bool,
}

/// The model, together with the library that it is compared with.
struct Pair<'a> {
    world: &'a World,
    case: String,
    invites: Vec<Invite>,
    /// Links whose secret was replaced.
    old: Vec<String>,
    sessions: Vec<Session>,
    asked: u32,
}

impl<'a> Pair<'a> {
    fn new(world: &'a World) -> Self {
        let case = open_case(&world.desk());
        Self { world, case, invites: Vec::new(), old: Vec::new(), sessions: Vec::new(), asked: 0 }
    }

    fn now(&self) -> i64 {
        self.world.clock.millis()
    }

    fn invite_lives(&self, invite: &Invite) -> bool {
        !invite.is_revoked && self.now() < invite.until
    }

    /// Whether a session's own time is not over, whatever the state of its invite.
    fn own_life(&self, session: &Session) -> bool {
        !session.is_ended && self.now() < session.until
    }

    fn session_lives(&self, session: &Session) -> bool {
        self.own_life(session) && self.invite_lives(&self.invites[session.invite])
    }

    fn desk(&self, operation: &str, mut input: Value) -> Result<Value, Error> {
        input["caseId"] = self.case.as_str().into();
        self.world.desk().ask(operation, &input)
    }

    fn step(&mut self, op: &Op) {
        // Two events at one instant have no defined order.
        self.world.clock.advance(1);
        let (invites, sessions) = (self.invites.len(), self.sessions.len());
        let nth = |number: usize, of: usize| number.checked_rem(of);
        match op {
            Op::Mint { hours } => self.mint(*hours),
            Op::MintKeyed { key, label } => self.mint_keyed(*key, *label),
            Op::Revoke(which) => nth(*which, invites).into_iter().for_each(|invite| self.revoke(invite)),
            Op::RevokeAll => self.revoke_all(),
            Op::Reissue(which) => nth(*which, invites).into_iter().for_each(|invite| self.reissue(invite)),
            Op::Open(which) => nth(*which, invites).into_iter().for_each(|invite| self.open(invite)),
            Op::OpenOld(which) => {
                nth(*which, self.old.len()).into_iter().for_each(|link| self.open_old(link))
            }
            Op::Use(which) => nth(*which, sessions).into_iter().for_each(|session| self.use_it(session)),
            Op::Write(which) => nth(*which, sessions).into_iter().for_each(|session| self.write(session)),
            Op::Leave(which) => nth(*which, sessions).into_iter().for_each(|session| self.leave(session)),
            Op::End(which) => nth(*which, sessions).into_iter().for_each(|session| self.end(session)),
            Op::EndOther(by, which) => {
                if let (Some(by), Some(which)) = (nth(*by, sessions), nth(*which, sessions)) {
                    self.end_other(by, which);
                }
            }
            Op::Wait(millis) => self.world.clock.advance(*millis),
        }
    }

    fn keep(&mut self, minted: &Value, label: &str, key: Option<u8>, until: i64) {
        assert_eq!(minted["invite"]["expiresAt"], Timestamp::from_millis(until).to_string());
        self.invites.push(Invite {
            id: invite_id(minted),
            link: text(minted, "link"),
            label: label.to_owned(),
            key,
            until,
            is_revoked: false,
            is_used: false,
        });
    }

    fn mint(&mut self, hours: i64) {
        let until = self.now() + hours * HOUR;
        let input = json!({ "label": "taxpayer", "expiresAt": Timestamp::from_millis(until).to_string() });
        let minted = self.desk("mint_invite", input).unwrap();
        self.keep(&minted, "taxpayer", None, until);
    }

    fn mint_keyed(&mut self, key: u8, label: u8) {
        let label = if label == 0 { "taxpayer" } else { "spouse" };
        let minted =
            self.desk("mint_invite", json!({ "label": label, "idempotencyKey": format!("r-{key}") }));
        let until = self.now() + 90 * DAY;
        let Some(before) = self.invites.iter_mut().find(|invite| invite.key == Some(key)) else {
            return self.keep(&minted.unwrap(), label, Some(key), until);
        };
        if before.is_used || before.is_revoked || before.label != label {
            assert_eq!(minted.unwrap_err().code(), Code::REPEATED_REQUEST);
            return;
        }
        let minted = minted.unwrap();
        assert_eq!(invite_id(&minted), before.id);
        self.old.push(std::mem::replace(&mut before.link, text(&minted, "link")));
        before.until = until;
    }

    /// Ends the sessions of an invite, and returns the number that the library should report.
    fn cut_off(&mut self, which: usize) -> (u32, u32) {
        let was_live = self.invite_lives(&self.invites[which]);
        self.invites[which].is_revoked = true;
        let of_invite = |number: &usize| self.sessions[*number].invite == which;
        let opened: Vec<_> = (0..self.sessions.len()).filter(of_invite).collect();
        let ended = opened.into_iter().map(|session| self.end_one(session)).sum();
        (u32::from(was_live), ended)
    }

    /// Ends a session, and returns the number of sessions that were ended.
    fn end_one(&mut self, which: usize) -> u32 {
        let was_live = self.own_life(&self.sessions[which]);
        self.sessions[which].is_ended |= was_live;
        u32::from(was_live)
    }

    fn revoke(&mut self, which: usize) {
        let answer = self.desk("revoke_invite", json!({ "inviteId": self.invites[which].id })).unwrap();
        let (invites, sessions) = self.cut_off(which);
        assert_eq!(answer, json!({ "invites": invites, "sessions": sessions }));
    }

    fn revoke_all(&mut self) {
        let answer = self.desk("revoke_all_invites", json!({})).unwrap();
        let counts: Vec<_> = (0..self.invites.len()).map(|which| self.cut_off(which)).collect();
        let (invites, sessions) = counts.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(answer, json!({ "invites": invites, "sessions": sessions }));
    }

    fn reissue(&mut self, which: usize) {
        let minted = self.desk("reissue_invite", json!({ "inviteId": self.invites[which].id }));
        if self.invites[which].is_revoked {
            assert_eq!(minted.unwrap_err(), Error::at(Code::STATE_FORBIDS, "inviteId"));
            return;
        }
        let minted = minted.unwrap();
        self.cut_off(which);
        let label = self.invites[which].label.clone();
        self.keep(&minted, &label, None, self.now() + 90 * DAY);
    }

    /// Each attempt has a different source, so that none is throttled because of another.
    fn exchange(&mut self, link: &str) -> Result<Value, Error> {
        self.asked += 1;
        self.world
            .visitor_from(&format!("{} {}", self.case, self.asked))
            .ask("open_link", &json!({ "link": link }))
    }

    fn open(&mut self, which: usize) {
        let (lives, link) = (self.invite_lives(&self.invites[which]), self.invites[which].link.clone());
        let answer = self.exchange(&link);
        if !lives {
            assert_eq!(answer.unwrap_err(), Error::new(Code::LINK_INVALID));
            return;
        }
        let (now, secret) = (self.now(), text(&answer.unwrap(), "session"));
        self.forget_old(which);
        self.end_surplus(which);
        self.invites[which].is_used = true;
        let ends_at = (now + 12 * HOUR).min(self.invites[which].until);
        let until = (now + 30 * MINUTE).min(ends_at);
        let id = self.own_id(&secret);
        self.sessions.push(Session {
            id,
            secret,
            invite: which,
            used_at: now,
            until,
            ends_at,
            is_ended: false,
            is_forgotten: false,
        });
    }

    fn own_id(&self, secret: &str) -> String {
        let mine = self.world.visit(secret).tell("list_my_sessions", json!({}));
        let mine = mine["sessions"].as_array().unwrap().clone();
        text(mine.iter().find(|one| one["isThisOne"] == true).unwrap(), "sessionId")
    }

    /// Marks the sessions of an invite that were past their absolute end when another was opened.
    fn forget_old(&mut self, invite: usize) {
        let now = self.now();
        self.sessions
            .iter_mut()
            .filter(|session| session.invite == invite && now >= session.ends_at)
            .for_each(|session| session.is_forgotten = true);
    }

    /// An invite has at most twenty valid sessions; the oldest are ended.
    fn end_surplus(&mut self, invite: usize) {
        let of_invite = |session: &&usize| {
            self.sessions[**session].invite == invite && self.session_lives(&self.sessions[**session])
        };
        let live: Vec<_> =
            (0..self.sessions.len()).collect::<Vec<_>>().iter().filter(of_invite).copied().collect();
        for surplus in live.iter().take(live.len().saturating_sub(19)) {
            self.sessions[*surplus].is_ended = true;
        }
    }

    fn open_old(&mut self, which: usize) {
        let link = self.old[which].clone();
        assert_eq!(self.exchange(&link).unwrap_err(), Error::new(Code::LINK_INVALID));
    }

    /// Uses a session. Returns the library's result, or `None` if both say that it is over.
    fn ask(&mut self, which: usize, operation: &str, input: Value) -> Option<Result<Value, Error>> {
        let session = &self.sessions[which];
        let answer = self.world.visit(&session.secret).ask(operation, &input);
        if self.session_lives(session) {
            let refused = answer.as_ref().err().is_some_and(|error| error.code() == Code::LINK_INVALID);
            assert!(!refused, "{operation} was refused with a live session");
            return Some(answer);
        }
        assert_eq!(
            answer.unwrap_err(),
            Error::new(Code::LINK_INVALID),
            "{operation} worked with a dead session"
        );
        None
    }

    fn touch(&mut self, which: usize) {
        let now = self.now();
        let session = &mut self.sessions[which];
        if now - session.used_at >= MINUTE {
            session.used_at = now;
            session.until = (now + 30 * MINUTE).min(session.ends_at);
        }
    }

    /// Lists the valid sessions of the session's own invite, and compares them with the model.
    fn use_it(&mut self, which: usize) {
        let Some(answer) = self.ask(which, "list_my_sessions", json!({})) else { return };
        let invite = self.sessions[which].invite;
        let mine = |session: &&Session| session.invite == invite && self.session_lives(session);
        let mut expected: Vec<_> =
            self.sessions.iter().filter(mine).map(|session| session.id.clone()).collect();
        expected.reverse();
        let answer = answer.unwrap();
        let listed: Vec<_> =
            answer["sessions"].as_array().unwrap().iter().map(|one| text(one, "sessionId")).collect();
        assert_eq!(listed, expected);
        self.touch(which);
    }

    fn write(&mut self, which: usize) {
        if let Some(answer) = self.ask(which, "save_section", json!({ "section": "accounts", "entries": [] }))
        {
            answer.unwrap();
            self.touch(which);
        }
    }

    fn leave(&mut self, which: usize) {
        if let Some(answer) = self.ask(which, "leave", json!({})) {
            assert_eq!(answer.unwrap(), json!({ "sessions": 1 }));
            self.sessions[which].is_ended = true;
            self.touch(which);
        }
    }

    fn end(&mut self, which: usize) {
        let answer = self.desk("end_session", json!({ "sessionId": self.sessions[which].id }));
        if self.sessions[which].is_forgotten {
            assert_eq!(answer.unwrap_err().code(), Code::NOT_FOUND);
            return;
        }
        assert_eq!(answer.unwrap(), json!({ "invites": 0, "sessions": self.end_one(which) }));
    }

    fn end_other(&mut self, by: usize, which: usize) {
        let input = json!({ "sessionId": self.sessions[which].id });
        let Some(answer) = self.ask(by, "end_my_session", input) else { return };
        let session = &self.sessions[which];
        if session.is_forgotten || session.invite != self.sessions[by].invite {
            assert_eq!(answer.unwrap_err().code(), Code::NOT_FOUND);
            return;
        }
        assert_eq!(answer.unwrap(), json!({ "sessions": self.end_one(which) }));
        self.touch(by);
    }

    /// Compares what the firm is shown with the model.
    fn compare(&self) {
        let whole = |operation: &str, list: &str| {
            whole_list(&self.world.desk(), operation, json!({ "caseId": self.case }), list)
        };
        let state = |invite: &Invite| match invite {
            invite if invite.is_revoked => "revoked",
            invite if self.now() >= invite.until => "expired",
            _ => "live",
        };
        let expected: Vec<_> = self
            .invites
            .iter()
            .rev()
            .map(|invite| json!([invite.id, state(invite), invite.is_used]))
            .collect();
        let shown = |one: &Value| json!([one["inviteId"], one["state"], !one["firstUsedAt"].is_null()]);
        let shown: Vec<_> = whole("list_invites", "invites").iter().map(shown).collect();
        assert_eq!(shown, expected);
        // A revoked or expired invite is refused on use, whatever its sessions' own rows say.
        let listed = whole("list_sessions", "sessions");
        let kept: Vec<_> = self.sessions.iter().rev().filter(|session| !session.is_forgotten).collect();
        assert_eq!(listed.len(), kept.len());
        for (one, session) in listed.iter().zip(kept) {
            assert_eq!(text(one, "sessionId"), session.id);
            assert_eq!(one["isLive"], self.own_life(session));
            let instants = [session.used_at, session.until].map(|at| Timestamp::from_millis(at).to_string());
            assert_eq!([text(one, "lastUsedAt"), text(one, "endsAt")], instants);
        }
    }
}

/// Runs `sequences` random sequences, starting from `seed`.
fn run(sequences: u32, seed: u8, length: usize) {
    against_model(sequences, seed, length, op(), |world, ops| {
        let mut pair = Pair::new(world);
        for op in ops {
            pair.step(op);
        }
        pair.compare();
    });
}

#[test]
fn tok_13_short_sequences_are_as_the_model_says() {
    run(repeats(3_000, 60_000), 1, 20);
}

#[test]
fn tok_13_long_sequences_are_as_the_model_says() {
    run(repeats(300, 10_000), 2, 120);
}

/// Sequences that open the same few links repeatedly, so that the oldest sessions are ended.
#[test]
fn tok_13_the_twentieth_session_is_as_the_model_says() {
    let world = World::in_memory();
    settle(&world.desk());
    let mut pair = Pair::new(&world);
    (0..2).for_each(|_| pair.step(&Op::Mint { hours: 40 }));
    for number in 0..120 {
        pair.step(&Op::Open(number % 3));
        pair.step(&Op::Use(number * 7));
        pair.step(&Op::Wait(MINUTE / 2));
    }
    pair.compare();
}
