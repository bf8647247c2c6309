//! Which keywords become tags, and which are discarded.

use super::{SortedTags, TagInput, sort_tags};

const SITES: [&str; 2] = ["Pain Notes", "painnotes.example"];

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|item| (*item).to_owned()).collect()
}

fn sorted(keywords: &[&str], doubtful: bool, title: &str, body: &str, tags: &[&str]) -> SortedTags {
    sort_tags(&TagInput {
        keywords: &owned(keywords),
        doubtful: &owned(if doubtful { keywords } else { &[] }),
        keeps_spelling: false,
        sites: &owned(&SITES),
        title,
        body,
        existing: &owned(tags),
    })
}

#[track_caller]
fn check(keywords: &[&str], title: &str, body: &str, existing: &[&str], expect: &[&str]) {
    let found = sorted(keywords, false, title, body, existing);
    assert_eq!([found.own, found.proposed].concat(), expect);
}

#[track_caller]
fn check_discarded(keywords: &[&str], body: &str, expect: &[&str]) {
    let found = sorted(keywords, true, "", body, &[]).discarded;
    assert_eq!(found.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), expect);
}

#[test]
fn qualifiers_of_catalogues_are_no_part_of_a_tag() {
    check(
        &[
            "Antidepressive Agents [*adverse effects]",
            "Sleep [physiology]",
            "Insomnia [drug therapy, *epidemiology]",
            "*Anxiety",
            "[Mental health]",
            "Depression [Mesh]",
        ],
        "",
        "",
        &[],
        &["antidepressive agents", "sleep", "insomnia", "anxiety", "mental health", "depression"],
    );
}

#[test]
fn keywords_become_clean_tags() {
    check(
        &["Health News", "Mental Health", "#Sleep"],
        "",
        "",
        &[],
        &["health news", "mental health", "sleep"],
    );
    check(&["Depression, Anxiety; EU"], "", "The EU", &[], &["depression", "anxiety", "EU"]);
    check(&["Uncategorized", "12", "https://example.org"], "", "", &[], &[]);
    check(&["FDA approval", "PAIN"], "The FDA on pain", "", &[], &["FDA approval", "pain"]);
    check(&["Psychopharmacology"], "", "words", &[], &["psychopharmacology"]);
}

#[test]
fn all_tags_of_the_author_stay() {
    let many: Vec<String> = (b'a'..=b'p').map(|c| format!("Subject {}", c as char)).collect();
    let found = sort_tags(&TagInput {
        keywords: &many,
        doubtful: &[],
        keeps_spelling: true,
        sites: &[],
        title: "Sleep and sleep",
        body: "Sleep matters. Sleep well.",
        existing: &owned(&["sleep"]),
    });
    assert_eq!(found.own, many);
    assert!(found.proposed.is_empty() && found.discarded.is_empty());
}

#[test]
fn junk_is_discarded_with_a_reason() {
    check_discarded(
        &["null", "undefined", "2024", "Unkategorisiert", "N/A"],
        "",
        &["null", "undefined", "2024", "Unkategorisiert", "N/A"],
    );
    check_discarded(
        &["Pain Notes", "painnotes.example"],
        "Pain notes",
        &["Pain Notes", "painnotes.example"],
    );
    check_discarded(&["sleep", "cars", "insurance"], "On sleep.", &["cars", "insurance"]);
    check_discarded(&["Sleeping pills", "depressive"], "On sleep and depression.", &[]);
    check_discarded(&["睡眠"], "関于睡眠的文章", &[]);
    check_discarded(&["<script>", "a@b.example"], "", &["script", "a@b.example"]);
}

#[test]
fn tags_of_the_site_come_first() {
    check(
        &["insomnia", "Anxiety Disorder", "sleep"],
        "",
        "",
        &["anxiety disorders"],
        &["anxiety disorders", "insomnia", "sleep"],
    );
    check(&[], "On sleep", "Sleep matters. Sleep well.", &["sleep", "pain"], &["sleep"]);
}

#[test]
fn proposals_are_marked() {
    let found = sorted(&["insomnia"], false, "On sleep", "Sleep well.", &["sleep"]);
    assert_eq!((found.own, found.proposed), (owned(&["insomnia"]), owned(&["sleep"])));
}

#[test]
fn glued_keywords_are_cut_at_known_words() {
    check(
        &["insomniaanxietynorss"],
        "Anxiety",
        "Insomnia and anxiety go together.",
        &[],
        &["insomnia", "anxiety"],
    );
    check_discarded(&["xyzzyplughqwerty"], "words", &["xyzzyplughqwerty"]);
}

#[test]
fn without_keywords_the_text_speaks() {
    let body = "Chronic pain is common. Chronic pain can be treated. Chronic pain often returns. "
        .repeat(2);
    let found = sorted(&[], false, "What helps chronic pain", &body, &[]);
    assert!(found.proposed.contains(&"chronic pain".to_owned()));
    assert!(found.own.is_empty());
}
