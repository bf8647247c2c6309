//! Identifiers of works, people and trials in running text.
//!
//! Each kind either has a form that hardly anything else has, or follows a word that names it
//! (`PMID: 123`). A number without either is not an identifier.
//!
//! It must not know what an identifier is used for.

use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::doi::{LONGEST_DOI, doi_end};
use super::{Identifier, IdentifierKind};
use crate::trial_registry::{TRIAL_REGISTRIES, end_of_form, record_country};

/// An identifier in running text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FoundIdentifier {
    /// The identifier.
    pub identifier: Identifier,
    /// Its byte range in the text.
    pub span: Range<usize>,
}

fn found(kind: IdentifierKind, value: impl Into<String>) -> Identifier {
    Identifier { kind, value: value.into() }
}

/// All identifiers of a text, in the order of the text.
pub fn find_identifiers(text: &str) -> Vec<FoundIdentifier> {
    let mut all: Vec<FoundIdentifier> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // At the start of a word: not inside a longer run of letters and digits.
        let begins = at == 0
            || !bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] < 0x80
            || bytes[at - 1] >= 0x80 && text.is_char_boundary(at);
        if begins
            && bytes[at].is_ascii_alphanumeric()
            && let Some((identifier, span)) = identifier_at(text, at)
        {
            at = span.end.max(at + 1);
            all.push(FoundIdentifier { identifier, span });
            continue;
        }
        at += 1;
    }
    all
}

fn identifier_at(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    match text.as_bytes()[at].to_ascii_lowercase() {
        b'1' if text[at..].starts_with("10.") => doi(text, at),
        b'1' | b'2' => european(text, at),
        b'n' => nct(text, at).or_else(|| registry(text, at)),
        b'p' => pubmed(text, at).or_else(|| registry(text, at)),
        b'a' => arxiv(text, at).or_else(|| registry(text, at)),
        b'i' => labelled(text, at, IdentifierKind::Isbn, &["isbn-13", "isbn-10", "isbn"])
            .or_else(|| labelled(text, at, IdentifierKind::Issn, &["issn"]))
            .or_else(|| registry(text, at)),
        b'e' => labelled(text, at, IdentifierKind::Issn, &["eissn", "e-issn"])
            .or_else(|| pubmed(text, at))
            .or_else(|| registry(text, at)),
        b'o' => labelled(text, at, IdentifierKind::Orcid, &["orcid.org/", "orcid id", "orcid"]),
        b'r' => {
            labelled(text, at, IdentifierKind::Ror, &["ror.org/"]).or_else(|| registry(text, at))
        }
        _ => registry(text, at),
    }
}

/// A number with check digits after a word that names it: `ISBN 978-0-306-40615-7`. One whose check
/// digit is wrong is not recognised.
fn labelled(
    text: &str,
    at: usize,
    kind: IdentifierKind,
    labels: &[&str],
) -> Option<(Identifier, Range<usize>)> {
    let label = labels.iter().find(|label| starts_with(text, at, label))?;
    let from = past_label(text, at + label.len());
    let mut end = from;
    let mut hyphen = true;
    // A number is at most 17 characters long, and its parts are separated by one hyphen or space.
    for byte in text.as_bytes()[from..].iter().take(20) {
        match byte {
            b'-' | b' ' if !hyphen => hyphen = true,
            byte if byte.is_ascii_alphanumeric() => hyphen = false,
            _ => break,
        }
        end += 1;
    }
    // Words may follow after a space, so the longest part that is a number counts.
    let mut part = text[from..end].trim_end_matches([' ', '-']);
    loop {
        if let Ok(identifier) = kind.parse(part) {
            return Some((identifier, at..from + part.len()));
        }
        part = part[..part.rfind([' ', '-'])?].trim_end_matches([' ', '-']);
    }
}

