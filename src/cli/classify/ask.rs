use anyhow::Result;

use super::record::Record;
use crate::cli::Screen;
use crate::cli::dialogue::Dialogue;
use crate::output::classify_text;
use crate::regulation::classify::{Asked, Category, Fact, Group, Interview};
use crate::text::{Lines, Text};
use crate::values::{Id, Tri};

/// The dialogue: on stdout, or on stderr where stdout belongs to a program. Each answer is
/// written at once. Whether anything was told.
pub(super) fn converse(
    interview: &mut Interview,
    record: &mut Record,
    screen: &Screen,
    plain: bool,
    beside: bool,
) -> Result<bool> {
    let mut face = Face(Dialogue::new(screen, plain, beside));
    face.0.wrapped("", "What you do not know is 'unknown': the outcome then says what to clarify. Each answer is written at once; who leaves with q goes on later.")?;
    let mut is_told = false;
    while let Some(asked) = interview.question() {
        face.draw(&asked)?;
        match face.answer(&asked, interview)? {
            Answer::Told => {
                is_told = true;
                record.keep(interview.profile())?;
            }
            Answer::Back => {
                if interview.back() {
                    record.keep(interview.profile())?;
                } else {
                    face.0.say("* this is the first question\n")?;
                }
            }
            Answer::Left => {
                face.0.say("\n")?;
                break;
            }
        }
    }
    Ok(is_told)
}

enum Answer {
    Told,
    Back,
    Left,
}

struct Face<'a>(Dialogue<'a>);

