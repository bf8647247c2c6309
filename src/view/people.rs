//! The people of an article or a page, and what the pages of authors, series and issues show.

use serde::Serialize;

use super::part::EarlierChange;
use crate::cached_value::CachedValue;
use crate::site::TermRef;
use offprint_base::Hashed;

/// The people of an article or a page, each with a link if they have a page.
#[derive(Hash, Serialize, Debug, Default)]
pub struct Byline<'s> {
    /// Its authors.
    pub byline: Vec<Person<'s>>,
    /// Who edited it.
    pub editors: Vec<Person<'s>>,
    /// The experts who checked what it says about medicine.
    pub medical_reviewers: Vec<Person<'s>>,
}

/// A person or an organisation. Only those with a file in `content/authors/` have more than a name.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct Person<'s> {
    /// The name on this site.
    pub name: &'s str,
    /// Their page, with the base path.
    pub url: Option<&'s str>,
    /// The full URL of their page.
    pub permalink: Option<String>,
    /// Their ORCID iD: `0000-0002-1825-0097`.
    pub orcid: Option<&'s str>,
    /// What they do for the site: `Editor`.
    pub role: Option<&'s str>,
    /// Their institutions.
    pub affiliations: &'s [String],
    /// Whether it is a group or an organisation.
    pub is_group: bool,
}

/// An author: the details from the file.
#[derive(Hash, Serialize, Debug)]
pub struct AuthorFacts<'s> {
    /// The ORCID iD: `0000-0002-1825-0097`.
    pub orcid: Option<&'s str>,
    /// The page of the ORCID iD.
    pub orcid_url: Option<String>,
    /// What the author does for the site: `Editor`.
    pub role: Option<&'s str>,
    /// The institutions.
    pub affiliations: &'s [String],
    /// The conflicts of interest, or a statement that there are none.
    pub conflicts: Option<&'s str>,
    /// Whether it is a group or an organisation.
    pub is_group: bool,
    /// The photo.
    pub photo: Option<Photo<'s>>,
}

/// The photo of an author.
#[derive(Hash, Serialize, Debug)]
pub struct Photo<'s> {
    /// Its URL: with the base path, or on another site.
    pub url: &'s str,
    /// Alternative text.
    pub alt: &'s str,
    /// Its width in pixels, if that is known.
    pub width: Option<u32>,
    /// Its height in pixels, if that is known.
    pub height: Option<u32>,
}

/// A series or an issue: the details from its file.
#[derive(Hash, Serialize, Debug)]
pub struct CollectionFacts<'s> {
    /// The number of an issue.
    pub number: Option<u32>,
    /// When it was published, as `2025-08-19`.
    pub date: Option<String>,
    /// The same date for readers.
    pub date_display: Option<String>,
    /// The issue with the next lower number.
    pub previous: Option<&'s Hashed<CachedValue<TermRef>>>,
    /// The issue with the next higher number.
    pub next: Option<&'s Hashed<CachedValue<TermRef>>>,
    /// For an issue, what happened to articles of earlier issues and to the works that they cite, the
    /// gravest first: what its e-mail says. Shown on the first page only.
    pub changes: Vec<EarlierChange<'s>>,
}

impl<'s> Byline<'s> {
    /// Those who edited or reviewed, each once.
    pub fn contributors(&self) -> Vec<&Person<'s>> {
        let mut people: Vec<&Person<'s>> = Vec::new();
        for person in self.editors.iter().chain(&self.medical_reviewers) {
            if people.iter().all(|known| known.name != person.name) {
                people.push(person);
            }
        }
        people
    }
}
