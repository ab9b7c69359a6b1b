//! Several SBOMs of one product as one: the same component is one, wherever it is listed.

use std::collections::HashMap;
use std::sync::Arc;

use super::collect::{Collector, Section};
use super::model::{Component, Sbom, is_stated};
use crate::text::Text;

/// What several SBOMs come to together.
#[derive(Debug)]
pub struct Merged {
    /// All of them as one: its components are those of all files, its roots the products of all
    /// files. Refs carry the number of their file, so that equal ones of two files stay two.
    pub sbom: Sbom,
    /// The components that more than one file lists, by their place in `sbom`, with the files.
    pub duplicates: Vec<(usize, Vec<usize>)>,
}

/// Merges SBOMs. Two components are the same if their package URLs are. Without one, a component is
/// the same as another of the same name, version and supplier; two package URLs are never one. The
/// first that states a field supplies it.
///
/// None where there is no SBOM.
pub fn merge(sboms: &[&Sbom]) -> Option<Merged> {
    let first = sboms.first()?;
    let mut all = All::default();
    for (file, sbom) in sboms.iter().enumerate() {
        all.add(file, sbom);
    }
    let sum = |count: fn(&Sbom) -> Option<usize>| {
        let counts = sboms.iter().filter_map(|sbom| count(sbom));
        counts.reduce(|a, b| a + b)
    };
    let All {
        collector,
        seen_in,
        roots,
        ..
    } = all;
    let objects = sboms.iter().map(|sbom| sbom.objects).sum();
    let (components, dependencies, dangling) = collector.finish();
    let duplicates = seen_in.into_iter().enumerate();
    let duplicates = duplicates.filter(|(_, files)| files.len() > 1).collect();
    Some(Merged {
        sbom: Sbom {
            format: first.format,
            version: first.version.clone(),
            encoding: first.encoding,
            root: None,
            roots,
            components,
            objects,
            services: sum(|sbom| sbom.services),
            vulnerabilities: sum(|sbom| sbom.vulnerabilities),
            elements: None,
            dependencies,
            dangling,
            timestamp: None,
            serial: None,
            tools: Vec::new(),
            notes: Vec::new(),
            counts: Default::default(),
        },
        duplicates,
    })
}

#[derive(Default)]
struct All {
    collector: Collector,
    by_purl: HashMap<String, usize>,
    /// Those of a name, version and supplier.
    by_name: HashMap<[String; 3], Vec<usize>>,
    /// Which files list each component.
    seen_in: Vec<Vec<usize>>,
    /// The ref of each component here.
    refs: Vec<Arc<str>>,
    roots: Vec<Arc<str>>,
}

impl All {
    fn add(&mut self, file: usize, sbom: &Sbom) {
        // What each ref of the file is called here.
        let mut named: HashMap<&str, Arc<str>> = HashMap::new();
        for component in &sbom.components {
            let at = self.place(file, component);
            if let (Some(reference), Some(own)) = (&component.reference, self.refs.get(at)) {
                named.insert(reference, Arc::clone(own));
            }
        }
        // A product that another file lists as a component is that component.
        if let Some(root) = &sbom.root
            && let Some(reference) = &root.reference
            && let Some(own) = self.known(root).and_then(|at| self.refs.get(at))
        {
            named.insert(reference, Arc::clone(own));
        }
        let name = |reference: &str| match named.get(reference) {
            Some(own) => own.to_string(),
            None => format!("{file}:{reference}"),
        };
        for reference in &sbom.roots {
            let own: Arc<str> = name(reference).into();
            let (_, is_known) = self.collector.mark(&own, Section::Root);
            if !is_known {
                self.roots.push(own);
            }
        }
        let is_dangling = |reference: &str| {
            let found = |text: &Text| text.raw().cmp(reference);
            sbom.dangling.binary_search_by(found).is_ok()
        };
        for from in sbom.dependencies.nodes() {
            let own = name(from);
            let id = self.collector.entry(&own);
            if !is_dangling(from) {
                self.collector.mark(&own, Section::Others);
            }
            for to in sbom.dependencies.dependencies_of(from) {
                let own = name(to);
                if !is_dangling(to) {
                    self.collector.mark(&own, Section::Others);
                }
                self.collector.depends(Some(id), &own);
            }
        }
    }

    /// The place of a component among those here; a new one where it is not known.
    fn place(&mut self, file: usize, component: &Component) -> usize {
        let known = self.known(component);
        let at = known.unwrap_or_else(|| {
            let at = self.collector.components.len();
            let reference = match &component.reference {
                Some(reference) => format!("{file}:{reference}"),
                None => format!("{file}:#{at}"),
            };
            let (id, _) = self.collector.mark(&reference, Section::Components);
            let own = self.collector.name(id).unwrap_or_else(|| reference.into());
            self.collector.components.push(Component {
                reference: Some(Arc::clone(&own)),
                id: Some(id),
                ..component.clone()
            });
            self.refs.push(own);
            self.seen_in.push(Vec::new());
            self.by_name.entry(words(component)).or_default().push(at);
            at
        });
        if let Some(files) = self.seen_in.get_mut(at)
            && files.last() != Some(&file)
        {
            files.push(file);
        }
        if known.is_some()
            && let Some(there) = self.collector.components.get_mut(at)
        {
            fill(there, component);
        }
        if let Some(purl) = purl(component) {
            self.by_purl.entry(purl).or_insert(at);
        }
        at
    }

    fn known(&self, component: &Component) -> Option<usize> {
        let purl = purl(component);
        if let Some(at) = purl.as_ref().and_then(|purl| self.by_purl.get(purl)) {
            return Some(*at);
        }
        let mut same = self.by_name.get(&words(component))?.iter();
        let has_purl = |at: &usize| {
            let there = self.collector.components.get(*at);
            there.is_some_and(|there| self::purl(there).is_some())
        };
        same.find(|at| purl.is_none() || !has_purl(at)).copied()
    }
}

fn purl(component: &Component) -> Option<String> {
    let purl = component.purl.as_ref()?.raw().trim();
    is_stated(purl).then(|| purl.to_owned())
}

fn words(component: &Component) -> [String; 3] {
    fn stated<S: AsRef<str>>(text: &Option<Text<S>>) -> String {
        let text = text.as_ref().map_or("", |text| text.raw().trim());
        if is_stated(text) { text } else { "" }.to_owned()
    }
    let group = stated(&component.group);
    let name = component.name.raw().trim();
    let name = match group.is_empty() {
        true => name.to_owned(),
        false => format!("{group}/{name}"),
    };
    [
        name,
        stated(&component.version),
        stated(&component.supplier),
    ]
}

/// Takes over what the first one leaves open.
fn fill(there: &mut Component, more: &Component) {
    fn fill_one<S: AsRef<str>>(there: &mut Option<Text<S>>, more: &Option<Text<S>>)
    where
        Text<S>: Clone,
    {
        if !there.as_ref().is_some_and(|text| is_stated(text.raw())) && more.is_some() {
            there.clone_from(more);
        }
    }
    fill_one(&mut there.version, &more.version);
    fill_one(&mut there.purl, &more.purl);
    fill_one(&mut there.cpe, &more.cpe);
    fill_one(&mut there.supplier, &more.supplier);
    if there.licences.is_empty() {
        there.licences.clone_from(&more.licences);
    }
    if there.hashes.is_empty() {
        there.hashes.clone_from(&more.hashes);
    }
    there.supplier_wide |= more.supplier_wide;
}
