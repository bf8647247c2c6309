//! What the vocabulary recognises in texts and says about names, through its public interface.
//!
//! The texts in `recognition/` are the cases that were hard to get right: every mention is marked
//! in them.

use offprint_vocabulary::{
    FactSource, Language, MatchKind, MentionKind, Scheme, SiteDrug, TextZones, Vocabulary,
};

/// The text of a line, and the mentions that it marks: `⟦name→canonical⟧`, with `#`, `~` or `?`
/// after the canonical name for a class, an ambient substance or a likely misspelling.
fn parse_marked_line(line: &str) -> (String, Vec<(usize, usize, String)>) {
    let mut text = String::new();
    let mut mentions = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('⟦') {
        text.push_str(before);
        let (mark, after) = after.split_once('⟧').expect("a mark ends");
        let (name, canonical) = mark.split_once('→').expect("a mark has a canonical name");
        let start = text.len();
        text.push_str(name);
        mentions.push((start, text.len(), canonical.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, mentions)
}

fn find_mentions(vocabulary: &Vocabulary, text: &str) -> Vec<(usize, usize, String)> {
    vocabulary
        .mentions(text)
        .into_iter()
        .map(|mention| {
            let mark = match mention {
                _ if mention.kind == MentionKind::Class => " #",
                _ if mention.suspect => " ?",
                _ if mention.ambient => " ~",
                _ => "",
            };
            (mention.start, mention.end, format!("{}{mark}", mention.canonical))
        })
        .collect()
}

#[track_caller]
fn check_table(table: &str) {
    let vocabulary = Vocabulary::new([]);
    let mut faults = String::new();
    for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        let (text, expected) = parse_marked_line(line);
        let found = find_mentions(&vocabulary, &text);
        if found != expected {
            let named = |list: &[(usize, usize, String)]| {
                list.iter()
                    .map(|(start, end, name)| format!("{} → {name}", &text[*start..*end]))
                    .collect::<Vec<_>>()
            };
            faults.push_str(&format!(
                "{text}\n  expected {:?}\n  found    {:?}\n",
                named(&expected),
                named(&found)
            ));
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn psychiatric_texts_are_recognised() {
    check_table(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/recognition/psychiatry.txt"
    )));
}

#[test]
fn medical_texts_are_recognised() {
    check_table(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/recognition/medicine.txt"
    )));
}

#[test]
fn words_around_a_name_decide() {
    check_table(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/recognition/contexts.txt"
    )));
}

#[test]
fn everyday_texts_mention_no_drugs() {
    check_table(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/recognition/everyday.txt"
    )));
}

/// Random texts made of pieces that caused problems before, the same ones in each run.
fn random_texts() -> impl Iterator<Item = String> {
    const PIECES: &[&str] = &[
        "ketamine",
        "(",
        ")",
        "((",
        "))",
        " (",
        ") ",
        "-",
        "‑",
        "–",
        ",",
        ", ",
        ". ",
        "\n",
        "\r\n",
        "\t",
        " ",
        "S",
        "(S)-",
        "2R,6R",
        "HNK",
        "RR-HNK",
        "MIJ821",
        "L-655,708",
        "α",
        "β-",
        "5",
        "708,",
        "′",
        "Δ9-THC",
        "é",
        "e\u{301}",
        "\u{ad}",
        "\u{200b}",
        "氯胺酮",
        "кетамин",
        "😀",
        "İ",
        "ſ",
        "ß",
        "K",
        "ﬁ",
        "₂",
        "hydrochloride",
        "sodium",
        "acid",
        "ic acid A",
        "methyl",
        "-methyl-",
        "phenyl)pyridine",
        "[3H]",
        "receptor",
        "SSRIs",
        "glucose",
        "gold standard",
        "esketamin",
        "Eskatamine",
        "virdoketamine",
        "dextromethorphan-bupropion",
        "/",
        "'",
        "\"",
        "[",
        "]",
        "{",
        "+",
        "±",
        "NCT04567890",
        "doi:10.1/",
        "http://",
        "s",
        "antidepressant",
        "drugs",
        "treated",
        "mg",
        "\u{2009}",
        "\u{a0}",
        "™",
        "D",
        "1,4",
        "N,N-",
        ")-",
        "(NAC)",
        "a",
        "the",
        "of",
        "",
    ];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    (0..3000).map(move |_| (0..next(40)).map(|_| PIECES[next(PIECES.len())]).collect())
}

