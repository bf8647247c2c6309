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

mod accounts;
mod aside;
mod author_lines;
mod bare_article;
mod blocks;
mod boilerplate;
mod boxes;
mod captions;
pub(crate) mod choose;
mod classified_lines;
mod code;
mod colon_lists;
mod commands;
mod day;
mod divided;
mod end_matter;
mod exponents;
mod facts;
mod foot;
mod formulas;
mod header;
mod headline;
mod image_names;
mod indented;
mod journal_authors;
mod journal_page;
mod journal_source;
pub(crate) mod line;
pub(crate) mod line_classifier;
mod line_end;
pub(crate) mod line_features;
mod mail;
mod named_features;
mod notes;
mod opening;
mod people_lines;
mod privacy;
mod references;
mod removed;
mod row_lines;
mod runs;
mod sections;
mod several_articles;
mod short_lines;
mod single_references;
mod spacing;
mod speakers;
mod tables;
mod text_line;
mod thread;
mod title;
mod topic;
mod units;
pub(crate) mod window_features;
mod words;
mod wrapped_references;
mod write;

pub(crate) use title::make_title;
pub(crate) use units::is_unit;
pub(crate) use write::escape_block;

use self::boilerplate::{is_about_a_person, is_boilerplate};
use self::classified_lines::{ClassifiedLines, TextHeader};
use self::journal_page::PageLines;
use self::line::TextLine;
use self::line_classifier::LineClassifier;
use self::line_features::LineFeatures;
use jiff::civil::Date;

use crate::article::{Article, ImportHints, Loss, LossKind, Sourced};
use crate::byline;
use crate::citation;
use crate::date;
use crate::date_labels::{DateLabel, date_label};
use crate::date_reader::{DateClues, DateReader};
use crate::mail_lines::find_mail_lines;
use crate::mhtml::without_subject_labels;
use crate::notices::notice_warnings;
use crate::phrases::{Category, contains_phrase, starts_with_phrase};
use crate::tag_line::{parse_tag_line, split_tags};
use crate::whole_labels::labelled_people;

/// The maximum number of tags or sections on separate lines below a label.
const MOST_TAG_LINES: usize = 12;

