//! What the words around a name say: "dopamine receptor", "serum calcium" and "gold standard" do
//! not mention a drug, although they contain the name of one.
//!
//! The rules were derived from the development texts; the word lists are in
//! `data/words/context.txt` and `data/words/substances.txt`. README.md says how both are validated.

use crate::candidate::{Candidate, MatchKind};
use crate::recognition::Recognition;
use crate::span::is_in_address;
use crate::word_lists::WORDS;

/// The longest name of an enzyme after the hyphen of "glutathione-S-transferase", in bytes.
const LONGEST_ENZYME: usize = 40;

/// Whether the name means something else here. May extend a class by "drugs" or "agents".
pub(crate) fn has_other_meaning(recognition: &Recognition<'_>, candidate: &mut Candidate) -> bool {
    let gap = recognition.gap_after(candidate.last);
    let is_adjacent =
        matches!(gap, " " | "-" | "\n" | "\u{a0}" | "\u{2010}" | "\u{2011}" | "\u{2013}");
    let next = if is_adjacent {
        recognition.written(candidate.last + 1).to_ascii_lowercase()
    } else {
        String::new()
    };
    if candidate.is_class {
        if matches!(gap, " " | "\n" | "\u{a0}") && WORDS.class_nouns.contains(&next) {
            candidate.last += 1;
            candidate.end = recognition.tokens[candidate.last].end as usize;
            return false;
        }
        // "SSRIs like sertraline" names the class; "benzodiazepine-like" only compares with it.
        let is_comparison = next == "like" && !matches!(gap, "-" | "\u{2010}" | "\u{2011}");
        return WORDS.class_qualities.contains(&next) && !is_comparison;
    }
    if candidate.match_kind == MatchKind::Code {
        return is_in_address(recognition.text, candidate.start)
            || !recognition.name_of(candidate).contains(char::is_uppercase);
    }
    WORDS.targets.contains(&next)
        || candidate.ambient && is_subtype(recognition, candidate)
        || WORDS.idioms.contains(&next)
        || is_material(recognition, candidate, &next)
        || WORDS.tests.contains(&next)
        || next == "suppression" && recognition.written(candidate.last + 2).starts_with("test")
        || is_enzyme(recognition.text, candidate.end)
        || next == "like" && WORDS.like_factors.contains(recognition.written(candidate.last + 2))
        || is_of_the_body(recognition, candidate, &next)
}

/// Whether the substance is the material of a thing: "lithium battery", "lithium-ion cells".
/// "Lithium ions" on their own may be the drug.
fn is_material(recognition: &Recognition<'_>, candidate: &Candidate, next: &str) -> bool {
    let last = candidate.last;
    // "Lithium iron phosphate": the iron belongs to the same thing.
    let name = recognition.name_of(candidate).to_ascii_lowercase();
    let continues = recognition.candidates.last().is_some_and(|before| {
        before.rejected && before.last + 1 == candidate.first && candidate.start == before.end + 1
    });
    if continues && WORDS.ion_forms.contains(&name) {
        return true;
    }
    // "An iron will", "a gold card": of a substance that is taken there is no "a", unless its
    // dosage form follows.
    let before = candidate.first.checked_sub(1).map_or("", |before| recognition.written(before));
    if candidate.ambient && matches!(before, "a" | "an" | "A" | "An") {
        let canonical = recognition.canonical_name(candidate.entity);
        let is_metal = canonical == "iron" || WORDS.everyday_substances.contains(canonical);
        if is_metal && !WORDS.given_forms.contains(next) && !WORDS.processes.contains(next) {
            return true;
        }
    }
    if WORDS.ion_forms.contains(next) {
        let is_compound = matches!(recognition.gap_after(last), "-" | "\u{2010}" | "\u{2011}");
        let after = recognition.written(last + 2).to_ascii_lowercase();
        return is_compound && next == "ion"
            || WORDS.materials.contains(&after)
            || matches!(after.as_str(), "cell" | "cells" | "phosphate");
    }
    WORDS.materials.contains(next)
}

