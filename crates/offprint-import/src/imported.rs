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
    /// The images that were saved with it, by their paths in `text`.
    pub images: Vec<ImportedImage>,
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

/// An image that was saved with a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedImage {
    /// The path in the text, relative to the page.
    pub target: String,
    /// Its bytes, if the page itself contained them.
    pub bytes: Option<Vec<u8>>,
}

/// What an article is recognised by when it is imported again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportIdentity {
    /// Its URL, normalised for comparison.
    pub url: Option<String>,
    /// Its DOI, in lower case.
    pub doi: Option<String>,
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
