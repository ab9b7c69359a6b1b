//! The days of a product under the Act: what begins, has to be done before, or goes on until when.

mod entries;
mod manufacturer;
mod operators;
mod support;

use entries::entry;

use super::change::ChangedBy;
use super::classify::{Classification, Form, Profile};
use super::{Application, MAIN_DATE, application};
use crate::checklist::Role;
use crate::text::Text;
use crate::values::{Date, LastDay, Period, Tri};

/// From when Chapter IV applies, Art. 71(2).
const BODIES_DATE: Date = Date::of(2026, 6, 11);
/// Last day of older certificates, Art. 69(1).
const CERTIFICATES_DATE: Date = Date::of(2028, 6, 11);
/// The last day before [`MAIN_DATE`].
const LAST_OLD_DAY: Date = Date::of(2027, 12, 10);
/// Regulation (EU) 2025/327, Art. 104, for this Act.
const HEALTH_DATE: Date = Date::of(2027, 3, 26);
/// Regulation (EU) 2023/1230.
const MACHINERY_DATE: Date = Date::of(2027, 1, 20);
/// Art. 13(9), (13), (18), 23(2): ten years.
const TEN_YEARS: Period = Period::from_months(120);
/// Art. 13(8): the floor of the support period.
const FIVE_YEARS: Period = Period::from_months(60);

/// What the days of a product follow from.
#[derive(Debug, Clone)]
pub struct Timetable<'a> {
    /// The roles.
    pub roles: &'a [Role],
    /// What the Act makes of the product.
    pub outcome: &'a Classification,
    /// What is told of it.
    pub profile: &'a Profile,
    /// First and last day on which a unit is placed on the market.
    pub placed: (Option<Date>, Option<Date>),
    /// The day from which older units are substantially modified.
    pub modified: Option<Date>,
    /// Expected use, support period, and its end as users are told.
    pub support: (Option<Period>, Option<Period>, Option<LastDay>),
    /// Hardware, or software alone, where that is told.
    pub form: Option<Form>,
    /// Days on which security updates were or will be issued.
    pub updates: &'a [Date],
    /// Changes after placing on the market.
    pub versions: &'a [Version],
    /// The day of looking.
    pub today: Date,
}

/// A version with a change that was decided on.
#[derive(Debug, Clone)]
pub struct Version {
    /// Its name.
    pub name: Text,
    /// When it is made available.
    pub released: Option<Date>,
    /// Whether it is a substantial modification.
    pub substantial: Tri,
    /// Whether it reaches the whole product.
    pub whole: Tri,
    /// Who made the change; the role of the project where it is not told.
    pub by: Option<ChangedBy>,
    /// Whether it counts for whom the project assesses; else for somebody else (Arts. 21, 22).
    pub own: bool,
    /// The end of its support period.
    pub support_end: Option<LastDay>,
}

impl Version {
    /// The earliest day on which it may bring older units under the Act (Art. 69(2)), where that is
    /// not settled: whether it is a substantial modification of one's own, or on which day.
    pub fn may_bring_in(&self) -> Option<Date> {
        let day = match (self.substantial, self.released) {
            (Tri::Unknown, Some(day)) => day,
            (Tri::Unknown | Tri::Yes, None) => MAIN_DATE,
            (Tri::Yes, Some(_)) | (Tri::No, _) => return None,
        };
        (self.own && day >= MAIN_DATE).then_some(day)
    }
}

/// What a day is to what happens on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Edge {
    /// It begins on that day.
    From,
    /// It has to be done before that day.
    Before,
    /// It goes on until that day, this included.
    Until,
}

/// Whether it binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateState {
    /// It binds today.
    Due,
    /// It will.
    ToDoBy,
    /// It does not bind this product.
    NotRequired,
    /// A value that it depends on is not given.
    Undecided,
    /// Nothing to do: a day to know.
    ToKnow,
}

impl DateState {
    /// The word in outputs.
    pub fn in_words(self) -> &'static str {
        match self {
            DateState::Due => "due",
            DateState::ToDoBy => "to do by",
            DateState::NotRequired => "not required",
            DateState::Undecided => "undecided",
            DateState::ToKnow => "to know",
        }
    }
}

