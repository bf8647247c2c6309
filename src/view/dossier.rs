//! What a drug's articles add to its details: a timeline, trials, and a comparison of studies.

use super::article::ArticleLink;
use super::term::{ClassDrugs, DrugFacts, StudySummary, TimelineYear, Trial};
use super::view_builder::ViewBuilder;
use crate::library::{CitationFields, DocId, Facts};
use crate::site::{Profile, TermId, design_label};
use offprint_base::{Hashed, TrialNumber};
use offprint_vocabulary::drug_name_key;

/// The maximum number of articles in a year of a timeline, and of trials and studies on a page: as
/// many as a reader scans. The complete list of articles follows below.
const OF_A_YEAR: usize = 8;
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
    let (trials, mentioned_trials) = trials(view_builder, profile, articles);
    DrugFacts {
        profile,
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
        timeline: timeline(view_builder, articles),
        trials,
        mentioned_trials,
        studies: studies(view_builder, articles),
    }
}

fn timeline<'s>(view_builder: ViewBuilder<'s>, articles: &[DocId]) -> Vec<TimelineYear<'s>> {
    let mut years: Vec<TimelineYear<'s>> = Vec::new();
    for card in articles.iter().filter_map(|id| view_builder.card(*id)) {
        let Some(year) = card.year else { continue };
        if years.last().is_none_or(|last| last.year != year) {
            years.push(TimelineYear { year, count: 0, articles: Vec::new() });
        }
        let Some(last) = years.last_mut() else { continue };
        last.count += 1;
        if last.articles.len() < OF_A_YEAR {
            last.articles.push(ArticleLink::of(card));
        }
    }
    years
}

/// The value of a key in a study's table.
fn said<'s>(facts: &'s Facts, key: &str) -> Option<&'s str> {
    facts.details.study.as_ref()?.text(key)
}

/// A list of trials, each once, with the articles that name it.
#[derive(Default)]
struct TrialList<'s> {
    list: Vec<Trial<'s>>,
}

impl<'s> TrialList<'s> {
    /// Adds a trial that an article names; `is_reported` if the article's `[study]` is this trial.
    fn add(&mut self, view: ViewBuilder<'s>, id: DocId, number: &'s str, is_reported: bool) {
        let facts = view.facts(id);
        let at = match self.position(number) {
            Some(at) => at,
            None if self.list.len() == TRIALS => return,
            None => {
                let known = TrialNumber::parse(number).ok();
                self.list.push(Trial {
                    registry: known.as_ref().map(|known| known.registry),
                    number,
                    url: known.and_then(|known| known.url),
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
) -> (Vec<Trial<'s>>, Vec<Trial<'s>>) {
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
    (own.list, mentioned.list)
}

fn studies<'s>(view_builder: ViewBuilder<'s>, articles: &[DocId]) -> Vec<StudySummary<'s>> {
    articles
        .iter()
        .filter_map(|id| {
            let facts = view_builder.facts(*id);
            let study = facts.details.study.as_ref().filter(|study| !study.rows.is_empty())?;
            let said = |key: &str| study.text(key);
            let card = view_builder.card(*id)?;
            Some(StudySummary {
                article: ArticleLink::of(card),
                statuses: &card.statuses,
                name: said("name"),
                design: design_label(study, &view_builder.config().translations),
                phase: said("phase"),
                participants: said("participants"),
                animals: said("animals"),
                population: said("population"),
                intervention: said("intervention"),
                comparator: said("comparator"),
                outcome: said("outcome"),
                duration: said("duration"),
                results: said("results"),
                funding: said("funding"),
            })
        })
        .take(STUDIES)
        .collect()
}
