//! [`Importer`]: a raw article → a content file.
//!
//! ```text
//! bytes → decode   text
//!       → detect   which format
//!       → html | text | markdown_file | mhtml   one Article, whatever it came from
//!       → propose  what the digest needs beside it: drugs, tags, a summary, citations
//!       → file     front matter and Markdown
//! ```
//!
//! This wing stands before the pipeline: what it writes is a content file like any other, which a
//! person may edit. Nothing here touches the disk but [`ImportWriter`], which decides where a file goes and
//! never lets one be lost.

mod article;
mod byline;
mod citation;
mod date;
mod decode;
mod detect;
mod file;
mod html;
mod markdown;
mod markdown_file;
mod mhtml;
mod phrases;
mod propose;
mod record;
mod summary;
mod tags;
mod text;
pub mod training;
mod writer;

use jiff::civil::Date;
use serde::Serialize;
use url::Url;

pub use article::RemovedBlock;
pub use detect::Format as RawFormat;
pub use writer::{ImportOutcome, ImportWriter, WriteOptions};

use self::article::{Article, Found, Hints, LocalImage};
use self::detect::Format;
use offprint_base::slugify;
use offprint_base::{Digest, Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// More than this is no article: 50 MB.
pub const MAX_RAW_BYTES: usize = 50_000_000;

/// What an article is about is asked of so much of its text, in bytes: no article is longer, only
/// what is none.
const SUBJECT_BYTES: usize = 1_000_000;

/// An article with fewer words is told to the editor.
const FEW_WORDS: usize = 60;

/// So many letters are an article, however few blanks stand between them.
const FEW_LETTERS: usize = 400;

/// What is known before a raw article is read.
#[derive(Debug)]
pub struct Importer {
    vocabulary: Hashed<Vocabulary>,
    /// The tags that the site has.
    tags: Vec<String>,
}

/// What an editor may say about a raw article.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The name of its file, without folders.
    pub name: Option<String>,
    /// Its format, where the editor knows better.
    pub format: Option<RawFormat>,
    /// Where it was taken from.
    pub url: Option<Url>,
    /// When it was published.
    pub date: Option<Date>,
    /// Whether it shall be a draft.
    pub draft: bool,
    /// Today: dates after it are doubted.
    pub today: Date,
}

/// A raw article, read, and the content file that it makes.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The content file: front matter and Markdown.
    pub text: String,
    /// What its file would be called.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// When it was published, if that is known.
    pub date: Option<Date>,
    /// How many words its text has.
    pub words: usize,
    /// The drugs that it is about, most relevant first.
    pub drugs: Vec<String>,
    /// How many works it cites.
    pub citations: usize,
    /// The format that it was in.
    pub format: RawFormat,
    /// How its bytes were read as text.
    pub encoding: &'static str,
    /// What an editor should look at.
    pub warnings: Vec<String>,
    /// What was found, and where.
    pub fields: Vec<ImportedField>,
    /// What was left out, and why.
    pub left_out: Vec<RemovedBlock>,
    /// The images that came with it, by the addresses that `text` shows them by.
    pub images: Vec<Image>,
    /// By what it is known again.
    pub identity: Identity,
}

/// One thing that was found in a raw article.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ImportedField {
    /// The key of front matter.
    pub name: &'static str,
    /// What was found.
    pub value: String,
    /// Where.
    pub from: String,
    /// A rank from 0 (a guess) to 100 (certain). It orders fields by trust and is not a probability.
    pub confidence: u8,
}

/// An image that came with a saved page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// As the text names it: a path beside the page.
    pub target: String,
    /// Its bytes, where they came inside the page.
    pub bytes: Option<Vec<u8>>,
}

/// By what an article is known again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    /// Its address, in the form that addresses are compared in.
    pub url: Option<String>,
    /// Its DOI, in lower case.
    pub doi: Option<String>,
    /// Of its words.
    pub content: Digest,
    /// Of the drugs and keywords that it gives itself.
    pub given: Digest,
}

impl Importer {
    /// Knows the built-in vocabulary, and no site.
    pub fn alone() -> Self {
        Self::new(Hashed::known(Fingerprint::default(), Vocabulary::new([])), Vec::new())
    }

    /// Knows a site's drugs and tags.
    pub fn new(vocabulary: Hashed<Vocabulary>, tags: Vec<String>) -> Self {
        Self { vocabulary, tags }
    }

