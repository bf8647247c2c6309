//! `init`: creates a new site that is ready to build.

use std::fs;
use std::path::Path;

use super::options::ExitStatus;
use super::terminal::Terminal;

/// The new site's files.
const FILES: [(&str, &str); 5] = [
    ("site.toml", include_str!("starter/site.toml")),
    (".gitignore", "/public/*\n"),
    ("content/about.md", include_str!("starter/about.md")),
    ("content/articles/welcome.md", include_str!("starter/welcome.md")),
    ("content/drugs/ketamine.md", include_str!("starter/ketamine.md")),
];

pub(super) fn run(dir: &Path, terminal: &Terminal) -> ExitStatus {
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
    for (path, text) in FILES {
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
