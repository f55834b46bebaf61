//! Flows as data: who does what, with which input, and the expected result. All languages run the same files.
//!
//! A step is `{ "as": WHO, "do": OPERATION, "with": INPUT, "expect": PART }` or, where it has to be refused,
//! `"refused": { "code": ..., "field": ... }` in place of `expect`. `WHO` is `administrator`, `practitioner`,
//! `readOnly`, `visitor`, `host`, or a name under which an earlier step stored a session. `"keep": { NAME: POINTER }`
//! stores parts of the result, and `$NAME` in a later input or expectation is replaced by the stored part. `{
//! "wait": MILLISECONDS }` advances the clock. An expected object has to be contained in the result; lists are
//! compared in full length; `"*"` matches anything.

use crate::world::{Call, World};
use casegate::access::permission::Role;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A flow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The behaviour that it shows, with the features that it covers.
    pub shows: String,
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(default)]
    wait: i64,
    #[serde(rename = "as")]
    who: Option<String>,
    #[serde(rename = "do")]
    operation: Option<String>,
    #[serde(default)]
    with: Map<String, Value>,
    expect: Option<Value>,
    refused: Option<Refused>,
    #[serde(default)]
    keep: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    code: String,
    field: Option<String>,
}

impl Scenario {
    /// Plays the flow in `world`.
    ///
    /// # Errors
    /// The difference, and its step.
    pub fn play(&self, world: &World) -> Result<(), String> {
        let mut kept = BTreeMap::new();
        for (number, step) in self.steps.iter().enumerate() {
            step.play(world, &mut kept)
                .map_err(|what| format!("step {} ({:?}): {what}", number + 1, step.operation))?;
        }
        Ok(())
    }
}

impl Step {
    fn play(&self, world: &World, kept: &mut BTreeMap<String, Value>) -> Result<(), String> {
        world.clock.advance(self.wait);
        let Some(operation) = &self.operation else { return Ok(()) };
        let input = filled(&Value::Object(self.with.clone()), kept)?;
        let answer = self.ask(world, kept, operation, &input)?;
        match (answer, &self.refused) {
            (Ok(answer), None) => {
                if let Some(expected) = &self.expect {
                    contains(&answer, &filled(expected, kept)?, "")?;
                }
                for (name, pointer) in &self.keep {
                    let part = answer
                        .pointer(pointer)
                        .ok_or_else(|| format!("the answer has no {pointer}: {answer}"))?;
                    kept.insert(name.clone(), part.clone());
                }
                Ok(())
            }
            (Err(error), Some(refused)) => {
                let is_it = error.code().name() == refused.code && error.field() == refused.field.as_deref();
                if is_it { Ok(()) } else { Err(format!("refused with {error:?}, not {refused:?}")) }
            }
            (Ok(answer), Some(refused)) => Err(format!("answered {answer} where {refused:?} was due")),
            (Err(error), None) => Err(format!("refused with {error:?}")),
        }
    }

    fn ask(
        &self,
        world: &World,
        kept: &BTreeMap<String, Value>,
        operation: &str,
        input: &Value,
    ) -> Result<casegate::foundation::error::Result<Value>, String> {
        let who = self.who.as_deref().ok_or("nobody acts")?;
        if let Some(role) = Role::ALL.into_iter().find(|role| role.name() == who) {
            return Ok(world.desk_as(role).ask(operation, input));
        }
        if who == "host" {
            return Ok(world.portal.host().ask(operation, input));
        }
        if who == "visitor" {
            return Ok(world.visitor().ask(operation, input));
        }
        let session =
            kept.get(who).and_then(Value::as_str).ok_or_else(|| format!("no session was kept as {who}"))?;
        Ok(world.visit(session).ask(operation, input))
    }
}

/// Returns the value with every `$NAME` replaced by the value stored under that name.
fn filled(value: &Value, kept: &BTreeMap<String, Value>) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => {
            match text.strip_prefix('$').filter(|name| name.starts_with(char::is_alphabetic)) {
                Some(name) => kept.get(name).cloned().ok_or_else(|| format!("nothing was kept as {name}"))?,
                None => value.clone(),
            }
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| filled(item, kept)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, field)| Ok((name.clone(), filled(field, kept)?)));
            Value::Object(fields.collect::<Result<_, String>>()?)
        }
        other => other.clone(),
    })
}

/// Whether `answer` contains `expected`.
fn contains(answer: &Value, expected: &Value, place: &str) -> Result<(), String> {
    match (answer, expected) {
        (_, Value::String(any)) if any == "*" => Ok(()),
        (Value::Object(answer), Value::Object(expected)) => expected.iter().try_for_each(|(name, part)| {
            let found = answer.get(name).ok_or_else(|| format!("{place}/{name} is missing"))?;
            contains(found, part, &format!("{place}/{name}"))
        }),
        (Value::Array(answer), Value::Array(expected)) if answer.len() == expected.len() => {
            let mut pairs = answer.iter().zip(expected).enumerate();
            pairs.try_for_each(|(i, (answer, expected))| contains(answer, expected, &format!("{place}/{i}")))
        }
        (answer, expected) if answer == expected => Ok(()),
        (answer, expected) => Err(format!("{place} is {answer}, not {expected}")),
    }
}
