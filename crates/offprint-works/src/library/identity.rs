//! Which statements are the same work.
//!
//! Must not know how statements are merged.

use rustc_hash::FxHashMap;

use offprint_base::{IdentifierKind, transliterate};

use super::place::WorkPlace;
use crate::status_marks::{is_notice, title_mark};
use crate::work::{Work, WorkKind};

/// The statements in groups, by their positions. Groups and their members are in order.
pub(super) struct Grouping {
    pub(super) groups: Vec<Vec<usize>>,
    /// Identifiers that two statements share which are different works all the same.
    pub(super) conflicts: Vec<(IdentifierKind, String, usize, usize)>,
}

/// A set of statements, of which the members point to one that stands for all.
struct Sets<'s> {
    statements: &'s [(WorkPlace, Work)],
    parent: Vec<usize>,
    /// The identifiers of each set, at the index of its root in `parent`.
    identifiers: Vec<[Option<&'s str>; 3]>,
}

impl Sets<'_> {
    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins two sets, unless one of the first so many identifiers (DOI, PubMed, PubMed Central) says
    /// that they are different.
    fn join(&mut self, first: usize, second: usize, deciding: usize) -> bool {
        let (first, second) = (self.root(first), self.root(second));
        if first == second {
            return true;
        }
        let differ = (0..deciding).any(|at| {
            matches!((self.identifiers[first][at], self.identifiers[second][at]), (Some(a), Some(b)) if a != b)
        });
        if differ {
            return false;
        }
        // The earlier stands for both, so that the order is kept.
        let (kept, joined) = (first.min(second), first.max(second));
        self.parent[joined] = kept;
        for at in 0..3 {
            self.identifiers[kept][at] =
                self.identifiers[kept][at].or(self.identifiers[joined][at]);
        }
        true
    }
}

pub(super) fn group_statements(statements: &[(WorkPlace, Work)]) -> Grouping {
    let given = |text: &'_ str| if text.is_empty() { None } else { Some(()) };
    let identifiers = statements
        .iter()
        .map(|(_, work)| {
            let value = |text| given(text).map(|()| text);
            [value(&*work.doi), value(&*work.pmid), value(&*work.pmcid)]
        })
        .collect();
    let mut sets = Sets { statements, parent: (0..statements.len()).collect(), identifiers };
    let mut conflicts = Vec::new();
    join_by_identifiers(&mut sets, &mut conflicts);
    join_by_title(&mut sets);
    join_undated(&mut sets);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut places: FxHashMap<usize, usize> = FxHashMap::default();
    for at in 0..statements.len() {
        let root = sets.root(at);
        let group = *places.entry(root).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    Grouping { groups, conflicts }
}

/// What gives a field of a work.
type ValueOf = fn(&Work) -> &str;

fn join_by_identifiers(
    sets: &mut Sets<'_>,
    conflicts: &mut Vec<(IdentifierKind, String, usize, usize)>,
) {
    let statements = sets.statements;
    // Of each identifier, the ones before decide whether works that share it are different.
    let kinds: [(IdentifierKind, ValueOf, usize); 4] = [
        (IdentifierKind::Doi, |work| &work.doi, 0),
        (IdentifierKind::Pmid, |work| &work.pmid, 1),
        (IdentifierKind::Pmcid, |work| &work.pmcid, 2),
        (IdentifierKind::Arxiv, |work| &work.arxiv, 3),
    ];
    for (kind, value, deciding) in kinds {
        // The works that have a value, each of which is another one.
        let mut known: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (at, (_, work)) in statements.iter().enumerate() {
            let value = value(work);
            if value.is_empty() {
                continue;
            }
            let others = known.entry(value).or_default();
            let is_same_kind = |other: &usize| {
                kind != IdentifierKind::Arxiv
                    || is_preprint(&statements[*other].1) == is_preprint(work)
            };
            let candidates: Vec<usize> =
                others.iter().copied().filter(is_same_kind).take(8).collect();
            let is_joined = candidates.iter().any(|other| sets.join(*other, at, deciding));
            if is_joined {
                continue;
            }
            if let Some(other) = candidates.first()
                && kind != IdentifierKind::Arxiv
            {
                conflicts.push((kind, value.to_owned(), *other, at));
            }
            others.push(at);
        }
    }
    let mut registrations: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, (_, work)) in statements.iter().enumerate() {
        if work.kind == WorkKind::Registration {
            for trial in &work.trials {
                let first = *registrations.entry(trial).or_insert(at);
                sets.join(first, at, 2);
            }
        }
    }
}

fn is_preprint(work: &Work) -> bool {
    work.kind == WorkKind::Preprint
}

