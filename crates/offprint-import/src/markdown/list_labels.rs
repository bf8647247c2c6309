//! The labels of ordered lists that count with letters or Roman numbers.
//!
//! Markdown counts with numbers only, so they are written as text, because the text may refer to them
//! (`repeat step b`). Must not know how items are written.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// What a list counts with if not with numbers, and how far it has counted.
pub(super) struct Labels {
    numerals: Numerals,
    next: u64,
}

impl Labels {
    /// Labels that begin with this number.
    pub(super) fn new(numerals: Numerals, first: u64) -> Self {
        Self { numerals, next: first }
    }

    /// The label of the next item, whose number may be stated.
    pub(super) fn take(&mut self, stated: Option<u64>) -> String {
        let number = stated.unwrap_or(self.next);
        self.next = number.saturating_add(1);
        let (text, is_upper) = match self.numerals {
            Numerals::Letters { is_upper } => (letters(number), is_upper),
            Numerals::Roman { is_upper } => (roman(number), is_upper),
        };
        format!("{}. ", if is_upper { text.to_ascii_uppercase() } else { text })
    }
}

/// Signs that count.
#[derive(Clone, Copy)]
pub(super) enum Numerals {
    Letters { is_upper: bool },
    Roman { is_upper: bool },
}

/// The letters or Roman numbers of an ordered list. In a list inside another, they say no more than
/// that it is inside.
pub(super) fn numerals(document: &HtmlDocument, list: NodeId) -> Option<Numerals> {
    if document.ancestors(list).any(|above| matches!(document.tag(above), Some(Tag::Ol | Tag::Ul)))
    {
        return None;
    }
    match document.attribute(list, "type").map(str::trim) {
        Some("a") => return Some(Numerals::Letters { is_upper: false }),
        Some("A") => return Some(Numerals::Letters { is_upper: true }),
        Some("i") => return Some(Numerals::Roman { is_upper: false }),
        Some("I") => return Some(Numerals::Roman { is_upper: true }),
        _ => {}
    }
    let style = document.attribute(list, "style")?.to_ascii_lowercase();
    let (_, value) = style.split_once("list-style")?;
    let value = value.split(';').next().unwrap_or_default();
    let is_upper = value.contains("upper-");
    if value.contains("-alpha") || value.contains("-latin") {
        Some(Numerals::Letters { is_upper })
    } else if value.contains("-roman") {
        Some(Numerals::Roman { is_upper })
    } else {
        None
    }
}

/// `a` to `z`, `aa`, `ab`.
fn letters(mut number: u64) -> String {
    let mut text = Vec::new();
    while number > 0 {
        number -= 1;
        text.push(b'a' + u8::try_from(number % 26).unwrap_or(0));
        number /= 26;
    }
    text.reverse();
    String::from_utf8(text).unwrap_or_default()
}

fn roman(number: u64) -> String {
    const SIGNS: [(u64, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            text.push_str(sign);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{letters, roman};

    #[test]
    fn numbers_in_letters() {
        assert_eq!([1, 2, 26, 27, 52, 703].map(letters), ["a", "b", "z", "aa", "az", "aaa"]);
        assert_eq!([1, 4, 9, 14, 40, 1994].map(roman), ["i", "iv", "ix", "xiv", "xl", "mcmxciv"]);
    }
}
