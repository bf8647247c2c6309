//! [`render_mail`]: an issue as an e-mail: rendered with the theme's `mail.html`, with complete URLs,
//! styles in the elements, and as plain text.
//!
//! A mail is no file of the site, so it is no output and no part of an edition. Like one, it depends on
//! the site and the theme alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::feed::make_portable;
use super::fingerprinted_assets::FingerprintedAssets;
use super::render_output::{RenderInput, template_globals};
use crate::config::{Config, ISSUES, origin};
use crate::diagnostic::{Code, Diagnostic};
use crate::site::TermId;
use crate::view::{DerivedAssets, ViewBuilder};
use offprint_mail::{
    MailProblem, MailService, check_mail_html, inline_styles, plain_text, simplify_for_mail,
};

/// What a mail is made of besides the site.
#[derive(Clone, Copy, Debug)]
pub struct MailRequest<'r> {
    /// The issue.
    pub issue: TermId,
    /// The keys of what earlier mails told, by the name of the file of their issue.
    pub told: &'r BTreeMap<String, BTreeSet<String>>,
    /// The address of the link by which readers unsubscribe.
    pub unsubscribe: Option<&'r str>,
    /// The service that sends the mail.
    pub service: Option<MailService>,
}

/// An issue as an e-mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderedMail {
    /// The subject.
    pub subject: String,
    /// The HTML.
    pub html: String,
    /// The plain text.
    pub text: String,
    /// The language of the site.
    pub language: String,
    /// When the issue was published, in seconds since 1970.
    pub date: i64,
    /// The full URL of the page of the issue.
    pub permalink: String,
    /// The number of articles.
    pub articles: usize,
    /// The number of changes of earlier issues that it tells.
    pub changes: usize,
    /// The keys of everything that it tells about changes.
    pub told: BTreeSet<String>,
    /// What mail programs would not show.
    pub problems: Vec<MailProblem>,
    /// What of the text of the issue looks different from its page.
    pub differences: Vec<String>,
}

/// The width of the text of a mail, in pixels.
const TEXT_WIDTH: u32 = 536;

/// Renders an issue as an e-mail.
///
/// # Errors
///
/// If the template has an error.
pub fn render_mail(
    input: RenderInput<'_>,
    request: MailRequest<'_>,
) -> Result<RenderedMail, Diagnostic> {
    let (site, config) = (input.site, &input.site.config);
    let derived_assets = DerivedAssets::of(site, &input.theme.style, input.theme.accent);
    let view_builder =
        ViewBuilder { site, library: input.library, derived_assets: &derived_assets };
    let fingerprinted = FingerprintedAssets::of(site, input.sources);
    let globals = template_globals(view_builder, input.theme, &fingerprinted);
    let changes = site.untold_changes(request.issue, request.told);
    let mut page = view_builder.mail(request.issue, &changes, request.unsubscribe);
    let own_origin = origin(&config.base_url);
    let mut differences = Vec::new();
    if let Some(content) = view_builder.issue_text(request.issue) {
        let portable = make_portable(&content.to_html(), own_origin, &page.issue.permalink);
        let simplified = simplify_for_mail(&portable.html, TEXT_WIDTH);
        differences = simplified.changes;
        page.issue.content = Some(simplified.html).filter(|html| !html.trim().is_empty());
    }
    differences
        .extend(view_builder.articles_without_image(request.issue).into_iter().map(|title| {
        format!(
            "the image of \u{201c}{title}\u{201d} is left out: mail programs show JPEG, PNG and GIF"
        )
    }));
    let Some(template) = input.theme.template("mail.html") else {
        return Err(Diagnostic::error(Code::Template, "there is no template `mail.html`"));
    };
    let rendered =
        input.theme.render(template, None, &page, &globals).map_err(|error| error.diagnostic)?;
    let rendered = String::from_utf8_lossy(&rendered);
    let portable = make_portable(&rendered, own_origin, &page.issue.permalink).html;
    let inlined = inline_styles(&portable).map_err(|error| {
        let fault = Diagnostic::error(Code::Template, error.message);
        let fault = fault.help(error.help.unwrap_or_default());
        match input.theme.source("mail.html") {
            Some(source) => fault.at(source, 0..0),
            None => fault,
        }
    })?;
    let text = plain_text(&inlined);
    let (html, text) = match request.service {
        Some(service) => (service.escape_html(&inlined), service.escape_text(&text)),
        None => (inlined, text),
    };
    let own = site.issue_changes(&site.terms[ISSUES].list[request.issue].articles);
    let told = changes.iter().chain(&own).map(|change| change.key.clone()).collect();
    Ok(RenderedMail {
        subject: format!("{} – {}", page.issue.name, config.title),
        problems: check_mail_html(&html),
        html,
        text,
        language: config.language.clone(),
        date: issue_timestamp(input, request.issue, config),
        permalink: page.issue.permalink.clone(),
        articles: page.articles.len(),
        changes: page.changes.len(),
        told,
        differences,
    })
}

/// When an issue was published, in seconds since 1970: noon of its day, unless it says a time. Without
/// a date, that of its newest article; 0 if no article has one.
fn issue_timestamp(input: RenderInput<'_>, issue: TermId, config: &Config) -> i64 {
    let site = input.site;
    let term = &site.terms[ISSUES].list[issue];
    let own = term.document.and_then(|id| site.facts[id].date);
    let newest = || term.articles.iter().filter_map(|id| site.facts[*id].date).max();
    let Some(when) = own.or_else(newest) else { return 0 };
    let noon = when.day.at(12, 0, 0, 0).to_zoned(config.zone()).ok();
    let instant = when.instant().or_else(|| noon.map(|noon| noon.timestamp()));
    let instant = instant.or_else(|| TimeZone::UTC.to_timestamp(when.utc).ok());
    instant.map_or(0, jiff::Timestamp::as_second)
}
