//! [`group_similar`]: the first diagnostics of each kind, and how many there are. Nobody reads
//! thousands of broken links, and fixing the first often fixes others.

use std::collections::BTreeMap;

use super::{Code, Diagnostic, Severity};

/// How many diagnostics of a kind are shown.
pub const SHOWN_OF_A_KIND: usize = 20;

/// Diagnostics of one kind and severity, of which only the first are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LargeGroup {
    /// Error or warning.
    pub severity: Severity,
    /// The kind.
    pub code: Code,
    /// How many there are.
    pub count: usize,
}

/// The first [`SHOWN_OF_A_KIND`] diagnostics of each kind and severity, in their order, and the kinds
/// that have more.
pub fn group_similar<'d>(
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
) -> (Vec<&'d Diagnostic>, Vec<LargeGroup>) {
    let mut counts: BTreeMap<(Severity, Code), usize> = BTreeMap::new();
    let mut first = Vec::new();
    for diagnostic in diagnostics {
        let count = counts.entry((diagnostic.severity, diagnostic.code)).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_KIND {
            first.push(diagnostic);
        }
    }
    let large = counts.into_iter().filter(|(_, count)| *count > SHOWN_OF_A_KIND);
    let large = large.map(|((severity, code), count)| LargeGroup { severity, code, count });
    (first, large.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_own_limit() {
        let mut list = Vec::new();
        for number in 0..50 {
            list.push(Diagnostic::error(Code::BrokenLink, number.to_string()));
            list.push(Diagnostic::warning(Code::BrokenLink, number.to_string()));
            if number < SHOWN_OF_A_KIND {
                list.push(Diagnostic::warning(Code::Math, number.to_string()));
            }
        }
        let (first, large) = group_similar(&list);
        assert_eq!(first.len(), 3 * SHOWN_OF_A_KIND);
        assert_eq!(first.last().expect("there are some").message, "19");
        let large: Vec<_> = large.iter().map(|group| (group.severity, group.count)).collect();
        assert_eq!(large, [(Severity::Error, 50), (Severity::Warning, 50)]);
    }
}
