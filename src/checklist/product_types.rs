use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Trait;
use super::embedded::PRODUCT_TYPES;
use crate::text::Text;
use crate::values::Id;
use crate::yaml;

/// What a project of a kind of product usually looks like: a start, never an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProductType {
    /// Its name on the command line.
    pub id: Id,
    /// Its name for people.
    pub title: Text,
    /// Parts that are assessed apart.
    pub parts: IndexMap<Id, Text>,
    /// Traits that all products of this kind have, or lack.
    pub traits: BTreeMap<Trait, bool>,
    /// Categories of Annexes III and IV to look at.
    pub look_at: Vec<CategoryHint>,
    /// Evidence that is typical for it.
    pub evidence: Vec<Text>,
}

/// A category that may fit.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CategoryHint {
    /// Where it stands.
    pub category: Text,
    /// What it is, in our words.
    pub what: Text,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    types: Vec<ProductType>,
}

/// The product types, from `checklists/product-types.yaml`. Empty only if the embedded file were
/// broken, which a test excludes.
pub fn product_types() -> &'static [ProductType] {
    static ALL: OnceLock<Vec<ProductType>> = OnceLock::new();
    ALL.get_or_init(|| {
        let file: File = yaml::embedded(PRODUCT_TYPES);
        file.types
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<File>(PRODUCT_TYPES).err(), None);
    }
}
