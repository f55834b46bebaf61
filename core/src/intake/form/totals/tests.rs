//! Tests of each section's totals. Blanks, zeros and "not applicable" are distinguished.

use super::*;
use crate::intake::form::sample::answers;

/// Returns the totals as `id = amount` lines, with rows as `list.equity[row]`.
fn shown(section: Section, typed: &[(&str, &str)]) -> Vec<String> {
    totals(section, &answers(section, typed))
        .unwrap()
        .into_iter()
        .map(|total| match total.row {
            Some(row) => format!("{}[{row}] = {}", total.id, total.amount),
            None => format!("{} = {}", total.id, total.amount),
        })
        .collect()
}

#[test]
fn nothing_answered_is_no_total_at_all() {
    for section in Section::ALL {
        assert_eq!(totals(section, &Answers::new()).unwrap(), []);
    }
    assert_eq!(shown(Section::Accounts, &[("cash_on_hand", "n/a")]), [""; 0]);
    assert_eq!(shown(Section::Accounts, &[("cash_on_hand", "0")]), ["accounts_total = $0.00"]);
}

#[test]
fn accounts_add_up() {
    let typed = [
        ("bank[a].current_balance", "1,200.10"),
        ("bank[b].current_balance", "0"),
        ("investment[a].current_value", "10000"),
        ("investment[a].loan_balance", "2500"),
        ("investment[b].current_value", "500"),
        ("investment[b].loan_balance", "n/a"),
        ("investment[c].current_value", "900"),
        ("digital_asset[a].usd_value", "50.55"),
        ("cash_on_hand", "40"),
        ("safe_deposit[a].value", "9.35"),
    ];
    assert_eq!(
        shown(Section::Accounts, &typed),
        [
            "bank_total = $1,200.10",
            "investment.equity[a] = $7,500.00",
            "investment.equity[b] = $500.00",
            "investment_total = $8,000.00",
            "digital_asset_total = $50.55",
            "safe_deposit_total = $9.35",
            "accounts_total = $9,300.00",
        ]
    );
}

#[test]
fn equity_waits_for_both_of_its_sides() {
    let value = ("property[a].current_value", "250000");
    assert_eq!(shown(Section::RealEstate, &[value]), [""; 0]);
    assert_eq!(shown(Section::RealEstate, &[("property[a].balance_owed", "1")]), [""; 0]);
    assert_eq!(
        shown(
            Section::RealEstate,
            &[
                value,
                ("property[a].balance_owed", "180000"),
                ("property[b].current_value", "100000"),
                ("property[b].balance_owed", "120000"),
                ("property[a].monthly_payment", "1500"),
            ]
        ),
        [
            "property.equity[a] = $70,000.00",
            "property.equity[b] = -$20,000.00",
            "property_equity_total = $50,000.00",
            "property_payments_total = $1,500.00",
        ]
    );
}

#[test]
fn a_leased_vehicle_is_worth_nothing_to_who_drives_it() {
    let typed = [
        ("asset[a].leased", "yes"),
        ("asset[a].current_value", "30000"),
        ("asset[a].monthly_payment", "399"),
        ("asset[b].current_value", "4000"),
        ("asset[b].balance_owed", "0"),
        ("transferred_asset[x].value_at_transfer", "99999"),
    ];
    assert_eq!(
        shown(Section::OtherAssets, &typed),
        [
            "asset.equity[a] = $0.00",
            "asset.equity[b] = $4,000.00",
            "asset_equity_total = $4,000.00",
            "asset_payments_total = $399.00",
        ]
    );
}

#[test]
fn cards_and_receivables_add_up() {
    let cards = [
        ("card[a].balance_owed", "100"),
        ("card[b].balance_owed", "50"),
        ("card[a].minimum_monthly_payment", "25"),
    ];
    assert_eq!(
        shown(Section::CreditCards, &cards),
        ["card_balance_total = $150.00", "card_payments_total = $25.00"]
    );
    let receivables = [
        ("receivable[a].amount_owed", "100"),
        ("total_on_additional_sheets", "900"),
        ("available_to_pay_now", "5"),
    ];
    assert_eq!(shown(Section::Business, &receivables), ["receivable_total = $1,000.00"]);
}

