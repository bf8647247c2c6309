//! What belongs to a name though no list has it there: the salt, the make, the letters of
//! stereochemistry in front.

use crate::recognise::{Candidate, MatchKind, Recognition};

/// Words for salts, esters and hydrates after a name. Sorted.
const SALTS: &[&str] = &[
    "acetate",
    "alafenamide",
    "anhydrous",
    "axetil",
    "benzoate",
    "besilate",
    "besylate",
    "bicarbonate",
    "bisulfate",
    "bitartrate",
    "bromide",
    "calcium",
    "camsylate",
    "carbonate",
    "chloride",
    "cilexetil",
    "citrate",
    "cypionate",
    "decanoate",
    "dihydrate",
    "dihydrochloride",
    "dimesylate",
    "dinitrate",
    "diphosphate",
    "dipropionate",
    "disodium",
    "disoproxil",
    "edisylate",
    "enanthate",
    "estolate",
    "etexilate",
    "ethylsuccinate",
    "fumarate",
    "furoate",
    "gluconate",
    "hcl",
    "hemihydrate",
    "hyclate",
    "hydrate",
    "hydrobromide",
    "hydrochloride",
    "hydroxide",
    "iodide",
    "isethionate",
    "lactate",
    "lactobionate",
    "magnesium",
    "malate",
    "maleate",
    "medoxomil",
    "mesilate",
    "mesylate",
    "mofetil",
    "monohydrate",
    "mononitrate",
    "naftate",
    "napsylate",
    "nitrate",
    "oxalate",
    "oxide",
    "palmitate",
    "pamoate",
    "phosphate",
    "pivoxil",
    "potassium",
    "propionate",
    "proxetil",
    "sodium",
    "stearate",
    "succinate",
    "sulfate",
    "sulphate",
    "tartrate",
    "tosylate",
    "trihydrate",
    "trometamol",
    "tromethamine",
    "undecanoate",
    "valerate",
    "xinafoate",
];

/// The few salts that even a substance of every day takes ("glycine hydrochloride", but not
/// "dopamine release, sodium").
const FIRM_SALTS: &[&str] = &["hcl", "hydrobromide", "hydrochloride"];

/// Marks of a make after a name, as they are written. Sorted.
const FORMS: &[&str] = &[
    "CR",
    "Consta",
    "DR",
    "DS",
    "Depot",
    "Diskus",
    "EC",
    "ER",
    "HFA",
    "IR",
    "Kerastick",
    "LA",
    "LAR",
    "LP",
    "NS",
    "ODT",
    "OROS",
    "PM",
    "Relprevv",
    "Retard",
    "SR",
    "SolTab",
    "Soltab",
    "Sustenna",
    "TTS",
    "Trinza",
    "XL",
    "XR",
    "XT",
    "Zydis",
    "depot",
    "retard",
];

/// The longest run of characters in front of a name that may belong to it, in bytes.
const LONGEST_PREFIX: usize = 24;

/// Widens a mention by the salts behind it.
pub(crate) fn extend_by_salts(recognition: &Recognition<'_>, candidate: &mut Candidate) {
    while matches!(recognition.gap_after(candidate.last), " " | "\n" | "\u{a0}") {
        let word = recognition.written(candidate.last + 1).to_ascii_lowercase();
        let list = if candidate.ambient { FIRM_SALTS } else { SALTS };
        if list.binary_search(&word.as_str()).is_err() {
            break;
        }
        candidate.last += 1;
        candidate.end = recognition.tokens[candidate.last].end as usize;
    }
}

/// Widens a mention by what belongs to it, at most back to `floor`.
pub(crate) fn extend_by_affixes(
    recognition: &Recognition<'_>,
    candidate: &mut Candidate,
    floor: usize,
) {
    extend_by_salts(recognition, candidate);
    if !matches!(candidate.match_kind, MatchKind::Code | MatchKind::Stem)
        && matches!(recognition.gap_after(candidate.last), " " | "-" | "\u{a0}")
        && FORMS.binary_search(&recognition.written(candidate.last + 1)).is_ok()
    {
        candidate.last += 1;
    }
    candidate.end = recognition.tokens[candidate.last].end as usize;
    candidate.start = start_with_prefix(recognition.text, candidate.start, floor);
    candidate.start = start_with_metal(recognition.text, candidate, floor);
    // A bracket that opens inside the name closes behind it: "CaCl(2)".
    let name = &recognition.text[candidate.start..candidate.end];
    if name.matches('(').count() > name.matches(')').count()
        && recognition.text[candidate.end..].starts_with(')')
    {
        candidate.end += 1;
    }
    // A bracket that closes inside the name opens before it: "(S)-ketamine".
    let name = &recognition.text[candidate.start..candidate.end];
    let unopened = name.matches(')').count() > name.matches('(').count();
    if unopened && recognition.text[..candidate.start].ends_with('(') && candidate.start > floor {
        candidate.start -= 1;
    }
}