/// Kinds that one work can have in two files: what one program calls a web page is a report in
/// another. Preprints, registrations and papers at conferences are works of their own.
fn kind_class(kind: WorkKind) -> u8 {
    match kind {
        WorkKind::Preprint => 1,
        WorkKind::Registration => 2,
        WorkKind::ConferencePaper | WorkKind::Presentation => 3,
        WorkKind::Book => 4,
        WorkKind::Chapter | WorkKind::Entry => 5,
        WorkKind::Thesis => 6,
        WorkKind::Dataset | WorkKind::Software => 7,
        WorkKind::Article | WorkKind::Magazine | WorkKind::News => 8,
        _ => 9,
    }
}

/// What two spellings of a title have in common: its letters and digits. Marks of retraction before
/// it belong to its status.
pub(crate) fn title_key(title: &str) -> String {
    let title = title_mark(title).map_or(title, |mark| mark.rest);
    let lower = title.to_lowercase();
    let mut rest = lower.trim_start_matches('[');
    for mark in ["removed:", "temporary removal:"] {
        rest = rest.strip_prefix(mark).unwrap_or(rest);
    }
    let key = transliterate(rest);
    // A title in letters that have no Latin form is its own key.
    match key.is_empty() {
        true => rest.chars().filter(|c| c.is_alphanumeric()).collect(),
        false => key,
    }
}

/// What two spellings of a family name have in common.
pub(crate) fn name_of_first_author(work: &Work) -> String {
    let first = work.authors.first().or(work.editors.first());
    first.map(|person| transliterate(&person.family)).unwrap_or_default()
}

/// What tells a work without a year from others with the same title: its kind, its first author, its
/// address or what it appeared in, and where it is there: volume, number, edition, pages and numbers of
/// trials. `None` if it has a year, or if these say too little.
pub fn undated_key(work: &Work) -> Option<String> {
    let title = title_key(&work.title);
    if title.is_empty() || work.date.year != 0 || work.online_date.year != 0 {
        return None;
    }
    let address = work.url.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/');
    let place = match address.is_empty() {
        true => [&work.container, &work.publisher].map(|name| transliterate(name)).join(" "),
        false => address.to_owned(),
    };
    let author = name_of_first_author(work);
    // `Editorial` by somebody is none of this.
    let is_generic = title.split('-').count() < 4;
    let says_enough = !address.is_empty() || !author.is_empty() && !is_generic;
    let kind = kind_class(work.kind);
    // The parts of a work have these, and nothing else that differs.
    let part = [
        &work.volume,
        &work.issue,
        &work.number,
        &work.edition,
        &work.version,
        &work.pages,
        &work.page_count,
        &work.trials.join(" "),
    ];
    let part = part.map(|text| text.to_lowercase()).join("|");
    says_enough.then(|| format!("{kind} {author} {title} {place} {part}"))
}

/// Joins statements without a year that say the same: an export that was imported twice.
fn join_undated(sets: &mut Sets<'_>) {
    let statements = sets.statements;
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for (at, (_, work)) in statements.iter().enumerate() {
        if let Some(key) = undated_key(work) {
            let first = *known.entry(key).or_insert(at);
            sets.join(first, at, 3);
        }
    }
}

fn join_by_title(sets: &mut Sets<'_>) {
    let statements = sets.statements;
    let mut known: FxHashMap<(String, i16, u8, bool), Vec<usize>> = FxHashMap::default();
    for (at, (_, work)) in statements.iter().enumerate() {
        let key = title_key(&work.title);
        if key.is_empty() || work.date.year == 0 {
            continue;
        }
        let others =
            known.entry((key, work.date.year, kind_class(work.kind), is_notice(work))).or_default();
        // Titles such as `Editorial` belong to many works; a few of them are enough to compare with.
        let candidates: Vec<usize> = others.iter().copied().rev().take(16).collect();
        let is_joined = candidates
            .iter()
            .any(|other| may_be_same(&statements[*other].1, work) && sets.join(*other, at, 3));
        if !is_joined || others.len() < 4 {
            others.push(at);
        }
    }
}

/// Whether nothing but the title speaks against two works with the same title and year being one.
pub(crate) fn may_be_same(first: &Work, second: &Work) -> bool {
    let (author, other) = (name_of_first_author(first), name_of_first_author(second));
    let is_generic = title_key(&first.title).split('-').count() < 4;
    if author.is_empty() || other.is_empty() {
        // `Editorial` without an author says nothing.
        if is_generic {
            return false;
        }
    } else if author != other && !author.ends_with(&other) && !other.ends_with(&author) {
        return false;
    }
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    if differ(&first.arxiv, &second.arxiv) || differ(&first.isbn, &second.isbn) {
        return false;
    }
    // Both in another place: the abstract in a supplement, and the paper.
    if differ(&first.volume, &second.volume) && differ(&first_page(first), &first_page(second)) {
        return false;
    }
    is_same_container(first, second)
}

