//! How statements of one work become one, and what they say differently.
//!
//! Must not know which statements are the same work.

use super::identity::{first_page, name_of_first_author, title_key};
use super::place::{MergedWork, WorkPlace};
use crate::record::push_new;
use crate::work::{Contributor, Work};

/// A value that a statement gives a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatedValue {
    /// The value, as it is written.
    pub value: String,
    /// Where.
    pub place: WorkPlace,
}

/// A field that two statements of one work give different values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contradiction {
    /// The name of the field for readers: `year`.
    pub field: &'static str,
    /// The value that counts.
    pub kept: StatedValue,
    /// The value that differs.
    pub other: StatedValue,
}

/// One work of its statements, in their order, and its contradictions.
pub(super) fn merge_statements(
    statements: Vec<(WorkPlace, Work)>,
) -> (MergedWork, Vec<Contradiction>) {
    let mut contradictions = Vec::new();
    if statements.len() > 1 {
        for field in &COMPARED {
            compare(field, &statements, &mut contradictions);
        }
    }
    let mut merged: Option<MergedWork> = None;
    for (place, work) in statements {
        match &mut merged {
            None => merged = Some(MergedWork { work, places: vec![place] }),
            Some(merged) => {
                add_missing(&mut merged.work, work);
                merged.places.push(place);
            }
        }
    }
    (merged.unwrap_or(MergedWork { work: Work::default(), places: Vec::new() }), contradictions)
}

/// A field that is compared: its name, what is compared (empty if the field is not stated), and what
/// is shown.
struct Compared {
    name: &'static str,
    key: fn(&Work) -> String,
    shown: fn(&Work) -> String,
}

const COMPARED: [Compared; 9] = [
    Compared {
        name: "title",
        key: |work| title_key(&work.title),
        shown: |work| work.title.clone(),
    },
    Compared { name: "year", key: year, shown: year },
    Compared {
        name: "first author",
        key: name_of_first_author,
        shown: |work| work.authors.first().map(|person| person.family.clone()).unwrap_or_default(),
    },
    Compared {
        name: "volume",
        key: |work| work.volume.to_lowercase(),
        shown: |work| work.volume.clone(),
    },
    Compared { name: "pages", key: first_page, shown: |work| work.pages.clone() },
    Compared { name: "DOI", key: |work| work.doi.clone(), shown: |work| work.doi.clone() },
    Compared {
        name: "PubMed number",
        key: |work| work.pmid.clone(),
        shown: |work| work.pmid.clone(),
    },
    Compared {
        name: "PubMed Central number",
        key: |work| work.pmcid.clone(),
        shown: |work| work.pmcid.clone(),
    },
    Compared { name: "ISBN", key: |work| work.isbn.clone(), shown: |work| work.isbn.clone() },
];

fn year(work: &Work) -> String {
    match work.date.year {
        0 => String::new(),
        year => year.to_string(),
    }
}

fn compare(field: &Compared, statements: &[(WorkPlace, Work)], found: &mut Vec<Contradiction>) {
    let stated = |at: usize| (field.key)(&statements[at].1);
    let Some(first) = (0..statements.len()).find(|at| !stated(*at).is_empty()) else { return };
    let kept = stated(first);
    let mut seen = vec![kept.clone()];
    for at in first + 1..statements.len() {
        let other = stated(at);
        if other.is_empty()
            || seen.contains(&other)
            || is_same_in_substance(field.name, first, at, statements)
        {
            continue;
        }
        let value = |at: usize| StatedValue {
            value: (field.shown)(&statements[at].1),
            place: statements[at].0.clone(),
        };
        found.push(Contradiction { field: field.name, kept: value(first), other: value(at) });
        seen.push(other);
    }
}

