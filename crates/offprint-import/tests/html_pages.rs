//! Pages of journals, exports of word processors, lazily loaded images and the like: what of a page
//! becomes front matter, and what stays.
//!
//! All text is our own.

use offprint_import::Imported;

mod support;

use support::import_page;

const BEFORE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const AFTER: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

fn import_piece(head: &str, inner: &str) -> Imported {
    import_page(&format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title>{head}</head><body>\
         <article><h1>Tablets for sleep</h1><p>{BEFORE}</p>{inner}<p>{AFTER}</p></article></body></html>"
    ))
}

/// The front matter and the body.
fn parts_of(imported: &Imported) -> (String, String) {
    let text = imported.without_images();
    let (front, body) = text[4..].split_once("\n+++\n").expect("front matter ends");
    (front.to_owned(), body.trim().to_owned())
}

/// What a piece between two paragraphs becomes.
#[track_caller]
fn check(inner: &str, expect: &str) {
    let (_, body) = parts_of(&import_piece("", inner));
    let rest = body.strip_prefix(BEFORE).unwrap_or_else(|| panic!("it begins otherwise:\n{body}"));
    let (found, _) =
        rest.split_once(AFTER).unwrap_or_else(|| panic!("the last paragraph is missing:\n{body}"));
    assert_eq!(found.trim(), expect, "{inner}");
}

#[test]
fn lazy_images_are_found() {
    let image = "![Tablets](https://cdn.example.org/tablets-1024.jpg)";
    for inner in [
        // A placeholder that is a drawing, and a list of sizes.
        "<p><img src='/missing-image.svg' srcset='https://cdn.example.org/tablets-320.jpg 320w, https://cdn.example.org/tablets-1024.jpg 1024w' alt=Tablets></p>",
        "<img src='data:image/svg+xml;base64,AAAA' data-src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets>",
        "<img src='/img/placeholder.png' data-lazy-src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets>",
        "<img src='https://a.example/loading.gif' data-original='https://cdn.example.org/tablets-1024.jpg' alt=Tablets>",
        "<img srcset='https://cdn.example.org/tablets-320.jpg 1x, https://cdn.example.org/tablets-1024.jpg 2x' alt=Tablets>",
        "<picture><source srcset='https://cdn.example.org/tablets-1024.jpg 1024w'><img src='/blank.svg' alt=Tablets></picture>",
        "<picture><source data-srcset='https://cdn.example.org/tablets-1024.jpg'><img class=lazy alt=Tablets></picture>",
        // An attribute that only this loader has.
        "<img src='data:image/gif;base64,R0lGOD' data-runner-file='https://cdn.example.org/tablets-1024.jpg' alt=Tablets>",
        // A copy for readers without scripts.
        "<img src='data:image/gif;base64,R0lGOD' class=lazy alt=Tablets><noscript><img src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets></noscript>",
        "<figure><img src='/grey.png' alt=Tablets><noscript><img src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets></noscript></figure>",
        "<p><img src='/lazy.svg' data-src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets><noscript><img src='https://cdn.example.org/tablets-1024.jpg' alt=Tablets></noscript></p>",
    ] {
        check(inner, image);
    }
}

#[test]
fn images_of_unknown_address_are_kept() {
    let imported = import_piece(
        "",
        "<figure><img src='/files/flow.png' alt=Flow><figcaption>Flow of the forty adults</figcaption></figure>",
    );
    let image = "![Flow](/files/flow.png \"Flow of the forty adults\")";
    assert!(imported.text.contains(image), "{}", imported.text);
}

/// A page of a journal: what its head says, what is before the abstract, and what is after it.
fn journal_page(head: &str, front: &str, end: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title>{head}</head><body><main>{front}\
         <section><h2>Abstract</h2><h3>Background</h3><p>{BEFORE}</p><h3>Conclusions</h3><p>{AFTER}</p></section>{end}</main></body></html>"
    )
}

