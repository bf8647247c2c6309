//! [`latex_text`]: LaTeX as plain text.
//!
//! Must not depend on formats.

use super::script::script_text;

/// Groups inside groups deeper than this are read as if they had no braces.
const DEEPEST: usize = 60;

/// What a text in LaTeX says, without braces and commands. Accents, letters, Greek, quotation marks
/// and dashes become characters, `$^{2}$` and `\textsuperscript{2}` superscripts. The names of
/// commands that are not known are added to the list, and so are `$` and `~` where they are no sign of
/// TeX but one of the text: `costs $5 to $10`, `at ~50 mg`. All these stay in the text.
pub(crate) fn latex_text(text: &str, unknown: &mut Vec<String>) -> String {
    if !text.contains(['\\', '{', '}', '$', '~', '-', '`', '\'']) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut reader = LatexReader { chars: &chars, at: 0, is_math: false, open_quotes: 0, unknown };
    let mut out = String::with_capacity(text.len());
    while reader.at < chars.len() {
        reader.piece(&mut out, 0);
    }
    out
}

/// An address or an identifier as programs escape it for TeX: `10.1000/a{\_}1`, `?x=1{\&}y=2`,
/// `\textasciitilde{}b`. Signs that are not escaped stay as they are, also braces and `~`.
pub(crate) fn unescaped_address(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '{']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (sign, length) = match rest.strip_prefix('{') {
            Some(inner) => match escaped_sign(inner) {
                // Braces around one sign.
                Some((sign, length)) if inner[length..].starts_with('}') => (sign, length + 2),
                _ => ("{", 1),
            },
            None => escaped_sign(rest).unwrap_or(("\\", 1)),
        };
        out.push_str(sign);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The sign that a text begins with, as TeX writes it, and the length of that: `\_`, `\textless`, `\~{}`,
/// or the sign itself, if TeX interprets it.
fn escaped_sign(text: &str) -> Option<(&str, usize)> {
    let is_sign = |c: &char| "_%&#$~^".contains(*c);
    let Some(command) = text.strip_prefix('\\') else {
        let first = text.chars().next().filter(is_sign)?;
        return Some((&text[..first.len_utf8()], first.len_utf8()));
    };
    let letters = command.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (sign, length) = match letters {
        0 => {
            let first = command.chars().next().filter(|c| is_sign(c) || matches!(c, '{' | '}'))?;
            (&command[..first.len_utf8()], first.len_utf8())
        }
        letters => (symbol(&command[..letters])?, letters),
    };
    // What ends the name of a command is no part of the text.
    let after = &command[length..];
    let ends = letters > 0 || matches!(sign, "~" | "^");
    let end = match () {
        () if ends && after.starts_with("{}") => 2,
        () if letters > 0 && after.starts_with(' ') => 1,
        () => 0,
    };
    Some((sign, 1 + length + end))
}

struct LatexReader<'c, 'u> {
    chars: &'c [char],
    at: usize,
    is_math: bool,
    open_quotes: usize,
    unknown: &'u mut Vec<String>,
}

