//! Chemical names that no list has: `2-methyl-6-(phenylethynyl)pyridine`, `retinyl acetate`,
//! `thiobarbituric acid`.
//!
//! Such a name is made of the building blocks of chemistry and ends as names of substances do. It
//! runs as far as brackets, commas and hyphens hold it together, so it may be wider than a known
//! name inside it, which it then replaces.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::passes::affix;
use crate::passes::dictionary::{EntityId, stands_alone};
use crate::recognise::{Candidate, MatchKind, Recognition};
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::word_class::{WordClass, next_candidate_word};

/// Building blocks of chemical names that English words hardly hold.
const BLOCKS: &[&str] = &[
    "acetoxy",
    "acetyl",
    "adamant",
    "amido",
    "amino",
    "azido",
    "benzo",
    "benzyl",
    "boro",
    "bromo",
    "butoxy",
    "butyl",
    "carbonyl",
    "carboxy",
    "chloro",
    "cyano",
    "cyclo",
    "deoxy",
    "desoxy",
    "ethoxy",
    "ethyl",
    "fluoro",
    "formyl",
    "furan",
    "glucos",
    "glucur",
    "hexyl",
    "hydroxy",
    "imidazol",
    "imino",
    "indol",
    "iodo",
    "isopropyl",
    "lauryl",
    "mercapto",
    "methoxy",
    "methyl",
    "morphol",
    "naphth",
    "nitro",
    "nitroso",
    "palmito",
    "pentyl",
    "phenoxy",
    "phenyl",
    "phospho",
    "piperazin",
    "piperid",
    "propyl",
    "pteri",
    "purin",
    "pyran",
    "pyrazol",
    "pyrid",
    "pyrim",
    "pyrrol",
    "quinazol",
    "quinol",
    "quinox",
    "salicyl",
    "silox",
    "sulfo",
    "sulph",
    "tetrahydro",
    "thiazol",
    "thieno",
    "thio",
    "triazol",
    "vinyl",
    "xanthin",
    "yloxy",
];

/// Endings of names of substances.
const ENDINGS: &[&str] = &[
    "acid", "al", "amide", "ane", "anol", "ate", "azole", "ene", "ide", "idin", "idine", "ile",
    "imide", "in", "ine", "ite", "ium", "ol", "oline", "one", "ose", "oside", "thiol", "urea",
    "yl", "phen", "azepam", "alen", "oin", "quin", "enol", "iol", "idone", "oxime",
];

/// Endings of words that only speak of chemistry: enzymes, reactions, groups.
const NOT_ENDINGS: &[&str] = &[
    "ase", "tion", "some", "mycete", "philic", "phobic", "genic", "lipid", "ated", "ative",
    "ylate", "protein", "ional", "itional", "ical",
];

/// First words of salts whose second is unknown: "sodium thiosulfate".
const METALS: &[&str] = &[
    "aluminum",
    "ammonium",
    "barium",
    "calcium",
    "copper",
    "ferric",
    "ferrous",
    "hydrogen",
    "lithium",
    "magnesium",
    "mercuric",
    "potassium",
    "silver",
    "sodium",
    "zinc",
];

/// Words after a hyphen that do not belong to the name before it: "ketamine-induced". Sorted.
const TAILS: &[&str] = &[
    "activated",
    "associated",
    "based",
    "binding",
    "blocked",
    "coated",
    "containing",
    "dependent",
    "derived",
    "enriched",
    "evoked",
    "exposed",
    "fed",
    "free",
    "group",
    "independent",
    "induced",
    "injected",
    "insensitive",
    "labeled",
    "labelled",
    "lesioned",
    "like",
    "loaded",
    "mediated",
    "naive",
    "positive",
    "pretreated",
    "related",
    "resistant",
    "responsive",
    "sensitive",
    "sparing",
    "stimulated",
    "supplemented",
    "treated",
    "type",
];

/// The longest name, in bytes.
const LONGEST: usize = 160;

