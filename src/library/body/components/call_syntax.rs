//! The syntax of calls of components, as in templates: `{{ <Name key="text" other={1} /> }}`, and
//! `{% <Name> %}` with `{% </Name> %}` around a text.
//!
//! Values are texts in quotes, or in braces numbers, `true`, `false`, lists, tables and values of data
//! files. A text cannot compute anything. Must not know which components there are.

use std::ops::Range;

use serde_json::{Map, Number, Value};

use crate::theme::{ArgumentValue, TextNeed};

/// The longest call, in bytes.
const LONGEST: usize = 64 * 1024;

/// How deep lists and tables may nest in a value.
const DEEPEST: usize = 16;

/// What a call does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallKind {
    /// It shows a component without a text.
    Alone,
    /// It begins a component around the text that follows.
    Open,
    /// It ends such a component.
    Close,
}

/// A call of a component, or what looks like one.
#[derive(Debug)]
pub struct CallSyntax {
    /// Where it is in the text.
    pub span: Range<usize>,
    pub kind: CallKind,
    pub name: String,
    pub arguments: Vec<(String, ArgumentValue)>,
    /// Where the name and the value of each argument are.
    pub places: Vec<(Range<usize>, Range<usize>)>,
    /// Why it cannot be read, and where: what is wrong, and what to do.
    pub problem: Option<(Range<usize>, String, &'static str)>,
    /// Whether it could as well be a shortcode of Hugo, which has no space after its braces.
    pub may_be_foreign: bool,
}

impl CallSyntax {
    /// What the call depends on.
    pub fn needs(&self) -> impl Iterator<Item = TextNeed> {
        let data = self.arguments.iter().filter_map(|(_, value)| match value {
            ArgumentValue::Data(path) => path.first().cloned().map(TextNeed::Data),
            ArgumentValue::Literal(_) => None,
        });
        std::iter::once(TextNeed::Component(self.name.clone())).chain(data)
    }
}

/// Reads what begins at `{{` or `{%` in a text; `None` if it is no call.
pub(super) fn read_call(text: &str, start: usize) -> Option<CallSyntax> {
    let is_tag = text[start..].starts_with("{%");
    let mut end = text.len().min(start + LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // A call is within one paragraph.
    let part = &text[start..end];
    let length = blank_line(part).unwrap_or(part.len());
    let mut reader = CallReader { text: &text[..start + length], at: start + 2 };
    reader.take("-");
    let before = reader.at;
    reader.skip_space();
    let is_tight = reader.at == before;
    if !reader.take("<") {
        return None;
    }
    let kind = match (is_tag, reader.take("/")) {
        (true, true) => CallKind::Close,
        (true, false) => CallKind::Open,
        (false, false) => CallKind::Alone,
        (false, true) => return None,
    };
    let name = reader.name(true)?;
    let mut call = CallSyntax {
        span: start..start,
        kind,
        name,
        arguments: Vec::new(),
        places: Vec::new(),
        problem: None,
        may_be_foreign: is_tight && !is_tag,
    };
    let closing = if is_tag { "%}" } else { "}}" };
    match reader.arguments(&mut call).and_then(|()| reader.end(kind, closing)) {
        Ok(()) => {}
        Err((message, help)) => {
            let at = reader.at;
            let rest = &reader.text[at..];
            let shown = rest.chars().next().map_or(0, char::len_utf8);
            call.problem = Some((at..at + shown, message, help));
            // It ends where it probably was meant to end.
            let line = rest.find('\n').unwrap_or(rest.len());
            let closed = rest.find(closing).map(|found| found + closing.len());
            reader.at = at + closed.unwrap_or(line);
        }
    }
    call.span.end = reader.at;
    Some(call)
}

/// Where the first line without text begins.
fn blank_line(text: &str) -> Option<usize> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if start > 0 && line.trim().is_empty() {
            return Some(start);
        }
        start += line.len();
    }
    None
}

type Problem = (String, &'static str);

struct CallReader<'t> {
    text: &'t str,
    at: usize,
}

