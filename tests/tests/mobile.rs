//! The packages for phones have every operation and every code, under their names in each language.
//!
//! Their sources are built and not committed. The digests of their public API are checked instead, and `cargo
//! xtask gen --check` compares the digests with the sources.

use casegate::foundation::error::Code;
use casegate::operations::Operation;
use std::path::Path;

fn source(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The digests of the Kotlin and the Swift package.
fn digests() -> (String, String) {
    (source("docs/api-kotlin.txt"), source("docs/api-swift.txt"))
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| format!("{text}{}{}", word[..1].to_uppercase(), &word[1..]))
}

#[test]
fn every_operation_is_in_every_language() {
    let (rust, (kotlin, swift)) = (source("bindings-mobile/src/operations.rs"), digests());
    for operation in Operation::ALL {
        let (snake, camel) = (operation.name(), camel(operation.name()));
        assert!(rust.contains(&format!("pub fn {snake}(&self")), "{snake}");
        assert!(kotlin.contains(&format!("override fun {camel}(")), "{camel}");
        assert!(kotlin.contains(&format!("suspend fun {camel}(")), "{camel}");
        assert!(swift.contains(&format!("open func {camel}(")), "{camel}");
        assert!(swift.contains(&format!("public func {camel}(")), "{camel}");
    }
}

#[test]
fn what_needs_no_portal_is_in_every_language() {
    let (rust, (kotlin, swift)) = (source("bindings-mobile/src/links.rs"), digests());
    for snake in ["repair_link", "scan"] {
        let camel = camel(snake);
        assert!(rust.contains(&format!("pub fn {snake}(")), "{snake}");
        assert!(kotlin.contains(&format!("fun {camel}(")), "{camel}");
        assert!(swift.contains(&format!("public func {camel}(")), "{camel}");
    }
}

#[test]
fn every_code_is_in_every_language() {
    let (kotlin, swift) = digests();
    for code in Code::ALL {
        assert!(kotlin.contains(&format!("\n    {}\n", code.name().to_uppercase())), "{code:?}");
        assert!(swift.contains(&format!("    case {}\n", camel(code.name()))), "{code:?}");
    }
}
