//! Recognises the names of drugs in text, and gives sourced facts about drugs.
//!
//! A [`Vocabulary`] is the built-in table, which is compiled into the program, and the drugs that a
//! site adds to it. It finds the [mentions](Vocabulary::mentions) of drugs and drug classes in a
//! text, [ranks](Vocabulary::rank_drugs) the drugs of a text by relevance,
//! [resolves](Vocabulary::resolve) any name to one drug, and gives the facts of a
//! [drug](Vocabulary::drug), each with its source.
//!
//! ```
//! use offprint_vocabulary::Vocabulary;
//!
//! let vocabulary = Vocabulary::new([]);
//! let text = "Spravato and fluoxetine were compared.";
//! let drugs: Vec<_> = vocabulary.mentions(text).iter().map(|m| m.canonical.to_string()).collect();
//! assert_eq!(drugs, ["esketamine", "fluoxetine"]);
//! ```
//!
//! The same text and the same site give the same result on any thread. The crate knows nothing of
//! files, pages or Markdown: the caller extracts plain text from its documents.
//!
//! # Layers
//!
//! A module may use only the layers above its own, and modules before it in the same line.
//!
//! | layer | modules |
//! |---|---|
//! | data formats | `token`, `packing`, `cell`, `national_name`, `word_lists`, `identifier` |
//! | the built-in table | `table`, `span`, `combination`, `typo`, `inn_stem`, `chemistry`, `fact_source`, `facts`, `drug_class`, `translation` |
//! | the state of recognition | `candidate`, `word_class`, `site_names`, `recognition` |
//! | the passes | `passes::{affix, context, code}`, then the other `passes` |
//! | the recogniser | `recognise`: runs the passes in order |
//! | the public interface | `mention`, `vocabulary`, `resolve`, `relevance`, `explanation`, `report` |

mod candidate;
mod cell;
mod chemistry;
mod combination;
mod drug_class;
mod explanation;
mod fact_source;
mod facts;
mod identifier;
mod inn_stem;
mod mention;
mod national_name;
mod packing;
mod passes;
mod recognise;
mod recognition;
mod relevance;
mod report;
mod resolve;
mod site_names;
mod span;
mod table;
mod token;
mod translation;
mod typo;
mod vocabulary;
mod word_class;
mod word_lists;

pub use crate::candidate::MatchKind;
pub use crate::drug_class::{DrugClass, class_names, class_wording, known_class_slug};
pub use crate::explanation::Explanation;
pub use crate::fact_source::{
    FactSource, PublishedSource, SourceRef, published_sources, source_labels,
};
pub use crate::facts::{
    Country, Drug, NameKind, SourcedFact, SourcedIdentifier, SourcedName, SourcedStatus,
    drugs_with_identifier,
};
pub use crate::identifier::{Scheme, parse_digits, parse_prefixed_number};
pub use crate::inn_stem::{InnStem, StemPosition};
pub use crate::mention::{DrugMention, MentionKind};
pub use crate::national_name::Language;
pub use crate::relevance::{RankedDrug, Relevance, TextZones};
pub use crate::report::DrugReport;
pub use crate::resolve::ResolvedName;
pub use crate::site_names::SiteDrug;
pub use crate::translation::{ShownClass, TranslatedTerm, national_name, translated_term};
pub use crate::vocabulary::{Vocabulary, drug_name_key};
