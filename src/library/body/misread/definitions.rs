//! Definitions of links that are not used, because an earlier one has the same label.

use std::collections::HashMap;
use std::ops::Range;

use super::misread_part::MisreadPart;
use crate::diagnostic::Code;

/// The definitions that have the label of an earlier one and another address. `blocks` are the blocks of
/// text and code, in order, in which no definition is.
pub(super) fn definition_faults(text: &str, blocks: &[Range<usize>]) -> Vec<MisreadPart> {
    let mut found = Vec::new();
    if memchr::memmem::find(text.as_bytes(), b"]:").is_none() {
        return found;
    }
    let mut addresses: HashMap<String, &str> = HashMap::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let at = start + line.len() - content.len();
        start += line.len();
        let Some((label, rest)) = content.strip_prefix('[').and_then(|rest| rest.split_once("]:"))
        else {
            continue;
        };
        let address = rest.split_whitespace().next().unwrap_or_default();
        let index = blocks.partition_point(|block| block.end <= at);
        let is_text = blocks.get(index).is_some_and(|block| block.start <= at);
        if is_text || label.starts_with('^') || label.contains(['[', ']']) || address.is_empty() {
            continue;
        }
        let key = label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        match addresses.get(&key) {
            Some(first) if *first != address => found.push(MisreadPart::of(
                Code::BrokenLink,
                format!("`{label}` is defined twice, so this address is not used"),
                "give this definition another label, here and where it is used",
                at..at + content.trim_end().len(),
            )),
            Some(_) => {}
            None => drop(addresses.insert(key, address)),
        }
    }
    found
}
