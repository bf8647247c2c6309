//! Parts of a page that belong to somebody or to something else: panels and their tabs, posts and
//! whoever wrote them, tasks, comments at the margin, advertisements, subtitles, several authors.
//!
//! Each case is a piece of a page between two paragraphs. All text is our own.

use offprint_import::Imported;

mod support;

use support::import_page;

const BEFORE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const AFTER: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

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
            "<div>{label}<p>PillSorter sorts your tablets and costs 20 % less until Friday. <a href='https://ad.example'>Shop</a></p></div>"
        );
        check(&inner, "");
        let removed = import(&inner).left_out;
        assert!(removed.iter().any(|block| block.excerpt.contains("PillSorter")), "{removed:?}");
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

/// The body of a page whose article is in an element, with others beside it.
fn body_beside(above: &str, below: &str) -> String {
    let page = format!(
        "<html><head><title>Tablets for sleep</title></head><body><main><article><h1>Tablets for sleep</h1>\
         {above}<div class=texte><p>{BEFORE}</p><p>{AFTER}</p></div>{below}</article></main></body></html>"
    );
    let text = import_page(&page).without_images();
    text.rsplit_once("+++").expect("front matter ends").1.to_owned()
}

#[test]
fn short_parts_beside_the_text_belong_to_the_article() {
    for above in [
        "<div class=chapo><p>Start low and go slowly.</p></div>",
        "<p class=standfirst>Start low and go slowly.</p>",
        "<p class=subtitle>Start low and go slowly</p>",
    ] {
        let body = body_beside(above, "");
        assert!(body.contains("Start low and go slowly"), "{above}\n{body}");
    }
    for below in [
        "<div class=collapsible-section><h3>Conclusions</h3><p>The tablets help a little for twelve weeks.</p></div>",
        "<p class=interests>Conflict of interest: the tablets help a little for twelve weeks.</p>",
        "<section><h4>Funding</h4><ul><li>The tablets help a little for twelve weeks.</li></ul></section>\
         <p>Nobody else paid for it.</p>",
    ] {
        let body = body_beside("", below);
        assert!(body.contains("help a little for twelve weeks"), "{below}\n{body}");
    }
    let form = "<div><h3>Newsletter</h3><form><p>The tablets help a little for twelve weeks.</p><input></form></div>";
    let body = body_beside("", form);
    assert!(!body.contains("help a little"), "{body}");
}

#[test]
fn widgets_of_a_page_builder_are_one_article() {
    for kind in ["elementor-widget", "et_pb_module", "fl-module", "sqs-block", "brxe", "wpb_text"] {
        let page = format!(
            "<html><head><title>Tablets for sleep</title></head><body><div class=page>\
             <div class='{kind}'><h1>Tablets for sleep</h1></div>\
             <div class='{kind}'><p>{BEFORE}</p><p>{AFTER}</p></div>\
             <div class='{kind}'><h2>Out of hours</h2></div>\
             <div class='{kind}'><ul><li><a href='tel:111'>The night line</a></li>\
             <li><a href='https://help.example'>Help 0300 123</a></li>\
             <li><a href='tel:999'>In an overdose: 999, and give naloxone</a></li></ul></div></div></body></html>"
        );
        let text = import_page(&page).without_images();
        assert!(text.contains("## Out of hours"), "{kind}\n{text}");
        assert!(
            text.contains("- [In an overdose: 999, and give naloxone](tel:999)"),
            "{kind}\n{text}"
        );
    }
}

#[test]
fn a_card_is_one_paragraph_with_its_link() {
    check(
        "<figure class='kg-card kg-bookmark-card'><a class=kg-bookmark-container href='https://p.example/1'>\
         <div class=kg-bookmark-title>Tablets and mortality</div>\
         <div class=kg-bookmark-description>Meta-analysis of 24 studies.</div></a></figure>",
        "[Tablets and mortality](https://p.example/1): Meta-analysis of 24 studies.",
    );
    check(
        "<figure><a href='https://m.example/spc' class='bookmark source'><div><div class=bookmark-title>Zorbal: SmPC</div>\
         <div class=bookmark-description>Summary, revised 11/2024.</div>\
         <div class=bookmark-href>https://m.example/spc</div></div></a></figure>",
        "[Zorbal: SmPC](https://m.example/spc): Summary, revised 11/2024.",
    );
    check(
        "<div class=card><a href='https://m.example/z'><h2>The trap</h2><h3>Why it means nothing</h3><p>m.example</p></a></div>",
        "[The trap](https://m.example/z): Why it means nothing · m.example",
    );
    // The site of a linked page is no author.
    let card = import(
        "<a href='https://p.example/1'><div>Tablets and mortality</div><div class=author>Sleep Bulletin</div></a>",
    );
    assert!(!card.text.contains("authors"), "{}", card.text);
}

