//! What to write in Offprint instead of a shortcode, by its name.

/// What to write instead of a shortcode of this name, in lower case.
pub(super) fn advice(name: &str) -> &'static str {
    let is_any = |known: &[&str]| known.iter().any(|known| name.contains(known));
    if matches!(name, "mark" | "bold") {
        "write it as **bold** or *italic*"
    } else if name == "change" {
        "accept or reject the change, and remove the marks"
    } else if matches!(name, "toc" | "tableofcontents" | "contents" | "_toc_") {
        "remove it: the theme shows the headings of a long text"
    } else if name == "result" {
        "write the result itself"
    } else if name == "crossref" {
        "write what it refers to, or a link to a heading: [Methods](#methods)"
    } else if name == "table-caption" {
        "write the caption as a paragraph above the table"
    } else if name == "attribute" {
        "remove it, or write the element in HTML, with its class"
    } else if is_any(&["figure", "image", "img", "gallery", "caption", "picture", "slideshow"]) {
        "write an image: ![what it shows](file.png \"caption\")"
    } else if is_any(&[
        "youtube",
        "vimeo",
        "video",
        "audio",
        "playlist",
        "embed",
        "iframe",
        "tweet",
        "gist",
        "instagram",
        "soundcloud",
    ]) {
        "write a link: [title](https://…)"
    } else if is_any(&["ref", "link", "post_url", "url", "doc"]) && !is_any(&["prefs"]) {
        "write a link to the file: [text](other-article.md)"
    } else if is_any(&["cite", "bibliography", "citation"]) {
        "write a citation: [@id], with its work in `[[citations]]` of the front matter"
    } else if is_any(&["footnote"]) {
        "write a footnote: [^1], and on a line of its own [^1]: …"
    } else if is_any(&["highlight", "code", "raw", "verbatim"]) && !is_any(&["shortcode"])
        || is_language(name)
    {
        "write a code block: ``` and the language, the code, ```"
    } else if is_any(&["math", "katex", "latex", "eq"]) {
        "write a formula: $…$"
    } else if is_any(&[
        "note",
        "tip",
        "hint",
        "warning",
        "danger",
        "caution",
        "info",
        "important",
        "alert",
        "notice",
        "callout",
        "admonition",
    ]) {
        "write a box: a line > [!NOTE], and > before each line of its text"
    } else if is_any(&["include", "import"]) {
        "copy the text to this place"
    } else if is_any(&["comment"]) {
        "remove it, or write a comment: <!-- … -->"
    } else {
        "write what it stands for, in Markdown or HTML"
    }
}

/// Languages of code that other programs run.
pub(super) fn is_language(name: &str) -> bool {
    [
        "bash",
        "dataview",
        "dataviewjs",
        "dot",
        "js",
        "julia",
        "mermaid",
        "node",
        "octave",
        "ojs",
        "python",
        "r",
        "ruby",
        "rust",
        "sas",
        "sh",
        "sql",
        "stata",
    ]
    .contains(&name)
}
