//! A staged figure beside the value that it would replace.

use super::form::Answer;
use super::record::{Authority, FigureRecord, FigureState, ProfileRecord, profile_key};
use super::rules::shown;
use super::sealed::{Location, is_same_answer};
use super::staged::StagedFigure;
use crate::act::Host;
use crate::foundation::error::Result;
use crate::store::{ReadTx, Records};

/// A figure beside the profile's values for the same field.
pub(super) struct Comparison {
    figure: FigureRecord,
    current: Option<Answer>,
    irs_record: Option<Answer>,
    pub(super) is_stale: bool,
    contradicts_irs: bool,
}

impl Comparison {
    pub(super) fn of(tx: &impl ReadTx, host: &Host, figure: FigureRecord) -> Result<Self> {
        let on_record = |authority| -> Result<Option<ProfileRecord>> {
            let key = profile_key(figure.case, figure.section, &figure.path, authority);
            Ok(tx.load::<ProfileRecord>(key)?.map(|stored| stored.record))
        };
        let current = on_record(Authority::FirmVerified)?;
        let irs_record = on_record(Authority::IrsRecord)?;
        let location = in_profile(&figure);
        let base = figure.base.as_ref().map(|answer| (answer, &location));
        let is_open = figure.state != FigureState::Accepted;
        let is_stale = is_open
            && !is_same_answer(base, current.as_ref().map(|current| (&current.answer, &location)), host)?;
        let contradicts_irs = match &irs_record {
            Some(irs) => {
                let (at, irs_at) = (Location::in_figure(&figure), Location::in_profile(irs));
                let proposed = figure.proposed.as_ref().map(|answer| (answer, &at));
                !is_same_answer(proposed, Some((&irs.answer, &irs_at)), host)?
            }
            None => false,
        };
        let (current, irs_record) =
            (current.map(|record| record.answer), irs_record.map(|record| record.answer));
        Ok(Self { figure, current, irs_record, is_stale, contradicts_irs })
    }

    pub(super) fn staged(self) -> StagedFigure {
        let Self { figure, current, irs_record, is_stale, contradicts_irs } = self;
        let show = |answer: &Option<Answer>| answer.as_ref().map(|answer| shown(&figure.path, answer));
        let decision = figure.decision.as_ref();
        StagedFigure {
            figure_id: figure.id(),
            section: figure.section,
            base: show(&figure.base),
            proposed: show(&figure.proposed),
            current: show(&current),
            irs_record: show(&irs_record),
            is_stale,
            contradicts_irs,
            state: figure.state,
            submission_id: figure.submission,
            decided_by: decision.map(|decision| decision.by.clone()),
            decided_at: decision.map(|decision| decision.at),
            decision_text: decision.map(|decision| decision.text.clone()).filter(|text| !text.is_empty()),
            provenance: figure.provenance.clone(),
            path: figure.path,
        }
    }
}

/// Returns the location of a figure in the profile.
pub(super) fn in_profile(figure: &FigureRecord) -> Location<'_> {
    Location::in_profile_of(
        figure.firm,
        figure.case.uuid(),
        figure.section,
        &figure.path,
        Authority::FirmVerified,
    )
}
