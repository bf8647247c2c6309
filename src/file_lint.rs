//! Lints about copied files: what would be published by accident, and what was meant to be an
//! article.
//!
//! As all lints, these change nothing. They must not read files: what a file contains is noted when
//! it is read.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::library::{FactRef, Library, LinkTarget, UnlocatedDiagnostic};
use crate::picture::{PersonalData, Pictures};
use crate::route::Route;
use crate::site::{Site, is_conflict_copy, possible_originals};
use crate::source::{Asset, SitePath, Sources};
use offprint_base::composed;

/// A site without a folder for its content: the wrong folder, or a lost one.
pub fn missing_content() -> Diagnostic {
    Diagnostic::error(Code::EmptySite, "there is no folder `content/` beside this file")
        .help("move the folder back, or use --allow-empty for a site without content")
        .in_file("site.toml")
}

/// Photos that are published with the place where they were taken, or with the serial number of
/// the camera: at the first link that shows them, or as a file if no page does.
pub fn photo_lints(site: &Site, library: &Library, pictures: &Pictures) -> Vec<Diagnostic> {
    let published = site.asset_routes.iter();
    published
        .filter_map(|(path, route)| {
            let what = match pictures.get(path)?.personal {
                PersonalData { location: true, serial_number: true } => {
                    "the place where it was taken and the serial number of the camera"
                }
                PersonalData { location: true, .. } => "the place where it was taken",
                PersonalData { serial_number: true, .. } => "the serial number of the camera",
                PersonalData { .. } => return None,
            };
            let message = format!("the photo `{path}` is published with {what}");
            let help = format!(
                "remove its metadata, for example with `exiftool -all= {}`, or export it without; smaller copies \
                 have none",
                path.name()
            );
            Some(match first_use(site, path, route) {
                Some((document, place)) => library.locate(&UnlocatedDiagnostic {
                    document,
                    place,
                    severity: Severity::Warning,
                    code: Code::PersonalData,
                    message,
                    help: Some(help),
                    note: None,
                }),
                None => Diagnostic::warning(Code::PersonalData, message)
                    .help(help)
                    .in_file(path.as_str()),
            })
        })
        .collect()
}

/// The first link of a published document to a copied file.
fn first_use(site: &Site, path: &SitePath, route: &Route) -> Option<(usize, FactRef)> {
    let path = composed(path.as_str());
    let names_it = |target: &LinkTarget| match target {
        LinkTarget::File(file, _) => composed(file.as_str()) == path,
        LinkTarget::Url(url, _) => url == route.as_str(),
        _ => false,
    };
    let shown = (0..site.facts.len()).filter(|id| site.is_shown(*id));
    shown.into_iter().find_map(|id| {
        let facts = &site.facts[id];
        let link = facts.links.iter().position(|link| names_it(&link.target));
        let image = || facts.image.as_ref()?.target.as_ref().filter(|target| names_it(target));
        match link {
            Some(link) => Some((id, FactRef::Link(link))),
            None => image().map(|_| (id, FactRef::Image)),
        }
    })
}

/// Private keys, passwords and settings with passwords among the copied files.
pub fn secret_lints(sources: &Sources, site: &Site) -> Vec<Diagnostic> {
    let published = site.asset_routes.iter().filter_map(|(path, _)| sources.assets.get(path));
    published
        .filter_map(|asset| {
            let what = secret_kind(asset)?;
            let help = "move it out of the site's folders and replace what it protects if it was ever \
                        published";
            Some(
                Diagnostic::warning(Code::SecretFile, format!("this file is published: {what}"))
                    .help(help)
                    .in_file(asset.path.as_str()),
            )
        })
        .collect()
}

/// What a file seems to keep secret.
fn secret_kind(asset: &Asset) -> Option<&'static str> {
    if asset.has_private_key {
        return Some("it contains a private key");
    }
    let name = asset.path.name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_example = ["example", "sample", "template", "dist"].contains(&ending);
    if (name == ".env" || name.starts_with(".env.") || ending == "env") && !is_example {
        return Some("files of this name contain passwords and keys of programs");
    }
    let is_key = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "id_ecdsa_sk", "id_ed25519_sk"]
        .contains(&&*name)
        || ["secring.gpg", "secring.pgp"].contains(&&*name)
        || ["p12", "pfx", "jks", "keystore", "ppk", "pkcs12", "p8"].contains(&ending);
    if is_key {
        return Some("files of this name contain private keys");
    }
    let has_passwords = [
        ".htpasswd",
        ".netrc",
        "_netrc",
        ".npmrc",
        ".pypirc",
        ".pgpass",
        ".my.cnf",
        ".git-credentials",
        ".dockercfg",
        ".dockerconfigjson",
        ".s3cfg",
        "wp-config.php",
        "credentials.json",
        "service-account.json",
        "client_secret.json",
    ]
    .contains(&&*name)
        || ["kdbx", "kdb", "agilekeychain", "ovpn"].contains(&ending)
        || asset.path.as_str().ends_with(".aws/credentials")
        || asset.path.as_str().ends_with(".docker/config.json");
    has_passwords.then_some("files of this name contain passwords")
}

