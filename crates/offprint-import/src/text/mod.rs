//! Extracts the article from plain text: a clean text, or one pasted from a web page together with
//! everything around the article.
//!
//! ```text
//! text → line              cleaned and unwrapped lines
//!      → line_features,    measurements of each line by itself
//!        window_features   and among its neighbours
//!      → choose            which lines are the article (scored by `line_classifier`)
//!      → header            title (`headline`), dates (`day`), authors (`author_lines`), standfirst
//!      → references, foot  what follows the article
//!      → write             Markdown
//! ```
//!
//! Everything that is left out is reported with a reason. It must not know files, sites or drugs.

mod author_lines;
mod boilerplate;
pub(crate) mod choose;
mod classified_lines;
mod day;
mod foot;
mod header;
mod headline;
mod journal_lines;
pub(crate) mod line;
pub(crate) mod line_classifier;
pub(crate) mod line_features;
mod mail;
mod named_features;
mod privacy;
mod references;
mod short_lines;
mod title;
mod topic;
pub(crate) mod window_features;
mod words;
mod write;

use std::borrow::Cow;

pub(crate) use title::make_title;

use self::boilerplate::is_boilerplate;
use self::classified_lines::{ClassifiedLines, TextHeader};
use self::line::{LineMark, TextLine};
use self::line_classifier::LineClassifier;
use self::line_features::LineFeatures;
use self::write::BlockKind;
use crate::article::{Article, ImportHints, RemovedBlock, Sourced};
use crate::byline;
use crate::citation;
use crate::date_reader::{DateClues, DateReader};
use crate::mhtml::without_subject_labels;
use crate::omission::FEWEST_WORDS;
use crate::phrases::{Category, contains_phrase, starts_with_phrase};

/// The maximum number of tags or sections on separate lines below a label.
const MOST_TAG_LINES: usize = 12;

/// Extracts the article from plain text.
pub(crate) fn parse_text(text: &str, hints: &ImportHints) -> Article {
    let lines = line::split_lines(text);
    let mut article = Article::default();
    if lines.is_empty() {
        article.warnings.push("the text is empty".to_owned());
        return article;
    }
    let features = line_features::measure_lines(&lines, hints.today);
    let mut kept = choose::choose_lines(&lines, &features, LineClassifier::bundled());
    if !kept.contains(&true) {
        // The person who imports it considers it an article: too much is better than nothing.
        kept.fill(true);
        article
            .warnings
            .push("no article stands out, so all of the text was taken: look it over".to_owned());
    }
    let mut why: Vec<Option<&'static str>> = vec![None; lines.len()];

    let mut is_numbered = false;
    if let Some(references) = references::find_reference_list(&lines) {
        remove_lines(
            &mut kept,
            &mut why,
            references.heading..references.span.end,
            "the list of references, which is kept apart",
        );
        is_numbered = references.is_numbered;
        article.references =
            references.entries.iter().map(|entry| citation::parse_citation(entry)).collect();
    }
    for (at, reason) in mail::find_mail_lines(&lines) {
        remove_lines(&mut kept, &mut why, at..at + 1, reason);
    }
    let before_calls = kept.clone();
    foot::drop_calls_to_action(&lines, &features, &mut kept);
    for at in 0..lines.len() {
        if before_calls[at] && !kept[at] {
            why[at] = Some("a call on the reader: to subscribe, to follow, to get in touch");
        }
    }

    let host = hints.url.as_ref().and_then(url::Url::host_str);
    let dates = DateReader::new(DateClues { language: None, host, text }, hints.today);
    let header = header::find_header(ClassifiedLines {
        lines: &lines,
        features: &features,
        kept: &kept,
        dates: &dates,
    });
    article.date_readings = dates.undecided();
    apply_header(&mut article, &lines, &features, &header, &mut kept, &mut why);
    apply_reviewers(&mut article, &lines, &header, &mut kept, &mut why);
    let journal = journal_lines::find_journal_lines(&lines, &header);
    if let Some(journal) = journal {
        for at in &journal.lines {
            remove_lines(&mut kept, &mut why, *at..*at + 1, "where the article was published");
        }
        apply_journal(&mut article, journal);
    }
    let keywords = extract_tags(&lines, &features, &header, &mut kept, &mut why);
    if !keywords.is_empty() {
        article.keywords = Some(Sourced::new(keywords, "the line of tags", 0.7));
    }
    drop_photo_credits(&lines, &features, &header, &mut kept, &mut why);

    if !kept.contains(&true) {
        // There was an article, but all of it was classified as something else: keep the lines that
        // were removed without a reason.
        for at in 0..lines.len() {
            kept[at] = why[at].is_none()
                && header.title.is_none_or(|(title, _)| title != at)
                && features[at].words >= 6.0;
        }
    }

    let site = foot::find_site(&lines, &kept);
    let journal = article.own_work.as_ref().and_then(|work| work.journal.clone());
    article.site = match journal {
        Some(journal) => Some(Sourced::new(journal, "the journal of the article", 0.8)),
        None => site
            .name
            .map(|(name, confidence)| Sourced::new(name, "a line about the site", confidence)),
    };
    article.url = match &hints.url {
        Some(url) => Some(Sourced::new(url.to_string(), "the address that was given", 1.0)),
        None => site.url.map(|url| Sourced::new(url, "a line about the site", 0.4)),
    };

    if hints.keep_all {
        let start = header.title.map_or(0, |(at, _)| at + 1);
        for at in start..lines.len() {
            kept[at] |= why[at].is_none_or(|why| !is_front_matter_reason(why));
        }
    }
    article.body = write::write_markdown(&markdown_blocks(&lines, &features, &kept));
    citation::link_marks(&mut article.body, &mut article.references, is_numbered);
    article.left_out = removed_blocks(&lines, &features, &kept, &why, &header);
    article
}

