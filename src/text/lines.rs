use textwrap::core::display_width;

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

    /// Columns of a line.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Writes `text` behind `label`, cleaned and wrapped; further lines stand under its start.
    pub fn wrapped(&mut self, label: &str, text: &str) {
        self.hanging(label, display_width(label), text);
    }

    /// The same, with further lines indented by `indent` columns. The label may hold terminal styles.
    pub fn hanging(&mut self, label: &str, indent: usize, text: &str) {
        for line in self.wrap(label, indent, text) {
            self.line(line.trim_end());
        }
    }

    /// Writes `text`, cleaned and wrapped, each line as `decorate` makes it: what that adds, such as
    /// styles and links, takes no columns.
    pub fn decorated(&mut self, text: &str, decorate: impl Fn(&str) -> String) {
        for line in self.wrap("", 0, text) {
            self.line(&decorate(line.trim_end()));
        }
    }

    /// Writes `items` behind `label`, as many on a line as fit, none of them broken; further
    /// lines are indented by `indent` columns. Label and items may hold terminal styles.
    pub fn items(&mut self, label: &str, indent: usize, items: &[String]) {
        let mut line = label.to_owned();
        let mut is_first = true;
        for item in items {
            let gap = if is_first { 0 } else { 2 };
            if !is_first && display_width(&line) + gap + display_width(item) > self.width {
                self.line(&line);
                line = " ".repeat(indent);
            } else {
                line.push_str(&" ".repeat(gap));
            }
            line.push_str(item);
            is_first = false;
        }
        self.line(line.trim_end());
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

    fn wrap(&self, label: &str, indent: usize, text: &str) -> Vec<String> {
        let text = clean(text).replace(['\n', '\t'], " ");
        let indent = " ".repeat(indent);
        // A line never breaks inside a date, a path or an id.
        let options = textwrap::Options::new(self.width)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .initial_indent(label)
            .subsequent_indent(&indent);
        let lines = textwrap::wrap(&text, options).into_iter();
        lines.map(std::borrow::Cow::into_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(width: usize, write: impl Fn(&mut Lines)) -> Vec<String> {
        let mut lines = Lines::new(width);
        write(&mut lines);
        lines.into_string().lines().map(str::to_owned).collect()
    }

    #[test]
    fn what_decorates_a_line_takes_no_columns() {
        let text = "one two three four five six seven eight nine ten eleven";
        let plain = written(40, |lines| lines.decorated(text, str::to_owned));
        assert_eq!(plain.len(), 2);
        let linked = written(40, |lines| {
            lines.decorated(text, |line| {
                format!("\u{1b}]8;;https://example.com/a/b/c/d\u{1b}\\{line}\u{1b}]8;;\u{1b}\\")
            });
        });
        let shown = linked
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string());
        assert_eq!(shown.collect::<Vec<_>>(), plain);
    }

    #[test]
    fn a_styled_label_is_as_wide_as_its_letters() {
        let text = "one two three four five six seven";
        let plain = written(40, |lines| lines.wrapped("  label: ", text));
        let styled = written(40, |lines| {
            lines.wrapped("  \u{1b}[1mlabel:\u{1b}[0m ", text)
        });
        assert_eq!(plain.len(), 2);
        assert_eq!(
            styled[0].replace("\u{1b}[1m", "").replace("\u{1b}[0m", ""),
            plain[0]
        );
        assert_eq!(styled[1..], plain[1..]);
    }

    #[test]
    fn items_stay_whole() {
        let items = ["✗ gap 2", "○ open 19", "✓ conformant 3", "≠ contradicted 1"];
        let items = items.map(|item| format!("\u{1b}[48;5;124m{item}\u{1b}[0m"));
        let lines = written(40, |lines| lines.items("    ", 4, &items));
        let lines: Vec<String> = lines
            .iter()
            .map(|line| anstream::adapter::strip_str(line).to_string())
            .collect();
        assert_eq!(
            lines,
            [
                "    ✗ gap 2  ○ open 19  ✓ conformant 3",
                "    ≠ contradicted 1"
            ]
        );
        assert_eq!(display_width(&lines[0]), 38);
    }
}
