//! [`title_mark`] and [`type_mark`]: how publishers and databases mark retracted works in the title
//! and in the type of a record.
//!
//! Must not depend on formats.

use crate::reading::WorkFormat;
use crate::work::{PartialDate, StatusChange, StatusKind, Work};

/// A mark in a title.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TitleMark<'t> {
    /// What it says.
    pub(crate) kind: StatusKind,
    /// The mark, as it is written: `RETRACTED:`.
    pub(crate) mark: &'t str,
    /// The title without it.
    pub(crate) rest: &'t str,
    /// Whether the title can also be that of a notice, or of a work about retractions.
    pub(crate) is_doubtful: bool,
}

/// What a work is, in marks: `RETRACTED ARTICLE:`.
const NOUNS: [&str; 8] =
    ["article", "paper", "publication", "chapter", "study", "preprint", "manuscript", "review"];

/// What words say about a work, if they say nothing else: `Retracted`, `Withdrawn Article`.
fn marked_kind(words: &str) -> Option<StatusKind> {
    let words = words.trim().to_lowercase();
    if matches!(&*words, "expression of concern" | "editorial expression of concern") {
        return Some(StatusKind::ExpressionOfConcern);
    }
    let (first, noun) = words.split_once(' ').unwrap_or((&words, ""));
    let kind = match first {
        "retracted" => StatusKind::Retracted,
        "withdrawn" => StatusKind::Withdrawn,
        _ => return None,
    };
    (noun.is_empty() || NOUNS.contains(&noun)).then_some(kind)
}

/// The mark of a title: before it in capitals with a colon (`RETRACTED: …`), before or after it in
/// brackets (`[Retracted] …`, `… (Retracted article. See vol. 3)`). Words with a colon that are
/// not in capitals are doubtful: `Retracted: …` is also how some journals begin the titles of notices,
/// and authors those of books. Marks at the end that refer to no notice (`… [Retracted]`, `… - RETRACTED`)
/// are doubtful, too: no publisher's rule has them, but editors of databases and of lists write them.
pub(crate) fn title_mark(title: &str) -> Option<TitleMark<'_>> {
    let title = title.trim();
    let is_notice = ["notice of ", "retraction of ", "withdrawal of "]
        .iter()
        .any(|start| title.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start)));
    if is_notice {
        return None;
    }
    let (kind, mark, rest, is_doubtful) =
        bracketed_mark(title).or_else(|| mark_with_colon(title)).or_else(|| mark_at_end(title))?;
    let has_title = rest.chars().any(char::is_alphanumeric);
    has_title.then_some(TitleMark { kind, mark, rest, is_doubtful })
}

/// What a mark says, the mark, the title without it, and whether it is doubtful.
type MarkParts<'t> = (StatusKind, &'t str, &'t str, bool);

fn bracketed_mark(title: &str) -> Option<MarkParts<'_>> {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(inner) = title.strip_prefix(open)
            && let Some((words, rest)) = inner.split_once(close)
            && let Some(kind) = marked_kind(words.trim_end_matches(':'))
        {
            let mark = &title[..title.len() - rest.len()];
            return Some((kind, mark, rest.trim_start_matches([' ', ':']), false));
        }
    }
    // As Web of Science writes it: `(Retracted article. See vol. 3, p. 4)`. Authors write `(retracted)`, too.
    let inner = title.trim_end_matches('.').strip_suffix(')')?;
    let at = inner.rfind('(')?;
    let (words, notice) = inner[at + 1..].split_once('.')?;
    let is_referring =
        notice.trim_start().get(..4).is_some_and(|start| start.eq_ignore_ascii_case("see "));
    let kind = marked_kind(words).filter(|_| is_referring && words.contains(' '))?;
    Some((kind, &title[at..], title[..at].trim_end(), false))
}

