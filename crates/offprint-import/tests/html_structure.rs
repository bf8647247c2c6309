//! The structure of web pages in Markdown: notes, boxes, formulas, code, lists, hidden content.
//!
//! Each case is a piece of a page between two paragraphs, with the Markdown that it must become.
//! All text is our own.

use jiff::civil::Date;
use offprint_import::{ImportOptions, Imported, Importer};

mod support;

use support::import_page;

const TODAY: Date = jiff::civil::date(2026, 1, 15);

const BEFORE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo.";
const AFTER: &str = "The staff did not know who had received which tablets until the last visit had been completed.";

fn import(inner: &str) -> Imported {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><article>\
         <h1>Tablets for sleep</h1><p>{BEFORE}</p>{inner}<p>{AFTER}</p></article></body></html>"
    );
    import_page(&page)
}

fn body_of(imported: &Imported) -> String {
    let text = imported.without_images();
    let (_, body) = text[4..].split_once("\n+++\n").expect("front matter ends");
    body.trim().to_owned()
}

/// The Markdown of a piece between two paragraphs, and of what follows the second.
#[track_caller]
fn check(inner: &str, between: &str, end: &str) {
    let body = body_of(&import(inner));
    let rest = body.strip_prefix(BEFORE).unwrap_or_else(|| panic!("it begins otherwise:\n{body}"));
    let (found, found_end) =
        rest.split_once(AFTER).unwrap_or_else(|| panic!("the last paragraph is missing:\n{body}"));
    assert_eq!((found.trim(), found_end.trim()), (between, end), "{inner}");
}

#[test]
fn linked_notes_become_footnotes() {
    let notes = "[^1]: Half means 52 of 104.\n[^2]: From minus four.";
    let text = "One.[^1] Two.[^2]";
    for (marks, list) in [
        (
            "<p>One.<sup><a href='#n1' id=r1>1</a></sup> Two.<sup><a href='#n2' id=r2>2</a></sup></p>",
            "<ol><li id=n1>Half means 52 of 104. <a href='#r1'>↩</a></li><li id=n2>From minus four. <a href='#r2'>↩</a></li></ol>",
        ),
        // A saved page, with the complete address.
        (
            "<p>One.<a class=footnote-anchor id=fa1 href='https://a.example/p#fn1'>1</a> Two.<a class=footnote-anchor id=fa2 href='https://a.example/p#fn2'>2</a></p>",
            "<div class=footnote><a id=fn1 href='https://a.example/p#footnote-anchor-1' class=footnote-number>1</a><div><p>Half means 52 of 104.</p></div></div><div class=footnote><a id=fn2 href='https://a.example/p#footnote-anchor-2' class=footnote-number>2</a><div><p>From minus four.</p></div></div>",
        ),
        // Word.
        (
            "<p>One.<a href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a> Two.<a href='#_ftn2' name='_ftnref2'><span class=MsoFootnoteReference>[2]</span></a></p>",
            "<hr><div id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'><span>[1]</span></a> Half means 52 of 104.</p></div><div id=ftn2><p class=MsoFootnoteText><a href='#_ftnref2' name='_ftn2'><span>[2]</span></a> From minus four.</p></div>",
        ),
        // The names of the notes are lost, the links back are not.
        (
            "<p>One.<sup><a href='#_ftn1'>[1]</a></sup> Two.<sup><a href='#_ftn2'>[2]</a></sup></p>",
            "<hr><p><sup><a href='//AB12-CD#_ftnref1'>[1]</a></sup> Half means 52 of 104.</p><p><sup><a href='//AB12-CD#_ftnref2'>[2]</a></sup> From minus four.</p>",
        ),
        // Separated by line breaks.
        (
            "<p>One.<sup><a href='#f1'>1</a></sup> Two.<sup><a href='#f2'>2</a></sup></p>",
            "<h3>Notes</h3><p><a name=f1>1.</a> Half means 52 of 104.<br><a name=f2>2.</a> From minus four.</p>",
        ),
        // Not superscript, but linked back.
        (
            "<p>One.<span id='fnref:a'><a href='#fn:a'>1</a></span> Two.<span id='fnref:b'><a href='#fn:b'>2</a></span></p>",
            "<div class=footnotes><ol><li id='fn:a'><p>Half means 52 of 104.&nbsp;<a href='#fnref:a'>↩</a></p></li><li id='fn:b'><p>From minus four.&nbsp;<a href='#fnref:b'>↩</a></p></li></ol></div>",
        ),
        // The id is in another attribute, and the notes are hidden.
        (
            "<p>One.<span data-note=x1><a href='#'>*</a></span> Two.<span data-note=x2><a href='#'>*</a></span></p>",
            "<aside style='display:none' id=x1>Half means 52 of 104.</aside><aside style='display:none' id=x2>From minus four.</aside>",
        ),
    ] {
        let body = body_of(&import(&format!("{marks}<p>Last words of it.</p>{list}")));
        assert!(body.contains(text) && body.ends_with(notes), "{list}\n{body}");
    }
}

#[test]
fn notes_without_links_are_found_by_their_numbers() {
    let text = "Half of them slept better.<sup>1</sup> The rest did not.<sup>2</sup>";
    for list in [
        "<hr><p><sup>1</sup> Half means 52 of 104.</p><p><sup>2</sup> From minus four.</p>",
        "<hr><p><strong>1</strong> Half means 52 of 104.</p><p><strong>2</strong> From minus four.</p>",
        "<h2>Notes</h2><ol><li>Half means 52 of 104.</li><li>From minus four.</li></ol>",
        "<h2>Footnotes</h2><p>1. Half means 52 of 104.</p><p>2. From minus four.</p>",
        "<hr><p>[1] Half means 52 of 104.<br>[2] From minus four.</p>",
        "<div class=footnotes><div>1. Half means 52 of 104.</div><div>2. From minus four.</div></div>",
    ] {
        let page = format!(
            "<article><h1>T</h1><p>{BEFORE}</p><p>{text}</p><p>{AFTER}</p>{list}</article>"
        );
        let options = ImportOptions { today: TODAY, ..ImportOptions::default() };
        let imported = Importer::alone().import(page.as_bytes(), &options).expect("an article");
        let body = body_of(&imported);
        assert!(
            body.contains("better.[^1] The rest did not.[^2]")
                && body.ends_with("[^1]: Half means 52 of 104.\n[^2]: From minus four."),
            "{list}\n{body}"
        );
    }
}

