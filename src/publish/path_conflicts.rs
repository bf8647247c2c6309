//! [`check_conflicts`]: whether the paths of all outputs can exist together.

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::manifest;
use super::output_file::OutputFile;
use crate::diagnostic::{self, Code, Diagnostic};
use crate::staging::STAGING;

/// Reports outputs with equal paths, outputs that are file and folder at once, and reserved names.
pub(super) fn check_conflicts(outputs: &[OutputFile]) -> Result<(), Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut problem = |path: &str, what: &str, help: &str| {
        problems.push(
            Diagnostic::error(Code::DuplicateRoute, format!("`{path}` {what}"))
                .in_file(path)
                .help(help),
        );
    };
    let mut paths = FxHashSet::with_capacity_and_hasher(outputs.len(), FxBuildHasher);
    for OutputFile { path, .. } in outputs {
        if path.eq_ignore_ascii_case(manifest::NAME) {
            problem(
                path,
                "is reserved for the list of files that Offprint wrote",
                "rename the file",
            );
        }
        if path.split('/').next().is_some_and(|top| top.eq_ignore_ascii_case(STAGING)) {
            problem(path, "is reserved for pages that are being built", "rename the file");
        }
        if !paths.insert(path.as_str()) {
            problem(path, "is the path of two files of the site", "rename one of them");
        }
    }
    for OutputFile { path, .. } in outputs {
        for (slash, _) in path.match_indices('/') {
            if paths.contains(&path[..slash]) {
                problem(
                    &path[..slash],
                    "is both a file and a folder of the site",
                    "rename one of them",
                );
            }
        }
    }
    diagnostic::sort(&mut problems);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}
