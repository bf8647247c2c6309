//! Resolves the target of a link: by the path of a file, by a URL, or by a name.

use std::collections::BTreeMap;

use super::context::{DRUGS, LinkContext};
use super::lookup::{LookupTable, RecordingLookup};
use crate::diagnostic::nearest;
use crate::library::{ContentLink, DocId, DocumentKind, LinkTarget, below_content};
use crate::picture::is_image;
use crate::route::Route;
use crate::site::document_links::Destination;
use crate::site::hidden::Hidden;
use crate::site::suggestion::suggest_name;
use crate::site::terms::Terms;
use crate::source::SitePath;
use offprint_base::{composed, name_key, slugify, term_key};

/// The target of a link.
pub(super) struct ResolvedTarget {
    pub(super) destination: Destination,
    pub(super) route: Route,
}

/// Why a link is broken.
pub(super) enum UnresolvedLink {
    /// The document exists, but it is not shown.
    Hidden(DocId, Hidden),
    /// The term exists, but only a document that is not shown names it.
    HiddenTerm(DocId, Hidden),
    /// The file belongs to a document that is not shown; as the message names it.
    HiddenFile(String, DocId, Hidden),
    /// Nothing was found: what is wrong, and how to fix it.
    Missing(String, Option<String>),
}

fn hidden_term((document, hidden): (DocId, Hidden)) -> UnresolvedLink {
    UnresolvedLink::HiddenTerm(document, hidden)
}

/// Why a known drug has no page, and how to create one.
fn unnamed_drug(name: &str, context: &LinkContext<'_>) -> Option<String> {
    let misspelt = || {
        let resolved = context.vocabulary.resolve(name).filter(|resolved| resolved.suspect)?;
        Some(resolved.canonical)
    };
    let Some((name, _)) = context.vocabulary.find_listed(name) else {
        return Some(format!("did you mean `{}`?", misspelt()?));
    };
    Some(format!(
        "no article is about {name}: write drugs = [\"{name}\"] in the front matter of one, or make its page with \
         `offprint new \"{name}\" --kind drug`"
    ))
}

/// What follows the path in the URL of a link: `#…` or `?…`.
pub(super) fn url_tail(link: &ContentLink) -> Option<&str> {
    match &link.target {
        LinkTarget::File(_, tail) | LinkTarget::Url(_, tail) | LinkTarget::Name(_, tail) => {
            tail.as_deref()
        }
        LinkTarget::Here(_) | LinkTarget::Outside(_) | LinkTarget::Mention(_) => None,
    }
}

/// The error that a name is that of several files.
fn ambiguous_name(name: &str, found: [DocId; 2], context: &LinkContext<'_>) -> UnresolvedLink {
    let [one, other] = found.map(|id| context.facts[id].path.as_str());
    let pages = found.map(|id| context.routes[id].as_ref().map_or("", Route::as_str));
    let help =
        format!("link to the page that is meant: [text]({}) or [text]({})", pages[0], pages[1]);
    let message = format!("`{name}` is the name of several files: `{one}` and `{other}`");
    UnresolvedLink::Missing(message, Some(help))
}

/// Resolves the target of a link.
pub(super) fn resolve_target(
    id: DocId,
    link: &ContentLink,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
) -> Result<ResolvedTarget, UnresolvedLink> {
    match &link.target {
        LinkTarget::Here(_) => {
            let route = context.routes[id].clone().unwrap_or_else(|_| Route::of("/"));
            Ok(ResolvedTarget { destination: Destination::Document(id), route })
        }
        LinkTarget::Outside(written) if written.is_empty() => Err(UnresolvedLink::Missing(
            "this link has no address".into(),
            Some("put an address between the round brackets".into()),
        )),
        LinkTarget::Outside(written) => Err(UnresolvedLink::Missing(
            format!("`{written}` points outside `content/`"),
            Some("link to files below `content/`, or put the file into `static/`".into()),
        )),
        LinkTarget::File(path, _) => resolve_file(path, link, context, lookup),
        LinkTarget::Url(path, _) => resolve_url(path, link, context, lookup),
        LinkTarget::Name(name, _) => resolve_name(name, context, lookup),
        LinkTarget::Mention(_) => {
            Err(UnresolvedLink::Missing("a mention is no link of its own".into(), None))
        }
    }
}

