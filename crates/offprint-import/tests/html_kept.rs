//! What resembles the surroundings of an article and says something: it stays in the article, or the
//! report names it.
//!
//! All text is our own.

use offprint_import::Imported;

mod support;

use support::import_page;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo, as their diaries show.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed in the spring of that year.";

fn import_body(inner: &str) -> Imported {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title>\
         <meta name=date content=2025-03-03><meta name=author content='Ada Winter'></head>\
         <body><main><article><h1>Tablets for sleep</h1>{inner}</article></main></body></html>"
    );
    import_page(&page)
}

fn body_of(imported: &Imported) -> &str {
    imported.text.rsplit_once("+++\n").expect("it has front matter").1
}

#[track_caller]
fn check_kept(inner: &str, words: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(body.contains(words), "{words:?} is not kept:\n{body}\n{:?}", imported.left_out);
}

#[track_caller]
fn check_gone(inner: &str, words: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(!body.contains(words), "{words:?} is kept:\n{body}");
    assert!(body.contains(PROSE) && body.contains(MORE), "not complete:\n{body}");
}

#[test]
fn a_line_with_a_date_that_says_more_stays() {
    for line in [
        "Withdrawn on 1 May 2025",
        "Withdrawn 1 May 2025",
        "Valid until 1 May 2025",
        "From 1 May 2025: at most one tablet",
        "Not for children before 1 May 2025",
        "Version 2, valid from 1 May 2025",
        "G\u{fc}ltig ab 1. Mai 2025",
        "Half the dose since 1 May 2025 | 5 mg",
        "From 1 May 2025: never more than 5 mg",
        "Not for children until 1 May 2025",
        "Withdrawn, 1 May 2025",
        "Retir\u{e9} le 1 mai 2025",
    ] {
        check_kept(&format!("<p>{line}</p><p>{PROSE}</p><p>{MORE}</p>"), line);
    }
}

#[test]
fn a_date_with_its_label_goes() {
    for line in [
        "1 May 2025",
        "Thursday, 1 May 2025, 10:30 GMT",
        "[ 01-05-2025 ]",
        "Published on 1 May 2025 at 10.30 am",
        "Published: 1 May 2025 | Last updated: 3 May 2025",
        "By Ada Winter, 1 May 2025",
        "Ver\u{f6}ffentlicht am 1. Mai 2025 um 9:15 Uhr",
        "Publi\u{e9} le 1 mai 2025",
        "London, 1 May 2025",
        "Health | 1 May 2025",
        "The Example, 1 May 2025",
        "1 May 2025 in Psychiatry",
        "1 May 2025 | 12 comments",
        "1 May 2025 by admin",
        "1 May 2025 at 17:30 UTC+1",
        "1 May 2025 16:05 GMT+01:00",
        "Originally published 1 May 2025",
        "This article was published on 1 May 2025",
        "First published in The Example on 1 May 2025",
        "Article date: 1 May 2025",
        "Written on 1 May 2025",
        "Added 1 May 2025",
        "Online since 1 May 2025",
        "Views: 1,203 | 1 May 2025",
        "Date: 1 May 2025 | Reading time: 5 min",
        "Page last reviewed: 1 May 2025. Next review due: 1 May 2028",
        "Zuletzt ge\u{e4}ndert am 1. Mai 2025 um 10:30 Uhr",
        "Mis \u{e0} jour le 1 mai 2025 par la r\u{e9}daction",
        "Publicado el 1 de mayo de 2025 a las 10:30",
        "Pubblicato il 1 maggio 2025 alle ore 10:30",
    ] {
        check_gone(&format!("<p>{line}</p><p>{PROSE}</p><p>{MORE}</p>"), line);
    }
}

