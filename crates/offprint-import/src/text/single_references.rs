//! References without a list: one line after a label such as `Source:`, or an entry alone between
//! paragraphs. They become citations if all of them are recognised completely.
//!
//! It must not know the parts of an entry: `citation` parses them.

use super::line::{LineMark, TextLine};
use super::references::reference_score;
use crate::article::{Article, CitedWork};
use crate::citation::{after_reference_label, parse_citation};

const REASON: &str = "the list of references, which is kept apart";

/// Moves them from the kept lines to the references of the article.
pub(super) fn extract_single_references(
    lines: &[TextLine],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
    article: &mut Article,
) {
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let mut found: Vec<(usize, CitedWork)> = Vec::new();
    for (at, line) in lines.iter().enumerate().take(last + 4) {
        if why[at].is_some() {
            continue;
        }
        if let Some(entry) = after_reference_label(&line.text) {
            found.push((at, parse_citation(entry)));
        } else if kept[at]
            && article.references.is_empty()
            && matches!(line.mark, LineMark::None | LineMark::Bullet | LineMark::Number(_))
            && reference_score(&line.text) >= 4
        {
            let work = parse_citation(&line.text);
            if !is_complete(&work) {
                // One that is not recognised shows that the others may be read wrongly, too.
                if !work.authors.is_empty() && work.journal.is_some() {
                    return;
                }
                continue;
            }
            found.push((at, work));
        }
    }
    for (at, work) in found {
        kept[at] = false;
        why[at] = Some(REASON);
        let is_known =
            article.references.iter().any(|known| known.doi.is_some() && known.doi == work.doi);
        if !is_known {
            article.references.push(work);
        }
    }
}

/// Whether an entry has its authors, title, year and journal, and nothing shows that it is prose.
fn is_complete(work: &CitedWork) -> bool {
    !work.authors.is_empty()
        && work.title.is_some()
        && work.year.is_some()
        && work.journal.is_some()
        && (work.volume.is_some() || work.doi.is_some() || work.pmid.is_some())
        && work.text.split(' ').count() <= 90
}
