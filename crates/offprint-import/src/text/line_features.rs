//! What can be measured of a line of pasted text by itself.
//!
//! Nothing here decides: each number is a hint, such as the share of function words or whether the
//! line ends like a sentence. `line_classifier` weighs them. A feature that is added, removed or
//! measured differently needs a newly trained classifier (`examples/train_line_classifier.rs`).
//!
//! It must not depend on what a line says beyond the categories of its words.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::line::{LineMark, TextLine};
use super::line_end::without_marks;
use super::named_features::named_features;
use super::words;
use crate::date;

/// Each letter of a script without spaces between words (Chinese, Japanese, Thai) counts as this
/// much of a word.
const WORDS_PER_UNSPACED_LETTER: f32 = 0.5;

/// A longer line is prose whatever it says, so only this many bytes of it are measured.
const MEASURED_BYTES: usize = 600;

/// The number of features of a line by itself.
pub(crate) const N_LINE: usize = LineVector::NAMES.len();

/// The categories of words that are counted, in the order of the last fields of [`LineVector`].
const WORD_CATEGORIES: [words::Kinds; 14] = [
    words::SHARE,
    words::SUBSCRIBE,
    words::LEGAL,
    words::COMMENT,
    words::RELATED,
    words::NAVIGATION,
    words::TAGS,
    words::CREDIT,
    words::BYLINE,
    words::AGO,
    words::ADVERT,
    words::FORM,
    words::SHOP,
    words::READER,
];

named_features! {
    /// The features of a line by itself.
    ///
    /// A *word* is what spaces separate; letters of scripts without spaces count as half a word
    /// each in `log_words`. The fields that end in `_words` after `capital_letter_share` are the
    /// number of words of a category, divided by the square root of the number of words: two
    /// words of a category mean much on a short line and little on a long one.
    LineVector {
        /// Natural logarithm of one plus the number of words.
        log_words,
        /// 1 if the line ends like a sentence and has more than two words.
        ends_sentence,
        /// How much the line resembles prose, from 0 to 1: length, end, function words.
        prose,
        /// Share of words that are function words (0.4 in scripts without spaces).
        function_word_share,
        /// Share of words that begin with a capital.
        capitalised_word_share,
        /// Share of words that have capitals only.
        uppercase_word_share,
        /// Share of characters that are digits.
        digit_share,
        /// Share of characters that are letters.
        letter_share,
        /// Share of letters that belong to a script without spaces.
        unspaced_letter_share,
        /// Commas and semicolons.
        commas,
        /// Ends of sentences inside the line, at most 10.
        inner_stops,
        /// Bars, bullets, middle dots and slashes.
        bars,
        /// Arrows, angle quotes and plus signs.
        arrows,
        /// Quotation marks and apostrophes, at most 8.
        quotes,
        /// Signs such as `@`, `#`, `©`, brackets and asterisks.
        symbols,
        /// 1 if the line ends with a colon.
        ends_with_colon,
        /// Colons.
        colons,
        /// Words with a capital after a small letter: `ShareTweet`.
        joined_words,
        /// Web and e-mail addresses.
        urls,
        /// 1 if the line begins with a small letter.
        starts_lowercase,
        /// 1 if the line begins with a digit.
        starts_with_digit,
        /// 1 if the line has a bullet.
        bullet,
        /// 1 if the line has the number of a list item.
        numbered,
        /// Indentation in columns, at most 12.
        indent,
        /// Blank lines before the line, at most 4.
        blank_lines_before,
        /// How many lines of the text are equal to it (itself included), at most 9.
        repeats,
        /// Dates, at most 4.
        dates,
        /// Share of the line's bytes that belong to dates.
        date_share,
        /// 1 if the line has a time of day.
        time_of_day,
        /// Share of letters that are capitals.
        capital_letter_share,
        /// Words for sharing: `share`, `tweet`, `print`.
        share_words,
        /// Words for subscriptions: `newsletter`, `sign-up`.
        subscribe_words,
        /// Legal words: `copyright`, `cookies`, `privacy`.
        legal_words,
        /// Words for comments: `reply`, `discussion`.
        comment_words,
        /// Words for related content: `related`, `more`, `popular`.
        related_words,
        /// Words of menus: `home`, `search`, `login`.
        navigation_words,
        /// Words for tags: `topics`, `filed`.
        tag_words,
        /// Words for picture credits: `photo`, `courtesy`.
        credit_words,
        /// Words of bylines: `by`, `author`, `updated`.
        byline_words,
        /// Words for elapsed time: `hours`, `ago`.
        elapsed_time_words,
        /// Words for advertisements: `sponsored`.
        advert_words,
        /// Words of forms: `required`, `submit`.
        form_words,
        /// Words of shops: `cart`, `price`.
        shop_words,
        /// Words that address the reader: `you`, `your`, `please`.
        reader_words,
    }
}

