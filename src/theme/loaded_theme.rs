//! [`Theme`]: loads the layers of templates and renders with them.
//!
//! What texts use of a theme is in `text_templates`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, ErrorKind, ReportError, Tera, Value};

use super::builtin::BUILTIN;
use super::filter;
use super::load_errors::{error_text, load_errors, syntax_error};
use super::loop_limit::{self, CountedTemplate, PageBytes};
use super::settings::{ThemeRequest, ThemeSettings, check_settings};
use super::template::{self, Template, component_templates};
use super::text_marks::Hook;
use super::unused::{LISTS, Offered, unused_templates};
use crate::data_files::{DataFiles, DataUse};
use crate::diagnostic::{Checked, Code, Diagnostic, nearest};
use crate::json_table::JsonTable;
use crate::source::{Source, Sources};
use offprint_base::{Fingerprint, Hashed};

/// The templates of the pages; all of them are required.
pub const TEMPLATES: [&str; 22] = [
    "404.html",
    "archive.html",
    "article.html",
    "class.html",
    "classes.html",
    "compare.html",
    "comparisons.html",
    "follow.html",
    "index.html",
    "list.html",
    "mail.html",
    "map.html",
    "month.html",
    "page.html",
    "search.html",
    "source.html",
    "sources.html",
    "term.html",
    "terms.html",
    "trial.html",
    "trials.html",
    "year.html",
];

/// A loaded theme.
pub struct Theme {
    pub(super) engine: Tera,
    pub(super) templates: BTreeMap<String, Template>,
    /// The source of each template.
    pub(super) sources: BTreeMap<String, Arc<Source>>,
    /// The data files that templates may read.
    pub(super) data: Arc<DataFiles>,
    /// The messages of the interface, for templates that texts use.
    pub(super) messages: Value,
    /// The template that defines each component.
    pub(super) components: BTreeMap<String, String>,
    /// The hooks that there are.
    pub(super) hooks: Vec<Hook>,
    /// What the engine renders for each template.
    counted: BTreeMap<String, CountedTemplate>,
    /// `[params]` merged with the theme's defaults.
    pub params: Hashed<JsonTable>,
    /// A style sheet with the colours and fonts that the site chose; empty if it chose none.
    pub style: String,
    /// The site's accent colour, for images and places without style sheets.
    pub accent: [u8; 3],
    /// The keys of `[params]` whose values are paths of files of the site.
    pub files: BTreeSet<String>,
}

impl std::fmt::Debug for Theme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Theme").field("templates", &self.templates.keys()).finish_non_exhaustive()
    }
}

/// Why a page could not be rendered.
#[derive(Debug)]
pub struct RenderError {
    /// The error, with its location in a template.
    pub diagnostic: Diagnostic,
    /// Whether the template ran for too long or wrote too much: it would do so on other pages, too.
    pub is_endless: bool,
}

/// The global variables of all templates, converted once per build: name, fingerprint, value.
#[derive(Debug, Default)]
pub struct TemplateGlobals(pub BTreeMap<&'static str, (Fingerprint, Value)>);

impl TemplateGlobals {
    /// Adds a value under a name.
    pub fn insert<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        fingerprint: Fingerprint,
        value: &T,
    ) {
        self.0.insert(name, (fingerprint, Value::from_serializable(value)));
    }
}

