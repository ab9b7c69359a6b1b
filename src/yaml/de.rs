//! Reads a tree into a type through serde, and goes on after a mistake: what is wrong is
//! reported, replaced by a [`Value::Hole`] and the tree is read again, so that one run names
//! all mistakes of a file. Unknown fields are reported and passed over.

use std::cell::RefCell;
use std::fmt;

use serde::de::{self, DeserializeOwned, IntoDeserializer, Visitor};

use super::node::{Node, Span, Value};
use super::problem::Problem;
use super::suggest::unknown;

/// Name prefix of a newtype whose text is parsed: the rest is a valid sample, taken in place
/// of a wrong value so that reading can go on.
pub const SAMPLE: &str = "sample:";
/// Name of the newtype that accepts the words 'to fill in' in place of a value.
pub const TO_FILL_IN: &str = "to fill in";

/// More mistakes than this are not listed one by one.
pub const MAX_PROBLEMS: usize = 50;

/// Reads `node` as `T`.
///
/// # Errors
/// Every mistake found: unknown fields and values, missing fields, values of a wrong type or form.
pub fn read<T: DeserializeOwned>(node: &Node) -> Result<T, Vec<Problem>> {
    read_checked(node, |_| Vec::new())
}

/// Reads `node` as `T` and has `check` look for what the form alone does not show. It looks even
/// when the form is wrong somewhere, so that one run tells all; what it says about a line whose
/// form is wrong is dropped.
///
/// # Errors
/// Every mistake found by either.
pub fn read_checked<T: DeserializeOwned>(
    node: &Node,
    check: impl Fn(&T) -> Vec<Problem>,
) -> Result<T, Vec<Problem>> {
    let mut tree = None;
    let mut found: Vec<Problem> = Vec::new();
    loop {
        let current = tree.as_ref().unwrap_or(node);
        let sink = RefCell::new(Vec::new());
        let result = T::deserialize(De {
            node: current,
            sink: &sink,
        });
        for problem in sink.into_inner() {
            if found.len() < MAX_PROBLEMS && !found.contains(&problem) {
                found.push(problem);
            }
        }
        match result {
            Ok(value) => {
                let lines: Vec<usize> = found.iter().map(|problem| problem.line).collect();
                found.extend(
                    check(&value)
                        .into_iter()
                        .filter(|problem| !lines.contains(&problem.line)),
                );
                return if found.is_empty() {
                    Ok(value)
                } else {
                    Err(found)
                };
            }
            Err(error) => {
                let wound = error.wound.unwrap_or(Wound {
                    span: current.span,
                    missing: None,
                });
                if !error.reported {
                    found.push(wound.problem(error.message, None));
                }
                let tree = tree.get_or_insert_with(|| node.clone());
                if found.len() >= MAX_PROBLEMS || !mend(tree, &wound) {
                    return Err(found);
                }
            }
        }
    }
}

/// Where reading stopped: at a value, or at a mapping that lacks a field.
#[derive(Debug, Clone)]
struct Wound {
    span: Span,
    missing: Option<&'static str>,
}

impl Wound {
    fn problem(&self, message: String, hint: Option<String>) -> Problem {
        Problem {
            line: self.span.line.max(1),
            column: self.span.column.max(1),
            message,
            hint,
        }
    }
}

/// Puts a hole where the wound is; false when there is nothing left to replace.
fn mend(node: &mut Node, wound: &Wound) -> bool {
    if node.span == wound.span {
        match (&mut node.value, wound.missing) {
            (Value::Mapping { entries, .. }, Some(field)) => {
                let key = super::Key {
                    text: field.to_owned(),
                    span: node.span,
                };
                let hole = Node {
                    value: Value::Hole,
                    span: node.span,
                };
                entries.push((key, hole));
                return true;
            }
            (Value::Hole, _) => {}
            // A block mapping and its first key start at the same byte, but never end there.
            (value, None) => {
                *value = Value::Hole;
                return true;
            }
            _ => {}
        }
    }
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().any(|item| mend(item, wound)),
        Value::Mapping { entries, .. } => {
            if let Some(at) = entries.iter().position(|(key, _)| key.span == wound.span) {
                entries.remove(at);
                return true;
            }
            entries.iter_mut().any(|(_, value)| mend(value, wound))
        }
        _ => false,
    }
}

#[derive(Debug)]
struct Error {
    wound: Option<Wound>,
    missing: Option<&'static str>,
    message: String,
    /// Stands in the sink already, or follows from a mistake that does.
    reported: bool,
}

impl Error {
    fn plain(message: String) -> Self {
        Self {
            wound: None,
            missing: None,
            message,
            reported: false,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::plain(crate::text::one_line(&message.to_string()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self {
            missing: Some(field),
            ..Self::plain(format!("the field `{field}` is missing here"))
        }
    }
}

#[derive(Clone, Copy)]
struct De<'a> {
    node: &'a Node,
    sink: &'a RefCell<Vec<Problem>>,
}

impl<'a> De<'a> {
    fn child(self, node: &'a Node) -> Self {
        De {
            node,
            sink: self.sink,
        }
    }

    /// Ties an error that has no place yet to this node.
    fn here<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|mut error| {
            if error.wound.is_none() {
                error.wound = Some(Wound {
                    span: self.node.span,
                    missing: error.missing,
                });
                error.reported |= self.node.value == Value::Hole;
            }
            error
        })
    }

