//! All elements of a style, however deep they are nested. Must not change what it visits by itself.

use citationberg::{Choose, IndependentStyle, LayoutRenderingElement, NamesChild, TextTarget};

/// Calls `visit` with every element below `elements`, parents first.
pub(crate) fn visit_elements(
    elements: &[LayoutRenderingElement],
    visit: &mut impl FnMut(&LayoutRenderingElement),
) {
    for element in elements {
        visit(element);
        for children in child_lists(element) {
            visit_elements(children, visit);
        }
    }
}

/// The lists of elements that an element contains: one per branch of a condition.
pub(crate) fn child_lists(element: &LayoutRenderingElement) -> Vec<&[LayoutRenderingElement]> {
    match element {
        LayoutRenderingElement::Group(group) => vec![&group.children],
        LayoutRenderingElement::Choose(choose) => choose
            .branches()
            .map(|branch| branch.children.as_slice())
            .chain(choose.otherwise.iter().map(|branch| branch.children.as_slice()))
            .collect(),
        LayoutRenderingElement::Names(names) => {
            names.substitute().iter().map(|substitute| substitute.children.as_slice()).collect()
        }
        _ => Vec::new(),
    }
}

/// The elements of a style: of its macros, citation and bibliography.
pub(crate) fn style_parts(style: &IndependentStyle) -> Vec<&[LayoutRenderingElement]> {
    let bibliography = style.bibliography.iter().map(|part| part.layout.elements.as_slice());
    let macros = style.macros.iter().map(|part| part.children.as_slice());
    std::iter::once(style.citation.layout.elements.as_slice())
        .chain(bibliography)
        .chain(macros)
        .collect()
}

/// Calls `visit` with every element below `elements`, and of the macros that they call.
pub(crate) fn visit_called(
    style: &IndependentStyle,
    elements: &[LayoutRenderingElement],
    visit: &mut impl FnMut(&LayoutRenderingElement),
) {
    let mut called: Vec<String> = Vec::new();
    let mut next = 0;
    let mut elements = elements;
    loop {
        visit_elements(elements, &mut |element| {
            visit(element);
            if let LayoutRenderingElement::Text(text) = element
                && let TextTarget::Macro { name } = &text.target
                && !called.contains(name)
            {
                called.push(name.clone());
            }
        });
        let Some(name) = called.get(next) else { return };
        next += 1;
        let part = style.macros.iter().find(|part| part.name == *name);
        elements = part.map_or(&[], |part| part.children.as_slice());
    }
}

/// Calls `change` with every element of a style: of its macros, citation and bibliography.
pub(crate) fn change_style(
    style: &mut IndependentStyle,
    change: &mut impl FnMut(&mut LayoutRenderingElement),
) {
    for part in &mut style.macros {
        change_elements(&mut part.children, change);
    }
    change_elements(&mut style.citation.layout.elements, change);
    if let Some(bibliography) = &mut style.bibliography {
        change_elements(&mut bibliography.layout.elements, change);
    }
}

/// Calls `change` with every element below `elements`, parents first.
pub(crate) fn change_elements(
    elements: &mut [LayoutRenderingElement],
    change: &mut impl FnMut(&mut LayoutRenderingElement),
) {
    for element in elements {
        change(element);
        match element {
            LayoutRenderingElement::Group(group) => change_elements(&mut group.children, change),
            LayoutRenderingElement::Choose(choose) => change_branches(choose, change),
            LayoutRenderingElement::Names(names) => {
                for child in &mut names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        change_elements(&mut substitute.children, change);
                    }
                }
            }
            _ => {}
        }
    }
}

fn change_branches(choose: &mut Choose, change: &mut impl FnMut(&mut LayoutRenderingElement)) {
    change_elements(&mut choose.if_.children, change);
    for branch in &mut choose.else_if {
        change_elements(&mut branch.children, change);
    }
    if let Some(branch) = &mut choose.otherwise {
        change_elements(&mut branch.children, change);
    }
}
