//! [`resolve_links`]: what is inserted for each link, which documents link to which, and which
//! links are broken.
//!
//! `context` holds the inputs, `lookup` the tables, `resolve_target` finds the target of one link,
//! `image` adds what links to images need, and `reusable_links` decides which documents can keep
//! their previous links.

mod context;
mod image;
mod lookup;
mod resolve_target;
mod reusable_links;

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use rayon::prelude::*;

use self::context::DRUGS;
pub(super) use self::context::LinkContext;
use self::image::{image_attributes, image_problem, preview_image, scaled_variants};
use self::lookup::{LookupTables, RecordingLookup};
use self::resolve_target::{
    HIDDEN_FILE_HELP, ResolvedTarget, UnresolvedLink, exact_anchor, hidden_file_message,
    missing_anchor, resolve_target, url_tail,
};
use self::reusable_links::ReusableLinks;
use super::document_diff::DocumentDiff;
use super::document_links::{Destination, DocumentLinks, IncomingLink, LinkOrigin, RenderedLinks};
use super::hidden::Hidden;
use super::terms::{TermId, Terms, TermsOf};
use crate::diagnostic::{Code, Severity};
use crate::library::{ContentLink, DocId, FactRef, LinkRole, LinkTarget, UnlocatedDiagnostic};
use crate::picture::{Variant, unshowable_kind};
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::term_key;

/// The links of all documents.
pub(super) struct ResolvedLinks {
    pub(super) documents: Vec<Arc<DocumentLinks>>,
    pub(super) backlinks: Vec<Vec<IncomingLink>>,
    pub(super) term_backlinks: Vec<Vec<Vec<IncomingLink>>>,
    pub(super) variants: BTreeMap<Route, (SitePath, Variant)>,
}

/// Resolves every link of every document that is shown. A document whose facts are the same, and
/// for which every lookup has the same answer as before, keeps its previous links.
pub(super) fn resolve_links(
    context: &LinkContext<'_>,
    rank: &[Option<usize>],
    terms_of: &TermsOf,
    diff: Option<&DocumentDiff<'_>>,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> ResolvedLinks {
    let tables = LookupTables::new(context);
    let reusable = diff.and_then(|diff| ReusableLinks::new(context, diff));
    let documents: Vec<Arc<DocumentLinks>> = (0..context.facts.len())
        .into_par_iter()
        .with_min_len(64)
        .with_max_len(256)
        .map(|id| match reusable.as_ref().and_then(|reusable| reusable.links_of(id, context)) {
            Some(links) => links,
            None if context.routes[id].is_ok() => {
                Arc::new(DocumentResolver::new(id, context, &tables).resolve())
            }
            None => Arc::new(DocumentLinks::hidden(&context.facts[id])),
        })
        .collect();
    let mut resolved = ResolvedLinks {
        backlinks: vec![Vec::new(); context.facts.len()],
        term_backlinks: context
            .terms
            .iter()
            .map(|group| vec![Vec::new(); group.list.len()])
            .collect(),
        variants: BTreeMap::new(),
        documents: Vec::new(),
    };
    for (from, links) in documents.iter().enumerate() {
        for (destination, origin) in &links.destinations {
            let link = IncomingLink { from, origin: *origin };
            match *destination {
                Destination::Document(document) => resolved.backlinks[document].push(link),
                Destination::Term(group, term) => {
                    let is_member = terms_of.get(from, group).contains(&term);
                    if !is_member && context.terms[group].list[term].document != Some(from) {
                        resolved.term_backlinks[group][term].push(link);
                    }
                }
                Destination::Other => {}
            }
        }
        resolved.variants.extend(links.rendered.variants.iter().cloned());
        faults.extend(links.faults.iter().cloned());
    }
    add_suggestions(context, &tables, faults);
    let lists =
        resolved.backlinks.par_iter_mut().chain(resolved.term_backlinks.par_iter_mut().flatten());
    lists.for_each(|list| {
        list.sort_by_key(|link| (rank[link.from].unwrap_or(usize::MAX), link.from));
    });
    ResolvedLinks { documents, ..resolved }
}

