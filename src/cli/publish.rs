//! `publish`: builds the site, shows what would change at a target, and changes it.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::time::Instant;

use clap::Args;
use offprint::{FEED_FILES, MANIFEST, PublishTarget};
use offprint_publish::{
    AnnouncementServices, ChangedUrls, ContentDigest, Environment, ErrorKind, FileEntry, LocalFile,
    LocalSite, LockOwner, Observer, OpenContext, Outcome, Plan, PublishError, PublishOptions,
    TagKind, TargetPath, announce, publish, roll_back,
};
use percent_encoding::{AsciiSet, CONTROLS};
use serde_json::{Value, json};

use super::build::{build_for_publishing, output_folder_problem, read_settings, sound_settings};
use super::gone_pages::tell_gone_pages;
use super::host_limits::{limits_of_target, warn_of_limits};
use super::options::{ExitStatus, ReportFormat};
use super::progress::CountedProgress;
use super::publish_setup::{SetupKind, schedule_of, set_up};
use super::terminal::{Terminal, counted, grouped};

#[derive(Args, Clone, Debug)]
pub(super) struct PublishArgs {
    /// The target: `NAME` of `[publish.NAME]` in site.toml. May be omitted if there is only one.
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// Show what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Confirm a publication that removes more than a tenth of the files, or the home page.
    #[arg(long)]
    yes: bool,
    /// Restore the previous publication instead of building the site.
    #[arg(long)]
    rollback: bool,
    /// Publish although the site has warnings.
    #[arg(long)]
    allow_warnings: bool,
    /// Overwrite files of the site that someone else changed at the target.
    #[arg(long)]
    overwrite: bool,
    /// Continue although the target is locked by another publication, which must not be running.
    #[arg(long)]
    break_lock: bool,
    /// Publish by itself from now on, after each change and when articles are published or expire:
    /// write a workflow for GitHub Actions, or print lines for cron. Publishes nothing now.
    #[arg(long, value_enum, value_name = "SERVICE", conflicts_with_all = ["dry_run", "yes", "rollback", "allow_warnings", "overwrite", "break_lock", "format"])]
    setup: Option<SetupKind>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

/// How many files of a kind are listed.
const SHOWN: usize = 5;

pub(super) fn run(root: &Path, args: &PublishArgs, terminal: &Terminal) -> ExitStatus {
    if let Some(kind) = args.setup {
        return set_up_publishing(kind, root, args, terminal);
    }
    let started = Instant::now();
    let folder = root.join(".offprint/cache/publish");
    let _held = match hold_working_copy(&folder) {
        Ok(file) => file,
        Err(error) => return fail(&error, args, terminal),
    };
    // A build takes longer than reading the name. If the settings have errors, the build reports all.
    if let Some(settings) = sound_settings(root)
        && let Err(error) = choose(&settings.targets, args.target.as_deref())
    {
        fail(&error, args, terminal);
        return ExitStatus::Usage;
    }
    let settings = if args.rollback {
        read_settings(root, args.format, terminal)
    } else {
        let strict = !args.allow_warnings;
        build_for_publishing(root, &folder.join("site"), strict, args.format, terminal)
    };
    let Some(settings) = settings else { return ExitStatus::Errors };
    let target = match choose(&settings.targets, args.target.as_deref()) {
        Ok(target) => target,
        Err(error) => {
            fail(&error, args, terminal);
            return ExitStatus::Usage;
        }
    };
    let mut view = PlanView { target, args, terminal, progress: None, line: String::new() };
    match publish_to(root, &folder, target, args, &mut view) {
        Ok(mut outcome) => {
            drop(view.progress.take());
            if outcome.is_applied && !args.rollback {
                outcome.warnings.extend(tell_others(target, &settings.base_url, &outcome.plan));
            }
            report(&outcome, target, args, started, terminal);
            ExitStatus::Success
        }
        Err(error) => {
            drop(view.progress.take());
            fail(&error, args, terminal)
        }
    }
}

fn set_up_publishing(
    kind: SetupKind,
    root: &Path,
    args: &PublishArgs,
    terminal: &Terminal,
) -> ExitStatus {
    let Some(settings) = read_settings(root, args.format, terminal) else {
        return ExitStatus::Errors;
    };
    let target = match choose(&settings.targets, args.target.as_deref()) {
        Ok(target) => target,
        Err(error) => {
            fail(&error, args, terminal);
            return ExitStatus::Usage;
        }
    };
    let Some(schedule) = schedule_of(root, terminal) else { return ExitStatus::Errors };
    set_up(kind, root, target, &schedule, terminal)
        .unwrap_or_else(|error| fail(&error, args, terminal))
}

fn publish_to(
    root: &Path,
    folder: &Path,
    target: &PublishTarget,
    args: &PublishArgs,
    view: &mut PlanView<'_>,
) -> Result<Outcome, PublishError> {
    let site_folder =
        std::path::absolute(root).map_err(|error| PublishError::at_path("find", root, &error))?;
    if let Some(place) = target.settings.local_folder(&site_folder)
        && let Some(problem) = target_folder_problem(&site_folder, &place)
    {
        return Err(PublishError::new(ErrorKind::Settings, problem)
            .help(format!("set another `path` in [publish.{}]", target.name)));
    }
    let variables = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let environment = Environment::new(variables);
    let cache = folder.join(&target.name);
    let context = OpenContext { site: site_folder, cache, environment };
    let mut opened = target.settings.open(&context)?;
    let options = PublishOptions {
        dry_run: args.dry_run,
        confirmed: args.yes,
        overwrite: args.overwrite,
        break_lock: args.break_lock,
        keeps_previous: target.keeps_previous,
        owner: owner(folder)?,
        now: now(),
    };
    if args.rollback {
        return roll_back(&mut opened, &options, view);
    }
    let output = folder.join("site");
    let mut site = LocalSite::read(&output, built_files(&output)?, opened.tag_kind())?;
    let mut extra = target.settings.extra_files();
    extra.extend(target.announcements.files());
    add_files(&mut site, extra, &context.cache.join("extra"), opened.tag_kind())?;
    let limits = limits_of_target(&target.settings, root, &site);
    if args.format == ReportFormat::Human {
        // The host may refuse the files, so that nothing comes after this.
        warn_of_limits(&limits, view.terminal);
        return publish(&mut opened, &site, &options, view);
    }
    let mut outcome = publish(&mut opened, &site, &options, view)?;
    outcome.warnings.extend(limits);
    Ok(outcome)
}

/// Why a folder cannot be a target.
fn target_folder_problem(root: &Path, place: &Path) -> Option<String> {
    let is_output = dunce::canonicalize(root.join("public"))
        .is_ok_and(|public| dunce::canonicalize(place).is_ok_and(|place| place == public));
    if is_output || place == root.join("public") {
        return Some(format!(
            "`{}` cannot be a target: `offprint build` writes there",
            place.display()
        ));
    }
    output_folder_problem(root, place)
}

/// Takes the lock of the working copy: only one publication at a time builds into its folder.
fn hold_working_copy(folder: &Path) -> Result<File, PublishError> {
    fs::create_dir_all(folder).map_err(|error| PublishError::at_path("create", folder, &error))?;
    let path = folder.join("lock");
    let file =
        File::create(&path).map_err(|error| PublishError::at_path("write", &path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(PublishError::new(
            ErrorKind::Locked,
            "another publication of this site is running on this machine",
        )
        .help("wait until it has ended")),
        Err(TryLockError::Error(error)) => Err(PublishError::at_path("lock", &path, &error)),
    }
}

/// The chosen target, or the only one.
fn choose<'t>(
    targets: &'t [PublishTarget],
    name: Option<&str>,
) -> Result<&'t PublishTarget, PublishError> {
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let error = |message: String, help: String| {
        Err(PublishError::new(ErrorKind::Settings, message).help(help))
    };
    match (targets, name) {
        ([], _) => error(
            "`site.toml` has no target to publish to".to_owned(),
            "add one, for example: [publish.web], with target = \"folder\" and path = \"/srv/www\""
                .to_owned(),
        ),
        ([only], None) => Ok(only),
        (_, None) => {
            error("there are several targets".to_owned(), format!("name one: {}", names.join(", ")))
        }
        (_, Some(name)) => match targets.iter().find(|target| target.name == name) {
            Some(target) => Ok(target),
            None => error(
                format!("`site.toml` has no target `{name}`"),
                format!("use one of: {}", names.join(", ")),
            ),
        },
    }
}

