//! Images and tags of imported articles, by the command: what belongs to the source comes along,
//! whatever is missing is reported, and the site builds.

use crate::support::Folder;

/// The smallest sound PNG image: one transparent pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, b'I', b'D', b'A', b'T',
    0x78, 0xda, 0x63, 0x64, 0x60, 0xf8, 0x5f, 0x0f, 0, 0x02, 0x87, 0x01, 0x80, 0xeb, 0x47, 0xba,
    0x92, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

const FIRST: &str = "The clinic opened its doors on Monday, and forty patients came on the first day to ask for an appointment with one of its three doctors, who had expected half of them at most.";
const SECOND: &str = "Treatment follows the national guideline, and the first visit lasts two hours, so that every question can be asked and answered at length, also those that nobody had thought of before.";

const PAGE_FILE: &str = "content/articles/a-clinic-opens.md";

fn site() -> Folder {
    let folder = Folder::new();
    folder.write("site.toml", "title = \"Test\"\nbase_url = \"https://research-digest.net/\"\n");
    folder
}

fn page(middle: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=en><head><title>A clinic opens</title>\n\
         <link rel=canonical href=\"https://news.example/a/clinic\">\n\
         <meta property=\"article:published_time\" content=\"2025-03-04\"></head>\n<body><article>\n\
         <h1>A clinic opens</h1>\n<p>{FIRST}</p>\n{middle}\n<p>{SECOND}</p>\n</article></body></html>\n"
    )
}

fn markdown(front: &str, middle: &str) -> String {
    format!(
        "---\ntitle: A clinic opens\ndate: 2025-03-04\n{front}---\n{FIRST}\n\n{middle}\n\n{SECOND}\n"
    )
}

#[test]
fn images_come_along() {
    let folder = site();
    folder.write(
        "page.html",
        page("<p><img src=\"./page_files/The House.png\" alt=\"The house\"></p>"),
    );
    folder.write("page_files/The House.png", PNG);
    let run = folder.run(&["import", "page.html"]).exits(0);
    assert!(run.out.contains("a-clinic-opens/index.md; 1 image copied"), "{}", run.out);
    let text = folder.read("content/articles/a-clinic-opens/index.md");
    assert!(text.contains("![The house](the-house.png)"), "{text}");
    folder.run(&["build"]).clean();
}

#[test]
fn images_are_added_later_to_an_edited_article() {
    let folder = site();
    folder.write(
        "page.html",
        page("<p><img src=\"page_files/a.png\" alt=\"A\"></p>\n<p>See <img src=\"page_files/b.png\" alt=\"B\"> here, which shows the second floor of the house.</p>"),
    );
    folder.write("page_files/a.png", PNG);
    let run = folder.run(&["import", "page.html", "--no-assets"]).exits(0);
    assert!(run.err.contains("2 images not copied because of --no-assets"), "{}", run.err);
    folder.run(&["build"]).clean();
    // The editor changes the text around the images, and has a file where one would go.
    let text = folder.read(PAGE_FILE);
    let edited = text.replace("The clinic", "The new clinic").replace("Treatment", "The treatment");
    folder.write(PAGE_FILE, edited + "\nMore of it.\n");
    folder.write("content/articles/a-clinic-opens/a.png", "not the image of the page");
    let run = folder.run(&["import", "page.html"]).exits(0);
    assert!(run.out.contains("unchanged); 1 image copied"), "{}", run.out);
    assert!(run.err.contains("`page_files/b.png` (line 9): there is no such file"), "{}", run.err);
    let text = folder.read(PAGE_FILE);
    assert!(
        text.contains("![A](a-clinic-opens/a-2.png)") && text.contains("The new clinic"),
        "{text}"
    );
    assert!(text.contains("More of it.") && !text.contains("](page_files/a.png"), "{text}");
    assert_eq!(folder.read("content/articles/a-clinic-opens/a.png"), "not the image of the page");
    folder.write("page_files/b.png", [PNG, b"more"].concat());
    let run = folder.run(&["import", "page.html"]).clean();
    assert!(run.out.contains("1 image copied"), "{}", run.out);
    assert!(folder.read(PAGE_FILE).contains("See ![B](a-clinic-opens/b.png) here"));
    let run = folder.run(&["import", "page.html"]).clean();
    assert!(!run.out.contains("copied"), "{}", run.out);
}

