use std::sync::OnceLock;

use serde::Deserialize;

use crate::checklist::DATES;
use crate::text::Text;
use crate::values::Date;
use crate::yaml;

/// `checklists/law/dates.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    #[serde(rename = "source")]
    _source: Text,
    #[serde(rename = "as-of")]
    _as_of: Option<Date>,
    entries: Vec<Entry>,
}

/// What a day is about.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Entry {
    pub id: Text,
    pub title: Text,
    pub citation: Text,
    pub what: Text,
}

/// The text under this name.
pub(super) fn entry(id: &str) -> Option<&'static Entry> {
    static ALL: OnceLock<File> = OnceLock::new();
    let file = ALL.get_or_init(|| yaml::embedded(DATES));
    file.entries.iter().find(|entry| entry.id.raw() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_file_is_whole() {
        assert_eq!(yaml::read_embedded::<File>(DATES).err(), None);
    }
}
