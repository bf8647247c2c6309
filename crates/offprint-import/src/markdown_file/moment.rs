//! [`moment_in`]: the time of day in a date of front matter.
//!
//! Must not decide which day it is.

/// What a text says in addition to its day.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Moment {
    /// Nothing: it has no time, or midnight.
    Day,
    /// The moment, as TOML writes it.
    Time(String),
    /// The text, whose time has no UTC offset.
    LocalTime(String),
}

/// The moment in `2024-03-01T23:30:00-08:00`, `2024-03-01 23:30 -0800` and the like.
pub(super) fn moment_in(text: &str) -> Moment {
    let text = text.trim();
    let local = || Moment::LocalTime(text.chars().take(60).collect());
    let Some((day, rest)) = text.split_at_checked(10) else { return Moment::Day };
    let time = rest.trim_start_matches(['T', 't', ' ']);
    if time.len() == rest.len() || !time.starts_with(|c: char| c.is_ascii_digit()) {
        return Moment::Day;
    }
    let end = time.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.'));
    let (clock, offset) = time.split_at(end.unwrap_or(time.len()));
    if clock.bytes().all(|byte| matches!(byte, b'0' | b':' | b'.')) {
        return Moment::Day;
    }
    let clock = match clock.split(':').count() {
        2 => format!("{clock}:00"),
        _ => clock.to_owned(),
    };
    // `9:05:00` is written with one digit for the hour.
    let clock = if clock.find(':') == Some(1) { format!("0{clock}") } else { clock };
    let offset = offset.trim();
    let offset = match offset.strip_prefix(['+', '-']) {
        _ if matches!(offset, "Z" | "z" | "UTC" | "GMT") => "Z".to_owned(),
        Some(digits) => {
            let digits = digits.replace(':', "");
            let digits = if digits.len() == 2 { digits + "00" } else { digits };
            match digits.split_at_checked(2) {
                Some((hours, minutes)) => format!("{}{hours}:{minutes}", &offset[..1]),
                None => return local(),
            }
        }
        None => return local(),
    };
    let written = format!("{day}T{clock}{offset}");
    match written.parse::<toml::value::Datetime>() {
        Ok(_) => Moment::Time(written),
        Err(_) => local(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Moment, moment_in};

    #[test]
    fn a_time_needs_its_offset() {
        for (text, expect) in [
            ("2024-03-01T23:30:00-08:00", "2024-03-01T23:30:00-08:00"),
            ("2024-03-01 23:30:00 -0800", "2024-03-01T23:30:00-08:00"),
            ("2024-03-01 9:05 +01", "2024-03-01T09:05:00+01:00"),
            ("2024-03-01T10:00:00.5Z", "2024-03-01T10:00:00.5Z"),
            ("2024-03-01 10:00:00 UTC", "2024-03-01T10:00:00Z"),
        ] {
            assert_eq!(moment_in(text), Moment::Time(expect.to_owned()), "{text}");
        }
        for text in ["2024-03-01", "2024-03-01T00:00:00Z", "March 1, 2024", "2024-03-01 at ten", ""]
        {
            assert_eq!(moment_in(text), Moment::Day, "{text}");
        }
        for text in [
            "2024-03-01 10:00:00",
            "2024-03-01 10:00 PST",
            "2024-03-01 25:00:00 +0100",
            "2024-03-01 10:00 +é",
        ] {
            assert_eq!(moment_in(text), Moment::LocalTime(text.to_owned()), "{text}");
        }
    }
}
