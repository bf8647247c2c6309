//! [`parse_orcid`]: the ORCID iD of a person, with its check digit.

/// Why a text is no ORCID iD.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrcidError {
    /// It does not consist of sixteen digits, the last of which may be `X`.
    Form,
    /// Its last digit contradicts the others, so at least one of them is wrong.
    CheckDigit,
}

/// An ORCID iD in its usual form, `0000-0002-1825-0097`, whether it is written with or without
/// hyphens, or as a URL.
pub fn parse_orcid(text: &str) -> Result<String, OrcidError> {
    let lower = text.trim().to_ascii_lowercase();
    let mut rest = lower.as_str();
    for before in ["https://", "http://", "www.", "orcid.org/", "orcid:", "orcid id:", "orcid"] {
        rest = rest.strip_prefix(before).unwrap_or(rest).trim_start();
    }
    let mut digits = String::with_capacity(16);
    for c in rest.trim_end_matches('/').chars() {
        match c {
            '0'..='9' | 'x' => digits.push(c),
            '-' | ' ' | '\u{2010}'..='\u{2013}' | '\u{2212}' => {}
            _ => return Err(OrcidError::Form),
        }
    }
    if digits.len() != 16 || digits[..15].contains('x') {
        return Err(OrcidError::Form);
    }
    // ISO 7064 MOD 11-2.
    let total =
        digits[..15].bytes().fold(0u32, |total, digit| (total + u32::from(digit - b'0')) * 2);
    let check = match (12 - total % 11) % 11 {
        10 => "x".to_owned(),
        digit => digit.to_string(),
    };
    if digits[15..] != check {
        return Err(OrcidError::CheckDigit);
    }
    let digits = digits.to_ascii_uppercase();
    Ok([&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_an_orcid_id() {
        for text in [
            "0000-0002-1825-0097",
            "https://orcid.org/0000-0002-1825-0097",
            "http://orcid.org/0000-0002-1825-0097/",
            "orcid.org/0000-0002-1825-0097",
            "ORCID: 0000-0002-1825-0097",
            "0000000218250097",
            "0000 0002 1825 0097",
            "0000\u{2013}0002\u{2013}1825\u{2013}0097",
        ] {
            assert_eq!(parse_orcid(text).as_deref(), Ok("0000-0002-1825-0097"), "{text}");
        }
        assert_eq!(parse_orcid("0000-0002-1694-233x").as_deref(), Ok("0000-0002-1694-233X"));
    }

    #[test]
    fn what_is_no_orcid_id() {
        assert_eq!(parse_orcid("0000-0002-1825-0098"), Err(OrcidError::CheckDigit));
        assert_eq!(parse_orcid("0000-0001-2825-0097"), Err(OrcidError::CheckDigit));
        assert_eq!(parse_orcid("0000-0002-1825-009"), Err(OrcidError::Form));
        assert_eq!(parse_orcid("0000-000X-1825-0097"), Err(OrcidError::Form));
        assert_eq!(parse_orcid("https://example.org/0000-0002-1825-0097"), Err(OrcidError::Form));
        assert_eq!(parse_orcid(""), Err(OrcidError::Form));
    }
}
