//! The inputs and results of operations, by their names in the table of operations.

pub(crate) use casegate_core::operations::types::*;
