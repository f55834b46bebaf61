//! Types that every room uses: ids, time, money, text, secrets, limits, errors and the host's environment. Nothing here
//! depends on a store or a room.

pub mod bytes;
pub(crate) mod concat;
pub mod env;
pub mod error;
pub(crate) mod from_text;
pub mod ids;
pub mod limits;
pub mod link;
pub mod money;
pub mod origin;
mod platform;
pub(crate) mod redacted;
pub mod secret;
pub(crate) mod tagged;
pub mod text;
pub mod time;
pub mod tin;
pub mod tree;
