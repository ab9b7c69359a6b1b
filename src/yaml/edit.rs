//! Replaces one entry of a mapping by its lines. Whatever else the file holds, comments,
//! order, quoting and line ends, stays as it is, byte for byte.

use super::node::{Key, Node, Value, parse};
use super::problem::Problem;

/// Why an entry could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The file is not YAML that is read here.
    #[error("{}", .0.message)]
    Yaml(Problem),
    /// The layout leaves no lines that belong to this entry alone.
    #[error("line {line}: {why}; write the entry as `key:` on a line of its own, then try again")]
    Layout {
        /// Line, counted from 1.
        line: usize,
        /// What is in the way.
        why: String,
    },
}

/// Sets `key` in the mapping under the top-level key `section` to `body`, and gives the new text.
///
/// `body` holds the entry's lines without indentation (YAML in block style); `flow` is the same
/// value in flow style, used where the mapping is written in braces. A body of one scalar or flow
/// list stands on the key's line. A new entry goes behind the last one that `order` lists before
/// it. Comments inside a replaced entry are kept below its key.
///
/// # Errors
/// [`EditError::Layout`] where the entry has no lines of its own (`? key`, or several keys on a line).
pub fn set_entry(
    text: &str,
    section: &str,
    key: &str,
    body: &str,
    flow: &str,
    order: &[&str],
) -> Result<String, EditError> {
    let root = parse(text).map_err(EditError::Yaml)?;
    let edit = Edit {
        text,
        newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
    };
    if root.is_null() {
        let block = edit.block(key, body, "  ", &[]);
        return Ok(edit.append(&format!("{section}:{}{block}", edit.newline)));
    }
    let Value::Mapping { flow: false, .. } = root.value else {
        return Err(layout(&root, "the file is not a mapping in block style"));
    };
    let Some((section_key, mapping)) = root.entry(section) else {
        let block = edit.block(key, body, "  ", &[]);
        return Ok(edit.append(&format!("{section}:{}{block}", edit.newline)));
    };
    match &mapping.value {
        Value::Mapping {
            entries,
            flow: true,
        } if !entries.is_empty() => edit.in_flow(mapping, entries, key, flow),
        Value::Mapping {
            entries,
            flow: false,
        } => edit.in_block(section_key, entries, key, body, order),
        Value::Mapping { .. } => Ok(edit.instead_of_empty(mapping, key, body)),
        _ if mapping.is_null() => Ok(edit.instead_of_empty(mapping, key, body)),
        _ => Err(layout(mapping, &format!("`{section}` is not a mapping"))),
    }
}

/// Takes `key` and its value out of the mapping under the top-level key `section`. Comments
/// inside the entry stay in its place. Without such an entry the text stays as it is.
///
/// # Errors
/// [`EditError::Layout`] where the entry has no lines of its own.
pub fn remove_entry(text: &str, section: &str, key: &str) -> Result<String, EditError> {
    let root = parse(text).map_err(EditError::Yaml)?;
    let edit = Edit {
        text,
        newline: if text.contains("\r\n") { "\r\n" } else { "\n" },
    };
    let mapping = root.entry(section).map(|(_, mapping)| mapping);
    let Some(Value::Mapping { entries, flow }) = mapping.map(|mapping| &mapping.value) else {
        return Ok(text.to_owned());
    };
    let Some((name, value)) = entries.iter().find(|(name, _)| name.text == key) else {
        return Ok(text.to_owned());
    };
    let start = edit.line_start(name.span.start);
    let indent = &text[start..name.span.start];
    if *flow || !indent.chars().all(|c| c == ' ') {
        return Err(layout(value, &format!("`{key}` has no lines of its own")));
    }
    let end = edit.entry_end(name, value);
    let comments = comments(&text[start..end]);
    let comments = comments
        .iter()
        .map(|c| format!("{indent}{c}{}", edit.newline));
    let comments: String = comments.collect();
    Ok(format!("{}{comments}{}", &text[..start], &text[end..]))
}

fn layout(node: &Node, why: &str) -> EditError {
    EditError::Layout {
        line: node.span.line,
        why: why.to_owned(),
    }
}

struct Edit<'a> {
    text: &'a str,
    newline: &'static str,
}

