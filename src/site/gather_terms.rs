//! [`gather_terms`]: which terms a site has, their names, and which articles belong to them.
//!
//! Files come first: each file of a term defines its names. Then the names in articles are looked
//! up among these; a name that no file defines becomes a term without a file. For a drug, this term
//! gets the name in the vocabulary. This must not read the text of any document.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::card::TermRef;
use super::collections::{
    ArticleNames, collected_articles, report_shared_numbers, report_shared_orcids,
};
use super::document_diff::DocumentDiff;
use super::hidden::Hidden;
use super::linked_site::Site;
use super::spelling::Spellings;
use super::suggestion::suggest_name;
use super::term_neighbours::add_neighbours;
use super::terms::{KnownDrug, NameCache, Term, TermId, Terms, TermsOf};
use crate::cached_value::CachedValue;
use crate::config::{Config, DrugNameChoice, ISSUES, Membership, Taxonomy};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, FactRef, Facts, UnlocatedDiagnostic};
use crate::route::Route;
use offprint_base::{
    Hashed, capitalised_drug, filing_name, name_key, slugify, term_key, term_slug,
};
use offprint_vocabulary::{Language, MatchKind, MentionKind, Vocabulary, drug_name_key};

/// The input for gathering terms.
#[derive(Clone, Copy)]
pub(super) struct TermInputs<'f> {
    pub(super) facts: &'f [Hashed<Facts>],
    pub(super) config: &'f Config,
    pub(super) routes: &'f [Result<Route, Hidden>],
    /// The articles that are shown, newest first.
    pub(super) articles: &'f [DocId],
    pub(super) vocabulary: &'f Hashed<Vocabulary>,
}

/// Finds all terms and their articles. Results of vocabulary lookups are reused from the previous
/// site.
pub(super) fn gather_terms(
    input: TermInputs<'_>,
    diff: Option<&DocumentDiff<'_>>,
    previous: Option<&Site>,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> (Vec<Terms>, TermsOf) {
    let TermInputs { facts, config, vocabulary, .. } = input;
    let mut groups = Vec::with_capacity(config.taxonomies.len());
    let mut terms_of = TermsOf::new(config.taxonomies.len(), facts.len());
    let no_names = NameCache::default();
    let known_names = previous
        .filter(|site| site.vocabulary() == vocabulary)
        .filter(|site| site.config.language == config.language)
        .filter(|site| site.config.drug_names == config.drug_names)
        .map_or(&no_names, |site| &site.terms[0].vocabulary_names);
    for group in 0..config.taxonomies.len() {
        let spellings = group_spellings(facts, group, diff);
        let terms = gather_group(group, input, known_names, &spellings, &mut terms_of, faults);
        groups.push(Terms { spellings, ..terms });
    }
    add_neighbours(&mut groups, &terms_of, diff);
    (groups, terms_of)
}

/// The names of a group in documents. For unchanged documents, their numbers are reused.
fn group_spellings(
    facts: &[Hashed<Facts>],
    group: usize,
    diff: Option<&DocumentDiff<'_>>,
) -> Spellings {
    let former = diff.and_then(|diff| Some((diff, diff.previous.terms.get(group)?.spellings())));
    match former {
        Some((diff, former)) => {
            Spellings::from_previous(facts, group, former, |id| diff.old_id(id))
        }
        None => Spellings::new(facts, group),
    }
}

fn gather_group<'f>(
    group: usize,
    input: TermInputs<'f>,
    known_names: &NameCache,
    spellings: &'f Spellings,
    terms_of: &mut TermsOf,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Terms {
    let taxonomy = &input.config.taxonomies[group];
    let mut builder = GroupBuilder::new(input, taxonomy, group == 0);
    builder.add_files(faults);
    builder.add_slugs_of_files();
    if builder.is_drugs {
        report_contested_names(&builder, faults);
    }
    let (spans, all) = (&mut terms_of.spans[group], &mut terms_of.all[group]);
    match taxonomy.membership {
        Membership::Listed => builder.add_collections(group == ISSUES, spans, all, faults),
        _ => builder.add_articles(known_names, spellings, spans, all),
    }
    if taxonomy.membership == Membership::NamedWithFile {
        let documents = builder.drafts.iter().filter_map(|draft| draft.document);
        report_shared_orcids(documents, input.facts, faults);
    }
    builder.choose_names();
    report_shared_urls(&mut builder, faults);
    let renumbered = builder.sort();
    for term in all {
        *term = renumbered[*term];
    }
    let vocabulary = builder.is_drugs.then_some(&**input.vocabulary);
    let mut terms = builder.finish();
    resolve_related(&mut terms, taxonomy, input.facts, vocabulary, faults);
    terms
}

/// A term while its group is gathered.
struct TermDraft<'f> {
    name: Cow<'f, str>,
    slug: String,
    /// Whether its name comes from the vocabulary: then other spellings are alternative names.
    is_known: bool,
    document: Option<DocId>,
    /// How often each spelling is used, if no file determines which is correct.
    spellings: BTreeMap<&'f str, usize>,
    other_names: Vec<&'f str>,
    /// Its articles, newest first.
    members: Vec<DocId>,
}

