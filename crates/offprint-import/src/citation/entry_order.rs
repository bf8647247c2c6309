//! [`order_by_numbers`]: the order in which the entries of a list have the numbers that the source
//! prints before them.
//!
//! A content file has no numbers: its citations are counted. So an entry that the source counts, but
//! that has no text, needs a place, or each later number names another work. It must not know formats
//! or marks.

/// What is in the list at a number that has no text in the source.
pub(crate) const MISSING_ENTRY: &str = "[…]";

/// More numbers without an entry are not filled: then the list is a part of another one.
const MOST_MISSING: usize = 3;

/// So many characters of an entry say in a warning where a number is missing.
const EXCERPT: usize = 40;

/// The order of the entries of a list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(crate) struct EntryOrder {
    /// The index of the entry at each place, or None for a number without an entry.
    pub(crate) places: Vec<Option<usize>>,
    /// What the numbers of the source mean in the list.
    pub(crate) numbering: Numbering,
}

/// Whether numbers in the text can count the entries of a list.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) enum Numbering {
    /// The source prints no numbers.
    #[default]
    Unprinted,
    /// So many places at the start have the number that the source prints.
    Counted(usize),
    /// The source counts the entries in a way that the list cannot keep.
    Uncertain,
}

impl EntryOrder {
    /// The warning for an editor, if the list differs from the source. `texts` are the entries.
    pub(crate) fn warning(&self, texts: &[&str]) -> Option<String> {
        if self.numbering == Numbering::Uncertain {
            let excerpt = texts.first().map(|text| excerpt(text)).unwrap_or_default();
            return Some(format!(
                "the references (from `{excerpt}`) are not counted from 1 on in the source: their \
                 numbers are others now, and numbers in the text are not linked to them; check which \
                 works the text cites"
            ));
        }
        let missing: Vec<String> = (self.places.iter().enumerate())
            .filter(|(_, place)| place.is_none())
            .map(|(at, _)| {
                let before = self.places[..at].iter().rev().find_map(|place| *place);
                match before.and_then(|index| texts.get(index)) {
                    Some(text) => format!("{} (after `{}`)", at + 1, excerpt(text)),
                    None => (at + 1).to_string(),
                }
            })
            .collect();
        (!missing.is_empty()).then(|| {
            format!(
                "the source has no text for the references {}: `{MISSING_ENTRY}` keeps their \
                 numbers; write what the source cites there",
                missing.join(", ")
            )
        })
    }
}

/// The first words of an entry.
fn excerpt(text: &str) -> String {
    let short: String = text.chars().take(EXCERPT).collect();
    if short.len() < text.len() { format!("{}…", short.trim_end()) } else { short }
}

/// The order of entries with these numbers. Entries without a number follow the others, unless their
/// place between two numbers says which they have.
pub(crate) fn order_by_numbers(numbers: &[Option<usize>]) -> EntryOrder {
    let as_printed =
        |numbering| EntryOrder { places: (0..numbers.len()).map(Some).collect(), numbering };
    let numbers = with_implied_numbers(numbers);
    let Some(first) = numbers.iter().position(Option::is_some) else {
        return as_printed(Numbering::Unprinted);
    };
    let last = numbers.iter().rposition(Option::is_some).unwrap_or(first);
    let highest = numbers.iter().flatten().copied().max().unwrap_or(0);
    let counted = numbers.iter().flatten().count();
    if numbers[first..=last].contains(&None)
        || numbers.contains(&Some(0))
        || highest > counted + MOST_MISSING
    {
        return as_printed(Numbering::Uncertain);
    }
    let mut places: Vec<Option<usize>> = vec![None; highest];
    for (index, number) in numbers.iter().enumerate() {
        let Some(number) = number else { continue };
        if places[number - 1].replace(index).is_some() {
            return as_printed(Numbering::Uncertain);
        }
    }
    places.extend((0..first).chain(last + 1..numbers.len()).map(Some));
    EntryOrder { places, numbering: Numbering::Counted(highest) }
}

/// The numbers, with those of entries between 3 and 5, or between 3 and 6.
fn with_implied_numbers(numbers: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut numbers = numbers.to_vec();
    let mut at = 0;
    while at < numbers.len() {
        let end = (at + 1..numbers.len()).find(|next| numbers[*next].is_some());
        if let (Some(from), Some(end)) = (numbers[at], end) {
            if numbers[end] == Some(from + end - at) {
                for (position, between) in numbers[at + 1..end].iter_mut().enumerate() {
                    *between = Some(from + position + 1);
                }
            }
            at = end;
        } else {
            at = end.unwrap_or(numbers.len());
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::Numbering::{self, Counted, Uncertain, Unprinted};
    use super::order_by_numbers;

    #[track_caller]
    fn check(numbers: &[usize], places: &str, numbering: Numbering) {
        let numbers: Vec<Option<usize>> =
            numbers.iter().map(|number| (*number < 1000).then_some(*number)).collect();
        let order = order_by_numbers(&numbers);
        let shown: Vec<String> = (order.places.iter())
            .map(|place| place.map_or("-".to_owned(), |index| index.to_string()))
            .collect();
        assert_eq!(shown.join(" "), places);
        assert_eq!(order.numbering, numbering);
        let texts: Vec<&str> = vec!["Doe J. On doses."; numbers.len()];
        let is_changed = order.places.contains(&None) || order.numbering == Uncertain;
        assert_eq!(order.warning(&texts).is_some(), is_changed);
    }

    /// No number.
    const NONE: usize = 1000;

    #[test]
    fn entries_have_the_places_of_their_numbers() {
        check(&[1, 2, 3], "0 1 2", Counted(3));
        check(&[3, 2, 1], "2 1 0", Counted(3));
        check(&[1, 3, 4], "0 - 1 2", Counted(4));
        check(&[3, 4, 5], "- - 0 1 2", Counted(5));
        check(&[1, NONE, 3], "0 1 2", Counted(3));
        check(&[NONE, 1, 2], "1 2 0", Counted(2));
        check(&[1, 2, NONE], "0 1 2", Counted(2));
    }

    #[test]
    fn numbers_that_cannot_be_kept_count_nothing() {
        check(&[41, 42, 43], "0 1 2", Uncertain);
        check(&[1, 2, 1, 2], "0 1 2 3", Uncertain);
        check(&[1, NONE, 2], "0 1 2", Uncertain);
        check(&[0, 1, 2], "0 1 2", Uncertain);
        check(&[1, 999], "0 1", Uncertain);
        check(&[NONE, NONE], "0 1", Unprinted);
        check(&[], "", Unprinted);
    }

    #[test]
    fn a_missing_number_is_named_with_the_entry_before_it() {
        let order = order_by_numbers(&[Some(1), Some(3)]);
        let warning = order.warning(&["Doe J. On doses.", "Roe K."]).expect("2 is missing");
        assert!(warning.contains("2 (after `Doe J. On doses.`)"), "{warning}");
    }
}
