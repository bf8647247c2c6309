//! [`stated_participants`]: how many people took part in a study, if its abstract states it as a plain
//! fact: `233 patients were randomised`.
//!
//! Abstracts also name the people who were invited, screened and analysed, those of each group, and
//! those of earlier studies. So a number counts only in a few forms of sentences, and only if it is the
//! only one. Everything else is for a person to decide. English only. Must not know articles or files.

use offprint_works::AbstractSection;

/// What an abstract states.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum StatedParticipants {
    /// Nothing that is certain.
    Nothing,
    /// One number, and the sentence that states it.
    Number(u32, String),
    /// Several numbers, or one that may be that of a part of the people.
    Unclear(Vec<u32>),
}

const PEOPLE: &str = "patients participants adults subjects individuals people persons \
    children adolescents women men volunteers veterans inpatients outpatients infants girls \
    boys";

/// What happens to all people of a study, and only to them.
const TAKEN_IN: &str = "randomised randomized enrolled recruited included allocated assigned";

/// Words after a number that make it something else.
const UNITS: &str = "mg g kg ml days day weeks week months month years year hours \
    minutes sites centres centers countries hospitals doses sessions points times clinics";

/// Words of sentences about a part of the people, about what was planned, or about other studies.
const UNCERTAIN: &str = "planned plan plans will would should target targeted power \
    powered required sample estimated analysis analyses analysed analyzed subgroup subgroups \
    substudy subset subsample extension meta-analysis studies trials not each per previous \
    every";

/// Headings of sections about other studies, or about what was wanted.
const OTHER_SECTIONS: [&str; 12] = [
    "background",
    "introduction",
    "objective",
    "aim",
    "purpose",
    "importance",
    "conclusion",
    "interpretation",
    "discussion",
    "registration",
    "trial registration",
    "funding",
];

const NUMBER_WORDS: &str = "two three four five six seven eight nine ten eleven twelve \
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty \
    sixty seventy eighty ninety hundred thousand dozen one";

/// The maximum number of words of a sentence that is read.
const MAX_WORDS: usize = 200;

/// A word of a sentence, in lower case, a number or a sign.
#[derive(Clone, PartialEq, Eq, Debug)]
enum SentencePart {
    Number(u32),
    /// A number that cannot be a number of people, or is written in words.
    OtherNumber,
    Word(String),
    /// A comma, a colon or a semicolon.
    Stop,
}

/// How many people took part, according to the abstract.
pub(super) fn stated_participants(sections: &[AbstractSection]) -> StatedParticipants {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut unclear: Vec<u32> = Vec::new();
    let mut counts: Vec<(u32, &str)> = Vec::new();
    let mut is_unclear = false;
    for section in sections {
        let heading = section.heading.trim().to_lowercase();
        if OTHER_SECTIONS.iter().any(|other| heading.starts_with(other)) {
            continue;
        }
        for sentence in sentences(&section.text) {
            counts.extend(counts_in_brackets(sentence).into_iter().map(|count| (count, sentence)));
            let tokens = tokens(&without_brackets(sentence));
            // A sentence that nobody reads; the time for it would grow with its square.
            if tokens.len() > MAX_WORDS {
                continue;
            }
            for place in 0..tokens.len() {
                match statement_at(&tokens, place) {
                    Some(Ok(number)) => found.push((number, sentence.to_owned())),
                    Some(Err(number)) => {
                        is_unclear = true;
                        unclear.extend(number);
                    }
                    None => {}
                }
            }
        }
    }
    // `Adults with depression (N = 233) were randomised`: the only such number.
    if let ([], [(count, sentence)]) = (found.as_slice(), counts.as_slice())
        && people_are_taken_in(&tokens(&without_brackets(sentence)))
    {
        found.push((*count, (*sentence).to_owned()));
    }
    let mut numbers: Vec<u32> = found.iter().map(|(number, _)| *number).collect();
    numbers.extend(&unclear);
    // Those of the groups are smaller.
    let most = numbers.iter().copied().max().unwrap_or(u32::MAX);
    numbers.extend(counts.iter().map(|(count, _)| *count).filter(|count| *count > most));
    numbers.sort_unstable();
    numbers.dedup();
    match (found.pop(), numbers.as_slice()) {
        (Some((number, sentence)), [_]) if !is_unclear => {
            StatedParticipants::Number(number, sentence)
        }
        (None, _) if !is_unclear => StatedParticipants::Nothing,
        _ => StatedParticipants::Unclear(numbers),
    }
}

/// Whether the number at a place is that of all people: `Ok` if it is, `Err` if it may be that of some
/// of them, `None` if it is something else.
fn statement_at(tokens: &[SentencePart], place: usize) -> Option<Result<u32, Option<u32>>> {
    let number = match tokens[place] {
        SentencePart::Number(number) => Some(number),
        SentencePart::OtherNumber => None,
        _ => return None,
    };
    // `233 were randomised`, or `233 adult patients were randomised`.
    let people = people_after(tokens, place + 1);
    let passive = verb_after(tokens, people.unwrap_or(place + 1), people.is_some());
    let active = people.filter(|_| follows_verb(tokens, place));
    let end = passive.or(active)?;
    let is_certain = number.is_some_and(|number| {
        // `In 2019 patients were randomised`
        !is_measure(tokens, place)
            && is_only_number(tokens, place, number)
            && !is_uncertain(tokens, place, end)
    });
    Some(if is_certain { Ok(number?) } else { Err(number) })
}

