//! The conditions of a section's submission.
//!
//! There are few: a client under stress sends what is at hand, and staff ask for the rest. A started row
//! needs its name and its amount, and answers must not contradict each other.

use super::answer::{Answer, Answers};
use super::figures::{Figure, figure, is_yes, rows, sum};
use super::path::FieldPath;
use super::schema::{self, ListSchema};
use super::section::Section;
use super::totals::{FOOD_TOTAL, PEOPLE, food_items};
use crate::foundation::error::{Code, Error, Result};
use crate::foundation::limits;
use crate::foundation::money::Money;
use std::collections::BTreeMap;

/// A problem to correct before a section can be submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field.
    pub path: FieldPath,
    /// The code: `answer_required`, or the code of a contradiction.
    pub code: Code,
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::at(problem.code, problem.path.to_string())
    }
}

/// Returns the problems that prevent the submission of `section`, in the order of the form. Empty if there
/// are none.
///
/// * `answer_required`: a required field is blank, or a field that a started row or another answer requires.
///   "Not applicable" does not answer a required field or name a row. It does answer a row's amount.
/// * `number_out_of_range`: no person is in the household, or the refinancing is before the purchase.
/// * `amount_out_of_range`: more tax is withheld than earned, or a sum exceeds the range of an amount.
/// * `date_invalid`: the deadline of a notice is before its date.
/// * `value_repeated`: the food group is answered both item by item and with another total.
#[must_use]
pub fn check(section: Section, answers: &Answers) -> Vec<Problem> {
    let mut findings = Findings { section, answers, problems: Vec::new() };
    required(&mut findings);
    for list in &schema::section(section).lists {
        started_rows(&mut findings, list);
    }
    match section {
        Section::Consultation => notices(&mut findings),
        Section::Household => household(&mut findings),
        Section::RealEstate => refinanced(&mut findings),
        Section::Business => profit_and_loss(&mut findings),
        Section::Employment => employment(&mut findings),
        Section::LivingExpenses => food_twice(&mut findings),
        _ => {}
    }
    findings.in_order()
}

/// Checks that no list has more rows than an intake accepts. Every save calls it, so that a draft stays
/// bounded too.
///
/// # Errors
/// `list_too_long` at the list.
pub fn check_rows(section: Section, answers: &Answers) -> Result<()> {
    for list in &schema::section(section).lists {
        if rows(answers, &list.id).len() > limits::INTAKE_ROWS {
            return Err(Error::at(Code::LIST_TOO_LONG, list.id.as_str()));
        }
    }
    Ok(())
}

/// The problems found so far. A field has at most one, the first.
struct Findings<'a> {
    section: Section,
    answers: &'a Answers,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    fn add(&mut self, code: Code, field: &str, row: Option<&str>) {
        let path = FieldPath::of(field, row);
        if !self.problems.iter().any(|problem| problem.path == path) {
            self.problems.push(Problem { path, code });
        }
    }

    fn answer(&self, field: &str, row: Option<&str>) -> Option<&Answer> {
        self.answers.get(&FieldPath::of(field, row))
    }

    fn has_value(&self, field: &str, row: Option<&str>) -> bool {
        self.answer(field, row).is_some_and(Answer::is_value)
    }

    fn need(&mut self, field: &str, row: Option<&str>) {
        if !self.has_value(field, row) {
            self.add(Code::ANSWER_REQUIRED, field, row);
        }
    }

    fn in_order(mut self) -> Vec<Problem> {
        let fields = schema::section(self.section).fields.iter();
        let place: BTreeMap<_, _> =
            fields.enumerate().map(|(place, field)| (field.id.as_str(), place)).collect();
        self.problems.sort_by_key(|problem| place.get(problem.path.field()).copied());
        self.problems
    }
}

fn required(findings: &mut Findings<'_>) {
    for field in schema::section(findings.section).fields.iter().filter(|field| field.required) {
        findings.need(&field.id, None);
    }
}

/// Checks the rows that were started. A row is started once it has a value. An amount may be "not
/// applicable"; a name may not.
fn started_rows(findings: &mut Findings<'_>, list: &ListSchema) {
    let answers = findings.answers;
    for row in rows(answers, &list.id) {
        let in_row = |path: &FieldPath| {
            path.row() == Some(row)
                && path.field().split_once('.').is_some_and(|(prefix, _)| prefix == list.id)
        };
        if !answers.iter().any(|(path, answer)| in_row(path) && answer.is_value()) {
            continue;
        }
        findings.need(&list.naming, Some(row));
        let excused = list.amount_unless.as_ref().is_some_and(|unless| is_yes(answers, unless, Some(row)));
        if let Some(amount) = list.amount.as_ref().filter(|_| !excused)
            && findings.answer(amount, Some(row)).is_none()
        {
            findings.add(Code::ANSWER_REQUIRED, amount, Some(row));
        }
    }
}

