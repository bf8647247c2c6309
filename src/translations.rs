//! [`Translations`]: the texts of the interface in the site's language, and its dates.
//!
//! The texts are data: files in a theme's `i18n/`, one for each language, overridden by
//! `[translations]` in `site.toml`. A missing text is shown in English, so that a theme may add a
//! text before its translators do. This module does not know where a text is used.

use std::collections::BTreeMap;
use std::sync::Arc;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use toml::de::{DeTable, DeValue};
use unic_langid::LanguageIdentifier;

use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::{TomlDiagnostics, parse_toml};
use crate::diagnostic::toml_value::{json, kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::json_table::JsonTable;
use crate::source::{SitePath, Source};

/// The theme whose texts are used if another theme has none.
const BUILTIN: &str = "folio";

/// The language that every theme has.
const FALLBACK: &str = "en";

/// The messages of the interface by their keys. A message is a text, a list of texts, or a text for
/// each plural form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
#[serde(transparent)]
pub struct Translations(JsonTable);

impl Default for Translations {
    fn default() -> Self {
        Self(JsonTable::empty())
    }
}

impl Translations {
    /// The messages of a theme in a language. `files` are the text files of all themes.
    pub fn load(
        files: &BTreeMap<SitePath, Arc<Source>>,
        theme: &str,
        language: &str,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        // `pt-BR` is Portuguese with changes for Brazil.
        let general = language.split('-').next().unwrap_or(language);
        let mut languages = vec![FALLBACK, general, language];
        languages.dedup();
        let mut themes = vec![BUILTIN, theme];
        themes.dedup();
        let mut translations = Self::default();
        for language in languages {
            for theme in &themes {
                let path = SitePath::new(format!("themes/{theme}/i18n/{language}.toml"));
                let Some(source) = files.get(&path) else { continue };
                let mut faults = TomlDiagnostics::new(source, 0);
                let text = source.text();
                let table = parse_toml(&text, &mut faults);
                translations.add(table.get_ref(), &mut faults);
                diagnostics.append(&mut faults.list);
            }
        }
        translations
    }

    /// Adds messages; they replace those with the same key.
    fn add(&mut self, table: &DeTable<'_>, faults: &mut TomlDiagnostics) {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name: &str = key.get_ref();
            if let Err(fault) = self.put(name, value.get_ref()) {
                faults.push(fault, &value.span());
            }
        }
    }

    /// Adds the messages of `[translations]`; an unknown key is an error.
    pub fn add_own(&mut self, table: &DeTable<'_>, fields: &mut Fields<'_, '_>) {
        let known = self.messages().map(|messages| messages.keys().cloned().collect::<Vec<_>>());
        fields.allow_named(known.unwrap_or_default());
        fields.set_help(
            "themes/folio/i18n/en.toml lists all messages: `offprint theme eject` creates it",
        );
        self.add(table, fields.faults());
    }

    fn put(&mut self, name: &str, value: &DeValue<'_>) -> Result<(), Diagnostic> {
        let is_text = |value: &DeValue<'_>| matches!(value, DeValue::String(_));
        let is_message = match value {
            DeValue::String(_) => true,
            DeValue::Array(list) => list.iter().all(|entry| is_text(entry.get_ref())),
            DeValue::Table(forms) => forms.iter().all(|(_, form)| is_text(form.get_ref())),
            _ => false,
        };
        let Value::Object(messages) = &mut self.0.0 else { return Ok(()) };
        let value =
            if is_message { json(value) } else { return Err(not_a_message(name, kind(value))) };
        if let Some(known) = messages.get(name)
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
                format!("the message `{name}` must be {shape}"),
            ));
        }
        messages.insert(name.to_owned(), value);
        Ok(())
    }

    fn messages(&self) -> Option<&serde_json::Map<String, Value>> {
        self.0.0.as_object()
    }

    /// A message that is a text, or its key if there is none.
    pub fn text<'w>(&'w self, key: &'w str) -> &'w str {
        self.messages().and_then(|messages| messages.get(key)?.as_str()).unwrap_or(key)
    }

    /// A message with a value for each name in braces.
    pub fn filled(&self, key: &str, parts: &[(&str, &str)]) -> String {
        parts.iter().fold(self.text(key).to_owned(), |text, (name, part)| {
            text.replace(&format!("{{{name}}}"), part)
        })
    }

    /// A plural form of a message, or its only form; its key if there is none.
    pub fn plural<'w>(&'w self, key: &'w str, form: &str) -> &'w str {
        let message = self.messages().and_then(|messages| messages.get(key));
        let forms = message.and_then(Value::as_object);
        forms
            .and_then(|forms| forms.get(form).or_else(|| forms.get("other")))
            .or(message)
            .and_then(Value::as_str)
            .unwrap_or(key)
    }

    /// A message with a number, which replaces `{n}`, in the plural form of a language.
    pub fn counted(&self, key: &str, number: u64, language: &str) -> String {
        let form = plural_form(plural_rules(language).as_ref(), number);
        self.plural(key, form).replace("{n}", &self.number(number))
    }

    /// A number for readers: `15,241`.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        // A number of four digits stays whole, as a year does.
        if digits.len() < 5 {
            return digits;
        }
        let separator = self.text("thousands_separator");
        let mut text = String::new();
        for (place, digit) in digits.char_indices() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A date for readers: `19 August 2025`.
    pub fn day(&self, day: Date) -> String {
        self.date("date", "months", day)
    }

    /// A date in the form that a message describes, with months from a list of names.
    pub fn date(&self, form: &str, months: &str, day: Date) -> String {
        // Some languages write `first` where others write `1`.
        let first = self.text("first_day");
        let number = if day.day() == 1 && first != "first_day" {
            first.to_owned()
        } else {
            day.day().to_string()
        };
        self.filled(
            form,
            &[
                ("day", &number),
                ("month", self.listed(months, day.month())),
                ("year", &day.year().to_string()),
            ],
        )
    }

    /// A date without its year, for lists of one year: `19 Aug`.
    pub fn short_day(&self, day: Date) -> String {
        let month = self.listed("short_months", day.month());
        self.filled("short_date", &[("day", &day.day().to_string()), ("month", month)])
    }

    /// A month with its year for readers: `August 2025`.
    pub fn month_of(&self, year: i16, month: i8) -> String {
        self.filled("month_of_year", &[("month", self.month(month)), ("year", &year.to_string())])
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: i8) -> &str {
        self.listed("months", month)
    }

    /// An entry of a list of texts, from 1.
    fn listed(&self, key: &str, number: i8) -> &str {
        let list = self.messages().and_then(|messages| messages.get(key)?.as_array());
        let index = usize::try_from(number - 1).unwrap_or_default();
        list.and_then(|list| list.get(index)?.as_str()).unwrap_or_default()
    }
}