    fn expected<T>(self, what: &str) -> Result<T, Error> {
        let found = match &self.node.value {
            _ if self.node.is_null() => "nothing".to_owned(),
            Value::Scalar { text, .. } => {
                let text = crate::text::one_line(text);
                let short: String = text.chars().take(40).collect();
                let dots = if short.len() < text.len() { "..." } else { "" };
                format!("`{short}{dots}`")
            }
            Value::Sequence(_) => "a list".to_owned(),
            Value::Mapping { .. } => "a mapping".to_owned(),
            Value::Hole => "nothing".to_owned(),
        };
        self.here(Err(Error::plain(format!("found {found}, expected {what}"))))
    }

    /// `key:` without a value is an empty list or mapping.
    fn is_blank(self) -> bool {
        self.node.value == Value::Hole || self.node.is_null()
    }

    fn scalar(self) -> Option<&'a str> {
        match &self.node.value {
            Value::Scalar { text, .. } if !self.node.is_null() => Some(text),
            _ => None,
        }
    }

    fn number<T: std::str::FromStr + Default>(self, what: &str) -> Result<T, Error> {
        if self.node.value == Value::Hole {
            return Ok(T::default());
        }
        match self.scalar().and_then(|text| text.parse().ok()) {
            Some(number) => Ok(number),
            None => self.expected(what),
        }
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty, $what:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number: $type = self.number($what)?;
            self.here(visitor.$visit(number))
        })*
    };
}

impl<'de, 'a> de::Deserializer<'de> for De<'a> {
    type Error = Error;

    numbers! {
        deserialize_i8 visit_i8 i8, "a whole number";
        deserialize_i16 visit_i16 i16, "a whole number";
        deserialize_i32 visit_i32 i32, "a whole number";
        deserialize_i64 visit_i64 i64, "a whole number";
        deserialize_u8 visit_u8 u8, "a whole number that is not negative";
        deserialize_u16 visit_u16 u16, "a whole number that is not negative";
        deserialize_u32 visit_u32 u32, "a whole number that is not negative";
        deserialize_u64 visit_u64 u64, "a whole number that is not negative";
        deserialize_f32 visit_f32 f32, "a number";
        deserialize_f64 visit_f64 f64, "a number";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Hole => self.here(visitor.visit_unit()),
            _ if self.node.is_null() => self.here(visitor.visit_unit()),
            Value::Scalar { text, plain } => self.here(match (plain, text.as_str()) {
                (true, "true") => visitor.visit_bool(true),
                (true, "false") => visitor.visit_bool(false),
                _ => visitor.visit_str(text),
            }),
            Value::Sequence(_) => self.deserialize_seq(visitor),
            Value::Mapping { .. } => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.value == Value::Hole {
            return self.here(visitor.visit_bool(false));
        }
        match self.scalar().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes") => self.here(visitor.visit_bool(true)),
            Some("false" | "no") => self.here(visitor.visit_bool(false)),
            _ => self.expected("true or false"),
        }
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.scalar() {
            Some(text) => self.here(visitor.visit_str(text)),
            None if self.node.value == Value::Hole => self.here(visitor.visit_str("")),
            // A quoted empty text is text; an empty plain one is nothing.
            None => self.expected("text"),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_null() || self.node.value == Value::Hole {
            self.here(visitor.visit_none())
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.here(visitor.visit_unit())
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == TO_FILL_IN {
            let blank = self.node.value == Value::Hole
                || self
                    .scalar()
                    .is_some_and(|text| text.trim().eq_ignore_ascii_case(TO_FILL_IN));
            return if blank {
                self.here(visitor.visit_unit())
            } else {
                visitor.visit_newtype_struct(self)
            };
        }
        match name.strip_prefix(SAMPLE) {
            Some(sample) if self.node.value == Value::Hole => {
                self.here(visitor.visit_newtype_struct(sample.into_deserializer()))
            }
            Some(sample) if self.scalar().is_none() => {
                self.expected(&format!("a value such as `{sample}`"))
            }
            _ => self.here(visitor.visit_newtype_struct(self)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Sequence(items) => {
                let sink = self.sink;
                self.here(visitor.visit_seq(Items {
                    items: items.iter(),
                    sink,
                }))
            }
            _ if self.is_blank() => self.here(visitor.visit_seq(Items {
                items: [].iter(),
                sink: self.sink,
            })),
            _ => self.expected("a list"),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Mapping { entries, .. } => {
                self.here(visitor.visit_map(Entries::new(entries, None, self.sink)))
            }
            _ if self.is_blank() => {
                self.here(visitor.visit_map(Entries::new(&[], None, self.sink)))
            }
            _ => self.expected("a mapping (`key: value`)"),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Mapping { entries, .. } => {
                self.here(visitor.visit_map(Entries::new(entries, Some(fields), self.sink)))
            }
            Value::Hole => self.here(visitor.visit_map(Holes {
                fields: fields.iter(),
                de: self,
            })),
            _ if self.node.is_null() => {
                self.here(visitor.visit_map(Entries::new(&[], Some(fields), self.sink)))
            }
            _ => self.expected(&format!("a mapping with the fields {}", quoted(fields))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, span, value) = match &self.node.value {
            Value::Hole => match variants.first() {
                Some(first) => (*first, self.node.span, None),
                None => return self.expected("a value"),
            },
            Value::Scalar { text, .. } => (text.as_str(), self.node.span, None),
            Value::Mapping { entries, .. } => match entries.as_slice() {
                [(key, value)] => (key.text.as_str(), key.span, Some(value)),
                _ => return self.expected(&format!("exactly one of {}", quoted(variants))),
            },
            Value::Sequence(_) => return self.expected(&format!("one of {}", quoted(variants))),
        };
        if !variants.contains(&name) {
            let (message, hint) = unknown("value", name, variants);
            // The message points to the word; the hole goes where the whole value stands.
            self.sink.borrow_mut().push(
                Wound {
                    span,
                    missing: None,
                }
                .problem(message.clone(), hint),
            );
            return self.here(Err(Error {
                reported: true,
                ..Error::plain(message)
            }));
        }
        self.here(visitor.visit_enum(Variant {
            name,
            value,
            de: self,
        }))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.here(visitor.visit_unit())
    }
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

struct Items<'a> {
    items: std::slice::Iter<'a, Node>,
    sink: &'a RefCell<Vec<Problem>>,
}

impl<'de> de::SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.items.next() else {
            return Ok(None);
        };
        seed.deserialize(De {
            node,
            sink: self.sink,
        })
        .map(Some)
    }
}

