//! Whether a single word looks like the name of a chemical substance, from its letters and the
//! built-in table alone.
//!
//! The pass that finds chemical names in a text is `passes/chemical.rs`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::table;
use crate::word_lists::WORDS;

/// Whether a word consists of chemical building blocks and ends like the name of a substance.
pub(crate) fn is_chemical(written: &str) -> bool {
    // The last letter alone excludes most words.
    let last = written.as_bytes().last().copied().unwrap_or(0);
    (8..=60).contains(&written.len())
        && matches!(last, b'd' | b'e' | b'l' | b'm' | b'n' | b'a')
        && WORDS.substance_endings.has_suffix_of(written)
        && !WORDS.other_endings.has_suffix_of(written)
        && has_building_block(written.as_bytes())
        && !table::is_known_word(&written.to_ascii_lowercase())
}

/// Whether a word may be the first of the name of an acid: "salicylic".
pub(crate) fn may_name_acid(written: &str) -> bool {
    written.len() >= 7 && written.ends_with("ic")
}

/// The building blocks by their first four letters, with a filter over these beginnings.
struct BlockIndex {
    filter: [u64; 64],
    by_beginning: FxHashMap<u32, Vec<&'static [u8]>>,
}

static BLOCK_INDEX: LazyLock<BlockIndex> = LazyLock::new(|| {
    let mut index = BlockIndex { filter: [0; 64], by_beginning: FxHashMap::default() };
    for block in WORDS.building_blocks.iter() {
        let beginning = first_four_letters(block.as_bytes());
        let bit = filter_bit(beginning);
        index.filter[bit >> 6] |= 1 << (bit & 63);
        index.by_beginning.entry(beginning).or_default().push(block.as_bytes());
    }
    index
});

fn first_four_letters(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |key, byte| key << 8 | u32::from(byte | 0x20))
}

fn filter_bit(beginning: u32) -> usize {
    (beginning.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

/// Whether a word of ASCII letters contains a building block.
pub(crate) fn has_building_block(word: &[u8]) -> bool {
    let index = &*BLOCK_INDEX;
    let mut window = first_four_letters(&word[..3.min(word.len())]);
    for (at, byte) in word.iter().enumerate().skip(3) {
        window = window << 8 | u32::from(byte | 0x20);
        let bit = filter_bit(window);
        if index.filter[bit >> 6] >> (bit & 63) & 1 == 1
            && let Some(blocks) = index.by_beginning.get(&window)
            && blocks.iter().any(|block| {
                word[at - 3..]
                    .get(..block.len())
                    .is_some_and(|part| part.eq_ignore_ascii_case(block))
            })
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{has_building_block, is_chemical};

    #[test]
    fn building_blocks_make_a_name() {
        assert!(
            is_chemical("dimethylaminopyridine")
                && is_chemical("hydroxybutyrolactone")
                && has_building_block(b"trifluoro")
        );
        for word in [
            "methylation",
            "aminotransferase",
            "phosphorylated",
            "statement",
            "mitochondrial",
            "hydroxylase",
        ] {
            assert!(!is_chemical(word), "{word}");
        }
    }
}
