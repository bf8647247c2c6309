//! The files of the index: words and names in alphabetical ranges, entries in groups, and one main
//! file that describes them.
//!
//! A range ends where its prefix ends, never after a fixed number of words, so an edit rewrites
//! only the ranges of the words that it touches. For a small site everything is in the main file.
//! `search.js` reads this format and is published with it.

use std::fmt::Write as _;
use std::ops::Range;

use miniz_oxide::deflate::compress_to_vec;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::spelling::numbered_pattern;
use super::word_counter::{IndexedWord, write_varint};
use offprint_base::Digest;

/// The size of a file with words in bytes, unless a single word needs more.
const WORD_FILE_BYTES: usize = 16 * 1024;

/// The longest prefix that identifies a range, in bytes: it is part of a file's name.
const MAX_PREFIX_BYTES: usize = 24;

/// The size of a file with names in bytes.
const NAME_FILE_BYTES: usize = 12 * 1024;

/// The number of entries in a file with cards.
const CARDS_PER_FILE: usize = 16;

/// Up to this size in bytes, everything is in the main file.
const SINGLE_FILE_BYTES: usize = 192 * 1024;

/// The compression level: a higher one takes longer than the rest of indexing and saves a tenth.
const COMPRESSION_LEVEL: u8 = 1;

/// The main file, which describes the others.
pub(super) const MAIN_FILE: &str = "main.bin";

/// A file of the index: its name and its bytes.
type PackedFile = (String, Vec<u8>);

/// The data to be packed.
pub(super) struct IndexContents {
    /// Words, by stem.
    pub(super) words: Vec<IndexedWord>,
    /// Names with the entries that they identify, sorted.
    pub(super) names: Vec<(String, Vec<u32>)>,
    /// What a result shows for each entry.
    pub(super) cards: Vec<Value>,
    /// The filters of articles.
    pub(super) filters: (Value, Vec<u8>),
    /// The number of the first article.
    pub(super) articles: u32,
    /// The number of the first work; works and trials follow the articles.
    pub(super) records: u32,
    /// The keys of the kinds of entries.
    pub(super) kinds: Vec<String>,
    /// What readers see of the kinds: texts in the site's language.
    pub(super) labels: Vec<String>,
    /// The spellings that the script must treat as one, and the words before numbers.
    pub(super) spelling: Value,
    /// The file with an article's text, relative to its page.
    pub(super) text: &'static str,
}

