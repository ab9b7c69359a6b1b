//! Small values of the maker's files, each with one spelling: dates, instants, periods, ids,
//! digests, and 'to fill in'.

mod country;
mod date;
mod fill;
mod id;
mod moment;
mod period;
mod sha256;
mod tri;

pub use country::CountryCode;
pub use date::{Date, LastDay};
pub use fill::Fill;
pub use id::Id;
pub use moment::{Moment, Zone};
pub use period::Period;
pub use sha256::Sha256;
pub use tri::{Facts, Tri};

/// Reads a type through [`std::str::FromStr`], writes it through `Display`, and describes it
/// in JSON Schema by a pattern. The sample lets the reader of a file go on after a wrong value.
macro_rules! text_value {
    ($type:ident, $sample:literal, $pattern:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl<'de> serde::de::Visitor<'de> for Visitor {
                    type Value = $type;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a value such as `", $sample, "`"))
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$type, E> {
                        text.parse().map_err(E::custom)
                    }
                    fn visit_newtype_struct<D: serde::Deserializer<'de>>(
                        self,
                        deserializer: D,
                    ) -> Result<$type, D::Error> {
                        deserializer.deserialize_str(self)
                    }
                }
                deserializer.deserialize_newtype_struct(concat!("sample:", $sample), Visitor)
            }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "examples": [$sample] })
            }
        }
    };
}
use text_value;
