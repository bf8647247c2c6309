//! A style for works of one shape: without the branches that test for other types, and without the
//! variables that no work has. The list of references is the same, but the processor asks every
//! group, at every level above it, whether something in it will be printed, and gives each answer
//! by looking through all branches again. Most of a style is about works of other types.
//!
//! What is removed is what the processor would find empty, and only where its answers stay the same:
//! a group is left out if it asks for variables and finds none, so one of them stays. This must not
//! know how references are finished, and must not change what a style prints.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use citationberg::json::{FixedDateRange, Item, Value};
use citationberg::taxonomy::{Kind, NumberVariable, PageVariable, StandardVariable, Variable};
use citationberg::{
    Choose, ChooseBranch, ChooseMatch, ElseBranch, Group, IndependentStyle, LayoutRenderingElement,
    LongShortForm, Names, NamesChild, SortKey, Text, TextTarget,
};

use crate::walk::{style_parts, visit_called, visit_elements};

/// The most narrowed styles that are kept for one style. Works have some twenty shapes on a site;
/// a file of references made to have more costs time, but not memory.
const MAX_KEPT: usize = 128;

/// How many of the works have a variable.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Presence {
    /// No work has it.
    Absent,
    /// Some have it, or the processor may find it empty.
    Unclear,
    /// All have it, and the processor can use it.
    Present,
}

/// What a style can find out about works before it prints them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Shape {
    /// The types of the works, as CSL-JSON names them.
    types: BTreeSet<String>,
    /// For each variable that the style mentions.
    variables: Vec<Presence>,
}

/// The narrowed styles of a style, each made when it is first needed.
#[derive(Debug, Default)]
pub(crate) struct NarrowedStyles {
    /// The variables that the style mentions.
    variables: Vec<Variable>,
    /// The names that these have in CSL-JSON, with their places in `variables`.
    places: HashMap<String, usize>,
    /// Variables that may be printed instead of names. The processor takes them for empty afterwards.
    substitutes: BTreeSet<String>,
    kept: Mutex<HashMap<Shape, Arc<IndependentStyle>>>,
}

impl NarrowedStyles {
    /// No styles yet, of this style.
    pub(crate) fn of_style(style: &IndependentStyle) -> Self {
        let mut all = Self::default();
        for elements in style_parts(style) {
            visit_elements(elements, &mut |element| {
                for variable in mentioned_variables(element) {
                    let next = all.variables.len();
                    all.places.entry(item_key(variable)).or_insert_with(|| {
                        all.variables.push(variable);
                        next
                    });
                }
            });
        }
        all.substitutes = substitute_variables(style);
        all
    }

    /// The style for these works.
    pub(crate) fn of_works(
        &self,
        style: &IndependentStyle,
        works: &[Item],
    ) -> Arc<IndependentStyle> {
        let shape = self.shape(works);
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&shape) {
            return Arc::clone(known);
        }
        let narrowed = Arc::new(self.narrow(style, &shape));
        let mut kept = lock();
        if kept.len() < MAX_KEPT {
            kept.insert(shape, Arc::clone(&narrowed));
        }
        narrowed
    }

    fn shape(&self, works: &[Item]) -> Shape {
        let mut types = BTreeSet::new();
        // The number of works that have the variable, and of those that have it for certain.
        let mut counts = vec![(0, 0); self.variables.len()];
        for work in works {
            types.insert(work.type_().unwrap_or_default().into_owned());
            for (key, value) in &work.0 {
                if let Some(place) = self.places.get(key) {
                    counts[*place].0 += 1;
                    counts[*place].1 += usize::from(is_usable(self.variables[*place], value));
                }
            }
        }
        let presence = |(any, usable)| match (any, usable) {
            (0, _) => Presence::Absent,
            (_, usable) if usable == works.len() => Presence::Present,
            _ => Presence::Unclear,
        };
        Shape { types, variables: counts.into_iter().map(presence).collect() }
    }

    fn narrow(&self, style: &IndependentStyle, shape: &Shape) -> IndependentStyle {
        let kinds: Vec<_> = shape.types.iter().map(|name| Kind::from_str(name).ok()).collect();
        let parts = style.macros.iter().map(|part| (part.name.as_str(), part.children.as_slice()));
        let mut narrower =
            Narrower { all: self, shape, kinds, parts: parts.collect(), macros: BTreeMap::new() };
        let mut narrowed = IndependentStyle { macros: Vec::new(), ..style.clone() };
        let citation = narrower.list(&style.citation.layout.elements, false);
        narrowed.citation.layout.elements = only_elements(citation);
        if let (Some(new), Some(old)) = (&mut narrowed.bibliography, &style.bibliography) {
            new.layout.elements = only_elements(narrower.list(&old.layout.elements, false));
        }
        let sorts = [
            style.citation.sort.as_ref(),
            style.bibliography.as_ref().and_then(|list| list.sort.as_ref()),
        ];
        for key in sorts.into_iter().flatten().flat_map(|sort| &sort.keys) {
            if let SortKey::MacroName { name, .. } = key {
                narrower.macro_effect(name);
            }
        }
        let macros = style.macros.iter().filter_map(|part| {
            let (children, _) = narrower.macros.remove(part.name.as_str())?;
            Some(citationberg::CslMacro { name: part.name.clone(), children })
        });
        narrowed.macros = macros.collect();
        narrowed
    }

    fn presence(&self, shape: &Shape, key: &str) -> Presence {
        self.places.get(key).map_or(Presence::Unclear, |place| shape.variables[*place])
    }
}