/// Gathers the terms of one group.
struct GroupBuilder<'f> {
    input: TermInputs<'f>,
    taxonomy: &'f Taxonomy,
    is_drugs: bool,
    drafts: Vec<TermDraft<'f>>,
    /// The term of each folded name and of each slug.
    names: FxHashMap<String, TermId>,
    /// The terms without a file by the keys of their slugs.
    slugs: FxHashMap<String, TermId>,
    /// The file that claims each name, and the position: needed to report a second claim.
    claims: FxHashMap<String, (DocId, FactRef)>,
    /// The results of looking up in the vocabulary the names that no file defines.
    vocabulary_names: NameCache,
}

impl<'f> GroupBuilder<'f> {
    fn new(input: TermInputs<'f>, taxonomy: &'f Taxonomy, is_drugs: bool) -> Self {
        Self {
            input,
            taxonomy,
            is_drugs,
            drafts: Vec::new(),
            names: FxHashMap::default(),
            slugs: FxHashMap::default(),
            claims: FxHashMap::default(),
            vocabulary_names: NameCache::default(),
        }
    }

    /// The key under which a name is claimed. Texts write the name of a drug with and without
    /// hyphens, so hyphens cannot distinguish two drugs.
    fn claim_key(&self, name: &str) -> String {
        if self.is_drugs { drug_name_key(name) } else { term_key(name) }
    }

    /// Adds a term for each file of the group that is shown.
    fn add_files(&mut self, faults: &mut Vec<UnlocatedDiagnostic>) {
        let TermInputs { facts, routes, .. } = self.input;
        for (id, document) in facts.iter().enumerate() {
            if !document.kind.is_of(&self.taxonomy.key) || routes[id].is_err() {
                continue;
            }
            let term = self.drafts.len();
            self.drafts.push(TermDraft {
                name: Cow::Borrowed(&document.title),
                slug: document.slug.clone(),
                is_known: false,
                document: Some(id),
                spellings: BTreeMap::new(),
                other_names: document.names.iter().map(String::as_str).collect(),
                members: Vec::new(),
            });
            self.claim_name(&document.title, FactRef::Title, term, id, faults);
            for (index, name) in document.names.iter().enumerate() {
                self.claim_name(name, FactRef::Name(index), term, id, faults);
            }
        }
    }

    /// Assigns a name to the term of a file, unless another file has claimed it.
    fn claim_name(
        &mut self,
        name: &str,
        place: FactRef,
        term: TermId,
        document: DocId,
        faults: &mut Vec<UnlocatedDiagnostic>,
    ) {
        let facts = self.input.facts;
        let key = self.claim_key(name);
        match self.claims.get(&key) {
            Some((first, _)) if *first == document => {
                self.names.entry(term_key(name)).or_insert(term);
            }
            Some((first, first_place)) => faults.push(UnlocatedDiagnostic {
                document,
                place,
                severity: Severity::Error,
                code: Code::DuplicateName,
                message: format!(
                    "`{name}` is a name of two {}: `{}` and `{}`",
                    self.taxonomy.name.to_lowercase(),
                    facts[*first].title,
                    facts[document].title
                ),
                help: Some(format!(
                    "a name can lead to one {} only: remove it from one of the two files",
                    self.taxonomy.singular
                )),
                note: Some((
                    *first,
                    *first_place,
                    format!("`{}` claims it here", facts[*first].title),
                )),
            }),
            None => {
                self.claims.insert(key, (document, place));
                self.names.insert(term_key(name), term);
            }
        }
    }