#[test]
fn journal_pages_are_cited_once() {
    let body = format!("## Abstract\n\n### Background\n\n{BEFORE}\n\n### Conclusions\n\n{AFTER}");
    let meta = "<meta name=citation_journal_title content='Sleep Tests'><meta name=citation_doi content='10.5555/st.7'>";
    let title = "<h1>Tablets for sleep</h1>";
    let numbers = "<ul><li>PMID: <b>39000001</b></li><li>PMCID: <a href='https://example.org/pmc'>PMC100001</a></li><li>DOI: <a href='https://doi.org/10.5555/st.7'>10.5555/st.7</a></li></ul>";
    for (head, front, end) in [
        (
            meta,
            format!(
                "{title}<p>Jane Doe<sup>1</sup>, Karl Roe<sup>2</sup></p><h3>Affiliations</h3><ul><li><sup>1</sup> Harbour University.</li></ul>{numbers}"
            ),
            "",
        ),
        // Nothing is in the head.
        (
            "",
            format!(
                "<div>Clinical Trial</div><p>Sleep Tests. 2024 Mar 2;9(3):201-9. doi: 10.5555/st.7.</p>{title}<div>Jane Doe</div>{numbers}"
            ),
            "",
        ),
        (
            meta,
            format!(
                "<p>As a library, we give access to works of others, which does not mean that we agree with what they say.</p>{title}<p>PMCID: PMC100001 PMID: 39000001</p><p>Received 2023 Nov 3; Accepted 2024 Apr 15.</p>"
            ),
            "<section><h2>Similar articles</h2><ul><li><a href='https://example.org/1'>Other tablets</a>. Other Tests. 2020. PMID: 38000001</li></ul></section>",
        ),
        (
            meta,
            format!("{title}<ul><li>Save</li><li>Cite</li><li>Share</li></ul>{numbers}"),
            "<section><h2>Cited by (7)</h2><p>Sedatives after tablets, doi: 10.5555/other.1</p></section><section><h2>About this article</h2><h3>Cite this article</h3><p>Doe, J. Tablets for sleep. Sleep Tests 9, 12 (2024). https://doi.org/10.5555/st.7</p></section>",
        ),
        (
            meta,
            format!(
                "{title}<p>{}</p>",
                "Sleep Tests. 2024 Mar 2;9(3):201-9. doi: 10.5555/st.7. PMID: 39000001 PMCID: PMC100001"
            ),
            "<section><h2>Access this article</h2><p>Log in through your institution or buy the article to read the full text of this publication.</p></section>",
        ),
    ] {
        let imported = import_page(&journal_page(head, &front, end));
        let (matter, found) = parts_of(&imported);
        assert_eq!(found, body, "{front} {end}");
        assert_eq!(matter.matches("[[citations]]").count(), 1, "{matter}");
        let source = &matter[matter.find("[source]").expect("it names the source")..];
        let source = &source[..source.find("[[citations]]").expect("it is cited")];
        for id in ["doi = \"10.5555/st.7\"", "pmid = \"39000001\"", "pmcid = \"PMC100001\""] {
            let is_stated = front.contains(id.split('"').nth(1).expect("it is quoted"));
            assert!(source.contains(id) || !is_stated, "{id}: {matter}");
        }
        assert!(matter.contains("journal = \"Sleep Tests\""), "{matter}");
    }
}

#[test]
fn institutions_have_their_mark_before_or_above_them() {
    for items in [
        "<div><sup>1</sup>Sleep Unit, North Hospital</div><div><sup>2</sup>Institute of Rest</div>",
        "<div><div><sup>1</sup></div><div>Sleep Unit, North Hospital</div></div>\
         <div><div><sup>2</sup></div><div>Institute of Rest</div></div>",
        "<p><sup>1</sup></p><p>Sleep Unit, North Hospital</p><p><sup>2</sup></p><p>Institute of Rest</p>",
    ] {
        let page = format!(
            "<html><head><title>Tablets for sleep</title><meta name=citation_journal_title content='Sleep Tests'>\
             <meta name=citation_doi content='10.5555/st.7'></head><body><article><h1>Tablets for sleep</h1>\
             {items}<h2>Abstract</h2><p>{BEFORE}</p><p>{AFTER}</p></article></body></html>"
        );
        let text = import_page(&page).text;
        let expect = "affiliations = [\"Sleep Unit, North Hospital\", \"Institute of Rest\"]";
        assert!(text.contains(expect), "{items}\n{text}");
    }
}

