//! A pasted page of a journal, of PubMed or of PubMed Central: what precedes the abstract is about
//! the article (title, authors, institutions, where it was published), what follows it is the
//! article, and sections at the end are about it again.
//!
//! A text is such a page only if a line above its prose has the number of a work or states a volume,
//! and another one contains nothing but names of authors. Everything here belongs to the article
//! itself, never to the works that it cites. It must not know any journal.

use jiff::civil::Date;

use super::author_lines::names_between_marks;
use super::boilerplate::is_boilerplate;
use super::classified_lines::TextHeader;
use super::foot::is_call_to_action;
use super::journal_authors::{JournalAuthors, parse_journal_authors};
use super::journal_source::{JournalSource, is_institution};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::references::is_reference_heading;
use crate::article::{Article, Sourced};
use crate::citation::{self, find_identifiers};
use crate::date_reader::DateReader;
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// How many lines above the article are examined.
const MOST_FRONT_LINES: usize = 140;

/// A title has at most so many bytes.
const LONGEST_TITLE: usize = 400;

/// The heading of a section above the abstract has no more words.
const LONGEST_SECTION_LABEL: f32 = 4.0;

/// A title right above a single name has at least so many words.
const FEWEST_TITLE_WORDS: f32 = 5.0;

/// How far above the authors the title is searched for.
const TITLE_REACH: usize = 8;

/// What was found on the page.
#[derive(Default, Debug)]
pub(super) struct JournalPage {
    /// The lines of the title: the title itself and, in some journals, a subtitle. Empty if no line
    /// of authors shows where it is.
    pub(super) title: Vec<usize>,
    /// The authors.
    pub(super) authors: Vec<String>,
    /// The lines that name them.
    pub(super) bylines: Vec<usize>,
    /// Where the article was published, and the institutions of its authors.
    pub(super) source: JournalSource,
    /// The date of publication.
    pub(super) published: Option<Date>,
    /// The first line of the article: the heading of the abstract or the first prose.
    pub(super) body: usize,
    /// Lines from there on that belong to the article.
    pub(super) kept: Vec<usize>,
    /// Those of them that are headings of its sections.
    pub(super) headings: Vec<usize>,
    /// Lines that do not, with the reason.
    pub(super) removed: Vec<(usize, &'static str)>,
}

/// The lines of a text with what was measured of them.
#[derive(Clone, Copy)]
pub(super) struct PageLines<'a> {
    pub(super) lines: &'a [TextLine],
    pub(super) features: &'a [LineFeatures],
    pub(super) kept: &'a [bool],
}

/// Reads the page; None if it is not one of a journal.
pub(super) fn find_journal_page(page: PageLines, dates: &DateReader) -> Option<JournalPage> {
    let body = page.find_body()?;
    let mut found = JournalPage { body, ..JournalPage::default() };
    if let Some((bylines, authors)) = page.find_byline(body) {
        found.title = page.find_title(bylines[0])?;
        found.bylines = bylines;
        found.authors = authors.names;
    } else if let Some(title) = page.title_above_name(body) {
        found.title = vec![title];
    }
    let front: Vec<usize> =
        (0..body).filter(|at| !found.title.contains(at) && !found.bylines.contains(at)).collect();
    let title = found.title.first().copied().unwrap_or(0);
    found.source.read_front(page.lines, &front, title);
    if let Some(name) = found.title_text(page.lines) {
        found.source.read_own_citation(page.lines, title, &name);
    }
    if !found.bylines.is_empty() && page.is_labelled_abstract(body) {
        found.source.read_publication_below(page.lines, body);
    }
    // A news item may name a DOI, but it has no abstract and no line of names with marks.
    // Without the number of a work, the time of a news item looks like a volume.
    let has_abstract = page.has_abstract_heading(body);
    let is_journal = if found.bylines.is_empty() {
        has_abstract && found.source.is_listed()
    } else {
        let is_stated = has_abstract || found.source.is_worded || page.is_labelled_abstract(body);
        found.source.is_listed() || is_stated && found.source.has_volume()
    };
    if !is_journal {
        return None;
    }
    found.published = found.source.find_date(page.lines, &front, dates);
    let byline = found.bylines.last().copied().unwrap_or(title);
    found.source.read_affiliations(page.lines, byline, body);
    page.split_article(&mut found);
    Some(found)
}

