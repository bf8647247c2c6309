//! [`empty_site_problem`]: whether publishing would remove all articles.

use std::path::Path;

use super::manifest::Manifest;
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::Edition;

/// The error of an edition without articles for an output folder with articles: publishing it would
/// remove every page that readers know.
pub fn empty_site_problem(edition: &Edition, target: &Path) -> Option<Diagnostic> {
    let is_article = |path: &str| {
        path.strip_prefix("articles/").is_some_and(|rest| rest.ends_with("/index.html"))
    };
    if edition.pages().into_iter().any(|(route, _)| is_article(&route.file())) {
        return None;
    }
    let manifest = Manifest::load(target).ok().flatten()?;
    let count = manifest.files.keys().filter(|path| is_article(path)).count();
    (count > 0).then(|| {
        let plural = if count == 1 { "" } else { "s" };
        let message = format!(
            "there are no articles, and the last build had {count} page{plural} of articles"
        );
        Diagnostic::error(Code::EmptySite, message)
            .help("check the folder `content/articles/`; to remove these pages, use --allow-empty")
            .in_file(target.display().to_string())
    })
}
