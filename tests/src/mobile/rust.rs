//! The methods that UniFFI exports.

use super::{Call, NOTE, doors};
use std::fmt::Write as _;

pub(super) fn operations() -> String {
    let mut text = format!(
        "// {NOTE}\n//! One line for each operation: what it does is core's alone.\n\n\
         use crate::answer::answer;\nuse crate::doors::{{Desk, Visit}};\nuse crate::types::*;\n\
         use casegate_core::mobile::PortalError;\n"
    );
    for (door, calls) in doors() {
        let methods: Vec<String> = calls.iter().map(method).collect();
        let _ = writeln!(text, "\n#[uniffi::export]\nimpl {door} {{\n{}}}", methods.join("\n"));
    }
    text
}

fn method(Call { name, doc, input, output }: &Call) -> String {
    let (parameter, argument) = match input {
        Some(input) => (format!(", input: {input}"), "input"),
        None => (String::new(), ""),
    };
    format!(
        "    /// {doc}\n    pub fn {name}(&self{parameter}) -> Result<{output}, PortalError> {{\n        \
         answer(|| self.0.{name}({argument}))\n    }}\n"
    )
}
