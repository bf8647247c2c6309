//! Capitals of headlines, without harm to names: a word keeps its letters if it has a capital, a
//! digit or a sign of its own, or stands at a hyphen beside a single letter (`c-fos`).

/// Words that may stay small inside a headline: articles, conjunctions and prepositions. The AMA and
/// the APA keep those of up to three letters small, Chicago those of up to four.
const SMALL_WORDS: [&str; 34] = [
    "a", "an", "and", "as", "at", "but", "by", "d", "de", "down", "et", "for", "from", "if", "in",
    "into", "nor", "of", "off", "on", "onto", "or", "out", "over", "per", "so", "than", "the",
    "to", "up", "v", "via", "vs", "with",
];

/// Latin phrases that keep small letters.
const LATIN: [&str; 9] = [
    "de novo",
    "ex vivo",
    "in situ",
    "in silico",
    "in utero",
    "in vitro",
    "in vivo",
    "et al",
    "post hoc",
];

/// Writes the words of a text with capitals, except small words of up to a length. Each character
/// stays at its place.
pub(crate) fn capitalise_headline(text: &mut [char], longest_small_word: usize) {
    let is_small = |word: &str| word.len() <= longest_small_word && SMALL_WORDS.contains(&word);
    let words = word_ranges(text);
    let latin = latin_words(text, &words);
    for (index, &(start, end)) in words.iter().enumerate() {
        let is_first = index == 0 || follows_stop(text, start);
        let is_last = index + 1 == words.len();
        if (latin[index] && !is_first) || !is_plain_word(&text[start..end]) {
            continue;
        }
        let word: String = text[start..end].iter().collect();
        if !is_first && !is_last && is_small(&word) {
            continue;
        }
        let mut starts_part = true;
        let parts: Vec<&[char]> = text[start..end].split(|c| is_hyphen(*c)).collect();
        let small: Vec<bool> = parts
            .iter()
            .enumerate()
            .map(|(part, letters)| part > 0 && is_small(&letters.iter().collect::<String>()))
            .collect();
        let mut part = 0;
        for character in &mut text[start..end] {
            if is_hyphen(*character) {
                part += 1;
                starts_part = true;
            } else if starts_part && character.is_alphabetic() {
                if !small[part] {
                    *character = capital(*character);
                }
                starts_part = false;
            }
        }
    }
}

/// Writes the first letter of a text as a capital, unless its first word has its own letters.
pub(crate) fn capitalise_first(text: &mut [char]) {
    if let Some(&(start, end)) = word_ranges(text).first()
        && is_plain_word(&text[start..end])
        && let Some(letter) = text[start..end].iter_mut().find(|c| c.is_alphabetic())
    {
        *letter = capital(*letter);
    }
}

fn capital(character: char) -> char {
    let mut capitals = character.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

fn is_hyphen(character: char) -> bool {
    matches!(character, '-' | '\u{2010}' | '\u{2011}')
}

/// The words of a text: what is between spaces and dashes.
fn word_ranges(text: &[char]) -> Vec<(usize, usize)> {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '/');
    let mut ranges = Vec::new();
    let mut start = None;
    for (position, character) in text.iter().enumerate() {
        match (is_gap(*character), start) {
            (false, None) => start = Some(position),
            (true, Some(begin)) => {
                ranges.push((begin, position));
                start = None;
            }
            _ => {}
        }
    }
    ranges.extend(start.map(|begin| (begin, text.len())));
    ranges.into_iter().filter_map(|(start, end)| trimmed(text, start, end)).collect()
}

/// A word without the punctuation around it.
fn trimmed(text: &[char], mut start: usize, mut end: usize) -> Option<(usize, usize)> {
    while start < end && !text[start].is_alphanumeric() {
        start += 1;
    }
    while start < end && !text[end - 1].is_alphanumeric() {
        end -= 1;
    }
    (start < end).then_some((start, end))
}

/// Whether a word consists of small Latin letters, hyphens and apostrophes, and no part of it is a
/// single letter.
fn is_plain_word(word: &[char]) -> bool {
    let is_latin =
        |c: char| c.is_lowercase() && (c.is_ascii() || ('\u{DF}'..='\u{24F}').contains(&c));
    let is_plain = word.iter().all(|&c| is_latin(c) || is_hyphen(c) || matches!(c, '\'' | '’'));
    let hyphenated = word.iter().any(|&c| is_hyphen(c));
    is_plain && !(hyphenated && word.split(|&c| is_hyphen(c)).any(|part| part.len() < 2))
}

/// Whether a new sentence or subtitle starts at a position.
fn follows_stop(text: &[char], start: usize) -> bool {
    let before = text[..start].iter().rev().find(|c| !c.is_whitespace() && !is_opening(**c));
    before.is_some_and(|c| matches!(c, ':' | '.' | '?' | '!' | '—' | '–'))
        && !text[..start].last().is_some_and(|c| matches!(c, '–' | '/'))
}

fn is_opening(character: char) -> bool {
    matches!(character, '“' | '‘' | '"' | '\'' | '(' | '[' | '«' | '„' | '‚')
}

/// Which words belong to a Latin phrase.
fn latin_words(text: &[char], words: &[(usize, usize)]) -> Vec<bool> {
    let word = |index: usize| text[words[index].0..words[index].1].iter().collect::<String>();
    let mut latin = vec![false; words.len()];
    for index in 1..words.len() {
        if LATIN.contains(&format!("{} {}", word(index - 1), word(index)).as_str()) {
            latin[index - 1] = true;
            latin[index] = true;
        }
    }
    latin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        capitalise_headline(&mut characters, 3);
        characters.into_iter().collect()
    }

    #[test]
    fn words_get_capitals_and_names_keep_their_letters() {
        let pairs = [
            ("effects of ketamine on sleep", "Effects of Ketamine on Sleep"),
            ("mTOR and NMDA in the pH of p53", "mTOR and NMDA in the pH of p53"),
            ("S-ketamine, c-fos and α-synuclein", "S-ketamine, c-fos and α-synuclein"),
            ("npj digital medicine", "Npj Digital Medicine"),
            ("eLife", "eLife"),
            ("bioRxiv", "bioRxiv"),
            ("JAMA psychiatry", "JAMA Psychiatry"),
            ("a trial: the end of an era", "A Trial: The End of an Era"),
            ("is it safe? a review", "Is It Safe? A Review"),
            ("double-blind placebo-controlled trial", "Double-Blind Placebo-Controlled Trial"),
            ("state-of-the-art care", "State-of-the-Art Care"),
            ("effects in vitro and in vivo", "Effects in vitro and in vivo"),
            ("the patient’s view", "The Patient’s View"),
            ("what we look for", "What We Look For"),
            ("sleep with or without drugs", "Sleep With or Without Drugs"),
            ("“why not” in practice", "“Why Not” in Practice"),
            ("", ""),
            ("?!", "?!"),
            ("ärzte über ß", "Ärzte Über ß"),
        ];
        for (text, expected) in pairs {
            assert_eq!(headline(text), expected);
        }
    }

    #[test]
    fn only_the_first_word_gets_a_capital() {
        let first = |text: &str| {
            let mut characters: Vec<char> = text.chars().collect();
            capitalise_first(&mut characters);
            characters.into_iter().collect::<String>()
        };
        assert_eq!(first("prescribing information"), "Prescribing information");
        assert_eq!(first("mTOR inhibition"), "mTOR inhibition");
        assert_eq!(first("(a note)"), "(A note)");
        assert_eq!(first(""), "");
    }
}
