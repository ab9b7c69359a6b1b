//! Documents in JSON and YAML, read key by key, and their lists entry by entry, so that the file's own
//! shapes never pile up.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::error::ReadError;
use super::shape::{Kind, List, Object, Record, Text, begin_entry};
use crate::yaml;

/// A document that takes its keys one by one.
pub(super) trait Document: Default {
    /// Takes the value of `key`; [`skip`](super::shape::skip) if the key is of no use.
    fn key<'de, A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error>;

    /// Why reading was given up, if not for broken syntax.
    fn wrong(&mut self) -> &mut Option<Wrong>;
}

/// Reads JSON.
pub(super) fn json<D: Document>(file: &str, text: &str) -> Result<D, ReadError> {
    let mut document = D::default();
    let mut input = serde_json::Deserializer::from_str(text);
    let result = Keys(&mut document)
        .deserialize(&mut input)
        .and_then(|()| input.end());
    match (document.wrong().take(), result) {
        (Some(wrong), result) => {
            // The parser stands behind the entry that holds the value.
            let (line, column) = result.err().map_or((1, 1), |at| (at.line(), at.column()));
            Err(wrong.into_error(file, line, column))
        }
        (None, Err(error)) => Err(ReadError::of_json(file, &error)),
        (None, Ok(())) => Ok(document),
    }
}

/// Most bytes of YAML that are read: its tree takes many times as much memory.
const MAX_YAML: usize = 32 << 20;

/// Reads YAML. Its scalars are texts as they are written; aliases and tags are refused.
pub(super) fn yaml<D: Document>(file: &str, text: &str) -> Result<D, ReadError> {
    if text.len() > MAX_YAML {
        return Err(ReadError::TooLarge {
            file: file.into(),
            most: MAX_YAML,
        });
    }
    let broken = |problem: yaml::Problem| ReadError::Syntax {
        file: file.into(),
        language: "YAML",
        line: problem.line,
        column: problem.column,
        problem: problem.message,
    };
    let tree = yaml::parse_within(text, MAX_YAML).map_err(broken)?;
    let read: Result<Whole<D>, _> = yaml::read(&tree);
    read.map(|whole| whole.0)
        .map_err(|problems| match problems.into_iter().next() {
            Some(problem) => broken(problem),
            None => ReadError::Empty { file: file.into() },
        })
}

struct Whole<D>(D);

impl<'de, D: Document> Deserialize<'de> for Whole<D> {
    fn deserialize<I: Deserializer<'de>>(input: I) -> Result<Self, I::Error> {
        let mut document = D::default();
        Keys(&mut document).deserialize(input)?;
        Ok(Self(document))
    }
}

struct Keys<'d, D>(&'d mut D);

impl<'de, D: Document> DeserializeSeed<'de> for Keys<'_, D> {
    type Value = ();

    fn deserialize<I: Deserializer<'de>>(self, input: I) -> Result<(), I::Error> {
        input.deserialize_map(self)
    }
}

impl<'de, D: Document> Visitor<'de> for Keys<'_, D> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(Text::Is(key)) = fields.next_key::<Text>()? {
            self.0.key(&key, &mut fields)?;
        }
        Ok(())
    }
}

/// A wrong type, on its way out of the parser.
pub(super) struct Wrong {
    path: String,
    expected: &'static str,
    found: Kind,
}

impl Wrong {
    pub(super) fn into_error(self, file: &str, line: usize, column: usize) -> ReadError {
        ReadError::WrongType {
            file: file.into(),
            line,
            column,
            path: self.path,
            expected: self.expected,
            found: self.found,
        }
    }
}

/// Where a value stands; put into words only when something is wrong with it.
#[derive(Clone, Copy)]
pub(super) enum Path<'p> {
    /// Under a key, of the document or of what stands at a path.
    Key(Option<&'p Path<'p>>, &'static str),
    /// An entry of a list.
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    pub(super) fn wrong(&self, expected: &'static str, found: Kind) -> Wrong {
        Wrong {
            path: self.to_string(),
            expected,
            found,
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(None, key) => f.write_str(key),
            Self::Key(Some(parent), key) => write!(f, "{parent}.{key}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// A ref that is a list or an object would be lost with its edges.
pub(super) fn refuse_ref(at: &Path<'_>, reference: &Text<'_>) -> Result<(), Wrong> {
    match reference {
        Text::Not(kind) => Err(at.wrong("a text", kind)),
        Text::Absent | Text::Is(_) | Text::Float(_) => Ok(()),
    }
}

/// Hands each object of a nested list to `take`, with its path.
pub(super) fn each<T>(
    at: &Path<'_>,
    list: List<Object<T>>,
    mut take: impl FnMut(&Path<'_>, T) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    match list {
        List::Absent => Ok(()),
        List::Not(kind) => Err(at.wrong("an array", kind)),
        List::Is(items) => items.into_iter().enumerate().try_for_each(|(index, item)| {
            let at = Path::Index(at, index);
            match item {
                Object::Is(fields) => take(&at, fields),
                other => Err(at.wrong("an object", other.kind())),
            }
        }),
    }
}

/// Ends the reading; the reason stays in the document, and for YAML in the words.
pub(super) fn give_up<D: Document, E: Error>(document: &mut D, wrong: Wrong) -> E {
    let error = E::custom(format!(
        "{}: expected {}, found {}",
        wrong.path, wrong.expected, wrong.found
    ));
    *document.wrong() = Some(wrong);
    error
}

/// What a document does with one entry of a list.
type Take<D, T> = fn(&mut D, &Path<'_>, T) -> Result<(), Wrong>;

/// A top-level list, taken entry by entry.
pub(super) struct Entries<'d, D, T> {
    document: &'d mut D,
    key: &'static str,
    take: Take<D, T>,
}

impl<'d, D, T> Entries<'d, D, T> {
    pub(super) fn new(document: &'d mut D, key: &'static str, take: Take<D, T>) -> Self {
        Self {
            document,
            key,
            take,
        }
    }
}

impl<'de, D: Document, T: Record<'de>> DeserializeSeed<'de> for Entries<'_, D, T> {
    type Value = ();

    fn deserialize<I: Deserializer<'de>>(self, input: I) -> Result<(), I::Error> {
        input.deserialize_any(self)
    }
}

impl<'de, D: Document, T: Record<'de>> Entries<'_, D, T> {
    fn not_a_list<E: Error>(self, found: Kind) -> Result<(), E> {
        let wrong = Path::Key(None, self.key).wrong("an array", found);
        Err(give_up(self.document, wrong))
    }
}

impl<'de, D: Document, T: Record<'de>> Visitor<'de> for Entries<'_, D, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let list = Path::Key(None, self.key);
        let mut index = 0;
        loop {
            begin_entry();
            let Some(item) = items.next_element::<Object<T>>()? else {
                return Ok(());
            };
            let at = Path::Index(&list, index);
            let taken = match item {
                Object::Is(fields) => (self.take)(self.document, &at, fields),
                other => Err(at.wrong("an object", other.kind())),
            };
            if let Err(wrong) = taken {
                return Err(give_up(self.document, wrong));
            }
            index += 1;
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _fields: A) -> Result<(), A::Error> {
        self.not_a_list("an object")
    }

    fn visit_str<E: Error>(self, _value: &str) -> Result<(), E> {
        self.not_a_list("a text")
    }

    fn visit_bool<E: Error>(self, _value: bool) -> Result<(), E> {
        self.not_a_list("a boolean")
    }

    fn visit_u64<E: Error>(self, _value: u64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_i64<E: Error>(self, _value: i64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<(), E> {
        self.not_a_list("a number")
    }
}
