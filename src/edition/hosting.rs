//! [`hosting_rules`]: how a site must be served, as the configuration files of web hosts say it. It
//! must not know these files.

use super::fingerprinted_assets::FingerprintedAssets;
use crate::site::Site;
use offprint_hosting::HostingRules;

/// How servers must serve a site: its security policy, which files never change, and its redirects.
pub(super) fn hosting_rules(site: &Site, fingerprinted: &FingerprintedAssets) -> HostingRules {
    let config = &site.config;
    let headers = if config.outputs.headers {
        let headers = config.security.headers();
        headers.map(|(name, value)| (name.to_owned(), value)).to_vec()
    } else {
        Vec::new()
    };
    let immutable = if config.outputs.headers {
        fingerprinted.list.iter().map(|(_, route, _)| route.as_str().to_owned()).collect()
    } else {
        Vec::new()
    };
    let redirects = &site.redirects;
    HostingRules {
        base_path: config.base_path.clone(),
        headers,
        immutable,
        redirects: redirects
            .iter()
            .map(|(old, new)| (old.as_str().to_owned(), new.as_str().to_owned()))
            .collect(),
    }
}
