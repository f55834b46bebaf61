//! The generated half of the npm package: its types, one typed method for each operation, and the texts.

mod operations;
mod texts;
mod types;

use std::fmt::Write as _;

/// Returns every generated module, with its path in the workspace.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let mut modules = vec![
        ("bindings-wasm/js/types.d.ts", types::types()),
        ("bindings-wasm/js/operations.d.ts", operations::declarations()),
        ("bindings-wasm/js/operations.js", operations::methods()),
    ];
    modules.extend(texts::all());
    modules
}

/// Returns a comment that editors show.
fn comment(indent: &str, text: &str) -> String {
    let text = text.replace("*/", "*\u{2060}/");
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + 1 + word.len() + indent.len() <= 116 => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    match lines.as_slice() {
        [line] if line.is_empty() => String::new(),
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let mut text = format!("{indent}/**\n");
            for line in lines {
                let _ = writeln!(text, "{indent} * {line}");
            }
            text + indent + " */\n"
        }
    }
}
