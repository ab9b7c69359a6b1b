//! The keys of SPDX 3 elements that are used. Where the model has an element, tools write its id, or
//! the element itself.

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess};

use crate::sbom::shape::{Kind, Record, Shape, Text, hold_each, record, shaped, skip};

/// An element of any type.
#[derive(Default)]
pub(super) struct ElementFields<'a> {
    pub(super) id: Text<'a>,
    pub(super) kind: Refs<'a>,
    pub(super) name: Text<'a>,
    pub(super) version: Text<'a>,
    pub(super) purl: Text<'a>,
    pub(super) purpose: Text<'a>,
    pub(super) identifiers: Inner<'a>,
    pub(super) verified: Inner<'a>,
    pub(super) supplied: Refs<'a>,
    pub(super) originated: Refs<'a>,
    pub(super) roots: Refs<'a>,
    pub(super) from: Refs<'a>,
    pub(super) to: Refs<'a>,
    pub(super) relationship: Text<'a>,
    pub(super) expression: Text<'a>,
    pub(super) created: Text<'a>,
    pub(super) used: Refs<'a>,
    pub(super) imports: Imports<'a>,
    /// Of an identifier or a hash that stands as an element of its own.
    pub(super) detail: Detail<'a>,
}

impl<'de> Record<'de> for ElementFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "spdxId" | "@id" => self.id = fields.next_value()?,
            "type" | "@type" => self.kind = fields.next_value()?,
            "name" => self.name = fields.next_value()?,
            "software_packageVersion" => self.version = fields.next_value()?,
            "software_packageUrl" => self.purl = fields.next_value()?,
            "software_primaryPurpose" => self.purpose = fields.next_value()?,
            "externalIdentifier" => self.identifiers = fields.next_value()?,
            "verifiedUsing" => self.verified = fields.next_value()?,
            "suppliedBy" => self.supplied = fields.next_value()?,
            "originatedBy" => self.originated = fields.next_value()?,
            "rootElement" => self.roots = fields.next_value()?,
            "from" => self.from = fields.next_value()?,
            "to" => self.to = fields.next_value()?,
            "relationshipType" => self.relationship = fields.next_value()?,
            "simplelicensing_licenseExpression" => self.expression = fields.next_value()?,
            "created" => self.created = fields.next_value()?,
            "createdUsing" => self.used = fields.next_value()?,
            "import" => self.imports = fields.next_value()?,
            _ => self.detail.field(key, fields)?,
        }
        Ok(())
    }
}

/// Ids of elements: one, or a list; of an element that stands in the place of its id its name, where it
/// has no id.
#[derive(Default)]
pub(super) struct Refs<'a>(pub(super) Vec<Text<'a>>);

#[derive(Default)]
struct Named<'a> {
    id: Text<'a>,
    name: Text<'a>,
}

impl<'de> Record<'de> for Named<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "spdxId" | "@id" => self.id = fields.next_value()?,
            "name" => self.name = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

impl<'de> Shape<'de> for Refs<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        Self(vec![text])
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        hold_each(items, |Self(inner)| all.extend(inner))?;
        Ok(Self(all))
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        let Named { id, name } = record(fields)?;
        Ok(Self(vec![match id {
            Text::Absent => name,
            id => id,
        }]))
    }
}

impl<'de> Deserialize<'de> for Refs<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// What an identifier or a hash says.
#[derive(Default)]
pub(super) struct Detail<'a> {
    pub(super) kind: Text<'a>,
    pub(super) value: Text<'a>,
}

impl<'de> Record<'de> for Detail<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "externalIdentifierType" | "algorithm" => self.kind = fields.next_value()?,
            "identifier" | "hashValue" => self.value = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// Identifiers or hashes that belong to an element: as they are, or by the ids of elements.
#[derive(Default)]
pub(super) struct Inner<'a> {
    pub(super) here: Vec<(Refs<'a>, Detail<'a>)>,
    pub(super) elsewhere: Vec<Text<'a>>,
}

#[derive(Default)]
struct Typed<'a> {
    kind: Refs<'a>,
    detail: Detail<'a>,
}

impl<'de> Record<'de> for Typed<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "type" | "@type" => self.kind = fields.next_value()?,
            _ => self.detail.field(key, fields)?,
        }
        Ok(())
    }
}

impl<'de> Shape<'de> for Inner<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn text(text: Text<'de>, _kind: Kind) -> Self {
        Self {
            elsewhere: vec![text],
            ..Self::default()
        }
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut all = Self::default();
        hold_each(items, |one: Self| {
            all.here.extend(one.here);
            all.elsewhere.extend(one.elsewhere);
        })?;
        Ok(all)
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        let Typed { kind, detail } = record(fields)?;
        Ok(Self {
            here: vec![(kind, detail)],
            ..Self::default()
        })
    }
}

impl<'de> Deserialize<'de> for Inner<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}

/// The ids of elements that stand in other documents.
#[derive(Default)]
pub(super) struct Imports<'a>(pub(super) Vec<Text<'a>>);

#[derive(Default)]
struct Import<'a> {
    id: Text<'a>,
}

impl<'de> Record<'de> for Import<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "externalSpdxId" => self.id = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

impl<'de> Shape<'de> for Imports<'de> {
    fn other(_kind: Kind) -> Self {
        Self::default()
    }

    fn list<A: SeqAccess<'de>>(items: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        hold_each(items, |Self(inner)| all.extend(inner))?;
        Ok(Self(all))
    }

    fn object<A: MapAccess<'de>>(fields: A) -> Result<Self, A::Error> {
        let Import { id } = record(fields)?;
        Ok(Self(vec![id]))
    }
}

impl<'de> Deserialize<'de> for Imports<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        shaped(input)
    }
}