/// Whether a line was removed because front matter or the list of citations contains it.
fn is_front_matter_reason(why: &str) -> bool {
    [
        "the title",
        "the standfirst, which is the summary",
        "the byline",
        "who reviewed or edited it",
        "where the article was published",
        "the date",
        "the line of tags",
        "the list of references, which is kept apart",
    ]
    .contains(&why)
}

fn remove_lines(
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
    lines: std::ops::Range<usize>,
    reason: &'static str,
) {
    for at in lines {
        if let (Some(kept), Some(why)) = (kept.get_mut(at), why.get_mut(at)) {
            *kept = false;
            *why = Some(reason);
        }
    }
}

/// Copies the header into the article's fields and removes its lines from the body.
fn apply_header(
    article: &mut Article,
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    if let Some((at, confidence)) = header.title {
        let text = &lines[at].text;
        let title = without_subject_labels(text);
        article.title =
            Some(Sourced::new(title.to_owned(), "the line most like a title", confidence));
        // Pages repeat the title: in breadcrumbs above it, before the comments.
        for (other, line) in lines.iter().enumerate() {
            if line.text == *text {
                remove_lines(kept, why, other..other + 1, "the title");
            }
        }
        // Short lines above the title are boilerplate, whatever their score, except the standfirst.
        for before in 0..at {
            if Some(before) != header.standfirst && features[before].words < 12.0 {
                kept[before] = false;
            }
        }
    }
    if let Some(at) = header.standfirst {
        article.summary = Some(Sourced::new(lines[at].text.clone(), "the standfirst", 0.7));
        remove_lines(kept, why, at..at + 1, "the standfirst, which is the summary");
    }
    if !header.authors.is_empty() {
        let (from, confidence) =
            if header.stated { ("the byline", 0.75) } else { ("a name near the date", 0.5) };
        article.authors = Some(Sourced::new(header.authors.clone(), from, confidence));
        for at in &header.bylines {
            if features[*at].words <= 24.0 {
                remove_lines(kept, why, *at..*at + 1, "the byline");
            }
        }
        // Author boxes: lines that contain only the author's name.
        for at in 0..lines.len() {
            if kept[at] && header.authors.contains(&lines[at].text) {
                remove_lines(kept, why, at..at + 1, "the author's name once more");
            }
        }
    }
    if let Some((at, date)) = header.published {
        article.published = Some(Sourced::new(date, "a date in the text", 0.7));
        drop_date_line(lines, features, at, kept, why);
    }
    if let Some((at, date)) = header.updated {
        if article.published.as_ref().is_none_or(|published| published.value != date) {
            article.updated = Some(Sourced::new(date, "a date in the text, called an update", 0.7));
        }
        drop_date_line(lines, features, at, kept, why);
    }
}

