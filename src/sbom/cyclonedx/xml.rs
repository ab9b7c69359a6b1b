//! CycloneDX XML, <https://cyclonedx.org/docs/1.7/xml/>, with the extensions that came
//! before 1.2 and 1.4: the dependency graph and vulnerabilities inside a component. Elements are told
//! by their names without prefix.

use std::borrow::Cow;

use crate::sbom::collect::Section;
use crate::sbom::error::ReadError;
use crate::sbom::model::{Encoding, Sbom};
use crate::sbom::parse::{Path, Wrong};
use crate::sbom::shape::{List, Named, Object, Text};
use crate::sbom::xml::{Element, Xml};

use super::document::Document;
use super::fields::{
    ComponentFields, DependencyFields, HashFields, Licences, MetadataFields, ServiceFields, Tools,
    licence,
};

/// Reads a CycloneDX XML document that says it follows `version`.
pub(in crate::sbom) fn read(
    file: &str,
    text: &str,
    version: Option<String>,
) -> Result<Sbom, ReadError> {
    let known = super::version(file, version)?;
    let mut document = Document::default();
    let mut xml = Xml::new(file, text);
    let root = xml.root()?;
    document.serial(&attribute(&root, "serialNumber"));
    xml.each(&root, |xml, part| match part.name() {
        "metadata" => {
            let fields = metadata(xml, &part)?;
            taken(file, document.metadata(Object::Is(fields)))
        }
        "components" => xml.each(&part, |xml, element| {
            let mut vulnerabilities = 0;
            let fields = component(xml, &element, &mut vulnerabilities)?;
            document.vulnerabilities += vulnerabilities;
            taken(
                file,
                document.component(&Path::Key(None, "components"), fields),
            )
        }),
        "services" => xml.each(&part, |xml, element| {
            let fields = service(xml, &element)?;
            taken(file, document.service(&Path::Key(None, "services"), fields))
        }),
        "dependencies" => {
            document.collector.reset(Section::Dependencies);
            xml.each(&part, |xml, element| {
                dependency(xml, &element, &mut |fields| {
                    taken(
                        file,
                        document.dependency(&Path::Key(None, "dependencies"), fields),
                    )
                })
            })
        }
        "vulnerabilities" => {
            document.vulnerabilities += count(xml, &part)?;
            Ok(())
        }
        _ => xml.skip(&part),
    })?;
    xml.end()?;
    Ok(document.finish(known, Encoding::Xml))
}

/// Nothing that XML can say has a wrong type.
fn taken(file: &str, result: Result<(), Wrong>) -> Result<(), ReadError> {
    result.map_err(|wrong| wrong.into_error(file, 1, 1))
}

fn is(text: String) -> Text<'static> {
    Text::Is(Cow::Owned(text))
}

fn attribute(element: &Element<'_>, name: &str) -> Text<'static> {
    element.attribute(name).map_or(Text::Absent, is)
}

/// How many elements are inside.
fn count(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<usize, ReadError> {
    let mut count = 0;
    xml.each(element, |xml, inner| {
        count += 1;
        xml.skip(&inner)
    })?;
    Ok(count)
}

/// The text of the element with this name inside; of several the first.
fn inner(
    xml: &mut Xml<'_>,
    element: &Element<'_>,
    name: &str,
) -> Result<Named<'static>, ReadError> {
    let mut found = Named::default();
    xml.each(element, |xml, inner| {
        if inner.name() != name || !matches!(found.0, Text::Absent) {
            return xml.skip(&inner);
        }
        found = Named(is(xml.text(&inner)?));
        Ok(())
    })?;
    Ok(found)
}

fn metadata(
    xml: &mut Xml<'_>,
    element: &Element<'_>,
) -> Result<MetadataFields<'static>, ReadError> {
    let mut fields = MetadataFields::default();
    xml.each(element, |xml, part| {
        match part.name() {
            "timestamp" => fields.timestamp = is(xml.text(&part)?),
            "tools" => tools(xml, &part, &mut fields.tools)?,
            "component" => {
                // What is wrong with the product itself is no entry of the document's list.
                fields.component = Object::Is(component(xml, &part, &mut 0)?);
            }
            _ => xml.skip(&part)?,
        }
        Ok(())
    })?;
    Ok(fields)
}

/// Tools as they are written up to 1.4, and their components and services from 1.5 on.
fn tools(
    xml: &mut Xml<'_>,
    element: &Element<'_>,
    all: &mut Tools<'static>,
) -> Result<(), ReadError> {
    xml.each(element, |xml, part| match part.name() {
        "tool" | "component" | "service" => {
            let (mut name, mut version) = (Text::Absent, Text::Absent);
            xml.each(&part, |xml, field| {
                match field.name() {
                    "name" => name = is(xml.text(&field)?),
                    "version" => version = is(xml.text(&field)?),
                    _ => xml.skip(&field)?,
                }
                Ok(())
            })?;
            if !matches!(name, Text::Absent) {
                all.0.push((name, version));
            }
            Ok(())
        }
        "components" | "services" => tools(xml, &part, all),
        _ => xml.skip(&part),
    })
}

