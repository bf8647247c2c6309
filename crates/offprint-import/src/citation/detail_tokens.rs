//! Splits what follows the name of a journal into numbers, words and signs.
//!
//! It must not know what a number stands for.

use std::ops::Range;

/// A number, a word or a sign.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct DetailToken {
    pub(super) kind: TokenKind,
    /// Its byte range in the text.
    pub(super) span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TokenKind {
    /// What contains digits: `12`, `e1234`, `S12`, `45–50`, `V01180012`.
    Number,
    Word,
    Sign(char),
}

/// No reference has more.
const MOST_TOKENS: usize = 400;

/// The tokens of a text, without its spaces.
pub(super) fn split_details(text: &str) -> Vec<DetailToken> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if tokens.len() == MOST_TOKENS {
            break;
        }
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = match number_length(&text[at..]) {
            0 if first.is_alphabetic() => {
                let length = text[at..]
                    .find(|character: char| !character.is_alphabetic())
                    .unwrap_or(text.len() - at);
                (TokenKind::Word, length)
            }
            0 => (TokenKind::Sign(first), first.len_utf8()),
            length => (TokenKind::Number, length),
        };
        tokens.push(DetailToken { kind, span: at..at + length });
        at += length;
    }
    tokens
}

/// The length of a number at the start, with the letters that belong to it and the end of a range:
/// `e1234`, `S12-S20`, `45–50`, `12A`, `320-329.e5`.
fn number_length(text: &str) -> usize {
    let mut end = run_length(text);
    if end == 0 {
        return 0;
    }
    // A range, or a decimal part: the dash or stop must have a number on its other side. Spaces
    // around a dash are a matter of style: `45 – 50`.
    while let Some(sign) = text[end..].chars().next() {
        let after = end + sign.len_utf8();
        let next = match sign {
            '-' | '–' | '‐' | '‑' | '—' | '.' => run_length(&text[after..]),
            _ => 0,
        };
        if next == 0 || end > 40 {
            break;
        }
        end = after + next;
    }
    end
}

/// The length of a run of letters and digits that contains a digit and begins with at most four
/// letters.
fn run_length(text: &str) -> usize {
    let length =
        text.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(text.len());
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    if letters < length && letters <= 4 && ends { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, split_details};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let tokens = split_details(text);
        let numbers: Vec<&str> = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Number)
            .map(|token| &text[token.span.clone()])
            .collect();
        assert_eq!(numbers, expect, "{text:?}");
    }

    #[test]
    fn numbers_keep_their_letters_and_ranges() {
        check("2020;12(3):45-50.", &["2020", "12", "3", "45-50"]);
        check(" 2020; 12: S12–S20", &["2020", "12", "S12–S20"]);
        check("10(2):e0123456. Epub", &["10", "2", "e0123456"]);
        check("180(12):V01180012. Danish.", &["180", "12", "V01180012"]);
        check("81:320-329.e5", &["81", "320-329.e5"]);
        check("(Suppl 1)", &["1"]);
        check("", &[]);
    }
}
