//! [`TargetSettings`]: which target, and how to reach it; never a secret.
//!
//! The settings come as texts by their keys, from whatever file the caller reads. Each kind of
//! target says which keys it has.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use url::Url;

use crate::credentials::{Environment, aws_credentials, aws_region, ftp_password, netlify_token};
use crate::error::{ErrorKind, PublishError};
use crate::folder::FolderStore;
use crate::ftp::{CERTIFICATES_VARIABLE, FtpAddress, FtpStore};
use crate::git::{GitStore, branch_files};
use crate::netlify::{NETLIFY_API, NetlifyStore};
use crate::s3::S3Store;
use crate::ssh::SshStore;
use crate::ssh_connection::{SSH_CONFIG_VARIABLE, SshAddress};
use crate::store::Target;
use crate::target_path::TargetPath;

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
        name: "rsync",
        required: &[("host", "www.example.org"), ("path", "/srv/www/digest")],
        optional: &["user", "port"],
        credentials: SSH_CREDENTIALS,
    },
    TargetKind {
        name: "sftp",
        required: &[("host", "www.example.org"), ("path", "/srv/www/digest")],
        optional: &["user", "port"],
        credentials: SSH_CREDENTIALS,
    },
    TargetKind {
        name: "git",
        required: &[],
        optional: &["repository", "branch", "domain"],
        credentials: "git uses your SSH agent or credential helper",
    },
    TargetKind {
        name: "s3",
        required: &[("bucket", "digest")],
        optional: &["region", "endpoint", "prefix"],
        credentials: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    },
    TargetKind {
        name: "ftps",
        required: &[("host", "ftp.example.org"), ("user", "ana"), ("path", "/htdocs")],
        optional: &["port"],
        credentials: FTP_CREDENTIALS,
    },
    TargetKind {
        name: "ftp",
        required: &[("host", "ftp.example.org"), ("user", "ana"), ("path", "/htdocs")],
        optional: &["port"],
        credentials: FTP_CREDENTIALS,
    },
    TargetKind {
        name: "netlify",
        required: &[("site", "NAME.netlify.app")],
        optional: &["endpoint"],
        credentials: "set NETLIFY_AUTH_TOKEN",
    },
];

