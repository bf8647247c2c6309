//! `site.toml`: reads the settings of a site into a [`Config`] with all defaults, and reports every
//! problem.
//!
//! A `Config` contains no paths of this machine, and nothing from the command line except
//! [`Overrides`].

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;
use toml::de::DeTable;

use crate::clock::time_zone;
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::{Spanned, TomlDiagnostics, parse_toml};
use crate::diagnostic::{Checked, Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::license::{License, LicenseError};
use crate::mail_settings::MailSettings;
use crate::publish_settings::{PublishTarget, read_publish_targets};
use crate::reader_contact::{
    MistakeContact, Newsletter, is_mail_address, read_mistake_contact, read_newsletter,
};
use crate::security_policy::{AllowedOrigin, ContentPolicy, RemoteKind, SecurityPolicy};
use crate::source::{SitePath, Source};
use crate::translations::Translations;
use offprint_base::{Fingerprint, Hashed, capitalised, is_slug};
use offprint_citation_styles::{BUILTIN_STYLES, DEFAULT_STYLE};
use offprint_hosting::Host;
use offprint_vocabulary::Language;

/// Settings from the command line that override `site.toml`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Overrides {
    /// Replaces `base_url`.
    pub base_url: Option<String>,
    /// Whether drafts are built.
    pub drafts: bool,
    /// Whether articles dated in the future are built.
    pub future: bool,
    /// Whether a site without `content/` is an error.
    pub requires_content: bool,
}

/// The settings of a site, with all defaults.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    /// The site's title.
    pub title: String,
    /// The full URL of the home page; ends with `/`.
    pub base_url: String,
    /// The prefix of every path: empty, or `/digest`.
    pub base_path: String,
    /// A description of the site.
    pub description: Option<String>,
    /// A BCP 47 tag: `en`, `pt-BR`.
    pub language: String,
    /// The authors of the site.
    pub authors: Vec<String>,
    /// The licence of every page that has none of its own.
    pub license: Option<License>,
    /// The theme's name.
    pub theme: String,
    /// The number of articles on one page of a list; at least 1.
    pub paginate_by: usize,
    /// Which files are built besides the pages.
    pub outputs: Outputs,
    /// The web hosts that the site has configuration files for.
    pub hosting: Vec<Host>,
    /// The other hosts that pages may load from.
    pub security: SecurityPolicy,
    /// What feeds contain.
    pub feeds: Feeds,
    /// `[feeds] hub`: the URL of the WebSub hub, which tells feed readers of new articles.
    pub feed_hub: Option<String>,
    /// The sign-up form of the newsletter.
    pub newsletter: Option<Newsletter>,
    /// Where readers report mistakes.
    pub mistakes: Option<MistakeContact>,
    /// `[citations] style`: the name of a built-in style, or of a file in `content/sources/`.
    pub citation_style: Arc<str>,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// How images are converted.
    pub images: Images,
    /// Which social cards are drawn.
    pub share: Share,
    /// Whether the first mention of a drug in a text becomes a link.
    pub autolink: bool,
    /// Which name of a drug the site shows, unless a file of the site names the drug.
    pub drug_names: DrugNameChoice,
    /// Groups of terms: drugs, tags, authors, series and issues, then those declared.
    pub taxonomies: Vec<Taxonomy>,
    /// The name of the site's time zone in the IANA database: `Europe/Berlin`.
    pub time_zone: Arc<str>,
    /// The menu.
    pub menu: Vec<Menu>,
    /// The pairs of drugs that have a page that compares them, whether or not an article covers them.
    pub comparisons: Vec<[String; 2]>,
    /// `[params]`: each key with its value.
    pub params: Vec<(String, JsonTable)>,
    /// The texts of the interface, in the site's language.
    pub translations: Hashed<Translations>,
    /// Whether drafts are built.
    pub drafts: bool,
    /// Whether articles dated in the future are built.
    pub future: bool,
    /// Whether expired articles are built: only to find what would be wrong with them.
    pub expired: bool,
}

/// `[drugs] names`: which of the names of a drug an English site shows. A site in another language
/// shows the name in that language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DrugNameChoice {
    /// The international nonproprietary name: paracetamol.
    #[default]
    Inn,
    /// The name in the United States: acetaminophen.
    UnitedStates,
}

/// Where the settings are in `site.toml` that only later stages can check.
#[derive(Clone, Debug)]
pub struct ConfigPlaces {
    /// `site.toml`.
    pub source: Arc<Source>,
    /// The value of `theme`, or the start of the file.
    pub theme: Range<usize>,
    /// The keys in `[params]`, in the order of `Config::params`.
    pub params: Vec<Range<usize>>,
    /// The URLs in `[[menu]]`, in the order of `Config::menu`.
    pub menu: Vec<Range<usize>>,
    /// The names in `[[comparisons]]`, in the order of `Config::comparisons`.
    pub comparisons: Vec<[Range<usize>; 2]>,
    /// The value of `base_url`, if it is there.
    pub base_url: Option<Range<usize>>,
    /// The keys that the file may have outside of tables.
    pub keys: Vec<String>,
    /// The first header of a table, as written.
    pub first_header: Option<String>,
    /// `[publish]`, on which building does not depend.
    pub publish: Vec<PublishTarget>,
    /// The web hosts that `[build] hosting` names; empty if the key is not there.
    pub named_hosts: Vec<Host>,
    /// `[citations] mailto`, on which building does not depend.
    pub mailto: Option<String>,
    /// What `[newsletter]` says about mails, likewise.
    pub mail: MailSettings,
}

