//! [`check_library`]: what is doubtful about the works of a library.
//!
//! Keys that no article cites and keys that no work has are found by the site. Must not depend on
//! formats.

use rustc_hash::FxHashMap;

use offprint_base::IdentifierKind;

use crate::library::{Library, MergedWork, WorkPlace, may_be_same, title_key};
use crate::problem::{Problem, shortened};
use crate::status_marks::{doubtful_status, is_notice};
use crate::work::{Work, WorkKind};

/// A problem of a library, in one of its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LibraryProblem {
    /// The file, as it was given.
    pub file: String,
    /// What is wrong, with its line.
    pub problem: Problem,
    /// The other place that it is about, if there is one.
    pub other: Option<WorkPlace>,
    /// Whether the work has no identifier and no address: an export of old works may have hundreds
    /// of these, which are told together.
    pub is_unidentified: bool,
}

/// What is doubtful: contradictions, works twice in one file, keys and identifiers of two works, works
/// that may be the same, DOIs without a title, impossible years, works without an identifier or an
/// address, malformed identifiers, and titles that may say that the work was retracted. In the order of files and lines.
///
/// `this_year` is the year of the build: works of the year after the next one cannot exist.
pub fn check_library(library: &Library, this_year: i16) -> Vec<LibraryProblem> {
    let mut found = Vec::new();
    check_contradictions(library, &mut found);
    check_shared(library, &mut found);
    for merged in library.works() {
        check_repetitions(merged, &mut found);
        check_work(merged, this_year, &mut found);
    }
    check_similar(library, &mut found);
    found.sort_by(|a, b| {
        (&a.file, a.problem.line, &a.problem.message).cmp(&(
            &b.file,
            b.problem.line,
            &b.problem.message,
        ))
    });
    found
}

fn place_name(place: &WorkPlace) -> String {
    format!("{}, line {}", place.file, place.line)
}

fn add(
    found: &mut Vec<LibraryProblem>,
    place: &WorkPlace,
    problem: Problem,
    other: Option<&WorkPlace>,
) {
    let (file, other) = (place.file.clone(), other.cloned());
    found.push(LibraryProblem { file, problem, other, is_unidentified: false });
}

fn check_contradictions(library: &Library, found: &mut Vec<LibraryProblem>) {
    for contradiction in library.contradictions() {
        let (kept, other) = (&contradiction.kept, &contradiction.other);
        let message = format!(
            "the {} of this work is `{}`, but `{}` in {}",
            contradiction.field,
            shortened(&other.value),
            shortened(&kept.value),
            place_name(&kept.place),
        );
        let help = format!("correct one of them; until then `{}` is shown", shortened(&kept.value));
        let problem = Problem::warning(other.place.line, message).help(help);
        add(found, &other.place, problem, Some(&kept.place));
    }
}

fn check_shared(library: &Library, found: &mut Vec<LibraryProblem>) {
    for shared in library.shared_keys() {
        let [first, second] = &shared.places;
        let message = format!(
            "the key `{}` is another work in {}",
            shortened(&shared.key),
            place_name(first)
        );
        let problem =
            Problem::error(second.line, message).help("give one of the works another key");
        add(found, second, problem, Some(first));
    }
    for shared in library.shared_identifiers() {
        let [first, second] = &shared.places;
        let message = format!(
            "`{}` is also that of another work, in {}",
            shortened(&shared.identifier),
            place_name(first)
        );
        let problem = Problem::warning(second.line, message)
            .help("their other identifiers differ: correct the one that is wrong");
        add(found, second, problem, Some(first));
    }
}

/// The same work twice in one file; in two files it is what libraries are for.
fn check_repetitions(merged: &MergedWork, found: &mut Vec<LibraryProblem>) {
    let mut first: FxHashMap<&str, &WorkPlace> = FxHashMap::default();
    for place in &merged.places {
        match first.get(&*place.file) {
            None => {
                first.insert(&place.file, place);
            }
            Some(known) => {
                let message = format!("this work is also in line {}", known.line);
                let problem =
                    Problem::warning(place.line, message).help("delete one of the two records");
                add(found, place, problem, Some(known));
            }
        }
    }
}

