//! Filters that templates may use. Each is a pure function: it sees its arguments and what was fixed when the theme was
//! loaded, so that what a page depends on stays known.

use tera::{Kwargs, State, Tera, Value};

/// Adds Offprint's filters to an engine.
pub(super) fn register(engine: &mut Tera, origin: &str) {
    engine.register_filter("slugify", |text: &str, _: Kwargs, _: &State| crate::route::slugify(text));
    engine.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
    engine.register_filter("date", date);
    let origin = origin.to_owned();
    engine.register_filter(
        "absolute",
        move |path: &str, _: Kwargs, _: &State| {
            if path.starts_with('/') { format!("{origin}{path}") } else { path.to_owned() }
        },
    );
}

/// JSON that may stand inside a `<script>` of data: nothing in it can end the element.
fn json(value: &Value) -> Result<String, tera::Error> {
    let text = serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// A date such as `2025-08-19` in another form: `{{ page.date | date(format="%d %b %Y") }}`.
#[expect(clippy::needless_pass_by_value, reason = "the form that a filter has")]
fn date(text: &str, kwargs: Kwargs, _: &State) -> Result<String, tera::Error> {
    let format: String = kwargs.must_get("format")?;
    let day = text
        .get(..10)
        .and_then(|day| day.parse::<jiff::civil::Date>().ok())
        .ok_or_else(|| tera::Error::message(format!("`{text}` is not a date")))?;
    jiff::fmt::strtime::format(&format, day).map_err(|error| tera::Error::message(error.to_string()))
}
