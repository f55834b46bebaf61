//! Kotlin: the value classes, and the layer for coroutines.

use super::{Call, NOTE, doors, kinds, texts};
use heck::{ToLowerCamelCase as _, ToShoutySnakeCase as _};
use std::fmt::Write as _;

pub(super) fn values() -> String {
    let mut text = format!("// {NOTE}\npackage dev.casegate\n");
    for (name, doc) in texts() {
        let constants = if name == "DocumentKind" { constants() } else { String::new() };
        let _ = writeln!(
            text,
            "\n/** {doc} */\n@JvmInline\npublic value class {name}(public val text: String) {{\n    \
             override fun toString(): String = text\n{constants}}}"
        );
    }
    text + "\n/** An amount of US dollars in whole cents, within +-(2^53 - 1). */\n@JvmInline\n\
            public value class Money(public val cents: Long) : Comparable<Money> {\n    \
            override fun compareTo(other: Money): Int = cents.compareTo(other.cents)\n}\n"
}

fn constants() -> String {
    let mut text = String::from("\n    public companion object {\n");
    for kind in kinds() {
        let _ = writeln!(
            text,
            "        public val {}: DocumentKind = DocumentKind(\"{kind}\")",
            kind.to_shouty_snake_case()
        );
    }
    text + "    }\n"
}

pub(super) fn suspending() -> String {
    let mut text = format!(
        "// {NOTE}\npackage dev.casegate\n\nimport kotlinx.coroutines.CoroutineDispatcher\n\
         import kotlinx.coroutines.Dispatchers\nimport kotlinx.coroutines.withContext\n"
    );
    for (door, calls) in doors() {
        let methods: Vec<String> = calls.iter().map(|call| method(door, call)).collect();
        let field = door.to_lowercase();
        let _ = writeln!(
            text,
            "\n/** The same door for coroutines: no call blocks the caller's thread. */\n\
             public fun {door}Interface.suspending(dispatcher: CoroutineDispatcher = Dispatchers.IO): Suspending{door} =\n    \
             Suspending{door}(this, dispatcher)\n\n\
             /**\n * [{door}] for coroutines. A call that has begun is finished even if its coroutine is cancelled meanwhile;\n \
             * its answer is lost then, and with it a secret that it would have shown.\n */\n\
             public class Suspending{door} internal constructor(\n    private val {field}: {door}Interface,\n    \
             private val dispatcher: CoroutineDispatcher,\n) {{\n{}}}",
            methods.join("\n")
        );
        let optional = calls.iter().filter(|call| call.is_input_optional);
        text.extend(optional.map(|call| without_input(door, call)));
    }
    text
}

/// The call without an input, for an operation that may be called without it.
fn without_input(door: &str, Call { name, doc, input, output, .. }: &Call) -> String {
    let (name, input) = (name.to_lower_camel_case(), input.as_deref().unwrap_or_default());
    format!("\n/** {doc} */\npublic fun {door}Interface.{name}(): {output} = {name}({input}())\n")
}

fn method(door: &str, Call { name, doc, input, is_input_optional, output }: &Call) -> String {
    let (name, field) = (name.to_lower_camel_case(), door.to_lowercase());
    let (parameter, argument) = match input {
        Some(input) if *is_input_optional => (format!("input: {input} = {input}()"), "input"),
        Some(input) => (format!("input: {input}"), "input"),
        None => (String::new(), ""),
    };
    format!(
        "    /** {doc} */\n    public suspend fun {name}({parameter}): {output} =\n        \
         withContext(dispatcher) {{ {field}.{name}({argument}) }}\n"
    )
}
