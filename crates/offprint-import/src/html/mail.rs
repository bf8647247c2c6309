//! What mail programs and newsletters add to a message as HTML.
//!
//! Which lines were added is `mail_lines`; here the blocks and line breaks of a page become lines.
//! Runs before the article is searched for: such lines are never part of it.

use crate::article::RemovedBlock;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::mail_lines::{MailLines, find_mail_lines};

/// A page with more lines is not searched.
const MOST_LINES: usize = 50_000;

/// A quotation with so much of the text, in tenths, is the message itself.
const MESSAGE_TENTHS: usize = 8;

/// A line of a page: text between two blocks or line breaks.
struct PageLine {
    text: String,
    /// Its texts, and the line break before it.
    nodes: Vec<NodeId>,
}

/// The lines that were removed from a page.
#[derive(Default)]
pub(super) struct RemovedMail {
    /// What their heads say.
    pub(super) lines: MailLines,
    /// The lines as blocks.
    pub(super) blocks: Vec<RemovedBlock>,
    /// The text of the heads.
    pub(super) heads: String,
}

/// Removes the lines, and returns what their heads say.
pub(super) fn remove_mail_lines(
    document: &mut HtmlDocument,
    body: NodeId,
    is_mail: bool,
    sender: Option<&str>,
) -> RemovedMail {
    let lines = page_lines(document, body);
    if lines.len() > MOST_LINES {
        let lines = MailLines { is_unsearched: true, ..MailLines::default() };
        return RemovedMail { lines, ..RemovedMail::default() };
    }
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mail = find_mail_lines(&texts, is_mail, sender);
    for (line, _) in lines.iter().zip(&mail.reasons).filter(|(_, reason)| reason.is_some()) {
        for node in &line.nodes {
            document.detach(*node);
        }
    }
    let (blocks, heads) = (mail.removed_blocks(&texts), mail.heads(&texts));
    if !mail.reasons.is_empty() {
        unwrap_quoted_message(document, body);
    }
    RemovedMail { lines: mail, blocks, heads }
}

