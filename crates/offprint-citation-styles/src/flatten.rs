//! The processor's elements as text: references, whose label is apart, and citations.

use citationberg::{FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Formatting};

use crate::finish::{FinishRules, UnfinishedText, finish_text};
use crate::item::is_web_address;
use crate::marks::cleaned;
use crate::output::{Baseline, FormattedText, RunFormat, TextRun};
use crate::printed::PrintedCluster;

/// A work in the list of references.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FormattedReference {
    /// The index of the work in the list that was formatted.
    pub work: usize,
    /// The number or label that citations refer to, without brackets: `1`; empty if the style has
    /// none. It is not part of the text.
    pub label: String,
    /// The reference.
    pub text: FormattedText,
}

/// Separates the label from a reference, and finishes its text.
pub(crate) fn finish_reference(
    work: usize,
    first_field: Option<ElemChild>,
    mut content: ElemChildren,
    rules: FinishRules<'_>,
) -> FormattedReference {
    if let Some(field) = first_field {
        content.0.insert(0, field);
    }
    let label = take_label(&mut content.0).map(|element| {
        let mut text = UnfinishedText::default();
        flatten(&element.children, None, None, &mut text);
        let text = finish_text(&text, rules).to_text();
        text.trim_matches(|character: char| !character.is_alphanumeric()).to_owned()
    });
    let mut text = UnfinishedText::default();
    flatten(&content, None, None, &mut text);
    if label.is_some() {
        // Brackets that the style put around the label, and what separated it from the reference.
        let is_rest = |character: char| " .)(][:\u{A0}\t".contains(character);
        let rest = text.cells.iter().take_while(|cell| is_rest(cell.character)).count();
        let opens = text.cells[..rest].iter().rposition(|cell| "([".contains(cell.character));
        let keeps = opens.filter(|open| open + 1 == rest);
        text.cells.drain(..keeps.unwrap_or(rest));
    }
    FormattedReference { work, label: label.unwrap_or_default(), text: finish_text(&text, rules) }
}

/// Removes the first element that is the number or label of the reference.
fn take_label(children: &mut Vec<ElemChild>) -> Option<Elem> {
    for index in 0..children.len() {
        let ElemChild::Elem(element) = &mut children[index] else { continue };
        if matches!(element.meta, Some(ElemMeta::CitationNumber | ElemMeta::CitationLabel)) {
            let ElemChild::Elem(element) = children.remove(index) else { return None };
            return Some(element);
        }
        if let Some(label) = take_label(&mut element.children.0) {
            return Some(label);
        }
    }
    None
}

/// Adds the text of a citation. Between the years of one author is another separator.
pub(crate) fn flatten_citation(
    children: &ElemChildren,
    cluster: &PrintedCluster,
    delimiters: Option<(&str, &str)>,
    text: &mut UnfinishedText,
) {
    for (index, child) in children.0.iter().enumerate() {
        let is_year = matches!(children.0.get(index + 1), Some(ElemChild::Elem(next))
            if matches!(next.meta, Some(ElemMeta::Entry(_))) && next.children.find_names().is_none());
        match (child, delimiters) {
            (ElemChild::Text(part), Some((all, years)))
                if is_year && index > 0 && part.text == all =>
            {
                text.push(years, plain_run(part.formatting, None));
            }
            _ => {
                let child = ElemChildren(vec![child.clone()]);
                flatten(&child, None, Some(cluster), text);
            }
        }
    }
}

/// Adds the text of the processor's elements. In a citation, each item gets its words.
fn flatten(
    children: &ElemChildren,
    work: Option<usize>,
    cluster: Option<&PrintedCluster>,
    text: &mut UnfinishedText,
) {
    for child in &children.0 {
        match child {
            ElemChild::Text(part) => {
                text.push(&part.text, plain_run(part.formatting, work));
            }
            ElemChild::Link { text: part, url } => {
                let link = link_address(url);
                text.push(&part.text, TextRun { link, ..plain_run(part.formatting, work) });
            }
            ElemChild::Markup(part) => {
                text.push(part, TextRun { work, ..TextRun::default() });
            }
            ElemChild::Transparent { .. } => {}
            ElemChild::Elem(element) => {
                let cited = match (&element.meta, cluster) {
                    (Some(ElemMeta::Entry(index)), Some(cluster)) => cluster.works.get(*index),
                    _ => None,
                };
                if let Some(cited) = cited {
                    let format = first_format(&element.children);
                    text.push(&cited.before, TextRun { format, ..TextRun::default() });
                    flatten(&element.children, Some(cited.work), cluster, text);
                    text.push(&cited.after, TextRun { format, ..TextRun::default() });
                } else {
                    // Blocks of annotated lists stand in lines of their own.
                    if element.display.is_some() && !text.cells.is_empty() {
                        text.push(" ", TextRun::default());
                    }
                    flatten(&element.children, work, cluster, text);
                }
            }
        }
    }
}

fn plain_run(formatting: Formatting, work: Option<usize>) -> TextRun {
    TextRun { format: run_format(formatting), work, ..TextRun::default() }
}

/// The baseline of the first text, for words that the page adds.
fn first_format(children: &ElemChildren) -> RunFormat {
    for child in &children.0 {
        match child {
            ElemChild::Text(part) => {
                let baseline = run_format(part.formatting).baseline;
                return RunFormat { baseline, ..RunFormat::default() };
            }
            ElemChild::Elem(element) => return first_format(&element.children),
            _ => {}
        }
    }
    RunFormat::default()
}

fn run_format(formatting: Formatting) -> RunFormat {
    RunFormat {
        italic: formatting.font_style == FontStyle::Italic,
        bold: formatting.font_weight == FontWeight::Bold,
        underline: formatting.text_decoration == TextDecoration::Underline,
        small_caps: formatting.font_variant == FontVariant::SmallCaps,
        baseline: match formatting.vertical_align {
            VerticalAlign::Sup => Baseline::Superscript,
            VerticalAlign::Sub => Baseline::Subscript,
            _ => Baseline::Normal,
        },
    }
}

/// The address of a link, with the present hosts of PubMed, and with the signs escaped that a DOI may
/// have and an address may not. `None` unless it is an address of the web.
fn link_address(url: &str) -> Option<String> {
    let url = cleaned(url);
    let moved = [
        ("https://www.ncbi.nlm.nih.gov/pubmed/", "https://pubmed.ncbi.nlm.nih.gov/"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/", "https://pmc.ncbi.nlm.nih.gov/articles/"),
    ];
    let url = moved.iter().fold(url, |url, (old, new)| match url.strip_prefix(old) {
        Some(rest) => format!("{new}{rest}"),
        None => url,
    });
    if !is_web_address(&url) {
        return None;
    }
    let is_doi = url.starts_with("https://doi.org/");
    let mut address = String::with_capacity(url.len());
    for character in url.chars() {
        let is_unsafe =
            matches!(character, ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
                || (is_doi && matches!(character, '#' | '?' | '%'));
        if is_unsafe {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                address.push_str(&format!("%{byte:02X}"));
            }
        } else {
            address.push(character);
        }
    }
    Some(address)
}
