//! Checks and sums that need only the entries and no portal, for pages whose server is elsewhere or cannot be
//! reached.

use super::form::{Answers, FinancialSummary};
use super::types::{CheckSection, SectionCheck};
use super::visit::{bounded, checked};
use crate::foundation::error::Result;
use std::collections::BTreeMap;

/// Checks entries as the client's `check_section` does, if the entries are the only answers.
///
/// # Errors
/// `list_too_long`. The result contains the errors of the entries.
pub fn check_entries(input: &CheckSection) -> Result<SectionCheck> {
    bounded(&input.entries)?;
    checked(input, &mut Answers::new())
}

/// Returns income, expenses and equity by the entries of several sections. Entries that cannot be read are
/// left out.
///
/// # Errors
/// `list_too_long`; `amount_out_of_range`.
pub fn summarize(sections: &[CheckSection]) -> Result<FinancialSummary> {
    let mut answers = BTreeMap::new();
    for input in sections {
        bounded(&input.entries)?;
        checked(input, answers.entry(input.section).or_default())?;
    }
    FinancialSummary::of(&answers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::error::Code;
    use crate::foundation::limits;
    use crate::foundation::money::Money;
    use crate::intake::form::{Entry, EntryValue, Section};

    fn entry(field: &str, row: Option<&str>, text: &str) -> Entry {
        let value = EntryValue::Text { text: text.into() };
        Entry { field: field.into(), row: row.map(str::to_owned), value }
    }

    #[test]
    fn entries_are_checked_and_added_up_without_a_portal() {
        let entries = vec![
            entry("cash_on_hand", None, "80"),
            entry("bank.current_balance", Some("a"), "$1,200.50"),
            entry("bank.current_balance", Some("b"), "1e9"),
        ];
        let input = CheckSection { section: Section::Accounts, entries, case_id: None };
        let check = check_entries(&input).unwrap();
        assert_eq!(check.refused[0].code, "amount_invalid");
        assert!(check.problems.iter().any(|problem| problem.path == "bank[a].institution"));
        assert!(check.totals.iter().any(|total| total.amount == Money::from_cents(120_050).unwrap()));
        let summary = summarize(&[input]).unwrap();
        assert_eq!(summary.total_equity, Some(Money::from_cents(128_050).unwrap()));
    }

    #[test]
    fn there_is_an_end_to_entries() {
        let entries = vec![entry("cash_on_hand", None, "1"); limits::INTAKE_ENTRIES + 1];
        let input = CheckSection { section: Section::Accounts, entries, case_id: None };
        assert_eq!(check_entries(&input).err().map(|error| error.code()), Some(Code::LIST_TOO_LONG));
    }
}
