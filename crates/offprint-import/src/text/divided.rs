//! Words that are divided at the end of a line, as texts copied from PDFs have them: `tab-` above
//! `lets`, `IL-` above `6`, `short-` above `and long-term`.
//!
//! A line that ends with such a hyphen never ends a sentence. Whether the hyphen belongs to the word
//! is decided by what the rest of the text writes, then by lists of words.
//!
//! It must not know what a line is for.

use std::collections::HashSet;

use super::text_line::{LineMark, TextLine};
use crate::phrases::{Category, is_phrase};

/// Acrobat and Word write it where a word is divided.
pub(super) const SOFT_HYPHEN: char = '\u{ad}';

/// The signs at the end of a line that divide a word. Programs that do not know the soft hyphen write
/// `¬` for it.
const HYPHENS: [char; 4] = ['-', '\u{2010}', '¬', SOFT_HYPHEN];

/// Shorter words than this may also be a syllable of another word.
const SHORTEST_FIRST_HALF: usize = 4;

/// The rest of a word that is a word of its own, though the text has it nowhere else, has at least so
/// many letters: most endings are shorter.
const SHORTEST_SECOND_HALF: usize = 7;

/// A shorter conjunction may also be the last syllable of a word: `tratamien-` above `to`.
const SHORTEST_CONJUNCTION: usize = 3;

/// What becomes of a hyphen at the end of a line when the next line is joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Division {
    /// It only divides the word: `tab-` above `lets`.
    Inside,
    /// It belongs to the word: `IL-` above `6`.
    OfWord,
    /// It stands for a part of a word that follows: `short-` above `and long-term`.
    Suspended,
}

/// The words of a text in lower case, without those that the end of a line divides.
pub(super) struct TextWords {
    words: HashSet<String>,
    /// Those with a hyphen inside.
    compounds: HashSet<String>,
}

impl TextWords {
    pub(super) fn new(lines: &[TextLine]) -> Self {
        let (mut words, mut compounds) = (HashSet::new(), HashSet::new());
        let mut is_continued = false;
        for line in lines {
            let mut text = line.text.as_str();
            if is_continued {
                text = text.split_once(' ').map_or("", |(_, rest)| rest);
            }
            is_continued = text.ends_with(HYPHENS);
            if is_continued {
                text = text.rsplit_once(' ').map_or("", |(rest, _)| rest);
            }
            for token in text.split(' ') {
                let token = token.trim_matches(|sign: char| !sign.is_alphanumeric());
                if token.contains('-') {
                    compounds.insert(token.to_lowercase());
                }
                words
                    .extend(token.split(|sign: char| !sign.is_alphabetic()).map(str::to_lowercase));
            }
        }
        Self { words, compounds }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }

    /// Whether the text is German, which writes compounds as one word.
    fn are_german(&self) -> bool {
        self.has("und")
    }
}

/// Joins a line with the one above it if the end of that one divides a word. `false` if it does not.
pub(super) fn join_divided(above: &mut TextLine, line: &TextLine, words: &TextWords) -> bool {
    let Some((division, rest)) = divided(above, line, words) else { return false };
    let hyphen = above.text.pop();
    match division {
        Division::Inside => {}
        Division::OfWord | Division::Suspended => {
            let own = hyphen.filter(|sign| matches!(sign, '\u{2010}' | '–'));
            above.text.push(own.unwrap_or('-'));
        }
    }
    if division == Division::Suspended {
        above.text.push(' ');
    }
    above.text.push_str(&rest);
    true
}

/// How the end of a line divides a word that the next line continues, and the text of that line.
fn divided(above: &TextLine, line: &TextLine, words: &TextWords) -> Option<(Division, String)> {
    if line.blanks > 0 || line.cells.len() > 1 || above.cells.len() > 1 {
        return None;
    }
    match (above.mark, line.mark) {
        (LineMark::Quote, LineMark::Quote) | (_, LineMark::None) => {
            Some((division(&above.text, &line.text, words)?, line.text.clone()))
        }
        // `IL-` above `6. They slept.`
        (of_above, LineMark::Number(number)) if !matches!(of_above, LineMark::Number(other) if other + 1 == number) =>
        {
            let text = format!("{number}{} {}", line.bullet, line.text);
            Some((division(&above.text, &text, words)?, text))
        }
        _ => None,
    }
}

