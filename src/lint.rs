//! Lints: checks of a site that no stage makes by itself. They report broken menu entries, theme
//! settings and templates, misplaced files, symbolic links that point outside the site, and files that cannot be
//! read.
//!
//! A lint is a function from finished values to diagnostics. It must not change a value, and no
//! stage may depend on one.

use std::collections::BTreeSet;
use std::ops::Range;

use offprint_base::{HtmlToken, visit_html};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::config::{Config, ConfigPlaces};
use crate::diagnostic::{Code, Diagnostic, Severity, nearest};
use crate::edition::Edition;
use crate::file_lint::is_named;
use crate::library::{
    DocId, DocumentKind, FactRef, Library, UnlocatedDiagnostic, below_content, blocked_in_template,
};
use crate::route::Route;
use crate::site::{OmittedEntry, Site};
use crate::source::{
    MAX_TEXT_BYTES, SitePath, Sources, SymbolicLink, Unreadable, UnreadableReason,
};
use crate::theme::Theme;

/// Whether a URL is a path on the site where there is no page or file.
fn is_missing(url: &str, edition: &Edition) -> bool {
    let path = url.split(['#', '?']).next().unwrap_or_default();
    let is_there = |path: &str| Route::parse(path).is_ok_and(|route| edition.get(&route).is_some());
    path.starts_with('/')
        && !path.starts_with("//")
        && !is_there(path)
        && !is_there(&format!("{path}/"))
}

/// Theme settings that name missing files.
pub fn theme_file_lints(
    config: &Config,
    places: &ConfigPlaces,
    theme: &Theme,
    edition: &Edition,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for ((key, value), span) in
        config.params.iter().zip(&places.params).filter(|((key, _), _)| theme.files.contains(key))
    {
        let files = match &value.0 {
            serde_json::Value::Array(list) => {
                list.iter().filter_map(serde_json::Value::as_str).collect()
            }
            value => Vec::from_iter(value.as_str()),
        };
        for file in files.into_iter().filter(|file| is_missing(file, edition)) {
            let fault = Diagnostic::error(
                Code::BrokenLink,
                format!("there is no file `{file}` on this site"),
            );
            let known = || {
                edition
                    .pages()
                    .into_iter()
                    .map(|(route, _)| route.as_str())
                    .filter(|route| !route.ends_with('/'))
            };
            let fault = match nearest(file, known()) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault.help(format!("put the file at static{file}, or remove `{key}`")),
            };
            faults.push(fault.at(&places.source, span.clone()));
        }
    }
    faults
}

/// Templates of the site that link to what it does not have, and what they contain that the security
/// policy blocks. Only what is written in a template: what it fills in is checked where it comes from.
pub fn template_lints(config: &Config, sources: &Sources, edition: &Edition) -> Vec<Diagnostic> {
    let policy = config.content_policy();
    let themes = format!("themes/{}/templates/", config.theme);
    let mut faults = Vec::new();
    for source in sources.own_templates() {
        let path = source.path.as_str();
        let is_used = path.starts_with("templates/") || path.starts_with(&themes);
        // Programs for mail read inline styles only. Hooks are checked where a text uses them.
        let is_other = path.ends_with("/mail.html") || path.contains("/hooks/");
        if !is_used || !path.ends_with(".html") || is_other {
            continue;
        }
        let html = without_template_comments(&source.text());
        if let Some(policy) = &policy {
            let blocked = blocked_in_template(&html, policy).into_iter();
            faults.extend(blocked.map(|(fault, span)| fault.at(source, span)));
        }
        visit_html(&html, |token| {
            let HtmlToken::Start(tag) = token else { return };
            for attribute in tag.attributes() {
                let value = attribute.value;
                let url = below_base_path(value);
                let is_link = matches!(attribute.name, "href" | "src");
                if !is_link || url.contains(['{', '}']) || !is_missing(url, edition) {
                    continue;
                }
                let message = format!("there is nothing at `{url}` on this site");
                let fault = Diagnostic::warning(Code::BrokenLink, message)
                    .help("correct the address, or put the file into static/");
                faults.push(fault.at(source, attribute.value_span.clone()));
            }
        });
    }
    faults
}

/// An address without `{{ site.base_path }}` before it.
fn below_base_path(address: &str) -> &str {
    let code = address.strip_prefix("{{").and_then(|rest| rest.split_once("}}"));
    match code {
        Some((code, path)) if code.trim() == "site.base_path" => path,
        _ => address,
    }
}

