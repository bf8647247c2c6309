//! [`Importer`]: a raw article → a content file.
//!
//! It runs the stages that `lib.rs` lists. It must not depend on the disk.

use std::borrow::Cow;

use jiff::civil::Date;
use offprint_base::{Digest, Fingerprint, Hashed, slugify};
use offprint_vocabulary::Vocabulary;
use url::Url;

use super::article::{Article, ImportHints, Sourced, subject_title};
use super::detect::{self, RawFormat};
use super::image_list::list_images;
use super::imported::{DiscardedTag, ImportError, ImportIdentity, Imported, ImportedTag};
use super::mail_lines::{FORWARDED_SUBJECT, SIGNED};
use super::markdown::formula_fallback;
use super::mhtml::{MailBody, MailFields};
use super::omission::Omissions;
use super::tags::SortedTags;
use super::{
    data_format, decode, file, html, markdown_file, mhtml, propose, record, shortcode_signs,
    site_markdown, source_warnings, summary, tags, text,
};

/// The largest raw article that is imported: 50 MB.
pub const MAX_RAW_BYTES: usize = 50_000_000;

/// Drugs and tags are proposed from this many bytes of the text. No article is longer; what is
/// longer is not an article.
const SUBJECT_BYTES: usize = 1_000_000;

/// An article with fewer words gets a warning.
const FEW_WORDS: usize = 60;

/// A text with this many letters gets no such warning: in scripts without spaces the number of
/// words says little.
const FEW_LETTERS: usize = 400;

/// Turns raw articles into content files, with the vocabulary and the tags of a site.
#[derive(Debug)]
pub struct Importer {
    vocabulary: Hashed<Vocabulary>,
    /// The tags that the site has.
    tags: Vec<String>,
    /// The language of the site.
    language: Option<String>,
}

/// What an editor specifies for a raw article.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The name of its file, without folders.
    pub name: Option<String>,
    /// Its format; None to detect it.
    pub format: Option<RawFormat>,
    /// The address that it comes from.
    pub url: Option<Url>,
    /// When it was published.
    pub date: Option<Date>,
    /// Whether the content file is a draft.
    pub draft: bool,
    /// Today: later dates are not believed.
    pub today: Date,
    /// Whether to keep everything from the title to the end.
    pub keep_all: bool,
}

impl Importer {
    /// An importer with the built-in vocabulary and without a site.
    pub fn alone() -> Self {
        Self::new(Hashed::known(Fingerprint::default(), Vocabulary::new([])), Vec::new())
    }

    /// An importer with the drugs and tags of a site.
    pub fn new(vocabulary: Hashed<Vocabulary>, tags: Vec<String>) -> Self {
        Self { vocabulary, tags, language: None }
    }

    /// The importer of a site in this language: an article in another one is reported.
    #[must_use]
    pub fn with_language(self, language: &str) -> Self {
        Self { language: Some(language.to_owned()), ..self }
    }

    /// The drugs that a plain text mentions, as the JSON that `offprint drugs` documents; `file`
    /// names the text in a list.
    pub fn drugs(&self, text: &str, file: Option<String>) -> serde_json::Value {
        let mut report = self.vocabulary.report(text);
        report.file = file;
        serde_json::to_value(&report).unwrap_or_default()
    }

    /// What a name of a drug or a class refers to, as text and as JSON; None if it is unknown.
    pub fn explain(&self, name: &str) -> Option<(String, serde_json::Value)> {
        let explanation = self.vocabulary.explain(name)?;
        let json = serde_json::to_value(&explanation).unwrap_or_default();
        Some((explanation.to_text(), json))
    }

