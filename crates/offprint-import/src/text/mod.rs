//! Articles out of plain text, as it is pasted from a page with all that stands around an article,
//! or clean.
//!
//! ```text
//! text → line     lines that mean something, unwrapped
//!      → feature  what can be measured of each, alone and among its neighbours
//!      → choose   which lines are the article (weights learned from pages: `model`)
//!      → head     title (`headline`), dates (`day`), byline, standfirst; `references`, `foot`: what stands under it
//!      → write    Markdown
//! ```
//!
//! Everything that is left out is told, with a reason. It must not know files, sites or drugs.

mod choose;
mod day;
mod feature;
mod foot;
mod head;
mod headline;
mod line;
mod model;
mod references;
mod title;
mod words;
mod write;

use std::borrow::Cow;

pub(crate) use title::make_title;

use self::feature::Alone;
use self::head::{Head, Page};
use self::line::{Line, Mark};
use self::write::Role;
use crate::article::{Article, Found, Hints, RemovedBlock};

/// The most tags or sections on lines of their own after a label alone.
const MOST_TAG_LINES: usize = 12;

/// Reads an article from plain text.
pub(crate) fn read(text: &str, hints: &Hints) -> Article {
    let lines = line::lines(text);
    let mut article = Article::default();
    if lines.is_empty() {
        article.warnings.push("the text is empty".to_owned());
        return article;
    }
    let alone = feature::alone(&lines, hints.today);
    let mut kept = choose::choose(&lines, &alone);
    if !kept.contains(&true) {
        // Whoever imports it sees an article in it: better too much than nothing.
        kept.fill(true);
        article
            .warnings
            .push("no article stands out, so all of the text was taken: look it over".to_owned());
    }
    let mut why: Vec<Option<&'static str>> = vec![None; lines.len()];

    if let Some(references) = references::find(&lines) {
        leave(
            &mut kept,
            &mut why,
            references.heading..references.span.end,
            "the list of references, which is kept apart",
        );
        article.references = references.entries;
    }
    let before_calls = kept.clone();
    foot::drop_calls(&lines, &alone, &mut kept);
    for at in 0..lines.len() {
        if before_calls[at] && !kept[at] {
            why[at] = Some("a call on the reader: to subscribe, to follow, to get in touch");
        }
    }

    let head = head::find(Page { lines: &lines, alone: &alone, kept: &kept, today: hints.today });
    take_head(&mut article, &lines, &alone, &head, &mut kept, &mut why);
    let keywords = take_tags(&lines, &alone, &head, &mut kept, &mut why);
    if !keywords.is_empty() {
        article.keywords = Some(Found::new(keywords, "the line of tags", 0.7));
    }
    drop_credits(&lines, &alone, &head, &mut kept, &mut why);

    if !kept.contains(&true) {
        // An article was there, and all of it was taken for something else: what no one explained
        // is kept.
        for at in 0..lines.len() {
            kept[at] = why[at].is_none()
                && head.title.is_none_or(|(title, _)| title != at)
                && alone[at].words >= 6.0;
        }
    }

    let site = foot::site(&lines, &kept);
    article.site =
        site.name.map(|(name, confidence)| Found::new(name, "a line about the site", confidence));
    article.url = match &hints.url {
        Some(url) => Some(Found::new(url.to_string(), "the address that was given", 1.0)),
        None => site.url.map(|url| Found::new(url, "a line about the site", 0.4)),
    };

    article.body = write::markdown(&blocks(&lines, &alone, &kept));
    article.left_out = left_out(&lines, &alone, &kept, &why, &head);
    article
}