#[test]
fn other_sections_of_journals_stay() {
    let head = "<meta name=citation_journal_title content='Sleep Tests'>";
    let front = "<h1>Tablets for sleep</h1><h2>Highlights</h2><ul><li>Most adults slept better with tablets.</li><li>Falls were rare.</li></ul><p>This article is a preprint and has not been peer-reviewed, so it should not guide practice.</p>";
    let end = "<h2>Change history</h2><p>A correction was published in June 2024.</p><h2>Conflict of interest statement</h2><p>None.</p>";
    let (_, body) = parts_of(&import_page(&journal_page(head, front, end)));
    for kept in [
        "## Highlights",
        "- Falls were rare.",
        "a preprint",
        "correction was published",
        "\n\nNone.",
    ] {
        assert!(body.contains(kept), "{kept}: {body}");
    }
}

#[test]
fn lists_with_signs_in_the_text_are_lists() {
    let list = "- Take one tablet in the evening\n- Do not drive\n- Drink no alcohol";
    for inner in [
        "<p>• Take one tablet in the evening</p><p>• Do not drive</p><p>• Drink no alcohol</p>",
        "<p>• Take one tablet in the evening<br>• Do not drive<br>• Drink no alcohol</p>",
        "<div>– Take one tablet in the evening<br>\n– Do not drive<br>\n– Drink no alcohol</div>",
        "<p>·&nbsp;Take one tablet in the evening</p><p>·&nbsp;Do not drive</p><p>·&nbsp;Drink no alcohol</p>",
        "<p>- Take one tablet in the evening<br/>- Do not drive<br/>- Drink no alcohol</p>",
        "<p>▪ Take one tablet in the evening</p><p>▪ Do not drive</p><p>▪ Drink no alcohol</p>",
    ] {
        check(inner, list);
    }
    let list = "1. Take one tablet in the evening\n2. Do not drive\n3. Drink no alcohol";
    for inner in [
        "<p>1) Take one tablet in the evening</p><p>2) Do not drive</p><p>3) Drink no alcohol</p>",
        "<p>1. Take one tablet in the evening<br>2. Do not drive<br>3. Drink no alcohol</p>",
        "<p>(1) Take one tablet in the evening<br>(2) Do not drive<br>(3) Drink no alcohol</p>",
    ] {
        check(inner, list);
    }
    let text = "They slept – as most do – for hours.\n\n– So they said.";
    check("<p>They slept – as most do – for hours.</p><p>– So they said.</p>", text);
}

#[test]
fn tables_with_tabs_are_tables() {
    let table = "| Group | Dose | Better |\n| --- | --- | --- |\n| Tablets | 5 mg | 21 |\n| Placebo | 0 mg | 12 |";
    for inner in [
        "<pre>Group\tDose\tBetter\nTablets\t5 mg\t21\nPlacebo\t0 mg\t12</pre>",
        "<p>Group\tDose\tBetter<br>Tablets\t5 mg\t21<br>Placebo\t0 mg\t12</p>",
        "<p>Group\tDose\tBetter</p><p>Tablets\t5 mg\t21</p><p>Placebo\t0 mg\t12</p>",
        "<p style='white-space:pre'>Group\tDose\tBetter\nTablets\t5 mg\t21\nPlacebo\t0 mg\t12</p>",
        "<p>Group<span class=Apple-tab-span style='white-space:pre'>\t</span>Dose<span>\t</span>Better<br>Tablets<span>\t</span>5 mg<span>\t</span>21<br>Placebo<span>\t</span>0 mg<span>\t</span>12</p>",
    ] {
        check(inner, table);
    }
    check("<pre>def f():\n\treturn 1\n</pre>", "```\ndef f():\n\treturn 1\n```");
}

