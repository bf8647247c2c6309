//! The forms that international nonproprietary names (INNs) take in other languages: "Ketamin",
//! "kétamine", "esketamina", "ketaminum".
//!
//! The WHO publishes each INN in Latin, English, French and Spanish; German, Italian and Portuguese
//! lists adapt the ending in the same regular way. Irregular forms are in
//! `data/languages/exceptions.tsv`. The build script and the program include this file, so it must
//! not depend on the rest of the crate.

/// A language for which names and terms are known, besides English.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Language {
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Italian.
    Italian,
    /// Portuguese.
    Portuguese,
    /// Latin, as in pharmacopoeias.
    Latin,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 6] =
        [Self::German, Self::French, Self::Spanish, Self::Italian, Self::Portuguese, Self::Latin];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Portuguese => "pt",
            Self::Latin => "la",
        }
    }

    /// The language of a tag such as `de-CH`; `None` for English and for languages that are not
    /// known here.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let code = tag.split(['-', '_']).next()?.to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.code() == code)
    }
}

/// Endings of English INNs in lower case and what replaces them, the longest first. A name with
/// another ending is the same in that language, or unknown.
type Endings = &'static [(&'static str, &'static str)];

const GERMAN: Endings = &[
    ("ine", "in"),
    ("one", "on"),
    ("ene", "en"),
    ("ide", "id"),
    ("ole", "ol"),
    ("ate", "at"),
    ("ane", "an"),
    ("ile", "il"),
    ("ame", "am"),
    ("ase", "ase"),
    ("yle", "yl"),
    ("ime", "im"),
    ("ose", "ose"),
    ("ite", "it"),
    ("ure", "ur"),
    ("ome", "om"),
    ("ume", "um"),
    ("ibe", "ib"),
    ("ode", "od"),
];

const FRENCH: Endings = &[
    ("uracil", "uracile"),
    ("prilat", "prilate"),
    ("phan", "phane"),
    ("prim", "prime"),
    ("sen", "sen"),
    ("ten", "ten"),
    ("in", "ine"),
    ("en", "ene"),
    ("id", "ide"),
];

const SPANISH: Endings = &[
    ("eine", "eína"),
    ("aine", "aína"),
    ("ein", "eína"),
    ("oin", "oína"),
    ("ine", "ina"),
    ("one", "ona"),
    ("ene", "eno"),
    ("oside", "ósido"),
    ("oxide", "óxido"),
    ("ide", "ida"),
    ("ole", "ol"),
    ("ate", "ato"),
    ("ane", "ano"),
    ("ile", "ilo"),
    ("ase", "asa"),
    ("ime", "ima"),
    ("ose", "osa"),
    ("ite", "ito"),
    ("ibe", "iba"),
    ("phan", "fano"),
    ("ium", "io"),
    ("pril", "pril"),
    ("sen", "sen"),
    ("en", "eno"),
    ("an", "án"),
    ("in", "ina"),
    ("il", "ilo"),
    ("yl", "ilo"),
];

const PORTUGUESE: Endings = &[
    ("eine", "eína"),
    ("aine", "aína"),
    ("ein", "eína"),
    ("oin", "oína"),
    ("ine", "ina"),
    ("one", "ona"),
    ("ene", "eno"),
    ("oxide", "óxido"),
    ("oside", "osido"),
    ("tide", "tido"),
    ("ide", "ida"),
    ("ole", "ol"),
    ("ate", "ato"),
    ("ane", "ano"),
    ("ile", "ilo"),
    ("ase", "ase"),
    ("ime", "ima"),
    ("ose", "ose"),
    ("ite", "ito"),
    ("ibe", "iba"),
    ("onium", "ónio"),
    ("inium", "ínio"),
    ("opium", "ópio"),
    ("ithium", "ítio"),
    ("ium", "io"),
    ("sen", "sen"),
    ("en", "eno"),
    ("artan", "artan"),
    ("siran", "siran"),
    ("an", "ano"),
    ("stat", "state"),
    ("ast", "aste"),
    ("id", "ida"),
    ("in", "ina"),
    ("cil", "cilo"),
    ("tanil", "tanilo"),
    ("pamil", "pamilo"),
    ("pezil", "pezilo"),
    ("yl", "ilo"),
];

