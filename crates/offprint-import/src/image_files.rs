//! [`ImageFolders`]: finds the files of an article's images on the disk, beside its source.
//!
//! Only images are read, and only from the folder of the source, or from the folder that contains
//! it and that the editor named or that its program marks as its own (a vault, a site). An article
//! from elsewhere must not be able to publish another file of the editor's computer: no address
//! outside the folder is followed, whether by `..`, as an absolute path or by a symbolic link.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use super::image_kind::{HEAD_BYTES, ImageKind, image_kind, is_harmless_svg};

/// The largest image that is copied: 25 MB.
pub const MAX_IMAGE_BYTES: u64 = 25_000_000;

/// What marks the folder of an Obsidian vault or of a site of another program.
const FOLDER_MARKS: [&str; 9] = [
    ".obsidian",
    "_config.yml",
    "_config.yaml",
    "hugo.toml",
    "hugo.yaml",
    "hugo.json",
    "config.toml",
    "mkdocs.yml",
    ".eleventy.js",
];

/// Folders whose content other programs publish at the top of a site.
const TOP_FOLDERS: [&str; 6] = ["static", "public", "source", "src", "assets", "content"];

/// How many files are looked at to find an image by its name alone.
const MOST_FILES: usize = 20_000;

/// The folders in which the images of an article may be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageFolders {
    /// The folder of the source file.
    folder: PathBuf,
    /// The folders that nothing is read outside of: that of the file, the one that the editor
    /// named, and the one that a program marks.
    roots: Vec<PathBuf>,
}

/// Why an image was not copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageFault {
    /// There is no such file.
    NotFound,
    /// Several files have this name.
    Ambiguous,
    /// The address is outside the folder of the source.
    Outside,
    /// The address is one of another computer or program: `file:///…`, `C:\…`.
    OtherComputer,
    /// It is no regular file.
    NotAFile,
    /// It has so many bytes.
    TooLarge(u64),
    /// It is no image that browsers show, for this reason.
    NotAnImage(&'static str),
    /// It is an SVG image with scripts or content from elsewhere.
    UnsafeSvg,
    /// It cannot be read.
    Unreadable(String),
    /// The source is no file, so nothing is beside it.
    NoFolder,
    /// The editor has removed the image, or the mark for it, from the article.
    NoPlace,
}

impl fmt::Display for ImageFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => out.write_str("there is no such file beside the source"),
            Self::Ambiguous => out.write_str("several files have this name"),
            Self::Outside => out.write_str("it is outside the folder of the source"),
            Self::OtherComputer => out.write_str(
                "the address is valid only on the computer or in the program that wrote it",
            ),
            Self::NotAFile => out.write_str("it is no file"),
            Self::TooLarge(bytes) => write!(
                out,
                "it has {:.0} MB, and images have up to {} MB",
                *bytes as f64 / 1e6,
                MAX_IMAGE_BYTES / 1_000_000
            ),
            Self::NotAnImage(reason) => out.write_str(reason),
            Self::UnsafeSvg => {
                out.write_str("the SVG image contains scripts or loads other files: save it as PNG")
            }
            Self::Unreadable(reason) => write!(out, "it cannot be read: {reason}"),
            Self::NoFolder => out.write_str("the source is no file, so nothing is beside it"),
            Self::NoPlace => out.write_str("its place is no longer in the article"),
        }
    }
}

impl ImageFolders {
    /// The folders of a source file. `given` is the folder that the editor named, if the file was
    /// found in one.
    pub fn of_source(file: &Path, given: Option<&Path>) -> Self {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut roots = vec![folder.clone()];
        for root in given.map(Path::to_owned).into_iter().chain(marked_folder(&folder)) {
            if !roots.contains(&root) {
                roots.push(root);
            }
        }
        Self { folder, roots }
    }

    /// The file of an image, and its format. `is_by_name` if it may be in any folder, as in an
    /// Obsidian vault.
    ///
    /// # Errors
    /// If there is none that may be copied.
    pub(crate) fn image_file(
        &self,
        address: &str,
        is_by_name: bool,
    ) -> Result<(PathBuf, ImageKind), ImageFault> {
        if is_of_other_computer(address) {
            return Err(ImageFault::OtherComputer);
        }
        let roots: Vec<PathBuf> =
            self.roots.iter().filter_map(|root| root.canonicalize().ok()).collect();
        let is_inside = |file: &Path| roots.iter().any(|root| file.starts_with(root));
        let mut fault = ImageFault::NotFound;
        for path in self.candidates(address) {
            if leaves(&path, is_inside) {
                fault = ImageFault::Outside;
                continue;
            }
            match path.canonicalize() {
                Ok(file) if is_inside(&file) => {
                    return checked(&file).map(|kind| (file, kind));
                }
                Ok(_) => fault = ImageFault::Outside,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => {}
            }
        }
        let name = spellings(address).into_iter().next_back().unwrap_or_default();
        if is_by_name && fault == ImageFault::NotFound {
            // A vault is found as a whole: its folder contains the others.
            let outermost = roots.iter().min_by_key(|root| root.components().count());
            let file = only_file_named(outermost.ok_or(ImageFault::NotFound)?, &name)?;
            return checked(&file).map(|kind| (file, kind));
        }
        Err(fault)
    }