/// The files that the build wrote, without the list of them.
fn built_files(output: &Path) -> Result<Vec<String>, PublishError> {
    let path = output.join(MANIFEST);
    let bytes = fs::read(&path).map_err(|error| PublishError::at_path("read", &path, &error))?;
    let list: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let files = list["files"].as_object().map(|files| files.keys().cloned().collect::<Vec<_>>());
    files.filter(|files| !files.is_empty()).ok_or_else(|| {
        PublishError::new(ErrorKind::Other, format!("`{}` lists no files", path.display()))
    })
}

/// Adds files that are not built.
fn add_files(
    site: &mut LocalSite,
    files: BTreeMap<String, Vec<u8>>,
    folder: &Path,
    tag: TagKind,
) -> Result<(), PublishError> {
    for (path, bytes) in files {
        fs::create_dir_all(folder)
            .map_err(|error| PublishError::at_path("create", folder, &error))?;
        let file = folder.join(&path);
        fs::write(&file, &bytes).map_err(|error| PublishError::at_path("write", &file, &error))?;
        if let Ok(path) = TargetPath::new(path) {
            let entry = FileEntry::of(&bytes, tag);
            site.files.entry(path).or_insert(LocalFile { entry, file });
        }
    }
    Ok(())
}

/// Tells the services that the settings name about pages that changed. Returns what did not work.
fn tell_others(target: &PublishTarget, base_url: &str, plan: &Plan) -> Vec<String> {
    let url = |path: &TargetPath| {
        let path = path.as_str();
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        let parts: Vec<_> = folder.split('/').map(url_part).collect();
        format!("{base_url}{}", parts.join("/"))
    };
    let is_page = |path: &&TargetPath| path.is_page() && path.as_str() != "404.html";
    let is_feed = |path: &&TargetPath| {
        let name = path.as_str().rsplit('/').next();
        name.is_some_and(|name| FEED_FILES.contains(&name))
    };
    let writes = || plan.new.iter().chain(&plan.changed).map(|write| &write.path);
    let urls = ChangedUrls {
        pages: writes().filter(is_page).map(url).collect(),
        removed: plan.removed.iter().filter(is_page).map(url).collect(),
        feeds: writes().filter(is_feed).map(url).collect(),
    };
    let services = AnnouncementServices::default();
    announce(&target.announcements, &services, base_url, &urls)
}

