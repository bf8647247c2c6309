//! Tests of [`super::publish`]: what is written and removed, what is refused, and what a killed
//! publish leaves behind.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use proptest::prelude::*;
use tempfile::TempDir;

use super::existing_output::inspect;
use super::manifest::{self, Manifest, Seal};
use super::output_file::temporary_path;
use super::run_step::run_step;
use super::steps::{FileWrite, PublishStep, WriteMode, is_staged, plan_steps};
use super::{
    FileCache, MANIFEST, OutputFile, Published, publish, publish_staged, publish_with_cache,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::FileContent;
use crate::source::AssetFile;
use crate::staging::{STAGING, Staging};
use offprint_base::Digest;

type Files<'f> = &'f [(&'f str, &'f str)];

fn outputs(files: Files<'_>) -> Vec<OutputFile> {
    files
        .iter()
        .map(|(path, text)| OutputFile {
            path: (*path).to_owned(),
            digest: Digest::of(text.as_bytes()),
            content: FileContent::Memory(Arc::from(text.as_bytes())),
        })
        .collect()
}

/// The same files, every second one staged in the output folder, as a build does with rendered
/// pages.
fn staged(files: Files<'_>, staging: &Staging) -> Vec<OutputFile> {
    let mut outputs = outputs(files);
    for output in outputs.iter_mut().step_by(2) {
        let bytes = output.content.read().expect("it is in memory");
        if let Ok(staged) = staging.stage(&output.path, &bytes) {
            output.content = FileContent::StagedFile(staged);
        }
    }
    outputs
}

/// A folder in memory where the system offers that, because every publish waits twice for a disk.
fn target_with(files: Files<'_>) -> TempDir {
    let memory = Path::new("/dev/shm");
    let target = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    let target = target.expect("a temporary folder can be made");
    for (path, text) in files {
        put_by_hand(target.path(), path, text);
    }
    target
}

fn put_by_hand(target: &Path, path: &str, text: &str) {
    let file = target.join(path);
    fs::create_dir_all(file.parent().expect("a file is in a folder"))
        .expect("the target is writable");
    fs::write(file, text).expect("the target is writable");
}

fn read(target: &Path, path: &str) -> Option<String> {
    fs::read_to_string(target.join(path)).ok()
}

/// Everything below a folder: bytes of files, `None` for folders, and when each was changed.
fn tree(target: &Path) -> BTreeMap<String, (Option<Vec<u8>>, SystemTime)> {
    let mut tree = BTreeMap::new();
    let mut folders = vec![target.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let metadata = fs::symlink_metadata(&path).expect("what was listed is there");
            let bytes = metadata.is_file().then(|| fs::read(&path).expect("the file can be read"));
            let name =
                path.strip_prefix(target).expect("it is below the target").display().to_string();
            tree.insert(name, (bytes, metadata.modified().expect("the system keeps times")));
            if metadata.is_dir() {
                folders.push(path);
            }
        }
    }
    tree
}

fn bytes(target: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    tree(target).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
}

#[track_caller]
fn publish_all(files: Files<'_>, target: &Path) -> Published {
    publish(&outputs(files), target).expect("nothing is in the way")
}

/// The code and the file of every diagnostic; the target must be unchanged.
#[track_caller]
fn check_refused(files: Files<'_>, target: &Path, expect: &[(Code, &str)]) {
    let before = tree(target);
    let problems = publish(&outputs(files), target).expect_err("something is in the way");
    assert_eq!(tree(target), before);
    let found: Vec<_> =
        problems.iter().map(|problem| (problem.code, problem.path().to_owned())).collect();
    let expect: Vec<_> = expect
        .iter()
        .map(|(code, path)| (*code, target.join(path).display().to_string()))
        .collect();
    assert_eq!(found, expect, "{problems:?}");
}

#[track_caller]
fn check_counts(published: &Published, written: usize, unchanged: usize, removed: usize) {
    assert_eq!(
        (published.written, published.unchanged, published.removed.len()),
        (written, unchanged, removed)
    );
}

