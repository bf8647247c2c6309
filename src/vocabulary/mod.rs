//! Drugs: what they are called, and where a text names them.
//!
//! A [`Vocabulary`] is the built-in table, compiled into the program, and what a site adds to it. It finds the
//! [mentions](Vocabulary::mentions) of drugs and classes in a text, tells which drugs a text is
//! [about](Vocabulary::subjects), [resolves](Vocabulary::resolve) any name to one drug, and gives a drug's
//! [facts](Vocabulary::drug), each with its source.
//!
//! It is a value like any other: the same text and the same site's drugs give the same mentions, on any thread. It knows
//! nothing of files, pages or Markdown; who has a document gives its plain text.

mod abbreviation;
mod affix;
mod chemical;
mod code;
mod context;
mod dictionary;
mod facts;
mod misspelling;
mod normal;
mod packing;
mod recognise;
mod report;
mod site;
mod stem;
mod subject;
mod table;

use std::borrow::Cow;

use crate::route::slugify;
use crate::vocabulary::dictionary::Owner;
use crate::vocabulary::normal::key;
use crate::vocabulary::packing::Kind;
use crate::vocabulary::recognise::Reading;
use crate::vocabulary::site::SiteNames;

pub(crate) use crate::vocabulary::facts::{Class, Drug, Fact, Identifier, Name, NameKind, Resolved, Source};
pub(crate) use crate::vocabulary::recognise::Layer;
pub(crate) use crate::vocabulary::report::{Explanation, Report};
pub(crate) use crate::vocabulary::site::SiteDrug;
pub(crate) use crate::vocabulary::subject::{Rank, Subject, Zones};

/// All names of drugs that are known: the built-in ones and a site's.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    site: SiteNames,
}

/// A place where a text names a drug or a class of drugs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mention<'v> {
    /// Where it begins in the text, in bytes.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// The one name that stands for what is meant: a site's own spelling where it has the drug.
    pub(crate) canonical: Cow<'v, str>,
    /// The slug that the site gives the drug, where it has it. See [`Mention::slug`].
    pub(crate) site_slug: Option<&'v str>,
    /// Whether a drug or a class is named.
    pub(crate) kind: MentionKind,
    /// How it was found.
    pub(crate) layer: Layer,
    /// A substance of every day or of the body (water, glucose): never proposed, never linked.
    pub(crate) ambient: bool,
    /// A likely misspelling: told to the editor, never linked.
    pub(crate) suspect: bool,
}

/// What a mention names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub(crate) enum MentionKind {
    /// One drug.
    Drug,
    /// A class of drugs.
    Class,
}

impl Mention<'_> {
    /// The slug of the page that it would link to.
    pub(crate) fn slug(&self) -> Cow<'_, str> {
        match self.site_slug {
            Some(slug) => Cow::Borrowed(slug),
            None if self.kind == MentionKind::Class => Cow::Owned(facts::class_slug(&self.canonical)),
            None => Cow::Owned(slugify(&self.canonical)),
        }
    }
}

impl Vocabulary {
    /// The built-in vocabulary with a site's drugs over it. Costs nothing for the built-in part.
    pub(crate) fn new<'s>(site: impl IntoIterator<Item = SiteDrug<'s>>) -> Self {
        Self { site: SiteNames::new(site) }
    }

    /// Where a text names drugs and classes: in order, not overlapping. The parts of a combination that is spelt out
    /// ("dextromethorphan-bupropion") are mentions of their own.
    pub(crate) fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        let reading = Reading::of(text, &self.site);
        let Reading { hits, new, .. } = reading;
        hits.into_iter()
            .map(|hit| {
                let (canonical, site_slug) = match hit.owner {
                    Owner::Table(number) => (Cow::Borrowed(table::name(number)), None),
                    Owner::Site(index) => {
                        let drug = self.site.drugs.get(index as usize);
                        (drug.map_or(Cow::Borrowed(""), |drug| Cow::Borrowed(drug.name.as_str())), drug.map(|drug| drug.slug.as_str()))
                    }
                    Owner::New(number) => (Cow::Owned(new.get(number as usize).cloned().unwrap_or_default()), None),
                };
                Mention {
                    start: hit.start,
                    end: hit.end,
                    canonical,
                    site_slug,
                    kind: if hit.class { MentionKind::Class } else { MentionKind::Drug },
                    layer: hit.layer,
                    ambient: hit.ambient,
                    suspect: hit.layer == Layer::Misspelling,
                }
            })
            .collect()
    }

    /// Whether a name is also an everyday word ("sage", "exact"): as an alias it is ambiguous, so it is never linked.
    pub(crate) fn is_everyday(&self, name: &str) -> bool {
        let key = key(name);
        !key.is_empty() && key.split(' ').all(|word| word.len() < 3 || table::is_everyday(word)) && key.split(' ').any(|word| word.len() >= 3)
            || table::find(&key).is_some_and(|pattern| pattern.doubtful)
    }

    /// Whose name this is, exactly as a list has it.
    fn owner(&self, name: &str) -> Option<(Owner, Kind)> {
        if let Some((index, kind)) = self.site.find(name) {
            return Some((Owner::Site(index), kind));
        }
        let pattern = table::find(&key(name))?;
        let owner = self.site.by_number(pattern.number).map_or(Owner::Table(pattern.number), Owner::Site);
        Some((owner, pattern.kind))
    }
}
