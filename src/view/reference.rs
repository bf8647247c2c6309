//! The template reference, made from the doc comments of the views themselves, so that it cannot
//! say anything else.

use std::fmt::Write as _;

/// The sources that hold what templates see. Their doc comments are the reference.
const SOURCES: [&str; 10] = [
    include_str!("part.rs"),
    include_str!("article.rs"),
    include_str!("list.rs"),
    include_str!("derived_assets.rs"),
    include_str!("term.rs"),
    include_str!("archive.rs"),
    include_str!("map.rs"),
    include_str!("../site/card.rs"),
    include_str!("../site/profile.rs"),
    include_str!("../library/body/mod.rs"),
];

/// Each template, what it is for, and the struct that it is given; under `page`, or field by field.
const TEMPLATES: [(&str, &str, &str, bool); 13] = [
    ("article.html", "An article.", "ArticlePage", true),
    ("page.html", "A standalone page.", "StandalonePage", true),
    ("index.html", "The home page, and the further pages of its list.", "Home", false),
    ("term.html", "A drug, a tag, or a term of another group.", "TermPage", false),
    ("terms.html", "The index of a group of terms.", "TermIndex", false),
    ("class.html", "A class of drugs.", "ClassPage", false),
    ("classes.html", "The index of the classes of drugs.", "ClassIndex", false),
    ("archive.html", "Every year and month.", "ArchivePage", false),
    ("year.html", "The months of a year.", "YearPage", false),
    ("issue.html", "The articles of a month.", "IssuePage", false),
    ("map.html", "Which drugs appear together.", "MapPage", false),
    ("search.html", "The page that searches the site.", "SearchPage", false),
    ("404.html", "What is shown for an address that does not exist.", "NotFound", false),
];

const HEAD: &str = "# Template reference

Made by `offprint theme docs` from the program's own types: do not edit.

Templates are [Tera](https://keats.github.io/tera/) 2. They lie in three layers: the site's `templates/`, the theme's
`themes/NAME/templates/`, and the built-in theme `folio`. A file hides the file of the same name in the layers below.

To change one block of one template, write a file of the same name that extends the one below it:

```jinja
{# templates/article.html #}
{% extends \"theme/article.html\" %}
{% block article_footer %}{{ super() }}<p>Printed with care.</p>{% endblock article_footer %}
```

`theme/NAME` is the file in the layer below the site's own, `builtin/NAME` that of the built-in theme. `offprint theme
eject` copies the built-in theme, `offprint theme new NAME` starts one that changes it block by block.

Whatever a template prints is escaped. Only what is HTML already needs `| safe`: `content`, and nothing else.

## What every template may ask for

A page is rendered again when one of those that its template names has changed, so name only what you show.

";

const FILTERS: &str = "
## Filters

Besides [those of Tera](https://keats.github.io/tera/docs/):

| filter | does |
|---|---|
| `slugify` | a text as a part of a URL |
| `json` | a value as JSON that may stand inside a `<script>` of data: `{{ value \\| json \\| safe }}` |
| `date(format=\"%d %b %Y\")` | a date such as `2025-08-19` in another form ([strftime](https://docs.rs/jiff/latest/jiff/fmt/strtime/)) |
| `absolute` | a path as a whole address |
| `fill(name=…)` | a phrase with each name in braces filled in: `{{ t.page_n_of \\| fill(n=1, of=3) }}` |
| `count(n=…)` | a phrase in the plural form of a number: `{{ t.articles \\| count(n=5) }}` |
| `day` | a day such as `2025-08-19` without its year, in the site's language |
| `tex` | a text for BibTeX |

## A theme's settings

`theme.toml` names the theme, the versions of Offprint that it fits, and its settings. A site sets them in `[params]`, where
they are checked against their types; templates find them in `site.params`.

```toml
name = \"quiet\"
offprint = \">=0.1, <1\"

[settings.accent]
type = \"color\"            # text, bool, integer, color, font, file, files, list or choice (with choices = […])
default = \"#0f5e5a\"
description = \"The colour of rules and labels\"
# Of a colour only: what a style sheet calls it, and the backgrounds on which it must be readable.
property = \"--accent\"
on_light = [\"#fdfdfb\"]
on_dark = [\"#151617\"]
names = { plum = [\"#7a2f6b\", \"#e3a6d6\"] }   # for light and for dark
```

A colour that a site chooses is checked against these backgrounds. `site.style_url` is a style sheet that sets `--accent` to
it, in a shade for light and one for dark; link it after your own. Without a choice there is none.

A `font` names one of its `stacks` (`stacks = { serif = \"Georgia, serif\" }`), or files of a font on the site; that style sheet
sets its `property` too, and tells browsers of the files. Values of `file` and `files` are paths on the site, and what is not
there is an error.
";

struct TemplateField {
    name: String,
    kind: String,
    docs: String,
    is_flat: bool,
}

/// The reference as Markdown.
pub fn template_reference() -> String {
    let mut out = HEAD.to_owned();
    out.push_str("| name | type | what |\n|---|---|---|\n");
    for field in fields("Globals") {
        push_field_row(&mut out, "", &field);
    }
    out.push_str("\n## Templates\n");
    let mut wanted = vec!["SiteView".to_owned()];
    for (template, what, name, is_page) in TEMPLATES {
        let prefix = if is_page { "page." } else { "" };
        let _ =
            write!(out, "\n### `{template}`\n\n{what}\n\n| name | type | what |\n|---|---|---|\n");
        push_field_table(&mut out, name, prefix, &mut wanted);
    }
    out.push_str("\n## Types\n");
    let mut done: Vec<String> = Vec::new();
    while let Some(name) = wanted.pop() {
        if done.contains(&name)
            || TEMPLATES.iter().any(|(_, _, top, _)| *top == name)
            || fields(&name).is_empty()
        {
            continue;
        }
        done.push(name.clone());
        push_field_table(&mut String::new(), &name, "", &mut wanted);
    }
    done.sort();
    for name in done {
        let _ = write!(
            out,
            "\n### {name}\n\n{}\n\n| name | type | what |\n|---|---|---|\n",
            docs_of(&name)
        );
        push_field_table(&mut out, &name, "", &mut Vec::new());
    }
    out.push_str(FILTERS);
    out
}

fn push_field_row(out: &mut String, prefix: &str, field: &TemplateField) {
    let _ = writeln!(
        out,
        "| `{prefix}{}` | {} | {} |",
        field.name,
        type_in_words(&field.kind),
        field.docs.replace('|', "\\|")
    );
}

/// The rows of a struct; parts that are merged into it stand in their place.
fn push_field_table(out: &mut String, name: &str, prefix: &str, wanted: &mut Vec<String>) {
    for field in fields(name) {
        if field.is_flat {
            push_field_table(out, &struct_name(&field.kind), prefix, wanted);
        } else {
            push_field_row(out, prefix, &field);
            wanted.push(struct_name(&field.kind));
        }
    }
}

/// The name of the struct inside a type: `Vec<&'s Hashed<Card>>` → `Card`.
fn struct_name(kind: &str) -> String {
    let mut words = kind.split(|c: char| !c.is_alphanumeric() && c != '_');
    words
        .rfind(|word| {
            word.starts_with(char::is_uppercase)
                && !matches!(*word, "Vec" | "Option" | "Hashed" | "Arc")
        })
        .unwrap_or_default()
        .to_owned()
}

/// A type in words that need no Rust.
fn type_in_words(kind: &str) -> String {
    let kind = kind.trim();
    if let Some(inner) = kind.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        return format!("{} or none", type_in_words(inner));
    }
    let list = kind.strip_prefix("Vec<").and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) =
        list.or_else(|| kind.strip_prefix("&'s [").and_then(|rest| rest.strip_suffix(']')))
    {
        return format!("list of {}", type_in_words(inner));
    }
    let kind = kind.trim_start_matches("&'s ").trim_start_matches("&'static ");
    if let Some(inner) = kind.strip_prefix("Hashed<").and_then(|rest| rest.strip_suffix('>')) {
        return type_in_words(inner);
    }
    match struct_name(kind).as_str() {
        "" | "String" => match kind {
            "bool" => "true or false".into(),
            "usize" | "u8" | "u32" | "i8" | "i16" | "i32" => "number".into(),
            _ => "text".into(),
        },
        "LinkedHtml" => "HTML".into(),
        "Cow" => "text".into(),
        "Translations" | "JsonTable" => "table".into(),
        name => format!("[{name}](#{})", name.to_lowercase()),
    }
}

