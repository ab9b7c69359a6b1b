//! `classify`, for people.

use anstyle::Style;

use super::classify_json::{Report, RouteLine};
use crate::checklist::Role;
use crate::regulation::classify::{Category, Class, Form, Topic, category, fact, group};
use crate::text::{Lines, one_line};

/// The outcome, the way to it, what is open and what would change it.
pub fn render(report: &Report, width: usize) -> String {
    let mut lines = Lines::new(width);
    let name = report.product.name.as_ref().map_or_else(
        || "The product".to_owned(),
        |name| one_line(&name.to_string()),
    );
    let version = report
        .product
        .version
        .as_ref()
        .map(|version| format!(" {version}"))
        .unwrap_or_default();
    lines.wrapped(
        "",
        &format!("{name}{version}, classified as of {}", report.date),
    );
    if report.is_as_recorded == Some(false)
        && let Some(day) = report.recorded
    {
        lines.wrapped("", &format!("What was recorded on {day} differs from this: facts, rules or data changed since. `cemark classify --record` records it anew."));
    }
    lines.line("");
    outcome(&mut lines, report);
    routes(&mut lines, report);
    section(&mut lines, "To clarify", to_clarify(report).into_iter());
    why(&mut lines, report);
    section(
        &mut lines,
        "What would change it",
        would_change(report).into_iter(),
    );
    section(
        &mut lines,
        "What follows for file, declaration and CE marking",
        report.follows.iter().map(|one| {
            let of: Vec<&str> = one
                .procedures
                .iter()
                .map(|procedure| procedure.name())
                .collect();
            let when = match one.when {
                Some(Form::Hardware) => ", hardware",
                Some(Form::Software) => ", software alone",
                None => "",
            };
            format!("{}{when}: {} ({})", of.join(", "), one.text, one.citation)
        }),
    );
    for category in &report.category_points {
        section(
            &mut lines,
            &format!(
                "Under work for {} (standardisation request M/606; a draft gives no presumption)",
                category.citation
            ),
            category.standards.iter().map(|line| {
                let names: Vec<String> =
                    line.deliverables.iter().map(ToString::to_string).collect();
                let names = if names.is_empty() {
                    "number not known".to_owned()
                } else {
                    names.join(", ")
                };
                format!("{names}: {}", line.status)
            }),
        );
    }
    lines.line("");
    lines.wrapped(
        "",
        "This helps you to decide and is no legal advice. Commission guidance and FAQ bind no one.",
    );
    lines.into_string()
}

/// The outcome alone, and how many facts are open.
pub fn short(report: &Report, width: usize) -> String {
    let mut lines = Lines::new(width);
    outcome(&mut lines, report);
    if !report.clarify.is_empty() {
        lines.wrapped(
            "To clarify: ",
            &format!(
                "{} points; `cemark classify` names them",
                report.clarify.len()
            ),
        );
    }
    lines.into_string()
}

fn outcome(lines: &mut Lines, report: &Report) {
    let is_steward = report
        .roles
        .iter()
        .any(|one| one.role == Role::Steward.name());
    let scope = match report.in_scope {
        Some(true) => "in scope of the Act (Art. 2)",
        Some(false) if is_steward => {
            "not made available on the market, so no duties of a manufacturer; Art. 24 binds you as its steward, from 11 December 2027 (Art. 71(2))"
        }
        Some(false) => "out of scope: the Act does not apply",
        None => "UNDECIDED",
    };
    lines.wrapped("Scope:     ", scope);
    let roles: Vec<String> = report
        .roles
        .iter()
        .map(|one| {
            let part = match one.whole {
                Some(true) => "",
                Some(false) => ", for the modified part",
                None => ", for the part or the whole (to clarify)",
            };
            format!("{} ({}{part})", one.role, one.citation)
        })
        .collect();
    let role = match (roles.is_empty(), report.role_decided) {
        (false, _) => roles.join(", "),
        (true, true) => "none".to_owned(),
        (true, false) => "UNDECIDED".to_owned(),
    };
    lines.wrapped("Role:      ", &role);
    if report.in_scope == Some(false) {
        return;
    }
    let points: Vec<String> = report
        .category_points
        .iter()
        .map(|one| format!("{}, {}", one.citation, one.name))
        .collect();
    let category = match (report.category, points.is_empty()) {
        (Some(class), true) => class.in_words().to_owned(),
        (Some(class), false) => format!("{}: {}", class.in_words(), points.join("; ")),
        (None, _) if report.categories_undecided.len() > 6 => "UNDECIDED".to_owned(),
        (None, _) => {
            let default = report.classes_possible.contains(&Class::Default);
            let or = if default { "default, or " } else { "" };
            format!("UNDECIDED: {or}{}", names(&report.categories_undecided))
        }
    };
    let condition = if report.in_scope.is_none() {
        ", if the Act applies"
    } else {
        ""
    };
    lines.wrapped("Category:  ", &format!("{category}{condition}"));
}