const SSH_CREDENTIALS: &str = "ssh uses your agent and your configuration";
const FTP_CREDENTIALS: &str = "set OFFPRINT_FTP_PASSWORD, or use ~/.netrc";

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
    /// A folder of a server, over SSH.
    Ssh {
        /// The host, as in the user's ssh configuration.
        host: String,
        /// The user.
        user: Option<String>,
        /// The port.
        port: Option<u16>,
        /// The folder.
        path: String,
        /// Whether files are sent with rsync, if both sides have it.
        rsync: bool,
    },
    /// A bucket of an S3-compatible store.
    S3 {
        /// The bucket.
        bucket: String,
        /// The region; `None` for the one in the environment.
        region: Option<String>,
        /// The URL of the store; `None` for Amazon.
        endpoint: Option<String>,
        /// What is before the names of all objects.
        prefix: Option<String>,
    },
    /// A folder of an FTP server.
    Ftp {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// The user.
        user: String,
        /// The folder.
        path: String,
        /// Whether the connection is encrypted.
        encrypted: bool,
    },
    /// A site at Netlify.
    Netlify {
        /// The site's identifier or domain.
        site: String,
        /// The URL of the interface.
        endpoint: Option<String>,
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
    /// The environment, for credentials.
    pub environment: Environment,
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
        check_values(values)?;
        let text = |key: &str| values.get(key).cloned();
        let required = |key: &str| text(key).unwrap_or_default();
        let port = text("port").and_then(|port| port.parse().ok());
        let path = required("path");
        Ok(match kind.name {
            "folder" => Self::Folder { path },
            "rsync" | "sftp" => Self::Ssh {
                host: required("host"),
                user: text("user"),
                port,
                path,
                rsync: kind.name == "rsync",
            },
            "s3" => Self::S3 {
                bucket: required("bucket"),
                region: text("region"),
                endpoint: text("endpoint"),
                prefix: text("prefix"),
            },
            "ftp" | "ftps" => Self::Ftp {
                host: required("host"),
                port: port.unwrap_or(21),
                user: required("user"),
                path,
                encrypted: kind.name == "ftps",
            },
            "netlify" => Self::Netlify { site: required("site"), endpoint: text("endpoint") },
            _ => Self::Git {
                repository: text("repository"),
                branch: text("branch").unwrap_or_else(|| "gh-pages".to_owned()),
                domain: text("domain"),
            },
        })
    }

    /// Opens the target. Nothing is changed there yet.
    ///
    /// # Errors
    ///
    /// The target cannot be used.
    pub fn open(&self, context: &OpenContext) -> Result<Target, PublishError> {
        let environment = &context.environment;
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
            Self::Ssh { host, user, port, path, rsync } => {
                let address = SshAddress {
                    host: host.clone(),
                    user: user.clone(),
                    port: *port,
                    config: environment.variable(SSH_CONFIG_VARIABLE).map(PathBuf::from),
                };
                Target::Files(Box::new(SshStore::open(&address, path, *rsync)?))
            }
            Self::S3 { bucket, region, endpoint, prefix } => {
                let region = region.clone().or_else(|| aws_region(environment));
                // Stores other than Amazon take any region, and most name it so.
                let region = region.or_else(|| endpoint.as_ref().map(|_| "us-east-1".to_owned()));
                let region = region.ok_or_else(|| {
                    PublishError::new(ErrorKind::Settings, "the region of the bucket is not known")
                        .help("set `region`, such as region = \"eu-central-1\"")
                })?;
                Target::Files(Box::new(S3Store::open(
                    endpoint.as_deref(),
                    &region,
                    bucket,
                    prefix.as_deref(),
                    aws_credentials(environment)?,
                )?))
            }
            Self::Ftp { host, port, user, path, encrypted } => {
                let address = FtpAddress {
                    host: host.clone(),
                    port: *port,
                    user: user.clone(),
                    is_encrypted: *encrypted,
                };
                let password = ftp_password(environment, host, user)?;
                let certificates = environment.variable(CERTIFICATES_VARIABLE).map(PathBuf::from);
                Target::Files(Box::new(FtpStore::open(
                    &address,
                    path,
                    &password,
                    certificates.as_deref(),
                )?))
            }
            Self::Netlify { site, endpoint } => {
                let api = endpoint.as_deref().unwrap_or(NETLIFY_API);
                let token = netlify_token(environment)?;
                Target::Snapshots(Box::new(NetlifyStore::open(api, site, token)))
            }
        })
    }

    /// Files that the target needs besides the site.
    pub fn extra_files(&self) -> BTreeMap<String, Vec<u8>> {
        match self {
            Self::Git { domain, .. } => branch_files(domain.as_deref()),
            _ => BTreeMap::new(),
        }
    }

    /// The folder of this machine that is the target, if it is one.
    pub fn local_folder(&self, site: &Path) -> Option<PathBuf> {
        match self {
            Self::Folder { path } => Some(site.join(path)),
            _ => None,
        }
    }

    /// The target in words, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Folder { path } => format!("the folder {path}"),
            Self::Ssh { host, path, .. } => format!("{path} at {host}"),
            Self::S3 { bucket, prefix: None, .. } => format!("the bucket {bucket}"),
            Self::S3 { bucket, prefix: Some(prefix), .. } => {
                format!("{prefix} in the bucket {bucket}")
            }
            Self::Ftp { host, path, .. } => format!("{path} at {host}"),
            Self::Netlify { site, .. } => format!("{site} at Netlify"),
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

/// Checks the values that reach other programs or servers.
fn check_values(values: &BTreeMap<&'static str, String>) -> Result<(), SettingProblem> {
    for (key, value) in values {
        let problem = |what: &str, help| {
            Err(SettingProblem { key, message: format!("`{}` {what}", value.escape_debug()), help })
        };
        if value.contains(char::is_control) {
            return problem(
                "contains a control character",
                "write it without line breaks and tabs",
            );
        }
        match *key {
            "domain" if !is_host(value) => {
                return problem(
                    "is not the name of a domain",
                    "write it without `https://` and without a path: domain = \
                     \"digest.example.org\"",
                );
            }
            "host" if !is_host(value) => {
                return problem(
                    "is not the name of a host",
                    "write it without `https://`, user and path: host = \"www.example.org\"",
                );
            }
            "user" if value.starts_with('-') || value.contains([' ', '/', '"', '\'']) => {
                return problem("is not the name of a user", "write the name of the account");
            }
            "endpoint" if !is_web_url(value) => {
                return problem(
                    "is not the URL of a server",
                    "write it with `https://`: endpoint = \"https://s3.example.org\"",
                );
            }
            "prefix" if TargetPath::new(value.trim_matches('/')).is_err() => {
                return problem("is not a path in a bucket", "write it as a/b, without `..`");
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

/// Whether a text is the name or address of a host.
fn is_host(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text.chars().all(|c| c.is_alphanumeric() || "._-:".contains(c))
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
