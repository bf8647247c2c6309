//! What could run code in a reader's browser never gets through an import: more than sixty ways to
//! hide it, each inside a page, as a pasted text and as Markdown.
//!
//! The imported Markdown is rendered without the filter of the site, and the HTML is read again: it
//! must hold only elements, attributes and addresses that do nothing by themselves. Pages with
//! thousands of parts of one kind are imported, too.

use offprint_base::{HtmlToken, visit_html_with};
use offprint_import::{ImportOptions, Importer, RawFormat};
use pulldown_cmark::{Options, Parser, html};

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo, as their diaries show.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed in the spring of that year.";

/// Markup that runs `alert` in some browser, or did.
const VECTORS: &[&str] = &[
    // Scripts.
    "<script>alert(1)</script>",
    "<SCRIPT/src=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)//",
    "<<script>alert(1);//<</script>",
    "<script type='module'>import 'https://evil.example/x'</script>",
    "<script>/*</p><img src=x onerror=alert(1)>*/</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "&lt;img src=x onerror=alert(1)&gt; <b>b</b>",
    // Event handlers.
    "<img src=x onerror=alert(1)>",
    "<img/src='x'/onerror='alert(1)'/>",
    "<img src=x oNeRrOr\n=\nalert(1)>",
    "<img src='https://example.org/a.png' alt='\" onerror=\"alert(1)'>",
    "<img src='https://example.org/a.png\" onerror=\"alert(1)' alt=a>",
    "<img src='https://example.org/a.png' alt='](javascript:alert(1))'>",
    "<img src='https://example.org/a.png' title='\") <img src=x onerror=alert(1)>' alt=a>",
    "<img src=x onerror='alert(1)' alt='<img src=x onerror=alert(1)>'>",
    "<p onclick=alert(1)>p</p>",
    "<details open ontoggle=alert(1)><summary>s</summary>d</details>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)><option>o</select>",
    "<marquee onstart=alert(1)>m</marquee>",
    "<div onpointerover=alert(1) style='position:fixed;inset:0'>over all</div>",
    "<sub onclick=alert(1)>2</sub><sup onmouseover=alert(1)>3</sup>",
    "<ruby onclick=alert(1)>漢<rt onclick=alert(1)>kan</rt></ruby>",
    "<table background='javascript:alert(1)'><tr><td onclick=alert(1)>a<td>b<tr><td>c<td>d</table>",
    "<a href='https://example.org' onclick='alert(1)'>a</a>",
    // Addresses that are programs.
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='java&#115;cript:alert(1)'>a</a>",
    "<a href='javascript&colon;alert(1)'>a</a>",
    "<a href='jav&Tab;ascript:alert(1)'>a</a>",
    "<a href='jav&NewLine;ascript:alert(1)'>a</a>",
    "<a href='&#14; javascript:alert(1)'>a</a>",
    "<a href='\u{1}javascript:alert(1)'>a</a>",
    "<a href='\u{a0}javascript:alert(1)'>a</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61lert(1)'>a</a>",
    "<a href='vbscript:msgbox(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>a</a>",
    "<a href='https://example.org/)\n<script>alert(1)</script>'>a</a>",
    "<a href='https://example.org/) [b](javascript:alert(1)'>a</a>",
    "<a href='https://example.org/\"><script>alert(1)</script>'>a</a>",
    "<a href='x:y' title='\"><img src=x onerror=alert(1)>'>a</a>",
    "<a href='https://example.org'>](javascript:alert(1)) [b</a>",
    "<img src='javascript:alert(1)'>",
    "<img src='data:image/svg+xml,<svg onload=alert(1)>' alt=a>",
    "<img srcset='javascript:alert(1) 1x, https://example.org/a.png 2x'>",
    "<form action='javascript:alert(1)'><input type=submit formaction='javascript:alert(2)'></form>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src='javascript:alert(1)'>",
    "<applet code='x' codebase='javascript:alert(1)'></applet>",
    "<base href='javascript:alert(1)//'><a href='x'>a</a>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href='javascript:alert(1)'>",
    "<link rel=import href='https://evil.example/x'>",
    "<blockquote cite='javascript:alert(1)'>q</blockquote>",
    // Styles.
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>p{background:url(javascript:alert(1))}</style>",
    "<p style='width:expression(alert(1))'>p</p>",
    "<p style='behavior:url(#x);-moz-binding:url(https://evil.example/x)'>p</p>",
    "<style><img src='</style><img src=x onerror=alert(1)>'>",
    // SVG and MathML, whose content browsers read by other rules.
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script xlink:href='data:,alert(1)'/></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>t</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to='javascript:alert(1)'/></svg>",
    "<svg><foreignObject><img src=x onerror=alert(1)></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><annotation encoding='application/x-tex'><img src=x onerror=alert(1)></annotation></math>",
    "<math><annotation encoding='application/x-tex'>\\href{javascript:alert(1)}{x}</annotation></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><maction actiontype='statusline#javascript:alert(1)' xlink:href='javascript:alert(1)'><mi>x</mi></maction></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    // Text that becomes markup when it is written and read again.
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<template><img src=x onerror=alert(1)></template>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    "<title></title><img src=x onerror=alert(1)></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
    "<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror=alert(1)>\">",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<p title='`'>`<img src=x onerror=alert(1)>`</p>",
    "<span>&lt;img src=x</span><span> onerror=alert(1)&gt;</span>",
    "<b>&lt;</b>img src=x onerror=alert(1)>",
    "&lt;<b>script</b>&gt;alert(1)&lt;/script&gt;",
    "<i>&lt;scr</i><i>ipt&gt;alert(1)&lt;/script&gt;</i>",
    // Comments.
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?php echo '<img src=x onerror=alert(1)>'; ?>",
    "<!DOCTYPE x [<!ENTITY e '<img src=x onerror=alert(1)>'>]>&e;",
    "</p ><//p><img src=x onerror=alert(1)>",
    // Code, which shows such things and must not run them.
    "<pre><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>",
    "<pre>```\n&lt;img src=x onerror=alert(1)&gt;\n```\n&lt;script&gt;alert(1)&lt;/script&gt;</pre>",
    "<pre class='language-html\"><img src=x onerror=alert(1)>'>x</pre>",
    "<pre><code class='language-js`\n<img src=x onerror=alert(1)>'>x</code></pre>",
    "<code>``` &lt;img src=x onerror=alert(1)&gt; `</code>",
    // Markdown that is only text.
    "[a](javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](java\\script:alert(1)) [b](&#106;avascript:alert(1))",
    "![a](javascript:alert(1)) ![b](data:text/html,x)",
    "<javascript:alert(1)>",
    "<p>[a][r]</p><p>[r]: javascript:alert(1)</p>",
    "<p>[a][r]</p><p>[r]: &lt;javascript:alert(1)&gt;</p>",
    "<p>[^n]: javascript:alert(1)</p>",
    "<p>[a]:</p><p>javascript:alert(1)</p>",
    "\\<img src=x onerror=alert(1)>",
    "\\\\<img src=x onerror=alert(1)>",
    "<p>~~~</p><p>&lt;img src=x onerror=alert(1)&gt;</p>",
    "<p># h {onclick=alert(1)}</p><h2>h {#x onclick=alert(1) .c}</h2>",
    "<h2 id='x\" onclick=\"alert(1)'>h</h2>",
    "<h2>h &lt;img src=x onerror=alert(1)&gt;</h2>",
    "<table><tr><th>a<th>b<tr><td>|&lt;img src=x onerror=alert(1)&gt;|<td>[b](javascript:alert(1))</table>",
    "$\\href{javascript:alert(1)}{x}$ and $$\\unicode{&lt;img src=x onerror=alert(1)&gt;}$$",
    "{{ &lt;script&gt;alert(1)&lt;/script&gt; }} {% raw %}",
    "<figure><img src='https://example.org/a.png'><figcaption>&lt;img src=x onerror=alert(1)&gt; \"onerror=\"alert(1)</figcaption></figure>",
    "<dl><dt>[a](javascript:alert(1))</dt><dd>: &lt;script&gt;alert(1)&lt;/script&gt;</dd></dl>",
    "<p>x<sup><a href='#n1' id=r1>1</a></sup></p><ol><li id=n1>&lt;img src=x onerror=alert(1)&gt; [a](javascript:alert(1)) <a href='#r1'>↩</a></li></ol>",
];

