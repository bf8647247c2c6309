//! Numbers of PubMed, PubMed Central and arXiv, and what people write before a number.
//!
//! Must not know where an identifier was found.

use super::error::IdentifierError;

/// The text without a scheme, `www.`, and one of the labels or hosts that are given (in lower
/// case, the longer before their beginnings), and what is between them and the number.
pub(super) fn without_prefixes<'t>(text: &'t str, prefixes: &[&str]) -> &'t str {
    let mut rest = without_scheme(text.trim());
    let strip = |rest: &mut &'t str| {
        prefixes.iter().any(|prefix| {
            let found = starts_with_ignoring_case(rest, prefix);
            if found {
                *rest = rest[prefix.len()..]
                    .trim_start_matches([' ', ':', '#', '=', '\u{a0}', '.'])
                    .trim_start();
            }
            found
        })
    };
    // `ORCID: https://orcid.org/…`
    for _ in 0..2 {
        if !strip(&mut rest) {
            break;
        }
        rest = without_scheme(rest);
    }
    rest.trim()
}

/// The text without `https://` and `www.`.
pub(super) fn without_scheme(text: &str) -> &str {
    let mut rest = text;
    for scheme in ["https://", "http://", "www."] {
        if starts_with_ignoring_case(rest, scheme) {
            rest = &rest[scheme.len()..];
        }
    }
    rest
}

/// Whether a text starts with another, which is in lower case.
pub(super) fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes()
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The last part of an address that has one, which is the number on pages of registries; any other
/// text as it is.
pub(super) fn without_address(text: &str) -> &str {
    let plain = without_scheme(text);
    if plain.len() == text.len() || !plain.contains('/') {
        return text;
    }
    // `CTRI/2020/01/012345` contains slashes, but has no page with such an address.
    let path = plain.split(['?', '#']).next().unwrap_or(plain).trim_end_matches('/');
    if let Some((_, query)) = plain.split_once('?') {
        for parameter in ["TrialID=", "query=", "trialid="] {
            if let Some((_, value)) = query.split_once(parameter) {
                return value.split(['&', '#']).next().unwrap_or(value);
            }
        }
    }
    let last = path.rsplit('/').next().unwrap_or(path);
    last.strip_suffix(".aspx").unwrap_or(last)
}

/// `12345678`, at most nine digits and no zero before them.
pub(super) fn parse_pmid(text: &str) -> Result<String, IdentifierError> {
    let hosts = [
        "pubmed.ncbi.nlm.nih.gov/",
        "ncbi.nlm.nih.gov/pubmed/",
        "europepmc.org/article/med/",
        "europepmc.org/abstract/med/",
        "pubmed id",
        "pubmed",
        "pmid",
        "info:pmid/",
        "medline",
    ];
    let rest = without_prefixes(text, &hosts).split(['?', '#']).next().unwrap_or_default();
    let digits = rest.trim_end_matches('/');
    let is_number = (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return Err(IdentifierError::Form("a PubMed number has one to nine digits"));
    }
    if digits.starts_with('0') {
        return Err(IdentifierError::Form("a PubMed number does not begin with 0"));
    }
    Ok(digits.to_owned())
}

/// `PMC1234567`; the version of a manuscript (`PMC1234567.1`) is left out.
pub(super) fn parse_pmcid(text: &str) -> Result<String, IdentifierError> {
    let hosts = [
        "pmc.ncbi.nlm.nih.gov/articles/",
        "ncbi.nlm.nih.gov/pmc/articles/",
        "europepmc.org/article/pmc/",
        "europepmc.org/articles/",
        "pmcid",
    ];
    let rest = without_prefixes(text, &hosts).split(['?', '#', '/']).next().unwrap_or_default();
    let form = IdentifierError::Form("a PubMed Central number is `PMC` and one to nine digits");
    let rest = rest.get(..3).filter(|start| start.eq_ignore_ascii_case("pmc")).and(rest.get(3..));
    let rest = rest.ok_or(form.clone())?.trim_start();
    let (digits, version) = rest.split_once('.').unwrap_or((rest, ""));
    let is_number = (1..=9).contains(&digits.len())
        && digits.bytes().chain(version.bytes()).all(|b| b.is_ascii_digit());
    if is_number { Ok(format!("PMC{digits}")) } else { Err(form) }
}

/// `2401.01234` or `hep-th/9901001`, without the version, which identifies the copy and not the
/// work (info.arxiv.org/help/arxiv_identifier.html).
pub(super) fn parse_arxiv(text: &str) -> Result<String, IdentifierError> {
    let hosts = [
        "arxiv.org/abs/",
        "arxiv.org/pdf/",
        "arxiv.org/html/",
        "doi.org/10.48550/arxiv.",
        "10.48550/arxiv.",
        "arxiv",
    ];
    let rest =
        without_prefixes(text, &hosts).split(['?', '#', ' ', '[']).next().unwrap_or_default();
    let rest = rest.strip_suffix(".pdf").unwrap_or(rest);
    let number = match rest.rfind(['v', 'V']) {
        Some(at) if at > 4 && rest[at + 1..].bytes().all(|b| b.is_ascii_digit()) => &rest[..at],
        _ => rest,
    };
    let digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let is_new = number
        .split_once('.')
        .is_some_and(|(month, serial)| digits(month, 4..=4) && digits(serial, 4..=5));
    let is_old = number.split_once('/').is_some_and(|(archive, serial)| {
        archive.len() >= 2
            && archive.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'.'))
            && digits(serial, 7..=7)
    });
    match (is_new, is_old) {
        (false, false) => Err(IdentifierError::Form(
            "an arXiv number looks like `2401.01234` or, before 2007, `hep-th/9901001`",
        )),
        _ => Ok(number.to_owned()),
    }
}
