//! Copies of files that synchronisation programs make when two devices change a file at the same
//! time ([`original_of`], [`is_conflict_copy`]). Nobody meant to publish the file twice.

use rustc_hash::FxHashSet;

use super::hidden::Hidden;
use super::unpublished_files::{is_named, named_files};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, FactRef, Facts, UnlocatedDiagnostic};
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::Hashed;

/// The file of which a document is a copy that Dropbox, OneDrive, iCloud, Nextcloud or Syncthing
/// made when two devices changed the file at the same time. Its content is not what the editor
/// meant to publish twice. The path is empty if the original
/// is not beside it.
pub(super) fn original_of<'f>(document: &Facts, facts: &'f [Hashed<Facts>]) -> Option<&'f str> {
    let path = document.path.as_str();
    let stem = path.strip_suffix(".md")?;
    let name = &stem[stem.rfind('/').map_or(0, |slash| slash + 1)..];
    let folder = &stem[..stem.len() - name.len()];
    let find = |name: &str| {
        let path = format!("{folder}{}.md", name.trim_end());
        let found = facts.binary_search_by(|other| other.path.as_str().cmp(&path)).ok()?;
        Some(facts[found].path.as_str())
    };
    if let Some(at) = conflict_mark(name) {
        // The name in lower case may have another length.
        return Some(name.get(..at).and_then(find).unwrap_or_default());
    }
    // The others leave no mark of their own, so the original must be beside it, and say the same.
    let path = unmarked_originals(name).into_iter().find_map(find)?;
    let index = facts.binary_search_by(|other| other.path.as_str().cmp(path)).ok()?;
    let other = &facts[index];
    let is_same = other.title == document.title
        && other.date == document.date
        && (document.date.is_some() || other.excerpt == document.excerpt);
    is_same.then_some(path)
}

/// Where the mark of a program begins that made a copy, in the name of a file without its ending.
fn conflict_mark(name: &str) -> Option<usize> {
    let lower = name.to_lowercase();
    // Syncthing: NAME.sync-conflict-20250819-101112-ABCDEFG.
    let syncthing = || lower.find(".sync-conflict-");
    // Dropbox and Nextcloud, in the language of the device: NAME (Ann's conflicted copy 2025-08-19).
    let dropbox = || {
        let at = lower.rfind('(').filter(|_| lower.ends_with(')'))?;
        CONFLICT_WORDS.iter().any(|words| lower[at..].contains(words)).then_some(at)
    };
    // ownCloud: NAME_conflict-20250819-101112.
    let owncloud = || {
        let at = lower.find("_conflict-")?;
        let rest = &lower[at + "_conflict-".len()..];
        rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-').then_some(at)
    };
    syncthing().or_else(dropbox).or_else(owncloud)
}

/// The name of a file without its ending, and the ending with its dot.
fn split_ending(name: &str) -> (&str, &str) {
    name.split_at(name.rfind('.').filter(|dot| *dot > 0).unwrap_or(name.len()))
}

/// Whether a file has the mark of a program that made a copy of another one: a chart, a document.
pub fn is_conflict_copy(path: &SitePath) -> bool {
    conflict_mark(split_ending(path.name()).0).is_some()
}

/// The names that the original of a file would have, if its own looks like that of a copy of a
/// program that leaves no mark: iCloud, OneDrive, file managers.
pub fn possible_originals(path: &SitePath) -> Vec<String> {
    let (stem, ending) = split_ending(path.name());
    unmarked_originals(stem).into_iter().map(|stem| format!("{stem}{ending}")).collect()
}

/// The copied files that are conflict copies, unless a published document names them.
pub(super) fn unnamed_copies<'s>(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    files: &'s [SitePath],
) -> FxHashSet<&'s SitePath> {
    let is_own = |path: &&SitePath| !path.as_str().starts_with("themes/");
    let mut copies: FxHashSet<&SitePath> =
        files.iter().filter(is_own).filter(|path| is_conflict_copy(path)).collect();
    if !copies.is_empty() {
        let shown = (0..facts.len()).filter(|id| routes[*id].is_ok()).map(|id| &*facts[id]);
        let named = named_files(shown);
        copies.retain(|path| !is_named(path, &named));
    }
    copies
}

