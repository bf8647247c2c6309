//! What a drug's articles add to its details: the latest findings, trials, and a comparison of
//! studies.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::drug_names::group_names;
use super::part::ArticleLink;
use super::term::{ClassDrugs, DrugFacts, LatestFinding, StudySummary, Trial};
use super::view_builder::ViewBuilder;
use crate::library::{CitationFields, DocId, Facts};
use crate::site::{Profile, TermId};
use offprint_base::{Hashed, TrialNumber};
use offprint_vocabulary::drug_name_key;

/// The maximum number of findings, of trials in a list, and of studies on a page: as many as a reader
/// scans. The page says how many it leaves out.
const FINDINGS: usize = 3;
const TRIALS: usize = 50;
const STUDIES: usize = 30;

/// Everything that the page of a drug shows in addition to its text and its list of articles.
pub(super) fn drug<'s>(
    view_builder: ViewBuilder<'s>,
    term: TermId,
    profile: &'s Hashed<Profile>,
    is_first: bool,
) -> DrugFacts<'s> {
    let drugs = &view_builder.site.terms[0].list;
    let articles: &[DocId] = if is_first { &drugs[term].articles } else { &[] };
    let classes: &[usize] = if is_first { &drugs[term].classes } else { &[] };
    let (trials, mentioned_trials, trials_omitted) = trials(view_builder, profile, articles);
    let (studies, studies_omitted) = studies(view_builder, articles, STUDIES);
    let names = group_names(profile, &view_builder.config().translations);
    let (findings, findings_omitted) = findings(view_builder, articles);
    DrugFacts {
        profile,
        name_groups: names.names,
        id_groups: names.ids,
        numbered_sources: names.sources,
        comparisons: if is_first { view_builder.comparison_links(term) } else { Vec::new() },
        findings,
        findings_omitted,
        class_drugs: classes
            .iter()
            .map(|class| &view_builder.site.classes[*class])
            .filter(|class| class.drugs.len() > 1)
            .map(|class| ClassDrugs {
                class: &class.link,
                drugs: class
                    .drugs
                    .iter()
                    .filter(|other| **other != term)
                    .map(|other| &drugs[*other].link)
                    .collect(),
            })
            .collect(),
        trials,
        mentioned_trials,
        trials_omitted,
        studies,
        studies_omitted,
    }
}

/// The first finding of each of the newest articles that state any. Nothing is taken from texts: a
/// sentence in the middle of an article may describe what others found.
///
/// Returns also how many articles it leaves out.
fn findings<'s>(
    view_builder: ViewBuilder<'s>,
    articles: &[DocId],
) -> (Vec<LatestFinding<'s>>, usize) {
    let mut found = articles.iter().filter_map(|id| {
        let card = view_builder.card(*id)?;
        Some(LatestFinding {
            text: view_builder.facts(*id).details.key_findings.first()?,
            article: ArticleLink::of(card),
            evidence: &card.evidence,
            statuses: &card.statuses,
        })
    });
    let shown = found.by_ref().take(FINDINGS).collect();
    (shown, found.count())
}

/// The value of a key in a study's table.
fn said<'s>(facts: &'s Facts, key: &str) -> Option<&'s str> {
    facts.details.study.as_ref()?.text(key)
}

/// A list of trials, each once, with the articles that name it.
#[derive(Default)]
struct TrialList<'s> {
    list: Vec<Trial<'s>>,
    /// The numbers of the trials that are left out.
    omitted: BTreeSet<String>,
}

impl<'s> TrialList<'s> {
    /// Adds a trial that an article names; `is_reported` if the article's `[study]` is this trial.
    fn add(&mut self, view: ViewBuilder<'s>, id: DocId, number: &'s str, is_reported: bool) {
        let facts = view.facts(id);
        let at = match self.position(number) {
            Some(at) => at,
            None if self.list.len() == TRIALS => {
                self.omitted.insert(number.to_ascii_uppercase());
                return;
            }
            None => {
                let known = TrialNumber::parse(number).ok();
                self.list.push(Trial {
                    registry: known.as_ref().map(|known| known.registry),
                    number,
                    url: known.and_then(|known| known.url),
                    page_url: view.trial_link(number).url,
                    name: None,
                    phase: None,
                    participants: None,
                    articles: Vec::new(),
                });
                self.list.len() - 1
            }
        };
        let trial = &mut self.list[at];
        if is_reported {
            // The value from the newest article that has one.
            trial.name = trial.name.or_else(|| said(facts, "name"));
            trial.phase = trial.phase.or_else(|| said(facts, "phase"));
            trial.participants = trial.participants.or_else(|| said(facts, "participants"));
        }
        if let Some(link) = view.card(id).map(|card| ArticleLink::of(card))
            && trial.articles.last().is_none_or(|last| last.url != link.url)
        {
            trial.articles.push(link);
        }
    }

