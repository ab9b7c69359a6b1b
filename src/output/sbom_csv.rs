//! `sbom --format csv`: a line a component.

use crate::sbom::Sbom;
use crate::text::guarded;

const COLUMNS: [&str; 11] = [
    "file", "type", "group", "name", "version", "purl", "cpe", "licences", "hashes", "supplier",
    "ref",
];

/// The components of the SBOMs as CSV (RFC 4180), UTF-8; text that a spreadsheet would take for a
/// formula has an apostrophe before it.
///
/// # Errors
/// Those of the writer, in words.
pub fn render(all: &[(&str, &Sbom)]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| error.to_string();
    writer.write_record(COLUMNS).map_err(failed)?;
    for (file, sbom) in all {
        for component in &sbom.components {
            let text = |text: Option<String>| text.unwrap_or_default();
            let list = |all: &[crate::text::Text<std::sync::Arc<str>>]| {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                all.join("; ")
            };
            let reference = component.reference.as_deref();
            let cells = [
                (*file).to_owned(),
                component.kind.to_string(),
                text(component.group.as_ref().map(ToString::to_string)),
                component.name.to_string(),
                text(component.version.as_ref().map(ToString::to_string)),
                text(component.purl.as_ref().map(ToString::to_string)),
                text(component.cpe.as_ref().map(ToString::to_string)),
                list(&component.licences),
                list(&component.hashes),
                text(component.supplier.as_ref().map(ToString::to_string)),
                text(reference.map(|reference| crate::text::clean(reference).into_owned())),
            ];
            writer
                .write_record(cells.iter().map(|cell| guarded(cell)))
                .map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
