//! [`has_contact_details`]: whether a text contains an e-mail address or a telephone number.
//!
//! It must not know where the text is from.

/// A telephone number has at least so many digits.
const FEWEST_DIGITS: usize = 7;

/// Whether a text contains an e-mail address or a telephone number. Days, years and large numbers are
/// no telephone numbers.
pub(crate) fn has_contact_details(text: &str) -> bool {
    let is_mail = |word: &str| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let is_sign = |c: char| matches!(c, ' ' | '-' | '/' | '(' | ')' | '+' | '.' | '\u{2013}');
    text.split_whitespace().any(is_mail)
        || text.split(|c: char| !c.is_ascii_digit() && !is_sign(c)).any(is_telephone_number)
}

/// Whether digits and the signs between them are a telephone number.
fn is_telephone_number(run: &str) -> bool {
    let groups: Vec<&str> =
        run.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    if groups.iter().map(|group| group.len()).sum::<usize>() < FEWEST_DIGITS {
        return false;
    }
    let is_year =
        |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let is_short = |group: &str| group.len() <= 2;
    let is_day = match groups[..] {
        [first, second, third] => {
            is_short(second)
                && (is_year(first) && is_short(third) || is_short(first) && is_year(third))
        }
        _ => false,
    };
    // `1 000 000` and `12.345.678`.
    let is_large_number = groups.len() > 1
        && !run.contains(['+', '('])
        && !groups[0].starts_with('0')
        && groups[0].len() <= 3
        && groups[1..].iter().all(|group| group.len() == 3);
    !is_day && !is_large_number && !groups.iter().all(|group| is_year(group))
}

#[cfg(test)]
mod tests {
    use super::has_contact_details;

    #[test]
    fn addresses_and_numbers_are_told_from_days() {
        for text in [
            "Write to press@example.org",
            "Tel. +49 40 1234567",
            "(212) 555-0147",
            "Call 020.7946.0958 now",
            "0800 123 456",
            "Phone: 5550147",
        ] {
            assert!(has_contact_details(text), "{text}");
        }
        for text in [
            "Published 2025-03-12",
            "12.03.2025 or 3/12/2025",
            "From 2019\u{2013}2021, and 2022 - 2024",
            "1 000 000 people, 12.345.678 euros",
            "40 of 120 patients in 2024",
            "an @ sign, and a@b",
        ] {
            assert!(!has_contact_details(text), "{text}");
        }
    }
}
