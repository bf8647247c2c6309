//! Finds the formulas of a page, each exactly once, as TeX.
//!
//! Pages contain the source of a formula next to its rendering: in a script for MathJax, in a
//! MathML annotation, in an attribute, in the alternative text of an image, or between TeX's own
//! signs in the text. MathML without TeX is converted (`mathml`). The renderings by MathJax and
//! KaTeX are left out if the source is there.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::parse::parse;
use crate::html::tag::Tag;
use crate::markdown::mathml;
use crate::phrases::{Category, phrases};

/// A formula.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Formula {
    pub(crate) tex: String,
    /// Whether it is a displayed formula, on separate lines.
    pub(crate) is_display: bool,
}

/// What an element that has to do with formulas is written as.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum FormulaMeaning {
    Formula(Formula),
    /// The rendering of a formula whose source is elsewhere, or a preview of it.
    Rendering,
    /// A formula in a notation that is not understood, as the page has it.
    Unreadable(String),
}

/// Classes of elements in which scripts render formulas.
const WRAPPERS: &[&str] = &[
    "katex",
    "MathJax",
    "MathJax_SVG",
    "MathJax_CHTML",
    "MathJax_Display",
    "MathJax_SVG_Display",
    "MathJax_Preview",
    "MathJax_MathML",
    "mjx-chtml",
    "MJXc-display",
    "mwe-math-element",
];

/// What an element means if it is a formula, a script with one or a wrapper of one.
pub(super) fn formula_meaning(document: &HtmlDocument, node: NodeId) -> Option<FormulaMeaning> {
    match document.tag(node)? {
        Tag::Script => formula_in_script(document, node),
        Tag::Math => Some(match formula_in_math(document, node) {
            Some(formula) => FormulaMeaning::Formula(formula),
            None => unreadable(document, node),
        }),
        Tag::MjxMath => Some(rendered_formula(document, node)),
        _ => formula_in_wrapper(document, node),
    }
}

/// `<script type="math/tex; mode=display">`, `math/mml`, `math/asciimath`.
fn formula_in_script(document: &HtmlDocument, node: NodeId) -> Option<FormulaMeaning> {
    let kind = document.attribute(node, "type")?;
    let text = document.text_within(node, 20_000);
    if kind.starts_with("math/tex") {
        let tex = without_comments(document.text(document.first_child(node)?).unwrap_or(&text));
        return formula(&tex, kind.contains("display")).map(FormulaMeaning::Formula);
    }
    if kind.starts_with("math/mml") {
        return Some(match formula_in_mathml_text(&text) {
            Some(formula) => FormulaMeaning::Formula(formula),
            None => FormulaMeaning::Unreadable(text),
        });
    }
    (kind.starts_with("math/") && !text.is_empty()).then_some(FormulaMeaning::Unreadable(text))
}

