use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::checklist::Language;
use crate::project::{LoadedProject, Root, load};
use crate::values::{Date, Moment};

/// Options of every command.
#[derive(Args)]
pub(crate) struct Global {
    /// Folder of the product; otherwise the nearest one upwards that holds cemark.yaml
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Assess as of this day [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, global = true, value_name = "YYYY-MM-DD", conflicts_with = "now")]
    pub date: Option<Date>,
    /// Assess as of this instant, with zone
    #[arg(long, global = true, value_name = "RFC3339")]
    pub now: Option<String>,
    /// Print nothing but errors; the exit code tells
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Language of the questions: en, fr, nl or de [default: LC_ALL, LC_MESSAGES or LANG, else en]
    #[arg(long, global = true, value_name = "CODE")]
    pub lang: Option<Language>,
    /// Colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// When to print colours.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Global {
    /// The project's folder.
    pub fn root(&self) -> Result<Root> {
        Ok(match &self.project {
            Some(folder) => Root::at(folder)?,
            None => Root::find(Path::new("."))?,
        })
    }

    /// The project with all that it names.
    pub fn load(&self) -> Result<LoadedProject> {
        Ok(load(self.root()?)?)
    }

    /// The language of the questions: the one that is asked for, else the environment's.
    pub fn language(&self) -> Language {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let environment = || {
            let name = ["LC_ALL", "LC_MESSAGES", "LANG"]
                .into_iter()
                .find_map(set)?;
            Language::of_locale(&name)
        };
        self.lang.or_else(environment).unwrap_or(Language::En)
    }

    /// The project, with the questions in the language of the reader.
    pub fn load_to_read(&self) -> Result<LoadedProject> {
        let mut loaded = self.load()?;
        loaded.checklists.translate(self.language());
        Ok(loaded)
    }

    /// The day of the assessment.
    pub fn today(&self) -> Result<Date> {
        Ok(self.now()?.date())
    }

    /// The instant of the assessment, in the zone in which it was given.
    pub fn now(&self) -> Result<Moment> {
        Ok(self.fixed_now()?.unwrap_or_else(Moment::now))
    }

    /// The instant that was given; without one, time goes on.
    pub fn fixed_now(&self) -> Result<Option<Moment>> {
        super::now::fixed(self.date, self.now.as_deref())
    }

    /// Whether the instant comes from SOURCE_DATE_EPOCH, which is meant for builds.
    pub fn is_by_epoch(&self) -> bool {
        self.date.is_none() && self.now.is_none() && super::now::epoch().is_some()
    }
}
