//! Numbers whose exponent was raised on the page and is not in a copied text: `3.5 × 10⁹/L` becomes
//! `3.5 × 109/L`.
//!
//! Nothing decides what such a number was, so they are only found. It must not change the text.

use crate::article::{Loss, LossKind};

use super::line::TextLine;

/// The powers of ten in the kept lines that may have lost their exponent.
pub(super) fn lost_exponents(lines: &[TextLine], kept: &[bool]) -> Vec<Loss> {
    let texts = lines.iter().zip(kept).filter(|(_, kept)| **kept).map(|(line, _)| &line.text);
    texts
        .flat_map(|text| flat_powers(text))
        .map(|name| Loss { kind: LossKind::Exponent, name: name.to_owned(), line: None })
        .collect()
}

/// The products with a power of ten that has no raised exponent: `4 × 10−3`, `2 x 109/L`.
fn flat_powers(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, sign) in text.match_indices(['×', 'x', '·', '*']) {
        let rest = &text[at + sign.len()..];
        let power = rest.trim_start();
        let factor_end = text[..at].trim_end().len();
        let is_factor = |sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',');
        let factor_start = text[..factor_end].trim_end_matches(is_factor).len();
        // A letter before the factor makes it a name: `A1x10`.
        let is_number =
            factor_start < factor_end && !text[..factor_start].ends_with(char::is_alphabetic);
        let Some(length) = flat_power_length(power).filter(|_| is_number) else { continue };
        let start = at + sign.len() + rest.len() - power.len();
        let factor = text[factor_start..factor_end].replace(',', ".");
        // Powers have a factor below 10; others are sizes and doses: `148 x 105 mm`, `2 × 105 mg`.
        let is_scientific = factor.parse::<f64>().is_ok_and(|factor| factor < 10.0);
        if !is_scientific || is_measured(&text[start + length..]) {
            continue;
        }
        let unit = text[start + length..].split([' ', ',', ';', ')', '.']).next().unwrap_or("");
        let unit = if unit.starts_with('/') { unit } else { "" };
        found.push(&text[factor_start..start + length + unit.len()]);
    }
    found
}

/// Whether a number goes on as a size, a dose or a duration does.
fn is_measured(after: &str) -> bool {
    const UNITS: [&str; 28] = [
        "mm",
        "cm",
        "m",
        "km",
        "µm",
        "nm",
        "mg",
        "g",
        "kg",
        "µg",
        "ml",
        "l",
        "dl",
        "iu",
        "ie",
        "h",
        "min",
        "minute",
        "minutes",
        "hours",
        "days",
        "weeks",
        "months",
        "tablets",
        "patients",
        "participants",
        "people",
        "x",
    ];
    let word: String = after.trim_start().chars().take_while(|sign| sign.is_alphabetic()).collect();
    UNITS.contains(&word.to_lowercase().as_str()) || after.trim_start().starts_with('×')
}

/// The length of a power of ten with its exponent in the line: `109`, `1012`, `10−3`, `10-8`. Products
/// with 10, 100 and 1000 and ranges such as `10-20` are none.
fn flat_power_length(text: &str) -> Option<usize> {
    let after = text.strip_prefix("10")?;
    let (sign, digits) = match after.strip_prefix('−') {
        Some(digits) => ("−", digits),
        None => match after.strip_prefix(['-', '–']) {
            Some(digits) => (&after[..after.len() - digits.len()], digits),
            None => ("", after),
        },
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let exponent: u32 = digits[..length].parse().ok()?;
    let goes_on = digits[length..]
        .strip_prefix(['.', ',', '–', '-', '−'])
        .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    let is_exponent = match sign {
        // A minus is no dash.
        "−" => exponent > 0 && length <= 2,
        "" => (2..=15).contains(&exponent) && !digits.starts_with('0'),
        _ => (1..=9).contains(&exponent) && length == 1,
    };
    (is_exponent && !goes_on).then_some("10".len() + sign.len() + length)
}

#[cfg(test)]
mod tests {
    use super::flat_powers;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        assert_eq!(flat_powers(text), expect, "{text}");
    }

    #[test]
    fn powers_without_raised_exponents() {
        check("above 3.5 × 109/L, and 4 × 10−3", &["3.5 × 109/L", "4 × 10−3"]);
        check("(2x106 cells; 1.2 · 1012/L).", &["2x106", "1.2 · 1012/L"]);
        check("p = 6.1 x 10-8", &["6.1 x 10-8"]);
    }

    #[test]
    fn other_products_are_no_powers() {
        check("3 × 10 mg, 2 × 100 mg, 4 x 1000 IU", &[]);
        check("2 × 10–20 mg, 3 × 10.5 mg, 10 × 10 m", &[]);
        check("3.5 × 10^9/L and 3.5 × 10⁹/L", &[]);
        check("CYP2x109 and x 109", &[]);
        check("2 × 101 patients", &[]);
        check("148 x 105 mm, 210 x 105 x 30 mm, 2 × 105 mg, 5 x 102 x 3", &[]);
        check("4 x 10–8 minute sets", &[]);
    }
}
