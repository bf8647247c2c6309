//! [`WordCounter`]: the score of each word for each entry, for a range of entries; counters of
//! consecutive ranges are merged.
//!
//! Forms of one word (`trial`, `trials`) are counted together. The score of an entry depends on
//! that entry alone: its length is compared with a constant and not with the site's average, so an
//! edit changes few numbers. This module does not know which entries exist or how scores are
//! stored.

use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::spelling::SpellingRules;
use super::text;

/// The length of a text, in words, whose counts are used unchanged. In a longer text each word
/// counts less.
const TYPICAL_LENGTH: u32 = 600;

/// The weight that gives half the highest score.
const HALF_SCORE_WEIGHT: u32 = 4 * WEIGHT_UNIT;

/// The unit of weights, which avoids fractions.
const WEIGHT_UNIT: u32 = 64;

/// The highest score of a word.
pub(super) const MAX_SCORE: u32 = 15;

/// How often and where each word occurs, for consecutive entries.
pub(super) struct WordCounter {
    stemmer: Option<Stemmer>,
    spelling: SpellingRules,
    numbers: FxHashMap<Box<str>, u32>,
    stem_numbers: FxHashMap<Box<str>, u32>,
    forms: Vec<WordForm>,
    stems: Vec<StemStats>,
    /// The number of the current entry, and the stems that occur in it.
    entry: u32,
    seen: Vec<u32>,
    length: u32,
    /// The previous word.
    last: Option<u32>,
}

/// One form of a word.
#[derive(Clone, Copy)]
struct WordForm {
    stem: u32,
    /// Its class (0 to 15), which is recorded with the word before it.
    kind: u8,
}

/// A word with all its forms.
#[derive(Default)]
struct StemStats {
    /// In the current entry: its count in the body, its weight elsewhere, and the classes of the
    /// words that follow.
    body: u32,
    weight: u32,
    follows: u16,
    postings: Postings,
}

/// The entries that contain a word, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Postings {
    /// The number of entries.
    pub(super) count: u32,
    first: (u32, u8),
    last: u32,
    /// Distance and score of all entries but the first.
    bytes: Vec<u8>,
    /// For each entry, the classes of the words that follow.
    pub(super) follows: Vec<u16>,
}

/// A finished word: its forms and its entries.
#[derive(Debug)]
pub(super) struct IndexedWord {
    /// The common stem of its forms.
    pub(super) stem: Box<str>,
    /// Its forms, sorted.
    pub(super) forms: Vec<Box<str>>,
    /// The entries that contain it.
    pub(super) postings: Postings,
}

impl WordCounter {
    /// An empty counter; `first` is the number of the first entry.
    pub(super) fn new(language: &str, first: u32) -> Self {
        Self {
            stemmer: stemming_algorithm(language).map(Stemmer::create),
            spelling: SpellingRules::of(language),
            numbers: FxHashMap::default(),
            stem_numbers: FxHashMap::default(),
            forms: Vec::new(),
            stems: Vec::new(),
            entry: first,
            seen: Vec::new(),
            length: 0,
            last: None,
        }
    }

    /// Counts a text with this weight relative to running text.
    pub(super) fn add(&mut self, text: &str, weight: u32) {
        self.last = None;
        text::words(text, &mut |word| self.word(word, Some(weight)));
        self.last = None;
        text::compounds(text, &mut |word| self.compound(word, Some(weight)));
    }

    /// Counts a part of the body.
    pub(super) fn add_body(&mut self, text: &str) {
        text::words(text, &mut |word| self.word(word, None));
        text::compounds(text, &mut |word| self.compound(word, None));
    }

    /// Ends a sequence of words: the next word does not follow the last.
    pub(super) fn break_sequence(&mut self) {
        self.last = None;
    }

    fn word(&mut self, word: &str, weight: Option<u32>) {
        let WordForm { stem, kind } = self.count(word, weight);
        if weight.is_none() {
            self.length += 1;
        }
        if let Some(last) = self.last.replace(stem) {
            self.stems[last as usize].follows |= 1 << kind;
        }
    }

    /// Counts a compound, whose parts are counted too: it neither adds to the length nor stands
    /// between other words.
    fn compound(&mut self, word: &str, weight: Option<u32>) {
        self.count(word, weight);
    }

