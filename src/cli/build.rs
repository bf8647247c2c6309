//! `build` and `check`.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use offprint::{
    Build, BuildTime, Checked, Code, Diagnostic, Edition, HeldBack, MANIFEST, Overrides, Project,
    PublishSettings, Published, Receipt, Severity, SpillFile, Staging, StorageMode,
    empty_site_problem, file_digest, index_outputs, outputs, publish, publish_staged, report,
};
use offprint_base::Digest;
use serde_json::{Value, json};

use super::gone_pages::tell_gone_pages;
use super::host_limits::{limits_of_output, warn_of_limits};
use super::options::{BuildArgs, BuildSelection, ExitStatus, ReportFormat};
use super::progress::Progress;
use super::terminal::{Terminal, counted, grouped};

pub(super) fn overrides(what: &BuildSelection) -> Overrides {
    Overrides {
        base_url: what.base_url.clone(),
        drafts: what.drafts,
        future: what.future,
        requires_content: !what.allow_empty,
    }
}

pub(super) fn build(root: &Path, args: &BuildArgs, terminal: &Terminal) -> ExitStatus {
    let started = Instant::now();
    let target = args.out.clone().unwrap_or_else(|| root.join("public"));
    if let Some(fault) = output_folder_problem(root, &target) {
        terminal.error(&fault, Some("name another folder with --out DIR"));
        return ExitStatus::Usage;
    }
    let mut result = run_build(root, args, &target, terminal);
    if result.published.is_some() {
        result.limits = limits_of_output(&target, &result.settings.named_hosts);
    }
    result.report(started, args.format, terminal);
    result.status()
}

/// What a build gave.
struct BuildResult {
    /// What was written; `None` if the site has errors.
    published: Option<Published>,
    diagnostics: Vec<Diagnostic>,
    held_back: Vec<HeldBack>,
    settings: PublishSettings,
    /// The limits of hosts that the site exceeds.
    limits: Vec<String>,
}

impl BuildResult {
    fn report(&self, started: Instant, format: ReportFormat, terminal: &Terminal) {
        let published = self.published.as_ref();
        let limits = &self.limits;
        report_build(
            published,
            &self.diagnostics,
            &self.held_back,
            limits,
            started,
            format,
            terminal,
        );
    }

    fn status(&self) -> ExitStatus {
        if self.published.is_some() && !has_errors(&self.diagnostics) {
            ExitStatus::Success
        } else {
            ExitStatus::Errors
        }
    }
}

/// Builds the site for a publication into a folder of its own, without drafts, and returns the targets
/// in `site.toml`. If the site has errors, they are reported.
pub(super) fn build_for_publishing(
    root: &Path,
    out: &Path,
    strict: bool,
    format: ReportFormat,
    terminal: &Terminal,
) -> Option<PublishSettings> {
    let started = Instant::now();
    let what = BuildSelection {
        drafts: false,
        future: false,
        base_url: None,
        today: None,
        allow_empty: false,
    };
    // People see which of the problems are warnings, and that they alone hold the publication back.
    let is_for_people = format == ReportFormat::Human;
    let args = BuildArgs { what, out: None, strict: strict && !is_for_people, format };
    let mut result = run_build(root, &args, out, terminal);
    // Nobody could find the site at such an address.
    let mut is_unreachable = false;
    for diagnostic in &mut result.diagnostics {
        if diagnostic.code == Code::BadBaseUrl {
            diagnostic.severity = Severity::Error;
            is_unreachable = true;
        }
    }
    if is_unreachable {
        result.published = None;
    }
    let is_good = result.status() == ExitStatus::Success;
    if is_good && strict && is_for_people && !result.diagnostics.is_empty() {
        terminal.diagnostics(&result.diagnostics);
        terminal.error(
            &format!("nothing is published: {}", report::format_counts(&result.diagnostics)),
            Some("correct what the warnings say, or publish anyway with --allow-warnings"),
        );
        return None;
    }
    if !is_good || is_for_people {
        result.report(started, format, terminal);
    }
    is_good.then_some(result.settings)
}

