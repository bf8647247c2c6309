//! [`Document`]: one content file, parsed alone.

use std::ops::Range;
use std::sync::Arc;

use super::blocked_content::{blocked_content, may_load};
use super::body::{Body, Citable, markdown_options, parse_body, without_calls};
use super::facts::{FactSpans, Facts, UntitledWork};
use super::front_matter::{parse_front_matter, split_front_matter};
use super::kind::DocumentKind;
use super::mention::{MentionText, find_mentions, lint_everyday_names, lint_mentions};
use super::placeholder_text::placeholder_lints;
use super::works::SiteWorks;
use crate::config::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::spill_file::{StorageMode, StoredText};
use crate::theme::{TextNeed, Theme};
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// The words that a reader reads in a minute. Brysbaert (2019) found at least 175 for non-fiction,
/// and 238 on average.
const WORDS_A_MINUTE: usize = 230;

/// One content file, parsed alone: it depends only on its own text and the rules.
#[derive(Debug)]
pub struct Document {
    /// A fingerprint of the source and the rules: documents with the same key are equal.
    pub key: Fingerprint,
    /// The file.
    pub source: Arc<Source>,
    /// Everything that linking may see.
    pub facts: Hashed<Facts>,
    /// Where the facts are in the text.
    pub places: FactSpans,
    /// The text as HTML.
    pub body: Hashed<Body>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The fingerprint of the hooks that wrote parts of the text.
    hooks: Fingerprint,
    /// What else of a theme the text depends on, with fingerprints.
    needs: Vec<(TextNeed, Fingerprint)>,
    /// The ids that were looked up among the works of the site, with fingerprints of what was found.
    asked: Vec<(String, Fingerprint)>,
}

impl Document {
    /// The key of the document that this source yields under these rules.
    pub(super) fn key(source: &Source, rules: &Hashed<Rules>) -> Fingerprint {
        Fingerprint::of(&(source.fingerprint, rules.fingerprint()))
    }

    /// Whether everything that the text uses of a theme is the same.
    pub(super) fn is_written_by(&self, theme: Option<&Theme>, hooks: Fingerprint) -> bool {
        self.hooks == hooks
            && self.needs.iter().all(|(need, fingerprint)| {
                theme.map_or_else(Fingerprint::default, |theme| theme.need_fingerprint(need))
                    == *fingerprint
            })
    }

    /// Whether every work of the site that the text cites is the same.
    pub(super) fn cites_same(&self, works: &SiteWorks) -> bool {
        self.asked.iter().all(|(id, fingerprint)| works.answer(id) == *fingerprint)
    }

    /// The ids of the works that it cites or reports on, with their schemes, and the keys that it uses.
    pub(super) fn asked_works(&self) -> impl Iterator<Item = &str> {
        self.asked.iter().map(|(id, _)| id.as_str())
    }

    /// The fingerprint of what components show in the text.
    pub(super) fn components(&self) -> Fingerprint {
        Fingerprint::of(&self.needs)
    }

    /// The facts in the front matter of a file.
    pub(super) fn front_matter(source: &Arc<Source>, rules: &Rules) -> Facts {
        let text = source.text();
        let kind = DocumentKind::of(&source.path, &rules.taxonomies);
        let parts = split_front_matter(source, &text, &mut Vec::new());
        parse_front_matter(source, &text, &kind, parts.toml, rules).0
    }

    /// Parses one file. This never fails: there is always a document.
    pub(super) fn parse(
        source: &Arc<Source>,
        rules: &Hashed<Rules>,
        theme: Option<&Theme>,
        works: &SiteWorks,
        vocabulary: &Vocabulary,
        keep: &StorageMode,
    ) -> Self {
        Self::parse_with_lints(source, rules, theme, works, vocabulary, keep, None)
    }

    /// Suggestions for the editor. Only `check` asks for them, and finding them takes longer than
    /// parsing, so the text is parsed once more.
    pub(super) fn lints(
        &self,
        rules: &Hashed<Rules>,
        theme: Option<&Theme>,
        works: &SiteWorks,
        vocabulary: &Vocabulary,
    ) -> Vec<Diagnostic> {
        let mut lints = Vec::new();
        Self::parse_with_lints(
            &self.source,
            rules,
            theme,
            works,
            vocabulary,
            &StorageMode::Memory,
            Some(&mut lints),
        );
        lints
    }

