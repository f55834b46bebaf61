//! What operations take and give, by the names in the table of operations.

pub(crate) use casegate_core::audit::desk::*;
pub(crate) use casegate_core::cases::desk::*;
pub(crate) use casegate_core::cases::guidance::*;
pub(crate) use casegate_core::cases::record::*;
pub(crate) use casegate_core::documents::desk::*;
pub(crate) use casegate_core::documents::visit::*;
pub(crate) use casegate_core::firm::desk::*;
pub(crate) use casegate_core::firm::doctor::*;
pub(crate) use casegate_core::firm::visit::*;
pub(crate) use casegate_core::forms::desk::*;
pub(crate) use casegate_core::forms::visit::*;
pub(crate) use casegate_core::foundation::tin::*;
pub(crate) use casegate_core::home::*;
pub(crate) use casegate_core::intake::desk::*;
pub(crate) use casegate_core::intake::form::*;
pub(crate) use casegate_core::intake::profile::*;
pub(crate) use casegate_core::intake::review::*;
pub(crate) use casegate_core::intake::visit::*;
pub(crate) use casegate_core::invites::desk::*;
pub(crate) use casegate_core::invites::revocation::*;
pub(crate) use casegate_core::invites::visit::*;
pub(crate) use casegate_core::progress::desk::*;
pub(crate) use casegate_core::signatures::desk::*;
pub(crate) use casegate_core::signatures::visit::*;
