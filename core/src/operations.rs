//! The contents page of the product: every operation, its door, its input and output.
//!
//! Bindings, the HTTP example, the permission matrix and the tests read this table. To add an operation, write its method
//! in its room's `desk.rs` or `visit.rs` and its line here.

use crate::access::permission::Permission;
use crate::foundation::error::{Code, Error, Result};
use crate::portal::{Desk, Visit};
use crate::wire::{Answer, Json, Wire};

use crate::audit::desk::{AuditPage, ChainReport, ListAudit, VerifyAudit};
use crate::cases::desk::{CaseDetails, CasePage, CreateCase, ListCases, UpdateCase};
use crate::cases::guidance::Guidance;
use crate::cases::record::CaseRef;
use crate::documents::desk::{
    AddDocument, DocumentChunk, DocumentDetails, DocumentList, DocumentRef, DocumentRemoved, ReadDocument,
};
use crate::documents::visit::{ChunkView, DocumentView, DocumentsView, OwnDocumentRef, ReadOwnDocument};
use crate::firm::desk::{FirmDetails, FirmLogo, RegisterFirm, SetLogo, UpdateFirm};
use crate::firm::doctor::DoctorReport;
use crate::firm::visit::LogoView;
use crate::forms::desk::{AddForm, FormDetails, FormList, FormRef, FormRemoved, SetFormState};
use crate::forms::visit::FormsView;
use crate::foundation::tin::UnmaskedNumber;
use crate::home::HomeView;
use crate::intake::desk::{ClientAnswers, Submission, SubmissionRef};
use crate::intake::form::SectionSchema;
use crate::intake::profile::{Profile, SetFigure, UnmaskAnswer};
use crate::intake::review::{DecideFigures, DecideSection, Decided, FigureRef, Review};
use crate::intake::visit::{
    CheckSection, IntakeView, SaveSection, SectionCheck, SectionRef, SectionView, SubmitSection,
};
use crate::invites::desk::{InviteList, InviteRef, MintInvite, MintedInvite, SessionList, SessionRef};
use crate::invites::revocation::Revocation;
use crate::invites::visit::{
    LeakReport, OpenLink, OpenedVisit, OwnSessionRef, ReportLeak, SessionEnded, SessionsView,
};
use crate::progress::desk::{CaseProgress, PhaseMap, SetPhaseMap};
use crate::signatures::desk::{
    CompleteEnvelope, CreateEnvelope, EnvelopeDetails, EnvelopeList, RecordEnvelopeEvent,
    ReplaceSignedDocument, SendEnvelope,
};
use crate::signatures::visit::EnvelopesView;

/// Through which door an operation is reached, and what it needs there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The firm's door, with this permission.
    Desk(Permission),
    /// The client's door.
    Visit(Need),
}

/// What an operation of the client's door needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is how one gets a session, or helps without one.
    Nothing,
    /// A live session.
    Session,
}

/// Whether an operation can change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It only reads.
    Reads,
    /// It may write.
    Writes,
}

/// What an operation takes or gives, for generated descriptions.
#[cfg(feature = "schema")]
pub type SchemaOf = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

/// The wire type of an output: secrets are described as they are revealed.
#[cfg(feature = "schema")]
trait OnWire {
    type Type: schemars::JsonSchema;
}

#[cfg(feature = "schema")]
macro_rules! schema_of_input {
    () => {
        None
    };
    ($input:ty) => {
        Some(|generator| generator.subschema_for::<$input>())
    };
}

// The output's type is named, so that the table cannot say another one than the method.
macro_rules! call {
    ($handle:ident, $method:ident, $wire:ident, $output:ty) => {{
        $wire.read_nothing()?;
        let answer: Result<$output> = $wire.run(|| $handle.$method());
        answer?.write($wire)
    }};
    ($handle:ident, $method:ident, $wire:ident, $output:ty, $input:ty) => {{
        let input = $wire.read::<$input>()?;
        let answer: Result<$output> = $wire.run(|| $handle.$method(input));
        answer?.write($wire)
    }};
}

