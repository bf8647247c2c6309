//! What every input format yields before it becomes a content file.
//!
//! Each value says where it was found and how reliable that is, so that this can be shown to an
//! editor. This is plain data: it does not depend on formats, files or sites.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

/// A value that was found in an input file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Sourced<T> {
    /// What was found.
    pub(crate) value: T,
    /// The origin, in words for an editor: `JSON-LD headline`, `the byline under the title`.
    pub(crate) from: String,
    /// A rank from 0 to 1 of how far the source is trusted: 0.95 for a statement by the page, 0.5
    /// for a guess from the text. Set by hand to put sources in order: not a probability.
    pub(crate) confidence: f32,
}

impl<T> Sourced<T> {
    /// A value with its origin and confidence.
    pub(crate) fn new(value: T, from: impl Into<String>, confidence: f32) -> Self {
        Self { value, from: from.into(), confidence }
    }
}

/// The article that was read from one input file.
#[derive(Clone, Default, PartialEq, Debug)]
pub(crate) struct Article {
    /// The title without the site's name. None if the source has no title: then one is made from
    /// the text.
    pub(crate) title: Option<Sourced<String>>,
    /// Names of people (or of a group), each once, without roles.
    pub(crate) authors: Option<Sourced<Vec<String>>>,
    /// Reviewers, editors and translators, each once.
    pub(crate) reviewed_by: Vec<String>,
    /// The institutions of the authors, as stated.
    pub(crate) affiliations: Vec<String>,
    /// The date on which the source published it.
    pub(crate) published: Option<Sourced<Date>>,
    /// The date of the source's last change, if the source states one that differs from
    /// `published`.
    pub(crate) updated: Option<Sourced<Date>>,
    /// `published` and `updated` with a time and a UTC offset, as TOML writes them, if the source
    /// states them.
    pub(crate) published_at: Option<String>,
    /// See `published_at`.
    pub(crate) updated_at: Option<String>,
    /// The date of the last review, if the source states no other: a review is no publication.
    pub(crate) last_review: Option<Date>,
    /// Two readings of a date in numbers, of which nothing decides which is right.
    pub(crate) date_readings: Option<[Date; 2]>,
    /// The source's own description or standfirst.
    pub(crate) summary: Option<Sourced<String>>,
    /// The name of the site or journal.
    pub(crate) site: Option<Sourced<String>>,
    /// The URL of the article itself, without tracking parameters.
    pub(crate) url: Option<Sourced<String>>,
    /// The licence that the page states.
    pub(crate) license: Option<Sourced<String>>,
    /// A language tag: `en`, `de-CH`.
    pub(crate) language: Option<Sourced<String>>,
    /// The DOI of the article itself, not of one that it cites.
    pub(crate) doi: Option<Sourced<String>>,
    /// The keywords of the source, unsorted and not cleaned up.
    pub(crate) keywords: Option<Sourced<Vec<String>>>,
    /// Those of the keywords that many pages repeat for the whole site.
    pub(crate) doubtful_keywords: Vec<String>,
    /// The entries of the list of references, in its order, repeated ones too: marks in the text
    /// count them. They are not in `body`.
    pub(crate) references: Vec<CitedWork>,
    /// The article itself as a work that can be cited, if it was published in a journal.
    pub(crate) own_work: Option<CitedWork>,
    /// The article as Markdown, without its title, byline, dates and list of references. Ends with
    /// a line feed, unless empty.
    pub(crate) body: String,
    /// What is known about images of the body.
    pub(crate) images: Vec<LocalImage>,
    /// Formulas that the site cannot render, and that are code in the body.
    pub(crate) unreadable_formulas: Vec<String>,
    /// What the content file cannot contain as it was.
    pub(crate) losses: Vec<Loss>,
    /// What was removed, in the order of the source.
    pub(crate) left_out: Vec<RemovedBlock>,
    /// Whether the source does not show it to readers: a draft, not yet published, or withdrawn.
    /// Also if a part of the source could not be read, and an editor must look at it first.
    pub(crate) is_held_back: bool,
    /// What readers must know about the publication, in the words of `status` in `[source]`.
    pub(crate) statuses: Vec<String>,
    /// The details of `statuses`.
    pub(crate) status_note: Option<String>,
    /// Whether it was read from a record of a work: its keywords are proposals, and it cites nothing
    /// but this work.
    pub(crate) is_record: bool,
    /// Warnings for the editor: `this looks like a paywall`.
    pub(crate) warnings: Vec<String>,
    /// Front matter fields of a Markdown source that have the same meaning in Offprint, and that
    /// the import does not extract otherwise.
    pub(crate) own: toml::Table,
    /// Front matter fields of a Markdown source that Offprint calls differently or does not have.
    pub(crate) rest: toml::Table,
}

/// What is known about an image of the body in addition to its address.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct LocalImage {
    /// The address in the body: a relative path such as `page_files/fig1.png`, or a URL.
    pub(crate) target: String,
    /// Its bytes, if the page itself contained them (MHTML, a `data:` URL); otherwise they are in
    /// a file next to the page.
    pub(crate) bytes: Option<Vec<u8>>,
    /// The path of that file, if `target` is a URL that the page writes as a relative path.
    pub(crate) file: Option<String>,
    /// Whether `target` is a name that may be in any folder, as in an Obsidian vault.
    pub(crate) is_by_name: bool,
}

