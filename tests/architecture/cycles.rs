//! Which files of a crate import each other: read from the paths in their code, without a compiler.
//!
//! A path is followed through `pub use` to the file that defines the item, so a folder's `mod.rs`
//! may re-export what its files define without being part of a cycle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{code_of, rust_files};

/// A module by its path from the crate's root; the root itself is empty.
type ModulePath = Vec<String>;

/// The modules of a crate that are files, with their code.
struct Modules(BTreeMap<ModulePath, Module>);

struct Module {
    file: String,
    code: String,
    /// Items that this file re-exports, with the path that it gives for each.
    exports: BTreeMap<String, Vec<String>>,
}

/// Groups of files that import each other, directly or through others. Each group is sorted.
pub(super) fn cycles(source: &Path) -> Vec<Vec<String>> {
    let modules = Modules::load(source);
    let graph: BTreeMap<&ModulePath, BTreeSet<ModulePath>> =
        modules.0.iter().map(|(path, module)| (path, modules.imports(path, module))).collect();
    let mut groups: Vec<Vec<String>> = Vec::new();
    let mut done: BTreeSet<&ModulePath> = BTreeSet::new();
    for start in graph.keys().copied() {
        let group: Vec<&ModulePath> = reachable(&graph, start)
            .into_iter()
            .filter(|other| reachable(&graph, other).contains(start))
            .collect();
        if group.len() > 1 && done.insert(start) {
            done.extend(&group);
            let mut files: Vec<_> =
                group.iter().map(|path| modules.0[*path].file.clone()).collect();
            files.sort();
            if !groups.contains(&files) {
                groups.push(files);
            }
        }
    }
    groups
}

fn reachable<'g>(
    graph: &BTreeMap<&'g ModulePath, BTreeSet<ModulePath>>,
    start: &ModulePath,
) -> BTreeSet<&'g ModulePath> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&ModulePath> = graph[start].iter().collect();
    while let Some(path) = open.pop() {
        let (known, imports) = graph.get_key_value(path).expect("imports lead to modules");
        if found.insert(*known) {
            open.extend(imports);
        }
    }
    found
}

impl Modules {
    fn load(source: &Path) -> Self {
        let mut modules = BTreeMap::new();
        for (file, text) in rust_files(source) {
            let mut path: ModulePath =
                file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
            if matches!(path.last().map(String::as_str), Some("mod" | "lib" | "main")) {
                // The root declares the parts and re-exports from them: it imports nothing.
                let is_root = path.len() == 1;
                path.pop();
                if is_root && file == "main.rs" && modules.contains_key(&path) {
                    continue;
                }
            }
            let code = code_of(&text);
            let exports = paths(&code, true)
                .into_iter()
                .filter_map(|path| Some((path.last()?.clone(), path)))
                .collect();
            modules.insert(path, Module { file, code, exports });
        }
        Self(modules)
    }

    /// The modules that a module's code names.
    fn imports(&self, path: &ModulePath, module: &Module) -> BTreeSet<ModulePath> {
        if path.is_empty() {
            return BTreeSet::new();
        }
        paths(&module.code, false)
            .into_iter()
            .filter_map(|imported| self.resolve(path, &imported, 8))
            .filter(|imported| imported != path && !imported.is_empty())
            .collect()
    }

    /// The module that defines what `imported` names, seen from `from`; `None` for other crates.
    fn resolve(&self, from: &ModulePath, imported: &[String], depth: usize) -> Option<ModulePath> {
        let mut at = from.clone();
        let mut rest = imported;
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    at.pop()?;
                    rest = &rest[1..];
                }
            }
            // A child named without `self::`.
            first => {
                at.push(first.to_owned());
                if !self.0.contains_key(&at) {
                    return None;
                }
                rest = &rest[1..];
            }
        }
        while let Some(part) = rest.first() {
            at.push(part.clone());
            if !self.0.contains_key(&at) {
                at.pop();
                break;
            }
            rest = &rest[1..];
        }
        let module = self.0.get(&at)?;
        if let Some(export) = rest.first().and_then(|item| module.exports.get(item))
            && depth > 0
            && let Some(found) = self.resolve(&at, export, depth - 1)
        {
            return Some(found);
        }
        Some(at)
    }
}

/// The paths of the `pub use` lines of a module, or the paths of everything else.
fn paths(code: &str, of_exports: bool) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = '\n';
    while let Some(c) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let export = ["pub use ", "pub(crate) use ", "pub(super) use "]
            .into_iter()
            .find(|start| rest.starts_with(start));
        if let Some(start) = export {
            let after = &rest[start.len()..];
            let end = after.find(';').unwrap_or(after.len());
            if of_exports {
                add_tree(&[], &after[..end], &mut found);
            }
            rest = &after[end..];
        } else if !of_exports && !is_word(before) && begins_path(rest) {
            let end = tree_end(rest);
            add_tree(&[], &rest[..end], &mut found);
            rest = &rest[end..];
        } else {
            rest = &rest[c.len_utf8()..];
        }
        before = c;
    }
    found
}

/// Whether a text begins with `name::`, where the name is in lower case like module names.
fn begins_path(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.trim_start_matches(is_part).starts_with("::")
}

/// Where a path with its braces ends.
fn tree_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' if depth > 0 || text[..at].ends_with("::") => depth += 1,
            '}' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ if depth > 0 => {}
            c if c.is_alphanumeric() || c == '_' || c == ':' => {}
            _ => return at,
        }
    }
    text.len()
}

/// Adds every path of `a::{b, c::{d}}`.
fn add_tree(prefix: &[String], text: &str, found: &mut Vec<Vec<String>>) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let (head, list) = match text.split_once('{') {
        Some((head, list)) => (head, Some(list.trim_end().trim_end_matches('}'))),
        None => (text, None),
    };
    let head = head.split(" as ").next().unwrap_or_default();
    let mut path = prefix.to_vec();
    path.extend(head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    let Some(list) = list else {
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        found.push(path);
        return;
    };
    let mut depth = 0_usize;
    let mut start = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                add_tree(&path, &list[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
    add_tree(&path, &list[start..], found);
}

#[test]
fn paths_with_braces_are_taken_apart() {
    let code = "use crate::a::{self, B, c::{D, e}};\npub use f::G;\nlet x = super::h::i();";
    let of = |exports| -> Vec<String> {
        paths(code, exports).into_iter().map(|path| path.join("::")).collect()
    };
    assert_eq!(
        of(false),
        ["crate::a", "crate::a::B", "crate::a::c::D", "crate::a::c::e", "super::h::i"]
    );
    assert_eq!(of(true), ["f::G"]);
}