#[test]
fn exponents_and_cross_references_are_no_notes() {
    check(
        "<p>It weighs 10<sup>3</sup> kg on 5 m<sup>2</sup>.</p><p>1. Not a note.</p>",
        "It weighs 10<sup>3</sup> kg on 5 m<sup>2</sup>.\n\n1\\. Not a note.",
        "",
    );
    check(
        "<p>See theorem <a href='#thm'>1</a> on it.</p><h3><a name=thm></a>Theorem 1</h3><p>It holds.</p>",
        "See theorem [1](#theorem-1) on it.\n\n## Theorem 1\n\nIt holds.",
        "",
    );
}

#[test]
fn notes_inside_sentences_are_moved_to_the_end() {
    for note in [
        "<span class=inline-footnote>1<span class=footnoteContent style='display:none'>They took it at night.</span></span>",
        "<label for=s1 class=sidenote-number></label><input type=checkbox id=s1><span class=sidenote>They took it at night.</span>",
        "<span class='ltx_note ltx_role_footnote'><sup class=ltx_note_mark>1</sup><span class=ltx_note_outer><span class=ltx_note_content><sup class=ltx_note_mark>1</sup>They took it at night.</span></span></span>",
    ] {
        check(
            &format!("<p>All adults took one tablet.{note} They slept for longer.</p>"),
            "All adults took one tablet.[^1] They slept for longer.",
            "[^1]: They took it at night.",
        );
    }
}

#[test]
fn marks_that_say_what_they_are_are_marks() {
    for mark in ["[footnote 1]", "[note&nbsp;1]", "[Fußnote 1]", "footnote 1", "[1]"] {
        check(
            &format!(
                "<p>It was reviewed<sup id=r1><a href=#n1 class=footnote>{mark}</a></sup> twice.</p>\
                 <div class=footnotes><ol><li id=n1><p>Group on sleep, minutes. <a href=#r1>↩</a></p></li></ol></div>"
            ),
            "It was reviewed[^1] twice.",
            "[^1]: Group on sleep, minutes.",
        );
    }
}

#[test]
fn notes_in_a_list_that_is_named_for_references_are_notes() {
    let inner = "<p>Doses were:</p><table><tr><th>Arm<th>Dose<tr><td>High<td>0.3 mg<sup class=reference><a href=#cite_note-3>[a]</a></sup></table>\
        <h2>Notes</h2><div class=reflist><ol class=references><li id=cite_note-3><b><a href=#cite_ref-3>^</a></b> <span>Reduced to 0.2 mg in week two.</span></li></ol></div>";
    let body = body_of(&import(inner));
    assert!(body.contains("| High | 0.3 mg[^1] |"), "{body}");
    assert!(body.contains("[^1]: Reduced to 0.2 mg in week two."), "{body}");
}

#[test]
fn references_to_web_pages_keep_their_words_and_links() {
    let back_links = [
        "<span class=mw-cite-backlink><b><a href=#cite_ref-1>^</a></b></span> ",
        "<span class=mw-cite-backlink>^ <a href=#cite_ref-1_1><sup><i><b>a</b></i></sup></a> <a href=#cite_ref-1_2><sup><i><b>b</b></i></sup></a></span> ",
        "<span class=mw-cite-backlink>↑ <sup><a href=#cite_ref-1_1>1,0</a></sup> <sup><a href=#cite_ref-1_2>1,1</a></sup></span> ",
        "^ <a href=#cite_ref-1_1>a</a>, <a href=#cite_ref-1_2>b</a> ",
        "",
    ];
    for back in back_links {
        let html = format!(
            "<p>The price rose<sup class=reference><a href=#cite_note-1>[1]</a></sup> in spring.</p>\
             <h2>References</h2><ol class=references><li id=cite_note-1>{back}<cite class='citation web cs1'>Doe, Jane (5 May 2023). \
             <a href='https://example.org/price'>\"The price\"</a>. <i>The Daily</i></cite>. Retrieved 3 June 2024.</li></ol>"
        );
        check(
            &html,
            "The price rose[^1] in spring.",
            "[^1]: Doe, Jane (5 May 2023). [\"The price\"](https://example.org/price). *The Daily*. Retrieved 3 June 2024.",
        );
    }
    check(
        "<p>As told in <cite>The Book of Sleep</cite>, it helps.</p>",
        "As told in *The Book of Sleep*, it helps.",
        "",
    );
}

#[test]
fn tables_have_the_heads_that_they_show() {
    let table = |rows: &str| format!("<table>{rows}</table>");
    // The first row names the columns, though it is not marked up so.
    check(
        &table(
            "<tr><td>Team<td>Place<td>Other<tr><td>Ann, 24<td>C<td>Tom, 23<tr><td>Jack, 31<td>SS<td>Art, 31",
        ),
        "| Team | Place | Other |\n| --- | --- | --- |\n| Ann, 24 | C | Tom, 23 |\n| Jack, 31 | SS | Art, 31 |",
        "",
    );
    // Names and values have no head.
    check(
        &table("<tr><td>Country<td>Norway<tr><td>Clinics<td>Two"),
        "| | |\n| --- | --- |\n| Country | Norway |\n| Clinics | Two |",
        "",
    );
    // A single row is a table if its cells are data.
    check(
        &table("<tr><td>5 mg<td>10 mg<td>20 mg"),
        "| 5 mg | 10 mg | 20 mg |\n| --- | --- | --- |",
        "",
    );
    check(
        &table("<tr><td><p>One paragraph.</p><td><p>Another one.</p>"),
        "One paragraph.\n\nAnother one.",
        "",
    );
}

