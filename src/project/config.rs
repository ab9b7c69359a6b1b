use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::{Phase, Role, Trait};
use crate::regulation::classify::{Class, Procedure};
use crate::regulation::{Applied, Authority, ChangedBy, OwnStateOfLaw};
use crate::text::Text;
use crate::values::{CountryCode, Date, Facts, Fill, Id, LastDay, Period, Tri};

/// cemark.yaml: the product and how it is assessed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Project {
    /// Version of this file's form: 1.
    #[serde(default = "one")]
    pub cemark: u32,
    /// The product.
    pub product: Product,
    /// Parts that are assessed apart, such as device, app and back end: name and description.
    #[serde(default)]
    pub parts: IndexMap<Id, Text>,
    /// Who makes it.
    #[serde(default)]
    pub manufacturer: Manufacturer,
    /// The role under the Act, or several.
    #[serde(default)]
    pub role: Roles,
    /// What kind of product it is.
    #[serde(default)]
    pub traits: BTreeMap<Trait, Fill<bool>>,
    /// Scope, role and category as `cemark classify` asked for them.
    #[serde(default)]
    pub classification: ClassificationRecord,
    /// When units are placed on the market.
    #[serde(default)]
    pub placing: Placing,
    /// Changes after placing on the market, by version, as `cemark classify --change` decided on them.
    #[serde(default)]
    pub changes: IndexMap<Text, ChangeRecord>,
    /// Expected use and support, Art. 13(8).
    #[serde(default)]
    pub support: Support,
    /// Where vulnerabilities are reported, and by which policy.
    #[serde(default)]
    pub vulnerability_handling: VulnerabilityHandling,
    /// What users are told, and where.
    #[serde(default)]
    pub user_information: UserInformation,
    /// The conformity assessment, once it is completed.
    #[serde(default)]
    pub conformity_assessment: ConformityAssessment,
    /// The EU declaration of conformity, once it is drawn up.
    #[serde(default)]
    pub declaration: Declaration,
    /// To whom Art. 14 has the manufacturer report.
    #[serde(default)]
    pub reporting: Reporting,
    /// What you know better than the embedded data on standards, schemes and notified bodies.
    #[serde(default)]
    pub state_of_law: OwnStateOfLaw,
    /// How far the gate looks: up to and including this phase.
    #[serde(default)]
    pub stage: Phase,
    /// Files that are read.
    #[serde(default)]
    pub inputs: Inputs,
    /// Embedded checklists by name, own ones by path.
    #[serde(default = "default_checklists")]
    pub checklists: Vec<Text>,
    /// What the gate lets pass all the same.
    #[serde(default)]
    pub gate: Gate,
}

fn one() -> u32 {
    1
}

fn default_checklists() -> Vec<Text> {
    vec![Text::from("annex-i")]
}

/// The product with digital elements.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Product {
    /// Name, Annex II point 3.
    pub name: Fill<Text>,
    /// Version that is assessed.
    #[serde(default)]
    pub version: Fill<Text>,
    /// Type, batch or other element that identifies it, Art. 13(15).
    #[serde(default, rename = "type")]
    pub kind: Fill<Text>,
    /// Intended purpose, Annex II point 4.
    #[serde(default)]
    pub intended_purpose: Fill<Text>,
}

/// The manufacturer, Annex II point 1.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manufacturer {
    /// Name, registered trade name or registered trademark.
    #[serde(default)]
    pub name: Fill<Text>,
    /// Postal address.
    #[serde(default)]
    pub address: Fill<Text>,
    /// E-mail address or other digital contact.
    #[serde(default)]
    pub contact: Fill<Text>,
    /// Website, where there is one.
    #[serde(default)]
    pub website: Fill<Text>,
    /// The single point of contact for users, Art. 13(17): where and how they reach it.
    #[serde(default)]
    pub single_point_of_contact: Fill<Text>,
}

/// The information and instructions to users, Art. 13(18) and Annex II.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct UserInformation {
    /// Where the instructions are online, Annex II point 8.
    #[serde(default)]
    pub address: Fill<Text>,
    /// Where users find the SBOM, if it is made available to them, Annex II point 9.
    #[serde(default)]
    pub sbom_address: Fill<Text>,
}

/// The EU declaration of conformity, Art. 28 and Annex V.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Declaration {
    /// Its internet address, Annex II point 6.
    #[serde(default)]
    pub address: Fill<Text>,
    /// Place of issue, Annex V point 8.
    #[serde(default)]
    pub place: Fill<Text>,
    /// Day of issue.
    #[serde(default)]
    pub date: Fill<Date>,
    /// Who signs.
    #[serde(default)]
    pub name: Fill<Text>,
    /// The function of who signs.
    #[serde(default)]
    pub function: Fill<Text>,
}

impl ConformityAssessment {
    /// Whether the procedure is internal control (module A); none where it is not told.
    pub fn is_internal(&self) -> Option<bool> {
        let procedures = Procedure::named(self.module.known()?.raw());
        Some(procedures == [Procedure::A])
    }
}

