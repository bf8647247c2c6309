//! [`AllowedHosts`] and [`ConnectionPermit`]: which host names the server answers to, and how many
//! connections it accepts.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One of the permitted connections; released when dropped.
pub(super) struct ConnectionPermit(Arc<AtomicUsize>);

impl ConnectionPermit {
    pub(super) fn acquire(open: &Arc<AtomicUsize>) -> Self {
        open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(open))
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The host names that the server answers to.
pub(super) struct AllowedHosts {
    pub(super) given: String,
    pub(super) bound: IpAddr,
}

impl AllowedHosts {
    pub(super) fn allows(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let name = name.to_lowercase();
        if name == self.given || name == "localhost" {
            return true;
        }
        // An attacker can make a host name resolve to this server, but not an IP address. If the
        // server listens on all addresses, any address may be meant.
        name.parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback() || self.bound.is_unspecified() || ip == self.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_names_are_known() {
        let allowed_hosts =
            AllowedHosts { given: "127.0.0.1".into(), bound: [127, 0, 0, 1].into() };
        for host in ["127.0.0.1:1313", "localhost", "LOCALHOST:80", "[::1]:1313"] {
            assert!(allowed_hosts.allows(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "192.168.1.2", "", "[::2]"] {
            assert!(!allowed_hosts.allows(host), "{host}");
        }
    }
}