    /// Adds the slugs of the files: an article may name a term by its file. The names that files
    /// define are added first, since they are decisive.
    fn add_slugs_of_files(&mut self) {
        for (term, draft) in self.drafts.iter().enumerate() {
            self.names.entry(term_key(&draft.slug)).or_insert(term);
        }
    }

    /// Adds the names in articles: each article becomes a member of its terms, which are written to
    /// `all`; `spans` contains the range of each document.
    fn add_articles(
        &mut self,
        known_names: &NameCache,
        spellings: &'f Spellings,
        spans: &mut [(u32, u32)],
        all: &mut Vec<TermId>,
    ) {
        // The term of each spelling, if it has one, and how often the spelling is used.
        let mut uses: Vec<Option<(Option<TermId>, usize)>> = vec![None; spellings.len()];
        for id in self.input.articles {
            let start = all.len();
            for number in spellings.in_document(*id) {
                let (term, count) = uses[*number as usize].get_or_insert_with(|| {
                    (self.term_of_name(spellings.name(*number), known_names), 0)
                });
                *count += 1;
                let Some(term) = term else { continue };
                if !all[start..].contains(term) {
                    all.push(*term);
                    self.drafts[*term].members.push(*id);
                }
            }
            spans[*id] = (as_u32(start), as_u32(all.len()));
        }
        for (number, used) in uses.into_iter().enumerate() {
            let Some((Some(term), count)) = used else { continue };
            if self.drafts[term].document.is_none() {
                let spelling = spellings.name(as_u32(number));
                self.drafts[term].spellings.insert(spelling, count);
            }
        }
    }

    /// Adds the articles that the files of series or issues list; `spans` and `all` are as in
    /// [`Self::add_articles`].
    fn add_collections(
        &mut self,
        have_numbers: bool,
        spans: &mut [(u32, u32)],
        all: &mut Vec<TermId>,
        faults: &mut Vec<UnlocatedDiagnostic>,
    ) {
        let TermInputs { facts, routes, articles, config, .. } = self.input;
        if self.drafts.is_empty() {
            return;
        }
        let names = ArticleNames::new(facts, &config.base_url);
        let mut terms_of: FxHashMap<DocId, Vec<TermId>> = FxHashMap::default();
        for (term, draft) in self.drafts.iter_mut().enumerate() {
            let Some(document) = draft.document else { continue };
            draft.members = collected_articles(document, facts, routes, &names, faults);
            for article in &draft.members {
                terms_of.entry(*article).or_default().push(term);
            }
        }
        if have_numbers {
            let documents = self.drafts.iter().filter_map(|draft| draft.document);
            report_shared_numbers(documents, facts, faults);
        }
        for id in articles {
            let start = all.len();
            all.extend(terms_of.get(id).into_iter().flatten());
            spans[*id] = (as_u32(start), as_u32(all.len()));
        }
    }

    /// The term that a name in an article refers to; a new one if there is none yet, and None if
    /// only a file can make one.
    fn term_of_name(&mut self, name: &'f str, known_names: &NameCache) -> Option<TermId> {
        let key = term_key(name);
        if let Some(term) = self.names.get(&key) {
            return Some(*term);
        }
        if self.taxonomy.membership == Membership::NamedWithFile {
            return None;
        }
        let known = self.is_drugs.then(|| self.vocabulary_name(name, known_names)).flatten();
        let Some(known) = known else {
            return Some(self.new_term(Cow::Borrowed(name), term_slug(name), false, key));
        };
        let known_key = term_key(&known.canonical);
        let term = match self.names.get(&known_key) {
            Some(term) => *term,
            None => {
                let shown_key = term_key(&known.shown);
                let known_term = self.names.get(&shown_key).copied();
                known_term.unwrap_or_else(|| {
                    self.new_term(Cow::Owned(known.shown), known.slug, true, shown_key)
                })
            }
        };
        self.names.entry(known_key).or_insert(term);
        self.names.insert(key, term);
        Some(term)
    }