/// Elements that nothing needs that an article shows, and that load, run or restyle something.
const ACTIVE: &[&str] = &[
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "applet",
    "frame",
    "frameset",
    "form",
    "input",
    "button",
    "select",
    "textarea",
    "link",
    "meta",
    "base",
    "svg",
    "math",
    "template",
    "noscript",
    "noembed",
    "plaintext",
    "xmp",
    "title",
    "body",
    "html",
    "head",
    "portal",
    "animate",
    "set",
    "foreignobject",
    "mglyph",
    "annotation-xml",
];

/// The schemes of addresses that browsers run or show as a page of the site.
const SCHEMES: &[&str] = &["javascript", "vbscript", "livescript", "data", "blob", "filesystem"];

/// Whether an address has a harmless scheme or none, or is an image that cannot hold a script.
fn is_harmless(address: &str) -> bool {
    let plain: String =
        address.chars().filter(|sign| !sign.is_whitespace() && !sign.is_control()).collect();
    let plain = plain.to_lowercase();
    let images = ["png", "jpeg", "gif", "webp"];
    plain.split_once(':').is_none_or(|(scheme, _)| !SCHEMES.contains(&scheme))
        || images.iter().any(|kind| plain.starts_with(&format!("data:image/{kind}")))
}

/// What is active in a piece of HTML.
fn active_parts(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    visit_html_with(
        html,
        |_| false,
        |token| {
            let HtmlToken::Start(tag) = token else { return };
            if ACTIVE.contains(&tag.name) {
                found.push(format!("<{}>", tag.name));
            }
            for attribute in tag.attributes() {
                let value: &str = attribute.value;
                let is_active = attribute.name.starts_with("on")
                    || matches!(
                        attribute.name,
                        "style" | "srcdoc" | "formaction" | "action" | "ping"
                    );
                let is_address = matches!(
                    attribute.name,
                    "href"
                        | "src"
                        | "srcset"
                        | "xlink:href"
                        | "poster"
                        | "data"
                        | "background"
                        | "cite"
                );
                if is_active || is_address && !is_harmless(value) {
                    found.push(format!("{}={value}", attribute.name));
                }
            }
        },
    );
    found
}

