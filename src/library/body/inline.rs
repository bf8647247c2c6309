//! Inline content that needs more than a tag: links, images, footnotes, formulas.

use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use offprint_base::formula::nests_too_deep;
use offprint_base::unicode_script;
use pulldown_cmark::LinkType;
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::events::{is_citation, is_note};
use super::literal_signs::note_key;
use super::open_parts::HookElement;
use super::target::{has_template, target};
use super::text_hooks::WrittenLink;
use super::{BodyWriter, OpenImage, OpenLink};
use crate::diagnostic::{Code, Diagnostic};
use crate::library::facts::{ContentLink, LinkRole, LinkTarget};
use crate::library::feed_schemes::FEED_SCHEMES;

impl BodyWriter<'_> {
    /// Marks a paragraph that is about to end if it is one displayed formula, which may be wider than
    /// lines of text.
    pub(super) fn mark_formula(&mut self) {
        const PARAGRAPH: &str = "<p>";
        let html = &mut self.out.html;
        if !html.ends_with("</math>") {
            return;
        }
        let Some(start) = html.rfind("<p><math display=\"block\"") else { return };
        let content = &html[start + PARAGRAPH.len()..];
        if content.matches("</math>").count() == 1 && !content.contains(PARAGRAPH) {
            html.replace_range(start..start + PARAGRAPH.len(), "<p class=\"formula\">");
        }
    }

    pub(super) fn math(&mut self, latex: &str, display: MathDisplay, span: &Range<usize>) {
        if !self.raw.hides_text() {
            self.plain.push_str(latex);
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(latex);
            return;
        }
        if nests_too_deep(latex) {
            let fault = Diagnostic::error(Code::Math, "this formula nests too deep")
                .help("split it into several formulas");
            self.fault(fault, span.clone());
            return;
        }
        let converted = LatexToMathML::new(MathCoreConfig::default())
            .map_err(|_| "the converter does not start".to_owned())
            .and_then(|converter| {
                converter
                    .convert_with_local_state(latex, display)
                    .map(|result| result.mathml)
                    .map_err(|error| {
                        error
                            .to_string()
                            .lines()
                            .next()
                            .unwrap_or_default()
                            .trim_end_matches('.')
                            .to_owned()
                    })
            });
        match converted {
            Ok(mathml) => self.push(&mathml),
            Err(reason) => {
                let fault =
                    Diagnostic::error(Code::Math, format!("this formula cannot be read: {reason}"))
                        .help("fix the LaTeX; for a dollar sign that begins no formula write \\$");
                self.fault(fault, span.clone());
                self.push("<code>");
                let _ = escape_html_body_text(&mut self.out.html, latex);
                self.push("</code>");
            }
        }
    }

    pub(super) fn note_reference(&mut self, label: &str) {
        // Labels match like those of links: `[^Foo Bar]` is `[^foo bar]`.
        let key = note_key(label);
        let next = self.notes.numbers.len() + 1;
        let number = *self.notes.numbers.entry(key.clone()).or_insert(next);
        let count = self.notes.references.entry(key).or_insert(0);
        *count += 1;
        let id = note_place(number, *count);
        self.push(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\""
        ));
        self.push_label(&self.say.filled("footnote_n", &[("n", &number.to_string())]));
        self.push(&format!(">{number}</a></sup>"));
    }

    pub(super) fn start_link(
        &mut self,
        link_type: LinkType,
        dest: &str,
        title: &str,
        id: &str,
        span: &Range<usize>,
    ) {
        if self.image.is_some() {
            self.open_links.push(OpenLink::without_address(0, false));
            return;
        }
        if is_citation(link_type, dest) {
            // The text in the first of two pairs of brackets is shown, unless it is a citation, too.
            if link_type == LinkType::ReferenceUnknown {
                let mut open = OpenLink::without_address(self.plain.len(), false);
                open.cited = Some((id.to_owned(), span.clone(), self.out.html.len()));
                self.open_links.push(open);
                return;
            }
            self.cite(id, span);
            self.open_links.push(OpenLink::without_address(self.plain.len(), true));
            return;
        }
        if is_note(link_type, dest) {
            self.note_reference(id.trim_start_matches('^'));
            self.open_links.push(OpenLink::without_address(self.plain.len(), true));
            return;
        }
        let begin = self.plain.len();
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let target = if link_type == LinkType::Email {
            None
        } else {
            target(dest, self.source.path.folder(), is_wiki).filter(|_| !has_template(dest))
        };
        let (dest, target) =
            if self.has_call_in_address(dest) { ("", None) } else { (dest, target) };
        let is_email = link_type == LinkType::Email;
        if target.is_none() {
            self.note_scheme(dest, is_email);
            self.check_scheme(dest, span);
        }
        let element = HookElement::link(dest, title, is_email, target, span.clone());
        let WrittenLink { link, attributes, hook } = self.start_link_element(&element, title);
        let is_bare = matches!(link_type, LinkType::WikiLink { has_pothole: false });
        if is_bare && let Some(target) = link.map(|link| self.links[link].target.clone()) {
            self.hole(target, LinkRole::Label, span);
        }
        let outer = element.target.is_none().then(|| dest.to_owned());
        self.open_links.push(OpenLink {
            link,
            begin,
            hides_text: is_bare,
            has_tag: true,
            outer: outer.zip(attributes),
            hook,
            cited: None,
        });
    }

    pub(super) fn end_link(&mut self) {
        let Some(open) = self.open_links.pop() else { return };
        if let Some(link) = open.link {
            self.pending.push((link, open.begin..self.plain.len()));
        }
        if let Some((address, attributes)) = open.outer
            && shows_address(&self.plain[open.begin.min(self.plain.len())..], &address)
        {
            // For the style of printed pages, which adds the addresses of all other links.
            self.out.html.insert_str(attributes, BARE_LINK);
            for (hole, _) in &mut self.out.holes {
                *hole += if *hole > attributes { BARE_LINK.len() } else { 0 };
            }
        }
        if let Some(tail) = &open.hook {
            self.end_hook(tail);
        } else if open.has_tag {
            self.push("</a>");
        } else if open.hides_text {
            // The ids of a citation are not part of the sentence.
            self.plain.truncate(open.begin);
        } else if let Some((id, span, html)) = open.cited {
            self.cite_after(open.begin, html, &id, &span);
        }
    }

    pub(super) fn start_script(&mut self, tag: &str) {
        self.inline(tag);
        let text = self.image.as_ref().map_or(&self.plain, |image| &image.alt);
        self.script_start = Some(text.len());
    }

    /// Ends a subscript or superscript. In plain text it is written with the characters of Unicode,
    /// if they exist: "10⁶", not "106".
    pub(super) fn end_script(&mut self, is_super: bool, tag: &str) {
        self.inline(tag);
        let Some(start) = self.script_start.take() else { return };
        let text = self.image.as_mut().map_or(&mut self.plain, |image| &mut image.alt);
        let Some(written) = text.get(start..).filter(|written| !written.is_empty()) else {
            return;
        };
        let Some(script) = unicode_script(written, is_super) else { return };
        let written = text.split_off(start);
        text.push_str(&script);
        if self.image.is_none() {
            self.scripts.push((start..self.plain.len(), written));
        }
    }

    /// The text of the block with its subscripts and superscripts as they were written.
    pub(super) fn plain_without_scripts(&self) -> String {
        let mut text = self.plain.clone();
        for (place, written) in self.scripts.iter().rev() {
            text.replace_range(place.clone(), written);
        }
        text
    }

    /// An address that readers elsewhere should not follow unseen is removed from feeds, like raw
    /// HTML.
    fn note_scheme(&mut self, dest: &str, is_mail: bool) {
        let lower = dest.trim_start().to_ascii_lowercase();
        self.has_raw_html |= !is_mail
            && !lower.starts_with("//")
            && !lower.split_once(':').is_some_and(|(scheme, _)| FEED_SCHEMES.contains(&scheme));
    }

    /// Reports addresses that work only on the editor's computer, or that run a program.
    pub(super) fn check_scheme(&mut self, dest: &str, span: &Range<usize>) {
        let scheme = dest.trim_start().split(':').next().unwrap_or_default().to_ascii_lowercase();
        let (message, help) = match scheme.as_str() {
            "file" | "content" | "blob" | "chrome-extension" | "moz-extension" => (
                format!("`{}` is an address on your computer: readers cannot open it", shown(dest)),
                "put the file next to this one, and write its name instead",
            ),
            drive if drive.len() == 1 => (
                format!("`{}` is a file on your computer: readers cannot open it", shown(dest)),
                "put the file next to this one, and write its name instead",
            ),
            "javascript" | "vbscript" => (
                format!("`{}` is a program, and the security policy blocks it", shown(dest)),
                "link to a page, or remove the link and keep its text",
            ),
            scheme if self.is_own_scheme(scheme, dest) => {
                let message = format!(
                    "`{}` opens only in a program that readers may not have, and feeds leave it out",
                    shown(dest)
                );
                let fault = Diagnostic::warning(Code::BrokenLink, message)
                    .help("link to a web page, or keep the text without the link");
                return self.fault(fault, span.clone());
            }
            _ => return,
        };
        self.fault(Diagnostic::error(Code::BrokenLink, message).help(help), span.clone());
    }

    /// Whether an address has the scheme of a program: `obsidian:`, `zotero:`.
    fn is_own_scheme(&self, scheme: &str, dest: &str) -> bool {
        scheme.len() < dest.trim_start().len()
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
            && scheme != "data"
            && !FEED_SCHEMES.contains(&scheme)
    }

    pub(super) fn hole(
        &mut self,
        target: LinkTarget,
        role: LinkRole,
        span: &Range<usize>,
    ) -> usize {
        let link = self.links.len();
        self.out.holes.push((self.out.html.len(), link));
        self.links.push(ContentLink { target, role, sentence: String::new() });
        self.spans.push(span.start + self.start..span.end + self.start);
        link
    }

    pub(super) fn end_image(&mut self) {
        let Some(mut image) = self.image.take() else { return };
        if image.depth > 0 {
            image.depth -= 1;
            self.image = Some(image);
            return;
        }
        if image.is_wiki && is_note_name(&image.dest) {
            return self.embedded_note(&image);
        }
        let is_figure = self.is_figure;
        // An embedded file without a label has its own name as text, which describes nothing.
        let alt = if image.is_wiki && image.alt == image.dest {
            String::new()
        } else {
            image.alt.trim().to_owned()
        };
        if alt.is_empty() {
            let fault = Diagnostic::warning(Code::MissingAlt, "this image has no alternative text")
                .help("say between the square brackets what it shows: ![A chart of …](file.png)");
            self.fault(fault, image.span.clone());
        }
        if self.has_call_in_address(&image.dest) {
            return;
        }
        let found = target(&image.dest, self.source.path.folder(), false);
        let found = found.filter(|_| !has_template(&image.dest));
        if found.is_none() {
            self.note_scheme(&image.dest, false);
            self.check_scheme(&image.dest, &image.span);
        }
        if self.write_image_hook(&image, &alt, found.as_ref()) {
            return;
        }
        if is_figure {
            self.push("<figure>");
        }
        self.push("<img");
        match found {
            None => {
                self.push(" src=\"");
                let _ = escape_href(&mut self.out.html, &image.dest);
                self.push("\"");
            }
            Some(target) => {
                self.hole(target, LinkRole::Src, &image.span);
            }
        }
        self.push(" alt=\"");
        let _ = escape_html(&mut self.out.html, &alt);
        self.push("\"");
        if is_figure && image.title.is_empty() {
            self.push("></figure>\n");
        } else if is_figure {
            self.push("><figcaption>");
            self.write_caption(&image);
            self.push("</figcaption></figure>\n");
        } else if image.title.is_empty() {
            self.push(">");
        } else {
            self.push(" title=\"");
            let _ = escape_html(&mut self.out.html, &image.title);
            self.push("\">");
        }
    }

    /// `![[A note]]`: Obsidian shows the note there.
    fn embedded_note(&mut self, image: &OpenImage) {
        let message =
            format!("`![[{}]]` shows another note in Obsidian; here it is not shown", image.dest);
        let fault = Diagnostic::error(Code::Shortcode, message)
            .help(format!("write [[{}]] to link to it, or copy its text", image.dest));
        self.fault(fault, image.span.clone());
        let _ = escape_html_body_text(&mut self.out.html, &image.dest);
    }

    /// Writes the caption of a figure.
    pub(super) fn write_caption(&mut self, image: &OpenImage) {
        // An image in a caption is not a figure itself.
        self.is_figure = false;
        self.caption(image);
        self.flush(false);
        self.is_figure = true;
    }

    pub(super) fn write_notes(&mut self) {
        let mut notes: Vec<(usize, String)> =
            self.notes.numbers.iter().map(|(label, number)| (*number, label.clone())).collect();
        for (label, place) in std::mem::take(&mut self.notes.places) {
            if !self.notes.numbers.contains_key(&label) {
                let message = format!("nothing refers to footnote `{label}`, so it is not shown");
                let fault = Diagnostic::warning(Code::UnusedFootnote, message)
                    .help(format!("write [^{label}] where it belongs, or remove it"));
                self.fault(fault, place);
            }
        }
        notes.sort_unstable();
        notes.retain(|(_, label)| self.notes.definitions.contains_key(label));
        if notes.is_empty() {
            return;
        }
        self.push("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.push_label(self.say.text("footnotes"));
        self.push(">\n<ol>\n");
        for (number, label) in notes {
            let Some(mut note) = self.notes.definitions.remove(&label) else { continue };
            let count = self.notes.references.get(&label).copied().unwrap_or(0);
            self.push(&format!("<li id=\"fn-{number}\" value=\"{number}\">"));
            let mut back = String::new();
            for time in 1..=count {
                let id = note_place(number, time);
                back.push_str(&format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\""));
                let _ = escape_html(&mut back, self.say.text("back_to_text"));
                back.push_str("\">↩</a>");
            }
            // The link back goes at the end of the last paragraph, not on a separate line.
            let tail = "</p>\n";
            if note.html.ends_with(tail) {
                note.html.truncate(note.html.len() - tail.len());
                back.push_str(tail);
            }
            self.out.append(note);
            self.push(&back);
            self.push("</li>\n");
        }
        self.push("</ol>\n</section>\n");
    }
}

/// The class of links whose text is their address.
const BARE_LINK: &str = " class=\"bare-link\"";

/// Whether the text of a link is its address, with or without the scheme.
fn shows_address(text: &str, address: &str) -> bool {
    let scheme = address.find("://").map_or(0, |at| at + "://".len());
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    !text.is_empty() && (text == address || Some(text) == address.get(scheme..))
}

/// Whether an embedded name is that of a note: it has no ending of a file, or that of Markdown.
fn is_note_name(name: &str) -> bool {
    let name = name.split('#').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_file_ending = |ending: &str| {
        (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    !name.contains("://") && ending.is_none_or(|ending| ending == "md" || !is_file_ending(&ending))
}

/// The start of an address, for a message.
fn shown(address: &str) -> String {
    address.trim().chars().take(80).collect()
}

fn note_place(number: usize, time: usize) -> String {
    if time == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{time}") }
}