#[test]
fn marks_of_notes_go_with_their_notes() {
    check(
        "<p>Few of them were ill, about 1 in 1,000<sup class=modern-footnotes-footnote><a href='javascript:void(0)'>3</a></sup>\
         <span class=modern-footnotes-footnote__note>The figure was 2 of 2,796 in the first trials.</span></p>",
        "Few of them were ill, about 1 in 1,000[^1]",
    );
    // The notes of a table are not those of the figure below it.
    let text = import(
        "<figure><table><caption>Baseline<sup>a</sup></caption><tr><th>Sex</th><th>N</th></tr><tr><td>Female</td><td>113</td></tr></table>\
         <div class=notes><div><sup>a</sup> No difference between the groups.</div></div></figure>\
         <p>The score<sup>a</sup> fell.</p><div class=notes><p><sup>a</sup> Bars show the error.</p></div>",
    )
    .without_images();
    let of_table = text.lines().find(|line| line.contains("Baseline")).unwrap_or_default();
    let of_text = text.lines().find(|line| line.contains("The score")).unwrap_or_default();
    let note = |line: &str| {
        let mark = line.split_once("[^").and_then(|(_, rest)| rest.split_once(']'))?.0.to_owned();
        text.lines().find(|line| line.starts_with(&format!("[^{mark}]:"))).map(str::to_owned)
    };
    assert!(
        note(of_table).is_some_and(|note| note.ends_with("]: No difference between the groups.")),
        "{text}"
    );
    assert!(note(of_text).is_some_and(|note| note.contains("Bars show")), "{text}");
}

#[test]
fn a_subtitle_in_the_header_is_a_paragraph() {
    for header in ["header", "header class=page-header"] {
        let end = header.split(' ').next().unwrap_or(header);
        let page = format!(
            "<html><head><title>Lithium</title></head><body><main><{header}><h1>Lithium</h1>\
             <h2 class=subheader>What patients should know</h2></{end}><p>{BEFORE}</p><p>{AFTER}</p></main></body></html>"
        );
        let text = import_page(&page).without_images();
        assert!(text.contains("\nWhat patients should know\n"), "{text}");
    }
}

#[test]
fn numbers_to_call_and_identifiers_are_no_buttons() {
    check(
        "<h3>Samaritans</h3><p><a href='tel:116123'>116 123</a></p><p>Day or night.</p>",
        "## Samaritans\n\n[116 123](tel:116123)\n\nDay or night.",
    );
    check(
        "<h3>DOI</h3><p><a href='https://doi.org/10.5555/q1'>10.5555/q1</a></p>",
        "## DOI\n\n[10.5555/q1](https://doi.org/10.5555/q1)",
    );
}

#[test]
fn lists_of_one_item_each_are_one_list() {
    check(
        "<ul><li>age 6 to 17</li></ul><ul><li>not with clonidine</li></ul><ul><li>not at night</li></ul>",
        "- age 6 to 17\n- not with clonidine\n- not at night",
    );
    check(
        "<ol start=1><li>1 mg for 7 days</li></ol><ol start=2><li>then 2 mg</li></ol><ol start=3><li>then 3 mg</li></ol>",
        "1. 1 mg for 7 days\n2. then 2 mg\n3. then 3 mg",
    );
    // Two lists.
    check(
        "<ol><li>One</li><li>Two</li></ol><ol><li>Other</li></ol>",
        "1. One\n2. Two\n\n<!-- -->\n\n1. Other",
    );
}

