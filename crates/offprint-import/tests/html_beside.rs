//! What stands inside the part of a page with the article and is not article text: replies of a
//! thread, boxes of sponsors and contacts, rows of facts about the article. It is left out, and said
//! so; what only resembles it stays.
//!
//! All text is our own.

use offprint_import::{ImportOptions, Imported, Importer};

mod support;

use support::import_page;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo, as their diaries show.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed in the spring of that year.";

fn import_body(inner: &str) -> Imported {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><main>\
         <h1>Tablets for sleep</h1>{inner}</main></body></html>"
    );
    import_page(&page)
}

/// The body of the content file.
fn body_of(imported: &Imported) -> &str {
    imported.text.rsplit_once("+++\n").expect("it has front matter").1
}

/// A word of what is left out must not be in the article, but in the list of what is left out.
#[track_caller]
fn check_left_out(inner: &str, word: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(body.contains(PROSE) && body.contains(MORE), "the article is not complete:\n{body}");
    assert!(!body.contains(word), "{word:?} is kept:\n{body}");
    let listed = imported.left_out.iter().any(|block| block.excerpt.contains(word));
    assert!(listed, "{word:?} is not listed: {:?}", imported.left_out);
}

#[track_caller]
fn check_kept(inner: &str, word: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(body.contains(word), "{word:?} is not kept:\n{body}\n{:?}", imported.left_out);
}

#[test]
fn replies_of_others_are_left_out() {
    let reply = "Zorbal helped me more than the tablets did, but I had to stop after a month.";
    for inner in [
        format!(
            "<article class=message data-author=ann><p>{PROSE}</p><p>{MORE}</p></article><article class=message data-author=bob><p>{reply}</p></article>"
        ),
        format!(
            "<div class=post><span class=username>ann</span><p>{PROSE}</p><p>{MORE}</p></div><div class=post><span class=username>bob</span><p>{reply}</p></div>"
        ),
        format!(
            "<ol><li class='post first'><b class=poster>Ann</b><div><p>{PROSE}</p><p>{MORE}</p></div></li><li class='post even'><b class=poster>Bob</b><div><p>{reply}</p></div></li></ol>"
        ),
        format!(
            "<section class=message-row><a class=user-name>ann</a><p>{PROSE}</p><p>{MORE}</p></section><section class=message-row><a class=user-name>bob</a><p>{reply}</p></section>"
        ),
        format!(
            "<article class=message data-author=ann><p>{PROSE}</p></article><article class=message data-author=ann><p>{MORE}</p></article><article class=message data-author=bob><p>{reply}</p></article>"
        ),
        format!(
            "<div itemprop=comment itemtype='https://schema.org/Comment'><span itemprop=author>ann</span><p>{PROSE}</p><p>{MORE}</p></div><div itemprop=comment itemtype='https://schema.org/Comment'><span itemprop=author>bob</span><p>{reply}</p></div>"
        ),
    ] {
        check_left_out(&inner, "Zorbal");
    }
}

#[test]
fn a_discussion_in_which_others_write_more_is_kept() {
    let answer = format!("Zorbal is no tablet. {PROSE} {MORE} {PROSE}");
    check_kept(
        &format!(
            "<article class=message data-author=ann><p>{PROSE}</p></article><article class=message data-author=bob><p>{answer}</p></article>"
        ),
        "Zorbal",
    );
    // Parts of an article with the names of those who wrote them, and a title each.
    check_kept(
        &format!(
            "<div class=post><h2>Sleep</h2><p class=author>Ann</p><p>{PROSE}</p></div><div class=post><h2>Zorbal</h2><p class=author>Bob</p><p>{MORE}</p></div>"
        ),
        "Zorbal",
    );
}

#[test]
fn boxes_of_sponsors_and_contacts_are_left_out() {
    for (heading, text) in [
        (
            "<h3>Our sponsor</h3>",
            "<p>Zorbal makes quiet pumps. <a href=/z>Get ten per cent off</a>.</p>",
        ),
        ("<h2>Sponsored</h2>", "Zorbal makes quiet pumps."),
        ("<h3>Presented by</h3>", "<p>Zorbal, the maker of pumps</p>"),
        ("<h4>Media contact</h4>", "<p>Pat Zorbal<br>pat@press.example<br>Office: 555-0190</p>"),
        ("<h3>Ihre Ansprechpartner</h3>", "<p>Sekretariat Zorbal<br>Tel. 00000 / 55-120</p>"),
        ("<h4>Contact presse</h4>", "<p>Zorbal : presse@exemple.example</p>"),
        ("<h3>Contacto</h3>", "<p>Zorbal, tel. +34 000 000 000</p>"),
    ] {
        check_left_out(
            &format!("<p>{PROSE}</p><p>{MORE}</p><div class=csc>{heading}{text}</div>"),
            "Zorbal",
        );
    }
}

