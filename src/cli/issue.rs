//! `issue`: makes an e-mail from an issue, and sends it.
//!
//! Files are written outside of `public/`: a mail is no part of the site.

use std::path::{Path, PathBuf};
use std::time::Duration;

use offprint::{
    Build, BuildTime, Checked, Code, Diagnostic, MailSettings, Overrides, Project, RenderedMail,
    SMTP_PASSWORD_VARIABLE, Severity, StorageMode, report,
};
use offprint_mail::{
    CERTIFICATES_VARIABLE, MailAddress, MailError, MailErrorKind, MailMessage, send_mail,
};
use serde_json::{Value, json};

use super::issue_args::IssueArgs;
use super::issue_files::MailFolder;
use super::issue_selection::{ChosenIssue, FOLDER, Refusal, choose_issue, unlisted_of_month};
use super::new::declares_taxonomy;
use super::options::{ExitStatus, ReportFormat, today};
use super::terminal::{Terminal, counted};

/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Why the command ended early.
enum Stop {
    /// What was asked for cannot be done.
    Refused(Refusal),
    /// The site has errors.
    Site(Vec<Diagnostic>),
    /// The mail was not sent.
    NotSent(MailError),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What the command did.
#[derive(Default)]
struct IssueReport {
    name: String,
    new_file: Option<String>,
    files: Vec<PathBuf>,
    mail: Option<RenderedMail>,
    warnings: Vec<(String, String)>,
    diagnostics: Vec<Diagnostic>,
    sent_to: Option<String>,
}

pub(super) fn run(root: &Path, args: &IssueArgs, terminal: &Terminal) -> ExitStatus {
    let mut outcome = IssueReport::default();
    let stop = make_and_send(root, args, &mut outcome).err();
    match args.format {
        ReportFormat::Human => outcome.show(stop.as_ref(), terminal),
        ReportFormat::Json => terminal.result(&outcome.json(stop.as_ref()).to_string()),
    }
    match stop {
        None => ExitStatus::Success,
        Some(_) => ExitStatus::Errors,
    }
}

fn make_and_send(root: &Path, args: &IssueArgs, outcome: &mut IssueReport) -> Result<(), Stop> {
    let time = args.today.unwrap_or_else(BuildTime::now);
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    if declares_taxonomy(root, FOLDER) {
        return Err(Stop::Refused((
            "`issues` are terms of this site, which articles name".to_owned(),
            "give the group another key in [[taxonomies]]: then `content/issues/` has issues"
                .to_owned(),
        )));
    }
    let folder = args.out.clone().unwrap_or_else(|| root.join("issues"));
    if let Some(problem) = folder_problem(root, &folder) {
        return Err(Stop::Refused(problem));
    }
    let mut folder = MailFolder::open(&folder)?;
    // The selection needs the articles, whether or not the site has errors: the build reports them.
    let (Some(inventory), _) = project.inventory(time) else {
        return Err(Stop::Site(project.build(time).diagnostics));
    };
    project.inputs(time);
    let Checked { value: settings, diagnostics } = project.mail_settings();
    if diagnostics.iter().any(|fault| fault.severity == Severity::Error) {
        return Err(Stop::Site(diagnostics));
    }
    outcome.name = match choose_issue(root, &project, &inventory, args)? {
        ChosenIssue::Existing(name) => {
            let unlisted = unlisted_of_month(root, &name, &inventory);
            if !unlisted.is_empty() {
                let paths: Vec<_> = unlisted.iter().map(|entry| entry.path.as_str()).collect();
                outcome.warnings.push((
                    format!(
                        "{FOLDER}/{name}.md does not list articles of that month: {}",
                        paths.join(", ")
                    ),
                    "add them to `articles`, or leave them out on purpose".to_owned(),
                ));
            }
            name
        }
        ChosenIssue::New(issue) => {
            outcome.new_file = Some(issue.write(root, today())?);
            issue.name
        }
    };
    let mail = render(&mut project, time, &settings, &folder, outcome)?;
    let message = message_of(&mail, &settings);
    if settings.unsubscribe_link().is_none() {
        outcome.warnings.push((
            "the mail has no link by which readers unsubscribe".to_owned(),
            "set `service` or `unsubscribe` in [newsletter]: many laws and mail providers demand it"
                .to_owned(),
        ));
    }
    let files = [
        (format!("{}.html", outcome.name), mail.html.clone().into_bytes()),
        (format!("{}.txt", outcome.name), mail.text.clone().into_bytes()),
        (format!("{}.eml", outcome.name), message.to_eml()),
    ];
    outcome.files = folder.write(&outcome.name, &files, mail.told.clone(), args.overwrite)?;
    outcome.mail = Some(mail);
    if args.smtp {
        send(args, &settings, message, &mut folder, outcome)?;
    }
    Ok(())
}

/// Builds the site in memory, and renders the mail.
fn render(
    project: &mut Project,
    time: BuildTime,
    settings: &MailSettings,
    folder: &MailFolder,
    outcome: &mut IssueReport,
) -> Result<RenderedMail, Stop> {
    // The file of the issue may be new.
    project.inputs(time);
    let Build { edition, mut diagnostics, .. } = project.build(time);
    diagnostics.extend(project.base_url_lint().map(|lint| Diagnostic {
        // Every link of the mail would lead nowhere.
        severity: if lint.code == Code::BadBaseUrl { Severity::Error } else { lint.severity },
        ..lint
    }));
    let has_errors = diagnostics.iter().any(|fault| fault.severity == Severity::Error);
    if edition.is_none() || has_errors {
        return Err(Stop::Site(diagnostics));
    }
    outcome.diagnostics = diagnostics;
    let mail = match project.issue_mail(&outcome.name, settings, &folder.told()) {
        None => {
            return Err(Stop::Refused((
                format!("the issue `{FOLDER}/{}.md` is not published", outcome.name),
                "it is a draft, scheduled or expired: see `draft`, `publish_on`, `expires` and `date`"
                    .to_owned(),
            )));
        }
        Some(Err(fault)) => return Err(Stop::Site(vec![fault])),
        Some(Ok(mail)) => mail,
    };
    if mail.articles == 0 {
        outcome.warnings.push((
            "the issue has no articles".to_owned(),
            format!("list them as `articles` in {FOLDER}/{}.md", outcome.name),
        ));
    }
    for difference in &mail.differences {
        outcome.warnings.push((
            format!("in the mail, {difference}"),
            "the page of the issue shows it; `View in browser` leads there".to_owned(),
        ));
    }
    if let Some(problem) = mail.problems.iter().find(|problem| problem.is_error) {
        return Err(Stop::Refused((
            format!("the mail cannot be sent: {}", problem.message),
            problem.help.to_owned(),
        )));
    }
    let problems = mail.problems.iter();
    outcome
        .warnings
        .extend(problems.map(|problem| (problem.message.clone(), problem.help.to_owned())));
    Ok(mail)
}

fn message_of(mail: &RenderedMail, settings: &MailSettings) -> MailMessage {
    MailMessage {
        from: settings.from.clone(),
        to: settings.to.clone(),
        subject: mail.subject.clone(),
        date: mail.date,
        language: mail.language.clone(),
        html: mail.html.clone(),
        text: mail.text.clone(),
        unsubscribe: settings.unsubscribe.clone(),
        is_draft: true,
    }
}

fn send(
    args: &IssueArgs,
    settings: &MailSettings,
    draft: MailMessage,
    folder: &mut MailFolder,
    outcome: &mut IssueReport,
) -> Result<(), Stop> {
    let missing = |message: &str, help: &str| {
        Stop::NotSent(MailError::new(MailErrorKind::Settings, message).help(help))
    };
    let Some(server) = &settings.smtp else {
        return Err(missing(
            "`site.toml` names no server that sends mails",
            "add [newsletter.smtp], with server = \"smtp.example.org\" and user = \"…\"",
        ));
    };
    let Some(from) = settings.from.clone() else {
        return Err(missing(
            "`site.toml` does not say who sends the mail",
            "add to [newsletter]: from = \"The Digest <digest@example.org>\"",
        ));
    };
    let to = match &args.to {
        Some(written) => MailAddress::parse(written).ok_or_else(|| {
            missing(
                &format!("`{written}` is not a mail address"),
                "write one address, such as editor@example.org",
            )
        })?,
        None => settings.to.clone().ok_or_else(|| {
            missing(
                "`site.toml` does not say who receives the mail",
                "name the recipient with --to, or add to [newsletter]: to = \"list@example.org\"",
            )
        })?,
    };
    let is_sent =
        folder.records.get(&outcome.name).is_some_and(|known| known.sent_to.contains(&to.address));
    if is_sent && !args.again {
        return Err(missing(
            &format!("this issue was already sent to {}", to.address),
            "send it once more with --again",
        ));
    }
    if let (Some(service), None) = (settings.service, &settings.unsubscribe) {
        outcome.warnings.push((
            format!(
                "the mail contains `{}`, which only {} replaces",
                service.unsubscribe_placeholder(),
                service.name()
            ),
            "send it to yourself only; readers get it from the service".to_owned(),
        ));
    }
    let variable = |name: &str| {
        #[expect(clippy::disallowed_methods, reason = "this is the command line")]
        std::env::var(name).ok().filter(|value| !value.is_empty())
    };
    let password = variable(SMTP_PASSWORD_VARIABLE);
    if let (Some(user), None) = (&server.user, &password) {
        return Err(Stop::NotSent(
            MailError::new(
                MailErrorKind::Credentials,
                format!("there is no password for `{user}` at `{}`", server.host),
            )
            .help(format!("set the variable {SMTP_PASSWORD_VARIABLE}")),
        ));
    }
    let certificates = variable(CERTIFICATES_VARIABLE).map(PathBuf::from);
    // A mail that is sent has the time at which it is sent: programs sort by it.
    let date = jiff::Timestamp::now().as_second();
    let (sender, recipient) = (Some(from.clone()), Some(to.clone()));
    let message = MailMessage { from: sender, to: recipient, date, is_draft: false, ..draft };
    let eml = message.to_eml();
    send_mail(server, password.as_deref(), certificates.as_deref(), TIMEOUT, (&from, &to), &eml)
        .map_err(Stop::NotSent)?;
    outcome.sent_to = Some(to.address.clone());
    folder.record_sent(&outcome.name, &to.address)?;
    Ok(())
}

/// Why a folder cannot contain mails: what is in the folders of the site becomes part of the site.
fn folder_problem(root: &Path, folder: &Path) -> Option<Refusal> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (root, folder) = (absolute(root), absolute(folder));
    let first = folder.strip_prefix(&root).ok()?.components().next();
    let name = first.and_then(|first| first.as_os_str().to_str()).unwrap_or_default().to_owned();
    ["", "content", "data", "public", "static", "templates", "themes"]
        .contains(&name.as_str())
        .then(|| {
            (
                format!("`{}` is a folder of the site", folder.display()),
                "name another folder with --out: mails are no part of the site".to_owned(),
            )
        })
}

