//! [`expand_inputs`]: the files that the arguments of `import` specify.
//!
//! Must not print, nor know formats.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use offprint_import::{ImageFolders, ImportError, MAX_RAW_BYTES};

use super::terminal::counted;

/// Endings of the files for which a folder is searched. A file that is an argument itself may have
/// any ending.
const ARTICLE_ENDINGS: [&str; 21] = [
    "html", "htm", "xhtml", "shtml", "mht", "mhtml", "txt", "text", "md", "markdown", "mdown",
    "mkd", "mdx", "qmd", "rmd", "ris", "nbib", "bib", "bibtex", "rss", "atom",
];

/// Endings of files that belong to a page and are no article: images, which an article names, and what
/// a browser needs to show a page. All other files are reported as skipped.
const PAGE_PART_ENDINGS: [&str; 24] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff", "heic", "jfif",
    "ico", "css", "scss", "sass", "less", "js", "mjs", "map", "woff", "woff2", "ttf", "otf",
];

/// One input.
#[derive(Clone, Debug)]
pub(super) enum RawInput {
    Stdin,
    /// A file, and the folder among the arguments that it was found in.
    File(PathBuf, Option<PathBuf>),
}

impl RawInput {
    pub(super) fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(file, _) => file.display().to_string(),
        }
    }

    /// The name of its file, without folders.
    pub(super) fn file_name(&self) -> Option<String> {
        match self {
            Self::Stdin => None,
            Self::File(file, _) => Some(file.file_name()?.to_string_lossy().into_owned()),
        }
    }

    /// Where its images may be.
    pub(super) fn image_folders(&self) -> Option<ImageFolders> {
        match self {
            Self::Stdin => None,
            Self::File(file, folder) => Some(ImageFolders::of_source(file, folder.as_deref())),
        }
    }

    pub(super) fn read(&self) -> Result<Vec<u8>, ImportError> {
        let fault = |error: std::io::Error| ImportError {
            message: format!("it cannot be read: {error}"),
            help: "check the file name and its permissions".into(),
        };
        let limit = MAX_RAW_BYTES as u64 + 1;
        let mut bytes = Vec::new();
        match self {
            Self::Stdin => std::io::stdin().lock().take(limit).read_to_end(&mut bytes),
            Self::File(file, _) => {
                fs::File::open(file).and_then(|opened| opened.take(limit).read_to_end(&mut bytes))
            }
        }
        .map_err(fault)?;
        // The rest would be missing without a word: what was read may end between two records.
        if bytes.len() > MAX_RAW_BYTES {
            return Err(ImportError {
                message: format!(
                    "it is larger than {} MB, the most that Offprint imports",
                    MAX_RAW_BYTES / 1_000_000
                ),
                help: "export references in several files; save an article without what it embeds"
                    .into(),
            });
        }
        Ok(bytes)
    }
}

/// The files that the arguments specify.
pub(super) struct ExpandedInputs {
    /// The files, each once, in order.
    pub(super) inputs: Vec<RawInput>,
    /// Messages about arguments that match no file.
    pub(super) missing: Vec<String>,
    /// Files in folders that `import` does not read, and that are no parts of pages.
    pub(super) skipped: Vec<PathBuf>,
}

pub(super) fn expand_inputs(arguments: &[String]) -> ExpandedInputs {
    let mut files: Vec<RawInput> = Vec::new();
    let mut skipped = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut missing = Vec::new();
    let mut has_stdin = false;
    for argument in arguments {
        if argument == "-" {
            if !std::mem::replace(&mut has_stdin, true) {
                files.push(RawInput::Stdin);
            }
            continue;
        }
        let path = Path::new(argument);
        let of_folder = |folder: &Path, skipped: &mut Vec<PathBuf>| -> Vec<_> {
            let files = find_article_files(folder, skipped).into_iter();
            files.map(|file| (file, Some(folder.to_owned()))).collect()
        };
        let found: Vec<(PathBuf, Option<PathBuf>)> = if path.is_dir() {
            of_folder(path, &mut skipped)
        } else if path.exists() {
            vec![(path.to_owned(), None)]
        } else {
            let mut found: Vec<PathBuf> =
                glob::glob(argument).into_iter().flatten().filter_map(Result::ok).collect();
            found.sort();
            found
                .into_iter()
                .flat_map(|path| {
                    if path.is_dir() { of_folder(&path, &mut skipped) } else { vec![(path, None)] }
                })
                .collect()
        };
        if found.is_empty() {
            missing.push(if path.is_dir() {
                format!(
                    "no articles found in `{argument}`: it contains no HTML, text, Markdown, RIS, NBIB or BibTeX files, and no feeds"
                )
            } else {
                format!("there is no file `{argument}`")
            });
        }
        let is_new = |(file, _): &(PathBuf, _)| seen.insert(file.clone());
        files.extend(
            found.into_iter().filter(is_new).map(|(file, folder)| RawInput::File(file, folder)),
        );
    }
    ExpandedInputs { inputs: files, missing, skipped }
}

/// So many skipped files are named without `-v`.
const NAMED_FILES: usize = 10;

/// The files of folders that are not read, and how they can be imported.
pub(super) fn skipped_text(files: &[PathBuf], is_verbose: bool) -> String {
    let shown = if is_verbose { files.len() } else { files.len().min(NAMED_FILES) };
    let named: Vec<_> = files[..shown].iter().map(|file| file.display().to_string()).collect();
    let more = match files.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more (-v lists all)"),
    };
    format!(
        "{} skipped: {}{more}; in a folder, only HTML, text, Markdown, RIS, NBIB and BibTeX files and feeds are read; \
         name a file itself if it is text or an e-mail, and save a document as a web page or text",
        counted(files.len(), "file"),
        named.join(", ")
    )
}

/// The files in a folder that look like articles, sorted. Folders that a browser saved with a page
/// are not searched.
fn find_article_files(folder: &Path, skipped: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    let is_beside = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() > 0
            && (name.starts_with('.')
                || entry.file_type().is_dir()
                    && ["_files", ".files", "_archivos", "_fichiers", "-Dateien"]
                        .iter()
                        .any(|ending| name.ends_with(ending)))
    };
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_beside(entry))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|file| {
            let ending = file
                .extension()
                .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
                .unwrap_or_default();
            let is_article = ARTICLE_ENDINGS.contains(&ending.as_str());
            if !is_article && !PAGE_PART_ENDINGS.contains(&ending.as_str()) {
                skipped.push(file.clone());
            }
            is_article
        })
        .collect()
}