/// The lines of TeX without its comments, which would reach to the end of the formula.
fn without_comments(tex: &str) -> String {
    tex.lines()
        .map(|line| {
            let end = line
                .match_indices('%')
                .find(|(position, _)| !line[..*position].ends_with('\\'))
                .map_or(line.len(), |(position, _)| position);
            &line[..end]
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// MathML that is in a script or an attribute.
fn formula_in_mathml_text(text: &str) -> Option<Formula> {
    let inner = parse(text);
    let math = inner.ids().find(|id| inner.is(*id, Tag::Math))?;
    formula_in_math(&inner, math)
}

/// `<math>` with a TeX annotation, with TeX in `alttext`, or as it is.
pub(super) fn formula_in_math(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let annotation = document.descendants(node).find(|inner| {
        document.is(*inner, Tag::Annotation)
            && document.attribute(*inner, "encoding").is_some_and(|encoding| {
                matches!(
                    encoding.trim().to_ascii_lowercase().as_str(),
                    "application/x-tex" | "tex" | "latex" | "text/latex" | "application/x-latex"
                )
            })
    });
    let is_display = is_display(document, node);
    let source = match annotation {
        Some(annotation) => Some(document.text_within(annotation, 20_000)),
        None => document
            .attribute(node, "alttext")
            .filter(|text| text.contains('\\') || text.contains('^') || text.contains('_'))
            .map(str::to_owned),
    };
    let source = source.and_then(|source| formula(&source, is_display));
    source.or_else(|| formula(&mathml::tex_of_math(document, node)?, is_display))
}

fn is_display(document: &HtmlDocument, node: NodeId) -> bool {
    document.attribute(node, "display") == Some("block")
        || document.ancestors(node).take(5).any(|above| {
            document.is(above, Tag::MjxContainer)
                && document.attribute(above, "display") == Some("true")
                || has_class(
                    document,
                    above,
                    &[
                        "katex-display",
                        "math-display",
                        "mwe-math-element-block",
                        "MathJax_Display",
                        "MathJax_SVG_Display",
                        "MJXc-display",
                    ],
                )
        })
}

/// A formula of which only MathJax's rendering is there.
fn rendered_formula(document: &HtmlDocument, node: NodeId) -> FormulaMeaning {
    mathml::tex_of_math(document, node)
        .and_then(|tex| formula(&tex, is_display(document, node)))
        .map_or_else(|| unreadable(document, node), FormulaMeaning::Formula)
}

fn unreadable(document: &HtmlDocument, node: NodeId) -> FormulaMeaning {
    let text = document.text_within(node, 2000);
    if text.is_empty() { FormulaMeaning::Rendering } else { FormulaMeaning::Unreadable(text) }
}

/// Whether an element is named for formulas and has no text: a script would have filled it.
fn is_empty_formula(document: &HtmlDocument, node: NodeId) -> bool {
    let is_named = document.attribute(node, "class").is_some_and(|class| {
        let class = class.to_ascii_lowercase();
        ["latex", "katex", "math", "equation", "formula", "tex"]
            .iter()
            .any(|word| class.contains(word))
    });
    is_named && document.text_within(node, 10).is_empty()
}

/// The TeX in the JSON that Substack writes into an attribute.
fn formula_of_newsletter(document: &HtmlDocument, node: NodeId) -> Option<String> {
    let json = document.attribute(node, "data-attrs")?;
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    Some(value.get("persistentExpression")?.as_str()?.to_owned())
}

/// An element that a script has made, or that has the source in an attribute.
fn formula_in_wrapper(document: &HtmlDocument, node: NodeId) -> Option<FormulaMeaning> {
    let is_wrapper = document.is(node, Tag::MjxContainer) || has_class(document, node, WRAPPERS);
    let has_formula = || {
        document.descendants(node).take(400).any(|inner| {
            matches!(document.tag(inner), Some(Tag::Math | Tag::MjxMath | Tag::Svg | Tag::Img))
        })
    };
    let source = phrases(Category::FormulaAttributes)
        .iter()
        .find_map(|name| document.attribute(node, name))
        .filter(|source| !source.trim().is_empty())
        .map(str::to_owned)
        .or_else(|| formula_of_newsletter(document, node));
    if let Some(source) = &source
        && (is_wrapper || has_formula() || is_empty_formula(document, node))
    {
        let math = document.descendants(node).find(|inner| document.is(*inner, Tag::Math));
        let is_block = document.tag(node).is_some_and(Tag::is_block)
            || document.attribute(node, "display") == Some("true")
            || math.is_some_and(|math| is_display(document, math));
        if let Some(formula) = formula(source, is_block) {
            return Some(FormulaMeaning::Formula(formula));
        }
    }
    if !is_wrapper {
        return None;
    }
    // MathJax 2 keeps the source in a script after its rendering.
    let mut at = node;
    for _ in 0..3 {
        let has_script = std::iter::successors(document.next(at), |next| document.next(*next))
            .take(6)
            .take_while(|next| document.text(*next).is_none_or(|text| text.trim().is_empty()))
            .any(|next| {
                document.is(next, Tag::Script)
                    && document
                        .attribute(next, "type")
                        .is_some_and(|kind| kind.starts_with("math/"))
            });
        if has_script {
            return Some(FormulaMeaning::Rendering);
        }
        match document.parent(at) {
            Some(parent) if has_class(document, parent, WRAPPERS) => at = parent,
            _ => break,
        }
    }
    if has_class(document, node, &["MathJax_Preview"]) {
        return None;
    }
    if let Some(formula) = document.attribute(node, "data-mathml").and_then(formula_in_mathml_text)
    {
        let is_display = formula.is_display || is_display(document, node);
        return Some(FormulaMeaning::Formula(Formula { is_display, ..formula }));
    }
    let find = |tag| document.descendants(node).find(|inner| document.is(*inner, tag));
    if let Some(math) = find(Tag::Math) {
        return Some(match formula_in_math(document, math) {
            Some(formula) => FormulaMeaning::Formula(formula),
            None => unreadable(document, math),
        });
    }
    if let Some(math) = find(Tag::MjxMath) {
        return Some(rendered_formula(document, math));
    }
    let has_inner_wrapper =
        document.descendants(node).any(|inner| has_class(document, inner, WRAPPERS));
    let has_source = document.descendants(node).any(|inner| {
        document.is(inner, Tag::Img)
            || document.attributes(inner).any(|(name, _)| name == "data-mathml")
    });
    (!has_inner_wrapper && !has_source).then(|| unreadable(document, node))
}

/// The alternative text of an image that shows a formula.
pub(super) fn formula_in_image(document: &HtmlDocument, node: NodeId) -> Option<Formula> {
    let is_formula = has_class(
        document,
        node,
        &[
            "tex",
            "latex",
            "mwe-math-fallback-image-inline",
            "mwe-math-fallback-image-display",
            "math",
        ],
    );
    let alt = document.attribute(node, "alt")?.trim();
    if !is_formula || alt.is_empty() {
        return None;
    }
    formula(alt, has_class(document, node, &["mwe-math-fallback-image-display"]))
}

/// A piece of text, or a formula between TeX's signs.
pub(crate) enum TextPiece<'a> {
    Text(&'a str),
    Formula(Formula),
}

/// No formula in a text has more bytes.
const LONGEST_FORMULA: usize = 4000;

/// How sure it is that brackets behind a backslash are TeX's signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormulaSigns {
    /// A web page: a script shows what is between them as a formula.
    OfPage,
    /// A pasted text: they may also be escaped brackets, a path or a pattern.
    OfText,
}

/// A text with its formulas: `\(x\)`, `\[x\]`, `$$x$$` and `$x$`, if what is inside is TeX and not
/// the text between two prices or two escaped brackets.
pub(crate) fn formulas_in_text(text: &str, signs: FormulaSigns) -> Vec<TextPiece<'_>> {
    const SIGNS: [(&str, &str, bool); 4] =
        [("\\(", "\\)", false), ("\\[", "\\]", true), ("$$", "$$", true), ("$", "$", false)];
    let mut pieces = Vec::new();
    let (mut start, mut position) = (0, 0);
    // The signs that do not close any more.
    let mut is_over = [false; 4];
    while position < text.len() {
        let rest = &text[position..];
        let sign = SIGNS.iter().position(|(open, ..)| rest.starts_with(open));
        let Some(sign) = sign else {
            position += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        let (open, close, is_display) = SIGNS[sign];
        let inner = &rest[open.len()..];
        let near = &inner[..inner.floor_char_boundary(LONGEST_FORMULA)];
        let found = if is_over[sign] { None } else { near.find(close) };
        is_over[sign] |= found.is_none() && near.len() == inner.len();
        let found = found.filter(|end| {
            let (tex, before) = (&inner[..*end], &text[..position]);
            let after = &inner[end + close.len()..];
            match open {
                "$" => {
                    // `CO$_2$`, but not the column of a table in R: `data$dose_1`.
                    let follows_word = before.ends_with(char::is_alphanumeric);
                    (!follows_word || tex.starts_with(['_', '^'])) && is_inline_tex(tex, after)
                }
                _ if tex.contains(open) => false,
                "$$" => is_tex(tex) && (is_alone(before, after) || has_sign_of_tex(tex)),
                _ if signs == FormulaSigns::OfPage => may_be_tex(tex),
                // `\[n = 12\]` in a sentence is text in brackets.
                "\\[" => is_tex(tex) && (is_alone(before, after) || tex.contains(['\\', '{', '^'])),
                _ => is_tex(tex) && !is_pattern(before, after),
            }
        });
        let formula = found.and_then(|end| Some((end, formula(&inner[..end], is_display)?)));
        match formula {
            Some((end, formula)) => {
                pieces.push(TextPiece::Text(&text[start..position]));
                pieces.push(TextPiece::Formula(formula));
                position += open.len() + end + close.len();
                start = position;
            }
            None => position += open.len(),
        }
    }
    pieces.push(TextPiece::Text(&text[start..]));
    pieces
}

/// Whether a formula is all of a text.
fn is_alone(before: &str, after: &str) -> bool {
    before.trim().is_empty() && after.trim().is_empty()
}

/// Whether TeX between two dollars cannot be a word between two prices: `$$ c_d $$` can.
fn has_sign_of_tex(tex: &str) -> bool {
    tex.contains(['\\', '{', '^', '='])
}

/// Whether brackets behind a backslash are those of a pattern: `'\(x\)'`, `s/\(x\)/`. In French, a
/// formula may follow an apostrophe.
fn is_pattern(before: &str, after: &str) -> bool {
    before.ends_with('/')
        || ['\'', '"'].into_iter().any(|quote| before.ends_with(quote) && after.starts_with(quote))
}

/// Whether what is between TeX's signs can be TeX: no prose, and nothing that would end the formula in
/// Markdown or begin something else there.
fn may_be_tex(tex: &str) -> bool {
    // What is in braces may be words: `\text{in a week}`.
    let mut depth = 0_i32;
    let bare: String = tex
        .chars()
        .filter(|sign| {
            depth += i32::from(*sign == '{') - i32::from(*sign == '}');
            depth <= 0
        })
        .collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let is_prose = words.windows(3).any(|words| words.iter().all(|word| is_plain_word(word)));
    let is_other = tex.contains(['$', '`']) || ["://", "{{", "{%"].iter().any(|s| tex.contains(s));
    !tex.trim().is_empty() && !is_prose && !is_other
}

/// Whether what is between two signs is TeX: it has a command, an index or a power, or it is a short
/// expression such as `n`, `2n` or `k = 1`. `\[1\]` and `\(mean age 44\)` are text in brackets, and the
/// text between two signs of a price level is prose.
pub(crate) fn is_tex(tex: &str) -> bool {
    let tex = tex.trim();
    let bytes = tex.as_bytes();
    // `COVID_19` and `^a` have such signs, too.
    let is_index = |at: usize| {
        let word = bytes[..at].iter().rev().take_while(|sign| sign.is_ascii_alphabetic()).count();
        (1..=2).contains(&word) || at > 0 && word == 0
    };
    let has_command = bytes.windows(2).enumerate().any(|(at, pair)| {
        pair[0] == b'\\' && pair[1].is_ascii_alphabetic()
            || matches!(pair[0], b'^' | b'_')
                && (matches!(pair[1], b'{' | b'\\')
                    || pair[1].is_ascii_alphanumeric() && is_index(at))
    });
    may_be_tex(tex) && (has_command || is_expression(tex))
}

/// Whether a text is an expression without a command: one letter, letters and numbers such as `n-1`, or
/// short names with a sign: `k = 1`.
fn is_expression(tex: &str) -> bool {
    let words = || tex.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty());
    let longest = words().map(|word| word.chars().count()).max().unwrap_or_default();
    // `D2` and `x86` are names.
    let is_number = !tex.contains(' ')
        && (tex.starts_with(|sign: char| sign.is_ascii_digit()) || tex.contains(['-', '−']));
    tex.len() <= LONGEST_EXPRESSION
        && tex.starts_with(char::is_alphanumeric)
        && match longest {
            1 => tex.chars().count() == 1 || is_number || tex.contains(['=', '+', '<', '>']),
            2 => tex.starts_with(char::is_alphabetic) && tex.contains(['=', '+', '<', '>']),
            _ => false,
        }
}

/// An expression without a command has no more bytes.
const LONGEST_EXPRESSION: usize = 40;

/// Whether a text is a word of prose: letters, with a comma or a stop at most, and no command.
fn is_plain_word(text: &str) -> bool {
    let word = text.trim_end_matches([',', '.', ';', ':', '?', '!']);
    word.chars().count() >= 2 && word.chars().all(char::is_alphabetic)
}

/// Whether a text between single dollar signs is TeX.
fn is_inline_tex(tex: &str, after: &str) -> bool {
    let is_tight = !tex.starts_with(char::is_whitespace) && !tex.ends_with(char::is_whitespace);
    let is_price = after.starts_with(|next: char| next.is_ascii_digit());
    let has_command = tex.as_bytes().windows(2).any(|pair| {
        pair[0] == b'\\' && pair[1].is_ascii_alphabetic()
            || matches!(pair[0], b'^' | b'_')
                && (pair[1].is_ascii_alphanumeric() || pair[1] == b'{')
    });
    is_tight && !is_price && has_command && !tex.contains('\n')
}

fn formula(tex: &str, is_display: bool) -> Option<Formula> {
    let mut tex = tex.trim();
    let mut is_display = is_display;
    for (start, end) in [("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")] {
        if let Some(inner) = tex.strip_prefix(start).and_then(|tex| tex.strip_suffix(end)) {
            is_display |= matches!(start, "$$" | "\\[");
            tex = inner.trim();
        }
    }
    for wrapper in ["{\\displaystyle", "{\\textstyle"] {
        if let Some(inner) = tex.strip_prefix(wrapper).and_then(|tex| tex.strip_suffix('}')) {
            tex = inner.trim();
        }
    }
    let tex: String = tex.split_whitespace().collect::<Vec<_>>().join(" ");
    let tex = tex.strip_prefix("\\displaystyle ").map(str::to_owned).unwrap_or(tex);
    (!tex.is_empty()).then_some(Formula { tex, is_display })
}

fn has_class(document: &HtmlDocument, node: NodeId, names: &[&str]) -> bool {
    document
        .attribute(node, "class")
        .is_some_and(|class| class.split_ascii_whitespace().any(|word| names.contains(&word)))
}
