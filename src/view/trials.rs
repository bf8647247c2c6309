//! The list of registered trials, and the page of a trial: its publications, articles and drugs.
//!
//! Nothing is looked up: what a page shows of a trial is what works and articles state.

use serde::Serialize;

use super::dossier::studies;
use super::part::ArticleLink;
use super::part::{Meta, TrialLink};
use super::term::StudySummary;
use super::view_builder::ViewBuilder;
use super::works::{CitingArticle, WorkSummary};
use crate::cached_value::CachedValue;
use crate::library::DocId;
use crate::site::{SiteTrial, TermRef, trial_index};
use offprint_base::Hashed;

/// The maximum number of studies in the table of a trial: as many as a reader scans.
const STUDIES: usize = 30;

/// `trials.html`: the registered trials and reviews that the site names.
#[derive(Hash, Serialize, Debug)]
pub struct TrialsPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The trials by registry, those of unknown registries last.
    pub registries: Vec<RegistryTrials<'s>>,
    /// The number of trials.
    pub total: usize,
}

/// The trials of a registry.
#[derive(Hash, Serialize, Debug)]
pub struct RegistryTrials<'s> {
    /// The name of the registry: `ClinicalTrials.gov`; `none` if it is not known.
    pub registry: Option<&'static str>,
    /// Its trials, by number.
    pub trials: Vec<TrialSummary<'s>>,
}

/// A trial in a list.
#[derive(Hash, Serialize, Debug)]
pub struct TrialSummary<'s> {
    /// Its number.
    pub number: &'s str,
    /// Its page, with the base path.
    pub url: String,
    /// The name of the study, from the newest article that reports it.
    pub name: Option<&'s str>,
    /// Its drugs, by name.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// The number of works that state its number.
    pub works: usize,
    /// The number of articles that report it, or cite one of its works.
    pub articles: usize,
    /// Whether one of its works was retracted or withdrawn, or is in doubt.
    pub is_doubtful: bool,
}

/// `trial.html`: a registered trial or review.
#[derive(Hash, Serialize, Debug)]
pub struct TrialPage<'s> {
    /// The fields that every page has.
    #[serde(flatten)]
    pub meta: Meta<'s>,
    /// Its number, with its page in the registry.
    pub trial: TrialLink<'s>,
    /// The name of the study, from the newest article that reports it.
    pub name: Option<&'s str>,
    /// The drugs of the articles that report it, and those that the title of one of its works names.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// The works that state its number, newest first.
    pub works: Vec<WorkSummary<'s>>,
    /// What the articles that report it say of its study: design, participants, results.
    pub studies: Vec<StudySummary<'s>>,
    /// The articles that report it, newest first.
    pub reported_in: Vec<ArticleLink<'s>>,
    /// The other articles that cite one of its works, with the sentences, newest first.
    pub cited_in: Vec<CitingArticle<'s>>,
}

impl<'s> ViewBuilder<'s> {
    /// The list of the trials that the site names.
    pub fn trials(self) -> TrialsPage<'s> {
        let trials = &self.site.trials.list;
        let mut registries: Vec<RegistryTrials<'s>> = Vec::new();
        for trial in trials {
            let registry = self.trial_link(&trial.number).registry;
            let summary = self.trial_summary(trial);
            match registries.last_mut().filter(|last| last.registry == registry) {
                Some(last) => last.trials.push(summary),
                None => registries.push(RegistryTrials { registry, trials: vec![summary] }),
            }
        }
        let title = self.config().translations.text("trials");
        let page = self.meta("trials", title, None, &trial_index());
        TrialsPage { page, registries, total: trials.len() }
    }

    /// The page of a trial.
    pub fn trial(self, number: usize) -> TrialPage<'s> {
        let trial = &self.site.trials.list[number];
        let mut meta = self.meta("trial", &trial.number, None, &trial.route);
        let list = self.config().translations.text("trials");
        meta.crumbs = vec![self.crumb(list, &trial_index())];
        let works = trial.works.iter().map(|place| &self.site.works.list[*place]);
        let citations: Vec<(DocId, usize)> =
            works.clone().flat_map(|work| work.cited_in.iter().copied()).collect();
        let reports = trial.reported_in.iter().filter_map(|id| self.card(*id));
        TrialPage {
            meta,
            trial: self.trial_link(&trial.number),
            name: trial.study_name(&self.site.facts),
            drugs: self.drugs_of(trial),
            works: works.map(|work| self.work_summary(work)).collect(),
            studies: studies(self, &trial.reported_in, STUDIES).0,
            reported_in: reports.map(|card| ArticleLink::of(card)).collect(),
            cited_in: self.citing_articles(&trial.cited_in, &citations),
        }
    }

    fn trial_summary(self, trial: &'s SiteTrial) -> TrialSummary<'s> {
        let works = trial.works.iter().map(|place| &self.site.works.list[*place]);
        let statuses = works.flat_map(|work| self.work_statuses(&work.statuses));
        TrialSummary {
            number: &trial.number,
            url: self.site.url(&trial.route),
            name: trial.study_name(&self.site.facts),
            drugs: self.drugs_of(trial),
            works: trial.works.len(),
            articles: trial.article_count(),
            is_doubtful: statuses.into_iter().any(|status| status.is_warning),
        }
    }

    fn drugs_of(self, trial: &SiteTrial) -> Vec<&'s Hashed<CachedValue<TermRef>>> {
        let drugs = &self.site.terms[0].list;
        trial.drugs.iter().map(|drug| &drugs[*drug].link).collect()
    }
}
