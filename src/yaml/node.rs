use granit_parser::{Event, Parser, ScalarStyle, StructureStyle};

use super::Problem;

/// Largest YAML file that is read, in bytes: an answers file has a few kilobytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Deepest nesting that is read; the files here need six levels.
const MAX_DEPTH: usize = 64;

/// A place in a YAML text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte in characters, from 1.
    pub column: usize,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// A mapping's key with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The key's text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of values. Anchors, aliases and tags are refused by [`parse`].
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A scalar as written; `plain` when it is not quoted and so may be null, a number or a boolean.
    Scalar {
        /// The text, escapes resolved.
        text: String,
        /// Unquoted.
        plain: bool,
    },
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping in the order of the file; `flow` when written in braces.
    Mapping {
        /// Keys and values; no key stands twice.
        entries: Vec<(Key, Node)>,
        /// Written as `{a: b}`.
        flow: bool,
    },
    /// Stands for a value that was reported as wrong or missing, so that reading can go on
    /// and find the next mistake. Never in a tree that [`parse`] returns.
    Hole,
}

impl Node {
    /// Whether this is an empty or `null` value.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, plain: true }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// The entries, if this is a mapping.
    pub fn entries(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Mapping { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The key and value under `name`, if this is a mapping that has it.
    pub fn entry(&self, name: &str) -> Option<&(Key, Node)> {
        self.entries().iter().find(|(key, _)| key.text == name)
    }

    /// Whether there is something at `path`, right or wrong.
    pub fn has(&self, path: &[&str]) -> bool {
        match path {
            [] => true,
            [step, rest @ ..] => match &self.value {
                Value::Sequence(items) => step
                    .parse::<usize>()
                    .ok()
                    .and_then(|i| items.get(i))
                    .is_some_and(|item| item.has(rest)),
                _ => self.entry(step).is_some_and(|(_, value)| value.has(rest)),
            },
        }
    }

    /// The place of the key at `path` (a number steps into a list), or of the deepest part
    /// of the path that exists.
    pub fn place(&self, path: &[&str]) -> Span {
        let mut node = self;
        let mut span = self.span;
        for step in path {
            match &node.value {
                Value::Sequence(items) => {
                    let Some(item) = step.parse::<usize>().ok().and_then(|i| items.get(i)) else {
                        return span;
                    };
                    (node, span) = (item, item.span);
                }
                _ => {
                    let Some((key, value)) = node.entry(step) else {
                        return span;
                    };
                    (node, span) = (value, key.span);
                }
            }
        }
        span
    }
}

impl Node {
    /// Whether two trees say the same, wherever it stands, but for the entries at `except` (a
    /// section and a key in it).
    pub fn says_the_same(&self, other: &Self, except: &[(&str, &str)]) -> bool {
        match (&self.value, &other.value) {
            (Value::Mapping { entries: one, .. }, Value::Mapping { entries: two, .. }) => {
                let names = one.iter().chain(two).map(|(key, _)| key.text.as_str());
                names.into_iter().all(|name| {
                    let within: Vec<(&str, &str)> = except
                        .iter()
                        .filter(|(section, _)| *section == name)
                        .map(|(_, key)| (*key, ""))
                        .collect();
                    let is_except = except.contains(&(name, ""));
                    let empty = Node {
                        value: Value::Mapping {
                            entries: Vec::new(),
                            flow: true,
                        },
                        span: Span::default(),
                    };
                    match (self.entry(name), other.entry(name)) {
                        _ if is_except => true,
                        (Some((_, one)), Some((_, two))) => {
                            let one = if one.is_null() && !within.is_empty() {
                                &empty
                            } else {
                                one
                            };
                            one.says_the_same(two, &within)
                        }
                        // A section that came with one of these entries.
                        (None, Some((_, two))) => {
                            !within.is_empty() && empty.says_the_same(two, &within)
                        }
                        _ => false,
                    }
                })
            }
            (Value::Sequence(one), Value::Sequence(two)) => {
                one.len() == two.len()
                    && one
                        .iter()
                        .zip(two)
                        .all(|(one, two)| one.says_the_same(two, &[]))
            }
            // Quoted or not, it is the same text to the reader of these files.
            (Value::Scalar { text: one, .. }, Value::Scalar { text: two, .. }) => one == two,
            (one, two) => one == two,
        }
    }

    /// A problem at `path`, or at its deepest part that exists.
    pub fn problem(
        &self,
        path: &[&str],
        message: impl Into<String>,
        hint: Option<String>,
    ) -> Problem {
        let place = self.place(path);
        Problem {
            line: place.line,
            column: place.column,
            message: message.into(),
            hint,
        }
    }
}

/// Reads one YAML document into a tree.
///
/// # Errors
/// One problem where the text is not YAML, is too large or too deep, holds several documents,
/// a key twice, a key that is no text, or an anchor, alias or tag. Aliases are refused since
/// an edit of one entry must never change another.
pub fn parse(text: &str) -> Result<Node, Problem> {
    parse_within(text, MAX_BYTES)
}

/// The same for a text of so many bytes `most`.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(text: &str, most: usize) -> Result<Node, Problem> {
    if text.len() > most {
        return Err(Problem {
            line: 1,
            column: 1,
            message: format!("this file has more than the {most} bytes that are read"),
            hint: None,
        });
    }
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mut events = Events {
        parser: Parser::new_from_str_with_options(text, options),
        last: Span::default(),
    };
    let mut root = None;
    loop {
        let (event, span) = events.next()?;
        match event {
            Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd => {}
            Event::StreamEnd => break,
            _ if root.is_some() => {
                return Err(problem(
                    span,
                    "a second YAML document starts here; one was expected",
                ));
            }
            event => root = Some(events.node(event, span, 0)?),
        }
    }
    Ok(root.unwrap_or(Node {
        value: Value::Scalar {
            text: String::new(),
            plain: true,
        },
        span: Span {
            line: 1,
            column: 1,
            ..Span::default()
        },
    }))
}

struct Events<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    last: Span,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Problem> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let range = span.byte_range().unwrap_or_default();
                self.last = Span {
                    start: range.start,
                    end: range.end,
                    line: span.start.line(),
                    column: span.start.col() + 1,
                };
                Ok((event, self.last))
            }
            Some(Err(error)) => Err(Problem {
                line: error.marker().line().max(1),
                column: error.marker().col() + 1,
                message: format!("not valid YAML: {}", crate::text::one_line(&error.info())),
                hint: None,
            }),
            None => Ok((Event::StreamEnd, self.last)),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, Problem> {
        if depth > MAX_DEPTH {
            return Err(problem(
                span,
                &format!("nested more than {MAX_DEPTH} levels deep"),
            ));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse(span, anchor, tag.is_some())?;
                let plain = style == ScalarStyle::Plain;
                Ok(Node {
                    value: Value::Scalar {
                        text: text.into_owned(),
                        plain,
                    },
                    span,
                })
            }
            Event::SequenceStart(_, anchor, tag) => {
                refuse(span, anchor, tag.is_some())?;
                let mut items = Vec::new();
                loop {
                    let (event, inner) = self.next()?;
                    if event == Event::SequenceEnd {
                        return Ok(Node {
                            value: Value::Sequence(items),
                            span: Span {
                                end: inner.end,
                                ..span
                            },
                        });
                    }
                    items.push(self.node(event, inner, depth + 1)?);
                }
            }
            Event::MappingStart(style, anchor, tag) => {
                refuse(span, anchor, tag.is_some())?;
                self.mapping(span, style == StructureStyle::Flow, depth)
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => Err(problem(
                span,
                "aliases (`*name`) are not read here; write the value out",
            )),
            _ => Err(problem(span, "a value was expected here")),
        }
    }

    fn mapping(&mut self, span: Span, flow: bool, depth: usize) -> Result<Node, Problem> {
        let mut entries: Vec<(Key, Node)> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        loop {
            let (event, inner) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(Node {
                    value: Value::Mapping { entries, flow },
                    span: Span {
                        end: inner.end,
                        ..span
                    },
                });
            }
            let key = self.node(event, inner, depth + 1)?;
            let Value::Scalar { text, .. } = key.value else {
                return Err(problem(key.span, "a key must be text"));
            };
            if let Some(line) = seen.insert(text.clone(), key.span.line) {
                let message = format!(
                    "`{}` stands twice; the first is on line {line}",
                    crate::text::one_line(&text)
                );
                return Err(Problem {
                    hint: Some("keep one of them".into()),
                    ..problem(key.span, &message)
                });
            }
            let (event, inner) = self.next()?;
            let value = self.node(event, inner, depth + 1)?;
            entries.push((
                Key {
                    text,
                    span: key.span,
                },
                value,
            ));
        }
    }
}

fn refuse(span: Span, anchor: usize, tag: bool) -> Result<(), Problem> {
    match (anchor, tag) {
        (0, false) => Ok(()),
        (0, true) => Err(problem(span, "tags (`!name`) are not read here; remove it")),
        _ => Err(problem(
            span,
            "anchors (`&name`) are not read here; write the value out",
        )),
    }
}

fn problem(span: Span, message: &str) -> Problem {
    Problem {
        line: span.line,
        column: span.column,
        message: message.to_owned(),
        hint: None,
    }
}
