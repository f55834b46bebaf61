//! Tests of what each kind accepts and refuses.

use super::*;
use proptest::prelude::*;

fn entry(field: &str, text: &str) -> Entry {
    let row = field.split_once('.').map(|(list, _)| list).filter(|list| !PLAIN_GROUPS.contains(list));
    Entry {
        field: field.into(),
        row: row.map(|_| "r1".into()),
        value: EntryValue::Text { text: text.into() },
    }
}

const PLAIN_GROUPS: [&str; 4] = ["phones", "taxpayer", "spouse", "profit_and_loss"];

fn read(section: Section, field: &str, text: &str) -> Result<Parsed> {
    parse(section, &entry(field, text)).map(|entry| entry.parsed)
}

fn answer(section: Section, field: &str, text: &str) -> Answer {
    match read(section, field, text).unwrap() {
        Parsed::Plain(answer) => answer,
        other => panic!("{field} {text}: {other:?}"),
    }
}

fn sealed(section: Section, field: &str, text: &str) -> (String, String) {
    match read(section, field, text).unwrap() {
        Parsed::Sensitive(text) => (text.last_four().to_owned(), text.reveal().to_string()),
        other => panic!("{field}: {other:?}"),
    }
}

#[test]
fn each_kind_reads_what_people_type() {
    use Section::*;
    let money = |cents| Answer::Money { amount: Money::from_cents(cents).unwrap() };
    let line = |text: &str| Answer::Line { text: text.into() };
    for (section, field, text, expected) in [
        (Accounts, "cash_on_hand", "$1,234.50", money(123_450)),
        (Accounts, "cash_on_hand", "0", money(0)),
        (NonWageIncome, "net_rental", "-12", money(-1_200)),
        (Accounts, "bank.institution", " Jose\u{301} Bank ", line("Jos\u{e9} Bank")),
        (Consultation, "objectives", "a\r\nb", line("a\nb")),
        (Household, "phones.spouse_cell", "+1 (555) 010-0199 ext 3", line("+1 (555) 010-0199 ext 3")),
        (Household, "household_under_65", "3", Answer::Number { number: 3 }),
        (RealEstate, "property.year_purchased", "1999", Answer::Number { number: 1999 }),
        (OtherAssets, "asset.leased", "Yes", Answer::Flag { yes: true }),
        (OtherAssets, "asset.leased", "no", Answer::Flag { yes: false }),
        (OtherAssets, "asset.final_payment_month", "2028-02", Answer::Month { month: "2028-02".into() }),
        (Employment, "taxpayer.pay_frequency", "biweekly", Answer::Choice { choice: "biweekly".into() }),
        (
            Consultation,
            "enforcement_now",
            "garnishment, levy",
            Answer::Choices { choices: vec!["levy".into(), "garnishment".into()] },
        ),
        (Consultation, "years_owed", "2021,2019", Answer::Years { years: vec![2019, 2021] }),
        (
            OtherAssets,
            "transferred_asset.date",
            "2028-02-29",
            Answer::Date { date: CalendarDate::parse("2028-02-29").unwrap() },
        ),
    ] {
        assert_eq!(answer(section, field, text), expected, "{field}");
    }
}

