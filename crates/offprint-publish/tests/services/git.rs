//! A branch of a git repository as a target.

use std::fs;
use std::path::Path;
use std::process::Command;

use offprint_publish::{ErrorKind, GitStore, Target};

use crate::support::{
    Files, check_life_cycle, files_at, new_site, old_site, options, publish_files,
};

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=Bea", "-c", "user.email=bea@example.org"])
        .args(arguments)
        .output()
        .expect("git is installed (Debian: git)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A bare repository, a site in a repository of its own, and a cache.
fn set_up(folder: &Path) {
    git(folder, &["init", "-q", "--bare", "remote.git"]);
    git(folder, &["init", "-q", "site"]);
    for (key, value) in [("user.name", "Ana"), ("user.email", "ana@example.org")] {
        git(&folder.join("site"), &["config", key, value]);
    }
}

fn open(folder: &Path) -> Target {
    let remote = folder.join("remote.git");
    let store = GitStore::open(
        &remote.to_string_lossy(),
        "pages",
        &folder.join("cache"),
        &folder.join("site"),
    );
    Target::Snapshots(Box::new(store.expect("it is opened")))
}

/// The files of the branch.
fn view(folder: &Path) -> Files {
    let clone = folder.join("clone");
    let _ = fs::remove_dir_all(&clone);
    git(folder, &["clone", "-q", "--branch", "pages", "remote.git", "clone"]);
    files_at(&clone)
}

/// Commits a file to the branch as someone else.
fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let clone = folder.join("other");
    let _ = fs::remove_dir_all(&clone);
    git(folder, &["clone", "-q", "remote.git", "other"]);
    let has_branch = !git(&clone, &["branch", "-r", "--list", "origin/pages"]).is_empty();
    git(
        &clone,
        &[
            "checkout",
            "-q",
            if has_branch { "pages" } else { "--orphan" },
            if has_branch { "--" } else { "pages" },
        ],
    );
    fs::write(clone.join(path), bytes).expect("it is written");
    git(&clone, &["add", "--all"]);
    git(&clone, &["commit", "-q", "-m", "by hand"]);
    git(&clone, &["push", "-q", "origin", "pages"]);
}

#[test]
fn a_branch_is_published_changed_and_restored() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    set_up(folder);
    check_life_cycle(
        &|| open(folder),
        &|| view(folder),
        &|path, bytes| put(folder, path, bytes),
        true,
    );
    let log = git(&folder.join("remote.git"), &["log", "--format=%an %s", "pages"]);
    let lines: Vec<_> = log.lines().rev().collect();
    assert_eq!(lines[..2], ["Bea by hand", "Bea by hand"]);
    assert_eq!(lines[2], "Ana Publish: 9 new, 0 changed, 0 removed");
    assert_eq!(lines[3], "Ana Publish: 6 new, 5 changed, 3 removed");
    // The site's own repository is not touched.
    assert_eq!(git(&folder.join("site"), &["status", "--porcelain"]), "");
    assert_eq!(git(&folder.join("site"), &["for-each-ref"]), "");
}

#[test]
fn a_push_in_the_meantime_is_not_overwritten() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    set_up(folder);
    publish_files(&mut open(folder), &old_site(), &options()).expect("it is published");
    struct Meddler<'m>(&'m Path);
    impl offprint_publish::Observer for Meddler<'_> {
        fn on_plan(&mut self, _: &offprint_publish::Plan) {
            put(self.0, "by-hand.txt", b"x");
        }
        fn on_progress(&mut self, _: usize, _: usize) {}
    }
    let mut target = open(folder);
    let site = crate::support::local_site(&folder.join("built"), &new_site(), &target);
    let error = offprint_publish::publish(&mut target, &site, &options(), &mut Meddler(folder))
        .expect_err("the branch has moved");
    assert_eq!(error.kind, ErrorKind::Conflict, "{error}");
    assert!(view(folder).contains_key("by-hand.txt"));
    publish_files(&mut open(folder), &new_site(), &options()).expect("it is published");
    let files = view(folder);
    assert!(files.contains_key("by-hand.txt") && files.contains_key("n1/index.html"));
}

#[test]
fn mistakes_are_explained() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    set_up(folder);
    let site = folder.join("site");
    let open = |repository: &str, branch: &str| {
        GitStore::open(repository, branch, &folder.join("cache"), &site)
    };
    for (repository, branch) in
        [("--upload-pack=touch x", "pages"), ("x", "-f"), ("x", "a..b"), ("x", "a b")]
    {
        let error = open(repository, branch).expect_err("it is hostile");
        assert_eq!(error.kind, ErrorKind::Settings, "{repository} {branch}");
    }
    let store = open(&folder.join("nowhere.git").to_string_lossy(), "pages").expect("it is opened");
    let error = publish_files(&mut Target::Snapshots(Box::new(store)), &old_site(), &options())
        .expect_err("there is none");
    assert_eq!(error.kind, ErrorKind::Settings, "{error}");
    assert!(GitStore::remote_url(&site, "origin").is_err());
}