#[test]
fn only_works_after_the_references_are_citations() {
    let references = "<h2>References</h2><div><ol><li>Hald T (1975). On tablets. Oslo: Fjell. p. 88.</li>\
                      <li>Kell M. Pills. J Ex. 2021;3:40-44.</li></ol></div>";
    let import =
        |after: &str| import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{references}{after}"));
    for (after, word) in [
        (
            "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>Zorbal</td><td>1 mg</td></tr></table>",
            "Zorbal",
        ),
        (
            "<table><tr><td>Ward A</td><td>4417</td></tr><tr><td>Ward B</td><td>4418</td></tr></table>",
            "4418",
        ),
        ("<ul><li>Ward A: bleep 4417</li><li>Ward B: bleep 4418</li></ul>", "4418"),
        ("<div><ul><li>Keep the box dry</li><li>Keep it closed</li></ul></div>", "closed"),
    ] {
        let imported = import(after);
        assert!(body_of(&imported).contains(word), "{word}:\n{}", imported.text);
        assert_eq!(imported.text.matches("[[citations]]").count(), 2, "{}", imported.text);
    }
    let more = "<div><ol><li>Roe K. More tablets. J Ex. 2022;4:1-9.</li><li>Poe L. Most. J Ex. 2023;5:2.</li></ol></div>";
    assert_eq!(import(more).text.matches("[[citations]]").count(), 4);
    let navigation = "<div role=navigation><table><tr><th>Tablets</th></tr><tr><td><a href=b>Zorbal</a></td></tr></table></div>";
    assert_eq!(import(navigation).text.matches("[[citations]]").count(), 2);
}

#[test]
fn what_stands_right_below_references_is_a_list_of_works() {
    for list in [
        "<table><tr><td>1</td><td>Example Health. Pills.</td></tr><tr><td>2</td><td>Sleep Trust. What to know.</td></tr></table>",
        "<div role=navigation><ol><li>Example Health. Pills.</li><li>Sleep Trust. What to know.</li></ol></div>",
    ] {
        let page = format!("<p>{PROSE}</p><p>{MORE}</p><h2>References</h2>{list}");
        assert_eq!(import_body(&page).text.matches("[[citations]]").count(), 2);
    }
}

#[test]
fn a_link_to_a_place_that_is_missing_is_reported() {
    for link in [
        "<a href=#dose><b>Dosing</b> for older adults</a>",
        "<a href=#two>the table of mg_kg doses</a>",
        "<a href=#three>5 * 3 mg_daily</a>",
    ] {
        let imported = import_body(&format!("<p>{PROSE}</p><p>See {link}.</p><p>{MORE}</p>"));
        assert!(!imported.warnings.is_empty(), "{link}: {}", imported.text);
    }
}

#[test]
fn a_table_under_sources_is_a_list_of_works_only_with_works() {
    let import = |rows: &str| {
        let table = format!("<h2>Sources</h2><table>{rows}</table>");
        import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{table}<p>{PROSE}</p>"))
    };
    let values =
        import("<tr><th>Lake</th><th>Litres</th></tr><tr><td>Upper lake</td><td>40</td></tr>");
    assert!(body_of(&values).contains("Upper lake"), "{}", values.text);
    let works = import(
        "<tr><td>1.</td><td>Doe J. On doses. J Ex. 2020;1:2.</td></tr><tr><td>2.</td><td>Roe R. More. J Ex. 2021;1:2.</td></tr>",
    );
    assert_eq!(works.text.matches("[[citations]]").count(), 2, "{}", works.text);
}

#[test]
fn a_number_in_an_element_is_no_part_of_a_reference() {
    let import =
        |list: &str| import_body(&format!("<p>{PROSE}</p><p>{MORE}</p><h2>References</h2>{list}"));
    for list in [
        "<ul><li><span class=bullet>1</span><span>Oduya P</span>. Pills. J Ex. 2019;7:11.</li><li><span class=bullet>2</span><span>Kell M</span>. Seizures. J Ex. 2021;3:40.</li></ul>",
        "<ul><li><span>1</span>Oduya P. Pills. J Ex. 2019;7:11.</li><li><span>2</span>Kell M. Seizures. J Ex. 2021;3:40.</li></ul>",
        "<ul><li><div><b>[1]</b></div><div>Oduya P. Pills. J Ex. 2019;7:11.</div></li><li><div><b>[2]</b></div><div>Kell M. Seizures. J Ex. 2021;3:40.</div></li></ul>",
    ] {
        let text = import(list).text;
        assert!(text.contains("text = \"Oduya P. Pills. J Ex. 2019;7:11.\""), "{text}");
        assert!(text.contains("text = \"Kell M. Seizures. J Ex. 2021;3:40.\""), "{text}");
    }
    // A number that does not count is part of a title or a name.
    let text = import("<ul><li><b>18</b>F-PET of sleep. Kell M. J Ex. 2021;3:40.</li><li><b>5</b>-HT and sleep. Oduya P. J Ex. 2019;7:11.</li></ul>").text;
    assert!(text.contains("18F-PET of sleep") && text.contains("5-HT and sleep"), "{text}");
    let text =
        import("<ol><li><i>3</i>rd survey of sleep. Oduya P. J Ex. 2019;7:11.</li></ol>").text;
    assert!(text.contains("3rd survey of sleep"), "{text}");
}

