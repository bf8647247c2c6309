//! Characters of formulas as TeX commands.

/// Characters that have a command; others are written as they are.
const SYMBOLS: &[(char, &str)] = &[
    ('\u{3b1}', "\\alpha"),
    ('\u{3b2}', "\\beta"),
    ('\u{3b3}', "\\gamma"),
    ('\u{3b4}', "\\delta"),
    ('\u{3b5}', "\\varepsilon"),
    ('\u{3f5}', "\\epsilon"),
    ('\u{3b6}', "\\zeta"),
    ('\u{3b7}', "\\eta"),
    ('\u{3b8}', "\\theta"),
    ('\u{3d1}', "\\vartheta"),
    ('\u{3b9}', "\\iota"),
    ('\u{3ba}', "\\kappa"),
    ('\u{3bb}', "\\lambda"),
    ('\u{3bc}', "\\mu"),
    ('\u{b5}', "\\mu"),
    ('\u{3bd}', "\\nu"),
    ('\u{3be}', "\\xi"),
    ('\u{3c0}', "\\pi"),
    ('\u{3c1}', "\\rho"),
    ('\u{3c3}', "\\sigma"),
    ('\u{3c2}', "\\varsigma"),
    ('\u{3c4}', "\\tau"),
    ('\u{3c5}', "\\upsilon"),
    ('\u{3c6}', "\\varphi"),
    ('\u{3d5}', "\\phi"),
    ('\u{3c7}', "\\chi"),
    ('\u{3c8}', "\\psi"),
    ('\u{3c9}', "\\omega"),
    ('\u{393}', "\\Gamma"),
    ('\u{394}', "\\Delta"),
    ('\u{398}', "\\Theta"),
    ('\u{39b}', "\\Lambda"),
    ('\u{39e}', "\\Xi"),
    ('\u{3a0}', "\\Pi"),
    ('\u{3a3}', "\\Sigma"),
    ('\u{3a5}', "\\Upsilon"),
    ('\u{3a6}', "\\Phi"),
    ('\u{3a8}', "\\Psi"),
    ('\u{3a9}', "\\Omega"),
    ('\u{2212}', "-"),
    ('\u{d7}', "\\times"),
    ('\u{f7}', "\\div"),
    ('\u{b1}', "\\pm"),
    ('\u{2213}', "\\mp"),
    ('\u{22c5}', "\\cdot"),
    ('\u{b7}', "\\cdot"),
    ('\u{2217}', "*"),
    ('\u{2218}', "\\circ"),
    ('\u{2219}', "\\bullet"),
    ('\u{22c6}', "\\star"),
    ('\u{2295}', "\\oplus"),
    ('\u{2297}', "\\otimes"),
    ('\u{2264}', "\\leq"),
    ('\u{2265}', "\\geq"),
    ('\u{2a7d}', "\\leq"),
    ('\u{2a7e}', "\\geq"),
    ('\u{2260}', "\\neq"),
    ('\u{2248}', "\\approx"),
    ('\u{223c}', "\\sim"),
    ('\u{2243}', "\\simeq"),
    ('\u{2245}', "\\cong"),
    ('\u{2261}', "\\equiv"),
    ('\u{221d}', "\\propto"),
    ('\u{226a}', "\\ll"),
    ('\u{226b}', "\\gg"),
    ('\u{2208}', "\\in"),
    ('\u{2209}', "\\notin"),
    ('\u{2282}', "\\subset"),
    ('\u{2286}', "\\subseteq"),
    ('\u{2283}', "\\supset"),
    ('\u{222a}', "\\cup"),
    ('\u{2229}', "\\cap"),
    ('\u{2205}', "\\emptyset"),
    ('\u{2216}', "\\setminus"),
    ('\u{2227}', "\\land"),
    ('\u{2228}', "\\lor"),
    ('\u{ac}', "\\neg"),
    ('\u{2200}', "\\forall"),
    ('\u{2203}', "\\exists"),
    ('\u{2192}', "\\rightarrow"),
    ('\u{2190}', "\\leftarrow"),
    ('\u{2194}', "\\leftrightarrow"),
    ('\u{21d2}', "\\Rightarrow"),
    ('\u{21d0}', "\\Leftarrow"),
    ('\u{21d4}', "\\Leftrightarrow"),
    ('\u{21a6}', "\\mapsto"),
    ('\u{2191}', "\\uparrow"),
    ('\u{2193}', "\\downarrow"),
    ('\u{21cc}', "\\rightleftharpoons"),
    ('\u{2211}', "\\sum"),
    ('\u{220f}', "\\prod"),
    ('\u{222b}', "\\int"),
    ('\u{222c}', "\\iint"),
    ('\u{222e}', "\\oint"),
    ('\u{22c3}', "\\bigcup"),
    ('\u{22c2}', "\\bigcap"),
    ('\u{2202}', "\\partial"),
    ('\u{2207}', "\\nabla"),
    ('\u{221e}', "\\infty"),
    ('\u{2026}', "\\ldots"),
    ('\u{22ef}', "\\cdots"),
    ('\u{22ee}', "\\vdots"),
    ('\u{22f1}', "\\ddots"),
    ('\u{2032}', "'"),
    ('\u{2113}', "\\ell"),
    ('\u{210f}', "\\hbar"),
    ('\u{2225}', "\\parallel"),
    ('\u{22a5}', "\\perp"),
    ('\u{2220}', "\\angle"),
    ('\u{2223}', "\\mid"),
    ('\u{27e8}', "\\langle"),
    ('\u{27e9}', "\\rangle"),
    ('\u{230a}', "\\lfloor"),
    ('\u{230b}', "\\rfloor"),
    ('\u{2308}', "\\lceil"),
    ('\u{2309}', "\\rceil"),
    ('\u{2016}', "\\|"),
    ('\u{221a}', "\\surd"),
    ('\u{2061}', ""),
    ('\u{2062}', ""),
    ('\u{2063}', ""),
    ('\u{2064}', ""),
    ('\u{200b}', ""),
    ('\u{a0}', "\\ "),
];

