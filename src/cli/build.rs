//! `build` and `check`.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use offprint::{
    Build, Code, Diagnostic, Edition, MANIFEST, Overrides, Project, Published, Receipt, Severity,
    SpillFile, Staging, StorageMode, file_digest, index_outputs, outputs, publish, publish_staged,
    report,
};
use offprint_base::Digest;
use serde_json::{Value, json};

use super::progress::Progress;
use super::say::{Say, counted, grouped};
use super::{BuildArgs, Format, Outcome, What, today};

pub(super) fn overrides(what: &What) -> Overrides {
    Overrides { base_url: what.base_url.clone(), drafts: what.drafts, future: what.future }
}

pub(super) fn build(root: &Path, args: &BuildArgs, say: &Say) -> Outcome {
    let started = Instant::now();
    let target = args.out.clone().unwrap_or_else(|| root.join("public"));
    if let Some(fault) = misplaced(root, &target) {
        say.error(&fault, Some("name another folder with --out DIR"));
        return Outcome::Usage;
    }
    let progress = Progress::start("building", say);
    // If the folder cannot be opened, publishing will say why.
    let staging = Staging::open(&target, MANIFEST).ok().map(Arc::new);
    let keep = match (keep(root), &staging) {
        (StorageMode::SpillFile(spill_file), Some(staging)) => {
            StorageMode::Output { spill_file, staging: Arc::clone(staging) }
        }
        (keep, _) => keep,
    };
    let mut project = Project::new(root, overrides(&args.what), keep);
    let day = args.what.today.unwrap_or_else(today);
    let step = Instant::now();
    let receipt = program().zip(project.inputs(day)).map(|inputs| {
        Receipt::new(&root.join(".offprint/cache"), &target, Digest::of_hash(&inputs))
    });
    say.detail(&format!("{:>8}  {:>8.1} ms", "scan", step.elapsed().as_secs_f64() * 1e3));
    if let (Some(receipt), Some(staging)) = (&receipt, &staging)
        && let Some(unchanged) = receipt.holds(staging)
    {
        drop(progress);
        std::mem::forget(project);
        let published = Published { unchanged, ..Published::default() };
        report_build(Some(&published), &[], started, args.format, say);
        return Outcome::Done;
    }
    let Build { edition, mut diagnostics, timings } = project.build(day);
    if args.strict {
        raise(&mut diagnostics);
    }
    let mut published = None;
    if let (Some(edition), false) = (edition, has_errors(&diagnostics)) {
        let step = Instant::now();
        match write(&edition, &target, staging.as_deref()) {
            Ok(done) => {
                diagnostics.extend(done.warnings.iter().cloned());
                project.tidy(&edition);
                published = Some(done);
            }
            Err(faults) => diagnostics.extend(faults),
        }
        for (stage, time) in timings.iter().copied().skip(1).chain([("publish", step.elapsed())]) {
            say.detail(&format!("{stage:>8}  {:>8.1} ms", time.as_secs_f64() * 1e3));
        }
        // The process ends here: to give all its memory back piece by piece would only take time.
        std::mem::forget(edition);
    }
    std::mem::forget(project);
    // The project is never dropped, so what it put aside must be taken away here.
    if let Some(staging) = &staging {
        staging.clear();
    }
    drop(progress);
    if let (Some(receipt), Some(staging), Some(_), true) =
        (&receipt, &staging, &published, diagnostics.is_empty())
    {
        receipt.write(staging);
    }
    report_build(published.as_ref(), &diagnostics, started, args.format, say);
    if published.is_some() && !has_errors(&diagnostics) { Outcome::Done } else { Outcome::Errors }
}

fn report_build(
    published: Option<&Published>,
    diagnostics: &[Diagnostic],
    started: Instant,
    format: Format,
    say: &Say,
) {
    let seconds = started.elapsed().as_secs_f64();
    match format {
        Format::Human => {
            say.diagnostics(diagnostics);
            match published {
                Some(published) => say.closing(&closing(published, seconds)),
                None => say
                    .error(&format!("the site is not built: {}", report::tally(diagnostics)), None),
            }
        }
        Format::Json => {
            let mut object = summary(diagnostics, seconds);
            if let (Value::Object(map), Some(published)) = (&mut object, published) {
                map.insert("pages".into(), json!(published.written + published.unchanged));
                map.insert("written".into(), json!(published.written));
                map.insert("unchanged".into(), json!(published.unchanged));
                map.insert("removed".into(), json!(published.removed));
            }
            say.result(&object.to_string());
        }
    }
}

