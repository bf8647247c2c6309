//! [`StudyDesign`]: the designs of studies that the program knows, with the words that editors write
//! for them.
//!
//! A design is known only if the whole text names it. "Secondary analysis of a randomised trial"
//! contains the name of another design, and "Mendelian randomisation" is not a randomised trial, so
//! a text is never searched for words. What is not known is shown and filtered as it was written.

/// A known study design.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct StudyDesign {
    /// Its name in front matter and in filters: `randomised-trial`.
    pub key: &'static str,
    /// The message that names it.
    pub message: &'static str,
    /// Whether its subjects are animals, so that `n` counts animals.
    pub is_of_animals: bool,
}

/// The designs: key, message, and the words for it after [`normalised_words`], separated by `|`.
const DESIGNS: [(&str, &str, &str); 26] = [
    (
        "network-meta-analysis",
        "design_network_meta_analysis",
        "network meta analysis|systematic review and network meta analysis|netzwerk metaanalyse|\
         méta analyse en réseau|metaanálisis en red",
    ),
    (
        "meta-analysis",
        "design_meta_analysis",
        "meta analysis|metaanalysis|systematic review and meta analysis|meta analysis and systematic \
         review|systematic review with meta analysis|metaanalyse|meta analyse|systematische \
         übersichtsarbeit und metaanalyse|systematisches review und metaanalyse|méta analyse|revue \
         systématique et méta analyse|revue systématique avec méta analyse|metaanálisis|meta \
         análisis|revisión sistemática y metaanálisis|revisión sistemática con metaanálisis",
    ),
    (
        "systematic-review",
        "design_systematic_review",
        "systematic review|systematic literature review|systematische übersichtsarbeit|systematisches \
         review|systematische übersicht|revue systématique|revisión sistemática",
    ),
    (
        "umbrella-review",
        "design_umbrella_review",
        "umbrella review|overview of systematic reviews|umbrella übersichtsarbeit|revue parapluie|revisión paraguas",
    ),
    (
        "scoping-review",
        "design_scoping_review",
        "scoping review|revue de portée|revisión de alcance",
    ),
    (
        "review",
        "design_review",
        "review|review article|literature review|narrative review|expert review|übersichtsarbeit|\
         narrative übersichtsarbeit|literaturübersicht|revue|revue de la littérature|revue narrative|\
         revisión|revisión narrativa|revisión bibliográfica",
    ),
    (
        "guideline",
        "design_guideline",
        "guideline|clinical guideline|practice guideline|clinical practice guideline|leitlinie|\
         recommandations|recommandation de bonne pratique|guía|guía de práctica clínica",
    ),
    (
        "randomised-trial",
        "design_randomised_trial",
        "randomised trial|randomised|rct|randomised clinical trial|randomised study|randomised clinical study|\
         randomisierte studie|randomisierte klinische studie|essai randomisé|essai clinique \
         randomisé|étude randomisée|ensayo aleatorizado|ensayo clínico aleatorizado|estudio \
         aleatorizado",
    ),
    (
        "randomised-crossover-trial",
        "design_randomised_crossover_trial",
        "randomised crossover trial|randomised cross over trial|randomised crossover study|randomised \
         cross over study|randomisierte crossover studie|essai croisé randomisé|essai randomisé \
         croisé|ensayo cruzado aleatorizado|ensayo aleatorizado cruzado",
    ),
    (
        "cluster-randomised-trial",
        "design_cluster_randomised_trial",
        "cluster randomised trial|cluster rct|cluster randomised clinical trial|cluster randomisierte \
         studie|essai randomisé en grappes|ensayo aleatorizado por conglomerados",
    ),
    (
        "non-randomised-trial",
        "design_non_randomised_trial",
        "nonrandomised trial|nonrandomised study|nonrandomised clinical trial|quasi experimental study|quasi experiment|nicht randomisierte \
         studie|essai nonrandomisé|ensayo no aleatorizado",
    ),
    (
        "open-label-trial",
        "design_open_label_trial",
        "open label trial|open label study|open label clinical trial|open trial|offene studie|essai en \
         ouvert|ensayo abierto",
    ),
    (
        "single-arm-trial",
        "design_single_arm_trial",
        "single arm trial|single arm study|uncontrolled trial|open label single arm trial|einarmige \
         studie|essai à un seul bras|ensayo de un solo brazo",
    ),
    (
        "clinical-trial",
        "design_clinical_trial",
        "clinical trial|trial|clinical study|klinische studie|essai clinique|ensayo clínico",
    ),
    (
        "secondary-analysis",
        "design_secondary_analysis",
        "secondary analysis|post hoc analysis|secondary analysis of a randomised trial|post hoc \
         analysis of a randomised trial|sekundäranalyse|post hoc analyse|analyse secondaire|análisis \
         secundario",
    ),
    (
        "cohort-study",
        "design_cohort_study",
        "cohort study|cohort|follow up study|kohortenstudie|étude de cohorte|estudio de cohortes",
    ),
    (
        "case-control-study",
        "design_case_control_study",
        "case control study|case control|fall kontroll studie|étude cas témoins|estudio de casos y controles",
    ),
    (
        "cross-sectional-study",
        "design_cross_sectional_study",
        "cross sectional study|cross sectional survey|survey|querschnittsstudie|étude transversale|estudio transversal",
    ),
    (
        "observational-study",
        "design_observational_study",
        "observational study|beobachtungsstudie|étude observationnelle|estudio observacional",
    ),
    (
        "mendelian-randomisation",
        "design_mendelian_randomisation",
        "mendelian randomisation|mendelian randomisation study|mendelsche randomisierung|randomisation mendélienne|aleatorización mendeliana",
    ),
    (
        "qualitative-study",
        "design_qualitative_study",
        "qualitative study|qualitative interview study|interview study|qualitative studie|étude qualitative|estudio cualitativo",
    ),
    ("case-series", "design_case_series", "case series|fallserie|série de cas|serie de casos"),
    (
        "case-report",
        "design_case_report",
        "case report|case study|fallbericht|rapport de cas|étude de cas|informe de caso|caso clínico",
    ),
    (
        "animal-study",
        "design_animal_study",
        "animal study|animal experiment|animal model|animal|preclinical animal study|mouse study|mice|\
         rat study|rodent study|study in mice|study in rats|in vivo animal study|tierversuch|\
         tierstudie|étude animale|étude chez l'animal|estudio en animales",
    ),
    (
        "laboratory-study",
        "design_laboratory_study",
        "laboratory study|in vitro study|in vitro|cell culture study|ex vivo study|laborstudie|in vitro \
         studie|étude in vitro|étude de laboratoire|estudio in vitro|estudio de laboratorio",
    ),
    (
        "modelling-study",
        "design_modelling_study",
        "modelling study|modeling study|simulation study|simulation|in silico study|modellierungsstudie|étude de modélisation|estudio de modelización",
    ),
];

