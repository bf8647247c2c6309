//! The same input gives the same bytes, whatever the number of threads, the folder, the time zone,
//! or the order of files.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::support::site::TestSite;

fn write_digest(site: &TestSite, reversed: bool) {
    let mut numbers: Vec<usize> = (0..60).collect();
    // Many file systems list files in the order in which they were created.
    if reversed {
        numbers.reverse();
    }
    for n in numbers {
        site.write(
            &format!("content/articles/a{n}.md"),
            &format!(
                "+++\ntitle = \"Article {n}\"\ndate = 2025-{:02}-{:02}T23:30:00-05:00\ndrugs = [\"drug {}\", \"Drug {}\"]\ntags = [\"tag {}\"]\n+++\nText with [[drug {}]] and [more](a{}.md).\n",
                n % 12 + 1,
                n % 28 + 1,
                n % 7,
                n % 5,
                n % 3,
                n % 7,
                (n + 1) % 60
            ),
        );
    }
    site.write("static/x.txt", "x");
}

fn build(root: &Path, threads: &str, zone: &str) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().expect("a temporary folder can be made");
    let status = Command::new(env!("CARGO_BIN_EXE_offprint"))
        .args(["-q", "build", "--today", "2026-01-15", "--out"])
        .arg(out.path())
        .current_dir(root)
        .env("RAYON_NUM_THREADS", threads)
        .env("TZ", zone)
        .env("LC_ALL", if zone == "UTC" { "C" } else { "de_DE.UTF-8" })
        .status()
        .expect("the program starts");
    assert!(status.success());
    read(out.path())
}

fn read(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn gather(root: &Path, folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("the folder can be read").flatten() {
            let path = entry.path();
            if path.is_dir() {
                gather(root, &path, into);
            } else {
                let name =
                    path.strip_prefix(root).expect("it is below").to_string_lossy().into_owned();
                into.insert(name, std::fs::read(&path).expect("the file can be read"));
            }
        }
    }
    let mut files = BTreeMap::new();
    gather(root, root, &mut files);
    files
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, other) = (TestSite::new(), TestSite::new());
    write_digest(&one, false);
    write_digest(&other, true);
    let expect = build(one.root(), "1", "UTC");
    assert!(expect.len() > 150, "{} files", expect.len());
    for (root, threads, zone) in [
        (one.root(), "4", "UTC"),
        (one.root(), "1", "Pacific/Kiritimati"),
        (other.root(), "3", "America/Adak"),
    ] {
        let files = build(root, threads, zone);
        assert_eq!(expect.keys().collect::<Vec<_>>(), files.keys().collect::<Vec<_>>());
        for (name, bytes) in &expect {
            assert!(files[name] == *bytes, "{name} differs with {threads} threads in {zone}");
        }
    }
}
