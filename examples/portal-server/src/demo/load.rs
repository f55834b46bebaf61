//! Loads a data file, in the chronological order of its events.

use super::clock::PastClock;
use super::files::{
    CaseFile, DocumentFile, EnvelopeFile, FigureFile, FirmFile, FormFile, IntakeFile, InviteFile, Paper,
    SignedFile,
};
use super::pdf;
use crate::data_dir::Printed;
use crate::pages::desk::shell::named;

use casegate::access::source::Source;
use casegate::cases::desk::{CreateCase, UpdateCase};
use casegate::cases::progress::desk::SetPhaseMap;
use casegate::documents::desk::{AddDocument, DeliverDocument};
use casegate::forms::desk::{AddForm, SetFormState};
use casegate::foundation::bytes::Bytes;
use casegate::foundation::env::Clock as _;
use casegate::foundation::error::{Code, Error, Result};
use casegate::foundation::ids::{CaseId, EnvelopeId};
use casegate::intake::decision::Decision;
use casegate::intake::form::{Entry, EntryValue, FieldPath};
use casegate::intake::profile::SetFigure;
use casegate::intake::review::DecideSection;
use casegate::intake::types::{SaveSection, SubmitSection};
use casegate::invites::types::MintInvite;
use casegate::invites::visit::OpenLink;
use casegate::portal::{Desk, Portal, Visit};
use casegate::settings::desk::{RegisterFirm, SetLogo, UpdateFirm};
use casegate::signatures::desk::{CompleteEnvelope, CreateEnvelope, SendEnvelope};
use std::collections::{BTreeMap, BTreeSet};

const FIRM: &str = include_str!("../../data/firm.json");
const CASES: &str = include_str!("../../data/cases.json");
const LOGO: &[u8] = include_bytes!("../../data/logo.png");

/// A new link, and what is printed with it.
pub(crate) struct Link {
    pub(crate) printed: Printed,
    pub(crate) url: String,
}

/// An error in one row of a file.
pub(super) struct Problem {
    /// The number of the row, from 1.
    pub(super) row: usize,
    pub(super) field: String,
    pub(super) code: &'static str,
}

/// Registers the demonstration firm.
pub(crate) fn register(desk: &Desk) -> Result<()> {
    let firm: FirmFile =
        serde_json::from_str(FIRM).map_err(|_| Error::at(Code::INPUT_MALFORMED, "firm.json"))?;
    desk.register_firm(RegisterFirm { name: firm.name })?;
    desk.update_firm(UpdateFirm {
        contact: Some(firm.contact),
        accent_color: Some(firm.accent_color),
        invite_days: Some(firm.invite_days),
        ..UpdateFirm::default()
    })?;
    desk.set_logo(SetLogo { image: Some(LOGO.into()) })?;
    desk.set_phase_map(SetPhaseMap { stages: firm.stages })?;
    Ok(())
}

/// Loads the demonstration's cases.
pub(crate) fn cases(portal: &Portal, desk: &Desk, clock: &PastClock) -> Result<Vec<Link>> {
    let cases: Vec<CaseFile> =
        serde_json::from_str(CASES).map_err(|_| Error::at(Code::INPUT_MALFORMED, "cases.json"))?;
    load(portal, desk, clock, &cases).map_err(|problems| {
        let field =
            problems.first().map(|problem| format!("cases.json, case {}: {}", problem.row, problem.code));
        Error::at(Code::INPUT_MALFORMED, field.unwrap_or_default())
    })
}

/// Loads cases. The error has every row that could not be loaded.
pub(super) fn load(
    portal: &Portal,
    desk: &Desk,
    clock: &PastClock,
    cases: &[CaseFile],
) -> std::result::Result<Vec<Link>, Vec<Problem>> {
    let mut steps: Vec<_> = cases.iter().enumerate().flat_map(|(row, case)| steps_of(row, case)).collect();
    // The library's clock never goes back, so the earliest event is loaded first.
    steps.sort_by_key(|step| std::cmp::Reverse(step.days_ago));
    let mut loader = Loader {
        portal,
        desk,
        clock,
        cases: BTreeMap::new(),
        links: BTreeMap::new(),
        envelopes: BTreeMap::new(),
    };
    let (mut problems, mut broken) = (Vec::new(), BTreeSet::new());
    for step in steps {
        // Only the first problem of a row is reported, because the others would follow from it.
        if broken.contains(&step.row) {
            continue;
        }
        clock.go_back(step.days_ago);
        if let Err(error) = loader.carry_out(&step) {
            broken.insert(step.row);
            let within = step.what.name();
            let field = match error.field() {
                Some(field) if within.is_empty() => field.to_owned(),
                Some(field) => format!("{within}.{field}"),
                None => within.to_owned(),
            };
            problems.push(Problem { row: step.row + 1, field, code: error.code().name() });
        }
    }
    clock.go_back(0);
    problems.sort_by_key(|problem| problem.row);
    if problems.is_empty() { Ok(loader.links(cases)) } else { Err(problems) }
}

