//! Markdown → HTML with holes where links go, and what else one reading of a text yields: headings, links, words.
//!
//! A hole is to a page what a relocation is to an object file: the text says where it is meant to lead, and linking fills
//! it in. So this module sees one text and nothing else. `pulldown-cmark` reads the Markdown; the
//! HTML is written here and not by its own writer, which cannot tell where a link's address lands.
//! Raw HTML is the editor's own and passes; Tera syntax is text.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::Serialize;

use super::facts::{CitationFields, Link, Role, Target};
use super::sentence::{self, Sentences};
use crate::config::Markdown;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::route::slugify;
use crate::shelf::Text;
use crate::source::{SitePath, Source};

/// The text of a document as HTML, its links not yet filled in.
#[derive(Clone, Hash, Debug, Default)]
pub struct Body {
    /// The HTML.
    pub html: Text,
    /// Where in it the links go: byte offsets in order, one for each of `Facts::links`.
    pub holes: Vec<usize>,
    /// The headings, in order.
    pub toc: Vec<Heading>,
    /// How many words there are.
    pub words: usize,
    /// Which of the article's citations the text cites, in the order in which it does.
    pub cited: Vec<Cited>,
    /// Whether there is raw HTML in it, or an address of an odd scheme, which feeds must not take over unseen.
    pub has_raw_html: bool,
}

/// A heading of a text.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Heading {
    /// 1 for `<h1>` and so on.
    pub level: u8,
    /// Its id, for links: `#methods`.
    pub id: String,
    /// Its text, without markup.
    pub text: String,
}

/// A work that a text cites.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Cited {
    /// Which of the article's citations.
    pub index: usize,
    /// The ids of the places that cite it.
    pub places: Vec<String>,
}

/// What one reading of a text yields.
pub(super) struct Reading {
    pub(super) body: Body,
    pub(super) links: Vec<Link>,
    pub(super) link_spans: Vec<Range<usize>>,
    pub(super) anchors: Vec<String>,
    pub(super) excerpt: Option<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// How long a description made from a text may be, in characters: what search engines show.
const EXCERPT: usize = 200;

/// Reads the Markdown that begins at a byte of a source.
///
/// `wants_excerpt` asks for the start of the text, for articles without a summary.
pub(super) fn read(
    source: &Arc<Source>,
    text: &str,
    start: usize,
    markdown: Markdown,
    citations: &[CitationFields],
    wants_excerpt: bool,
) -> Reading {
    let text = &text[start..];
    let mut unresolved = |link: BrokenLink<'_>| {
        // A citation is a reference that nothing in the text defines; its ids are looked up when it is written.
        cite_keys(&link.reference).map(|_| (CowStr::Borrowed("cite:"), CowStr::Borrowed("")))
    };
    let mut events = Events {
        parser: Parser::new_with_broken_link_callback(text, options(markdown), Some(&mut unresolved)).into_offset_iter(),
        ahead: VecDeque::new(),
    };
    let mut writer = Writer {
        source,
        start,
        markdown,
        citations,
        shift: u8::from(has_top(text, markdown)),
        wants_excerpt,
        out: Buffer { html: String::with_capacity(text.len() + text.len() / 4), holes: Vec::new() },
        outer: Vec::new(),
        links: Vec::new(),
        spans: Vec::new(),
        anchors: Vec::new(),
        toc: Vec::new(),
        cited: Vec::new(),
        places: 0,
        plain: String::new(),
        pending: Vec::new(),
        open_links: Vec::new(),
        image: None,
        notes: Notes::default(),
        table: Table::default(),
        words: 0,
        excerpt: None,
        has_raw_html: false,
        in_code: false,
        taken: HashSet::new(),
        next_number: HashMap::new(),
        run: None,
        is_figure: false,
        explicit_id: None,
        diagnostics: Vec::new(),
    };
    writer.write(&mut events, text);
    drop(events);
    writer.finish()
}

fn options(markdown: Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, markdown.smart_punctuation);
    options.set(Options::ENABLE_MATH, markdown.math);
    options
}

