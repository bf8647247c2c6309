//! [`read_works`]: the works of a file, whatever its format.
//!
//! Must not depend on a site, nor touch files.

use crate::format::{bibtex, crossref, csl_json, endnote_xml, jats, nbib, pubmed_xml, ris};
use crate::json_records::JsonRecords;
use crate::problem::Problem;
use crate::reading::{Reading, WorkFormat};
use crate::text::encoding::decode_text;

/// How much of a file is looked at to know its format: a licence or a comment may be before the
/// first record.
const LONGEST_START: usize = 65_536;

/// Reads all works of a file. A record that cannot be read is a problem with its line, and the
/// others are read. Takes time and memory in proportion to the size of the file.
///
/// `name` is the name of the file, of which only the extension counts.
///
/// ```
/// let reading = offprint_works::read_works("x.ris", b"TY  - JOUR\nTI  - Nothing\nER  - \n");
/// assert_eq!(reading.works[0].work.title, "Nothing");
/// ```
pub fn read_works(name: &str, bytes: &[u8]) -> Reading {
    let mut reading = Reading::default();
    let text = decode_text(bytes, &mut reading.problems);
    let mut limit = text.len().min(LONGEST_START);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    reading.format = format_of_text(name, &text[..limit]);
    match reading.format {
        Some(WorkFormat::Ris) => ris::read_ris(&text, &mut reading),
        Some(WorkFormat::Nbib) => nbib::read_nbib(&text, &mut reading),
        Some(WorkFormat::BibTex) => bibtex::read_bibtex(&text, &mut reading),
        Some(WorkFormat::CslJson) => csl_json::read_csl_json(&text, &mut reading),
        Some(WorkFormat::PubmedXml) => pubmed_xml::read_pubmed_xml(&text, &mut reading),
        Some(WorkFormat::Jats) => jats::read_jats(&text, &mut reading),
        Some(WorkFormat::CrossrefJson) => crossref::read_crossref(&text, &mut reading),
        Some(WorkFormat::EndnoteXml) => endnote_xml::read_endnote_xml(&text, &mut reading),
        None => reading.problems.push(unknown_format(&text)),
    }
    if reading.works.is_empty() && reading.problems.is_empty() {
        let problem = Problem::warning(0, "the file contains no record");
        reading.problems.push(problem.help("export it again, or delete it"));
    }
    reading.report_dropped();
    reading.problems.sort_by_key(|problem| (problem.line, problem.column));
    reading
}

fn unknown_format(text: &str) -> Problem {
    if text.trim().is_empty() {
        return Problem::warning(0, "the file is empty").help("export it again, or delete it");
    }
    Problem::error(0, "this is not a known format of references").help(
        "export the references as RIS, NBIB (PubMed), BibTeX, CSL-JSON, PubMed XML, JATS, \
         Crossref JSON or EndNote XML",
    )
}

fn format_of_text(name: &str, text: &str) -> Option<WorkFormat> {
    let start = text.trim_start();
    if start.starts_with('<') {
        return xml_format(start);
    }
    if start.starts_with(['{', '[']) && !start.starts_with("{{") {
        return Some(json_format(start));
    }
    let mut tagged = text.lines().filter(|line| !line.trim().is_empty()).take(400);
    let by_tags = tagged.find_map(|line| {
        if ris::is_first_line(line) {
            return Some(WorkFormat::Ris);
        }
        let is_entry = line.trim_start().starts_with('@') && bibtex::is_entry_start(line);
        is_entry
            .then_some(WorkFormat::BibTex)
            .or(nbib::is_first_line(line).then_some(WorkFormat::Nbib))
    });
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    by_tags.or(match extension.as_deref().filter(|_| !start.is_empty()) {
        Some("ris") => Some(WorkFormat::Ris),
        Some("nbib" | "medline") => Some(WorkFormat::Nbib),
        Some("bib" | "bibtex") => Some(WorkFormat::BibTex),
        _ => None,
    })
}

fn xml_format(text: &str) -> Option<WorkFormat> {
    let marks = [
        ("<PubmedArticle", WorkFormat::PubmedXml),
        ("<PubmedBookArticle", WorkFormat::PubmedXml),
        ("<MedlineCitation", WorkFormat::PubmedXml),
        ("<records", WorkFormat::EndnoteXml),
        ("<article", WorkFormat::Jats),
        ("<pmc-articleset", WorkFormat::Jats),
    ];
    let found = marks.into_iter().filter_map(|(mark, format)| Some((text.find(mark)?, format)));
    let (_, format) = found.min_by_key(|(at, _)| *at)?;
    let start = text.char_indices().nth(2000).map_or(text, |(end, _)| &text[..end]);
    let start = start.to_ascii_lowercase();
    let is_page = start.contains("<html") || start.contains("<!doctype html");
    // `<article>` is an element of HTML, too: in JATS it has a type, or contains what is known about it.
    let is_record = || {
        ["<front", "<article-meta", "article-type=", "dtd-version="]
            .into_iter()
            .any(|sign| text.contains(sign))
    };
    (!is_page && (format != WorkFormat::Jats || is_record())).then_some(format)
}

/// JSON of Crossref has a DOI in capitals, or is an answer of its service.
fn json_format(text: &str) -> WorkFormat {
    let record = JsonRecords::new(text).next().map(|(_, record)| record).unwrap_or_default();
    let has = |key: &str| record.contains(&format!("\"{key}\""));
    let is_answer = text.get(..text.len().min(400)).unwrap_or(text).contains("\"message");
    let is_crossref = has("reference-count")
        || has("is-referenced-by-count")
        || has("published-print")
        || has("published-online")
        || has("indexed")
        || has("content-domain")
        || has("update-to");
    if is_answer || is_crossref { WorkFormat::CrossrefJson } else { WorkFormat::CslJson }
}

/// The format of a file: its content decides, and its name only if the content can be anything.
/// `None` if it is none of these formats.
pub fn detect_work_format(name: &str, bytes: &[u8]) -> Option<WorkFormat> {
    let text = decode_text(&bytes[..bytes.len().min(LONGEST_START)], &mut Vec::new());
    format_of_text(name, &text)
}