/// The formats in which a vector is imported, each as text of that format.
fn wrapped(vector: &str) -> [(RawFormat, String); 4] {
    [
        (
            RawFormat::Html,
            format!(
                "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><main><h1>Tablets for sleep</h1><p>{PROSE}</p><div>{vector}</div><p>{MORE}</p></main></body></html>"
            ),
        ),
        // In the fields that the front matter holds.
        (
            RawFormat::Html,
            format!(
                "<!doctype html><html lang=en><head><title>Tablets {vector}</title><meta name=author content=\"{0}\"><meta name=description content=\"{0}\"><link rel=canonical href=\"{0}\"></head><body><main><h1>Tablets {vector}</h1><p>{PROSE}</p><p>{MORE}</p></main></body></html>",
                vector.replace('"', "&quot;")
            ),
        ),
        (RawFormat::Text, format!("Tablets for sleep\n\n{PROSE}\n\n{vector}\n\n{MORE}\n")),
        (RawFormat::Markdown, format!("# Tablets for sleep\n\n{PROSE}\n\n{vector}\n\n{MORE}\n")),
    ]
}

/// The addresses in front matter, of the source and of citations.
fn addresses(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                if let (true, Some(text)) = (["url", "image"].contains(&&**key), value.as_str()) {
                    found.push(text.to_owned());
                }
                addresses(value, found);
            }
        }
        toml::Value::Array(values) => values.iter().for_each(|value| addresses(value, found)),
        _ => {}
    }
}