#[test]
fn a_comma_follows_a_link_without_a_space() {
    check(
        "<p>See <span><a href='https://a.example/'>the trial</a> <template>x</template></span>, and <a href='https://b.example/'>this</a> . Take <a href='https://c.example/'>less</a> .5 mg.</p>",
        "See [the trial](https://a.example/), and [this](https://b.example/). Take [less](https://c.example/) .5 mg.",
        "",
    );
}

#[test]
fn boxes_become_alerts() {
    for (html, kind) in [
        ("<div class='alert alert-warning'><p>Do not drive.</p></div>", "WARNING"),
        (
            "<div class='admonition note'><p class=admonition-title>Note</p><p>Do not drive.</p></div>",
            "NOTE",
        ),
        ("<aside class='callout callout--danger'><p>Do not drive.</p></aside>", "DANGER"),
        ("<div class=warning><p>Do not drive.</p></div>", "WARNING"),
        ("<div class='hint is-warning'>Do not drive.</div>", "WARNING"),
        (
            "<blockquote class='markdown-alert markdown-alert-tip'><p>Do not drive.</p></blockquote>",
            "TIP",
        ),
        ("<div role=note><strong>Note:</strong> Do not drive.</div>", "NOTE"),
        (
            "<div data-callout=important class=callout><div class=callout-title>Important</div><div class=callout-content style='display:none'><p>Do not drive.</p></div></div>",
            "IMPORTANT",
        ),
    ] {
        check(html, &format!("> [!{kind}]\n> Do not drive."), "");
    }
    check(
        "<div class='alert alert-info'><p class=alert-heading>Before the visit</p><p>Eat.</p><ul><li>a<li>b</ul></div>",
        "> [!INFO] Before the visit\n> Eat.\n>\n> - a\n> - b",
        "",
    );
    // The page's own kind is kept where sites know it, and a title that says something else.
    for (html, expect) in [
        ("<div class='alert alert-success'><p>Well done.</p></div>", "> [!SUCCESS]\n> Well done."),
        (
            "<div class='admonition danger'><p class=admonition-title>Danger</p><p>Stop.</p></div>",
            "> [!DANGER]\n> Stop.",
        ),
        (
            "<div class='admonition info'><p class=admonition-title>Note</p><p>Wait.</p></div>",
            "> [!INFO] Note\n> Wait.",
        ),
        (
            "<div class='admonition example'><p class=admonition-title>A *case*</p><p>He slept.</p></div>",
            "> [!EXAMPLE] A \\*case\\*\n> He slept.",
        ),
        (
            "<div data-callout=faq class=callout><p>Does it work?</p></div>",
            "> [!FAQ]\n> Does it work?",
        ),
        ("<div class='alert emergency'><p>Call.</p></div>", "> [!CAUTION]\n> Call."),
        (
            "<div class=admonition><p class=admonition-title>On sleep</p><p>Rest.</p></div>",
            "> [!NOTE] On sleep\n> Rest.",
        ),
    ] {
        check(html, expect, "");
    }
    check("<p class=note>It is late.</p>", "It is late.", "");
}

#[test]
fn formulas_are_written_once() {
    for (html, expect) in [
        ("<p>so <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> of</p>", "so $\\frac{1}{2}$ of"),
        (
            "<p>so <math><msup><mn>10</mn><mrow><mo>−</mo><mn>6</mn></mrow></msup></math> of</p>",
            "so $10^{- 6}$ of",
        ),
        (
            "<p>so <math><semantics><mi>x</mi><annotation encoding='application/x-tex'>x_1</annotation></semantics></math> of</p>",
            "so $x_1$ of",
        ),
        // MathJax 3, with and without MathML.
        (
            "<p>so <mjx-container class='MathJax CtxtMenu_Attached_0' jax=CHTML><mjx-math aria-hidden=true><mjx-mi></mjx-mi></mjx-math><mjx-assistive-mml><math><msub><mi>C</mi><mn>0</mn></msub></math></mjx-assistive-mml></mjx-container> of</p>",
            "so $C_{0}$ of",
        ),
        (
            "<p>so <mjx-container class=MathJax jax=CHTML><mjx-math><mjx-msub><mjx-mi><mjx-c class=mjx-c1D436></mjx-c></mjx-mi><mjx-script><mjx-mn><mjx-c class=mjx-c30></mjx-c></mjx-mn></mjx-script></mjx-msub></mjx-math></mjx-container> of</p>",
            "so $C_{0}$ of",
        ),
        // MathJax 2: preview, rendering and source.
        (
            "<p>so <span class=MathJax_Preview>x2</span><span class=MathJax id=M-1-Frame><span>x2</span><span class=MJX_Assistive_MathML><math><mi>x</mi></math></span></span><script type='math/tex' id=M-1>x^2</script> of</p>",
            "so $x^2$ of",
        ),
        (
            "<p>so <span class=MathJax_SVG data-mathml='<math><msqrt><mi>x</mi></msqrt></math>'><svg></svg></span> of</p>",
            "so $\\sqrt{x}$ of",
        ),
        // KaTeX.
        (
            "<p>so <span class=katex><span class=katex-mathml><math><semantics><mi>a</mi><annotation encoding='application/x-tex'>a^2</annotation></semantics></math></span><span class=katex-html aria-hidden=true>a2</span></span> of</p>",
            "so $a^2$ of",
        ),
        // TeX in the text.
        ("<p>so \\(a_1 + b\\) of</p>", "so $a_1 + b$ of"),
        ("<p>so $\\alpha^2$ of</p>", "so $\\alpha^2$ of"),
        ("<p>so</p><p>\\[ a &lt; b \\]</p>", "so\n\n$$\na < b\n$$"),
        ("<script type='math/tex; mode=display'>E = mc^2</script>", "$$\nE = mc^2\n$$"),
        ("<p>It costs $5 in A and $6 in B.</p>", "It costs \\$5 in A and \\$6 in B."),
        (
            "<table><tr><th>a<th>b<tr><td><math><mi>α</mi></math><td>1</table>",
            "| a | b |\n| --- | --- |\n| $\\alpha$ | 1 |",
        ),
    ] {
        check(html, expect, "");
    }
}

