//! [`Library`]: every content file, parsed alone and not yet linked; and [`parse`], which creates
//! it.
//!
//! Parsing sees one file at a time and never fails. Its diagnostics stay with the document, so that
//! a reused document reports them again. Linking sees only [`Facts`]: a diagnostic that it finds
//! ([`UnlocatedDiagnostic`]) has no position yet, and [`Library::locate`] finds it in the current
//! text.

mod blocked_content;
mod body;
mod contributor;
mod document;
mod facts;
mod feed_schemes;
mod front_matter;
mod kind;
mod leftover_marks;
mod placeholder_text;
pub use placeholder_text::PLACEHOLDERS;
mod load_works;
mod markdown_copy;
mod mention;
mod raw_links;
mod raw_piece;
mod sentence;
mod stated_works;
mod study_design;
mod text_lint;
mod word_place;
mod work_fields;
mod works;

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

pub use blocked_content::blocked_in_template;
pub use body::{Heading, Reference};
pub use document::Document;
pub use facts::{
    CitationFields, ContentLink, CorrectionFields, Facts, ImageFields, LinkRole, LinkTarget,
    ListFields, ListOrder, SourceFields, SourceStatus, StudyFields,
};
pub use feed_schemes::FEED_SCHEMES;
pub(crate) use front_matter::design_key;
pub use kind::{CLASSES, DocumentKind, below_content, is_bundle};
pub use study_design::StudyDesign;
pub use works::SiteWorks;

use self::markdown_copy::{CopySource, markdown_copy};
use crate::config::{DrugNames, Rules};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{SitePath, Source, Sources};
use crate::spill_file::StorageMode;
use crate::theme::Theme;
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::{SiteDrug, Vocabulary};

/// The number of a document in its library: valid within one build.
pub type DocId = usize;

/// Every content file, parsed; sorted by path.
#[derive(Debug)]
pub struct Library {
    /// The documents.
    pub documents: Arc<Vec<Arc<Document>>>,
    /// The rules that they were parsed with.
    rules: Hashed<Rules>,
    /// The theme whose components and hooks texts use; `None` if it cannot be loaded.
    theme: Option<Arc<Theme>>,
    /// The names of drugs that the rules define.
    vocabulary: Arc<Vocabulary>,
    /// The files that the rules take these names from.
    drug_files: Vec<Arc<Source>>,
    /// The works of the site.
    pub works: Arc<SiteWorks>,
}

/// The part of a document that a diagnostic is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactRef {
    /// Its title.
    Title,
    /// Its slug, or its title if there is none.
    Slug,
    /// An old URL.
    Redirect(usize),
    /// Its `id` in feeds.
    FeedId,
    /// A term: the group, and the index of its name.
    Term(usize, usize),
    /// Another name of a term.
    Name(usize),
    /// A related term.
    Related(usize),
    /// An article of a series or an issue.
    Collected(usize),
    /// The number of an issue.
    Number,
    /// A link.
    Link(usize),
    /// Which articles it lists.
    List,
    /// A term of its list: the group, and the index of its name.
    ListTerm(usize, usize),
    /// A study design of its list.
    ListDesign(usize),
    /// The years of its list.
    ListYears,
    /// The template of its list.
    ListTemplate,
    /// The date with this key; `source.published` in `[source]`.
    Date(&'static str),
    /// The identifier of the work in `[source]`.
    SourceWork,
    /// The value of a key of `[study]`.
    Study(&'static str),
    /// An identifier of a drug.
    DrugId(usize),
    /// The date of a correction.
    Correction(usize),
    /// The year of a citation.
    CitationYear(usize),
    /// A citation: its id in the front matter, or the first place that cites a work of the site.
    Citation(usize),
    /// Its image for link previews.
    Image,
}

/// A diagnostic found by linking: it names the document, but not yet the position in its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnlocatedDiagnostic {
    /// The document.
    pub document: DocId,
    /// The part of the document.
    pub place: FactRef,
    /// Error or warning.
    pub severity: Severity,
    /// What kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Another document that is involved, and why.
    pub note: Option<(DocId, FactRef, String)>,
}