/// A template with spaces in place of its comments, `{# … #}`.
fn without_template_comments(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{#") {
        let end = rest[start..].find("#}").map_or(rest.len(), |end| start + end + 2);
        html.push_str(&rest[..start]);
        html.extend(rest[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        rest = &rest[end..];
    }
    html + rest
}

/// Pages that choose a template for their list which does not exist, and templates that no page
/// chooses.
pub fn list_template_lints(site: &Site, library: &Library, theme: &Theme) -> Vec<Diagnostic> {
    let mut used = BTreeSet::new();
    let mut faults = Vec::new();
    for list in site.lists.iter() {
        let fields = site.facts[list.document].list.as_ref();
        let Some(name) = fields.and_then(|list| list.template.as_deref()) else { continue };
        if theme.lists().any(|known| known == name) {
            used.insert(name);
            continue;
        }
        let known: Vec<_> = theme.lists().map(|name| format!("`{name}`")).collect();
        let help = match nearest(name, theme.lists()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!("write it: templates/lists/{name}.html"),
            None => {
                format!("write templates/lists/{name}.html, or use one of: {}", known.join(", "))
            }
        };
        faults.push(library.locate(&UnlocatedDiagnostic {
            document: list.document,
            place: FactRef::ListTemplate,
            severity: Severity::Error,
            code: Code::Template,
            message: format!("there is no template `lists/{name}.html`"),
            help: Some(help),
            note: None,
        }));
    }
    faults.extend(theme.unused_lists(&used));
    faults
}

/// Menu entries that link to missing pages.
pub fn menu_lints(site: &Site, places: &ConfigPlaces, edition: &Edition) -> Vec<Diagnostic> {
    let config = &site.config;
    let pages = || {
        edition
            .pages()
            .into_iter()
            .map(|(route, _)| route.as_str())
            .filter(|route| route.ends_with('/'))
    };
    let entries = config.menu.iter().zip(&places.menu).enumerate();
    let omitted = entries.clone().filter_map(|(index, (entry, span))| {
        let lint = omitted_entry_lint(&entry.url, *site.omitted_menu.get(&index)?, site);
        Some(lint.at(&places.source, span.clone()))
    });
    let broken = entries
        .filter(|(index, _)| !site.omitted_menu.contains_key(index))
        .map(|(_, entry)| entry)
        .filter(|(entry, _)| !is_full_url(&entry.url))
        .filter(|(entry, _)| !entry.url.starts_with('/') || is_missing(&entry.url, edition))
        .map(|(entry, span)| {
            let meant = match &*entry.url {
                url if url.starts_with("www.") => {
                    return (entry, span, Some(format!("https://{url}")));
                }
                url if url.starts_with('/') => url.to_owned(),
                url => format!("/{}/", url.trim_end_matches(".md").trim_matches('/')),
            };
            (entry, span, nearest(&meant, pages()).map(str::to_owned))
        })
        .map(|(entry, span, meant)| {
            let message = if entry.url.starts_with('/') {
                format!("there is no page `{}`", entry.url)
            } else {
                format!("`{}` is not a valid URL", entry.url)
            };
            let fault = Diagnostic::error(Code::BrokenLink, message);
            let fault = match meant {
                Some(meant) => fault.help(format!("did you mean `{meant}`?")),
                None => fault.help("use the path of a page, such as \"/about/\", or a full URL"),
            };
            fault.at(&places.source, span.clone())
        });
    omitted.chain(broken).collect()
}

/// Links to the complete address of the site itself where it has no page and no file. The same host may
/// serve more than the site, so these are no errors.
pub fn own_address_lints(site: &Site, library: &Library, shown: &[DocId]) -> Vec<Diagnostic> {
    let base = site.config.base_url.trim_end_matches('/');
    let Some((_, base)) = base.split_once("://") else { return Vec::new() };
    // These are the addresses of examples, in texts as in the settings of a new site.
    if EXAMPLE_DOMAINS.iter().any(|host| base.split('/').next() == Some(host)) {
        return Vec::new();
    }
    let finder = memchr::memmem::Finder::new(base);
    let mut lints = Vec::new();
    for id in shown {
        let source = &library.documents[*id].source;
        let text = source.text();
        // Ids of feeds in front matter are no links.
        let body = library.documents[*id].body_start();
        if finder.find(&text.as_bytes()[body..]).is_none() {
            continue;
        }
        let shown = addressable_text(&text[body..]);
        for at in finder.find_iter(&text.as_bytes()[body..]).map(|at| body + at) {
            let start = ["https://", "http://", "//"]
                .iter()
                .find_map(|scheme| text[..at].ends_with(scheme).then(|| at - scheme.len()));
            let Some(start) = start else { continue };
            let before = text[..start].chars().next_back();
            let index = shown.partition_point(|span| span.end <= start - body);
            let is_shown = shown.get(index).is_some_and(|span| span.contains(&(start - body)));
            // `?u=https://…` is a part of another address.
            if !is_shown || before.is_some_and(|c| c.is_alphanumeric() || ":/=&?".contains(c)) {
                continue;
            }
            let rest = &text[at + base.len()..];
            let is_end = |c: char| c.is_whitespace() || "()<>[]{}\"'|`\\^".contains(c);
            let end = rest.find(is_end).unwrap_or(rest.len());
            // Where an address with brackets ends is not sure.
            if rest[end..].starts_with('(') {
                continue;
            }
            let path = rest[..end].split(['#', '?']).next().unwrap_or_default();
            let path = path.trim_end_matches(['.', ',', ';', ':', '!', '*', '_']);
            let decoded = percent_decode_str(path).decode_utf8_lossy();
            if !decoded.starts_with('/') || site.has_path(&decoded) {
                continue;
            }
            let place = start..at + base.len() + path.len();
            let message = format!("this site has no page and no file `{decoded}`");
            let fault = Diagnostic::warning(Code::BrokenLink, message).help(
                "correct the address; better, link to the file: [text](other-article.md), which is \
                 checked in every build",
            );
            lints.push(fault.at(source, place));
        }
    }
    lints
}

/// The parts of a Markdown text in which an address leads somewhere: text, links and HTML, but no code
/// and no comments. In order, without overlaps.
fn addressable_text(body: &str) -> Vec<Range<usize>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_MATH;
    let mut is_code = false;
    let mut code = Vec::new();
    for (event, span) in Parser::new_ext(body, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(_) if is_code => code.push(span),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => code.push(span),
            Event::Html(html) | Event::InlineHtml(html) if html.starts_with("<!--") => {
                code.push(span);
            }
            _ => {}
        }
    }
    code.sort_unstable_by_key(|span| span.start);
    let mut end = 0;
    let mut shown = Vec::with_capacity(code.len() + 1);
    for span in code {
        if span.start > end {
            shown.push(end..span.start);
        }
        end = end.max(span.end);
    }
    shown.push(end..body.len());
    shown
}

