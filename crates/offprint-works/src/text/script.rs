//! [`script_text`]: sub- and superscripts as Unicode characters.
//!
//! Must not depend on markup.

/// A text as sub- or superscript characters; without such characters a number in the exponent is
/// written `^(3.5)`, and anything else as it is.
pub(crate) fn script_text(text: &str, is_raised: bool) -> String {
    let text = text.trim();
    let raised: Option<String> = text.chars().map(|c| script_character(c, is_raised)).collect();
    match raised {
        Some(raised) => raised,
        None if is_raised
            && text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '+')) =>
        {
            format!("^({text})")
        }
        None => text.to_owned(),
    }
}

fn script_character(c: char, is_raised: bool) -> Option<char> {
    const PLAIN: &str = "0123456789+-=()";
    const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾";
    const LOWERED: &str = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";
    const RAISED_LETTERS: (&str, &str) = ("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ");
    const LOWERED_LETTERS: (&str, &str) = ("aehijklmnoprstuvxβγρφχ", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ");
    let c = match c {
        '−' | '–' => '-',
        c => c,
    };
    let find = |from: &str, to: &str| {
        from.chars().position(|known| known == c).and_then(|at| to.chars().nth(at))
    };
    let (signs, letters) =
        if is_raised { (RAISED, RAISED_LETTERS) } else { (LOWERED, LOWERED_LETTERS) };
    find(PLAIN, signs).or_else(|| find(letters.0, letters.1))
}