fn starts_with(text: &str, at: usize, prefix: &str) -> bool {
    text.as_bytes()
        .get(at..at + prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

fn digits(text: &str, at: usize) -> usize {
    text.as_bytes()
        .get(at..)
        .map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

fn ends_word(text: &str, at: usize) -> bool {
    !text.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric)
}

/// Skips spaces, a colon, a hash and words such as `number`, which may be between a label and its
/// number.
fn past_label(text: &str, mut at: usize) -> usize {
    for _ in 0..4 {
        let before = at;
        while text
            .as_bytes()
            .get(at)
            .is_some_and(|byte| matches!(byte, b' ' | b':' | b'#' | b'.' | b'='))
            && at < before + 3
        {
            at += 1;
        }
        if text[at..].starts_with('\u{a0}') {
            at += '\u{a0}'.len_utf8();
        }
        for word in ["number", "id", "no", "nr"] {
            if starts_with(text, at, word)
                && text
                    .as_bytes()
                    .get(at + word.len())
                    .is_some_and(|after| matches!(after, b' ' | b':' | b'.'))
            {
                at += word.len();
            }
        }
        if at == before {
            break;
        }
    }
    at
}

/// `10.1000/182`: a registrant of four to nine digits, a slash, and anything up to where the
/// sentence continues.
fn doi(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    let registrant = digits(text, at + 3);
    let mut slash = at + 3 + registrant;
    // Some registrant numbers have several parts: `10.1000.10/123`.
    while text.as_bytes().get(slash) == Some(&b'.') && digits(text, slash + 1) > 0 {
        slash += 1 + digits(text, slash + 1);
    }
    if !(4..=9).contains(&registrant) {
        return None;
    }
    if starts_with(text, slash, "%2f") {
        return encoded_doi(text, at);
    }
    if text.as_bytes().get(slash) != Some(&b'/') {
        return None;
    }
    let end = doi_end(text, slash + 1);
    let doi = &text[at..end];
    // Brackets and angle brackets are often encoded after a plain slash.
    if doi.contains('%')
        && let Some(decoded) = encoded_doi(text, at)
    {
        return Some(decoded);
    }
    (end > slash + 1).then(|| (found(IdentifierKind::Doi, doi), at..end))
}

/// A DOI as an address contains it, with its signs encoded: `10.1000%2F182`.
fn encoded_doi(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    let length = text[at..]
        .find(|character: char| {
            !(character.is_ascii_alphanumeric()
                || matches!(character, '%' | '.' | '-' | '_' | '/' | '(' | ')' | ';' | ':' | '+'))
        })
        .unwrap_or(text.len() - at)
        .min(LONGEST_DOI);
    let written = &text[at..at + length];
    let decoded = percent_decode_str(written).decode_utf8().ok()?;
    if decoded == written || decoded.contains(char::is_control) {
        return None;
    }
    let slash = decoded.find('/')?;
    let end = doi_end(&decoded, slash + 1);
    (end > slash + 1).then(|| (found(IdentifierKind::Doi, &decoded[..end]), at..at + length))
}

/// `NCT03756129`, also with a space or a hyphen inside.
fn nct(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    if !starts_with(text, at, "nct") {
        return None;
    }
    let mut from = at + 3;
    if text.as_bytes().get(from).is_some_and(|byte| matches!(byte, b' ' | b'-' | b':' | b'#')) {
        from += 1;
    }
    (digits(text, from) == 8 && ends_word(text, from + 8)).then(|| {
        (found(IdentifierKind::Trial, format!("NCT{}", &text[from..from + 8])), at..from + 8)
    })
}

/// What is before a PubMed number in the addresses of PubMed and of Europe PMC; longer ones before their
/// beginnings. A search for nothing but a number shows its record.
const PUBMED_ADDRESSES: [&str; 6] = [
    "pubmed.ncbi.nlm.nih.gov/?term=",
    "pubmed.ncbi.nlm.nih.gov/",
    "pubmed/?term=",
    "europepmc.org/abstract/med/",
    "europepmc.org/article/med/",
    "europepmc.org/med/",
];

/// `PMID: 12345678`, `PMC1234567`, `pubmed.ncbi.nlm.nih.gov/12345678`.
fn pubmed(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    if starts_with(text, at, "pmcid") || starts_with(text, at, "pmc") && digits(text, at + 3) > 0 {
        let mut from = if starts_with(text, at, "pmcid") { past_label(text, at + 5) } else { at };
        if starts_with(text, from, "pmc") {
            from += 3;
        }
        let length = digits(text, from);
        return ((4..=9).contains(&length) && ends_word(text, from + length)).then(|| {
            (
                found(IdentifierKind::Pmcid, format!("PMC{}", &text[from..from + length])),
                at..from + length,
            )
        });
    }
    let from = if starts_with(text, at, "pmid") {
        past_label(text, at + 4)
    } else if let Some(start) = PUBMED_ADDRESSES.iter().find(|start| starts_with(text, at, start)) {
        at + start.len()
    } else if starts_with(text, at, "pubmed/") {
        at + 7
    } else if starts_with(text, at, "pubmed&") {
        // `…?cmd=Retrieve&db=PubMed&dopt=Abstract&list_uids=12345678`
        let query = text[at..].split([' ', '"', '<', '>']).next().unwrap_or_default();
        let list = "list_uids=";
        at + query.find(list)? + list.len()
    } else if starts_with(text, at, "pubmed pmid") {
        past_label(text, at + 11)
    } else if starts_with(text, at, "pubmed id") || starts_with(text, at, "pubmed:") {
        past_label(text, at + 6)
    } else {
        return None;
    };
    let length = digits(text, from);
    ((1..=8).contains(&length) && ends_word(text, from + length) && !text[from..].starts_with('0'))
        .then(|| (found(IdentifierKind::Pmid, &text[from..from + length]), at..from + length))
}

/// `arXiv:2401.01234v2`, `arxiv.org/abs/2401.01234`, `arXiv:hep-th/9901001`.
fn arxiv(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    if !starts_with(text, at, "arxiv") {
        return None;
    }
    let from = if starts_with(text, at, "arxiv.org/abs/") || starts_with(text, at, "arxiv.org/pdf/")
    {
        at + 14
    } else if starts_with(text, at, "arxiv:") {
        at + 6 + usize::from(text.as_bytes().get(at + 6) == Some(&b' '))
    } else if starts_with(text, at, "arxiv.") || starts_with(text, at, "arxiv ") {
        at + 6
    } else {
        return None;
    };
    let first = digits(text, from);
    if first == 4 && text.as_bytes().get(from + 4) == Some(&b'.') {
        let second = digits(text, from + 5);
        let mut end = from + 5 + second;
        if !(4..=5).contains(&second) {
            return None;
        }
        let plain = end;
        // The version identifies the copy, not the work.
        if text.as_bytes().get(end) == Some(&b'v') && digits(text, end + 1) > 0 {
            end += 1 + digits(text, end + 1);
        }
        return ends_word(text, end)
            .then(|| (found(IdentifierKind::Arxiv, &text[from..plain]), at..end));
    }
    let subject = text.as_bytes()[from.min(text.len())..]
        .iter()
        .take(20)
        .take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'.'))
        .count();
    let number = from + subject + 1;
    (subject >= 2
        && text.as_bytes().get(from + subject) == Some(&b'/')
        && digits(text, number) == 7
        && ends_word(text, number + 7))
    .then(|| (found(IdentifierKind::Arxiv, &text[from..number + 7]), at..number + 7))
}

