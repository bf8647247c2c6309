//! Threads of forums: the posts of other people below the one that is the article, and what a forum
//! shows about whoever wrote a post.
//!
//! A thread is recognised by its form: elements of one kind beside each other, each with the name
//! of its author, below a title that is outside of all of them. Does not judge the text of a post.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, for_each_word, purposes_of_element};
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::phrases::{Category, is_phrase};

/// The names of so many posts are reported.
const MOST_PEOPLE: usize = 100;

/// A name is not longer.
const LONGEST_NAME: usize = 60;

/// What a thread contains beside the article.
#[derive(Default)]
pub(super) struct Thread {
    /// Posts of others, and what its author posted after them.
    pub(super) replies: Vec<NodeId>,
    /// Boxes with the rank, the age and the signature of the author of a post.
    pub(super) profiles: Vec<NodeId>,
    /// The name of whoever wrote the article.
    pub(super) opener: Option<String>,
    /// Those who wrote a discussion that is kept as a whole, each once.
    pub(super) people: Vec<String>,
    /// The posts of such a discussion, each with the name of whoever wrote it.
    pub(super) discussion: Vec<(NodeId, String)>,
    /// The elements of such posts that say nothing but that name.
    pub(super) names: Vec<NodeId>,
}

/// The thread in an element, if there is one.
pub(super) fn find_thread(document: &HtmlDocument, stats: &[TextStats], root: NodeId) -> Thread {
    let around = std::iter::once(root).chain(document.ancestors(root).take(1));
    let parents = around.chain(document.descendants(root)).filter(|node| {
        document.tag(*node).is_some_and(Tag::is_block) && !document.is(*node, Tag::Ul)
    });
    for parent in parents {
        let posts = posts_in(document, stats, parent);
        let Some((first, opener)) = posts.first() else { continue };
        // A list of articles has a title in each, and the first post is the article.
        // Comments below an article are no thread.
        let is_thread = posts.len() >= 2
            && !is_comment(document, *first)
            && posts.iter().all(|(post, _)| !has_title(document, *post))
            && (*first >= root || document.ancestors(root).any(|above| above == *first));
        if !is_thread {
            continue;
        }
        let is_opener = |name: &str| name.to_lowercase() == opener.to_lowercase();
        let own = posts.iter().take_while(|(_, name)| is_opener(name)).count();
        // If others wrote more, the page is a discussion, and all of it is kept.
        let length = |post: &NodeId| stats[post.index()].text;
        let longest = posts[own..].iter().map(|(post, _)| length(post)).max().unwrap_or(0);
        if length(first) < longest {
            let mut people: Vec<String> = Vec::new();
            for (_, name) in posts.iter().take(MOST_PEOPLE) {
                if !people.contains(name) {
                    people.push(name.clone());
                }
            }
            let mut names: Vec<NodeId> = Vec::new();
            for (post, name) in &posts {
                let alone = names_in(document, *post, name).into_iter();
                names.extend(alone.filter(|node| is_in_line_of_name(document, *node, name)));
            }
            return Thread { people, discussion: posts, names, ..Thread::default() };
        }
        let mut thread = Thread::default();
        for (post, _) in &posts[..own] {
            thread.profiles.extend(profiles_in(document, stats, *post));
            thread.profiles.extend(names_in(document, *post, opener));
        }
        thread.opener = Some(opener.clone());
        thread.replies.extend(posts[own..].iter().map(|(post, _)| *post));
        return thread;
    }
    Thread::default()
}

/// The children of an element that are posts, each with the name of whoever wrote it.
fn posts_in(document: &HtmlDocument, stats: &[TextStats], parent: NodeId) -> Vec<(NodeId, String)> {
    let mut posts: Vec<(NodeId, String)> = Vec::new();
    let mut kind: Option<(Tag, String)> = None;
    for child in document.children(parent) {
        let Some(tag) = document
            .tag(child)
            .filter(|tag| matches!(tag, Tag::Article | Tag::Div | Tag::Section | Tag::Li))
        else {
            continue;
        };
        let class = document.attribute(child, "class").unwrap_or_default();
        let first = class.split_ascii_whitespace().next().unwrap_or_default().to_owned();
        if stats[child.index()].text < 20 || !is_post(document, child) {
            continue;
        }
        let own = (tag, first);
        if kind.as_ref().is_some_and(|kind| *kind != own) {
            continue;
        }
        let Some(name) = poster(document, child) else { continue };
        kind = Some(own);
        posts.push((child, name));
    }
    posts
}

/// Whether a post is named a comment, or is in a place for comments.
fn is_comment(document: &HtmlDocument, post: NodeId) -> bool {
    std::iter::once(post)
        .chain(document.ancestors(post).take(2))
        .filter(|node| !document.is(*node, Tag::Body))
        .any(|node| purposes_of_element(document, node).any(ElementPurposes::COMMENTS))
}