    /// The drug in the vocabulary that a name refers to.
    fn vocabulary_name(&mut self, name: &str, known_names: &NameCache) -> Option<KnownDrug> {
        let found = match known_names.get(name) {
            Some(found) => found.clone(),
            None => resolve_drug_name(name, self.input.vocabulary, self.input.config),
        };
        self.vocabulary_names.insert(name.to_owned(), found.clone());
        found
    }

    /// A new term without a file.
    fn new_term(
        &mut self,
        name: Cow<'f, str>,
        slug: String,
        is_known: bool,
        key: String,
    ) -> TermId {
        let term = self.drafts.len();
        self.names.insert(key, term);
        // Links may name it by its slug. In an article the slug of one name may be another name:
        // `año` has the slug `ano`.
        self.slugs.entry(term_key(&slug)).or_insert(term);
        self.drafts.push(TermDraft {
            name,
            slug,
            is_known,
            document: None,
            spellings: BTreeMap::new(),
            other_names: Vec::new(),
            members: Vec::new(),
        });
        term
    }

    /// Names each term without a file after the spelling that articles use most.
    fn choose_names(&mut self) {
        // Each language spells its names in its own way: "Paracetamol" in German.
        let has_own_names = Language::from_tag(&self.input.config.language).is_some();
        for draft in &mut self.drafts {
            // Articles may use a brand name more often than the drug's name, but the page is about
            // the drug: they only determine how that name is spelled.
            let key = term_key(&draft.name);
            let spellings = draft
                .spellings
                .iter()
                .filter(|(name, _)| !draft.is_known || (!has_own_names && term_key(name) == key));
            if let Some((name, _)) = spellings.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))) {
                draft.name = Cow::Borrowed(name);
            }
            if draft.is_known {
                draft.other_names.extend(draft.spellings.keys());
            }
        }
    }

    /// Sorts the terms by number or name. Returns the new number of each.
    fn sort(&mut self) -> Vec<TermId> {
        let (drafts, facts) = (&self.drafts, self.input.facts);
        let mut order: Vec<TermId> = (0..drafts.len()).collect();
        // By slug first: terms are listed by letter, and Ä is listed under A. The letter of a drug
        // is that of its name without positions. Issues have numbers; the newest has the highest.
        order.sort_by_cached_key(|term| {
            let draft = &drafts[*term];
            let number = draft.document.and_then(|id| facts[id].collection.number);
            let filed = self.is_drugs.then(|| slugify(filing_name(&draft.name)));
            let name = (slugify(&draft.name), name_key(&draft.name), draft.slug.clone());
            (std::cmp::Reverse(number), filed, name)
        });
        let mut renumbered = vec![0; drafts.len()];
        for (new, old) in order.iter().enumerate() {
            renumbered[*old] = new;
        }
        #[expect(clippy::iter_over_hash_type, reason = "each is changed by itself")]
        for term in self.names.values_mut() {
            *term = renumbered[*term];
        }
        let mut drafts: Vec<(TermId, TermDraft<'f>)> =
            renumbered.iter().copied().zip(std::mem::take(&mut self.drafts)).collect();
        drafts.sort_unstable_by_key(|(number, _)| *number);
        self.drafts = drafts.into_iter().map(|(_, draft)| draft).collect();
        renumbered
    }

    fn finish(self) -> Terms {
        let TermInputs { facts, config, .. } = self.input;
        let index = Route::of(format!("/{}/", self.taxonomy.key));
        let is_drugs = self.is_drugs;
        let list = self.drafts.into_iter().map(|draft| {
            // Some articles begin the names of drugs with a capital and some do not: lists with both
            // would look careless. The page of a drug has its name as it is written.
            let listed = is_drugs.then(|| capitalised_drug(&draft.name));
            finish_term(draft, listed, &index, facts, config)
        });
        Terms {
            membership: self.taxonomy.membership,
            list: list.collect(),
            index,
            names: {
                let mut names = self.slugs;
                names.extend(self.names);
                names
            },
            vocabulary_names: self.vocabulary_names,
            spellings: Spellings::default(),
        }
    }
}

