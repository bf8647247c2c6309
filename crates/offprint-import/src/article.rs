//! What every format of raw article yields, before it becomes a file.
//!
//! Each thing that was found says where and how surely, so that an editor can be told. This is
//! data: it knows no format, no file and no site.

use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

/// A value that was found in a raw article.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Sourced<T> {
    /// What was found.
    pub(crate) value: T,
    /// Where, in words for an editor: `JSON-LD headline`, `the byline under the title`.
    pub(crate) from: String,
    /// A rank from 0 to 1 of how far the source is trusted: 0.95 for a statement by the page, 0.5
    /// for a guess from the text. Set by hand to put sources in order: not a probability.
    pub(crate) confidence: f32,
}

impl<T> Sourced<T> {
    /// A value with where it was found and how sure that is.
    pub(crate) fn new(value: T, from: impl Into<String>, confidence: f32) -> Self {
        Self { value, from: from.into(), confidence }
    }
}

/// One raw article, read.
#[derive(Clone, Default, PartialEq, Debug)]
pub(crate) struct Article {
    /// The title without the site's name. None if the source has none: then one is made from the
    /// text.
    pub(crate) title: Option<Sourced<String>>,
    /// Names of people (or of a group), each once, without roles.
    pub(crate) authors: Option<Sourced<Vec<String>>>,
    /// The day on which the source published it.
    pub(crate) published: Option<Sourced<Date>>,
    /// The day on which the source last changed it, if it says so and it is another.
    pub(crate) updated: Option<Sourced<Date>>,
    /// The source's own description or standfirst.
    pub(crate) summary: Option<Sourced<String>>,
    /// The name of the site or journal.
    pub(crate) site: Option<Sourced<String>>,
    /// The address of the article itself, without tracking parameters.
    pub(crate) url: Option<Sourced<String>>,
    /// The licence that the page states.
    pub(crate) license: Option<Sourced<String>>,
    /// A language tag: `en`, `de-CH`.
    pub(crate) language: Option<Sourced<String>>,
    /// The DOI of the article itself, not of one that it cites.
    pub(crate) doi: Option<Sourced<String>>,
    /// Keywords as the source gives them, unsorted and uncleaned.
    pub(crate) keywords: Option<Sourced<Vec<String>>>,
    /// The entries of the list of references, verbatim, one each, without their numbers. They are
    /// not in `body`.
    pub(crate) references: Vec<String>,
    /// The article as Markdown: without its title, byline, dates, list of references. Ends with a
    /// line feed, if not empty.
    pub(crate) body: String,
    /// The images that `body` shows and that stood beside the saved page.
    pub(crate) images: Vec<LocalImage>,
    /// What was left out, in the order of the source.
    pub(crate) left_out: Vec<RemovedBlock>,
    /// Whether the source holds it back: a draft, or not to be seen yet or any more.
    pub(crate) is_held_back: bool,
    /// What an editor should know: `this looks like a paywall`.
    pub(crate) warnings: Vec<String>,
    /// Front matter of a Markdown source that means to Offprint what it says, and that no import
    /// finds by itself.
    pub(crate) own: toml::Table,
    /// Front matter of a Markdown source that Offprint has other names or no names for.
    pub(crate) rest: toml::Table,
}

/// An image that came with a saved page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LocalImage {
    /// As it stands in the body: a relative path such as `page_files/fig1.png`.
    pub(crate) target: String,
    /// Its bytes, where the page carried them inside itself (MHTML, a `data:` URL); else they are
    /// in the file `target` beside the page.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// A block that is no part of the article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RemovedBlock {
    /// Its first words, at most 80 characters.
    pub excerpt: String,
    /// The reason, in words for an editor: `a menu: nine links and no sentence`.
    pub why: &'static str,
    /// How many characters it had.
    pub length: usize,
}

/// What is known of a source from outside it.
#[derive(Clone, Default, Debug)]
pub(crate) struct ImportHints {
    /// The address, if the editor gave it: it wins, and relative links are resolved against it.
    pub(crate) url: Option<url::Url>,
    /// Dates after this day are doubted.
    pub(crate) today: Date,
}

/// A work that is cited, as far as its parts could be told apart. See `citation::parse`.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct CitedWork {
    /// As the source printed it, white space joined.
    pub(crate) text: String,
    /// The title of the work.
    pub(crate) title: Option<String>,
    /// `Shelton RC`: family name and initials, as printed.
    pub(crate) authors: Vec<String>,
    /// The journal, or the site that a page stands on.
    pub(crate) journal: Option<String>,
    /// The year of publication.
    pub(crate) year: Option<u16>,
    /// Volume, issue and pages, as printed.
    pub(crate) volume: Option<String>,
    /// See `volume`.
    pub(crate) issue: Option<String>,
    /// See `volume`.
    pub(crate) pages: Option<String>,
    /// Without `https://doi.org/` and without closing punctuation.
    pub(crate) doi: Option<String>,
    /// Digits.
    pub(crate) pmid: Option<String>,
    /// `PMC1234567`.
    pub(crate) pmcid: Option<String>,
    /// `NCT03756129`.
    pub(crate) nct: Option<String>,
    /// Numbers of other registries: `EudraCT 2018-001234-12`, `ISRCTN12345678`,
    /// `PROSPERO CRD42020123456`.
    pub(crate) registry: Vec<String>,
    /// Where it can be read, if not by one of the numbers above.
    pub(crate) url: Option<String>,
}

/// An identifier of a work or a trial in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FoundIdentifier {
    /// Which.
    pub(crate) identifier: Identifier,
    /// Where it stands, in bytes.
    pub(crate) span: Range<usize>,
}

/// The number of a work or a trial, in its plain form.
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
    /// Another registry, with its name: `ISRCTN12345678`.
    Registry(String),
}
