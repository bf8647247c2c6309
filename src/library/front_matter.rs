//! Front matter: the TOML between two `+++` lines at the start of a content file, read with
//! positions; every error is reported.
//!
//! One reader for all kinds of file: each kind asks for its own keys, so that an unknown key is
//! reported with the keys that this kind allows. Nothing is resolved here: names of drugs stay as
//! written.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::body::link_target;
use super::facts::{
    CitationFields, CorrectionFields, Details, DrugIds, FactSpans, Facts, ImageFields,
    SourceFields, SourceStatus, StudyFields,
};
use super::kind::DocumentKind;
use super::study_design::StudyDesign;
use crate::clock::Moment;
use crate::config::Rules;
use crate::diagnostic::fields::{Fields, Spanned, TomlDiagnostics, parse_toml};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::route::Route;
use crate::source::{SitePath, Source};
use offprint_base::Hashed;
use offprint_base::{is_slug, portable_name, slugify, term_key, term_slug, transliterate};
use offprint_vocabulary::{Scheme, parse_digits, parse_prefixed_number};

/// How many drugs, tags or other terms one article may list.
const MAX_TERMS: usize = 500;

/// The two parts of a content file, as byte ranges of its text.
pub(super) struct SplitSource {
    pub(super) toml: Range<usize>,
    pub(super) body: usize,
}

const FENCE: &str = "+++";

