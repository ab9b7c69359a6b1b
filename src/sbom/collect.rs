//! What is counted, what is a duplicate, which refs are declared: the same for every format.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::text::Text;

use super::graph::{Edges, Graph, Id, Refs};
use super::model::{Component, Elements};
use super::shape;

/// The ref of a component: its number in the graph, and its name.
#[derive(Default)]
pub(super) struct Reference {
    pub(super) id: Option<Id>,
    pub(super) name: Option<Arc<str>>,
}

/// Where a ref stands in the file.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Section {
    /// `metadata.component` and what is nested in it.
    Root,
    /// `components`.
    Components,
    /// Whatever else has a ref: services; files, snippets and licences.
    Others,
    /// `dependencies` or relationships, on either side.
    Dependencies,
    /// What the SBOM says that it describes, which declares nothing.
    Described,
}

impl Section {
    /// The section's bit in a mark.
    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Gathers the pieces of an SBOM as a reader meets them, in any order.
#[derive(Default)]
pub(super) struct Collector {
    /// The unique components so far.
    pub(super) components: Vec<Component>,
    /// Components so far, duplicates included.
    pub(super) objects: usize,
    /// Services so far.
    pub(super) services: usize,
    refs: Refs,
    /// For each ref the sections it was met in.
    marks: Vec<u8>,
    /// The refs of each section, so that forgetting one costs no more than it held.
    met: [Vec<Id>; 5],
    edges: Edges,
    /// Components without bom-ref that were met, by the five fields that identify them.
    anonymous: HashSet<Box<str>, RandomState>,
    shared: HashSet<Arc<str>, RandomState>,
    /// SPDX: what contains what.
    contains: HashSet<(Id, Id), RandomState>,
    /// A number in a text's place has lost its spelling: read again with numbers in quotes.
    pub(super) inexact: bool,
}

impl Collector {
    /// Forgets what a section held: of a key that stands twice the last one is taken.
    pub(super) fn reset(&mut self, section: Section) {
        for id in std::mem::take(self.met_in(section)) {
            if let Some(mark) = self.marks.get_mut(id as usize) {
                *mark &= !section.bit();
            }
        }
        match section {
            Section::Root => {}
            Section::Components => {
                self.components.clear();
                self.anonymous.clear();
                self.objects = 0;
            }
            Section::Others => self.services = 0,
            Section::Dependencies => self.edges = Edges::default(),
            Section::Described => {}
        }
    }

    /// The text of a field, if it has any.
    pub(super) fn text<'t>(&mut self, text: &'t shape::Text<'_>) -> Option<Cow<'t, str>> {
        match text {
            shape::Text::Is(text) if text.is_empty() => None,
            shape::Text::Is(text) => Some(Cow::Borrowed(&**text)),
            shape::Text::Float(number) => {
                self.inexact = true;
                Some(Cow::Owned(number.to_string()))
            }
            shape::Text::Absent | shape::Text::Not(_) => None,
        }
    }

