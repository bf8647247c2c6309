//! What can be measured of a line of pasted text, alone and among its neighbours.
//!
//! Nothing here decides; each number is a hint, such as how much of a line is function words,
//! whether it ends as a sentence does, how much prose stands around it. `model` weighs them. The
//! order of the numbers is the order of the model's training: to change it is to train anew.
//!
//! It must not know what a line says, beyond the kinds of its words.

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::line::{LineMark, TextLine};
use super::words;
use crate::date;

/// Letters and digits of scripts that put no blanks between words count for this much of a word
/// each.
const OF_A_WORD: f32 = 0.5;

/// Beyond this many bytes a line is prose, whatever it says, so it need not be read further.
const READ_OF_A_LINE: usize = 600;

/// The numbers of a line alone.
pub(super) const N_LINE: usize = 44;

/// The numbers of a line among others.
pub(super) const N_FEATURES: usize = N_LINE + N_WINDOW;

const N_WINDOW: usize = 69;

/// The lists of words that a line is measured with.
const KINDS: [words::Kinds; 14] = [
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

/// What is measured of a line alone.
#[derive(Clone, Debug)]
pub(super) struct LineFeatures {
    /// Words, with a share of a word for each letter of a script without blanks.
    pub(super) words: f32,
    /// Whether it ends as a sentence does.
    pub(super) sentence: bool,
    /// How much it reads like prose, from 0 to 1: not learned, a measure for its neighbours.
    pub(super) prose: f32,
    /// How many days it names.
    pub(super) dates: usize,
    /// How much of it the days take up.
    pub(super) dated: f32,
    /// Whether it has a time of day.
    pub(super) clock: bool,
    /// How many addresses it has.
    pub(super) addresses: usize,
    /// How often the text has it.
    pub(super) times: u32,
    numbers: [f32; N_LINE],
}

/// The numbers of all lines, one after the other: together they would take more room than the text.
pub(super) fn feature_vectors<'a>(
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
) -> impl Iterator<Item = [f32; N_FEATURES]> + 'a {
    let context = LineContext::of(lines, features);
    (0..lines.len()).map(move |at| context.feature_vectors(at))
}

/// What is measured of each line alone.
pub(super) fn measure_lines(lines: &[TextLine], today: Date) -> Vec<LineFeatures> {
    let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
    for line in lines {
        *seen.entry(line.text.as_str()).or_default() += 1;
    }
    lines
        .iter()
        .map(|line| measure_line(line, seen.get(line.text.as_str()).copied().unwrap_or(1), today))
        .collect()
}