impl IssueReport {
    fn show(&self, stop: Option<&Stop>, terminal: &Terminal) {
        terminal.diagnostics(&self.diagnostics);
        for (message, help) in &self.warnings {
            terminal.warning(&format!("{message}; {help}"));
        }
        if let Some(file) = &self.new_file {
            terminal.summary(&format!(
                "{file} is new: the page of the issue; add a text or a `summary`, then run `offprint issue \
                 {}` again",
                self.name
            ));
        }
        if let Some(mail) = &self.mail {
            let changes = match mail.changes {
                0 => String::new(),
                changes => format!(", {} to earlier issues", counted(changes, "change")),
            };
            terminal.summary(&format!(
                "“{}”: {}{changes}; {} kB of HTML",
                mail.subject,
                counted(mail.articles, "article"),
                mail.html.len().div_ceil(1000)
            ));
        }
        for path in &self.files {
            terminal.result(&path.display().to_string());
        }
        if let Some(address) = &self.sent_to {
            terminal.summary(&format!("sent to {address}"));
        }
        match stop {
            None => {}
            Some(Stop::Refused((message, help))) => {
                terminal.error(message, Some(help.as_str()).filter(|help| !help.is_empty()));
            }
            Some(Stop::Site(diagnostics)) => {
                terminal.diagnostics(diagnostics);
                terminal.error("the mail was not made: the site has errors", None);
            }
            Some(Stop::NotSent(error)) => {
                terminal.error(&error.message, error.help.as_deref());
            }
        }
    }

