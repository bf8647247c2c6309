//! Which program synchronises a folder with other machines. It sees names only, and asks which files
//! there are.

use std::path::Path;

/// The names of folders by which a program is recognised, in lower case: the whole name, or its
/// beginning if the name ends with ` ` or `-`, or its end if the name begins with ` `.
const NAMES: [(&str, &[&str]); 8] = [
    ("Dropbox", &["dropbox", "dropbox (", "dropbox-", " dropbox"]),
    ("OneDrive", &["onedrive", "onedrive - ", "onedrive-"]),
    ("iCloud Drive", &["mobile documents", "com~apple~clouddocs", "icloud drive", "iclouddrive"]),
    ("Google Drive", &["google drive", "googledrive", "googledrive-", "my drive"]),
    ("Nextcloud", &["nextcloud"]),
    ("ownCloud", &["owncloud"]),
    ("Box", &["box sync", "box-box"]),
    ("pCloud", &["pcloud drive", "pclouddrive"]),
];

/// Files that a program keeps in the folder that it synchronises.
const MARKS: [(&str, &str); 4] = [
    ("Dropbox", ".dropbox.cache"),
    ("Syncthing", ".stfolder"),
    ("Nextcloud", ".nextcloudsync.log"),
    ("ownCloud", ".owncloudsync.log"),
];

/// The program that synchronises a folder, if its path or a file in it or above it says so.
pub(super) fn synchronised_by(
    folder: &Path,
    exists: impl Fn(&Path) -> bool,
) -> Option<&'static str> {
    let by_name = folder.components().find_map(|part| {
        let name = part.as_os_str().to_string_lossy().to_lowercase();
        NAMES.iter().find(|(_, names)| names.iter().any(|known| fits(known, &name)))
    });
    by_name.map(|(program, _)| *program).or_else(|| {
        folder.ancestors().find_map(|above| {
            MARKS.iter().find(|(_, mark)| exists(&above.join(mark))).map(|(program, _)| *program)
        })
    })
}

fn fits(known: &str, name: &str) -> bool {
    match known.chars().next_back() {
        Some('(' | '-' | ' ') => name.starts_with(known),
        _ if known.starts_with(' ') => name.ends_with(known),
        _ => name == known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_known_programs_are_recognised() {
        let cases = [
            ("/home/ana/Dropbox/digest", Some("Dropbox")),
            ("/home/ana/Dropbox (Clinic)/digest", Some("Dropbox")),
            ("/Users/ana/Clinic Dropbox/Ana/digest", Some("Dropbox")),
            ("/Users/ana/Library/CloudStorage/Dropbox-Clinic/digest", Some("Dropbox")),
            ("/home/ana/dropbox notes/digest", None),
            ("/c/Users/Ana/OneDrive/digest", Some("OneDrive")),
            ("/c/Users/Ana/OneDrive - Clinic/Documents/digest", Some("OneDrive")),
            ("/Users/ana/Library/CloudStorage/OneDrive-Personal/digest", Some("OneDrive")),
            (
                "/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/digest",
                Some("iCloud Drive"),
            ),
            ("/c/Users/Ana/iCloudDrive/digest", Some("iCloud Drive")),
            (
                "/Users/ana/Library/CloudStorage/GoogleDrive-ana@x.org/My Drive",
                Some("Google Drive"),
            ),
            ("/home/ana/Nextcloud/digest", Some("Nextcloud")),
            ("/home/ana/digest-for-onedrive/a", None),
            ("/home/ana/boxes/sync", None),
        ];
        for (path, expect) in cases {
            assert_eq!(synchronised_by(Path::new(path), |_| false), expect, "{path}");
        }
    }

    #[test]
    fn the_files_of_a_program_are_recognised_above_the_folder() {
        let mark = |path: &'static str| move |file: &Path| file == Path::new(path);
        let folder = Path::new("/srv/shared/digest");
        assert_eq!(synchronised_by(folder, mark("/srv/shared/.stfolder")), Some("Syncthing"));
        assert_eq!(
            synchronised_by(folder, mark("/srv/shared/digest/.stfolder")),
            Some("Syncthing")
        );
        assert_eq!(synchronised_by(folder, mark("/srv/.dropbox.cache")), Some("Dropbox"));
        assert_eq!(synchronised_by(folder, mark("/srv/other/.stfolder")), None);
    }
}
