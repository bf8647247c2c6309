//! Research codes that no list has: `MIJ821`, `AXS-05`, `Ro 25-6981`.
//!
//! Letters and digits alone prove nothing: genes, receptors, cell lines, scales, grants and
//! registries are written alike. So a code must look like a company's, must not be one of those,
//! and must stand where drugs stand.

use crate::passes::context::is_address;
use crate::passes::dictionary::stands_alone;
use crate::recognise::{Candidate, MatchKind, Recognition};
use crate::token::TokenShape;

/// Letters before a number that are never a company's. Sorted.
const NOT_COMPANIES: &[&str] = &[
    "ABC", "AD", "ADAM", "ADAMTS", "AKT", "AM", "APRIL", "ASCII", "ASTM", "BAC", "BAX", "BC",
    "BCL", "BDI", "BDNF", "BM", "BMI", "BMP", "BRCA", "BSA", "CA", "CAD", "CAS", "CB", "CCK",
    "CCL", "CD", "CDK", "CGI", "CHEMBL", "CHO", "CI", "CID", "CINP", "COL", "COS", "COVID", "COX",
    "CPM", "CRF", "CRL", "CT", "CTLA", "CXCL", "CXCR", "CYP", "DB", "DNA", "DOI", "DQ", "DR",
    "DSM", "EC", "ED", "EGF", "EGFR", "EMA", "EN", "EPQ", "EQ", "ERK", "ET", "EU", "EUR", "EV",
    "FDA", "FEV", "FGF", "FIG", "FM", "FOX", "FY", "GAD", "GB", "GBP", "GDP", "GHZ", "GI", "GLP",
    "GLUT", "GMT", "GRADE", "GRCH", "GSE", "GSK3", "GSM", "HADS", "HAM", "HAMA", "HAMD", "HBV",
    "HCT", "HCV", "HD", "HDRS", "HEK", "HEP", "HER", "HHV", "HIV", "HL", "HLA", "HPLC", "HPV",
    "HR", "HRSD", "HSP", "HSV", "HT", "HTLV", "HTTP", "HZ", "IC", "ICD", "ID", "IDS", "IFN", "IGF",
    "IL", "INR", "IOS", "IQ", "IR", "ISBN", "ISO", "ISRCTN", "ISSN", "JAK", "JULY", "JUNE", "KHZ",
    "KIF", "KRAS", "LC", "LD", "LGA", "LOT", "MADRS", "MAPK", "MARCH", "MAY", "MCF", "MCP", "MDR",
    "MH", "MHC", "MHZ", "MIP", "MMP", "MMSE", "MOCA", "MP", "MRI", "MRP", "MS", "MUC", "NCT", "NF",
    "NFKB", "NIH", "NL", "NMR", "NO", "NSC", "NT", "NYHA", "NYSE", "OATP", "OCT", "OMIM", "ORCID",
    "PA", "PANSS", "PAR", "PARP", "PC", "PCR", "PD1", "PDB", "PDE", "PET", "PG", "PGE", "PGF",
    "PHASE", "PHQ", "PM", "PMC", "PMID", "PO", "POMS", "PROM", "PS", "PTEN", "QIDS", "QT", "RAW",
    "REF", "RFC", "RHO", "RNA", "RRID", "RS", "RTX", "SAE", "SARS", "SD", "SEC", "SF", "SGLT",
    "SIRT", "SK", "SLC", "SMAD", "SNP", "SOD", "SOX", "ST", "STAT", "STEP", "SW", "TAAR", "TCR",
    "TGF", "TH", "TLC", "TLR", "TNF", "TRP", "TRPA", "TRPM", "TRPV", "TYPE", "UGT", "UK", "UN",
    "UNII", "US", "USA", "USB", "USD", "USP", "UTC", "UTF", "UV", "VEGF", "VOL", "WHO", "WHOQOL",
    "WI", "WO", "XII", "YMRS",
];

/// Words about drugs: one of them must be near. All are lower case; the beginning of a word is
/// enough.
const CUES: &[&str] = &[
    "administ",
    "affinity",
    "agonist",
    "analgesi",
    "analog",
    "antagon",
    "antidepress",
    "antipsychot",
    "blocker",
    "candidate",
    "compound",
    "derivative",
    "dosage",
    "dose",
    "dosing",
    "drug",
    "efficac",
    "infus",
    "inhibit",
    "inject",
    "investigational",
    "ligand",
    "medication",
    "metabolite",
    "mg",
    "modulator",
    "molecule",
    "monotherap",
    "opener",
    "oral",
    "placebo",
    "potency",
    "potent",
    "selective",
    "pharmaco",
    "pretreat",
    "therap",
    "treat",
];

/// How far away a cue may be, in bytes.
const NEAR: usize = 90;

/// How far away it may be of a code of two digits, which proves less.
const CLOSE: usize = 30;

