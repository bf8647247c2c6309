//! Values of `[study]` that no study has: fewer than one participant, a phase that does not exist, a
//! duration without a unit, a design that is misspelt.

use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::study_design::StudyDesign;

/// Reports a value of `[study]` that cannot be right. It is shown as it is written.
pub(super) fn check_study_value(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    written: &Spanned<String>,
) {
    let text = written.value.trim();
    let found = match key {
        "participants" | "animals" | "n" if text.parse::<i64>().is_ok_and(|count| count < 1) => {
            Some((
                format!(
                    "a study has no `{text}` {}",
                    if key == "animals" { key } else { "participants" }
                ),
                "write the number, or leave the key out if it is not known".to_owned(),
            ))
        }
        "participants" | "animals" | "n" if is_grouped(text) => Some((
            format!("`{text}` is shown as it is written, and is no number"),
            format!("write it without separators: {key} = {}", digits(text)),
        )),
        "phase" if !is_phase(text) => Some((
            format!("there is no phase `{text}` of a clinical trial"),
            "write a phase from 0 to 4, such as phase = \"2b\" or \"2/3\"".to_owned(),
        )),
        "duration" if text.parse::<f64>().is_ok() => Some((
            format!("the duration `{text}` has no unit"),
            format!("write it with its unit, such as duration = \"{text} weeks\""),
        )),
        "design" => StudyDesign::misspelt(text).map(|meant| {
            (
                format!("`{text}` is not a known study design; did you mean `{meant}`?"),
                "an unknown design is shown as it is written, and filters do not find it"
                    .to_owned(),
            )
        }),
        _ => None,
    };
    let Some((message, help)) = found else { return };
    let fault = Diagnostic::warning(Code::BadValue, message).help(help);
    let faults = fields.faults();
    let fault = fault.at(&faults.source, written.span.clone());
    faults.list.push(fault);
}

/// Whether a text is a number with separators between thousands: `1.186`, `1,186`, `1 186`.
fn is_grouped(text: &str) -> bool {
    let mut groups = text.split(|sign: char| ".,' \u{A0}\u{202F}".contains(sign));
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    (1..4).contains(&first.len())
        && is_digits(first)
        && !rest.is_empty()
        && rest.iter().all(|group| group.len() == 3 && is_digits(group))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether a text may be a phase: it names none that is a number above 4. Words may say more.
fn is_phase(text: &str) -> bool {
    let name = text.to_lowercase();
    let name = name.strip_prefix("phase").unwrap_or(&name);
    let mut parts = name.split(|c: char| "/-–, ".contains(c)).filter(|part| !part.is_empty());
    parts.all(|part| {
        let number = part.trim_end_matches(['a', 'b', 'c']);
        let is_whole = |number: i64| (0..=4).contains(&number);
        let is_fraction = number.contains('.') && number.parse::<f64>().is_ok();
        !is_fraction && number.parse().map_or(!part.starts_with('-'), is_whole)
    }) && !name.trim_start().starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_separators() {
        for text in ["1.186", "1,186", "12 400", "1\u{A0}200\u{A0}300", "3'000"] {
            assert!(is_grouped(text), "{text}");
        }
        for text in ["1186", "1.5", "186", "about 1,186", "1,18", "120 to 140", "1.1865", ""] {
            assert!(!is_grouped(text), "{text}");
        }
    }

    #[test]
    fn phases() {
        for text in
            ["2", "2b", "1/2", "II/III", "Phase 2a", "2-3", "0", "not applicable", "early 1", "iv"]
        {
            assert!(is_phase(text), "{text}");
        }
        for text in ["7", "5a", "phase 12", "-1", "2/5", "2.5"] {
            assert!(!is_phase(text), "{text}");
        }
    }
}
