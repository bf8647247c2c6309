//! Converts Markdown to HTML with holes for links, and collects in the same pass headings, links
//! and words.
//!
//! A hole is to a page what a relocation is to an object file: the text names its target, and
//! linking fills in the URL. So this module sees one text and nothing else. `pulldown-cmark` reads
//! the Markdown; the HTML is written here and not by its own writer, which cannot report where the
//! address of a link ends up. Raw HTML belongs to the editor: only its addresses are changed, as
//! those of Markdown links are, and tags that would change the page around it. Tera syntax is
//! ordinary text.

mod alert_mark;
mod alert_title;
mod bare_addresses;
mod bare_links;
mod caption;
mod citations;
mod component_output;
mod components;
mod element_context;
mod events;
mod html_elements;
mod inline;
mod inline_signs;
mod link_definitions;
mod literal_elements;
mod literal_signs;
mod literal_tags;
mod lost_alerts;
mod lost_tables;
mod lost_text;
mod misread;
mod open_elements;
mod open_parts;
mod quotation_marks;
mod raw_html;
mod raw_output;
mod raw_text;
mod scripts;
mod shortcodes;
mod smart_quotes;
mod straight_marks;
mod table_watch;
mod tag_problem;
mod target;
mod text_hooks;
mod typeset;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use math_core::MathDisplay;
use pulldown_cmark::{
    Alignment, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser,
    Tag, TagEnd,
};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use serde::Serialize;

use self::alert_mark::MarkedAlert;
use self::components::ComponentCalls;
use self::events::{CITATION, Events, NOTE, SpannedEvent, cite_keys, has_top, is_block, options};
use self::inline_signs::InlineSigns;
use self::link_definitions::{LinkDefinition, definitions_for_captions};
use self::literal_signs::{NOTE_MASK, mask_literal_signs, note_key, restore_signs};
use self::literal_tags::LiteralTags;
use self::misread::MisreadWatch;
use self::open_parts::{HookTail, OpenComponent};
use self::quotation_marks::QuotationMarks;
use self::raw_html::RawHtml;
use self::shortcodes::SyntaxSpans;
use self::table_watch::TableWatch;
use self::tag_problem::TagProblem;
use self::typeset::typeset;
use super::facts::{CitationFields, CitingSentence, ContentLink, LinkTarget};
use super::placeholder_text::is_placeholder;
use super::raw_piece::RawPiece;
use super::sentence;
use super::works::SiteWorks;
use crate::config::{Markdown, Rules};
use crate::diagnostic::{Code, Diagnostic};
use crate::security_policy::ContentPolicy;
use crate::source::Source;
use crate::spill_file::StoredText;
use crate::theme::{Hook, TextNeed, Theme};
use crate::translations::Translations;
use offprint_base::composed;
use offprint_citation_styles::{CitationCluster, CitationStyle};

/// The text of a document as HTML; links are not yet filled in.
#[derive(Clone, Hash, Debug, Default)]
pub struct Body {
    /// The HTML.
    pub html: StoredText,
    /// Where the links go in it: byte offsets in order, one for each of `Facts::links`.
    pub holes: Vec<usize>,
    /// The headings, in order.
    pub toc: Vec<Heading>,
    /// The number of words.
    pub words: usize,
    /// The article's citations in the order of the site's style.
    pub references: Vec<Reference>,
    /// Whether it contains raw HTML, or an address with an unusual scheme, which feeds must not use
    /// unchecked.
    pub has_raw_html: bool,
}

/// A heading of a text.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Heading {
    /// 1 for `<h1>` and so on.
    pub level: u8,
    /// The heading's id, for links: `#methods`.
    pub id: String,
    /// The heading's text, without markup.
    pub text: String,
}

/// A work in the list of references.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reference {
    /// The index among the article's citations.
    pub index: usize,
    /// The number or label by which the text cites it; empty if the style has none.
    pub label: String,
    /// The reference in the site's style, as HTML without classes of the site.
    pub html: Box<str>,
    /// The ids of the places that cite it.
    pub places: Vec<String>,
}

/// The result of reading a text once.
pub(super) struct ParsedBody {
    pub(super) body: Body,
    pub(super) links: Vec<ContentLink>,
    pub(super) link_spans: Vec<Range<usize>>,
    pub(super) anchors: Vec<String>,
    pub(super) excerpt: Option<String>,
    /// Whether the first paragraphs contain every sentence of the summary.
    pub(super) repeats_summary: bool,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The `plain` argument followed by the text as plain text, one line for each block; if it was
    /// requested.
    pub(super) plain: Option<String>,
    /// The headings in it.
    pub(super) headings: Vec<Range<usize>>,
    /// The parts of it where a link may begin, in order.
    pub(super) runs: Vec<TextRun>,
    /// What the text depends on besides itself, the rules and the hooks.
    pub(super) needs: BTreeSet<TextNeed>,
    /// The works of the site that the text cites, which follow the article's own citations.
    pub(super) shared: Vec<CitationFields>,
    /// The first place that cites each of them.
    pub(super) shared_spans: Vec<Range<usize>>,
    /// The ids that were looked up among the works of the site.
    pub(super) asked: BTreeSet<String>,
    /// The sentences that cite something.
    pub(super) citing: Vec<CitingSentence>,
}