    /// Imports a raw article.
    ///
    /// # Errors
    /// If the bytes are not text or contain no article; the message is written for an editor.
    pub fn import(&self, bytes: &[u8], options: &ImportOptions) -> Result<Imported, ImportError> {
        check_bytes(bytes)?;
        let decoded = decode::decode_bytes(bytes);
        if is_noise(&decoded.text) {
            return Err(ImportError::new(
                "this is not text: a good part of it are control characters",
                "open it with the program that made it, copy its text into a file, and import that",
            ));
        }
        // The format that the editor names is believed.
        if options.format.is_none()
            && let Some(data) = data_format::data_format(&decoded.text, options.name.as_deref())
        {
            return Err(ImportError::new(
                format!("this is {}, and not an article as HTML, text or Markdown", data.what),
                data.help,
            ));
        }
        let format = options
            .format
            .unwrap_or_else(|| detect::detect_format(&decoded.text, options.name.as_deref()));
        let mut article = parse_article(bytes, &decoded.text, format, options)?;
        apply_options(&mut article, format, options);
        if decoded.replaced > 0 {
            article.warnings.push(format!(
                "{} that are no {} were replaced: is the file damaged?",
                counted(decoded.replaced, "bytes", "bytes"),
                decoded.encoding
            ));
        }
        if decoded.repaired > 0 {
            article.warnings.push(format!(
                "{} had been decoded wrongly (such as `â€™` for `’`) and were repaired: look them over",
                counted(decoded.repaired, "character", "characters")
            ));
        }
        let encoding = decoded.encoding;
        // The lines of a mail are not those of its page.
        let source = (format != RawFormat::Mhtml).then_some(decoded.text.as_ref());
        self.complete_parsed(article, format, encoding, source, options)
    }

    /// Checks an article that was read from a text, and completes it. `source` is that text.
    pub(crate) fn complete_parsed(
        &self,
        mut article: Article,
        format: RawFormat,
        encoding: &'static str,
        source: Option<&str>,
        options: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        check_formulas(&mut article, source);
        source_warnings::warn_of_losses(&mut article, format, source);
        let (images, remote_images) = list_images(&article, source);
        let imported = self.complete(article, format, encoding, options)?;
        Ok(Imported { images, remote_images, ..imported })
    }

    /// Adds to an article what the digest needs in addition, and writes its content file.
    pub(crate) fn complete(
        &self,
        mut article: Article,
        format: RawFormat,
        encoding: &'static str,
        options: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        let (plain, headings) = propose::plain_text(&article.body);
        let words = propose::count_words(&plain);
        if words == 0 {
            return Err(ImportError::new(
                "there is no article in it",
                "is this the right file? A page that a script fills must be saved by the browser after it has loaded, \
                 or copied as text",
            ));
        }
        let title = title_or_first_words(&mut article, &plain);
        warn_of_gaps(&mut article, words, &plain);
        self.warn_of_language(&mut article);
        let summary = summary_or_lead(&mut article);
        let mut works = match article.is_record {
            true => article.own_work.iter().cloned().collect(),
            false => propose::cited_works(&article),
        };
        works.retain(|work| !propose::is_stated_work(work, &article.own));
        let beginning = |text: &str| text.floor_char_boundary(SUBJECT_BYTES);
        let drugs = propose::propose_drugs(
            &self.vocabulary,
            &title.value,
            summary.as_ref().map(|found| found.value.as_str()),
            &plain[..beginning(&plain)],
            headings,
        );
        article.warnings.extend(drugs.notes.iter().cloned());
        let drug_names = stated_drugs(&article).unwrap_or(drugs.names);
        let bytes = beginning(&article.body);
        let mut tags = self.sort_tags(&article, &title.value, bytes, format, &drug_names);
        if article.is_record {
            tags.own.append(&mut tags.proposed);
            tags.proposed = std::mem::take(&mut tags.own);
        }
        let identity = identity_of(&article, &plain);
        drop(plain);
        let parts = file::ContentFileParts {
            article: &article,
            title: &title.value,
            summary: summary.as_ref(),
            drugs: &drug_names,
            tags: &tags.own,
            proposed_tags: &tags.proposed,
            works: &works,
            draft: options.draft || article.is_held_back,
        };
        let fields = file::imported_fields(&parts, &title);
        let text = file::write_content_file(&parts);
        let slug = slugify(&title.value);
        Ok(Imported {
            text,
            slug: if slug.is_empty() { "article".to_owned() } else { slug },
            date: article.published.as_ref().map(|found| found.value),
            title: title.value,
            words,
            drugs: drug_names,
            tags: imported_tags(&tags),
            discarded_tags: tags.discarded,
            citations: works.len() + propose::stated_works(&article.own).len(),
            format,
            encoding,
            warnings: article.warnings,
            fields,
            omissions: Omissions::of_blocks(&article.left_out),
            left_out: article.left_out,
            images: Vec::new(),
            remote_images: Vec::new(),
            identity,
        })
    }