    fn json(&self, stop: Option<&Stop>) -> Value {
        let texts = |list: &[(String, String)]| -> Vec<Value> {
            list.iter().map(|(message, help)| json!({ "message": message, "help": help })).collect()
        };
        let faults = |list: &[Diagnostic]| -> Vec<Value> {
            list.iter()
                .filter_map(|fault| serde_json::from_str(&report::render_json(fault)).ok())
                .collect()
        };
        let mut object = json!({
            "issue": self.name,
            "new_file": self.new_file,
            "files": self.files,
            "warnings": texts(&self.warnings),
            "diagnostics": faults(&self.diagnostics),
            "sent_to": self.sent_to,
        });
        if let Some(mail) = &self.mail {
            object["subject"] = json!(mail.subject);
            object["articles"] = json!(mail.articles);
            object["changes"] = json!(mail.changes);
            object["html_bytes"] = json!(mail.html.len());
        }
        match stop {
            None => {}
            Some(Stop::Refused((message, help))) => {
                object["error"] = json!({ "kind": "refused", "message": message, "help": help });
            }
            Some(Stop::Site(diagnostics)) => {
                object["error"] = json!({ "kind": "site", "message": "the site has errors" });
                object["diagnostics"] = json!(faults(diagnostics));
            }
            Some(Stop::NotSent(error)) => {
                object["error"] = json!({
                    "kind": error.kind.name(), "message": error.message, "help": error.help,
                });
            }
        }
        object
    }
}
