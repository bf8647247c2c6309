//! [`Importer::read_records`] and [`Importer::import_record`]: a file of references becomes one draft article for each record.
//!
//! A record states facts of a work and, often, its abstract. Everything in it is text, and nothing
//! is concluded from it: a field that the record does not state stays empty. Must not access the
//! disk; [`library`] is the exception, which writes to `content/sources/`.

mod draft;
mod format;
mod known_works;
mod library;
mod markdown;
mod participants;
mod problem;
mod record_slices;
mod status;
mod study;
mod text_table;

use offprint_works::{LocatedWork, Reading, WorkFormat};

use rustc_hash::FxHashSet;

use self::format::records_format;
use crate::detect::RawFormat;
use crate::imported::{ImportError, Imported};
use crate::importer::{ImportOptions, Importer, MAX_RAW_BYTES};

pub use library::{LibraryImport, LibraryWriter};
pub use problem::RecordProblem;

/// What was read from a file of references.
#[derive(Clone, Debug)]
pub struct RecordFile {
    /// The name of the format: `RIS`.
    pub format: &'static str,
    /// The records, in the order of the file.
    pub records: Vec<WorkRecord>,
    /// What is wrong in the file, in the order of its lines.
    pub problems: Vec<RecordProblem>,
}

/// One record of a file of references.
#[derive(Clone, Debug)]
pub struct WorkRecord {
    found: LocatedWork,
}

impl WorkRecord {
    /// The line on which it begins, from 1.
    pub fn line(&self) -> usize {
        self.found.line
    }
}

impl Importer {
    /// Reads the records of a file of references; `None` if it is no such file, or the editor names
    /// another format.
    pub fn read_records(bytes: &[u8], options: &ImportOptions) -> Option<RecordFile> {
        let name = options.name.as_deref().unwrap_or_default();
        if options.format.is_some() || bytes.len() > MAX_RAW_BYTES {
            return None;
        }
        records_format(name, bytes)?;
        let mut reading = offprint_works::read_works(name, bytes);
        status::apply_statements(&mut reading);
        let Reading { works, mut problems, format, .. } = reading;
        let untitled: FxHashSet<usize> = works
            .iter()
            .filter(|found| found.work.title.is_empty())
            .map(|found| found.line)
            .collect();
        // The record itself is reported, with the same words.
        problems.retain(|problem| {
            !(untitled.contains(&problem.line) && problem.message.ends_with("has no title"))
        });
        Some(RecordFile {
            format: format.map_or("", WorkFormat::name),
            records: works.into_iter().map(|found| WorkRecord { found }).collect(),
            problems: problems.into_iter().map(RecordProblem::from).collect(),
        })
    }

    /// Imports a record as a draft article.
    ///
    /// # Errors
    /// If it has no title; the message is written for an editor.
    pub fn import_record(
        &self,
        record: &WorkRecord,
        options: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        let found = &record.found;
        if found.work.title.is_empty() {
            let named = match found.raw_key.is_empty() {
                true => "this record".to_owned(),
                false => format!("the record `{}`", found.raw_key),
            };
            return Err(ImportError::new(
                format!("{named} has no title"),
                "add its title, and import the file again",
            ));
        }
        let mut article = draft::draft_article(&found.clone().into_keyed_work(), options);
        if found.unread_words > 0 {
            article.warnings.push(format!(
                "the full text of the work ({} words) is not imported, only its abstract",
                found.unread_words
            ));
        }
        self.complete(article, RawFormat::Text, "UTF-8", options)
    }
}

#[cfg(test)]
mod tests;
