//! XML element by element: names without prefix, attributes and text unescaped, positions for
//! errors. No entity is ever defined, so none can grow; a document type definition is passed over.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::error::ReadError;

/// Deepest nesting that is read, as for JSON.
const MAX_DEPTH: usize = 127;

/// A document that is being read.
pub(super) struct Xml<'a> {
    file: &'a str,
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
}

/// An element that was met and not yet read.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    is_empty: bool,
}

impl Element<'_> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.start.name().into_inner();
        name.rsplit(':').next().unwrap_or(name)
    }

    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut all = self.start.attributes();
        all.with_checks(false);
        let mut all = all.flatten();
        let found = all.find(|one| one.key.into_inner() == name)?;
        let value = found.normalized_value(XmlVersion::Implicit1_0);
        // What cannot be unescaped stays as it is written.
        Some(value.map_or_else(|_| found.value.to_string(), Cow::into_owned))
    }
}

impl<'a> Xml<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = false;
        Self {
            file,
            text,
            reader,
            depth: 0,
        }
    }

    /// The outermost element.
    pub(super) fn root(&mut self) -> Result<Element<'a>, ReadError> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    return Ok(Element {
                        start,
                        is_empty: false,
                    });
                }
                Event::Empty(start) => {
                    return Ok(Element {
                        start,
                        is_empty: true,
                    });
                }
                Event::Eof => return Err(self.ends()),
                _ => {}
            }
        }
    }

    /// Hands each element inside `element` to `take`, which reads it to its end.
    pub(super) fn each(
        &mut self,
        element: &Element<'_>,
        mut take: impl FnMut(&mut Self, Element<'a>) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        if element.is_empty {
            return Ok(());
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let (line, column) = self.place(self.reader.buffer_position());
            return Err(ReadError::TooDeep {
                file: self.file.into(),
                line,
                column,
            });
        }
        loop {
            let (start, is_empty) = match self.event()? {
                Event::Start(start) => (start, false),
                Event::Empty(start) => (start, true),
                Event::End(_) => break,
                Event::Eof => return Err(self.ends()),
                _ => continue,
            };
            take(self, Element { start, is_empty })?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// Passes over an element.
    pub(super) fn skip(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        let mut open = usize::from(!element.is_empty);
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Eof => return Err(self.ends()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The text of an element without white space around it; that of elements inside is left out.
    pub(super) fn text(&mut self, element: &Element<'_>) -> Result<String, ReadError> {
        let mut text = String::new();
        let mut open = usize::from(!element.is_empty);
        while open > 0 {
            match self.event()? {
                Event::Start(_) => open += 1,
                Event::End(_) => open -= 1,
                Event::Text(part) if open == 1 => text.push_str(&part.xml10_content()),
                Event::CData(part) if open == 1 => text.push_str(&part.xml10_content()),
                Event::GeneralRef(part) if open == 1 => text.push_str(&self.resolved(&part)?),
                Event::Eof => return Err(self.ends()),
                _ => {}
            }
        }
        let trimmed = text.trim();
        if trimmed.len() < text.len() {
            text = trimmed.to_owned();
        }
        Ok(text)
    }

    /// After the outermost element nothing but comments may come.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        loop {
            match self.event()? {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => {
                    let at = self.reader.buffer_position();
                    return Err(self.broken(at, "something stands behind the document".to_owned()));
                }
            }
        }
    }

    fn event(&mut self) -> Result<Event<'a>, ReadError> {
        self.reader.read_event().map_err(|error| {
            let at = self.reader.error_position();
            match &error {
                quick_xml::Error::IllFormed(quick_xml::errors::IllFormedError::MissingEndTag(
                    _,
                ))
                | quick_xml::Error::Syntax(_) => self.truncated(at, error.to_string()),
                _ => self.broken(at, error.to_string()),
            }
        })
    }

    fn resolved(&self, part: &BytesRef<'_>) -> Result<String, ReadError> {
        let at = self.reader.buffer_position();
        match part.resolve_char_ref() {
            Ok(Some(letter)) => return Ok(letter.to_string()),
            Ok(None) => {}
            Err(error) => return Err(self.broken(at, error.to_string())),
        }
        let name = part.xml10_content();
        match quick_xml::escape::resolve_predefined_entity(&name) {
            Some(text) => Ok(text.to_owned()),
            None => Err(self.broken(at, format!("the entity `{name}` is not one of XML's own"))),
        }
    }

    fn ends(&self) -> ReadError {
        let at = self.text.len() as u64;
        self.truncated(at, "elements are still open".to_owned())
    }

    fn truncated(&self, at: u64, problem: String) -> ReadError {
        let (line, column) = self.place(at);
        ReadError::Truncated {
            file: self.file.into(),
            language: "XML",
            line,
            column,
            problem,
        }
    }

    fn broken(&self, at: u64, problem: String) -> ReadError {
        let (line, column) = self.place(at);
        ReadError::Syntax {
            file: self.file.into(),
            language: "XML",
            line,
            column,
            problem,
        }
    }

    fn place(&self, at: u64) -> (usize, usize) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        super::error::place(self.text.as_bytes(), at)
    }
}