/// A new code at a free token.
pub(crate) fn match_code_at(
    recognition: &mut Recognition<'_>,
    at: usize,
    limit: usize,
) -> Option<Candidate> {
    let letters = recognition.tokens[at];
    if letters.shape != TokenShape::Word
        || at + 1 >= limit
        || recognition.tokens[at + 1].shape != TokenShape::Number
    {
        return None;
    }
    let prefix = recognition.written(at);
    if prefix.len() > 5
        || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) && !is_company(prefix)
    {
        return None;
    }
    let last = end_of_code(recognition, at, limit)?;
    let (start, end) = (letters.start as usize, recognition.tokens[last].end as usize);
    let text = recognition.text;
    if !stands_alone(text, start, end)
        || text[..start].ends_with(['-', '_', '/', '#', '@', '.', '\u{2010}', '\u{2011}'])
        || text[end..].starts_with(['_', '@'])
        || NOT_COMPANIES.binary_search(&prefix.to_ascii_uppercase().as_str()).is_ok()
        || is_address(text, start)
        || !is_known_maker(prefix, end - start)
            && !has_cue(
                text,
                start,
                end,
                if end_is_short(recognition, at, last) { CLOSE } else { NEAR },
            )
    {
        return None;
    }
    let name = text[start..end].to_owned();
    let entity = recognition.new_entity(&name);
    Some(Candidate {
        start,
        end,
        first: at,
        last,
        entity,
        class: false,
        match_kind: MatchKind::NewCode,
        ambient: false,
        ambiguous: false,
        dropped: false,
    })
}

/// Prefixes that only makers of drugs use: with four digits or more they need no cue. Sorted.
const MAKERS: &[&str] = &[
    "ABT", "ACP", "AGN", "ALKS", "AMG", "AZD", "BAY", "BIIB", "BMS", "CERC", "CGP", "COMP", "DSP",
    "GSK", "ICI", "JNJ", "LY", "MDL", "NBI", "ORG", "PF", "PNU", "RO", "SAR", "SCH", "SEP", "SKF",
    "SSR", "SUVN", "TAK", "WAY",
];

fn is_known_maker(prefix: &str, length: usize) -> bool {
    length >= prefix.len() + 4 && MAKERS.binary_search(&prefix).is_ok()
}

/// Companies' prefixes that are not all in capitals.
fn is_company(prefix: &str) -> bool {
    matches!(prefix, "Ro" | "Org" | "Hoe" | "Bay" | "Wy" | "Lu" | "Sch" | "Abt" | "Sar" | "Pfi")
}

/// The last token of what looks like a code and begins at `at`, by the lengths of its parts.
fn end_of_code(recognition: &Recognition<'_>, at: usize, limit: usize) -> Option<usize> {
    let number = at + 1;
    let written = |token: usize| if token < limit { recognition.written(token) } else { "" };
    let is_number =
        |token: usize| token < limit && recognition.tokens[token].shape == TokenShape::Number;
    let joint = recognition.gap_after(at);
    if !matches!(joint, "" | "-" | " " | "\u{2010}" | "\u{2011}" | "\u{a0}") {
        return None;
    }
    let digits = written(number).len();
    let prefix = written(at).len();
    let spaced = matches!(joint, " " | "\u{a0}");
    let mut last = number;
    let mut total = digits;
    let next = recognition.gap_after(number);
    // "L-655,708": thousands are marked in Merck's old codes, which have one to three letters and a
    // hyphen.
    if next == ","
        && is_number(number + 1)
        && written(number + 1).len() == 3
        && (1..=3).contains(&digits)
    {
        if !matches!(joint, "-" | "\u{2010}" | "\u{2011}") {
            return None;
        }
        last = number + 1;
        total += 3;
    } else if matches!(next, "-" | "\u{2010}" | "\u{2011}")
        && is_number(number + 1)
        && digits <= 3
        && written(number + 1).len() >= 3
    {
        // "Ro 25-6981", "ADL 8-2698".
        last = number + 1;
        total += written(number + 1).len();
    }
    // One or two letters may end it: "SR141716A".
    if recognition.gap_after(last).is_empty()
        && last + 1 < limit
        && recognition.tokens[last + 1].shape == TokenShape::Word
    {
        let tail = written(last + 1);
        if tail.len() > 2 || !tail.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        last += 1;
    }
    if matches!(recognition.gap_after(last), "-" | "\u{2010}" | "\u{2011}" | "," | ".")
        && is_number(last + 1)
        && recognition.gap_after(last) != "-"
    {
        return None;
    }
    let year = total == 4 && matches!(written(number).get(..2), Some("19" | "20"));
    let enough = match (prefix, total) {
        (_, 0 | 1) => false,
        (1, 2 | 3) => false,
        (1, _) => total >= 5 || joint == "-",
        // Two digits are few: only with a hyphen, as "AXS-05".
        (_, 2) => joint == "-" && prefix >= 3,
        _ => true,
    };
    (enough && total <= 8 && !year && !(spaced && total < 4)).then_some(last)
}

/// Whether a code has two digits and no leading nought.
fn end_is_short(recognition: &Recognition<'_>, at: usize, last: usize) -> bool {
    last == at + 1
        && recognition.written(last).len() == 2
        && !recognition.written(last).starts_with('0')
}

/// Whether a word about drugs is near.
fn has_cue(text: &str, start: usize, end: usize, reach: usize) -> bool {
    let from = text.floor_char_boundary(start.saturating_sub(reach));
    let to = text.ceil_char_boundary((end + reach).min(text.len()));
    [&text[from..start], &text[end..to]].into_iter().any(|near| {
        near.split(|c: char| !c.is_alphabetic()).any(|word| {
            let word = word.to_ascii_lowercase();
            word == "mg" || CUES.iter().any(|cue| *cue != "mg" && word.starts_with(cue))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{MAKERS, NOT_COMPANIES};

    #[test]
    fn prefixes_are_sorted() {
        assert!(NOT_COMPANIES.is_sorted() && MAKERS.is_sorted());
    }
}