/// Reads lines such as `Reviewed by Ann Lee, MD` near the title or below the text.
fn apply_reviewers(
    article: &mut Article,
    lines: &[TextLine],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let near_title = 0..(header.body + 2).min(lines.len());
    let below = last.saturating_sub(2).max(near_title.end)..(last + 4).min(lines.len());
    for at in near_title.chain(below) {
        let text = &lines[at].text;
        if text.len() > 200 || !is_reviewer_line(text) {
            continue;
        }
        let names = byline::parse_reviewers(text);
        if names.is_empty() || names.iter().any(|name| !name.contains(' ')) {
            continue;
        }
        for name in names {
            if !article.reviewed_by.contains(&name) {
                article.reviewed_by.push(name);
            }
        }
        remove_lines(kept, why, at..at + 1, "who reviewed or edited it");
    }
}

/// Whether a line begins with a label of reviewers, or is a byline that contains one.
fn is_reviewer_line(text: &str) -> bool {
    let lower = text.to_lowercase();
    starts_with_phrase(Category::ReviewerLabels, &lower)
        || author_lines::is_byline(text) && contains_phrase(Category::ReviewerLabels, &lower)
}

/// Copies what a page of a journal says about the article itself.
fn apply_journal(article: &mut Article, journal: journal_lines::JournalLines) {
    let mut work = journal.work;
    article.affiliations = journal.affiliations;
    article.doi = work.doi.clone().map(|doi| Sourced::new(doi, "a line above the article", 0.8));
    work.title = article.title.as_ref().map(|title| title.value.clone());
    let authors = article.authors.as_ref().map_or(&[][..], |authors| &authors.value);
    work.authors = authors.iter().map(|name| citation::reference_name(name)).collect();
    article.own_work = Some(work);
}

/// A line that consists of little more than a date is not prose.
fn drop_date_line(
    lines: &[TextLine],
    features: &[LineFeatures],
    at: usize,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    if features[at].words <= 12.0
        && (features[at].date_share > 0.35 || !features[at].ends_sentence)
        && lines[at].text.len() < 200
    {
        remove_lines(kept, why, at..at + 1, "the date");
    }
}

/// Returns the keywords and removes their lines from the body.
fn extract_tags(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) -> Vec<String> {
    let mut keywords: Vec<String> = Vec::new();
    let mut of_sections: Vec<String> = Vec::new();
    let end = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let first = header.title.map_or(0, |(at, _)| at);
    // Further down, tags belong to something other than the article.
    for at in first..lines.len().min(end + 60) {
        let text = &lines[at].text;
        if let Some(mut tags) = foot::parse_tag_line(text) {
            let mut to = at + 1;
            if tags.is_empty() {
                while to < lines.len()
                    && to <= at + MOST_TAG_LINES
                    && features[to].words <= 3.0
                    && !kept[to]
                    && lines[to].blanks <= 1
                    && !is_boilerplate(&lines[to].text, &features[to])
                {
                    tags.extend(foot::split_tags(&lines[to].text));
                    to += 1;
                }
            }
            if keywords.is_empty() && !tags.is_empty() {
                keywords = tags;
            }
            remove_lines(kept, why, at..to, "tags");
        } else if at > first
            && at <= header.body
            && let Some(sections) = foot::parse_section_line(text)
        {
            remove_lines(kept, why, at..at + 1, "the sections of the site it stands in");
            of_sections.extend(sections);
        }
    }
    keywords.extend(of_sections);
    keywords.dedup();
    keywords
}

/// Removes lines that credit a picture.
fn drop_photo_credits(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    for at in 0..lines.len() {
        let lower = lines[at]
            .text
            .get(..lines[at].text.len().min(40))
            .map(str::to_lowercase)
            .unwrap_or_default();
        if kept[at]
            && features[at].words <= 14.0
            && starts_with_phrase(Category::CreditLabels, &lower)
            && at >= header.title.map_or(0, |(title, _)| title)
        {
            remove_lines(kept, why, at..at + 1, "the credit of a picture");
        }
    }
}

