//! Which issue `offprint issue` makes a mail of, and the file of a new one: the articles of a month, since
//! a day, with a tag, or those that are named.
//!
//! Existing files are never changed. This must not know what a mail is.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use jiff::civil::Date;
use offprint::{ArticleEntry, Inventory, Project};
use offprint_base::{capitalised, slugify, term_key};
use serde_json::Value;

use super::issue_args::IssueArgs;
use super::new::next_issue_number;

/// The folder of issues.
pub(super) const FOLDER: &str = "content/issues";

/// What cannot be done: the message, and the help.
pub(super) type Refusal = (String, String);

/// The issue of a mail.
pub(super) enum ChosenIssue {
    /// One that has a file, by the name of the file.
    Existing(String),
    /// A new one.
    New(NewIssue),
}

/// An issue without a file.
pub(super) struct NewIssue {
    /// The name of its file.
    pub(super) name: String,
    title: String,
    date: Date,
    articles: Vec<String>,
}

/// Chooses the issue, from the arguments and the articles of the site.
pub(super) fn choose_issue(
    root: &Path,
    project: &Project,
    inventory: &Inventory,
    args: &IssueArgs,
) -> Result<ChosenIssue, Refusal> {
    let wanted = match args.what.as_slice() {
        [] if args.since.is_none() && args.tag.is_none() => {
            return Err((
                "an issue has a name, a month, or articles".to_owned(),
                "write for example `offprint issue 2026-11` or `offprint issue --since 2026-11-01`"
                    .to_owned(),
            ));
        }
        [] => None,
        [only] => {
            let name = issue_name(only);
            if has_file(root, &name) {
                return existing(name, args);
            }
            month(&name)
        }
        _ => None,
    };
    let articles = &inventory.articles;
    let (found, default_name, is_month) = match (wanted, args.what.as_slice()) {
        (Some(first), _) => {
            let last = first.last_of_month();
            let found = published(articles, |date| (first..=last).contains(&date));
            (found, Some(first.strftime("%Y-%m").to_string()), true)
        }
        (None, []) => (published_with(articles, args), args.tag.as_deref().map(slugify), false),
        (None, names) => (named_articles(root, articles, names)?, None, false),
    };
    let newest = found.iter().filter_map(|entry| day_of(entry)).max();
    let (Some(newest), false) = (newest, found.is_empty()) else {
        return Err(nothing_found(args, &found));
    };
    let name = match &args.name {
        Some(name) => slugify(issue_name(name).as_str()),
        None => default_name.unwrap_or_else(|| newest.to_string()),
    };
    if name.is_empty() {
        return Err((
            "the name gives no usable file name".to_owned(),
            "use letters or digits".to_owned(),
        ));
    }
    if has_file(root, &name) {
        return Err((
            format!("there is already an issue `{FOLDER}/{name}.md`"),
            format!("make its mail with `offprint issue {name}`, or name the new one with --name"),
        ));
    }
    let title = match (&args.title, &args.tag) {
        (Some(title), _) => title.trim().to_owned(),
        (None, Some(tag)) => {
            let own = inventory.terms.iter().filter(|term| term.taxonomy == "tags");
            let own = own.map(|term| &term.name).find(|name| term_key(name) == term_key(tag));
            format!("{}: {}", capitalised(own.unwrap_or(tag)), project.issue_title(newest, false))
        }
        (None, None) => project.issue_title(newest, is_month),
    };
    // Two issues of one name would be an error of the site.
    let issues = inventory.terms.iter().filter(|term| term.taxonomy == "issues");
    if title.is_empty() || issues.into_iter().any(|term| term_key(&term.name) == term_key(&title)) {
        return Err((
            format!("there is already an issue with the title “{title}”"),
            "give the new one another title with --title".to_owned(),
        ));
    }
    Ok(ChosenIssue::New(NewIssue {
        title,
        name,
        date: newest,
        articles: found.iter().map(|entry| stem(&entry.path).to_owned()).collect(),
    }))
}

fn existing(name: String, args: &IssueArgs) -> Result<ChosenIssue, Refusal> {
    match args.name.is_some() || args.title.is_some() {
        true => Err((
            format!(
                "the issue `{FOLDER}/{name}.md` exists, and --name and --title are for a new one"
            ),
            "change the title in its file".to_owned(),
        )),
        false => Ok(ChosenIssue::Existing(name)),
    }
}

