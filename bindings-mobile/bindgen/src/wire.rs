//! Swift for tests: conversions of every type to and from JSON, and operations by name. Swift has no
//! reflection that could do this at run time, as Kotlin and Python have, so the code is generated.

use std::error::Error;
use std::fmt::Write as _;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, GlobalConfig};
use uniffi_meta::{EnumMetadata, EnumShape, FieldMetadata, Metadata, MethodMetadata, RecordMetadata, Type};

/// Writes the extensions for everything in `library`.
pub(crate) fn swift(library: &str) -> Result<String, Box<dyn Error>> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let mut text = String::from("import Casegate\n");
    let mut desk = String::new();
    let mut visit = String::new();
    let mut host = String::new();
    for item in loader.load_metadata(library.into())?.into_values().flat_map(|group| group.items) {
        match item {
            Metadata::Record(record) => text += &of_record(&record),
            Metadata::Enum(choice) if matches!(choice.shape, EnumShape::Enum) => text += &of_enum(&choice),
            Metadata::CustomType(custom) => text += &of_value(&custom.name, &custom.builtin),
            Metadata::Method(method) if method.self_name == "Desk" => desk += &of_method(&method),
            Metadata::Method(method) if method.self_name == "Visit" => visit += &of_method(&method),
            Metadata::Method(method) if method.self_name == "HostDoor" => host += &of_method(&method),
            _ => {}
        }
    }
    for (door, cases) in [("Desk", desk), ("Visit", visit), ("HostDoor", host)] {
        let _ = writeln!(
            text,
            "\nextension {door}: Door {{\n    func call(_ operation: String, _ input: JSON) throws -> JSON {{\n        \
             switch operation {{\n{cases}        default: throw Odd(\"no operation \\(operation)\")\n        }}\n    }}\n}}"
        );
    }
    Ok(text)
}

fn of_method(method: &MethodMetadata) -> String {
    let Some(Type::Record { .. }) = method.return_type else { return String::new() };
    let argument = match method.inputs.first().map(|input| &input.ty) {
        Some(Type::Record { name, .. }) => format!("input: {name}(wire: input)"),
        _ => String::new(),
    };
    let (name, camel) = (&method.name, camel(&method.name));
    format!("        case \"{name}\": return try {camel}({argument}).wire()\n")
}

fn of_value(name: &str, builtin: &Type) -> String {
    let (label, reader, case) = match builtin {
        Type::String => ("text", "text", "text"),
        Type::Int64 => ("cents", "number", "number"),
        _ => return String::new(),
    };
    format!(
        "\nextension {name}: Wired {{\n    init(wire: JSON) throws {{ self.init({label}: try wire.{reader}()) }}\n    \
         func wire() throws -> JSON {{ .{case}({label}) }}\n}}\n"
    )
}

fn of_record(record: &RecordMetadata) -> String {
    let (name, written) = (&record.name, written(&record.fields, "self."));
    let write = format!("    func wire() throws -> JSON {{ .object([{written}]) }}\n}}\n");
    // A record that holds a secret can only be written.
    if record.fields.iter().any(|field| is_object(&field.ty)) {
        return format!("\nextension {name} {{\n{write}");
    }
    format!(
        "\nextension {name}: Wired {{\n    init(wire: JSON) throws {{ self.init({}) }}\n{write}",
        read(&record.fields)
    )
}

fn is_object(kind: &Type) -> bool {
    match kind {
        Type::Object { .. } => true,
        Type::Custom { builtin, .. } => is_object(builtin),
        _ => false,
    }
}

fn read(fields: &[FieldMetadata]) -> String {
    let parts = fields.iter().map(|field| {
        let name = camel(&field.name);
        // A field that may be left out and is not optional is empty by default.
        let empty = match (&field.default, &field.ty) {
            (Some(_), Type::String) => ", or: \"\"",
            (Some(_), Type::Sequence { .. }) => ", or: []",
            (Some(_), Type::Boolean) => ", or: false",
            _ => "",
        };
        format!("{name}: try wire.part(\"{name}\"{empty})")
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn written(fields: &[FieldMetadata], of: &str) -> String {
    let parts = fields.iter().map(|field| camel(&field.name));
    let parts: Vec<_> = parts.map(|name| format!("\"{name}\": try {of}{name}.wire()")).collect();
    if parts.is_empty() { String::from(":") } else { parts.join(", ") }
}

fn of_enum(choice: &EnumMetadata) -> String {
    let has_parts = choice.variants.iter().any(|variant| !variant.fields.is_empty());
    let (mut reading, mut writing) = (String::new(), String::new());
    for variant in &choice.variants {
        let (name, fields) = (lowered(&variant.name), &variant.fields);
        let names: Vec<String> = fields.iter().map(|field| camel(&field.name)).collect();
        let (given, taken) = match names.is_empty() {
            true => (String::new(), String::new()),
            false => (format!("({})", read(fields)), format!("(let {})", names.join(", let "))),
        };
        let _ = writeln!(reading, "        case \"{name}\": self = .{name}{given}");
        let parts = match (has_parts, names.is_empty()) {
            (false, _) => format!(".text(\"{name}\")"),
            (true, true) => format!(".object([\"kind\": .text(\"{name}\")])"),
            (true, false) => format!(".object([\"kind\": .text(\"{name}\"), {}])", written(fields, "")),
        };
        let _ = writeln!(writing, "        case .{name}{taken}: return {parts}");
    }
    let tag = if has_parts { "wire.part(\"kind\") as String" } else { "wire.text()" };
    format!(
        "\nextension {}: Wired {{\n    init(wire: JSON) throws {{\n        switch try {tag} {{\n{reading}        \
         case let other: throw Odd(\"no case \\(other)\")\n        }}\n    }}\n    func wire() throws -> JSON {{\n        \
         switch self {{\n{writing}        }}\n    }}\n}}\n",
        choice.name
    )
}

/// Converts `mint_invite` to `mintInvite`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let head = letters.next().map(|c| c.to_ascii_uppercase());
        text + &head.into_iter().chain(letters).collect::<String>()
    })
}

/// Converts `WaitingForYou` to `waitingForYou`.
fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    let head = letters.next().map(|c| c.to_ascii_lowercase());
    head.into_iter().chain(letters).collect()
}
