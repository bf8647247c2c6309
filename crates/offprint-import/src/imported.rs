//! What an import returns: [`Imported`], or an [`ImportError`].
//!
//! Types only: they depend on no other part of the crate but the formats.

use jiff::civil::Date;
use offprint_base::Digest;
use serde::Serialize;

use super::article::RemovedBlock;
use super::detect::RawFormat;

/// A raw article, read, and the content file that it makes.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The content file: front matter and Markdown.
    pub text: String,
    /// What its file would be called.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it was published, if that is known.
    pub date: Option<Date>,
    /// How many words its text has.
    pub words: usize,
    /// The drugs that it is about, most relevant first.
    pub drugs: Vec<String>,
    /// How many works it cites.
    pub citations: usize,
    /// The format that it was in.
    pub format: RawFormat,
    /// How its bytes were read as text.
    pub encoding: &'static str,
    /// What an editor should look at.
    pub warnings: Vec<String>,
    /// What was found, and where.
    pub fields: Vec<ImportedField>,
    /// What was left out, and why.
    pub left_out: Vec<RemovedBlock>,
    /// The images that came with it, by the addresses that `text` shows them by.
    pub images: Vec<ImportedImage>,
    /// How a repeated import is recognised.
    pub identity: ImportIdentity,
}

/// One thing that was found in a raw article.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ImportedField {
    /// The key of front matter.
    pub name: &'static str,
    /// What was found.
    pub value: String,
    /// Where.
    pub from: String,
    /// A rank from 0 (a guess) to 100 (certain). It orders fields by trust and is not a probability.
    pub confidence: u8,
}

/// An image that came with a saved page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedImage {
    /// As the text names it: a path beside the page.
    pub target: String,
    /// Its bytes, where they came inside the page.
    pub bytes: Option<Vec<u8>>,
}

/// By what an article is known again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportIdentity {
    /// Its address, in the form that addresses are compared in.
    pub url: Option<String>,
    /// Its DOI, in lower case.
    pub doi: Option<String>,
    /// The digest of its words.
    pub content: Digest,
    /// Of the drugs and keywords that it gives itself.
    pub given: Digest,
}

/// Why a raw article cannot be imported, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportError {
    /// What is wrong.
    pub message: String,
    /// How to fix it.
    pub help: String,
}

impl ImportError {
    /// A fault with what is wrong and how to fix it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}
