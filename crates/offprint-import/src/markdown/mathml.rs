//! MathML as TeX.
//!
//! Also reads the elements in which MathJax 3 renders a formula (`mjx-msup` for `msup`): the same
//! elements in wrappers, partly in another order. What is not understood gives None, so that a
//! formula is never half converted. Does not decide what is a formula.

use unicode_normalization::UnicodeNormalization;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::tex_symbols;

/// A formula of more levels is hostile.
const MAX_LEVELS: usize = 60;

/// A MathML formula, or one that MathJax has rendered, as TeX.
pub(super) fn tex_of_math(document: &HtmlDocument, math: NodeId) -> Option<String> {
    let reader = MathReader { document, is_rendered: document.is(math, Tag::MjxMath) };
    let tex = reader.row(math, 0)?;
    (!tex.trim().is_empty()).then(|| tex.trim().to_owned())
}

struct MathReader<'a> {
    document: &'a HtmlDocument,
    /// Whether the elements are those of MathJax.
    is_rendered: bool,
}

impl MathReader<'_> {
    /// The elements of a formula in an element, without the wrappers between them.
    fn parts(&self, node: NodeId) -> Vec<NodeId> {
        let mut parts = Vec::new();
        let mut next = self.document.first_child(node);
        while let Some(current) = next {
            let is_part = match self.document.tag(current) {
                None => {
                    !self.is_rendered
                        && self.document.text(current).is_some_and(|text| !text.trim().is_empty())
                }
                Some(Tag::MjxSurd | Tag::Annotation | Tag::AnnotationXml) => {
                    next = self.document.after(current, node);
                    continue;
                }
                Some(tag) => is_math_element(tag),
            };
            if is_part {
                parts.push(current);
            }
            next = if is_part { None } else { self.document.first_child(current) }
                .or_else(|| self.document.after(current, node));
        }
        parts
    }

    /// The elements of an element one after the other.
    fn row(&self, node: NodeId, level: usize) -> Option<String> {
        let parts = self.parts(node);
        let mut out = String::new();
        let is_fenced = self.is_fenced(&parts);
        if is_fenced
            && let [open, table, _] = parts.as_slice()
            && let Some(name) = matrix_name(self.fence(*open, true)?)
            && let Some(cells) = self.matrix_cells(*table, level + 1)
        {
            return Some(format!("\\begin{{{name}}}{cells}\\end{{{name}}}"));
        }
        let opens_table = parts.len() >= 2
            && self.document.is(parts[parts.len() - 1], Tag::Mtable)
            && self.fence(parts[parts.len() - 2], true).is_some();
        for (position, part) in parts.iter().enumerate() {
            let tex = if is_fenced && position == 0 {
                format!("\\left{}", self.fence(*part, true)?)
            } else if is_fenced && position == parts.len() - 1 {
                format!("\\right{}", self.fence(*part, false)?)
            } else if opens_table && position == parts.len() - 2 {
                format!("\\left{}", self.fence(*part, true)?)
            } else {
                self.element(*part, level + 1)?
            };
            push_tex(&mut out, &tex);
        }
        if opens_table {
            push_tex(&mut out, "\\right.");
        }
        Some(out)
    }

    /// Whether a row begins with a bracket that its last one closes.
    fn is_fenced(&self, parts: &[NodeId]) -> bool {
        let [first, inner @ .., last] = parts else { return false };
        if inner.is_empty() {
            return false;
        }
        let (Some(open), Some(close)) = (self.fence(*first, true), self.fence(*last, false)) else {
            return false;
        };
        if matches!(open, "|" | "\\|") {
            return open == close && inner.iter().all(|part| self.fence(*part, true) != Some(open));
        }
        let mut depth = 0i32;
        for part in inner {
            if self.fence(*part, true).is_some_and(|mark| !mark.ends_with('|')) {
                depth += 1;
            } else if self.fence(*part, false).is_some_and(|mark| !mark.ends_with('|')) {
                depth -= 1;
            }
            if depth < 0 {
                return false;
            }
        }
        depth == 0 && !close.ends_with('|')
    }

    /// The rows of a table that is a matrix.
    fn matrix_cells(&self, table: NodeId, level: usize) -> Option<String> {
        let tex = self.document.is(table, Tag::Mtable).then(|| self.table(table, level))??;
        tex.strip_prefix("\\begin{matrix}")?.strip_suffix("\\end{matrix}").map(str::to_owned)
    }

    /// A bracket as `\left` takes it.
    fn fence(&self, node: NodeId, is_open: bool) -> Option<&'static str> {
        if !self.document.is(node, Tag::Mo) {
            return None;
        }
        let text = self.token(node);
        Some(match (text.as_str(), is_open) {
            ("(", true) => "(",
            ("[", true) => "[",
            ("{", true) => "\\{",
            ("\u{27e8}" | "\u{2329}", true) => "\\langle",
            (")", false) => ")",
            ("]", false) => "]",
            ("}", false) => "\\}",
            ("\u{27e9}" | "\u{232a}", false) => "\\rangle",
            ("|" | "\u{2223}", _) => "|",
            ("\u{2016}" | "\u{2225}", _) => "\\|",
            _ => return None,
        })
    }

    /// The characters of an identifier, number or operator.
    fn token(&self, node: NodeId) -> String {
        let text = self.document.text_within(node, 2000);
        if !text.is_empty() || !self.is_rendered {
            return text;
        }
        // MathJax writes a character as a class with its code.
        self.document
            .descendants(node)
            .filter(|inner| self.document.is(*inner, Tag::MjxC))
            .filter_map(|inner| {
                let class = self.document.attribute(inner, "class")?;
                let code = class
                    .split_ascii_whitespace()
                    .find_map(|word| word.strip_prefix("mjx-c").filter(|code| !code.is_empty()))?;
                char::from_u32(u32::from_str_radix(code, 16).ok()?)
            })
            .collect()
    }

    fn element(&self, node: NodeId, level: usize) -> Option<String> {
        if level > MAX_LEVELS {
            return None;
        }
        let Some(tag) = self.document.tag(node) else {
            return Some(text_command(self.document.text(node)?.trim()));
        };
        match tag {
            Tag::Mi => {
                Some(identifier(&self.token(node), self.document.attribute(node, "mathvariant")))
            }
            Tag::Mn => Some(tex_symbols::tex_of_text(&self.token(node))),
            Tag::Mo => Some(tex_symbols::tex_of_operator(&self.token(node))),
            Tag::Mtext | Tag::Ms => Some(text_command(&self.token(node))),
            Tag::Mspace => Some(String::new()),
            Tag::MNone | Tag::Mprescripts => Some(String::new()),
            Tag::Mphantom => Some(format!("\\phantom{{{}}}", self.row(node, level)?)),
            Tag::Msqrt => Some(format!("\\sqrt{{{}}}", self.row(node, level)?)),
            Tag::Menclose => self.enclosed(node, level),
            Tag::Mfenced => self.fenced(node, level),
            Tag::Mtable => self.table(node, level),
            Tag::Semantics => self.element(*self.parts(node).first()?, level + 1),
            Tag::Mmultiscripts => self.many_scripts(node, level),
            Tag::Merror => None,
            Tag::Mfrac
            | Tag::Mroot
            | Tag::Msub
            | Tag::Msup
            | Tag::Msubsup
            | Tag::Munder
            | Tag::Mover
            | Tag::Munderover => self.with_arguments(tag, node, level),
            _ => self.row(node, level),
        }
    }

    /// An element with two or three arguments.
    fn with_arguments(&self, tag: Tag, node: NodeId, level: usize) -> Option<String> {
        let mut parts = self.parts(node);
        if self.is_rendered {
            match tag {
                Tag::Mover | Tag::Mroot => parts.reverse(),
                // Superscripts are above subscripts, also in the page.
                Tag::Msubsup if parts.len() == 3 => parts.swap(1, 2),
                Tag::Munderover if parts.len() == 2 => {
                    let over = parts[0];
                    parts = self.parts(parts[1]);
                    parts.push(over);
                }
                _ => {}
            }
        }
        let expected = if matches!(tag, Tag::Msubsup | Tag::Munderover) { 3 } else { 2 };
        if parts.len() != expected {
            return None;
        }
        let tex: Vec<String> = parts
            .iter()
            .map(|part| self.element(*part, level + 1))
            .collect::<Option<Vec<String>>>()?;
        let base = grouped(&tex[0]);
        Some(match tag {
            Tag::Mfrac => {
                let is_bare = self
                    .document
                    .attribute(node, "linethickness")
                    .is_some_and(|width| width.trim_start().starts_with('0'));
                let command = if is_bare { "\\genfrac{}{}{0pt}{}" } else { "\\frac" };
                format!("{command}{{{}}}{{{}}}", tex[0], tex[1])
            }
            Tag::Mroot => format!("\\sqrt[{}]{{{}}}", tex[1], tex[0]),
            Tag::Msub => format!("{base}_{{{}}}", tex[1]),
            Tag::Msup if tex[1] == "'" => format!("{base}'"),
            Tag::Msup => format!("{base}^{{{}}}", tex[1]),
            Tag::Msubsup => format!("{base}_{{{}}}^{{{}}}", tex[1], tex[2]),
            Tag::Munder => under(&tex[0], &tex[1]),
            Tag::Mover => over(&tex[0], &tex[1]),
            _ if tex_symbols::has_limits(&tex[0]) => {
                format!("{}_{{{}}}^{{{}}}", tex[0], tex[1], tex[2])
            }
            _ => over(&under(&tex[0], &tex[1]), &tex[2]),
        })
    }

    fn enclosed(&self, node: NodeId, level: usize) -> Option<String> {
        let inner = self.row(node, level)?;
        let notation = self.document.attribute(node, "notation").unwrap_or("longdiv");
        Some(match notation.trim() {
            "top" => format!("\\overline{{{inner}}}"),
            "bottom" => format!("\\underline{{{inner}}}"),
            "box" | "roundedbox" => format!("\\boxed{{{inner}}}"),
            "updiagonalstrike" | "downdiagonalstrike" => format!("\\cancel{{{inner}}}"),
            "radical" => format!("\\sqrt{{{inner}}}"),
            _ => return None,
        })
    }

    fn fenced(&self, node: NodeId, level: usize) -> Option<String> {
        let attribute = |name, or| self.document.attribute(node, name).unwrap_or(or).trim();
        let separators: Vec<char> =
            attribute("separators", ",").chars().filter(|mark| !mark.is_whitespace()).collect();
        let mut out = String::new();
        for (position, part) in self.parts(node).iter().enumerate() {
            if position > 0
                && let Some(mark) = separators.get(position - 1).or(separators.last())
            {
                push_tex(&mut out, &tex_symbols::tex_of_operator(&mark.to_string()));
            }
            push_tex(&mut out, &self.element(*part, level + 1)?);
        }
        let side = |mark: &str| match mark {
            "" => ".".to_owned(),
            mark => tex_symbols::tex_of_operator(mark),
        };
        Some(format!(
            "\\left{} {out} \\right{}",
            side(attribute("open", "(")),
            side(attribute("close", ")"))
        ))
    }

    fn table(&self, node: NodeId, level: usize) -> Option<String> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut labels = String::new();
        for row in self.parts(node) {
            let is_labelled = self.document.is(row, Tag::Mlabeledtr);
            let cells = self.parts(row);
            let mut texts = cells
                .iter()
                .map(|cell| self.row(*cell, level + 2))
                .collect::<Option<Vec<String>>>()?;
            if is_labelled && texts.len() > 1 {
                labels.push_str(&texts.remove(0));
            }
            rows.push(texts);
        }
        if let [row] = rows.as_slice() {
            // A numbered formula of one line.
            let line = row.join(" ");
            let gap = if labels.is_empty() { "" } else { " \\;\\;\\; " };
            return Some(format!("{line}{gap}{labels}"));
        }
        if !labels.is_empty() {
            return None;
        }
        let is_aligned = self.document.attribute(node, "columnalign").is_some_and(|columns| {
            columns.split_ascii_whitespace().any(|column| matches!(column, "right" | "left"))
        });
        let name = if is_aligned { "aligned" } else { "matrix" };
        let lines: Vec<String> = rows.iter().map(|row| row.join(" & ")).collect();
        Some(format!("\\begin{{{name}}}{}\\end{{{name}}}", lines.join(" \\\\ ")))
    }

    fn many_scripts(&self, node: NodeId, level: usize) -> Option<String> {
        let parts = self.parts(node);
        let (base, rest) = parts.split_first()?;
        let split = rest
            .iter()
            .position(|part| self.document.is(*part, Tag::Mprescripts))
            .unwrap_or(rest.len());
        let scripts = |parts: &[NodeId]| -> Option<String> {
            let mut out = String::new();
            for pair in parts.chunks(2) {
                for (sign, part) in ['_', '^'].iter().zip(pair) {
                    let tex = self.element(*part, level + 1)?;
                    if !tex.is_empty() {
                        out.push_str(&format!("{sign}{{{tex}}}"));
                    }
                }
            }
            Some(out)
        };
        let before = scripts(rest.get(split + 1..).unwrap_or_default())?;
        let before = if before.is_empty() { before } else { format!("{{}}{before}") };
        let after = scripts(&rest[..split])?;
        Some(format!("{before}{}{after}", grouped(&self.element(*base, level + 1)?)))
    }
}