fn measure_line(line: &TextLine, times: u32, today: Date) -> LineFeatures {
    let text = line.text.as_str();
    let mut end = text.len().min(READ_OF_A_LINE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let excerpt = &text[..end];
    let mut letters = 0_f32;
    let mut capitals = 0_f32;
    let mut digits = 0_f32;
    let mut dense = 0_f32;
    let mut commas = 0_f32;
    let mut inner_stops = 0_f32;
    let mut bars = 0_f32;
    let mut arrows = 0_f32;
    let mut quotes = 0_f32;
    let mut symbols = 0_f32;
    let mut colons = 0_f32;
    let mut characters = 0_f32;
    let mut before = ' ';
    let mut stop = false;
    for character in excerpt.chars() {
        characters += 1.0;
        if character.is_alphabetic() {
            letters += 1.0;
            if is_dense(character) {
                dense += 1.0;
            } else if character.is_uppercase() {
                capitals += 1.0;
            }
        } else if character.is_numeric() {
            digits += 1.0;
        } else {
            match character {
                ',' | ';' | '、' | '\u{ff0c}' | '،' => commas += 1.0,
                '|' | '•' | '·' | '/' | '\\' => bars += 1.0,
                '›' | '»' | '→' | '>' | '<' | '‹' | '«' | '▶' | '►' | '▼' | '+' => {
                    arrows += 1.0
                }
                '"' | '“' | '”' | '„' | '’' | '‘' | '\'' | '「' | '」' => quotes += 1.0,
                ':' => colons += 1.0,
                '@' | '#' | '©' | '®' | '™' | '[' | ']' | '{' | '}' | '=' | '*' | '_' | '~' => {
                    symbols += 1.0
                }
                _ => {}
            }
        }
        if stop && character == ' ' || matches!(character, '。' | '।' | '؟' | '！' | '？') {
            inner_stops += 1.0;
        }
        stop = matches!(character, '.' | '!' | '?') && !before.is_uppercase();
        before = character;
    }
    let mut kinds = [0_f32; KINDS.len()];
    let mut function = 0_f32;
    let mut words = 0_f32;
    let mut capital_words = 0_f32;
    let mut shouted = 0_f32;
    let mut glued = 0_f32;
    let mut addresses = 0_f32;
    let mut lower = String::new();
    for word in excerpt.split(' ') {
        let bare = word.trim_matches(|character: char| {
            !character.is_alphanumeric() && !matches!(character, '©' | '€' | '$' | '£')
        });
        if bare.is_empty() {
            continue;
        }
        words += 1.0;
        if word.contains("://") || word.starts_with("www.") || word.contains('@') {
            addresses += 1.0;
        }
        let mut rest = bare.chars();
        if rest.next().is_some_and(char::is_uppercase) {
            capital_words += 1.0;
            if bare.len() > 1 && !rest.clone().any(char::is_lowercase) {
                shouted += 1.0;
            }
        }
        // `ShareTweet`: a capital after a small letter.
        let mut small = false;
        for character in bare.chars() {
            if small && character.is_uppercase() {
                glued += 1.0;
                break;
            }
            small = character.is_lowercase();
        }
        lower.clear();
        if bare.is_ascii() {
            lower.push_str(bare);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(bare.chars().flat_map(char::to_lowercase));
        }
        let of_word = words::kinds(&lower);
        if of_word & words::FUNCTION != 0 {
            function += 1.0;
        }
        for (count, kind) in kinds.iter_mut().zip(KINDS) {
            if of_word & kind != 0 {
                *count += 1.0;
            }
        }
    }
    let spaced = words.max(1.0);
    words += dense * OF_A_WORD;
    if end < text.len() {
        // Not read to the end: as if the rest were like the beginning.
        words *= text.len() as f32 / end as f32;
    }
    let last = text
        .trim_end_matches(['"', '”', '“', '’', '»', ')', ']', '\'', '」', '*'])
        .chars()
        .next_back()
        .unwrap_or(' ');
    let sentence =
        matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '؟' | '۔') && words > 2.0;
    let first = text.chars().next().unwrap_or(' ');
    let dates = if digits >= 4.0 { date::find(excerpt, today) } else { Vec::new() };
    let dated: usize = dates.iter().map(|(_, span)| span.len()).sum();
    let clock = has_clock(excerpt);
    let function_share = if dense > letters * 0.3 { 0.4 } else { function / spaced };
    let long = (words / 25.0).min(1.0);
    let prose =
        long * 0.5 + if sentence { 0.25 } else { 0.0 } + (function_share * 2.5).min(1.0) * 0.25;
    let mut numbers = [0_f32; N_LINE];
    let values = [
        (1.0 + words).ln(),
        f32::from(u8::from(sentence)),
        prose,
        function_share,
        capital_words / spaced,
        shouted / spaced,
        digits / characters.max(1.0),
        letters / characters.max(1.0),
        dense / letters.max(1.0),
        commas,
        inner_stops.min(10.0),
        bars,
        arrows,
        quotes.min(8.0),
        symbols,
        f32::from(u8::from(last == ':')),
        colons,
        glued,
        addresses,
        f32::from(u8::from(first.is_lowercase())),
        f32::from(u8::from(first.is_numeric())),
        f32::from(u8::from(line.mark == LineMark::Bullet)),
        f32::from(u8::from(matches!(line.mark, LineMark::Number(_)))),
        (line.indent.min(12)) as f32,
        (line.blanks.min(4)) as f32,
        f32::from(u8::try_from(times.min(9)).unwrap_or(9)),
        dates.len().min(4) as f32,
        dated as f32 / text.len().max(1) as f32,
        f32::from(u8::from(clock)),
        capitals / letters.max(1.0),
    ];
    numbers[..values.len()].copy_from_slice(&values);
    for (number, count) in numbers[values.len()..].iter_mut().zip(kinds) {
        // Few words of a list mean much on a short line and little on a long one.
        *number = count / spaced.sqrt();
    }
    LineFeatures {
        words,
        sentence,
        prose,
        dates: dates.len(),
        dated: dated as f32 / text.len().max(1) as f32,
        clock,
        addresses: addresses as usize,
        times,
        numbers,
    }
}

/// Chinese, Japanese and Thai: scripts without blanks between words.
fn is_dense(character: char) -> bool {
    matches!(u32::from(character), 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x0E00..=0x0E7F | 0x20000..=0x3FFFF)
}

/// Whether a time of day stands in the text: `14:05`.
fn has_clock(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| {
        four[0].is_ascii_digit()
            && four[1] == b':'
            && four[2].is_ascii_digit()
            && four[3].is_ascii_digit()
    })
}

/// The lines with what stands around them, measured once for all.
struct LineContext<'a> {
    lines: &'a [TextLine],
    features: &'a [LineFeatures],
    /// Sums up to a line, so that any window costs the same.
    prose: Vec<f32>,
    words: Vec<f32>,
    dates: Vec<f32>,
    short: Vec<f32>,
    chrome: Vec<f32>,
    /// Words of lines that read like prose.
    prose_words: Vec<f32>,
    /// For each kind that can head a block (comments, related posts, subscriptions, share buttons):
    /// lines since the last one.
    since: Vec<[f32; 4]>,
    last_prose: Vec<f32>,
    next_prose: Vec<f32>,
    /// Whether a heading of comments was seen.
    comments: Vec<f32>,
}

