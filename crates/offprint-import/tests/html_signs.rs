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

#[test]
fn signs_that_are_moved_are_scripts() {
    check(
        "<p>CO<span style='position:relative;bottom:-0.25em;font-size:70%'>2</span> and 10<span \
         style='position:relative; top:-4.0pt'>6</span> cells.</p>",
        "CO<sub>2</sub> and 10<sup>6</sup> cells.",
    );
    check(
        "<p>CO<span style='vertical-align:-0.25em'>2</span>, <i>R</i><span style='vertical-align:5px'>2\
         </span>, 10<span class=up>-3</span> and C<span style='vertical-align:-20%;font-size:smaller'>max\
         </span>.</p>",
        "CO<sub>2</sub>, *R*<sup>2</sup>, 10<sup>-3</sup> and C<sub>max</sub>.",
    );
}

#[test]
fn other_text_that_is_moved_is_no_script() {
    for inner in [
        "<p><span style='position:relative;top:4px;font-size:300%'>T</span>hey were 12 in all.</p>",
        "<p>They <span style='position:relative;top:-1px'>were 12</span> in all.</p>",
        "<p>They were <span style='vertical-align:1px'>12</span> in all.</p>",
        "<p>Th<span style='vertical-align:-0.5ex'>e</span>y were 12 in all.</p>",
        "<p>They were 1<span style='vertical-align:0px'>2</span> in all.</p>",
    ] {
        check(inner, "They were 12 in all.");
    }
}

#[test]
fn lists_that_count_down_keep_their_numbers() {
    check(
        "<ol reversed><li>Three</li><li>Two</li><li>One</li></ol>",
        "3. Three\n<!-- -->\n2. Two\n<!-- -->\n1. One",
    );
    check("<ol reversed start=10><li>Ten</li><li>Nine</li></ol>", "10. Ten\n<!-- -->\n9. Nine");
    check("<ol start=3><li>Three</li><li>Four</li></ol>", "3. Three\n4. Four");
}

#[test]
fn a_list_after_one_with_levels_counts_by_itself() {
    let first = "<ol class='lst-kix_a-0 start' start=1><li>One</li></ol><ul class='lst-kix_a-1 start'>\
                 <li>below</li></ul><ol class='lst-kix_a-0' start=2><li>Two</li></ol>";
    let list = "1. One\n   - below\n2. Two";
    check(first, list);
    check(
        &format!("{first}<ol class='lst-kix_b-0 start' start=1><li>First</li></ol>"),
        &format!("{list}\n\n<!-- -->\n\n1. First"),
    );
    check(
        &format!("{first}<ol class='lst-kix_a-0' start=3><li>Third</li></ol>"),
        &format!("{list}\n3. Third"),
    );
}

#[test]
fn captions_of_films_and_galleries_stay() {
    check(
        "<figure><iframe src='https://films.example/x' title='The talk'></iframe><figcaption>Ann Roe \
         speaks</figcaption></figure>",
        "[The talk](https://films.example/x)\n\nAnn Roe speaks",
    );
    check(
        "<figure><video src='https://films.example/a.mp4'></video><figcaption>A walk</figcaption></figure>",
        "[https://films.example/a.mp4](https://films.example/a.mp4)\n\nA walk",
    );
    check(
        "<figure><figure><img src='https://i.example/a.png' alt=x><figcaption>Left</figcaption></figure>\
         <figure><img src='https://i.example/b.png' alt=y><figcaption>Right</figcaption></figure>\
         <figcaption>Both knees</figcaption></figure>",
        "![x](https://i.example/a.png \"Left\")\n\n![y](https://i.example/b.png \"Right\")\n\nBoth knees",
    );
}

#[test]
fn shown_templates_are_content() {
    check(
        "<dose-box><template shadowrootmode=open><p>Take 5 mg a day.</p></template></dose-box>",
        "Take 5 mg a day.",
    );
    check("<dose-box><template><p>Take 5 mg a day.</p></template></dose-box>", "");
}

#[test]
fn characters_that_stay_damaged_are_reported() {
    let page = format!(
        "<html lang=en><title>Tablets</title><article><h1>Tablets</h1><p>{BEFORE}</p>\n<p>A “lowâ€ dose of \
         5 \u{fffd}g.</p><p>{AFTER}</p></article>"
    );
    let warnings = import_page(&page).warnings.join("\n");
    assert!(warnings.contains("`“lowâ€` (line 2), `\u{fffd}g` (line 2);"), "{warnings}");
}

#[test]
fn all_blocks_of_a_note_belong_to_it() {
    let marks = "<p>One.<a href='#_edn1' name='_ednref1'><sup>[1]</sup></a> Two.<a href='#_edn2' \
                 name='_ednref2'><sup>[2]</sup></a></p>";
    let note = |number: usize, text: &str| {
        format!(
            "<div id=edn{number}><p><a href='#_ednref{number}' name='_edn{number}'><sup>[{number}]</sup></a> \
                 {text}</div>"
        )
    };
    let notes = format!(
        "{}{}",
        note(1, "Half means 52.</p><p>Of 104 in all.</p>"),
        note(2, "In Sampletown.</p>")
    );
    let page = format!(
        "<html lang=en><title>Tablets</title><article><h1>Tablets</h1><p>{BEFORE}</p>{marks}<p>{AFTER}</p><div>\
         <hr>{notes}</div></article>"
    );
    let text = import_page(&page).without_images();
    assert!(
        text.contains("[^1]: Half means 52.\n\n    Of 104 in all.\n[^2]: In Sampletown."),
        "{text}"
    );
}
