//! Tokens, which make names and running text comparable: a token is a run of letters or of digits,
//! and the [`spelling_key`] of a name is its folded tokens with one space between them.
//!
//! Case, accents, hyphens, primes, spaces and Greek letters differ from source to source, so a key
//! contains none of them: `α-Methyldopa` and `alpha-methyldopa`, `L‑655,708` and `L 655 708` have
//! the same key. The build script includes this file to make the keys of the table, so it must not
//! depend on the rest of the crate.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A run of letters or of digits in a text.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: u32,
    /// Where it ends, in bytes.
    pub end: u32,
    /// What kind of characters it consists of.
    pub shape: TokenShape,
    /// Whether a word of ASCII letters has a capital after its first letter.
    pub has_inner_capitals: bool,
    /// The hash of its folded form: see [`hash_folded`].
    pub hash: u64,
}

/// What kind of characters a token consists of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenShape {
    /// ASCII letters.
    Word,
    /// Letters or digits, some of them beyond ASCII.
    Foreign,
    /// ASCII digits.
    Number,
}

/// What a character is to a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CharClass {
    Letter,
    Digit,
    /// Invisible inside words: soft hyphens, zero-width characters, combining marks.
    Joiner,
    Other,
}

/// Spreads the bits, so that any of them can index a filter.
pub fn finish_hash(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The hash of a folded word. Letters may be capitals: their case bit is ignored.
pub fn hash_folded(folded: &[u8]) -> u64 {
    hash_span(folded, 0, folded.len()).0
}

/// The case bit of each byte: set in small letters, not in capitals.
const SMALL: u64 = 0x2020_2020_2020_2020;

/// The hash of a span of `bytes`, and whether one of its bytes except the first lacks the case bit.
fn hash_span(bytes: &[u8], start: usize, length: usize) -> (u64, bool) {
    let mut hash = length as u64;
    let mut capitals = 0;
    // A capital at the beginning is not significant.
    let mut seen = SMALL & !0xff;
    let mut at = 0;
    while length - at >= 8 {
        let eight = eight_at(bytes, start + at);
        hash = mix_hash(hash, eight);
        capitals |= !eight & seen;
        seen = SMALL;
        at += 8;
    }
    // Missing bytes count as zeros. The hash contains the length, so this is not ambiguous.
    let mask = (1 << ((length - at) * 8)) - 1;
    let rest = eight_at(bytes, start + at) & mask;
    capitals |= !rest & seen & mask;
    (finish_hash(mix_hash(hash, rest)), capitals != 0)
}

/// Eight bytes as a little-endian number, padded with zeros at the end.
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    let rest = &bytes[at..];
    if let Some(eight) = rest.first_chunk() {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

fn mix_hash(hash: u64, eight: u64) -> u64 {
    let mixed = (hash ^ (eight | SMALL)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ (mixed >> 32)
}

fn char_class(c: char) -> CharClass {
    match c {
        'a'..='z' | 'A'..='Z' => CharClass::Letter,
        '0'..='9' | '₀'..='₉' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => CharClass::Digit,
        '\0'..='\u{7f}' => CharClass::Other,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => CharClass::Joiner,
        // Scripts without spaces between words: their characters are never part of a name.
        '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'.. => CharClass::Other,
        '™' | '®' | '℠' | '©' => CharClass::Other,
        c if c.is_alphabetic() => CharClass::Letter,
        c if is_combining_mark(c) => CharClass::Joiner,
        _ => CharClass::Other,
    }
}

/// Whether a character may be part of a word. Next to a name, such a character means that the name
/// is only a part of a longer word.
pub fn is_word_char(c: char) -> bool {
    matches!(char_class(c), CharClass::Letter | CharClass::Digit)
}

/// Calls `each` with the folded form of a character beyond ASCII.
fn fold_char(c: char, each: &mut impl FnMut(u8)) {
    let name = match c {
        'α' | 'Α' => "alpha",
        'β' | 'Β' | 'ϐ' => "beta",
        'γ' | 'Γ' => "gamma",
        'δ' | 'Δ' | '∆' => "delta",
        'ε' | 'Ε' | 'ϵ' => "epsilon",
        'κ' | 'Κ' => "kappa",
        'λ' | 'Λ' => "lambda",
        'μ' | 'µ' => "mu",
        'π' | 'Π' => "pi",
        'σ' | 'ς' | 'Σ' => "sigma",
        'τ' => "tau",
        'ω' | 'Ω' => "omega",
        'ß' => "ss",
        'ø' | 'Ø' => "o",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        'ł' | 'Ł' => "l",
        _ => "",
    };
    if !name.is_empty() {
        name.bytes().for_each(each);
        return;
    }
    if char_class(c) == CharClass::Joiner {
        return;
    }
    decompose_compatible(c, |part| {
        if !is_combining_mark(part) {
            for lower in part.to_lowercase() {
                lower.encode_utf8(&mut [0; 4]).bytes().for_each(&mut *each);
            }
        }
    });
}

/// Calls `each` with every byte of the folded form of a token's text.
pub fn fold_text(text: &str, mut each: impl FnMut(u8)) {
    for c in text.chars() {
        if c.is_ascii() { each(c.to_ascii_lowercase() as u8) } else { fold_char(c, &mut each) }
    }
}

/// What a byte is to a token: like [`CharClass`], with all bytes beyond ASCII in one class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    Letter,
    Digit,
    Other,
    Beyond,
}

const BYTES: [ByteClass; 256] = {
    let mut bytes = [ByteClass::Beyond; 256];
    let mut byte = 0;
    while byte < 128 {
        bytes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => ByteClass::Letter,
            b'0'..=b'9' => ByteClass::Digit,
            _ => ByteClass::Other,
        };
        byte += 1;
    }
    bytes
};

/// Where a run of ASCII letters ends. Words are short, so eight bytes are compared at a time.
fn letters_end(bytes: &[u8], mut from: usize) -> usize {
    while let Some(eight) = bytes[from..].first_chunk() {
        let length = letters_at_start(u64::from_le_bytes(*eight));
        from += length;
        if length < 8 {
            return from;
        }
    }
    run_end(bytes, from, ByteClass::Letter)
}

/// How many ASCII letters eight bytes begin with.
fn letters_at_start(eight: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x80 * ONES;
    let small = (eight | SMALL) & !HIGH;
    // The highest bit of each byte: set for bytes from `a` to `z` that are ASCII.
    let is_letter =
        (small + (0x80 - 0x61) * ONES) & !(small + (0x80 - 0x7b) * ONES) & !eight & HIGH;
    (is_letter ^ HIGH).trailing_zeros() as usize / 8
}

/// A word of fewer than eight ASCII letters, as most are, read at once: its length, its hash, and
/// whether it has a capital after its first letter. `None` for other words, for a word that may
/// continue beyond ASCII, and in the last seven bytes of the text.
fn short_word(bytes: &[u8], at: usize) -> Option<(usize, u64, bool)> {
    let eight = u64::from_le_bytes(*bytes[at..].first_chunk()?);
    let length = letters_at_start(eight);
    if length == 0 || length == 8 || eight >> (length * 8) & 0x80 != 0 {
        return None;
    }
    let mask = (1 << (length * 8)) - 1;
    // The same as in `hash_span`.
    Some((
        length,
        finish_hash(mix_hash(length as u64, eight & mask)),
        !eight & SMALL & !0xff & mask != 0,
    ))
}

/// Where a run of bytes of one kind ends.
fn run_end(bytes: &[u8], from: usize, kind: ByteClass) -> usize {
    bytes[from..]
        .iter()
        .position(|byte| BYTES[usize::from(*byte)] != kind)
        .map_or(bytes.len(), |length| from + length)
}

/// The tokens of a text, in order. Only the first four gigabytes of a text are read.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenize_into(text, &mut tokens);
    tokens
}

