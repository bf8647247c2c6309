//! The vocabulary: all names of drugs that are known, and the questions that a name alone answers.

use std::borrow::Cow;

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::mention::{DrugMention, MentionKind};
use crate::packing::PatternKind;
use crate::recognise::recognise;
use crate::site_names::{SiteDrug, SiteNames, has_rotation_sign};
use crate::table;
use crate::token::spelling_key;
use offprint_base::{name_key, slugify};

/// All names of drugs that are known: the built-in ones and those of a site.
#[derive(Debug)]
pub struct Vocabulary {
    pub(crate) site: SiteNames,
}

/// The key that two names of drugs have in common if a text cannot tell them apart.
pub fn drug_name_key(name: &str) -> String {
    let key = if has_rotation_sign(name) { String::new() } else { spelling_key(name) };
    if key.is_empty() { name_key(name) } else { key }
}

impl Vocabulary {
    /// The built-in vocabulary with the drugs of a site. The built-in part costs nothing.
    pub fn new<'s>(site: impl IntoIterator<Item = SiteDrug<'s>>) -> Self {
        Self { site: SiteNames::new(site) }
    }

    /// The places where a text mentions drugs and classes, in order and not overlapping. A
    /// combination product with a hyphen or slash ("dextromethorphan-bupropion") is one mention;
    /// drugs that are no product together, or have "and" between them, are separate mentions.
    pub fn mentions(&self, text: &str) -> Vec<DrugMention<'_>> {
        let recognition = recognise(text, &self.site);
        recognition
            .candidates
            .iter()
            .map(|candidate| self.mention(candidate, &recognition.new_names))
            .collect()
    }

    fn mention(&self, candidate: &Candidate, new_names: &[String]) -> DrugMention<'_> {
        let (canonical, site_slug) = match candidate.entity {
            EntityId::Table(number) => (Cow::Borrowed(table::canonical_name(number)), None),
            EntityId::Site(index) => match self.site.drugs.get(index as usize) {
                Some(drug) => (Cow::Borrowed(drug.name.as_str()), Some(drug.slug.as_str())),
                None => (Cow::Borrowed(""), None),
            },
            EntityId::New(number) => {
                (Cow::Owned(new_names.get(number as usize).cloned().unwrap_or_default()), None)
            }
        };
        DrugMention {
            start: candidate.start,
            end: candidate.end,
            canonical,
            site_slug,
            kind: if candidate.is_class { MentionKind::Class } else { MentionKind::Drug },
            match_kind: candidate.match_kind,
            ambient: candidate.ambient,
            suspect: candidate.match_kind == MatchKind::Misspelling,
        }
    }

    /// Whether a name is also an everyday word ("sage", "exact"): as an alias it is ambiguous, so
    /// it is never linked.
    pub fn is_everyday(&self, name: &str) -> bool {
        let key = spelling_key(name);
        !key.is_empty()
            && key.split(' ').all(|word| word.len() < 3 || table::is_everyday(word))
            && key.split(' ').any(|word| word.len() >= 3)
            || table::find_pattern(&key).is_some_and(|pattern| pattern.ambiguous)
    }

    /// The built-in drug that has this name, if a file of the site gives the name to another drug:
    /// the one with this slug. A file that lists the canonical name of a built-in drug takes over
    /// that drug, and then nothing is contested.
    pub fn contested_drug(&self, slug: &str, name: &str) -> Option<&'static str> {
        self.site.contested_drug(slug, name).map(table::canonical_name)
    }

    /// The slug of an earlier file that the site has for the same drug as the file with this slug.
    pub fn duplicate_of(&self, slug: &str) -> Option<&str> {
        self.site.duplicate_of(slug)
    }

    /// The drug that the site or the table lists under exactly this name: its canonical name and
    /// its slug.
    pub fn find_listed(&self, name: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
        match self.find_entity(name)? {
            (_, PatternKind::Class) => None,
            (EntityId::Site(index), _) => {
                let drug = self.site.drugs.get(index as usize)?;
                Some((Cow::Borrowed(&drug.name), Cow::Borrowed(&drug.slug)))
            }
            (EntityId::Table(number), _) => {
                let name = table::canonical_name(number);
                Some((Cow::Borrowed(name), Cow::Owned(slugify(name))))
            }
            (EntityId::New(_), _) => None,
        }
    }

    /// What the site or the table lists under exactly this name.
    pub(crate) fn find_entity(&self, name: &str) -> Option<(EntityId, PatternKind)> {
        if let Some((index, kind)) = self.site.find_exact(name) {
            return Some((EntityId::Site(index), kind));
        }
        let pattern = table::find_pattern(&spelling_key(name))?;
        let entity = self
            .site
            .by_number(pattern.number)
            .map_or(EntityId::Table(pattern.number), EntityId::Site);
        Some((entity, pattern.kind))
    }
}
