//! Names: their slugs, which URLs contain, and the key that all spellings of a name have in common.
//!
//! Drugs, tags, articles and imported files use them, so this module must not know what is named.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The longest slug, in bytes.
const LONGEST_SLUG: usize = 200;

/// A name as a part of a URL: lower-case ASCII letters, digits and single dashes. Other scripts are
/// transliterated. Empty if the name contains no character that a URL part may contain.
///
/// Names that Windows reserves get a number: a folder `con` cannot exist there, so the slug is
/// `con-1`.
pub fn slugify(name: &str) -> String {
    let slug = transliterate(name);
    match portable_name(&slug) {
        Some(portable) => portable,
        None => slug,
    }
}

/// The names that Windows reserves for devices, with any ending ("Naming Files, Paths, and
/// Namespaces" in Microsoft's documentation).
const RESERVED_NAMES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// Another name for a file or folder whose name Windows reserves: `con-1` for `con`, `aux-1.png`
/// for `aux.png`. `None` for all other names.
pub fn portable_name(name: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or_default();
    let lower = stem.trim_end().to_ascii_lowercase();
    let is_port = |port: &str| {
        lower.strip_prefix(port).is_some_and(|number| {
            let mut digits = number.chars();
            digits.next().is_some_and(|digit| "0123456789¹²³".contains(digit))
                && digits.next().is_none()
        })
    };
    (RESERVED_NAMES.contains(&&*lower) || is_port("com") || is_port("lpt"))
        .then(|| format!("{stem}-1{}", &name[stem.len()..]))
}

/// A text in Unicode's composed form (NFC): macOS may store `ü` in the name of a file as `u` and a
/// combining mark, but keyboards write one character.
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || unicode_normalization::is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// A text in lower-case ASCII letters, digits and single dashes.
pub fn transliterate(name: &str) -> String {
    let mut slug = slug::slugify(name);
    // A slug is used as the name of a folder, with suffixes, and file systems allow 255 bytes.
    if slug.len() > LONGEST_SLUG {
        let end = slug[..LONGEST_SLUG]
            .rfind('-')
            .filter(|dash| *dash > LONGEST_SLUG / 2)
            .unwrap_or(LONGEST_SLUG);
        slug.truncate(end);
    }
    slug
}

/// A chemical name from the letter under which registers list it: without the positions and the
/// stereochemistry at its beginning, so `(2R,6R)-hydroxynorketamine` is listed under H. All other
/// names, such as the code `2C-B`, are returned unchanged.
pub fn filing_name(name: &str) -> &str {
    let mut rest = name;
    while let Some(shorter) = without_descriptor(rest)
        .or_else(|| without_position(rest))
        .or_else(|| rest.strip_prefix(['(', '[', '{']))
    {
        rest = shorter;
    }
    if rest.starts_with(char::is_alphabetic) { rest } else { name }
}

/// What follows the stereochemistry at the beginning of a name: `(2R,6R)-`, `(±)-`, `[(1S)]-`.
fn without_descriptor(name: &str) -> Option<&str> {
    let is_stereo = |c: char| c.is_ascii_digit() || "RSEZrsDLdlαβ+-−–±,.′'".contains(c);
    let (descriptor, rest) = name.strip_prefix(['(', '['])?.split_once([')', ']'])?;
    let rest = rest.strip_prefix(['-', '‐', '‑', '−', '–'])?;
    (!descriptor.is_empty() && descriptor.chars().all(is_stereo)).then_some(rest)
}

/// What follows the positions at the beginning of a name: `3,4-`, `5α-`, `4′-`. A number is no
/// position if another number follows, as in the code `123-456`.
fn without_position(name: &str) -> Option<&str> {
    let is_position = |part: &str| {
        let signs = part.trim_start_matches(|c: char| c.is_ascii_digit());
        signs.len() < part.len() && signs.chars().all(|c| "αβ′'".contains(c))
    };
    let (positions, rest) = name.split_once(['-', '‐', '‑'])?;
    let is_name = rest.starts_with(|c: char| c.is_alphabetic() || "([{".contains(c));
    (is_name && positions.split(',').all(is_position)).then_some(rest)
}

