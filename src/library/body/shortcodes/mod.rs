//! Finds the shortcodes, tags and directives of other programs in a text. Offprint does not run
//! them, so they would be published as they are written.
//!
//! `scholarly` finds the signs of programs for scientific texts, `inline` those that may be anywhere in a line, `block` those that are lines of their own,
//! `markup` the signs of other languages, and `advice` says what to write instead. Code, formulas and comments contain none; a backslash
//! before one makes it text. Must not know where the text comes from.

mod advice;
mod block;
mod bracket;
mod inline;
mod markup;
mod scholarly;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use offprint_base::is_escaped;
use pulldown_cmark::{CodeBlockKind, Event, Tag};

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Source;
use crate::theme::Theme;

/// What the parser has found in a text, as far as it matters for shortcodes.
#[derive(Default)]
pub(super) struct SyntaxSpans {
    /// Whether the text may contain a shortcode at all.
    is_needed: bool,
    /// Code, formulas, comments, scripts: sorted.
    literal: Vec<Range<usize>>,
    /// Code within a line.
    code: Vec<Range<usize>>,
    /// Links and images.
    links: Vec<Range<usize>>,
    /// Where links, images and code within a line end.
    ends: HashSet<usize>,
    /// Code blocks and what is written after their first back-ticks.
    fences: Vec<(usize, String)>,
}

/// Signs of other languages, of which a text must contain one.
const MARKUP_SIGNS: [&str; 9] = ["\\", "<%", "<?", "==", "'''", "TOC__", "#+", "/>", "</"];

impl SyntaxSpans {
    /// Prepares for a text. Most texts contain none of the signs that a shortcode needs.
    pub(super) fn of_text(text: &str) -> Self {
        const SIGNS: [&str; 12] = [
            "::", ":`", "!!! ", "??? ", "import ", "export ", "dataview", "`r ", "--8<--", "@",
            "\n: ", "Table: ",
        ];
        let is_needed = memchr::memchr3(b'{', b'%', b'[', text.as_bytes()).is_some()
            || SIGNS.iter().chain(&MARKUP_SIGNS).any(|sign| text.contains(sign));
        Self { is_needed, ..Self::default() }
    }

    /// Takes note of an event.
    pub(super) fn add(&mut self, event: &Event<'_>, span: &Range<usize>) {
        if !self.is_needed {
            return;
        }
        match event {
            Event::Code(_) => {
                self.code.push(span.clone());
                self.ends.insert(span.end);
                self.literal.push(span.clone());
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => self.literal.push(span.clone()),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.literal.push(span.clone());
                if let CodeBlockKind::Fenced(info) = kind {
                    self.fences.push((span.start, info.to_string()));
                }
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                self.links.push(span.clone());
                self.ends.insert(span.end);
            }
            _ => {}
        }
    }

    /// Takes note of a part that browsers do not display.
    pub(super) fn add_hidden(&mut self, span: Range<usize>) {
        if self.is_needed {
            self.literal.push(span);
        }
    }

    /// The shortcodes in the text, in order.
    pub(super) fn shortcodes(mut self, text: &str) -> Vec<Shortcode> {
        if !self.is_needed {
            return Vec::new();
        }
        self.finish();
        let mut finder = Finder { text, spans: &self, found: Vec::new(), open: HashMap::new() };
        finder.find_inline();
        finder.find_brackets();
        finder.find_blocks();
        finder.find_markup();
        finder.find_scholarly();
        let mut found = finder.found;
        found.sort_by_key(|shortcode| (shortcode.span.start, shortcode.span.end));
        // A shortcode in another one is part of it.
        let mut end = 0;
        found.retain(|shortcode| {
            let is_first = shortcode.span.start >= end;
            end = end.max(shortcode.span.end);
            is_first
        });
        found
    }

    /// Prepares for questions, when all of the text was read.
    pub(super) fn finish(&mut self) {
        self.literal.sort_by_key(|span| span.start);
    }