#[test]
fn sections_that_only_begin_like_such_boxes_are_kept() {
    // Contact with a patient, and no address.
    check_kept(
        &format!("<p>{PROSE}</p><h2>Contact</h2><p>Zorbal spreads by contact. {MORE}</p>"),
        "Zorbal",
    );
    check_kept(
        &format!(
            "<p>{PROSE}</p><h2>Sponsor</h2><p>Zorbal paid for the trial. {}</p>",
            [MORE; 5].join(" ")
        ),
        "Zorbal",
    );
}

#[test]
fn rows_of_facts_are_left_out() {
    for row in [
        "<dl><dt>Published</dt><dd>19 February 2025</dd><dt>From</dt><dd>Zorbal Agency</dd></dl>",
        "<ul><li>Thread starter <a href=/u>Zorbal</a></li><li>Start date <time>30 Sep 2024</time></li></ul>",
        "<p>Zorbal Letter no. 31 | 2 September 2025<br>Edited by Ruth Kessler, PharmD</p>",
        "<div><span>Reviewed by: <b>Dr Zorbal Nair</b>, pharmacist</span><span>Last reviewed: 14 January 2025</span></div>",
        "<dl><dt>Author</dt><dd>Ann Zorbal</dd><dt>Updated</dt><dd>3 March 2025</dd></dl>",
    ] {
        check_left_out(&format!("{row}<p>{PROSE}</p><p>{MORE}</p>"), "Zorbal");
    }
}

#[test]
fn rows_that_say_more_are_kept() {
    for row in [
        "<dl><dt>Dose</dt><dd>Zorbal 5 mg</dd><dt>Start</dt><dd>19 February 2025</dd></dl>",
        "<ul><li>Zorbal helps most people</li><li>It was approved on 3 March 2025.</li></ul>",
        "<p>Zorbal costs nine pounds a week<br>2 September 2025</p>",
    ] {
        check_kept(&format!("<p>{PROSE}</p>{row}<p>{MORE}</p>"), "Zorbal");
    }
}

#[test]
fn every_button_of_an_accordion_is_a_heading() {
    let panel = "<div class=tab-content style='display:none'><p>Ask before you take it with alcohol.</p></div>";
    for inner in [
        format!(
            "<div class=tab-title role=button aria-expanded=false>Heart</div>{panel}<div class=tab-title role=button>Zorbal</div>{panel}"
        ),
        "<div class=accordion-title role=button>Zorbal</div><div class=accordion-text><p>Ask first.</p></div>".to_owned(),
        "<div role=button><a href=''>Zorbal</a></div><div role=region><p>Ask first.</p></div>".to_owned(),
        "<div role=button>Zorbal</div><div hidden=until-found><p>Ask first.</p></div>".to_owned(),
        "<span role=button class=faq-toggle>Zorbal</span><div class=faq-answer><p>Ask first.</p></div>".to_owned(),
    ] {
        check_kept(&format!("<p>{PROSE}</p>{inner}<p>{MORE}</p>"), "## Zorbal");
    }
}

#[test]
fn references_in_one_paragraph_are_citations() {
    let entries = [
        "Goh L, Ames P. Modulators in depression. J Ex 2023;37:11-29.",
        "Wray D. Ideation scales compared. Sample Scales 2020;5:1-8.",
    ];
    for list in [
        format!("<p><b>References</b><br>[1] {}<br>[2] {}</p>", entries[0], entries[1]),
        format!("<p><strong>References:</strong><br>1. {}<br>2. {}</p>", entries[0], entries[1]),
        format!("<h4>Quellen</h4><p>1 {}<br>2 {}</p>", entries[0], entries[1]),
        format!("<h3>References</h3><p>1 {}<br>2 {}</p>", entries[0], entries[1]),
        format!("<p><u>Literatur</u><br>1 {}<br>2 {}</p>", entries[0], entries[1]),
    ] {
        let imported = import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{list}"));
        for entry in entries {
            let line = format!("text = \"{entry}\"");
            assert!(imported.text.contains(&line), "{list}\n{}", imported.text);
        }
        assert!(!body_of(&imported).contains("Ideation"), "{}", imported.text);
    }
}

