//! One SBOM, whatever format it came in.
//!
//! All text is foreign and kept as it was read; [`Text`] cleans it on its way to a screen or a page.
//! Text that recurs (types, groups, licences, refs) is shared, because an SBOM may hold a
//! million components.

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use super::counts::Counts;
use super::graph::{Graph, Id};
use crate::text::Text;

/// Text of one component.
type Own = Text<Box<str>>;
/// Text that recurs, kept once.
type Shared = Text<Arc<str>>;

/// The family of formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Format {
    /// CycloneDX (ECMA-424).
    Cyclonedx,
    /// SPDX (ISO/IEC 5962 and later).
    Spdx,
}

impl Format {
    /// The name as it is written.
    pub fn title(self) -> &'static str {
        match self {
            Format::Cyclonedx => "CycloneDX",
            Format::Spdx => "SPDX",
        }
    }
}

/// How the format is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Encoding {
    /// JSON, JSON-LD included.
    Json,
    /// XML.
    Xml,
    /// YAML.
    Yaml,
    /// SPDX's lines of `Tag: value`.
    TagValue,
}

impl Encoding {
    /// The name as it is written.
    pub fn title(self) -> &'static str {
        match self {
            Encoding::Json => "JSON",
            Encoding::Xml => "XML",
            Encoding::Yaml => "YAML",
            Encoding::TagValue => "tag-value",
        }
    }
}

/// What was read from one SBOM file.
#[derive(Debug)]
pub struct Sbom {
    /// The family of formats.
    pub format: Format,
    /// Version of the specification, as in `1.6`.
    pub version: Text,
    /// How it is written down.
    pub encoding: Encoding,
    /// What the SBOM is about: CycloneDX `metadata.component`. Not among `components`, unless
    /// the file lists it there again.
    pub root: Option<Component>,
    /// The refs of what the SBOM is about: that of `root`, or what an SPDX document describes, which is
    /// among the components.
    pub roots: Vec<Arc<str>>,
    /// The unique components in the order of the file, a parent before what is nested in it.
    /// Two are the same if their bom-refs are, or, where a component has none, if (type, group,
    /// name, version, purl) are; the first supplies the fields.
    pub components: Vec<Component>,
    /// Number of components before duplicates were removed.
    pub objects: usize,
    /// Number of services, nested ones included; none where the format has none.
    pub services: Option<usize>,
    /// Number of entries of `vulnerabilities`; none where the format has none.
    pub vulnerabilities: Option<usize>,
    /// What only SPDX says.
    pub elements: Option<Elements>,
    /// Who depends on whom.
    pub dependencies: Graph,
    /// Refs that `dependencies` uses and nothing declares, sorted, each once.
    pub dangling: Vec<Text>,
    /// When the SBOM says it was made, as written.
    pub timestamp: Option<Text>,
    /// `serialNumber`, as written.
    pub serial: Option<Text>,
    /// The tools that made it, as `name version`.
    pub tools: Vec<Text>,
    /// What was tolerated.
    pub notes: Vec<Note>,
    /// The figures, once they were asked for.
    pub(super) counts: OnceLock<Counts>,
}

impl Sbom {
    /// What the SBOM is about: the product, as far as it is described.
    pub fn described(&self) -> impl Iterator<Item = &Component> {
        let roots: HashSet<&str> = self.roots.iter().map(|root| &**root).collect();
        let is_root = move |component: &&Component| {
            let reference = component.reference.as_deref();
            self.root.is_none() && reference.is_some_and(|one| roots.contains(one))
        };
        self.root
            .iter()
            .chain(self.components.iter().filter(is_root))
    }
}

/// What an SPDX document says beside packages and dependencies.
#[derive(Debug, Default)]
pub struct Elements {
    /// Number of files.
    pub files: usize,
    /// Distinct relations 'contains' to packages.
    pub contains: usize,
    /// The packages that something described contains.
    pub under_roots: Vec<Arc<str>>,
}

/// Something in a document that was tolerated, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(Text);

impl Note {
    pub(super) fn new(text: String) -> Self {
        Self(Text::new(text))
    }

    /// The note in words.
    pub fn text(&self) -> &Text {
        &self.0
    }
}

/// A component. A text that is missing, null or of length zero in the file is `None`, or empty
/// for `kind` and `name`. `NOASSERTION` and the like are kept: see [`is_stated`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Component {
    /// `bom-ref`: its name inside the file; a key for the graph, not for showing.
    pub reference: Option<Arc<str>>,
    /// The number of its ref in the graph.
    pub(super) id: Option<Id>,
    /// `type`, also if the specification does not know it.
    pub kind: Shared,
    /// `group`: namespace, vendor, Maven group.
    pub group: Option<Shared>,
    /// `name`.
    pub name: Own,
    /// `version`; a number in the file is kept as it is written there.
    pub version: Option<Own>,
    /// Package URL, valid or not.
    pub purl: Option<Own>,
    /// CPE, valid or not.
    pub cpe: Option<Own>,
    /// One text an entry: its id, else its name, else its expression.
    pub licences: Box<[Shared]>,
    /// The algorithms of the hashes that have content; empty text where none is named.
    /// The values are not kept: with eight a component they outweigh all else.
    pub hashes: Box<[Shared]>,
    /// Name of the `supplier`.
    pub supplier: Option<Shared>,
    /// Whether supplier, manufacturer, publisher, author or one of the authors is named.
    pub supplier_wide: bool,
}

/// Whether a field says something: not blank, and not `NOASSERTION` or `NONE` in any case.
pub fn is_stated(text: &str) -> bool {
    let text = text.trim();
    !(text.is_empty()
        || text.eq_ignore_ascii_case("NOASSERTION")
        || text.eq_ignore_ascii_case("NONE"))
}

/// The same for licences, where `UNKNOWN` says nothing either.
pub fn is_stated_licence(text: &str) -> bool {
    is_stated(text) && !text.trim().eq_ignore_ascii_case("UNKNOWN")
}
