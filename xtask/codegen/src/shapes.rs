//! The operations' schemas as one set of named types, which the generators of every language read.

use casegate::operations::{Door, Effect, Operation};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// An operation with the names of its types.
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) input: Option<String>,
    pub(crate) output: String,
}

/// Every operation, and every type that any of them refers to.
pub(crate) struct Schemas {
    pub(crate) calls: Vec<Call>,
    pub(crate) types: Map<String, Value>,
}

/// A field of a record, in the order of its declaration.
pub(crate) struct Field<'a> {
    pub(crate) wire: &'a str,
    pub(crate) schema: &'a Value,
}

impl Field<'_> {
    /// Returns whether the field may be left out of an input.
    pub(crate) fn is_optional(&self) -> bool {
        self.schema.get("default").is_some() || is_nullable(self.schema)
    }
}

impl Schemas {
    pub(crate) fn collect() -> Self {
        // Schemas for serialization require every field that is always written, and keep
        // the order of the declaration.
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        let mut named = |schema: casegate::operations::SchemaOf| name_of(&mut generator, schema);
        let calls = Operation::ALL.iter().map(|operation| Call {
            operation: *operation,
            input: operation.input_schema().map(&mut named),
            output: named(operation.output_schema()),
        });
        let calls = calls.collect();
        Self { calls, types: generator.take_definitions(true) }
    }

    /// Returns whether an operation may be called without its input: every field may be left out, and it only reads or is the host's.
    pub(crate) fn is_input_optional(&self, operation: Operation) -> bool {
        if operation.effect() != Effect::Reads && operation.door() != Door::Host {
            return false;
        }
        let call = self.calls.iter().find(|call| call.operation == operation);
        let input = call.and_then(|call| call.input.as_deref());
        input.is_some_and(|input| fields(self.get(input)).iter().all(Field::is_optional))
    }

    pub(crate) fn get(&self, name: &str) -> &Value {
        self.types.get(name).unwrap_or(&Value::Null)
    }

    /// Returns the types in results and those inside inputs, without types that are only an operation's input.
    pub(crate) fn reachable(&self) -> BTreeSet<String> {
        self.given().union(&self.taken()).cloned().collect()
    }

    /// Returns the types in results.
    pub(crate) fn given(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        self.calls.iter().for_each(|call| self.reach(&call.output, &mut found));
        found
    }

    /// Returns the types inside inputs.
    pub(crate) fn taken(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let inputs = self.calls.iter().flat_map(|call| &call.input);
        let held = inputs.flat_map(|input| references(self.get(input)));
        held.for_each(|name| self.reach(&name, &mut found));
        found
    }

    fn reach(&self, name: &str, found: &mut BTreeSet<String>) {
        if found.insert(name.to_owned()) {
            references(self.get(name)).iter().for_each(|inner| self.reach(inner, found));
        }
    }
}

fn name_of(generator: &mut SchemaGenerator, schema: casegate::operations::SchemaOf) -> String {
    reference(schema(generator).as_value()).unwrap_or_default().to_owned()
}

/// Returns the name that a schema refers to.
pub(crate) fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(parts) => {
            let own = reference(schema).map(str::to_owned);
            own.into_iter().chain(parts.values().flat_map(references)).collect()
        }
        Value::Array(parts) => parts.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Returns the fields of a record.
pub(crate) fn fields(schema: &Value) -> Vec<Field<'_>> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let order = schema.get("required").and_then(Value::as_array);
    let names = order.into_iter().flatten().filter_map(Value::as_str);
    names.filter_map(|wire| Some(Field { wire, schema: properties?.get(wire)? })).collect()
}

/// Returns the description of a schema.
pub(crate) fn description(schema: &Value) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Returns the values of an enumeration with their descriptions, or nothing for another schema.
pub(crate) fn members(schema: &Value) -> Vec<(String, String)> {
    let listed = schema.get("enum").and_then(Value::as_array);
    let listed =
        listed.into_iter().flatten().filter_map(Value::as_str).map(|value| (value.to_owned(), String::new()));
    let told = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let told = told.flat_map(|one| match one.get("const").and_then(Value::as_str) {
        Some(value) => vec![(value.to_owned(), description(one))],
        None => members(one),
    });
    listed.chain(told).collect()
}

/// Returns the variants of a tagged union by the values of their tags, or nothing for another schema.
pub(crate) fn cases(schema: &Value) -> Vec<(&str, &Value)> {
    let tag =
        |case: &'_ Value| case.pointer("/properties/kind/const").and_then(Value::as_str).map(str::to_owned);
    let cases = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    cases
        .filter(|case| tag(case).is_some())
        .filter_map(|case| Some((case.pointer("/properties/kind/const")?.as_str()?, case)))
        .collect()
}

/// Whether null is one of the values.
pub(crate) fn is_nullable(schema: &Value) -> bool {
    let in_types = schema.get("type").and_then(Value::as_array);
    let in_choice = schema.get("anyOf").and_then(Value::as_array);
    in_types.into_iter().flatten().any(|one| one == "null")
        || in_choice.into_iter().flatten().any(|one| one.get("type").is_some_and(|one| one == "null"))
}
