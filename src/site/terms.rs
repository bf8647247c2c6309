//! [`Terms`]: the drugs, the tags, and the terms of other groups: which there are, what they are
//! called, and which articles belong to them.
//!
//! A term is one thing however it is called: all names that its file gives lead to it, and names
//! that differ only in case, white space or kind of dash are one name. A term without a file exists
//! because an article names it. Names of drugs that no file gives are looked up in the vocabulary,
//! so that `Spravato` and `(S)-ketamine` meet without one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Site;
use super::card::TermRef;
use super::kept::Kept;
use super::profile::Profile;
use super::routes::Hidden;
use super::spelling::Spellings;
use crate::cached_value::CachedValue;
use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, Facts, Fault, Place};
use crate::route::Route;
use offprint_base::Hashed;
use offprint_base::{name_key, slugify};
use offprint_vocabulary::{MatchKind, MentionKind, Vocabulary, drug_name_key};

/// A term's number in its group: good within one build.
pub type TermId = usize;

/// How many neighbours of a term are kept.
const NEIGHBOURS: usize = 12;

/// One group of terms.
#[derive(Debug)]
pub struct Terms {
    /// The page that lists them.
    pub index: Route,
    /// The terms, by name.
    pub list: Vec<Term>,
    /// Every name, folded, and every slug of a name.
    names: FxHashMap<String, TermId>,
    /// What the vocabulary says of names that no file gives.
    meant: Meant,
    /// The names that documents give.
    spellings: Spellings,
}

/// The drug and its slug that each name means by the vocabulary: kept, for finding it out takes
/// long.
type Meant = FxHashMap<String, Option<(String, String)>>;

/// One term.
#[derive(Debug)]
pub struct Term {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub route: Route,
    /// As a link.
    pub link: Hashed<CachedValue<TermRef>>,
    /// Its file, if it has one.
    pub document: Option<DocId>,
    /// Its articles, newest first.
    pub articles: Vec<DocId>,
    /// How many of them have a date: only these can be in a feed.
    pub dated: usize,
    /// Slugs of its other names.
    pub other_slugs: Vec<String>,
    /// What is known of it, if it is a drug.
    pub profile: Option<Hashed<Profile>>,
    /// The number of its class among those of the site, if it is a drug of one.
    pub class: Option<usize>,
    /// Terms of its group that its file names as related.
    pub related: Vec<TermId>,
    /// Drugs that stand on the same articles, with the number of articles; most first.
    pub drugs_with: Vec<(TermId, usize)>,
    /// Tags, likewise.
    pub tags_with: Vec<(TermId, usize)>,
}

impl Terms {
    /// The term that a name means.
    pub fn find(&self, name: &str) -> Option<TermId> {
        self.names.get(&name_key(name)).or_else(|| self.names.get(&slugify(name))).copied()
    }

    /// The names that documents give.
    pub(super) fn spellings(&self) -> &Spellings {
        &self.spellings
    }

    /// The term of a folded name or of a slug.
    pub(super) fn find_key(&self, key: &str) -> Option<TermId> {
        self.names.get(key).copied()
    }

    /// Every folded name and slug, and its term, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, TermId)> {
        self.names.iter().map(|(name, term)| (name.as_str(), *term))
    }

    /// The same for a drug, which may also be called by a name that only the vocabulary knows.
    pub(super) fn find_drug(&self, name: &str, vocabulary: &Vocabulary) -> Option<TermId> {
        self.find(name).or_else(|| self.find(&vocabulary.find_listed(name)?.0))
    }

    /// Every name there is, folded, in no order: for "did you mean".
    pub(super) fn known_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// The terms of each document.
#[derive(Debug)]
pub struct TermsOf {
    /// For each group, where the terms of each document stand in `all`.
    spans: Vec<Vec<(u32, u32)>>,
    /// For each group, the terms of one article after the other.
    all: Vec<Vec<TermId>>,
}

impl TermsOf {
    fn new(groups: usize, documents: usize) -> Self {
        Self { spans: vec![vec![(0, 0); documents]; groups], all: vec![Vec::new(); groups] }
    }

    /// The terms of a document in a group, in the order in which it names them.
    pub fn get(&self, id: DocId, group: usize) -> &[TermId] {
        let Some((start, end)) = self.spans.get(group).map(|spans| spans[id]) else { return &[] };
        &self.all[group][start as usize..end as usize]
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.spans.len()
    }
}

