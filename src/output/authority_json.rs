//! `authority --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use crate::regulation::{Authority, MemberState, authorities};
use crate::text::Text;
use crate::values::Date;

/// The authorities of Member States.
#[derive(Serialize, JsonSchema)]
pub struct Report<'a> {
    /// Name and version of this form: `cemark/authority/1`.
    schema: &'static str,
    /// The day as of which the embedded entries were read.
    as_of: Option<Date>,
    /// Where to look before relying on an entry.
    #[schemars(with = "Vec<String>")]
    check_at: &'a [Text],
    member_states: &'a [Shown],
}

/// A Member State with the maker's own entries in place.
#[derive(Clone, Serialize, JsonSchema)]
pub struct Shown {
    /// ISO 3166-1 code.
    #[schemars(with = "String")]
    pub member_state: Text,
    /// English name.
    #[schemars(with = "String")]
    pub name: Text,
    /// CSIRT designated as coordinator; an empty name is unknown.
    pub csirt: Authority,
    /// Market surveillance authority.
    pub market_surveillance: Authority,
    /// Notifying authority.
    pub notifying_authority: Authority,
    /// Languages among the official ones of the Union.
    #[schemars(with = "Vec<String>")]
    pub languages: Vec<Text>,
    /// End-point of the single reporting platform, as it was seen.
    #[schemars(with = "String")]
    pub platform_host: Text,
    /// What else was found.
    #[schemars(with = "Option<String>")]
    pub note: Option<Text>,
    /// Which entries are the maker's own.
    pub own: Vec<&'static str>,
}

impl Shown {
    /// The entries of `state`, as embedded.
    pub fn embedded(state: &MemberState) -> Self {
        Self {
            member_state: state.code.clone(),
            name: state.name.clone(),
            csirt: state.csirt.clone(),
            market_surveillance: state.market_surveillance.clone(),
            notifying_authority: state.notifying_authority.clone(),
            languages: state.languages.clone(),
            platform_host: state.platform_host.clone(),
            note: state.note.clone(),
            own: Vec::new(),
        }
    }
}

/// The report as JSON text.
pub fn render(member_states: &[Shown]) -> String {
    let all = authorities();
    let report = Report {
        schema: "cemark/authority/1",
        as_of: all.as_of,
        check_at: &all.check_at,
        member_states,
    };
    super::pretty(&report)
}
