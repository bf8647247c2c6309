//! [`publish`]: makes the output folder contain the given files, and writes only what differs.
//!
//! First the existing output is inspected ([`existing_output`]). Then the necessary changes are
//! planned as data ([`PublishStep`]), and then the steps are run. A publish that is killed after
//! any step, or during one, leaves every file either as it was or as it will be, and the next
//! publish finishes the work. Because steps are data, the tests simulate a kill after every step.
//! Nothing that is written contains a time, so publishing an unchanged site does not touch the
//! folder. This module does not know what a page is or what it contains.

mod disk;
mod empty_site;
mod existing_output;
mod file_cache;
mod folder_states;
mod manifest;
mod output_file;
mod path_conflicts;
mod receipt;
mod run_step;
mod steps;
#[cfg(test)]
mod tests;

use std::mem;
use std::path::Path;

use rayon::prelude::*;

pub use self::disk::file_digest;
use self::disk::unwritable;
use self::existing_output::{TargetState, inspect};
pub use self::file_cache::FileCache;
use self::manifest::Manifest;
use self::output_file::content_length;
pub use self::output_file::{OutputFile, index_outputs, outputs};
use self::path_conflicts::check_conflicts;
pub use self::receipt::Receipt;
use self::run_step::run_step;
use self::steps::{PublishStep, plan_steps};
use crate::diagnostic::Diagnostic;
pub use crate::edition::MANIFEST;
use crate::staging::Staging;
pub use empty_site::empty_site_problem;

/// The result of a publish.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// How many files were written.
    pub written: usize,
    /// How many files already had the right content.
    pub unchanged: usize,
    /// The files of an earlier publish that were removed, by their paths in the output.
    pub removed: Vec<String>,
    /// The total length of the written files.
    pub bytes_written: u64,
    /// Warnings about obsolete files that were kept because they were changed.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a folder contain these files, and removes all others that were published there before.
///
/// Files that Offprint did not write are never touched. If nothing differs, nothing is written.
///
/// # Errors
/// If files of others or symbolic links are in the way, all of them are reported and nothing is
/// written. If the disk reports an error, existing files remain complete and the next publish
/// continues from there.
pub fn publish(outputs: &[OutputFile], target: &Path) -> Result<Published, Vec<Diagnostic>> {
    publish_with_cache(outputs, target, &mut FileCache::default())
}

/// Publishes like [`publish`], and reads only files that changed since they were added to the
/// [`FileCache`].
///
/// # Errors
/// As [`publish`].
pub fn publish_with_cache(
    outputs: &[OutputFile],
    target: &Path,
    file_cache: &mut FileCache,
) -> Result<Published, Vec<Diagnostic>> {
    let staging =
        Staging::open(target, MANIFEST).map_err(|error| vec![unwritable(target, &error)])?;
    publish_into(outputs, &staging, file_cache)
}

/// Publishes like [`publish`], for outputs some of which are in the staging folder.
///
/// # Errors
/// As [`publish`].
pub fn publish_staged(
    outputs: &[OutputFile],
    staging: &Staging,
) -> Result<Published, Vec<Diagnostic>> {
    publish_into(outputs, staging, &mut FileCache::default())
}

fn publish_into(
    outputs: &[OutputFile],
    staging: &Staging,
    file_cache: &mut FileCache,
) -> Result<Published, Vec<Diagnostic>> {
    check_conflicts(outputs)?;
    let target = staging.target();
    let manifest = Manifest::load(target).map_err(|problem| vec![problem])?;
    let mut existing = inspect(outputs, manifest.as_ref(), target, file_cache)?;
    let mut published =
        Published { warnings: mem::take(&mut existing.warnings), ..Published::default() };
    let steps = plan_steps(outputs, &existing);
    for (output, place) in outputs.iter().zip(&existing.places) {
        if *place == TargetState::Current {
            published.unchanged += 1;
        } else {
            published.written += 1;
            published.bytes_written += content_length(&output.content).unwrap_or(0);
        }
    }
    let removed = steps.iter().filter_map(|step| match step {
        PublishStep::Remove(path) => Some((*path).to_owned()),
        _ => None,
    });
    published.removed = removed.collect();
    for beside in steps.chunk_by(PublishStep::is_parallel_with) {
        let result = beside.par_iter().with_min_len(32).try_for_each(|step| run_step(step, target));
        if let Err(problem) = result {
            published.warnings.insert(0, problem);
            return Err(published.warnings);
        }
    }
    Ok(published)
}