/// Whether an element says that it is a post.
fn is_post(document: &HtmlDocument, node: NodeId) -> bool {
    if document.attribute(node, "data-author").is_some() {
        return true;
    }
    let names = ["class", "itemtype", "itemprop", "id"];
    names.iter().filter_map(|name| document.attribute(node, name)).any(|value| {
        let mut is_named = false;
        for_each_word(&value[..value.floor_char_boundary(300)], |word| {
            is_named |= is_phrase(Category::ClassPosts, word);
        });
        is_named
    })
}

/// The name of whoever wrote a post.
fn poster(document: &HtmlDocument, post: NodeId) -> Option<String> {
    if let Some(name) = document.attribute(post, "data-author") {
        return Some(name.trim().to_owned());
    }
    let named = document.descendants(post).take(60).find_map(|inner| {
        let is_named = document.attribute(inner, "itemprop") == Some("author")
            || document.attribute(inner, "class").is_some_and(|class| {
                let mut is_named = false;
                for_each_word(&class[..class.floor_char_boundary(300)], |word| {
                    is_named |= is_phrase(Category::ClassPosters, word);
                });
                is_named
            });
        let name = is_named.then(|| document.text_within(inner, 2 * LONGEST_NAME))?;
        (!name.is_empty() && name.len() < LONGEST_NAME).then_some(name)
    });
    named.or_else(|| linked_poster(document, post))
}

/// The name in a link to the page of a user, before the text of a post.
fn linked_poster(document: &HtmlDocument, post: NodeId) -> Option<String> {
    document.descendants(post).take(20).find_map(|inner| {
        let address = document.attribute(inner, "href").filter(|_| document.is(inner, Tag::A))?;
        let is_user = address.split(['/', '?', '=']).rev().skip(1).any(|part| {
            matches!(part, "u" | "user" | "users" | "member" | "members" | "profile" | "people")
        });
        let name = is_user.then(|| document.text_within(inner, 2 * LONGEST_NAME))?;
        // It stands before the text, and not in a sentence.
        let is_first = document
            .descendants(post)
            .take_while(|before| *before != inner)
            .all(|before| document.text(before).is_none_or(|text| text.trim().is_empty()));
        (is_first && is_in_line_of_name(document, inner, &name) && name.len() < LONGEST_NAME)
            .then_some(name)
    })
}

/// Whether the block with a name contains little else: a title, a day, a rank.
fn is_in_line_of_name(document: &HtmlDocument, element: NodeId, name: &str) -> bool {
    let block = std::iter::once(element)
        .chain(document.ancestors(element))
        .find(|above| document.tag(*above).is_some_and(Tag::is_block));
    let is_above_block = std::iter::successors(document.next(element), |at| document.next(*at))
        .find(|after| document.text(*after).is_none_or(|text| !text.trim().is_empty()))
        .is_some_and(|after| document.tag(after).is_some_and(Tag::is_block));
    !name.is_empty() && (is_above_block || is_short_block(document, block, name))
}

/// Whether a block contains little more than a name.
fn is_short_block(document: &HtmlDocument, block: Option<NodeId>, name: &str) -> bool {
    block.is_some_and(|block| document.text_within(block, 400).len() <= name.len() + LONGEST_NAME)
}

/// Whether a post has a title of its own, as articles have.
fn has_title(document: &HtmlDocument, post: NodeId) -> bool {
    document.descendants(post).any(|inner| matches!(document.tag(inner), Some(Tag::H1 | Tag::H2)))
}

/// The elements of a post that say nothing but the name of whoever wrote it.
fn names_in(document: &HtmlDocument, post: NodeId, name: &str) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = Vec::new();
    for inner in document.descendants(post).take(80) {
        if document.tag(inner).is_some()
            && document.text_within(inner, 2 * LONGEST_NAME).trim_start_matches('@') == name
            && !document.ancestors(inner).any(|above| found.contains(&above))
        {
            found.push(inner);
        }
    }
    found
}

/// The elements of a post that are about whoever wrote it: before the text, and below it.
fn profiles_in(document: &HtmlDocument, stats: &[TextStats], post: NodeId) -> Vec<NodeId> {
    let mut found: Vec<NodeId> = Vec::new();
    let total = stats[post.index()].text;
    for inner in document.descendants(post) {
        if document.ancestors(inner).any(|above| found.contains(&above)) {
            continue;
        }
        let Some(class) = document.attribute(inner, "class") else { continue };
        let (mut is_profile, mut is_text) = (false, false);
        for_each_word(&class[..class.floor_char_boundary(300)], |word| {
            is_profile |= is_phrase(Category::ClassProfiles, word);
            is_text |= matches!(word, "content" | "body" | "text");
        });
        let is_small = stats[inner.index()].text * 3 < total.max(600);
        if is_profile && !is_text && is_small && stats[inner.index()].text > 0 {
            found.push(inner);
        }
    }
    found
}
