//! A line that names the tags of an article: `Keywords: sleep, pain`.
//!
//! It must not know where the line is from.

use crate::phrases::{Category, is_phrase, phrases};

/// The tags of a line such as `Tags: sleep, pain`; empty if the tags are on the following lines.
pub(crate) fn parse_tag_line(text: &str) -> Option<Vec<String>> {
    if text.len() > 600 {
        return None;
    }
    let lower = text.to_lowercase();
    let label = phrases(Category::TagLabels)
        .iter()
        .filter(|label| lower.starts_with(**label))
        .max_by_key(|label| label.len())?;
    let rest = text.get(label.len()..)?;
    let (labelled, rest) = match rest.trim_start().strip_prefix([':', '：', '»', '#']) {
        Some(after) => (true, after),
        None => (is_phrase(Category::TagLabelsWithoutColon, label), rest),
    };
    if !(labelled && (rest.is_empty() || rest.starts_with(' ') || text.contains(':'))
        || rest.trim().is_empty())
        || text.ends_with('.') && text.split(' ').count() > 8
    {
        return None;
    }
    Some(split_tags(rest))
}

/// The separate labels in a list of tags.
pub(crate) fn split_tags(text: &str) -> Vec<String> {
    let marks = [',', ';', '|', '·', '•', '/', '#'];
    let parts: Vec<&str> =
        text.split(marks).map(str::trim).filter(|part| !part.is_empty()).collect();
    parts
        .into_iter()
        .filter(|part| part.chars().count() <= 80 && part.chars().any(char::is_alphabetic))
        .take(40)
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::parse_tag_line;

    #[track_caller]
    fn check(text: &str, expect: Option<&[&str]>) {
        assert_eq!(
            parse_tag_line(text),
            expect.map(|tags| tags.iter().map(|tag| (*tag).to_owned()).collect()),
            "{text:?}"
        );
    }

    #[test]
    fn lines_of_tags() {
        check("Tags: sleep, chronic pain", Some(&["sleep", "chronic pain"]));
        check("Filed under Health | Sleep", Some(&["Health", "Sleep"]));
        check("Schlagwörter: Schlaf; Schmerz", Some(&["Schlaf", "Schmerz"]));
        check("Tags", Some(&[]));
        check("Tagging animals is a method of research.", None);
        check("Topics that matter to readers are many.", None);
    }
}
