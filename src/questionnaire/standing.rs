use super::item::{Item, items};
use crate::assessment::{Assessment, Verdict, next_steps, step_in_words};
use crate::checklist::{Basis, Phase};
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
    pub requirements: (usize, usize),
    /// The same by phase, for each that occurs.
    pub phases: Vec<(Phase, (usize, usize))>,
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
        let mut phases: Vec<Phase> = assessment.requirements.iter().map(|r| r.phase).collect();
        phases.sort_unstable();
        phases.dedup();
        let phases = phases.into_iter();
        let phases = phases.map(|phase| (phase, settled(assessment, Some(phase))));
        Self {
            product: match name.is_empty() {
                true => "Product without a name yet".to_owned(),
                false => name,
            },
            part: part.cloned(),
            parts: loaded.project.parts.keys().cloned().collect(),
            items: items(loaded, assessment, part),
            requirements: settled(assessment, None),
            phases: phases.filter(|(_, (_, of))| *of > 0).collect(),
            steps: next_steps(assessment)
                .into_iter()
                .take(3)
                .map(step_in_words)
                .collect(),
        }
    }
}

fn settled(assessment: &Assessment, phase: Option<Phase>) -> (usize, usize) {
    let all = assessment.requirements.iter().filter(|r| {
        r.basis == Basis::Law
            && r.verdict != Verdict::OutOfScope
            && phase.is_none_or(|phase| r.phase == phase)
    });
    let (mut settled, mut of) = (0, 0);
    for requirement in all {
        of += 1;
        settled += usize::from(!requirement.verdict.closes());
    }
    (settled, of)
}
