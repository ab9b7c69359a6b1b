//! `deadlines`: for people, for scripts, and as a calendar.

use schemars::JsonSchema;
use serde::Serialize;

use super::calendar::{At, CalendarEntry};
use crate::regulation::{DateState, Deadline, Edge};
use crate::text::{Lines, Text, one_line};
use crate::values::{Date, Moment, Zone};

/// The days of a product.
#[derive(Serialize, JsonSchema)]
pub struct Report {
    /// Name and version of this form: `cemark/deadlines/1`.
    schema: &'static str,
    /// The day of looking.
    date: Date,
    /// The product.
    #[schemars(with = "Option<String>")]
    product: Option<Text>,
    /// Whether the Act applies, by the classification; null while that is undecided, and the days hold if it does.
    in_scope: Option<bool>,
    /// The days, in order; those that cannot be told last.
    deadlines: Vec<Line>,
}

/// A day.
#[derive(Serialize, JsonSchema)]
struct Line {
    /// Its name, the same in each run.
    id: String,
    /// The day; null where a value that it depends on is not given.
    date: Option<Date>,
    /// The instant, RFC 3339 with offset: the first of the day where something begins on it or has
    /// to be done before it, the last second where it goes on until it.
    at: Option<String>,
    edge: Edge,
    state: DateState,
    #[schemars(with = "String")]
    citation: Text,
    #[schemars(with = "String")]
    title: Text,
    #[schemars(with = "String")]
    what: Text,
    /// How the day was found.
    #[schemars(with = "String")]
    how: Text,
    /// Days from the day of looking; negative for the past.
    days_left: Option<i32>,
}

impl Report {
    /// The report on `deadlines`, with instants in `zone`.
    pub fn new(
        product: Option<Text>,
        in_scope: Option<bool>,
        deadlines: &[Deadline],
        today: Date,
        zone: &Zone,
    ) -> Self {
        let line = |one: &Deadline| Line {
            id: one.id.clone(),
            date: one.day,
            at: one
                .day
                .and_then(|day| instant(day, one.edge, zone))
                .map(|at| at.rfc3339()),
            edge: one.edge,
            state: one.state,
            citation: one.citation.clone(),
            title: one.title.clone(),
            what: one.what.clone(),
            how: one.how.as_str().into(),
            days_left: one.day.map(|day| today.days_until(day)),
        };
        Self {
            schema: "cemark/deadlines/1",
            date: today,
            product,
            in_scope,
            deadlines: deadlines.iter().map(line).collect(),
        }
    }

    /// The report as JSON text.
    pub fn json(&self) -> String {
        super::pretty(self)
    }

    /// The report for people: what is due or to be done, then days to know, then what does not bind.
    pub fn text(&self, width: usize) -> String {
        let mut lines = Lines::new(width);
        let name = self.product.as_ref().map_or_else(
            || "The product".to_owned(),
            |name| one_line(&name.to_string()),
        );
        lines.wrapped(
            "",
            &format!(
                "{name}, days under the Cyber Resilience Act as of {}",
                self.date
            ),
        );
        if self.in_scope.is_none() {
            lines.wrapped("", "Whether the Act applies is not decided (`cemark classify`): these days hold if it does.");
        }
        let groups = [
            (
                "To do, or due",
                [DateState::Due, DateState::ToDoBy].as_slice(),
            ),
            ("Undecided: a value is not given", &[DateState::Undecided]),
            ("To know", &[DateState::ToKnow]),
            ("Not required of this product", &[DateState::NotRequired]),
        ];
        for (title, states) in groups {
            let of: Vec<&Line> = self
                .deadlines
                .iter()
                .filter(|one| states.contains(&one.state))
                .collect();
            if of.is_empty() {
                continue;
            }
            lines.line("");
            lines.line(title);
            for one in of {
                line(&mut lines, one);
            }
        }
        lines.line("");
        lines.wrapped("", "Each unit placed counts for itself (Art. 69(2), read with recital 38 and Commission guidance, point 11, which binds no one). Limits of open Art. 14 events: `cemark report status`.");
        lines.into_string()
    }
}

fn line(lines: &mut Lines, one: &Line) {
    let edge = match one.edge {
        Edge::From => "from  ",
        Edge::Before => "before",
        Edge::Until => "until ",
    };
    let day = one
        .date
        .map_or_else(|| "----------".to_owned(), |day| day.to_string());
    let state = match (one.state, one.edge, one.days_left) {
        (DateState::ToDoBy, Edge::Until, _) => "ahead".to_owned(),
        (DateState::ToDoBy, _, Some(days)) => format!("to do by then, in {days} days"),
        (DateState::Due, Edge::Until, _) => "running".to_owned(),
        (state, ..) => state.in_words().to_owned(),
    };
    lines.hanging(
        &format!("  {edge} {day}  "),
        21,
        &format!("{} ({}): {state}", one.title, one.citation),
    );
    let how = if one.how.is_blank() {
        String::new()
    } else {
        format!(" {}", one.how)
    };
    lines.hanging("                     ", 21, &format!("{}{how}", one.what));
}

fn instant(day: Date, edge: Edge, zone: &Zone) -> Option<Moment> {
    let start = Moment::start_of(day, zone)?;
    Some(match edge {
        Edge::From | Edge::Before => start,
        Edge::Until => start.end_of(day),
    })
}

/// The days that are ahead, as entries of a calendar; a day that does not bind has none.
pub fn entries(product: &str, deadlines: &[Deadline], today: Date) -> Vec<CalendarEntry> {
    let ahead = deadlines
        .iter()
        .filter(|one| one.state != DateState::NotRequired);
    ahead
        .filter_map(|one| {
            let day = one.day.filter(|day| *day >= today)?;
            let edge = match one.edge {
                Edge::From => "from this day on",
                Edge::Before => "to be done before this day",
                Edge::Until => "until this day",
            };
            Some(CalendarEntry {
                uid: format!(
                    "{}.{}@cemark",
                    one.id,
                    product.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
                ),
                at: At::Day(day),
                summary: format!("{}: {}, {edge}", one_line(product), one.title),
                description: format!("{}\n{}\n{}", one.citation, one.what, one.how),
                // A month and a week ahead.
                remind: match one.state {
                    DateState::ToDoBy | DateState::Due => vec![30 * 24, 7 * 24],
                    _ => Vec::new(),
                },
            })
        })
        .collect()
}