/// The name of a term as a part of a URL: like [`slugify`], but signs and Greek letters that
/// distinguish terms are written out, so that `HER2+` and `HER2−`, `>65` and `<65`, `5 µg` and
/// `5 mg` have different URLs. It depends on the name alone, so it never changes because another
/// term is added.
pub fn term_slug(name: &str) -> String {
    // All spellings of a term have one slug.
    let key = term_key(name);
    if key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return slugify(&key);
    }
    let letters: Vec<char> = key.chars().collect();
    let mut spelled = String::with_capacity(name.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        match spelled_sign(*letter, &letters[..at], &letters[at + 1..]) {
            Some(word) => {
                spelled.push(' ');
                spelled.push_str(word);
                // A unit or a number belongs to its sign.
                if word != "u" {
                    spelled.push(' ');
                }
            }
            None => spelled.push(*letter),
        }
    }
    slugify(&spelled)
}

/// The word for a sign that distinguishes terms. `None` for other characters, and for signs and
/// Greek letters that are part of a word.
fn spelled_sign(letter: char, before: &[char], after: &[char]) -> Option<&'static str> {
    let (left, right) = (before.last().copied(), after.first().copied());
    let is_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    Some(match letter {
        '+' => "plus",
        '-' if is_minus(before, after) => "minus",
        '<' => "less than",
        '>' => "more than",
        '≤' | '⩽' => "at most",
        '≥' | '⩾' => "at least",
        '=' => "equals",
        '≠' => "not",
        '±' => "plus minus",
        '≈' | '~' if !is_word(left) => "about",
        '%' => "percent",
        '‰' => "per mille",
        '#' if is_word(left) => "sharp",
        '*' if is_word(left) && is_word(right) => "star",
        '°' => "degrees",
        '→' => "to",
        '↑' => "up",
        '↓' => "down",
        'μ' if is_micro(left, right) => "u",
        _ => return greek_letter(letter).filter(|_| !is_greek(left) && !is_greek(right)),
    })
}

/// Whether a dash is a minus: it ends a word ("HER2-", "(-)"), or begins a number.
fn is_minus(before: &[char], after: &[char]) -> bool {
    let (left, right) = (before.last(), after.first());
    let begins = !left.is_some_and(|letter| letter.is_alphanumeric());
    let ends = !right.is_some_and(|letter| letter.is_alphanumeric());
    match (begins, ends) {
        // Between spaces it is a dash.
        (true, true) => left.is_some_and(|sign| !sign.is_whitespace()),
        (true, false) => right.is_some_and(|letter| letter.is_numeric()),
        // "pre- and post-treatment" has a hyphen, "HER2- tumours" has a sign.
        (false, true) => {
            let word = before.iter().rev().take_while(|letter| letter.is_alphanumeric());
            let is_prefix = word.clone().count() >= 3 && word.clone().all(|c| c.is_alphabetic());
            right != Some(&' ') || !is_prefix
        }
        (false, false) => false,
    }
}

/// Whether μ stands for a millionth: after a number or a space, before a unit.
fn is_micro(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|letter| letter.is_numeric() || letter.is_whitespace() || letter == '/')
        && after.is_some_and(|letter| "glmsavuk".contains(letter))
}

fn is_greek(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| matches!(letter, '\u{370}'..='\u{3ff}'))
}

/// The English name of a Greek letter.
fn greek_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'α' | 'Α' => "alpha",
        'β' | 'Β' => "beta",
        'γ' | 'Γ' => "gamma",
        'δ' | 'Δ' => "delta",
        'ε' | 'Ε' => "epsilon",
        'ζ' | 'Ζ' => "zeta",
        'η' | 'Η' => "eta",
        'θ' | 'Θ' => "theta",
        'ι' | 'Ι' => "iota",
        'κ' | 'Κ' => "kappa",
        'λ' | 'Λ' => "lambda",
        'μ' | 'Μ' => "mu",
        'ν' | 'Ν' => "nu",
        'ξ' | 'Ξ' => "xi",
        'ο' | 'Ο' => "omicron",
        'π' | 'Π' => "pi",
        'ρ' | 'Ρ' => "rho",
        'σ' | 'ς' | 'Σ' => "sigma",
        'τ' | 'Τ' => "tau",
        'υ' | 'Υ' => "upsilon",
        'φ' | 'Φ' => "phi",
        'χ' | 'Χ' => "chi",
        'ψ' | 'Ψ' => "psi",
        'ω' | 'Ω' => "omega",
        _ => return None,
    })
}