/// The digest of this very program: another one may build something else of the same files.
fn program() -> Option<Digest> {
    file_digest(&std::env::current_exe().ok()?).ok()
}

pub(super) fn check(root: &Path, what: &What, strict: bool, format: Format, say: &Say) -> Outcome {
    let started = Instant::now();
    let progress = Progress::start("checking", say);
    let day = what.today.unwrap_or_else(today);
    let mut project = Project::new(root, overrides(what), keep(root));
    let Build { edition, mut diagnostics, .. } = project.build(day);
    diagnostics.extend(project.advice(day));
    offprint::sort(&mut diagnostics);
    if strict {
        raise(&mut diagnostics);
    }
    drop(progress);
    match format {
        Format::Human => {
            say.diagnostics(&diagnostics);
            let pages = edition.as_ref().map(|edition| edition.len());
            match (diagnostics.is_empty(), pages) {
                (true, Some(pages)) => {
                    say.closing(&format!("checked {}: nothing to mend", counted(pages, "file")))
                }
                (false, Some(pages)) => {
                    say.closing(&format!(
                        "checked {}: {}",
                        counted(pages, "file"),
                        report::tally(&diagnostics)
                    ));
                }
                (_, None) => say.error(
                    &format!("the site cannot be built: {}", report::tally(&diagnostics)),
                    None,
                ),
            }
        }
        Format::Json => {
            say.result(&summary(&diagnostics, started.elapsed().as_secs_f64()).to_string())
        }
    }
    if has_errors(&diagnostics) { Outcome::Errors } else { Outcome::Done }
}

/// A report for programs: `errors`, `warnings`, `seconds`, `diagnostics`.
fn summary(diagnostics: &[Diagnostic], seconds: f64) -> Value {
    let errors =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let list: Vec<Value> = diagnostics
        .iter()
        .filter_map(|diagnostic| serde_json::from_str(&report::json(diagnostic)).ok())
        .collect();
    json!({
        "errors": errors,
        "warnings": diagnostics.len() - errors,
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "diagnostics": list,
    })
}

fn closing(published: &Published, seconds: f64) -> String {
    let mut parts = vec![
        format!("{} written", grouped(published.written)),
        format!("{} unchanged", grouped(published.unchanged)),
    ];
    if published.removed > 0 {
        parts.push(format!("{} removed", grouped(published.removed)));
    }
    format!(
        "built {} ({}) in {seconds:.2} s",
        counted(published.written + published.unchanged, "page"),
        parts.join(", ")
    )
}

fn write(
    edition: &Edition,
    target: &Path,
    staging: Option<&Staging>,
) -> Result<Published, Vec<Diagnostic>> {
    let mut outputs = outputs(edition);
    outputs.value.extend(index_outputs(edition));
    let mut published = match staging {
        Some(staging) => publish_staged(&outputs.value, staging),
        None => publish(&outputs.value, target),
    }?;
    published.warnings.extend(outputs.diagnostics);
    Ok(published)
}

/// Finished pages wait on disk, so that a large site needs no large memory; in memory where there
/// is no disk to write on.
fn keep(root: &Path) -> StorageMode {
    SpillFile::new(root)
        .or_else(|_| SpillFile::new(&std::env::temp_dir()))
        .map_or(StorageMode::Memory, |spill_file| StorageMode::SpillFile(spill_file.into()))
}

fn raise(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics {
        diagnostic.severity = Severity::Error;
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Why the output cannot go into a folder: the site's own files must never be mixed with what is
/// made of them.
pub(super) fn misplaced(root: &Path, target: &Path) -> Option<String> {
    // A folder that is not there yet will be where its nearest folder is that is.
    let real = |path: &Path| -> PathBuf {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let stands = path
            .ancestors()
            .find_map(|folder| folder.canonicalize().ok().map(|real| (folder, real)));
        match stands {
            Some((folder, mut real)) => {
                // What is not there yet holds no links, so `..` in it means what it says.
                for part in path.strip_prefix(folder).unwrap_or(Path::new("")).components() {
                    match part {
                        Component::ParentDir => drop(real.pop()),
                        part => real.push(part),
                    }
                }
                real
            }
            None => path,
        }
    };
    let (root, target) = (real(root), real(target));
    let own = ["content", "static", "templates", "themes"]
        .iter()
        .any(|folder| target.starts_with(root.join(folder)));
    (root.starts_with(&target) || own).then(|| {
        format!("the output cannot go into `{}`: the site's own files are there", target.display())
    })
}

/// So that the list of codes is used by the program and not only by tests.
pub(super) fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Code::ALL.iter().map(|code| (code.name(), code.meaning()))
}
