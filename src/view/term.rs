//! The page of a term: a drug, a tag, or a term of another group.

use std::borrow::Cow;

use serde::Serialize;

use super::archive::{UndatedCount, YearCount};
use super::article::{Backlink, Review};
use super::drug_names::{IdGroup, NameGroup, NumberedSource};
use super::part::ArticleLink;
use super::part::{LinkedHtml, Meta, Paginator, ReferenceFile, TaxonomyRef, TermCount, TrialLink};
use super::people::{AuthorFacts, CollectionFacts};
use crate::cached_value::CachedValue;
use crate::site::{Evidence, Profile, Status, TermRef};
use offprint_base::Hashed;

/// `term.html`: one term and its articles, in pages.
#[derive(Hash, Serialize, Debug)]
pub struct TermPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The group that the term belongs to.
    pub taxonomy: TaxonomyRef<'s>,
    /// The term.
    pub term: TermFull<'s>,
    /// Its articles; those of a series or an issue in its order.
    pub paginator: Paginator<'s>,
    /// The label of each of `paginator.pages`: for an author who did not write the article,
    /// `Editor` or `Medical reviewer`; in a series, `Part 2 of 4`. Empty for terms of other groups.
    pub roles: Vec<Cow<'s, str>>,
}

/// A term with all its details.
#[derive(Hash, Serialize, Debug)]
pub struct TermFull<'s> {
    /// Its name on this site.
    pub name: &'s str,
    /// The last part of its URL.
    pub slug: &'s str,
    /// Its page, with the base path.
    pub url: &'s str,
    /// The full URL of its page.
    pub permalink: String,
    /// The number of its articles.
    pub count: usize,
    /// Other names that redirect to this page.
    pub aliases: &'s [String],
    /// The summary from its file: one or two sentences.
    pub summary: Option<&'s str>,
    /// When the text of its file was reviewed.
    #[serde(flatten)]
    pub review: Review,
    /// `[extra]` from its file, as written; `none` if it has no file.
    pub extra: Option<&'s Hashed<crate::json_table::JsonTable>>,
    /// The text of its file as HTML; `none` if it has none. Shown on the first page only.
    pub content: Option<LinkedHtml<'s>>,
    /// The works that its articles cite, as files for reference managers, if `[citations] downloads`
    /// is on. Drugs, tags and the groups that `site.toml` declares have them.
    pub reference_files: Vec<ReferenceFile>,
    /// The details of a drug; `none` for other terms.
    pub drug: Option<DrugFacts<'s>>,
    /// The details of an author; `none` for other terms.
    pub author: Option<AuthorFacts<'s>>,
    /// The details of a series or an issue; `none` for other terms.
    pub collection: Option<CollectionFacts<'s>>,
    /// The related terms in its file.
    pub related: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// Drugs that appear on the same articles, most frequent first; without the drug itself.
    pub drugs_with: Vec<TermCount<'s>>,
    /// Tags that appear on the same articles, most frequent first.
    pub tags_with: Vec<TermCount<'s>>,
    /// The number of its articles in each year, earliest first, for the chart above the list of
    /// articles; empty if all articles are of one year.
    pub years: Vec<YearCount>,
    /// Its articles without a date, which follow the others in the list; `none` if all have a date,
    /// or none has.
    pub undated: Option<UndatedCount>,
    /// Articles and pages that link here, or mention the drug without listing it, with the
    /// sentence. Shown on the first page only.
    pub backlinks: Vec<Backlink<'s>>,
}

