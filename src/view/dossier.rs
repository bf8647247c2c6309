//! What a drug's articles add to its details: a timeline, trials, and a comparison of studies.

use super::article::ArticleLink;
use super::term::{DrugFacts, StudySummary, TimelineYear, Trial};
use super::view_builder::ViewBuilder;
use crate::library::{DocId, Facts};
use crate::site::{Profile, TermId};
use offprint_base::Hashed;

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
    let class =
        drugs[term].class.map(|class| &view_builder.site.classes[class]).filter(|_| is_first);
    DrugFacts {
        profile,
        class_drugs: class
            .map_or(&[][..], |class| &class.drugs)
            .iter()
            .filter(|other| **other != term)
            .map(|other| &drugs[*other].link)
            .collect(),
        timeline: timeline(view_builder, articles),
        trials: trials(view_builder, articles),
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
    let rows = &facts.details.study.as_ref()?.rows;
    rows.iter().find(|(known, ..)| *known == key).map(|(.., value)| value.as_str())
}

fn trials<'s>(view_builder: ViewBuilder<'s>, articles: &[DocId]) -> Vec<Trial<'s>> {
    let mut trials: Vec<Trial<'s>> = Vec::new();
    let mut add = |id: DocId, number: &'s str, is_reported: bool| {
        let facts = view_builder.facts(id);
        let at = match trials.iter().position(|trial| trial.number.eq_ignore_ascii_case(number)) {
            Some(at) => at,
            None if trials.len() == TRIALS => return,
            None => {
                let (registry, url) =
                    registry(number).map_or((None, None), |(name, url)| (Some(name), Some(url)));
                trials.push(Trial {
                    registry,
                    number,
                    url,
                    name: None,
                    phase: None,
                    n: None,
                    articles: Vec::new(),
                });
                trials.len() - 1
            }
        };
        let trial = &mut trials[at];
        if is_reported {
            // The value from the newest article that has one.
            trial.name = trial.name.or_else(|| said(facts, "name"));
            trial.phase = trial.phase.or_else(|| said(facts, "phase"));
            trial.n = trial.n.or_else(|| said(facts, "n"));
        }
        if let Some(link) = view_builder.card(id).map(|card| ArticleLink::of(card))
            && trial.articles.last().is_none_or(|last| last.url != link.url)
        {
            trial.articles.push(link);
        }
    };
    for id in articles {
        for number in view_builder.facts(*id).details.study.iter().flat_map(|study| &study.registry)
        {
            add(*id, number, true);
        }
    }
    for id in articles {
        for number in view_builder
            .facts(*id)
            .details
            .citations
            .iter()
            .filter_map(|citation| citation.nct.as_deref())
        {
            add(*id, number, false);
        }
    }
    trials
}

/// The registry of a trial number, and the trial's page there.
fn registry(number: &str) -> Option<(&'static str, String)> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number.strip_prefix("NCT").is_some_and(digits) {
        return Some(("ClinicalTrials.gov", format!("https://clinicaltrials.gov/study/{number}")));
    }
    if number.strip_prefix("ISRCTN").is_some_and(digits) {
        return Some(("ISRCTN", format!("https://www.isrctn.com/{number}")));
    }
    if number.strip_prefix("ACTRN").is_some_and(|rest| digits(rest.trim_end_matches('p'))) {
        return Some(("ANZCTR", format!("https://anzctr.org.au/{number}.aspx")));
    }
    let parts: Vec<&str> = number.split('-').collect();
    let is_eudract =
        parts.iter().map(|part| part.len()).eq([4, 6, 2]) && parts.iter().all(|part| digits(part));
    is_eudract.then(|| {
        let url = format!("https://www.clinicaltrialsregister.eu/ctr-search/search?query={number}");
        ("EU Clinical Trials Register", url)
    })
}

fn studies<'s>(view_builder: ViewBuilder<'s>, articles: &[DocId]) -> Vec<StudySummary<'s>> {
    articles
        .iter()
        .filter_map(|id| {
            let facts = view_builder.facts(*id);
            facts.details.study.as_ref().filter(|study| !study.rows.is_empty())?;
            let said = |key: &str| said(facts, key);
            Some(StudySummary {
                article: ArticleLink::of(view_builder.card(*id)?),
                name: said("name"),
                design: said("design"),
                phase: said("phase"),
                n: said("n"),
                population: said("population"),
                intervention: said("intervention"),
                comparator: said("comparator"),
                outcome: said("outcome"),
                duration: said("duration"),
                results: said("results"),
            })
        })
        .take(STUDIES)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::registry;

    #[test]
    fn numbers_of_trials_lead_to_their_registries() {
        let name = |number: &str| registry(number).map(|(name, _)| name);
        assert_eq!(name("NCT03756129"), Some("ClinicalTrials.gov"));
        assert_eq!(name("2018-001234-12"), Some("EU Clinical Trials Register"));
        assert_eq!(name("ISRCTN12345678"), Some("ISRCTN"));
        assert_eq!(name("ACTRN12607000112404p"), Some("ANZCTR"));
        assert_eq!(name("UMIN000012345"), None);
    }
}
