//! Links resolved: what goes into each hole, who links to whom, and which links lead nowhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use pulldown_cmark_escape::{escape_html, escape_html_body_text};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::profile::{CLASSES, Class};
use super::routes::{Hidden, Owner, is_made};
use super::terms::{TermId, Terms, suggest};
use crate::config::Config;
use crate::diagnostic::{Code, Severity, nearest};
use crate::fingerprint::Hashed;
use crate::library::{DocId, Facts, Fault, Kind, Link, Place, Role, Target, below_content};
use crate::picture::{Fate, MOST_PIXELS, Picture, Pictures, Variant, is_image};
use crate::route::{Route, name_key, slugify};
use crate::source::SitePath;
use crate::vocabulary::Vocabulary;

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
    pub(super) classes: &'m [Class],
    pub(super) vocabulary: &'m Vocabulary,
    pub(super) assets: &'m [(SitePath, Route)],
    pub(super) pictures: &'m Pictures,
    pub(super) redirects: &'m BTreeMap<Route, Route>,
}

/// What resolving yields.
pub(super) struct Resolved {
    pub(super) fillings: Vec<Vec<String>>,
    pub(super) backlinks: Vec<Vec<Back>>,
    pub(super) term_backlinks: Vec<Vec<Vec<Back>>>,
    pub(super) image_attributes: Vec<Vec<(usize, String)>>,
    pub(super) own_images: Vec<Option<OwnImage>>,
    pub(super) variants: BTreeMap<Route, (SitePath, Variant)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum To {
    Document(DocId),
    Term(usize, TermId),
    Other,
}

/// Where a link leads.
struct Found {
    to: To,
    route: Route,
}

enum Missing {
    /// There is such a document, but it is not shown.
    Hidden(DocId, Hidden),
    /// There is nothing; what is wrong, and how to mend it.
    Nothing(String, Option<String>),
}

struct Tables<'m> {
    files: FxHashMap<&'m str, DocId>,
    assets: FxHashMap<&'m str, &'m Route>,
    urls: FxHashMap<&'m str, To>,
    asset_urls: FxHashMap<&'m str, ()>,
    /// The images among the files, by where they go.
    pictures: FxHashMap<&'m str, (&'m SitePath, &'m Picture)>,
    /// Titles, slugs and file names of articles and pages, folded; terms have their own tables.
    names: FxHashMap<String, DocId>,
}

/// Resolves every link of every document that is shown.
pub(super) fn resolve(map: &Map<'_>, rank: &[Option<usize>], terms_of: &[Vec<Vec<TermId>>], faults: &mut Vec<Fault>) -> Resolved {
    let tables = Tables::of(map);
    let done: Vec<Filled> = (0..map.facts.len())
        .into_par_iter()
        .with_min_len(64)
        .map(|id| if map.routes[id].is_ok() { fill(id, map, &tables) } else { Filled::hidden(&map.facts[id]) })
        .collect();
    let mut fillings = Vec::with_capacity(done.len());
    let mut backlinks = vec![Vec::new(); map.facts.len()];
    let mut image_attributes = Vec::with_capacity(done.len());
    let mut own_images = Vec::with_capacity(done.len());
    let mut variants = BTreeMap::new();
    let mut term_backlinks: Vec<Vec<Vec<Back>>> = map.terms.iter().map(|group| vec![Vec::new(); group.list.len()]).collect();
    for (from, filled) in done.into_iter().enumerate() {
        let links = filled.targets.into_iter().enumerate().map(|(link, to)| (By::Link(link), to));
        let links = links.filter(|(by, _)| matches!(by, By::Link(link) if map.facts[from].links[*link].role == Role::Href));
        // A link says more than a mention, so its sentence is taken first.
        let mentions = filled.drugs.into_iter().enumerate();
        let mentions = mentions.filter_map(|(mention, drug)| Some((By::Mention(mention), To::Term(DRUGS, drug?))));
        for (by, to) in links.chain(mentions) {
            let list: &mut Vec<Back> = match to {
                To::Document(document) if document != from => &mut backlinks[document],
                To::Term(group, term) => {
                    let is_member = terms_of[from].get(group).is_some_and(|own| own.contains(&term));
                    if is_member || map.terms[group].list[term].document == Some(from) {
                        continue;
                    }
                    &mut term_backlinks[group][term]
                }
                To::Document(_) | To::Other => continue,
            };
            // One sentence from each document is enough.
            if list.last().is_none_or(|back| back.from != from) {
                list.push(Back { from, by });
            }
        }
        fillings.push(filled.fillings);
        image_attributes.push(filled.image_attributes);
        variants.extend(filled.variants);
        own_images.push(filled.own_image);
        faults.extend(filled.faults);
    }
    for list in backlinks.iter_mut().chain(term_backlinks.iter_mut().flatten()) {
        list.sort_by_key(|back| (rank[back.from].unwrap_or(usize::MAX), back.from));
    }
    Resolved { fillings, backlinks, term_backlinks, image_attributes, own_images, variants }
}

