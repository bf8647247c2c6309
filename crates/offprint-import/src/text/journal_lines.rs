//! What a pasted page of a journal or of PubMed says above the article: where it was published, its
//! identifiers, the institutions of its authors.
//!
//! These belong to the article itself. They are read only from lines above its text, and only if the
//! page is one of a journal: it has a volume, a number of PubMed, or an abstract.

use super::classified_lines::TextHeader;
use super::line::TextLine;
use crate::article::{CitedWork, Identifier};
use crate::citation;
use crate::phrases::{Category, is_phrase};

/// What was found, and in which lines.
#[derive(Default, Debug)]
pub(super) struct JournalLines {
    /// The article as a work that can be cited, without title and authors.
    pub(super) work: CitedWork,
    /// The institutions of the authors.
    pub(super) affiliations: Vec<String>,
    /// The lines that say so.
    pub(super) lines: Vec<usize>,
}

/// How many lines from the start are examined.
const MOST_LINES: usize = 60;

/// A longer line is prose.
const LONGEST_LINE: usize = 320;

/// Finds the lines; None if the page is not one of a journal.
pub(super) fn find_journal_lines(lines: &[TextLine], header: &TextHeader) -> Option<JournalLines> {
    let mut found = JournalLines::default();
    let end = header.body.min(MOST_LINES).min(lines.len());
    let title = header.title.map(|(at, _)| at);
    for (at, line) in lines[..end].iter().enumerate() {
        if Some(at) != title && line.text.len() <= LONGEST_LINE && found.add_line(&line.text) {
            found.lines.push(at);
        }
    }
    let has_abstract = lines.iter().take(MOST_LINES).any(|line| {
        let bare = line.text.trim_end_matches(':').to_lowercase();
        is_phrase(Category::AbstractHeadings, &bare)
    });
    let work = &found.work;
    let is_listed = work.pmid.is_some() || work.pmcid.is_some();
    let is_own = is_listed && (has_abstract || work.doi.is_some() || work.volume.is_some())
        || work.doi.is_some() && (work.volume.is_some() || has_abstract);
    if !is_own {
        return None;
    }
    found.read_affiliations(&lines[..end]);
    Some(found)
}

impl JournalLines {
    /// Reads a line; false if it says nothing of this kind.
    fn add_line(&mut self, text: &str) -> bool {
        let mut is_read = false;
        let mut start = text.len();
        for identifier in citation::find_identifiers(text) {
            start = start.min(identifier.span.start);
            let place = match identifier.identifier {
                Identifier::Doi(doi) => self.work.doi.get_or_insert(doi),
                Identifier::Pmid(pmid) => self.work.pmid.get_or_insert(pmid),
                Identifier::Pmcid(pmcid) => self.work.pmcid.get_or_insert(pmcid),
                _ => continue,
            };
            is_read |= !place.is_empty();
        }
        let details = citation::parse_publication_line(text);
        if details.volume.is_some() && details.year.is_some() && self.work.volume.is_none() {
            self.work.journal = self.work.journal.take().or(details.journal);
            self.work.volume = details.volume;
            self.work.issue = details.issue;
            self.work.pages = details.pages;
            self.work.year = details.year;
            is_read = true;
        }
        is_read
    }

    /// Reads numbered lines under a heading such as `Affiliations`.
    fn read_affiliations(&mut self, lines: &[TextLine]) {
        let heading = lines.iter().position(|line| {
            let bare = line.text.trim_end_matches(':').to_lowercase();
            is_phrase(Category::AffiliationHeadings, &bare)
        });
        let Some(heading) = heading else { return };
        self.lines.push(heading);
        for (at, line) in lines.iter().enumerate().skip(heading + 1) {
            let name = line.text.trim_start_matches(|sign: char| {
                sign.is_ascii_digit() || matches!(sign, '.' | ' ' | ',' | '*' | '†')
            });
            let is_numbered = name.len() < line.text.len()
                || matches!(line.mark, super::line::LineMark::Number(_));
            if !is_numbered || line.text.len() > LONGEST_LINE {
                break;
            }
            self.affiliations.push(name.trim_end_matches('.').to_owned());
            self.lines.push(at);
        }
    }
}
