//! Drugs: what they are called, and where a text names them.
//!
//! A [`Vocabulary`] is the built-in table, compiled into the program, and what a site adds to it.
//! It finds the [mentions](Vocabulary::mentions) of drugs and classes in a text, tells which drugs
//! a text is [about](Vocabulary::rank_drugs), [resolves](Vocabulary::resolve) any name to one drug,
//! and gives a drug's [facts](Vocabulary::drug), each with its source.
//!
//! It is a value like any other: the same text and the same site's drugs give the same mentions, on
//! any thread. It knows nothing of files, pages or Markdown; who has a document gives its plain
//! text.

mod facts;
mod identifier;
mod inn_stem;
mod packing;
mod passes;
mod recognise;
mod relevance;
mod report;
mod site;
mod table;
mod token;
mod word_class;

use std::borrow::Cow;

use crate::packing::PatternKind;
use crate::passes::dictionary::EntityId;
use crate::recognise::Recognition;
use crate::site::SiteNames;
use crate::token::spelling_key;
use offprint_base::{name_key, slugify};

pub use crate::facts::{Drug, FactSource, ResolvedName, SourcedFact, class_names};
pub use crate::identifier::{Scheme, parse_digits, parse_prefixed_number};
pub use crate::recognise::MatchKind;
pub use crate::relevance::{RankedDrug, Relevance, TextZones};
pub use crate::site::SiteDrug;

/// All names of drugs that are known: the built-in ones and a site's.
#[derive(Debug)]
pub struct Vocabulary {
    site: SiteNames,
}

/// A place where a text names a drug or a class of drugs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugMention<'v> {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The one name that stands for what is meant: a site's own spelling where it has the drug.
    pub canonical: Cow<'v, str>,
    /// The slug that the site gives the drug, where it has it. See [`DrugMention::slug`].
    pub site_slug: Option<&'v str>,
    /// Whether a drug or a class is named.
    pub kind: MentionKind,
    /// How it was found.
    pub match_kind: MatchKind,
    /// A substance of every day or of the body (water, glucose): never proposed, never linked.
    pub ambient: bool,
    /// A likely misspelling: told to the editor, never linked.
    pub suspect: bool,
}

/// What a mention names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum MentionKind {
    /// One drug.
    Drug,
    /// A class of drugs.
    Class,
}

impl DrugMention<'_> {
    /// The slug of the page that it would link to.
    pub fn slug(&self) -> Cow<'_, str> {
        match self.site_slug {
            Some(slug) => Cow::Borrowed(slug),
            None if self.kind == MentionKind::Class => {
                Cow::Owned(facts::class_slug(&self.canonical))
            }
            None => Cow::Owned(slugify(&self.canonical)),
        }
    }
}

/// What two names of drugs have in common if a text cannot tell them apart.
pub fn drug_name_key(name: &str) -> String {
    let folded = if site::is_signed(name) { String::new() } else { spelling_key(name) };
    if folded.is_empty() { name_key(name) } else { folded }
}

