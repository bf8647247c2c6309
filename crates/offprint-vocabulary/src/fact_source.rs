//! [`FactSource`]: where a fact comes from, with its publisher and date, as `data/sources.tsv`
//! lists them.
//!
//! Must not depend on the drugs of the table.

use std::sync::LazyLock;

/// A published source of facts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PublishedSource {
    /// Its key in the tables: "ndc".
    pub id: &'static str,
    /// Its name for readers: "FDA NDC".
    pub label: &'static str,
    /// As of when it states its facts: "2019-04".
    pub date: &'static str,
    /// Who publishes it.
    pub publisher: &'static str,
    /// The terms under which facts are taken from it.
    pub licence: &'static str,
    /// The publisher's page about it.
    pub url: &'static str,
}

static SOURCES: LazyLock<Vec<PublishedSource>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/sources.txt"))
        .lines()
        // The table lists these two keys as well, but they are not publications.
        .filter(|line| !line.starts_with("offprint\t") && !line.starts_with("spelling\t"))
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[id, label, date, publisher, licence, url] = cells.as_slice() else { return None };
            Some(PublishedSource { id, label, date, publisher, licence, url })
        })
        .collect()
});

/// As of when the references of editorial judgements were read, from the table of sources.
static EDITORIAL_DATE: LazyLock<Option<&'static str>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/sources.txt"))
        .lines()
        .find_map(|line| line.strip_prefix("offprint\t")?.split('\t').nth(1))
});

/// The sources of the built-in table, in the order of `data/sources.tsv`.
pub fn published_sources() -> &'static [PublishedSource] {
    &SOURCES
}

/// The source of a fact.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FactSource {
    /// A file of the site.
    Site,
    /// An editorial judgement of Offprint. The fact has a reference.
    Editorial,
    /// A published source.
    Published(&'static PublishedSource),
}

impl FactSource {
    /// The source with this key in the tables. `None` for `spelling`: a spelling that no source
    /// lists is recognised in texts, but is not a fact.
    pub(crate) fn from_key(key: &str) -> Option<Self> {
        match key {
            "offprint" => return Some(Self::Editorial),
            "spelling" => return None,
            _ => {}
        }
        published_sources().iter().find(|source| source.id == key).map(Self::Published)
    }

    /// The key of a published source in the tables.
    pub fn id(self) -> Option<&'static str> {
        match self {
            Self::Published(source) => Some(source.id),
            Self::Site | Self::Editorial => None,
        }
    }

    /// Its name for readers, without the date.
    pub fn label(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Editorial => "Offprint",
            Self::Published(source) => source.label,
        }
    }

    /// As of when it states the fact, if it has a date: for an editorial judgement, when its reference
    /// was read.
    pub fn date(self) -> Option<&'static str> {
        match self {
            Self::Published(source) => Some(source.date),
            Self::Editorial => *EDITORIAL_DATE,
            Self::Site => None,
        }
    }

    /// The publisher's page about the source.
    pub fn url(self) -> Option<&'static str> {
        match self {
            Self::Published(source) => Some(source.url),
            Self::Site | Self::Editorial => None,
        }
    }
}

/// A source, and what it adds to the fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceRef {
    /// The source.
    pub source: FactSource,
    /// For an editorial judgement, the page or DOI where readers can check it.
    pub reference: Option<String>,
}

impl SourceRef {
    /// A source without a reference of its own.
    pub fn new(source: FactSource) -> Self {
        Self { source, reference: None }
    }

    /// The source and its date: "FDA NDC 2019-04".
    pub fn label(&self) -> String {
        let mut label = self.source.label().to_owned();
        if let Some(reference) = &self.reference {
            label = format!("{label}, after {reference}");
        }
        match (self.source.date(), &self.reference) {
            (Some(date), Some(_)) => format!("{label}, read {date}"),
            (Some(date), None) => format!("{label} {date}"),
            (None, _) => label,
        }
    }
}

/// All sources of a fact, in one line.
pub fn source_labels(sources: &[SourceRef]) -> String {
    let labels: Vec<String> = sources.iter().map(SourceRef::label).collect();
    labels.join("; ")
}