#[test]
fn what_looks_as_it_did_is_not_read_again() {
    let target = tempfile::tempdir().expect("a temporary folder can be made");
    let files: Files<'_> = &[("index.html", "home"), ("a/index.html", "page")];
    let mut file_cache = FileCache::default();
    let mut again = || {
        publish_with_cache(&outputs(files), target.path(), &mut file_cache)
            .expect("nothing is in the way")
    };
    let page = target.path().join("a/index.html");
    let age = |seconds: u64| {
        let then = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let file = File::options().write(true).open(&page).expect("it is there");
        file.set_modified(then).expect("times can be set");
    };
    check_counts(&again(), 2, 0, 0);
    age(1000);
    check_counts(&again(), 0, 2, 0);
    // A change is not detected if the metadata of the file is restored; otherwise it is.
    fs::write(&page, "PAGE").expect("the target is writable");
    age(1000);
    check_counts(&again(), 0, 2, 0);
    age(2000);
    check_counts(&again(), 1, 1, 0);
    // A recently changed file is read each time.
    fs::write(&page, "EGAP").expect("the target is writable");
    check_counts(&again(), 1, 1, 0);
    fs::remove_file(&page).expect("it is there");
    check_counts(&again(), 1, 1, 0);
    assert_eq!(fs::read_to_string(&page).expect("it was put there"), "page");
}

/// Leaves the disk as a kill in the middle of a step does.
fn cut_short(step: &PublishStep<'_>, target: &Path) {
    let (path, bytes) = match step {
        // A rename is atomic.
        PublishStep::WriteFile(FileWrite { output, .. }) if is_staged(&output.content) => {
            return;
        }
        PublishStep::WriteFile(FileWrite { output, mode, root, .. }) => {
            let bytes = output.content.read().expect("it is in memory");
            let path = if *mode == WriteMode::Replace {
                temporary_path(&output.path)
            } else {
                output.path.clone()
            };
            (root.join(Path::new(""), &path).display().to_string(), bytes)
        }
        PublishStep::Claim(manifest) | PublishStep::Seal(manifest) => {
            (temporary_path(manifest::NAME), manifest.to_bytes())
        }
        _ => return,
    };
    fs::write(target.join(path), &bytes[..bytes.len() / 2]).expect("the target is writable");
}

/// When the publish is killed.
#[derive(Clone, Copy, Debug)]
enum KillPoint {
    Between,
    Within,
}

/// Publishes until a kill after a number of steps; `None` if there were fewer steps.
fn publish_until(
    outputs: &[OutputFile],
    target: &Path,
    count: usize,
    kill_point: KillPoint,
) -> Option<Result<(), Vec<Diagnostic>>> {
    let manifest = match Manifest::load(target) {
        Ok(manifest) => manifest,
        Err(problem) => return Some(Err(vec![problem])),
    };
    let existing = match inspect(outputs, manifest.as_ref(), target, &mut FileCache::default()) {
        Ok(existing) => existing,
        Err(problems) => return Some(Err(problems)),
    };
    let steps = plan_steps(outputs, &existing);
    let (done, rest) = steps.split_at_checked(count)?;
    for step in done {
        run_step(step, target).expect("the target is writable");
    }
    if let KillPoint::Within = kill_point {
        cut_short(rest.first()?, target);
    }
    Some(Ok(()))
}

#[track_caller]
fn check_kill(theirs: Files<'_>, older: Files<'_>, newer: Files<'_>, later: Files<'_>) {
    let clean = target_with(theirs);
    publish_all(later, clean.path());
    let expect = bytes(clean.path());
    for (kill_point, stages) in [
        (KillPoint::Between, false),
        (KillPoint::Within, false),
        (KillPoint::Between, true),
        (KillPoint::Within, true),
    ] {
        for count in 0.. {
            let target = target_with(theirs);
            publish_all(older, target.path());
            let staging = Staging::open(target.path(), MANIFEST).expect("the target is writable");
            let newer_outputs = if stages { staged(newer, &staging) } else { outputs(newer) };
            let Some(result) = publish_until(&newer_outputs, target.path(), count, kill_point)
            else {
                break;
            };
            result.expect("nothing is in the way");
            // A kill leaves the staged files; only the lock ends with the process.
            let aside = target.path().join(STAGING);
            let kept = target.path().join("kept-aside");
            if aside.is_dir() {
                fs::rename(&aside, &kept).expect("the target is writable");
                drop(staging);
                fs::rename(&kept, &aside).expect("the target is writable");
            } else {
                drop(staging);
            }
            for (path, old) in older {
                let new = newer.iter().find(|(new, _)| new == path).map(|(_, text)| *text);
                let stands = read(target.path(), path);
                let is_whole = stands.as_deref() == Some(old) || stands.as_deref() == new;
                assert!(is_whole, "{path} holds {stands:?} after {count} steps, {kill_point:?}");
            }
            let published = publish_all(later, target.path());
            assert!(
                published.warnings.is_empty(),
                "after {count} steps, {kill_point:?}: {:?}",
                published.warnings
            );
            assert_eq!(bytes(target.path()), expect, "after {count} steps, {kill_point:?}");
        }
    }
}

