//! What an import returns: [`Imported`], or an [`ImportError`].
//!
//! Types only: they depend on no other part of the crate but the formats.

use jiff::civil::Date;
use offprint_base::Digest;
use serde::Serialize;

use super::article::RemovedBlock;
use super::detect::RawFormat;
use super::omission::Omissions;

/// The result of an import: the content file, and facts about the article.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The content file: front matter and Markdown.
    pub text: String,
    /// The file name for it.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it was published, if that is known.
    pub date: Option<Date>,
    /// The number of words of its text.
    pub words: usize,
    /// The drugs that it is about, most relevant first.
    pub drugs: Vec<String>,
    /// Its tags: first those of the source.
    pub tags: Vec<ImportedTag>,
    /// The tags of the source that were not kept.
    pub discarded_tags: Vec<DiscardedTag>,
    /// The number of works it cites.
    pub citations: usize,
    /// The format of the input.
    pub format: RawFormat,
    /// The encoding of the input.
    pub encoding: &'static str,
    /// Warnings for the editor.
    pub warnings: Vec<String>,
    /// The values that were found, and where.
    pub fields: Vec<ImportedField>,
    /// The blocks that were removed, and why.
    pub left_out: Vec<RemovedBlock>,
    /// What was left out and may be content.
    pub omissions: Omissions,
    /// The images whose files belong to the source, by their addresses in `text`.
    pub images: Vec<ImportedImage>,
    /// The images on other sites.
    pub remote_images: Vec<RemoteImage>,
    /// What it is recognised by when it is imported again.
    pub identity: ImportIdentity,
}

/// A value that was found in an input file.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ImportedField {
    /// The front matter key.
    pub name: &'static str,
    /// The value.
    pub value: String,
    /// The origin.
    pub from: String,
    /// A rank from 0 (a guess) to 100 (certain). It orders fields by trust and is not a
    /// probability.
    pub confidence: u8,
}

/// An image whose file belongs to the source.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ImportedImage {
    /// The address in the text: a path relative to the source, or the URL of an image that may have
    /// been saved with the page.
    pub target: String,
    /// The line of the source that names it, if it is known.
    pub line: Option<usize>,
    /// Its bytes, if the page itself contained them.
    pub bytes: Option<Vec<u8>>,
    /// The path of its file, if `target` is a URL.
    pub file: Option<String>,
    /// Whether the file may be in any folder, as in an Obsidian vault.
    pub is_by_name: bool,
}

/// An image on another site, which the site's security policy blocks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RemoteImage {
    /// Its URL.
    pub url: String,
    /// The line of the source that names it, if it is known.
    pub line: Option<usize>,
}

/// A tag of an imported article.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ImportedTag {
    /// Its name.
    pub name: String,
    /// Whether the text suggests it; otherwise the source states it.
    pub is_proposed: bool,
}

/// A tag of the source that was not kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DiscardedTag {
    /// Its name.
    pub name: String,
    /// The reason, in words for an editor.
    pub why: &'static str,
}

/// What an article is recognised by when it is imported again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportIdentity {
    /// Its URL, normalised for comparison.
    pub url: Option<String>,
    /// Its DOI, in lower case.
    pub doi: Option<String>,
    /// Its number in PubMed.
    pub pmid: Option<String>,
    /// The hash of its words.
    pub content: Digest,
    /// The hash of the drugs and keywords that the source states.
    pub given: Digest,
}

/// Why a file cannot be imported, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportError {
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl ImportError {
    /// An error with what is wrong and how to fix it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}
