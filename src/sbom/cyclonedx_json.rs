//! CycloneDX JSON 1.2 to 1.7 (ECMA-424), <https://cyclonedx.org/docs/1.7/json/>.
//!
//! Strict where a wrong type would falsify a count (the lists of components, services,
//! vulnerabilities and dependencies), lenient everywhere else: unknown keys and values are let
//! through, numbers and booleans stand for their spelling, null for nothing. Of a repeated key
//! the last value counts, but for `bomFormat` and `specVersion` (see the module `detect`).
//!
//! The top-level lists are read entry by entry, so the file's own shapes never pile up.

mod fields;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::text::Text as Foreign;

use super::collect::{Collector, Section, identity};
use super::error::ReadError;
use super::model::{Component, Encoding, Format, Sbom};
use super::numbers;
use super::shape::{Kind, List, NULL, Object, Record, Text, begin_entry, skip};

use fields::{
    ComponentFields, Components, DependencyFields, MetadataFields, ServiceFields, Unread,
};

const VERSIONS: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// Reads a CycloneDX JSON document that says it follows `version`.
pub(super) fn read(file: &str, text: &str, version: Option<String>) -> Result<Sbom, ReadError> {
    let Some(version) = version else {
        return Err(ReadError::NoSpecVersion { file: file.into() });
    };
    if !is_version(&version) {
        return Err(ReadError::WrongSpecVersion {
            file: file.into(),
            found: version,
        });
    }
    if !VERSIONS.contains(&version.as_str()) {
        return Err(ReadError::Unsupported {
            file: file.into(),
            format: "CycloneDX JSON",
            version: Some(version),
        });
    }
    let mut document = parse(file, text)?;
    if document.inexact {
        drop(document);
        document = parse(file, &numbers::quoted(text))?;
    }
    let Document {
        collector,
        root,
        vulnerabilities,
        timestamp,
        serial,
        tools,
        ..
    } = document;
    let (objects, services) = (collector.objects, collector.services);
    let (components, dependencies, dangling) = collector.finish();
    Ok(Sbom {
        format: Format::Cyclonedx,
        version: version.into(),
        encoding: Encoding::Json,
        root,
        components,
        objects,
        services,
        vulnerabilities,
        dependencies,
        dangling,
        timestamp,
        serial,
        tools,
    })
}