/// `… [Retracted]`, `… - RETRACTED ARTICLE`. Round brackets and words in lower case are part of titles:
/// `Samplefen (withdrawn)`.
fn mark_at_end(title: &str) -> Option<MarkParts<'_>> {
    let end = title.trim_end_matches('.');
    if let Some(inner) = end.strip_suffix(']') {
        let at = inner.rfind('[')?;
        let kind = marked_kind(inner[at + 1..].trim_end_matches(['.', ':']))?;
        return Some((kind, &end[at..], title[..at].trim_end(), true));
    }
    let (rest, words) = [" - ", " – ", " — "]
        .iter()
        .filter_map(|dash| end.rsplit_once(dash))
        .min_by_key(|(_, words)| words.len())?;
    let is_marked = !words.contains(char::is_lowercase) && rest.contains(char::is_lowercase);
    let kind = marked_kind(words).filter(|_| is_marked)?;
    Some((kind, words, rest.trim_end(), true))
}

fn mark_with_colon(title: &str) -> Option<MarkParts<'_>> {
    let (words, rest) = title.split_once(':')?;
    // Notices have the titles `Expression of Concern: …`.
    let kind = marked_kind(words).filter(|kind| *kind != StatusKind::ExpressionOfConcern)?;
    // In a title in capitals, the word in capitals says no more than in another one.
    let is_capitals = |text: &str| !text.chars().any(char::is_lowercase);
    let is_doubtful =
        !is_capitals(words) || is_capitals(rest) && rest.chars().any(char::is_uppercase);
    Some((kind, &title[..=words.len()], rest.trim_start(), is_doubtful))
}

/// What the types of a record say: `Retracted Publication`, `Article; Retracted`. The type `Expression of
/// Concern` is that of notices.
pub(crate) fn type_mark(work: &Work) -> Option<StatusKind> {
    let types = work.publication_types.iter().chain([&work.genre]);
    types
        .flat_map(|types| types.split([';', ',']))
        .filter_map(marked_kind)
        .find(|kind| *kind != StatusKind::ExpressionOfConcern)
}

/// Whether a work is a notice about another one.
pub(crate) fn is_notice(work: &Work) -> bool {
    const TYPES: [&str; 5] = [
        "Retraction",
        "Retraction of Publication",
        "Published Erratum",
        "Expression of Concern",
        "Retraction Notice",
    ];
    const STARTS: [&str; 12] = [
        "retraction",
        "erratum",
        "corrigendum",
        "correction to",
        "correction:",
        "correction for",
        "expression of concern",
        "editorial expression of concern",
        "notice of retraction",
        "withdrawal:",
        "statement of retraction",
        "publisher correction",
    ];
    let title = work.title.to_lowercase();
    !work.notice_of.is_empty()
        || work
            .publication_types
            .iter()
            .any(|kind| TYPES.iter().any(|known| known.eq_ignore_ascii_case(kind)))
        || STARTS.iter().any(|start| title.starts_with(start))
}

/// What the marks of a record say that its other fields do not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum MarkedStatus {
    /// The record says it.
    Stated(StatusChange),
    /// The title can also be that of a notice, or of a work about retractions: what it may say, and the
    /// mark.
    Doubtful(StatusKind, String),
}

/// What the title of a work may say about it, and the mark: the title can also be that of a notice, or of a
/// work about retractions. Nothing if the status is known, or the mark is sure.
pub fn doubtful_status(work: &Work) -> Option<(StatusKind, String)> {
    match marked_status(work, "")? {
        MarkedStatus::Doubtful(kind, mark) => Some((kind, mark)),
        MarkedStatus::Stated(_) => None,
    }
}

/// What the title of a work that is stated without a status says about it, and the mark, whether the mark
/// is sure or not.
pub fn marked_title_status(work: &Work) -> Option<(StatusKind, String)> {
    let of_title = Work { publication_types: Vec::new(), genre: String::new(), ..work.clone() };
    let mark = title_mark(&work.title)?.mark.to_owned();
    Some(match marked_status(&of_title, "")? {
        MarkedStatus::Doubtful(kind, _) => (kind, mark),
        MarkedStatus::Stated(change) => (change.kind, mark),
    })
}

