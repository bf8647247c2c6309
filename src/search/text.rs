//! The words of a text, folded, so that a query matches however a name is written.
//!
//! Case, diacritics and presentation forms are removed; each remaining run of letters and digits is
//! a word. The search script folds a query in the same way, character by character, so both must be
//! changed together; the relevance test compares them. This module does not know how words are
//! used.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use offprint_base::{HiddenContent, HtmlToken, visit_html};

/// The longest word in bytes. The rest of a longer one, such as a URL, is cut off.
const LONGEST: usize = 40;

/// Calls a function for each folded word of a plain text, in order.
pub(super) fn words(text: &str, take: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut word = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if word.is_empty()
            && let Some(length) = initials(&text[at..], text[..at].chars().next_back())
        {
            let letters = text[at..at + length].bytes().filter(u8::is_ascii_alphabetic);
            word.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
            end(&mut word, take);
            at += length;
            continue;
        }
        let from = at;
        let mut is_lower = true;
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            is_lower &= !byte.is_ascii_uppercase();
            at += 1;
        }
        let run = &text[from..at];
        let is_whole = word.is_empty() && bytes.get(at).is_none_or(u8::is_ascii);
        if is_whole && is_lower && run.len() <= LONGEST {
            // Most words need no folding, so they are not copied.
            if !run.is_empty() && !is_possessive(run, &text[..from]) {
                take(run);
            }
        } else {
            word.extend(run.chars().map(|c| c.to_ascii_lowercase()));
        }
        match bytes.get(at) {
            Some(byte) if !byte.is_ascii() => {
                let c = text[at..].chars().next().unwrap_or_default();
                fold(c, &mut word, take);
                at += c.len_utf8();
            }
            _ => {
                end(&mut word, take);
                at += 1;
            }
        }
    }
    end(&mut word, take);
}

/// The length of an abbreviation at the start of a text whose letters have full stops: `U.S.A.`,
/// `i.v`, without the last full stop. `before` is the character before the text.
fn initials(text: &str, before: Option<char>) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most texts are not, and this is asked for every word.
    if bytes.get(1) != Some(&b'.') || before.is_some_and(|c| c == '.' || c.is_alphanumeric()) {
        return None;
    }
    let mut length = None;
    for (at, byte) in bytes.iter().enumerate().step_by(2) {
        if !byte.is_ascii_alphabetic() || text[at + 1..].starts_with(char::is_alphanumeric) {
            break;
        }
        length = Some(at + 1);
        if bytes.get(at + 1) != Some(&b'.') {
            break;
        }
    }
    length.filter(|length| *length > 1)
}

/// The longest compound in bytes, and the longest run of letters in it.
const LONGEST_COMPOUND: usize = 12;
const LONGEST_LETTERS: usize = 5;

/// Prefixes that are written with a hyphen or without: `non-inferiority`.
const PREFIXES: [&str; 33] = [
    "anti", "bi", "cardio", "co", "counter", "de", "extra", "hyper", "hypo", "inter", "intra",
    "macro", "meta", "micro", "mid", "mono", "multi", "neuro", "non", "over", "post", "pre", "pro",
    "pseudo", "psycho", "re", "semi", "sub", "super", "trans", "ultra", "under", "uni",
];

/// Calls a function for each compound of a text that is also written without its hyphens: codes of
/// letters and digits (`IL-6`, `COVID-19`, `5-HT`, `IL 6`), and words with a usual prefix
/// (`re-uptake`).
pub(super) fn compounds(text: &str, take: &mut impl FnMut(&str)) {
    for at in memchr::memchr_iter(b' ', text.as_bytes()) {
        if let Some((letters, number)) = spaced_code(text, at) {
            take(&format!("{}{number}", letters.to_ascii_lowercase()));
        }
    }
    let mut done = 0;
    // The other hyphens begin with this byte in UTF-8.
    for at in memchr::memchr2_iter(b'-', 0xE2, text.as_bytes()) {
        if at < done || !text[at..].starts_with(is_hyphen) {
            continue;
        }
        let is_outside = |c: char| !c.is_alphanumeric() && !is_hyphen(c);
        let from = text[..at]
            .rfind(is_outside)
            .map_or(0, |from| from + text[from..].chars().next().map_or(0, char::len_utf8));
        done = text[at..].find(is_outside).map_or(text.len(), |to| at + to);
        let parts: Vec<&str> =
            text[from..done].split(is_hyphen).filter(|part| !part.is_empty()).collect();
        for from in 0..parts.len() {
            for to in from + 2..=parts.len().min(from + 3) {
                if is_compound(&parts[from..to]) {
                    take(&key(&parts[from..to].concat()));
                }
            }
        }
    }
}