    fn position(&self, number: &str) -> Option<usize> {
        self.list.iter().position(|trial| trial.number.eq_ignore_ascii_case(number))
    }
}

/// The trials of a drug, and the trials that its articles cite without saying that they are about
/// the drug: an article on one drug often cites a trial of another.
fn trials<'s>(
    view: ViewBuilder<'s>,
    profile: &Profile,
    articles: &[DocId],
) -> (Vec<Trial<'s>>, Vec<Trial<'s>>, usize) {
    let (mut own, mut mentioned) = (TrialList::default(), TrialList::default());
    for id in articles {
        for number in view.facts(*id).details.study.iter().flat_map(|study| &study.registry) {
            own.add(view, *id, number, true);
        }
    }
    // The title of a work says what it is about; only the names need to be prepared once.
    let names: Vec<String> =
        profile.names.iter().map(|name| format!(" {} ", drug_name_key(&name.text))).collect();
    let is_about = |citation: &CitationFields| {
        let title = citation.title.as_ref().or(citation.text.as_ref());
        let title = title.map(|title| format!(" {} ", drug_name_key(title))).unwrap_or_default();
        names.iter().any(|name| title.contains(name))
    };
    for wanted in [true, false] {
        for id in articles {
            for citation in &view.facts(*id).details.citations {
                let Some(number) = citation.nct.as_deref() else { continue };
                if is_about(citation) != wanted {
                    continue;
                }
                if wanted || own.position(number).is_some() {
                    own.add(view, *id, number, false);
                } else {
                    mentioned.add(view, *id, number, false);
                }
            }
        }
    }
    let omitted = own.omitted.union(&mentioned.omitted).count();
    (own.list, mentioned.list, omitted)
}

/// The studies that these articles report, at most as many as `most`, and how many are left out.
pub(super) fn studies<'s>(
    view_builder: ViewBuilder<'s>,
    articles: &[DocId],
    most: usize,
) -> (Vec<StudySummary<'s>>, usize) {
    let reports_study = |id: &&DocId| {
        let study = view_builder.facts(**id).details.study.as_ref();
        study.is_some_and(|study| !study.rows.is_empty())
    };
    let all = articles.iter().filter(reports_study).count();
    let studies = articles.iter().filter(reports_study).take(most);
    let list: Vec<_> = studies.filter_map(|id| study_summary(view_builder, *id)).collect();
    (list, all.saturating_sub(most))
}

/// The study that an article reports.
fn study_summary(view_builder: ViewBuilder<'_>, id: DocId) -> Option<StudySummary<'_>> {
    let study = view_builder.facts(id).details.study.as_ref()?;
    let said = |key: &str| study.text(key);
    let translations = &view_builder.config().translations;
    let number = |key: &str| {
        said(key).map(|text| match text.parse() {
            Ok(number) => Cow::Owned(translations.number(number)),
            Err(_) => Cow::Borrowed(text),
        })
    };
    let card = view_builder.card(id)?;
    Some(StudySummary {
        article: ArticleLink::of(card),
        statuses: &card.statuses,
        name: said("name"),
        trials: study.registry.iter().map(|number| view_builder.trial_link(number)).collect(),
        design: study.design_label(translations),
        phase: said("phase"),
        participants: number("participants"),
        animals: number("animals"),
        population: said("population"),
        intervention: said("intervention"),
        comparator: said("comparator"),
        outcome: said("outcome"),
        duration: said("duration"),
        results: said("results"),
        funding: said("funding"),
    })
}