#[test]
fn each_kind_refuses_what_it_is_not() {
    use Section::*;
    let long = "9".repeat(400);
    for (section, field, text, code) in [
        (Accounts, "cash_on_hand", "1e3", Code::AMOUNT_INVALID),
        (Accounts, "cash_on_hand", "NaN", Code::AMOUNT_INVALID),
        (Accounts, "cash_on_hand", "1.234", Code::AMOUNT_INVALID),
        (Accounts, "cash_on_hand", "-0.01", Code::AMOUNT_NEGATIVE),
        (Accounts, "cash_on_hand", "100000000000", Code::AMOUNT_OUT_OF_RANGE),
        (NonWageIncome, "alimony", "-1", Code::AMOUNT_NEGATIVE),
        (NonWageIncome, "other.amount", "-1", Code::AMOUNT_NEGATIVE),
        (Household, "members.age", "131", Code::NUMBER_OUT_OF_RANGE),
        (Household, "members.age", "-1", Code::NUMBER_OUT_OF_RANGE),
        (Household, "members.age", "+1", Code::NUMBER_OUT_OF_RANGE),
        (Household, "members.age", "1.0", Code::NUMBER_OUT_OF_RANGE),
        (Household, "members.age", &long, Code::NUMBER_OUT_OF_RANGE),
        (RealEstate, "property.year_purchased", "99", Code::NUMBER_OUT_OF_RANGE),
        (OtherAssets, "transferred_asset.date", "02/29/2028", Code::DATE_INVALID),
        (OtherAssets, "asset.final_payment_month", "2028-13", Code::DATE_INVALID),
        (OtherAssets, "asset.final_payment_month", "2028-2", Code::DATE_INVALID),
        (OtherAssets, "asset.leased", "true", Code::CHOICE_INVALID),
        (Employment, "taxpayer.pay_frequency", "quarterly", Code::CHOICE_INVALID),
        (Employment, "taxpayer.pay_frequency", "Weekly", Code::CHOICE_INVALID),
        (Consultation, "enforcement_now", "levy,", Code::CHOICE_INVALID),
        (Consultation, "enforcement_now", "levy,levy", Code::VALUE_REPEATED),
        (Consultation, "years_owed", "2019;2020", Code::NUMBER_OUT_OF_RANGE),
        (Consultation, "years_owed", "2019,2019", Code::VALUE_REPEATED),
        (Household, "phones.spouse_cell", "call me", Code::TEXT_INVALID),
        (Household, "phones.spouse_cell", "123456", Code::TEXT_INVALID),
        (Accounts, "bank.institution", "a\nb", Code::TEXT_INVALID),
        (Accounts, "bank.institution", "a\u{202e}b", Code::TEXT_INVALID),
        (Accounts, "digital_asset.setup_email", "a@b", Code::TEXT_INVALID),
        (Accounts, "digital_asset.setup_email", "a b@c.d", Code::TEXT_INVALID),
        (Accounts, "digital_asset.setup_email", "a@b@c.d", Code::TEXT_INVALID),
    ] {
        let error = read(section, field, text).unwrap_err();
        assert_eq!(error.code(), code, "{field} {text}");
        assert_eq!(error.field(), Some(&*FieldPath::parse(error.field().unwrap()).unwrap().to_string()));
    }
    let years: Vec<_> = (1960..2021).map(|year| year.to_string()).collect();
    let error = read(Consultation, "years_owed", &years.join(",")).unwrap_err();
    assert_eq!((error.code(), error.field()), (Code::LIST_TOO_LONG, Some("years_owed")));
    let error = read(Consultation, "objectives", &"x".repeat(12_001)).unwrap_err();
    assert_eq!(error.code(), Code::TEXT_TOO_LONG);
}

#[test]
fn a_taxpayer_number_has_one_canonical_spelling() {
    use Section::Household;
    for field in ["taxpayer_tin", "spouse_tin", "business_ein"] {
        for text in ["123-45-6789", "123456789", " 123 45 6789 ", "12-3456789"] {
            assert_eq!(sealed(Household, field, text), ("6789".into(), "123456789".into()), "{text}");
        }
        for text in ["12345678", "1234567890", "000-00-0000", "111111111", "12345678a", "١٢٣٤٥٦٧٨٩", "---"]
        {
            let error = read(Household, field, text).unwrap_err();
            assert_eq!((error.code(), error.field()), (Code::TIN_INVALID, Some(field)), "{text}");
            assert!(!format!("{error:?} {error}").contains(text), "an error never repeats what was typed");
        }
    }
}

#[test]
fn account_numbers_birthdays_and_addresses_are_sensitive_too() {
    use Section::{Accounts, Business, Household};
    assert_eq!(sealed(Accounts, "bank.account_number", "00-12 34ab"), ("34AB".into(), "001234AB".into()));
    assert_eq!(sealed(Business, "merchant_account.account_no", "1234"), ("34".into(), "1234".into()));
    assert_eq!(sealed(Household, "spouse_date_of_birth", "1980-02-03").0, "1980");
    assert_eq!(sealed(Accounts, "digital_asset.setup_email", "ann@example.com").1, "ann@example.com");
    for (text, code) in [
        ("123", Code::TEXT_INVALID),
        ("****1234", Code::TEXT_INVALID),
        (&*"1".repeat(35), Code::TEXT_TOO_LONG),
    ] {
        assert_eq!(read(Accounts, "bank.account_number", text).unwrap_err().code(), code, "{text}");
    }
}

