//! The firm's map from its own stages to phases.

use super::record::{Phase, StageRecord, Standing, WaitingFor, mapped};
use crate::act::Act;
use crate::act::Operation;
use crate::cases::progress::types::ProgressView;
use crate::cases::progress::visit::progress_of;
use crate::cases::record::CaseRef;
use crate::firm::record::firm_of;
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::ids::FirmId;
use crate::foundation::{limits, text};
use crate::portal::Desk;
use crate::store::{ReadTx, Record, Records, RecordsMut, Stored};
use casegate_macros::wire;
use std::collections::{BTreeMap, BTreeSet};

/// One internal stage, and what clients see for it.
#[wire(input)]
pub struct MappedStage {
    /// The firm's own name of the stage; internal.
    pub stage: String,
    /// The phase it belongs to.
    pub phase: Phase,
    /// Who has to act while a case is at this stage.
    pub waiting_for: WaitingFor,
    /// A sentence for the client; if absent, the default one.
    pub sentence: Option<String>,
    /// A sentence on the next step, for the client; if absent, the default one.
    pub next: Option<String>,
}

/// A map that replaces the firm's present one.
#[wire]
pub struct SetPhaseMap {
    /// Every stage the firm uses, each once.
    pub stages: Vec<MappedStage>,
}

/// The firm's map from internal stages to phases.
#[wire]
pub struct PhaseMap {
    /// Every mapped stage, in the firm's order.
    pub stages: Vec<MappedStage>,
}

/// The progress of a case, and whether the map has its stage.
#[wire]
pub struct CaseProgress {
    /// The progress that the client sees.
    pub shown: ProgressView,
    /// The internal stage.
    pub stage: String,
    /// Whether the map has the stage. If not, the client sees the last known progress.
    pub stage_is_mapped: bool,
}

impl Desk {
    /// Replaces the firm's map. From the next request on, every case is shown by the new map.
    ///
    /// # Errors
    /// `list_too_long`; `value_repeated` if a stage occurs twice; `text_required`, `text_too_long` or `text_invalid`.
    pub fn set_phase_map(&self, input: SetPhaseMap) -> Result<PhaseMap> {
        self.act(Operation::SET_PHASE_MAP, |act| {
            let firm = firm_of(act, self.staff().firm)?.record.id;
            let stages = parse(&input.stages)?;
            act.event.fact("stages", stages.len());
            replace(act, firm, &stages)?;
            Ok(PhaseMap { stages })
        })
    }

    /// Returns the firm's map from internal stages to phases.
    ///
    /// # Errors
    /// The store's errors.
    pub fn get_phase_map(&self) -> Result<PhaseMap> {
        self.look(Operation::GET_PHASE_MAP, |look| {
            let mut rows = stages_of(look, self.staff().firm)?;
            rows.retain(|row| !row.record.is_retired);
            rows.sort_by_key(|row| row.record.position);
            Ok(PhaseMap { stages: rows.into_iter().map(|row| mapped_stage(row.record)).collect() })
        })
    }

    /// Returns the progress of a case as its client sees it.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get_progress(&self, input: CaseRef) -> Result<CaseProgress> {
        self.look(Operation::GET_PROGRESS, |look| {
            let case = self.case(look, input.case_id)?.record;
            let stage_is_mapped = mapped(look, case.firm, &case.stage)?.is_some();
            Ok(CaseProgress { shown: progress_of(look, &case)?, stage: case.stage, stage_is_mapped })
        })
    }
}

/// Replaces the stored map. A stage that is no longer in the map is retired, not deleted, so that cases at that stage show
/// the same progress as before. The firm can use the stage again.
fn replace(act: &mut Act<'_>, firm: FirmId, stages: &[MappedStage]) -> Result<()> {
    let mut before: BTreeMap<String, Stored<StageRecord>> =
        stages_of(act, firm)?.into_iter().map(|row| (row.record.stage.clone(), row)).collect();
    for (position, entry) in (0..).zip(stages) {
        let standing = Standing {
            phase: entry.phase,
            waiting_for: entry.waiting_for,
            sentence: entry.sentence.clone(),
            next: entry.next.clone(),
        };
        let stage = StageRecord { firm, position, stage: entry.stage.clone(), standing, is_retired: false };
        match before.remove(&entry.stage) {
            Some(old) => act.replace(old.version, &stage)?,
            None => act.add(&stage)?,
        }
    }
    let mut retired = 0;
    for (_, mut old) in before {
        retired += 1;
        if retired > limits::RETIRED_STAGES {
            act.remove::<StageRecord>(old.record.key())?;
        } else if !old.record.is_retired {
            old.record.is_retired = true;
            act.replace(old.version, &old.record)?;
        }
    }
    Ok(())
}

fn stages_of(tx: &(impl ReadTx + ?Sized), firm: FirmId) -> Result<Vec<Stored<StageRecord>>> {
    let most = u32::try_from(limits::MAPPED_STAGES + limits::RETIRED_STAGES + 1).unwrap_or(u32::MAX);
    tx.list(&StageRecord::select(most).under(firm))
}

fn parse(stages: &[MappedStage]) -> Result<Vec<MappedStage>> {
    if stages.len() > limits::MAPPED_STAGES {
        return Err(Error::at(Code::LIST_TOO_LONG, "stages"));
    }
    let mut seen = BTreeSet::new();
    let own = |field, sentence: &Option<String>| -> Result<Option<String>> {
        let sentence =
            sentence.as_deref().map(|text| text::optional_line(field, text, limits::SENTENCE)).transpose()?;
        Ok(sentence.filter(|sentence| !sentence.is_empty()))
    };
    stages
        .iter()
        .map(|mapped| {
            let stage = text::line("stages.stage", &mapped.stage, limits::STAGE)?;
            if !seen.insert(stage.clone()) {
                return Err(Error::at(Code::VALUE_REPEATED, "stages.stage"));
            }
            Ok(MappedStage {
                stage,
                phase: mapped.phase,
                waiting_for: mapped.waiting_for,
                sentence: own("stages.sentence", &mapped.sentence)?,
                next: own("stages.next", &mapped.next)?,
            })
        })
        .collect()
}

fn mapped_stage(record: StageRecord) -> MappedStage {
    MappedStage {
        stage: record.stage,
        phase: record.standing.phase,
        waiting_for: record.standing.waiting_for,
        sentence: record.standing.sentence,
        next: record.standing.next,
    }
}