#[test]
fn images_of_markdown_come_along() {
    let folder = site();
    folder.write("vault/.obsidian/app.json", "{}");
    folder.write("vault/attachments/chart.png", PNG);
    folder.write("vault/cover.png", PNG);
    folder.write("vault/notes/own pic.png", PNG);
    folder.write(
        "vault/notes/clinic.md",
        markdown(
            "cover: \"[[cover.png]]\"\n",
            "![[chart.png|A chart|300]]\n\n![P](own pic.png)\n\n![R][1]\n\n<img src=\"own%20pic.png\" alt=\"H\">\n\n[1]: ../cover.png",
        ),
    );
    folder.run(&["import", "vault/notes/clinic.md"]).clean();
    let text = folder.read("content/articles/a-clinic-opens/index.md");
    for expect in
        ["image = \"cover.png\"", "![A chart](chart.png)", "![P](own-pic.png)", "![R](cover.png)"]
    {
        assert!(text.contains(expect), "{expect} in {text}");
    }
    folder.run(&["build"]).clean();

    // A page bundle of Hugo, and a folder for images of the whole site.
    let folder = site();
    folder.write("hugo.toml", "");
    folder.write("static/images/s.jpg", PNG);
    folder.write("posts/one/pic.webp", PNG);
    folder.write(
        "posts/one/index.md",
        markdown(
            "cover:\n  image: pic.webp\n  alt: The house\n",
            "{{< figure src=\"pic.webp\" caption=\"The house\" >}}\n\n![S](/images/s.jpg)",
        ),
    );
    let run = folder.run(&["import", "posts"]).exits(0);
    assert!(!run.err.contains("not copied"), "{}", run.err);
    let text = folder.read("content/articles/a-clinic-opens/index.md");
    for expect in ["image_alt = \"The house\"", "(pic.webp \"The house\")", "![S](s.jpg)"] {
        assert!(text.contains(expect), "{expect} in {text}");
    }
}

#[test]
fn an_image_with_several_addresses_is_copied_once() {
    let folder = site();
    folder.write("blog/a b.png", PNG);
    folder.write(
        "blog/post.md",
        markdown("", "![A](a%20b.png)\n\n![B](<a b.png>)\n\n![C](../blog/a%20b.png#center)"),
    );
    let run = folder.run(&["import", "blog/post.md", "--dry-run"]);
    assert!(run.out.contains("1 image would be copied"), "{}", run.out);
    let run = folder.run(&["import", "blog/post.md"]);
    assert!(run.out.contains("1 image copied"), "{}", run.out);
}

#[test]
fn hostile_and_missing_images_are_reported_with_their_lines() {
    let folder = site();
    folder.write("secret.png", PNG);
    folder.write("raw/page.png", "<!DOCTYPE html><script>alert(1)</script>");
    folder.write("raw/evil.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>");
    folder.write(
        "raw/good.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>",
    );
    folder.write(
        "raw/clinic.md",
        markdown(
            "image: none.png\n",
            "![a](../secret.png)\n![b](/etc/passwd.png)\n![c](file:///c.png)\n![d](page.png)\n![e](evil.svg)\n![f](good.svg)\n![g](gone.png)\n\n```\n![code](code.png)\n```",
        ),
    );
    let run = folder.run(&["import", "raw/clinic.md", "-v"]).exits(0);
    for expect in [
        "7 images not copied",
        "`none.png` (line 4): there is no such file",
        "`../secret.png` (line 8): it is outside the folder",
        "`/etc/passwd.png` (line 9): ",
        "`file:///c.png` (line 10): the address is valid only",
        "`page.png` (line 11): it is no image",
        "`evil.svg` (line 12): the SVG image contains scripts",
        "`gone.png` (line 14): there is no such file",
    ] {
        assert!(run.err.contains(expect), "{expect} in {}", run.err);
    }
    let text = folder.read("content/articles/a-clinic-opens/index.md");
    assert!(text.contains("![f](good.svg)") && text.contains("![code](code.png)"), "{text}");
    folder.run(&["build"]).exits(0);
    let run = folder.run(&["import", "raw/clinic.md", "--format", "json"]).exits(0);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    assert_eq!(report["images"]["problems"][0]["line"], 4);
}