/// The place of the drugs among the groups of terms.
const DRUGS: usize = 0;

/// What resolving the links of one document yields.
#[derive(Default)]
struct Filled {
    fillings: Vec<String>,
    targets: Vec<To>,
    /// The drug of each of its mentions, if the site has a page for it.
    drugs: Vec<Option<TermId>>,
    own_image: Option<OwnImage>,
    /// What goes before the addresses of its images.
    image_attributes: Vec<(usize, String)>,
    /// The smaller pictures that those name.
    variants: Vec<(Route, (SitePath, Variant))>,
    faults: Vec<Fault>,
}

impl Filled {
    /// A document that is not shown still has a filling for each hole, so that the two always fit.
    fn hidden(facts: &Facts) -> Self {
        let fillings = vec![String::new(); facts.links.len()];
        Self { fillings, ..Self::default() }
    }
}

impl<'m> Tables<'m> {
    fn of(map: &Map<'m>) -> Self {
        let mut tables = Self {
            files: FxHashMap::with_capacity_and_hasher(map.facts.len(), FxBuildHasher),
            assets: map.assets.iter().map(|(path, route)| (path.as_str(), route)).collect(),
            asset_urls: map.assets.iter().map(|(_, route)| (route.as_str(), ())).collect(),
            pictures: pictures(map),
            urls: FxHashMap::with_capacity_and_hasher(map.facts.len() * 2, FxBuildHasher),
            names: FxHashMap::with_capacity_and_hasher(map.facts.len() * 3, FxBuildHasher),
        };
        for (number, group) in map.terms.iter().enumerate() {
            tables.urls.insert(group.index.as_str(), To::Other);
            for (id, term) in group.list.iter().enumerate() {
                tables.urls.insert(term.route.as_str(), To::Term(number, id));
            }
        }
        if !map.classes.is_empty() {
            tables.urls.insert(CLASSES, To::Other);
            tables.urls.extend(map.classes.iter().map(|class| (class.route.as_str(), To::Other)));
        }
        for (id, document) in map.facts.iter().enumerate() {
            tables.files.insert(document.path.as_str(), id);
            if let Ok(route) = &map.routes[id] {
                tables.urls.entry(route.as_str()).or_insert(To::Document(id));
            }
        }
        // File names before slugs before titles: the narrower a name, the surer it is.
        type Name = fn(&Facts) -> String;
        let kinds: [Name; 4] = [
            |facts| facts.kind.stem(&facts.path).to_lowercase(),
            |facts| facts.slug.clone(),
            |facts| name_key(&facts.title),
            |facts| below_content(&facts.path).trim_end_matches(".md").trim_end_matches("/index").to_lowercase(),
        ];
        for kind in kinds {
            for (id, document) in map.facts.iter().enumerate() {
                if matches!(document.kind, Kind::Article | Kind::Page) {
                    let name = kind(document);
                    // A page that is shown goes before one of the same name that is not.
                    match tables.names.get(&name) {
                        Some(known) if map.routes[*known].is_ok() || map.routes[id].is_err() => {}
                        _ => drop(tables.names.insert(name, id)),
                    }
                }
            }
        }
        tables
    }
}

