//! The generated half of the Python package: its types, and one typed method for each operation.

mod annotation;
mod operations;
mod package;
mod types;

pub(crate) use operations::operations;
pub(crate) use types::types;

use std::fmt::Write as _;

/// Returns every generated module, with its path in the workspace.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    vec![
        ("bindings-python/python/casegate/__init__.py", package::package()),
        ("bindings-python/python/casegate/_types.py", types()),
        ("bindings-python/python/casegate/_operations.py", operations()),
    ]
}

/// Returns a docstring of wrapped lines.
fn docstring(indent: &str, text: &str) -> String {
    let lines = wrapped(indent, text);
    let mut doc = format!("{indent}\"\"\"");
    for (number, line) in lines.iter().enumerate() {
        if number > 0 {
            let _ = write!(doc, "\n{indent}");
        }
        doc.push_str(line);
    }
    if lines.len() > 1 {
        let _ = write!(doc, "\n{indent}");
    }
    doc + "\"\"\"\n"
}

/// Wraps `text` into lines that fit after `indent`, and escapes what would end a docstring or start an escape.
fn wrapped(indent: &str, text: &str) -> Vec<String> {
    let text = text.replace('\\', "\\\\").replace("\"\"\"", "'''");
    let width = 96_usize.saturating_sub(indent.len());
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.chars().count() + 1 + word.chars().count() <= width => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