const THEIRS: Files<'_> =
    &[("CNAME", "example.org"), (".git/HEAD", "ref"), ("old/theirs.txt", "keep"), (".gitkeep", "")];
const OLDER: Files<'_> = &[
    ("index.html", "home"),
    ("articles/a/index.html", "article a"),
    ("articles/b/index.html", "article b"),
    ("old/page/index.html", "gone"),
    ("swap", "a file that becomes a folder"),
    ("turn/deep/index.html", "a folder that becomes a file"),
    ("turn/index.html", "so does this"),
];
const NEWER: Files<'_> = &[
    ("index.html", "home, retitled"),
    ("articles/a/index.html", "article a"),
    ("articles/c/index.html", "article c"),
    ("feed.xml", "feed"),
    ("swap/index.html", "in the folder"),
    ("turn", "the file"),
];
const OTHER: Files<'_> = &[
    ("index.html", "home again"),
    ("articles/c/index.html", "article c, longer than it was"),
    ("swap/index.html", "in it"),
];

#[test]
fn after_a_kill_the_same_again() {
    check_kill(THEIRS, OLDER, NEWER, NEWER);
}

#[test]
fn after_a_kill_back_to_the_older() {
    check_kill(THEIRS, OLDER, NEWER, OLDER);
}

#[test]
fn after_a_kill_something_else() {
    check_kill(THEIRS, OLDER, NEWER, OTHER);
    check_kill(THEIRS, &[], NEWER, OTHER);
    check_kill(THEIRS, OLDER, NEWER, &[]);
}

#[test]
fn publishes_what_differs_and_no_more() {
    let target = target_with(THEIRS);
    check_counts(&publish_all(OLDER, target.path()), 7, 0, 0);
    let published = publish_all(NEWER, target.path());
    check_counts(&published, 5, 1, 5);
    assert_eq!(
        published.bytes_written,
        "home, retitledarticle cfeedin the folderthe file".len() as u64
    );
    for (path, text) in THEIRS.iter().chain(NEWER) {
        assert_eq!(read(target.path(), path).as_deref(), Some(*text), "{path}");
    }
    // Besides these there are the manifest and the folders .git, articles, articles/a,
    // articles/c, old and swap.
    assert_eq!(tree(target.path()).len(), THEIRS.len() + NEWER.len() + 7);
}

#[test]
fn unchanged_site_is_an_untouched_folder() {
    let target = target_with(THEIRS);
    publish_all(OLDER, target.path());
    let before = tree(target.path());
    check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
    assert_eq!(tree(target.path()), before);
}

#[test]
fn target_is_made() {
    let folder = target_with(&[]);
    let target = folder.path().join("a/public");
    check_counts(&publish_all(OLDER, &target), OLDER.len(), 0, 0);
    assert_eq!(read(&target, "index.html").as_deref(), Some("home"));
}

#[test]
fn every_foreign_file_in_the_way_is_told_and_nothing_is_written() {
    let target = target_with(&[
        ("a.html", "theirs"),
        ("b/index.html", "theirs"),
        ("d", "theirs"),
        ("e/x", "theirs"),
    ]);
    check_refused(
        &[
            ("a.html", "1"),
            ("b/index.html", "2"),
            ("c.html", "3"),
            ("d/index.html", "4"),
            ("d/x", "5"),
            ("e", "6"),
        ],
        target.path(),
        &[
            (Code::NotOurs, "a.html"),
            (Code::NotOurs, "b/index.html"),
            (Code::NotOurs, "d"),
            (Code::NotOurs, "e"),
        ],
    );
}

#[test]
fn lost_manifest_is_found_again_by_the_bytes() {
    let target = target_with(&[]);
    publish_all(OLDER, target.path());
    let before = bytes(target.path());
    fs::remove_file(target.path().join(manifest::NAME)).expect("it was written");
    check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
    assert_eq!(bytes(target.path()), before);
}

