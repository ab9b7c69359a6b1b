//! Ways through the dependency graph: the tree below the product, and why something is in it.

use std::collections::{HashMap, HashSet, VecDeque};

use super::graph::Id;
use super::model::{Component, Sbom};

/// A line of the dependency tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branch<'a> {
    /// How deep it stands; 0 for the product.
    pub depth: usize,
    /// Its ref.
    pub reference: &'a str,
    /// What is described under it; none where nothing is.
    pub component: Option<&'a Component>,
    /// Whether it is the last of those that stand beside it.
    pub is_last: bool,
    /// How many it depends on that are not shown below it: beyond the depth, or shown above.
    pub hidden: usize,
}

/// An SBOM with its components by their refs.
pub struct Walk<'a> {
    sbom: &'a Sbom,
    by_reference: HashMap<&'a str, &'a Component>,
}

impl<'a> Walk<'a> {
    /// Prepares the ways through an SBOM.
    pub fn new(sbom: &'a Sbom) -> Self {
        let all = sbom.root.iter().chain(&sbom.components);
        let named = all.filter_map(|one| Some((one.reference.as_deref()?, one)));
        Self {
            sbom,
            by_reference: named.collect(),
        }
    }

    /// The component with this ref.
    pub fn component(&self, reference: &str) -> Option<&'a Component> {
        self.by_reference.get(reference).copied()
    }

    /// The tree below the products of the SBOM, down to `depth`. What was shown with all below it is
    /// not unfolded again.
    pub fn tree(&self, depth: usize) -> Vec<Branch<'a>> {
        let graph = &self.sbom.dependencies;
        let mut lines = Vec::new();
        let mut unfolded: HashSet<&str> = HashSet::new();
        let roots: Vec<&str> = self.sbom.roots.iter().map(|root| &**root).collect();
        let mut open: Vec<(usize, &str, bool)> = Vec::new();
        for (index, root) in roots.iter().enumerate().rev() {
            open.push((0, root, index + 1 == roots.len()));
        }
        while let Some((at, reference, is_last)) = open.pop() {
            let below: Vec<&str> = graph.dependencies_of(reference).collect();
            let unfolds = at < depth && unfolded.insert(reference);
            lines.push(Branch {
                depth: at,
                reference,
                component: self.component(reference),
                is_last,
                hidden: if unfolds { 0 } else { below.len() },
            });
            if unfolds {
                let count = below.len();
                for (index, reference) in below.into_iter().enumerate().rev() {
                    open.push((at + 1, reference, index + 1 == count));
                }
            }
        }
        lines
    }

    /// A shortest way from a product to each ref that can be reached, as the ref before it.
    pub fn ways(&self) -> Ways<'a> {
        let graph = &self.sbom.dependencies;
        let roots = self.sbom.roots.iter();
        let roots: Vec<Id> = roots.filter_map(|root| graph.id(root)).collect();
        let mut before: HashMap<Id, Option<Id>> = HashMap::new();
        let mut next: VecDeque<Id> = VecDeque::new();
        for root in roots {
            before.insert(root, None);
            next.push_back(root);
        }
        while let Some(from) = next.pop_front() {
            for to in graph.targets_of(from) {
                if !before.contains_key(to) {
                    before.insert(*to, Some(from));
                    next.push_back(*to);
                }
            }
        }
        Ways {
            sbom: self.sbom,
            before,
        }
    }

    /// The components whose name, version or identifiers hold the words, whatever their case:
    /// `name@version` and package URLs among them.
    pub fn find(&self, words: &str) -> Vec<&'a Component> {
        let words = words.trim().to_lowercase();
        let components = self.sbom.components.iter();
        let holds = |component: &&Component| {
            let name = component.name.raw();
            let version = component.version.as_ref().map_or("", |v| v.raw());
            let group = component.group.as_ref().map_or("", |g| g.raw());
            let purl = component.purl.as_ref().map_or("", |p| p.raw());
            let cpe = component.cpe.as_ref().map_or("", |c| c.raw());
            [
                format!("{group}/{name}@{version}"),
                purl.to_owned(),
                cpe.to_owned(),
            ]
            .iter()
            .any(|text| text.to_lowercase().contains(&words))
        };
        components.filter(holds).collect()
    }
}

/// Shortest ways from the products.
pub struct Ways<'a> {
    sbom: &'a Sbom,
    before: HashMap<Id, Option<Id>>,
}

impl<'a> Ways<'a> {
    /// The refs on the way to this one, the product first; none where no way leads there.
    pub fn to(&self, reference: &str) -> Option<Vec<&'a str>> {
        let graph = &self.sbom.dependencies;
        let mut at = graph.id(reference)?;
        let mut way = Vec::new();
        loop {
            let before = self.before.get(&at)?;
            way.push(graph.name(at)?);
            match before {
                Some(before) => at = *before,
                None => break,
            }
        }
        way.reverse();
        Some(way)
    }
}
