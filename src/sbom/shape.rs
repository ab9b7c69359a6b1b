//! JSON values as they are found rather than as they should be.
//!
//! Tools write numbers for texts, null for nothing and objects for lists. A type that reads
//! through [`Shape`] accepts any JSON value and remembers what it was; the reader then decides
//! whether that matters, with the path at hand. Nothing but broken syntax fails here.
//!
//! Of a key that stands twice in one object the last value is taken, as most parsers do.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::model::is_stated;

/// What kind of value was found, in words for a message.
pub(super) type Kind = &'static str;

pub(super) const NULL: Kind = "null";
const ARRAY: Kind = "an array";
const OBJECT: Kind = "an object";

/// A type that can be made of any JSON value.
pub(super) trait Shape<'de>: Sized {
    /// From a value of a kind that has no better use.
    fn other(kind: Kind) -> Self;

    /// From a text, a number or a boolean.
    fn text(_text: Text<'de>, kind: Kind) -> Self {
        Self::other(kind)
    }

    /// From an array.
    fn list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::other(ARRAY))
    }

    /// From an object.
    fn object<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::other(OBJECT))
    }
}

/// Reads any value as a `T`: the body of the `Deserialize` of every [`Shape`].
pub(super) fn shaped<'de, T: Shape<'de>, D: Deserializer<'de>>(input: D) -> Result<T, D::Error> {
    input.deserialize_any(ShapeVisitor(PhantomData))
}

struct ShapeVisitor<T>(PhantomData<T>);

impl<'de, T: Shape<'de>> Visitor<'de> for ShapeVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        Ok(T::other(NULL))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        let text = if value { "true" } else { "false" };
        Ok(T::text(Text::Is(Cow::Borrowed(text)), "a boolean"))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        Ok(T::text(Text::Is(Cow::Owned(value.to_string())), "a number"))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Ok(T::text(Text::Is(Cow::Owned(value.to_string())), "a number"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        Ok(T::text(Text::Float(value), "a number"))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<T, E> {
        Ok(T::text(Text::Is(Cow::Borrowed(value)), "a text"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(T::text(Text::Is(Cow::Owned(value.to_owned())), "a text"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::object(fields)
    }
}

/// A text, or what stands in its place.
#[derive(Debug, Default)]
pub(super) enum Text<'a> {
    /// Null or missing.
    #[default]
    Absent,
    /// A text, whole number or boolean.
    Is(Cow<'a, str>),
    /// A number whose spelling was lost in parsing (see the module `numbers`).
    Float(f64),
    /// An array or object.
    Not(Kind),
}

impl Text<'_> {
    /// Whether it says something; see [`is_stated`].
    pub(super) fn is_stated(&self) -> bool {
        match self {
            Self::Is(text) => is_stated(text),
            Self::Float(_) => true,
            Self::Absent | Self::Not(_) => false,
        }
    }

    /// The text, approximate for floats.
    pub(super) fn into_string(self) -> Option<String> {
        match self {
            Self::Is(text) => Some(text.into_owned()),
            Self::Float(number) => Some(number.to_string()),
            Self::Absent | Self::Not(_) => None,
        }
    }
}

impl<'de> Shape<'de> for Text<'de> {
    fn other(kind: Kind) -> Self {
        if kind == NULL {
            Self::Absent
        } else {
            Self::Not(kind)
        }
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        text
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// An object's known keys.
pub(super) trait Record<'de>: Default {
    /// Takes the value of `key`; [`skip`] if the key is of no use.
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error>;
}

/// Leaves out the value that comes next.
pub(super) fn skip<'de, A: MapAccess<'de>>(fields: &mut A) -> Result<(), A::Error> {
    fields.next_value::<IgnoredAny>().map(|_| ())
}

/// Reads all fields of an object.
pub(super) fn record<'de, T: Record<'de>, A: MapAccess<'de>>(mut fields: A) -> Result<T, A::Error> {
    let mut record = T::default();
    while let Some(Text::Is(key)) = fields.next_key::<Text>()? {
        record.field(&key, &mut fields)?;
    }
    Ok(record)
}

/// An object, or what stands in its place.
#[derive(Debug, Default)]
pub(super) enum Object<T> {
    /// Null or missing.
    #[default]
    Absent,
    /// An object.
    Is(T),
    /// Something else.
    Not(Kind),
}

impl<T> Object<T> {
    /// What was found instead of an object.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Absent => NULL,
            Self::Is(_) => OBJECT,
            Self::Not(kind) => kind,
        }
    }
}

impl<'de, T: Record<'de>> Shape<'de> for Object<T> {
    fn other(kind: Kind) -> Self {
        if kind == NULL {
            Self::Absent
        } else {
            Self::Not(kind)
        }
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        record(fields).map(Self::Is)
    }
}

impl<'de, T: Record<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// Most entries of lists inside one entry of a top-level list that are held at a time: far more
/// than any SBOM has, and few enough for the memory of a small machine.
const MAX_HELD: usize = 2_000_000;

thread_local! {
    static HELD: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What the parser is told when [`MAX_HELD`] is passed.
pub(super) const TOO_MANY: &str = "too many entries inside one entry";

/// A new entry of a top-level list begins: what was held for the one before is let go.
pub(super) fn begin_entry() {
    HELD.set(0);
}

/// One more entry of a list is held.
fn hold<E: Error>() -> Result<(), E> {
    HELD.set(HELD.get() + 1);
    if HELD.get() > MAX_HELD {
        return Err(E::custom(TOO_MANY));
    }
    Ok(())
}

/// Reads the entries of a list one by one, within the bound.
pub(super) fn hold_each<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    mut items: A,
    mut take: impl FnMut(T),
) -> Result<(), A::Error> {
    while let Some(item) = items.next_element()? {
        hold()?;
        take(item);
    }
    Ok(())
}

/// An array, or what stands in its place.
#[derive(Debug, Default)]
pub(super) enum List<T> {
    /// Null or missing.
    #[default]
    Absent,
    /// An array.
    Is(Vec<T>),
    /// Something else.
    Not(Kind),
}

impl<'de, T: Deserialize<'de>> Shape<'de> for List<T> {
    fn other(kind: Kind) -> Self {
        if kind == NULL {
            Self::Absent
        } else {
            Self::Not(kind)
        }
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut list = Vec::new();
        hold_each(items, |item| list.push(item))?;
        Ok(Self::Is(list))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// Someone's or something's name: a text, an object's `name`, or the first stated one of a list.
#[derive(Debug, Default)]
pub(super) struct Named<'a>(pub(super) Text<'a>);

impl<'de> Shape<'de> for Named<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        Self(text)
    }

    fn list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        let mut first = Self::default();
        while let Some(item) = items.next_element::<Self>()? {
            if !first.0.is_stated() {
                first = item;
            }
        }
        Ok(first)
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        record(fields)
    }
}

impl<'de> Record<'de> for Named<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "name" => self.0 = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Named<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}
