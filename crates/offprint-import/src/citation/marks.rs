//! Marks in the text that cite a work of the list: `[1]`, `¹`, `(Doe 2020)` become `[@doe2020]`.
//!
//! A mark that a page links to its entry is certain: the converter to Markdown leaves a placeholder
//! for it. Marks without a link are replaced only if nothing speaks against it: the numbers are
//! those of the list and appear in its order, or exactly one work has this author and year.
//! Anything else stays as printed.
//!
//! It must not know formats or pages.

use super::entry_order::Numbering;
use super::glued_marks::{count_all, glued_marks};
use super::ids::{citation_ids, family_name};
use super::mark_groups::{
    MarkGroup, bracketed_numbers, parenthesised_numbers, placeholder_group, raised_numbers,
};
use super::placeholders::{NAMED_START, NUMBER_START};
use crate::article::CitedWork;
use crate::phrases::{Category, phrases};

/// Replaces the marks in a Markdown text. The works get ids if the text cites any of them.
pub(crate) fn link_marks(body: &mut String, works: &mut [CitedWork], numbering: Numbering) {
    let has_placeholders = body.contains([NUMBER_START, NAMED_START]);
    if works.is_empty() && !has_placeholders {
        return;
    }
    let marker = MarkReplacer { ids: citation_ids(works), works };
    let mut text = if has_placeholders { marker.resolve_placeholders(body) } else { body.clone() };
    text = match numbering {
        Numbering::Counted(count) => marker.replace_numbers(&text, count),
        Numbering::Unprinted => marker.replace_counting_numbers(&text),
        Numbering::Uncertain => text,
    };
    text = marker.replace_names(&text);
    let is_cited = marker.ids.iter().any(|id| text.contains(&format!("@{id}")));
    let ids = marker.ids;
    *body = text;
    if is_cited {
        for (work, id) in works.iter_mut().zip(ids) {
            work.id = Some(id);
        }
    }
}

/// Replaces digits that were raised on the page, if they count all works of the list.
pub(crate) fn link_glued_marks(body: &mut String, works: &mut [CitedWork]) {
    let marks = glued_marks(body);
    if works.len() < 2 || !count_all(&marks, works.len()) {
        return;
    }
    let ids = citation_ids(works);
    for mark in marks.iter().rev() {
        let cited: Vec<String> =
            mark.numbers.iter().map(|number| format!("@{}", ids[number - 1])).collect();
        body.replace_range(mark.span.clone(), &format!("[{}]", cited.join("; ")));
    }
    for (work, id) in works.iter_mut().zip(ids) {
        work.id = Some(id);
    }
}

/// No word before a mark is longer.
const LONGEST_WORD: usize = 80;

/// In a shorter list, marks in another order than that of the list may be numbers of something else.
const FEWEST_OUT_OF_ORDER: usize = 3;

/// No formula and no address is longer.
const LONGEST_SPAN: usize = 2000;

struct MarkReplacer<'w> {
    ids: Vec<String>,
    works: &'w [CitedWork],
}