/// Finds the front matter and the text after it.
pub(super) fn split_front_matter(
    source: &Arc<Source>,
    text: &str,
    faults: &mut Vec<Diagnostic>,
) -> SplitSource {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let yaml = first.trim_end() == "---";
        let help = if yaml {
            "Offprint's front matter is TOML between two `+++` lines, with `key = \"value\"` instead of `key: value`"
        } else {
            "begin the file with a line `+++`, then title = \"…\", then another line `+++`"
        };
        if first.trim_end().len() > FENCE.len() && first.trim_end().bytes().all(|byte| byte == b'+')
        {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                format!("this is not `{FENCE}`, with which front matter begins"),
            )
            .help(format!(
                "write `{FENCE}`, in the line above the front matter and in the line below it"
            ));
            faults.push(fault.at(source, 0..first.trim_end().len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        if text.trim_start().starts_with(FENCE) {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                "an empty line stands before the front matter",
            )
            .help("remove it: `+++` must be the first line of the file");
            faults.push(fault.at(source, 0..first.len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        let is_toml =
            |line: &&str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains([':', ' ']));
        if yaml
            && text
                .lines()
                .skip(1)
                .find(|line| !line.trim().is_empty())
                .as_ref()
                .is_some_and(is_toml)
        {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                format!("this is not `{FENCE}`, with which front matter begins"),
            )
            .help(format!(
                "write `{FENCE}`, in the line above the front matter and in the line below it"
            ));
            faults.push(fault.at(source, 0..first.trim_end().len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        let message = if yaml {
            "this front matter is YAML"
        } else {
            "this file does not begin with front matter"
        };
        let fault =
            Diagnostic::error(Code::NoFrontMatter, message).help(help).at(source, 0..first.len());
        faults.push(fault);
        return SplitSource { toml: 0..0, body: 0 };
    }
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return SplitSource { toml: start..at, body: at + line.len() };
        }
        at += line.len();
    }
    let fault = Diagnostic::error(Code::UnclosedFrontMatter, "this front matter has no end")
        .help("add a line `+++` between the front matter and the text")
        .at(source, 0..first.len());
    faults.push(fault);
    SplitSource { toml: start..start, body: start }
}

/// A date at the start of a file's name, and the rest: `2025-08-19-onfasprodil` → (2025-08-19,
/// `onfasprodil`).
fn leading_date(stem: &str) -> (Option<Date>, &str) {
    let Some(head) = stem.get(..10) else { return (None, stem) };
    let rest = &stem[10..];
    match (head.parse::<Date>(), rest.strip_prefix(['-', '_'])) {
        (Ok(date), Some(rest)) if !rest.is_empty() => (Some(date), rest),
        (Ok(date), None) if rest.is_empty() => (Some(date), stem),
        _ => (None, stem),
    }
}

/// Reads the front matter of one file. There are always `Facts`.
pub(super) fn parse_front_matter(
    source: &Arc<Source>,
    text: &str,
    kind: &DocumentKind,
    toml: Range<usize>,
    rules: &Rules,
) -> (Facts, FactSpans, Vec<Diagnostic>) {
    let mut faults = TomlDiagnostics::new(source, toml.start);
    faults.time_zone = Arc::clone(&rules.time_zone);
    let table = parse_toml(&text[toml], &mut faults);
    let broken = !faults.list.is_empty();
    let mut facts = Facts::new(kind.clone(), source.path.clone());
    let mut places = FactSpans::default();
    let mut reader = Reader {
        fields: Fields::new(table.get_ref(), &mut faults, ""),
        facts: &mut facts,
        places: &mut places,
    };
    reader.common(&source.path, broken);
    match kind {
        DocumentKind::Article => reader.article(rules),
        DocumentKind::Page | DocumentKind::Home => reader.page(),
        DocumentKind::Term(taxonomy) => reader.term(taxonomy),
    }
    reader.fields.finish();
    if broken {
        // If some of it could not be read, a missing key proves nothing.
        faults
            .list
            .retain(|fault| matches!(fault.code, Code::Syntax | Code::UnknownKey | Code::BadDate));
    }
    (facts, places, faults.list)
}

struct Reader<'r, 'f, 't> {
    fields: Fields<'f, 't>,
    facts: &'r mut Facts,
    places: &'r mut FactSpans,
}

impl Reader<'_, '_, '_> {
    fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        let faults = self.fields.faults();
        let diagnostic = diagnostic.at(&faults.source, span);
        faults.list.push(diagnostic);
    }

    fn common(&mut self, path: &SitePath, broken: bool) {
        let title = if broken {
            self.fields.string("title")
        } else {
            self.fields.required("title", &(0..0), "\"…\"")
        };
        self.places.title = title.as_ref().map_or(0..0, |title| title.span.clone());
        let (file_date, stem) = leading_date(self.facts.kind.stem(path));
        self.facts.title = title
            .map_or_else(|| stem.to_owned(), |title| title.value.replace(char::is_control, " "));
        self.facts.date = file_date.map(|day| Moment {
            utc: day.to_datetime(jiff::civil::Time::midnight()),
            day,
            timed: false,
            offset: 0,
        });
        let slug = self.fields.string("slug");
        let slug_text = match &slug {
            Some(slug) if is_slug(&slug.value) => match portable_name(&slug.value) {
                None => slug.value.clone(),
                Some(portable) => {
                    let message = format!(
                        "`{}` is a reserved name on Windows, so the slug is `{portable}`",
                        slug.value
                    );
                    let fault = Diagnostic::warning(Code::BadSlug, message)
                        .help(format!("write another slug, such as slug = \"{portable}\""));
                    self.fault(fault, slug.span.clone());
                    portable
                }
            },
            Some(slug) => {
                let near = slugify(&slug.value);
                let fault =
                    Diagnostic::error(Code::BadSlug, format!("`{}` cannot be a slug", slug.value));
                let fault = if near.is_empty() {
                    fault.help("use letters, digits and `-`, nothing else")
                } else {
                    fault.help(format!("use letters, digits and `-` only: slug = \"{near}\""))
                };
                self.fault(fault, slug.span.clone());
                near
            }
            None => slugify(stem),
        };
        let has_slug = slug.is_some();
        self.places.slug = slug.map_or_else(|| self.places.title.clone(), |slug| slug.span);
        if slug_text.is_empty() && !has_slug && self.facts.kind != DocumentKind::Home {
            let fault = Diagnostic::error(Code::BadSlug, "this file name gives no usable URL")
                .help("add a line: slug = \"…\"");
            self.fault(fault, 0..0);
        }
        self.facts.slug = slug_text;
        self.facts.draft = self.fields.boolean("draft").unwrap_or(false);
        self.facts.summary = self.fields.text("summary").map(Arc::from);
        self.facts.extra = self
            .fields
            .free("extra")
            .map_or_else(|| Hashed::new(JsonTable::empty()), |value| Hashed::new(JsonTable(value)));
        let alt = self.fields.text("image_alt");
        if let Some(image) = self.fields.string("image") {
            self.places.image = image.span;
            let target = link_target(&image.value, path.folder());
            self.facts.image = Some(ImageFields { target, written: image.value, alt });
        }
        self.fields.allow("aliases");
    }

    /// `aliases` as old URLs.
    fn redirects(&mut self, written: Vec<Spanned<String>>) {
        for alias in written {
            // An old URL with or without a trailing slash, or with the page's file name, is the
            // same page to a visitor.
            let folder = if alias.value.ends_with('/')
                || alias.value.rsplit('/').next().is_some_and(|last| last.contains('.'))
            {
                alias.value.clone()
            } else {
                format!("{}/", alias.value)
            };
            match Route::parse(&folder) {
                Ok(route) => {
                    self.facts.redirects.push(route);
                    self.places.redirects.push(alias.span);
                }
                Err(reason) => {
                    let fault = Diagnostic::error(
                        Code::BadAlias,
                        format!("`{}` cannot be an old URL: {reason}", alias.value),
                    )
                    .help("write the path that the page had, such as \"/2025/onfasprodil/\"");
                    self.fault(fault, alias.span);
                }
            }
        }
    }

    /// `id`: the id of an article in feeds.
    fn feed_id(&mut self) -> Option<String> {
        let id = self.fields.string("id")?;
        self.places.feed_id = id.span.clone();
        let is_sound = if id.value.starts_with('/') {
            !id.value.starts_with("//") && Route::parse(&id.value).is_ok()
        } else {
            // Feed readers compare the text (RFC 4287, section 4.2.6.1), so it stays as written.
            url::Url::parse(&id.value).is_ok()
                && !id.value.contains(|c: char| c.is_whitespace() || c.is_control())
        };
        if !is_sound {
            let fault = Diagnostic::error(
                Code::BadIdentifier,
                format!("`{}` cannot be the id of an entry in feeds", id.value),
            )
            .help("write the first URL of the article, such as \"/articles/onfasprodil/\", or a URI such as \"tag:example.org,2025:onfasprodil\"");
            self.fault(fault, id.span);
            return None;
        }
        Some(id.value)
    }

    fn dates(&mut self) {
        for key in ["date", "updated", "publish_on", "expires", "reviewed", "review_by"] {
            if let Some(place) = self.fields.place_of(key) {
                self.places.dates.push((key, place));
            }
        }
        if let Some(date) = self.fields.when("date") {
            self.facts.date = Some(date);
        }
        self.facts.updated = self.fields.when("updated");
        self.facts.publish_on = self.fields.when("publish_on");
        self.facts.expires = self.fields.when("expires");
        self.facts.reviewed = self.fields.when("reviewed");
        self.facts.review_by = self.fields.when("review_by");
        self.facts.authors = texts(self.fields.strings("authors"));
    }

    fn page(&mut self) {
        self.dates();
        if let Some(aliases) = self.fields.strings("aliases") {
            self.redirects(aliases);
        }
    }

    /// Several names in one text: `drugs = "ketamine, esketamine"`.
    fn joined(&mut self, key: &str, named: &[Spanned<String>]) {
        let [one] = named else { return };
        // Within a chemical name, a comma is not followed by a space; and a list with one entry is
        // written deliberately, so only a plain string is checked.
        let parts: Vec<&str> =
            one.value.split(", ").flat_map(|part| part.split(';')).map(str::trim).collect();
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || !self.fields.is_single(key) {
            return;
        }
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let list: Vec<String> = parts.into_iter().map(quoted).collect();
        let fault = Diagnostic::warning(
            Code::BadValue,
            format!("this is taken for one name: `{}`", one.value),
        )
        .help(format!("put each name in quotes: {key} = [{}]", list.join(", ")));
        self.fault(fault, one.span.clone());
    }

    /// The names of a list, unless there are too many: each pair of terms in an article is compared.
    fn limited(&mut self, key: &str, mut named: Vec<Spanned<String>>) -> Vec<Spanned<String>> {
        if named.len() > MAX_TERMS {
            let message = format!(
                "this article lists {} names in `{key}`, and up to {MAX_TERMS} are allowed",
                named.len()
            );
            let fault = Diagnostic::error(Code::TooLarge, message)
                .help("keep the names that the article is about");
            self.fault(fault, named[MAX_TERMS].span.clone());
            named.truncate(MAX_TERMS);
        }
        named
    }

    fn article(&mut self, rules: &Rules) {
        self.page();
        self.facts.feed_id = self.feed_id();
        self.facts.autolink = self.fields.boolean("autolink").unwrap_or(true);
        for key in &rules.taxonomies {
            let named = self.fields.strings_named(key).unwrap_or_default();
            self.joined(key, &named);
            let named = self.limited(key, named);
            let mut names: Vec<String> = Vec::with_capacity(named.len());
            let mut spans = Vec::with_capacity(named.len());
            for name in named {
                if term_slug(&name.value).is_empty() {
                    let fault = Diagnostic::error(
                        Code::BadSlug,
                        format!("nothing in `{}` can stand in a URL", name.value),
                    )
                    .help("use a name with letters or digits");
                    self.fault(fault, name.span);
                    continue;
                }
                // A repeated name is counted once: the repetition is a slip.
                if !names.iter().any(|known| term_key(known) == term_key(&name.value)) {
                    names.push(name.value.replace(char::is_control, " "));
                    spans.push(name.span);
                }
            }
            self.facts.terms.push(names);
            self.places.terms.push(spans);
        }
        let mut details = Details {
            key_findings: texts(self.fields.strings("key_findings")),
            ..Details::default()
        };
        if let Some((table, _)) = self.fields.table("source") {
            details.source = Some(self.fields.nested("source", table, source_fields));
        }
        if let Some((table, _)) = self.fields.table("study") {
            details.study = Some(self.fields.nested("study", table, study_fields));
        }
        for (table, span) in self.fields.tables("corrections") {
            let correction = self.fields.nested("corrections", table, |fields| {
                let text = fields.required("text", &span, "\"…\"");
                (fields.when("date"), text)
            });
            if let (date, Some(text)) = correction {
                details.corrections.push(CorrectionFields { date, text: text.value });
            }
        }
        details.citations = self.citations();
        self.facts.details = Hashed::new(details);
    }

    fn citations(&mut self) -> Vec<CitationFields> {
        let mut list: Vec<CitationFields> = Vec::new();
        for (index, (table, _)) in self.fields.tables("citations").into_iter().enumerate() {
            let (mut citation, id) = self.fields.nested("citations", table, citation_fields);
            match id {
                Some(id) => {
                    if let Some(first) = list.iter().position(|known| known.id == id.value) {
                        let fault = Diagnostic::error(
                            Code::DuplicateCitation,
                            format!("two citations have the id `{}`", id.value),
                        )
                        .help(format!("give one of them another id, such as \"{}b\"", id.value));
                        let place = self.places.citations.get(first).cloned().unwrap_or_default();
                        let source = self.fields.faults().source.clone();
                        self.fault(
                            fault.note(&source, place, "the other is here"),
                            id.span.clone(),
                        );
                    }
                    self.places.citations.push(id.span);
                    citation.id = id.value;
                }
                None => {
                    self.places.citations.push(0..0);
                    citation.id = made_id(&citation, index, &list);
                }
            }
            list.push(citation);
        }
        list.shrink_to_fit();
        list
    }

    fn term(&mut self, taxonomy: &str) {
        for key in ["updated", "reviewed", "review_by"] {
            if let Some(place) = self.fields.place_of(key) {
                self.places.dates.push((key, place));
            }
        }
        self.facts.updated = self.fields.when("updated");
        self.facts.reviewed = self.fields.when("reviewed");
        self.facts.review_by = self.fields.when("review_by");
        let (urls, names): (Vec<_>, Vec<_>) = self
            .fields
            .strings("aliases")
            .unwrap_or_default()
            .into_iter()
            .partition(|alias| alias.value.starts_with('/'));
        self.redirects(urls);
        let mut drug = DrugIds::default();
        let (mut brands, mut codes) = (Vec::new(), Vec::new());
        if taxonomy == "drugs" {
            self.facts.autolink = self.fields.boolean("autolink").unwrap_or(true);
            brands = self.fields.strings("brands").unwrap_or_default();
            codes = self.fields.strings("codes").unwrap_or_default();
            let classes = self.fields.strings("class").unwrap_or_default();
            drug.classes = classes.into_iter().map(|class| class.value).collect();
            drug.mechanism = self.fields.text("mechanism");
            drug.status = self.fields.text("status");
            if let Some((table, _)) = self.fields.table("ids") {
                drug.ids = self.fields.nested("ids", table, identifiers);
            }
        }
        let related = self.fields.strings("related").unwrap_or_default();
        let names = [&names, &brands, &codes];
        self.places.names =
            names.iter().flat_map(|list| list.iter().map(|name| name.span.clone())).collect();
        self.facts.names =
            names.iter().flat_map(|list| list.iter().map(|name| name.value.clone())).collect();
        drug.alias_count = names[0].len();
        drug.brand_count = brands.len();
        self.facts.drug = drug;
        self.places.related = related.iter().map(|name| name.span.clone()).collect();
        self.facts.related = related.into_iter().map(|name| name.value).collect();
    }
}