/// A run of plain text without markup, outside links, headings and raw elements.
#[derive(Debug)]
pub(super) struct TextRun {
    /// Where it begins in the plain text.
    pub(super) text: usize,
    /// Its length there.
    pub(super) length: usize,
    /// Where it is in the HTML.
    pub(super) html: Range<usize>,
    /// Where it is in the source, after the front matter.
    pub(super) source: Range<usize>,
}

/// The target of an address that is outside a text; `None` for other sites.
pub(super) fn link_target(address: &str, folder: &str) -> Option<LinkTarget> {
    target::target(address, folder, false)
}

/// The extensions of Markdown that a site uses.
pub(super) fn markdown_options(markdown: Markdown) -> Options {
    options(markdown)
}

/// The text as the parser reads it: literal signs are masked, and every byte keeps its place.
pub(super) fn parser_text(text: &str, markdown: Markdown) -> Cow<'_, str> {
    mask_literal_signs(text, markdown, &InlineSigns::find(text, markdown))
}

/// An event of [`parser_text`] with its signs.
pub(super) fn parser_event(event: Event<'_>) -> Event<'_> {
    restore_signs(event)
}

/// Where formulas are in a text.
pub(super) fn formula_spans(text: &str, markdown: Markdown) -> Vec<Range<usize>> {
    if !markdown.math || memchr::memchr(b'$', text.as_bytes()).is_none() {
        return Vec::new();
    }
    let masked = parser_text(text, markdown);
    let events = Parser::new_ext(&masked, options(markdown)).into_offset_iter();
    let is_formula =
        |event: &Event<'_>| matches!(event, Event::InlineMath(_) | Event::DisplayMath(_));
    events.filter(|(event, _)| is_formula(event)).map(|(_, span)| span).collect()
}

/// A text in which the calls of components are comments or unknown tags; every byte keeps its place.
pub(super) fn without_calls<'t>(
    text: &'t str,
    markdown: Markdown,
    theme: Option<&Theme>,
) -> Cow<'t, str> {
    ComponentCalls::find(text, markdown, theme).mask(text)
}

/// What each call of a component shows, with its place in a text, as HTML; nothing for calls that
/// have an error.
pub(super) fn component_html(
    text: &str,
    markdown: Markdown,
    theme: Option<&Theme>,
) -> (String, Vec<(Range<usize>, String)>) {
    let calls = ComponentCalls::find(text, markdown, theme);
    (calls.mask(text).into_owned(), calls.rendered(text, theme))
}

/// The target of a wiki link.
pub(super) fn wiki_target(name: &str, folder: &str) -> Option<LinkTarget> {
    target::target(name, folder, true)
}

/// The maximum length of a description made from a text, in characters: what search engines show.
const EXCERPT: usize = 200;

/// How much of a text counts as its opening, in bytes: the first screen or two.
const OPENING: usize = 2000;

/// Reads the Markdown that begins at a byte of a source.
///
/// Without a `summary` the result has an excerpt, the start of the text. The plain text is appended
/// to `plain`, if given.
#[expect(clippy::too_many_arguments, reason = "the parts of a document that its text needs")]
pub(super) fn parse_body(
    source: &Arc<Source>,
    text: &str,
    start: usize,
    rules: &Rules,
    theme: Option<&Theme>,
    citations: Citable<'_>,
    summary: Option<&str>,
    plain: Option<&str>,
) -> ParsedBody {
    let calls = ComponentCalls::find(&text[start..], rules.markdown, theme);
    let masked = calls.mask(&text[start..]);
    let text: &str = &masked;
    let templates = TextTemplates { theme, calls: &calls };
    let mut tags = LiteralTags::default();
    loop {
        let reading = parse_body_once(
            source, text, start, rules, templates, citations, summary, plain, &tags,
        );
        let found = reading.literal_tags.iter();
        let found = found.map(|problem| (problem, problem.diagnostic(source, start)));
        // Few texts contain a tag that hides the rest; these are read once more without it.
        if !tags.add(found.collect(), text) {
            let mut parsed = reading.parsed;
            parsed.diagnostics.extend(tags.into_diagnostics());
            remove_consequences(&calls, start, &mut parsed.diagnostics);
            for call in &calls.in_formulas {
                let place = call.span.start + start..call.span.end + start;
                parsed.diagnostics.push(call.formula_fault().at(source, place));
            }
            for shortcode in reading.syntax.shortcodes(text) {
                shortcode.report(source, start, theme, &mut parsed.diagnostics);
            }
            parsed.needs = calls.needs.clone();
            // Messages suggest names, and without a theme no call was looked up.
            let suggests =
                |fault: &Diagnostic| matches!(fault.code, Code::Component | Code::Shortcode);
            if theme.is_none() && !calls.needs.is_empty() || parsed.diagnostics.iter().any(suggests)
            {
                parsed.needs.insert(TextNeed::Names);
            }
            return parsed;
        }
    }
}