fn leave(
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

/// Puts what the head says into its fields, and its lines out of the body.
fn take_head(
    article: &mut Article,
    lines: &[Line],
    alone: &[Alone],
    head: &Head,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    if let Some((at, confidence)) = head.title {
        let text = &lines[at].text;
        let subject =
            ["Subject: ", "Betreff: ", "Objet : ", "Objet: ", "Asunto: ", "Re: ", "Fwd: "];
        let title = subject
            .iter()
            .fold(text.as_str(), |title, label| title.strip_prefix(label).unwrap_or(title));
        article.title =
            Some(Found::new(title.to_owned(), "the line most like a title", confidence));
        // Pages repeat it: in the path above, before the comments.
        for (other, line) in lines.iter().enumerate() {
            if line.text == *text {
                leave(kept, why, other..other + 1, "the title");
            }
        }
        // What stands over a title and is short is frame, whatever it is like; unless the title
        // came late.
        for before in 0..at {
            if Some(before) != head.teaser && alone[before].words < 12.0 {
                kept[before] = false;
            }
        }
    }
    if let Some(at) = head.teaser {
        article.summary = Some(Found::new(lines[at].text.clone(), "the standfirst", 0.7));
        leave(kept, why, at..at + 1, "the standfirst, which is the summary");
    }
    if !head.authors.is_empty() {
        let (from, confidence) =
            if head.stated { ("the byline", 0.75) } else { ("a name near the date", 0.5) };
        article.authors = Some(Found::new(head.authors.clone(), from, confidence));
        for at in &head.bylines {
            if alone[*at].words <= 24.0 {
                leave(kept, why, *at..*at + 1, "the byline");
            }
        }
        // Author boxes: the name alone on a line, again and again.
        for at in 0..lines.len() {
            if kept[at] && head.authors.contains(&lines[at].text) {
                leave(kept, why, at..at + 1, "the author's name once more");
            }
        }
    }
    if let Some((at, date)) = head.published {
        article.published = Some(Found::new(date, "a date in the text", 0.7));
        drop_date(lines, alone, at, kept, why);
    }
    if let Some((at, date)) = head.updated {
        if article.published.as_ref().is_none_or(|published| published.value != date) {
            article.updated = Some(Found::new(date, "a date in the text, called an update", 0.7));
        }
        drop_date(lines, alone, at, kept, why);
    }
}

/// A line that is a day and little else is no prose.
fn drop_date(
    lines: &[Line],
    alone: &[Alone],
    at: usize,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    if alone[at].words <= 12.0
        && (alone[at].dated > 0.35 || !alone[at].sentence)
        && lines[at].text.len() < 200
    {
        leave(kept, why, at..at + 1, "the date");
    }
}

/// The keywords, and their lines out of the body.
fn take_tags(
    lines: &[Line],
    alone: &[Alone],
    head: &Head,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) -> Vec<String> {
    let mut keywords: Vec<String> = Vec::new();
    let mut of_sections: Vec<String> = Vec::new();
    let end = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let first = head.title.map_or(0, |(at, _)| at);
    // Beyond some lines under the article other things have tags.
    for at in first..lines.len().min(end + 60) {
        let text = &lines[at].text;
        if let Some(mut tags) = foot::tags(text) {
            let mut to = at + 1;
            if tags.is_empty() {
                while to < lines.len()
                    && to <= at + MOST_TAG_LINES
                    && alone[to].words <= 3.0
                    && !kept[to]
                    && lines[to].blanks <= 1
                    && !choose::is_frame(&lines[to].text, &alone[to])
                {
                    tags.extend(foot::split_tags(&lines[to].text));
                    to += 1;
                }
            }
            if keywords.is_empty() && !tags.is_empty() {
                keywords = tags;
            }
            leave(kept, why, at..to, "tags");
        } else if at > first
            && at <= head.body
            && let Some(sections) = foot::sections(text)
        {
            leave(kept, why, at..at + 1, "the sections of the site it stands in");
            of_sections.extend(sections);
        }
    }
    keywords.extend(of_sections);
    keywords.dedup();
    keywords
}

/// Lines that say whose a picture is.
fn drop_credits(
    lines: &[Line],
    alone: &[Alone],
    head: &Head,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    for at in 0..lines.len() {
        let lower = lines[at]
            .text
            .get(..lines[at].text.len().min(40))
            .map(str::to_lowercase)
            .unwrap_or_default();
        let credit = [
            "credit:",
            "photo:",
            "image:",
            "photo credit",
            "image credit",
            "photo by ",
            "image by ",
            "photograph by",
            "picture:",
            "foto:",
            "bild:",
            "bildquelle",
            "quelle:",
            "crédit",
            "photo :",
            "©",
            "getty images",
            "image courtesy",
            "illustration:",
            "source: ",
        ];
        if kept[at]
            && alone[at].words <= 14.0
            && credit.iter().any(|known| lower.starts_with(known))
            && at >= head.title.map_or(0, |(title, _)| title)
        {
            leave(kept, why, at..at + 1, "the credit of a picture");
        }
    }
}

/// The kept lines with their roles.
fn blocks<'a>(lines: &'a [Line], alone: &[Alone], kept: &[bool]) -> Vec<(Role, Cow<'a, str>)> {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let mut blocks = Vec::with_capacity(places.len());
    let mut indent_of_list = 0;
    for (index, at) in places.iter().enumerate() {
        let line = &lines[*at];
        let next = places.get(index + 1).map(|next| (&lines[*next], &alone[*next]));
        let role = match line.mark {
            Mark::Bullet => {
                let in_list = index > 0
                    && matches!(lines[places[index - 1]].mark, Mark::Bullet)
                    && line.blanks == 0;
                if !in_list {
                    indent_of_list = line.indent;
                }
                Role::Item((line.indent.saturating_sub(indent_of_list) / 2).min(3))
            }
            Mark::Number(number) => {
                let listed = |other: Option<&usize>, wanted: Option<u32>| {
                    other.is_some_and(|other| matches!(lines[*other].mark, Mark::Number(this) if Some(this) == wanted))
                };
                let before = index.checked_sub(1).and_then(|before| places.get(before));
                if listed(before, number.checked_sub(1))
                    || listed(places.get(index + 1), number.checked_add(1))
                {
                    Role::Numbered(number)
                } else if is_heading(line, &alone[*at], next) {
                    Role::Heading
                } else {
                    Role::Paragraph
                }
            }
            Mark::Quote => Role::Quote,
            Mark::Hashes(_) => Role::Paragraph,
            Mark::None if is_heading(line, &alone[*at], next) => Role::Heading,
            Mark::None => Role::Paragraph,
        };
        // A mark that made no item is text again.
        let text = match (role, line.mark) {
            (Role::Paragraph | Role::Heading, Mark::Number(number)) => {
                Cow::Owned(format!("{number}. {}", line.text))
            }
            (Role::Paragraph, Mark::Hashes(hashes)) => {
                Cow::Owned(format!("{} {}", "#".repeat(hashes), line.text))
            }
            _ => Cow::Borrowed(line.text.as_str()),
        };
        blocks.push((role, text));
    }
    blocks
}

