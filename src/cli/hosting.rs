//! `hosting`: prints what must be added to the configuration of a server.

use std::path::Path;

use clap::{Args, ValueEnum};
use offprint::{Build, BuildTime, Overrides, Project, Severity, StorageMode};
use offprint_hosting::Host;

use super::options::ExitStatus;
use super::terminal::Terminal;

#[derive(Args, Clone, Debug)]
pub(super) struct HostingArgs {
    /// The server.
    #[arg(value_enum)]
    server: ServerName,
}

/// The servers whose configuration is not in the folder of the site.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum ServerName {
    Nginx,
    Caddy,
}

pub(super) fn run(root: &Path, args: &HostingArgs, terminal: &Terminal) -> ExitStatus {
    let host = match args.server {
        ServerName::Nginx => Host::Nginx,
        ServerName::Caddy => Host::Caddy,
    };
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let Build { edition, mut diagnostics, .. } = project.build(BuildTime::now());
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    terminal.diagnostics(&diagnostics);
    let Some(edition) = edition else { return ExitStatus::Errors };
    let text: String = host.files().iter().map(|file| edition.hosting_file(host, *file)).collect();
    terminal.raw(text.as_bytes())
}
