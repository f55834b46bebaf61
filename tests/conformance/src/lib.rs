//! The store contract as a list of cases that any backend can run.
//!
//! Each case is given a function that makes a new, empty store over [`TABLES`], and panics if the store breaks the
//! contract. [`conformance_tests!`] makes one `#[test]` of each case, so that a failure names the clause; [`run_all`] runs the list,
//! and a harness of another kind walks over [`CASES`].
//!
//! ```
//! use casegate::store::MemoryStore;
//! use casegate_store_conformance::{TABLES, run_all};
//! use std::sync::Arc;
//!
//! run_all(&|| Arc::new(MemoryStore::over(TABLES)));
//! ```
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a case fails by panicking"
)]

mod constraints;
mod cursors;
mod fixture;
mod misuse;
mod model;
mod queries;
mod races;
mod rows;
mod snapshots;
mod tables;
mod transactions;
pub mod versions;

pub use tables::{BOOKS, LOANS, LOG, PICTURES, SHELVES, TABLES, VERSION};

use casegate::store::Store;
use std::sync::Arc;

/// Makes a new, empty store over [`TABLES`].
pub type MakeStore<'a> = dyn Fn() -> Arc<dyn Store> + 'a;

/// One clause of the contract. Panics if the store breaks it.
pub type Case = fn(&MakeStore<'_>);

macro_rules! cases {
    ($d:tt $($part:ident: $($case:ident),+;)+) => {
        /// Every case with its name.
        pub const CASES: &[(&str, Case)] = &[$($((concat!(stringify!($part), "::", stringify!($case)), $part::$case)),+),+];

        /// Makes a module with one `#[test]` for each case, over stores that an expression makes.
        ///
        /// ```
        /// # use casegate::store::MemoryStore;
        /// # use std::sync::Arc;
        /// casegate_store_conformance::conformance_tests!(memory, || {
        ///     Arc::new(MemoryStore::over(casegate_store_conformance::TABLES))
        /// });
        /// ```
        #[macro_export]
        macro_rules! conformance_tests {
            ($d module:ident, $d make_store:expr) => {
                mod $d module {
                    #[allow(unused_imports, reason = "the expression may name what is around the module")]
                    use super::*;
                    $(
                        mod $part {
                            #[allow(unused_imports, reason = "the expression may name what is around the module")]
                            use super::*;
                            $(
                                #[test]
                                fn $case() {
                                    $crate::run_case(
                                        concat!(stringify!($part), "::", stringify!($case)),
                                        &$d make_store,
                                    );
                                }
                            )+
                        }
                    )+
                }
            };
        }
    };
}

cases! {
    $
    rows:
        comes_back_as_it_was_written, counts_versions_from_one, keeps_bodies_byte_for_byte, keeps_a_mebibyte,
        keeps_bytes_as_they_are, returns_columns_where_declared,
        never_upserts, refuses_to_update_what_is_missing, refuses_other_versions, replaces_columns,
        answers_whether_it_deleted, peeks_at_what_is_committed, starts_anew_after_a_deletion, keeps_clusters_apart;
    transactions:
        keep_nothing_of_an_aborted_body, keep_nothing_of_a_panicking_body, see_their_own_writes,
        go_on_after_a_conflict, report_an_aborted_read, change_several_tables_at_once;
    snapshots:
        do_not_move, show_nothing_of_an_open_write, show_whole_transactions_only;
    constraints:
        keep_unique_values_unique, let_nulls_be, keep_combinations_unique, free_what_is_given_up,
        keep_unique_values_under_their_parent, ask_for_the_row_referred_to, keep_the_row_referred_to,
        let_void_references_be, hold_within_a_transaction, let_a_row_refer_to_itself, keep_append_only_rows;
    misuse:
        of_tables_that_were_not_listed, of_columns_in_queries, of_kinds_in_queries, of_cursors, of_rows, of_bodies, of_keys, changes_nothing;
    queries:
        order_by_key, order_each_kind_of_column, compare_text_bytewise, put_nulls_first, break_ties_by_key,
        hold_to_the_limit, filter_by_equality, filter_by_one_of, filter_by_range, filter_by_prefix, filter_by_absence,
        join_filters, count_up_to_the_limit, stay_under_their_parent;
    cursors:
        join_into_the_whole, join_under_a_parent, stay_where_they_were, outlive_their_row, compare_by_parent_too;
    races:
        have_one_winner, lose_no_increment, insert_a_unique_value_once, insert_a_key_once,
        leave_no_gap_in_a_count, do_not_skew;
    model:
        answers_as_the_reference_store_does;
}

/// Whether a case starts threads. Environments without threads, such as a browser, leave these out.
#[must_use]
pub fn starts_threads(name: &str) -> bool {
    name.starts_with("snapshots::") || name.starts_with("races::")
}

/// Runs every case, each on new stores.
///
/// # Panics
/// If the store breaks the contract; the name of the case is printed before.
pub fn run_all(make_store: &MakeStore<'_>) {
    for (name, case) in CASES {
        println!("{name}");
        case(make_store);
    }
}

/// Runs the case of this name.
///
/// # Panics
/// If the store breaks that clause of the contract, or if there is no such case.
pub fn run_case(name: &str, make_store: &MakeStore<'_>) {
    let (_, case) = CASES.iter().find(|(known, _)| *known == name).expect("a case of this name");
    case(make_store);
}
