//! Parts of a page that belong to somebody or to something else: panels and their tabs, posts and
//! whoever wrote them, tasks, comments at the margin, advertisements, subtitles, several authors.
//!
//! Each case is a piece of a page between two paragraphs. All text is our own.

use jiff::civil::Date;
use offprint_import::{ImportOptions, Imported, Importer};

const TODAY: Date = jiff::civil::date(2026, 1, 15);

const BEFORE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const AFTER: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

fn import_page(page: &str) -> Imported {
    let options = ImportOptions {
        name: Some("page.html".to_owned()),
        today: TODAY,
        ..ImportOptions::default()
    };
    Importer::alone().import(page.as_bytes(), &options).expect("the page contains an article")
}

fn import(inner: &str) -> Imported {
    import_page(&format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><article>\
         <h1>Tablets for sleep</h1><p>{BEFORE}</p>{inner}<p>{AFTER}</p></article></body></html>"
    ))
}

/// The Markdown of a piece between the two paragraphs.
#[track_caller]
fn check(inner: &str, between: &str) {
    let text = import(inner).without_images();
    let (_, body) = text.rsplit_once("+++").expect("front matter ends");
    let found = body
        .split_once(BEFORE)
        .and_then(|(_, rest)| rest.split_once(AFTER))
        .map(|(between, _)| between.trim().to_owned());
    assert_eq!(found.as_deref(), Some(between), "{inner}\n{text}");
}

#[test]
fn panels_keep_the_names_of_their_tabs() {
    let expect = "**Mild**\n\nStop the drug.\n\n**Severe**\n\nGo to hospital.";
    for inner in [
        // By order only.
        "<div><ol role=tablist><li role=tab>Mild</li><li role=tab>Severe</li></ol>\
         <div role=tabpanel><p>Stop the drug.</p></div>\
         <div role=tabpanel aria-hidden=true><p>Go to hospital.</p></div></div>",
        // By the id of the panel.
        "<div role=tablist><button role=tab aria-controls=a>Mild</button>\
         <button role=tab aria-controls=b>Severe</button></div>\
         <div role=tabpanel id=a><p>Stop the drug.</p></div>\
         <div role=tabpanel id=b hidden><p>Go to hospital.</p></div>",
        // By the id of the tab.
        "<div role=tablist><span role=tab id=t1>Mild</span><span role=tab id=t2>Severe</span></div>\
         <section role=tabpanel aria-labelledby=t2 hidden><p>Go to hospital.</p></section>",
        // By links, without roles.
        "<ul class='nav nav-tabs'><li><a href='#one'>Mild</a></li><li><a href='#two'>Severe</a></li></ul>\
         <div class=tab-content><div class='tab-pane active' id=one><p>Stop the drug.</p></div>\
         <div class=tab-pane id=two><p>Go to hospital.</p></div></div>",
        // Far from their panels, with a text between.
        "<div class=tabs><div role=tablist><div role=tab>Mild</div><div role=tab>Severe</div></div>\
         <div class=panels><div role=tabpanel><p>Stop the drug.</p></div>\
         <div role=tabpanel><p>Go to hospital.</p></div></div></div>",
    ] {
        if inner.contains("aria-labelledby") {
            check(inner, "Mild\n\n**Severe**\n\nGo to hospital.");
        } else {
            check(inner, expect);
        }
    }
    // A panel that begins with the name needs no other.
    check(
        "<div role=tablist><button role=tab aria-controls=a>Mild</button></div>\
         <div role=tabpanel id=a><h3>Mild</h3><p>Stop the drug.</p></div>",
        "## Mild\n\nStop the drug.",
    );
}

#[test]
fn posts_of_a_discussion_keep_the_names_of_their_writers() {
    let page = |head: fn(&str) -> String| {
        format!(
            "<html><head><title>Slow steps</title></head><body><main><h1>Slow steps</h1>\
             <div class=post>{}<div class=text><p>I took it for two years and then stopped.</p></div></div>\
             <div class=post>{}<div class=text><p>{BEFORE}</p><p>{AFTER}</p></div></div></main></body></html>",
            head("quietriver"),
            head("pharm_ellis")
        )
    };
    let heads: [fn(&str) -> String; 4] = [
        |name| {
            format!("<div class=meta><a href='/u/{name}'>{name}</a> <time>5 July 2024</time></div>")
        },
        |name| format!("<span class=username>{name}</span>"),
        |name| format!("<p><span itemprop=author>{name}</span>, 5 July 2024</p>"),
        |name| format!("<a href='https://forum.example/members/{name}.12/'>{name}</a>"),
    ];
    for head in heads {
        let imported = import_page(&page(head));
        let text = imported.without_images();
        let names: Vec<&str> = text.lines().filter(|line| line.starts_with("**")).collect();
        assert_eq!(names, ["**quietriver**", "**pharm_ellis**"], "{text}");
        assert!(
            imported.warnings.iter().any(|warning| warning.contains("a discussion by 2 people")),
            "{:?}",
            imported.warnings
        );
    }
}