#[test]
fn edited_output_is_mended() {
    let target = target_with(&[]);
    publish_all(OLDER, target.path());
    let before = bytes(target.path());
    // One file of the same length, and one of another length.
    put_by_hand(target.path(), "index.html", "HOME");
    put_by_hand(target.path(), "swap", "edited");
    fs::remove_file(target.path().join("articles/a/index.html")).expect("it was written");
    check_counts(&publish_all(OLDER, target.path()), 3, OLDER.len() - 3, 0);
    assert_eq!(bytes(target.path()), before);
}

#[test]
fn what_two_killed_publishes_wrote_is_still_ours() {
    let target = target_with(&[]);
    publish_all(&[("a", "1")], target.path());
    // The first publish has written the file, but not the seal; the second has written only its
    // claim.
    for (text, count) in [("22", 2), ("333", 1)] {
        let killed =
            publish_until(&outputs(&[("a", text)]), target.path(), count, KillPoint::Between);
        killed.expect("there are three steps").expect("nothing is in the way");
    }
    let published = publish_all(&[], target.path());
    check_counts(&published, 0, 0, 1);
    assert!(published.warnings.is_empty());
}

#[test]
fn edited_orphan_is_kept_and_is_no_longer_ours() {
    let target = target_with(&[]);
    publish_all(&[("a/x", "old"), ("a/y", "old")], target.path());
    put_by_hand(target.path(), "a/x", "edited");
    let published = publish_all(&[("b", "new")], target.path());
    check_counts(&published, 1, 0, 1);
    let codes: Vec<Code> = published.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [Code::OutputChanged]);
    assert_eq!(read(target.path(), "a/x").as_deref(), Some("edited"));
    assert!(publish_all(&[("b", "new")], target.path()).warnings.is_empty());
    check_refused(&[("a/x", "old")], target.path(), &[(Code::NotOurs, "a/x")]);
}

#[test]
fn edited_orphan_in_the_way_is_refused() {
    let target = target_with(&[]);
    publish_all(&[("a", "old"), ("b/x", "old")], target.path());
    put_by_hand(target.path(), "a", "edited");
    put_by_hand(target.path(), "b/x", "edited");
    check_refused(
        &[("a/x", ""), ("b", "")],
        target.path(),
        &[(Code::NotOurs, "a"), (Code::NotOurs, "b/x")],
    );
}

#[test]
fn foreign_file_that_came_after_a_kill_is_not_taken_for_ours() {
    let target = target_with(&[]);
    let newer = outputs(&[("robots.txt", "ours")]);
    publish_until(&newer, target.path(), 1, KillPoint::Between)
        .expect("there is a claim")
        .expect("nothing is in the way");
    put_by_hand(target.path(), "robots.txt", "theirs, put there by hand");
    check_refused(&[("robots.txt", "ours")], target.path(), &[(Code::NotOurs, "robots.txt")]);
    publish_all(&[("other.txt", "ours")], target.path());
    assert_eq!(read(target.path(), "robots.txt").as_deref(), Some("theirs, put there by hand"));
}

#[test]
fn folders_are_removed_only_when_empty() {
    let target = target_with(&[("a/b/theirs", ""), ("empty/theirs", "")]);
    fs::remove_file(target.path().join("empty/theirs")).expect("it was written");
    publish_all(&[("a/b/c/d/x", ""), ("e/f/x", ""), ("e/y", "")], target.path());
    publish_all(&[("e/y", "")], target.path());
    let paths: Vec<String> = tree(target.path()).into_keys().collect();
    assert_eq!(paths, [".offprint.json", "a", "a/b", "a/b/theirs", "e", "e/y", "empty"]);
    publish_all(&[], target.path());
    assert!(target.path().is_dir());
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let elsewhere = target_with(&[("index.html", "page"), ("b/x", "old")]);
    let target = target_with(&[]);
    publish_all(&[("b/x", "old"), ("c", "old")], target.path());
    symlink(elsewhere.path(), target.path().join("a")).expect("links can be made");
    symlink(elsewhere.path().join("index.html"), target.path().join("page.html"))
        .expect("links can be made");
    symlink("nowhere", target.path().join("dangling")).expect("links can be made");
    check_refused(
        &[
            ("a/index.html", "page"),
            ("a/b/index.html", ""),
            ("page.html", "page"),
            ("dangling", ""),
        ],
        target.path(),
        &[
            (Code::SymlinkInOutput, "a"),
            (Code::SymlinkInOutput, "dangling"),
            (Code::SymlinkInOutput, "page.html"),
        ],
    );
    // Links are not followed to remove obsolete files either.
    fs::remove_dir_all(target.path().join("b")).expect("it was written");
    symlink(elsewhere.path().join("b"), target.path().join("b")).expect("links can be made");
    fs::remove_file(target.path().join("c")).expect("it was written");
    symlink(elsewhere.path().join("index.html"), target.path().join("c"))
        .expect("links can be made");
    assert_eq!(publish_all(&[("d", "new")], target.path()).warnings.len(), 2);
    assert_eq!(read(elsewhere.path(), "b/x").as_deref(), Some("old"));
    assert!(target.path().join("c").is_symlink());
}

