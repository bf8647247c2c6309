//! Decodes the bytes of an input file into text.
//!
//! A byte order mark takes precedence, then the encoding that the page declares, then a guess from
//! the bytes; but most pages with a wrong declaration are in fact UTF-8. Knows no format beyond the
//! places where HTML and XML declare their encoding.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use offprint_base::{HtmlToken, is_noncharacter, visit_html};

/// A declaration must be within this many bytes.
const HEAD: usize = 4096;
/// How many bytes are examined to guess an encoding.
const SAMPLE: usize = 1 << 18;

/// Decoded text, and how it was decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Decoded {
    /// The text, without byte order mark and NULs.
    pub(crate) text: String,
    /// The name of the encoding: `UTF-8`, `windows-1252`.
    pub(crate) encoding: &'static str,
    /// How many characters could not be decoded and were replaced by U+FFFD.
    pub(crate) replaced: usize,
    /// How many characters had been decoded in the wrong encoding before the file was saved, and
    /// were repaired: `â€™` for `’`.
    pub(crate) repaired: usize,
}

/// Decodes the bytes. Any bytes give some text.
pub(crate) fn decode_bytes(bytes: &[u8]) -> Decoded {
    let encoding = encoding_of(bytes);
    let (text, encoding, _) = encoding.decode(bytes);
    let marks = |bytes: &[u8]| memchr::memmem::find_iter(bytes, "\u{fffd}").count();
    let before = if encoding == UTF_8 { marks(bytes) } else { 0 };
    let replaced = marks(text.as_bytes()).saturating_sub(before);
    let text = if text.contains('\0') { text.replace('\0', "") } else { text.into_owned() };
    let text = without_noncharacters(text);
    let (text, repaired) = repair_mojibake(text);
    Decoded { text, encoding: encoding.name(), replaced, repaired }
}

/// A text without noncharacters. Programs that read PDF files write U+FFFE for a hyphen that breaks a word at
/// the end of a line, so the line goes on.
fn without_noncharacters(text: String) -> String {
    if !text.contains(is_noncharacter) {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut is_broken = false;
    for character in text.chars() {
        match character {
            _ if is_noncharacter(character) => {
                is_broken = clean.ends_with(char::is_alphabetic);
                continue;
            }
            '\r' if is_broken => continue,
            '\n' if is_broken => {}
            _ => clean.push(character),
        }
        is_broken = false;
    }
    clean
}

/// Repairs characters whose UTF-8 bytes were read as windows-1252: `â€™`, `Âµ`, `Ã©`. One pair of
/// characters may be meant as it is, so two repairs or one of three characters are needed.
fn repair_mojibake(text: String) -> (String, usize) {
    const LEADS: [char; 7] = ['\u{c2}', '\u{c3}', '\u{e2}', '\u{ce}', '\u{cf}', '\u{d0}', '\u{f0}'];
    if !text.contains(|character| LEADS.contains(&character) || is_control(character)) {
        return (text, 0);
    }
    let mut repaired = String::with_capacity(text.len());
    let (mut pairs, mut longer) = (0, 0);
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        if let Some((character, length, count)) = mistaken_character(rest) {
            repaired.push(character);
            rest = &rest[length..];
            if count == 2 { pairs += 1 } else { longer += 1 }
        } else if is_control(first)
            && let Ok(byte) = u8::try_from(u32::from(first))
        {
            // No text contains this control character: its byte was meant as windows-1252.
            let bytes = [byte];
            let (character, _) = WINDOWS_1252.decode_without_bom_handling(&bytes);
            repaired.push_str(&character);
            rest = &rest[first.len_utf8()..];
            longer += usize::from(!character.starts_with(first));
        } else {
            repaired.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if longer > 0 || pairs >= 2 { (repaired, pairs + longer) } else { (text, 0) }
}

/// Whether a character is a control character that stands where windows-1252 has a sign. The line
/// feed U+0085 is one that texts contain.
fn is_control(character: char) -> bool {
    matches!(character, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9f}')
}

/// The words in which characters are left that had been decoded wrongly: `lowâ€`, `5 \u{fffd}g`.
pub(crate) fn damaged_words(text: &str) -> Vec<&str> {
    if !text.contains(['\u{fffd}', '\u{e2}', '\u{c2}', '\u{c3}']) {
        return Vec::new();
    }
    text.split_whitespace().filter(|word| is_damaged(word)).collect()
}

fn is_damaged(word: &str) -> bool {
    word.contains('\u{fffd}')
        // Quotation marks and dashes whose last byte was lost.
        || word.contains("\u{e2}\u{20ac}")
        || word.match_indices(['\u{c2}', '\u{c3}']).any(|(at, _)| {
            mistaken_character(&word[at..]).is_some()
        })
}

/// A page with references such as `&amp;#8217;` and `&amp;lt;` decoded once, outside of code and
/// scripts: some programs encode text that is encoded already. What they then mean is still text.
pub(crate) fn decode_twice_encoded(html: &str) -> Cow<'_, str> {
    if !html.contains("&amp;") {
        return Cow::Borrowed(html);
    }
    let mut result = String::with_capacity(html.len());
    let mut rest = html;
    let mut verbatim: Option<&'static str> = None;
    while let Some(at) = rest.find(['&', '<']) {
        result.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(end) = verbatim {
            if starts_with_ignoring_case(rest, end) {
                verbatim = None;
            }
        } else if let Some((_, end)) =
            VERBATIM.iter().find(|(start, _)| starts_with_ignoring_case(rest, start))
        {
            verbatim = Some(*end);
        } else if let Some(reference) = rest.strip_prefix("&amp;")
            && is_reference(reference)
        {
            result.push('&');
            rest = reference;
            continue;
        }
        result.push_str(&rest[..1]);
        rest = &rest[1..];
    }
    result.push_str(rest);
    Cow::Owned(result)
}

/// Elements whose text is meant as it is.
const VERBATIM: [(&str, &str); 5] = [
    ("<pre", "</pre"),
    ("<code", "</code"),
    ("<textarea", "</textarea"),
    ("<script", "</script"),
    ("<style", "</style"),
];

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start))
}

