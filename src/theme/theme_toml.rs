//! Reads `theme.toml`: the theme's requirements and its settings, each with a type and a default.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeValue;

use super::color::{Rgb, parse_color};
use super::setting_type::{SettingType, ThemeSetting};
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::{TomlDiagnostics, parse_toml};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

pub(super) fn read_theme_toml(
    source: &Arc<Source>,
    settings: &mut BTreeMap<String, ThemeSetting>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut faults = TomlDiagnostics::new(source, 0);
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

/// Reads `stacks`: font families by name.
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

/// Reads a list of colours.
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

/// Reads `names`: one colour for each name, or two: light and dark.
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
