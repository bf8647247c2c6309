//! Numbered lists whose numbers in the source are not those that readers see: a list counts on from its
//! first number.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// The number and the mark of an item at a place: `4.` or `4)`.
pub(super) fn item_number(start: usize, text: &str) -> Option<(u64, Range<usize>)> {
    let rest = text.get(start..)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = rest[..digits].parse().ok()?;
    rest[digits..].starts_with(['.', ')']).then_some((number, start..start + digits + 1))
}

/// The first item whose number readers do not see. Numbers that are all the same are a way to let the list
/// count.
pub(super) fn number_fault(
    first: u64,
    written: &[(u64, Range<usize>)],
    text: &str,
) -> Option<MisreadPart> {
    let is_counter = first < 2 && written.iter().all(|(number, _)| *number == first);
    if is_counter {
        return None;
    }
    let shown = (first..).zip(written).find(|(shown, (number, _))| shown != number);
    let (shown, (_, place)) = shown?;
    let mark = &text[place.clone()];
    let (digits, delimiter) = mark.split_at(mark.len() - 1);
    Some(MisreadPart::new(
        format!("readers see `{shown}{delimiter}` here: a list counts on from its first number"),
        format!(
            "write {shown}{delimiter} if the number may change; to keep it, write {digits}\\{delimiter} \
             in a paragraph of its own, and so in the other items"
        ),
        place.clone(),
    ))
}