#[test]
fn a_figure_that_opens_larger_stays() {
    let links =
        "<ul><li><a href=a>Download figure</a></li><li><a href=b>Open in new tab</a></li></ul>";
    for inner in [
        format!(
            "<div><a href=F1.large.jpg><img alt='A curve of doses' src=F1.gif></a>{links}</div>"
        ),
        format!(
            "<div><a href='https://x.example/F1.png?size=l'><img alt='A curve' src='https://x.example/F1.gif'></a>{links}</div>"
        ),
        format!(
            "<div class=wrap><div><a href=F1.jpg><img alt='' src=F1.gif></a>{links}</div></div>"
        ),
    ] {
        check_kept(&format!("<p>{PROSE}</p>{inner}<p>{MORE}</p>"), "F1.gif");
        check_gone(&format!("<p>{PROSE}</p>{inner}<p>{MORE}</p>"), "Open in new tab");
    }
    // A picture that leads to another page is a teaser.
    let teaser = "<div><a href=/other><img alt='Another page' src=F2.gif></a><ul><li><a href=/a>Other tablets</a></li><li><a href=/b>More tablets</a></li></ul></div>";
    check_gone(&format!("<p>{PROSE}</p>{teaser}<p>{MORE}</p>"), "F2.gif");
}

#[test]
fn the_header_of_a_part_is_its_title() {
    let table =
        "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td>Zorbal</td><td>5 mg</td></tr></table>";
    for (inner, words) in [
        (
            format!("<div><header><span>Table 1. </span>Tablets per day</header>{table}</div>"),
            "Tablets per day",
        ),
        (
            format!("<section class=box><header><h3>Over 65 years</h3></header><p>{MORE}</p></section>"),
            "Over 65 years",
        ),
        (
            "<aside><header>Over 65 years</header><p>Half a tablet.</p><footer>From the ward manual</footer></aside>".to_owned(),
            "From the ward manual",
        ),
        (
            "<aside><header>Over 65 years</header><p>Half a tablet.</p></aside>".to_owned(),
            "Over 65 years",
        ),
    ] {
        check_kept(
            &format!("<p>{PROSE}</p><p>{MORE}</p><p>{PROSE}</p>{inner}<p>{MORE}</p>"),
            words,
        );
    }
    for (header, words) in [
        ("<header>By Bo Ray, reporter</header>", "Bo Ray"),
        ("<header><a href=/n>News</a> of the ward</header>", "of the ward"),
        ("<header>On <time datetime=2025-03-03>3 March</time></header>", "3 March"),
        ("<div><header><p>By Bo Ray, reporter</p><p>Psychiatry</p></header></div>", "Psychiatry"),
        ("<section><header>Listen to this</header><audio src=a.mp3></audio></section>", "Listen"),
        ("<aside><p>Our letter each Friday.</p><footer>No spam, ever.</footer></aside>", "No spam"),
    ] {
        check_gone(&format!("{header}<p>{PROSE}</p><p>{MORE}</p>"), words);
    }
}

