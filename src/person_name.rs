//! [`PersonName`]: the parts of an author's name, for reference lists and reference managers.
//!
//! Names come as people write them: `Anna Weber`, `Weber A`, `Weber, Anna`, `Carlos A. Zarate Jr`,
//! `Anna Weber, MD`. An organisation has no parts. This module must not know where a name is from.

use offprint_base::is_name_particle;

/// What follows a family name and is not part of it.
const SUFFIXES: [&str; 10] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "2nd", "3rd", "4th"];

/// What precedes a name and is not part of it.
const TITLES: [&str; 23] = [
    "Mr",
    "Mr.",
    "Mrs",
    "Mrs.",
    "Ms",
    "Ms.",
    "Sir",
    "Dame",
    "Univ.-Prof.",
    "Dr",
    "Dr.",
    "Drs.",
    "Prof",
    "Prof.",
    "Professor",
    "PD",
    "Priv.-Doz.",
    "med.",
    "rer.",
    "nat.",
    "phil.",
    "Dra.",
    "Pr",
];

/// Degrees and memberships that follow a name after a comma, without full stops.
const DEGREES: [&str; 44] = [
    "MD", "PhD", "DO", "DPhil", "ScD", "DSc", "DrPH", "PsyD", "PharmD", "DNP", "DDS", "DVM", "JD",
    "MBBS", "MBChB", "MPH", "MPhil", "MSc", "MS", "MA", "MSN", "MHS", "MBA", "BSc", "BA", "BS",
    "RN", "RPh", "NP", "FRCP", "FRCPsych", "MRCP", "FACP", "FRCPC", "EdD", "MEd", "MRes", "DMSc",
    "MSCR", "LCSW", "FAPA", "FACC", "MRCPsych", "Esq",
];

/// Words that occur in names of organisations and not in those of people.
const ORGANISATION: [&str; 68] = [
    "academy",
    "administration",
    "agency",
    "alliance",
    "asociación",
    "association",
    "board",
    "center",
    "centers",
    "centre",
    "collaboration",
    "collaborative",
    "collaborators",
    "college",
    "commission",
    "committee",
    "consortium",
    "council",
    "department",
    "desk",
    "editorial",
    "editors",
    "equipo",
    "federation",
    "foundation",
    "fundación",
    "gesellschaft",
    "gmbh",
    "group",
    "groupe",
    "gruppe",
    "health",
    "hospital",
    "inc",
    "initiative",
    "institut",
    "institute",
    "instituto",
    "investigators",
    "klinik",
    "klinikum",
    "laboratories",
    "llc",
    "ltd",
    "ministerium",
    "ministry",
    "national",
    "network",
    "office",
    "organisation",
    "organización",
    "organization",
    "pharmaceuticals",
    "redacción",
    "redaktion",
    "registry",
    "rédaction",
    "sociedad",
    "society",
    "société",
    "staff",
    "stiftung",
    "team",
    "universidad",
    "university",
    "universität",
    "université",
    "world",
];

/// The parts of a person's name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PersonName<'n> {
    /// The family name, with its particles: `van der Berg`.
    pub(crate) family: &'n str,
    /// The given names or their initials, as written.
    pub(crate) given: &'n str,
    /// Lower-case words between the two that belong to the family name, written after the given
    /// names: `Berg, Anna van der`.
    pub(crate) particles: &'n str,
    /// `Jr`, `III` and the like, without a full stop.
    pub(crate) suffix: Option<&'n str>,
}

impl<'n> PersonName<'n> {
    /// The parts of a name; None if it has one part or is that of an organisation.
    pub(crate) fn parse(author: &'n str) -> Option<Self> {
        if is_organisation(author) {
            return None;
        }
        let (name, mut suffix) = without_name_suffix(without_titles(author));
        let family = family_name(name);
        let (family, given) = match name.split_once(',') {
            Some((before, given)) => {
                suffix = suffix.or_else(|| without_name_suffix(before).1);
                // BibTeX writes `Zarate, Jr, Carlos A.`.
                match given.split_once(',').map(|(first, rest)| (first.trim(), rest.trim())) {
                    Some((first, rest)) if SUFFIXES.contains(&first) => {
                        suffix = suffix.or(Some(first));
                        (family, rest)
                    }
                    _ => (family, given.trim()),
                }
            }
            None if name.starts_with(family) => (family, name[family.len()..].trim()),
            None => with_particles(name, family),
        };
        let (given, particles) = without_particles(given);
        let suffix = suffix.map(|suffix| suffix.trim_end_matches('.'));
        (!given.is_empty()).then_some(Self { family, given, particles, suffix })
    }