/// The rules for parsing texts, including the names in the files of drugs: every text is searched
/// for these names, so they must be known before the first text is parsed. Nothing else in the
/// files is read. `settings` are the rules without these names.
pub fn rules(sources: &Sources, settings: Rules, previous: Option<&Library>) -> Hashed<Rules> {
    let style = SiteWorks::style_file(sources, &settings.citations.style);
    let mut settings = settings;
    settings.citations.file = style.map_or_else(Fingerprint::default, |file| file.fingerprint);
    let files = drug_files(sources, &settings);
    if let Some(library) = previous {
        let Rules {
            markdown,
            language,
            taxonomies,
            drugs: _,
            translations,
            time_zone,
            citations,
            policy,
        } = &*library.rules;
        let are_same = files.len() == library.drug_files.len()
            && files.iter().zip(&library.drug_files).all(|(now, before)| Arc::ptr_eq(now, before));
        if are_same
            && (markdown, language, taxonomies, translations, time_zone, citations, policy)
                == (
                    &settings.markdown,
                    &settings.language,
                    &settings.taxonomies,
                    &settings.translations,
                    &settings.time_zone,
                    &settings.citations,
                    &settings.policy,
                )
        {
            return library.rules.clone();
        }
    }
    let drugs = files.iter().map(|source| {
        let facts = Document::front_matter(source, &settings);
        let SiteDrug { slug, name, aliases, brands, codes } = facts.site_drug();
        DrugNames {
            slug: slug.to_owned(),
            name: name.to_owned(),
            aliases: aliases.to_vec(),
            brands: brands.to_vec(),
            codes: codes.to_vec(),
        }
    });
    let drugs = drugs.collect();
    Hashed::new(Rules { drugs, ..settings })
}

/// The files of drugs.
fn drug_files(sources: &Sources, rules: &Rules) -> Vec<Arc<Source>> {
    let folder = SitePath::new("content/drugs/");
    let from_there = sources
        .documents
        .range(folder.clone()..)
        .take_while(|(path, _)| path.as_str().starts_with(folder.as_str()));
    let drugs =
        from_there.filter(|(path, _)| DocumentKind::of(path, &rules.taxonomies).is_of("drugs"));
    drugs.map(|(_, source)| Arc::clone(source)).collect()
}

/// The names of drugs that texts are searched for.
fn vocabulary(rules: &Rules) -> Vocabulary {
    Vocabulary::new(rules.drugs.iter().map(|drug| SiteDrug {
        slug: &drug.slug,
        name: &drug.name,
        aliases: &drug.aliases,
        brands: &drug.brands,
        codes: &drug.codes,
    }))
}

/// Parses every content file; documents whose text and rules are unchanged are taken from the
/// previous library.
pub fn parse(
    sources: &Sources,
    rules: &Hashed<Rules>,
    theme: Option<&Arc<Theme>>,
    keep: &StorageMode,
    previous: Option<&Library>,
) -> Library {
    let same_rules = previous.filter(|library| library.rules == *rules);
    let vocabulary = same_rules
        .map_or_else(|| Arc::new(vocabulary(rules)), |library| Arc::clone(&library.vocabulary));
    let works = SiteWorks::load(sources, rules, same_rules.map(|library| &library.works));
    let list: Vec<_> = sources.documents.values().collect();
    let used = theme.map(|theme| &**theme);
    let known = reusable_documents(&list, rules, used, &works, same_rules);
    let documents = list
        .par_iter()
        .zip(known)
        .with_min_len(16)
        // With longer runs, one thread would still be busy at the end while the others are idle.
        .with_max_len(64)
        .map(|(source, known)| match known {
            Some(document) => Arc::clone(document),
            None => Arc::new(Document::parse(source, rules, used, &works, &vocabulary, keep)),
        })
        .collect();
    Library {
        documents: Arc::new(documents),
        rules: rules.clone(),
        theme: theme.cloned(),
        vocabulary,
        drug_files: drug_files(sources, rules),
        works,
    }
}