    /// An article has no language of its own: its quotation marks and labels are those of the site.
    fn warn_of_language(&self, article: &mut Article) {
        let first = |tag: &str| {
            let first = tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
            // Codes that ISO 639 replaced.
            match first.as_str() {
                "iw" => "he".to_owned(),
                "in" => "id".to_owned(),
                "ji" => "yi".to_owned(),
                _ => first,
            }
        };
        // `English` is no tag.
        let is_tag = |first: &str| matches!(first.len(), 2 | 3);
        if let (Some(site), Some(stated)) = (&self.language, &article.language)
            && is_tag(&first(&stated.value))
            && first(site) != first(&stated.value)
        {
            article.warnings.push(format!(
                "the language of the source is `{}`, that of the site `{site}`: the article is published as if it were in `{site}`",
                stated.value
            ));
        }
    }

    /// The tags of the article, from its keywords, its title and the first `bytes` of its body.
    fn sort_tags(
        &self,
        article: &Article,
        title: &str,
        bytes: usize,
        format: RawFormat,
        drugs: &[String],
    ) -> SortedTags {
        let existing: Vec<String> =
            self.tags.iter().cloned().chain(tags::field_tags(&self.tags)).collect();
        let keeps_spelling = format == RawFormat::Markdown;
        let mut sorted = tags::sort_tags(&tags::TagInput {
            keywords: keywords_of(article),
            doubtful: &article.doubtful_keywords,
            keeps_spelling,
            sites: &names_of_site(article),
            title,
            body: &article.body[..bytes],
            existing: &existing,
        });
        // A drug is listed under `drugs`, unless the author of the file says otherwise.
        let is_drug =
            |tag: &String| !self.tags.contains(tag) && self.vocabulary.resolve(tag).is_some();
        sorted.proposed.retain(|tag| !is_drug(tag));
        if !keeps_spelling {
            let is_listed = |tag: &String| {
                !self.tags.contains(tag)
                    && self.vocabulary.resolve(tag).is_some_and(|found| {
                        drugs.iter().any(|drug| found.canonical.eq_ignore_ascii_case(drug))
                    })
            };
            let moved: Vec<String> = sorted.own.extract_if(.., |tag| is_listed(tag)).collect();
            sorted.discarded.extend(
                moved
                    .into_iter()
                    .map(|name| DiscardedTag { name, why: "a drug, listed in `drugs`" }),
            );
        }
        sorted
    }
}

/// The names of the site that an article comes from, and its host.
fn names_of_site(article: &Article) -> Vec<String> {
    let site = article.site.as_ref().map(|found| found.value.clone());
    let host = article.url.as_ref().and_then(|found| {
        let url = Url::parse(&found.value).ok()?;
        Some(url.host_str()?.trim_start_matches("www.").to_owned())
    });
    let label = host.as_ref().and_then(|host| Some(host.split_once('.')?.0.to_owned()));
    site.into_iter().chain(host).chain(label).collect()
}

fn imported_tags(tags: &SortedTags) -> Vec<ImportedTag> {
    let tag = |is_proposed| move |name: &String| ImportedTag { name: name.clone(), is_proposed };
    tags.own.iter().map(tag(false)).chain(tags.proposed.iter().map(tag(true))).collect()
}

