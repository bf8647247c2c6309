//! `theme.toml`: which versions of Offprint a theme fits, and its settings, each with a type and a default; and `[params]` of a
//! site, checked against them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use super::BUILTIN;
use crate::diagnostic::fields::{Faults, Fields, parse_toml};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::fingerprint::Hashed;
use crate::free::Free;
use crate::source::{SitePath, Source, Sources};
use crate::words::Words;

/// What a site asks of its theme.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'w> {
    /// The theme's name.
    pub name: &'w str,
    /// `[params]`: key and value.
    pub params: &'w [(String, Free)],
    /// `site.toml`.
    pub source: &'w Arc<Source>,
    /// Where the name stands in it.
    pub name_span: &'w Range<usize>,
    /// Where each key of `[params]` stands.
    pub param_spans: &'w [Range<usize>],
    /// Scheme and host of the site; empty if it has none.
    pub origin: &'w str,
    /// Its language.
    pub language: &'w str,
    /// What the interface says in it.
    pub words: &'w Hashed<Words>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Type {
    Text,
    Bool,
    Integer,
    Color,
    List,
    Choice,
}

impl Type {
    const NAMES: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("bool", Self::Bool),
        ("integer", Self::Integer),
        ("color", Self::Color),
        ("list", Self::List),
        ("choice", Self::Choice),
    ];

    /// What a value of this type is, in words; `None` if the value is one.
    fn missing(self, value: &serde_json::Value, choices: &[String]) -> Option<String> {
        use serde_json::Value;
        let fits = match (self, value) {
            (Self::Text, Value::String(_)) | (Self::Bool, Value::Bool(_)) => true,
            (Self::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::List, Value::Array(list)) => list.iter().all(Value::is_string),
            (Self::Color, Value::String(text)) => is_color(text),
            (Self::Choice, Value::String(text)) => choices.contains(text),
            _ => false,
        };
        (!fits).then(|| match self {
            Self::Text => "text".into(),
            Self::Bool => "true or false".into(),
            Self::Integer => "a whole number".into(),
            Self::Color => "a colour such as \"#0f5e5a\"".into(),
            Self::List => "a list of texts".into(),
            Self::Choice => {
                let list: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                format!("one of {}", list.join(", "))
            }
        })
    }
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| [3, 6].contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

struct Setting {
    kind: Type,
    default: serde_json::Value,
    choices: Vec<String>,
}

/// The settings' values: those of the site over the theme's defaults.
pub(super) fn check(sources: &Sources, wish: &Wish<'_>, diagnostics: &mut Vec<Diagnostic>) -> Hashed<Free> {
    let mut settings = BTreeMap::new();
    let mut is_declared = false;
    // A theme's parts that come from the built-in one need its settings too.
    let mut names = vec![BUILTIN];
    if wish.name != BUILTIN {
        names.push(wish.name);
    }
    for name in names {
        if let Some(source) = sources.themes.get(&SitePath::new(format!("themes/{name}/theme.toml"))) {
            is_declared |= name == wish.name;
            read(source, &mut settings, diagnostics);
        }
    }
    let mut values: serde_json::Map<String, serde_json::Value> =
        settings.iter().map(|(key, setting): (&String, &Setting)| (key.clone(), setting.default.clone())).collect();
    for ((key, value), span) in wish.params.iter().zip(wish.param_spans) {
        let fault = match settings.get(key) {
            Some(setting) => setting.kind.missing(&value.0, &setting.choices).map(|expected| {
                Diagnostic::error(Code::BadValue, format!("`params.{key}` must be {expected}"))
                    .help(format!("the theme's own value is {key} = {}", setting.default))
            }),
            // A theme without a `theme.toml` declares nothing and takes anything.
            None if !is_declared => None,
            None => {
                let help = nearest(key, settings.keys().map(String::as_str)).map_or_else(
                    || {
                        let list: Vec<_> = settings.keys().map(|key| format!("`{key}`")).collect();
                        format!("its settings are {}", list.join(", "))
                    },
                    |near| format!("did you mean `{near}`?"),
                );
                Some(Diagnostic::error(Code::UnknownKey, format!("the theme `{}` has no setting `{key}`", wish.name)).help(help))
            }
        };
        match fault {
            Some(fault) => diagnostics.push(fault.at(wish.source, span.clone())),
            None => drop(values.insert(key.clone(), value.0.clone())),
        }
    }
    Hashed::new(Free(serde_json::Value::Object(values)))
}

fn read(source: &Arc<Source>, settings: &mut BTreeMap<String, Setting>, diagnostics: &mut Vec<Diagnostic>) {
    let mut faults = Faults::new(source, 0);
    let text = source.text();
    let table = parse_toml(&text, &mut faults);
    let mut fields = Fields::new(table.get_ref(), &mut faults, "");
    fields.required("name", &(0..0), "\"my-theme\"");
    for key in ["description", "license", "homepage"] {
        fields.text(key);
    }
    fields.strings("authors");
    if let Some(range) = fields.string("offprint") {
        let version = semver::Version::parse(env!("CARGO_PKG_VERSION")).ok();
        let fault = match semver::VersionReq::parse(&range.value) {
            Ok(wanted) if version.as_ref().is_some_and(|version| wanted.matches(version)) => None,
            Ok(_) => Some(
                Diagnostic::error(
                    Code::ThemeVersion,
                    format!("this theme is made for Offprint {}, and this is {}", range.value, env!("CARGO_PKG_VERSION")),
                )
                .help("take a version of the theme that fits, or try it by changing this line"),
            ),
            Err(_) => Some(
                Diagnostic::error(Code::BadValue, format!("`{}` is not a range of versions", range.value))
                    .help("write it like this: offprint = \">=0.1, <2\""),
            ),
        };
        if let Some(fault) = fault {
            let fault = fault.at(&fields.faults().source.clone(), range.span);
            fields.faults().list.push(fault);
        }
    }
    if let Some((table, _)) = fields.table("settings") {
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let DeValue::Table(entry) = value.get_ref() else {
                let fault = Diagnostic::error(Code::WrongType, format!("the setting `{name}` must be a table"));
                fields.faults().push(fault.help("write it like this: { type = \"text\", default = \"\" }"), &value.span());
                continue;
            };
            if let Some(setting) = fields.nested(&format!("settings.{name}"), entry, |fields| setting(fields, &value.span())) {
                settings.insert(name, setting);
            }
        }
    }
    fields.finish();
    diagnostics.append(&mut faults.list);
}

fn setting(fields: &mut Fields<'_, '_>, span: &Range<usize>) -> Option<Setting> {
    fields.text("description");
    let choices: Vec<String> = fields.strings("choices").unwrap_or_default().into_iter().map(|choice| choice.value).collect();
    let default = fields.free("default");
    let written = fields.required("type", span, "\"text\"")?;
    let Some((_, kind)) = Type::NAMES.iter().find(|(name, _)| *name == written.value) else {
        let known: Vec<_> = Type::NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
        let fault = Diagnostic::error(Code::BadValue, format!("there is no type `{}` of settings", written.value))
            .help(format!("the types are {}", known.join(", ")))
            .at(&fields.faults().source.clone(), written.span);
        fields.faults().list.push(fault);
        return None;
    };
    let Some(default) = default else {
        let fault = Diagnostic::error(Code::MissingKey, "a setting needs a default").help("add: default = …");
        fields.faults().push(fault, span);
        return None;
    };
    if let Some(expected) = kind.missing(&default, &choices) {
        fields.faults().push(Diagnostic::error(Code::BadValue, format!("the default must be {expected}")), span);
    }
    Some(Setting { kind: *kind, default, choices })
}
