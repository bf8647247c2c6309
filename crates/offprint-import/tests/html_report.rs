//! Nothing of a web page is lost without a report: what is neither in the article nor clearly
//! beside it is named.
//!
//! All text is our own.

use std::fs;
use std::path::{Path, PathBuf};

use offprint_import::Imported;

mod support;

use support::import_page as import;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";

/// Twenty words that are on no other page.
const STRANGE: &str = "Zorbal was given to sixty quorks in the dark months, and all of them \
                       hummed for nine days without any pause.";

fn page_with(inner: &str) -> String {
    format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><article>\
         <h1>Tablets for sleep</h1><p>{PROSE}</p>{inner}<p>{PROSE}</p></article></body></html>"
    )
}

/// Whether a word is in the article or in a block that the report names without being asked.
fn is_named(imported: &Imported, word: &str) -> bool {
    imported.text.contains(word)
        || imported
            .left_out
            .iter()
            .any(|block| block.may_be_missed() && block.excerpt.contains(word))
}

#[test]
fn what_only_a_name_speaks_against_is_kept_or_reported() {
    let list = "<ul><li>Zorbal in the morning.</li><li>Water at night.</li></ul>";
    let image = "<img src='https://e.example/z.png' alt='Zorbal curve'>";
    for inner in [
        format!("<div class=page-footer><p>{STRANGE}</p></div>"),
        format!("<footer><p>{STRANGE}</p></footer>"),
        format!("<div class=main-menu><p>{STRANGE}</p></div>"),
        format!("<div class=sponsored><p>{STRANGE}</p></div>"),
        format!("<div class=newsletter-box><p>{STRANGE}</p></div>"),
        format!("<div class=cookie-box><p>{STRANGE}</p></div>"),
        format!("<section class=comments><p>{STRANGE}</p></section>"),
        format!("<aside><p>{STRANGE} <a href=/x>More</a></p></aside>"),
        format!("<div class=page-footer>{list}</div>"),
        format!("<div class=promo>{list}</div>"),
        format!("<div class=promo><figure>{image}</figure></div>"),
        format!("<aside class=sidebar><figure><a href=/x>{image}</a></figure></aside>"),
        "<div class=page-footer><pre>Zorbal &lt;- 1</pre></div>".to_owned(),
        format!("<figure><video src=a.mp4></video><figcaption>{STRANGE}</figcaption></figure>"),
        format!("<form action=/x><p>{STRANGE}</p><input name=q></form>"),
        format!("<button>{STRANGE}</button>"),
        format!("<p aria-hidden=true>{STRANGE}</p>"),
        format!("<div aria-hidden=true>{STRANGE}</div>"),
        format!("<h2>Zorbal</h2><p>{PROSE}</p>"),
        format!("<h2><button class=share>Zorbal</button></h2><p>{PROSE}</p>"),
        format!("<h2 class=share-title><span class=menu>Zorbal</span></h2><p>{PROSE}</p>"),
    ] {
        let imported = import(&page_with(&inner));
        let word = if inner.contains("Zorbal curve") { "Zorbal curve" } else { "Zorbal" };
        assert!(is_named(&imported, word), "{inner}\n{:#?}\n{}", imported.left_out, imported.text);
    }
}

#[test]
fn headings_that_are_removed_above_text_that_stays_are_reported() {
    for heading in ["Share", "Advertisement", "Read more", "Newsletter", "Related"] {
        let imported = import(&page_with(&format!("<h2>{heading}</h2><p>{PROSE} {STRANGE}</p>")));
        assert!(imported.text.contains("Zorbal"), "{heading}");
        assert!(is_named(&imported, heading), "{heading}\n{:#?}", imported.left_out);
    }
}

