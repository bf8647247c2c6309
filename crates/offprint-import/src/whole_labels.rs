//! People after a label in Chinese, Japanese or Korean: `作者：王小明`, `監修 佐藤花子`.
//!
//! These scripts write labels and names without spaces inside, and a label may also begin a word
//! (`文部科学省`). So a label counts only as a whole, at the start of a line or after another name,
//! and only if nothing but names follows. It must not know formats of input files.

use crate::phrases::{Category, is_phrase, phrases};

/// A longer line is prose.
const LONGEST_LINE: usize = 80;

/// The signs of a name: a longer one is written with kana, or not a name.
const LONGEST_NAME: usize = 5;
const LONGEST_KANA_NAME: usize = 12;

/// What names of departments and of positions end with.
const PLACES: [char; 12] = ['部', '科', '室', '院', '所', '課', '局', '社', '会', '長', '校', '学'];

/// Korean words are written with spaces, so only a name of the usual length follows a space.
const KOREAN_NAME: usize = 3;

/// Whoever a line names after labels.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct LabelledPeople {
    pub(crate) authors: Vec<String>,
    /// Reviewers, editors and translators.
    pub(crate) reviewers: Vec<String>,
}

/// The people that a line names, if it consists of labels and names.
pub(crate) fn labelled_people(line: &str) -> Option<LabelledPeople> {
    if line.is_ascii() || line.chars().nth(LONGEST_LINE).is_some() {
        return None;
    }
    let line = before_unknown_label(line);
    // Without a colon or a bar, a label has one name: more words may be a sentence.
    let has_signs = line.contains([':', '：', '/', '／', '|', '｜']);
    let mut people = LabelledPeople::default();
    let mut is_reviewer: Option<bool> = None;
    let mut has_name = false;
    for word in words_of_line(line) {
        if let Some(found) = role_of_label(&word) {
            // A label without a name, such as the heading `文`.
            if is_reviewer.is_some() && !has_name {
                return None;
            }
            (is_reviewer, has_name) = (Some(found), false);
            continue;
        }
        let is_reviewer = is_reviewer?;
        if is_title(&word) && has_name {
            continue;
        }
        // After the names, there may be a day.
        if word.starts_with(|sign: char| sign.is_ascii_digit()) && has_name {
            break;
        }
        let name = without_title(&word);
        let is_korean = name.starts_with(is_hangul);
        let is_one = !has_name && (!is_korean || name.chars().count() == KOREAN_NAME);
        if !is_name(name) || !has_signs && !is_one {
            return None;
        }
        let names = if is_reviewer { &mut people.reviewers } else { &mut people.authors };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        has_name = true;
    }
    has_name.then_some(people)
}

/// A line up to its first label that is not known: `来源：新华网` names no people.
fn before_unknown_label(line: &str) -> &str {
    let ends = [':', '：', '|', '｜', '/', '／', ';', '；', '、', ',', '，', '•'];
    for (colon, _) in line.match_indices([':', '：']) {
        let before = line[..colon].trim_end();
        let start = before
            .char_indices()
            .rev()
            .find(|(_, sign)| sign.is_whitespace() || ends.contains(sign))
            .map_or(0, |(at, sign)| at + sign.len_utf8());
        let label = &before[start..];
        let words = before[..start].trim_end();
        let last = words.rsplit(|sign: char| sign.is_whitespace() || ends.contains(&sign)).next();
        let both = format!("{} {label}", last.unwrap_or_default());
        if role_of_label(label).is_none() && role_of_label(&both).is_none() {
            return line[..start]
                .trim_end_matches(|sign: char| sign.is_whitespace() || ends.contains(&sign));
        }
    }
    line
}

/// The words of a line. A label of two words is one, and so are the two parts of a Japanese name; the
/// department or the title before a name is left out.
fn words_of_line(line: &str) -> Vec<String> {
    let separators = [':', '：', '|', '｜', '/', '／', ';', '；', '、', ',', '，', '•'];
    let mut words: Vec<String> = Vec::new();
    for segment in line.split(separators) {
        // The parts of one person.
        let mut person: Vec<&str> = Vec::new();
        for word in segment.split_whitespace() {
            let joined = person.last().map(|before| format!("{before} {word}"));
            if let Some(label) = joined.filter(|joined| role_of_label(joined).is_some()) {
                person.pop();
                push_person(&mut words, &person);
                person.clear();
                words.push(label);
            } else if role_of_label(word).is_some() {
                push_person(&mut words, &person);
                person.clear();
                words.push(word.to_owned());
            } else {
                person.push(word);
            }
        }
        push_person(&mut words, &person);
    }
    words
}

