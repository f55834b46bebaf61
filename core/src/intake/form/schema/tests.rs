//! Tests of the schema, which is data.

use super::*;
use crate::intake::form::path::FieldPath;
use std::collections::BTreeSet;

/// Every field that the intake must have, derived ones included.
const PROMISED: &[(Section, &str)] = &[
    (
        Section::Consultation,
        "reason_for_contact trigger_event notices_received.type notices_received.date notices_received.deadline
         agencies years_owed balance_as_understood unfiled_years enforcement_now prior_representation urgency
         decision_makers current_circumstance objectives preferred_contact preferred_language contact_hours
         accessibility_needs",
    ),
    (
        Section::Household,
        "taxpayer_name spouse_name address address_differs_from_last_return county phones.taxpayer_home
         phones.taxpayer_work phones.taxpayer_cell phones.spouse_home phones.spouse_work phones.spouse_cell
         taxpayer_tin spouse_tin taxpayer_date_of_birth spouse_date_of_birth marital_status household_under_65
         household_65_over members.name members.age members.relationship members.claimed_as_dependent
         members.contributes_to_income self_employed business_name business_ein business_type employee_count",
    ),
    (
        Section::Accounts,
        "bank.institution bank.account_number bank.account_type bank.current_balance bank.is_business
         investment.institution investment.account_number investment.type investment.current_value
         investment.loan_balance investment.equity investment.is_business digital_asset.type
         digital_asset.wallet_or_exchange digital_asset.setup_email digital_asset.location digital_asset.usd_value
         cash_on_hand safe_deposit.location safe_deposit.contents safe_deposit.value",
    ),
    (
        Section::RealEstate,
        "property.description_location_county property.monthly_payment property.financing property.current_value
         property.balance_owed property.equity property.use property.year_purchased property.purchase_price
         property.year_refinanced property.refinance_amount",
    ),
    (
        Section::OtherAssets,
        "asset.kind asset.description asset.monthly_payment asset.year_purchased asset.leased
         asset.final_payment_month asset.current_value asset.balance_owed asset.equity transferred_asset.asset
         transferred_asset.value_at_transfer transferred_asset.date transferred_asset.to_whom",
    ),
    (Section::CreditCards, "card.type card.credit_limit card.balance_owed card.minimum_monthly_payment"),
    (
        Section::Business,
        "receivable.name receivable.address receivable.amount_owed total_on_additional_sheets available_to_pay_now
         merchant_account.card_type merchant_account.issuing_bank merchant_account.account_no
         profit_and_loss.period profit_and_loss.accounting_method profit_and_loss.gross_receipts
         profit_and_loss.gross_rental profit_and_loss.interest profit_and_loss.dividends profit_and_loss.other_cash
         profit_and_loss.materials profit_and_loss.inventory profit_and_loss.gross_wages profit_and_loss.rent
         profit_and_loss.supplies profit_and_loss.utilities_telephone profit_and_loss.vehicle_gas_oil
         profit_and_loss.repairs profit_and_loss.insurance profit_and_loss.current_taxes
         profit_and_loss.other_expenses profit_and_loss.net profit_and_loss.net_monthly",
    ),
    (
        Section::Employment,
        "taxpayer.employer_name_address taxpayer.how_long taxpayer.occupation taxpayer.pay_frequency
         taxpayer.gross_per_period taxpayer.tax_federal taxpayer.tax_state taxpayer.tax_local
         spouse.employer_name_address spouse.how_long spouse.occupation spouse.pay_frequency spouse.gross_per_period
         spouse.tax_federal spouse.tax_state spouse.tax_local",
    ),
    (
        Section::NonWageIncome,
        "alimony child_support net_self_employment net_rental unemployment pension interest_dividends
         social_security other.description other.amount",
    ),
    (
        Section::LivingExpenses,
        "food housekeeping clothing personal_care misc food_personal_care_total vehicle_operating public_transport
         rent utilities_energy utilities_phone_internet real_estate_taxes_insurance maintenance_repairs
         health_insurance out_of_pocket child_dependent_care estimated_tax term_life retirement_required
         retirement_voluntary union_dues delinquent_state_local_tax student_loans court_child_support court_alimony
         court_other other.description other.amount",
    ),
];

#[test]
fn every_section_is_there_once_and_in_order() {
    let raw: Vec<RawSection> = serde_json::from_str(SOURCE).unwrap();
    assert_eq!(raw.iter().map(|raw| raw.section).collect::<Vec<_>>(), Section::ALL);
    assert_eq!(all().map(|schema| schema.section).collect::<Vec<_>>(), Section::ALL);
}

#[test]
fn every_promised_field_is_there_and_no_other() {
    for (section, fields) in PROMISED {
        let promised: BTreeSet<_> = fields.split_whitespace().collect();
        let present: Vec<_> = super::section(*section).fields.iter().map(|field| &*field.id).collect();
        assert_eq!(present.iter().copied().collect::<BTreeSet<_>>(), promised, "{section:?}");
        assert_eq!(present.len(), promised.len(), "a field occurs twice in {section:?}");
    }
    assert_eq!(PROMISED.len(), Section::ALL.len());
}

#[test]
fn ids_are_paths() {
    for field in all().flat_map(|schema| &schema.fields) {
        let path = FieldPath::new(&field.id, field.list.as_ref().map(|_| "r1")).unwrap();
        assert_eq!(FieldPath::parse(&path.to_string()).unwrap(), path);
    }
}