#[test]
fn profit_and_loss_is_receipts_less_expenses() {
    let receipts = ("profit_and_loss.gross_receipts", "24000");
    let rental = ("profit_and_loss.gross_rental", "1000");
    let expenses = ("profit_and_loss.materials", "15000");
    let period = ("profit_and_loss.period", "months_3");
    let without_period = shown(Section::Business, &[receipts, rental, expenses]);
    assert_eq!(
        without_period,
        [
            "profit_and_loss_receipts = $25,000.00",
            "profit_and_loss_expenses = $15,000.00",
            "profit_and_loss.net = $10,000.00",
        ]
    );
    let whole = shown(Section::Business, &[receipts, rental, expenses, period]);
    assert_eq!(whole.last().unwrap(), "profit_and_loss.net_monthly = $3,333.33");
    assert_eq!(shown(Section::Business, &[receipts]), ["profit_and_loss_receipts = $24,000.00"]);
}

#[test]
fn wages_become_monthly_before_and_after_taxes() {
    let typed = [
        ("taxpayer.pay_frequency", "weekly"),
        ("taxpayer.gross_per_period", "425.89"),
        ("taxpayer.tax_federal", "40"),
        ("taxpayer.tax_state", "10"),
        ("spouse.pay_frequency", "biweekly"),
        ("spouse.gross_per_period", "972.45"),
    ];
    assert_eq!(
        shown(Section::Employment, &typed),
        [
            "taxpayer.gross_monthly = $1,831.33",
            "taxpayer.taxes_monthly = $215.00",
            "taxpayer.after_taxes_monthly = $1,616.33",
            "spouse.gross_monthly = $2,110.22",
            "wages_monthly = $3,941.55",
            "wage_taxes_monthly = $215.00",
            "wages_after_taxes_monthly = $3,726.55",
        ]
    );
    assert_eq!(shown(Section::Employment, &[("taxpayer.gross_per_period", "425.89")]), [""; 0]);
}

#[test]
fn non_wage_income_can_be_a_loss() {
    let typed = [
        ("alimony", "100"),
        ("net_rental", "-350.50"),
        ("other[a].amount", "50"),
        ("other[a].description", "x"),
    ];
    assert_eq!(shown(Section::NonWageIncome, &typed), ["non_wage_total = -$200.50"]);
}

#[test]
fn living_expenses_add_up_by_group() {
    let typed = [
        ("food", "600"),
        ("clothing", "90"),
        ("vehicle_operating", "210"),
        ("rent", "1500"),
        ("out_of_pocket", "90"),
        ("student_loans", "120"),
        ("other[a].amount", "30"),
    ];
    assert_eq!(
        shown(Section::LivingExpenses, &typed),
        [
            "food_total = $690.00",
            "transport_total = $210.00",
            "housing_total = $1,500.00",
            "medical_total = $90.00",
            "other_total = $150.00",
            "living_expenses_total = $2,640.00",
        ]
    );
}

#[test]
fn the_food_total_stands_in_for_its_items_and_is_never_added_to_them() {
    let only = [("food_personal_care_total", "867"), ("misc", "n/a")];
    assert_eq!(shown(Section::LivingExpenses, &only).first().unwrap(), "food_total = $867.00");
    let both = [("food_personal_care_total", "867"), ("food", "600"), ("misc", "267")];
    assert_eq!(shown(Section::LivingExpenses, &both).first().unwrap(), "food_total = $867.00");
}

#[test]
fn derived_fields_carry_the_label_of_their_field() {
    let answers =
        answers(Section::OtherAssets, &[("asset[a].current_value", "2"), ("asset[a].balance_owed", "1")]);
    let labels: Vec<_> =
        totals(Section::OtherAssets, &answers).unwrap().into_iter().map(|total| total.label).collect();
    assert_eq!(labels, ["intake-other-assets-asset-equity", "intake-total-asset-equity-total"]);
}

/// Every amount that can be entered can be added: no answer of a client makes a page of totals fail.
#[test]
fn the_largest_amounts_can_be_added() {
    let fields: Vec<_> = (0..60).map(|row| format!("bank[r{row}].current_balance")).collect();
    let typed: Vec<_> = fields.iter().map(|field| (field.as_str(), "99,999,999,999.99")).collect();
    let totals = totals(Section::Accounts, &answers(Section::Accounts, &typed)).unwrap();
    assert!(totals.iter().any(|total| total.amount.cents() == 60 * crate::foundation::money::MAX_CENTS));
}
