//! A branch of a git repository as a target.

use std::fs;
use std::path::Path;
use std::process::Command;

use offprint_publish::{ErrorKind, GitStore, Target};

use crate::support::{
    Files, broken_links, check_life_cycle, files, files_at, new_site, old_site, options,
    publish_files, restore, with_retired,
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

/// Writes a program that others run.
#[cfg(unix)]
fn script(file: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::create_dir_all(file.parent().expect("it is in a folder")).expect("it is created");
    fs::write(file, format!("#!/bin/sh\n{text}\n")).expect("it is written");
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("it is set");
}

/// Each operation of a publication is interrupted: the first and second connection, which list and
/// fetch the branch, the push before and after it changed the branch, and git on this machine.
#[cfg(unix)]
#[test]
fn a_branch_survives_every_interruption() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path();
    set_up(folder);
    // Only a URL can have settings.
    let url = format!("file://{}", folder.join("remote.git").display());
    let open = |folder: &Path| {
        let store = GitStore::open(&url, "pages", &folder.join("cache"), &folder.join("site"));
        Target::Snapshots(Box::new(store.expect("it is opened")))
    };
    publish_files(&mut open(folder), &old_site(), &options()).expect("it is published");
    let (remote, cache) = (folder.join("remote.git"), folder.join("cache"));
    let refuse = |number: usize| {
        let count = folder.join("count");
        let _ = fs::remove_file(&count);
        // The connection with this number is lost; those before it are served.
        let text = format!(
            "echo x >> {count}; [ $(wc -l < {count}) -lt {number} ] && exec git-upload-pack \"$@\"; exit 1",
            count = count.display(),
        );
        script(&folder.join("upload"), &text);
        let key = format!("remote.{url}.uploadpack");
        git(&cache, &["config", &key, &folder.join("upload").display().to_string()]);
    };
    let hook = |name: &str, text: &str| script(&remote.join("hooks").join(name), text);
    // The step, what makes it fail, and what repairs it.
    type Fault<'f> = (&'static str, &'f dyn Fn(), &'f dyn Fn());
    let faults: [Fault<'_>; 7] = [
        ("listing", &|| refuse(1), &|| refuse(99)),
        ("fetching", &|| refuse(2), &|| refuse(99)),
        ("pushing", &|| hook("pre-receive", "kill -9 $PPID"), &|| hook("pre-receive", "")),
        ("pushed", &|| hook("post-receive", "kill -9 $PPID"), &|| hook("post-receive", "")),
        // What a git that was killed leaves behind.
        (
            "locked",
            &|| {
                for name in [
                    "shallow.lock",
                    "packed-refs.lock",
                    "refs/offprint/next.lock",
                    "refs/offprint/fetched.lock",
                ] {
                    fs::create_dir_all(cache.join(name).parent().expect("a folder"))
                        .expect("created");
                    fs::write(cache.join(name), "").expect("it is written");
                }
            },
            &|| {},
        ),
        (
            "damaged",
            &|| {
                for name in ["refs", "objects"] {
                    fs::remove_dir_all(cache.join(name)).expect("it is removed");
                }
                fs::write(cache.join("config"), "[").expect("it is written");
            },
            &|| {},
        ),
        ("half made", &|| fs::remove_file(cache.join("config")).expect("it is removed"), &|| {}),
    ];
    let sites = [old_site(), with_retired(new_site())];
    for (index, (name, break_it, repair)) in faults.into_iter().enumerate() {
        // Publications of the two sites alternate, so that each has something to do.
        let site = if index % 2 == 0 { new_site() } else { old_site() };
        break_it();
        let result = publish_files(&mut open(folder), &site, &options());
        if index < 4 {
            let error = result.err().unwrap_or_else(|| panic!("{name}: it was not interrupted"));
            assert!(
                matches!(error.kind, ErrorKind::Connection | ErrorKind::Other),
                "{name}: {error}"
            );
        } else {
            result.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let now = view(folder);
        assert_eq!(broken_links(&now), Vec::<String>::new(), "{name}");
        repair();
        publish_files(&mut open(folder), &site, &options())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let now = view(folder);
        for (path, bytes) in &site {
            assert_eq!(now.get(path), Some(bytes), "{name}: {path}");
        }
        assert!(sites.iter().any(|site| site["index.html"] == now["index.html"]));
        // What was published although the answer was lost is not published again.
        let commits = git(&remote, &["rev-list", "--count", "pages"]);
        assert_eq!(commits, (index + 2).to_string(), "{name}");
    }
    restore(&mut open(folder)).expect("it is restored");
    assert_eq!(view(folder)["index.html"], old_site()["index.html"]);
}

#[test]
fn names_that_git_keeps_for_itself_are_refused() {
    let temporary = tempfile::tempdir().expect("a folder");
    set_up(temporary.path());
    for path in [".git/config", "a/.GIT/x"] {
        let site = files(&[("index.html", "x"), (path, "y")]);
        let error = publish_files(&mut open(temporary.path()), &site, &options())
            .expect_err("it is refused");
        assert_eq!(error.kind, ErrorKind::FileName, "{error}");
        assert!(error.message.contains(path), "{error}");
    }
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
