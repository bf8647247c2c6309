//! The people of an article, the file of an author, and the file of a series or an issue.

use super::author_names::{Braces, joined_people};
use super::{Reader, texts};
use crate::config::Membership;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::facts::{CollectionFields, PersonFields};
use offprint_base::{OrcidError, parse_orcid, term_key};

/// The keys of the people of an article.
const CONTRIBUTORS: [&str; 3] = ["authors", "editors", "medical_reviewers"];

impl Reader<'_, '_, '_> {
    /// `authors`, `editors` and `medical_reviewers` of an article or a page.
    pub(super) fn contributors(&mut self) {
        let read = |key: &'static str| self.fields.strings(key).unwrap_or_default();
        let named = CONTRIBUTORS.map(read);
        for (key, people) in CONTRIBUTORS.into_iter().zip(&named) {
            joined_people(&mut self.fields, key, people, Braces::AreShown);
        }
        let [authors, editors, medical_reviewers] = &named;
        let names = |people: &[Spanned<String>]| -> Vec<String> {
            people.iter().map(|person| person.value.clone()).collect()
        };
        self.facts.authors = names(authors);
        self.facts.editors = names(editors);
        self.facts.medical_reviewers = names(medical_reviewers);
        self.people = named.into_iter().flatten().collect();
    }

    /// The terms of an article in a group that it does not name by its key: its people; nothing for
    /// series and issues, because their files list their articles; and nothing yet for designs.
    pub(super) fn terms_of_files(&mut self, key: &str, membership: Membership) {
        let mut names: Vec<String> = Vec::new();
        let mut spans = Vec::new();
        if membership == Membership::NamedWithFile {
            for name in std::mem::take(&mut self.people) {
                if !names.iter().any(|known| term_key(known) == term_key(&name.value)) {
                    names.push(name.value);
                    spans.push(name.span);
                }
            }
        } else if let Some(place) =
            self.fields.place_of(key).filter(|_| membership == Membership::Listed)
        {
            self.fields.allow_named([key.to_owned()]);
            let what = if key == "issues" { "an issue" } else { "a series" };
            let fault = Diagnostic::error(
                Code::MisplacedKey,
                format!("`{key}` is not a key of an article: {what} lists its articles"),
            )
            .help(format!("add this article to `articles` in content/{key}/NAME.md"));
            self.fault(fault, place);
        }
        self.facts.terms.push(names);
        self.places.terms.push(spans);
    }

    /// The key under which the file of an author contains the name: `name`, or `title` as in every
    /// other file.
    pub(super) fn author_title(&mut self) -> &'static str {
        let (name, title) = (self.fields.place_of("name"), self.fields.place_of("title"));
        if title.is_some() {
            self.fields.allow("title");
        }
        match (name, title) {
            (Some(_), Some(title)) => {
                let fault = Diagnostic::error(
                    Code::BadValue,
                    "`name` and `title` are both the name of the author",
                )
                .help("remove `title`; a function such as Editor is written as role = \"…\"");
                self.fault(fault, title);
                "name"
            }
            (None, Some(_)) => "title",
            (_, None) => "name",
        }
    }

    /// The file of an author.
    pub(super) fn person(&mut self) {
        if let Some(place) = self.fields.place_of("image") {
            self.fields.allow("image");
            let fault =
                Diagnostic::error(Code::UnknownKey, "the image of an author is called `photo`")
                    .help("write photo = \"…\"");
            self.fault(fault, place);
        }
        self.facts.person = PersonFields {
            orcid: self.orcid(),
            role: self.fields.text("role"),
            affiliations: texts(self.fields.strings("affiliation")),
            conflicts: self.fields.text("conflicts"),
            is_group: self.fields.boolean("group").unwrap_or(false),
        };
    }

    fn orcid(&mut self) -> Option<String> {
        let written = self.fields.text_or_number("orcid")?;
        let (message, help) = match parse_orcid(&written.value) {
            Ok(orcid) => return Some(orcid),
            Err(OrcidError::Form) => (
                format!("`{}` is not an ORCID iD", written.value),
                "it has sixteen digits: orcid = \"0000-0002-1825-0097\"",
            ),
            Err(OrcidError::CheckDigit(_)) => (
                format!("the check digit of the ORCID iD `{}` is wrong", written.value),
                "at least one digit is mistyped: copy it again from orcid.org",
            ),
        };
        self.fault(Diagnostic::error(Code::BadIdentifier, message).help(help), written.span);
        None
    }

    /// The file of a series or an issue.
    pub(super) fn collection(&mut self, taxonomy: &str) {
        if let Some(place) = self.fields.place_of("date") {
            self.places.dates.push(("date", place));
        }
        if let Some(date) = self.fields.when("date") {
            self.facts.date = Some(date);
        }
        let is_issue = taxonomy == "issues";
        let number = if is_issue { self.number() } else { None };
        let is_missing = self.fields.place_of("articles").is_none();
        let written: Vec<Spanned<String>> = self.fields.strings("articles").unwrap_or_default();
        if written.is_empty() && is_missing {
            let what = if is_issue { "issue" } else { "series" };
            let fault = Diagnostic::warning(
                Code::MissingKey,
                format!("this {what} lists no articles, so its page is empty"),
            )
            .help("name them in their order: articles = [\"file-of-the-first\", \"…\"]");
            let place = self.places.title.clone();
            self.fault(fault, place);
        }
        self.places.collection = written.iter().map(|name| name.span.clone()).collect();
        let articles = written.into_iter().map(|name| name.value).collect();
        self.facts.collection = CollectionFields { number, articles };
    }

    /// The number of an issue; readers cite it, so it must be there.
    fn number(&mut self) -> Option<u32> {
        let Some(place) = self.fields.place_of("number") else {
            self.fields.allow("number");
            let place = self.places.title.clone();
            let fault = Diagnostic::error(Code::MissingKey, "this issue has no number")
                .help("add a line: number = 1");
            self.fault(fault, place);
            return None;
        };
        self.places.number = place;
        let number = self.fields.integer("number", 0..=999_999)?;
        u32::try_from(number).ok()
    }
}