/// The number of broken links that are compared with all names of the site to suggest the one that
/// was meant: nobody reads more, and without a limit a site that lost its pages would take minutes.
const SUGGESTED: usize = 50;

/// Adds a suggestion to the first broken links, in the order of the documents.
fn add_suggestions(
    context: &LinkContext<'_>,
    tables: &LookupTables<'_>,
    faults: &mut [UnlocatedDiagnostic],
) {
    let lookup = RecordingLookup::suggesting(tables);
    let broken = faults.iter_mut().filter(|fault| fault.code == Code::BrokenLink);
    for fault in broken.take(SUGGESTED) {
        let facts = &context.facts[fault.document];
        let image;
        let link = match fault.place {
            FactRef::Link(index) => facts.links.get(index),
            FactRef::Image => {
                let target = facts.image.as_ref().and_then(|image| image.target.clone());
                image = target.map(|target| ContentLink {
                    target,
                    role: LinkRole::Src,
                    sentence: String::new(),
                });
                image.as_ref()
            }
            _ => None,
        };
        let Some(link) = link else { continue };
        if let Err(UnresolvedLink::Missing(message, help)) =
            resolve_target(fault.document, link, context, &lookup)
            && message == fault.message
        {
            fault.help = help;
        }
    }
}

/// The document that is not shown and with which a page or a file at a path of the site would come.
pub(super) fn hidden_at_url(path: &str, context: &LinkContext<'_>) -> Option<(DocId, Hidden)> {
    let tables = LookupTables::new(context);
    let term = || {
        let (folder, name) = path.trim_end_matches('/').rsplit_once('/')?;
        let is_index = |terms: &Terms| terms.index.as_str().trim_end_matches('/') == folder;
        let group = context.terms.iter().position(is_index)?;
        tables.hidden_term(group, &[term_key(name)])
    };
    tables.hidden_page(path).or_else(|| tables.hidden_file_at(path)).or_else(term)
}

/// Resolves the links of one document, in the order of its text.
struct DocumentResolver<'c, 'm> {
    id: DocId,
    context: &'c LinkContext<'m>,
    lookup: RecordingLookup<'c, 'm>,
    /// The drug of each mention, if the site has a page for it.
    drugs: Vec<Option<TermId>>,
    /// Whether the opening tag of a mention was written, but not yet the closing tag.
    is_open: bool,
    /// The target of each link so far.
    targets: Vec<Destination>,
    rendered: RenderedLinks,
    faults: Vec<UnlocatedDiagnostic>,
}

impl<'c, 'm> DocumentResolver<'c, 'm> {
    fn new(id: DocId, context: &'c LinkContext<'m>, tables: &'c LookupTables<'m>) -> Self {
        let lookup = RecordingLookup::new(tables);
        let mentions = &context.facts[id].mentions;
        Self {
            id,
            context,
            drugs: mentions.iter().map(|mention| lookup.term(DRUGS, &mention.name)).collect(),
            lookup,
            is_open: false,
            targets: Vec::with_capacity(context.facts[id].links.len()),
            rendered: RenderedLinks::default(),
            faults: Vec::new(),
        }
    }

    fn resolve(mut self) -> DocumentLinks {
        let facts = &self.context.facts[self.id];
        self.rendered.fillings.reserve(facts.links.len());
        for (index, link) in facts.links.iter().enumerate() {
            let (filling, target) = match link.target {
                LinkTarget::Mention(mention) => self.link_mention(link, mention),
                _ => self.link(index, link),
            };
            self.rendered.fillings.push(filling);
            self.targets.push(target);
        }
        let image = facts.image.as_ref().and_then(|image| {
            preview_image(self.id, image, self.context, &self.lookup, &mut self.faults)
        });
        if let Some((image, scaled)) = image {
            self.rendered.preview_image = Some(image);
            self.rendered.variants.extend(scaled);
        }
        DocumentLinks {
            destinations: self.destinations(),
            rendered: Arc::new(self.rendered),
            faults: self.faults,
            generated: self.lookup.generated(),
            lookups: self.lookup.recorded(),
        }
    }