/// What the marks of a record say about the work; nothing if it is a notice about another one, or if its
/// status is known. `source` is who states what is in the file.
pub(crate) fn marked_status(work: &Work, source: &str) -> Option<MarkedStatus> {
    let is_known = |kind| work.status.iter().any(|change: &StatusChange| change.kind == kind);
    let stated = |kind, reason: String| {
        (!is_known(kind)).then(|| {
            MarkedStatus::Stated(StatusChange {
                kind,
                date: PartialDate::default(),
                notice: String::new(),
                reason,
                source: source.to_owned(),
            })
        })
    };
    if let Some(kind) = type_mark(work) {
        return stated(kind, String::new());
    }
    let mark = title_mark(&work.title)?;
    // `… (Retraction of vol. 3, p. 4)`
    let ends_as_notice = || {
        let last = mark.rest.rsplit(['(', '[']).next().unwrap_or_default().to_lowercase();
        last.starts_with("retraction of ") || last.starts_with("withdrawal of ")
    };
    let is_of_notice = Work { title: String::new(), ..work.clone() };
    if is_notice(&is_of_notice) || ends_as_notice() || is_known(mark.kind) {
        return None;
    }
    // What Crossref has is the title as the publisher marks it, in whatever letters.
    let is_of_publisher =
        source == WorkFormat::CrossrefJson.source() && !mark.mark.chars().any(char::is_lowercase);
    match mark.is_doubtful && !is_of_publisher {
        true => Some(MarkedStatus::Doubtful(mark.kind, mark.mark.to_owned())),
        // It is shown to readers, so it has the quotation marks of a text.
        false => stated(mark.kind, format!("the title has the mark “{}”", mark.mark)),
    }
}

#[cfg(test)]
mod tests {
    use super::{MarkedStatus, marked_status, title_mark};
    use crate::reading::StatusStatement;
    use crate::work::{PartialDate, StatusChange, StatusKind, Work};
    use crate::{Library, check_library, read_works};

    #[track_caller]
    fn check(title: &str, expect: &str) {
        let work = Work { title: title.to_owned(), ..Work::default() };
        let found = match marked_status(&work, "") {
            None => String::new(),
            Some(MarkedStatus::Stated(change)) => change.kind.name().to_owned(),
            Some(MarkedStatus::Doubtful(kind, _)) => format!("{}?", kind.name()),
        };
        assert_eq!(found, expect, "{title}");
    }

    #[test]
    fn titles_have_marks() {
        for (title, expect) in [
            ("RETRACTED: Samples for all", "retracted"),
            ("RETRACTED ARTICLE: Samples for all", "retracted"),
            ("RETRACTED CHAPTER: Samples for all", "retracted"),
            ("WITHDRAWN: Samples for none", "withdrawn"),
            ("[Retracted] Samples for some", "retracted"),
            ("[RETRACTED] Samples for some", "retracted"),
            ("(Withdrawn) Samples for some", "withdrawn"),
            ("Samples for some [Retracted]", "retracted?"),
            ("Samples for some [RETRACTED ARTICLE].", "retracted?"),
            ("Samples for some - RETRACTED", "retracted?"),
            ("Samples for some – WITHDRAWN PAPER", "withdrawn?"),
            ("Samples for some [Expression of Concern]", "concern?"),
            ("Samples for some [of a retracted trial]", ""),
            ("Samples for some [in French]", ""),
            ("Samples for some - retracted", ""),
            ("Samples for some - a trial that was RETRACTED", ""),
            ("SAMPLES IN USE - WITHDRAWN", ""),
            ("Samples-RETRACTED", ""),
            ("Samples in practice (retracted article)", ""),
            ("Notice of retraction (Retracted article. See vol. 3, p. 4)", ""),
            ("Samples (Retracted article. See vol. 12, pg. 5, 2021)", "retracted"),
            ("[Expression of Concern] Samples", "concern"),
            ("RETRACTED: α-Samples", "retracted"),
            // Notices and articles have such titles.
            ("Retracted: Samples for all", "retracted?"),
            ("Withdrawn: a history of samples", "withdrawn?"),
            ("Expression of Concern: Samples", ""),
            ("RETRACTED: A MEMOIR", "retracted?"),
            // Works about retractions, and notices.
            ("Retracted papers on samples: a survey", ""),
            ("RETRACTED STUDIES: a survey", ""),
            ("Why samples are retracted: a survey", ""),
            ("Samples in trials (retracted trials excluded)", ""),
            ("Samplefen (withdrawn)", ""),
            ("The sample that was withdrawn", ""),
            ("Withdrawn from samples: patients' views", ""),
            ("Retraction: Samples for all", ""),
            ("Retraction Note: Samples for all", ""),
            ("Notice of Retraction: Samples", ""),
            ("RETRACTED: Samples (Retraction of vol 11, art no 7, 2020)", ""),
            ("[Retracted]", ""),
            ("RETRACTED:", ""),
        ] {
            check(title, expect);
        }
        assert_eq!(title_mark("[Retracted] Samples").map(|mark| mark.rest), Some("Samples"));
    }