impl CallReader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        let mut length = 0;
        // In a quotation, each line begins with its sign.
        for c in rest.chars() {
            let begins_line = rest[..length].trim_end_matches([' ', '\t', '>']).ends_with('\n');
            if !(c.is_ascii_whitespace() || c == '>' && begins_line && self.is_quoted(length)) {
                break;
            }
            length += c.len_utf8();
        }
        self.at += length;
    }

    /// Whether the sign at a place after the current one continues a quotation and does not end the
    /// call: then something else follows it on its line.
    fn is_quoted(&self, at: usize) -> bool {
        let after = self.rest()[at + 1..].trim_start_matches([' ', '\t']);
        !after.starts_with(['%', '}'])
    }

    fn take(&mut self, sign: &str) -> bool {
        let is_there = self.rest().starts_with(sign);
        if is_there {
            self.at += sign.len();
        }
        is_there
    }

    /// A name: letters, digits and `_`; with dots if it is that of a component.
    fn name(&mut self, with_dots: bool) -> Option<String> {
        let rest = self.rest();
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return None;
        }
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || with_dots && c == '.';
        let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('.').to_owned();
        self.at += name.len();
        Some(name)
    }

    fn arguments(&mut self, call: &mut CallSyntax) -> Result<(), Problem> {
        loop {
            let before = self.at;
            self.skip_space();
            let start = self.at;
            let Some(name) = self.name(false) else {
                return if self.rest().starts_with('{') {
                    Err(("an argument has a name".to_owned(), "write name={value}"))
                } else {
                    Ok(())
                };
            };
            if before == start {
                self.at = start;
                return Err((
                    "there is no space before this argument".to_owned(),
                    "put a space between the arguments",
                ));
            }
            if call.kind == CallKind::Close {
                self.at = start;
                return Err((
                    "the end of a component has no arguments".to_owned(),
                    "write the arguments in its opening tag",
                ));
            }
            let name_span = start..self.at;
            self.skip_space();
            if !self.take("=") {
                self.at = start;
                return Err((
                    format!("the argument `{name}` has no value"),
                    "write name=\"text\", or name={true}",
                ));
            }
            self.skip_space();
            let value_start = self.at;
            let value = match self.rest().chars().next() {
                Some('"' | '\'' | '`') => ArgumentValue::Literal(Value::String(self.string()?)),
                Some('{') => {
                    self.at += 1;
                    self.skip_space();
                    let value = self.braced()?;
                    self.skip_space();
                    if !self.take("}") {
                        return Err((
                            "this value is not closed".to_owned(),
                            "a value in braces is a number, a text in quotes, true, false, a list, a \
                             table or data.NAME",
                        ));
                    }
                    value
                }
                _ => {
                    return Err((
                        format!("the value of `{name}` is neither in quotes nor in braces"),
                        "write name=\"text\", or name={5} for a number",
                    ));
                }
            };
            call.places.push((name_span, value_start..self.at));
            call.arguments.push((name, value));
        }
    }

    /// A value in braces.
    fn braced(&mut self) -> Result<ArgumentValue, Problem> {
        let start = self.at;
        if let Some(word) = self.name(true) {
            if let Some(path) = word.strip_prefix("data.") {
                return Ok(ArgumentValue::Data(path.split('.').map(str::to_owned).collect()));
            }
            self.at = start;
        }
        self.literal(0).map(ArgumentValue::Literal)
    }

    fn literal(&mut self, depth: usize) -> Result<Value, Problem> {
        const HELP: &str =
            "write a number, a text in quotes, true, false, a list, a table or data.NAME";
        if depth > DEEPEST {
            return Err(("this value nests too deep".to_owned(), "put it into a data file"));
        }
        let start = self.at;
        match self.rest().chars().next() {
            Some('"' | '\'' | '`') => Ok(Value::String(self.string()?)),
            Some('[') => {
                self.at += 1;
                let mut list = Vec::new();
                loop {
                    self.skip_space();
                    if self.take("]") {
                        return Ok(Value::Array(list));
                    }
                    list.push(self.literal(depth + 1)?);
                    self.skip_space();
                    if !self.take(",") && !self.rest().starts_with(']') {
                        return Err(("this list is not closed".to_owned(), "write [1, 2]"));
                    }
                }
            }
            Some('{') => {
                self.at += 1;
                let mut table = Map::new();
                loop {
                    self.skip_space();
                    if self.take("}") {
                        return Ok(Value::Object(table));
                    }
                    let help = "write {\"name\": \"A\", \"n\": 5}";
                    let key = match self.rest().chars().next() {
                        Some('"' | '\'' | '`') => Some(self.string()?),
                        _ => self.name(false),
                    };
                    self.skip_space();
                    let Some(key) = key.filter(|_| self.take(":")) else {
                        return Err(("this table has a key without a value".to_owned(), help));
                    };
                    self.skip_space();
                    let value = self.literal(depth + 1)?;
                    if table.insert(key, value).is_some() {
                        let message = "a key appears twice in this table".to_owned();
                        return Err((message, "remove one of the two"));
                    }
                    self.skip_space();
                    if !self.take(",") && !self.rest().starts_with('}') {
                        return Err(("this table is not closed".to_owned(), help));
                    }
                }
            }
            Some(c) if c.is_ascii_digit() || c == '-' => {
                let rest = self.rest();
                let end = rest
                    .find(|c: char| {
                        !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '_'))
                    })
                    .unwrap_or(rest.len());
                let text = &rest[..end];
                let whole = text.parse::<i64>().ok().map(Number::from);
                let is_decimal = text.contains('.') && !text.ends_with('.');
                let number = whole.or_else(|| {
                    let number = text.parse::<f64>().ok().filter(|_| is_decimal)?;
                    Number::from_f64(number)
                });
                let Some(number) = number else {
                    return Err((format!("`{text}` is not a number"), HELP));
                };
                self.at += end;
                Ok(Value::Number(number))
            }
            _ => {
                let word = self.name(true);
                match word.as_deref() {
                    Some("true") => Ok(Value::Bool(true)),
                    Some("false") => Ok(Value::Bool(false)),
                    Some(word) => {
                        self.at = start;
                        Err((format!("`{word}` is not a value"), HELP))
                    }
                    None => Err(("there is no value here".to_owned(), HELP)),
                }
            }
        }
    }

    /// A text in quotes.
    fn string(&mut self) -> Result<String, Problem> {
        let start = self.at;
        let mut chars = self.rest().char_indices();
        let quote = chars.next().map_or('"', |(_, quote)| quote);
        let mut value = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at = start + at + 1;
                    return Ok(value);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, c)) => value.push(c),
                    None => break,
                },
                c => value.push(c),
            }
        }
        Err(("this text is not closed in its paragraph".to_owned(), "close it with a second quote"))
    }

    /// The end of a call.
    fn end(&mut self, kind: CallKind, closing: &str) -> Result<(), Problem> {
        self.skip_space();
        let is_ended = self.take(if kind == CallKind::Alone { "/>" } else { ">" });
        if !is_ended {
            return Err(match kind {
                CallKind::Alone => (
                    "this call of a component has no end".to_owned(),
                    "end it with `/> }}`; for text between two tags, write {% <Name> %} and {% </Name> %}",
                ),
                CallKind::Open if self.rest().starts_with("/>") => (
                    "a component without text between two tags has double braces".to_owned(),
                    "write {{ <Name /> }}",
                ),
                _ => ("this tag of a component has no end".to_owned(), "end it with `> %}`"),
            });
        }
        self.skip_space();
        self.take("-");
        if self.take(closing) {
            return Ok(());
        }
        Err((
            format!("`{closing}` is missing here"),
            if closing == "}}" { "end the call with `/> }}`" } else { "end the tag with `> %}`" },
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A call in short, or what is wrong with it and where.
    fn read(text: &str) -> String {
        let Some(call) = read_call(text, 0) else { return "none".to_owned() };
        if let Some((span, message, _)) = call.problem {
            return format!("{message} at {}", span.start);
        }
        let values: Vec<String> = call
            .arguments
            .iter()
            .map(|(name, value)| match value {
                ArgumentValue::Literal(value) => format!("{name}={value}"),
                ArgumentValue::Data(path) => format!("{name}=data:{}", path.join("/")),
            })
            .collect();
        let rest = &text[call.span.end..];
        format!("{:?} {} {}|{rest}", call.kind, call.name, values.join(" "))
    }

    #[test]
    fn calls_are_read() {
        for (text, expect) in [
            ("{{ <Note /> }} rest", "Alone Note | rest"),
            ("{{<Note/>}}", "Alone Note |"),
            ("{{- <ui.icon name=\"a>b\" /> -}}x", "Alone ui.icon name=\"a>b\"|x"),
            (
                "{{ <A b='it\\'s' c={5} d={-1.5} e={true} /> }}",
                "Alone A b=\"it's\" c=5 d=-1.5 e=true|",
            ),
            (
                "{{ <A b={[1, 'x', ]} c={{\"k\": 1, l: [true]}} /> }}",
                "Alone A b=[1,\"x\"] c={\"k\":1,\"l\":[true]}|",
            ),
            ("{{ <A b={ data.trials.late } /> }}", "Alone A b=data:trials/late|"),
            ("{% <Note kind=\"a\"> %}", "Open Note kind=\"a\"|"),
            ("{% </Note> %}", "Close Note |"),
            ("{{ <A\n  b=\"1\"\n/> }}", "Alone A b=\"1\"|"),
            ("{{ <A\n>   b=\"1\"\n> /> }}", "Alone A b=\"1\"|"),
            ("{% <A\n  b=\"1\"\n> %}", "Open A b=\"1\"|"),
            ("{{ <A b=\"é\"/> }}", "Alone A b=\"é\"|"),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
    }

    #[test]
    fn problems_have_places() {
        for (text, expect) in [
            ("{{ <A b=1 /> }}", "the value of `b` is neither in quotes nor in braces at 8"),
            ("{{ <A b /> }}", "the argument `b` has no value at 6"),
            ("{{ <A {b} /> }}", "an argument has a name at 6"),
            ("{{ <A b={x} /> }}", "`x` is not a value at 9"),
            ("{{ <A b={1 + 2} /> }}", "this value is not closed at 11"),
            ("{{ <A b={1.2.3} /> }}", "`1.2.3` is not a number at 9"),
            ("{{ <A b=\"x /> }}", "this text is not closed in its paragraph at 8"),
            ("{{ <A b=\"x\"c=\"y\" /> }}", "there is no space before this argument at 11"),
            ("{{ <A> }}", "this call of a component has no end at 5"),
            ("{{ <A /> }", "`}}` is missing here at 9"),
            ("{% <A /> %}", "a component without text between two tags has double braces at 6"),
            ("{% </A b=\"1\"> %}", "the end of a component has no arguments at 7"),
            ("{{ <A\n\n/> }}", "this call of a component has no end at 6"),
        ] {
            assert_eq!(read(text), expect, "{text}");
        }
    }

    #[test]
    fn other_text_is_none() {
        for text in ["{{ a < b }}", "{{ <5 }}", "{% if a %}", "{{ </A> }}", "{{< figure >}}", "{{"]
        {
            assert_eq!(read(text), "none", "{text}");
        }
        assert!(read_call("{{<figure src=\"a\" />}}", 0).is_some_and(|call| call.may_be_foreign));
    }

    #[test]
    fn hostile_calls_take_linear_time() {
        for part in ["{{ <A b={[", "{{ <A b=\"", "{{ <A ", "{% <A> %}"] {
            let text = part.repeat(5_000);
            for (at, _) in text.match_indices("{{").take(50) {
                read_call(&text, at);
            }
        }
    }
}
