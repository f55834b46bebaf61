//! Calls operations by name, and helpers for what most tests do first.

use super::World;
use casegate::foundation::error::{Error, Result};
use casegate::operations::Operation;
use casegate::portal::{Desk, HostDoor, Visit};
use serde_json::{Value, json};

/// A desk or a visit whose operations are called by name.
pub trait Call {
    /// Calls an operation and returns its result as JSON.
    ///
    /// # Errors
    /// The operation's.
    fn ask(&self, operation: &str, input: &Value) -> Result<Value>;

    /// Returns the result of a call that has to succeed.
    fn tell(&self, operation: &str, input: Value) -> Value {
        match self.ask(operation, &input) {
            Ok(answer) => answer,
            #[expect(clippy::panic, reason = "tests call this where the operation has to work")]
            Err(error) => panic!("{operation} {input}: {error:?}"),
        }
    }
}

impl Call for Desk {
    fn ask(&self, operation: &str, input: &Value) -> Result<Value> {
        answer(self.call(Operation::of_desk(operation)?, input.to_string().as_bytes())?)
    }
}

impl Call for HostDoor {
    fn ask(&self, operation: &str, input: &Value) -> Result<Value> {
        answer(self.call(Operation::of_host(operation)?, input.to_string().as_bytes())?)
    }
}

impl Call for Visit {
    fn ask(&self, operation: &str, input: &Value) -> Result<Value> {
        answer(self.call(Operation::of_visit(operation)?, input.to_string().as_bytes())?)
    }
}

fn answer(json: String) -> Result<Value> {
    serde_json::from_str(&json).map_err(|_| Error::new(casegate::foundation::error::Code::DEFECT))
}

/// The smallest valid PDF.
pub const PDF: &str = "JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagp0cmFpbGVyPDwvUm9vdCAxIDAgUj4+CiUlRU9GCg==";
/// The smallest valid PNG.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// Sets up a firm with name, logo and phase map.
pub fn settle(desk: &Desk) {
    desk.tell("register_firm", json!({ "name": "Hartwell Tax Advisory" }));
    desk.tell("set_logo", json!({ "image": PNG }));
    let stage = |stage: &str, phase: &str, waiting: &str| json!({ "stage": stage, "phase": phase, "waitingFor": waiting });
    desk.tell(
        "set_phase_map",
        json!({ "stages": [
            stage("lead", "qualification", "firm"),
            stage("transcripts requested", "discovery", "agency"),
            stage("intake out", "discovery", "client"),
            stage("plan", "strategy", "firm"),
            stage("offer filed", "implementation", "agency"),
            stage("closing", "workVerification", "nobody"),
        ] }),
    );
}

/// Opens a case of a firm that is set up, and returns its id.
pub fn open_case(desk: &Desk) -> String {
    let case = desk.tell(
        "create_case",
        json!({ "clientName": "Dana Whitfield", "title": "Tax years 2021 to 2023", "stage": "intake out", "clientTin": "123-45-6789" }),
    );
    text(&case, "caseId")
}

/// Mints an invite and opens it. Returns the link and the session's credential.
pub fn open_visit(world: &World, desk: &Desk, case: &str, label: &str) -> (String, String) {
    let minted = desk.tell("mint_invite", json!({ "caseId": case, "label": label }));
    let link = text(&minted, "link");
    let opened = world.visitor().tell("open_link", json!({ "link": link }));
    (link, text(&opened, "session"))
}

/// Returns the text at `name`.
#[must_use]
pub fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the error of a call that has to be refused.
pub fn refused(door: &impl Call, operation: &str, input: Value) -> Error {
    match door.ask(operation, &input) {
        Err(error) => error,
        #[expect(clippy::panic, reason = "tests call this where the operation has to be refused")]
        Ok(answer) => panic!("{operation} {input} answered {answer}"),
    }
}

/// Returns the rows of all pages of a list. `input` may have a limit, but no cursor.
///
/// # Panics
/// If a page has more rows than asked for, or if there are more pages than rows that tests write.
pub fn whole_list(door: &impl Call, operation: &str, mut input: Value, list: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for _ in 0..5_000 {
        let page = door.tell(operation, input.clone());
        let found = page[list].as_array().cloned().unwrap_or_default();
        let limit = input["limit"].as_u64().unwrap_or(50);
        assert!(found.len() as u64 <= limit, "{operation}");
        rows.extend(found);
        if page["next"].is_null() {
            return rows;
        }
        input["cursor"] = page["next"].clone();
    }
    #[expect(clippy::panic, reason = "a list that does not end is wrong")]
    {
        panic!("{operation} does not end")
    }
}

/// Returns every event in the audit of a case, or of the firm.
pub fn events(desk: &Desk, case: Option<&str>) -> Vec<Value> {
    let (mut events, mut after) = (Vec::new(), json!(0));
    while !after.is_null() {
        let page = desk.tell("list_audit", json!({ "caseId": case, "after": after, "limit": 200 }));
        events.extend(page.get("events").and_then(Value::as_array).into_iter().flatten().cloned());
        after = page.get("next").cloned().unwrap_or_default();
    }
    events
}

/// Returns the last event in the audit of a case, or of the firm.
pub fn last_event(desk: &Desk, case: Option<&str>) -> Value {
    events(desk, case).pop().unwrap_or_default()
}

/// Mints an invite. The result has the invite and its link.
pub fn mint(desk: &Desk, case: &str, label: &str) -> Value {
    desk.tell("mint_invite", json!({ "caseId": case, "label": label }))
}

/// Returns the id of an invite that was just minted.
#[must_use]
pub fn invite_id(minted: &Value) -> String {
    minted.pointer("/invite/inviteId").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Sets up a world and its first case.
#[must_use]
pub fn begin(world: World) -> (World, String) {
    settle(&world.desk());
    let case = open_case(&world.desk());
    (world, case)
}

/// Opens a link and returns the session's credential.
///
/// # Errors
/// The operation's.
pub fn session(world: &World, link: &str) -> Result<String> {
    let opened = world.visitor().ask("open_link", &json!({ "link": link }))?;
    Ok(text(&opened, "session"))
}

/// Whether a link can be opened.
#[must_use]
pub fn is_open(world: &World, link: &str) -> bool {
    session(world, link).is_ok()
}

/// Whether a session's credential is valid.
#[must_use]
pub fn is_live(world: &World, session: &str) -> bool {
    world.visit(session).ask("list_my_sessions", &json!({})).is_ok()
}

/// Makes a new contact a party of the client of `case`, and returns the party's id.
#[must_use]
pub fn link_party(desk: &Desk, case: &str, role: &str, name: &str) -> String {
    let client = text(&desk.tell("get_case", json!({ "caseId": case })), "clientId");
    let email = format!("{}@people.example", name.to_lowercase().replace(' ', "."));
    let contact = text(&desk.tell("create_contact", json!({ "name": name, "emails": [email] })), "contactId");
    let party = json!({ "clientId": client, "contactId": contact, "role": role });
    text(&desk.tell("link_party", party), "partyId")
}

/// Opens a visit by an invite that names `party`, and returns the session's credential.
#[must_use]
pub fn open_party_visit(world: &World, case: &str, label: &str, party: &str) -> String {
    let mint = json!({ "caseId": case, "label": label, "partyId": party });
    let link = text(&world.desk().tell("mint_invite", mint), "link");
    text(&world.visitor().tell("open_link", json!({ "link": link })), "session")
}