fn resolve_document(
    id: DocId,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
) -> Result<ResolvedTarget, UnresolvedLink> {
    lookup.record(LookupTable::Files, context.facts[id].path.as_str());
    match &context.routes[id] {
        Ok(route) => Ok(ResolvedTarget {
            destination: document_destination(id, context),
            route: route.clone(),
        }),
        Err(hidden) => Err(UnresolvedLink::Hidden(id, *hidden)),
    }
}

/// The file of a term represents the term.
fn document_destination(id: DocId, context: &LinkContext<'_>) -> Destination {
    let DocumentKind::Term(key) = &context.facts[id].kind else { return Destination::Document(id) };
    let group = context.config.taxonomies.iter().position(|taxonomy| taxonomy.key == *key);
    let term = group.and_then(|group| {
        context.terms[group]
            .list
            .iter()
            .position(|term| term.document == Some(id))
            .map(|term| (group, term))
    });
    term.map_or(Destination::Document(id), |(group, term)| Destination::Term(group, term))
}

fn resolve_file(
    path: &SitePath,
    link: &ContentLink,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
) -> Result<ResolvedTarget, UnresolvedLink> {
    let text = path.as_str();
    if !link.role.is_image() {
        // `other`, `other/` and `other.md` all refer to the article beside this one.
        for candidate in [text.to_owned(), format!("{text}.md"), format!("{text}/index.md")] {
            if let Some(id) = lookup.file(&candidate) {
                return resolve_document(id, context, lookup);
            }
        }
    }
    if let Some(route) = lookup.tables.assets().get(text) {
        return Ok(ResolvedTarget { destination: Destination::Other, route: (*route).clone() });
    }
    if let Some((document, hidden)) = lookup.tables.owner_of_hidden(text) {
        return Err(UnresolvedLink::HiddenFile(text.to_owned(), document, hidden));
    }
    let noun = if link.role.is_image() { "image" } else { "file" };
    let written = text.strip_prefix(path.folder()).unwrap_or(text).trim_start_matches('/');
    if written.starts_with("www.") || text.contains("/http/") || text.contains("/www.") {
        let address = text.rfind("www.").map_or(written, |at| &text[at..]);
        return Err(UnresolvedLink::Missing(
            format!("there is no {noun} `{written}`"),
            Some(format!(
                "the address of another site begins with https://, as in https://{address}"
            )),
        ));
    }
    let help = if link.role.is_image() || !matches!(file_extension(path.name()), None | Some("md"))
    {
        let beside = context
            .assets
            .iter()
            .map(|(path, _)| path)
            .filter(|other| other.folder() == path.folder());
        near_name(
            path.name(),
            beside
                .filter(|other| !link.role.is_image() || is_image(other.name()))
                .map(|other| (other.name().to_owned(), other.name())),
            lookup,
        )
    } else {
        let beside = context.facts.iter().filter(|facts| facts.path.folder() == path.folder());
        // The date before an article's name is easy to forget.
        let names = beside.flat_map(|facts| {
            [facts.path.stem().to_owned(), facts.slug.clone()].map(|name| (name, facts.path.name()))
        });
        near_name(path.name().trim_end_matches(".md"), names, lookup)
            // After typos, the most common mistake is the right name in the wrong folder.
            .or_else(|| {
                let elsewhere = context
                    .facts
                    .iter()
                    .filter(|_| lookup.suggests)
                    .find(|facts| facts.path.name() == path.name())?;
                Some(format!("there is `{}`", elsewhere.path))
            })
    };
    Err(UnresolvedLink::Missing(
        format!("there is no {noun} `content/{}`", below_content(path)),
        help,
    ))
}

/// The part after the last dot of a file's name.
fn file_extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.is_empty())
}

/// "Did you mean" among names of files; each comes with the text to write instead.
fn near_name<'n>(
    wanted: &str,
    known: impl Iterator<Item = (String, &'n str)>,
    lookup: &RecordingLookup<'_, '_>,
) -> Option<String> {
    if !lookup.suggests {
        return None;
    }
    let known: BTreeMap<String, &str> = known.collect();
    let near = known.get(nearest(wanted, known.keys().map(String::as_str))?)?;
    Some(format!("did you mean `{near}`?"))
}