#[test]
fn boxes_of_public_services_are_callouts() {
    let warning = "> [!WARNING]\n> Do not drive until the next morning.";
    for inner in [
        "<div class='application-notice help-notice'><p><strong>Warning:</strong> Do not drive until the next morning.</p></div>",
        "<div role=note aria-label=Warning class='warning'><p>Do not drive until the next morning.</p></div>",
        "<div class='callout callout--warning' data-module=callout><p>Do not drive until the next morning.</p></div>",
        "<section class='alert-box warning'><h3>Warning</h3><p>Do not drive until the next morning.</p></section>",
    ] {
        check(inner, warning);
    }
    for (inner, expect) in [
        (
            "<div class='govuk-warning-text'><span class='govuk-warning-text__icon' aria-hidden='true'>!</span><strong class='govuk-warning-text__text'><span class='govuk-visually-hidden'>Warning</span>Do not drive until the next morning.</strong></div>",
            "> [!WARNING]\n> **Do not drive until the next morning.**",
        ),
        (
            "<div class='govuk-warning-text'><span class='govuk-warning-text__icon' aria-hidden='true'>!</span><strong class='govuk-warning-text__text'><span class='govuk-visually-hidden'>Warning</span>Do not drive until the next morning.</strong></div>",
            "> [!WARNING]\n> **Do not drive until the next morning.**",
        ),
        (
            "<div class='nhsuk-warning-callout'><h3 class='nhsuk-warning-callout__label'><span role=text><span class='nhsuk-u-visually-hidden'>Important: </span>Driving</span></h3><p>Do not drive until the next morning.</p></div>",
            "> [!WARNING] Driving\n> Do not drive until the next morning.",
        ),
        (
            "<div class='nhsuk-care-card nhsuk-care-card--immediate'><div class='nhsuk-care-card__heading-container'><h3 class='nhsuk-care-card__heading'>Call 999 if:</h3></div><div class='nhsuk-care-card__content'><ul><li>you cannot breathe</li><li>your face swells</li></ul></div></div>",
            "> [!CAUTION] Call 999 if:\n> - you cannot breathe\n> - your face swells",
        ),
        (
            "<div class='govuk-inset-text'>Bring somebody who can take you home.</div>",
            "> [!NOTE]\n> Bring somebody who can take you home.",
        ),
        (
            "<div class='call-to-action'><p>Bring somebody who can take you home, since you may feel sleepy for some hours.</p></div>",
            "Bring somebody who can take you home, since you may feel sleepy for some hours.",
        ),
    ] {
        check(inner, expect);
    }
}

#[test]
fn links_that_editors_wrap_stay_in_their_line() {
    let expect = "Read the [leaflet](https://a.example/leaflet) before the first dose.";
    let link = "<a href='https://a.example/leaflet'>leaflet</a>";
    for inner in [
        format!(
            "<div><span>Read the </span><div>{link}</div><span> before the first dose.</span></div>"
        ),
        format!(
            "<p><span>Read the </span><span>{link}</span><span> before the first dose.</span></p>"
        ),
    ] {
        check(&inner, expect);
    }
    // Blocks of their own: no spaces around them, or more than a link in them.
    for inner in [
        format!(
            "<div><span>Read the</span><div>{link}</div><span>before the first dose.</span></div>"
        ),
        format!("<div>Read the \n<div>{link}</div>\n before the first dose.</div>"),
        format!(
            "<div><span>Read the </span><div>{link}<b>.</b></div><span> before the first dose.</span></div>"
        ),
    ] {
        let (_, body) = parts_of(&import_piece("", &inner));
        assert!(body.contains("\n\nbefore the first dose."), "{body}");
    }
}

#[test]
fn labels_of_code_are_its_language() {
    let code = "<pre><code class=language-python>dose = 5</code></pre>";
    for inner in [
        format!("<div>python</div>{code}"),
        format!("<div class=code-block><span>Python</span>{code}</div>"),
        format!("<figure><figcaption>PYTHON</figcaption>{code}</figure>"),
    ] {
        check(&inner, "```python\ndose = 5\n```");
    }
    check(&format!("<p>dose.py</p>{code}"), "dose.py\n\n```python\ndose = 5\n```");
    check("<p>R</p><pre>dose</pre>", "R\n\n```\ndose\n```");
}

