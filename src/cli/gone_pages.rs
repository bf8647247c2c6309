//! [`tell_gone_pages`]: says which addresses a site no longer has, so that a renamed article does not
//! break the links of its readers unnoticed.
//!
//! Must not know how files are removed.

use super::terminal::{Terminal, grouped};

/// So many addresses are listed without `-v`.
const SHOWN: usize = 5;

/// Names the pages among removed files, given by their paths in the output.
pub(super) fn tell_gone_pages<'p>(removed: impl Iterator<Item = &'p str>, terminal: &Terminal) {
    let mut addresses: Vec<String> = removed.filter_map(address).collect();
    addresses.sort_unstable();
    let Some(first) = addresses.first() else { return };
    let shown = if terminal.is_verbose { addresses.len() } else { SHOWN.min(addresses.len()) };
    let more = match addresses.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more (-v lists all)"),
    };
    let what = match addresses.len() {
        1 => "1 address no longer exists".to_owned(),
        count => format!("{} addresses no longer exist", grouped(count)),
    };
    terminal.summary(&format!("{what}: {}{more}", addresses[..shown].join(", ")));
    terminal.summary(&format!(
        "  if a page has moved, add its old address to it, so that links and feeds still lead there: aliases = [\"{first}\"]"
    ));
}

/// The address of a page; None for other files and for the second and later pages of a list.
fn address(path: &str) -> Option<String> {
    let folder = path.strip_suffix("index.html")?;
    let is_later = folder.starts_with("page/") || folder.contains("/page/");
    (!is_later).then(|| format!("/{folder}"))
}