#[test]
fn formulas_that_cannot_be_rendered_become_code_with_a_warning() {
    for (html, code) in [
        ("<script type='math/tex'>\\ce{CO2}</script>", "\\ce{CO2}"),
        ("\\(\\unknowncommand{x}\\)", "\\unknowncommand{x}"),
        ("<script type='math/asciimath'>sum_(i=1)^n i</script>", "sum_(i=1)^n i"),
        (
            "<math><semantics><mi>x</mi><annotation encoding='application/x-tex'>\\ce{H2O}</annotation></semantics></math>",
            "\\ce{H2O}",
        ),
        ("<img class=latex alt='\\qty{1}{\\m' src=a.png>", "\\qty{1}{\\m"),
    ] {
        let imported = import(&format!("<p>The gas {html} is here.</p>"));
        let body = body_of(&imported);
        assert!(body.contains(&format!("The gas `{code}` is here.")), "{body}");
        let told = imported.warnings.iter().any(|warning| warning.contains("became code"));
        assert!(told, "{:?}", imported.warnings);
    }
    let imported = import("<p>At \\(x = 1 \\mbox{ for all}\\).</p>");
    assert!(body_of(&imported).contains("$x = 1 \\text{ for all}$"));
}

#[test]
fn code_has_no_line_numbers_and_keeps_all_its_lines() {
    for html in [
        "<pre><code class=language-r><span class=lineno>1</span>a\n<span class=lineno>2</span>b</code></pre>",
        "<pre class=lang-r><span style='user-select: none'>1</span><span class=comment>a</span>\n<span style='user-select: none'>2</span><span class=meta>b</span></pre>",
        "<figure class='highlight r'><table><tr><td class=gutter><pre>1<br>2</pre></td><td class=code><pre>a<br>b</pre></td></tr></table></figure>",
        "<div class='code-block' data-lang=r>a\nb</div>",
        "<div><code class=language-r>a\nb</code></div>",
    ] {
        check(html, "```r\na\nb\n```", "");
    }
    check("<p>see <code>a\nb</code> here</p>", "see `a b` here", "");
}

#[test]
fn lists_keep_levels_and_numbers() {
    check("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c", "");
    check(
        "<ol><li>a</li><li>b</li></ol><ol start=5><li>c</li></ol>",
        "1. a\n2. b\n\n<!-- -->\n\n5. c",
        "",
    );
    check("<ol><li>a</li><ol><li>b</li></ol></ol>", "1. a\n   1. b", "");
    check("<ol><li>a</li></ol><ul><li>b</li></ul>", "1. a\n\n- b", "");
}

#[test]
fn readings_and_captions_are_kept() {
    check(
        "<p>薬は<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>で。</p>",
        "薬は漢字(かんじ)で。",
        "",
    );
    check(
        "<figure><a class=image-link href='https://i.example/b.png'><img src='https://i.example/a.png' alt=x></a><figcaption>The curve</figcaption></figure>",
        "![x](https://i.example/a.png \"The curve\")",
        "",
    );
    check("<p>::: tip</p>", "\\::: tip", "");
}

#[test]
fn what_opens_by_a_click_is_content() {
    for (html, expect) in [
        (
            "<div class=accordion><button aria-expanded=false>Side effects</button><div hidden><p>Headache in some.</p></div></div>",
            "## Side effects\n\nHeadache in some.",
        ),
        (
            "<div role=button aria-expanded=false><a href=''>Dose</a></div><div style='display:none'><p>One tablet at night.</p></div>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<section class=x-accordion><h3><button class=x-accordion__btn aria-expanded=false>Dose</button></h3><div class=x-collapse id=a1><p>One tablet at night.</p></div></section>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<div class=card-header><h2><button class='btn btn-link' data-target='#a1'>Dose <span class=sr-only>Show</span></button></h2></div><div id=a1 class=collapse><p>One tablet at night.</p></div>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<h2><button class=btn>Dose</button></h2><p>One tablet at night.</p>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<h3><span class=toggle-button><a href='#d'>Dose</a></span></h3><div id=d><p>One tablet at night.</p></div>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<h2><button aria-expanded=false aria-controls=p1>Dose</button></h2><div id=p1 style='display:none'><p>One tablet at night.</p></div>",
            "## Dose\n\nOne tablet at night.",
        ),
        (
            "<details><summary>Dose</summary><p>One tablet at night.</p></details>",
            "**Dose**\n\nOne tablet at night.",
        ),
        (
            "<details><summary><h3>Dose</h3></summary><p>One tablet at night.</p></details>",
            "## Dose\n\nOne tablet at night.",
        ),
        ("<div role=tabpanel hidden><p>One tablet at night.</p></div>", "One tablet at night."),
        (
            "<p>The dose is</p><a class=read-more-toggle href='#more'></a><div id=more style='display: none'><p>One tablet at night.</p></div>",
            "The dose is\n\nOne tablet at night.",
        ),
        (
            "<div role=tablist><button role=tab aria-controls=t1>Dose</button><button role=tab aria-controls=t2>Harms</button></div><div id=t1 role=tabpanel><p>One tablet at night.</p></div><div id=t2 role=tabpanel hidden><p>Headache in some.</p></div>",
            "**Dose**\n\nOne tablet at night.\n\n**Harms**\n\nHeadache in some.",
        ),
        // Not content.
        ("<div hidden><p>One tablet at night.</p></div>", ""),
        ("<dialog><p>One tablet at night.</p></dialog>", ""),
        ("<template><p>One tablet at night.</p></template>", ""),
        ("<noscript><p>One tablet at night.</p></noscript>", ""),
        ("<button aria-controls=m></button><nav id=m hidden><p>One tablet at night.</p></nav>", ""),
    ] {
        check(html, expect, "");
    }
    check("<noscript><iframe src=x></noscript><p>After it.</p>", "After it.", "");
}