/// The longest name of a character, in bytes: the names of some arrows are longer.
const LONGEST_NAME: usize = 24;

/// Whether HTML has a character of this name, such as `micro` or `ge`.
fn is_named_reference(name: &str) -> bool {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return false;
    }
    let reference = format!("&{name};");
    let mut text = String::new();
    visit_html(&reference, |token| {
        if let HtmlToken::Text(part) = token {
            text.push_str(part);
        }
    });
    // The end of a longer name may not be one: `&notit;` is `¬it;`.
    !text.ends_with(';')
}

/// Whether a text begins with the rest of a character reference: `amp;`, `#8217;`, `#x2019;`.
fn is_reference(text: &str) -> bool {
    let Some(end) = text.bytes().take(LONGEST_NAME).position(|byte| byte == b';') else {
        return false;
    };
    let name = &text[..end];
    match name.strip_prefix('#') {
        Some(number) => {
            let digits = number.strip_prefix(['x', 'X']).unwrap_or(number);
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        None => is_named_reference(name),
    }
}

/// The character whose UTF-8 bytes, read as windows-1252, are at the start of a text; the length of
/// these in the text, and how many they are.
fn mistaken_character(text: &str) -> Option<(char, usize, usize)> {
    let byte_of = |character: char| -> Option<u8> {
        if character.is_ascii() {
            return None;
        }
        // The bytes were read as ISO-8859-1.
        if is_control(character) || character == '\u{85}' {
            return u8::try_from(u32::from(character)).ok();
        }
        let mut buffer = [0; 4];
        let (bytes, _, is_lossy) = WINDOWS_1252.encode(character.encode_utf8(&mut buffer));
        (!is_lossy && bytes.len() == 1).then(|| bytes[0])
    };
    let first = byte_of(text.chars().next()?)?;
    let count = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = Vec::with_capacity(4);
    let mut length = 0;
    for character in text.chars().take(count) {
        bytes.push(byte_of(character)?);
        length += character.len_utf8();
    }
    let character = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    (bytes.len() == count).then_some((character, length, count))
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding;
    }
    let is_utf_8 = std::str::from_utf8(bytes).is_ok();
    let is_ascii = bytes.is_ascii();
    let declared = declared(&bytes[..bytes.len().min(HEAD)]);
    match declared {
        // Bytes beyond ASCII that are valid UTF-8 are so by no accident. Encodings that use escape
        // sequences consist of ASCII bytes.
        _ if is_utf_8 && !is_ascii => UTF_8,
        Some(declared) if is_ascii => declared,
        Some(declared) if declared != UTF_8 => declared,
        // UTF-8 is declared, and all but a few bytes are valid.
        Some(_) if is_mostly_utf_8(bytes) => UTF_8,
        _ if is_utf_8 => UTF_8,
        _ if is_mostly_utf_8(bytes) => UTF_8,
        _ => guessed(bytes),
    }
}

