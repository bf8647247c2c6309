//! [`OutputFile`]: one file that the output folder must contain, and [`outputs`], which lists the
//! files of an edition.

use std::fs;
use std::io;

use rayon::prelude::*;

use crate::diagnostic::{self, Checked, Code, Diagnostic};
use crate::edition::{Edition, FileContent, RenderedFile};
use crate::route::Route;
use crate::source::AssetFile;
use offprint_base::Digest;

/// One file that the output folder must contain.
#[derive(Clone, Debug)]
pub struct OutputFile {
    /// Its path below the output folder, with `/` between the parts. It never points outside the
    /// folder.
    pub path: String,
    /// The digest of its bytes.
    pub digest: Digest,
    /// Its bytes.
    pub content: FileContent,
}

/// The files of an edition, with a warning for each image that cannot be converted. Deferred images
/// are made now, in parallel, because publishing compares bytes.
pub fn outputs(edition: &Edition) -> Checked<Vec<OutputFile>> {
    let pages = edition.pages();
    let faults = pages
        .par_iter()
        .filter_map(|(_, page)| match &page.content {
            FileContent::DeferredImage(later) => Some(later),
            _ => None,
        })
        .filter_map(|later| {
            // A file that cannot be read is reported when it is written.
            later.measure().ok()?;
            let (path, reason) = later.fault()?;
            let fault =
                Diagnostic::warning(Code::BadImage, format!("this image is broken: {reason}"))
                    .in_file(path.as_str());
            Some(fault.help("export the image again; the original file is used until then"))
        });
    let mut diagnostics: Vec<Diagnostic> = faults.collect();
    diagnostic::sort(&mut diagnostics);
    let digest = |page: &RenderedFile| match &page.content {
        FileContent::DeferredImage(later) => {
            later.measure().map_or(page.digest, |(digest, _)| digest)
        }
        _ => page.digest,
    };
    let output = |(route, page): (&Route, &RenderedFile)| OutputFile {
        path: route.file(),
        digest: digest(page),
        content: page.content.clone(),
    };
    Checked { value: pages.into_iter().map(output).collect(), diagnostics }
}

/// The files of an edition's search index, which is built now if necessary.
pub fn index_outputs(edition: &Edition) -> Vec<OutputFile> {
    let files = edition.index().into_iter();
    files
        .map(|(route, page)| OutputFile {
            path: route.file(),
            digest: page.digest,
            content: page.content,
        })
        .collect()
}

/// The length of a file in bytes.
pub(super) fn content_length(content: &FileContent) -> io::Result<u64> {
    Ok(match content {
        FileContent::Memory(bytes) => bytes.len() as u64,
        FileContent::Spilled(spilled) => spilled.length() as u64,
        FileContent::StagedFile(staged) => staged.length,
        FileContent::Asset(AssetFile::Builtin(bytes)) => bytes.len() as u64,
        FileContent::Asset(AssetFile::Disk(path)) => fs::metadata(path)?.len(),
        FileContent::DeferredImage(later) => later.measure()?.1,
    })
}

/// The path at which the replacement of a file is written: in the same folder, with a name that is
/// derived from the path.
pub(super) fn temporary_path(path: &str) -> String {
    let folder = path.rfind('/').map_or("", |slash| &path[..=slash]);
    format!("{folder}.offprint-tmp-{}", Digest::of(path.as_bytes()))
}
