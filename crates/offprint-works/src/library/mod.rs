//! [`Library`]: many works from many files, of which those that are the same are one.
//!
//! Must not depend on formats.

mod identity;
mod merge;
mod place;

use rustc_hash::FxHashMap;

use offprint_base::{IdentifierKind, transliterate};

use self::identity::group_statements;
use self::merge::merge_statements;
use crate::reading::StatusStatement;
use crate::work::Work;

pub use self::identity::undated_key;
pub(crate) use self::identity::{may_be_same, title_key};
pub use self::merge::{Contradiction, StatedValue, add_missing};
pub use self::place::{MergedWork, WorkPlace};

/// Two works that share an identifier although another one says that they are different.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SharedIdentifier {
    /// The identifier with its name: `PubMed 12345678`.
    pub identifier: String,
    /// The two places.
    pub places: [WorkPlace; 2],
}

/// A key that two different works have. The first has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SharedKey {
    /// The key.
    pub key: String,
    /// The two places.
    pub places: [WorkPlace; 2],
}

/// Works from files, each once, found by key and identifier.
///
/// Two statements are one work if they have the same DOI, PubMed number, PubMed Central number or
/// arXiv number; if both are registrations of the same number; or if they have the same title, year
/// and first author in the same journal and no identifier says otherwise; or if both have no year, and the
/// same title, kind, first author, and address or publisher. Statements with different
/// DOIs are different works. A trial's number does not identify a publication, a preprint is not its
/// article, a notice of retraction is not what it retracts, and a paper is not the abstract of a talk.
///
/// Of what the statements say, the first counts that says something: the order in which they are
/// given decides. Lists such as keywords, numbers of trials and status are joined. What contradicts
/// the value that counts is a [`Contradiction`].
#[derive(Clone, Debug, Default)]
pub struct Library {
    works: Vec<MergedWork>,
    contradictions: Vec<Contradiction>,
    shared_identifiers: Vec<SharedIdentifier>,
    shared_keys: Vec<SharedKey>,
    by_key: FxHashMap<String, usize>,
    by_identifier: FxHashMap<(IdentifierKind, String), usize>,
    /// The works for which a key was made, by its beginning without a letter.
    made_keys: FxHashMap<String, Vec<usize>>,
    by_trial: FxHashMap<String, Vec<usize>>,
}

impl Library {
    /// The library of these statements: file, line and work. Takes time nearly in proportion to their
    /// number.
    pub fn new(statements: Vec<(String, usize, Work)>) -> Self {
        let statements: Vec<(WorkPlace, Work)> = statements
            .into_iter()
            .map(|(file, line, work)| (WorkPlace { file, line, key: work.key.clone() }, work))
            .collect();
        let grouping = group_statements(&statements);
        let mut library = Self::default();
        for (kind, value, first, second) in grouping.conflicts {
            let places = [statements[first].0.clone(), statements[second].0.clone()];
            let identifier = format!("{} {value}", kind.name());
            library.shared_identifiers.push(SharedIdentifier { identifier, places });
        }
        let mut slots: Vec<Option<(WorkPlace, Work)>> = statements.into_iter().map(Some).collect();
        for group in grouping.groups {
            let members: Vec<(WorkPlace, Work)> =
                group.into_iter().filter_map(|at| slots[at].take()).collect();
            let (merged, contradictions) = merge_statements(members);
            library.contradictions.extend(contradictions);
            library.works.push(merged);
        }
        library.index();
        library
    }

