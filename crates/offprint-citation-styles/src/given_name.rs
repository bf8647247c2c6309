//! Given names as the processor shortens them to initials.
//!
//! The processor takes capitals for initials, and everything else for particles: it writes `M jun` and
//! `M.-jun` for `Min-jun`. So a small letter that is an initial becomes a capital with a mark, and where
//! the name is written out, the complete text has the small letter again.

use offprint_base::is_name_particle;

use crate::marks::INITIAL_END;

/// Given names whose initials are capitals and stand apart: `A. M.` of `A.M.`, and of the `AM` of
/// PubMed.
pub(crate) fn given_name_with_initials(given: &str, family: &str) -> String {
    // In a record in capitals only, `LEE` is a name.
    let has_small_letters = family.chars().any(char::is_lowercase);
    let mut spaced = String::with_capacity(given.len() + 8);
    for word in given.split(' ') {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        let count = word.chars().count();
        if has_small_letters && (2..=4).contains(&count) && word.chars().all(char::is_uppercase) {
            let initials: Vec<String> = word.chars().map(|letter| format!("{letter}.")).collect();
            spaced.push_str(&initials.join(" "));
        } else {
            push_word(&mut spaced, word);
        }
    }
    spaced
}

/// Adds a word, whose parts are separated by full stops and by hyphens of several kinds.
fn push_word(spaced: &mut String, word: &str) {
    let mut starts_name = !is_name_particle(word.split(is_hyphen).next().unwrap_or_default());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_hyphen(letter) {
            // The processor knows one kind.
            spaced.push('-');
            starts_name = true;
            continue;
        }
        match single(letter.to_uppercase()).filter(|_| starts_name && letter.is_lowercase()) {
            Some(capital) => {
                spaced.push(capital);
                while let Some(accent) = letters.next_if(|next| is_accent(*next)) {
                    spaced.push(accent);
                }
                spaced.push(INITIAL_END);
            }
            None => spaced.push(letter),
        }
        starts_name = false;
        if letter == '.' && letters.peek().is_some_and(|next| next.is_alphabetic()) {
            spaced.push(' ');
            starts_name = true;
        }
    }
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}')
}

/// Whether a character belongs to the letter before it.
pub(crate) fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// The only one of these characters; `None` if there are several.
pub(crate) fn single(mut characters: impl Iterator<Item = char>) -> Option<char> {
    let first = characters.next()?;
    characters.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_apart_and_capitals() {
        let cases = [
            ("A.M.", "Shelton", "A. M."),
            ("AM", "Shelton", "A. M."),
            ("Anna M.", "Shelton", "Anna M."),
            ("Jean-Pierre", "Dupont", "Jean-Pierre"),
            ("J.-P.", "Dupont", "J.-P."),
            ("LEE", "SMITH", "LEE"),
            ("ÅB", "Öst", "Å. B."),
            ("Anna", "Shelton", "Anna"),
            ("Min-jun", "Kim", "Min-J*un"),
            ("Min\u{2010}jun", "Kim", "Min-J*un"),
            ("Min jun", "Kim", "Min J*un"),
            ("min-jun", "Kim", "M*in-J*un"),
            ("Hyun-Joo", "Park", "Hyun-Joo"),
            ("Ludvig van", "Berg", "Ludvig van"),
            ("Ludvig van der", "Berg", "Ludvig van der"),
            ("Anne-e\u{301}lise", "Moreau", "Anne-E\u{301}*lise"),
            ("al-Amin", "Nasser", "al-Amin"),
            ("민준", "김", "민준"),
            ("", "Kim", ""),
        ];
        for (given, family, expected) in cases {
            let expected = expected.replace('*', &INITIAL_END.to_string());
            assert_eq!(given_name_with_initials(given, family), expected);
        }
    }
}
