//! The calls of the processor, and what its output becomes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use citationberg::json::Item;
use citationberg::{IndependentStyle, Locale, LocaleCode};
use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest,
    CitePurpose, ElemChildren, LocatorPayload, Rendered, SpecificLocator,
};
use offprint_base::Fingerprint;
use offprint_works::{Contributor, Work};

use crate::apart::ApartStyle;
use crate::citation::{CitationCluster, CitationForm};
use crate::finish::{FinishRules, UnfinishedText, finish_text};
use crate::flatten::{FormattedReference, finish_reference, flatten_citation};
use crate::item::{as_document, trial_item, work_item};
use crate::locales::{QuotationRules, locale_code, locale_files, quotation_rules};
use crate::marks::cleaned;
use crate::output::FormattedText;
use crate::printed::{PrintedCluster, printed_cluster};
use crate::problem::StyleProblem;
use crate::style::{CitationStyle, ListStyle};

/// The citations of a page and its list of references.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct FormattedReferences {
    /// One citation per cluster, in their order.
    pub citations: Vec<FormattedText>,
    /// The references in the order of the style: all works, also those that no cluster cites.
    pub bibliography: Vec<FormattedReference>,
}

impl CitationStyle {
    /// Formats the works that a page cites.
    ///
    /// `clusters` are the places of the text that cite, in the order of the text; works that none of
    /// them cites come last, or where the style sorts them. `language` is that of the page, as BCP
    /// 47 writes it; if it is not one of [`crate::CITATION_LANGUAGES`], terms are English.
    ///
    /// The result depends on the arguments only; see [`CitationStyle::input_fingerprint`].
    ///
    /// # Errors
    ///
    /// If a cluster cites an index that `works` does not have, or if the processor stops because of
    /// an error of its own.
    pub fn format(
        &self,
        works: &[&Work],
        clusters: &[CitationCluster],
        language: &str,
    ) -> Result<FormattedReferences, StyleProblem> {
        let cited = clusters.iter().flat_map(|cluster| &cluster.works).map(|cited| cited.work);
        if let Some(index) = cited.clone().find(|index| *index >= works.len()) {
            let count = works.len();
            return Err(StyleProblem::new(format!("work {index} is cited, but there are {count}")));
        }
        let code = locale_code(language, &self.csl);
        let items = self.work_items(works, code);
        let narrowed = match &self.lists {
            ListStyle::OneByOne(_) => None,
            ListStyle::Together(styles) => Some(styles.of_works(&self.csl, &items)),
        };
        let page = PageRun {
            style: self,
            csl: self.careful_style(works),
            list: narrowed.as_deref().unwrap_or(&self.csl),
            code,
            files: locale_files(code),
            items,
        };
        let clusters: Vec<PrintedCluster> =
            clusters.iter().map(|cluster| printed_cluster(self, cluster, code)).collect();
        // The processor has some thirty places that stop the program if one of its own assumptions
        // is wrong. None is known to be reached; a page must not end the build if one is.
        catch_unwind(AssertUnwindSafe(|| page.format(works, clusters))).map_err(|_| {
            StyleProblem::new(format!("the style `{}` cannot format these works", self.name()))
                .with_help("use another style, and report the works")
        })
    }

    /// Identifies everything that the result of [`CitationStyle::format`] depends on: two calls with
    /// equal fingerprints have equal results. Fields of works that no style prints are left out.
    pub fn input_fingerprint(
        &self,
        works: &[&Work],
        clusters: &[CitationCluster],
        language: &str,
    ) -> Fingerprint {
        let code = locale_code(language, &self.csl);
        Fingerprint::of(&(self.fingerprint(), code, self.work_items(works, code), clusters))
    }

    fn work_items(&self, works: &[&Work], code: &str) -> Vec<Item> {
        let works = works.iter().enumerate();
        works.map(|(index, work)| work_item(work, index, code, &self.traits)).collect()
    }

