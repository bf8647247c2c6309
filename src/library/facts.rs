//! [`Facts`]: everything that linking may see of a document, and [`FactSpans`], where those facts
//! are in its text.
//!
//! The two are separate on purpose: a blank line above a fact moves its position but does not
//! change the fact, so linking, which is keyed by facts, must not see positions.

use std::ops::Range;
use std::sync::Arc;

use super::kind::DocumentKind;
use super::study_design::StudyDesign;
use crate::clock::Moment;
use crate::json_table::JsonTable;
use crate::license::License;
use crate::route::Route;
use crate::source::SitePath;
use crate::translations::Translations;
use offprint_base::Hashed;
use offprint_vocabulary::{Scheme, SiteDrug};
use offprint_works::{StatusChange, StatusKind, Work, WorkKind};

/// The facts of one document, not yet linked: names are as written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Facts {
    /// What it is.
    pub kind: DocumentKind,
    /// Where it is.
    pub path: SitePath,
    /// Its title; for a term, its display name.
    pub title: String,
    /// The last part of its URL.
    pub slug: String,
    /// When it was published.
    pub date: Option<Moment>,
    /// When it was last changed.
    pub updated: Option<Moment>,
    /// It is not published before this moment.
    pub publish_on: Option<Moment>,
    /// It is not published after this moment.
    pub expires: Option<Moment>,
    /// When it was last checked.
    pub reviewed: Option<Moment>,
    /// When it should be checked next.
    pub review_by: Option<Moment>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its authors.
    pub authors: Vec<String>,
    /// Who edited it.
    pub editors: Vec<String>,
    /// The experts who checked what it says about medicine.
    pub medical_reviewers: Vec<String>,
    /// Its licence, if it has one of its own.
    pub license: Option<License>,
    /// A summary of one or two sentences.
    pub summary: Option<Arc<str>>,
    /// The start of its text, if there is no summary.
    pub excerpt: Option<Arc<str>>,
    /// Whether the text begins with every sentence of the summary.
    pub text_repeats_summary: bool,
    /// Old URLs.
    pub redirects: Vec<Route>,
    /// `id`: what feeds call it, whatever its URL is. A full URI, or a path of the site.
    pub feed_id: Option<String>,
    /// Names of terms, as written: a list for each taxonomy, in the order of the rules.
    pub terms: Vec<Vec<String>>,
    /// What only an article's own page shows.
    pub details: Hashed<Details>,
    /// Other names of a term: aliases, brands, codes, in this order.
    pub names: Vec<String>,
    /// Names of related terms.
    pub related: Vec<String>,
    /// Details of a drug.
    pub drug: DrugIds,
    /// Details of an author.
    pub person: PersonFields,
    /// The articles that the file of a series or an issue lists.
    pub collection: CollectionFields,
    /// Whether its first mentions of drugs become links; for a drug, whether mentions of it do.
    pub autolink: bool,
    /// The drugs that the text names, each once, in order of first mention.
    pub mentions: Vec<Mention>,
    /// Links to resolve, one for each hole in the body.
    pub links: Vec<ContentLink>,
    /// Ids that a link may point to: of headings, and of raw HTML.
    pub anchors: Vec<String>,
    /// Reading time in minutes, at least 1.
    pub reading_minutes: u32,
    /// The image that represents it in link previews.
    pub image: Option<ImageFields>,
    /// `[extra]`, as written.
    pub extra: Hashed<JsonTable>,
    /// Which articles a standalone page lists.
    pub list: Option<Box<ListFields>>,
}

/// `[list]`: which articles a standalone page lists. An article must match every key that is given,
/// and one of the values of each.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct ListFields {
    /// Names of terms, as written: a list for each taxonomy, in the order of the rules.
    pub terms: Vec<Vec<String>>,
    /// Study designs: the keys of known ones, others folded.
    pub designs: Vec<String>,
    /// Years of publication.
    pub years: Vec<i16>,
    /// The order of the articles.
    pub order: ListOrder,
    /// How many articles one page shows.
    pub per_page: Option<usize>,
    /// The name of its template, without folder and ending.
    pub template: Option<String>,
}

/// The order of a list of articles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ListOrder {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// By title.
    Title,
}

impl ListOrder {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Newest, Self::Oldest, Self::Title];

    /// Its name in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Title => "title",
        }
    }
}