/// The images that content may show. Where two files claim one place, the first is shown or the site has an error.
fn pictures<'m>(map: &Map<'m>) -> FxHashMap<&'m str, (&'m SitePath, &'m Picture)> {
    let mut pictures = FxHashMap::default();
    if map.pictures.is_empty() {
        return pictures;
    }
    for (path, route) in map.assets {
        if let Some(picture) = map.pictures.get(path) {
            pictures.entry(route.as_str()).or_insert((path, picture));
        }
    }
    pictures
}

fn fill(id: DocId, map: &Map<'_>, tables: &Tables<'_>) -> Filled {
    let facts = &map.facts[id];
    let drugs: Vec<Option<TermId>> = facts.mentions.iter().map(|mention| map.terms[DRUGS].find(&mention.name)).collect();
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
                    && let Some((path, picture)) = tables.pictures.get(found.route.as_str())
                {
                    if let Some((message, help)) = image_fault(path, picture) {
                        faults.push(fault(id, index, Severity::Warning, Code::BadImage, message, Some(help)));
                    }
                    let made = variants_of(&found.route, picture, map);
                    image_attributes.push((index, attributes(picture, &made, image_attributes.is_empty(), map)));
                    variants.extend(made.into_iter().map(|(route, variant)| (route, ((*path).clone(), variant))));
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
    let own_image = facts.image.as_ref().and_then(|image| own_image(id, image, map, tables, &mut faults));
    Filled { fillings, targets, drugs, own_image, image_attributes, variants, faults }
}

/// The image that a document's author chose for previews of links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnImage {
    /// Its whole address.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// Its width and height, if they are known.
    pub size: Option<(u32, u32)>,
}

fn own_image(
    id: DocId,
    image: &crate::library::OwnImage,
    map: &Map<'_>,
    tables: &Tables<'_>,
    faults: &mut Vec<Fault>,
) -> Option<OwnImage> {
    let alt = image.alt.clone().unwrap_or_else(|| map.facts[id].title.clone());
    let Some(target) = &image.target else { return Some(OwnImage { url: image.written.clone(), alt, size: None }) };
    let link = Link { target: target.clone(), role: Role::Src, sentence: String::new() };
    match find(id, &link, map, tables) {
        Ok(found) => {
            let size = tables.pictures.get(found.route.as_str()).and_then(|(_, picture)| picture.size);
            Some(OwnImage { url: super::permalink(map.config, &found.route), alt, size })
        }
        Err(Missing::Hidden(..)) => None,
        Err(Missing::Nothing(message, help)) => {
            let place = Place::Image;
            faults.push(Fault {
                document: id,
                place,
                severity: Severity::Error,
                code: Code::BrokenLink,
                message,
                help,
                note: None,
            });
            None
        }
    }
}

/// Whether a document's mentions of a drug are to be links.
fn takes_links(id: DocId, drug: TermId, map: &Map<'_>) -> bool {
    let document = map.terms[DRUGS].list[drug].document;
    map.config.autolink
        && map.facts[id].autolink
        && document != Some(id)
        && document.is_none_or(|document| map.facts[document].autolink)
}

