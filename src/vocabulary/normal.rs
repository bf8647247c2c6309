//! How names and running text are made comparable: [`tokens`] are runs of letters or of digits, folded; a name's [`key`]
//! is its tokens with one space between.
//!
//! Case, accents, hyphens, primes, spaces and Greek letters differ from source to source, so none of them is left in a
//! key: `α-Methyldopa` and `alpha-methyldopa`, `L‑655,708` and `L 655 708` meet. The build script makes the keys of the
//! table with this very file, so it must know nothing of the crate.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A run of letters or of digits in a text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it begins, in bytes.
    pub(crate) start: u32,
    /// Where it ends, in bytes.
    pub(crate) end: u32,
    /// What is in it.
    pub(crate) shape: Shape,
    /// The hash of its folded form: see [`hash`].
    pub(crate) hash: u64,
}

/// What a token is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// ASCII letters.
    Word,
    /// Letters or digits, some of them beyond ASCII.
    Foreign,
    /// Digits of ASCII.
    Number,
}

/// What a character is to a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Unseen inside words: soft hyphens, zero-width characters, combining marks.
    Joiner,
    Other,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, byte: u8) -> u64 {
    // FNV-1a, the simplest hash that is the same in the build script and at run time.
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Spreads the bits, so that any of them can index a filter.
pub(crate) fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The hash of a folded word.
pub(crate) fn hash(folded: &[u8]) -> u64 {
    finish(folded.iter().fold(SEED, |hash, byte| mix(hash, *byte)))
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' | '₀'..='₉' | '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => Class::Digit,
        '\0'..='\u{7f}' => Class::Other,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Class::Joiner,
        // Scripts that put no space between words: what they are not is part of a name.
        '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'.. => Class::Other,
        '™' | '®' | '℠' | '©' => Class::Other,
        c if c.is_alphabetic() => Class::Letter,
        c if is_combining_mark(c) => Class::Joiner,
        _ => Class::Other,
    }
}

/// Whether a character may be part of a word: next to a name it means that the name is only a piece of a word.
pub(crate) fn is_word(c: char) -> bool {
    matches!(class(c), Class::Letter | Class::Digit)
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
    if class(c) == Class::Joiner {
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
pub(crate) fn fold(text: &str, mut each: impl FnMut(u8)) {
    for c in text.chars() {
        if c.is_ascii() { each(c.to_ascii_lowercase() as u8) } else { fold_char(c, &mut each) }
    }
}

/// The tokens of a text, in order. Texts beyond four gigabytes are read up to there.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let text = if text.len() > u32::MAX as usize { &text[..text.floor_char_boundary(u32::MAX as usize)] } else { text };
    let bytes = text.as_bytes();
    let mut tokens = Vec::with_capacity(bytes.len() / 5);
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let start = at;
        let first = if byte.is_ascii_alphabetic() {
            Class::Letter
        } else if byte.is_ascii_digit() {
            Class::Digit
        } else if byte.is_ascii() {
            at += 1;
            continue;
        } else {
            let c = char_at(text, at);
            match class(c) {
                class @ (Class::Letter | Class::Digit) => class,
                _ => {
                    at += c.len_utf8();
                    continue;
                }
            }
        };
        let mut hash = SEED;
        let mut plain = true;
        if first == Class::Letter {
            loop {
                while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                    hash = mix(hash, bytes[at] | 0x20);
                    at += 1;
                }
                if at >= bytes.len() || bytes[at].is_ascii() {
                    break;
                }
                let c = char_at(text, at);
                if !matches!(class(c), Class::Letter | Class::Joiner) {
                    break;
                }
                plain = false;
                fold_char(c, &mut |byte| hash = mix(hash, byte));
                at += c.len_utf8();
            }
        } else {
            while at < bytes.len() {
                if bytes[at].is_ascii_digit() {
                    hash = mix(hash, bytes[at]);
                    at += 1;
                } else if !bytes[at].is_ascii() && class(char_at(text, at)) == Class::Digit {
                    let c = char_at(text, at);
                    plain = false;
                    fold_char(c, &mut |byte| hash = mix(hash, byte));
                    at += c.len_utf8();
                } else {
                    break;
                }
            }
        }
        let shape = match first {
            Class::Digit if plain => Shape::Number,
            _ if plain => Shape::Word,
            _ => Shape::Foreign,
        };
        tokens.push(Token { start: start as u32, end: at as u32, shape, hash: finish(hash) });
    }
    tokens
}

/// The character that begins at a byte which begins a character.
fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or('\0')
}

/// The key under which the spellings of one name meet.
pub(crate) fn key(name: &str) -> String {
    let mut key = Vec::with_capacity(name.len());
    for token in tokens(name) {
        if !key.is_empty() {
            key.push(b' ');
        }
        fold(&name[token.start as usize..token.end as usize], |byte| key.push(byte));
    }
    String::from_utf8(key).unwrap_or_default()
}

/// How a name is written, for names that count only as written: which of its first sixteen letters and digits are capitals.
pub(crate) fn capitals(name: &str) -> u16 {
    let mut mask = 0;
    for (index, c) in name.chars().filter(|c| c.is_alphanumeric()).take(16).enumerate() {
        if c.is_uppercase() {
            mask |= 1 << index;
        }
    }
    mask
}

/// Whether a name is written as `capitals` asks, or in capitals throughout.
pub(crate) fn is_written(name: &str, as_capitals: u16) -> bool {
    capitals(name) == as_capitals || !name.chars().any(char::is_lowercase)
}