/// The environment of a matrix in brackets.
fn matrix_name(open: &str) -> Option<&'static str> {
    Some(match open {
        "(" => "pmatrix",
        "[" => "bmatrix",
        "|" => "vmatrix",
        "\\|" => "Vmatrix",
        "\\{" => "Bmatrix",
        _ => return None,
    })
}

fn is_math_element(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Mi
            | Tag::Mn
            | Tag::Mo
            | Tag::Ms
            | Tag::Mtext
            | Tag::Menclose
            | Tag::Merror
            | Tag::Mfenced
            | Tag::Mfrac
            | Tag::Mlabeledtr
            | Tag::Mmultiscripts
            | Tag::MNone
            | Tag::Mover
            | Tag::Mpadded
            | Tag::Mphantom
            | Tag::Mprescripts
            | Tag::Mroot
            | Tag::Mrow
            | Tag::Mspace
            | Tag::Msqrt
            | Tag::Mstyle
            | Tag::Msub
            | Tag::Msubsup
            | Tag::Msup
            | Tag::Mtable
            | Tag::Mtd
            | Tag::Mtr
            | Tag::Munder
            | Tag::Munderover
            | Tag::Semantics
    )
}

/// Appends a piece, with a blank where two pieces would become one command.
fn push_tex(out: &mut String, tex: &str) {
    if !out.is_empty() && !tex.is_empty() {
        out.push(' ');
    }
    out.push_str(tex);
}