/// `2018-001234-12` (EudraCT) and `2023-501234-12-00` (EU CT): years, six digits, a check.
fn european(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    let form = "9999-999999-99";
    let end = end_of_form(text, at, form)?;
    let year: u16 = text[at..at + 4].parse().ok()?;
    // After a digit and a hyphen it is the middle of a longer number.
    if !(2000..=2099).contains(&year)
        || at > 1
            && text.as_bytes()[at - 1] == b'-'
            && text.as_bytes()[at - 2].is_ascii_alphanumeric()
    {
        return None;
    }
    if let Some(longer) = end_of_form(text, at, "9999-999999-99-99") {
        return ends_word(text, longer).then(|| {
            (found(IdentifierKind::Trial, format!("EU CT {}", &text[at..longer])), at..longer)
        });
    }
    // A country or a form may follow: `2018-001234-12/DE`.
    let ends = ends_word(text, end)
        && !(text.as_bytes().get(end) == Some(&b'-') && digits(text, end + 1) > 0);
    ends.then(|| (found(IdentifierKind::Trial, format!("EudraCT {}", &text[at..end])), at..end))
}

fn registry(text: &str, at: usize) -> Option<(Identifier, Range<usize>)> {
    // European numbers begin with a digit, and need more proof.
    for registry in TRIAL_REGISTRIES.iter().filter(|registry| !registry.prefix.is_empty()) {
        if !starts_with(text, at, registry.prefix) {
            continue;
        }
        let mut from = at + registry.prefix.len();
        // `ISRCTN 12345678`, `UMIN-000012345`.
        if text.as_bytes().get(from).is_some_and(|byte| matches!(byte, b' ' | b'-' | b':'))
            && registry.prefix.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            from += 1;
        }
        if let Some(end) = end_of_form(text, from, registry.form)
            && ends_word(text, end)
            // `NTR 2020`: letters followed by what is more often a year.
            && !(registry.prefix == "ntr" && from > at + 3)
            && (registry.prefix != "nl" || is_dutch_register(text, at, from, end))
        {
            let number = registry.number(&text[from..end]);
            let end = end + record_country(registry, &text[end..]);
            return Some((found(IdentifierKind::Trial, number), at..end));
        }
    }
    None
}

