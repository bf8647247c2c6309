//! [`Library`]: every content file, parsed alone and not yet linked; and [`parse`], which makes it.
//!
//! Parsing sees one file at a time and never fails. What it found wrong stays with the document, so
//! that a document that is reused says it again. Linking sees only [`Facts`]: a fault that it finds
//! ([`UnlocatedDiagnostic`]) has no place yet, and [`Library::locate`] finds it in today's text.

mod body;
mod document;
mod facts;
mod front_matter;
mod kind;
mod mention;
mod sentence;

use std::sync::Arc;

use rayon::prelude::*;

pub use body::Heading;
pub use document::Document;
pub use facts::{CitationFields, ContentLink, Facts, ImageFields, LinkRole, LinkTarget};
pub(crate) use front_matter::family_name;
pub use kind::{DocumentKind, below_content, is_bundle};

use crate::config::{DrugNames, Rules};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{SitePath, Source, Sources};
use crate::spill_file::StorageMode;
use offprint_base::Hashed;
use offprint_vocabulary::{SiteDrug, Vocabulary};

/// A document's number in its library: good within one build.
pub type DocId = usize;

/// Every content file, parsed; sorted by path.
#[derive(Debug)]
pub struct Library {
    /// The documents.
    pub documents: Arc<Vec<Arc<Document>>>,
    /// What they were parsed by.
    rules: Hashed<Rules>,
    /// The names of drugs that the rules give.
    vocabulary: Arc<Vocabulary>,
    /// Where the rules have these from.
    drug_files: Vec<Arc<Source>>,
}

/// The part of a document that a diagnostic is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactRef {
    /// Its title.
    Title,
    /// Its slug, else its title.
    Slug,
    /// An old URL.
    Redirect(usize),
    /// A term: which group, which of its names.
    Term(usize, usize),
    /// Another name of a term.
    Name(usize),
    /// A related term.
    Related(usize),
    /// A link.
    Link(usize),
    /// The image that stands for it.
    Image,
}

/// A diagnostic that linking found: it says in which document, but not yet where in its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnlocatedDiagnostic {
    /// The document.
    pub document: DocId,
    /// What of it.
    pub place: FactRef,
    /// Error or warning.
    pub severity: Severity,
    /// What kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// Another document that belongs to it, and why.
    pub note: Option<(DocId, FactRef, String)>,
}

/// The rules that texts are parsed by, with what the files of drugs call them: every text is
/// searched for these names, so they must be known before the first is parsed; nothing else of the
/// files is looked at. `settings` are rules without them.
pub fn rules(sources: &Sources, settings: Rules, previous: Option<&Library>) -> Hashed<Rules> {
    let files = drug_files(sources, &settings);
    if let Some(library) = previous {
        let Rules { markdown, taxonomies, drugs: _, translations } = &*library.rules;
        let are_same = files.len() == library.drug_files.len()
            && files.iter().zip(&library.drug_files).all(|(now, before)| Arc::ptr_eq(now, before));
        if are_same
            && (markdown, taxonomies, translations)
                == (&settings.markdown, &settings.taxonomies, &settings.translations)
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

/// Parses every content file; those whose text and rules are the same are taken from the previous
/// library.
pub fn parse(
    sources: &Sources,
    rules: &Hashed<Rules>,
    keep: &StorageMode,
    previous: Option<&Library>,
) -> Library {
    let same_rules = previous.filter(|library| library.rules == *rules);
    let vocabulary = same_rules
        .map_or_else(|| Arc::new(vocabulary(rules)), |library| Arc::clone(&library.vocabulary));
    let list: Vec<_> = sources.documents.values().collect();
    let known = reusable_documents(&list, rules, same_rules);
    let documents = list
        .par_iter()
        .zip(known)
        .with_min_len(16)
        // With longer runs one thread would still have one at the end, and the others nothing.
        .with_max_len(64)
        .map(|(source, known)| match known {
            Some(document) => Arc::clone(document),
            None => Arc::new(Document::parse(source, rules, &vocabulary, keep)),
        })
        .collect();
    Library {
        documents: Arc::new(documents),
        rules: rules.clone(),
        vocabulary,
        drug_files: drug_files(sources, rules),
    }
}

/// For each source the document that was made of the same text, if there is one; the rules are the
/// same. Both lists are sorted by path, so the two are gone through side by side.
fn reusable_documents<'l>(
    list: &[&Arc<Source>],
    rules: &Hashed<Rules>,
    previous: Option<&'l Library>,
) -> Vec<Option<&'l Arc<Document>>> {
    let Some(previous) = previous else { return vec![None; list.len()] };
    let mut documents = previous.documents.iter().peekable();
    list.iter()
        .map(|source| {
            while let Some(document) = documents.peek() {
                let is_same = Arc::ptr_eq(&document.source, source);
                if is_same || document.source.path >= source.path {
                    let is_same = is_same || document.key == Document::key(source, rules);
                    return if is_same { documents.next() } else { None };
                }
                documents.next();
            }
            None
        })
        .collect()
}

impl Library {
    /// All that linking may see.
    pub fn facts(&self) -> Vec<Hashed<Facts>> {
        self.documents.iter().map(|document| document.facts.clone()).collect()
    }

    /// Suggestions for the editor about some documents; only `check` reports them.
    pub fn lints(&self, documents: Vec<DocId>) -> Vec<Diagnostic> {
        let told = documents
            .into_par_iter()
            .map(|document| self.documents[document].lints(&self.rules, &self.vocabulary));
        told.flatten_iter().collect()
    }

    /// What parsing found wrong.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.documents.iter().flat_map(|document| &document.diagnostics)
    }

    /// Finds the place of a diagnostic in the current text.
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
