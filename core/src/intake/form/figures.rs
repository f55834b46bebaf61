//! Reading amounts out of answers without ever taking a blank for a zero.

use super::answer::{Answer, Answers};
use super::path::FieldPath;
use crate::foundation::error::Result;
use crate::foundation::money::Money;
use crate::foundation::sorted::Set;

/// What is known of an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// Not answered; it may be anything.
    Blank,
    /// There is no such thing in this household.
    NotApplicable,
    /// The amount.
    Amount(Money),
}

/// The amount in `field`, in a list in its `row`.
pub(super) fn figure(answers: &Answers, field: &str, row: Option<&str>) -> Figure {
    match answers.get(&FieldPath::of(field, row)) {
        None => Figure::Blank,
        Some(answer) => answer.amount().map_or(Figure::NotApplicable, Figure::Amount),
    }
}

/// The rows of `list` that hold any answer, in the order of their ids.
pub(super) fn rows<'a>(answers: &'a Answers, list: &str) -> Set<&'a str> {
    let in_list = |path: &&FieldPath| path.field().split_once('.').is_some_and(|(prefix, _)| prefix == list);
    answers.keys().filter(in_list).filter_map(FieldPath::row).collect()
}

/// The sum of the amounts that were given in `fields`, all rows included; `None` if none was.
pub(super) fn sum(answers: &Answers, fields: &[&str]) -> Result<Option<Money>> {
    let given = answers.iter().filter(|(path, _)| fields.contains(&path.field()));
    total(given.filter_map(|(_, answer)| answer.amount()))
}

/// The sum of `amounts`; `None` if there are none: nothing said is not the same as zero.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Result<Option<Money>> {
    let mut amounts = amounts.into_iter().peekable();
    if amounts.peek().is_none() { Ok(None) } else { Money::sum(amounts).map(Some) }
}

/// Whether `field` was answered with yes.
pub(super) fn is_yes(answers: &Answers, field: &str, row: Option<&str>) -> bool {
    matches!(answers.get(&FieldPath::of(field, row)), Some(Answer::Flag { yes: true }))
}

/// The option chosen in `field`.
pub(super) fn chosen<'a>(answers: &'a Answers, field: &str) -> Option<&'a str> {
    match answers.get(&FieldPath::of(field, None)) {
        Some(Answer::Choice { choice }) => Some(choice),
        _ => None,
    }
}
