//! Citations in a text, and the list of the works that it cites, both in the site's style.
//!
//! What a citation shows may depend on the whole text: the range `1–3`, or `2025a` because of a
//! second work of the year. So the HTML contains a mark until the whole text is read, and the
//! citation replaces it.

use std::ops::Range;

use offprint_citation_styles::{
    Baseline, CitationCluster, CitationForm, CitedWork, FormattedReferences, FormattedText,
    PlaceInWork, TextRun,
};
use offprint_works::Work;
use pulldown_cmark_escape::{escape_html, escape_html_body_text};

use super::events::{cite_keys, stated_doi};
use super::{BodyWriter, CitationPlace, Reference};
use crate::diagnostic::{Code, Diagnostic, nearest};

/// The beginning and the end of a mark. The parser makes none: it replaces U+0000.
const MARK: char = '\0';

/// What stands for a citation until the whole text is read.
fn mark(number: usize) -> String {
    format!("{MARK}{number}{MARK}")
}

impl BodyWriter<'_> {
    /// The index of a cited work: among the article's own citations, and after them the works of the
    /// site that it cites.
    fn cited_work(&mut self, id: &str, span: &Range<usize>) -> Option<usize> {
        let own = self.citations.own;
        let mut named = (0..own.len()).filter(|index| own[*index].is_cited_as(id));
        if let Some(index) = named.next() {
            // A trial has many publications, so its number may not say which one is meant.
            let is_clear = own[index].id == id || !is_of_trial(id) || named.next().is_none();
            return is_clear.then_some(index);
        }
        self.asked.insert(id.to_owned());
        let work = self.citations.shared.find(id)?;
        if let Some(rivals) = self.citations.shared.rivals(id) {
            let title = work.shown_title();
            let message =
                format!("`{id}` means \u{201c}{title}\u{201d} here, but could mean {rivals}");
            let identifiers = [("doi", &work.doi), ("pmid", &work.pmid)];
            let by_number = identifiers
                .iter()
                .find_map(|(scheme, number)| Some(format!("[@{scheme}:{}]", number.as_deref()?)));
            let help = match by_number {
                Some(written) => format!("write {written}, or give the work a key in its file"),
                None => "give the work a key in its file, such as `ID  - ` in RIS".to_owned(),
            };
            let fault = Diagnostic::warning(Code::AmbiguousCitation, message).help(help);
            self.fault(fault, span.clone());
        }
        let known = self.shared.iter().position(|known| known.id == work.id);
        let index = known.unwrap_or_else(|| {
            self.shared.push(work.clone());
            self.shared_spans.push(span.start + self.start..span.end + self.start);
            self.shared.len() - 1
        });
        Some(own.len() + index)
    }

    /// Whether a text could cite a work by this key.
    pub(super) fn is_known_work(&mut self, key: &str) -> bool {
        if self.citations.own.iter().any(|work| work.is_cited_as(key)) {
            return true;
        }
        self.asked.insert(key.to_owned());
        self.citations.shared.find(key).is_some()
    }

    fn unknown_citation(&self, id: &str) -> Diagnostic {
        let own = self.citations.own.iter().filter(|work| work.is_cited_as(id));
        let own: Vec<&str> = own.map(|work| work.id.as_str()).collect();
        let shared = || self.citations.shared.works_of_trial(id);
        let of_trial = if own.is_empty() { shared() } else { own };
        if !of_trial.is_empty() {
            let message = format!("`{id}` is the trial of several works");
            let list: Vec<_> = of_trial.iter().map(|key| format!("[@{key}]")).collect();
            return Diagnostic::error(Code::UnknownCitation, message)
                .help(format!("cite one of them by its key: {}", list.join(", ")));
        }
        let fault =
            Diagnostic::error(Code::UnknownCitation, format!("there is no citation `{id}`"));
        let own = self.citations.own;
        let is_known = |form: &String| {
            own.iter().any(|work| work.is_cited_as(form))
                || self.citations.shared.find(form).is_some()
        };
        if let Some(meant) = other_forms(id).into_iter().find(is_known) {
            return fault.help(format!("write `[@{meant}]`"));
        }
        let known = own.iter().map(|citation| citation.id.as_str());
        if let Some(near) = nearest(id, known).filter(|near| is_similar_name(id, near)) {
            return fault.help(format!("did you mean `[@{near}]`?"));
        }
        let near = self.citations.shared.nearest_key(id);
        if let Some(near) = near.filter(|near| is_similar_name(id, near)) {
            return fault.help(format!("did you mean `[@{near}]`, a work in `content/sources/`?"));
        }
        if own.is_empty() {
            let (field, value) = match id.split_once(':') {
                Some((scheme, value)) => (scheme.to_lowercase(), value),
                None => ("id".to_owned(), id),
            };
            return fault.help(format!(
                "add the work to the front matter ([[citations]] with {field} = \"{value}\") or to \
                 a file in `content/sources/`"
            ));
        }
        let list: Vec<_> = own.iter().map(|citation| format!("`{}`", citation.id)).collect();
        fault.help(format!("the citations of this article are {}", list.join(", ")))
    }

    /// Writes the mark of a citation such as `@shelton2025, p. 3; @zarate2006`.
    pub(super) fn cite(&mut self, reference: &str, span: &Range<usize>) {
        let mut works = Vec::new();
        for (id, locator) in cite_keys(reference).unwrap_or_default() {
            let doi = stated_doi(id).map(|doi| format!("doi:{doi}"));
            let id = doi.as_deref().unwrap_or(id);
            let Some(work) = self.cited_work(id, span) else {
                let fault = self.unknown_citation(id);
                self.fault(fault, span.clone());
                continue;
            };
            self.cited_in_block.push((work, self.plain.trim_end().len()));
            let place = locator.and_then(PlaceInWork::parse);
            let cited = CitedWork { work, place, ..CitedWork::default() };
            // A work that is named twice is one.
            if !works.contains(&cited) {
                works.push(cited);
            }
        }
        if works.is_empty() {
            return;
        }
        if self.plain.ends_with(' ') {
            self.plain.pop();
        }
        let number = self.cited.len();
        // Two citations beside each other are one: superscripts 1 and 2 would be 12.
        if let Some(last) = self.cited.last_mut()
            && self.out.html.trim_end_matches([' ', '\n']).ends_with(&mark(number - 1))
        {
            let end = self.out.html.trim_end_matches([' ', '\n']).len();
            self.out.html.truncate(end);
            for cited in works {
                if !last.cluster.works.contains(&cited) {
                    last.cluster.works.push(cited);
                    self.places += 1;
                }
            }
            return;
        }
        let first_id = self.places + 1;
        self.places += works.len();
        let cluster = CitationCluster { works, form: CitationForm::Parenthetical };
        self.cited.push(CitationPlace { cluster, first_id });
        self.push(&mark(number));
    }

    /// Writes the citation of what Markdown reads as a link with the address `@id`. Its text was written
    /// from these places on; it may be another citation or a note: `[@other][@id]`, `[^1][@id]`.
    pub(super) fn cite_after(&mut self, plain: usize, html: usize, id: &str, span: &Range<usize>) {
        let text = self.plain[plain.min(self.plain.len())..].to_owned();
        let is_defined = |label: &&str| self.source.text().contains(&format!("[^{label}]:"));
        let note = text.strip_prefix('^').filter(is_defined);
        if cite_keys(&text).is_some() || note.is_some() {
            self.plain.truncate(plain);
            self.out.html.truncate(html);
        }
        match note {
            Some(label) => self.note_reference(label),
            None if cite_keys(&text).is_some() => self.cite(&text, span),
            // Only superscripts stand at the word itself.
            None => self.push(" "),
        }
        self.cite(id, span);
    }

    /// The list of references. Replaces the marks of citations, and moves the places in the HTML
    /// that are given.
    pub(super) fn write_citations<'p>(
        &mut self,
        places: impl Iterator<Item = &'p mut usize>,
    ) -> Vec<Reference> {
        let fields: Vec<_> = self.citations.own.iter().chain(&self.shared).collect();
        if fields.is_empty() {
            return Vec::new();
        }
        let works: Vec<Work> = fields.iter().map(|fields| fields.as_work()).collect();
        let works: Vec<&Work> = works.iter().collect();
        let clusters: Vec<_> = self.cited.iter().map(|place| place.cluster.clone()).collect();
        let formatted = self.style.format(&works, &clusters, self.language);
        let formatted = formatted.unwrap_or_else(|problem| {
            let fault = Diagnostic::error(Code::References, problem.message).help(problem.help);
            let fault = fault.in_file(self.source.path.as_str());
            self.diagnostics.push(fault);
            FormattedReferences::default()
        });
        let mut references: Vec<Reference> = formatted
            .bibliography
            .iter()
            .map(|reference| {
                let fields = fields[reference.work];
                // A printed reference is shown as its source gives it.
                let printed = fields.text.as_deref().filter(|_| fields.title.is_none());
                let html = printed.map_or_else(|| reference.text.to_html(|_| None), escaped);
                Reference {
                    index: reference.work,
                    label: reference.label.clone(),
                    html: html.into(),
                    places: Vec::new(),
                }
            })
            .collect();
        let mut html = Vec::with_capacity(self.cited.len());
        for (place, text) in self.cited.iter().zip(&formatted.citations) {
            html.push(self.citation_html(place, text, &mut references));
        }
        replace_marks(&mut self.out.html, &html, places);
        references
    }

    /// A citation with its links to the list of references, and whether it is superscript.
    fn citation_html(
        &self,
        place: &CitationPlace,
        text: &FormattedText,
        references: &mut [Reference],
    ) -> (String, bool) {
        let is_superscript = |run: &TextRun| run.format.baseline == Baseline::Superscript;
        let is_raised = !text.is_empty() && text.runs.iter().all(is_superscript);
        let element = if is_raised { "sup" } else { "span" };
        // Notes have numbers, too: those of works stand in brackets beside them.
        let is_ambiguous = is_raised && !self.notes.numbers.is_empty();
        let class = if is_ambiguous { "citation-ref bracketed" } else { "citation-ref" };
        let mut html = format!("<{element} class=\"{class}\">");
        let mut last_id = format!("cite-{}", place.first_id);
        let mut linked = Vec::new();
        for runs in text.runs.chunk_by(|one, other| one.work == other.work) {
            let reference = runs[0].work.and_then(|work| {
                let number = references.iter().position(|known| known.index == work)?;
                Some((work, number))
            });
            let Some((work, number)) = reference else {
                html.push_str(&inner_html(runs, is_raised));
                continue;
            };
            html.push_str(&format!("<a href=\"#ref-{}\"", number + 1));
            let item = place.cluster.works.iter().position(|cited| cited.work == work);
            if let Some(item) = item.filter(|item| !linked.contains(item)) {
                last_id = format!("cite-{}", place.first_id + item);
                html.push_str(&format!(" id=\"{last_id}\""));
                references[number].places.push(last_id.clone());
                linked.push(item);
            }
            html.push_str(" role=\"doc-noteref\"");
            if self.style.is_numeric() {
                let number = references[number].label.clone();
                html.push_str(" aria-label=\"");
                let _ = escape_html(&mut html, &self.say.filled("reference_n", &[("n", &number)]));
                html.push('"');
            }
            html.push('>');
            html.push_str(&inner_html(runs, is_raised));
            html.push_str("</a>");
        }
        // Within a range such as 1–3, the middle has no link of its own.
        for (item, cited) in place.cluster.works.iter().enumerate() {
            let known = references.iter_mut().find(|known| known.index == cited.work);
            if let Some(known) = known.filter(|_| !linked.contains(&item)) {
                known.places.push(last_id.clone());
            }
        }
        html.push_str(&format!("</{element}>"));
        (html, is_raised)
    }
}