    /// The style, or the one that does not add given names.
    ///
    /// The processor looks for the seventh author of a work with six, and stops the program, if
    /// works of one year have the same authors, and one of them has more.
    fn careful_style(&self, works: &[&Work]) -> &IndependentStyle {
        let Some(careful) = &self.without_given_names else { return &self.csl };
        // Records of the same people may differ in their ORCID iDs and affiliations.
        let families = |work: &Work| -> Vec<String> {
            people(work).iter().map(|name| name.family.to_lowercase()).collect()
        };
        let is_start = |short: &Work, long: &Work| {
            people(short).len() < people(long).len()
                && year(short) == year(long)
                && families(long).starts_with(&families(short))
        };
        let mut by_first: BTreeMap<(i16, String), Vec<&Work>> = BTreeMap::new();
        for work in works {
            // Without people, the title may look like the name of an author.
            let first = people(work).first().map_or(&work.title, |name| &name.family);
            by_first.entry((year(work), first.to_lowercase())).or_default().push(work);
        }
        let is_risky = by_first
            .values()
            .any(|alike| alike.iter().any(|short| alike.iter().any(|long| is_start(short, long))));
        if is_risky { careful } else { &self.csl }
    }

    /// Finds out by trial what the style prints of some kinds of works.
    pub(crate) fn try_traits(&mut self) {
        const VALUE: &str = "Offprinttrial";
        let is_printed = |text: &str| {
            let text = cleaned(text);
            text.contains(VALUE) && !text.contains(&format!("In {VALUE}"))
        };
        let tried = |csl_type: &str, field: &str| {
            let item = trial_item(csl_type, field, VALUE);
            let code = locale_code("en", &self.csl);
            let files = locale_files(code);
            let csl = &self.csl;
            let page = PageRun { style: self, csl, list: csl, code, files, items: vec![item] };
            let rendered = catch_unwind(AssertUnwindSafe(|| page.render(&[], &[])));
            let entries = rendered.ok().map(bibliography_items).unwrap_or_default();
            entries.iter().any(|entry| is_printed(&format!("{:#}", entry.content)))
        };
        let mut traits = self.traits.clone();
        traits.prints_report_genre = tried("report", "genre");
        traits.prints_preprint_container = tried("article", "container-title");
        traits.prints_book_editor = tried("book", "editor");
        traits.prints_page_publisher = tried("webpage", "publisher");
        traits.prints_page_doi = tried("webpage", "DOI");
        self.traits = traits;
    }
}

fn year(work: &Work) -> i16 {
    if work.date.year > 0 { work.date.year } else { work.online_date.year }
}

/// The authors; of a work without any, the editors.
fn people(work: &Work) -> &[Contributor] {
    if work.authors.is_empty() { &work.editors } else { &work.authors }
}

/// One run of the processor over the works of a page.
struct PageRun<'a> {
    style: &'a CitationStyle,
    /// The style, or one of its variants.
    csl: &'a IndependentStyle,
    /// The style of the list of references.
    list: &'a IndependentStyle,
    code: &'static str,
    files: &'static [Locale],
    items: Vec<Item>,
}

