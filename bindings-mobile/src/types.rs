//! What operations take and give, by the names in the table of operations.

pub(crate) use casegate_core::operations::types::*;