    /// The drugs that a plain text names, as the JSON that `offprint drugs` documents; `file` names
    /// the text in a list.
    pub fn drugs(&self, text: &str, file: Option<String>) -> serde_json::Value {
        let mut report = self.vocabulary.report(text);
        report.file = file;
        serde_json::to_value(&report).unwrap_or_default()
    }

    /// What a name of a drug or a class stands for, for people and as JSON; None if it is known for
    /// neither.
    pub fn explain(&self, name: &str) -> Option<(String, serde_json::Value)> {
        let explanation = self.vocabulary.explain(name)?;
        let json = serde_json::to_value(&explanation).unwrap_or_default();
        Some((explanation.to_text(), json))
    }

    /// Reads a raw article.
    ///
    /// # Errors
    /// In words for an editor: if there is no article in it at all.
    pub fn read(&self, bytes: &[u8], asked: &ImportOptions) -> Result<Imported, ImportError> {
        if bytes.len() > MAX_RAW_BYTES {
            return Err(ImportError::new(
                format!(
                    "this has {:.0} MB, and Offprint imports up to {} MB",
                    bytes.len() as f64 / 1e6,
                    MAX_RAW_BYTES / 1_000_000
                ),
                "save the article alone, without what it embeds",
            ));
        }
        if let Some(what) = binary(bytes) {
            return Err(ImportError::new(
                format!("this is {what}, and not an article as HTML, text or Markdown"),
                "open it, select its text, copy it into a text file, and import that",
            ));
        }
        let decoded = decode::decode(bytes);
        if is_noise(&decoded.text) {
            return Err(ImportError::new(
                "this is not text: a good part of it are control characters",
                "open it with the program that made it, copy its text into a file, and import that",
            ));
        }
        let format =
            asked.format.unwrap_or_else(|| detect::detect(&decoded.text, asked.name.as_deref()));
        let mut hints = Hints { url: asked.url.clone(), today: asked.today };
        let mut article = match format {
            Format::Html => html::read_web_page(&decoded.text, &hints),
            Format::Text => text::parse_text(&decoded.text, &hints),
            Format::Markdown => markdown_file::read(&decoded.text, &hints),
            Format::Mhtml => {
                let page = mhtml::unpack(bytes).map_err(|reason| {
                    ImportError::new(
                        reason,
                        "save the page anew, as a complete web page or as its text",
                    )
                })?;
                hints.url = hints.url.or(page.url);
                let mut article = html::read_web_page(&page.html, &hints);
                mhtml::fill(&mut article.images, &page.images);
                article
            }
        };
        if let Some(url) = &asked.url {
            article.url = Some(Found::new(url.to_string(), "--url", 1.0));
        }
        // Jekyll has the day in the file's name alone.
        let named = asked.name.as_deref().and_then(|name| name.get(..10)?.parse::<Date>().ok());
        if let Some(date) = named.filter(|date| {
            format == Format::Markdown && article.published.is_none() && *date <= asked.today
        }) {
            article.published = Some(Found::new(date, "the name of the file", 0.9));
        }
        if let Some(date) = asked.date {
            article.published = Some(Found::new(date, "--date", 1.0));
        }
        if decoded.replaced > 0 {
            article.warnings.push(format!(
                "{} that are no {} were replaced: is the file damaged?",
                counted(decoded.replaced, "bytes", "bytes"),
                decoded.encoding
            ));
        }
        let encoding = decoded.encoding;
        drop(decoded);
        self.finish(article, format, encoding, asked)
    }