/// The abbreviation before a space and the number after it: `IL 6`.
fn spaced_code(text: &str, space: usize) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let is_code = space > 1
        && bytes[space - 1].is_ascii_uppercase()
        && bytes.get(space + 1).is_some_and(u8::is_ascii_digit);
    if !is_code {
        return None;
    }
    let is_outside = |c: char| !c.is_alphanumeric();
    let letters = text[..space].rsplit(is_outside).next()?;
    let number = text[space + 1..].split(is_outside).next()?;
    let is_abbreviation = (2..=LONGEST_LETTERS).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_number = number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_abbreviation && is_number).then_some((letters, number))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}')
}

fn is_compound(parts: &[&str]) -> bool {
    let is_prefix = |part: &&str| PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(part));
    let is_word =
        |part: &&str| part.len() > 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let [prefix, word] = parts
        && is_prefix(prefix)
        && is_word(word)
    {
        return true;
    }
    let runs = |part: &str, is_of: fn(char) -> bool| {
        part.split(|c| !is_of(c)).map(str::len).max().unwrap_or_default()
    };
    let all = |test: &dyn Fn(&&str) -> bool| parts.iter().all(test);
    let any = |test: fn(char) -> bool| parts.iter().any(|part| part.contains(test));
    let length: usize = parts.iter().map(|part| part.len()).sum();
    // In lower case, letters come first: `covid-19` is a code, `12-week` is none.
    let is_code = any(char::is_uppercase) || parts[0].starts_with(char::is_alphabetic);
    length <= LONGEST_COMPOUND
        && any(char::is_numeric)
        && any(char::is_alphabetic)
        && is_code
        && all(&|part| runs(part, char::is_alphabetic) <= LONGEST_LETTERS)
        && all(&|part| runs(part, char::is_numeric) <= 3)
}

/// The words of a name without spaces, so that spacing and hyphens make no difference.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    words(name, &mut |word| key.push_str(word));
    key
}

/// The `s` after an apostrophe.
fn is_possessive(word: &str, before: &str) -> bool {
    word == "s" && before.ends_with(['\'', '\u{2019}'])
}

fn end(word: &mut String, take: &mut impl FnMut(&str)) {
    if !word.is_empty() {
        let length = (0..=LONGEST.min(word.len()))
            .rev()
            .find(|length| word.is_char_boundary(*length))
            .unwrap_or(0);
        take(&word[..length]);
        word.clear();
    }
}

/// Adds a non-ASCII character to the word, or ends it.
fn fold(c: char, word: &mut String, take: &mut impl FnMut(&str)) {
    for c in c.to_lowercase() {
        match c {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'þ' => word.push_str("th"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'ı' => word.push('i'),
            'ς' => word.push('σ'),
            'ё' => word.push('е'),
            '\u{ad}' | '\u{200b}'..='\u{200d}' => {}
            '™' | '®' | '©' | '℠' => end(word, take),
            // In other scripts such marks distinguish letters.
            '\u{aa}'..='\u{3ff}'
            | '\u{1d00}'..='\u{2bff}'
            | '\u{fb00}'..='\u{fb06}'
            | '\u{ff00}'..='\u{ffef}' => {
                for c in std::iter::once(c)
                    .nfkd()
                    .filter(|c| !is_combining_mark(*c))
                    .flat_map(char::to_lowercase)
                {
                    push(c, word, take);
                }
            }
            c => push(c, word, take),
        }
    }
}

fn push(c: char, word: &mut String, take: &mut impl FnMut(&str)) {
    match c {
        // These scripts have no spaces between words, so each character is one.
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => {
            end(word, take);
            word.push(c);
            end(word, take);
        }
        c if c.is_alphanumeric() => word.push(c),
        _ => end(word, take),
    }
}

/// What kind of text a part of a page is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Zone {
    /// Running text.
    Body,
    /// A heading.
    Heading,
}

