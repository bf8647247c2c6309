//! [`Trials`]: the registered trials and reviews that a site names, each once, with its publications,
//! articles and drugs.
//!
//! A number is stated by a work, by one of `[[citations]]`, or by `[study]` of an article. Everything
//! follows from the facts and from the works of the site. This must not read any text.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cited_works::{CitedWorks, SiteWork, free_route};
use super::registry_form::registry_form;
use super::terms::{TermId, Terms, TermsOf};
use crate::library::{DocId, Facts};
use crate::route::Route;
use offprint_base::{Hashed, TrialNumber, slugify};
use offprint_vocabulary::drug_name_key;

/// The registered trials and reviews that a site names.
#[derive(Debug, Default)]
pub struct Trials {
    /// The trials, by registry and number.
    pub list: Vec<SiteTrial>,
    by_number: FxHashMap<String, usize>,
}

/// A registered trial or review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteTrial {
    /// Its number, as the registry writes it.
    pub number: String,
    /// Its page.
    pub route: Route,
    /// The works that state its number: their places in the list of works, newest first.
    pub works: Vec<usize>,
    /// The articles whose study it is, newest first.
    pub reported_in: Vec<DocId>,
    /// The other articles that cite one of its works, newest first.
    pub cited_in: Vec<DocId>,
    /// The drugs of the articles that report it, and those that the title of one of its works names.
    pub drugs: Vec<TermId>,
}

impl SiteTrial {
    /// The name of the study, from the newest article that reports this trial alone.
    pub fn study_name<'s>(&self, facts: &'s [Hashed<Facts>]) -> Option<&'s str> {
        self.reported_in.iter().find_map(|id| {
            let study = facts[*id].details.study.as_ref()?;
            study.text("name").filter(|_| study.registry.len() == 1)
        })
    }

    /// The number of articles that report it, or cite one of its works.
    pub fn article_count(&self) -> usize {
        self.reported_in.len() + self.cited_in.len()
    }
}

/// The route of the list of trials.
pub fn trial_index() -> Route {
    Route::of("/trials/")
}

impl Trials {
    /// The trial with a number, which may be written in any of its forms.
    pub fn find(&self, number: &str) -> Option<&SiteTrial> {
        self.index(number).map(|index| &self.list[index])
    }

    /// Whether the site names no trial.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn index(&self, number: &str) -> Option<usize> {
        // Nearly all numbers are in their registry's form.
        let known = self.by_number.get(&number.to_ascii_uppercase());
        known.or_else(|| self.by_number.get(&key_of(number))).copied()
    }
}

fn key_of(number: &str) -> String {
    registry_form(number).to_ascii_uppercase()
}

/// What finding trials depends on.
#[derive(Clone, Copy)]
pub(super) struct TrialInput<'s> {
    pub(super) facts: &'s [Hashed<Facts>],
    /// The articles that are shown, newest first.
    pub(super) articles: &'s [DocId],
    /// The place of each document in `articles`.
    pub(super) rank: &'s [Option<usize>],
    pub(super) works: &'s CitedWorks,
    pub(super) drugs: &'s Terms,
    pub(super) terms_of: &'s TermsOf,
}

/// Finds the trials of a site.
pub(super) fn find_trials(input: TrialInput<'_>) -> Trials {
    let mut found = FoundTrials::default();
    for id in input.articles {
        let study = input.facts[*id].details.study.as_ref();
        for number in study.iter().flat_map(|study| &study.registry) {
            let trial = found.trial(number);
            if trial.reported_in.last() != Some(id) {
                trial.reported_in.push(*id);
            }
        }
    }
    for (place, work) in input.works.list.iter().enumerate() {
        for number in &work.trials {
            found.trial(number).works.push(place);
        }
    }
    let mut drugs = NamedDrugs { input, names: FxHashMap::default() };
    for trial in &mut found.list {
        trial.cited_in = citing_articles(trial, input);
        trial.drugs = drugs.of_trial(trial);
    }
    found.list.sort_by_cached_key(|trial| {
        let registry = TrialNumber::parse(&trial.number).ok().map(|known| known.registry);
        // Numbers of unknown registries come last.
        (registry.is_none(), registry, trial.number.clone())
    });
    let mut trials = Trials::default();
    let mut taken = FxHashSet::default();
    for (index, trial) in found.list.into_iter().enumerate() {
        trials.by_number.insert(key_of(&trial.number), index);
        let route = free_route(trial_route(&trial.number), &mut taken);
        trials.list.push(SiteTrial { route, ..trial });
    }
    trials
}