/// The targets in `site.toml`, without a build; `None` if the site cannot be read or they have errors.
pub(super) fn sound_settings(root: &Path) -> Option<PublishSettings> {
    let (is_read, Checked { value: settings, diagnostics }) = publish_settings(root);
    (is_read && !has_errors(&diagnostics)).then_some(settings)
}

/// The targets in `site.toml`, and whether the site could be read.
fn publish_settings(root: &Path) -> (bool, Checked<PublishSettings>) {
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let is_read = project.inputs(BuildTime::now()).is_some();
    (is_read, project.publish_settings())
}

/// Reports the errors of the settings; `None` if there are any.
pub(super) fn read_settings(
    root: &Path,
    format: ReportFormat,
    terminal: &Terminal,
) -> Option<PublishSettings> {
    let started = Instant::now();
    let (_, Checked { value: settings, diagnostics }) = publish_settings(root);
    if has_errors(&diagnostics) {
        report_build(None, &diagnostics, &[], &[], started, format, terminal);
        return None;
    }
    Some(settings)
}

/// Builds the site into a folder.
fn run_build(root: &Path, args: &BuildArgs, target: &Path, terminal: &Terminal) -> BuildResult {
    let progress = Progress::start("building", terminal);
    // If the folder cannot be opened, publishing reports why.
    let staging = Staging::open(target, MANIFEST).ok().map(Arc::new);
    let keep = match (storage_mode(root), &staging) {
        (StorageMode::SpillFile(spill_file), Some(staging)) => {
            StorageMode::Output { spill_file, staging: Arc::clone(staging) }
        }
        (keep, _) => keep,
    };
    let mut project = Project::new(root, overrides(&args.what), keep);
    let time = args.what.today.unwrap_or_else(BuildTime::now);
    let step = Instant::now();
    let receipt = program_digest().zip(project.inputs(time)).map(|inputs| {
        Receipt::new(&root.join(".offprint/cache"), target, Digest::of_hash(&inputs))
    });
    terminal.detail(&format!("{:>8}  {:>8.1} ms", "scan", step.elapsed().as_secs_f64() * 1e3));
    let address = project.base_url_lint();
    let settings = project.publish_settings().value;
    if let (Some(receipt), Some(staging)) = (&receipt, &staging)
        && !(args.strict && address.is_some())
        && let Some((unchanged, held_back)) = receipt.holds(staging, project.instant(time))
    {
        drop(progress);
        std::mem::forget(project);
        let published = Published { unchanged, ..Published::default() };
        let held_back: Vec<HeldBack> = serde_json::from_value(held_back).unwrap_or_default();
        let diagnostics = address.into_iter().collect();
        let published = Some(published);
        return BuildResult { published, diagnostics, held_back, settings, limits: Vec::new() };
    }
    let Build { edition, mut diagnostics, timings } = project.build(time);
    let mut is_clean = diagnostics.is_empty();
    diagnostics.extend(address);
    offprint::sort(&mut diagnostics);
    if args.strict {
        raise_warnings(&mut diagnostics);
    }
    let mut published = None;
    if let Some(edition) = edition.as_deref().filter(|_| !args.what.allow_empty) {
        diagnostics.extend(empty_site_problem(edition, target));
    }
    if let (Some(edition), false) = (edition, has_errors(&diagnostics)) {
        let step = Instant::now();
        match write_output(&edition, target, staging.as_deref()) {
            Ok(done) => {
                is_clean &= done.warnings.is_empty();
                diagnostics.extend(done.warnings.iter().cloned());
                project.prune_cache(&edition);
                published = Some(done);
            }
            Err(faults) => diagnostics.extend(faults),
        }
        for (stage, time) in timings.iter().copied().skip(1).chain([("publish", step.elapsed())]) {
            terminal.detail(&format!("{stage:>8}  {:>8.1} ms", time.as_secs_f64() * 1e3));
        }
        // The process ends here: freeing all its memory piece by piece would only take time.
        std::mem::forget(edition);
    }
    let (validity, held_back) = (project.validity(), project.held_back());
    std::mem::forget(project);
    // The project is never dropped, so its temporary files must be removed here.
    if let Some(staging) = &staging {
        staging.clear();
    }
    drop(progress);
    if let (Some(receipt), Some(staging), Some(validity), true) =
        (&receipt, &staging, validity, published.is_some() && is_clean)
    {
        receipt.write(staging, validity, json!(held_back));
    }
    BuildResult { published, diagnostics, held_back, settings, limits: Vec::new() }
}