/// A text in which `^` begins a superscript number: compatibility folding would make 106 of 10⁶.
fn fold_superscripts(text: &str) -> Cow<'_, str> {
    let is_superscript = |c: char| matches!(c, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹');
    if !text.contains(is_superscript) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len() + 1);
    let mut before = None;
    for letter in text.chars() {
        if is_superscript(letter) && !before.is_some_and(is_superscript) {
            folded.push('^');
        }
        folded.push(letter);
        before = Some(letter);
    }
    Cow::Owned(folded)
}

/// The key that identifies a term: names with one key are one term, names with different keys are
/// different terms. Case, white space, kinds of dashes and compatibility forms are folded, and a
/// hyphen inside a word equals a space ("treatment-resistant"); signs are kept.
pub fn term_key(name: &str) -> String {
    let folded = name_key(&fold_superscripts(name));
    if folded.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b' ') {
        return folded;
    }
    let letters: Vec<char> = folded.chars().collect();
    let is_joint =
        |letter: Option<&char>| letter.is_some_and(|letter| "<>≤≥=±+/".contains(*letter));
    let is_word = |letter: Option<&char>| letter.is_some_and(|letter| letter.is_alphanumeric());
    let mut key = String::with_capacity(folded.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        match letter {
            '-' if is_word(before) && is_word(after) => key.push(' '),
            ' ' if is_joint(before) || is_joint(after) => {}
            letter => key.push(*letter),
        }
    }
    key
}

/// Whether a slug that an editor chose can be one part of a URL and the name of a folder on any
/// system.
pub fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_SLUG
        && !text.starts_with(['.', '-'])
        && !text.ends_with('.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
}

/// The key that all spellings of a name have in common: compatibility forms, case, dashes and white
/// space are folded.
pub fn name_key(name: &str) -> String {
    let name = name.trim();
    // Most names are ASCII, which needs no Unicode tables.
    if name.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) && !name.contains("  ") {
        return name.to_ascii_lowercase();
    }
    let mut key = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => key.push('-'),
            '\u{2019}' | '\u{2032}' | '\u{02bc}' => key.push('\''),
            c if c.is_whitespace() => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            c => key.push(c),
        }
    }
    key
}

