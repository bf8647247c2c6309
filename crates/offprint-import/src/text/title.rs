//! A title for a text that has none: the beginning of its first sentence.
//!
//! It consists of the text's own words, in their order, so that it says nothing that the text does
//! not. If it must be shortened, it ends at a clause if possible and never within a word.
//!
//! It must not know where the text came from.

/// The maximum length of a title, in characters.
const LONGEST: usize = 100;

/// A title of at most 100 characters, made of the complete first words of a body. Empty only if the
/// body has no word.
pub(crate) fn make_title(body: &str) -> String {
    let mut spare = String::new();
    for line in body.lines().take(200) {
        let line = line.trim_start_matches(['#', '>', '-', '*', '+', ' ', '\t']).trim();
        let title = title_from_line(line);
        // Skip lines that do not begin a usable sentence: a number, a sign.
        if title.split(' ').count() >= 4 || title.chars().count() >= 15 {
            return title;
        }
        if spare.is_empty() && title.chars().any(char::is_alphanumeric) {
            spare = title;
        }
    }
    spare
}

fn title_from_line(line: &str) -> String {
    let mut words = String::new();
    let mut characters = 0;
    let mut sentence = None;
    let mut clause = None;
    let mut whole = true;
    for word in line.split_whitespace() {
        // The backslashes are Markdown escapes, not part of the text.
        let plain: String = without_escapes(word);
        let length = plain.chars().count();
        if characters + length + 1 > LONGEST + 1 {
            whole = false;
            break;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&plain);
        characters += length + 1;
        if plain.ends_with(['.', '!', '?', '。']) && characters > 20 && length > 3 {
            sentence = Some(words.len());
            break;
        }
        if plain.ends_with([',', ';', ':', '–', '—']) && characters > 30 {
            clause = Some(words.len());
        }
    }
    let end = match (sentence, whole) {
        (Some(end), _) => end,
        (None, true) => words.len(),
        // Cut before a small word that would be left at the end: `as well as`, `of the`.
        (None, false) => clause.unwrap_or_else(|| end_before_short_words(&words)),
    };
    let mut title =
        words[..end].trim_end_matches(['.', ',', ';', ':', '–', '—', '。', ' ']).to_owned();
    if title.is_empty() {
        // One word that is longer than a title: mostly in scripts without spaces.
        title = without_escapes(line)
            .chars()
            .take_while(|character| !matches!(character, '。' | '！' | '？' | ','))
            .take(LONGEST)
            .collect();
    }
    title
}

fn end_before_short_words(words: &str) -> usize {
    let mut end = words.len();
    while let Some((before, last)) = words[..end].rsplit_once(' ') {
        if last.chars().count() > 3 || before.len() < 30 {
            break;
        }
        end = before.len();
    }
    end
}

fn without_escapes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && characters.peek().is_some_and(char::is_ascii_punctuation) {
            continue;
        }
        result.push(character);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::make_title;

    #[track_caller]
    fn check(body: &str, expect: &str) {
        assert_eq!(make_title(body), expect);
    }

    #[test]
    fn first_sentence_or_clause() {
        check("", "");
        check(
            "Most adults felt better within a day. It lasted.",
            "Most adults felt better within a day",
        );
        check(
            "In a trial of forty adults with the condition, most felt better within a single day of the infusion, and it lasted.",
            "In a trial of forty adults with the condition, most felt better within a single day of the infusion",
        );
        check(
            "In a trial of forty adults with the condition most felt better within a single day of the infusion that was given.",
            "In a trial of forty adults with the condition most felt better within a single day of the infusion",
        );
        check("1\n\nMost adults felt better.", "Most adults felt better");
    }

    #[test]
    fn one_endless_word_is_cut_all_the_same() {
        assert_eq!(make_title(&"氯".repeat(500)).chars().count(), 100);
    }
}
