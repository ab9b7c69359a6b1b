//! The keys of CycloneDX JSON that are used, in the shapes in which tools write them.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess};

use crate::sbom::model::is_stated_licence;
use crate::sbom::shape::{
    Kind, List, Named, Object, Record, Shape, Text, hold_each, record, shaped, skip,
};

/// An object of which only the presence counts.
#[derive(Default)]
pub(super) struct Unread;

impl<'de> Record<'de> for Unread {
    fn field<A: MapAccess<'de>>(&mut self, _key: &str, fields: &mut A) -> Result<(), A::Error> {
        skip(fields)
    }
}

/// `metadata`, as far as it is used.
#[derive(Default)]
pub(super) struct MetadataFields<'a> {
    pub(super) timestamp: Text<'a>,
    pub(super) tools: Tools<'a>,
    pub(super) component: Object<ComponentFields<'a>>,
}

impl<'de> Record<'de> for MetadataFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "timestamp" => self.timestamp = fields.next_value()?,
            "tools" => self.tools = fields.next_value()?,
            "component" => self.component = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A list of components.
pub(super) type Components<'a> = List<Object<ComponentFields<'a>>>;

/// A component, as far as it is used.
#[derive(Default)]
pub(super) struct ComponentFields<'a> {
    pub(super) reference: Text<'a>,
    pub(super) kind: Text<'a>,
    pub(super) group: Text<'a>,
    pub(super) name: Text<'a>,
    pub(super) version: Text<'a>,
    pub(super) purl: Text<'a>,
    pub(super) cpe: Text<'a>,
    pub(super) licences: Licences<'a>,
    pub(super) hashes: List<Object<HashFields<'a>>>,
    pub(super) supplier: Named<'a>,
    pub(super) manufacturer: Named<'a>,
    pub(super) publisher: Named<'a>,
    pub(super) author: Named<'a>,
    pub(super) authors: Named<'a>,
    pub(super) components: Components<'a>,
}

impl<'de> Record<'de> for ComponentFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "bom-ref" => self.reference = fields.next_value()?,
            "type" => self.kind = fields.next_value()?,
            "group" => self.group = fields.next_value()?,
            "name" => self.name = fields.next_value()?,
            "version" => self.version = fields.next_value()?,
            "purl" => self.purl = fields.next_value()?,
            "cpe" => self.cpe = fields.next_value()?,
            "licenses" => self.licences = fields.next_value()?,
            "hashes" => self.hashes = fields.next_value()?,
            "supplier" => self.supplier = fields.next_value()?,
            "manufacturer" => self.manufacturer = fields.next_value()?,
            "publisher" => self.publisher = fields.next_value()?,
            "author" => self.author = fields.next_value()?,
            "authors" => self.authors = fields.next_value()?,
            "components" => self.components = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A hash.
#[derive(Default)]
pub(super) struct HashFields<'a> {
    pub(super) algorithm: Text<'a>,
    pub(super) content: Text<'a>,
}

impl<'de> Record<'de> for HashFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "alg" => self.algorithm = fields.next_value()?,
            "content" => self.content = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A service: only its ref and what is nested in it.
#[derive(Default)]
pub(super) struct ServiceFields<'a> {
    pub(super) reference: Text<'a>,
    pub(super) services: List<Object<ServiceFields<'a>>>,
}

impl<'de> Record<'de> for ServiceFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "bom-ref" => self.reference = fields.next_value()?,
            "services" => self.services = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// An entry of `dependencies`. `provides` is no dependency and is left out.
#[derive(Default)]
pub(super) struct DependencyFields<'a> {
    pub(super) reference: Text<'a>,
    pub(super) depends_on: List<Text<'a>>,
}

impl<'de> Record<'de> for DependencyFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "ref" => self.reference = fields.next_value()?,
            "dependsOn" => self.depends_on = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A licence by its id, or by its name where the id says nothing.
pub(super) fn licence<'a>(id: Text<'a>, name: Text<'a>) -> Text<'a> {
    let says_something = match &id {
        Text::Is(id) => is_stated_licence(id),
        other => other.is_stated(),
    };
    match says_something || matches!(name, Text::Absent) {
        true => id,
        false => name,
    }
}

/// Licences in all shapes: `{license: {id}}`, `{license: {name}}`, `{expression}`, and what
/// tools make of them: texts, a licence without its wrapper, one entry without the list.
#[derive(Default)]
pub(super) struct Licences<'a>(pub(super) Vec<Text<'a>>);

impl<'de> Shape<'de> for Licences<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        Self(vec![text])
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        hold_each(items, |Self(entry)| all.extend(entry))?;
        Ok(Self(all))
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        let LicenceFields {
            id,
            name,
            expression,
            licence,
        } = record(fields)?;
        let mut all = licence.0;
        all.extend(
            [self::licence(id, name), expression]
                .into_iter()
                .filter(|text| !matches!(text, Text::Absent)),
        );
        Ok(Self(all))
    }
}

impl<'de> Deserialize<'de> for Licences<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// A licence, with or without its wrapper.
#[derive(Default)]
pub(super) struct LicenceFields<'a> {
    pub(super) id: Text<'a>,
    pub(super) name: Text<'a>,
    pub(super) expression: Text<'a>,
    pub(super) licence: Licences<'a>,
}

impl<'de> Record<'de> for LicenceFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => self.id = fields.next_value()?,
            "name" => self.name = fields.next_value()?,
            "expression" => self.expression = fields.next_value()?,
            "license" => self.licence = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// Tools as names and versions: a list up to 1.4, components and services from 1.5 on.
#[derive(Default)]
pub(super) struct Tools<'a>(pub(super) Vec<(Text<'a>, Text<'a>)>);

impl<'de> Shape<'de> for Tools<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        Self(vec![(text, Text::Absent)])
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        hold_each(items, |Self(tools)| all.extend(tools))?;
        Ok(Self(all))
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        let ToolFields {
            name,
            version,
            components,
            services,
        } = record(fields)?;
        let mut all = Vec::new();
        if !matches!(name, Text::Absent) {
            all.push((name, version));
        }
        all.extend(components.0);
        all.extend(services.0);
        Ok(Self(all))
    }
}

impl<'de> Deserialize<'de> for Tools<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// A tool, or the lists of tools of 1.5 and later.
#[derive(Default)]
pub(super) struct ToolFields<'a> {
    pub(super) name: Text<'a>,
    pub(super) version: Text<'a>,
    pub(super) components: Tools<'a>,
    pub(super) services: Tools<'a>,
}

impl<'de> Record<'de> for ToolFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "name" => self.name = fields.next_value()?,
            "version" => self.version = fields.next_value()?,
            "components" => self.components = fields.next_value()?,
            "services" => self.services = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}
