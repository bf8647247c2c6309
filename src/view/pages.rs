//! The view of each page, made from the linked site and its documents. Views borrow texts and never
//! copy them.

use super::archive;
use super::article::{
    ArticleCard, ArticlePage, CitedWork, Correction, Review, SourceNote, StudyRow, TermGroup,
};
use super::dossier;
use super::how_to_cite::{CiteStyle, CitedPage, how_to_cite};
use super::list::{
    ClassIndex, ClassPage, ClassSummary, Home, ListPage, NotFound, SearchPage, StandalonePage,
    TermIndex, TermSummary,
};
use super::part::{ArticleLink, Globals, Meta, SearchLinks, SiteView, TermCount};
use super::people::Person;
use super::term::{TermFull, TermPage};
use super::view_builder::ViewBuilder;
use crate::config::{ISSUES, Membership};
use crate::json_table::JsonTable;
use crate::library::{CitationFields, CorrectionFields, DocId, Facts, Reference};
use crate::route::Route;
use crate::site::{
    Card, Class, ReferenceScope, SEARCH_INDEX, Term, TermId, class_index, follow_route,
    has_follow_page, is_review_overdue, iso_date, markdown_copy, search_description_route,
    search_route, trial_index, work_index,
};
use crate::tex::{bibtex_author, bibtex_group};
use crate::translations::is_right_to_left;
use offprint_base::Hashed;
use offprint_base::{TrialNumber, filing_name, slugify};