/// The kept lines with their roles.
fn markdown_blocks<'a>(
    lines: &'a [TextLine],
    features: &[LineFeatures],
    kept: &[bool],
) -> Vec<(BlockKind, Cow<'a, str>)> {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let mut blocks = Vec::with_capacity(places.len());
    let mut indent_of_list = 0;
    let mut end_of_table = 0;
    for (index, at) in places.iter().enumerate() {
        let line = &lines[*at];
        if index < end_of_table {
            continue;
        }
        let rows = table_rows(lines, &places[index..]);
        if !rows.is_empty() {
            end_of_table = index + rows.len();
            blocks.push((BlockKind::Table, Cow::Owned(write::write_table(&rows))));
            continue;
        }
        let next = places.get(index + 1).map(|next| (&lines[*next], &features[*next]));
        let before = index.checked_sub(1).map(|before| &features[places[before]]);
        let is_heading = |next| is_heading(line, &features[*at], before, next);
        let role = match line.mark {
            LineMark::Bullet => {
                let in_list = index > 0
                    && matches!(lines[places[index - 1]].mark, LineMark::Bullet)
                    && line.blanks == 0;
                if !in_list {
                    indent_of_list = line.indent;
                }
                BlockKind::Item((line.indent.saturating_sub(indent_of_list) / 2).min(3))
            }
            LineMark::Number(number) => {
                let listed = |other: Option<&usize>, wanted: Option<u32>| {
                    other.is_some_and(|other| matches!(lines[*other].mark, LineMark::Number(this) if Some(this) == wanted))
                };
                let before = index.checked_sub(1).and_then(|before| places.get(before));
                if listed(before, number.checked_sub(1))
                    || listed(places.get(index + 1), number.checked_add(1))
                {
                    BlockKind::Numbered(number)
                } else if is_heading(next) {
                    BlockKind::Heading
                } else {
                    BlockKind::Paragraph
                }
            }
            LineMark::Quote => BlockKind::Quote,
            LineMark::Hashes(_) => BlockKind::Paragraph,
            LineMark::None if is_heading(next) => BlockKind::Heading,
            LineMark::None => BlockKind::Paragraph,
        };
        // A marker that did not produce a list item is text again.
        let text = match (role, line.mark) {
            (BlockKind::Paragraph | BlockKind::Heading, LineMark::Number(number)) => {
                Cow::Owned(format!("{number}. {}", line.text))
            }
            (BlockKind::Paragraph, LineMark::Hashes(hashes)) => {
                Cow::Owned(format!("{} {}", "#".repeat(hashes), line.text))
            }
            _ => Cow::Borrowed(line.text.as_str()),
        };
        blocks.push((role, text));
    }
    blocks
}

/// The rows of a table that begins at the first of these places: at least two adjacent lines with
/// the same number of cells, but for cells that are missing at the end.
fn table_rows<'a>(lines: &'a [TextLine], places: &[usize]) -> Vec<&'a [String]> {
    let columns = places.first().map_or(0, |first| lines[*first].cells.len());
    let is_row = |(index, at): &(usize, &usize)| {
        let line = &lines[**at];
        let is_next = *index == 0 || line.blanks <= 1 && places[index - 1] + 1 == **at;
        is_next && line.cells.len() >= 2 && line.cells.len().abs_diff(columns) <= 1
    };
    let rows: Vec<&[String]> = places
        .iter()
        .enumerate()
        .take_while(is_row)
        .map(|(_, at)| lines[*at].cells.as_slice())
        .collect();
    if rows.len() >= 2 { rows } else { Vec::new() }
}