/// Makes a term. `listed` is its name in lists, if it has another one there.
fn finish_term(
    draft: TermDraft<'_>,
    listed: Option<String>,
    index: &Route,
    facts: &[Hashed<Facts>],
    config: &Config,
) -> Term {
    let route = index.beside(&format!("{}/", draft.slug));
    let url = format!("{}{}", config.base_path, route.encoded());
    let name = draft.name.into_owned();
    let mut other_slugs: Vec<String> = draft
        .other_names
        .iter()
        .copied()
        .chain([name.as_str()])
        .map(term_slug)
        .filter(|slug| *slug != draft.slug && !slug.is_empty())
        .collect();
    other_slugs.sort_unstable();
    other_slugs.dedup();
    Term {
        link: Hashed::new(CachedValue::new(TermRef {
            name: listed.unwrap_or_else(|| name.clone()),
            slug: draft.slug,
            url,
        })),
        name,
        route,
        document: draft.document,
        dated: draft.members.iter().filter(|id| facts[**id].date.is_some()).count(),
        articles: draft.members,
        other_slugs,
        profile: None,
        classes: Vec::new(),
        related: Vec::new(),
        drugs_with: Vec::new(),
        tags_with: Vec::new(),
    }
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The drug that a name in front matter refers to in the vocabulary; never a guess.
fn resolve_drug_name(name: &str, vocabulary: &Vocabulary, config: &Config) -> Option<KnownDrug> {
    let resolved = vocabulary.resolve(name)?;
    let is_sure = resolved.kind == MentionKind::Drug
        && !resolved.suspect
        && matches!(
            resolved.match_kind,
            MatchKind::Name | MatchKind::Alias | MatchKind::Brand | MatchKind::Code
        );
    if !is_sure {
        return None;
    }
    let language = Language::from_tag(&config.language);
    let shown = match (language, config.drug_names) {
        (Some(language), _) => {
            vocabulary.drug(&resolved.canonical).and_then(|drug| drug.name_in(language))
        }
        (None, DrugNameChoice::UnitedStates) => vocabulary
            .drug(&resolved.canonical)
            .and_then(|drug| drug.us_name().map(|name| name.text.clone())),
        (None, DrugNameChoice::Inn) => None,
    };
    let shown = shown.unwrap_or_else(|| resolved.canonical.clone());
    Some(KnownDrug { canonical: resolved.canonical, slug: resolved.slug, shown })
}

/// Reports different terms whose pages would have one URL: one of them would show the other's
/// articles under its own name.
fn report_shared_urls(builder: &mut GroupBuilder<'_>, faults: &mut Vec<UnlocatedDiagnostic>) {
    let GroupBuilder { input, taxonomy, drafts, .. } = &*builder;
    let group = input.config.taxonomies.iter().position(|other| other.key == taxonomy.key);
    // Where the name of a term is written: in its file, else in its newest article.
    let place = |draft: &TermDraft<'_>| -> Option<(DocId, FactRef)> {
        if let Some(document) = draft.document {
            return Some((document, FactRef::Slug));
        }
        let (article, group) = (*draft.members.first()?, group?);
        let names = input.facts[article].terms.get(group)?;
        let index = names
            .iter()
            .position(|name| draft.spellings.keys().any(|spelling| *spelling == name.as_str()));
        Some((article, FactRef::Term(group, index.unwrap_or_default())))
    };
    let mut first_of: FxHashMap<&str, &TermDraft<'_>> = FxHashMap::default();
    let mut second: Vec<TermId> = Vec::new();
    for (term, draft) in drafts.iter().enumerate() {
        let Some(first) = first_of.get(draft.slug.as_str()) else {
            first_of.insert(&draft.slug, draft);
            continue;
        };
        second.push(term);
        let Some((document, fact)) = place(draft) else { continue };
        let singular = &taxonomy.singular;
        faults.push(UnlocatedDiagnostic {
            document,
            place: fact,
            severity: Severity::Error,
            code: Code::DuplicateRoute,
            message: format!(
                "`{}` and `{}` are different names, but their pages would have one URL: /{}/{}/",
                first.name, draft.name, taxonomy.key, draft.slug
            ),
            help: Some(format!(
                "if they mean one {singular}, write them alike; if not, give one a file with \
                 its own slug: content/{}/NAME.md with slug = \"…\"",
                taxonomy.key
            )),
            note: place(first).map(|(document, fact)| {
                (document, fact, format!("`{}` is named here", first.name))
            }),
        });
    }
    // The site is not built; with another URL, the files of the page cause no further errors.
    for term in second {
        builder.drafts[term].slug.push_str(&format!("-{term}"));
    }
}