/// The ids in `@shelton2025; @zarate2006, p. 3`, each with what follows its comma; `None` if it is not a citation.
fn cite_keys(reference: &str) -> Option<Vec<(&str, Option<&str>)>> {
    reference
        .split(';')
        .map(|part| {
            let part = part.trim().strip_prefix('@')?;
            let (id, locator) = part.split_once(',').map_or((part, None), |(id, locator)| (id, Some(locator.trim())));
            let sound = !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/'));
            sound.then_some((id, locator.filter(|locator| !locator.is_empty())))
        })
        .collect()
}

/// The events of a text, with a look ahead where one is needed: all of them at once would take ten times the text.
struct Events<'e, I> {
    parser: I,
    ahead: VecDeque<(Event<'e>, Range<usize>)>,
}

impl<'e, I: Iterator<Item = (Event<'e>, Range<usize>)>> Events<'e, I> {
    fn next(&mut self) -> Option<(Event<'e>, Range<usize>)> {
        self.ahead.pop_front().or_else(|| self.parser.next())
    }

    /// Whether the paragraph that has just begun is nothing but one image with a title: the title is its caption.
    fn is_figure(&mut self) -> bool {
        if self.ahead.is_empty() {
            self.ahead.extend(self.parser.next());
        }
        let Some((Event::Start(Tag::Image { title, .. }), _)) = self.ahead.front() else { return false };
        if title.is_empty() {
            return false;
        }
        let mut depth = 0usize;
        let mut index = 0;
        loop {
            if index == self.ahead.len() {
                let Some(event) = self.parser.next() else { return false };
                self.ahead.push_back(event);
            }
            match &self.ahead[index].0 {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::End(TagEnd::Paragraph) => {
                    return depth == 0 && index > 0 && matches!(self.ahead[index - 1].0, Event::End(TagEnd::Image));
                }
                // Anything beside the image makes the paragraph a paragraph.
                _ if depth == 0 => return false,
                _ => {}
            }
            index += 1;
        }
    }
}

/// Whether a text has headings of the first level. A page has one first heading, its title, so a text that begins its own
/// at the first level is moved down by one.
fn has_top(text: &str, markdown: Markdown) -> bool {
    // Only a line that begins with `#` or is underlined with `=` can be one; few texts have such lines.
    let may_have = text.lines().any(|line| {
        let line = line.trim_start_matches([' ', '>', '\t']);
        line.starts_with('=') || line.strip_prefix('#').is_some_and(|rest| !rest.starts_with('#'))
    });
    may_have
        && Parser::new_ext(text, options(markdown))
            .any(|event| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })))
}

#[derive(Default)]
struct Buffer {
    html: String,
    /// Byte offset, and the link that goes there.
    holes: Vec<(usize, usize)>,
}

impl Buffer {
    fn append(&mut self, other: Self) {
        let by = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(at, link)| (at + by, link)));
    }
}

#[derive(Default)]
struct Notes {
    /// Label → number, in the order of the references.
    numbers: BTreeMap<String, usize>,
    /// How often each was referred to.
    references: BTreeMap<String, usize>,
    /// Label → text.
    definitions: BTreeMap<String, Buffer>,
    /// The label of the definition that is being read.
    open: Option<String>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    is_head: bool,
    has_body: bool,
    cell: usize,
}

struct Image {
    depth: usize,
    alt: String,
    dest: String,
    title: String,
    is_wiki: bool,
    span: Range<usize>,
}

struct OpenLink {
    /// The link, if it has a hole.
    link: Option<usize>,
    /// Where its text began in `plain`.
    begin: usize,
    /// Whether something else is written instead of its text: numbers of citations, a label to fill in.
    hides_text: bool,
    /// Whether an element was begun for it.
    has_tag: bool,
}

