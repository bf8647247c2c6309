//! The files of the index: words and names in ranges of the alphabet, entries in dozens, and one
//! file that tells of them.
//!
//! A range ends where its beginning letters end, never by counting from the start: so an edit
//! rewrites the ranges of the words that it touches, and no others. Of a small site everything is
//! in the one file. `search.js` reads what is written here, and is served with it.

use std::fmt::Write as _;
use std::ops::Range;

use miniz_oxide::deflate::compress_to_vec;
use rayon::prelude::*;
use serde_json::{Value, json};

use super::count::{Word, varint};
use offprint_base::Digest;

/// How many bytes of words are in one file, unless one word has more.
const WORDS: usize = 16 * 1024;

/// The longest beginning that a range is told by, in bytes: it is part of a file's name.
const LONGEST: usize = 24;

/// How many bytes of names.
const NAMES: usize = 12 * 1024;

/// How many entries' cards.
const CARDS: usize = 16;

/// How many bytes are in the one file instead of files of their own.
const SMALL: usize = 192 * 1024;

/// How hard to press: more takes longer than the rest of indexing and gains a tenth.
const LEVEL: u8 = 1;

/// The file that tells of the others.
pub(super) const MAIN: &str = "main.bin";

/// A file of the index: its name, and what is in it.
type File = (String, Vec<u8>);

/// All that is to be packed.
pub(super) struct Contents {
    /// Words, by stem.
    pub(super) words: Vec<Word>,
    /// Names and what they mean, sorted.
    pub(super) names: Vec<(String, Vec<u32>)>,
    /// What is shown of each entry.
    pub(super) cards: Vec<Value>,
    /// What articles are filtered by.
    pub(super) filters: (Value, Vec<u8>),
    /// The number of the first article.
    pub(super) articles: u32,
    /// What kinds of entries are called.
    pub(super) kinds: Vec<String>,
    /// Where an article's text is, beside its page.
    pub(super) text: &'static str,
}

/// Packs an index into files; the first is the one that tells of the others.
pub(super) fn pack(contents: &Contents) -> Vec<File> {
    let Contents { words, names, cards, filters, articles, kinds, text } = contents;
    let words_at = ranges(
        words,
        |word| {
            (
                &word.stem,
                word.postings.length() + word.forms.iter().map(|form| form.len()).sum::<usize>(),
            )
        },
        WORDS,
    );
    let names_at = ranges(names, |(name, entries)| (name, name.len() + 2 * entries.len()), NAMES);
    let bounds = |ranges: &[(String, Range<usize>)]| {
        ranges.iter().map(|(bound, _)| bound.clone()).collect::<Vec<_>>()
    };
    let (word_bounds, name_bounds) = (bounds(&words_at), bounds(&names_at));
    let aside = aside(words, &words_at);
    let mut files: Vec<File> = words_at
        .par_iter()
        .zip(&aside)
        .flat_map_iter(|((bound, range), aside)| {
            let follows = words[range.clone()]
                .iter()
                .flat_map(|word| &word.postings.follows)
                .flat_map(|follows| follows.to_le_bytes());
            [
                (file('w', bound), words_file(&words[range.clone()], aside)),
                (file('p', bound), follows.collect()),
            ]
        })
        .collect();
    files.extend(
        names_at.iter().map(|(bound, range)| (file('n', bound), names_file(&names[range.clone()]))),
    );
    let cards = cards
        .chunks(CARDS)
        .enumerate()
        .map(|(number, cards)| (format!("c-{number}.bin"), json(&json!(cards))));
    files.extend(cards);
    files.push(("f-.bin".to_owned(), sized(&filters.0, &filters.1)));
    let mut digests = String::new();
    for (name, bytes) in &files {
        let _ = write!(digests, "{name} {} ", Digest::of(bytes));
    }
    // What a browser has kept of another index must not be read with this one.
    let version = &Digest::of(digests.as_bytes()).to_string()[..10];
    let is_small = files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= SMALL;
    let inside: Vec<Value> =
        files.iter().filter(|_| is_small).map(|(name, bytes)| json!([name, bytes.len()])).collect();
    let main = json!({
        "version": version,
        "entries": contents.cards.len(),
        "articles": articles,
        "kinds": kinds,
        "cards": CARDS,
        "words": word_bounds,
        "names": name_bounds,
        "inside": inside,
        "text": text,
    });
    if is_small {
        let rest: Vec<u8> = files.drain(..).flat_map(|(_, bytes)| bytes).collect();
        return vec![(MAIN.to_owned(), pressed(&sized(&main, &rest)))];
    }
    files.par_iter_mut().for_each(|(_, bytes)| *bytes = pressed(bytes));
    files.insert(0, (MAIN.to_owned(), pressed(&sized(&main, &[]))));
    files
}