#[test]
fn no_hidden_program_gets_through() {
    assert!(VECTORS.len() >= 60, "{} vectors", VECTORS.len());
    let importer = Importer::alone();
    let mut problems = Vec::new();
    for vector in VECTORS {
        for (format, raw) in wrapped(vector) {
            let options = ImportOptions {
                format: Some(format),
                today: jiff::civil::date(2026, 1, 15),
                ..ImportOptions::default()
            };
            let Ok(imported) = importer.import(raw.as_bytes(), &options) else {
                if !swallows_the_rest(vector) {
                    problems.push(format!("{vector}\n  as {format:?} is not imported"));
                }
                continue;
            };
            let text = imported.without_images();
            let (front, body) = text
                .strip_prefix("+++\n")
                .and_then(|rest| rest.split_once("\n+++\n"))
                .expect("the file has front matter");
            let table: toml::Table = front.parse().expect("the front matter is TOML");
            let mut urls = Vec::new();
            addresses(&toml::Value::Table(table), &mut urls);
            let mut found: Vec<String> = urls.into_iter().filter(|url| !is_harmless(url)).collect();
            // As the site reads Markdown, and as other programs do.
            for options in [Options::all(), Options::ENABLE_TABLES | Options::ENABLE_MATH] {
                let mut page = String::new();
                html::push_html(&mut page, Parser::new_ext(body, options));
                found.extend(active_parts(&page));
            }
            if !found.is_empty() {
                problems.push(format!("{vector}\n  as {format:?} gives {found:?}\n{body}"));
            }
            // Nothing of the article is lost to markup that does not end.
            let is_whole = body.contains(PROSE) && body.contains(MORE);
            if format != RawFormat::Markdown && !swallows_the_rest(vector) && !is_whole {
                problems.push(format!("{vector}\n  as {format:?} loses text:\n{body}"));
            }
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n\n"));
}

/// Whether browsers too show nothing of what follows such markup.
fn swallows_the_rest(vector: &str) -> bool {
    ["<script>alert(1)//", "<plaintext>", "<style><!--", "<mglyph><style>", "<title>", "'/></svg>"]
        .iter()
        .any(|start| vector.contains(start))
}

#[test]
fn the_check_sees_what_is_active() {
    for active in [
        "<img src=x onerror=alert(1)>",
        "<a href='java\nscript:alert(1)'>a</a>",
        "<p style='color:red'>p</p>",
        "<svg/onload=alert(1)>",
        "<img src='data:image/svg+xml,x'>",
    ] {
        assert!(!active_parts(active).is_empty(), "{active}");
    }
    let passive = "<p class=a><a href='https://example.org'>a</a><sub>2</sub><!-- --></p>";
    assert!(active_parts(passive).is_empty());
}

/// Parts that a rule may compare with all others: so many of them are on a page.
const MANY: usize = 1_500;

/// Nothing asserts a time; a rule that compares each of them with all others makes this test so slow
/// that it is noticed.
#[test]
fn thousands_of_parts_of_one_kind_are_imported() {
    let importer = Importer::alone();
    let table = "<table><tr><th>Dose<th>Effect<tr><td>{n}<td>more</table>";
    for (before, part, after) in [
        ("", &*format!("<div class=hidden>{table}</div>"), ""),
        ("", &*format!("<div hidden>{table}</div>"), ""),
        ("", &*format!("<div id=t{{n}} class=modal>{table}</div>"), ""),
        (
            "",
            "<a href='#t{n}'>{n}</a> <div hidden id=t{n}><p>A hidden sentence of words, the {n}th of them.</p></div>",
            "",
        ),
        (
            "",
            "<figure class=hidden><img src=https://e.example/{n}.png alt='Curve {n}'><figcaption>The curve of dose {n}</figcaption></figure>",
            "",
        ),
        (
            "",
            "<figure hidden><img src=https://e.example/1.png alt=Curve><figcaption>The curve of all doses</figcaption></figure>",
            "",
        ),
        ("<ol>", "<li><span>{n}</span><p>Take {n} of them.</p></li>", "</ol>"),
        (
            "",
            "<ol><li><b>1.</b><div>Take {n}.</div></li><li><b>2.</b><div>Wait.</div></li></ol>",
            "",
        ),
        ("", "<p>See <a href='#h{n}'>part {n}</a>.</p><h3 id=h{n}>Part {n}</h3>", ""),
        ("<p>", "<a href='#h{n}'>{n}</a>, ", "</p>"),
        ("", "<dialog><p>A sentence in a dialog, the {n}th of them.</p></dialog>", ""),
        ("", "<div hidden>", ""),
        ("<table><tr><th>Effect<th>Group</tr>", "<tr><td>{n}<td>more</tr>", "</table>"),
        ("", "<p>By</p><p>Ada Reed</p>", ""),
        ("", "<p>文：山田太郎</p>", ""),
        ("", "<p style='mso-list:l0 level1 lfo1'><b>C.</b> item {n}</p>", ""),
    ] {
        // Numbers begin with 1.
        let parts: String =
            (1..=MANY).map(|number| part.replace("{n}", &number.to_string())).collect();
        let page = format!(
            "<!doctype html><html lang=en><head><title>Tablets for sleep</title></head><body><main><h1>Tablets for sleep</h1><p>{PROSE}</p><p>{MORE}</p>{before}{parts}{after}</main></body></html>"
        );
        let options = ImportOptions {
            format: Some(RawFormat::Html),
            today: jiff::civil::date(2026, 1, 15),
            ..ImportOptions::default()
        };
        let imported = importer.import(page.as_bytes(), &options).expect("it is an article");
        assert!(imported.text.contains(PROSE), "{part}");
    }
}
