//! What several tests share: a temporary folder, running the program with a deadline, and
//! independent parsers of its output.
//!
//! Nothing here may use more of Offprint than its files. Each test itself knows what a page must
//! contain.

pub(crate) mod markup;
pub(crate) mod outline;
pub(crate) mod site;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

/// The day on which every site of the tests is built.
pub(crate) const TODAY: &str = "2026-01-15";

/// Longer than any run should take, even on a busy machine; a run that takes longer hangs.
const DEADLINE: Duration = Duration::from_secs(120);

/// The smallest `site.toml` that builds without a warning: `build` warns about the addresses that
/// are reserved for examples.
pub(crate) const SITE_TOML: &str =
    "title = \"Test\"\nbase_url = \"https://research-digest.net/\"\n";

/// A temporary folder.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("the system gives a temporary folder") }
    }

    /// A folder with a site: `site.toml` and these files.
    pub(crate) fn site(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        folder.write("site.toml", SITE_TOML);
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    #[track_caller]
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        write(&self.join(path), text.as_ref());
    }

    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Runs the program in this folder.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run_in(self.path(), arguments)
    }

    /// Every file below a subfolder: its bytes and its modification time.
    pub(crate) fn standing(&self, path: &str) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
        let folder = self.join(path);
        let time =
            |path: &str| folder.join(path).metadata().and_then(|metadata| metadata.modified());
        files_below(&folder)
            .into_iter()
            .map(|(path, bytes)| {
                let time = time(&path).expect("the file was just read");
                (path, (bytes, time))
            })
            .collect()
    }
}

#[track_caller]
pub(crate) fn write(file: &Path, bytes: &[u8]) {
    let folder = file.parent().expect("a file has a folder");
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, bytes))
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
}

/// Every file below a folder, by its relative path with `/` between the parts; none if the folder
/// does not exist.
pub(crate) fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path =
                entry.path().strip_prefix(folder).expect("what is below a folder begins with it");
            let path = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            (path, fs::read(entry.path()).expect("a file that was just found can be read"))
        })
        .collect()
}

/// Whether expected files must be rewritten: `UPDATE=1 cargo test`.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// The result of a run of the program.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The run must have this exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.out, self.err);
        self
    }

    /// The run must succeed without diagnostics.
    #[track_caller]
    pub(crate) fn clean(self) -> Self {
        let run = self.exits(0);
        assert_eq!(run.err, "", "no diagnostics");
        run
    }

    /// Standard error must contain each of these texts.
    #[track_caller]
    pub(crate) fn complains(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "`{text}` is not in:\n{}", self.err);
        }
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in:\n{}", self.out))
    }
}

/// Runs the program in a folder, and kills it if it hangs.
#[track_caller]
pub(crate) fn run_in(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Run {
    run_with(folder, arguments, &[])
}

/// Runs the program in a folder with further variables of the environment, and kills it if it hangs.
#[track_caller]
pub(crate) fn run_with(
    folder: &Path,
    arguments: &[impl AsRef<OsStr>],
    variables: &[(&str, &str)],
) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .env("TZ", "UTC")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program is built before its tests");
    let (send, receive) = mpsc::channel();
    let (mut out, mut err) =
        (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    let errors = thread::spawn(move || {
        let mut text = String::new();
        err.read_to_string(&mut text).map(|_| text)
    });
    thread::spawn(move || {
        let mut text = String::new();
        let out = out.read_to_string(&mut text).map(|_| text);
        let err = errors.join().expect("reading does not panic");
        let _ = send.send(out.and_then(|out| Ok((out, err?))));
    });
    let Ok(read) = receive.recv_timeout(DEADLINE) else {
        let _ = child.kill();
        let arguments: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
        panic!("offprint {arguments:?} hangs");
    };
    let (out, err) = read.expect("what the program prints is UTF-8");
    let status = child.wait().expect("it was started");
    // There is no exit code after a signal, such as that of a stack overflow.
    Run { code: status.code().unwrap_or(-1), out, err }
}

/// The first difference of two texts: the number of the line, and the line in each text.
pub(crate) fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let (mut old, mut new) = (expected.split('\n'), found.split('\n'));
    let mut line = 1;
    loop {
        match (old.next(), new.next()) {
            (Some(old), Some(new)) if old == new => line += 1,
            (None, None) => return "only bytes that are not UTF-8 differ".into(),
            (old, new) => {
                let shown = |line: Option<&str>| {
                    line.map_or("(the end)".into(), |line| format!("{line:?}"))
                };
                return format!(
                    "line {line}\n    expected {}\n    found    {}",
                    shown(old),
                    shown(new)
                );
            }
        }
    }
}