/// Formulas that the site cannot render become code, and the editor is told where they are.
fn check_formulas(article: &mut Article, source: Option<&str>) {
    let mut unreadable = std::mem::take(&mut article.unreadable_formulas);
    let checked = formula_fallback::with_renderable_formulas(&article.body, &mut unreadable);
    if let Cow::Owned(body) = checked {
        article.body = body;
    }
    let line_of = |tex: &str| source.and_then(|source| site_markdown::line_of_text(source, tex));
    article.warnings.extend(formula_fallback::formula_warnings(&unreadable, line_of));
}

/// Rejects what is too large or certainly not text.
fn check_bytes(bytes: &[u8]) -> Result<(), ImportError> {
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
    if let Some(what) = binary_format(bytes) {
        return Err(ImportError::new(
            format!("this is {what}, and not an article as HTML, text or Markdown"),
            "open it, select its text, copy it into a text file, and import that",
        ));
    }
    Ok(())
}

/// The article in a text of this format.
fn parse_article(
    bytes: &[u8],
    text: &str,
    format: RawFormat,
    options: &ImportOptions,
) -> Result<Article, ImportError> {
    let mut hints = ImportHints {
        url: options.url.clone(),
        today: options.today,
        keep_all: options.keep_all,
        ..ImportHints::default()
    };
    Ok(match format {
        RawFormat::Html => html::read_web_page(text, &hints),
        RawFormat::Text => text::parse_text(text, &hints),
        RawFormat::Markdown => markdown_file::parse_markdown_file(text, &hints),
        RawFormat::Mhtml => {
            let page = mhtml::unpack(bytes).map_err(|reason| {
                ImportError::new(
                    reason,
                    "save the page anew, as a complete web page or as its text",
                )
            })?;
            hints.url = hints.url.or(page.url);
            hints.is_mail = page.mail.is_some();
            hints.sender = page.mail.as_ref().and_then(|mail| mail.sender.clone());
            hints.subject = page.mail.as_ref().and_then(|mail| mail.subject.clone());
            let mut article = match &page.body {
                MailBody::Html(html) => html::read_web_page(html, &hints),
                MailBody::Text(text) => text::parse_text(text, &hints),
            };
            mhtml::fill(&mut article.images, &page.images);
            article.warnings.extend(page.left_out);
            if let Some(mail) = page.mail {
                apply_mail(&mut article, mail);
            }
            article
        }
    })
}

/// The fields of an e-mail override what its text seems to say, except those of a message that it
/// forwards.
fn apply_mail(article: &mut Article, mail: MailFields) {
    let is_forwarded = article.title.as_ref().is_some_and(|title| title.from == FORWARDED_SUBJECT);
    if is_forwarded {
        return;
    }
    if let Some(subject) = mail.subject {
        article.title = Some(subject_title(subject));
    }
    if let Some(date) = mail.date {
        article.published = Some(Sourced::new(date, "the date of the e-mail", 0.9));
    }
    let is_signed = article.authors.as_ref().is_some_and(|authors| authors.from == SIGNED);
    if let Some(sender) = mail.sender.filter(|_| !is_signed) {
        article.site = Some(Sourced::new(sender, "the sender of the e-mail", 0.7));
    }
}

/// What the editor specifies overrides what the source says.
fn apply_options(article: &mut Article, format: RawFormat, options: &ImportOptions) {
    if let Some(url) = &options.url {
        article.url = Some(Sourced::new(url.to_string(), "--url", 1.0));
    }
    // Jekyll has the date in the name of the file only.
    let named = options.name.as_deref().and_then(|name| name.get(..10)?.parse::<Date>().ok());
    if let Some(date) = named.filter(|date| {
        format == RawFormat::Markdown && article.published.is_none() && *date <= options.today
    }) {
        article.published = Some(Sourced::new(date, "the name of the file", 0.9));
    }
    if let Some(date) = options.date {
        article.published = Some(Sourced::new(date, "--date", 1.0));
    }
    // Hugo and Zola: the page that lists the articles of a folder.
    if format == RawFormat::Markdown && options.name.as_deref() == Some("_index.md") {
        article.is_held_back = true;
        article.warnings.push(
            "`_index.md` is the page of a list and no article: imported as a draft; move its text to `content/index.md` or to a page, or delete it"
                .to_owned(),
        );
    }
}

