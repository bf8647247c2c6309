//! [`Translations`]: what the interface says, in the site's language; and how that language writes a day.
//!
//! They are data: files in a theme's `i18n/`, one a language, and `[words]` of `site.toml` over
//! them. A phrase that a language does not have is said in English, so that a theme may learn a
//! phrase before its translators do. Nothing is known here of what is said to whom.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::fields::{Faults, json, kind, parse_toml};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::source::{SitePath, Source};

/// The theme whose phrases stand under those of every other.
const BUILTIN: &str = "folio";

/// The language that every theme speaks.
const FALLBACK: &str = "en";

/// What the interface says: each phrase under its key. A phrase is a text, a list of texts, or a
/// text for each plural form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
#[serde(transparent)]
pub struct Translations(JsonTable);

impl Default for Translations {
    fn default() -> Self {
        Self(JsonTable::empty())
    }
}

impl Translations {
    /// The phrases of a theme in a language. `files` are the texts of all themes.
    pub fn load(
        files: &BTreeMap<SitePath, Arc<Source>>,
        theme: &str,
        language: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        // `pt-BR` is Portuguese first, then that of Brazil.
        let general = language.split('-').next().unwrap_or(language);
        let mut languages = vec![FALLBACK, general, language];
        languages.dedup();
        let mut themes = vec![BUILTIN, theme];
        themes.dedup();
        let mut words = Self::default();
        for language in languages {
            for theme in &themes {
                let path = SitePath::new(format!("themes/{theme}/i18n/{language}.toml"));
                let Some(source) = files.get(&path) else { continue };
                let mut faults = Faults::new(source, 0);
                let text = source.text();
                let table = parse_toml(&text, &mut faults);
                words.add(table.get_ref(), &mut faults);
                diagnostics.append(&mut faults.list);
            }
        }
        words
    }

    /// Puts phrases over those that are there.
    fn add(&mut self, table: &DeTable<'_>, faults: &mut Faults) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name: &str = key.get_ref();
            if let Err(fault) = self.put(name, value.get_ref()) {
                faults.push(fault, &value.span());
            }
        }
    }

    /// Puts phrases of the site's own over those that are there; a phrase that nothing says is a
    /// fault.
    pub fn add_own(&mut self, table: &DeTable<'_>, faults: &mut Faults) {
        let known: Vec<String> =
            self.phrases().map(|phrases| phrases.keys().cloned().collect()).unwrap_or_default();
        for (key, _) in
            table.iter().filter(|(key, _)| !known.iter().any(|known| known == key.get_ref()))
        {
            let fault = Diagnostic::error(
                Code::UnknownKey,
                format!("there is no phrase `{}`", key.get_ref()),
            );
            let fault = match nearest(key.get_ref(), known.iter().map(String::as_str)) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help("the phrases are those of themes/folio/i18n/en.toml: `offprint theme eject` shows it"),
            };
            faults.push(fault, &key.span());
        }
        self.add(table, faults);
    }

    fn put(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), Diagnostic> {
        let is_text = |value: &DeValue<'_>| matches!(value, DeValue::String(_));
        let is_phrase = match value {
            DeValue::String(_) => true,
            DeValue::Array(list) => list.iter().all(|entry| is_text(entry.get_ref())),
            DeValue::Table(forms) => forms.iter().all(|(_, form)| is_text(form.get_ref())),
            _ => false,
        };
        let Value::Object(phrases) = &mut self.0.0 else { return Ok(()) };
        let value =
            if is_phrase { json(value) } else { return Err(not_a_phrase(name, kind(value))) };
        if let Some(known) = phrases.get(name)
            && (known.is_array() != value.is_array()
                || known.as_array().map(Vec::len) != value.as_array().map(Vec::len)
                || known.is_object() != value.is_object())
        {
            let shape = match known {
                Value::Array(list) => format!("a list of {} texts", list.len()),
                Value::Object(_) => "a table with a text for each plural form, such as { one = \"…\", other = \"…\" }".to_owned(),
                _ => "a text".to_owned(),
            };
            return Err(Diagnostic::error(
                Code::WrongType,
                format!("the phrase `{name}` must be {shape}"),
            ));
        }
        phrases.insert(name.to_owned(), value);
        Ok(())
    }

    fn phrases(&self) -> Option<&serde_json::Map<String, Value>> {
        self.0.0.as_object()
    }

    /// A phrase that is a text; its key, if nothing says it.
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        self.phrases().and_then(|phrases| phrases.get(key)?.as_str()).unwrap_or(key)
    }

    /// A phrase with something put in for each name in braces.
    pub fn filled(&self, key: &str, parts: &[(&str, &str)]) -> String {
        parts.iter().fold(self.text(key).to_owned(), |text, (name, part)| {
            text.replace(&format!("{{{name}}}"), part)
        })
    }

    /// A day for readers: `19 August 2025`.
    pub fn day(&self, day: Date) -> String {
        // Some languages say `first` where others say `one`.
        let first = self.text("first_day");
        let number = if day.day() == 1 && first != "first_day" {
            first.to_owned()
        } else {
            day.day().to_string()
        };
        self.filled(
            "date",
            &[
                ("day", &number),
                ("month", self.month(day.month())),
                ("year", &day.year().to_string()),
            ],
        )
    }

    /// A day without its year, for lists of one year: `19 Aug`.
    pub fn short_day(&self, day: Date) -> String {
        let month = self.listed("short_months", day.month());
        self.filled("short_date", &[("day", &day.day().to_string()), ("month", month)])
    }

    /// A month of a year for readers: `August 2025`.
    pub fn month_of(&self, year: i16, month: i8) -> String {
        self.filled("month_of_year", &[("month", self.month(month)), ("year", &year.to_string())])
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: i8) -> &str {
        self.listed("months", month)
    }

    /// One of a list of texts, from 1.
    fn listed(&self, key: &str, number: i8) -> &str {
        let list = self.phrases().and_then(|phrases| phrases.get(key)?.as_array());
        let index = usize::try_from(number - 1).unwrap_or_default();
        list.and_then(|list| list.get(index)?.as_str()).unwrap_or_default()
    }
}