impl Vocabulary {
    /// The built-in vocabulary with a site's drugs over it. Costs nothing for the built-in part.
    pub fn new<'s>(site: impl IntoIterator<Item = SiteDrug<'s>>) -> Self {
        Self { site: SiteNames::new(site) }
    }

    /// Where a text names drugs and classes: in order, not overlapping. The parts of a combination
    /// that is spelt out ("dextromethorphan-bupropion") are mentions of their own.
    pub fn mentions(&self, text: &str) -> Vec<DrugMention<'_>> {
        let mut recognition = Recognition::of(text, &self.site);
        let (candidates, new) =
            (std::mem::take(&mut recognition.candidates), std::mem::take(&mut recognition.new));
        candidates
            .into_iter()
            .map(|candidate| {
                let (canonical, site_slug) = match candidate.entity {
                    EntityId::Table(number) => (Cow::Borrowed(table::canonical_name(number)), None),
                    EntityId::Site(index) => {
                        let drug = self.site.drugs.get(index as usize);
                        (
                            drug.map_or(Cow::Borrowed(""), |drug| {
                                Cow::Borrowed(drug.name.as_str())
                            }),
                            drug.map(|drug| drug.slug.as_str()),
                        )
                    }
                    EntityId::New(number) => {
                        (Cow::Owned(new.get(number as usize).cloned().unwrap_or_default()), None)
                    }
                };
                DrugMention {
                    start: candidate.start,
                    end: candidate.end,
                    canonical,
                    site_slug,
                    kind: if candidate.class { MentionKind::Class } else { MentionKind::Drug },
                    match_kind: candidate.match_kind,
                    ambient: candidate.ambient,
                    suspect: candidate.match_kind == MatchKind::Misspelling,
                }
            })
            .collect()
    }

    /// Whether a name is also an everyday word ("sage", "exact"): as an alias it is ambiguous, so
    /// it is never linked.
    pub fn is_everyday(&self, name: &str) -> bool {
        let key = spelling_key(name);
        !key.is_empty()
            && key.split(' ').all(|word| word.len() < 3 || table::is_everyday(word))
            && key.split(' ').any(|word| word.len() >= 3)
            || table::find_pattern(&key).is_some_and(|pattern| pattern.ambiguous)
    }

    /// The built-in drug whose name this is, where a site's file gives it to another one: that with
    /// this slug. A file that claims the built-in drug's own name takes it over whole, and then
    /// nothing is contested.
    pub fn contested_drug(&self, slug: &str, name: &str) -> Option<&'static str> {
        self.site.contested_drug(slug, name).map(table::canonical_name)
    }

    /// The slug of the file that a site has for a drug besides the file with this slug: of the two
    /// the one that came first.
    pub fn duplicate_of(&self, slug: &str) -> Option<&str> {
        self.site.duplicate_of(slug)
    }

    /// The drug that lists have under this name, with no guessing: its canonical name and its slug.
    pub fn find_listed(&self, name: &str) -> Option<(Cow<'_, str>, Cow<'_, str>)> {
        match self.find_entity(name)? {
            (_, PatternKind::Class) => None,
            (EntityId::Site(index), _) => {
                let drug = self.site.drugs.get(index as usize)?;
                Some((Cow::Borrowed(&drug.name), Cow::Borrowed(&drug.slug)))
            }
            (EntityId::Table(number), _) => {
                let name = table::canonical_name(number);
                Some((Cow::Borrowed(name), Cow::Owned(slugify(name))))
            }
            (EntityId::New(_), _) => None,
        }
    }

    /// Whose name this is, exactly as a list has it.
    fn find_entity(&self, name: &str) -> Option<(EntityId, PatternKind)> {
        if let Some((index, kind)) = self.site.find_exact(name) {
            return Some((EntityId::Site(index), kind));
        }
        let pattern = table::find_pattern(&spelling_key(name))?;
        let entity = self
            .site
            .by_number(pattern.number)
            .map_or(EntityId::Table(pattern.number), EntityId::Site);
        Some((entity, pattern.kind))
    }
}

#[cfg(test)]
mod tests {
    use super::{FactSource, MatchKind, MentionKind, Scheme, SiteDrug, TextZones, Vocabulary};

    /// A text with its mentions marked: `⟦name→canonical⟧`, and `#`, `~` or `?` after the canonical
    /// name for a class, a substance of every day, a likely misspelling.
    fn unmarked(line: &str) -> (String, Vec<(usize, usize, String)>) {
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

    fn found(vocabulary: &Vocabulary, text: &str) -> Vec<(usize, usize, String)> {
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
            let (text, expected) = unmarked(line);
            let found = found(&vocabulary, &text);
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
    fn hard_cases_of_psychiatry_are_read() {
        check_table(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/recognition/psychiatry.txt"
        )));
    }