#[test]
fn blank_not_applicable_zero_and_a_value_are_four_things() {
    let parse = |value| parse(Section::Accounts, &Entry { field: "cash_on_hand".into(), row: None, value });
    let text = |text: &str| EntryValue::Text { text: text.into() };
    assert!(matches!(parse(EntryValue::Blank {}).unwrap().parsed, Parsed::Blank));
    assert!(matches!(parse(text("  ")).unwrap().parsed, Parsed::Blank));
    let not_applicable = parse(EntryValue::NotApplicable {}).unwrap().parsed;
    assert!(matches!(not_applicable, Parsed::Plain(Answer::NotApplicable {})));
    assert!(matches!(parse(text("0")).unwrap().parsed, Parsed::Plain(Answer::Money { amount: Money::ZERO })));
}

#[test]
fn unknown_and_computed_fields_are_refused() {
    let refused = |field: &str, row: Option<&str>, value| {
        let entry = Entry { field: field.into(), row: row.map(str::to_owned), value };
        let error = parse(Section::RealEstate, &entry).unwrap_err();
        (error.code(), error.field().map(str::to_owned))
    };
    let text = || EntryValue::Text { text: "1".into() };
    let unknown = |at: &str| (Code::FIELD_UNKNOWN, Some(at.to_owned()));
    assert_eq!(refused("cash_on_hand", None, text()), unknown("field"));
    assert_eq!(refused("__proto__", None, text()), unknown("field"));
    assert_eq!(refused("property[r1].current_value", None, text()), unknown("field"));
    assert_eq!(refused("property.current_value", None, text()), unknown("row"));
    assert_eq!(refused("property.current_value", Some(""), text()), unknown("row"));
    assert_eq!(refused("property.current_value", Some("R1"), text()), unknown("row"));
    let derived = (Code::FIELD_DERIVED, Some("property[r1].equity".to_owned()));
    assert_eq!(refused("property.equity", Some("r1"), text()), derived);
    assert_eq!(refused("property.equity", Some("r1"), EntryValue::Blank {}), derived);
    let row_without_list = Entry { field: "cash_on_hand".into(), row: Some("r1".into()), value: text() };
    assert_eq!(parse(Section::Accounts, &row_without_list).unwrap_err().field(), Some("row"));
}

fn any_field() -> impl Strategy<Value = (Section, &'static FieldSchema)> {
    let fields: Vec<_> = schema::all()
        .flat_map(|schema| schema.fields.iter().map(|field| (schema.section, field)))
        .filter(|(_, field)| !field.derived)
        .collect();
    proptest::sample::select(fields)
}

/// Generates texts close to what some kind accepts, and arbitrary ones.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        "[-$]{0,2}[0-9,]{0,9}(\\.[0-9]{0,3})?",
        "(19|20)[0-9]{2}(, ?(19|20)[0-9]{2}){0,3}",
        "(19|20)[0-9]{2}-[01][0-9](-[0-3][0-9])?",
        "[0-9]{3}-?[0-9]{2}-?[0-9]{4}",
        "(yes|no|levy|lien|irs|state|weekly|other)(, ?(levy|lien|state)){0,2}",
        "[0-9+() .-]{5,16}",
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_what_is_shown_reads_back((section, field) in any_field(), text in any_text()) {
        let row = field.list.as_ref().map(|_| "r1".to_owned());
        let entry = |text: String| Entry { field: field.id.clone(), row: row.clone(), value: EntryValue::Text { text } };
        match parse(section, &entry(text)) {
            Err(error) => prop_assert_eq!(error.kind(), crate::foundation::error::Kind::Invalid),
            Ok(ParsedEntry { parsed: Parsed::Plain(answer), .. }) => {
                let shown = answer.to_text().unwrap();
                match parse(section, &entry(shown)).unwrap().parsed {
                    Parsed::Plain(again) => prop_assert_eq!(again, answer),
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            Ok(ParsedEntry { parsed: Parsed::Sensitive(text), .. }) => {
                prop_assert!(field.sensitive);
                prop_assert!(text.last_four().chars().count() <= 4);
            }
            Ok(ParsedEntry { parsed: Parsed::Blank, .. }) => {}
        }
    }
}
