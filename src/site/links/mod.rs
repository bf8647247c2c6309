//! Links resolved: what goes into each hole, who links to whom, and which links lead nowhere.

mod find;
mod image;
mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use rayon::prelude::*;

use self::find::{Asking, Found, Missing, Question, Tables, To, find, missing_anchor, tail};
pub use self::image::OwnImage;
use self::image::{attributes, image_fault, own_image, variants_of};
use self::same::Same;
use super::kept::Kept;
use super::outputs::Outputs;
use super::routes::Hidden;
use super::terms::{TermId, Terms, TermsOf};
use crate::config::Config;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, Facts, Fault, Link, Place, Role, Target};
use crate::picture::{Pictures, Variant};
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::Hashed;
use offprint_vocabulary::Vocabulary;

/// A link that leads here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Back {
    /// The document that it stands in.
    pub from: DocId,
    /// What of that document's tells the sentence.
    pub by: By,
}

/// How a document leads to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// By a link: which of its links.
    Link(usize),
    /// By naming a drug: which of its mentions.
    Mention(usize),
}

impl Back {
    /// The sentence that leads here.
    pub fn sentence(self, facts: &Facts) -> &str {
        match self.by {
            By::Link(link) => &facts.links[link].sentence,
            By::Mention(mention) => &facts.mentions[mention].sentence,
        }
    }
}

/// All that links are resolved by.
pub(super) struct Map<'m> {
    pub(super) facts: &'m [Hashed<Facts>],
    pub(super) config: &'m Config,
    pub(super) routes: &'m [Result<Route, Hidden>],
    pub(super) terms: &'m [Terms],
    pub(super) outputs: &'m Outputs,
    pub(super) vocabulary: &'m Hashed<Vocabulary>,
    pub(super) assets: &'m [(SitePath, Route)],
    pub(super) pictures: &'m Pictures,
    pub(super) redirects: &'m BTreeMap<Route, Route>,
}

/// What resolving yields.
pub(super) struct Resolved {
    pub(super) filled: Vec<Arc<Filled>>,
    pub(super) backlinks: Vec<Vec<Back>>,
    pub(super) term_backlinks: Vec<Vec<Vec<Back>>>,
    pub(super) variants: BTreeMap<Route, (SitePath, Variant)>,
}

/// What the links of one document turned out to be.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// What readers see of it.
    pub shown: Arc<Shown>,
    /// Where it leads, each place once, and what of the document leads there.
    leads: Vec<(To, By)>,
    faults: Vec<Fault>,
    /// The generated files that it links to, such as `/feed.xml`.
    generated: Vec<Route>,
    /// All that was asked to find it out.
    asked: Arc<[Question]>,
}

/// What goes into a document where its links stand.
#[derive(Debug, Default)]
pub struct Shown {
    /// What goes into each hole.
    pub fillings: Vec<String>,
    /// What goes before the addresses of images: into which hole, and the attributes.
    pub image_attributes: Vec<(usize, String)>,
    /// The image that its author chose for previews of links.
    pub own_image: Option<OwnImage>,
    /// The smaller pictures that its images name.
    variants: Vec<(Route, (SitePath, Variant))>,
}

