//! [`PublishSettings`]: `[publish.NAME]` in `site.toml`: where `offprint publish` publishes the site.
//!
//! Building a site does not depend on these settings, so they are no part of `Config`. Secrets are
//! refused here: `site.toml` is shared with everybody who works on the site.

use std::collections::BTreeMap;
use std::ops::Range;

use offprint_publish::{TARGET_KINDS, TargetKind, TargetSettings, has_secret, is_secret_key};

use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic, nearest};

/// A target of `offprint publish`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishTarget {
    /// Its name: `NAME` in `[publish.NAME]`.
    pub name: String,
    /// Which target it is.
    pub settings: TargetSettings,
    /// Whether the previous publication is kept at the target.
    pub keeps_previous: bool,
}

/// All targets, in the order of their names.
pub type PublishSettings = Vec<PublishTarget>;

/// Reads `[publish]`.
pub fn read_publish_settings(fields: &mut Fields<'_, '_>) -> PublishSettings {
    let Some((table, _)) = fields.table("publish") else { return Vec::new() };
    fields.nested("publish", table, |fields| {
        let mut targets = Vec::new();
        for (name, table, header) in fields.named_tables() {
            let target = fields.nested(&name, table, |fields| read_target(fields, &name, &header));
            targets.extend(target);
        }
        targets
    })
}

fn read_target(
    fields: &mut Fields<'_, '_>,
    name: &str,
    header: &Range<usize>,
) -> Option<PublishTarget> {
    let written = fields.required("target", header, "\"folder\"");
    let keeps_previous = fields.boolean("rollback").unwrap_or(true);
    let kind = written.and_then(|written| find_kind(fields, &written));
    let credentials = kind.map_or("the environment", |kind| kind.credentials);
    report_secret_keys(fields, credentials);
    let Some(kind) = kind else {
        // Which keys there are depends on the kind of target.
        let unknown = fields.unknown_keys().into_iter().map(|(key, _)| key.to_owned());
        let unknown: Vec<_> = unknown.collect();
        fields.allow_named(unknown);
        return None;
    };
    let mut values = BTreeMap::new();
    let mut spans = BTreeMap::new();
    let mut is_complete = true;
    for (key, example) in kind.required {
        match fields.required(key, header, &format!("\"{example}\"")) {
            Some(value) => {
                spans.insert(*key, value.span);
                values.insert(*key, value.value);
            }
            None => is_complete = false,
        }
    }
    for key in kind.optional {
        let value = match *key {
            "port" => fields.integer("port", 1..=65_535).map(|port| port.to_string()),
            key => fields.string(key).map(|value| {
                spans.insert(key, value.span);
                value.value
            }),
        };
        values.extend(value.map(|value| (*key, value)));
    }
    for (key, value) in &values {
        if has_secret(value) {
            is_complete = false;
            let span = spans.get(key).cloned().unwrap_or_else(|| header.clone());
            report(
                fields,
                Code::SecretSetting,
                format!("`{key}` contains a password or token, and `site.toml` is no place for it"),
                &format!("remove it from the URL: {credentials}"),
                span,
            );
        }
    }
    if !is_complete {
        return None;
    }
    match TargetSettings::new(kind, &values) {
        Ok(settings) => Some(PublishTarget { name: name.to_owned(), settings, keeps_previous }),
        Err(problem) => {
            let span = spans.get(problem.key).cloned().unwrap_or_else(|| header.clone());
            report(fields, Code::BadValue, problem.message, problem.help, span);
            None
        }
    }
}

fn find_kind(
    fields: &mut Fields<'_, '_>,
    written: &Spanned<String>,
) -> Option<&'static TargetKind> {
    let kind = TARGET_KINDS.iter().find(|kind| kind.name == written.value);
    if kind.is_none() {
        let names: Vec<_> = TARGET_KINDS.iter().map(|kind| kind.name).collect();
        let help = match nearest(&written.value, names.iter().copied()) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!("use one of: {}", names.join(", ")),
        };
        let message = format!("`{}` is not a kind of target", written.value);
        report(fields, Code::BadValue, message, &help, written.span.clone());
    }
    kind
}

/// A secret in the settings is an error, whether or not the key would be known.
fn report_secret_keys(fields: &mut Fields<'_, '_>, credentials: &str) {
    let secret: Vec<_> = fields
        .unknown_keys()
        .into_iter()
        .filter(|(key, _)| is_secret_key(key))
        .map(|(key, span)| (key.to_owned(), span))
        .collect();
    for (key, span) in secret {
        fields.allow_named([key.clone()]);
        report(
            fields,
            Code::SecretSetting,
            format!("`{key}` is a secret, and `site.toml` is no place for it"),
            &format!("remove it here: {credentials}"),
            span,
        );
    }
}

fn report(
    fields: &mut Fields<'_, '_>,
    code: Code,
    message: String,
    help: &str,
    span: Range<usize>,
) {
    let source = fields.faults().source.clone();
    fields.faults().list.push(Diagnostic::error(code, message).help(help).at(&source, span));
}