impl MarkReplacer<'_> {
    /// `[@doe2020; @roe2021]`; None if an index is not in the list.
    fn citation(&self, indices: &[usize]) -> Option<String> {
        let ids: Option<Vec<String>> =
            indices.iter().map(|index| Some(format!("@{}", self.ids.get(*index)?))).collect();
        ids.filter(|ids| !ids.is_empty()).map(|ids| format!("[{}]", ids.join("; ")))
    }

    /// The text with the placeholders of linked marks replaced.
    fn resolve_placeholders(&self, body: &str) -> String {
        let mut out = String::with_capacity(body.len());
        let mut at = 0;
        while let Some(first) = body[at..].chars().next() {
            let may_begin = matches!(first, '[' | '(' | '<' | '\\' | NUMBER_START | NAMED_START);
            if may_begin && let Some(group) = placeholder_group(&body[at..]) {
                if let Some(text) = group.text {
                    out.push_str(text);
                    if !text.is_empty() {
                        out.push(' ');
                    }
                }
                out.push_str(&self.citation(&group.indices).unwrap_or_default());
                at += group.length;
                continue;
            }
            // A stray sign of a placeholder is not text of the page.
            if !('\u{e000}'..='\u{e004}').contains(&first) {
                out.push(first);
            }
            at += first.len_utf8();
        }
        out
    }

    /// Replaces numbered marks without links, if all of them fit the list.
    fn replace_numbers(&self, body: &str, count: usize) -> String {
        let mut text = body.to_owned();
        for find in [bracketed_numbers, raised_numbers] {
            let groups = find_outside_code(&text, find);
            let numbers: Vec<usize> =
                groups.iter().flat_map(|(_, group)| group.indices.iter().copied()).collect();
            if !numbers.is_empty() && self.fits_list(&numbers, count) {
                text = self.replace_groups(&text, &groups);
            }
        }
        if text == body { self.replace_parentheses(body, count) } else { text }
    }

    /// Replaces `(1)` and `(2, 3)` where a text has no other marks. Such numbers also count the parts
    /// of a sentence, `(1) the dose, (2) the time`: so each must end a clause, and all of them must
    /// count all entries in their order.
    fn replace_parentheses(&self, body: &str, count: usize) -> String {
        let mut groups = find_outside_code(body, parenthesised_numbers);
        groups.retain(|(at, _)| is_after_long_word(body, *at));
        let numbers: Vec<usize> =
            groups.iter().flat_map(|(_, group)| group.indices.iter().copied()).collect();
        let is_only_kind = || find_outside_code(body, bracketed_numbers).is_empty();
        if is_ascending(&numbers) && counts_all(&numbers, count) && is_only_kind() {
            return self.replace_groups(body, &groups);
        }
        body.to_owned()
    }

    /// Replaces `[1]` where the list shows no numbers, as lists copied from Wikipedia: the marks must
    /// count all of its entries.
    fn replace_counting_numbers(&self, body: &str) -> String {
        let groups = find_outside_code(body, bracketed_numbers);
        let numbers: Vec<usize> =
            groups.iter().flat_map(|(_, group)| group.indices.iter().copied()).collect();
        if is_ascending(&numbers) && counts_all(&numbers, self.works.len()) {
            return self.replace_groups(body, &groups);
        }
        body.to_owned()
    }

    /// Whether these numbers, in the order of the text, count the entries: each is in the list, and
    /// new ones appear in the order of the list, from the first on. In a list sorted by authors the
    /// order says nothing, and neither does it if each entry has a mark.
    fn fits_list(&self, indices: &[usize], count: usize) -> bool {
        let is_sorted = self.works.len() >= 4
            && self.works.iter().all(|work| !work.authors.is_empty())
            && self.works.is_sorted_by_key(|work| work.authors[0].to_lowercase());
        let is_complete = count >= FEWEST_OUT_OF_ORDER && counts_all(indices, count);
        indices.iter().all(|index| *index < count)
            && (is_ascending(indices) || is_sorted || is_complete)
    }

    fn replace_groups(&self, text: &str, groups: &[(usize, MarkGroup<'_>)]) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (start, group) in groups {
            let Some(citation) = self.citation(&group.indices) else { continue };
            out.push_str(&text[at..*start]);
            out.push_str(&citation);
            at = start + group.length;
        }
        out.push_str(&text[at..]);
        out
    }

    /// Replaces `(Doe 2020)` and `(Doe et al., 2020; Roe & Poe, 2021)`.
    fn replace_names(&self, body: &str) -> String {
        let groups = find_outside_code(body, |text| {
            let inside = text.strip_prefix('(')?;
            let end = inside.find([')', '('])?;
            if !inside[end..].starts_with(')') || end > 200 {
                return None;
            }
            let indices: Option<Vec<usize>> =
                inside[..end].split(';').map(|part| self.named_work(part.trim())).collect();
            Some(MarkGroup { length: end + 2, indices: indices?, text: None })
        });
        self.replace_groups(body, &groups)
    }

    /// The one work that `Doe et al., 2020` can mean.
    fn named_work(&self, mark: &str) -> Option<usize> {
        let (at, sign) =
            mark.char_indices().rev().find(|(_, character)| !character.is_ascii_alphanumeric())?;
        let year_at = at + sign.len_utf8();
        let (names, year) = mark.split_at(year_at);
        let digits = year.trim_end_matches(|character: char| character.is_ascii_lowercase());
        let year: u16 = (digits.len() == 4 && year.len() <= 5).then(|| digits.parse().ok())??;
        let names = names.trim_end_matches([' ', ',']);
        let mut found = self.works.iter().enumerate().filter(|(_, work)| {
            work.year == Some(year) && names_first_author(names, &work.authors)
        });
        let (index, _) = found.next()?;
        found.next().is_none().then_some(index)
    }
}