    fn parse_with_lints(
        source: &Arc<Source>,
        rules: &Hashed<Rules>,
        theme: Option<&Theme>,
        works: &SiteWorks,
        vocabulary: &Vocabulary,
        keep: &StorageMode,
        mut lints: Option<&mut Vec<Diagnostic>>,
    ) -> Self {
        let text = source.text();
        let mut diagnostics = Vec::new();
        let kind = DocumentKind::of(&source.path, &rules.taxonomies);
        let parts = split_front_matter(source, &text, &mut diagnostics);
        let has_front_matter = diagnostics.is_empty();
        diagnostics.extend(merge_conflicts(source, &text));
        let (mut facts, mut places, faults) =
            parse_front_matter(source, &text, &kind, parts.toml, rules);
        facts.draft |= parts.is_foreign_draft;
        if has_front_matter {
            diagnostics.extend(faults);
        }
        let asked = works.add_known(&mut facts);
        // If the front matter is not closed, it is unknown where the text begins.
        let is_open = diagnostics.iter().any(|fault| fault.code == Code::UnclosedFrontMatter);
        let start = if is_open { text.len() } else { parts.body };
        let is_drug = kind == DocumentKind::Term("drugs".into());
        // Mentions are collected only from articles and the files of drugs; other texts are about
        // the site.
        let head = (is_drug || kind == DocumentKind::Article).then(|| {
            format!("{}\n{}\n", facts.title, facts.summary.as_deref().unwrap_or_default())
        });
        let lengths = (facts.title.len(), head.as_ref().map_or(0, String::len));
        if let Some(found) = &mut lints {
            let untitled = places.untitled.iter();
            found.extend(
                untitled.map(|(work, place)| untitled_work(*work).at(source, place.clone())),
            );
        }
        if let Some(policy) = rules.policy.as_ref().filter(|_| may_load(&text[start..])) {
            let options = markdown_options(rules.markdown);
            // Components are checked by what they write.
            let body = without_calls(&text[start..], rules.markdown, theme);
            let blocked = blocked_content(&body, start, options, policy);
            diagnostics.extend(blocked.into_iter().map(|(lint, place)| lint.at(source, place)));
        }
        let mut parsed = parse_body(
            source,
            &text,
            start,
            rules,
            theme,
            Citable { own: &facts.details.citations, shared: works },
            facts.summary.as_deref(),
            head.as_deref(),
        );
        diagnostics.append(&mut parsed.diagnostics);
        // A draft is still being written.
        if !facts.draft {
            let placeholders = placeholder_lints(&text, start).into_iter();
            diagnostics.extend(placeholders.map(|(lint, place)| lint.at(source, place)));
        }
        if let Some(plain) = parsed.plain.take() {
            let named = MentionText {
                source: &text,
                start,
                plain: &plain,
                title: lengths.0,
                head: lengths.1,
            };
            let found = find_mentions(&named, &mut parsed, &mut facts, vocabulary);
            if let Some(lints) = lints.filter(|_| kind == DocumentKind::Article) {
                let found_lints = lint_mentions(
                    &named,
                    &parsed,
                    &facts,
                    &places,
                    (vocabulary, &rules.language),
                    &found,
                );
                lints.extend(found_lints.into_iter().map(|(lint, place)| lint.at(source, place)));
            }
        }
        if is_drug {
            let everyday = lint_everyday_names(&facts, &places, vocabulary);
            diagnostics
                .extend(everyday.into_iter().map(|(warning, place)| warning.at(source, place)));
        }
        if !parsed.citing.is_empty() {
            let mut details = (*facts.details).clone();
            details.citations.append(&mut parsed.shared);
            places.citations.append(&mut parsed.shared_spans);
            details.citing = std::mem::take(&mut parsed.citing);
            facts.details = Hashed::new(details);
        }
        facts.links = parsed.links;
        places.links = parsed.link_spans;
        facts.anchors = parsed.anchors;
        facts.reading_minutes =
            u32::try_from(parsed.body.words.div_ceil(WORDS_A_MINUTE).max(1)).unwrap_or(u32::MAX);
        facts.excerpt = parsed.excerpt.map(Arc::from);
        facts.text_repeats_summary = parsed.repeats_summary;
        Self {
            key: Self::key(source, rules),
            source: Arc::clone(source),
            facts: Hashed::new(facts),
            places,
            body: store_body(parsed.body, keep),
            diagnostics,
            hooks: theme.map_or_else(Fingerprint::default, Theme::hooks_fingerprint),
            asked: asked
                .into_iter()
                .chain(parsed.asked)
                .map(|id| {
                    let answer = works.answer(&id);
                    (id, answer)
                })
                .collect(),
            needs: parsed
                .needs
                .into_iter()
                .map(|need| {
                    let fingerprint = theme
                        .map_or_else(Fingerprint::default, |theme| theme.need_fingerprint(&need));
                    (need, fingerprint)
                })
                .collect(),
        }
    }

