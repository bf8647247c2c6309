//! [`PublishSettings`]: `[publish.NAME]` in `site.toml`: where `offprint publish` publishes the site.
//!
//! Building a site does not depend on these settings, so they are no part of `Config`. Secrets are
//! refused here: `site.toml` is shared with everybody who works on the site.

use std::collections::BTreeMap;
use std::ops::Range;

use offprint_hosting::Host;
use offprint_publish::{
    Announcements, TARGET_KINDS, TargetKind, TargetSettings, has_secret, is_indexnow_key,
    is_secret_key,
};

use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, nearest};

/// A target of `offprint publish`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishTarget {
    /// Its name: `NAME` in `[publish.NAME]`.
    pub name: String,
    /// Which target it is.
    pub settings: TargetSettings,
    /// Whether the previous publication is kept at the target.
    pub keeps_previous: bool,
    /// Whom to tell about a publication.
    pub announcements: Announcements,
}

/// What a publication needs to know of `site.toml`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PublishSettings {
    /// All targets, in the order of their names.
    pub targets: Vec<PublishTarget>,
    /// The URL of the home page; ends with `/`.
    pub base_url: String,
    /// The web hosts that `[build] hosting` names; empty if the key is not there.
    pub named_hosts: Vec<Host>,
}

/// Reads `[publish]`. `hub` is that of the feeds.
pub fn read_publish_targets(fields: &mut Fields<'_, '_>, hub: Option<&str>) -> Vec<PublishTarget> {
    let Some((table, _)) = fields.table("publish") else { return Vec::new() };
    fields.nested("publish", table, |fields| {
        let mut targets = Vec::new();
        for (name, table, header) in fields.named_tables() {
            let target =
                fields.nested(&name, table, |fields| read_target(fields, &name, &header, hub));
            targets.extend(target);
        }
        targets
    })
}

fn read_target(
    fields: &mut Fields<'_, '_>,
    name: &str,
    header: &Range<usize>,
    hub: Option<&str>,
) -> Option<PublishTarget> {
    let written = fields.required("target", header, "\"folder\"");
    let keeps_previous = fields.boolean("rollback").unwrap_or(true);
    let announcements = read_announcements(fields, header, hub);
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
            fields.error(
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
        Ok(settings) => {
            Some(PublishTarget { name: name.to_owned(), settings, keeps_previous, announcements })
        }
        Err(problem) => {
            let span = spans.get(problem.key).cloned().unwrap_or_else(|| header.clone());
            fields.error(Code::BadValue, problem.message, problem.help, span);
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
        fields.error(Code::BadValue, message, &help, written.span.clone());
    }
    kind
}

/// Reads `after` and `indexnow_key`.
fn read_announcements(
    fields: &mut Fields<'_, '_>,
    header: &Range<usize>,
    hub: Option<&str>,
) -> Announcements {
    let mut announcements = Announcements::default();
    let key = fields.string("indexnow_key");
    let place = fields.place_of("after").unwrap_or_else(|| header.clone());
    for service in fields.strings("after").unwrap_or_default() {
        match service.value.as_str() {
            "wayback" => announcements.wayback = true,
            "websub" => match hub {
                Some(hub) => announcements.hub = Some(hub.to_owned()),
                None => fields.error(
                    Code::MissingKey,
                    "WebSub needs a hub, which the feeds then name".to_owned(),
                    "add the URL of one to [feeds]: hub = \"https://…\"",
                    service.span,
                ),
            },
            "indexnow" => match &key {
                Some(key) if is_indexnow_key(&key.value) => {
                    announcements.indexnow_key = Some(key.value.clone());
                }
                Some(key) => {
                    let message = format!("`{}` cannot be a key for IndexNow", key.value);
                    let help = "write 8 to 128 letters, digits and hyphens";
                    fields.error(Code::BadValue, message, help, key.span.clone());
                }
                None => fields.error(
                    Code::MissingKey,
                    "IndexNow needs a key, which the site then contains as a file".to_owned(),
                    "add one of your own, 8 to 128 letters and digits: indexnow_key = \"…\"",
                    place.clone(),
                ),
            },
            other => fields.error(
                Code::BadValue,
                format!("`{other}` is not a service that can be told about a publication"),
                "use \"indexnow\", \"wayback\" or \"websub\"",
                service.span,
            ),
        }
    }
    announcements
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
        fields.error(
            Code::SecretSetting,
            format!("`{key}` is a secret, and `site.toml` is no place for it"),
            &format!("remove it here: {credentials}"),
            span,
        );
    }
}