/// The conformity assessment that was carried out, Art. 32.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConformityAssessment {
    /// The procedure: module A, modules B and C, module H, or the name of a certification scheme.
    #[serde(default)]
    pub module: Fill<Text>,
    /// The day on which it was completed.
    #[serde(default)]
    pub completed: Fill<Date>,
    /// The certificate, where a notified body or a scheme issued one.
    #[serde(default)]
    pub certificate: Fill<Text>,
    /// Harmonised standards, common specifications and schemes that were applied, Art. 27.
    #[serde(default)]
    pub applied: Vec<Applied>,
}

/// What `cemark classify` asked, and what it came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClassificationRecord {
    /// The day of the decision.
    pub decided: Option<Date>,
    /// What the product could not meet its intended purpose without (Art. 7(1), 8(1)), in a sentence.
    pub core_functionality: Option<Text>,
    /// Categories of Annexes III and IV to which the core functionality comes close, such as
    /// `iii.i.12`; an empty list says that none does.
    pub close_to: Option<Vec<Id>>,
    /// What is told, by fact: yes, no or unknown. A group's name with `no` stands for its facts that are not told.
    #[serde(default)]
    pub facts: Facts,
    /// What it came to on that day.
    pub result: Option<ClassificationResult>,
}

/// The outcome of a classification, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClassificationResult {
    /// Whether the Act applies.
    pub in_scope: Tri,
    /// The roles.
    pub roles: Vec<Role>,
    /// The class; left out where it is undecided or the Act does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Class>,
    /// The categories that it meets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Id>,
    /// The procedures that are open to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_procedures: Vec<Procedure>,
}

/// A change to a product that was placed on the market, Art. 3(30).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ChangeRecord {
    /// The day on which the changed product is or will be made available.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Date>,
    /// The day of the decision.
    pub decided: Date,
    /// Who made it; the role of cemark.yaml where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<ChangedBy>,
    /// Whether it is a substantial modification.
    pub substantial_modification: Tri,
    /// Whether it reaches the product as a whole, or one part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Tri>,
    /// The part of the product that it affects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub part: Option<Text>,
    /// The end of the support period of this version, where it has one of its own, Art. 13(8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_end: Option<LastDay>,
    /// What is told, by fact.
    #[serde(default)]
    pub facts: Facts,
}

/// One role or several.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum Roles {
    /// One.
    One(Role),
    /// Several at once.
    Several(Vec<Role>),
}

impl<'de> Deserialize<'de> for Roles {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Roles;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a role or a list of roles")
            }
            fn visit_unit<E: serde::de::Error>(self) -> Result<Roles, E> {
                Ok(Roles::default())
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Roles, E> {
                Role::deserialize(serde::de::value::StrDeserializer::new(text)).map(Roles::One)
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, seq: A) -> Result<Roles, A::Error> {
                Vec::deserialize(serde::de::value::SeqAccessDeserializer::new(seq))
                    .map(Roles::Several)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl Default for Roles {
    fn default() -> Self {
        Roles::One(Role::Manufacturer)
    }
}

impl Roles {
    /// The roles as a list.
    pub fn all(&self) -> &[Role] {
        match self {
            Roles::One(role) => std::slice::from_ref(role),
            Roles::Several(roles) => roles,
        }
    }
}

/// When units are placed on the market; the Act judges each unit (Art. 69(2)).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Placing {
    /// The first unit.
    #[serde(default)]
    pub first: Fill<Date>,
    /// The last unit that is planned.
    #[serde(default)]
    pub last_planned: Fill<Date>,
    /// The day of a substantial modification of units already placed, Art. 3(30).
    pub substantially_modified: Option<Date>,
    /// Member States in which the product is known to have been made available, Art. 14(2)(a).
    #[serde(default)]
    pub member_states: Vec<CountryCode>,
}

/// What decides which CSIRT receives notifications, Art. 14(7).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reporting {
    /// The Member State in which decisions on the cybersecurity of your products are predominantly
    /// taken: the main establishment.
    #[serde(default)]
    pub cybersecurity_decisions: Fill<CountryCode>,
    /// Where that cannot be determined: the Member State of the establishment with most employees in the Union.
    #[serde(default)]
    pub most_employees: Fill<CountryCode>,
    /// For a manufacturer without main establishment in the Union.
    #[serde(default)]
    pub outside_union: OutsideUnion,
    /// Authorities in place of the embedded ones, by Member State.
    #[serde(default)]
    pub authorities: IndexMap<CountryCode, AuthorityOverride>,
}

/// The order of Art. 14(7), third subparagraph, on the information available to the manufacturer.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OutsideUnion {
    /// (a) Member State of the authorised representative for most of your products.
    pub authorised_representative: Option<CountryCode>,
    /// (b) Member State of the importer of most of your products.
    pub importer: Option<CountryCode>,
    /// (c) Member State of the distributor of most of your products.
    pub distributor: Option<CountryCode>,
    /// (d) Member State with most users of your products.
    pub users: Option<CountryCode>,
}

