//! [`Paragraphs`]: plain text in lines of a limited length: paragraphs, lists, quotations.
//!
//! This must not know HTML.

/// The maximum length of a line, unless a single word is longer.
pub(crate) const LINE_LENGTH: usize = 72;

/// The beginnings of the lines of a part: of the first line, and of those below.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Indent {
    pub first: String,
    pub rest: String,
    /// Whether a line was written with it.
    is_used: bool,
}

/// A plain text that grows by paragraphs.
#[derive(Debug, Default)]
pub(crate) struct Paragraphs {
    text: String,
    indents: Vec<Indent>,
    /// Whether an empty line separates the next paragraph.
    needs_space: bool,
}

impl Paragraphs {
    /// Begins a part whose lines are indented.
    pub fn open(&mut self, first: String, rest: String) {
        self.indents.push(Indent { first, rest, is_used: false });
    }

    /// Ends the innermost such part.
    pub fn close(&mut self) {
        self.indents.pop();
    }

    /// Asks for an empty line before the next paragraph.
    pub fn space(&mut self) {
        self.needs_space = !self.text.is_empty();
    }

    /// Adds a paragraph, broken into lines. Words are separated by white space; a line break in the
    /// text stays one.
    pub fn add(&mut self, paragraph: &str) {
        let lines: Vec<&str> =
            paragraph.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        self.begin();
        for line in lines {
            let mut out = self.next_prefix();
            let prefix = out.chars().count();
            let mut length = prefix;
            for word in line.split_whitespace() {
                let own = word.chars().count();
                if length > prefix && length + 1 + own > LINE_LENGTH {
                    self.push_line(&out);
                    out = self.next_prefix();
                    length = out.chars().count();
                } else if length > prefix {
                    out.push(' ');
                    length += 1;
                }
                out.push_str(word);
                length += own;
            }
            self.push_line(&out);
        }
    }

    /// Adds lines as they are.
    pub fn add_lines(&mut self, text: &str) {
        self.begin();
        for line in text.trim_matches('\n').split('\n') {
            let prefix = self.next_prefix();
            self.push_line(&format!("{prefix}{line}"));
        }
    }

    /// Adds a line below the last one, of the same length.
    pub fn underline(&mut self, sign: char) {
        let last = self.text.trim_end_matches('\n').rsplit('\n').next().unwrap_or_default();
        let line: String = std::iter::repeat_n(sign, last.chars().count()).collect();
        self.push_line(&line);
    }

    fn begin(&mut self) {
        if std::mem::take(&mut self.needs_space) {
            // A part that begins here is not part of the empty line above it.
            let open = self.indents.iter().take_while(|indent| indent.is_used);
            let rest: String = open.map(|indent| indent.rest.as_str()).collect();
            self.push_line(rest.trim_end());
        }
    }

    /// The beginning of the next line: the first line of a part has its mark.
    fn next_prefix(&mut self) -> String {
        let mut prefix = String::new();
        for indent in &mut self.indents {
            prefix.push_str(&indent.first);
            indent.first.clone_from(&indent.rest);
            indent.is_used = true;
        }
        prefix
    }

    fn push_line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// The text.
    pub fn finish(self) -> String {
        // Words that must not be separated were kept together until here.
        self.text.replace('\u{a0}', " ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        let mut text = Paragraphs::default();
        text.add(&"word ".repeat(30));
        text.space();
        let long = "x".repeat(100);
        text.add(&format!("a {long} b"));
        let lines: Vec<String> = text.finish().lines().map(str::to_owned).collect();
        assert_eq!(lines[0].chars().count(), 69);
        assert_eq!(lines[3..], ["", "a", &long, "b"]);
    }

    #[test]
    fn parts_are_indented_with_their_mark_once() {
        let mut text = Paragraphs::default();
        text.open("> ".into(), "> ".into());
        text.open("- ".into(), "  ".into());
        text.add(&"word ".repeat(20));
        text.space();
        text.add("a\nb");
        text.close();
        text.close();
        let expect = format!(
            "> - {}\n>   {}\n>\n>   a\n>   b\n",
            "word ".repeat(13).trim(),
            "word ".repeat(7).trim()
        );
        assert_eq!(text.finish(), expect);
    }
}
