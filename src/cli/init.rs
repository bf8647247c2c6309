//! `init`: a new site that builds at once.

use std::fs;
use std::path::Path;

use super::Outcome;
use super::say::Say;

/// The new site's files.
const FILES: [(&str, &str); 5] = [
    ("site.toml", include_str!("starter/site.toml")),
    (".gitignore", "/public/*\n"),
    ("content/about.md", include_str!("starter/about.md")),
    ("content/articles/welcome.md", include_str!("starter/welcome.md")),
    ("content/drugs/ketamine.md", include_str!("starter/ketamine.md")),
];

pub(super) fn run(dir: &Path, say: &Say) -> Outcome {
    match fs::read_dir(dir) {
        Ok(entries) => {
            // A fresh repository is as good as an empty folder.
            let is_taken = entries.flatten().any(|entry| entry.file_name() != ".git");
            if is_taken {
                say.error(
                    &format!("`{}` is not empty", dir.display()),
                    Some("name a folder that does not exist yet"),
                );
                return Outcome::Errors;
            }
        }
        Err(_) if dir.exists() => {
            say.error(
                &format!("`{}` is not a folder", dir.display()),
                Some("name a folder that does not exist yet"),
            );
            return Outcome::Errors;
        }
        Err(_) => {}
    }
    for (path, text) in FILES {
        let file = dir.join(path);
        let result =
            file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&file, text));
        if let Err(error) = result {
            say.error(&format!("`{}` cannot be written: {error}", file.display()), None);
            return Outcome::Errors;
        }
    }
    say.closing(&format!(
        "made a site in {0}\n\nnext:\n  cd {0}\n  offprint build              writes it into public/\n  offprint new \"My article\"   starts an article",
        dir.display()
    ));
    Outcome::Done
}