#[test]
fn citations_are_no_emphasis() {
    let list = "<section><h2>References</h2><ol><li id=b1>Doe J. Tablets for sleep. Sleep Tests. 2024;9(1):12-19. doi:10.5555/st.7</li><li id=b2>Roe R. Rest at night. Sleep Tests. 2023;8(2):1-5. doi:10.5555/st.6</li></ol></section>";
    for (mark, expect) in [
        ("<cite>[<a href='#b1'>1</a>]</cite>", "[@doe2024]"),
        ("<cite>[<a href='#b1'>1</a>, <a href='#b2'>2</a>]</cite>", "[@doe2024; @roe2023]"),
        ("<em>Sleep Tests <a href='#b1'>[1]</a></em>", "*Sleep Tests [@doe2024]*"),
    ] {
        let page = format!("<p>As in {mark} before.</p>");
        let imported = import_page(&format!(
            "<!doctype html><title>Tablets for sleep</title><article><h1>Tablets for sleep</h1><p>{BEFORE}</p>{page}<p>{AFTER}</p>{list}</article>"
        ));
        let (_, body) = parts_of(&imported);
        assert!(body.contains(&format!("As in {expect} before.")), "{body}");
    }
}

#[test]
fn names_do_not_outweigh_paragraphs() {
    let prose =
        "Most of them wrote that they had slept through the night for the first time in years.";
    for class in
        ["comment", "comments", "comment-text", "reader-comment", "user-comment__body", "feedback"]
    {
        check(&format!("<p class='{class}'>{prose}</p>"), prose);
    }
    for class in ["share", "related", "promo", "sidebar", "newsletter", "tags", "author"] {
        check(&format!("<p class='{class}'>{prose}</p>"), prose);
    }
    for class in ["h2-related", "related", "nav-text"] {
        let short = "Use these doses for adults only.";
        check(&format!("<p class='{class}'>{short}</p>"), short);
        check(&format!("<p class='{class}'><a href=/x>Opioids in the old</a></p>"), "");
    }
    check(
        "<section class=more><h3>More stories</h3><div class=card><a href=/x>Opioids in the old</a><span class=author>Zed Other</span></div></section>",
        "",
    );
}

#[test]
fn documents_of_word_processors_state_their_properties() {
    let page = |head: &str, title: &str| {
        import_page(&format!(
            "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><title>Tablets for sleep</title>{head}</head>\
             <body>{title}<p>{BEFORE}</p><h1>Results</h1><p>{AFTER}</p></body></html>"
        ))
    };
    let word = "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>Jane Doe</o:Author><o:Template>Normal</o:Template><o:Created>2025-03-04T09:00:00Z</o:Created><o:LastSaved>2025-03-05T09:00:00Z</o:LastSaved></o:DocumentProperties></xml><![endif]-->";
    for (head, title) in [
        (word, "<p class=MsoTitle>Tablets for sleep</p>"),
        (
            word,
            "<div style='border:none'><p class=MsoTitle><span>Tablets for sleep<o:p></o:p></span></p></div>",
        ),
        // LibreOffice, in its present and its old form.
        (
            "<meta name=generator content='LibreOffice 7.5'><meta name=author content='Jane Doe'><meta name=created content='2025-03-04T09:00:00.120000000'><meta name=changed content='2025-03-05T09:00:00'>",
            "<p class=title>Tablets for sleep</p>",
        ),
        (
            "<META NAME=GENERATOR CONTENT='OpenOffice.org 3.3'><META NAME=AUTHOR CONTENT='Jane Doe'><META NAME=CREATED CONTENT='20250304;9120000'><META NAME=CHANGED CONTENT='20250305;9120000'>",
            "<h1 class=western>Tablets for sleep</h1>",
        ),
        (
            "<meta name=Author content='Jane Doe'><meta name=CreationTime content='2025-03-04T09:00:00Z'><meta name=CocoaVersion content='2299'>",
            "<p class=p1><b>Tablets for sleep</b></p>",
        ),
        (
            "<meta name=dcterms.creator content='Doe, Jane'><meta name=dcterms.created content='2025-03-04'>",
            "<h1>Tablets for sleep</h1>",
        ),
    ] {
        let imported = page(head, title);
        let (matter, body) = parts_of(&imported);
        assert!(matter.contains("title = \"Tablets for sleep\""), "{head}: {matter}");
        assert!(matter.contains("date = 2025-03-04"), "{head}: {matter}");
        assert!(matter.contains("authors = [\"Jane Doe\"]"), "{head}: {matter}");
        assert_eq!(body, format!("{BEFORE}\n\n## Results\n\n{AFTER}"), "{head}");
    }
}

