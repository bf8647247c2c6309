//! Templates that texts use: components that a text calls, and hooks, which write the links, images,
//! headings and tables of all texts.
//!
//! Both receive values and return HTML with marks. What a text is, is not known here.

use std::sync::Arc;

use serde::Serialize;
use tera::{ComponentArgType, ComponentInfo, Context, ErrorKind, Value};

use super::load_errors::error_text;
use super::loaded_theme::Theme;
use super::loop_limit::{self, PageBytes};
use super::template::Template;
use super::text_marks::{ArgumentValue, ComponentCall, ComponentFault, Hook, TextMark, TextNeed};
use crate::data_files::DataUse;
use crate::diagnostic::{Code, Diagnostic, nearest};
use offprint_base::Fingerprint;

impl Theme {
    /// Whether templates define a component.
    pub fn has_component(&self, name: &str) -> bool {
        self.components.contains_key(name)
    }

    /// The component of a name, whatever its case: `figure` is `Figure`.
    pub fn component_named(&self, name: &str) -> Option<&str> {
        let mut names = self.components.keys().map(String::as_str);
        names.find(|known| known.eq_ignore_ascii_case(name))
    }

    /// The fingerprint of something that a text depends on; the default if it does not exist.
    pub fn need_fingerprint(&self, need: &TextNeed) -> Fingerprint {
        match need {
            TextNeed::Component(name) => {
                let template = self.components.get(name).and_then(|name| self.templates.get(name));
                template
                    .map_or_else(Fingerprint::default, |template| self.text_fingerprint(template))
            }
            TextNeed::Data(name) => self.data.fingerprint(&DataUse::of_name(name)),
            TextNeed::Names => {
                let components: Vec<_> = self.components.keys().collect();
                Fingerprint::of(&(components, self.data.fingerprint(&DataUse::Everything)))
            }
        }
    }

    /// The fingerprint of all hooks; the default if there are none.
    pub fn hooks_fingerprint(&self) -> Fingerprint {
        let hooks = self.hooks.iter().filter_map(|hook| self.templates.get(hook.template()));
        let hooks: Vec<_> =
            hooks.map(|template| (&template.name, self.text_fingerprint(template))).collect();
        if hooks.is_empty() { Fingerprint::default() } else { Fingerprint::of(&hooks) }
    }

    fn text_fingerprint(&self, template: &Template) -> Fingerprint {
        Fingerprint::of(&(template.dependencies, self.data_fingerprint(template)))
    }

    /// Begins a text: its templates may take all steps together.
    pub fn start_text(&self) {
        loop_limit::start_page();
    }

    /// The HTML of a component, with a mark for its body.
    ///
    /// # Errors
    /// If there is no such component, an argument is wrong, or its template fails.
    pub fn render_component(&self, call: &ComponentCall<'_>) -> Result<String, ComponentFault> {
        let Some(info) = self.engine.get_component_definition(call.name) else {
            return Err(self.unknown_component(call.name));
        };
        let args = self.checked_arguments(call, &info)?;
        let template = &self.templates[&self.components[call.name]];
        let mut implicit = Context::new();
        implicit.insert_value("t", self.messages.clone());
        implicit.insert_value("data", self.data.value(&template.data));
        let body = call.has_body.then(|| TextMark::Body.text());
        let mut page = PageBytes { bytes: Vec::new(), is_full: false };
        let result = self.engine.render_component_with_implicits_to(
            call.name,
            &args,
            &implicit,
            body.as_deref(),
            true,
            &mut page,
        );
        match result {
            Ok(()) => Ok(String::from_utf8_lossy(&page.bytes).into_owned()),
            Err(error) => Err(self.component_error(call.name, template, &error, page.is_full)),
        }
    }

    fn unknown_component(&self, name: &str) -> ComponentFault {
        let known: Vec<_> = self.components.keys().map(|name| format!("`{name}`")).collect();
        let as_text = "to show this as it is, put it in back-ticks";
        let help = match nearest(name, self.components.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if known.is_empty() => format!(
                "define it in a template, such as templates/components.html: \
                 {{% component {name}() %}}…{{% endcomponent {name} %}}; {as_text}"
            ),
            None => format!("the components are {}; {as_text}", known.join(", ")),
        };
        ComponentFault::new(None, format!("there is no component `{name}`"), Some(help))
    }