    fn index(&mut self) {
        for at in 0..self.works.len() {
            let keys: Vec<WorkPlace> = self.works[at]
                .places
                .iter()
                .filter(|place| !place.key.is_empty())
                .cloned()
                .collect();
            for place in keys {
                match self.by_key.get(&place.key) {
                    Some(known) if *known != at => {
                        let known = &self.works[*known].places;
                        let first = known.iter().find(|other| other.key == place.key);
                        let first = first.unwrap_or(&known[0]).clone();
                        let key = place.key.clone();
                        self.shared_keys.push(SharedKey { key, places: [first, place] });
                    }
                    Some(_) => {}
                    None => {
                        self.by_key.insert(place.key, at);
                    }
                }
            }
        }
        let mut counts: FxHashMap<String, u32> = FxHashMap::default();
        for at in 0..self.works.len() {
            let own = self.works[at].work.key.clone();
            if own.is_empty() || self.by_key.get(&own) != Some(&at) {
                let base = key_base(&self.works[at].work);
                let key = self.made_key(&base, &mut counts);
                self.made_keys.entry(base).or_default().push(at);
                self.by_key.insert(key.clone(), at);
                self.works[at].work.key = key;
            }
            let work = &self.works[at].work;
            for (kind, value) in identifiers_of(work) {
                self.by_identifier.entry((kind, value.to_ascii_lowercase())).or_insert(at);
            }
            for trial in &work.trials {
                self.by_trial.entry(trial.to_ascii_uppercase()).or_default().push(at);
            }
        }
    }

    /// A key that no other work has: `shelton2025`, `shelton2025b`.
    fn made_key(&self, base: &str, counts: &mut FxHashMap<String, u32>) -> String {
        // How many keys of this kind were made, so that none is tried again.
        let made = counts.entry(base.to_owned()).or_insert(0);
        loop {
            let key = match *made {
                0 => base.to_owned(),
                // As in a printed list: 2025, 2025b, 2025c.
                number @ 1..=25 => format!(
                    "{base}{}",
                    char::from(b"bcdefghijklmnopqrstuvwxyz"[number as usize - 1])
                ),
                number => format!("{base}-{}", number + 1),
            };
            *made += 1;
            if !self.by_key.contains_key(&key) {
                return key;
            }
        }
    }

    /// All works, in the order of their first statements.
    pub fn works(&self) -> &[MergedWork] {
        &self.works
    }