/// A page with a head, what is above the article, and an article.
fn whole_page(head: &str, above: &str, byline: &str) -> String {
    let prose = "<p>Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.</p>";
    format!(
        "<!doctype html><html lang=en><head>{head}</head><body>{above}<article><h1>Tablets for sleep</h1>{byline}{prose}{prose}{prose}</article></body></html>"
    )
}

#[test]
fn a_site_is_named_in_the_title_and_at_its_start() {
    for (title, start, expect) in [
        ("Tablets for sleep - Sample Clinic", "<a href=/>Sample Clinic</a>", true),
        (
            "Tablets for sleep | News | Sample Clinic",
            "<a href='/'><img alt='Sample Clinic'></a>",
            true,
        ),
        (
            "Tablets for sleep – Sample Clinic",
            "<a href='https://s.example/' title='Sample Clinic'>Home</a>",
            true,
        ),
        ("Tablets for sleep - Insomnia", "<a href=/insomnia>Insomnia</a>", false),
        ("Tablets for sleep - a trial", "<a href=/>Home</a>", false),
        ("Sample Clinic - Pills", "<a href=/>Pills</a>", false),
    ] {
        let page = whole_page(
            &format!("<title>{title}</title>"),
            &format!("<header>{start}</header>"),
            "",
        );
        let imported = import_page(&page);
        assert_eq!(
            imported.text.contains("name = \"Sample Clinic\""),
            expect,
            "{title}: {}",
            imported.text
        );
        assert!(expect || !imported.text.contains("[source]"), "{title}: {}", imported.text);
    }
}

#[test]
fn a_part_of_a_line_may_name_the_author() {
    for (line, expect) in [
        ("Stand: 7. April 2025 | Verantwortlich: Dr. med. Jana Muster, Oberärztin", true),
        ("3 March 2025 · Author: Jana Muster", true),
        ("Autorin: Jana Muster | Foto: Karl Probe", true),
        ("3 March 2025 | Topic: Jana Muster", false),
    ] {
        let imported = import_page(&whole_page(
            "<title>Tablets for sleep</title>",
            "",
            &format!("<p>{line}</p>"),
        ));
        let is_author = imported.text.contains("authors = [\"Jana Muster\"]");
        assert_eq!(is_author, expect, "{line}: {}", imported.text);
    }
}

#[test]
fn organisations_in_bylines_are_authors() {
    for (byline, expect) in [
        ("<p>by <a rel=author href=/about>Sample Sleep Foundation</a></p>", true),
        (
            "<p><span class='vcard author'><a class='url fn' href=/a>Sample Sleep Foundation</a></span></p>",
            true,
        ),
        ("<p>3 March 2025 by <a href='/author/ssf'>Sample Sleep Foundation</a></p>", true),
        ("<p>Read the report of the <a href=/ssf>Sample Sleep Foundation</a></p>", false),
        ("<p>by <a rel=author href=/a>Editorial team</a></p>", false),
        ("<ul><li>by <a rel=author href=/a>Sample Sleep Foundation</a></ul>", false),
    ] {
        let imported = import_page(&whole_page("<title>Tablets for sleep</title>", "", byline));
        let is_author = imported.text.contains("authors = [\"Sample Sleep Foundation\"]");
        assert_eq!(is_author, expect, "{byline}: {}", imported.text);
    }
}

