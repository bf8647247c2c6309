//! [`LibraryWriter`]: copies files of references into the library of a site, `content/sources/`.
//!
//! A file is only created where none exists, and a work that the library has is not added again.
//! Must not know how articles are written.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use offprint_base::slugify;
use offprint_works::{
    Library, LocatedWork, Reading, StatusEntry, StatusStatement, Work, WorkFormat, compare_status,
    read_status_file, read_works, status_statements,
};
use rustc_hash::FxHashMap;

use super::format::records_format;
use super::known_works::KnownWorks;
use super::problem::RecordProblem;
use super::record_slices::without_records;
use crate::decode;
use crate::image_copy::write_new;
use crate::imported::ImportError;

/// The folder of the library, relative to the site's root.
const FOLDER: &str = "content/sources";

/// Adds works to the library of a site.
#[derive(Debug)]
pub struct LibraryWriter {
    root: PathBuf,
    known: KnownWorks,
    /// The records of the library by their files, in the order of these, as the site reads them.
    files: BTreeMap<String, Vec<(usize, Work)>>,
    /// What `status.toml` of the library records.
    statuses: Vec<StatusEntry>,
    /// Files that this run has created or would have created.
    taken: Vec<String>,
}

/// What happened to a file of references.
#[derive(Clone, Debug)]
pub struct LibraryImport {
    /// The name of the format: `RIS`.
    pub format: &'static str,
    /// The file that was written, relative to the site's root; `None` if it has no new work.
    pub path: Option<String>,
    /// The keys that articles cite the works of the written file by, in the order of its lines.
    pub keys: Vec<String>,
    /// How many works are new.
    pub new: usize,
    /// How many works the library had.
    pub known: usize,
    /// What is wrong in the file, in the order of its lines.
    pub problems: Vec<RecordProblem>,
    /// What the editor should know about the copy.
    pub notes: Vec<String>,
    /// What the records say about the status of works.
    statements: Vec<StatusStatement>,
}

impl LibraryWriter {
    /// The writer of a site, which knows the works in its library.
    pub fn new(root: &Path) -> Self {
        let mut known = KnownWorks::default();
        let mut records = BTreeMap::new();
        let mut files: Vec<PathBuf> = Vec::new();
        list_files(&root.join(FOLDER), &mut files);
        files.sort();
        for file in files {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
            let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
            let (Some(name), Some(ending)) = (name, ending) else { continue };
            let Ok(bytes) = fs::read(&file) else { continue };
            match ending.as_str() {
                "md" => known.add_front_matter(&String::from_utf8_lossy(&bytes)),
                "bib" | "ris" | "nbib" | "json" | "xml" => {
                    let works = read_works(&name, &bytes).works;
                    works.iter().for_each(|found| known.add(&found.work));
                    let path = file.strip_prefix(root).unwrap_or(&file);
                    let path = path.to_string_lossy().replace('\\', "/");
                    records.insert(path, keyed(works));
                }
                _ => {}
            }
        }
        let statuses = fs::read_to_string(root.join(FOLDER).join("status.toml"));
        let statuses = statuses.map(|text| read_status_file(&text).entries).unwrap_or_default();
        Self { root: root.to_owned(), known, files: records, statuses, taken: Vec::new() }
    }