/// What the processor finds out about an element before it prints it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    /// The element prints nothing, and no group asks for it.
    Nothing,
    /// The element prints nothing, because this variable is absent: it counts for its group.
    Empty(Variable),
    /// Words that are printed if the group is.
    Words,
    /// A variable that may have a value: it counts for its group.
    Variable,
    /// Anything else.
    Unclear,
}

type NarrowedElements = Vec<(LayoutRenderingElement, Effect)>;

struct Narrower<'a> {
    all: &'a NarrowedStyles,
    shape: &'a Shape,
    /// The types of the works; `None` for one that CSL does not have.
    kinds: Vec<Option<Kind>>,
    parts: BTreeMap<&'a str, &'a [LayoutRenderingElement]>,
    /// The macros that are called.
    macros: BTreeMap<&'a str, (Vec<LayoutRenderingElement>, Effect)>,
}

impl<'a> Narrower<'a> {
    /// Narrows a list. `joins` says that the processor separates its elements as it does those of a
    /// condition in it, so that the elements of a condition can replace it.
    fn list(&mut self, elements: &'a [LayoutRenderingElement], joins: bool) -> NarrowedElements {
        let mut all: NarrowedElements = Vec::new();
        for element in elements {
            let NarrowedElement { elements, is_condition } = self.element(element);
            if is_condition && (!joins || has_group(&elements)) {
                all.push(as_condition(elements));
            } else {
                all.extend(elements);
            }
        }
        all.retain(|(_, effect)| *effect != Effect::Nothing);
        // One variable without a value is enough, and none is needed beside one that may have one.
        let mut is_counted = all.iter().any(|(_, effect)| *effect == Effect::Variable);
        all.retain_mut(|(element, effect)| {
            let Effect::Empty(variable) = *effect else { return true };
            let target = TextTarget::Variable { var: variable, form: LongShortForm::Long };
            *element = LayoutRenderingElement::Text(Text::with_target(target));
            !std::mem::replace(&mut is_counted, true)
        });
        all
    }

    fn element(&mut self, element: &'a LayoutRenderingElement) -> NarrowedElement {
        let effect = match element {
            LayoutRenderingElement::Text(text) => self.text_effect(text),
            LayoutRenderingElement::Number(number) => self.variable_effect(number.variable.into()),
            LayoutRenderingElement::Date(date) => match date.variable {
                Some(variable) => self.variable_effect(variable.into()),
                None => Effect::Unclear,
            },
            LayoutRenderingElement::Label(label) => {
                match self.variable_effect(label.variable.into()) {
                    Effect::Empty(_) => Effect::Nothing,
                    _ => Effect::Unclear,
                }
            }
            LayoutRenderingElement::Names(names) => return self.names(names),
            LayoutRenderingElement::Choose(choose) => return self.choose(choose),
            LayoutRenderingElement::Group(group) => {
                let list = self.list(&group.children, true);
                let effect = group_effect(&list);
                let group = Group { children: only_elements(list), ..group.clone() };
                return one(LayoutRenderingElement::Group(group), effect);
            }
        };
        one(element.clone(), effect)
    }