impl JournalPage {
    /// The title, with its subtitle after a colon; None if it is not known.
    pub(super) fn title_text(&self, lines: &[TextLine]) -> Option<String> {
        let parts: Vec<&str> = self.title.iter().map(|at| lines[*at].text.as_str()).collect();
        let title = parts.join(": ");
        // PubMed ends titles with a stop.
        let title = match title.strip_suffix('.') {
            Some(bare) if !bare.ends_with('.') => bare,
            _ => title.as_str(),
        };
        (!title.is_empty()).then(|| title.to_owned())
    }
}

impl JournalPage {
    /// Keeps and removes lines as the page is divided.
    pub(super) fn apply_lines(&self, kept: &mut [bool], why: &mut [Option<&'static str>]) {
        kept[..self.body].fill(false);
        for at in &self.kept {
            kept[*at] |= why[*at].is_none();
        }
        let title = self.title.iter().map(|at| (*at, "the title"));
        let bylines = self.bylines.iter().map(|at| (*at, "the byline"));
        for (at, reason) in self.removed.iter().copied().chain(title).chain(bylines) {
            if why[at].is_none() {
                kept[at] = false;
                why[at] = Some(reason);
            }
        }
    }

    /// What the page says above the article is certain.
    pub(super) fn override_header(&self, header: &mut TextHeader) {
        header.body = self.body;
        header.standfirst = None;
        if let Some(title) = self.title.first() {
            header.title = Some((*title, 0.9));
        }
        if !self.bylines.is_empty() {
            header.authors.clone_from(&self.authors);
            header.bylines.clone_from(&self.bylines);
            header.stated = true;
        }
        if self.published.is_some() {
            header.published = None;
            header.updated = None;
        }
    }

    /// Copies what the page says about the article itself.
    pub(super) fn apply_to(self, article: &mut Article, lines: &[TextLine]) {
        if let Some(title) = self.title_text(lines) {
            article.title = Some(Sourced::new(title, "the line above the authors", 0.9));
        }
        if let Some(date) = self.published {
            let from = "where the article was published";
            article.published = Some(Sourced::new(date, from, 0.85));
        }
        let mut work = self.source.work;
        article.affiliations = self.source.affiliations;
        article.doi =
            work.doi.clone().map(|doi| Sourced::new(doi, "a line above the article", 0.8));
        work.title = article.title.as_ref().map(|title| title.value.clone());
        if let Some(authors) = &mut article.authors
            && have_letters_of_institutions(&authors.value)
        {
            authors.confidence = UNSURE_AUTHORS;
            article.warnings.push(format!(
                "the names of the authors may end with the letters of their institutions: {}: compare them with the source",
                authors.value.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ")
            ));
        }
        let authors = article.authors.as_ref().map_or(&[][..], |authors| &authors.value);
        work.authors = authors.iter().map(|name| citation::reference_name(name)).collect();
        let year = self.published.and_then(|date| u16::try_from(date.year()).ok());
        work.year = work.year.or(year);
        article.own_work = Some(work);
    }
}

/// A line in lower case without signs at its ends, for comparison with complete phrases.
pub(super) fn bare_line(text: &str) -> String {
    text.trim_matches(|sign: char| !sign.is_alphanumeric() && sign != ')').to_lowercase()
}

impl PageLines<'_> {
    fn is_prose(&self, at: usize) -> bool {
        let Some(features) = self.features.get(at) else { return false };
        features.words >= 12.0 && features.ends_sentence
    }

    /// Whether a line begins with the label of a part of an abstract: `Background: …`.
    fn is_labelled_abstract(&self, at: usize) -> bool {
        let text = &self.lines[at].text;
        let lower = text[..text.floor_char_boundary(60)].to_lowercase();
        self.features[at].words >= 10.0 && starts_with_phrase(Category::AbstractLabels, &lower)
    }

    /// Whether the article begins with the heading of an abstract.
    fn has_abstract_heading(&self, body: usize) -> bool {
        is_phrase(Category::AbstractHeadings, &bare_line(&self.lines[body].text))
    }

    /// The first line of the article.
    fn find_body(&self) -> Option<usize> {
        let end = self.lines.len().min(MOST_FRONT_LINES);
        let is_heading = |at: &usize| {
            is_phrase(Category::AbstractHeadings, &bare_line(&self.lines[*at].text))
                // In a menu, another entry follows.
                && (1..=2).any(|next| {
                    self.features.get(at + next).is_some_and(|features| {
                        features.words >= 6.0 && features.ends_sentence
                    })
                })
        };
        let heading = (0..end).find(is_heading);
        let labelled = (0..end).find(|at| self.is_labelled_abstract(*at));
        // Only a line of authors may be followed by prose without a heading.
        let plain = || {
            let authors = (0..end).find(|at| {
                parse_journal_authors(&self.lines[*at].text)
                    .is_some_and(|found| found.is_marked || found.names.len() >= 2)
            })?;
            // What was chosen as the article begins it, whatever its length.
            (authors + 1..end).find(|at| {
                self.is_prose(*at)
                    && (self.features[*at].words >= 25.0 || self.kept[*at])
                    && find_identifiers(&self.lines[*at].text).is_empty()
                    && !self.lines[*at].text.contains('@')
            })
        };
        [heading, labelled].into_iter().flatten().min().or_else(plain)
    }