    /// What statements of the same work say differently.
    pub fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }

    /// Works that share an identifier and are different all the same.
    pub fn shared_identifiers(&self) -> &[SharedIdentifier] {
        &self.shared_identifiers
    }

    /// Keys that more than one work has.
    pub fn shared_keys(&self) -> &[SharedKey] {
        &self.shared_keys
    }

    /// The other works that a made key could mean: those of other files with the same first author and year
    /// whose files give no key. Which of them has it depends on the order of the files; in one file they
    /// have the same keys in every import, and `smith2025b` says that there are several. At most `most` of
    /// them, and their number.
    pub fn rivals(&self, key: &str, most: usize) -> (Vec<&MergedWork>, usize) {
        let Some((own, makers)) = self.by_key.get(key).zip(self.made_keys.get(key)) else {
            return (Vec::new(), 0);
        };
        let file = |at: usize| self.works[at].places.first().map(|place| &place.file);
        let mut others = makers.iter().filter(|at| *at != own && file(**at) != file(*own));
        let first: Vec<_> = others.by_ref().take(most).map(|at| &self.works[*at]).collect();
        let count = first.len() + others.count();
        (first, count)
    }

    /// The keys that mean another work here than in `before`, each with the work there and here.
    pub fn moved_keys<'l>(
        &'l self,
        before: &'l Self,
    ) -> Vec<(&'l str, &'l MergedWork, &'l MergedWork)> {
        let moved = before.by_key.iter().filter_map(|(key, at)| {
            let (old, new) = (&before.works[*at], self.by_key(key)?);
            let is_kept = new.places.iter().any(|place| old.places.contains(place));
            (!is_kept).then_some((key.as_str(), old, new))
        });
        let mut moved: Vec<_> = moved.collect();
        moved.sort_unstable_by_key(|(key, ..)| *key);
        moved
    }

    /// The work with a key, which any of its statements may have.
    pub fn by_key(&self, key: &str) -> Option<&MergedWork> {
        self.by_key.get(key).map(|at| &self.works[*at])
    }

    /// The work with an identifier, which may be written in any of its forms: `PMID: 12345678`. Not
    /// for trials, which have many works: see [`Self::by_trial`].
    pub fn by_identifier(&self, kind: IdentifierKind, text: &str) -> Option<&MergedWork> {
        let value = kind.parse(text).ok()?.value.to_ascii_lowercase();
        self.by_identifier.get(&(kind, value)).map(|at| &self.works[*at])
    }

    /// The work with a DOI.
    pub fn by_doi(&self, text: &str) -> Option<&MergedWork> {
        self.by_identifier(IdentifierKind::Doi, text)
    }

    /// The work with a PubMed number.
    pub fn by_pmid(&self, text: &str) -> Option<&MergedWork> {
        self.by_identifier(IdentifierKind::Pmid, text)
    }

    /// The work with a PubMed Central number.
    pub fn by_pmcid(&self, text: &str) -> Option<&MergedWork> {
        self.by_identifier(IdentifierKind::Pmcid, text)
    }

    /// The works on a trial, in their order; its registration, if there is one, is among them.
    pub fn by_trial(&self, text: &str) -> Vec<&MergedWork> {
        let number = match IdentifierKind::Trial.parse(text) {
            Ok(found) => found.value,
            Err(_) => text.trim().to_owned(),
        };
        let found = self.by_trial.get(&number.to_ascii_uppercase());
        found.into_iter().flatten().map(|at| &self.works[*at]).collect()
    }

    /// Adds what notices and lists say about works of the library. Returns how many of the statements
    /// are about one of them.
    pub fn apply_status(&mut self, statements: &[StatusStatement]) -> usize {
        let mut applied = 0;
        for statement in statements {
            let found = self.position(&statement.doi, &statement.pmid);
            if let Some(at) = found {
                statement.change.add_to(&mut self.works[at].work.status);
                applied += 1;
            }
        }
        applied
    }

    /// Removes what is said about a work of the library, if the statement is about one. What an editor
    /// states, who is no source, stays.
    pub fn ignore_status(&mut self, statement: &StatusStatement) {
        if let Some(at) = self.position(&statement.doi, &statement.pmid) {
            let status = &mut self.works[at].work.status;
            status.retain(|change| change.source.is_empty() || !change.is_same(&statement.change));
        }
    }

    /// The index of the work with a DOI or a PubMed number, each in its normal form.
    pub fn position(&self, doi: &str, pmid: &str) -> Option<usize> {
        let find = |kind, value: &str| match value {
            "" => None,
            value => self.by_identifier.get(&(kind, value.to_ascii_lowercase())).copied(),
        };
        find(IdentifierKind::Doi, doi).or_else(|| find(IdentifierKind::Pmid, pmid))
    }

    /// Whether a DOI in its normal form is one of those that were stated for a work.
    pub(crate) fn is_doi_of(&self, at: usize, doi: &str) -> bool {
        let key = (IdentifierKind::Doi, doi.to_ascii_lowercase());
        self.by_identifier.get(&key) == Some(&at)
    }

    /// Whether a DOI or a PubMed number, each in its normal form, is one of a work of the library.
    pub fn contains(&self, doi: &str, pmid: &str) -> bool {
        self.position(doi, pmid).is_some()
    }
}

/// The beginning of a key that is made for a work: the first author's family name without its particles,
/// or the first word of a group, and the year.
pub fn key_base(work: &Work) -> String {
    let family = match (work.authors.first(), work.editors.first()) {
        (Some(group), _) if group.is_group => group.family.split(' ').next(),
        (Some(person), _) | (None, Some(person)) => person.family.split([' ', ',']).next_back(),
        (None, None) => None,
    };
    let family = transliterate(family.unwrap_or_default()).replace('-', "");
    let name = if family.is_empty() { "work" } else { &family };
    match work.date.year {
        0 => name.to_owned(),
        year => format!("{name}{year}"),
    }
}

/// The identifiers of a work that are its own.
fn identifiers_of(work: &Work) -> impl Iterator<Item = (IdentifierKind, &str)> {
    let isbn = match work.kind {
        crate::work::WorkKind::Book => &*work.isbn,
        _ => "",
    };
    [
        (IdentifierKind::Doi, &*work.doi),
        (IdentifierKind::Pmid, &*work.pmid),
        (IdentifierKind::Pmcid, &*work.pmcid),
        (IdentifierKind::Arxiv, &*work.arxiv),
        (IdentifierKind::Isbn, isbn),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
}
