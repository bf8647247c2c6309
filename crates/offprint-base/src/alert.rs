//! Kinds of alerts: quotations that are shown as boxes, such as `> [!WARNING]`.
//!
//! Five are those of GitHub; the others are those of Obsidian, MyST and Sphinx, each shown like one of
//! the five.

/// A name that an alert may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AlertKind {
    /// The name, in lower case.
    pub name: &'static str,
    /// The kind of GitHub that it looks like, in lower case.
    pub look: &'static str,
    /// The key of the message that titles an alert without a title of its own.
    pub message: &'static str,
}

/// The names of the kinds that GitHub knows.
pub const MAIN_ALERT_KINDS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// All kinds: name, look and message.
const KINDS: [(&str, &str, &str); 31] = [
    ("note", "note", "alert_note"),
    ("tip", "tip", "alert_tip"),
    ("important", "important", "alert_important"),
    ("warning", "warning", "alert_warning"),
    ("caution", "caution", "alert_caution"),
    ("info", "note", "alert_info"),
    ("abstract", "note", "alert_abstract"),
    ("summary", "note", "alert_abstract"),
    ("tldr", "note", "alert_abstract"),
    ("todo", "note", "to_do"),
    ("question", "note", "alert_question"),
    ("help", "note", "alert_question"),
    ("faq", "note", "alert_question"),
    ("example", "note", "alert_example"),
    ("quote", "note", "alert_quote"),
    ("cite", "note", "alert_quote"),
    ("seealso", "note", "alert_see_also"),
    ("see-also", "note", "alert_see_also"),
    ("hint", "tip", "alert_tip"),
    ("success", "tip", "alert_success"),
    ("check", "tip", "alert_success"),
    ("done", "tip", "alert_success"),
    ("attention", "warning", "alert_warning"),
    ("danger", "caution", "alert_danger"),
    ("error", "caution", "alert_error"),
    ("failure", "caution", "alert_failure"),
    ("fail", "caution", "alert_failure"),
    ("missing", "caution", "alert_failure"),
    ("bug", "caution", "alert_bug"),
    ("critical", "caution", "alert_danger"),
    ("warn", "warning", "alert_warning"),
];

/// The kind of alert with a name, whatever its case.
#[must_use]
pub fn alert_kind(name: &str) -> Option<AlertKind> {
    KINDS
        .iter()
        .find(|(known, ..)| name.eq_ignore_ascii_case(known))
        .map(|&(name, look, message)| AlertKind { name, look, message })
}

#[cfg(test)]
mod tests {
    use super::{KINDS, MAIN_ALERT_KINDS, alert_kind};

    #[test]
    fn every_kind_looks_like_one_of_the_five() {
        for name in MAIN_ALERT_KINDS {
            assert_eq!(alert_kind(name).map(|kind| kind.look), Some(name));
        }
        for (number, (name, look, _)) in KINDS.iter().enumerate() {
            assert!(MAIN_ALERT_KINDS.contains(look), "{name}");
            assert!(KINDS[..number].iter().all(|(before, ..)| before != name), "{name}");
        }
        assert_eq!(alert_kind("FAQ").map(|kind| kind.message), Some("alert_question"));
        assert_eq!(alert_kind("recipe"), None);
        assert_eq!(alert_kind(" note"), None);
    }
}
