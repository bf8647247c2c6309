//! DOIs: their form, where one ends in a text, and their addresses.
//!
//! Where a DOI ends is a question of its own, since it may contain nearly any character: trailing
//! punctuation belongs to the sentence, and so does a closing bracket that was opened before it.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::error::IdentifierError;
use super::number::{starts_with_ignoring_case, without_scheme};

/// Longer than any DOI.
pub(super) const LONGEST_DOI: usize = 300;

/// What addresses of publishers have after a DOI.
const ADDRESS_ENDS: [&str; 9] =
    ["/full", "/abstract", "/pdf", "/epdf", "/fulltext", ".pdf", "/meta", "/html", "/text"];

/// What has a meaning in an address, and is encoded in a DOI's.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A DOI as a part of an address.
pub(super) fn encoded(doi: &str) -> String {
    utf8_percent_encode(doi, ENCODED).to_string()
}

/// A text that is nothing but a DOI, with or without a label or the address of a resolver.
///
/// A DOI begins with `10.`, a registrant of at least four digits, and a slash (DOI Handbook,
/// section 2.2).
pub(super) fn parse_doi(text: &str) -> Result<String, IdentifierError> {
    let plain = without_label(text);
    let is_address = plain.len() != text.len();
    let decoded;
    let mut doi = plain;
    if is_address && plain.contains('%') {
        decoded = percent_decode_str(plain).decode_utf8_lossy().into_owned();
        doi = &decoded;
    }
    if !doi.starts_with("10.") {
        return Err(IdentifierError::Form("a DOI begins with `10.`"));
    }
    let Some((registrant, suffix)) = doi[3..].split_once('/') else {
        return Err(IdentifierError::Form("a DOI has a slash after its first number"));
    };
    let main = registrant.split('.').next().unwrap_or_default();
    if !(4..=9).contains(&main.len())
        || !registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    {
        return Err(IdentifierError::Form(
            "the number after `10.` of a DOI has four to nine digits, and then a slash",
        ));
    }
    if suffix.is_empty() {
        return Err(IdentifierError::Form("nothing follows the slash of the DOI"));
    }
    if suffix.contains(char::is_whitespace) || suffix.contains(char::is_control) {
        return Err(IdentifierError::Form("a DOI contains no space"));
    }
    if doi.len() > LONGEST_DOI {
        return Err(IdentifierError::Form("it is longer than any DOI"));
    }
    Ok(doi.to_owned())
}

/// The text without a resolver, a server for preprints or a label before a DOI.
fn without_label(text: &str) -> &str {
    const LABELS: [&str; 7] =
        ["dx.doi.org/", "doi.org/", "info:doi/", "urn:doi:", "doi:", "doi", "/"];
    let mut rest = without_scheme(text);
    for server in ["biorxiv.org/content/", "medrxiv.org/content/"] {
        if starts_with_ignoring_case(rest, server) {
            return without_version(rest[server.len()..].trim_start_matches("early/"));
        }
    }
    for _ in 0..3 {
        let Some(label) = LABELS.iter().find(|label| starts_with_ignoring_case(rest, label)) else {
            break;
        };
        rest = without_scheme(rest[label.len()..].trim_start_matches([' ', ':', '\u{a0}']));
    }
    rest
}

/// The DOI in an address of bioRxiv or medRxiv, which continues with a version and a part of the
/// page: `10.1101/2020.01.01.123456v2.full`.
fn without_version(path: &str) -> &str {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let Some(at) = path.rfind(['v', 'V']) else { return path };
    let digits = path[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
    let tail = &path[at + 1 + digits..];
    let is_version = digits > 0
        && (tail.is_empty() || tail.starts_with(['.', '/']))
        && path[..at].ends_with(|c: char| c.is_ascii_digit());
    if is_version { &path[..at] } else { path }
}

/// Where a DOI ends in a text, if its suffix begins at a position.
pub(super) fn doi_end(text: &str, from: usize) -> usize {
    let mut end = from;
    let mut open: Vec<char> = Vec::new();
    for character in text[from..].chars() {
        let stop = character.is_whitespace()
            || character.is_control()
            || end - from > LONGEST_DOI
            || matches!(
                character,
                '"' | '“' | '”' | '»' | '«' | '‘' | '’' | '|' | '\\' | '^' | '`' | '{' | '}' | ','
            )
            || matches!(character, '。' | '，' | '）' | '\u{200b}' | '…');
        // Commas are allowed in a DOI, but nearly always belong to the sentence.
        if stop
            && !(character == ','
                && text[end + 1..].starts_with(|next: char| next.is_ascii_digit())
                && !text[from..end].contains(','))
        {
            break;
        }
        match character {
            '(' | '[' | '<' => open.push(character),
            ')' | ']' | '>' => {
                let opens = match character {
                    ')' => '(',
                    ']' => '[',
                    _ => '<',
                };
                // A bracket that closes one opened before the DOI.
                if open.pop() != Some(opens) {
                    break;
                }
            }
            '&' | '?' | '#' => break,
            _ => {}
        }
        end += character.len_utf8();
    }
    // An opening bracket without its closing one does not belong to the DOI: `10.1000/1(see`.
    if let Some(bracket) = open.first()
        && let Some(at) = text[from..end].rfind(*bracket)
    {
        end = from + at;
    }
    from + without_glued_word(without_sentence(&text[from..end])).len()
}

/// The words of buttons that pages have right behind a DOI.
const BUTTONS: [&str; 10] = [
    "Get", "Abstract", "Crossref", "Google", "PubMed", "View", "Cite", "Download", "Full", "Export",
];

/// The suffix without the word of a button that a browser copied right behind it: `…02.012Get rights`.
fn without_glued_word(suffix: &str) -> &str {
    BUTTONS
        .iter()
        .filter_map(|word| suffix.strip_suffix(word))
        .find(|before| before.ends_with(|digit: char| digit.is_ascii_digit()))
        .unwrap_or(suffix)
}

/// A DOI's suffix without the punctuation, the end of an address and the beginning of the next
/// sentence that may follow it.
fn without_sentence(suffix: &str) -> &str {
    let mut doi =
        suffix.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '-', '/', '–', '—']);
    for tail in ADDRESS_ENDS {
        if doi.len() > tail.len()
            && doi.is_char_boundary(doi.len() - tail.len())
            && doi[doi.len() - tail.len()..].eq_ignore_ascii_case(tail)
        {
            doi = &doi[..doi.len() - tail.len()];
        }
    }
    // A full stop without a space, and the next sentence: `10.1000/182.PMID`,
    // `10.1000/182.Accessed`.
    for word in [".PMID", ".PMCID", ".Accessed", ".Epub", ".Available", "PMID:", ".http", "http"] {
        if let Some(at) = doi.find(word) {
            doi = doi[..at].trim_end_matches('.');
        }
    }
    doi
}
