//! The works in files for reference managers, and the links to these files.
//!
//! A work contains what the site publishes of it: no abstract, which may be long and belong to a
//! publisher, and no notes, which may be private.

use super::part::ReferenceFile;
use super::view_builder::ViewBuilder;
use crate::library::{CitationFields, DocId};
use crate::site::{ReferenceFormat, ReferenceScope, SiteWork, free_key, reference_page};
use offprint_works::{Work, add_missing, to_coins};

/// A work in the list of references of an article.
pub struct ArticleWork {
    /// Its place in the list of the works of the site.
    pub place: usize,
    /// The citation: the article, and the index there.
    pub citation: (DocId, usize),
    /// The id that the article gives it.
    pub key: String,
    /// Whether it is the work as the site knows it.
    pub is_as_known: bool,
}

impl<'s> ViewBuilder<'s> {
    /// The files of these works, in every format.
    pub(super) fn reference_files(self, scope: ReferenceScope) -> Vec<ReferenceFile> {
        let Some(page) = reference_page(self.site.output_input(), scope) else { return Vec::new() };
        let file = |format: &ReferenceFormat| ReferenceFile {
            label: format.label(),
            media_type: format.media_type(),
            url: self.site.url(&page.beside(format.file_name())),
        };
        ReferenceFormat::ALL.iter().map(file).collect()
    }

    /// The works that an article cites, each once, in the order of its list of references.
    pub fn article_works(self, id: DocId) -> Vec<ArticleWork> {
        let fields = &self.facts(id).details.citations;
        let places = self.site.works.of_document(id);
        let mut seen = rustc_hash::FxHashSet::default();
        let mut keys = rustc_hash::FxHashSet::default();
        let references = self.library.documents[id].body.references.iter();
        let cited = references.filter_map(|one| {
            let place = *places.get(one.index).filter(|place| seen.insert(**place))?;
            let key = free_key(&fields[one.index].id, &mut keys);
            let work = &self.site.works.list[place];
            // Nobody else says anything about it.
            let is_alone = fields[one.index].shared.is_some()
                || work.document.is_none() && work.cited_in.len() == 1;
            let is_as_known = is_alone && work.key == key;
            Some(ArticleWork { place, citation: (id, one.index), key, is_as_known })
        });
        cited.collect()
    }

    /// A work as an article states it, by the id that it gives it, with what only others state. `known`
    /// is what the site knows of it.
    pub fn article_work(self, cited: &ArticleWork, known: &Work) -> Work {
        let (id, index) = cited.citation;
        let fields = &self.facts(id).details.citations[index];
        let mut work = known.clone();
        if fields.shared.is_none() {
            work = published(fields);
            add_missing(&mut work, known.clone());
            work.status.clone_from(&known.status);
        }
        work.key.clone_from(&cited.key);
        work
    }

    /// The works that an article cites as COinS, in the order of its list of references.
    pub(super) fn article_coins(self, id: DocId) -> Vec<String> {
        let fields = &self.facts(id).details.citations;
        let references = self.library.documents[id].body.references.iter();
        let cited = references.filter_map(|one| fields.get(one.index));
        cited.map(|fields| to_coins(&published(fields))).collect()
    }

    /// The works that articles of the site, or those of a term, cite: their places in the list of
    /// works, in its order.
    pub fn listed_works(self, scope: ReferenceScope) -> Vec<usize> {
        let works = &self.site.works;
        match scope {
            ReferenceScope::Article(id) => works.of_document(id).to_vec(),
            ReferenceScope::Term(group, term) => {
                let articles = &self.site.terms[group].list[term].articles;
                let cited = articles.iter().flat_map(|id| works.of_document(*id));
                let mut cited: Vec<usize> = cited.copied().collect();
                cited.sort_unstable();
                cited.dedup();
                cited
            }
            ReferenceScope::Site => {
                let is_cited = |place: &usize| !works.list[*place].cited_in.is_empty();
                (0..works.list.len()).filter(is_cited).collect()
            }
        }
    }

    /// A work with everything that the site's articles state of it.
    pub fn published_work(self, work: &SiteWork) -> Work {
        let fields = |(id, citation): (DocId, usize)| &self.facts(id).details.citations[citation];
        let mut all = published(fields(work.best));
        let document = work.document.map(|id| (id, 0));
        let places = document.into_iter().chain(work.cited_in.iter().copied());
        for place in places.filter(|place| *place != work.best) {
            // Most citations of a work of the site are that work.
            if fields(place).shared.is_none() {
                add_missing(&mut all, published(fields(place)));
            }
        }
        all.key.clone_from(&work.key);
        all.status.clone_from(&work.statuses);
        all
    }
}

/// What the site publishes of a work.
fn published(fields: &CitationFields) -> Work {
    let mut work = fields.as_work();
    work.sections.clear();
    work.note.clear();
    // Only the printed reference may be known.
    if work.title.is_empty() {
        work.note = fields.text.as_deref().unwrap_or_default().to_owned();
    }
    work
}