/// Reports names in the file of one drug that belong to another drug in the vocabulary.
fn report_contested_names(builder: &GroupBuilder<'_>, faults: &mut Vec<UnlocatedDiagnostic>) {
    let GroupBuilder { drafts, names, claims, .. } = builder;
    let TermInputs { facts, vocabulary, .. } = builder.input;
    for draft in drafts {
        let Some(document) = draft.document else { continue };
        let twin = vocabulary
            .duplicate_of(&draft.slug)
            .and_then(|slug| drafts.iter().find(|other| other.slug == slug));
        if let Some((twin, first)) = twin.and_then(|twin| Some((twin, twin.document?))) {
            faults.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Title,
                severity: Severity::Warning,
                code: Code::DuplicateName,
                message: format!(
                    "`{}` and `{}` are names of one drug, and each has a file",
                    draft.name, twin.name
                ),
                help: Some(format!(
                    "move what this file says to the other, and give it the alias `{}`",
                    draft.name
                )),
                note: Some((first, FactRef::Title, "the other file is this".to_owned())),
            });
        }
        for (index, name) in draft.other_names.iter().enumerate() {
            // Two files that claim the same name have been reported already.
            if claims.get(&drug_name_key(name)).is_some_and(|(owner, _)| *owner != document) {
                continue;
            }
            let Some(other) = vocabulary.contested_drug(&draft.slug, name) else { continue };
            let owner = names
                .get(&term_key(other))
                .and_then(|term| drafts[*term].document)
                .filter(|owner| *owner != document);
            faults.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Name(index),
                severity: Severity::Error,
                code: Code::DuplicateName,
                message: format!("`{name}` is a name of two drugs: `{other}` and `{}`", draft.name),
                help: Some(match owner {
                    Some(_) => format!("remove it here: it is known as a name of `{other}`"),
                    None => format!(
                        "remove it; if this file is about `{other}`, name that among its aliases"
                    ),
                }),
                note: owner.map(|owner| {
                    (owner, FactRef::Title, format!("`{}` has it", facts[owner].title))
                }),
            });
        }
    }
}

/// Resolves the names in `related`.
fn resolve_related(
    terms: &mut Terms,
    taxonomy: &Taxonomy,
    facts: &[Hashed<Facts>],
    vocabulary: Option<&Vocabulary>,
    faults: &mut Vec<UnlocatedDiagnostic>,
) {
    for own in 0..terms.list.len() {
        let Some(document) = terms.list[own].document else { continue };
        let mut related = Vec::new();
        for (index, name) in facts[document].related.iter().enumerate() {
            let found = match vocabulary {
                Some(vocabulary) => terms.drug_of_name(name, vocabulary),
                None => terms.term_of_name(name),
            };
            match found {
                Some(term) if term != own && !related.contains(&term) => related.push(term),
                Some(_) => {}
                None => {
                    faults.push(UnlocatedDiagnostic {
                        document,
                        place: FactRef::Related(index),
                        severity: Severity::Error,
                        code: Code::BrokenLink,
                        message: format!("there is no {} `{name}`", taxonomy.singular),
                        help: Some(suggest_name(name, terms.known_names()).unwrap_or_else(|| {
                            format!(
                                "write content/{}/{}.md, or remove the name",
                                taxonomy.key,
                                slugify(name)
                            )
                        })),
                        note: None,
                    });
                }
            }
        }
        terms.list[own].related = related;
    }
}