#[test]
#[cfg(unix)]
fn target_may_be_a_link() {
    let folder = target_with(&[("real/CNAME", "theirs")]);
    std::os::unix::fs::symlink("real", folder.path().join("public")).expect("links can be made");
    publish_all(OLDER, &folder.path().join("public"));
    assert_eq!(read(folder.path(), "real/index.html").as_deref(), Some("home"));
}

#[test]
fn target_that_is_a_file_is_told() {
    let folder = target_with(&[("public", "theirs")]);
    for target in ["public", "public/below"] {
        let target = folder.path().join(target);
        let problems = publish(&outputs(OLDER), &target).expect_err("it is no folder");
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].code, problems[0].path()),
            (Code::Output, &*target.display().to_string())
        );
    }
    assert_eq!(read(folder.path(), "public").as_deref(), Some("theirs"));
}

#[test]
#[cfg(unix)]
fn target_that_is_read_only_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let target = target_with(&[]);
    publish_all(OLDER, target.path());
    fs::set_permissions(target.path(), fs::Permissions::from_mode(0o555))
        .expect("the folder is ours");
    // It is not an error if there is nothing to write.
    check_counts(&publish_all(OLDER, target.path()), 0, OLDER.len(), 0);
    // Root can write even here.
    if File::create(target.path().join("probe")).is_err() {
        check_refused(NEWER, target.path(), &[(Code::Output, manifest::NAME)]);
    }
    fs::set_permissions(target.path(), fs::Permissions::from_mode(0o755))
        .expect("the folder is ours");
}

#[test]
fn fault_in_the_middle_leaves_what_stood_and_is_mended_by_the_next() {
    let folder = target_with(&[("picture.png", "pixels")]);
    let source = folder.path().join("picture.png");
    let target = folder.path().join("public");
    let site = |pixels: &str| {
        let mut site = outputs(&[("index.html", "home"), ("other.html", pixels)]);
        site.push(OutputFile {
            path: "picture.png".to_owned(),
            digest: Digest::of(pixels.as_bytes()),
            content: FileContent::Asset(AssetFile::Disk(source.clone())),
        });
        site
    };
    publish(&site("pixels"), &target).expect("nothing is in the way");
    // First the source differs from what was scanned, then it does not exist.
    let problems = publish(&site("PIXELS"), &target).expect_err("the source changed");
    assert!(
        problems[0]
            .message
            .ends_with("cannot be written: its source changed while the site was built")
    );
    fs::remove_file(&source).expect("it was written");
    let problems = publish(&site("PIXELS"), &target).expect_err("the source is gone");
    assert!(
        problems[0].message.contains("cannot be written: its source cannot be read: "),
        "{problems:?}"
    );
    assert_eq!(read(&target, "picture.png").as_deref(), Some("pixels"));
    assert_eq!(
        Manifest::load(&target).ok().flatten().map(|manifest| manifest.seal),
        Some(Seal::Unsealed)
    );
    fs::write(&source, "PIXELS").expect("the folder is writable");
    publish(&site("PIXELS"), &target).expect("nothing is in the way");
    let paths: Vec<String> = tree(&target).into_keys().collect();
    assert_eq!(paths, [".offprint.json", "index.html", "other.html", "picture.png"]);
    assert_eq!(read(&target, "picture.png").as_deref(), Some("PIXELS"));
}