struct Draft<'f> {
    name: Cow<'f, str>,
    slug: String,
    /// Whether the vocabulary has named it: then other spellings are other names.
    is_known: bool,
    document: Option<DocId>,
    /// How often each spelling is used, if there is no file to say which is right.
    spellings: BTreeMap<&'f str, usize>,
    other_names: Vec<&'f str>,
}

/// What terms are gathered from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'f> {
    pub(super) facts: &'f [Hashed<Facts>],
    pub(super) config: &'f Config,
    pub(super) routes: &'f [Result<Route, Hidden>],
    /// The articles that are shown, newest first.
    pub(super) articles: &'f [DocId],
    pub(super) vocabulary: &'f Hashed<Vocabulary>,
}

/// Finds all terms and their articles. What the vocabulary said of names is taken from the previous
/// site.
pub(super) fn gather(
    ground: Ground<'_>,
    kept: Option<&Kept<'_>>,
    previous: Option<&Site>,
    faults: &mut Vec<Fault>,
) -> (Vec<Terms>, TermsOf) {
    let Ground { facts, config, vocabulary, .. } = ground;
    let mut groups = Vec::with_capacity(config.taxonomies.len());
    let mut terms_of = TermsOf::new(config.taxonomies.len(), facts.len());
    let known = Meant::default();
    let known = previous
        .filter(|site| site.vocabulary == *vocabulary)
        .map_or(&known, |site| &site.terms[0].meant);
    for number in 0..config.taxonomies.len() {
        let spellings = Spellings::of(facts, number, kept);
        let mut terms = group(number, ground, known, &spellings, &mut terms_of, faults);
        terms.spellings = spellings;
        groups.push(terms);
    }
    neighbours(&mut groups, &terms_of, kept);
    (groups, terms_of)
}

