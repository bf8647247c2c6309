//! The layout of the compiled vocabulary: what the build script packs and the program reads.
//!
//! Both include this file, so they cannot disagree; it must not depend on the rest of the crate.

/// Rows of the table in one compressed block.
pub const BLOCK: usize = 128;

/// The filter over the first two tokens of names has two to this many bits.
pub const FILTER_BITS: u32 = 19;

/// The shortest name whose misspellings are recognised anywhere.
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

/// What the automaton stores about a name, in 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// Whose name it is: the row of the drug, or the number of drugs and the row of the class.
    pub number: u16,
    /// What kind of name it is.
    pub kind: PatternKind,
    /// The capitals with which the name must be written, unless all its letters are capitals.
    pub capitals: Option<u16>,
    /// Whether the name is also an everyday word. Then it counts only if it is capitalised and the
    /// text mentions the drug by another name or says that somebody takes it.
    pub ambiguous: bool,
    /// Whether the drug is an everyday substance or one of the body.
    pub ambient: bool,
    /// Whether the drug is a combination of others.
    pub combination: bool,
}

impl Pattern {
    /// The pattern as a number, for the build script.
    #[allow(dead_code, reason = "only the build script packs")]
    pub fn pack(self) -> u64 {
        u64::from(self.number)
            | (self.kind as u64) << 16
            | u64::from(self.ambiguous) << 19
            | u64::from(self.ambient) << 20
            | u64::from(self.combination) << 21
            | u64::from(self.capitals.is_some()) << 22
            | u64::from(self.capitals.unwrap_or(0)) << 23
    }

    /// The pattern of a number that [`Pattern::pack`] made.
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
            capitals: bit(22).then_some((bits >> 23) as u16),
        }
    }
}

/// The hash of the first two tokens of a name, from the hashes of the tokens.
pub fn hash_pair(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The plural forms of a name.
pub fn plural_forms(name: &str) -> Vec<String> {
    if name.ends_with('s') {
        return Vec::new();
    }
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => vec![format!("{stem}ies")],
        _ => vec![format!("{name}s")],
    }
}

/// The keys under which a name and its misspellings meet: one edit changes either the first four
/// letters or the last four, never both. `i` and `y` count as the same letter.
pub fn typo_keys(word: &[u8]) -> [u32; 2] {
    let letter = |byte: &u8| u32::from(if byte | 0x20 == b'y' { b'i' } else { *byte } & 31);
    let four = |bytes: &[u8]| bytes.iter().fold(0_u32, |key, byte| key << 5 | letter(byte));
    let first = u32::from(word.first().copied().unwrap_or(0) & 31);
    [
        four(&word[..4.min(word.len())]),
        1 << 31 | first << 20 | four(&word[word.len().saturating_sub(4)..]),
    ]
}
