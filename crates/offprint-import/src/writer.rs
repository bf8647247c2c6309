//! [`ImportWriter`]: decides where an imported article is written, without losing existing content.
//!
//! A file is only created where none exists. A previously imported article is recognised by its
//! URL, its DOI or its text, or by its title and most of its text. It is reported, and changed only
//! if the editor asks for it. Then it is merged: what the source changed since the first import is
//! applied, what the editor changed is kept, and where both changed the same lines, both versions
//! are kept between conflict markers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::atomic_file::{remove_stale_files, write_atomically};
use super::image_copy::{ImageReport, PlannedImage, plan_images, write_new};
use super::image_files::{ImageFault, ImageFolders};
use super::image_links::{ImageFate, rewrite_content_file, with_image_placed};
use super::imported::{ImportError, ImportIdentity, Imported, ImportedImage, RemoteImage};
use super::link_names::{RenamedLink, with_renamed_links};
use super::record::{ImportRecord, RecordedImage, comparable, file_of_image};
use super::record_index::RecordIndex;

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

/// What happened to an imported article and its images.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FiledImport {
    /// What happened to its file.
    pub outcome: ImportOutcome,
    /// What happened to its images.
    pub images: ImageReport,
}

/// How to write files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WriteOptions {
    /// Merge into files that were imported before.
    pub force: bool,
    /// Only report what would be done.
    pub dry_run: bool,
    /// Also copy the images that belong to the source.
    pub assets: bool,
}

/// Writes imported articles into a site.
#[derive(Debug)]
pub struct ImportWriter {
    root: PathBuf,
    into: String,
    records: Vec<ImportRecord>,
    index: RecordIndex,
    /// URLs of sources → the files that name them.
    sources: BTreeMap<String, String>,
    /// Files that this run has created or would have created.
    taken: BTreeSet<String>,
}

impl Imported {
    /// The content file without the images that belong to the source.
    pub fn without_images(&self) -> String {
        rewrite_content_file(&self.text, |target| self.fate_of(target, |_| None, ImageFate::Remove))
    }