fn texts(list: Option<Vec<Spanned<String>>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().map(|text| text.value).collect()
}

fn source_fields(fields: &mut Fields<'_, '_>) -> SourceFields {
    SourceFields {
        name: fields.text("name"),
        url: web_address(fields, "url"),
        title: fields.text("title"),
        authors: texts(fields.strings("authors")),
        affiliations: texts(fields.strings("affiliations")),
        reviewed_by: texts(fields.strings("reviewed_by")),
        published: fields.when("published"),
        updated: fields.when("updated"),
        license: fields.text("license"),
        doi: doi_field(fields),
        pmid: pmid_field(fields),
        pmcid: pmcid_field(fields),
        statuses: source_statuses(fields),
        status_note: fields.text("status_note"),
    }
}

/// `status` of a source, the most important one first; an unknown one is an error.
fn source_statuses(fields: &mut Fields<'_, '_>) -> Vec<SourceStatus> {
    let mut statuses = Vec::new();
    for text in fields.strings("status").unwrap_or_default() {
        let name = text.value.to_lowercase();
        let name = match name.as_str() {
            "withdrawn" => "retracted",
            "expression of concern" => "concern",
            other => other,
        };
        let Some(status) = SourceStatus::ALL.into_iter().find(|status| status.name() == name)
        else {
            let known: Vec<&str> = SourceStatus::ALL.iter().map(|status| status.name()).collect();
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use one or more of: {}", known.join(", ")),
            };
            let fault = Diagnostic::error(
                Code::BadValue,
                format!("`{}` is not a status of a source", text.value),
            )
            .help(help);
            let faults = fields.faults();
            let fault = fault.at(&faults.source, text.span);
            faults.list.push(fault);
            continue;
        };
        statuses.push(status);
    }
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn web_address(fields: &mut Fields<'_, '_>, key: &'static str) -> Option<String> {
    let url = fields.string(key)?;
    let sound =
        url::Url::parse(&url.value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if !sound {
        let fault =
            Diagnostic::error(Code::BadValue, format!("`{}` is not a web address", url.value))
                .help("write the whole address, from https:// on");
        let faults = fields.faults();
        let fault = fault.at(&faults.source, url.span);
        faults.list.push(fault);
        return None;
    }
    Some(url.value)
}

fn study_fields(fields: &mut Fields<'_, '_>) -> StudyFields {
    let mut rows = Vec::new();
    for (key, label) in StudyFields::TEXTS {
        if let Some(value) = fields.text_or_number(key) {
            rows.push((key, label, value.value));
        }
    }
    // `n` is the usual letter; which subjects it counts follows from the design.
    if let Some(n) = fields.text_or_number("n") {
        let design = rows.iter().find(|(key, ..)| *key == "design");
        let of_animals = design
            .and_then(|(.., text)| StudyDesign::parse(text))
            .is_some_and(|design| design.is_of_animals);
        let key = if of_animals { "animals" } else { "participants" };
        if rows.iter().any(|(known, ..)| *known == key) {
            let fault =
                Diagnostic::error(Code::BadValue, format!("`n` and `{key}` are the same number"))
                    .help(format!("remove `n`, or `{key}`"));
            let faults = fields.faults();
            let fault = fault.at(&faults.source, n.span);
            faults.list.push(fault);
        } else if let Some((key, label)) =
            StudyFields::TEXTS.iter().find(|(known, _)| *known == key)
        {
            rows.push((key, label, n.value));
            let place = |key: &str| StudyFields::TEXTS.iter().position(|(known, _)| *known == key);
            rows.sort_by_key(|(key, ..)| place(key));
        }
    }
    StudyFields { rows, registry: texts(fields.strings("registry")) }
}

fn citation_fields(fields: &mut Fields<'_, '_>) -> (CitationFields, Option<Spanned<String>>) {
    let id = fields.string("id").filter(|id| {
        let sound = !id.value.is_empty()
            && id
                .value
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'));
        if !sound {
            let fault = Diagnostic::error(
                Code::BadIdentifier,
                format!("`{}` cannot be the id of a citation", id.value),
            )
            .help("use letters, digits and `-`: it is what stands in the text as [@id]");
            let faults = fields.faults();
            let fault = fault.at(&faults.source, id.span.clone());
            faults.list.push(fault);
        }
        sound
    });
    let citation = CitationFields {
        id: String::new(),
        text: fields.text("text").map(Box::from),
        title: fields.text("title").map(Box::from),
        authors: texts(fields.strings("authors")),
        journal: fields.text("journal").map(Box::from),
        year: fields.text_or_number("year").map(|year| Box::from(year.value)),
        volume: fields.text_or_number("volume").map(|volume| Box::from(volume.value)),
        issue: fields.text_or_number("issue").map(|issue| Box::from(issue.value)),
        pages: fields.text_or_number("pages").map(|pages| Box::from(pages.value)),
        doi: doi_field(fields).map(Box::from),
        pmid: pmid_field(fields).map(Box::from),
        pmcid: pmcid_field(fields).map(Box::from),
        nct: identifier(fields, "nct", "a ClinicalTrials.gov number", "NCT03756129", |text| {
            parse_prefixed_number(text, "NCT", 8..=8)
        })
        .map(Box::from),
        url: web_address(fields, "url").map(Box::from),
    };
    (citation, id)
}

fn doi_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    identifier(fields, "doi", "a DOI", "10.4088/JCP.23m15246", doi)
}