impl Edit<'_> {
    fn block(&self, key: &str, body: &str, indent: &str, comments: &[&str]) -> String {
        let inline = body.lines().count() == 1 && stands_on_one_line(body);
        let value = if inline {
            format!(" {}", body.trim())
        } else {
            String::new()
        };
        let mut block = format!("{indent}{}:{value}{}", written(key), self.newline);
        for comment in comments {
            block.push_str(&format!("{indent}  {comment}{}", self.newline));
        }
        for line in body.lines().filter(|_| !inline) {
            let lead = if line.is_empty() {
                String::new()
            } else {
                format!("{indent}  ")
            };
            block.push_str(&format!("{lead}{line}{}", self.newline));
        }
        block
    }

    /// `addition` at the end of the file, on a line of its own.
    fn append(&self, addition: &str) -> String {
        self.insert(self.text.len(), addition)
    }

    fn insert(&self, at: usize, addition: &str) -> String {
        let (before, after) = self.text.split_at(at);
        let gap = if before.is_empty() || before.ends_with('\n') || before == "\u{FEFF}" {
            ""
        } else {
            self.newline
        };
        format!("{before}{gap}{addition}{after}")
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |n| n + 1)
    }

    /// One past the line feed that ends the line of byte `at`.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |n| at + n + 1)
    }

    /// One past the last line of the entry; comments and blank lines behind it are not part of it.
    fn entry_end(&self, key: &Key, value: &Node) -> usize {
        let end = self.content_end(value).max(key.span.end);
        if end > 0 && self.text[..end].ends_with('\n') {
            end
        } else {
            self.line_end(end)
        }
    }

    fn content_end(&self, node: &Node) -> usize {
        let inner = match &node.value {
            Value::Sequence(items) => items.iter().map(|item| self.content_end(item)).max(),
            Value::Mapping {
                entries,
                flow: false,
            } => entries
                .iter()
                .map(|(key, value)| self.content_end(value).max(key.span.end))
                .max(),
            _ => None,
        };
        let start = node.span.start;
        let written = &self.text[start..node.span.end.max(start)];
        match inner {
            // A flow list's bracket stands behind its last item.
            Some(inner) if written.trim_end().ends_with(']') => {
                inner.max(start + written.trim_end().len())
            }
            Some(inner) => inner,
            None => start + written.trim_end().len(),
        }
    }

    fn in_block(
        &self,
        section: &Key,
        entries: &[(Key, Node)],
        key: &str,
        body: &str,
        order: &[&str],
    ) -> Result<String, EditError> {
        let mut indent = "";
        for (name, value) in entries {
            let start = self.line_start(name.span.start);
            indent = &self.text[start..name.span.start];
            if !indent.chars().all(|c| c == ' ') {
                return Err(layout(
                    value,
                    &format!("something stands before `{}`", name.text),
                ));
            }
        }
        if let Some((name, value)) = entries.iter().find(|(name, _)| name.text == key) {
            let start = self.line_start(name.span.start);
            let end = self.entry_end(name, value);
            let comments = comments(&self.text[start..end]);
            let comments: Vec<_> = comments.iter().map(String::as_str).collect();
            let written = self.text[name.span.start..name.span.end].to_owned();
            let block = self.block(&written, body, indent, &comments);
            return Ok(format!(
                "{}{block}{}",
                &self.text[..start],
                &self.text[end..]
            ));
        }
        let rank = |name: &str| order.iter().position(|other| *other == name);
        let before = entries
            .iter()
            .rev()
            .find(|(name, _)| match (rank(&name.text), rank(key)) {
                (Some(other), Some(own)) => other < own,
                _ => true,
            });
        let at = match before {
            Some((name, value)) => self.entry_end(name, value),
            None => self.line_end(section.span.end),
        };
        Ok(self.insert(at, &self.block(key, body, indent, &[])))
    }

    fn instead_of_empty(&self, mapping: &Node, key: &str, body: &str) -> String {
        let (start, end) = (mapping.span.start, mapping.span.end);
        let head = self.text[..start].trim_end_matches(' ');
        let text = format!("{head}{}", &self.text[end..]);
        let edit = Edit {
            text: &text,
            newline: self.newline,
        };
        // A value on a line below its key leaves that line empty: the entry goes in its place.
        let at = if head.ends_with('\n') {
            head.len()
        } else {
            edit.line_end(head.len())
        };
        edit.insert(at, &edit.block(key, body, "  ", &[]))
    }

    fn in_flow(
        &self,
        mapping: &Node,
        entries: &[(Key, Node)],
        key: &str,
        flow: &str,
    ) -> Result<String, EditError> {
        if let Some((name, value)) = entries.iter().find(|(name, _)| name.text == key) {
            let start = if value.is_null() {
                name.span.end
            } else {
                value.span.start
            };
            let end = if value.is_null() {
                name.span.end
            } else {
                value.span.end
            };
            let colon = if value.is_null() { ": " } else { "" };
            if value.is_null() && self.text[end..].trim_start().starts_with(':') {
                return Err(layout(value, &format!("`{key}` has no value")));
            }
            return Ok(format!(
                "{}{colon}{flow}{}",
                &self.text[..start],
                &self.text[end..]
            ));
        }
        match entries.last() {
            Some((name, value)) => {
                let end = value.span.end.max(name.span.end);
                Ok(format!(
                    "{}, {}: {flow}{}",
                    &self.text[..end],
                    written(key),
                    &self.text[end..]
                ))
            }
            None => Err(layout(mapping, "the mapping is empty")),
        }
    }
}

/// Whether a value is a scalar or a list in brackets.
fn stands_on_one_line(body: &str) -> bool {
    let node = parse(body).map(|node| node.value);
    match node {
        Ok(Value::Scalar { .. }) => true,
        Ok(Value::Sequence(_)) => body.trim_start().starts_with('['),
        _ => false,
    }
}

/// Whether some reader of YAML takes a plain scalar for a number, true, false or null.
pub fn looks_typed(text: &str) -> bool {
    let is_word = ["null", "true", "false"].contains(&text.to_ascii_lowercase().as_str());
    is_word || text.parse::<f64>().is_ok()
}

/// A key as it is written: quoted unless its characters mean nothing in YAML. What is quoted
/// already stays as it is.
fn written(key: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    // A version such as 1.10 stays a text for each reader of YAML.
    let is_plain = key.chars().all(plain) && !key.starts_with('-') && !looks_typed(key);
    match key.starts_with(['"', '\'']) || is_plain {
        true => key.to_owned(),
        // JSON's quoted form is YAML's, too.
        false => serde_json::Value::from(key).to_string(),
    }
}

/// The comments within the lines of an entry, in order.
fn comments(lines: &str) -> Vec<String> {
    let options =
        granit_parser::options! { emit_comments: true, max_buffered_comment_events: 10_000 };
    granit_parser::Parser::new_from_str_with_options(lines, options)
        .map_while(Result::ok)
        .filter_map(|(event, _)| match event {
            granit_parser::Event::Comment(text, _) => Some(format!("#{}", text.trim_end())),
            _ => None,
        })
        .collect()
}
