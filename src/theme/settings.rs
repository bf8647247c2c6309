//! `theme.toml`: which versions of Offprint a theme fits, and its settings, each with a type and a
//! default; and `[params]` of a site, checked against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use super::color::{
    COMFORTABLE_CONTRAST, MIN_CONTRAST, Rgb, hex_color, least_contrast, nearest_readable,
    parse_color,
};
use super::{BUILTIN, font};
use crate::diagnostic::fields::{Faults, Fields, parse_toml};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::source::{SitePath, Source, Sources};
use crate::translations::Translations;
use offprint_base::Hashed;

/// What a site asks of its theme.
#[derive(Clone, Copy, Debug)]
pub struct ThemeRequest<'w> {
    /// The theme's name.
    pub name: &'w str,
    /// `[params]`: key and value.
    pub params: &'w [(String, JsonTable)],
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
    pub words: &'w Hashed<Translations>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum SettingType {
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
    const NAMES: [(&'static str, Self); 9] = [
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
    const fn takes_files(self) -> bool {
        matches!(self, Self::File | Self::Files | Self::Font)
    }

    /// What a value of this type is, in words; `None` if the value is one.
    fn expectation(self, value: &serde_json::Value, setting: &ThemeSetting) -> Option<String> {
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

/// A path of this site, or a whole address.
fn is_path_or_url(text: &str) -> bool {
    text.starts_with('/') || text.starts_with("https://") || text.starts_with("http://")
}

struct ThemeSetting {
    kind: SettingType,
    default: serde_json::Value,
    choices: Vec<String>,
    /// Colours by name: the shade for light, and the one for dark if the theme gives it.
    names: BTreeMap<String, (Rgb, Option<Rgb>)>,
    /// Families of fonts by name, as style sheets list them.
    stacks: BTreeMap<String, String>,
    /// What style sheets call the colour or the font: `--accent`.
    property: Option<String>,
    /// The light backgrounds that the colour stands on.
    on_light: Vec<Rgb>,
    /// The dark ones.
    on_dark: Vec<Rgb>,
}

impl ThemeSetting {
    /// A colour as it is written in `[params]`: its shade for light, and the one for dark if that
    /// is given too.
    fn shades(&self, text: &str) -> Option<(Rgb, Option<Rgb>)> {
        self.names.get(text).copied().or_else(|| parse_color(text).map(|color| (color, None)))
    }
}

/// The settings of a site.
pub(super) struct ThemeSettings {
    /// Their values: those of the site over the theme's defaults.
    pub(super) params: Hashed<JsonTable>,
    /// A style sheet with the colours and the fonts that the site chose.
    pub(super) style: String,
    /// The colour that stands for the site.
    pub(super) accent: Rgb,
    /// The settings whose values are paths of files of the site.
    pub(super) files: BTreeSet<String>,
}

/// The setting that gives the colour that stands for the site.
const ACCENT: &str = "accent";

/// The colour of a site whose theme has no such setting.
const DEFAULT_ACCENT: Rgb = [0x0f, 0x5e, 0x5a];

/// The settings of a site, checked.
pub(super) fn check_settings(
    sources: &Sources,
    request: &ThemeRequest<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> ThemeSettings {
    let mut settings = BTreeMap::new();
    let mut is_declared = false;
    // A theme's parts that come from the built-in one need its settings too.
    let mut names = vec![BUILTIN];
    if request.name != BUILTIN {
        names.push(request.name);
    }
    for name in names {
        if let Some(source) =
            sources.themes.get(&SitePath::new(format!("themes/{name}/theme.toml")))
        {
            is_declared |= name == request.name;
            read_theme_toml(source, &mut settings, diagnostics);
        }
    }
    let mut values: serde_json::Map<String, serde_json::Value> = settings
        .iter()
        .map(|(key, setting): (&String, &ThemeSetting)| (key.clone(), setting.default.clone()))
        .collect();
    for ((key, value), span) in request.params.iter().zip(request.param_spans) {
        let fault = match settings.get(key) {
            Some(setting) => setting.kind.expectation(&value.0, setting).map(|expected| {
                Diagnostic::error(Code::BadValue, format!("`params.{key}` must be {expected}"))
                    .help(format!("the default is {key} = {}", setting.default))
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
                Some(
                    Diagnostic::error(
                        Code::UnknownKey,
                        format!("the theme `{}` has no setting `{key}`", request.name),
                    )
                    .help(help),
                )
            }
        };
        match fault {
            Some(fault) => diagnostics.push(fault.at(request.source, span.clone())),
            None => drop(values.insert(key.clone(), value.0.clone())),
        }
    }
    let mut rules = String::new();
    let mut accent = DEFAULT_ACCENT;
    for (key, setting) in settings.iter().filter(|(_, setting)| setting.kind == SettingType::Color)
    {
        let Some(value) = values.get_mut(key) else { continue };
        let Some((chosen, dark)) = value.as_str().and_then(|text| setting.shades(text)) else {
            continue;
        };
        let own = request
            .params
            .iter()
            .zip(request.param_spans)
            .find(|((known, _), _)| known == key)
            .map(|(_, span)| span);
        let light = nearest_readable(chosen, &setting.on_light, MIN_CONTRAST);
        if let (Some(span), true) = (own, light != chosen) {
            let ratio = least_contrast(chosen, &setting.on_light);
            let fault = Diagnostic::warning(
                Code::LowContrast,
                // Rounded down, so that what is not enough never looks as if it were.
                format!(
                    "`{}` is hard to read on this theme: its contrast is {:.1}:1, and 4.5:1 is required",
                    hex_color(chosen),
                    (ratio * 10.0).floor() / 10.0
                ),
            );
            let help = format!(
                "use the nearest readable colour: {key} = \"{}\"; it is applied until then",
                hex_color(light)
            );
            diagnostics.push(fault.help(help).at(request.source, span.clone()));
        }
        let dark = dark
            .unwrap_or_else(|| nearest_readable(chosen, &setting.on_dark, COMFORTABLE_CONTRAST));
        if let (Some(_), Some(property)) = (own, &setting.property) {
            let _ = writeln!(
                rules,
                "  {property}: light-dark({}, {});",
                hex_color(light),
                hex_color(dark)
            );
        }
        if key == ACCENT {
            accent = light;
        }
        *value = serde_json::Value::String(hex_color(light));
    }
    // On paper the theme's own colours stand.
    let colors = if rules.is_empty() {
        String::new()
    } else {
        format!("@media screen {{\n:root {{\n{rules}}}\n}}\n")
    };
    let style = font_rules(&settings, request, &values) + &colors;
    let files = settings
        .iter()
        .filter(|(_, setting)| setting.kind.takes_files())
        .map(|(key, _)| key.clone())
        .collect();
    ThemeSettings {
        params: Hashed::new(JsonTable(serde_json::Value::Object(values))),
        style,
        accent,
        files,
    }
}

/// The fonts that the site chose itself.
fn font_rules(
    settings: &BTreeMap<String, ThemeSetting>,
    request: &ThemeRequest<'_>,
    values: &serde_json::Map<String, serde_json::Value>,
) -> String {
    let (mut faces, mut rules) = (String::new(), String::new());
    for (key, setting) in settings.iter().filter(|(_, setting)| setting.kind == SettingType::Font) {
        let Some(property) = setting
            .property
            .as_ref()
            .filter(|_| request.params.iter().any(|(known, _)| known == key))
        else {
            continue;
        };
        let chosen = match &values[key] {
            serde_json::Value::Array(list) => {
                list.iter().filter_map(serde_json::Value::as_str).collect()
            }
            value => Vec::from_iter(value.as_str()),
        };
        if let [name] = chosen.as_slice()
            && let Some(stack) = setting.stacks.get(*name)
        {
            let _ = writeln!(rules, "  {property}: {stack};");
            continue;
        }
        faces.push_str(&font::font_faces(key, &chosen));
        // Until a file is there, and for letters that it lacks, the theme's own font stands in.
        let own = setting
            .default
            .as_str()
            .and_then(|name| setting.stacks.get(name))
            .map_or("serif", String::as_str);
        let _ = writeln!(rules, "  {property}: \"{key}\", {own};");
    }
    if rules.is_empty() { faces } else { format!("{faces}:root {{\n{rules}}}\n") }
}

fn read_theme_toml(
    source: &Arc<Source>,
    settings: &mut BTreeMap<String, ThemeSetting>,
    diagnostics: &mut Vec<Diagnostic>,
) {
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
                    format!(
                        "this theme requires Offprint {}, but this is version {}",
                        range.value,
                        env!("CARGO_PKG_VERSION")
                    ),
                )
                .help(
                    "use a compatible version of the theme, or change this line to try it anyway",
                ),
            ),
            Err(_) => Some(
                Diagnostic::error(
                    Code::BadValue,
                    format!("`{}` is not a version range", range.value),
                )
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
                let fault = Diagnostic::error(
                    Code::WrongType,
                    format!("the setting `{name}` must be a table"),
                );
                fields.faults().push(
                    fault.help("write it like this: { type = \"text\", default = \"\" }"),
                    &value.span(),
                );
                continue;
            };
            if let Some(setting) = fields.nested(&format!("settings.{name}"), entry, |fields| {
                read_setting(fields, &value.span())
            }) {
                settings.insert(name, setting);
            }
        }
    }
    fields.finish();
    diagnostics.append(&mut faults.list);
}

fn read_setting(fields: &mut Fields<'_, '_>, span: &Range<usize>) -> Option<ThemeSetting> {
    fields.text("description");
    let choices: Vec<String> = fields
        .strings("choices")
        .unwrap_or_default()
        .into_iter()
        .map(|choice| choice.value)
        .collect();
    let default = fields.free("default");
    let names = read_color_names(fields);
    let stacks = read_font_stacks(fields);
    let property = fields.string("property").and_then(|property| {
        let sound = property.value.strip_prefix("--").is_some_and(|name| {
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        });
        if !sound {
            let fault = Diagnostic::error(
                Code::BadValue,
                format!("`{}` is not a CSS custom property", property.value),
            )
            .help("write it like this: property = \"--accent\"")
            .at(&fields.faults().source.clone(), property.span);
            fields.faults().list.push(fault);
        }
        sound.then_some(property.value)
    });
    let on_light = read_colors(fields, "on_light");
    let on_dark = read_colors(fields, "on_dark");
    let written = fields.required("type", span, "\"text\"")?;
    let Some((_, kind)) = SettingType::NAMES.iter().find(|(name, _)| *name == written.value) else {
        let known: Vec<_> =
            SettingType::NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
        let fault =
            Diagnostic::error(Code::BadValue, format!("unknown setting type `{}`", written.value))
                .help(format!("the types are {}", known.join(", ")))
                .at(&fields.faults().source.clone(), written.span);
        fields.faults().list.push(fault);
        return None;
    };
    let Some(default) = default else {
        let fault = Diagnostic::error(Code::MissingKey, "a setting needs a default")
            .help("add: default = …");
        fields.faults().push(fault, span);
        return None;
    };
    let setting =
        ThemeSetting { kind: *kind, default, choices, names, stacks, property, on_light, on_dark };
    if let Some(expected) = kind.expectation(&setting.default, &setting) {
        fields.faults().push(
            Diagnostic::error(Code::BadValue, format!("the default must be {expected}")),
            span,
        );
    }
    Some(setting)
}

/// `stacks`: families of fonts, by a name for each.
fn read_font_stacks(fields: &mut Fields<'_, '_>) -> BTreeMap<String, String> {
    let Some((table, _)) = fields.table("stacks") else { return BTreeMap::new() };
    let keys: Vec<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
    fields.nested("stacks", table, |fields| {
        let mut stacks = BTreeMap::new();
        for key in keys {
            let Some(stack) = fields.string_named(&key) else { continue };
            if stack.value.contains(['{', '}', ';', '<']) {
                let fault = Diagnostic::error(
                    Code::BadValue,
                    format!("`{}` is not a list of fonts", stack.value),
                )
                .help(format!("write it like this: {key} = \"Georgia, serif\""))
                .at(&fields.faults().source.clone(), stack.span);
                fields.faults().list.push(fault);
                continue;
            }
            stacks.insert(key, stack.value);
        }
        stacks
    })
}

/// A list of colours.
fn read_colors(fields: &mut Fields<'_, '_>, key: &'static str) -> Vec<Rgb> {
    let mut list = Vec::new();
    for text in fields.strings(key).unwrap_or_default() {
        match parse_color(&text.value) {
            Some(color) => list.push(color),
            None => {
                let fault = Diagnostic::error(
                    Code::BadValue,
                    format!("`{}` is not a colour such as \"#0f5e5a\"", text.value),
                )
                .at(&fields.faults().source.clone(), text.span);
                fields.faults().list.push(fault);
            }
        }
    }
    list
}

/// `names`: a colour for each, or two: for light and for dark.
fn read_color_names(fields: &mut Fields<'_, '_>) -> BTreeMap<String, (Rgb, Option<Rgb>)> {
    let Some((table, _)) = fields.table("names") else { return BTreeMap::new() };
    let keys: Vec<String> = table.keys().map(|key| key.get_ref().to_string()).collect();
    fields.nested("names", table, |fields| {
        let mut names = BTreeMap::new();
        for key in keys {
            let shades = fields.strings_named(&key).unwrap_or_default();
            let colors: Option<Vec<Rgb>> =
                shades.iter().map(|shade| parse_color(&shade.value)).collect();
            match colors.as_deref() {
                Some([light]) => drop(names.insert(key, (*light, None))),
                Some([light, dark]) => drop(names.insert(key, (*light, Some(*dark)))),
                _ => {
                    let span = shades.first().map_or(0..0, |shade| shade.span.clone());
                    let fault = Diagnostic::error(
                        Code::BadValue,
                        format!("`{key}` must be one colour, or two: light and dark"),
                    )
                    .help(format!("write it like this: {key} = [\"#0f5e5a\", \"#6fcfc4\"]"))
                    .at(&fields.faults().source.clone(), span);
                    fields.faults().list.push(fault);
                }
            }
        }
        names
    })
}
