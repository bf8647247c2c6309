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
    /// Several articles have this title.
    Several(DocId, DocId),
}

/// The articles of a site by all names by which a collection may list them.
pub(super) struct ArticleNames {
    /// By file, slug and URL.
    by_place: FxHashMap<String, DocId>,
    by_title: FxHashMap<String, Named>,
}

impl ArticleNames {
    pub(super) fn new(facts: &[Hashed<Facts>]) -> Self {
        let (mut by_place, mut by_title) = (FxHashMap::default(), FxHashMap::default());
        let articles =
            || facts.iter().enumerate().filter(|(_, facts)| facts.kind == DocumentKind::Article);
        // The more specific a name, the more reliable it is: a file comes before a slug.
        let places: [fn(&Facts) -> String; 3] = [
            |facts| file_key(below_content(&facts.path)),
            |facts| composed(facts.kind.stem(&facts.path)).to_lowercase(),
            |facts| facts.slug.clone(),
        ];
        for place in places {
            for (id, facts) in articles() {
                by_place.entry(place(facts)).or_insert(id);
            }
        }
        for (id, facts) in articles() {
            match by_title.entry(name_key(&facts.title)) {
                Entry::Vacant(entry) => drop(entry.insert(Named::Article(id))),
                Entry::Occupied(mut entry) => {
                    if let Named::Article(first) = *entry.get() {
                        entry.insert(Named::Several(first, id));
                    }
                }
            }
        }
        Self { by_place, by_title }
    }

    fn find(&self, written: &str) -> Option<Named> {
        let written = written.trim();
        let path = written.trim_matches('/');
        let path = path.strip_prefix("content/").unwrap_or(path);
        let name = path.strip_prefix("articles/").unwrap_or(path);
        let by_place = [file_key(path), file_key(name)]
            .into_iter()
            .find_map(|key| self.by_place.get(&key).copied());
        by_place.map(Named::Article).or_else(|| self.by_title.get(&name_key(written)).copied())
    }

    fn known(&self) -> impl Iterator<Item = &str> {
        self.by_place.keys().chain(self.by_title.keys()).map(String::as_str)
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
                let message = format!("`{written}` is the title of several articles");
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
) -> Vec<UnlocatedDiagnostic> {
    let mut lints = Vec::new();
    let mut names: Option<ArticleNames> = None;
    for document in documents {
        for (index, written) in facts[document].collection.articles.iter().enumerate() {
            let names = names.get_or_insert_with(|| ArticleNames::new(facts));
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
