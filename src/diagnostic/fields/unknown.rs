//! What [`Fields`] does when a table ends: it reports the keys that nobody asked for, in this table
//! and in the tables inside it.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::Fields;
use crate::diagnostic::unknown_key::{OuterTable, TableForm, UnknownKey, in_free_table};

impl<'a, 't> Fields<'a, 't> {
    /// How a table inside this one is written.
    pub(super) fn form_of(&self, table: &DeTable<'_>) -> TableForm {
        let Some(span) = span_of(self.table, table) else { return TableForm::Dotted };
        match self.header_at(&span) {
            Some(header) => TableForm::Header(header),
            None if self.text_at(&span).starts_with('{') => TableForm::Inline,
            None => TableForm::Dotted,
        }
    }

    fn text_at(&self, span: &Range<usize>) -> String {
        let text = self.faults.source.text();
        let rest = text.get(self.faults.place(span).start..).unwrap_or_default();
        rest.lines().next().unwrap_or_default().to_owned()
    }

    /// The header of a table, if its place is that of a header.
    fn header_at(&self, span: &Range<usize>) -> Option<String> {
        let line = self.text_at(span);
        let end = line.find(']')?;
        let end = if line[end..].starts_with("]]") { end + 2 } else { end + 1 };
        line.starts_with('[').then(|| line[..end].to_owned())
    }

    /// The first header below the keys of this table.
    pub fn first_header(&self) -> Option<String> {
        let mut spans = Vec::new();
        table_spans(self.table, &mut spans);
        spans.sort_by_key(|span| span.start);
        spans.iter().find_map(|span| self.header_at(span))
    }

    pub(super) fn own_unknown(
        &self,
    ) -> impl Iterator<Item = (&'a TomlSpanned<Cow<'t, str>>, &'a TomlSpanned<DeValue<'t>>)> {
        self.table.iter().filter(|(key, _)| {
            let key: &str = key.get_ref();
            !self.known.contains(&key) && !self.dynamic.iter().any(|known| known == key)
        })
    }

    /// Ends a table that is inside another: what is unknown may belong to the other.
    pub(super) fn close(mut self) -> Vec<UnknownKey> {
        let mut unknown = self.resolve_inner();
        self.report_rest(&[]);
        unknown.extend(self.unknown());
        unknown
    }

    /// The keys that were not asked for.
    fn unknown(&self) -> Vec<UnknownKey> {
        let unknown = self.own_unknown().map(|(key, value)| UnknownKey {
            name: key.get_ref().to_string(),
            prefix: self.prefix.clone(),
            span: key.span(),
            is_boolean: matches!(value.get_ref(), DeValue::Boolean(_)),
            known: self.known_keys(),
            help: self.help,
            table: TableForm::Outermost,
        });
        unknown.collect()
    }

    /// Reports the keys of inner tables that belong to this one, and returns the others.
    fn resolve_inner(&mut self) -> Vec<UnknownKey> {
        let inner = std::mem::take(&mut self.inner);
        if inner.is_empty() {
            return inner;
        }
        let header = self.first_header();
        let known: Vec<&str> =
            self.known.iter().copied().chain(self.dynamic.iter().map(String::as_str)).collect();
        let mut others = Vec::new();
        for key in inner {
            let outer = OuterTable {
                known: &known,
                first_header: header.as_deref(),
                has_key: self.table.contains_key(key.name.as_str()),
            };
            match key.misplaced(&outer) {
                Some(fault) => {
                    self.missing.retain(|(missing, ..)| *missing != key.name);
                    self.faults.push(fault, &key.span);
                }
                None => others.push(key),
            }
        }
        others
    }

    /// Reports dates that could not be read, and required keys that are missing.
    fn report_rest(&mut self, known: &[&str]) {
        let dates = std::mem::take(&mut self.faults.dates);
        self.faults.list.extend(dates);
        for table in std::mem::take(&mut self.free) {
            self.report_free(table, known);
        }
        for (_, fault, span) in std::mem::take(&mut self.missing) {
            self.faults.push(fault, &span);
        }
    }

    /// Reports keys below the header of a table whose keys users define, if this table has keys of
    /// that name which are not set: they were meant for this table.
    fn report_free(&mut self, table: &'static str, known: &[&str]) {
        let Some(found) = self.table.get(table) else { return };
        let DeValue::Table(entries) = found.get_ref() else { return };
        let Some(header) = self.header_at(&found.span()) else { return };
        let first = self.first_header().unwrap_or(header);
        for (key, _) in entries {
            let name: &str = key.get_ref();
            if known.contains(&name) && !self.table.contains_key(name) {
                self.missing.retain(|(missing, ..)| *missing != name);
                self.faults.push(in_free_table(name, table, &first), &key.span());
            }
        }
    }

    /// Reports every unknown key, and dates that could not be read.
    pub fn finish(mut self) {
        let header = self.first_header();
        let mut unknown = self.resolve_inner();
        let dynamic = std::mem::take(&mut self.dynamic);
        let known: Vec<&str> =
            self.known.iter().copied().chain(dynamic.iter().map(String::as_str)).collect();
        self.report_rest(&known);
        self.dynamic.clone_from(&dynamic);
        unknown.extend(self.unknown());
        unknown.sort_by_key(|key| key.span.start);
        for key in unknown {
            self.faults.push(key.explain(&known, header.as_deref()), &key.span);
        }
    }
}

/// The place of a table inside another.
fn span_of(outer: &DeTable<'_>, wanted: &DeTable<'_>) -> Option<Range<usize>> {
    outer.values().find_map(|value| match value.get_ref() {
        DeValue::Table(table) if std::ptr::eq(table, wanted) => Some(value.span()),
        DeValue::Table(table) => span_of(table, wanted),
        DeValue::Array(list) => list.iter().find_map(|entry| match entry.get_ref() {
            DeValue::Table(table) if std::ptr::eq(table, wanted) => Some(entry.span()),
            _ => None,
        }),
        _ => None,
    })
}

/// The places of all tables inside another.
fn table_spans(outer: &DeTable<'_>, spans: &mut Vec<Range<usize>>) {
    for value in outer.values() {
        match value.get_ref() {
            DeValue::Table(table) => {
                spans.push(value.span());
                table_spans(table, spans);
            }
            DeValue::Array(list) => {
                let tables =
                    list.iter().filter(|entry| matches!(entry.get_ref(), DeValue::Table(_)));
                spans.extend(tables.map(TomlSpanned::span));
            }
            _ => {}
        }
    }
}