fn report_build(
    published: Option<&Published>,
    diagnostics: &[Diagnostic],
    held_back: &[HeldBack],
    limits: &[String],
    started: Instant,
    format: ReportFormat,
    terminal: &Terminal,
) {
    let seconds = started.elapsed().as_secs_f64();
    match format {
        ReportFormat::Human => {
            terminal.diagnostics(diagnostics);
            warn_of_limits(limits, terminal);
            match published {
                Some(published) => {
                    terminal.summary(&build_summary(published, seconds));
                    tell_gone_pages(published.removed.iter().map(String::as_str), terminal);
                    report_held_back(held_back, terminal);
                }
                None => terminal.error(
                    &format!("the site is not built: {}", report::format_counts(diagnostics)),
                    None,
                ),
            }
        }
        ReportFormat::Json => {
            let mut object = json_report(diagnostics, seconds);
            object["held_back"] = json!(held_back);
            if !limits.is_empty() {
                object["limits"] = json!(limits);
            }
            if let (Value::Object(map), Some(published)) = (&mut object, published) {
                map.insert("pages".into(), json!(published.written + published.unchanged));
                map.insert("written".into(), json!(published.written));
                map.insert("unchanged".into(), json!(published.unchanged));
                map.insert("removed".into(), json!(published.removed.len()));
            }
            terminal.result(&object.to_string());
        }
    }
}

/// The digest of this program: another version may build something else from the same files.
fn program_digest() -> Option<Digest> {
    file_digest(&std::env::current_exe().ok()?).ok()
}

pub(super) fn check(
    root: &Path,
    what: &BuildSelection,
    strict: bool,
    format: ReportFormat,
    terminal: &Terminal,
) -> ExitStatus {
    let started = Instant::now();
    let progress = Progress::start("checking", terminal);
    let time = what.today.unwrap_or_else(BuildTime::now);
    let mut project = Project::new(root, overrides(what), storage_mode(root));
    let Build { edition, mut diagnostics, .. } = project.build(time);
    diagnostics.extend(project.lints());
    diagnostics.extend(project.base_url_lint());
    diagnostics.extend(project.withheld_lints());
    if let Some(edition) = edition.as_deref().filter(|_| !what.allow_empty) {
        diagnostics.extend(empty_site_problem(edition, &root.join("public")));
    }
    let held_back = project.held_back();
    offprint::sort(&mut diagnostics);
    if strict {
        raise_warnings(&mut diagnostics);
    }
    drop(progress);
    match format {
        ReportFormat::Human => {
            terminal.diagnostics(&diagnostics);
            let result = match diagnostics.is_empty() {
                true => "no problems found".to_owned(),
                false => report::format_counts(&diagnostics),
            };
            match edition {
                Some(_) => {
                    let files = counted(project.file_count(), "source file");
                    terminal.summary(&format!("checked {files}: {result}"));
                }
                None => terminal.error(&format!("the site cannot be built: {result}"), None),
            }
            report_held_back(&held_back, terminal);
        }
        ReportFormat::Json => {
            let mut object = json_report(&diagnostics, started.elapsed().as_secs_f64());
            object["held_back"] = json!(held_back);
            terminal.result(&object.to_string());
        }
    }
    if has_errors(&diagnostics) { ExitStatus::Errors } else { ExitStatus::Success }
}

