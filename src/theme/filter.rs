//! Filters for templates. Each is a pure function of its arguments and of values that are fixed
//! when the theme is loaded, so that the dependencies of a page are known.

use intl_pluralrules::PluralRules;
use jiff::civil::Date;
use tera::{Kwargs, State, Tera, Value};

use super::settings::ThemeRequest;
use crate::translations::{has_capital_nouns, plural_form, plural_rules};

/// Adds Offprint's filters to an engine.
pub(super) fn register(engine: &mut Tera, request: &ThemeRequest<'_>) {
    engine.register_filter("slugify", |text: &str, _: Kwargs, _: &State| {
        // The same as in the URLs of terms, where `HER2+` is `her2-plus`.
        offprint_base::term_slug(text)
    });
    engine.register_filter("json", |value: Value, _: Kwargs, _: &State| json(&value));
    engine.register_filter("date", date);
    engine.register_filter("fill", |phrase: &str, kwargs: Kwargs, _: &State| fill(phrase, &kwargs));
    let has_capital_nouns = has_capital_nouns(request.language);
    engine.register_filter("in_text", move |name: &str, _: Kwargs, _: &State| {
        if has_capital_nouns { name.to_owned() } else { offprint_base::uncapitalised(name) }
    });
    engine.register_filter("tex", |text: &str, _: Kwargs, _: &State| tex(text));
    let origin = request.origin.to_owned();
    engine.register_filter("absolute", move |path: &str, _: Kwargs, _: &State| {
        if path.starts_with('/') { format!("{origin}{path}") } else { path.to_owned() }
    });
    let rules = plural_rules(request.language);
    engine.register_filter("count", move |phrase: Value, kwargs: Kwargs, _: &State| {
        count(&phrase, &kwargs, rules.as_ref())
    });
    let words = request.words.clone();
    engine.register_filter("month", move |text: &str, _: Kwargs, _: &State| {
        day_of(text).map(|day| words.month_of(day.year(), day.month()))
    });
    let words = request.words.clone();
    engine.register_filter("day", move |text: &str, _: Kwargs, _: &State| {
        day_of(text).map(|day| words.short_day(day))
    });
}

/// A message with its placeholders in braces filled in.
fn fill(phrase: &str, kwargs: &Kwargs) -> String {
    kwargs.iter().fold(phrase.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{name}}}"), &value.to_string())
    })
}

/// A message in the plural form for a number, which replaces `{n}`.
fn count(
    phrase: &Value,
    kwargs: &Kwargs,
    rules: Option<&PluralRules>,
) -> Result<String, tera::Error> {
    let number: u64 = kwargs.must_get("n")?;
    let form = plural_form(rules, number);
    let text = match phrase.as_map() {
        Some(forms) => {
            forms.get(&form.into()).or_else(|| forms.get(&"other".into())).and_then(Value::as_str)
        }
        None => phrase.as_str(),
    };
    let text = text.ok_or_else(|| {
        tera::Error::message(format!("the phrase has no text for the plural form `{form}`"))
    })?;
    Ok(text.replace("{n}", &number.to_string()))
}

/// A text for BibTeX: special characters are escaped, and characters that would end the field are
/// removed.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => {}
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The date at the start of a text such as `2025-08-19T06:00:00Z`.
fn day_of(text: &str) -> Result<Date, tera::Error> {
    text.get(..10)
        .and_then(|day| day.parse::<Date>().ok())
        .ok_or_else(|| tera::Error::message(format!("`{text}` is not a date")))
}

/// JSON for a `<script>` element with data: nothing in it can end the element.
fn json(value: &Value) -> Result<String, tera::Error> {
    let text =
        serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
}

/// Formats a date such as `2025-08-19`: `{{ page.date | date(format="%d %b %Y") }}`.
#[expect(clippy::needless_pass_by_value, reason = "the form that a filter has")]
fn date(text: &str, kwargs: Kwargs, _: &State) -> Result<String, tera::Error> {
    let format: String = kwargs.must_get("format")?;
    jiff::fmt::strtime::format(&format, day_of(text)?)
        .map_err(|error| tera::Error::message(error.to_string()))
}
