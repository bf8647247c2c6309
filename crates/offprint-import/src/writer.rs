//! [`ImportWriter`]: decides where an imported article is written, without losing existing content.
//!
//! A file is only created where none exists. A previously imported article is recognised by its
//! URL, its DOI or its text, or by its title and most of its text. It is reported, and changed only
//! if the editor asks for it. Then it is merged: what the source changed since the first import is
//! applied, what the editor changed is kept, and where both changed the same lines, both versions
//! are kept between conflict markers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Component, Path, PathBuf};

use super::imported::{ImportError, Imported, ImportedImage};
use super::record::{ImportRecord, comparable};
use offprint_base::slugify;

/// The default folder for imported articles.
const ARTICLES: &str = "content/articles";

/// What happened to an imported article. Paths are relative to the site's root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImportOutcome {
    /// A new file.
    New(String),
    /// It was imported before, and the source has not changed.
    Same(String),
    /// It was imported before, and the source has changed since; nothing was written.
    Changed(String),
    /// The site has the article, but not from an import on record; nothing was written.
    Present(String),
    /// It was imported before, and its file has been deleted; nothing was written.
    Gone(String),
    /// The changes of the source were merged into the file; in this many places the editor had
    /// changed the same lines.
    Merged(String, usize),
}

/// How to write files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WriteOptions {
    /// Merge into files that were imported before.
    pub force: bool,
    /// Only report what would be done.
    pub dry_run: bool,
    /// Also copy the images that are next to the page.
    pub assets: bool,
}

/// Writes imported articles into a site.
#[derive(Debug)]
pub struct ImportWriter {
    root: PathBuf,
    into: String,
    records: Vec<ImportRecord>,
    /// URLs of sources → the files that name them.
    sources: BTreeMap<String, String>,
    /// Files that this run has created or would have created.
    taken: BTreeSet<String>,
}

impl Imported {
    /// The content file without the images that are not copied.
    pub fn without_images(&self) -> String {
        with_images(&self.text, &self.images, &[])
    }
}