/// Whether new numbers appear in the order of the list, from the first on.
fn is_ascending(indices: &[usize]) -> bool {
    let mut next = 0;
    indices.iter().all(|index| {
        let is_known = *index <= next;
        next = next.max(index + 1);
        is_known
    })
}

/// Whether numbers are those of a list, and each entry of it has one.
fn counts_all(indices: &[usize], count: usize) -> bool {
    let mut is_counted = vec![false; count];
    let is_in_list = indices.iter().all(|index| match is_counted.get_mut(*index) {
        Some(is_counted) => {
            *is_counted = true;
            true
        }
        None => false,
    });
    count >= 2 && is_in_list && is_counted.iter().all(|is_counted| *is_counted)
}

/// Whether `Doe`, `Doe et al.`, `Doe and Roe` name the authors of a work.
fn names_first_author(names: &str, authors: &[String]) -> bool {
    let Some(first) = authors.first().map(|author| family_name(author)) else { return false };
    let Some(rest) = strip_prefix_ignoring_case(names, first) else { return false };
    let rest = rest.trim_start_matches([' ', ',']);
    if rest.is_empty() {
        return true;
    }
    let lower = rest.to_lowercase();
    if phrases(Category::OtherAuthors).iter().any(|others| lower == *others) {
        return authors.len() > 1;
    }
    let second = rest
        .strip_prefix('&')
        .or_else(|| {
            phrases(Category::ReferenceNameJoins)
                .iter()
                .find_map(|and| rest.strip_prefix(and).filter(|after| after.starts_with(' ')))
        })
        .map(str::trim_start);
    second.is_some_and(|second| {
        authors.get(1).is_some_and(|author| {
            strip_prefix_ignoring_case(second, family_name(author)).is_some_and(str::is_empty)
        })
    })
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    let rest = &text[prefix.len()..];
    (!prefix.is_empty()
        && head.to_lowercase() == prefix.to_lowercase()
        && !rest.starts_with(char::is_alphanumeric))
    .then_some(rest)
}

/// The marks that `find` recognises at a position, except in code, formulas and addresses.
fn find_outside_code<'t>(
    text: &'t str,
    find: impl Fn(&'t str) -> Option<MarkGroup<'t>>,
) -> Vec<(usize, MarkGroup<'t>)> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = '\n';
    while let Some(first) = text[at..].chars().next() {
        let near = &text[at + first.len_utf8()..];
        let near = &near[..near.floor_char_boundary(LONGEST_SPAN)];
        let skipped = match first {
            '`' => code_length(&text[at..]),
            '$' => near.find('$').map_or(1, |end| end + 2),
            '(' if before == ']' => near.find(')').map_or(1, |end| end + 2),
            '<' if near.starts_with("http") => near.find('>').map_or(1, |end| end + 2),
            '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ => 0,
        };
        // `\[1\]` is a mark, too; an escaped sign by itself is not.
        if skipped > 0 && !(first == '\\' && text[at..].starts_with("\\[")) {
            at += skipped;
            before = first;
            continue;
        }
        if is_after_word(text, at, before)
            && let Some(group) = find(&text[at..])
        {
            let length = group.length;
            found.push((at, group));
            at += length;
            before = ' ';
            continue;
        }
        before = first;
        at += first.len_utf8();
    }
    found
}