    /// The content file in which copied images show the files that `file_of` returns, and the
    /// others are marked.
    fn with_images<'f>(&self, file_of: impl Fn(&str) -> Option<&'f str>) -> String {
        rewrite_content_file(&self.text, |target| self.fate_of(target, &file_of, ImageFate::Mark))
    }

    /// What becomes of an image that has an address of its own, or else is `missing`.
    fn fate_of<'f>(
        &self,
        target: &str,
        file_of: impl Fn(&str) -> Option<&'f str>,
        missing: ImageFate<'f>,
    ) -> ImageFate<'f> {
        match self.images.iter().find(|image| image.target == target) {
            None => ImageFate::Keep,
            Some(image) => match file_of(target) {
                Some(file) => ImageFate::File(file),
                // Its URL is still right.
                None if image.file.is_some() => ImageFate::Keep,
                None => missing,
            },
        }
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
        remove_stale_files(&root.join(&into));
        let records = ImportRecord::all(root);
        Ok(Self {
            root: root.to_owned(),
            into,
            index: RecordIndex::of_records(&records),
            records,
            sources,
            taken: BTreeSet::new(),
        })
    }

    /// Writes an article and its images, or returns why it was not written. `folders` is where its
    /// images are. Images that are missing in a previously imported article are added, whatever the
    /// editor has changed in it.
    ///
    /// # Errors
    /// If reading or writing fails: then nothing was changed.
    pub fn file(
        &mut self,
        imported: &Imported,
        how: WriteOptions,
        folders: Option<&ImageFolders>,
    ) -> Result<FiledImport, ImportError> {
        let is_of = |record: &ImportRecord| record.is_of(&imported.identity, &imported.text);
        // Articles of the same run are never versions of each other: the articles of a series share
        // their title and many words.
        let is_version = |record: &ImportRecord| {
            !self.taken.contains(&record.file)
                && record.is_version(&imported.identity, &imported.text)
        };
        // If several records are of the same source, prefer the one with the same title.
        let is_same = |record: &ImportRecord| is_of(record) && record.has_title_of(&imported.text);
        let known = self.index.with_identity(&imported.identity);
        let titled = self.index.with_title(&imported.text);
        let first = |list: &[usize], is_it: &dyn Fn(&ImportRecord) -> bool| {
            list.iter().copied().find(|at| is_it(&self.records[*at]))
        };
        let at = first(&known, &is_same)
            .or_else(|| first(titled, &is_version))
            .or_else(|| first(&known, &is_of));
        let named =
            addresses_of(&imported.identity).find_map(|url| self.sources.get(&url)).cloned();
        if let Some(at) = at {
            // A renamed file is still found by the URL in it.
            let path = if self.root.join(&self.records[at].file).is_file() {
                Some(self.records[at].file.clone())
            } else {
                named
            };
            return match path {
                Some(path) => self.again(at, &path, imported, how, folders),
                None if self.taken.contains(&self.records[at].file) => {
                    Ok(ImportOutcome::Same(self.records[at].file.clone()).into())
                }
                None if how.force => self.anew(imported, how, folders, Some(at)),
                None => Ok(ImportOutcome::Gone(self.records[at].file.clone()).into()),
            };
        }
        if let Some(path) = named {
            return Ok(ImportOutcome::Present(path).into());
        }
        self.anew(imported, how, folders, None)
    }

    /// Makes a draft of a file that was just written. The record of the import is not changed: the
    /// mark is an edit, so that the source is not taken for changed.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn mark_as_draft(&self, path: &str) -> Result<usize, ImportError> {
        let file = self.root.join(path);
        let fault = |error: std::io::Error| refused(path, &error);
        let text = fs::read_to_string(&file).map_err(fault)?;
        let (marked, line) = with_draft_mark(&text);
        write_atomically(&file, marked.as_bytes()).map_err(fault)?;
        Ok(line)
    }

    /// Changes the links in a file that was just written: `address_of` has the new address for one of
    /// the source. Returns the addresses that were changed. The record of the import stays, as for a
    /// mark of a draft.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn relink(
        &self,
        path: &str,
        address_of: impl Fn(&str) -> Option<String>,
    ) -> Result<Vec<RenamedLink>, ImportError> {
        let file = self.root.join(path);
        let fault = |error: std::io::Error| refused(path, &error);
        let text = fs::read_to_string(&file).map_err(fault)?;
        let (text, renamed) = with_renamed_links(&text, address_of);
        if !renamed.is_empty() {
            write_atomically(&file, text.as_bytes()).map_err(fault)?;
        }
        Ok(renamed)
    }

    fn again(
        &mut self,
        at: usize,
        path: &str,
        imported: &Imported,
        how: WriteOptions,
        folders: Option<&ImageFolders>,
    ) -> Result<FiledImport, ImportError> {
        let mut record = self.records[at].clone();
        // Copied images have other names in the file than in the source.
        let newer = imported.with_images(|target| record.file_of_image(target));
        // Tags are proposed from the tags of the site, so a different proposal does not mean that
        // the source has changed. Different keywords of the source do.
        let same_words = record.content == imported.identity.content.to_string();
        let same_given =
            record.given.as_ref().is_none_or(|given| *given == imported.identity.given.to_string());
        let keys: &[&str] = match (same_given, same_words) {
            (true, true) => &["drugs", "tags"],
            (true, false) => &["tags"],
            (false, _) => &[],
        };
        let newer = with_lines_of(&record.base, &newer, keys);
        let is_same = with_lines_of("", &newer, keys) == with_lines_of("", &record.base, keys);
        let file = self.root.join(path);
        let current = fs::read_to_string(&file).map_err(|error| refused(path, &error))?;
        let (outcome, mut text) = if is_same {
            (ImportOutcome::Same(path.to_owned()), current.clone())
        } else if !how.force {
            (ImportOutcome::Changed(path.to_owned()), current.clone())
        } else {
            let (merged, conflicts) = match diffy::merge(&record.base, &current, &newer) {
                Ok(merged) => (merged, 0),
                Err(marked) => {
                    let is_conflict = |line: &&str| line.starts_with("<<<<<<< ");
                    let count = marked.lines().filter(is_conflict).count();
                    (marked, count)
                }
            };
            let images = std::mem::take(&mut record.images);
            record = ImportRecord::new(path, &imported.identity, &newer, images);
            (ImportOutcome::Merged(path.to_owned(), conflicts), merged)
        };
        let images = self.add_images(&mut record, path, &mut text, imported, how, folders)?;
        if !how.dry_run && (text != current || record != self.records[at]) {
            if text != current {
                write_atomically(&file, text.as_bytes()).map_err(|error| refused(path, &error))?;
            }
            record.write(&self.root).map_err(|error| refused(".offprint/imported", &error))?;
            self.index.add(at, &record);
            self.records[at] = record;
        }
        if matches!(outcome, ImportOutcome::Merged(..)) {
            self.taken.insert(path.to_owned());
        }
        Ok(FiledImport { outcome, images })
    }

    /// Copies the images that a previously imported article lacks, and shows them where its text
    /// has their marks.
    fn add_images(
        &self,
        record: &mut ImportRecord,
        path: &str,
        text: &mut String,
        imported: &Imported,
        how: WriteOptions,
        folders: Option<&ImageFolders>,
    ) -> Result<ImageReport, ImportError> {
        let mut report = ImageReport::default();
        let ArticleFolder { folder, prefix } = ArticleFolder::of_file(path);
        for planned in plan_images(&imported.images, folders) {
            let target = &planned.image.target;
            let known = record.file_of_image(target).map(str::to_owned);
            if let Some(name) = &known {
                let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
                let is_there = self.root.join(parent).join(name).exists();
                if is_there || !text.contains(name.as_str()) {
                    continue;
                }
            }
            if !how.assets {
                report.left_behind += usize::from(known.is_none() && planned.image.file.is_none());
                continue;
            }
            if planned.found.is_err() {
                report.problems.extend(planned.problem());
                continue;
            }
            let old = known.as_deref().unwrap_or(target);
            // Whether it has a place is known before the file is written.
            if known.is_none() && with_image_placed(text, old, "").is_none() {
                if planned.image.file.is_none() {
                    report.problems.push(planned.problem_with(ImageFault::NoPlace));
                }
                continue;
            }
            let Some(name) = self.copy_image(&planned, &folder, how, &mut report)? else {
                continue;
            };
            let shown = format!("{prefix}{name}");
            for text in [&mut *text, &mut record.base] {
                if let Some(placed) = with_image_placed(text, old, &shown) {
                    *text = placed;
                }
            }
            record.images.retain(|image| image.target != *target);
            record.images.push(RecordedImage { target: target.clone(), file: shown });
        }
        report.remote = remote_images(imported, &record.images);
        Ok(report)
    }

    /// Copies an image into a folder of the site, and returns its name there.
    fn copy_image(
        &self,
        planned: &PlannedImage<'_>,
        folder: &str,
        how: WriteOptions,
        report: &mut ImageReport,
    ) -> Result<Option<String>, ImportError> {
        let copied = planned
            .copy_to(&self.root.join(folder), how.dry_run)
            .map_err(|error| refused(&format!("{folder}/{}", planned.image.target), &error))?;
        Ok(copied.map(|copied| {
            // In a dry run, a file that is shown twice is new each time.
            let file = format!("{folder}/{}", copied.name);
            if copied.is_new && !report.copied.contains(&file) {
                report.copied.push(file);
            }
            copied.name
        }))
    }

    fn anew(
        &mut self,
        imported: &Imported,
        how: WriteOptions,
        folders: Option<&ImageFolders>,
        at: Option<usize>,
    ) -> Result<FiledImport, ImportError> {
        let planned = if how.assets { plan_images(&imported.images, folders) } else { Vec::new() };
        let has_images = planned.iter().any(|planned| planned.found.is_ok());
        // The file `index.md` would be the page of the list, not an article.
        let mut number = if imported.slug == "index" { 2 } else { 1 };
        loop {
            let stem = if number == 1 {
                imported.slug.clone()
            } else {
                format!("{}-{number}", imported.slug)
            };
            number += 1;
            let (single, bundle) =
                (format!("{}/{stem}.md", self.into), format!("{}/{stem}/index.md", self.into));
            let path = if has_images { bundle.clone() } else { single.clone() };
            let stands = |path: &str| self.taken.contains(path) || self.root.join(path).exists();
            if stands(&single) || stands(&bundle) {
                continue;
            }
            let mut report = ImageReport::default();
            let ArticleFolder { folder, prefix } = ArticleFolder::of_file(&path);
            let mut shown = Vec::new();
            for planned in &planned {
                report.problems.extend(planned.problem());
                if let Some(name) = self.copy_image(planned, &folder, how, &mut report)? {
                    let target = planned.image.target.clone();
                    shown.push(RecordedImage { target, file: format!("{prefix}{name}") });
                }
            }
            if !how.assets {
                let is_local = |image: &&ImportedImage| image.file.is_none();
                report.left_behind = imported.images.iter().filter(is_local).count();
            }
            report.remote = remote_images(imported, &shown);
            let text = imported.with_images(|target| file_of_image(&shown, target));
            if !how.dry_run {
                let file = self.root.join(&path);
                let written = fs::create_dir_all(file.parent().unwrap_or(&self.root))
                    .and_then(|()| write_new(&file, text.as_bytes()));
                if let Err(error) = written {
                    // These files are ours, and no article shows them.
                    for image in &report.copied {
                        let _ = fs::remove_file(self.root.join(image));
                    }
                    if error.kind() == ErrorKind::AlreadyExists {
                        continue;
                    }
                    return Err(refused(&path, &error));
                }
            }
            let record = ImportRecord::new(&path, &imported.identity, &text, shown);
            if !how.dry_run {
                record.write(&self.root).map_err(|error| refused(".offprint/imported", &error))?;
            }
            self.index.add(at.unwrap_or(self.records.len()), &record);
            match at {
                Some(at) => self.records[at] = record,
                None => self.records.push(record),
            }
            self.taken.insert(path.clone());
            return Ok(FiledImport { outcome: ImportOutcome::New(path), images: report });
        }
    }
}