/// A place of the text that cites works.
#[derive(Debug)]
struct CitationPlace {
    cluster: CitationCluster,
    /// The number of the first of its ids.
    first_id: usize,
}

/// The works that a text may cite.
#[derive(Clone, Copy)]
pub(super) struct Citable<'c> {
    /// Those in its front matter.
    pub(super) own: &'c [CitationFields],
    /// Those of the site.
    pub(super) shared: &'c SiteWorks,
}

/// The result of reading a text while some tags are text.
struct BodyReading {
    parsed: ParsedBody,
    /// The problems with further tags that must be text, too.
    literal_tags: Vec<TagProblem>,
    /// Where shortcodes cannot be.
    syntax: SyntaxSpans,
}

/// Removes what is wrong with the tags of components if a call has an error: then some of them were
/// not written.
fn remove_consequences(calls: &ComponentCalls, start: usize, diagnostics: &mut Vec<Diagnostic>) {
    if !diagnostics.iter().any(|fault| fault.code == Code::Component) {
        return;
    }
    diagnostics.retain(|fault| {
        let is_of_call = fault
            .at
            .as_ref()
            .and_then(|at| at.span.start.checked_sub(start))
            .is_some_and(|place| calls.at(place).is_some());
        !(is_of_call && matches!(fault.code, Code::UnclosedHtml | Code::StrayHtml))
    });
}

/// What a text may use of a theme.
#[derive(Clone, Copy)]
struct TextTemplates<'t> {
    /// The theme; `None` if it cannot be loaded.
    theme: Option<&'t Theme>,
    /// The calls of components in the text.
    calls: &'t ComponentCalls,
}

/// Reads the Markdown, without its front matter, while some tags are text.
#[expect(clippy::too_many_arguments, reason = "those of `parse_body`, and the tags")]
fn parse_body_once(
    source: &Arc<Source>,
    text: &str,
    start: usize,
    rules: &Rules,
    templates: TextTemplates<'_>,
    citations: Citable<'_>,
    summary: Option<&str>,
    plain: Option<&str>,
    tags: &LiteralTags,
) -> BodyReading {
    let markdown = rules.markdown;
    let mut unresolved = |link: BrokenLink<'_>| {
        if link.reference.starts_with(char::from(NOTE_MASK)) {
            return Some((CowStr::Borrowed(NOTE), CowStr::Borrowed("")));
        }
        // A citation is a reference without a definition in the text; its ids are looked up when it
        // is written.
        cite_keys(&link.reference).map(|_| (CowStr::Borrowed(CITATION), CowStr::Borrowed("")))
    };
    let signs = InlineSigns::find(text, markdown);
    let masked = tags.mask(mask_literal_signs(text, markdown, &signs));
    let is_masked = matches!(masked, Cow::Owned(_));
    let parser =
        Parser::new_with_broken_link_callback(&masked, options(markdown), Some(&mut unresolved));
    let definitions = definitions_for_captions(text, parser.reference_definitions());
    let marks = markdown.smart_punctuation.then(|| QuotationMarks::of_language(&rules.language));
    let parser = typeset(parser.into_offset_iter(), text, is_masked, &signs, marks);
    let mut events = Events { parser, ahead: VecDeque::new() };
    let mut writer = BodyWriter {
        source,
        text,
        start,
        markdown,
        say: &rules.translations,
        citations,
        style: citations.shared.style(rules),
        language: &rules.language,
        shared: Vec::new(),
        shared_spans: Vec::new(),
        asked: BTreeSet::new(),
        citing: Vec::new(),
        cited_in_block: Vec::new(),
        marks,
        definitions,
        quotes: Vec::new(),
        marked_alert: None,
        alert_title: None,
        shift: u8::from(has_top(&masked, markdown)),
        summary,
        opening: String::new(),
        out: HtmlBuffer {
            html: String::with_capacity(text.len() + text.len() / 4),
            holes: Vec::new(),
        },
        outer: Vec::new(),
        links: Vec::new(),
        spans: Vec::new(),
        anchors: Vec::new(),
        toc: Vec::new(),
        cited: Vec::new(),
        places: 0,
        plain: String::new(),
        whole: plain.map(str::to_owned),
        headings: Vec::new(),
        runs: Vec::new(),
        raw: RawHtml::new(tags.quiet_ends()),
        tags,
        templates,
        used_calls: vec![false; templates.calls.calls.len()],
        open_components: Vec::new(),
        depth: 0,
        failed_hooks: Vec::new(),
        syntax: SyntaxSpans::of_text(text),
        raw_block: None,
        pending: Vec::new(),
        open_links: Vec::new(),
        image: None,
        script_start: None,
        scripts: Vec::new(),
        notes: Footnotes::default(),
        table: OpenTable::default(),
        words: 0,
        excerpt: None,
        has_raw_html: false,
        in_code: false,
        has_nul: memchr::memchr(0, text.as_bytes()).is_some(),
        taken: HashSet::new(),
        next_number: HashMap::new(),
        run: None,
        is_in_address: false,
        seen_alert: None,
        tables: TableWatch::default(),
        misread: MisreadWatch::default(),
        is_figure: false,
        caption: 0..0,
        explicit_id: None,
        diagnostics: Vec::new(),
        policy: rules.policy.as_ref(),
    };
    if let Some(theme) = templates.theme {
        theme.start_text();
    }
    writer.write(&mut events, text);
    drop(events);
    writer.finish()
}