/// A part of the source that the content file cannot contain as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Loss {
    /// Why it cannot.
    pub(crate) kind: LossKind,
    /// How an editor finds it: an address, the first words.
    pub(crate) name: String,
    /// Its line in the source, counted from 1, if that is known.
    pub(crate) line: Option<usize>,
}

/// Why a content file cannot contain a part of its source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum LossKind {
    /// A command of another program that is in the text as it was written.
    Command,
    /// A link that became text, because the address of the page is unknown.
    RelativeLink,
    /// A link to a place on the same page that is not in the text.
    LinkToPlace,
    /// A link with a scheme that is not allowed in texts.
    LinkScheme,
    /// A link or an attribute that runs code.
    Program,
    /// A film, a recording, or a frame of another site.
    Embedded,
    /// A number whose exponent the text may have lost.
    Exponent,
    /// A word with characters that were decoded wrongly.
    Decoding,
    /// An image that is only named in the text.
    NamedImage,
    /// Markup that cannot stay: forms, drawings, formulas as MathML.
    Markup,
    /// A note that the text does not cite.
    UncitedNote,
    /// A comment of the author, which readers do not see.
    Comment,
    /// What a page hides, or opens by a click, and which may belong to the article.
    Hidden,
    /// A style sheet, or the style of an element.
    Style,
    /// An attribute of an image.
    ImageAttribute,
    /// What is said of an author in addition to the name.
    AuthorDetail,
    /// An old address that was written without the slash at its start.
    CompletedAddress,
    /// An old address that cannot be an alias.
    UnusableAddress,
}

/// A removed block: it is not part of the article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RemovedBlock {
    /// Its first words, at most 80 characters.
    pub excerpt: String,
    /// The reason, in words for an editor: `a menu: nine links and no sentence`.
    pub why: &'static str,
    /// How many characters it had.
    pub length: usize,
    /// How many words it had, if any of them were prose: in sentences, or in paragraphs, items or
    /// cells of at least 15 words, that are not mostly links.
    pub words: usize,
    /// Whether it was inside the article and had a table, a list, a figure, a formula or code.
    pub is_structured: bool,
}

impl RemovedBlock {
    /// A text whose words may all be missed.
    pub(crate) fn of_text(text: &str, why: &'static str) -> Self {
        Self {
            excerpt: text.chars().take(80).collect(),
            why,
            length: text.chars().count(),
            words: text.split_whitespace().count(),
            is_structured: false,
        }
    }
}

/// What is known about a source in addition to its content.
#[derive(Clone, Default, Debug)]
pub(crate) struct ImportHints {
    /// The URL, if the editor gave it: it takes precedence, and relative links are resolved against
    /// it.
    pub(crate) url: Option<url::Url>,
    /// Later dates are not believed.
    pub(crate) today: Date,
    /// Whether to keep everything from the title to the end.
    pub(crate) keep_all: bool,
    /// Whether it is the text of an e-mail.
    pub(crate) is_mail: bool,
    /// The name of the sender of that e-mail.
    pub(crate) sender: Option<String>,
    /// The subject of that e-mail, which is its title.
    pub(crate) subject: Option<String>,
}

/// The title of an e-mail.
pub(crate) fn subject_title(subject: String) -> Sourced<String> {
    Sourced::new(subject, "the subject of the e-mail", 0.9)
}

/// A cited work, with the parts that could be identified. See `citation::parse_citation`.
#[derive(Clone, Default, PartialEq, Debug)]
pub(crate) struct CitedWork {
    /// What marks in the text refer to it by: `shelton2025`. None if the text has no marks.
    pub(crate) id: Option<String>,
    /// The entry as printed, with white space normalised.
    pub(crate) text: String,
    /// The title of the work.
    pub(crate) title: Option<String>,
    /// `Shelton RC`: family name and initials, as printed.
    pub(crate) authors: Vec<String>,
    /// The journal, or the site that published the page.
    pub(crate) journal: Option<String>,
    /// The year of publication.
    pub(crate) year: Option<u16>,
    /// Volume, issue and pages, as printed.
    pub(crate) volume: Option<String>,
    /// See `volume`.
    pub(crate) issue: Option<String>,
    /// See `volume`.
    pub(crate) pages: Option<String>,
    /// Without `https://doi.org/` and without trailing punctuation.
    pub(crate) doi: Option<String>,
    /// Only digits.
    pub(crate) pmid: Option<String>,
    /// `PMC1234567`.
    pub(crate) pmcid: Option<String>,
    /// `NCT03756129`.
    pub(crate) nct: Option<String>,
    /// Numbers of other registries: `EudraCT 2018-001234-12`, `ISRCTN12345678`,
    /// `PROSPERO CRD42020123456`.
    pub(crate) registry: Vec<String>,
    /// The URL of the work, unless it follows from one of the identifiers above.
    pub(crate) url: Option<String>,
    /// Further keys of `[[citations]]`, which only works have that are no articles of journals.
    pub(crate) more: toml::Table,
}

/// An identifier of a work or a trial in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundIdentifier {
    /// The identifier.
    pub(crate) identifier: Identifier,
    /// Its byte range in the text.
    pub(crate) span: Range<usize>,
}

/// The identifier of a work or a trial, in its plain form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Identifier {
    /// `10.4088/JCP.23m15246`
    Doi(String),
    /// `12345678`
    Pmid(String),
    /// `PMC1234567`
    Pmcid(String),
    /// `NCT03756129`
    Nct(String),
    /// `arXiv:2401.01234`
    Arxiv(String),
    /// Any other registry, with its name: `ISRCTN12345678`.
    Registry(String),
}
