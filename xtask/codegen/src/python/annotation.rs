//! Python's type annotations.

use crate::shapes::{Schemas, cases, fields, is_nullable, reference};
use serde_json::Value;

/// The direction of a value. Inputs accept more than results contain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

impl Schemas {
    /// Returns the annotation for values of `schema`.
    pub(super) fn annotation(&self, schema: &Value, way: Way) -> String {
        let bare = self.bare(schema, way);
        if is_nullable(schema) { format!("{bare} | None") } else { bare }
    }

    fn bare(&self, schema: &Value, way: Way) -> String {
        if let Some(name) = reference(schema) {
            return self.named(name, way);
        }
        let choice = schema.get("anyOf").and_then(Value::as_array);
        if let Some(one) = choice.into_iter().flatten().find(|one| reference(one).is_some()) {
            return self.bare(one, way);
        }
        let kinds = schema.get("type");
        let is = |kind: &str| {
            kinds.is_some_and(|kinds| {
                kinds == kind || kinds.as_array().is_some_and(|all| all.iter().any(|one| one == kind))
            })
        };
        if is("array") {
            let item = self.annotation(schema.get("items").unwrap_or(&Value::Null), way);
            return if way == Way::In { format!("Sequence[{item}]") } else { format!("tuple[{item}, ...]") };
        }
        if is("object") {
            let value = schema.get("additionalProperties").unwrap_or(&Value::Null);
            return format!("Mapping[str, {}]", self.annotation(value, way));
        }
        let plain = [("string", "str"), ("integer", "int"), ("boolean", "bool")];
        plain.into_iter().find(|(kind, _)| is(kind)).map_or("object", |(_, python)| python).to_owned()
    }

    fn named(&self, name: &str, way: Way) -> String {
        match (name, way) {
            ("Timestamp", _) => "datetime.datetime".into(),
            ("CalendarDate", _) => "datetime.date".into(),
            ("Bytes", Way::In) => "Content".into(),
            ("Bytes", Way::Out) => "bytes".into(),
            ("DocumentKind", _) => "DocumentKind | str".into(),
            ("FieldPath", _) => "str".into(),
            (name, Way::In) if !fields(self.get(name)).is_empty() => format!("{name} | Mapping[str, object]"),
            (name, Way::In) if !cases(self.get(name)).is_empty() => format!("{name} | Mapping[str, object]"),
            (name, _) => name.to_owned(),
        }
    }
}