#[test]
fn tasks_keep_their_state() {
    let expect = "- [x] Inform the ward\n- [ ] Debrief within 72 h";
    for inner in [
        "<ul class=inline-task-list><li class=checked>Inform the ward</li><li>Debrief within 72 h</li></ul>",
        "<ul><li><input type=checkbox checked disabled> Inform the ward</li>\
         <li><input type=checkbox disabled> Debrief within 72 h</li></ul>",
        "<ul class=contains-task-list><li class=task-list-item><p><input type=checkbox checked> Inform the ward</p></li>\
         <li class=task-list-item><p><input type=checkbox> Debrief within 72 h</p></li></ul>",
        "<ul><li><label><input type=checkbox checked>Inform the ward</label></li>\
         <li><label><input type=checkbox>Debrief within 72 h</label></li></ul>",
    ] {
        check(inner, expect);
    }
    check(
        "<ul class=checked><li>Inform the ward</li><li>Wait</li></ul>",
        "- Inform the ward\n- Wait",
    );
}

#[test]
fn boxes_that_begin_with_a_sign_are_boxes() {
    check(
        "<div class='kg-card kg-callout-card'><div class=kg-callout-emoji>💡</div>\
         <div class=kg-callout-text><b>Threshold:</b> stop below 1.0.</div></div>",
        "> [!NOTE]\n> **Threshold:** stop below 1.0.",
    );
    check(
        "<figure class=callout><div><span class=icon>⚠️</span></div><div>Never inject it.</div></figure>",
        "> [!WARNING]\n> Never inject it.",
    );
    check(
        "<div role=note aria-label=Warning class=application-notice><p>Never inject it.</p></div>",
        "> [!WARNING]\n> Never inject it.",
    );
    // A sign that begins a sentence, and a box without one.
    check("<div class=callout><p>💡 Never inject it.</p></div>", "💡 Never inject it.");
    check("<div class=callout><p>Never inject it.</p></div>", "Never inject it.");
}

#[test]
fn comments_at_the_margin_are_left_out_and_reported() {
    for inner in [
        "<p>Cases: 4.<sup><a href='#cmnt1' id=cmnt_ref1>[a]</a></sup></p>\
         <div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a><span>Check this number?</span></p><p>It is odd.</p></div>",
        "<p>Cases: 4.<a class=msocomanchor id='_anchor_1' href='#_msocom_1'>[JD1]</a></p>\
         <div style='mso-element:comment-list'><div style='mso-element:comment'><div id='_com_1' class=msocomtxt>\
         <p class=MsoCommentText><a href='#_msoanchor_1'>[JD1]</a>Check this number? It is odd.</p></div></div></div>",
        "<p>Cases: 4.<span class=MsoCommentReference>[JD1]</span></p>\
         <div class=msocomtxt><p>Check this number? It is odd.</p></div>",
    ] {
        check(inner, "Cases: 4.");
        let imported = import(inner);
        let comment = imported.left_out.iter().find(|block| block.excerpt.contains("Check this"));
        assert!(comment.is_some_and(|block| block.words > 0), "{:?}", imported.left_out);
    }
}

#[test]
fn a_box_with_the_label_of_an_advertisement_goes_as_a_whole() {
    for label in
        ["<p>Advertisement</p>", "<p><strong>Sponsored</strong></p>", "<span>Advertisement</span>"]
    {
        let inner = format!(
            "<div>{label}<p>PillSorter sorts your tablets and costs 20 % less until Friday.</p></div>"
        );
        check(&inner, "");
        let removed = import(&inner).left_out;
        assert!(
            removed.iter().any(|block| block.excerpt.contains("PillSorter") && block.words > 0),
            "{removed:?}"
        );
    }
    // The label alone says nothing about the article after it.
    check("<p>Advertisement</p><p>Then they slept.</p>", "Then they slept.");
}

#[test]
fn a_subtitle_is_not_the_title() {
    let page = |head: &str, inner: &str| {
        format!(
            "<html><head><title>{head}</title></head><body><main>{inner}<p>{BEFORE}</p><p>{AFTER}</p></main></body></html>"
        )
    };
    let title = |page: &str| {
        let text = import_page(page).without_images();
        text.lines().find_map(|line| line.strip_prefix("title = ").map(str::to_owned))
    };
    for (inner, expect) in [
        ("<header><h1>Lithium</h1><h2>What patients should know</h2></header>", "\"Lithium\""),
        (
            "<hgroup><h1>Lithium</h1><h2 class=sub>What patients should know</h2></hgroup>",
            "\"Lithium\"",
        ),
    ] {
        let page = page("Lithium – What patients should know: Sleep Clinic", inner);
        assert_eq!(title(&page).as_deref(), Some(expect), "{inner}");
    }
}

#[test]
fn authors_side_by_side_are_all_authors() {
    for (inner, expect) in [
        (
            "<p>14 October 2022, by <span class='vcard author'>Ann Lee</span> and <span class='vcard author'>Karl Roe</span></p>",
            "authors = [\"Ann Lee\", \"Karl Roe\"]",
        ),
        (
            "<p><a class=author href='/a'>Ann Lee</a>, <a class=author href='/b'>Karl Roe</a>, <a class=author href='/c'>Jane Doe</a></p>",
            "authors = [\"Ann Lee\", \"Karl Roe\", \"Jane Doe\"]",
        ),
        (
            "<ul class=authors><li class=author>Ann Lee</li><li class=author>Karl Roe</li></ul>",
            "authors = [\"Ann Lee\", \"Karl Roe\"]",
        ),
    ] {
        let page = format!(
            "<html><head><title>Tablets for sleep</title></head><body><article><h1>Tablets for sleep</h1>\
             {inner}<p>{BEFORE}</p><p>{AFTER}</p></article></body></html>"
        );
        let text = import_page(&page).without_images();
        assert!(text.contains(expect), "{inner}\n{text}");
    }
}