/// A drug: its details, and what the site's articles add. Lists are empty on further pages.
#[derive(Hash, Serialize, Debug)]
pub struct DrugFacts<'s> {
    /// The details from its file and from the built-in vocabulary.
    #[serde(flatten)]
    pub profile: &'s Hashed<Profile>,
    /// For each of its classes with other drugs on the site, these drugs.
    pub class_drugs: Vec<ClassDrugs<'s>>,
    /// Its names by kind: generic names, brands by country, codes, other names, veterinary brands.
    /// The names of the page itself and their sources are in `names` too.
    pub name_groups: Vec<NameGroup<'s>>,
    /// Its numbers in registries: one entry for each registry.
    pub id_groups: Vec<IdGroup<'s>>,
    /// The sources of its names and numbers, each once; names and numbers refer to `number`.
    pub numbered_sources: Vec<NumberedSource<'s>>,
    /// The drugs with which a page compares it, those with most shared articles first.
    pub comparisons: Vec<ComparisonLink<'s>>,
    /// The main findings of its newest articles that state any: what is new.
    pub findings: Vec<LatestFinding<'s>>,
    /// The number of older articles that state findings, which the list leaves out.
    pub findings_omitted: usize,
    /// The trials of the drug: those that its articles report in `[study]`, then those of citations
    /// whose title names the drug.
    pub trials: Vec<Trial<'s>>,
    /// The trials of the other citations of its articles. They may be about other drugs.
    pub mentioned_trials: Vec<Trial<'s>>,
    /// The number of trials that the two lists leave out, because they are too long.
    pub trials_omitted: usize,
    /// The studies that its newest articles report, newest article first.
    pub studies: Vec<StudySummary<'s>>,
    /// The number of studies of older articles, which the list leaves out.
    pub studies_omitted: usize,
}

/// A drug with which another is compared.
#[derive(Hash, Serialize, Debug)]
pub struct ComparisonLink<'s> {
    /// The other drug.
    pub drug: &'s Hashed<CachedValue<TermRef>>,
    /// The page that compares the two, with the base path.
    pub url: String,
    /// The number of articles that list both.
    pub count: usize,
}

/// What a new article found.
#[derive(Hash, Serialize, Debug)]
pub struct LatestFinding<'s> {
    /// The article.
    pub article: ArticleLink<'s>,
    /// The first of its key findings.
    pub text: &'s str,
    /// The evidence that it reports.
    pub evidence: &'s Evidence,
    /// What readers must know about the article or its source: retracted, corrected.
    pub statuses: &'s [Status],
}

/// The other drugs of a class.
#[derive(Hash, Serialize, Debug)]
pub struct ClassDrugs<'s> {
    /// The class; its name is the plural.
    pub class: &'s Hashed<CachedValue<TermRef>>,
    /// The site's drugs in this class, without the drug of the page.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
}

/// A registered trial.
#[derive(Hash, Serialize, Debug)]
pub struct Trial<'s> {
    /// The name of the registry: `ClinicalTrials.gov`; `none` if the registry is not recognised.
    pub registry: Option<&'static str>,
    /// The trial's number in the registry.
    pub number: &'s str,
    /// The trial's page in the registry.
    pub url: Option<String>,
    /// The trial's page on this site, with the base path.
    pub page_url: Option<String>,
    /// The name of the study.
    pub name: Option<&'s str>,
    /// The phase.
    pub phase: Option<&'s str>,
    /// The number of participants.
    pub participants: Option<&'s str>,
    /// The articles that report or cite the trial.
    pub articles: Vec<ArticleLink<'s>>,
}

/// A study that an article reports: the keys of its `[study]`.
#[derive(Hash, Serialize, Debug)]
pub struct StudySummary<'s> {
    /// The article.
    pub article: ArticleLink<'s>,
    /// The name of the study.
    pub name: Option<&'s str>,
    /// The numbers of the trial in registries.
    pub trials: Vec<TrialLink<'s>>,
    /// What readers must know about the article or its source: retracted, corrected.
    pub statuses: &'s [Status],
    /// The design, in the site's language if it is a known one.
    pub design: Option<String>,
    /// The phase.
    pub phase: Option<&'s str>,
    /// The number of participants, for readers: `15,241`.
    pub participants: Option<Cow<'s, str>>,
    /// The number of animals, for readers.
    pub animals: Option<Cow<'s, str>>,
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
    /// Who paid for it.
    pub funding: Option<&'s str>,
}