fn pmid_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    identifier(fields, "pmid", "a PubMed number", "12345678", |text| parse_digits(text, 1..=9))
}

fn pmcid_field(fields: &mut Fields<'_, '_>) -> Option<String> {
    identifier(fields, "pmcid", "a PubMed Central number", "PMC1234567", |text| {
        parse_prefixed_number(text, "PMC", 1..=9)
    })
}

/// An identifier in its registry's form, without prefixes that people paste with it
/// (`https://doi.org/`).
fn identifier(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    what: &str,
    example: &str,
    form: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let written = fields.text_or_number(key)?;
    let value = form(&written.value);
    if value.is_none() {
        let fault =
            Diagnostic::error(Code::BadIdentifier, format!("`{}` is not {what}", written.value))
                .help(format!("{what} looks like this: {key} = \"{example}\""));
        let faults = fields.faults();
        let fault = fault.at(&faults.source, written.span);
        faults.list.push(fault);
    }
    value
}

/// A DOI begins with `10.`, a registrant of at least four digits, and a slash (DOI Handbook,
/// section 2.2).
fn doi(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find("10.")?;
    let before = &lower[..start];
    let known = [
        "",
        "doi:",
        "doi: ",
        "doi ",
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
        "doi.org/",
    ];
    let (registrant, suffix) = text[start + 3..].split_once('/')?;
    let sound = known.contains(&before)
        && registrant.len() >= 4
        && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !suffix.is_empty()
        && !suffix.contains(char::is_whitespace);
    sound.then(|| text[start..].to_owned())
}

