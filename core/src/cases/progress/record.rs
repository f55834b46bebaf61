//! The stored map from internal stages to phases.

use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use crate::foundation::redacted::redacted;
use crate::store::{Key, ReadTx, Record, Records};
use casegate_macros::wire;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The five phases, in their order.
#[wire]
#[derive(PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The firm finds out whether and how it can help.
    Qualification,
    /// The firm finds out what the agencies and the client know.
    Discovery,
    /// The firm chooses a way to a solution.
    Strategy,
    /// The firm carries the solution out.
    Implementation,
    /// The firm verifies that the solution holds.
    WorkVerification,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 5] =
        [Self::Qualification, Self::Discovery, Self::Strategy, Self::Implementation, Self::WorkVerification];

    /// Returns the phase's name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Discovery => "discovery",
            Self::Strategy => "strategy",
            Self::Implementation => "implementation",
            Self::WorkVerification => "workVerification",
        }
    }
}

/// The side that has to act next.
#[wire]
pub enum WaitingFor {
    /// The firm is at work.
    Firm,
    /// The client has something to do.
    Client,
    /// An agency has to answer.
    Agency,
    /// Nobody: this phase is done.
    Nobody,
}

impl WaitingFor {
    /// Returns the name on the wire and in message ids.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Client => "client",
            Self::Agency => "agency",
            Self::Nobody => "nobody",
        }
    }
}

/// The progress of a case in terms of phases.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) phase: Phase,
    pub(crate) waiting_for: WaitingFor,
    /// The firm's own sentence on the phase; `None` for the default one. The same holds for `next`.
    pub(crate) sentence: Option<String>,
    pub(crate) next: Option<String>,
}

impl Standing {
    /// Returns the progress of a case whose stage was never in the map.
    pub(crate) fn start() -> Self {
        Self { phase: Phase::Qualification, waiting_for: WaitingFor::Firm, sentence: None, next: None }
    }
}

/// One internal stage of a firm and what clients see for it, clustered by the firm.
#[derive(Clone, Serialize, Deserialize, Record)]
#[record(table = "stages", parent = firm, id = stage_id(&self.stage))]
#[record(refers[firm -> "firms"])]
pub(crate) struct StageRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    /// The position in the firm's list of stages.
    pub(crate) position: u32,
    pub(crate) stage: String,
    pub(crate) standing: Standing,
    /// Whether the stage was removed from the map. Its last meaning is stored for the cases that are still at it.
    #[serde(default)]
    pub(crate) is_retired: bool,
}

/// Returns the id of a stage's row. It is derived from the name, so that no search is needed.
fn stage_id(stage: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(stage.as_bytes()).into();
    Uuid::from_bytes(digest.first_chunk::<16>().copied().unwrap_or_default())
}

/// Returns the key of a stage.
pub(crate) fn stage_key(firm: FirmId, stage: &str) -> Key {
    Key::under(firm.uuid(), stage_id(stage))
}

/// Returns what the firm's map has for `stage`; `None` if the map does not have it.
pub(crate) fn mapped(tx: &(impl ReadTx + ?Sized), firm: FirmId, stage: &str) -> Result<Option<Standing>> {
    let found = tx.load::<StageRecord>(stage_key(firm, stage))?;
    Ok(found.filter(|found| !found.record.is_retired).map(|found| found.record.standing))
}

/// Returns the progress of a case at `stage`: as the map has it, or last had it; otherwise `last`.
pub(crate) fn standing(
    tx: &(impl ReadTx + ?Sized),
    firm: FirmId,
    stage: &str,
    last: &Standing,
) -> Result<Standing> {
    let found = tx.load::<StageRecord>(stage_key(firm, stage))?;
    Ok(found.map_or_else(|| last.clone(), |found| found.record.standing))
}

redacted!(Standing, StageRecord);