/// Finds the chemical names of a text, and lets them replace known names inside them.
pub(crate) fn find_chemical_names(recognition: &mut Recognition<'_>) {
    let mut added: Vec<Candidate> = Vec::new();
    let mut next = 0;
    let mut from_token = 0;
    while let Some(at) = next_candidate_word(&recognition.word_classes, from_token) {
        let token = recognition.tokens[at];
        let (start, end) = (token.start as usize, token.end as usize);
        while recognition.candidates.get(next).is_some_and(|candidate| candidate.end <= start) {
            next += 1;
        }
        let inside = recognition.candidates.get(next).filter(|candidate| candidate.start < end);
        if inside.is_none()
            && !recognition.word_classes[at].any(WordClass::CHEMICAL.or(WordClass::ACID))
            && token.shape != TokenShape::Foreign
        {
            from_token = at + 1;
            continue;
        }
        let grows = match inside {
            // A known name that is only the end of a longer one: "1,3-difluoro-2-propanol".
            Some(candidate) => {
                candidate.first == at
                    && !candidate.class
                    && matches!(
                        candidate.match_kind,
                        MatchKind::Name | MatchKind::Alias | MatchKind::Stem
                    )
                    && is_bound(recognition.text, candidate.start)
            }
            None => recognition.word_classes[at].any(WordClass::CHEMICAL),
        };
        let found = if grows {
            expand_chemical_name(recognition, start, end).or_else(|| acid_name_at(recognition, at))
        } else if inside.is_none() {
            acid_name_at(recognition, at)
        } else {
            None
        };
        let Some((from, to)) = found else {
            from_token = at + 1;
            continue;
        };
        let floor = added.last().map_or(0, |before| before.end);
        let skip = recognition.tokens[at..]
            .iter()
            .take_while(|token| (token.start as usize) < to)
            .count()
            .max(1);
        // What is wider than the names inside it replaces them; what cuts through one gives way.
        let cuts = recognition
            .candidates
            .iter()
            .skip(next.saturating_sub(4))
            .take_while(|candidate| candidate.start < to)
            .any(|candidate| {
                candidate.start < to
                    && from < candidate.end
                    && (candidate.start < from
                        || candidate.end > to
                        || (candidate.start, candidate.end) == (from, to)
                        || candidate.match_kind == MatchKind::Brand
                        || candidate.match_kind == MatchKind::Code)
            });
        if from < floor || cuts {
            from_token = at + skip;
            continue;
        }
        let first = at
            - recognition.tokens[..at]
                .iter()
                .rev()
                .take_while(|token| token.start as usize >= from)
                .count();
        let last = at + skip - 1;
        let entity = recognition.new_entity(&recognition.text[from..to].to_lowercase());
        let mut candidate = Candidate {
            start: from,
            end: to,
            first,
            last,
            entity,
            class: false,
            match_kind: MatchKind::Chemical,
            ambient: false,
            ambiguous: false,
            dropped: false,
        };
        affix::extend_by_salts(recognition, &mut candidate);
        if recognition
            .candidates
            .iter()
            .skip(next)
            .take_while(|other| other.start < candidate.end)
            .any(|other| other.end > candidate.end)
        {
            candidate.last = last;
            candidate.end = to;
        }
        from_token = candidate.last + 1;
        if is_part(recognition, &candidate) {
            continue;
        }
        added.push(candidate);
    }
    if added.is_empty() {
        return;
    }
    recognition.candidates.retain(|candidate| {
        let next = added.partition_point(|other| other.end <= candidate.start);
        added.get(next).is_none_or(|other| other.start >= candidate.end)
    });
    recognition.add(added);
}

/// Whether a name hangs on what stands before it by a hyphen or a bracket, as part of a longer
/// chemical name does.
fn is_bound(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let bare = before.trim_end_matches(['-', '\u{2010}', '\u{2011}']);
    if let Some(inner) = bare.strip_suffix([')', ']']) {
        // "(R)-", "[3H]", but not an abbreviation in brackets: "(MDP)-gentamicin".
        let inner = inner.rsplit(['(', '[']).next().unwrap_or_default();
        return inner.len() <= 2 || !inner.bytes().all(|byte| byte.is_ascii_uppercase());
    }
    if bare.len() == before.len() {
        return false;
    }
    let word = bare.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    bare.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '\'' | '′'))
        || word.ends_with(['o', 'l', 'y']) && has_block(word.as_bytes())
}

/// Whether a word is made of the building blocks of chemistry and names a substance.
pub(crate) fn is_chemical(written: &str) -> bool {
    // The last letter alone tells most words.
    let last = written.as_bytes().last().copied().unwrap_or(0);
    if !(8..=60).contains(&written.len())
        || !matches!(last, b'd' | b'e' | b'l' | b'm' | b'n' | b'a')
        || !ENDINGS.iter().any(|ending| written.ends_with(ending))
    {
        return false;
    }
    if NOT_ENDINGS.iter().any(|ending| written.ends_with(ending)) {
        return false;
    }
    has_block(written.as_bytes()) && !is_other_word(&written.to_ascii_lowercase())
}

