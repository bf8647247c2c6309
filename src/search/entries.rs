//! [`SearchEntries`]: everything that can be found, numbered: terms, classes and pages first, then
//! articles beginning with the oldest, then works and trials beginning with those that were cited
//! first, so that a new article does not change other numbers.
//!
//! This module decides which texts of an entry are indexed and with what weight, under which names
//! an entry is known, what a result shows, and how articles can be filtered. This module does not
//! know how that is stored.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use super::records::{Record, ordered_trials, ordered_works, work_numbers};
use super::spelling::SpellingRules;
use super::text::{self, Zone};
use super::word_counter::{IndexedWord, MAX_SCORE, Postings, WordCounter, write_varint};
use crate::config::AUTHORS;
use crate::library::{DocId, Document, Facts};
use crate::site::{Site, Term, TermId};
use offprint_vocabulary::class_names;

/// The weight of a word in a title, a name, a list of terms, a summary or finding, and a heading,
/// relative to running text.
const TITLE_WEIGHT: u32 = 10;
const NAME_WEIGHT: u32 = 8;
const TERMS_WEIGHT: u32 = 4;
const SUMMARY_WEIGHT: u32 = 3;
const HEADING_WEIGHT: u32 = 2;

/// The score of an article for a drug, class or tag: the article is filed under it, or mentions it.
const FILED_SCORE: u8 = 12;
const CLASS_SCORE: u8 = 10;
const MENTION_SCORE: u8 = 5;

/// The longest indexed name, in bytes.
const MAX_NAME_BYTES: usize = 120;

/// The length of a summary in results, in characters.
const MAX_SUMMARY_CHARS: usize = 240;

/// Works and trials begin at a multiple of this number.
const SPARE_NUMBERS: usize = 256;

/// The number of kinds of entries before the taxonomies.
pub(super) const FIRST_TAXONOMY: usize = 3;

/// What an entry represents.
#[derive(Clone, Copy, Debug)]
enum EntryKind {
    Term(usize, TermId),
    Class(usize),
    /// The page that compares two drugs.
    Comparison(usize),
    Page(DocId),
    Article(DocId),
    /// A work that articles cite, or a trial.
    Record(Record),
    /// No entry: a number for a future one.
    Vacant,
}

/// All entries of a site.
pub(super) struct SearchEntries<'s> {
    site: &'s Site,
    documents: &'s [Arc<Document>],
    list: Vec<EntryKind>,
    /// The number of the first term of each group, of the first class, and of the first article.
    groups: Vec<u32>,
    classes: u32,
    pub(super) articles: u32,
    /// The number after the last article. From here on, numbers are vacant, works or trials.
    pub(super) records: u32,
}

impl<'s> SearchEntries<'s> {
    /// The entries of a site.
    pub(super) fn of(site: &'s Site, documents: &'s [Arc<Document>]) -> Self {
        let mut list = Vec::new();
        let mut groups = Vec::new();
        for (group, terms) in site.terms.iter().enumerate() {
            groups.push(entry_number(list.len()));
            list.extend((0..terms.list.len()).map(|term| EntryKind::Term(group, term)));
        }
        let classes = entry_number(list.len());
        list.extend((0..site.classes.len()).map(EntryKind::Class));
        list.extend((0..site.drug_pairs.comparisons.len()).map(EntryKind::Comparison));
        list.extend(site.pages.iter().map(|id| EntryKind::Page(*id)));
        let articles = entry_number(list.len());
        list.extend(site.articles.iter().rev().map(|id| EntryKind::Article(*id)));
        let records = entry_number(list.len());
        for records in [ordered_works(site), ordered_trials(site)] {
            // With numbers to spare, a new article does not change the numbers of works.
            if !records.is_empty() {
                list.resize((list.len() + 1).next_multiple_of(SPARE_NUMBERS), EntryKind::Vacant);
            }
            list.extend(records.into_iter().map(EntryKind::Record));
        }
        Self { site, documents, list, groups, classes, articles, records }
    }

    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The entry number of an article.
    fn article(&self, id: DocId) -> Option<u32> {
        let rank = self.site.rank[id]?;
        Some(self.articles + entry_number(self.site.articles.len() - 1 - rank))
    }

