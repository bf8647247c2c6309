//! `new`: creates a content file with every useful key, ready to edit.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use clap::ValueEnum;
use jiff::civil::Date;
use offprint::{Overrides, Project, StorageMode};

use super::options::ExitStatus;
use super::terminal::Terminal;

/// The kinds of content files.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NewKind {
    /// An article in `content/articles/`.
    Article,
    /// A standalone page in `content/`.
    Page,
    /// A drug in `content/drugs/`.
    Drug,
    /// A tag in `content/tags/`.
    Tag,
    /// A class of drugs in `content/classes/`.
    Class,
    /// An author in `content/authors/`.
    Author,
    /// A series of articles in `content/series/`.
    Series,
    /// An issue in `content/issues/`.
    Issue,
}

pub(super) fn run(
    root: &Path,
    title: &str,
    kind: NewKind,
    today: Date,
    terminal: &Terminal,
) -> ExitStatus {
    let given = title.trim();
    let known = if kind == NewKind::Drug { find_known_drug(root, given, today) } else { None };
    let other_name = known
        .as_ref()
        .map(|known| known.name.as_str())
        .filter(|name| offprint_base::slugify(name) != offprint_base::slugify(given));
    if let Some(file) = known.as_ref().and_then(|known| known.file.as_ref()) {
        let message = match other_name {
            Some(name) => {
                format!("`{given}` is a name of {name}, which already has a file: `{file}`")
            }
            None => format!("there is already a file `{file}`"),
        };
        terminal.error(&message, Some("edit it, or choose another title"));
        return ExitStatus::Errors;
    }
    // A site in another language than that of the vocabulary calls the drug by the given name.
    let is_own_name = known.as_ref().is_some_and(|known| known.match_kind == "alias")
        && !site_language(root).starts_with("en");
    let slug = offprint_base::slugify(other_name.unwrap_or(given));
    let other_name = other_name.filter(|_| !is_own_name);
    let title = other_name.unwrap_or(given);
    if slug.is_empty() {
        terminal.error(
            &format!("`{title}` gives no usable file name"),
            Some("use letters or digits in the title"),
        );
        return ExitStatus::Usage;
    }
    let folder = match kind {
        NewKind::Article => "content/articles",
        NewKind::Page => "content",
        NewKind::Drug => "content/drugs",
        NewKind::Tag => "content/tags",
        NewKind::Class => "content/classes",
        NewKind::Author => "content/authors",
        NewKind::Series => "content/series",
        NewKind::Issue => "content/issues",
    };
    let path = format!("{folder}/{slug}.md");
    let file = root.join(&path);
    let number = if kind == NewKind::Issue { next_issue_number(root, today) } else { 1 };
    let title_text = serde_json::Value::String(title.to_owned()).to_string();
    // A site may declare series or issues as terms that articles name, like tags.
    let text_kind = match kind {
        NewKind::Series | NewKind::Issue if declares_taxonomy(root, folder) => NewKind::Tag,
        _ => kind,
    };
    let mut text = new_file_text(text_kind, &title_text, today, number);
    // The given name becomes one of the names of the drug, so that it links to its page.
    if let (Some(_), Some(known)) = (other_name, &known) {
        let key = match known.match_kind.as_str() {
            "brand" => "brands",
            "code" => "codes",
            _ => "aliases",
        };
        let line =
            text.lines().find(|line| line.starts_with(&format!("# {key} = "))).map(str::to_owned);
        if let Some(line) = line {
            text =
                text.replacen(&line, &format!("{key} = [{}]", serde_json::Value::from(given)), 1);
        }
    }
    let result = fs::create_dir_all(root.join(folder))
        // Never overwrites a file, not even one that is created at the same moment.
        .and_then(|()| fs::OpenOptions::new().write(true).create_new(true).open(&file))
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match result {
        Ok(()) => {
            if other_name.is_some() {
                terminal.warning(&format!(
                    "`{given}` is a name of {title}: this file is for both names"
                ));
            }
            terminal.result(&file.display().to_string());
            ExitStatus::Success
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            terminal.error(
                &format!("there is already a file `{path}`"),
                Some("edit it, or choose another title"),
            );
            ExitStatus::Errors
        }
        Err(error) => {
            terminal.error(&format!("`{path}` cannot be written: {error}"), None);
            ExitStatus::Errors
        }
    }
}

