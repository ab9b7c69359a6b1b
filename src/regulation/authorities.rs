use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::AUTHORITIES;
use crate::text::Text;
use crate::values::Date;
use crate::yaml;

/// `checklists/law/authorities.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authorities {
    /// The day as of which the entries were read.
    pub as_of: Option<Date>,
    /// Where to look before relying on an entry.
    pub check_at: Vec<Text>,
    /// The single reporting platform.
    pub platform: Entry,
    /// The 27 Member States.
    pub member_states: Vec<MemberState>,
}

/// Where the single reporting platform is entered.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// Its host.
    pub entry: Text,
    /// The day on which that was read.
    pub as_of: Option<Date>,
    /// What to know about it.
    pub note: Text,
}

/// The authorities of a Member State.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MemberState {
    /// ISO 3166-1 code of two letters.
    pub code: Text,
    /// Time zone of its capital, by IANA name.
    pub zone: Text,
    /// English name.
    pub name: Text,
    /// CSIRT designated as coordinator, Art. 3(51).
    pub csirt: Authority,
    /// Market surveillance authority, Art. 52(2).
    pub market_surveillance: Authority,
    /// Notifying authority, Art. 36.
    pub notifying_authority: Authority,
    /// Its languages among the official ones of the Union.
    pub languages: Vec<Text>,
    /// Its end-point of the single reporting platform, as it was seen.
    pub platform_host: Text,
    /// What else was found.
    pub note: Option<Text>,
    /// A national page on the Act.
    pub information: Option<Text>,
}

/// An authority, or that none is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authority {
    /// Its name; empty where none is known.
    #[serde(default)]
    pub name: Text,
    /// A source that names it was read; that is no promise that it still holds.
    #[serde(default)]
    pub verified: bool,
    /// The source.
    #[serde(default)]
    pub source: Text,
    /// The day, month or year of the source.
    #[serde(default)]
    pub as_of: Text,
    /// What to know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl Authority {
    /// Whether a name is known.
    pub fn is_known(&self) -> bool {
        !self.name.is_blank()
    }
}

/// The embedded authorities. Empty only if the file were broken, which a test excludes.
pub fn authorities() -> &'static Authorities {
    static ALL: OnceLock<Authorities> = OnceLock::new();
    ALL.get_or_init(|| yaml::embedded(AUTHORITIES))
}

impl Authorities {
    /// The Member State with this code; Greece may be written EL as in EU style guides.
    pub fn member_state(&self, code: &str) -> Option<&MemberState> {
        let code = match code.to_ascii_uppercase().as_str() {
            "EL" => "GR".to_owned(),
            code => code.to_owned(),
        };
        self.member_states
            .iter()
            .find(|state| state.code.raw() == code)
    }
}