/// The length of a code span or a code block at the start.
fn code_length(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let fence = &text[..ticks];
    text[ticks..].find(fence).map_or(ticks, |end| end + 2 * ticks)
}

/// Whether a mark can be here: after a word or the end of a sentence, but not after a number, a
/// unit or a symbol, as in `10²`, `kg/m²`, `95% CI [1, 3]`.
fn is_after_word(text: &str, at: usize, before: char) -> bool {
    let mark = text[at..].chars().next().unwrap_or(' ');
    if matches!(mark, '(') {
        return true;
    }
    let near = text.floor_char_boundary(at.saturating_sub(LONGEST_WORD));
    let start = text[near..at].trim_end_matches(' ');
    let last = start.chars().next_back().unwrap_or('\n');
    if matches!(last, '.' | ',' | ';' | ':' | ')' | '”' | '"' | '’' | '»' | '?' | '!' | '*' | '_')
    {
        return true;
    }
    let word = start.rsplit([' ', '\n', '(', '/']).next().unwrap_or("");
    let letters = word.chars().filter(|character| character.is_alphabetic()).count();
    let is_word = last.is_alphabetic()
        && letters >= 3
        && word.chars().any(char::is_lowercase)
        && !start.ends_with(&format!("/{word}"));
    // A raised number is directly behind its word.
    is_word && (before != ' ' || matches!(mark, '[' | '\\'))
}

