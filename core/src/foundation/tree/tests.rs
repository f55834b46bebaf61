use super::json::by_tree;
use super::{Format, Tree, read, write};
use crate::foundation::bytes::Bytes;
use crate::foundation::error::{Code, Error};
use crate::foundation::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Sample {
    first_name: String,
    note: Option<String>,
    #[serde(default)]
    count: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<State>,
    #[serde(skip)]
    unsaid: bool,
    items: Vec<Item>,
    by_name: BTreeMap<String, State>,
    content: Bytes,
    at: Timestamp,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Item {
    number: i64,
    flag: bool,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum State {
    Open,
    Moved { to: Option<String>, pair: (u8, u8) },
    Held(Item),
    Many(i64, i64),
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
enum Told {
    Nothing {},
    Something { item: Item },
}

fn sample() -> Sample {
    Sample {
        first_name: "Dana \"\u{1f600}\" \u{0}\n".into(),
        note: None,
        count: 7,
        state: Some(State::Moved { to: None, pair: (1, 2) }),
        unsaid: false,
        items: vec![Item { number: i64::MIN, flag: true }],
        by_name: [("__proto__".into(), State::Open), ("b".into(), State::Many(1, -1))].into(),
        content: vec![0, 255].into(),
        at: Timestamp::from_millis(1_700_000_000_123),
    }
}

#[test]
fn a_tree_makes_the_same_json() {
    fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
        let text = serde_json::to_string(value).unwrap();
        assert_eq!(by_tree::write(value).unwrap(), text);
        assert_eq!(&by_tree::read::<T>(&text).unwrap(), value);
    }
    same(&sample());
    same(&State::Held(Item { number: 0, flag: false }));
    same(&vec![Some(State::Open), None]);
    same(&Told::Nothing {});
    same(&Told::Something { item: Item { number: 3, flag: true } });
    for text in ["{", "{} {}", "[1.5]", "[99999999999999999999]", "null"] {
        assert_eq!(
            by_tree::read::<Vec<u64>>(text).is_err(),
            serde_json::from_str::<Vec<u64>>(text).is_err(),
            "{text}"
        );
    }
}

#[test]
fn a_wire_keeps_bytes_instants_and_secrets_apart() {
    #[derive(Serialize)]
    #[serde(rename = "Secret")]
    struct Shown(&'static str);
    assert!(matches!(write(&sample().at, Format::Wire).unwrap(), Tree::Instant(1_700_000_000_123)));
    assert!(
        matches!(&write(&sample().content, Format::Wire).unwrap(), Tree::Bytes(bytes) if bytes == &[0, 255])
    );
    assert!(matches!(&write(&Shown("x"), Format::Wire).unwrap(), Tree::Secret(text) if text == "x"));
    assert!(matches!(&write(&Shown("x"), Format::Stored).unwrap(), Tree::Text(text) if text == "x"));
    assert!(write(&1.5, Format::Wire).is_err() && write(&u64::MAX, Format::Wire).is_err());
    let date = || Tree::Date("2023-11-14T22:13:20.123Z".into());
    assert_eq!(read::<Timestamp>(date(), Format::Wire).unwrap(), sample().at);
    assert!(read::<String>(date(), Format::Wire).is_err(), "a date is no text");
}

fn record(fields: Vec<(&'static str, Tree)>) -> Tree {
    Tree::Record(fields.into_iter().map(|(name, tree)| (Cow::Borrowed(name), tree)).collect())
}

fn item(number: Tree) -> Tree {
    record(vec![("flag", Tree::Flag(true)), ("number", number)])
}

#[test]
fn the_field_at_fault_is_named() {
    let at = |tree| {
        let error = Error::from(read::<BTreeMap<String, Vec<Item>>>(tree, Format::Wire).unwrap_err());
        assert_eq!(error.code(), Code::INPUT_MALFORMED);
        error.field().map(str::to_owned)
    };
    let list = |second| record(vec![("a", Tree::List(vec![item(Tree::Number(1)), second]))]);
    assert_eq!(at(list(item(Tree::Text("x".into())))).as_deref(), Some("a[1].number"));
    assert_eq!(at(list(item(Tree::Foreign))).as_deref(), Some("a[1].number"));
    assert_eq!(
        at(list(record(vec![("number", Tree::Number(1))]))).as_deref(),
        Some("a[1].flag"),
        "it is missing"
    );
    assert_eq!(at(list(Tree::Nothing)).as_deref(), Some("a[1]"));
    assert_eq!(at(Tree::List(Vec::new())), None);
    let unknown = record(vec![("number", Tree::Number(1)), ("123456789", Tree::Nothing)]);
    assert_eq!(at(list(unknown)), None, "what a caller invents is not passed on");
    let twice = record(vec![("flag", Tree::Flag(true)), ("flag", Tree::Flag(true))]);
    assert_eq!(at(list(twice)).as_deref(), Some("a[1].flag"));
}

#[test]
fn a_pair_has_two() {
    let at = |items: &[i64]| {
        let items = items.iter().map(|number| Tree::Number(*number)).collect();
        read::<BTreeMap<String, (u8, u8)>>(record(vec![("a", Tree::List(items))]), Format::Wire)
            .map_err(|error| Error::from(error).field().map(str::to_owned))
    };
    assert_eq!(at(&[1, 2]), Ok(BTreeMap::from([("a".to_owned(), (1, 2))])));
    for other in [&[][..], &[1], &[1, 2, 3]] {
        assert_eq!(at(other), Err(Some("a".to_owned())));
    }
}

#[test]
fn what_is_stored_by_a_later_version_is_let_be() {
    let tree =
        || record(vec![("flag", Tree::Flag(true)), ("number", Tree::Number(1)), ("new", Tree::Nothing)]);
    assert!(read::<Item>(tree(), Format::Wire).is_err());
    assert_eq!(read::<Item>(tree(), Format::Stored).unwrap(), Item { number: 1, flag: true });
}

#[test]
fn a_choice_is_told_by_its_kind() {
    let told = |fields| read::<Told>(record(fields), Format::Wire);
    assert_eq!(told(vec![("kind", Tree::Text("nothing".into()))]).unwrap(), Told::Nothing {});
    let something = vec![("item", item(Tree::Number(2))), ("kind", Tree::Text("something".into()))];
    assert_eq!(told(something).unwrap(), Told::Something { item: Item { number: 2, flag: true } });
    assert!(told(vec![("kind", Tree::Text("other".into()))]).is_err());
    assert!(told(vec![("kind", Tree::Text("nothing".into())), ("more", Tree::Nothing)]).is_err());
}
