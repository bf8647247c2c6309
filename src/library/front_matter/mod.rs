//! Front matter: the TOML between two `+++` lines at the start of a content file, read with
//! positions; every error is reported.
//!
//! One reader for all kinds of file: each kind asks for its own keys, so that an unknown key is
//! reported with the keys that this kind allows. Nothing is resolved here: names of drugs stay as
//! written.

mod author_names;
mod field_values;
mod list_table;
mod people;
mod plain_texts;
mod split_source;
mod study_values;
mod tables;
mod work_details;
mod wrong_kind;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use self::field_values::texts;
pub(crate) use self::list_table::design_key;
use self::list_table::list_fields;
use self::plain_texts::lint_plain_texts;
use self::split_source::says_yes;
pub(super) use self::split_source::split_front_matter;
use self::tables::{
    citation_fields, identifier_place, identifiers, made_id, source_fields, study_fields,
};
use self::wrong_kind::wrong_kind;
use super::body::link_target;
use super::facts::{
    CitationFields, CorrectionFields, Details, DrugIds, FactSpans, Facts, ImageFields, StudyFields,
    UntitledWork,
};
use super::kind::{CLASSES, DocumentKind};
use crate::clock::Moment;
use crate::config::{Membership, Rules, TaxonomyRule, read_license};
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::{Spanned, TomlDiagnostics, parse_toml};
use crate::diagnostic::{Code, Diagnostic};
use crate::json_table::JsonTable;
use crate::route::Route;
use crate::source::{SitePath, Source};
use offprint_base::Hashed;
use offprint_base::{is_slug, portable_name, slugify, term_key, term_slug};
use offprint_vocabulary::known_class_slug;

/// How many drugs, tags or other terms one article may list.
const MAX_TERMS: usize = 500;

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
    let toml = &text[toml];
    let table = parse_toml(toml, &mut faults);
    let broken = !faults.list.is_empty();
    let mut facts = Facts::new(kind.clone(), source.path.clone());
    let mut places = FactSpans::default();
    let mut reader = Reader {
        fields: Fields::new(table.get_ref(), &mut faults, ""),
        facts: &mut facts,
        places: &mut places,
        people: Vec::new(),
    };
    reader.read(source, toml, rules, broken);
    if let Some(wrong) =
        wrong_kind(kind, &reader.fields.unknown_keys(), |kind| known_keys(source, kind, rules))
    {
        reader.fields.allow_named(wrong.keys);
        reader.fault(wrong.diagnostic, wrong.place);
    }
    reader.fields.finish();
    lint_plain_texts(table.get_ref(), rules.markdown, &mut faults);
    if broken {
        // If some of it could not be read, a missing key proves nothing.
        faults.list.retain(|fault| is_certain(fault.code));
    }
    (facts, places, faults.list)
}

/// The keys that a file of a kind may have: those that its reader asks for.
fn known_keys(source: &Arc<Source>, kind: &DocumentKind, rules: &Rules) -> Vec<String> {
    let mut faults = TomlDiagnostics::new(source, 0);
    let table = parse_toml("", &mut faults);
    let mut facts = Facts::new(kind.clone(), source.path.clone());
    let mut places = FactSpans::default();
    let mut reader = Reader {
        fields: Fields::new(table.get_ref(), &mut faults, ""),
        facts: &mut facts,
        places: &mut places,
        people: Vec::new(),
    };
    reader.read(source, "", rules, false);
    reader.fields.known_keys()
}

/// Whether a diagnostic holds even if some of the front matter could not be read.
fn is_certain(code: Code) -> bool {
    matches!(
        code,
        Code::Syntax | Code::UnknownKey | Code::MisplacedKey | Code::MisplacedFile | Code::BadDate
    )
}

struct Reader<'r, 'f, 't> {
    fields: Fields<'f, 't>,
    facts: &'r mut Facts,
    places: &'r mut FactSpans,
    /// Everyone whom an article or a page names.
    people: Vec<Spanned<String>>,
}