/// A text with a capital first letter, as at the start of a title or in a list. A first word that has
/// capitals of its own keeps them, as in `mTOR inhibitors`, and so does a letter that is a sign of
/// chemistry: `d-amphetamine`, `β-blockers`.
pub fn capitalised(text: &str) -> String {
    let first_word = text.split(char::is_whitespace).next().unwrap_or_default();
    let is_sign = first_word.chars().nth(1).is_some_and(|second| !second.is_alphanumeric());
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if !is_sign && !first_word.chars().any(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The name of a drug with a capital first letter, as in lists. In a chemical name that is the letter
/// after the positions: `(2R,6R)-Hydroxynorketamine`.
pub fn capitalised_drug(name: &str) -> String {
    let filed = filing_name(name);
    format!("{}{}", &name[..name.len() - filed.len()], capitalised(filed))
}

/// A text with a small first letter, as within a sentence: the opposite of [`capitalised`]. A first word
/// with further capitals keeps them, as in `MDMA`.
pub fn uncapitalised(text: &str) -> String {
    let first_word = text.split(char::is_whitespace).next().unwrap_or_default();
    let is_plain = first_word.chars().skip(1).all(char::is_lowercase) && first_word.len() > 1;
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if is_plain => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_within_a_sentence_begin_with_a_small_letter() {
        for (text, expect) in [
            ("Drugs", "drugs"),
            ("Study designs", "study designs"),
            ("Äther", "äther"),
            ("MDMA", "MDMA"),
            ("L-655,708", "L-655,708"),
            ("A", "A"),
            ("", ""),
        ] {
            assert_eq!(uncapitalised(text), expect);
        }
    }

    #[test]
    fn titles_begin_with_a_capital() {
        for (text, expect) in [
            ("opioids", "Opioids"),
            ("äther and others", "Äther and others"),
            ("mTOR inhibitors", "mTOR inhibitors"),
            ("pH", "pH"),
            ("d-amphetamine", "d-amphetamine"),
            ("β-blockers", "β-blockers"),
            ("(r)-ketamine", "(r)-ketamine"),
            ("co-trimoxazole", "Co-trimoxazole"),
            ("a", "A"),
            ("5-HT3 antagonists", "5-HT3 antagonists"),
            ("esketamine and PCP", "Esketamine and PCP"),
            ("", ""),
        ] {
            assert_eq!(capitalised(text), expect);
        }
    }

    #[test]
    fn spellings_of_a_name_have_one_key() {
        assert_eq!(name_key("L\u{2011}655,708"), name_key("l-655,708"));
        assert_eq!(
            name_key("  Treatment  Resistant\u{a0}Depression"),
            "treatment resistant depression"
        );
    }

    #[test]
    fn names_that_differ_in_a_sign_are_different_terms() {
        let names = [
            "HER2+",
            "HER2-",
            "HER2",
            ">65",
            "<65",
            "65",
            "≥65",
            "≤65",
            "5 µg",
            "5 mg",
            "(+)-MK-801",
            "(\u{2212})-MK-801",
            "(±)-MK-801",
            "MK-801",
            "10⁶ cells",
            "106 cells",
            "5%",
            "5",
            "C",
            "C++",
            "C#",
            "α-blocker",
            "β-blocker",
            "Rh+",
            "Rh\u{207b}",
            "A=B",
            "A≠B",
            "CD4+/CD8-",
            "CD4-/CD8+",
            "-5 °C",
            "5 °C",
            "R&D",
            "RD",
            "HLA-B*57:01",
            "HLA-B57:01",
            "~50",
            "50",
            "↑ dose",
            "↓ dose",
        ];
        for (at, one) in names.iter().enumerate() {
            for other in &names[at + 1..] {
                assert_ne!(term_key(one), term_key(other), "{one} {other}");
                assert_ne!(term_slug(one), term_slug(other), "{one} {other}");
            }
            assert!(is_slug(&term_slug(one)), "{one}");
        }
    }

    #[test]
    fn spellings_of_a_term_have_one_key_and_one_slug() {
        for (one, other) in [
            ("HER2\u{2212}", "HER2-"),
            ("HER2\u{ff0b}", "her2+"),
            (">65 years", "> 65 Years"),
            ("5 µg", "5 μg"),
            ("treatment-resistant depression", "Treatment resistant\u{a0}depression"),
            ("5\u{2011}HT₂ₐ", "5-HT2A"),
            ("CO₂", "CO2"),
            ("A + B", "A+B"),
        ] {
            assert_eq!(term_key(one), term_key(other), "{one} {other}");
            assert_eq!(term_slug(one), term_slug(other), "{one} {other}");
        }
    }

    #[test]
    fn chemical_names_are_filed_without_positions() {
        for (name, filed) in [
            ("(2R,6R)-hydroxynorketamine", "hydroxynorketamine"),
            ("(\u{b1})-ketamine", "ketamine"),
            ("(+)-MK-801", "MK-801"),
            ("(E)-(2S,3\u{2032}R)-name", "name"),
            ("[(1S)]-name", "[(1S)]-name"),
            ("3,4-methylenedioxymethamphetamine", "methylenedioxymethamphetamine"),
            ("5\u{3b1}-dihydroprogesterone", "dihydroprogesterone"),
            ("5-MeO-DMT", "MeO-DMT"),
            ("4\u{2032}-name", "name"),
            ("(2R)-2-(2-chlorophenyl)-2-aminocyclohexanone", "chlorophenyl)-2-aminocyclohexanone"),
            ("2C-B", "2C-B"),
            ("25I-NBOMe", "25I-NBOMe"),
            ("1P-LSD", "1P-LSD"),
            ("123-456", "123-456"),
            ("L-655,708", "L-655,708"),
            ("N-acetylcysteine", "N-acetylcysteine"),
            ("R-107", "R-107"),
            ("()-", "()-"),
            ("(", "("),
            ("", ""),
        ] {
            assert_eq!(filing_name(name), filed, "{name}");
        }
    }

    #[test]
    fn drugs_in_lists_begin_with_a_capital() {
        for (name, listed) in [
            ("ketamine", "Ketamine"),
            ("(2R,6R)-hydroxynorketamine", "(2R,6R)-Hydroxynorketamine"),
            ("3,4-methylenedioxymethamphetamine", "3,4-Methylenedioxymethamphetamine"),
            ("(+)-MK-801", "(+)-MK-801"),
            ("5-MeO-DMT", "5-MeO-DMT"),
            ("2C-B", "2C-B"),
            ("d-amphetamine", "d-amphetamine"),
            ("", ""),
        ] {
            assert_eq!(capitalised_drug(name), listed, "{name}");
        }
    }

    #[test]
    fn slugs_of_terms() {
        for (name, slug) in [
            ("HER2+", "her2-plus"),
            ("HER2\u{2212}", "her2-minus"),
            ("HER2+ tumours", "her2-plus-tumours"),
            (">65 years", "more-than-65-years"),
            ("5 µg", "5-ug"),
            ("μ-opioid", "mu-opioid"),
            ("α-synuclein", "alpha-synuclein"),
            ("ψυχιατρική", "psukhiatrike"),
            ("(\u{2212})-MK-801", "minus-mk-801"),
            ("95 % CI", "95-percent-ci"),
            ("5-HT", "5-ht"),
            ("post-traumatic stress", "post-traumatic-stress"),
            ("A – B", "a-b"),
            ("pre- and post-treatment", "pre-and-post-treatment"),
            ("HER2- tumours", "her2-minus-tumours"),
            ("amyloid\u{2212}", "amyloid-minus"),
        ] {
            assert_eq!(term_slug(name), slug, "{name}");
        }
        assert_eq!(term_slug("depression"), slugify("depression"));
    }

    #[test]
    fn names_that_windows_reserves_get_a_number() {
        for (name, slug) in [
            ("CON", "con-1"),
            ("aux", "aux-1"),
            ("Nul.", "nul-1"),
            ("COM1", "com1-1"),
            ("lpt9", "lpt9-1"),
            ("Con 1", "con-1"),
            ("console", "console"),
            ("com10", "com10"),
            ("COM", "com"),
            ("auxiliary", "auxiliary"),
        ] {
            assert_eq!(slugify(name), slug, "{name}");
            assert_eq!(term_slug(name), slug, "{name}");
            assert!(portable_name(slug).is_none(), "{slug}");
        }
        assert_eq!(portable_name("Aux.tar.gz").as_deref(), Some("Aux-1.tar.gz"));
        assert_eq!(portable_name("aux .png").as_deref(), Some("aux -1.png"));
        assert_eq!(portable_name("chart.con"), None);
    }

    #[test]
    fn composed_and_decomposed_names_are_one() {
        assert_eq!(composed("gro\u{308}ße"), "größe");
        assert_eq!(composed("größe"), "größe");
    }

    #[test]
    fn slugs_of_names() {
        assert_eq!(slugify("(2R,6R)-Hydroxynorketamine"), "2r-6r-hydroxynorketamine");
        assert_eq!(slugify("Ärzte über 5-HT₂ₐ"), "arzte-uber-5-ht2a");
        assert_eq!(slugify("Hu\u{308}tte"), slugify("Hütte"));
        assert!(is_slug("onfasprodil-phase-2") && !is_slug("../../etc/passwd") && !is_slug(""));
    }
}