    /// Whether a place is in code, a formula, a comment or a script.
    pub(super) fn is_literal(&self, at: usize) -> bool {
        let after = self.literal.partition_point(|span| span.start <= at);
        // Spans of code do not overlap, but a comment may contain what looks like code.
        self.literal[..after].iter().rev().take(4).any(|span| span.end > at)
    }
}

/// A shortcode of another program.
#[derive(Debug)]
pub(super) struct Shortcode {
    /// Where it is in the text.
    pub(super) span: Range<usize>,
    /// How it is written, in short.
    shown: String,
    /// What it is: `a shortcode of Hugo`.
    what: &'static str,
    /// What to write instead.
    help: &'static str,
    /// Its name.
    name: String,
}

impl Shortcode {
    /// Adds the error for its author, instead of others that it caused: in Markdown, parts of it
    /// look like tags or links. If the theme has a component of the same name, that is meant.
    pub(super) fn report(
        &self,
        source: &Arc<Source>,
        start: usize,
        theme: Option<&Theme>,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let span = self.span.start + start..self.span.end + start;
        diagnostics.retain(|diagnostic| {
            let is_within = diagnostic
                .at
                .as_ref()
                .is_some_and(|at| at.span.start < span.end && span.start < at.span.end);
            let is_caused = matches!(diagnostic.code, Code::UnclosedHtml | Code::StrayHtml)
                || diagnostic.code == Code::BrokenLink && diagnostic.severity == Severity::Warning;
            !(is_within && is_caused)
        });
        let message =
            format!("`{}` is {}, so it would be published as it is written", self.shown, self.what);
        let component = theme.and_then(|theme| theme.component_named(&self.name));
        let help = match component {
            Some(name) => format!("call the component `{name}`: {{{{ <{name} /> }}}}"),
            None => self.help.to_owned(),
        };
        // Code is in back-ticks already.
        let ticks = if self.name == "result" {
            "between two back-ticks on each side"
        } else {
            "in back-ticks"
        };
        let help = format!("{help}; to show it as it is, put it {ticks}");
        diagnostics.push(Diagnostic::error(Code::Shortcode, message).help(help).at(source, span));
    }
}

/// Looks for shortcodes in a text.
struct Finder<'f> {
    text: &'f str,
    spans: &'f SyntaxSpans,
    found: Vec<Shortcode>,
    /// How many shortcodes of each name are open: their end is part of them.
    open: HashMap<String, usize>,
}

impl Finder<'_> {
    /// Whether a sign at a place may begin a shortcode.
    fn is_free(&self, at: usize) -> bool {
        !is_escaped(self.text, at) && !self.spans.is_literal(at)
    }

    fn add(&mut self, span: Range<usize>, shown: String, what: &'static str, name: &str) {
        let help = advice::advice(&name.to_ascii_lowercase());
        self.found.push(Shortcode { span, shown, what, help, name: name.to_owned() });
    }

    /// Where a shortcode that begins at a place ends: after `end`, in the same paragraph.
    fn end_of(&self, start: usize, end: &str, longest: usize) -> Option<usize> {
        let rest = limited(&self.text[start..], longest);
        let length = rest.find(end)?;
        let is_split = rest[..length].contains("\n\n") || rest[..length].contains("\n\r\n");
        (!is_split).then_some(start + length + end.len())
    }

    /// Begins a shortcode that may have an end of its own.
    fn open(&mut self, name: &str) {
        *self.open.entry(name.to_owned()).or_default() += 1;
    }

    /// Whether the end of a shortcode belongs to one that is open.
    fn close(&mut self, name: &str) -> bool {
        let count = self.open.get_mut(name).filter(|count| **count > 0);
        count.is_some_and(|count| {
            *count -= 1;
            true
        })
    }
}

