//! What the maker keeps beside its source: cemark.yaml, answers, evidence. Read whole,
//! checked whole, written atomically.

mod answers;
mod author;
mod config;
mod disk;
mod drafts;
mod edit;
mod evidence;
mod files;
mod load;
mod mistakes;
mod presence;
mod profile;
mod propose;
mod risk;
mod root;
mod save;
mod sboms;
mod stamp;
mod text_change;

pub(crate) use answers::is_url;
pub use answers::{Answer, Answers, Evidence, Source, Status, StoredAnswer, answers_file};
pub use author::{AuthorError, author};
pub use config::{
    AuthorityOverride, ChangeRecord, ClassificationRecord, ClassificationResult,
    ConformityAssessment, Declaration, Gate, Inputs, Manufacturer, OutsideUnion, Placing, Product,
    Project, Relaxation, Reporting, Roles, Support, UserInformation, VulnerabilityHandling,
};
pub(crate) use disk::Lock;
pub use disk::write_atomically;
pub use drafts::{Draft, DraftKey, keep_draft, read_drafts};
pub use edit::{ProjectEdit, edit_project};
pub use evidence::{
    Look, find_evidence, find_evidence_watched, look_at, look_at_recorded, split_until, what_it_is,
};
pub use files::{FileState, Files, Watch};
pub use load::{LoadedProject, ProjectError, check_project, load, load_project};
pub use presence::Presence;
pub use profile::trait_of;
pub use propose::{Proposal, propose};
pub use risk::{RiskEntry, RiskRegister, add_risk};
pub(crate) use root::git_root;
pub use root::{Root, RootError};
pub use save::{
    Assignment, FromTo, SaveError, Saved, assign_answer, change_answer, restore_answer,
    save_answer, save_answer_over,
};
pub use sboms::{SbomInput, SbomState, read_bounded};
pub use stamp::{Seen, Stamp};
pub use text_change::TextChange;
