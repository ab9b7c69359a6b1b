use std::fmt;
use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use crate::yaml::TO_FILL_IN;

/// A value of cemark.yaml that the maker has given, has left out, or has marked 'to fill in'.
/// The last is a finding of `check`, not an error: nobody has to invent a value to go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fill<T> {
    /// Given.
    Known(T),
    /// Marked 'to fill in'.
    ToFillIn,
    /// Not in the file.
    #[default]
    Absent,
}

impl<T> Fill<T> {
    /// The value, if it is given.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::ToFillIn | Self::Absent => None,
        }
    }

    /// Whether the value is marked 'to fill in'.
    pub fn is_to_fill_in(&self) -> bool {
        matches!(self, Self::ToFillIn)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fill<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FillVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for FillVisitor<T> {
            type Value = Fill<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a value or `{TO_FILL_IN}`")
            }
            fn visit_unit<E: Error>(self) -> Result<Fill<T>, E> {
                Ok(Fill::ToFillIn)
            }
            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Fill<T>, D::Error> {
                T::deserialize(deserializer).map(Fill::Known)
            }
        }
        deserializer.deserialize_newtype_struct(TO_FILL_IN, FillVisitor(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Fill<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}OrToFillIn", T::schema_name()).into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let value = generator.subschema_for::<T>();
        schemars::json_schema!({ "anyOf": [{ "const": TO_FILL_IN }, value] })
    }
}