/// A base of scripts, in braces unless it is one symbol.
fn grouped(tex: &str) -> String {
    let is_symbol = tex.chars().count() == 1
        || tex.bytes().all(|byte| byte.is_ascii_digit()) && !tex.is_empty()
        || tex
            .strip_prefix('\\')
            .is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic()))
        || tex.starts_with("\\math") && tex.find('}') == Some(tex.len() - 1);
    if is_symbol { tex.to_owned() } else { format!("{{{tex}}}") }
}

fn text_command(text: &str) -> String {
    if !text.is_empty() && !text.contains(|c: char| c.is_alphabetic() || c.is_whitespace()) {
        return tex_symbols::tex_of_text(text);
    }
    let escaped = tex_symbols::escaped(text);
    if escaped.is_empty() { "\\ ".to_owned() } else { format!("\\text{{{escaped}}}") }
}

fn identifier(text: &str, variant: Option<&str>) -> String {
    let mut characters = text.chars();
    let (first, is_single) = (characters.next(), characters.next().is_none());
    let Some(first) = first else { return String::new() };
    let command = match variant {
        Some("bold" | "bold-italic") => Some("\\mathbf"),
        Some("double-struck") => Some("\\mathbb"),
        Some("script" | "bold-script") => Some("\\mathcal"),
        Some("fraktur" | "bold-fraktur") => Some("\\mathfrak"),
        Some("sans-serif") => Some("\\mathsf"),
        Some("monospace") => Some("\\mathtt"),
        Some("normal") if first.is_ascii_alphabetic() => Some("\\mathrm"),
        _ => match u32::from(first) {
            0x1d400..=0x1d433 | 0x1d468..=0x1d49b | 0x1d6a8..=0x1d6e1 | 0x1d71c..=0x1d755 => {
                Some("\\mathbf")
            }
            0x1d49c..=0x1d503 => Some("\\mathcal"),
            0x1d504..=0x1d537 | 0x1d56c..=0x1d59f => Some("\\mathfrak"),
            0x1d538..=0x1d56b | 0x2102 | 0x2115 | 0x2119 | 0x211a | 0x211d | 0x2124 => {
                Some("\\mathbb")
            }
            _ => None,
        },
    };
    let plain: String = text
        .chars()
        .flat_map(|character| {
            let is_styled = matches!(u32::from(character), 0x1d400..=0x1d7ff | 0x2102..=0x213b);
            let decomposed: String = if is_styled {
                std::iter::once(character).nfkc().collect()
            } else {
                character.to_string()
            };
            decomposed.chars().collect::<Vec<char>>()
        })
        .collect();
    if let Some(command) = command {
        return format!("{command}{{{}}}", tex_symbols::tex_of_text(&plain));
    }
    if is_single {
        return tex_symbols::tex_of_text(&plain);
    }
    if tex_symbols::is_function(&plain) {
        return format!("\\{plain}");
    }
    let is_word = plain.chars().all(char::is_alphabetic);
    if is_word { format!("\\mathrm{{{}}}", plain) } else { tex_symbols::tex_of_text(&plain) }
}

fn over(base: &str, mark: &str) -> String {
    if tex_symbols::has_limits(base) || base.starts_with("\\overbrace") {
        return format!("{base}^{{{mark}}}");
    }
    match tex_symbols::accent_over(mark, base.chars().count() == 1 || !base.contains(' ')) {
        Some(command) => format!("{command}{{{base}}}"),
        None => format!("\\overset{{{mark}}}{{{base}}}"),
    }
}

fn under(base: &str, mark: &str) -> String {
    if tex_symbols::has_limits(base) || base.starts_with("\\underbrace") {
        return format!("{base}_{{{mark}}}");
    }
    match mark {
        "_" | "\\_" | "\u{332}" | "\u{af}" | "\u{203e}" => format!("\\underline{{{base}}}"),
        "\u{23df}" => format!("\\underbrace{{{base}}}"),
        _ => format!("\\underset{{{mark}}}{{{base}}}"),
    }
}