/// The start of a text.
fn limited(text: &str, longest: usize) -> &str {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The name at the start of a text: a letter, then letters, digits and some signs.
fn leading_name(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return "";
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Options, Parser};

    use super::*;

    /// The shortcodes of a text, each with what it is.
    fn found(text: &str) -> Vec<String> {
        let mut spans = SyntaxSpans::of_text(text);
        let options = Options::ENABLE_MATH
            | Options::ENABLE_WIKILINKS
            | Options::ENABLE_TABLES
            | Options::ENABLE_HEADING_ATTRIBUTES;
        for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
            spans.add(&event, &span);
        }
        let found = spans.shortcodes(text);
        found.iter().map(|one| format!("{}: {}", one.what, &text[one.span.clone()])).collect()
    }

    #[track_caller]
    fn check(text: &str, program: &str, expect: &[&str]) {
        let found = found(text);
        assert_eq!(found.len(), expect.len(), "{text}: {found:?}");
        for (found, expect) in found.iter().zip(expect) {
            let (what, span) = found.split_once(": ").unwrap_or_default();
            assert!(what.contains(program), "{text}: {found}");
            assert_eq!(span, *expect, "{text}");
        }
    }

    #[test]
    fn hugo_and_quarto() {
        check("{{< figure src=\"x.png\" >}}", "Hugo", &["{{< figure src=\"x.png\" >}}"]);
        check("{{<youtube abc>}}", "Hugo", &["{{<youtube abc>}}"]);
        check("a {{% notice tip %}}b *c*{{% /notice %}} d", "Hugo", &["{{% notice tip %}}"]);
        check("[a]({{< ref \"b.md\" >}})", "Hugo", &["{{< ref \"b.md\" >}}"]);
        check("{{< figure\n  src=\"x\"\n>}}", "Hugo", &["{{< figure\n  src=\"x\"\n>}}"]);
        check("{{< figure src=x", "Hugo", &["{{< figure src=x"]);
        check("{{< /figure >}}", "Hugo", &["{{< /figure >}}"]);
        check("{{</* figure */>}}", "Hugo", &["{{</* figure */>}}"]);
        check(
            "{{< video https://x.example/v >}}",
            "Quarto",
            &["{{< video https://x.example/v >}}"],
        );
        check("{{ .Site.Title }} {{ $x }}", "Hugo", &["{{ .Site.Title }}", "{{ $x }}"]);
    }

    #[test]
    fn templates() {
        check("{% include a.html %}", "Jekyll", &["{% include a.html %}"]);
        check("{%- raw -%}x{%- endraw -%}", "Jekyll", &["{%- raw -%}"]);
        check(
            "{{ page.title }}, {{ '/a' | relative_url }}",
            "Jekyll",
            &["{{ page.title }}", "{{ '/a' | relative_url }}"],
        );
        check("[a]({{site.url}}/b)", "Jekyll", &["{{site.url}}"]);
        check("{{ youtube(id=\"x\") }}", "Zola", &["{{ youtube(id=\"x\") }}"]);
        check("{% quote(author=\"x\") %}a{% end %}", "Zola", &["{% quote(author=\"x\") %}"]);
        check("{% hint style=\"info\" %}", "GitBook", &["{% hint style=\"info\" %}"]);
        check("{{cite journal|title=A}}", "MediaWiki", &["{{cite journal|title=A}}"]);
        check("{{#if a}}b{{/if}}", "Handlebars", &["{{#if a}}"]);
        check("{:toc} and {: .note}", "kramdown", &["{:toc}", "{: .note}"]);
        check("![a](b.png){width=50%} [c]{.mark}", "Pandoc", &["{width=50%}", "{.mark}"]);
    }

    #[test]
    fn scientific_texts() {
        for text in [
            "`r 1+1`",
            "`r nrow(data)`",
            "`r n`",
            "`{python} total`",
            "@fig-one",
            "@tbl-a",
            "@eq:a",
            "@sec:methods",
            "\\@ref(fig:one)",
            "\\\\(a_b\\\\)",
            "\\\\[x^2\\\\]",
        ] {
            check(&format!("See {text} and more."), "", &[text]);
        }
        check("@sec-x\n\n## Methods {#sec-x}", "Quarto", &["@sec-x"]);
        check("$$\ny = x\n$$ {#eq-a}", "Pandoc", &["{#eq-a}"]);
        check(
            "![a](b.png){#fig-one width=50% fig-alt=\"some words\"}",
            "Pandoc",
            &["{#fig-one width=50% fig-alt=\"some words\"}"],
        );
        check("![a](b.png){#fig:one}", "Pandoc", &["{#fig:one}"]);
        check("| a |\n|---|\n| 1 |\n{.table-striped}", "Pandoc", &["{.table-striped}"]);
        check(
            "| a |\n|---|\n| 1 |\n\n{tbl-colwidths=\"[1,2]\"}",
            "Pandoc",
            &["{tbl-colwidths=\"[1,2]\"}"],
        );
        check(
            "| a |\n|---|\n| 1 |\n\n: The caption {#tbl-a}",
            "Pandoc",
            &[": The caption {#tbl-a}"],
        );
        check("| a |\n|---|\n| 1 |\n\n: The caption", "Pandoc", &[": The caption"]);
        for text in [
            "The `r squared` and `r of 0.5` of it.",
            "@eq-news@social.example",
            "| a |\n|---|\n| 1 |\n\nTable: twelve patients were seen.",
            "(as above)\n{x=1}",
        ] {
            check(text, "", &[]);
        }
        check("--8<-- \"inc.md\"", "MkDocs", &["--8<-- \"inc.md\""]);
        for text in [
            "`r = 0.5`, `r`, ``r 1+1`` and `run x`",
            "ask @sec-news, @fig, @figment and a@fig-one.org, or [@fig](https://x.example/@fig-one)",
            "`@fig-one` and \\@fig-one",
            "C:\\\\(x86\\\\) and \\(a\\) and \\[18F\\]FDG",
            "term\n: its definition",
            "the set\n{a=1}",
            "Table: of contents",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn editing_marks_and_macros() {
        check("a {++new ++}b", "CriticMarkup", &["{++new ++}"]);
        check("a {--old --}b {~~x~>y~~}", "CriticMarkup", &["{--old --}", "{~~x~>y~~}"]);
        check("{==a==}{>>ask *Bob*<<}", "CriticMarkup", &["{==a==}", "{>>ask *Bob*<<}"]);
        check("a {>>two\nlines<<} b", "CriticMarkup", &["{>>two\nlines<<}"]);
        check("{toc}\n\na\n\n{toc:maxLevel=2}", "Confluence", &["{toc}", "{toc:maxLevel=2}"]);
        for text in [
            "`{++a++}` and $\\{{--}}$ and \\{>>a<<}",
            "{++}, {--}, {++ without an end, {a} and a set {info, toc}",
            "the key {toc} of a template",
            "charges {+} and {++} of ions",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn brackets() {
        check(
            "[caption id=\"a\" width=\"3\"]<img> x[/caption]",
            "WordPress",
            &["[caption id=\"a\" width=\"3\"]"],
        );
        check("[gallery ids=\"1,2\"]", "WordPress", &["[gallery ids=\"1,2\"]"]);
        check("[gallery]\n\na", "WordPress", &["[gallery]"]);
        check("[embed]https://x.example[/embed]", "WordPress", &["[embed]"]);
        check("[contact-form-7 id=1]", "WordPress", &["[contact-form-7 id=1]"]);
        check("[youtube https://x.example]", "WordPress", &["[youtube https://x.example]"]);
        check("[su_note]a[/su_note]", "WordPress", &["[su_note]"]);
        check(
            "[url=https://x.example]a[/url] [b]c[/b]",
            "BBCode",
            &["[url=https://x.example]", "[b]"],
        );
        check("a[/caption]", "WordPress", &["[/caption]"]);
        check("[TOC]", "table of contents", &["[TOC]"]);
    }

    #[test]
    fn blocks() {
        check("```{note} Title\na\n```", "MyST", &["```{note} Title"]);
        check("> ```{r, echo=FALSE}\n> a\n> ```", "R Markdown", &["```{r, echo=FALSE}"]);
        check("::: note\na\n:::", "", &["::: note"]);
        check(
            ":::{note}\na\n:::\n\n::: {.callout-tip}\nb\n:::",
            "",
            &[":::{note}", "::: {.callout-tip}"],
        );
        check("- ::: tip\n  a\n  :::", "", &["::: tip"]);
        check("!!! note \"A\"\n    b", "MkDocs", &["!!! note \"A\""]);
        check(".. figure:: a.png", "Sphinx", &[".. figure:: a.png"]);
        check("{cite}`a` and :ref:`b`", "Sphinx", &["{cite}`a`", ":ref:`b`"]);
        check("import A from '@b/c';\n\nd", "MDX", &["import A from '@b/c';"]);
        check("a %%private%% b", "Obsidian", &["%%private%%"]);
    }

    #[test]
    fn other_languages() {
        check("as \\cite{smith2020} says", "LaTeX", &["\\cite{smith2020}"]);
        check("\\begin{table}\na\n\\end{table}", "LaTeX", &["\\begin{table}", "\\end{table}"]);
        check("a <%= title %> b", "template", &["<%= title %>"]);
        check("a <?php echo 1; ?> b <?= 2 ?>", "PHP", &["<?php echo 1; ?>", "<?= 2 ?>"]);
        check("an ==important word== here", "highlight", &["==important word=="]);
        check("a '''bold''' word", "MediaWiki", &["'''bold'''"]);
        check("__NOTOC__", "MediaWiki", &["__NOTOC__"]);
        check("#+BEGIN_QUOTE\na\n#+END_QUOTE", "Org", &["#+BEGIN_QUOTE", "#+END_QUOTE"]);
        check("<Tabs>\n\na\n\n</Tabs>", "MDX", &["<Tabs>"]);
        check("a <Chart data=\"x\" /> b", "MDX", &["<Chart data=\"x\" />"]);
        for text in [
            "`\\cite{a}` and $\\text{a}$ and \\alpha{x} and C:\\input\\x",
            "if a == b and c == d, or ====, or x==y==z",
            "it's 5'' wide, rock 'n' roll",
            "`<%= x %>` and 5 <% of all",
            "<DIV>a</DIV> and <Div>b</Div> and <Smith>",
            "# Title\n\n#+ a\n\nC#+X",
            "__bold__ text",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn prose_code_and_formulas_are_none() {
        for text in [
            "`{{< figure >}}` and ``[gallery ids=\"1\"]``",
            "```\n{% include a %}\n::: note\n```\n\n    {{ page.title }}\n",
            "$\\{{x}\\}$ and $${{a}}$$ and {{x}} and {{a, b}}",
            "\\{{< figure >}} \\{% include a %} \\[gallery ids=\"1\"] \\{{ page.title }}",
            "[1], [caption needed], [see 2, 3], [n=12], [mean age=42], [video], [18F]FDG",
            "[a](b.md), [gallery](c.md), [gallery][d], [e]\n\n[d]: /f\n[e]: /g",
            "[x] [ ] [^1] [@smith2020, p. 3] [[esketamine]] [95% CI 1–2]",
            "## Title {#id .class}\n\n## [a](b) {#c}",
            "50%% of {them}, {% of all}, 5 %% and a set {{1, 2}, {3}}",
            "Note: this :: that ::: and a::b :smile: `x`",
            "- [ ] to do\n- [x] done\n\n!!! important\n\n... note:: and",
            "import duties from China rose",
            "![[chart.png]]",
            "```python\nx\n```\n\n```{.python}\ny\n```",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for part in [
            "{{",
            "{% a ",
            "[a b=\"c\" ",
            "[b]",
            "[/b]",
            "%%a ",
            "::: a\n",
            "{{< a ",
            "{:a ",
            "{++a ",
            "{>>",
            "{toc",
            "]{.a ",
            "==a ",
            "<A a=",
            "<Ab>",
            "\\cite{",
            "<% ",
            "@fig-",
            "\\\\(",
            "`r 1` ",
            "{a=\"",
            ": a {\n",
            "\\@ref(",
        ] {
            found(&part.repeat(20_000));
        }
    }
}
