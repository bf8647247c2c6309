//! [`Diagnostic`]: an error or warning as plain data: what is wrong, where, and how to fix it.
//!
//! Diagnostics are collected: a stage returns its value together with its diagnostics ([`Checked`]).
//! `report` renders them; this module prints nothing.

mod control_characters;
pub mod fields;
mod groups;
mod mistyped_date;
pub mod report;
pub mod toml_syntax;
pub mod toml_value;
mod unknown_key;

use std::ops::Range;
use std::sync::Arc;

pub use control_characters::escape_controls;
pub use groups::{LargeGroup, SHOWN_OF_A_KIND, group_similar};

use crate::source::Source;

/// How serious a diagnostic is. Errors stop the build; warnings do so only with `--strict`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The site is not built until this is fixed.
    Error,
    /// The site is built, but this may be wrong.
    Warning,
}

/// The kind of a diagnostic. Its kebab-case name is stable: programs and documentation rely on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "`Code::meaning` documents each in the form that users read")]
pub enum Code {
    AmbiguousCitation,
    BadAlias,
    BadBaseUrl,
    BadDate,
    BadIdentifier,
    BadImage,
    BadSlug,
    BadValue,
    BlockedInline,
    BrokenLink,
    CaseCollision,
    Component,
    Conflict,
    ConflictCopy,
    ContradictoryWorks,
    DuplicateAnchor,
    DuplicateArticle,
    DuplicateCitation,
    DuplicateEntry,
    DuplicateFeedId,
    DuplicateFootnote,
    DuplicateName,
    DuplicateRoute,
    EmptyList,
    EmptySite,
    EndlessTemplate,
    EverydayName,
    ImplausibleDate,
    Internal,
    LinkToUnpublished,
    LowContrast,
    Math,
    MissingAlt,
    MissingDate,
    MissingKey,
    MisplacedFile,
    MisplacedKey,
    MisreadText,
    MisspeltDrug,
    NoFrontMatter,
    NotOurs,
    OutputChanged,
    Output,
    OverdueReview,
    PersonalData,
    PlaceholderText,
    References,
    RemoteContent,
    ReservedName,
    RetractedWork,
    SecretFile,
    SecretSetting,
    Shortcode,
    SimilarName,
    StarInWord,
    StrayHtml,
    SymlinkInOutput,
    SymlinkOutOfSite,
    Syntax,
    TableCells,
    Template,
    ThemeVersion,
    TooLarge,
    UncitedWork,
    UnclosedFrontMatter,
    UnclosedHtml,
    UndefinedFootnote,
    UnidentifiedWork,
    UnknownCitation,
    UnknownKey,
    UnknownTheme,
    UnlinkedPart,
    UnlistedDrug,
    UnnamedDrug,
    UntitledWork,
    UnusedFootnote,
    UnusedTemplate,
    Unreadable,
    WrongType,
}

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 79] = [
        Self::AmbiguousCitation,
        Self::BadAlias,
        Self::BadBaseUrl,
        Self::BadDate,
        Self::BadIdentifier,
        Self::BadImage,
        Self::BadSlug,
        Self::BadValue,
        Self::BlockedInline,
        Self::BrokenLink,
        Self::CaseCollision,
        Self::Component,
        Self::Conflict,
        Self::ConflictCopy,
        Self::ContradictoryWorks,
        Self::DuplicateAnchor,
        Self::DuplicateArticle,
        Self::DuplicateCitation,
        Self::DuplicateEntry,
        Self::DuplicateFeedId,
        Self::DuplicateFootnote,
        Self::DuplicateName,
        Self::DuplicateRoute,
        Self::EmptyList,
        Self::EmptySite,
        Self::EndlessTemplate,
        Self::EverydayName,
        Self::ImplausibleDate,
        Self::Internal,
        Self::LinkToUnpublished,
        Self::LowContrast,
        Self::Math,
        Self::MissingAlt,
        Self::MissingDate,
        Self::MissingKey,
        Self::MisplacedFile,
        Self::MisplacedKey,
        Self::MisreadText,
        Self::MisspeltDrug,
        Self::NoFrontMatter,
        Self::NotOurs,
        Self::OutputChanged,
        Self::Output,
        Self::OverdueReview,
        Self::PersonalData,
        Self::PlaceholderText,
        Self::References,
        Self::RemoteContent,
        Self::ReservedName,
        Self::RetractedWork,
        Self::SecretFile,
        Self::SecretSetting,
        Self::Shortcode,
        Self::SimilarName,
        Self::StarInWord,
        Self::StrayHtml,
        Self::SymlinkInOutput,
        Self::SymlinkOutOfSite,
        Self::Syntax,
        Self::TableCells,
        Self::Template,
        Self::ThemeVersion,
        Self::TooLarge,
        Self::UncitedWork,
        Self::UnclosedFrontMatter,
        Self::UnclosedHtml,
        Self::UndefinedFootnote,
        Self::UnidentifiedWork,
        Self::UnknownCitation,
        Self::UnknownKey,
        Self::UnknownTheme,
        Self::UnlinkedPart,
        Self::UnlistedDrug,
        Self::UnnamedDrug,
        Self::UntitledWork,
        Self::UnusedFootnote,
        Self::UnusedTemplate,
        Self::Unreadable,
        Self::WrongType,
    ];

    /// The stable name, such as `broken-link`.
    pub fn name(self) -> &'static str {
        self.entry().0
    }

    /// One sentence for the documentation.
    pub fn meaning(self) -> &'static str {
        self.entry().1
    }

    fn entry(self) -> (&'static str, &'static str) {
        match self {
            Self::BadAlias => {
                ("bad-alias", "an old URL in `aliases` is not a path that begins with `/`")
            }
            Self::BadBaseUrl => ("bad-base-url", "`base_url` is not an http(s) URL or a path"),
            Self::BadDate => ("bad-date", "a date is not a calendar day"),
            Self::BadIdentifier => {
                ("bad-identifier", "an identifier does not have the format of its registry")
            }
            Self::BadImage => (
                "bad-image",
                "an image file cannot be read or has too many pixels; the original file is used",
            ),
            Self::BadSlug => ("bad-slug", "a slug or file name gives no usable URL"),
            Self::BadValue => ("bad-value", "a value has the right type but is not allowed"),
            Self::BlockedInline => (
                "blocked-inline",
                "an inline style, script or event handler is in content, and the policy in \
                 `_headers` blocks it",
            ),
            Self::BrokenLink => {
                ("broken-link", "the target of a link, image or wiki link does not exist")
            }
            Self::CaseCollision => {
                ("case-collision", "the names of two output files differ only in case")
            }
            Self::Component => {
                ("component", "a call of a component in a text is wrong, or the component fails")
            }
            Self::Conflict => ("conflict", "a file contains an unresolved merge conflict"),
            Self::DuplicateAnchor => {
                ("duplicate-anchor", "two headings of a text have the same id")
            }
            Self::DuplicateCitation => {
                ("duplicate-citation", "two citations of an article have the same id")
            }
            Self::DuplicateEntry => (
                "duplicate-entry",
                "an article is listed twice, or two issues have one number, or two authors one ORCID iD",
            ),
            Self::DuplicateName => {
                ("duplicate-name", "two drugs, two tags or two data files claim the same name")
            }
            Self::DuplicateRoute => ("duplicate-route", "two files have the same URL"),
            Self::EverydayName => {
                ("everyday-name", "a drug name is also an everyday word, so it is not linked")
            }
            Self::Internal => ("internal", "a bug in Offprint; the preview keeps running"),
            Self::LinkToUnpublished => {
                ("link-to-unpublished", "a link points to a draft, a future or an expired page")
            }
            Self::LowContrast => (
                "low-contrast",
                "a colour in `[params]` is hard to read on the background of the theme",
            ),
            Self::Math => ("math", "a formula cannot be read"),
            Self::MissingAlt => ("missing-alt", "an image has no alternative text"),
            Self::MissingDate => {
                ("missing-date", "an article has no date, so it is last in lists and not in feeds")
            }
            Self::MissingKey => ("missing-key", "a required key is missing"),
            Self::MisplacedFile => {
                ("misplaced-file", "a content file is probably in the wrong folder")
            }
            Self::MisplacedKey => {
                ("misplaced-key", "a key is below the header of a table that it does not belong to")
            }
            Self::MisspeltDrug => {
                ("misspelt-drug", "a word in a text is similar to the name of a drug")
            }
            Self::NoFrontMatter => {
                ("no-front-matter", "a content file does not begin with front matter")
            }
            Self::NotOurs => {
                ("not-ours", "a file that Offprint did not write has the path of a page")
            }
            Self::OutputChanged => (
                "output-changed",
                "a file that Offprint no longer needs was changed by someone else, so it is kept",
            ),
            Self::Output => ("output", "the output folder cannot be written"),
            Self::OverdueReview => ("overdue-review", "the day in `review_by` has passed"),
            Self::RemoteContent => (
                "remote-content",
                "an image, frame or recording is on another site, and the policy in `_headers` blocks it",
            ),
            Self::PlaceholderText => {
                ("placeholder-text", "a text that `new` or `init` wrote was not replaced")
            }
            Self::PersonalData => {
                ("personal-data", "a photo tells where it was taken, or with which camera")
            }
            Self::ReservedName => {
                ("reserved-name", "Windows cannot create a file or folder of this name")
            }
            Self::SecretFile => {
                ("secret-file", "a private key or a file with passwords is published")
            }
            Self::SecretSetting => ("secret-setting", "a password or token is in `site.toml`"),
            Self::EmptyList => ("empty-list", "no article belongs to the list of a page"),
            Self::EmptySite => (
                "empty-site",
                "there is no `content/`, or there are no articles where the last build had some",
            ),
            Self::Shortcode => {
                ("shortcode", "a shortcode or directive of another program is in a text")
            }
            Self::SimilarName => {
                ("similar-name", "a name that only one article uses is similar to another name")
            }
            Self::SymlinkInOutput => {
                ("symlink-in-output", "a folder inside the output is a symbolic link")
            }
            Self::SymlinkOutOfSite => (
                "symlink-out-of-site",
                "a symbolic link points to a folder outside the site that `linked_folders` does not list",
            ),
            Self::Syntax => ("syntax", "a file is not valid TOML, JSON or CSV"),
            Self::Template => ("template", "a template cannot be read or rendered"),
            Self::EndlessTemplate => {
                ("endless-template", "a template takes too many steps, or makes too large a page")
            }
            Self::ThemeVersion => {
                ("theme-version", "the theme does not fit this version of Offprint")
            }
            Self::References => ("references", "a file of references has a mistake"),
            Self::RetractedWork => (
                "retracted-work",
                "an article cites or reports on a work that was retracted or is in doubt",
            ),
            Self::ContradictoryWorks => {
                ("contradictory-works", "two citations or sources of one work say different things")
            }
            Self::UnidentifiedWork => {
                ("unidentified-work", "readers cannot look up a work: it has no identifier")
            }
            Self::UncitedWork => ("uncited-work", "no article cites a work of the site"),
            Self::TooLarge => ("too-large", "a text file or a list is larger than Offprint reads"),
            Self::UnclosedFrontMatter => {
                ("unclosed-front-matter", "front matter has no closing `+++`")
            }
            Self::UnclosedHtml => {
                ("unclosed-html", "a tag, element or comment of raw HTML is not closed")
            }
            Self::StrayHtml => {
                ("stray-html", "a tag of raw HTML does not belong where it is, so it is left out")
            }
            Self::DuplicateFeedId => {
                ("duplicate-feed-id", "two articles have the same id in feeds")
            }
            Self::DuplicateFootnote => ("duplicate-footnote", "a footnote is defined twice"),
            Self::UntitledWork => {
                ("untitled-work", "a citation or source has an identifier but no title")
            }
            Self::UnusedFootnote => ("unused-footnote", "a footnote is defined but not used"),
            Self::UnusedTemplate => {
                ("unused-template", "no page can show a template, because nothing uses its name")
            }
            Self::MisreadText => ("misread-text", "Markdown reads a text otherwise than it looks"),
            Self::StarInWord => ("star-in-word", "stars inside words make text italic"),
            Self::ConflictCopy => {
                ("conflict-copy", "a file is a copy that a synchronisation program made")
            }
            Self::DuplicateArticle => {
                ("duplicate-article", "two articles have the same title, date and beginning")
            }
            Self::ImplausibleDate => ("implausible-date", "dates contradict each other"),
            Self::TableCells => ("table-cells", "a table row has more or fewer cells than columns"),
            Self::UndefinedFootnote => ("undefined-footnote", "a footnote is used but not defined"),
            Self::UnknownCitation => {
                ("unknown-citation", "`[@id]` cites a work that is not in `[[citations]]`")
            }
            Self::AmbiguousCitation => (
                "ambiguous-citation",
                "the key of a citation was made for several works, and the order of files decides",
            ),
            Self::UnknownKey => ("unknown-key", "a key is not known"),
            Self::UnlinkedPart => {
                ("unlinked-part", "a part of the site that its theme does not link to")
            }
            Self::UnknownTheme => ("unknown-theme", "there is no theme of that name"),
            Self::UnlistedDrug => {
                ("unlisted-drug", "a text is about a drug that its front matter does not list")
            }
            Self::UnnamedDrug => {
                ("unnamed-drug", "front matter lists a drug that the text never mentions")
            }
            Self::Unreadable => ("unreadable", "a file or folder cannot be read, or is not UTF-8"),
            Self::WrongType => ("wrong-type", "a value has the wrong type"),
        }
    }
}

