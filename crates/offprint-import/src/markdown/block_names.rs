//! The names that are written above an element: of the tab that opens a panel, and of whoever wrote
//! a post of a discussion.
//!
//! Tabs are often buttons, which are removed before, or a list far above their panels: without its
//! name a panel may say the opposite (`Mild`, `Severe`). Reads the page only; the walk writes the names.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::has_class_word;
use crate::html::tag::Tag;

/// A page has no more tabs.
const MOST_TABS: usize = 50;

/// More links than any list of tabs has.
const MOST_LINKS: usize = 1000;

/// A longer text is no name.
const LONGEST_NAME: usize = 100;

/// The names of tabs, by the panel that each opens, and the tabs themselves.
#[derive(Default)]
pub(super) struct TabNames {
    /// The name of each panel.
    pub(super) names: FxHashMap<NodeId, String>,
    /// The tabs whose name is written above their panel.
    pub(super) tabs: Vec<NodeId>,
}

/// Finds the tabs of a page. `places` are its elements by their id.
pub(super) fn tab_names(document: &HtmlDocument, places: &FxHashMap<&str, NodeId>) -> TabNames {
    let mut found = TabNames::default();
    for tab in document.ids().filter(|id| is_tab(document, *id)).take(MOST_LINKS) {
        let stated = ["aria-controls", "data-target", "data-bs-target", "href"]
            .iter()
            .filter_map(|name| document.attribute(tab, name))
            .filter_map(|target| places.get(target.trim_start_matches('#')).copied())
            .find(|panel| is_panel(document, *panel));
        if let Some(panel) = stated {
            found.add(document, tab, panel);
        }
    }
    let role = |node: NodeId| document.attribute(node, "role");
    for panel in document.ids().filter(|id| role(*id) == Some("tabpanel")) {
        let tab = document.attribute(panel, "aria-labelledby").and_then(|name| places.get(name));
        if let Some(tab) = tab.filter(|tab| role(**tab) == Some("tab")) {
            found.add(document, *tab, panel);
        }
    }
    // Without any reference, the first tab opens the first panel.
    for list in document.ids().filter(|id| role(*id) == Some("tablist")).take(MOST_TABS) {
        let tabs = inner_with_role(document, list, "tab");
        let around = document.ancestors(list).take(3);
        let panels = around
            .map(|above| inner_with_role(document, above, "tabpanel"))
            .find(|panels| !panels.is_empty())
            .unwrap_or_default();
        let is_known = panels.iter().any(|panel| found.names.contains_key(panel));
        if !is_known && tabs.len() == panels.len() {
            for (tab, panel) in tabs.into_iter().zip(panels) {
                found.add(document, tab, panel);
            }
        }
    }
    found
}

impl TabNames {
    fn add(&mut self, document: &HtmlDocument, tab: NodeId, panel: NodeId) {
        let name = document.text_within(tab, LONGEST_NAME);
        if name.is_empty() || self.tabs.len() >= MOST_TABS || self.names.contains_key(&panel) {
            return;
        }
        self.tabs.push(tab);
        if !begins_with_heading(document, panel, &name) {
            self.names.insert(panel, name);
        }
    }
}

/// Whether an element opens a panel, if there is one: by its role, or as a link in a list of tabs.
fn is_tab(document: &HtmlDocument, id: NodeId) -> bool {
    document.attribute(id, "role") == Some("tab")
        || document.attribute(id, "href").is_some_and(|href| href.starts_with('#'))
            && is_all_of_item(document, id)
            && !document.ancestors(id).any(|above| is_panel(document, above))
            && document
                .ancestors(id)
                .take(3)
                .any(|above| has_class_word(document, above, &["tab", "tabs"]))
}

/// Whether a link is all of the text around it: one in a sentence opens nothing.
fn is_all_of_item(document: &HtmlDocument, id: NodeId) -> bool {
    document.parent(id).is_some_and(|around| {
        matches!(document.tag(around), Some(Tag::Li | Tag::Div | Tag::Nav | Tag::Span))
            && (document.is(around, Tag::Nav)
                || has_class_word(document, around, &["tab", "tabs"])
                || document.text_within(around, 2 * LONGEST_NAME)
                    == document.text_within(id, 2 * LONGEST_NAME))
    })
}

/// Whether an element is opened by a tab.
fn is_panel(document: &HtmlDocument, id: NodeId) -> bool {
    document.attribute(id, "role") == Some("tabpanel")
        || has_class_word(document, id, &["tab", "tabs"])
            && has_class_word(document, id, &["pane", "panel", "content"])
}

/// Whether the first heading of a panel is the name of its tab, and above all of its text.
fn begins_with_heading(document: &HtmlDocument, panel: NodeId, name: &str) -> bool {
    let heading = document
        .descendants(panel)
        .find(|inner| document.tag(*inner).is_some_and(|tag| tag.heading_level().is_some()));
    heading.is_some_and(|heading| {
        let text = document.text_within(heading, LONGEST_NAME);
        text.to_lowercase() == name.to_lowercase()
            && document.text_within(panel, 200).starts_with(&text)
    })
}

/// The elements in another one with a role, but not those in an inner list of tabs.
fn inner_with_role(document: &HtmlDocument, root: NodeId, role: &str) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = Vec::new();
    let mut node = document.first_child(root);
    while let Some(current) = node {
        let is_found = document.attribute(current, "role") == Some(role);
        if is_found {
            found.push(current);
            if found.len() > MOST_TABS {
                return Vec::new();
            }
        }
        node = if is_found { None } else { document.first_child(current) }
            .or_else(|| document.after(current, root));
    }
    found
}
