//! Warns of documented limits of web hosts that a built site exceeds. Whether a plan of the host has
//! other limits is not known, so these never stop anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use offprint::MANIFEST;
use offprint_hosting::{Host, HostedFiles, LimitedHost, exceeded_limits};
use offprint_publish::{GitStore, LocalFile, LocalSite, TargetPath, TargetSettings};
use serde_json::Value;

use super::terminal::Terminal;

/// The limits that a site in its output folder exceeds, of the hosts that the settings name.
pub(super) fn limits_of_output(folder: &Path, hosts: &[Host]) -> Vec<String> {
    let hosts: Vec<_> = hosts.iter().filter_map(|host| limited(*host)).collect();
    if hosts.is_empty() {
        return Vec::new();
    }
    let size = |path: &str| fs::metadata(folder.join(path)).map_or(0, |found| found.len());
    let list = fs::read(folder.join(MANIFEST)).unwrap_or_default();
    let list: Value = serde_json::from_slice(&list).unwrap_or_default();
    let paths = list["files"].as_object().into_iter().flat_map(|files| files.keys());
    let site = HostedFiles {
        sizes: paths.map(|path| (path.clone(), size(path))).collect(),
        headers: fs::read_to_string(folder.join("_headers")).unwrap_or_default(),
        redirects: fs::read_to_string(folder.join("_redirects")).unwrap_or_default(),
    };
    hosts.into_iter().flat_map(|host| exceeded_limits(host, &site)).collect()
}

/// The limits of the host behind a target that a site exceeds.
pub(super) fn limits_of_target(
    target: &TargetSettings,
    site_folder: &Path,
    site: &LocalSite,
) -> Vec<String> {
    let host = match target {
        TargetSettings::Netlify { .. } => LimitedHost::Netlify,
        TargetSettings::Git { repository, .. } => {
            let remote = || GitStore::remote_url(site_folder, "origin").ok();
            match repository.clone().or_else(remote) {
                Some(repository) if is_at_github(&repository) => LimitedHost::GitHubPages,
                _ => return Vec::new(),
            }
        }
        _ => return Vec::new(),
    };
    let size = |(path, file): (&TargetPath, &LocalFile)| (path.to_string(), file.entry.bytes);
    let sizes: BTreeMap<_, _> = site.files.iter().map(size).collect();
    exceeded_limits(host, &HostedFiles { sizes, ..HostedFiles::default() })
}

/// Prints the limits that are exceeded.
pub(super) fn warn_of_limits(limits: &[String], terminal: &Terminal) {
    for limit in limits {
        terminal.warning(limit);
    }
}

fn limited(host: Host) -> Option<LimitedHost> {
    match host {
        Host::Cloudflare => Some(LimitedHost::CloudflarePages),
        Host::Netlify => Some(LimitedHost::Netlify),
        _ => None,
    }
}

/// Whether the URL of a repository is at github.com.
fn is_at_github(repository: &str) -> bool {
    let rest = repository.split_once("://").map_or(repository, |(_, rest)| rest);
    let server = rest.split(['/', ':']).next().unwrap_or_default();
    let host = server.rsplit('@').next().unwrap_or_default();
    host.eq_ignore_ascii_case("github.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_at_github() {
        for url in [
            "git@github.com:a/b.git",
            "https://github.com/a/b",
            "ssh://git@GitHub.com:22/a/b.git",
            "https://x@github.com/a",
        ] {
            assert!(is_at_github(url), "{url}");
        }
        for url in
            ["git@codeberg.org:github.com/b.git", "https://example.org/github.com", "../github.com"]
        {
            assert!(!is_at_github(url), "{url}");
        }
    }
}