fn find_struct(name: &str) -> Option<(&'static str, usize)> {
    SOURCES.iter().find_map(|source| {
        [format!("struct {name} {{"), format!("struct {name}<'s> {{")]
            .iter()
            .find_map(|head| source.find(head.as_str()).map(|at| (*source, at)))
    })
}

fn docs_of(name: &str) -> String {
    let Some((source, at)) = find_struct(name) else { return String::new() };
    let mut lines: Vec<&str> = source[..at]
        .lines()
        .rev()
        .skip(1)
        .skip_while(|line| line.starts_with("#["))
        .take_while(|line| line.starts_with("///"))
        .map(|line| line.trim_start_matches("///").trim())
        .collect();
    lines.reverse();
    lines.join(" ")
}

fn fields(name: &str) -> Vec<TemplateField> {
    let Some((source, at)) = find_struct(name) else { return Vec::new() };
    let (mut list, mut docs, mut is_flat) = (Vec::new(), Vec::new(), false);
    for line in source[at..].lines().skip(1).take_while(|line| *line != "}") {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            docs.push(text.trim());
        } else if line.starts_with("#[serde(flatten)]") {
            is_flat = true;
        } else if let Some((field, kind)) = line
            .strip_prefix("pub ")
            .or_else(|| line.strip_prefix("pub(crate) "))
            .and_then(|rest| rest.split_once(": "))
        {
            list.push(TemplateField {
                name: field.to_owned(),
                kind: kind.trim_end_matches(',').to_owned(),
                docs: docs.join(" "),
                is_flat: std::mem::take(&mut is_flat),
            });
            docs.clear();
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_has_its_fields() {
        let reference = template_reference();
        for expect in [
            "| `page.content` | HTML |",
            "| `paginator` | [Paginator](#paginator) |",
            "### TermFull",
            "| `site` | [SiteView](#siteview) |",
        ] {
            assert!(reference.contains(expect), "{expect} is not in\n{reference}");
        }
    }

    #[test]
    fn every_field_is_documented() {
        for name in [
            "Globals",
            "ArticlePage",
            "ArticleCard",
            "Card",
            "TermFull",
            "DrugFacts",
            "Profile",
            "ClassPage",
            "Meta",
            "Heading",
        ] {
            let fields = fields(name);
            assert!(!fields.is_empty(), "{name}");
            for field in fields {
                assert!(!field.docs.is_empty(), "{name}.{}", field.name);
            }
        }
    }
}