#[test]
fn the_only_heading_named_a_title_is_the_title() {
    let prose = "<p>Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.</p>";
    let page = |heading: &str| {
        format!(
            "<!doctype html><html lang=en><head><title>P-231 | Abstracts | Eighteenth Example Congress of Sleep Medicine</title></head><body><div>{heading}{prose}{prose}</div></body></html>"
        )
    };
    let title = "A low dose of tablets for sleep";
    let imported = import_page(&page(&format!("<h2 class=title>{title}</h2>")));
    assert_eq!(imported.title, title);
    for other in [
        format!("<h2>{title}</h2>"),
        format!("<h2 class=title>{title}</h2><h2 class=title>A high dose of tablets for pain</h2>"),
        "<h2 class=title>Abstract</h2>".to_owned(),
    ] {
        assert_ne!(import_page(&page(&other)).title, title, "{other}");
    }
}

#[test]
fn those_who_sign_are_authors() {
    let authors = |head: &str, inner: &str| -> String {
        let page = format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title>{head}</head><body>\
             <article><h1>Tablets for sleep</h1><p>{BEFORE}</p><p>{AFTER}</p>{inner}</article></body></html>"
        );
        let (front, _) = parts_of(&import_page(&page));
        front.lines().find(|line| line.starts_with("authors")).unwrap_or_default().to_owned()
    };
    let account = r#"<script type="application/ld+json">{"@type":"Article","author":{"@type":"Person","name":"sleep_writer"}}</script>"#;
    assert_eq!(
        authors(account, "<p>by <span class='author vcard'>sleep_writer</span></p>"),
        "authors = [\"sleep_writer\"]"
    );
    // Stated once only, it may be that of whoever made the page.
    assert_eq!(authors(account, ""), "");
    for signature in [
        "<p><strong>Ann Lee</strong></p>",
        "<p>It may be sold next year.<br><em>Ann Lee</em></p>",
        "<p>It may be sold in spring of next year, they say. (Ann Lee) +++</p>",
    ] {
        assert_eq!(authors("", signature), "authors = [\"Ann Lee\"]", "{signature}");
    }
    for line in [
        "<blockquote><p>Sleep well, and sleep long. (Ann Lee)</p></blockquote>",
        "<p><strong>Photo: Ann Lee</strong></p>",
        "<p>It may be sold next year, says the maker (see Ann Lee).</p>",
    ] {
        assert_eq!(authors("", line), "", "{line}");
    }
}

#[test]
fn addresses_for_a_program_are_not_those_of_an_image() {
    let source = "https://e.example/images/a.jpg";
    let image = format!("![Tablets]({source})");
    for attribute in [
        "data-path='local-images:/a.jpg'",
        "data-file='media:/folder/a.png'",
        "data-ref='x-cms:12/a.jpg'",
        "data-json='{\"a\":\"/b.jpg\"}'",
        "data-img='blob:https://e.example/a.jpg'",
    ] {
        check(&format!("<p><img src='{source}' alt=Tablets {attribute}></p>"), &image);
    }
    // Lazy loaders keep the address there.
    check(&format!("<p><img src=x.gif alt=Tablets data-file='{source}'></p>"), &image);
}

#[test]
fn tables_and_figures_that_open_by_a_click_come_once() {
    let table = "<table><tr><th>Group<th>Better</tr><tr><td>Tablets<td>21</tr></table>";
    let expect = "| Group | Better |\n| --- | --- |\n| Tablets | 21 |";
    for class in ["show mfp-hide", "hidden", "table hide", "invisible", "popup-hide"] {
        check(
            &format!(
                "<div class=wrap><div class=tablepopup href='#t1'><img data-src='/i/table.png'></div></div>\
                 <div class='{class}' id=t1_show>{table}</div>"
            ),
            expect,
        );
        // The same table in full and for small screens.
        check(&format!("{table}<div class='{class}'>{table}</div>"), expect);
    }
    let figure = |class: &str, file: &str| {
        format!(
            "<div class='fig {class}'><div><img alt='Curve 1' src='https://e.example/{file}'></div>\
             <div class=fig-caption>Severity by week.</div></div>"
        )
    };
    check(
        &format!("{}{}", figure("", "a-550.jpg"), figure("mfp-hide", "a.png")),
        "![Curve 1](https://e.example/a-550.jpg \"Severity by week.\")",
    );
}