/// What an identifier in another form may be in the form of a citation: `pmid:36123457` for `36123457`
/// and `PMID36123457`, and a DOI without the full stop behind it.
fn other_forms(id: &str) -> Vec<String> {
    let number = id.rsplit(':').next().unwrap_or_default();
    let digits = number.trim_start_matches(|sign: char| sign.is_ascii_alphabetic());
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let prefix = &number[..number.len() - digits.len()];
    let is_trial = prefix.eq_ignore_ascii_case("nct");
    let mut forms = Vec::new();
    if is_number && is_trial {
        forms.push(format!("nct:NCT{digits}"));
    } else if is_number && prefix.eq_ignore_ascii_case("pmc") {
        forms.push(format!("pmcid:PMC{digits}"));
    } else if is_number && (prefix.is_empty() || prefix.eq_ignore_ascii_case("pmid")) {
        forms.push(format!("pmid:{digits}"));
    }
    let whole = id.trim_end_matches(['.', ',', ';', ':']);
    if whole.len() < id.len() {
        forms.push(whole.to_owned());
    }
    forms
}

/// Whether the names in two keys such as `shelton2025` are similar. Their years often are, by chance.
fn is_similar_name(one: &str, other: &str) -> bool {
    let name =
        |key: &str| -> String { key.chars().take_while(|sign| !sign.is_ascii_digit()).collect() };
    let (one, other) = (name(one), name(other));
    one.is_empty() || other.is_empty() || nearest(&one, [other.as_str()]).is_some()
}