#[test]
fn outputs_in_each_others_way_are_told() {
    let target = target_with(&[]);
    let files: Files<'_> =
        &[("a", ""), ("a/b/c", ""), ("a/d", ""), ("e", ""), ("e", ""), (".Offprint.json", "")];
    let problems = publish(&outputs(files), target.path()).expect_err("they clash");
    let paths: Vec<&str> = problems.iter().map(Diagnostic::path).collect();
    assert_eq!(paths, [".Offprint.json", "a", "e"]);
    assert!(tree(target.path()).is_empty());
}

#[test]
fn damaged_manifest_is_refused() {
    let target = target_with(&[(manifest::NAME, "{")]);
    check_refused(OLDER, target.path(), &[(Code::NotOurs, manifest::NAME)]);
}

#[test]
fn manifest_does_not_depend_on_the_order_of_outputs() {
    let [one, other] = [target_with(&[]), target_with(&[])];
    let mut site = outputs(OLDER);
    publish(&site, one.path()).expect("nothing is in the way");
    site.reverse();
    publish(&site, other.path()).expect("nothing is in the way");
    assert_eq!(bytes(one.path()), bytes(other.path()));
}

const PATHS: [&str; 9] = ["a", "a/b", "a/b/c", "a/d", "e", "e/f", "g.html", "h/i/j", "h/k"];
const TEXTS: [&str; 4] = ["", "x", "longer", "LONGER"];

fn any_site() -> impl Strategy<Value = Vec<OutputFile>> {
    prop::collection::btree_map(
        prop::sample::select(&PATHS[..]),
        prop::sample::select(&TEXTS[..]),
        0..7,
    )
    .prop_map(|files| {
        let mut sound: Vec<(&str, &str)> = Vec::new();
        for (path, text) in files {
            if !sound.iter().any(|(file, _)| path.starts_with(&format!("{file}/"))) {
                sound.push((path, text));
            }
        }
        outputs(&sound)
    })
}

proptest! {
    #[test]
    fn what_was_put_aside_is_published_as_anything_else(
        theirs in prop::sample::subsequence(vec![("CNAME", "x"), ("a/b/theirs", ""), ("h/theirs", "x")], 0..3),
        sites in prop::collection::vec(any_site(), 1..4),
    ) {
        let [aside, plain] = [target_with(&theirs), target_with(&theirs)];
        for site in sites {
            let staging = Staging::open(aside.path(), MANIFEST).expect("the target is writable");
            let mut put_aside = site.clone();
            for output in put_aside.iter_mut().step_by(2) {
                let bytes = output.content.read().expect("it is in memory");
                if let Ok(staged) = staging.stage(&output.path, &bytes) {
                    output.content = FileContent::StagedFile(staged);
                }
            }
            let one = publish_staged(&put_aside, &staging);
            drop(staging);
            let other = publish(&site, plain.path());
            prop_assert_eq!(one.is_ok(), other.is_ok());
            if let (Ok(one), Ok(other)) = (one, other) {
                prop_assert_eq!((one.written, one.unchanged, &one.removed), (other.written, other.unchanged, &other.removed));
                prop_assert_eq!(one.bytes_written, other.bytes_written);
            }
            prop_assert_eq!(bytes(aside.path()), bytes(plain.path()));
        }
    }

    #[test]
    fn any_kills_then_a_publish_equal_a_clean_publish(
        theirs in prop::sample::subsequence(
            vec![("CNAME", "x"), ("a/b/theirs", ""), ("h/theirs", "x"), ("e/f", "theirs"), ("g.html", "theirs")], 0..3),
        killed in prop::collection::vec((any_site(), 0..16_usize, any::<bool>()), 0..4),
        last in any_site(),
    ) {
        let target = target_with(&theirs);
        for (site, count, within) in killed {
            let kill_point = if within { KillPoint::Within } else { KillPoint::Between };
            match publish_until(&site, target.path(), count, kill_point) {
                Some(_) => {}
                None => drop(publish(&site, target.path()).expect("it was found that nothing is in the way")),
            }
            for (path, text) in &theirs {
                prop_assert_eq!(read(target.path(), path), Some((*text).to_owned()));
            }
        }
        let clean = target_with(&theirs);
        let expect = publish(&last, clean.path());
        let result = publish(&last, target.path());
        prop_assert_eq!(result.is_ok(), expect.is_ok());
        if let Ok(published) = result {
            prop_assert!(published.warnings.is_empty());
            prop_assert_eq!(bytes(target.path()), bytes(clean.path()));
        }
    }
}
