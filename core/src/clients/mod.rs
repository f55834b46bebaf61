//! Clients of the firm. A client has cases, and parties: the people who act for it (SPEC M1, M5, M6).
//!
//! # Example
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/example.rs"));
//! # fn main() -> casegate::Result<()> {
//! # let Example { desk, .. } = example()?;
//! use casegate::clients::{ClientKind, CreateClient, ListClients};
//!
//! desk.create_client(CreateClient {
//!     name: "Ana and Luis Vega".into(),
//!     kind: Some(ClientKind::JointCouple),
//!     number: Some("V-17".into()),
//!     ..CreateClient::default()
//! })?;
//! let found = desk.list_clients(ListClients { name_starts: Some("ana".into()), ..ListClients::default() })?;
//! assert_eq!(found.clients.len(), 1);
//! # Ok(()) }
//! ```

pub(crate) mod copies;
pub mod desk;
pub(crate) mod index;
pub mod list;
pub(crate) mod new;
mod reach;
pub mod record;
pub(crate) mod rules;
pub(crate) mod taxpayer_number;

use crate::binding::room;
pub use crate::foundation::tin::UnmaskedNumber;
use crate::store::{Record as _, Table};
pub use desk::{ClientDetails, CreateClient, UnmaskClientNumber, UpdateClient};
pub use list::{ClientPage, ClientSummary, ListClients};
pub use record::{ClientKind, ClientRef, NumberOf, PortalAccess};

pub(crate) const TABLES: &[&Table] = &[record::ClientRecord::TABLE];

room! {
    clients
    codes {
        /// Another client of the firm has this client number.
        CLIENT_NUMBER_TAKEN = "client_number_taken", Conflict, "another client has this number";
    }
    desk {
        /// Adds a client.
        CREATE_CLIENT = create_client(CreateClient) -> ClientDetails, Change, Acts;
        /// Returns a client as staff see it.
        GET_CLIENT = get_client(ClientRef) -> ClientDetails, See, Reads;
        /// Changes fields of a client.
        UPDATE_CLIENT = update_client(UpdateClient) -> ClientDetails, Change, Acts;
        /// Returns a page of the firm's clients.
        LIST_CLIENTS = list_clients(ListClients) -> ClientPage, See, Reads;
        /// Returns one of a client's taxpayer numbers in full. The call is audited.
        UNMASK_CLIENT_NUMBER = unmask_client_number(UnmaskClientNumber) -> UnmaskedNumber, Unmask, Acts;
    }
}