/// The place after the people that a number counts: after `adult patients`.
fn people_after(tokens: &[SentencePart], start: usize) -> Option<usize> {
    for (place, token) in tokens.iter().enumerate().skip(start).take(5) {
        let SentencePart::Word(word) = token else { return None };
        if is_one_of(PEOPLE, word) {
            return Some(place + 1);
        }
        if is_one_of(UNITS, word) || is_link(word) {
            return None;
        }
    }
    None
}

/// The place after `were randomised`; between the people and the verb may be what they have.
fn verb_after(tokens: &[SentencePart], start: usize, has_people: bool) -> Option<usize> {
    let reach = if has_people { 12 } else { 1 };
    let is = |place: usize, words: &str| {
        let Some(SentencePart::Word(word)) = tokens.get(place) else { return false };
        is_one_of(words, word)
    };
    for (place, token) in tokens.iter().enumerate().skip(start).take(reach) {
        if is(place, "were was") {
            let verb = (place + 1..place + 3).find(|verb| is(*verb, TAKEN_IN))?;
            return Some(verb + 1);
        }
        match token {
            SentencePart::Word(word) if !is_one_of("and or but who", word) => {}
            _ => return None,
        }
    }
    None
}

/// Whether a number follows a verb: `we randomised a total of 233`, `randomly assigned 233`.
fn follows_verb(tokens: &[SentencePart], place: usize) -> bool {
    let mut before = tokens[..place].iter().rev().peekable();
    while let Some(SentencePart::Word(word)) = before.peek()
        && is_one_of("a total of", word)
    {
        before.next();
    }
    let Some(SentencePart::Word(verb)) = before.next() else { return false };
    let is_infinitive = matches!(before.next(), Some(SentencePart::Word(word)) if word == "to");
    is_one_of(TAKEN_IN, verb) && !is_infinitive
}

/// Whether a sentence says that people were taken in.
fn people_are_taken_in(tokens: &[SentencePart]) -> bool {
    let is_people =
        |token: &SentencePart| matches!(token, SentencePart::Word(word) if is_one_of(PEOPLE, word));
    let people: Vec<usize> = (0..tokens.len()).filter(|place| is_people(&tokens[*place])).collect();
    let [place] = people[..] else { return false };
    let has_numbers = (0..tokens.len()).any(|place| !is_measure(tokens, place));
    !has_numbers
        && verb_after(tokens, place + 1, true).is_some_and(|end| !is_uncertain(tokens, place, end))
}

/// Whether the sentence has no other number of people: none at all, or those of the groups.
fn is_only_number(tokens: &[SentencePart], place: usize, number: u32) -> bool {
    let is_other = |other: &usize| {
        let is_denominator = *other > 0
            && *other < place
            && matches!(&tokens[*other - 1], SentencePart::Word(word) if word == "of")
            && people_after(tokens, place + 1).is_none();
        *other != place && !is_denominator && !is_measure(tokens, *other)
    };
    let others: Vec<usize> = (0..tokens.len()).filter(is_other).collect();
    let is_count = |place: &usize| matches!(tokens[*place], SentencePart::Number(_));
    let counted: u64 = others
        .iter()
        .filter_map(|other| match tokens[*other] {
            SentencePart::Number(other) => Some(u64::from(other)),
            _ => None,
        })
        .sum();
    let in_words = others.iter().any(|other| {
        tokens[*other] == SentencePart::OtherNumber && people_after(tokens, other + 1).is_some()
    });
    !in_words && (!others.iter().any(is_count) || counted == u64::from(number))
}

/// Whether a number is a time, a dose or a year, or no number.
fn is_measure(tokens: &[SentencePart], place: usize) -> bool {
    let is = |place: Option<usize>, words: &str| {
        let token = place.and_then(|place| tokens.get(place));
        matches!(token, Some(SentencePart::Word(word)) if is_one_of(words, word))
    };
    let SentencePart::Number(number) = tokens[place] else {
        return !matches!(tokens[place], SentencePart::OtherNumber);
    };
    let before = place.checked_sub(1);
    let is_year =
        (1900..2100).contains(&number) && is(before, "in from since between and to until during");
    // `aged 18 to 65 years`
    let is_range = is(Some(place + 1), "to") && is_unit_at(tokens, place + 3);
    is_year || is_range || is_unit_at(tokens, place + 1)
}

fn is_unit_at(tokens: &[SentencePart], place: usize) -> bool {
    matches!(tokens.get(place), Some(SentencePart::Word(word)) if is_one_of(UNITS, word))
}