/// The title, or one made from the text.
fn title_or_first_words(article: &mut Article, plain: &str) -> Sourced<String> {
    if let Some(title) = article.title.clone().filter(|title| !title.value.trim().is_empty()) {
        return title;
    }
    article.warnings.push("no title found: one was made from the text".to_owned());
    let made = text::make_title(plain);
    let title = if made.trim().is_empty() { "Untitled".to_owned() } else { made };
    // A heading that became the title is not repeated as the first heading.
    if let Some(rest) = article.body.strip_prefix("## ")
        && let Some((heading, rest)) = rest.split_once('\n')
        && heading.trim() == title
        && !rest.trim().is_empty()
    {
        article.body = rest.trim_start().to_owned();
    }
    Sourced::new(title, "made from the text", 0.2)
}

/// The summary of the source, shortened, or the first sentences of the text.
fn summary_or_lead(article: &mut Article) -> Option<Sourced<String>> {
    if let Some(found) = article.summary.take() {
        let (text, commands) = shortcode_signs::without_commands(&found.value);
        if !commands.is_empty() {
            article.warnings.push(format!(
                "commands of another program were removed from the summary: `{}`; read it once",
                commands.join("`, `")
            ));
        }
        if !text.is_empty() {
            return Some(Sourced { value: propose::shorten_summary(&text), ..found });
        }
    }
    summary::lead_sentences(&article.body)
        .map(|lead| Sourced::new(lead, "the first sentences", 0.4))
}

fn warn_of_gaps(article: &mut Article, words: usize, plain: &str) {
    if article.published.is_none() {
        article.warnings.push(match article.date_readings {
            Some([first, second]) => format!(
                "the date is {first} or {second}, and nothing says which: import with --date"
            ),
            None => match article.last_review {
                Some(day) => format!(
                    "no date of publication found: the source says only that it was last reviewed on {day}; add a date, or import with --date"
                ),
                None => "no date found: add one, or import with --date".to_owned(),
            },
        });
    }
    // A short abstract is no sign of a page that was read wrongly.
    let is_short = !article.is_record && words < FEW_WORDS;
    if is_short && plain.chars().filter(|c| c.is_alphabetic()).nth(FEW_LETTERS).is_none() {
        article.warnings.push(format!("only {} found", counted(words, "word", "words")));
    }
}

fn keywords_of(article: &Article) -> &[String] {
    article.keywords.as_ref().map_or(&[], |found| &found.value)
}

/// The drugs that the front matter of a Markdown source lists.
fn stated_drugs(article: &Article) -> Option<Vec<String>> {
    let list = article.own.get("drugs")?.as_array()?;
    Some(list.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect())
}

fn identity_of(article: &Article, plain: &str) -> ImportIdentity {
    let own = article.own.get("drugs").map(ToString::to_string).unwrap_or_default();
    let given = keywords_of(article).iter().fold(own, |all, keyword| all + "\n" + keyword);
    ImportIdentity {
        given: Digest::of(given.as_bytes()),
        url: article.url.as_ref().and_then(|found| record::comparable(&found.value)),
        doi: article.doi.as_ref().map(|found| found.value.to_lowercase()),
        pmid: article.own_work.as_ref().and_then(|work| work.pmid.clone()),
        content: Digest::of(propose::words_for_identity(plain).as_bytes()),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Whether a text looks like binary data: more than one character in fifty is a control character.
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

/// The format of a file that is certainly not text, by its first bytes.
fn binary_format(bytes: &[u8]) -> Option<&'static str> {
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
