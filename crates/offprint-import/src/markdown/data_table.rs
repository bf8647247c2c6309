//! Decides whether a table contains data or is used for layout, and finds its rows.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// A cell of a table that has one row is at most this long, in bytes.
const LONGEST_CELL_OF_ONE_ROW: usize = 90;

/// The rows of a data table.
pub(super) struct DataTable {
    pub(super) caption: Option<NodeId>,
    pub(super) rows: Vec<Vec<NodeId>>,
    pub(super) heads: usize,
}

impl DataTable {
    /// The rows of a data table; None if the table is used for layout.
    pub(super) fn recognise(document: &HtmlDocument, table: NodeId) -> Option<Self> {
        let role = document.attribute(table, "role").unwrap_or_default();
        if matches!(role, "presentation" | "none") {
            return None;
        }
        let mut shape = Self { caption: None, rows: Vec::new(), heads: 0 };
        let mut has_head_cell = false;
        let mut node = document.first_child(table);
        let mut longest = 0;
        while let Some(current) = node {
            let mut is_walked = true;
            match document.tag(current) {
                Some(Tag::Table) => return None,
                Some(Tag::Caption) => {
                    shape.caption = Some(current);
                    is_walked = false;
                }
                Some(Tag::Tr) => shape.rows.push(Vec::new()),
                Some(tag @ (Tag::Td | Tag::Th)) => {
                    has_head_cell |= tag == Tag::Th;
                    match shape.rows.last_mut() {
                        Some(row) => row.push(current),
                        None => shape.rows.push(vec![current]),
                    }
                    let blocks = document
                        .descendants(current)
                        .filter(|inner| {
                            document.tag(*inner).is_some_and(|tag| {
                                tag.heading_level().is_some()
                                    || matches!(
                                        tag,
                                        Tag::P
                                            | Tag::Blockquote
                                            | Tag::Pre
                                            | Tag::Figure
                                            | Tag::Article
                                            | Tag::Table
                                    )
                            })
                        })
                        .take(6)
                        .count();
                    if blocks >= 5 {
                        return None;
                    }
                    if longest < 1500 {
                        longest = longest.max(document.text_within(current, 1500).len());
                    }
                    // Nested tables are found here, so the cells need not be searched.
                    if document.descendants(current).any(|inner| document.is(inner, Tag::Table)) {
                        return None;
                    }
                    is_walked = false;
                }
                _ => {}
            }
            node = if is_walked { document.first_child(current) } else { None }
                .or_else(|| document.after(current, table));
        }
        shape.rows.retain(|row| !row.is_empty());
        if !has_head_cell && shape.caption.is_none() && is_mostly_links(document, &shape.rows) {
            return None;
        }
        let width = shape.rows.iter().map(Vec::len).max().unwrap_or(0);
        let has_claim = has_head_cell || shape.caption.is_some();
        if shape.rows.is_empty()
            || !has_claim
                && (width < 2 || shape.rows.len() < 2 && !is_row_of_cells(document, &shape.rows))
            || longest >= 1500
            || width < 2 && shape.rows.len() < 2
        {
            return None;
        }
        let is_head_row = |row: &Vec<NodeId>| {
            let is_in_head = row
                .first()
                .and_then(|cell| {
                    document.ancestors(*cell).take(3).find(|above| document.is(*above, Tag::Thead))
                })
                .is_some();
            is_in_head || row.len() > 1 && row.iter().all(|cell| document.is(*cell, Tag::Th))
        };
        let is_bold_row =
            |row: &Vec<NodeId>| row.len() > 1 && row.iter().all(|cell| is_bold(document, *cell));
        shape.heads = shape.rows.iter().take(4).take_while(|row| is_head_row(row)).count();
        // Editors without a button for header cells make the first row bold.
        if shape.heads == 0
            && !has_head_cell
            && shape.rows.len() > 1
            && is_bold_row(&shape.rows[0])
            && !is_bold_row(&shape.rows[1])
        {
            shape.heads = 1;
        }
        Some(shape)
    }
}

/// Whether the only row of a table has data in it: several short cells without blocks, images or
/// links, all of them filled.
fn is_row_of_cells(document: &HtmlDocument, rows: &[Vec<NodeId>]) -> bool {
    let [row] = rows else { return false };
    row.len() >= 2
        && row.iter().all(|cell| {
            (1..=LONGEST_CELL_OF_ONE_ROW).contains(&document.text_within(*cell, 200).len())
                && !document.descendants(*cell).any(|inner| {
                    document.tag(inner).is_some_and(|tag| {
                        tag.is_block() && !matches!(tag, Tag::Math | Tag::MjxContainer)
                            || matches!(tag, Tag::A | Tag::Img | Tag::Button | Tag::Input)
                    })
                })
        })
}

/// Whether a table without header cells lays out a list of links: most of its text is in links.
fn is_mostly_links(document: &HtmlDocument, rows: &[Vec<NodeId>]) -> bool {
    let (mut all, mut links) = (0, 0);
    for cell in rows.iter().flatten() {
        all += document.text_within(*cell, 2000).len();
        for inner in document.descendants(*cell).filter(|inner| document.is(*inner, Tag::A)) {
            links += document.text_within(inner, 2000).len();
        }
    }
    links * 10 > all * 7
}

/// Whether all text of a cell is strong.
fn is_bold(document: &HtmlDocument, cell: NodeId) -> bool {
    let mut has_text = false;
    for inner in document.descendants(cell) {
        if document.text(inner).is_none_or(|text| text.trim().is_empty()) {
            continue;
        }
        has_text = true;
        let is_strong = document
            .ancestors(inner)
            .take_while(|above| *above != cell)
            .any(|above| matches!(document.tag(above), Some(Tag::B | Tag::Strong)));
        if !is_strong {
            return false;
        }
    }
    has_text
}