impl Theme {
    /// Loads a theme. The result is `None` if its templates cannot be used; the diagnostics say
    /// why.
    pub fn load(
        sources: &Sources,
        request: &ThemeRequest<'_>,
        data: &Arc<DataFiles>,
    ) -> Checked<Option<Self>> {
        let mut diagnostics = Vec::new();
        let own = format!("themes/{}/", request.name);
        if request.name != BUILTIN
            && !sources.themes.keys().any(|path| path.as_str().starts_with(&own))
        {
            diagnostics.push(unknown_theme(sources, request));
            return Checked { value: None, diagnostics };
        }
        let ThemeSettings { params, style, accent, files: named } =
            check_settings(sources, request, &mut diagnostics);
        let files = layer_templates(sources, request.name, Layer::Site);
        for name in TEMPLATES.iter().filter(|name| !files.contains_key(**name)) {
            let fault =
                Diagnostic::error(Code::Template, format!("the template `{name}` is missing"));
            diagnostics.push(fault.in_file(format!("{own}templates/{name}")));
        }
        let mut engine = Tera::default();
        filter::register(&mut engine, request);
        loop_limit::register(&mut engine);
        let counted: BTreeMap<String, CountedTemplate> = files
            .iter()
            .map(|(name, source)| (name.clone(), CountedTemplate::new(&source.text())))
            .collect();
        let texts = counted.iter().map(|(name, template)| (name.as_str(), template.text.as_str()));
        if engine.add_raw_templates(texts).is_err() {
            // Errors are taken from the files as they were written, so that they name their places.
            let mut plain = Tera::default();
            filter::register(&mut plain, request);
            let texts: Vec<_> =
                files.iter().map(|(name, source)| (name.as_str(), source.text())).collect();
            let loaded =
                plain.add_raw_templates(texts.iter().map(|(name, text)| (*name, text.as_ref())));
            diagnostics.extend(files.values().filter_map(syntax_error));
            if let (Err(error), false) = (loaded, crate::diagnostic::has_errors(&diagnostics)) {
                diagnostics.extend(load_errors(&error, &files));
            }
            if !crate::diagnostic::has_errors(&diagnostics) {
                let fault = "the templates cannot be read together";
                diagnostics.push(Diagnostic::error(Code::Template, fault));
            }
            return Checked { value: None, diagnostics };
        }
        if crate::diagnostic::has_errors(&diagnostics) {
            return Checked { value: None, diagnostics };
        }
        diagnostics.extend(unused_in_layers(sources, request.name, &files));
        let templates = template::resolve_templates(
            &files,
            &Fingerprint::of(&(request.origin, request.language, request.words)),
        );
        Checked {
            value: Some(Self {
                engine,
                templates,
                components: component_templates(&files),
                hooks: Hook::ALL
                    .into_iter()
                    .filter(|hook| files.contains_key(hook.template()))
                    .collect(),
                messages: Value::from_serializable(request.words),
                sources: files,
                data: Arc::clone(data),
                counted,
                params,
                style,
                accent,
                files: named,
            }),
            diagnostics,
        }
    }

    /// The fingerprint of everything in the theme that can affect a page.
    pub fn fingerprint(&self) -> Fingerprint {
        let templates: Vec<_> = self
            .templates
            .values()
            .map(|template| (&template.name, template.dependencies, &template.globals))
            .collect();
        let data = self.data.fingerprint(&DataUse::Everything);
        Fingerprint::of(&(templates, &self.params, &self.style, self.accent, data))
    }

    /// The fingerprint of the data files that a template may read; `None` if it reads none.
    pub fn data_fingerprint(&self, template: &Template) -> Option<Fingerprint> {
        (!template.data.is_nothing()).then(|| self.data.fingerprint(&template.data))
    }

    /// The file that a template was read from.
    pub fn source(&self, template: &str) -> Option<&Arc<Source>> {
        self.sources.get(template)
    }