/// A location in a source, as bytes. Line and column are computed on demand.
#[derive(Clone, Debug)]
pub struct Location {
    /// The source.
    pub source: Arc<Source>,
    /// The byte range in its text.
    pub span: Range<usize>,
}

impl Location {
    /// Line and column of the first character, both from 1; the column counts Unicode scalar
    /// values.
    pub fn line_column(&self) -> (usize, usize) {
        let text = self.source.text();
        let mut at = self.span.start.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }

    /// The complete line in which the location begins, without its line ending.
    pub fn line_text(&self) -> String {
        let (line, _) = self.line_column();
        self.source.text().lines().nth(line - 1).unwrap_or_default().to_owned()
    }
}

/// A problem: what is wrong, where, and how to fix it.
///
/// Texts are lower case, without a full stop, with names in back-ticks.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The kind of problem.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; `None` for problems without a location in a text, such as a port in use.
    pub at: Option<Location>,
    /// Related locations ("first claimed here").
    pub notes: Vec<(Location, String)>,
    /// How to fix it.
    pub help: Option<String>,
    /// The file, if there is no text to point into, such as a file that cannot be read.
    pub file: Option<String>,
}

impl Diagnostic {
    /// An error without a location.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            at: None,
            notes: Vec::new(),
            help: None,
            file: None,
        }
    }

    /// A warning without a location.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Sets its location.
    #[must_use]
    pub fn at(mut self, source: &Arc<Source>, span: Range<usize>) -> Self {
        self.at = Some(Location { source: Arc::clone(source), span });
        self
    }

    /// Sets its file, if there is no text to point into.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn note(
        mut self,
        source: &Arc<Source>,
        span: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.notes.push((Location { source: Arc::clone(source), span }, text.into()));
        self
    }

    /// Adds how to fix it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The path of its file, empty if there is none.
    pub fn path(&self) -> &str {
        match (&self.at, &self.file) {
            (Some(location), _) => location.source.path.as_str(),
            (None, Some(file)) => file,
            (None, None) => "",
        }
    }
}

/// A value with its diagnostics. Parsing never fails: it returns one of these.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The value, with defaults for invalid parts.
    pub value: T,
    /// What is wrong with the input.
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether any of these stops the build.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Sorts diagnostics by file and location, and removes duplicates.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
    diagnostics.dedup_by(|a, b| key(a) == key(b));
}

fn key(diagnostic: &Diagnostic) -> (&str, usize, Code, &str) {
    let start = diagnostic.at.as_ref().map_or(0, |location| location.span.start);
    (diagnostic.path(), start, diagnostic.code, &diagnostic.message)
}

/// The known name nearest to a mistyped one, if one is near enough to be the intended one.
///
/// Near means that at most a third of the letters are changed, added, omitted or swapped
/// (Damerau–Levenshtein).
pub fn nearest<'n>(name: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| {
            (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= (lower.chars().count().max(candidate.chars().count()) / 3).max(1)
        })
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_finds_what_was_meant() {
        assert_eq!(nearest("tagz", ["title", "tags", "date"]), Some("tags"));
        assert_eq!(nearest("colour", ["title", "tags", "date"]), None);
    }

    #[test]
    fn every_code_has_its_own_name() {
        let names: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
