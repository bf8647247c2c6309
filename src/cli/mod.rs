//! The command line: arguments, dispatch and output.
//!
//! Only this part prints and reads the clock and the environment. It uses only what `lib.rs` makes
//! public. Results go to standard output, everything else to standard error.

mod build;
mod cron_times;
mod doctor;
mod drugs;
mod gone_pages;
mod host_limits;
mod hosting;
mod import;
mod import_drafts;
mod import_inputs;
mod import_library;
mod import_links;
mod import_records;
mod import_report;
mod init;
mod issue;
mod issue_args;
mod issue_files;
mod issue_selection;
mod list;
mod new;
mod next;
mod options;
mod progress;
mod publish;
mod publish_setup;
mod sources;
mod sources_findings;
mod sources_report;
mod terminal;
mod theme;
mod version;
#[cfg(feature = "serve")]
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use jiff::civil::Date;

use options::{BuildArgs, BuildSelection, ColorWhen, ExitStatus, ReportFormat, parse_day, today};
use terminal::Terminal;

/// A static site generator for research digests on drugs.
///
/// Articles are Markdown files with TOML front matter in `content/articles/`. Offprint links them
/// by drugs and tags, and writes pages, feeds and a sitemap to `public/`.
#[derive(Parser, Debug)]
#[command(
    name = "offprint",
    version = version::version(),
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Examples:\n  offprint init my-digest && offprint -C my-digest build\n  offprint new \"Esketamine in practice\"\n  offprint check --strict\n\nExit codes: 0 success, 1 the site or the input has errors, 2 wrong usage."
)]
struct Cli {
    /// The site's folder [default: the nearest parent folder with `site.toml`].
    #[arg(short = 'C', long = "dir", value_name = "DIR", global = true)]
    dir: Option<PathBuf>,

    /// Print errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Print details, such as the time of each stage.
    #[arg(short, long, global = true)]
    verbose: bool,