    /// The family name with all of its particles.
    pub(crate) fn full_family(&self) -> String {
        match self.particles {
            "" => self.family.to_owned(),
            particles => format!("{particles} {}", self.family),
        }
    }

    /// The initials of the given names; parts that are joined by a hyphen are joined here too:
    /// `Jean-Paul M.` → [`["J", "P"], ["M"]`].
    pub(crate) fn initials(&self) -> Vec<Vec<char>> {
        let is_initials = |word: &str| {
            word.chars().count() <= 4 && word.chars().all(char::is_uppercase) && !word.is_empty()
        };
        let mut initials: Vec<Vec<char>> = Vec::new();
        for word in self.given.split([' ', '\u{a0}', '.', '\u{202f}']) {
            if is_initials(word) {
                initials.extend(word.chars().map(|c| vec![c]));
                continue;
            }
            // A hyphen after a full stop joins two initials: `J.-P.`.
            let joins = word.starts_with(['-', '‐', '‑']);
            let parts = word.split(['-', '‐', '‑']).filter_map(|part| part.chars().next());
            let parts: Vec<char> = parts.filter(|c| c.is_alphabetic()).collect();
            match initials.last_mut().filter(|_| joins) {
                Some(last) => last.extend(parts),
                None if parts.is_empty() => {}
                None => initials.push(parts),
            }
        }
        for initial in initials.iter_mut().flatten() {
            *initial = initial.to_uppercase().next().unwrap_or(*initial);
        }
        initials
    }
}

/// A name without `Dr` before and `, MD` after it.
fn without_titles(author: &str) -> &str {
    let mut name = author.trim();
    while let Some((_, rest)) = name.split_once(' ').filter(|(first, _)| TITLES.contains(first)) {
        name = rest.trim_start();
    }
    // A degree is not a given name: `Weber, MD` may be Mary Delia Weber, but `Anna Weber, MD` is not.
    while let Some((before, last)) = name.rsplit_once(',') {
        let is_degrees =
            last.split_whitespace().all(|word| DEGREES.contains(&word.replace('.', "").as_str()));
        let has_given = before.contains(',') || before.trim().contains(' ');
        if last.trim().is_empty() || !is_degrees || !has_given {
            break;
        }
        name = before.trim_end();
    }
    // Without a comma, only a degree in capitals and small letters is none but a degree: `MA` may be
    // the initials of somebody with two family names.
    while let Some((before, last)) = name.rsplit_once(' ') {
        let is_mixed = last.chars().skip(1).any(char::is_lowercase);
        let word = last.replace('.', "");
        if !is_mixed || !DEGREES.contains(&word.as_str()) || !before.trim().contains(' ') {
            break;
        }
        name = before.trim_end();
    }
    name
}

/// The family name at the end of a name with the lower-case words before it, and the given names:
/// `Anna van der Berg`.
fn with_particles<'n>(name: &'n str, family: &str) -> (&'n str, &'n str) {
    let start = particles_start(&name[..name.len() - family.len()]);
    (name[start..].trim(), name[..start].trim())
}

/// Given names, and the particles of the family name that are written after them.
fn without_particles(given: &str) -> (&str, &str) {
    let start = particles_start(given);
    (given[..start].trim(), given[start..].trim())
}

/// Where the particles at the end of a text begin. Its first word is none.
fn particles_start(text: &str) -> usize {
    let mut start = text.len();
    loop {
        let before = text[..start].trim_end();
        let word = before.rsplit(' ').next().unwrap_or_default();
        if !is_name_particle(word) || word.len() == before.len() {
            return start;
        }
        start = before.len() - word.len();
    }
}

/// A name without `Jr`, `III` and the like at its end, and what was there.
pub(crate) fn without_name_suffix(author: &str) -> (&str, Option<&str>) {
    let author = author.trim();
    match author.rsplit_once([' ', ',']) {
        Some((name, suffix)) if SUFFIXES.contains(&suffix) => {
            (name.trim_end_matches([',', ' ']), Some(suffix))
        }
        _ => (author, None),
    }
}

