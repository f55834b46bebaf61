//! Reading amounts out of answers. A blank is never taken for a zero.

use super::answer::{Answer, Answers};
use super::path::FieldPath;
use crate::foundation::error::Result;
use crate::foundation::money::Money;
use std::collections::BTreeSet;

/// An amount, or the reason why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// Not answered. The amount is unknown.
    Blank,
    /// The question does not apply to this household.
    NotApplicable,
    /// The amount.
    Amount(Money),
}

/// Returns the amount in `field`, and for a field in a list in its `row`.
pub(super) fn figure(answers: &Answers, field: &str, row: Option<&str>) -> Figure {
    match answers.get(&FieldPath::of(field, row)) {
        None => Figure::Blank,
        Some(answer) => answer.amount().map_or(Figure::NotApplicable, Figure::Amount),
    }
}

/// Returns the rows of `list` that have any answer, in the order of their ids.
pub(super) fn rows<'a>(answers: &'a Answers, list: &str) -> BTreeSet<&'a str> {
    let in_list = |path: &&FieldPath| path.field().split_once('.').is_some_and(|(prefix, _)| prefix == list);
    answers.keys().filter(in_list).filter_map(FieldPath::row).collect()
}

/// Returns the sum of the amounts given in `fields`, over all rows. Returns `None` if none was given.
pub(super) fn sum(answers: &Answers, fields: &[&str]) -> Result<Option<Money>> {
    let given = answers.iter().filter(|(path, _)| fields.contains(&path.field()));
    total(given.filter_map(|(_, answer)| answer.amount()))
}

/// Returns the sum of `amounts`. Returns `None` if there are none, because no answer is not the same as zero.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Option<Money>> {
    let mut amounts = amounts.into_iter().peekable();
    if amounts.peek().is_none() { Ok(None) } else { Money::sum(amounts).map(Some) }
}

/// Returns whether `field` was answered with yes.
pub(super) fn is_yes(answers: &Answers, field: &str, row: Option<&str>) -> bool {
    matches!(answers.get(&FieldPath::of(field, row)), Some(Answer::Flag { yes: true }))
}

/// Returns the option chosen in `field`.
pub(super) fn chosen<'a>(answers: &'a Answers, field: &str) -> Option<&'a str> {
    match answers.get(&FieldPath::of(field, None)) {
        Some(Answer::Choice { choice }) => Some(choice),
        _ => None,
    }
}
