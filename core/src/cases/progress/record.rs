//! The map from internal stages to phases, as data.

use crate::foundation::error::Result;
use crate::foundation::ids::FirmId;
use crate::foundation::redacted::redacted;
use crate::store::{Key, ReadTx, Record, Records, Reference, Table, Value};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub(crate) static STAGES: Table =
    Table { references: &[Reference { columns: &["parent"], table: "firms" }], ..Table::named("stages") };

/// The five phases, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
pub enum Phase {
    /// Whether and how the firm can help.
    Qualification,
    /// Finding out what the agencies and the client know.
    Discovery,
    /// Choosing the way to a solution.
    Strategy,
    /// Carrying it out.
    Implementation,
    /// Making sure that it holds.
    WorkVerification,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Self; 5] =
        [Self::Qualification, Self::Discovery, Self::Strategy, Self::Implementation, Self::WorkVerification];

    /// The phase's name on the wire and in message ids.
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

/// Who has to move next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "mobile", derive(uniffi::Enum))]
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
    /// The name on the wire and in message ids.
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

/// Where a case stands, in the client's terms.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) phase: Phase,
    pub(crate) waiting_for: WaitingFor,
    /// The firm's own sentences; `None` for the shipped ones.
    pub(crate) sentence: Option<String>,
    pub(crate) next: Option<String>,
}

impl Standing {
    /// Where a case stands whose stage never was on the map.
    pub(crate) fn start() -> Self {
        Self { phase: Phase::Qualification, waiting_for: WaitingFor::Firm, sentence: None, next: None }
    }
}

/// One internal stage of a firm and what it means to clients, clustered by the firm.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct StageRecord {
    #[serde(skip, default = "FirmId::nil")]
    pub(crate) firm: FirmId,
    /// Its place in the firm's own list.
    pub(crate) position: u32,
    pub(crate) stage: String,
    pub(crate) standing: Standing,
    /// Whether the map knows the stage no more. Its last meaning is kept for the cases that stand at it.
    #[serde(default)]
    pub(crate) is_retired: bool,
}

impl Record for StageRecord {
    const TABLE: &'static Table = &STAGES;
    fn key(&self) -> Key {
        stage_key(self.firm, &self.stage)
    }
    fn set_key(&mut self, key: Key) {
        self.firm = FirmId::from_uuid(key.parent);
    }
    fn columns(&self) -> Vec<Value> {
        Vec::new()
    }
}

/// A stage is found by its name without a search.
pub(crate) fn stage_key(firm: FirmId, stage: &str) -> Key {
    let digest: [u8; 32] = Sha256::digest(stage.as_bytes()).into();
    let id = digest.first_chunk::<16>().copied().unwrap_or_default();
    Key::under(firm.uuid(), Uuid::from_bytes(id))
}

/// What the firm's map says about `stage`.
pub(crate) fn mapped(tx: &(impl ReadTx + ?Sized), firm: FirmId, stage: &str) -> Result<Option<Standing>> {
    let found = tx.load::<StageRecord>(stage_key(firm, stage))?;
    Ok(found.filter(|found| !found.record.is_retired).map(|found| found.record.standing))
}

/// Where a case stands at `stage`: by the map, else by what the map last said of that stage, else where it stood before.
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
