//! The cells of `drugs.tsv`: how a value, its marks and its sources are written.
//!
//! The build script and the program include this file, so it must not depend on the rest of the
//! crate. The README describes the form.

/// One value of a cell: `CL 369!@drugbank,unii:INN`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CellValue<'c> {
    /// The text, without marks and sources.
    pub text: &'c str,
    /// Whether a name counts only with exactly these capitals, or in capitals only.
    pub needs_capitals: bool,
    /// Whether a name is also an everyday word.
    pub is_ambiguous: bool,
    /// The sources, separated by commas.
    pub sources: &'c str,
}

impl<'c> CellValue<'c> {
    /// Reads one value.
    pub fn parse(value: &'c str) -> Self {
        let (text, sources) = value.rsplit_once('@').unwrap_or((value, ""));
        let bare = text.trim_end_matches(['!', '?']);
        let marks = &text[bare.len()..];
        Self {
            text: bare,
            needs_capitals: marks.contains('!'),
            is_ambiguous: marks.contains('?'),
            sources,
        }
    }

    /// The sources: key, detail (`INN`, `vet` …) and reference of each.
    pub fn sources(self) -> impl Iterator<Item = (&'c str, &'c str, &'c str)> {
        self.sources.split(',').filter(|source| !source.is_empty()).map(|source| {
            let (source, reference) = source.split_once('<').unwrap_or((source, ""));
            let (key, detail) = source.split_once(':').unwrap_or((source, ""));
            (key, detail, reference.trim_end_matches('>'))
        })
    }
}

/// The values of a cell.
pub fn cell_values(cell: &str) -> impl Iterator<Item = CellValue<'_>> {
    cell.split('|').filter(|value| !value.is_empty()).map(CellValue::parse)
}

/// The cell without the values, and the mentions of a source, that only `source` has.
#[allow(dead_code, reason = "only the build script leaves out sources")]
pub fn without_source(cell: &str, source: &str) -> String {
    let values = cell.split('|').filter(|value| !value.is_empty()).filter_map(|value| {
        let (text, sources) = value.rsplit_once('@')?;
        let rest: Vec<&str> = sources
            .split(',')
            .filter(|known| known.split([':', '<']).next() != Some(source))
            .collect();
        (!rest.is_empty()).then(|| format!("{text}@{}", rest.join(",")))
    });
    values.collect::<Vec<String>>().join("|")
}