#[test]
fn what_a_forum_shows_about_a_member_is_left_out() {
    let reply =
        "<div class=post><span class=username>bob</span><p>Thank you, this helped.</p></div>";
    for profile in [
        "<div class=signature>Zorbal is my hobby and my joy.</div>",
        "<div class=postprofile>Zorbal member since 2019, 12 posts</div>",
        "<aside class='user-info'>Zorbal senior member of this board</aside>",
    ] {
        let post = format!(
            "<div class=post><span class=username>ann</span><p>{PROSE}</p><p>{MORE}</p>{profile}</div>{reply}"
        );
        let body = import_body(&post);
        assert!(!body_of(&body).contains("Zorbal"), "{profile}: {}", body_of(&body));
        assert!(body_of(&body).contains(PROSE) && body_of(&body).contains(MORE));
    }
}

#[test]
fn notices_of_rights_with_a_licence_are_left_out() {
    let licence =
        "<a rel=license href='https://creativecommons.org/licenses/by/4.0/'>CC BY 4.0</a>";
    for start in ["© 2026 Zorbal Clinic. Licensed under", "Copyright © Zorbal Clinic,"] {
        let notice = format!("<p>{PROSE}</p><p>{MORE}</p><p>{start} {licence}. Zorbal.</p>");
        let imported = import_body(&notice);
        assert!(!body_of(&imported).contains("Zorbal"), "{start}: {}", body_of(&imported));
    }
    // A sentence about a licence is text.
    check_kept(
        &format!("<p>{PROSE}</p><p>The Zorbal data are licensed under {licence}.</p><p>{MORE}</p>"),
        "Zorbal",
    );
}

#[test]
fn the_end_of_a_quotation_is_kept() {
    for end in ["Zorbal.", "<b>Zorbal</b>", "— Ann Zorbal, nurse"] {
        let quotation = format!("<blockquote><p>{MORE}</p><p>{end}</p></blockquote>");
        check_kept(&format!("<p>{PROSE}</p>{quotation}"), "Zorbal");
    }
}

#[test]
fn another_day_of_the_year_is_preferred_to_the_first_of_january() {
    let date = |meta: &str, inner: &str| {
        let page = format!(
            "<html lang=en><head><title>Tablets</title>{meta}</head><body><main><h1>Tablets</h1>\
             {inner}<p>{PROSE}</p><p>{MORE}</p></main></body></html>"
        );
        let options = ImportOptions {
            name: Some("page.html".to_owned()),
            today: jiff::civil::date(2026, 1, 15),
            ..ImportOptions::default()
        };
        let imported = Importer::alone().import(page.as_bytes(), &options).expect("an article");
        let line =
            imported.text.lines().find(|line| line.starts_with("date = ")).map(str::to_owned);
        line.unwrap_or_default()
    };
    let year = "<meta name=citation_publication_date content='2024/01/01'>";
    let day = "<meta name=citation_online_date content='2024/03/14'>";
    let other = "<meta name=citation_online_date content='2023/11/02'>";
    assert_eq!(date(&format!("{year}{day}"), ""), "date = 2024-03-14");
    assert_eq!(date(&format!("{year}{other}"), ""), "date = 2024-01-01");
    assert_eq!(date(year, ""), "date = 2024-01-01");
}

