//! The version of the program, with the commit and the day of its sources, as `build.rs` found them.

use std::sync::LazyLock;

/// The system that the program was compiled for, as Rust names it.
pub(super) const TARGET: &str = env!("OFFPRINT_TARGET");

/// The version number.
pub(super) const NUMBER: &str = env!("CARGO_PKG_VERSION");

/// `0.1.0 (1f2e3d4c5b 2026-11-29)`.
pub(super) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        format!("{NUMBER}{}", build_of(env!("OFFPRINT_COMMIT"), env!("OFFPRINT_SECONDS")))
    });
    &VERSION
}

/// The commit and its day, as far as they are known, after a version number.
fn build_of(commit: &str, seconds: &str) -> String {
    let time = seconds.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let day = time.map(|time| time.strftime("%F").to_string());
    let known: Vec<&str> = [commit, day.as_deref().unwrap_or_default()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_build_is_after_the_number() {
        let cases = [
            ("1f2e3d4c5b", "951782400", " (1f2e3d4c5b 2000-02-29)"),
            ("1f2e3d4c5b+modified", "", " (1f2e3d4c5b+modified)"),
            ("", "951782399", " (2000-02-28)"),
            ("", "not a number", ""),
            ("debug build", "", " (debug build)"),
        ];
        for (commit, seconds, expect) in cases {
            assert_eq!(build_of(commit, seconds), expect);
        }
    }
}
