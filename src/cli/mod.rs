//! The command line: arguments, dispatch, and what is printed.
//!
//! This is the only part that prints, that looks at the clock and at the environment. It uses
//! nothing of the library but what `lib.rs` makes public. Results go to standard output, everything
//! else to standard error.

mod build;
mod drugs;
mod import;
mod init;
mod list;
mod new;
mod progress;
mod say;
mod theme;
#[cfg(feature = "serve")]
mod watch;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use say::Say;

/// A static site generator for research digests on drugs.
///
/// Articles are Markdown files with TOML front matter in `content/articles/`. Offprint links them
/// by the drugs and tags that they name, and writes pages, feeds and a sitemap into `public/`.
#[derive(Parser, Debug)]
#[command(
    name = "offprint",
    version,
    max_term_width = 100,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Examples:\n  offprint init my-digest && offprint -C my-digest build\n  offprint new \"Esketamine in practice\"\n  offprint check --strict\n\nExit codes: 0 done, 1 the site or the input has errors, 2 wrong usage."
)]
struct Cli {
    /// The site's folder, else the nearest folder upward that holds `site.toml`.
    #[arg(short = 'C', long = "dir", value_name = "DIR", global = true)]
    dir: Option<PathBuf>,

    /// Print errors only.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Print more: what each stage took, each file that was written.
    #[arg(short, long, global = true)]
    verbose: bool,

    /// When to use colours.
    #[arg(long, value_enum, default_value_t = ColorWhen::Auto, global = true, value_name = "WHEN")]
    color: ColorWhen,

    #[command(subcommand)]
    command: Command,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a report is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people.
    Human,
    /// For programs: one JSON object.
    Json,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Make a new site that builds at once.
    #[command(after_help = "Example:\n  offprint init my-digest")]
    Init {
        /// The new site's folder; it must not exist, or be empty.
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Make a new content file, ready to edit, and print its path.
    #[command(
        after_help = "Examples:\n  offprint new \"Esketamine in practice\"\n  offprint new Esketamine --kind drug"
    )]
    New {
        /// The title; of a drug or a tag, its name.
        title: String,
        /// What to make.
        #[arg(long, value_enum, default_value_t = new::NewKind::Article)]
        kind: new::NewKind,
        /// The day of the article, instead of today.
        #[arg(long, value_name = "DATE", value_parser = day)]
        today: Option<Date>,
    },
    /// Turn raw articles into content files: saved pages, pasted text, Markdown.
    ///
    /// The article is freed of menus, share buttons and footers; title, dates, authors, source,
    /// summary, drugs, tags and citations go into its front matter. Nothing that stands is ever
    /// overwritten.
    #[command(
        after_help = "Examples:\n  offprint import saved-page.html\n  offprint import pasted.txt --url https://example.org/article --date 2025-08-19\n  offprint import ~/Downloads/articles --draft\n  offprint import page.html --stdout"
    )]
    Import(import::ImportArgs),
    /// Tell which drugs a text names.
    #[command(
        after_help = "Examples:\n  offprint drugs article.txt\n  offprint drugs content/articles --format json\n  offprint drugs --explain Spravato"
    )]
    Drugs(drugs::DrugsArgs),
    /// Build the site into `public/`.
    ///
    /// Only files that differ are written. A site with errors is not written at all.
    #[command(
        after_help = "Examples:\n  offprint build\n  offprint build --drafts --base-url / --out /tmp/preview\n  offprint build --strict --format json"
    )]
    Build(BuildArgs),
    /// Serve the site at http://127.0.0.1:1313/ and build it again on every edit.
    ///
    /// Pages are served from memory as soon as they are made; `public/` is kept current behind.
    /// Open pages show an edit by themselves, and problems with it until they are mended; the last
    /// good edition stays meanwhile.
    #[cfg(feature = "serve")]
    #[command(
        visible_alias = "serve",
        after_help = "Examples:\n  offprint watch --open\n  offprint watch --drafts --follow\n  offprint watch --port 8000 --no-write\n  offprint watch --host 0.0.0.0"
    )]
    Watch(watch::WatchArgs),
    /// Report everything that `build` would, and more, and write nothing.
    #[command(after_help = "Examples:\n  offprint check\n  offprint check --strict --format json")]
    Check {
        #[command(flatten)]
        what: What,
        /// Take warnings for errors.
        #[arg(long)]
        strict: bool,
        /// How to print the report.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// List the articles, drugs or tags that there are.
    #[command(
        after_help = "Examples:\n  offprint list\n  offprint list --drafts\n  offprint list --drugs --format json"
    )]
    List(list::ListArgs),
    /// Start, copy or document a theme.
    #[command(subcommand)]
    Theme(theme::ThemeCommand),
    /// Print a completion script for a shell.
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

