//! `[list]` in the front matter of a standalone page: which articles the page lists.

use std::ops::Range;

use serde_json::Value;

use crate::config::{Membership, TaxonomyRule};
use crate::diagnostic::fields::Fields;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::facts::{ListFields, ListOrder, ListSpans};
use crate::library::study_design::StudyDesign;
use offprint_base::name_key;

/// The largest number of articles on one page of a list.
const MAX_PER_PAGE: i64 = 1000;

/// Reads `[list]`. `taxonomies` are the groups of terms.
pub(super) fn list_fields(
    fields: &mut Fields<'_, '_>,
    taxonomies: &[TaxonomyRule],
    whole: Range<usize>,
) -> (ListFields, ListSpans) {
    let mut spans = ListSpans { whole, ..ListSpans::default() };
    let mut list = ListFields::default();
    for rule in taxonomies {
        // Designs have a key of their own, which knows their synonyms.
        let names = match rule.membership {
            Membership::OfStudy => Vec::new(),
            _ => fields.strings_named(&rule.key).unwrap_or_default(),
        };
        spans.terms.push(names.iter().map(|name| name.span.clone()).collect());
        list.terms.push(names.into_iter().map(|name| name.value).collect());
    }
    let designs = fields.strings("design").unwrap_or_default();
    spans.designs = designs.iter().map(|text| text.span.clone()).collect();
    list.designs = designs.into_iter().map(|text| design_key(&text.value)).collect();
    list.years = years(fields);
    spans.years = fields.place_of("year").unwrap_or_default();
    if let Some(order) = fields.string("order") {
        match ListOrder::ALL.into_iter().find(|known| known.name() == order.value) {
            Some(known) => list.order = known,
            None => {
                let names = ListOrder::ALL.map(ListOrder::name);
                let help = match nearest(&order.value, names) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("use one of: {}", names.join(", ")),
                };
                let message = format!("`{}` is not an order of a list", order.value);
                let faults = fields.faults();
                let fault = Diagnostic::error(Code::BadValue, message).help(help);
                let fault = fault.at(&faults.source, order.span);
                faults.list.push(fault);
            }
        }
    }
    let per_page = fields.integer("per_page", 1..=MAX_PER_PAGE);
    list.per_page = per_page.and_then(|number| usize::try_from(number).ok());
    if let Some(template) = fields.string("template") {
        spans.template = template.span;
        let name = template.value.trim_end_matches(".html");
        list.template = Some(name.strip_prefix("lists/").unwrap_or(name).to_owned());
    }
    (list, spans)
}

/// A design as it is compared: the key of a known one, or the text as it was written, folded.
pub(crate) fn design_key(text: &str) -> String {
    StudyDesign::parse(text).map_or_else(|| name_key(text), |design| design.key.to_owned())
}

/// `year`: a year, or a list of years.
fn years(fields: &mut Fields<'_, '_>) -> Vec<i16> {
    let Some(value) = fields.free("year") else { return Vec::new() };
    let year = |value: &Value| i16::try_from(value.as_i64()?).ok().filter(|year| *year > 0);
    let years = match &value {
        Value::Array(list) => list.iter().map(year).collect(),
        value => year(value).map(|year| vec![year]),
    };
    years.unwrap_or_else(|| {
        let span = fields.place_of("year").unwrap_or_default();
        let faults = fields.faults();
        let fault =
            Diagnostic::error(Code::WrongType, "`list.year` must be a year, or a list of years")
                .help("write it like this: year = 2025")
                .at(&faults.source, span);
        faults.list.push(fault);
        Vec::new()
    })
}
