//! [`Work`]: what is known of a work. It holds what a source states, and nothing that was computed.
//!
//! Must not depend on the formats that works are read from.

/// A work that a text can cite.
///
/// Every text is plain text in Unicode: no markup, no entities, no braces of BibTeX. Sub- and
/// superscripts are Unicode characters. A field that the source does not state is empty.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Work {
    /// What articles cite it by: `shelton2025`.
    pub key: String,
    /// What it is.
    pub kind: WorkKind,
    /// The title, without a full stop at its end.
    pub title: String,
    /// The title in the language of the work, if `title` is a translation.
    pub original_title: String,
    /// The authors, in their order.
    pub authors: Vec<Contributor>,
    /// The editors of the book or the report.
    pub editors: Vec<Contributor>,
    /// The translators.
    pub translators: Vec<Contributor>,
    /// What it appeared in: the journal, the book, the website, the proceedings.
    pub container: String,
    /// The abbreviated name of the journal, as MEDLINE writes it: `Am J Psychiatry`.
    pub container_short: String,
    /// The conference, as the source names it: `10th Meeting of Examples`.
    pub event: String,
    /// The series of a book: `Lecture Notes in Examples`.
    pub series: String,
    /// When it appeared; of a journal's article the issue's date, if there is one.
    pub date: PartialDate,
    /// When it appeared online, before the issue.
    pub online_date: PartialDate,
    /// The volume.
    pub volume: String,
    /// The issue of the volume.
    pub issue: String,
    /// The pages as a range, or the article number: `1143–1153`, `e2034`.
    pub pages: String,
    /// How many pages a book or a thesis has: `412`. It is no page.
    pub page_count: String,
    /// The edition of a book: `3`.
    pub edition: String,
    /// The version of a program, a set of data or a document: `2.1`.
    pub version: String,
    /// The publisher; of a thesis the university, of a report the institution.
    pub publisher: String,
    /// Where the publisher is.
    pub place: String,
    /// The number of a report or a standard.
    pub number: String,
    /// The kind as the source words it, for theses and reports: `PhD thesis`.
    pub genre: String,
    /// The DOI, in lower case, without a resolver: `10.1176/appi.ajp.20250031`.
    pub doi: String,
    /// The number in PubMed: `40312345`.
    pub pmid: String,
    /// The number in PubMed Central: `PMC1234567`.
    pub pmcid: String,
    /// The number in arXiv: `2401.01234`.
    pub arxiv: String,
    /// The ISBN of a book, 13 digits.
    pub isbn: String,
    /// The ISSNs of the journal: `0002-953X`.
    pub issns: Vec<String>,
    /// Numbers of trials and reviews that the record itself names, each in its registry's form.
    pub trials: Vec<String>,
    /// The address.
    pub url: String,
    /// When somebody looked at the address.
    pub accessed: PartialDate,
    /// The language, as BCP 47 writes it: `de`.
    pub language: String,
    /// The abstract, in sections.
    pub sections: Vec<AbstractSection>,
    /// Subject headings and keywords, as the source writes them.
    pub keywords: Vec<String>,
    /// The publication types, as the source writes them: `Randomized Controlled Trial`.
    pub publication_types: Vec<String>,
    /// Who paid, as the record states it.
    pub funding: Vec<String>,
    /// The statement on conflicts of interest.
    pub conflicts: String,
    /// The address of the licence.
    pub license: String,
    /// What happened to it after its publication, in the order of the dates.
    pub status: Vec<StatusChange>,
    /// The works that this one corrects, retracts or comments on, if it is a notice: their DOIs in
    /// lower case, or `PMID 12345678`.
    pub notice_of: Vec<String>,
    /// Notes of the person who keeps the file.
    pub note: String,
}

/// What a work is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum WorkKind {
    /// An article in a journal.
    #[default]
    Article,
    /// A text before its review, on a server for preprints.
    Preprint,
    /// An article in a magazine.
    Magazine,
    /// An article in a newspaper or on a news site.
    News,
    /// A book.
    Book,
    /// A chapter of a book.
    Chapter,
    /// An entry of an encyclopaedia or a dictionary.
    Entry,
    /// A paper, a poster or an abstract in the proceedings of a conference.
    ConferencePaper,
    /// A thesis.
    Thesis,
    /// A report, or a guideline.
    Report,
    /// The registration of a trial or of a review.
    Registration,
    /// A set of data.
    Dataset,
    /// A program.
    Software,
    /// A law or a regulation.
    Legislation,
    /// A patent.
    Patent,
    /// A standard.
    Standard,
    /// A press release.
    PressRelease,
    /// The label or the leaflet of a drug.
    Label,
    /// A talk, or slides.
    Presentation,
    /// A video, a film or a programme.
    Video,
    /// A podcast or another recording of sound.
    Audio,
    /// A page on the web.
    WebPage,
    /// A post on a blog or a network.
    Post,
    /// A letter, a message or a conversation that is not published.
    PersonalCommunication,
    /// Anything else.
    Other,
}

