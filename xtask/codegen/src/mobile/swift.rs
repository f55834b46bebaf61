//! Swift: the value types, and the layer for `async`.

use super::{Call, NOTE, doors, kinds, texts};
use heck::ToLowerCamelCase as _;
use std::fmt::Write as _;

pub(super) fn values() -> String {
    let mut text = format!("// {NOTE}\n");
    for (name, doc) in texts() {
        let constants = if name == "DocumentKind" { constants() } else { String::new() };
        let _ = writeln!(
            text,
            "\n/// {doc}\npublic struct {name}: Hashable, Sendable, CustomStringConvertible {{\n    \
             public let text: String\n\n    public init(text: String) {{\n        self.text = text\n    }}\n\n    \
             public var description: String {{ text }}\n{constants}}}"
        );
    }
    text + "\n/// An amount of US dollars in whole cents, within +-(2^53 - 1).\n\
            public struct Money: Hashable, Comparable, Sendable {\n    public let cents: Int64\n\n    \
            public init(cents: Int64) {\n        self.cents = cents\n    }\n\n    \
            public static func < (left: Money, right: Money) -> Bool {\n        left.cents < right.cents\n    }\n}\n"
}

fn constants() -> String {
    let mut text = String::from("\n");
    for kind in kinds() {
        let _ = writeln!(text, "    public static let {kind} = DocumentKind(text: \"{kind}\")");
    }
    text
}

pub(super) fn asynchronous() -> String {
    let mut text = format!("// {NOTE}\n");
    for (door, calls) in doors() {
        let optional = calls.iter().filter(|call| call.is_input_optional).map(without_input);
        let methods: Vec<String> = calls.iter().map(method).chain(optional).collect();
        let _ = writeln!(
            text,
            "\n/// The same operations for tasks: no call blocks the caller's thread. A call is finished even if its task is \
             cancelled.\nextension {door} {{\n{}}}",
            methods.join("\n")
        );
    }
    text
}

/// The call without an input, for an operation that may be called without it.
fn without_input(Call { name, doc, input, output, .. }: &Call) -> String {
    let (name, input) = (name.to_lower_camel_case(), input.as_deref().unwrap_or_default());
    format!(
        "    /// {doc}\n    public func {name}() throws -> {output} {{\n        \
         try self.{name}(input: {input}())\n    }}\n"
    )
}

fn method(Call { name, doc, input, is_input_optional, output }: &Call) -> String {
    let name = name.to_lower_camel_case();
    let (parameter, argument) = match input {
        Some(input) if *is_input_optional => (format!("input: {input} = {input}()"), "input: input"),
        Some(input) => (format!("input: {input}"), "input: input"),
        None => (String::new(), ""),
    };
    format!(
        "    /// {doc}\n    public func {name}({parameter}) async throws -> {output} {{\n        \
         try await elsewhere {{ try self.{name}({argument}) }}\n    }}\n"
    )
}