impl From<ImportOutcome> for FiledImport {
    fn from(outcome: ImportOutcome) -> Self {
        Self { outcome, images: ImageReport::default() }
    }
}

/// The addresses by which a source is known to the site: its own, and those of its identifiers.
fn addresses_of(identity: &ImportIdentity) -> impl Iterator<Item = String> {
    let doi = identity.doi.as_ref().map(|doi| format!("https://doi.org/{doi}"));
    let pmid = identity.pmid.as_ref().map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}"));
    let known = [doi, pmid].into_iter().flatten().filter_map(|url| comparable(&url));
    identity.url.clone().into_iter().chain(known)
}

/// Where the images of an article are.
struct ArticleFolder {
    /// The folder, relative to the site's root.
    folder: String,
    /// What precedes their names in the text of the article.
    prefix: String,
}

impl ArticleFolder {
    /// The folder of an `index.md`, or the folder beside a file that has its name.
    fn of_file(path: &str) -> Self {
        if let Some(folder) = path.strip_suffix("/index.md") {
            return Self { folder: folder.to_owned(), prefix: String::new() };
        }
        let folder = path.strip_suffix(".md").unwrap_or(path);
        let stem = folder.rsplit('/').next().unwrap_or_default();
        Self { folder: folder.to_owned(), prefix: format!("{stem}/") }
    }
}