/// An entry of the menu that is left out because its page is not published.
fn omitted_entry_lint(url: &str, omitted: OmittedEntry, site: &Site) -> Diagnostic {
    let (message, help) = match omitted {
        OmittedEntry::Unpublished(document, hidden) => {
            let (path, why) = (&site.facts[document].path, hidden.words());
            (
                format!("`{path}` {why}, so this entry is left out of the menu"),
                "it appears by itself once the page is published",
            )
        }
        OmittedEntry::Empty => (
            format!("there is nothing at `{url}` yet, so this entry is left out of the menu"),
            "it appears by itself once there is",
        ),
    };
    Diagnostic::warning(Code::LinkToUnpublished, message).help(help)
}

/// Entries of `[[comparisons]]` that name a drug which the site does not have, one drug twice, or a pair
/// that is named above. These
/// are warnings: a drug may disappear with its last article, and that must not stop the site.
pub fn comparison_lints(places: &ConfigPlaces, site: &Site) -> Vec<Diagnostic> {
    let pairs = &site.drug_pairs;
    let names = &site.config.comparisons;
    let unknown = pairs.unknown.iter().map(|(entry, place)| {
        let message = format!("no article and no file is about a drug `{}`", names[*entry][*place]);
        let help = "write the name as in `offprint list --drugs`, or remove this comparison";
        (message, help, places.comparisons[*entry][*place].clone())
    });
    let same = pairs.same.iter().map(|entry| {
        let [one, other] = &names[*entry];
        let message = format!("`{one}` and `{other}` are names of one drug");
        (message, "name two drugs", places.comparisons[*entry][1].clone())
    });
    let repeated = pairs.repeated.iter().map(|entry| {
        let [one, other] = &names[*entry];
        let message = format!("`{one}` and `{other}` are compared above already");
        (message, "remove this comparison", places.comparisons[*entry][0].clone())
    });
    let warning = |(message, help, place): (String, &str, Range<usize>)| {
        Diagnostic::warning(Code::BadValue, message).help(help).at(&places.source, place)
    };
    unknown.chain(same).chain(repeated).map(warning).collect()
}

