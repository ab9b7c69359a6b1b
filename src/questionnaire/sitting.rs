//! The project's side of the questionnaire: carries out what the machine asks for, sees what
//! others write meanwhile, and keeps what is unfinished.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::event::{Effect, Event, Outlook, SavedEntry, Unsaved};
use super::machine::Questionnaire;
use super::standing::Standing;
use crate::assessment::assess;
use crate::checklist::{Checklist, Language};
use crate::project::{
    Answer, Draft, DraftKey, LoadedProject, ProjectError, Root, SaveError, Saved, Stamp,
    StoredAnswer, change_answer, find_evidence_watched, keep_draft, load, look_at, read_drafts,
    restore_answer, save_answer_over,
};
use crate::text::Text;
use crate::values::{Date, Id};

/// What a sitting needs of the program around it.
pub trait Host {
    /// Opens an editor with a text: `Edited`, `Typing` or `Refused`.
    fn edit(&mut self, text: &str) -> Event;

    /// Told that so many bytes of a file were read by now; false stops the reading.
    fn goes_on(&mut self, source: &str, bytes: u64) -> bool;
}

/// A sitting of one person at the questionnaire of a project, on one day.
#[derive(Debug)]
pub struct Sitting {
    loaded: LoadedProject,
    language: Language,
    today: Date,
    by: Text,
    part: Option<Id>,
    /// How the files looked when they were read or written here last.
    stamp: Stamp,
    /// The unfinished answers that are kept on disk.
    kept: BTreeMap<DraftKey, Draft>,
    /// What was judged last.
    judged: Option<Draft>,
    /// How long the last assessment took.
    took: Duration,
}

/// Judging while a person writes may take so long.
const QUICK: Duration = Duration::from_millis(100);

impl Sitting {
    /// Opens the project, with the questions in `language`.
    ///
    /// # Errors
    /// See [`load`].
    pub fn open(
        root: Root,
        language: Language,
        today: Date,
        by: &str,
        part: Option<Id>,
    ) -> Result<Self, ProjectError> {
        let loaded = read(root, language)?;
        let kept = read_drafts(&loaded.root);
        Ok(Self {
            stamp: Stamp::of(&loaded),
            kept: kept.into_iter().map(|draft| (draft.key(), draft)).collect(),
            loaded,
            language,
            today,
            by: Text::new(by),
            part,
            judged: None,
            took: Duration::ZERO,
        })
    }

    /// The project as it was read last.
    pub fn loaded(&self) -> &LoadedProject {
        &self.loaded
    }

    /// The unfinished answers that are kept.
    pub fn kept(&self) -> Vec<Draft> {
        self.kept.values().cloned().collect()
    }

    /// Where the project stands.
    pub fn standing(&mut self) -> Standing {
        let started = Instant::now();
        let assessment = assess(&self.loaded, self.today);
        let standing = Standing::of(&self.loaded, &assessment, self.part.as_ref());
        self.took = started.elapsed();
        standing
    }

    /// Hands an event to the machine and carries out what follows from it. True when the machine
    /// wants to leave.
    pub fn take(
        &mut self,
        machine: &mut Questionnaire,
        event: Event,
        host: &mut impl Host,
    ) -> bool {
        let mut effect = machine.handle(event);
        while let Some(todo) = effect {
            let event = match todo {
                Effect::Quit => return true,
                Effect::OpenEditor(text) => host.edit(&text),
                Effect::FindEvidence(source, until) => self.find(&source, until, host),
                todo => self.carry_out(todo),
            };
            effect = machine.handle(event);
        }
        false
    }

    fn carry_out(&mut self, effect: Effect) -> Event {
        match effect {
            Effect::Look(written) => Event::Looked(look_at(&self.loaded.root, &written)),
            Effect::Save(unsaved) => self.save(*unsaved),
            Effect::Assign(id, owner, due) => self.assign(id, owner, due),
            Effect::Restore(entry) => {
                let id = entry.question.clone();
                let (from, to) = (entry.after.as_ref(), entry.before.as_ref());
                self.write(id, |loaded, checklist, id| {
                    restore_answer(&loaded.root, checklist, id, from, to)
                })
            }
            Effect::Show(part) => {
                self.part = part;
                self.refresh()
            }
            Effect::Refresh => self.refresh(),
            // These are dealt with where the host is at hand.
            Effect::FindEvidence(..) | Effect::OpenEditor(_) | Effect::Quit => {
                Event::Told(String::new())
            }
        }
    }

