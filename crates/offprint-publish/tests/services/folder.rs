//! A folder as a target.

use std::fs;
use std::path::Path;

use offprint_publish::{ErrorKind, FolderStore, Target};

use crate::faults::{Fault, FaultyStore, FullStore};
use crate::interrupted::check_every_interruption;
use crate::support::{
    SavedFolder, broken_links, check_life_cycle, files, files_at, new_site, old_site, options,
    publish_files, restore, with_retired,
};

fn open(folder: &Path) -> Target {
    Target::Files(Box::new(FolderStore::open(folder).expect("it is opened")))
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    fs::create_dir_all(folder).expect("it is created");
    fs::write(folder.join(path), bytes).expect("it is written");
}

#[test]
fn a_folder_is_published_changed_and_restored() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web root");
    check_life_cycle(
        &|| open(&folder),
        &|| files_at(&folder),
        &|path, bytes| write(&folder, path, bytes),
        true,
    );
}

#[test]
fn a_folder_survives_every_interruption() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    let saved = SavedFolder::new(&folder);
    check_every_interruption(
        &|| Box::new(FolderStore::open(&folder).expect("it is opened")),
        &|| saved.reset(),
        &|| files_at(&folder),
        1,
    );
}

#[test]
fn a_full_disk_at_the_target_breaks_nothing() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    let saved = SavedFolder::new(&folder);
    let store = || Box::new(FolderStore::open(&folder).expect("it is opened"));
    publish_files(&mut Target::Files(store()), &old_site(), &options()).expect("it is published");
    let mut full = 0;
    for room in (0..).step_by(97) {
        saved.reset();
        let mut target = Target::Files(Box::new(FullStore::new(store(), room)));
        let result = publish_files(&mut target, &new_site(), &options());
        assert_eq!(broken_links(&files_at(&folder)), Vec::<String>::new(), "{room} bytes");
        let is_published = result.is_ok();
        if let Err(error) = result {
            full += 1;
            assert_eq!(error.kind, ErrorKind::DiskFull, "{room} bytes: {error}");
            assert!(error.help.is_some_and(|help| help.contains("free some space")));
        }
        publish_files(&mut open(&folder), &new_site(), &options()).expect("it is published");
        assert_eq!(files_at(&folder), with_retired(new_site()), "{room} bytes");
        if is_published {
            break;
        }
    }
    assert!(full > 20, "only {full} sizes were too small");
}

/// The variable with the number of the operation at which [`killed_publication`] ends.
const KILLED_AT: &str = "OFFPRINT_TEST_KILLED_AT";

/// The process that the next test starts: it publishes into the folder where it runs, and is killed.
#[test]
#[ignore = "the next test starts it"]
fn killed_publication() {
    #[expect(clippy::disallowed_methods, reason = "it is how the next test tells this process")]
    let left = std::env::var(KILLED_AT).ok().and_then(|text| text.parse().ok());
    let left = left.expect("the next test sets it");
    let folder = std::path::absolute("web").expect("it is a path");
    let store = Box::new(FolderStore::open(&folder).expect("it is opened"));
    let mut target = Target::Files(Box::new(FaultyStore::new(store, left, Fault::Killed)));
    publish_files(&mut target, &new_site(), &options()).expect("it is published");
}

#[test]
fn a_folder_survives_a_kill_at_any_operation() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    let saved = SavedFolder::new(&folder);
    publish_files(&mut open(&folder), &old_site(), &options()).expect("it is published");
    for left in 1.. {
        saved.reset();
        let child =
            std::process::Command::new(std::env::current_exe().expect("it is this program"))
                .args(["--exact", "folder::killed_publication", "--ignored", "--nocapture"])
                .current_dir(temporary.path())
                .env(KILLED_AT, left.to_string())
                .output()
                .expect("it starts");
        assert_eq!(broken_links(&files_at(&folder)), Vec::<String>::new(), "{left} operations");
        // The killed process has left its lock, which belongs to this working copy.
        let outcome = publish_files(&mut open(&folder), &new_site(), &options())
            .unwrap_or_else(|error| panic!("after {left} operations: {error}"));
        assert_eq!(files_at(&folder), with_retired(new_site()), "{left} operations");
        if child.status.success() {
            assert!(left > 20 && !outcome.is_applied, "only {left} operations");
            return;
        }
        restore(&mut open(&folder)).unwrap_or_else(|error| panic!("rollback, {left}: {error}"));
        assert_eq!(files_at(&folder)["index.html"], old_site()["index.html"], "{left}");
    }
}

