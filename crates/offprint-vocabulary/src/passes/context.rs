//! What the words around a name say: a receptor, an enzyme or a laboratory value is no drug, though
//! it bears its name.

use crate::recognise::{Candidate, MatchKind, Recognition};

/// Words after any name that make it a target or a class of its own. Sorted.
const TARGETS: &[&str] = &[
    "agonist",
    "agonists",
    "antagonist",
    "antagonists",
    "antibodies",
    "antibody",
    "binding",
    "blocker",
    "blockers",
    "channel",
    "channels",
    "dehydrogenase",
    "esterase",
    "gene",
    "genes",
    "inhibitor",
    "inhibitors",
    "oxidase",
    "receptor",
    "receptors",
    "reductase",
    "reuptake",
    "synthase",
    "time",
    "transporter",
    "transporters",
];

/// Words after a substance of the body that make it a process or a value there. Sorted.
const PROCESSES: &[&str] = &[
    "accumulation",
    "activity",
    "agonist",
    "agonists",
    "aminotransferase",
    "antagonist",
    "antagonists",
    "atpase",
    "balance",
    "binding",
    "biosynthesis",
    "blockade",
    "blocker",
    "blockers",
    "blocking",
    "buffer",
    "buffered",
    "channel",
    "channels",
    "clearance",
    "concentration",
    "concentrations",
    "consumption",
    "content",
    "contents",
    "cycle",
    "decarboxylase",
    "deficiency",
    "dehydrogenase",
    "dependent",
    "depletion",
    "disturbances",
    "efflux",
    "entry",
    "esterase",
    "excretion",
    "flux",
    "gap",
    "gradient",
    "homeostasis",
    "hydroxylase",
    "imbalance",
    "influx",
    "inhibitor",
    "inhibitors",
    "intake",
    "intolerance",
    "ion",
    "ions",
    "kinase",
    "level",
    "levels",
    "load",
    "loss",
    "metabolism",
    "mobilization",
    "neurons",
    "neurotransmission",
    "overload",
    "oxidase",
    "pathway",
    "pathways",
    "phosphatase",
    "phosphokinase",
    "phosphorylation",
    "pool",
    "pools",
    "production",
    "pump",
    "reabsorption",
    "receptor",
    "receptors",
    "reductase",
    "release",
    "residue",
    "residues",
    "resistance",
    "response",
    "retention",
    "reuptake",
    "saturation",
    "secretion",
    "sensitivity",
    "signal",
    "signaling",
    "signalling",
    "species",
    "stores",
    "supply",
    "syndrome",
    "synthase",
    "synthesis",
    "system",
    "systems",
    "time",
    "tolerance",
    "transferase",
    "transporter",
    "transporters",
    "turnover",
    "uptake",
];

/// Words before a substance of the body that make it a value. Sorted.
const PLACES: &[&str] = &[
    "blood",
    "brain",
    "cellular",
    "cerebral",
    "cerebrospinal",
    "circulating",
    "cytosolic",
    "elemental",
    "endogenous",
    "extracellular",
    "fasting",
    "hepatic",
    "intracellular",
    "ionized",
    "pancreatic",
    "plasma",
    "reactive",
    "salivary",
    "serum",
    "striatal",
    "synaptic",
    "tissue",
    "total",
    "urinary",
    "urine",
];

/// Nouns that widen a class before them: "antihypertensive drugs".
const HEADS: &[&str] = &[
    "drug",
    "drugs",
    "agent",
    "agents",
    "medication",
    "medications",
    "medicine",
    "medicines",
    "preparations",
    "products",
    "derivatives",
    "compounds",
    "analgesics",
];

/// Words after the name of a class that make it a quality: "anticholinergic effects", "ergot-type".
const QUALITIES: &[&str] = &[
    "action",
    "actions",
    "activity",
    "cell",
    "cells",
    "depleting",
    "depletion",
    "effect",
    "effects",
    "efficacy",
    "like",
    "poisoning",
    "potency",
    "properties",
    "property",
    "receptor",
    "receptors",
    "symptoms",
    "synthesis",
    "toxicity",
    "type",
];

/// Hormones and the like: the body's own, and given as drugs. Sorted.
const HORMONES: &[&str] = &[
    "calcitonin",
    "corticotropin",
    "epinephrine",
    "erythropoietin",
    "estradiol",
    "glucagon",
    "heparin",
    "hydrocortisone",
    "insulin",
    "levothyroxine",
    "liothyronine",
    "melatonin",
    "norepinephrine",
    "oxytocin",
    "progesterone",
    "prolactin",
    "somatostatin",
    "somatropin",
    "testosterone",
    "thyroxine",
    "vasopressin",
];

/// Transmitters and values of the blood, which a text may well be about: only receptors and the
/// like are something else.
const BODY: &[&str] = &[
    "NMDA",
    "acetylcholine",
    "cholesterol",
    "creatinine",
    "dopamine",
    "gamma-Aminobutyric acid",
    "glutamic acid",
    "histamine",
    "nitric oxide",
    "serotonin",
];