/// The page of a trial: `/trials/NCT01234567/`, `/trials/CTRI-2020-01-012345/`.
fn trial_route(number: &str) -> Route {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let name = match number.is_ascii() {
        true => number.replace(|c| !is_plain(c), "-"),
        false => slugify(number),
    };
    let name = name.trim_matches('-');
    Route::of(format!("/trials/{}/", if name.is_empty() { "trial" } else { name }))
}

/// The articles that cite one of a trial's works and do not report the trial, newest first.
fn citing_articles(trial: &SiteTrial, input: TrialInput<'_>) -> Vec<DocId> {
    let works = trial.works.iter().map(|place| &input.works.list[*place]);
    let citing: FxHashSet<DocId> =
        works.flat_map(|work| work.cited_in.iter().map(|(id, _)| *id)).collect();
    if citing.is_empty() {
        return Vec::new();
    }
    let mut citing: Vec<DocId> =
        citing.into_iter().filter(|id| !trial.reported_in.contains(id)).collect();
    citing.sort_by_key(|id| input.rank[*id]);
    citing
}

/// Trials while they are collected.
#[derive(Default)]
struct FoundTrials {
    list: Vec<SiteTrial>,
    by_key: FxHashMap<String, usize>,
}

impl FoundTrials {
    fn trial(&mut self, number: &str) -> &mut SiteTrial {
        let index = *self.by_key.entry(key_of(number)).or_insert_with(|| {
            self.list.push(SiteTrial {
                number: registry_form(number),
                route: trial_index(),
                works: Vec::new(),
                reported_in: Vec::new(),
                cited_in: Vec::new(),
                drugs: Vec::new(),
            });
            self.list.len() - 1
        });
        &mut self.list[index]
    }
}

/// The drugs of trials. An article on one drug often cites a trial of another, so a drug of a citing
/// article counts only if the title of the work names it.
struct NamedDrugs<'s> {
    input: TrialInput<'s>,
    /// The names of each drug, prepared for comparison, each between spaces.
    names: FxHashMap<TermId, Vec<String>>,
}

impl NamedDrugs<'_> {
    fn of_trial(&mut self, trial: &SiteTrial) -> Vec<TermId> {
        let input = self.input;
        let reported = trial.reported_in.iter().flat_map(|id| input.terms_of.get(*id, 0));
        let mut drugs: BTreeSet<TermId> = reported.copied().collect();
        for place in &trial.works {
            let work = &input.works.list[*place];
            drugs.extend(self.named_in_title(work));
        }
        drugs.into_iter().collect()
    }

    fn named_in_title(&mut self, work: &SiteWork) -> Vec<TermId> {
        let input = self.input;
        let (id, citation) = work.best;
        let fields = &input.facts[id].details.citations[citation];
        let Some(title) = fields.title.as_deref().or(fields.text.as_deref()) else {
            return Vec::new();
        };
        let title = format!(" {} ", drug_name_key(title));
        let citing = work.cited_in.iter().flat_map(|(id, _)| input.terms_of.get(*id, 0));
        let candidates: BTreeSet<TermId> = citing.copied().collect();
        let mut named = Vec::new();
        for drug in candidates {
            let names = self.names.entry(drug).or_insert_with(|| {
                let term = &input.drugs.list[drug];
                let names = term.profile.iter().flat_map(|profile| &profile.names);
                let names = names.map(|name| name.text.as_str()).chain([term.name.as_str()]);
                names.map(|name| format!(" {} ", drug_name_key(name))).collect()
            });
            if names.iter().any(|name| title.contains(name.as_str())) {
                named.push(drug);
            }
        }
        named
    }
}
