//! What the straight marks `"` and `'` of a text stand for: a quotation that begins or ends, an
//! apostrophe, or a prime (feet and inches, minutes and seconds, 5′-end).
//!
//! This depends on the characters around the mark and on the other marks of the same block. It does
//! not know Markdown, and not which marks a language uses.

/// Words that begin with an apostrophe.
const CONTRACTIONS: &str = include_str!("contractions.txt");

/// Stands in a text for something that is not text: a code span, a formula, an image.
pub(super) const OBJECT: &str = "\u{fffc}";

/// What a straight mark stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// A quotation begins.
    Open,
    /// A quotation ends.
    Close,
    /// Letters are left out, or a genitive.
    Apostrophe,
    /// A unit after a number.
    Prime,
    /// Nothing is known: the mark is shown as it was written.
    AsWritten,
}

/// What the characters around a mark say about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// It begins a quotation, if it is double or a mark that ends one follows.
    Open,
    /// It begins a quotation only if the next mark clearly ends one; otherwise it is an apostrophe.
    MayOpen,
    /// It ends a quotation, if one is open.
    Close,
    /// It ends a quotation if one is open and no later mark ends it; otherwise it has this meaning.
    MayClose(Meaning),
    /// It ends a quotation if one is open, otherwise it begins one.
    Either,
    /// There is a space on both sides.
    Free,
    /// It has this meaning whatever the other marks are.
    Fixed(Meaning),
}

/// The kinds of characters beside a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// A space, or the end of the block.
    Gap,
    /// A letter or a digit, or something that is not text.
    Word,
    /// A bracket or quotation mark that opens, or a sign that joins.
    Opening,
    Dash,
    /// Punctuation that follows a word.
    Closing,
    Other,
}

impl Side {
    fn of_character(character: Option<char>) -> Self {
        match character {
            None => Self::Gap,
            Some(c) if c.is_whitespace() => Self::Gap,
            Some(c) if c.is_alphanumeric() || OBJECT.starts_with(c) => Self::Word,
            Some(
                '(' | '[' | '{' | '¿' | '¡' | '«' | '‹' | '“' | '‘' | '„' | '‚' | '‛' | '「' | '『'
                | '（' | '《' | '〈' | '【' | '/' | '=' | '<' | '>' | '|' | '+' | '~' | '&' | '*',
            ) => Self::Opening,
            Some('-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−') => Self::Dash,
            Some(
                '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '…' | '»' | '›' | '”' | '’'
                | '%' | '。' | '、' | '，' | '！' | '？' | '：' | '；' | '」' | '』' | '）' | '》'
                | '〉' | '】' | '،' | '؛' | '؟',
            ) => Self::Closing,
            Some(_) => Self::Other,
        }
    }
}

/// Whether a letter belongs to a script that writes no spaces between words.
fn is_unspaced(letter: Option<char>) -> bool {
    letter.is_some_and(|letter| {
        matches!(letter, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}')
    })
}

fn is_digit(letter: Option<char>) -> bool {
    letter.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¼'..='¾' | '⅐'..='⅞'))
}

/// A mark and the text around it.
struct StraightMark<'t> {
    is_double: bool,
    /// The character directly before it.
    previous: Option<char>,
    /// The characters before and after it and the marks beside it.
    before: Option<char>,
    after: Option<char>,
    /// The text that follows it.
    rest: &'t str,
}

impl<'t> StraightMark<'t> {
    fn list(text: &'t str, places: &[usize]) -> Vec<Self> {
        let mut marks: Vec<Self> = Vec::with_capacity(places.len());
        for (index, at) in places.iter().enumerate() {
            let previous = text[..*at].chars().next_back();
            let is_beside = index > 0 && places[index - 1] + 1 == *at;
            let before = if is_beside { marks[index - 1].before } else { previous };
            let rest = &text[at + 1..];
            let after = rest.chars().next();
            let is_double = text.as_bytes()[*at] == b'"';
            marks.push(Self { is_double, previous, before, after, rest });
        }
        for index in (1..marks.len()).rev() {
            if places[index - 1] + 1 == places[index] {
                marks[index - 1].after = marks[index].after;
            }
        }
        marks
    }

