//! [`MailSettings`]: what `[newsletter]` in `site.toml` says about the mails of `offprint issue`: from
//! whom, to whom, through which service or server.
//!
//! Building a site does not depend on these settings, so they are no part of `Config`. Secrets are
//! refused here: `site.toml` is shared with everybody who works on the site.

use std::ops::Range;

use offprint_mail::{MailAddress, MailService, SmtpSecurity, SmtpServer};
use offprint_publish::is_secret_key;

use crate::diagnostic::fields::Fields;
use crate::diagnostic::{Code, nearest};

/// The variable with the password for the SMTP server.
pub const SMTP_PASSWORD_VARIABLE: &str = "OFFPRINT_SMTP_PASSWORD";

/// What `[newsletter]` says about mails.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MailSettings {
    /// The sender.
    pub from: Option<MailAddress>,
    /// The recipient: the address of a mailing list, or the editor.
    pub to: Option<MailAddress>,
    /// The service that sends the mails to readers.
    pub service: Option<MailService>,
    /// The URL or the `mailto:` link by which readers unsubscribe, if no service adds it.
    pub unsubscribe: Option<String>,
    /// The server that takes mails.
    pub smtp: Option<SmtpServer>,
}

impl MailSettings {
    /// The address in the link by which readers unsubscribe: that of the settings, or the placeholder
    /// of the service.
    pub fn unsubscribe_link(&self) -> Option<&str> {
        self.unsubscribe
            .as_deref()
            .or_else(|| self.service.map(MailService::unsubscribe_placeholder))
    }
}

/// The keys of `[newsletter]` that are about mails.
const KEYS: [&str; 5] = ["from", "to", "service", "unsubscribe", "smtp"];

/// Whether a table `[newsletter]` says anything about mails.
pub fn has_mail_settings(fields: &Fields<'_, '_>) -> bool {
    KEYS.iter().any(|key| fields.place_of(key).is_some())
}

/// Reads the keys of `[newsletter]` that are about mails.
pub fn read_mail_settings(fields: &mut Fields<'_, '_>) -> MailSettings {
    let from = read_address(fields, "from");
    let to = read_address(fields, "to");
    let service = read_service(fields);
    let unsubscribe = read_unsubscribe(fields);
    if let (Some(service), true, Some(span)) =
        (service, unsubscribe.is_some(), fields.place_of("unsubscribe"))
    {
        let message = format!("{} adds the link by which readers unsubscribe", service.name());
        let help = "remove `unsubscribe`, or remove `service` if another program sends the mails";
        fields.error(Code::BadValue, message, help, span);
    }
    let smtp = fields.table("smtp").and_then(|(table, header)| {
        fields.nested("smtp", table, |fields| read_server(fields, &header))
    });
    report_secret_keys(fields);
    MailSettings { from, to, service, unsubscribe, smtp }
}

fn read_address(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<MailAddress> {
    let written = fields.string(key)?;
    let address = MailAddress::parse(&written.value);
    if address.is_none() {
        let message = format!("`{}` is not a mail address", written.value);
        let help =
            format!("write {key} = \"digest@example.org\" or \"The Digest <digest@example.org>\"");
        fields.error(Code::BadValue, message, &help, written.span);
    }
    address
}

fn read_service(fields: &mut Fields<'_, '_>) -> Option<MailService> {
    let written = fields.string("service")?;
    let service = MailService::of_key(&written.value);
    if service.is_none() {
        let names = MailService::ALL.map(MailService::key);
        let help = match nearest(&written.value, names) {
            Some(name) => format!("did you mean \"{name}\"?"),
            None => format!(
                "use one of: {}; for another one, write the address of its link to unsubscribe as \
                 `unsubscribe`",
                names.join(", ")
            ),
        };
        let message = format!("`{}` is not a service that Offprint knows", written.value);
        fields.error(Code::BadValue, message, &help, written.span);
    }
    service
}

fn read_unsubscribe(fields: &mut Fields<'_, '_>) -> Option<String> {
    let written = fields.string("unsubscribe")?;
    let text = &written.value;
    let is_link = match text.strip_prefix("mailto:") {
        Some(rest) => MailAddress::parse(rest.split('?').next().unwrap_or_default()).is_some(),
        None => {
            url::Url::parse(text).is_ok_and(|url| url.scheme() == "https" && url.host().is_some())
        }
    };
    if !is_link || text.contains(|c: char| c.is_whitespace() || "<>\"".contains(c)) {
        let message = format!("`{text}` is not a link by which readers can unsubscribe");
        let help = "write a URL with `https://`, or `mailto:` and the address that your mailing list \
                    names";
        fields.error(Code::BadValue, message, help, written.span);
        return None;
    }
    Some(written.value)
}

/// Reads `[newsletter.smtp]`.
fn read_server(fields: &mut Fields<'_, '_>, header: &Range<usize>) -> Option<SmtpServer> {
    let server = fields.required("server", header, "\"smtp.example.org\"");
    let port = fields.integer("port", 1..=65_535).and_then(|port| u16::try_from(port).ok());
    let user = fields.text("user");
    let written = fields.string("security");
    report_secret_keys(fields);
    let security = match &written {
        None => Some(SmtpSecurity::StartTls),
        Some(written) => {
            let security = SmtpSecurity::of_key(&written.value);
            if security.is_none() {
                let message = format!("`{}` is not a kind of encryption", written.value);
                let help = "write \"starttls\" (usual for port 587), \"tls\" (port 465), or \"none\" \
                            for a server on this machine";
                fields.error(Code::BadValue, message, help, written.span.clone());
            }
            security
        }
    };
    let is_name = |text: &str| {
        text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':'))
            && !text.contains("://")
    };
    let server = server?;
    if !is_name(&server.value) {
        let message = format!("`{}` is not the name of a server", server.value);
        let help = "write only the name, such as \"smtp.example.org\"; `port` is a key of its own";
        fields.error(Code::BadValue, message, help, server.span);
        return None;
    }
    let security = security?;
    let found =
        SmtpServer { host: server.value, port: port.unwrap_or(security.port()), security, user };
    if security == SmtpSecurity::None && !found.is_local() {
        let message = "without encryption, everybody on the way could read the password".to_owned();
        let help =
            "write security = \"starttls\" or \"tls\"; \"none\" is for a server on this machine";
        let span = written.map_or_else(|| header.clone(), |written| written.span);
        fields.error(Code::BadValue, message, help, span);
        return None;
    }
    Some(found)
}

/// A secret in the settings is an error, whether or not the key would be known.
fn report_secret_keys(fields: &mut Fields<'_, '_>) {
    let secret: Vec<_> = fields
        .unknown_keys()
        .into_iter()
        .filter(|(key, _)| is_secret_key(key))
        .map(|(key, span)| (key.to_owned(), span))
        .collect();
    for (key, span) in secret {
        fields.allow_named([key.clone()]);
        let message = format!("`{key}` is a secret, and `site.toml` is no place for it");
        let help = format!("remove it here, and set the variable {SMTP_PASSWORD_VARIABLE}");
        fields.error(Code::SecretSetting, message, &help, span);
    }
}