/// `[build]` and `[citations]`: files that are built besides the pages.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Outputs {
    /// `index.md` next to each article.
    pub markdown_copies: bool,
    /// `citations.bib` and `citations.ris` next to each article with citations.
    pub citation_downloads: bool,
    /// `llms.txt`.
    pub llms_txt: bool,
    /// Redirects from other names of a term to its page.
    pub alias_redirects: bool,
    /// `/archive/` and the pages below it.
    pub archive: bool,
    /// `/map/`.
    pub map: bool,
    /// The maximum number of pages that compare two drugs, besides those that `[[comparisons]]`
    /// names.
    pub comparisons: usize,
    /// `/follow/`.
    pub follow: bool,
    /// The security policy and rules for caching, in the files of [`Config::hosting`].
    pub headers: bool,
    /// The search page and its index.
    pub search: bool,
}

/// `[feeds]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Feeds {
    /// The number of articles in the site's feeds; 0 for no feeds at all.
    pub limit: usize,
    /// The number of articles in a term's feeds; 0 for none.
    pub term_limit: usize,
    /// Whether there are JSON feeds besides the Atom feeds.
    pub json: bool,
    /// Which RSS feeds there are besides the Atom feeds.
    pub rss: RssFeeds,
}

/// `[feeds] rss`: which feeds are written in RSS, too. All feed readers know Atom; other programs,
/// such as those that send newsletters, often know only RSS, and need only the feed of the site.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum RssFeeds {
    /// The feed of the site.
    #[default]
    Site,
    /// The feeds of terms, too.
    All,
    /// None.
    None,
}

/// `[markdown]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Markdown {
    /// Whether straight quotes become the marks of the language, `--` a dash and `...` an ellipsis.
    pub smart_punctuation: bool,
    /// Whether `$…$` is a formula.
    pub math: bool,
    /// Whether headings get a link to themselves.
    pub heading_anchors: bool,
    /// Whether stars inside words mark emphasis: `un*believ*able`.
    pub emphasis_in_words: bool,
    /// Whether addresses without markup become links: `https://…`, `www.…` and mail addresses.
    pub linkify: bool,
    /// Whether `H~2~O` has a subscript.
    pub subscript: bool,
    /// Whether `10^6^` has a superscript.
    pub superscript: bool,
}

impl Default for Markdown {
    fn default() -> Self {
        Self {
            smart_punctuation: true,
            math: true,
            heading_anchors: true,
            emphasis_in_words: true,
            linkify: true,
            subscript: true,
            superscript: true,
        }
    }
}

/// `[images]`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Images {
    /// Whether smaller versions of images are made.
    pub makes_variants: bool,
    /// Their widths in pixels, smallest first.
    pub widths: Vec<u32>,
    /// The quality of compressed photographs, from 1 to 100.
    pub quality: u8,
    /// The value of the `sizes` attribute: how wide a theme shows an image.
    pub sizes: String,
}

/// `[share]`: social cards, the images for link previews.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Share {
    /// Whether there is one for the site.
    pub site: bool,
    /// Whether there is one for each article.
    pub articles: bool,
}

/// The position of the group of drugs.
pub const DRUGS: usize = 0;

/// The indices of the groups of terms that every site has.
pub const AUTHORS: usize = 2;
/// See [`AUTHORS`].
pub const ISSUES: usize = 4;

/// The group of study designs.
pub const DESIGNS: usize = 5;

/// Which articles belong to a term.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Membership {
    /// Those that name it in front matter. A name without a file is a term too.
    Named,
    /// Those that name it, but only a file makes it a term: two people may have one name.
    NamedWithFile,
    /// Those that its file lists, in the order of the list.
    Listed,
    /// Those whose study has it as its design.
    OfStudy,
}

/// A group of terms.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Taxonomy {
    /// Its key in front matter, its folder in `content/` and its part of the URL: `drugs`.
    pub key: String,
    /// The title of its index page.
    pub name: String,
    /// The word for one of its terms, in messages and in the URLs of searches.
    pub singular: String,
    /// The word for one of its terms, for readers.
    pub label: String,
    /// Which articles belong to a term.
    pub membership: Membership,
}

/// What parsing must know about a group of terms.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TaxonomyRule {
    /// Its key in front matter and its folder in `content/`.
    pub key: String,
    /// Which articles belong to a term.
    pub membership: Membership,
}

/// An entry of the menu.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Menu {
    /// Its label.
    pub title: String,
    /// Its URL, as written.
    pub url: String,
    /// Whether it is in the footer of pages instead of the header.
    pub in_footer: bool,
}

/// The settings that parsing a document may depend on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rules {
    /// How Markdown is read.
    pub markdown: Markdown,
    /// The site's language, which has quotation marks of its own.
    pub language: Arc<str>,
    /// The groups of terms.
    pub taxonomies: Vec<TaxonomyRule>,
    /// The names of drugs in the site's files: texts are searched for these names too.
    pub drugs: Vec<DrugNames>,
    /// Texts that are added to a body: the label of a footnote, the title of an alert.
    pub translations: Hashed<Translations>,
    /// The site's time zone: a time without an offset is in it.
    pub time_zone: Arc<str>,
    /// How citations and references are written.
    pub citations: CitationRules,
    /// The policy that is published with the site; `None` if there is none.
    pub policy: Option<ContentPolicy>,
}