#[test]
fn words_in_names_do_not_outweigh_content() {
    let prose = "Adults start with one tablet on the first evening and go on with two tablets for as long as they need them.";
    for name in [
        "recommended-dose",
        "related-findings",
        "social-anxiety",
        "discussion",
        "follow-up",
        "rating-scale",
        "dose-related",
        "search-strategy",
    ] {
        for attribute in ["id", "class"] {
            check(&format!("<section {attribute}='{name}'><p>{prose}</p></section>"), prose, "");
        }
    }
    check(
        "<table><tr><th>a<th>b</tr><tr class=player-1><td>c<td class=share>d</tr></table>",
        "| a | b |\n| --- | --- |\n| c | d |",
        "",
    );
    check(
        "<ul class=related-symptoms><li>A headache in the morning.</li><li>Vivid dreams at night.</li></ul>",
        "- A headache in the morning.\n- Vivid dreams at night.",
        "",
    );
}

#[test]
fn several_articles_are_warned_of() {
    let post = |number: u32| {
        format!(
            "<article><h2>Post {number}</h2><p>{BEFORE} {AFTER} And so on, number {number}.</p><p>{AFTER}</p></article>"
        )
    };
    let page = format!("<title>Blog</title><main>{}{}{}</main>", post(1), post(2), post(3));
    let options = ImportOptions { today: TODAY, ..ImportOptions::default() };
    let imported = Importer::alone().import(page.as_bytes(), &options).expect("an article");
    assert!(
        imported.warnings.iter().any(|warning| warning.contains("3 articles")),
        "{:?}",
        imported.warnings
    );
    let one = import("<p>Nothing else.</p>");
    assert!(one.warnings.iter().all(|warning| !warning.contains("articles")));
}

#[test]
fn styles_stand_for_marks() {
    for (html, expect) in [
        (
            "<p>CO<span style='vertical-align:sub'>2</span> and 10<span style='font-size: 8pt; vertical-align: super'>6</span></p>",
            "CO<sub>2</sub> and 10<sup>6</sup>",
        ),
        (
            "<style>.c3{vertical-align:super}.c1{font-weight:700}.c2{font-style:italic}</style><p>10<span class=c3>-3</span> is <span class=c1>low</span> or <span class=c2>not</span></p>",
            "10<sup>-3</sup> is **low** or *not*",
        ),
        ("<p>CO<span class=subscript>2</span></p>", "CO<sub>2</sub>"),
        (
            "<b style='font-weight:normal'><p>a <span style='font-weight:700'>b</span></p></b>",
            "a **b**",
        ),
        (
            "<table><tr><th>a<th>b<tr><td>10<span style='vertical-align:super'>6</span><td>c</table>",
            "| a | b |\n| --- | --- |\n| 10<sup>6</sup> | c |",
        ),
        (
            "<p><a href='https://www.google.com/url?q=https://a.example/b&amp;sa=D'>go</a></p>",
            "[go](https://a.example/b)",
        ),
    ] {
        let between = if html.contains("google") {
            format!("See {expect} there.")
        } else {
            expect.to_owned()
        };
        let html = if html.contains("google") {
            html.replace("<p><a", "<p>See <a").replace("</a></p>", "</a> there.</p>")
        } else {
            html.to_owned()
        };
        check(&html, &between, "");
    }
}

#[test]
fn lists_that_are_not_nested_in_the_page_are() {
    let expect = "- a\n  - b\n    - c\n- d";
    for html in [
        "<ul><li>a</li><li class=ql-indent-1>b</li><li class=ql-indent-2>c</li><li>d</li></ul>",
        "<ul><li aria-level=1>a</li><li aria-level=2>b</li><li aria-level=3>c</li><li aria-level=1>d</li></ul>",
        "<ul class='lst-kix_x-0 start'><li>a</li></ul><ul class=lst-kix_x-1><li>b</li></ul><ul class=lst-kix_x-2><li>c</li></ul><ul class=lst-kix_x-0><li>d</li></ul>",
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span>·<span>&nbsp; </span></span>a</p><p style='mso-list:l0 level2 lfo1'><span>o<span>&nbsp; </span></span>b</p><p style='mso-list:l0 level3 lfo1'><span>§<span>&nbsp; </span></span>c</p><p style='mso-list:l0 level1 lfo1'><span>·</span>d</p>",
    ] {
        check(html, expect, "");
    }
    check(
        "<p style='mso-list:l0 level1 lfo1'><span>1.<span>&nbsp; </span></span>a</p><p style='mso-list:l0 level2 lfo1'><span>a)<span>&nbsp; </span></span>b</p><p style='mso-list:l0 level1 lfo1'><span>2.<span>&nbsp; </span></span>c</p>",
        "1. a\n   - a) b\n2. c",
        "",
    );
}

