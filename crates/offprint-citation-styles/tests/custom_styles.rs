//! Styles from files: what is wrong with them is told with its place.

use offprint_citation_styles::{CitationStyle, StyleProblem};

use crate::support::{bibliography, example_works};

/// A style with a body; the body starts at line 5.
pub fn style(attributes: &str, body: &str) -> String {
    format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" {attributes}>\n\
         <info><title>Own</title><id>own</id>\n\
         <updated>2025-01-01T00:00:00+00:00</updated>\n\
         </info>\n{body}\n</style>"
    )
}

const CITATION: &str = "<citation><layout><text variable=\"citation-number\"/></layout></citation>";

fn in_text(macros: &str, bibliography: &str) -> String {
    let body = format!(
        "{macros}\n{CITATION}\n<bibliography><layout>{bibliography}</layout></bibliography>"
    );
    style("class=\"in-text\"", &body)
}

fn problem(text: &str) -> StyleProblem {
    CitationStyle::from_csl("own", text).expect_err("the style is wrong")
}

#[test]
fn a_style_from_a_file_formats() {
    let text = in_text("", "<text variable=\"title\" suffix=\".\"/>");
    let style = CitationStyle::from_csl("own", &format!("\u{FEFF}{text}")).unwrap();
    assert_eq!(style.title(), "Own");
    let works = example_works();
    assert_eq!(bibliography(&style, &works[11..12], "en"), ["Does it work?"]);
}

#[test]
fn malformed_xml_has_a_line() {
    for (text, line, words) in [
        ("", None, "no element `<style>`"),
        ("hello", None, "no element `<style>`"),
        ("<html></html>", Some(1), "its root element is `<html>`"),
        ("<style>\n<info>\n</style>", Some(3), "malformed XML"),
        ("<style>\n<info>", Some(2), "`<info>` is never closed"),
        ("<style>\n<info a=\"1\" a=\"2\"/></style>", Some(2), "malformed XML in `<info>`"),
        ("<style>\n<info a=1/></style>", Some(2), "malformed XML in `<info>`"),
        ("<!DOCTYPE style>\n<style></style>", Some(1), "no document type"),
        ("<style></style>\n<style></style>", Some(2), "root element"),
    ] {
        let problem = problem(text);
        assert_eq!(problem.line, line, "{text}: {problem}");
        assert!(problem.message.contains(words), "{text}: {problem}");
    }
}

#[test]
fn unknown_words_have_a_line() {
    let text = in_text("", "\n<text variable=\"titel\"/>");
    let variable = problem(&text);
    assert_eq!(variable.message, "CSL has no variable `titel`");
    assert_eq!((variable.line, variable.column), (Some(8), Some(1)));
    let choose = "<choose><if type=\"book boook\"><text value=\"x\"/></if></choose>";
    assert_eq!(problem(&in_text("", choose)).message, "CSL has no type of works `boook`");
    let class = problem(&style("class=\"footnote\"", CITATION));
    assert!(class.message.contains("`class`"), "{class}");
    let element = problem(&in_text("", "<txt variable=\"title\"/>"));
    assert!(element.message.contains("`txt`"), "{element}");
    assert_eq!(element.line, Some(7), "{element}");
}

#[test]
fn dependent_styles_name_their_parent() {
    let dependent = |parent: &str| {
        let info = format!(
            "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\">\n<info>\n\
             <title>Own</title><id>own</id>\n\
             <link href=\"http://www.zotero.org/styles/{parent}\" rel=\"independent-parent\"/>\n\
             <updated>2025-01-01T00:00:00+00:00</updated></info></style>"
        );
        problem(&info)
    };
    let known = dependent("american-medical-association");
    assert_eq!(known.message, "the style `own` depends on `american-medical-association`");
    assert_eq!(known.help, "use the style `ama`");
    assert_eq!(known.line, Some(4));
    assert_eq!(dependent("elsewhere").help, "use the file `elsewhere.csl`");
}

#[test]
fn styles_for_footnotes_and_without_lists_are_refused() {
    let note = in_text("", "<text variable=\"title\"/>").replace("in-text", "note");
    let problem_of_note = problem(&note);
    assert_eq!(problem_of_note.message, "the style `own` cites in footnotes");
    assert_eq!(problem_of_note.line, Some(1));
    let without = style("class=\"in-text\"", CITATION);
    assert!(problem(&without).message.contains("no list of references"));
}

#[test]
fn macros_exist_and_do_not_call_themselves() {
    let missing = problem(&in_text("", "\n<text macro=\"author\"/>"));
    assert_eq!(missing.message, "the macro `author` does not exist");
    assert_eq!(missing.line, Some(8));

    let own = "<macro name=\"a\"><text macro=\"b\"/></macro>\n\
               <macro name=\"b\"><group><text macro=\"a\"/></group></macro>";
    let circle = problem(&in_text(own, "<text macro=\"a\"/>"));
    assert_eq!(circle.message, "a macro calls itself: `a` → `b` → `a`");
    assert_eq!(circle.line, Some(6));

    // A macro that nothing calls may not call itself either.
    let unused =
        problem(&in_text("<macro name=\"c\"><text macro=\"c\"/></macro>", "<text value=\"x\"/>"));
    assert_eq!(unused.message, "a macro calls itself: `c` → `c`");
}