fn group<'f>(
    number: usize,
    ground: Ground<'f>,
    known: &Meant,
    spellings: &'f Spellings,
    terms_of: &mut TermsOf,
    faults: &mut Vec<Fault>,
) -> Terms {
    let Ground { facts, config, routes, articles, vocabulary } = ground;
    let taxonomy = &config.taxonomies[number];
    let is_drugs = number == 0;
    let mut drafts: Vec<Draft<'f>> = Vec::new();
    let mut names: FxHashMap<String, TermId> = FxHashMap::default();
    // Who claims a name, and by which of its names: to tell of a second claim.
    let mut claims: FxHashMap<String, (DocId, Place)> = FxHashMap::default();
    // Texts name a drug with and without hyphens, so two files cannot tell two drugs apart by
    // these.
    let key_of = |name: &str| if is_drugs { drug_name_key(name) } else { name_key(name) };
    for (id, document) in facts.iter().enumerate() {
        if !document.kind.is_of(&taxonomy.key) || routes[id].is_err() {
            continue;
        }
        let term = drafts.len();
        drafts.push(Draft {
            name: Cow::Borrowed(&document.title),
            slug: document.slug.clone(),
            is_known: false,
            document: Some(id),
            spellings: BTreeMap::new(),
            other_names: document.names.iter().map(String::as_str).collect(),
        });
        let all = std::iter::once((document.title.as_str(), Place::Title)).chain(
            document
                .names
                .iter()
                .enumerate()
                .map(|(index, name)| (name.as_str(), Place::Name(index))),
        );
        for (name, place) in all {
            match claims.get(&key_of(name)) {
                Some((first, _)) if *first == id => {
                    names.entry(name_key(name)).or_insert(term);
                }
                Some((first, first_place)) => faults.push(Fault {
                    document: id,
                    place,
                    severity: Severity::Error,
                    code: Code::DuplicateName,
                    message: format!(
                        "`{name}` is a name of two {}: `{}` and `{}`",
                        taxonomy.name.to_lowercase(),
                        facts[*first].title,
                        document.title
                    ),
                    help: Some(format!(
                        "a name can lead to one {} only: remove it from one of the two files",
                        taxonomy.singular
                    )),
                    note: Some((
                        *first,
                        *first_place,
                        format!("`{}` claims it here", facts[*first].title),
                    )),
                }),
                None => {
                    claims.insert(key_of(name), (id, place));
                    names.insert(name_key(name), term);
                }
            }
        }
    }
    // Names as written go before slugs: two names may share a slug, and then the whole name
    // decides.
    for (term, draft) in drafts.iter().enumerate() {
        names.entry(draft.slug.clone()).or_insert(term);
        for name in std::iter::once(&*draft.name).chain(draft.other_names.iter().copied()) {
            names.entry(slugify(name)).or_insert(term);
        }
    }
    if is_drugs {
        contest(&drafts, &names, &claims, facts, vocabulary, faults);
    }
    let mut members: Vec<Vec<DocId>> = vec![Vec::new(); drafts.len()];
    let mut meant = Meant::default();
    let (spans, all) = (&mut terms_of.spans[number], &mut terms_of.all[number]);
    // The term of each name that is written, and how often it is.
    let mut uses: Vec<Option<(TermId, usize)>> = vec![None; spellings.len()];
    for id in articles {
        let start = all.len();
        for number in spellings.in_document(*id) {
            let (term, count) = uses[*number as usize].get_or_insert_with(|| {
                let name = spellings.name(*number);
                let key = name_key(name);
                let term = match names.get(&key) {
                    Some(term) => *term,
                    None => {
                        let slug = slugify(name);
                        let known = if is_drugs && !names.contains_key(&slug) {
                            let found =
                                known.get(name).cloned().unwrap_or_else(|| named(name, vocabulary));
                            meant.insert(name.to_owned(), found.clone());
                            found
                        } else {
                            None
                        };
                        let is_known = known.is_some();
                        let (name, slug) = known
                            .map_or((Cow::Borrowed(name), slug), |(name, slug)| {
                                (Cow::Owned(name), slug)
                            });
                        let known_key = name_key(&name);
                        let known_term = names.get(&known_key).filter(|_| is_known).copied();
                        let term = known_term.unwrap_or_else(|| {
                            *names.entry(slug.clone()).or_insert_with(|| {
                                let (spellings, other_names) = (BTreeMap::new(), Vec::new());
                                drafts.push(Draft {
                                    name,
                                    slug,
                                    is_known,
                                    document: None,
                                    spellings,
                                    other_names,
                                });
                                members.push(Vec::new());
                                drafts.len() - 1
                            })
                        });
                        names.entry(known_key).or_insert(term);
                        names.insert(key, term);
                        term
                    }
                };
                (term, 0)
            });
            *count += 1;
            if !all[start..].contains(term) {
                all.push(*term);
                members[*term].push(*id);
            }
        }
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        spans[*id] = (number(start), number(all.len()));
    }
    for (number, used) in uses.into_iter().enumerate() {
        if let Some((term, count)) = used.filter(|(term, _)| drafts[*term].document.is_none()) {
            drafts[term]
                .spellings
                .insert(spellings.name(u32::try_from(number).unwrap_or(u32::MAX)), count);
        }
    }
    // Numbers follow names from here on.
    let mut order: Vec<TermId> = (0..drafts.len()).collect();
    for draft in &mut drafts {
        // A brand may be what articles say most, but the page is the drug's: of its own name they
        // choose the spelling.
        let key = name_key(&draft.name);
        let spellings =
            draft.spellings.iter().filter(|(name, _)| !draft.is_known || name_key(name) == key);
        if let Some((name, _)) = spellings.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))) {
            draft.name = Cow::Borrowed(name);
        }
        if draft.is_known {
            draft.other_names.extend(draft.spellings.keys());
        }
    }
    // By slug first: terms are filed under letters, and Ä stands with A.
    order.sort_by_cached_key(|term| {
        (slugify(&drafts[*term].name), name_key(&drafts[*term].name), drafts[*term].slug.clone())
    });
    let mut renumbered = vec![0; drafts.len()];
    for (new, old) in order.iter().enumerate() {
        renumbered[*old] = new;
    }
    for term in all {
        *term = renumbered[*term];
    }
    #[expect(clippy::iter_over_hash_type, reason = "each is changed by itself")]
    for term in names.values_mut() {
        *term = renumbered[*term];
    }
    let index = Route::of(format!("/{}/", taxonomy.key));
    let mut list: Vec<Term> = Vec::with_capacity(order.len());
    for old in order {
        let draft = &drafts[old];
        let route = index.beside(&format!("{}/", draft.slug));
        let url = format!("{}{}", config.base_path, route.encoded());
        let mut other_slugs: Vec<String> = draft
            .other_names
            .iter()
            .copied()
            .chain([&*draft.name])
            .map(slugify)
            .filter(|slug| *slug != draft.slug && !slug.is_empty())
            .collect();
        other_slugs.sort_unstable();
        other_slugs.dedup();
        list.push(Term {
            name: draft.name.to_string(),
            link: Hashed::new(CachedValue::new(TermRef {
                name: draft.name.to_string(),
                slug: draft.slug.clone(),
                url,
            })),
            route,
            document: draft.document,
            dated: members[old].iter().filter(|id| facts[**id].date.is_some()).count(),
            articles: std::mem::take(&mut members[old]),
            other_slugs,
            profile: None,
            class: None,
            related: Vec::new(),
            drugs_with: Vec::new(),
            tags_with: Vec::new(),
        });
    }
    let mut terms = Terms { index, list, names, meant, spellings: Spellings::default() };
    relate(&mut terms, taxonomy, facts, is_drugs.then_some(&**vocabulary), faults);
    terms
}