/// The blocks by their first four letters, with a filter of them.
struct BlockIndex {
    filter: [u64; 64],
    by_start: FxHashMap<u32, Vec<&'static [u8]>>,
}

static BLOCK_INDEX: LazyLock<BlockIndex> = LazyLock::new(|| {
    let mut blocks = BlockIndex { filter: [0; 64], by_start: FxHashMap::default() };
    for block in BLOCKS {
        let start = first_four_letters(block.as_bytes());
        let bit = filter_bit(start);
        blocks.filter[bit >> 6] |= 1 << (bit & 63);
        blocks.by_start.entry(start).or_default().push(block.as_bytes());
    }
    blocks
});

fn first_four_letters(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |key, byte| key << 8 | u32::from(byte | 0x20))
}

fn filter_bit(start: u32) -> usize {
    (start.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

/// Whether a word of ASCII letters holds a building block.
fn has_block(word: &[u8]) -> bool {
    let blocks = &*BLOCK_INDEX;
    let mut start = first_four_letters(&word[..3.min(word.len())]);
    for (at, byte) in word.iter().enumerate().skip(3) {
        start = start << 8 | u32::from(byte | 0x20);
        let bit = filter_bit(start);
        if blocks.filter[bit >> 6] >> (bit & 63) & 1 == 1
            && let Some(list) = blocks.by_start.get(&start)
            && list.iter().any(|block| {
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

fn is_other_word(word: &str) -> bool {
    let known = |word: &str| {
        table::is_everyday(word) || table::is_lookalike(word) || table::find_pattern(word).is_some()
    };
    known(word) || word.strip_suffix('s').is_some_and(known)
}

/// Whether the first bracket of a name closes with its last character.
fn is_wrapped(name: &str) -> bool {
    let mut depth = 0_i32;
    for (at, c) in name.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8() == name.len();
        }
    }
    false
}

/// Whether a name is only part of the name of an enzyme or of a group of atoms.
fn is_part(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let near = matches!(recognition.gap_after(candidate.last), " " | "-" | "\n");
    let next = if near { recognition.written(candidate.last + 1) } else { "" };
    next.ends_with("ase")
        || next.ends_with("ases")
        || matches!(
            next,
            "reactive"
                | "residue"
                | "residues"
                | "receptor"
                | "receptors"
                | "group"
                | "groups"
                | "ring"
                | "moiety"
                | "derivative"
                | "derivatives"
                | "antagonist"
                | "antagonists"
                | "test"
                | "coenzyme"
        )
        || recognition.text[candidate.start..candidate.end].ends_with("yl")
}

/// Whether a word may be the first of an acid.
pub(crate) fn is_acid(written: &str) -> bool {
    written.len() >= 7 && written.ends_with("ic")
}

/// "thiobarbituric acid", with a letter that may follow: "salvianolic acid A".
fn acid_name_at(recognition: &Recognition<'_>, at: usize) -> Option<(usize, usize)> {
    let token = recognition.tokens[at];
    let written = recognition.written(at);
    if !is_acid(written)
        || !matches!(recognition.gap_after(at), " " | "\u{a0}")
        || recognition.written(at + 1) != "acid"
    {
        return None;
    }
    let word = written.to_ascii_lowercase();
    if is_other_word(&word)
        || matches!(
            word.as_str(),
            "nucleic" | "carboxylic" | "deoxyribonucleic" | "ribonucleic" | "dicarboxylic"
        )
    {
        return None;
    }
    let (start, mut end) = (token.start as usize, recognition.tokens[at + 1].end as usize);
    let letter = recognition.written(at + 2);
    if recognition.gap_after(at + 1) == " "
        && letter.len() == 1
        && letter.chars().all(|c| c.is_ascii_uppercase())
    {
        end = recognition.tokens[at + 2].end as usize;
    }
    let (from, _) =
        expand_chemical_name(recognition, start, token.end as usize).unwrap_or((start, end));
    Some((from, end))
}

/// The whole chemical name around a word: as far as nothing but white space, strokes and clauses
/// break it.
fn expand_chemical_name(
    recognition: &Recognition<'_>,
    start: usize,
    end: usize,
) -> Option<(usize, usize)> {
    let text = recognition.text;
    let holds = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '-' | ','
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '\''
                    | '′'
                    | '+'
                    | '\u{2010}'
                    | '\u{2011}'
                    | '.'
                    | '*'
            )
    };
    let floor = text.floor_char_boundary(start.saturating_sub(LONGEST));
    let ceiling = text.ceil_char_boundary((end + LONGEST).min(text.len()));
    let mut from = text[floor..start]
        .char_indices()
        .rev()
        .take_while(|(_, c)| holds(*c))
        .last()
        .map_or(start, |(at, _)| floor + at);
    let mut to = end
        + text[end..ceiling]
            .char_indices()
            .take_while(|(_, c)| holds(*c))
            .last()
            .map_or(0, |(at, c)| at + c.len_utf8());
    loop {
        let name = &text[from..to];
        let open = name.matches(['(', '[', '{']).count();
        let close = name.matches([')', ']', '}']).count();
        let c = name.chars().next()?;
        let last = name.chars().next_back()?;
        if matches!(
            c,
            '-' | ',' | ')' | ']' | '}' | '+' | '.' | '\'' | '*' | '′' | '\u{2010}' | '\u{2011}'
        ) && from < start
            || matches!(c, '(' | '[' | '{') && open > close
        {
            from += c.len_utf8();
        } else if matches!(
            last,
            '-' | ',' | '(' | '[' | '{' | '.' | '\'' | '*' | '′' | '\u{2010}' | '\u{2011}'
        ) && to > end
            || matches!(last, ')' | ']' | '}') && close > open
        {
            to -= last.len_utf8();
        } else if matches!(c, '(' | '[') && matches!(last, ')' | ']') && is_wrapped(name) {
            from += 1;
            to -= 1;
        } else if let Some((before, tail)) = name.rsplit_once('-')
            && from + before.len() >= end
            && (TAILS.binary_search(&tail).is_ok()
                || tail.len() > 2 && table::is_everyday(&tail.to_ascii_lowercase()))
        {
            to = from + before.len();
        } else if let Some((head, rest)) = name.split_once('-')
            && to - rest.len() <= start
            && head.len() > 2
            && (matches!(head, "non" | "anti" | "pre" | "post")
                || table::is_everyday(&head.to_ascii_lowercase()))
        {
            from = to - rest.len();
        } else {
            break;
        }
        if from > start || to < end {
            return None;
        }
    }
    let name = &text[from..to];
    // A comma or a full stop between words is a clause; a number before a hyphen is not.
    let clause = |mark: char| {
        name.match_indices(mark).any(|(at, _)| {
            let before = name[..at].chars().next_back();
            let after = name[at + 1..].chars().next();
            !(before.is_some_and(|c| {
                c.is_ascii_digit()
                    || matches!(
                        c,
                        '\'' | '′' | ')' | ']' | 'N' | 'O' | 'S' | 'R' | 'E' | 'Z' | 'a' | 'H'
                    )
            }) && after.is_some_and(|c| c.is_alphanumeric() || c == '\''))
        })
    };
    if clause(',')
        || clause('.')
        || name.matches(['(', '[', '{']).count() != name.matches([')', ']', '}']).count()
        || !stands_alone(text, from, to)
    {
        return Some((start, end))
            .filter(|_| is_chemical(&text[start..end]) && stands_alone(text, start, end));
    }
    // Two known drugs with a hyphen between are two drugs.
    let drugs = recognition
        .candidates
        .iter()
        .skip(recognition.candidates.partition_point(|candidate| candidate.end <= from))
        .take_while(|candidate| candidate.start < to)
        .filter(|candidate| {
            matches!(candidate.entity, EntityId::Table(_) | EntityId::Site(_))
                && candidate.end - candidate.start > 7
        })
        .count();
    if drugs >= 2 {
        return None;
    }
    // "sodium" belongs to a salt whose name is unknown, "acetate" to an ester.
    if let Some(before) = text[..from].strip_suffix(' ')
        && name.ends_with(['e'])
    {
        let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if METALS.contains(&word.to_ascii_lowercase().as_str())
            && (name.ends_with("ate") || name.ends_with("ide") || name.ends_with("ite"))
        {
            from -= word.len() + 1;
        }
    }
    (spelling_key(&text[from..to]).len() >= 6).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::{TAILS, has_block, is_chemical, is_wrapped};

    #[test]
    fn word_lists_are_sorted() {
        assert!(TAILS.is_sorted());
    }

    #[test]
    fn building_blocks_make_a_name() {
        assert!(
            is_chemical("dimethylaminopyridine")
                && is_chemical("hydroxybutyrolactone")
                && has_block(b"trifluoro")
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

    #[test]
    fn outer_brackets_are_told() {
        assert!(is_wrapped("(1-[2]-x)") && !is_wrapped("(1)-x-(2)"));
    }
}