    /// The arguments of a call for the engine, if all of them fit.
    fn checked_arguments(
        &self,
        call: &ComponentCall<'_>,
        info: &ComponentInfo,
    ) -> Result<Context, ComponentFault> {
        let own = || info.args().iter().filter(|argument| !argument.is_implicit());
        let list: Vec<String> = own().map(argument_in_words).collect();
        let list = match list.as_slice() {
            [] => format!("`{}` has no arguments", call.name),
            list => format!("its arguments are {}", list.join(", ")),
        };
        let mut args = Context::new();
        for (index, (name, value)) in call.arguments.iter().enumerate() {
            let Some(argument) = own().find(|argument| argument.name() == name) else {
                if info.rest_param().is_some() {
                    args.insert_value(name.clone(), self.argument_value(index, value)?);
                    continue;
                }
                let help = match nearest(name, own().map(tera::ComponentArg::name)) {
                    Some(near) => format!("did you mean `{near}`? {list}"),
                    None => list,
                };
                let message = format!("the component `{}` has no argument `{name}`", call.name);
                return Err(ComponentFault::new(Some((index, true)), message, Some(help)));
            };
            if call.arguments[..index].iter().any(|(other, _)| other == name) {
                let message = format!("the argument `{name}` is given twice");
                let help = Some("remove one of the two".to_owned());
                return Err(ComponentFault::new(Some((index, true)), message, help));
            }
            let value = self.argument_value(index, value)?;
            if let Some(expected) = argument.arg_type().filter(|kind| !fits(*kind, &value)) {
                let message =
                    format!("`{name}` must be {}, not {}", type_in_words(expected), kind(&value));
                return Err(ComponentFault::new(Some((index, false)), message, Some(list)));
            }
            args.insert_value(name.clone(), value);
        }
        let is_given = |name: &str| call.arguments.iter().any(|(given, _)| given == name);
        if let Some(missing) =
            own().find(|argument| argument.is_required() && !is_given(argument.name()))
        {
            let message =
                format!("the component `{}` needs the argument `{}`", call.name, missing.name());
            return Err(ComponentFault::new(None, message, Some(list)));
        }
        let implicit = info.args().iter().filter(|argument| argument.is_implicit());
        let known = ["t", "data"];
        if let Some(unknown) = implicit
            .filter(|argument| argument.default().is_none())
            .find(|argument| !known.contains(&argument.name()))
        {
            let message = format!(
                "the component `{}` needs `{}`, which texts do not have",
                call.name,
                unknown.name()
            );
            let help = "in texts, a component may use its arguments, `@t` and `@data`".to_owned();
            return Err(ComponentFault::new(None, message, Some(help)));
        }
        Ok(args)
    }

    fn argument_value(&self, index: usize, value: &ArgumentValue) -> Result<Value, ComponentFault> {
        match value {
            ArgumentValue::Literal(value) => Ok(Value::from_serializable(value)),
            ArgumentValue::Data(path) => {
                let parts: Vec<&str> = path.iter().map(String::as_str).collect();
                self.data.lookup(&parts).ok_or_else(|| {
                    let message = format!("there is no value `data.{}`", path.join("."));
                    let help = parts.first().and_then(|name| self.data.missing(name));
                    ComponentFault::new(Some((index, false)), message, help)
                })
            }
        }
    }

    /// An error within the template of a component.
    fn component_error(
        &self,
        name: &str,
        template: &Template,
        error: &tera::Error,
        is_full: bool,
    ) -> ComponentFault {
        let is_endless = loop_limit::is_exhausted() || is_full;
        let (message, place) = match error.kind() {
            ErrorKind::RenderingError(report) => {
                let place = self.location(report, &template.name);
                (
                    error_text(report.message()),
                    place.map(|(source, span)| (Arc::clone(source), span)),
                )
            }
            other => (error_text(&other.to_string()), None),
        };
        let message = if is_endless {
            format!("the component `{name}` takes too many steps, or writes too much")
        } else {
            format!("the component `{name}` fails: {message}")
        };
        ComponentFault { argument: None, message, help: None, place, is_endless }
    }