#[test]
fn what_is_clearly_beside_the_article_is_not_reported() {
    for inner in [
        "<nav><a href=/a>One</a> <a href=/b>Two</a></nav>",
        "<div class=share-bar><a href=/s>Tweet</a> <a href=/t>Mail</a></div>",
        "<div class=newsletter><h3>Our newsletter</h3><p>Get all the news of the week in your mail box each Friday, free of charge and of course without advertising.</p><form><button>Subscribe</button></form></div>",
        "<footer><a href=/x>About the site and the people who have been making it for eleven years in three cities now</a></footer>",
        "<p>Advertisement</p>",
    ] {
        let around = format!("<p>{PROSE}</p>").repeat(4);
        let imported = import(&page_with(&format!("{around}{inner}{around}")));
        assert!(imported.omissions.is_empty(), "{inner}\n{:#?}", imported.left_out);
    }
}

#[test]
fn an_image_above_the_text_comes_along() {
    let image = "<img src='https://e.example/z.png' alt='A box'>";
    let text = format!("<div class=text><p>{PROSE}</p><p>{PROSE} {STRANGE}</p></div>");
    let written = "![A box](https://e.example/z.png \"The box.\")";
    let figure = format!("<figure>{image}<figcaption>The box.</figcaption></figure>");
    for before in [
        format!("<h1>Tablets for sleep</h1>{figure}<div class=byline>Ada Reed</div>"),
        format!("<header><h1>Tablets for sleep</h1>{figure}</header>"),
        format!(
            "<header><h1>Tablets for sleep</h1></header><div class=media>{figure}</div><p>2 May 2025</p>"
        ),
        format!(
            "<h1>Tablets for sleep</h1><div><div>{figure}</div></div><div class=share><a href=/s>Mail</a></div>"
        ),
        format!("<h1>Tablets for sleep</h1><p class=dek>Sleep.</p><section>{figure}</section>"),
    ] {
        let page =
            format!("<title>Tablets for sleep</title><body><article>{before}{text}</article>");
        let imported = import(&page);
        assert!(imported.text.contains(written), "{before}\n{}", imported.text);
    }
    for beside in [
        format!("<h1>Tablets for sleep</h1><aside>{figure}</aside>"),
        format!(
            "<h1>Tablets for sleep</h1><div class=related><figure>{image}<figcaption><h3>Other</h3></figcaption></figure></div>"
        ),
        format!("<h1>Tablets for sleep</h1><div class=author-box>{figure}</div>"),
    ] {
        let page =
            format!("<title>Tablets for sleep</title><body><article>{beside}{text}</article>");
        assert!(!import(&page).text.contains("z.png"), "{beside}");
    }
}

#[test]
fn lines_above_the_title_and_repeated_sentences_are_removed() {
    for line in ["<p class=fr-tag>SURVEILLANCE</p>", "<p>P-0412</p>", "<span>Interview</span>"] {
        let page = format!(
            "<title>Tablets for sleep</title><body><article>{line}<h1>Tablets for sleep</h1><p>{PROSE}</p><p>{STRANGE}</p></article>"
        );
        let text = import(&page).text;
        assert!(text.contains("Zorbal") && text.contains(&format!("+++\n\n{PROSE}")), "{text}");
    }
    let quote = "Sixty quorks hummed for nine days, and nobody asked them why.";
    for pulled in [
        "<blockquote class=pullquote><p>“Sixty quorks hummed for nine days.”</p></blockquote>",
        "<div class=pullquote><p>Sixty quorks hummed for nine days</p></div>",
        "<figure class=pull><blockquote>“Sixty quorks hummed for nine days”</blockquote></figure>",
        "<aside class=pull-quote>Nobody asked them why.</aside>",
        "<div class='wp-block-pullquote'><blockquote><p>nine days, and nobody asked</p></blockquote></div>",
    ] {
        let text = import(&page_with(&format!("<p>{quote} And so on.</p>{pulled}"))).text;
        assert_eq!(text.to_lowercase().matches("nobody asked").count(), 1, "{pulled}\n{text}");
        assert_eq!(text.matches("nine days").count(), 1, "{pulled}\n{text}");
    }
    let alone = "<div class=pullquote><p>Nobody has counted the quorks before.</p></div>";
    assert!(import(&page_with(alone)).text.contains("Nobody has counted the quorks before."));
}