fn fault(document: DocId, link: usize, severity: Severity, code: Code, message: String, help: Option<String>) -> Fault {
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

fn tail(link: &Link) -> Option<&str> {
    match &link.target {
        Target::File(_, tail) | Target::Url(_, tail) | Target::Name(_, tail) => tail.as_deref(),
        Target::Here(_) | Target::Outside(_) | Target::Mention(_) => None,
    }
}

fn find(id: DocId, link: &Link, map: &Map<'_>, tables: &Tables<'_>) -> Result<Found, Missing> {
    match &link.target {
        Target::Here(_) => {
            let route = map.routes[id].clone().unwrap_or_else(|_| Route::of("/"));
            Ok(Found { to: To::Document(id), route })
        }
        Target::Outside(written) if written.is_empty() => {
            Err(Missing::Nothing("this link leads nowhere".into(), Some("put an address between the round brackets".into())))
        }
        Target::Outside(written) => Err(Missing::Nothing(
            format!("`{written}` leads out of `content/`"),
            Some("link to files below `content/`, or put the file into `static/`".into()),
        )),
        Target::File(path, _) => file(path, link, map, tables),
        Target::Url(path, _) => url(path, link, map, tables),
        Target::Name(name, _) => named(name, map, tables),
        Target::Mention(_) => Err(Missing::Nothing("a mention is no link of its own".into(), None)),
    }
}

fn document(id: DocId, map: &Map<'_>) -> Result<Found, Missing> {
    match &map.routes[id] {
        Ok(route) => Ok(Found { to: link_to(id, map), route: route.clone() }),
        Err(hidden) => Err(Missing::Hidden(id, *hidden)),
    }
}

/// The file of a term stands for the term.
fn link_to(id: DocId, map: &Map<'_>) -> To {
    let Kind::Term(key) = &map.facts[id].kind else { return To::Document(id) };
    let group = map.config.taxonomies.iter().position(|taxonomy| taxonomy.key == *key);
    let term =
        group.and_then(|group| map.terms[group].list.iter().position(|term| term.document == Some(id)).map(|term| (group, term)));
    term.map_or(To::Document(id), |(group, term)| To::Term(group, term))
}

fn file(path: &SitePath, link: &Link, map: &Map<'_>, tables: &Tables<'_>) -> Result<Found, Missing> {
    let text = path.as_str();
    if link.role == Role::Href {
        // `other`, `other/` and `other.md` all mean the article beside this one.
        for candidate in [text.to_owned(), format!("{text}.md"), format!("{text}/index.md")] {
            if let Some(id) = tables.files.get(candidate.as_str()) {
                return document(*id, map);
            }
        }
    }
    if let Some(route) = tables.assets.get(text) {
        return Ok(Found { to: To::Other, route: (*route).clone() });
    }
    let noun = if link.role == Role::Src { "image" } else { "file" };
    let written = text.strip_prefix(path.folder()).unwrap_or(text).trim_start_matches('/');
    if written.starts_with("www.") || text.contains("/http/") || text.contains("/www.") {
        let address = text.rfind("www.").map_or(written, |at| &text[at..]);
        return Err(Missing::Nothing(
            format!("there is no {noun} `{written}`"),
            Some(format!("the address of another site begins with https://, as in https://{address}")),
        ));
    }
    let help = if link.role == Role::Src || !matches!(ending(path.name()), None | Some("md")) {
        let beside = map.assets.iter().map(|(path, _)| path).filter(|other| other.folder() == path.folder());
        near_name(
            path.name(),
            beside
                .filter(|other| link.role != Role::Src || is_image(other.name()))
                .map(|other| (other.name().to_owned(), other.name())),
        )
    } else {
        let beside = map.facts.iter().filter(|facts| facts.path.folder() == path.folder());
        // The date before an article's name is easily forgotten.
        let names =
            beside.flat_map(|facts| [facts.path.stem().to_owned(), facts.slug.clone()].map(|name| (name, facts.path.name())));
        near_name(path.name().trim_end_matches(".md"), names)
            // The right name in another folder is the commonest slip after a typing error.
            .or_else(|| {
                let elsewhere = map.facts.iter().find(|facts| facts.path.name() == path.name())?;
                Some(format!("there is `{}`", elsewhere.path))
            })
    };
    Err(Missing::Nothing(format!("there is no {noun} `content/{}`", below_content(path)), help))
}

/// What is wrong with an image file, and how to mend it.
fn image_fault(path: &SitePath, picture: &Picture) -> Option<(String, String)> {
    match picture.fate {
        Fate::Scaled | Fate::Kept => None,
        Fate::Broken(reason) => Some((
            format!("the image `{path}` is broken: {reason}"),
            "save it once more from the program that it comes from; until then it is shown as it is".into(),
        )),
        Fate::TooLarge => {
            let (width, height) = picture.size.unwrap_or_default();
            Some((
                format!(
                    "the image `{path}` has {width} × {height} pixels, and up to {} million are scaled",
                    MOST_PIXELS / 1_000_000
                ),
                "make it smaller; until then every reader loads it as it is".into(),
            ))
        }
    }
}

/// The smaller pictures of an image at a route: where each goes, under a name that changes with its bytes.
fn variants_of(route: &Route, picture: &Picture, map: &Map<'_>) -> Vec<(Route, Variant)> {
    let name = route.as_str().rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let short = stem.char_indices().nth(LONGEST_STEM).map_or(stem, |(end, _)| &stem[..end]);
    let named = |variant: Variant| {
        let key = variant.key().to_string();
        (route.beside(&format!("{short}-{}-{}.webp", variant.width, &key[..12])), variant)
    };
    picture.variants(&map.config.images).into_iter().map(named).collect()
}

/// Names of files have 255 bytes, and a letter up to four.
const LONGEST_STEM: usize = 48;

/// What goes before the address of an image: a browser that knows of smaller pictures never asks for the address.
fn attributes(picture: &Picture, variants: &[(Route, Variant)], is_first: bool, map: &Map<'_>) -> String {
    let mut html = String::new();
    // What comes first may be on the screen at once, and then waiting for it would only take longer.
    if !is_first {
        html.push_str(" loading=\"lazy\"");
    }
    html.push_str(" decoding=\"async\"");
    if let Some((width, height)) = picture.size {
        let _ = write!(html, " width=\"{width}\" height=\"{height}\"");
    }
    if !variants.is_empty() {
        html.push_str(" sizes=\"");
        let _ = escape_html(&mut html, &map.config.images.sizes);
        html.push_str("\" srcset=\"");
        for (number, (route, variant)) in variants.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            // A comma in an address would end it here.
            let url = route.encoded().replace(',', "%2C");
            let _ = write!(html, "{comma}{}{url} {}w", map.config.base_path, variant.width);
        }
        html.push('"');
    }
    html
}