/// How citations and references are written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CitationRules {
    /// The name of a built-in style, or of a file in `content/sources/`.
    pub style: Arc<str>,
    /// The fingerprint of that file; the default if the style is built in.
    pub file: Fingerprint,
}

/// The names of a drug in its file.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct DrugNames {
    /// The last part of its page's URL.
    pub slug: String,
    /// Its usual name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Its trade names.
    pub brands: Vec<String>,
    /// Its research codes.
    pub codes: Vec<String>,
}

/// Keys of front matter that cannot be the key of a taxonomy.
const RESERVED: [&str; 38] = [
    "title",
    "id",
    "date",
    "updated",
    "slug",
    "aliases",
    "authors",
    "editors",
    "medical_reviewers",
    "license",
    "license_url",
    "summary",
    "draft",
    "publish_on",
    "expires",
    "reviewed",
    "review_by",
    "key_findings",
    "source",
    "citations",
    "corrections",
    "study",
    "extra",
    "image",
    "image_alt",
    "articles",
    "page",
    "search",
    "static",
    "autolink",
    "archive",
    "classes",
    "compare",
    "follow",
    "index",
    "map",
    "sources",
    "trials",
];

impl Config {
    /// Reads `site.toml`. Always returns a `Config`, with defaults for invalid values. `themes` are
    /// the text files of all themes, which include translations.
    pub fn load(
        source: &Arc<Source>,
        themes: &BTreeMap<SitePath, Arc<Source>>,
        overrides: &Overrides,
    ) -> (Checked<Hashed<Self>>, ConfigPlaces) {
        let mut faults = TomlDiagnostics::new(source, 0);
        let text = source.text();
        let table = parse_toml(&text, &mut faults);
        let mut places = ConfigPlaces {
            source: Arc::clone(source),
            theme: 0..0,
            params: Vec::new(),
            menu: Vec::new(),
            comparisons: Vec::new(),
            base_url: None,
            keys: Vec::new(),
            first_header: None,
            publish: Vec::new(),
            named_hosts: Vec::new(),
            mailto: None,
            mail: MailSettings::default(),
        };
        let config = read_config(table.get_ref(), &mut faults, themes, overrides, &mut places);
        (Checked { value: Hashed::new(config), diagnostics: faults.list }, places)
    }

    /// What parsing must know about the groups of terms.
    pub fn taxonomy_rules(&self) -> Vec<TaxonomyRule> {
        let rule = |taxonomy: &Taxonomy| TaxonomyRule {
            key: taxonomy.key.clone(),
            membership: taxonomy.membership,
        };
        self.taxonomies.iter().map(rule).collect()
    }

    /// The site's time zone.
    pub fn zone(&self) -> TimeZone {
        time_zone(&self.time_zone).unwrap_or(TimeZone::UTC)
    }

    /// The settings for parsing, without the names of drugs: those come from content.
    pub fn rules(&self) -> Rules {
        Rules {
            markdown: self.markdown,
            language: self.language.as_str().into(),
            taxonomies: self.taxonomy_rules(),
            drugs: Vec::new(),
            translations: self.translations.clone(),
            time_zone: Arc::clone(&self.time_zone),
            citations: CitationRules {
                style: Arc::clone(&self.citation_style),
                file: Fingerprint::default(),
            },
            policy: self.content_policy(),
        }
    }

    /// What browsers block in pages, if the site tells servers so.
    pub fn content_policy(&self) -> Option<ContentPolicy> {
        self.outputs.headers.then(|| ContentPolicy {
            policy: self.security.clone(),
            own_origin: origin(&self.base_url).to_owned(),
        })
    }
}

/// `style`: a built-in style, or a file in `content/sources/`.
/// The address that a service for works can complain to.
fn read_mailto(fields: &mut Fields<'_, '_>) -> Option<String> {
    let written = fields.string("mailto")?;
    if is_mail_address(&written.value) {
        return Some(written.value);
    }
    let message = format!("`{}` is not a mail address", written.value);
    let fault = Diagnostic::error(Code::BadValue, message)
        .help("write it like this: mailto = \"editor@example.org\"");
    let faults = fields.faults();
    let fault = fault.at(&faults.source, written.span);
    faults.list.push(fault);
    None
}

fn read_citation_style(fields: &mut Fields<'_, '_>) -> Option<Arc<str>> {
    let style = fields.string("style")?;
    if style.value.to_ascii_lowercase().ends_with(".csl") {
        if !style.value.contains(['/', '\\']) {
            return Some(style.value.into());
        }
        let fault = Diagnostic::error(
            Code::BadValue,
            format!("`{}` is not the name of a file in `content/sources/`", style.value),
        )
        .help("put the file there, and write its name only: style = \"journal.csl\"");
        let faults = fields.faults();
        let fault = fault.at(&faults.source, style.span);
        faults.list.push(fault);
        return None;
    }
    let name = style.value.trim().to_lowercase().replace(' ', "-");
    let known = BUILTIN_STYLES.map(|(name, _)| name);
    if known.contains(&name.as_str()) {
        return Some(name.into());
    }
    let message = format!("there is no citation style `{}`", style.value);
    let fault = Diagnostic::error(Code::BadValue, message).help(match nearest(&name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "use one of {}; for another, put its .csl file into `content/sources/` and write its name",
            known.join(", ")
        ),
    });
    let faults = fields.faults();
    let fault = fault.at(&faults.source, style.span);
    faults.list.push(fault);
    None
}

