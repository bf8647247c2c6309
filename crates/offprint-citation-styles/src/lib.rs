//! Formats works of research in citation styles, with the Citation Style Language (CSL 1.0.2).
//!
//! A [`CitationStyle`] is one of the [built-in styles](CitationStyle::builtin), or a `.csl` file
//! ([`CitationStyle::from_csl`]). [`CitationStyle::format`] takes the works of a page and the
//! places that cite them, and gives the citations and the list of references as [`FormattedText`],
//! which becomes HTML without inline styles, or plain text.
//!
//! The CSL processor is the crate `hayagriva`. Around it, from the bottom to the top:
//!
//! 1. `problem`, `marks`, `walk`: what is wrong with a style; the signs that stand for quotation
//!    marks until the text is complete; all elements of a style.
//! 2. `xml`, `locales`, `title_case`, `output`: the position of errors in a style; terms by
//!    language; headline capitals; text with its format, and HTML.
//! 3. `adjust`, `limits`, `traits`, `given_name`, `item`: corrections of loaded styles; styles that
//!    would never end; what a style prints; given names and their initials; works as items of CSL-JSON.
//!    Also `narrow`, `apart` and `known_references`: a style for works of one shape, one whose works can
//!    be formatted one by one, and references that were formatted before. They save time only.
//! 4. `finish`, `citation`: quotation marks, punctuation and capitals of a complete text; the places
//!    that cite.
//! 5. `style`, `printed`, `flatten`, `format`: styles; citations for a style; the processor's elements
//!    as text; its calls.
//!
//! Everything is a function of its arguments: no file, no network, no clock. Styles and locales are
//! parsed once and shared by all threads. This crate must not depend on the site, its pages or
//! the formats that works are read from.

mod adjust;
mod apart;
mod citation;
mod finish;
mod flatten;
mod format;
mod given_name;
mod item;
mod known_references;
mod limits;
mod locales;
mod marks;
mod narrow;
mod output;
mod printed;
mod problem;
mod style;
mod title_case;
mod traits;
mod walk;
mod xml;

pub use citation::{CitationCluster, CitationForm, CitedWork, PlaceInWork, PlaceKind};
pub use flatten::FormattedReference;
pub use format::FormattedReferences;
pub use locales::CITATION_LANGUAGES;
pub use output::{Baseline, FormattedText, RunFormat, TextRun};
pub use problem::StyleProblem;
pub use style::{BUILTIN_STYLES, CitationStyle, DEFAULT_STYLE};