    fn text_effect(&mut self, text: &'a Text) -> Effect {
        match &text.target {
            TextTarget::Variable {
                var: Variable::Standard(StandardVariable::YearSuffix), ..
            } => Effect::Unclear,
            TextTarget::Variable {
                var: var @ Variable::Standard(StandardVariable::Title),
                form: LongShortForm::Short,
            } => match self.variable_effect(StandardVariable::TitleShort.into()) {
                Effect::Empty(_) => self.variable_effect(*var),
                _ => Effect::Unclear,
            },
            TextTarget::Variable { var, .. } => self.variable_effect(*var),
            TextTarget::Macro { name } => self.macro_effect(name),
            TextTarget::Term { .. } | TextTarget::Value { .. } => Effect::Words,
        }
    }

    fn variable_effect(&self, variable: Variable) -> Effect {
        match self.presence(variable) {
            Presence::Absent => Effect::Empty(variable),
            _ => Effect::Variable,
        }
    }

    /// How many works have a variable.
    fn presence(&self, variable: Variable) -> Presence {
        match variable {
            // The processor makes these.
            Variable::Standard(StandardVariable::YearSuffix | StandardVariable::CitationLabel)
            | Variable::Number(
                NumberVariable::CitationNumber
                | NumberVariable::FirstReferenceNoteNumber
                | NumberVariable::Locator,
            ) => Presence::Unclear,
            // It is made of the pages if these are numbers.
            Variable::Number(NumberVariable::PageFirst) => {
                let own = self.all.presence(self.shape, &item_key(variable));
                let pages = item_key(Variable::Page(PageVariable::Page));
                match (own, self.all.presence(self.shape, &pages)) {
                    (Presence::Absent, Presence::Absent) => Presence::Absent,
                    _ => Presence::Unclear,
                }
            }
            _ => {
                let key = item_key(variable);
                match self.all.presence(self.shape, &key) {
                    Presence::Present if self.all.substitutes.contains(&key) => Presence::Unclear,
                    presence => presence,
                }
            }
        }
    }

    /// Narrows a macro at its first call. No macro calls itself: the style was checked.
    fn macro_effect(&mut self, name: &str) -> Effect {
        if let Some((_, known)) = self.macros.get(name) {
            return *known;
        }
        let Some((&name, &elements)) = self.parts.get_key_value(name) else {
            return Effect::Unclear;
        };
        let list = self.list(elements, false);
        let effect = group_effect(&list);
        self.macros.insert(name, (only_elements(list), effect));
        effect
    }

    fn names(&mut self, names: &'a Names) -> NarrowedElement {
        let presences: Vec<_> =
            names.variable.iter().map(|variable| self.presence((*variable).into())).collect();
        let mut narrowed = names.clone();
        // The processor may ask whether a style prints the suffixes of years anywhere.
        let has_suffix =
            self.all.substitutes.contains(&item_key(StandardVariable::YearSuffix.into()));
        if presences.contains(&Presence::Present) && !is_count(names) && !has_suffix {
            narrowed.children.retain(|child| !matches!(child, NamesChild::Substitute(_)));
            return one(LayoutRenderingElement::Names(narrowed), Effect::Unclear);
        }
        let is_empty = presences.iter().all(|presence| *presence == Presence::Absent);
        if is_empty && names.substitute().is_none() {
            return one(LayoutRenderingElement::Names(narrowed), Effect::Nothing);
        }
        for (child, old) in narrowed.children.iter_mut().zip(&names.children) {
            if let (NamesChild::Substitute(substitute), NamesChild::Substitute(old)) = (child, old)
            {
                substitute.children = only_elements(self.list(&old.children, false));
            }
        }
        one(LayoutRenderingElement::Names(narrowed), Effect::Unclear)
    }

    fn choose(&mut self, choose: &'a Choose) -> NarrowedElement {
        let mut branches: Vec<ChooseBranch> = Vec::new();
        let mut last = None;
        for branch in choose.branches() {
            let Some(mut narrowed) = self.branch(branch) else { continue };
            let list = self.list(&branch.children, true);
            if !has_tests(&narrowed) {
                last = Some(list);
                break;
            }
            narrowed.children = only_elements(list);
            branches.push(narrowed);
        }
        if last.is_none()
            && let Some(otherwise) = &choose.otherwise
        {
            last = Some(self.list(&otherwise.children, true));
        }
        if branches.is_empty() {
            let elements = last.unwrap_or_default();
            return NarrowedElement { elements, is_condition: true };
        }
        let otherwise = last.map(|list| ElseBranch { children: only_elements(list) });
        let if_ = branches.remove(0);
        let narrowed = Choose { if_, else_if: branches, otherwise };
        one(LayoutRenderingElement::Choose(narrowed), Effect::Unclear)
    }

