//! The files of a mail: HTML, plain text, `.eml`, and the record of what the mail said.
//!
//! The record, `issue.json`, says which retractions and corrections readers were told of, so that the
//! next issue tells only what is new, and to whom the mail was sent. It also recognises files that were
//! changed by hand, which are never overwritten silently.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use offprint::MAIL_RECORD;
use offprint_base::Digest;
use serde::{Deserialize, Serialize};

use super::issue_selection::Refusal;

/// What is known of a mail that was made.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct MailRecord {
    /// The digest of each file, by its name.
    files: BTreeMap<String, String>,
    /// The keys of the changes that the mail told when it was first made.
    pub(super) told: BTreeSet<String>,
    /// The addresses that the mail was sent to.
    pub(super) sent_to: BTreeSet<String>,
}

/// The folders of mails, and their records.
pub(super) struct MailFolder {
    folder: PathBuf,
    /// The records by the names of the issues.
    pub(super) records: BTreeMap<String, MailRecord>,
}

impl MailFolder {
    /// Reads the records of all mails.
    pub(super) fn open(folder: &Path) -> Result<Self, Refusal> {
        let mut records = BTreeMap::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
            let path = entry.path().join(MAIL_RECORD);
            let text = match fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => continue,
                Err(error) => return Err(unreadable(&path, &error)),
            };
            let record = serde_json::from_str(&text).map_err(|error| unreadable(&path, &error))?;
            records.insert(name, record);
        }
        Ok(Self { folder: folder.to_owned(), records })
    }

    /// What earlier mails told, by the names of their issues.
    pub(super) fn told(&self) -> BTreeMap<String, BTreeSet<String>> {
        self.records.iter().map(|(name, record)| (name.clone(), record.told.clone())).collect()
    }

    /// The folder of a mail.
    pub(super) fn of_issue(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes the files of a mail, and its record. Files that were changed since the last time, or that
    /// someone else wrote, stop it unless `overwrite` is set. Returns the paths.
    pub(super) fn write(
        &mut self,
        name: &str,
        files: &[(String, Vec<u8>)],
        told: BTreeSet<String>,
        overwrite: bool,
    ) -> Result<Vec<PathBuf>, Refusal> {
        let folder = self.of_issue(name);
        let is_new = !self.records.contains_key(name);
        let known = self.records.remove(name).unwrap_or_default();
        for (file, bytes) in files {
            let path = folder.join(file);
            let Ok(found) = fs::read(&path) else { continue };
            let digest = Digest::of(&found).to_string();
            let is_ours = known.files.get(file).is_some_and(|known| *known == digest);
            if !is_ours && found != *bytes && !overwrite {
                self.records.insert(name.to_owned(), known);
                return Err((
                    format!("`{}` was changed by hand, and would be overwritten", path.display()),
                    "move it elsewhere, or allow that with --overwrite".to_owned(),
                ));
            }
        }
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let mut paths = Vec::new();
        // Readers may have the mail that was made first. What is told later is told again by the next
        // issue: twice is better than never.
        let told = if is_new { told } else { known.told };
        let mut record = MailRecord { files: BTreeMap::new(), told, sent_to: known.sent_to };
        for (file, bytes) in files {
            let path = folder.join(file);
            replace_file(&path, bytes)?;
            record.files.insert(file.clone(), Digest::of(bytes).to_string());
            paths.push(path);
        }
        write_record(&folder, &record)?;
        self.records.insert(name.to_owned(), record);
        Ok(paths)
    }

    /// Records that a mail was sent.
    pub(super) fn record_sent(&mut self, name: &str, address: &str) -> Result<(), Refusal> {
        let folder = self.of_issue(name);
        let record = self.records.entry(name.to_owned()).or_default();
        record.sent_to.insert(address.to_owned());
        write_record(&folder, record)
    }
}

fn write_record(folder: &Path, record: &MailRecord) -> Result<(), Refusal> {
    let mut text = serde_json::to_string_pretty(record).unwrap_or_default();
    text.push('\n');
    replace_file(&folder.join(MAIL_RECORD), text.as_bytes())
}

/// Replaces a file at once, so that it is never half written.
fn replace_file(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let temporary = path.with_file_name(format!(".{name}.tmp"));
    fs::write(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Refusal {
    (format!("`{}` cannot be written: {error}", path.display()), String::new())
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Refusal {
    (
        format!("`{}` cannot be read: {error}", path.display()),
        "it says what earlier mails told their readers: restore it from a copy, or remove it; then \
         everything that happened after the date of that issue is told again"
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![("a.txt".to_owned(), text.as_bytes().to_vec())]
    }

    #[test]
    fn own_files_are_replaced_and_others_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let told = BTreeSet::from(["x".to_owned()]);
        let open = || MailFolder::open(folder.path()).expect("it is readable");
        open().write("a", &files("1"), told.clone(), false).expect("it is new");
        open().write("a", &files("2"), told.clone(), false).expect("it is ours");
        let path = folder.path().join("a/a.txt");
        fs::write(&path, "edited").expect("it is written");
        let refused =
            open().write("a", &files("3"), told.clone(), false).expect_err("it was edited");
        assert!(refused.0.contains("changed by hand"), "{}", refused.0);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "edited");
        open().write("a", &files("3"), told, true).expect("it is allowed");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "3");
    }

    #[test]
    fn the_record_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = || MailFolder::open(folder.path()).expect("it is readable");
        open().write("a", &files("1"), BTreeSet::from(["x".to_owned()]), false).expect("it is new");
        open().record_sent("a", "a@b.org").expect("it is written");
        open()
            .write("a", &files("2"), BTreeSet::from(["y".to_owned()]), false)
            .expect("it is ours");
        let found = open();
        assert!(found.records["a"].sent_to.contains("a@b.org"));
        // Readers may have the first mail, which did not say `y`.
        assert_eq!(found.told()["a"], BTreeSet::from(["x".to_owned()]));
        fs::write(folder.path().join("a/issue.json"), "{").expect("it is written");
        assert!(MailFolder::open(folder.path()).is_err());
    }
}
