//! How the compiled vocabulary is laid out: what the build script packs and the program reads.
//!
//! Both sides include this file, so that they cannot disagree; it must know nothing of the crate.

/// Rows of the table in one compressed block.
pub const BLOCK: usize = 128;

/// The filter of names by their first two tokens has two to this many bits.
pub const FILTER_BITS: u32 = 19;

/// The shortest name that a misspelling is looked for in.
pub const SHORTEST_TYPO: usize = 8;

/// What kind of name a pattern is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum PatternKind {
    /// The name itself.
    Name,
    /// Another name.
    Alias,
    /// A trade name.
    Brand,
    /// A research code.
    Code,
    /// A name of a class of drugs.
    Class,
}

/// What the automaton knows of a name: 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// Whose name it is: the row of the drug, or the number of drugs and the row of the class.
    pub number: u16,
    pub kind: PatternKind,
    /// Set if it counts only with these capitals, or in capitals throughout.
    pub written: Option<u16>,
    /// Also an everyday word: it counts only capitalised and where the drug is named otherwise too.
    pub ambiguous: bool,
    /// The drug is a substance of every day or of the body.
    pub ambient: bool,
    /// The drug is a combination of others.
    pub combination: bool,
}

impl Pattern {
    /// Called by the build script, which shares this file.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(self) -> u64 {
        u64::from(self.number)
            | (self.kind as u64) << 16
            | u64::from(self.ambiguous) << 19
            | u64::from(self.ambient) << 20
            | u64::from(self.combination) << 21
            | u64::from(self.written.is_some()) << 22
            | u64::from(self.written.unwrap_or(0)) << 23
    }

    pub fn unpack(bits: u64) -> Self {
        let bit = |at: u32| bits >> at & 1 == 1;
        let kind = match bits >> 16 & 7 {
            0 => PatternKind::Name,
            1 => PatternKind::Alias,
            2 => PatternKind::Brand,
            3 => PatternKind::Code,
            _ => PatternKind::Class,
        };
        Self {
            number: bits as u16,
            kind,
            ambiguous: bit(19),
            ambient: bit(20),
            combination: bit(21),
            written: bit(22).then_some((bits >> 23) as u16),
        }
    }
}

/// A name of the table without its marks: see `data/NOTICE.md`.
pub fn without_marks(name: &str) -> &str {
    name.trim_start_matches(['~', '=']).trim_end_matches(['!', '?'])
}

/// The hash of the first two tokens of a name, from theirs.
pub fn hash_pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The forms of a name in the plural.
pub fn plural_forms(name: &str) -> Vec<String> {
    if name.ends_with('s') {
        return Vec::new();
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => vec![format!("{stem}ies")],
        _ => vec![format!("{name}s")],
    }
}

/// Where a name and its misspellings meet: one slip spoils either the first four letters or the
/// last four, never both.
pub fn typo_keys(word: &[u8]) -> [u32; 2] {
    let four = |bytes: &[u8]| bytes.iter().fold(0_u32, |key, byte| key << 5 | u32::from(byte & 31));
    let first = u32::from(word.first().copied().unwrap_or(0) & 31);
    [
        four(&word[..4.min(word.len())]),
        1 << 31 | first << 20 | four(&word[word.len().saturating_sub(4)..]),
    ]
}
