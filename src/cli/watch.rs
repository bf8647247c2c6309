//! `watch`: the preview. What is told of it, and when a browser is opened.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use offprint::serve::{RESCAN_DELAY, ServeEvent, ServeOptions, serve};
use offprint::{Severity, report};

use super::build::{misplaced, overrides};
use super::say::{Say, counted};
use super::{Outcome, today};

#[derive(Args, Clone, Debug)]
pub(super) struct WatchArgs {
    /// Show drafts too.
    #[arg(long)]
    drafts: bool,
    /// Show articles of the future too.
    #[arg(long)]
    future: bool,
    /// The site's address, instead of `base_url`; only its path matters for where the preview
    /// stands.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The first port to try; 0 takes any that is free.
    #[arg(long, value_name = "N", default_value_t = 1313)]
    port: u16,
    /// The address to listen at: by default, only this machine can reach the preview.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Open the site in the browser.
    #[arg(long)]
    open: bool,
    /// Do not keep `public/` current.
    #[arg(long)]
    no_write: bool,
    /// Let browsers go to the page that is edited.
    #[arg(long)]
    follow: bool,
    /// Look at the files again and again: for network and container file systems, which tell of no
    /// changes.
    #[arg(long)]
    poll: bool,
    /// The address that opens a file in the editor, with `{file}`, `{line}` and `{column}`.
    #[arg(long, value_name = "URL", default_value = "vscode://file{file}:{line}:{column}")]
    editor: String,
}

pub(super) fn run(root: &Path, args: &WatchArgs, say: &Say) -> Outcome {
    let target = root.join("public");
    if let Some(fault) = misplaced(root, &target) {
        say.error(
            &fault,
            Some("keep nothing of the site in `public/`, or preview with --no-write"),
        );
        return Outcome::Usage;
    }
    let what = super::What {
        drafts: args.drafts,
        future: args.future,
        base_url: args.base_url.clone(),
        today: None,
    };
    let options = ServeOptions {
        root: root.to_owned(),
        overrides: overrides(&what),
        today,
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
    let ended = serve(&options, &mut |event| tell(&event, args, &mut had_errors, say));
    if let Err(fault) = ended {
        say.diagnostics(&[fault]);
    }
    Outcome::Errors
}

fn tell(event: &ServeEvent<'_>, args: &WatchArgs, had_problems: &mut bool, say: &Say) {
    match event {
        ServeEvent::Listening { url, instead_of } => {
            if let Some(port) = instead_of {
                say.note(&format!("port {port} is taken"));
            }
            if (args.drafts || args.future) && !args.no_write {
                say.note(
                    "`public/` now holds what is not published yet: run `offprint build` before you upload it, or use --no-write",
                );
            }
            say.result(url);
            if args.open && open::that_detached(url).is_err() {
                say.note("no browser could be opened");
            }
        }
        ServeEvent::Polling { reason } => {
            say.note(&format!("{reason}; the files are looked at twice a second instead"));
        }
        ServeEvent::Built { files, changed, page, problems, took, stages, is_first } => {
            if let Some(problems) = problems {
                say.diagnostics(problems);
                if problems.is_empty() && *had_problems {
                    say.closing("nothing is left to mend");
                }
                *had_problems = !problems.is_empty();
                if problems.iter().any(|problem| problem.severity == Severity::Error) {
                    say.closing(&format!(
                        "{}: the last good edition stays",
                        report::tally(problems)
                    ));
                    return;
                }
            }
            let stages: Vec<_> = stages
                .iter()
                .map(|(stage, time)| format!("{stage} {:.1} ms", time.as_secs_f64() * 1e3))
                .collect();
            say.detail(&stages.join(", "));
            say.closing(&line(files, *changed, *page, *took, *is_first));
        }
        ServeEvent::Published(published) => {
            say.diagnostics(&published.warnings);
            say.detail(&format!(
                "public/: {} written, {} removed",
                published.written, published.removed
            ));
        }
        ServeEvent::NotPublished(faults) => {
            say.diagnostics(faults);
            say.note("`public/` is not current; the preview goes on");
        }
    }
}

/// One quiet line for each edit: the time, what was edited, what came of it.
fn line(
    files: &[String],
    changed: usize,
    page: Option<&str>,
    took: Duration,
    is_first: bool,
) -> String {
    let time = jiff::Zoned::now().strftime("%H:%M:%S").to_string();
    let what = match files {
        _ if is_first => "built".to_owned(),
        [] => "looked at everything".to_owned(),
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
