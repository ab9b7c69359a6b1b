//! Refs and who depends on whom, in numbers instead of texts.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::RandomState;

/// Edges kept before duplicates are thrown out for the first time.
const FIRST_SWEEP: usize = 1 << 20;

/// The number of a ref inside one SBOM.
pub(super) type Id = u32;

/// Refs and their numbers, in the order in which they were first met.
#[derive(Debug, Default)]
pub(super) struct Refs {
    names: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, Id, RandomState>,
}

impl Refs {
    /// The number of `name`, a new one if it has none yet.
    pub(super) fn intern(&mut self, name: &str) -> Id {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        // MAX_BYTES keeps the number of refs below 2^32.
        let id = Id::try_from(self.names.len()).unwrap_or(Id::MAX);
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.ids.insert(name, id);
        id
    }

    /// The ref with the number `id`, shared.
    pub(super) fn name(&self, id: Id) -> Option<&Arc<str>> {
        self.names.get(id as usize)
    }
}

/// Collects dependency entries for a [`Graph`].
#[derive(Debug, Default)]
pub(super) struct Edges {
    nodes: Vec<Id>,
    pairs: Vec<(Id, Id)>,
    sweep_at: usize,
}

impl Edges {
    /// An entry for `from`, with or without dependencies.
    pub(super) fn node(&mut self, from: Id) {
        self.nodes.push(from);
    }

    /// `from` depends on `to`.
    pub(super) fn edge(&mut self, from: Id, to: Id) {
        self.pairs.push((from, to));
        // A file that says the same thing a million times must not fill the memory.
        if self.pairs.len() >= self.sweep_at.max(FIRST_SWEEP) {
            self.sweep();
            self.sweep_at = self.pairs.len().saturating_mul(2);
        }
    }

    fn sweep(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
    }

    pub(super) fn finish(mut self, refs: Refs) -> Graph {
        self.sweep();
        self.nodes.sort_unstable();
        self.nodes.dedup();
        let mut starts = vec![0; refs.names.len() + 1];
        for (from, _) in &self.pairs {
            if let Some(start) = starts.get_mut(*from as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let targets = self.pairs.iter().map(|(_, to)| *to).collect();
        Graph {
            refs,
            nodes: self.nodes,
            starts,
            targets,
        }
    }
}

/// Who depends on whom (CycloneDX `dependencies`). Entries with the same `ref` are one; an edge
/// stands for any number of equal pairs; a ref may depend on itself, and cycles are kept.
#[derive(Debug, Default)]
pub struct Graph {
    refs: Refs,
    /// Refs with an entry of their own, sorted.
    nodes: Vec<Id>,
    /// `targets[starts[id]..starts[id + 1]]` are the dependencies of `id`.
    starts: Vec<usize>,
    targets: Vec<Id>,
}

impl Graph {
    /// Number of distinct refs that have an entry.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Number of distinct pairs of (ref, dependsOn).
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// Whether `reference` has an entry, be it an empty one.
    pub fn has_entry(&self, reference: &str) -> bool {
        self.id(reference)
            .is_some_and(|id| self.nodes.binary_search(&id).is_ok())
    }

    /// The refs that have an entry, in the order in which the file first names them.
    pub fn nodes(&self) -> impl Iterator<Item = &str> {
        self.nodes
            .iter()
            .filter_map(|id| self.refs.name(*id))
            .map(|name| &**name)
    }

    /// What `reference` depends on, each once. Nothing for a ref that is not in the file.
    pub fn dependencies_of(&self, reference: &str) -> impl Iterator<Item = &str> {
        let targets = self
            .id(reference)
            .map(|id| self.targets_of(id))
            .unwrap_or_default();
        targets
            .iter()
            .filter_map(|id| self.refs.name(*id))
            .map(|name| &**name)
    }

    /// The number of a ref that occurs in the file.
    pub(super) fn id(&self, reference: &str) -> Option<Id> {
        self.refs.ids.get(reference).copied()
    }

    /// The ref with this number.
    pub(super) fn name(&self, id: Id) -> Option<&str> {
        self.refs.name(id).map(|name| &**name)
    }

    /// How many refs have numbers: 0 to below this.
    pub(super) fn ref_count(&self) -> usize {
        self.refs.names.len()
    }

    pub(super) fn targets_of(&self, id: Id) -> &[Id] {
        let at = id as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => self.targets.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// For each ref whether another one depends on it.
    pub(super) fn depended_on(&self) -> Vec<bool> {
        let mut marks = vec![false; self.ref_count()];
        for from in &self.nodes {
            for to in self.targets_of(*from).iter().filter(|to| *to != from) {
                if let Some(mark) = marks.get_mut(*to as usize) {
                    *mark = true;
                }
            }
        }
        marks
    }

    /// For each ref the number of edges on the shortest way from one of the `roots`, if there is a way.
    pub(super) fn distances(&self, roots: &[Id]) -> Vec<Option<u32>> {
        let mut distances = vec![None; self.ref_count()];
        let mut current = roots.to_vec();
        let mut distance = 0;
        while !current.is_empty() {
            let mut next = Vec::new();
            for id in current {
                if let Some(slot @ None) = distances.get_mut(id as usize) {
                    *slot = Some(distance);
                    next.extend_from_slice(self.targets_of(id));
                }
            }
            current = next;
            distance += 1;
        }
        distances
    }

    /// Number of groups of refs that depend on one another in a circle, a ref that depends on
    /// itself included: Tarjan's strongly connected components, without recursion.
    pub(super) fn cycles(&self) -> usize {
        const UNSEEN: usize = usize::MAX;
        let size = self.ref_count();
        let mut order = vec![UNSEEN; size];
        let mut low = vec![0; size];
        let mut open = vec![false; size];
        let mut stack = Vec::new();
        let mut path: Vec<(usize, usize)> = Vec::new();
        let (mut seen, mut cycles) = (0, 0);
        for first in self.nodes.iter().map(|id| *id as usize) {
            if order[first] != UNSEEN {
                continue;
            }
            path.push((first, 0));
            while let Some((at, edge)) = path.pop() {
                if edge == 0 {
                    (order[at], low[at], open[at]) = (seen, seen, true);
                    seen += 1;
                    stack.push(at);
                }
                let targets = self.targets_of(at as Id);
                if let Some(to) = targets.get(edge).map(|id| *id as usize) {
                    path.push((at, edge + 1));
                    if order[to] == UNSEEN {
                        path.push((to, 0));
                    } else if open[to] {
                        low[at] = low[at].min(order[to]);
                    }
                    continue;
                }
                if low[at] == order[at] {
                    let mut members = 0;
                    while let Some(member) = stack.pop() {
                        open[member] = false;
                        members += 1;
                        if member == at {
                            break;
                        }
                    }
                    if members > 1 || targets.binary_search(&(at as Id)).is_ok() {
                        cycles += 1;
                    }
                }
                if let Some((parent, _)) = path.last() {
                    low[*parent] = low[*parent].min(low[at]);
                }
            }
        }
        cycles
    }
}