/// A day of the product.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// Its name, for scripts and calendars.
    pub id: String,
    /// The day; none where it cannot be told.
    pub day: Option<Date>,
    /// What the day is to it.
    pub edge: Edge,
    /// Whether it binds.
    pub state: DateState,
    /// The point of law.
    pub citation: Text,
    /// In few words.
    pub title: Text,
    /// What is to be done or known.
    pub what: Text,
    /// How the day was found.
    pub how: String,
}

impl Timetable<'_> {
    /// All days, in order; those that cannot be told last.
    pub fn deadlines(&self) -> Vec<Deadline> {
        let mut all = Vec::new();
        if self.outcome.in_scope() == Some(false) && !self.has(Role::Steward) {
            self.add(
                &mut all,
                "main-date",
                Some(MAIN_DATE),
                Edge::From,
                DateState::NotRequired,
                "The product is out of scope (`cemark classify` says why).",
            );
            return all;
        }
        if self.has(Role::Manufacturer) {
            self.manufacturer(&mut all);
        } else {
            self.manufacturer_by_change(&mut all);
        }
        self.operators(&mut all);
        if self.has(Role::Steward) {
            self.add(
                &mut all,
                "steward",
                Some(MAIN_DATE),
                Edge::From,
                self.from(MAIN_DATE),
                "It turns on no placing on the market.",
            );
        }
        self.beside(&mut all);
        self.leave_open(&mut all);
        all.sort_by_key(|one| (one.day.is_none(), one.day));
        all
    }

    /// Whether somebody has the role by cemark.yaml or by the facts. Who is the manufacturer only
    /// by a change that is recorded has the days of that change.
    pub(super) fn has(&self, role: Role) -> bool {
        let held = || self.outcome.roles.holds(role);
        let by_change = role == Role::Manufacturer && self.placed_anew().next().is_some();
        self.roles.contains(&role) || !by_change && held()
    }

    /// What would not be required is open as long as a change may be a substantial modification
    /// from the main date on, which brings the product under the Act (Art. 69(2)).
    fn leave_open(&self, all: &mut [Deadline]) {
        let is_open = |version: &&Version| version.may_bring_in().is_some();
        let Some(version) = self.versions.iter().find(is_open) else {
            return;
        };
        let name = crate::text::one_line(&version.name.to_string());
        let open = all.iter_mut().filter(|one| {
            let of_version = one.id.starts_with("version-") || one.id == "older-units";
            one.state == DateState::NotRequired && !of_version
        });
        for one in open {
            one.state = DateState::Undecided;
            one.how = format!(
                "Turns on version {name}: whether it is a substantial modification, or its day, is not settled. If it is one from 11 December 2027 on, the Act applies (Art. 69(2)); else only Art. 14 binds."
            );
        }
    }

    pub(super) fn add(
        &self,
        all: &mut Vec<Deadline>,
        id: &str,
        day: Option<Date>,
        edge: Edge,
        state: DateState,
        how: impl Into<String>,
    ) {
        self.add_named(all, id, id.to_owned(), day, edge, state, how);
    }

    #[expect(clippy::too_many_arguments, reason = "a day has that many sides")]
    pub(super) fn add_named(
        &self,
        all: &mut Vec<Deadline>,
        text: &str,
        id: String,
        day: Option<Date>,
        edge: Edge,
        state: DateState,
        how: impl Into<String>,
    ) {
        let Some(entry) = entry(text) else { return };
        all.push(Deadline {
            id,
            day,
            edge,
            state,
            citation: entry.citation.clone(),
            title: entry.title.clone(),
            what: entry.what.clone(),
            how: how.into(),
        });
    }

    /// What begins on `day`.
    pub(super) fn from(&self, day: Date) -> DateState {
        if self.today < day {
            DateState::ToDoBy
        } else {
            DateState::Due
        }
    }

    pub(super) fn application(&self) -> Application {
        application(self.placed.0, self.placed.1, self.modified)
    }

    /// The first day on which more than Art. 14 binds; none where it does not.
    pub(super) fn binds_from(&self) -> Option<Date> {
        match self.application() {
            Application::Binds { from } => Some(from),
            Application::OnlyReporting { .. } => None,
        }
    }
}
