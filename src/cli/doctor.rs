//! `doctor`: what a bug report needs to say about the program, the machine and the site's folder, and
//! common problems of both. It changes no file, and prints neither texts of the site nor values of
//! settings that may be secret.
//!
//! `doctor/machine.rs` and `doctor/site_folder.rs` gather facts; `doctor/problem.rs` judges them.

mod byte_size;
mod machine;
mod problem;
mod site_folder;
mod synchronised;

use std::path::Path;

use clap::Args;
use serde_json::json;

use byte_size::byte_size;
use machine::Machine;
use problem::{Problem, problems};
use site_folder::SiteFolder;

use super::options::{ExitStatus, ReportFormat};
use super::terminal::{Terminal, counted, grouped};
use super::version;

#[derive(Args, Clone, Debug)]
pub(super) struct DoctorArgs {
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

pub(super) fn run(root: Option<&Path>, args: &DoctorArgs, terminal: &Terminal) -> ExitStatus {
    let machine = Machine::inspect();
    let site = root.map(|root| SiteFolder::inspect(root, machine.home.as_deref()));
    let problems = problems(&machine, site.as_ref());
    match args.format {
        ReportFormat::Json => {
            let report = json!({
                "version": version::NUMBER,
                "build": version::version(),
                "target": version::TARGET,
                "machine": machine,
                "site": site,
                "problems": problems,
            });
            terminal.result(&report.to_string());
        }
        ReportFormat::Human => {
            print_machine(&machine, terminal);
            match &site {
                Some(site) => print_site(site, terminal),
                None => print_line(terminal, "site", "none in this folder or its parent folders"),
            }
            print_problems(&problems, terminal);
        }
    }
    if problems.iter().any(|problem| problem.is_error) {
        ExitStatus::Errors
    } else {
        ExitStatus::Success
    }
}

fn print_line(terminal: &Terminal, name: &str, value: &str) {
    terminal.result(&format!("{name:<16}{value}"));
}

fn print_machine(machine: &Machine, terminal: &Terminal) {
    print_line(terminal, "offprint", &format!("{}, {}", version::version(), version::TARGET));
    for program in &machine.installed {
        print_line(terminal, "installed", program);
    }
    let processors = counted(machine.processors, "processor");
    print_line(terminal, "system", &format!("{}, {processors}", machine.system));
    if let Some(watches) = machine.inotify_watches {
        print_line(terminal, "watches", &format!("at most {} folders (inotify)", grouped(watches)));
    }
    if let Some(files) = machine.open_files {
        print_line(terminal, "open files", &format!("at most {}", grouped(files)));
    }
    for tool in &machine.tools {
        print_line(terminal, tool.name, tool.version.as_deref().unwrap_or("not found"));
    }
}

fn print_site(site: &SiteFolder, terminal: &Terminal) {
    print_line(terminal, "site", &site.path);
    for (key, value) in &site.settings {
        print_line(terminal, key, value);
    }
    if !site.other_settings.is_empty() {
        print_line(terminal, "other settings", &site.other_settings.join(", "));
    }
    for target in &site.targets {
        print_line(terminal, "publish", &format!("{} ({})", target.name, target.kind));
    }
    if let Some(articles) = site.articles {
        print_line(terminal, "articles", &grouped(articles));
    }
    for folder in &site.folders {
        let files = counted(folder.files, "file");
        print_line(terminal, folder.name, &format!("{files}, {}", byte_size(folder.bytes)));
    }
    let mut disk = Vec::new();
    disk.extend(site.file_system.clone());
    disk.push(match site.is_case_sensitive {
        true => "case-sensitive names".to_owned(),
        false => "names that differ only in case are one file".to_owned(),
    });
    disk.extend(site.free_bytes.map(|bytes| format!("{} free", byte_size(bytes))));
    print_line(terminal, "disk", &disk.join(", "));
    if let Some(program) = site.synchronised_by {
        print_line(terminal, "synchronised", program);
    }
}

fn print_problems(problems: &[Problem], terminal: &Terminal) {
    if problems.is_empty() {
        print_line(terminal, "problems", "none found");
    }
    for problem in problems {
        let severity = if problem.is_error { "error" } else { "warning" };
        terminal.result(&format!("{severity}: {}", problem.message));
        terminal.result(&format!("  help: {}", problem.help));
    }
}