struct Entries<'a> {
    entries: std::slice::Iter<'a, (super::Key, Node)>,
    known: Option<&'static [&'static str]>,
    value: Option<&'a Node>,
    sink: &'a RefCell<Vec<Problem>>,
}

impl<'a> Entries<'a> {
    fn new(
        entries: &'a [(super::Key, Node)],
        known: Option<&'static [&'static str]>,
        sink: &'a RefCell<Vec<Problem>>,
    ) -> Self {
        Self {
            entries: entries.iter(),
            known,
            value: None,
            sink,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        for (key, value) in self.entries.by_ref() {
            if let Some(known) = self.known
                && !known.contains(&key.text.as_str())
            {
                // Beyond the bound they are not told one by one.
                if self.sink.borrow().len() >= MAX_PROBLEMS {
                    continue;
                }
                let (message, hint) = unknown("field", &key.text, known);
                let wound = Wound {
                    span: key.span,
                    missing: None,
                };
                self.sink.borrow_mut().push(wound.problem(message, hint));
                continue;
            }
            self.value = Some(value);
            let key = Node {
                value: Value::Scalar {
                    text: key.text.clone(),
                    plain: false,
                },
                span: key.span,
            };
            let read = seed.deserialize(De {
                node: &key,
                sink: self.sink,
            });
            return read.map(Some).map_err(|mut error| {
                // A wrong key has no hole to fall into: its entry goes.
                error.wound = Some(Wound {
                    span: key.span,
                    missing: None,
                });
                error
            });
        }
        Ok(None)
    }

    fn next_value_seed<T: de::DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        match self.value.take() {
            Some(node) => seed.deserialize(De {
                node,
                sink: self.sink,
            }),
            None => Err(Error::plain(
                "a value was asked for before its key".to_owned(),
            )),
        }
    }
}

/// Every field of a struct, each a hole.
struct Holes<'a> {
    fields: std::slice::Iter<'static, &'static str>,
    de: De<'a>,
}

impl<'de> de::MapAccess<'de> for Holes<'_> {
    type Error = Error;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(field) = self.fields.next() else {
            return Ok(None);
        };
        seed.deserialize((*field).into_deserializer()).map(Some)
    }

    fn next_value_seed<T: de::DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self.de)
    }
}

struct Variant<'a> {
    name: &'a str,
    value: Option<&'a Node>,
    de: De<'a>,
}

impl<'de, 'a> de::EnumAccess<'de> for Variant<'a> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: de::DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: de::value::StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            Some(_) => self.de.expected(&format!("`{}` alone", self.name)),
            None => Ok(()),
        }
    }

    fn newtype_variant_seed<T: de::DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        match self.value {
            Some(node) => seed.deserialize(self.de.child(node)),
            None if self.de.node.value == Value::Hole => seed.deserialize(self.de),
            None => self.de.expected(&format!("`{}:` with a value", self.name)),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        self.de.expected("a single value")
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Some(node) => {
                de::Deserializer::deserialize_struct(self.de.child(node), "", fields, visitor)
            }
            None => self.de.expected(&format!("`{}:` with fields", self.name)),
        }
    }
}