#[test]
fn a_review_is_no_publication() {
    let import = |stated: &str, lines: &str| {
        import_page(&format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title>\
             <script type='application/ld+json'>{{\"@type\":\"WebPage\"{stated}}}</script></head><body><main>\
             <h1>Tablets for sleep</h1><p>{PROSE}</p><p>{MORE}</p><p>{lines}</p></main></body></html>"
        ))
    };
    let modified = ",\"dateModified\":\"2025-08-19T09:00:00+00:00\"";
    let reviewed = "Page last reviewed: 19 August 2025<br>Next review due: 19 August 2028";
    let imported = import(modified, reviewed);
    assert!(!imported.text.contains("date = "), "{}", imported.text);
    assert!(
        imported.warnings.iter().any(|line| line.contains("last reviewed on 2025-08-19")),
        "{:?}",
        imported.warnings
    );
    // A change on another day is one, and a stated publication is one.
    let imported = import(",\"dateModified\":\"2025-09-02\"", reviewed);
    assert!(imported.text.contains("2025-09-02"), "{}", imported.text);
    let imported = import(",\"datePublished\":\"2025-08-19\"", reviewed);
    assert!(imported.text.contains("2025-08-19"), "{}", imported.text);
    // So is the day of a review that the page also calls one of a change.
    let field = "<meta property='article:modified_time' content='2025-08-19T10:00:00Z'>";
    let line = "<p>Last updated: 19 August 2025 | Last reviewed: 19 August 2025</p>";
    for (field, line) in [(field, "<p>Last reviewed 19 August 2025.</p>"), ("", line)] {
        let imported = import_page(&format!(
            "<html lang=en><head><title>Tablets for sleep</title>{field}</head><body><article>\
             <h1>Tablets for sleep</h1>{line}<p>{PROSE}</p><p>{MORE}</p></article></body></html>"
        ));
        assert!(imported.text.contains("date = 2025-08-19"), "{}", imported.text);
    }
}

#[test]
fn the_status_of_a_source_is_stated() {
    let import = |head: &str, heading: &str, notice: &str| {
        import_page(&format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title>{head}</head><body><main><article>\
             <h1>{heading}</h1>{notice}<p>{PROSE}</p><p>{MORE}</p></article></main></body></html>"
        ))
    };
    let preprint = "<meta name=citation_journal_title content=medRxiv><meta name=citation_doi content='10.1101/2026.07.30.26300123'>";
    let imported = import(preprint, "Tablets for sleep", "");
    assert!(imported.text.contains("status = \"preprint\""), "{}", imported.text);
    let imported = import(
        "<meta name=citation_title content='RETRACTED: Tablets for sleep'>",
        "Tablets for sleep",
        "",
    );
    assert!(imported.text.contains("status = \"retracted\""), "{}", imported.text);
    let journal = "<meta name=citation_journal_title content='J Sleep'><meta name=citation_doi content='10.5555/a.1'>";
    let imported = import(
        journal,
        "Tablets for sleep",
        "<p>This article has been retracted. See the notice.</p>",
    );
    assert!(!imported.text.contains("status ="), "{}", imported.text);
    assert!(
        imported.warnings.iter().any(|line| line.contains("status = \"retracted\"")),
        "{:?}",
        imported.warnings
    );
    // Other works, on pages of news and among references, have a status of their own.
    for (head, notice) in [
        (journal, "<p>Ten papers were retracted in 2020.</p>"),
        ("", "<p>A study of 300 adults has been retracted by the journal that published it.</p>"),
        ("", "<p>The study, which has not been peer reviewed, was posted on Tuesday.</p>"),
        (
            journal,
            "<h2>References</h2><ol><li>Roe K. Water. 2021. This preprint has not been peer reviewed.</li></ol>",
        ),
        ("<meta name=citation_title content='Withdrawn: what happened to the spray'>", ""),
    ] {
        let imported = import(head, "Tablets for sleep", notice);
        assert!(!imported.text.contains("status ="), "{}", imported.text);
        assert!(
            !imported.warnings.iter().any(|line| line.contains("status")),
            "{:?}",
            imported.warnings
        );
    }
}