/// Visits the texts of a page's HTML that a browser displays, with the kind of each.
pub(super) fn visit_displayed_text(html: &str, visit: &mut impl FnMut(Zone, &str)) {
    let mut zone = Zone::Body;
    let mut hidden = HiddenContent::default();
    // Numbers of notes and citations are not part of a sentence.
    let mut raised = 0usize;
    visit_html(html, |token| match token {
        HtmlToken::Text(text) => {
            if raised == 0 && !hidden.is_hidden() {
                visit(zone, text);
            }
        }
        HtmlToken::Start(tag) => {
            hidden.start(&tag);
            match tag.name.as_bytes() {
                [b'h', b'1'..=b'6'] => zone = Zone::Heading,
                b"sup" => raised += 1,
                _ => {}
            }
        }
        HtmlToken::End(name, _) => {
            hidden.end(name);
            match name.as_bytes() {
                [b'h', b'1'..=b'6'] => zone = Zone::Body,
                b"sup" => raised = raised.saturating_sub(1),
                _ => {}
            }
        }
        HtmlToken::Comment(_) => {}
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let mut found = Vec::new();
        words(text, &mut |word| found.push(word.to_owned()));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn words_are_folded() {
        check("Ketamine, 0.5 mg/kg", &["ketamine", "0", "5", "mg", "kg"]);
        check("(S)-Ketamine and (2R,6R)-HNK", &["s", "ketamine", "and", "2r", "6r", "hnk"]);
        check("Crohn's and Crohn\u{2019}s disease", &["crohn", "and", "crohn", "disease"]);
        check("Médecins à Łódź, Straße", &["medecins", "a", "lodz", "strasse"]);
        check("cafe\u{301} naïve", &["cafe", "naive"]);
        check("Spravato™ ＭＩＪ８２１ ﬁne", &["spravato", "mij821", "fine"]);
        check("Кетамин ёлка йод", &["кетамин", "елка", "йод"]);
        check("ΟΔΟΣ κεταμίνη", &["οδοσ", "κεταμινη"]);
        check("氯胺酮", &["氯", "胺", "酮"]);
        check("", &[]);
        assert_eq!(key("L-655,708"), "l655708");
    }

    #[test]
    fn letters_with_full_stops_are_one_word() {
        check("the U.S.A. and U.S. law", &["the", "usa", "and", "us", "law"]);
        check("given i.v. (e.g. p.o.)", &["given", "iv", "eg", "po"]);
        check("U.K", &["uk"]);
        check("J. A. Smith, J.A.Smith", &["j", "a", "smith", "ja", "smith"]);
        check("vitamin C. The a.b.com 1.2.3", &["vitamin", "c", "the", "ab", "com", "1", "2", "3"]);
        check("é.a. x.é", &["e", "a", "x", "e"]);
    }

    #[track_caller]
    fn check_compounds(text: &str, expect: &[&str]) {
        let mut found = Vec::new();
        compounds(text, &mut |word| found.push(word.to_owned()));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn codes_are_written_with_hyphens_or_without() {
        check_compounds("IL-6, COVID\u{2011}19 and covid-19.", &["il6", "covid19", "covid19"]);
        check_compounds("5-HT2A (SARS-CoV-2)", &["5ht2a", "sarscov2", "cov2"]);
        check_compounds("anti-IL-6 PD-L1, omega-3", &["antiil6", "il6", "pdl1", "omega3"]);
        check_compounds("12-week 0.5-mg dose-response follow-up NCT-01234567 -6 x-", &[]);
        check_compounds(
            "IL 6, COVID 19; In 2025 we, A 4, NCT 1234567, DSM 5",
            &["il6", "covid19", "dsm5"],
        );
        check_compounds("α-2 µ-opioid ‒ – 5–10", &["α2"]);
        check_compounds(
            "re-uptake, Non-inferiority, multi-\nsite, pre-",
            &["reuptake", "noninferiority"],
        );
    }

    /// The words of a page's HTML; those of headings begin with `#`.
    #[track_caller]
    fn check_html(html: &str, expect: &str) {
        let mut found = String::new();
        visit_displayed_text(html, &mut |zone, text| {
            words(text, &mut |word| {
                found.push_str(if zone == Zone::Heading { " #" } else { " " });
                found.push_str(word);
            });
        });
        assert_eq!(found.trim_start(), expect, "{html}");
    }

    #[test]
    fn displayed_text_of_html() {
        check_html(
            "<h2 id=\"a\">Aim &amp; end</h2>\n<p>One <em>two</em><sup class=\"x\"><a>1</a></sup> three</p>",
            "#aim #end one two three",
        );
        check_html("<p title=\"1 > 2 seen\">one</p>", "one");
        check_html("caf&eacute; one&nbsp;two &#946;", "cafe one two β");
        check_html("<H3>one</H3><hr>two", "#one two");
    }

    #[test]
    fn text_that_is_never_displayed_is_not_found() {
        check_html("one<script>alert(1 < 2, \"</p>\")</script>two", "one two");
        check_html("one<SCRIPT\ttype=x>alert</SCRIPT>two", "one two");
        check_html("one<style media=\"a>b\">p{color:red}</style>two", "one two");
        check_html("one<template><p>three</p></template>two", "one two");
        check_html("one<!-- three > four --><noscript>three</noscript>two", "one two");
    }
}