/// The plural rules of a language; `None` for unknown languages, which then have no plural forms.
pub fn plural_rules(language: &str) -> Option<PluralRules> {
    let general = language.split('-').next().unwrap_or(language);
    let general: LanguageIdentifier = general.parse().ok()?;
    PluralRules::create(general, PluralRuleType::CARDINAL).ok()
}

/// The plural form of a number as CLDR names it: `one`, `few`, `other` …
pub fn plural_form(rules: Option<&PluralRules>, number: u64) -> &'static str {
    match rules.and_then(|rules| rules.select(number).ok()) {
        Some(PluralCategory::ZERO) => "zero",
        Some(PluralCategory::ONE) => "one",
        Some(PluralCategory::TWO) => "two",
        Some(PluralCategory::FEW) => "few",
        Some(PluralCategory::MANY) => "many",
        Some(PluralCategory::OTHER) | None => "other",
    }
}

fn not_a_message(name: &str, kind: &str) -> Diagnostic {
    Diagnostic::error(Code::WrongType, format!("the message `{name}` must be a text, but this is {kind}")).help(
        "put it in quotes; a message with a number may be a table: { one = \"{n} article\", other = \"{n} articles\" }",
    )
}

/// Whether a language begins every noun with a capital.
pub fn has_capital_nouns(language: &str) -> bool {
    matches!(language.split('-').next(), Some("de" | "lb"))
}

/// Whether a language is written from right to left: determined by its script if the tag contains
/// one, otherwise by the language.
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

/// The messages of the built-in theme in a language.
#[cfg(test)]
pub(crate) fn builtin_translations(language: &str) -> Translations {
    let files: BTreeMap<_, _> = crate::source::builtin_theme()
        .into_iter()
        .filter(|(path, _)| path.starts_with("i18n/"))
        .map(|(path, bytes)| {
            let path = SitePath::new(format!("themes/folio/{path}"));
            let text = String::from_utf8_lossy(bytes).into_owned();
            (path.clone(), Arc::new(Source::new(path, text)))
        })
        .collect();
    let mut diagnostics = Vec::new();
    let translations = Translations::load(&files, BUILTIN, language, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    translations
}

#[cfg(test)]
mod tests {
    use super::builtin_translations as load_builtin;
    use super::*;
    use crate::source::builtin_theme;

    #[track_caller]
    fn check_day(language: &str, expect: &str) {
        assert_eq!(load_builtin(language).day(jiff::civil::date(2025, 8, 1)), expect);
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
    fn numbers_are_written_as_the_language_does() {
        let counted = |language: &str, number: u64| {
            load_builtin(language).counted("count_participants", number, language)
        };
        assert_eq!(counted("en", 1), "1 participant");
        assert_eq!(counted("en", 9_999), "9999 participants");
        assert_eq!(counted("en-GB", 15_241), "15,241 participants");
        assert_eq!(counted("de", 1_000_000), "1.000.000 Teilnehmende");
        assert_eq!(counted("fr", 0), "0 participant");
        assert_eq!(counted("es", 15_241), "15\u{a0}241 participantes");
    }

    #[test]
    fn every_language_has_every_message() {
        let english = load_builtin("en");
        let keys = |translations: &Translations| -> Vec<String> {
            translations.messages().expect("it is a table").keys().cloned().collect()
        };
        for (path, bytes) in
            builtin_theme().into_iter().filter(|(path, _)| path.starts_with("i18n/"))
        {
            let text = std::str::from_utf8(bytes).expect("it is text");
            let table: toml::Table = text.parse().expect("it is TOML");
            for key in keys(&english) {
                // Only some languages have these keys.
                assert!(key == "first_day" || table.contains_key(&key), "{path} has no `{key}`");
            }
            for key in table.keys() {
                assert!(
                    key == "first_day" || keys(&english).contains(key),
                    "{path} has `{key}`, which nothing uses"
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
