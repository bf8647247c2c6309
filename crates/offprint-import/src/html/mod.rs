//! Extracts the article and its metadata from a web page.
//!
//! The page is parsed once. Its head is read first (`metadata`), then everything that no reader
//! sees is removed (`hidden_elements`), the article is found (`content`), what is not part of it is
//! removed with a reason (`boilerplate`), and the rest is written as Markdown. Knows no file, no
//! site and no network.

mod about_rows;
mod account;
mod author_filter;
mod authors;
mod beside_title;
mod boilerplate;
mod boilerplate_elements;
mod boilerplate_phrases;
mod boxes;
mod closing_notes;
mod content;
mod content_weights;
mod data_rows;
mod document_properties;
pub(crate) mod dom;
mod doubt;
mod editor_comments;
pub(crate) mod element_purpose;
mod embedded_media;
mod head_metadata;
mod hidden_content;
mod hidden_elements;
mod inline_notes;
mod journal_page;
mod json_ld;
mod labelled_lines;
mod lead_parts;
mod leaf_block;
mod legal_notice;
mod link_cards;
pub(crate) mod link_in_sentence;
mod linked_labels;
mod mail;
mod metadata;
mod near_title;
mod note_links;
mod note_marks;
mod notes;
pub(crate) mod notes_and_references;
mod numbered_notes;
mod other_works;
mod own_work;
mod page_text;
pub(crate) mod panel_control;
pub(crate) mod parse;
mod printed_entries;
mod publication_dates;
mod publication_status;
mod references;
mod removals;
mod removed_content;
mod repeated_parts;
mod resource_lists;
mod reviewers;
mod sibling_blocks;
mod signatures;
mod site_identity;
mod step_numbers;
mod struck_text;
mod subtitle;
mod surroundings;
pub(crate) mod tag;
pub(crate) mod tasks;
mod text_stats;
mod thread;
mod title;
mod title_heading;
mod visible_authors;
mod visible_dates;

use rustc_hash::{FxHashMap, FxHashSet};

use self::author_filter::AuthorFilter;
use self::dom::NodeId;
use self::hidden_content::{ArticlePlace, Openers, hidden_in_article};
use crate::article::{Article, ImportHints, Loss, LossKind, RemovedBlock, Sourced, subject_title};
use crate::citation;
use crate::date_reader::{DateClues, DateReader};
use crate::decode::decode_twice_encoded;
use crate::markdown;
use crate::notices::notice_warnings;
use crate::phrases::{Category, contains_phrase};

/// Words with fewer letters may be anywhere in a text.
const FEWEST_LETTERS: usize = 6;

/// Of links to places on the page, the words of so many are searched for in the text.
const MOST_CHECKED: usize = 300;

/// So many bytes of the heading with the title are read.
const LONGEST_HEADING: usize = 500;

