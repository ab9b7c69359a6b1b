//! The figures of one SBOM, defined once for all formats.

use std::collections::HashSet;

use crate::text::Text;
use serde::Serialize;

use super::graph::Id;
use super::model::{Component, Format, Sbom, is_stated, is_stated_licence};
use super::purl::is_valid_purl;

/// What is in an SBOM, in numbers; the field names are keys of `cemark sbom --format json`.
///
/// `with_*` counts the unique components whose field is stated: not blank, not `NOASSERTION` or
/// `NONE` in any case. `None` (null in JSON) means that the document cannot say.
///
/// The examples below speak of this SBOM: the root is `app`; components are `a`, `b`, `c`, `d`
/// and `e`; dependencies are `app -> a`, `a -> b`, `a -> c`, `b -> c`, `c -> b`, `d -> d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Unique components, top level and nested ones. Not the root and what is nested in it, nor
    /// tools, services, pedigree, or components in vulnerabilities, formulation and evidence.
    /// Unique by bom-ref, else by (type, group, name, version, purl). Example: 5.
    pub components: u64,
    /// The same without removing duplicates.
    pub objects: u64,
    /// Components with a version.
    pub with_version: u64,
    /// Components with a package URL, valid or not.
    pub with_purl: u64,
    /// Those of `with_purl` whose package URL is no package URL; see
    /// [`is_valid_purl`](super::is_valid_purl) for what is looked at.
    pub purls_invalid: u64,
    /// Components with a CPE, valid or not.
    pub with_cpe: u64,
    /// Components with a licence entry whose id, name or expression is stated; `UNKNOWN` is not.
    pub with_licence: u64,
    /// Components with a hash of their own that has content; not those of external references.
    pub with_hash: u64,
    /// Components whose supplier is named.
    pub with_supplier: u64,
    /// Components of which the supplier, manufacturer, publisher, author or an author is named.
    pub with_supplier_wide: u64,
    /// Services, nested ones included. Null in SPDX, which has none.
    pub services: Option<u64>,
    /// Entries of `vulnerabilities`. Null in SPDX, which has none.
    pub vulnerabilities: Option<u64>,
    /// SPDX: files. Null in CycloneDX, where a file is a component.
    pub files: Option<u64>,
    /// SPDX: the elements that the document describes. Null in CycloneDX.
    pub roots: Option<u64>,
    /// SPDX: distinct pairs of which the first contains the second, a package. Null in CycloneDX.
    pub contains: Option<u64>,
    /// Distinct refs that have an entry in `dependencies`. Null in SPDX, where only what depends on
    /// something has a relationship. Example: 5 (`app`, `a`, `b`, `c`, `d`).
    pub dep_nodes: Option<u64>,
    /// Distinct pairs of (ref, dependsOn); `provides` is none. In SPDX those of relationships, each
    /// read as 'from depends on to'. Example: 6.
    pub dep_edges: u64,
    /// Distinct refs that `ref` or `dependsOn` use, and no component, service or root (or what is
    /// nested in them) declares. A BOM-Link to another file counts as well. Example: 0.
    pub dangling: u64,
    /// Distinct refs that the root depends on. Null without root, without its bom-ref or without
    /// an entry for it; 0 for an empty entry. In SPDX distinct refs that a root depends on, other
    /// roots left out; null without root. Example: 1 (`a`).
    pub direct: Option<u64>,
    /// SPDX: the same with the packages that a root contains. Null in CycloneDX.
    pub direct_wide: Option<u64>,
    /// Unique components that can be reached from the root, but only over another one. Not the
    /// root itself, nor services and undeclared refs. Null as `direct`. Example: 2 (`b`, `c`).
    pub transitive: Option<u64>,
    /// The number of edges on the shortest way from the root to the ref that is farthest from it,
    /// of those that can be reached; 0 for an empty entry. Null as `direct`. Example: 2.
    pub depth: Option<u64>,
    /// Unique components on which nothing but perhaps themselves depends, so that the file does
    /// not say how they come into the product; the root is none. Nesting is no dependency. Null
    /// without any entry in `dependencies`. Example: 2 (`d`, `e`).
    pub orphans: Option<u64>,
    /// Groups of refs of which each depends on every other, directly or not, and refs that depend
    /// on themselves: one a group, however many circles run through it. Null without any entry
    /// in `dependencies`. Example: 2 (`b` with `c`; `d`).
    pub cycles: Option<u64>,
}

/// Counts an SBOM; takes time in proportion to its components and edges, once.
pub fn count(sbom: &Sbom) -> Counts {
    *sbom.counts.get_or_init(|| counted(sbom))
}

