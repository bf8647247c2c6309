//! [`exceeded_limits`]: which documented limits of a web host a site exceeds. What a host does not
//! document is no limit here.
//!
//! Sources, read in November 2026:
//!
//! - Cloudflare Pages: github.com/cloudflare/cloudflare-docs, `pages/platform/limits` (files, file size,
//!   headers, redirects), and `pages/configuration/redirects` (length of a rule).
//! - Netlify: docs.netlify.com, "Site deploys overview" (files in a folder). It has no limit for all files.
//! - GitHub Pages: github.com/github/docs, "GitHub Pages limits" (size of the site), and "About large
//!   files on GitHub" (size of a file).

use std::collections::BTreeMap;

/// A web host with documented limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LimitedHost {
    /// Cloudflare Pages.
    CloudflarePages,
    /// Netlify.
    Netlify,
    /// GitHub Pages.
    GitHubPages,
}

/// The files of a site, as far as the limits of hosts concern them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HostedFiles {
    /// The size of each file in bytes, by its path.
    pub sizes: BTreeMap<String, u64>,
    /// The text of `_headers`.
    pub headers: String,
    /// The text of `_redirects`.
    pub redirects: String,
}

const MIB: u64 = 1024 * 1024;

/// The limits of a host that a site exceeds, each as one sentence without a full stop.
pub fn exceeded_limits(host: LimitedHost, site: &HostedFiles) -> Vec<String> {
    match host {
        LimitedHost::CloudflarePages => cloudflare(site),
        LimitedHost::Netlify => netlify(site),
        LimitedHost::GitHubPages => github(site),
    }
}

fn cloudflare(site: &HostedFiles) -> Vec<String> {
    let mut found = Vec::new();
    let files = site.sizes.len();
    if files > 100_000 {
        found.push(format!(
            "Cloudflare Pages takes at most 100,000 files, and the site has {files}"
        ));
    } else if files > 20_000 {
        found.push(format!(
            "Cloudflare Pages takes at most 20,000 files on its free plan, and the site has {files}"
        ));
    }
    found.extend(large_files(site, 25, (MIB, "MiB"), "Cloudflare Pages takes files up to 25 MiB"));
    let rules = site.headers.lines().filter(|line| is_rule(line)).count();
    if rules > 100 {
        found.push(format!(
            "Cloudflare Pages reads 100 rules of `_headers`, and the site has {rules}"
        ));
    }
    if site.headers.lines().any(|line| line.trim().chars().count() > 2_000) {
        found.push(
            "Cloudflare Pages reads headers up to 2,000 characters, and `_headers` has a longer \
                    one"
            .to_owned(),
        );
    }
    let rules = || site.redirects.lines().filter(|line| is_rule(line));
    let (dynamic, fixed): (Vec<_>, Vec<_>) = rules().partition(|line| is_dynamic(line));
    if fixed.len() > 2_000 {
        found.push(format!(
            "Cloudflare Pages reads 2,000 redirects of `_redirects`, and the site has {}; at the other \
             old addresses are pages that lead to the new ones",
            fixed.len()
        ));
    }
    if dynamic.len() > 100 {
        found.push(format!(
            "Cloudflare Pages reads 100 redirects with `*` or placeholders, and `_redirects` has {}",
            dynamic.len()
        ));
    }
    if rules().any(|line| line.chars().count() > 1_000) {
        found.push(
            "Cloudflare Pages reads redirects up to 1,000 characters, and `_redirects` has a \
                    longer one"
                .to_owned(),
        );
    }
    found
}

fn netlify(site: &HostedFiles) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in site.sizes.keys() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        *counts.entry(folder).or_default() += 1;
    }
    let full = counts.into_iter().filter(|(_, count)| *count > 54_000);
    full.map(|(folder, count)| {
        format!("Netlify takes at most 54,000 files in one folder, and `/{folder}` has {count}")
    })
    .collect()
}

fn github(site: &HostedFiles) -> Vec<String> {
    let mut found = Vec::new();
    let bytes: u64 = site.sizes.values().sum();
    if bytes > 1_000_000_000 {
        let size = bytes as f64 / 1e9;
        found.push(format!(
            "GitHub Pages publishes sites up to 1 GB, and the files of this one have {size:.1} GB"
        ));
    }
    found.extend(large_files(
        site,
        100,
        (1_000_000, "MB"),
        "GitHub refuses files larger than 100 MB",
    ));
    found
}

