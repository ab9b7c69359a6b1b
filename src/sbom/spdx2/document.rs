//! What the parts of an SPDX 2 document come to, however it is written down.

use std::sync::Arc;

use crate::sbom::collect::{Collector, Section, identity};
use crate::sbom::graph::Id;
use crate::sbom::model::{Component, Encoding, Format, Note, Sbom, is_stated};
use crate::sbom::parse::{Path, Wrong, refuse_ref};
use crate::sbom::shape::{List, Object, Text};
use crate::text::Text as Foreign;

use super::fields::{
    CreationFields, ElementFields, PackageFields, ReferenceFields, RelationshipFields, Texts,
};

/// Relationships that say 'from depends on to' (SPDX 2.3, clause 11.1).
const DEPENDS_ON: [&str; 4] = [
    "DEPENDS_ON",
    "DYNAMIC_LINK",
    "STATIC_LINK",
    "HAS_PREREQUISITE",
];
/// Those that say 'to depends on from'.
const DEPENDED_ON_BY: [&str; 8] = [
    "DEPENDENCY_OF",
    "BUILD_DEPENDENCY_OF",
    "DEV_DEPENDENCY_OF",
    "TEST_DEPENDENCY_OF",
    "OPTIONAL_DEPENDENCY_OF",
    "PROVIDED_DEPENDENCY_OF",
    "RUNTIME_DEPENDENCY_OF",
    "PREREQUISITE_FOR",
];

/// Text of one component.
type Own = Foreign<Box<str>>;

/// The document so far.
#[derive(Default)]
pub(super) struct Document {
    pub(super) collector: Collector,
    /// Files so far.
    pub(super) files: usize,
    /// What the document describes, in its order.
    roots: Vec<Id>,
    timestamp: Option<Foreign>,
    namespace: Option<Foreign>,
    tools: Vec<Foreign>,
    /// Why reading was given up, if not for broken syntax.
    pub(super) wrong: Option<Wrong>,
}

impl Document {
    /// What was read.
    pub(super) fn finish(
        self,
        (version, note): (String, Option<Note>),
        encoding: Encoding,
    ) -> Sbom {
        let roots = self.roots.iter();
        let roots: Vec<Arc<str>> = roots.filter_map(|id| self.collector.name(*id)).collect();
        let elements = self.collector.elements(self.files, &roots);
        let objects = self.collector.objects;
        let (components, dependencies, dangling) = self.collector.finish();
        Sbom {
            format: Format::Spdx,
            version: version.into(),
            encoding,
            root: None,
            roots,
            components,
            objects,
            services: None,
            vulnerabilities: None,
            elements: Some(elements),
            dependencies,
            dangling,
            timestamp: self.timestamp,
            serial: self.namespace,
            tools: self.tools,
            notes: note.into_iter().collect(),
            counts: Default::default(),
        }
    }

    fn shared(&mut self, text: &Text<'_>) -> Option<Foreign<Arc<str>>> {
        let text = self.collector.text(text)?;
        Some(Foreign::new(self.collector.share(&text)))
    }

    pub(super) fn namespace(&mut self, namespace: &Text<'_>) {
        self.namespace = self.collector.text(namespace).map(Foreign::new);
    }

    /// An id that stands for something, but for no package.
    pub(super) fn declare(&mut self, id: &Text<'_>) {
        if let Some(id) = self.collector.text(id) {
            self.collector.mark(&id, Section::Others);
        }
    }

    pub(super) fn creation(&mut self, creation: Object<CreationFields<'_>>) {
        let Object::Is(creation) = creation else {
            return;
        };
        self.timestamp = self.collector.text(&creation.created).map(Foreign::new);
        self.tools.clear();
        for creator in texts(&creation.creators) {
            self.creator(creator);
        }
    }

    /// `Tool: syft-1.42.4`, `Organization: ...`, `Person: ...`.
    pub(super) fn creator(&mut self, creator: &Text<'_>) {
        let creator = self.collector.text(creator);
        let tool = creator
            .as_deref()
            .and_then(|text| text.strip_prefix("Tool:"));
        if let Some(tool) = tool {
            self.tools.push(Foreign::new(tool.trim().to_owned()));
        }
    }

    pub(super) fn created(&mut self, created: &Text<'_>) {
        self.timestamp = self.collector.text(created).map(Foreign::new);
    }

    pub(super) fn describes(&mut self, described: Texts<'_>) {
        for id in texts(&described) {
            if let Some(id) = self.collector.text(id) {
                self.root(&id);
            }
        }
    }

    fn root(&mut self, id: &str) {
        let (id, is_known) = self.collector.mark(id, Section::Described);
        if !is_known {
            self.roots.push(id);
        }
    }