/// Whether a citation names a trial by its number: `nct:NCT01234567`.
fn is_of_trial(id: &str) -> bool {
    id.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("nct"))
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let _ = escape_html_body_text(&mut html, text);
    html
}

/// Parts of a citation as HTML, without links.
fn inner_html(runs: &[TextRun], is_raised: bool) -> String {
    let plain = |run: &TextRun| {
        let mut run = TextRun { work: None, link: None, ..run.clone() };
        if is_raised {
            run.format.baseline = Baseline::Normal;
        }
        run
    };
    FormattedText { runs: runs.iter().map(plain).collect() }.to_html(|_| None)
}

/// Replaces the marks by the citations with these numbers. A superscript follows its word directly.
fn replace_marks<'p>(
    html: &mut String,
    citations: &[(String, bool)],
    places: impl Iterator<Item = &'p mut usize>,
) {
    let mut out = String::with_capacity(html.len() + citations.len() * 80);
    // Where each mark ends, and by how much everything after it moves.
    let mut moves: Vec<(usize, usize, isize)> = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(start) = html[from..].find(MARK).map(|at| from + at) {
        let number = html[start + 1..].find(MARK).map(|length| &html[start + 1..][..length]);
        let found =
            number.and_then(|number| number.parse().ok().and_then(|at: usize| citations.get(at)));
        let (Some(number), Some((citation, is_raised))) = (number, found) else {
            // A character of the text.
            from = start + 1;
            continue;
        };
        let end = start + number.len() + 2;
        let gap = usize::from(*is_raised && html[done..start].ends_with(' '));
        out.push_str(&html[done..start - gap]);
        out.push_str(citation);
        moves.push((start - gap, end, out.len().cast_signed() - end.cast_signed()));
        done = end;
        from = end;
    }
    if moves.is_empty() {
        return;
    }
    out.push_str(&html[done..]);
    for place in places {
        let after = moves.partition_point(|(_, end, _)| end <= place);
        let by = after.checked_sub(1).map_or(0, |last| moves[last].2);
        // What was in the gap before a mark is at its start now.
        let at = match moves.get(after) {
            Some((start, ..)) if *start < *place => *start,
            _ => *place,
        };
        *place = at.saturating_add_signed(by);
    }
    *html = out;
}