/// Whether a URL points to another site, to a place on the page or to another program. Menus may
/// contain these in addition to paths of pages.
fn is_full_url(url: &str) -> bool {
    let is_host = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if url.contains(char::is_whitespace) {
        return false;
    }
    if url.starts_with(['#', '?']) || url.strip_prefix("//").is_some_and(is_host) {
        return true;
    }
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(is_host),
        // These run code in the reader's browser, or open files that only the editor has. A scheme
        // of one letter is a drive on Windows.
        "javascript" | "data" | "vbscript" | "file" => false,
        scheme => {
            scheme.len() > 1
                && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        }
    }
}

/// A `base_url` that is not the address of any published site: the one of a new site, or that of a
/// computer. `is_written` says whether it is in `site.toml` and not from the command line.
pub fn base_url_lint(
    config: &Config,
    places: &ConfigPlaces,
    is_written: bool,
) -> Option<Diagnostic> {
    let url = url::Url::parse(&config.base_url).ok()?;
    let is_example = match url.host()? {
        // RFC 2606 and RFC 6761 reserve these names, so nobody can publish there.
        url::Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let is_below = |parent: &&str| {
                name.strip_suffix(*parent)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            // A name below `example.org` was chosen by someone who shows how a site could look.
            let own = name.strip_prefix("www.").unwrap_or(&name);
            EXAMPLE_DOMAINS.contains(&own) || RESERVED_DOMAINS.iter().any(is_below)
        }
        url::Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
        url::Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
    };
    let message = format!(
        "nobody can publish a site at `{}`, but feeds, the sitemap and link previews contain it",
        config.base_url
    );
    let fault = Diagnostic::warning(Code::BadBaseUrl, message)
        .help("write the address at which readers find the site: base_url = \"https://…\"");
    is_example.then(|| match &places.base_url {
        Some(span) if is_written => fault.at(&places.source, span.clone()),
        _ => fault,
    })
}

/// Domains at which nobody can publish (RFC 2606, RFC 6761).
const RESERVED_DOMAINS: [&str; 4] = ["example", "invalid", "localhost", "test"];

/// The domains of examples (RFC 2606), which the settings of a new site and of manuals contain.
const EXAMPLE_DOMAINS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Content files that are probably meant to be published in another way.
pub fn misplaced_file_lints(sources: &Sources, site: &Site) -> Vec<Diagnostic> {
    let config = &site.config;
    /// File extensions of drafts and backups, which are probably not meant to be published.
    const IN_WORK: [&str; 18] = [
        "asc", "bak", "doc", "docx", "markdown", "mdown", "mkd", "odt", "old", "org", "orig",
        "pages", "qmd", "rej", "rst", "rtf", "text", "wpd",
    ];
    /// Text files that programs look for by their names; other text files are probably notes.
    const NAMED: [&str; 6] =
        ["ads.txt", "app-ads.txt", "humans.txt", "llms.txt", "robots.txt", "security.txt"];
    /// The folders of articles in other programs: Jekyll, Hugo, Zola and those that follow them.
    const ARTICLE_FOLDERS: [&str; 4] = ["_posts", "blog", "post", "posts"];
    let mut diagnostics = dated_page_lints(sources, config);
    let is_near = |folder: &str, known: &&str| {
        *known != folder && strsim::osa_distance(&folder.to_lowercase(), known) <= 1
    };
    let folders = || {
        std::iter::once("articles")
            .chain(config.taxonomies.iter().map(|taxonomy| taxonomy.key.as_str()))
    };
    let mut last = "";
    for path in sources.documents.keys() {
        let Some((folder, _)) =
            below_content(path).split_once('/').filter(|(folder, _)| *folder != last)
        else {
            continue;
        };
        last = folder;
        if folders().any(|known| known == folder) {
            continue;
        }
        if ARTICLE_FOLDERS.contains(&folder) {
            let message = format!("files in `content/{folder}/` become standalone pages");
            let help = "articles are in `content/articles/`: move them there";
            diagnostics.push(
                Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
            );
        } else if let Some(near) = folders().find(|known| is_near(folder, known)) {
            let message = format!("files in `content/{folder}/` become standalone pages");
            let help = format!("did you mean `content/{near}/`? If so, rename the folder");
            diagnostics.push(
                Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
            );
        }
    }
    let in_work = |path: &&SitePath| {
        let ending = path.name().rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        path.as_str().starts_with("content/")
            && ending.is_some_and(|ending| {
                let is_note = ending == "txt" && !NAMED.contains(&&*path.name().to_lowercase());
                IN_WORK.contains(&&*ending)
                    || is_note && !path.name().to_lowercase().ends_with(".md.txt")
            })
    };
    let published = site.asset_routes.iter().map(|(path, _)| path);
    for path in published.filter(in_work) {
        if !is_named(path, sources) {
            let message = "no page links to this file, but it is published";
            let help = "move it out of `content/`, or link to it; to make it a page, rename it to end with .md";
            diagnostics.push(
                Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
            );
        }
    }
    diagnostics
}