fn check_work(merged: &MergedWork, this_year: i16, found: &mut Vec<LibraryProblem>) {
    let Some(place) = merged.places.first() else { return };
    let work = &merged.work;
    let mut warn = |message: String, help: &str| {
        add(found, place, Problem::warning(place.line, message).help(help), None);
    };
    if work.title.is_empty() {
        let what = match work.doi.is_empty() {
            true => "this work has no title".to_owned(),
            false => format!("`{}` has a DOI, but no title", shortened(&work.doi)),
        };
        warn(what, "add its title, or import it from PubMed or Crossref");
    }
    for (name, date) in [("year", work.date), ("year of the online publication", work.online_date)]
    {
        // The oldest journals are from 1665, printed books from 1450.
        if date.year != 0 && !(1450..=this_year.saturating_add(1)).contains(&date.year) {
            warn(format!("the {name} {} is impossible", date.year), "correct the year");
        }
    }
    check_identifiers(work, &mut warn);
    if let Some((kind, mark)) = doubtful_status(work) {
        let message = format!(
            "the title has the mark `{mark}`, but nothing says whether this is the work or a notice \
             about it"
        );
        let help = format!(
            "if it is the work, add it to `status.toml` with `status = \"{}\"`",
            kind.name()
        );
        warn(message, &help);
    }
    if is_unidentified(work) {
        let title = shortened(&work.title);
        let message =
            format!("`{title}` has no identifier and no address, so readers cannot look it up");
        let problem = Problem::warning(place.line, message)
            .help("add its DOI, PubMed number, ISBN or address");
        add(found, place, problem, None);
        if let Some(last) = found.last_mut() {
            last.is_unidentified = true;
        }
    }
}

/// Whether readers cannot look up a work: it has no identifier and no address. Of letters and of works
/// of an unknown kind nobody expects one.
pub fn is_unidentified(work: &Work) -> bool {
    let identifiers = [&work.doi, &work.pmid, &work.pmcid, &work.arxiv, &work.isbn, &work.url];
    let needs_one = !matches!(work.kind, WorkKind::PersonalCommunication | WorkKind::Other);
    needs_one && work.trials.is_empty() && identifiers.iter().all(|id| id.is_empty())
}

fn check_identifiers(work: &Work, warn: &mut impl FnMut(String, &str)) {
    let single = [
        (IdentifierKind::Doi, &work.doi),
        (IdentifierKind::Pmid, &work.pmid),
        (IdentifierKind::Pmcid, &work.pmcid),
        (IdentifierKind::Arxiv, &work.arxiv),
        (IdentifierKind::Isbn, &work.isbn),
    ];
    let issns = work.issns.iter().map(|issn| (IdentifierKind::Issn, issn));
    let trials = work.trials.iter().map(|trial| (IdentifierKind::Trial, trial));
    let people = work.authors.iter().chain(&work.editors);
    let orcids = people.map(|person| (IdentifierKind::Orcid, &person.orcid));
    for (kind, value) in single.into_iter().chain(issns).chain(trials).chain(orcids) {
        if value.is_empty() {
            continue;
        }
        if let Err(reason) = kind.parse(value) {
            let message =
                format!("`{}` is not {}: {reason}", shortened(value), kind.article_and_name());
            warn(message, &format!("correct it as in `{}`, or remove it", kind.example()));
        }
    }
}

/// Works with the same title and year that differ in an identifier may be one, with a wrong one.
fn check_similar(library: &Library, found: &mut Vec<LibraryProblem>) {
    let mut known: FxHashMap<(String, i16, WorkKind), usize> = FxHashMap::default();
    for (at, merged) in library.works().iter().enumerate() {
        let work = &merged.work;
        let key = title_key(&work.title);
        if key.split('-').count() < 4 || work.date.year == 0 || is_notice(work) {
            continue;
        }
        let first = *known.entry((key, work.date.year, work.kind)).or_insert(at);
        let other = &library.works()[first];
        if first != at
            && may_be_same(&other.work, work)
            && let (Some(place), Some(other)) = (merged.places.first(), other.places.first())
        {
            let message = format!(
                "this may be the same work as in {}: title and year are equal",
                place_name(other)
            );
            let problem = Problem::warning(place.line, message)
                .help("if it is, correct the identifier that differs; if not, leave it");
            add(found, place, problem, Some(other));
        }
    }
}