#[derive(Default)]
struct HtmlBuffer {
    html: String,
    /// Byte offset, and the link in the hole there.
    holes: Vec<(usize, usize)>,
}

impl HtmlBuffer {
    fn append(&mut self, other: Self) {
        let by = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(at, link)| (at + by, link)));
    }
}

#[derive(Default)]
struct Footnotes {
    /// Where each definition is.
    places: BTreeMap<String, Range<usize>>,
    /// Label → number, in order of the references.
    numbers: BTreeMap<String, usize>,
    /// How often each was referenced.
    references: BTreeMap<String, usize>,
    /// Label → text.
    definitions: BTreeMap<String, HtmlBuffer>,
    /// The label of the current definition.
    open: Option<String>,
}

#[derive(Default)]
struct OpenTable {
    alignments: Vec<Alignment>,
    is_head: bool,
    /// Where the head begins in the HTML.
    head_start: usize,
    has_body: bool,
    cell: usize,
    /// What a hook writes after it.
    hook: Option<HookTail>,
}

struct OpenImage {
    depth: usize,
    alt: String,
    dest: String,
    title: String,
    /// The label of the link definition that has its address, if there is one.
    label: String,
    is_wiki: bool,
    span: Range<usize>,
}

struct OpenLink {
    /// The link, if it has a hole.
    link: Option<usize>,
    /// Where its text begins in `plain`.
    begin: usize,
    /// Whether its text is replaced: by citation numbers, or by a label that is filled in later.
    hides_text: bool,
    /// Whether an element was opened for it.
    has_tag: bool,
    /// The address of a link to another site, and where attributes can be added to its element.
    outer: Option<(String, usize)>,
    /// What a hook writes after it.
    hook: Option<HookTail>,
    /// The citation that follows its text, with its place and where the text begins in the HTML:
    /// `[text][@id]`.
    cited: Option<(String, Range<usize>, usize)>,
}

impl OpenLink {
    /// A link of Markdown that is written as something else, so that its end writes nothing.
    fn without_address(begin: usize, hides_text: bool) -> Self {
        Self { link: None, begin, hides_text, has_tag: false, outer: None, hook: None, cited: None }
    }
}

struct BodyWriter<'w> {
    source: &'w Arc<Source>,
    /// The Markdown, in which calls of components are masked; it begins at `start` in the source.
    text: &'w str,
    start: usize,
    markdown: Markdown,
    /// The messages in the site's language.
    say: &'w Translations,
    citations: Citable<'w>,
    /// How citations are written.
    style: &'w CitationStyle,
    /// The language of the site.
    language: &'w str,
    /// The works of the site that were cited.
    shared: Vec<CitationFields>,
    /// The first place that cites each of them.
    shared_spans: Vec<Range<usize>>,
    /// The ids that were looked up among the works of the site.
    asked: BTreeSet<String>,
    /// The sentences that cite something.
    citing: Vec<CitingSentence>,
    /// Where the current block cites something: the work, and the place in `plain`.
    cited_in_block: Vec<(usize, usize)>,
    /// The quotation marks of the language, if straight ones are replaced.
    marks: Option<QuotationMarks>,
    /// The link definitions that captions may refer to.
    definitions: HashMap<String, LinkDefinition>,
    /// For each open quotation whether it is an alert.
    quotes: Vec<bool>,
    /// The alert that begins next, if its mark was recognised here and not by the parser.
    marked_alert: Option<MarkedAlert>,
    /// The number of open elements in the title of an alert.
    alert_title: Option<usize>,
    shift: u8,
    summary: Option<&'w str>,
    /// The first paragraphs of the text, if there is a summary to compare with them.
    opening: String,
    out: HtmlBuffer,
    outer: Vec<HtmlBuffer>,
    links: Vec<ContentLink>,
    spans: Vec<Range<usize>>,
    anchors: Vec<String>,
    toc: Vec<Heading>,
    /// The places that cite something.
    cited: Vec<CitationPlace>,
    /// How many places cite something.
    places: usize,
    /// The text of the current block.
    plain: String,
    /// The text of all previous blocks, if it was requested; its headings, and where links may
    /// begin in it.
    whole: Option<String>,
    headings: Vec<Range<usize>>,
    runs: Vec<TextRun>,
    /// The raw HTML so far, and its current block.
    raw: RawHtml,
    /// The tags that are text.
    tags: &'w LiteralTags,
    /// What the text uses of the theme.
    templates: TextTemplates<'w>,
    /// Which calls of components were written.
    used_calls: Vec<bool>,
    /// The components whose end has not come yet.
    open_components: Vec<OpenComponent>,
    /// The number of open elements of Markdown.
    depth: usize,
    /// The hooks that have failed in this text.
    failed_hooks: Vec<Hook>,
    /// Where shortcodes cannot be.
    syntax: SyntaxSpans,
    raw_block: Option<RawPiece>,
    /// The links in that block: the index of the link, and its place in `plain`.
    pending: Vec<(usize, Range<usize>)>,
    open_links: Vec<OpenLink>,
    image: Option<OpenImage>,
    /// Where the text of the open subscript or superscript begins.
    script_start: Option<usize>,
    /// The subscripts and superscripts in `plain`, as they were written.
    scripts: Vec<(Range<usize>, String)>,
    notes: Footnotes,
    table: OpenTable,
    words: usize,
    excerpt: Option<String>,
    has_raw_html: bool,
    in_code: bool,
    /// Whether the source contains a NUL.
    has_nul: bool,
    /// The ids of headings, and the next number for each id that is needed again.
    taken: HashSet<String>,
    next_number: HashMap<String, usize>,
    /// Where the current run of text is in the source.
    run: Option<Range<usize>>,
    /// Whether the text is that of an address without markup.
    is_in_address: bool,
    /// Where the mark of an alert is that was reported.
    seen_alert: Option<usize>,
    /// What may be a table.
    tables: TableWatch,
    /// What may be read otherwise than it looks.
    misread: MisreadWatch,
    /// Whether the current paragraph is one image with a caption.
    is_figure: bool,
    /// Where the last caption is.
    caption: Range<usize>,
    /// The explicit id of the open heading, and the heading's place.
    explicit_id: Option<(String, Range<usize>)>,
    diagnostics: Vec<Diagnostic>,
    policy: Option<&'w ContentPolicy>,
}

