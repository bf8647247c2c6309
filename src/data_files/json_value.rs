//! [`parse_json`]: JSON with a diagnostic at its place. A key that appears twice and a number that
//! would lose digits are errors: nothing is dropped or changed.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// Parses a JSON file.
pub(super) fn parse_json(source: &Arc<Source>) -> Result<Value, Diagnostic> {
    let text = source.text();
    serde_json::from_str::<ExactValue>(&text).map(|value| value.0).map_err(|error| {
        let message = error.to_string();
        let reason = message.split(" at line ").next().unwrap_or_default();
        let span = place(&text, error.line(), error.column());
        let fault = match reason.strip_prefix(KEY_TWICE) {
            Some(key) => Diagnostic::error(
                Code::Syntax,
                format!("the key `{key}` appears twice in its table"),
            )
            .help("remove one of the two"),
            None if reason == INEXACT => Diagnostic::error(
                Code::BadValue,
                "this number has more digits than programs can keep",
            )
            .help("write it as a text, in quotes"),
            None => {
                let reason = if text.trim().is_empty() { "the file is empty" } else { reason };
                let fault = Diagnostic::error(
                    Code::Syntax,
                    format!("this is not valid JSON: {}", reason.replace("EOF", "the file ends")),
                );
                match help(&text, &span, reason) {
                    Some(help) => fault.help(help),
                    None => fault,
                }
            }
        };
        fault.at(source, span)
    })
}

/// Help for the most common mistakes.
fn help(text: &str, span: &Range<usize>, reason: &str) -> Option<&'static str> {
    let sign = text[span.clone()].chars().next();
    if reason.contains("trailing comma") {
        Some("remove the comma before the closing bracket")
    } else if reason.contains("recursion limit") {
        Some("nest the values less deeply")
    } else if sign == Some('\'') {
        Some("JSON has double quotes around texts and keys")
    } else if matches!(sign, Some('“' | '”' | '„')) {
        Some("use straight quotes around texts and keys")
    } else if matches!(sign, Some('/' | '#')) {
        Some("JSON has no comments; remove it, or use a TOML file")
    } else if reason.contains("key must be a string") {
        Some("put each key in double quotes")
    } else {
        None
    }
}

/// The place of a line and a column, both from 1, which count bytes.
fn place(text: &str, line: usize, column: usize) -> Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + length
}

const KEY_TWICE: &str = "key twice: ";
const INEXACT: &str = "inexact number";

/// The largest integer up to which a floating-point number represents every integer.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value that was read without a loss.
struct ExactValue(Value);

impl<'de> Deserialize<'de> for ExactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExactVisitor).map(Self)
    }
}

struct ExactVisitor;

impl<'de> Visitor<'de> for ExactVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        // Templates calculate with signed numbers.
        i64::try_from(value).map(Value::from).map_err(|_| E::custom(INEXACT))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        // A long integer arrives as a floating-point number, rounded.
        if value.fract() == 0.0 && value.abs() > MAX_EXACT {
            return Err(E::custom(INEXACT));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom(INEXACT))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(ExactValue(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("{KEY_TWICE}{key}")));
            }
            let ExactValue(value) = entries.next_value()?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