/// Packs an index into files, beginning with the main file.
pub(super) fn pack(contents: &IndexContents) -> Vec<PackedFile> {
    let IndexContents { words, names, cards, filters, articles, kinds, text, .. } = contents;
    let words_at = key_ranges(
        words,
        |word| {
            (
                &word.stem,
                word.postings.length() + word.forms.iter().map(|form| form.len()).sum::<usize>(),
            )
        },
        WORD_FILE_BYTES,
    );
    let names_at = key_ranges(
        names,
        |(name, entries)| (name, name.len() + 2 * entries.len()),
        NAME_FILE_BYTES,
    );
    let bounds = |ranges: &[(String, Range<usize>)]| {
        ranges.iter().map(|(bound, _)| bound.clone()).collect::<Vec<_>>()
    };
    let (word_bounds, name_bounds) = (bounds(&words_at), bounds(&names_at));
    let displaced = displaced(words, &words_at);
    let mut files: Vec<PackedFile> = words_at
        .par_iter()
        .zip(&displaced)
        .flat_map_iter(|((bound, range), displaced)| {
            let follows = words[range.clone()]
                .iter()
                .flat_map(|word| &word.postings.follows)
                .flat_map(|follows| follows.to_le_bytes());
            [
                (file_name('w', bound), word_file(&words[range.clone()], displaced)),
                (file_name('p', bound), follows.collect()),
            ]
        })
        .collect();
    files.extend(
        names_at
            .iter()
            .map(|(bound, range)| (file_name('n', bound), name_file(&names[range.clone()]))),
    );
    let cards = cards
        .chunks(CARDS_PER_FILE)
        .enumerate()
        .map(|(number, cards)| (format!("c-{number}.bin"), json_bytes(&json!(cards))));
    files.extend(cards);
    files.push(("f-.bin".to_owned(), length_prefixed(&filters.0, &filters.1)));
    let mut digests = String::new();
    for (name, bytes) in &files {
        let _ = write!(digests, "{name} {} ", Digest::of(bytes));
    }
    // Files of another index in the browser's cache must not be combined with this one.
    let version = &Digest::of(digests.as_bytes()).to_string()[..10];
    let is_small = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= SINGLE_FILE_BYTES;
    let inside: Vec<Value> =
        files.iter().filter(|_| is_small).map(|(name, bytes)| json!([name, bytes.len()])).collect();
    let main = json!({
        "version": version,
        "entries": contents.cards.len(),
        "articles": articles,
        "records": contents.records,
        "kinds": kinds,
        "labels": contents.labels,
        "spelling": contents.spelling,
        "numbered": numbered_pattern(),
        "cards": CARDS_PER_FILE,
        "words": word_bounds,
        "names": name_bounds,
        "inside": inside,
        "text": text,
    });
    if is_small {
        let rest: Vec<u8> = files.drain(..).flat_map(|(_, bytes)| bytes).collect();
        return vec![(MAIN_FILE.to_owned(), compressed(&length_prefixed(&main, &rest)))];
    }
    files.par_iter_mut().for_each(|(_, bytes)| *bytes = compressed(bytes));
    files.insert(0, (MAIN_FILE.to_owned(), compressed(&length_prefixed(&main, &[]))));
    files
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, COMPRESSION_LEVEL)
}

fn json_bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The length of a value's JSON, the JSON, and further bytes.
fn length_prefixed(value: &Value, rest: &[u8]) -> Vec<u8> {
    let text = json_bytes(value);
    let mut out = u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    out.extend_from_slice(&text);
    out.extend_from_slice(rest);
    out
}

/// The file name of a range. Characters other than ASCII letters and digits are written as numbers,
/// because all file systems accept these.
fn file_name(family: char, bound: &str) -> String {
    let mut name = format!("{family}-");
    for c in bound.chars() {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            c => drop(write!(name, "_{:x}_", u32::from(c))),
        }
    }
    name + ".bin"
}

/// Splits a sorted list into ranges of about `most` bytes, each with the prefix that it begins
/// with.
fn key_ranges<T>(
    list: &[T],
    of: impl Fn(&T) -> (&str, usize),
    most: usize,
) -> Vec<(String, Range<usize>)> {
    let sizes: Vec<usize> = list.iter().map(|item| of(item).1).collect();
    let key = |index: usize| of(&list[index]).0;
    let mut found = Vec::new();
    split_range(&key, &sizes, 0..list.len(), 0, most, &mut found);
    let mut ranges: Vec<(String, Range<usize>)> = found
        .into_iter()
        .map(|(range, length)| (key(range.start)[..length].to_owned(), range))
        .collect();
    match ranges.first_mut() {
        // Every query falls into some range.
        Some((bound, _)) => bound.clear(),
        None => ranges.push((String::new(), 0..0)),
    }
    ranges
}

/// Splits a range whose keys share a prefix of `shared` bytes.
fn split_range<'k>(
    key: &impl Fn(usize) -> &'k str,
    sizes: &[usize],
    range: Range<usize>,
    shared: usize,
    most: usize,
    found: &mut Vec<(Range<usize>, usize)>,
) {
    let next = |index: usize| key(index)[shared..].chars().next();
    // Groups with the same next letter.
    let mut groups: Vec<Range<usize>> = Vec::new();
    for index in range {
        match groups.last_mut() {
            Some(group) if next(group.start) == next(index) => group.end = index + 1,
            _ => groups.push(index..index + 1),
        }
    }
    let size = |range: &Range<usize>| sizes[range.clone()].iter().sum::<usize>();
    let length = |group: &Range<usize>| shared + next(group.start).map_or(0, char::len_utf8);
    let mut open: Option<Range<usize>> = None;
    for group in groups {
        if let Some(range) = &mut open {
            if size(&(range.start..group.end)) <= most {
                range.end = group.end;
                continue;
            }
            found.push((range.clone(), length(range)));
            open = None;
        }
        if size(&group) <= most || group.len() == 1 || shared >= MAX_PREFIX_BYTES {
            open = Some(group);
        } else {
            split_range(key, sizes, group.clone(), length(&group), most, found);
        }
    }
    if let Some(range) = open {
        found.push((range.clone(), length(&range)));
    }
}

