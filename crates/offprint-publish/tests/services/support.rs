//! Small sites, and what the tests of all targets do with them.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use offprint_publish::{
    LocalSite, LockOwner, Observer, Outcome, Plan, PublishError, PublishOptions, Target, publish,
    roll_back,
};

/// Files by their paths.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A site from paths and texts.
pub fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn page(title: &str, links: &[&str]) -> String {
    let links: Vec<_> = links.iter().map(|link| format!("<a href=\"/{link}\">x</a>")).collect();
    format!("<title>{title}</title>{}", links.join(""))
}

/// A site before a change. Nothing links to the file that becomes a folder: no file system can replace
/// one by the other at once.
pub fn old_site() -> Files {
    files(&[
        ("index.html", &page("old", &["a/index.html", "gone/index.html", "s/x.0123456789.css"])),
        ("a/index.html", &page("a", &["index.html", "pic ä.png", "s/x.0123456789.css"])),
        ("gone/index.html", &page("gone", &["a/index.html"])),
        ("s/x.0123456789.css", "old style"),
        ("turn", "a file that becomes a folder"),
        ("into/file.txt", "in a folder that becomes a file"),
        ("pic ä.png", "old picture"),
        ("-rf $(touch x) 'y' \"z\".txt", "a name that a shell would misread"),
        ("same.txt", "the same"),
        ("feed.xml", "old feed"),
    ])
}

/// The same site after a change of every kind.
pub fn new_site() -> Files {
    files(&[
        ("index.html", &page("new", &["a/index.html", "n1/index.html", "s/x.abcdef0123.css"])),
        (
            "a/index.html",
            &page("a2", &["index.html", "pic ä.png", "n2/index.html", "s/x.abcdef0123.css"]),
        ),
        ("n1/index.html", &page("n1", &["n2/index.html", "s/x.abcdef0123.css"])),
        ("n2/index.html", &page("n2", &["n1/index.html", "new.png"])),
        ("s/x.abcdef0123.css", "new style"),
        ("turn/index.html", &page("turn", &[])),
        ("into", "a file now"),
        ("pic ä.png", "new picture"),
        ("new.png", "0123456789 old picture"),
        ("-rf $(touch x) 'y' \"z\".txt", "a name that a shell would misread, changed"),
        ("same.txt", "the same"),
        ("feed.xml", "new feed"),
    ])
}

/// Writes a site to a folder, and reads it as a publication does.
pub fn local_site(folder: &Path, files: &Files, target: &Target) -> LocalSite {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("it is created");
        fs::write(file, bytes).expect("it is written");
    }
    LocalSite::read(folder, files.keys().cloned(), target.tag_kind()).expect("it is read")
}

/// The files below a folder, without Offprint's own.
pub fn files_at(folder: &Path) -> Files {
    fn walk(folder: &Path, prefix: &str, files: &mut Files) {
        for entry in fs::read_dir(folder).expect("it is listed") {
            let entry = entry.expect("it is listed");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if name == ".offprint" || name == ".git" {
                continue;
            }
            if entry.file_type().expect("it has a type").is_dir() {
                walk(&entry.path(), &format!("{name}/"), files);
            } else {
                files.insert(name, fs::read(entry.path()).expect("it is read"));
            }
        }
    }
    let mut files = Files::new();
    if folder.is_dir() {
        walk(folder, "", &mut files);
    }
    files
}

/// A folder that is brought back to an earlier state.
pub struct SavedFolder {
    folder: PathBuf,
    copy: tempfile::TempDir,
    is_saved: Cell<bool>,
}

impl SavedFolder {
    /// Watches a folder, which need not exist yet.
    pub fn new(folder: &Path) -> Self {
        let copy = tempfile::tempdir().expect("a folder");
        Self { folder: folder.to_owned(), copy, is_saved: Cell::new(false) }
    }

