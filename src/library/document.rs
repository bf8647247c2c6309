//! [`Document`]: one content file, parsed alone.

use std::ops::Range;
use std::sync::Arc;

use super::body::{self, Body};
use super::facts::{Facts, Places};
use super::front_matter;
use super::kind::Kind;
use super::mention;
use crate::config::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;
use crate::spill_file::{StorageMode, StoredText};
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// Words that a reader reads in a minute: 230, the lower bound of what Brysbaert (2019) found for
/// non-fiction is 175, its mean 238.
const WORDS_A_MINUTE: usize = 230;

/// One content file, parsed alone: it depends on its own text and the rules, and on nothing else.
#[derive(Debug)]
pub struct Document {
    /// Of the source and the rules: the same key, the same document.
    pub key: Fingerprint,
    /// The file.
    pub source: Arc<Source>,
    /// All that linking may see.
    pub facts: Hashed<Facts>,
    /// Where the facts stand.
    pub places: Places,
    /// The text as HTML.
    pub body: Hashed<Body>,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// The key that parsing this source by these rules has.
    pub(super) fn key(source: &Source, rules: &Hashed<Rules>) -> Fingerprint {
        Fingerprint::of(&(source.fingerprint, rules.fingerprint()))
    }

    /// The facts that the front matter of a file gives.
    pub(super) fn front_matter(source: &Arc<Source>, rules: &Rules) -> Facts {
        let text = source.text();
        let kind = Kind::of(&source.path, &rules.taxonomies);
        let parts = front_matter::split(source, &text, &mut Vec::new());
        front_matter::read(source, &text, &kind, parts.toml, rules).0
    }

    /// Parses one file. It never fails: there is always a document.
    pub(super) fn parse(
        source: &Arc<Source>,
        rules: &Hashed<Rules>,
        vocabulary: &Vocabulary,
        keep: &StorageMode,
    ) -> Self {
        Self::read(source, rules, vocabulary, keep, None)
    }

    /// What an editor may want to know although nothing is wrong. Only `check` asks, and it takes
    /// longer than parsing, so the text is read once more.
    pub(super) fn remarks(
        &self,
        rules: &Hashed<Rules>,
        vocabulary: &Vocabulary,
    ) -> Vec<Diagnostic> {
        let mut remarks = Vec::new();
        Self::read(&self.source, rules, vocabulary, &StorageMode::Memory, Some(&mut remarks));
        remarks
    }

    fn read(
        source: &Arc<Source>,
        rules: &Hashed<Rules>,
        vocabulary: &Vocabulary,
        keep: &StorageMode,
        remarks: Option<&mut Vec<Diagnostic>>,
    ) -> Self {
        let text = source.text();
        let mut diagnostics = Vec::new();
        let kind = Kind::of(&source.path, &rules.taxonomies);
        let parts = front_matter::split(source, &text, &mut diagnostics);
        let has_front_matter = diagnostics.is_empty();
        diagnostics.extend(conflicts(source, &text));
        let (mut facts, mut places, faults) =
            front_matter::read(source, &text, &kind, parts.toml, rules);
        if has_front_matter {
            diagnostics.extend(faults);
        }
        // Where front matter has no end, nobody knows where the text begins.
        let is_open = diagnostics.iter().any(|fault| fault.code == Code::UnclosedFrontMatter);
        let start = if is_open { text.len() } else { parts.body };
        let is_drug = kind == Kind::Term("drugs".into());
        // Of what an article says and a drug's file adds, other texts are about the site.
        let head = (is_drug || kind == Kind::Article).then(|| {
            format!("{}\n{}\n", facts.title, facts.summary.as_deref().unwrap_or_default())
        });
        let lengths = (facts.title.len(), head.as_ref().map_or(0, String::len));
        let mut reading = body::read(
            source,
            &text,
            start,
            rules,
            &facts.details.citations,
            facts.summary.is_none(),
            head,
        );
        diagnostics.append(&mut reading.diagnostics);
        if let Some(plain) = reading.plain.take() {
            let named = mention::Text {
                source: &text,
                start,
                plain: &plain,
                title: lengths.0,
                head: lengths.1,
            };
            let found = mention::find(&named, &mut reading, &mut facts, vocabulary);
            if let Some(remarks) = remarks.filter(|_| kind == Kind::Article) {
                let told = mention::remarks(&named, &reading, &facts, &places, vocabulary, &found);
                remarks.extend(told.into_iter().map(|(remark, place)| remark.at(source, place)));
            }
        }
        if is_drug {
            let everyday = mention::everyday_names(&facts, &places, vocabulary);
            diagnostics
                .extend(everyday.into_iter().map(|(warning, place)| warning.at(source, place)));
        }
        facts.links = reading.links;
        places.links = reading.link_spans;
        facts.anchors = reading.anchors;
        facts.reading_minutes =
            u32::try_from(reading.body.words.div_ceil(WORDS_A_MINUTE).max(1)).unwrap_or(u32::MAX);
        facts.excerpt = reading.excerpt.map(Arc::from);
        Self {
            key: Self::key(source, rules),
            source: Arc::clone(source),
            facts: Hashed::new(facts),
            places,
            body: kept(reading.body, keep),
            diagnostics,
        }
    }

    /// The place of something in its text.
    pub(super) fn place(&self, place: super::Place) -> Range<usize> {
        use super::Place;
        let found = match place {
            Place::Title => Some(&self.places.title),
            Place::Slug => Some(&self.places.slug),
            Place::Redirect(index) => self.places.redirects.get(index),
            Place::Term(taxonomy, index) => {
                self.places.terms.get(taxonomy).and_then(|terms| terms.get(index))
            }
            Place::Name(index) => self.places.names.get(index),
            Place::Related(index) => self.places.related.get(index),
            Place::Link(index) => self.places.links.get(index),
            Place::Image => Some(&self.places.image),
        };
        found.cloned().unwrap_or(0..0)
    }
}

/// Where two versions of a text were merged and nobody has chosen yet, after an import or by
/// version control.
fn conflicts(source: &Arc<Source>, text: &str) -> Vec<Diagnostic> {
    let lines = |mark: &'static str| {
        let found = memchr::memmem::find_iter(text.as_bytes(), mark);
        found.filter(|at| *at == 0 || text.as_bytes()[at - 1] == b'\n').collect::<Vec<_>>()
    };
    let begins = lines("<<<<<<< ");
    // One alone may be anything.
    if begins.is_empty() || lines(">>>>>>> ").is_empty() {
        return Vec::new();
    }
    let fault = |at: usize| {
        Diagnostic::error(Code::Conflict, "two versions stand here, and one is to be chosen")
            .help("keep what is right, and remove the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>")
            .at(source, at..at + text[at..].find('\n').unwrap_or(text.len() - at))
    };
    begins.into_iter().map(fault).collect()
}

/// A body, hashed while it is at hand, then kept where texts are kept.
fn kept(mut body: Body, keep: &StorageMode) -> Hashed<Body> {
    let fingerprint = Fingerprint::of(&body);
    if let StoredText::Memory(html) = std::mem::take(&mut body.html) {
        body.html = keep.store_text(html.into());
    }
    Hashed::known(fingerprint, body)
}