    pub(super) fn package(
        &mut self,
        at: &Path<'_>,
        fields: PackageFields<'_>,
    ) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "SPDXID"), &fields.id)?;
        let (purl, cpe) = self.references(&fields.references);
        let id = self.collector.text(&fields.id);
        let parts = [
            &fields.purpose,
            &fields.supplier,
            &fields.name,
            &fields.version,
        ];
        let parts = parts.map(|part| self.collector.text(part).unwrap_or_default());
        let identity = || {
            let [kind, group, name, version] = parts.each_ref().map(|part| &**part);
            let purl = purl.as_ref().map_or("", |purl| purl.raw());
            identity([kind, group, name, version, purl])
        };
        let (first, reference) = self.collector.meet(id.as_deref(), identity);
        if !first {
            return Ok(());
        }
        let hashes = match &fields.checksums {
            List::Is(all) => all.as_slice(),
            List::Absent | List::Not(_) => &[],
        };
        let hashes = hashes.iter().filter_map(|hash| match hash {
            Object::Is(hash) if hash.value.is_stated() => Some(&hash.algorithm),
            _ => None,
        });
        let hashes: Vec<_> = hashes
            .map(|algorithm| self.shared(algorithm).unwrap_or_default())
            .collect();
        let licences = [&fields.concluded, &fields.declared];
        let licences: Vec<_> = licences
            .into_iter()
            .filter_map(|licence| self.shared(licence))
            .collect();
        let component = Component {
            reference: reference.name,
            id: reference.id,
            kind: self.shared(&fields.purpose).unwrap_or_default(),
            group: None,
            name: self
                .collector
                .text(&fields.name)
                .map(Foreign::new)
                .unwrap_or_default(),
            version: self.collector.text(&fields.version).map(Foreign::new),
            purl,
            cpe,
            licences: licences.into(),
            hashes: hashes.into(),
            supplier: self.shared(&fields.supplier),
            supplier_wide: fields.supplier.is_stated() || fields.originator.is_stated(),
        };
        self.collector.components.push(component);
        Ok(())
    }

    /// The first stated package URL and CPE.
    fn references(
        &mut self,
        references: &List<Object<ReferenceFields<'_>>>,
    ) -> (Option<Own>, Option<Own>) {
        let List::Is(all) = references else {
            return (None, None);
        };
        let (mut purl, mut cpe) = (None, None);
        for reference in all {
            let Object::Is(reference) = reference else {
                continue;
            };
            let kind = self.collector.text(&reference.kind).unwrap_or_default();
            // The type may be written as the whole address of its definition.
            let slot = match kind.rsplit('/').next() {
                Some("purl") => &mut purl,
                Some("cpe22Type" | "cpe23Type") => &mut cpe,
                _ => continue,
            };
            if slot.is_none() && reference.locator.is_stated() {
                *slot = self.collector.text(&reference.locator).map(Foreign::new);
            }
        }
        (purl, cpe)
    }

    pub(super) fn file(&mut self, at: &Path<'_>, fields: ElementFields<'_>) -> Result<(), Wrong> {
        self.files += 1;
        self.element(at, fields)
    }

    pub(super) fn element(&mut self, _: &Path<'_>, fields: ElementFields<'_>) -> Result<(), Wrong> {
        self.declare(&fields.id);
        Ok(())
    }

    pub(super) fn relationship(
        &mut self,
        at: &Path<'_>,
        fields: RelationshipFields<'_>,
    ) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "spdxElementId"), &fields.from)?;
        refuse_ref(&Path::Key(Some(at), "relatedSpdxElement"), &fields.to)?;
        let (from, to) = (
            self.collector.text(&fields.from),
            self.collector.text(&fields.to),
        );
        // Some tools write them in small letters.
        let kind = self.collector.text(&fields.kind).unwrap_or_default();
        let kind = kind.to_ascii_uppercase();
        let from = from.filter(|id| is_stated(id));
        let to = to.filter(|id| is_stated(id));
        for id in [&from, &to].into_iter().flatten() {
            self.end(id);
        }
        let (Some(from), Some(to)) = (from, to) else {
            return Ok(());
        };
        match kind.as_str() {
            "DESCRIBES" => self.root(&to),
            "DESCRIBED_BY" => self.root(&from),
            "CONTAINS" => self.collector.contain(&from, &to),
            "CONTAINED_BY" => self.collector.contain(&to, &from),
            kind if DEPENDS_ON.contains(&kind) => self.depend(&from, &to),
            kind if DEPENDED_ON_BY.contains(&kind) => self.depend(&to, &from),
            _ => {}
        }
        Ok(())
    }

    /// An end of a relationship. What is in another document is declared there.
    fn end(&mut self, id: &str) {
        self.collector.mark(id, Section::Dependencies);
        if id.starts_with("DocumentRef-") {
            self.collector.mark(id, Section::Others);
        }
    }

    fn depend(&mut self, from: &str, to: &str) {
        let from = self.collector.entry(from);
        self.collector.depends(Some(from), to);
    }
}

fn texts<'t, 'a>(texts: &'t Texts<'a>) -> &'t [Text<'a>] {
    match texts {
        List::Is(all) => all,
        List::Absent | List::Not(_) => &[],
    }
}