impl PageRun<'_> {
    fn format(&self, works: &[&Work], mut clusters: Vec<PrintedCluster>) -> FormattedReferences {
        match &self.style.lists {
            ListStyle::OneByOne(apart) => self.format_apart(works, apart, &clusters),
            ListStyle::Together(_) => {
                let rendered = self.render_together(works, &mut clusters);
                self.finish(works, &clusters, rendered)
            }
        }
    }

    /// The texts of what the processor rendered.
    fn finish(
        &self,
        works: &[&Work],
        clusters: &[PrintedCluster],
        rendered: Rendered,
    ) -> FormattedReferences {
        let citations = self.finish_citations(clusters, &rendered);
        let quotation = quotation_rules(self.csl, self.code);
        let bibliography = bibliography_items(rendered).into_iter().filter_map(|entry| {
            let work: usize = entry.key.parse().ok()?;
            let rules = self.rules(&quotation, is_english(&works.get(work)?.language, self.code));
            Some(self.finish_entry(work, entry, rules))
        });
        FormattedReferences { citations, bibliography: bibliography.collect() }
    }

    fn finish_citations(
        &self,
        clusters: &[PrintedCluster],
        rendered: &Rendered,
    ) -> Vec<FormattedText> {
        let quotation = quotation_rules(self.csl, self.code);
        let rules = self.rules(&quotation, is_english("", self.code));
        let citations = clusters.iter().zip(&rendered.citations).map(|(cluster, citation)| {
            let mut text = UnfinishedText::default();
            flatten_citation(&citation.citation, cluster, self.delimiters(), &mut text);
            finish_text(&text, rules)
        });
        citations.collect()
    }

    fn finish_entry(
        &self,
        work: usize,
        entry: BibliographyItem,
        rules: FinishRules<'_>,
    ) -> FormattedReference {
        let reference = finish_reference(work, entry.first_field, entry.content, rules);
        if reference.text.is_empty() { self.as_document(reference, rules) } else { reference }
    }

    /// The citations and the references of a style whose works depend on each other.
    fn render_together(&self, works: &[&Work], clusters: &mut [PrintedCluster]) -> Rendered {
        let mut rendered = self.render(&[], clusters);
        let twins = self.twins(works);
        if !twins.is_empty() {
            // The processor gives `2025a` to what is cited first. All guides give it to what comes
            // first in the list of references: here, it is cited in that order before. Only works
            // that have the same authors: others are told apart by further names.
            let order = bibliography_order(&rendered);
            if self.csl.citation.sort.is_some() {
                let place = |work: usize| order.iter().position(|listed| *listed == work);
                for cluster in clusters.iter_mut() {
                    cluster.works.sort_by_key(|cited| place(cited.work));
                }
            }
            let order: Vec<usize> = order.into_iter().filter(|work| twins.contains(work)).collect();
            rendered = self.render(&order, clusters);
            rendered.citations.remove(0);
        }
        rendered
    }

    /// The citations, and the references one by one.
    fn format_apart(
        &self,
        works: &[&Work],
        apart: &ApartStyle,
        clusters: &[PrintedCluster],
    ) -> FormattedReferences {
        let (citations, numbered) = self.citations_apart(apart, clusters);
        let quotation = quotation_rules(self.csl, self.code);
        let bibliography = numbered.into_iter().filter_map(|(work, number)| {
            let capitalises = is_english(&works.get(work)?.language, self.code);
            let rules = self.rules(&quotation, capitalises);
            let item = self.items.get(work)?;
            let context = (self.code, capitalises);
            let (label, text) = self.style.known.get(item, number, context, || {
                let entry = self.render_alone(apart, item, number).unwrap_or_else(|| {
                    let (key, content) = (work.to_string(), ElemChildren(Vec::new()));
                    BibliographyItem { key, first_field: None, content }
                });
                let reference = self.finish_entry(work, entry, rules);
                (reference.label, reference.text)
            });
            Some(FormattedReference { work, label, text })
        });
        FormattedReferences { citations, bibliography: bibliography.collect() }
    }

    /// The citations, and the works in the order of the list, with their numbers.
    fn citations_apart(
        &self,
        apart: &ApartStyle,
        clusters: &[PrintedCluster],
    ) -> (Vec<FormattedText>, Vec<(usize, usize)>) {
        if clusters.is_empty() {
            return (Vec::new(), (0..self.items.len()).map(|work| (work, work + 1)).collect());
        }
        // A citation that is a part of a sentence prints more than the style says.
        let is_narrative = clusters.iter().any(|cluster| cluster.form == CitationForm::Narrative);
        let items = self.items.iter();
        let items = match is_narrative {
            true => items.cloned().collect(),
            false => items.map(|item| apart.cited_item(item)).collect(),
        };
        let numbers = PageRun { list: &apart.numbers, items, ..*self };
        let rendered = numbers.render(&[], clusters);
        let citations = self.finish_citations(clusters, &rendered);
        let numbered = bibliography_items(rendered).into_iter().enumerate();
        let numbered = numbered.filter_map(|(place, entry)| {
            let number = format!("{:#}", entry.content).trim().parse().unwrap_or(place + 1);
            Some((entry.key.parse().ok()?, number))
        });
        (citations, numbered.collect())
    }

    /// The reference of one work, with its number.
    fn render_alone(
        &self,
        apart: &ApartStyle,
        item: &Item,
        number: usize,
    ) -> Option<BibliographyItem> {
        let csl = apart.narrowed.of_works(&apart.references, std::slice::from_ref(item));
        let mut driver =
            BibliographyDriver::new().with_citation_number_offset(number.saturating_sub(1));
        let hidden = CitationItem::new(item, None, None, true, None);
        driver.citation(self.request(vec![hidden], &csl));
        let rendered =
            driver.finish(BibliographyRequest::new(&csl, Some(self.locale()), self.files));
        bibliography_items(rendered).pop()
    }

    /// A reference of a kind of work that the style does not list. It must not be an empty line.
    fn as_document(
        &self,
        mut reference: FormattedReference,
        rules: FinishRules<'_>,
    ) -> FormattedReference {
        let items = vec![as_document(&self.items[reference.work])];
        let page = PageRun { items, list: self.csl, ..*self };
        if let Some(entry) = bibliography_items(page.render(&[], &[])).pop() {
            let work = reference.work;
            reference.text = finish_reference(work, entry.first_field, entry.content, rules).text;
        }
        reference
    }

    /// What separates citations, and what separates the years of one author.
    fn delimiters(&self) -> Option<(&str, &str)> {
        let all = self.csl.citation.layout.delimiter.as_deref()?;
        Some((all, self.style.year_delimiter.as_deref()?))
    }

    fn rules<'b>(&'b self, quotation: &'b QuotationRules, capitalises: bool) -> FinishRules<'b> {
        FinishRules {
            quotation,
            spans: &self.style.spans,
            capitalises,
            longest_small_word: self.style.traits.longest_small_word,
        }
    }

    /// The works that have the authors and the year of another one, if the style tells them apart.
    fn twins(&self, works: &[&Work]) -> BTreeSet<usize> {
        let mut twins = BTreeSet::new();
        if !self.csl.citation.disambiguate_add_year_suffix || self.style.traits.depends_on_position
        {
            return twins;
        }
        let mut seen: HashMap<_, usize> = HashMap::new();
        for (index, work) in works.iter().enumerate() {
            let names: Vec<_> =
                people(work).iter().map(|name| (&name.family, &name.given)).collect();
            if let Some(first) = seen.get(&(names.clone(), year(work))) {
                twins.extend([*first, index]);
            } else {
                seen.insert((names, year(work)), index);
            }
        }
        twins
    }

    /// Lets the processor render the page, with a hidden citation of works in an order before it.
    fn render(&self, first: &[usize], clusters: &[PrintedCluster]) -> Rendered {
        let mut driver = BibliographyDriver::new();
        if !first.is_empty() {
            driver.citation(self.hidden_citation(first.iter().copied()));
        }
        let mut cited = vec![false; self.items.len()];
        for cluster in clusters {
            cluster.works.iter().for_each(|work| cited[work.work] = true);
            driver.citation(self.citation(cluster));
        }
        let uncited = (0..self.items.len()).filter(|index| !cited[*index]);
        driver.citation(self.hidden_citation(uncited));
        driver.finish(BibliographyRequest::new(self.list, Some(self.locale()), self.files))
    }

    fn locale(&self) -> LocaleCode {
        LocaleCode(self.code.to_owned())
    }

    fn citation<'b>(&'b self, cluster: &'b PrintedCluster) -> CitationRequest<'b, Item> {
        let purpose = match cluster.form {
            CitationForm::Parenthetical => None,
            CitationForm::Narrative => Some(CitePurpose::Prose),
        };
        let items = cluster.works.iter().map(|cited| {
            let locator = cited.place.as_ref();
            let locator = locator
                .map(|(kind, number)| SpecificLocator(*kind, LocatorPayload::Str(number.as_str())));
            CitationItem::new(&self.items[cited.work], locator, None, false, purpose)
        });
        let apart = self.style.without_ranges.as_deref().filter(|_| cluster.has_details());
        self.request(items.collect(), apart.unwrap_or(self.csl))
    }

    fn hidden_citation(&self, works: impl Iterator<Item = usize>) -> CitationRequest<'_, Item> {
        let items = works.map(|work| CitationItem::new(&self.items[work], None, None, true, None));
        self.request(items.collect(), self.csl)
    }

    fn request<'b>(
        &'b self,
        items: Vec<CitationItem<'b, Item>>,
        style: &'b IndependentStyle,
    ) -> CitationRequest<'b, Item> {
        CitationRequest::new(items, style, Some(self.locale()), self.files, None)
    }
}