impl ImportWriter {
    /// The writer of a site: `into` is a folder relative to its root, `sources` are the URLs that
    /// its articles name as their sources.
    ///
    /// # Errors
    /// If the folder is not part of the site's content.
    pub fn new(
        root: &Path,
        into: Option<&Path>,
        sources: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ImportError> {
        let into = match into {
            None => ARTICLES.to_owned(),
            Some(into) => below(root, into)?,
        };
        let sources =
            sources.into_iter().filter_map(|(url, path)| Some((comparable(&url)?, path))).collect();
        Ok(Self {
            root: root.to_owned(),
            into,
            records: ImportRecord::all(root),
            sources,
            taken: BTreeSet::new(),
        })
    }

    /// Writes an article, or returns why it was not written. `beside` is the folder that contains
    /// the saved page.
    ///
    /// # Errors
    /// If reading or writing fails: then nothing was changed.
    pub fn file(
        &mut self,
        imported: &Imported,
        how: WriteOptions,
        beside: Option<&Path>,
    ) -> Result<ImportOutcome, ImportError> {
        let is_of = |record: &ImportRecord| record.is_of(&imported.identity);
        // Articles of the same run are never versions of each other: the articles of a series share
        // their title and many words.
        let is_version = |record: &ImportRecord| {
            !self.taken.contains(&record.file)
                && record.is_version(&imported.identity, &imported.text)
        };
        // If several records are of the same source, prefer the one with the same title.
        let is_same = |record: &ImportRecord| is_of(record) && record.has_title_of(&imported.text);
        let at = self.records.iter().position(is_same);
        let at = at
            .or_else(|| self.records.iter().position(is_version))
            .or_else(|| self.records.iter().position(is_of));
        let named = imported.identity.url.as_ref().and_then(|url| self.sources.get(url)).cloned();
        if let Some(at) = at {
            // A renamed file is still found by the URL in it.
            let path = if self.root.join(&self.records[at].file).is_file() {
                Some(self.records[at].file.clone())
            } else {
                named
            };
            return match path {
                Some(path) => self.again(at, &path, imported, how),
                None if self.taken.contains(&self.records[at].file) => {
                    Ok(ImportOutcome::Same(self.records[at].file.clone()))
                }
                None if how.force => self.anew(imported, how, beside, Some(at)),
                None => Ok(ImportOutcome::Gone(self.records[at].file.clone())),
            };
        }
        if let Some(path) = named {
            return Ok(ImportOutcome::Present(path));
        }
        self.anew(imported, how, beside, None)
    }

    fn again(
        &mut self,
        at: usize,
        path: &str,
        imported: &Imported,
        how: WriteOptions,
    ) -> Result<ImportOutcome, ImportError> {
        let base = self.records[at].base.clone();
        // Copied images have other names in the file than on the page.
        let newer = renamed(&imported.text, &base, &imported.images);
        // Tags are proposed from the tags of the site, so a different proposal does not mean that
        // the source has changed. Different keywords of the source do.
        let record = &self.records[at];
        let same_words = record.content == imported.identity.content.to_string();
        let same_given =
            record.given.as_ref().is_none_or(|given| *given == imported.identity.given.to_string());
        let keys: &[&str] = match (same_given, same_words) {
            (true, true) => &["drugs", "tags"],
            (true, false) => &["tags"],
            (false, _) => &[],
        };
        let newer = with_lines_of(&base, &newer, keys);
        if with_lines_of("", &newer, keys) == with_lines_of("", &base, keys) {
            return Ok(ImportOutcome::Same(path.to_owned()));
        }
        if !how.force {
            return Ok(ImportOutcome::Changed(path.to_owned()));
        }
        let file = self.root.join(path);
        let current = fs::read_to_string(&file).map_err(|error| refused(path, &error))?;
        let (merged, conflicts) = match diffy::merge(&base, &current, &newer) {
            Ok(merged) => (merged, 0),
            Err(marked) => {
                let count = marked.lines().filter(|line| line.starts_with("<<<<<<< ")).count();
                (marked, count)
            }
        };
        if !how.dry_run {
            replace(&file, merged.as_bytes()).map_err(|error| refused(path, &error))?;
            let record = ImportRecord::new(path, &imported.identity, &newer);
            record.write(&self.root).map_err(|error| refused(".offprint/imported", &error))?;
            self.records[at] = record;
        }
        self.taken.insert(path.to_owned());
        Ok(ImportOutcome::Merged(path.to_owned(), conflicts))
    }

    fn anew(
        &mut self,
        imported: &Imported,
        how: WriteOptions,
        beside: Option<&Path>,
        at: Option<usize>,
    ) -> Result<ImportOutcome, ImportError> {
        let images: Vec<(&ImportedImage, String)> =
            if how.assets { named_files(&imported.images) } else { Vec::new() };
        let text = with_images(&imported.text, &imported.images, &images);
        let mut number = 1;
        loop {
            let stem = if number == 1 {
                imported.slug.clone()
            } else {
                format!("{}-{number}", imported.slug)
            };
            number += 1;
            let (single, bundle) =
                (format!("{}/{stem}.md", self.into), format!("{}/{stem}/index.md", self.into));
            let path = if images.is_empty() { single.clone() } else { bundle.clone() };
            let stands = |path: &str| self.taken.contains(path) || self.root.join(path).exists();
            if stands(&single) || stands(&bundle) {
                continue;
            }
            if !how.dry_run {
                let file = self.root.join(&path);
                let folder = file.parent().unwrap_or(&self.root);
                fs::create_dir_all(folder).map_err(|error| refused(&path, &error))?;
                match write_new(&file, text.as_bytes()) {
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                    result => result.map_err(|error| refused(&path, &error))?,
                }
                for (image, name) in &images {
                    let bytes = match &image.bytes {
                        Some(bytes) => Some(bytes.clone()),
                        None => beside.and_then(|beside| read_beside(beside, &image.target)),
                    };
                    if let Some(bytes) = bytes {
                        write_new(&folder.join(name), &bytes)
                            .map_err(|error| refused(name, &error))?;
                    }
                }
            }
            let record = ImportRecord::new(&path, &imported.identity, &text);
            if !how.dry_run {
                record.write(&self.root).map_err(|error| refused(".offprint/imported", &error))?;
            }
            match at {
                Some(at) => self.records[at] = record,
                None => self.records.push(record),
            }
            self.taken.insert(path.clone());
            return Ok(ImportOutcome::New(path));
        }
    }
}

/// The text of a file in which the front matter lines for some keys are replaced by those of
/// another file. Each of these keys takes one line, and the lines are consecutive.
fn with_lines_of(other: &str, text: &str, keys: &[&str]) -> String {
    let is_of_keys =
        |line: &&str| line.split_once(" = ").is_some_and(|(key, _)| keys.contains(&key));
    let top = |text: &str| {
        text.find("\n\n")
            .into_iter()
            .chain(text.find("\n["))
            .chain(text.find("\n+++"))
            .min()
            .map_or(0, |at| at + 1)
    };
    let (head, rest) = text.split_at(top(text));
    let mut lines: String = other[..top(other)].split_inclusive('\n').filter(is_of_keys).collect();
    let mut out = String::with_capacity(text.len() + lines.len());
    // The lines replace those with the same keys, or else are added at the end.
    for line in head.split_inclusive('\n') {
        out.push_str(if is_of_keys(&line) { "" } else { line });
        if is_of_keys(&line) {
            out.push_str(&std::mem::take(&mut lines));
        }
    }
    out + &lines + rest
}

/// The text of the file to write: copied images get their new names, other images are removed.
pub(super) fn with_images(
    text: &str,
    all: &[ImportedImage],
    kept: &[(&ImportedImage, String)],
) -> String {
    let (head, body) = text.split_at(text.find("\n+++\n").map_or(0, |at| at + 5));
    let mut text = body.to_owned();
    for image in all {
        match kept.iter().find(|(known, _)| known.target == image.target) {
            Some((_, name)) => {
                text = text.replace(&format!("]({}", image.target), &format!("]({name}"));
            }
            None => text = without_image(&text, &image.target),
        }
    }
    format!("{head}{text}")
}

/// Removes `![alt](target …)`, and its paragraph if that contains nothing else.
fn without_image(text: &str, target: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let needle = format!("]({target}");
    while let Some(at) = rest.find(&needle) {
        let Some(start) = rest[..at].rfind("![") else {
            out.push_str(&rest[..at + needle.len()]);
            rest = &rest[at + needle.len()..];
            continue;
        };
        let after = &rest[at + needle.len()..];
        let end = after.find(')').map_or(after.len(), |end| end + 1);
        out.push_str(&rest[..start]);
        rest = &after[end..];
        if out.ends_with("\n\n") && rest.starts_with("\n\n") {
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    out
}

/// The file names of the images next to their article: their own names, made safe and unique.
fn named_files(images: &[ImportedImage]) -> Vec<(&ImportedImage, String)> {
    let mut taken = BTreeSet::from(["index.md".to_owned()]);
    images
        .iter()
        .filter_map(|image| {
            let path = image.target.split(['?', '#']).next().unwrap_or_default();
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
            let (stem, ending) = name.rsplit_once('.')?;
            let ending = ending.to_ascii_lowercase();
            if !matches!(ending.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif") {
                // SVG may contain scripts, and other types are not images.
                return None;
            }
            let stem = match slugify(stem) {
                stem if stem.is_empty() => "image".to_owned(),
                stem => stem,
            };
            let name = (1..)
                .map(|number| {
                    if number == 1 {
                        format!("{stem}.{ending}")
                    } else {
                        format!("{stem}-{number}.{ending}")
                    }
                })
                .find(|name| taken.insert(name.clone()))?;
            Some((image, name))
        })
        .collect()
}

/// The new text with the image names that the first import assigned.
fn renamed(text: &str, base: &str, images: &[ImportedImage]) -> String {
    let named = named_files(images);
    let kept: Vec<_> =
        named.into_iter().filter(|(_, name)| base.contains(&format!("]({name}"))).collect();
    with_images(text, images, &kept)
}

/// Reads a file in the folder of a saved page, never one outside it.
fn read_beside(beside: &Path, target: &str) -> Option<Vec<u8>> {
    let path = percent_encoding::percent_decode_str(target.split(['?', '#']).next()?)
        .decode_utf8()
        .ok()?;
    let path = Path::new(&*path);
    if !path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)) {
        return None;
    }
    let folder = beside.canonicalize().ok()?;
    let file = folder.join(path).canonicalize().ok()?;
    if file.starts_with(&folder) && file.is_file() { fs::read(file).ok() } else { None }
}

fn below(root: &Path, into: &Path) -> Result<String, ImportError> {
    let wrong = || {
        ImportError::new(
            format!("`{}` is not a folder below `content`", into.display()),
            "name one below it, such as --into content/articles/2025",
        )
    };
    let relative =
        if into.is_absolute() { into.strip_prefix(root).map_err(|_| wrong())? } else { into };
    let parts: Vec<&str> = relative
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect::<Option<_>>()
        .ok_or_else(wrong)?;
    match parts.as_slice() {
        ["content", ..] => Ok(parts.join("/")),
        _ => Err(wrong()),
    }
}

fn write_new(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::File::options().write(true).create_new(true).open(file)?.write_all(bytes)
}

fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut beside = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    beside.write_all(bytes)?;
    beside.persist(file)?;
    Ok(())
}

