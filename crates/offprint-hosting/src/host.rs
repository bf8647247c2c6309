//! [`Host`]: the web hosts and servers that are known, and [`HostFile`]: the files that they read.

use crate::rules::HostingRules;
use crate::{apache, caddy, json_files, nginx, text_files};

/// A web host or server.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Host {
    /// Netlify.
    Netlify,
    /// Cloudflare Pages.
    Cloudflare,
    /// The Apache HTTP Server, which most web space uses.
    Apache,
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// Vercel.
    Vercel,
    /// Azure Static Web Apps.
    Azure,
    /// Firebase Hosting.
    Firebase,
}

/// A file for hosts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum HostFile {
    /// `_headers`.
    Headers,
    /// `_redirects`.
    Redirects,
    /// `.htaccess`.
    Htaccess,
    /// A part of the configuration of nginx.
    Nginx,
    /// A part of a Caddyfile.
    Caddy,
    /// `vercel.json`.
    Vercel,
    /// `staticwebapp.config.json`.
    Azure,
    /// `firebase.json`.
    Firebase,
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Netlify,
        Self::Cloudflare,
        Self::Apache,
        Self::Nginx,
        Self::Caddy,
        Self::Vercel,
        Self::Azure,
        Self::Firebase,
    ];

    /// The name in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "netlify",
            Self::Cloudflare => "cloudflare",
            Self::Apache => "apache",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Vercel => "vercel",
            Self::Azure => "azure",
            Self::Firebase => "firebase",
        }
    }

    /// The files that it reads.
    pub fn files(self) -> &'static [HostFile] {
        match self {
            Self::Netlify | Self::Cloudflare => &[HostFile::Headers, HostFile::Redirects],
            Self::Apache => &[HostFile::Htaccess],
            Self::Nginx => &[HostFile::Nginx],
            Self::Caddy => &[HostFile::Caddy],
            Self::Vercel => &[HostFile::Vercel],
            Self::Azure => &[HostFile::Azure],
            Self::Firebase => &[HostFile::Firebase],
        }
    }

    /// Whether it reads its files in the folder of the site. The others read them in the
    /// configuration of the server, which readers must not see.
    pub fn reads_site_folder(self) -> bool {
        !matches!(self, Self::Nginx | Self::Caddy)
    }
}

impl HostFile {
    /// The files in the folder of the site that these hosts read, each once.
    pub fn in_site_folder(hosts: &[Host]) -> Vec<Self> {
        let hosts = hosts.iter().filter(|host| host.reads_site_folder());
        let mut files: Vec<_> = hosts.flat_map(|host| host.files()).copied().collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Headers => "_headers",
            Self::Redirects => "_redirects",
            Self::Htaccess => ".htaccess",
            Self::Nginx => "nginx.conf",
            Self::Caddy => "Caddyfile",
            Self::Vercel => "vercel.json",
            Self::Azure => "staticwebapp.config.json",
            Self::Firebase => "firebase.json",
        }
    }

    /// Its text. `hosts` are those that may read it: two hosts with one file may differ in detail.
    pub fn render(self, rules: &HostingRules, hosts: &[Host]) -> String {
        match self {
            Self::Headers => text_files::headers(rules),
            Self::Redirects => text_files::redirects(rules, !hosts.contains(&Host::Cloudflare)),
            Self::Htaccess => apache::render(rules),
            Self::Nginx => nginx::render(rules),
            Self::Caddy => caddy::render(rules),
            Self::Vercel => json_files::vercel(rules),
            Self::Azure => json_files::azure(rules),
            Self::Firebase => json_files::firebase(rules),
        }
    }
}