/// Whether `NL1234` is a number of the Netherlands Trial Register, which must be named just before it:
/// postal codes, files of ethics committees (`NL1234.056.13`) and product names have the same form.
fn is_dutch_register(text: &str, at: usize, from: usize, end: usize) -> bool {
    let start = text.floor_char_boundary(at.saturating_sub(60));
    let before = text[start..at].to_ascii_lowercase();
    let is_longer = text.as_bytes().get(end) == Some(&b'.') && digits(text, end + 1) > 0;
    let is_named = ["trial regist", "trialregist", "trials regist", "ntr"]
        .iter()
        .any(|name| before.contains(name));
    is_named && !is_longer && from == at + 2
}

#[cfg(test)]
mod tests {
    use super::super::{IdentifierKind, find_identifiers};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = find_identifiers(text)
            .into_iter()
            .map(|found| match found.identifier.kind {
                IdentifierKind::Doi => format!("doi {}", found.identifier.value),
                IdentifierKind::Pmid => format!("pmid {}", found.identifier.value),
                IdentifierKind::Arxiv => format!("arXiv:{}", found.identifier.value),
                _ => found.identifier.value,
            })
            .collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn dois_end_where_the_sentence_goes_on() {
        check("see 10.1000/182.", &["doi 10.1000/182"]);
        check("(https://doi.org/10.1000/abc.def-1)", &["doi 10.1000/abc.def-1"]);
        check("doi:10.1016/S0140-6736(20)30183-5, and", &["doi 10.1016/S0140-6736(20)30183-5"]);
        check("(doi 10.1016/0000-0000(95)00001-2).", &["doi 10.1016/0000-0000(95)00001-2"]);
        check(
            "10.1002/(SICI)1096-8644(199601)99:1<1::AID-X1>3.0.CO;2-1.",
            &["doi 10.1002/(SICI)1096-8644(199601)99:1<1::AID-X1>3.0.CO;2-1"],
        );
        check("[10.1000/182]; [10.1000/183]", &["doi 10.1000/182", "doi 10.1000/183"]);
        check("https://www.example.org/doi/full/10.1000/182?journal=x#sec", &["doi 10.1000/182"]);
        check(
            "https://www.example.org/articles/10.3389/fexa.2020.00001/full",
            &["doi 10.3389/fexa.2020.00001"],
        );
        check("10.1000/182.PMID: 123456", &["doi 10.1000/182", "pmid 123456"]);
        check("“10.1000/182”", &["doi 10.1000/182"]);
        check("10.1000/j.x.2024.02.012Get rights and content", &["doi 10.1000/j.x.2024.02.012"]);
        check("10.1000/12Abstract", &["doi 10.1000/12"]);
        check(
            "10.1000/S0140 10.1000/ab12Cde 10.1000/K8Xyz 10.1000/2a",
            &["doi 10.1000/S0140", "doi 10.1000/ab12Cde", "doi 10.1000/K8Xyz", "doi 10.1000/2a"],
        );
    }

    #[test]
    fn encoded_dois_are_decoded() {
        check("https://doi.org/10.1000%2Fq1", &["doi 10.1000/q1"]);
        check("https://doi.org/10.1000%2fq1?x=1", &["doi 10.1000/q1"]);
        check(
            "https://doi.org/10.1016/S0140-6736%2820%2930183-5",
            &["doi 10.1016/S0140-6736(20)30183-5"],
        );
        check("https://example.org/?id=10.1000%2Fab.c%2Fd&x=1", &["doi 10.1000/ab.c/d"]);
        check("(10.1000%2Fq1).", &["doi 10.1000/q1"]);
        check("10.1000%", &[]);
    }

    #[test]
    fn look_alikes_are_refused() {
        check("10.1/2 and 10.12345 and 110.1000/182 and v10.1000/1", &[]);
        check("NCT123 and NCT037561299 and XNCT03756129", &[]);
        check("PMID and PMID: 123456789 and PMC and PMC12", &[]);
        check("2018-001234-1 and 1918-001234-12 and 5-2018-001234-12", &[]);
        check("arXiv and arxiv.org/list/2401 and ISRCTN1234567", &[]);
        check("the 2020-2021 season, 12345678", &[]);
        check("DRKS123 or drksomething UMIN12", &[]);
    }