/// The language of the site, as its settings state it: `en` without one.
fn site_language(root: &Path) -> String {
    let text = fs::read_to_string(root.join("site.toml")).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_default();
    table.get("language").and_then(toml::Value::as_str).unwrap_or("en").to_ascii_lowercase()
}

/// Whether the settings of a site declare the group of terms whose files are in a folder.
pub(super) fn declares_taxonomy(root: &Path, folder: &str) -> bool {
    let text = fs::read_to_string(root.join("site.toml")).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let declared = table.get("taxonomies").and_then(toml::Value::as_array);
    declared.into_iter().flatten().any(|group| {
        let key = group.get("key").and_then(toml::Value::as_str);
        key.is_some() && key == folder.strip_prefix("content/")
    })
}

/// A drug that a name belongs to.
struct KnownDrug {
    /// The canonical name of the drug.
    name: String,
    /// Its file, if it has one.
    file: Option<String>,
    /// The kind of the given name, such as `brand`.
    match_kind: String,
}

/// The drug that a name belongs to. All its names share one page.
fn find_known_drug(root: &Path, name: &str, today: Date) -> Option<KnownDrug> {
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let (_, known) = project.importer(today).ok()?.explain(name)?;
    let is_listed = known["kind"] == "drug"
        && ["name", "alias", "brand", "code"].iter().any(|kind| known["match"] == **kind);
    let canonical = known["canonical"].as_str().filter(|_| is_listed)?;
    let page = format!("/drugs/{}/", known["slug"].as_str()?);
    let terms = project.inventory(today).0.map(|inventory| inventory.terms).unwrap_or_default();
    let file = terms
        .into_iter()
        .find(|term| term.taxonomy == "drugs" && term.url.ends_with(&page))
        .and_then(|term| term.file);
    Some(KnownDrug {
        name: canonical.to_owned(),
        file,
        match_kind: known["match"].as_str()?.to_owned(),
    })
}

/// The number after the highest number of an issue of the site.
pub(super) fn next_issue_number(root: &Path, today: Date) -> u32 {
    // Drafts and scheduled issues will have their numbers, too.
    let all = Overrides { drafts: true, future: true, ..Overrides::default() };
    let mut project = Project::new(root, all, StorageMode::Memory);
    let terms = project.inventory(today).0.map(|inventory| inventory.terms).unwrap_or_default();
    terms.into_iter().filter_map(|term| term.number).max().map_or(1, |number| number + 1)
}

