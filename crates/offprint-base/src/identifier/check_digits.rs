//! Identifiers that contain check digits: ORCID, ISBN, ISSN and ROR.
//!
//! Must not know where an identifier was found.

use super::error::IdentifierError;
use super::number::without_prefixes;

/// Why a text is no ORCID iD.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrcidError {
    /// It does not consist of sixteen digits, the last of which may be `X`.
    Form,
    /// Its last digit contradicts the others, so at least one of them is wrong. Contains what it
    /// would have to be.
    CheckDigit(char),
}

impl From<OrcidError> for IdentifierError {
    fn from(error: OrcidError) -> Self {
        match error {
            OrcidError::Form => {
                Self::Form("an ORCID iD has 16 digits, the last of which may be `X`")
            }
            OrcidError::CheckDigit(digit) => Self::CheckDigit(digit.to_string()),
        }
    }
}

/// An ORCID iD in its usual form, `0000-0002-1825-0097`, whether it is written with or without
/// hyphens, or as an address.
///
/// # Errors
///
/// It has another form, or its check digit (ISO 7064 MOD 11-2) is wrong.
pub fn parse_orcid(text: &str) -> Result<String, OrcidError> {
    let rest = without_prefixes(text, &["orcid.org/", "orcid id", "orcid"]);
    let digits = digits_and_x(rest.trim_end_matches('/')).ok_or(OrcidError::Form)?;
    if digits.len() != 16 || digits[..15].contains('X') {
        return Err(OrcidError::Form);
    }
    let total =
        digits[..15].bytes().fold(0u32, |total, digit| (total + u32::from(digit - b'0')) * 2);
    let check = check_digit((12 - total % 11) % 11);
    if !digits.ends_with(check) {
        return Err(OrcidError::CheckDigit(check));
    }
    Ok([&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join("-"))
}

/// The digits and `X`s of a number that may contain hyphens of any kind and spaces, with `X` in
/// upper case; `None` if it contains anything else.
fn digits_and_x(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(17);
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            'x' | 'X' => digits.push('X'),
            '-' | ' ' | '\u{a0}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => {}
            _ => return None,
        }
    }
    Some(digits)
}

/// A check digit modulo 11, of which 10 is written as `X`.
fn check_digit(value: u32) -> char {
    match value {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// An ISBN with 13 digits and no hyphens. One with 10 digits is converted (ISO 2108: `978` before
/// it, and another check digit).
pub(super) fn parse_isbn(text: &str) -> Result<String, IdentifierError> {
    const FORM: IdentifierError =
        IdentifierError::Form("an ISBN has 13 digits that begin with 978 or 979, or 10 digits");
    let rest = without_prefixes(text, &["urn:isbn", "isbn-13", "isbn-10", "isbn"]);
    let digits = digits_and_x(rest).ok_or(FORM)?;
    match digits.len() {
        10 if !digits[..9].contains('X') => {
            let total: u32 = (2..=10)
                .rev()
                .zip(digits[..9].bytes())
                .map(|(weight, digit)| weight * u32::from(digit - b'0'))
                .sum();
            let check = check_digit((11 - total % 11) % 11);
            if !digits.ends_with(check) {
                return Err(IdentifierError::CheckDigit(check.to_string()));
            }
            let long = format!("978{}", &digits[..9]);
            let check = ean_check_digit(&long);
            Ok(format!("{long}{check}"))
        }
        13 if !digits.contains('X') && (digits.starts_with("978") || digits.starts_with("979")) => {
            let check = ean_check_digit(&digits[..12]);
            if !digits.ends_with(check) {
                return Err(IdentifierError::CheckDigit(check.to_string()));
            }
            Ok(digits)
        }
        _ => Err(FORM),
    }
}

/// The check digit of the twelve digits of an EAN: weights 1 and 3, modulo 10.
fn ean_check_digit(digits: &str) -> char {
    let total: u32 = [1, 3]
        .into_iter()
        .cycle()
        .zip(digits.bytes())
        .map(|(weight, digit)| weight * u32::from(digit - b'0'))
        .sum();
    check_digit((10 - total % 10) % 10)
}

/// An ISSN, `0378-5955` (ISO 3297: weights 8 to 2, modulo 11).
pub(super) fn parse_issn(text: &str) -> Result<String, IdentifierError> {
    const FORM: IdentifierError =
        IdentifierError::Form("an ISSN has 8 digits, the last of which may be `X`");
    let rest = without_prefixes(
        text,
        &[
            "portal.issn.org/resource/issn/",
            "urn:issn",
            "issn-l",
            "e-issn",
            "p-issn",
            "eissn",
            "issn",
        ],
    );
    let digits = digits_and_x(rest).ok_or(FORM)?;
    if digits.len() != 8 || digits[..7].contains('X') {
        return Err(FORM);
    }
    let total: u32 = (2..=8)
        .rev()
        .zip(digits[..7].bytes())
        .map(|(weight, digit)| weight * u32::from(digit - b'0'))
        .sum();
    let check = check_digit((11 - total % 11) % 11);
    if !digits.ends_with(check) {
        return Err(IdentifierError::CheckDigit(check.to_string()));
    }
    Ok(format!("{}-{}", &digits[..4], &digits[4..]))
}

/// A ROR ID, `05dxps055`: `0`, six characters of Crockford's base 32, and two check digits (ISO
/// 7064 MOD 97-10 of the number that the characters are).
pub(super) fn parse_ror(text: &str) -> Result<String, IdentifierError> {
    const FORM: IdentifierError = IdentifierError::Form(
        "a ROR ID has 9 characters: `0`, six letters or digits without i, l, o and u, two digits",
    );
    const ALPHABET: &[u8] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let rest = without_prefixes(text, &["ror.org/", "ror id", "ror"]);
    let lower = rest.trim_end_matches('/').to_ascii_lowercase();
    let bytes = lower.as_bytes();
    if bytes.len() != 9 || bytes[0] != b'0' || !bytes[7..].iter().all(u8::is_ascii_digit) {
        return Err(FORM);
    }
    let mut number: u64 = 0;
    for byte in &bytes[1..7] {
        let digit = ALPHABET.iter().position(|known| known == byte).ok_or(FORM)?;
        number = number * 32 + digit as u64;
    }
    let check = format!("{:02}", 98 - (number * 100) % 97);
    if lower[7..] != check {
        return Err(IdentifierError::CheckDigit(check));
    }
    Ok(lower)
}