/// UTF-16 without a byte order mark: every other byte of Latin text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(HEAD) / 2 * 2];
    if sample.len() < 4 {
        return None;
    }
    let zeros =
        |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 > half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding that a page declares near its start.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(position) = rest.find("charset").into_iter().chain(rest.find("encoding")).min() {
        let after = &rest[position..];
        let after = after.trim_start_matches(|character: char| character.is_ascii_alphabetic());
        rest = after;
        let Some(value) = after.trim_start().strip_prefix('=') else { continue };
        let value = value.trim_start().trim_start_matches(['"', '\'', '\\']);
        let end = value
            .find(|character: char| {
                !(character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | ':' | '.'))
            })
            .unwrap_or(value.len());
        if let Some(encoding) = Encoding::for_label(&value.as_bytes()[..end]) {
            // If the declaration is readable as ASCII, the page is not in UTF-16, whatever it
            // declares.
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE {
                UTF_8
            } else {
                encoding
            });
        }
    }
    None
}

/// Whether at most one byte in a thousand is invalid, and valid characters beyond ASCII clearly
/// outnumber the errors.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut wrong, mut right) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    wrong * 1000 <= bytes.len() && right > wrong * 2
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    detector.feed(sample, sample.len() == bytes.len());
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Only a text with many non-ASCII bytes is enough evidence for another script.
    let wide = sample.iter().filter(|byte| **byte >= 0x80).count();
    if wide * 200 < sample.len() && wide < 12 { WINDOWS_1252 } else { encoding }
}