/// Appends the tokens of a text to a list.
pub fn tokenize_into(text: &str, tokens: &mut Vec<Token>) {
    let text = if text.len() > u32::MAX as usize {
        &text[..text.floor_char_boundary(u32::MAX as usize)]
    } else {
        text
    };
    let bytes = text.as_bytes();
    // More space than a text needs: unused memory is never touched, but growing would copy all
    // tokens.
    tokens.reserve(text.len() / 4);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let start = at;
        let (kind, first) = match BYTES[usize::from(*byte)] {
            ByteClass::Other => {
                at += 1;
                continue;
            }
            ByteClass::Letter => {
                if let Some((length, hash, capitals)) = short_word(bytes, at) {
                    at += length;
                    tokens.push(Token {
                        start: start as u32,
                        end: at as u32,
                        shape: TokenShape::Word,
                        has_inner_capitals: capitals,
                        hash,
                    });
                    continue;
                }
                (ByteClass::Letter, CharClass::Letter)
            }
            ByteClass::Digit => (ByteClass::Digit, CharClass::Digit),
            ByteClass::Beyond => {
                let c = char_at(text, at);
                match char_class(c) {
                    CharClass::Letter => (ByteClass::Letter, CharClass::Letter),
                    CharClass::Digit => (ByteClass::Digit, CharClass::Digit),
                    _ => {
                        at += c.len_utf8();
                        continue;
                    }
                }
            }
        };
        at = if kind == ByteClass::Letter {
            letters_end(bytes, at)
        } else {
            run_end(bytes, at, kind)
        };
        // Letters beyond ASCII and invisible characters continue a word.
        let mut is_plain = true;
        while at < bytes.len() && !bytes[at].is_ascii() {
            let c = char_at(text, at);
            let class = char_class(c);
            if class != first && !(class == CharClass::Joiner && first == CharClass::Letter) {
                break;
            }
            is_plain = false;
            at = run_end(bytes, at + c.len_utf8(), kind);
        }
        let (mut hash, capitals) = hash_span(bytes, start, at - start);
        let shape = if !is_plain {
            let mut folded = Vec::with_capacity(at - start);
            fold_text(&text[start..at], |byte| folded.push(byte));
            hash = hash_folded(&folded);
            TokenShape::Foreign
        } else if first == CharClass::Digit {
            TokenShape::Number
        } else {
            TokenShape::Word
        };
        tokens.push(Token {
            start: start as u32,
            end: at as u32,
            shape,
            has_inner_capitals: capitals,
            hash,
        });
    }
}

/// The character that begins at a byte offset.
fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

/// The key that all spellings of one name have in common.
pub fn spelling_key(name: &str) -> String {
    let mut key = Vec::with_capacity(name.len());
    for token in tokenize(name) {
        if !key.is_empty() {
            key.push(b' ');
        }
        fold_text(&name[token.start as usize..token.end as usize], |byte| key.push(byte));
    }
    String::from_utf8(key).unwrap_or_default()
}

/// Which of the first sixteen letters and digits of a name are capitals, for names that count only
/// as they are written.
pub fn capital_positions(name: &str) -> u16 {
    let mut mask = 0;
    for (index, c) in name.chars().filter(|c| c.is_alphanumeric()).take(16).enumerate() {
        if c.is_uppercase() {
            mask |= 1 << index;
        }
    }
    mask
}

/// Whether a name is written with these capitals, or in capitals only.
pub fn has_capitals(name: &str, expected: u16) -> bool {
    capital_positions(name) == expected || !name.chars().any(char::is_lowercase)
}
