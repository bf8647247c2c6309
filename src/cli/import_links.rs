//! [`relink_imported`]: links between files that are imported together lead to their new names.
//!
//! Must not print.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use offprint_import::{ImportOutcome, ImportWriter, RenamedLink};
use percent_encoding::percent_decode_str;

use super::import_report::{InputReport, listed};
use super::terminal::counted;

/// Changes the links in the new files that lead to other inputs. Returns the warnings that say so,
/// with the names of the inputs.
pub(super) fn relink_imported(
    writer: &ImportWriter,
    lines: &mut [InputReport],
    is_verbose: bool,
) -> Vec<String> {
    let mut places: HashMap<PathBuf, String> = HashMap::new();
    for line in lines.iter() {
        if let (Some(file), Some(filed)) = (&line.file, &line.filed)
            && let Ok(file) = file.canonicalize()
        {
            places.insert(file, path_of(filed).to_owned());
        }
    }
    let mut warnings = Vec::new();
    for line in lines {
        let (Some(file), Some(ImportOutcome::New(path))) = (&line.file, &line.filed) else {
            continue;
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        let new_address = |old: &str| {
            let (name, place) = old.split_at(old.find(['#', '?']).unwrap_or(old.len()));
            let name = percent_decode_str(name).decode_utf8().ok()?;
            if name.is_empty() || name.starts_with('/') || name.contains(':') {
                return None;
            }
            let target = folder.join(&*name).canonicalize().ok()?;
            Some(relative_path(path, places.get(&target)?) + place)
        };
        let warning = match writer.relink(path, new_address) {
            Ok(links) if links.is_empty() => continue,
            Ok(links) => renamed_text(path, &links, is_verbose),
            Err(fault) => fault.message,
        };
        warnings.push(format!("{}: {warning}", line.input));
        if let Some(imported) = &mut line.imported {
            imported.warnings.push(warning);
        }
    }
    warnings
}

fn renamed_text(path: &str, links: &[RenamedLink], is_verbose: bool) -> String {
    // Without lines: a mark of a draft may still be added above them.
    let named = links.iter().map(|link| format!("`{}` is now `{}`", link.old, link.new));
    let verb = if links.len() == 1 { "leads" } else { "lead" };
    format!(
        "{} of {path} to imported files {verb} to the new names: {}",
        counted(links.len(), "link"),
        listed(named, "; ", is_verbose)
    )
}

fn path_of(filed: &ImportOutcome) -> &str {
    match filed {
        ImportOutcome::New(path)
        | ImportOutcome::Same(path)
        | ImportOutcome::Changed(path)
        | ImportOutcome::Present(path)
        | ImportOutcome::Gone(path)
        | ImportOutcome::Merged(path, _) => path,
    }
}

/// The path of a file as seen from another one. Both are relative to the same folder.
fn relative_path(from: &str, to: &str) -> String {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let folders = from.len() - 1;
    let shared = from[..folders]
        .iter()
        .zip(&to[..to.len() - 1])
        .take_while(|(one, other)| one == other)
        .count();
    "../".repeat(folders - shared) + &to[shared..].join("/")
}

#[cfg(test)]
mod tests {
    use super::relative_path;

    #[test]
    fn paths_are_relative_to_the_folder_of_the_file() {
        for (from, to, expect) in [
            ("content/articles/a.md", "content/articles/b.md", "b.md"),
            ("content/articles/a/index.md", "content/articles/b.md", "../b.md"),
            ("content/articles/a.md", "content/articles/b/index.md", "b/index.md"),
            ("content/articles/2024/a.md", "content/b.md", "../../b.md"),
        ] {
            assert_eq!(relative_path(from, to), expect);
        }
    }
}