#[test]
fn brackets_of_any_language_beside_references_are_read() {
    for text in ["„schädlichen“", "= Öl für die Ärzte", "für 薬", "ä", "é2020", "日本 2020"]
    {
        let body = body_of(&import(&format!(
            "<p>It is so ({text}).</p><h2>References</h2><ol><li>Doe J. On doses. J Ex. 2020;1:2.</li></ol>"
        )));
        assert!(body.contains(text), "{body}");
    }
}

#[test]
fn headings_that_sites_use_for_comments_too_stay_above_prose() {
    let prose = "The two drugs did not differ at 24 h, and the newer one caused less dissociation in both groups.";
    for (html, heading) in [
        (
            format!(
                "<section data-title=Discussion><h2 id=Sec4>Discussion</h2><p>{prose}</p></section>"
            ),
            "Discussion",
        ),
        (format!("<h2>Discussion</h2><p>{prose}</p>"), "Discussion"),
        (format!("<section><h3>Comment</h3><div><p>{prose}</p></div></section>"), "Comment"),
        (format!("<h2>Topics</h2><p>{prose}</p>"), "Topics"),
        (format!("<h2>Diskussion</h2><p>{prose}</p>"), "Diskussion"),
        (format!("<h2>Feedback:</h2><p>{prose}</p>"), "Feedback:"),
    ] {
        check(&html, &format!("## {heading}\n\n{prose}"), "");
    }
}

#[test]
fn captions_are_written_once_wherever_they_are() {
    let table = "<table><tr><th>a<th>b<tr><td>1<td>2</table>";
    let written = "| a | b |\n| --- | --- |\n| 1 | 2 |";
    let image = "<img src='https://e.example/f.png' alt=F>";
    for (html, expect) in [
        (
            format!(
                "<p class=caption>Users and others.</p><p>Results were the same.</p><p>{image}</p>"
            ),
            "Users and others.\n\nResults were the same.\n\n![F](https://e.example/f.png)"
                .to_owned(),
        ),
        (
            format!(
                "<div class=x><p class=MsoCaption>Users and others.</p>{table}<p>{image}</p></div>"
            ),
            format!("Users and others.\n\n{written}\n\n![F](https://e.example/f.png)"),
        ),
        (
            format!(
                "<div class=image-box><p class=caption>Users and others.</p>{table}{image}</div>"
            ),
            format!("Users and others.\n\n{written}\n\n![F](https://e.example/f.png)"),
        ),
        (
            format!("<div class='wp-caption'>{image}<p class=wp-caption-text>The curve.</p></div>"),
            "![F](https://e.example/f.png \"The curve.\")".to_owned(),
        ),
        (
            format!("<figure><figcaption>The curve.</figcaption>{image}</figure>"),
            "![F](https://e.example/f.png \"The curve.\")".to_owned(),
        ),
    ] {
        check(&html, &expect, "");
    }
}

#[test]
fn parts_of_the_article_may_have_a_foot() {
    for (html, expect) in [
        (
            "<blockquote><p>Half of them slept.</p><footer>Professor Iris Calloway</footer></blockquote>",
            "> Half of them slept.\n>\n> Professor Iris Calloway",
        ),
        (
            "<blockquote><p>Half of them slept.</p><div class=quote-footer>Iris Calloway</div></blockquote>",
            "> Half of them slept.\n>\n> Iris Calloway",
        ),
        (
            "<blockquote><p>Half of them slept.</p><cite class=author>Iris Calloway</cite></blockquote>",
            "> Half of them slept.\n>\n> *Iris Calloway*",
        ),
        (
            "<div><table><tr><th>a<th>b<tr><td>1<td>2</table></div><div class=c-table-footer><ul><li><sup>a</sup>Mean</li></ul></div>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n- <sup>a</sup>Mean",
        ),
        (
            "<table><tr><th>a<th>b<tr><td>1<td>2</table><p class=table-footer>Matched on age.</p>",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nMatched on age.",
        ),
        ("<footer><a href=/x>More of this</a></footer>", ""),
    ] {
        check(html, expect, "");
    }
}

/// A page of which `inner` is between two paragraphs.
fn between(inner: &str) -> String {
    let prose = "<p>Lithium is cleared by the kidney, so the level depends on the salt that a person eats and on what they drink.</p>";
    let more = "<p>Most of the levels were stable, and the few that rose did so within two weeks after a new medicine had been started.</p>";
    format!("{prose}{inner}{more}")
}

#[test]
fn names_never_outweigh_a_sentence() {
    for name in ["widget", "promo", "sidebar", "related", "cmp-teaser", "banner", "share-box"] {
        let inner = format!("<div class='{name}'><p>Never inject this gel into a vein.</p></div>");
        let body = body_of(&import(&between(&inner)));
        assert!(body.contains("Never inject this gel"), "{name}: {body}");
    }
    // A page builder calls every block a widget.
    let widget = |inner: &str| {
        format!(
            "<div class='elementor-widget'><div class=elementor-widget-container>{inner}</div></div>"
        )
    };
    let page = format!(
        "{}{}{}",
        widget(
            "<p>Lithium is cleared by the kidney, so the level depends on the salt that a person eats and on what they drink.</p>"
        ),
        widget("<ul><li>Weekly: 8, 16 or 24 mg</li><li>Monthly: 64 or 96 mg</li></ul>"),
        widget(
            "<p>Most of the levels were stable, and the few that rose did so within two weeks after a new medicine had been started.</p>"
        ),
    );
    let body = body_of(&import(&page));
    assert!(body.contains("64 or 96 mg") && body.contains("Most of the levels"), "{body}");
}