macro_rules! operations {
    (
        desk { $($(#[doc = $desk_doc:literal])+ $desk:ident = $desk_name:ident($($desk_input:ty)?) -> $desk_output:ty, $permission:ident, $desk_effect:ident;)+ }
        visit { $($(#[doc = $visit_doc:literal])+ $visit:ident = $visit_name:ident($($visit_input:ty)?) -> $visit_output:ty, $need:ident, $visit_effect:ident;)+ }
    ) => {
        /// Every operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Operation {
            $($(#[doc = $desk_doc])+ $desk,)+
            $($(#[doc = $visit_doc])+ $visit,)+
        }

        impl Operation {
            /// Every operation, the desk's first.
            pub const ALL: &'static [Self] = &[$(Self::$desk,)+ $(Self::$visit,)+];

            /// The operation's name, in snake case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$desk => stringify!($desk_name),)+
                    $(Self::$visit => stringify!($visit_name),)+
                }
            }

            /// Through which door it is reached, and what it needs there.
            #[must_use]
            pub fn door(self) -> Door {
                match self {
                    $(Self::$desk => Door::Desk(Permission::$permission),)+
                    $(Self::$visit => Door::Visit(Need::$need),)+
                }
            }

            /// Whether it can change anything.
            #[must_use]
            pub fn effect(self) -> Effect {
                match self {
                    $(Self::$desk => Effect::$desk_effect,)+
                    $(Self::$visit => Effect::$visit_effect,)+
                }
            }

            /// One line about it.
            #[must_use]
            pub fn doc(self) -> &'static str {
                match self {
                    $(Self::$desk => concat!($($desk_doc),+).trim_ascii(),)+
                    $(Self::$visit => concat!($($visit_doc),+).trim_ascii(),)+
                }
            }

            /// The schema of its input; `None` if it takes none.
            #[cfg(feature = "schema")]
            #[must_use]
            pub fn input_schema(self) -> Option<SchemaOf> {
                match self {
                    $(Self::$desk => schema_of_input!($($desk_input)?),)+
                    $(Self::$visit => schema_of_input!($($visit_input)?),)+
                }
            }

            /// The schema of its output.
            #[cfg(feature = "schema")]
            #[must_use]
            pub fn output_schema(self) -> SchemaOf {
                match self {
                    $(Self::$desk => |generator| generator.subschema_for::<<$desk_output as OnWire>::Type>(),)+
                    $(Self::$visit => |generator| generator.subschema_for::<<$visit_output as OnWire>::Type>(),)+
                }
            }
        }

        impl Desk {
            /// Carries out an operation of this door with its input and output as JSON; a secret in the output is hereby
            /// revealed.
            ///
            /// # Errors
            /// `operation_unknown`; `input_malformed`, naming the field; and the operation's own.
            pub fn call(&self, operation: Operation, json: &[u8]) -> Result<String> {
                self.answer(operation, &Json(json))
            }

            /// Carries out an operation of this door with its input and output in another language's own values; a secret
            /// in the output is hereby revealed.
            ///
            /// # Errors
            /// As [`Desk::call`].
            pub fn answer<W: Wire>(&self, operation: Operation, wire: &W) -> Result<W::Output> {
                let desk = self;
                match operation {
                    $(Operation::$desk => call!(desk, $desk_name, wire, $desk_output $(, $desk_input)?),)+
                    _ => Err(Error::new(Code::OperationUnknown)),
                }
            }
        }

        impl Visit {
            /// Carries out an operation of this door with its input and output as JSON; a secret in the output is hereby
            /// revealed.
            ///
            /// # Errors
            /// `operation_unknown`; `input_malformed`, naming the field; and the operation's own.
            pub fn call(&self, operation: Operation, json: &[u8]) -> Result<String> {
                self.answer(operation, &Json(json))
            }

            /// Carries out an operation of this door with its input and output in another language's own values; a secret
            /// in the output is hereby revealed.
            ///
            /// # Errors
            /// As [`Visit::call`].
            pub fn answer<W: Wire>(&self, operation: Operation, wire: &W) -> Result<W::Output> {
                let visit = self;
                match operation {
                    $(Operation::$visit => call!(visit, $visit_name, wire, $visit_output $(, $visit_input)?),)+
                    _ => Err(Error::new(Code::OperationUnknown)),
                }
            }
        }
    };
}

operations! {
    desk {
        /// Registers the firm that the caller acts for.
        RegisterFirm = register_firm(RegisterFirm) -> FirmDetails, ConfigureFirm, Writes;
        /// The firm's settings.
        GetFirm = get_firm() -> FirmDetails, ReadCases, Reads;
        /// Changes some of the firm's settings.
        UpdateFirm = update_firm(UpdateFirm) -> FirmDetails, ConfigureFirm, Writes;
        /// Sets or removes the firm's logo.
        SetLogo = set_logo(SetLogo) -> FirmDetails, ConfigureFirm, Writes;
        /// The firm's logo, as staff see it.
        GetFirmLogo = get_firm_logo() -> FirmLogo, ReadCases, Reads;
        /// Replaces the firm's map from internal stages to phases.
        SetPhaseMap = set_phase_map(SetPhaseMap) -> PhaseMap, ConfigureFirm, Writes;
        /// The firm's map from internal stages to phases.
        GetPhaseMap = get_phase_map() -> PhaseMap, ReadCases, Reads;
        /// Checks that the host is set up as the library's promises require.
        Doctor = doctor() -> DoctorReport, ConfigureFirm, Reads;

        /// Opens a case.
        CreateCase = create_case(CreateCase) -> CaseDetails, ManageCases, Writes;
        /// A case with everything the firm keeps on it.
        GetCase = get_case(CaseRef) -> CaseDetails, ReadCases, Reads;
        /// A page of the firm's cases.
        ListCases = list_cases(ListCases) -> CasePage, ReadCases, Reads;
        /// Changes some of a case.
        UpdateCase = update_case(UpdateCase) -> CaseDetails, ManageCases, Writes;
        /// The client's taxpayer number in full; audited.
        UnmaskClientTin = unmask_client_tin(CaseRef) -> UnmaskedNumber, Unmask, Writes;
        /// Where a case stands, as its client is told.
        GetProgress = get_progress(CaseRef) -> CaseProgress, ReadCases, Reads;
        /// Whether a case is ready to invite its client, and what deserves attention.
        GetGuidance = get_guidance(CaseRef) -> Guidance, ReadCases, Reads;

        /// Mints an invite; its link is shown once.
        MintInvite = mint_invite(MintInvite) -> MintedInvite, Invite, Writes;
        /// Revokes one invite and ends every session it opened.
        RevokeInvite = revoke_invite(InviteRef) -> Revocation, Invite, Writes;
        /// Revokes every invite of a case.
        RevokeAllInvites = revoke_all_invites(CaseRef) -> Revocation, Invite, Writes;
        /// Revokes an invite and mints another with the same label.
        ReissueInvite = reissue_invite(InviteRef) -> MintedInvite, Invite, Writes;
        /// The invites of a case, without their secrets.
        ListInvites = list_invites(CaseRef) -> InviteList, ReadCases, Reads;
        /// The sessions of a case.
        ListSessions = list_sessions(CaseRef) -> SessionList, ReadCases, Reads;
        /// Ends one session of a case.
        EndSession = end_session(SessionRef) -> Revocation, Invite, Writes;

        /// Puts a document on a case, not yet delivered.
        AddDocument = add_document(AddDocument) -> DocumentDetails, Deliver, Writes;
        /// Delivers a document to the client.
        DeliverDocument = deliver_document(DocumentRef) -> DocumentDetails, Deliver, Writes;
        /// Takes a delivery back.
        WithdrawDocument = withdraw_document(DocumentRef) -> DocumentDetails, Deliver, Writes;
        /// Removes a document and its content.
        RemoveDocument = remove_document(DocumentRef) -> DocumentRemoved, Deliver, Writes;
        /// The documents of a case.
        ListDocuments = list_documents(CaseRef) -> DocumentList, ReadCases, Reads;
        /// A piece of a document's content.
        ReadDocument = read_document(ReadDocument) -> DocumentChunk, ReadCases, Reads;

        /// Prepares an envelope.
        CreateEnvelope = create_envelope(CreateEnvelope) -> EnvelopeDetails, Deliver, Writes;
        /// Sends an envelope with its sign link.
        SendEnvelope = send_envelope(SendEnvelope) -> EnvelopeDetails, Deliver, Writes;
        /// Passes on what the e-sign provider reported.
        RecordEnvelopeEvent = record_envelope_event(RecordEnvelopeEvent) -> EnvelopeDetails, Deliver, Writes;
        /// Completes an envelope with the document that came back signed.
        CompleteEnvelope = complete_envelope(CompleteEnvelope) -> EnvelopeDetails, Deliver, Writes;
        /// Puts the right file in the place of a wrong one that an envelope was completed with.
        ReplaceSignedDocument = replace_signed_document(ReplaceSignedDocument) -> EnvelopeDetails, Deliver, Writes;
        /// The envelopes of a case.
        ListEnvelopes = list_envelopes(CaseRef) -> EnvelopeList, ReadCases, Reads;

        /// Puts a link to a form on a case.
        AddForm = add_form(AddForm) -> FormDetails, Deliver, Writes;
        /// Says how far a form is.
        SetFormState = set_form_state(SetFormState) -> FormDetails, Deliver, Writes;
        /// Takes a form off a case.
        RemoveForm = remove_form(FormRef) -> FormRemoved, Deliver, Writes;
        /// The forms of a case.
        ListForms = list_forms(CaseRef) -> FormList, ReadCases, Reads;

        /// Every present answer of a case's client, with its provenance.
        GetAnswers = get_answers(CaseRef) -> ClientAnswers, ReadCases, Reads;
        /// A section as it was submitted.
        GetSubmission = get_submission(SubmissionRef) -> Submission, ReadCases, Reads;
        /// Everything that a reviewer has to decide on, each figure beside what it would replace.
        GetReview = get_review(CaseRef) -> Review, ReadCases, Reads;
        /// Decides staged figures one by one.
        DecideFigures = decide_figures(DecideFigures) -> Decided, Review, Writes;
        /// Decides all that is open in a section.
        DecideSection = decide_section(DecideSection) -> Decided, Review, Writes;
        /// Takes an acceptance back.
        UndoAcceptance = undo_acceptance(FigureRef) -> Decided, Review, Writes;
        /// Writes a figure of the profile by the firm's or the agency's authority.
        SetFigure = set_figure(SetFigure) -> Profile, Review, Writes;
        /// The financial profile, and where its tiers and the client's answers disagree.
        GetProfile = get_profile(CaseRef) -> Profile, ReadCases, Reads;
        /// The sensitive answer that a staged figure proposes, in full; audited.
        UnmaskFigure = unmask_figure(FigureRef) -> UnmaskedNumber, Unmask, Writes;
        /// One sensitive answer in full; audited.
        UnmaskAnswer = unmask_answer(UnmaskAnswer) -> UnmaskedNumber, Unmask, Writes;

        /// A page of the audit of a case or of the firm.
        ListAudit = list_audit(ListAudit) -> AuditPage, ReadAudit, Reads;
        /// Walks along an audit chain and says whether it is intact.
        VerifyAudit = verify_audit(VerifyAudit) -> ChainReport, ReadAudit, Reads;
    }
    visit {
        /// Exchanges a link for a short session.
        OpenLink = open_link(OpenLink) -> OpenedVisit, Nothing, Writes;
        /// Revokes every credential in a text that should not hold any.
        ReportLeak = report_leak(ReportLeak) -> LeakReport, Nothing, Writes;
        /// Everything the portal's first page shows.
        Home = home() -> HomeView, Session, Reads;
        /// The firm's logo.
        GetLogo = get_logo() -> LogoView, Session, Reads;
        /// The documents to download.
        ListMyDocuments = list_my_documents() -> DocumentsView, Session, Reads;
        /// Begins a download.
        OpenDocument = open_document(OwnDocumentRef) -> DocumentView, Session, Writes;
        /// A piece of a document's content.
        ReadMyDocument = read_my_document(ReadOwnDocument) -> ChunkView, Session, Reads;
        /// The envelopes to sign, and those that are over.
        ListMyEnvelopes = list_my_envelopes() -> EnvelopesView, Session, Reads;
        /// The forms to fill in.
        ListMyForms = list_my_forms() -> FormsView, Session, Reads;
        /// The whole intake at a glance.
        GetIntake = get_intake() -> IntakeView, Session, Reads;
        /// The fields of a section, to build a form from.
        GetSectionForm = get_section_form(SectionRef) -> SectionSchema, Session, Reads;
        /// One section of the intake with its answers and totals.
        GetSection = get_section(SectionRef) -> SectionView, Session, Reads;
        /// Checks entries without keeping anything.
        CheckSection = check_section(CheckSection) -> SectionCheck, Session, Reads;
        /// Saves entries as a draft.
        SaveSection = save_section(SaveSection) -> SectionView, Session, Writes;
        /// Submits a section to the firm.
        SubmitSection = submit_section(SubmitSection) -> SectionView, Session, Writes;
        /// Takes back what was saved since the last submission.
        DiscardSection = discard_section(SectionRef) -> SectionView, Session, Writes;
        /// The live sessions of one's own invite.
        ListMySessions = list_my_sessions() -> SessionsView, Session, Reads;
        /// Ends another session of one's own invite.
        EndMySession = end_my_session(OwnSessionRef) -> SessionEnded, Session, Writes;
        /// Ends this session.
        Leave = leave() -> SessionEnded, Session, Writes;
    }
}

impl Operation {
    /// The operation of this name behind the desk's door.
    ///
    /// # Errors
    /// `operation_unknown`.
    pub fn of_desk(name: &str) -> Result<Self> {
        Self::find(name, |operation| matches!(operation.door(), Door::Desk(_)))
    }

    /// The operation of this name behind the visit's door.
    ///
    /// # Errors
    /// `operation_unknown`.
    pub fn of_visit(name: &str) -> Result<Self> {
        Self::find(name, |operation| matches!(operation.door(), Door::Visit(_)))
    }

    fn find(name: &str, is_behind: impl Fn(Self) -> bool) -> Result<Self> {
        let found =
            Self::ALL.iter().copied().find(|operation| is_behind(*operation) && operation.name() == name);
        found.ok_or_else(|| Error::new(Code::OperationUnknown))
    }
}

#[cfg(feature = "schema")]
mod on_wire {
    use super::{MintedInvite, OnWire, OpenedVisit};
    use crate::invites::desk::RevealedInvite;
    use crate::invites::visit::RevealedVisit;

    impl<T: schemars::JsonSchema> OnWire for T {
        type Type = T;
    }
    impl OnWire for MintedInvite {
        type Type = RevealedInvite;
    }
    impl OnWire for OpenedVisit {
        type Type = RevealedVisit;
    }
}