/// How the end of a text divides a word that another text continues.
fn division(text: &str, next: &str, words: &TextWords) -> Option<Division> {
    let (before, after) = (text.chars().rev().nth(1)?, next.chars().next()?);
    if text.ends_with('–') {
        return (before.is_ascii_digit() && after.is_ascii_digit()).then_some(Division::OfWord);
    }
    let bare = text.strip_suffix(HYPHENS)?;
    if !before.is_alphanumeric() || !after.is_alphanumeric() {
        return None;
    }
    let is_letter = |sign: &char| sign.is_alphabetic();
    let half = bare.rsplit(|sign: char| !is_letter(&sign)).next().unwrap_or_default();
    let half = half.to_lowercase();
    let rest: String = next.chars().take_while(is_letter).flat_map(char::to_lowercase).collect();
    let is_in_text = words.has(&format!("{half}{rest}"));
    if !after.is_lowercase() {
        // `Blood group: O-` is a value, and `A-` a mark.
        let mut of_line = bare.rsplit(' ');
        of_line.next();
        let is_in_sentence = of_line.next().is_some_and(|word| !word.ends_with(':'));
        let is_inside = !half.is_empty() && !rest.is_empty() && is_in_text;
        let division = if is_inside { Division::Inside } else { Division::OfWord };
        return is_in_sentence.then_some(division);
    }
    let conjunction = next.split(' ').next().unwrap_or_default();
    let is_conjunction = is_phrase(Category::SuspendedHyphenWords, conjunction)
        && (conjunction.len() >= SHORTEST_CONJUNCTION || words.has(conjunction));
    if is_conjunction && !is_in_text {
        return Some(Division::Suspended);
    }
    // A word of capitals is not divided before a small letter, nor are words of two scripts one.
    if !before.is_lowercase() || is_greek(before) != is_greek(after) {
        return Some(Division::OfWord);
    }
    if is_in_text {
        return Some(Division::Inside);
    }
    let is_compound = words.compounds.contains(&format!("{half}-{rest}"))
        || is_phrase(Category::CompoundBeginnings, &half)
        || !words.are_german()
            && half.chars().count() >= SHORTEST_FIRST_HALF
            && words.has(&half)
            && (words.has(&rest) || rest.chars().count() >= SHORTEST_SECOND_HALF);
    Some(if is_compound { Division::OfWord } else { Division::Inside })
}

fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}')
}

#[cfg(test)]
mod tests {
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = split_lines(text).into_iter().map(|line| line.text).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn all_hyphens_divide_words() {
        check("We gave tab-\nlets to all.", &["We gave tablets to all."]);
        check("We gave tab\u{ad}\nlets to all.", &["We gave tablets to all."]);
        check("We gave tab\u{ad} \nlets to all.", &["We gave tablets to all."]);
        check("We gave tab\u{2010}\nlets to all.", &["We gave tablets to all."]);
        check("We gave tab¬\nlets to all.", &["We gave tablets to all."]);
        check("- We gave tab\u{ad}\nlets.\n- No oil.", &["We gave tablets.", "No oil."]);
        check("We gave self\u{ad}\nrated tests.", &["We gave self-rated tests."]);
    }

    #[test]
    fn lines_that_end_with_another_sign_stay() {
        check("We gave tab\u{ad}\n\nlets to all.", &["We gave tab", "lets to all."]);
        check("The sleep clinic -\nopen daily", &["The sleep clinic -", "open daily"]);
        check("p ∧ ¬\nq holds", &["p ∧ ¬", "q holds"]);
        check("Mark of the fund\nA-\nB+", &["Mark of the fund", "A-", "B+"]);
        check("Blood group: O-\nHeight: 180", &["Blood group: O-", "Height: 180"]);
        check(
            "1. They gave anti-\n2. Then they did not",
            &["They gave anti-", "Then they did not"],
        );
    }

    #[test]
    fn hyphens_before_digits_and_capitals_belong_to_the_word() {
        check("The marker IL-\n6 rose.", &["The marker IL-6 rose."]);
        check("Levels of IL-\n6. They slept.", &["Levels of IL-6. They slept."]);
        check("From 2019-\n2021 they slept.", &["From 2019-2021 they slept."]);
        check("From 2019–\n2021 they slept.", &["From 2019–2021 they slept."]);
        check("A dose of 5-\n10 mg was given.", &["A dose of 5-10 mg was given."]);
        check("A course of 6-\nmonth therapy.", &["A course of 6-month therapy."]);
        check("They got anti-\nIL-6 drugs.", &["They got anti-IL-6 drugs."]);
        check("With COVID\u{ad}\n19 they slept.", &["With COVID-19 they slept."]);
        check("All had MRI-\nguided care.", &["All had MRI-guided care."]);
        check("A rise of TNF-\nα was seen.", &["A rise of TNF-α was seen."]);
    }

    #[test]
    fn suspended_hyphens_keep_their_blank() {
        check("Die Vor-\nund Nachteile.", &["Die Vor- und Nachteile."]);
        check("Er nahm es ein-\noder zweimal.", &["Er nahm es ein- oder zweimal."]);
        check("Both short-\nand long-term use.", &["Both short- and long-term use."]);
        check("To sum up: low-\nto high-dose use.", &["To sum up: low- to high-dose use."]);
        check("L’âge et le suivi pré-\net postnatal.", &["L’âge et le suivi pré- et postnatal."]);
        // The last syllable of a word.
        check("Fue un tratamien-\nto largo.", &["Fue un tratamiento largo."]);
        check("Smoked cannabis. No canna-\nbis oil.", &["Smoked cannabis. No cannabis oil."]);
    }

    #[test]
    fn the_text_shows_which_words_have_a_hyphen() {
        check(
            "Der Schmerz und die Schmerz-\nmittel dagegen.",
            &["Der Schmerz und die Schmerzmittel dagegen."],
        );
        check("We treat pain. The treat-\nment works.", &["We treat pain. The treatment works."]);
        check("They only slept. An on-\nly child.", &["They only slept. An only child."]);
        check("A work-up. The work-\nup took days.", &["A work-up. The work-up took days."]);
        check(
            "A pain and a driven man: pain-\ndriven.",
            &["A pain and a driven man: pain-driven."],
        );
        check("Some twenty-\nfive slept.", &["Some twenty-five slept."]);
    }
}
