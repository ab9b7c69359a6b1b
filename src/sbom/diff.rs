//! What became of an SBOM: components that came and went, other versions, licences and suppliers, and
//! what the product depends on directly now.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::model::{Component, Sbom, is_stated, is_stated_licence};
use super::versions::compare;
use crate::text::Text;

/// What happened to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It was not there before.
    Added,
    /// It is no longer there.
    Removed,
    /// A later version took its place.
    Upgraded,
    /// An earlier version took its place.
    Downgraded,
    /// Another version took its place, and their forms do not tell which is later.
    OtherVersion,
    /// It states another licence.
    Licence,
    /// It states another supplier.
    Supplier,
    /// The product depends on it directly, and did not before.
    NewDirect,
}

/// A change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: Kind,
    /// The component, as `group/name`.
    pub name: Text,
    /// Before: a version, a licence, a supplier.
    pub from: Option<Text>,
    /// Now.
    pub to: Option<Text>,
}

/// What happened between two SBOMs, in the order of kinds and names.
///
/// Components are the same if their package URLs are, but for the version; without one if their group
/// and name are. Of several versions of one component those that stand on one side only are told; one
/// for one they are a change of version.
pub fn diff(old: &Sbom, new: &Sbom) -> Vec<Change> {
    let (before, after) = (by_key(old), by_key(new));
    let mut changes = Vec::new();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = Vec::new();
    for key in keys {
        let was = before.get(key).unwrap_or(&none);
        let is = after.get(key).unwrap_or(&none);
        one(was, is, &mut changes);
    }
    let direct_before = direct(old);
    for (key, name) in direct(new) {
        if !direct_before.contains_key(&key) {
            changes.push(Change {
                kind: Kind::NewDirect,
                name,
                from: None,
                to: None,
            });
        }
    }
    changes.sort_by(|a, b| {
        let names = || a.name.raw().cmp(b.name.raw());
        a.kind.cmp(&b.kind).then_with(names)
    });
    changes
}

type ByKey<'a> = BTreeMap<String, Vec<&'a Component>>;

fn by_key(sbom: &Sbom) -> ByKey<'_> {
    let mut all = ByKey::new();
    for component in &sbom.components {
        all.entry(key(component)).or_default().push(component);
    }
    all
}

/// What a component is called, whatever its version.
fn key(component: &Component) -> String {
    let purl = component.purl.as_ref().map(|purl| purl.raw().trim());
    match purl.filter(|purl| is_stated(purl)) {
        Some(purl) => {
            let end = purl.find(['?', '#']).unwrap_or(purl.len());
            let purl = purl.get(..end).unwrap_or(purl);
            // The version stands behind the last `@` of the last segment.
            let name = purl.rfind('/').map_or(0, |slash| slash + 1);
            let (head, last) = purl.split_at(name);
            format!("{head}{}", last.split('@').next().unwrap_or(last))
        }
        None => name(component).raw().to_owned(),
    }
}

fn name(component: &Component) -> Text {
    let group = component.group.as_ref().map(|group| group.raw().trim());
    let name = component.name.raw().trim();
    match group.filter(|group| !group.is_empty()) {
        Some(group) => Text::new(format!("{group}/{name}")),
        None => Text::from(name),
    }
}

fn version(component: &Component) -> Option<Text> {
    let version = component.version.as_ref()?.raw().trim();
    is_stated(version).then(|| Text::from(version))
}

fn one(was: &[&Component], is: &[&Component], changes: &mut Vec<Change>) {
    let has = |all: &[&Component], wanted: &Component| {
        all.iter().any(|other| version(other) == version(wanted))
    };
    let gone: Vec<_> = was.iter().filter(|old| !has(is, old)).collect();
    let come: Vec<_> = is.iter().filter(|new| !has(was, new)).collect();
    if let ([old], [new]) = (gone.as_slice(), come.as_slice()) {
        let (from, to) = (version(old), version(new));
        let order = match (&from, &to) {
            (Some(from), Some(to)) => compare(from.raw(), to.raw()),
            _ => None,
        };
        changes.push(Change {
            kind: match order {
                Some(Ordering::Less) => Kind::Upgraded,
                Some(Ordering::Greater) => Kind::Downgraded,
                Some(Ordering::Equal) | None => Kind::OtherVersion,
            },
            name: name(new),
            from,
            to,
        });
        fields(old, new, changes);
    } else {
        let change = |kind, component: &Component, from, to| Change {
            kind,
            name: name(component),
            from,
            to,
        };
        let gone = gone.into_iter();
        changes.extend(gone.map(|old| change(Kind::Removed, old, version(old), None)));
        let come = come.into_iter();
        changes.extend(come.map(|new| change(Kind::Added, new, None, version(new))));
    }
    for new in is {
        if let Some(old) = was.iter().find(|old| version(old) == version(new)) {
            fields(old, new, changes);
        }
    }
}

fn fields(old: &Component, new: &Component, changes: &mut Vec<Change>) {
    let licences = |component: &Component| {
        let stated = component
            .licences
            .iter()
            .map(|licence| licence.raw().trim());
        let stated: BTreeSet<&str> = stated.filter(|text| is_stated_licence(text)).collect();
        let stated: Vec<&str> = stated.into_iter().collect();
        (!stated.is_empty()).then(|| Text::new(stated.join("; ")))
    };
    let supplier = |component: &Component| {
        let supplier = component.supplier.as_ref()?.raw().trim();
        is_stated(supplier).then(|| Text::from(supplier))
    };
    for (kind, from, to) in [
        (Kind::Licence, licences(old), licences(new)),
        (Kind::Supplier, supplier(old), supplier(new)),
    ] {
        if from != to {
            changes.push(Change {
                kind,
                name: name(new),
                from,
                to,
            });
        }
    }
}

/// What the products depend on directly.
fn direct(sbom: &Sbom) -> BTreeMap<String, Text> {
    let components = sbom.components.iter();
    let named = components.filter_map(|one| Some((one.reference.as_deref()?, one)));
    let named: BTreeMap<&str, &Component> = named.collect();
    let roots = sbom.roots.iter();
    let direct = roots.flat_map(|root| sbom.dependencies.dependencies_of(root));
    let direct = direct.map(|reference| match named.get(reference) {
        Some(component) => (key(component), name(component)),
        None => (reference.to_owned(), Text::from(reference)),
    });
    direct.collect()
}
