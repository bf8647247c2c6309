//! [`Newsletter`] and [`MistakeContact`]: how readers sign up for e-mails and report mistakes, as
//! `site.toml` says.
//!
//! The form goes to the service that the settings name. The keys of `[newsletter]` that are about mails
//! are in `mail_settings`. This module does not know what a page looks like.

use std::ops::Range;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use toml::de::DeValue;

use crate::diagnostic::fields::Fields;
use crate::diagnostic::{Code, Diagnostic};
use crate::mail_settings::{MailSettings, has_mail_settings, read_mail_settings};
use crate::security_policy::AllowedOrigin;

/// The sign-up form of a newsletter.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Newsletter {
    /// Where the form is sent: the full URL that the service names.
    pub action: String,
    /// The host of this URL, for readers.
    pub host: String,
    /// How the form is sent: `post` or `get`.
    pub method: String,
    /// The name of the field for the e-mail address.
    pub field: String,
    /// What readers get, in one or two sentences; `none` for the theme's text.
    pub text: Option<String>,
    /// Further fields that the service wants.
    pub hidden: Vec<HiddenField>,
}

/// A hidden field of a form.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct HiddenField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Where readers report mistakes.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum MistakeContact {
    /// A mail address.
    Mail(String),
    /// The full URL of a page, such as a form or a list of issues.
    Page(String),
}

/// What a part of a `mailto:` URL cannot contain as it is.
const NOT_IN_MAILTO: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'`');

impl MistakeContact {
    /// The link for a page: a mail has its subject, and the page's URL as its text.
    pub fn url(&self, subject: &str, page: &str) -> String {
        let encoded = |text| utf8_percent_encode(text, NOT_IN_MAILTO);
        match self {
            Self::Mail(address) => format!(
                "mailto:{}?subject={}&body={}",
                encoded(address),
                encoded(subject),
                encoded(page)
            ),
            Self::Page(url) => url.clone(),
        }
    }
}

/// The keys of `[newsletter]` that are about its form.
const FORM_KEYS: [&str; 5] = ["action", "field", "method", "text", "hidden"];

/// Reads `[newsletter]`: its form with the host that it is sent to, and what it says about mails.
pub fn read_newsletter(
    fields: &mut Fields<'_, '_>,
) -> (Option<(Newsletter, AllowedOrigin)>, MailSettings) {
    let Some((table, span)) = fields.table("newsletter") else {
        return (None, MailSettings::default());
    };
    fields.nested("newsletter", table, |fields| {
        let mail = read_mail_settings(fields);
        // Mails need no form: readers of a mailing list may sign up elsewhere.
        let has_form = !has_mail_settings(fields)
            || FORM_KEYS.iter().any(|key| fields.place_of(key).is_some());
        if !has_form {
            FORM_KEYS.into_iter().for_each(|key| fields.allow(key));
        }
        (has_form.then(|| read_form(fields, &span)).flatten(), mail)
    })
}

fn read_form(
    fields: &mut Fields<'_, '_>,
    span: &Range<usize>,
) -> Option<(Newsletter, AllowedOrigin)> {
    let action = fields.required("action", span, "\"https://news.example/subscribe\"");
    let field = fields.text("field").unwrap_or_else(|| "email".to_owned());
    let text = fields.text("text");
    let method = fields.string("method");
    if let Some(method) = method.as_ref().filter(|method| !is_method(&method.value)) {
        let message = format!("`{}` is not a method of a form", method.value);
        let fault = Diagnostic::error(Code::BadValue, message)
            .help("write method = \"post\" or method = \"get\", as your service says")
            .at(&fields.faults().source.clone(), method.span.clone());
        fields.faults().list.push(fault);
    }
    let hidden = read_hidden(fields);
    let action = action?;
    let url = url::Url::parse(&action.value).ok().filter(|url| url.scheme() == "https");
    let target = url.and_then(|url| {
        let origin = AllowedOrigin::parse(&url.origin().ascii_serialization()).ok()?;
        Some((url.host_str()?.to_owned(), origin))
    });
    let Some((host, origin)) = target else {
        let message = format!("`{}` is not a URL that a form can be sent to", action.value);
        let fault = Diagnostic::error(Code::BadValue, message)
            .help(
                "write the URL of the sign-up form that your newsletter service shows, with \
                     `https://`",
            )
            .at(&fields.faults().source.clone(), action.span);
        fields.faults().list.push(fault);
        return None;
    };
    let method = method.map_or_else(|| "post".to_owned(), |method| method.value);
    Some((Newsletter { action: action.value, host, method, field, text, hidden }, origin))
}

fn is_method(text: &str) -> bool {
    matches!(text, "post" | "get")
}

/// Reads `hidden = { tag = "digest" }`, in the order in which it is written.
fn read_hidden(fields: &mut Fields<'_, '_>) -> Vec<HiddenField> {
    let Some((table, _)) = fields.table("hidden") else { return Vec::new() };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let mut hidden = Vec::new();
    for (key, value) in entries {
        let name = key.get_ref().to_string();
        if let DeValue::String(text) = value.get_ref() {
            hidden.push(HiddenField { name, value: text.to_string() });
        } else {
            let message = format!("the value of `newsletter.hidden.{name}` is not a text");
            let span = fields.faults().place(&value.span());
            let fault = Diagnostic::error(Code::WrongType, message)
                .help(format!("put it in quotation marks: {name} = \"…\""))
                .at(&fields.faults().source.clone(), span);
            fields.faults().list.push(fault);
        }
    }
    hidden
}

/// Reads `report_mistakes`.
pub fn read_mistake_contact(fields: &mut Fields<'_, '_>) -> Option<MistakeContact> {
    let written = fields.string("report_mistakes")?;
    let text = written.value.strip_prefix("mailto:").unwrap_or(&written.value);
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if is_web && url::Url::parse(text).is_ok() {
        return Some(MistakeContact::Page(text.to_owned()));
    }
    if !is_web && is_mail_address(text) {
        return Some(MistakeContact::Mail(text.to_owned()));
    }
    let message = format!("`{}` is neither a mail address nor a full URL", written.value);
    let fault = Diagnostic::error(Code::BadValue, message)
        .help(
            "write report_mistakes = \"editor@example.org\", or the URL of a form with `https://`",
        )
        .at(&fields.faults().source.clone(), written.span);
    fields.faults().list.push(fault);
    None
}

/// Whether a text is one mail address.
pub fn is_mail_address(text: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| {
                c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@?/".contains(c)
            })
    };
    text.split_once('@').is_some_and(|(name, host)| {
        let labels = host.split('.').collect::<Vec<_>>();
        is_part(name) && labels.len() > 1 && labels.into_iter().all(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses() {
        for text in ["a@b.org", "first.last+x@sub.example.co.uk", "ä@bücher.example"] {
            assert!(is_mail_address(text), "{text}");
        }
        for text in ["", "a", "a@b", "@b.org", "a@.org", "a b@c.org", "a@b.org, c@d.org", "a@b@c.d"]
        {
            assert!(!is_mail_address(text), "{text}");
        }
    }

    #[test]
    fn a_mail_says_which_page_it_is_about() {
        let mail = MistakeContact::Mail("editor@example.org".into());
        assert_eq!(
            mail.url("Mistake in “A & B”", "https://example.org/a/?b=1#c"),
            "mailto:editor@example.org?subject=Mistake%20in%20%E2%80%9CA%20%26%20B%E2%80%9D\
             &body=https://example.org/a/%3Fb%3D1%23c"
        );
        let page = MistakeContact::Page("https://example.org/form".into());
        assert_eq!(page.url("a", "b"), "https://example.org/form");
    }
}
