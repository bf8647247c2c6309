//! [`DocumentKind`]: what a content file is, determined by its path. The file's text does not
//! matter.

use crate::config::TaxonomyRule;
use crate::source::{SitePath, WORKS_FOLDER};

/// The folder of the files about classes of drugs, in `content/` and in URLs.
pub const CLASSES: &str = "classes";

/// What a content file is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocumentKind {
    /// In `content/articles/`.
    Article,
    /// `content/index.md`.
    Home,
    /// In the folder of a group of terms; contains the group's key. `classes` is not a group, but the
    /// files in `content/classes/` have the same keys.
    Term(String),
    /// In `content/sources/`: a work that articles cite.
    Work,
    /// Anything else.
    Page,
}

impl DocumentKind {
    /// The kind of the file at this path.
    pub fn of(path: &SitePath, taxonomies: &[TaxonomyRule]) -> Self {
        let below = below_content(path);
        match below.split_once('/') {
            Some(("articles", _)) => Self::Article,
            Some((folder, _)) if taxonomies.iter().any(|rule| rule.key == folder) => {
                Self::Term(folder.to_owned())
            }
            Some((CLASSES, _)) => Self::Term(CLASSES.to_owned()),
            Some((WORKS_FOLDER, _)) => Self::Work,
            None if below == "index.md" => Self::Home,
            _ => Self::Page,
        }
    }

    /// Whether it is the file of a term of this group.
    pub fn is_of(&self, group: &str) -> bool {
        matches!(self, Self::Term(key) if key == group)
    }

    /// The name that the file's slug is made from: its own, or its folder's if it is an `index.md`.
    pub fn stem<'p>(&self, path: &'p SitePath) -> &'p str {
        if is_bundle(path) && *self != Self::Home {
            let folder = path.folder();
            folder.rfind('/').map_or(folder, |slash| &folder[slash + 1..])
        } else {
            path.stem()
        }
    }
}

/// The path below `content/`.
pub fn below_content(path: &SitePath) -> &str {
    path.as_str().strip_prefix("content/").unwrap_or(path.as_str())
}

/// Whether a file is the page of its folder, so that the files beside it belong to it.
pub fn is_bundle(path: &SitePath) -> bool {
    path.name() == "index.md" && path.folder() != "content"
}