impl NewIssue {
    /// Writes the file of the issue; never overwrites one. Returns its path below the root.
    pub(super) fn write(&self, root: &Path, today: Date) -> Result<String, Refusal> {
        let quoted = |text: &str| Value::from(text).to_string();
        let articles: Vec<_> =
            self.articles.iter().map(|name| format!("  {},\n", quoted(name))).collect();
        let text = format!(
            "+++\ntitle = {}\nnumber = {}\ndate = {}\n# summary = \"What mail programs show beside the \
             subject.\"\narticles = [\n{}]\n+++\n",
            quoted(&self.title),
            next_issue_number(root, today),
            self.date,
            articles.concat()
        );
        let path = format!("{FOLDER}/{}.md", self.name);
        fs::create_dir_all(root.join(FOLDER))
            .and_then(|()| fs::File::create_new(root.join(&path)))
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| (format!("`{path}` cannot be written: {error}"), String::new()))?;
        Ok(path)
    }
}

/// The articles of a month that the file of its issue does not list.
pub(super) fn unlisted_of_month<'i>(
    root: &Path,
    name: &str,
    inventory: &'i Inventory,
) -> Vec<&'i ArticleEntry> {
    let Some(first) = month(name) else { return Vec::new() };
    let text = fs::read_to_string(root.join(FOLDER).join(format!("{name}.md"))).unwrap_or_default();
    let range = first..=first.last_of_month();
    let mut found = published(&inventory.articles, |date| range.contains(&date));
    // An article may be listed by its file, its slug, its URL or its title.
    found.retain(|entry| {
        let slug =
            entry.url.as_deref().and_then(|url| url.trim_end_matches('/').rsplit('/').next());
        let names = [Some(stem(&entry.path)), slug, Some(entry.title.as_str())];
        !names.into_iter().flatten().any(|name| text.contains(name))
    });
    found
}

/// `content/issues/2026-11.md` as `2026-11`.
fn issue_name(written: &str) -> String {
    let text = written.replace('\\', "/");
    let text = text.rsplit_once("content/issues/").map_or(text.as_str(), |(_, name)| name);
    let text = text.strip_suffix(".md").unwrap_or(text);
    text.strip_suffix("/index").unwrap_or(text).to_owned()
}

fn has_file(root: &Path, name: &str) -> bool {
    // A name with `/` is the path of something else.
    let folder = root.join(FOLDER);
    !name.is_empty()
        && !name.contains('/')
        && (folder.join(format!("{name}.md")).is_file()
            || folder.join(name).join("index.md").is_file())
}

/// The first day of `2026-11`.
fn month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let is_month = year.len() == 4 && month.len() == 2;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_month || !is_digits(year) || !is_digits(month) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// The refusal of what looks like a month and is none: `2026-13`, `2026-1`, `11/2026`.
fn mistaken_month(text: &str) -> Option<Refusal> {
    let (one, other) = text.split_once(['-', '/', '.'])?;
    let number = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| is_number)
    };
    let (year, month) = match (number(one)?, number(other)?) {
        (year, month) if one.len() == 4 && other.len() <= 2 => (year, month),
        (month, year) if other.len() == 4 && one.len() <= 2 => (year, month),
        _ => return None,
    };
    Some(match month {
        1..=12 => (
            format!("`{text}` is not written as a month"),
            format!("write the year and two digits: `offprint issue {year:04}-{month:02}`"),
        ),
        _ => (
            format!("`{text}` is not a month: months are 01 to 12"),
            format!("write for example `offprint issue {year:04}-12`"),
        ),
    })
}

fn day_of(entry: &ArticleEntry) -> Option<Date> {
    entry.date.as_deref()?.get(..10)?.parse().ok()
}

fn published(articles: &[ArticleEntry], is_wanted: impl Fn(Date) -> bool) -> Vec<&ArticleEntry> {
    let is_found =
        |entry: &&ArticleEntry| entry.state == "published" && day_of(entry).is_some_and(&is_wanted);
    articles.iter().filter(is_found).collect()
}