/// The lines of a page that contain text.
fn page_lines(document: &HtmlDocument, body: NodeId) -> Vec<PageLine> {
    let mut lines: Vec<PageLine> = Vec::new();
    let mut open: Option<NodeId> = None;
    let mut is_broken = true;
    let mut line_break = None;
    for node in document.descendants(body) {
        let Some(text) = document.text(node) else {
            if document.is(node, Tag::Br) {
                is_broken = true;
                line_break = Some(node);
            }
            continue;
        };
        let block =
            document.ancestors(node).find(|above| document.tag(*above).is_some_and(Tag::is_block));
        if text.trim().is_empty() && (is_broken || block != open) {
            continue;
        }
        if block != open {
            line_break = None;
            is_broken = true;
        }
        open = block;
        match lines.last_mut() {
            Some(line) if !is_broken => {
                line.text.push_str(text);
                line.nodes.push(node);
            }
            _ => lines.push(PageLine {
                text: text.to_owned(),
                nodes: line_break.take().into_iter().chain([node]).collect(),
            }),
        }
        is_broken = false;
    }
    for line in &mut lines {
        line.text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    lines
}

/// Some programs put a forwarded message into a quotation.
fn unwrap_quoted_message(document: &mut HtmlDocument, body: NodeId) {
    let all = document.text_within(body, usize::MAX).len();
    let quotations: Vec<NodeId> =
        document.descendants(body).filter(|node| document.is(*node, Tag::Blockquote)).collect();
    for quotation in quotations {
        if document.text_within(quotation, usize::MAX).len() * 10 >= all * MESSAGE_TENTHS {
            document.set_tag(quotation, Tag::Div);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::article::{Article, ImportHints};
    use crate::html::read_web_page;

    const PROSE: &str = "Forty adults with restless legs took examplamine or placebo at bedtime for four weeks, and neither they nor the staff knew which.";
    const MORE: &str = "Sleep time rose by 31 minutes with examplamine and by 12 minutes with placebo, the clinic in Sampletown reports this week.";

    fn import(before: &str, after: &str) -> Article {
        let html = format!("<html><body>{before}<p>{PROSE}</p><p>{MORE}</p>{after}</body></html>");
        read_web_page(&html, &ImportHints { today: date(2026, 1, 1), ..ImportHints::default() })
    }

    #[track_caller]
    fn check(before: &str, after: &str) -> Article {
        let article = import(before, after);
        assert_eq!(article.body.trim(), format!("{PROSE}\n\n{MORE}"), "{before}");
        article
    }

    #[test]
    fn forwarded_messages() {
        let foot = "<p>Kind regards,<br>Carl Beispiel<br>Tel: +44 20 5550 0100</p><p>Sent from my iPhone</p>";
        for head in [
            "<p>See below.</p><div><p><b>From:</b> Pain Notes &lt;n@a.example&gt;<br><b>Sent:</b> Tuesday, March 4, 2025 9:00 AM<br><b>To:</b> Jane Doe &lt;j@b.example&gt;<br><b>Subject:</b> FW: Low dose</p></div>",
            "<div><div class=gmail_attr>---------- Forwarded message ---------<br>From: <strong>Pain Notes</strong> <span>&lt;<a href='mailto:n@a.example'>n@a.example</a>&gt;</span><br>Date: Tue, 4 Mar 2025 at 09:00<br>Subject: Low dose<br>To: &lt;j@b.example&gt;</div></div>",
            "<div>Begin forwarded message:</div><br><div><b>From: </b>Pain Notes &lt;n@a.example&gt;</div><div><b>Subject: </b><b>Low dose</b></div><div><b>Date: </b>4 March 2025 at 09:00</div><div><b>To: </b>j@b.example</div>",
            "<table><tr><td>From:</td><td>Pain Notes</td></tr><tr><td>Date:</td><td>4 March 2025</td></tr><tr><td>To:</td><td>Jane</td></tr><tr><td>Subject:</td><td>Low dose</td></tr></table>",
            "<p>Von: Pain Notes &lt;n@a.example&gt;<br>Gesendet: Dienstag, 4. März 2025 09:00<br>An: Jana &lt;j@b.example&gt;<br>Betreff: WG: Low dose</p>",
        ] {
            let article = check(head, foot);
            assert_eq!(article.title.map(|title| title.value).as_deref(), Some("Low dose"));
            assert_eq!(article.published.map(|found| found.value), Some(date(2025, 3, 4)));
            assert_eq!(article.site.map(|found| found.value).as_deref(), Some("Pain Notes"));
        }
    }

    #[test]
    fn only_names_of_the_head_are_not_authors() {
        let authors = |byline: &str| {
            let html = format!(
                "<html><body><p>Von: Ann Lee &lt;n@a.example&gt;<br>Gesendet: Dienstag, 4. März 2025 09:00<br>An: Bob Ray &lt;j@b.example&gt;<br>Betreff: WG: Low dose</p><h1>Low dose</h1>{byline}<p>{PROSE}</p><p>{MORE}</p></body></html>"
            );
            let hints = ImportHints { today: date(2026, 1, 1), ..ImportHints::default() };
            read_web_page(&html, &hints).authors.map(|names| names.value).unwrap_or_default()
        };
        assert!(!authors("").contains(&"Bob Ray".to_owned()));
        assert!(authors("<p class=author>Von Ann Lee</p>").contains(&"Ann Lee".to_owned()));
    }

    #[test]
    fn newsletters() {
        check(
            "<table><tr><td><a href=/v>View this email in your browser</a></td></tr></table>",
            "<table><tr><td>You are receiving this email because you opted in via our website.<br><br><strong>Our mailing address is:</strong><br>Example Clinic, 12 Sample Street<br><br>You can <a href=/p>update your preferences</a> or <a href=/u>unsubscribe</a>.</td></tr></table>",
        );
        check(
            "<p>Wird diese E-Mail nicht richtig angezeigt? <a href=/v>Im Browser ansehen</a></p>",
            "<p>Wenn Sie diesen Newsletter nicht mehr erhalten möchten, können Sie sich <a href=/u>abmelden</a>.</p>",
        );
    }

    #[test]
    fn quoted_messages_are_no_quotations() {
        let html = format!(
            "<html><body><blockquote type=cite><div><b>From: </b>Pain Notes &lt;n@a.example&gt;</div><div><b>Subject: </b>Low dose</div><div><b>To: </b>j@b.example</div><p>{PROSE}</p><p>{MORE}</p></blockquote></body></html>"
        );
        let article = read_web_page(&html, &ImportHints::default());
        assert_eq!(article.body.trim(), format!("{PROSE}\n\n{MORE}"));
    }

    #[track_caller]
    fn headings_of_mail(html: &str, subject: &str) -> (String, Vec<String>) {
        let hints = ImportHints {
            today: date(2026, 1, 1),
            is_mail: true,
            subject: Some(subject.to_owned()),
            ..ImportHints::default()
        };
        let article = read_web_page(html, &hints);
        let headings = article.body.lines().filter_map(|line| line.strip_prefix("## "));
        let headings = headings.map(str::to_owned).collect();
        (article.title.map(|title| title.value).unwrap_or_default(), headings)
    }

    #[test]
    fn headings_of_a_mail_stay_unless_they_are_its_subject() {
        let page = |first: &str, second: &str| {
            format!("<html><body>{first}<p>{PROSE}</p>{second}<p>{MORE}</p></body></html>")
        };
        for (first, second, expect) in [
            (
                "<h2>Examplamine helps</h2>",
                "<h2>Others slept</h2>",
                vec!["Examplamine helps", "Others slept"],
            ),
            (
                "<h1>Examplamine does not help after all</h1>",
                "",
                vec!["Examplamine does not help after all"],
            ),
            ("", "<h1>Others slept</h1>", vec!["Others slept"]),
            ("<h1>Weekly: no. 12</h1>", "<h2>Others slept</h2>", vec!["Others slept"]),
            ("<h1>WEEKLY NO. 12</h1>", "", vec![]),
        ] {
            let (title, found) = headings_of_mail(&page(first, second), "Weekly no. 12");
            assert_eq!(
                (title.as_str(), found),
                ("Weekly no. 12", expect.iter().map(ToString::to_string).collect())
            );
        }
    }
}
