//! [`UnknownKey`]: a key that a table does not have, and what to do about it.
//!
//! Four mistakes are told apart: a key below the header of a table that it does not belong to, a key
//! of another program, a typo, and a key that nothing explains. Which keys a table has is known to
//! `fields` alone.

use std::ops::Range;

use super::{Code, Diagnostic, nearest};

/// How a table is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum TableForm {
    /// The outermost table: it has no name.
    Outermost,
    /// Below a header, as written: `[source]`.
    Header(String),
    /// In braces: `source = { … }`.
    Inline,
    /// By keys with dots: `source.name = "…"`.
    Dotted,
}

/// A key that its table does not have.
#[derive(Debug)]
pub(super) struct UnknownKey {
    pub(super) name: String,
    /// The names of its table before it: `source.`.
    pub(super) prefix: String,
    /// Its place in the TOML.
    pub(super) span: Range<usize>,
    /// Whether its value is true or false.
    pub(super) is_boolean: bool,
    /// The keys that its table has.
    pub(super) known: Vec<String>,
    /// What to say instead of the list of these keys.
    pub(super) help: Option<&'static str>,
    /// How its table is written.
    pub(super) table: TableForm,
}

/// The table that contains the table of an [`UnknownKey`].
pub(super) struct OuterTable<'k> {
    pub(super) known: &'k [&'k str],
    /// The header that ends its keys, as written.
    pub(super) first_header: Option<&'k str>,
    /// Whether it has the key already.
    pub(super) has_key: bool,
}

impl UnknownKey {
    fn message(&self) -> String {
        format!("unknown key `{}{}`", self.prefix, self.name)
    }

    /// If the key belongs to an outer table: where to move it.
    pub(super) fn misplaced(&self, outer: &OuterTable<'_>) -> Option<Diagnostic> {
        let Self { name, prefix, .. } = self;
        if !outer.known.contains(&name.as_str()) {
            return None;
        }
        let own = prefix.trim_end_matches('.');
        let above = outer.first_header.unwrap_or_default();
        let (message, place) = match &self.table {
            TableForm::Outermost => return None,
            TableForm::Header(header) => (
                format!("`{name}` is below `{header}`, so it is read as `{prefix}{name}`"),
                format!("above `{}`", if above.is_empty() { header } else { above }),
            ),
            TableForm::Inline => (
                format!("`{name}` is in the braces of `{own}`, so it is read as `{prefix}{name}`"),
                format!("out of the braces of `{own}`, to a separate line"),
            ),
            TableForm::Dotted => (
                format!("`{name}` does not belong to `{own}`"),
                format!("to a separate line: write `{name}` instead of `{prefix}{name}`"),
            ),
        };
        let help = if outer.has_key {
            format!("remove it, or join it with the `{name}` outside `{own}`")
        } else {
            format!("move it {place}")
        };
        Some(Diagnostic::error(Code::MisplacedKey, message).help(help))
    }

    /// The help for a key that is not misplaced. `outer` are the keys of the outermost table, and
    /// `header` is the header that ends them.
    pub(super) fn explain(&self, outer: &[&str], header: Option<&str>) -> Diagnostic {
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        let above = || header.map(|header| format!(", above `{header}`")).unwrap_or_default();
        let help = self
            .foreign(&known, "")
            .or_else(|| Some(did_you_mean(nearest(&self.name, known.iter().copied())?, "")))
            .or_else(|| self.foreign(outer, &above()))
            .or_else(|| Some(did_you_mean(nearest(&self.name, outer.iter().copied())?, &above())))
            .or_else(|| self.help.map(str::to_owned))
            .or_else(|| self.without_counterpart(outer))
            .unwrap_or_else(|| {
                let list: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
                format!("known keys here: {}", list.join(", "))
            });
        Diagnostic::error(Code::UnknownKey, self.message()).help(help)
    }

    /// The help for a key of another program, if the table has a key for the same thing.
    fn foreign(&self, known: &[&str], place: &str) -> Option<String> {
        let row = self.rows().find(|row| known.contains(&row.key))?;
        let note = if row.note.is_empty() { String::new() } else { format!("; {}", row.note) };
        let ForeignKey { key, programs, .. } = row;
        Some(format!("write `{key}`{place}: `{}` is its name in {programs}{note}", self.name))
    }

    /// The help for a key of another program that Offprint has no key for.
    fn without_counterpart(&self, outer: &[&str]) -> Option<String> {
        let row = self.rows().find(|row| row.key == "-")?;
        let note = if row.note.is_empty() { String::new() } else { format!(": {}", row.note) };
        let keep = if outer.contains(&"extra") {
            ", or move it below `[extra]` if your own templates use it"
        } else {
            ""
        };
        Some(format!("remove this key of {}{keep}{note}", row.programs))
    }

    /// What is known about the key in other programs.
    fn rows(&self) -> impl Iterator<Item = ForeignKey> {
        foreign_keys().filter(|row| {
            folded(row.name) == folded(&self.name) && (!row.is_boolean || self.is_boolean)
        })
    }
}

/// A warning for a key in a table whose keys users define, if the table around it has such a key and
/// it is not set there.
pub(super) fn in_free_table(name: &str, table: &str, header: &str) -> Diagnostic {
    Diagnostic::warning(
        Code::MisplacedKey,
        format!("`{name}` is below `[{table}]`, so it has no effect on this page"),
    )
    .help(format!("move it above `{header}`, or give your own value another name"))
}

fn did_you_mean(near: &str, place: &str) -> String {
    format!("did you mean `{near}`{place}?")
}

/// A row of `foreign_keys.tsv`.
struct ForeignKey {
    name: &'static str,
    is_boolean: bool,
    key: &'static str,
    programs: &'static str,
    note: &'static str,
}

fn foreign_keys() -> impl Iterator<Item = ForeignKey> {
    let lines = include_str!("foreign_keys.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        Some(ForeignKey {
            name: cells.next()?,
            is_boolean: cells.next()? == "boolean",
            key: cells.next()?,
            programs: cells.next()?,
            note: cells.next().unwrap_or_default().trim(),
        })
    })
}

/// A key without case, `-` and `_`.
fn folded(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::foreign_keys;

    #[test]
    fn every_line_has_all_cells() {
        let lines = include_str!("foreign_keys.tsv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.clone().count(), foreign_keys().count());
        for row in foreign_keys() {
            assert!(!row.name.is_empty() && !row.key.is_empty() && !row.programs.is_empty());
        }
        assert!(lines.clone().all(|line| line.split('\t').count() == 5));
    }
}
