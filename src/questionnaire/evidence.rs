//! Evidence of the answer being given: a piece is taken, looked at again, dropped.

use super::event::Effect;
use super::machine::{Questionnaire, Step};
use super::sheet;
use crate::project::{Evidence, split_until};

impl Questionnaire {
    /// `SOURCE`, or `SOURCE until DAY`.
    pub(super) fn evidence(&mut self, text: &str) -> Option<Effect> {
        let (source, until) = split_until(text);
        let until = match until.map(sheet::day).transpose() {
            Ok(until) => until,
            Err(why) => {
                self.message = Some(why);
                return None;
            }
        };
        Some(Effect::FindEvidence(source.to_owned(), until))
    }

    /// A new piece is not taken; one that is looked at again stays as it was.
    pub(super) fn refused(&mut self, why: String) -> Option<Effect> {
        let Some(old) = self.looked_at.take() else {
            self.message = Some(why);
            return None;
        };
        self.tell(format!("{} stays as it was: {why}", old.place()));
        self.look_again()
    }

    pub(super) fn stopped(&mut self) {
        self.again.clear();
        self.message = Some(match self.looked_at.take() {
            Some(_) => "stopped; the evidence stays as it was".into(),
            None => "stopped before its digest was taken".into(),
        });
    }

    /// Takes a piece of evidence in place of an older look at the same source, whose last day
    /// it keeps while that has not passed.
    pub(super) fn found(&mut self, mut evidence: Evidence, what: Option<String>) -> Option<Effect> {
        let mut all = self.writing.answer.evidence.iter_mut();
        let old = all.find(|old| old.source() == evidence.source());
        let mut lost_its_last_day = false;
        if let Some(old) = &old {
            evidence.keep_last_day(old);
            lost_its_last_day = old.valid_until.is_some() && evidence.valid_until.is_none();
        }
        let place = evidence.place().to_string();
        match old {
            Some(old) => *old = evidence,
            None => self.writing.answer.evidence.push(evidence),
        }
        self.look = None;
        if lost_its_last_day {
            self.tell(format!(
                "the last day of {place} had passed and was dropped"
            ));
        }
        if self.looked_at.take().is_some() {
            return self.look_again();
        }
        self.writing.taken += 1;
        let what = what.map(|what| format!(" ({what})")).unwrap_or_default();
        self.tell(format!("taken: {place}{what}"));
        None
    }

    pub(super) fn renew(&mut self) -> Option<Effect> {
        self.again = self.writing.answer.evidence.iter().rev().cloned().collect();
        if self.again.is_empty() || self.step != Step::Evidence {
            self.again.clear();
            self.message = Some("no evidence is given here".into());
            return None;
        }
        self.look_again()
    }

    fn look_again(&mut self) -> Option<Effect> {
        let Some(next) = self.again.pop() else {
            self.tell("looked at again".into());
            return None;
        };
        self.looked_at = Some(next.clone());
        Some(Effect::LookAgain(Box::new(next)))
    }

    pub(super) fn drop_evidence(&mut self, number: usize) {
        let is_there = (1..=self.writing.answer.evidence.len()).contains(&number);
        match is_there && self.step == Step::Evidence {
            true => {
                let gone = self.writing.answer.evidence.remove(number - 1);
                self.message = Some(format!("dropped: {}", gone.place()));
            }
            false => self.message = Some(format!("there is no evidence {number}")),
        }
    }
}