    fn refresh(&mut self) -> Event {
        Event::Loaded(Box::new(self.standing()))
    }

    fn find(&mut self, source: &str, until: Option<Date>, host: &mut impl Host) -> Event {
        if let Some(until) = until.filter(|until| *until < self.today) {
            return Event::Refused(format!("the last day {until} has passed"));
        }
        let root = &self.loaded.root;
        let mut read = 0;
        let mut watch = |bytes| {
            read += bytes;
            host.goes_on(source, read)
        };
        match find_evidence_watched(root, source, self.today, until, &mut watch) {
            Ok(evidence) => {
                if let (Some(path), Some(sha256)) = (&evidence.path, evidence.sha256) {
                    self.loaded.files.know(path.raw(), sha256);
                }
                let what = look_at(root, source).is;
                Event::EvidenceFound(Box::new(evidence), what)
            }
            Err(why) => Event::Refused(why),
        }
    }

    fn save(&mut self, unsaved: Unsaved) -> Event {
        let Unsaved {
            question,
            answer,
            begun_from,
        } = unsaved;
        let answer = self.signed(&question, answer);
        let part = self.part.clone();
        self.write(question, |loaded, checklist, id| {
            save_answer_over(
                &loaded.root,
                checklist,
                id,
                part.as_ref(),
                &answer,
                begun_from.as_ref(),
            )
        })
    }

    /// The answer with author, day and the revision of its question.
    fn signed(&self, question: &Id, answer: Answer) -> Answer {
        let asked = self.loaded.checklists.question(question.as_str());
        Answer {
            author: Some(self.by.clone()),
            date: Some(self.today),
            revision: asked.map(|(_, question)| question.revision),
            parts: Default::default(),
            ..answer
        }
    }

    fn assign(&mut self, question: Id, owner: Option<Text>, due: Option<Date>) -> Event {
        let part = self.part.clone();
        self.write(question, |loaded, checklist, id| {
            change_answer(&loaded.root, checklist, id, |mut entry| {
                let own = match &part {
                    Some(part) => entry.parts.entry(part.clone()).or_default(),
                    None => &mut entry,
                };
                (own.owner, own.due) = (owner, due);
                entry.parts.retain(|_, part| *part != Answer::default());
                entry
            })
        })
    }

    /// Writes an entry and takes it over, so that what is told next is what a later `check` says.
    fn write(
        &mut self,
        question: Id,
        write: impl FnOnce(&LoadedProject, &Checklist, &Id) -> Result<Saved, SaveError>,
    ) -> Event {
        let Some(checklist) = self.loaded.checklists.checklist_of(question.as_str()) else {
            return Event::SaveFailed(format!("`{question}` belongs to no checklist"));
        };
        let others = Stamp::of(&self.loaded) != self.stamp;
        let file = std::path::Path::new("cemark").join("answers");
        let file = file.join(format!("{}.yaml", checklist.checklist));
        let saved = match write(&self.loaded, checklist, &question) {
            Ok(saved) => saved,
            Err(SaveError::Changed { now, .. }) => return Event::Changed(now),
            Err(error) => {
                let error = error.to_string();
                return Event::SaveFailed(error.lines().next().unwrap_or_default().to_owned());
            }
        };
        match saved.after.clone() {
            Some(answer) => {
                let stored = StoredAnswer {
                    answer,
                    file,
                    line: saved.line,
                };
                self.loaded.answers.insert(question.clone(), stored);
            }
            None => {
                self.loaded.answers.remove(&question);
            }
        }
        self.look_at_evidence(saved.after.as_ref());
        if !others {
            self.stamp = Stamp::of(&self.loaded);
        }
        Event::Saved(Box::new(SavedEntry {
            question,
            before: saved.before,
            after: saved.after,
        }))
    }