/// `1.8`, `2.0`: of the form of a version, whether it exists or not.
fn is_version(text: &str) -> bool {
    text.split_once('.').is_some_and(|parts| {
        [parts.0, parts.1]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

fn parse(file: &str, text: &str) -> Result<Document, ReadError> {
    let mut document = Document::default();
    let mut input = serde_json::Deserializer::from_str(text);
    let result = DocumentSeed(&mut document)
        .deserialize(&mut input)
        .and_then(|()| input.end());
    match (document.wrong.take(), result) {
        (
            Some(Wrong {
                path,
                expected,
                found,
            }),
            result,
        ) => {
            // The parser stands behind the entry that holds the value.
            let place = result.err().map_or((1, 1), |at| (at.line(), at.column()));
            Err(ReadError::WrongType {
                file: file.into(),
                line: place.0,
                column: place.1,
                path,
                expected,
                found,
            })
        }
        (None, Err(error)) => Err(ReadError::of_json(file, &error)),
        (None, Ok(())) => Ok(document),
    }
}

/// A wrong type, on its way out of the parser.
struct Wrong {
    path: String,
    expected: &'static str,
    found: Kind,
}

/// Where a value stands; put into words only when something is wrong with it.
#[derive(Clone, Copy)]
enum Path<'p> {
    Key(Option<&'p Path<'p>>, &'static str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    fn wrong(&self, expected: &'static str, found: Kind) -> Wrong {
        Wrong {
            path: self.to_string(),
            expected,
            found,
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(None, key) => f.write_str(key),
            Self::Key(Some(parent), key) => write!(f, "{parent}.{key}"),
            Self::Index(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

/// The document so far.
#[derive(Default)]
struct Document {
    collector: Collector,
    root: Option<Component>,
    vulnerabilities: usize,
    timestamp: Option<Foreign>,
    serial: Option<Foreign>,
    tools: Vec<Foreign>,
    /// A number in a text's place has lost its spelling: read again with numbers in quotes.
    inexact: bool,
    /// Why reading was given up, if not for broken syntax.
    wrong: Option<Wrong>,
}

impl Document {
    /// The text of a field, if it has any.
    fn text<'t>(&mut self, text: &'t Text<'_>) -> Option<Cow<'t, str>> {
        match text {
            Text::Is(text) if text.is_empty() => None,
            Text::Is(text) => Some(Cow::Borrowed(&**text)),
            Text::Float(number) => {
                self.inexact = true;
                Some(Cow::Owned(number.to_string()))
            }
            Text::Absent | Text::Not(_) => None,
        }
    }

    fn owned(&mut self, text: &Text<'_>) -> Option<Foreign<Box<str>>> {
        self.text(text).map(Foreign::new)
    }

    fn shared(&mut self, text: &Text<'_>) -> Option<Foreign<Arc<str>>> {
        self.text(text)
            .map(|text| Foreign::new(self.collector.share(&text)))
    }

    fn metadata(&mut self, metadata: Object<MetadataFields<'_>>) -> Result<(), Wrong> {
        self.collector.reset(Section::Root);
        (self.root, self.timestamp) = (None, None);
        self.tools.clear();
        let at = Path::Key(None, "metadata");
        let metadata = match metadata {
            Object::Is(metadata) => metadata,
            Object::Absent => return Ok(()),
            Object::Not(kind) => return Err(at.wrong("an object", kind)),
        };
        self.timestamp = self.text(&metadata.timestamp).map(Foreign::new);
        for (name, version) in &metadata.tools.0 {
            let words = [self.text(name), self.text(version)];
            let words: Vec<&str> = words.iter().flatten().map(|word| &**word).collect();
            if !words.is_empty() {
                self.tools.push(Foreign::new(words.join(" ")));
            }
        }
        let at = Path::Key(Some(&at), "component");
        match metadata.component {
            Object::Absent => {}
            Object::Not(kind) => return Err(at.wrong("an object", kind)),
            Object::Is(fields) => {
                let reference = self.declare(&fields.reference, Section::Root);
                self.root = Some(self.component_of(&fields, reference));
                self.nested_in_root(&at, fields.components)?;
            }
        }
        Ok(())
    }

    fn declare(&mut self, reference: &Text<'_>, section: Section) -> Option<Arc<str>> {
        let reference = self.text(reference)?;
        let (id, _) = self.collector.mark(&reference, section);
        self.collector.name(id)
    }

    /// What is nested in the root is not counted, but its refs are declared.
    fn nested_in_root(&mut self, at: &Path<'_>, nested: Components<'_>) -> Result<(), Wrong> {
        each(&Path::Key(Some(at), "components"), nested, |at, fields| {
            self.declare(&fields.reference, Section::Root);
            self.nested_in_root(at, fields.components)
        })
    }

    fn component(&mut self, at: &Path<'_>, fields: ComponentFields<'_>) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "bom-ref"), &fields.reference)?;
        let reference = self.text(&fields.reference);
        let parts = [
            &fields.kind,
            &fields.group,
            &fields.name,
            &fields.version,
            &fields.purl,
        ];
        let parts = parts.map(|part| self.text(part).unwrap_or_default());
        let identity = || identity(parts.each_ref().map(|part| &**part));
        let (first, reference) = self.collector.meet(reference.as_deref(), identity);
        if first {
            let component = self.component_of(&fields, reference);
            self.collector.components.push(component);
        }
        each(
            &Path::Key(Some(at), "components"),
            fields.components,
            |at, fields| self.component(at, fields),
        )
    }

    fn component_of(
        &mut self,
        fields: &ComponentFields<'_>,
        reference: Option<Arc<str>>,
    ) -> Component {
        let makers = [
            &fields.manufacturer,
            &fields.publisher,
            &fields.author,
            &fields.authors,
        ];
        let supplied = fields.supplier.0.is_stated();
        let hashes = match &fields.hashes {
            List::Is(hashes) => hashes.as_slice(),
            List::Absent | List::Not(_) => &[],
        };
        Component {
            reference,
            kind: self.shared(&fields.kind).unwrap_or_default(),
            group: self.shared(&fields.group),
            name: self.owned(&fields.name).unwrap_or_default(),
            version: self.owned(&fields.version),
            purl: self.owned(&fields.purl),
            cpe: self.owned(&fields.cpe),
            licences: fields
                .licences
                .0
                .iter()
                .filter_map(|licence| self.shared(licence))
                .collect(),
            hashes: hashes
                .iter()
                .filter_map(|hash| match hash {
                    Object::Is(hash) if hash.content.is_stated() => {
                        Some(self.shared(&hash.algorithm).unwrap_or_default())
                    }
                    _ => None,
                })
                .collect(),
            supplier: self.shared(&fields.supplier.0),
            supplier_wide: supplied || makers.iter().any(|maker| maker.0.is_stated()),
        }
    }

    fn service(&mut self, at: &Path<'_>, fields: ServiceFields<'_>) -> Result<(), Wrong> {
        self.collector.services += 1;
        self.declare(&fields.reference, Section::Services);
        each(
            &Path::Key(Some(at), "services"),
            fields.services,
            |at, fields| self.service(at, fields),
        )
    }

    fn dependency(&mut self, at: &Path<'_>, fields: DependencyFields<'_>) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "ref"), &fields.reference)?;
        let from = self
            .text(&fields.reference)
            .map(|reference| self.collector.entry(&reference));
        let at = Path::Key(Some(at), "dependsOn");
        let targets = match fields.depends_on {
            List::Is(targets) => targets,
            List::Absent => return Ok(()),
            List::Not(kind) => return Err(at.wrong("an array", kind)),
        };
        for (index, target) in targets.iter().enumerate() {
            let at = Path::Index(&at, index);
            match target {
                Text::Absent => return Err(at.wrong("a text", NULL)),
                Text::Not(kind) => return Err(at.wrong("a text", kind)),
                Text::Is(_) | Text::Float(_) => {
                    if let Some(target) = self.text(target) {
                        self.collector.depends(from, &target);
                    }
                }
            }
        }
        Ok(())
    }

    fn vulnerability(&mut self, _at: &Path<'_>, _fields: Unread) -> Result<(), Wrong> {
        self.vulnerabilities += 1;
        Ok(())
    }
}