#[test]
fn styles_that_would_never_end_are_refused() {
    // Each macro calls the next one twice: 2⁴⁰ elements.
    let mut doubling = String::new();
    for index in 0..40 {
        let next = index + 1;
        doubling += &format!(
            "<macro name=\"m{index}\"><text macro=\"m{next}\"/><text macro=\"m{next}\"/></macro>\n"
        );
    }
    doubling += "<macro name=\"m40\"><text variable=\"title\"/></macro>";
    assert!(problem(&in_text(&doubling, "<text macro=\"m0\"/>")).message.contains("too large"));

    let mut chain = String::new();
    for index in 0..5_000 {
        chain += &format!("<macro name=\"m{index}\"><text macro=\"m{}\"/></macro>", index + 1);
    }
    chain += "<macro name=\"m5000\"><text variable=\"title\"/></macro>";
    assert!(problem(&in_text(&chain, "<text macro=\"m0\"/>")).message.contains("too large"));

    let deep = "<group>".repeat(30_000) + &"</group>".repeat(30_000);
    assert!(problem(&in_text("", &deep)).message.contains("nested more than"));
    assert!(problem(&" ".repeat(3_000_000)).message.contains("bytes"));
}

#[test]
fn names_without_a_name_element_are_printed() {
    let text = in_text(
        "",
        "<names variable=\"author\"><label prefix=\", \"/><substitute><names variable=\"editor\"/>\
         </substitute></names><text variable=\"title\" prefix=\": \"/>",
    );
    let style = CitationStyle::from_csl("own", &text).unwrap();
    let works = example_works();
    assert_eq!(
        bibliography(&style, &works[11..12], "en"),
        ["Richard Roe: Does it work?"],
        "the processor drops all authors"
    );
}

#[test]
fn editors_replace_authors_in_their_form() {
    let text = in_text(
        "",
        "<names variable=\"author\"><name and=\"text\" name-as-sort-order=\"all\"/>\
         <label form=\"short\" prefix=\" (\" suffix=\")\"/><substitute>\
         <choose><if type=\"book\"><names variable=\"editor\"/></if></choose>\
         </substitute></names>",
    );
    let style = CitationStyle::from_csl("own", &text).unwrap();
    let works: Vec<_> =
        example_works().into_iter().filter(|work| work.key == "edited-book").collect();
    assert_eq!(bibliography(&style, &works, "en"), ["Doe, Jane and Roe, Richard (eds.)"]);
}

#[test]
fn fingerprints_tell_styles_apart() {
    let first = CitationStyle::from_csl("own", &in_text("", "<text variable=\"title\"/>")).unwrap();
    let second = CitationStyle::from_csl("own", &in_text("", "<text variable=\"DOI\"/>")).unwrap();
    assert_ne!(first.fingerprint(), second.fingerprint());
}

#[test]
fn given_names_are_shortened_as_the_style_says() {
    let works: Vec<_> =
        example_works().into_iter().filter(|work| work.key == "given-names").collect();
    let names = |name: &str| {
        let authors = format!("<names variable=\"author\"><name {name}/></names>");
        let style = CitationStyle::from_csl("own", &in_text("", &authors)).unwrap();
        bibliography(&style, &works, "en").remove(0)
    };
    let sorted = "name-as-sort-order=\"all\" sort-separator=\" \"";
    for (attributes, expected) in [
        (
            format!("{sorted} initialize-with=\"\""),
            "Example J-P, Kim M-J, Park H-J, Sample J-P, Berg L van der, Cho JH",
        ),
        (
            "initialize-with=\".\"".to_owned(),
            "J.-P. Example, M.-J. Kim, H.-J. Park, J.-P. Sample, L. van der Berg, J.H. Cho",
        ),
        (
            "initialize-with=\". \"".to_owned(),
            "J.-P. Example, M.-J. Kim, H.-J. Park, J.-P. Sample, L. van der Berg, J. H. Cho",
        ),
        (
            String::new(),
            "Jean-Paul Example, Min-jun Kim, Hyun-Joo Park, J.-P. Sample, Ludvig van der Berg, \
             Ji hye Cho",
        ),
        (
            "initialize=\"false\" initialize-with=\".\"".to_owned(),
            "Jean-Paul Example, Min-jun Kim, Hyun-Joo Park, J.-P. Sample, Ludvig van der Berg, \
             Ji hye Cho",
        ),
    ] {
        assert_eq!(names(&attributes), expected, "{attributes}");
    }
    let style = style(
        "class=\"in-text\" initialize-with-hyphen=\"false\"",
        &format!(
            "{CITATION}<bibliography><layout><names variable=\"author\"><name {sorted} \
             initialize-with=\"\"/></names></layout></bibliography>"
        ),
    );
    let style = CitationStyle::from_csl("own", &style).unwrap();
    assert_eq!(
        bibliography(&style, &works, "en"),
        ["Example JP, Kim MJ, Park HJ, Sample JP, Berg L van der, Cho JH"]
    );
    let capitals = in_text(
        "",
        "<names variable=\"author\"><name><name-part name=\"given\" text-case=\"uppercase\"/></name>\
         </names>",
    );
    let style = CitationStyle::from_csl("own", &capitals).unwrap();
    let all = bibliography(&style, &works, "en").remove(0);
    assert!(all.contains("MIN-JUN Kim"), "{all}");
}