fn read_config(
    table: &DeTable<'_>,
    faults: &mut TomlDiagnostics,
    themes: &BTreeMap<SitePath, Arc<Source>>,
    overrides: &Overrides,
    places: &mut ConfigPlaces,
) -> Config {
    let mut fields = Fields::new(table, faults, "");
    let title = fields
        .required("title", &(0..0), "\"My digest\"")
        .map_or_else(|| "Untitled".into(), |title| title.value);
    let base = fields.required("base_url", &(0..0), "\"https://example.org/\"");
    places.base_url = base.as_ref().map(|base| base.span.clone());
    let (base_url, base_path) = resolve_base_url(&mut fields, base, overrides.base_url.as_deref());
    let description = fields.text("description");
    let language = fields.string("language").map_or_else(
        || "en".to_owned(),
        |language| {
            if !is_language(&language.value) {
                let message = format!("`{}` is not a language tag", language.value);
                let fault = Diagnostic::error(Code::BadValue, message)
                    .help("use a tag such as \"en\", \"de\" or \"pt-BR\"")
                    .at(&fields.faults().source.clone(), language.span);
                fields.faults().list.push(fault);
            }
            language.value
        },
    );
    let authors = values_of(fields.strings("authors"));
    let license = read_license(&mut fields);
    let theme = fields.string("theme");
    if let Some(theme) = &theme {
        places.theme = theme.span.clone();
    }
    let paginate_by = read_count(&mut fields, "paginate_by", 20, 1);
    let mut outputs = Outputs {
        markdown_copies: true,
        citation_downloads: true,
        llms_txt: true,
        alias_redirects: true,
        archive: true,
        map: true,
        comparisons: COMPARISONS,
        follow: true,
        headers: true,
        search: true,
    };
    let mut hosting = vec![Host::Netlify, Host::Cloudflare];
    if let Some((table, _)) = fields.table("build") {
        fields.nested("build", table, |fields| {
            read_switch(fields, "markdown_copies", &mut outputs.markdown_copies);
            read_switch(fields, "llms_txt", &mut outputs.llms_txt);
            read_switch(fields, "alias_redirects", &mut outputs.alias_redirects);
            read_switch(fields, "archive", &mut outputs.archive);
            read_switch(fields, "map", &mut outputs.map);
            outputs.comparisons = read_count(fields, "comparisons", COMPARISONS, 0);
            read_switch(fields, "follow", &mut outputs.follow);
            read_switch(fields, "headers", &mut outputs.headers);
            if read_hosting(fields, &mut hosting) {
                places.named_hosts.clone_from(&hosting);
            }
            read_switch(fields, "search", &mut outputs.search);
            // Read before the settings, by `linked_folders`; here only its type is checked.
            fields.strings("linked_folders");
        });
    }
    let mut citation_style: Arc<str> = DEFAULT_STYLE.into();
    let mut mailto = None;
    if let Some((table, _)) = fields.table("citations") {
        fields.nested("citations", table, |fields| {
            read_switch(fields, "downloads", &mut outputs.citation_downloads);
            if let Some(style) = read_citation_style(fields) {
                citation_style = style;
            }
            mailto = read_mailto(fields);
        });
    }
    let mut feeds = Feeds { limit: 20, term_limit: 10, json: true, rss: RssFeeds::Site };
    let mut feed_hub = None;
    if let Some((table, _)) = fields.table("feeds") {
        fields.nested("feeds", table, |fields| {
            feeds.limit = read_count(fields, "limit", feeds.limit, 0);
            feeds.term_limit =
                read_count(fields, "term_limit", feeds.term_limit.min(feeds.limit), 0);
            read_switch(fields, "json", &mut feeds.json);
            feeds.rss = read_rss_feeds(fields);
            feed_hub = read_hub(fields);
        });
    }
    let mut markdown = Markdown::default();
    if let Some((table, _)) = fields.table("markdown") {
        fields.nested("markdown", table, |fields| {
            read_switch(fields, "smart_punctuation", &mut markdown.smart_punctuation);
            read_switch(fields, "math", &mut markdown.math);
            read_switch(fields, "emphasis_in_words", &mut markdown.emphasis_in_words);
            read_switch(fields, "heading_anchors", &mut markdown.heading_anchors);
            read_switch(fields, "linkify", &mut markdown.linkify);
            read_switch(fields, "subscript", &mut markdown.subscript);
            read_switch(fields, "superscript", &mut markdown.superscript);
        });
    }
    let mut security = read_security(&mut fields, outputs.headers);
    let (form, mail) = read_newsletter(&mut fields);
    places.mail = mail;
    let newsletter = form.map(|(newsletter, host)| {
        security.forms.push(host);
        newsletter
    });
    let mistakes = read_mistake_contact(&mut fields);
    let time_zone = read_time_zone(&mut fields);
    let images = read_images(&mut fields);
    let mut share = Share { site: true, articles: false };
    if let Some((table, _)) = fields.table("share") {
        fields.nested("share", table, |fields| {
            read_switch(fields, "site", &mut share.site);
            read_switch(fields, "articles", &mut share.articles);
        });
    }
    let mut autolink = true;
    read_switch(&mut fields, "autolink", &mut autolink);
    let mut drug_names = DrugNameChoice::default();
    if let Some((table, _)) = fields.table("drugs") {
        fields.nested("drugs", table, |fields| {
            drug_names = read_drug_names(fields, &language);
        });
    }
    let theme = theme.map_or_else(|| "folio".into(), |theme| theme.value);
    let mut translation_problems = Vec::new();
    let mut translations = Translations::load(themes, &theme, &language, &mut translation_problems);
    if let Some((table, _)) = fields.table("translations") {
        fields.nested("translations", table, |fields| translations.add_own(table, fields));
    }
    let taxonomies = read_taxonomies(&mut fields, &translations);
    let mut menu = Vec::new();
    for (table, span) in fields.tables("menu") {
        let entry = fields.nested("menu", table, |fields| {
            let title = fields.required("title", &span, "\"About\"");
            let url = fields.required("url", &span, "\"/about/\"");
            let place = fields.string("place");
            let in_footer = place.as_ref().is_some_and(|place| place.value == "footer");
            if let Some(place) =
                place.filter(|place| !matches!(place.value.as_str(), "header" | "footer"))
            {
                let fault = Diagnostic::error(
                    Code::BadValue,
                    format!("`{}` is not a place for a menu entry", place.value),
                )
                .help("write place = \"header\" or place = \"footer\"")
                .at(&fields.faults().source.clone(), place.span);
                fields.faults().list.push(fault);
            }
            title.zip(url).map(|(title, url)| (title, url, in_footer))
        });
        if let Some((title, url, in_footer)) = entry {
            menu.push(Menu { title: title.value, url: url.value, in_footer });
            places.menu.push(url.span);
        }
    }
    let comparisons = read_comparisons(&mut fields, places);
    let mut params = Vec::new();
    if let Some((table, _)) = fields.table("params") {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            params.push((
                key.get_ref().to_string(),
                JsonTable(crate::diagnostic::toml_value::json(value.get_ref())),
            ));
            places.params.push(fields.faults().place(&key.span()));
        }
    }
    places.publish = read_publish_targets(&mut fields, feed_hub.as_deref());
    places.mailto = mailto;
    places.keys = fields.known_keys();
    places.first_header = fields.first_header();
    fields.finish();
    faults.list.append(&mut translation_problems);
    Config {
        title,
        base_url,
        base_path,
        description,
        language,
        authors,
        license,
        theme,
        paginate_by,
        outputs,
        hosting,
        security,
        feeds,
        feed_hub,
        newsletter,
        mistakes,
        citation_style,
        markdown,
        images,
        share,
        autolink,
        drug_names,
        time_zone,
        taxonomies,
        menu,
        comparisons,
        params,
        translations: Hashed::new(translations),
        drafts: overrides.drafts,
        future: overrides.future,
        expired: false,
    }
}

