//! `publish --setup`: what publishes a site by itself: a workflow of GitHub Actions, or lines for cron.
//!
//! The workflow contains no secrets, only the names of those of the repository. Names that the
//! user chose reach a shell only as variables.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use offprint::{BuildTime, PublishTarget, Schedule, ScheduledEvent};
use offprint_publish::{ContentDigest, ErrorKind, PublishError, TargetSettings};
use serde_json::json;

use super::cron_times::{CronLines, cron_lines};
use super::options::ExitStatus;
use super::terminal::Terminal;

/// What publishes a site by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum SetupKind {
    /// A workflow of GitHub Actions: .github/workflows/publish.yml.
    Github,
    /// Lines for the crontab of this machine; printed.
    Cron,
}

/// The file of the workflow, below the folder of the repository.
const WORKFLOW: &str = ".github/workflows/publish.yml";

/// The first line of a workflow that this program wrote; the digest of the other lines follows.
const MARK: &str = "# Written by `offprint publish --setup github`: ";

/// Writes the workflow, or prints the lines for cron.
pub(super) fn set_up(
    kind: SetupKind,
    root: &Path,
    target: &PublishTarget,
    schedule: &Schedule,
    terminal: &Terminal,
) -> Result<ExitStatus, PublishError> {
    let zone = TimeZone::get(&schedule.timezone).unwrap_or(TimeZone::UTC);
    let events = schedule.dates.iter();
    let changes = events.filter(|date| !date.draft && date.event != ScheduledEvent::Review);
    let instants: Vec<Timestamp> = changes.map(|date| date.instant).collect();
    let lines = |cron_zone: &TimeZone| {
        cron_lines(Timestamp::now(), &instants, &zone, &schedule.timezone, cron_zone)
    };
    let root =
        std::path::absolute(root).map_err(|error| PublishError::at_path("find", root, &error))?;
    match kind {
        SetupKind::Cron => {
            let local = TimeZone::system();
            let name = local.iana_name().unwrap_or("the time zone of this machine").to_owned();
            let text = crontab(&root, target, &lines(&local), &name)?;
            Ok(terminal.raw(text.as_bytes()))
        }
        SetupKind::Github => {
            let place = Repository::of(&root);
            let text = workflow(&place, target, &lines(&TimeZone::UTC))?;
            let file = place.root.join(WORKFLOW);
            write_own_file(&file, &text)?;
            terminal.summary(&format!("wrote {}", file.display()));
            for step in steps_to_do(target) {
                terminal.summary(&format!("  {step}"));
            }
            Ok(ExitStatus::Success)
        }
    }
}

/// The git repository of a site.
struct Repository {
    root: PathBuf,
    /// The folder of the site in it; `.` for the repository itself.
    site: String,
    /// The branch that is checked out.
    branch: String,
}

impl Repository {
    /// The repository that a folder is in, or the folder itself.
    fn of(site: &Path) -> Self {
        let root = site.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(site);
        let below = site.strip_prefix(root).unwrap_or(Path::new(""));
        let parts: Vec<_> =
            below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let site = if parts.is_empty() { ".".to_owned() } else { parts.join("/") };
        let head = fs::read_to_string(root.join(".git/HEAD")).unwrap_or_default();
        let branch = head.trim().strip_prefix("ref: refs/heads/").unwrap_or("main").to_owned();
        Self { root: root.to_owned(), site, branch }
    }
}

/// What the workflow needs for a target: permissions, variables with secrets, and further steps.
#[derive(Default)]
struct TargetNeeds {
    may_write: bool,
    variables: Vec<(&'static str, &'static str)>,
    uses_ssh: bool,
    uses_rsync: bool,
    commits: bool,
}

fn needs_of(settings: &TargetSettings) -> Result<TargetNeeds, PublishError> {
    let mut needs = TargetNeeds::default();
    match settings {
        TargetSettings::Folder { .. } => {
            return Err(PublishError::new(
                ErrorKind::Settings,
                "GitHub cannot reach a folder of this machine",
            )
            .help("choose another target, or `--setup cron`"));
        }
        TargetSettings::Ssh { rsync, .. } => {
            needs.uses_ssh = true;
            needs.uses_rsync = *rsync;
        }
        TargetSettings::S3 { .. } => {
            needs.variables = vec![
                ("AWS_ACCESS_KEY_ID", "secrets.AWS_ACCESS_KEY_ID"),
                ("AWS_SECRET_ACCESS_KEY", "secrets.AWS_SECRET_ACCESS_KEY"),
            ];
        }
        TargetSettings::Ftp { .. } => {
            needs.variables = vec![("OFFPRINT_FTP_PASSWORD", "secrets.OFFPRINT_FTP_PASSWORD")];
        }
        TargetSettings::Netlify { .. } => {
            needs.variables = vec![("NETLIFY_AUTH_TOKEN", "secrets.NETLIFY_AUTH_TOKEN")];
        }
        TargetSettings::Git { repository, .. } => {
            needs.commits = true;
            match repository {
                Some(repository) if !repository.starts_with("https://") => needs.uses_ssh = true,
                other => {
                    needs.may_write = other.is_none();
                    needs.variables = vec![("GIT_TOKEN", "secrets.GIT_TOKEN || github.token")];
                }
            }
        }
    }
    Ok(needs)
}