    /// Saves the folder the first time, and brings it back to that state later.
    pub fn reset(&self) {
        let saved = self.copy.path().join("saved");
        let (from, to) = if self.is_saved.replace(true) {
            fs::remove_dir_all(&self.folder).expect("it is removed");
            (&saved, &self.folder)
        } else {
            (&self.folder, &saved)
        };
        copy_folder(from, to);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it is created");
    for entry in fs::read_dir(from).expect("it is listed") {
        let entry = entry.expect("it is listed");
        let place = to.join(entry.file_name());
        if entry.file_type().expect("it has a type").is_dir() {
            copy_folder(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("it is copied");
        }
    }
}

/// Links of pages that readers can reach from the home page, and that do not work.
pub fn broken_links(files: &Files) -> Vec<String> {
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = vec!["index.html".to_owned()];
    while let Some(path) = next.pop() {
        let Some(bytes) = files.get(&path) else {
            broken.push(path);
            continue;
        };
        if !seen.insert(path) {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        next.extend(
            text.split("href=\"/")
                .skip(1)
                .filter_map(|rest| rest.split('"').next().map(str::to_owned)),
        );
    }
    broken
}

/// The usual options.
pub fn options() -> PublishOptions {
    PublishOptions {
        dry_run: false,
        confirmed: true,
        overwrite: false,
        break_lock: false,
        keeps_previous: true,
        owner: LockOwner {
            who: "ana@laptop".into(),
            since: "2026-11-01T10:00:00Z".into(),
            working_copy: "this".into(),
        },
        now: "2026-11-01T10:00:00Z".into(),
    }
}

/// Does not watch.
pub struct Unwatched;

impl Observer for Unwatched {
    fn on_plan(&mut self, _: &Plan) {}
    fn on_progress(&mut self, _: usize, _: usize) {}
}

/// Publishes files.
pub fn publish_files(
    target: &mut Target,
    files: &Files,
    options: &PublishOptions,
) -> Result<Outcome, PublishError> {
    let folder = tempfile::tempdir().expect("a folder");
    let site = local_site(&folder.path().join("site"), files, target);
    publish(target, &site, options, &mut Unwatched)
}

/// Restores the previous publication.
pub fn restore(target: &mut Target) -> Result<Outcome, PublishError> {
    roll_back(target, &options(), &mut Unwatched)
}

/// A site with the file of an old style sheet, which stays for one publication longer.
pub fn with_retired(mut files: Files) -> Files {
    files.insert("s/x.0123456789.css".into(), b"old style".to_vec());
    files
}

/// What every target must do: publish, change nothing the second time, change, refuse foreign files,
/// and restore. `view` returns the files at the target, and `put` writes one as someone else would.
pub fn check_life_cycle(
    open: &dyn Fn() -> Target,
    view: &dyn Fn() -> Files,
    put: &dyn Fn(&str, &[u8]),
    can_restore: bool,
) {
    put("foreign.txt", b"not ours");
    put("same.txt", b"the same");
    let mut expect = old_site();
    expect.insert("foreign.txt".into(), b"not ours".to_vec());
    let first = publish_files(&mut open(), &old_site(), &options()).expect("it is published");
    assert!(first.is_applied);
    // The file with the right content was adopted.
    assert_eq!((first.plan.new.len(), first.plan.unchanged), (old_site().len() - 1, 1));
    assert_eq!(view(), expect);

    let again = publish_files(&mut open(), &old_site(), &options()).expect("it is published");
    assert!(!again.is_applied, "{:?}", again.plan);

    let mut dry = options();
    dry.dry_run = true;
    let plan = publish_files(&mut open(), &new_site(), &dry).expect("it is planned").plan;
    assert_eq!((plan.new.len(), plan.changed.len(), plan.removed.len()), (6, 5, 3));
    assert_eq!(view(), expect);

    let mut unconfirmed = options();
    unconfirmed.confirmed = false;
    let error = publish_files(&mut open(), &new_site(), &unconfirmed).expect_err("it removes much");
    assert_eq!(error.kind, offprint_publish::ErrorKind::Unconfirmed);

    publish_files(&mut open(), &new_site(), &options()).expect("it is published");
    let mut expect_new = with_retired(new_site());
    expect_new.insert("foreign.txt".into(), b"not ours".to_vec());
    assert_eq!(view(), expect_new);

    let mut with_foreign = new_site();
    with_foreign.insert("foreign.txt".into(), b"ours".to_vec());
    let error = publish_files(&mut open(), &with_foreign, &options()).expect_err("it is foreign");
    assert_eq!(error.kind, offprint_publish::ErrorKind::Conflict);
    assert!(error.message.contains("foreign.txt"), "{error}");
    assert_eq!(view(), expect_new);

    if can_restore {
        let restored = restore(&mut open()).expect("it is restored");
        assert!(restored.is_applied);
        let restored_files = view();
        for (path, bytes) in &expect {
            assert_eq!(restored_files.get(path), Some(bytes), "{path}");
        }
        assert!(!restored_files.contains_key("n1/index.html"));
        restore(&mut open()).expect("the rollback is undone");
        let files = view();
        for (path, bytes) in new_site() {
            assert_eq!(files.get(&path), Some(&bytes), "{path}");
        }
        assert_eq!(broken_links(&files), Vec::<String>::new());
    }

    // Someone else changes a file that the site changes, too.
    put("pic ä.png", b"changed by someone");
    let mut changed = new_site();
    changed.insert("pic ä.png".into(), b"third picture".to_vec());
    let error = publish_files(&mut open(), &changed, &options()).expect_err("it was changed");
    assert_eq!(error.kind, offprint_publish::ErrorKind::Conflict);
    assert!(error.message.contains("pic ä.png"), "{error}");
    let mut overwrite = options();
    overwrite.overwrite = true;
    publish_files(&mut open(), &changed, &overwrite).expect("it is overwritten");
    assert_eq!(view().get("pic ä.png").map(Vec::as_slice), Some(&b"third picture"[..]));
    assert_eq!(view().get("foreign.txt").map(Vec::as_slice), Some(&b"not ours"[..]));
}