#[test]
fn what_is_in_the_article_is_not_reported_as_left_out() {
    let references = "<h2>References</h2><ol><li id=b1>Oduya P, Brandt S. Pills. J Ex. 2024;7:11.</li><li id=b2>Lindqvist A, Ferro M. Days. J Ex. 2022;9:44.</li></ol>";
    for inner in [
        "<p>Zorbal acts fast (<a href='#b1'>Oduya and Brandt, 2024</a>), but only in some (<a href='#b2'>Lindqvist et al., 2022</a>).</p>",
        "<p>It is known.<sup><a href='#b1'>1</a>\u{2013}<a href='#b2'>2</a></sup> And <a href='#t1'>Table 1</a> shows it.<sup><a href='#b2'>2</a></sup></p>",
    ] {
        let imported = import_body(&format!("<p>{PROSE}</p>{inner}<p>{MORE}</p>{references}"));
        assert!(imported.omissions.is_empty(), "{:?}\n{}", imported.left_out, imported.text);
    }
    let formula = r#"<p>The share is <span><span style="display: none;"><math alttext="{\displaystyle x={\frac {C}{K}}}"><semantics><mrow><mi>x</mi></mrow><annotation encoding="application/x-tex">{\displaystyle x={\frac {C}{K}}}</annotation></semantics></math></span><img src="https://w.example/s" class="mwe-math-fallback-image-inline" aria-hidden="true" alt="{\displaystyle x={\frac {C}{K}}}"></span> here.</p>"#;
    let imported = import_body(&format!("<p>{PROSE}</p>{formula}<p>{MORE}</p>"));
    assert!(imported.omissions.is_empty(), "{:?}\n{}", imported.left_out, imported.text);
    assert!(
        imported.warnings.iter().all(|line| !line.contains("hides")),
        "{:?}",
        imported.warnings
    );
    // A formula that is hidden and nowhere else is reported.
    let hidden = r#"<div style="display:none"><math alttext="y=2"><mi>y</mi><mo>=</mo><mn>2</mn></math></div>"#;
    let imported = import_body(&format!("<p>{PROSE}</p>{hidden}<p>{MORE}</p>"));
    assert!(!imported.omissions.is_empty(), "{}", imported.text);
}

#[test]
fn keeping_everything_keeps_what_is_around_a_title_in_a_paragraph() {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body>\
         <p>Tablets for sleep</p><p>Version 2, valid from 1 May 2025</p><h1>1 Assessment</h1><p>{PROSE}</p><p>{MORE}</p></body></html>"
    );
    let options = offprint_import::ImportOptions { keep_all: true, ..Default::default() };
    let imported =
        offprint_import::Importer::alone().import(page.as_bytes(), &options).expect("an article");
    let body = body_of(&imported);
    assert!(body.contains("Version 2, valid") && body.contains("1 Assessment"), "{body}");
    assert!(!body.contains("Tablets for sleep"), "{body}");
}

#[test]
fn bullets_and_labels_of_links_are_read() {
    let list = "<ul><li><span>\u{2022}</span><span><div>Most slept better.</div></span></li><li><span>\u{2022}</span><span><div>Not on day 7.</div></span></li></ul>";
    let imported = import_body(&format!("<p>{PROSE}</p>{list}<p>{MORE}</p>"));
    assert!(body_of(&imported).contains("- Most slept better."), "{}", imported.text);
    let references = "<h2>References</h2><ol><li>Ames K. Binding. J Ex. 1971;2:14. <a href='/wiki/Doi'>doi</a>:<a href='https://doi.org/10.5555/ndn.1'>10.5555/ndn.1</a>.</li></ol>";
    let imported = import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{references}"));
    assert!(imported.text.contains("2:14. doi:10.5555/ndn.1"), "{}", imported.text);
    let notes = "<p>So<a href='#n1' id=r1><sup>1</sup></a>. Or<a href='#n2' id=r2><sup>2</sup></a>.</p><p>{}</p><div><p id=n1><a href='#r1'>1</a>. The agency, 2023.</p><p id=n2><a href='#r2'>2</a>) The ward, 2024.</p></div>";
    let imported = import_body(&format!("<p>{PROSE}</p>{}", notes.replace("{}", MORE)));
    assert!(
        imported.text.contains("[^1]: The agency") && imported.text.contains("[^2]: The ward"),
        "{}",
        imported.text
    );
}

#[test]
fn keywords_below_their_heading_are_tags() {
    let import = |inner: &str| import_body(&format!("<p>{PROSE}</p>{inner}<p>{MORE}</p>")).text;
    for inner in [
        "<div class=Keywords><h2>Keywords</h2><div class=keyword><span>Zorbal</span></div><div class=keyword><span>Deep sleep</span></div></div>",
        "<section><h2>Keywords</h2><ul><li>Zorbal</li><li>Deep sleep</li></ul></section>",
    ] {
        let text = import(inner);
        assert!(text.to_lowercase().contains("\"deep sleep\""), "{text}");
    }
    let text = import(
        "<section><h2>Keywords</h2><p>We searched for words about sleep in two databases.</p><p>Then we read.</p></section>",
    );
    assert!(!text.contains("tags = "), "{text}");
    for inner in [
        "<h3>Tags</h3><div><a href=/a>Kidney</a> <a href=/b>Salt</a></div><div>Jane Doe</div><div>Health reporter</div>",
        "<h4>Tags</h4><p>Jane Doe</p><p>Health reporter</p><p>Save for later</p>",
        "<h3>Tags</h3><ul><li>Jane Doe</li><li>About us</li></ul>",
        "<h3>Keywords</h3><div>Sleep</div><div>Jane Doe</div><h2>Share</h2><p>Mail</p>",
    ] {
        let text = import(inner).to_lowercase();
        assert!(!text.contains("\"jane doe\""), "{text}");
        assert_eq!(text.contains("\"kidney\""), inner.contains("Kidney"), "{text}");
    }
}