#[test]
fn cards_of_links_inside_sentences_are_left_out() {
    let card = "<a href='/p/ann'>Ann Lee</a><a href='/1'>Zorbal prices rise across the country</a> <a href='/2'>Agency talks on Monday</a>";
    for inner in [
        format!(
            "<p>{PROSE} Said <a href='/p/ann'>Ann Lee</a><span class=box><span>{card}</span></span> on Monday.</p><p>{MORE}</p>"
        ),
        format!(
            "<p>{PROSE} <span class=who><a href='/p/ann'>Ann Lee</a><span>{card}</span></span> said so twice.</p><p>{MORE}</p>"
        ),
        format!(
            "<ul><li>{PROSE} <a href='/p/ann'>Ann Lee</a> <i>{card}</i> said so.</li></ul><p>{MORE}</p>"
        ),
        format!(
            "<blockquote>{PROSE} <a href='/p/ann'>Ann Lee</a><b>{card}</b> wrote to us</blockquote><p>{MORE}</p>"
        ),
        format!(
            "<p>{PROSE} <b>Now <a href='/p/ann'>Ann Lee</a><span>{card}</span> leads the agency.</b></p><p>{MORE}</p>"
        ),
    ] {
        check_left_out(&inner, "Zorbal");
    }
    check_kept(
        &format!(
            "<p>{PROSE}</p><p>See <a href=/a>the leaflet</a><span> of <a href=/a>the agency</a> on Zorbal, in full</span>.</p><p>{MORE}</p>"
        ),
        "Zorbal",
    );
}

#[test]
fn teasers_below_a_heading_of_related_articles_are_left_out() {
    let teaser = "Zorbal is another medicine, and it was tested in ninety adults who had slept badly for many years before they took …";
    let cards = format!(
        "<article><img src=/a.png><p>{teaser}</p></article><article><p>{teaser}</p></article>"
    );
    for heading in [
        "<h3>You may also like</h3>",
        "<div class=top><h2>Related articles</h2></div>",
        "<h4>Das könnte Sie auch interessieren</h4>",
        "<div class=top><h3>Você pode gostar...</h3></div>",
        "<h2>Lire aussi</h2>",
    ] {
        check_left_out(
            &format!("<article><p>{PROSE}</p><p>{MORE}</p>{heading}{cards}</article>"),
            "Zorbal is another",
        );
    }
}

#[test]
fn notes_on_the_author_in_italics_are_left_out() {
    for note in [
        "<p><em>Follow Zorbal News on <a href=/t>@zorbal_news</a>.</em></p>",
        "<p><i>Write to Zorbal at a@b.example or follow us on <a href=/t>Twitter</a>.</i></p>",
        "<p><em>Zorbal is out now. Sign up for <a href=/n>our letter</a>.</em></p>",
        "<p><em><a href=/f>Join us at Zorbal</a>, and if you have a tip, let us know.</em></p>",
        "<div><p><em>Zorbal: subscribe to <a href=/n>the digest</a></em></p><p><em>Follow <a href=/t>@ann_lee</a></em></p></div>",
    ] {
        check_left_out(&format!("<p>{PROSE}</p><p>{MORE}</p>{note}"), "Zorbal");
    }
    check_kept(
        &format!("<p>{PROSE}</p><p>{MORE}</p><p><em>Correction: Zorbal is not a brand.</em></p>"),
        "Zorbal",
    );
    check_kept(
        &format!("<p>{PROSE}</p><p>{MORE}</p><p>Zorbal reports: <a href=/t>@ann_lee</a></p>"),
        "Zorbal",
    );
}

#[test]
fn paragraphs_that_ask_to_subscribe_are_left_out() {
    for note in [
        "There is more in Zorbal. <a href=/n>Sign up for the free daily newsletter</a>!",
        "Enjoying Zorbal? <a href=/n>Subscribe to our newsletter</a> here.",
        "Zorbal: <a href=/n>sign up for the newsletter</a>.",
    ] {
        check_left_out(&format!("<p>{PROSE}</p><p>{note}</p><p>{MORE}</p>"), "Zorbal");
    }
    check_kept(
        &format!(
            "<p>{PROSE}</p><p>The newsletter of <a href=/z>Zorbal</a> said that people sign up for trials too late.</p><p>{MORE}</p>"
        ),
        "Zorbal",
    );
}

#[test]
fn quotations_from_other_sites_are_kept() {
    for frame in ["article-widget tweet", "sidebar-embed", "video-player", "widget"] {
        check_kept(
            &format!(
                "<p>{PROSE}</p><div class='{frame}'><blockquote><p>Zorbal is approved.</p>— Agency (@agency) <a href='https://t.example/1'>May 3</a></blockquote></div><p>{MORE}</p>"
            ),
            "Zorbal",
        );
    }
}

