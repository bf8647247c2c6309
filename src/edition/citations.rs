//! An article's citations for reference managers: BibTeX and RIS.
//!
//! Only data from the front matter is written; missing fields are not guessed. A work of which only
//! the printed reference is known is written as a note.

use std::fmt::Write as _;

use crate::person_name::PersonName;
use crate::tex::{bibtex_author, tex};
use crate::view::CitedWork;

/// BibTeX, also readable by BibLaTeX and Biber.
pub(super) fn bibtex(citations: &[CitedWork<'_>]) -> String {
    let mut out = String::new();
    // Identifiers are written unchanged, except for characters that would end the field.
    let verbatim = |text: &str| text.replace('{', "%7B").replace('}', "%7D");
    for citation in citations {
        let kind = if citation.journal.is_some() { "article" } else { "misc" };
        let key: String = citation
            .id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        let key = if key.is_empty() { format!("ref{}", citation.number) } else { key };
        let _ = writeln!(out, "@{kind}{{{key},");
        let authors: Vec<String> =
            citation.authors.iter().map(|author| bibtex_author(author)).collect();
        let mut field = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(out, "  {name} = {{{value}}},");
            }
        };
        field("author", (!authors.is_empty()).then(|| authors.join(" and ")));
        field("title", citation.title.map(tex));
        field("journal", citation.journal.map(tex));
        field("year", citation.year.map(tex));
        field("volume", citation.volume.map(tex));
        field("number", citation.issue.map(tex));
        field("pages", citation.pages.map(|pages| tex(&pages.replace(['–', '—'], "--"))));
        field("doi", citation.doi.map(verbatim));
        if let Some(pmid) = citation.pmid {
            field("eprint", Some(tex(pmid)));
            field("eprinttype", Some("pubmed".to_owned()));
        }
        field("url", citation.link.as_deref().map(verbatim));
        let note = [
            citation.nct.zip(citation.nct_registry).map(|(nct, registry)| {
                // Some numbers begin with the name of their registry.
                if nct.starts_with(registry) { nct.to_owned() } else { format!("{registry} {nct}") }
            }),
            citation.pmcid.map(str::to_owned),
        ];
        let mut note: Vec<String> = note.into_iter().flatten().collect();
        if citation.title.is_none() {
            note.extend(citation.text.map(str::to_owned));
        }
        field("note", (!note.is_empty()).then(|| tex(&note.join("; "))));
        out.push_str("}\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// RIS, the exchange format of reference managers: a tag, two spaces, a dash, a space; an entry
/// ends with `ER`. Lines end with LF like those of all generated files; reference managers read
/// both.
pub(super) fn ris(citations: &[CitedWork<'_>]) -> String {
    let mut out = String::new();
    for citation in citations {
        let kind = if citation.journal.is_some() { "JOUR" } else { "GEN" };
        let mut tag = |name: &str, value: Option<&str>| {
            if let Some(value) = value {
                let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = writeln!(out, "{name}  - {line}");
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
            let (first, last) = pages
                .split_once(['-', '–', '—'])
                .map_or((pages, None), |(first, last)| (first, Some(last)));
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
        out.push_str("ER  - \n");
    }
    out
}

/// `Shelton RC Jr` → `Shelton, RC, Jr`, as RIS distinguishes the parts of a name.
fn inverted(author: &str) -> String {
    match PersonName::parse(author) {
        Some(name) => match name.suffix {
            Some(suffix) => format!("{}, {}, {suffix}", name.full_family(), name.given),
            None => format!("{}, {}", name.full_family(), name.given),
        },
        None => author.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work<'a>(authors: &'a [String]) -> CitedWork<'a> {
        CitedWork {
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
            nct_registry: None,
            nct_url: None,
            url: None,
            text: None,
            link: Some("https://doi.org/10.4088/JCP.23m15246".into()),
            label: "1",
            reference: "",
            statuses: Vec::new(),
            page_url: None,
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
    fn addresses_are_written_as_they_are() {
        let mut work = work(&[]);
        work.doi = Some("10.1002/(SICI)1097_0258#a%b");
        work.link = Some("https://example.org/a_b?c=1&d=%20#e".into());
        let text = bibtex(&[work]);
        assert!(text.contains("  doi = {10.1002/(SICI)1097_0258#a%b},\n"), "{text}");
        assert!(text.contains("  url = {https://example.org/a_b?c=1&d=%20#e},\n"), "{text}");
    }

    #[track_caller]
    fn check_author(author: &str, in_tex: &str, in_ris: &str) {
        assert_eq!((bibtex_author(author).as_str(), inverted(author).as_str()), (in_tex, in_ris));
    }

    #[test]
    fn people_are_turned_round() {
        check_author("Shelton RC", "Shelton, RC", "Shelton, RC");
        check_author("Jane Q. Public", "Public, Jane Q.", "Public, Jane Q.");
        check_author("de la Cruz, M. A.", "de la Cruz, M. A.", "de la Cruz, M. A.");
        check_author("Group AB", "Group, AB", "Group, AB");
        check_author("Cher", "Cher", "Cher");
        check_author("Anna van der Berg", "van der Berg, Anna", "van der Berg, Anna");
        check_author("Anna Weber, MD", "Weber, Anna", "Weber, Anna");
    }

    #[test]
    fn suffixes_have_their_place() {
        check_author("Zarate CA Jr", "Zarate, Jr, CA", "Zarate, CA, Jr");
        check_author("Carlos A. Zarate, Jr.", "Zarate, Jr, Carlos A.", "Zarate, Carlos A., Jr");
        check_author("Zarate Jr, Carlos A.", "Zarate, Jr, Carlos A.", "Zarate, Carlos A., Jr");
        check_author("Zarate, Jr., Carlos A.", "Zarate, Jr, Carlos A.", "Zarate, Carlos A., Jr");
        check_author("King ML III", "King, III, ML", "King, ML, III");
        check_author("Smith J Sr.", "Smith, Sr, J", "Smith, J, Sr");
    }

    #[test]
    fn organisations_stay_whole() {
        check_author(
            "World Health Organization",
            "{World Health Organization}",
            "World Health Organization",
        );
        check_author("A Consortium of Four", "{A Consortium of Four}", "A Consortium of Four");
        check_author(
            "Ministry of Health, Chile",
            "{Ministry of Health, Chile}",
            "Ministry of Health, Chile",
        );
        check_author("The TADS Team", "{The TADS Team}", "The TADS Team");
        check_author("Johnson & Johnson", "{Johnson \\& Johnson}", "Johnson & Johnson");
        check_author("Example Inc.", "{Example Inc.}", "Example Inc.");
    }

    #[test]
    fn ris_entry() {
        let text = ris(&[work(&[])]);
        assert!(
            text.starts_with("TY  - JOUR\nID  - shelton2025\nTI  - Rapid & sustained\n"),
            "{text}"
        );
        assert!(text.contains("SP  - 1\nEP  - 9\n") && text.ends_with("ER  - \n"), "{text}");
    }
}