fn notices(findings: &mut Findings<'_>) {
    let answers = findings.answers;
    for row in rows(answers, "notices_received") {
        let date = |field| match answers.get(&FieldPath::of(field, Some(row))) {
            Some(Answer::Date { date }) => Some(*date),
            _ => None,
        };
        let both = date("notices_received.date").zip(date("notices_received.deadline"));
        if both.is_some_and(|(date, deadline)| deadline < date) {
            findings.add(Code::DATE_INVALID, "notices_received.deadline", Some(row));
        }
    }
}

/// Checks the household. Allowable expenses depend on the number of people, so at least one count and one
/// person are required.
fn household(findings: &mut Findings<'_>) {
    let married = matches!(findings.answer("marital_status", None), Some(Answer::Choice { choice }) if choice == "married");
    if married {
        findings.need("spouse_name", None);
    }
    if is_yes(findings.answers, "self_employed", None) {
        findings.need("business_name", None);
    }
    let count = |field| match findings.answer(field, None) {
        Some(Answer::Number { number }) => Some(*number),
        _ => None,
    };
    match (count("household_under_65"), count("household_65_over")) {
        (None, None) => findings.add(Code::ANSWER_REQUIRED, "household_under_65", None),
        (under, over) if under.unwrap_or(0) + over.unwrap_or(0) == 0 => {
            findings.add(Code::NUMBER_OUT_OF_RANGE, "household_under_65", None);
        }
        _ => {}
    }
}

fn refinanced(findings: &mut Findings<'_>) {
    let answers = findings.answers;
    for row in rows(answers, "property") {
        let year = |field| match answers.get(&FieldPath::of(field, Some(row))) {
            Some(Answer::Number { number }) => Some(*number),
            _ => None,
        };
        let both = year("property.year_purchased").zip(year("property.year_refinanced"));
        if both.is_some_and(|(purchased, refinanced)| refinanced < purchased) {
            findings.add(Code::NUMBER_OUT_OF_RANGE, "property.year_refinanced", Some(row));
        }
    }
}

/// Checks the profit and loss statement. Its figures need a period, from which their monthly amount
/// is computed, and a method.
fn profit_and_loss(findings: &mut Findings<'_>) {
    let in_statement = |path: &FieldPath| path.field().starts_with("profit_and_loss.");
    let started =
        findings.answers.iter().any(|(path, answer)| in_statement(path) && answer.amount().is_some());
    if started {
        findings.need("profit_and_loss.period", None);
        findings.need("profit_and_loss.accounting_method", None);
    }
}

fn employment(findings: &mut Findings<'_>) {
    for person in PEOPLE {
        let [gross, frequency] = ["gross_per_period", "pay_frequency"].map(|name| format!("{person}.{name}"));
        if findings.has_value(&gross, None) {
            findings.need(&frequency, None);
        }
        if findings.has_value(&frequency, None) && findings.answer(&gross, None).is_none() {
            findings.add(Code::ANSWER_REQUIRED, &gross, None);
        }
        let withheld = ["tax_federal", "tax_state", "tax_local"].map(|tax| format!("{person}.{tax}"));
        let taxes = sum(findings.answers, &withheld.each_ref().map(String::as_str));
        let too_much = match (figure(findings.answers, &gross, None), taxes) {
            (_, Err(_)) => true,
            (Figure::Amount(gross), Ok(Some(taxes))) => taxes > gross,
            _ => false,
        };
        if too_much {
            let [federal, ..] = &withheld;
            findings.add(Code::AMOUNT_OUT_OF_RANGE, federal, None);
        }
    }
}