/// The registries whose numbers a drug's file may contain, their names, and an example of each.
const IDENTIFIERS: [(Scheme, &str, &str); 8] = [
    (Scheme::DrugBank, "a DrugBank number", "DB11823"),
    (Scheme::Chembl, "a ChEMBL number", "CHEMBL1201087"),
    (Scheme::PubChem, "a PubChem compound number", "182137"),
    (Scheme::Unii, "a UNII", "50LFG02TXD"),
    (Scheme::Cas, "a CAS number", "33643-46-8"),
    (Scheme::Atc, "an ATC code", "N06AX27"),
    (Scheme::RxCui, "an RxNorm number", "2119365"),
    (Scheme::Wikidata, "a Wikidata item", "Q410360"),
];

fn identifiers(fields: &mut Fields<'_, '_>) -> Vec<(Scheme, String)> {
    let mut read = |(scheme, what, example): (Scheme, &str, &str)| {
        Some((scheme, identifier(fields, scheme.key(), what, example, |text| scheme.parse(text))?))
    };
    IDENTIFIERS.into_iter().filter_map(&mut read).collect()
}

/// The id of a citation that has none: the first author's family name and the year, otherwise its
/// number.
fn made_id(citation: &CitationFields, index: usize, others: &[CitationFields]) -> String {
    let family = citation
        .authors
        .first()
        .map(|author| transliterate(family_name(author)).replace('-', ""))
        .unwrap_or_default();
    let base = match (family.is_empty(), &citation.year) {
        (true, _) => format!("ref{}", index + 1),
        (false, year) => format!("{family}{}", year.as_deref().unwrap_or_default()),
    };
    let taken = |id: &str| others.iter().any(|other| other.id == id);
    if !taken(&base) {
        return base;
    }
    // A second work by the same author in the same year gets a letter as in a printed list:
    // shelton2025b.
    ('b'..='z')
        .map(|letter| format!("{base}{letter}"))
        .find(|id| !taken(id))
        .unwrap_or_else(|| format!("{base}-{index}"))
}