#[test]
fn a_linked_name_above_the_text_about_it_stays() {
    let about = |first: &str, second: &str| {
        format!(
            "<p>{PROSE}</p>{first}<p>Up to 4 mg at night, in one dose.</p>{second}\
             <p>Up to 9 mg at night, in two doses.</p><p>{MORE}</p>"
        )
    };
    for (first, second) in [
        ("<p><a href=/d/a>Zorbal</a></p>", "<p><a href=/d/b>Dormivan</a></p>"),
        ("<p><b><a href=/d/a>Zorbal</a></b></p>", "<p><b><a href=/d/b>Dormivan</a></b></p>"),
        (
            "<div class=who><a href=/d/a>Zorbal</a></div>",
            "<div class=who><a href=/d/b>Dormivan</a></div>",
        ),
    ] {
        check_kept(&about(first, second), "Zorbal");
        check_kept(&about(first, second), "Dormivan");
    }
    let list = "<p><a href=/d/a>Zorbal</a></p><ul><li>up to 4 mg</li></ul><p><a href=/d/b>Dormivan</a></p><ul><li>up to 9 mg</li></ul>";
    check_kept(&format!("<p>{PROSE}</p>{list}<p>{MORE}</p>"), "Dormivan");
    let link = "<p><a href=/x>NIGHT-3: weekly tablets for sleep</a></p><p>It will end in 2028.</p>";
    let missed = import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{link}")).omissions;
    assert!(missed.largest.iter().any(|text| text.contains("NIGHT-3")), "{missed:?}");
    // The titles of other articles, and the same button again, go; the report names them.
    for (inner, words) in [
        ("<p><a href=/x>Ten things that nobody told you about mattresses</a></p>", "mattresses"),
        ("<p><a href=/x>Open the picture</a></p>", "Open the picture"),
        (
            "<p>The trial is called:</p><p><a href=/x>NIGHT-2: weekly tablets for sleep in adults</a></p>",
            "NIGHT-2",
        ),
    ] {
        let page = about(inner, inner);
        check_gone(&page, words);
        let missed = import_body(&page).omissions;
        assert!(missed.largest.iter().any(|text| text.contains(words)), "{missed:?}");
    }
}

#[test]
fn what_follows_a_list_of_references_is_not_one_of_them() {
    let entries = [
        "Amadi P. Tablets and the heart. Eur Card Ex 2018;4:77\u{2013}85.",
        "Reyes JM, Solheim K. Sleep again. Psych Ex 2021;18:9\u{2013}20.",
    ];
    let wrapped = format!(
        "<div class=ref-list><div class=ref>{}</div><div class=ref>{}</div></div>",
        entries[0], entries[1]
    );
    let numbered = format!("<p>1. {}</p><p>2. {}</p>", entries[0], entries[1]);
    for list in [&wrapped, &numbered] {
        for after in [
            "Call 0555 12-3456 at night, or see https://x.example/night for the rota of 2026.",
            "The table of doses was corrected on 3 June 2026.",
            "The ward printed this page in 2026 and will read it again in 2028.",
        ] {
            for block in [format!("<p>{after}</p>"), format!("<div class=box><p>{after}</p></div>")]
            {
                let inner = format!("<p>{PROSE}</p><p>{MORE}</p><h2>References</h2>{list}{block}");
                let imported = import_body(&inner);
                assert_eq!(imported.text.matches("[[citations]]").count(), 2, "{}", imported.text);
                check_kept(&inner, after.split('.').next().expect("it has words"));
            }
        }
    }
    // Paragraphs without numbers, and one without a number among others, are entries.
    for list in [
        format!("<p>{}</p><p>{}</p>", entries[0], entries[1]),
        format!(
            "<p>1. {}</p><p>A thesis without a year. Bergen.</p><p>3. {}</p>",
            entries[0], entries[1]
        ),
    ] {
        let inner = format!("<p>{PROSE}</p><p>{MORE}</p><h2>References</h2>{list}");
        assert!(!body_of(&import_body(&inner)).contains("Reyes"), "{list}");
    }
}

