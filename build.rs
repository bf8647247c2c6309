//! Tells the program which commit it was built from, for `offprint --version`.
//!
//! The commit comes from `OFFPRINT_COMMIT`, from the record that `cargo package` puts into a packaged
//! crate, or from git; its time from `SOURCE_DATE_EPOCH` or from git. Either may be unknown. Debug builds
//! name no commit: otherwise each commit would compile the whole package again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for name in ["OFFPRINT_COMMIT", "SOURCE_DATE_EPOCH"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let target = variable("TARGET").expect("cargo sets it");
    println!("cargo::rustc-env=OFFPRINT_TARGET={target}");
    let (commit, seconds) = if env::var_os("PROFILE").is_some_and(|profile| profile == "debug") {
        (Some("debug build".to_owned()), None)
    } else {
        commit_and_time()
    };
    for (name, value) in [("OFFPRINT_COMMIT", commit), ("OFFPRINT_SECONDS", seconds)] {
        println!("cargo::rustc-env={name}={}", value.unwrap_or_default());
    }
}

/// The commit, and its time in seconds since 1970.
fn commit_and_time() -> (Option<String>, Option<String>) {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let git = Git::of(&root);
    let commit = variable("OFFPRINT_COMMIT")
        .or_else(|| packaged_commit(&root))
        .or_else(|| git.as_ref().and_then(Git::commit));
    let seconds = variable("SOURCE_DATE_EPOCH").or_else(|| git.as_ref().and_then(Git::seconds));
    (commit, seconds)
}

fn variable(name: &str) -> Option<String> {
    let value = env::var_os(name)?.into_string().ok()?;
    let value = value.trim();
    // What is printed must be one line, and no more than a commit or a number.
    let is_plain = value.len() <= 40
        && value.chars().all(|sign| sign.is_ascii_alphanumeric() || "+-._".contains(sign));
    (is_plain && !value.is_empty()).then(|| value.to_owned())
}

/// The commit of a packaged crate.
fn packaged_commit(root: &Path) -> Option<String> {
    let record = fs::read_to_string(root.join(".cargo_vcs_info.json")).ok()?;
    let hash = record.split_once("\"sha1\"")?.1.split('"').nth(1)?;
    let is_hash = hash.len() >= 10 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| hash[..10].to_owned())
}

/// The repository whose root is the package.
struct Git {
    root: PathBuf,
}

impl Git {
    /// A package that was unpacked inside another repository is not part of it.
    fn of(root: &Path) -> Option<Self> {
        let git = Self { root: root.to_owned() };
        root.join(".git").exists().then_some(())?;
        // A commit is recorded in the log. The sources decide whether they are those of the commit.
        let log = git.run(&["rev-parse", "--git-path", "logs/HEAD"])?;
        for path in [&log, "src", "crates", "themes", "Cargo.toml", "Cargo.lock"] {
            println!("cargo::rerun-if-changed={path}");
        }
        Some(git)
    }

    fn commit(&self) -> Option<String> {
        self.run(&["describe", "--always", "--exclude=*", "--abbrev=10", "--dirty=+modified"])
    }

    fn seconds(&self) -> Option<String> {
        self.run(&["log", "-1", "--format=%ct"])
    }

    fn run(&self, arguments: &[&str]) -> Option<String> {
        let output = Command::new("git").arg("-C").arg(&self.root).args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let text = text.trim();
        (output.status.success() && !text.is_empty()).then(|| text.to_owned())
    }
}