#[test]
fn images_on_other_sites_are_listed() {
    let folder = site();
    let images: String =
        (1..=5).map(|n| format!("![{n}](https://cdn.example/{n}.png)\n")).collect();
    folder.write("clinic.md", markdown("", &images));
    let run = folder.run(&["import", "clinic.md"]).exits(0);
    for expect in ["5 images on other sites", "`_headers` blocks", "3.png (line 9), 2 more"] {
        assert!(run.err.contains(expect), "{expect} in {}", run.err);
    }
    let run = folder.run(&["import", "clinic.md", "--format", "json"]).exits(0);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    assert_eq!(report["images"]["remote"][4]["url"], "https://cdn.example/5.png");
    // An image that was saved with the page is used, though the page states its own URL.
    folder.write(
        "page.html",
        page("<p><img src=\"figures/f.png\" alt=\"F\"></p>").replace("A clinic", "One clinic"),
    );
    folder.write("figures/f.png", PNG);
    folder.run(&["import", "page.html"]).clean();
    assert!(folder.read("content/articles/one-clinic-opens/index.md").contains("![F](f.png)"));
}

#[test]
fn tags_of_the_author_stay_and_proposals_are_marked() {
    let folder = site();
    folder.write(
        "clinic.md",
        markdown(
            "categories: News\ntags: [EU, FDA approval, Research, null, 2024, health/sleep, Uncategorized]\nkeywords: a b, ketamine\n",
            "Depression, depression and depression.",
        ),
    );
    folder.write("second.md", markdown("", "Sleep, sleep and sleep again."));
    let run = folder.run(&["import", "clinic.md", "second.md", "--dry-run"]).exits(0);
    assert!(run.out.contains("  proposed tags: "), "{}", run.out);
    let run = folder.run(&["import", "clinic.md", "--stdout", "-v"]).exits(0);
    assert!(run.err.contains("proposed tags: "), "{}", run.err);
    let run = folder.run(&["import", "clinic.md"]).exits(0);
    assert!(run.out.contains("; proposed: "), "{}", run.out);
    for junk in
        ["`null` (a placeholder)", "`2024` (only a number)", "`Uncategorized` (a placeholder)"]
    {
        assert!(run.err.contains(junk), "{junk} in {}", run.err);
    }
    let text = folder.read(PAGE_FILE);
    for tag in ["News", "EU", "FDA approval", "Research", "health/sleep", "a b", "ketamine"] {
        assert!(text.contains(&format!("\"{tag}\"")), "{tag} in {text}");
    }
    folder.run(&["build"]).exits(0);
}

#[test]
fn formulas_that_cannot_be_rendered_do_not_stop_the_build() {
    let folder = site();
    folder.write(
        "clinic.md",
        markdown(
            "study:\n  name: ONE\n  duration: 8 weeks\n  funding: none\n",
            "Gas $\\nosuch{CO2}$ and $x^2$.",
        ),
    );
    let run = folder.run(&["import", "clinic.md"]).exits(0);
    assert!(run.err.contains("became code: `\\nosuch{CO2}` (line 11)"), "{}", run.err);
    let text = folder.read(PAGE_FILE);
    assert!(text.contains("[study]") && text.contains("duration = \"8 weeks\""), "{text}");
    folder.run(&["build"]).exits(0);
}
