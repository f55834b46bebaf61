//! Guidance on whether a case is ready to invite its client, and whether old links are still live (SPEC R15).

use crate::act::Operation;
use crate::audit::record::HeadRecord;
use crate::cases::progress::record::mapped;
use crate::cases::record::CaseRef;
use crate::documents::record::DocumentRecord;
use crate::documents::rules::is_visible;
use crate::documents::settings::DocumentSettings;
use crate::firm::record::firm_of;
use crate::firm::rules::has_identity;
use crate::firm::settings::settings_of;
use crate::foundation::error::Result;
use crate::foundation::limits;
use crate::invites::rules::may_invite;
use crate::invites::settings::InviteSettings;
use crate::portal::Desk;
use crate::sessions::invite::invites_of;
use crate::store::{Key, Record, Records};
use casegate_macros::wire;

/// Guidance on one case.
#[wire(prints)]
pub struct Guidance {
    /// Whether every check passed.
    pub ready_to_invite: bool,
    /// The checks that were made.
    pub checks: Vec<Check>,
    /// Warnings: `live_invites_on_paused_case`, `stage_not_mapped`.
    pub warnings: Vec<String>,
}

/// One check of a case.
#[wire(prints)]
pub struct Check {
    /// The check's code: `firm_identity`, `stage_mapped` or `document_delivered`.
    pub code: String,
    /// Whether the check passed.
    pub passed: bool,
    /// Whether minting an invite is refused because of it.
    pub blocks_minting: bool,
}

impl Desk {
    /// Checks whether a case is ready to invite its client, and returns warnings about it.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_guidance(&self, input: CaseRef) -> Result<Guidance> {
        self.look(Operation::GET_GUIDANCE, |look| {
            let case = self.case(look, input.case_id)?.record;
            let firm = firm_of(look, case.firm)?.record;
            let shown: DocumentSettings = settings_of(look, case.firm)?;
            let invites: InviteSettings = settings_of(look, case.firm)?;
            let is_mapped = mapped(look, case.firm, &case.stage)?.is_some();
            let documents = DocumentRecord::select(limits::ITEMS_PER_CASE).under(case.id);
            let delivered =
                look.list::<DocumentRecord>(&documents)?.iter().any(|row| is_visible(&row.record, &shown));
            let live =
                invites_of(look, case.id)?.iter().any(|invite| invite.record.credential.is_live(look.now));
            let last = look
                .load::<HeadRecord>(Key::top(case.id.uuid()))?
                .map_or(case.opened_at, |head| head.record.at);
            let paused = look.now.since(last) >= limits::PAUSED_AFTER;
            let check =
                |code: &str, passed, blocks| Check { code: code.to_owned(), passed, blocks_minting: blocks };
            let checks = vec![
                check("firm_identity", has_identity(&firm), may_invite(&firm, &invites).is_err()),
                check("stage_mapped", is_mapped, false),
                check("document_delivered", delivered, false),
            ];
            let warnings =
                [("live_invites_on_paused_case", live && paused), ("stage_not_mapped", !is_mapped)];
            Ok(Guidance {
                ready_to_invite: checks.iter().all(|check| check.passed),
                checks,
                warnings: warnings
                    .into_iter()
                    .filter(|(_, holds)| *holds)
                    .map(|(code, _)| code.to_owned())
                    .collect(),
            })
        })
    }
}