    /// Adds the works of a file that the library does not have. `name` is the name of the file. What the
    /// files change together is known after the last: see [`Self::finish`].
    ///
    /// # Errors
    /// If it is no file of references, has no work, or the copy cannot be written.
    pub fn add_file(
        &mut self,
        name: &str,
        bytes: &[u8],
        is_dry_run: bool,
    ) -> Result<LibraryImport, ImportError> {
        let Some(format) = records_format(name, bytes) else {
            return Err(ImportError::new(
                "this is not a file of references",
                "export RIS, NBIB, BibTeX, CSL-JSON, PubMed XML, JATS, Crossref JSON or EndNote XML; \
                 without --library, saved pages and texts become articles",
            ));
        };
        let mut notes = Vec::new();
        let text = utf8_text(bytes, &mut notes);
        let reading = read_works(name, text.as_bytes());
        let statements = status_statements(&reading);
        let Reading { works, problems, .. } = reading;
        if works.is_empty() {
            let reason = problems.first().map_or("it contains no record", |first| &first.message);
            let line = problems.first().map_or(0, |first| first.line);
            return Err(ImportError::new(
                format!("no work could be read: {reason} (line {line})"),
                "export the references again",
            ));
        }
        let known: Vec<usize> = works
            .iter()
            .enumerate()
            .filter(|(_, found)| self.known.contains(&found.work))
            .map(|(at, _)| at)
            .collect();
        let new = works.len() - known.len();
        let mut written = text;
        if !known.is_empty() && new > 0 {
            let fewer = without_records(&written, format, &works, &known)
                .filter(|fewer| read_works(name, fewer.as_bytes()).works.len() == new);
            match fewer {
                Some(fewer) => written = fewer,
                None => notes.push(
                    "the copy contains the known works, too, because the records of this file cannot \
                     be separated; the library takes them for the same works"
                        .to_owned(),
                ),
            }
        }
        let path = match new {
            0 => None,
            _ => Some(self.write(name, format, written.as_bytes(), is_dry_run)?),
        };
        if let Some(path) = &path {
            self.files.insert(path.clone(), keyed(read_works(name, written.as_bytes()).works));
        }
        for found in &works {
            self.known.add(&found.work);
        }
        Ok(LibraryImport {
            format: format.name(),
            path,
            keys: Vec::new(),
            new,
            known: known.len(),
            problems: problems.into_iter().map(RecordProblem::from).collect(),
            notes,
            statements,
        })
    }

    /// Adds to the imports of this run the keys of their works, and what the editor must know of the
    /// library that they make: keys that mean another work now, keys of two works, and what the
    /// records say about the status of works that the library had.
    pub fn finish<'i>(self, imports: impl IntoIterator<Item = &'i mut LibraryImport>) {
        let mut old = self.files.clone();
        old.retain(|path, _| !self.taken.contains(path));
        let before = library_of(old);
        let mut after = library_of(self.files);
        for entry in self.statuses.iter().filter(|entry| !entry.is_ignored) {
            after.apply_status(std::slice::from_ref(&entry.statement));
        }
        let mut keys = keys_by_file(&after);
        let mut moved = moved_keys(&before, &after);
        let mut imports: Vec<&mut LibraryImport> = imports.into_iter().collect();
        for import in &mut imports {
            if let Some(path) = &import.path {
                import.keys = keys.remove(path).unwrap_or_default();
                import.notes.extend(moved.remove(path).unwrap_or_default());
                let clashes = shared_keys(&after, path);
                // The reader has told those within the file, as a warning.
                let is_told = |problem: &RecordProblem| {
                    clashes.iter().any(|clash| clash.line == problem.line)
                };
                import.problems.retain(|problem| !is_told(problem));
                import.problems.extend(clashes);
                import.problems.sort_by_key(|problem| problem.line);
            }
            import.notes.extend(status_news(&after, &self.statuses, &import.statements));
        }
        // A new work may also move the key of one that the library had to another of these.
        if let Some(last) = imports.iter_mut().rfind(|import| import.path.is_some()) {
            last.notes.extend(moved.into_values().flatten());
        }
    }

    /// Writes a new file, and returns its path.
    fn write(
        &mut self,
        name: &str,
        format: WorkFormat,
        bytes: &[u8],
        is_dry_run: bool,
    ) -> Result<String, ImportError> {
        let stem = Path::new(name).file_stem().map(|stem| slugify(&stem.to_string_lossy()));
        let stem = stem.filter(|stem| !stem.is_empty()).unwrap_or_else(|| "references".to_owned());
        let ending = match format {
            WorkFormat::Ris => "ris",
            WorkFormat::Nbib => "nbib",
            WorkFormat::BibTex => "bib",
            WorkFormat::CslJson | WorkFormat::CrossrefJson => "json",
            WorkFormat::PubmedXml | WorkFormat::Jats | WorkFormat::EndnoteXml => "xml",
        };
        let mut number = 1;
        loop {
            let path = match number {
                1 => format!("{FOLDER}/{stem}.{ending}"),
                number => format!("{FOLDER}/{stem}-{number}.{ending}"),
            };
            number += 1;
            let file = self.root.join(&path);
            if self.taken.contains(&path) || file.exists() {
                continue;
            }
            if !is_dry_run {
                let folder = file.parent().unwrap_or(&self.root);
                match fs::create_dir_all(folder).and_then(|()| write_new(&file, bytes)) {
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                    Err(error) => return Err(not_written(&path, &error)),
                    Ok(()) => {}
                }
            }
            self.taken.push(path.clone());
            return Ok(path);
        }
    }
}

