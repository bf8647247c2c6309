//! [`begins_shortcode`] and [`directive_position`]: which signs of a page or a pasted text need a backslash, so that a site does
//! not take them for a shortcode of another program, which is an error there.
//!
//! On a page these signs were displayed, so they are text. More may be escaped than a site would
//! report, since a backslash is not shown. Must not depend on how articles are read or written.

use crate::site_markdown::literal_ranges;

/// A command is looked for in so many bytes of a line.
const LONGEST_LINE: usize = 1000;

/// So many commands are listed.
const MOST_COMMANDS: usize = 100;

/// Whether `character`, followed by `rest`, may begin a shortcode, a template tag or a comment.
pub(crate) fn begins_shortcode(character: char, rest: &str) -> bool {
    match character {
        // `{{ x }}`, `{% x %}`, `{#id}`, `{.class}`, `{: .class}`.
        '{' => rest.starts_with(['{', '%', '#', '.', ':']),
        // `%%comment%%`.
        '%' => rest.starts_with('%'),
        '[' => begins_bracket_tag(rest),
        _ => false,
    }
}

/// Whether a text is nothing but a command of another program: `[gallery]`, `[gallery ids="1"]`,
/// `{{< youtube x >}}`, `{% include x %}`.
pub(crate) fn is_command(text: &str) -> bool {
    let braces = [("{{", "}}"), ("{%", "%}")];
    if braces.iter().any(|(open, end)| text.trim().starts_with(open) && text.trim().ends_with(end))
    {
        return true;
    }
    let Some(rest) = text.trim().strip_prefix('[') else { return false };
    // `[Advertisement]` and `[AD]` are words for readers.
    rest.starts_with(|c: char| c.is_ascii_lowercase())
        && begins_bracket_tag(rest)
        && text.trim_end().ends_with(']')
}

/// The commands of other programs that a Markdown text displays: `{{< youtube x >}}`,
/// `{% include x %}`, `[gallery]`. In `is_escaped` text a backslash is before each.
pub(crate) fn displayed_commands(markdown: &str, is_escaped: bool) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    if !markdown.contains("{{") && !markdown.contains("{%") && !markdown.contains('[') {
        return commands;
    }
    let code = literal_ranges(markdown);
    for (at, sign) in markdown.match_indices(['{', '[']) {
        if commands.len() >= MOST_COMMANDS {
            break;
        }
        let before = &markdown[..at];
        if before.ends_with(['{', '[']) || before.ends_with('\\') != is_escaped {
            continue;
        }
        let rest = &markdown[at..];
        let line = rest.lines().next().unwrap_or_default();
        let line = &line[..line.floor_char_boundary(LONGEST_LINE)];
        let end = match sign {
            "{" if rest.starts_with("{{") => "}}",
            "{" if rest.starts_with("{%") => "%}",
            "[" if begins_bracket_tag(&line[1..]) && !line.starts_with("[/") => "]",
            _ => continue,
        };
        let Some(length) = line.find(end).map(|length| length + end.len()) else { continue };
        let command = &line[..length];
        // One word in brackets is a command if it is alone on its line: `[sic]` ends sentences.
        let start_of_line = before.rfind('\n').map_or(0, |start| start + 1);
        let is_alone = before[start_of_line..].trim_end_matches('\\').trim().is_empty()
            && is_command(&line.replace('\\', ""));
        let is_word = sign == "[" && !command.contains([' ', '=']);
        let is_end =
            command.contains("{{< /") || command.contains("{{% /") || command.contains("{% end");
        let after = code.partition_point(|code| code.start <= at);
        let is_code = code[..after].last().is_some_and(|code| code.contains(&at));
        if !is_code
            && !is_end
            && (!is_word || is_alone)
            && !commands.iter().any(|known| known == command)
        {
            commands.push(command.to_owned());
        }
    }
    commands
}

