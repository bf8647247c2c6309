//! [`ThemeSetting`]: a setting that a theme declares, and the values that its type accepts.

use std::collections::BTreeMap;

use super::color::{Rgb, parse_color};
use super::font;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SettingType {
    Text,
    Bool,
    Integer,
    Color,
    List,
    Choice,
    File,
    Files,
    Font,
}

impl SettingType {
    pub(super) const NAMES: [(&'static str, Self); 9] = [
        ("text", Self::Text),
        ("bool", Self::Bool),
        ("integer", Self::Integer),
        ("color", Self::Color),
        ("list", Self::List),
        ("choice", Self::Choice),
        ("file", Self::File),
        ("files", Self::Files),
        ("font", Self::Font),
    ];

    /// Whether its values are paths of files of the site.
    pub(super) const fn takes_files(self) -> bool {
        matches!(self, Self::File | Self::Files | Self::Font)
    }

    /// A description of the accepted values; `None` if the value is one of them.
    pub(super) fn expectation(
        self,
        value: &serde_json::Value,
        setting: &ThemeSetting,
    ) -> Option<String> {
        use serde_json::Value;
        let choices = &setting.choices;
        let fits = match (self, value) {
            (Self::Text, Value::String(_)) | (Self::Bool, Value::Bool(_)) => true,
            (Self::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::List, Value::Array(list)) => list.iter().all(Value::is_string),
            (Self::Color, Value::String(text)) => setting.shades(text).is_some(),
            (Self::Choice, Value::String(text)) => choices.contains(text),
            (Self::File, Value::String(text)) => {
                text.is_empty() || text.starts_with('/') && !text.starts_with("//")
            }
            (Self::Files, Value::Array(list)) => {
                list.iter().all(|file| file.as_str().is_some_and(is_path_or_url))
            }
            (Self::Font, Value::String(text)) => {
                setting.stacks.contains_key(text) || font::is_font_path(text)
            }
            (Self::Font, Value::Array(list)) => {
                !list.is_empty()
                    && list.iter().all(|file| file.as_str().is_some_and(font::is_font_path))
            }
            _ => false,
        };
        (!fits).then(|| match self {
            Self::Text => "text".into(),
            Self::Bool => "true or false".into(),
            Self::Integer => "a whole number".into(),
            Self::Color if setting.names.is_empty() => "a colour such as \"#0f5e5a\"".into(),
            Self::Color => {
                let list: Vec<_> = setting.names.keys().map(|name| format!("`{name}`")).collect();
                format!("a colour such as \"#0f5e5a\", or one of {}", list.join(", "))
            }
            Self::List => "a list of strings".into(),
            Self::Choice => {
                let list: Vec<_> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                format!("one of {}", list.join(", "))
            }
            Self::File => "the path of a file on this site, such as \"/logo.svg\"".into(),
            Self::Files => "a list of paths of files on this site, such as [\"/mine.css\"]".into(),
            Self::Font => {
                let list: Vec<_> = setting.stacks.keys().map(|name| format!("`{name}`")).collect();
                format!(
                    "one of {}, or files of a font on this site, such as [\"/fonts/mine.woff2\", \"/fonts/mine-italic.woff2\"]",
                    list.join(", ")
                )
            }
        })
    }
}

/// Whether a text is a path of this site, or a full URL.
fn is_path_or_url(text: &str) -> bool {
    text.starts_with('/') || text.starts_with("https://") || text.starts_with("http://")
}

pub(super) struct ThemeSetting {
    pub(super) kind: SettingType,
    pub(super) default: serde_json::Value,
    pub(super) choices: Vec<String>,
    /// Colours by name: the shade for light backgrounds, and the one for dark ones if the theme
    /// defines it.
    pub(super) names: BTreeMap<String, (Rgb, Option<Rgb>)>,
    /// Font families by name, as CSS font stacks.
    pub(super) stacks: BTreeMap<String, String>,
    /// The CSS custom property of the colour or font: `--accent`.
    pub(super) property: Option<String>,
    /// The light backgrounds of the colour.
    pub(super) on_light: Vec<Rgb>,
    /// The dark backgrounds of the colour.
    pub(super) on_dark: Vec<Rgb>,
}

impl ThemeSetting {
    /// Parses a colour of `[params]`: its shade for light backgrounds, and the one for dark ones if
    /// it is defined.
    pub(super) fn shades(&self, text: &str) -> Option<(Rgb, Option<Rgb>)> {
        self.names.get(text).copied().or_else(|| parse_color(text).map(|color| (color, None)))
    }
}