    fn look_at_evidence(&mut self, entry: Option<&Answer>) {
        let entries = entry.into_iter().flat_map(|entry| {
            let parts = entry.parts.values().flat_map(|part| &part.evidence);
            entry.evidence.iter().chain(parts)
        });
        for path in entries.filter_map(|evidence| evidence.path.as_ref()) {
            self.loaded.files.look(&self.loaded.root, path.raw());
        }
    }

    /// What somebody else has written since; none where nobody has.
    pub fn look_outside(&mut self) -> Option<Event> {
        let stamp = Stamp::of(&self.loaded);
        if stamp == self.stamp {
            return None;
        }
        match read(self.loaded.root.clone(), self.language) {
            Ok(loaded) => {
                self.stamp = Stamp::of(&loaded);
                self.loaded = loaded;
                let known = |part: &Id| self.loaded.project.parts.contains_key(part);
                self.part = self.part.take().filter(known);
                Some(self.refresh())
            }
            Err(error) => {
                self.stamp = stamp;
                // The lines below the first show the place; the first names it.
                let error = error.to_string();
                let first = error.lines().next().unwrap_or_default();
                Some(Event::Told(format!(
                    "changed outside, and cannot be read as it is now: {first}"
                )))
            }
        }
    }

    /// What the answer being given would come to, where that has changed and is quickly seen.
    pub fn judge(&mut self, machine: &Questionnaire) -> Option<Event> {
        let draft = machine.draft();
        if draft == self.judged || self.took > QUICK {
            return None;
        }
        let outlook = draft.as_ref().and_then(|draft| self.outlook(draft));
        self.judged = draft;
        Some(Event::Judged(outlook))
    }

    fn outlook(&mut self, draft: &Draft) -> Option<Outlook> {
        let id = &draft.question;
        let answer = self.signed(id, draft.answer.clone());
        let before = self.loaded.answers.get(id).cloned();
        let mut stored = before.clone().unwrap_or_else(|| StoredAnswer {
            answer: Answer::default(),
            file: Default::default(),
            line: 0,
        });
        match &draft.part {
            Some(part) => {
                stored.answer.parts.insert(part.clone(), answer);
            }
            None => {
                let parts = std::mem::take(&mut stored.answer.parts);
                stored.answer = Answer { parts, ..answer };
            }
        }
        self.look_at_evidence(Some(&stored.answer));
        self.loaded.answers.insert(id.clone(), stored);
        let assessment = assess(&self.loaded, self.today);
        match before {
            Some(before) => {
                self.loaded.answers.insert(id.clone(), before);
            }
            None => {
                self.loaded.answers.remove(id);
            }
        }
        let results = assessment.requirements.iter().flat_map(|r| &r.questions);
        let own = results.filter(|q| q.id == *id && q.part == draft.part);
        let worst = own.min_by_key(|q| q.verdict)?;
        let reasons = worst.reasons.iter().map(|r| r.text.clone()).collect();
        Some((worst.verdict, reasons))
    }

    /// Writes down what is unfinished, so that nothing but the last words is lost if this
    /// program is stopped.
    ///
    /// # Errors
    /// See [`keep_draft`].
    pub fn keep(&mut self, machine: &Questionnaire) -> Result<(), SaveError> {
        let now = machine.unfinished();
        let now: BTreeMap<DraftKey, Draft> = now.into_iter().map(|d| (d.key(), d)).collect();
        let root = &self.loaded.root;
        for (key, old) in &self.kept {
            if !now.contains_key(key) {
                keep_draft(root, Some(old), None)?;
            }
        }
        for (key, draft) in &now {
            let old = self.kept.get(key);
            if old != Some(draft) {
                keep_draft(root, old, Some(draft))?;
            }
        }
        self.kept = now;
        Ok(())
    }
}

fn read(root: Root, language: Language) -> Result<LoadedProject, ProjectError> {
    let mut loaded = load(root)?;
    loaded.checklists.translate(language);
    Ok(loaded)
}
