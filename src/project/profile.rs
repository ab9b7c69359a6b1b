use super::config::{ClassificationResult, Project};
use crate::checklist::{Conditions, Role, Trait};
use crate::regulation::classify::{Classification, Form, Procedure, Profile, classify};
use crate::regulation::{
    Application, ChangedBy, MAIN_DATE, StateOfLaw, Timetable, Version, application,
};
use crate::values::{Date, Facts, Fill, Id, Tri};

/// Traits that are facts of the classification, too: one fact is kept in one place.
const SHARED: [Trait; 3] = [
    Trait::NetworkConnection,
    Trait::OpenSource,
    Trait::RemoteDataProcessing,
];

impl Project {
    /// What the rules on scope, role, category and route look at. What the maker says of the state
    /// of the law counts from its day on, if a day of looking is given.
    pub fn profile(&self, today: Option<Date>) -> Profile {
        let record = &self.classification;
        let mut facts = record.facts.clone();
        for shared in SHARED {
            if let (Some(has), Some(id)) = (self.has(shared), Id::known(shared.name())) {
                facts.insert(id, if has { Tri::Yes } else { Tri::No });
            }
        }
        let form = match (self.has(Trait::Hardware), self.has(Trait::Software)) {
            (Some(true), _) => Some(Form::Hardware),
            (Some(false), _) => Some(Form::Software),
            (None, _) => None,
        };
        Profile {
            facts,
            implied: implied_by_role(self.role.all()),
            core_functionality: record
                .core_functionality
                .clone()
                .filter(|text| !text.is_blank()),
            close_to: record.close_to.clone(),
            form,
            applied: self.conformity_assessment.applied.clone(),
            module: self.conformity_assessment.module.known().cloned(),
            law: StateOfLaw::with(&self.state_of_law, today),
        }
    }

    /// The day of the first substantial modification from the main date on, told or decided on.
    pub fn substantially_modified(&self) -> Option<Date> {
        let changes = self
            .changes
            .values()
            .filter(|one| one.substantial_modification == Tri::Yes)
            .filter(|one| self.is_own(one));
        let days = changes
            .filter_map(|one| one.released)
            .chain(self.placing.substantially_modified);
        days.filter(|day| *day >= MAIN_DATE).min()
    }

    /// Whether a change was made by whom this project assesses: what somebody else does to the
    /// product leaves the duties for the original one as they are (Arts. 21, 22).
    fn is_own(&self, change: &super::ChangeRecord) -> bool {
        let is = |role| self.role.all().contains(&role);
        match change.by {
            None => true,
            Some(ChangedBy::Manufacturer) => is(Role::Manufacturer),
            Some(ChangedBy::Importer) => is(Role::Importer),
            Some(ChangedBy::Distributor) => is(Role::Distributor),
            Some(ChangedBy::Other) => {
                change.facts.get("is-supplied") == Some(&Tri::Yes) && !is(Role::Manufacturer)
            }
        }
    }

    /// Whether more than Art. 14 binds, and from when, by the days of placing and the changes.
    pub fn application(&self) -> Application {
        let (first, last) = (&self.placing.first, &self.placing.last_planned);
        // A change that may be a substantial modification is prepared for as one.
        let versions = self.versions();
        let open = versions.iter().filter_map(Version::may_bring_in).min();
        application(
            first.known().copied(),
            last.known().copied(),
            self.substantially_modified().or(open),
        )
    }

    /// The changes that were decided on, for their days.
    pub fn versions(&self) -> Vec<Version> {
        let version = |(name, one): (&crate::text::Text, &super::ChangeRecord)| Version {
            name: name.clone(),
            released: one.released,
            substantial: one.substantial_modification,
            whole: one.whole.unwrap_or(Tri::Unknown),
            by: one.by,
            own: self.is_own(one),
            support_end: one.support_end,
        };
        self.changes.iter().map(version).collect()
    }

    /// What the days of the product follow from.
    pub fn timetable<'a>(
        &'a self,
        profile: &'a Profile,
        outcome: &'a Classification,
        versions: &'a [Version],
        updates: &'a [Date],
        today: Date,
    ) -> Timetable<'a> {
        Timetable {
            roles: self.role.all(),
            outcome,
            profile,
            placed: (
                self.placing.first.known().copied(),
                self.placing.last_planned.known().copied(),
            ),
            modified: self.substantially_modified(),
            support: (
                self.support.expected_use.known().copied(),
                self.support.period.known().copied(),
                self.support.end.known().copied(),
            ),
            form: profile.form,
            updates,
            versions,
            today,
        }
    }

    /// The procedures that cemark.yaml names as chosen; none where it names none.
    pub fn chosen_procedures(&self) -> Vec<Procedure> {
        match &self.conformity_assessment.module {
            Fill::Known(text) => Procedure::named(text.raw()),
            Fill::ToFillIn | Fill::Absent => Vec::new(),
        }
    }
}

impl Conditions for Project {
    fn has(&self, name: Trait) -> Option<bool> {
        Project::has(self, name)
    }

    /// The procedures that cemark.yaml names are taken, and no other. As long as it names none, the
    /// steps of module A are the ones to see, unless module A is closed to the product: which of
    /// the others it shall be has to be chosen first.
    fn takes(&self, procedure: Procedure) -> Option<bool> {
        let chosen = self.chosen_procedures();
        match (chosen.is_empty(), procedure) {
            (false, _) => Some(chosen.contains(&procedure)),
            (true, Procedure::A) => classify(&self.profile(None))
                .is_open(Procedure::A)
                .filter(|open| !open),
            (true, _) => Some(false),
        }
    }
}

/// What `role` in cemark.yaml says of facts that nobody was asked about.
fn implied_by_role(roles: &[Role]) -> Facts {
    let names = roles.iter().flat_map(|role| match role {
        Role::Manufacturer => ["own-name"].as_slice(),
        Role::Importer => &["imports"],
        Role::Distributor => &["distributes"],
        Role::AuthorisedRepresentative => &["mandate"],
        Role::Steward => &[
            "legal-person",
            "sustained-support",
            "commercial-intent",
            "viability",
        ],
    });
    names
        .filter_map(|name| Some((Id::known(name)?, Tri::Yes)))
        .collect()
}

impl ClassificationResult {
    /// What is recorded of an outcome.
    pub fn of(outcome: &Classification) -> Self {
        let category = outcome.category.as_ref();
        Self {
            in_scope: match outcome.in_scope() {
                Some(true) => Tri::Yes,
                Some(false) => Tri::No,
                None => Tri::Unknown,
            },
            roles: outcome.roles.held.iter().map(|held| held.role).collect(),
            category: outcome.class(),
            points: category
                .into_iter()
                .flat_map(|category| &category.meets)
                .filter_map(|id| Id::known(id))
                .collect(),
            open_procedures: Procedure::ALL
                .into_iter()
                .filter(|procedure| outcome.is_open(*procedure) == Some(true))
                .collect(),
        }
    }
}

/// The traits under which facts of the classification are kept.
pub fn trait_of(fact: &str) -> Option<Trait> {
    SHARED.into_iter().find(|one| one.name() == fact)
}