/// Resolves every link of every document that is shown. Of a document that is kept, and for which
/// every question has the same answer as before, nothing needs to be asked.
pub(super) fn resolve(
    map: &Map<'_>,
    rank: &[Option<usize>],
    terms_of: &TermsOf,
    kept: Option<&Kept<'_>>,
    faults: &mut Vec<Fault>,
) -> Resolved {
    let tables = Tables::of(map);
    let same = kept.and_then(|kept| Same::of(map, kept));
    let filled: Vec<Arc<Filled>> = (0..map.facts.len())
        .into_par_iter()
        .with_min_len(64)
        .with_max_len(256)
        .map(|id| match same.as_ref().and_then(|same| same.filled(id, map)) {
            Some(filled) => filled,
            None if map.routes[id].is_ok() => Arc::new(fill(id, map, &Asking::new(&tables))),
            None => Arc::new(Filled::hidden(&map.facts[id])),
        })
        .collect();
    let mut backlinks = vec![Vec::new(); map.facts.len()];
    let mut variants = BTreeMap::new();
    let mut term_backlinks: Vec<Vec<Vec<Back>>> =
        map.terms.iter().map(|group| vec![Vec::new(); group.list.len()]).collect();
    for (from, filled) in filled.iter().enumerate() {
        for (to, by) in &filled.leads {
            match *to {
                To::Document(document) => backlinks[document].push(Back { from, by: *by }),
                To::Term(group, term) => {
                    let is_member = terms_of.get(from, group).contains(&term);
                    if !is_member && map.terms[group].list[term].document != Some(from) {
                        term_backlinks[group][term].push(Back { from, by: *by });
                    }
                }
                To::Other => {}
            }
        }
        variants.extend(filled.shown.variants.iter().cloned());
        faults.extend(filled.faults.iter().cloned());
    }
    let lists = backlinks.par_iter_mut().chain(term_backlinks.par_iter_mut().flatten());
    lists.for_each(|list| {
        list.sort_by_key(|back| (rank[back.from].unwrap_or(usize::MAX), back.from))
    });
    Resolved { filled, backlinks, term_backlinks, variants }
}

/// The place of the drugs among the groups of terms.
const DRUGS: usize = 0;

impl Filled {
    /// A document that is not shown still has a filling for each hole, so that the two always fit.
    fn hidden(facts: &Facts) -> Self {
        let fillings = vec![String::new(); facts.links.len()];
        Self { shown: Arc::new(Shown { fillings, ..Shown::default() }), ..Self::default() }
    }
}

fn fill(id: DocId, map: &Map<'_>, tables: &Asking<'_, '_>) -> Filled {
    let facts = &map.facts[id];
    let drugs: Vec<Option<TermId>> =
        facts.mentions.iter().map(|mention| tables.term(DRUGS, &mention.name, map)).collect();
    let mut is_open = false;
    let mut fillings = Vec::with_capacity(facts.links.len());
    let mut targets = Vec::with_capacity(facts.links.len());
    let mut faults = Vec::new();
    let mut image_attributes = Vec::new();
    let mut variants = Vec::new();
    for (index, link) in facts.links.iter().enumerate() {
        if let Target::Mention(mention) = link.target {
            let drug = drugs.get(mention).copied().flatten();
            // A drug that the text has already linked needs no second link.
            let is_linked = |drug: &TermId| targets.contains(&To::Term(DRUGS, *drug));
            let (filling, to) = match (link.role, drug) {
                (Role::Open, Some(drug)) if !is_linked(&drug) && takes_links(id, drug, map) => {
                    is_open = true;
                    let url = map.terms[DRUGS].list[drug].route.encoded();
                    (format!("<a href=\"{}{url}\">", map.config.base_path), To::Term(DRUGS, drug))
                }
                (Role::Close, _) if std::mem::take(&mut is_open) => ("</a>".to_owned(), To::Other),
                _ => (String::new(), To::Other),
            };
            fillings.push(filling);
            targets.push(to);
            continue;
        }
        let (filling, to) = match find(id, link, map, tables) {
            Ok(found) => {
                if link.role != Role::Label
                    && let Some((message, help)) = missing_anchor(&found, link, map)
                {
                    faults.push(fault(id, index, Severity::Error, Code::BrokenLink, message, help));
                }
                if link.role == Role::Src
                    && let Some((path, picture)) = tables.picture(&found.route)
                {
                    if let Some((message, help)) = image_fault(path, picture) {
                        faults.push(fault(
                            id,
                            index,
                            Severity::Warning,
                            Code::BadImage,
                            message,
                            Some(help),
                        ));
                    }
                    let made = variants_of(&found.route, picture, map);
                    image_attributes.push((
                        index,
                        attributes(picture, &made, image_attributes.is_empty(), map),
                    ));
                    variants.extend(
                        made.into_iter().map(|(route, variant)| (route, (path.clone(), variant))),
                    );
                }
                (filling(&found, link, map), found.to)
            }
            Err(missing) => {
                if link.role != Role::Label {
                    faults.push(match missing {
                        Missing::Hidden(document, hidden) => fault(
                            id,
                            index,
                            Severity::Warning,
                            Code::LinkToUnpublished,
                            format!("`{}` {}, so this is shown without a link", map.facts[document].path, hidden.words()),
                            Some(unpublished_help(hidden).into()),
                        ),
                        Missing::HiddenTerm(document, hidden) => fault(
                            id,
                            index,
                            Severity::Warning,
                            Code::LinkToUnpublished,
                            format!(
                                "its page comes with `{}`, which {}, so this is shown without a link",
                                map.facts[document].path,
                                hidden.words()
                            ),
                            Some(unpublished_help(hidden).into()),
                        ),
                        Missing::Nothing(message, help) => fault(id, index, Severity::Error, Code::BrokenLink, message, help),
                    });
                }
                let label = match (&link.target, link.role) {
                    (Target::Name(name, _), Role::Label) => escaped(name),
                    _ => String::new(),
                };
                (label, To::Other)
            }
        };
        fillings.push(filling);
        targets.push(to);
    }
    let own_image =
        facts.image.as_ref().and_then(|image| own_image(id, image, map, tables, &mut faults));
    let mut leads: Vec<(To, By)> = Vec::new();
    let links =
        targets.into_iter().enumerate().filter(|(link, _)| facts.links[*link].role == Role::Href);
    let links = links.map(|(link, to)| (to, By::Link(link)));
    // A link says more than a mention, so its sentence is taken first. One sentence from each
    // document is enough.
    let mentions = drugs.into_iter().enumerate();
    let mentions =
        mentions.filter_map(|(mention, drug)| Some((To::Term(DRUGS, drug?), By::Mention(mention))));
    for (to, by) in links.chain(mentions) {
        if to != To::Other && to != To::Document(id) && !leads.iter().any(|(known, _)| *known == to)
        {
            leads.push((to, by));
        }
    }
    let shown = Arc::new(Shown { fillings, image_attributes, own_image, variants });
    Filled { shown, leads, faults, generated: tables.generated(), asked: tables.asked() }
}