    /// The tag before or after the name of a drug; empty if the name does not become a link.
    fn link_mention(&mut self, link: &ContentLink, mention: usize) -> (String, Destination) {
        let drug = self.drugs.get(mention).copied().flatten();
        // A drug that the text has already linked does not need a second link.
        let is_linked = |drug: TermId| self.targets.contains(&Destination::Term(DRUGS, drug));
        match (link.role, drug) {
            (LinkRole::Open, Some(drug))
                if !is_linked(drug) && takes_links(self.id, drug, self.context) =>
            {
                self.is_open = true;
                let url = self.context.terms[DRUGS].list[drug].route.encoded();
                let tag = format!("<a href=\"{}{url}\">", self.context.config.base_path);
                (tag, Destination::Term(DRUGS, drug))
            }
            (LinkRole::Close, _) if std::mem::take(&mut self.is_open) => {
                ("</a>".to_owned(), Destination::Other)
            }
            _ => (String::new(), Destination::Other),
        }
    }

    fn link(&mut self, index: usize, link: &ContentLink) -> (String, Destination) {
        match resolve_target(self.id, link, self.context, &self.lookup) {
            Ok(target) => {
                if link.role != LinkRole::Label
                    && let Some((message, help)) = missing_anchor(&target, link, self.context)
                {
                    self.report(index, Severity::Error, Code::BrokenLink, message, help);
                }
                if link.role.is_image() {
                    if let Some((what, help)) = unshowable_kind(target.route.as_str()) {
                        let message = format!("browsers cannot show {what} as an image");
                        let help = Some(help.to_owned());
                        self.report(index, Severity::Warning, Code::BadImage, message, help);
                    } else {
                        self.add_image(index, link.role, &target.route);
                    }
                }
                (filling(&target, link, self.context), target.destination)
            }
            Err(unresolved) => {
                if link.role != LinkRole::Label {
                    self.report_unresolved(index, unresolved);
                }
                let label = match (&link.target, link.role) {
                    (LinkTarget::Name(name, _), LinkRole::Label) => escaped(name),
                    _ => String::new(),
                };
                (label, Destination::Other)
            }
        }
    }

    /// What a link to an image needs in addition to the URL: its attributes and its scaled copies.
    fn add_image(&mut self, index: usize, role: LinkRole, route: &Route) {
        let Some((path, picture)) = self.lookup.picture(route) else { return };
        if let Some((message, help)) = image_problem(path, picture) {
            self.report(index, Severity::Warning, Code::BadImage, message, Some(help));
        }
        // The other attributes of raw HTML are the editor's.
        if role != LinkRole::Src {
            return;
        }
        let scaled = scaled_variants(route, picture, self.context);
        let is_first = self.rendered.image_attributes.is_empty();
        let attributes = image_attributes(picture, &scaled, is_first, self.context);
        self.rendered.image_attributes.push((index, attributes));
        let scaled = scaled.into_iter().map(|(route, variant)| (route, (path.clone(), variant)));
        self.rendered.variants.extend(scaled);
    }

    fn report(
        &mut self,
        link: usize,
        severity: Severity,
        code: Code,
        message: String,
        help: Option<String>,
    ) {
        let (document, place) = (self.id, FactRef::Link(link));
        self.faults.push(UnlocatedDiagnostic {
            document,
            place,
            severity,
            code,
            message,
            help,
            note: None,
        });
    }

    fn report_unresolved(&mut self, link: usize, unresolved: UnresolvedLink) {
        let facts = self.context.facts;
        let (message, hidden) = match unresolved {
            UnresolvedLink::Missing(message, help) => {
                return self.report(link, Severity::Error, Code::BrokenLink, message, help);
            }
            UnresolvedLink::Hidden(document, hidden) => (
                format!(
                    "`{}` {}, so this is shown without a link",
                    facts[document].path,
                    hidden.words()
                ),
                hidden,
            ),
            UnresolvedLink::HiddenTerm(document, hidden) => (
                format!(
                    "its page comes with `{}`, which {}, so this is shown without a link",
                    facts[document].path,
                    hidden.words()
                ),
                hidden,
            ),
            UnresolvedLink::HiddenFile(file, document, hidden) => {
                let is_image = facts[self.id].links[link].role.is_image();
                let message = hidden_file_message(&file, &facts[document].path, hidden, is_image);
                let help = Some(HIDDEN_FILE_HELP.into());
                return self.report(
                    link,
                    Severity::Warning,
                    Code::LinkToUnpublished,
                    message,
                    help,
                );
            }
        };
        let help = Some(unpublished_help(hidden).into());
        self.report(link, Severity::Warning, Code::LinkToUnpublished, message, help);
    }