fn bibliography_order(rendered: &Rendered) -> Vec<usize> {
    let items = rendered.bibliography.iter().flat_map(|list| &list.items);
    items.filter_map(|item| item.key.parse().ok()).collect()
}

fn bibliography_items(rendered: Rendered) -> Vec<BibliographyItem> {
    rendered.bibliography.map(|list| list.items).unwrap_or_default()
}

fn is_english(language: &str, page: &str) -> bool {
    let language = if language.is_empty() { page } else { language };
    language.split(['-', '_']).next().is_some_and(|first| first.eq_ignore_ascii_case("en"))
}

#[cfg(test)]
mod tests {
    use offprint_works::{PartialDate, WorkKind};
    use proptest::prelude::*;

    use super::*;
    use crate::citation::{CitedWork, PlaceInWork};
    use crate::style::BUILTIN_STYLES;

    const KINDS: [WorkKind; 16] = [
        WorkKind::Article,
        WorkKind::Preprint,
        WorkKind::News,
        WorkKind::Book,
        WorkKind::Chapter,
        WorkKind::Entry,
        WorkKind::ConferencePaper,
        WorkKind::Thesis,
        WorkKind::Report,
        WorkKind::Registration,
        WorkKind::Dataset,
        WorkKind::Standard,
        WorkKind::Video,
        WorkKind::WebPage,
        WorkKind::Post,
        WorkKind::PersonalCommunication,
    ];