/// What a person has to do at GitHub.
fn steps_to_do(target: &PublishTarget) -> Vec<String> {
    let mut steps = vec![
        "commit and push this file".to_owned(),
        "at GitHub, in the settings of the repository, \"Secrets and variables\", \"Actions\":"
            .to_owned(),
        "  secret OFFPRINT_REPOSITORY: the URL of the git repository of Offprint".to_owned(),
    ];
    let Ok(needs) = needs_of(&target.settings) else { return steps };
    let secret = |name: &str, what: &str| format!("  secret {name}: {what}");
    for (name, value) in needs.variables {
        steps.push(match name {
            _ if !value.contains("github.token") => secret(name, "as in your environment"),
            _ if needs.may_write => continue,
            _ => secret(name, "a token that may write to the repository of the target"),
        });
    }
    if needs.uses_ssh {
        steps.push(secret("SSH_KEY", "a private key, without a passphrase, that may publish"));
        steps.push(secret("SSH_KNOWN_HOSTS", "the line of the server in your ~/.ssh/known_hosts"));
    }
    steps.push("run this again when you schedule an article for a time of day".to_owned());
    steps
}

/// A text in YAML, which knows the quotes of JSON. In a workflow, `${{` would begin an expression.
fn yaml(text: &str) -> Result<String, PublishError> {
    if text.contains("${{") {
        return Err(PublishError::new(
            ErrorKind::Settings,
            format!("GitHub would replace a part of the name `{text}`"),
        )
        .help("rename it without `${{`"));
    }
    Ok(json!(text).to_string())
}

fn workflow(
    place: &Repository,
    target: &PublishTarget,
    lines: &CronLines,
) -> Result<String, PublishError> {
    let needs = needs_of(&target.settings)?;
    let mut out = String::from(
        "# Publishes the site after each push, and when articles are published or expire.\n\
         # Times are in UTC. GitHub may start some minutes late, and knows no years: in later years,\n\
         # a line finds nothing to publish. After 60 days without a commit, GitHub stops the schedule\n\
         # of a public repository.\n\
         # It contains no secrets: they are in the settings of the repository.\n",
    );
    let _ = write!(
        out,
        "name: Publish\n\non:\n  push:\n    branches: [{}]\n  schedule:\n",
        yaml(&place.branch)?
    );
    for (line, reason) in lines {
        let _ = writeln!(out, "    - cron: \"{line}\" # {reason}");
    }
    let permission = if needs.may_write { "write" } else { "read" };
    let _ = write!(
        out,
        "  workflow_dispatch:\n\npermissions:\n  contents: {permission}\n\n\
         concurrency:\n  group: publish\n  cancel-in-progress: false\n\n\
         jobs:\n  publish:\n    runs-on: ubuntu-latest\n    timeout-minutes: 60\n    steps:\n      \
         - uses: actions/checkout@v4\n        with:\n          fetch-depth: 0\n"
    );
    push_installation(&mut out, needs.uses_rsync);
    push_preparation(&mut out, &needs);
    let _ = write!(
        out,
        "      - name: Publish\n        env:\n          SITE: {}\n          TARGET: {}\n",
        yaml(&place.site)?,
        yaml(&target.name)?
    );
    for (name, value) in &needs.variables {
        let _ = writeln!(out, "          {name}: ${{{{ {value} }}}}");
    }
    out.push_str("        run: offprint -C \"$SITE\" publish \"$TARGET\"\n");
    let digest = ContentDigest::of(out.as_bytes());
    Ok(format!("{MARK}{digest}\n{out}"))
}