/// Where a name begins when what stands in front of its hyphen belongs to it.
fn start_with_prefix(text: &str, start: usize, floor: usize) -> usize {
    let from = text.floor_char_boundary(start.saturating_sub(LONGEST_PREFIX)).max(floor);
    let Some(before) = text.get(from..start) else { return start };
    let Some(before) = before.strip_suffix(['-', '\u{2010}', '\u{2011}', '\u{2013}']) else {
        return start;
    };
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let word_start = from + before.len() - word.len();
    // The whole word in front, else what follows one of its brackets or strokes.
    let parts = word
        .char_indices()
        .filter(|(_, c)| matches!(c, '(' | '/' | ',' | '[' | ';'))
        .map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(parts)
        .find(|at| is_prefix(&word[*at..]))
        .map_or(start, |at| word_start + at)
}

/// Where a salt begins that the table has without its metal: "sodium nitroprusside".
fn start_with_metal(text: &str, candidate: &Candidate, floor: usize) -> usize {
    let name = &text[candidate.start..candidate.end];
    if candidate.ambient || !["ate", "ide", "ite"].iter().any(|ending| name.ends_with(ending)) {
        return candidate.start;
    }
    let Some(before) = text[floor..candidate.start].strip_suffix(' ') else {
        return candidate.start;
    };
    let word = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let metal = matches!(
        word.to_ascii_lowercase().as_str(),
        "sodium" | "disodium" | "potassium" | "ammonium"
    );
    if metal { candidate.start - 1 - word.len() } else { candidate.start }
}

/// Whether letters or numbers in front of a hyphen say where atoms sit, or which mirror image is
/// meant.
fn is_prefix(prefix: &str) -> bool {
    if matches!(
        prefix,
        "cis"
            | "trans"
            | "rac"
            | "alpha"
            | "beta"
            | "Alpha"
            | "Beta"
            | "gamma"
            | "tert"
            | "sec"
            | "iso"
            | "nor"
            | "ortho"
            | "meta"
            | "para"
            | "des"
            | "bis"
    ) {
        return true;
    }
    let inner = prefix.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(prefix);
    if matches!(
        inner,
        "+" | "-"
            | "±"
            | "+/-"
            | "\u{2212}"
            | "\u{2013}"
            | "dl"
            | "DL"
            | "d"
            | "l"
            | "d,l"
            | "D,L"
            | "3H"
            | "14C"
            | "125I"
            | "11C"
            | "18F"
            | "[3H]"
    ) {
        return true;
    }
    // Locants and descriptors with commas between: "2R,6R", "3,4", "N,N", "R", "3'".
    !inner.is_empty()
        && inner.split(',').all(|part| {
            let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = part.len() - letters.len();
            let letters = letters.trim_end_matches(['\'', '′', '(', ')', '+', '-', '*']);
            digits <= 2
                && match letters {
                    "" => digits > 0,
                    "R" | "S" | "E" | "Z" | "N" | "O" | "D" | "L" | "p" | "o" | "m" | "n" | "α"
                    | "β" | "γ" | "δ" | "a" | "b" | "H" => true,
                    "R(" | "S(" => true,
                    _ => false,
                }
        })
}

#[cfg(test)]
mod tests {
    use super::{FIRM_SALTS, FORMS, SALTS, is_prefix};

    #[test]
    fn word_lists_are_sorted() {
        assert!(SALTS.is_sorted() && FORMS.is_sorted() && FIRM_SALTS.is_sorted());
    }

    #[test]
    fn prefixes_say_where_atoms_sit() {
        for prefix in ["(S)", "2R,6R", "N,N", "(+/-)", "d", "α", "3", "cis", "(R,S)"] {
            assert!(is_prefix(prefix), "{prefix}");
        }
        for prefix in ["", "placebo", "TRD", "anti", "(MDP)", ","] {
            assert!(!is_prefix(prefix), "{prefix}");
        }
    }
}
