//! [`FileRole`]: which paths belong to a site, and what each file is for, decided by names alone.

use std::path::Path;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileRole {
    Document,
    /// A file of references in `content/sources/`.
    References,
    Theme,
    Asset,
    /// A data file for templates.
    Data,
    /// A file in `data/` of a kind that is not read.
    ForeignData,
    /// What the mail of an issue told its readers.
    MailRecord,
}

/// The folders that belong to a site.
pub const SITE_FOLDERS: [&str; 6] = ["content", "data", "issues", "static", "templates", "themes"];

/// Whether a path can belong to a site: temporary files of editors and the output folder do not.
pub fn is_site_path(root: &Path, path: &Path) -> bool {
    path == root.join("site.toml") || site_folder_of(root, path).is_some()
}

/// The site folder that contains a path, unless the scan skips the path.
pub(super) fn site_folder_of(root: &Path, path: &Path) -> Option<&'static str> {
    let mut parts = path.strip_prefix(root).ok()?.components();
    let first = parts.next()?.as_os_str().to_str()?;
    let top = SITE_FOLDERS.into_iter().find(|top| *top == first)?;
    let is_passed_over = parts.any(|part| is_editor_file(part.as_os_str().to_str(), top));
    (!is_passed_over).then_some(top)
}

/// Whether a name belongs to a file left by an editor, file manager or version control. `static/`
/// may contain hidden files on purpose (`.well-known`, `.nojekyll`).
pub(super) fn is_editor_file(name: Option<&str>, top: &str) -> bool {
    let Some(name) = name else { return false };
    let hidden = name.starts_with('.')
        && (top != "static" || matches!(name, ".git" | ".DS_Store" | ".gitignore"));
    hidden
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".tmp", ".part", ".crdownload"]
            .iter()
            .any(|ending| name.ends_with(ending))
        || matches!(name, "Thumbs.db" | "desktop.ini" | "4913")
}

/// What a file is for, by its path; `None` for files that no part of a site uses.
pub(super) fn file_role(path: &str) -> Option<FileRole> {
    let (top, rest) = path.split_once('/')?;
    match top {
        "content"
            if rest
                .rsplit_once('.')
                .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md")) =>
        {
            Some(FileRole::Document)
        }
        "content" if is_of_references(rest) => Some(FileRole::References),
        "content" | "static" => Some(FileRole::Asset),
        "templates" => Some(FileRole::Theme),
        "data" => {
            let ending = rest.rsplit_once('.').map_or("", |(_, ending)| ending);
            let is_read =
                ["csv", "json", "toml"].iter().any(|known| ending.eq_ignore_ascii_case(known));
            Some(if is_read { FileRole::Data } else { FileRole::ForeignData })
        }
        // The mails beside the records are no part of the site.
        "issues" => match rest.split_once('/') {
            Some((_, MAIL_RECORD)) => Some(FileRole::MailRecord),
            _ => None,
        },
        _ => {
            let (_, rest) = rest.split_once('/')?;
            if rest == "theme.toml" || rest.starts_with("templates/") || rest.starts_with("i18n/") {
                Some(FileRole::Theme)
            } else if rest.starts_with("static/") {
                Some(FileRole::Asset)
            } else {
                None
            }
        }
    }
}

/// The file that says what the mail of an issue told its readers: `issues/NAME/issue.json`.
pub const MAIL_RECORD: &str = "issue.json";

/// The folder of the site's works, in `content/`.
pub const WORKS_FOLDER: &str = "sources";

/// The file that says what happened to works after their publication.
pub const STATUS_FILE: &str = "content/sources/status.toml";

/// Whether a file in `content/` has works of the site, their status, or a style of references.
fn is_of_references(below_content: &str) -> bool {
    const ENDINGS: [&str; 8] = ["bib", "csl", "enw", "json", "nbib", "ris", "txt", "xml"];
    let Some(rest) = below_content.strip_prefix(WORKS_FOLDER) else { return false };
    if STATUS_FILE.strip_prefix("content/") == Some(below_content) {
        return true;
    }
    rest.starts_with('/')
        && rest.rsplit_once('.').is_some_and(|(_, ending)| {
            ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
        })
}

pub(super) fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    if std::path::MAIN_SEPARATOR == '/' {
        below
    } else {
        below.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