/// A part of a path as it is in a URL.
fn url_part(part: &str) -> String {
    percent_encoding::utf8_percent_encode(part, NOT_IN_PATH).to_string()
}

/// What a part of a path in a URL cannot contain as it is.
const NOT_IN_PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');

/// Who publishes, for the lock at the target.
fn owner(folder: &Path) -> Result<LockOwner, PublishError> {
    #[expect(clippy::disallowed_methods, reason = "this is the command line")]
    let variable = |names: &[&str]| {
        names.iter().find_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty())
    };
    let machine = variable(&["HOSTNAME", "COMPUTERNAME"])
        .or_else(|| fs::read_to_string("/etc/hostname").ok())
        .map_or_else(|| "unknown".to_owned(), |name| name.trim().to_owned());
    let person = variable(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_else(|| "someone".to_owned());
    // A random number tells this working copy from a copy of the site elsewhere.
    let path = folder.join("working-copy");
    let id = match fs::read_to_string(&path) {
        Ok(id) if !id.is_empty() => id,
        _ => {
            let random = || std::hash::RandomState::new().build_hasher().finish();
            let id = format!("{:016x}{:016x}", random(), random());
            fs::write(&path, &id).map_err(|error| PublishError::at_path("write", &path, &error))?;
            id
        }
    };
    let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let text = format!("{id}\n{machine}\n{}", place.display());
    Ok(LockOwner {
        who: format!("{person}@{machine}"),
        since: now(),
        working_copy: ContentDigest::of(text.as_bytes()).as_str()[..32].to_owned(),
    })
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Shows the plan, then the progress.
struct PlanView<'v> {
    target: &'v PublishTarget,
    args: &'v PublishArgs,
    terminal: &'v Terminal,
    progress: Option<CountedProgress>,
    line: String,
}

