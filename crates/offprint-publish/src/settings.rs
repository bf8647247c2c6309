//! [`TargetSettings`]: which target, and how to reach it; never a secret.
//!
//! The settings come as texts by their keys, from whatever file the caller reads. Each kind of
//! target says which keys it has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use url::Url;

use crate::error::PublishError;
use crate::folder::FolderStore;
use crate::git::{GitStore, branch_files};
use crate::store::Target;

/// A kind of target, with the keys of its settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TargetKind {
    /// Its name in the settings.
    pub name: &'static str,
    /// The keys that it needs, with an example of each.
    pub required: &'static [(&'static str, &'static str)],
    /// The other keys.
    pub optional: &'static [&'static str],
    /// Where its credentials come from, in words.
    pub credentials: &'static str,
}

/// Every kind of target.
pub const TARGET_KINDS: &[TargetKind] = &[
    TargetKind {
        name: "folder",
        required: &[("path", "/srv/www/digest")],
        optional: &[],
        credentials: "a folder needs none",
    },
    TargetKind {
        name: "git",
        required: &[],
        optional: &["repository", "branch", "domain"],
        credentials: "git uses your SSH agent or credential helper",
    },
];

/// Words in the names of keys that hold secrets.
const SECRET_WORDS: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "credential",
    "authkey",
    "pwd",
    "accountkey",
];

/// Whether a key is the name of a secret, such as `secret_key`.
pub fn is_secret_key(key: &str) -> bool {
    let plain: String =
        key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| plain.contains(word))
}

/// Whether a URL contains a password or a token.
pub fn has_secret(value: &str) -> bool {
    Url::parse(value).is_ok_and(|url| {
        url.password().is_some() || (!url.username().is_empty() && url.scheme().starts_with("http"))
    })
}

/// A setting that does not fit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettingProblem {
    /// The key.
    pub key: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

/// Which target, and how to reach it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TargetSettings {
    /// A folder of this machine.
    Folder {
        /// Its path, relative to the site's folder.
        path: String,
    },
    /// A branch of a git repository.
    Git {
        /// Its URL or path; `None` for what the site's own repository pushes to.
        repository: Option<String>,
        /// The branch.
        branch: String,
        /// The domain of the site, for the file `CNAME`.
        domain: Option<String>,
    },
}

/// What opening a target needs to know.
#[derive(Clone, Debug)]
pub struct OpenContext {
    /// The site's folder, to which paths are relative.
    pub site: PathBuf,
    /// A folder on this machine for private files of this target.
    pub cache: PathBuf,
}

impl TargetSettings {
    /// Checks the settings of a kind of target. Required keys are there.
    ///
    /// # Errors
    ///
    /// A value does not fit.
    pub fn new(
        kind: &TargetKind,
        values: &BTreeMap<&'static str, String>,
    ) -> Result<Self, SettingProblem> {
        let text = |key: &str| values.get(key).cloned();
        let path = || text("path").unwrap_or_default();
        match kind.name {
            "folder" => Ok(Self::Folder { path: path() }),
            _ => {
                let domain = text("domain");
                if let Some(domain) = &domain
                    && !is_host(domain)
                {
                    return Err(SettingProblem {
                        key: "domain",
                        message: format!("`{domain}` is not the name of a domain"),
                        help: "write it without `https://` and without a path: domain = \
                               \"digest.example.org\"",
                    });
                }
                Ok(Self::Git {
                    repository: text("repository"),
                    branch: text("branch").unwrap_or_else(|| "gh-pages".to_owned()),
                    domain,
                })
            }
        }
    }

    /// Opens the target. Nothing is changed there yet.
    ///
    /// # Errors
    ///
    /// The target cannot be used.
    pub fn open(&self, context: &OpenContext) -> Result<Target, PublishError> {
        Ok(match self {
            Self::Folder { path } => {
                Target::Files(Box::new(FolderStore::open(&context.site.join(path))?))
            }
            Self::Git { repository, branch, .. } => {
                let repository = match repository {
                    Some(repository) => local_repository(repository, &context.site),
                    None => GitStore::remote_url(&context.site, "origin")?,
                };
                let cache = context.cache.join("repository.git");
                Target::Snapshots(Box::new(GitStore::open(
                    &repository,
                    branch,
                    &cache,
                    &context.site,
                )?))
            }
        })
    }

    /// Files that the target needs besides the site.
    pub fn extra_files(&self) -> BTreeMap<String, Vec<u8>> {
        match self {
            Self::Git { domain, .. } => branch_files(domain.as_deref()),
            Self::Folder { .. } => BTreeMap::new(),
        }
    }

    /// The folder of this machine that is the target, if it is one.
    pub fn local_folder(&self, site: &Path) -> Option<PathBuf> {
        match self {
            Self::Folder { path } => Some(site.join(path)),
            Self::Git { .. } => None,
        }
    }

    /// The target in words, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Folder { path } => format!("the folder {path}"),
            Self::Git { repository, branch, .. } => match repository {
                Some(repository) => format!("the branch {branch} of {repository}"),
                None => format!("the branch {branch}"),
            },
        }
    }
}

/// A path of a repository on this machine is relative to the site's folder.
fn local_repository(repository: &str, site: &Path) -> String {
    let is_path = !repository.contains("://") && site.join(repository).is_dir();
    if is_path {
        site.join(repository).to_string_lossy().into_owned()
    } else {
        repository.to_owned()
    }
}

/// Whether a text is the name or address of a host.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.chars().all(|c| c.is_alphanumeric() || ".-:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_recognised() {
        for key in ["password", "secret_key", "AccessKey", "api-key", "token", "ftp_passwd"] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["path", "host", "user", "bucket", "indexnow_key", "repository"] {
            assert!(!is_secret_key(key), "{key}");
        }
        assert!(has_secret("https://ana:x@example.org/a.git"));
        assert!(has_secret("https://ghp_x@github.com/a/b"));
        assert!(!has_secret("ssh://git@example.org/a.git"));
        assert!(!has_secret("git@example.org:a/b.git"));
    }
}