/// What follows the last dot of a file's name.
fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.is_empty())
}

/// "Did you mean" among names of files; each comes with what to write.
fn near_name<'n>(wanted: &str, known: impl Iterator<Item = (String, &'n str)>) -> Option<String> {
    let known: BTreeMap<String, &str> = known.collect();
    let near = known.get(nearest(wanted, known.keys().map(String::as_str))?)?;
    Some(format!("did you mean `{near}`?"))
}

fn url(path: &str, link: &Link, map: &Map<'_>, tables: &Tables<'_>) -> Result<Found, Missing> {
    let without_base =
        Some(map.config.base_path.as_str()).filter(|base| !base.is_empty()).and_then(|base| path.strip_prefix(base));
    for path in std::iter::once(path).chain(without_base.filter(|rest| rest.starts_with('/'))) {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        for candidate in [page.to_owned(), format!("{page}/")] {
            let Ok(route) = Route::parse(&candidate) else { continue };
            if let Some(to) = tables.urls.get(candidate.as_str()) {
                return Ok(Found { to: *to, route });
            }
            let owner = |folder: &str| match tables.urls.get(folder)? {
                To::Document(id) if map.facts[*id].kind == Kind::Article => Some(Owner::article(&map.facts[*id])),
                To::Term(group, term) => Some(Owner::Term(!map.terms[*group].list[*term].articles.is_empty())),
                To::Document(_) | To::Other => None,
            };
            if tables.asset_urls.contains_key(candidate.as_str()) || is_made(&candidate, map.config, owner) {
                return Ok(Found { to: To::Other, route });
            }
            if let Some(now) = map.redirects.get(&route) {
                let to = tables.urls.get(now.as_str()).copied().unwrap_or(To::Other);
                return Ok(Found { to, route: now.clone() });
            }
        }
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if let Some(id) = tables.names.get(last)
        && let Err(hidden) = map.routes[*id]
        && path.starts_with("/articles/")
    {
        return Err(Missing::Hidden(*id, hidden));
    }
    let folder = |path: &str| path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
    let beside = |url: &&str| folder(url) == folder(path) && url[..folder(url)] == path[..folder(path)];
    let last_of = |url: &str| url[folder(url)..].trim_end_matches('/').to_owned();
    let is_file = link.role == Role::Src || !path.ends_with('/') && ending(last).is_some();
    let (noun, help) = if is_file {
        let files = tables.asset_urls.keys().copied().filter(beside);
        let help = near_name(last, files.filter(|url| link.role != Role::Src || is_image(url)).map(|url| (last_of(url), url)));
        let noun = if link.role == Role::Src { "image" } else { "file" };
        (noun, help.or_else(|| Some(format!("put it there as `static{path}`"))))
    } else {
        ("page", near_name(last, tables.urls.keys().copied().filter(beside).map(|url| (last_of(url), url))))
    };
    Err(Missing::Nothing(format!("there is no {noun} `{path}`"), help))
}

fn named(name: &str, map: &Map<'_>, tables: &Tables<'_>) -> Result<Found, Missing> {
    for (number, group) in map.terms.iter().enumerate() {
        let found = if number == 0 { group.find_drug(name, map.vocabulary) } else { group.find(name) };
        if let Some(id) = found {
            return Ok(Found { to: To::Term(number, id), route: group.list[id].route.clone() });
        }
    }
    let key = name_key(name);
    let path = key.trim_end_matches(".md").trim_matches('/').to_owned();
    for candidate in [&key, &path, &slugify(name)] {
        if let Some(id) = tables.names.get(candidate.as_str()) {
            return document(*id, map);
        }
    }
    let known = map.terms.iter().flat_map(Terms::known_names).chain(tables.names.keys().map(String::as_str));
    let help = suggest(name, known);
    Err(Missing::Nothing(
        format!("nothing is called `{name}`"),
        Some(help.unwrap_or_else(|| {
            "wiki links lead to an article by its title or file name, to a drug by any of its names, or to a tag".into()
        })),
    ))
}

/// What is wrong with the `#…` of a link, if anything is.
fn missing_anchor(found: &Found, link: &Link, map: &Map<'_>) -> Option<(String, Option<String>)> {
    let written = match &link.target {
        Target::Here(anchor) => anchor.as_str(),
        _ => tail(link)?.strip_prefix('#')?,
    };
    // The top of a page, and what templates put there.
    if written.is_empty() || written == "top" || ["ref-", "cite-", "fn-", "fnref-"].iter().any(|start| written.starts_with(start))
    {
        return None;
    }
    let document = match found.to {
        To::Document(id) => Some(id),
        To::Term(group, term) => map.terms[group].list[term].document,
        To::Other => return None,
    };
    let anchors: &[String] = document.map_or(&[], |id| &map.facts[id].anchors);
    let anchor = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    if anchors.iter().any(|known| *known == anchor) {
        return None;
    }
    let place = document.map_or_else(|| found.route.to_string(), |id| map.facts[id].path.to_string());
    let help =
        nearest(&anchor, anchors.iter().map(String::as_str)).map(|near| format!("did you mean `#{near}`?")).or_else(|| {
            (!anchors.is_empty()).then(|| {
                let some: Vec<_> = anchors.iter().take(6).map(|anchor| format!("`#{anchor}`")).collect();
                format!("its headings are {}", some.join(", "))
            })
        });
    Some((format!("there is no heading `#{anchor}` in `{place}`"), help))
}