/// The drug that a name in front matter means by the vocabulary, and its slug: never by a guess.
fn named(name: &str, vocabulary: &Vocabulary) -> Option<(String, String)> {
    let resolved = vocabulary.resolve(name)?;
    let is_sure = resolved.kind == MentionKind::Drug
        && !resolved.suspect
        && matches!(
            resolved.match_kind,
            MatchKind::Name | MatchKind::Alias | MatchKind::Brand | MatchKind::Code
        );
    is_sure.then_some((resolved.canonical, resolved.slug))
}

/// Tells of names that files give to one drug although the vocabulary has them for another.
fn contest(
    drafts: &[Draft<'_>],
    names: &FxHashMap<String, TermId>,
    claims: &FxHashMap<String, (DocId, Place)>,
    facts: &[Hashed<Facts>],
    vocabulary: &Vocabulary,
    faults: &mut Vec<Fault>,
) {
    for draft in drafts {
        let Some(document) = draft.document else { continue };
        let twin = vocabulary
            .duplicate_of(&draft.slug)
            .and_then(|slug| drafts.iter().find(|other| other.slug == slug));
        if let Some((twin, first)) = twin.and_then(|twin| Some((twin, twin.document?))) {
            faults.push(Fault {
                document,
                place: Place::Title,
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
                note: Some((first, Place::Title, "the other file is this".to_owned())),
            });
        }
        for (index, name) in draft.other_names.iter().enumerate() {
            // Two files that claim one name have been told of.
            if claims.get(&drug_name_key(name)).is_some_and(|(owner, _)| *owner != document) {
                continue;
            }
            let Some(other) = vocabulary.contested_drug(&draft.slug, name) else { continue };
            let owner = names
                .get(&name_key(other))
                .and_then(|term| drafts[*term].document)
                .filter(|owner| *owner != document);
            faults.push(Fault {
                document,
                place: Place::Name(index),
                severity: Severity::Error,
                code: Code::DuplicateName,
                message: format!("`{name}` is a name of two drugs: `{other}` and `{}`", draft.name),
                help: Some(match owner {
                    Some(_) => format!("remove it here: it is known as a name of `{other}`"),
                    None => format!(
                        "remove it; if this file is about `{other}`, name that among its aliases"
                    ),
                }),
                note: owner
                    .map(|owner| (owner, Place::Title, format!("`{}` has it", facts[owner].title))),
            });
        }
    }
}

/// Resolves the names in `related`.
fn relate(
    terms: &mut Terms,
    taxonomy: &Taxonomy,
    facts: &[Hashed<Facts>],
    vocabulary: Option<&Vocabulary>,
    faults: &mut Vec<Fault>,
) {
    for own in 0..terms.list.len() {
        let Some(document) = terms.list[own].document else { continue };
        let mut related = Vec::new();
        for (index, name) in facts[document].related.iter().enumerate() {
            let found = match vocabulary {
                Some(vocabulary) => terms.find_drug(name, vocabulary),
                None => terms.find(name),
            };
            match found {
                Some(term) if term != own && !related.contains(&term) => related.push(term),
                Some(_) => {}
                None => {
                    faults.push(Fault {
                        document,
                        place: Place::Related(index),
                        severity: Severity::Error,
                        code: Code::BrokenLink,
                        message: format!("there is no {} `{name}`", taxonomy.singular),
                        help: Some(suggest(name, terms.known_names()).unwrap_or_else(|| {
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

/// "Did you mean" among names that stand in no order.
pub(super) fn suggest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    // One letter at most: arketamine and esketamine are two letters apart, and two drugs.
    let key = name_key(name);
    known
        .filter(|known| strsim::osa_distance(&key, known) == 1)
        .min()
        .map(|near| format!("did you mean `{near}`?"))
}

/// Counts which drugs and tags stand on the same articles as each term. Of a term whose articles
/// are the same, and have the same terms, that is known.
fn neighbours(groups: &mut [Terms], terms_of: &TermsOf, kept: Option<&Kept<'_>>) {
    let known = kept.and_then(|kept| KnownTerms::of(groups, terms_of, kept));
    for group in 0..groups.len() {
        for other in 0..2.min(groups.len()) {
            let size = groups[other].list.len();
            let counted: Vec<Vec<(TermId, usize)>> = groups[group]
                .list
                .par_iter()
                .enumerate()
                .map_init(
                    || vec![0usize; size],
                    |counts, (own, term)| {
                        if let Some(list) = known
                            .as_ref()
                            .and_then(|known| known.neighbours(group, own, term, other))
                        {
                            return list;
                        }
                        let mut touched = Vec::new();
                        for id in &term.articles {
                            for neighbour in terms_of.get(*id, other) {
                                if group == other && *neighbour == own {
                                    continue;
                                }
                                if counts[*neighbour] == 0 {
                                    touched.push(*neighbour);
                                }
                                counts[*neighbour] += 1;
                            }
                        }
                        let mut list: Vec<_> = touched
                            .iter()
                            .map(|neighbour| (*neighbour, counts[*neighbour]))
                            .collect();
                        for neighbour in touched {
                            counts[neighbour] = 0;
                        }
                        list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
                        list.truncate(NEIGHBOURS);
                        list
                    },
                )
                .collect();
            for (term, list) in groups[group].list.iter_mut().zip(counted) {
                *(if other == 0 { &mut term.drugs_with } else { &mut term.tags_with }) = list;
            }
        }
    }
}

/// What is known of terms from the previous site, where every document that was kept has the terms
/// that it had.
struct KnownTerms<'k> {
    kept: &'k Kept<'k>,
    /// The number that each former term has now: a list for each group.
    is: Vec<Vec<Option<TermId>>>,
    /// The number that each term had.
    was: Vec<Vec<Option<TermId>>>,
}

impl<'k> KnownTerms<'k> {
    fn of(groups: &[Terms], terms_of: &TermsOf, kept: &'k Kept<'k>) -> Option<Self> {
        let before = kept.site;
        let mut is: Vec<Vec<Option<TermId>>> =
            before.terms.iter().map(|terms| vec![None; terms.list.len()]).collect();
        let mut was: Vec<Vec<Option<TermId>>> =
            groups.iter().map(|terms| vec![None; terms.list.len()]).collect();
        for (group, terms) in groups.iter().enumerate() {
            let former: FxHashMap<&Route, TermId> = before.terms[group]
                .list
                .iter()
                .enumerate()
                .map(|(id, term)| (&term.route, id))
                .collect();
            for (id, term) in terms.list.iter().enumerate() {
                if let Some(former) = former.get(&term.route) {
                    is[group][*former] = Some(id);
                    was[group][id] = Some(*former);
                }
            }
            // Terms that count as much stand in the order of their numbers.
            if !is[group].iter().flatten().is_sorted() {
                return None;
            }
        }
        for id in &before.articles {
            let Some(now) = kept.is(*id) else { continue };
            for (group, is) in is.iter().enumerate() {
                let former = before.terms_of.get(*id, group).iter().map(|term| is[*term]);
                if !former.eq(terms_of.get(now, group).iter().map(|term| Some(*term))) {
                    return None;
                }
            }
        }
        Some(Self { kept, is, was })
    }

    /// The neighbours of a term in a group, if its articles are the same.
    fn neighbours(
        &self,
        group: usize,
        own: TermId,
        term: &Term,
        other: usize,
    ) -> Option<Vec<(TermId, usize)>> {
        let before = &self.kept.site.terms[group].list[self.was[group][own]?];
        if !before
            .articles
            .iter()
            .map(|id| self.kept.is(*id))
            .eq(term.articles.iter().map(|id| Some(*id)))
        {
            return None;
        }
        let list = if other == 0 { &before.drugs_with } else { &before.tags_with };
        list.iter().map(|(term, count)| Some((self.is[other][*term]?, *count))).collect()
    }
}