    /// Where a file with this address may be, in order.
    fn candidates(&self, address: &str) -> Vec<PathBuf> {
        let mut candidates = Vec::new();
        for path in spellings(address) {
            let below = path.trim_start_matches('/');
            if below == path {
                candidates.push(self.folder.join(below));
            }
            if below.starts_with("..") {
                continue;
            }
            for root in &self.roots {
                if root == &self.folder && below == path {
                    continue;
                }
                candidates.push(root.join(below));
                candidates.extend(TOP_FOLDERS.iter().map(|top| root.join(top).join(below)));
            }
        }
        candidates
    }
}

/// The nearest folder above that a program marks as its own.
fn marked_folder(folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    real.ancestors()
        .take(10)
        .find(|above| {
            FOLDER_MARKS.iter().any(|mark| above.join(mark).exists())
                // `config.toml` is a common name: Hugo and Zola have articles in `content`.
                && (!above.join("config.toml").exists() || above.join("content").is_dir())
        })
        .map(Path::to_owned)
}

/// The paths that an address may mean: as it is written, decoded, and without a query.
fn spellings(address: &str) -> Vec<String> {
    let mut spellings: Vec<String> = Vec::new();
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    for written in [address, plain] {
        let decoded = percent_decode_str(written).decode_utf8_lossy().into_owned();
        for path in [written.to_owned(), decoded.replace('\\', "/"), decoded] {
            let path = path.trim().to_owned();
            if !path.is_empty() && !path.contains('\0') && !spellings.contains(&path) {
                spellings.push(path);
            }
        }
    }
    spellings
}

/// Whether an address names a place on another computer or in another program: `file:///x`,
/// `C:\x`, `\\server\x`, `app://x`.
fn is_of_other_computer(address: &str) -> bool {
    let decoded = percent_decode_str(address).decode_utf8_lossy();
    let scheme = decoded.split([':', '/', '\\', '?', '#']).next().unwrap_or_default();
    let has_scheme = decoded[scheme.len()..].starts_with(':')
        && !scheme.is_empty()
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    decoded.starts_with("\\\\")
        || decoded.starts_with("~/")
        || has_scheme && (scheme.len() == 1 || decoded[scheme.len()..].starts_with(":/"))
        || decoded.starts_with("file:")
}

/// Whether a path names a place outside by its `..` alone, whatever is on the disk.
fn leaves(path: &Path, is_inside: impl Fn(&Path) -> bool) -> bool {
    let parts: Vec<Component<'_>> = path.components().collect();
    let Some(first) = parts.iter().position(|part| *part == Component::ParentDir) else {
        return false;
    };
    // The part before the first `..` may be a link, so it is resolved, if it exists.
    let before: PathBuf = parts[..first].iter().collect();
    let before = if before.as_os_str().is_empty() { PathBuf::from(".") } else { before };
    let Ok(mut at) = before.canonicalize() else { return true };
    for part in &parts[first..] {
        match part {
            Component::ParentDir => {
                at.pop();
            }
            Component::Normal(name) => at.push(name),
            _ => {}
        }
    }
    !is_inside(&at)
}