/// Adds the parts of one person: `精神科部長 大西 健一`.
fn push_person(words: &mut Vec<String>, parts: &[&str]) {
    let is_place = |part: &&&str| {
        is_title(part)
            || part.chars().count() >= 2 && part.ends_with(PLACES) && !part.ends_with(is_hangul)
    };
    let before = parts.iter().take_while(is_place).count().min(parts.len().saturating_sub(1));
    let is_short = |part: &str, most| {
        part.chars().count() <= most
            && part.chars().all(|sign| matches!(sign, '\u{4e00}'..='\u{9fff}'))
    };
    match &parts[before..] {
        [family, given] if is_short(family, 2) && is_short(given, 3) && !is_title(given) => {
            words.push(format!("{family} {given}"));
        }
        rest => words.extend(rest.iter().map(|part| (*part).to_owned())),
    }
}

/// Whether a word is a label, and whether of reviewers.
fn role_of_label(word: &str) -> Option<bool> {
    if is_phrase(Category::WholeAuthorLabels, word) {
        return Some(false);
    }
    is_phrase(Category::WholeReviewerLabels, word).then_some(true)
}

fn is_hangul(sign: char) -> bool {
    matches!(sign, '\u{ac00}'..='\u{d7a3}')
}

fn is_title(word: &str) -> bool {
    is_phrase(Category::Roles, word) || is_phrase(Category::Professions, word)
}

/// A name without the profession that is written after it: `김철수기자`.
fn without_title(word: &str) -> &str {
    [Category::Roles, Category::Professions]
        .into_iter()
        .flat_map(phrases)
        .filter(|title| !title.is_ascii())
        .filter_map(|title| word.strip_suffix(title))
        .find(|name| name.chars().count() >= 2)
        .unwrap_or(word)
}

/// Whether a word is written as names are.
fn is_name(word: &str) -> bool {
    // `约翰·史密斯`: names from other languages are longer, too.
    let is_kana = |sign: char| matches!(sign, '·' | '\u{3040}'..='\u{30ff}');
    let is_letter = |sign: char| {
        is_kana(sign)
            || matches!(
                sign,
                ' ' | '々' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
            )
    };
    let length = word.chars().count();
    let longest = if word.contains(is_kana) { LONGEST_KANA_NAME } else { LONGEST_NAME };
    (2..=longest).contains(&length)
        && word.chars().all(is_letter)
        && !word.starts_with('·')
        && !is_title(word)
}

#[cfg(test)]
mod tests {
    use super::labelled_people;

    #[track_caller]
    fn check(line: &str, authors: &[&str], reviewers: &[&str]) {
        let people = labelled_people(line).unwrap_or_default();
        assert_eq!(people.authors, authors, "{line}");
        assert_eq!(people.reviewers, reviewers, "{line}");
    }

    #[test]
    fn people_follow_whole_labels() {
        check("執筆：山田太郎", &["山田太郎"], &[]);
        check("監修：佐藤花子", &[], &["佐藤花子"]);
        check("文 山田太郎　監修 佐藤花子医師", &["山田太郎"], &["佐藤花子"]);
        check("文 山田太郎 写真 佐藤花子", &[], &[]);
        check("文／山田太郎", &["山田太郎"], &[]);
        check("文：ジョン・スミス", &["ジョン・スミス"], &[]);
        check("作者：王小明　审核：李丽", &["王小明"], &["李丽"]);
        check("作者：约翰·史密斯", &["约翰·史密斯"], &[]);
        check("作者: 王小明、李丽 2025-05-12", &["王小明", "李丽"], &[]);
        check("作者：王小明 来源：新华网 时间：2025年5月3日", &["王小明"], &[]);
        check("文：佐藤花子、写真：山田太郎", &["佐藤花子"], &[]);
        check("글: 김철수, 사진: 이영희", &["김철수"], &[]);
        check("監修：山田太郎、協力：東京大学", &[], &["山田太郎"]);
        check("監修：精神科部長　大西 健一", &[], &["大西 健一"]);
        check("執筆：薬剤部　長谷川美咲", &["長谷川美咲"], &[]);
        check("文：大西 健一、林 花", &["大西 健一", "林 花"], &[]);
        check("글: 김철수 기자", &["김철수"], &[]);
        check("글 김철수기자 | 의학 감수 박영희", &["김철수"], &["박영희"]);
    }

    #[test]
    fn other_words_are_no_labels() {
        for line in [
            "文部科学省は山田太郎",
            "監修者が語る睡眠",
            "文章来源：健康网",
            "文：",
            "글쓰기: 김철수",
            "글 쓰는 법을 배우는 사람들의 모임",
            "글 쓰기",
            "作者认为：药物有效",
            "文 睡眠のための錠剤が効く理由とは",
            "Author: 王小明",
        ] {
            check(line, &[], &[]);
        }
    }
}