#[test]
fn attributes_fit_the_kind() {
    for field in all().flat_map(|schema| &schema.fields) {
        let id = &field.id;
        let money = field.kind == FieldKind::Money;
        let numeric = matches!(field.kind, FieldKind::Integer | FieldKind::Year);
        assert_eq!(field.kind.has_options(), !field.options.is_empty(), "{id}");
        assert!(money || !(field.may_be_negative || field.monthly || field.derived), "{id}");
        assert!(numeric || (field.min.is_none() && field.max.is_none()), "{id}");
        assert!(field.kind != FieldKind::Integer || field.min.is_some() && field.max.is_some(), "{id}");
        assert!(field.min <= field.max, "{id}");
        assert!(!(field.derived && field.required), "{id}");
        assert!(!field.sensitive || !(money || numeric || field.kind.has_options()), "{id}");
        assert!(field.group.is_some(), "{id}");
        let distinct: BTreeSet<_> = field.options.iter().collect();
        assert_eq!(distinct.len(), field.options.len(), "{id}");
    }
}

#[test]
fn lists_point_at_their_own_fields() {
    for schema in all() {
        for list in &schema.lists {
            let of_list =
                |id: &str| schema.field(id).filter(|field| field.list.as_deref() == Some(&*list.id));
            assert!(of_list(&list.naming).is_some_and(|field| field.kind == FieldKind::Line), "{}", list.id);
            if let Some(amount) = &list.amount {
                assert!(of_list(amount).is_some_and(|field| field.kind == FieldKind::Money), "{}", list.id);
            }
            if let Some(unless) = &list.amount_unless {
                assert!(of_list(unless).is_some_and(|field| field.kind == FieldKind::Flag), "{}", list.id);
            }
            assert_eq!(list.limit, 60);
        }
        // A field is in a list exactly if its prefix is a list's id: `phones.x` is never in one, `bank.x`
        // always is.
        for field in &schema.fields {
            let prefix = field.id.split_once('.').map(|(prefix, _)| prefix);
            assert_eq!(field.list.is_some(), prefix.is_some_and(|prefix| schema.list(prefix).is_some()));
        }
    }
}

#[test]
fn lists_know_how_many_rows_the_form_prints() {
    let rows = |section, list: &str| super::section(section).list(list).unwrap().printed_rows;
    for (section, list, expected) in [
        (Section::Accounts, "bank", Some(2)),
        (Section::Accounts, "investment", Some(2)),
        (Section::Accounts, "digital_asset", Some(2)),
        (Section::RealEstate, "property", Some(2)),
        (Section::OtherAssets, "asset", Some(2)),
        (Section::CreditCards, "card", Some(2)),
        (Section::Business, "receivable", Some(3)),
        (Section::Business, "merchant_account", Some(3)),
        (Section::LivingExpenses, "other", Some(3)),
        (Section::Household, "members", None),
    ] {
        assert_eq!(rows(section, list), expected, "{list}");
    }
}

#[test]
fn sensitive_fields_are_exactly_these() {
    let sensitive: Vec<_> = all()
        .flat_map(|schema| &schema.fields)
        .filter(|field| field.sensitive)
        .map(|field| &*field.id)
        .collect();
    assert_eq!(
        sensitive,
        [
            "taxpayer_tin",
            "taxpayer_date_of_birth",
            "spouse_tin",
            "spouse_date_of_birth",
            "business_ein",
            "bank.account_number",
            "investment.account_number",
            "digital_asset.setup_email",
            "merchant_account.account_no",
        ]
    );
}

#[test]
fn only_these_can_be_entered_below_zero() {
    let negative: Vec<_> = all()
        .flat_map(|schema| &schema.fields)
        .filter(|field| field.may_be_negative && !field.derived)
        .map(|field| &*field.id)
        .collect();
    assert_eq!(negative, ["net_self_employment", "net_rental"]);
}

#[test]
fn required_fields_are_few() {
    let required: Vec<_> = all()
        .flat_map(|schema| &schema.fields)
        .filter(|field| field.required)
        .map(|field| &*field.id)
        .collect();
    let expected = ["reason_for_contact", "current_circumstance", "objectives", "taxpayer_name", "address"];
    assert_eq!(required, expected);
}

#[test]
fn stories_are_the_consultation_and_narratives() {
    for schema in all() {
        for field in &schema.fields {
            let story = schema.section == Section::Consultation || field.kind == FieldKind::Narrative;
            assert_eq!(field.tier == Tier::ClientStory, story, "{}", field.id);
        }
    }
}

#[test]
fn every_amount_of_g_and_h_is_monthly() {
    for section in [Section::NonWageIncome, Section::LivingExpenses] {
        for field in &super::section(section).fields {
            assert_eq!(field.monthly, field.kind == FieldKind::Money, "{}", field.id);
        }
    }
}

#[test]
fn message_ids_follow_from_the_id() {
    let equity = field(Section::RealEstate, "property.equity").unwrap();
    assert_eq!(equity.label, "intake-real-estate-property-equity");
    assert_eq!(equity.hint, None);
    let story = field(Section::Consultation, "objectives").unwrap();
    assert_eq!(story.hint.as_deref(), Some("intake-consultation-objectives-hint"));
    assert!(field(Section::Consultation, "cash_on_hand").is_none());
}

#[test]
fn a_description_goes_over_the_wire() {
    let json = serde_json::to_value(super::section(Section::Accounts)).unwrap();
    assert_eq!(json["letter"], "A");
    assert_eq!(json["lists"][0]["printedRows"], 2);
    assert_eq!(json["fields"][1]["kind"], "accountNumber");
    assert_eq!(json["fields"][1]["sensitive"], true);
    assert_eq!(json["fields"][3]["tier"], "householdEconomics");
}