/// Whether a substance or hormone that the body makes is meant as such, not as a drug. `next` is
/// the adjacent word after it in lower case.
fn is_of_the_body(recognition: &Recognition<'_>, candidate: &Candidate, next: &str) -> bool {
    let canonical = recognition.canonical_name(candidate.entity);
    let may_be = candidate.ambient || WORDS.hormones.contains(canonical);
    if may_be && is_transported(recognition, candidate)
        || canonical == "D-glucose" && !is_given_glucose(recognition, candidate, next)
    {
        return true;
    }
    if !may_be || candidate.ambient && WORDS.discussed_substances.contains(canonical) {
        return false;
    }
    // "norepinephrine and dopamine levels": what applies to the second applies to the first.
    let is_slash = recognition.gap_after(candidate.last) == "/";
    let is_process = if matches!(next, "and" | "or") || is_slash {
        let after = recognition.written(candidate.last + if is_slash { 2 } else { 3 });
        WORDS.processes.contains(&after.to_ascii_lowercase())
    } else {
        WORDS.processes.contains(next)
    };
    is_process
        || candidate.first > 0
            && recognition.gap_after(candidate.first - 1) == " "
            && WORDS.sites.contains(&recognition.written(candidate.first - 1).to_ascii_lowercase())
}

/// Whether the following text makes a name that of a receptor: "GABA-A", "5-HT(2A)",
/// "(NMDA) receptor".
fn is_subtype(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let last = candidate.last;
    let after = recognition.written(last + 1);
    let is_number = |written: &str| written.bytes().all(|byte| byte.is_ascii_digit());
    match recognition.gap_after(last) {
        "-" | "\u{2010}" | "\u{2011}" | "(" => {
            matches!(after, "A" | "B" | "C")
                || after.len() <= 2 && is_number(after) && recognition.gap_after(last) == "("
        }
        " " => {
            // "dopamine D2 receptors", "serotonin 5-HT2A", "inositol 1,4,5-trisphosphate",
            // "adenosine 3':5'-cyclic phosphate".
            let number = recognition.written(last + 2);
            let gap = recognition.gap_after(last + 1);
            let is_letter = after.len() == 1
                && after.bytes().all(|byte| byte.is_ascii_uppercase())
                && gap.is_empty();
            is_letter && !number.is_empty() && is_number(number)
                || is_number(after)
                    && (number == "HT" || gap.starts_with([',', '\'', '′']) && !gap.contains(' '))
        }
        ") " => matches!(after, "receptor" | "receptors"),
        // The long form before its abbreviation: "N-methyl-D-aspartate (NMDA) receptor".
        " (" => {
            matches!(recognition.gap_after(last + 1), ") ")
                && matches!(recognition.written(last + 2), "receptor" | "receptors")
        }
        _ => false,
    }
}

/// Whether a name is the beginning of the name of an enzyme: "glutathione-S-transferase".
fn is_enzyme(text: &str, end: usize) -> bool {
    let rest = &text[end..];
    if !rest.starts_with('-') {
        return false;
    }
    // Only so many bytes are searched: a long chain of hyphens would take quadratic time.
    let length = rest
        .bytes()
        .take(LONGEST_ENZYME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        .count();
    let word = &rest[..length];
    word.ends_with("ase") || word.ends_with("ases")
}

/// Whether the text says that the body moves the substance: "release of", "uptake of".
fn is_transported(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    candidate.first >= 2
        && recognition.written(candidate.first - 1) == "of"
        && WORDS.transports.contains(recognition.written(candidate.first - 2))
}

/// Whether the text says that glucose is given as a drug. Otherwise it is that of the blood.
fn is_given_glucose(recognition: &Recognition<'_>, candidate: &Candidate, next: &str) -> bool {
    let before = match candidate.first.checked_sub(1) {
        Some(before) => recognition.written(before).to_ascii_lowercase(),
        None => String::new(),
    };
    WORDS.glucose_forms.contains(next)
        || WORDS.glucose_routes.contains(&before)
        || recognition.text[..candidate.start].trim_end().ends_with('%')
}
