//! [`SiteFolder`]: the site's folder, its disk and its settings. Of the settings it takes only those
//! that cannot be secret.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use offprint::{BuildTime, Diagnostic, Overrides, Project, Severity, StorageMode};
use serde::Serialize;
use toml::{Table, Value};

use super::machine::short_path;
use super::synchronised::synchronised_by;

/// The settings whose values are in the report.
const SHOWN: [&str; 5] = ["base_url", "language", "paginate_by", "theme", "timezone"];

/// The folders whose files are counted.
const FOLDERS: [&str; 7] =
    ["content", "data", "static", "templates", "themes", "public", ".offprint"];

/// What is known of a site's folder.
#[derive(Serialize, Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct SiteFolder {
    /// Its path, without the name of the home folder.
    pub(super) path: String,
    /// The settings whose values cannot be secret.
    pub(super) settings: BTreeMap<&'static str, String>,
    /// The names of the other settings.
    pub(super) other_settings: Vec<String>,
    /// The targets of `offprint publish`, without their addresses.
    pub(super) targets: Vec<NamedTarget>,
    /// How many articles there are; `None` if the site could not be read.
    pub(super) articles: Option<usize>,
    /// How many errors reading the site reports.
    pub(super) errors: usize,
    /// The files in each folder.
    pub(super) folders: Vec<FolderSize>,
    /// How many folders `offprint watch` watches.
    pub(super) watched_folders: usize,
    /// The file system, on Linux.
    pub(super) file_system: Option<String>,
    /// Whether `A.md` and `a.md` are two files.
    pub(super) is_case_sensitive: bool,
    /// The free space of the disk.
    pub(super) free_bytes: Option<u64>,
    /// Why no file can be created in the folder.
    pub(super) unwritable: Option<String>,
    /// The program that synchronises the folder with other machines.
    pub(super) synchronised_by: Option<&'static str>,
}

/// A target of `offprint publish`.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub(super) struct NamedTarget {
    /// Its name in the settings.
    pub(super) name: String,
    /// The kind of target, if it is known.
    pub(super) kind: String,
}

/// The files of a folder.
#[derive(Serialize, Clone, PartialEq, Eq, Debug)]
pub(super) struct FolderSize {
    /// Its name.
    pub(super) name: &'static str,
    /// How many files are in it and below.
    pub(super) files: usize,
    /// Their size.
    pub(super) bytes: u64,
}

impl SiteFolder {
    /// Reads the folder.
    pub(super) fn inspect(root: &Path, home: Option<&Path>) -> Self {
        let real = dunce::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let mut site = Self {
            path: short_path(&real, home),
            file_system: fs::read_to_string("/proc/self/mountinfo")
                .ok()
                .and_then(|mounts| file_system(&mounts, &real)),
            is_case_sensitive: !root.join("SITE.TOML").exists(),
            free_bytes: fs4::available_space(&real).ok(),
            // An unnamed file, which leaves nothing.
            unwritable: tempfile::tempfile_in(root).err().map(|error| error.to_string()),
            synchronised_by: synchronised_by(&real, Path::exists),
            ..Self::default()
        };
        site.read_settings(&fs::read_to_string(root.join("site.toml")).unwrap_or_default());
        site.count_files(root);
        // A report is needed most if reading the site fails.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
            project.inventory(BuildTime::now())
        }));
        if let Ok((inventory, diagnostics)) = read {
            let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
            site.errors = diagnostics.iter().filter(is_error).count();
            site.articles = inventory.map(|inventory| inventory.articles.len());
        }
        site
    }

    fn read_settings(&mut self, text: &str) {
        let Ok(table) = text.parse::<Table>() else { return };
        for (key, value) in &table {
            let shown = SHOWN.iter().find(|shown| *shown == key);
            match (shown, value) {
                (Some(key), Value::String(text)) => {
                    self.settings.insert(key, text.clone());
                }
                (Some(key), Value::Integer(number)) => {
                    self.settings.insert(key, number.to_string());
                }
                (None, Value::Table(targets)) if key == "publish" => {
                    self.targets =
                        targets.iter().map(|(name, target)| named(name, target)).collect();
                }
                _ => self.other_settings.push(key.clone()),
            }
        }
    }

    fn count_files(&mut self, root: &Path) {
        // The site's folder itself is watched, too.
        self.watched_folders = 1;
        for name in FOLDERS {
            let mut size = FolderSize { name, files: 0, bytes: 0 };
            let folder = root.join(name);
            if !folder.is_dir() {
                continue;
            }
            for entry in walkdir::WalkDir::new(&folder).into_iter().filter_map(Result::ok) {
                if entry.file_type().is_dir() && !matches!(name, "public" | ".offprint") {
                    self.watched_folders += 1;
                } else if entry.file_type().is_file() {
                    size.files += 1;
                    size.bytes += entry.metadata().map_or(0, |found| found.len());
                }
            }
            self.folders.push(size);
        }
    }
}

