//! The project's side of the questionnaire: carries out what the machine asks for, sees what
//! others write meanwhile, and keeps what is unfinished.

use std::time::{Duration, Instant, SystemTime};

use super::event::{Effect, Event, Outlook, SavedEntry, Unsaved};
use super::machine::{Drafts, Questionnaire};
use super::standing::Standing;
use crate::assessment::assess;
use crate::checklist::{Checklist, Language};
use crate::project::{
    Answer, Draft, Evidence, LoadedProject, Look, ProjectError, Root, SaveError, Saved, Stamp,
    StoredAnswer, Watch, answers_file, assign_answer, find_evidence_watched, keep_draft, load,
    look_at, look_at_recorded, read_drafts, restore_answer, save_answer_over, split_until,
    what_it_is,
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
    kept: Drafts,
    /// What was looked at last while a path was being written.
    looked: Option<Look>,
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
        let began = SystemTime::now();
        let loaded = read(root, language)?;
        Ok(Self {
            stamp: Stamp::since(&loaded, began),
            kept: Drafts::new(),
            looked: None,
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

    /// Takes up the unfinished answers that are kept.
    ///
    /// # Errors
    /// See [`read_drafts`].
    pub fn take_up(&mut self) -> Result<Drafts, SaveError> {
        let kept = read_drafts(&self.loaded.root)?;
        self.kept = kept.into_iter().map(|draft| (draft.key(), draft)).collect();
        Ok(self.kept.clone())
    }

    /// Where the project stands.
    pub fn standing(&mut self) -> Standing {
        let started = Instant::now();
        let assessment = assess(&self.loaded, self.today);
        let standing = Standing::of(&self.loaded, &assessment, self.part.as_ref());
        self.took = started.elapsed();
        standing
    }

    /// Takes over what others have written since, then hands an event to the machine and carries out
    /// what follows from it. What was entered for a question that has gone meanwhile is not applied
    /// to another. True when the machine wants to leave.
    pub fn take(
        &mut self,
        machine: &mut Questionnaire,
        event: Event,
        host: &mut impl Host,
    ) -> bool {
        let mut told = None;
        if let Some(outside) = self.look_outside() {
            let place = machine.place();
            // Words that were written are kept, whatever has become of their question.
            match &event {
                Event::Text(text) if text.trim().is_empty() => {}
                Event::Text(text) | Event::Typing(text) => {
                    machine.handle(Event::Typing(text.clone()));
                }
                _ => {}
            }
            machine.handle(outside);
            told = machine.view().message.map(str::to_owned);
            if machine.place() != place && !matches!(event, Event::Quit) {
                let why =
                    "what was entered is not taken, since it was meant for what was there before";
                machine.handle(Event::Told(why.into()));
                return false;
            }
        }
        let mut next = Some(event);
        while let Some(event) = next {
            let Some(effect) = machine.handle(event) else {
                break;
            };
            next = self.carry_out(effect, host);
            if next.is_none() {
                return true;
            }
        }
        if let Some(told) = told {
            machine.handle(Event::Told(told));
        }
        false
    }

    /// What became of it; none where the machine wants to leave.
    fn carry_out(&mut self, effect: Effect, host: &mut impl Host) -> Option<Event> {
        Some(match effect {
            Effect::Quit => return None,
            Effect::FindEvidence(source, until) => self.find(&source, until, host),
            Effect::LookAgain(evidence) => self.look_again(&evidence, host),
            Effect::OpenEditor(text) => host.edit(&text),
            Effect::Look(written) => Event::Looked(self.look_at(&written)),
            Effect::Save(unsaved) => self.save(*unsaved),
            Effect::Assign(id, assignment) => {
                let part = self.part.clone();
                self.write(id, |loaded, checklist, id| {
                    assign_answer(&loaded.root, checklist, id, part.as_ref(), assignment)
                })
            }
            Effect::Restore(entry) => {
                let id = entry.question.clone();
                self.write(id, |loaded, checklist, id| {
                    let change = (entry.after.as_ref(), entry.before.as_ref());
                    restore_answer(&loaded.root, checklist, id, change, &entry.text)
                })
            }
            Effect::Show(part) => {
                self.part = part;
                self.refresh()
            }
            Effect::Refresh => self.refresh(),
        })
    }

    fn refresh(&mut self) -> Event {
        self.judged = None;
        Event::Loaded(Box::new(self.standing()))
    }

    /// What stands behind the beginning of a path; its last day, once written, changes nothing of it.
    fn look_at(&mut self, written: &str) -> Look {
        let source = split_until(written).0;
        let look = match self.looked.take() {
            Some(look) if look.is.is_some() && split_until(&look.written).0 == source => Look {
                written: written.to_owned(),
                ..look
            },
            _ => look_at(&self.loaded.root, written),
        };
        self.looked = Some(look.clone());
        look
    }

    fn find(&mut self, source: &str, until: Option<Date>, host: &mut impl Host) -> Event {
        if let Some(until) = until.filter(|until| *until < self.today) {
            return Event::Refused(format!("the last day {until} has passed"));
        }
        let (root, today) = (&self.loaded.root, self.today);
        let found = watched(source, host, |watch| {
            find_evidence_watched(root, source, today, until, watch)
        });
        self.found(found, |root, evidence| {
            what_it_is(root, source, evidence.sha256)
        })
    }

    fn look_again(&mut self, recorded: &Evidence, host: &mut impl Host) -> Event {
        let (root, today) = (&self.loaded.root, self.today);
        let found = watched(recorded.place().raw(), host, |watch| {
            look_at_recorded(root, recorded, today, watch)
        });
        self.found(found, |_, _| None)
    }

    fn found(
        &mut self,
        found: Option<Result<Evidence, String>>,
        what: impl FnOnce(&Root, &Evidence) -> Option<String>,
    ) -> Event {
        match found {
            None => Event::Stopped,
            Some(Err(why)) => Event::Refused(why),
            Some(Ok(evidence)) => {
                if let (Some(path), Some(sha256)) = (&evidence.path, evidence.sha256) {
                    self.loaded.files.know(path.raw(), sha256);
                }
                let what = what(&self.loaded.root, &evidence);
                Event::EvidenceFound(Box::new(evidence), what)
            }
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

    /// Writes an entry and takes it over, so that what is told next is what a later `check` says.
    fn write(
        &mut self,
        question: Id,
        write: impl FnOnce(&LoadedProject, &Checklist, &Id) -> Result<Saved, SaveError>,
    ) -> Event {
        let Some(checklist) = self.loaded.checklists.checklist_of(question.as_str()) else {
            return Event::SaveFailed(format!("`{question}` belongs to no checklist"));
        };
        let file = answers_file(&checklist.checklist);
        let saved = match write(&self.loaded, checklist, &question) {
            Ok(saved) => saved,
            Err(SaveError::Changed { now, .. }) => return Event::Changed(now),
            Err(error) => return Event::SaveFailed(first_line(&error)),
        };
        // What others wrote before or meanwhile is still to be read; what was written here is known.
        let known = self.loaded.read.iter_mut().find(|(name, _)| *name == file);
        match (known, saved.was) {
            (Some((_, digest)), Some(was)) if *digest == was => {
                *digest = saved.text.digest();
                self.stamp.know(&saved.file, saved.seen);
            }
            (None, None) => {
                self.loaded.read.push((file.clone(), saved.text.digest()));
                self.stamp.know(&saved.file, saved.seen);
            }
            _ => {}
        }
        match saved.after.clone() {
            Some(answer) => {
                let stored = StoredAnswer {
                    answer,
                    file: file.into(),
                    line: saved.line,
                };
                self.loaded.answers.insert(question.clone(), stored);
            }
            None => {
                self.loaded.answers.remove(&question);
            }
        }
        self.look_at_evidence(saved.after.as_ref());
        Event::Saved(Box::new(SavedEntry {
            question,
            before: saved.before,
            after: saved.after,
            text: saved.text,
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
        let now = Stamp::of(&self.loaded);
        if now == self.stamp {
            return None;
        }
        let began = SystemTime::now();
        match read(self.loaded.root.clone(), self.language) {
            Ok(loaded) => {
                self.stamp = Stamp::since(&loaded, began);
                self.loaded = loaded;
                let known = |part: &Id| self.loaded.project.parts.contains_key(part);
                self.part = self.part.take().filter(known);
                Some(self.refresh())
            }
            Err(error) => {
                self.stamp = now;
                // The lines below the first show the place; the first names it.
                Some(Event::Told(format!(
                    "changed outside, and cannot be read as it is now: {}",
                    first_line(&error)
                )))
            }
        }
    }

    /// What the answer being given would come to, where that has changed and is quickly seen.
    pub fn judge(&mut self, machine: &Questionnaire) -> Option<Event> {
        let draft = machine.prospect();
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

/// Looks at a file, which `host` may stop: then none.
fn watched<T>(source: &str, host: &mut impl Host, look: impl FnOnce(Watch<'_>) -> T) -> Option<T> {
    let (mut read, mut goes_on) = (0, true);
    let found = look(&mut |bytes| {
        read += bytes;
        goes_on = goes_on && host.goes_on(source, read);
        goes_on
    });
    goes_on.then_some(found)
}

fn first_line(error: &impl std::fmt::Display) -> String {
    error
        .to_string()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn read(root: Root, language: Language) -> Result<LoadedProject, ProjectError> {
    let mut loaded = load(root)?;
    loaded.checklists.translate(language);
    Ok(loaded)
}