/// Extracts the article from plain text.
pub(crate) fn parse_text(text: &str, hints: &ImportHints) -> Article {
    let plain = mail::unquoted(text);
    let lines = line::split_lines(&plain);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mail = find_mail_lines(&texts, hints.is_mail, hints.sender.as_deref());
    let (lines, of_mail) = mail::split_mail(lines, &mail);
    let (lines, unseparated) = wrapped_references::join_wrapped_references(lines);
    let mut article = Article::default();
    if lines.is_empty() {
        article.warnings.push("the text is empty".to_owned());
        return article;
    }
    let features = line_features::measure_lines(&lines, hints.today);
    let choose::JudgedLines { mut kept, odds } =
        choose::judge_lines(&lines, &features, LineClassifier::bundled());
    if !kept.contains(&true) {
        // The person who imports it considers it an article: too much is better than nothing.
        kept.fill(true);
        article
            .warnings
            .push("no article stands out, so all of the text was taken: look it over".to_owned());
    }
    article.warnings.extend(notice_warnings(lines.iter().map(|line| line.text.as_str())));
    let mut why = aside::lines_aside(&lines);
    for (at, line) in lines.iter().enumerate() {
        if image_names::is_image_name(&line.text) {
            why[at] = Some(image_names::IMAGE_NAME);
            article.losses.push(Loss {
                kind: LossKind::NamedImage,
                name: line.text.clone(),
                line: None,
            });
        }
        kept[at] &= why[at].is_none();
    }

    let sections = opening::keep_listed_sections(&lines, &features, &mut kept, &why);
    let thread = thread::find_opening_post(&lines, &features);
    if let Some(thread) = &thread {
        thread.apply_lines(&lines, &features, &mut kept, &mut why);
    }

    let mut reference_lines = (0, 0);
    let mut numbering = citation::Numbering::default();
    let mut end_of_references = None;
    let list = match unseparated {
        Some(_) => None,
        None => references::find_reference_list(&lines),
    };
    if let Some(at) = unseparated {
        why[at] = Some("the list of references, which is one paragraph");
        article.warnings.push(wrapped_references::UNSEPARATED.to_owned());
    }
    if let Some(references) = list {
        remove_lines(
            &mut kept,
            &mut why,
            references.heading..references.span.end,
            "the list of references, which is kept apart",
        );
        end_of_references = Some(references.span.end);
        reference_lines = (references.heading, references.span.end);
        let texts: Vec<&str> = references.entries.iter().map(String::as_str).collect();
        let order = citation::order_by_numbers(&references.numbers);
        numbering = order.numbering;
        article.warnings.extend(order.warning(&texts));
        article.references = citation::parse_citations(
            order.places.iter().map(|place| place.map_or(citation::MISSING_ENTRY, |at| texts[at])),
        );
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
    let journal = journal_page::find_journal_page(
        PageLines { lines: &lines, features: &features, kept: &kept },
        &dates,
    );
    if let Some(page) = &journal {
        page.apply_lines(&mut kept, &mut why);
    }
    let journal_body = journal.as_ref().map(|page| page.body);
    let mut headings = journal.as_ref().map_or(Vec::new(), |page| page.headings.clone());
    headings.extend(sections);
    let mut header = header::find_header(ClassifiedLines {
        lines: &lines,
        features: &features,
        kept: &kept,
        dates: &dates,
        references: reference_lines,
    });
    article.date_readings = dates.undecided();
    if let Some(page) = &journal {
        page.override_header(&mut header);
    }
    if let Some(thread) = &thread {
        thread.override_header(&lines, &mut header);
    }
    apply_header(&mut article, &lines, &features, &header, &mut kept, &mut why);
    apply_reviewers(&mut article, &lines, &header, &mut kept, &mut why);
    if journal.is_none() && header.title.is_some() {
        let judged = opening::Judged { lines: &lines, features: &features, odds: &odds };
        opening::keep_opening(judged, header.end(), &mut kept, &why);
        opening::keep_lead(judged, &header, &mut kept, &why);
        opening::keep_inner_headings(judged, header.end(), &mut kept, &why);
        bare_article::keep_bare_article(judged, &header, &mut kept, &mut why);
    }
    keep_speakers(&lines, &features, &mut kept, &why);
    if journal_body.is_none() {
        let below_title = header.title.map_or(0, |(title, _)| title + 1);
        let end = header.body.max(below_title).min(lines.len());
        facts::keep_facts(&lines, &features, below_title..end, &mut kept, &why);
    }
    if let Some(end) = end_of_references {
        drop_below_references(&lines, &features, end, &mut kept, &mut why);
    }
    runs::complete_runs(&lines, &features, &mut kept, &why);
    runs::keep_tables(&lines, &features, &mut kept, &why);
    captions::keep_table_notes(&lines, &mut kept, &why);
    runs::drop_repeated_quotations(&lines, &features, &mut kept, &mut why);
    article.warnings.extend(tables::warnings(&lines, &kept));
    if let Some(page) = journal {
        page.apply_to(&mut article, &lines);
    }
    let keywords = extract_tags(&lines, &features, &header, &mut kept, &mut why);
    if !keywords.is_empty() {
        article.keywords = Some(Sourced::new(keywords, "the line of tags", 0.7));
    }
    single_references::extract_single_references(&lines, &mut kept, &mut why, &mut article);
    captions::drop_photo_credits(&lines, &features, &header, &mut kept, &mut why);
    end_matter::drop_comments(&lines, &features, &mut kept, &mut why);
    end_matter::drop_end_matter(&lines, &features, &header, &mut kept, &mut why);
    if journal_body.is_none() {
        let title = header.title.map_or(0, |(title, _)| title);
        boxes::drop_boxes(&lines, &features, title, header.body, &mut kept, &mut why);
        end_matter::drop_rows_about_page(&lines, &features, &header, &mut kept, &mut why);
        end_matter::drop_stray_lines(&lines, &features, &mut kept, &mut why);
        end_matter::drop_bare_headings(&lines, &features, &mut kept, &mut why);
    }
    if journal_body.is_none()
        && let Some(count) = several_articles::count_articles(&lines, &features, &header)
    {
        article.warnings.push(format!(
            "the text contains {count} articles: check where the imported text ends"
        ));
    }

    let notes = notes::find_notes(&lines, &features, &kept, &why);
    for note in &notes {
        remove_lines(&mut kept, &mut why, note.lines.clone(), "a note, which is a footnote");
    }

    commands::keep_commands(&lines, &mut kept, &why);
    formulas::keep_formulas(&lines, &mut kept, &why);
    if !kept.contains(&true) {
        // There was an article, but all of it was classified as something else: keep the lines that
        // were removed without a reason.
        for at in 0..lines.len() {
            kept[at] = why[at].is_none()
                && header.title.is_none_or(|(title, _)| title != at)
                && features[at].words >= 6.0;
        }
    }

    let names = article.authors.as_ref().map_or(&[][..], |authors| &authors.value);
    let site = foot::find_site(&lines, &kept, names);
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
        let title = header.title.map(|(at, _)| at);
        // A title far down was taken from the text, so what is above it is text, too.
        let start = title.filter(|at| *at <= header.body).map_or(0, |at| at + 1);
        for at in start..lines.len() {
            let is_elsewhere = why[at].is_some_and(|why| {
                is_part_of_front_matter(why) || at <= header.body && is_head_reason(why)
            });
            kept[at] |= !is_elsewhere && title != Some(at);
        }
    }
    if let Some(at) = unseparated {
        kept[at - 1..=at].fill(true);
    }
    article.losses.extend(exponents::lost_exponents(&lines, &kept));
    article.body =
        write::write_markdown(&blocks::markdown_blocks(&lines, &features, &kept, &headings));
    notes::link_notes(&mut article.body, &notes);
    citation::link_marks(&mut article.body, &mut article.references, numbering);
    if numbering != citation::Numbering::Uncertain
        && article.references.iter().all(|work| work.id.is_none())
    {
        citation::link_glued_marks(&mut article.body, &mut article.references);
    }
    article.left_out = of_mail;
    article.left_out.extend(removed::removed_blocks(&lines, &features, &kept, &why, &header));
    mail.apply_to(&mut article, &dates);
    article
}