    /// The line or lines of the authors, and their names.
    fn find_byline(&self, body: usize) -> Option<(Vec<usize>, JournalAuthors)> {
        let mut unmarked = None;
        // `Jane Doe, Example Hospital` names an institution that another line has, too.
        let institutions: Vec<&str> = self.lines[..body]
            .iter()
            .filter(|line| {
                is_list_of_places(&line.text) && parse_journal_authors(&line.text).is_none()
            })
            .flat_map(|line| line.text.split(", "))
            .collect();
        for at in 0..body {
            let Some((lines, authors)) = self.byline_at(at, body) else { continue };
            if authors.names.iter().any(|name| institutions.contains(&name.as_str())) {
                continue;
            }
            if self.find_title(at).is_none() {
                continue;
            }
            if authors.is_marked {
                return Some((lines, authors));
            }
            if authors.names.len() >= 2 && unmarked.is_none() {
                unmarked = Some((lines, authors));
            }
        }
        unmarked
    }

    /// The title right above the name of one author, below whom are other lines: the institution, a
    /// button.
    fn title_above_name(&self, body: usize) -> Option<usize> {
        let is_name = |at: usize| {
            self.lines[at].mark == LineMark::None
                && parse_journal_authors(&self.lines[at].text)
                    .is_some_and(|authors| authors.names.len() == 1)
        };
        let name = (1..body).find(|at| {
            is_name(*at)
                && self.features[at - 1].words >= FEWEST_TITLE_WORDS
                && self.find_title(*at).is_some_and(|title| title.contains(&(at - 1)))
        })?;
        Some(name - 1)
    }

    /// The authors in a line, in the items of a list, or in several lines with a name in each.
    fn byline_at(&self, at: usize, body: usize) -> Option<(Vec<usize>, JournalAuthors)> {
        if let Some((lines, names)) = names_between_marks(self.lines, at) {
            return Some((lines, JournalAuthors { names, is_marked: true }));
        }
        let mark = self.lines[at].mark;
        let is_item = mark == LineMark::Bullet;
        let mut lines = Vec::new();
        let mut text = String::new();
        for (next, line) in self.lines.iter().enumerate().take(body).skip(at) {
            let is_alike = line.mark == mark && (is_item || line.text.len() < 120);
            let continues = is_alike && parse_journal_authors(&line.text).is_some();
            if !lines.is_empty() && !continues {
                break;
            }
            text.push_str(", ");
            text.push_str(&line.text);
            lines.push(next);
        }
        let all = parse_journal_authors(&text);
        let all = all.filter(|authors| authors.is_marked || lines.len() == 1);
        match all {
            Some(authors) => Some((lines, authors)),
            None => Some((vec![at], parse_journal_authors(&self.lines[at].text)?)),
        }
    }

    /// The title above the authors: the nearest line that can be one, with a subtitle between.
    fn find_title(&self, byline: usize) -> Option<Vec<usize>> {
        let can_be = |at: usize| {
            let (line, features) = (&self.lines[at], &self.features[at]);
            let lower = bare_line(&line.text);
            line.text.len() <= LONGEST_TITLE
                && matches!(line.mark, LineMark::None | LineMark::Number(_))
                && features.words >= 3.0
                && features.dates == 0
                && features.urls == 0
                && find_identifiers(&line.text).is_empty()
                && !is_boilerplate(&line.text, features)
                && !is_phrase(Category::JournalLabels, &lower)
                && !is_phrase(Category::ServiceBlocks, &lower)
                && !starts_with_phrase(Category::JournalNoticeStarts, &lower)
                && parse_journal_authors(&line.text).is_none()
                && !is_list_of_places(&line.text)
                && !self.is_publication_line(at)
        };
        let from = byline.saturating_sub(TITLE_REACH);
        let last = (from..byline).rev().find(|at| can_be(*at))?;
        let above = last.checked_sub(1).filter(|above| {
            let lower = self.lines[last].text.to_lowercase();
            self.lines[last].blanks == 0
                && self.features[last].words <= 12.0
                && can_be(*above)
                && self.features[*above].words >= 4.0
                && starts_with_phrase(Category::SubtitleStarts, &lower)
        });
        Some(above.into_iter().chain([last]).collect())
    }

