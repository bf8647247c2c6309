//! An article's citations for reference managers: BibTeX and RIS.
//!
//! Only what the front matter says is written; nothing is made up to fill a field. A work known only as the source printed
//! it is given as a note.

use std::fmt::Write as _;

use crate::library::family_name;
use crate::view::Citation;

/// BibTeX, as BibLaTeX and Biber read it too.
pub(super) fn bibtex(citations: &[Citation<'_>]) -> String {
    let mut out = String::new();
    for citation in citations {
        let kind = if citation.journal.is_some() { "article" } else { "misc" };
        let key: String =
            citation.id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')).collect();
        let key = if key.is_empty() { format!("ref{}", citation.number) } else { key };
        let _ = writeln!(out, "@{kind}{{{key},");
        let authors: Vec<String> = citation.authors.iter().map(|author| inverted(author)).collect();
        let mut field = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                let _ = writeln!(out, "  {name} = {{{}}},", tex(value));
            }
        };
        field("author", (!authors.is_empty()).then(|| authors.join(" and ")).as_deref());
        field("title", citation.title);
        field("journal", citation.journal);
        field("year", citation.year);
        field("volume", citation.volume);
        field("number", citation.issue);
        field("pages", citation.pages.map(|pages| pages.replace(['–', '—'], "--")).as_deref());
        field("doi", citation.doi);
        if let Some(pmid) = citation.pmid {
            field("eprint", Some(pmid));
            field("eprinttype", Some("pubmed"));
        }
        field("url", citation.link.as_deref());
        let note = [citation.nct.map(|nct| format!("ClinicalTrials.gov {nct}")), citation.pmcid.map(str::to_owned)];
        let mut note: Vec<String> = note.into_iter().flatten().collect();
        if citation.title.is_none() {
            note.extend(citation.text.map(str::to_owned));
        }
        field("note", (!note.is_empty()).then(|| note.join("; ")).as_deref());
        out.push_str("}\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// RIS, as reference managers exchange it: a tag, two spaces, a dash, a space; an entry ends in `ER`.
pub(super) fn ris(citations: &[Citation<'_>]) -> String {
    let mut out = String::new();
    for citation in citations {
        let kind = if citation.journal.is_some() { "JOUR" } else { "GEN" };
        let mut tag = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = write!(out, "{name}  - {line}\r\n");
            }
        };
        tag("TY", Some(kind));
        tag("ID", Some(citation.id));
        for author in citation.authors {
            tag("AU", Some(&inverted(author)));
        }
        tag("TI", citation.title);
        tag("T2", citation.journal);
        tag("PY", citation.year);
        tag("VL", citation.volume);
        tag("IS", citation.issue);
        if let Some(pages) = citation.pages {
            let (first, last) = pages.split_once(['-', '–', '—']).map_or((pages, None), |(first, last)| (first, Some(last)));
            tag("SP", Some(first.trim()));
            tag("EP", last.map(str::trim));
        }
        tag("DO", citation.doi);
        tag("AN", citation.pmid);
        tag("C1", citation.nct);
        tag("C2", citation.pmcid);
        tag("UR", citation.link.as_deref());
        if citation.title.is_none() {
            tag("N1", citation.text);
        }
        out.push_str("ER  - \r\n");
    }
    out
}

/// `Shelton RC` → `Shelton, RC`, which both formats need to tell family names from given names.
fn inverted(author: &str) -> String {
    let author = author.trim();
    let family = family_name(author);
    if author.contains(',') || family == author {
        return author.to_owned();
    }
    let rest = author.strip_prefix(family).or_else(|| author.strip_suffix(family)).unwrap_or_default().trim();
    format!("{family}, {rest}")
}

/// What TeX would take for its own.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => {}
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '\\' => out.push_str("\\textbackslash "),
            '~' => out.push_str("\\textasciitilde "),
            '^' => out.push_str("\\textasciicircum "),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work<'a>(authors: &'a [String]) -> Citation<'a> {
        Citation {
            number: 1,
            id: "shelton2025",
            authors,
            title: Some("Rapid & sustained"),
            journal: Some("J Clin Psychiatry"),
            year: Some("2025"),
            volume: Some("86"),
            issue: None,
            pages: Some("1–9"),
            doi: Some("10.4088/JCP.23m15246"),
            pmid: None,
            pmcid: None,
            nct: None,
            url: None,
            text: None,
            link: Some("https://doi.org/10.4088/JCP.23m15246".into()),
            places: &[],
        }
    }

    #[test]
    fn bibtex_entry() {
        let authors = ["Shelton RC".to_owned(), "Jane Q. Public".to_owned()];
        let text = bibtex(&[work(&authors)]);
        assert!(
            text.starts_with(
                "@article{shelton2025,\n  author = {Shelton, RC and Public, Jane Q.},\n  title = {Rapid \\& sustained},"
            ),
            "{text}"
        );
        assert!(text.contains("  pages = {1--9},\n"), "{text}");
    }

    #[test]
    fn ris_entry() {
        let text = ris(&[work(&[])]);
        assert!(text.starts_with("TY  - JOUR\r\nID  - shelton2025\r\nTI  - Rapid & sustained\r\n"), "{text}");
        assert!(text.contains("SP  - 1\r\nEP  - 9\r\n") && text.ends_with("ER  - \r\n"), "{text}");
    }
}