#[cfg(test)]
mod tests {
    use super::{decode_bytes, decode_twice_encoded};

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str) {
        let decoded = decode_bytes(bytes);
        assert_eq!((decoded.text.as_str(), decoded.encoding), (text, encoding));
    }

    #[test]
    fn noncharacters_go_and_words_are_joined() {
        for (text, expect) in [
            ("a depres\u{fffe}sion", "a depression"),
            ("toler\u{fffe}\nated", "tolerated"),
            ("toler\u{fffe}\r\nated\r\nin", "tolerated\r\nin"),
            ("a\u{ffff}\u{fdd0}b\u{1fffe}", "ab"),
            // The end of a line that ends with no word stays.
            ("one.\u{fffe}\ntwo", "one.\ntwo"),
            ("one\ntwo \u{fffd}", "one\ntwo \u{fffd}"),
        ] {
            assert_eq!(super::decode_bytes(text.as_bytes()).text, expect, "{text:?}");
        }
    }

    #[test]
    fn marks_are_believed() {
        check(b"\xef\xbb\xbfa", "a", "UTF-8");
        check(b"\xff\xfea\0b\0", "ab", "UTF-16LE");
        check(b"\xfe\xff\0a\0b", "ab", "UTF-16BE");
        check(b"a\0b\0c\0\n\0", "abc\n", "UTF-16LE");
    }

    #[test]
    fn declarations_are_believed_where_the_bytes_allow_it() {
        check(
            b"<meta charset=windows-1251>\xca",
            "<meta charset=windows-1251>\u{41a}",
            "windows-1251",
        );
        check(
            "<meta charset=iso-8859-1>\u{e9}".as_bytes(),
            "<meta charset=iso-8859-1>\u{e9}",
            "UTF-8",
        );
        check(
            b"<?xml version='1.0' encoding='koi8-r'?>\xeb",
            "<?xml version='1.0' encoding='koi8-r'?>\u{41a}",
            "KOI8-R",
        );
    }

    #[test]
    fn undeclared_bytes_are_guessed() {
        check(
            b"it\x92s \x93fine\x94 \x96 so",
            "it\u{2019}s \u{201c}fine\u{201d} \u{2013} so",
            "windows-1252",
        );
        check(b"fine for\0ty", "fine forty", "UTF-8");
    }

    #[test]
    fn references_that_were_encoded_twice_are_decoded_once() {
        for (html, expect) in [
            ("<p>Pain &amp;amp; opioids: p &amp;lt; 0.05", "<p>Pain &amp; opioids: p &lt; 0.05"),
            ("<p>patients&amp;#8217; and &amp;#x2019;</p>", "<p>patients&#8217; and &#x2019;</p>"),
            ("<p>A &amp; B, R&amp;D; AT&amp;T</p>", "<p>A &amp; B, R&amp;D; AT&amp;T</p>"),
            ("<td>5 &amp;micro;g &amp;ge; 3 &amp;plusmn; 1", "<td>5 &micro;g &ge; 3 &plusmn; 1"),
            ("&amp;deg;C, &amp;Eacute; &amp;ThinSpace;", "&deg;C, &Eacute; &ThinSpace;"),
            (
                "R&amp;D; A&amp;B-only; &amp;notit; &amp;nope;",
                "R&amp;D; A&amp;B-only; &amp;notit; &amp;nope;",
            ),
            ("<code>&amp;lt;</code> &amp;lt;", "<code>&amp;lt;</code> &lt;"),
            ("<PRE>&amp;amp;</PRE>", "<PRE>&amp;amp;</PRE>"),
            ("<a href='?a=1&amp;amp;b=2'>", "<a href='?a=1&amp;b=2'>"),
        ] {
            assert_eq!(decode_twice_encoded(html), expect);
        }
    }

    #[test]
    fn mojibake_is_repaired() {
        for (text, expect, repaired) in [
            (
                "The patientâ€™s dose â€“ 5 Âµg â€“ was â€œlowâ€\u{9d} in the cafÃ©.",
                "The patient’s dose – 5 µg – was “low” in the café.",
                7,
            ),
            ("FranÃ§ais et dÃ©jÃ\u{a0} vu", "Français et déjà vu", 3),
            ("Î±-tocopherol and Î²-carotene", "α-tocopherol and β-carotene", 2),
            ("ðŸ˜€", "😀", 1),
            ("café – “low” 5 µg, 20 °C, Âge, naïve", "café – “low” 5 µg, 20 °C, Âge, naïve", 0),
            (
                "the patient\u{e2}\u{80}\u{99}s dose \u{e2}\u{89}\u{a5} 3",
                "the patient’s dose ≥ 3",
                2,
            ),
            ("it\u{92}s \u{96} so", "it’s – so", 2),
            ("a line\u{85}and one", "a line\u{85}and one", 0),
            ("one Ã© is not enough", "one Ã© is not enough", 0),
        ] {
            let decoded = decode_bytes(text.as_bytes());
            assert_eq!((decoded.text.as_str(), decoded.repaired), (expect, repaired), "{text}");
        }
    }

    #[test]
    fn damage_that_stays_is_found() {
        for (text, expect) in [
            ("a “lowâ€ dose of 5 \u{fffd}g", &["“lowâ€", "\u{fffd}g"][..]),
            ("one cafÃ© more", &["cafÃ©"]),
            ("NÃO, Âge, château, 5 € and São", &[]),
        ] {
            assert_eq!(super::damaged_words(text), expect, "{text}");
        }
    }

    #[test]
    fn a_few_wrong_bytes_are_counted() {
        let mut bytes = "\u{e9}t\u{e9} ".repeat(400).into_bytes();
        bytes.push(0xff);
        assert_eq!(decode_bytes(&bytes).replaced, 1);
    }
}