impl LatexReader<'_, '_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next_is(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, c)| self.chars.get(self.at + offset) == Some(&c))
    }

    /// Reads one character, group or command.
    fn piece(&mut self, out: &mut String, depth: usize) {
        let Some(c) = self.peek() else { return };
        self.at += 1;
        match c {
            '\\' => self.command(out, depth),
            '{' => {
                if depth < DEEPEST {
                    self.rest_of_group(out, depth + 1);
                }
            }
            '}' => {}
            '$' if self.is_math || self.begins_formula() => {
                self.is_math = !self.is_math;
                // `$$`
                if self.peek() == Some('$') {
                    self.at += 1;
                }
            }
            '$' => {
                self.unknown.push("$".to_owned());
                out.push('$');
            }
            '^' | '_' if self.is_math => {
                let inner = self.argument(depth);
                out.push_str(&script_text(&inner, c == '^'));
            }
            // After a space, a space that joins two words makes no sense.
            '~' if out.is_empty() || out.ends_with([' ', '\n', '(', '[']) => {
                self.unknown.push("~".to_owned());
                out.push('~');
            }
            '~' => out.push(' '),
            '-' if self.is_math => out.push('−'),
            '-' if self.next_is("--") => {
                self.at += 2;
                out.push('—');
            }
            '-' if self.next_is("-") => {
                self.at += 1;
                out.push('–');
            }
            '`' if self.next_is("`") => {
                self.at += 1;
                out.push('“');
            }
            '\'' if self.next_is("'") => {
                self.at += 1;
                out.push('”');
            }
            '`' => {
                self.open_quotes += 1;
                out.push('‘');
            }
            // Without an opening mark it is an apostrophe, and stays as it was written.
            '\'' if self.open_quotes > 0 => {
                self.open_quotes -= 1;
                out.push('’');
            }
            c => out.push(c),
        }
    }

    /// Whether the `$` that was read begins a formula. One with signs of TeX or of one sign is a formula
    /// anyway: `$>$65`. Otherwise by the rule of Pandoc: a formula ends, and has no space at its beginning
    /// and its end, and no digit after it, as prices have. Each sign is read at most twice, since the next
    /// `$` is where this ends.
    fn begins_formula(&self) -> bool {
        let from = self.at + usize::from(self.peek() == Some('$'));
        let rest = self.chars.get(from..).unwrap_or_default();
        let mut is_escaped = false;
        let mut has_tex = false;
        for (at, c) in rest.iter().enumerate() {
            match c {
                _ if is_escaped => {
                    is_escaped = false;
                    has_tex |= c.is_ascii_alphabetic();
                }
                '\\' => is_escaped = true,
                '^' | '_' => has_tex = true,
                '$' => {
                    let inner = &rest[..at];
                    let end = at + 1 + usize::from(rest.get(at + 1) == Some(&'$'));
                    let has_space = |c: Option<&char>| c.is_some_and(|c| c.is_whitespace());
                    let is_tight = !has_space(inner.first()) && !has_space(inner.last());
                    let is_number = rest.get(end).is_some_and(char::is_ascii_digit);
                    let mut signs =
                        inner.iter().filter(|c| !c.is_whitespace() && !"{}".contains(**c));
                    let is_sign = signs.next().is_some_and(|c| "<>=+-*~±≤≥≈×".contains(*c))
                        && signs.next().is_none();
                    return !inner.is_empty() && (has_tex || is_sign || is_tight && !is_number);
                }
                _ => {}
            }
        }
        false
    }

    /// Reads up to the brace that closes a group, of which the opening one was read.
    fn rest_of_group(&mut self, out: &mut String, depth: usize) {
        while let Some(c) = self.peek() {
            if c == '}' {
                self.at += 1;
                return;
            }
            self.piece(out, depth);
        }
    }

    /// The argument of a command: a group, a command or a character.
    fn argument(&mut self, depth: usize) -> String {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let mut inner = String::new();
        // An argument may not take the brace that closes the group around it.
        if depth < DEEPEST && self.peek().is_some_and(|c| c != '}') {
            self.piece(&mut inner, depth + 1);
        }
        inner
    }

    /// Skips `[…]` after a command.
    fn skip_option(&mut self) {
        if self.peek() == Some('[')
            && let Some(length) = self.chars[self.at..].iter().take(80).position(|c| *c == ']')
        {
            self.at += length + 1;
        }
    }

    fn command(&mut self, out: &mut String, depth: usize) {
        let Some(first) = self.peek() else {
            out.push('\\');
            return;
        };
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            match first {
                '`' | '\'' | '^' | '"' | '~' | '=' | '.' => self.accent(first, out, depth),
                '-' | '/' | '!' | '(' | ')' | '[' | ']' => {}
                ',' | ';' | ':' | ' ' | '\n' | '\\' => out.push(' '),
                c => out.push(c),
            }
            return;
        }
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_alphabetic()) {
            self.at += 1;
        }
        let name: String = self.chars[from..self.at].iter().collect();
        // A space ends the name of a command, and is no part of the text.
        let ends_with_space = self.peek() == Some(' ');
        if ends_with_space {
            self.at += 1;
        }
        if name.len() == 1
            && let Some(accent) = "uvHcdbkrt".chars().find(|accent| name.starts_with(*accent))
        {
            self.accent(accent, out, depth);
        } else if let Some(symbol) = symbol(&name) {
            out.push_str(symbol);
            // Signs of operations and relations have space around them.
            if ends_with_space && self.is_math {
                out.push(' ');
            }
        } else {
            self.named_command(&name, ends_with_space, out, depth);
        }
    }

    fn named_command(&mut self, name: &str, ends_with_space: bool, out: &mut String, depth: usize) {
        match name {
            "textsuperscript" | "textsubscript" => {
                let inner = self.argument(depth);
                out.push_str(&script_text(&inner, name == "textsuperscript"));
            }
            "ensuremath" | "ce" => {
                let was_math = std::mem::replace(&mut self.is_math, true);
                let inner = self.argument(depth);
                self.is_math = was_math;
                out.push_str(&inner);
            }
            "frac" => {
                let (above, below) = (self.argument(depth), self.argument(depth));
                out.push_str(&format!("{above}/{below}"));
            }
            // The address of a link is no part of its text.
            "href" => {
                self.argument(depth);
                let inner = self.argument(depth);
                out.push_str(&inner);
            }
            // Styles; what they apply to follows, in braces or not.
            "textit" | "textbf" | "textsc" | "textrm" | "textsf" | "texttt" | "textup"
            | "textsl" | "textnormal" | "textmd" | "emph" | "text" | "mathrm" | "mathit"
            | "mathbf" | "mathsf" | "mathcal" | "mathbb" | "mbox" | "hbox" | "underline"
            | "uline" | "url" | "enquote" | "mkbibquote" | "mkbibemph" | "path"
            | "operatorname" | "uppercase" | "lowercase" | "MakeUppercase" | "MakeLowercase"
            | "NoCaseChange" | "bf" | "it" | "em" | "rm" | "sc" | "sf" | "sl" | "tt"
            | "bfseries" | "itshape" | "scshape" | "upshape" | "normalfont" | "small" | "large"
            | "left" | "right" | "displaystyle" | "relax" | "protect" | "noopsort"
            | "allowbreak" | "nobreak" | "break" | "newblock" | "textquotesingle" | "big"
            | "Big" | "limits" | "nolimits" | "boldsymbol" => {
                self.skip_option();
            }
            name => {
                self.unknown.push(name.to_owned());
                out.push('\\');
                out.push_str(name);
                if ends_with_space {
                    out.push(' ');
                }
            }
        }
    }

    fn accent(&mut self, accent: char, out: &mut String, depth: usize) {
        let inner = self.argument(depth);
        let mark = match accent {
            '`' => '\u{300}',
            '\'' => '\u{301}',
            '^' => '\u{302}',
            '~' => '\u{303}',
            '=' => '\u{304}',
            'u' => '\u{306}',
            '.' => '\u{307}',
            '"' => '\u{308}',
            'r' => '\u{30a}',
            'H' => '\u{30b}',
            'v' => '\u{30c}',
            'd' => '\u{323}',
            'c' => '\u{327}',
            'k' => '\u{328}',
            'b' => '\u{331}',
            _ => '\u{361}',
        };
        let mut chars = inner.chars();
        match chars.next() {
            // `\^{}` is the sign itself.
            None => out.push(accent),
            Some(first) => {
                // An i with an accent has no dot.
                out.push(match first {
                    'ı' => 'i',
                    'ȷ' => 'j',
                    c => c,
                });
                out.push(mark);
                out.push_str(chars.as_str());
            }
        }
    }
}

