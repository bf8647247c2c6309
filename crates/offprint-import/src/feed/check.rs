//! [`check_xml`] and [`check_json`]: whether a feed is complete, and on which lines its entries begin.
//!
//! The parser of feeds does not say where it stops. Must not know what an entry contains.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::imported::ImportError;

/// What is wrong with a feed, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FeedFault {
    line: usize,
    message: String,
}

impl FeedFault {
    pub(super) fn into_error(self) -> ImportError {
        ImportError::new(
            format!("the feed cannot be read: line {}: {}", self.line, self.message),
            "save the feed again, or save the pages of its entries and import those",
        )
    }
}

/// The lines on which the entries of a feed in XML begin.
pub(super) fn check_xml(text: &str) -> Result<Vec<usize>, FeedFault> {
    let lines = LineCounter::new(text);
    let mut reader = Reader::from_str(text);
    let mut entries = Vec::new();
    let mut open: Vec<u64> = Vec::new();
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| FeedFault {
            line: lines.line(reader.error_position()),
            message: error.to_string(),
        })?;
        let fault = |at: u64, message: &str| {
            Err(FeedFault { line: lines.line(at), message: message.to_owned() })
        };
        match event {
            Event::Start(tag) => {
                if is_entry(tag.local_name().as_ref()) {
                    entries.push(lines.line(at));
                }
                open.push(at);
            }
            Event::Empty(tag) if is_entry(tag.local_name().as_ref()) => {
                entries.push(lines.line(at));
            }
            Event::End(_) => {
                open.pop();
            }
            // Entities make a small file large.
            Event::DocType(declaration) if declaration.as_ref().contains("<!ENTITY") => {
                return fault(at, "it defines entities");
            }
            Event::Eof => match open.last() {
                Some(at) => return fault(*at, "this element is not closed"),
                None => return Ok(entries),
            },
            _ => {}
        }
    }
}

fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

/// The feeds in JSON are parsed as a whole, so only their faults have lines.
pub(super) fn check_json(text: &str) -> Result<Vec<usize>, FeedFault> {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Ok(Vec::new()),
        Err(error) => Err(FeedFault { line: error.line(), message: error.to_string() }),
    }
}

/// Finds lines of places.
struct LineCounter {
    starts: Vec<usize>,
}

impl LineCounter {
    fn new(text: &str) -> Self {
        Self { starts: memchr::memchr_iter(b'\n', text.as_bytes()).collect() }
    }

    fn line(&self, at: u64) -> usize {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        self.starts.partition_point(|newline| *newline < at) + 1
    }
}
