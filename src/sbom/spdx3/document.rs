//! What the elements of an SPDX 3 document come to.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::sbom::collect::{Collector, Section, identity};
use crate::sbom::model::{Component, Encoding, Format, Note, Sbom, is_stated};
use crate::sbom::parse::{Path, Wrong, refuse_ref};
use crate::sbom::shape::Text;
use crate::text::Text as Foreign;

use super::fields::{Detail, ElementFields, Inner, Refs};

/// Relationships that say 'from depends on to' (RelationshipType of the Core profile), without the
/// signs in which tools differ.
const DEPENDS_ON: [&str; 6] = [
    "dependson",
    "hasstaticlink",
    "hasdynamiclink",
    "hasprerequisite",
    "hasoptionaldependency",
    "hasprovideddependency",
];

/// Packages and what is one (software_Package and its subclasses).
const PACKAGES: [&str; 3] = ["Package", "AIPackage", "DatasetPackage"];

/// The document so far.
#[derive(Default)]
pub(super) struct Document {
    pub(super) collector: Collector,
    files: usize,
    /// Packages by their id, and what is still to be looked up for each.
    packages: HashMap<Arc<str>, Waiting>,
    /// What elements are called, or which licence they stand for.
    names: HashMap<Arc<str>, Box<str>>,
    /// Identifiers and hashes that are elements of their own.
    details: HashMap<Arc<str>, (Box<str>, Box<str>)>,
    /// Bills of materials, which are no roots.
    bills: HashSet<Arc<str>>,
    /// What is named as a root.
    roots: Vec<Arc<str>>,
    /// From what to which licence.
    licences: Vec<(Arc<str>, Arc<str>)>,
    timestamp: Option<Foreign>,
    used: Vec<Arc<str>>,
    namespace: Option<Foreign>,
    /// Relationship types are written as `DEPENDS_ON`.
    is_otherwise_spelt: bool,
    /// Why reading was given up, if not for broken syntax.
    pub(super) wrong: Option<Wrong>,
}

/// What a package says by the ids of other elements.
struct Waiting {
    /// Its place among the components.
    at: usize,
    identifiers: Vec<Arc<str>>,
    hashes: Vec<Arc<str>>,
    suppliers: Vec<Arc<str>>,
    originators: Vec<Arc<str>>,
}

impl Document {
    fn share(&mut self, text: &Text<'_>) -> Option<Arc<str>> {
        let text = self.collector.text(text)?;
        Some(self.collector.share(&text))
    }

    fn shared(&mut self, refs: &Refs<'_>) -> Vec<Arc<str>> {
        refs.0.iter().filter_map(|id| self.share(id)).collect()
    }

    pub(super) fn element(
        &mut self,
        at: &Path<'_>,
        fields: ElementFields<'_>,
    ) -> Result<(), Wrong> {
        refuse_ref(&Path::Key(Some(at), "spdxId"), &fields.id)?;
        let id = self.share(&fields.id);
        let kinds: Vec<String> = fields.kind.0.iter().map(local).collect();
        let is = |wanted: &str| kinds.iter().any(|kind| kind == wanted);
        if let Some(id) = &id {
            let name = match fields.expression {
                Text::Absent => &fields.name,
                ref expression => expression,
            };
            if let Some(name) = self.collector.text(name) {
                self.names.insert(Arc::clone(id), name.into());
            }
        }
        if PACKAGES.iter().any(|package| is(package)) {
            self.package(id, fields);
            return Ok(());
        }
        if let Some(id) = &id {
            self.collector.mark(id, Section::Others);
        }
        if is("File") {
            self.files += 1;
        }
        if is("Sbom") || is("Bom") || is("SpdxDocument") {
            let roots = self.shared(&fields.roots);
            self.roots.extend(roots);
            if let (Some(id), false) = (&id, is("SpdxDocument")) {
                self.bills.insert(Arc::clone(id));
            }
        }
        if is("SpdxDocument") {
            self.namespace = id.as_deref().map(|id| Foreign::new(id.to_owned()));
            for id in &fields.imports.0 {
                if let Some(id) = self.collector.text(id) {
                    self.collector.mark(&id, Section::Others);
                }
            }
        }
        if is("CreationInfo") && self.timestamp.is_none() {
            self.timestamp = self.collector.text(&fields.created).map(Foreign::new);
            self.used = self.shared(&fields.used);
        }
        if let (Some(id), true) = (&id, fields.detail.value.is_stated()) {
            let Detail { kind, value } = &fields.detail;
            let kind = self.collector.text(kind).unwrap_or_default().into();
            let value = self.collector.text(value).unwrap_or_default().into();
            // Only a hash of the thing itself is one.
            if !is("PackageVerificationCode") {
                self.details.insert(Arc::clone(id), (kind, value));
            }
        }
        if !matches!(fields.relationship, Text::Absent) {
            self.relationship(&fields);
        }
        Ok(())
    }

