//! [`AnswerCache`]: answers of the last days, one file for each DOI. The folder may be deleted at any
//! time.
//!
//! Must not know requests, nor read the clock.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use offprint_base::Digest;
use serde_json::{Value, json};

/// Answers of the last days.
#[derive(Clone, Debug)]
pub struct AnswerCache {
    folder: PathBuf,
    /// Seconds since 1970.
    now: u64,
    longest: Duration,
}

/// A stored answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum StoredAnswer {
    /// The reduced record.
    Record(String),
    /// Crossref does not have the DOI.
    Unknown,
}

/// A file of the cache is not longer than this; a longer one is not ours.
const LONGEST_FILE: u64 = 1024 * 1024;

impl AnswerCache {
    /// The cache in a folder, which need not exist. `now` is in seconds since 1970; answers older than
    /// `longest` are not used.
    pub fn new(folder: &Path, now: u64, longest: Duration) -> Self {
        Self { folder: folder.to_owned(), now, longest }
    }

    pub(crate) fn get(&self, doi: &str) -> Option<StoredAnswer> {
        let file = self.file(doi);
        if fs::metadata(&file).ok()?.len() > LONGEST_FILE {
            return None;
        }
        let stored: Value = serde_json::from_slice(&fs::read(&file).ok()?).ok()?;
        let asked = stored.get("asked")?.as_u64()?;
        // A time in the future is a clock that was wrong.
        let age = self.now.checked_sub(asked)?;
        if stored.get("doi")?.as_str()? != doi || age > self.longest.as_secs() {
            return None;
        }
        Some(match stored.get("answer")? {
            Value::Null => StoredAnswer::Unknown,
            record => StoredAnswer::Record(record.to_string()),
        })
    }

    /// Stores an answer. If that is not possible, the next run asks again.
    pub(crate) fn put(&self, doi: &str, answer: &StoredAnswer) {
        let record = match answer {
            StoredAnswer::Unknown => Value::Null,
            StoredAnswer::Record(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        };
        let text = json!({ "doi": doi, "asked": self.now, "answer": record }).to_string();
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(text.as_bytes())?;
            file.persist(self.file(doi)).map_err(|error| error.error)?;
            Ok(())
        };
        let _ = write();
    }

    fn file(&self, doi: &str) -> PathBuf {
        self.folder.join(format!("{}.json", Digest::of(doi.as_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::Duration;

    use super::{AnswerCache, StoredAnswer};

    #[test]
    fn answers_are_kept_for_some_days() {
        let folder = tempfile::tempdir().expect("the system gives a folder");
        let at = |now| AnswerCache::new(&folder.path().join("new"), now, Duration::from_secs(100));
        let record = StoredAnswer::Record("{\"DOI\":\"10.5555/a\"}".to_owned());
        at(1000).put("10.5555/a", &record);
        at(1000).put("10.5555/../../b", &StoredAnswer::Unknown);
        assert_eq!(at(1100).get("10.5555/a"), Some(record));
        assert_eq!(at(1100).get("10.5555/../../b"), Some(StoredAnswer::Unknown));
        assert_eq!(at(1101).get("10.5555/a"), None);
        assert_eq!(at(999).get("10.5555/a"), None);
        assert_eq!(at(1000).get("10.5555/c"), None);
        for file in fs::read_dir(folder.path().join("new")).expect("it is there").flatten() {
            fs::write(file.path(), "{\"doi\": \"10.5555/a\", \"asked\": 1").expect("it is written");
        }
        assert_eq!(at(1000).get("10.5555/a"), None);
    }
}