/// Differences that are none: the year of the publication online, a family name without its particle,
/// a title without its subtitle, a page number beside an article number.
fn is_same_in_substance(
    field: &str,
    first: usize,
    at: usize,
    statements: &[(WorkPlace, Work)],
) -> bool {
    let (kept, other) = (&statements[first].1, &statements[at].1);
    match field {
        "year" => {
            kept.online_date.year == other.date.year || other.online_date.year == kept.date.year
        }
        "first author" => {
            let (kept, other) = (name_of_first_author(kept), name_of_first_author(other));
            kept.ends_with(&format!("-{other}")) || other.ends_with(&format!("-{kept}"))
        }
        "title" => {
            let (kept, other) = (title_key(&kept.title), title_key(&other.title));
            let (short, long) =
                if kept.len() < other.len() { (kept, other) } else { (other, kept) };
            // Greek letters and signs are written in words by some, so signs do not count.
            let plain = |text: &str| text.replace('-', "");
            plain(&short) == plain(&long)
                || short.split('-').count() > 3 && long.starts_with(&format!("{short}-"))
        }
        "pages" => {
            let is_number =
                |work: &Work| first_page(work).starts_with(|c: char| c.is_ascii_digit());
            is_number(kept) != is_number(other)
        }
        _ => false,
    }
}

/// Adds to a work what another statement of the same work says in addition.
pub fn add_missing(work: &mut Work, other: Work) {
    macro_rules! fill {
        ($($field:ident),*) => {
            $(if work.$field.is_empty() { work.$field = other.$field; })*
        };
    }
    fill!(
        key,
        title,
        original_title,
        container,
        container_short,
        event,
        series,
        volume,
        issue,
        pages,
        page_count,
        edition,
        version,
        publisher,
        place,
        number,
        genre,
        doi,
        pmid,
        pmcid,
        arxiv,
        isbn,
        url,
        language,
        sections,
        conflicts,
        license
    );
    if work.kind == crate::work::WorkKind::Other {
        work.kind = other.kind;
    }
    merge_people(&mut work.authors, other.authors);
    merge_people(&mut work.editors, other.editors);
    merge_people(&mut work.translators, other.translators);
    for (date, other) in [
        (&mut work.date, other.date),
        (&mut work.online_date, other.online_date),
        (&mut work.accessed, other.accessed),
    ] {
        *date = date.or_more_exact(other);
    }
    for (list, others) in [
        (&mut work.issns, other.issns),
        (&mut work.trials, other.trials),
        (&mut work.keywords, other.keywords),
        (&mut work.publication_types, other.publication_types),
        (&mut work.funding, other.funding),
        (&mut work.notice_of, other.notice_of),
    ] {
        for value in others {
            push_new(list, value);
        }
    }
    for change in &other.status {
        change.add_to(&mut work.status);
    }
    if !other.note.is_empty() && !work.note.contains(&other.note) {
        if !work.note.is_empty() {
            work.note.push_str("; ");
        }
        work.note.push_str(&other.note);
    }
}

/// The people of the first statement that names them. Their identifiers, affiliations and complete
/// given names may come from another that has the same people.
fn merge_people(people: &mut Vec<Contributor>, others: Vec<Contributor>) {
    if people.is_empty() {
        *people = others;
        return;
    }
    if people.len() != others.len() {
        return;
    }
    for (person, other) in people.iter_mut().zip(others) {
        if person.family != other.family {
            continue;
        }
        if person.orcid.is_empty() {
            person.orcid = other.orcid;
        }
        if person.affiliations.is_empty() {
            person.affiliations = other.affiliations;
        }
        if person.suffix.is_empty() {
            person.suffix = other.suffix;
        }
        // `Anna B.` says more than `A B`, if the first letter is the same.
        let initials = |name: &str| name.chars().filter(|c| c.is_uppercase()).collect::<String>();
        if !person.given.chars().any(char::is_lowercase)
            && other.given.chars().any(char::is_lowercase)
            && initials(&other.given) == initials(&person.given)
        {
            person.given = other.given;
        }
    }
}