/// Neither the times of files nor those in the lists of Offprint decide anything.
#[test]
fn clocks_that_are_wrong_change_nothing() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    let mut late = options();
    late.now = "2099-01-01T00:00:00Z".into();
    publish_files(&mut open(&folder), &old_site(), &late).expect("it is published");
    let future = std::time::UNIX_EPOCH + std::time::Duration::from_secs(4_070_908_800);
    for path in files_at(&folder).keys() {
        let file = fs::File::options().write(true).open(folder.join(path)).expect("it is opened");
        file.set_modified(future).expect("it is set");
    }
    let again = publish_files(&mut open(&folder), &old_site(), &options()).expect("it is compared");
    assert!(!again.is_applied, "{:?}", again.plan);
    publish_files(&mut open(&folder), &new_site(), &options()).expect("it is published");
    assert_eq!(files_at(&folder), with_retired(new_site()));
    let restored = restore(&mut open(&folder)).expect("it is restored");
    assert_eq!(restored.restored.as_deref(), Some("2099-01-01T00:00:00Z"));
    // A lock from the future is a lock.
    let mut other = late;
    other.owner.working_copy = "another".into();
    other.owner.since = "2099-01-01T00:00:00Z".into();
    write(&folder.join(".offprint"), "lock", &other.owner.to_bytes());
    let error = publish_files(&mut open(&folder), &new_site(), &options()).expect_err("locked");
    assert_eq!(error.kind, ErrorKind::Locked);
}

#[test]
fn symbolic_links_at_the_target_are_not_followed() {
    let temporary = tempfile::tempdir().expect("a folder");
    let (folder, outside) = (temporary.path().join("web"), temporary.path().join("outside"));
    fs::create_dir_all(&folder).expect("it is created");
    fs::create_dir_all(outside.join("deep")).expect("it is created");
    write(&outside, "index.html", b"not ours");
    for (link, page) in [("a", "a/index.html"), ("b.html", "b.html"), ("c", "c/deep/x.html")] {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("it is created");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, folder.join(link)).expect("it is linked");
        let site = files(&[("index.html", "x"), (page, "ours")]);
        let error = publish_files(&mut open(&folder), &site, &options()).expect_err("it is a link");
        assert_eq!(error.kind, ErrorKind::Conflict, "{error}");
        assert!(error.message.contains(link), "{error}");
    }
    assert_eq!(fs::read(outside.join("index.html")).expect("it is there"), b"not ours");
    assert_eq!(files_at(&outside).len(), 1);
}

#[test]
fn the_lock_of_another_publication_is_respected() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    publish_files(&mut open(&folder), &old_site(), &options()).expect("it is published");
    let mut other = options();
    other.owner.working_copy = "another".into();
    other.owner.who = "bea\u{1b}[2J@desktop".into();
    write(&folder.join(".offprint"), "lock", &other.owner.to_bytes());
    let error = publish_files(&mut open(&folder), &new_site(), &options()).expect_err("locked");
    assert_eq!(error.kind, ErrorKind::Locked);
    assert!(error.message.contains("bea[2J@desktop"), "{error}");
    assert_eq!(files_at(&folder), old_site());
    let mut breaking = options();
    breaking.break_lock = true;
    publish_files(&mut open(&folder), &new_site(), &breaking).expect("it is published");
    // A lock that an interrupted publication from here left is taken over.
    write(&folder.join(".offprint"), "lock", &options().owner.to_bytes());
    publish_files(&mut open(&folder), &old_site(), &options()).expect("it is published");
    assert!(!folder.join(".offprint/lock").exists());
}

#[test]
fn a_hostile_list_of_files_removes_nothing() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    publish_files(&mut open(&folder), &old_site(), &options()).expect("it is published");
    write(temporary.path(), "victim", b"x");
    let manifest = folder.join(".offprint/manifest.json");
    let text = fs::read_to_string(&manifest).expect("it is read");
    for path in ["../victim", "/etc/passwd", "a/../../victim"] {
        fs::write(&manifest, text.replace("\"same.txt\"", &format!("\"{path}\"")))
            .expect("written");
        let error =
            publish_files(&mut open(&folder), &new_site(), &options()).expect_err("hostile");
        assert_eq!(error.kind, ErrorKind::Damaged, "{error}");
    }
    assert_eq!(fs::read(temporary.path().join("victim")).expect("it is there"), b"x");
}

#[test]
fn names_that_the_folder_cannot_store_are_named() {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = temporary.path().join("web");
    // 254 bytes fit, but no temporary file system takes more than 255 bytes; the site is only planned.
    let mut target = open(&folder);
    let site = crate::support::local_site(&temporary.path().join("site"), &old_site(), &target);
    let mut site = site;
    let name = offprint_publish::TargetPath::new("ö".repeat(130)).expect("it is proper");
    let file = site.files.values().next().expect("there is a file").clone();
    site.files.insert(name, file);
    let error =
        offprint_publish::publish(&mut target, &site, &options(), &mut crate::support::Unwatched)
            .expect_err("it is too long");
    assert_eq!(error.kind, ErrorKind::FileName, "{error}");
    assert!(files_at(&folder).is_empty());
}

#[test]
fn a_folder_on_a_missing_drive_is_not_created() {
    let temporary = tempfile::tempdir().expect("a folder");
    let error = FolderStore::open(&temporary.path().join("drive/web")).expect_err("no such drive");
    assert_eq!(error.kind, ErrorKind::Settings);
}