impl Observer for PlanView<'_> {
    fn on_plan(&mut self, plan: &Plan) {
        self.line = plan_line(plan);
        if self.args.format == ReportFormat::Json {
            return;
        }
        if plan.resumes {
            self.terminal.summary("continuing an interrupted publication");
        }
        self.terminal.summary(&format!(
            "plan for `{}` ({}): {}",
            self.target.name,
            self.target.settings.describe(),
            self.line
        ));
        let shown = if self.terminal.is_verbose { usize::MAX } else { SHOWN };
        let list = |sign: &str, paths: Vec<&TargetPath>| {
            for path in paths.iter().take(shown) {
                self.terminal.summary(&format!("  {sign} {path}"));
            }
            if paths.len() > shown {
                let more = counted(paths.len() - shown, "more file");
                self.terminal.summary(&format!("  {sign} … {more}; all with -v"));
            }
        };
        list("+", plan.new.iter().map(|write| &write.path).collect());
        list("~", plan.changed.iter().map(|write| &write.path).collect());
        list("-", plan.removed.iter().collect());
        tell_gone_pages(plan.removed.iter().map(TargetPath::as_str), self.terminal);
    }

    fn on_progress(&mut self, done: usize, of: usize) {
        let terminal = self.terminal;
        let progress =
            self.progress.get_or_insert_with(|| CountedProgress::start("publishing", of, terminal));
        progress.set(done);
    }
}

/// `3 new, 1 changed, 0 removed, 120 unchanged; 48 kB to upload`.
fn plan_line(plan: &Plan) -> String {
    format!(
        "{} new, {} changed, {} removed, {} unchanged; {} to upload",
        grouped(plan.new.len()),
        grouped(plan.changed.len()),
        grouped(plan.removed.len()),
        grouped(plan.unchanged),
        size(plan.upload_bytes())
    )
}

/// A number of bytes as people read it.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn report(
    outcome: &Outcome,
    target: &PublishTarget,
    args: &PublishArgs,
    started: Instant,
    terminal: &Terminal,
) {
    let seconds = started.elapsed().as_secs_f64();
    if args.format == ReportFormat::Json {
        let mut object = json!({
            "target": target.name,
            "applied": outcome.is_applied,
            "plan": plan_json(&outcome.plan),
            "warnings": outcome.warnings,
            "seconds": (seconds * 1000.0).round() / 1000.0,
        });
        if let Some(restored) = &outcome.restored {
            object["restored"] = json!(restored);
        }
        terminal.result(&object.to_string());
        return;
    }
    for warning in &outcome.warnings {
        terminal.warning(warning);
    }
    terminal.summary(&match (&outcome.restored, outcome.is_applied) {
        (Some(when), true) => {
            format!("restored the publication of {when} in {seconds:.1} s")
        }
        (None, true) => format!("published to `{}` in {seconds:.1} s", target.name),
        (_, false) if args.dry_run => "nothing was changed: this was a dry run".to_owned(),
        (_, false) => format!("`{}` is up to date", target.name),
    });
}

fn plan_json(plan: &Plan) -> Value {
    let paths = |writes: &[offprint_publish::PlannedWrite]| -> Vec<String> {
        writes.iter().map(|write| write.path.to_string()).collect()
    };
    json!({
        "new": paths(&plan.new),
        "changed": paths(&plan.changed),
        "removed": plan.removed,
        "unchanged": plan.unchanged,
        "bytes": plan.upload_bytes(),
    })
}

fn fail(error: &PublishError, args: &PublishArgs, terminal: &Terminal) -> ExitStatus {
    match args.format {
        ReportFormat::Human => terminal.error(&error.message, error.help.as_deref()),
        ReportFormat::Json => {
            let error = json!({
                "kind": error.kind.name(), "message": error.message, "help": error.help,
            });
            terminal.result(&json!({ "applied": false, "error": error }).to_string());
        }
    }
    ExitStatus::Errors
}
