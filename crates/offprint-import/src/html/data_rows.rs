//! [`is_in_data_row`]: whether something is in a row of a table with data.
//!
//! What stands in such a row is what the table says, also a day or a name. Must not know what tables
//! are about.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// So many elements are between a cell and what is in it.
const MOST_WRAPPERS: usize = 6;

/// Whether a node is in a row of several cells, in a table whose rows or columns have heads. Tables
/// for layout have none.
pub(super) fn is_in_data_row(document: &HtmlDocument, node: NodeId) -> bool {
    let around = std::iter::once(node).chain(document.ancestors(node)).take(MOST_WRAPPERS);
    let Some(row) = around.into_iter().find(|above| document.is(*above, Tag::Tr)) else {
        return false;
    };
    let cells = |row: NodeId| {
        document
            .children(row)
            .filter(|cell| matches!(document.tag(*cell), Some(Tag::Td | Tag::Th)))
            .take(20)
    };
    let has_head = |row: NodeId| cells(row).any(|cell| document.is(cell, Tag::Th));
    let table = document.ancestors(row).take(3).find(|above| document.is(*above, Tag::Table));
    let first_row = table.and_then(|table| {
        document.descendants(table).take(8).find(|inner| document.is(*inner, Tag::Tr))
    });
    cells(row).nth(1).is_some() && (has_head(row) || first_row.is_some_and(has_head))
}

#[cfg(test)]
mod tests {
    use super::is_in_data_row;
    use crate::html::dom::NodeId;
    use crate::html::parse::parse;
    use crate::html::tag::Tag;

    #[track_caller]
    fn check(html: &str, expect: bool) {
        let document = parse(html);
        let marked = document
            .descendants(NodeId::ROOT)
            .find(|node| document.is(*node, Tag::Time))
            .expect("it is there");
        assert_eq!(is_in_data_row(&document, marked), expect, "{html}");
    }

    #[test]
    fn rows_with_heads_are_data() {
        check("<table><tr><th>Approved<td><time>2020</time></table>", true);
        check(
            "<table><thead><tr><th>Drug<th>Day<tbody><tr><td>A<td><b><time>1</time></b></table>",
            true,
        );
        check("<table><tr><td>By Jane<td><time>2020</time></table>", false);
        check("<table><tr><th>Drug<tr><td><time>2020</time></table>", false);
        check("<p><time>2020</time></p>", false);
    }
}
