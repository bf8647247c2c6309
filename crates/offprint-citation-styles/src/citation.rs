//! What a text cites at one place: works, each with a place in it and words around it. Must not
//! depend on CSL.

/// One place of a text that cites works: `[@shelton2025, p. 12; @doe2024]`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CitationCluster {
    /// The works, in the order of the text. The style may sort them.
    pub works: Vec<CitedWork>,
    /// How the citation stands in the sentence.
    pub form: CitationForm,
}

/// A work that is cited at one place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct CitedWork {
    /// The index of the work in the list that is formatted.
    pub work: usize,
    /// Where in the work.
    pub place: Option<PlaceInWork>,
    /// Words before the citation: `see`.
    pub prefix: String,
    /// Words after it: `and the references there`.
    pub suffix: String,
}

/// How a citation stands in the sentence.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum CitationForm {
    /// Beside the sentence: `(Shelton, 2025)`, or the number.
    #[default]
    Parenthetical,
    /// As a part of the sentence: `Shelton (2025)`; with numeric styles the author and the number.
    Narrative,
}

/// A place in a work: `p. 12`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PlaceInWork {
    /// What is counted; the style words it in the language of the page.
    pub kind: PlaceKind,
    /// The number, or several: `12`, `12–14`, `3, 7`; of [`PlaceKind::Other`] the complete words.
    pub number: String,
}

/// What the number of a place counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlaceKind {
    /// An appendix.
    Appendix,
    /// A chapter.
    Chapter,
    /// A column.
    Column,
    /// An equation.
    Equation,
    /// A figure.
    Figure,
    /// A line.
    Line,
    /// A note.
    Note,
    /// A page.
    Page,
    /// A paragraph.
    Paragraph,
    /// A part.
    Part,
    /// A section.
    Section,
    /// A supplement.
    Supplement,
    /// A table.
    Table,
    /// A time in a recording.
    Timestamp,
    /// A volume.
    Volume,
    /// Something else: the words are printed as they are.
    Other,
}

/// How places are written, in the languages of [`crate::CITATION_LANGUAGES`]: small letters, no full
/// stops.
const PLACE_WORDS: [(PlaceKind, &[&str]); 15] = [
    (PlaceKind::Appendix, &["app", "appendix", "anhang", "annexe", "apéndice", "appendice"]),
    (
        PlaceKind::Chapter,
        &[
            "chap",
            "chaps",
            "chapter",
            "chapters",
            "ch",
            "kap",
            "kapitel",
            "cap",
            "chapitre",
            "capítulo",
            "capitolo",
        ],
    ),
    (
        PlaceKind::Column,
        &["col", "cols", "column", "columns", "sp", "spalte", "colonne", "columna", "colonna"],
    ),
    (PlaceKind::Equation, &["eq", "eqs", "equation", "equations", "gl", "gleichung"]),
    (PlaceKind::Figure, &["fig", "figs", "figure", "figures", "abb", "abbildung", "figura"]),
    (PlaceKind::Line, &["l", "line", "lines", "z", "zeile", "ligne", "línea", "riga"]),
    (PlaceKind::Note, &["n", "nn", "note", "notes", "anm", "anmerkung", "nota"]),
    (
        PlaceKind::Page,
        &[
            "p", "pp", "page", "pages", "s", "seite", "seiten", "pág", "págs", "página", "páginas",
            "pag", "pagg", "pagina", "pagine",
        ],
    ),
    (
        PlaceKind::Paragraph,
        &["para", "paras", "paragraph", "paragraphs", "abs", "absatz", "párr", "¶"],
    ),
    (PlaceKind::Part, &["pt", "part", "teil", "partie", "parte"]),
    (
        PlaceKind::Section,
        &[
            "sec",
            "secs",
            "sect",
            "section",
            "sections",
            "abschn",
            "abschnitt",
            "§",
            "sección",
            "sezione",
        ],
    ),
    (PlaceKind::Supplement, &["suppl", "supplement"]),
    (
        PlaceKind::Table,
        &[
            "tab", "tabs", "table", "tables", "tbl", "tabelle", "tableau", "tabla", "tabella",
            "tabela",
        ],
    ),
    (PlaceKind::Timestamp, &["timestamp", "time", "min"]),
    (PlaceKind::Volume, &["vol", "vols", "volume", "volumes", "bd", "band", "tome", "volumen"]),
];

