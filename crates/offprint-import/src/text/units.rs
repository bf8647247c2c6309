//! Numbers with units of measurement: doses, times, concentrations.
//!
//! Must not know what else a line is.

/// Whether a text begins with a unit of measurement.
pub(crate) fn is_unit(text: &str) -> bool {
    const UNITS: [&str; 30] = [
        "mg", "g", "kg", "µg", "μg", "mcg", "ng", "ml", "mL", "l", "L", "dl", "mmol", "mol", "IU",
        "U", "mm", "cm", "m", "km", "h", "min", "s", "Hz", "mSv", "Gy", "kcal", "kJ", "mmHg",
        "bpm",
    ];
    let end = text.find(|character: char| !character.is_alphabetic()).unwrap_or(text.len());
    UNITS.contains(&&text[..end])
}

/// Whether a text contains a number with a unit: `1–2 mg`, `50 mL/min`, `40 %`. `£105m` is money.
pub(super) fn has_measure(text: &str) -> bool {
    text.char_indices().any(|(at, sign)| {
        let rest = &text[at + sign.len_utf8()..];
        let rest = rest.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or(rest);
        let number = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
        let is_money = || text[..at].trim_end_matches(number).ends_with(['£', '$', '€', '¥']);
        sign.is_ascii_digit() && (rest.starts_with('%') || is_unit(rest)) && !is_money()
    })
}

#[cfg(test)]
mod tests {
    use super::has_measure;

    #[test]
    fn numbers_with_units_are_measures() {
        for text in
            ["Lorazepam 1–2 mg", "max. 4 mg/24 h", "CrCl <50 mL/min", "40 %", "5mg", "0,5 µg"]
        {
            assert!(has_measure(text), "{text}");
        }
        for text in [
            "Step 1: oral",
            "5 ways to sleep",
            "Phase 3",
            "mg",
            "£105m",
            "$1.5m",
            "2024 Meeting",
            "3 groups",
        ] {
            assert!(!has_measure(text), "{text}");
        }
    }
}
