//! The library's side: a portal as a host would set it up.

use crate::Result;
use casegate::access::permission::Role;
use casegate::foundation::env::{Key, KeyPurpose, KeyRing};
use casegate::foundation::ids::FirmId;
use casegate::foundation::origin::Origin;
use casegate::portal::{Desk, Portal};
use casegate::store::Store;
use casegate::{Source, Staff};
use std::sync::Arc;
use uuid::Uuid;

/// The origin of links, on both sides.
pub(crate) const ORIGIN: &str = "https://portal.example";
/// The one firm, on both sides.
pub(crate) const FIRM: Uuid = Uuid::from_u128(1);
/// The member of staff, on both sides.
pub(crate) const STAFF: (&str, &str) = ("u-1", "Rosa Reviewer");
/// The clients' address, on both sides.
pub(crate) const ADDRESS: &str = "203.0.113.7";

/// A portal with the system's clock and generator, and a key for every purpose.
pub(crate) struct Ours {
    pub(crate) portal: Portal,
    pub(crate) desk: Desk,
    pub(crate) source: Source,
}

impl Ours {
    pub(crate) fn over(store: Arc<dyn Store>) -> Result<Self> {
        let mut keys = KeyRing::new();
        for (purpose, start) in KeyPurpose::ALL.into_iter().zip([1, 71, 141, 201]) {
            keys = keys.with(purpose, 1, key(start)?);
        }
        let portal = Portal::on_shared(store).keys(keys).origin(Origin::parse(ORIGIN)?).build()?;
        let (id, name) = (STAFF.0.to_owned(), STAFF.1.to_owned());
        let staff = Staff {
            firm: FirmId::from_uuid(FIRM),
            id,
            name,
            roles: vec![Role::Administrator],
            offices: None,
        };
        let source = Source::address(ADDRESS);
        let desk = portal.desk(staff, &source)?;
        Ok(Self { portal, desk, source })
    }
}

fn key(start: u8) -> Result<Key> {
    Ok(Key::new(std::array::from_fn(|i| start.wrapping_add(i as u8)))?)
}