/// Phrases that tell how a study was done without changing its design.
const PHRASES: [&str; 25] = [
    "single blind",
    "single blinded",
    "single centre",
    "single center",
    "single site",
    "single dose",
    "single masked",
    "two arm",
    "three arm",
    "four arm",
    "multi arm",
    "multi centre",
    "multi center",
    "multi site",
    "proof of concept",
    "real world",
    "head to head",
    "dose finding",
    "dose ranging",
    "dose response",
    "parallel group",
    "population based",
    "dose controlled",
    "wait list",
    "usual care",
];

/// Words of the same kind. A negation is never one of them: see [`normalised_words`].
const QUALIFIERS: [&str; 55] = [
    "active",
    "adaptive",
    "assessor",
    "blind",
    "blinded",
    "comparative",
    "confirmatory",
    "contrôlé",
    "contrôlée",
    "controlado",
    "controlled",
    "doble",
    "ciego",
    "doppelblinde",
    "double",
    "aveugle",
    "effectiveness",
    "efficacy",
    "exploratory",
    "factorial",
    "historical",
    "international",
    "kontrollierte",
    "large",
    "longitudinal",
    "masked",
    "matched",
    "multicenter",
    "multicentre",
    "multicéntrico",
    "multicentrique",
    "multizentrische",
    "national",
    "nationwide",
    "nonblinded",
    "noninferiority",
    "parallel",
    "pilot",
    "placebo",
    "placebokontrollierte",
    "pragmatic",
    "prospective",
    "prospektive",
    "quadruple",
    "retrospective",
    "retrospektive",
    "safety",
    "sham",
    "small",
    "superiority",
    "tolerability",
    "triple",
    "unblinded",
    "vehicle",
    "waitlist",
];