fn named(name: &str, target: &Value) -> NamedTarget {
    let kind = target.get("target").and_then(Value::as_str);
    let known = offprint_publish::TARGET_KINDS.iter().find(|known| Some(known.name) == kind);
    NamedTarget {
        name: name.to_owned(),
        kind: known.map_or("unknown kind", |known| known.name).to_owned(),
    }
}

/// The type of the file system that contains a path, in `/proc/self/mountinfo`.
fn file_system(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let (place, kind) = line.split_once(" - ")?;
        let folder = PathBuf::from(unescape_octal(place.split(' ').nth(4)?));
        Some((folder, kind.split(' ').next()?.to_owned()))
    };
    let above = mounts.lines().filter_map(mount).filter(|(folder, _)| path.starts_with(folder));
    // A later mount hides an earlier one at the same place.
    above.max_by_key(|(folder, _)| folder.components().count()).map(|(_, kind)| kind)
}

/// A path in which spaces and other signs are written as `\040`.
fn unescape_octal(text: &str) -> String {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let sign = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match sign.filter(u8::is_ascii) {
            Some(sign) => {
                plain.push(char::from(sign));
                plain.push_str(&part[3..]);
            }
            None => {
                plain.push('\\');
                plain.push_str(part);
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_may_be_secret_are_not_taken() {
        let mut site = SiteFolder::default();
        site.read_settings(
            "title = \"Private\"\nlanguage = \"de\"\npaginate_by = 20\ntheme = [1]\n\
             [params]\nkey = \"hunter2\"\n\
             [publish.web]\ntarget = \"rsync\"\nhost = \"secret.example\"\n\
             [publish.odd]\ntarget = \"hunter2\"\n",
        );
        let report = serde_json::to_string(&site).expect("it is plain data");
        for secret in ["Private", "hunter2", "secret.example"] {
            assert!(!report.contains(secret), "{report}");
        }
        let settings = [("language", "de".to_owned()), ("paginate_by", "20".to_owned())];
        assert_eq!(site.settings, settings.into());
        assert_eq!(site.other_settings, ["params", "theme", "title"]);
        let targets: Vec<_> = site.targets.iter().map(|it| (&*it.name, &*it.kind)).collect();
        assert_eq!(targets, [("odd", "unknown kind"), ("web", "rsync")]);
    }

    #[test]
    fn the_file_system_is_that_of_the_nearest_mount() {
        let mounts = "1 0 8:1 / / rw - ext4 /dev/a rw\n\
                      2 1 0:5 / /home rw shared:1 - btrfs /dev/b rw\n\
                      3 1 0:6 / /mnt/my\\040disk rw - 9p C:\\134 rw\n\
                      4 1 0:7 / /home rw master:2 - nfs4 server:/home rw\n";
        let cases = [
            ("/srv/digest", Some("ext4")),
            ("/home/ana/digest", Some("nfs4")),
            ("/homework", Some("ext4")),
            ("/mnt/my disk/digest", Some("9p")),
            ("relative", None),
        ];
        for (path, expect) in cases {
            assert_eq!(file_system(mounts, Path::new(path)).as_deref(), expect, "{path}");
        }
    }
}