    /// A template by its name.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name)
    }

    /// The templates that pages with lists may choose: their names without folder and ending.
    pub fn lists(&self) -> impl Iterator<Item = &str> {
        self.templates
            .keys()
            .filter_map(|name| name.strip_prefix(LISTS).and_then(|name| name.strip_suffix(".html")))
    }

    /// Warnings for the site's own templates of lists, except those that pages use.
    pub fn unused_lists(&self, used: &BTreeSet<&str>) -> Vec<Diagnostic> {
        let used: Vec<String> = used.iter().map(|name| list_template(name)).collect();
        let mut pages = page_templates();
        pages.extend(used.iter().map(String::as_str));
        unused_templates(&self.sources, "templates/lists/", &pages, Offered::Nothing)
    }

    /// Renders a view. With a `name`, the view is one variable of the template; without, each of
    /// its fields is.
    ///
    /// # Errors
    /// An error in the template, with its location.
    pub fn render<V: Serialize>(
        &self,
        template: &Template,
        name: Option<&'static str>,
        view: &V,
        shared: &TemplateGlobals,
    ) -> Result<Vec<u8>, RenderError> {
        let fault = |error: &tera::Error| RenderError {
            diagnostic: self.render_error(error, &template.name),
            is_endless: false,
        };
        let mut context = match name {
            Some(name) => {
                let mut context = Context::new();
                context.insert_value(
                    name,
                    Value::try_from_serializable(view).map_err(|error| fault(&error))?,
                );
                context
            }
            None => Context::from_serialize(view).map_err(|error| fault(&error))?,
        };
        for wanted in &template.globals {
            if let Some((_, value)) = shared.0.get(wanted) {
                context.insert_value(*wanted, value.clone());
            }
        }
        if !template.data.is_nothing() {
            context.insert_value("data", self.data.value(&template.data));
        }
        let mut page = PageBytes { bytes: Vec::with_capacity(16 * 1024), is_full: false };
        loop_limit::start_page();
        match self.engine.render_to(&template.name, &context, &mut page) {
            Ok(()) => Ok(page.bytes),
            Err(error) if loop_limit::is_exhausted() || page.is_full => {
                Err(self.endless_error(&error, template, page.is_full))
            }
            Err(error) => Err(fault(&error)),
        }
    }

    /// The error of a page that took too many steps or wrote too much.
    pub(super) fn endless_error(
        &self,
        error: &tera::Error,
        template: &Template,
        is_full: bool,
    ) -> RenderError {
        let message = if is_full {
            format!("a page becomes larger than {} MB", loop_limit::MAX_PAGE_BYTES >> 20)
        } else {
            format!(
                "the loops of a page take more than {} million steps",
                loop_limit::MAX_STEPS / 1_000_000
            )
        };
        let fault = Diagnostic::error(Code::EndlessTemplate, message)
            .help("make the loop, or one around it, shorter: `items[:50]` takes the first fifty");
        let at = match error.kind() {
            ErrorKind::RenderingError(report) => self.location(report, &template.name),
            _ => None,
        };
        let diagnostic = match (at, self.sources.get(&template.name)) {
            (Some((source, span)), _) => fault.at(source, span),
            (None, Some(source)) => fault.at(source, 0..0),
            (None, None) => fault.in_file(&template.name),
        };
        RenderError { diagnostic, is_endless: true }
    }

    /// The location of an error of the engine in the file as it was written.
    pub(super) fn location(
        &self,
        report: &ReportError,
        template: &str,
    ) -> Option<(&Arc<Source>, Range<usize>)> {
        let name = if report.filename().is_empty() { template } else { report.filename() };
        let span = self.counted.get(name)?.original_span(&report.span().range);
        Some((self.sources.get(name)?, span))
    }

    /// The error for a data file that does not exist, if that is what a template asked for.
    fn missing_data_file(&self, source: &Arc<Source>, span: &Range<usize>) -> Option<Diagnostic> {
        let text = source.text();
        let found = text.get(span.clone())?;
        let name = match found.strip_prefix("data.") {
            Some(name) => name,
            None if text[..span.start].ends_with("data.") => found,
            None => return None,
        };
        let end = name.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let name = &name[..end.unwrap_or(name.len())];
        let help = self.data.missing(name)?;
        let message = format!("there is no data file `{name}`");
        Some(Diagnostic::error(Code::Template, message).help(help))
    }

    pub(super) fn render_error(&self, error: &tera::Error, template: &str) -> Diagnostic {
        match error.kind() {
            ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
                let at = self.location(report, template);
                let missing =
                    at.as_ref().and_then(|(source, span)| self.missing_data_file(source, span));
                let fault = missing.unwrap_or_else(|| {
                    let fault = Diagnostic::error(Code::Template, error_text(report.message()));
                    match undefined_help(report.message()) {
                        Some(help) => fault.help(help),
                        None => fault,
                    }
                });
                match at {
                    Some((source, span)) => fault.at(source, span),
                    None => fault.in_file(template),
                }
            }
            other => {
                let fault = Diagnostic::error(Code::Template, error_text(&other.to_string()));
                match self.sources.get(template) {
                    Some(source) => fault.at(source, 0..0),
                    None => fault.in_file(template),
                }
            }
        }
    }
}

