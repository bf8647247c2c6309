//! `watch`: the preview. What it prints, and when it opens a browser.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use offprint::serve::{RESCAN_DELAY, ServeEvent, ServeOptions, serve};
use offprint::{BuildTime, Severity, report};

use super::build::{output_folder_problem, overrides, report_held_back};
use super::options::{BuildSelection, ExitStatus};
use super::terminal::{Terminal, counted};

#[derive(Args, Clone, Debug)]
pub(super) struct WatchArgs {
    /// Include drafts.
    #[arg(long)]
    drafts: bool,
    /// Include articles dated in the future.
    #[arg(long)]
    future: bool,
    /// The site's URL, instead of `base_url`. The preview uses only its path.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The first port to try; 0 for any free port.
    #[arg(long, value_name = "N", default_value_t = 1313)]
    port: u16,
    /// The address to listen on. By default, only this machine can reach the preview.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Open the site in the browser.
    #[arg(long)]
    open: bool,
    /// Do not update `public/`.
    #[arg(long)]
    no_write: bool,
    /// Open the edited page in the browser.
    #[arg(long)]
    follow: bool,
    /// Poll files for changes, for network and container file systems that report none.
    #[arg(long)]
    poll: bool,
    /// Update `public/` although the site has no articles and the last build had some.
    #[arg(long)]
    allow_empty: bool,
    /// The URL that opens a file in your editor, with `{file}`, `{line}` and `{column}`.
    #[arg(long, value_name = "URL", default_value = "vscode://file{file}:{line}:{column}")]
    editor: String,
}

pub(super) fn run(root: &Path, args: &WatchArgs, terminal: &Terminal) -> ExitStatus {
    let target = root.join("public");
    if let Some(fault) = output_folder_problem(root, &target) {
        terminal.error(&fault, Some("move the site's files out of `public/`, or use --no-write"));
        return ExitStatus::Usage;
    }
    let what = BuildSelection {
        drafts: args.drafts,
        future: args.future,
        base_url: args.base_url.clone(),
        today: None,
        allow_empty: args.allow_empty,
    };
    let options = ServeOptions {
        root: root.to_owned(),
        overrides: overrides(&what),
        time: BuildTime::now,
        host: args.host.clone(),
        port: args.port,
        target: (!args.no_write).then_some(target),
        spill_folder: Some(std::env::temp_dir()),
        follow_edits: args.follow,
        poll: args.poll,
        rescan_delay: Some(RESCAN_DELAY),
        editor: args.editor.clone(),
    };
    let mut had_errors = false;
    let ended = serve(&options, &mut |event| report_event(&event, args, &mut had_errors, terminal));
    if let Err(fault) = ended {
        terminal.diagnostics(&[fault]);
    }
    ExitStatus::Errors
}

fn report_event(
    event: &ServeEvent<'_>,
    args: &WatchArgs,
    had_problems: &mut bool,
    terminal: &Terminal,
) {
    match event {
        ServeEvent::Listening { url, instead_of, elsewhere } => {
            if let Some(port) = instead_of {
                terminal.warning(&format!("port {port} is in use"));
            }
            if (args.drafts || args.future) && !args.no_write {
                terminal.warning(
                    "`public/` now contains unpublished articles: run `offprint build` before you upload it, or use --no-write",
                );
            }
            if let Some(urls) = elsewhere {
                let at = match urls {
                    [] => "at every address of this machine".to_owned(),
                    urls => format!("at {}", urls.join(", ")),
                };
                terminal.warning(&format!(
                    "other machines can reach the preview {at}, unless a firewall prevents it"
                ));
            }
            terminal.result(url);
            if args.open && open::that_detached(url).is_err() {
                terminal.warning("could not open a browser");
            }
        }
        ServeEvent::Polling { reason } => {
            terminal.warning(&format!("{reason}; polling the files twice a second instead"));
        }
        ServeEvent::Built { files, changed, page, problems, held_back, took, stages, is_first } => {
            if let Some(problems) = problems {
                terminal.diagnostics(problems);
                if problems.is_empty() && *had_problems {
                    terminal.summary("no problems left");
                }
                *had_problems = !problems.is_empty();
                if problems.iter().any(|problem| problem.severity == Severity::Error) {
                    terminal.summary(&format!(
                        "{}; still showing the last successful build",
                        report::format_counts(problems)
                    ));
                    return;
                }
            }
            let stages: Vec<_> = stages
                .iter()
                .map(|(stage, time)| format!("{stage} {:.1} ms", time.as_secs_f64() * 1e3))
                .collect();
            terminal.detail(&stages.join(", "));
            terminal.summary(&format_edit(files, *changed, *page, *took, *is_first));
            report_held_back(held_back.unwrap_or_default(), terminal);
        }
        ServeEvent::Published(published) => {
            terminal.diagnostics(&published.warnings);
            terminal.detail(&format!(
                "public/: {} written, {} removed",
                published.written,
                published.removed.len()
            ));
        }
        ServeEvent::NotPublished(faults) => {
            terminal.diagnostics(faults);
            terminal.warning("`public/` is not up to date; the preview keeps running");
        }
    }
}

/// One line for each edit: the time, the edited files, the changed pages.
fn format_edit(
    files: &[String],
    changed: usize,
    page: Option<&str>,
    took: Duration,
    is_first: bool,
) -> String {
    let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    let what = match files {
        _ if is_first => "built".to_owned(),
        [] => "checked all files".to_owned(),
        [file] => file.strip_prefix("content/").unwrap_or(file).to_owned(),
        [file, ..] => format!(
            "{} and {} more",
            file.strip_prefix("content/").unwrap_or(file),
            files.len() - 1
        ),
    };
    let page = page.map_or_else(String::new, |page| format!("  {page}"));
    format!("{time}  {what}  {}  {} ms{page}", counted(changed, "page"), took.as_millis())
}