    /// When to use colours.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, global = true, value_name = "WHEN")]
    color: ColorWhen,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Create a new site that is ready to build.
    #[command(
        after_help = "Examples:\n  offprint init my-digest\n  offprint init mein-ueberblick --language de --base-url https://ueberblick.example/"
    )]
    Init {
        /// The folder of the new site. It must be empty or not exist.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The language of the site: en, de, es or fr, also with a country, as de-AT.
        #[arg(long, value_name = "TAG", default_value = "en")]
        language: String,
        /// The address at which readers will find the site.
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
    /// Create a new content file and print its path.
    #[command(
        after_help = "Examples:\n  offprint new \"Esketamine in practice\"\n  offprint new Esketamine --kind drug\n  offprint new \"Spring issue\" --kind issue"
    )]
    New {
        /// The title, or the name of the drug, tag or author.
        title: String,
        /// The kind of file.
        #[arg(long, value_enum, default_value_t = new::NewKind::Article)]
        kind: new::NewKind,
        /// The date of the article, instead of today.
        #[arg(long, value_name = "DATE", value_parser = parse_day)]
        today: Option<Date>,
    },
    /// Import articles from saved pages, pasted text or Markdown.
    ///
    /// Menus, share buttons and footers are removed. Title, dates, authors, source, summary, drugs,
    /// tags and citations are written to the front matter. Existing files are never overwritten.
    #[command(
        after_help = "Examples:\n  offprint import saved-page.html\n  offprint import pasted.txt --url https://example.org/article --date 2025-08-19\n  offprint import ~/Downloads/articles --draft\n  offprint import page.html --stdout"
    )]
    Import(import::ImportArgs),
    /// List the drugs mentioned in a text.
    #[command(
        after_help = "Examples:\n  offprint drugs article.txt\n  offprint drugs content/articles --format json\n  offprint drugs --explain Spravato"
    )]
    Drugs(drugs::DrugsArgs),
    /// Build the site into `public/`.
    ///
    /// Only changed files are written. If the site has errors, nothing is written.
    #[command(
        after_help = "Examples:\n  offprint build\n  offprint build --drafts --base-url / --out /tmp/preview\n  offprint build --strict --format json"
    )]
    Build(BuildArgs),
    /// Publish the site: build it, show what changes at the target, and change that.
    ///
    /// Targets are in `site.toml`, as `[publish.NAME]`. Only changed files are written, and files that
    /// Offprint did not publish are never touched. An interrupted publication is continued by the next
    /// one, and every page works in between.
    #[command(
        after_help = "Examples:\n  offprint publish\n  offprint publish web --dry-run\n  offprint publish web --rollback\n  offprint publish web --format json\n  offprint publish web --setup github\n\nCredentials come from the environment or from the tools' usual files, never from site.toml."
    )]
    Publish(publish::PublishArgs),
    /// Print the configuration of a web server for the site.
    ///
    /// It has the security policy, rules for caching, content types and redirects. Other web hosts
    /// read a file in the folder of the site: see `hosting` in [build].
    #[command(
        after_help = "Examples:\n  offprint hosting nginx > /etc/nginx/snippets/digest.conf\n  offprint hosting caddy > /etc/caddy/digest.caddy"
    )]
    Hosting(hosting::HostingArgs),
    /// Make an e-mail from an issue, and send it.
    ///
    /// Writes HTML, plain text and a file that mail programs open (.eml) to `issues/NAME/`. An issue is a
    /// file in `content/issues/`. For a month, a day or a tag without such a file, it is written first,
    /// with the articles, so that the issue has a page, too, and you can add a text.
    #[command(
        after_help = "Examples:\n  offprint issue 2026-11\n  offprint issue --since 2026-11-01\n  offprint issue --tag safety --name safety-2026\n  offprint issue content/articles/one.md content/articles/two.md\n  offprint issue 2026-11 --smtp --to editor@example.org\n\nThe password for the server comes from OFFPRINT_SMTP_PASSWORD, never from site.toml."
    )]
    Issue(issue_args::IssueArgs),
    /// Preview the site at http://127.0.0.1:1313/ and rebuild it on every edit.
    ///
    /// Pages are served from memory as soon as they are built; `public/` is updated in the
    /// background. Open pages update themselves. Errors show until fixed, over the last successful
    /// build.
    #[cfg(feature = "serve")]
    #[command(
        visible_alias = "serve",
        after_help = "Examples:\n  offprint watch --open\n  offprint watch --drafts --follow\n  offprint watch --port 8000 --no-write\n  offprint watch --host 0.0.0.0"
    )]
    Watch(watch::WatchArgs),
    /// Check the site without writing anything.
    ///
    /// Reports everything that `build` reports, and further warnings about texts, drugs and reviews.
    #[command(after_help = "Examples:\n  offprint check\n  offprint check --strict --format json")]
    Check {
        #[command(flatten)]
        what: BuildSelection,
        /// Treat warnings as errors.
        #[arg(long)]
        strict: bool,
        /// The format of the report.
        #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
        format: ReportFormat,
    },
    /// List articles, drugs, tags, authors, series or issues.
    #[command(
        after_help = "Examples:\n  offprint list\n  offprint list --drafts\n  offprint list --drugs --format json"
    )]
    List(list::ListArgs),
    /// Check the works that the site cites or has in `content/sources/`.
    #[command(subcommand)]
    Sources(sources::SourcesCommand),
    /// Print what a bug report needs, and check for common problems.
    ///
    /// Reports the version, the system, its limits, the programs that publishing needs, the settings
    /// of the site without secrets and the number of files. No file is changed.
    #[command(after_help = "Examples:\n  offprint doctor\n  offprint doctor --format json")]
    Doctor(doctor::DoctorArgs),
    /// List the next dates: when articles are published, expire, and are due for review.
    #[command(after_help = "Examples:\n  offprint next\n  offprint next --format json")]
    Next(next::NextArgs),
    /// Create, copy or document a theme.
    #[command(subcommand)]
    Theme(theme::ThemeCommand),
    /// Print a shell completion script.
    #[command(
        after_help = "Example:\n  offprint completions bash > ~/.local/share/bash-completion/completions/offprint"
    )]
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(after_help = "Example:\n  offprint man | man -l -")]
    Man,
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let terminal = Terminal::new(cli.color, cli.quiet, cli.verbose);
    let status =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(&cli, &terminal)))
            .unwrap_or_else(|_| {
                terminal.error(
            "this is a bug in Offprint, not in your site; your files were not changed",
            Some("please report it with the output above, that of `offprint doctor` and, if you can, the file \
                     that causes it"),
        );
                ExitStatus::Errors
            });
    match status {
        ExitStatus::Success => ExitCode::SUCCESS,
        ExitStatus::Errors => ExitCode::from(1),
        ExitStatus::Usage => ExitCode::from(2),
    }
}