    fn invented_people(count: usize, first: usize) -> Vec<Contributor> {
        let names = ["Shelton", "van de Berg", "Abara", "Müller", "Ito", "Haas", "Yilmaz", "Roe"];
        let person = |index: usize| Contributor {
            family: names[(first + index) % names.len()].into(),
            given: ["Anna B", "Jean-Luc", ""][(first + index) % 3].into(),
            is_group: (first + index) % 7 == 3,
            ..Contributor::default()
        };
        (0..count).map(person).collect()
    }

    /// A work of a kind that has the fields whose bits are set.
    fn work(kind: usize, fields: u32, year: i16) -> Work {
        let has = |bit: u32| fields >> bit & 1 == 1;
        let text = |bit: u32, text: &str| if has(bit) { text.to_owned() } else { String::new() };
        let date = |bit: u32| PartialDate {
            year: if has(bit) { year } else { 0 },
            month: if has(bit + 1) { 4 } else { 0 },
            day: if has(bit + 1) { 9 } else { 0 },
        };
        let count = |bit: u32| if has(bit) { (fields >> 26) as usize % 9 } else { 0 };
        Work {
            kind: KINDS[kind % KINDS.len()],
            title: text(0, ["On sleep", "What helps? A review", "“Slow” change."][kind % 3]),
            authors: invented_people(count(1), kind),
            editors: invented_people(count(2), kind + 1),
            container: text(3, "Journal of Imaginary Psychiatry"),
            container_short: text(4, "J Imag Psychiatry"),
            event: text(5, "Annual Meeting"),
            series: text(6, "Imaginary Series"),
            date: date(7),
            online_date: date(9),
            accessed: date(11),
            volume: text(13, "182"),
            issue: text(14, "5 Suppl 1"),
            pages: text(15, ["1143–1153", "e12", "9"][kind % 3]),
            edition: text(16, "2nd"),
            publisher: text(17, "Imaginary Press"),
            place: text(18, "Oslo"),
            number: text(19, "12-3"),
            genre: text(20, "Working paper"),
            doi: text(21, "10.5555/jip.1"),
            pmid: text(22, "1234567"),
            isbn: text(23, "978-3-16-148410-0"),
            url: text(24, "https://example.org/a"),
            language: text(25, "de"),
            original_title: text(6, "Om søvn"),
            ..Work::default()
        }
    }