fn not_a_phrase(name: &str, kind: &str) -> Diagnostic {
    Diagnostic::error(Code::WrongType, format!("the phrase `{name}` must be a text, and this is {kind}")).help(
        "write it in quotes; a phrase with a number in it may be a table: { one = \"{n} article\", other = \"{n} articles\" }",
    )
}

/// Whether a language is written from right to left: by its script if the tag names one, else by
/// the language.
pub fn is_right_to_left(language: &str) -> bool {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    if let Some(script) =
        parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()))
    {
        return ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm", "rohg"]
            .contains(&script.to_ascii_lowercase().as_str());
    }
    ["ar", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi"]
        .contains(&first.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::builtin_theme;

    fn words(language: &str) -> Translations {
        let files: BTreeMap<_, _> = builtin_theme()
            .into_iter()
            .filter(|(path, _)| path.starts_with("i18n/"))
            .map(|(path, bytes)| {
                let path = SitePath::new(format!("themes/folio/{path}"));
                (
                    path.clone(),
                    Arc::new(Source::new(path, String::from_utf8_lossy(bytes).into_owned())),
                )
            })
            .collect();
        let mut diagnostics = Vec::new();
        let words = Translations::load(&files, BUILTIN, language, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        words
    }

    #[track_caller]
    fn check_day(language: &str, expect: &str) {
        assert_eq!(words(language).day(jiff::civil::date(2025, 8, 1)), expect);
    }

    #[test]
    fn days_are_written_as_the_language_does() {
        check_day("en", "1 August 2025");
        check_day("de-AT", "1. August 2025");
        check_day("fr", "1er août 2025");
        check_day("es", "1 de agosto de 2025");
        check_day("tlh", "1 August 2025");
    }

    #[test]
    fn every_language_says_every_phrase() {
        let english = words("en");
        let keys = |words: &Translations| -> Vec<String> {
            words.phrases().expect("it is a table").keys().cloned().collect()
        };
        for (path, bytes) in
            builtin_theme().into_iter().filter(|(path, _)| path.starts_with("i18n/"))
        {
            let text = std::str::from_utf8(bytes).expect("it is text");
            let table: toml::Table = text.parse().expect("it is TOML");
            for key in keys(&english) {
                // Only some languages have one of these.
                assert!(
                    key == "first_day" || table.contains_key(&key),
                    "{path} does not say `{key}`"
                );
            }
            for key in table.keys() {
                assert!(
                    key == "first_day" || keys(&english).contains(key),
                    "{path} says `{key}`, which nobody asks for"
                );
            }
        }
    }

    #[test]
    fn directions() {
        assert!(is_right_to_left("ar") && is_right_to_left("he-IL") && is_right_to_left("az-Arab"));
        assert!(
            !is_right_to_left("en") && !is_right_to_left("ar-Latn") && !is_right_to_left("de-AT")
        );
    }
}