impl LineVector {
    /// The strongest of the categories that boilerplate consists of: sharing, subscriptions, legal
    /// notices, comments, related content, menus.
    pub(super) fn max_boilerplate_words(&self) -> f32 {
        [
            self.share_words,
            self.subscribe_words,
            self.legal_words,
            self.comment_words,
            self.related_words,
            self.navigation_words,
        ]
        .into_iter()
        .fold(0.0, f32::max)
    }
}

/// What is measured of a line by itself.
#[derive(Clone, Debug)]
pub(crate) struct LineFeatures {
    /// Words, with a share of a word for each letter of a script without spaces.
    pub(super) words: f32,
    /// Whether it ends like a sentence.
    pub(super) ends_sentence: bool,
    /// How much it resembles prose, from 0 to 1.
    pub(super) prose: f32,
    /// How many dates it contains.
    pub(super) dates: usize,
    /// Share of it that belongs to dates.
    pub(super) date_share: f32,
    /// Whether it has a time of day.
    pub(super) has_time: bool,
    /// How many web and e-mail addresses it contains.
    pub(super) urls: usize,
    /// How many lines of the text are equal to it, itself included.
    pub(super) repeats: u32,
    /// What the classifier sees.
    pub(super) vector: LineVector,
}

/// Measures each line by itself.
pub(crate) fn measure_lines(lines: &[TextLine], today: Date) -> Vec<LineFeatures> {
    let mut repeats: FxHashMap<&str, u32> = FxHashMap::default();
    for line in lines {
        *repeats.entry(line.text.as_str()).or_default() += 1;
    }
    lines
        .iter()
        .map(|line| {
            measure_line(line, repeats.get(line.text.as_str()).copied().unwrap_or(1), today)
        })
        .collect()
}

