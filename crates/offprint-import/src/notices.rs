//! What the page of an article says about later notices on it: an erratum, a retraction.
//!
//! A page of PubMed lists them between its menus, where they are left out; an editor must hear of them.
//! Must not know a format.

/// PubMed's labels, in English on every page, with what they announce. Origin: "Comments/Corrections" in
/// the documentation of PubMed's data elements, <https://www.nlm.nih.gov/bsd/mms/medlineelements.html>
const NOTICES: [(&str, &str); 8] = [
    ("erratum in", "an erratum"),
    ("retraction in", "a retraction"),
    ("partial retraction in", "a partial retraction"),
    ("expression of concern in", "an expression of concern"),
    ("retracted and republished in", "a retraction"),
    ("corrected and republished in", "a corrected version"),
    ("republished in", "a later version"),
    ("update in", "an update"),
];

/// So many characters of a notice are told.
const LONGEST: usize = 120;

/// A warning for each notice that the lines or blocks of a page name, below its label or behind it.
pub(crate) fn notice_warnings<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut warnings = Vec::new();
    let mut lines = lines.map(str::trim).filter(|line| !line.is_empty()).peekable();
    while let Some(line) = lines.next() {
        let Some((label, kind)) = NOTICES.iter().find(|(label, _)| {
            line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
        }) else {
            continue;
        };
        let rest = line[label.len()..].trim_start();
        let place = match (rest.strip_prefix(':').map(str::trim), lines.peek()) {
            (Some(place), _) if !place.is_empty() => place,
            (_, Some(next)) if rest.is_empty() || rest == ":" => next,
            _ => continue,
        };
        // A place in a journal has a year.
        if place.bytes().filter(u8::is_ascii_digit).count() >= 4 {
            let place: String = place.chars().take(LONGEST).collect();
            warnings.push(format!("the page names {kind} of the article: “{place}”"));
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::notice_warnings;

    #[track_caller]
    fn check(page: &str, expect: &[&str]) {
        assert_eq!(notice_warnings(page.lines()), expect, "{page:?}");
    }

    #[test]
    fn notices_are_below_their_label_or_behind_it() {
        check(
            "Comment in\nOn sleep. Roe K. J Sample. 2019;12:3.\nErratum in\nJ Sample. 2020 Jan;13(1):12",
            &["the page names an erratum of the article: “J Sample. 2020 Jan;13(1):12”"],
        );
        check(
            "Retraction in: J Sample. 2021;14:5. doi: 10.1000/x",
            &["the page names a retraction of the article: “J Sample. 2021;14:5. doi: 10.1000/x”"],
        );
    }

    #[test]
    fn other_lines_are_none() {
        check("Update in March\nWe met 12 people in 2020.", &[]);
        check("An erratum in the report\n2020", &[]);
        check("Erratum in", &[]);
        check("Update in\nSign up", &[]);
    }
}