    fn count(&mut self, word: &str, weight: Option<u32>) -> WordForm {
        let form = match self.numbers.get(word) {
            Some(form) => *form,
            None => self.new_form(word),
        };
        let WordForm { stem, .. } = self.forms[form as usize];
        let found = &mut self.stems[stem as usize];
        if found.body == 0 && found.weight == 0 {
            self.seen.push(stem);
        }
        match weight {
            Some(weight) => found.weight += weight,
            None => found.body += 1,
        }
        self.forms[form as usize]
    }

    fn new_form(&mut self, word: &str) -> u32 {
        let spelling = self.spelling.canonical(word).into_owned();
        if spelling != word {
            // A query asks for this spelling, so it is a form of the word, too.
            let same = match self.numbers.get(spelling.as_str()) {
                Some(form) => *form,
                None => self.new_form(&spelling),
            };
            let number = to_number(self.forms.len());
            self.forms.push(self.forms[same as usize]);
            self.numbers.insert(word.into(), number);
            return number;
        }
        let stem = match &self.stemmer {
            // Words with digits are codes or numbers, and short words have no endings.
            Some(stemmer) if word.len() > 3 && !word.bytes().any(|byte| byte.is_ascii_digit()) => {
                stemmer.stem(word)
            }
            _ => word.into(),
        };
        let stem = match self.stem_numbers.get(stem.as_ref()) {
            Some(stem) => *stem,
            None => {
                let number = to_number(self.stems.len());
                self.stem_numbers.insert(stem.into(), number);
                self.stems.push(StemStats::default());
                number
            }
        };
        let number = to_number(self.forms.len());
        self.forms.push(WordForm { stem, kind: form_kind(word) });
        self.numbers.insert(word.into(), number);
        number
    }

    /// Ends the current entry and begins the next.
    pub(super) fn finish(&mut self) {
        let long = TYPICAL_LENGTH + rounded_length(self.length);
        for stem in self.seen.drain(..) {
            let stem = &mut self.stems[stem as usize];
            // Half of the norm is constant, so that short texts do not get extreme scores. The
            // numbers are 64 bits wide because a text may have millions of words.
            let [body, other] =
                [stem.body, stem.weight].map(|count| u64::from(count) * u64::from(WEIGHT_UNIT));
            let weight = body * u64::from(2 * TYPICAL_LENGTH) / u64::from(long) + other;
            let score = (u64::from(MAX_SCORE) * weight
                + (weight + u64::from(HALF_SCORE_WEIGHT)) / 2)
                / (weight + u64::from(HALF_SCORE_WEIGHT));
            stem.postings.push(self.entry, u8::try_from(score).unwrap_or(u8::MAX), stem.follows);
            (stem.body, stem.weight, stem.follows) = (0, 0, 0);
        }
        self.entry += 1;
        self.length = 0;
        self.last = None;
    }

    /// Merges counters of consecutive ranges; the words are sorted by stem.
    pub(super) fn merge(counters: Vec<Self>) -> Vec<IndexedWord> {
        let mut words: Vec<IndexedWord> = Vec::new();
        let mut numbers: FxHashMap<Box<str>, usize> = FxHashMap::default();
        for count in counters {
            let mut stems: Vec<(Box<str>, u32)> = count.stem_numbers.into_iter().collect();
            stems.sort_unstable_by_key(|(_, number)| *number);
            let mut place = Vec::with_capacity(stems.len());
            for ((stem, _), found) in stems.into_iter().zip(count.stems) {
                let number = *numbers.entry(stem).or_insert_with_key(|stem| {
                    words.push(IndexedWord {
                        stem: stem.clone(),
                        forms: Vec::new(),
                        postings: Postings::default(),
                    });
                    words.len() - 1
                });
                words[number].postings.append(found.postings);
                place.push(number);
            }
            #[expect(
                clippy::iter_over_hash_type,
                reason = "the forms of each word are sorted below"
            )]
            for (form, number) in count.numbers {
                words[place[count.forms[number as usize].stem as usize]].forms.push(form);
            }
        }
        for word in &mut words {
            word.forms.sort_unstable();
            word.forms.dedup();
        }
        words.sort_unstable_by(|a, b| a.stem.cmp(&b.stem));
        words
    }
}