#[test]
fn what_opens_a_part_is_its_heading() {
    for opener in [
        "<div class=card-header><a class=accordion-toggle data-toggle=collapse href='#x1'>May I take it?</a></div><div id=x1 class=collapse>",
        "<div class=elementor-tab-title><span class=elementor-accordion-icon><span>+</span></span><a tabindex=0>In pregnancy</a></div><div class=elementor-tab-content>",
        "<div class=expand-control><span>Click here for pregnancy</span></div><div class=expand-content>",
        "<h3>In pregnancy</h3><div hidden>",
        "<h3>In pregnancy</h3><div style='display: none'>",
        "<h3>In pregnancy</h3><div class='panel panel--hidden'>",
    ] {
        let body = body_of(&import(&between(&format!(
            "{opener}<p>Only half of the dose is given.</p></div>"
        ))));
        assert!(body.contains("Only half of the dose"), "{opener}: {body}");
        assert!(
            ["## May I take it?", "## Click here for pregnancy", "## In pregnancy"]
                .iter()
                .any(|heading| body.contains(heading)),
            "{opener}: {body}"
        );
    }
}

#[test]
fn merged_cells_repeat_their_value() {
    let rows = "| Haloperidol | 5 mg | after 30 min |\n| Promethazine | 50 mg | after 30 min |";
    let body = body_of(&import(&between(
        "<table><tr><th>Drug<th>Dose<th>Repeat<tr><td>Haloperidol<td>5 mg<td rowspan=2>after 30 min<tr><td>Promethazine<td>50 mg</table>",
    )));
    assert!(body.contains(rows), "{body}");
    let body = body_of(&import(&between(
        "<table><tr><th>Drug<th>First<th>Later<tr><td>Clozapine<td>weekly<td>monthly<tr><td>Lithium<td colspan=2>every 6 months</table>",
    )));
    assert!(body.contains("| Lithium | every 6 months | every 6 months |"), "{body}");
    // A line over the whole width is no value of each column.
    let body = body_of(&import(&between(
        "<table><tr><th>Drug<th>Dose<tr><td colspan=2>Adults<tr><td>Haloperidol<td>5 mg</table>",
    )));
    assert!(body.contains("| Adults | |"), "{body}");
}

#[test]
fn lists_keep_their_letters_and_numbers() {
    let body = |list: &str| body_of(&import(&between(list)));
    let letters = body("<ol type=a><li>Remove the patch.</li><li>Call for help.</li></ol>");
    assert!(letters.contains("- a. Remove the patch.\n- b. Call for help."), "{letters}");
    let roman = body(
        "<ol style='list-style-type: lower-roman' start=3><li>Remove it.</li><li>Call.</li></ol>",
    );
    assert!(roman.contains("- iii. Remove it.\n- iv. Call."), "{roman}");
    let jump = body("<ol><li>Remove it.</li><li value=5>Call.</li><li>Wait.</li></ol>");
    assert!(jump.contains("1. Remove it.\n<!-- -->\n5. Call.\n6. Wait."), "{jump}");
}

#[test]
fn formulas_in_attributes_are_formulas() {
    for element in [
        "<div class=latex-rendered data-attrs='{&quot;persistentExpression&quot;:&quot;x = 0.25 y&quot;}'></div>",
        "<span class=math data-latex='x = 0.25 y'></span>",
    ] {
        let body = body_of(&import(&between(&format!("<p>I use: {element}</p>"))));
        assert!(body.contains("x = 0.25 y"), "{element}: {body}");
    }
}

#[test]
fn captions_keep_raised_signs_and_are_found_by_their_names() {
    let body = body_of(&import(&between(
        "<div class=fig><a><img src='https://m.example/f.gif' alt='Figure 1.'></a><div class=fig-caption><span>Figure 1.</span> <p>Cells, 10<sup>9</sup>/L.</p></div></div>",
    )));
    assert!(body.contains("Figure 1. Cells, 10⁹/L."), "{body}");
}

#[test]
fn headings_captions_and_cards_in_elements_named_for_other_things_stay() {
    let body = |inner: &str| body_of(&import(&between(inner)));
    let section = body(
        "<div class=frame><header><h2>Side effects</h2></header><div><p>Common: tremor, thirst, weight gain of 4 kg.</p></div></div>",
    );
    assert!(section.contains("## Side effects"), "{section}");
    let caption = body(
        "<figure class=table><header><div class=caption>TABLE 1. Levels before breakfast</div></header><table><tr><th>Drug<th>Level<tr><td>Lithium<td>0.8</table></figure>",
    );
    assert!(caption.contains("TABLE 1. Levels before breakfast"), "{caption}");
    let card = body(
        "<figure class='kg-card kg-bookmark-card'><a class=kg-bookmark-container href='https://p.example/1'><div class=kg-bookmark-title>Clozapine and mortality</div><div class=kg-bookmark-description>A meta-analysis of 24 studies.</div></a></figure>",
    );
    assert!(
        card.contains("A meta-analysis of 24 studies") && card.contains("https://p.example/1"),
        "{card}"
    );
}

