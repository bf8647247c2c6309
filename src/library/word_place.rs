//! Where a text has a word. Every diagnostic that searches for a name in a text goes through here, so
//! that `ketamine` is never found inside `esketamine`.
//!
//! It must know nothing about drugs or Markdown.

/// The places where a text has a word that is not part of a longer one, in order. A word may contain
/// spaces and signs.
pub(super) fn word_places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    let begins =
        |at: usize| !is_in_word(word.chars().next()) || !is_in_word(text[..at].chars().next_back());
    let ends =
        |at: usize| !is_in_word(word.chars().next_back()) || !is_in_word(text[at..].chars().next());
    let found = text.match_indices(word).map(|(at, _)| at);
    found.filter(move |at| !word.is_empty() && begins(*at) && ends(at + word.len()))
}

/// The place in a source of a word that is in the plain text made from it. `before` is the plain text
/// before that place: as many places of the same word precede it in the source.
pub(super) fn place_in_source(source: &str, before: &str, word: &str) -> Option<usize> {
    let number = word_places(before, word).count();
    let places = || word_places(source, word);
    // Where a script has no spaces, a name has letters on both sides.
    places().nth(number).or_else(|| places().last()).or_else(|| source.find(word))
}

/// Whether a text has a word, in any case, or a longer word that begins with it: in German, the name
/// of a drug begins many compounds.
pub(super) fn has_word_start(text: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    let is_start = |at: usize, text: &str| {
        !is_in_word(word.chars().next()) || !is_in_word(text[..at].chars().next_back())
    };
    let text = text.to_lowercase();
    text.match_indices(&word).any(|(at, _)| is_start(at, &text))
        // Where a script has no spaces, letters may precede it.
        || !word.is_ascii() && !word.chars().any(char::is_lowercase) && text.contains(&word)
}

fn is_in_word(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::{has_word_start, place_in_source, word_places};

    #[track_caller]
    fn check(text: &str, word: &str, places: &[usize]) {
        assert_eq!(word_places(text, word).collect::<Vec<_>>(), places, "{text}");
    }

    #[test]
    fn words_are_whole() {
        check("esketamine, then esketamin.", "esketamin", &[17]);
        check("esketamine and ketamine", "ketamine", &[15]);
        check("(S)-ketamine", "ketamine", &[4]);
        check("ketamine's ketamine-like ketamines", "ketamine", &[0, 11]);
        check("Überketamin Ketamin", "Ketamin", &[13]);
        check("SSRI SSRIs 5-HT", "5-HT", &[11]);
        check("", "a", &[]);
        check("a", "", &[]);
    }

    #[test]
    fn the_same_word_is_counted() {
        let source = "sertralin, *sertralin* and sertralin";
        assert_eq!(place_in_source(source, "", "sertralin"), Some(0));
        assert_eq!(place_in_source(source, "sertralin, ", "sertralin"), Some(12));
        assert_eq!(place_in_source(source, "sertralin, sertralin and ", "sertralin"), Some(27));
        assert_eq!(place_in_source("服用氯胺酮后", "", "氯胺酮"), Some(6));
    }

    #[test]
    fn compounds_name_their_first_part() {
        assert!(has_word_start("Die Ketamintherapie", "ketamin"));
        assert!(!has_word_start("Esketamine only", "ketamine"));
        assert!(has_word_start("服用氯胺酮后", "氯胺酮"));
    }
}
