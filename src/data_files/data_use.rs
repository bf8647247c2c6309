//! [`DataUse`]: which data files a template may read, known from its text.
//!
//! As for names of templates, a search may find too many, but never too few.

use std::collections::BTreeSet;

/// The data files that a template may read.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DataUse {
    /// Those whose names stand after `data.`.
    Names(BTreeSet<String>),
    /// Any: the variable is used in another way, such as `data[name]`.
    Everything,
}

impl DataUse {
    /// No data files.
    pub const NOTHING: Self = Self::Names(BTreeSet::new());

    /// A single data file.
    pub fn of_name(name: &str) -> Self {
        Self::Names(BTreeSet::from([name.to_owned()]))
    }

    /// The data files that the text of a template names.
    pub fn of_template(text: &str) -> Self {
        const WORD: &str = "data";
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut names = BTreeSet::new();
        for (at, _) in text.match_indices(WORD) {
            let before = text[..at].chars().next_back();
            let after = &text[at + WORD.len()..];
            // `data-theme` is an attribute of HTML, `page.data` a field, `database` a word.
            // `{{-data.x}}` and `10/data.x` are no names with a dash or a slash.
            let is_member = after.starts_with(['.', '[']);
            if before
                .is_some_and(|c| is_part(c) || c == '.' || matches!(c, '-' | '/') && !is_member)
                || after.starts_with(|c: char| is_part(c) || c == '-' || c == '/')
            {
                continue;
            }
            let name = after.strip_prefix('.').map(|rest| {
                let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
                &rest[..end]
            });
            match name {
                Some(name) if !name.is_empty() => drop(names.insert(name.to_owned())),
                _ => return Self::Everything,
            }
        }
        Self::Names(names)
    }

    /// Whether it is no file at all.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Names(names) if names.is_empty())
    }

    /// Whether a file of this name may be read.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::Names(names) => names.contains(name),
            Self::Everything => true,
        }
    }

    /// The files that either of two templates may read.
    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Names(mut names), Self::Names(others)) => {
                names.extend(others.iter().cloned());
                Self::Names(names)
            }
            _ => Self::Everything,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_or_everything_is() {
        let names = |text: &str| match DataUse::of_template(text) {
            DataUse::Names(names) => names.into_iter().collect::<Vec<_>>().join(" "),
            DataUse::Everything => "*".to_owned(),
        };
        for (text, expect) in [
            ("{{ data.trials }}{% for a in data.b_2.c %}", "b_2 trials"),
            ("<p data-theme=\"a\" metadata page.data database /data/ data/x.csv>", ""),
            ("{{ data[\"trials\"] }}", "*"),
            ("{% set all = data %}", "*"),
            ("{{ data . x }}", "*"),
            ("{{ page.data.x }} é{{data.x}}", "x"),
            ("{{ <Table rows={data.trials} /> }}", "trials"),
            ("{% component T(@data) %}{{ data.x }}", "*"),
        ] {
            assert_eq!(names(text), expect, "{text}");
        }
    }
}