    /// The tests of a branch whose results are not known, or `None` if it is never taken.
    fn branch(&self, branch: &ChooseBranch) -> Option<ChooseBranch> {
        let mut narrowed = ChooseBranch { children: Vec::new(), ..branch.clone() };
        let mut results = Vec::new();
        let mut keep = |result: Option<bool>| {
            results.extend(result);
            result.is_none()
        };
        let absent =
            |variable: Variable| (self.presence(variable) == Presence::Absent).then_some(false);
        if let Some(tests) = &mut narrowed.is_numeric {
            tests.retain(|variable| keep(absent(*variable)));
        }
        if let Some(tests) = &mut narrowed.is_uncertain_date {
            tests.retain(|variable| keep(absent((*variable).into())));
        }
        if let Some(tests) = &mut narrowed.type_ {
            tests.retain(|kind| {
                let count = self.kinds.iter().filter(|known| **known == Some(*kind)).count();
                keep(match count {
                    0 => Some(false),
                    count if count == self.kinds.len() => Some(true),
                    _ => None,
                })
            });
        }
        if let Some(tests) = &mut narrowed.variable {
            tests.retain(|variable| {
                keep(match self.presence(*variable) {
                    Presence::Absent => Some(false),
                    Presence::Present => Some(true),
                    Presence::Unclear => None,
                })
            });
        }
        drop_empty(&mut narrowed.is_numeric);
        drop_empty(&mut narrowed.is_uncertain_date);
        drop_empty(&mut narrowed.type_);
        drop_empty(&mut narrowed.variable);
        let has_rest = has_tests(&narrowed);
        let is_taken = match branch.match_ {
            ChooseMatch::All if results.contains(&false) => Some(false),
            ChooseMatch::Any if results.contains(&true) => Some(true),
            ChooseMatch::None if results.contains(&true) => Some(false),
            _ if has_rest => None,
            // Nothing is left to test.
            ChooseMatch::All | ChooseMatch::None => Some(true),
            ChooseMatch::Any => Some(false),
        };
        match is_taken {
            Some(false) => None,
            Some(true) => Some(no_tests()),
            None => Some(narrowed),
        }
    }
}

/// What an element becomes.
struct NarrowedElement {
    elements: NarrowedElements,
    /// Whether these were the elements of a condition whose result is known.
    is_condition: bool,
}

fn one(element: LayoutRenderingElement, effect: Effect) -> NarrowedElement {
    NarrowedElement { elements: vec![(element, effect)], is_condition: false }
}

fn only_elements(list: NarrowedElements) -> Vec<LayoutRenderingElement> {
    list.into_iter().map(|(element, _)| element).collect()
}

/// What a group or a macro of these elements does, which decides whether it prints them.
fn group_effect(list: &NarrowedElements) -> Effect {
    let has = |wanted: Effect| list.iter().any(|(_, effect)| *effect == wanted);
    let empty = list.iter().find(|(_, effect)| matches!(effect, Effect::Empty(_)));
    match empty {
        _ if has(Effect::Variable) => Effect::Variable,
        _ if has(Effect::Unclear) => Effect::Unclear,
        Some((_, empty)) => *empty,
        // The processor notes that a group or a macro prints something, if only words.
        None if has(Effect::Words) => Effect::Unclear,
        None => Effect::Nothing,
    }
}

/// A condition that is always true, where its elements cannot stand without it.
fn as_condition(children: NarrowedElements) -> (LayoutRenderingElement, Effect) {
    let has = |wanted: Effect| children.iter().any(|(_, effect)| *effect == wanted);
    let effect = match children.as_slice() {
        [] => Effect::Nothing,
        [(_, effect)] => *effect,
        _ if has(Effect::Variable) => Effect::Variable,
        _ => Effect::Unclear,
    };
    let if_ = ChooseBranch { children: only_elements(children), ..no_tests() };
    let condition = Choose { if_, else_if: Vec::new(), otherwise: None };
    (LayoutRenderingElement::Choose(condition), effect)
}

