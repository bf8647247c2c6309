//! "Did you mean" for names of terms.

use rustc_hash::FxHashMap;

use offprint_base::name_key;

/// Suggests a name that differs by one letter. The known names may be in any order.
pub(super) fn suggest_name<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    // At most one letter: arketamine and esketamine differ by two letters and are different drugs.
    let key = name_key(name);
    known
        .filter(|known| strsim::osa_distance(&key, known) == 1 && !is_other_form(&key, known))
        .min()
        .map(|near| format!("did you mean `{near}`?"))
}

/// Whether two names differ only in the sign or letter before the first hyphen, which tells the forms
/// of a molecule apart: (+)-ketamine is not (R)-ketamine.
fn is_other_form(one: &str, two: &str) -> bool {
    match (one.split_once('-'), two.split_once('-')) {
        (Some((sign, one)), Some((other, two))) => {
            one == two && sign != other && sign.chars().count() <= 5
        }
        _ => false,
    }
}

/// Names by everything that remains of them without one letter: two names that are one letter apart
/// have such a remainder in common. Finding the pairs among thousands of names takes no longer than
/// reading them.
pub(super) struct NearNames {
    by_remainder: FxHashMap<String, Vec<usize>>,
}

impl NearNames {
    /// The index of some names, which are numbered from 0.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut by_remainder: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (number, name) in names.enumerate() {
            for remainder in remainders(name) {
                let numbers = by_remainder.entry(remainder).or_default();
                if numbers.last() != Some(&number) {
                    numbers.push(number);
                }
            }
        }
        Self { by_remainder }
    }

    /// The names that may be one letter away from this one, in order; also the name itself.
    pub(super) fn near(&self, name: &str) -> Vec<usize> {
        let mut near: Vec<usize> = remainders(name)
            .filter_map(|remainder| self.by_remainder.get(&remainder))
            .flatten()
            .copied()
            .collect();
        near.sort_unstable();
        near.dedup();
        near
    }
}

/// Whether two name keys differ by one letter, or by two letters that are swapped.
pub(super) fn is_one_letter_away(one: &str, two: &str) -> bool {
    // `phase 1` and `phase 2` are one character apart, but they are different things.
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    one.chars().count() > 4 && digits(one) == digits(two) && strsim::osa_distance(one, two) == 1
}

/// A name, and all that remains of it without one letter.
fn remainders(name: &str) -> impl Iterator<Item = String> {
    let without = name.char_indices().map(|(at, letter)| {
        let mut remainder = String::with_capacity(name.len());
        remainder.push_str(&name[..at]);
        remainder.push_str(&name[at + letter.len_utf8()..]);
        remainder
    });
    std::iter::once(name.to_owned()).chain(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_form_of_a_molecule_is_not_suggested() {
        let known = ["(r)-ketamine", "d-amphetamine", "esketamine"];
        for name in ["(+)-ketamine", "(S)-ketamine", "l-amphetamine"] {
            assert_eq!(suggest_name(name, known.into_iter()), None, "{name}");
        }
        assert!(suggest_name("esketamin", known.into_iter()).is_some());
    }

    #[test]
    fn names_one_letter_apart_are_found() {
        let names =
            ["depression", "depresion", "depressoin", "anxiety", "depressions", "depression"];
        let index = NearNames::new(names.into_iter());
        for name in names {
            let near = index.near(name);
            for (number, other) in names.iter().enumerate() {
                if strsim::osa_distance(name, other) <= 1 {
                    assert!(near.contains(&number), "{name} {other}");
                }
            }
        }
        assert_eq!(index.near("schizophrenia"), Vec::<usize>::new());
    }
}
