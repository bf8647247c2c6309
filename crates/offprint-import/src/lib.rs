//! Turns saved pages, pasted text, Markdown files, feeds and files of references into content files of
//! Offprint.
//!
//! ```text
//! bytes → decode   text
//!       → detect   its format
//!       → html | text | markdown_file | mhtml   an Article, whatever the format was
//!       → records                               an Article for each record of a file of references
//!       → feed                                  an Article for each entry of a feed
//!       → propose  drugs, tags, a summary, citations
//!       → file     front matter and Markdown
//! ```
//!
//! [`Importer`] runs these stages. The result is a content file like any other, which a person may
//! edit. Only [`ImportWriter`] accesses the disk: it decides where a file is written, copies images
//! from the [`ImageFolders`] of the source, and never discards existing content.

mod article;
mod ascii_digits;
mod atomic_file;
mod byline;
mod byline_lines;
mod byline_roles;
mod byline_text;
mod byline_words;
mod citation;
mod common_tags;
mod contact_details;
mod data_format;
mod date;
mod date_labels;
mod date_reader;
mod decode;
mod detect;
mod feed;
mod file;
mod html;
mod html_pieces;
mod image_copy;
mod image_files;
mod image_kind;
mod image_links;
mod image_list;
mod imported;
mod importer;
mod link_names;
mod mail_lines;
mod markdown;
mod markdown_file;
mod mhtml;
mod notices;
mod omission;
mod phrases;
mod professions;
mod propose;
mod record;
mod record_index;
mod records;
mod shortcode_signs;
mod site_markdown;
mod source_warnings;
mod summary;
mod tag_line;
mod tags;
mod text;
pub mod training;
mod whole_labels;
mod writer;

pub use article::RemovedBlock;
pub use atomic_file::write_atomically;
pub use common_tags::discard_common_tags;
pub use detect::RawFormat;
pub use feed::{FeedEntry, FeedFile};
pub use image_copy::{ImageProblem, ImageReport};
pub use image_files::{ImageFault, ImageFolders, MAX_IMAGE_BYTES};
pub use imported::{
    DiscardedTag, ImportError, ImportIdentity, Imported, ImportedField, ImportedImage, ImportedTag,
    RemoteImage,
};
pub use importer::{ImportOptions, Importer, MAX_RAW_BYTES};
pub use link_names::RenamedLink;
pub use omission::Omissions;
pub use records::{LibraryImport, LibraryWriter, RecordFile, RecordProblem, WorkRecord};
pub use writer::{FiledImport, ImportOutcome, ImportWriter, WriteOptions};
