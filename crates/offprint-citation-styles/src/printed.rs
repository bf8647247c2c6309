//! [`PrintedCluster`]: a citation with clean words, and with places that its style does not print as
//! words.

use citationberg::TermForm;
use citationberg::taxonomy::{Locator, Term};

use crate::citation::{CitationCluster, CitationForm, CitedWork, PlaceKind};
use crate::item::with_fixed_spaces;
use crate::locales::locale_files;
use crate::marks::cleaned;
use crate::style::CitationStyle;

/// A cluster whose words are clean.
pub(crate) struct PrintedCluster {
    /// How it stands in the sentence.
    pub(crate) form: CitationForm,
    /// The works.
    pub(crate) works: Vec<PrintedWork>,
}

/// A cited work whose words are clean.
pub(crate) struct PrintedWork {
    /// The index of the work.
    pub(crate) work: usize,
    /// The place in it, if the style prints places.
    pub(crate) place: Option<(Locator, String)>,
    /// The words before it.
    pub(crate) before: String,
    /// The words after it.
    pub(crate) after: String,
}

impl PrintedCluster {
    /// Whether a range of numbers would hide something.
    pub(crate) fn has_details(&self) -> bool {
        self.works.iter().any(|cited| {
            cited.place.is_some() || !cited.before.is_empty() || !cited.after.is_empty()
        })
    }
}

/// A cluster for a style and a language.
pub(crate) fn printed_cluster(
    style: &CitationStyle,
    cluster: &CitationCluster,
    code: &'static str,
) -> PrintedCluster {
    let works = cluster.works.iter().map(|cited| printed_work(style, cited, code)).collect();
    PrintedCluster { form: cluster.form, works }
}

fn printed_work(style: &CitationStyle, cited: &CitedWork, code: &'static str) -> PrintedWork {
    let mut before = with_fixed_spaces(&cleaned(&cited.prefix));
    if !before.is_empty() && !before.ends_with(['(', '[', '“', '‘', '\u{A0}']) {
        before.push(' ');
    }
    let mut after = with_fixed_spaces(&cleaned(&cited.suffix));
    if after.starts_with(|character: char| !",.;:)]”’".contains(character)) {
        after.insert(0, ' ');
    }
    let place = cited.place.as_ref().map(|place| (locator(place.kind), cleaned(&place.number)));
    let mut place = place.filter(|(_, number)| !number.is_empty());
    // A style that prints no places would drop this one without a word.
    if !style.traits.prints_places
        && let Some((kind, number)) = place.take()
    {
        let label = place_label(kind, &number, code).map_or(String::new(), |label| label + " ");
        after.insert_str(0, &format!(" ({label}{number})"));
    }
    PrintedWork { work: cited.work, place, before, after }
}

fn locator(kind: PlaceKind) -> Locator {
    match kind {
        PlaceKind::Appendix => Locator::Appendix,
        PlaceKind::Chapter => Locator::Chapter,
        PlaceKind::Column => Locator::Column,
        PlaceKind::Equation => Locator::Equation,
        PlaceKind::Figure => Locator::Figure,
        PlaceKind::Line => Locator::Line,
        PlaceKind::Note => Locator::Note,
        PlaceKind::Page => Locator::Page,
        PlaceKind::Paragraph => Locator::Paragraph,
        PlaceKind::Part => Locator::Part,
        PlaceKind::Section => Locator::Section,
        PlaceKind::Supplement => Locator::Supplement,
        PlaceKind::Table => Locator::Table,
        PlaceKind::Timestamp => Locator::Timestamp,
        PlaceKind::Volume => Locator::Volume,
        PlaceKind::Other => Locator::Custom,
    }
}

/// The short word for a kind of place, in the language of the page.
fn place_label(kind: Locator, number: &str, code: &'static str) -> Option<String> {
    let is_plural = number.contains(['-', '–', ',', '&']);
    let find =
        |form| locale_files(code).iter().find_map(|locale| locale.term(Term::Locator(kind), form));
    let term = find(TermForm::Short).or_else(|| find(TermForm::Long))?;
    let label = if is_plural { term.multiple() } else { term.single() };
    label.map(str::to_owned)
}
