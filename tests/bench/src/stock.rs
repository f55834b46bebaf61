//! Fills both stores before the measurements, with the same cases, names and rows.

use crate::args::Args;
use crate::floor::{Floor, Items};
use crate::harness::Bench;
use crate::ours::Ours;
use crate::{Result, floor};
use casegate::cases::desk::CreateCase;
use casegate::cases::progress::desk::{MappedStage, SetPhaseMap};
use casegate::cases::progress::record::{Phase, WaitingFor};
use casegate::documents::desk::{AddDocument, DeliverDocument};
use casegate::documents::kind::DocumentKind;
use casegate::forms::desk::AddForm;
use casegate::foundation::bytes::Bytes;
use casegate::foundation::ids::CaseId;
use casegate::invites::types::MintInvite;
use casegate::invites::visit::OpenLink;
use casegate::settings::desk::{RegisterFirm, SetLogo};
use casegate::signatures::desk::{CreateEnvelope, SendEnvelope};
use std::ops::Range;

/// Cases with some sixty rows on them.
pub(crate) const FURNISHED: Range<usize> = 0..50;
/// Cases with nothing but invites on them.
pub(crate) const BARE: Range<usize> = 50..100;
const ITEMS: Items = Items { documents: 28, envelopes: 14, forms: 14 };

const PDF: &str = "JVBERi0xLjQKMSAwIG9iago8PD4+CmVuZG9iagp0cmFpbGVyPDwvUm9vdCAxIDAgUj4+CiUlRU9GCg==";
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A secret of either side: an invite's link or a session's credential.
#[derive(Clone)]
pub(crate) struct Secrets {
    pub(crate) ours: String,
    pub(crate) floor: String,
}

/// The cases, with their links and sessions.
pub(crate) struct Stock {
    pub(crate) cases: Vec<CaseId>,
    /// Every invite: the first of each case, then the second of each, and so on.
    pub(crate) links: Vec<Secrets>,
    /// The number of links that were opened already, each once.
    pub(crate) opened: usize,
    /// The number of cases that were answered already.
    pub(crate) answered: usize,
}

impl Stock {
    /// Fills both stores.
    pub(crate) fn fill(bench: &Bench, args: &Args) -> Result<Self> {
        settle(&bench.ours)?;
        bench.floor.add_firm()?;
        let mut links: Vec<_> = (0..args.invites).map(|_| Vec::with_capacity(args.cases)).collect();
        let mut cases = Vec::with_capacity(args.cases);
        for number in 0..args.cases {
            let (case, secrets) = add_case(&bench.ours, &bench.floor, number, args.invites)?;
            cases.push(case);
            for (place, secret) in links.iter_mut().zip(secrets) {
                place.push(secret);
            }
        }
        for case in cases.get(FURNISHED).unwrap_or_default() {
            furnish(&bench.ours, *case)?;
            bench.floor.furnish(case.uuid(), ITEMS)?;
        }
        Ok(Self { cases, links: links.concat(), opened: 0, answered: BARE.end })
    }

    /// Returns the link at `place` of those that may be opened. The first link of each case is for the
    /// sessions of other operations.
    pub(crate) fn spare_link(&self, place: usize) -> Option<&Secrets> {
        let spare =
            self.links.get(self.cases.len()..).filter(|spare| !spare.is_empty()).unwrap_or(&self.links);
        spare.get(place % spare.len())
    }

    /// Returns the library's side of the next links.
    pub(crate) fn fresh_links(&mut self, count: usize) -> Vec<String> {
        let places = self.opened..self.opened + count;
        self.opened = places.end;
        places.filter_map(|place| self.spare_link(place)).map(|link| link.ours.clone()).collect()
    }

    /// Opens a new session of the case at `place`.
    pub(crate) fn session(&self, ours: &Ours, floor: &Floor, place: usize) -> Result<Secrets> {
        let link = self.links.get(place % self.cases.len()).ok_or("there is no such case")?;
        let opened = ours.portal.visitor(&ours.source).open_link(OpenLink { link: link.ours.clone() })?;
        Ok(Secrets {
            ours: opened.secret.reveal(str::to_owned),
            floor: floor.open_link(&link.floor)?.session,
        })
    }
}

fn settle(ours: &Ours) -> Result<()> {
    ours.desk.register_firm(RegisterFirm { name: "Hartwell Tax Advisory".into() })?;
    ours.desk.set_logo(SetLogo { image: Some(Bytes::from_base64(PNG)) })?;
    let stage = MappedStage {
        stage: "intake out".into(),
        phase: Phase::Discovery,
        waiting_for: WaitingFor::Client,
        sentence: None,
        next: None,
    };
    ours.desk.set_phase_map(SetPhaseMap { stages: vec![stage] })?;
    Ok(())
}

fn add_case(ours: &Ours, floor: &Floor, number: usize, invites: usize) -> Result<(CaseId, Vec<Secrets>)> {
    let client_name = format!("Dana Whitfield {number}");
    let labels: Vec<_> = (0..invites).map(|n| format!("taxpayer {n}")).collect();
    let created = ours.desk.create_case(CreateCase {
        client_name: Some(client_name.clone()),
        title: "Tax years 2021 to 2023".into(),
        stage: "intake out".into(),
        ..CreateCase::default()
    })?;
    let case_id = created.case_id;
    let theirs = floor.add_case(case_id.uuid(), &client_name.to_lowercase(), &labels)?;
    let mut secrets = Vec::with_capacity(invites);
    for (label, theirs) in labels.into_iter().zip(theirs) {
        let input = MintInvite { case_id, label, party_id: None, expires_at: None, idempotency_key: None };
        let ours = ours.desk.mint_invite(input)?.secret.reveal(str::to_owned);
        secrets.push(Secrets { ours, floor: floor::credential_of(&theirs.link).to_owned() });
    }
    Ok((case_id, secrets))
}

fn furnish(ours: &Ours, case_id: CaseId) -> Result<()> {
    let desk = &ours.desk;
    for number in 0..ITEMS.documents {
        let added = desk.add_document(AddDocument {
            case_id,
            kind: DocumentKind::EngagementLetter,
            title: format!("Engagement letter {number}"),
            file_name: format!("engagement-letter-{number}.pdf"),
            media_type: "application/pdf".into(),
            content: Bytes::from_base64(PDF),
        })?;
        let document_id = added.document_id;
        desk.deliver_document(DeliverDocument { case_id, document_id, party_ids: None })?;
    }
    for number in 0..ITEMS.envelopes {
        let title = format!("Form 2848, copy {number}");
        let drafted =
            desk.create_envelope(CreateEnvelope { case_id, title, signer: "Dana Whitfield".into() })?;
        let sign_url = format!("https://sign.example/envelopes/{number}");
        let (envelope_id, party_ids) = (drafted.envelope_id, None);
        desk.send_envelope(SendEnvelope { case_id, envelope_id, sign_url, party_ids })?;
    }
    for number in 0..ITEMS.forms {
        let title = format!("Form 433-A, part {number}");
        let url = format!("https://forms.example/433a/{number}");
        desk.add_form(AddForm { case_id, title, url, party_ids: None })?;
    }
    Ok(())
}
