//! The phones' packages have every operation and every code, each by its name in the language.

use casegate::foundation::error::Code;
use casegate::operations::Operation;
use std::path::Path;

fn source(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bindings-mobile");
    std::fs::read_to_string(root.join(path)).unwrap()
}

fn camel(snake: &str) -> String {
    let mut words = snake.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| format!("{text}{}{}", word[..1].to_uppercase(), &word[1..]))
}

#[test]
fn every_operation_is_in_every_language() {
    let (rust, kotlin) =
        (source("src/operations.rs"), source("kotlin/src/main/kotlin/dev/casegate/casegate.kt"));
    let suspending = source("kotlin/src/main/kotlin/dev/casegate/Suspending.kt");
    let (swift, tasks) =
        (source("swift/Sources/Casegate/Casegate.swift"), source("swift/Sources/Casegate/Async.swift"));
    for operation in Operation::ALL {
        let (snake, camel) = (operation.name(), camel(operation.name()));
        assert!(rust.contains(&format!("pub fn {snake}(&self")), "{snake}");
        assert!(kotlin.contains(&format!("override fun `{camel}`(")), "{camel}");
        assert!(suspending.contains(&format!("suspend fun {camel}(")), "{camel}");
        assert!(swift.contains(&format!("open func {camel}(")), "{camel}");
        assert!(tasks.contains(&format!("public func {camel}(")), "{camel}");
    }
}

#[test]
fn what_needs_no_portal_is_in_every_language() {
    let rust = source("src/links.rs");
    let kotlin = source("kotlin/src/main/kotlin/dev/casegate/casegate.kt");
    let swift = source("swift/Sources/Casegate/Casegate.swift");
    for snake in ["repair_link", "scan"] {
        let camel = camel(snake);
        assert!(rust.contains(&format!("pub fn {snake}(")), "{snake}");
        assert!(kotlin.contains(&format!(" fun `{camel}`(")), "{camel}");
        assert!(swift.contains(&format!("public func {camel}(")), "{camel}");
    }
}

#[test]
fn every_code_is_in_every_language() {
    let kotlin = source("kotlin/src/main/kotlin/dev/casegate/casegate.kt");
    let swift = source("swift/Sources/Casegate/Casegate.swift");
    for code in Code::ALL {
        let constant = code.name().to_uppercase();
        let is_listed = [",", ";"].iter().any(|end| kotlin.contains(&format!("\n    {constant}{end}\n")));
        assert!(is_listed, "{constant}");
        assert!(swift.contains(&format!("    case {}\n", camel(code.name()))), "{code:?}");
    }
}