fn names(ids: &[&'static str]) -> String {
    let found: Vec<String> = ids
        .iter()
        .filter_map(|id| category(id))
        .map(|one| format!("{} ({})", one.citation, one.short))
        .collect();
    found.join("; ")
}

fn routes(lines: &mut Lines, report: &Report) {
    if report.routes.is_empty() {
        return;
    }
    let headline = match report.can_finish_today {
        Some(true) => "can be finished today, as far as is known",
        Some(false) => {
            "NO ROUTE CAN BE FINISHED TODAY, as far as is known; of which day that is stands below"
        }
        None => "UNDECIDED",
    };
    let is_maker = report
        .roles
        .iter()
        .any(|one| one.role == Role::Manufacturer.name());
    let whose = match is_maker || !report.role_decided {
        true => "",
        false => "of the manufacturer, who carries it out (Art. 32(1)): ",
    };
    lines.wrapped("Route:     ", &format!("{whose}{headline}"));
    lines.line("");
    for route in &report.routes {
        let chosen = report
            .chosen
            .iter()
            .any(|one| one.procedure == route.procedure);
        one_route(lines, route, chosen);
    }
}

fn one_route(lines: &mut Lines, route: &RouteLine, chosen: bool) {
    let word = match (route.allowed, route.can_finish_today) {
        (Some(true), Some(false)) => "open, not finishable today",
        (Some(true), _) => "open",
        (Some(false), _) => "closed",
        (None, _) => "undecided",
    };
    let chosen = match (chosen, route.allowed) {
        (true, Some(false)) => ", BUT CHOSEN in cemark.yaml",
        (true, _) => ", chosen in cemark.yaml",
        (false, _) => "",
    };
    let style = match route.allowed {
        Some(false) => Style::new().dimmed(),
        _ => Style::new(),
    };
    lines.line(&format!(
        "  {style}{:<7} {}{style:#}: {word}{chosen} ({})",
        route.procedure.name(),
        route.title,
        route.citation
    ));
    lines.hanging("          ", 10, &route.reason.to_string());
}

/// What has to be found out; facts of one list that are all open stand together.
fn to_clarify(report: &Report) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    for one in &report.clarify {
        let known = one.fact.as_ref().and_then(|id| fact(id.as_str()));
        let list = known
            .and_then(|fact| group(fact.group.raw()))
            .filter(|group| group.choose.is_some());
        let of_list = |name: &str| {
            let open = report
                .clarify
                .iter()
                .filter_map(|one| fact(one.fact.as_ref()?.as_str()));
            open.filter(|fact| fact.group.raw() == name)
                .map(|fact| fact.id.to_string())
                .collect::<Vec<_>>()
        };
        match list {
            Some(list) if done.contains(&list.id.as_str()) => {}
            Some(list) if of_list(list.id.as_str()).len() > 2 => {
                done.push(list.id.as_str());
                let choose = list
                    .choose
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                rows.push(format!(
                    "{}: {choose} Give `{}: no` for none, else by name: {}.",
                    list.title,
                    list.id,
                    of_list(list.id.as_str()).join(", ")
                ));
            }
            _ => {
                let name = one
                    .fact
                    .as_ref()
                    .map(|fact| format!("{fact}: "))
                    .unwrap_or_default();
                rows.push(format!(
                    "{name}{} ({}) {}",
                    one.ask, one.citation, one.clarify
                ));
            }
        }
    }
    rows
}

/// Other answers, those with the same outcome together.
fn would_change(report: &Report) -> Vec<String> {
    let mut by_outcome: Vec<(String, Vec<String>)> = Vec::new();
    for one in &report.would_change {
        let outcome = one.outcome.join("; ");
        let answer = format!("{} {}", one.fact, one.answer.name());
        match by_outcome.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, answers)) => answers.push(answer),
            None => by_outcome.push((outcome, vec![answer])),
        }
    }
    by_outcome
        .into_iter()
        .map(|(outcome, answers)| format!("{outcome}, by: {}", answers.join(", ")))
        .collect()
}

fn why(lines: &mut Lines, report: &Report) {
    let topics = [
        Topic::Scope,
        Topic::Role,
        Topic::RemoteDataProcessing,
        Topic::Category,
        Topic::Route,
        Topic::Beside,
    ];
    for topic in topics {
        let steps = report.trace.iter().filter(|step| step.topic == topic);
        section(
            lines,
            topic.in_words(),
            steps.map(|step| {
                let facts: Vec<String> = step
                    .rests_on
                    .iter()
                    .map(|one| format!("{} {}", one.fact, one.answer.name()))
                    .collect();
                let facts = if facts.is_empty() {
                    String::new()
                } else {
                    format!(" [{}]", facts.join(", "))
                };
                format!("{}: {}{facts}", step.citation, step.text)
            }),
        );
    }
}

fn section(lines: &mut Lines, title: &str, rows: impl Iterator<Item = String>) {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return;
    }
    let bold = Style::new().bold();
    lines.line("");
    lines.line(&format!("{bold}{title}{bold:#}"));
    for row in rows {
        lines.hanging("  - ", 4, &row);
    }
}

/// Categories as a list, for looking up: with their description where there are few.
pub fn list(categories: &[&Category], whole: bool, width: usize) -> String {
    let mut lines = Lines::new(width);
    for one in categories {
        if !whole {
            lines.hanging(
                &format!("{:<9} ", one.id),
                10,
                &format!("{} ({})", one.short, one.citation),
            );
            continue;
        }
        lines.wrapped(
            &format!("{}  ", one.id),
            &format!("{}: {} ({})", one.citation, one.name, one.class.name()),
        );
        lines.hanging(
            "  ",
            2,
            &format!(
                "{} Our words; the text: {}.",
                one.description, one.description_at
            ),
        );
        if !one.examples.is_empty() {
            let all: Vec<String> = one.examples.iter().map(ToString::to_string).collect();
            lines.hanging("  Such as: ", 4, &all.join("; "));
        }
        let near: Vec<String> = one.near_misses.iter().map(ToString::to_string).collect();
        lines.hanging("  Near, but not in it or elsewhere: ", 4, &near.join("; "));
        let see: Vec<String> = one
            .see_also
            .iter()
            .filter_map(|id| category(id.as_str()))
            .map(|one| format!("{} ({})", one.id, one.short))
            .collect();
        if !see.is_empty() {
            lines.hanging("  See also: ", 4, &see.join("; "));
        }
        if let Some(note) = &one.note {
            lines.hanging("  Note: ", 4, &note.to_string());
        }
        lines.line("");
    }
    lines.into_string()
}