/// A text without the commands of other programs that are in it, and these commands.
pub(crate) fn without_commands(text: &str) -> (String, Vec<String>) {
    let (mut out, mut commands) = (String::with_capacity(text.len()), Vec::new());
    let mut rest = text;
    while let Some(at) = rest.find("{{").into_iter().chain(rest.find("{%")).min() {
        let end = if rest[at..].starts_with("{{") { "}}" } else { "%}" };
        let Some(length) = rest[at..].find(end).map(|length| length + end.len()) else { break };
        out.push_str(&rest[..at]);
        commands.push(rest[at..at + length].to_owned());
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    if commands.is_empty() {
        return (out, commands);
    }
    (out.split_whitespace().collect::<Vec<_>>().join(" "), commands)
}

/// Where a line needs a backslash, so that it is no directive of Sphinx (`.. figure:: x.png`) and no
/// import of MDX (`import Chart from './chart.js'`).
pub(crate) fn directive_position(line: &str) -> Option<usize> {
    if let Some(rest) = line.strip_prefix(".. ") {
        return rest.contains("::").then_some(0);
    }
    let is_module = line.starts_with("import ") || line.starts_with("export ");
    line.find(['\'', '"', '{', '(', '=']).filter(|_| is_module)
}

/// Whether the text after a bracket continues like a tag: `[caption width="3"]`, `[/caption]`,
/// `[url=…]`, `[embed]https://…[/embed]`, or `[gallery]` that stands alone.
fn begins_bracket_tag(rest: &str) -> bool {
    let (is_end, inner) = rest.strip_prefix('/').map_or((false, rest), |inner| (true, inner));
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let length = inner.find(|c: char| !is_part(c)).unwrap_or(inner.len());
    let (name, after) = inner.split_at(length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return false;
    }
    let Some(close) = after.find(']') else { return false };
    let (attributes, behind) = (&after[..close], &after[close + 1..]);
    if attributes.is_empty() {
        return is_end || behind.trim().is_empty() || has_end_tag(behind, name);
    }
    let is_attribute = |part: &str| part.find('=').is_some_and(|at| at > 0) || part.contains("://");
    !is_end
        && (has_end_tag(behind, name) && attributes.starts_with(['=', ' '])
            || attributes.starts_with(char::is_whitespace)
                && attributes.split_whitespace().any(is_attribute))
}

/// Whether a text contains the end tag of a name, such as `[/embed]`.
fn has_end_tag(text: &str, name: &str) -> bool {
    text.match_indices("[/").any(|(at, _)| {
        let rest = &text[at + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && rest[name.len()..].starts_with(']')
    })
}

#[cfg(test)]
mod tests {
    use super::begins_shortcode;

    fn is_sign(text: &str) -> bool {
        let mut characters = text.chars();
        let first = characters.next().expect("it is not empty");
        begins_shortcode(first, characters.as_str())
    }

    #[test]
    fn signs_of_other_programs_are_found() {
        for text in [
            "{{ page.title }}",
            "{{< figure >}}",
            "{% include a %}",
            "{.lead}",
            "{: .lead}",
            "%%note%%",
            "[caption id=\"a\" width=\"3\"]x[/caption]",
            "[/caption]",
            "[embed]https://a.org[/embed]",
            "[youtube https://a.org/v]",
            "[url=https://a.org]x[/url]",
            "[gallery]",
            "[vc_row a b]x[/VC_ROW]",
        ] {
            assert!(is_sign(text), "{text}");
        }
    }

    #[test]
    fn displayed_commands_are_listed() {
        for (text, is_escaped, expect) in [
            (
                "{{< youtube x >}} and {{% notice tip %}}a{{% /notice %}}",
                false,
                vec!["{{< youtube x >}}", "{{% notice tip %}}"],
            ),
            (
                "`{{< x >}}`\n\n```\n{% raw %}\n```\n\n{% include a %}",
                false,
                vec!["{% include a %}"],
            ),
            ("A\n\n\\[gallery]\n\nB \\[sic]", true, vec!["[gallery]"]),
            ("\\[embed]https://films.example/a\\[/embed]", true, vec!["[embed]"]),
            ("\\[caption id=\"a\"]b\\[/caption]", true, vec!["[caption id=\"a\"]"]),
            ("[a](b.md) and [gallery][d] and [1] and {b} and $x_{{a}}$", false, vec![]),
            ("\\{{ page.title }}", false, vec![]),
        ] {
            assert_eq!(super::displayed_commands(text, is_escaped), expect, "{text}");
        }
    }

    #[test]
    fn commands_are_removed_from_summaries() {
        for (text, expect, count) in [
            ("{{< lead >}} It helps. {{% x %}}", "It helps.", 2),
            ("{% include a %}It helps.", "It helps.", 1),
            ("It  helps {in sets}.", "It  helps {in sets}.", 0),
            ("It {{ helps", "It {{ helps", 0),
            ("{{< toc >}}", "", 1),
        ] {
            let (without, commands) = super::without_commands(text);
            assert_eq!((without.as_str(), commands.len()), (expect, count), "{text}");
        }
    }

    #[test]
    fn lines_of_other_programs_are_found() {
        for (line, expect) in [
            (".. figure:: x.png", Some(0)),
            ("import Chart from './chart.js'", Some(18)),
            ("export const a = 1", Some(15)),
            ("import of drugs rose", None),
            (".. and so on", None),
            ("... and so on", None),
        ] {
            assert_eq!(super::directive_position(line), expect, "{line}");
        }
    }

    #[test]
    fn prose_stays_as_it_is() {
        for text in [
            "{b} and {1, 2}",
            "% of 30%",
            "[sic] and more",
            "[1, 2] and more",
            "[caption needed] in text",
            "[p = 0.05] and more",
            "[n=5] and more",
            "[18F]fluorodeoxyglucose was given",
            "[unfinished",
            "[é]",
        ] {
            assert!(!is_sign(text), "{text}");
        }
    }
}
