//! Answers, evidence, SBOMs and the Act's dates in; verdicts, findings and the gate out.
//!
//! Pure: no clock, no file, no terminal. [`assess`] gets the day and all inputs as values.

mod assess;
mod checks;
mod classified;
mod evidence;
mod finding;
mod findings;
mod gate;
mod next;
mod placeholder;
mod question;
mod result;
mod verdict;

pub use assess::{assess, assess_to};
pub use checks::{CHECKS, Check, CheckResult, Outcome, check_sbom};
pub use evidence::{EvidenceState, EvidenceView};
pub use finding::{Finding, Severity};
pub use gate::{Gate, Relaxed};
pub use next::{in_words as step_in_words, next_steps};
pub(crate) use placeholder::is_placeholder_value;
pub use placeholder::{Placeholder, placeholder};
pub use question::{Opening, Suggestion, opening, suggestion};
pub use result::{Assessment, Progress, QuestionResult, Reason, RequirementResult};
pub use verdict::Verdict;