    /// The letters and digits that follow, and the text after them.
    fn word(&self) -> (&'t str, &'t str) {
        let length = self.rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(self.rest.len());
        self.rest.split_at(length)
    }

    fn role(&self) -> Role {
        let (before, after) = (Side::of_character(self.before), Side::of_character(self.after));
        if is_digit(self.previous) {
            return self.role_after_digit();
        }
        let is_unspaced = is_unspaced(self.before) || is_unspaced(self.after);
        if self.is_double && self.previous == Some('\'') && after == Side::Word {
            // `l'"effet"`: the quotation of a word with an article.
            return if before == Side::Word { Role::Either } else { Role::Open };
        }
        match (before, after) {
            (Side::Gap | Side::Opening | Side::Dash, Side::Gap | Side::Closing) => Role::Free,
            (Side::Gap | Side::Opening | Side::Dash, _) if self.is_double => Role::Open,
            (Side::Gap | Side::Opening | Side::Dash, _) => self.role_before_word(),
            (Side::Word, Side::Word) if is_unspaced => Role::Either,
            (Side::Word, Side::Word) if self.is_double => Role::MayClose(Meaning::AsWritten),
            (Side::Word, Side::Word) => Role::Fixed(Meaning::Apostrophe),
            (_, Side::Word) if !self.is_double && matches!(self.word().0, "s" | "d" | "ll") => {
                Role::Fixed(Meaning::Apostrophe)
            }
            (_, Side::Word) => Role::Either,
            (Side::Word, Side::Gap) if self.may_be_genitive() => {
                Role::MayClose(Meaning::Apostrophe)
            }
            _ => Role::Close,
        }
    }

    /// `6"`, `5'10"`, `3'-end`, but `the 1990's`, `10'000` and `"grew 6"`.
    fn role_after_digit(&self) -> Role {
        let (word, _) = self.word();
        if self.is_double || Side::of_character(self.after) != Side::Word {
            return Role::MayClose(Meaning::Prime);
        }
        let is_thousands = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        let is_ending = word.starts_with(char::is_lowercase);
        Role::Fixed(if is_thousands || is_ending { Meaning::Apostrophe } else { Meaning::Prime })
    }

