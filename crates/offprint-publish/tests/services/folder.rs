//! A folder as a target.

use std::fs;
use std::path::Path;

use offprint_publish::{ErrorKind, FolderStore, Target};

use crate::interrupted::check_every_interruption;
use crate::support::{
    check_life_cycle, files, files_at, new_site, old_site, options, publish_files,
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
    check_every_interruption(
        &|| Box::new(FolderStore::open(&folder).expect("it is opened")),
        &|| {
            let _ = fs::remove_dir_all(&folder);
        },
        &|| files_at(&folder),
        1,
    );
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