/// Whether a line is the heading of what follows: short, no sentence, and prose or a list after it.
fn is_heading(line: &Line, alone: &Alone, next: Option<(&Line, &Alone)>) -> bool {
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
    alone.words <= 12.0
        && (3..=100).contains(&text.chars().count())
        && !matches!(last, '.' | ',' | ';' | ':' | '…' | '。' | '!' | '-' | '–')
        && (first.is_uppercase()
            || first.is_numeric()
            || !first.is_alphabetic()
            || !first.is_ascii())
        && text.chars().any(char::is_alphabetic)
        && alone.dated < 0.5
        && (of_next.words >= 12.0
            || introduces
            || of_next.sentence && of_next.words >= 6.0
            || next.mark == Mark::Bullet)
        && !matches!(next.mark, Mark::Quote)
        && (introduces || of_next.words > alone.words)
}

/// What was left out, neighbours together.
fn left_out(
    lines: &[Line],
    alone: &[Alone],
    kept: &[bool],
    why: &[Option<&'static str>],
    head: &Head,
) -> Vec<RemovedBlock> {
    let of_head = [head.title.map(|(at, _)| at), head.teaser];
    let mut result: Vec<RemovedBlock> = Vec::new();
    let mut before: Option<usize> = None;
    for at in 0..lines.len() {
        if kept[at] || of_head.contains(&Some(at)) {
            continue;
        }
        let reason = why[at].unwrap_or_else(|| guess(&lines[at], &alone[at]));
        let length = lines[at].text.chars().count();
        match result.last_mut() {
            Some(last) if before.is_some_and(|before| before + 1 == at) && last.why == reason => {
                last.length += length + 1
            }
            _ => result.push(RemovedBlock {
                excerpt: lines[at].text.chars().take(80).collect(),
                why: reason,
                length,
            }),
        }
        before = Some(at);
    }
    result
}

/// The likeliest reason why the model left a line out.
fn guess(line: &Line, alone: &Alone) -> &'static str {
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
        (words::COMMENT, "comments of readers"),
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
    let share = most as f32 / alone.words.max(1.0);
    match counts.iter().position(|count| *count == most) {
        Some(at) if most > 0 && share >= 0.2 => reasons[at].1,
        _ if alone.words <= 6.0 => "a menu or a list of links: short lines and no sentence",
        _ if alone.sentence => {
            "prose apart from the article: a teaser, a comment, a note of the site"
        }
        _ => "a line apart from the article, without a sentence",
    }
}