#[test]
fn mentions_are_in_order_and_never_overlap() {
    let aliases = ["Übermittel".to_owned(), "α-x".to_owned(), "(a)".to_owned(), "the".to_owned()];
    let site =
        SiteDrug { slug: "ketamine", name: "Ketamine", aliases: &aliases, brands: &[], codes: &[] };
    let vocabulary = Vocabulary::new([site]);
    for text in random_texts() {
        let mentions = vocabulary.mentions(&text);
        let mut end = 0;
        for mention in &mentions {
            assert!(mention.start >= end && mention.end > mention.start, "{text:?}: {mentions:?}");
            assert!(text.get(mention.start..mention.end).is_some(), "{text:?}: {mention:?}");
            assert!(!mention.canonical.is_empty(), "{text:?}: {mention:?}");
            end = mention.end;
        }
        assert_eq!(mentions, vocabulary.mentions(&text), "{text:?}");
        vocabulary.report(&text);
        vocabulary.resolve(&text);
    }
}

#[test]
fn long_repetitive_texts_take_linear_time() {
    let vocabulary = Vocabulary::new([]);
    for piece in [
        "(",
        "ketamine (",
        "(S)-",
        "a-",
        "2-methyl-",
        "methyl",
        "ketamine-",
        "MIJ821 ",
        "ketamin ketamine ",
        "sodium ",
        "1,",
        "⁵",
    ] {
        vocabulary.mentions(&piece.repeat(200_000 / piece.len()));
    }
}

#[track_caller]
fn check_resolves(name: &str, expect: Option<(&str, MatchKind, bool)>) {
    let resolved = Vocabulary::new([]).resolve(name);
    let resolved =
        resolved.as_ref().map(|to| (to.canonical.as_str(), to.match_kind, !to.sources.is_empty()));
    assert_eq!(resolved, expect, "{name}: canonical name, kind of match, whether a source has it");
}

#[test]
fn names_resolve_to_one_drug() {
    check_resolves("Spravato", Some(("esketamine", MatchKind::Brand, true)));
    check_resolves("(s)-Ketamine", Some(("esketamine", MatchKind::Alias, false)));
    check_resolves("RR-HNK", Some(("(2R,6R)-hydroxynorketamine", MatchKind::Alias, false)));
    check_resolves("mij 821", Some(("onfasprodil", MatchKind::Code, true)));
    check_resolves(
        "dextromethorphan-bupropion",
        Some(("dextromethorphan-bupropion", MatchKind::Name, true)),
    );
    check_resolves("SSRIs", Some(("SSRI", MatchKind::Name, false)));
    check_resolves("virdoketamine", Some(("virdoketamine", MatchKind::Stem, false)));
    check_resolves("Norketamine", Some(("norketamine", MatchKind::Name, true)));
    check_resolves("NMDA", Some(("NMDA", MatchKind::Name, true)));
    check_resolves("gold standard", None);
    check_resolves("", None);
    check_resolves("...", None);
}

#[test]
fn identifiers_of_the_table_are_valid() {
    let vocabulary = Vocabulary::new([]);
    for name in
        ["ketamine", "esketamine", "fluoxetine", "lithium", "methadone", "onfasprodil", "aspirin"]
    {
        let drug = vocabulary.drug(name).expect("the table has it");
        assert!(
            !drug.identifiers.is_empty()
                && drug.identifiers.iter().all(|id| id.scheme.parse(&id.value).is_some()),
            "{drug:?}"
        );
    }
}

#[test]
fn misspelt_names_resolve_as_misspellings() {
    for name in ["ketemine", "Eskatamine", "esketamene"] {
        let resolved = Vocabulary::new([]).resolve(name);
        assert!(
            resolved.is_some_and(|to| to.suspect && to.canonical.ends_with("ketamine")),
            "{name}"
        );
    }
}

