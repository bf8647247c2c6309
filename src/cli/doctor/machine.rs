//! [`Machine`]: the system, its limits, and the programs that Offprint calls.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Serialize;

/// What is known of the machine.
#[derive(Serialize, Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Machine {
    /// The name and version of the system, and its architecture.
    pub(super) system: String,
    /// How many processors the program may use.
    pub(super) processors: usize,
    /// How many folders a user can watch for changes, on Linux.
    pub(super) inotify_watches: Option<usize>,
    /// How many files a program can open, on Linux.
    pub(super) open_files: Option<usize>,
    /// The programs that publishing calls.
    pub(super) tools: Vec<Tool>,
    /// Every `offprint` that a terminal would find; the first one is started.
    pub(super) installed: Vec<String>,
    /// The home folder, which paths in the report do not name.
    #[serde(skip)]
    pub(super) home: Option<PathBuf>,
}

/// A program that Offprint calls.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub(super) struct Tool {
    /// Its name.
    pub(super) name: &'static str,
    /// What it says about its version; `None` if it is not installed.
    pub(super) version: Option<String>,
}

impl Machine {
    /// Asks the system.
    pub(super) fn inspect() -> Self {
        let home = env::home_dir();
        let tools = [("git", "--version"), ("rsync", "--version"), ("ssh", "-V")];
        let path = env::var_os("PATH").unwrap_or_default();
        Self {
            system: format!("{}, {}", system_name(), env::consts::ARCH),
            processors: std::thread::available_parallelism().map_or(1, usize::from),
            inotify_watches: read_number("/proc/sys/fs/inotify/max_user_watches"),
            open_files: fs::read_to_string("/proc/self/limits")
                .ok()
                .and_then(|text| open_files(&text)),
            tools: tools
                .map(|(name, option)| Tool { name, version: first_line(name, &[option]) })
                .into(),
            installed: find_programs("offprint", &path)
                .iter()
                .map(|file| short_path(file, home.as_deref()))
                .collect(),
            home,
        }
    }
}

/// A path without the name of the person whose home folder it is in.
pub(super) fn short_path(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => path.display().to_string(),
    }
}

/// The name and version of the system.
fn system_name() -> String {
    let known = match env::consts::OS {
        "linux" => {
            let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
            let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
            let names = [distribution(&release), Some(format!("Linux {}", kernel.trim()))];
            Some(names.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        "macos" => {
            first_line("sw_vers", &["-productVersion"]).map(|version| format!("macOS {version}"))
        }
        // `Microsoft Windows [Version 10.0.22631.4317]`, after an empty line.
        "windows" => first_line("cmd", &["/c", "ver"]),
        _ => None,
    };
    known.unwrap_or_else(|| env::consts::OS.to_owned())
}

/// The name of a Linux distribution in `/etc/os-release`.
fn distribution(release: &str) -> Option<String> {
    let value = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    let name = value.trim().trim_matches(['"', '\'']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The limit of open files in `/proc/self/limits`.
fn open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn read_number(file: &str) -> Option<usize> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// The first line that a program prints, on either output.
fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let lines = text(&output.stdout) + "\n" + &text(&output.stderr);
    lines.lines().map(str::trim).find(|line| !line.is_empty()).map(str::to_owned)
}

/// Every program of a name in the folders of `PATH`, each file once.
fn find_programs(name: &str, path: &OsStr) -> Vec<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    let mut found = Vec::new();
    let mut known = Vec::new();
    for folder in env::split_paths(path) {
        for ending in endings {
            let file = folder.join(format!("{name}{ending}"));
            // Several folders of `PATH` may be links to one.
            if let Ok(real) = dunce::canonicalize(&file)
                && real.is_file()
                && !known.contains(&real)
            {
                known.push(real);
                found.push(file);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_read_from_files_of_the_system() {
        let release = "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n";
        assert_eq!(distribution(release).as_deref(), Some("Debian GNU/Linux 12 (bookworm)"));
        assert_eq!(distribution("PRETTY_NAME='Void'").as_deref(), Some("Void"));
        assert_eq!(distribution("NAME=x\nPRETTY_NAME=\"\""), None);
        let limits =
            "Limit  Soft Limit  Hard Limit  Units\nMax open files   1024   524288   files\n";
        assert_eq!(open_files(limits), Some(1024));
        assert_eq!(open_files("Max open files  unlimited  unlimited  files"), None);
    }

    #[test]
    fn paths_do_not_name_a_person() {
        let home = Path::new("/home/ana");
        let tilde = |rest: &str| Path::new("~").join(rest).display().to_string();
        let cases = [
            ("/home/ana/digest", tilde("digest")),
            ("/home/ana", "~".to_owned()),
            ("/home/anabel/digest", "/home/anabel/digest".to_owned()),
            ("/srv/digest", "/srv/digest".to_owned()),
        ];
        for (path, expect) in cases {
            assert_eq!(short_path(Path::new(path), Some(home)), expect);
        }
        assert_eq!(short_path(home, None), "/home/ana");
    }

    #[test]
    fn every_program_of_a_name_is_found_once() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let name = if cfg!(windows) { "offprint.exe" } else { "offprint" };
        let folders = ["a", "b", "none", "a"].map(|part| folder.path().join(part));
        for part in &folders[..2] {
            fs::create_dir(part).and_then(|()| fs::write(part.join(name), "")).expect("it is ours");
        }
        // A folder of that name is no program.
        fs::create_dir_all(folders[2].join(name)).expect("it is ours");
        let path = env::join_paths(&folders).expect("the names have no separator");
        let expect = [folders[0].join(name), folders[1].join(name)];
        assert_eq!(find_programs("offprint", &path), expect);
    }
}