fn published_with<'i>(articles: &'i [ArticleEntry], args: &IssueArgs) -> Vec<&'i ArticleEntry> {
    let mut found = published(articles, |date| args.since.is_none_or(|since| date >= since));
    if let Some(tag) = &args.tag {
        found.retain(|entry| entry.tags.iter().any(|own| term_key(own) == term_key(tag)));
    }
    found
}

/// The name of an article's file, without folder and ending.
fn stem(path: &str) -> &str {
    let path = path.strip_prefix("content/articles/").unwrap_or(path);
    let path = path.strip_suffix(".md").unwrap_or(path);
    path.strip_suffix("/index").unwrap_or(path)
}

fn named_articles<'i>(
    root: &Path,
    articles: &'i [ArticleEntry],
    names: &[String],
) -> Result<Vec<&'i ArticleEntry>, Refusal> {
    let mut found: Vec<&ArticleEntry> = Vec::new();
    for written in names {
        let text = written.replace('\\', "/");
        let name = text.rsplit_once("content/articles/").map_or(text.as_str(), |(_, name)| name);
        let name = stem(name.trim_start_matches("./"));
        let Some(entry) = articles.iter().find(|entry| stem(&entry.path) == name) else {
            if let Some(refusal) = mistaken_month(written) {
                return Err(refusal);
            }
            let issues = issue_names(root);
            let help = match issues.as_slice() {
                [] => "name articles by their files, a month as 2026-11, or use --since DATE"
                    .to_owned(),
                issues => format!(
                    "the issues are: {}; name articles by their files, or a month as 2026-11",
                    issues.join(", ")
                ),
            };
            return Err((format!("there is neither an issue nor an article `{written}`"), help));
        };
        if entry.state != "published" {
            let message =
                format!("`{}` is not published: its state is `{}`", entry.path, entry.state);
            return Err((message, "publish it first, or leave it out".to_owned()));
        }
        if !found.iter().any(|known| known.path == entry.path) {
            found.push(entry);
        }
    }
    Ok(found)
}

fn issue_names(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root.join(FOLDER)).into_iter().flatten().flatten();
    let names = entries
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".md").map(str::to_owned));
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.truncate(10);
    names
}

fn nothing_found(args: &IssueArgs, found: &[&ArticleEntry]) -> Refusal {
    if !found.is_empty() {
        return (
            "none of these articles has a date".to_owned(),
            "add `date` to the newest of them: it becomes the date of the issue".to_owned(),
        );
    }
    let what = match (&args.tag, args.since, args.what.first()) {
        (Some(tag), Some(since), _) => format!("with the tag `{tag}` since {since}"),
        (Some(tag), None, _) => format!("with the tag `{tag}`"),
        (None, Some(since), _) => format!("dated {since} or later"),
        (None, None, Some(month)) => format!("dated in {month}"),
        (None, None, None) => "of this name".to_owned(),
    };
    (
        format!("there is no published article {what}"),
        "`offprint list` shows the articles with their dates".to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months() {
        assert_eq!(month("2026-11"), Date::new(2026, 11, 1).ok());
        for text in ["2026-13", "2026-1", "26-11", "2026-11-01", "spring", "-026-01", "2026-+1"] {
            assert_eq!(month(text), None, "{text}");
        }
    }

    #[test]
    fn mistaken_months() {
        for (text, expect) in [
            ("2026-13", "months are 01 to 12"),
            ("2026-00", "months are 01 to 12"),
            ("2026-1", "is not written as a month"),
            ("11/2026", "is not written as a month"),
            ("2026.11", "is not written as a month"),
        ] {
            let (message, _) = mistaken_month(text).expect("it is no month");
            assert!(message.contains(expect), "{message}");
        }
        for text in ["spring-2026", "2026", "2026-11-01", "1-2", "a/b", "-"] {
            assert_eq!(mistaken_month(text), None, "{text}");
        }
    }

    #[test]
    fn names_of_issues() {
        for text in ["2026-11", "content/issues/2026-11.md", "/a/content/issues/2026-11/index.md"] {
            assert_eq!(issue_name(text), "2026-11", "{text}");
        }
    }

    #[test]
    fn names_of_articles() {
        for path in ["content/articles/a.md", "content/articles/a/index.md", "a"] {
            assert_eq!(stem(path), "a", "{path}");
        }
        assert_eq!(stem("content/articles/2025/a.md"), "2025/a");
    }
}