/// What Dropbox and Nextcloud call a copy, in lower case.
const CONFLICT_WORDS: [&str; 12] = [
    "conflicted copy",
    "conflict copy",
    "case conflict",
    "selective sync conflict",
    "in konflikt stehende kopie",
    "konfliktkopie",
    "copie en conflit",
    "copia en conflicto",
    "copia in conflitto",
    "cópia em conflito",
    "conflicterende kopie",
    "kopia powodująca konflikt",
];

/// The names of which a name may be a copy without a mark of its own, or the copy of a copy.
fn unmarked_originals(name: &str) -> Vec<&str> {
    let mut found = copied_names(name);
    let copies_of_copies: Vec<_> = found.iter().flat_map(|name| copied_names(name)).collect();
    found.extend(copies_of_copies);
    found
}

/// The names of which a name may be a copy: iCloud writes NAME 2, OneDrive NAME-LAPTOP-AB12CD, file
/// managers NAME (1), NAME copy, NAME (another copy), NAME - Copy, and merge tools NAME.orig.
fn copied_names(name: &str) -> Vec<&str> {
    let is_number = |text: &str| {
        (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut found = Vec::new();
    if let Some((base, number)) = name.rsplit_once(' ') {
        let inside = number.strip_prefix('(').and_then(|number| number.strip_suffix(')'));
        let word = inside.unwrap_or(number).to_lowercase();
        if is_number(&word) || is_copy_word(&word) {
            found.push(base.trim_end().trim_end_matches(" -").trim_end());
        }
        // NAME copy 2.
        if let (true, Some((base, "copy" | "Kopie"))) = (is_number(&word), base.rsplit_once(' ')) {
            found.push(base);
        }
        // NAME (copy 2), NAME (another copy), NAME (3rd copy).
        let inside = name.strip_suffix(')').and_then(|name| name.rsplit_once(" ("));
        if let Some((base, inside)) = inside {
            let is_word = |word: &str| is_copy_word(&word.to_lowercase());
            let mut words = inside.split(' ');
            let is_two = matches!(
                (words.next(), words.next(), words.next()),
                (Some(one), Some(other), None)
                    if is_word(one) && is_number(other) || is_word(other)
            );
            found.extend(is_two.then_some(base));
        }
    }
    // Google Drive: Copy of NAME.
    for beginning in ["Copy of ", "Kopie von ", "Copie de ", "Copia de ", "Cópia de ", "~"] {
        found.extend(name.strip_prefix(beginning));
    }
    for ending in [".orig", ".rej", ".bak", "~"] {
        found.extend(name.strip_suffix(ending));
    }
    let is_device = |at: &usize| {
        let device = &name[at + 1..];
        device.len() >= 3
            && device.bytes().any(|byte| byte.is_ascii_uppercase())
            && device
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
    };
    found.extend(name.match_indices('-').map(|(at, _)| at).find(is_device).map(|at| &name[..at]));
    found
}

/// What file managers call a copy, in lower case.
fn is_copy_word(word: &str) -> bool {
    matches!(word, "copy" | "kopie" | "copie" | "copia" | "cópia")
}

pub(super) fn copy_fault(id: DocId, original: &str) -> UnlocatedDiagnostic {
    let of = if original.is_empty() { String::new() } else { format!(" of `{original}`") };
    UnlocatedDiagnostic {
        document: id,
        place: FactRef::Title,
        severity: Severity::Warning,
        code: Code::ConflictCopy,
        message: format!(
            "this file is a copy{of} that a synchronisation program or a file manager made, so it is not published"
        ),
        help: Some(
            "compare the two files, move what is newer to the original, and delete this one".into(),
        ),
        note: None,
    }
}