/// Says which file has more than `limit` of a unit, and how many others.
fn large_files(
    site: &HostedFiles,
    limit: u64,
    (unit, unit_name): (u64, &str),
    rule: &str,
) -> Option<String> {
    let is_large = |(_, bytes): &(&String, &u64)| **bytes > limit * unit;
    let mut large: Vec<_> = site.sizes.iter().filter(is_large).collect();
    large.sort_by_key(|(_, bytes)| std::cmp::Reverse(**bytes));
    let (first, bytes) = large.first()?;
    let more = match large.len() - 1 {
        0 => String::new(),
        1 => ", and 1 more file is too large".to_owned(),
        more => format!(", and {more} more files are too large"),
    };
    Some(format!("{rule}, and `{first}` has {} {unit_name}{more}", bytes.div_ceil(unit)))
}

/// Whether a line of `_headers` or `_redirects` begins a rule.
fn is_rule(line: &str) -> bool {
    line.starts_with(|c: char| !c.is_whitespace() && c != '#')
}

/// Whether a redirect is for more than one address.
fn is_dynamic(rule: &str) -> bool {
    let from = rule.split_whitespace().next().unwrap_or_default();
    let path = from.split_once("://").map_or(from, |(_, rest)| rest);
    let has_name = path
        .match_indices("/:")
        .any(|(at, _)| path[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()));
    path.contains('*') || has_name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(count: usize, folder: &str) -> HostedFiles {
        let sizes = (0..count).map(|n| (format!("{folder}{n}"), 1)).collect();
        HostedFiles { sizes, ..HostedFiles::default() }
    }

    #[track_caller]
    fn check(host: LimitedHost, site: &HostedFiles, expect: &[&str]) {
        let found = exceeded_limits(host, site);
        assert_eq!(found.len(), expect.len(), "{found:?}");
        for (found, expect) in found.iter().zip(expect) {
            assert!(found.contains(expect), "{found}");
        }
    }

    #[test]
    fn numbers_of_files() {
        use LimitedHost::{CloudflarePages, GitHubPages, Netlify};
        check(CloudflarePages, &files(20_000, ""), &[]);
        check(CloudflarePages, &files(20_001, ""), &["20,000 files on its free plan"]);
        check(CloudflarePages, &files(100_001, ""), &["at most 100,000 files"]);
        check(GitHubPages, &files(100_001, ""), &[]);
        check(Netlify, &files(54_000, "a/"), &[]);
        check(Netlify, &files(54_001, "a/b/"), &["`/a/b` has 54001"]);
        let mut parted = files(40_000, "a/");
        parted.sizes.extend(files(40_000, "b/").sizes);
        check(Netlify, &parted, &[]);
    }

    #[test]
    fn sizes_of_files() {
        use LimitedHost::{CloudflarePages, GitHubPages, Netlify};
        let mut site = files(1, "a/");
        site.sizes.insert("talk.mp4".to_owned(), 25 * MIB);
        check(CloudflarePages, &site, &[]);
        site.sizes.insert("talk.mp4".to_owned(), 25 * MIB + 1);
        check(CloudflarePages, &site, &["`talk.mp4` has 26 MiB"]);
        site.sizes.insert("more.mp4".to_owned(), 101 * MIB);
        check(CloudflarePages, &site, &["`more.mp4` has 101 MiB, and 1 more file is too large"]);
        check(GitHubPages, &site, &["100 MB, and `more.mp4` has 106 MB"]);
        check(Netlify, &site, &[]);
        site.sizes.insert("data.zip".to_owned(), 90 * MIB);
        site.sizes.extend((0..9).map(|n| (format!("{n}.zip"), 100_000_000)));
        check(GitHubPages, &site, &["this one have 1.1 GB", "100 MB"]);
    }

    #[test]
    fn rules_of_cloudflare() {
        let host = LimitedHost::CloudflarePages;
        let lines = |count: usize, line: &dyn Fn(usize) -> String| -> String {
            (0..count).map(|n| line(n) + "\n").collect()
        };
        let mut site = HostedFiles {
            headers: "# a comment\n\n".to_owned() + &lines(100, &|n| format!("/{n}\n  A: b")),
            redirects: "# a comment\n".to_owned()
                + &lines(2_000, &|n| format!("/a:{n}/ /b/ 301"))
                + &lines(100, &|n| format!("/{n}/* /b/ 301")),
            ..HostedFiles::default()
        };
        check(host, &site, &[]);
        site.headers.push_str(&format!("/x\n  B: {}\n", "b".repeat(2_000)));
        site.redirects.push_str(&format!("/x /{} 301\n/p/:name /y\n", "y".repeat(1_000)));
        check(
            host,
            &site,
            &[
                "100 rules of `_headers`, and the site has 101",
                "headers up to 2,000 characters",
                "2,000 redirects of `_redirects`, and the site has 2001",
                "`_redirects` has 101",
                "redirects up to 1,000 characters",
            ],
        );
        check(LimitedHost::Netlify, &site, &[]);
    }
}
