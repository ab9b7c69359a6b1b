use crate::project::Project;
use crate::regulation::{Authority, MemberState, authorities};
use crate::text::Text;
use crate::values::{CountryCode, Fill, Zone};

/// The CSIRT designated as coordinator that receives the notifications, Art. 14(7).
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The Member State.
    pub member_state: &'static MemberState,
    /// Its CSIRT: the maker's own entry, else the embedded one; its name may be unknown.
    pub csirt: Authority,
    /// Whether the entry is the maker's own.
    pub overridden: bool,
    /// Why this Member State, with the citation.
    pub why: &'static str,
    /// What else to know.
    pub note: Option<&'static str>,
}

/// Whom the project reports to; `None` while cemark.yaml does not say what decides it.
pub fn recipient(project: &Project) -> Option<Recipient> {
    let reporting = &project.reporting;
    let outside = &reporting.outside_union;
    let known = |value: &Fill<CountryCode>| value.known().copied();
    let order = [
        (
            known(&reporting.cybersecurity_decisions),
            "the main establishment: decisions on the cybersecurity of your products are predominantly taken there (Art. 14(7), second subparagraph)",
        ),
        (
            known(&reporting.most_employees),
            "the establishment with most employees in the Union, if the place of decisions cannot be determined (Art. 14(7), second subparagraph)",
        ),
        (
            outside.authorised_representative,
            "no main establishment in the Union; the authorised representative for the highest number of your products, by what you know, is there (Art. 14(7), third subparagraph, point (a))",
        ),
        (
            outside.importer,
            "no main establishment in the Union; the importer of the highest number of your products, by what you know, is there (Art. 14(7), third subparagraph, point (b))",
        ),
        (
            outside.distributor,
            "no main establishment in the Union; the distributor of the highest number of your products, by what you know, is there (Art. 14(7), third subparagraph, point (c))",
        ),
        (
            outside.users,
            "no main establishment in the Union; the highest number of users of your products, by what you know, is there (Art. 14(7), third subparagraph, point (d))",
        ),
    ];
    let last = order.len() - 1;
    let (index, code, why) = order
        .iter()
        .enumerate()
        .find_map(|(index, (code, why))| Some((index, (*code)?, *why)))?;
    let outside_too = order.iter().skip(2).any(|(code, _)| code.is_some());
    let member_state = authorities().member_state(code.as_str())?;
    let own = reporting
        .authorities
        .get(&code)
        .and_then(|own| own.csirt.clone());
    Some(Recipient {
        overridden: own.is_some(),
        csirt: own.unwrap_or_else(|| member_state.csirt.clone()),
        member_state,
        why,
        note: match index {
            0 | 1 if outside_too => Some(
                "`outside-union` in cemark.yaml is not looked at, since a main establishment in the Union is named.",
            ),
            _ => (index == last).then_some(
                "Later events may be reported to the CSIRT to which you reported first (Art. 14(7), last subparagraph).",
            ),
        },
    })
}

impl Recipient {
    /// The time zone in which its day ends.
    pub fn zone(&self) -> Option<Zone> {
        Zone::named(self.member_state.zone.raw()).ok()
    }

    /// Its name for people.
    pub fn name(&self) -> Text {
        if self.csirt.is_known() {
            self.csirt.name.clone()
        } else {
            Text::from("unknown")
        }
    }
}
