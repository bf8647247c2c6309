//! Copies the images of an article into the site, and reports what became of them.
//!
//! An existing file is never overwritten: if it has other bytes, the image gets another name. Must
//! not know where the article is written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use offprint_base::slugify;
use percent_encoding::percent_decode_str;

use super::image_files::{ImageFault, ImageFolders, MAX_IMAGE_BYTES};
use super::image_kind::{ImageKind, image_kind, is_harmless_svg};
use super::imported::{ImportedImage, RemoteImage};

/// The longest name of a copied image, in characters, without its ending.
const LONGEST_NAME: usize = 60;

/// What became of the images of an article.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ImageReport {
    /// The files that were written, relative to the site's root; for a dry run, that would be.
    pub copied: Vec<String>,
    /// The images that could not be copied. Marks in the article say where they belong.
    pub problems: Vec<ImageProblem>,
    /// The number of images that were not copied because the editor asked for that.
    pub left_behind: usize,
    /// The images on other sites.
    pub remote: Vec<RemoteImage>,
}

/// An image that could not be copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageProblem {
    /// Its address in the source.
    pub address: String,
    /// The line of the source that names it, if it is known.
    pub line: Option<usize>,
    /// Why.
    pub fault: ImageFault,
}

/// An image with its name in the site and its file.
#[derive(Debug)]
pub(super) struct PlannedImage<'i> {
    pub(super) image: &'i ImportedImage,
    /// The name without its ending: different for each file of the article.
    stem: String,
    pub(super) found: Result<FoundImage<'i>, ImageFault>,
}

/// An image that may be copied.
#[derive(Debug)]
pub(super) struct FoundImage<'i> {
    content: ImageContent<'i>,
    kind: ImageKind,
}

#[derive(Debug)]
enum ImageContent<'i> {
    Bytes(&'i [u8]),
    File(PathBuf),
}

/// The images of an article with their names and files. The names depend only on the addresses, so
/// that an image has the same name whichever others are found; but several addresses of one file have
/// the name of the first.
pub(super) fn plan_images<'i>(
    images: &'i [ImportedImage],
    folders: Option<&ImageFolders>,
) -> Vec<PlannedImage<'i>> {
    let mut taken = BTreeSet::from(["index".to_owned()]);
    let mut stems: BTreeMap<PathBuf, String> = BTreeMap::new();
    images
        .iter()
        .map(|image| {
            let stem = (1..)
                .map(|number| numbered(&stem_of(image), number))
                .find(|stem| taken.insert(stem.clone()))
                .unwrap_or_default();
            let found = find_image(image, folders);
            let stem = match &found {
                Ok(FoundImage { content: ImageContent::File(file), .. }) => {
                    let file = file.canonicalize().unwrap_or_else(|_| file.clone());
                    stems.entry(file).or_insert(stem).clone()
                }
                _ => stem,
            };
            PlannedImage { image, stem, found }
        })
        .collect()
}

fn find_image<'i>(
    image: &'i ImportedImage,
    folders: Option<&ImageFolders>,
) -> Result<FoundImage<'i>, ImageFault> {
    if let Some(bytes) = &image.bytes {
        let kind = image_kind(bytes).map_err(ImageFault::NotAnImage)?;
        if bytes.len() as u64 > MAX_IMAGE_BYTES {
            return Err(ImageFault::TooLarge(bytes.len() as u64));
        }
        if kind == ImageKind::Svg && !is_harmless_svg(bytes) {
            return Err(ImageFault::UnsafeSvg);
        }
        return Ok(FoundImage { content: ImageContent::Bytes(bytes), kind });
    }
    let address = image.file.as_ref().unwrap_or(&image.target);
    let (file, kind) =
        folders.ok_or(ImageFault::NoFolder)?.image_file(address, image.is_by_name)?;
    Ok(FoundImage { content: ImageContent::File(file), kind })
}

/// The name of an image's file without its ending, safe for every system and in URLs.
fn stem_of(image: &ImportedImage) -> String {
    let path = image.file.as_ref().unwrap_or(&image.target);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8_lossy();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem: String = slugify(stem).chars().take(LONGEST_NAME).collect();
    match stem.trim_matches('-') {
        "" => "image".to_owned(),
        // The shortened name may be one that Windows reserves.
        stem => slugify(stem),
    }
}