/// Imports a web page. Any text gives an article, if only an empty one.
pub(crate) fn read_web_page(html: &str, hints: &ImportHints) -> Article {
    let html = &*decode_twice_encoded(html);
    let mut document = parse::parse(html);
    title_heading::mark_role_headings(&mut document);
    let styles = markdown::text_style::text_styles(&document);
    let mut article = Article::default();
    article.warnings.extend(struck_text::remove_from_plain_text(&mut document, &styles));
    let mut head = head_metadata::gather_head_metadata(&document, hints, saved_from(html));
    head.properties = document_properties::read_document_properties(html);
    metadata::read_metadata(&document, &head, hints, &mut article);
    // The headings of a mail are not its title, so they stay in the text.
    if let Some(subject) = &hints.subject {
        article.title = Some(subject_title(subject.clone()));
    }
    embedded_media::link_captioned_media(&mut document);
    let media = embedded_media::find_embedded_media(&document);
    tasks::note_tasks(&mut document);
    step_numbers::remove_step_numbers(&mut document);
    for (node, kind) in markdown::kinds_of_signs(&document) {
        document.add_attributes(node, vec![("data-callout".into(), kind.into())]);
    }
    let openers = Openers::of_page(&document);
    let hidden = hidden_elements::remove_hidden_elements(&mut document, &openers);
    let body = content::body_element(&document);
    let mail::RemovedMail { lines: mail, blocks: of_mail, heads } =
        mail::remove_mail_lines(&mut document, body, hints.is_mail, hints.sender.as_deref());
    if mail.is_unsearched {
        let warning = "too many lines: heads and signatures of e-mails were not searched for";
        article.warnings.push(warning.to_owned());
    }
    // `Von:` in the head of a message is also the label of a byline. Who wrote the text is named there,
    // too.
    if !heads.is_empty()
        && let Some(authors) = &mut article.authors
    {
        let text = document.text_within(body, usize::MAX);
        authors.value.retain(|name| !heads.contains(name.as_str()) || text.contains(name.as_str()));
        article.authors = article.authors.take().filter(|authors| !authors.value.is_empty());
    }
    let clues = DateClues { text: html, ..DateClues::default() };
    mail.apply_to(&mut article, &DateReader::new(clues, hints.today));
    let pieces = account::PagePieces::of_page(&document, body, head.base.as_ref());
    article.warnings.extend(notice_warnings(pieces.texts()));
    let title = article.title.as_ref().map(|title| title.value.as_str());
    let heading = title_heading::title_heading(&document, title)
        .map(|heading| document.text_within(heading, LONGEST_HEADING));
    publication_status::read_status(
        &head,
        heading.as_deref(),
        pieces.texts_before_references(),
        &mut article,
    );
    let mut listed = FxHashSet::default();
    let mut before_abstract = Vec::new();
    if let Some(work) = article.own_work.as_ref().filter(|_| !hints.keep_all) {
        let title = article.title.as_ref().map(|title| title.value.as_str());
        before_abstract =
            journal_page::remove_journal_front(&mut document, title, work, &mut listed);
    }
    let title = article.title.as_ref().map(|title| title.value.as_str());
    subtitle::mark_subtitle(&mut document, title);
    let comments = editor_comments::remove_editor_comments(&mut document);
    let notes_and_references = references::extract_references(&mut document, body);
    let mut stats = text_stats::measure_text(&document);
    let articles = content::count_long_articles(&document, &stats);
    if articles > 1 {
        article.warnings.push(format!(
            "the page contains {articles} articles: check where the imported text ends"
        ));
    }
    let main = content::find_article(&document, &stats);
    let mut roots = lead_parts::lead_parts(
        &document,
        main,
        article.title.as_ref().map(|title| title.value.as_str()),
        head.base.as_ref(),
        &stats,
    );
    roots.push(main);
    let title = article.title.as_ref().map(|title| title.value.as_str());
    roots.extend(lead_parts::tail_parts(&document, main, title, &stats));
    let beside = sibling_blocks::sibling_blocks(&document, &stats, main);
    let is_new = |node: &NodeId| {
        let mut around = std::iter::once(*node).chain(document.ancestors(*node));
        !around.any(|node| roots.contains(&node))
    };
    let new: Vec<NodeId> = beside.iter().copied().filter(is_new).collect();
    article.warnings.extend(sibling_blocks::kept_in_doubt(&document, new));
    roots.extend(beside);
    roots.sort();
    roots.dedup();
    let is_inside = |root: &NodeId| document.ancestors(*root).any(|above| roots.contains(&above));
    let mut roots: Vec<NodeId> = roots.iter().copied().filter(|root| !is_inside(root)).collect();
    let thread = thread::find_thread(&document, &stats, main);
    if thread.people.len() > 1 {
        article.warnings.push(format!(
            "the page is a discussion by {} people ({}): the name of each is above what they wrote",
            thread.people.len(),
            thread.people.join(", ")
        ));
    } else if article.authors.is_none() {
        let host = head.base.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let site = article.site.as_ref().map(|site| site.value.as_str());
        let filter = AuthorFilter { site, host, title: None, organisations: &[] };
        article.authors = thread
            .opener
            .filter(|name| filter.can_be_account(name))
            .map(|name| Sourced::new(vec![name], "whoever wrote the first post", 0.5));
    }
    let known = near_title::ArticleContext {
        title: article.title.as_ref().map(|title| title.value.as_str()),
        titles: title::title_forms(
            &document,
            &head,
            article.title.as_ref().map(|title| title.value.as_str()),
            article.site.as_ref().map(|site| site.value.as_str()),
            head.base.as_ref().and_then(url::Url::host_str).unwrap_or_default(),
        ),
        authors: article.authors.as_ref().map_or(&[], |authors| authors.value.as_slice()),
        stated: head.stated.body.as_deref(),
        doi: article.doi.as_ref().map(|doi| doi.value.as_str()),
        is_of_journal: article.own_work.is_some(),
        base: head.base.as_ref(),
        today: hints.today,
    };
    if hints.keep_all {
        roots = vec![body];
        article.left_out =
            boilerplate::remove_before_title(&mut document, body, &known, &mut listed);
    } else {
        article.left_out =
            boilerplate::remove_boilerplate(&mut document, &roots, &stats, &known, &mut listed);
    }
    if document.text_within(main, 40).is_empty() && !hints.keep_all {
        // The selected element contained no article: search the rest of the page.
        stats = text_stats::measure_text(&document);
        roots = vec![body];
        article.left_out.extend(boilerplate::remove_boilerplate(
            &mut document,
            &roots,
            &stats,
            &known,
            &mut listed,
        ));
    }
    let place = ArticlePlace::of_roots(&document, &roots, main);
    let around = surroundings::describe_surroundings(
        &document,
        &roots,
        main,
        (&place, &openers),
        &mut listed,
    );
    article.left_out.splice(0..0, around.before);
    article.left_out.splice(0..0, before_abstract);
    article.left_out.splice(0..0, of_mail);
    article.left_out.extend(around.after);
    article.left_out.extend(comments);
    let surroundings = markdown::PageContext {
        base: head.base.as_ref(),
        styles,
        notes: notes_and_references.notes,
        marks: notes_and_references.marks,
        cited: notes_and_references.cited,
        // If everything is kept, the names of the page are.
        names: if hints.keep_all {
            FxHashMap::default()
        } else {
            thread.discussion.into_iter().collect()
        },
    };
    let written = markdown::convert_to_markdown(&document, &roots, &surroundings);
    article.references = notes_and_references.references;
    article.warnings.extend(notes_and_references.warning);
    article.body = written.body;
    if article.authors.is_none() {
        article.authors = signatures::find_signature(&article.body);
    }
    citation::link_marks(
        &mut article.body,
        &mut article.references,
        notes_and_references.numbering,
    );
    article.images = written.images;
    article.unreadable_formulas = written.unreadable_formulas;
    let line_starts = line_starts(html);
    let line_at = |byte: usize| (byte <= html.len()).then(|| line_at(&line_starts, byte));
    let (blocks, mut losses) =
        hidden_in_article(&document, hidden, &roots, (&place, &openers), &article.body);
    article.left_out.extend(blocks);
    losses.extend(around.opened);
    article
        .losses
        .extend(losses.into_iter().map(|(loss, at)| Loss { line: at.and_then(line_at), ..loss }));
    // A link to an entry of the references, which has another name, became a citation: `Doe, 2024`.
    // Markdown has other signs between the same letters.
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let body_letters = letters(&article.body);
    let is_in_body = |node: NodeId| {
        let words = letters(&document.text_within(node, LONGEST_HEADING));
        words.chars().nth(FEWEST_LETTERS).is_none()
            || !words.contains(|c: char| c.is_ascii_digit())
            || body_letters.contains(words.as_str())
    };
    let lost_links: Vec<_> = written
        .lost_links
        .into_iter()
        .enumerate()
        .filter(|(position, link)| {
            link.kind != LossKind::LinkToPlace || *position >= MOST_CHECKED || is_in_body(link.node)
        })
        .collect();
    article.losses.extend(lost_links.into_iter().map(|(_, link)| Loss {
        kind: link.kind,
        name: link.address,
        line: document.source_start(link.node).and_then(line_at),
    }));
    let (losses, drawings) = embedded_media::lost_media(media, &document, &roots, &listed, line_at);
    article.losses.extend(losses);
    article.left_out.extend(drawings);
    for note in written.unused_notes {
        listed.insert(note);
        let text = document.text_within(note, 20_000);
        let why = "a note whose mark is not in the article";
        article.left_out.push(RemovedBlock::of_text(&text, why));
    }
    let lost = pieces.unaccounted(&document, &listed, &article, &written.pictures);
    article.left_out.extend(lost);
    add_warnings(&mut article, &head);
    article
}