    fn package(&mut self, id: Option<Arc<str>>, fields: ElementFields<'_>) {
        let parts = [&fields.purpose, &fields.name, &fields.version, &fields.purl];
        let parts = parts.map(|part| self.collector.text(part).unwrap_or_default());
        let identity = || {
            let [kind, name, version, purl] = parts.each_ref().map(|part| &**part);
            identity([kind, "", name, version, purl])
        };
        let (first, reference) = self.collector.meet(id.as_deref(), identity);
        if !first {
            return;
        }
        let mut component = Component {
            reference: reference.name,
            id: reference.id,
            kind: self
                .share(&fields.purpose)
                .map(Foreign::new)
                .unwrap_or_default(),
            name: self
                .collector
                .text(&fields.name)
                .map(Foreign::new)
                .unwrap_or_default(),
            version: self.collector.text(&fields.version).map(Foreign::new),
            purl: self.collector.text(&fields.purl).map(Foreign::new),
            ..Component::default()
        };
        for (_, detail) in &fields.identifiers.here {
            let kind = self.collector.text(&detail.kind).unwrap_or_default();
            if let Some(value) = self.collector.text(&detail.value) {
                identify(&mut component, &kind, &value);
            }
        }
        let mut hashes = Vec::new();
        for (kind, detail) in &fields.verified.here {
            let is_hash = kind.0.iter().all(|kind| local(kind) == "Hash");
            if is_hash && detail.value.is_stated() {
                let algorithm = self.share(&detail.kind).map(Foreign::new);
                hashes.push(algorithm.unwrap_or_default());
            }
        }
        component.hashes = hashes.into();
        let suppliers = self.shared(&fields.supplied);
        let originators = self.shared(&fields.originated);
        let at = self.collector.components.len();
        self.collector.components.push(component);
        if let Some(id) = id {
            let waiting = Waiting {
                at,
                identifiers: self.elsewhere(&fields.identifiers),
                hashes: self.elsewhere(&fields.verified),
                suppliers,
                originators,
            };
            self.packages.insert(id, waiting);
        }
    }

    fn elsewhere(&mut self, inner: &Inner<'_>) -> Vec<Arc<str>> {
        inner
            .elsewhere
            .iter()
            .filter_map(|id| self.share(id))
            .collect()
    }

    fn relationship(&mut self, fields: &ElementFields<'_>) {
        let kind = self
            .collector
            .text(&fields.relationship)
            .unwrap_or_default();
        self.is_otherwise_spelt |= kind.contains('_');
        let kind: String = kind.chars().filter(|c| c.is_alphanumeric()).collect();
        let kind = kind.to_lowercase();
        let (from, to) = (self.shared(&fields.from), self.shared(&fields.to));
        let ends = |ids: Vec<Arc<str>>| ids.into_iter().filter(|id| says_something(id));
        let (from, to): (Vec<_>, Vec<_>) = (ends(from).collect(), ends(to).collect());
        for id in from.iter().chain(&to) {
            self.collector.mark(id, Section::Dependencies);
        }
        for from in &from {
            for to in &to {
                match kind.as_str() {
                    "contains" => self.collector.contain(from, to),
                    "hasdeclaredlicense" | "hasconcludedlicense" => {
                        self.licences.push((Arc::clone(from), Arc::clone(to)));
                    }
                    kind if DEPENDS_ON.contains(&kind) => {
                        let from = self.collector.entry(from);
                        self.collector.depends(Some(from), to);
                    }
                    _ => {}
                }
            }
        }
    }