impl WorkKind {
    /// All, with their names in files of a site: `kind = "press-release"`.
    pub const NAMES: [(&str, Self); 25] = [
        ("article", Self::Article),
        ("preprint", Self::Preprint),
        ("magazine", Self::Magazine),
        ("news", Self::News),
        ("book", Self::Book),
        ("chapter", Self::Chapter),
        ("entry", Self::Entry),
        ("conference", Self::ConferencePaper),
        ("thesis", Self::Thesis),
        ("report", Self::Report),
        ("registration", Self::Registration),
        ("dataset", Self::Dataset),
        ("software", Self::Software),
        ("legislation", Self::Legislation),
        ("patent", Self::Patent),
        ("standard", Self::Standard),
        ("press-release", Self::PressRelease),
        ("label", Self::Label),
        ("presentation", Self::Presentation),
        ("video", Self::Video),
        ("audio", Self::Audio),
        ("webpage", Self::WebPage),
        ("post", Self::Post),
        ("personal", Self::PersonalCommunication),
        ("other", Self::Other),
    ];

    /// The name in files of a site.
    pub fn name(self) -> &'static str {
        let named = Self::NAMES.iter().find(|(_, kind)| *kind == self);
        named.map_or("", |(name, _)| name)
    }
}

/// An author or an editor.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Contributor {
    /// The family name with its particles, or the name of a group: `van de Berg`, `CANMAT`.
    pub family: String,
    /// The given names: `Anna M.`; empty for a group.
    pub given: String,
    /// What follows the name: `Jr`, `III`.
    pub suffix: String,
    /// Whether it is a group or an organisation, whose name is in `family`.
    pub is_group: bool,
    /// The ORCID iD: `0000-0002-1825-0097`.
    pub orcid: String,
    /// The affiliations.
    pub affiliations: Vec<String>,
}

/// A date of which only the year, or the year and the month may be known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct PartialDate {
    /// The year; 0 if the date is unknown.
    pub year: i16,
    /// The month, 1 to 12; 0 if it is unknown.
    pub month: u8,
    /// The day, 1 to 31; 0 if it is unknown.
    pub day: u8,
}

/// A section of an abstract.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct AbstractSection {
    /// The heading: `Methods`; empty if the abstract has none.
    pub heading: String,
    /// The text, one paragraph.
    pub text: String,
}

/// What happened to a work.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StatusChange {
    /// What.
    pub kind: StatusKind,
    /// When.
    pub date: PartialDate,
    /// The DOI or the address of the notice, or of the work that replaces this one.
    pub notice: String,
    /// The reasons, as the source words them.
    pub reason: String,
    /// Who states it: `Retraction Watch`, `Crossref`, `PubMed`; empty if the site's editor does.
    pub source: String,
}

/// The kinds of what happens to a work; the later, the graver.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatusKind {
    /// It is a preprint: nobody has reviewed it.
    Preprint,
    /// It appeared in a journal after the preprint.
    Published,
    /// A newer version or a newer work replaces it.
    Superseded,
    /// Errors were corrected.
    Corrected,
    /// The journal doubts it.
    ExpressionOfConcern,
    /// It was withdrawn by its authors.
    Withdrawn,
    /// It was retracted.
    Retracted,
}

impl StatusKind {
    /// All, from the least to the gravest.
    pub const ALL: [Self; 7] = [
        Self::Preprint,
        Self::Published,
        Self::Superseded,
        Self::Corrected,
        Self::ExpressionOfConcern,
        Self::Withdrawn,
        Self::Retracted,
    ];

    /// The name in files of a site: `concern`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preprint => "preprint",
            Self::Published => "published",
            Self::Superseded => "superseded",
            Self::Corrected => "corrected",
            Self::ExpressionOfConcern => "concern",
            Self::Withdrawn => "withdrawn",
            Self::Retracted => "retracted",
        }
    }

    /// The kind with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// As far as it is known: `2025-03-14`, `2025-03`, `2025`; nothing if the year is unknown.
impl std::fmt::Display for PartialDate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match *self {
            Self { year: 0, .. } => Ok(()),
            Self { year, month: 0, .. } => write!(formatter, "{year:04}"),
            Self { year, month, day: 0 } => write!(formatter, "{year:04}-{month:02}"),
            Self { year, month, day } => write!(formatter, "{year:04}-{month:02}-{day:02}"),
        }
    }
}
