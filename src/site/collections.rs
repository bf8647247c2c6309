//! The articles of series and issues: which documents their files list, and the mistakes in these
//! lists; and authors who share an ORCID iD.
//!
//! A list names each article by its file, slug, title or URL, as links do. This must not read the
//! text of any document.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::hidden::Hidden;
use super::suggestion::suggest_name;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, DocumentKind, FactRef, Facts, UnlocatedDiagnostic, below_content};
use crate::route::Route;
use offprint_base::{Hashed, composed, name_key};

/// What a name in the list of a collection refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Named {
    Article(DocId),
    /// Several articles have this name.
    Several(DocId, DocId),
}

/// Adds an article to those with a name.
fn add_named(names: &mut FxHashMap<String, Named>, name: String, id: DocId) {
    match names.entry(name) {
        Entry::Vacant(entry) => drop(entry.insert(Named::Article(id))),
        Entry::Occupied(mut entry) => {
            if let Named::Article(first) = *entry.get() {
                entry.insert(Named::Several(first, id));
            }
        }
    }
}

/// The articles of a site by all names by which a collection may list them.
pub(super) struct ArticleNames {
    /// By the path of the file.
    by_file: FxHashMap<String, Named>,
    /// By the name of the file.
    by_stem: FxHashMap<String, Named>,
    by_slug: FxHashMap<String, Named>,
    by_title: FxHashMap<String, Named>,
    /// The address of the site, with which complete URLs begin.
    base_url: String,
}

impl ArticleNames {
    pub(super) fn new(facts: &[Hashed<Facts>], base_url: &str) -> Self {
        let articles =
            || facts.iter().enumerate().filter(|(_, facts)| facts.kind == DocumentKind::Article);
        let named = |name: fn(&Facts) -> String| {
            let mut names = FxHashMap::default();
            for (id, facts) in articles() {
                add_named(&mut names, name(facts), id);
            }
            names
        };
        let by_file = named(|facts| file_key(below_content(&facts.path)));
        let by_stem = named(|facts| composed(facts.kind.stem(&facts.path)).to_lowercase());
        let by_slug = named(|facts| facts.slug.clone());
        let by_title = named(|facts| name_key(&facts.title));
        let base_url = base_url.trim_end_matches('/').to_owned();
        Self { by_file, by_stem, by_slug, by_title, base_url }
    }

    fn find(&self, written: &str) -> Option<Named> {
        let written = written.trim();
        // A URL has the slug of its article, which may be the name of another article's file.
        let url = written.strip_prefix(&self.base_url).filter(|_| !self.base_url.is_empty());
        if let Some(path) = url.or(Some(written)).filter(|path| path.starts_with('/')) {
            let slug = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            return self.by_slug.get(slug).copied();
        }
        let path = written.trim_matches('/');
        let path = path.strip_prefix("content/").unwrap_or(path);
        let name = path.strip_prefix("articles/").unwrap_or(path);
        let keys = [file_key(path), file_key(name), file_key(&format!("articles/{name}"))];
        // The more specific a name, the more reliable it is: a file comes before a slug.
        let places = [&self.by_file, &self.by_stem, &self.by_slug];
        places
            .into_iter()
            .find_map(|names| keys.iter().find_map(|key| names.get(key)))
            .or_else(|| self.by_title.get(&name_key(written)))
            .copied()
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.by_file
            .keys()
            .chain(self.by_slug.keys())
            .chain(self.by_title.keys())
            .map(String::as_str)
    }
}

/// A path below `content/` without its ending.
fn file_key(path: &str) -> String {
    let path = path.strip_suffix(".md").unwrap_or(path);
    composed(path.strip_suffix("/index").unwrap_or(path)).to_lowercase()
}