fn measure_line(line: &TextLine, repeats: u32, today: Date) -> LineFeatures {
    let text = line.text.as_str();
    let excerpt = &text[..text.floor_char_boundary(MEASURED_BYTES)];
    let characters = LineCharacterCounts::count(excerpt);
    let counts = LineWordCounts::count(excerpt);
    let spaced_words = counts.words.max(1.0);
    let mut words = counts.words + characters.unspaced * WORDS_PER_UNSPACED_LETTER;
    if excerpt.len() < text.len() {
        // The rest of the line is taken to be like its beginning.
        words *= text.len() as f32 / excerpt.len() as f32;
    }
    let last = without_marks(text)
        .trim_end_matches(['"', '”', '“', '’', '»', ')', ']', '\'', '」', '*'])
        .chars()
        .next_back()
        .unwrap_or(' ');
    let ends_sentence =
        matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔') && words > 2.0;
    let first = text.chars().next().unwrap_or(' ');
    let dates =
        if characters.digits >= 4.0 { date::find_dates(excerpt, today) } else { Vec::new() };
    let date_bytes: usize = dates.iter().map(|(_, span)| span.len()).sum();
    let date_share = date_bytes as f32 / text.len().max(1) as f32;
    let has_time = has_time_of_day(excerpt);
    let function_word_share = if characters.unspaced > characters.letters * 0.3 {
        0.4
    } else {
        counts.function / spaced_words
    };
    let prose = (words / 25.0).min(1.0) * 0.5
        + if ends_sentence { 0.25 } else { 0.0 }
        + (function_word_share * 2.5).min(1.0) * 0.25;
    let [
        share,
        subscribe,
        legal,
        comment,
        related,
        navigation,
        tags,
        credit,
        byline,
        ago,
        advert,
        form,
        shop,
        reader,
    ] = counts.categories.map(|count| count / spaced_words.sqrt());
    let vector = LineVector {
        log_words: (1.0 + words).ln(),
        ends_sentence: flag(ends_sentence),
        prose,
        function_word_share,
        capitalised_word_share: counts.capitalised / spaced_words,
        uppercase_word_share: counts.uppercase / spaced_words,
        digit_share: characters.digits / characters.all.max(1.0),
        letter_share: characters.letters / characters.all.max(1.0),
        unspaced_letter_share: characters.unspaced / characters.letters.max(1.0),
        commas: characters.commas,
        inner_stops: characters.inner_stops.min(10.0),
        bars: characters.bars,
        arrows: characters.arrows,
        quotes: characters.quotes.min(8.0),
        symbols: characters.symbols,
        ends_with_colon: flag(last == ':'),
        colons: characters.colons,
        joined_words: counts.joined,
        urls: counts.urls,
        starts_lowercase: flag(first.is_lowercase()),
        starts_with_digit: flag(first.is_numeric()),
        bullet: flag(line.mark == LineMark::Bullet),
        numbered: flag(matches!(line.mark, LineMark::Number(_))),
        indent: line.indent.min(12) as f32,
        blank_lines_before: line.blanks.min(4) as f32,
        repeats: repeats.min(9) as f32,
        dates: dates.len().min(4) as f32,
        date_share,
        time_of_day: flag(has_time),
        capital_letter_share: characters.capitals / characters.letters.max(1.0),
        share_words: share,
        subscribe_words: subscribe,
        legal_words: legal,
        comment_words: comment,
        related_words: related,
        navigation_words: navigation,
        tag_words: tags,
        credit_words: credit,
        byline_words: byline,
        elapsed_time_words: ago,
        advert_words: advert,
        form_words: form,
        shop_words: shop,
        reader_words: reader,
    };
    LineFeatures {
        words,
        ends_sentence,
        prose,
        dates: dates.len(),
        date_share,
        has_time,
        urls: counts.urls as usize,
        repeats,
        vector,
    }
}

/// 1 for true, 0 for false.
pub(super) fn flag(truth: bool) -> f32 {
    f32::from(u8::from(truth))
}

/// How many characters of some kinds a line has.
#[derive(Default)]
struct LineCharacterCounts {
    all: f32,
    letters: f32,
    capitals: f32,
    digits: f32,
    /// Letters of scripts without spaces between words.
    unspaced: f32,
    commas: f32,
    inner_stops: f32,
    bars: f32,
    arrows: f32,
    quotes: f32,
    symbols: f32,
    colons: f32,
}

impl LineCharacterCounts {
    fn count(text: &str) -> Self {
        let mut counts = Self::default();
        let mut before = ' ';
        let mut after_stop = false;
        for character in text.chars() {
            counts.all += 1.0;
            if character.is_alphabetic() {
                counts.letters += 1.0;
                if is_unspaced_script(character) {
                    counts.unspaced += 1.0;
                } else if character.is_uppercase() {
                    counts.capitals += 1.0;
                }
            } else if character.is_numeric() {
                counts.digits += 1.0;
            } else {
                counts.count_sign(character);
            }
            if after_stop && character == ' ' || matches!(character, '。' | '।' | '؟' | '！' | '？')
            {
                counts.inner_stops += 1.0;
            }
            after_stop = matches!(character, '.' | '!' | '?') && !before.is_uppercase();
            before = character;
        }
        counts
    }