impl Facts {
    /// Facts about a file of which only the path is known.
    pub(super) fn new(kind: DocumentKind, path: SitePath) -> Self {
        Self {
            kind,
            path,
            title: String::new(),
            slug: String::new(),
            date: None,
            updated: None,
            publish_on: None,
            expires: None,
            reviewed: None,
            review_by: None,
            draft: false,
            authors: Vec::new(),
            editors: Vec::new(),
            medical_reviewers: Vec::new(),
            license: None,
            summary: None,
            excerpt: None,
            text_repeats_summary: false,
            redirects: Vec::new(),
            feed_id: None,
            terms: Vec::new(),
            details: Hashed::new(Details::default()),
            names: Vec::new(),
            related: Vec::new(),
            drug: DrugIds::default(),
            person: PersonFields::default(),
            collection: CollectionFields::default(),
            autolink: true,
            mentions: Vec::new(),
            links: Vec::new(),
            anchors: Vec::new(),
            reading_minutes: 1,
            image: None,
            extra: Hashed::new(JsonTable::empty()),
            list: None,
        }
    }
}

impl Facts {
    /// The names that the file of a drug defines.
    pub fn site_drug(&self) -> SiteDrug<'_> {
        let (aliases, rest) = self.names.split_at(self.drug.alias_count.min(self.names.len()));
        let (brands, codes) = rest.split_at(self.drug.brand_count.min(rest.len()));
        SiteDrug { slug: &self.slug, name: &self.title, aliases, brands, codes }
    }
}

/// `image` and `image_alt` in front matter.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ImageFields {
    /// The file; `None` for a URL on another site.
    pub target: Option<LinkTarget>,
    /// As written.
    pub written: String,
    /// What it shows.
    pub alt: Option<String>,
}

/// What only an article's own page shows.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Details {
    /// One sentence each.
    pub key_findings: Vec<String>,
    /// The publication that it reports on.
    pub source: Option<SourceFields>,
    /// The study.
    pub study: Option<StudyFields>,
    /// Corrections of errors, in the order of the file.
    pub corrections: Vec<CorrectionFields>,
    /// The works it cites: those of its front matter in the order of the file, and those of the site
    /// in the order of the text.
    pub citations: Vec<CitationFields>,
    /// The sentences that cite them, in the order of the text.
    pub citing: Vec<CitingSentence>,
}

/// A work of which only an identifier is known, or nothing at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UntitledWork {
    /// One of `[[citations]]`.
    Citation,
    /// One of `[[citations]]` of which readers see nothing.
    Empty,
    /// `[source]`.
    Source,
}

/// One of `[[corrections]]`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CorrectionFields {
    /// When it was corrected.
    pub date: Option<Moment>,
    /// What was wrong, and what is correct.
    pub text: String,
}

/// `[source]`: its keys, which the README documents.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SourceFields {
    pub name: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub affiliations: Vec<String>,
    pub reviewed_by: Vec<String>,
    pub published: Option<Moment>,
    pub updated: Option<Moment>,
    pub license: Option<String>,
    pub doi: Option<String>,
    pub pmid: Option<String>,
    pub pmcid: Option<String>,
    /// What readers must know about it.
    pub statuses: Vec<SourceStatus>,
    /// What `status` here states of the work, which counts wherever the work is cited.
    pub stated: Vec<StatusChange>,
    /// What the files in `content/sources/` state of its status.
    pub known: Vec<StatusChange>,
    /// The record of the work in `content/sources/`, if there is one.
    pub record: Option<Arc<SharedWork>>,
    /// The details of its status: when and why it was retracted.
    pub status_note: Option<String>,
}

/// What readers must know about a publication.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum SourceStatus {
    /// It was retracted or withdrawn.
    Retracted,
    /// Its journal doubts it.
    Concern,
    /// It was corrected.
    Corrected,
    /// A newer version replaces it.
    Superseded,
    /// It is a preprint.
    Preprint,
}

impl SourceFields {
    /// The publication as a work, as far as `[source]` identifies it; `None` without an identifier.
    pub fn as_work(&self) -> Option<Work> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let work = Work {
            title: text(&self.title),
            doi: text(&self.doi).to_lowercase(),
            pmid: text(&self.pmid),
            pmcid: text(&self.pmcid),
            status: self.stated.clone(),
            ..Work::default()
        };
        let numbers = [&work.doi, &work.pmid, &work.pmcid];
        numbers.iter().any(|number| !number.is_empty()).then_some(work)
    }
}

impl SourceStatus {
    /// Every status, the most important one first.
    pub const ALL: [Self; 5] =
        [Self::Retracted, Self::Concern, Self::Corrected, Self::Superseded, Self::Preprint];

    /// The status of a source that a change of a work is.
    pub fn of_change(kind: StatusKind) -> Option<Self> {
        match kind {
            StatusKind::Retracted | StatusKind::Withdrawn => Some(Self::Retracted),
            StatusKind::ExpressionOfConcern => Some(Self::Concern),
            StatusKind::Corrected => Some(Self::Corrected),
            StatusKind::Superseded => Some(Self::Superseded),
            StatusKind::Preprint => Some(Self::Preprint),
            StatusKind::Published => None,
        }
    }