/// Authorities of a Member State that the maker knows better.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AuthorityOverride {
    /// CSIRT designated as coordinator.
    pub csirt: Option<Authority>,
    /// Market surveillance authority.
    pub market_surveillance: Option<Authority>,
    /// Notifying authority.
    pub notifying_authority: Option<Authority>,
}

/// How long the product is used and supported, Art. 13(8) and (19).
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Support {
    /// The time for which the product is expected to be in use.
    #[serde(default)]
    pub expected_use: Fill<Period>,
    /// The support period, counted from placing on the market.
    #[serde(default)]
    pub period: Fill<Period>,
    /// The end of the support period as users are told: at least month and year.
    #[serde(default)]
    pub end: Fill<LastDay>,
    /// The kind of technical security support that is offered, Annex II point 7.
    #[serde(default)]
    pub kind: Fill<Text>,
}

/// Where vulnerabilities are reported, and by which policy, Annex I Part II points 5 and 6.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VulnerabilityHandling {
    /// The contact address: e-mail address, URL or telephone number.
    #[serde(default)]
    pub contact: Fill<Text>,
    /// The coordinated vulnerability disclosure policy: its URL or its file.
    #[serde(default)]
    pub disclosure_policy: Fill<Text>,
}

/// Files that are read, by path from the project's folder.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Inputs {
    /// Software bills of materials.
    #[serde(default)]
    pub sbom: Vec<Text>,
}

/// The gate's settings. They touch the exit code only, never a verdict or a document.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Gate {
    /// What may stay open for now, by name; every output says so.
    #[serde(default)]
    pub relax: Vec<Relaxation>,
}

/// One relaxation of the gate.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Relaxation {
    /// A requirement's or a question's id, or a verdict (`stale`, `unevidenced`, ...).
    pub name: Id,
    /// Why.
    pub reason: Text,
    /// The last day on which it holds; without one it holds until it is removed.
    pub until: Option<Date>,
}

impl Project {
    /// What the product is known to have; `None` where cemark.yaml does not say.
    pub fn has(&self, name: Trait) -> Option<bool> {
        self.traits.get(&name).and_then(Fill::known).copied()
    }

    /// The keys of cemark.yaml that a maker gives as text, with their values: what `value:`
    /// questions may name and where 'to fill in' is looked for.
    pub fn values(&self) -> Vec<(String, Fill<String>)> {
        fn text<T: ToString>(value: &Fill<T>) -> Fill<String> {
            match value {
                Fill::Known(value) => Fill::Known(value.to_string()),
                Fill::ToFillIn => Fill::ToFillIn,
                Fill::Absent => Fill::Absent,
            }
        }
        let (product, manufacturer) = (&self.product, &self.manufacturer);
        let (support, handling) = (&self.support, &self.vulnerability_handling);
        let (users, declaration) = (&self.user_information, &self.declaration);
        let assessment = &self.conformity_assessment;
        let reporting = &self.reporting;
        let named = [
            ("product.name", text(&product.name)),
            ("product.version", text(&product.version)),
            ("product.type", text(&product.kind)),
            ("product.intended-purpose", text(&product.intended_purpose)),
            ("manufacturer.name", text(&manufacturer.name)),
            ("manufacturer.address", text(&manufacturer.address)),
            ("manufacturer.contact", text(&manufacturer.contact)),
            ("manufacturer.website", text(&manufacturer.website)),
            (
                "manufacturer.single-point-of-contact",
                text(&manufacturer.single_point_of_contact),
            ),
            ("placing.first", text(&self.placing.first)),
            ("placing.last-planned", text(&self.placing.last_planned)),
            ("support.expected-use", text(&support.expected_use)),
            ("support.period", text(&support.period)),
            ("support.end", text(&support.end)),
            ("support.kind", text(&support.kind)),
            ("vulnerability-handling.contact", text(&handling.contact)),
            (
                "vulnerability-handling.disclosure-policy",
                text(&handling.disclosure_policy),
            ),
            ("user-information.address", text(&users.address)),
            ("user-information.sbom-address", text(&users.sbom_address)),
            ("conformity-assessment.module", text(&assessment.module)),
            (
                "conformity-assessment.completed",
                text(&assessment.completed),
            ),
            (
                "conformity-assessment.certificate",
                text(&assessment.certificate),
            ),
            ("declaration.address", text(&declaration.address)),
            ("declaration.place", text(&declaration.place)),
            ("declaration.date", text(&declaration.date)),
            ("declaration.name", text(&declaration.name)),
            ("declaration.function", text(&declaration.function)),
            (
                "reporting.cybersecurity-decisions",
                text(&reporting.cybersecurity_decisions),
            ),
            ("reporting.most-employees", text(&reporting.most_employees)),
        ];
        let mut values: Vec<_> = named
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect();
        values.extend(
            self.traits
                .iter()
                .map(|(name, value)| (format!("traits.{}", name.name()), text(value))),
        );
        values
    }
}