/// What follows a family name and is not part of it.
const NAME_SUFFIXES: [&str; 8] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd"];

/// A name without `Jr`, `III` and the like at its end, and what was there.
pub(crate) fn without_name_suffix(author: &str) -> (&str, Option<&str>) {
    let author = author.trim();
    match author.rsplit_once([' ', ',']) {
        Some((name, suffix)) if NAME_SUFFIXES.contains(&suffix) => {
            (name.trim_end_matches([',', ' ']), Some(suffix))
        }
        _ => (author, None),
    }
}

/// The family name of `Shelton RC`, `Shelton, R. C.`, `Shelton RC Jr` or `Richard C. Shelton III`.
pub(crate) fn family_name(author: &str) -> &str {
    let (author, _) = without_name_suffix(author);
    if let Some((family, _)) = author.split_once(',') {
        return without_name_suffix(family).0;
    }
    match author.rsplit_once(' ') {
        Some((family, initials))
            if initials.len() <= 4
                && initials.chars().all(|c| c.is_uppercase() || c == '.' || c == '-') =>
        {
            family
        }
        Some((_, family)) => family,
        None => author,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_file_names() {
        assert_eq!(
            leading_date("2025-08-19-onfasprodil"),
            (Some(jiff::civil::date(2025, 8, 19)), "onfasprodil")
        );
        assert_eq!(leading_date("2025-13-19-onfasprodil").0, None);
        assert_eq!(leading_date("überraschung"), (None, "überraschung"));
    }

    #[test]
    fn a_doi_has_its_form() {
        assert_eq!(
            doi("https://doi.org/10.4088/JCP.23m15246").as_deref(),
            Some("10.4088/JCP.23m15246")
        );
        assert_eq!(doi("10.4088"), None);
        assert_eq!(doi("see 10.4088/x"), None);
    }

    #[test]
    fn family_names() {
        for author in [
            "Shelton RC",
            "Shelton, R. C.",
            "Richard C. Shelton",
            "Shelton",
            "Shelton RC Jr",
            "Richard C. Shelton Jr.",
            "Richard C. Shelton, Jr.",
            "Shelton III, R. C.",
            "Shelton, R. C., Sr.",
            "Richard Shelton II",
        ] {
            assert_eq!(family_name(author), "Shelton", "{author}");
        }
    }
}