    fn term(&self, group: usize, term: TermId) -> u32 {
        self.groups[group] + entry_number(term)
    }

    /// Counts the words of a range of entries.
    pub(super) fn count(&self, range: Range<usize>) -> WordCounter {
        let mut counter = WordCounter::new(&self.site.config.language, entry_number(range.start));
        for subject in &self.list[range] {
            match *subject {
                EntryKind::Term(group, term) => {
                    self.count_term(group, &self.site.terms[group].list[term], &mut counter);
                }
                EntryKind::Class(class) => {
                    let class = &self.site.classes[class];
                    counter.add(&class.link.name, TITLE_WEIGHT);
                    if let Some(id) = class.document {
                        let facts = &self.site.facts[id];
                        for name in &facts.names {
                            counter.add(name, NAME_WEIGHT);
                        }
                        counter.add(facts.summary.as_deref().unwrap_or_default(), SUMMARY_WEIGHT);
                        self.count_body(id, &mut counter);
                    }
                }
                // The names of the drugs find the drugs first, then what compares them.
                EntryKind::Comparison(number) => {
                    counter.add(&self.comparison_title(number), TERMS_WEIGHT);
                }
                EntryKind::Page(id) | EntryKind::Article(id) => {
                    self.count_document(id, &mut counter);
                }
                EntryKind::Record(record) => record.count(self.site, &mut counter),
                EntryKind::Vacant => {}
            }
            counter.finish();
        }
        counter
    }

    fn count_term(&self, group: usize, term: &Term, counter: &mut WordCounter) {
        counter.add(&term.name, TITLE_WEIGHT);
        for name in self.names_of(group, term) {
            counter.add(name, NAME_WEIGHT);
        }
        if let Some(profile) = &term.profile {
            for text in profile
                .classes
                .iter()
                .map(|class| &class.name)
                .chain(profile.mechanisms.iter().map(|fact| &fact.text))
            {
                counter.add(text, SUMMARY_WEIGHT);
            }
        }
        if let Some(id) = term.document {
            counter.add(self.site.facts[id].summary.as_deref().unwrap_or_default(), SUMMARY_WEIGHT);
            self.count_body(id, counter);
        }
    }

    fn count_document(&self, id: DocId, counter: &mut WordCounter) {
        let facts = &self.site.facts[id];
        counter.add(&facts.title, TITLE_WEIGHT);
        for group in (0..self.site.terms_of.groups()).filter(|group| *group != AUTHORS) {
            let terms = self.site.terms_of.get(id, group);
            for term in terms {
                counter.add(
                    &self.site.terms[group].list[*term].name,
                    if group == 0 { NAME_WEIGHT } else { TERMS_WEIGHT },
                );
            }
        }
        let card = self.site.cards[id].as_ref();
        let authors = card.map_or(&facts.authors, |card| &card.authors);
        for author in authors.iter().chain(&facts.editors).chain(&facts.medical_reviewers) {
            counter.add(author, SUMMARY_WEIGHT);
        }
        counter.add(facts.summary.as_deref().unwrap_or_default(), SUMMARY_WEIGHT);
        let details = &facts.details;
        for finding in &details.key_findings {
            counter.add(finding, SUMMARY_WEIGHT);
        }
        for text in details.source.iter().flat_map(|source| [&source.name, &source.title]).flatten()
        {
            counter.add(text, HEADING_WEIGHT);
        }
        for (.., text) in details.study.iter().flat_map(|study| &study.rows) {
            counter.add(text, HEADING_WEIGHT);
        }
        self.count_body(id, counter);
    }

