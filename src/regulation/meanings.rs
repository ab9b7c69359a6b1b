use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::VALUES;
use crate::text::Text;
use crate::yaml;

/// What a key of cemark.yaml means in law.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ValueMeaning {
    /// The key, such as `support.end`; `traits` stands for all traits.
    pub key: Text,
    /// The point of the Act that asks for it.
    pub citation: Text,
    /// What to write there.
    pub what: Text,
}

/// The meanings, from `checklists/law/values.yaml`.
pub fn value_meanings() -> &'static [ValueMeaning] {
    static ALL: OnceLock<Vec<ValueMeaning>> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(VALUES))
}

/// The meaning of `key` of cemark.yaml.
pub fn value_meaning(key: &str) -> Option<&'static ValueMeaning> {
    let name = if key.starts_with("traits.") {
        "traits"
    } else {
        key
    };
    value_meanings()
        .iter()
        .find(|value| value.key.raw() == name)
}
