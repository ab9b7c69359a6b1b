//! What the parts of a CycloneDX document come to, however it is written down.

use std::sync::Arc;

use crate::sbom::collect::{Collector, Reference, Section, identity};
use crate::sbom::model::{Component, Encoding, Format, Sbom};
use crate::sbom::parse::{Path, Wrong, each, refuse_ref};
use crate::sbom::shape::{List, NULL, Object, Text};
use crate::text::Text as Foreign;

use super::Version;
use super::fields::{
    ComponentFields, Components, DependencyFields, MetadataFields, ServiceFields, Unread,
};

/// The document so far.
#[derive(Default)]
pub(super) struct Document {
    pub(super) collector: Collector,
    root: Option<Component>,
    pub(super) vulnerabilities: usize,
    timestamp: Option<Foreign>,
    serial: Option<Foreign>,
    tools: Vec<Foreign>,
    /// Why reading was given up, if not for broken syntax.
    pub(super) wrong: Option<Wrong>,
}

impl Document {
    /// What was read.
    pub(super) fn finish(self, version: Version, encoding: Encoding) -> Sbom {
        let (objects, services) = (self.collector.objects, self.collector.services);
        let (components, dependencies, dangling) = self.collector.finish();
        Sbom {
            format: Format::Cyclonedx,
            version: version.name.into(),
            encoding,
            roots: self
                .root
                .iter()
                .filter_map(|root| root.reference.clone())
                .collect(),
            root: self.root,
            components,
            objects,
            services: Some(services),
            vulnerabilities: Some(self.vulnerabilities),
            elements: None,
            dependencies,
            dangling,
            timestamp: self.timestamp,
            serial: self.serial,
            tools: self.tools,
            notes: version.note.into_iter().collect(),
            counts: Default::default(),
        }
    }

    pub(super) fn serial(&mut self, serial: &Text<'_>) {
        self.serial = self.collector.text(serial).map(Foreign::new);
    }

    fn owned(&mut self, text: &Text<'_>) -> Option<Foreign<Box<str>>> {
        self.collector.text(text).map(Foreign::new)
    }

    fn shared(&mut self, text: &Text<'_>) -> Option<Foreign<Arc<str>>> {
        self.collector
            .text(text)
            .map(|text| Foreign::new(self.collector.share(&text)))
    }

    pub(super) fn metadata(&mut self, metadata: Object<MetadataFields<'_>>) -> Result<(), Wrong> {
        self.collector.reset(Section::Root);
        (self.root, self.timestamp) = (None, None);
        self.tools.clear();
        let at = Path::Key(None, "metadata");
        let metadata = match metadata {
            Object::Is(metadata) => metadata,
            Object::Absent => return Ok(()),
            Object::Not(kind) => return Err(at.wrong("an object", kind)),
        };
        self.timestamp = self.collector.text(&metadata.timestamp).map(Foreign::new);
        for (name, version) in &metadata.tools.0 {
            let words = [self.collector.text(name), self.collector.text(version)];
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

    fn declare(&mut self, reference: &Text<'_>, section: Section) -> Reference {
        let Some(reference) = self.collector.text(reference) else {
            return Reference::default();
        };
        let (id, _) = self.collector.mark(&reference, section);
        self.collector.reference(id)
    }

    /// What is nested in the root is not counted, but its refs are declared.
    fn nested_in_root(&mut self, at: &Path<'_>, nested: Components<'_>) -> Result<(), Wrong> {
        each(&Path::Key(Some(at), "components"), nested, |at, fields| {
            self.declare(&fields.reference, Section::Root);
            self.nested_in_root(at, fields.components)
        })
    }

    pub(super) fn component(
        &mut self,
        at: &Path<'_>,
        fields: ComponentFields<'_>,
    ) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "bom-ref"), &fields.reference)?;
        let reference = self.collector.text(&fields.reference);
        let parts = [
            &fields.kind,
            &fields.group,
            &fields.name,
            &fields.version,
            &fields.purl,
        ];
        let parts = parts.map(|part| self.collector.text(part).unwrap_or_default());
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

    fn component_of(&mut self, fields: &ComponentFields<'_>, reference: Reference) -> Component {
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
            reference: reference.name,
            id: reference.id,
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

    pub(super) fn service(
        &mut self,
        at: &Path<'_>,
        fields: ServiceFields<'_>,
    ) -> Result<(), Wrong> {
        self.collector.services += 1;
        self.declare(&fields.reference, Section::Others);
        each(
            &Path::Key(Some(at), "services"),
            fields.services,
            |at, fields| self.service(at, fields),
        )
    }

    pub(super) fn dependency(
        &mut self,
        at: &Path<'_>,
        fields: DependencyFields<'_>,
    ) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "ref"), &fields.reference)?;
        let from = self
            .collector
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
                    if let Some(target) = self.collector.text(target) {
                        self.collector.depends(from, &target);
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn vulnerability(&mut self, _at: &Path<'_>, _fields: Unread) -> Result<(), Wrong> {
        self.vulnerabilities += 1;
        Ok(())
    }
}