    /// What was read, with what elements say of one another.
    pub(super) fn finish(mut self, (version, note): (String, Option<Note>)) -> Sbom {
        self.look_up();
        let spelling = self.is_otherwise_spelt.then(|| {
            Note::new("relationship types written as DEPENDS_ON are read as dependsOn".to_owned())
        });
        let mut roots: Vec<Arc<str>> = Vec::new();
        for root in &self.roots {
            let (_, is_known) = self.collector.mark(root, Section::Described);
            if !is_known && !self.bills.contains(root) {
                roots.push(Arc::clone(root));
            }
        }
        let elements = self.collector.elements(self.files, &roots);
        let names = &self.names;
        let tools = self.used.iter().filter_map(|id| names.get(id));
        let tools = tools.map(|name| Foreign::new(name.to_string())).collect();
        let objects = self.collector.objects;
        let (components, dependencies, dangling) = self.collector.finish();
        Sbom {
            format: Format::Spdx,
            version: version.into(),
            encoding: Encoding::Json,
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
            tools,
            notes: note.into_iter().chain(spelling).collect(),
            counts: Default::default(),
        }
    }

    fn look_up(&mut self) {
        let mut licences: HashMap<&str, Vec<Foreign<Arc<str>>>> = HashMap::new();
        for (of, licence) in &self.licences {
            let name = self.names.get(licence);
            let name: Arc<str> = match name {
                Some(name) => self.collector.share(name),
                None => Arc::clone(licence),
            };
            licences.entry(of).or_default().push(Foreign::new(name));
        }
        for (id, waiting) in &self.packages {
            let Some(component) = self.collector.components.get_mut(waiting.at) else {
                continue;
            };
            let details = |ids: &[Arc<str>]| {
                let found = ids.iter().filter_map(|id| self.details.get(id));
                found.cloned().collect::<Vec<_>>()
            };
            for (kind, value) in details(&waiting.identifiers) {
                identify(component, &kind, &value);
            }
            let hashes = details(&waiting.hashes).into_iter();
            let hashes = hashes.map(|(kind, _)| Foreign::new(Arc::<str>::from(kind)));
            let own = std::mem::take(&mut component.hashes).into_vec();
            component.hashes = own.into_iter().chain(hashes).collect();
            if let Some(licences) = licences.remove(&**id) {
                component.licences = licences.into();
            }
            // Who has no name is known by the id.
            let named = |ids: &[Arc<str>]| {
                let ids = ids.iter().filter(|id| says_something(id));
                let mut names = ids.map(|id| self.names.get(id).map_or(&**id, |name| name));
                names.find(|name| is_stated(name)).map(Arc::<str>::from)
            };
            let supplier = named(&waiting.suppliers);
            component.supplier_wide = supplier.is_some() || named(&waiting.originators).is_some();
            component.supplier = supplier.map(Foreign::new);
        }
    }
}

/// The package URL, and the CPE, of a package by its external identifiers.
fn identify(component: &mut Component, kind: &str, value: &str) {
    let slot = match kind {
        "packageUrl" => &mut component.purl,
        "cpe22" | "cpe23" => &mut component.cpe,
        _ => return,
    };
    if slot.as_ref().is_none_or(|text| !is_stated(text.raw())) && is_stated(value) {
        *slot = Some(Foreign::new(value));
    }
}

/// Whether an id stands for something: not one of the individuals `NoAssertionElement`,
/// `NoneElement`, `NoAssertionLicense`, `NoneLicense`.
fn says_something(id: &str) -> bool {
    let last = id.rsplit(['/', ':', '_']).next().unwrap_or(id);
    is_stated(id)
        && !["NoAssertion", "None"]
            .iter()
            .any(|nothing| last.starts_with(nothing))
}

/// The name of a type without its profile: `Package` of `software_Package`.
fn local(kind: &Text<'_>) -> String {
    let Text::Is(kind) = kind else {
        return String::new();
    };
    let last = kind.rsplit(['/', ':', '#', '_']).next();
    last.unwrap_or_default().to_owned()
}
