//! Tests that every message id of the intake has a text in every language, and that every text is used.

use super::schema;
use super::totals::TOTAL_IDS;
use std::collections::{BTreeMap, BTreeSet};

const LANGUAGES: [&str; 2] = [
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/en/intake.ftl")),
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/locales/es/intake.ftl")),
];

/// Parses a file of texts. It has one `id = text` per line, so no other parsing is needed.
fn texts(language: &'static str) -> BTreeMap<&'static str, &'static str> {
    let mut texts = BTreeMap::new();
    for line in language.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (id, text) = line.split_once(" = ").unwrap_or_else(|| panic!("not a message: {line}"));
        assert!(texts.insert(id, text).is_none(), "{id} stands twice");
    }
    texts
}

fn ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::from(["intake-choice-yes".to_owned(), "intake-choice-no".to_owned()]);
    for section in schema::all() {
        ids.insert(section.title.clone());
        ids.extend(section.lists.iter().map(|list| list.label.clone()));
        for field in &section.fields {
            let named = [&field.label].into_iter().chain(&field.hint);
            assert!(named.cloned().all(|id| ids.insert(id)), "{} shares a message", field.id);
            ids.extend(field.group.iter().map(|group| schema::group_label(group)));
            ids.extend(field.options.iter().map(|option| schema::option_label(option)));
        }
    }
    ids.extend(TOTAL_IDS.iter().map(|id| format!("intake-total-{}", schema::dashed(id))));
    ids
}

#[test]
fn every_id_has_a_text_and_every_text_an_id() {
    let expected = ids();
    for language in LANGUAGES {
        let present: BTreeSet<String> = texts(language).into_keys().map(str::to_owned).collect();
        let missing: Vec<_> = expected.difference(&present).collect();
        let unused: Vec<_> = present.difference(&expected).collect();
        assert!(missing.is_empty() && unused.is_empty(), "missing: {missing:#?}, unused: {unused:#?}");
    }
}

#[test]
fn texts_are_plain_and_short() {
    for (id, text) in LANGUAGES.into_iter().flat_map(texts) {
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{id}");
        // A brace would start a Fluent placeable.
        assert!(!text.contains(['{', '}']) && text.trim() == text, "{id}");
        assert!(text.chars().count() <= 120, "{id}");
        assert_eq!(text.ends_with('.'), id.ends_with("-hint"), "{id}: hints are sentences, labels are not");
    }
}