#[test]
fn links_to_works_under_a_heading_stay() {
    let work = "<li><a href='https://doi.org/10.5555/jx.2023.12'>Kamau W. Tablets on the ward. J Ex 2023;3:12</a></li>";
    let own = "<li><a href='/scale'>The scale (PDF)</a></li>";
    for (heading, list) in [
        ("<h3>Links</h3>", format!("<ul>{work}{own}</ul>")),
        ("<h3>See also</h3>", format!("<ul>{work}</ul>")),
        ("<h3>Resources mentioned</h3>", format!("<ul>{own}{work}</ul>")),
    ] {
        check_kept(
            &format!(
                "<p>{PROSE}</p><p>{MORE}</p>{heading}{list}<h3>Credits</h3><p>Made by Ada for the ward radio.</p>"
            ),
            "Kamau W",
        );
    }
    for (heading, list) in [
        ("<h3>You may also like</h3>", format!("<ul>{work}{own}</ul>")),
        ("<h3>Links</h3>", format!("<ul>{own}<li><a href=/b>Another page</a></li></ul>")),
    ] {
        check_gone(&format!("<p>{PROSE}</p><p>{MORE}</p>{heading}{list}"), "The scale");
    }
}

#[test]
fn a_statement_on_who_paid_stays() {
    for inner in [
        "<h3>Sponsor</h3><p>The trial was paid for by Maris Medicines, which makes the tablets.</p>",
        "<h4>Sponsor</h4><p>Maris Medicines</p>",
        "<p>Sponsored by Maris Medicines</p>",
    ] {
        check_kept(&format!("<p>{PROSE}</p>{inner}<h2>Dose</h2><p>{MORE}</p>"), "Maris Medicines");
    }
    for inner in [
        "<h3>Our sponsor</h3><p>Sleep deep on <a href='https://shop.example/m'>Maris mattresses</a>.</p>",
        "<h3>Sponsor</h3><p><img src=a.png alt=''>Maris mattresses are soft.</p>",
    ] {
        check_gone(&format!("<p>{PROSE}</p>{inner}<h2>Dose</h2><p>{MORE}</p>"), "Maris");
    }
}

#[test]
fn what_is_left_out_at_the_end_is_reported() {
    for (inner, words) in [
        (
            "<div class=contact><h3>Your contact</h3><p>Dr Ann Bell<br>Phone: 0555 12-3456</p><p>Clinic: Tue and Thu</p></div>",
            "0555 12-3456",
        ),
        ("<p>Version of 14 October 2025 | Author: Dr Ann Bell</p>", "14 October 2025"),
        (
            "<h3>Downloads</h3><ul><li><a href='/f/form.pdf'>Consent form (PDF, 310 KB)</a></li></ul>",
            "Consent form",
        ),
    ] {
        let imported = import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{inner}"));
        let missed = &imported.omissions;
        let is_reported = missed.largest.iter().any(|text| text.contains(words));
        assert!(is_reported || body_of(&imported).contains(words), "{missed:?}\n{}", imported.text);
    }
    let links =
        "<p><a href=/a>Ten things about mattresses</a></p><p><a href=/b>How warm is a bed?</a></p>";
    let imported = import_body(&format!("<p>{PROSE}</p><p>{MORE}</p>{links}"));
    assert!(imported.omissions.is_empty(), "{:?}", imported.left_out);
}

#[test]
fn a_page_about_an_episode_states_its_date() {
    let page = |kind: &str| {
        format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title>\
             <script type='application/ld+json'>{{\"@type\":\"{kind}\",\"name\":\"Tablets for sleep\",\
             \"datePublished\":\"2025-02-04\"}}</script></head>\
             <body><article><h1>Tablets for sleep</h1><p>{PROSE}</p><p>{MORE}</p></article></body></html>"
        )
    };
    assert!(import_page(&page("PodcastEpisode")).text.contains("date = 2025-02-04"));
    assert!(!import_page(&page("PodcastSeries")).text.contains("date = 2025-02-04"));
}