    #[test]
    fn marks_count_in_every_format() {
        let title = "RETRACTED: Samples for all";
        for (name, text) in [
            ("a.ris", format!("TY  - JOUR\nTI  - {title}\nER  - \n")),
            ("a.ris", "TY  - JOUR\nTI  - Samples\nM3  - Retracted\nER  - \n".to_owned()),
            (
                "a.ris",
                "TY  - JOUR\nTI  - Samples\nM3  - Article; Retracted Publication\nER  - \n"
                    .to_owned(),
            ),
            ("a.bib", format!("@article{{a, title = {{{title}}}}}")),
            ("a.bib", "@article{a, title = {Samples}, type = {Retracted}}".to_owned()),
            (
                "a.json",
                format!(r#"[{{"id": "a", "type": "article-journal", "title": "{title}"}}]"#),
            ),
            (
                "a.json",
                format!(r#"[{{"DOI": "10.5555/a", "indexed": {{}}, "title": ["{title}"]}}]"#),
            ),
            ("a.nbib", format!("PMID- 90000001\nTI  - {title}\n")),
            ("a.nbib", "PMID- 90000001\nTI  - Samples\nPT  - Retracted Publication\n".to_owned()),
            (
                "a.xml",
                format!(
                    "<xml><records><record><titles><title>{title}</title></titles></record>\
                     </records></xml>"
                ),
            ),
        ] {
            let status = &read_works(name, text.as_bytes()).works[0].work.status;
            let kinds: Vec<StatusKind> = status.iter().map(|change| change.kind).collect();
            assert_eq!(kinds, [StatusKind::Retracted], "{text}");
        }
    }

    #[test]
    fn marks_of_crossref_count_in_titles_in_capitals() {
        let text =
            r#"[{"DOI": "10.5555/a", "indexed": {}, "title": ["RETRACTED: SAMPLES FOR ALL"]}]"#;
        assert_eq!(read_works("a.json", text.as_bytes()).works[0].work.status.len(), 1);
    }

    #[test]
    fn notices_are_not_retracted() {
        for text in [
            "TY  - JOUR\nTI  - Retraction: Samples (Retraction of 10.5555/a)\nM3  - Retraction\nER  - \n",
            "TY  - JOUR\nTI  - RETRACTED: Samples\nM3  - Retraction of Publication\nER  - \n",
            "PMID- 90000001\nTI  - RETRACTED: Samples\nROF - Ex J. 2020;1:2. PMID: 90000002\n",
            "TY  - JOUR\nTI  - Retracted samples: a survey\nM3  - Review\nER  - \n",
        ] {
            let reading = read_works("a", text.as_bytes());
            assert_eq!(reading.works[0].work.status, [], "{text}");
        }
        let doubtful = "TY  - JOUR\nTI  - Retracted: Samples for all\nDO  - 10.5555/a\nER  - \n";
        let found = read_works("a.ris", doubtful.as_bytes()).works.remove(0);
        assert_eq!(found.work.status, []);
        let mut library = Library::new(vec![("a.ris".to_owned(), found.line, found.work)]);
        assert_eq!(check_library(&library, 2026).len(), 1);
        let change = StatusChange {
            kind: StatusKind::Retracted,
            date: PartialDate::default(),
            notice: String::new(),
            reason: String::new(),
            source: String::new(),
        };
        let (doi, pmid) = ("10.5555/a".to_owned(), String::new());
        library.apply_status(&[StatusStatement { doi, pmid, change, line: 1 }]);
        assert_eq!(check_library(&library, 2026), []);
    }
}
