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

/// A language tag in its usual form: `DE_at` as `de-AT`, `ZH-HANT` as `zh-Hant` (BCP 47, section
/// 2.1.1).
fn usual_tag(written: &str) -> String {
    let lower = written.to_ascii_lowercase();
    let parts = lower.split(['-', '_']).enumerate().map(|(place, part)| match part.len() {
        2 if place > 0 => part.to_ascii_uppercase(),
        4 if place > 0 => offprint_base::capitalised(part),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("-")
}

pub(super) fn run(
    dir: &Path,
    language: &str,
    base_url: Option<&str>,
    terminal: &Terminal,
) -> ExitStatus {
    if !offprint::is_language(&language.replace('_', "-")) {
        terminal.error(
            &format!("`{language}` is not a language tag"),
            Some("use a tag such as `en`, `de` or `de-AT`"),
        );
        return ExitStatus::Usage;
    }
    // `de-AT` is German, with the language of the site as given.
    let language = &usual_tag(language);
    let general = language.split('-').next().unwrap_or_default();
    let Some(starter) = STARTERS.iter().find(|starter| starter.language == general) else {
        let known: Vec<_> = STARTERS.iter().map(|starter| starter.language).collect();
        terminal.error(
            &format!("there is no new site in the language `{language}`"),
            Some(&format!("use one of: {}", known.join(", "))),
        );
        return ExitStatus::Usage;
    };
    let is_sound = |url: &str| offprint::is_site_url(url) && !url.contains(['"', '\\', ' ']);
    if let Some(url) = base_url.filter(|url| !is_sound(url)) {
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

#[cfg(test)]
mod tests {
    use super::usual_tag;

    #[test]
    fn language_tags_have_their_usual_form() {
        for (written, expect) in [
            ("de", "de"),
            ("DE", "de"),
            ("de-at", "de-AT"),
            ("De_AT", "de-AT"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
        ] {
            assert_eq!(usual_tag(written), expect);
        }
    }
}