    #[test]
    fn numbers_of_trials_and_papers() {
        check("(NCT03756129) and nct 03756129", &["NCT03756129", "NCT03756129"]);
        check("https://clinicaltrials.gov/study/NCT03756129?x", &["NCT03756129"]);
        check("PMID: 12345678; PMCID: PMC1234567.", &["pmid 12345678", "PMC1234567"]);
        check("https://pubmed.ncbi.nlm.nih.gov/12345678/", &["pmid 12345678"]);
        check("/pmc/articles/PMC1234567/", &["PMC1234567"]);
        check("https://europepmc.org/abstract/MED/12345678", &["pmid 12345678"]);
        check("https://europepmc.org/article/med/12345678#free", &["pmid 12345678"]);
        check("https://www.ncbi.nlm.nih.gov/pubmed/?term=12345678", &["pmid 12345678"]);
        check("https://pubmed.ncbi.nlm.nih.gov/?term=12345678&x=1", &["pmid 12345678"]);
        // Searches for words, and pages of other collections.
        check("https://pubmed.ncbi.nlm.nih.gov/?term=12345678a+b", &[]);
        check("https://europepmc.org/abstract/PPR/12345678", &[]);
        check("?cmd=Retrieve&db=PubMed&dopt=Abstract&list_uids=12345678", &["pmid 12345678"]);
        check("arXiv:2401.01234v2 [cs]", &["arXiv:2401.01234"]);
        check("https://arxiv.org/abs/2401.01234", &["arXiv:2401.01234"]);
        check("arXiv:hep-th/9901001", &["arXiv:hep-th/9901001"]);
        check("ISRCTN12345678, ISRCTN 12345678", &["ISRCTN12345678", "ISRCTN12345678"]);
        check(
            "EudraCT 2018-001234-12 and EU CT 2023-501234-12-00",
            &["EudraCT 2018-001234-12", "EU CT 2023-501234-12-00"],
        );
        check(
            "ChiCTR2000012345, ChiCTR-TRC-12345678",
            &["ChiCTR2000012345", "ChiCTR-TRC-12345678"],
        );
        check("UMIN000012345 JPRN-UMIN000012345", &["UMIN000012345", "UMIN000012345"]);
        check("jRCT1234567890 jRCTs123456789", &["jRCT1234567890", "jRCTs123456789"]);
        check(
            "ACTRN12612345678901 DRKS00012345 CTRI/2020/01/123456",
            &["ACTRN12612345678901", "DRKS00012345", "CTRI/2020/01/123456"],
        );
        check("PROSPERO CRD42020123456", &["PROSPERO CRD42020123456"]);
    }

    #[test]
    fn numbers_of_registries_with_several_forms() {
        check(
            "IRCT20200325046859N1, irct201201018123n2 and IRCT20200325046859",
            &["IRCT20200325046859N1", "IRCT201201018123N2", "IRCT20200325046859"],
        );
        check("(ChiCTR-IPR-17012345)", &["ChiCTR-IPR-17012345"]);
        check(
            "EUCTR2015-001234-12-DE; 2015-001234-13-GB",
            &["EudraCT 2015-001234-12", "EudraCT 2015-001234-13"],
        );
        check("PROSPERO (CRD 42019123456)", &["PROSPERO CRD42019123456"]);
        check("Dutch Trial Register, NL7096.", &["NL7096"]);
        check("trialregister.nl NL7096 (NTR1234)", &["NL7096", "NTR1234"]);
        // The same letters and digits in other texts.
        check("Dutch Trial Register; ethics committee NL4178.078.13", &[]);
        check("a box in NL1234 AB, model NL7096", &[]);
        check("IRCT20200325046859N and ChiCTR-abc and CRD 4201", &[]);
    }

    #[test]
    fn hostile_text_is_read_once() {
        find_identifiers(&format!("10.1000/{}", "x.".repeat(500_000)));
        find_identifiers(&"10.1000/(".repeat(100_000));
        find_identifiers(&"PMID ".repeat(200_000));
        find_identifiers(&"ß10.".repeat(200_000));
        find_identifiers("arXiv:");
        find_identifiers("PMID:\u{a0}ß");
    }
}