/// Whether a document's mentions of a drug are to be links.
fn takes_links(id: DocId, drug: TermId, map: &Map<'_>) -> bool {
    let document = map.terms[DRUGS].list[drug].document;
    map.config.autolink
        && map.facts[id].autolink
        && document != Some(id)
        && document.is_none_or(|document| map.facts[document].autolink)
}

fn fault(
    document: DocId,
    link: usize,
    severity: Severity,
    code: Code,
    message: String,
    help: Option<String>,
) -> Fault {
    Fault { document, place: Place::Link(link), severity, code, message, help, note: None }
}

fn unpublished_help(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Draft | Hidden::Future => "the link appears by itself once the page is published",
        Hidden::Expired => "remove the link, or move the day in `expires` of that page",
        Hidden::Taken | Hidden::Nameless => "the link appears by itself once that page is mended",
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let _ = escape_html_body_text(&mut html, text);
    html
}

fn filling(found: &Found, link: &Link, map: &Map<'_>) -> String {
    if link.role == Role::Label {
        return match (found.to, &link.target) {
            // `[[#Dose of the day]]`: of the words, those are known that the heading's id keeps.
            (_, Target::Here(anchor)) => escaped(&anchor.replace('-', " ")),
            // A file's name is no title; a term is called what the editor calls it here.
            (To::Document(document), _) => escaped(&map.facts[document].title),
            (_, Target::Name(name, _)) => escaped(name),
            _ => String::new(),
        };
    }
    let attribute = if link.role == Role::Src { "src" } else { "href" };
    let mut html = format!(" {attribute}=\"");
    if let Target::Here(anchor) = &link.target {
        html.push('#');
        let _ = escape_html(&mut html, anchor);
    } else {
        html.push_str(&map.config.base_path);
        html.push_str(&found.route.encoded());
        if let Some(tail) = tail(link) {
            let _ = escape_html(&mut html, tail);
        }
    }
    html.push('"');
    html
}
