//! What signs on a web page mean by their markup: exponents, formulas, numbers of lists, captions.
//!
//! Each case is a piece of a page between two paragraphs, with the Markdown that it must become.
//! All text is our own.

mod support;

use support::import_page;

const BEFORE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const AFTER: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

#[track_caller]
fn check(inner: &str, between: &str) {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title><style>.up{{vertical-align:4px}}\
         </style></head><body><article><h1>Tablets for sleep</h1><p>{BEFORE}</p>{inner}<p>{AFTER}</p>\
         </article></body></html>"
    );
    let text = import_page(&page).without_images();
    let (_, rest) = text.split_once(&format!("+++\n\n{BEFORE}")).expect("the article begins so");
    let (found, _) = rest.split_once(AFTER).expect("the last paragraph is there");
    assert_eq!(found.trim(), between, "{inner}");
}

#[test]
fn formulas_with_a_prefix_are_formulas() {
    check(
        "<p>It was <mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math> of \
         <m:math><m:msup><m:mn>10</m:mn><m:mn>6</m:mn></m:msup></m:math> cells.</p>",
        "It was $\\frac{1}{2}$ of $10^{6}$ cells.",
    );
    // The formulas of Word have the same prefix and other names.
    check("<p>It was <m:oMath><m:r><m:t>x</m:t></m:r></m:oMath> then.</p>", "It was x then.");
}