/// The first page, or the article number.
pub(crate) fn first_page(work: &Work) -> String {
    work.pages.split(['–', '-', ',']).next().unwrap_or_default().trim().to_lowercase()
}

/// Whether the names of two journals may be of one: equal, or one abbreviates the other.
fn is_same_container(first: &Work, second: &Work) -> bool {
    let names = |work: &Work| -> Vec<String> {
        let names = [&work.container, &work.container_short];
        names.into_iter().filter(|name| !name.is_empty()).map(|name| transliterate(name)).collect()
    };
    let (names, others) = (names(first), names(second));
    if names.is_empty()
        || others.is_empty()
        || first.issns.iter().any(|issn| second.issns.contains(issn))
    {
        return true;
    }
    names
        .iter()
        .any(|name| others.iter().any(|other| abbreviates(name, other) || abbreviates(other, name)))
}

/// Whether the words of a name begin words of another in their order: `j-clin-psychiatry`.
fn abbreviates(short: &str, long: &str) -> bool {
    let mut words = long.split('-');
    short
        .split('-')
        .filter(|word| !["the", "of", "and", "for", "in"].contains(word))
        .all(|word| words.any(|other| other.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use crate::work::{Contributor, Work, WorkKind};
    use crate::{Library, LocatedWork, read_works};

    #[test]
    fn undated_works_are_known_by_title_kind_and_place() {
        let plain = || Work {
            title: "On the sleep of samples in winter".to_owned(),
            kind: WorkKind::Thesis,
            authors: vec![Contributor { family: "Sample".to_owned(), ..Contributor::default() }],
            publisher: "University of Examples".to_owned(),
            ..Work::default()
        };
        let url = |url: &str| Work { url: url.to_owned(), kind: WorkKind::WebPage, ..plain() };
        for (first, second, count) in [
            (plain(), plain(), 1),
            (url("https://a.example/x"), url("http://a.example/x/"), 1),
            (
                Work { title: "FAQ".to_owned(), ..url("https://a.example/x") },
                Work { title: "FAQ".to_owned(), ..url("https://a.example/x") },
                1,
            ),
            (plain(), Work { publisher: "Example Institute".to_owned(), ..plain() }, 2),
            (plain(), Work { kind: WorkKind::Book, ..plain() }, 2),
            (url("https://a.example/x"), url("https://a.example/y"), 2),
            (
                Work { doi: "10.5555/a".to_owned(), ..plain() },
                Work { doi: "10.5555/b".to_owned(), ..plain() },
                2,
            ),
            (
                Work { volume: "1".to_owned(), ..plain() },
                Work { volume: "2".to_owned(), ..plain() },
                2,
            ),
            (
                Work { number: "TR-1".to_owned(), ..plain() },
                Work { number: "TR-2".to_owned(), ..plain() },
                2,
            ),
            (
                Work { edition: "2".to_owned(), ..plain() },
                Work { edition: "3".to_owned(), ..plain() },
                2,
            ),
            (
                Work { pages: "3–9".to_owned(), ..plain() },
                Work { pages: "10–12".to_owned(), ..plain() },
                2,
            ),
            (
                Work { trials: vec!["NCT00000001".to_owned()], ..url("https://a.example/x") },
                Work { trials: vec!["NCT00000002".to_owned()], ..url("https://a.example/x") },
                2,
            ),
            (
                Work { title: "Editorial".to_owned(), ..plain() },
                Work { title: "Editorial".to_owned(), ..plain() },
                2,
            ),
        ] {
            let statements = vec![("a".to_owned(), 1, first), ("b".to_owned(), 1, second)];
            let library = Library::new(statements.clone());
            assert_eq!(library.works().len(), count, "{statements:?}");
        }
    }

    #[test]
    fn a_file_that_is_read_twice_has_its_works_once() {
        let text = "@thesis{sample_sleep, title={On the sleep of samples}, author={Sample, A}}\n\
                    @online{page, title={FAQ}, url={https://a.example/f}, urldate={2025-01-02}}";
        let works = |name: &str| -> Vec<(String, usize, Work)> {
            let found: Vec<LocatedWork> = read_works("a.bib", text.as_bytes()).works;
            let keyed =
                found.into_iter().map(|of| (name.to_owned(), of.line, of.into_keyed_work()));
            keyed.collect()
        };
        let library = Library::new([works("a.bib"), works("b.bib")].concat());
        assert_eq!((library.works().len(), library.shared_keys().len()), (2, 0));
    }
}