fn component(
    xml: &mut Xml<'_>,
    element: &Element<'_>,
    vulnerabilities: &mut usize,
) -> Result<ComponentFields<'static>, ReadError> {
    let mut fields = ComponentFields {
        reference: attribute(element, "bom-ref"),
        kind: attribute(element, "type"),
        ..ComponentFields::default()
    };
    let mut hashes = Vec::new();
    let mut nested = Vec::new();
    xml.each(element, |xml, part| {
        match part.name() {
            "group" => fields.group = is(xml.text(&part)?),
            "name" => fields.name = is(xml.text(&part)?),
            "version" => fields.version = is(xml.text(&part)?),
            "purl" => fields.purl = is(xml.text(&part)?),
            "cpe" => fields.cpe = is(xml.text(&part)?),
            "publisher" => fields.publisher = Named(is(xml.text(&part)?)),
            "author" => fields.author = Named(is(xml.text(&part)?)),
            "supplier" => fields.supplier = inner(xml, &part, "name")?,
            "manufacturer" => fields.manufacturer = inner(xml, &part, "name")?,
            "authors" => xml.each(&part, |xml, author| {
                let name = inner(xml, &author, "name")?;
                if !fields.authors.0.is_stated() {
                    fields.authors = name;
                }
                Ok(())
            })?,
            "licenses" => fields.licences = licences(xml, &part)?,
            "hashes" => xml.each(&part, |xml, hash| {
                hashes.push(Object::Is(HashFields {
                    algorithm: attribute(&hash, "alg"),
                    content: is(xml.text(&hash)?),
                }));
                Ok(())
            })?,
            "components" => xml.each(&part, |xml, one| {
                nested.push(Object::Is(component(xml, &one, vulnerabilities)?));
                Ok(())
            })?,
            "vulnerabilities" => *vulnerabilities += count(xml, &part)?,
            _ => xml.skip(&part)?,
        }
        Ok(())
    })?;
    fields.hashes = List::Is(hashes);
    fields.components = List::Is(nested);
    Ok(fields)
}

fn licences(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<Licences<'static>, ReadError> {
    let mut all = Licences::default();
    xml.each(element, |xml, part| {
        match part.name() {
            "expression" => all.0.push(is(xml.text(&part)?)),
            "license" => {
                let (mut id, mut name) = (Text::Absent, Text::Absent);
                xml.each(&part, |xml, field| {
                    match field.name() {
                        "id" => id = is(xml.text(&field)?),
                        "name" => name = is(xml.text(&field)?),
                        _ => xml.skip(&field)?,
                    }
                    Ok(())
                })?;
                all.0.push(licence(id, name));
            }
            // `expression-detailed` of 1.7 holds its expression as an attribute.
            _ => {
                if let Some(expression) = part.attribute("expression") {
                    all.0.push(is(expression));
                }
                xml.skip(&part)?;
            }
        }
        Ok(())
    })?;
    Ok(all)
}

fn service(xml: &mut Xml<'_>, element: &Element<'_>) -> Result<ServiceFields<'static>, ReadError> {
    let mut nested = Vec::new();
    xml.each(element, |xml, part| match part.name() {
        "services" => xml.each(&part, |xml, one| {
            nested.push(Object::Is(service(xml, &one)?));
            Ok(())
        }),
        _ => xml.skip(&part),
    })?;
    Ok(ServiceFields {
        reference: attribute(element, "bom-ref"),
        services: List::Is(nested),
    })
}

/// An entry. One inside it is what it depends on, and an entry of its own where it depends on more.
fn dependency(xml: &mut Xml<'_>, element: &Element<'_>, take: Take<'_>) -> Result<(), ReadError> {
    let targets = targets(xml, element, take)?;
    take(entry(element, targets))
}

/// What is done with an entry.
type Take<'t> = &'t mut dyn FnMut(DependencyFields<'static>) -> Result<(), ReadError>;

fn entry(element: &Element<'_>, targets: Vec<Text<'static>>) -> DependencyFields<'static> {
    DependencyFields {
        reference: attribute(element, "ref"),
        depends_on: List::Is(targets),
    }
}

fn targets(
    xml: &mut Xml<'_>,
    element: &Element<'_>,
    take: Take<'_>,
) -> Result<Vec<Text<'static>>, ReadError> {
    let mut all = Vec::new();
    xml.each(element, |xml, inner| {
        if inner.name() != "dependency" {
            return xml.skip(&inner);
        }
        all.push(attribute(&inner, "ref"));
        let further = targets(xml, &inner, take)?;
        match further.is_empty() {
            true => Ok(()),
            false => take(entry(&inner, further)),
        }
    })?;
    Ok(all)
}