/// A branch that is always taken: all of no tests are true.
fn no_tests() -> ChooseBranch {
    ChooseBranch {
        disambiguate: None,
        is_numeric: None,
        is_uncertain_date: None,
        locator: None,
        position: None,
        type_: None,
        variable: None,
        match_: ChooseMatch::All,
        children: Vec::new(),
    }
}

/// Whether the number of names decides whether any is printed.
fn is_count(names: &Names) -> bool {
    let options = names.options();
    names.children.iter().any(|child| match child {
        NamesChild::Name(name) => name.options(&options).et_al_use_first == Some(0),
        _ => false,
    })
}

fn drop_empty<T>(tests: &mut Option<Vec<T>>) {
    if tests.as_ref().is_some_and(Vec::is_empty) {
        *tests = None;
    }
}

fn has_tests(branch: &ChooseBranch) -> bool {
    branch.disambiguate.is_some()
        || branch.is_numeric.is_some()
        || branch.is_uncertain_date.is_some()
        || branch.locator.is_some()
        || branch.position.is_some()
        || branch.type_.is_some()
        || branch.variable.is_some()
}

/// Whether one of the elements is a group: the group around it asks it whether it prints something.
fn has_group(list: &NarrowedElements) -> bool {
    list.iter().any(|(element, _)| matches!(element, LayoutRenderingElement::Group(_)))
}

/// The name of a variable in CSL-JSON.
pub(crate) fn item_key(variable: Variable) -> String {
    match variable {
        Variable::Standard(variable) => variable.to_string(),
        Variable::Page(variable) => variable.to_string(),
        Variable::Number(variable) => variable.to_string(),
        Variable::Date(variable) => variable.to_string(),
        Variable::Name(variable) => variable.to_string(),
    }
}

/// The variables that an element names itself.
pub(crate) fn mentioned_variables(element: &LayoutRenderingElement) -> Vec<Variable> {
    match element {
        LayoutRenderingElement::Text(text) => match text.target {
            TextTarget::Variable {
                var: Variable::Standard(StandardVariable::Title),
                form: LongShortForm::Short,
            } => vec![StandardVariable::Title.into(), StandardVariable::TitleShort.into()],
            TextTarget::Variable { var, .. } => with_pages(var),
            _ => Vec::new(),
        },
        LayoutRenderingElement::Number(number) => with_pages(number.variable.into()),
        LayoutRenderingElement::Label(label) => with_pages(label.variable.into()),
        LayoutRenderingElement::Date(date) => date.variable.map(Into::into).into_iter().collect(),
        LayoutRenderingElement::Names(names) => {
            names.variable.iter().map(|variable| (*variable).into()).collect()
        }
        LayoutRenderingElement::Choose(choose) => {
            let mut all = Vec::new();
            for branch in choose.branches() {
                let tests = [&branch.is_numeric, &branch.variable].into_iter().flatten().flatten();
                all.extend(tests.copied().flat_map(with_pages));
                all.extend(
                    branch.is_uncertain_date.iter().flatten().map(|date| Variable::Date(*date)),
                );
            }
            all
        }
        LayoutRenderingElement::Group(_) => Vec::new(),
    }
}

/// A variable, and the pages that the first page is taken from.
fn with_pages(variable: Variable) -> Vec<Variable> {
    match variable {
        Variable::Number(NumberVariable::PageFirst) => {
            vec![variable, Variable::Page(PageVariable::Page)]
        }
        _ => vec![variable],
    }
}

/// The variables that are printed instead of names, and those of macros that are.
fn substitute_variables(style: &IndependentStyle) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for elements in style_parts(style) {
        visit_elements(elements, &mut |element| {
            if let LayoutRenderingElement::Names(names) = element
                && let Some(substitute) = names.substitute()
            {
                visit_called(style, &substitute.children, &mut |child| {
                    found.extend(mentioned_variables(child).into_iter().map(item_key));
                });
            }
        });
    }
    found
}

/// Whether the processor finds a value of this variable.
fn is_usable(variable: Variable, value: &Value) -> bool {
    match (variable, value) {
        (Variable::Standard(_), Value::String(text)) => !text.trim().is_empty(),
        (Variable::Standard(_) | Variable::Number(_) | Variable::Page(_), Value::Number(_))
        | (Variable::Number(_) | Variable::Page(_), Value::String(_)) => true,
        (Variable::Date(_), Value::Date(date)) => FixedDateRange::try_from(date.clone()).is_ok(),
        (Variable::Name(_), Value::Names(names)) => !names.is_empty(),
        _ => false,
    }
}
