//! [`ImportRecord`]: what was first imported, stored so that the same source is recognised later
//! and an editor's changes survive.
//!
//! A record contains the file as it was imported: the common ancestor of the editor's version and
//! of the source's current version. Records are in `.offprint/imported/` beside `site.toml`, one
//! for each file, and belong in version control.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use url::Url;

use super::atomic_file::{remove_stale_files, write_atomically};
use super::imported::ImportIdentity;
use offprint_base::Digest;

/// The folder of the records, relative to the site's root.
const FOLDER: &str = ".offprint/imported";

/// What was imported to one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct ImportRecord {
    /// The path of the file, relative to the site's root, with `/` as separator.
    pub(super) file: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) doi: Option<String>,
    /// Older records have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pmid: Option<String>,
    /// The hash of the words of the article, as 32 hex digits.
    pub(super) content: String,
    /// The hash of the drugs and keywords that the source states; older records have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) given: Option<String>,
    /// The images that were copied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) images: Vec<RecordedImage>,
    /// The file as it was imported.
    pub(super) base: String,
}

/// An image that was copied.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct RecordedImage {
    /// Its address in the source.
    pub(super) target: String,
    /// Its file, relative to the article's.
    pub(super) file: String,
}

/// The file of the image that has an address in the source, if it was copied.
pub(super) fn file_of_image<'i>(images: &'i [RecordedImage], target: &str) -> Option<&'i str> {
    images.iter().find(|image| image.target == target).map(|image| image.file.as_str())
}

impl ImportRecord {
    pub(super) fn new(
        file: &str,
        identity: &ImportIdentity,
        base: &str,
        images: Vec<RecordedImage>,
    ) -> Self {
        Self {
            file: file.to_owned(),
            url: identity.url.clone(),
            doi: identity.doi.clone(),
            pmid: identity.pmid.clone(),
            content: identity.content.to_string(),
            given: Some(identity.given.to_string()),
            images,
            base: base.to_owned(),
        }
    }

    /// The file of the image that has an address in the source, if it was copied.
    pub(super) fn file_of_image(&self, target: &str) -> Option<&str> {
        file_of_image(&self.images, target)
    }

    /// Whether this is the record of an article: it has the same URL, DOI, PubMed number or words.
    /// A preprint and its article may have the same words, but not the same DOI. Two articles may
    /// have the same few words, such as `Coming soon.`: these are a proof only with the same title.
    pub(super) fn is_of(&self, identity: &ImportIdentity, text: &str) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
        same(&self.url, &identity.url)
            || same(&self.doi, &identity.doi)
            || same(&self.pmid, &identity.pmid)
            || self.content == identity.content.to_string()
                && !differ(&self.doi, &identity.doi)
                && (is_long(text) || self.may_be_of(identity, text))
    }

    /// Whether the title is the same, and neither the URL nor the date is another.
    fn may_be_of(&self, identity: &ImportIdentity, text: &str) -> bool {
        let dates = (line_of(&self.base, "date"), line_of(text, "date"));
        self.has_title_of(text)
            && !differ(&self.url, &identity.url)
            && !matches!(dates, (Some(old), Some(new)) if old != new)
    }

    /// Whether this is the record of another version of a text: it has the same title and mostly
    /// the same words, and neither URL, DOI nor date differ.
    pub(super) fn is_version(&self, identity: &ImportIdentity, text: &str) -> bool {
        if differ(&self.doi, &identity.doi) || !self.may_be_of(identity, text) {
            return false;
        }
        let (old, new) = (shingles(&self.base), shingles(text));
        let shared = old.intersection(&new).count();
        shared > 0 && shared * 10 >= (old.len() + new.len() - shared) * 6
    }

    /// The line with the title of a file.
    pub(super) fn title_line(text: &str) -> Option<&str> {
        line_of(text, "title")
    }

    /// Whether the file was imported with the same title as this one.
    pub(super) fn has_title_of(&self, text: &str) -> bool {
        line_of(&self.base, "title") == line_of(text, "title")
    }

    /// Reads all records of a site. An unreadable record counts as missing.
    pub(super) fn all(root: &Path) -> Vec<Self> {
        remove_stale_files(&root.join(FOLDER));
        let Ok(entries) = fs::read_dir(root.join(FOLDER)) else { return Vec::new() };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files
            .iter()
            .filter(|file| file.extension().is_some_and(|ending| ending == "json"))
            .filter_map(|file| serde_json::from_slice(&fs::read(file).ok()?).ok())
            .collect()
    }

    /// Writes the record.
    ///
    /// # Errors
    /// If writing fails.
    pub(super) fn write(&self, root: &Path) -> io::Result<()> {
        let folder = root.join(FOLDER);
        fs::create_dir_all(&folder)?;
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        let file = folder.join(format!("{}.json", Digest::of(self.file.as_bytes())));
        write_atomically(&file, &bytes)
    }
}

/// The front matter line with the value of a key.
fn line_of<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().find(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(" = ")))
}

/// Whether both are known, and not the same.
fn differ(one: &Option<String>, other: &Option<String>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// Nobody writes a text of so many letters twice: about fifty words.
const LETTERS_OF_ONE_TEXT: usize = 300;

/// Whether the text below the front matter is long enough to be proof by itself. In scripts without
/// spaces the number of words says little.
fn is_long(text: &str) -> bool {
    words(text).flat_map(str::chars).nth(LETTERS_OF_ONE_TEXT - 1).is_some()
}

/// The words below the front matter.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let body = text.find("\n+++\n").map_or(text, |at| &text[at + 5..]);
    body.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// All sequences of three words below the front matter: texts on one subject share words, but
/// rarely these.
fn shingles(text: &str) -> BTreeSet<[&str; 3]> {
    let words: Vec<&str> = words(text).collect();
    words.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

/// A URL normalised for comparison: without scheme, `www.`, fragment and trailing slash. None for
/// the home page of a site, which is not the URL of an article.
pub(crate) fn comparable(address: &str) -> Option<String> {
    let Ok(url) = Url::parse(address.trim()) else { return Some(address.trim().to_owned()) };
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path().trim_end_matches('/');
    match url.query() {
        None if path.is_empty() => None,
        None => Some(format!("{host}{path}")),
        Some(query) => Some(format!("{host}{path}?{query}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_what_does_not_matter() {
        let expect = comparable("https://example.org/a/b");
        for same in [
            "http://www.example.org/a/b/",
            "https://EXAMPLE.org/a/b#top",
            " https://example.org/a/b ",
        ] {
            assert_eq!(comparable(same), expect);
        }
        assert_ne!(comparable("https://example.org/a/b?p=2"), expect);
        assert_eq!(comparable("https://www.example.org/"), None);
        assert_eq!(comparable("https://example.org/?p=2").as_deref(), Some("example.org?p=2"));
    }
}