/// Where a piece can be put into a page: after a paragraph near its start, and the last one.
fn places(page: &str) -> Vec<usize> {
    let start = page.find("<body").unwrap_or(0);
    let is_shown = |at: &usize| {
        let before = &page[..*at];
        ["script", "noscript", "template", "dialog", "head", "style", "svg"].iter().all(|tag| {
            let opened = before.matches(&format!("<{tag}>")).count()
                + before.matches(&format!("<{tag} ")).count();
            opened <= before.matches(&format!("</{tag}>")).count()
        }) && !before[before.floor_char_boundary(at.saturating_sub(300))..].contains("display:none")
    };
    let all: Vec<usize> = page
        .match_indices("</p>")
        .map(|(at, end)| at + end.len())
        .filter(|at| *at > start)
        .filter(is_shown)
        .collect();
    let mut chosen: Vec<usize> = [all.len() / 3, all.len().saturating_sub(1)]
        .iter()
        .filter_map(|at| all.get(*at).copied())
        .collect();
    chosen.dedup();
    chosen
}

#[test]
fn the_article_and_the_report_are_the_page() {
    let pieces = [
        format!("<p>{STRANGE}</p>"),
        "<ul><li>Zorbal in the dark morning hours.</li><li>Zorbal at the end of night.</li></ul>".to_owned(),
        "<table><tr><th>Zorbal level</th><th>Quork count</th></tr><tr><td>high zorbal</td><td>nine quorks</td></tr></table>".to_owned(),
        "<figure><img src='https://e.example/zorbal.png' alt='Zorbal curve over time'><figcaption>Zorbal over all the months.</figcaption></figure>".to_owned(),
        "<pre>zorbal = quork(humming, months)</pre>".to_owned(),
        format!("<h3>Zorbal and the quorks</h3><p>{STRANGE}</p>"),
        format!("<div class=site-footer><p>{STRANGE}</p></div>"),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/floor");
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .filter(|path| {
            // Its hidden parts are not shown to readers, so nothing reports them.
            path.file_name().is_none_or(|name| name != "traps-noscript-template-dialog.html")
        })
        .collect();
    names.sort();
    assert!(names.len() >= 30, "{} pages", names.len());
    let mut turn = 0;
    let mut lost = Vec::new();
    for path in names {
        let page = String::from_utf8_lossy(&fs::read(&path).expect("it can be read")).into_owned();
        let length = |imported: &Imported| -> usize {
            imported.left_out.iter().map(|block| block.length).sum()
        };
        let before = length(&import(&page));
        for place in places(&page) {
            let piece = &pieces[turn % pieces.len()];
            turn += 1;
            let imported = import(&format!("{}{piece}{}", &page[..place], &page[place..]));
            let is_found = imported.text.to_lowercase().contains("zorbal")
                || imported
                    .left_out
                    .iter()
                    .any(|block| block.excerpt.to_lowercase().contains("zorbal"))
                || length(&imported) >= before + 20;
            if !is_found {
                lost.push(format!("{} at {place}: {piece}", path.display()));
            }
        }
    }
    assert!(lost.is_empty(), "{}", lost.join("\n"));
}

#[test]
fn groups_are_authors_and_people_in_boxes_are_not() {
    let authors = |head: &str, inner: &str| {
        let page = page_with(inner).replace("</title>", &format!("</title>{head}"));
        let text = import(&page).text;
        text.lines().find(|line| line.starts_with("authors")).unwrap_or_default().to_owned()
    };
    for group in
        ["The PILOT-Z Group", "ZORB Study Group", "Sample Trials Network", "QUORK Consortium"]
    {
        let head = format!(
            "<meta name=citation_author content='Ada Reed'><meta name=citation_author content='{group}'>"
        );
        assert_eq!(authors(&head, ""), format!("authors = [\"Ada Reed\", \"{group}\"]"));
    }
    for name in ["bio-box", "author-bio"] {
        let inner = format!(
            "<aside class={name}><h4>Ada Nwosu</h4><p>is professor of psychiatry. She trained in Leeds.</p></aside>"
        );
        assert_eq!(authors("", &inner), "");
    }
}

#[test]
fn short_sentences_are_reported_too() {
    let sentence = "Zorbal is never given at night.";
    for inner in [
        format!("<div class=newsletter-box><p>{sentence}</p></div>"),
        format!("<div class=login-panel><p>{sentence}</p></div>"),
        format!("<section class=comments><p>{sentence}</p></section>"),
        format!("<div class=extra style='display:none'><p>{sentence}</p></div>"),
    ] {
        let imported = import(&page_with(&inner));
        assert!(is_named(&imported, "Zorbal"), "{inner}: {:?}", imported.left_out);
    }
}

/// The page with something after the article, on line 4.
fn page_before(inner: &str, after: &str) -> String {
    page_with(inner).replace("</article>", &format!("</article>\n\n\n{after}"))
}

#[test]
fn hidden_tables_and_figures_are_reported_with_their_line() {
    let table = "<table><tr><th>Zorbal<th>Quorks<tr><td>5<td>nine<tr><td>9<td>ten</table>";
    let figure = "<figure><img src='https://e.example/z.png' alt='Zorbal'><figcaption>Zorbal over all months of the year</figcaption></figure>";
    let list = "<ul><li>Zorbal in the morning<li>Water at night</ul>";
    let prose = format!("<p>{STRANGE}</p>");
    let opener = "<p>See <a href='#t1'>Table 1</a>.</p>";
    let button = "<button data-bs-target='#t1'>Table 1</button>";
    for (inner, after) in [
        ("", format!("<div style='display: none'>{table}</div>")),
        ("", format!("<div hidden>{figure}</div>")),
        ("", "<div hidden><pre>Zorbal = 1</pre></div>".to_owned()),
        ("", format!("<dialog>{table}</dialog>")),
        ("", format!("<div class=modal role=dialog aria-hidden=true>{table}</div>")),
        (
            "",
            format!(
                "<div><div class='modal fade'><div class=modal-body>{figure}</div></div></div>"
            ),
        ),
        (
            opener,
            format!("<dialog id=t1>{prose}<form method=dialog><button>OK</button></form></dialog>"),
        ),
        (opener, format!("<div hidden><div id=t1>{list}</div></div>")),
        (button, format!("<div id=t1 class=modal style='display:none'>{list}</div>")),
        (opener, format!("<section><div id=t1>{table}</div></section>")),
    ] {
        let imported = import(&page_before(inner, &after));
        assert!(is_named(&imported, "Zorbal"), "{after}\n{:#?}", imported.left_out);
        let warning = imported.warnings.iter().find(|warning| warning.contains("the page hides"));
        assert!(
            warning.is_some_and(|warning| warning.contains("(line 4)")),
            "{after}\n{:?}",
            imported.warnings
        );
    }
}

#[test]
fn hidden_parts_of_the_site_are_not_reported() {
    let table =
        "<table><tr><th>Name<th>Zorbal<tr><td>_ga<td>two years<tr><td>_gb<td>one day</table>";
    let list = "<ul><li>Zorbal in the morning<li>Water at night</ul>";
    for (inner, after) in [
        ("", format!("<dialog><p>{STRANGE}</p></dialog>")),
        ("", format!("<div hidden>{list}</div>")),
        ("", format!("<div class=cookie-modal role=dialog>{table}</div>")),
        ("", format!("<div class=modal><h2>Cookies on this site</h2>{table}</div>")),
        ("", format!("<nav hidden>{table}</nav>")),
        ("", format!("<div class=modal><input type=email>{table}</div>")),
        // One table for wide screens, one for narrow ones.
        (table, format!("<div hidden>{table}</div>")),
    ] {
        let imported = import(&page_before(inner, &after));
        let warnings = imported.warnings.join("\n");
        assert!(!warnings.contains("the page hides"), "{after}\n{warnings}");
        assert!(imported.omissions.is_empty(), "{after}\n{:#?}", imported.left_out);
    }
}

#[test]
fn every_word_of_what_is_left_out_is_counted() {
    let words = |inner: &str| -> usize {
        let around = format!("<p>{PROSE}</p>").repeat(4);
        let imported = import(&page_with(&format!("{inner}{around}")));
        imported
            .left_out
            .iter()
            .filter(|block| block.may_be_missed())
            .map(|block| block.words)
            .sum()
    };
    // 22 words of the paragraph, and what is around it.
    let aside =
        |around: &str| format!("<aside>{around}<p>{STRANGE} <a href=/x>More</a></p></aside>");
    assert_eq!(words(&aside("")), 22);
    assert_eq!(words(&aside("<h3>Two messages</h3><p>By Ann Lee</p>")), 27);
    assert_eq!(words(&aside("<ul><li>Zorbal</li><li>Water at night</li></ul>")), 26);
    assert_eq!(words(&aside("<p>, , , , — —</p>")), 22);
}

#[test]
fn blocks_beside_the_longest_belong_to_the_article() {
    let list = "<ul><li>Zorbal in the morning.</li><li>Water at night.</li></ul>";
    let facts = "<dl><dt>Code</dt><dd>Zorbal 12</dd></dl>";
    let long = format!("<p>{PROSE} {PROSE}</p><p>{PROSE}</p>");
    let block = |class: &str, inner: &str| format!("<div class='{class}'><div>{inner}</div></div>");
    let page = |blocks: &str| {
        format!(
            "<html><head><title>Tablets for sleep</title></head><body><header><h1>Tablets for sleep</h1>\
             </header><main><div class=row><div class=content>{blocks}</div></div></main></body></html>"
        )
    };
    for blocks in [
        // Page builders.
        [
            block("sqs-block html", &format!("<h2>Before</h2>{list}")),
            block("sqs-block html", &long),
        ],
        [
            block("wp-block a", &long),
            block("wp-block b", "<blockquote>Zorbal is best.</blockquote>"),
        ],
        [block("", &long), block("", &format!("<h4>Notes</h4><p>{STRANGE}</p>"))],
        // A second half without a wrapper.
        [block("overview", &long), format!("<h3>Use of zorbal</h3><p>{STRANGE}</p>")],
        [block("overview", &long), format!("<h2>Facts</h2><p>Zorbal, others</p>{facts}")],
    ] {
        let imported = import(&page(&blocks.concat()));
        let text = imported.text.to_lowercase();
        assert!(text.contains("zorbal"), "{blocks:?}\n{text}");
        for heading in ["Before", "Notes", "Use of zorbal", "Facts"] {
            assert!(
                !blocks.concat().contains(heading) || imported.text.contains(heading),
                "{heading}"
            );
        }
    }
    // What is named for something else stays out, without ending the search.
    let blocks = [
        block("sqs-block", list),
        block("sqs-block", &long),
        block("sqs-block newsletter", "<p>Subscribe to our letters today.</p>"),
        block("sqs-block", "<blockquote>Water is best.</blockquote>"),
    ];
    let imported = import(&page(&blocks.concat()));
    assert!(imported.text.contains("Zorbal in the") && imported.text.contains("Water is best"));
    assert!(!imported.text.contains("our letters"), "{}", imported.text);
}

#[test]
fn a_body_without_a_wrapper_is_complete() {
    for rest in [
        "<h2>Dose</h2><ol><li><p>Zorbal in the morning.</p></li></ol><p>Never at night.</p>",
        "<h2>Dose</h2><ul><li>Zorbal</li><li>Water</li></ul>",
        "<h2>Zorbal</h2><p>Once a day.</p>",
        "<blockquote>Zorbal is best.</blockquote><p>Said a nurse.</p>",
        "<table><tr><th>Drug<th>Dose</tr><tr><td>Zorbal<td>5</tr></table><p>In mg.</p>",
    ] {
        let page = format!(
            "<html><body><h1>Background</h1><p>{PROSE} {PROSE} {STRANGE}</p>{rest}</body></html>"
        );
        let imported = import(&page);
        let (_, body) = imported.text.split_once(STRANGE).expect("the paragraph is kept");
        assert!(body.contains("Zorbal"), "{rest}\n{body}");
        for end in ["Never at night", "Once a day", "Said a nurse", "In mg"] {
            assert!(!rest.contains(end) || body.contains(end), "{end}\n{body}");
        }
    }
}