/// Standalone pages whose file names begin with a date, as those of articles do.
fn dated_page_lints(sources: &Sources, config: &Config) -> Vec<Diagnostic> {
    let taxonomies = config.taxonomy_rules();
    let is_dated_page = |path: &&SitePath| {
        let kind = DocumentKind::of(path, &taxonomies);
        let day = kind.stem(path).get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
        kind == DocumentKind::Page && day.is_some()
    };
    let fault = |path: &SitePath| {
        let message =
            "a date in its name makes this file look like an article, but it is a standalone page";
        Diagnostic::warning(Code::MisplacedFile, message)
            .help("articles are in `content/articles/`: move the file there, or rename it")
            .in_file(path.as_str())
    };
    sources.documents.keys().filter(is_dated_page).map(fault).collect()
}

/// Symbolic links that point outside the site to a folder that `linked_folders` does not list. A
/// link that comes with a contribution, for example, must not publish files of the person who
/// builds the site.
pub fn symlink_lints(sources: &Sources) -> Vec<Diagnostic> {
    let out = sources.links.iter().filter(|link| link.leads_out);
    let fault = |link: &SymbolicLink| {
        let target = link.target.display();
        let folder = if link.target.is_dir() { Some(&*link.target) } else { link.target.parent() };
        let folder = serde_json::Value::from(folder.unwrap_or(&link.target).display().to_string());
        Diagnostic::error(
            Code::SymlinkOutOfSite,
            format!("this symbolic link points outside the site: {target}"),
        )
        .help(format!("to allow it, add to [build] in site.toml: linked_folders = [{folder}]"))
        .in_file(link.path.as_str())
    };
    out.filter(|link| !link.is_allowed).map(fault).collect()
}

/// A diagnostic for a file or folder that cannot be read.
pub fn unreadable(fault: &Unreadable) -> Diagnostic {
    let (code, message, help) = match &fault.reason {
        UnreadableReason::Io(reason) => {
            (Code::Unreadable, format!("this cannot be read: {reason}"), None)
        }
        UnreadableReason::NotUtf8 => (
            Code::Unreadable,
            "this is not UTF-8 text from here on".to_owned(),
            Some("save the file in your editor with the encoding UTF-8".to_owned()),
        ),
        UnreadableReason::TooLarge(bytes) => (
            Code::TooLarge,
            format!(
                "this text file is {:.1} MB, and Offprint reads up to {} MB",
                *bytes as f64 / 1e6,
                MAX_TEXT_BYTES / 1_000_000
            ),
            Some("split it into several articles, or move it to static/ as a download".to_owned()),
        ),
        UnreadableReason::Loop => (
            Code::Unreadable,
            "this symbolic link points back to a folder above it".to_owned(),
            Some("remove the link".to_owned()),
        ),
        UnreadableReason::BadName if fault.path.contains(char::REPLACEMENT_CHARACTER) => (
            Code::Unreadable,
            "this file's name is not UTF-8".to_owned(),
            Some("rename the file".to_owned()),
        ),
        UnreadableReason::BadName => (
            Code::Unreadable,
            "this file name cannot be used in a URL".to_owned(),
            Some(
                "rename the file without `\\`, line breaks and other control characters".to_owned(),
            ),
        ),
    };
    let diagnostic = Diagnostic::error(code, message);
    let diagnostic = match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    };
    match &fault.place {
        Some((source, span)) => diagnostic.at(source, span.clone()),
        None => diagnostic.in_file(&fault.path),
    }
}
