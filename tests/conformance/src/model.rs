//! Random operations, compared step by step with the reference store.

use super::MakeStore;
use super::fixture::{Answer, Book, Shelf, entry, loan, picture, sizes, top, under};
use super::tables::{BOOKS, LOANS, LOG, PICTURES, SHELVES, TABLES};
use casegate::store::{
    Abort, After, Direction, Filter, Key, MemoryStore, NewRow, Query, Row, Store, Table, Value, WriteTx,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

/// The number of sequences, each of which runs on a new store.
const SEQUENCES: u32 = 64;

#[derive(Clone, Debug)]
enum Step {
    Insert(&'static Table, NewRow),
    /// Updates with the stored version plus this much.
    Update(&'static Table, i64, NewRow),
    Delete(&'static Table, Key),
    Select(Query),
}

#[derive(Clone, Debug)]
struct Transaction {
    steps: Vec<Step>,
    aborts: bool,
}

/// The result of a step, for comparison.
#[derive(Debug, PartialEq)]
enum Told {
    Done(Answer<()>),
    Deleted(Answer<bool>),
    Found(Answer<Vec<Row>>, Answer<u64>),
}

pub(super) fn answers_as_the_reference_store_does(make_store: &MakeStore<'_>) {
    let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&vec(transactions(), 1..12), |sequence| {
        let reference = MemoryStore::over(TABLES);
        let store = make_store();
        for transaction in &sequence {
            prop_assert_eq!(run(&*store, transaction), run(&reference, transaction), "{:?}", transaction);
            prop_assert_eq!(sizes(&*store), sizes(&reference));
        }
        for table in TABLES {
            let all = Query::of(table, u32::MAX);
            prop_assert_eq!(ask(&*store, &all), ask(&reference, &all));
        }
        Ok(())
    });
    if let Err(difference) = outcome {
        panic!("the store answers otherwise than the reference: {difference}");
    }
}

fn run(store: &dyn Store, transaction: &Transaction) -> (Vec<Told>, Answer<()>) {
    let mut told = Vec::new();
    let ended = store.write(&mut |tx| {
        told = transaction.steps.iter().map(|step| take(tx, step)).collect();
        if transaction.aborts { Err(Abort) } else { Ok(()) }
    });
    (told, ended)
}

fn take(tx: &mut dyn WriteTx, step: &Step) -> Told {
    match step {
        Step::Insert(table, row) => Told::Done(tx.insert(table, row)),
        Step::Update(table, offset, row) => {
            let stored = tx.get(table, row.key).unwrap().map_or(1, |row| row.version);
            Told::Done(tx.update(table, stored + offset, row))
        }
        Step::Delete(table, key) => Told::Deleted(tx.delete(table, *key)),
        Step::Select(query) => Told::Found(tx.select(query), tx.count(query)),
    }
}

fn ask(store: &dyn Store, query: &Query) -> Vec<Row> {
    super::fixture::select(store, query)
}

fn transactions() -> impl Strategy<Value = Transaction> {
    (vec(steps(), 1..8), prop::bool::weighted(0.15)).prop_map(|(steps, aborts)| Transaction { steps, aborts })
}

fn steps() -> impl Strategy<Value = Step> {
    let offsets = prop_oneof![8 => Just(0_i64), 1 => Just(1), 1 => Just(-1)];
    prop_oneof![
        4 => rows().prop_map(|(table, row)| Step::Insert(table, row)),
        2 => (rows(), offsets).prop_map(|((table, row), offset)| Step::Update(table, offset, row)),
        1 => rows().prop_map(|(table, row)| Step::Delete(table, row.key)),
        3 => queries().prop_map(Step::Select),
    ]
}

/// There are few different keys and values, so that operations hit the same rows.
fn rows() -> impl Strategy<Value = (&'static Table, NewRow)> {
    prop_oneof![
        shelves().prop_map(|row| (&SHELVES, row)),
        books().prop_map(|row| (&BOOKS, row)),
        (1..4_u128, option::of(shelf_keys()), option::of(1..4_u128)).prop_map(|(n, shelf, book)| {
            let book = book.map(top);
            (&LOANS, loan(n, shelf, book))
        }),
        (shelf_keys(), 1..4_u128, 0..4_i64).prop_map(|(shelf, n, at)| (&LOG, entry(under(shelf, n), at))),
        (shelf_keys(), 1..4_u128, vec(any::<u8>(), 0..3), option::of(0..3_i64))
            .prop_map(|(shelf, n, bytes, width)| (&PICTURES, picture(under(shelf, n), &bytes, width))),
    ]
}

fn shelf_keys() -> impl Strategy<Value = Key> {
    (1..4_u128).prop_map(top)
}

fn texts() -> impl Strategy<Value = &'static str> {
    select(vec!["", "a", "A", "ab", "a%", "a_", "b", "\u{e9}", "\u{10ffff}"])
}

fn shelves() -> impl Strategy<Value = NewRow> {
    let marks = option::of(vec(0..3_u8, 0..3));
    (1..4_u128, texts(), option::of(texts()), option::of(-1..3_i64), any::<bool>(), marks)
        .prop_map(|(n, label, code, floor, locked, mark)| Shelf { label, code, floor, locked, mark }.row(n))
}

fn books() -> impl Strategy<Value = NewRow> {
    let sequels = option::weighted(0.3, shelf_keys());
    (shelf_keys(), 1..4_u128, texts(), option::of(texts()), option::of(0..3_i64), sequels).prop_map(
        |(shelf, n, title, isbn, pages, sequel_to)| {
            Book { title, isbn, pages, sequel_to }.row(under(shelf, n))
        },
    )
}

fn queries() -> impl Strategy<Value = Query> {
    let parts =
        (option::of(0..5_u128), vec(filters(), 0..3), option::of(0..4_usize), any::<bool>(), 0..6_u32);
    (select(TABLES.to_vec()), parts, option::of((values(), 0..4_u128, 1..4_u128))).prop_map(
        |(table, (parent, filters, column, ascending, limit), after)| {
            let mut query = Query::of(table, limit);
            query.parent = parent.map(|n| top(n).id);
            // Filters on other tables' columns are sometimes used too: both stores must refuse them.
            query.filters = filters
                .into_iter()
                .filter(|filter| table.position(name(filter)).is_some() || limit == 5)
                .collect();
            query.order.column = column.and_then(|i| table.columns.get(i)).map(|column| column.name);
            query.order.direction = if ascending { Direction::Ascending } else { Direction::Descending };
            query.after = after.map(|(value, parent, id)| {
                let key = if table.clustered { under(top(parent), id) } else { top(id) };
                After { value: if query.order.column.is_some() { value } else { Value::Null }, key }
            });
            query
        },
    )
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1..3_i64).prop_map(Value::from),
        texts().prop_map(Value::from),
        vec(0..3_u8, 0..3).prop_map(Value::Bytes),
    ]
}