/// Files below `content/` that were probably meant to be articles, unless a text names them.
pub fn unread_article_lints(sources: &Sources, site: &Site) -> Vec<Diagnostic> {
    const PAGES: [&str; 6] = ["html", "htm", "xhtml", "mht", "mhtml", "eml"];
    let in_content = |path: &&SitePath| path.as_str().starts_with("content/");
    let mut lints = Vec::new();
    for path in site.asset_routes.iter().map(|(path, _)| path).filter(in_content) {
        let name = path.name().to_lowercase();
        let Some((rest, ending)) = name.rsplit_once('.') else { continue };
        let is_hidden_markdown = rest.ends_with(".md") && matches!(ending, "txt" | "text");
        if !is_hidden_markdown && !PAGES.contains(&ending) || is_named(path, sources) {
            continue;
        }
        let message = "this file is not an article, but it is published as it is";
        let help = if is_hidden_markdown {
            let stem = &path.name()[..rest.len()];
            format!("to make it an article, rename it to `{stem}`")
        } else {
            format!("to make it an article, run `offprint import {path}` and delete this file")
        };
        lints.push(
            Diagnostic::warning(Code::MisplacedFile, message).help(help).in_file(path.as_str()),
        );
    }
    lints
}

/// Copies of files that synchronisation programs made. Those that the program marks are not published
/// unless a document names them.
pub fn copied_file_lints(sources: &Sources, site: &Site) -> Vec<Diagnostic> {
    let published: BTreeSet<&SitePath> = site.asset_routes.iter().map(|(path, _)| path).collect();
    let own = sources.assets.keys().filter(|path| !path.as_str().starts_with("themes/"));
    own.filter_map(|path| {
        let is_published = published.contains(path);
        let message = if is_conflict_copy(path) {
            let result = if is_published { "but a page uses it" } else { "so it is not published" };
            format!(
                "this file is a copy that a synchronisation program or a file manager made, {result}"
            )
        } else {
            let beside = |name: &String| {
                sources.assets.contains_key(&SitePath::new(format!("{}/{name}", path.folder())))
            };
            let original = possible_originals(path).into_iter().find(beside)?;
            if !is_published || is_named(path, sources) {
                return None;
            }
            format!("this file looks like a copy of `{original}`; no page names it, but it is published")
        };
        let help = "compare it with the original, keep what is newer, and delete the copy";
        Some(Diagnostic::warning(Code::ConflictCopy, message).help(help).in_file(path.as_str()))
    })
    .collect()
}

/// Whether a text or the settings contain the name of a file.
pub fn is_named(path: &SitePath, sources: &Sources) -> bool {
    // A link can be written in many ways, but it always contains the file name.
    let encoded = path.name().replace(' ', "%20");
    let mut texts = std::iter::once(&sources.config).chain(sources.documents.values());
    texts.any(|source| [path.name(), &encoded].iter().any(|name| source.text().contains(*name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::AssetFile;
    use offprint_base::Digest;

    #[track_caller]
    fn check(path: &str, is_secret: bool) {
        let asset = Asset {
            path: SitePath::new(path),
            file: AssetFile::Builtin(b""),
            digest: Digest::of(b""),
            bytes: 0,
            has_private_key: false,
        };
        assert_eq!(secret_kind(&asset).is_some(), is_secret, "{path}");
    }

    #[test]
    fn secrets_are_known_by_their_names() {
        for path in [
            "static/.env",
            "static/.env.production",
            "content/articles/prod.env",
            "static/ID_RSA",
            "static/keys/id_ed25519",
            "static/cert.pfx",
            "static/.htpasswd",
            "content/passwords.kdbx",
            "static/.aws/credentials",
        ] {
            check(path, true);
        }
        for path in [
            "static/.env.example",
            "static/id_rsa.pub",
            "static/environment.js",
            "static/.well-known/security.txt",
            "static/cert.pem",
            "content/articles/talk.key",
            "static/.htaccess",
        ] {
            check(path, false);
        }
    }
}
