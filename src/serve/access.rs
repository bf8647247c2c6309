//! [`AllowedHosts`] and [`ConnectionPermit`]: which host names the server answers to, and how many
//! connections it accepts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
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

/// Addresses in networks that a machine may be part of. Nothing is sent to them.
const DESTINATIONS: [&str; 6] =
    ["192.0.2.1", "10.255.255.254", "172.31.255.254", "192.168.255.254", "2001:db8::1", "fd00::1"];

/// The addresses at which other machines can reach a server that listens on an address; none if
/// only this machine can.
pub(super) fn reachable_addresses(bound: IpAddr) -> Vec<IpAddr> {
    if !bound.is_unspecified() {
        return Some(bound).filter(|ip| !ip.is_loopback()).into_iter().collect();
    }
    // Without a system call of its own, the standard library tells the address of the interface
    // that a packet would take.
    let source = |destination: &&str| -> Option<IpAddr> {
        let destination: IpAddr = destination.parse().ok()?;
        if bound.is_ipv4() && destination.is_ipv6() {
            return None;
        }
        let any: IpAddr = match destination {
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect((destination, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    let mut addresses: Vec<IpAddr> = DESTINATIONS
        .iter()
        .filter_map(source)
        .filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
        .collect();
    addresses.sort_unstable();
    addresses.dedup();
    addresses
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

    #[test]
    fn only_this_machine_reaches_a_loopback_address() {
        assert_eq!(reachable_addresses([127, 0, 0, 1].into()), Vec::<IpAddr>::new());
        assert_eq!(reachable_addresses(Ipv6Addr::LOCALHOST.into()), Vec::<IpAddr>::new());
        let own: IpAddr = [192, 168, 1, 2].into();
        assert_eq!(reachable_addresses(own), [own]);
        let all = reachable_addresses(Ipv4Addr::UNSPECIFIED.into());
        assert!(all.iter().all(|ip| ip.is_ipv4() && !ip.is_loopback()), "{all:?}");
    }
}
