//! Macros for casegate's own types. They name the library's modules, so they work only in it.

mod record;
mod wire;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a stored record: its table, its key, its columns, and a typed constant of each column.
///
/// ```text
/// #[derive(Record, Serialize, Deserialize)]
/// #[record(table = "parties", parent = client, id = id)]
/// #[record(column(role_name: str = self.role.name()), index[contact])]
/// #[record(unique[client, contact, role_name], refers[firm, client -> "clients"])]
/// struct PartyRecord {
///     #[serde(skip, default = "PartyId::nil")]
///     id: PartyId,
///     #[serde(skip, default = "ClientId::nil")]
///     client: ClientId,
///     #[record(column)]
///     firm: FirmId,
///     #[record(column)]
///     contact: ContactId,
///     role: PartyRole,
/// }
/// ```
///
/// On the struct:
/// * `table = "NAME"` names the table.
/// * `parent = FIELD` clusters the rows by a field, which is kept in the key. Without it the table is not clustered.
/// * `id = FIELD` keeps a field in the key. `id = EXPRESSION` computes the id from `self`.
/// * `column(NAME: TYPE = EXPRESSION)` declares a column that is computed from `self`.
/// * `unique[NAMES]` and `index[NAMES]` declare sets of columns; the fields of the key may be named too.
/// * `refers[NAMES -> "TABLE"]` declares a reference.
/// * `append_only` says that rows are only inserted.
///
/// On a field, `#[record(column)]` makes a column of it. `#[record(body)]` stores its bytes, a `Vec<u8>`, as the body; all other fields must
/// then be the key or columns. Otherwise the body is the whole struct as JSON.
///
/// Each column has a constant in upper case, by which it is selected: `PartyRecord::select(50).equal(PartyRecord::CONTACT, &contact)`.
///
/// The columns computed from `self` come first in the table, then the fields, each in the order of the source.
#[proc_macro_derive(Record, attributes(record))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    record::derive(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a type one that crosses to other languages: it is written and read as JSON in camel case, has a schema, and is known to UniFFI.
///
/// * A struct is an object without further fields. An enum of bare names is a text, can be copied and prints. An enum of records has the
///   name of its variant in `kind`, and is read by `read_by_kind!`.
/// * `Debug` shows the type's name and no content, because what a person typed must not appear in logs. `#[wire(prints)]` is for types
///   that hold only ids, states, numbers and times.
/// * `#[wire(input)]` lets optional fields be left out. Elsewhere they are always there, and may be null. `#[wire(default)]` on any other
///   field lets it be left out too.
/// * `#[wire(output)]` is for types that are only written. They have no `Deserialize`.
#[proc_macro_attribute]
pub fn wire(words: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    wire::expand(words.into(), item).unwrap_or_else(syn::Error::into_compile_error).into()
}