impl<'s> ViewBuilder<'s> {
    /// The page of an article.
    pub fn article(self, id: DocId) -> Option<ArticlePage<'s>> {
        let (site, config) = (self.site, self.config());
        let (route, card, place) = (site.route(id)?, self.card(id)?, site.rank[id]?);
        let facts = self.facts(id);
        let body = &self.library.documents[id].body;
        let details = &facts.details;
        // What has no date is neither earlier nor later than another article.
        let neighbour = |place: Option<usize>| {
            facts.date?;
            place
                .and_then(|place| site.articles.get(place))
                .and_then(|id| self.card(*id))
                .filter(|card| card.date.is_some())
                .map(|card| ArticleLink::of(card))
        };
        let citations = self.citations(id);
        let reference_files = self.reference_files(ReferenceScope::Article(id));
        let file = |label: &str| {
            let file = reference_files.iter().find(|file| file.label == label);
            file.map(|file| file.url.clone())
        };
        let mut meta = self.meta("article", &facts.title, Self::description(facts), route);
        meta.share_image = self.derived_assets.image(id, site);
        meta.license = facts.license.as_ref().or(meta.license);
        if let Some(first) = site.terms_of.get(id, 0).first() {
            let drug = &site.terms[0].list[*first];
            meta.crumbs = vec![
                self.crumb(config.taxonomies[0].name.as_str(), &site.terms[0].index),
                self.crumb(drug.name.as_str(), &drug.route),
            ];
        }
        Some(ArticlePage {
            meta,
            card: ArticleCard {
                summary: facts.summary.as_deref().filter(|_| !facts.text_repeats_summary),
                ..ArticleCard::of(card)
            },
            people: self.byline(facts),
            collections: self.collection_places(id),
            cite_styles: self.cite_styles(facts, card),
            bibtex_authors: self.bibtex_authors(facts),
            has_shared_title: site.shared_titles.contains(&facts.title),
            review: self.review(facts),
            updated_display: facts.updated.map(|when| self.shown(when)),
            key_findings: &details.key_findings,
            source: self.source_note(facts),
            study: self.study_rows(facts),
            corrections: self.corrections(facts),
            taxonomies: (2..site.terms.len())
                // People, series and issues have places of their own.
                .filter(|group| site.terms[*group].membership == Membership::Named)
                .filter_map(|group| {
                    let terms: Vec<_> = site
                        .terms_of
                        .get(id, group)
                        .iter()
                        .map(|term| &site.terms[group].list[*term].link)
                        .collect();
                    let taxonomy = &config.taxonomies[group];
                    (!terms.is_empty()).then_some(TermGroup {
                        key: &taxonomy.key,
                        name: &taxonomy.name,
                        terms,
                    })
                })
                .collect(),
            content: self.linked(id),
            toc: &body.toc,
            words: body.words,
            citations,
            coins: self.article_coins(id),
            backlinks: self.backlinks(&site.backlinks[id]),
            related: self
                .cards(
                    site.related
                        .of(place)
                        .iter()
                        .filter_map(|place| site.articles.get(*place as usize).copied()),
                )
                .into_iter()
                .map(|card| ArticleLink::of(card))
                .collect(),
            older: neighbour(Some(place + 1)),
            newer: neighbour(place.checked_sub(1)),
            markdown_url: markdown_copy(config, route).map(|route| site.url(&route)),
            bibtex_url: file("BibTeX"),
            ris_url: file("RIS"),
            reference_files,
            extra: &facts.extra,
        })
    }

    /// The works that an article cites, in the order of the site's style.
    pub fn citations(self, id: DocId) -> Vec<CitedWork<'s>> {
        let fields = &self.facts(id).details.citations;
        let references = &self.library.documents[id].body.references;
        references
            .iter()
            .filter_map(|reference| Some((reference, fields.get(reference.index)?)))
            .enumerate()
            .map(|(index, (reference, fields))| {
                // What happened to the work may be stated where another article cites it.
                let work = self.site.works.of_citation(id, reference.index);
                let statuses = work.map_or(fields.statuses(), |work| &work.statuses);
                CitedWork {
                    statuses: self.work_statuses(statuses),
                    page_url: self.work_url(id, reference.index),
                    trial: fields.nct.as_deref().map(|number| self.trial_link(number)),
                    ..citation(index + 1, fields, reference)
                }
            })
            .collect()
    }

    /// The authors of an article for citations: its own, or those of the site.
    fn cited_authors(self, facts: &'s Facts) -> Vec<Person<'s>> {
        let own = Some(&facts.authors).filter(|authors| !authors.is_empty());
        self.people(own.unwrap_or(&self.config().authors))
    }

    fn bibtex_authors(self, facts: &'s Facts) -> String {
        let authors = self.cited_authors(facts).into_iter().map(|author| match author.is_group {
            true => bibtex_group(author.name),
            false => bibtex_author(author.name),
        });
        authors.collect::<Vec<_>>().join(" and ")
    }

    /// How to cite an article.
    fn cite_styles(self, facts: &'s Facts, card: &Card) -> Vec<CiteStyle> {
        let config = self.config();
        let authors = self.cited_authors(facts);
        let page = CitedPage {
            authors: authors.iter().map(|author| (author.name, author.is_group)).collect(),
            title: &facts.title,
            site: &config.title,
            published: facts.date.map(|when| when.day),
            updated: facts.updated.map(|when| when.day),
            url: &card.permalink,
        };
        how_to_cite(&page, &config.translations)
    }

    /// When the text of a file was reviewed.
    fn review(self, facts: &Facts) -> Review {
        Review {
            reviewed: facts.reviewed.map(iso_date),
            reviewed_display: facts.reviewed.map(|when| self.shown(when)),
            review_by: facts.review_by.map(iso_date),
            review_by_display: facts.review_by.map(|when| self.shown(when)),
            is_review_overdue: is_review_overdue(facts, self.site.clock),
        }
    }

    /// A standalone page.
    pub fn page(self, id: DocId) -> Option<StandalonePage<'s>> {
        let facts = self.facts(id);
        let body = &self.library.documents[id].body;
        let meta = self.meta("page", &facts.title, Self::description(facts), self.site.route(id)?);
        Some(StandalonePage {
            meta: Meta {
                share_image: self.derived_assets.image(id, self.site),
                license: facts.license.as_ref().or(meta.license),
                ..meta
            },
            authors: &facts.authors,
            people: self.byline(facts),
            date: facts.date.map(iso_date),
            date_display: facts.date.map(|when| self.shown(when)),
            updated: facts.updated.map(iso_date),
            updated_display: facts.updated.map(|when| self.shown(when)),
            review: self.review(facts),
            content: self.linked(id),
            toc: &body.toc,
            words: body.words,
            backlinks: self.backlinks(&self.site.backlinks[id]),
            draft: facts.draft,
            extra: &facts.extra,
        })
    }

    /// A page of the list of a standalone page, from 1.
    pub fn list(self, list: usize, page: usize) -> Option<ListPage<'s>> {
        let list = &self.site.lists[list];
        let view = self.page(list.document)?;
        let route = self.site.route(list.document)?;
        let numbered = route.numbered(page);
        let meta = Meta {
            kind: "list",
            url: self.site.url(&numbered),
            permalink: self.site.permalink(&numbered),
            ..view.meta
        };
        Some(ListPage {
            page: StandalonePage { meta, ..view },
            paginator: self.paginator_of(&list.articles, route, page, list.per_page),
        })
    }

    /// A page of the home list, from 1.
    pub fn home(self, page: usize) -> Home<'s> {
        let site = self.site;
        let root = Route::of("/");
        let facts = site.home.map(|id| self.facts(id));
        let title = facts.map_or(self.config().title.as_str(), |facts| facts.title.as_str());
        let description = facts
            .and_then(Self::description)
            .filter(|_| page == 1)
            .or(self.config().description.as_deref());
        let meta = self.meta("home", title, description, &root.numbered(page));
        Home {
            page: Meta {
                share_image: site.home.and_then(|id| self.derived_assets.image(id, site)),
                ..meta
            },
            content: site
                .home
                .filter(|_| page == 1)
                .map(|id| self.linked(id))
                .filter(|content| !content.is_empty()),
            paginator: self.paginator(&site.articles, &root, page),
        }
    }

    /// A page of a term's list, from 1.
    pub fn term(self, group: usize, term: TermId, page: usize) -> TermPage<'s> {
        let site = self.site;
        let terms = &site.terms[group];
        let found = &terms.list[term];
        let facts = found.document.map(|id| self.facts(id));
        let is_first = page == 1;
        let mut meta = self.meta(
            "term",
            &found.link.name,
            facts.and_then(Self::description),
            &found.route.numbered(page),
        );
        meta.crumbs = vec![self.crumb(self.config().taxonomies[group].name.as_str(), &terms.index)];
        meta.share_image = found.document.and_then(|id| self.derived_assets.image(id, site));
        meta.feeds = self.term_feed_links(found);
        let aliases = match facts {
            Some(facts) if group == 0 => &facts.names[..facts.drug.alias_count],
            Some(facts) => &facts.names,
            None => &[],
        };
        // A series or an issue is in its own order, not in that of years.
        let (years, undated) = match terms.membership {
            Membership::Listed => (Vec::new(), None),
            _ => archive::by_year(self, &found.articles, &found.route),
        };
        let paginator = self.paginator(&found.articles, &found.route, page);
        let from = (page - 1) * self.config().paginate_by;
        let shown = found.articles.iter().enumerate().skip(from).take(paginator.pages.len());
        let roles = shown.filter_map(|(place, id)| self.role_of_article(group, term, place, *id));
        TermPage {
            page: meta,
            roles: roles.collect(),
            taxonomy: self.taxonomy(group),
            term: TermFull {
                name: &found.name,
                slug: &found.link.slug,
                url: &found.link.url,
                permalink: site.permalink(&found.route),
                count: found.articles.len(),
                aliases,
                summary: facts.and_then(|facts| facts.summary.as_deref()),
                review: facts.map(|facts| self.review(facts)).unwrap_or_default(),
                extra: facts.map(|facts| &facts.extra),
                content: found
                    .document
                    .filter(|_| is_first)
                    .map(|id| self.linked(id))
                    .filter(|content| !content.is_empty()),
                reference_files: match is_first {
                    true => self.reference_files(ReferenceScope::Term(group, term)),
                    false => Vec::new(),
                },
                drug: found
                    .profile
                    .as_ref()
                    .map(|profile| dossier::drug(self, term, profile, is_first)),
                author: self.author_facts(group, found),
                collection: self.collection_facts(group, term, is_first),
                related: found.related.iter().map(|id| &terms.list[*id].link).collect(),
                drugs_with: self.counts(0, &found.drugs_with),
                tags_with: self.counts(1, &found.tags_with),
                years,
                undated,
                backlinks: if is_first {
                    self.backlinks(&site.term_backlinks[group][term])
                } else {
                    Vec::new()
                },
            },
            paginator,
        }
    }

    /// The index of a group of terms.
    pub fn terms(self, group: usize) -> TermIndex<'s> {
        let terms = &self.site.terms[group];
        let taxonomy = &self.config().taxonomies[group];
        let mut meta = self.meta("terms", &taxonomy.name, None, &terms.index);
        if group == ISSUES {
            meta.feeds = self.issue_feed_links();
        }
        TermIndex {
            page: meta,
            taxonomy: self.taxonomy(group),
            terms: terms.list.iter().map(|term| self.summary(term, group)).collect(),
            classes: if group == 0 { self.class_list() } else { Vec::new() },
        }
    }

    fn summary(self, term: &'s Term, group: usize) -> TermSummary<'s> {
        let facts = term.document.map(|id| self.facts(id));
        // Drugs are the first group.
        let filed: &str = if group == 0 { filing_name(&term.name) } else { &term.name };
        TermSummary {
            term: &term.link,
            permalink: self.site.permalink(&term.route),
            page_count: term.articles.len(),
            summary: facts.and_then(|facts| facts.summary.as_deref()),
            classes: term
                .profile
                .iter()
                .flat_map(|profile| &profile.classes)
                .map(|class| class.name.as_str())
                .collect(),
            role: facts.and_then(|facts| facts.person.role.as_deref()),
            affiliations: facts.map_or(&[], |facts| &facts.person.affiliations),
            number: facts.and_then(|facts| facts.collection.number),
            date_display: facts.and_then(|facts| facts.date).map(|when| self.shown(when)),
            letter: slugify(filed)
                .chars()
                .next()
                .filter(char::is_ascii_alphabetic)
                .map_or('#', |c| c.to_ascii_uppercase()),
        }
    }

    fn class_list(self) -> Vec<ClassSummary<'s>> {
        let drugs = &self.site.terms[0].list;
        let summary = |class: &'s Class| ClassSummary {
            class: &class.link,
            permalink: self.site.permalink(&class.route),
            drugs: class.drugs.iter().map(|drug| &drugs[*drug].link).collect(),
        };
        self.site.classes.iter().map(summary).collect()
    }

    /// The index of the classes of drugs.
    pub fn classes(self) -> ClassIndex<'s> {
        let mut meta = self.meta(
            "classes",
            self.config().translations.text("drug_classes"),
            None,
            &class_index(),
        );
        meta.crumbs =
            vec![self.crumb(self.config().taxonomies[0].name.as_str(), &self.site.terms[0].index)];
        ClassIndex { page: meta, classes: self.class_list() }
    }

    /// The page of a class of drugs.
    pub fn class(self, number: usize) -> ClassPage<'s> {
        let drugs = &self.site.terms[0];
        let class = &self.site.classes[number];
        let facts = class.document.map(|id| self.facts(id));
        let description = facts.and_then(Self::description);
        let mut meta = self.meta("class", &class.link.name, description, &class.route);
        meta.share_image = class.document.and_then(|id| self.derived_assets.image(id, self.site));
        meta.crumbs = vec![
            self.crumb(self.config().taxonomies[0].name.as_str(), &drugs.index),
            self.crumb(self.config().translations.text("classes"), &class_index()),
        ];
        ClassPage {
            page: meta,
            class: &class.link,
            summary: facts.and_then(|facts| facts.summary.as_deref()),
            review: facts.map(|facts| self.review(facts)).unwrap_or_default(),
            extra: facts.map(|facts| &facts.extra),
            content: class.document.map(|id| self.linked(id)).filter(|content| !content.is_empty()),
            related: class.related.iter().map(|other| &self.site.classes[*other].link).collect(),
            backlinks: class
                .document
                .map(|id| self.backlinks(&self.site.backlinks[id]))
                .unwrap_or_default(),
            drugs: class.drugs.iter().map(|drug| self.summary(&drugs.list[*drug], 0)).collect(),
            articles: self.cards(class.articles.iter().copied()),
        }
    }

    /// The search page.
    pub fn search(self) -> SearchPage<'s> {
        let mut meta =
            self.meta("search", self.config().translations.text("search"), None, &search_route());
        meta.noindex = true;
        SearchPage { page: meta, classes: self.class_list() }
    }

    /// The page for URLs that do not exist.
    pub fn not_found(self) -> NotFound<'s> {
        let mut meta = self.meta(
            "not_found",
            self.config().translations.text("not_found"),
            None,
            &Route::of("/404.html"),
        );
        meta.noindex = true;
        NotFound { page: meta }
    }

    /// The global variables of templates.
    pub fn globals(self, params: &'s Hashed<JsonTable>) -> Globals<'s> {
        let (site, config) = (self.site, self.config());
        let counted = |group: usize| -> Vec<TermCount<'s>> {
            site.terms[group]
                .list
                .iter()
                .map(|term| TermCount { term: &term.link, count: term.articles.len() })
                .collect()
        };
        Globals {
            site: SiteView {
                title: &config.title,
                description: config.description.as_deref(),
                language: &config.language,
                dir: if is_right_to_left(&config.language) { "rtl" } else { "ltr" },
                authors: &config.authors,
                base_url: &config.base_url,
                base_path: &config.base_path,
                url: site.url(&Route::of("/")),
                menu: self.menu(false),
                footer_menu: self.menu(true),
                feeds: self.site_feed_links(),
                follow_url: has_follow_page(config).then(|| site.url(&follow_route())),
                newsletter: config.newsletter.as_ref(),
                archive_url: self.archive_url(),
                map_url: self.map_url(),
                compare_url: self.compare_url(),
                sources_url: (!site.works.is_empty()).then(|| site.url(&work_index())),
                trials_url: (!site.trials.is_empty()).then(|| site.url(&trial_index())),
                search: config.outputs.search.then(|| SearchLinks {
                    url: site.url(&search_route()),
                    description_url: site.url(&search_description_route()),
                    index_url: site.url(&Route::of(SEARCH_INDEX)),
                }),
                taxonomies: (0..config.taxonomies.len())
                    .filter(|group| site.terms[*group].has_index())
                    .map(|group| self.taxonomy(group))
                    .collect(),
                params,
                style_url: self.derived_assets.style.as_ref().map(|(route, _)| site.url(route)),
                share_image: self.derived_assets.site_image(site),
                generator: concat!("Offprint ", env!("CARGO_PKG_VERSION")),
            },
            recent_articles: self.cards(site.articles.iter().take(config.paginate_by).copied()),
            all_drugs: counted(0),
            all_tags: counted(1),
            t: &config.translations,
            archive_years: self.archive_links(),
        }
    }

    /// The publication that an article reports on.
    pub(super) fn source_note(self, facts: &'s Facts) -> Option<SourceNote<'s>> {
        let source = facts.details.source.as_ref()?;
        Some(SourceNote {
            name: source.name.as_deref(),
            url: source.url.as_deref(),
            title: source.title.as_deref(),
            authors: &source.authors,
            affiliations: &source.affiliations,
            reviewed_by: &source.reviewed_by,
            published: source.published.map(iso_date),
            published_display: source.published.map(|when| self.shown(when)),
            updated: source.updated.map(iso_date),
            updated_display: source.updated.map(|when| self.shown(when)),
            license: source.license.as_deref(),
            doi: source.doi.as_deref(),
            pmid: source.pmid.as_deref(),
            pmcid: source.pmcid.as_deref(),
            status_note: source.status_note.as_deref(),
        })
    }

    /// The rows of the summary of the study that an article reports.
    fn study_rows(self, facts: &'s Facts) -> Vec<StudyRow<'s>> {
        let words = &self.config().translations;
        let Some(study) = &facts.details.study else { return Vec::new() };
        // A design that is written as its key is shown as its name; other words may say more.
        let design = study.known_design().filter(|design| study.text("design") == Some(design.key));
        let name = design.map(|design| words.text(design.message));
        let rows = study.rows.iter().map(|(key, phrase, value)| StudyRow {
            key,
            label: words.text(phrase),
            value: name.filter(|_| *key == "design").unwrap_or(value),
            url: None,
            trial: None,
        });
        let registry = study.registry.iter().map(|number| {
            let trial = self.trial_link(number);
            StudyRow {
                key: "registry",
                label: words.text("study_registry"),
                value: number,
                url: trial.registry_url.clone(),
                trial: Some(trial),
            }
        });
        rows.chain(registry).collect()
    }

    /// The errors of an article that were corrected.
    pub(super) fn corrections(self, facts: &'s Facts) -> Vec<Correction<'s>> {
        let shown = |correction: &'s CorrectionFields| Correction {
            date: correction.date.map(iso_date),
            date_display: correction.date.map(|when| self.shown(when)),
            text: &correction.text,
        };
        facts.details.corrections.iter().map(shown).collect()
    }
}

fn citation<'s>(
    number: usize,
    fields: &'s CitationFields,
    reference: &'s Reference,
) -> CitedWork<'s> {
    let doi = fields.doi.as_ref().map(|doi| format!("https://doi.org/{}", doi.replace(' ', "%20")));
    let pmid =
        || fields.pmid.as_ref().map(|pmid| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"));
    let pmcid = || {
        fields.pmcid.as_ref().map(|pmcid| format!("https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"))
    };
    let trial = fields.nct.as_ref().and_then(|nct| TrialNumber::parse(nct).ok());
    let nct_registry = trial.as_ref().map(|trial| trial.registry);
    let nct_url = trial.and_then(|trial| trial.url);
    CitedWork {
        number,
        id: &fields.id,
        authors: &fields.authors,
        title: fields.title.as_deref(),
        journal: fields.journal.as_deref(),
        year: fields.year.as_deref(),
        volume: fields.volume.as_deref(),
        issue: fields.issue.as_deref(),
        pages: fields.pages.as_deref(),
        doi: fields.doi.as_deref(),
        pmid: fields.pmid.as_deref(),
        pmcid: fields.pmcid.as_deref(),
        nct: fields.nct.as_deref(),
        nct_registry,
        nct_url: nct_url.clone(),
        url: fields.url.as_deref(),
        text: fields.text.as_deref(),
        link: doi
            .or_else(pmid)
            .or_else(pmcid)
            .or(nct_url)
            .or_else(|| fields.url.as_deref().map(str::to_owned)),
        label: &reference.label,
        reference: &reference.html,
        trial: None,
        statuses: Vec::new(),
        page_url: None,
        places: &reference.places,
    }
}
