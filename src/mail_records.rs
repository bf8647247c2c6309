//! [`MailRecords`]: what the mails of issues told their readers about earlier issues. `offprint issue`
//! writes it to `issues/NAME/issue.json`, and the pages of issues say the same as their mails.
//!
//! This must not know what an issue is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::source::{MAIL_RECORD, Sources};

/// What the mails of issues told their readers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct MailRecords {
    told: BTreeMap<String, BTreeSet<String>>,
}

/// The part of a record that the site shows.
#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    told: BTreeSet<String>,
}

impl MailRecords {
    /// The keys of what each mail told, by the name of its folder, which is that of the issue.
    pub fn told(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.told
    }

    /// Reads the records of all mails.
    pub fn load(sources: &Sources) -> Checked<Self> {
        let mut records = Self::default();
        let mut diagnostics = Vec::new();
        for (path, source) in &sources.mail_records {
            let name = path.as_str().trim_start_matches("issues/");
            let Some(name) = name.strip_suffix(MAIL_RECORD) else { continue };
            match serde_json::from_str::<Record>(&source.text()) {
                Ok(record) => {
                    records.told.insert(name.trim_end_matches('/').to_owned(), record.told);
                }
                Err(error) => {
                    let message = format!("the record of a mail cannot be read: {error}");
                    let help = "restore the file from a copy; it says which retractions and corrections \
                                the mail told its readers";
                    let fault = Diagnostic::warning(Code::Unreadable, message).help(help);
                    diagnostics.push(fault.at(source, 0..0));
                }
            }
        }
        Checked { value: records, diagnostics }
    }
}
