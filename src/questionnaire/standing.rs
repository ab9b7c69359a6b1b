use super::item::{Item, items};
use crate::assessment::{Assessment, Progress, Verdict, next_steps, step_in_words};
use crate::checklist::{Phase, Role};
use crate::project::LoadedProject;
use crate::text::one_line;
use crate::values::Id;

/// Where a project stands, as far as the questionnaire shows it.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The product's name and version.
    pub product: String,
    /// The part that is answered for; none for the whole product.
    pub part: Option<Id>,
    /// The product's parts.
    pub parts: Vec<Id>,
    /// Every question that is put.
    pub items: Vec<Item>,
    /// Requirements of law that are settled, and that are asked.
    pub requirements: Progress,
    /// The same by phase, for each that occurs.
    pub phases: Vec<(Phase, Progress)>,
    /// The roles whose duties are asked.
    pub roles: Vec<Role>,
    /// The three most useful steps, in words.
    pub steps: Vec<String>,
}

impl Standing {
    /// What is known of `loaded`, assessed, for the whole product or for `part`.
    pub fn of(loaded: &LoadedProject, assessment: &Assessment, part: Option<&Id>) -> Self {
        let (name, version) = &assessment.product;
        let name = [name, version]
            .into_iter()
            .flatten()
            .map(|text| one_line(text.raw()))
            .collect::<Vec<_>>()
            .join(" ");
        let phases = Phase::ALL.map(|phase| (phase, assessment.progress(Some(phase))));
        Self {
            product: match name.is_empty() {
                true => "Product without a name yet".to_owned(),
                false => name,
            },
            part: part.cloned(),
            parts: loaded.project.parts.keys().cloned().collect(),
            items: items(loaded, assessment, part),
            requirements: assessment.progress(None),
            phases: phases
                .into_iter()
                .filter(|(_, settled)| settled.of > 0)
                .collect(),
            roles: assessment.roles.clone(),
            steps: next_steps(assessment)
                .into_iter()
                .take(3)
                .map(step_in_words)
                .collect(),
        }
    }
}

/// How the questions of a section stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many questions have each verdict that occurs, worst first.
    pub counts: Vec<(Verdict, usize)>,
}

impl Standing {
    /// A phase in the words of the roles that are asked.
    pub fn phase(&self, phase: Phase) -> &'static str {
        phase.in_words_for(&self.roles)
    }

    /// The question with this id, where it is put.
    pub fn item(&self, id: &Id) -> Option<&Item> {
        self.items.iter().find(|item| item.id() == id)
    }

    /// The sections in their order.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let mut all: Vec<(&str, Vec<&Item>)> = Vec::new();
        for item in &self.items {
            match all.iter_mut().find(|(name, _)| *name == item.section) {
                Some((_, items)) => items.push(item),
                None => all.push((&item.section, vec![item])),
            }
        }
        let sections = all.into_iter().map(|(name, items)| {
            let count = |verdict| items.iter().filter(|item| item.verdict == verdict).count();
            let counts = Verdict::ALL.into_iter().map(|v| (v, count(v)));
            Section {
                name,
                counts: counts.filter(|(_, count)| *count > 0).collect(),
            }
        });
        sections.collect()
    }
}