#[cfg(test)]
mod tests {
    use super::{MARK, is_similar_name, mark, other_forms, replace_marks};

    #[test]
    fn places_move_with_the_text() {
        let mut html = format!("<p>a {} b{}.</p>", mark(0), mark(1));
        // Before `a`, in the gap, at and after the first mark, and at the end.
        let mut places = [3, 5, 8, 9, html.len()];
        let citations = [("[one]".to_owned(), true), ("(two)".to_owned(), false)];
        replace_marks(&mut html, &citations, places.iter_mut());
        assert_eq!(html, "<p>a[one] b(two).</p>");
        assert_eq!(
            places.map(|place| &html[place..]),
            ["a[one] b(two).</p>", "[one] b(two).</p>", " b(two).</p>", "b(two).</p>", "",]
        );
    }

    #[test]
    fn characters_of_a_text_are_no_marks() {
        let text = format!("{MARK} {MARK}7{MARK} {MARK}x");
        let mut html = text.clone();
        replace_marks(&mut html, &[(String::new(), true)], std::iter::empty());
        assert_eq!(html, text);
    }

    #[test]
    fn identifiers_in_other_forms() {
        for id in ["36123457", "PMID36123457", "pmid:PMID36123457", "pubmed:36123457"] {
            assert_eq!(other_forms(id), ["pmid:36123457"], "{id}");
        }
        assert_eq!(other_forms("NCT01234567"), ["nct:NCT01234567"]);
        assert_eq!(other_forms("doi:10.5555/jan.2021."), ["doi:10.5555/jan.2021"]);
        for id in ["shelton2025", "a1", "10.5555/x"] {
            assert!(other_forms(id).is_empty(), "{id}");
        }
    }

    #[test]
    fn equal_years_do_not_make_keys_similar() {
        assert!(!is_similar_name("lee2021", "velde2021"));
        assert!(is_similar_name("sheltn2025", "shelton2025"));
        assert!(is_similar_name("shelton2025", "shelton2024"));
    }
}