    /// Whether a line states a volume.
    fn is_publication_line(&self, at: usize) -> bool {
        super::journal_source::publication_details(&self.lines[at].text).is_some()
    }

    /// Keeps sections above the abstract that say something of the article in sentences: *Highlights*,
    /// *Key points*.
    fn keep_points_above_abstract(&self, page: &mut JournalPage) {
        let Some(first) = page.title.last().map(|title| title + 1) else { return };
        let mut at = first;
        while at + 1 < page.body {
            let end = (at + 1..page.body)
                .find(|next| !self.is_point(*next) || page.source.lines.contains(next))
                .unwrap_or(page.body);
            let sentences = (at + 1..end).filter(|at| self.features[*at].ends_sentence).count();
            let is_free = !page.bylines.contains(&at) && !page.source.lines.contains(&at);
            if is_free
                && sentences > 0
                && sentences * 2 >= end - at - 1
                && self.is_section_label(at)
            {
                page.kept.extend(at..end);
                page.headings.push(at);
            }
            at = end.max(at + 1);
        }
    }

    /// Whether a line can be the heading of a section above the abstract.
    fn is_section_label(&self, at: usize) -> bool {
        let (line, features) = (&self.lines[at], &self.features[at]);
        let lower = bare_line(&line.text);
        line.mark == LineMark::None
            && features.words <= LONGEST_SECTION_LABEL
            && !features.ends_sentence
            && features.dates == 0
            && features.urls == 0
            && line.text.starts_with(char::is_uppercase)
            && !line.text.bytes().any(|sign| sign.is_ascii_digit())
            && ![
                Category::JournalLabels,
                Category::ServiceBlocks,
                Category::JournalBackMatter,
                Category::AffiliationHeadings,
                Category::OwnCitationLabels,
            ]
            .into_iter()
            .any(|category| is_phrase(category, &lower))
            && !is_boilerplate(&line.text, features)
            && find_identifiers(&line.text).is_empty()
    }

    /// Whether a line can be one of the sentences or items of such a section.
    fn is_point(&self, at: usize) -> bool {
        let (line, features) = (&self.lines[at], &self.features[at]);
        let lower = line.text.to_lowercase();
        (line.mark == LineMark::Bullet || features.ends_sentence)
            && features.words >= 3.0
            && features.dates == 0
            && features.urls == 0
            && !line.text.contains(['@', '©'])
            && !is_boilerplate(&line.text, features)
            && !starts_with_phrase(Category::JournalNoticeStarts, &lower)
            && !starts_with_phrase(Category::RightsStarts, &lower)
            && !is_call_to_action(&line.text)
            && find_identifiers(&line.text).is_empty()
            && parse_journal_authors(&line.text).is_none()
    }

    /// Divides the lines of the page into those of the article and others.
    fn split_article(&self, page: &mut JournalPage) {
        self.keep_points_above_abstract(page);
        for at in 0..page.body {
            if !page.kept.contains(&at) && !page.title.contains(&at) && !page.bylines.contains(&at)
            {
                let prose = self.is_prose(at) && !page.source.lines.contains(&at);
                if !prose {
                    page.removed.push((at, "where the article was published"));
                }
            }
        }
        let last = self.kept.iter().rposition(|kept| *kept).unwrap_or(0);
        // Everything down to the list of references is the article.
        let references =
            (page.body..self.lines.len()).find(|at| is_reference_heading(&self.lines[*at].text));
        let last = last.max(references.map_or(0, |heading| heading.saturating_sub(1)));
        let mut is_back_matter = false;
        let mut is_declaration = false;
        for at in page.body..self.lines.len() {
            let text = &self.lines[at].text;
            let lower = bare_line(text);
            let is_declared = is_phrase(Category::JournalDeclarations, &lower);
            let is_section = is_phrase(Category::ArticleSections, without_section_number(&lower));
            let is_number = !is_back_matter && page.source.read_number_line(text);
            if is_number {
                page.source.lines.push(at);
            }
            if page.source.lines.contains(&at) || is_submission_line(&lower) {
                page.removed.push((at, "where the article was published"));
            } else if is_phrase(Category::JournalBackMatter, &lower) {
                is_back_matter = true;
                is_declaration = false;
                page.removed.push((at, "a section on the publication"));
            } else if is_declared || is_section && (!is_back_matter || self.is_prose(at + 1)) {
                is_back_matter = false;
                is_declaration = is_declared;
                page.kept.push(at);
                page.headings.push(at);
            } else if is_reference_heading(text) {
                is_back_matter = false;
                page.kept.push(at);
            } else if is_phrase(Category::JournalLabels, &lower) {
                page.removed.push((at, "a button of the journal"));
            } else if is_back_matter {
                page.removed.push((at, "a section on the publication"));
            } else if text.starts_with('©')
                || starts_with_phrase(Category::JournalNoticeStarts, &lower)
                || starts_with_phrase(Category::RightsStarts, &lower)
            {
                page.removed.push((at, "a notice of the journal"));
            } else if text.contains('@') && self.features[at].words <= 14.0 {
                page.removed.push((at, "the address of an author"));
            } else if (at <= last || is_declaration)
                && !is_call_to_action(text)
                && (!is_boilerplate(text, &self.features[at]) || self.is_prose(at))
            {
                page.kept.push(at);
            }
        }
    }
}

