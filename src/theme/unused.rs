//! [`unused_templates`]: files in a folder of templates that no page can reach, because nothing
//! includes them and no page has a template of their name. Most are slips of the keyboard.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::template::{defines_components, mentions_template};
use super::text_marks::Hook;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Source;

/// Warnings for the files whose paths begin with `folder` among all templates of a site or theme.
/// `pages` are the names of the templates that the program uses by itself.
pub(super) fn unused_templates(
    files: &BTreeMap<String, Arc<Source>>,
    folder: &str,
    pages: &[&str],
    offered: Offered,
) -> Vec<Diagnostic> {
    // Components may be used by texts.
    let is_root = |name: &str, source: &Source| {
        pages.contains(&name)
            || offered == Offered::Lists && name.starts_with(LISTS)
            || is_note(name)
            || defines_components(&source.text())
    };
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let roots = files.iter().filter(|(name, source)| is_root(name, source));
    let mut waiting: Vec<&str> = roots.map(|(name, _)| name.as_str()).collect();
    while let Some(name) = waiting.pop() {
        if !reached.insert(name) {
            continue;
        }
        let text = files[name].text();
        waiting.extend(
            files.keys().map(String::as_str).filter(|other| mentions_template(&text, other)),
        );
    }
    let is_own = |name: &&String| files[*name].path.as_str().starts_with(folder);
    let unused = files.keys().filter(is_own).filter(|name| !reached.contains(name.as_str()));
    // A file of a lower layer is also there under its alias, which is always mentioned.
    unused.map(|name| unused_template(name, &files[name], pages, &reached)).collect()
}

/// Which templates count as used because pages may choose them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Offered {
    /// Those of lists.
    Lists,
    /// None.
    Nothing,
}

/// The folder of the templates that pages with lists may choose.
pub(super) const LISTS: &str = "lists/";

/// A file for people beside the templates.
fn is_note(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
    ["README", "LICENSE", "LICENCE", "NOTICE"].iter().any(|known| file.starts_with(known))
}

fn unused_template(
    name: &str,
    source: &Source,
    pages: &[&str],
    reached: &BTreeSet<&str>,
) -> Diagnostic {
    let file = |name: &str| name.rsplit('/').next().unwrap_or_default().to_owned();
    let known = || pages.iter().copied().chain(reached.iter().copied());
    // A file of the right name in another folder is nearer than one of a similar name.
    let moved = || known().find(|known| file(known) == file(name));
    // With the ending, short names would look more alike than they are.
    let stem = |name: &'_ str| name.rsplit_once('.').map_or(name.len(), |(stem, _)| stem.len());
    let stems = known().map(|known| &known[..stem(known)]);
    let near = nearest(&name[..stem(name)], stems)
        .and_then(|near| known().find(|known| known[..stem(known)] == *near));
    let help = match near.or_else(moved) {
        Some(near) => format!("did you mean `{near}`?"),
        None if name.starts_with(LISTS) => {
            let stem = &name[LISTS.len()..stem(name).max(LISTS.len())];
            format!("choose it in the front matter of a page: [list] with template = \"{stem}\"")
        }
        None if name.starts_with("hooks/") => {
            let hooks: Vec<_> =
                Hook::ALL.iter().map(|hook| format!("`{}`", hook.template())).collect();
            format!("the hooks are {}", hooks.join(", "))
        }
        None if name.starts_with("shortcodes/") || name.starts_with("components/") => {
            "for use in texts, define a component in it: {% component Name(…) %}".to_owned()
        }
        None => {
            "include it in a template, or remove it; `offprint theme docs` lists the templates \
                 of pages"
                .to_owned()
        }
    };
    Diagnostic::warning(Code::UnusedTemplate, format!("nothing uses the template `{name}`"))
        .help(help)
        .in_file(source.path.as_str())
}