fn undefined_help(message: &str) -> Option<String> {
    let lower = message.to_lowercase();
    (lower.contains("undefined") || lower.contains("not found") || lower.contains("not defined"))
        .then(|| "`offprint theme docs` lists the variables of each template".to_owned())
}

fn unknown_theme(sources: &Sources, request: &ThemeRequest<'_>) -> Diagnostic {
    let mut known: Vec<&str> = sources
        .themes
        .keys()
        .filter_map(|path| {
            path.as_str().strip_prefix("themes/")?.split_once('/').map(|(name, _)| name)
        })
        .collect();
    known.dedup();
    let help = match nearest(request.name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("put it into themes/{}/, or use one of: {}", request.name, known.join(", "))
        }
    };
    Diagnostic::error(Code::UnknownTheme, format!("there is no theme `{}`", request.name))
        .help(help)
        .at(request.source, request.name_span.clone())
}

/// The name of a template of lists.
pub fn list_template(name: &str) -> String {
    format!("{}{name}.html", LISTS)
}

/// The templates that the program uses by itself: those of pages, and the hooks.
fn page_templates() -> Vec<&'static str> {
    TEMPLATES.into_iter().chain(Hook::ALL.map(Hook::template)).collect()
}

/// Warnings for templates of the site and of its theme that nothing uses. Those of the theme are
/// judged without the site's, which may replace the ones that use them.
fn unused_in_layers(
    sources: &Sources,
    theme: &str,
    files: &BTreeMap<String, Arc<Source>>,
) -> Vec<Diagnostic> {
    let mut lints = unused_templates(files, "templates/", &page_templates(), Offered::Lists);
    if theme != BUILTIN {
        let below = layer_templates(sources, theme, Layer::Theme);
        let folder = format!("themes/{theme}/templates/");
        lints.extend(unused_templates(&below, &folder, &page_templates(), Offered::Lists));
    }
    lints
}

/// The uppermost layer of templates that is used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Theme,
    Site,
}

/// The topmost file for each name, and those of lower layers that templates refer to.
fn layer_templates(sources: &Sources, theme: &str, top: Layer) -> BTreeMap<String, Arc<Source>> {
    let of = |folder: &str| -> BTreeMap<String, Arc<Source>> {
        sources
            .themes
            .iter()
            .filter_map(|(path, source)| {
                Some((path.as_str().strip_prefix(folder)?.to_owned(), Arc::clone(source)))
            })
            .collect()
    };
    let builtin = of(&format!("themes/{BUILTIN}/templates/"));
    let mut below = builtin.clone();
    if theme != BUILTIN {
        below.extend(of(&format!("themes/{theme}/templates/")));
    }
    let mut files = below.clone();
    if top == Layer::Site {
        files.extend(of("templates/"));
    }
    // Lower layers are added only where they are referred to, because a component may be defined
    // only once.
    let mut waiting: Vec<Arc<Source>> = files.values().cloned().collect();
    while let Some(source) = waiting.pop() {
        for (prefix, layer) in [("theme/", &below), ("builtin/", &builtin)] {
            for (name, lower) in layer {
                let alias = format!("{prefix}{name}");
                if !files.contains_key(&alias)
                    && template::mentions_template(&source.text(), &alias)
                {
                    files.insert(alias, Arc::clone(lower));
                    waiting.push(Arc::clone(lower));
                }
            }
        }
    }
    files
}