/// The library as the site reads it, without the works of Markdown files.
fn library_of(files: BTreeMap<String, Vec<(usize, Work)>>) -> Library {
    let records = files.into_iter().flat_map(|(path, works)| {
        works.into_iter().map(move |(line, work)| (path.clone(), line, work))
    });
    Library::new(records.collect())
}

/// Works with their lines, and with the keys that texts can cite them by.
fn keyed(works: Vec<LocatedWork>) -> Vec<(usize, Work)> {
    works.into_iter().map(|found| (found.line, found.into_keyed_work())).collect()
}

/// What the records say about the status of works that the library has, and the library does not:
/// the file is not copied for them.
fn status_news(
    library: &Library,
    statuses: &[StatusEntry],
    statements: &[StatusStatement],
) -> Vec<String> {
    let news = compare_status(library, statuses, statements).news;
    let notes = news.iter().map(|news| {
        let work = &library.works()[news.work].work;
        format!(
            "the library has `{}`, but not its status \"{}\": `offprint sources check` with this file \
             records it",
            work.key,
            news.change.kind.name()
        )
    });
    notes.collect()
}

/// The keys of all works by their files, in the order of the lines.
fn keys_by_file(library: &Library) -> FxHashMap<String, Vec<String>> {
    let mut found: FxHashMap<String, Vec<(usize, &str)>> = FxHashMap::default();
    for merged in library.works() {
        for place in &merged.places {
            found.entry(place.file.clone()).or_default().push((place.line, &merged.work.key));
        }
    }
    let sorted = found.into_iter().map(|(file, mut keys)| {
        keys.sort_unstable();
        keys.dedup();
        (file, keys.into_iter().map(|(_, key)| key.to_owned()).collect())
    });
    sorted.collect()
}

/// Keys of a file that another work has, too: the site is not built with them.
fn shared_keys(library: &Library, path: &str) -> Vec<RecordProblem> {
    let problems = library.shared_keys().iter().filter_map(|shared| {
        let [first, second] = &shared.places;
        let (own, other) = if second.file == path { (second, first) } else { (first, second) };
        (own.file == path).then(|| RecordProblem {
            line: own.line,
            column: 0,
            is_error: true,
            message: format!(
                "the key `{}` in {} is that of another work in {}, line {}",
                shared.key, own.file, other.file, other.line
            ),
            help: "give one of the works another key: the site is not built before".to_owned(),
        })
    });
    problems.collect()
}

/// Keys that articles may cite, and that mean another work now, by the file of that work.
fn moved_keys(before: &Library, after: &Library) -> BTreeMap<String, Vec<String>> {
    let title = |work: &Work| work.title.chars().take(80).collect::<String>();
    let mut notes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, old, new) in after.moved_keys(before) {
        let note = format!(
            "`{key}` means \u{201c}{}\u{201d} ({}:{}) now, and meant \u{201c}{}\u{201d} ({}:{}): give one of \
             them a key in its file, and check the articles that cite `{key}`",
            title(&new.work),
            new.places[0].file,
            new.places[0].line,
            title(&old.work),
            old.places[0].file,
            old.places[0].line,
        );
        notes.entry(new.places[0].file.clone()).or_default().push(note);
    }
    notes
}

fn not_written(path: &str, error: &io::Error) -> ImportError {
    ImportError::new(
        format!("`{path}` cannot be written: {error}"),
        "make the folder writable, or make room on the disk",
    )
}

/// All files below a folder, without hidden ones.
fn list_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list_files(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

/// The text of a file, and a note if it had another encoding than UTF-8.
fn utf8_text(bytes: &[u8], notes: &mut Vec<String>) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let decoded = decode::decode_bytes(bytes);
    notes.push(format!("the copy is in UTF-8; the file is in {}", decoded.encoding));
    let text = decoded.text;
    let end = text.find("?>").filter(|_| text.starts_with("<?xml")).unwrap_or(0);
    let (declaration, rest) = text.split_at(end);
    let lower = declaration.to_ascii_lowercase();
    match lower.find("encoding=").and_then(|at| {
        let quote =
            declaration[at + 9..].chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        let length = declaration[at + 10..].find(quote)?;
        Some(at + 10..at + 10 + length)
    }) {
        Some(span) => {
            let (before, after) = (&declaration[..span.start], &declaration[span.end..]);
            format!("{before}UTF-8{after}{rest}")
        }
        None => text,
    }
}