/// How many ways to correct a misspelt design are tried.
const MOST_CORRECTIONS: usize = 32;

impl StudyDesign {
    /// Every known design, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Self> {
        DESIGNS.iter().map(|(key, message, _)| Self {
            key,
            message,
            is_of_animals: *key == "animal-study",
        })
    }

    /// The design that a text names, such as "Double-blind randomized controlled trial"; `None` if
    /// the text names none, or says more than a design.
    pub fn parse(text: &str) -> Option<Self> {
        let words = normalised_words(text);
        let without = |words: &[&str], removed: fn(&str) -> bool| -> String {
            words.iter().copied().filter(|word| !removed(word)).collect::<Vec<_>>().join(" ")
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let no_phase = without(&words, is_phase);
        let mut no_phrase = format!(" {no_phase} ");
        for phrase in PHRASES {
            no_phrase = no_phrase.replace(&format!(" {phrase} "), " ");
        }
        let rest: Vec<&str> = no_phrase.split_whitespace().collect();
        let no_qualifier = without(&rest, is_qualifier);
        // "Randomised open-label trial": the label matters only where nothing else is said.
        let not_open =
            without(&rest, |word| is_qualifier(word) || matches!(word, "open" | "label"));
        // A retrospective review is one of patients' records, not one of the literature.
        let changed = |design: &Self| design.key != "review";
        Self::named(&words.join(" ")).or_else(|| {
            [no_phase, rest.join(" "), no_qualifier, not_open]
                .iter()
                .find_map(|name| Self::named(name).filter(changed))
        })
    }

    /// The text with its misspelt words corrected, if it then names a design: words that are one letter
    /// away from a word of the names of designs.
    pub(super) fn misspelt(text: &str) -> Option<String> {
        if Self::parse(text).is_some() {
            return None;
        }
        let names = DESIGNS.iter().flat_map(|(_, _, names)| names.split(['|', ' ']));
        let phrases = PHRASES.iter().flat_map(|phrase| phrase.split(' '));
        let known: std::collections::BTreeSet<&str> =
            names.chain(phrases).chain(QUALIFIERS).collect();
        let words = normalised_words(text);
        let mut corrected: Vec<Vec<&str>> = vec![Vec::new()];
        for word in &words {
            let is_known = known.contains(word.as_str()) || word.chars().count() < 5;
            let is_near = |other: &&&str| {
                !is_known && other.chars().count() > 4 && strsim::osa_distance(word, other) == 1
            };
            let near: Vec<&str> = known.iter().filter(is_near).copied().collect();
            let choices = if near.is_empty() { vec![word.as_str()] } else { near };
            let longer = corrected.iter().flat_map(|begun| {
                choices.iter().map(|choice| [begun.as_slice(), &[*choice]].concat())
            });
            corrected = longer.take(MOST_CORRECTIONS).collect();
        }
        let corrected = corrected.into_iter().map(|words| words.join(" "));
        corrected.into_iter().find(|text| Self::parse(text).is_some())
    }

    /// The design with a name in [`DESIGNS`].
    fn named(name: &str) -> Option<Self> {
        Self::all().zip(&DESIGNS).find_map(|(design, (key, _, names))| {
            (normalised_words(key).join(" ") == name || names.split('|').any(|known| known == name))
                .then_some(design)
        })
    }
}

fn is_qualifier(word: &str) -> bool {
    QUALIFIERS.contains(&word)
}

/// Whether a word is a phase, such as `2b` or `iii`.
fn is_phase(word: &str) -> bool {
    let number = word.trim_end_matches(['a', 'b']);
    word == "phase" || matches!(number, "0" | "1" | "2" | "3" | "4" | "i" | "ii" | "iii" | "iv")
}