    /// Its name in front matter and templates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Retracted => "retracted",
            Self::Concern => "concern",
            Self::Corrected => "corrected",
            Self::Superseded => "superseded",
            Self::Preprint => "preprint",
        }
    }

    /// The message that tells it to readers.
    pub fn message(self) -> &'static str {
        match self {
            Self::Retracted => "status_retracted",
            Self::Concern => "status_concern",
            Self::Corrected => "status_corrected",
            Self::Superseded => "status_superseded",
            Self::Preprint => "status_preprint",
        }
    }
}

/// `[study]`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StudyFields {
    /// Key, the message that labels it, and its text.
    pub rows: Vec<(&'static str, &'static str, String)>,
    /// Registry numbers.
    pub registry: Vec<String>,
}

impl StudyFields {
    /// Keys and the messages that label them, in the order in which readers look for them.
    pub const TEXTS: [(&'static str, &'static str); 13] = [
        ("name", "study_name"),
        ("design", "study_design"),
        ("phase", "study_phase"),
        ("participants", "study_participants"),
        ("animals", "study_animals"),
        ("population", "study_population"),
        ("intervention", "study_intervention"),
        ("comparator", "study_comparator"),
        ("outcome", "study_outcome"),
        ("duration", "study_duration"),
        ("results", "study_results"),
        ("funding", "study_funding"),
        ("conflicts", "study_conflicts"),
    ];

    /// The value of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.rows.iter().find(|(known, ..)| *known == key).map(|(.., text)| text.as_str())
    }

    /// Its design, if it is a known one.
    pub fn known_design(&self) -> Option<StudyDesign> {
        StudyDesign::parse(self.text("design")?)
    }

    /// The name of the design for readers: that of the known design, or the text as it was written.
    pub fn design_label(&self, translations: &Translations) -> Option<String> {
        let written = self.text("design")?;
        let known = self.known_design();
        Some(known.map_or(written, |design| translations.text(design.message)).to_owned())
    }
}

/// One of `[[citations]]`: its keys, which the README documents.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CitationFields {
    pub id: String,
    pub text: Option<Box<str>>,
    pub title: Option<Box<str>>,
    pub authors: Vec<String>,
    pub journal: Option<Box<str>>,
    pub year: Option<Box<str>>,
    pub volume: Option<Box<str>>,
    pub issue: Option<Box<str>>,
    pub pages: Option<Box<str>>,
    pub doi: Option<Box<str>>,
    pub pmid: Option<Box<str>>,
    pub pmcid: Option<Box<str>>,
    pub nct: Option<Box<str>>,
    pub url: Option<Box<str>>,
    /// Its `kind`, if the citation states one.
    pub kind: Option<WorkKind>,
    /// Its kind, editors, publisher and other details, if some are given.
    pub more: Option<Box<Work>>,
    /// The work, if it is one of the site: everything that its file states.
    pub shared: Option<Arc<SharedWork>>,
    /// The record of the work in `content/sources/`, if there is one, and the article states the work
    /// itself.
    pub record: Option<Arc<SharedWork>>,
}

/// A sentence that cites a work.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CitingSentence {
    /// The index of the work among the article's citations.
    pub index: usize,
    /// The sentence, as text.
    pub sentence: String,
}

/// A work of the site, which several articles can cite.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SharedWork {
    /// What is known of it.
    pub work: Work,
    /// The file that states it first, and the line there, from 1.
    pub file: SitePath,
    /// See `file`.
    pub line: usize,
}

impl CitationFields {
    /// Whether `[@id]` cites it: by its id, or by an identifier with its scheme, such as
    /// `doi:10.1176/…`. A DOI has no upper and lower case (DOI Handbook, section 2.4).
    pub fn is_cited_as(&self, id: &str) -> bool {
        if self.id == id {
            return true;
        }
        let Some((scheme, number)) = id.split_once(':') else { return false };
        let own = match scheme.to_ascii_lowercase().as_str() {
            "doi" => &self.doi,
            "pmid" => &self.pmid,
            "pmcid" => &self.pmcid,
            "nct" => &self.nct,
            _ => return false,
        };
        own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(number))
    }
}

/// The details of a drug in its file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct DrugIds {
    /// How many of `Facts::names` are aliases; they come first.
    pub alias_count: usize,
    /// How many are brands; they come next. The rest are codes.
    pub brand_count: usize,
    /// Its classes.
    pub classes: Vec<String>,
    /// Its mechanism of action.
    pub mechanism: Option<String>,
    /// Its development status.
    pub status: Option<String>,
    /// Its number in each registry.
    pub ids: Vec<(Scheme, String)>,
}