/// For each source the previous document of the same text, if there is one; the rules are the same.
/// Both lists are sorted by path, so they are traversed in parallel.
fn reusable_documents<'l>(
    list: &[&Arc<Source>],
    rules: &Hashed<Rules>,
    theme: Option<&Theme>,
    works: &SiteWorks,
    previous: Option<&'l Library>,
) -> Vec<Option<&'l Arc<Document>>> {
    let Some(previous) = previous else { return vec![None; list.len()] };
    let hooks = theme.map_or_else(Fingerprint::default, Theme::hooks_fingerprint);
    let mut documents = previous.documents.iter().peekable();
    list.iter()
        .map(|source| {
            while let Some(document) = documents.peek() {
                let is_same = Arc::ptr_eq(&document.source, source);
                if is_same || document.source.path >= source.path {
                    let is_same = is_same || document.key == Document::key(source, rules);
                    let is_same = is_same
                        && document.is_written_by(theme, hooks)
                        && document.cites_same(works);
                    return if is_same { documents.next() } else { None };
                }
                documents.next();
            }
            None
        })
        .collect()
}

impl Library {
    /// An article as Markdown for readers: `fillings` is what linking inserts for its links,
    /// `image` the URL of its image, and `origin` what precedes paths in URLs.
    pub fn markdown_copy(
        &self,
        id: DocId,
        fillings: &[String],
        image: Option<&str>,
        origin: &str,
    ) -> String {
        let document = &self.documents[id];
        let text = document.source.text();
        let markdown = self.rules.markdown;
        let source = CopySource {
            text: &text,
            start: document.body_start(),
            theme: self.theme.as_deref(),
            folder: document.source.path.folder(),
            markdown,
            links: &document.facts.links,
            fillings,
            origin,
            image: image
                .filter(|_| !document.places.image.is_empty())
                .map(|url| (document.places.image.clone(), url)),
        };
        markdown_copy(&source, body::markdown_options(markdown))
    }

    /// The fingerprint of the components that a document uses.
    pub fn components(&self, id: DocId) -> Fingerprint {
        self.documents[id].components()
    }

    /// Everything that linking may see.
    pub fn facts(&self) -> Vec<Hashed<Facts>> {
        self.documents.iter().map(|document| document.facts.clone()).collect()
    }

    /// Suggestions for the editor about some documents; only `check` reports them.
    pub fn lints(&self, documents: Vec<DocId>) -> Vec<Diagnostic> {
        let theme = self.theme.as_deref();
        let told = documents.into_par_iter().map(|document| {
            self.documents[document].lints(&self.rules, theme, &self.works, &self.vocabulary)
        });
        let told: Vec<Diagnostic> = told.flatten_iter().collect();
        let asked: HashSet<&str> =
            self.documents.iter().flat_map(|document| document.asked_works()).collect();
        let unmatched = self.works.unmatched(|id| asked.contains(id));
        told.into_iter().chain(unmatched).collect()
    }

    /// The diagnostics of parsing, each with its document.
    pub fn diagnostics(&self) -> impl Iterator<Item = (DocId, &Diagnostic)> {
        let documents = self.documents.iter().enumerate();
        documents.flat_map(|(id, document)| document.diagnostics.iter().map(move |one| (id, one)))
    }

    /// Finds the position of a diagnostic in the current text.
    pub fn locate(&self, fault: &UnlocatedDiagnostic) -> Diagnostic {
        let document = &self.documents[fault.document];
        let diagnostic = match fault.severity {
            Severity::Error => Diagnostic::error(fault.code, &fault.message),
            Severity::Warning => Diagnostic::warning(fault.code, &fault.message),
        };
        let mut diagnostic = diagnostic.at(&document.source, document.place(fault.place));
        diagnostic.help.clone_from(&fault.help);
        if let Some((other, place, text)) = &fault.note {
            let other = &self.documents[*other];
            diagnostic = diagnostic.note(&other.source, other.place(*place), text);
        }
        diagnostic
    }
}