fn refused(path: &str, error: &std::io::Error) -> ImportError {
    ImportError::new(
        format!("`{path}` cannot be written: {error}"),
        "make the folder writable, or make room on the disk",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_without(text: &str, expect: &str) {
        assert_eq!(without_image(text, "p_files/a.png"), expect);
    }

    #[test]
    fn an_image_that_stays_behind_leaves_no_hole() {
        check_without("One.\n\n![A](p_files/a.png)\n\nTwo.\n", "One.\n\nTwo.\n");
        check_without("One ![A](p_files/a.png \"t\") two.\n", "One  two.\n");
        check_without("[link](p_files/a.png)\n", "[link](p_files/a.png)\n");
        check_without("One.\n", "One.\n");
    }

    #[test]
    fn names_of_images_are_safe_and_differ() {
        let image = |target: &str| ImportedImage { target: target.to_owned(), bytes: None };
        let images = [
            image("x_files/Fig 1.PNG"),
            image("y/fig-1.png"),
            image("z/x.svg"),
            image("../../index.md"),
            image("a/ü.jpg?x=1"),
        ];
        let names: Vec<String> = named_files(&images).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["fig-1.png", "fig-1-2.png", "u.jpg"]);
    }

    #[test]
    fn nothing_is_read_from_elsewhere() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("in")).expect("the folder is ours");
        fs::write(folder.path().join("secret.png"), "s").expect("the folder is ours");
        fs::write(folder.path().join("in/a b.png"), "p").expect("the folder is ours");
        let beside = folder.path().join("in");
        assert_eq!(read_beside(&beside, "./a%20b.png").as_deref(), Some(&b"p"[..]));
        for target in ["../secret.png", "%2e%2e/secret.png", "/etc/passwd", "none.png"] {
            assert_eq!(read_beside(&beside, target), None, "{target}");
        }
    }

    #[test]
    fn imports_stay_among_the_content() {
        let root = Path::new("/site");
        assert_eq!(
            below(root, Path::new("content/articles/2025")).ok().as_deref(),
            Some("content/articles/2025")
        );
        assert_eq!(
            below(root, Path::new("/site/content/notes")).ok().as_deref(),
            Some("content/notes")
        );
        for wrong in ["../x", "content/../..", "/etc", "public", "/site2/content"] {
            assert!(below(root, Path::new(wrong)).is_err(), "{wrong}");
        }
    }
}
