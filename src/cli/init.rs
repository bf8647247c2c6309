//! `init`: creates a new site that is ready to build, in one of the languages of the built-in theme.

use std::fs;
use std::path::Path;

use super::options::ExitStatus;
use super::terminal::Terminal;

/// The address in the settings of a new site, which `build` asks to change.
const PLACEHOLDER: &str = "https://example.org/";

/// A new site in one language.
struct Starter {
    language: &'static str,
    settings: &'static str,
    /// The other files.
    files: [(&'static str, &'static str); 3],
}

macro_rules! starter {
    ($language:literal, $about:literal, $welcome:literal, $drug:literal) => {
        Starter {
            language: $language,
            settings: include_str!(concat!("starter/", $language, "/site.toml")),
            files: [
                (
                    concat!("content/", $about, ".md"),
                    include_str!(concat!("starter/", $language, "/about.md")),
                ),
                (
                    concat!("content/articles/", $welcome, ".md"),
                    include_str!(concat!("starter/", $language, "/welcome.md")),
                ),
                (
                    concat!("content/drugs/", $drug, ".md"),
                    include_str!(concat!("starter/", $language, "/drug.md")),
                ),
            ],
        }
    };
}

const STARTERS: [Starter; 4] = [
    starter!("en", "about", "welcome", "ketamine"),
    starter!("de", "ueber-uns", "willkommen", "ketamin"),
    starter!("es", "acerca-de", "bienvenida", "ketamina"),
    starter!("fr", "a-propos", "bienvenue", "ketamine"),
];

/// The new site's files, with its settings.
fn new_files(
    starter: &Starter,
    language: &str,
    base_url: Option<&str>,
) -> Vec<(&'static str, String)> {
    let line = |language: &str| format!("language = \"{language}\"\n");
    let mut settings = starter.settings.replacen(&line(starter.language), &line(language), 1);
    if let Some(base_url) = base_url {
        settings = settings.replacen(PLACEHOLDER, base_url, 1);
    }
    let mut files = vec![("site.toml", settings), (".gitignore", "/public/*\n".to_owned())];
    files.extend(starter.files.iter().map(|(path, text)| (*path, (*text).to_owned())));
    files
}

pub(super) fn run(
    dir: &Path,
    language: &str,
    base_url: Option<&str>,
    terminal: &Terminal,
) -> ExitStatus {
    // `de-AT` is German, with the language of the site as given.
    let general = language.split('-').next().unwrap_or_default();
    let Some(starter) = STARTERS.iter().find(|starter| starter.language == general) else {
        let known: Vec<_> = STARTERS.iter().map(|starter| starter.language).collect();
        terminal.error(
            &format!("there is no new site in the language `{language}`"),
            Some(&format!("use one of: {}", known.join(", "))),
        );
        return ExitStatus::Usage;
    };
    let is_web = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    if let Some(url) = base_url.filter(|url| !is_web(url) || url.contains(['"', '\\', ' '])) {
        terminal.error(
            &format!("`{url}` is not the address of a site"),
            Some("write the full URL: --base-url https://digest.example/"),
        );
        return ExitStatus::Usage;
    }
    match fs::read_dir(dir) {
        Ok(entries) => {
            // A new Git repository counts as an empty folder.
            let is_taken = entries.flatten().any(|entry| entry.file_name() != ".git");
            if is_taken {
                terminal.error(
                    &format!("`{}` is not empty", dir.display()),
                    Some("name a folder that does not exist yet"),
                );
                return ExitStatus::Errors;
            }
        }
        Err(_) if dir.exists() => {
            terminal.error(
                &format!("`{}` is not a folder", dir.display()),
                Some("name a folder that does not exist yet"),
            );
            return ExitStatus::Errors;
        }
        Err(_) => {}
    }
    for (path, text) in new_files(starter, language, base_url) {
        let file = dir.join(path);
        let result =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        if let Err(error) = result {
            terminal.error(&format!("`{}` cannot be written: {error}", file.display()), None);
            return ExitStatus::Errors;
        }
    }
    terminal.summary(&format!(
        "created a site in {0}\n\nnext:\n  cd {0}\n  offprint build              writes the site to public/\n  offprint new \"My article\"   creates an article",
        dir.display()
    ));
    ExitStatus::Success
}