fn dispatch(cli: &Cli, terminal: &Terminal) -> ExitStatus {
    let usage = |message: &str| {
        terminal.error(
            message,
            Some(
                "create a new site with `offprint init DIR`, or name the site's folder with -C DIR",
            ),
        );
        ExitStatus::Usage
    };
    let in_site = |run: &dyn Fn(&Path) -> ExitStatus| match find_site_root(cli.dir.as_deref()) {
        Ok(root) => run(&root),
        Err(message) => usage(&message),
    };
    match &cli.command {
        Command::Init { dir, language, base_url } => {
            init::run(dir, language, base_url.as_deref(), terminal)
        }
        Command::New { title, kind, today: day } => {
            in_site(&|root| new::run(root, title, *kind, day.unwrap_or_else(today), terminal))
        }
        Command::Import(args) => match find_optional_site_root(cli.dir.as_deref()) {
            Ok(root) => import::run(root.as_deref(), args, terminal),
            Err(message) => usage(&message),
        },
        Command::Drugs(args) => match find_optional_site_root(cli.dir.as_deref()) {
            Ok(root) => drugs::run(root.as_deref(), args, terminal),
            Err(message) => usage(&message),
        },
        Command::Publish(args) => in_site(&|root| publish::run(root, args, terminal)),
        Command::Hosting(args) => in_site(&|root| hosting::run(root, args, terminal)),
        Command::Issue(args) => in_site(&|root| issue::run(root, args, terminal)),
        Command::Build(args) => in_site(&|root| build::build(root, args, terminal)),
        #[cfg(feature = "serve")]
        Command::Watch(args) => in_site(&|root| watch::run(root, args, terminal)),
        Command::Check { what, strict, format } => {
            in_site(&|root| build::check(root, what, *strict, *format, terminal))
        }
        Command::Next(args) => in_site(&|root| next::run(root, args, terminal)),
        Command::List(args) => in_site(&|root| list::run(root, args, terminal)),
        Command::Sources(command) => in_site(&|root| sources::run(root, command, terminal)),
        Command::Doctor(args) => match find_optional_site_root(cli.dir.as_deref()) {
            Ok(root) => doctor::run(root.as_deref(), args, terminal),
            Err(message) => usage(&message),
        },
        Command::Theme(theme::ThemeCommand::Docs) => theme::docs(terminal),
        Command::Theme(command) => in_site(&|root| theme::run(root, command, terminal)),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "offprint", &mut script);
            terminal.raw(&script)
        }
        Command::Man => print_manual(terminal),
    }
}

/// Prints the manual page of the program, followed by that of each command.
fn print_manual(terminal: &Terminal) -> ExitStatus {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let mut pages = vec![clap_mangen::Man::new(command.clone())];
    pages.extend(
        command
            .get_subcommands()
            .filter(|sub| sub.get_name() != "help")
            .map(|sub| clap_mangen::Man::new(sub.clone())),
    );
    for man in pages {
        if let Err(error) = man.render(&mut page) {
            terminal.error(&format!("cannot create the manual page: {error}"), None);
            return ExitStatus::Errors;
        }
    }
    terminal.raw(&page)
}

/// The site's folder.
fn find_site_root(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(dir) = given {
        return if dir.join("site.toml").is_file() {
            Ok(dir.to_owned())
        } else {
            Err(format!("there is no site in `{}`: it contains no `site.toml`", dir.display()))
        };
    }
    #[expect(clippy::disallowed_methods, reason = "this is the command line")]
    let here = std::env::current_dir()
        .map_err(|error| format!("cannot read the current folder: {error}"))?;
    here.ancestors()
        .find(|folder| folder.join("site.toml").is_file())
        .map(Path::to_owned)
        .ok_or_else(|| "there is no `site.toml` in this folder or its parent folders".to_owned())
}

/// The site's folder, for commands that also work without a site. A folder that is given must be a
/// site.
fn find_optional_site_root(given: Option<&Path>) -> Result<Option<PathBuf>, String> {
    match find_site_root(given) {
        Err(message) if given.is_some() => Err(message),
        found => Ok(found.ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_sound() {
        Cli::command().debug_assert();
    }
}