/// One event of a row.
struct Step<'a> {
    row: usize,
    days_ago: u32,
    what: What<'a>,
}

#[derive(Clone, Copy)]
enum What<'a> {
    Case(&'a CaseFile),
    Refreshed(&'a CaseFile),
    Invite(&'a InviteFile),
    Document(&'a DocumentFile),
    Envelope(&'a EnvelopeFile),
    Signed(&'a EnvelopeFile, &'a SignedFile),
    Form(&'a FormFile),
    Figure(&'a FigureFile),
    Intake(&'a IntakeFile),
}

impl What<'_> {
    /// Returns the name of the row's list that the event is in.
    fn name(&self) -> &'static str {
        match self {
            Self::Case(_) | Self::Refreshed(_) => "",
            Self::Invite(_) => "invites",
            Self::Document(_) => "documents",
            Self::Envelope(_) | Self::Signed(..) => "envelopes",
            Self::Form(_) => "forms",
            Self::Figure(_) => "figures",
            Self::Intake(_) => "intake",
        }
    }
}

fn steps_of(row: usize, case: &CaseFile) -> Vec<Step<'_>> {
    let mut steps = vec![(case.days_ago, What::Case(case))];
    steps.extend(case.refreshed_days_ago.map(|days_ago| (days_ago, What::Refreshed(case))));
    steps.extend(case.invites.iter().map(|invite| (invite.days_ago, What::Invite(invite))));
    steps.extend(case.documents.iter().map(|document| (document.days_ago, What::Document(document))));
    for envelope in &case.envelopes {
        steps.push((envelope.days_ago, What::Envelope(envelope)));
        steps.extend(envelope.signed.iter().map(|signed| (signed.days_ago, What::Signed(envelope, signed))));
    }
    steps.extend(case.forms.iter().map(|form| (form.days_ago, What::Form(form))));
    steps.extend(case.figures.iter().map(|figure| (figure.days_ago, What::Figure(figure))));
    steps.extend(case.intake.iter().map(|intake| (intake.days_ago, What::Intake(intake))));
    steps.into_iter().map(|(days_ago, what)| Step { row, days_ago, what }).collect()
}

struct Loader<'a> {
    portal: &'a Portal,
    desk: &'a Desk,
    clock: &'a PastClock,
    cases: BTreeMap<usize, CaseId>,
    /// The links, by row and label.
    links: BTreeMap<(usize, String), String>,
    /// The ids of the envelopes, by row and title.
    envelopes: BTreeMap<(usize, String), EnvelopeId>,
}

impl Loader<'_> {
    fn carry_out(&mut self, step: &Step<'_>) -> Result<()> {
        let row = step.row;
        let case = || self.cases.get(&row).copied().ok_or_else(|| Error::new(Code::NOT_FOUND));
        match step.what {
            What::Case(file) => self.open(row, file),
            What::Refreshed(file) => self.refresh(case()?, file),
            What::Invite(file) => self.invite(row, case()?, file),
            What::Document(file) => self.document(case()?, file),
            What::Envelope(file) => self.envelope(row, case()?, file),
            What::Signed(file, signed) => self.signed(row, case()?, file, signed),
            What::Form(file) => self.form(case()?, file),
            What::Figure(file) => self.figure(case()?, file),
            What::Intake(file) => self.intake(row, case()?, file),
        }
    }

    fn open(&mut self, row: usize, file: &CaseFile) -> Result<()> {
        let case = self.desk.create_case(CreateCase {
            client_name: Some(file.client_name.clone()),
            title: file.title.clone(),
            stage: file.stage.clone(),
            client_tin: file.client_tin.clone(),
            ..CreateCase::default()
        })?;
        self.cases.insert(row, case.case_id);
        self.refresh(case.case_id, file)
    }

    fn refresh(&self, case_id: CaseId, file: &CaseFile) -> Result<()> {
        let changed = UpdateCase {
            case_id,
            version: None,
            client_name: None,
            title: None,
            stage: None,
            blockers: Some(file.blockers.clone()),
            notes: Some(file.notes.clone()),
            client_tin: None,
        };
        self.desk.update_case(changed).map(drop)
    }

    fn invite(&mut self, row: usize, case_id: CaseId, file: &InviteFile) -> Result<()> {
        let minted = self.desk.mint_invite(MintInvite {
            case_id,
            label: file.label.clone(),
            party_id: None,
            expires_at: file.life().map(|life| self.clock.now().plus(life)),
            idempotency_key: None,
        })?;
        let link = minted.secret.into_link(&minted.origin);
        self.links.insert((row, file.label.clone()), link.expose().to_owned());
        Ok(())
    }

    fn document(&self, case_id: CaseId, file: &DocumentFile) -> Result<()> {
        let added = self.desk.add_document(AddDocument {
            case_id,
            kind: file.kind.clone(),
            title: file.title.clone(),
            file_name: file.paper.file_name.clone(),
            media_type: PDF.to_owned(),
            content: content(&file.paper),
        })?;
        if file.deliver {
            let document_id = added.document_id;
            self.desk.deliver_document(DeliverDocument { case_id, document_id, party_ids: None })?;
        }
        Ok(())
    }

    fn envelope(&mut self, row: usize, case_id: CaseId, file: &EnvelopeFile) -> Result<()> {
        let (title, signer) = (file.title.clone(), file.signer.clone());
        let envelope_id = self.desk.create_envelope(CreateEnvelope { case_id, title, signer })?.envelope_id;
        self.envelopes.insert((row, file.title.clone()), envelope_id);
        match file.sign_url.clone() {
            Some(sign_url) => {
                let party_ids = None;
                self.desk.send_envelope(SendEnvelope { case_id, envelope_id, sign_url, party_ids }).map(drop)
            }
            None => Ok(()),
        }
    }

    fn signed(&self, row: usize, case_id: CaseId, file: &EnvelopeFile, signed: &SignedFile) -> Result<()> {
        let envelope = self.envelopes.get(&(row, file.title.clone())).copied();
        let completed = CompleteEnvelope {
            case_id,
            envelope_id: envelope.ok_or_else(|| Error::at(Code::NOT_FOUND, "signed"))?,
            file_name: signed.paper.file_name.clone(),
            media_type: PDF.to_owned(),
            content: content(&signed.paper),
        };
        self.desk.complete_envelope(completed).map(drop)
    }

    fn form(&self, case_id: CaseId, file: &FormFile) -> Result<()> {
        let (title, url) = (file.title.clone(), file.url.clone());
        let form_id = self.desk.add_form(AddForm { case_id, title, url, party_ids: None })?.form_id;
        match file.state {
            Some(state) => self.desk.set_form_state(SetFormState { case_id, form_id, state }).map(drop),
            None => Ok(()),
        }
    }

    fn figure(&self, case_id: CaseId, file: &FigureFile) -> Result<()> {
        let profile_revision = self.desk.get_profile(named(case_id)?)?.profile_revision;
        let (section, authority) = (file.section, file.authority);
        let entry = entry(&file.path, &file.text);
        self.desk.set_figure(SetFigure { case_id, section, authority, profile_revision, entry }).map(drop)
    }

    fn intake(&self, row: usize, case_id: CaseId, file: &IntakeFile) -> Result<()> {
        let visit = self.visit(row, &file.by)?;
        let entries = file.answers.iter().map(|(path, text)| entry(path, text)).collect();
        let saved = visit.save_section(SaveSection {
            section: file.section,
            entries,
            version: None,
            case_id: None,
        })?;
        if file.submit {
            visit.submit_section(SubmitSection {
                section: file.section,
                version: saved.version,
                case_id: None,
            })?;
        }
        visit.leave()?;
        if file.accept {
            let profile_revision = self.desk.get_profile(named(case_id)?)?.profile_revision;
            let (section, decision) = (file.section, Decision::Accept {});
            self.desk.decide_section(DecideSection { case_id, section, profile_revision, decision })?;
        }
        Ok(())
    }

    /// Opens a visit by the link with this label.
    fn visit(&self, row: usize, label: &str) -> Result<Visit> {
        let link = self
            .links
            .get(&(row, label.to_owned()))
            .cloned()
            .ok_or_else(|| Error::at(Code::NOT_FOUND, "by"))?;
        // An address reserved for documentation, so that no real address is audited.
        let source = Source { device: Some("Chrome, Android".to_owned()), ..Source::address("203.0.113.24") };
        let opened = self.portal.visitor(&source).open_link(OpenLink { link })?;
        Ok(opened.secret.reveal(|session| self.portal.visit(session, &source)))
    }

    /// Returns the links, in the order of the file.
    fn links(mut self, files: &[CaseFile]) -> Vec<Link> {
        let mut links = Vec::new();
        let mut taken = BTreeSet::new();
        for (row, file) in files.iter().enumerate() {
            for invite in &file.invites {
                let (Some(case), Some(url)) =
                    (self.cases.get(&row), self.links.remove(&(row, invite.label.clone())))
                else {
                    continue;
                };
                let plain = invite.print.clone().unwrap_or_else(|| invite.label.clone());
                let name = if taken.insert(plain.clone()) {
                    plain
                } else {
                    format!("{plain} ({})", file.client_name)
                };
                links.push(Link { printed: Printed { case: *case, label: invite.label.clone(), name }, url });
            }
        }
        links
    }
}

const PDF: &str = "application/pdf";

fn content(paper: &Paper) -> Bytes {
    pdf::page(&paper.lines).into()
}

fn entry(path: &FieldPath, text: &str) -> Entry {
    let value = EntryValue::Text { text: text.to_owned() };
    Entry { field: path.field().to_owned(), row: path.row().map(str::to_owned), value }
}
