use std::io::BufRead;
use std::str::FromStr;

use anyhow::{Context, Result, bail};

use super::Screen;
use super::init::scalar;
use crate::checklist::Trait;
use crate::text::one_line;
use crate::yaml::TO_FILL_IN;

/// The short dialogue; without a screen every answer is its proposal. Answers come back as YAML
/// scalars, what is not known as 'to fill in'.
pub(super) struct Asker<'a> {
    pub(super) screen: Option<&'a Screen>,
}

impl Asker<'_> {
    pub(super) fn text(
        &mut self,
        given: &Option<String>,
        question: &str,
        proposal: Option<String>,
    ) -> Result<String> {
        let value = match given {
            Some(value) => Some(value.clone()),
            None => self.line(question, proposal)?,
        };
        let value = value.filter(|v| !v.trim().is_empty());
        Ok(value.map_or_else(|| TO_FILL_IN.to_owned(), |v| scalar(&v)))
    }

    /// Asks until the answer has its form, or is empty.
    pub(super) fn value<T: FromStr<Err = String> + ToString>(
        &mut self,
        given: Option<T>,
        question: &str,
        fits: impl Fn(&T) -> Result<(), String>,
    ) -> Result<String> {
        if let Some(value) = given {
            return Ok(scalar(&value.to_string()));
        }
        while let Some(line) = self.line(question, None)? {
            let parsed = line.parse::<T>();
            match (
                parsed.and_then(|value| fits(&value).map(|()| value)),
                self.screen,
            ) {
                (Ok(value), _) => return Ok(scalar(&value.to_string())),
                (Err(why), Some(screen)) => screen.output(&format!("* {why}\n"), None)?,
                (Err(why), None) => bail!(why),
            }
        }
        Ok(TO_FILL_IN.to_owned())
    }

    pub(super) fn trait_value(&mut self, name: Trait) -> Result<String> {
        let question = format!("Trait {}: it {} (y/n)", name.name(), name.label());
        while let Some(line) = self.line(&question, None)? {
            match (line.to_lowercase().as_str(), self.screen) {
                ("y" | "yes" | "true", _) => return Ok("true".to_owned()),
                ("n" | "no" | "false", _) => return Ok("false".to_owned()),
                (_, Some(screen)) => screen.output("* y yes, n no, Enter: to fill in\n", None)?,
                (_, None) => break,
            }
        }
        Ok(TO_FILL_IN.to_owned())
    }

    /// Whether the answer is yes; Enter and the end of the input are no.
    pub(super) fn yes(&mut self, question: &str) -> Result<bool> {
        let Some(screen) = self.screen else {
            return Ok(false);
        };
        screen.output(&format!("{question}: "), None)?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        read.context("cannot read the answer")?;
        Ok(matches!(line.trim().to_lowercase().as_str(), "y" | "yes"))
    }

    fn line(&mut self, question: &str, proposal: Option<String>) -> Result<Option<String>> {
        let Some(screen) = self.screen else {
            return Ok(proposal);
        };
        let shown = proposal
            .as_deref()
            .map(|p| format!(" [{}]", one_line(p)))
            .unwrap_or_default();
        screen.output(&format!("{question}{shown}: "), None)?;
        let mut line = String::new();
        let read = std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("cannot read the answer")?;
        if read == 0 {
            bail!("left before the end; nothing was written");
        }
        let line = line.trim();
        Ok(if line.is_empty() {
            proposal
        } else {
            Some(line.to_owned())
        })
    }
}