/// Says what is not published although it has no error: `not published: 2 drafts, 1 scheduled,
/// 1 expired, 1 copy, 3 files`. With `-v`, each file is listed.
pub(super) fn report_held_back(held_back: &[HeldBack], terminal: &Terminal) {
    let count = |state: &str| held_back.iter().filter(|held| held.state == state).count();
    let mut parts = Vec::new();
    match count("draft") {
        0 => {}
        drafts => parts.push(counted(drafts, "draft")),
    }
    for state in ["scheduled", "expired"] {
        match count(state) {
            0 => {}
            number => parts.push(format!("{} {state}", grouped(number))),
        }
    }
    match count("copy") {
        0 => {}
        1 => parts.push("1 copy".to_owned()),
        copies => parts.push(format!("{} copies", grouped(copies))),
    }
    match count("file") {
        0 => {}
        files => parts.push(counted(files, "file")),
    }
    if parts.is_empty() {
        return;
    }
    terminal.summary(&format!("not published: {}", parts.join(", ")));
    for held in held_back {
        let when = held.when.as_ref().map(|when| format!(" ({when})")).unwrap_or_default();
        terminal.detail(&format!("  {}: {}{when}", held.state, held.path));
    }
}

/// A report for programs: `errors`, `warnings`, `seconds`, `diagnostics`.
fn json_report(diagnostics: &[Diagnostic], seconds: f64) -> Value {
    let errors =
        diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let list: Vec<Value> = diagnostics
        .iter()
        .filter_map(|diagnostic| serde_json::from_str(&report::render_json(diagnostic)).ok())
        .collect();
    json!({
        "errors": errors,
        "warnings": diagnostics.len() - errors,
        "seconds": (seconds * 1000.0).round() / 1000.0,
        "diagnostics": list,
    })
}

fn build_summary(published: &Published, seconds: f64) -> String {
    let mut parts = vec![
        format!("{} written", grouped(published.written)),
        format!("{} unchanged", grouped(published.unchanged)),
    ];
    if !published.removed.is_empty() {
        parts.push(format!("{} removed", grouped(published.removed.len())));
    }
    format!(
        "built {} ({}) in {seconds:.2} s",
        counted(published.written + published.unchanged, "page"),
        parts.join(", ")
    )
}

fn write_output(
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

/// Where finished pages are kept: on disk, so that a large site needs little memory, or in memory
/// if nothing can be written to disk.
fn storage_mode(root: &Path) -> StorageMode {
    SpillFile::new(root)
        .or_else(|_| SpillFile::new(&std::env::temp_dir()))
        .map_or(StorageMode::Memory, |spill_file| StorageMode::SpillFile(spill_file.into()))
}

fn raise_warnings(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics {
        diagnostic.severity = Severity::Error;
    }
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Why a folder cannot be the output folder: the site's own files must never be mixed with the files
/// that are built from them.
pub(super) fn output_folder_problem(root: &Path, target: &Path) -> Option<String> {
    // A folder that does not exist yet will be below its nearest existing ancestor.
    let real = |path: &Path| -> PathBuf {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let existing = path
            .ancestors()
            .find_map(|folder| dunce::canonicalize(folder).ok().map(|real| (folder, real)));
        match existing {
            Some((folder, mut real)) => {
                // The rest does not exist, so it contains no symbolic links that `..` could follow.
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
    let own = ["content", "data", "issues", "static", "templates", "themes"]
        .iter()
        .any(|folder| target.starts_with(root.join(folder)));
    (root.starts_with(&target) || own).then(|| {
        format!(
            "the output folder cannot be `{}`: it contains the site's own files",
            target.display()
        )
    })
}

/// The codes of diagnostics with their meanings, for the reference that `theme docs` prints.
pub(super) fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    Code::ALL.iter().map(|code| (code.name(), code.meaning()))
}