#[test]
fn a_caption_belongs_to_its_own_figure() {
    check(
        "<div class=wrap><figure class=wp-block-table><table><tr><th>Week</th><th>Dose</th></tr><tr><td>1</td><td>5 mg</td></tr></table>\
         <figcaption>The plan that we use.</figcaption></figure>\
         <figure><img src='https://x.example/c.png' alt='Curves'><figcaption>Own simulation.</figcaption></figure></div>",
        "| Week | Dose |\n| --- | --- |\n| 1 | 5 mg |\n\nThe plan that we use.\n\n![Curves](https://x.example/c.png \"Own simulation.\")",
    );
    check(
        "<figure><div role=button tabindex=0><picture><img src='https://x.example/c.png' alt='A calendar'></picture></div>\
         <figcaption>Week 14.</figcaption></figure>",
        "![A calendar](https://x.example/c.png \"Week 14.\")",
    );
    check(
        "<div class=fig><div class=highwire-figure><div><a><img src='https://x.example/f.gif' alt='Figure 1.'></a></div>\
         <ul><li><a>Download figure</a></li><li><a>Open in new tab</a></li></ul></div>\
         <div class=fig-caption>Rate ratios.</div></div>",
        "![Figure 1.](https://x.example/f.gif \"Rate ratios.\")",
    );
}

#[test]
fn parts_of_references_are_sentences() {
    let imported = import(
        "<section class=bibliography><h2>References</h2><ol class=references>\
         <li class=bib-reference><span class=label><a>Doe et al., 2013</a></span><span class=reference>\
         <div class=contribution><div class=authors>J. Doe, J.M. Kane, <em>et al.</em></div>\
         <div class=title>On tablets once a month</div></div>\
         <div class=host>Sleep. Res., 150 (2013), pp. 281-288</div>\
         <div class=links><a>View PDF</a><a>View article</a></div></span></li>\
         <li class=bib-reference><span class=label><a>Roe, 2014</a></span><span class=reference>\
         <div class=authors>A. Roe</div><div class=title>On sleep</div>\
         <div class=host>Sleep. Res., 151 (2014), pp. 1-8</div></span></li></ol></section>",
    );
    for part in [
        "title = \"On tablets once a month\"",
        "journal = \"Sleep. Res.\"",
        "authors = [\"Doe J\", \"Kane JM\"]",
        "title = \"On sleep\"",
        "authors = [\"Roe A\"]",
    ] {
        assert!(imported.text.contains(part), "{part}\n{}", imported.text);
    }
    assert!(!imported.text.contains("View PDF") && !imported.text.contains("Doe et al., 2013"));
}

#[test]
fn recommendations_are_no_links_to_other_articles() {
    for (class, link) in [
        ("recommendation", "<a href='#adv'>will</a>"),
        ("recommendations", "<a href='#adv'>will</a>"),
        ("related", "<a href='#will'>will</a>"),
        ("similar", "<a href=' #'>will</a>"),
        ("teaser", "<a href='https://e.example/page#adv'>will</a>"),
    ] {
        let inner = format!(
            "<base href='https://e.example/page'><div class={class}><ul><li>the person’s {link}</li>\
             <li>heart disease</li></ul></div>"
        );
        let text = import(&inner).without_images();
        let will = text.lines().find(|line| line.starts_with("- the person’s"));
        assert!(will.is_some_and(|line| line.contains("will")), "{class}\n{text}");
        assert!(text.contains("- heart disease"), "{class}\n{text}");
    }
    // A whole line that is a link within the page, and a link within a sentence.
    check(
        "<div class=recommendation><p>See the <a href='#adv'>will of the person</a></p></div>",
        "See the will of the person",
    );
    check(
        "<div class=recommendation><p>Use what the <a href='https://e.example/g'>guide</a> advises for \
         adults, unless the heart is weak.</p><ul><li>Begin low.</li><li>Go slow.</li></ul></div>",
        "Use what the [guide](https://e.example/g) advises for adults, unless the heart is weak.\n\n\
         - Begin low.\n- Go slow.",
    );
    // Links to other articles are removed as before.
    check(
        "<div class=recommendation><h4>Read on</h4><ul><li><a href='/a'>Sleep in spring</a></li>\
         <li><a href='/b'>Sleep in summer</a></li></ul></div>",
        "",
    );
}
