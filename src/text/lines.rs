use super::clean;

/// Lines for a terminal or a plain file, wrapped at a width.
#[derive(Debug)]
pub struct Lines {
    text: String,
    width: usize,
}

impl Lines {
    /// An empty page; very narrow and very wide ones are hard to read and are bounded.
    pub fn new(width: usize) -> Self {
        Self {
            text: String::new(),
            width: width.clamp(40, 100),
        }
    }

    /// Writes `text` behind `label`, cleaned and wrapped; further lines stand under its start.
    pub fn wrapped(&mut self, label: &str, text: &str) {
        self.hanging(label, label.chars().count(), text);
    }

    /// The same, with further lines indented by `indent` columns.
    pub fn hanging(&mut self, label: &str, indent: usize, text: &str) {
        let text = clean(text).replace(['\n', '\t'], " ");
        let indent = " ".repeat(indent);
        // A line never breaks inside a date, a path or an id.
        let options = textwrap::Options::new(self.width)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .initial_indent(label)
            .subsequent_indent(&indent);
        for line in textwrap::wrap(&text, options) {
            self.line(line.trim_end());
        }
    }

    /// Writes a line as it is; it may hold terminal styles.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// What was written.
    pub fn into_string(self) -> String {
        self.text
    }
}