/// Checks that a file is an image that may be published.
fn checked(file: &Path) -> Result<ImageKind, ImageFault> {
    let unreadable = |error: io::Error| ImageFault::Unreadable(error.to_string());
    let metadata = fs::metadata(file).map_err(unreadable)?;
    // Opening a pipe would block forever.
    if !metadata.is_file() {
        return Err(ImageFault::NotAFile);
    }
    if metadata.len() > MAX_IMAGE_BYTES {
        return Err(ImageFault::TooLarge(metadata.len()));
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    let mut opened = File::open(file).map_err(unreadable)?;
    opened.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
    let kind = image_kind(&head).map_err(ImageFault::NotAnImage)?;
    if kind == ImageKind::Svg {
        opened.take(MAX_IMAGE_BYTES).read_to_end(&mut head).map_err(unreadable)?;
        if !is_harmless_svg(&head) {
            return Err(ImageFault::UnsafeSvg);
        }
    }
    Ok(kind)
}

/// The only file with a name in a folder and its folders, or the one nearest to the top.
fn only_file_named(root: &Path, name: &str) -> Result<PathBuf, ImageFault> {
    if name.contains("..") || name.starts_with('/') {
        return Err(ImageFault::NotFound);
    }
    let mut level = vec![root.to_owned()];
    let mut looked = 0;
    while !level.is_empty() {
        let mut found = Vec::new();
        let mut next = Vec::new();
        for folder in &level {
            let file = folder.join(name);
            if file.is_file() {
                found.push(file);
            }
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                looked += 1;
                let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
                // Links are not followed: they may lead out of the folder, or in circles.
                if !is_hidden && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    next.push(entry.path());
                }
            }
        }
        let real = |file: &PathBuf| file.canonicalize().ok();
        match found.as_slice() {
            [] => {}
            [one] => {
                return real(one).filter(|file| file.starts_with(root)).ok_or(ImageFault::Outside);
            }
            _ => return Err(ImageFault::Ambiguous),
        }
        if looked > MOST_FILES {
            break;
        }
        level = next;
    }
    Err(ImageFault::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n----";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let write = |path: &str, bytes: &[u8]| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().expect("it has a folder")).expect("it is ours");
            fs::write(file, bytes).expect("the folder is ours");
        };
        write("secret.png", PNG);
        write("in/a b.png", PNG);
        write("in/page.png", b"<!DOCTYPE html>");
        write("in/x.svg", b"<svg onload='x()'/>");
        write("in/static/images/s.png", PNG);
        write("in/posts/p.png", PNG);
        write("in/attachments/deep/o.png", PNG);
        write("in/one/twice.png", PNG);
        write("in/two/twice.png", PNG);
        folder
    }

    #[test]
    fn nothing_is_read_from_elsewhere() {
        let folder = folder();
        let inside = ImageFolders::of_source(&folder.path().join("in/page.html"), None);
        let find = |address: &str| inside.image_file(address, false).map(|(_, kind)| kind);
        for found in ["./a%20b.png", "a b.png", "posts/../a b.png", "a%20b.png?w=3#x", ".\\a b.png"]
        {
            assert_eq!(find(found), Ok(ImageKind::Png), "{found}");
        }
        for outside in
            ["../secret.png", "%2e%2e/secret.png", "posts/../../secret.png", "..\\secret.png"]
        {
            assert_eq!(find(outside), Err(ImageFault::Outside), "{outside}");
        }
        for none in ["none.png", "/etc/passwd", "posts", "", "a\0b.png", "...."] {
            assert!(find(none).is_err(), "{none}");
        }
        for other in
            ["file:///etc/x.png", "C:\\x.png", "\\\\server\\x.png", "app://x/y.png", "~/x.png"]
        {
            assert_eq!(find(other), Err(ImageFault::OtherComputer), "{other}");
        }
        assert!(matches!(find("page.png"), Err(ImageFault::NotAnImage(_))));
        assert_eq!(find("x.svg"), Err(ImageFault::UnsafeSvg));
    }

    #[cfg(unix)]
    #[test]
    fn links_that_leave_the_folder_are_not_followed() {
        let folder = folder();
        let inside = folder.path().join("in");
        std::os::unix::fs::symlink("../secret.png", inside.join("link.png")).expect("it is ours");
        std::os::unix::fs::symlink("..", inside.join("up")).expect("it is ours");
        std::os::unix::fs::symlink("a b.png", inside.join("good.png")).expect("it is ours");
        let folders = ImageFolders::of_source(&inside.join("page.html"), None);
        for out in ["link.png", "up/secret.png"] {
            assert_eq!(folders.image_file(out, true), Err(ImageFault::Outside), "{out}");
        }
        assert!(folders.image_file("good.png", false).is_ok());
    }

    #[test]
    fn a_folder_that_the_editor_names_may_be_read() {
        let folder = folder();
        let inside = folder.path().join("in");
        let folders = ImageFolders::of_source(&inside.join("posts/a.md"), Some(&inside));
        for found in ["../a b.png", "/images/s.png", "p.png", "/posts/p.png"] {
            assert!(folders.image_file(found, false).is_ok(), "{found}");
        }
        assert!(folders.image_file("o.png", true).is_ok());
        assert_eq!(folders.image_file("o.png", false), Err(ImageFault::NotFound));
        assert_eq!(folders.image_file("twice.png", true), Err(ImageFault::Ambiguous));
        assert_eq!(folders.image_file("../../secret.png", true), Err(ImageFault::Outside));
    }
}