struct Writer<'w> {
    source: &'w Arc<Source>,
    start: usize,
    markdown: Markdown,
    citations: &'w [CitationFields],
    shift: u8,
    wants_excerpt: bool,
    out: Buffer,
    outer: Vec<Buffer>,
    links: Vec<Link>,
    spans: Vec<Range<usize>>,
    anchors: Vec<String>,
    toc: Vec<Heading>,
    cited: Vec<Cited>,
    /// How many places cite something.
    places: usize,
    /// The text of the block that is being read.
    plain: String,
    /// Links in that block: which link, and its place in `plain`.
    pending: Vec<(usize, Range<usize>)>,
    open_links: Vec<OpenLink>,
    image: Option<Image>,
    notes: Notes,
    table: Table,
    words: usize,
    excerpt: Option<String>,
    has_raw_html: bool,
    in_code: bool,
    /// Ids that headings have, and the next number for each that was wanted again.
    taken: HashSet<String>,
    next_number: HashMap<String, usize>,
    /// Where the run of text that is being read stands in the source.
    run: Option<Range<usize>>,
    /// Whether the paragraph that is being read is one image with a caption.
    is_figure: bool,
    /// The id that the open heading was given, and the heading's place.
    explicit_id: Option<(String, Range<usize>)>,
    diagnostics: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn fault(&mut self, diagnostic: Diagnostic, span: Range<usize>) {
        let place = span.start + self.start..span.end + self.start;
        self.diagnostics.push(diagnostic.at(self.source, place));
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    fn text(&mut self, text: &str) {
        if text.contains('\0') {
            return self.text(&text.replace('\0', "\u{fffd}"));
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        self.plain.push_str(text);
        if !self.open_links.last().is_some_and(|open| open.hides_text) {
            let _ = escape_html_body_text(&mut self.out.html, text);
        }
    }

    fn write<'e>(&mut self, events: &mut Events<'e, impl Iterator<Item = (Event<'e>, Range<usize>)>>, text: &str) {
        while let Some((event, span)) = events.next() {
            self.follow_run(&event, &span, text);
            match &event {
                Event::Start(tag) => {
                    if matches!(tag, Tag::Paragraph) {
                        self.is_figure = events.is_figure();
                    }
                    self.start(tag, &span);
                }
                Event::End(tag) => self.end(*tag),
                Event::Text(text) if self.in_code => {
                    let _ = escape_html_body_text(&mut self.out.html, text);
                }
                Event::Text(text) => self.text(text),
                Event::Code(code) => {
                    if self.image.is_none() {
                        self.push("<code>");
                        self.text(code);
                        self.push("</code>");
                    } else {
                        self.text(code);
                    }
                }
                Event::InlineMath(latex) => self.math(latex, MathDisplay::Inline, &span),
                Event::DisplayMath(latex) => self.math(latex, MathDisplay::Block, &span),
                Event::Html(html) | Event::InlineHtml(html) => {
                    self.has_raw_html |= !html.trim_start().starts_with("<!--");
                    let known = self.anchors.len();
                    gather_ids(html, &mut self.anchors);
                    self.taken.extend(self.anchors[known..].iter().cloned());
                    if self.image.is_none() {
                        self.push(html);
                    }
                }
                Event::FootnoteReference(label) => self.note_reference(label),
                Event::SoftBreak => {
                    self.plain.push(' ');
                    match &mut self.image {
                        Some(image) => image.alt.push(' '),
                        None => self.push("\n"),
                    }
                }
                Event::HardBreak => {
                    self.plain.push(' ');
                    if self.image.is_none() {
                        self.push("<br>\n");
                    }
                }
                Event::Rule => {
                    self.flush(false);
                    self.push("<hr>\n");
                }
                Event::TaskListMarker(done) => {
                    self.push(if *done {
                        "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
                    } else {
                        "<input type=\"checkbox\" disabled aria-label=\"To do\"> "
                    });
                }
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        if is_block(tag) {
            self.flush(false);
        }
        match tag {
            Tag::Paragraph => {
                if !self.is_figure {
                    self.push("<p>");
                }
            }
            Tag::Heading { id, .. } => {
                self.explicit_id = id.as_ref().map(|id| (id.to_string(), span.clone()));
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::BlockQuote(None) => self.push("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = alert(*kind);
                self.push(&format!(
                    "<div class=\"markdown-alert markdown-alert-{class}\" role=\"note\">\n<p class=\"markdown-alert-title\">{title}</p>\n"
                ));
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.push("<pre tabindex=\"0\"><code");
                if let CodeBlockKind::Fenced(info) = kind {
                    let language = info.split([' ', ',', '{']).next().unwrap_or_default();
                    if !language.is_empty() {
                        self.push(" class=\"language-");
                        let _ = escape_html(&mut self.out.html, language);
                        self.push("\"");
                    }
                }
                self.push(">");
            }
            Tag::List(None) => self.push("<ul>\n"),
            Tag::List(Some(1)) => self.push("<ol>\n"),
            Tag::List(Some(first)) => self.push(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.notes.open = Some(label.to_string());
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.table = Table { alignments: alignments.clone(), ..Table::default() };
                // A wide table scrolls within itself; a region that scrolls must be reachable by keyboard.
                self.push("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table>\n");
            }
            Tag::TableHead => {
                self.table.is_head = true;
                self.table.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                if !self.table.has_body {
                    self.table.has_body = true;
                    self.push("<tbody>\n");
                }
                self.push("<tr>");
            }
            Tag::TableCell => {
                let class = match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Left) => " class=\"left\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    Some(Alignment::Right) => " class=\"right\"",
                    _ => "",
                };
                let open = if self.table.is_head { "<th scope=\"col\"" } else { "<td" };
                self.push(open);
                self.push(class);
                self.push(">");
            }
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::Link { link_type, dest_url, title, id } => self.start_link(*link_type, dest_url, title, id, span),
            Tag::Image { link_type, dest_url, title, .. } => match &mut self.image {
                Some(image) => image.depth += 1,
                None => {
                    let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
                    self.image = Some(Image {
                        depth: 0,
                        alt: String::new(),
                        dest: dest_url.to_string(),
                        title: title.to_string(),
                        is_wiki,
                        span: span.clone(),
                    });
                }
            },
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    /// Looks for references to notes that nobody wrote: the parser takes them for plain text.
    fn follow_run(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        if matches!(event, Event::Text(_)) && !self.in_code {
            match &mut self.run {
                Some(run) if run.end <= span.start => run.end = span.end,
                Some(_) => {}
                None => self.run = Some(span.clone()),
            }
            return;
        }
        let Some(run) = self.run.take() else { return };
        for (at, _) in text[run.clone()].match_indices("[^") {
            let start = run.start + at;
            let Some(length) = text[start..run.end].find(']') else { continue };
            let label = &text[start + 2..start + length];
            let is_escaped = text[..start].ends_with('\\');
            if !label.is_empty() && !is_escaped && !label.contains(char::is_whitespace) {
                let fault = Diagnostic::warning(Code::UndefinedFootnote, format!("there is no footnote `{label}`"))
                    .help(format!("add a line: [^{label}]: …"));
                self.fault(fault, start..start + length + 1);
            }
        }
    }

    fn inline(&mut self, html: &str) {
        // Markup inside an image's description is not part of the description.
        if self.image.is_none() {
            self.push(html);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.flush(true);
                if !std::mem::take(&mut self.is_figure) {
                    self.push("</p>\n");
                }
            }
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(kind) => self.push(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" }),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.push("</code></pre>\n");
            }
            TagEnd::List(true) => self.push("</ol>\n"),
            TagEnd::List(false) => self.push("</ul>\n"),
            TagEnd::Item => {
                self.flush(false);
                self.push("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.flush(false);
                let definition = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
                if let Some(label) = self.notes.open.take() {
                    self.notes.definitions.entry(label).or_insert(definition);
                }
            }
            TagEnd::DefinitionList => self.push("</dl>\n"),
            TagEnd::DefinitionListTitle => {
                self.flush(false);
                self.push("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.flush(false);
                self.push("</dd>\n");
            }
            TagEnd::Table => self.push(if self.table.has_body { "</tbody></table></div>\n" } else { "</table></div>\n" }),
            TagEnd::TableHead => {
                self.table.is_head = false;
                self.push("</tr></thead>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.flush(false);
                self.table.cell += 1;
                self.push(if self.table.is_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let inner = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
        let text = self.plain.split_whitespace().collect::<Vec<_>>().join(" ");
        self.flush(false);
        let level = (level as u8 + self.shift).min(6);
        let id = self.heading_id(&text);
        self.push(&format!("<h{level} id=\""));
        let _ = escape_html(&mut self.out.html, &id);
        self.push("\">");
        self.out.append(inner);
        if self.markdown.heading_anchors {
            self.push(" <a class=\"anchor\" href=\"#");
            let _ = escape_href(&mut self.out.html, &id);
            self.push("\" aria-label=\"Link to this section\">#</a>");
        }
        self.push(&format!("</h{level}>\n"));
        self.taken.insert(id.clone());
        self.anchors.push(id.clone());
        self.toc.push(Heading { level, id, text });
    }

    /// The id that GitHub would give: letters and digits of any script, in lower case, `-` for spaces; numbered if taken.
    fn heading_id(&mut self, text: &str) -> String {
        if let Some((id, span)) = self.explicit_id.take() {
            if self.taken.contains(&id) {
                let fault = Diagnostic::warning(Code::DuplicateAnchor, format!("the id `{id}` is already taken on this page"));
                self.fault(fault.help("give one of the two headings another id"), span);
            }
            return id;
        }
        let mut base = String::with_capacity(text.len());
        for c in text.chars().flat_map(char::to_lowercase) {
            match c {
                c if c.is_alphanumeric() || c == '_' || c == '-' => base.push(c),
                c if c.is_whitespace() => base.push('-'),
                _ => {}
            }
        }
        if base.is_empty() {
            base.push_str("section");
        }
        // Templates and notes give these ids themselves.
        let (head, number) = base.split_once('-').unwrap_or((&base, ""));
        if matches!(head, "ref" | "cite" | "fn" | "fnref") && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            base.insert_str(0, "section-");
        }
        if !self.taken.contains(&base) {
            return base;
        }
        let next = self.next_number.entry(base.clone()).or_insert(1);
        loop {
            let id = format!("{base}-{next}");
            *next += 1;
            if !self.taken.contains(&id) {
                return id;
            }
        }
    }

    fn math(&mut self, latex: &str, display: MathDisplay, span: &Range<usize>) {
        self.plain.push_str(latex);
        if let Some(image) = &mut self.image {
            image.alt.push_str(latex);
            return;
        }
        if nests_too_deep(latex) {
            let fault = Diagnostic::error(Code::Math, "this formula nests too deep").help("split it into several formulas");
            self.fault(fault, span.clone());
            return;
        }
        let converted = LatexToMathML::new(MathCoreConfig::default())
            .map_err(|_| "the converter does not start".to_owned())
            .and_then(|converter| {
                converter
                    .convert_with_local_state(latex, display)
                    .map(|result| result.mathml)
                    .map_err(|error| error.to_string().lines().next().unwrap_or_default().trim_end_matches('.').to_owned())
            });
        match converted {
            Ok(mathml) => self.push(&mathml),
            Err(reason) => {
                let fault = Diagnostic::error(Code::Math, format!("this formula cannot be read: {reason}"))
                    .help("mend the LaTeX; for a dollar sign that begins no formula write \\$");
                self.fault(fault, span.clone());
                self.push("<code>");
                let _ = escape_html_body_text(&mut self.out.html, latex);
                self.push("</code>");
            }
        }
    }

    fn note_reference(&mut self, label: &str) {
        let next = self.notes.numbers.len() + 1;
        let number = *self.notes.numbers.entry(label.to_owned()).or_insert(next);
        let count = self.notes.references.entry(label.to_owned()).or_insert(0);
        *count += 1;
        let id = note_place(number, *count);
        self.push(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    fn start_link(&mut self, link_type: LinkType, dest: &str, title: &str, id: &str, span: &Range<usize>) {
        if self.image.is_some() {
            self.open_links.push(OpenLink { link: None, begin: 0, hides_text: false, has_tag: false });
            return;
        }
        if dest == "cite:"
            && matches!(link_type, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown | LinkType::ReferenceUnknown)
        {
            self.cite(id, span);
            self.open_links.push(OpenLink { link: None, begin: self.plain.len(), hides_text: true, has_tag: false });
            return;
        }
        let begin = self.plain.len();
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        let target = if link_type == LinkType::Email { None } else { target(dest, self.source.path.folder(), is_wiki) };
        self.push("<a");
        let link = match target {
            None => {
                self.note_scheme(dest, link_type == LinkType::Email);
                self.push(if link_type == LinkType::Email { " href=\"mailto:" } else { " href=\"" });
                let _ = escape_href(&mut self.out.html, dest);
                self.push("\"");
                None
            }
            Some(target) => Some(self.hole(target, Role::Href, span)),
        };
        if !title.is_empty() {
            self.push(" title=\"");
            let _ = escape_html(&mut self.out.html, title);
            self.push("\"");
        }
        self.push(">");
        let is_bare = matches!(link_type, LinkType::WikiLink { has_pothole: false });
        if is_bare && let Some(target) = link.map(|link| self.links[link].target.clone()) {
            self.hole(target, Role::Label, span);
        }
        self.open_links.push(OpenLink { link, begin, hides_text: is_bare, has_tag: true });
    }

    fn end_link(&mut self) {
        let Some(open) = self.open_links.pop() else { return };
        if let Some(link) = open.link {
            self.pending.push((link, open.begin..self.plain.len()));
        }
        if open.has_tag {
            self.push("</a>");
        } else if open.hides_text {
            // The ids of a citation are no part of the sentence.
            self.plain.truncate(open.begin);
        }
    }

    /// An address that a reader elsewhere should not follow unseen is cleaned away in feeds, as raw HTML is.
    fn note_scheme(&mut self, dest: &str, is_mail: bool) {
        let lower = dest.trim_start().to_ascii_lowercase();
        self.has_raw_html |= !is_mail && !["http:", "https:", "mailto:", "//"].iter().any(|known| lower.starts_with(known));
    }

    fn hole(&mut self, target: Target, role: Role, span: &Range<usize>) -> usize {
        let link = self.links.len();
        self.out.holes.push((self.out.html.len(), link));
        self.links.push(Link { target, role, sentence: String::new() });
        self.spans.push(span.start + self.start..span.end + self.start);
        link
    }

    fn cite(&mut self, reference: &str, span: &Range<usize>) {
        let keys = cite_keys(reference).unwrap_or_default();
        let mut written = Vec::new();
        for (id, locator) in keys {
            let Some(index) = self.citations.iter().position(|citation| citation.id == id) else {
                let fault = Diagnostic::error(Code::UnknownCitation, format!("there is no citation `{id}`"));
                let known = self.citations.iter().map(|citation| citation.id.as_str());
                let fault = match nearest(id, known) {
                    Some(near) => fault.help(format!("did you mean `[@{near}]`?")),
                    None if self.citations.is_empty() => {
                        fault.help(format!("add the work to the front matter: [[citations]] with id = \"{id}\""))
                    }
                    None => {
                        let list: Vec<_> = self.citations.iter().map(|citation| format!("`{}`", citation.id)).collect();
                        fault.help(format!("the citations of this article are {}", list.join(", ")))
                    }
                };
                self.fault(fault, span.clone());
                continue;
            };
            let position = self.cited.iter().position(|cited| cited.index == index).unwrap_or_else(|| {
                self.cited.push(Cited { index, places: Vec::new() });
                self.cited.len() - 1
            });
            self.places += 1;
            let place = format!("cite-{}", self.places);
            self.cited[position].places.push(place.clone());
            let number = position + 1;
            let mut html = format!(
                "<a href=\"#ref-{number}\" id=\"{place}\" role=\"doc-noteref\" aria-label=\"Reference {number}\">{number}</a>"
            );
            if let Some(locator) = locator {
                html.push_str(" <span class=\"locator\">");
                let _ = escape_html_body_text(&mut html, locator);
                html.push_str("</span>");
            }
            written.push(html);
        }
        if !written.is_empty() {
            // A raised number stands at its word: `published [@shelton2025]` has no gap.
            if self.out.html.ends_with(' ') {
                self.out.html.pop();
            }
            if self.plain.ends_with(' ') {
                self.plain.pop();
            }
            self.push("<sup class=\"citation-ref\">");
            self.push(&written.join(", "));
            self.push("</sup>");
        }
    }

    fn end_image(&mut self) {
        let Some(mut image) = self.image.take() else { return };
        if image.depth > 0 {
            image.depth -= 1;
            self.image = Some(image);
            return;
        }
        let is_figure = self.is_figure;
        // An embedded file without a label carries its own name as text, which describes nothing.
        let alt = if image.is_wiki && image.alt == image.dest { String::new() } else { image.alt.trim().to_owned() };
        if alt.is_empty() {
            let fault = Diagnostic::warning(Code::MissingAlt, "this image has no alternative text")
                .help("say between the square brackets what it shows: ![A chart of …](file.png)");
            self.fault(fault, image.span.clone());
        }
        if is_figure {
            self.push("<figure>");
        }
        self.push("<img");
        match target(&image.dest, self.source.path.folder(), false) {
            None => {
                self.note_scheme(&image.dest, false);
                self.push(" src=\"");
                let _ = escape_href(&mut self.out.html, &image.dest);
                self.push("\"");
            }
            Some(target) => {
                self.hole(target, Role::Src, &image.span);
            }
        }
        self.push(" alt=\"");
        let _ = escape_html(&mut self.out.html, &alt);
        self.push("\"");
        if is_figure {
            self.push("><figcaption>");
            let _ = escape_html_body_text(&mut self.out.html, &image.title);
            self.push("</figcaption></figure>\n");
        } else if image.title.is_empty() {
            self.push(">");
        } else {
            self.push(" title=\"");
            let _ = escape_html(&mut self.out.html, &image.title);
            self.push("\">");
        }
    }

    /// Ends a block of text: its words are counted, its links get their sentences.
    fn flush(&mut self, is_paragraph: bool) {
        if self.plain.is_empty() {
            return;
        }
        self.words += words(self.plain.as_bytes());
        if !self.pending.is_empty() {
            let sentences = Sentences::of(&self.plain);
            for (link, range) in self.pending.drain(..) {
                self.links[link].sentence = sentences.around(range);
            }
        }
        if is_paragraph && self.wants_excerpt && self.excerpt.is_none() && self.notes.open.is_none() {
            self.excerpt = Some(sentence::cut(&self.plain, EXCERPT)).filter(|excerpt| !excerpt.is_empty());
        }
        self.plain.clear();
    }

    fn finish(mut self) -> Reading {
        self.flush(false);
        self.write_notes();
        // Notes are written last but may hold links that were read before others: holes go by place, not by number.
        let mut order: Vec<(usize, usize)> = std::mem::take(&mut self.out.holes);
        order.sort_unstable();
        let mut links: Vec<Option<Link>> = self.links.into_iter().map(Some).collect();
        // Bodies are kept while the site is built: what they do not need goes back.
        self.toc.shrink_to_fit();
        self.anchors.shrink_to_fit();
        // CommonMark, section 2.3: NUL is shown as the replacement character. It is as good as never there, so it is looked
        // for once, at the end; holes behind it move.
        while let Some(at) = self.out.html.find('\0') {
            self.out.html.replace_range(at..=at, "\u{fffd}");
            order.iter_mut().filter(|(hole, _)| *hole > at).for_each(|(hole, _)| *hole += '\u{fffd}'.len_utf8() - 1);
        }
        let mut body = Body {
            html: Text::Memory(self.out.html.into()),
            toc: self.toc,
            words: self.words,
            cited: self.cited,
            has_raw_html: self.has_raw_html,
            holes: Vec::with_capacity(order.len()),
        };
        let (mut sorted, mut spans) = (Vec::with_capacity(order.len()), Vec::with_capacity(order.len()));
        for (at, link) in order {
            // A link in a note that nothing refers to has no hole; it is dropped with its note.
            if let Some(found) = links[link].take() {
                body.holes.push(at);
                sorted.push(found);
                spans.push(self.spans[link].clone());
            }
        }
        Reading {
            body,
            links: sorted,
            link_spans: spans,
            anchors: self.anchors,
            excerpt: self.excerpt,
            diagnostics: self.diagnostics,
        }
    }

    fn write_notes(&mut self) {
        let mut notes: Vec<(usize, String)> = self.notes.numbers.iter().map(|(label, number)| (*number, label.clone())).collect();
        notes.sort_unstable();
        notes.retain(|(_, label)| self.notes.definitions.contains_key(label));
        if notes.is_empty() {
            return;
        }
        self.push("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
        for (number, label) in notes {
            let Some(mut note) = self.notes.definitions.remove(&label) else { continue };
            let count = self.notes.references.get(&label).copied().unwrap_or(0);
            self.push(&format!("<li id=\"fn-{number}\" value=\"{number}\">"));
            let mut back = String::new();
            for time in 1..=count {
                let id = note_place(number, time);
                back.push_str(&format!(" <a href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to the text\">↩</a>"));
            }
            // The way back stands at the end of the last paragraph, not on a line of its own.
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

/// How many words a text has: how often something that is no white space begins.
fn words(text: &[u8]) -> usize {
    let Some((first, rest)) = text.split_first() else { return 0 };
    // In runs short enough for a byte to count them, so that the compiler takes many at once.
    let begins: usize = text
        .chunks(128)
        .zip(rest.chunks(128))
        .map(|(before, after)| usize::from(before.iter().zip(after).map(|(b, a)| u8::from(*b <= b' ' && *a > b' ')).sum::<u8>()))
        .sum();
    begins + usize::from(*first > b' ')
}

/// Whether a formula could exhaust the stack: the converter calls itself for each level.
fn nests_too_deep(latex: &str) -> bool {
    let (mut depth, mut deepest, mut commands) = (0usize, 0usize, 0usize);
    for byte in latex.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'\\' => commands += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // A command may take the next as its argument without a brace between.
    deepest > 100 || commands > 800
}

fn note_place(number: usize, time: usize) -> String {
    if time == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{time}") }
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}

/// Whether a tag begins a block, so that the text before it has ended.
fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Where a link is meant to lead; `None` for other sites, which are left as they are.
fn target(dest: &str, folder: &str, is_wiki: bool) -> Option<Target> {
    if is_wiki {
        let (name, tail) = split_tail(dest);
        return Some(if name.is_empty() {
            Target::Here(slug_of_tail(tail.unwrap_or_default()))
        } else {
            // In a wiki link a heading may be named by its words.
            Target::Name(name.trim().to_owned(), tail.map(|tail| format!("#{}", slug_of_tail(tail))))
        });
    }
    if dest.starts_with("//") || has_scheme(dest) {
        return None;
    }
    let (path, tail) = split_tail(dest);
    let tail = tail.map(str::to_owned);
    let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if decoded.is_empty() {
        return Some(match tail {
            Some(tail) if tail.starts_with('#') => Target::Here(percent_decode_str(&tail[1..]).decode_utf8_lossy().into_owned()),
            _ => Target::Outside(dest.to_owned()),
        });
    }
    if decoded.starts_with('/') {
        return Some(Target::Url(decoded, tail));
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => return Some(Target::Outside(dest.to_owned())),
            part => parts.push(part),
        }
    }
    Some(Target::File(SitePath::new(parts.join("/")), tail))
}

/// Splits what leads into a page (`#…`, `?…`) from what leads to it.
fn split_tail(dest: &str) -> (&str, Option<&str>) {
    match dest.find(['#', '?']) {
        Some(at) => (&dest[..at], Some(&dest[at..])),
        None => (dest, None),
    }
}

fn slug_of_tail(tail: &str) -> String {
    let name = tail.trim_start_matches('#').trim();
    if name.contains(' ') || name.chars().any(char::is_uppercase) { slugify(name) } else { name.to_owned() }
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// Ids in raw HTML, which links may lead to.
fn gather_ids(html: &str, anchors: &mut Vec<String>) {
    for (at, _) in html.match_indices("id=") {
        let rest = &html[at + 3..];
        let is_attribute = html[..at].ends_with([' ', '\n', '\t']);
        if let (true, Some(quote)) = (is_attribute, rest.chars().next().filter(|c| matches!(c, '"' | '\'')))
            && let Some(end) = rest[1..].find(quote)
        {
            anchors.push(rest[1..=end].to_owned());
        }
    }
}
