//! [`Reading`]: what was read from a file.
//!
//! Must not depend on formats.

use offprint_base::IdentifierKind;
use rustc_hash::FxHashMap;

use crate::problem::{Problem, shortened};
use crate::text::plain::one_line;
use crate::work::{StatusChange, Work};

/// A format of references.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WorkFormat {
    /// RIS, which nearly every program exports.
    Ris,
    /// The format of PubMed and MEDLINE with tags such as `PMID- `.
    Nbib,
    /// BibTeX and BibLaTeX.
    BibTex,
    /// CSL-JSON, as Zotero and citeproc write it.
    CslJson,
    /// The XML of PubMed: `PubmedArticleSet`.
    PubmedXml,
    /// JATS, the XML of PubMed Central, Europe PMC and publishers.
    Jats,
    /// The JSON of Crossref: a work, or a list.
    CrossrefJson,
    /// The XML of EndNote.
    EndnoteXml,
}

impl WorkFormat {
    /// The name for readers: `BibTeX`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ris => "RIS",
            Self::Nbib => "PubMed (NBIB)",
            Self::BibTex => "BibTeX",
            Self::CslJson => "CSL-JSON",
            Self::PubmedXml => "PubMed XML",
            Self::Jats => "JATS XML",
            Self::CrossrefJson => "Crossref JSON",
            Self::EndnoteXml => "EndNote XML",
        }
    }

    /// Who states what a file of the format says about the status of works; empty if it can be anyone.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::Nbib | Self::PubmedXml => "PubMed",
            Self::CrossrefJson => "Crossref",
            _ => "",
        }
    }
}

/// A work and where it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocatedWork {
    /// The work. `work.key` is empty if the format has no keys.
    pub work: Work,
    /// The line on which its record begins, from 1.
    pub line: usize,
    /// What the file itself calls the record, as it is written: the key of BibTeX, the `id` of
    /// CSL-JSON, the PubMed number; may be empty.
    pub raw_key: String,
    /// How many words of the work's text the record contains besides what is in `work`: of JATS with a
    /// body. 0 if it contains none.
    pub unread_words: usize,
}

impl LocatedWork {
    /// The work with the key that texts can cite it by: `[@shelton2025]`. Empty if the file gives none
    /// that can stand in a text: a number alone is a number of a database, and an address or a DOI that
    /// is no key of the file is written by a program, and nobody cites by it.
    pub fn into_keyed_work(self) -> Work {
        let mut work = self.work;
        if work.key.is_empty() && !is_identifier(&self.raw_key) {
            work.key = self.raw_key;
        }
        let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
        if !work.key.chars().all(is_sign) || !work.key.chars().any(char::is_alphabetic) {
            work.key.clear();
        }
        work
    }
}

/// Whether what a file calls a record is an address or a DOI, which programs write there.
pub(crate) fn is_identifier(raw_key: &str) -> bool {
    raw_key.contains("://") || IdentifierKind::Doi.parse(raw_key).is_ok()
}

/// What a record says about the status of another work: a notice of retraction names the article
/// that is retracted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StatusStatement {
    /// The DOI of the work whose status it is, in lower case; may be empty.
    pub doi: String,
    /// The PubMed number of that work; may be empty.
    pub pmid: String,
    /// What happened to it.
    pub change: StatusChange,
    /// The line of the record that says so.
    pub line: usize,
}

/// What was read from a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The works, in the order of the file.
    pub works: Vec<LocatedWork>,
    /// What records say about the status of other works.
    pub statements: Vec<StatusStatement>,
    /// What is wrong, in the order of the lines.
    pub problems: Vec<Problem>,
    /// The format; `None` if it is not known.
    pub format: Option<WorkFormat>,
    /// The fields that were not kept, by their names.
    dropped: FxHashMap<String, Dropped>,
}

/// A field that records have and works do not.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Dropped {
    /// The line and the value of the first.
    line: usize,
    value: String,
    count: usize,
}

impl Reading {
    /// Notes a field of a record for which works have none.
    pub(crate) fn drop_field(&mut self, field: &str, value: &str, line: usize) {
        if let Some(known) = self.dropped.get_mut(field) {
            known.count += 1;
            return;
        }
        let value = shortened(&one_line(value));
        self.dropped.insert(field.to_owned(), Dropped { line, value, count: 1 });
    }

    /// Reports the fields that were not kept, each once, where it is first.
    pub(crate) fn report_dropped(&mut self) {
        let mut dropped: Vec<_> = std::mem::take(&mut self.dropped).into_iter().collect();
        dropped.sort_by(|a, b| (a.1.line, &a.0).cmp(&(b.1.line, &b.0)));
        for (field, Dropped { line, value, count }) in dropped {
            let message = match count {
                1 => format!("`{field}` is not kept: `{value}`"),
                _ => format!("`{field}` is not kept in {count} records: here `{value}`"),
            };
            let help = "if readers need it, write it in the article that cites the work";
            self.problems.push(Problem::warning(line, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Library, read_works};

    #[test]
    fn identifiers_are_no_keys() {
        for (name, text, expect) in [
            ("a.json", r#"[{"id": "http://zotero.org/users/1/items/A1", TYPE"#, "lee2021"),
            ("a.json", r#"[{"id": "10.5555/a.b", TYPE"#, "lee2021"),
            ("a.json", r#"[{"id": "https://doi.org/10.5555/a.b", TYPE"#, "lee2021"),
            ("a.json", r#"[{"id": "123", TYPE"#, "lee2021"),
            ("a.json", r#"[{"DOI": "10.5555/a.b", "indexed": {}, TYPE"#, "lee2021"),
            ("a.json", r#"[{"id": "leeSample", TYPE"#, "leeSample"),
            ("a.json", r#"[{"id": "http://a.example/1", "citation-key": "lee:21", TYPE"#, "lee:21"),
            // What the file itself calls the entry is its key.
            ("a.bib", "@book{10.5555/a.b, title={A}, author={Lee, M}, year=2021}", "10.5555/a.b"),
        ] {
            let of_type = r#""type": "article-journal", "title": "A", "author":
                [{"family": "Lee", "given": "M"}], "issued": {"date-parts": [[2021]]}}]"#;
            let text = text.replace("TYPE", of_type);
            let found = read_works(name, text.as_bytes()).works.remove(0);
            let line = found.line;
            let library = Library::new(vec![(name.to_owned(), line, found.into_keyed_work())]);
            assert_eq!(library.works()[0].work.key, expect, "{text}");
        }
    }
}