/// Whether a word of at least three letters is before a position.
fn is_after_long_word(text: &str, at: usize) -> bool {
    let near = text.floor_char_boundary(at.saturating_sub(LONGEST_WORD));
    let before = text[near..at].trim_end_matches(' ');
    before.chars().rev().take_while(|sign| sign.is_alphabetic()).nth(2).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::entry_order::Numbering;
    use super::super::placeholders::{named_mark_start, number_mark};
    use super::{link_glued_marks, link_marks};
    use crate::article::CitedWork;
    use crate::citation::parse_citation;

    fn works() -> Vec<CitedWork> {
        [
            "Smith J, Roe K. Naltrexone in pain. J Pain. 2020;12(3):45-50.",
            "Doe A, Lee B. Another trial of it. Pain Med. 2021;9:1-9.",
            "Smith J. A third one. Pain Med. 2018;9:1-9.",
            "Moe C. A fourth one. Pain Med. 2018;9:11-19.",
        ]
        .map(parse_citation)
        .to_vec()
    }

    #[track_caller]
    fn check(body: &str, expect: &str) {
        let mut works = works();
        let mut text = body.to_owned();
        let count = Numbering::Counted(works.len());
        link_marks(&mut text, &mut works, count);
        assert_eq!(text, expect);
        assert_eq!(works[0].id.is_some(), expect.contains('@'));
    }

    #[test]
    fn raised_digits_of_pasted_text_count_all_works() {
        let mut works = works();
        let mut text = "One.1 Two2,3. All.1–4".to_owned();
        link_glued_marks(&mut text, &mut works);
        assert_eq!(
            text,
            "One.[@smith2020] Two[@doe2021; @smith2018]. All.[@smith2020; @doe2021; @smith2018; @moe2018]"
        );
        let mut text = "Phase1 of it.2".to_owned();
        link_glued_marks(&mut text, &mut works);
        assert_eq!(text, "Phase1 of it.2");
    }

    #[test]
    fn linked_marks_are_certain() {
        let (one, two) = (number_mark(0), number_mark(1));
        check(&format!("A claim.<sup>{one}</sup>"), "A claim.[@smith2020]");
        check(&format!("Two [{two}]."), "Two [@doe2021].");
        check(&format!("Two \\[{two}\\]."), "Two [@doe2021].");
        check(&format!("Both [{one},{two}]."), "Both [@smith2020; @doe2021].");
        check(
            &format!("Three [{one}–{}].", number_mark(2)),
            "Three [@smith2020; @doe2021; @smith2018].",
        );
        check(&format!("Both.<sup>{one}</sup><sup>,{two}</sup>"), "Both.[@smith2020; @doe2021]");
        let named = |index, text: &str| format!("{}{text}\u{e004}", named_mark_start(index));
        check(&format!("Three ({}).", named(0, "Smith & Roe, 2020")), "Three [@smith2020].");
        check(
            &format!("({}; {})", named(0, "Smith & Roe, 2020"), named(1, "Doe, 2021")),
            "[@smith2020; @doe2021]",
        );
        check(
            &format!("{} found it.", named(0, "Smith and Roe (2020)")),
            "Smith and Roe (2020) [@smith2020] found it.",
        );
        check("\u{e000} and \u{e000}x\u{e001}", " and x");
    }

    #[test]
    fn numbers_count_the_list() {
        check("First [1], then [2,3].", "First [@smith2020], then [@doe2021; @smith2018].");
        check(
            "First.¹ Then this² and that.³⁻⁴",
            "First.[@smith2020] Then this[@doe2021] and that.[@smith2018; @moe2018]",
        );
        check(
            "A claim.<sup>1</sup> More<sup>2, 3</sup>.",
            "A claim.[@smith2020] More[@doe2021; @smith2018].",
        );
        check("First [1–3].", "First [@smith2020; @doe2021; @smith2018].");
        check("First \\[1\\].", "First [@smith2020].");
    }

    #[test]
    fn numbers_that_do_not_fit_stay() {
        for text in [
            "Only [7] here.",
            "First [2], then [1].",
            "An interval (95% CI [1, 3]).",
            "A body of 25 kg/m² and R² and 10².",
            "A rate of 3 min⁻¹.",
            "`x[1]` and $a[1]$",
            "[1](https://example.org/)",
            "[1]: https://example.org/",
            "A list item [x] and [^1].",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn numbers_of_all_entries_are_certain_in_any_order() {
        check(
            "Both [1,4], another [2-3].",
            "Both [@smith2020; @moe2018], another [@doe2021; @smith2018].",
        );
        check("Both [1,4], another [2].", "Both [1,4], another [2].");
        check("Both [1,4], another [2-5].", "Both [1,4], another [2-5].");
    }

    #[test]
    fn numbers_in_parentheses_end_a_clause() {
        check(
            "A claim (1), one more (2). It is clear (2,3); and others agree (4)",
            "A claim [@smith2020], one more [@doe2021]. It is clear [@doe2021; @smith2018]; and others agree [@moe2018]",
        );
        for text in [
            "We asked about (1) dose, (2) time, (3) place and (4) price.",
            "A claim (1), one more (2).",
            "Options are none (1), some (2), most (4), all (3).",
            "A claim (1), one more (2), two (3), three (4) and [5].",
            "Of 12 (1), 13 (2), 14 (3), 15 (4).",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn lists_with_other_numbers_count_nothing() {
        let mut works = works();
        let mut text = "A claim [1], one more (2), three [1–4].".to_owned();
        link_marks(&mut text, &mut works, Numbering::Uncertain);
        assert_eq!(text, "A claim [1], one more (2), three [1–4].");
    }

    #[test]
    fn authors_and_years_name_one_work() {
        check("It helps (Smith & Roe, 2020).", "It helps [@smith2020].");
        check(
            "It helps (Smith et al., 2020; Doe and Lee 2021).",
            "It helps [@smith2020; @doe2021].",
        );
        check("It helps (Moe 2018).", "It helps [@moe2018].");
        for text in [
            "It helps (Poe 2018).",
            "It helps (Smith 2019).",
            "It helps (Smith & Poe, 2020).",
            "It helps (see below).",
            "(2020)",
            "(über)",
            "(Ä2020; “2020)",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn hostile_text_is_read_once() {
        let mut works = works();
        for text in ["[1".repeat(50_000), "(".repeat(50_000), "`".repeat(50_001), "¹".repeat(9_000)]
        {
            let count = Numbering::Counted(works.len());
            link_marks(&mut text.clone(), &mut works, count);
        }
    }
}
