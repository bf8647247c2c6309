//! [`Importer::read_feed`] and [`Importer::import_entry`]: a feed (RSS, Atom, JSON Feed) becomes one
//! draft article for each entry.
//!
//! What an entry states comes from `feed-rs`; its text is read like a web page, so it is cleaned in the
//! same way. Must not access the disk or the network.

mod check;
mod dates;
mod entry;
mod feed_file;

use self::check::{FeedFault, check_json, check_xml};
use self::dates::entry_dates;
use crate::data_format::{FEED_NAME, FORMAT_BYTES, data_format};
use crate::decode;
use crate::imported::{ImportError, Imported};
use crate::importer::{ImportOptions, Importer, MAX_RAW_BYTES};

pub use feed_file::{FeedEntry, FeedFile};

impl Importer {
    /// Reads the entries of a feed; `None` if the file is no feed, or the editor names another format.
    /// The error is written for an editor.
    pub fn read_feed(
        bytes: &[u8],
        options: &ImportOptions,
    ) -> Option<Result<FeedFile, ImportError>> {
        if options.format.is_some() || bytes.len() > MAX_RAW_BYTES {
            return None;
        }
        // Whether XML is a feed depends on its beginning: other pages are not decoded twice.
        let beginning = decode::decode_bytes(&bytes[..bytes.len().min(FORMAT_BYTES * 4)]);
        if beginning.text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
            && data_format(&beginning.text, None)?.what != FEED_NAME
        {
            return None;
        }
        let decoded = decode::decode_bytes(bytes);
        let text = decoded.text.trim_start_matches('\u{feff}');
        let found = data_format(text, options.name.as_deref())?;
        (found.what == FEED_NAME).then(|| read_entries(text))
    }

    /// Imports an entry as a draft article.
    ///
    /// # Errors
    /// If it has neither text nor a title; the message is written for an editor.
    pub fn import_entry(
        &self,
        entry: &FeedEntry,
        options: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        self.import_entry_text(entry, options)
    }
}

fn read_entries(text: &str) -> Result<FeedFile, ImportError> {
    let is_json = text.trim_start().starts_with('{');
    let checked = if is_json { check_json(text) } else { check_xml(text) };
    let lines = checked.map_err(FeedFault::into_error)?;
    // The text is UTF-8 now, whatever the declaration says.
    let start = match text.trim_start().starts_with("<?xml") {
        true => text.find("?>").map_or(0, |end| end + 2),
        false => 0,
    };
    let text = &text[start..];
    let feed = feed_rs::parser::parse(text.as_bytes()).map_err(|error| {
        ImportError::new(
            format!("the feed cannot be read: {error}"),
            "save the feed again, or save the pages of its entries and import those",
        )
    })?;
    if feed.entries.is_empty() {
        return Err(ImportError::new("the feed has no entries", "save the feed again"));
    }
    let dates = entry_dates(text, &feed.entries);
    let site = feed.title.as_ref().map(|title| entry::plain(&title.content));
    let site = site.filter(|name| !name.is_empty());
    // Where the numbers differ, no line is better than a wrong one.
    let has_lines = lines.len() == feed.entries.len();
    let entries =
        feed.entries.into_iter().zip(dates).enumerate().map(|(at, (entry, dates))| FeedEntry {
            line: if has_lines { lines[at] } else { 0 },
            dates,
            entry: Box::new(entry),
            site: site.clone(),
            language: feed.language.clone(),
        });
    Ok(FeedFile { entries: entries.collect() })
}

#[cfg(test)]
mod tests;
