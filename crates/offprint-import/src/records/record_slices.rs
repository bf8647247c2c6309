//! [`without_records`]: a file of references without some of its records, and otherwise unchanged.
//!
//! Must not know which records are known.

use offprint_works::{LocatedWork, WorkFormat};

/// The text without the records at some positions; `None` if the records of the format cannot be
/// told apart by lines.
pub(super) fn without_records(
    text: &str,
    format: WorkFormat,
    works: &[LocatedWork],
    removed: &[usize],
) -> Option<String> {
    if format == WorkFormat::CslJson {
        return without_items(text, works.len(), removed);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut kept = vec![true; lines.len()];
    for at in removed {
        let first = works.get(*at)?.line.checked_sub(1)?;
        let end = match format {
            WorkFormat::Ris => {
                first + 1 + lines.get(first..)?.iter().position(|line| line.starts_with("ER  -"))?
            }
            WorkFormat::Nbib => {
                let next =
                    lines.get(first + 1..)?.iter().position(|line| line.starts_with("PMID-"));
                next.map_or(lines.len(), |next| first + 1 + next)
            }
            WorkFormat::BibTex => end_of_entry(&lines, first)?,
            _ => return None,
        };
        for line in kept.get_mut(first..end)? {
            *line = false;
        }
    }
    Some(lines.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(line, _)| line).collect())
}

/// The line after an entry of BibTeX that begins on a line and ends at the end of one.
fn end_of_entry(lines: &[&str], first: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, line) in lines.iter().enumerate().skip(first) {
        if at == first && !line.trim_start().starts_with('@') {
            return None;
        }
        for (column, sign) in line.char_indices() {
            match sign {
                '{' if !is_escaped => depth += 1,
                '}' if !is_escaped => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return line[column + 1..].trim().is_empty().then_some(at + 1);
                    }
                }
                _ => {}
            }
            is_escaped = sign == '\\' && !is_escaped;
        }
    }
    None
}

/// A list in JSON without some of its items.
fn without_items(text: &str, count: usize, removed: &[usize]) -> Option<String> {
    let items: Vec<serde_json::Value> =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    if items.len() != count {
        return None;
    }
    let kept: Vec<_> = items
        .into_iter()
        .enumerate()
        .filter(|(at, _)| !removed.contains(at))
        .map(|(_, item)| item)
        .collect();
    Some(serde_json::to_string_pretty(&kept).ok()? + "\n")
}

#[cfg(test)]
mod tests {
    use offprint_works::read_works;

    use super::without_records;

    #[track_caller]
    fn check(name: &str, text: &str, removed: &[usize], expect: Option<&str>) {
        let reading = read_works(name, text.as_bytes());
        let format = reading.format.expect("the format is known");
        let found = without_records(text, format, &reading.works, removed);
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn what_is_kept_stays_as_it_is() {
        let ris = "TY  - JOUR\nTI  - A\nER  - \n\nTY  - JOUR\nTI  - B\nER  - \n";
        check("a.ris", ris, &[0], Some("\nTY  - JOUR\nTI  - B\nER  - \n"));
        check("a.ris", ris, &[1], Some("TY  - JOUR\nTI  - A\nER  - \n\n"));
        let nbib = "PMID- 1\nTI  - A\n\nPMID- 2\nTI  - B\n";
        check("a.nbib", nbib, &[0], Some("PMID- 2\nTI  - B\n"));
        check("a.nbib", nbib, &[1], Some("PMID- 1\nTI  - A\n\n"));
        let bib = "@string{j = {J}}\n@article{a,\n title = {A \\{ b}, journal = j}\n% note\n@book{b, title = {B}}\n";
        check("a.bib", bib, &[0], Some("@string{j = {J}}\n% note\n@book{b, title = {B}}\n"));
        check("a.bib", "@book{a, title={A}} @book{b, title={B}}\n", &[0], None);
        let json = "[{\"id\": \"a\", \"title\": \"A\"}, {\"id\": \"b\", \"title\": \"B\"}]";
        let kept = "[\n  {\n    \"id\": \"b\",\n    \"title\": \"B\"\n  }\n]\n";
        check("a.json", json, &[0], Some(kept));
    }
}