fn resolve_url(
    path: &str,
    link: &ContentLink,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
) -> Result<ResolvedTarget, UnresolvedLink> {
    let without_base = Some(context.config.base_path.as_str())
        .filter(|base| !base.is_empty())
        .and_then(|base| path.strip_prefix(base));
    for path in std::iter::once(path).chain(without_base.filter(|rest| rest.starts_with('/'))) {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        for candidate in [page.to_owned(), format!("{page}/")] {
            let Ok(route) = Route::parse(&candidate) else { continue };
            if let Some(to) = lookup.url(&candidate) {
                if let Destination::Document(id) = to {
                    lookup.record(LookupTable::Files, context.facts[id].path.as_str());
                }
                return Ok(ResolvedTarget { destination: to, route });
            }
            if lookup.tables.asset_urls().contains(candidate.as_str())
                || lookup.is_generated(&route)
            {
                return Ok(ResolvedTarget { destination: Destination::Other, route });
            }
            if let Some(now) = lookup.redirect(&route) {
                let to = lookup.url(now.as_str()).unwrap_or(Destination::Other);
                if let Destination::Document(id) = to {
                    lookup.record(LookupTable::Files, context.facts[id].path.as_str());
                }
                return Ok(ResolvedTarget { destination: to, route: now.clone() });
            }
        }
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if let Some(named) = lookup.name(last)
        && let Err(hidden) = context.routes[named.id]
        && path.starts_with("/articles/")
    {
        return Err(UnresolvedLink::Hidden(named.id, hidden));
    }
    for path in std::iter::once(path).chain(without_base.filter(|rest| rest.starts_with('/'))) {
        if let Some((document, hidden)) = lookup.tables.hidden_file_at(path) {
            return Err(UnresolvedLink::HiddenFile(path.to_owned(), document, hidden));
        }
        let page = lookup.tables.hidden_page(path).filter(|_| !link.role.is_image());
        if let Some((document, hidden)) = page {
            return Err(UnresolvedLink::Hidden(document, hidden));
        }
    }
    let folder = |path: &str| path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
    let in_site = without_base.filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let group =
        context.terms.iter().position(|group| in_site[..folder(in_site)] == *group.index.as_str());
    if let Some(hidden) =
        group.and_then(|group| lookup.tables.hidden_term(group, &[term_key(last)]))
    {
        return Err(hidden_term(hidden));
    }
    let beside =
        |url: &&str| folder(url) == folder(path) && url[..folder(url)] == path[..folder(path)];
    let last_of = |url: &str| url[folder(url)..].trim_end_matches('/').to_owned();
    let is_file = link.role.is_image() || !path.ends_with('/') && file_extension(last).is_some();
    let (noun, help) = if is_file {
        let files = lookup.tables.asset_urls().iter().copied().filter(beside);
        let help = near_name(
            last,
            files
                .filter(|url| !link.role.is_image() || is_image(url))
                .map(|url| (last_of(url), url)),
            lookup,
        );
        let noun = if link.role.is_image() { "image" } else { "file" };
        let at_root = path.strip_prefix("/static").filter(|rest| rest.starts_with('/'));
        let help = help.or_else(|| match at_root {
            Some(rest) if lookup.tables.asset_urls().contains(rest) => {
                Some(format!("what is in `static/` goes to the root of the site: write `{rest}`"))
            }
            rest => Some(format!("put it there as `static{}`", rest.unwrap_or(path))),
        });
        (noun, help)
    } else {
        let near = near_name(
            last,
            lookup.tables.pages().filter(beside).map(|url| (last_of(url), url)),
            lookup,
        );
        ("page", near.or_else(|| unnamed_drug(last, context).filter(|_| group == Some(DRUGS))))
    };
    Err(UnresolvedLink::Missing(format!("there is no {noun} `{path}`"), help))
}

fn resolve_name(
    name: &str,
    context: &LinkContext<'_>,
    lookup: &RecordingLookup<'_, '_>,
) -> Result<ResolvedTarget, UnresolvedLink> {
    for (number, group) in context.terms.iter().enumerate() {
        // A drug may also be referred to by a name that only the vocabulary knows.
        let known = || {
            context
                .vocabulary
                .find_listed(name)
                .filter(|_| number == DRUGS)
                .and_then(|(name, _)| lookup.term(number, &name))
        };
        if let Some(id) = lookup.term(number, name).or_else(known) {
            return Ok(ResolvedTarget {
                destination: Destination::Term(number, id),
                route: group.list[id].route.clone(),
            });
        }
    }
    let key = name_key(name);
    let path = key.trim_end_matches(".md").trim_matches('/').to_owned();
    for candidate in [&key, &path, &slugify(name)] {
        if let Some(named) = lookup.name(candidate) {
            return match named.other {
                Some(other) => Err(ambiguous_name(name, [named.id, other], context)),
                None => resolve_document(named.id, context, lookup),
            };
        }
    }
    let known = context.vocabulary.find_listed(name);
    for group in 0..context.terms.len() {
        let known = known.as_ref().filter(|_| group == DRUGS).map(|(name, _)| term_key(name));
        let keys: Vec<String> = [term_key(name)].into_iter().chain(known).collect();
        if let Some(hidden) = lookup.tables.hidden_term(group, &keys) {
            return Err(hidden_term(hidden));
        }
    }
    let known = context
        .terms
        .iter()
        .flat_map(Terms::known_names)
        .chain(lookup.tables.names().keys().map(String::as_str));
    let near = lookup.suggests.then(|| suggest_name(name, known)).flatten();
    let help = near.or_else(|| unnamed_drug(name, context));
    Err(UnresolvedLink::Missing(
        format!("nothing is called `{name}`"),
        Some(help.unwrap_or_else(|| {
            "wiki links lead to an article by its title or file name, to a drug by any of its names, or to a tag".into()
        })),
    ))
}

/// The id on the page that the `#…` of a link names, if it is written in another form of Unicode:
/// browsers compare ids exactly.
pub(super) fn exact_anchor<'c>(
    found: &ResolvedTarget,
    link: &ContentLink,
    context: &LinkContext<'c>,
) -> Option<&'c str> {
    let written = match &link.target {
        LinkTarget::Here(anchor) => anchor.as_str(),
        _ => url_tail(link)?.strip_prefix('#')?,
    };
    let anchor = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    if anchor.is_ascii() {
        return None;
    }
    let document = target_document(found, context)?;
    let anchors = &context.facts[document].anchors;
    if anchors.iter().any(|known| *known == anchor) {
        return None;
    }
    anchors.iter().map(String::as_str).find(|known| composed(known) == composed(&anchor))
}