const ITALIAN: Endings = &[
    ("ine", "ina"),
    ("one", "one"),
    ("ene", "ene"),
    ("ide", "ide"),
    ("ole", "olo"),
    ("ate", "ato"),
    ("ane", "ano"),
    ("ile", "ile"),
    ("ase", "asi"),
    ("ime", "ima"),
    ("ose", "osio"),
    ("ium", "io"),
    ("sen", "sen"),
    ("en", "ene"),
    ("phan", "fano"),
    ("ol", "olo"),
    ("in", "ina"),
];

/// Every name has a Latin form: the empty ending matches the names without "e" and "a".
const LATIN: Endings = &[("e", "um"), ("a", "um"), ("", "um")];

/// The part of a name before its ending, and the ending in another language.
fn split_ending(name: &str, endings: Endings) -> (&str, &'static str) {
    endings
        .iter()
        .find_map(|(ending, replacement)| Some((name.strip_suffix(*ending)?, *replacement)))
        .unwrap_or((name, ""))
}

/// Spelling that Spanish, Italian and Portuguese simplify: "ph" is "f", "th" is "t", "y" is "i",
/// "ch" is "c" except before "e" and "i". Spanish and Portuguese have no double consonants,
/// Italian has no "h", Portuguese no "k".
fn simplified(stem: &str, language: Language) -> String {
    let stem = [("ph", "f"), ("th", "t"), ("rh", "r"), ("y", "i")]
        .iter()
        .fold(stem.to_owned(), |stem, (from, to)| stem.replace(from, to));
    let letters: Vec<char> = stem.chars().collect();
    let mut out = String::with_capacity(stem.len());
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let is_soft = matches!(letters.get(at + 1), Some('e' | 'i'));
        let is_double = before == Some(letter) && "bdfglmnpt".contains(letter);
        match (letter, language) {
            ('h', _) if before == Some('c') && !is_soft => {}
            ('h', Language::Portuguese) if before == Some('c') => {
                out.pop();
                out.push_str("qu");
            }
            ('h', Language::Italian) if !matches!(before, Some('c' | 'g')) => {}
            ('k', Language::Portuguese) => out.push('c'),
            (_, Language::Spanish | Language::Portuguese) if is_double => {}
            _ => out.push(letter),
        }
    }
    out
}

/// Consonants that begin one syllable together, the longest first.
const CLUSTERS: [&str; 22] = [
    "thr", "phr", "chr", "thl", "phl", "chl", "th", "ph", "ch", "br", "tr", "dr", "pr", "cr", "gr",
    "fr", "vr", "bl", "cl", "pl", "fl", "gl",
];

/// The accents of French: an "e" that ends a syllable is "é", before a final mute "e" it is "è";
/// "ai" and "oi" in two syllables are "aï" and "oï".
fn with_french_accents(name: &str) -> String {
    let name = name.replace("ai", "aï").replace("oid", "oïd");
    let name = match name.strip_suffix("oine") {
        Some(stem) => format!("{stem}oïne"),
        None => name,
    };
    let letters: Vec<char> = name.chars().collect();
    let is_vowel = |at: usize| letters.get(at).is_some_and(|c| "aeiouyï".contains(*c));
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in letters.iter().enumerate() {
        let accent = (*letter == 'e' && at + 1 < letters.len()).then(|| {
            let rest: String = letters[at + 1..].iter().collect();
            let cluster = CLUSTERS.iter().find(|cluster| rest.starts_with(**cluster));
            let next = at + 1 + cluster.map_or(1, |cluster| cluster.len());
            let ends_syllable =
                is_vowel(at + 1) || (!is_vowel(at + 1) && letters[at + 1] != 'x' && is_vowel(next));
            let is_before_mute =
                !is_vowel(at + 1) && next + 1 == letters.len() && letters.get(next) == Some(&'e');
            let follows_o = at > 0 && letters[at - 1] == 'o';
            (ends_syllable && !follows_o, is_before_mute)
        });
        out.push(match accent {
            Some((true, true)) => 'è',
            Some((true, false)) if !(at + 1 < letters.len() && letters[at + 1] == 'u') => 'é',
            _ => *letter,
        });
    }
    out
}