#[test]
fn credits_stay_in_captions() {
    let image = "<img src='https://e.example/a.jpg' alt=Tablets>";
    let expect = "![Tablets](https://e.example/a.jpg \"A tablet. Photo: Ann Lee\")";
    for credit in [
        "<p class=credit>Photo: Ann Lee</p>",
        "<span class=photo-credit> Photo: Ann Lee</span>",
        "<div class='spip_doc_credits'><i>Photo: Ann Lee</i></div>",
        "<small class=attribution> Photo: Ann Lee</small>",
        "<cite> Photo: Ann Lee</cite>",
    ] {
        check(
            &format!("<figure>{image}<figcaption><p>A tablet.</p>{credit}</figcaption></figure>"),
            expect,
        );
    }
}

#[test]
fn drawn_boxes_keep_their_state() {
    let expect = "- [x] Book the room\n- [ ] Mail the question";
    let list = |done: &str, open: &str| {
        format!("<ul><li>{done} Book the room</li><li>{open} Mail the question</li></ul>")
    };
    for list in [
        list(
            "<div class='checkbox checkbox-on'></div>",
            "<div class='checkbox checkbox-off'></div>",
        ),
        list("<span class='box checked'></span>", "<span class='box unchecked'></span>"),
        list(
            "<span role=checkbox aria-checked=true></span>",
            "<span role=checkbox aria-checked=false></span>",
        ),
        list("<input type=checkbox checked>", "<input type=checkbox>"),
        list("<i class=checkbox-checked></i>", "<i class=checkbox></i>"),
    ] {
        check(&list, expect);
    }
    let one = |class: &str, text: &str| {
        format!("<ul class=to-do-list><li><div class='checkbox {class}'></div> {text}</li></ul>")
    };
    let lists = format!(
        "{}{}",
        one("checkbox-on", "Book the room"),
        one("checkbox-off", "Mail the question")
    );
    check(&lists, expect);
}

#[test]
fn lists_of_word_are_nested_by_their_indentation() {
    let gap = "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>";
    let item = |label: &str, style: &str, text: &str| {
        format!(
            "<p class=MsoListParagraphCxSpMiddle style='{style}text-indent:-18.0pt'>{label}{gap}{text}</p>"
        )
    };
    let bullet = |sign: &str| format!("<span style='font-family:Symbol'>{sign}</span>");
    for margin in [
        "margin-left:72.0pt;",
        "margin-left:1.0in;",
        "margin-left:2.54cm;",
        "margin:0cm 0cm 0cm 72pt;",
        "mso-list:l0 level2 lfo1;",
    ] {
        let first = if margin.starts_with("mso") { "mso-list:l0 level1 lfo1;" } else { "" };
        check(
            &[
                item(&bullet("·"), first, "Adults"),
                item(&bullet("o"), margin, "Above 65"),
                item(&bullet("·"), first, "Children"),
            ]
            .concat(),
            "- Adults\n  - Above 65\n- Children",
        );
        check(
            &[
                item("3.", first, "Cut the dose."),
                item("a.", margin, "By a tenth."),
                item("b)", margin, "By a half."),
                item("4.", first, "Review."),
            ]
            .concat(),
            "3. Cut the dose.\n   - a. By a tenth.\n   - b) By a half.\n4. Review.",
        );
    }
}

#[test]
fn steps_are_numbered_once() {
    for number in ["<span class=num>{}</span>", "<b>{}.</b>", "<div>{}</div>", "<span>{})</span>"] {
        let step = |place: &str, text: &str| {
            format!("<li> {} <p>{text}</p></li>", number.replace("{}", place))
        };
        let list = format!("<ol>{}{}</ol>", step("1", "Take it."), step("2", "Rest."));
        let text = import_piece("", &list).without_images();
        let (_, rest) = text.split_once("1. ").expect("the list is numbered");
        assert!(rest.starts_with("Take it."), "{number}\n{text}");
        assert!(text.contains("2. Rest."), "{number}\n{text}");
    }
    // A number that is none of the step stays.
    let text =
        import_piece("", "<ol><li><b>10</b> mg at night.</li><li><b>2</b> at noon.</li></ol>");
    assert!(text.text.contains("1. **10** mg") && text.text.contains("2. **2** at noon"));
}
