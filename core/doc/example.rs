// The world of the examples in the documentation of the rooms. Each example includes this file.

use casegate::cases::{CaseDetails, CreateCase};
use casegate::foundation::ids::FirmId;
use casegate::invites::{IdentityCheck, MintInvite, OpenLink};
use casegate::settings::{RegisterFirm, UpdateFirm};
use casegate::store::MemoryStore;
use casegate::{Desk, Origin, Portal, Role, Source, Staff, Visit};

/// A portal with a registered firm, an administrator's desk, a case, and a client's visit to it.
struct Example {
    portal: Portal,
    desk: Desk,
    case: CaseDetails,
    visit: Visit,
}

fn example() -> casegate::Result<Example> {
    let portal = Portal::on(MemoryStore::new()).origin(Origin::parse("https://portal.example")?).build()?;
    let staff = Staff {
        firm: FirmId::parse("firm_01935c8e0000700080000000000000ab")?,
        id: "u-17".into(),
        name: "Rosa Reyes".into(),
        roles: vec![Role::Administrator],
        offices: None,
    };
    let desk = portal.desk(staff, &Source::address("10.0.0.1"))?;
    desk.register_firm(RegisterFirm { name: "Hartwell Tax Advisory".into() })?;
    desk.update_firm(UpdateFirm { identity_check: Some(IdentityCheck::Off), ..UpdateFirm::default() })?;
    let case = desk.create_case(CreateCase {
        client_name: Some("Dana Whitfield".into()),
        title: "Tax years 2021 to 2023".into(),
        stage: "intake".into(),
        ..CreateCase::default()
    })?;
    let minted = desk.mint_invite(MintInvite {
        case_id: case.case_id,
        label: "taxpayer".into(),
        party_id: None,
        expires_at: None,
        idempotency_key: None,
    })?;
    let link = minted.secret.into_link(&minted.origin);
    let source = Source::address("203.0.113.7");
    let opened = portal.visitor(&source).open_link(OpenLink { link: link.expose().into() })?;
    let visit = opened.secret.reveal(|session| portal.visit(session, &source));
    Ok(Example { portal, desk, case, visit })
}