#[test]
fn boxes_between_title_and_text_are_kept() {
    for lead in [
        "<div class=card><h3>Claim</h3><p>Zorbal cures insomnia within one single night.</p></div>",
        "<section><h2>Key points</h2><ul><li>Zorbal works.</li><li>It is not cheap.</li></ul></section>",
        "<div class=box><h4>At a glance</h4><div>Zorbal was tested in forty adults, for twelve weeks.</div></div>",
    ] {
        check_kept(&format!("{lead}<div class=body><p>{PROSE}</p><p>{MORE}</p></div>"), "Zorbal");
    }
    for lead in [
        "<div class=newsletter><h3>Our letter</h3><p>Zorbal and more news, each morning in your mail.</p></div>",
        "<div><h3>Zorbal</h3><p><a href=/x>Read what the agency has said about all of this.</a></p></div>",
        "<div><h3>Log in</h3><form><p>Zorbal readers log in here, with name and word.</p></form></div>",
    ] {
        check_left_out(
            &format!("{lead}<div class=body><p>{PROSE}</p><p>{MORE}</p></div>"),
            "Zorbal",
        );
    }
}

#[test]
fn a_pull_quote_of_a_sentence_with_a_mark_is_left_out() {
    let imported = import_body(&format!(
        "<p>Zorbal is more<sup><a href=#f1>2</a></sup> than most drugs achieve.</p><p>{PROSE}</p>\
         <div class=pullquote><p>Zorbal is more than most drugs achieve.</p></div><p>{MORE}</p><p id=f1>2. A note.</p>"
    ));
    assert_eq!(body_of(&imported).matches("Zorbal").count(), 1, "{}", imported.text);
}

#[test]
fn the_path_to_a_page_is_left_out() {
    for path in [
        "<div data-block=nav><ul class=flex><li><a href=/>Home</a></li><li><a href=/a>Zorbal</a></li><li>Tablets for sleep at night</li></ul></div>",
        "<ol><li><a href='https://clinic.example/'>Start</a></li><li><a href=/n>Zorbal</a></li></ol>",
        "<ul><li><a href=/>Startseite</a><li><span>Zorbal</span></ul>",
    ] {
        check_left_out(&format!("{path}<p>{PROSE}</p><p>{MORE}</p>"), "Zorbal");
    }
    for list in [
        "<ul><li><a href=/a>Tablets</a> of zorbal, once a day</li><li>One night in two</li></ul>",
        "<ul><li>Zorbal, 5 mg</li><li>Placebo</li></ul>",
    ] {
        check_kept(&format!("{list}<p>{PROSE}</p><p>{MORE}</p>"), "orbal");
    }
    let below = "<ul><li><a href=/>Clinic</a></li><li>Zorbal, 5 mg</li></ul>";
    check_kept(&format!("<p>{PROSE}</p>{below}<p>{MORE}</p>"), "Zorbal");
}

#[test]
fn cards_of_other_articles_without_a_heading_are_left_out() {
    let prose =
        format!("<article><p>{PROSE}</p><p>{MORE}</p><p>{PROSE}</p><p>{MORE}</p></article>");
    let card = |title: &str| {
        format!(
            "<article class=item-x1><a href=/n><h3>{title}</h3></a><p>What the study of {title} found in forty adults in the spring</p></article>"
        )
    };
    let cards = card("Zorbal") + &card("Other pills");
    for grid in [
        format!("<div class=grid-y2>{cards}</div>"),
        format!("<ul><li>{}</li><li>{}</li></ul>", card("Zorbal"), card("Other pills")),
    ] {
        check_left_out(&format!("{prose}{grid}"), "Zorbal");
    }
    // Parts of the article whose headings are no links are content.
    let part = |title: &str| format!("<article><h3>{title}</h3><p>{MORE}</p></article>");
    check_kept(
        &format!(
            "<article><p>{PROSE}</p><p>{MORE}</p>{}{}</article>",
            part("Zorbal"),
            part("Pills")
        ),
        "Zorbal",
    );
}