/// The bytes at which the lines of the source begin. A page may have a loss on each of them.
fn line_starts(html: &str) -> Vec<usize> {
    let newlines = html.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect()
}

/// The line of a byte of the source, counted from 1.
fn line_at(starts: &[usize], byte: usize) -> usize {
    starts.partition_point(|start| *start <= byte)
}

/// Adds warnings for the editor.
fn add_warnings(article: &mut Article, head: &head_metadata::HeadMetadata) {
    let lower = article.body
        [article.body.floor_char_boundary(article.body.len().saturating_sub(1500))..]
        .to_lowercase();
    if head.stated.is_free == Some(false) || contains_phrase(Category::Paywalls, &lower) {
        article.warnings.push("this looks like a paywall".to_owned());
    }
}

/// The address that a browser writes in a comment when it saves a page.
fn saved_from(html: &str) -> Option<url::Url> {
    let start = &html[..html.floor_char_boundary(4096)];
    let address = if let Some(position) = start.find("saved from url=(") {
        start[position..].split_once(')')?.1
    } else {
        let position = start.find("Page saved with SingleFile")?;
        start[position..].split_once("url: ")?.1
    };
    let address = address
        .split(|character: char| character.is_whitespace() || matches!(character, '<' | '>' | '"'))
        .next()?;
    markdown::link::absolute_url(address.trim_end_matches("-->"), None).filter(url::Url::has_host)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::read_web_page;
    use crate::article::{Article, ImportHints};

    const LONG: &str = "Onfasprodil lifted depressive symptoms within a day in a trial of forty adults, and most were better after a week.";

    fn article(inner: &str) -> Article {
        let html = format!(
            "<html><head><title>A trial of forty</title></head><body><nav><a href=/>Home</a></nav><article><h1>A trial of forty</h1>\
            <p>{LONG}</p>{inner}<p>{LONG}</p></article></body></html>"
        );
        let url = url::Url::parse("https://site.example/a/b.html").ok();
        read_web_page(
            &html,
            &ImportHints { url, today: date(2025, 6, 1), ..ImportHints::default() },
        )
    }

    /// The Markdown of what is between two paragraphs.
    #[track_caller]
    fn check(inner: &str, expect: &str) {
        let body = article(inner).body;
        let between = body
            .strip_prefix(LONG)
            .and_then(|body| body.trim_end().strip_suffix(LONG))
            .map(str::trim);
        assert_eq!(between, Some(expect), "{body}");
    }

    #[test]
    fn headings_begin_at_two_and_skip_no_level() {
        check("<h4>A</h4><p>x, y</p><h6>B</h6><p>z, w</p>", "## A\n\nx, y\n\n### B\n\nz, w");
    }

    #[test]
    fn lists_keep_numbers_and_levels() {
        check(
            "<ol start=3><li>a<ul><li>b</ul><li><p>c</p><p>d</p></ol>",
            "3. a\n   - b\n\n4. c\n\n   d",
        );
    }

    #[test]
    fn quotes_and_code_keep_their_lines() {
        check("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b");
        check("<pre class=lang-r>x &lt;- 1\n  y</pre>", "```r\nx <- 1\n  y\n```");
        check("<p>see <code>a`b</code>, here</p>", "see ``a`b``, here");
    }

    #[test]
    fn marks_stand_where_markdown_sees_them() {
        check(
            "<p>a<b> b </b>c, <i>d</i>e and H<sub>2</sub>O</p>",
            "a **b** c, *d*e and H<sub>2</sub>O",
        );
        check(
            "<p>a <b><b>b</b></b> <b></b>c, <a href='/x'> d </a></p>",
            "a **b** c, [d](https://site.example/x)",
        );
    }

    #[test]
    fn links_are_safe_and_free_of_tracking() {
        check(
            "<p>Go <a href=' java\tscript:x()'>on</a>, <a href='../c?utm_source=y&amp;k=1'>there</a>.</p>",
            "Go on, [there](https://site.example/c?k=1).",
        );
    }

    #[test]
    fn pictures_come_with_their_words() {
        check(
            "<figure><img src='data:image/gif;base64,R0' data-src=/f.png alt='A [chart]'><figcaption>Of \"it\"</figcaption></figure>",
            "![A \\[chart\\]](https://site.example/f.png \"Of \\\"it\\\"\")",
        );
        check("<img src=/p.gif width=1 height=1>", "");
    }

    #[test]
    fn formulas_are_tex() {
        check(
            "<p>so <img class=tex alt='x^2' src=a.png> is, <script type='math/tex'>y</script></p>",
            "so $x^2$ is, $y$",
        );
    }

    #[test]
    fn tables_that_lay_out_are_none() {
        check("<table role=presentation><tr><td><p>a, b</p></td></tr></table>", "a, b");
        check(
            "<table><tr><th>a<th>b<tr><td>1|2<td>3</table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 | 3 |",
        );
    }

    #[test]
    fn what_is_no_article_is_told() {
        let article = article(
            "<div class=share-bar><a href=/s>Tweet</a></div><p>Read more: <a href=/o>another</a></p>",
        );
        let told: Vec<&str> = article.left_out.iter().map(|left_out| left_out.why).collect();
        assert_eq!(
            told,
            ["a menu", "the title, repeated", "buttons for sharing", "a link to other articles"]
        );
        assert_eq!(article.body, format!("{LONG}\n\n{LONG}\n"));
    }

    #[test]
    fn hidden_text_is_not_read() {
        check("<p hidden>no</p><p style='display: none'>no</p><template><p>no</p></template>", "");
    }

    #[test]
    fn any_text_is_a_page() {
        for html in [
            "",
            "<",
            "<p>",
            "\u{0}",
            "<table>",
            "<html><frameset><frame src=a></frameset>",
            "&#xD800;&#0;",
        ] {
            assert!(read_web_page(html, &ImportHints::default()).title.is_none());
        }
    }

    #[test]
    fn depth_is_bounded() {
        for tag in [
            "div",
            "blockquote",
            "ul><li",
            "b><i",
            "table><tr><td",
            "b><p",
            "span",
            "svg",
            "section class=references",
        ] {
            let html = format!("<p>{LONG}</p>{}{LONG}", format!("<{tag}>").repeat(20_000));
            assert!(
                read_web_page(&html, &ImportHints::default()).body.contains("Onfasprodil"),
                "{tag}"
            );
        }
    }
}