impl<'a> LineContext<'a> {
    fn of(lines: &'a [TextLine], features: &'a [LineFeatures]) -> Self {
        let sums = |value: &dyn Fn(&LineFeatures) -> f32| {
            let mut sum = 0.0_f64;
            let mut sums = Vec::with_capacity(features.len() + 1);
            sums.push(0.0);
            for features in features {
                sum += f64::from(value(features));
                sums.push(sum as f32);
            }
            sums
        };
        let heads: [usize; 4] = [3, 4, 1, 0];
        let mut since = Vec::with_capacity(features.len());
        let mut last = [60.0_f32; 4];
        let mut comments = Vec::with_capacity(features.len());
        let mut seen = 0.0;
        for features in features {
            since.push(last);
            comments.push(seen);
            for (last, header) in last.iter_mut().zip(heads) {
                *last = (*last + 1.0).min(60.0);
                if features.words <= 8.0 && features.numbers[30 + header] > 0.4 {
                    *last = 0.0;
                }
            }
            if features.words <= 6.0 && features.numbers[33] > 0.4 {
                seen += 1.0;
            }
        }
        let is_prose = |features: &LineFeatures| features.prose > 0.7;
        let mut last_prose = Vec::with_capacity(features.len());
        let mut away = 40.0_f32;
        for features in features {
            last_prose.push(away);
            away = if is_prose(features) { 0.0 } else { (away + 1.0).min(40.0) };
        }
        let mut next_prose = vec![40.0_f32; features.len()];
        let mut away = 40.0_f32;
        for (next, features) in next_prose.iter_mut().zip(features).rev() {
            *next = away;
            away = if is_prose(features) { 0.0 } else { (away + 1.0).min(40.0) };
        }
        Self {
            lines,
            features,
            prose: sums(&|features| features.prose),
            words: sums(&|features| features.words),
            dates: sums(&|features| features.numbers[26].min(1.0).max(features.numbers[28])),
            short: sums(&|features| f32::from(u8::from(features.words <= 4.0))),
            chrome: sums(&|features| {
                features.numbers[30..36].iter().fold(0.0_f32, |most, number| most.max(*number))
            }),
            prose_words: sums(&|features| if is_prose(features) { features.words } else { 0.0 }),
            since,
            last_prose,
            next_prose,
            comments,
        }
    }

    fn feature_vectors(&self, at: usize) -> [f32; N_FEATURES] {
        let mut result = [0_f32; N_FEATURES];
        result[..N_LINE].copy_from_slice(&self.features[at].numbers);
        let mut next = N_LINE;
        let mut push = |value: f32| {
            if next < N_FEATURES {
                result[next] = value;
                next += 1;
            }
        };
        let count = self.features.len();
        let neighbour = |offset: isize| at.checked_add_signed(offset).filter(|at| *at < count);
        for offset in [-3_isize, -2, -1, 1, 2, 3] {
            match neighbour(offset).map(|at| &self.features[at]) {
                Some(features) => {
                    push(features.numbers[0]);
                    push(features.prose);
                    push(f32::from(u8::from(features.sentence)));
                    push(
                        features.numbers[30..36]
                            .iter()
                            .fold(0.0_f32, |most, number| most.max(*number)),
                    );
                    push(features.numbers[26] + features.numbers[28]);
                }
                None => {
                    for _ in 0..5 {
                        push(-1.0);
                    }
                }
            }
        }
        push(neighbour(1).map_or(9.0, |at| self.lines[at].blanks.min(4) as f32));
        push(neighbour(-1).map_or(9.0, |at| self.lines[at].blanks.min(4) as f32));
        // Means over windows before and after.
        for reach in [2_usize, 5, 12, 30] {
            let from = at.saturating_sub(reach);
            let to = (at + 1 + reach).min(count);
            let before = (at - from).max(1) as f32;
            let after = (to - at - 1).max(1) as f32;
            push((self.prose[at] - self.prose[from]) / before);
            push((self.prose[to] - self.prose[at + 1]) / after);
            if reach >= 5 {
                push(((self.words[at] - self.words[from]) / before).min(200.0));
                push(((self.words[to] - self.words[at + 1]) / after).min(200.0));
                push((self.dates[to] - self.dates[from]) / (to - from) as f32);
                push((self.short[to] - self.short[from]) / (to - from) as f32);
                push((self.chrome[to] - self.chrome[from]) / (to - from) as f32);
            }
        }
        let all_prose = self.prose_words[count].max(1.0);
        push(self.prose_words[at] / all_prose);
        push((all_prose + 1.0).ln());
        push(self.features[at].words / all_prose);
        push(at as f32 / count.max(1) as f32);
        push((count as f32).ln());
        push(self.prose_words[at].min(2000.0));
        push((all_prose - self.prose_words[at + 1]).clamp(0.0, 2000.0));
        for since in self.since[at] {
            push(since);
        }
        push(self.last_prose[at]);
        push(self.next_prose[at]);
        push(self.comments[at].min(9.0));
        result
    }
}
