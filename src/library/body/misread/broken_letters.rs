//! Letters that a program has read in the wrong encoding: `â€™` for an apostrophe, and the sign for a letter
//! that could not be read.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// The characters of Windows-1252 between 0x80 and 0x9F.
const SPECIAL: [char; 27] = [
    '€', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 'Ž', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', 'ž', 'Ÿ',
];

/// The first broken letter in a part of a text.
pub(super) fn letter_fault(part: &Range<usize>, text: &str) -> Option<MisreadPart> {
    let source = &text[part.clone()];
    if source.is_ascii() {
        return None;
    }
    for (at, letter) in source.char_indices() {
        let place = part.start + at..part.start + at + letter.len_utf8();
        if letter == '\u{fffd}' {
            return Some(MisreadPart::new(
                "`\u{fffd}` stands for a letter that a program could not read",
                "write the letter that belongs here; the original file may still have it",
                place,
            ));
        }
        let mut rest = source[at + letter.len_utf8()..].chars();
        let length = match letter {
            // The letters that begin two bytes of UTF-8: `Ã¼`. «À» and `É »` are text.
            'Â' | 'Ã' => usize::from(rest.next().is_some_and(|next| {
                ('\u{a1}'..='\u{bf}').contains(&next) && !matches!(next, '«' | '»') || next == '€'
            })),
            // Those that begin three: `â€™`, `â‰¥`.
            'â' => {
                let is_special =
                    |c: char| SPECIAL.contains(&c) || ('\u{80}'..='\u{9f}').contains(&c);
                let second = rest.next().filter(|c| {
                    is_special(*c) && !matches!(c, '’' | '“' | '”' | '‘' | '…' | '–' | '—')
                });
                let third =
                    rest.next().filter(|c| is_special(*c) || ('\u{a0}'..='\u{bf}').contains(c));
                if second.is_some() && third.is_some() { 2 } else { 0 }
            }
            _ => 0,
        };
        if length > 0 {
            let end = source[at..].char_indices().nth(length + 1);
            let end = end.map_or(part.end, |(length, _)| part.start + at + length);
            return Some(MisreadPart::new(
                format!(
                    "`{}` is probably one letter in the wrong encoding",
                    &text[place.start..end]
                ),
                "write the letter that belongs here, or copy the text again from a file in UTF-8",
                place.start..end,
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_the_wrong_encoding() {
        let found = |text: &str| letter_fault(&(0..text.len()), text).map(|one| one.place);
        for text in ["â€™s", "Ã¼ber", "5 Â°C", "â‰¥ 3", "â‚¬ 5", "a \u{fffd}b", "Â± 3", "â€œx"]
        {
            assert!(found(text).is_some(), "{text}");
        }
        for text in [
            "«À»",
            "“Å”",
            "CAFÉ»",
            "voilà’",
            "NÃO",
            "château",
            "l’âge",
            "â",
            "AVÔ",
            "naïve — é",
            "Â",
            "20 €",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