/// For each range of words: the forms that sort into it although their word is in another range,
/// with their stem.
fn displaced<'w>(
    words: &'w [IndexedWord],
    ranges: &[(String, Range<usize>)],
) -> Vec<Vec<(&'w str, &'w str)>> {
    let mut displaced = vec![Vec::new(); ranges.len()];
    for (own, (_, range)) in ranges.iter().enumerate() {
        for word in &words[range.clone()] {
            for form in &word.forms {
                let place = ranges.partition_point(|(bound, _)| **bound <= **form) - 1;
                if place != own {
                    displaced[place].push((&**form, &*word.stem));
                }
            }
        }
    }
    displaced.iter_mut().for_each(|displaced| displaced.sort_unstable());
    displaced
}

fn word_file(words: &[IndexedWord], displaced: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut texts = FrontCodedWriter::default();
    let mut postings = Vec::new();
    write_length(&mut out, words.len());
    for word in words {
        write_length(&mut out, word.forms.len());
        for form in &word.forms {
            texts.write_text(form, &mut out);
        }
        postings.clear();
        word.postings.write_to(&mut postings);
        write_varint(&mut out, word.postings.count);
        write_length(&mut out, postings.len());
        out.extend_from_slice(&postings);
    }
    for (form, stem) in displaced {
        texts.write_text(form, &mut out);
        texts.write_text(stem, &mut out);
    }
    out
}

fn name_file(names: &[(String, Vec<u32>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut texts = FrontCodedWriter::default();
    for (name, entries) in names {
        texts.write_text(name, &mut out);
        write_length(&mut out, entries.len());
        let mut last = 0;
        for entry in entries {
            write_varint(&mut out, entry - last);
            last = *entry;
        }
    }
    out
}

fn write_length(out: &mut Vec<u8>, length: usize) {
    write_varint(out, u32::try_from(length).unwrap_or(u32::MAX));
}

/// Writes texts with front coding: each as its difference from the one before.
#[derive(Default)]
struct FrontCodedWriter<'t> {
    last: &'t str,
}

impl<'t> FrontCodedWriter<'t> {
    fn write_text(&mut self, text: &'t str, out: &mut Vec<u8>) {
        let shared = self.last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        write_length(out, shared);
        write_length(out, text.len() - shared);
        out.extend_from_slice(&text.as_bytes()[shared..]);
        self.last = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &[(&str, usize)], expect: &[(&str, Range<usize>)]) {
        let found = key_ranges(list, |(key, size)| (key, *size), 10);
        let found: Vec<_> =
            found.iter().map(|(bound, range)| (bound.as_str(), range.clone())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn ranges_end_where_letters_change() {
        check(&[], &[("", 0..0)]);
        check(&[("a", 3), ("b", 3)], &[("", 0..2)]);
        check(&[("a", 6), ("b", 6), ("c", 3)], &[("", 0..1), ("b", 1..3)]);
        check(
            &[("a", 6), ("ab", 6), ("ac", 3), ("b", 1)],
            &[("", 0..1), ("ab", 1..3), ("b", 3..4)],
        );
        check(&[("aa", 60), ("ä", 6), ("äb", 6)], &[("", 0..1), ("ä", 1..2), ("äb", 2..3)]);
    }

    #[test]
    fn files_have_plain_names() {
        assert_eq!(file_name('w', ""), "w-.bin");
        assert_eq!(file_name('w', "=3ké"), "w-_3d_3k_e9_.bin");
    }
}