fn numbered(stem: &str, number: usize) -> String {
    if number == 1 { stem.to_owned() } else { format!("{stem}-{number}") }
}

impl PlannedImage<'_> {
    /// Copies the image into a folder, and returns its name there and whether the file is new. A
    /// dry run only returns the name.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub(super) fn copy_to(
        &self,
        folder: &Path,
        is_dry_run: bool,
    ) -> io::Result<Option<CopiedImage>> {
        let Ok(found) = &self.found else { return Ok(None) };
        let bytes = match &found.content {
            ImageContent::Bytes(bytes) => bytes.to_vec(),
            ImageContent::File(file) => {
                let mut bytes = Vec::new();
                File::open(file)?.take(MAX_IMAGE_BYTES).read_to_end(&mut bytes)?;
                bytes
            }
        };
        let path = self.image.file.as_ref().unwrap_or(&self.image.target);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let ending = found.kind.ending(path.rsplit('.').next().unwrap_or_default());
        for number in 1.. {
            let name = format!("{}.{ending}", numbered(&self.stem, number));
            let file = folder.join(&name);
            if file.symlink_metadata().is_ok() {
                let is_same = fs::metadata(&file)
                    .is_ok_and(|data| data.is_file() && data.len() == bytes.len() as u64)
                    && fs::read(&file).is_ok_and(|known| known == bytes);
                if is_same {
                    return Ok(Some(CopiedImage { name, is_new: false }));
                }
                continue;
            }
            if is_dry_run {
                return Ok(Some(CopiedImage { name, is_new: true }));
            }
            fs::create_dir_all(folder)?;
            match write_new(&file, &bytes) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                result => return result.map(|()| Some(CopiedImage { name, is_new: true })),
            }
        }
        Ok(None)
    }

    /// The problem with the image, if it was not found.
    pub(super) fn problem(&self) -> Option<ImageProblem> {
        // An image with a URL of its own need not be beside the page.
        let fault = self.found.as_ref().err().filter(|_| self.image.file.is_none())?;
        Some(self.problem_with(fault.clone()))
    }

    pub(super) fn problem_with(&self, fault: ImageFault) -> ImageProblem {
        ImageProblem { address: self.image.target.clone(), line: self.image.line, fault }
    }
}

/// A copied image.
pub(super) struct CopiedImage {
    /// Its name in the folder.
    pub(super) name: String,
    /// Whether the file was written now; otherwise it was there with the same bytes.
    pub(super) is_new: bool,
}

/// Writes a file that does not exist yet.
pub(super) fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::File::options().write(true).create_new(true).open(file)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n----";

    fn image(target: &str) -> ImportedImage {
        ImportedImage {
            target: target.to_owned(),
            bytes: Some(PNG.to_vec()),
            ..ImportedImage::default()
        }
    }

    #[test]
    fn names_of_images_are_safe_and_differ() {
        let long = format!("{}.png", "long".repeat(60));
        let images = [
            "x_files/Fig 1.PNG",
            "y/fig-1.png",
            "z/x.svg",
            "../../index.md",
            "a/ü.jpg?x=1",
            "CON",
            "-.png",
            &long,
        ]
        .map(image);
        let stems: Vec<String> =
            plan_images(&images, None).into_iter().map(|planned| planned.stem).collect();
        assert_eq!(stems[..7], ["fig-1", "fig-1-2", "x", "index-2", "u", "con-1", "image"]);
        assert_eq!(stems[7].len(), LONGEST_NAME);
    }

    #[test]
    fn existing_files_stay() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::write(folder.path().join("a.png"), "mine").expect("it is ours");
        fs::write(folder.path().join("b.png"), PNG).expect("it is ours");
        let images = [image("a.png"), image("x/b.png"), image("photo.jpg")];
        let names: Vec<(String, bool)> = plan_images(&images, None)
            .iter()
            .filter_map(|planned| planned.copy_to(folder.path(), false).expect("it is writable"))
            .map(|copied| (copied.name, copied.is_new))
            .collect();
        let expect = [("a-2.png", true), ("b.png", false), ("photo.jpg", true)];
        assert_eq!(names, expect.map(|(name, is_new)| (name.to_owned(), is_new)));
        assert_eq!(fs::read(folder.path().join("a.png")).expect("it is there"), b"mine");
    }
}