/// The number of pages that compare two drugs, unless the site sets it.
const COMPARISONS: usize = 100;

/// `[[comparisons]]`: pairs of drugs that get a page that compares them.
fn read_comparisons(fields: &mut Fields<'_, '_>, places: &mut ConfigPlaces) -> Vec<[String; 2]> {
    let mut pairs = Vec::new();
    for (table, span) in fields.tables("comparisons") {
        let (drugs, place) = fields.nested("comparisons", table, |fields| {
            (fields.strings("drugs"), fields.place_of("drugs"))
        });
        let count = drugs.as_ref().map_or(0, Vec::len);
        match drugs.map(<[Spanned<String>; 2]>::try_from) {
            Some(Ok(drugs)) => {
                places.comparisons.push(drugs.each_ref().map(|drug| drug.span.clone()));
                pairs.push(drugs.map(|drug| drug.value));
            }
            _ => {
                let message = match count {
                    0 => "this comparison names no drugs".to_owned(),
                    1 => "this comparison names one drug".to_owned(),
                    count => format!("this comparison names {count} drugs"),
                };
                let place = place.unwrap_or_else(|| fields.faults().place(&span));
                let fault = Diagnostic::error(Code::BadValue, message)
                    .help("name two drugs: drugs = [\"esketamine\", \"ketamine\"]")
                    .at(&fields.faults().source.clone(), place);
                fields.faults().list.push(fault);
            }
        }
    }
    pairs
}

/// `license` and `license_url`, in the settings of a site and in front matter.
pub fn read_license(fields: &mut Fields<'_, '_>) -> Option<License> {
    let name = fields.string("license");
    let url = read_web_address(fields, "license_url");
    let Some(name) = name else {
        if let Some(url) = url {
            let message = "`license_url` has no effect without `license`";
            let fault = Diagnostic::warning(Code::BadValue, message)
                .help("add the name of the licence: license = \"…\"")
                .at(&fields.faults().source.clone(), url.span);
            fields.faults().list.push(fault);
        }
        return None;
    };
    match License::parse(&name.value, url.map(|url| url.value)) {
        Ok(license) => Some(license),
        Err(problem) => {
            let (message, help) = match problem {
                LicenseError::NoVersion => (
                    format!("`{}` has no known version of the licence", name.value),
                    "the versions have different texts: license = \"CC BY 4.0\"",
                ),
                LicenseError::Unknown => (
                    format!("`{}` is not a licence of Creative Commons", name.value),
                    "they are CC BY, CC BY-SA, CC BY-ND, CC BY-NC, CC BY-NC-SA and CC BY-NC-ND, \
                     each with a version such as 4.0, and CC0",
                ),
            };
            let fault = Diagnostic::error(Code::BadValue, message)
                .help(help)
                .at(&fields.faults().source.clone(), name.span);
            fields.faults().list.push(fault);
            None
        }
    }
}

