//! Days of the manufacturer: before placing, older units, versions, the procedure.

use super::{BODIES_DATE, DateState, Deadline, Edge, LAST_OLD_DAY, Timetable, Version};
use crate::regulation::change::ChangedBy;
use crate::regulation::classify::{Class, Procedure};
use crate::regulation::{Application, MAIN_DATE, REPORTING_DATE, request};
use crate::values::Tri;

impl Timetable<'_> {
    /// Who counts as the manufacturer only by a change, Arts. 21 and 22: from its release on.
    pub(super) fn manufacturer_by_change(&self, all: &mut Vec<Deadline>) {
        let Some((version, day)) = self.placed_anew().min_by_key(|(_, day)| *day) else {
            return;
        };
        let article = match version.by {
            Some(ChangedBy::Other) => "Art. 22",
            _ => "Art. 21",
        };
        let name = crate::text::one_line(&version.name.to_string());
        let reach = match (version.by, version.whole) {
            (Some(ChangedBy::Other), Tri::No) => {
                ", for the part that the change affects (Art. 22(2))"
            }
            _ => "",
        };
        let how = format!("By version {name} you count as its manufacturer ({article}){reach}.");
        for id in ["before-placing", "support-told", "user-information"] {
            self.add(
                all,
                id,
                Some(day),
                Edge::Before,
                self.from(day),
                how.clone(),
            );
        }
        self.add(all, "reporting", Some(day), Edge::From, self.from(day), how);
        self.kept(all, &["documents-kept", "user-information-kept"]);
        self.versions(all);
    }

    pub(super) fn manufacturer(&self, all: &mut Vec<Deadline>) {
        let (first, last) = self.placed;
        let reporting = first.map_or(REPORTING_DATE, |first| first.max(REPORTING_DATE));
        let how = match first {
            Some(first) if first > REPORTING_DATE => format!("From the first unit ({first}) on."),
            _ => "From the day on which Art. 14 applies.".to_owned(),
        };
        self.add(
            all,
            "reporting",
            Some(reporting),
            Edge::From,
            self.from(reporting),
            how,
        );
        self.add(all, "main-date", Some(MAIN_DATE), Edge::From, match self.application() {
            Application::Binds { .. } => self.from(MAIN_DATE),
            Application::OnlyReporting { .. } => DateState::NotRequired,
        }, match self.application() {
            Application::OnlyReporting { last_placed } => format!("All units are placed by {last_placed} and you substantially modify none of them from 11 December 2027 on: only Art. 14 binds (Art. 69(2), judged for each unit)."),
            Application::Binds { .. } => String::new(),
        });
        if first.is_some_and(|first| first < MAIN_DATE) {
            let end = last.map_or(LAST_OLD_DAY, |last| last.min(LAST_OLD_DAY));
            let state = if self.modified.is_some_and(|day| day >= MAIN_DATE) {
                DateState::ToKnow
            } else {
                DateState::NotRequired
            };
            self.add(
                all,
                "older-units",
                Some(end),
                Edge::Until,
                state,
                "Each unit placed counts for itself, not the type.",
            );
        }
        let binds = self.binds_from();
        let how = match (binds, first) {
            (Some(day), _) if Some(day) == self.modified => format!("Units placed before are substantially modified on {day}.{}", self.reach_of_first_change()),
            (Some(day), Some(first)) if day == first => "The day of the first unit.".to_owned(),
            (Some(_), Some(first)) => format!("Units placed from 11 December 2027 on; the first unit is placed on {first}."),
            (Some(_), None) => "`placing.first` is not given: at the latest from 11 December 2027 on, for each unit placed then.".to_owned(),
            (None, _) => "No unit is placed from 11 December 2027 on.".to_owned(),
        };
        for id in ["before-placing", "support-told", "user-information"] {
            let state = binds.map_or(DateState::NotRequired, |day| self.from(day));
            self.add(
                all,
                id,
                binds,
                Edge::Before,
                state,
                format!("{how}{}", self.of_software()),
            );
        }
        self.support(all);
        self.kept(all, &["documents-kept", "user-information-kept"]);
        self.versions(all);
        self.route(all);
    }

    /// Whether the first change from the main date on reaches a part alone.
    fn reach_of_first_change(&self) -> &'static str {
        let first = self.placed_anew().min_by_key(|(_, day)| *day);
        match first.map(|(version, _)| version.whole) {
            Some(Tri::No) => {
                " For the changed part, by Commission guidance, point 124, which binds no one."
            }
            _ => "",
        }
    }

    fn versions(&self, all: &mut Vec<Deadline>) {
        for version in self.versions {
            self.version(all, version);
        }
    }

    fn version(&self, all: &mut Vec<Deadline>, version: &Version) {
        let name = crate::text::one_line(&version.name.to_string());
        let released = version.released;
        let day = match released {
            Some(day) => format!("Version {name}, {day}."),
            None => format!("Version {name}; its day (`released`) is not given."),
        };
        if !version.own {
            let by = version.by.map_or("somebody else", ChangedBy::name);
            self.add_named(
                all,
                "version-of-others",
                format!("version-{name}"),
                released,
                Edge::From,
                DateState::ToKnow,
                format!("{day} Made by: {by}."),
            );
            return;
        }
        let is_early = released.is_some_and(|day| day < MAIN_DATE);
        let (text, edge, state) = match version.substantial {
            Tri::No => ("version-none", Edge::From, DateState::NotRequired),
            Tri::Unknown => ("version-undecided", Edge::Before, DateState::Undecided),
            Tri::Yes if is_early => ("version-before", Edge::From, DateState::NotRequired),
            Tri::Yes => (
                "version",
                Edge::Before,
                released.map_or(DateState::Undecided, |day| self.from(day)),
            ),
        };
        let reach = match (version.substantial, version.whole) {
            (Tri::Yes, Tri::No) if !is_early => {
                " For the changed part, as far as the whole is not affected (Commission guidance, point 124, which binds no one)."
            }
            (Tri::Yes, Tri::Unknown) if !is_early => {
                " Whether it reaches the whole or a part is undecided."
            }
            _ => "",
        };
        let how = format!("{day}{reach}");
        self.add_named(
            all,
            text,
            format!("version-{name}"),
            released,
            edge,
            state,
            how.clone(),
        );
        if version.substantial != Tri::Yes || is_early {
            return;
        }
        // Whether there are older units is known only with the day of the first.
        let (old, state) = match self.placed.0 {
            Some(first) => (first < MAIN_DATE, state),
            None => (true, DateState::Undecided),
        };
        if old {
            self.add_named(
                all,
                "version-old",
                format!("version-old-units-{name}"),
                released,
                Edge::From,
                state,
                how,
            );
        }
        if let Some(end) = version.support_end {
            let end = end.day();
            let state = self.until(end);
            self.add_named(
                all,
                "version-support",
                format!("version-support-{name}"),
                Some(end),
                Edge::Until,
                state,
                format!("Version {name}."),
            );
        }
    }

    /// What the procedure waits for.
    fn route(&self, all: &mut Vec<Deadline>) {
        let open = |procedure| self.outcome.is_open(procedure);
        if open(Procedure::A) == Some(false) {
            self.add(
                all,
                "notified-bodies",
                Some(BODIES_DATE),
                Edge::From,
                DateState::ToKnow,
                "Module A is closed to the product.",
            );
        }
        if self
            .outcome
            .class()
            .is_some_and(|class| class != Class::Default)
        {
            let meets = self
                .outcome
                .category
                .iter()
                .flat_map(|category| &category.meets);
            for id in meets {
                for line in request().iter().filter(|line| line.serves.as_str() == *id) {
                    self.add_named(
                        all,
                        "vertical-standard",
                        format!("standard-{id}"),
                        Some(line.deadline),
                        Edge::Until,
                        DateState::ToKnow,
                        format!("Line {} of the request, for {id}.", line.line),
                    );
                }
            }
        }
    }
}