fn pressed(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, LEVEL)
}

fn json(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// A value as JSON, its length before it, and bytes behind it.
fn sized(value: &Value, rest: &[u8]) -> Vec<u8> {
    let text = json(value);
    let mut out = u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    out.extend_from_slice(&text);
    out.extend_from_slice(rest);
    out
}

/// The file of a range; what is no plain letter or digit is written by its number, for all systems
/// take such names.
fn file(family: char, bound: &str) -> String {
    let mut name = format!("{family}-");
    for c in bound.chars() {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            c => drop(write!(name, "_{:x}_", u32::from(c))),
        }
    }
    name + ".bin"
}

/// Splits a sorted list into ranges of about so many bytes, each with the letters that it begins
/// at.
fn ranges<T>(
    list: &[T],
    of: impl Fn(&T) -> (&str, usize),
    most: usize,
) -> Vec<(String, Range<usize>)> {
    let sizes: Vec<usize> = list.iter().map(|item| of(item).1).collect();
    let key = |index: usize| of(&list[index]).0;
    let mut found = Vec::new();
    split(&key, &sizes, 0..list.len(), 0, most, &mut found);
    let mut ranges: Vec<(String, Range<usize>)> = found
        .into_iter()
        .map(|(range, length)| (key(range.start)[..length].to_owned(), range))
        .collect();
    match ranges.first_mut() {
        // Whatever is looked for is in some range.
        Some((bound, _)) => bound.clear(),
        None => ranges.push((String::new(), 0..0)),
    }
    ranges
}

/// Splits a range whose keys share so many bytes at their beginning.
fn split<'k>(
    key: &impl Fn(usize) -> &'k str,
    sizes: &[usize],
    range: Range<usize>,
    shared: usize,
    most: usize,
    found: &mut Vec<(Range<usize>, usize)>,
) {
    let next = |index: usize| key(index)[shared..].chars().next();
    // Where the next letter changes.
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
        if size(&group) <= most || group.len() == 1 || shared >= LONGEST {
            open = Some(group);
        } else {
            split(key, sizes, group.clone(), length(&group), most, found);
        }
    }
    if let Some(range) = open {
        found.push((range.clone(), length(&range)));
    }
}

/// For each range of words, the forms that would be looked for there although their word is in
/// another, with its stem.
fn aside<'w>(words: &'w [Word], ranges: &[(String, Range<usize>)]) -> Vec<Vec<(&'w str, &'w str)>> {
    let mut aside = vec![Vec::new(); ranges.len()];
    for (own, (_, range)) in ranges.iter().enumerate() {
        for word in &words[range.clone()] {
            for form in &word.forms {
                let place = ranges.partition_point(|(bound, _)| **bound <= **form) - 1;
                if place != own {
                    aside[place].push((&**form, &*word.stem));
                }
            }
        }
    }
    aside.iter_mut().for_each(|aside| aside.sort_unstable());
    aside
}

fn words_file(words: &[Word], aside: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut texts = Texts::default();
    let mut postings = Vec::new();
    length(&mut out, words.len());
    for word in words {
        length(&mut out, word.forms.len());
        for form in &word.forms {
            texts.write(form, &mut out);
        }
        postings.clear();
        word.postings.write(&mut postings);
        varint(&mut out, word.postings.count);
        length(&mut out, postings.len());
        out.extend_from_slice(&postings);
    }
    for (form, stem) in aside {
        texts.write(form, &mut out);
        texts.write(stem, &mut out);
    }
    out
}

fn names_file(names: &[(String, Vec<u32>)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut texts = Texts::default();
    for (name, entries) in names {
        texts.write(name, &mut out);
        length(&mut out, entries.len());
        let mut last = 0;
        for entry in entries {
            varint(&mut out, entry - last);
            last = *entry;
        }
    }
    out
}

fn length(out: &mut Vec<u8>, length: usize) {
    varint(out, u32::try_from(length).unwrap_or(u32::MAX));
}

/// Writes texts, each as what differs from the one before.
#[derive(Default)]
struct Texts<'t> {
    last: &'t str,
}

impl<'t> Texts<'t> {
    fn write(&mut self, text: &'t str, out: &mut Vec<u8>) {
        let shared = self.last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        length(out, shared);
        length(out, text.len() - shared);
        out.extend_from_slice(&text.as_bytes()[shared..]);
        self.last = text;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &[(&str, usize)], expect: &[(&str, Range<usize>)]) {
        let found = ranges(list, |(key, size)| (key, *size), 10);
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
        assert_eq!(file('w', ""), "w-.bin");
        assert_eq!(file('w', "=3ké"), "w-_3d_3k_e9_.bin");
    }
}