    /// Whether there is a template for a hook.
    pub fn has_hook(&self, hook: Hook) -> bool {
        self.hooks.contains(&hook)
    }

    /// The HTML of a hook, with marks.
    ///
    /// # Errors
    /// An error in the template, with its location.
    pub fn render_hook<V: Serialize>(&self, hook: Hook, values: &V) -> Result<String, Diagnostic> {
        let Some(template) = self.templates.get(hook.template()) else {
            return Ok(String::new());
        };
        let fault = |error: &tera::Error| self.render_error(error, &template.name);
        let mut context = Context::from_serialize(values).map_err(|error| fault(&error))?;
        context.insert_value("t", self.messages.clone());
        if !template.data.is_nothing() {
            context.insert_value("data", self.data.value(&template.data));
        }
        let mut page = PageBytes { bytes: Vec::new(), is_full: false };
        match self.engine.render_to(&template.name, &context, &mut page) {
            Ok(()) => Ok(String::from_utf8_lossy(&page.bytes).into_owned()),
            Err(error) if loop_limit::is_exhausted() || page.is_full => {
                Err(self.endless_error(&error, template, page.is_full).diagnostic)
            }
            Err(error) => Err(fault(&error)),
        }
    }

    /// An error at the template of a hook.
    pub fn hook_fault(&self, hook: Hook, message: String, help: &str) -> Diagnostic {
        self.at_hook(hook, Diagnostic::error(Code::Template, message).help(help))
    }

    /// A warning at the template of a hook.
    pub fn hook_warning(&self, hook: Hook, code: Code, message: &str, help: &str) -> Diagnostic {
        self.at_hook(hook, Diagnostic::warning(code, message).help(help))
    }

    fn at_hook(&self, hook: Hook, fault: Diagnostic) -> Diagnostic {
        match self.sources.get(hook.template()) {
            Some(source) => fault.at(source, 0..0),
            None => fault,
        }
    }
}

/// An argument with its type: `` `title` (a text, optional) ``.
fn argument_in_words(argument: &tera::ComponentArg) -> String {
    let kind = argument.arg_type().map(type_in_words);
    let optional = (!argument.is_required()).then_some("optional");
    let notes: Vec<&str> = kind.into_iter().chain(optional).collect();
    if notes.is_empty() {
        return format!("`{}`", argument.name());
    }
    format!("`{}` ({})", argument.name(), notes.join(", "))
}

fn type_in_words(kind: ComponentArgType) -> &'static str {
    match kind {
        ComponentArgType::String => "a text",
        ComponentArgType::Bool => "true or false",
        ComponentArgType::Integer => "a whole number",
        ComponentArgType::Float => "a number with a fraction",
        ComponentArgType::Number => "a number",
        ComponentArgType::Array => "a list",
        ComponentArgType::Map => "a table",
        _ => "bytes",
    }
}

/// Whether a value has a type.
fn fits(kind: ComponentArgType, value: &Value) -> bool {
    match kind {
        ComponentArgType::String => value.is_string(),
        ComponentArgType::Bool => value.is_bool(),
        ComponentArgType::Integer => value.is_number() && !value.is_f64(),
        ComponentArgType::Float => value.is_f64(),
        ComponentArgType::Number => value.is_number(),
        ComponentArgType::Array => value.is_array(),
        ComponentArgType::Map => value.is_map(),
        _ => false,
    }
}

/// The type of a value.
fn kind(value: &Value) -> &'static str {
    if value.is_string() {
        "a text"
    } else if value.is_bool() {
        "true or false"
    } else if value.is_f64() {
        "a number with a fraction"
    } else if value.is_number() {
        "a whole number"
    } else if value.is_array() {
        "a list"
    } else if value.is_map() {
        "a table"
    } else {
        "nothing"
    }
}