/// The address of a page on the web.
pub fn read_web_address(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<Spanned<String>> {
    let url = fields.string(key)?;
    let sound =
        url::Url::parse(&url.value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !sound {
        let fault =
            Diagnostic::error(Code::BadValue, format!("`{}` is not a web address", url.value))
                .help("write the full URL, with https://")
                .at(&fields.faults().source.clone(), url.span);
        fields.faults().list.push(fault);
        return None;
    }
    Some(url)
}

/// The time zone that decides when a day begins.
fn read_time_zone(fields: &mut Fields<'_, '_>) -> Arc<str> {
    let Some(name) = fields.string("timezone") else { return "UTC".into() };
    if time_zone(&name.value).is_none() {
        let message = format!("`{}` is not a time zone", name.value);
        let fault = Diagnostic::error(Code::BadValue, message)
            .help("write a name such as \"Europe/Berlin\", \"America/New_York\" or \"UTC\"")
            .at(&fields.faults().source.clone(), name.span);
        fields.faults().list.push(fault);
        return "UTC".into();
    }
    name.value.into()
}

/// `[build] hosting`: the web hosts whose files are in the folder of the site. Returns whether the key is
/// there.
fn read_hosting(fields: &mut Fields<'_, '_>, hosting: &mut Vec<Host>) -> bool {
    let Some(names) = fields.strings("hosting") else { return false };
    hosting.clear();
    for name in names {
        let (message, help) = match Host::ALL.iter().find(|host| host.name() == name.value) {
            Some(host) if host.reads_site_folder() => {
                if !hosting.contains(host) {
                    hosting.push(*host);
                }
                continue;
            }
            Some(host) => (
                format!("`{}` reads no file in the folder of the site", host.name()),
                format!(
                    "remove it; `offprint hosting {}` prints what to add to the configuration of \
                     the server",
                    host.name()
                ),
            ),
            None => {
                let names = Host::ALL.iter().filter(|host| host.reads_site_folder());
                let names: Vec<_> = names.map(|host| host.name()).collect();
                let help = match nearest(&name.value, names.iter().copied()) {
                    Some(name) => format!("did you mean \"{name}\"?"),
                    None => format!("use some of: {}", names.join(", ")),
                };
                (format!("`{}` is not a known web host", name.value), help)
            }
        };
        let fault = Diagnostic::error(Code::BadValue, message)
            .help(help)
            .at(&fields.faults().source.clone(), name.span);
        fields.faults().list.push(fault);
    }
    hosting.sort_unstable();
    true
}

/// `[security]`: each value is one host, because a policy with anything else would mean something
/// that nobody wrote.
fn read_security(fields: &mut Fields<'_, '_>, has_policy: bool) -> SecurityPolicy {
    let mut policy = SecurityPolicy::default();
    let Some((table, span)) = fields.table("security") else { return policy };
    fields.nested("security", table, |fields| {
        policy.images = read_origins(fields, RemoteKind::Image);
        policy.frames = read_origins(fields, RemoteKind::Frame);
        policy.media = read_origins(fields, RemoteKind::Media);
    });
    if !has_policy {
        let message = "`[security]` has no effect: `headers = false` turns the policy off";
        let fault = Diagnostic::warning(Code::BadValue, message)
            .help("remove `headers = false` from [build], or remove `[security]`")
            .at(&fields.faults().source.clone(), fields.faults().place(&span));
        fields.faults().list.push(fault);
    }
    policy
}

fn read_origins(fields: &mut Fields<'_, '_>, kind: RemoteKind) -> Vec<AllowedOrigin> {
    let mut origins = Vec::new();
    for host in fields.strings(kind.key()).unwrap_or_default() {
        match AllowedOrigin::parse(&host.value) {
            Ok(origin) if origins.contains(&origin) => {}
            Ok(origin) => origins.push(origin),
            Err(bad) => {
                let meant = bad.meant.unwrap_or_else(|| "https://img.example.org".to_owned());
                let message = format!("`{}` {}", host.value, bad.reason);
                let fault = Diagnostic::error(Code::BadValue, message)
                    .help(format!("write a scheme and a host: {} = [\"{meant}\"]", kind.key()))
                    .at(&fields.faults().source.clone(), host.span);
                fields.faults().list.push(fault);
            }
        }
    }
    origins
}

/// The URL of a WebSub hub. Feeds show it to everybody, so it cannot contain a secret.
fn read_hub(fields: &mut Fields<'_, '_>) -> Option<String> {
    let hub = fields.string("hub")?;
    let url = url::Url::parse(&hub.value).ok().filter(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if url.is_none() {
        let fault =
            Diagnostic::error(Code::BadValue, format!("`{}` is not the URL of a hub", hub.value))
                .help("write the complete URL that the hub gives to publishers: https://…")
                .at(&fields.faults().source.clone(), hub.span);
        fields.faults().list.push(fault);
    }
    url.map(String::from)
}

fn read_rss_feeds(fields: &mut Fields<'_, '_>) -> RssFeeds {
    let Some(rss) = fields.string("rss") else { return RssFeeds::default() };
    match rss.value.as_str() {
        "site" => RssFeeds::Site,
        "all" => RssFeeds::All,
        "none" => RssFeeds::None,
        other => {
            let message = format!("`{other}` is not a choice of RSS feeds");
            let fault = Diagnostic::error(Code::BadValue, message)
                .help("write rss = \"site\", rss = \"all\" (for each drug and tag too) or rss = \"none\"")
                .at(&fields.faults().source.clone(), rss.span);
            fields.faults().list.push(fault);
            RssFeeds::default()
        }
    }
}

fn read_drug_names(fields: &mut Fields<'_, '_>, language: &str) -> DrugNameChoice {
    let Some(names) = fields.string("names") else { return DrugNameChoice::default() };
    match names.value.as_str() {
        "inn" => DrugNameChoice::Inn,
        "us" => {
            if Language::from_tag(language).is_some() {
                let message = format!(
                    "`names = \"us\"` has no effect: a site with `language = \"{language}\"` \
                     shows the names of its language"
                );
                let fault = Diagnostic::warning(Code::BadValue, message)
                    .help("remove this line")
                    .at(&fields.faults().source.clone(), names.span);
                fields.faults().list.push(fault);
            }
            DrugNameChoice::UnitedStates
        }
        other => {
            let message = format!("`{other}` is not a choice of drug names");
            let fault = Diagnostic::error(Code::BadValue, message)
                .help("write names = \"inn\" (paracetamol) or names = \"us\" (acetaminophen)")
                .at(&fields.faults().source.clone(), names.span);
            fields.faults().list.push(fault);
            DrugNameChoice::default()
        }
    }
}

/// The maximum number of sizes of an image: more would only fill the disk.
const MOST_WIDTHS: usize = 3;

fn read_images(fields: &mut Fields<'_, '_>) -> Images {
    let mut images = Images {
        makes_variants: true,
        widths: vec![480, 800, 1200],
        quality: 80,
        sizes: "(min-width: 40rem) 36rem, 100vw".to_owned(),
    };
    let Some((table, _)) = fields.table("images") else { return images };
    fields.nested("images", table, |fields| {
        if let Some(format) = fields.string("format") {
            images.makes_variants = format.value == "webp";
            if !["webp", "original"].contains(&format.value.as_str()) {
                let message = format!("`{}` is not an image format that Offprint writes", format.value);
                let fault = Diagnostic::error(Code::BadValue, message)
                    .help("write format = \"webp\", or format = \"original\" to publish only your own files")
                    .at(&fields.faults().source.clone(), format.span);
                fields.faults().list.push(fault);
            }
        }
        if let Some(list) = fields.integers("widths", 16..=4096) {
            if list.value.is_empty() || list.value.len() > MOST_WIDTHS {
                let fault = Diagnostic::error(Code::BadValue, format!("`images.widths` must have 1 to {MOST_WIDTHS} widths"))
                    .help("write it like this: widths = [480, 800, 1200]")
                    .at(&fields.faults().source.clone(), list.span);
                fields.faults().list.push(fault);
            } else {
                images.widths = list.value.into_iter().filter_map(|width| u32::try_from(width).ok()).collect();
                images.widths.sort_unstable();
                images.widths.dedup();
            }
        }
        let quality = fields.integer("quality", 1..=100).and_then(|quality| u8::try_from(quality).ok());
        images.quality = quality.unwrap_or(images.quality);
        if let Some(sizes) = fields.text("sizes") {
            images.sizes = sizes;
        }
    });
    images
}

fn values_of(list: Option<Vec<Spanned<String>>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|text| text.value).collect()
}

fn read_switch(fields: &mut Fields<'_, '_>, key: &'static str, value: &mut bool) {
    if let Some(written) = fields.boolean(key) {
        *value = written;
    }
}

fn read_count(fields: &mut Fields<'_, '_>, key: &'static str, default: usize, least: i64) -> usize {
    fields
        .integer(key, least..=1000)
        .and_then(|number| usize::try_from(number).ok())
        .unwrap_or(default)
}

/// The URL and the path of the home page, both in the form that the rest of the program expects.
fn resolve_base_url(
    fields: &mut Fields<'_, '_>,
    written: Option<Spanned<String>>,
    given: Option<&str>,
) -> (String, String) {
    let text = given.or(written.as_ref().map(|base| base.value.as_str())).unwrap_or("/");
    if let Some(base) = parse_base_url(text) {
        return base;
    }
    let fault =
        Diagnostic::error(Code::BadBaseUrl, format!("`{text}` is neither a web URL nor a path"))
            .help("use the URL of the published site: base_url = \"https://example.org/\"");
    let fault = match (given, written) {
        (None, Some(base)) => fault.at(&fields.faults().source.clone(), base.span),
        _ => fault,
    };
    fields.faults().list.push(fault);
    ("/".into(), String::new())
}

fn parse_base_url(text: &str) -> Option<(String, String)> {
    let path = if text.starts_with('/') && !text.starts_with("//") {
        text
    } else {
        let url = url::Url::parse(text).ok()?;
        if !matches!(url.scheme(), "http" | "https")
            || url.query().is_some()
            || url.fragment().is_some()
        {
            return None;
        }
        // The text is kept as written except for its end: the parser would change its form.
        let host_at = text.find("://")? + 3;
        text[host_at..].find('/').map_or("/", |slash| &text[host_at + slash..])
    };
    let path = path.trim_end_matches('/');
    let sound = !path.contains("//")
        && path.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"\"'<>\\?#".contains(c));
    sound.then(|| (format!("{}/", text.trim_end_matches('/')), path.to_owned()))
}

/// The scheme and host of a URL; empty for a path.
pub fn origin(base_url: &str) -> &str {
    let Some(host) = base_url.find("://").map(|at| at + 3) else { return "" };
    base_url[host..].find('/').map_or(base_url, |slash| &base_url[..host + slash])
}

/// Whether a text can be the `base_url` of a published site: a full URL.
pub fn is_site_url(text: &str) -> bool {
    !text.starts_with('/') && parse_base_url(text).is_some()
}

/// Whether a text has the form of a language tag (BCP 47): parts of letters and digits, joined by
/// `-`.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    parts.next().is_some_and(|first| {
        (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_alphabetic())
    }) && parts.all(|part| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

/// The folders that `linked_folders` lists, before the settings are loaded: they decide which links
/// are followed to read the site. What is wrong in them is reported later.
pub fn linked_folders(source: &Source) -> Vec<String> {
    let table = source.text().parse::<toml::Table>().unwrap_or_default();
    let folders = table.get("build").and_then(|build| build.get("linked_folders")?.as_array());
    let folders = folders.into_iter().flatten();
    folders.filter_map(|folder| folder.as_str().map(str::to_owned)).collect()
}

fn read_taxonomies(fields: &mut Fields<'_, '_>, translations: &Translations) -> Vec<Taxonomy> {
    // A message called `authors` would be mistaken for the setting.
    let message = |key: &'static str| if key == "authors" { "author_list" } else { key };
    // In many languages, one series has another word than several.
    let one = |singular: &'static str| if singular == "series" { "one_series" } else { singular };
    let known = |key: &'static str, singular: &'static str, membership: Membership| Taxonomy {
        key: key.into(),
        name: translations.text(message(key)).into(),
        singular: singular.into(),
        label: translations.text(one(singular)).into(),
        membership,
    };
    let mut list = vec![
        known("drugs", "drug", Membership::Named),
        known("tags", "tag", Membership::Named),
        known("authors", "author", Membership::NamedWithFile),
        known("series", "series", Membership::Listed),
        known("issues", "issue", Membership::Listed),
        known("designs", "design", Membership::OfStudy),
    ];
    for (table, span) in fields.tables("taxonomies") {
        let (key, name, singular) = fields.nested("taxonomies", table, |fields| {
            (
                fields.required("key", &span, "\"conditions\""),
                fields.text("name"),
                fields.text("singular"),
            )
        });
        let Some(key) = key else { continue };
        let fault = if !is_slug(&key.value) || key.value.contains('.') {
            Some(("a key may contain only letters, digits, `-` and `_`", Code::BadSlug))
        } else if RESERVED.contains(&key.value.as_str())
            && !list.iter().any(|known| known.key == key.value)
        {
            Some(("this key already has another meaning in front matter", Code::BadValue))
        } else {
            None
        };
        if let Some((help, code)) = fault {
            let message = format!("`{}` cannot be the key of a taxonomy", key.value);
            let fault = Diagnostic::error(code, message)
                .help(help)
                .at(&fields.faults().source.clone(), key.span);
            fields.faults().list.push(fault);
            continue;
        }
        let singular = singular
            .unwrap_or_else(|| key.value.strip_suffix('s').unwrap_or(&key.value).to_owned());
        let entry = Taxonomy {
            name: name.unwrap_or_else(|| capitalised(&key.value)),
            membership: Membership::Named,
            label: singular.clone(),
            singular,
            key: key.value,
        };
        // Declaring drugs, tags or authors again only renames them. Series and issues that a site
        // declares are terms that articles name, as those of any other group.
        match list.iter_mut().find(|known| known.key == entry.key) {
            Some(known) if known.membership == Membership::NamedWithFile => {
                *known = Taxonomy { membership: known.membership, ..entry };
            }
            Some(known) => *known = entry,
            None => list.push(entry),
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_base(text: &str, expect: Option<(&str, &str)>) {
        assert_eq!(
            parse_base_url(text),
            expect.map(|(url, path)| (url.to_owned(), path.to_owned())),
            "{text}"
        );
    }

    #[test]
    fn base_urls() {
        check_base("https://example.org", Some(("https://example.org/", "")));
        check_base("https://example.org/digest/", Some(("https://example.org/digest/", "/digest")));
        check_base("/", Some(("/", "")));
        check_base("/sub", Some(("/sub/", "/sub")));
        check_base("ftp://example.org/", None);
        check_base("example.org", None);
        check_base("https://example.org/?a", None);
        check_base("//example.org/", None);
    }

    #[test]
    fn all_problems_are_reported_at_once() {
        let text =
            "titel = \"x\"\nbase_url = \"nope\"\npaginate_by = \"20\"\n[feeds]\nlimit = -1\n";
        let source = Arc::new(Source::new(crate::source::SitePath::new("site.toml"), text.into()));
        let (checked, _) = Config::load(&source, &BTreeMap::new(), &Overrides::default());
        let codes: Vec<_> = checked.diagnostics.iter().map(|fault| fault.code.name()).collect();
        assert_eq!(
            codes,
            ["bad-base-url", "wrong-type", "bad-value", "missing-key", "unknown-key"]
        );
    }
}