    fn finish(
        &self,
        mut article: Article,
        format: Format,
        encoding: &'static str,
        asked: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        let (plain, headings) = propose::plain(&article.body);
        let words = propose::words(&plain);
        if words == 0 {
            return Err(ImportError::new(
                "there is no article in it",
                "is this the right file? A page that a script fills must be saved by the browser after it has loaded, \
                 or copied as text",
            ));
        }
        let title =
            article.title.clone().filter(|title| !title.value.trim().is_empty()).unwrap_or_else(
                || {
                    article.warnings.push("no title found: one was made from the text".to_owned());
                    let made = text::make_title(&plain);
                    Found::new(
                        if made.trim().is_empty() { "Untitled".to_owned() } else { made },
                        "made from the text",
                        0.2,
                    )
                },
            );
        if article.published.is_none() {
            article.warnings.push("no date found: add one, or import with --date".to_owned());
        }
        // Scripts without blanks between words are counted by letters.
        if words < FEW_WORDS
            && plain.chars().filter(|c| c.is_alphabetic()).nth(FEW_LETTERS).is_none()
        {
            article.warnings.push(format!("only {} found", counted(words, "word", "words")));
        }
        let summary = article
            .summary
            .clone()
            .map(|found| Found { value: propose::short(&found.value), ..found })
            .or_else(|| {
                summary::lead(&article.body)
                    .map(|lead| Found::new(lead, "the first sentences", 0.4))
            });
        let mut works = propose::works(&article);
        works.retain(|work| !propose::is_among(work, &article.own));
        let start = |text: &str| text.floor_char_boundary(SUBJECT_BYTES);
        let drugs = propose::drugs(
            &self.vocabulary,
            &title.value,
            summary.as_ref().map(|found| found.value.as_str()),
            &plain[..start(&plain)],
            headings,
        );
        let keywords = article.keywords.as_ref().map_or(&[][..], |found| &found.value);
        let known: Vec<String> = self.tags.iter().cloned().chain(tags::field(&self.tags)).collect();
        let own_drugs = article.own.get("drugs").and_then(toml::Value::as_array);
        let own_drugs = own_drugs
            .map(|list| list.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect());
        let drug_names: Vec<String> = own_drugs.unwrap_or(drugs.names);
        let mut tags =
            tags::propose(keywords, &title.value, &article.body[..start(&article.body)], &known);
        // A drug has its own list.
        tags.retain(|tag| self.tags.contains(tag) || self.vocabulary.resolve(tag).is_none());
        article.warnings.extend(drugs.notes.iter().cloned());

        let images = std::mem::take(&mut article.images);
        let content = Digest::of(propose::bare_words(&plain).as_bytes());
        drop(plain);
        let own = article.own.get("drugs").map(ToString::to_string).unwrap_or_default();
        let given =
            Digest::of(keywords.iter().fold(own, |all, keyword| all + "\n" + keyword).as_bytes());
        let identity = Identity {
            given,
            url: article.url.as_ref().and_then(|found| record::comparable(&found.value)),
            doi: article.doi.as_ref().map(|found| found.value.to_lowercase()),
            content,
        };
        let file = file::Parts {
            article: &article,
            title: &title.value,
            summary: summary.as_ref(),
            drugs: &drug_names,
            tags: &tags,
            works: &works,
            draft: asked.draft || article.is_held_back,
        };
        let fields = file::fields(&file, &title);
        let text = file::write(&file);
        let slug = slugify(&title.value);
        Ok(Imported {
            text,
            slug: if slug.is_empty() { "article".to_owned() } else { slug },
            date: article.published.as_ref().map(|found| found.value),
            title: title.value,
            words,
            drugs: drug_names,
            citations: works.len() + propose::own_works(&article.own).len(),
            format,
            encoding,
            warnings: article.warnings,
            fields,
            left_out: article.left_out,
            images: images
                .into_iter()
                .map(|LocalImage { target, bytes }| Image { target, bytes })
                .collect(),
            identity,
        })
    }
}

impl Imported {
    /// The content file without the images that stayed beside the page.
    pub fn without_images(&self) -> String {
        writer::with_images(&self.text, &self.images, &[])
    }
}

/// Why a raw article cannot be imported, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportError {
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl ImportError {
    /// A fault with what is wrong and how to fix it.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Whether a text is what any bytes look like when they are read as text: one in fifty is a control
/// character.
fn is_noise(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(64 * 1024)];
    let is_control = |c: &char| {
        c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{1b}' | '\u{85}')
    };
    let (controls, all) = head
        .chars()
        .fold((0, 0), |(controls, all), c| (controls + usize::from(is_control(&c)), all + 1));
    all > 200 && controls * 50 > all
}

/// What a file is that is certainly no text, by its first bytes.
fn binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 11] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive, a Word file or an e-book"),
        (b"\xD0\xCF\x11\xE0", "an old Word file"),
        (b"{\\rtf", "a rich-text file"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"\x1F\x8B", "a compressed file"),
        (b"bplist", "a web archive of Safari"),
        (b"\x7FELF", "a program"),
        (b"SQLite format 3", "a database"),
    ];
    KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, what)| *what)
}