#[test]
fn names_of_the_site_override_the_table() {
    let aliases = ["wonder spray".to_owned()];
    let codes = ["XYZ-1".to_owned()];
    let site = SiteDrug {
        slug: "spray",
        name: "Esketamine nasal",
        aliases: &aliases,
        brands: &["Spravato".to_owned()],
        codes: &codes,
    };
    let vocabulary = Vocabulary::new([site]);
    let text = "Wonder Spray, XYZ-1 and Spravato are one drug.";
    let found: Vec<(&str, String)> = vocabulary
        .mentions(text)
        .iter()
        .map(|mention| (&text[mention.start..mention.end], mention.slug().into_owned()))
        .collect();
    assert_eq!(
        found,
        [
            ("Wonder Spray", "spray".to_owned()),
            ("XYZ-1", "spray".to_owned()),
            ("Spravato", "spray".to_owned())
        ]
    );
    let site =
        SiteDrug { slug: "s-ketamine", name: "Esketamine", aliases: &[], brands: &[], codes: &[] };
    let vocabulary = Vocabulary::new([site]);
    let mentions = vocabulary.mentions("Spravato");
    assert_eq!(
        mentions.iter().map(|mention| (&*mention.canonical, mention.slug())).collect::<Vec<_>>(),
        [("Esketamine", "s-ketamine".into())]
    );
    let drug = vocabulary.drug("esketamine").expect("the site has it");
    assert!(
        drug.names[0].sources[0].source == FactSource::Site
            && drug.names.iter().any(|name| name.text == "Spravato")
    );
    assert!(drug.identifiers.iter().any(|id| id.scheme == Scheme::Unii));
}

#[test]
fn everyday_words_are_recognised_as_such() {
    let vocabulary = Vocabulary::new([]);
    for (name, expect) in [
        ("exact", true),
        ("Sage", true),
        ("gold standard", true),
        ("Sonata", true),
        ("ketamine", false),
        ("Spravato", false),
        ("MIJ821", false),
    ] {
        assert_eq!(vocabulary.is_everyday(name), expect, "{name}");
    }
}

#[test]
fn classes_have_plural_slugs() {
    let vocabulary = Vocabulary::new([]);
    for (name, slug) in [
        ("NMDA antagonists", "nmda-receptor-antagonists"),
        ("SSRI", "ssris"),
        ("NMDA receptor antagonist", "nmda-receptor-antagonists"),
        ("vinca alkaloid", "vinca-alkaloids"),
        ("oddly made antibody", "oddly-made-antibodies"),
    ] {
        assert_eq!(vocabulary.class(name).map(|class| class.slug).as_deref(), Some(slug), "{name}");
    }
}

#[test]
fn classes_are_known_by_their_names_in_the_language_of_a_site() {
    let vocabulary = Vocabulary::new([]);
    let slug = |name: &str, language| vocabulary.class_in(name, language).map(|class| class.slug);
    for name in ["NMDA-Rezeptor-Antagonist", "NMDA-Rezeptor-Antagonisten", "NMDA antagonists"] {
        let slug = slug(name, Some(Language::German));
        assert_eq!(slug.as_deref(), Some("nmda-receptor-antagonists"), "{name}");
    }
    assert_ne!(
        slug("NMDA-Rezeptor-Antagonist", None).as_deref(),
        Some("nmda-receptor-antagonists")
    );
}

#[test]
fn registers_say_how_a_name_is_written_within_a_sentence() {
    let site =
        SiteDrug { slug: "ketamine", name: "Ketamine", aliases: &[], brands: &[], codes: &[] };
    let vocabulary = Vocabulary::new([site]);
    for (name, expect) in [
        ("Ketamine", Some("ketamine")),
        ("ESKETAMINE", Some("esketamine")),
        ("spravato", Some("Spravato")),
        ("Zyxolide", None),
    ] {
        assert_eq!(vocabulary.registered_spelling(name).as_deref(), expect, "{name}");
    }
}

#[test]
fn subjects_rank_before_mentions() {
    let vocabulary = Vocabulary::new([]);
    let text = "A ketamine-related compound: onfasprodil\nOnfasprodil eased depression. Onfasprodil was well tolerated, and unlike ketamine it did not \
                cause dissociation. Glucose was normal. SSRIs were allowed. Onfasprodil will be studied again.";
    let mentions = vocabulary.mentions(text);
    let title = 0..text.find('\n').unwrap_or(0);
    let zones = TextZones { body: title.end..text.len(), title, ..TextZones::default() };
    let subjects = vocabulary.rank_drugs(text, &mentions, &zones);
    let names: Vec<(&str, usize)> =
        subjects.iter().map(|subject| (subject.canonical.as_str(), subject.count)).collect();
    assert_eq!(names, [("onfasprodil", 3), ("ketamine", 1)]);
    assert_eq!(Vocabulary::drugs_to_propose(&subjects, &mentions), ["onfasprodil", "ketamine"]);
}