    /// Where the Markdown begins in the text.
    pub fn body_start(&self) -> usize {
        split_front_matter(&self.source, &self.source.text(), &mut Vec::new()).body
    }

    /// The position of a fact in the text.
    pub(super) fn place(&self, place: super::FactRef) -> Range<usize> {
        use super::FactRef;
        let found = match place {
            FactRef::Title => Some(&self.places.title),
            FactRef::Slug => Some(&self.places.slug),
            FactRef::Redirect(index) => self.places.redirects.get(index),
            FactRef::FeedId => Some(&self.places.feed_id),
            FactRef::Term(taxonomy, index) => {
                self.places.terms.get(taxonomy).and_then(|terms| terms.get(index))
            }
            FactRef::Name(index) => self.places.names.get(index),
            FactRef::Related(index) => self.places.related.get(index),
            FactRef::Collected(index) => self.places.collection.get(index),
            FactRef::Number => Some(&self.places.number),
            FactRef::Link(index) => self.places.links.get(index),
            FactRef::Date(key) => {
                let found = self.places.dates.iter().find(|(known, _)| *known == key);
                Some(found.map_or(&self.places.title, |(_, place)| place))
            }
            FactRef::Study(key) => {
                let found = self.places.study.iter().find(|(known, _)| *known == key);
                Some(found.map_or(&self.places.title, |(_, place)| place))
            }
            FactRef::SourceWork => {
                let found = self.places.source_work.as_ref();
                Some(found.unwrap_or(&self.places.title))
            }
            FactRef::DrugId(index) => self.places.drug_ids.get(index),
            FactRef::Correction(index) => self.places.corrections.get(index),
            FactRef::Citation(index) => {
                let found = self.places.citations.get(index).filter(|place| !place.is_empty());
                found.or(Some(&self.places.title))
            }
            FactRef::CitationYear(index) => self.places.citation_years.get(index),
            FactRef::Image => Some(&self.places.image),
            FactRef::List => Some(&self.places.list.whole),
            FactRef::ListTerm(group, index) => {
                self.places.list.terms.get(group).and_then(|terms| terms.get(index))
            }
            FactRef::ListDesign(index) => self.places.list.designs.get(index),
            FactRef::ListYears => Some(&self.places.list.years),
            FactRef::ListTemplate => Some(&self.places.list.template),
        };
        found.cloned().unwrap_or(0..0)
    }
}

/// A work of which readers see only an identifier.
fn untitled_work(work: UntitledWork) -> Diagnostic {
    let (message, help) = match work {
        UntitledWork::Citation => (
            "this work has no title, so readers see only its identifier",
            "add title, authors, journal and year, or text = \"…\" with the complete reference: \
             Offprint never looks up a work",
        ),
        UntitledWork::Empty => (
            "this work has nothing but an id, so its reference is empty",
            "add title, authors, journal and year, or text = \"…\" with the complete reference; to \
             cite a work of the site, remove this entry",
        ),
        UntitledWork::Source => (
            "this source has no title and no name, so readers see only its identifier",
            "add title = \"…\" and name = \"…\" (the journal): Offprint never looks up a work",
        ),
    };
    Diagnostic::warning(Code::UntitledWork, message).help(help)
}

/// Unresolved merge conflicts in a text, from an import or from version control.
fn merge_conflicts(source: &Arc<Source>, text: &str) -> Vec<Diagnostic> {
    let lines = |mark: &'static str| {
        let found = memchr::memmem::find_iter(text.as_bytes(), mark);
        found.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n').collect::<Vec<_>>()
    };
    let begins = lines("<<<<<<< ");
    // A single marker may be ordinary text.
    if begins.is_empty() || lines(">>>>>>> ").is_empty() {
        return Vec::new();
    }
    let fault = |at: usize| {
        Diagnostic::error(Code::Conflict, "unresolved merge conflict")
            .help("keep the right version, and remove the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>")
            .at(source, at..at + text[at..].find('\n').unwrap_or(text.len() - at))
    };
    begins.into_iter().map(fault).collect()
}

/// Hashes a body while it is in memory, then moves it to the storage for texts.
fn store_body(mut body: Body, keep: &StorageMode) -> Hashed<Body> {
    let fingerprint = Fingerprint::of(&body);
    if let StoredText::Memory(html) = std::mem::take(&mut body.html) {
        body.html = keep.store_text(html.into());
    }
    Hashed::known(fingerprint, body)
}
