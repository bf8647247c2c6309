//! The page of a term: a drug, a tag, or a term of another group.

use serde::Serialize;

use super::archive::YearCount;
use super::article::{ArticleLink, Backlink};
use super::part::{LinkedHtml, Meta, Paginator, TaxonomyRef, TermCount};
use crate::cached_value::CachedValue;
use crate::site::{Profile, TermRef};
use offprint_base::Hashed;

/// `term.html`: one term and its articles, a page of them at a time.
#[derive(Hash, Serialize, Debug)]
pub struct TermPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The group that the term belongs to.
    pub taxonomy: TaxonomyRef<'s>,
    /// The term.
    pub term: TermFull<'s>,
    /// Its articles.
    pub paginator: Paginator<'s>,
}

/// A term with all that is known of it.
#[derive(Hash, Serialize, Debug)]
pub struct TermFull<'s> {
    /// Its name on this site.
    pub name: &'s str,
    /// The last part of its URL.
    pub slug: &'s str,
    /// Its page, with the base path.
    pub url: &'s str,
    /// The whole address of its page.
    pub permalink: String,
    /// How many articles it has.
    pub count: usize,
    /// Other names that lead here.
    pub aliases: &'s [String],
    /// One or two sentences from its file.
    pub summary: Option<&'s str>,
    /// The prose of its file as HTML, empty if it has none. Shown on the first page only.
    pub content: Option<LinkedHtml<'s>>,
    /// A drug's facts; `none` for other terms.
    pub drug: Option<DrugFacts<'s>>,
    /// The related terms in its file.
    pub related: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// Drugs of the same articles, the most frequent first; not the drug itself.
    pub drugs_with: Vec<TermCount<'s>>,
    /// Tags of the same articles, the most frequent first.
    pub tags_with: Vec<TermCount<'s>>,
    /// How many articles it has in each year, the earliest first, for a chart; empty if there is
    /// but one year, and on further pages.
    pub years: Vec<YearCount>,
    /// Articles and pages that link here or name the drug and do not list it, with the sentence.
    /// Shown on the first page only.
    pub backlinks: Vec<Backlink<'s>>,
}

/// A drug: what is known of it, and what the site's articles add. Lists are empty on further pages.
#[derive(Hash, Serialize, Debug)]
pub struct DrugFacts<'s> {
    /// What is known, by its file and by the built-in vocabulary.
    #[serde(flatten)]
    pub profile: &'s Hashed<Profile>,
    /// The site's other drugs of its class.
    pub class_drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// Its articles by year, the newest year first.
    pub timeline: Vec<TimelineYear<'s>>,
    /// The trials that its articles report or cite, those that are reported first.
    pub trials: Vec<Trial<'s>>,
    /// The studies that its articles report, the newest article first.
    pub studies: Vec<StudySummary<'s>>,
}

/// A year of a timeline.
#[derive(Hash, Serialize, Debug)]
pub struct TimelineYear<'s> {
    /// The year.
    pub year: i16,
    /// How many articles it has.
    pub count: usize,
    /// The newest of them.
    pub articles: Vec<ArticleLink<'s>>,
}

/// A registered trial.
#[derive(Hash, Serialize, Debug)]
pub struct Trial<'s> {
    /// The registry: `ClinicalTrials.gov`; `none` if its numbers are not known.
    pub registry: Option<&'static str>,
    /// Its number in the registry.
    pub number: &'s str,
    /// Its page in the registry.
    pub url: Option<String>,
    /// The name of the study.
    pub name: Option<&'s str>,
    /// The phase.
    pub phase: Option<&'s str>,
    /// The number of participants.
    pub n: Option<&'s str>,
    /// The articles that report or cite it.
    pub articles: Vec<ArticleLink<'s>>,
}

/// A study that an article reports: the keys of its `[study]`.
#[derive(Hash, Serialize, Debug)]
pub struct StudySummary<'s> {
    /// The article.
    pub article: ArticleLink<'s>,
    /// The name of the study.
    pub name: Option<&'s str>,
    /// The design.
    pub design: Option<&'s str>,
    /// The phase.
    pub phase: Option<&'s str>,
    /// The number of participants.
    pub n: Option<&'s str>,
    /// The study population.
    pub population: Option<&'s str>,
    /// The intervention.
    pub intervention: Option<&'s str>,
    /// The comparator.
    pub comparator: Option<&'s str>,
    /// The outcome measure.
    pub outcome: Option<&'s str>,
    /// The duration.
    pub duration: Option<&'s str>,
    /// The results.
    pub results: Option<&'s str>,
}