fn counted(sbom: &Sbom) -> Counts {
    let with =
        |field: fn(&Component) -> bool| number(sbom.components.iter().filter(|c| field(c)).count());
    let paths = Paths::of(sbom);
    Counts {
        components: number(sbom.components.len()),
        objects: number(sbom.objects),
        with_version: with(|c| stated(&c.version)),
        with_purl: with(|c| stated(&c.purl)),
        purls_invalid: with(|c| {
            stated(&c.purl)
                && !c
                    .purl
                    .as_ref()
                    .is_some_and(|purl| is_valid_purl(purl.raw().trim()))
        }),
        with_cpe: with(|c| stated(&c.cpe)),
        with_licence: with(|c| {
            c.licences
                .iter()
                .any(|licence| is_stated_licence(licence.raw()))
        }),
        with_hash: with(|c| !c.hashes.is_empty()),
        with_supplier: with(|c| stated(&c.supplier)),
        with_supplier_wide: with(|c| c.supplier_wide),
        services: sbom.services.map(number),
        vulnerabilities: sbom.vulnerabilities.map(number),
        files: sbom.elements.as_ref().map(|all| number(all.files)),
        roots: sbom.elements.as_ref().map(|_| number(sbom.roots.len())),
        contains: sbom.elements.as_ref().map(|all| number(all.contains)),
        dep_nodes: match sbom.format {
            Format::Cyclonedx => Some(number(sbom.dependencies.node_count())),
            Format::Spdx => None,
        },
        dep_edges: number(sbom.dependencies.edge_count()),
        dangling: number(sbom.dangling.len()),
        direct: paths.as_ref().map(|paths| paths.direct),
        direct_wide: paths.as_ref().and_then(|paths| paths.direct_wide),
        transitive: paths.as_ref().map(|paths| paths.transitive),
        depth: paths.as_ref().map(|paths| paths.depth),
        orphans: has_entries(sbom).then(|| orphans(sbom)),
        cycles: has_entries(sbom).then(|| number(sbom.dependencies.cycles())),
    }
}

fn number(count: usize) -> u64 {
    count as u64
}

fn stated<S: AsRef<str>>(field: &Option<Text<S>>) -> bool {
    field.as_ref().is_some_and(|text| is_stated(text.raw()))
}

fn has_entries(sbom: &Sbom) -> bool {
    sbom.dependencies.node_count() > 0
}

/// What can be said from the roots' point of view.
struct Paths {
    direct: u64,
    direct_wide: Option<u64>,
    transitive: u64,
    depth: u64,
}

impl Paths {
    fn of(sbom: &Sbom) -> Option<Self> {
        let graph = &sbom.dependencies;
        // A product without an entry says nothing, an element without a relationship depends on none.
        let mut roots = sbom.roots.iter();
        if !roots.any(|root| sbom.format == Format::Spdx || graph.has_entry(root)) {
            return None;
        }
        let roots: Vec<Id> = sbom
            .roots
            .iter()
            .filter_map(|root| graph.id(root))
            .collect();
        let mut direct: HashSet<Id> = HashSet::new();
        for root in &roots {
            direct.extend(graph.targets_of(*root));
        }
        if sbom.format == Format::Spdx {
            for root in &roots {
                direct.remove(root);
            }
        }
        let direct_wide = sbom.elements.as_ref().map(|elements| {
            let known: HashSet<&str> = sbom.roots.iter().map(|root| &**root).collect();
            let under = elements.under_roots.iter().map(|name| &**name);
            let under = under.filter(|name| !known.contains(name));
            let further: HashSet<&str> = under
                .filter(|name| graph.id(name).is_none_or(|id| !direct.contains(&id)))
                .collect();
            number(direct.len() + further.len())
        });
        let distances = graph.distances(&roots);
        let distance_of =
            |component: &Component| distances.get(component.id? as usize).copied().flatten();
        let transitive = sbom
            .components
            .iter()
            .filter(|c| distance_of(c).is_some_and(|d| d > 1))
            .count();
        Some(Self {
            direct: number(direct.len()),
            direct_wide,
            transitive: number(transitive),
            depth: distances
                .iter()
                .flatten()
                .max()
                .copied()
                .unwrap_or_default()
                .into(),
        })
    }
}

fn orphans(sbom: &Sbom) -> u64 {
    let graph = &sbom.dependencies;
    let depended_on = graph.depended_on();
    let roots = sbom.roots.iter();
    let roots: HashSet<Id> = roots.filter_map(|root| graph.id(root)).collect();
    let is_orphan = |component: &&Component| match component.id {
        None => true,
        Some(id) if roots.contains(&id) => false,
        Some(id) => !depended_on.get(id as usize).copied().unwrap_or_default(),
    };
    number(sbom.components.iter().filter(is_orphan).count())
}