/// Whether the words between two places, or near them, say that a number is not that of all people.
fn is_uncertain(tokens: &[SentencePart], place: usize, end: usize) -> bool {
    let near = &tokens[place.saturating_sub(12)..tokens.len().min(end + 8)];
    near.iter().any(|token| matches!(token, SentencePart::Word(word) if is_one_of(UNCERTAIN, word)))
}

/// Words that a number does not count across.
fn is_link(word: &str) -> bool {
    is_one_of("of with and or to in at for from per were was by who", word)
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim).filter(|sentence| !sentence.is_empty())
}

/// A sentence without what it says in brackets.
fn without_brackets(sentence: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::with_capacity(sentence.len());
    for character in sentence.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(character),
            _ => {}
        }
    }
    out
}

/// The numbers of `(n = 233)`.
fn counts_in_brackets(sentence: &str) -> Vec<u32> {
    let parts = sentence.split(['(', '[', ';', ',']).skip(1);
    let counts = parts.filter_map(|part| {
        let rest = part.trim_start().strip_prefix(['n', 'N'])?;
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        count(rest.split([')', ']', ' ']).next()?)
    });
    counts.collect()
}

fn tokens(sentence: &str) -> Vec<SentencePart> {
    let mut tokens = Vec::new();
    for part in sentence.split(' ').filter(|part| !part.is_empty()) {
        let word = part.trim_end_matches(['.', ',', ';', ':']).to_lowercase();
        let is_in_words = word.split('-').all(|word| is_one_of(NUMBER_WORDS, word));
        tokens.push(match count(&word) {
            Some(number) => SentencePart::Number(number),
            None if is_in_words || word.starts_with(|c: char| c.is_ascii_digit()) => {
                SentencePart::OtherNumber
            }
            None => SentencePart::Word(word),
        });
        if part.ends_with([',', ';', ':']) {
            tokens.push(SentencePart::Stop);
        }
    }
    tokens
}

/// A number of people: `233`, `1,233` or `1 233` with a narrow space.
fn count(text: &str) -> Option<u32> {
    let mut groups = text.split([',', '\u{A0}', '\u{2009}', '\u{202F}']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let is_number = !digits.is_empty()
        && digits.len() <= 7
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(text: &str) -> StatedParticipants {
        let section = AbstractSection { heading: String::new(), text: text.to_owned() };
        stated_participants(&[section])
    }

    #[test]
    fn plain_facts_are_numbers() {
        for (text, expected) in [
            ("233 patients were randomised.", 233),
            ("A total of 233 adult patients with depression were randomly assigned.", 233),
            ("We randomly assigned 1,233 participants to esketamine or placebo.", 1233),
            ("The trial included 40 healthy volunteers. They were young.", 40),
            ("In 2019, 233 patients were enrolled.", 233),
            ("Of 500 eligible patients, 233 were randomised.", 233),
            (
                "233 women (aged 18 to 65 years) were randomised to esketamine (n = 117) or placebo \
              (n = 116).",
                233,
            ),
            ("233 patients were randomised: 117 to esketamine and 116 to placebo.", 233),
            ("Adults with depression (N = 233) were randomised for 8 weeks.", 233),
            ("We enrolled 233 patients from 12 centres. Of these, 200 completed.", 233),
            ("We enrolled 233 patients. All 233 patients were randomised.", 233),
        ] {
            let found = stated(text);
            assert!(
                matches!(found, StatedParticipants::Number(number, _) if number == expected),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn several_numbers_are_for_a_person_to_decide() {
        for text in [
            "233 patients were enrolled. 120 patients were randomised.",
            "117 patients were randomised to esketamine and 116 to placebo.",
            "40 women and 35 men were randomised.",
            "We enrolled 40 patients and 35 healthy volunteers.",
            "Forty patients were randomised. A group of 12 patients were recruited later.",
            "233 patients were included in the safety analysis.",
            "A sample of 233 patients were recruited, as planned.",
            "50 patients were randomised to each group.",
            "Of 233 enrolled patients, 120 women were randomised.",
            "In 2019 patients were randomised.",
            "We enrolled 233 patients (N = 300).",
        ] {
            let found = stated(text);
            assert!(matches!(found, StatedParticipants::Unclear(_)), "{text}: {found:?}");
        }
    }

    #[test]
    fn other_numbers_are_nothing() {
        for text in [
            "233 patients were screened and 120 dropped out.",
            "500 patients were invited.",
            "Response was 45% in 233 patients.",
            "Patients received 233 mg for 12 weeks.",
            "We planned to enrol 233 patients.",
            "Esketamine (n = 117) was better than placebo (n = 116).",
            "233 of the patients had a response.",
            "Forty adults received esketamine.",
            "",
            "233",
            "were randomised 233",
            "((((n = ",
        ] {
            assert_eq!(stated(text), StatedParticipants::Nothing, "{text}");
        }
        let section = AbstractSection {
            heading: "Background".to_owned(),
            text: "In an earlier trial, 90 patients were randomised.".to_owned(),
        };
        assert_eq!(stated_participants(&[section]), StatedParticipants::Nothing);
    }
}
