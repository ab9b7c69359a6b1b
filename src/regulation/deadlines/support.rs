//! Support period, availability of updates, and what is kept how long: Art. 13(8), (9), (13), (18), (19), 23(2).

use super::{DateState, Deadline, Edge, FIVE_YEARS, TEN_YEARS, Timetable};
use crate::regulation::MAIN_DATE;
use crate::regulation::classify::Form;
use crate::values::{Date, Tri};

impl Timetable<'_> {
    /// The day of the last placing on the market: the last unit, or a version that counts as newly placed.
    fn last_placed(&self) -> Option<(Date, String)> {
        let units = self
            .placed
            .1
            .map(|last| (last, format!("the last unit ({last})")));
        let versions = self.placed_anew().map(|(version, day)| {
            let name = crate::text::one_line(&version.name.to_string());
            (day, format!("version {name}, newly placed ({day})"))
        });
        units
            .into_iter()
            .chain(versions)
            .max_by_key(|(day, _)| *day)
    }

    /// Whether the Act reaches units only because they were modified after they were placed: their
    /// support period is then not the one counted from placing.
    fn only_by_modification(&self) -> bool {
        self.placed.1.is_some_and(|last| last < MAIN_DATE) && self.modified.is_some()
    }

    /// The latest end of a support period that is known, in days and in words: as users are told,
    /// as the period has it, as the law has it at least, or of a version.
    fn support_end(&self) -> Option<(Date, String)> {
        let (expected, period, told) = self.support;
        let mut ends: Vec<(Date, String)> = self
            .placed_anew()
            .filter_map(|(version, _)| Some((version.support_end?, version)))
            .map(|(end, version)| {
                let name = crate::text::one_line(&version.name.to_string());
                (
                    end.day(),
                    format!("the support period of version {name} ends {end}"),
                )
            })
            .collect();
        if !self.only_by_modification() {
            ends.extend(told.map(|told| {
                (
                    told.day(),
                    format!("the support period ends {told} as users are told"),
                )
            }));
            for owed in [period, expected].into_iter().flatten() {
                ends.extend(self.placed.1.map(|last| {
                    let end = last.plus_months(owed.months());
                    (
                        end,
                        format!("{owed} of support from the last unit end {end}"),
                    )
                }));
            }
        }
        ends.into_iter().max_by_key(|(day, _)| *day)
    }

    pub(super) fn support(&self, all: &mut Vec<Deadline>) {
        self.support_least(all);
        let binds = self.binds_from().is_some();
        let (_, _, told) = self.support;
        let told = told.filter(|_| !self.only_by_modification());
        let how = match told {
            Some(told) => format!("As told: {told}."),
            None if self.only_by_modification() => MODIFIED.to_owned(),
            None => "`support.end` is not given.".to_owned(),
        };
        let day = told.map(|told| told.day());
        self.goes_on(all, "support-end", binds, day, how);
        if self.updates.is_empty() && binds {
            let how = "No day of an update is given.";
            self.add(
                all,
                "updates-available",
                None,
                Edge::Until,
                DateState::ToKnow,
                how,
            );
        }
        for issued in self.updates {
            self.update(all, *issued);
        }
    }

    /// Art. 13(8): the period reflects the expected use; five years is the floor, but for a shorter use.
    fn support_least(&self, all: &mut Vec<Deadline>) {
        let binds = self.binds_from().is_some();
        let (expected, _, told) = self.support;
        let of_software = self.of_software();
        let (day, how) = match (self.placed.1, expected) {
            _ if self.only_by_modification() => (None, MODIFIED.to_owned()),
            (None, _) => (
                None,
                format!(
                    "`placing.last-planned` is not given: the support period counts from when a unit is placed.{of_software}"
                ),
            ),
            (Some(last), None) => {
                let floor = last.plus_months(FIVE_YEARS.months());
                (
                    None,
                    format!(
                        "`support.expected-use` is not given. Five years after the last unit, {floor}, is the floor; longer where the expected use is longer, shorter only where it is shorter.{of_software}"
                    ),
                )
            }
            (Some(last), Some(expected)) => {
                let day = last.plus_months(expected.months());
                let why = match expected < FIVE_YEARS {
                    true => format!(
                        "The last unit ({last}) and the expected use of {expected}: below five years the period corresponds to it."
                    ),
                    false => {
                        let floor = last.plus_months(FIVE_YEARS.months());
                        format!(
                            "The last unit ({last}) and the expected use of {expected}, which the period has to reflect; five years, {floor}, is the floor. Another end needs its reasons in the documentation (Annex VII, point 4)."
                        )
                    }
                };
                let earlier = told.filter(|told| told.day() < day);
                let earlier = earlier
                    .map(|told| format!(" Users are told {told}, which is earlier."))
                    .unwrap_or_default();
                (Some(day), format!("{why}{earlier}{of_software}"))
            }
        };
        self.goes_on(all, "support-least", binds, day, how);
    }

    /// Art. 13(9): a security update made available during the support period stays available.
    fn update(&self, all: &mut Vec<Deadline>, issued: Date) {
        let end = self.support_end();
        let ten = issued.plus_months(TEN_YEARS.months());
        let (state, day, how) = match (self.binds_from(), &end) {
            (None, _) => (
                DateState::NotRequired,
                None,
                "No unit comes under Art. 13.".to_owned(),
            ),
            (Some(from), _) if issued < from => (
                DateState::NotRequired,
                None,
                format!(
                    "Issued {issued}, before the Act binds a unit ({from}). Units placed later have the updates in them (recital 38)."
                ),
            ),
            (Some(_), Some((end, how))) if issued > *end => (
                DateState::NotRequired,
                None,
                format!("Issued {issued}, after the support period ({how})."),
            ),
            (Some(_), Some((end, how))) => {
                let day = ten.max(*end);
                (
                    self.until(day),
                    Some(day),
                    format!("Issued {issued}: ten years end {ten}, {how}; the later."),
                )
            }
            (Some(_), None) => (
                self.until(ten),
                Some(ten),
                format!(
                    "Issued {issued}: ten years end {ten}; the end of the support period is not known, and counts where it is later."
                ),
            ),
        };
        let state = match state {
            DateState::Due if self.today < issued => DateState::ToDoBy,
            state => state,
        };
        self.add_named(
            all,
            "update-available",
            format!("update-available-{issued}"),
            day,
            Edge::Until,
            state,
            how,
        );
    }

    /// Ten years from the last placing on the market or the support period, the longer.
    pub(super) fn kept(&self, all: &mut Vec<Deadline>, ids: &[&str]) {
        let binds = self.binds_from().is_some() || self.placed_anew().next().is_some();
        let (day, how) = match (self.last_placed(), self.support_end()) {
            (None, _) => (
                None,
                format!(
                    "`placing.last-planned` is not given: ten years after the last unit, or its support period, the longer.{}",
                    self.of_software()
                ),
            ),
            (Some((last, which)), end) => {
                let ten = last.plus_months(TEN_YEARS.months());
                match end {
                    Some((end, how)) => (
                        Some(ten.max(end)),
                        format!("Ten years after {which} end {ten}, {how}; the later."),
                    ),
                    None => (
                        Some(ten),
                        format!(
                            "Ten years after {which}; the end of the support period is not known, and counts where it is later."
                        ),
                    ),
                }
            }
        };
        for id in ids {
            self.goes_on(all, id, binds, day, how.clone());
        }
        self.supplies(all, binds);
    }

    /// Art. 23(2), once for all roles.
    fn supplies(&self, all: &mut Vec<Deadline>, binds: bool) {
        if all.iter().any(|one| one.id == "traceability") {
            return;
        }
        // A distributor may supply long after the last unit was placed.
        let places = self.has(crate::checklist::Role::Manufacturer)
            || self.has(crate::checklist::Role::Importer);
        let (day, how) = match self.last_placed().filter(|_| places) {
            Some((last, which)) => (
                Some(last.plus_months(TEN_YEARS.months())),
                format!("Ten years after {which}; where you supply later, from then."),
            ),
            None if places => (
                None,
                "`placing.last-planned` is not given: ten years after each supply.".to_owned(),
            ),
            None => (
                None,
                "The day of your last supply is not known here: ten years from then.".to_owned(),
            ),
        };
        self.goes_on(all, "traceability", binds, day, how);
    }

    /// What goes on until `day` where the Act binds, and is undecided there without a day.
    fn goes_on(
        &self,
        all: &mut Vec<Deadline>,
        id: &str,
        binds: bool,
        day: Option<Date>,
        how: String,
    ) {
        let state = match (binds, day) {
            (false, _) => DateState::NotRequired,
            (true, None) => DateState::Undecided,
            (true, Some(day)) => self.until(day),
        };
        let day = day.filter(|_| binds);
        self.add(all, id, day, Edge::Until, state, how);
    }

    /// What goes on until `day`.
    pub(super) fn until(&self, day: Date) -> DateState {
        let from = self
            .binds_from()
            .or_else(|| self.placed_anew().map(|(_, day)| day).min());
        match from {
            Some(from) if self.today < from => DateState::ToDoBy,
            _ if self.today <= day => DateState::Due,
            _ => DateState::ToKnow,
        }
    }

    /// How copies of standalone software count: the Commission's reading.
    pub(super) fn of_software(&self) -> &'static str {
        match self.form {
            Some(Form::Software) => {
                " Standalone software: by Commission guidance, points 13 to 15, which bind no one, all copies of a version are placed when it is first offered, and later downloads are no placing. A version first offered before 11 December 2027 then stays with Art. 14 alone; the days here are those of versions first offered, or substantially modified, from then on."
            }
            _ => "",
        }
    }

    /// The versions that count as newly placed on the market under the Act, with their days.
    pub(super) fn placed_anew(&self) -> impl Iterator<Item = (&super::Version, Date)> {
        let substantial = self
            .versions
            .iter()
            .filter(|version| version.own && version.substantial == Tri::Yes);
        substantial.filter_map(|version| {
            Some((version, version.released.filter(|day| *day >= MAIN_DATE)?))
        })
    }
}

/// Why the support period of units that only a modification brings under the Act has no day here.
const MODIFIED: &str = "Placed before 11 December 2027 and substantially modified since: the support period is determined for the modified product. By Commission guidance, points 134 and 135, which bind no one, it keeps to the remaining expected use unless what it was based on changed.";