#[test]
fn the_history_of_a_page_is_left_out() {
    for history in [
        "<h2>Updates to this page</h2><p>Published 3 March 2025<br>Last updated 4 April 2025</p><ol><li><time>4 April 2025</time><p>Corrected zorbal.</p></li></ol>",
        "<h3>Revision history</h3><ul><li>4 April 2025: zorbal added</li><li>3 March 2025: first version</li></ul>",
        "<h2>Änderungshistorie</h2><p>4. April 2025: zorbal ergänzt</p>",
    ] {
        check_left_out(&format!("<p>{PROSE}</p><p>{MORE}</p>{history}"), "orbal");
    }
    let part = format!(
        "<h2>Revision history</h2><p>{PROSE} It was zorbal that made the difference in the second year, and nobody had thought of it before.</p>"
    );
    check_kept(&format!("<p>{PROSE}</p><p>{MORE}</p>{part}"), "zorbal");
}

#[test]
fn a_label_goes_with_its_day() {
    let imported = import_body(&format!(
        "<dl><dt>Published</dt><dd>14 May 2025</dd><dt>Reference</dt><dd>ZORB/117</dd></dl><p>{PROSE}</p><p>{MORE}</p>"
    ));
    let body = body_of(&imported);
    assert!(body.contains("ZORB/117") && !body.contains("Published"), "{body}");
}

#[test]
fn whoever_opened_a_thread_is_its_author() {
    let imported = import_body(&format!(
        "<div class=post data-author=quietlegs><div><span class=username><a href=/u>quietlegs</a></span></div><p>{PROSE}</p><p>{MORE}</p></div>\
         <div class=post data-author=bob><p>Thank you for it, I had not known that.</p></div>"
    ));
    assert!(imported.text.contains("authors = [\"quietlegs\"]"), "{}", imported.text);
    assert!(!body_of(&imported).contains("quietlegs"), "{}", imported.text);
}

#[test]
fn a_discussion_is_kept_and_its_people_are_named() {
    let post = |name: &str, text: &str| {
        format!(
            "<article class=message data-author={name}><a class=username>{name}</a><p>{text}</p></article>"
        )
    };
    let inner = post("ann", "Did anybody sleep worse?") + &post("bob", PROSE) + &post("cy", MORE);
    let imported = import_body(&inner);
    assert!(body_of(&imported).contains(PROSE) && body_of(&imported).contains(MORE));
    let warning = imported.warnings.iter().find(|warning| warning.contains("(ann, bob, cy)"));
    assert!(warning.is_some(), "{:?}", imported.warnings);
    assert!(!imported.text.contains("authors"), "{}", imported.text);
}

#[test]
fn whoever_comments_first_is_no_author() {
    let imported = import_body(&format!(
        "<p>{PROSE}</p><p>{MORE}</p><div class=commentarea><div class='thing comment' data-author=bob><p>Yes, for two weeks, and then no more.</p></div>\
         <div class='thing comment' data-author=cy><p>My doctor said so too, last year.</p></div></div>"
    ));
    assert!(!imported.text.contains("bob"), "{}", imported.text);
}

#[test]
fn a_sentence_that_links_the_paper_ends_the_article() {
    let link = "<a href=\"https://doi.org/10.1000/sample.77\">doi.org/10.1000/sample.77</a>";
    let contact = "<hr><h3>Media contact</h3><p>Press office<br>203-555-0188</p>";
    check_kept(
        &format!("<p>{PROSE}</p><p>{MORE}</p><p>The paper is available at {link}.</p>{contact}"),
        "available",
    );
    // The title of another article is a link, too, but no sentence around it.
    check_left_out(
        &format!(
            "<p>{PROSE}</p><p>{MORE}</p><p>{}</p>",
            link.replace("doi.org/10.1000/sample.77<", "Elsewhere: tablets for pain<")
        ),
        "Elsewhere",
    );
}

#[test]
fn brackets_of_tex_are_formulas_on_a_page_and_prices_are_not() {
    let page = format!(
        "<p>{PROSE}</p><p>The line \\(AB\\) is \\(n-1\\) long, and \\((a, b)\\) is open.</p><p>\n\\[x = 1\\]\n</p>\
         <p>They cost ($$) or ($$$), as \\(mean age in years\\) shows.</p><p>{MORE}</p>"
    );
    for text in [
        "$AB$ is $n-1$ long, and $(a, b)$ is open",
        "$$\nx = 1\n$$",
        "as \\\\(mean age in years\\\\) shows",
    ] {
        check_kept(&page, text);
    }
    check_kept(&page, "cost (\\$\\$) or (\\$\\$\\$)");
}
