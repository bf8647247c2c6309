//! TOML values: their types in words, dates as moments, and any value as JSON.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use toml::de::DeValue;

use crate::clock::Moment;

/// The type of a TOML value, in words.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A TOML date as a moment; `None` for a time without a day.
pub(super) fn moment(datetime: &toml::value::Datetime, time_zone: &str) -> Option<Moment> {
    let date = datetime.date?;
    let day = Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()?;
    let time = match datetime.time {
        Some(time) => Time::new(
            i8::try_from(time.hour).ok()?,
            i8::try_from(time.minute).ok()?,
            // A leap second is shown as the second before it.
            i8::try_from(time.second.unwrap_or(0).min(59)).ok()?,
            0,
        )
        .ok()?,
        None => Time::midnight(),
    };
    let local = day.to_datetime(time);
    let utc = match (datetime.offset, datetime.time) {
        (Some(toml::value::Offset::Custom { minutes }), _) => {
            local.checked_sub(jiff::SignedDuration::from_mins(i64::from(minutes))).ok()?
        }
        (None, Some(_)) => match TimeZone::get(time_zone) {
            Ok(zone) => {
                let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
                TimeZone::UTC.to_datetime(instant)
            }
            // Reported with the setting.
            Err(_) => local,
        },
        (Some(toml::value::Offset::Z), _) | (None, None) => local,
    };
    let ahead = local.duration_since(utc).as_secs() / 60;
    let offset = i16::try_from(ahead).ok()?;
    Some(Moment { utc, day, timed: datetime.time.is_some(), offset })
}

/// A TOML value as JSON; dates become texts.
pub fn json(value: &DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::from(number),
            Err(_) => Value::String(number.to_string()),
        },
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
        DeValue::Array(array) => {
            Value::Array(array.iter().map(|entry| json(entry.get_ref())).collect())
        }
        DeValue::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().clone().into_owned(), json(value.get_ref())))
                .collect(),
        ),
    }
}
