//! The page of a term: a drug, a tag, or a term of another group.

use serde::Serialize;

use super::article::Backlink;
use super::part::{Linked, Meta, Paginator, TaxonomyRef, TermCount};
use crate::fingerprint::Hashed;
use crate::site::TermRef;

/// `term.html`: one term and its articles, a page of them at a time.
#[derive(Hash, Serialize, Debug)]
pub struct TermPage<'s> {
    /// What every page has.
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
    /// What it is called on this site.
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
    pub content: Option<Linked<'s>>,
    /// What is known of a drug; `none` for other terms.
    pub drug: Option<DrugFacts<'s>>,
    /// Terms that its file names as related.
    pub related: Vec<&'s Hashed<TermRef>>,
    /// Drugs that stand on the same articles, the most frequent first. For a drug, without itself.
    pub drugs_with: Vec<TermCount<'s>>,
    /// Tags that stand on the same articles, likewise.
    pub tags_with: Vec<TermCount<'s>>,
    /// Articles and pages that link here, with the sentence around the link. Shown on the first page only.
    pub backlinks: Vec<Backlink<'s>>,
}

/// What the editor wrote down of a drug.
#[derive(Hash, Serialize, Debug)]
pub struct DrugFacts<'s> {
    /// Brand names.
    pub brands: &'s [String],
    /// Research codes.
    pub codes: &'s [String],
    /// Its class.
    pub class: Option<&'s str>,
    /// How it works.
    pub mechanism: Option<&'s str>,
    /// Where it stands: approved, in trials …
    pub status: Option<&'s str>,
    /// Its numbers in registries, with links.
    pub ids: Vec<Identifier<'s>>,
}

/// A number in a registry.
#[derive(Hash, Serialize, Debug)]
pub struct Identifier<'s> {
    /// Its key in front matter: `drugbank`.
    pub key: &'static str,
    /// For readers: `DrugBank`.
    pub label: &'static str,
    /// The number.
    pub value: &'s str,
    /// Its page at the registry.
    pub url: Option<String>,
}