    /// One copy of a text that recurs.
    pub(super) fn share(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.shared.get(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.shared.insert(Arc::clone(&text));
        text
    }

    /// Notes that `name` stands in `section`; says its number and whether it stood there before.
    pub(super) fn mark(&mut self, name: &str, section: Section) -> (Id, bool) {
        let id = self.refs.intern(name);
        let at = id as usize;
        if self.marks.len() <= at {
            self.marks.resize(at + 1, 0);
        }
        let before = self
            .marks
            .get(at)
            .is_some_and(|mark| mark & section.bit() != 0);
        if let Some(mark) = self.marks.get_mut(at) {
            *mark |= section.bit();
        }
        if !before {
            self.met_in(section).push(id);
        }
        (id, before)
    }

    fn met_in(&mut self, section: Section) -> &mut Vec<Id> {
        let [root, components, others, dependencies, described] = &mut self.met;
        match section {
            Section::Root => root,
            Section::Components => components,
            Section::Others => others,
            Section::Dependencies => dependencies,
            Section::Described => described,
        }
    }

    /// Whether a ref stands in a section.
    pub(super) fn is_in(&self, id: Id, section: Section) -> bool {
        let mark = self.marks.get(id as usize);
        mark.is_some_and(|mark| mark & section.bit() != 0)
    }

    /// The shared text of a ref that was marked.
    pub(super) fn name(&self, id: Id) -> Option<Arc<str>> {
        self.refs.name(id).map(Arc::clone)
    }

    /// A ref that was marked.
    pub(super) fn reference(&self, id: Id) -> Reference {
        Reference {
            id: Some(id),
            name: self.name(id),
        }
    }

    /// Counts a component with the bom-ref `reference`. Says whether it is the first of its kind,
    /// and its ref. `identity` tells components without bom-ref apart.
    pub(super) fn meet(
        &mut self,
        reference: Option<&str>,
        identity: impl FnOnce() -> Box<str>,
    ) -> (bool, Reference) {
        self.objects += 1;
        match reference {
            Some(reference) => {
                let (id, known) = self.mark(reference, Section::Components);
                (!known, self.reference(id))
            }
            None => (self.anonymous.insert(identity()), Reference::default()),
        }
    }

    /// An entry of `dependencies`; its number is wanted by [`Collector::depends`].
    pub(super) fn entry(&mut self, reference: &str) -> Id {
        let (id, _) = self.mark(reference, Section::Dependencies);
        self.edges.node(id);
        id
    }

    /// `from` depends on `to`. Without `from` the ref is used, but there is no edge.
    pub(super) fn depends(&mut self, from: Option<Id>, to: &str) {
        let (to, _) = self.mark(to, Section::Dependencies);
        if let Some(from) = from {
            self.edges.edge(from, to);
        }
    }

    /// `from` contains `to`.
    pub(super) fn contain(&mut self, from: &str, to: &str) {
        let (from, _) = self.mark(from, Section::Dependencies);
        let (to, _) = self.mark(to, Section::Dependencies);
        self.contains.insert((from, to));
    }

    /// What an SPDX document with these roots says beside packages and dependencies.
    pub(super) fn elements(&self, files: usize, roots: &[Arc<str>]) -> Elements {
        let roots: HashSet<&str> = roots.iter().map(|root| &**root).collect();
        let is_root = |id: Id| {
            self.refs
                .name(id)
                .is_some_and(|name| roots.contains(&**name))
        };
        let packages = self.contains.iter();
        let packages = packages.filter(|(_, to)| self.is_in(*to, Section::Components));
        let mut elements = Elements {
            files,
            ..Elements::default()
        };
        for (from, to) in packages {
            elements.contains += 1;
            if is_root(*from) {
                elements.under_roots.extend(self.name(*to));
            }
        }
        elements
    }

    /// The unique components, the graph, and the refs used in it that nothing declares.
    pub(super) fn finish(self) -> (Vec<Component>, Graph, Vec<Text>) {
        let described = Section::Described.bit();
        let only_used =
            |(_, mark): &(usize, &u8)| **mark & !described == Section::Dependencies.bit();
        let mut dangling: Vec<Text> = self
            .marks
            .iter()
            .enumerate()
            .filter(only_used)
            .filter_map(|(at, _)| {
                Some(Text::new(
                    self.refs.name(Id::try_from(at).ok()?)?.to_string(),
                ))
            })
            .collect();
        dangling.sort_unstable();
        let mut components = self.components;
        components.shrink_to_fit();
        (components, self.edges.finish(self.refs), dangling)
    }
}

/// The identity of a component without bom-ref. Each field goes in with its length, so that no
/// text can pass for two.
pub(super) fn identity(fields: [&str; 5]) -> Box<str> {
    let mut identity = String::new();
    for field in fields {
        identity.push_str(&field.len().to_string());
        identity.push(':');
        identity.push_str(field);
    }
    identity.into()
}