/// Checks the food group. The form accepts it item by item or as a total. Both are accepted if they agree.
fn food_twice(findings: &mut Findings<'_>) {
    let items: Result<Option<Money>> = food_items(findings.answers);
    match (figure(findings.answers, FOOD_TOTAL, None), items) {
        (_, Err(_)) => findings.add(Code::AMOUNT_OUT_OF_RANGE, "food", None),
        (Figure::Amount(total), Ok(Some(items))) if total != items => {
            findings.add(Code::VALUE_REPEATED, FOOD_TOTAL, None);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::form::sample::answers;

    fn problems(section: Section, typed: &[(&str, &str)]) -> Vec<(String, Code)> {
        let problems = check(section, &answers(section, typed));
        problems.into_iter().map(|problem| (problem.path.to_string(), problem.code)).collect()
    }

    fn needs(paths: &[&str]) -> Vec<(String, Code)> {
        paths.iter().map(|path| ((*path).to_owned(), Code::ANSWER_REQUIRED)).collect()
    }

    const STORY: [(&str, &str); 3] =
        [("reason_for_contact", "a levy"), ("current_circumstance", "ill"), ("objectives", "time")];
    const HOME: [(&str, &str); 3] =
        [("taxpayer_name", "Ann"), ("address", "1 Elm"), ("household_under_65", "1")];

    #[test]
    fn the_story_has_three_required_answers() {
        use Section::Consultation;
        let all = ["reason_for_contact", "current_circumstance", "objectives"];
        assert_eq!(problems(Consultation, &[]), needs(&all));
        assert_eq!(problems(Consultation, &STORY), []);
        let not_applicable = [STORY[0], STORY[1], ("objectives", "n/a")];
        assert_eq!(problems(Consultation, &not_applicable), needs(&["objectives"]));
        let mut notice = STORY.to_vec();
        notice.extend([
            ("notices_received[a].date", "2026-02-02"),
            ("notices_received[a].deadline", "2026-02-01"),
        ]);
        assert_eq!(
            problems(Consultation, &notice),
            [
                ("notices_received[a].type".into(), Code::ANSWER_REQUIRED),
                ("notices_received[a].deadline".into(), Code::DATE_INVALID)
            ]
        );
    }

    #[test]
    fn a_household_has_a_name_an_address_and_somebody_in_it() {
        use Section::Household;
        assert_eq!(problems(Household, &[]), needs(&["taxpayer_name", "address", "household_under_65"]));
        assert_eq!(problems(Household, &HOME), []);
        let nobody = [HOME[0], HOME[1], ("household_under_65", "0"), ("household_65_over", "0")];
        assert_eq!(problems(Household, &nobody), [("household_under_65".into(), Code::NUMBER_OUT_OF_RANGE)]);
        let older = [HOME[0], HOME[1], ("household_65_over", "2")];
        assert_eq!(problems(Household, &older), []);
        let mut more = HOME.to_vec();
        more.extend([("marital_status", "married"), ("self_employed", "yes"), ("members[a].age", "7")]);
        assert_eq!(problems(Household, &more), needs(&["spouse_name", "members[a].name", "business_name"]));
    }

    #[test]
    fn a_started_row_says_what_it_is_and_what_it_is_worth() {
        use Section::{Accounts, OtherAssets};
        assert_eq!(problems(Accounts, &[]), [], "no account is an answer");
        let started = [("bank[a].account_type", "checking")];
        assert_eq!(problems(Accounts, &started), needs(&["bank[a].institution", "bank[a].current_balance"]));
        let sealed_only = [("bank[a].account_number", "12345678"), ("bank[a].current_balance", "n/a")];
        assert_eq!(problems(Accounts, &sealed_only), needs(&["bank[a].institution"]));
        assert_eq!(
            problems(Accounts, &[("bank[a].current_balance", "n/a")]),
            [],
            "not applicable starts nothing"
        );
        let leased = [("asset[a].description", "2024 sedan"), ("asset[a].leased", "yes")];
        assert_eq!(problems(OtherAssets, &leased), []);
        let owned = [("asset[a].description", "2024 sedan"), ("asset[a].leased", "no")];
        assert_eq!(problems(OtherAssets, &owned), needs(&["asset[a].current_value"]));
    }

    #[test]
    fn answers_do_not_contradict_each_other() {
        use Section::{Business, Employment, LivingExpenses, RealEstate};
        let property =
            [("property[a].description_location_county", "home"), ("property[a].current_value", "1")];
        let early = [
            property[0],
            property[1],
            ("property[a].year_purchased", "2010"),
            ("property[a].year_refinanced", "2009"),
        ];
        assert_eq!(
            problems(RealEstate, &early),
            [("property[a].year_refinanced".into(), Code::NUMBER_OUT_OF_RANGE)]
        );
        assert_eq!(
            problems(Business, &[("profit_and_loss.rent", "0")]),
            needs(&["profit_and_loss.period", "profit_and_loss.accounting_method"])
        );
        assert_eq!(
            problems(Employment, &[("spouse.gross_per_period", "1")]),
            needs(&["spouse.pay_frequency"])
        );
        assert_eq!(
            problems(Employment, &[("spouse.pay_frequency", "weekly")]),
            needs(&["spouse.gross_per_period"])
        );
        let taxed = [
            ("taxpayer.pay_frequency", "weekly"),
            ("taxpayer.gross_per_period", "100"),
            ("taxpayer.tax_federal", "60"),
            ("taxpayer.tax_state", "40.01"),
        ];
        assert_eq!(
            problems(Employment, &taxed),
            [("taxpayer.tax_federal".into(), Code::AMOUNT_OUT_OF_RANGE)]
        );
        let twice = [("food", "500"), ("food_personal_care_total", "867")];
        assert_eq!(
            problems(LivingExpenses, &twice),
            [("food_personal_care_total".into(), Code::VALUE_REPEATED)]
        );
        assert_eq!(problems(LivingExpenses, &[("food", "500"), ("food_personal_care_total", "500")]), []);
    }

    #[test]
    fn a_list_is_bounded() {
        let typed: Vec<_> = (0..61).map(|row| format!("card[r{row}].balance_owed")).collect();
        let typed: Vec<_> = typed.iter().map(|path| (&**path, "1")).collect();
        assert!(check_rows(Section::CreditCards, &answers(Section::CreditCards, &typed[..60])).is_ok());
        let error = check_rows(Section::CreditCards, &answers(Section::CreditCards, &typed)).unwrap_err();
        assert_eq!((error.code(), error.field()), (Code::LIST_TOO_LONG, Some("card")));
    }

    #[test]
    fn a_problem_is_an_error_at_its_path() {
        let problem =
            Problem { path: FieldPath::parse("card[r1].type").unwrap(), code: Code::ANSWER_REQUIRED };
        assert_eq!(Error::from(problem), Error::at(Code::ANSWER_REQUIRED, "card[r1].type"));
    }
}