/// What is built.
#[derive(Args, Clone, Debug)]
struct What {
    /// Build drafts too.
    #[arg(long)]
    drafts: bool,
    /// Build articles of the future too.
    #[arg(long)]
    future: bool,
    /// The site's address, instead of `base_url`; `/` for a site at a server's root.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The day of the build, instead of today: decides what is of the future, expired or overdue.
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
}

#[derive(Args, Clone, Debug)]
struct BuildArgs {
    #[command(flatten)]
    what: What,
    /// The output folder, instead of `public/`.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take warnings for errors.
    #[arg(long)]
    strict: bool,
    /// How to print the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What a command came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Done,
    Errors,
    Usage,
}

/// Runs the program.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let say = Say::new(cli.color, cli.quiet, cli.verbose);
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(&cli, &say))).unwrap_or_else(|_| {
        say.error(
            "this is a fault in Offprint itself, not in your site; nothing of yours was changed",
            Some("please report it with what is printed above and, if you can, the file that causes it"),
        );
        Outcome::Errors
    });
    match outcome {
        Outcome::Done => ExitCode::SUCCESS,
        Outcome::Errors => ExitCode::from(1),
        Outcome::Usage => ExitCode::from(2),
    }
}

fn dispatch(cli: &Cli, say: &Say) -> Outcome {
    let usage = |message: &str| {
        say.error(
            message,
            Some("make a new site with `offprint init DIR`, or name the site's folder with -C DIR"),
        );
        Outcome::Usage
    };
    let in_site = |run: &dyn Fn(&Path) -> Outcome| match root(cli.dir.as_deref()) {
        Ok(root) => run(&root),
        Err(message) => usage(&message),
    };
    match &cli.command {
        Command::Init { dir } => init::run(dir, say),
        Command::New { title, kind, today: day } => {
            in_site(&|root| new::run(root, title, *kind, day.unwrap_or_else(today), say))
        }
        Command::Import(args) => match optional_root(cli.dir.as_deref()) {
            Ok(root) => import::run(root.as_deref(), args, say),
            Err(message) => usage(&message),
        },
        Command::Drugs(args) => match optional_root(cli.dir.as_deref()) {
            Ok(root) => drugs::run(root.as_deref(), args, say),
            Err(message) => usage(&message),
        },
        Command::Build(args) => in_site(&|root| build::build(root, args, say)),
        #[cfg(feature = "serve")]
        Command::Watch(args) => in_site(&|root| watch::run(root, args, say)),
        Command::Check { what, strict, format } => {
            in_site(&|root| build::check(root, what, *strict, *format, say))
        }
        Command::List(args) => in_site(&|root| list::run(root, args, say)),
        Command::Theme(theme::ThemeCommand::Docs) => theme::docs(say),
        Command::Theme(command) => in_site(&|root| theme::run(root, command, say)),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "offprint", &mut script);
            say.raw(&script)
        }
        Command::Man => man(say),
    }
}

/// The page of the program and, after it, that of each command.
fn man(say: &Say) -> Outcome {
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
            say.error(&format!("the manual page cannot be made: {error}"), None);
            return Outcome::Errors;
        }
    }
    say.raw(&page)
}

/// The site's folder.
fn root(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(dir) = given {
        return if dir.join("site.toml").is_file() {
            Ok(dir.to_owned())
        } else {
            Err(format!("there is no site in `{}`: it holds no `site.toml`", dir.display()))
        };
    }
    #[expect(clippy::disallowed_methods, reason = "this is the command line")]
    let here = std::env::current_dir()
        .map_err(|error| format!("the current folder cannot be read: {error}"))?;
    here.ancestors()
        .find(|folder| folder.join("site.toml").is_file())
        .map(Path::to_owned)
        .ok_or_else(|| "there is no `site.toml` in this folder or in any above it".to_owned())
}

/// The site's folder, for what can be done without one too. A folder that is named must be a site.
fn optional_root(given: Option<&Path>) -> Result<Option<PathBuf>, String> {
    match root(given) {
        Err(message) if given.is_some() => Err(message),
        found => Ok(found.ok()),
    }
}

/// A day as an argument.
fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "write it as year-month-day, such as 2025-08-19".to_owned())
}

/// Today, here.
fn today() -> Date {
    jiff::Zoned::now().date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_sound() {
        Cli::command().debug_assert();
    }
}