/// Whether the name means something else here. May widen a class by "drugs" or "agents".
pub(crate) fn has_other_meaning(recognition: &Recognition<'_>, candidate: &mut Candidate) -> bool {
    let gap = recognition.gap_after(candidate.last);
    let near = matches!(gap, " " | "-" | "\n" | "\u{a0}" | "\u{2010}" | "\u{2011}" | "\u{2013}");
    let next = if near {
        recognition.written(candidate.last + 1).to_ascii_lowercase()
    } else {
        String::new()
    };
    let next = next.as_str();
    if candidate.class {
        if matches!(gap, " " | "\n" | "\u{a0}") && HEADS.contains(&next) {
            candidate.last += 1;
            candidate.end = recognition.tokens[candidate.last].end as usize;
            return false;
        }
        return QUALITIES.contains(&next);
    }
    if candidate.match_kind == MatchKind::Code {
        return is_address(recognition.text, candidate.start)
            || !recognition.text[candidate.start..candidate.end].contains(char::is_uppercase);
    }
    if TARGETS.contains(&next) || candidate.ambient && is_subtype(recognition, candidate) {
        return true;
    }
    if matches!(
        next,
        "standard"
            | "standards"
            | "medal"
            | "medals"
            | "medalist"
            | "medallist"
            | "rush"
            | "lining"
            | "bullet"
            | "mine"
            | "mining"
            | "price"
            | "prices"
            | "card"
    ) {
        return true;
    }
    if matches!(
        next,
        "test"
            | "tests"
            | "breath"
            | "ergic"
            | "sensitizer"
            | "sensitizers"
            | "sensitiser"
            | "sensitisers"
    ) || next == "suppression" && recognition.written(candidate.last + 2).starts_with("test")
        || is_enzyme(recognition.text, candidate.end)
    {
        return true;
    }
    let canonical = recognition.canonical(candidate.entity);
    if (candidate.ambient || HORMONES.contains(&canonical))
        && is_transported(recognition, candidate)
    {
        return true;
    }
    if canonical == "D-glucose" && !is_given(recognition, candidate, next) {
        return true;
    }
    let shared;
    let next = if matches!(next, "and" | "or") || gap == "/" {
        // "norepinephrine and dopamine levels": what the second is, the first is too.
        shared = recognition
            .written(candidate.last + if gap == "/" { 2 } else { 3 })
            .to_ascii_lowercase();
        shared.as_str()
    } else {
        next
    };
    if candidate.ambient && BODY.contains(&canonical) {
        return false;
    }
    if (candidate.ambient || HORMONES.contains(&canonical)) && PROCESSES.contains(&next) {
        return true;
    }
    (candidate.ambient || HORMONES.contains(&canonical))
        && candidate.first > 0
        && recognition.gap_after(candidate.first - 1) == " "
        && {
            let before = recognition.written(candidate.first - 1).to_ascii_lowercase();
            PLACES.contains(&before.as_str())
        }
}

/// Whether what follows makes a name that of a receptor: "GABA-A", "5-HT(2A)", "(NMDA) receptor".
fn is_subtype(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    let after = recognition.written(candidate.last + 1);
    match recognition.gap_after(candidate.last) {
        "-" | "\u{2010}" | "\u{2011}" | "(" => {
            matches!(after, "A" | "B" | "C")
                || after.len() <= 2
                    && after.bytes().all(|byte| byte.is_ascii_digit())
                    && recognition.gap_after(candidate.last) == "("
        }
        " " => {
            // "dopamine D2 receptors", "serotonin 5-HT2A", "inositol 1,4,5-trisphosphate",
            // "adenosine 3':5'-cyclic phosphate".
            let number = recognition.written(candidate.last + 2);
            let letter = after.len() == 1
                && after.bytes().all(|byte| byte.is_ascii_uppercase())
                && recognition.gap_after(candidate.last + 1).is_empty();
            let digits = after.bytes().all(|byte| byte.is_ascii_digit());
            letter && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
                || digits
                    && (number == "HT"
                        || recognition.gap_after(candidate.last + 1).starts_with([',', '\'', '′'])
                            && !recognition.gap_after(candidate.last + 1).contains(' '))
        }
        ") " => matches!(after, "receptor" | "receptors"),
        // The long form before its abbreviation: "N-methyl-D-aspartate (NMDA) receptor".
        " (" => {
            matches!(recognition.gap_after(candidate.last + 1), ") ")
                && matches!(recognition.written(candidate.last + 2), "receptor" | "receptors")
        }
        _ => false,
    }
}

/// Whether a name is the beginning of an enzyme's: "glutathione-S-transferase".
fn is_enzyme(text: &str, end: usize) -> bool {
    text[end..].starts_with('-') && {
        let rest = &text[end..];
        let word = &rest[..rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(rest.len())
            .min(40)];
        word.ends_with("ase") || word.ends_with("ases")
    }
}

/// Whether the body is said to move the substance: "release of", "uptake of".
fn is_transported(recognition: &Recognition<'_>, candidate: &Candidate) -> bool {
    candidate.first >= 2
        && recognition.written(candidate.first - 1) == "of"
        && matches!(
            recognition.written(candidate.first - 2),
            "release"
                | "reuptake"
                | "uptake"
                | "secretion"
                | "excretion"
                | "turnover"
                | "reabsorption"
                | "biosynthesis"
        )
}

/// Whether a sugar is said to be given: else it is that of the blood.
fn is_given(recognition: &Recognition<'_>, candidate: &Candidate, next: &str) -> bool {
    let before = if candidate.first > 0 {
        recognition.written(candidate.first - 1).to_ascii_lowercase()
    } else {
        String::new()
    };
    matches!(
        next,
        "infusion"
            | "infusions"
            | "injection"
            | "load"
            | "loading"
            | "overload"
            | "solution"
            | "solutions"
            | "tablets"
            | "gel"
            | "drink"
    ) || matches!(
        before.as_str(),
        "oral" | "intravenous" | "iv" | "hypertonic" | "exogenous" | "administered"
    ) || recognition.text[..candidate.start].trim_end().ends_with('%')
}

/// Whether a place in the text is inside an address or a DOI.
pub(crate) fn is_address(text: &str, at: usize) -> bool {
    let from = text.floor_char_boundary(at.saturating_sub(80));
    let word = text[from..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://")
        || word.contains("www.")
        || word.contains("doi")
        || (word.contains("10.") && word.contains('/'))
}