impl PlaceInWork {
    /// Reads a place as a text states it: `p. 12`, `S. 3–5`, `fig. 2`, `12`. A number alone counts
    /// pages. Anything else is [`PlaceKind::Other`], and printed as it is.
    ///
    /// `None` if there is nothing to print.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let starts_number = |rest: &str| rest.starts_with(|c: char| c.is_numeric());
        if starts_number(text) && text.chars().all(is_in_number) {
            return Some(Self { kind: PlaceKind::Page, number: text.to_owned() });
        }
        let end = text.find(|c: char| !c.is_alphabetic() && !matches!(c, '§' | '¶'));
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        let rest = rest.trim_start_matches(|c: char| c == '.' || c.is_whitespace());
        let is_word = word.chars().count() > 1;
        // A letter before the number belongs to it: `S12`, `e4`; so does a Roman number.
        let is_apart = !text[word.len()..].starts_with(char::is_numeric);
        let word = word.to_lowercase();
        let known = PLACE_WORDS.iter().find(|(_, words)| words.contains(&word.as_str()));
        match known {
            Some((kind, _))
                if (is_apart || is_word || matches!(word.as_str(), "§" | "¶"))
                    && is_place_number(rest) =>
            {
                Some(Self { kind: *kind, number: rest.to_owned() })
            }
            _ => Some(Self { kind: PlaceKind::Other, number: text.to_owned() }),
        }
    }
}

fn is_in_number(character: char) -> bool {
    character.is_numeric() || matches!(character, '-' | '–' | ',' | '&' | ' ')
}

/// Whether a text is a number, several of them, or one with a letter: `12`, `S12–S14`, `iv`, `2B`.
fn is_place_number(text: &str) -> bool {
    let is_number = |part: &str| {
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        let digits = part.chars().any(char::is_numeric);
        (digits && letters <= 2)
            || (!part.is_empty() && part.chars().all(|c| "ivxlcdmIVXLCDM".contains(c)))
            || (part.chars().count() == 1 && letters == 1)
    };
    !text.is_empty()
        && text
            .split(['-', '–', ',', '&', ':'])
            .map(str::trim)
            .all(|part| is_number(part) && !part.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_people_write_them() {
        let cases = [
            ("p. 12", PlaceKind::Page, "12"),
            ("pp. 3-5", PlaceKind::Page, "3-5"),
            ("S. 12", PlaceKind::Page, "12"),
            ("12–14", PlaceKind::Page, "12–14"),
            ("p.7", PlaceKind::Page, "7"),
            ("p. S12–S14", PlaceKind::Page, "S12–S14"),
            ("Fig. 2B", PlaceKind::Figure, "2B"),
            ("Table 3", PlaceKind::Table, "3"),
            ("Abb. 4", PlaceKind::Figure, "4"),
            ("§ 5", PlaceKind::Section, "5"),
            ("§5", PlaceKind::Section, "5"),
            ("ch. iv", PlaceKind::Chapter, "iv"),
            ("appendix A", PlaceKind::Appendix, "A"),
            ("S12", PlaceKind::Other, "S12"),
            ("in the discussion", PlaceKind::Other, "in the discussion"),
            ("p. 12 and the appendix", PlaceKind::Other, "p. 12 and the appendix"),
            ("p.", PlaceKind::Other, "p."),
            ("supplementary table 2", PlaceKind::Other, "supplementary table 2"),
        ];
        for (text, kind, number) in cases {
            let place = PlaceInWork::parse(text).unwrap();
            assert_eq!((place.kind, place.number.as_str()), (kind, number), "{text}");
        }
        assert_eq!(PlaceInWork::parse("  "), None);
    }
}