    fn count_body(&self, id: DocId, counter: &mut WordCounter) {
        let body = &self.documents[id].body;
        let source = body.html.read();
        // A link without a label shows the title of its target. The other insertions are attributes
        // and tags.
        let mut html = String::new();
        let mut from = 0;
        for (hole, filling) in body.holes.iter().zip(&self.site.links[id].rendered.fillings) {
            if !filling.is_empty() && !filling.starts_with([' ', '<']) {
                html.push_str(&source[from..*hole]);
                html.push_str(filling);
                from = *hole;
            }
        }
        let html = if from == 0 { source } else { Cow::Owned(html + &source[from..]) };
        let mut last = Zone::Body;
        text::visit_displayed_text(&html, &mut |zone, text| {
            if zone != last {
                counter.break_sequence();
                last = zone;
            }
            match zone {
                Zone::Body => counter.add_body(text),
                Zone::Heading => counter.add(text, HEADING_WEIGHT),
            }
        });
    }

    fn comparison_title(&self, number: usize) -> String {
        let comparison = &self.site.drug_pairs.comparisons[number];
        comparison.title(&self.site.terms[0], &self.site.config.translations)
    }

    /// The alternative names of a term.
    fn names_of<'a>(&'a self, group: usize, term: &'a Term) -> Vec<&'a str> {
        match (&term.profile, term.document) {
            (Some(profile), _) if group == 0 => {
                let names = profile.names.iter().map(|name| name.text.as_str());
                names.chain(profile.national_names.iter().map(String::as_str)).collect()
            }
            (_, Some(id)) => self.site.facts[id].names.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// All exact names and identifiers, sorted, with the entries that they identify.
    pub(super) fn names(&self) -> Vec<(String, Vec<u32>)> {
        let mut names: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        let spelling = SpellingRules::of(&self.site.config.language);
        let mut add = |name: &str, entry: u32| {
            let mut key = String::new();
            text::words(name, &mut |word| key.push_str(&spelling.canonical(word)));
            // Longer names are never typed in full.
            if (1..=MAX_NAME_BYTES).contains(&key.len()) {
                names.entry(key).or_default().insert(entry);
            }
        };
        for (subject, entry) in self.list.iter().zip(0u32..) {
            match *subject {
                EntryKind::Term(group, term) => {
                    let term = &self.site.terms[group].list[term];
                    add(&term.name, entry);
                    self.names_of(group, term).into_iter().for_each(|name| add(name, entry));
                }
                EntryKind::Class(class) => {
                    let class = &self.site.classes[class];
                    add(&class.link.name, entry);
                    let file = class.document.map(|id| &self.site.facts[id]);
                    for name in file.iter().flat_map(|file| &file.names) {
                        add(name, entry);
                    }
                    let drugs = &self.site.terms[0].list;
                    let profile =
                        class.drugs.first().and_then(|drug| drugs[*drug].profile.as_ref());
                    let named = profile.and_then(|profile| {
                        profile.classes.iter().find(|known| known.url == class.link.url)
                    });
                    if let Some(class) = named {
                        add(&class.name, entry);
                        class_names(&class.name).iter().for_each(|name| add(name, entry));
                    }
                }
                EntryKind::Comparison(_) | EntryKind::Vacant => {}
                EntryKind::Record(record) => record.names(self.site, |name| add(name, entry)),
                EntryKind::Page(id) | EntryKind::Article(id) => {
                    identifiers(&self.site.facts[id], |name| add(name, entry));
                }
            }
        }
        names.into_iter().map(|(key, entries)| (key, entries.into_iter().collect())).collect()
    }

    /// The members of each term and class, as words that cannot be typed in a query: `=` and the
    /// entry number.
    pub(super) fn members(&self) -> Vec<IndexedWord> {
        let mut words = Vec::new();
        let mut add = |entry: u32, scores: &BTreeMap<u32, u8>| {
            let mut postings = Postings::default();
            for (member, score) in scores {
                postings.push(*member, *score, 0);
            }
            if !scores.is_empty() {
                let name: Box<str> = format!("={entry}").into();
                words.push(IndexedWord { stem: name.clone(), forms: vec![name], postings });
            }
        };
        let articles = |term: &Term, score: u8| -> Vec<(u32, u8)> {
            term.articles.iter().filter_map(|id| Some((self.article(*id)?, score))).collect()
        };
        for (group, terms) in self.site.terms.iter().enumerate() {
            for (id, term) in terms.list.iter().enumerate() {
                let mentions = self.site.term_backlinks[group][id]
                    .iter()
                    .filter_map(|back| self.article(back.from));
                let mut scores: BTreeMap<u32, u8> =
                    mentions.map(|entry| (entry, MENTION_SCORE)).collect();
                scores.extend(articles(term, FILED_SCORE));
                add(self.term(group, id), &scores);
            }
        }
        for (class, entry) in self.site.classes.iter().zip(self.classes..) {
            let drugs = &self.site.terms[0].list;
            let mut scores: BTreeMap<u32, u8> =
                class.drugs.iter().flat_map(|drug| articles(&drugs[*drug], CLASS_SCORE)).collect();
            let highest = u8::try_from(MAX_SCORE).unwrap_or(u8::MAX);
            scores.extend(class.drugs.iter().map(|drug| (self.term(0, *drug), highest)));
            add(entry, &scores);
        }
        words.sort_unstable_by(|a, b| a.stem.cmp(&b.stem));
        words
    }

    /// What a search result shows: kind, title, URL, summary; for an article also its date,
    /// drugs and evidence, for others the number of their articles.
    pub(super) fn card(&self, entry: usize) -> Value {
        let site = self.site;
        match self.list[entry] {
            EntryKind::Term(group, term) => {
                let term = &site.terms[group].list[term];
                let summary = term.document.and_then(|id| site.facts[id].summary.as_deref());
                let classes = term.profile.as_ref().map(|profile| {
                    let names: Vec<&str> =
                        profile.classes.iter().map(|class| class.name.as_str()).collect();
                    names.join(", ")
                });
                json!([
                    group + FIRST_TAXONOMY,
                    term.link.name,
                    &term.link.url,
                    shortened(summary.or(classes.as_deref())),
                    term.articles.len()
                ])
            }
            EntryKind::Class(class) => {
                let class = &site.classes[class];
                let drugs: Vec<_> = class
                    .drugs
                    .iter()
                    .map(|drug| site.terms[0].list[*drug].link.name.as_str())
                    .collect();
                let summary = class.document.and_then(|id| site.facts[id].summary.as_deref());
                let drugs = drugs.join(", ");
                json!([2, class.link.name, class.link.url, shortened(summary.or(Some(&drugs))), 0])
            }
            EntryKind::Comparison(number) => {
                let comparison = &site.drug_pairs.comparisons[number];
                let title = self.comparison_title(number);
                json!([1, title, site.url(&comparison.route), "", null, [], null])
            }
            EntryKind::Record(record) => {
                let kinds = FIRST_TAXONOMY + site.config.taxonomies.len();
                let kind = kinds + usize::from(matches!(record, Record::Trial(_)));
                record.card(site, self.documents, kind)
            }
            EntryKind::Vacant => Value::Null,
            EntryKind::Page(id) | EntryKind::Article(id) => {
                let facts = &site.facts[id];
                let url = site.route(id).map(|route| site.url(route)).unwrap_or_default();
                let summary = shortened(facts.summary.as_deref().or(facts.excerpt.as_deref()));
                let drugs = site.terms_of.get(id, 0).iter();
                let drugs: Vec<_> =
                    drugs.map(|drug| site.terms[0].list[*drug].link.name.as_str()).collect();
                let kind = u8::from(matches!(self.list[entry], EntryKind::Page(_)));
                let (date, day) = facts
                    .date
                    .map(|when| (when.day.to_string(), site.config.translations.day(when.day)))
                    .unzip();
                let mut shown = json!([kind, facts.title, url, summary, date, drugs, day]);
                // Most articles of some sites report no study, and the index should stay small.
                if let (Some(card), Some(list)) = (&site.cards[id], shown.as_array_mut()) {
                    let statuses = card.statuses.iter().map(|status| status.text.as_str());
                    let parts = card.evidence.parts.iter().map(String::as_str);
                    let evidence: Vec<&str> = statuses.chain(parts).collect();
                    if !evidence.is_empty() {
                        list.push(json!(evidence.join(" · ")));
                    }
                }
                shown
            }
        }
    }

    /// The filters of articles: the values of each filter, then the values of each article.
    pub(super) fn filters(&self) -> (Value, Vec<u8>) {
        let site = self.site;
        let articles: Vec<DocId> = site.articles.iter().rev().copied().collect();
        // The most frequent terms come first, because small numbers are stored in fewer bytes.
        let orders: Vec<Vec<TermId>> = site
            .terms
            .iter()
            .map(|terms| {
                let mut order: Vec<TermId> = (0..terms.list.len())
                    .filter(|term| !terms.list[*term].articles.is_empty())
                    .collect();
                order.sort_by_key(|term| std::cmp::Reverse(terms.list[*term].articles.len()));
                order
            })
            .collect();
        let mut places: Vec<Vec<u32>> =
            site.terms.iter().map(|terms| vec![0; terms.list.len()]).collect();
        for (places, order) in places.iter_mut().zip(&orders) {
            for (term, place) in order.iter().zip(0u32..) {
                places[*term] = place;
            }
        }
        let mut bytes = Vec::new();
        for id in &articles {
            let facts = &site.facts[*id];
            write_varint(
                &mut bytes,
                facts.date.map_or(0, |when| u32::try_from(when.day.year()).unwrap_or(0)),
            );
            for (group, places) in places.iter().enumerate() {
                if !site.terms[group].has_index() {
                    continue;
                }
                let terms = site.terms_of.get(*id, group);
                write_varint(&mut bytes, entry_number(terms.len()));
                for term in terms {
                    write_varint(&mut bytes, places[*term]);
                }
            }
        }
        let groups: Vec<Value> = site
            .config
            .taxonomies
            .iter()
            .zip(&orders)
            .enumerate()
            .filter(|(group, _)| site.terms[*group].has_index())
            .map(|(group, (taxonomy, order))| {
                let names: Vec<_> = order
                    .iter()
                    .map(|term| site.terms[group].list[*term].link.name.as_str())
                    .collect();
                json!([taxonomy.singular, taxonomy.name, names])
            })
            .collect();
        let classes: Vec<_> = site.classes.iter().map(|class| class.link.name.as_str()).collect();
        let classes_of: Vec<&[usize]> =
            orders[0].iter().map(|drug| site.terms[0].list[*drug].classes.as_slice()).collect();
        (json!({ "groups": groups, "classes": classes, "classes_of": classes_of }), bytes)
    }
}

fn entry_number(length: usize) -> u32 {
    u32::try_from(length).expect("a site has fewer than four thousand million entries")
}

/// The identifiers of the works that an article cites and of the trials that it reports.
fn identifiers(facts: &Facts, mut add: impl FnMut(&str)) {
    for fields in &facts.details.citations {
        work_numbers(fields, &mut add);
    }
    facts.details.study.iter().flat_map(|study| &study.registry).for_each(|number| add(number));
}

/// A summary, shortened to the length shown in results.
fn shortened(summary: Option<&str>) -> String {
    let text = summary.unwrap_or_default();
    match text.char_indices().nth(MAX_SUMMARY_CHARS) {
        Some((end, _)) => {
            format!("{}…", text[..end].rsplit_once(' ').map_or(&text[..end], |(head, _)| head))
        }
        None => text.to_owned(),
    }
}