    fn count_sign(&mut self, character: char) {
        match character {
            ',' | ';' | '、' | '\u{ff0c}' | '،' => self.commas += 1.0,
            '|' | '•' | '·' | '/' | '\\' => self.bars += 1.0,
            '›' | '»' | '→' | '>' | '<' | '‹' | '«' | '▶' | '►' | '▼' | '+' => {
                self.arrows += 1.0;
            }
            '"' | '“' | '”' | '„' | '’' | '‘' | '\'' | '「' | '」' => {
                self.quotes += 1.0;
            }
            ':' => self.colons += 1.0,
            '@' | '#' | '©' | '®' | '™' | '[' | ']' | '{' | '}' | '=' | '*' | '_' | '~' => {
                self.symbols += 1.0;
            }
            _ => {}
        }
    }
}

/// How many words of some kinds a line has.
#[derive(Default)]
struct LineWordCounts {
    words: f32,
    function: f32,
    capitalised: f32,
    uppercase: f32,
    joined: f32,
    urls: f32,
    categories: [f32; WORD_CATEGORIES.len()],
}

impl LineWordCounts {
    fn count(text: &str) -> Self {
        let mut counts = Self::default();
        let mut lower = String::new();
        for word in text.split(' ') {
            let bare = word.trim_matches(|character: char| {
                !character.is_alphanumeric() && !matches!(character, '©' | '€' | '$' | '£')
            });
            if bare.is_empty() {
                continue;
            }
            counts.words += 1.0;
            if word.contains("://") || word.starts_with("www.") || word.contains('@') {
                counts.urls += 1.0;
            }
            let mut rest = bare.chars();
            if rest.next().is_some_and(char::is_uppercase) {
                counts.capitalised += 1.0;
                if bare.len() > 1 && !rest.any(char::is_lowercase) {
                    counts.uppercase += 1.0;
                }
            }
            counts.joined += flag(is_joined_word(bare));
            lower.clear();
            if bare.is_ascii() {
                lower.push_str(bare);
                lower.make_ascii_lowercase();
            } else {
                lower.extend(bare.chars().flat_map(char::to_lowercase));
            }
            let kinds = words::kinds(&lower);
            counts.function += flag(kinds & words::FUNCTION != 0);
            for (count, category) in counts.categories.iter_mut().zip(WORD_CATEGORIES) {
                *count += flag(kinds & category != 0);
            }
        }
        counts
    }
}

/// Whether a capital follows a small letter: `ShareTweet`.
fn is_joined_word(word: &str) -> bool {
    let mut after_lowercase = false;
    word.chars().any(|character| {
        let joined = after_lowercase && character.is_uppercase();
        after_lowercase = character.is_lowercase();
        joined
    })
}

/// Chinese, Japanese and Thai: scripts without spaces between words.
fn is_unspaced_script(character: char) -> bool {
    matches!(u32::from(character), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x0E00..=0x0E7F | 0x20000..=0x3FFFF)
}

/// Whether the text contains a time of day: `14:05`.
fn has_time_of_day(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit()
            && four[1] == b':'
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{LineVector, measure_lines};
    use crate::text::line::split_lines;

    #[track_caller]
    fn vector(line: &str) -> LineVector {
        measure_lines(&split_lines(line), date(2026, 11, 21))[0].vector
    }

    #[test]
    fn prose_differs_from_labels() {
        let prose = vector("Most of the adults in the trial slept better, and it lasted.");
        assert_eq!(prose.ends_sentence, 1.0);
        assert_eq!(prose.commas, 1.0);
        assert!(prose.function_word_share > 0.4 && prose.prose > 0.6);
        let label = vector("• ShareTweet");
        assert_eq!((label.bullet, label.joined_words, label.share_words), (1.0, 1.0, 1.0));
        assert_eq!(label.max_boilerplate_words(), 1.0);
        assert_eq!(label.ends_sentence, 0.0);
    }

    #[test]
    fn dates_and_times_are_measured() {
        let line = vector("March 3, 2025 14:05");
        assert_eq!((line.dates, line.time_of_day, line.colons), (1.0, 1.0, 1.0));
        assert!(line.date_share > 0.6);
    }
}