fn name(filter: &Filter) -> &'static str {
    match filter {
        Filter::Equals(name, _)
        | Filter::OneOf(name, _)
        | Filter::AtLeast(name, _)
        | Filter::Below(name, _)
        | Filter::StartsWith(name, _)
        | Filter::IsNull(name) => name,
    }
}

fn filters() -> impl Strategy<Value = Filter> {
    let fitting = prop_oneof![
        (select(vec!["label", "code", "title", "isbn", "caption"]), texts().prop_map(Value::from)),
        (select(vec!["floor", "pages", "order", "at", "width"]), (-1..3_i64).prop_map(Value::from)),
        (select(vec!["locked", "shown"]), any::<bool>().prop_map(Value::from)),
        (Just("mark"), vec(0..3_u8, 0..3).prop_map(Value::Bytes)),
        (select(vec!["sequel_to", "shelf", "book"]), shelf_keys().prop_map(|key| key.id.into())),
    ];
    (fitting, 0..7_u8).prop_map(|((name, value), form)| match (form, value) {
        (0, _) => Filter::IsNull(name),
        (4, value) => Filter::OneOf(name, vec![value]),
        (5, _) => Filter::OneOf(name, Vec::new()),
        (1, Value::Text(prefix)) => Filter::StartsWith(name, prefix),
        (2, value) => Filter::AtLeast(name, value),
        (3, value) => Filter::Below(name, value),
        (_, value) => Filter::Equals(name, value),
    })
}