    #[test]
    fn hard_cases_of_medicine_are_read() {
        check_table(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/recognition/medicine.txt"
        )));
    }

    #[test]
    fn everyday_texts_name_no_drugs() {
        check_table(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/recognition/everyday.txt"
        )));
    }

    /// Texts put together at random from pieces that have made trouble, always the same ones.
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
        let aliases =
            ["Übermittel".to_owned(), "α-x".to_owned(), "(a)".to_owned(), "the".to_owned()];
        let site = SiteDrug {
            slug: "ketamine",
            name: "Ketamine",
            aliases: &aliases,
            brands: &[],
            codes: &[],
        };
        let vocabulary = Vocabulary::new([site]);
        for text in random_texts() {
            let mentions = vocabulary.mentions(&text);
            let mut end = 0;
            for mention in &mentions {
                assert!(
                    mention.start >= end && mention.end > mention.start,
                    "{text:?}: {mentions:?}"
                );
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
    fn long_texts_of_one_kind_are_read_in_time() {
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
    fn check_resolves(name: &str, expect: Option<(&str, MatchKind, FactSource)>) {
        let resolved = Vocabulary::new([]).resolve(name);
        assert_eq!(
            resolved.as_ref().map(|to| (to.canonical.as_str(), to.match_kind, to.source)),
            expect,
            "{name}"
        );
    }

    #[test]
    fn names_resolve_to_one_drug() {
        check_resolves("Spravato", Some(("esketamine", MatchKind::Brand, FactSource::Offprint)));
        check_resolves(
            "(s)-Ketamine",
            Some(("esketamine", MatchKind::Alias, FactSource::Offprint)),
        );
        check_resolves(
            "RR-HNK",
            Some(("(2R,6R)-hydroxynorketamine", MatchKind::Alias, FactSource::Offprint)),
        );
        check_resolves("mij 821", Some(("onfasprodil", MatchKind::Code, FactSource::Offprint)));
        check_resolves(
            "dextromethorphan-bupropion",
            Some(("dextromethorphan-bupropion", MatchKind::Name, FactSource::Offprint)),
        );
        check_resolves("SSRIs", Some(("SSRI", MatchKind::Name, FactSource::Offprint)));
        check_resolves("virdoketamine", Some(("virdoketamine", MatchKind::Stem, FactSource::Stem)));
        check_resolves("Norketamine", Some(("norketamine", MatchKind::Name, FactSource::Fda)));
        check_resolves("NMDA", Some(("NMDA", MatchKind::Name, FactSource::Offprint)));
        check_resolves("gold standard", None);
        check_resolves("", None);
        check_resolves("...", None);
    }

    #[test]
    fn identifiers_of_the_table_are_sound() {
        let vocabulary = Vocabulary::new([]);
        for name in [
            "ketamine",
            "esketamine",
            "fluoxetine",
            "lithium",
            "methadone",
            "onfasprodil",
            "aspirin",
        ] {
            let drug = vocabulary.drug(name).expect("the table has it");
            assert!(
                !drug.identifiers.is_empty()
                    && drug.identifiers.iter().all(|id| id.scheme.parse(&id.value).is_some()),
                "{drug:?}"
            );
        }
    }

    #[test]
    fn misspelt_names_resolve_as_suspects() {
        for name in ["ketamin", "Eskatamine", "esketamin"] {
            let resolved = Vocabulary::new([]).resolve(name);
            assert!(
                resolved.is_some_and(|to| to.suspect && to.canonical.ends_with("ketamine")),
                "{name}"
            );
        }
    }

    #[test]
    fn a_site_names_its_drugs_over_the_table() {
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
        let site = SiteDrug {
            slug: "s-ketamine",
            name: "Esketamine",
            aliases: &[],
            brands: &[],
            codes: &[],
        };
        let vocabulary = Vocabulary::new([site]);
        let mentions = vocabulary.mentions("Spravato");
        assert_eq!(
            mentions
                .iter()
                .map(|mention| (&*mention.canonical, mention.slug()))
                .collect::<Vec<_>>(),
            [("Esketamine", "s-ketamine".into())]
        );
        let drug = vocabulary.drug("esketamine").expect("the site has it");
        assert!(
            drug.names[0].source == FactSource::Site
                && drug.names.iter().any(|name| name.text == "Spravato")
        );
        assert!(drug.identifiers.iter().any(|id| id.scheme == Scheme::Unii));
    }

    #[test]
    fn everyday_words_are_known_as_such() {
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
    fn classes_have_a_page_in_the_plural() {
        let vocabulary = Vocabulary::new([]);
        for (name, slug) in [
            ("NMDA antagonists", "nmda-receptor-antagonists"),
            ("SSRI", "ssris"),
            ("NMDA receptor antagonist", "nmda-receptor-antagonists"),
            ("vinca alkaloid", "vinca-alkaloids"),
            ("oddly made antibody", "oddly-made-antibodies"),
        ] {
            assert_eq!(
                vocabulary.class(name).map(|class| class.slug).as_deref(),
                Some(slug),
                "{name}"
            );
        }
    }

    #[test]
    fn subjects_come_before_mentions() {
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
}