    /// The targets of the document, each once. A link is more informative than a mention, so its
    /// sentence is preferred.
    fn destinations(&self) -> Vec<(Destination, LinkOrigin)> {
        let links = &self.context.facts[self.id].links;
        let links = self
            .targets
            .iter()
            .enumerate()
            .filter(|(link, _)| {
                matches!(
                    links[*link].role,
                    LinkRole::Href | LinkRole::Address | LinkRole::RawPage("href")
                )
            })
            .map(|(link, target)| (*target, LinkOrigin::Link(link)));
        let mentions = self.drugs.iter().enumerate().filter_map(|(mention, drug)| {
            Some((Destination::Term(DRUGS, (*drug)?), LinkOrigin::Mention(mention)))
        });
        let mut list: Vec<(Destination, LinkOrigin)> = Vec::new();
        for (target, origin) in links.chain(mentions) {
            if target != Destination::Other
                && target != Destination::Document(self.id)
                && !list.iter().any(|(known, _)| *known == target)
            {
                list.push((target, origin));
            }
        }
        list
    }
}

/// Whether a document's mentions of a drug become links.
fn takes_links(id: DocId, drug: TermId, context: &LinkContext<'_>) -> bool {
    let document = context.terms[DRUGS].list[drug].document;
    context.config.autolink
        && context.facts[id].autolink
        && document != Some(id)
        && document.is_none_or(|document| context.facts[document].autolink)
}

fn unpublished_help(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::Draft | Hidden::Future => "the link appears by itself once the page is published",
        Hidden::Expired => "remove the link, or move the day in `expires` of that page",
        Hidden::Copy => "link to the original",
        Hidden::Taken | Hidden::Nameless => {
            "the link appears by itself once that page has no errors"
        }
    }
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    let _ = escape_html_body_text(&mut html, text);
    html
}

fn filling(found: &ResolvedTarget, link: &ContentLink, context: &LinkContext<'_>) -> String {
    if link.role == LinkRole::Label {
        return match (found.destination, &link.target) {
            // `[[#Dose of the day]]`: only the words that the heading's id contains are known.
            (_, LinkTarget::Here(anchor)) => escaped(&anchor.replace('-', " ")),
            // A file name is not a title; a term gets the name that the editor uses here.
            (Destination::Document(document), _) => escaped(&context.facts[document].title),
            (_, LinkTarget::Name(name, _)) => escaped(name),
            _ => String::new(),
        };
    }
    let attribute = match link.role {
        LinkRole::Src => "src",
        LinkRole::RawPage(name) | LinkRole::RawImage(name) => name,
        _ => "href",
    };
    let is_candidate = link.role == LinkRole::RawCandidate;
    let is_bare = is_candidate || link.role == LinkRole::Address;
    let mut html = if is_bare { String::new() } else { format!(" {attribute}=\"") };
    let exact = exact_anchor(found, link, context);
    if let LinkTarget::Here(anchor) = &link.target {
        html.push('#');
        let _ = escape_html(&mut html, exact.unwrap_or(anchor));
    } else {
        html.push_str(&context.config.base_path);
        html.push_str(&found.route.encoded());
        if let Some(anchor) = exact {
            html.push('#');
            let _ = escape_html(&mut html, anchor);
        } else if let Some(tail) = url_tail(link) {
            let _ = escape_html(&mut html, tail);
        }
    }
    if is_candidate {
        // A comma would end the address.
        return html.replace(',', "%2C");
    }
    if !is_bare {
        html.push('"');
    }
    html
}