impl Postings {
    /// Appends an entry.
    pub(super) fn push(&mut self, entry: u32, score: u8, follows: u16) {
        if self.count == 0 {
            self.first = (entry, score);
        } else {
            write_posting(&mut self.bytes, entry - self.last - 1, score);
        }
        self.last = entry;
        self.count += 1;
        self.follows.push(follows);
    }

    /// Appends later entries.
    fn append(&mut self, other: Self) {
        if self.count == 0 {
            *self = other;
        } else if other.count > 0 {
            write_posting(&mut self.bytes, other.first.0 - self.last - 1, other.first.1);
            self.bytes.extend_from_slice(&other.bytes);
            self.follows.extend_from_slice(&other.follows);
            self.last = other.last;
            self.count += other.count;
        }
    }

    /// Writes distances and scores: four bits of score, three bits of distance, then seven bits per
    /// byte; the high bit means that more follows.
    pub(super) fn write_to(&self, out: &mut Vec<u8>) {
        if self.count > 0 {
            write_posting(out, self.first.0, self.first.1);
            out.extend_from_slice(&self.bytes);
        }
    }

    /// The approximate length of what [`Self::write_to`] writes.
    pub(super) fn length(&self) -> usize {
        self.bytes.len() + 3
    }
}

fn write_posting(out: &mut Vec<u8>, distance: u32, score: u8) {
    let low = u8::try_from(distance & 7).unwrap_or_default() << 4 | score;
    if distance < 8 {
        out.push(low);
    } else {
        out.push(low | 0x80);
        write_varint(out, distance >> 3);
    }
}

/// Writes a number with seven bits per byte, the lowest first; the high bit means that more
/// follows.
pub(super) fn write_varint(out: &mut Vec<u8>, mut value: u32) {
    while value > 127 {
        out.push(u8::try_from(value & 127).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

/// A length reduced to its three highest bits, so that one more word seldom changes it.
fn rounded_length(length: u32) -> u32 {
    let low = (u32::BITS - length.leading_zeros()).saturating_sub(3);
    length >> low << low
}

/// The class of a form, from 0 to 15. The search script computes the same from UTF-16.
fn form_kind(word: &str) -> u8 {
    let hash = word
        .encode_utf16()
        .fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    u8::try_from(hash.wrapping_mul(0x9e37_79b1) >> 28).unwrap_or_default()
}

fn to_number(length: usize) -> u32 {
    u32::try_from(length).expect("a site has fewer than four thousand million words")
}

/// The stemmer for a language tag; `None` for languages without one.
fn stemming_algorithm(language: &str) -> Option<Algorithm> {
    Some(match language.split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(first: u32, texts: &[&str]) -> WordCounter {
        let mut count = WordCounter::new("en", first);
        for text in texts {
            count.add_body(text);
            count.finish();
        }
        count
    }

    fn written(words: &[IndexedWord]) -> Vec<(String, Vec<u8>)> {
        let bytes = |word: &IndexedWord| {
            let mut out = Vec::new();
            word.postings.write_to(&mut out);
            out
        };
        words.iter().map(|word| (word.forms.join(" "), bytes(word))).collect()
    }

    #[test]
    fn forms_of_a_word_are_one() {
        let words = WordCounter::merge(vec![count(0, &["Trials of a trial.", "Doses"])]);
        let forms: Vec<_> = words.iter().map(|word| word.forms.join(" ")).collect();
        assert_eq!(forms, ["a", "doses", "of", "trial trials"]);
        assert_eq!(words[3].postings.count, 1);
    }

    #[test]
    fn in_how_many_parts_it_is_counted_does_not_show() {
        let texts: Vec<String> = (0..40)
            .map(|n| format!("every {} {}", n % 7, if n % 19 == 0 { "rare" } else { "" }))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let whole = WordCounter::merge(vec![count(0, &texts)]);
        let parts = WordCounter::merge(vec![
            count(0, &texts[..3]),
            count(3, &texts[3..25]),
            count(25, &texts[25..]),
        ]);
        assert_eq!(written(&whole), written(&parts));
    }

    #[test]
    fn an_edit_of_one_word_leaves_the_length() {
        assert_eq!(rounded_length(600), rounded_length(601));
        assert_eq!(rounded_length(5), 5);
    }
}