/// Whether a line is the heading of what follows: short, not a sentence, and followed by prose or a
/// list.
fn is_heading(
    line: &TextLine,
    features: &LineFeatures,
    before: Option<&LineFeatures>,
    next: Option<(&TextLine, &LineFeatures)>,
) -> bool {
    let Some((next, of_next)) = next else { return false };
    let text = line.text.as_str();
    let last = text.chars().next_back().unwrap_or(' ');
    let first = text
        .trim_start_matches(['"', '“', '„', '‘', '\'', '«', '(', '¿', '¡'])
        .chars()
        .next()
        .unwrap_or(' ');
    // `Look for a lamp that:`, and then a list.
    let introduces = next.text.ends_with(':') && of_next.words >= 4.0;
    // The last of several short lines, with a blank line before the next paragraph, is one of them.
    let is_apart = line.blanks > 0
        || next.blanks == 0
        || before.is_none_or(|before| before.ends_sentence || before.words >= 12.0);
    // `Results`, and directly below it a short sentence or a dose.
    let is_label = features.words <= 4.0
        && next.blanks == 0
        && next.cells.len() < 2
        && (of_next.ends_sentence && of_next.words >= 3.0
            || next.text.starts_with(|first: char| first.is_ascii_digit()))
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && !features.ends_sentence;
    features.words <= 12.0
        && is_apart
        && features.urls == 0
        && line.cells.len() < 2
        && (3..=100).contains(&text.chars().count())
        && !matches!(last, '.' | ',' | ';' | ':' | '…' | '。' | '!' | '-' | '–')
        && (first.is_uppercase()
            || first.is_numeric()
            || !first.is_alphabetic()
            || !first.is_ascii())
        && text.chars().any(char::is_alphabetic)
        && features.date_share < 0.5
        && (of_next.words >= 12.0
            || introduces
            || of_next.ends_sentence && of_next.words >= 6.0
            || is_label
            || next.mark == LineMark::Bullet)
        && !matches!(next.mark, LineMark::Quote)
        && (introduces || is_label || of_next.words > features.words)
}

/// The removed blocks: adjacent lines are joined.
fn removed_blocks(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    why: &[Option<&'static str>],
    header: &TextHeader,
) -> Vec<RemovedBlock> {
    let of_head = [header.title.map(|(at, _)| at), header.standfirst];
    let mut result: Vec<RemovedBlock> = Vec::new();
    let mut before: Option<usize> = None;
    for at in 0..lines.len() {
        if kept[at] || of_head.contains(&Some(at)) {
            continue;
        }
        let reason = why[at].unwrap_or_else(|| likely_reason(&lines[at], &features[at]));
        let length = lines[at].text.chars().count();
        let count = lines[at].text.split_whitespace().count();
        let words = if count >= FEWEST_WORDS { count } else { 0 };
        // Cells of a pasted table are separated by tabs.
        let is_structured = lines[at].text.contains('\t');
        match result.last_mut() {
            Some(last) if before.is_some_and(|before| before + 1 == at) && last.why == reason => {
                last.length += length + 1;
                last.words += words;
                last.is_structured |= is_structured;
            }
            _ => result.push(RemovedBlock {
                excerpt: lines[at].text.chars().take(80).collect(),
                why: reason,
                length,
                words,
                is_structured,
            }),
        }
        before = Some(at);
    }
    result
}

/// The most likely reason why the classifier removed a line.
fn likely_reason(line: &TextLine, features: &LineFeatures) -> &'static str {
    let kinds = line.text.split(' ').take(40).map(|word| {
        words::kinds(
            &word
                .trim_matches(|character: char| !character.is_alphanumeric() && character != '©')
                .to_lowercase(),
        )
    });
    let mut counts = [0_u32; 8];
    let reasons = [
        (words::LEGAL, "a notice: copyright, cookies, privacy"),
        (words::SUBSCRIBE, "an offer to subscribe"),
        (words::SHARE, "buttons to share"),
        (words::COMMENT, "reader comments"),
        (words::ADVERT, "an advertisement"),
        (words::FORM, "a form"),
        (words::RELATED, "links to other articles"),
        (words::CREDIT, "the credit of a picture"),
    ];
    for kinds in kinds {
        for (count, (kind, _)) in counts.iter_mut().zip(reasons) {
            *count += u32::from(kinds & kind != 0);
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let share = most as f32 / features.words.max(1.0);
    match counts.iter().position(|count| *count == most) {
        Some(at) if most > 0 && share >= 0.2 => reasons[at].1,
        _ if features.words <= 6.0 => "a menu or a list of links: short lines and no sentence",
        _ if features.ends_sentence => {
            "prose apart from the article: a teaser, a comment, a note of the site"
        }
        _ => "a line apart from the article, without a sentence",
    }
}