/// The words of a text in lower case and British spelling, without punctuation, brackets and plurals. "Non"
/// stays with its word, so that a non-blinded study does not become a non-randomised one.
fn normalised_words(text: &str) -> Vec<String> {
    let outside = text.split_once('(').map_or_else(
        || text.to_owned(),
        |(before, rest)| {
            format!("{before} {}", rest.split_once(')').map_or("", |(_, after)| after))
        },
    );
    let mut words: Vec<String> = Vec::new();
    for word in outside.to_lowercase().split(|c: char| !(c.is_alphanumeric() || "'’".contains(c)))
    {
        let word = word.replace('’', "'").replace("randomiz", "randomis");
        // A compound of German: a study that is double-blind.
        let word = match word.as_str() {
            "doppelblindstudie" => {
                words.push("doppelblinde".to_owned());
                "studie".to_owned()
            }
            "trials" => "trial".to_owned(),
            "studies" => "study".to_owned(),
            _ => word,
        };
        match words.last_mut() {
            _ if word.is_empty() => {}
            Some(last) if last == "non" => last.push_str(&word),
            _ => words.push(word),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<&'static str> {
        StudyDesign::parse(text).map(|design| design.key)
    }

    #[test]
    fn designs_are_known_by_their_usual_words() {
        for (text, expect) in [
            ("Randomised controlled trial", "randomised-trial"),
            (
                "randomized, double-blind, placebo-controlled, parallel-group trial",
                "randomised-trial",
            ),
            ("Phase 2b multicentre RCT", "randomised-trial"),
            ("Randomised open-label trial", "randomised-trial"),
            ("Randomised, double-blind, dose-controlled trial", "randomised-trial"),
            ("Randomized, placebo-controlled", "randomised-trial"),
            ("randomized, placebo-controlled trials", "randomised-trial"),
            ("randomised-trial", "randomised-trial"),
            ("open-label study", "open-label-trial"),
            ("Systematic review and meta-analysis", "meta-analysis"),
            ("Meta-analysis (12 trials)", "meta-analysis"),
            ("Retrospective cohort study", "cohort-study"),
            ("non-randomized trial", "non-randomised-trial"),
            ("Randomisierte kontrollierte Studie", "randomised-trial"),
            ("Essai contrôlé randomisé", "randomised-trial"),
            ("Mendelian randomization", "mendelian-randomisation"),
            ("Animal study", "animal-study"),
            ("In vitro", "laboratory-study"),
            ("Phase 2 multicentre single-arm trial", "single-arm-trial"),
            ("Non-inferiority randomised trial", "randomised-trial"),
            ("Non-blinded randomised trial", "randomised-trial"),
            ("randomisierte Doppelblindstudie", "randomised-trial"),
        ] {
            assert_eq!(key(text), Some(expect), "{text}");
        }
    }

    #[test]
    fn misspelt_designs() {
        for (text, expect) in [
            ("randomized controled trial", "randomised controlled trial"),
            ("Randomised contolled trail", "randomised controlled trial"),
            ("Systematic reveiw", "systematic review"),
        ] {
            assert_eq!(StudyDesign::misspelt(text).as_deref(), Some(expect), "{text}");
        }
        for text in
            ["Randomised trial", "Protocol for a randomised trial", "Delphi study", "N-of-1"]
        {
            assert_eq!(StudyDesign::misspelt(text), None, "{text}");
        }
    }

    #[test]
    fn a_design_within_another_text_is_not_taken() {
        for text in [
            "",
            "Protocol for a randomised controlled trial",
            "Follow-up of a randomised trial",
            "Secondary analysis of two randomised trials",
            "not randomised",
            "Comparison of a cohort with a trial",
            "double-blind",
            "Phase 2",
            "Animal-assisted therapy",
            "non-blinded, not randomised trial",
            "Open study of randomisation",
            "Retrospective review",
            "Prospective comparative review",
            "Retrospective chart review",
            "Systematic review of randomised trials",
            "Open-label extension of a randomised trial",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn every_name_is_in_its_normal_form_and_belongs_to_one_design() {
        let mut seen = std::collections::BTreeMap::new();
        for (key, _, names) in DESIGNS {
            for name in names.split('|') {
                assert_eq!(normalised_words(name).join(" "), name);
                assert_eq!(seen.insert(name, key), None, "{name}");
            }
            assert_eq!(StudyDesign::parse(key).map(|design| design.key), Some(key));
        }
    }
}
