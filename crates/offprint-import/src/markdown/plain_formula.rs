//! [`plain_formula`]: a short formula as plain text, for summaries.
//!
//! Only what Unicode can express is converted; this must not shorten or simplify a formula.

use offprint_base::unicode_script;

use crate::markdown::tex_symbols;

/// The longest formula that is read, in bytes.
const LONGEST: usize = 200;

/// A formula in TeX as plain text: `k_{n+1} \leq 10^2` is `kₙ₊₁ ≤ 10²`. `None` if plain text cannot
/// express a part of it: `\frac{a}{b}`, `x_{max}`.
pub(crate) fn plain_formula(tex: &str) -> Option<String> {
    if tex.len() > LONGEST {
        return None;
    }
    let mut out = String::new();
    let mut rest = tex.trim();
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = match first {
            '^' | '_' => {
                let (tex, rest) = argument(after)?;
                let plain = plain_formula(tex)?.replace(' ', "");
                out.push_str(&unicode_script(&plain, first == '^')?);
                rest
            }
            '\\' => push_command(&mut out, after)?,
            '{' | '}' | '&' | '%' | '#' | '$' | '~' | '\'' | '`' => return None,
            other => {
                out.push(other);
                after
            }
        };
    }
    Some(out.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Writes the command at the start of a text, and returns what follows it.
fn push_command<'t>(out: &mut String, tex: &'t str) -> Option<&'t str> {
    let length = tex.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tex.len());
    if length == 0 {
        let sign = tex.chars().next()?;
        match sign {
            ',' | ';' | ':' | ' ' => out.push(' '),
            '!' => {}
            '%' | '#' | '&' | '$' | '_' | '{' | '}' => out.push(sign),
            _ => return None,
        }
        return Some(&tex[sign.len_utf8()..]);
    }
    let (name, after) = tex.split_at(length);
    match name {
        "text" | "textrm" => {
            let (text, rest) = argument(after)?;
            // A command or a formula within the text.
            out.push_str(Some(text).filter(|text| !text.contains(['\\', '$', '{']))?);
            Some(rest)
        }
        "mathrm" | "operatorname" => {
            let (tex, rest) = argument(after)?;
            out.push_str(&plain_formula(tex)?);
            Some(rest)
        }
        // The size of brackets, and of a formula.
        "left" | "right" if !after.starts_with('.') => Some(after),
        "displaystyle" | "textstyle" => Some(after),
        "le" | "ge" | "ne" | "to" => {
            out.push(match name {
                "le" => '≤',
                "ge" => '≥',
                "ne" => '≠',
                _ => '→',
            });
            Some(after)
        }
        name if tex_symbols::is_function(name) => {
            out.push_str(name);
            Some(after)
        }
        name => {
            out.push(tex_symbols::character_of(name)?);
            // A space before a letter only ends the name of the command: `\mu g`.
            let next = after.trim_start();
            Some(if next.starts_with(char::is_alphabetic) { next } else { after })
        }
    }
}

/// The argument at the start of a text, and what follows it: one character, or what is in braces.
fn argument(tex: &str) -> Option<(&str, &str)> {
    let tex = tex.trim_start();
    let Some(inner) = tex.strip_prefix('{') else {
        let first = tex.chars().next().filter(|first| *first != '\\')?;
        return Some(tex.split_at(first.len_utf8()));
    };
    let mut depth = 1;
    let end = inner.find(|c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    })?;
    Some((&inner[..end], &inner[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::plain_formula;

    #[test]
    fn what_unicode_expresses() {
        for (tex, plain) in [
            ("k_{n+1} = n^2 + k_n^2", "kₙ₊₁ = n² + kₙ²"),
            ("p < 0.05", "p < 0.05"),
            (r"\alpha \leq 10^{-3}", "α ≤ 10⁻³"),
            (r"T_{1/2}", ""),
            (r"12\,\mu g", "12 μg"),
            (r"50\% \pm 2", "50% ± 2"),
            (r"\left( 1 + x \right)^{2}", "( 1 + x )²"),
            (r"\mathrm{SpO}_2 \ge 94", "SpO₂ ≥ 94"),
            (r"\log x", "log x"),
            (r"\chi^2(1) = 4.2", "χ²(1) = 4.2"),
            // What it does not express.
            (r"\frac{a}{b}", ""),
            (r"x_{max}", "xₘₐₓ"),
            (r"x_{min,q}", ""),
            (r"\hat x", ""),
            (r"x^\circ", ""),
            ("x^{", ""),
            (r"a \\ b", ""),
            (r"\text{a $b$}", ""),
        ] {
            assert_eq!(plain_formula(tex).unwrap_or_default(), plain, "{tex}");
        }
        assert_eq!(plain_formula(&"^{".repeat(90)), None);
    }
}