#[test]
fn struck_out_text_is_marked_everywhere() {
    for (inner, expect) in [
        ("<p>Take <s>900</s> 600 mg.</p>", "Take ~~900~~ 600 mg."),
        (
            "<p>Take <span style='text-decoration: line-through red'>900</span> 600 mg.</p>",
            "Take ~~900~~ 600 mg.",
        ),
        (
            "<style>.x{text-decoration-line:line-through}</style><p>Take <span class=x>900</span> 600 mg.</p>",
            "Take ~~900~~ 600 mg.",
        ),
        ("<ul><li>Take <del>900</del> 600 mg.</li></ul>", "- Take ~~900~~ 600 mg."),
        (
            "<table><tr><th>Drug</th><th>Dose</th></tr><tr><td><strike>Lithium</strike> Valproate</td><td><del>900</del> <b>600</b> mg <q>daily</q></td></tr></table>",
            "| Drug | Dose |\n| --- | --- |\n| ~~Lithium~~ Valproate | ~~900~~ **600** mg “daily” |",
        ),
        (
            "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span>ANC 7: <ins>stop</ins> <del>continue</del> treatment</p>",
            "- ANC 7: stop ~~continue~~ treatment",
        ),
        ("<h2>Take <del>900</del> 600 mg</h2>", "## Take ~~900~~ 600 mg"),
    ] {
        check(inner, expect, "");
    }
    // Titles and captions have no markup.
    let figure = "<figure><img src='https://e.example/a.png' alt='Curve'><figcaption><del>12</del> 13 %</figcaption></figure>";
    let imported = import(figure);
    assert!(imported.without_images().contains("\"13 %\""), "{}", imported.text);
    let warning = "struck-out text was left out of the caption: “12”";
    assert!(imported.warnings.iter().any(|found| found == warning), "{:?}", imported.warnings);
}

#[test]
fn a_mark_in_a_table_means_the_note_of_that_table() {
    let notes = "<div class=footnotes><p>* p&lt;0.05</p></div>";
    let table = |foot: &str| {
        format!(
            "<table><tr><th>Arm</th><th>n</th></tr><tr><td>Verum<sup>*</sup></td><td>30</td></tr>{foot}</table>"
        )
    };
    let body = body_of(&import(&format!(
        "{}{notes}",
        table("<tfoot><tr><td colspan=2>*One withdrew.</td></tr></tfoot>")
    )));
    assert!(body.contains("One withdrew") && !body.contains("Verum[^1]"), "{body}");
    let body = body_of(&import(&format!("{}{notes}", table(""))));
    assert!(body.contains("Verum[^1]"), "{body}");
}

#[test]
fn bold_letters_in_word_lists_are_text() {
    let item = |inner: &str| {
        format!("<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{inner}</p>")
    };
    let drawn = |label: &str| format!("<span>{label}<span>&nbsp; </span></span>");
    for (items, expect) in [
        // Labels of the list.
        (
            ["A.", "B.", "C."].map(|label| format!("<b>{}</b>{label}", drawn(label))),
            "- **A.** A.\n- **B.** B.\n- **C.** C.",
        ),
        (
            ["one", "two", "three"].map(|word| format!("<b>C.</b> {word}")),
            "- **C.** one\n- **C.** two\n- **C.** three",
        ),
        // Names of bacteria after a number or a bullet.
        (
            ["1.", "2.", "3."].map(|label| format!("{}<b>C.</b> difficile", drawn(label))),
            "1. **C.** difficile\n2. **C.** difficile\n3. **C.** difficile",
        ),
        (
            ["·", "·", "·"].map(|label| format!("{}<b>E.</b> coli", drawn(label))),
            "- **E.** coli\n- **E.** coli\n- **E.** coli",
        ),
    ] {
        check(&items.map(|inner| item(&inner)).concat(), expect, "");
    }
    check(
        "<ol type=A><li>one<ul><li><b>C.</b> difficile<li>E. coli</ul><li>two</ol>",
        "- A. one\n  - **C.** difficile\n  - E. coli\n- B. two",
        "",
    );
}

#[test]
fn cells_keep_words_that_are_buttons_elsewhere() {
    let table = "| Effect | Group |\n| --- | --- |\n| Pain | more |\n| Form | Print |\n| Share | Close |\n| Sleep | less |";
    for (open, cell, close) in
        [("", "<td>", ""), ("", "<td><p>", "</p>"), ("<tbody>", "<td><span>", "</span>")]
    {
        let rows = [["Pain", "more"], ["Form", "Print"], ["Share", "Close"], ["Sleep", "less"]]
            .map(|row| {
                format!("<tr>{}</tr>", row.map(|word| format!("{cell}{word}{close}")).concat())
            });
        check(
            &format!("<table><tr><th>Effect<th>Group</tr>{open}{}</table>", rows.concat()),
            table,
            "",
        );
    }
    // Without heads, there must be another value in the row.
    check(
        "<table><tr><td>Effect<td>Group</tr><tr><td>Pain<td>more</tr></table>",
        "| | |\n| --- | --- |\n| Effect | Group |\n| Pain | more |",
        "",
    );
    // The heads of columns may be buttons that sort.
    check(
        "<table><tr><th><button>Dose</button><th><button>Effect <span>▲</span></button></tr><tr><td>5 mg<td>less</tr></table>",
        "| Dose | Effect ▲ |\n| --- | --- |\n| 5 mg | less |",
        "",
    );
}

#[test]
fn lists_of_values_keep_words_that_are_buttons_elsewhere() {
    check(
        "<ul><li>less pain<li>more<li>Print<li>same sleep</ul>",
        "- less pain\n- more\n- Print\n- same sleep",
        "",
    );
    check("<dl><dt>Pain<dd>more<dt>Sleep<dd>Share</dl>", "Pain\n: more\n\nSleep\n: Share", "");
    check(
        "<table><caption>Related</caption><tr><th>Dose<td>5<tr><th>Effect<td>more</table>",
        "*Related*\n\n| | |\n| --- | --- |\n| Dose | 5 |\n| Effect | more |",
        "",
    );
    for buttons in [
        "<ul><li>Share<li>Print<li>Comment</ul>",
        "<ul><li><a href=/a>Share</a><li><a href=/b>Print</a><li>12 views</ul>",
    ] {
        assert!(!import(buttons).text.contains("Print"), "{buttons}");
    }
}
