//! Words of a text: folded, so that whoever searches need not know how a name is written.
//!
//! Case, diacritics and forms of presentation go; what is left of letters and digits is a word. The
//! script that searches folds a query in the same way, character for character: whoever changes one
//! changes both, and the test of relevance holds them together. Nothing is known here of what a
//! word is good for.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The longest word, in bytes: what goes on is an address or a slip, and is cut.
const LONGEST: usize = 40;

/// Gives each word of a plain text, folded, in order.
pub(super) fn words(text: &str, take: &mut impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut word = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        let mut is_lower = true;
        while let Some(byte) = bytes.get(at).filter(|byte| byte.is_ascii_alphanumeric()) {
            is_lower &= !byte.is_ascii_uppercase();
            at += 1;
        }
        let run = &text[from..at];
        let is_whole = word.is_empty() && bytes.get(at).is_none_or(u8::is_ascii);
        if is_whole && is_lower && run.len() <= LONGEST {
            // Most words are plain: they need not be copied.
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

/// The words of a name as one: however it is spaced and hyphenated, it is the same name.
pub(super) fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    words(name, &mut |word| key.push_str(word));
    key
}

/// The `s` behind an apostrophe.
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

/// Adds a character that is not ASCII to the word, or ends it.
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
            // Elsewhere marks are no decoration: they make other letters.
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
        // These scripts put no space between words: each sign is one.
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

/// Gives the texts of a page's HTML. `zone` is where the last part ended.
pub(super) fn html(mut rest: &str, zone: &mut Zone, take: &mut impl FnMut(Zone, &str)) {
    while let Some(open) = rest.find('<') {
        take(*zone, &plain(&rest[..open]));
        rest = &rest[open + 1..];
        let Some(close) = rest.find('>') else { return };
        let tag = &rest[..close];
        rest = &rest[close + 1..];
        match tag.as_bytes() {
            [b'h', b'1'..=b'6', ..] => *zone = Zone::Heading,
            [b'/', b'h', b'1'..=b'6', ..] => *zone = Zone::Body,
            // Numbers of notes and citations are no part of a sentence; scripts are not read.
            _ => {
                let skipped = ["sup", "script", "style"].into_iter().find(|name| names(tag, name));
                if let Some(end) = skipped.and_then(|name| rest.find(&format!("</{name}"))) {
                    rest = &rest[end..];
                }
            }
        }
    }
    take(*zone, &plain(rest));
}

fn names(tag: &str, name: &str) -> bool {
    tag.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n']))
}

/// A text without its escapes, none of which is a letter.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    ["&amp;", "&lt;", "&gt;", "&quot;"]
        .into_iter()
        .fold(text.to_owned(), |text, escape| text.replace(escape, " "))
        .into()
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
    fn html_is_read_without_its_tags() {
        let page = "<h2 id=\"a\">Aim &amp; end</h2>\n<p>One <em>two</em><sup class=\"x\"><a>1</a></sup> three</p>";
        let mut found = Vec::new();
        html(page, &mut Zone::Body, &mut |zone, text| {
            words(text, &mut |word| found.push((zone == Zone::Heading, word.to_owned())));
        });
        let found: Vec<_> = found.iter().map(|(heading, word)| (*heading, word.as_str())).collect();
        assert_eq!(
            found,
            [(true, "aim"), (true, "end"), (false, "one"), (false, "two"), (false, "three")]
        );
    }
}