fn push_installation(out: &mut String, uses_rsync: bool) {
    let _ = write!(
        out,
        "      - name: Find Offprint of an earlier run\n        id: cache\n        \
         uses: actions/cache@v4\n        with:\n          path: ~/.cargo/bin/offprint\n          \
         key: offprint-{version}-${{{{ runner.os }}}}\n      \
         - name: Install Offprint\n        if: steps.cache.outputs.cache-hit != 'true'\n        \
         env:\n          OFFPRINT_REPOSITORY: ${{{{ secrets.OFFPRINT_REPOSITORY }}}}\n        run: |\n          \
         if [ -z \"$OFFPRINT_REPOSITORY\" ]; then\n            \
         echo \"::error::Set the secret OFFPRINT_REPOSITORY to the URL of the git repository of Offprint.\"\n            \
         exit 1\n          fi\n          \
         cargo install --locked --git \"$OFFPRINT_REPOSITORY\" offprint\n",
        version = env!("CARGO_PKG_VERSION")
    );
    if uses_rsync {
        out.push_str(
            "      - name: Install rsync\n        run: command -v rsync || sudo apt-get install -y rsync\n",
        );
    }
}

fn push_preparation(out: &mut String, needs: &TargetNeeds) {
    if needs.uses_ssh {
        out.push_str(
            "      - name: Prepare SSH\n        env:\n          SSH_KEY: ${{ secrets.SSH_KEY }}\n          \
             SSH_KNOWN_HOSTS: ${{ secrets.SSH_KNOWN_HOSTS }}\n        run: |\n          \
             umask 077\n          mkdir -p ~/.ssh\n          \
             printf '%s\\n' \"$SSH_KEY\" > ~/.ssh/id_ed25519\n          \
             printf '%s\\n' \"$SSH_KNOWN_HOSTS\" >> ~/.ssh/known_hosts\n",
        );
    }
    if needs.commits {
        out.push_str(
            "      - name: Prepare git\n        run: |\n          \
             git config --global user.name 'github-actions[bot]'\n          \
             git config --global user.email 'github-actions[bot]@users.noreply.github.com'\n",
        );
        if !needs.uses_ssh {
            // The helper is a text for git, which runs it later, with the token in its environment.
            out.push_str(
                "          \
                 git config --global credential.helper '!f() { echo username=x-access-token; echo \
                 \"password=$GIT_TOKEN\"; }; f'\n",
            );
        }
    }
}

/// Writes a file, unless there is one that somebody else wrote or changed.
fn write_own_file(file: &Path, text: &str) -> Result<(), PublishError> {
    match fs::read_to_string(file) {
        Ok(old) => {
            let unchanged =
                old.strip_prefix(MARK).and_then(|rest| rest.split_once('\n')).is_some_and(
                    |(digest, rest)| ContentDigest::of(rest.as_bytes()).as_str() == digest,
                );
            if !unchanged {
                return Err(PublishError::new(
                    ErrorKind::Conflict,
                    format!("`{}` was edited, or Offprint did not write it", file.display()),
                )
                .help("nothing was changed; rename or remove the file to get a new one"));
            }
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(PublishError::at_path("read", file, &error)),
    }
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|error| PublishError::at_path("create", folder, &error))?;
    fs::write(file, text).map_err(|error| PublishError::at_path("write", file, &error))
}

fn crontab(
    root: &Path,
    target: &PublishTarget,
    lines: &CronLines,
    zone: &str,
) -> Result<String, PublishError> {
    let program = std::env::current_exe()
        .map_err(|error| PublishError::from_io("cannot find this program", &error))?;
    let command = format!(
        "{} -q -C {} publish {}",
        cron_word(&program.to_string_lossy())?,
        cron_word(&root.to_string_lossy())?,
        cron_word(&target.name)?
    );
    let mut out = format!(
        "# Publishes the site; add these lines with `crontab -e`. Times are in {zone}.\n\
         # Cron knows no years: in later years, a line finds nothing to publish.\n"
    );
    for (line, reason) in lines {
        let _ = write!(out, "# {reason}\n{line} {command}\n");
    }
    Ok(out)
}

/// A word of a command in a crontab: quoted for the shell, and with `%` escaped, which would end the
/// line.
fn cron_word(text: &str) -> Result<String, PublishError> {
    if text.contains(char::is_control) {
        return Err(PublishError::new(
            ErrorKind::FileName,
            format!("cron cannot run a command with the name `{}`", text.escape_debug()),
        ));
    }
    Ok(format!("'{}'", text.replace('\'', "'\\''")).replace('%', "\\%"))
}

/// The schedule of a site, as the setup needs it.
pub(super) fn schedule_of(root: &Path, terminal: &Terminal) -> Option<Schedule> {
    super::next::read_schedule(root, BuildTime::now(), terminal)
}
