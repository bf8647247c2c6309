//! [`publish`]: makes an output folder hold what it should, by writing only what differs.
//!
//! First it is found what stands there ([`existing`]), then what to do about it is laid down as
//! data ([`PublishStep`]), then the steps are carried out. A publish that is killed after any step, or in
//! the middle of one, leaves every file that stood before as it was or as it was to be, and the
//! next publish finishes the work; because steps are data, the tests below do just that after every
//! step. What is written bears no time, so that an unchanged site is an untouched folder. What a
//! page is, and what is in it, is not known here.

mod disk;
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

/// What a publish did.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// How many files were written.
    pub written: usize,
    /// How many files held the right bytes already.
    pub unchanged: usize,
    /// How many files of an earlier publish were removed.
    pub removed: usize,
    /// The length of the written files together.
    pub bytes_written: u64,
    /// Files that would have been removed, had somebody not changed them.
    pub warnings: Vec<Diagnostic>,
}

/// Makes a folder hold these outputs, and of what it published there before nothing else.
///
/// Files that Offprint did not write are never touched. If everything is as it should be, nothing
/// is written at all.
///
/// # Errors If a file of somebody else or a symbolic link is in the way, all of them are told and
/// nothing is written. If the disk refuses, what stood before is still whole, and the next publish
/// goes on from there.
pub fn publish(outputs: &[OutputFile], target: &Path) -> Result<Published, Vec<Diagnostic>> {
    publish_with_cache(outputs, target, &mut FileCache::default())
}

/// The same, for one who has published there before and keeps what he has [`FileCache`].
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

/// The same, for outputs some of which wait in the staging of the folder.
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
    published.removed = steps.iter().filter(|step| matches!(step, PublishStep::Remove(_))).count();
    for beside in steps.chunk_by(PublishStep::is_parallel_with) {
        let result = beside.par_iter().with_min_len(32).try_for_each(|step| run_step(step, target));
        if let Err(problem) = result {
            published.warnings.insert(0, problem);
            return Err(published.warnings);
        }
    }
    Ok(published)
}