/// The details of an author in its file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct PersonFields {
    /// The ORCID iD: `0000-0002-1825-0097`.
    pub orcid: Option<String>,
    /// What the person does for the site: `Editor`.
    pub role: Option<String>,
    /// The institutions.
    pub affiliations: Vec<String>,
    /// The conflicts of interest, or a statement that there are none.
    pub conflicts: Option<String>,
    /// Whether it is a group or an organisation.
    pub is_group: bool,
}

/// The details of a series or an issue in its file.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CollectionFields {
    /// The number of an issue.
    pub number: Option<u32>,
    /// The articles, as written: each by its file, slug, title or URL.
    pub articles: Vec<String>,
}

/// A drug that a text names.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mention {
    /// Its canonical name.
    pub name: String,
    /// The first sentence that names it; empty if the front matter lists the drug.
    pub sentence: String,
}

/// A link, not yet resolved.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContentLink {
    /// Where it points.
    pub target: LinkTarget,
    /// What the hole is filled with.
    pub role: LinkRole,
    /// The sentence around it, as text. Empty for images and labels.
    pub sentence: String,
}

/// What a hole is filled with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LinkRole {
    /// ` href="…"`.
    Href,
    /// ` src="…"`.
    Src,
    /// An attribute of raw HTML that leads to a page or a file, with its name: ` href="…"`.
    RawPage(&'static str),
    /// An attribute of raw HTML that names an image: ` poster="…"`.
    RawImage(&'static str),
    /// One address in a `srcset` of raw HTML, without quotes.
    RawCandidate,
    /// The address of a link alone, without quotes, for a template.
    Address,
    /// The target's title, if a wiki link has no label.
    Label,
    /// The complete opening tag before the name of a drug, if that becomes a link.
    Open,
    /// The closing tag after it.
    Close,
}

impl LinkRole {
    /// Whether only an image can be the target.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Src | Self::RawImage(_) | Self::RawCandidate)
    }
}

/// Where a link points.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum LinkTarget {
    /// A file of the site, by its path; and a heading in it.
    File(SitePath, Option<String>),
    /// A URL path of the site, decoded; and a heading there.
    Url(String, Option<String>),
    /// A name: a title, slug or file name of an article or page, or any name of a term; and a
    /// heading there.
    Name(String, Option<String>),
    /// A heading of the same document.
    Here(String),
    /// A path that points outside the site; as written.
    Outside(String),
    /// The drug of a mention: an index into `Facts::mentions`.
    Mention(usize),
}

/// Where a document's facts are in its text: byte ranges.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FactSpans {
    /// The value of `title`.
    pub title: Range<usize>,
    /// The value of `slug`, or of `title` if there is none.
    pub slug: Range<usize>,
    /// Each of `Facts::redirects`.
    pub redirects: Vec<Range<usize>>,
    /// The value of `id`.
    pub feed_id: Range<usize>,
    /// Each of `Facts::terms`.
    pub terms: Vec<Vec<Range<usize>>>,
    /// Each of `Facts::names`.
    pub names: Vec<Range<usize>>,
    /// Each of `Facts::related`.
    pub related: Vec<Range<usize>>,
    /// Each of the articles of a collection.
    pub collection: Vec<Range<usize>>,
    /// The number of an issue.
    pub number: Range<usize>,
    /// The values of dates, by key.
    pub dates: Vec<(&'static str, Range<usize>)>,
    /// The values of `[study]`, by key.
    pub study: Vec<(&'static str, Range<usize>)>,
    /// The identifiers of a drug.
    pub drug_ids: Vec<Range<usize>>,
    /// The identifier of the work in `[source]`.
    pub source_work: Option<Range<usize>>,
    /// The value of `image`.
    pub image: Range<usize>,
    /// The dates of the corrections.
    pub corrections: Vec<Range<usize>>,
    /// The ids of the citations.
    pub citations: Vec<Range<usize>>,
    /// The years of the citations.
    pub citation_years: Vec<Range<usize>>,
    /// Works without a title that have an identifier, with the place of the identifier.
    pub untitled: Vec<(UntitledWork, Range<usize>)>,
    /// The parts of `Facts::list`.
    pub list: ListSpans,
    /// Each of `Facts::links`.
    pub links: Vec<Range<usize>>,
}

/// Where the parts of `[list]` are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ListSpans {
    /// The table.
    pub whole: Range<usize>,
    /// Each of `ListFields::terms`.
    pub terms: Vec<Vec<Range<usize>>>,
    /// Each of `ListFields::designs`.
    pub designs: Vec<Range<usize>>,
    /// The value of `year`.
    pub years: Range<usize>,
    /// The value of `template`.
    pub template: Range<usize>,
}