/// The text of the new file. Titles are quoted as in JSON, which TOML reads alike.
fn new_file_text(kind: NewKind, title: &str, today: Date, number: u32) -> String {
    match kind {
        NewKind::Article => format!(
            "+++\n\
             title = {title}\n\
             date = {today}\n\
             draft = true\n\
             # summary = \"One or two sentences.\"\n\
             # authors = [\"Your name\"]\n\
             # editors = [\"…\"]\n\
             # medical_reviewers = [\"…\"]\n\
             # license = \"CC BY 4.0\"          # if it differs from that of the site\n\
             # drugs = [\"ketamine\"]            # any name of each drug\n\
             # tags = [\"phase 2\"]\n\
             # key_findings = [\"…\", \"…\"]\n\
             # reviewed = {today}\n\
             # review_by = {review}\n\
             # publish_on = {today}\n\
             # aliases = [\"/old/url/\"]         # old URLs, each becomes a redirect\n\
             \n\
             # [source]                        # the original article\n\
             # name = \"…\"\n\
             # url = \"https://…\"\n\
             # title = \"…\"\n\
             # published = {today}\n\
             \n\
             # [study]\n\
             # design = \"…\"\n\
             # phase = \"…\"\n\
             # n = 0\n\
             # population = \"…\"\n\
             # intervention = \"…\"\n\
             # comparator = \"…\"\n\
             # outcome = \"…\"\n\
             # registry = [\"NCT…\"]\n\
             \n\
             # [[citations]]                   # cited in the text as [@family2025]\n\
             # id = \"family2025\"\n\
             # title = \"…\"\n\
             # authors = [\"Family AB\"]\n\
             # journal = \"…\"\n\
             # year = 2025\n\
             # doi = \"10.…\"\n\
             +++\n\
             \n\
             Write here.\n",
            review = today.saturating_add(jiff::Span::new().years(1)),
        ),
        NewKind::Page => format!(
            "+++\ntitle = {title}\n# summary = \"One or two sentences.\"\n# date = {today}\n# aliases = [\"/old/url/\"]\n+++\n\nWrite here.\n"
        ),
        NewKind::Drug => format!(
            "+++\n\
             title = {title}                  # the usual name\n\
             # aliases = [\"…\"]                # other names\n\
             # brands = [\"…\"]\n\
             # codes = [\"…\"]                  # research codes\n\
             # class = \"…\"\n\
             # mechanism = \"…\"\n\
             # status = \"…\"\n\
             # ids = {{ drugbank = \"…\", unii = \"…\", cas = \"…\", atc = \"…\" }}\n\
             # related = [\"…\"]\n\
             # summary = \"One or two sentences.\"\n\
             +++\n\
             \n\
             Write here what is known, with sources.\n"
        ),
        NewKind::Class => format!(
            "+++\n\
             title = {title}                  # as on the pages of drugs, in the plural\n\
             # aliases = [\"…\"]                # other names\n\
             # related = [\"…\"]                # other classes\n\
             # summary = \"One or two sentences.\"\n\
             # reviewed = {today}\n\
             # review_by = {review}\n\
             +++\n\
             \n\
             Write here what the drugs of this class have in common, with sources.\n",
            review = today.saturating_add(jiff::Span::new().years(1)),
        ),
        NewKind::Author => format!(
            "+++\n\
             name = {title}\n\
             # aliases = [\"…\"]                # other names under which articles name the author\n\
             # orcid = \"0000-…\"\n\
             # role = \"…\"                     # what the author does for the site\n\
             # affiliation = [\"…\"]\n\
             # conflicts = \"…\"                # conflicts of interest, or that there are none\n\
             # photo = \"…\"                    # an image file, such as \"/photos/name.jpg\"\n\
             # group = true                   # for a group or an organisation\n\
             # summary = \"One or two sentences.\"\n\
             +++\n\
             \n\
             Write here who it is.\n"
        ),
        NewKind::Series => format!(
            "+++\n\
             title = {title}\n\
             # summary = \"One or two sentences.\"\n\
             articles = []                    # in their order, each by its file: \"onfasprodil-phase-2\"\n\
             +++\n\
             \n\
             Write here what the series is about.\n"
        ),
        NewKind::Issue => format!(
            "+++\n\
             title = {title}\n\
             number = {number}\n\
             date = {today}\n\
             # summary = \"One or two sentences.\"\n\
             articles = []                    # in their order, each by its file: \"onfasprodil-phase-2\"\n\
             +++\n\
             \n\
             Write here the editorial.\n"
        ),
        NewKind::Tag => format!(
            "+++\ntitle = {title}\n# aliases = [\"…\"]                # other names\n# related = [\"…\"]\n# summary = \"One or two sentences.\"\n+++\n\nWrite here what it means.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_to_replace_is_known() {
        for kind in NewKind::value_variants() {
            let text = new_file_text(*kind, "\"Title\"", jiff::civil::date(2026, 1, 1), 1);
            let last = text.lines().last().unwrap_or_default();
            assert!(offprint::PLACEHOLDERS.contains(&last), "{last}");
        }
    }
}
