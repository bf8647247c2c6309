//! [`byte_size`]: numbers of bytes for people. It depends on nothing that is reported.

use super::super::terminal::counted;

/// A number of bytes as people read it: `3.2 MB`.
pub(super) fn byte_size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return counted(usize::try_from(bytes).unwrap_or(0), "byte");
    }
    let mut size = bytes as f64 / 1e3;
    let mut unit = 0;
    while size >= 999.95 && unit + 1 < UNITS.len() {
        size /= 1e3;
        unit += 1;
    }
    format!("{size:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit() {
        let cases = [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (79_123_456_789, "79.1 GB"),
            (u64::MAX, "18446744.1 TB"),
        ];
        for (bytes, expect) in cases {
            assert_eq!(byte_size(bytes), expect);
        }
    }
}