impl Face<'_> {
    fn draw(&self, asked: &Asked) -> Result<()> {
        let mut lines = Lines::new(self.0.width());
        lines.line("");
        match asked {
            Asked::Fact(fact) => {
                lines.wrapped("", &format!("{} ({})", fact.ask, fact.citation));
                if !fact.help.is_blank() {
                    lines.wrapped("  ", &fact.help.to_string());
                }
                lines.line("y yes, n no, u unknown; b back, q leave");
            }
            Asked::Choose(group, facts) => {
                let choose = group
                    .choose
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                lines.wrapped("", &choose);
                for (index, fact) in facts.iter().enumerate() {
                    lines.hanging(
                        &format!("  {:>2}  ", index + 1),
                        6,
                        &format!("{} ({})", fact.short, fact.citation),
                    );
                }
                lines.line(
                    "Numbers of what is true, `2?` for not sure, 0 for none, `i 2` to read more;",
                );
                lines.line("u unknown, b back, q leave");
            }
            Asked::CoreFunctionality => {
                lines.wrapped("", "What could the product not meet its intended purpose without? One sentence: its core functionality (Art. 7(1), 8(1)).");
                lines.wrapped("  ", "Such as: 'locks and unlocks a house door by phone'. It belongs into the technical documentation.");
                lines.line("u unknown, b back, q leave");
            }
            Asked::CloseTo { nearest, others } => {
                lines.wrapped("", "To which of these does that core functionality come close? What is only built in, or one function among others, does not count (Art. 7(1)).");
                // What is nearest stands above the prompt, where a small terminal still shows it.
                for (index, one) in others.iter().enumerate() {
                    let text = format!("{} ({})", one.short, one.id);
                    lines.hanging(&format!("  {:>2}  ", nearest.len() + index + 1), 6, &text);
                }
                if !nearest.is_empty() {
                    lines.line("Nearest by your words:");
                    for (index, one) in nearest.iter().enumerate() {
                        let text = format!("{} ({})", one.short, one.id);
                        lines.hanging(&format!("  {:>2}  ", index + 1), 6, &text);
                    }
                }
                lines.line(
                    "Numbers or ids, 0 for none, `i 2` to read more; u unknown, b back, q leave",
                );
            }
        }
        self.0.say(&lines.into_string())
    }

    fn answer(&mut self, asked: &Asked, interview: &mut Interview) -> Result<Answer> {
        loop {
            let Some(word) = self.0.line("> ")? else {
                return Ok(Answer::Left);
            };
            match word.as_str() {
                "q" | "quit" => return Ok(Answer::Left),
                "b" | "back" => return Ok(Answer::Back),
                _ => {}
            }
            let taken = match asked {
                Asked::Fact(fact) => self.fact(fact, &word, interview)?,
                Asked::Choose(group, facts) => self.choose(group, facts, &word, interview)?,
                Asked::CoreFunctionality => self.core(&word, interview)?,
                Asked::CloseTo { nearest, others } => {
                    let all: Vec<_> = nearest.iter().chain(others).copied().collect();
                    self.close(&all, &word, interview)?
                }
            };
            if taken {
                return Ok(Answer::Told);
            }
        }
    }

    fn fact(&self, fact: &Fact, word: &str, interview: &mut Interview) -> Result<bool> {
        match Tri::typed(word) {
            Some(told) => {
                interview.tell(fact, told);
                Ok(true)
            }
            None => {
                self.0.say("* y yes, n no, u unknown, b back, q leave\n")?;
                Ok(false)
            }
        }
    }

    fn choose(
        &self,
        group: &Group,
        facts: &[&Fact],
        word: &str,
        interview: &mut Interview,
    ) -> Result<bool> {
        if is_unknown(word) {
            interview.leave_open(group);
            return Ok(true);
        }
        if let Some(index) = asks_about(word, facts.len()) {
            if let Some(fact) = facts.get(index) {
                self.0
                    .wrapped("  ", &format!("{} {}", fact.ask, fact.help))?;
            }
            return Ok(false);
        }
        match numbers(word, facts.len()) {
            Ok((yes, unknown)) => {
                interview.choose(group, facts, &yes, &unknown);
                Ok(true)
            }
            Err(why) => {
                self.0.wrapped("* ", &why)?;
                Ok(false)
            }
        }
    }

    fn core(&self, word: &str, interview: &mut Interview) -> Result<bool> {
        if word.is_empty() {
            self.0.say("* a sentence, or u for unknown\n")?;
            return Ok(false);
        }
        interview.name_core((!is_unknown(word)).then(|| Text::from(word)));
        Ok(true)
    }

    fn close(
        &self,
        all: &[&'static Category],
        word: &str,
        interview: &mut Interview,
    ) -> Result<bool> {
        if is_unknown(word) {
            interview.come_close(None);
            return Ok(true);
        }
        if let Some(index) = asks_about(word, all.len()) {
            if let Some(one) = all.get(index) {
                self.0
                    .say(&classify_text::list(&[*one], true, self.0.width()))?;
            }
            return Ok(false);
        }
        // An id stands for its number.
        let number = |word: &str| {
            let at = all.iter().position(|one| one.id.as_str() == word);
            at.map_or_else(|| word.to_owned(), |at| (at + 1).to_string())
        };
        let words: Vec<String> = word.split([' ', ',']).map(number).collect();
        match numbers(&words.join(" "), all.len()) {
            Ok((yes, unknown)) => {
                let chosen = yes
                    .iter()
                    .chain(&unknown)
                    .filter_map(|index| all.get(*index));
                let chosen: Vec<Id> = chosen.map(|one| one.id.clone()).collect();
                interview.come_close(Some(chosen));
                Ok(true)
            }
            Err(why) => {
                self.0.wrapped("* ", &why)?;
                Ok(false)
            }
        }
    }
}

fn is_unknown(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "u" | "unknown")
}

/// `i 3`: which entry is asked about, from 0.
fn asks_about(word: &str, count: usize) -> Option<usize> {
    let rest = word.strip_prefix('i')?.trim();
    let number: usize = rest.parse().ok()?;
    (1..=count).contains(&number).then(|| number - 1)
}

/// `2 5?`: what is true and what is not sure, from 0; `0` or `none` for none.
fn numbers(word: &str, count: usize) -> Result<(Vec<usize>, Vec<usize>), String> {
    let lower = word.to_lowercase();
    let words: Vec<&str> = lower
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    if matches!(words.as_slice(), ["0" | "none"]) {
        return Ok((Vec::new(), Vec::new()));
    }
    let (mut yes, mut unknown) = (Vec::new(), Vec::new());
    for word in &words {
        let unsure = word.ends_with('?');
        let number: Option<usize> = word.trim_end_matches('?').parse().ok();
        match number.filter(|number| (1..=count).contains(number)) {
            Some(number) if unsure => unknown.push(number - 1),
            Some(number) => yes.push(number - 1),
            None => {
                return Err(format!(
                    "`{}` is no number from 1 to {count}: give the numbers of what is true, 0 for none, u for unknown",
                    crate::text::one_line(word)
                ));
            }
        }
    }
    match words.is_empty() {
        true => Err("numbers of what is true, 0 for none, u for unknown".to_owned()),
        false => Ok((yes, unknown)),
    }
}
