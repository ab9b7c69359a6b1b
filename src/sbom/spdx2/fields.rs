//! The keys of SPDX 2 JSON and YAML that are used, in the shapes in which tools write them.

use serde::de::MapAccess;

use crate::sbom::shape::{List, Object, Record, Text, skip};

/// `creationInfo`.
#[derive(Default)]
pub(super) struct CreationFields<'a> {
    pub(super) created: Text<'a>,
    pub(super) creators: Texts<'a>,
}

impl<'de> Record<'de> for CreationFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "created" => self.created = fields.next_value()?,
            "creators" => self.creators = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// Texts, where tools write one without the list, too.
pub(super) type Texts<'a> = List<Text<'a>>;

/// A package.
#[derive(Default)]
pub(super) struct PackageFields<'a> {
    pub(super) id: Text<'a>,
    pub(super) purpose: Text<'a>,
    pub(super) name: Text<'a>,
    pub(super) version: Text<'a>,
    pub(super) concluded: Text<'a>,
    pub(super) declared: Text<'a>,
    pub(super) supplier: Text<'a>,
    pub(super) originator: Text<'a>,
    pub(super) checksums: List<Object<ChecksumFields<'a>>>,
    pub(super) references: List<Object<ReferenceFields<'a>>>,
}

impl<'de> Record<'de> for PackageFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "SPDXID" => self.id = fields.next_value()?,
            "primaryPackagePurpose" => self.purpose = fields.next_value()?,
            "name" => self.name = fields.next_value()?,
            "versionInfo" => self.version = fields.next_value()?,
            "licenseConcluded" => self.concluded = fields.next_value()?,
            "licenseDeclared" => self.declared = fields.next_value()?,
            "supplier" => self.supplier = fields.next_value()?,
            "originator" => self.originator = fields.next_value()?,
            "checksums" => self.checksums = fields.next_value()?,
            "externalRefs" => self.references = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A checksum.
#[derive(Default)]
pub(super) struct ChecksumFields<'a> {
    pub(super) algorithm: Text<'a>,
    pub(super) value: Text<'a>,
}

impl<'de> Record<'de> for ChecksumFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "algorithm" => self.algorithm = fields.next_value()?,
            "checksumValue" => self.value = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// An external reference.
#[derive(Default)]
pub(super) struct ReferenceFields<'a> {
    pub(super) kind: Text<'a>,
    pub(super) locator: Text<'a>,
}

impl<'de> Record<'de> for ReferenceFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "referenceType" => self.kind = fields.next_value()?,
            "referenceLocator" => self.locator = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A file, a snippet or a licence of the document's own: only its id.
#[derive(Default)]
pub(super) struct ElementFields<'a> {
    pub(super) id: Text<'a>,
}

impl<'de> Record<'de> for ElementFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "SPDXID" | "licenseId" => self.id = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}

/// A relationship.
#[derive(Default)]
pub(super) struct RelationshipFields<'a> {
    pub(super) from: Text<'a>,
    pub(super) kind: Text<'a>,
    pub(super) to: Text<'a>,
}

impl<'de> Record<'de> for RelationshipFields<'de> {
    fn field<A: MapAccess<'de>>(&mut self, key: &str, fields: &mut A) -> Result<(), A::Error> {
        match key {
            "spdxElementId" => self.from = fields.next_value()?,
            "relationshipType" => self.kind = fields.next_value()?,
            "relatedSpdxElement" => self.to = fields.next_value()?,
            _ => skip(fields)?,
        }
        Ok(())
    }
}
