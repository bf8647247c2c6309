//! [`check_settings`]: checks `[params]` of a site against the settings that its theme declares.
//!
//! The declarations are read in [`super::theme_toml`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use super::builtin::BUILTIN;
use super::color::{
    COMFORTABLE_CONTRAST, MIN_CONTRAST, Rgb, hex_color, least_contrast, nearest_readable,
};
use super::font;
use super::setting_type::{SettingType, ThemeSetting};
use super::theme_toml::read_theme_toml;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::source::{SitePath, Source, Sources};
use crate::translations::Translations;
use offprint_base::Hashed;

/// What a site requests from its theme.
#[derive(Clone, Copy, Debug)]
pub struct ThemeRequest<'w> {
    /// The theme's name.
    pub name: &'w str,
    /// `[params]`: key and value.
    pub params: &'w [(String, JsonTable)],
    /// `site.toml`.
    pub source: &'w Arc<Source>,
    /// The location of the name in it.
    pub name_span: &'w Range<usize>,
    /// The location of each key of `[params]`.
    pub param_spans: &'w [Range<usize>],
    /// Scheme and host of the site; empty if it has none.
    pub origin: &'w str,
    /// The language of the site.
    pub language: &'w str,
    /// The interface messages in that language.
    pub words: &'w Hashed<Translations>,
    /// The keys that `site.toml` may have outside of tables.
    pub site_keys: &'w [String],
    /// The first header of a table in it.
    pub first_header: Option<&'w str>,
}

/// The checked settings of a site.
pub(super) struct ThemeSettings {
    /// Their values: those of the site, and the theme's defaults for the others.
    pub(super) params: Hashed<JsonTable>,
    /// A style sheet with the colours and the fonts that the site chose.
    pub(super) style: String,
    /// The site's accent colour.
    pub(super) accent: Rgb,
    /// The keys of settings whose values are paths of files of the site.
    pub(super) files: BTreeSet<String>,
}

/// The settings that a theme declares, by key.
type DeclaredSettings = BTreeMap<String, ThemeSetting>;

/// The values of settings, by key.
type SettingValues = serde_json::Map<String, serde_json::Value>;

/// The setting with the site's accent colour.
const ACCENT: &str = "accent";

/// The accent colour for themes without that setting.
const DEFAULT_ACCENT: Rgb = [0x0f, 0x5e, 0x5a];

/// Checks the settings of a site.
pub(super) fn check_settings(
    sources: &Sources,
    request: &ThemeRequest<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> ThemeSettings {
    let (settings, is_declared) = declared_settings(sources, request, diagnostics);
    let mut values = merge_params(&settings, is_declared, request, diagnostics);
    let (color_rules, accent) = color_rules(&settings, request, &mut values, diagnostics);
    let style = font_rules(&settings, request, &values) + &color_rules;
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

/// The settings that the theme and the built-in theme declare, and whether the theme itself has a
/// `theme.toml`.
fn declared_settings(
    sources: &Sources,
    request: &ThemeRequest<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (DeclaredSettings, bool) {
    let mut settings = BTreeMap::new();
    let mut is_declared = false;
    // Parts taken from the built-in theme need its settings too.
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
    (settings, is_declared)
}

/// The values of `[params]`, checked, and the defaults of all other settings.
fn merge_params(
    settings: &DeclaredSettings,
    is_declared: bool,
    request: &ThemeRequest<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> SettingValues {
    let mut values: SettingValues =
        settings.iter().map(|(key, setting)| (key.clone(), setting.default.clone())).collect();
    for ((key, value), span) in request.params.iter().zip(request.param_spans) {
        let fault = match settings.get(key) {
            Some(setting) => setting.kind.expectation(&value.0, setting).map(|expected| {
                Diagnostic::error(Code::BadValue, format!("`params.{key}` must be {expected}"))
                    .help(format!("the default is {key} = {}", setting.default))
            }),
            // A theme without a `theme.toml` declares no settings and accepts any.
            None if !is_declared => None,
            None => Some(unknown_setting(key, settings, request)),
        };
        match fault {
            Some(fault) => diagnostics.push(fault.at(request.source, span.clone())),
            None => drop(values.insert(key.clone(), value.0.clone())),
        }
    }
    values
}

fn unknown_setting(
    key: &str,
    settings: &DeclaredSettings,
    request: &ThemeRequest<'_>,
) -> Diagnostic {
    if request.site_keys.iter().any(|known| known == key) {
        let header = request.first_header.unwrap_or("[params]");
        let message = format!("`{key}` is below `[params]`, so it is read as `params.{key}`");
        return Diagnostic::error(Code::MisplacedKey, message)
            .help(format!("move it above `{header}`"));
    }
    let theme = request.name;
    let help = nearest(key, settings.keys().map(String::as_str)).map_or_else(
        || {
            let list: Vec<_> = settings.keys().map(|key| format!("`{key}`")).collect();
            format!("its settings are {}", list.join(", "))
        },
        |near| format!("did you mean `{near}`?"),
    );
    Diagnostic::error(Code::UnknownKey, format!("the theme `{theme}` has no setting `{key}`"))
        .help(help)
}

/// CSS rules for the colours that the site chose, and the accent colour. In `values`, colours are
/// replaced by readable ones.
fn color_rules(
    settings: &DeclaredSettings,
    request: &ThemeRequest<'_>,
    values: &mut SettingValues,
    diagnostics: &mut Vec<Diagnostic>,
) -> (String, Rgb) {
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
            let fault = low_contrast(key, chosen, light, &setting.on_light);
            diagnostics.push(fault.at(request.source, span.clone()));
        }
        let dark = dark
            .unwrap_or_else(|| nearest_readable(chosen, &setting.on_dark, COMFORTABLE_CONTRAST));
        if let (Some(_), Some(property)) = (own, &setting.property) {
            let (light, dark) = (hex_color(light), hex_color(dark));
            let _ = writeln!(rules, "  {property}: light-dark({light}, {dark});");
        }
        if key == ACCENT {
            accent = light;
        }
        *value = serde_json::Value::String(hex_color(light));
    }
    if rules.is_empty() {
        return (rules, accent);
    }
    // Printed pages keep the theme's own colours.
    (format!("@media screen {{\n:root {{\n{rules}}}\n}}\n"), accent)
}

fn low_contrast(key: &str, chosen: Rgb, readable: Rgb, backgrounds: &[Rgb]) -> Diagnostic {
    // Rounded down, so that a contrast that is too low is never shown as sufficient.
    let ratio = (least_contrast(chosen, backgrounds) * 10.0).floor() / 10.0;
    let chosen = hex_color(chosen);
    let message = format!(
        "`{chosen}` is hard to read on this theme: its contrast is {ratio:.1}:1, and 4.5:1 is \
         required"
    );
    Diagnostic::warning(Code::LowContrast, message).help(format!(
        "use the nearest readable colour: {key} = \"{}\"; it is applied until then",
        hex_color(readable)
    ))
}

/// CSS rules for the fonts that the site chose.
fn font_rules(
    settings: &DeclaredSettings,
    request: &ThemeRequest<'_>,
    values: &SettingValues,
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
        // The theme's own font is used until the file is loaded, and for characters that it lacks.
        let own = setting
            .default
            .as_str()
            .and_then(|name| setting.stacks.get(name))
            .map_or("serif", String::as_str);
        let _ = writeln!(rules, "  {property}: \"{key}\", {own};");
    }
    if rules.is_empty() { faces } else { format!("{faces}:root {{\n{rules}}}\n") }
}
