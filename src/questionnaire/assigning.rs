//! Who takes care of a question, and by when.

use super::event::Effect;
use super::machine::{Questionnaire, Step};
use super::sheet;
use crate::project::{Assignment, FromTo};
use crate::text::Text;
use crate::values::Date;

impl Questionnaire {
    pub(super) fn assign(&mut self) {
        let Some(item) = self.asked() else {
            self.message = Some("go to a question first".into());
            return;
        };
        let was = (item.owner.clone(), item.due);
        self.leave_question();
        self.writing.was_assigned = was;
        self.step = Step::Owner;
    }

    pub(super) fn owner(&mut self, text: &str) -> Option<Effect> {
        let name = match text.trim() {
            "" => None,
            "-" => Some(None),
            "me" => Some(Some(Text::new(self.me.as_str()))),
            name => Some(Some(Text::new(crate::text::one_line(name)))),
        };
        self.writing.owner = name.or(self.writing.owner.take());
        self.step = Step::Due;
        None
    }

    pub(super) fn due(&mut self, text: &str) -> Option<Effect> {
        let due: Option<Option<Date>> = match text.trim() {
            "" => None,
            "-" => Some(None),
            day => match sheet::day(day) {
                Ok(day) => Some(Some(day)),
                Err(why) => {
                    self.message = Some(why);
                    return None;
                }
            },
        };
        let id = self.item()?.id().clone();
        // Only what changes is written: somebody else may have settled the rest meanwhile.
        fn change<T: PartialEq>(from: Option<T>, to: Option<Option<T>>) -> Option<FromTo<T>> {
            let to = to.filter(|to| *to != from)?;
            Some(FromTo { from, to })
        }
        let (was_owner, was_due) = self.writing.was_assigned.clone();
        let assignment = Assignment {
            owner: change(was_owner, self.writing.owner.clone()),
            due: change(was_due, due),
        };
        if assignment == Assignment::default() {
            self.leave_question();
            self.message = Some("nothing changed".into());
            return None;
        }
        Some(Effect::Assign(id, assignment))
    }
}