const FUNCTIONS: &[&str] = &[
    "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh",
    "log", "ln", "lg", "exp", "max", "min", "sup", "inf", "lim", "det", "dim", "ker", "arg", "deg",
    "gcd", "hom", "Pr",
];

/// What puts its limits over and under itself.
const LIMITS: &[&str] = &[
    "\\sum", "\\prod", "\\int", "\\iint", "\\oint", "\\bigcup", "\\bigcap", "\\lim", "\\max",
    "\\min", "\\sup", "\\inf", "\\det", "\\gcd", "\\Pr",
];

pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name)
}

pub(super) fn has_limits(tex: &str) -> bool {
    LIMITS.contains(&tex)
}

/// The character for which a command stands, named without `\\`.
pub(super) fn character_of(command: &str) -> Option<char> {
    let is_it = |(_, known): &&(char, &str)| known.strip_prefix('\\') == Some(command);
    SYMBOLS.iter().find(is_it).map(|(symbol, _)| *symbol)
}

/// Text in which TeX reads no character as markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '{' | '}' | '%' | '&' | '#' | '_' | '$' => {
                out.push('\\');
                out.push(character);
            }
            '\\' => out.push_str("\\backslash "),
            '^' => out.push_str("\\hat{}"),
            '~' => out.push_str("\\tilde{}"),
            _ => out.push(character),
        }
    }
    out
}

/// The characters of an identifier or a number.
pub(super) fn tex_of_text(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        match SYMBOLS.iter().find(|(symbol, _)| *symbol == character) {
            Some((_, command)) => {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(command);
            }
            None => {
                if out.ends_with(|last: char| last.is_ascii_alphabetic()) && out.contains('\\') {
                    out.push(' ');
                }
                out.push_str(&escaped(&character.to_string()));
            }
        }
    }
    out
}

/// An operator: a sign or a word.
pub(super) fn tex_of_operator(text: &str) -> String {
    match text {
        "^" | "\u{2c6}" => return "\\wedge".to_owned(),
        "~" => return "\\sim".to_owned(),
        "..." => return "\\ldots".to_owned(),
        _ => {}
    }
    if is_function(text) {
        return format!("\\{text}");
    }
    let is_word = text.chars().count() > 1 && text.chars().all(char::is_alphabetic);
    if is_word { format!("\\operatorname{{{text}}}") } else { tex_of_text(text) }
}

/// The command for a mark over a base.
pub(super) fn accent_over(mark: &str, is_short: bool) -> Option<&'static str> {
    Some(match (mark, is_short) {
        ("^" | "\\hat{}" | "\\wedge" | "\u{2c6}" | "\u{302}", true) => "\\hat",
        ("^" | "\\hat{}" | "\\wedge" | "\u{2c6}" | "\u{302}", false) => "\\widehat",
        ("~" | "\\tilde{}" | "\\sim" | "\u{2dc}" | "\u{303}", true) => "\\tilde",
        ("~" | "\\tilde{}" | "\\sim" | "\u{2dc}" | "\u{303}", false) => "\\widetilde",
        ("\u{af}" | "\u{304}" | "\\_" | "\u{2015}" | "\u{2013}", true) => "\\bar",
        ("\u{af}" | "\u{203e}" | "\\_" | "\u{2015}" | "\u{2013}", _) | ("\u{305}", _) => {
            "\\overline"
        }
        ("\\rightarrow" | "\u{20d7}", true) => "\\vec",
        ("\\rightarrow" | "\u{20d7}", false) => "\\overrightarrow",
        ("." | "\u{2d9}" | "\u{307}" | "\\cdot", _) => "\\dot",
        (".." | "\u{a8}" | "\u{308}", _) => "\\ddot",
        ("\u{2c7}" | "\u{30c}", _) => "\\check",
        ("\u{2d8}" | "\u{306}", _) => "\\breve",
        ("\u{23de}", _) => "\\overbrace",
        _ => return None,
    })
}