/// How far names with a letter too many are trusted.
const UNSURE_AUTHORS: f32 = 0.4;

/// Whether the last letters of names count from `a`, as the letters of institutions do that a copied
/// text glues to them: `Montalva`, `Sandqvistb`, `Oyelarana`.
fn have_letters_of_institutions(names: &[String]) -> bool {
    let mut next = b'a';
    for name in names {
        let family = name.rsplit(' ').next().unwrap_or_default();
        match family.bytes().next_back() {
            Some(letter) if letter == next => next += 1,
            Some(letter) if (b'a'..next).contains(&letter) => {}
            _ => return false,
        }
    }
    // Names that end with `a` and `b` are no proof: Garcia, Kolb, Silva.
    next > b'c'
}

/// Whether a line is nothing but names of institutions and places, at least one of which says what it
/// is: `Clinic of Sleep, Example Hospital, Sampletown, UK`. A title may be a list of names, too.
fn is_list_of_places(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_end_matches('.').split(", ").collect();
    let is_place = |part: &&str| {
        let words: Vec<&str> = part.split(' ').collect();
        words.len() <= 8
            && part.starts_with(|first: char| first.is_uppercase() || first.is_numeric())
            && words.iter().all(|word| {
                word.starts_with(|first: char| !first.is_lowercase()) || word.chars().count() <= 3
            })
    };
    parts.len() >= 3
        && !text.contains([':', '?', ';'])
        && parts.iter().any(|part| is_institution(part))
        && parts.iter().all(is_place)
}

/// `2. methods` without its number.
pub(super) fn without_section_number(lower: &str) -> &str {
    lower.trim_start_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ' ' | '|'))
}

/// Whether a line states when a manuscript was received and accepted.
fn is_submission_line(lower: &str) -> bool {
    let labels = crate::phrases::phrases(Category::SubmissionLabels);
    let found = labels.iter().filter(|label| lower.contains(**label)).count();
    found >= 2 && lower.len() < 300 && lower.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{have_letters_of_institutions, is_list_of_places};

    #[test]
    fn letters_of_institutions_count() {
        for (names, expect) in [
            (&["Ann Montalva", "Erik Sandb", "Yuki Oyelarana"][..], false),
            (&["Ann Leea", "Karl Roeb", "Jo Poec"], true),
            (&["Ann Leea", "Karl Roea", "Jo Poeb"], false),
            (&["Maria Garcia", "Petra Kolb", "Ana Silva"], false),
            (&["Maria Silva", "Petra Kolb"], false),
            (&["Maria Silva", "Ana Costa", "Lia Moura"], false),
            (&["Maria Silva", "Petra Kolb", "Jane Doe"], false),
            (&["Petra Kolb", "Maria Silva", "Jo Marc"], false),
        ] {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(have_letters_of_institutions(&names), expect, "{names:?}");
        }
    }

    #[test]
    fn places_are_no_titles() {
        for (text, expect) in [
            ("Clinic of Sleep, Moor Hospital, Leeds, UK", true),
            ("Department of Psychiatry, University of Aldby, Aldby, Denmark.", true),
            ("Institut für Schlaf, Klinik Moor, Bern, Schweiz", true),
            ("Sleep, mood, and light in older adults", false),
            ("Sleep, Mood, Light: A Randomized Trial", false),
            ("Ketamine, esketamine, and suicide", false),
            ("Opioids, Benzodiazepines, Alcohol and Overdose Deaths", false),
            ("Schlaf, Stimmung, Licht und Tod", false),
        ] {
            assert_eq!(is_list_of_places(text), expect, "{text}");
        }
    }
}