/// A ref that is a list or an object would be lost with its edges.
fn refuse_ref(at: &Path<'_>, reference: &Text<'_>) -> Result<(), Wrong> {
    match reference {
        Text::Not(kind) => Err(at.wrong("a text", kind)),
        Text::Absent | Text::Is(_) | Text::Float(_) => Ok(()),
    }
}

/// Hands each object of a nested list to `take`, with its path.
fn each<T>(
    at: &Path<'_>,
    list: List<Object<T>>,
    mut take: impl FnMut(&Path<'_>, T) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    match list {
        List::Absent => Ok(()),
        List::Not(kind) => Err(at.wrong("an array", kind)),
        List::Is(items) => items.into_iter().enumerate().try_for_each(|(index, item)| {
            let at = Path::Index(at, index);
            match item {
                Object::Is(fields) => take(&at, fields),
                other => Err(at.wrong("an object", other.kind())),
            }
        }),
    }
}

struct DocumentSeed<'d>(&'d mut Document);

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let document = self.0;
        while let Some(Text::Is(key)) = fields.next_key::<Text>()? {
            match &*key {
                "serialNumber" => {
                    let serial = fields.next_value::<Text>()?;
                    document.serial = document.text(&serial).map(Foreign::new);
                }
                "metadata" => {
                    begin_entry();
                    let metadata = fields.next_value()?;
                    if let Err(wrong) = document.metadata(metadata) {
                        return Err(give_up(document, wrong));
                    }
                }
                "components" => {
                    document.collector.reset(Section::Components);
                    fields.next_value_seed(Entries::new(
                        document,
                        "components",
                        Document::component,
                    ))?;
                }
                "services" => {
                    document.collector.reset(Section::Services);
                    fields.next_value_seed(Entries::new(
                        document,
                        "services",
                        Document::service,
                    ))?;
                }
                "dependencies" => {
                    document.collector.reset(Section::Dependencies);
                    fields.next_value_seed(Entries::new(
                        document,
                        "dependencies",
                        Document::dependency,
                    ))?;
                }
                "vulnerabilities" => {
                    document.vulnerabilities = 0;
                    fields.next_value_seed(Entries::new(
                        document,
                        "vulnerabilities",
                        Document::vulnerability,
                    ))?;
                }
                _ => skip(&mut fields)?,
            }
        }
        Ok(())
    }
}

/// Ends the parsing; [`parse`] finds the reason in the document.
fn give_up<E: Error>(document: &mut Document, wrong: Wrong) -> E {
    document.wrong = Some(wrong);
    E::custom("a value has the wrong type")
}

/// What a document does with one entry of a list.
type Take<T> = fn(&mut Document, &Path<'_>, T) -> Result<(), Wrong>;

/// A top-level list, taken entry by entry.
struct Entries<'d, T> {
    document: &'d mut Document,
    key: &'static str,
    take: Take<T>,
}

impl<'d, T> Entries<'d, T> {
    fn new(document: &'d mut Document, key: &'static str, take: Take<T>) -> Self {
        Self {
            document,
            key,
            take,
        }
    }
}

impl<'de, T: Record<'de>> DeserializeSeed<'de> for Entries<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<(), D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de, T: Record<'de>> Entries<'_, T> {
    fn not_a_list<E: Error>(self, found: Kind) -> Result<(), E> {
        let wrong = Path::Key(None, self.key).wrong("an array", found);
        Err(give_up(self.document, wrong))
    }
}

impl<'de, T: Record<'de>> Visitor<'de> for Entries<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let list = Path::Key(None, self.key);
        let mut index = 0;
        loop {
            begin_entry();
            let Some(item) = items.next_element::<Object<T>>()? else {
                return Ok(());
            };
            let at = Path::Index(&list, index);
            let taken = match item {
                Object::Is(fields) => (self.take)(self.document, &at, fields),
                other => Err(at.wrong("an object", other.kind())),
            };
            if let Err(wrong) = taken {
                return Err(give_up(self.document, wrong));
            }
            index += 1;
        }
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _fields: A) -> Result<(), A::Error> {
        self.not_a_list("an object")
    }

    fn visit_str<E: Error>(self, _value: &str) -> Result<(), E> {
        self.not_a_list("a text")
    }

    fn visit_bool<E: Error>(self, _value: bool) -> Result<(), E> {
        self.not_a_list("a boolean")
    }

    fn visit_u64<E: Error>(self, _value: u64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_i64<E: Error>(self, _value: i64) -> Result<(), E> {
        self.not_a_list("a number")
    }

    fn visit_f64<E: Error>(self, _value: f64) -> Result<(), E> {
        self.not_a_list("a number")
    }
}