/// The form of an English INN of one word, in lower case, by the rules of a language. `None` if no
/// rule applies: then the language may use the same form.
pub fn regular_form(name: &str, language: Language) -> Option<String> {
    if name.len() < 5 || !name.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let endings = match language {
        Language::German => GERMAN,
        Language::French => FRENCH,
        Language::Spanish => SPANISH,
        Language::Portuguese => PORTUGUESE,
        Language::Italian => ITALIAN,
        Language::Latin if name.ends_with("ium") || name.ends_with("urea") => {
            return Some(name.to_owned());
        }
        Language::Latin => LATIN,
    };
    let (stem, ending) = split_ending(name, endings);
    Some(match language {
        Language::German | Language::Latin => format!("{stem}{ending}"),
        Language::French => with_french_accents(&format!("{stem}{ending}")),
        Language::Spanish | Language::Portuguese | Language::Italian => {
            format!("{}{ending}", simplified(stem, language))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Language, regular_form};

    #[track_caller]
    fn check(language: Language, pairs: &[(&str, &str)]) {
        for (name, form) in pairs {
            assert_eq!(regular_form(name, language).as_deref(), Some(*form), "{name}");
        }
    }

    #[test]
    fn regular_forms() {
        check(
            Language::German,
            &[
                ("ketamine", "ketamin"),
                ("methylphenidate", "methylphenidat"),
                ("risperidone", "risperidon"),
                ("paracetamol", "paracetamol"),
                ("diazepam", "diazepam"),
                ("aripiprazole", "aripiprazol"),
                ("ezetimibe", "ezetimib"),
            ],
        );
        check(
            Language::French,
            &[
                ("ketamine", "kétamine"),
                ("quetiapine", "quétiapine"),
                ("methadone", "méthadone"),
                ("sertraline", "sertraline"),
                ("naltrexone", "naltrexone"),
                ("diazepam", "diazépam"),
                ("insulin", "insuline"),
                ("buprenorphine", "buprénorphine"),
                ("olanzapine", "olanzapine"),
                ("phenytoin", "phénytoïne"),
                ("lidocaine", "lidocaïne"),
                ("norepinephrine", "norépinéphrine"),
                ("isoniazid", "isoniazide"),
                ("fentanyl", "fentanyl"),
                ("naproxen", "naproxène"),
                ("nusinersen", "nusinersen"),
                ("dextromethorphan", "dextrométhorphane"),
            ],
        );
        check(
            Language::Spanish,
            &[
                ("esketamine", "esketamina"),
                ("methylphenidate", "metilfenidato"),
                ("risperidone", "risperidona"),
                ("amoxicillin", "amoxicilina"),
                ("lidocaine", "lidocaína"),
                ("captopril", "captopril"),
                ("ibuprofen", "ibuprofeno"),
                ("fentanyl", "fentanilo"),
            ],
        );
        check(
            Language::Portuguese,
            &[
                ("chlordiazepoxide", "clordiazepóxido"),
                ("colchicine", "colquicina"),
                ("amikacin", "amicacina"),
                ("sildenafil", "sildenafil"),
                ("losartan", "losartan"),
                ("sumatriptan", "sumatriptano"),
            ],
        );
        check(
            Language::Italian,
            &[
                ("ketamine", "ketamina"),
                ("risperidone", "risperidone"),
                ("haloperidol", "aloperidolo"),
                ("amoxicillin", "amoxicillina"),
                ("colchicine", "colchicina"),
            ],
        );
        check(
            Language::Latin,
            &[
                ("ketamine", "ketaminum"),
                ("diazepam", "diazepamum"),
                ("levodopa", "levodopum"),
                ("meldonium", "meldonium"),
            ],
        );
    }
}