/// The articles that the file of a collection lists and that are shown, in its order.
pub(super) fn collected_articles(
    document: DocId,
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    names: &ArticleNames,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Vec<DocId> {
    let mut first_places: FxHashMap<DocId, usize> = FxHashMap::default();
    let mut articles = Vec::new();
    for (index, written) in facts[document].collection.articles.iter().enumerate() {
        let mut say = |code: Code, message: String, help: Option<String>, note| {
            faults.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Collected(index),
                severity: Severity::Error,
                code,
                message,
                help,
                note,
            });
        };
        let article = match names.find(written) {
            Some(Named::Article(article)) => article,
            Some(Named::Several(one, other)) => {
                let message = format!("`{written}` is the name of several articles");
                let (one, other) = (&facts[one].path, &facts[other].path);
                let help = format!("name the file: `{one}` or `{other}`");
                say(Code::BrokenLink, message, Some(help), None);
                continue;
            }
            None => {
                let help = suggest_name(written, names.known()).unwrap_or_else(|| {
                    "name an article by its file, such as `onfasprodil-phase-2` for \
                     content/articles/onfasprodil-phase-2.md"
                        .to_owned()
                });
                say(Code::BrokenLink, format!("there is no article `{written}`"), Some(help), None);
                continue;
            }
        };
        match first_places.entry(article) {
            Entry::Vacant(entry) => {
                entry.insert(index);
                if routes[article].is_ok() {
                    articles.push(article);
                }
            }
            Entry::Occupied(first) => say(
                Code::DuplicateEntry,
                format!("`{written}` is listed twice"),
                Some("remove one of the two".to_owned()),
                Some((document, FactRef::Collected(*first.get()), "the other is here".to_owned())),
            ),
        }
    }
    articles
}

/// Reports issues with one number.
pub(super) fn report_shared_numbers(
    documents: impl Iterator<Item = DocId>,
    facts: &[Hashed<Facts>],
    faults: &mut Vec<UnlocatedDiagnostic>,
) {
    let mut first_of: FxHashMap<u32, DocId> = FxHashMap::default();
    for document in documents {
        let Some(number) = facts[document].collection.number else { continue };
        let Some(first) = first_of.get(&number).copied() else {
            first_of.insert(number, document);
            continue;
        };
        faults.push(UnlocatedDiagnostic {
            document,
            place: FactRef::Number,
            severity: Severity::Error,
            code: Code::DuplicateEntry,
            message: format!("two issues have the number {number}"),
            help: Some("give one of them another number".to_owned()),
            note: Some((first, FactRef::Number, "the other is here".to_owned())),
        });
    }
}

/// Reports authors with one ORCID iD: it identifies one person.
pub(super) fn report_shared_orcids(
    documents: impl Iterator<Item = DocId>,
    facts: &[Hashed<Facts>],
    faults: &mut Vec<UnlocatedDiagnostic>,
) {
    let mut first_of: FxHashMap<&str, DocId> = FxHashMap::default();
    for document in documents {
        let Some(orcid) = facts[document].person.orcid.as_deref() else { continue };
        let Some(first) = first_of.get(orcid).copied() else {
            first_of.insert(orcid, document);
            continue;
        };
        faults.push(UnlocatedDiagnostic {
            document,
            place: FactRef::Title,
            severity: Severity::Error,
            code: Code::DuplicateEntry,
            message: format!(
                "`{}` and `{}` have one ORCID iD: {orcid}",
                facts[first].title, facts[document].title
            ),
            help: Some(
                "correct it in one of the files; if they are one person, keep one file and add \
                 the other name to its `aliases`"
                    .to_owned(),
            ),
            note: Some((first, FactRef::Title, "the other is here".to_owned())),
        });
    }
}

/// The articles in the lists of collections that are not shown, for the editor.
pub(super) fn unpublished_entries(
    documents: impl Iterator<Item = DocId>,
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    base_url: &str,
) -> Vec<UnlocatedDiagnostic> {
    let mut lints = Vec::new();
    let mut names: Option<ArticleNames> = None;
    for document in documents {
        for (index, written) in facts[document].collection.articles.iter().enumerate() {
            let names = names.get_or_insert_with(|| ArticleNames::new(facts, base_url));
            let Some(Named::Article(article)) = names.find(written) else { continue };
            let Err(hidden @ (Hidden::Draft | Hidden::Future | Hidden::Expired)) = routes[article]
            else {
                continue;
            };
            lints.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Collected(index),
                severity: Severity::Warning,
                code: Code::LinkToUnpublished,
                message: format!(
                    "`{written}` {}, so it is not in the published list",
                    hidden.words()
                ),
                help: Some("publish it, or remove it from `articles`".to_owned()),
                note: None,
            });
        }
    }
    lints
}
