//! [`typeset`]: everything that is made of the events of the parser before they are written.

use super::bare_links::BareLinks;
use super::events::SpannedEvent;
use super::inline_signs::InlineSigns;
use super::literal_signs::restore_signs;
use super::quotation_marks::QuotationMarks;
use super::scripts::Scripts;
use super::smart_quotes::SmartQuotes;

/// The events of the parser with links for addresses, subscripts and superscripts, and the right
/// quotation marks. `is_masked` is whether signs were hidden from the parser.
pub(super) fn typeset<'e>(
    parser: impl Iterator<Item = SpannedEvent<'e>>,
    text: &'e str,
    is_masked: bool,
    signs: &'e InlineSigns,
    marks: Option<QuotationMarks>,
) -> impl Iterator<Item = SpannedEvent<'e>> {
    let restore = move |(event, span): SpannedEvent<'e>| {
        (if is_masked { restore_signs(event) } else { event }, span)
    };
    let links = BareLinks::new(parser.map(restore), text, &signs.addresses);
    SmartQuotes::new(Scripts::new(links, &signs.scripts), text, marks)
}
