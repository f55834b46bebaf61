//! The OpenAPI description of the JSON operations, made from the library's table.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use casegate::operations::{Door, Effect, Need, Operation};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// GET /api/openapi.json
pub(crate) async fn openapi() -> Response {
    Json(&*DOCUMENT).into_response()
}

fn document() -> Value {
    // OpenAPI 3.1 takes JSON Schema 2020-12 as it is; only the place of the definitions is its own.
    let settings = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    // The host's own operations are not offered over the network.
    for operation in Operation::ALL.iter().filter(|operation| operation.door() != Door::Host) {
        let door = operation.door().name();
        let item = json!({ "post": described(*operation, &mut generator) });
        paths.insert(format!("/api/{door}/{}", operation.name()), item);
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Error".to_owned(), error_schema());
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Casegate", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "staffCode": { "type": "http", "scheme": "bearer" },
                "staffCookie": { "type": "apiKey", "in": "cookie", "name": "__Host-casegate-desk" },
                "clientCookie": { "type": "apiKey", "in": "cookie", "name": "__Host-casegate" },
                "csrf": { "type": "apiKey", "in": "header", "name": "x-casegate-csrf" },
            },
        },
    })
}

const ABOUT: &str = "Every operation of the desk and of a visit. A call by cookie also sends `x-casegate-csrf`. `open_link` sets the \
     session cookie and answers with `csrf` and `endsAt` alone.";

fn described(operation: Operation, generator: &mut SchemaGenerator) -> Value {
    let input = operation.input_schema().map(|schema| schema(generator));
    let output = match operation {
        Operation::OPEN_LINK => opened_schema(),
        _ => operation.output_schema()(generator).to_value(),
    };
    let mut described = json!({
        "operationId": operation.name(),
        "summary": operation.doc(),
        "tags": [if matches!(operation.effect(), Effect::Reads) { "reads" } else { "writes" }],
        "responses": {
            "200": { "description": "Done.", "content": { "application/json": { "schema": output } } },
            "default": {
                "description": "Refused; nothing was changed.",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
            },
        },
        "security": security(operation),
    });
    if let (Some(input), Some(described)) = (input, described.as_object_mut()) {
        let body = json!({ "required": true, "content": { "application/json": { "schema": input } } });
        described.insert("requestBody".to_owned(), body);
    }
    described
}

fn security(operation: Operation) -> Value {
    match operation.door() {
        Door::Desk(_) => json!([{ "staffCode": [] }, { "staffCookie": [], "csrf": [] }]),
        Door::Visit(Need::Session) => json!([{ "clientCookie": [], "csrf": [] }]),
        Door::Visit(Need::Nothing) | Door::Host => json!([]),
    }
}

fn opened_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({ "type": "object", "properties": { "csrf": text, "endsAt": text }, "required": ["csrf", "endsAt"] })
}

fn error_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "properties": { "kind": text, "code": text, "message": text, "field": { "type": ["string", "null"] } },
        "required": ["kind", "code", "message"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described_and_every_reference_leads_somewhere() {
        let document = document();
        let offered = Operation::ALL.iter().filter(|operation| operation.door() != Door::Host);
        assert_eq!(document["paths"].as_object().unwrap().len(), offered.count());
        let text = document.to_string();
        let names = text.split("\"#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap());
        for name in names {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