/// What a command without an argument stands for.
fn symbol(name: &str) -> Option<&'static str> {
    let at = SYMBOLS.binary_search_by(|(known, _)| known.cmp(&name)).ok()?;
    Some(SYMBOLS[at].1)
}

/// Commands without an argument, in the order of their names.
const SYMBOLS: &[(&str, &str)] = &[
    ("AA", "Å"),
    ("AE", "Æ"),
    ("DH", "Ð"),
    ("DJ", "Đ"),
    ("Delta", "Δ"),
    ("Gamma", "Γ"),
    ("L", "Ł"),
    ("Lambda", "Λ"),
    ("NG", "Ŋ"),
    ("O", "Ø"),
    ("OE", "Œ"),
    ("Omega", "Ω"),
    ("P", "¶"),
    ("Phi", "Φ"),
    ("Pi", "Π"),
    ("Psi", "Ψ"),
    ("S", "§"),
    ("SS", "SS"),
    ("Sigma", "Σ"),
    ("TH", "Þ"),
    ("TeX", "TeX"),
    ("Theta", "Θ"),
    ("Upsilon", "Υ"),
    ("Xi", "Ξ"),
    ("aa", "å"),
    ("ae", "æ"),
    ("alpha", "α"),
    ("approx", "≈"),
    ("ast", "∗"),
    ("beta", "β"),
    ("bullet", "•"),
    ("cdot", "·"),
    ("chi", "χ"),
    ("circ", "°"),
    ("colon", ":"),
    ("copyright", "©"),
    ("dag", "†"),
    ("ddag", "‡"),
    ("degree", "°"),
    ("delta", "δ"),
    ("dh", "ð"),
    ("dj", "đ"),
    ("dots", "…"),
    ("downarrow", "↓"),
    ("ell", "ℓ"),
    ("epsilon", "ε"),
    ("equiv", "≡"),
    ("eta", "η"),
    ("euro", "€"),
    ("gamma", "γ"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("geqslant", "≥"),
    ("gg", "≫"),
    ("gt", ">"),
    ("i", "ı"),
    ("in", "∈"),
    ("infty", "∞"),
    ("iota", "ι"),
    ("j", "ȷ"),
    ("kappa", "κ"),
    ("l", "ł"),
    ("lambda", "λ"),
    ("langle", "⟨"),
    ("ldots", "…"),
    ("le", "≤"),
    ("leftarrow", "←"),
    ("leq", "≤"),
    ("leqslant", "≤"),
    ("ll", "≪"),
    ("lt", "<"),
    ("mathellipsis", "…"),
    ("mid", "|"),
    ("mp", "∓"),
    ("mu", "μ"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("ng", "ŋ"),
    ("nu", "ν"),
    ("o", "ø"),
    ("oe", "œ"),
    ("omega", "ω"),
    ("partial", "∂"),
    ("phi", "φ"),
    ("pi", "π"),
    ("pm", "±"),
    ("pounds", "£"),
    ("prime", "′"),
    ("propto", "∝"),
    ("psi", "ψ"),
    ("quad", " "),
    ("rangle", "⟩"),
    ("rho", "ρ"),
    ("rightarrow", "→"),
    ("sigma", "σ"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("sqrt", "√"),
    ("ss", "ß"),
    ("star", "⋆"),
    ("sum", "∑"),
    ("tau", "τ"),
    ("textalpha", "α"),
    ("textasciicircum", "^"),
    ("textasciigrave", "`"),
    ("textasciitilde", "~"),
    ("textasteriskcentered", "∗"),
    ("textbackslash", "\\"),
    ("textbar", "|"),
    ("textbeta", "β"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("textbullet", "•"),
    ("textcelsius", "℃"),
    ("textcopyright", "©"),
    ("textdegree", "°"),
    ("textdollar", "$"),
    ("textellipsis", "…"),
    ("textemdash", "—"),
    ("textendash", "–"),
    ("texteuro", "€"),
    ("textexclamdown", "¡"),
    ("textgamma", "γ"),
    ("textgreater", ">"),
    ("textless", "<"),
    ("textmu", "µ"),
    ("textordfeminine", "ª"),
    ("textordmasculine", "º"),
    ("textpm", "±"),
    ("textquestiondown", "¿"),
    ("textquotedbl", "\""),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textregistered", "®"),
    ("textsterling", "£"),
    ("texttimes", "×"),
    ("texttrademark", "™"),
    ("textunderscore", "_"),
    ("th", "þ"),
    ("theta", "θ"),
    ("times", "×"),
    ("to", "→"),
    ("uparrow", "↑"),
    ("upsilon", "υ"),
    ("varepsilon", "ε"),
    ("varphi", "φ"),
    ("vartheta", "ϑ"),
    ("xi", "ξ"),
    ("zeta", "ζ"),
];

#[cfg(test)]
mod tests {
    use super::{SYMBOLS, latex_text, unescaped_address};
    use crate::text::plain::one_line;

    #[test]
    fn latex_becomes_text() {
        for (text, expect) in [
            (r#"M{\"u}ller and M\"uller and {\"{U}}ber"#, "Müller and Müller and Über"),
            (r"Stra{\ss}e, Stra\ss e, {\O}re, \L\'od\'z", "Straße, Straße, Øre, Łódź"),
            (r#"Garc{\'\i}a and na\"{\i}ve"#, "García and naïve"),
            (r"\v{C}ech, \c{c}a, \H{o}, \k a, \r{A}", "Čech, ça, ő, ą, Å"),
            (r"\textit{In vivo} {\em effects} of \emph{E. {coli}}", "In vivo effects of E. coli"),
            (r"CO$_2$, m$^{2}$, 10\textsuperscript{-3}, \ensuremath{\alpha}", "CO₂, m², 10⁻³, α"),
            (r"5 \% \& 6 \# \_ \{x\} \$3", "5 % & 6 # _ {x} $3"),
            (r"``quoted'' and `one' --- pages 1--2", "“quoted” and ‘one’ — pages 1–2"),
            (r"The {DNA} of {{NASA}}", "The DNA of NASA"),
            (r"a~b\,c\ d", "a b c d"),
            (r"\href{https://example.org}{a link} \url{x_y}", "a link x_y"),
            (r"$p \leq 0.05$, $\beta$-blocker, $-3$", "p ≤ 0.05, β-blocker, −3"),
            (r"\unknown{x} y", r"\unknownx y"),
            ("costs $5 to $10 per dose", "costs $5 to $10 per dose"),
            ("costs $5-10 or EUR 5", "costs $5-10 or EUR 5"),
            ("between $5/$10 and $20", "between $5/$10 and $20"),
            (r"of $ \alpha $ and $n$ = 3", "of α and n = 3"),
            ("$n=3$, $x_1$ and $$y^2$$", "n=3, x₁ and y²"),
            ("aged $>$65 and $\\pm$3", "aged >65 and ±3"),
            ("HLA-B$^*$5801 and CD4$^+$", "HLA-B*5801 and CD4⁺"),
            ("CO$_2$2 and a$_{x}$1", "CO₂2 and aₓ1"),
            ("costs $5 per {QALY} to $10", "costs $5 per QALY to $10"),
            ("${>}$65 and $ < $ 3", ">65 and < 3"),
            ("costs $5 to $10 for $>$65", "costs $5 to $10 for >65"),
            ("at ~50 mg in ~30%", "at ~50 mg in ~30%"),
            ("(~50) and ~", "(~50) and ~"),
            ("p.~5, Fig.~{2}, 5~mg", "p. 5, Fig. 2, 5 mg"),
            ("a } b { c", "a b c"),
            ("\\", "\\"),
        ] {
            assert_eq!(one_line(&latex_text(text, &mut Vec::new())), expect, "{text}");
        }
        let mut unknown = Vec::new();
        latex_text(r"\foo{x}\bar", &mut unknown);
        assert_eq!(unknown, ["foo", "bar"]);
        let mut unknown = Vec::new();
        latex_text("at ~5 mg for $5, $n$ and 6~mg", &mut unknown);
        assert_eq!(unknown, ["~", "$"]);
    }

    #[test]
    fn addresses_lose_only_what_escapes_their_signs() {
        for (text, expect) in [
            (r"10.5555/978-3-319{\_}28", "10.5555/978-3-319_28"),
            (r"https://a.example/?x=1{\&}y=2{\%}20{\#}z", "https://a.example/?x=1&y=2%20#z"),
            (r"https://a.example/x\_y\%20", "https://a.example/x_y%20"),
            (r"10.5555/0001(199){\textless}1::aid{\textgreater}3", "10.5555/0001(199)<1::aid>3"),
            (
                r"https://a.example/{~}b/\textasciitilde{}c/{\~{}}d/\~{}e",
                "https://a.example/~b/~c/~d/~e",
            ),
            (r"https://a.example/a{\textunderscore}b{_}c", "https://a.example/a_b_c"),
            ("https://a.example/~b_c?d=e&f--g", "https://a.example/~b_c?d=e&f--g"),
            ("10.5555/a{bc}d", "10.5555/a{bc}d"),
            (r"https://a.example/{{\_}}", "https://a.example/{_}"),
            (r"https://a.example/\nothing{x}", r"https://a.example/\nothing{x}"),
            ("\\", "\\"),
            ("a{", "a{"),
        ] {
            assert_eq!(unescaped_address(text), expect, "{text}");
        }
        unescaped_address(&"{\\".repeat(100_000));
        unescaped_address(&"{".repeat(100_000));
    }

    #[test]
    fn symbols_are_in_order() {
        assert!(SYMBOLS.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn deep_and_long_texts_are_read_once() {
        latex_text(&"{".repeat(200_000), &mut Vec::new());
        latex_text(&"\\'".repeat(200_000), &mut Vec::new());
        latex_text(&"$^{".repeat(200_000), &mut Vec::new());
        latex_text(&"$ ".repeat(200_000), &mut Vec::new());
        latex_text(&"$".repeat(200_000), &mut Vec::new());
        latex_text(&"\\textsuperscript".repeat(20_000), &mut Vec::new());
        latex_text(&"\\textit[".repeat(20_000), &mut Vec::new());
    }
}
