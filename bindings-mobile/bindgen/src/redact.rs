//! Makes records that hold what people wrote print only their name, as in Rust.
//!
//! UniFFI's generators would send the record to Rust and print the result. That fails for a record with an
//! invalid id, and printing must not fail, so the name is written into the source. Refusals hold no such
//! texts and print their contents.

/// The form of a language's printing method: the start of its body, the text before and after the
/// name, and the end of the body.
struct Shape {
    begin: &'static str,
    before_name: &'static str,
    after_name: &'static str,
    end: &'static str,
    head: &'static str,
    tail: &'static str,
}

const KOTLIN: Shape = Shape {
    begin: "    override fun toString(): String {\n        return FfiConverterString.lift(\n    uniffiRustCall() { _status ->\n",
    before_name: "(FfiConverterType",
    after_name: ".lower(this)",
    end: "\n    )\n    }\n",
    head: "    override fun toString(): String = ",
    tail: "\n",
};

const SWIFT: Shape = Shape {
    begin: "public var debugDescription: String {\n    return try!  FfiConverterString.lift(\n        try! rustCall() {\n",
    before_name: "FfiConverterType",
    after_name: "_lower(self)",
    end: "\n    )\n}\n    )\n}\n",
    head: "public var debugDescription: String { ",
    tail: " }\n",
};

/// Replaces the printing method of every record in the source.
///
/// # Errors
/// If there is none to replace, because the generator writes another form.
pub(crate) fn records(extension: &str, source: &str) -> Result<String, String> {
    let shape = match extension {
        "kt" => KOTLIN,
        "swift" => SWIFT,
        _ => return Ok(source.to_owned()),
    };
    let mut parts = source.split(shape.begin);
    let mut text = parts.next().unwrap_or_default().to_owned();
    let mut replaced = 0;
    for part in parts {
        match replacement(&shape, part) {
            Some(body) => {
                replaced += 1;
                text.push_str(&body);
            }
            // An object's method, which calls the library by the object's handle and always works.
            None => text.extend([shape.begin, part]),
        }
    }
    if replaced > 0 { Ok(text) } else { Err(format!("no record of the .{extension} source prints itself")) }
}

fn replacement(shape: &Shape, part: &str) -> Option<String> {
    let (body, rest) = part.split_once(shape.end)?;
    let (_, name) = body.split_once(shape.before_name)?;
    let (name, _) = name.split_once(shape.after_name)?;
    let printed = match name.strip_suffix("Error") {
        // A Kotlin exception. Its message is in the first line of its stack trace.
        Some(error) => format!("{error}Exception.${{javaClass.simpleName}}($message)"),
        None => format!("{name}(redacted)"),
    };
    Some(format!("{}\"{printed}\"{}{rest}", shape.head, shape.tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_prints_its_name_and_an_object_asks() {
        let call =
            |callee: &str| format!("{}    x({callee},\n        _status)\n}}\n    )\n    }}\n", KOTLIN.begin);
        let object = call("it");
        let source = format!("class A {{\n{}}}\n{object}", call("FfiConverterTypeA.lower(this)"));
        let expected =
            format!("class A {{\n    override fun toString(): String = \"A(redacted)\"\n}}\n{object}");
        assert_eq!(records("kt", &source), Ok(expected));
    }

    #[test]
    fn a_refusal_says_what_it_is() {
        let source = format!("{}    x(FfiConverterTypePortalError.lower(this)){}", KOTLIN.begin, KOTLIN.end);
        let expected =
            "    override fun toString(): String = \"PortalException.${javaClass.simpleName}($message)\"\n";
        assert_eq!(records("kt", &source).as_deref(), Ok(expected));
    }

    #[test]
    fn braces_stay_in_pairs() {
        let body = "        x(\n            FfiConverterTypeA_lower(self),status\n    )\n}\n    )\n}\n";
        let source = format!("struct A {{\n{}{body}}}\n", SWIFT.begin);
        let expected = "struct A {\npublic var debugDescription: String { \"A(redacted)\" }\n}\n";
        assert_eq!(records("swift", &source).as_deref(), Ok(expected));
    }

    #[test]
    fn another_shape_is_noticed() {
        assert!(records("kt", "fun toString() = rust()").is_err());
        assert!(records("py", "anything").is_ok());
    }
}