/// The document whose headings are on the page of a target.
fn target_document(found: &ResolvedTarget, context: &LinkContext<'_>) -> Option<DocId> {
    match found.destination {
        Destination::Document(id) => Some(id),
        Destination::Term(group, term) => context.terms[group].list[term].document,
        Destination::Other => None,
    }
}

/// The problem with the `#…` of a link, if there is one.
pub(super) fn missing_anchor(
    found: &ResolvedTarget,
    link: &ContentLink,
    context: &LinkContext<'_>,
) -> Option<(String, Option<String>)> {
    let written = match &link.target {
        LinkTarget::Here(anchor) => anchor.as_str(),
        _ => url_tail(link)?.strip_prefix('#')?,
    };
    // The top of a page, and ids that templates add.
    if written.is_empty()
        || written == "top"
        || ["ref-", "cite-", "fn-", "fnref-"].iter().any(|start| written.starts_with(start))
    {
        return None;
    }
    if found.destination == Destination::Other {
        return None;
    }
    let document = target_document(found, context);
    let anchors: &[String] = document.map_or(&[], |id| &context.facts[id].anchors);
    let anchor = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    if anchors.iter().any(|known| *known == anchor || composed(known) == composed(&anchor)) {
        return None;
    }
    let place =
        document.map_or_else(|| found.route.to_string(), |id| context.facts[id].path.to_string());
    let help = nearest(&anchor, anchors.iter().map(String::as_str))
        .map(|near| format!("did you mean `#{near}`?"))
        .or_else(|| {
            (!anchors.is_empty()).then(|| {
                let some: Vec<_> =
                    anchors.iter().take(6).map(|anchor| format!("`#{anchor}`")).collect();
                format!("its headings are {}", some.join(", "))
            })
        });
    Some((format!("there is no heading `#{anchor}` in `{place}`"), help))
}

/// A file in the folder of a document that is not shown.
pub(super) fn hidden_file_message(
    file: &str,
    document: &SitePath,
    hidden: Hidden,
    is_image: bool,
) -> String {
    let result = if is_image { "it is not shown" } else { "this is shown without a link" };
    format!("`{file}` belongs to `{document}`, which {}, so {result}", hidden.words())
}

/// What to do about such a file.
pub(super) const HIDDEN_FILE_HELP: &str =
    "copy the file beside this document, or move it to `static/`";