/// Whether a line was removed because all of it is kept elsewhere in the content file.
fn is_part_of_front_matter(why: &str) -> bool {
    [
        "the standfirst, which is the summary",
        "the line of tags",
        "the list of references, which is kept apart",
        "a note, which is a footnote",
    ]
    .contains(&why)
}

/// Whether a line was removed as one of those between the title and the text. Below, such a line may
/// say more than front matter does.
fn is_head_reason(why: &str) -> bool {
    [
        "the title",
        "the byline",
        "who reviewed or edited it",
        "where the article was published",
        "the date",
    ]
    .contains(&why)
}

/// Removes what follows the list of references if no sentence is in it: boxes of links, categories.
fn drop_below_references(
    lines: &[TextLine],
    features: &[LineFeatures],
    end: usize,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let is_sentence = |at: usize| {
        features[at].ends_sentence && features[at].words >= 4.0 && features[at].dates == 0
    };
    let has_text =
        (end..lines.len()).any(|at| kept[at] && (is_sentence(at) || lines[at].cells.len() > 1));
    if !has_text {
        for at in end..lines.len() {
            if kept[at] {
                remove_lines(kept, why, at..at + 1, "what follows the list of references");
            }
        }
    }
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
        let speakers = speakers::speaker_lines(lines, features);
        for (index, at) in header.bylines.iter().enumerate() {
            // The same name once more may be above what the author says.
            let speaks = index > 0 && speakers[*at];
            if features[*at].words <= 24.0 && !speaks {
                remove_lines(kept, why, *at..*at + 1, "the byline");
            }
        }
        // Author boxes: lines that contain only the author's name. In an interview, what the author
        // says is below it.
        let answers = speakers::answer_lines(lines, features, kept);
        let speaks = |kept: &[bool], at: usize| {
            let is_kept = lines.get(at + 1).is_some_and(|_| kept[at + 1]);
            (speakers[at] || at > header.body && answers[at] && is_kept)
                && !is_about_a_person(&lines[at + 1].text)
                && !lines[at + 1].text.contains(lines[at].text.as_str())
        };
        for at in 0..lines.len() {
            if kept[at] && header.authors.contains(&lines[at].text) && !speaks(kept, at) {
                remove_lines(kept, why, at..at + 1, "the author's name once more");
            }
        }
    }
    if let Some((at, date)) = header.published {
        // Between the paragraphs, any event may have that date.
        let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
        let is_below = at > header.body + 1;
        let is_inside =
            is_below && (at < last || !is_line_about_date(&lines[at].text, &features[at]));
        let confidence = if is_inside { 0.4 } else { 0.7 };
        article.published = Some(Sourced::new(date, "a date in the text", confidence));
        if !is_inside {
            drop_date_line(lines, features, at, kept, why);
        }
    }
    article.last_review = header.reviewed;
    if let Some((at, date)) = header.updated {
        if article.published.as_ref().is_none_or(|published| published.value != date) {
            article.updated = Some(Sourced::new(date, "a date in the text, called an update", 0.7));
        }
        drop_date_line(lines, features, at, kept, why);
    }
}

/// Keeps the names of those who speak above what was kept of their words, and what is said above the
/// kept words of the next.
fn keep_speakers(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let speaks = speakers::speaker_lines(lines, features);
    for at in (0..lines.len()).rev().filter(|at| speaks[*at] && why[*at].is_none()) {
        let is_above_kept = lines.get(at + 2).is_some_and(|_| kept[at + 2] && speaks[at + 2]);
        if kept[at + 1] || is_above_kept && why[at + 1].is_none() {
            kept[at..at + 2].fill(true);
        }
    }
}

/// Whether a line says little more than a date, or says that it is that of the article.
fn is_line_about_date(text: &str, features: &LineFeatures) -> bool {
    let before = date::find_dates(text, Date::MAX)
        .first()
        .and_then(|(_, span)| text.get(..span.start))
        .unwrap_or_default();
    features.date_share > 0.6
        || features.has_time
        || date_label(before) != DateLabel::None
        || author_lines::is_byline(text)
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
        let labelled = labelled_people(text).map(|people| people.reviewers).unwrap_or_default();
        if labelled.is_empty() && (text.len() > 200 || !is_reviewer_line(text)) {
            continue;
        }
        let is_labelled = !labelled.is_empty();
        let names = if is_labelled { labelled } else { byline::parse_reviewers(text) };
        if names.is_empty() || !is_labelled && names.iter().any(|name| !name.contains(' ')) {
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
        if let Some(mut tags) = parse_tag_line(text) {
            let mut to = at + 1;
            if tags.is_empty() {
                while to < lines.len()
                    && to <= at + MOST_TAG_LINES
                    && features[to].words <= 3.0
                    && !kept[to]
                    && lines[to].blanks <= 1
                    && !is_boilerplate(&lines[to].text, &features[to])
                {
                    tags.extend(split_tags(&lines[to].text));
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
