//! Days of importers, distributors and representatives, and of other acts.

use super::{
    CERTIFICATES_DATE, DateState, Deadline, Edge, HEALTH_DATE, LAST_OLD_DAY, MACHINERY_DATE,
    Timetable,
};
use crate::checklist::Role;
use crate::values::{Date, Tri};

impl Timetable<'_> {
    pub(super) fn operators(&self, all: &mut Vec<Deadline>) {
        let binds = self.binds_from();
        let from = |day: Option<Date>| day.map_or(DateState::NotRequired, |day| self.from(day));
        let how = match binds {
            Some(day) if Some(day) == self.modified => {
                format!("Units placed before are substantially modified on {day}.")
            }
            Some(_) => "Units placed on the market from 11 December 2027 on.".to_owned(),
            None => "No unit is placed from 11 December 2027 on.".to_owned(),
        };
        if self.has(Role::Importer) {
            self.add(all, "importer", binds, Edge::From, from(binds), how.clone());
            self.kept(all, &["importer-kept"]);
        }
        if self.has(Role::Distributor) {
            self.add(all, "distributor", binds, Edge::From, from(binds), how);
            self.kept(all, &[]);
        }
        if self.has(Role::AuthorisedRepresentative) {
            let how = "From when the manufacturer's duties bind for a unit.";
            self.add(all, "representative", binds, Edge::From, from(binds), how);
            self.kept(all, &["representative-kept"]);
        }
    }

    pub(super) fn beside(&self, all: &mut Vec<Deadline>) {
        let is = |name| self.profile.told(name) == Tri::Yes;
        let known = [
            ("radio-equipment", LAST_OLD_DAY, Edge::Until),
            ("health-record", HEALTH_DATE, Edge::From),
            ("machinery", MACHINERY_DATE, Edge::From),
            ("older-certificate", CERTIFICATES_DATE, Edge::Until),
        ];
        for (id, day, edge) in known {
            if is(id) {
                self.add(
                    all,
                    id,
                    Some(day),
                    edge,
                    DateState::ToKnow,
                    "Told in the classification.",
                );
            }
        }
    }
}