    /// A single mark at the start of a word: `'90s`, `'tis`, `'word'`.
    fn role_before_word(&self) -> Role {
        let (word, rest) = self.word();
        // A mark directly after the word makes it a quotation, except in `rock 'n' roll`.
        let mut behind = rest.chars();
        let is_closed = behind.next() == Some('\'')
            && !behind.next().is_some_and(char::is_alphanumeric)
            && !word.eq_ignore_ascii_case("n");
        // `'n = 5'` is a count, not `'n roll`.
        let is_value = rest.trim_start().starts_with(['=', '<', '>', '≤', '≥']);
        if word.is_empty() || is_closed || is_value {
            return Role::Open;
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 2 {
            return match &word[digits..] {
                "s" | "er" | "ers" | "ern" => Role::Fixed(Meaning::Apostrophe),
                "" => Role::MayOpen,
                _ => Role::Open,
            };
        }
        let word = word.to_lowercase();
        let listed = CONTRACTIONS.lines().find(|line| line.trim_end_matches('?') == word);
        match listed {
            Some(listed) if listed.ends_with('?') => Role::MayOpen,
            Some(_) => Role::Fixed(Meaning::Apostrophe),
            None => Role::Open,
        }
    }

    /// `the patients' data`.
    fn may_be_genitive(&self) -> bool {
        let ends_in_s = matches!(self.previous, Some('s' | 'S' | 'x' | 'X' | 'z' | 'Z' | 'ß'));
        let next = self.rest.trim_start().chars().next();
        !self.is_double && ends_in_s && next.is_some_and(char::is_alphanumeric)
    }
}

/// What the marks of a block stand for. `places` are their bytes in its text.
pub(super) fn meanings(text: &str, places: &[usize]) -> Vec<Meaning> {
    let marks = StraightMark::list(text, places);
    let mut roles: Vec<Role> = marks.iter().map(StraightMark::role).collect();
    for index in 1..marks.len() {
        // The second mark of `'n'`.
        let is_n = !marks[index].is_double
            && places[index] == places[index - 1] + 2
            && text[places[index - 1] + 1..places[index]].eq_ignore_ascii_case("n");
        if is_n && roles[index - 1] == Role::Fixed(Meaning::Apostrophe) {
            roles[index] = roles[index - 1];
        }
    }
    let ends_later = settle_single_marks(&marks, &mut roles);
    let mut open = [0_usize; 2];
    let mut meanings = Vec::with_capacity(marks.len());
    for ((mark, role), ends_later) in marks.iter().zip(roles).zip(ends_later) {
        let open = &mut open[usize::from(mark.is_double)];
        let unless_open = match role {
            Role::Fixed(meaning) => {
                meanings.push(meaning);
                continue;
            }
            Role::Open | Role::MayOpen => {
                *open += 1;
                meanings.push(Meaning::Open);
                continue;
            }
            Role::Close if mark.is_double => Meaning::Close,
            Role::Close => Meaning::Apostrophe,
            Role::MayClose(meaning) if ends_later => {
                meanings.push(meaning);
                continue;
            }
            Role::MayClose(meaning) => meaning,
            Role::Either if mark.is_double || ends_later => Meaning::Open,
            Role::Either => Meaning::Apostrophe,
            Role::Free if ends_later => Meaning::Open,
            Role::Free => Meaning::AsWritten,
        };
        if *open > 0 {
            *open -= 1;
            meanings.push(Meaning::Close);
        } else {
            *open += usize::from(unless_open == Meaning::Open);
            meanings.push(unless_open);
        }
    }
    meanings
}

/// What follows a mark, as far as it matters for marks before it.
#[derive(Clone, Copy, Default)]
struct Following {
    /// Whether the next mark that clearly begins or ends a quotation ends one.
    ends: bool,
    /// How many marks end a quotation that has no beginning yet.
    ends_without_start: usize,
    /// How many more may end one.
    may_end: usize,
    /// Whether the next mark follows a number: it ends a quotation that begins with one, `'20-30'`.
    is_after_number: bool,
}

/// Decides for each single mark that may begin a quotation whether it does: there must be a mark
/// that ends it. Returns for each mark whether the next clear one of its kind ends a quotation.
fn settle_single_marks(marks: &[StraightMark<'_>], roles: &mut [Role]) -> Vec<bool> {
    let mut following = [Following::default(); 2];
    // Single marks outside a double quotation do not end one that begins in it.
    let mut outside = Vec::new();
    let mut ends_later = vec![false; marks.len()];
    for (index, mark) in marks.iter().enumerate().rev() {
        let next = &mut following[usize::from(mark.is_double)];
        ends_later[index] = next.ends;
        let role = &mut roles[index];
        if !mark.is_double {
            match role {
                Role::Open if next.ends_without_start + next.may_end == 0 => {
                    *role = Role::Fixed(Meaning::Apostrophe);
                }
                Role::MayOpen if !next.ends && !next.is_after_number => {
                    *role = Role::Fixed(Meaning::Apostrophe);
                }
                _ => {}
            }
        }
        match role {
            Role::Open | Role::MayOpen => {
                next.ends = false;
                if next.ends_without_start > 0 {
                    next.ends_without_start -= 1;
                } else {
                    next.may_end = next.may_end.saturating_sub(1);
                }
            }
            Role::Either => next.ends = false,
            Role::Close | Role::Free => {
                next.ends = true;
                next.ends_without_start += 1;
            }
            Role::MayClose(_) => next.may_end += 1,
            Role::Fixed(_) => {}
        }
        next.is_after_number = *role == Role::MayClose(Meaning::Prime);
        if mark.is_double {
            match role {
                Role::Close => outside.push(std::mem::take(&mut following[0])),
                Role::Open => following[0] = outside.pop().unwrap_or(following[0]),
                _ => {}
            }
        }
    }
    ends_later
}

#[cfg(test)]
mod tests {
    use super::super::quotation_marks::QuotationMarks;
    use super::*;

    fn typeset(text: &str, language: &str) -> String {
        let places: Vec<usize> = text.match_indices(['"', '\'']).map(|(at, _)| at).collect();
        let marks = QuotationMarks::of_language(language);
        let mut shown = String::new();
        let mut done = 0;
        for (at, meaning) in places.iter().zip(meanings(text, &places)) {
            shown.push_str(&text[done..*at]);
            shown.push_str(marks.shown(text.as_bytes()[*at] == b'"', meaning, false));
            done = at + 1;
        }
        shown + &text[done..]
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(typeset(text, "en"), expect);
    }

    #[track_caller]
    fn check_german(text: &str, expect: &str) {
        assert_eq!(typeset(text, "de"), expect);
    }

    #[test]
    fn quotations() {
        check_german("Er sagte \"ja\" und 'nein'.", "Er sagte „ja“ und ‚nein‘.");
        check_german("\"Ja\", sagte er (\"sofort\").", "„Ja“, sagte er („sofort“).");
        check_german("\"Er rief 'halt' und ging.\"", "„Er rief ‚halt‘ und ging.“");
        check_german("\"'Halt' rief er\"", "„‚Halt‘ rief er“");
        check_german("die \"S3\"-Leitlinie, \"A\"/\"B\"", "die „S3“-Leitlinie, „A“/„B“");
        check("\"this,\" he said—\"and that\"—twice", "“this,” he said—“and that”—twice");
        check("\"... and so on\"", "“... and so on”");
        check("He was—\"", "He was—\"");
        check("\"He was—\" she said", "“He was—” she said");
        check("(see \"a\")", "(see “a”)");
        check("he said,\"yes\"", "he said,“yes”");
        check("\"a \"b\" c\"", "“a “b” c”");
        check("end of a quotation\"", "end of a quotation”");
        check("\"A paragraph of several", "“A paragraph of several");
        check("\"\u{fffc}\" and \u{fffc}'s", "“\u{fffc}” and \u{fffc}’s");
        check("\"\"", "“”");
    }

    #[test]
    fn marks_between_spaces() {
        check("\"like this \" end.", "“like this ” end.");
        check("\"like this \"", "“like this ”");
        check("\" like this \"", "“ like this ”");
        check("a \" b", "a \" b");
        check("a ' b", "a ' b");
        assert_eq!(typeset("un \"mot\" dit", "fr"), "un «\u{202f}mot\u{202f}» dit");
    }

    #[test]
    fn primes() {
        check("A 6\" needle, 5'10\" tall, 10\" and 12\".", "A 6″ needle, 5′10″ tall, 10″ and 12″.");
        check("5' 10\", 40° 26' 46\" N, 6\"x4\"", "5′ 10″, 40° 26′ 46″ N, 6″x4″");
        check("the 5'-end, the 3'UTR, 3',5'-cAMP", "the 5′-end, the 3′UTR, 3′,5′-cAMP");
        check("a 1/2\" or ½\" tube; 6\"-long", "a 1/2″ or ½″ tube; 6″-long");
        check("\"grew 6\"", "“grew 6”");
        check("'grew 6'", "‘grew 6’");
        check("\"phase 2\" and \"phase 3\" trials", "“phase 2” and “phase 3” trials");
        check("\"a 6\" needle\" and \"b\"", "“a 6″ needle” and “b”");
        check("the \"10\" and 12\" needles", "the “10” and 12″ needles");
        check("\"He is 5'10\"\", she said", "“He is 5′10″”, she said");
        check("\"between 10\" and 12\" long\"", "“between 10″ and 12″ long”");
        check_german("ein 6\"-Rohr, \"Phase 3\"-Studie", "ein 6″-Rohr, „Phase 3“-Studie");
    }

    #[test]
    fn numbers_in_single_marks() {
        check(
            "the '10' group, ages '20-30', and 'n = 5'.",
            "the ‘10’ group, ages ‘20-30’, and ‘n = 5’.",
        );
        check("'50' and '100' mg; '10'", "‘50’ and ‘100’ mg; ‘10’");
        check("the '5' and '6-12' arms", "the ‘5’ and ‘6-12’ arms");
        check("'n=12' and \"n = 3\"", "‘n=12’ and “n = 3”");
        check("after 10' and 20', 3' and 5'", "after 10′ and 20′, 3′ and 5′");
        check("in '24, rock-'n'-roll", "in ’24, rock-’n’-roll");
        check("in '24 it lasted longer, not 5'10\"", "in ’24 it lasted longer, not 5′10″");
    }

    #[test]
    fn quotations_after_an_article() {
        assert_eq!(
            typeset("l'\"effet\" de l'\"index\", qu'\"elle\"", "fr"),
            "l’«\u{202f}effet\u{202f}» de l’«\u{202f}index\u{202f}», qu’«\u{202f}elle\u{202f}»"
        );
        check("d'\"un\" and \"l'effet\"", "d’“un” and “l’effet”");
        check("\"'Halt'\" and 'he said \"no\"'", "“‘Halt’” and ‘he said “no”’");
    }

    #[test]
    fn apostrophes() {
        check(
            "In the '90s, the patients' data; rock 'n' roll.",
            "In the ’90s, the patients’ data; rock ’n’ roll.",
        );
        check("'Tis and 'twas: don't, I'm, o'clock", "’Tis and ’twas: don’t, I’m, o’clock");
        check("the 1990's, 10'000 and COVID-19's", "the 1990’s, 10’000 and COVID-19’s");
        check("the class of '99 and its students' work", "the class of ’99 and its students’ work");
        check("the group '12 women' was", "the group ‘12 women’ was");
        check("'the patients' data' were", "‘the patients’ data’ were");
        check("the 's' and 't' test", "the ‘s’ and ‘t’ test");
        check("'Cause of death' and 'cause of it", "‘Cause of death’ and ’cause of it");
        check("\"rock 'n' roll\" and 'rock 'n' roll'", "“rock ’n’ roll” and ‘rock ’n’ roll’");
        check("\"'Merica\" and the boys'", "“’Merica” and the boys’");
        check_german("Wie geht's? Hans' Buch, '68er", "Wie geht’s? Hans’ Buch, ’68er");
        check_german("'Hans' Buch' und 'Max'", "‚Hans’ Buch‘ und ‚Max‘");
        check("'Twas 'great'", "’Twas ‘great’");
        check("'Merica is 'great'", "’Merica is ‘great’");
        check("(trial)'s", "(trial)’s");
        check("\"the variable 'n\"", "“the variable ’n”");
    }

    #[test]
    fn scripts_without_spaces() {
        assert_eq!(typeset("他说\"你好\"。", "zh"), "他说“你好”。");
        assert_eq!(typeset("他说：\"你好。\"", "zh"), "他说：“你好。”");
        assert_eq!(typeset("彼は\"はい\"と言った", "ja"), "彼は「はい」と言った");
        assert_eq!(typeset("צה\"ל אמר \"כן\"", "he"), "צה\"ל אמר ”כן”");
    }

    #[test]
    fn many_marks_take_no_quadratic_time() {
        for text in ["\"".repeat(100_000), "6' ".repeat(100_000), "'a ".repeat(100_000)] {
            typeset(&text, "en");
        }
    }
}