impl Reader<'_, '_, '_> {
    fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        let faults = self.fields.faults();
        let diagnostic = diagnostic.at(&faults.source, span);
        faults.list.push(diagnostic);
    }

    /// Reads all keys that a file of this kind may have.
    fn read(&mut self, source: &Source, toml: &str, rules: &Rules, broken: bool) {
        let is_author = self.facts.kind.is_of("authors");
        let title = if is_author { self.author_title() } else { "title" };
        self.common(&source.path, (title, toml), broken);
        match self.facts.kind.clone() {
            DocumentKind::Article => self.article(rules),
            DocumentKind::Page => {
                self.page();
                self.list(rules);
            }
            DocumentKind::Work => self.work(),
            DocumentKind::Home => self.page(),
            DocumentKind::Term(taxonomy) => self.term(&taxonomy, rules),
        }
    }

    /// The keys of every file; `title` is the key of its title.
    fn common(&mut self, path: &SitePath, (title, toml): (&'static str, &str), broken: bool) {
        let title = if broken {
            self.fields.string(title)
        } else {
            self.fields.required(title, &(0..0), "\"…\"")
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
            // The page of a class keeps the URL that it has without a file.
            None if self.facts.kind.is_of(CLASSES) => {
                known_class_slug(&self.facts.title).unwrap_or_else(|| slugify(stem))
            }
            None => slugify(stem),
        };
        let has_slug = slug.is_some();
        if !has_slug {
            self.empty_text("slug");
        }
        self.places.slug = slug.map_or_else(|| self.places.title.clone(), |slug| slug.span);
        if slug_text.is_empty() && !has_slug && self.facts.kind != DocumentKind::Home {
            let fault = Diagnostic::error(Code::BadSlug, "this file name gives no usable URL")
                .help("add a line: slug = \"…\"");
            self.fault(fault, 0..0);
        }
        self.facts.slug = slug_text;
        self.facts.draft = self.draft(toml);
        self.facts.summary = self.fields.text("summary").map(Arc::from);
        self.facts.extra = self
            .fields
            .free("extra")
            .map_or_else(|| Hashed::new(JsonTable::empty()), |value| Hashed::new(JsonTable(value)));
        let alt = self.fields.text("image_alt");
        let image = if self.facts.kind.is_of("authors") { "photo" } else { "image" };
        if let Some(image) = self.fields.string(image) {
            self.places.image = image.span;
            let target = link_target(&image.value, path.folder());
            self.facts.image = Some(ImageFields { target, written: image.value, alt });
        }
        self.fields.allow("aliases");
    }

    /// `draft`. A value that cannot be read, but means yes, is an error in a draft: the text is not
    /// meant to be published.
    fn draft(&mut self, toml: &str) -> bool {
        if let Some(draft) = self.fields.boolean("draft") {
            return draft;
        }
        // The keys of `[extra]` are the editor's own.
        let mut is_extra = false;
        toml.lines().any(|line| {
            if line.starts_with('[') {
                is_extra = line.trim_start_matches('[').starts_with("extra");
            }
            let (key, value) = line.split_once(['=', ':']).unwrap_or_default();
            let value = value.split('#').next().unwrap_or_default();
            !is_extra && key.trim().eq_ignore_ascii_case("draft") && says_yes(value)
        })
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
        let Some(id) = self.fields.string("id") else {
            self.empty_text("id");
            return None;
        };
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

    /// Reports a key whose text is empty, though it matters whether it is there.
    fn empty_text(&mut self, key: &'static str) {
        let Some(place) = self.fields.place_of(key) else { return };
        let is_text = self.fields.is_text(key);
        if is_text {
            let fault = Diagnostic::error(Code::BadValue, format!("`{key}` is empty"))
                .help("remove the line, or write a value");
            self.fault(fault, place);
        }
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
    }

    fn page(&mut self) {
        self.dates();
        self.contributors();
        self.facts.license = read_license(&mut self.fields);
        if let Some(aliases) = self.fields.strings("aliases") {
            self.redirects(aliases);
        }
    }

    /// `[list]`: which articles a standalone page lists.
    fn list(&mut self, rules: &Rules) {
        let Some((table, span)) = self.fields.table("list") else { return };
        let span = self.fields.faults().place(&span);
        let (list, spans) = self
            .fields
            .nested("list", table, |fields| list_fields(fields, &rules.taxonomies, span));
        self.facts.list = Some(Box::new(list));
        self.places.list = spans;
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
        for TaxonomyRule { key, membership } in &rules.taxonomies {
            if *membership != Membership::Named {
                self.terms_of_files(key, *membership);
                continue;
            }
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
            let (source, place) = self.fields.nested("source", table, |fields| {
                let source = source_fields(fields);
                let has_title = source.title.is_some() || source.name.is_some();
                let places = [("source.published", "published"), ("source.updated", "updated")];
                let places = places.map(|(name, key)| (name, fields.place_of(key)));
                let identifier = identifier_place(fields);
                (source, (identifier, has_title, places))
            });
            let (identifier, has_title, places) = place;
            self.places.source_work.clone_from(&identifier);
            let place = identifier.filter(|_| !has_title);
            let places = places.into_iter().filter_map(|(name, place)| Some((name, place?)));
            self.places.dates.extend(places);
            self.places.untitled.extend(place.map(|place| (UntitledWork::Source, place)));
            details.source = Some(source);
        }
        if let Some((table, _)) = self.fields.table("study") {
            let (study, place) = self.fields.nested("study", table, |fields| {
                let study = study_fields(fields);
                let keys = study.rows.iter().map(|(key, ..)| *key);
                let places = keys.filter_map(|key| {
                    Some((key, fields.place_of(key).or_else(|| fields.place_of("n"))?))
                });
                let places: Vec<_> = places.collect();
                (study, places)
            });
            let design = place.iter().find(|(key, _)| *key == "design");
            let design = design.map(|(_, place)| place.clone()).unwrap_or_default();
            self.places.study = place;
            self.add_design(&study, design, rules);
            details.study = Some(study);
        }
        for (table, span) in self.fields.tables("corrections") {
            let correction = self.fields.nested("corrections", table, |fields| {
                let text = fields.required("text", &span, "\"…\"");
                (fields.when("date"), text, fields.place_of("date"))
            });
            if let (date, Some(text), place) = correction {
                self.places.corrections.push(place.unwrap_or_default());
                details.corrections.push(CorrectionFields { date, text: text.value });
            }
        }
        details.citations = self.citations();
        self.facts.details = Hashed::new(details);
    }

    /// The keys of a work: those of one of `[[citations]]`.
    fn work(&mut self) {
        self.dates();
        let (citation, id) = citation_fields(&mut self.fields);
        let place = identifier_place(&self.fields);
        self.places.untitled.extend(
            place.filter(|_| citation.title.is_none()).map(|place| (UntitledWork::Citation, place)),
        );
        let id = id.map_or_else(|| self.facts.slug.clone(), |id| id.value);
        let details =
            Details { citations: vec![CitationFields { id, ..citation }], ..Details::default() };
        self.facts.details = Hashed::new(details);
    }

    /// The design of the study is a term of the article, by the name that readers see.
    fn add_design(&mut self, study: &StudyFields, place: Range<usize>, rules: &Rules) {
        let is_designs = |rule: &TaxonomyRule| rule.membership == Membership::OfStudy;
        let Some(group) = rules.taxonomies.iter().position(is_designs) else { return };
        let label = study.design_label(&rules.translations);
        let Some(label) = label.filter(|label| !term_slug(label).is_empty()) else { return };
        self.facts.terms[group].push(label.replace(char::is_control, " "));
        self.places.terms[group].push(place);
    }

    fn citations(&mut self) -> Vec<CitationFields> {
        let mut list: Vec<CitationFields> = Vec::new();
        for (index, (table, _)) in self.fields.tables("citations").into_iter().enumerate() {
            let ((mut citation, id), place, year) =
                self.fields.nested("citations", table, |fields| {
                    (citation_fields(fields), identifier_place(fields), fields.place_of("year"))
                });
            self.places.citation_years.push(year.unwrap_or_default());
            let is_untitled = citation.title.is_none() && citation.text.is_none();
            let is_empty = is_untitled
                && place.is_none()
                && citation.authors.is_empty()
                && citation.more.is_none()
                && [&citation.journal, &citation.year, &citation.url]
                    .iter()
                    .all(|field| field.is_none());
            let place = place.filter(|_| is_untitled);
            self.places.untitled.extend(place.map(|place| (UntitledWork::Citation, place)));
            if let Some(id) = id.as_ref().filter(|_| is_empty) {
                self.places.untitled.push((UntitledWork::Empty, id.span.clone()));
            }
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

    fn term(&mut self, taxonomy: &str, rules: &Rules) {
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
                let (ids, places) =
                    self.fields.nested("ids", table, identifiers).into_iter().unzip();
                (drug.ids, self.places.drug_ids) = (ids, places);
            }
        }
        let rule = rules.taxonomies.iter().find(|rule| rule.key == taxonomy);
        match rule.map_or(Membership::Named, |rule| rule.membership) {
            Membership::Named | Membership::OfStudy => {}
            Membership::NamedWithFile => self.person(),
            Membership::Listed => self.collection(taxonomy),
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
}