/// A content file with `draft = true` after its title, and the line of the mark, from 1.
fn with_draft_mark(text: &str) -> (String, usize) {
    let head = &text[..text.find("\n+++\n").unwrap_or(text.len())];
    let mark = head.lines().position(|line| line == "draft = true");
    if let Some(at) = mark {
        return (text.to_owned(), at + 1);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut marked = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        if marked == 0
            && (line.starts_with("title = ") || line == "+++\n" && !text.contains("\ntitle = "))
        {
            out.push_str("draft = true\n");
            marked = index + 2;
        }
    }
    (out, marked)
}

/// The images on other sites, without those whose files were beside the page.
fn remote_images(imported: &Imported, copied: &[RecordedImage]) -> Vec<RemoteImage> {
    imported
        .remote_images
        .iter()
        .filter(|image| file_of_image(copied, &image.url).is_none())
        .cloned()
        .collect()
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

fn refused(path: &str, error: &std::io::Error) -> ImportError {
    ImportError::new(
        format!("`{path}` cannot be written: {error}"),
        "make the folder writable, or make room on the disk",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_becomes_a_draft() {
        for (text, expect) in [
            (
                "+++\ntitle = \"T\"\ndate = 2024-01-02\n+++\n\ntitle = 3\n",
                "+++\ntitle = \"T\"\ndraft = true\ndate = 2024-01-02\n+++\n\ntitle = 3\n",
            ),
            (
                "+++\ndate = 2024-01-02\n+++\n\nText.\n",
                "+++\ndraft = true\ndate = 2024-01-02\n+++\n\nText.\n",
            ),
        ] {
            assert_eq!(with_draft_mark(text).0, expect);
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