impl BodyWriter<'_> {
    fn fault(&mut self, mut diagnostic: Diagnostic, span: Range<usize>) {
        diagnostic.message = self.with_calls(diagnostic.message);
        diagnostic.help = diagnostic.help.map(|help| self.with_calls(help));
        let place = span.start + self.start..span.end + self.start;
        self.diagnostics.push(diagnostic.at(self.source, place));
    }

    fn push(&mut self, html: &str) {
        self.out.html.push_str(html);
    }

    /// The label that a screen reader reads for an element without text.
    fn push_label(&mut self, label: &str) {
        self.push(" aria-label=\"");
        let _ = escape_html(&mut self.out.html, label);
        self.push("\"");
    }

    fn text(&mut self, text: &str) {
        if self.has_nul && text.contains('\0') {
            return self.text(&text.replace('\0', "\u{fffd}"));
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        if !self.raw.hides_text() {
            self.plain.push_str(text);
        }
        if !self.open_links.last().is_some_and(|open| open.hides_text) {
            let _ = escape_html_body_text(&mut self.out.html, text);
        }
    }

    /// Writes a text, and records its position if it may contain links.
    fn in_run(&mut self, span: &Range<usize>, write: impl FnOnce(&mut Self)) {
        let is_free = self.image.is_none()
            && self.script_start.is_none()
            && self.open_links.is_empty()
            && self.outer.is_empty()
            && !self.raw.has_open_elements();
        let at = self
            .whole
            .as_ref()
            .filter(|_| is_free && !self.table.is_head)
            .map(|whole| whole.len() + self.plain.len());
        let html = self.out.html.len();
        write(self);
        let Some((at, whole)) = at.zip(self.whole.as_ref()) else { return };
        let (length, end) = (whole.len() + self.plain.len() - at, self.out.html.len());
        match self.runs.last_mut() {
            // The parser splits a text at every character that could be markup; if nothing was
            // written in between, the run continues.
            Some(run) if run.text + run.length == at && run.html.end == html => {
                run.length += length;
                run.html.end = end;
                run.source.end = span.end;
            }
            _ => {
                self.runs.push(TextRun { text: at, length, html: html..end, source: span.clone() });
            }
        }
    }

    fn write<'e>(
        &mut self,
        events: &mut Events<'e, impl Iterator<Item = SpannedEvent<'e>>>,
        text: &'e str,
    ) {
        while let Some((event, span)) = events.next() {
            match &event {
                Event::Start(Tag::Paragraph) if self.alert_title.is_none() => {
                    self.is_figure = events.is_figure();
                }
                Event::Start(Tag::BlockQuote(None)) => {
                    self.marked_alert = events.marked_alert(text);
                }
                _ => {}
            }
            self.misread.follow(&event, &span, text);
            self.report_misread();
            self.write_event(&event, &span, text);
        }
        self.misread.finish(text);
        self.report_misread();
    }

    /// Reports text that Markdown reads otherwise than it looks.
    fn report_misread(&mut self) {
        for misread in self.misread.take() {
            let fault = match misread.note {
                Some((place, words)) => {
                    let place = place.start + self.start..place.end + self.start;
                    misread.fault.note(self.source, place, words)
                }
                None => misread.fault,
            };
            self.fault(fault, misread.place);
        }
        for (place, keys) in self.misread.take_citations() {
            if keys.iter().all(|key| self.is_known_work(key)) {
                let marks: Vec<String> = keys.iter().map(|key| format!("@{key}")).collect();
                let fault = Diagnostic::warning(
                    Code::UnknownCitation,
                    "this is shown as text: the key of a citation begins with @",
                )
                .help(format!("write [{}]", marks.join("; ")));
                self.fault(fault, place);
            }
        }
    }

    pub(super) fn write_event(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        self.follow_run(event, span, text);
        self.follow_tables(event, span, text);
        self.syntax.add(event, span);
        if self.follow_alert_title(event) {
            return;
        }
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                match tag {
                    Tag::TableRow => self.check_row(span, &text[span.clone()]),
                    Tag::BlockQuote(None) => self.check_alert(span, &text[span.clone()]),
                    _ => {}
                }
                self.start(tag, span);
            }
            Event::End(tag) => {
                self.end(*tag);
                self.depth -= 1;
                self.close_components_within();
            }
            Event::Text(text) if self.in_code => {
                let _ = escape_html_body_text(&mut self.out.html, text);
            }
            Event::Text(text) => {
                self.in_run(span, |writer| writer.text(text));
            }
            Event::Code(code) => {
                if self.image.is_none() {
                    self.start_raw_inline();
                    self.push("<code>");
                    self.text(code);
                    self.push("</code>");
                } else {
                    self.text(code);
                }
            }
            Event::InlineMath(latex) => self.math(latex, MathDisplay::Inline, span),
            Event::DisplayMath(latex) => self.math(latex, MathDisplay::Block, span),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html, span, text),
            Event::FootnoteReference(label) => {
                self.start_raw_inline();
                if self.image.is_none() && text[span.end..].starts_with("](") {
                    let fault = Diagnostic::warning(
                        Code::MisreadText,
                        "this footnote breaks the link around it: its brackets and address are shown as \
                         text",
                    )
                    .help("write the footnote after the link: [text](https://…)[^1]");
                    self.fault(fault, span.clone());
                }
                self.note_reference(label);
            }
            Event::SoftBreak => {
                self.in_run(span, |writer| {
                    writer.plain.push(' ');
                    match &mut writer.image {
                        Some(image) => image.alt.push(' '),
                        None => writer.push("\n"),
                    }
                });
            }
            Event::HardBreak => {
                self.plain.push(' ');
                if self.image.is_none() {
                    self.start_raw_inline();
                    self.push("<br>\n");
                }
            }
            Event::Rule => {
                self.flush(false);
                self.start_raw_block();
                self.push("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let (checked, phrase) = if *done { (" checked", "done") } else { ("", "to_do") };
                self.push(&format!("<input type=\"checkbox\" disabled{checked}"));
                self.push_label(&self.say.filled(phrase, &[]));
                self.push("> ");
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        if is_block(tag) {
            self.flush(false);
        }
        self.enter_part(tag);
        match tag {
            Tag::Paragraph => {
                if !self.is_figure && self.alert_title.is_none() {
                    self.push("<p>");
                }
            }
            Tag::Heading { id, .. } => {
                self.explicit_id = id.as_ref().map(|id| (id.to_string(), span.clone()));
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::BlockQuote(kind) => self.start_quote(*kind),
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
                let key = note_key(label);
                let mark = span.start..span.start + label.len() + "[^]:".len();
                if self.notes.places.contains_key(&key) {
                    let message =
                        format!("footnote `{label}` is defined twice, so this is not shown");
                    let fault = Diagnostic::warning(Code::DuplicateFootnote, message)
                        .help("give this footnote another label, here and where it is used");
                    self.fault(fault, mark);
                } else {
                    self.notes.places.insert(key.clone(), mark);
                }
                self.notes.open = Some(key);
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::DefinitionList => self.push("<dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>"),
            Tag::DefinitionListDefinition => self.push("<dd>"),
            Tag::Table(alignments) => {
                self.table = OpenTable { alignments: alignments.clone(), ..OpenTable::default() };
                self.table.hook = self.start_table_hook(alignments.len());
                if self.table.hook.is_none() {
                    self.push("<div");
                    self.push(&table_attributes(self.say));
                    self.push(">");
                }
                self.push("<table>\n");
            }
            Tag::TableHead => {
                self.table.is_head = true;
                self.table.cell = 0;
                self.table.head_start = self.out.html.len();
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
            Tag::Emphasis => {
                self.check_star(span);
                self.inline("<em>");
            }
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.start_script("<sup>"),
            Tag::Subscript => self.start_script("<sub>"),
            Tag::Link { link_type, dest_url, title, id } => {
                self.start_link(*link_type, dest_url, title, id, span);
            }
            Tag::Image { link_type, dest_url, title, id } => match &mut self.image {
                Some(image) => image.depth += 1,
                None => {
                    let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
                    self.image = Some(OpenImage {
                        depth: 0,
                        alt: String::new(),
                        dest: dest_url.to_string(),
                        title: title.to_string(),
                        label: id.to_string(),
                        is_wiki,
                        span: span.clone(),
                    });
                }
            },
            Tag::HtmlBlock => self.raw_block = Some(RawPiece::default()),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn inline(&mut self, html: &str) {
        // Markup inside an image's description is not part of the description.
        if self.image.is_none() {
            self.push(html);
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.leave_part(tag);
        match tag {
            TagEnd::Paragraph => {
                let is_title = self.alert_title.take().is_some();
                self.flush(!is_title);
                if !std::mem::take(&mut self.is_figure) {
                    self.mark_formula();
                    self.push("</p>\n");
                }
            }
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) => self.end_quote(),
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
                let definition =
                    std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
                if let Some(label) = self.notes.open.take() {
                    self.check_note(&label, &definition);
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
            TagEnd::Table => {
                self.push(if self.table.has_body { "</tbody></table>" } else { "</table>" });
                match self.table.hook.take() {
                    Some(tail) => {
                        self.end_hook(&tail);
                        self.push("\n");
                    }
                    None => self.push("</div>\n"),
                }
            }
            TagEnd::TableHead => {
                self.table.is_head = false;
                // Markdown has no table without a head; an empty one would be read out as such.
                if is_empty_head(&self.out.html[self.table.head_start..]) {
                    self.out.html.truncate(self.table.head_start);
                } else {
                    self.push("</tr></thead>\n");
                }
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
            TagEnd::Superscript => self.end_script(true, "</sup>"),
            TagEnd::Subscript => self.end_script(false, "</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock => {
                if let Some(block) = self.raw_block.take() {
                    self.write_raw_block(&block);
                }
            }
            TagEnd::MetadataBlock(_) => {}
        }
        self.close_late_elements(tag);
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let inner = std::mem::replace(&mut self.out, self.outer.pop().unwrap_or_default());
        let text = sentence::fold(&self.plain);
        let id = sentence::fold(&self.plain_without_scripts());
        if let Some(whole) = &self.whole {
            self.headings.push(whole.len()..whole.len() + self.plain.len());
        }
        self.flush(false);
        let level = (level as u8 + self.shift).min(6);
        // The space inside French quotation marks is part of the mark.
        let id = id.replace("«\u{202f}", "").replace("\u{202f}»", "");
        let id = self.heading_id(&composed(&id));
        let inner = match self.write_heading_hook(level, &id, &text, inner) {
            Ok(()) => {
                self.keep_heading(level, id, text);
                return;
            }
            Err(inner) => inner,
        };
        self.push(&format!("<h{level} id=\""));
        let _ = escape_html(&mut self.out.html, &id);
        self.push("\">");
        self.out.append(inner);
        if self.markdown.heading_anchors {
            self.push(" <a class=\"anchor\" href=\"#");
            let _ = escape_href(&mut self.out.html, &id);
            self.push("\"");
            self.push_label(self.say.text("link_to_section"));
            self.push(">#</a>");
        }
        self.push(&format!("</h{level}>\n"));
        self.keep_heading(level, id, text);
    }

    /// Takes note of a heading, for links to it and for the table of contents.
    fn keep_heading(&mut self, level: u8, id: String, text: String) {
        self.taken.insert(id.clone());
        if !self.raw.hides_text() {
            self.anchors.push(id.clone());
            self.toc.push(Heading { level, id, text });
        }
    }

    /// The id that GitHub would generate: letters and digits of any script, in lower case, `-` for
    /// spaces; numbered if taken.
    fn heading_id(&mut self, text: &str) -> String {
        if let Some((id, span)) = self.explicit_id.take() {
            if self.taken.contains(&id) {
                let fault = Diagnostic::warning(
                    Code::DuplicateAnchor,
                    format!("the id `{id}` is already taken on this page"),
                );
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
        // Templates and notes use these ids themselves.
        let (head, number) = base.split_once('-').unwrap_or((&base, ""));
        if matches!(head, "ref" | "cite" | "fn" | "fnref")
            && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        {
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

    /// Ends a block of text: counts its words and adds the sentences of its links.
    fn flush(&mut self, is_paragraph: bool) {
        if self.plain.is_empty() {
            // Links that contain only images are not part of a sentence.
            self.pending.clear();
            self.cited_in_block.clear();
            return;
        }
        self.scripts.clear();
        self.words += words(self.plain.as_bytes());
        for (link, range) in self.pending.drain(..) {
            self.links[link].sentence = sentence::around(&self.plain, range);
        }
        for (index, at) in self.cited_in_block.drain(..) {
            // A mark follows what it supports, also after a full stop.
            let range = at.saturating_sub(1)..at;
            let sentence = sentence::around(&self.plain, range);
            self.citing.push(CitingSentence { index, sentence });
        }
        if is_paragraph && self.notes.open.is_none() {
            if self.summary.is_some() {
                if self.opening.len() < OPENING {
                    self.opening.push_str(&self.plain);
                    self.opening.push('\n');
                }
            } else if self.excerpt.is_none() && !is_placeholder(&self.plain) {
                self.excerpt =
                    Some(sentence::cut(&self.plain, EXCERPT)).filter(|excerpt| !excerpt.is_empty());
            }
        }
        if let Some(whole) = &mut self.whole {
            whole.push_str(&self.plain);
            whole.push('\n');
        }
        self.plain.clear();
    }

    fn finish(mut self) -> BodyReading {
        self.flush(false);
        self.close_all_components();
        self.report_unused_calls();
        let literal_tags = self.close_raw_html();
        self.write_notes();
        // Notes are written last but may contain links that were read before others: holes are
        // ordered by position, not by number.
        let mut order: Vec<(usize, usize)> = std::mem::take(&mut self.out.holes);
        order.sort_unstable();
        let mut links: Vec<Option<ContentLink>> =
            std::mem::take(&mut self.links).into_iter().map(Some).collect();
        // Bodies stay in memory during the build, so unused memory is released.
        self.toc.shrink_to_fit();
        self.anchors.shrink_to_fit();
        let mut runs = std::mem::take(&mut self.runs);
        let places = order
            .iter_mut()
            .map(|(hole, _)| hole)
            .chain(runs.iter_mut().flat_map(|run| [&mut run.html.start, &mut run.html.end]));
        let references = self.write_citations(places);
        self.runs = runs;
        if memchr::memchr(0, self.out.html.as_bytes()).is_some() {
            let runs =
                self.runs.iter_mut().flat_map(|run| [&mut run.html.start, &mut run.html.end]);
            replace_nul(&mut self.out.html, order.iter_mut().map(|(hole, _)| hole).chain(runs));
        }
        let mut body = Body {
            html: StoredText::Memory(self.out.html.into()),
            toc: self.toc,
            words: self.words,
            references,
            has_raw_html: self.has_raw_html,
            holes: Vec::with_capacity(order.len()),
        };
        let (mut sorted, mut spans) =
            (Vec::with_capacity(order.len()), Vec::with_capacity(order.len()));
        for (at, link) in order {
            // A link in a note without references has no hole; it is dropped with its note.
            if let Some(found) = links[link].take() {
                body.holes.push(at);
                sorted.push(found);
                spans.push(self.spans[link].clone());
            }
        }
        let parsed = ParsedBody {
            body,
            links: sorted,
            link_spans: spans,
            anchors: self.anchors,
            excerpt: self.excerpt,
            repeats_summary: self
                .summary
                .is_some_and(|summary| sentence::repeats(summary, &self.opening)),
            diagnostics: self.diagnostics,
            plain: self.whole,
            headings: self.headings,
            runs: self.runs,
            needs: BTreeSet::new(),
            shared: self.shared,
            shared_spans: self.shared_spans,
            asked: self.asked,
            citing: self.citing,
        };
        BodyReading { parsed, literal_tags, syntax: self.syntax }
    }
}

/// The attributes of the element around a table. A wide table scrolls horizontally; a region that
/// scrolls must be reachable by keyboard.
fn table_attributes(say: &Translations) -> String {
    let mut html =
        " class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"".to_owned();
    let _ = escape_html(&mut html, say.text("table"));
    html.push('"');
    html
}

/// CommonMark, section 2.3: NUL is shown as the replacement character. Positions after one move.
fn replace_nul<'p>(html: &mut String, places: impl Iterator<Item = &'p mut usize>) {
    let nuls: Vec<usize> = memchr::memchr_iter(0, html.as_bytes()).collect();
    for place in places {
        *place += nuls.partition_point(|nul| nul < place) * ('\u{fffd}'.len_utf8() - 1);
    }
    *html = html.replace('\0', "\u{fffd}");
}

/// The length of a text as HTML, with the escapes that text in elements needs.
pub(super) fn escaped_length(text: &str) -> usize {
    let extra = |byte: u8| match byte {
        b'&' => "&amp;".len() - 1,
        b'<' | b'>' => "&lt;".len() - 1,
        _ => 0,
    };
    text.len() + text.bytes().map(extra).sum::<usize>()
}

/// The number of words in a text: how often something other than white space begins.
fn words(text: &[u8]) -> usize {
    let Some((first, rest)) = text.split_first() else { return 0 };
    // In chunks short enough to count in a byte, so that the compiler vectorises the loop.
    let begins: usize = text
        .chunks(128)
        .zip(rest.chunks(128))
        .map(|(before, after)| {
            usize::from(
                before
                    .iter()
                    .zip(after)
                    .map(|(b, a)| u8::from(*b <= b' ' && *a > b' '))
                    .sum::<u8>(),
            )
        })
        .sum();
    begins + usize::from(*first > b' ')
}
/// Whether the cells of a table's head contain nothing.
fn is_empty_head(html: &str) -> bool {
    let cells = html.trim_start_matches("<thead><tr>");
    cells.split_inclusive("</th>").all(|cell| {
        cell.strip_suffix("</th>")
            .is_some_and(|open| open.starts_with("<th ") && open.find('>') == Some(open.len() - 1))
    })
}