/// The family name of `Shelton RC`, `Shelton, R. C.`, `Shelton RC Jr` or `Richard C. Shelton III`,
/// without particles.
pub(crate) fn family_name(author: &str) -> &str {
    let (author, _) = without_name_suffix(author);
    if let Some((family, _)) = author.split_once(',') {
        return without_name_suffix(family).0;
    }
    match author.rsplit_once(' ') {
        Some((family, initials))
            if initials.len() <= 4
                && initials.chars().all(|c| c.is_uppercase() || c == '.' || c == '-') =>
        {
            family
        }
        Some((_, family)) => family,
        None => author,
    }
}

/// Whether an author is an organisation, which has no family name to put first.
pub(crate) fn is_organisation(author: &str) -> bool {
    let author = author.trim();
    // Name particles of people, such as `de`, `van` and `bin`, are not in this list.
    if author.starts_with("The ")
        || author.split_whitespace().any(|word| ["of", "the", "for", "and", "&"].contains(&word))
    {
        return true;
    }
    let family = family_name(author);
    let ends_in_initials = family.len() < author.len() && author.starts_with(family);
    let mut words = author.split_whitespace().map(|word| word.trim_end_matches('.').to_lowercase());
    // `Group AB` is a person's name as printed in references, and so is any name with a comma.
    author.contains(' ')
        && !ends_in_initials
        && words.any(|word| ORGANISATION.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_names() {
        for author in [
            "Shelton RC",
            "Shelton, R. C.",
            "Richard C. Shelton",
            "Shelton",
            "Shelton RC Jr",
            "Richard C. Shelton Jr.",
            "Richard C. Shelton, Jr.",
            "Shelton III, R. C.",
            "Shelton, R. C., Sr.",
            "Richard Shelton II",
        ] {
            assert_eq!(family_name(author), "Shelton", "{author}");
        }
    }

    /// `parts` are the family name, the given names and the suffix, separated by `|`.
    #[track_caller]
    fn check(author: &str, parts: &str, initials: &str) {
        let name = PersonName::parse(author).expect("it is the name of a person");
        let found = [&name.full_family(), name.given, name.suffix.unwrap_or_default()].join("|");
        let letters: Vec<String> =
            name.initials().into_iter().map(|word| word.into_iter().collect()).collect();
        assert_eq!((found.as_str(), letters.join(" ").as_str()), (parts, initials), "{author}");
    }

    #[test]
    fn parts_of_names() {
        check("Anna Weber", "Weber|Anna|", "A");
        check("Weber A", "Weber|A|", "A");
        check("Zarate CA Jr", "Zarate|CA|Jr", "C A");
        check("Carlos A. Zarate, Jr.", "Zarate|Carlos A.|Jr", "C A");
        check("Zarate, Carlos A., Jr.", "Zarate|Carlos A.|Jr", "C A");
        check("Zarate, Jr., Carlos A.", "Zarate|Carlos A.|Jr", "C A");
        check("Zarate Jr, Carlos A.", "Zarate|Carlos A.|Jr", "C A");
        check("Martin Luther King III", "King|Martin Luther|III", "M L");
        check("Jean-Paul Sartre", "Sartre|Jean-Paul|", "JP");
        check("J.-P. Sartre", "Sartre|J.-P.|", "JP");
        check("Anna van der Berg", "van der Berg|Anna|", "A");
        check("Berg, Anna van der", "van der Berg|Anna|", "A");
        check("de la Cruz, M. A.", "de la Cruz|M. A.|", "M A");
        check("García Márquez, Gabriel", "García Márquez|Gabriel|", "G");
        check("Dr. Anna Weber", "Weber|Anna|", "A");
        check("Anna Weber, MD, PhD", "Weber|Anna|", "A");
        check("Anna Weber PhD", "Weber|Anna|", "A");
        check("Anna Weber, MSCR, FAPA", "Weber|Anna|", "A");
        check("García López MA", "García López|MA|", "M A");
        check("Prof. Dr. med. Anna Weber", "Weber|Anna|", "A");
        check("Weber, MD", "Weber|MD|", "M D");
        check("Émile Zola", "Zola|Émile|", "É");
        check("Ludwig van Beethoven Jr", "van Beethoven|Ludwig|Jr", "L");
    }

    #[test]
    fn organisations_have_no_parts() {
        for author in [
            "World Health Organization",
            "The TADS Team",
            "Interval Editorial Team",
            "ESKETINTRD Study Group",
            "Deutsche Gesellschaft für Psychiatrie",
            "Cher",
        ] {
            assert_eq!(PersonName::parse(author), None, "{author}");
        }
    }
}
