//! The linked site ([`Site`]): the terms, routes and links of its documents; and [`link()`], which
//! computes them.
//!
//! The inputs of linking are the facts of all documents, the settings, the names of the copied
//! files, the headers of images, and the day: these are its key. It cannot read the text of a
//! document, so its result cannot become stale when a text is edited. Nothing is rendered here.
//!
//! The files form layers; a file imports only from files above it:
//!
//! 1. Types: `hidden`, `evidence`, `card`, `article_list`, `archive_parts`, `profile`, `spelling`, `terms`, `class`, `document_links`,
//!    `outputs`, `related`, `collections`, `registry_form`, `work_words`.
//! 2. `linked_site` combines them; `document_diff` compares two of them.
//! 3. One file for each part of linking: `article_order`, `routes`, `gather_terms`,
//!    `drug_profiles`, `drug_pairs`, `cited_works`, `trials`, `article_lists`, `article_cards`, `links`.
//! 4. `relink` and `link` run the parts; `inventory` lists the results.

mod archive_parts;
mod article_cards;
mod article_list;
mod article_lists;
mod article_order;
mod card;
mod cited_works;
mod class;
mod class_files;
mod collections;
mod conflict_copy;
mod document_diff;
mod document_links;
mod doubtful_names;
mod doubtful_works;
mod drug_pairs;
mod drug_profiles;
mod duplicate_articles;
mod evidence;
mod feed_id;
mod gather_terms;
mod hidden;
mod implausible_dates;
mod inventory;
mod issue_changes;
mod link;
mod linked_site;
mod links;
mod omitted_menu;
mod outputs;
mod profile;
mod registry_form;
mod related;
mod relink;
mod routes;
mod schedule;
mod spelling;
mod suggestion;
mod term_neighbours;
mod terms;
mod thumbnail;
mod trials;
mod unpublished_files;
mod work_words;

pub use archive_parts::{ArchivePart, archive_index, map_route, year_route};
pub use card::{Card, CardImage, TermRef, iso_date};
pub use cited_works::{SiteWork, free_key, work_index};
pub use class::{Class, class_index};
pub use conflict_copy::{is_conflict_copy, possible_originals};
pub use document_links::IncomingLink;
pub use drug_pairs::{Comparison, DrugPair, MAX_DRUGS, comparison_index};
pub use evidence::{Evidence, Status, is_review_overdue};
pub use feed_id::feed_id;
pub use hidden::OmittedEntry;
pub use inventory::{ArticleEntry, HeldBack, Inventory, TermEntry};
pub use issue_changes::{ChangedPart, IssueChange};
pub use link::link;
pub use linked_site::Site;
pub use outputs::{
    FEED_FILES, FeedFormat, OutputKind, ReferenceFormat, ReferenceScope, SEARCH_INDEX,
    SITEMAP_SIZE, ShownText, SiteOutput, SitemapEntry, follow_route, has_archive, has_follow_page,
    has_map, issue_feed_formats, markdown_copy, reference_page, search_description_route,
    search_route, site_feed_formats, sitemap_route, term_feed_formats,
};
pub use profile::{DrugName, Profile, ProfileSource};
pub use schedule::{Schedule, ScheduledDate, ScheduledEvent};
pub use terms::{Term, TermId};
pub use trials::{SiteTrial, trial_index};
pub use work_words::{kind_message, status_message};