    /// What the processor makes of the style as it was loaded, with all works of a page together.
    fn formatted_together(
        style: &CitationStyle,
        works: &[&Work],
        clusters: &[CitationCluster],
        language: &str,
    ) -> FormattedReferences {
        let code = locale_code(language, &style.csl);
        let page = PageRun {
            style,
            csl: style.careful_style(works),
            list: &style.csl,
            code,
            files: locale_files(code),
            items: style.work_items(works, code),
        };
        let mut clusters: Vec<_> =
            clusters.iter().map(|cluster| printed_cluster(style, cluster, code)).collect();
        let rendered = page.render_together(works, &mut clusters);
        page.finish(works, &clusters, rendered)
    }

    #[test]
    fn most_styles_with_numbers_list_their_works_one_by_one() {
        let apart = BUILTIN_STYLES.iter().filter(|(name, _)| {
            let style = CitationStyle::builtin(name);
            style.is_some_and(|style| matches!(style.lists, ListStyle::OneByOne(_)))
        });
        let apart: Vec<_> = apart.map(|(name, _)| *name).collect();
        assert_eq!(apart, ["ama", "bmj", "ieee", "lancet", "nature", "plos", "vancouver"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn narrowed_styles_print_what_the_style_prints(
            kinds in prop::collection::vec((0_usize..32, any::<u32>(), 2019_i16..2022), 1..6),
            cited in prop::collection::vec((0_usize..5, 0_usize..5, any::<bool>()), 0..4),
            is_narrative: bool,
            language in prop::sample::select(vec!["en", "de"]),
        ) {
            let works: Vec<Work> =
                kinds.iter().map(|(kind, fields, year)| work(*kind, *fields, *year)).collect();
            let works: Vec<&Work> = works.iter().collect();
            let clusters: Vec<CitationCluster> = cited
                .iter()
                .map(|(one, other, has_place)| {
                    let place = has_place.then(|| PlaceInWork::parse("p. 12")).flatten();
                    let cited = [(*one, place), (*other, None)].map(|(work, place)| CitedWork {
                        work: work % works.len(),
                        place,
                        ..CitedWork::default()
                    });
                    let form = match is_narrative {
                        true => CitationForm::Narrative,
                        false => CitationForm::Parenthetical,
                    };
                    CitationCluster { works: cited.to_vec(), form }
                })
                .collect();
            for (name, _) in BUILTIN_STYLES {
                let style = CitationStyle::builtin(name).unwrap();
                // From the second time on, references are known, under other numbers, too.
                let reversed: Vec<&Work> = works.iter().rev().copied().collect();
                for works in [&works, &reversed, &works] {
                    let expected = formatted_together(style, works, &clusters, language);
                    let found = style.format(works, &clusters, language).unwrap();
                    prop_assert_eq!(found, expected, "{}", name);
                }
            }
        }
    }
}
