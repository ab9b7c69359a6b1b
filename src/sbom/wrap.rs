//! An SBOM inside another JSON document: the answer of GitHub's API (`sbom`), and the predicate of an
//! in-toto statement, as it is signed beside an image (`predicate`).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::detect::Head;

#[derive(Deserialize)]
struct Wrapped<'a> {
    #[serde(borrow)]
    sbom: Option<&'a RawValue>,
    #[serde(borrow)]
    predicate: Option<&'a RawValue>,
}

/// The text of the SBOM inside a JSON object that names no format itself, with its key.
pub(super) fn inner<'a>(head: &Head<'a>) -> Option<(&'static str, &'a str)> {
    if !head.is_unnamed_object() {
        return None;
    }
    let wrapped: Wrapped<'a> = serde_json::from_str(head.text).ok()?;
    let all = [("sbom", wrapped.sbom), ("predicate", wrapped.predicate)];
    let mut all = all
        .into_iter()
        .filter_map(|(key, raw)| Some((key, raw?.get())));
    all.find(|(_, text)| text.starts_with('{'))
}
